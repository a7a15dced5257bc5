/* SPDX-License-Identifier: MIT */
/* How far an installation or upgrade has come: A01, A02, A05, A06, A07. */
#include <smssite/trail.h>
#include "diagnosis/look.h"
#include "diagnosis/required.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"
#include "diagnosis/upgrade.h"

#include <string.h>

#define UPGRADE_BOOTSTRAP "SMS_UPGRADE_BOOTSTRAP"
#define BOOTSTRAP "SMS_BOOTSTRAP"
#define SCMAN "SMS_SITE_CONFIG_MANAGER"

static const char *const packages[] = { "BOOTSTRP.PK1", "BOOTSTRP.PK2" };

static void want_services(struct sms_check *check)
{
	sms_missing(check, "the services of the site server (--services FILE)");
}

static void want_box(struct sms_check *check)
{
	sms_missing(check,
		"SITE.SRV\\SITECFG.BOX, readable and without two names that differ only in case (SITE as the "
		"SMS root or its drive)");
}

/* Whether SCMAN has just rewritten its master, so that its answer is due any minute. In a copy that did not
 * keep the times all files are as young, SYSTEM.MAP too, which SCMAN does not write. */
static bool answer_is_due(const struct sms_check *check)
{
	size_t master = smssite_snapshot_box_find(check->site, SMSSITE_BOX_MASTER, 0);
	struct sms_file file, map;
	int64_t age;

	if (smssite_snapshot_is_copy(check->site) || !sms_box_file(check->site, master, &file) ||
		sms_find_file(check->site, "", "SYSTEM.MAP", &map) != SMS_SEEN_THERE)
		return false;
	age = sms_age_at(check->now_utc_s, file.stat.mtime_utc_s);
	return age >= 0 && age <= SMS_SCMAN_ANSWERS_S &&
	       sms_is_after(file.stat.mtime_utc_s, map.stat.mtime_utc_s, SMS_SCMAN_ANSWERS_S);
}

/* A01, all services run: whether the .ct2 is seen on its way. One that is and is not late yet is no finding.
 */
static void a01_by_trail(struct sms_check *check, const smssite_trail *trail)
{
	size_t count = smssite_trail_candidate_count(trail), late = 0;
	const char *stage = smssite_stage_name(smssite_trail_stage(trail));
	const char *inferred = smssite_trail_inferred(trail) ? ", inferred" : "";

	for (size_t i = 0; i < count; i++)
		late += smssite_trail_candidate_age_s(trail, i) > SMS_CT2_LEAVES_S;
	if (!count && answer_is_due(check))
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"SCMAN has just taken a .ct1: its .ct2 is due any minute");
	else if (!count)
		sms_answer(check, SMSSITE_SEVERITY_STUCK, "the parent waits for this site's .ct2");
	else if (late == count)
		sms_answer(check, SMSSITE_SEVERITY_STUCK,
			"the parent waits for this site's .ct2, which is held up (%s%s)", stage, inferred);
	else
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "the .ct2 is on its way to the parent (%s%s)", stage,
			inferred);
}

