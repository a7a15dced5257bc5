/* SPDX-License-Identifier: MIT */
/* SCMAN at work, and what the control files say: B01, B07, B18. */
#include "diagnosis/required.h"
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"
#include "diagnosis/thresholds.h"
#include "base/alloc.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCMAN "SMS_SITE_CONFIG_MANAGER"
#define SCMAN_LOG "SCMAN.LOG"

static bool box_is_listed(const smssite_snapshot *snapshot)
{
	return smssite_snapshot_directory_presence(snapshot,
		       smssite_snapshot_find_directory(snapshot, SMS_BOX)) == SMSSITE_PRESENCE_PRESENT;
}

static void waiting_evidence(struct sms_check *check)
{
	for (size_t i = 0; (i = sms_next_waiting(check->site, i)) != SMSSITE_NO_INDEX; i++)
		sms_box_evidence(check, check->site, i);
}

/* What the end of SCMAN.LOG hints at: which of the two known hangs it is. */
static void hang_evidence(struct sms_check *check, size_t log)
{
	size_t count = smssite_snapshot_record_count(check->site, log);
	const char *last = count ? smssite_snapshot_record_text(check->site, log, count - 1) : "";
	const char *path = smssite_snapshot_log_path(check->site, log);
	struct sms_record_found stopping;

	sms_record_evidence(check, check->site, log, SMSSITE_NO_INDEX);
	if (strstr(last, "user groups will be enumerated"))
		sms_evidence(check, path, 0,
			"B02: it hangs enumerating user groups, whose domain controller does not answer "
			"(Q162383)");
	else if (sms_find_record(check->site, SCMAN_LOG, "Service is stopping", &stopping))
		sms_evidence(check, path,
			smssite_snapshot_record_line(check->site, stopping.log, stopping.record),
			"B03: it was stopped before; if it ends at the same logon server each time, look at "
			"the registry quota there (Q191958)");
}

static void b01_running(struct sms_check *check, int64_t waited)
{
	size_t log = smssite_snapshot_find_log(check->site, SCMAN_LOG);
	struct smssite_tree_stat stat;
	int64_t silent = -1;

	if (smssite_snapshot_log_stat(check->site, log, &stat) == SMSSITE_OK)
		silent = sms_age_at(check->now_utc_s, stat.mtime_utc_s);
	if (silent < 0)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"a .ct1 has waited for %s; whether SCMAN hangs its log would tell",
			sms_say_age(waited).text);
	else if (silent > SMS_SCMAN_ANSWERS_S)
		sms_answer(check, SMSSITE_SEVERITY_STUCK,
			"SCMAN runs, does not take a .ct1 and has been silent for %s",
			sms_say_age(silent).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "a .ct1 has waited for %s while SCMAN is at work",
			sms_say_age(waited).text);
	waiting_evidence(check);
	sms_service_evidence(check, SCMAN);
	if (silent >= 0)
		hang_evidence(check, log);
	else
		sms_missing(check, "SCMAN.LOG of the drive's root (--drive-root DIR or --logs DIR), its time "
				   "stamp not later than now");
}

void sms_check_b01(struct sms_check *check)
{
	smssite_service_state scman = sms_service(check->site, SCMAN);
	bool unknown = false, has_master = sms_has_master(check->site);
	int64_t oldest = -1;

	if (!box_is_listed(check->site)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether a .ct1 waits cannot be told");
		sms_missing(check, "SITE.SRV\\SITECFG.BOX (SITE as the SMS root or its drive)");
		return;
	}
	if (sms_next_waiting(check->site, 0) == SMSSITE_NO_INDEX) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "no .ct1 waits for SCMAN");
		return;
	}
	for (size_t i = 0; (i = sms_next_waiting(check->site, i)) != SMSSITE_NO_INDEX; i++) {
		int64_t age = sms_waiting_age(check->site_case, has_master, i);

		unknown = unknown || age < 0;
		oldest = age > oldest ? age : oldest;
	}
	if (oldest > SMS_SCMAN_ANSWERS_S && scman == SMSSITE_SERVICE_RUNNING) {
		b01_running(check, oldest);
		return;
	}
	if (sms_is_down(scman))
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"a .ct1 waits and SCMAN, which reads it, does not run (C01)");
	else if (oldest <= SMS_SCMAN_ANSWERS_S && unknown)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "a .ct1 waits; for how long cannot be told");
	else if (oldest <= SMS_SCMAN_ANSWERS_S)
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"a .ct1 has waited for %s: SCMAN should take it any moment",
			sms_say_age(oldest).text);
	else if (scman == SMSSITE_SERVICE_UNKNOWN)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"a .ct1 has waited for %s; whether SCMAN runs is not known",
			sms_say_age(oldest).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "a .ct1 waits and SCMAN is %s",
			smssite_service_state_name(scman));
	waiting_evidence(check);
	sms_service_evidence(check, SCMAN);
	if (oldest > SMS_SCMAN_ANSWERS_S && scman == SMSSITE_SERVICE_UNKNOWN)
		sms_missing(check, "the services of the site server (--services FILE)");
	if (oldest <= SMS_SCMAN_ANSWERS_S && unknown)
		sms_missing(check,
			"the time that counts and time stamps that are not later (--now TIME; L02), or, "
			"where the .ct1 may be the renamed master, a look from ten minutes before (--earlier "
			"FILE)");
}

