/* SPDX-License-Identifier: MIT */
/* What keeps files from leaving for other sites: E01, E13, F01, F03, F06. */
#include "diagnosis/requests.h"
#include "diagnosis/required.h"
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define SCHED_LOG "SCHED.LOG"
#define LANSEND_LOG "LANSEND.LOG"
#define SNABATCH_LOG "SNABATCH.LOG"
#define MISMATCH "Size mismatch in RoutingInfo record"

/* Whether the Scheduler read the same damaged request twice in a second: it does nothing else then. */
static bool repeats_within_a_second(const smssite_snapshot *snapshot)
{
	size_t log = smssite_snapshot_find_log(snapshot, SCHED_LOG);
	int64_t before = SMSSITE_NO_TIME;

	for (size_t i = 0; i < smssite_snapshot_record_count(snapshot, log); i++) {
		int64_t time = smssite_snapshot_record_time_local_s(snapshot, log, i);

		if (!strstr(smssite_snapshot_record_text(snapshot, log, i), MISMATCH) ||
			time == SMSSITE_NO_TIME)
			continue;
		if (time == before)
			return true;
		before = time;
	}
	return false;
}

/* Without the record in the log; damaged requests are told as far as the layout of requests is known here. */
static void e01_from_files(struct sms_check *check, size_t damaged)
{
	bool read = sms_was_read(check->site, SCHED_LOG);

	if (damaged && sms_requests_are_understood(check))
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "a send request is damaged: the Scheduler can loop on it");
	else if (read)
		sms_answer(check, SMSSITE_SEVERITY_OK, "the Scheduler met no damaged send request");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether the Scheduler loops on a damaged send request cannot be told");
	sms_count_damaged_requests(check, true);
	if (!read && !(damaged && sms_requests_are_understood(check)))
		sms_missing(check, "SCHED.LOG of the site " SMS_WANT_LOG);
}

void sms_check_e01(struct sms_check *check)
{
	size_t damaged = sms_count_damaged_requests(check, false);
	struct sms_record_found latest, end;
	struct smssite_tree_stat stat;
	bool loops;

	if (!sms_find_latest(check->site, SCHED_LOG, MISMATCH, &latest)) {
		e01_from_files(check, damaged);
		return;
	}
	loops = repeats_within_a_second(check->site) ||
		(sms_find_end(check->site, SCHED_LOG, &end) && end.record == latest.record);
	if (loops)
		sms_answer(check, SMSSITE_SEVERITY_STUCK,
			"the Scheduler reads a damaged send request over and over");
	else if (damaged)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "the Scheduler met a damaged send request, and one is still there");
	else
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"the Scheduler once met a damaged send request and has gone on since");
	sms_record_evidence(check, check->site, latest.log, latest.record);
	if (loops && smssite_snapshot_log_stat(check->site, latest.log, &stat) == SMSSITE_OK)
		sms_path_evidence(check, check->site, smssite_snapshot_log_path(check->site, latest.log), 0,
			"%s; by default a log is put aside at 131,072 bytes", sms_say_size(stat.size).text);
	sms_count_damaged_requests(check, true);
}

/* The ADDRESS sections of a control file that lead to a site. */
static size_t count_addresses(const smssite_control_file *file, const char *code, size_t *line)
{
	size_t count = 0;

	for (size_t i = 0;
		(i = smssite_control_file_find(file, SMSSITE_SECTION_ADDRESS, i)) != SMSSITE_NO_INDEX; i++) {
		struct sms_span site;

		if (smssite_control_file_value(
			    file, i, SMSSITE_ADDRESS_DESTINATION_SITE, &site.data, &site.size) ||
			!sms_span_equal_folded(site, code))
			continue;
		*line = smssite_control_file_section_line(file, i);
		count++;
	}
	return count;
}

/* The key of a site's addresses in the registry, which is what the services go by. Where all of SMS is gone from it, that is
 * another rule's (A15). */
static enum sms_seen find_address_key(struct sms_check *check, const char *parent)
{
	const char *code = smssite_snapshot_site_code(check->site);
	char key[256];

	if (!*code || !*parent || sms_find_registry_key(check, check->site, SMS_KEY) == SMS_SEEN_ABSENT)
		return SMS_SEEN_UNKNOWN;
	snprintf(key, sizeof(key), SMS_KEY "\\Sites\\%s\\Addresses\\%s", code, parent);
	return sms_find_registry_key(check, check->site, key);
}

static void e13_missing(struct sms_check *check, const char *parent, bool in_registry)
{
	sms_answer(check, SMSSITE_SEVERITY_ERROR,
		"the site has no address of its parent %s: nothing can be sent there", parent);
	if (in_registry)
		sms_evidence(check, "registry", 0, "no key Addresses\\%s", parent);
	else
		sms_evidence(check, SMS_BOX "\\SITECTRL.CT0", 0, "no ADDRESS to %s", parent);
}

void sms_check_e13(struct sms_check *check)
{
	const smssite_control_file *file = sms_site_control_file(check->site);
	const char *parent = smssite_snapshot_parent_site_code(check->site);
	enum sms_seen key = find_address_key(check, parent);
	struct sms_word word;
	size_t line = 0;

	sms_parent_says(check->site_case, &word);
	if (sms_is_primary(check->site) && !*parent)
		return;
	if (!file || !*parent) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether the site has an address of its parent cannot be told");
		sms_missing(check, "a full control file of the site that names its parent " SMS_WANT_ROOT);
	} else if (key == SMS_SEEN_ABSENT ||
		   (key == SMS_SEEN_UNKNOWN && !count_addresses(file, parent, &line))) {
		e13_missing(check, parent, key == SMS_SEEN_ABSENT);
	} else if (word.flags & 0x4000) {
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "the parent has no address of this site");
		sms_word_evidence(check, &word);
	} else {
		sms_answer(check, SMSSITE_SEVERITY_OK, "the site has an address of its parent %s", parent);
		if (line)
			sms_evidence(check, SMS_BOX "\\SITECTRL.CT0", line, "ADDRESS to %s", parent);
	}
}

