/* SPDX-License-Identifier: MIT */
#include "diagnosis/trail_search.h"
#include "diagnosis/thresholds.h"
#include "diagnosis/trail_requests.h"
#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const smssite_stage stage_of_rank[] = {
	[SMS_RANK_WAITING] = SMSSITE_STAGE_NOT_ANSWERED,
	[SMS_RANK_WRITTEN] = SMSSITE_STAGE_WRITTEN,
	[SMS_RANK_JOB] = SMSSITE_STAGE_JOB,
	[SMS_RANK_PACKED] = SMSSITE_STAGE_REQUEST,
	[SMS_RANK_PACKAGE_AT_PARENT] = SMSSITE_STAGE_ARRIVED,
	[SMS_RANK_REQUEST] = SMSSITE_STAGE_REQUEST,
	[SMS_RANK_SENDING] = SMSSITE_STAGE_SENDING,
	[SMS_RANK_ARRIVED] = SMSSITE_STAGE_ARRIVED,
	[SMS_RANK_DESPOOLED] = SMSSITE_STAGE_DESPOOLED,
};

smssite_stage sms_stage_of(const struct sms_carrier *carrier)
{
	return stage_of_rank[carrier->rank];
}

bool sms_is_at_parent(const struct sms_carrier *carrier)
{
	return carrier->rank == SMS_RANK_PACKAGE_AT_PARENT || carrier->rank >= SMS_RANK_ARRIVED;
}

static void add(struct sms_search *search, enum sms_rank rank, const struct sms_file *file, size_t key_size,
	bool inferred)
{
	struct sms_carrier *grown;

	if (search->failed)
		return;
	grown = sms_grow(search->carriers, search->count, &search->capacity, sizeof(*grown));
	if (!grown) {
		search->failed = true;
		return;
	}
	search->carriers = grown;
	grown[search->count++] = (struct sms_carrier){ rank, *file, key_size,
		sms_age_at(search->now_utc_s, file->stat.mtime_utc_s), inferred, NULL };
}

/* Not before the reply can have been written. */
static bool is_since(const struct sms_search *search, const struct sms_file *file, int64_t slack_s)
{
	int64_t from;

	return search->since_utc_s == SMSSITE_NO_TIME ||
	       __builtin_sub_overflow(search->since_utc_s, slack_s, &from) || file->stat.mtime_utc_s >= from;
}

static bool is_within(const struct sms_file *file, int64_t begin_utc_s, int64_t after_s)
{
	int64_t since;

	return begin_utc_s != SMSSITE_NO_TIME &&
	       !__builtin_sub_overflow(file->stat.mtime_utc_s, begin_utc_s, &since) &&
	       since >= -SMS_SAME_CYCLE_S && since <= after_s;
}

/* A job of the Scheduler whose name does not say that it is of inventory (`INV*.JOB`, Resource Guide). */
static bool is_plain_job(const struct sms_file *file)
{
	return sms_has_extension(file->name, ".JOB") && sms_compare_folded(file->name, 3, "INV", 3) != 0;
}

/* The name of a request of a system job (its id begins with `_`) that this site made (it ends with the site
 * code). */
bool sms_is_own_request(const char *code, const char *name)
{
	return *code && strnlen(name, SMS_REQUEST_NAME) == SMS_REQUEST_NAME && sms_is_digit(name[0]) && name[1] == '_' &&
	       sms_compare_folded(name + SMS_REQUEST_NAME - 3, 3, code, strlen(code)) == 0;
}

static const struct {
	bool at_parent;
	const char *layout_path, *extension;
	enum sms_rank rank;
} places[] = {
	{ false, SMS_SCHEDULE, ".SRQ", SMS_RANK_REQUEST },
	{ false, SMS_OUTBOX, ".SRQ", SMS_RANK_REQUEST },
	{ false, SMS_OUTBOX, ".SRS", SMS_RANK_SENDING },
	{ true, SMS_RECEIVE, ".PCK", SMS_RANK_PACKAGE_AT_PARENT },
	{ true, SMS_RECEIVE, ".TMP", SMS_RANK_PACKAGE_AT_PARENT },
	{ true, SMS_RECEIVE, ".INS", SMS_RANK_ARRIVED },
	{ true, SMS_RECEIVE, ".IST", SMS_RANK_ARRIVED },
	{ true, SMS_RECEIVE, ".NIL", SMS_RANK_ARRIVED },
};

/* A request that says it goes elsewhere, or carries a package for clients, is none that could carry it. */
static void add_request(struct sms_search *search, enum sms_rank rank, const struct sms_file *file)
{
	bool is_read = rank == SMS_RANK_REQUEST || rank == SMS_RANK_SENDING;
	const smssite_send_request *request = is_read ? sms_request_of(search->site, file, &search->lookups) : NULL;

	if (sms_request_is_of_others(search->site, request))
		return;
	add(search, rank, file, SMS_REQUEST_NAME, true);
	if (!search->failed)
		search->carriers[search->count - 1].request = request;
}