/* A01, no .CT2 in the box and nothing that SCMAN has to read first. */
static void a01_at_rest(struct sms_check *check, const struct sms_word *word)
{
	size_t master = smssite_snapshot_box_find(check->site, SMSSITE_BOX_MASTER, 0);
	size_t rejected = smssite_snapshot_box_find(check->site, SMSSITE_BOX_REJECTED, 0);
	const char *refusal = sms_refusal(check->site);
	struct sms_required required;
	struct sms_services_look look;
	smssite_trail *trail = NULL;

	sms_required_services(check->site, &required);
	sms_look_at_services(check->site, &required, &look);
	if (smssite_case_trail(check->site_case, &trail))
		check->failed = true;
	if (sms_is_installed(sms_service_or_key(check->site, UPGRADE_BOOTSTRAP)) ||
		sms_is_installed(sms_service_or_key(check->site, BOOTSTRAP)))
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"the parent does not list this site as active, and a bootstrap is at work here "
			"(A02)");
	else if (look.down || look.paused || look.moving)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"the parent waits for this site's .ct2, but not all services run (C01)");
	else if (look.running < required.count)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"the parent waits for this site's .ct2; whether a .ct2 may be forced depends on the "
			"services");
	else
		a01_by_trail(check, trail);
	sms_word_evidence(check, word);
	sms_box_evidence(check, check->site, master);
	if (refusal)
		sms_evidence(
			check, SMS_BOX "\\SITECTRL.CT0", 0, "SCMAN would refuse it as .ct1: %s", refusal);
	sms_box_evidence(check, check->site, rejected);
	for (size_t i = 0; i < smssite_trail_candidate_count(trail); i++)
		sms_path_evidence(check,
			smssite_trail_stage(trail) >= SMSSITE_STAGE_ARRIVED ? check->parent : check->site,
			smssite_trail_candidate_path(trail, i), 0, "%s%s, %s old",
			smssite_stage_name(smssite_trail_stage(trail)),
			smssite_trail_inferred(trail) ? " (inferred)" : "",
			sms_say_age(smssite_trail_candidate_age_s(trail, i)).text);
	if (look.running + look.down + look.moving + look.paused < required.count)
		want_services(check);
	smssite_trail_free(trail);
}

static void a01_not_answered(struct sms_check *check, const struct sms_word *word)
{
	static const struct {
		smssite_box_state state;
		smssite_box_role role;
		const char *title;
	} states[] = {
		{ SMSSITE_BOX_STATE_SHUTTING_DOWN, SMSSITE_BOX_SHUTDOWN,
			"a shutdown for an upgrade is asked for (A05)" },
		{ SMSSITE_BOX_STATE_INSTALLING, SMSSITE_BOX_INIT,
			"SCMAN has its first configuration still to read (B01)" },
		{ SMSSITE_BOX_STATE_PROPOSED_WAITING, SMSSITE_BOX_PROPOSED,
			"the .ct1 that SCMAN shall answer is still there (B01)" },
		{ SMSSITE_BOX_STATE_EMPTY, SMSSITE_BOX_MASTER, "there is no master to answer with (B13)" },
	};
	smssite_box_state state = smssite_snapshot_box_state(check->site);

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		if (state != states[i].state)
			continue;
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "the parent does not list this site as active; %s",
			states[i].title);
		sms_word_evidence(check, word);
		sms_box_evidence(
			check, check->site, smssite_snapshot_box_find(check->site, states[i].role, 0));
		return;
	}
	if (state == SMSSITE_BOX_STATE_REJECTED &&
		smssite_snapshot_box_find(check->site, SMSSITE_BOX_MASTER, 0) == SMSSITE_NO_INDEX) {
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"the parent does not list this site as active; there is no master to answer with "
			"(B13)");
		sms_word_evidence(check, word);
		return;
	}
	a01_at_rest(check, word);
}

/* Whether the parent still has jobs of its own to do, so that no .ct2 is due yet: all but the site control
 * jobs and the end of an upgrade (KB Q137376; which text of the Sites window goes with which number is
 * [INF]). */
static bool parent_is_at_work(const struct sms_word *word)
{
	return word->detail == 100 || (word->detail >= 11 && word->detail <= 23) || word->detail == 61 ||
	       word->detail == 62 || word->detail == 64;
}

static void a01_no_reply(struct sms_check *check)
{
	struct sms_word word;
	const char *detail;

	sms_parent_says(check->site_case, &word);
	if (!word.given || word.status == SMSSITE_SITE_UNKNOWN || word.contradicts) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "%s",
			word.contradicts ? "two words of the parent contradict each other"
			: word.given	 ? "the parent's word does not name this site"
				     : "no .ct2 is there; only the parent can say whether it waits for one");
		sms_word_evidence(check, &word);
		sms_missing(
			check, "the parent's word on this site (--site-list FILE or --parent-status WORD)");
		return;
	}
	if (word.status == SMSSITE_SITE_ACTIVE) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "the parent lists this site as active");
	} else if (word.status == SMSSITE_SITE_DELETED) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "the parent is deleting this site");
	} else if (parent_is_at_work(&word)) {
		detail = smssite_site_detail_name(word.detail);
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"the parent is at jobs of its own (%s): no .ct2 is due yet", detail ? detail : "?");
	} else {
		a01_not_answered(check, &word);
		return;
	}
	sms_word_evidence(check, &word);
}

