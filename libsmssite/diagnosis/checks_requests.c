/* SPDX-License-Identifier: MIT */
/* What send requests say: E02, E09, E10, F07, and what E01 and E07 have from them. How their fields are laid out is inferred
 * (send_request.h): a request that is not understood is damaged only where another one is understood. */
#include "diagnosis/queue.h"
#include "diagnosis/requests.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"
#include "diagnosis/tries.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define SCHED_LOG "SCHED.LOG"
#define OUTBOXES "SITE.SRV\\SENDER.BOX\\REQUEST"

bool sms_next_request(const struct sms_check *check, size_t *next, struct sms_request *request)
{
	for (size_t i = *next; i < smssite_snapshot_document_count(check->site); i++) {
		const char *path = smssite_snapshot_document_path(check->site, i);

		if (!sms_is_send_request(&(struct sms_file){ .name = path }))
			continue;
		*request = (struct sms_request){
			.path = path,
			.status = smssite_snapshot_document_status(check->site, i),
			.message = smssite_snapshot_document_message(check->site, i),
			.parsed = smssite_snapshot_document_send_request(check->site, i),
			.is_in_outbox = sms_begins_folded(path, OUTBOXES),
			.age_s = -1,
		};
		if (!smssite_snapshot_document_stat(check->site, i, &request->stat))
			request->age_s = sms_age_at(check->now_utc_s, request->stat.mtime_utc_s);
		*next = i + 1;
		return true;
	}
	return false;
}

bool sms_requests_are_understood(const struct sms_check *check)
{
	struct sms_request request;

	for (size_t i = 0; sms_next_request(check, &i, &request);)
		if (*smssite_send_request_destination(request.parsed))
			return true;
	return false;
}

/* One that is being written may be short. */
static bool is_written(const struct sms_request *request)
{
	return request->age_s > SMS_PACKAGE_BEGUN_S;
}

size_t sms_count_damaged_requests(struct sms_check *check, bool tell)
{
	struct sms_request request;
	size_t count = 0;

	for (size_t i = 0; sms_next_request(check, &i, &request);) {
		if ((request.status != SMSSITE_MALFORMED && request.status != SMSSITE_LIMIT) || !is_written(&request))
			continue;
		count++;
		if (tell)
			sms_evidence(check, request.path, 0, "%s, %s old: %s", sms_say_size(request.stat.size).text,
				sms_say_age(request.age_s).text, request.message);
	}
	return count;
}

/* "to C9N, job Q7Z00009, status ERROR" */
void sms_request_evidence(struct sms_check *check, const struct sms_request *request)
{
	const char *to = smssite_send_request_destination(request->parsed);
	const char *job = smssite_send_request_job(request->parsed);
	const char *status = smssite_send_request_status(request->parsed);

	if (!*to && !*job && !*status)
		return;
	sms_evidence(check, request->path, 0, "to %s, job %s, status %s%s", *to ? to : "?", *job ? job : "?",
		*status ? status : "?", smssite_send_request_is_cancelled(request->parsed) ? ", cancelled" : "");
}

/* Answers where no outbox could be looked into; false if one can. */
static bool outbox_is_hidden(struct sms_check *check, const char *title)
{
	if (sms_is_listed(check->site, SMS_OUTBOX))
		return false;
	sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "%s", title);
	sms_missing(check, SMS_OUTBOX " " SMS_WANT_ROOT);
	return true;
}

/* Those in outboxes of which it is not known what they say, or since when: they were not read (there are more than a snapshot
 * reads), cannot be understood, or have no age. One that is being written is none of them. */
static size_t count_untold(struct sms_check *check)
{
	struct sms_request request;
	struct sms_queue queue;
	size_t told = 0;

	sms_queue_measure(check, check->site, SMS_OUTBOX, sms_is_send_request, 0, &queue);
	for (size_t i = 0; sms_next_request(check, &i, &request);)
		told += request.is_in_outbox && request.age_s >= 0 && (request.parsed || !is_written(&request));
	return queue.files > told ? queue.files - told : 0;
}

static void answer_untold(struct sms_check *check, const char *question)
{
	sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "%s", question);
	sms_missing(check, "send requests that can be read (E01 says what is wrong), and " SMS_WANT_NOW);
}

static bool is_blank(const struct sms_request *request)
{
	bool has_info = false;

	for (size_t i = 0; i < smssite_send_request_record_count(request->parsed) && !has_info; i++)
		has_info = smssite_send_request_record_type(request->parsed, i) == SMSSITE_SEND_INFO;
	return has_info && is_written(request) && !*smssite_send_request_destination(request->parsed) &&
	       !*smssite_send_request_job(request->parsed);
}

