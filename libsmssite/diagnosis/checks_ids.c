/* SPDX-License-Identifier: MIT */
/* Which ids a site gives to its clients: D01 to D10. What is wrong the id map finds; here it becomes findings. */
#include "diagnosis/ini.h"
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"
#include "base/text.h"

#include <smssite/id_map.h>
#include <string.h>

#define WANT_SERVERS "the logon servers that were not looked at (--logon-server NAME=DIR)"
#define WANT_REGISTRY "the site server's registry (--registry FILE)"

static void answer_unknown(struct sms_check *check, const char *what)
{
	sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether %s cannot be told", what);
}

/* Answers where there is no map; it is not for want of a registry or of servers. */
static void map_is_missing(struct sms_check *check, const char *question)
{
	answer_unknown(check, question);
	if (check->id_map_status == SMSSITE_NOT_FOUND) {
		sms_missing(check, "a site control file that tells the site's code " SMS_WANT_ROOT);
		return;
	}
	sms_evidence(check, "", 0, "%s", check->id_map_message);
	sms_missing(check, "evidence of this site that can be read");
}

/* Servers of which nobody has seen the .UID file. */
static size_t unseen_servers(const smssite_id_map *map)
{
	size_t count = 0;

	for (size_t i = 0; i < smssite_id_map_server_count(map); i++)
		count += smssite_id_map_server_state(map, i) == SMSSITE_UID_UNKNOWN;
	return count;
}

/* The evidence of all problems of a kind; how many there are. */
static size_t show(struct sms_check *check, const smssite_id_map *map, smssite_id_problem kind)
{
	size_t count = 0;

	for (size_t i = 0; i < smssite_id_map_problem_count(map); i++)
		if (smssite_id_map_problem_kind(map, i) == kind) {
			sms_evidence(check, smssite_id_map_problem_path(map, i), smssite_id_map_problem_line(map, i), "%s",
				smssite_id_map_problem_text(map, i));
			count++;
		}
	return count;
}

static size_t count_of(const smssite_id_map *map, smssite_id_problem kind)
{
	size_t count = 0;

	for (size_t i = 0; i < smssite_id_map_problem_count(map); i++)
		count += smssite_id_map_problem_kind(map, i) == kind;
	return count;
}

/* What all rules on the .UID files of servers have in common. */
struct uid_rule {
	smssite_id_problem kinds[2];
	smssite_severity severity;
	const char *found, *well, *question;
};

static void check_uids(struct sms_check *check, const struct uid_rule *rule)
{
	const smssite_id_map *map = sms_check_id_map(check);
	size_t found, unseen, servers;

	if (!map) {
		map_is_missing(check, rule->question);
		return;
	}
	found = count_of(map, rule->kinds[0]);
	if (rule->kinds[1] != rule->kinds[0])
		found += count_of(map, rule->kinds[1]);
	unseen = unseen_servers(map);
	servers = smssite_id_map_server_count(map);
	if (found)
		sms_answer(check, rule->severity, "%s", rule->found);
	else if (unseen == servers)
		answer_unknown(check, rule->question);
	else
		sms_answer(check, unseen ? SMSSITE_SEVERITY_UNKNOWN : SMSSITE_SEVERITY_OK,
			unseen ? "%s; %zu of %zu logon servers were not looked at" : "%s", rule->well, unseen, servers);
	show(check, map, rule->kinds[0]);
	if (rule->kinds[1] != rule->kinds[0])
		show(check, map, rule->kinds[1]);
	if (unseen)
		sms_missing(check, WANT_SERVERS);
}

void sms_check_d01(struct sms_check *check)
{
	check_uids(check, &(struct uid_rule){ { SMSSITE_ID_NO_UID, SMSSITE_ID_DAMAGED_UID }, SMSSITE_SEVERITY_ERROR,
		"a logon server has no .UID file that clients can use", "each logon server has a .UID file",
		"each logon server has a .UID file" });
}

void sms_check_d02(struct sms_check *check)
{
	check_uids(check, &(struct uid_rule){ { SMSSITE_ID_SEVERAL_UIDS, SMSSITE_ID_SEVERAL_UIDS }, SMSSITE_SEVERITY_ERROR,
		"a logon server has more than one .UID file", "no logon server has more than one .UID file",
		"a logon server has more than one .UID file" });
}

void sms_check_d03(struct sms_check *check)
{
	check_uids(check, &(struct uid_rule){ { SMSSITE_ID_FOREIGN_UID, SMSSITE_ID_FOREIGN_UID }, SMSSITE_SEVERITY_WARNING,
		"a .UID file is of another site", "the .UID files are this site's", "the .UID files are this site's" });
}