/* A .CT2 lies in the box: its age decides. */
static void a01_reply(struct sms_check *check, size_t first)
{
	int64_t oldest = -1;
	bool unknown = false;
	struct sms_word word;

	for (size_t i = first; i != SMSSITE_NO_INDEX;
		i = smssite_snapshot_box_find(check->site, SMSSITE_BOX_REPLY, i + 1)) {
		struct sms_file file;
		int64_t age = sms_box_file(check->site, i, &file)
				      ? sms_age_at(check->now_utc_s, file.stat.mtime_utc_s)
				      : -1;

		unknown = unknown || age < 0;
		oldest = age > oldest ? age : oldest;
	}
	sms_parent_says(check->site_case, &word);
	if (oldest > SMS_CT2_LEAVES_S)
		/* An active site goes on without it; one that is not active waits for it. */
		sms_answer(check,
			word.status == SMSSITE_SITE_ACTIVE ? SMSSITE_SEVERITY_ERROR : SMSSITE_SEVERITY_STUCK,
			"a .ct2 has waited for %s and does not leave for the parent",
			sms_say_age(oldest).text);
	else if (unknown)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"a .ct2 is there; how long it has waited cannot be told");
	else
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"a .ct2 is on its way: written %s ago, it has 30 min to leave",
			sms_say_age(oldest).text);
	for (size_t i = first; i != SMSSITE_NO_INDEX;
		i = smssite_snapshot_box_find(check->site, SMSSITE_BOX_REPLY, i + 1))
		sms_box_evidence(check, check->site, i);
	sms_word_evidence(check, &word);
	if (unknown && oldest <= SMS_CT2_LEAVES_S)
		sms_missing(
			check, "the time that counts, and time stamps that are not later (--now TIME; L02)");
}

void sms_check_a01(struct sms_check *check)
{
	size_t reply = smssite_snapshot_box_find(check->site, SMSSITE_BOX_REPLY, 0);

	if (sms_is_primary(check->site))
		return;
	if (smssite_snapshot_box_state(check->site) == SMSSITE_BOX_STATE_UNKNOWN) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "the site-control box cannot be told");
		want_box(check);
	} else if (reply != SMSSITE_NO_INDEX) {
		a01_reply(check, reply);
	} else {
		a01_no_reply(check);
	}
}

/* The oldest sign of the upgrade in the SMS root: the packages, else BOOT.LOG, whose time is that of its last
 * record and so makes the age too small rather than too large. */
static bool find_beginning(const smssite_snapshot *snapshot, struct sms_file *beginning)
{
	bool found = false;
	struct sms_file file;

	for (size_t i = 0; i < 2; i++) {
		if (sms_find_file(snapshot, "", packages[i], &file) != SMS_SEEN_THERE)
			continue;
		if (!found || file.stat.mtime_utc_s < beginning->stat.mtime_utc_s)
			*beginning = file;
		found = true;
	}
	return found || sms_find_file(snapshot, "", "BOOT.LOG", beginning) == SMS_SEEN_THERE;
}

/* How long ago an earlier snapshot saw the bootstrap already; -1 if none did. */
static int64_t seen_earlier(const struct sms_check *check)
{
	const smssite_snapshot *earlier = smssite_case_earlier(check->site_case);

	if (!sms_is_installed(sms_service_or_key(earlier, UPGRADE_BOOTSTRAP)))
		return -1;
	return sms_age_at(check->now_utc_s, smssite_snapshot_taken_utc_s(earlier));
}