static const char *const capacities[] = { "Maximum Concurrent Sendings", "Maximum Concurrent Site Sendings" };

/* The registry's word on the LAN sender: THERE if it says that one of both is 0, ABSENT if none is. */
static enum sms_seen find_zero_capacity(struct sms_check *check, bool tell)
{
	enum sms_seen zero = SMS_SEEN_ABSENT;

	for (size_t i = 0; i < 2; i++) {
		struct sms_setting setting;

		sms_find_setting(
			check, check->site, SMS_COMPONENTS "SMS_LAN_SENDER", capacities[i], &setting);
		if (tell)
			sms_setting_evidence(check, check->site, capacities[i], &setting);
		if (setting.number == 0)
			zero = SMS_SEEN_THERE;
		else if (setting.number < 0 && zero == SMS_SEEN_ABSENT)
			zero = SMS_SEEN_UNKNOWN;
	}
	return zero;
}

void sms_check_f01(struct sms_check *check)
{
	enum sms_seen zero = find_zero_capacity(check, false);
	struct sms_record_found latest;
	bool looked = sms_find_latest(check->site, LANSEND_LOG, "Checking for sending capacity", &latest);
	/* "Used 5 out of 5, no sending capacity" is a sender with enough to do. */
	bool logged =
		looked && strstr(sms_record_text(check->site, &latest), "out of 0, no sending capacity");

	if (zero == SMS_SEEN_THERE || (logged && zero == SMS_SEEN_UNKNOWN))
		sms_answer(
			check, SMSSITE_SEVERITY_STUCK, "the LAN sender has a capacity of 0: nothing is sent");
	else if (logged)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"the LAN sender had a capacity of 0; the registry has been put right, and "
			"SMS_EXECUTIVE "
			"must be restarted");
	else if (looked || zero == SMS_SEEN_ABSENT)
		sms_answer(check, SMSSITE_SEVERITY_OK, "the LAN sender has capacity");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether the LAN sender may send at all cannot be told");
	find_zero_capacity(check, true);
	if (looked)
		sms_record_evidence(check, check->site, latest.log, latest.record);
	if (!looked && zero == SMS_SEEN_UNKNOWN)
		sms_missing(check,
			SMS_WANT_REGISTRY ", or a LANSEND.LOG in which it looked for work " SMS_WANT_LOG);
}

/* The latest record of a full disk at the other site in one log. */
static bool find_full(const smssite_snapshot *snapshot, const char *log, struct sms_record_found *found)
{
	static const char *const texts[] = { "There is not enough space on the disk",
		"trying to write beyond the end of the file", "rror = 112" };
	struct sms_record_found other;
	bool any = false;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (sms_find_latest(snapshot, log, texts[i], &other) &&
			(!any || other.record > found->record)) {
			*found = other;
			any = true;
		}
	return any;
}

void sms_check_f03(struct sms_check *check)
{
	static const char *const logs[] = { LANSEND_LOG, SNABATCH_LOG };
	struct sms_record_found full, done;
	bool read = false;

	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
		read = read || sms_was_read(check->site, logs[i]);
		if (!find_full(check->site, logs[i], &full))
			continue;
		if (sms_find_latest(check->site, logs[i], "Sending completed", &done) &&
			done.record > full.record)
			sms_answer(check, SMSSITE_SEVERITY_NOTE,
				"the disk of another site was full; a transfer has succeeded since");
		else
			sms_answer(check, SMSSITE_SEVERITY_ERROR, "the disk of another site is full");
		sms_record_evidence(check, check->site, full.log, full.record);
		return;
	}
	if (read) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "no sender met a full disk at another site");
		return;
	}
	sms_answer(
		check, SMSSITE_SEVERITY_UNKNOWN, "whether the disk of another site is full cannot be told");
	sms_missing(check, "LANSEND.LOG of the site " SMS_WANT_LOG);
}

/* Error 32 and no longer number. */
static bool find_in_use(const smssite_snapshot *snapshot, struct sms_record_found *found)
{
	static const char error[] = "rror = 32";
	const char *at;

	if (!sms_find_latest(snapshot, LANSEND_LOG, error, found))
		return false;
	at = strstr(sms_record_text(snapshot, found), error);
	return at && !sms_is_digit(at[sizeof(error) - 1]);
}

void sms_check_f06(struct sms_check *check)
{
	struct sms_record_found in_use, done;

	if (find_in_use(check->site, &in_use)) {
		if (sms_find_latest(check->site, LANSEND_LOG, "Sending completed", &done) && done.record > in_use.record)
			sms_answer(check, SMSSITE_SEVERITY_NOTE,
				"a file at another site was in use; a transfer has succeeded since");
		else
			sms_answer(check, SMSSITE_SEVERITY_WARNING, "a file at another site is in use, and every try fails on it");
		sms_record_evidence(check, check->site, in_use.log, in_use.record);
	} else if (sms_was_read(check->site, LANSEND_LOG)) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "the LAN sender met no file in use at another site");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether a file at another site is in use cannot be told");
		sms_missing(check, "LANSEND.LOG of the site " SMS_WANT_LOG);
	}
}