void sms_check_d04(struct sms_check *check)
{
	check_uids(check, &(struct uid_rule){ { SMSSITE_ID_RANGE_USED_UP, SMSSITE_ID_RANGES_USED_UP },
		SMSSITE_SEVERITY_WARNING, "a range of ids is nearly used up and no new one was given",
		"no range of ids is used up", "a range of ids is used up" });
}

void sms_check_d05(struct sms_check *check)
{
	check_uids(check, &(struct uid_rule){ { SMSSITE_ID_RANGE_SHARED, SMSSITE_ID_RANGE_SHARED }, SMSSITE_SEVERITY_ERROR,
		"two logon servers give ids of one range", "no two logon servers give ids of one range",
		"two logon servers give ids of one range" });
}

/* Whether a registry was given that has the value. */
static bool is_next_known(const struct sms_check *check, const smssite_id_map *map)
{
	bool known = map && smssite_snapshot_registry(check->site);

	for (size_t i = 0; known && i < smssite_id_map_unseen_count(map); i++)
		known = strcmp(smssite_id_map_unseen(map, i), "Next SMS Unique ID") != 0;
	return known;
}

/* The problem of a kind that is the registry's or, of the value that a removal saved, that of SMS.INI. */
static size_t next_problem(const smssite_id_map *map, smssite_id_problem kind, bool saved)
{
	for (size_t i = 0; i < smssite_id_map_problem_count(map); i++)
		if (smssite_id_map_problem_kind(map, i) == kind &&
			(strcmp(smssite_id_map_problem_path(map, i), SMS_INI) == 0) == saved)
			return i;
	return SMSSITE_NO_INDEX;
}

static void next_is_bad(struct sms_check *check, const smssite_id_map *map, size_t problem, smssite_severity severity,
	const char *title)
{
	sms_answer(check, severity, "%s", title);
	sms_evidence(check, smssite_id_map_problem_path(map, problem), smssite_id_map_problem_line(map, problem), "%s",
		smssite_id_map_problem_text(map, problem));
}

static void lowest_evidence(struct sms_check *check, const smssite_id_map *map)
{
	uint64_t next;
	char text[9];

	if (!smssite_id_map_next_range(map, &next) && !smssite_smsid_format(next, text))
		sms_evidence(check, "", 0, "the lowest that is safe, as far as was seen, is %s", text);
}

void sms_check_d06(struct sms_check *check)
{
	const smssite_id_map *map = sms_check_id_map(check);
	size_t low = next_problem(map, SMSSITE_ID_NEXT_TOO_LOW, false),
	       unreadable = next_problem(map, SMSSITE_ID_NEXT_UNREADABLE, false);

	if (!map) {
		map_is_missing(check, "Next SMS Unique ID is above every range in use");
	} else if (!is_next_known(check, map)) {
		answer_unknown(check, "Next SMS Unique ID is above every range in use");
		sms_missing(check, "%s", sms_find_registry_key(check, check->site, SMS_KEY) == SMS_SEEN_ABSENT
						 ? "a copy of the key of SMS, which is gone from the registry (D08)"
						 : WANT_REGISTRY);
	} else if (low != SMSSITE_NO_INDEX) {
		next_is_bad(check, map, low, SMSSITE_SEVERITY_ERROR,
			"Next SMS Unique ID would give a range that is in use");
		lowest_evidence(check, map);
	} else if (unreadable != SMSSITE_NO_INDEX) {
		next_is_bad(check, map, unreadable, SMSSITE_SEVERITY_WARNING,
			"Next SMS Unique ID cannot be read as a range of this site");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_OK, "Next SMS Unique ID is above every range that was seen");
	}
}

void sms_check_d07(struct sms_check *check)
{
	check_uids(check, &(struct uid_rule){ { SMSSITE_ID_UID_TOO_LOW, SMSSITE_ID_UID_WENT_BACK }, SMSSITE_SEVERITY_ERROR,
		"a .UID file was turned back: ids in use will be given again", "no .UID file is below an id in use",
		"a .UID file is below an id in use" });
}