/* How many control files of the box bear a time that cannot be, as evidence if the finding is begun. */
static size_t stamped_later(struct sms_check *check, bool tell, size_t *seen)
{
	int64_t slack = smssite_snapshot_is_copy(check->site) ? SMS_ZONE_SLACK_S : SMS_CLOCK_SLACK_S;
	size_t later = 0;

	for (size_t i = 0; i < smssite_snapshot_box_count(check->site); i++) {
		size_t document = smssite_snapshot_box_document(check->site, i);
		const smssite_control_file *file =
			smssite_snapshot_document_control_file(check->site, document);
		int64_t time = smssite_control_file_time_utc_s(file);

		if (time == SMSSITE_NO_TIME)
			continue;
		++*seen;
		if (time < SMS_YEAR_2037_S && !sms_is_after(time, check->now_utc_s, slack))
			continue;
		later++;
		if (tell)
			sms_evidence(check, smssite_snapshot_document_path(check->site, document), 0,
				"FILE_DEFINITION says %s", sms_say_time(time).text);
	}
	return later;
}

void sms_check_b07(struct sms_check *check)
{
	size_t seen = 0, later = stamped_later(check, false, &seen);
	struct sms_record_found record;
	bool newer = sms_find_record(
		check->parent, "HMAN.LOG", "Site Control Image in the database is newer", &record);

	if (later)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"a control file is stamped later than now: changes are ignored until that day");
	else if (newer)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"the parent found an image in its database newer than a file it received; of which "
			"site it does not say");
	else if (!seen || check->now_utc_s == SMSSITE_NO_TIME)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether a control file is stamped later than now cannot be told");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no control file is stamped later than now");
	stamped_later(check, true, &seen);
	if (newer)
		sms_record_evidence(check, check->parent, record.log, record.record);
	if (later || newer)
		return;
	if (!seen)
		sms_missing(check,
			"a control file of the site that can be read (SITE as the SMS root or its drive)");
	if (check->now_utc_s == SMSSITE_NO_TIME)
		sms_missing(check, "the time that counts (--now TIME)");
}

/* A DOMAIN of a control file, or a key below Domains in the registry. */
struct claim {
	struct sms_span name;
	size_t line;
	bool enumerated;
};

struct claims {
	struct claim *list;
	size_t count, capacity;
	/* Where the claims are from; NULL: the registry, whose names the listing holds. */
	const smssite_control_file *file;
	smssite_registry_listing *listing;
};

static int compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	return sms_compare_folded(x->name.data, x->name.size, y->name.data, y->name.size);
}

static bool add_claim(struct claims *claims, const struct claim *claim)
{
	struct claim *grown = sms_grow(claims->list, claims->count, &claims->capacity, sizeof(*grown));

	if (!grown)
		return false;
	claims->list = grown;
	grown[claims->count++] = *claim;
	return true;
}

static bool collect_from_file(struct claims *claims)
{
	const smssite_control_file *file = claims->file;

	for (size_t section = 0; (section = smssite_control_file_find(
					  file, SMSSITE_SECTION_DOMAIN, section)) != SMSSITE_NO_INDEX;
		section++) {
		struct claim claim = { .line = smssite_control_file_section_line(file, section) };
		int64_t flag = 0;

		if (smssite_control_file_value(
			    file, section, SMSSITE_DOMAIN_NAME, &claim.name.data, &claim.name.size))
			continue;
		smssite_control_file_value_number(file, section, SMSSITE_DOMAIN_ENUMERATION, &flag);
		claim.enumerated = flag == 1;
		if (!add_claim(claims, &claim))
			return false;
	}
	return true;
}

/* Bit 1 of Role: all detected servers (Q130184). */
static bool collect_from_registry(
	struct sms_check *check, const smssite_snapshot *snapshot, const char *code, struct claims *claims)
{
	char key[512];
	smssite_status status;