static void find_requests(struct sms_search *search)
{
	for (size_t place = 0; place < sizeof(places) / sizeof(*places); place++) {
		const smssite_snapshot *snapshot = places[place].at_parent ? search->parent : search->site;
		int64_t slack = places[place].at_parent ? SMS_TWO_SERVERS_S : SMS_SAME_CYCLE_S;

		for (size_t i = 0;
			(i = sms_next_directory(snapshot, places[place].layout_path, i)) != SMSSITE_NO_INDEX;
			i++)
			for (size_t j = 0; j < smssite_snapshot_entry_count(snapshot, i); j++) {
				struct sms_file file;

				if (sms_file_at(snapshot, i, j, &file) &&
					sms_has_extension(file.name, places[place].extension) &&
					sms_is_own_request(search->code, file.name) &&
					file.name[SMS_REQUEST_NAME] == '.' && is_since(search, &file, slack))
					add_request(search, places[place].rank, &file);
			}
	}
}

static void find_jobs(struct sms_search *search, int64_t begin_utc_s, int64_t after_s)
{
	size_t directory = smssite_snapshot_find_directory(search->site, SMS_SCHEDULE);

	for (size_t i = 0; i < smssite_snapshot_entry_count(search->site, directory); i++) {
		struct sms_file file;

		if (sms_file_at(search->site, directory, i, &file) && is_plain_job(&file) &&
			is_within(&file, begin_utc_s, after_s))
			add(search, SMS_RANK_JOB, &file, strlen(file.name), true);
	}
}

/* A system job's package, `<job>.P00`, or with 'I' its instruction. */
static void find_packed(struct sms_search *search, char letter)
{
	size_t directory = smssite_snapshot_find_directory(search->site, SMS_TOSEND);

	for (size_t i = 0; i < smssite_snapshot_entry_count(search->site, directory); i++) {
		struct sms_file file;
		const char *dot;

		if (!sms_file_at(search->site, directory, i, &file) ||
			search->since_utc_s == SMSSITE_NO_TIME || !is_since(search, &file, SMS_SAME_CYCLE_S))
			continue;
		dot = strrchr(file.name, '.');
		if (dot && sms_upper(dot[1]) == letter && sms_is_digit(dot[2]) && sms_is_digit(dot[3]) &&
			!dot[4])
			add(search, SMS_RANK_PACKED, &file, strlen(file.name), true);
	}
}

/* A .CT2 in the parent's box names its site inside; one that could not be read may be any site's. */
static void find_despooled(struct sms_search *search, bool readable)
{
	for (size_t i = 0;
		(i = smssite_snapshot_box_find(search->parent, SMSSITE_BOX_REPLY, i)) != SMSSITE_NO_INDEX;
		i++) {
		size_t document = smssite_snapshot_box_document(search->parent, i);
		const smssite_control_file *parsed =
			smssite_snapshot_document_control_file(search->parent, document);
		struct sms_span code = { "", 0 };
		struct sms_file file;

		if (!sms_box_file(search->parent, i, &file) || (parsed != NULL) != readable)
			continue;
		smssite_control_file_value(parsed,
			smssite_control_file_find(parsed, SMSSITE_SECTION_FILE_DEFINITION, 0),
			SMSSITE_FILE_DEFINITION_TARGET_SITE, &code.data, &code.size);
		if (readable ? *search->code && sms_span_equal_folded(code, search->code)
			     : is_since(search, &file, SMS_TWO_SERVERS_S))
			add(search, SMS_RANK_DESPOOLED, &file, strlen(file.name), !readable);
	}
}

static void find_replies(struct sms_search *search)
{
	for (size_t i = 0;
		(i = smssite_snapshot_box_find(search->site, SMSSITE_BOX_REPLY, i)) != SMSSITE_NO_INDEX;
		i++) {
		struct sms_file file;

		if (sms_box_file(search->site, i, &file))
			add(search, SMS_RANK_WRITTEN, &file, strlen(file.name), false);
	}
}

static void find_waiting(struct sms_search *search)
{
	bool has_master = sms_has_master(search->site);

	for (size_t i = 0; (i = sms_next_waiting(search->site, i)) != SMSSITE_NO_INDEX; i++) {
		struct sms_file file;

		if (!sms_box_file(search->site, i, &file))
			continue;
		add(search, SMS_RANK_WAITING, &file, strlen(file.name), false);
		if (!search->failed)
			search->carriers[search->count - 1].age_s =
				sms_waiting_age(search->site_case, has_master, i);
	}
}

static int compare_names(const struct sms_carrier *x, const struct sms_carrier *y)
{
	int order = sms_compare_folded(x->file.name, x->key_size, y->file.name, y->key_size);

	return order ? order : strcmp(x->file.directory, y->file.directory);
}

/* By job, the furthest first. */
static int compare_jobs(const void *a, const void *b)
{
	const struct sms_carrier *x = a, *y = b;
	int order = sms_compare_folded(x->file.name, x->key_size, y->file.name, y->key_size);

	if (order)
		return order;
	return x->rank != y->rank ? (x->rank < y->rank ? 1 : -1) : strcmp(x->file.name, y->file.name);
}