void sms_check_e02(struct sms_check *check)
{
	bool understood = sms_requests_are_understood(check), logged;
	struct sms_record_found record;
	struct sms_request request;
	size_t blank = 0;

	logged = sms_find_latest(check->site, SCHED_LOG, "about to write bad data", &record);
	for (size_t i = 0; sms_next_request(check, &i, &request);)
		blank += is_blank(&request);
	if (blank && (understood || logged))
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "a send request names neither a site nor a job");
	else if (blank)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether a send request is damaged cannot be told");
	else if (logged)
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "the Scheduler has met a send request about to be damaged");
	else if (outbox_is_hidden(check, "whether a send request is damaged cannot be told"))
		return;
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no send request is known to be blank");
	for (size_t i = 0; blank && sms_next_request(check, &i, &request);)
		if (is_blank(&request))
			sms_evidence(check, request.path, 0, "no site and no job, %s old", sms_say_age(request.age_s).text);
	if (logged)
		sms_record_evidence(check, check->site, record.log, record.record);
	else if (blank && !understood)
		sms_missing(check, "SCHED.LOG of the site " SMS_WANT_LOG ", or DUMPSEND of that request");
}

const char *sms_base_name(const char *path)
{
	const char *slash = strrchr(path, '\\'), *other = strrchr(path, '/');

	if (!slash || (other && other > slash))
		slash = other;
	return slash ? slash + 1 : path;
}

const char *sms_name_in_tosend(const char *path)
{
	static const char box[] = "TOSEND";
	const char *name = sms_base_name(path);
	size_t size = sizeof(box) - 1;

	return *name && (size_t)(name - path) > size && !sms_compare_folded(name - 1 - size, size, box, size) ? name : NULL;
}

/* What is the matter with a file that a request names; NULL: nothing that could be seen. */
static const char *trouble_of(struct sms_check *check, const char *path)
{
	size_t tosend = smssite_snapshot_find_directory(check->site, SMS_TOSEND);
	const char *name = sms_name_in_tosend(path);
	struct sms_file file;

	if (!name)
		return NULL;
	switch (sms_find_entry(check->site, tosend, name, &file)) {
	case SMS_SEEN_ABSENT:
		return "is not in TOSEND";
	case SMS_SEEN_THERE:
		return file.stat.kind == SMSSITE_ENTRY_FILE && !file.stat.size ? "is empty" : NULL;
	default:
		return NULL;
	}
}

bool sms_request_is_done(const smssite_send_request *request)
{
	return smssite_send_request_is_cancelled(request) || sms_equal_folded(smssite_send_request_status(request), "OK");
}

/* TOSEND is listed before the outboxes: what a request of this minute names may have come in between. */
static bool is_to_be_sent(const struct sms_request *request)
{
	return request->is_in_outbox && request->parsed && request->age_s > SMS_MINUTE &&
	       !sms_request_is_done(request->parsed);
}

static size_t look_at_sources(struct sms_check *check, bool tell, size_t *requests)
{
	struct sms_request request;
	size_t count = 0;

	*requests = 0;
	for (size_t i = 0; sms_next_request(check, &i, &request);) {
		const char *paths[] = { smssite_send_request_package_file(request.parsed),
			smssite_send_request_instruction_file(request.parsed) };

		*requests += request.is_in_outbox;
		for (size_t j = 0; is_to_be_sent(&request) && j < 2; j++) {
			const char *trouble = trouble_of(check, paths[j]);

			count += trouble != NULL;
			if (trouble && tell)
				sms_evidence(check, request.path, 0, "%s %s", paths[j], trouble);
		}
	}
	return count;
}

void sms_check_e09(struct sms_check *check)
{
	bool seen = sms_is_listed(check->site, SMS_TOSEND);
	size_t requests, lost, told;

	if (outbox_is_hidden(check, "whether a send request names files that are gone cannot be told"))
		return;
	lost = look_at_sources(check, false, &requests);
	if (lost && seen) {
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "a send request names a file that is gone or empty");
		look_at_sources(check, true, &told);
	} else if (requests && !seen) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether a send request names files that are gone cannot be told");
		sms_missing(check, SMS_TOSEND " " SMS_WANT_ROOT);
	} else if (count_untold(check)) {
		answer_untold(check, "whether a send request names files that are gone cannot be told");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_OK, "no send request names a file that is gone");
	}
}

