/* SPDX-License-Identifier: MIT */
/* What arrives at the site and is not executed: A04, G01, G03, G04, G06. */
#include "diagnosis/queue.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

#include <string.h>

#define DESPOOL_LOG "DESPOOL.LOG"
#define UPGRADE_BOOTSTRAP "SMS_UPGRADE_BOOTSTRAP"

/* Answers where RECEIVE cannot be looked into; false if it can. */
static bool receive_is_hidden(struct sms_check *check, const char *title)
{
	if (sms_queue_is_seen(check->site, SMS_RECEIVE))
		return false;
	sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "%s", title);
	sms_missing(check, SMS_RECEIVE " " SMS_WANT_ROOT);
	return true;
}

static void a04_lost(
	struct sms_check *check, const struct sms_record_found *config, const struct sms_record_found *failed)
{
	smssite_service_state bootstrap = sms_service_or_key(check->site, UPGRADE_BOOTSTRAP);
	struct sms_word word;

	sms_parent_says(check->site_case, &word);
	if (sms_is_installed(bootstrap))
		sms_answer(check, SMSSITE_SEVERITY_STUCK,
			"the Despooler took the package that the upgrade waits for");
	else if (word.status == SMSSITE_SITE_ACTIVE && !word.contradicts)
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"the Despooler once took the package of an upgrade; the parent lists the site as "
			"active");
	else
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "the Despooler took the package of an upgrade%s",
			bootstrap == SMSSITE_SERVICE_NOT_INSTALLED ? ", which has ended since" : "");
	sms_record_evidence(check, check->site, config->log, config->record);
	sms_record_evidence(check, check->site, failed->log, failed->record);
	sms_service_evidence(check, UPGRADE_BOOTSTRAP);
	if (bootstrap == SMSSITE_SERVICE_UNKNOWN)
		sms_missing(check, SMS_WANT_SERVICES);
}

void sms_check_a04(struct sms_check *check)
{
	smssite_service_state bootstrap = sms_service_or_key(check->site, UPGRADE_BOOTSTRAP);
	struct sms_record_found config, failed;

	if (sms_is_primary(check->site))
		return;
	/* The code alone is that of any instruction that failed. */
	if (sms_find_latest(check->site, DESPOOL_LOG, "Cannot find config mini inst", &config) &&
		sms_find_latest(check->site, DESPOOL_LOG, "error code = c0000001", &failed)) {
		a04_lost(check, &config, &failed);
		return;
	}
	if (sms_was_read(check->site, DESPOOL_LOG)) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "the Despooler has taken no package of an upgrade");
		return;
	}
	if (bootstrap == SMSSITE_SERVICE_NOT_INSTALLED) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "no upgrade is at work");
		return;
	}
	sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
		"whether the Despooler took the package of an upgrade cannot be told");
	sms_missing(check, "DESPOOL.LOG of the site " SMS_WANT_LOG);
}

void sms_check_g01(struct sms_check *check)
{
	smssite_service_state executive = sms_service(check->site, SMS_NAME_EXECUTIVE);
	struct sms_record_found end;
	struct sms_file file;
	int64_t age;

	if (receive_is_hidden(check, "whether an instruction has killed the Despooler cannot be told"))
		return;
	if (sms_find_file(check->site, SMS_RECEIVE, "DS_00000.NIL", &file) != SMS_SEEN_THERE) {
		sms_answer(
			check, SMSSITE_SEVERITY_OK, "no instruction is left in the middle of its execution");
		return;
	}
	age = sms_age_at(check->now_utc_s, file.stat.mtime_utc_s);
	if (sms_is_down(executive))
		sms_answer(
			check, SMSSITE_SEVERITY_ERROR, "SMS_EXECUTIVE ended in the middle of an instruction");
	else if (executive == SMSSITE_SERVICE_UNKNOWN)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"an instruction is being executed, or has killed the Despooler");
	else if (age > SMS_INSTRUCTION_DONE_S)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "an instruction has been in work for %s",
			sms_say_age(age).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "an instruction is being executed");
	sms_file_evidence(check, check->site, &file, "");
	sms_service_evidence(check, SMS_NAME_EXECUTIVE);
	if (sms_find_end(check->site, DESPOOL_LOG, &end))
		sms_record_evidence(check, check->site, end.log, end.record);
	if (executive == SMSSITE_SERVICE_UNKNOWN)
		sms_missing(check, SMS_WANT_SERVICES);
}

static bool is_later_status(const struct sms_check *check, const struct sms_file *file)
{
	int64_t slack = smssite_snapshot_is_copy(check->site) ? SMS_ZONE_SLACK_S : SMS_CLOCK_SLACK_S;

	return sms_is_status_instruction(file) &&
	       sms_is_after(file->stat.mtime_utc_s, check->now_utc_s, slack);
}