static void a02_installed(struct sms_check *check)
{
	int64_t age = -1, earlier = seen_earlier(check);
	struct sms_file beginning;
	bool begun = find_beginning(check->site, &beginning);

	if (begun)
		age = sms_age_at(check->now_utc_s, beginning.stat.mtime_utc_s);
	age = earlier > age ? earlier : age;
	if (age > SMS_BOOTSTRAP_DONE_S)
		sms_answer(check, SMSSITE_SEVERITY_STUCK, "an upgrade that began %s ago has not finished",
			sms_say_age(age).text);
	else if (age >= 0)
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"an upgrade is at work, as far as can be seen for %s: give it 24 h",
			sms_say_age(age).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"an upgrade is at work; when it began cannot be told");
	sms_service_evidence(check, UPGRADE_BOOTSTRAP);
	if (begun)
		sms_file_evidence(check, check->site, &beginning, "");
	if (earlier >= 0)
		sms_evidence(check, "earlier snapshot", 0, "the service was there %s ago",
			sms_say_age(earlier).text);
	if (age < 0)
		sms_missing(check,
			"BOOTSTRP.PK1, BOOTSTRP.PK2 or BOOT.LOG of the SMS root, or an earlier snapshot "
			"(--earlier FILE)");
}

/* No bootstrap is there, and the last one says in its log how it ended; false if it does not. */
static bool a02_ended(struct sms_check *check)
{
	struct sms_record_found found;
	int event = sms_bootstrap_event(check->site, &found);

	if (!event)
		return false;
	if (event == 388)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"an upgrade gave up after 48 hours and the old version restarted itself (event 388)");
	else if (sms_restarts_old_version(event))
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"an upgrade failed and the old version restarted itself (event %d)", event);
	else
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"an upgrade ended half done (event %d): old and new may be mixed", event);
	sms_record_evidence(check, check->site, found.log, found.record);
	sms_service_evidence(check, UPGRADE_BOOTSTRAP);
	return true;
}

void sms_check_a02(struct sms_check *check)
{
	smssite_service_state state = sms_service_or_key(check->site, UPGRADE_BOOTSTRAP);
	struct sms_file package, other;
	bool packed;

	if (sms_is_installed(state)) {
		a02_installed(check);
		return;
	}
	packed = sms_find_file(check->site, "", packages[0], &package) == SMS_SEEN_THERE;
	if (state == SMSSITE_SERVICE_UNKNOWN || (state == SMSSITE_SERVICE_NOT_RUNNING && packed)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether an upgrade was left unfinished cannot be told");
		if (packed)
			sms_file_evidence(check, check->site, &package, "");
		sms_missing(check, "%s",
			state == SMSSITE_SERVICE_UNKNOWN
				? "a list of services that would name SMS_UPGRADE_BOOTSTRAP (--services FILE)"
				: "a list that also has stopped services (sc query state= all; --services "
				  "FILE)");
		return;
	}
	if (a02_ended(check))
		return;
	sms_answer(check, SMSSITE_SEVERITY_OK, "no upgrade is at work");
	sms_service_evidence(check, UPGRADE_BOOTSTRAP);
	if (!packed && sms_find_file(check->site, "", packages[1], &other) == SMS_SEEN_THERE)
		sms_file_evidence(check, check->site, &other, "");
}

void sms_check_a05(struct sms_check *check)
{
	size_t index = smssite_snapshot_box_find(check->site, SMSSITE_BOX_SHUTDOWN, 0);
	smssite_service_state scman = sms_service(check->site, SCMAN);
	struct sms_upgrade_look upgrade;
	struct sms_file file;
	int64_t age;

	if (!sms_box_file(check->site, index, &file)) {
		if (smssite_snapshot_directory_presence(
			    check->site, smssite_snapshot_find_directory(check->site, SMS_BOX)) ==
			SMSSITE_PRESENCE_PRESENT) {
			sms_answer(check, SMSSITE_SEVERITY_OK, "no shutdown is asked for");
		} else {
			sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
				"whether a shutdown is asked for cannot be told");
			want_box(check);
		}
		return;
	}
	age = sms_age_at(check->now_utc_s, file.stat.mtime_utc_s);
	sms_look_at_upgrade(check->site_case, &upgrade);
	if (sms_is_down(scman) && !upgrade.bootstrap && !upgrade.hidden)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"an order to shut down is left, and the bootstrap that would go on after it is gone");
	else if (sms_is_down(scman))
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"a shutdown is asked for and SCMAN, which does it, does not run");
	else if (age > SMS_SHUTDOWN_DONE_S)
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "a shutdown asked for %s ago has not been done",
			sms_say_age(age).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"a shutdown is being done; with many logon servers it takes long");
	sms_box_evidence(check, check->site, index);
	sms_service_evidence(check, SCMAN);
	if (scman == SMSSITE_SERVICE_UNKNOWN)
		want_services(check);
	if (age < 0)
		sms_missing(check, "the time that counts (--now TIME)");
}