/* SMS.INI of a site whose registry does not have the next range. */
static void check_saved_range(struct sms_check *check, const smssite_id_map *map)
{
	size_t low = next_problem(map, SMSSITE_ID_NEXT_TOO_LOW, true),
	       unreadable = next_problem(map, SMSSITE_ID_NEXT_UNREADABLE, true);
	bool gone = sms_find_registry_key(check, check->site, SMS_KEY) == SMS_SEEN_ABSENT;
	struct sms_ini_value saved;
	enum sms_seen seen = sms_find_ini_value(check, check->site, SMS_INI, "Local", "NextAvailableSiteSMSUniqueID", &saved);

	if (low != SMSSITE_NO_INDEX) {
		next_is_bad(check, map, low, SMSSITE_SEVERITY_WARNING, "the next range that SMS.INI saves is in use");
		lowest_evidence(check, map);
	} else if (unreadable != SMSSITE_NO_INDEX) {
		next_is_bad(check, map, unreadable, SMSSITE_SEVERITY_WARNING,
			"the next range that SMS.INI saves cannot be read as one of this site");
	} else if (seen == SMS_SEEN_THERE) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "SMS.INI has the next range of ids");
		sms_evidence(check, SMS_INI, saved.line, "NextAvailableSiteSMSUniqueID=%s", saved.text);
	} else if (seen == SMS_SEEN_ABSENT && gone) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"the next range of ids is lost: neither the registry nor SMS.INI has it");
		lowest_evidence(check, map);
	} else {
		answer_unknown(check, "the next range of ids is saved anywhere");
		sms_missing(check, seen == SMS_SEEN_UNKNOWN ? WANT_REGISTRY ", or " SMS_WANT_INI : WANT_REGISTRY);
	}
}

/* The range is saved in SMS.INI only when a site is removed: while the registry has it nothing is lost. */
void sms_check_d08(struct sms_check *check)
{
	const smssite_id_map *map = sms_check_id_map(check);

	if (!map)
		map_is_missing(check, "the next range of ids is saved anywhere");
	else if (is_next_known(check, map))
		sms_answer(check, SMSSITE_SEVERITY_OK, "the registry has the next range of ids");
	else
		check_saved_range(check, map);
}

/* A machine whose SMS.INI was seen: the site server, the parent's, a logon server. */
struct machine {
	const smssite_snapshot *snapshot;
	struct sms_ini_value id, name;
};

static struct machine machine_of(struct sms_check *check, const smssite_snapshot *snapshot)
{
	struct machine machine = { snapshot };

	sms_find_ini_value(check, snapshot, SMS_INI, "SMS", "SMS Unique ID", &machine.id);
	sms_find_ini_value(check, snapshot, SMS_INI, "Local", "MachineName", &machine.name);
	return machine;
}

/* One machine may be given twice, as the site server and as a logon server: only two names make it two. */
static bool share_an_id(const struct machine *a, const struct machine *b)
{
	return *a->id.text && sms_equal_folded(a->id.text, b->id.text) && *a->name.text && *b->name.text &&
	       !sms_equal_folded(a->name.text, b->name.text);
}

static void machine_evidence(struct sms_check *check, const struct machine *machine)
{
	sms_path_evidence(check, machine->snapshot, SMS_INI, machine->id.line, "%s has SMS Unique ID %s",
		machine->name.text, machine->id.text);
}

/* Machines that share an id look like one in every file of a site, their own SMS.INI aside. */
void sms_check_d09(struct sms_check *check)
{
	struct machine site = machine_of(check, check->site), other = machine_of(check, check->parent);
	size_t next = 0, count = smssite_case_logon_server_count(check->site_case);

	while (!share_an_id(&site, &other) && next < count)
		other = machine_of(check, smssite_case_logon_server(check->site_case, next++));
	if (share_an_id(&site, &other)) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "two machines use one SMSID");
		machine_evidence(check, &site);
		machine_evidence(check, &other);
		return;
	}
	answer_unknown(check, "several machines use one SMSID");
	sms_missing(check, "the NT event log (events 181, 182, 185, 186), which is not read here; or lists of ids "
			   "(smssite smsid check --client-ids FILE)");
}

void sms_check_d10(struct sms_check *check)
{
	const smssite_services *services = smssite_snapshot_services(check->site);

	if (!services) {
		answer_unknown(check, "a virus scanner holds the .UID file");
		sms_missing(check, SMS_WANT_SERVICES);
		return;
	}
	for (size_t i = 0; i < smssite_services_count(services); i++) {
		const char *name = smssite_services_name(services, i);

		/* How its services are called in full no source tells. */
		if (!sms_begins_folded(name, "InocuLAN") ||
			smssite_services_state(services, i) != SMSSITE_SERVICE_RUNNING)
			continue;
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "InocuLAN runs: builds before 241 keep clients from the .UID file");
		sms_evidence(check, smssite_snapshot_services_name(check->site), smssite_services_line(services, i), "%s", name);
		return;
	}
	sms_answer(check, SMSSITE_SEVERITY_OK, "no virus scanner that is known to hold the .UID file runs");
}