void sms_check_g03(struct sms_check *check)
{
	size_t receive = sms_next_directory(check->site, SMS_RECEIVE, 0);
	struct sms_record_found held;
	struct sms_queue queue;
	struct sms_file file;
	bool is_held = sms_find_latest(check->site, DESPOOL_LOG, "won't be processed till", &held);

	if (receive_is_hidden(check, "whether status from the future waits cannot be told"))
		return;
	sms_queue_measure(check, check->site, SMS_RECEIVE, sms_is_status_instruction, SMS_DAY, &queue);
	if (queue.later)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"%zu status instruction%s dated later than now: the Despooler leaves %s", queue.later,
			queue.later == 1 ? " is" : "s are", queue.later == 1 ? "it" : "them");
	else if (queue.files && check->now_utc_s == SMSSITE_NO_TIME)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether a status instruction is dated later than now cannot be told");
	else if (is_held)
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"the Despooler left status instructions dated later; none is there now");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no status instruction is dated later than now");
	for (size_t i = 0; queue.later && i < smssite_snapshot_entry_count(check->site, receive); i++)
		if (sms_file_at(check->site, receive, i, &file) && is_later_status(check, &file))
			sms_file_evidence(check, check->site, &file, "");
	if (is_held)
		sms_record_evidence(check, check->site, held.log, held.record);
	if (queue.files && check->now_utc_s == SMSSITE_NO_TIME)
		sms_missing(check, SMS_WANT_NOW);
}

void sms_check_g04(struct sms_check *check)
{
	struct sms_queue status, instructions;
	struct sms_record_found unknown_id;
	bool seen = sms_find_latest(check->site, DESPOOL_LOG, "error code = 38a", &unknown_id);

	if (receive_is_hidden(check, "how much status waits before the Despooler cannot be told"))
		return;
	sms_queue_measure(check, check->site, SMS_RECEIVE, sms_is_status_instruction, SMS_DAY, &status);
	sms_queue_measure(check, check->site, SMS_RECEIVE, sms_is_instruction, SMS_DAY, &instructions);
	if (status.files <= SMS_DESPOOLER_BATCH)
		/* 38a by itself only says that a request is unknown (Q264945). */
		sms_answer(check, SMSSITE_SEVERITY_OK, "status fits into one batch of the Despooler");
	else if (seen && instructions.files)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"%zu instructions wait behind %zu of the status of jobs that are gone",
			instructions.files, status.files);
	else if (seen || sms_was_read(check->site, DESPOOL_LOG))
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "%zu status instructions wait", status.files);
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"%zu status instructions wait; whether their jobs are gone the log would tell",
			status.files);
	if (status.files <= SMS_DESPOOLER_BATCH)
		return;
	if (status.oldest >= 0)
		sms_file_evidence(check, check->site, &status.first, "the oldest status");
	if (instructions.oldest >= 0)
		sms_file_evidence(check, check->site, &instructions.first, "the oldest instruction");
	if (seen)
		sms_record_evidence(check, check->site, unknown_id.log, unknown_id.record);
	else if (!sms_was_read(check->site, DESPOOL_LOG))
		sms_missing(check, "DESPOOL.LOG of the site " SMS_WANT_LOG);
}

/* The record that says of a file that it was locked when the Despooler wanted it; letter case aside. */
static bool was_locked(const smssite_snapshot *snapshot, const char *name, struct sms_record_found *found)
{
	size_t log = smssite_snapshot_find_log(snapshot, DESPOOL_LOG), size = strlen(name);

	for (size_t i = 0; i < smssite_snapshot_record_count(snapshot, log); i++) {
		const char *text = smssite_snapshot_record_text(snapshot, log, i);

		if (!strstr(text, "failed to open") || !strstr(text, "WIN32 ERROR = 32"))
			continue;
		for (; *text; text++)
			if (sms_compare_folded(text, strnlen(text, size), name, size) == 0) {
				*found = (struct sms_record_found){ log, i };
				return true;
			}
	}
	return false;
}

void sms_check_g06(struct sms_check *check)
{
	size_t receive = sms_next_directory(check->site, SMS_RECEIVE, 0), locked = 0;
	struct sms_record_found first = { 0 }, record;
	struct sms_queue queue;
	struct sms_file file;

	if (receive_is_hidden(check, "whether an instruction was given up cannot be told"))
		return;
	sms_queue_measure(check, check->site, SMS_RECEIVE, sms_is_instruction, SMS_DAY, &queue);
	for (size_t i = 0; i < smssite_snapshot_entry_count(check->site, receive); i++)
		if (sms_file_at(check->site, receive, i, &file) && sms_is_instruction(&file) &&
			was_locked(check->site, file.name, &record) && !locked++)
			first = record;
	if (locked)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"the Despooler gave up %s that the sender still had open",
			locked == 1 ? "an instruction" : "instructions");
	else if (!queue.files || sms_was_read(check->site, DESPOOL_LOG))
		sms_answer(check, SMSSITE_SEVERITY_OK, "no instruction that waits was given up");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether an instruction that waits was given up cannot be told");
	for (size_t i = 0; locked && i < smssite_snapshot_entry_count(check->site, receive); i++)
		if (sms_file_at(check->site, receive, i, &file) && sms_is_instruction(&file) &&
			was_locked(check->site, file.name, &record))
			sms_file_evidence(check, check->site, &file, "");
	if (locked)
		sms_record_evidence(check, check->site, first.log, first.record);
	else if (queue.files && !sms_was_read(check->site, DESPOOL_LOG))
		sms_missing(check, "DESPOOL.LOG of the site " SMS_WANT_LOG);
}