/* A package of the bootstrap that an earlier snapshot had. */
static bool had_package(const struct sms_check *check, const char *name)
{
	struct sms_file file;

	return sms_find_file(smssite_case_earlier(check->site_case), "", name, &file) == SMS_SEEN_THERE;
}

static const char *installed_bootstrap(const smssite_snapshot *snapshot)
{
	return sms_is_installed(sms_service_or_key(snapshot, UPGRADE_BOOTSTRAP)) ? UPGRADE_BOOTSTRAP
	       : sms_is_installed(sms_service_or_key(snapshot, BOOTSTRAP))	  ? BOOTSTRAP
									  : NULL;
}

void sms_check_a06(struct sms_check *check)
{
	const char *bootstrap = installed_bootstrap(check->site);
	const char *absent = NULL, *lost = NULL;
	struct sms_file file;

	if (!bootstrap) {
		/* The rule is about a bootstrap at work. */
		if (sms_service_or_key(check->site, BOOTSTRAP) == SMSSITE_SERVICE_UNKNOWN ||
			sms_service_or_key(check->site, UPGRADE_BOOTSTRAP) == SMSSITE_SERVICE_UNKNOWN) {
			sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
				"whether a bootstrap waits for packages cannot be told");
			want_services(check);
		}
		return;
	}
	for (size_t i = 0; i < 2; i++) {
		switch (sms_find_file(check->site, "", packages[i], &file)) {
		case SMS_SEEN_UNKNOWN:
			sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
				"whether the bootstrap has its packages cannot be told");
			sms_missing(check, "the SMS root (SITE as the SMS root or its drive)");
			return;
		case SMS_SEEN_ABSENT:
			absent = absent ? absent : packages[i];
			lost = !lost && had_package(check, packages[i]) ? packages[i] : lost;
			break;
		case SMS_SEEN_THERE:
			break;
		}
	}
	if (lost)
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "%s is gone while the bootstrap is at work", lost);
	else if (absent)
		sms_answer(
			check, SMSSITE_SEVERITY_NOTE, "the bootstrap waits for %s, for 48 h in all", absent);
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "the bootstrap has both packages");
	sms_service_evidence(check, bootstrap);
	if (absent)
		sms_evidence(check, lost ? lost : absent, 0, "%s",
			lost ? "in the earlier snapshot, not in this one" : "not there");
	for (size_t i = 0; i < 2; i++)
		if (sms_find_file(check->site, "", packages[i], &file) == SMS_SEEN_THERE)
			sms_file_evidence(check, check->site, &file, "");
}

void sms_check_a07(struct sms_check *check)
{
	size_t there = 0, empty = 0, young = 0;
	struct sms_file file;
	int64_t age;

	for (size_t i = 0; i < 2; i++) {
		if (sms_find_file(check->site, "", packages[i], &file) != SMS_SEEN_THERE)
			continue;
		there++;
		if (file.stat.size)
			continue;
		age = sms_age_at(check->now_utc_s, file.stat.mtime_utc_s);
		empty++;
		if (age >= 0 && age <= SMS_PACKAGE_BEGUN_S)
			young++;
	}
	if (!there)
		return;
	if (empty > young)
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "a package of the bootstrap is empty");
	else if (empty)
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "a package of the bootstrap is empty so far");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK,
			"the packages of the bootstrap are not empty; what is in them is not checked");
	for (size_t i = 0; i < 2; i++)
		if (sms_find_file(check->site, "", packages[i], &file) == SMS_SEEN_THERE)
			sms_file_evidence(check, check->site, &file, "");
}
