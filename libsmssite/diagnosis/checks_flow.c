/* SPDX-License-Identifier: MIT */
/* What waits to be sent: E07, E08. Ages are those of the files: the time of the first try is inside a send
 * request, whose file the sender writes anew at each try, so a request is at least as old as it looks. */
#include "diagnosis/queue.h"
#include "diagnosis/requests.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

/* A job may be a directory, of an inventory sent on attaching (Resource Guide). */
static bool is_job(const struct sms_file *file)
{
	return sms_has_extension(file->name, ".JOB") || sms_has_extension(file->name, ".INV") ||
	       sms_is_send_request(file);
}

/* Answers for what cannot be looked at; false if it can. */
static bool is_hidden(
	struct sms_check *check, const char *layout_path, const struct sms_queue *queue, const char *what)
{
	if (!sms_queue_is_seen(check->site, layout_path)) {
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
	struct sms_request request;
	struct sms_queue queue;

	sms_queue_measure(check, check->site, SMS_OUTBOX, sms_is_send_request, SMS_REQUEST_SLOW_S, &queue);
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
	sms_queue_evidence(check, check->site, SMS_OUTBOX, sms_is_send_request, SMS_REQUEST_SLOW_S);
	for (size_t i = 0; queue.old && sms_next_request(check, &i, &request);)
		if (request.is_in_outbox && request.parsed && request.age_s > SMS_REQUEST_SLOW_S)
			sms_request_evidence(check, &request);
}

void sms_check_e08(struct sms_check *check)
{
	const smssite_snapshot *earlier = smssite_case_earlier(check->site_case);
	struct sms_queue queue, before;

	sms_queue_measure(check, check->site, SMS_SCHEDULE, is_job, SMS_JOB_OLD_S, &queue);
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
	sms_queue_evidence(check, check->site, SMS_SCHEDULE, is_job, SMS_JOB_OLD_S);
	/* Two looks say more than any number of files (failure modes give no limit). */
	if (!queue.old || !sms_is_listed(earlier, SMS_SCHEDULE))
		return;
	sms_queue_measure(check, earlier, SMS_SCHEDULE, is_job, SMS_JOB_OLD_S, &before);
	sms_evidence(check, "earlier snapshot", 0, "%zu then, %zu now", before.files, queue.files);
}