enum complaint { NO_COMPLAINT, LEFT, FAILED };

static enum complaint complaint_of(const struct sms_request *request)
{
	const char *status = smssite_send_request_status(request->parsed);

	if (!request->is_in_outbox || !request->parsed)
		return NO_COMPLAINT;
	if (strcmp(status, "ERROR") == 0 || strcmp(status, "INVALID") == 0)
		return FAILED;
	/* The Scheduler sets one of low priority aside for a while, and takes what is done with away. */
	if (strcmp(status, "SUSPENDED") == 0)
		return request->age_s > SMS_DAY ? LEFT : NO_COMPLAINT;
	if (smssite_send_request_is_cancelled(request->parsed) || smssite_send_request_action(request->parsed) == 2)
		return request->age_s > SMS_HOUR ? LEFT : NO_COMPLAINT;
	return NO_COMPLAINT;
}

void sms_check_e10(struct sms_check *check)
{
	enum complaint worst = NO_COMPLAINT;
	struct sms_request request;

	if (outbox_is_hidden(check, "whether a send request says that it failed cannot be told"))
		return;
	for (size_t i = 0; sms_next_request(check, &i, &request);)
		if (complaint_of(&request) > worst)
			worst = complaint_of(&request);
	if (worst == FAILED)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "a send request says that the sender failed");
	else if (worst == LEFT)
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "a send request that was cancelled or set aside is still there");
	else if (count_untold(check))
		answer_untold(check, "whether a send request says that it failed cannot be told");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no send request says that it failed");
	for (size_t i = 0; sms_next_request(check, &i, &request);)
		if (complaint_of(&request) != NO_COMPLAINT)
			sms_request_evidence(check, &request);
}

/* Taken by a sender, not done, not set aside, and tried for longer than a round takes. */
static bool is_in_vain(struct sms_check *check, const struct sms_request *request)
{
	struct sms_tries tries;
	char outbox[64];
	const char *name = sms_base_name(request->path);
	size_t size = name > request->path ? (size_t)(name - 1 - request->path) : 0, begin = size;

	if (!request->is_in_outbox || !request->parsed || !sms_has_extension(request->path, ".SRS") ||
		sms_request_is_done(request->parsed) || !*smssite_send_request_destination(request->parsed) ||
		sms_equal_folded(smssite_send_request_status(request->parsed), "SUSPENDED"))
		return false;
	while (begin && request->path[begin - 1] != '\\')
		begin--;
	snprintf(outbox, sizeof(outbox), "%.*s", (int)(size - begin < sizeof(outbox) ? size - begin : 0), request->path + begin);
	sms_tries_of(check, outbox, &tries);
	return request->age_s > tries.round_s;
}

/* The requests that are tried in vain, and how many of them go to the site that has most. */
struct in_vain {
	struct sms_request requests[SMS_MAX_KEPT_REQUESTS];
	size_t count, most;
	const char *site;
};

static void look_at_vain(struct sms_check *check, struct in_vain *vain)
{
	vain->count = vain->most = 0;
	for (size_t i = 0; vain->count < SMS_MAX_KEPT_REQUESTS && sms_next_request(check, &i, &vain->requests[vain->count]);)
		vain->count += is_in_vain(check, &vain->requests[vain->count]);
	for (size_t i = 0; i < vain->count; i++) {
		const char *site = smssite_send_request_destination(vain->requests[i].parsed);
		size_t same = 0;

		for (size_t j = 0; j < vain->count; j++)
			same += sms_equal_folded(smssite_send_request_destination(vain->requests[j].parsed), site);
		if (same > vain->most) {
			vain->most = same;
			vain->site = site;
		}
	}
}

/* One request that is tried in vain is E07's. */
void sms_check_f07(struct sms_check *check)
{
	struct in_vain vain;

	if (outbox_is_hidden(check, "whether a site out of reach keeps the sender from others cannot be told"))
		return;
	look_at_vain(check, &vain);
	if (vain.most > 1)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "%zu send requests to %s are tried over and over, and leave the sender "
			"little time for other sites", vain.most, vain.site);
	else if (count_untold(check))
		answer_untold(check, "whether a site out of reach keeps the sender from others cannot be told");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no site out of reach has several send requests");
	for (size_t i = 0; vain.most > 1 && i < vain.count; i++)
		if (sms_equal_folded(smssite_send_request_destination(vain.requests[i].parsed), vain.site))
			sms_request_evidence(check, &vain.requests[i]);
}