/* The least far first. */
static int compare_stages(const void *a, const void *b)
{
	const struct sms_carrier *x = a, *y = b;
	int order;

	if (stage_of_rank[x->rank] != stage_of_rank[y->rank])
		return stage_of_rank[x->rank] < stage_of_rank[y->rank] ? -1 : 1;
	order = compare_names(x, y);
	return order ? order : strcmp(x->file.name, y->file.name);
}

/* One file a job, and the least far jobs in front. Answers how many are as little far as the first. */
static size_t narrow(struct sms_search *search)
{
	size_t kept = 0, same = 0;

	if (!search->count)
		return 0;
	qsort(search->carriers, search->count, sizeof(*search->carriers), compare_jobs);
	for (size_t i = 0; i < search->count; i++) {
		const struct sms_carrier *carrier = &search->carriers[i];
		const struct sms_carrier *last = kept ? &search->carriers[kept - 1] : NULL;

		if (!last || sms_compare_folded(carrier->file.name, carrier->key_size, last->file.name,
				     last->key_size) != 0)
			search->carriers[kept++] = *carrier;
	}
	search->count = kept;
	qsort(search->carriers, search->count, sizeof(*search->carriers), compare_stages);
	while (same < kept &&
		stage_of_rank[search->carriers[same].rank] == stage_of_rank[search->carriers[0].rank])
		same++;
	return same;
}

/* When the reply can have been written at the earliest. */
static int64_t find_since(const struct sms_search *search)
{
	int64_t since = SMSSITE_NO_TIME;
	struct sms_file file;

	if (sms_box_file(search->site, smssite_snapshot_box_find(search->site, SMSSITE_BOX_MASTER, 0), &file))
		since = file.stat.mtime_utc_s;
	/* An earlier look may have seen the very .CT2. */
	for (size_t i = 0;
		(i = smssite_snapshot_box_find(search->earlier, SMSSITE_BOX_REPLY, i)) != SMSSITE_NO_INDEX;
		i++)
		if (sms_box_file(search->earlier, i, &file) && file.stat.mtime_utc_s > since)
			since = file.stat.mtime_utc_s;
	return since;
}

/* The job that SCMAN made of the latest .CT2, if the Scheduler has not fetched it yet. */
static void find_job_of_reply(struct sms_search *search)
{
	int64_t latest = SMSSITE_NO_TIME;

	for (size_t i = 0;
		(i = smssite_snapshot_box_find(search->site, SMSSITE_BOX_REPLY, i)) != SMSSITE_NO_INDEX;
		i++) {
		struct sms_file file;

		if (sms_box_file(search->site, i, &file) && file.stat.mtime_utc_s > latest)
			latest = file.stat.mtime_utc_s;
	}
	find_jobs(search, latest, SMS_JOB_AFTER_REPLY_S);
}

size_t sms_search_place(struct sms_search *search, smssite_stage *stage, bool *inferred)
{
	size_t same;

	*inferred = false;
	*stage = SMSSITE_STAGE_JOB;
	find_job_of_reply(search);
	if (search->count) {
		*inferred = true;
		return narrow(search);
	}
	*stage = SMSSITE_STAGE_WRITTEN;
	find_replies(search);
	if (search->count)
		return search->count;
	*stage = SMSSITE_STAGE_NOT_ANSWERED;
	find_waiting(search);
	if (search->count)
		return search->count;
	*stage = SMSSITE_STAGE_DESPOOLED;
	find_despooled(search, true);
	if (search->count)
		return search->count;
	find_jobs(search, search->since_utc_s, SMS_JOB_AFTER_MASTER_S);
	find_requests(search);
	if (!search->count)
		find_packed(search, 'P');
	find_despooled(search, false);
	same = narrow(search);
	*stage = same ? stage_of_rank[search->carriers[0].rank] : SMSSITE_STAGE_UNKNOWN;
	*inferred = same > 0;
	return same;
}

void sms_search_all(struct sms_search *search)
{
	size_t jobs;

	find_waiting(search);
	find_replies(search);
	jobs = search->count;
	find_job_of_reply(search);
	if (search->count == jobs)
		find_jobs(search, search->since_utc_s, SMS_JOB_AFTER_MASTER_S);
	find_requests(search);
	find_packed(search, 'P');
	find_packed(search, 'I');
	find_despooled(search, true);
	find_despooled(search, false);
	if (search->count)
		qsort(search->carriers, search->count, sizeof(*search->carriers), compare_stages);
}

void sms_search_begin(struct sms_search *search, const smssite_case *site_case)
{
	*search = (struct sms_search){ .site_case = site_case,
		.site = smssite_case_site(site_case),
		.parent = smssite_case_parent(site_case),
		.earlier = smssite_case_earlier(site_case),
		.now_utc_s = smssite_case_now_utc_s(site_case) };
	search->code = smssite_snapshot_site_code(search->site);
	search->since_utc_s = find_since(search);
}
