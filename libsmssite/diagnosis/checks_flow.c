/* SPDX-License-Identifier: MIT */
/* What waits to be sent: E07, E08. Ages are those of the files: the time of the first try is inside a send
 * request, whose file the sender writes anew at each try, so a request is at least as old as it looks. */
#include "diagnosis/look.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

typedef bool (*wanted_fn)(const struct sms_file *file);

struct queue {
	size_t files, old, unknown;
	int64_t oldest;
};

static bool is_send_request(const struct sms_file *file)
{
	return file->stat.kind == SMSSITE_ENTRY_FILE &&
	       (sms_has_extension(file->name, ".SRQ") || sms_has_extension(file->name, ".SRS"));
}

/* A job may be a directory, of an inventory sent on attaching (Resource Guide). */
static bool is_job(const struct sms_file *file)
{
	return sms_has_extension(file->name, ".JOB") || sms_has_extension(file->name, ".INV") ||
	       is_send_request(file);
}

static void measure(const smssite_snapshot *snapshot, const char *layout_path, wanted_fn wanted,
	int64_t now_utc_s, int64_t old_s, struct queue *queue)
{
	*queue = (struct queue){ .oldest = -1 };
	for (size_t i = 0; (i = sms_next_directory(snapshot, layout_path, i)) != SMSSITE_NO_INDEX; i++)
		for (size_t j = 0; j < smssite_snapshot_entry_count(snapshot, i); j++) {
			struct sms_file file;
			int64_t age;

			sms_file_at(snapshot, i, j, &file);
			if (!wanted(&file))
				continue;
			age = sms_age_at(now_utc_s, file.stat.mtime_utc_s);
			queue->files++;
			queue->unknown += age < 0;
			queue->old += age > old_s;
			queue->oldest = age > queue->oldest ? age : queue->oldest;
		}
}

static void tell_old(struct sms_check *check, const char *layout_path, wanted_fn wanted, int64_t old_s)
{
	for (size_t i = 0; (i = sms_next_directory(check->site, layout_path, i)) != SMSSITE_NO_INDEX; i++)
		for (size_t j = 0; j < smssite_snapshot_entry_count(check->site, i); j++) {
			struct sms_file file;

			sms_file_at(check->site, i, j, &file);
			if (wanted(&file) && sms_age_at(check->now_utc_s, file.stat.mtime_utc_s) > old_s)
				sms_file_evidence(check, check->site, &file, "");
		}
}

/* Answers for what cannot be looked at; false if it can. */
static bool is_hidden(
	struct sms_check *check, const char *layout_path, const struct queue *queue, const char *what)
{
	size_t first = sms_next_directory(check->site, layout_path, 0);
	bool missing = smssite_snapshot_directory_presence(check->site, first) == SMSSITE_PRESENCE_MISSING;

	if (!missing && !sms_is_listed(check->site, layout_path)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "how long %s wait cannot be told", what);
		sms_missing(check, "%s (SITE as the SMS root or its drive)", layout_path);
		return true;
	}
	if (queue->files && queue->oldest < 0) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "how long %s wait cannot be told", what);
		sms_missing(
			check, "the time that counts, and time stamps that are not later (--now TIME; L02)");
		return true;
	}
	return false;
}

void sms_check_e07(struct sms_check *check)
{
	struct queue queue;

	measure(check->site, SMS_OUTBOX, is_send_request, check->now_utc_s, SMS_REQUEST_SLOW_S, &queue);
	if (is_hidden(check, SMS_OUTBOX, &queue, "send requests"))
		return;
	if (!queue.files)
		sms_answer(check, SMSSITE_SEVERITY_OK, "no send request waits");
	else if (queue.oldest > SMS_REQUEST_GIVEN_UP_S)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"a send request has waited for %s: after 7 days the Scheduler gives up",
			sms_say_age(queue.oldest).text);
	else if (queue.old)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "a send request has waited for %s",
			sms_say_age(queue.oldest).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "%zu send request%s, the oldest for %s", queue.files,
			queue.files == 1 ? "" : "s", sms_say_age(queue.oldest).text);
	tell_old(check, SMS_OUTBOX, is_send_request, SMS_REQUEST_SLOW_S);
}

void sms_check_e08(struct sms_check *check)
{
	const smssite_snapshot *earlier = smssite_case_earlier(check->site_case);
	struct queue queue, before;

	measure(check->site, SMS_SCHEDULE, is_job, check->now_utc_s, SMS_JOB_OLD_S, &queue);
	if (is_hidden(check, SMS_SCHEDULE, &queue, "jobs"))
		return;
	if (!queue.files)
		sms_answer(check, SMSSITE_SEVERITY_OK, "no job waits for the Scheduler");
	else if (queue.old)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "jobs wait for the Scheduler, the oldest for %s",
			sms_say_age(queue.oldest).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "%zu job%s for the Scheduler, the oldest for %s",
			queue.files, queue.files == 1 ? "" : "s", sms_say_age(queue.oldest).text);
	tell_old(check, SMS_SCHEDULE, is_job, SMS_JOB_OLD_S);
	/* Two looks say more than any number of files (failure modes give no limit). */
	if (!queue.old || !sms_is_listed(earlier, SMS_SCHEDULE))
		return;
	measure(earlier, SMS_SCHEDULE, is_job, check->now_utc_s, SMS_JOB_OLD_S, &before);
	sms_evidence(check, "earlier snapshot", 0, "%zu then, %zu now", before.files, queue.files);
}