	snprintf(key, sizeof(key), SMS_KEY "\\Sites\\%s\\Domains", code);
	status = smssite_registry_list(smssite_snapshot_registry(snapshot), key, &claims->listing);
	if (status)
		return status != SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < smssite_registry_listing_subkey_count(claims->listing); i++) {
		const char *name = smssite_registry_listing_subkey(claims->listing, i);
		struct sms_setting role;

		snprintf(key, sizeof(key), SMS_KEY "\\Sites\\%s\\Domains\\%s", code, name);
		sms_find_setting(check, snapshot, key, "Role", &role);
		if (!add_claim(claims, &(struct claim){ .name = sms_span_of(name),
					       .enumerated = role.number > 0 && (role.number & 1) }))
			return false;
	}
	return true;
}

/* What the control file says, else the registry. False: no memory. */
static bool collect_claims(struct sms_check *check, const smssite_snapshot *snapshot, struct claims *claims)
{
	static const char *const names[] = { "Site Code", "SiteCode", NULL };
	struct sms_setting code;
	bool done;

	*claims = (struct claims){ .file = sms_site_control_file(snapshot) };
	if (claims->file)
		done = collect_from_file(claims);
	else if (sms_find_any_setting(check, snapshot, SMS_IDENTIFICATION, names, &code) == SMS_SEEN_THERE)
		done = collect_from_registry(check, snapshot, code.text, claims);
	else
		done = !check->failed;
	if (done && claims->count)
		qsort(claims->list, claims->count, sizeof(*claims->list), compare_claims);
	return done;
}

static void release_claims(struct claims *claims)
{
	sms_free(claims->list);
	smssite_registry_listing_free(claims->listing);
}

/* Tells the domains that both claim and one of them enumerates; answers their number. */
static size_t overlaps(struct sms_check *check, const struct claims *own, const struct claims *other,
	const char *other_code, bool tell)
{
	size_t found = 0;

	for (size_t i = 0, j = 0; i < own->count && j < other->count;) {
		const struct claim *a = &own->list[i], *b = &other->list[j];
		int order = compare_claims(a, b);

		i += order <= 0;
		j += order >= 0;
		if (order || (!a->enumerated && !b->enumerated))
			continue;
		found++;
		if (tell)
			sms_evidence(check, own->file ? SMS_BOX "\\SITECTRL.CT0" : "registry", a->line,
				"domain %.*s: %s here, %s in site %s",
				(int)(a->name.size < 64 ? a->name.size : 64), a->name.data,
				a->enumerated ? "all detected servers" : "specified servers",
				b->enumerated ? "all detected servers" : "specified servers", other_code);
	}
	return found;
}

/* Compares with one other site; *seen counts the sites of which domains are known. */
static size_t compare_with(struct sms_check *check, const struct claims *own, const smssite_snapshot *other,
	bool tell, size_t *seen)
{
	const char *code = smssite_snapshot_site_code(other);
	struct claims claims;
	size_t found = 0;

	if (!other || (*code && sms_equal_folded(code, smssite_snapshot_site_code(check->site))))
		return 0;
	if (!collect_claims(check, other, &claims)) {
		check->failed = true;
	} else if (claims.file || claims.count) {
		++*seen;
		found = overlaps(check, own, &claims, *code ? code : "beside it", tell);
	}
	release_claims(&claims);
	return found;
}

static size_t compare_with_all(struct sms_check *check, const struct claims *own, bool tell, size_t *seen)
{
	size_t found = compare_with(check, own, check->parent, tell, seen);

	for (size_t i = 0; i < smssite_case_logon_server_count(check->site_case); i++)
		found += compare_with(check, own, smssite_case_logon_server(check->site_case, i), tell, seen);
	return found;
}

void sms_check_b18(struct sms_check *check)
{
	size_t found = 0, seen = 0;
	struct claims own;
	bool known;

	if (!collect_claims(check, check->site, &own))
		check->failed = true;
	known = own.file || own.count;
	if (known)
		found = compare_with_all(check, &own, false, &seen);
	if (found)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"two sites claim the same domain, and one of them takes all servers it detects");
	else if (!known || !seen)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether another site claims a domain of this one cannot be told");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK,
			"no domain is claimed by another site that was looked at");
	if (found)
		compare_with_all(check, &own, true, &seen);
	else if (!known)
		sms_missing(check, "a full control file of this site (SITE as the SMS root or its drive)");
	else if (!seen)
		sms_missing(check, "another site of the domain, with its control file (--parent SITE)");
	release_claims(&own);
}
