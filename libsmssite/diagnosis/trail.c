/* SPDX-License-Identifier: MIT */
#include <smssite/trail.h>
#include "base/json.h"
#include "diagnosis/look.h"
#include "diagnosis/stages.h"
#include "diagnosis/thresholds.h"
#include "base/alloc.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define FORMAT 1
/* A request's name: one digit, then its id of seven characters (Resource Guide, KB Q123221). */
#define REQUEST_NAME 8

struct candidate {
	const char *path;
	int64_t age_s;
};

struct smssite_trail {
	struct sms_arena arena;
	smssite_stage stage;
	bool inferred;
	struct candidate *candidates;
	size_t candidate_count;
	const char *text, *blockers, *next_move;
};

/* How far a file shows its job to be. Of two files of one name the further counts; a package without its
 * instruction counts only if nothing else is there. */
enum rank {
	RANK_JOB,
	RANK_PACKED,
	RANK_PACKAGE_AT_PARENT,
	RANK_REQUEST,
	RANK_SENDING,
	RANK_ARRIVED,
	RANK_DESPOOLED,
};

static const smssite_stage stage_of_rank[] = { SMSSITE_STAGE_JOB, SMSSITE_STAGE_REQUEST,
	SMSSITE_STAGE_ARRIVED, SMSSITE_STAGE_REQUEST, SMSSITE_STAGE_SENDING, SMSSITE_STAGE_ARRIVED,
	SMSSITE_STAGE_DESPOOLED };

struct carrier {
	enum rank rank;
	struct sms_file file;
	/* What names the job: a request's eight characters, else the whole file name. */
	size_t key_size;
	/* Since it came there, -1 if that cannot be told. */
	int64_t age_s;
};

struct search {
	const smssite_case *site_case;
	const smssite_snapshot *site, *parent, *earlier;
	const char *code;
	int64_t now_utc_s;
	/* When SCMAN last rewrote its master, or a .CT2 was last seen; NO_TIME. */
	int64_t since_utc_s;
	struct carrier *carriers;
	size_t count, capacity;
	bool failed;
};

static void add(struct search *search, enum rank rank, const struct sms_file *file, size_t key_size)
{
	struct carrier *grown;

	if (search->failed)
		return;
	grown = sms_grow(search->carriers, search->count, &search->capacity, sizeof(*grown));
	if (!grown) {
		search->failed = true;
		return;
	}
	search->carriers = grown;
	grown[search->count++] = (struct carrier){ rank, *file, key_size,
		sms_age_at(search->now_utc_s, file->stat.mtime_utc_s) };
}

/* Not before the reply can have been written. */
static bool is_since(const struct search *search, const struct sms_file *file, int64_t slack_s)
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
static bool is_own_request(const struct search *search, const char *name)
{
	return *search->code && strlen(name) > REQUEST_NAME && name[REQUEST_NAME] == '.' && name[1] == '_' &&
	       sms_compare_folded(name + REQUEST_NAME - 3, 3, search->code, strlen(search->code)) == 0;
}

static const struct {
	bool at_parent;
	const char *layout_path, *extension;
	enum rank rank;
} places[] = {
	{ false, SMS_SCHEDULE, ".SRQ", RANK_REQUEST },
	{ false, SMS_OUTBOX, ".SRQ", RANK_REQUEST },
	{ false, SMS_OUTBOX, ".SRS", RANK_SENDING },
	{ true, SMS_RECEIVE, ".PCK", RANK_PACKAGE_AT_PARENT },
	{ true, SMS_RECEIVE, ".INS", RANK_ARRIVED },
	{ true, SMS_RECEIVE, ".IST", RANK_ARRIVED },
	{ true, SMS_RECEIVE, ".NIL", RANK_ARRIVED },
};

static void find_requests(struct search *search)
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
					is_own_request(search, file.name) && is_since(search, &file, slack))
					add(search, places[place].rank, &file, REQUEST_NAME);
			}
	}
}

static void find_jobs(struct search *search, int64_t begin_utc_s, int64_t after_s)
{
	size_t directory = smssite_snapshot_find_directory(search->site, SMS_SCHEDULE);

	for (size_t i = 0; i < smssite_snapshot_entry_count(search->site, directory); i++) {
		struct sms_file file;

		if (sms_file_at(search->site, directory, i, &file) && is_plain_job(&file) &&
			is_within(&file, begin_utc_s, after_s))
			add(search, RANK_JOB, &file, strlen(file.name));
	}
}

/* A system job's package without a request: `<job>.P00`. */
static void find_packed(struct search *search)
{
	size_t directory = smssite_snapshot_find_directory(search->site, SMS_TOSEND);

	for (size_t i = 0; i < smssite_snapshot_entry_count(search->site, directory); i++) {
		struct sms_file file;
		const char *dot;

		if (!sms_file_at(search->site, directory, i, &file) ||
			search->since_utc_s == SMSSITE_NO_TIME || !is_since(search, &file, SMS_SAME_CYCLE_S))
			continue;
		dot = strrchr(file.name, '.');
		if (dot && sms_upper(dot[1]) == 'P' && sms_is_digit(dot[2]) && sms_is_digit(dot[3]) &&
			!dot[4])
			add(search, RANK_PACKED, &file, strlen(file.name));
	}
}

/* A .CT2 in the parent's box names its site inside; one that could not be read may be any site's. */
static void find_despooled(struct search *search, bool readable)
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
			add(search, RANK_DESPOOLED, &file, strlen(file.name));
	}
}

static void find_replies(struct search *search)
{
	for (size_t i = 0;
		(i = smssite_snapshot_box_find(search->site, SMSSITE_BOX_REPLY, i)) != SMSSITE_NO_INDEX;
		i++) {
		struct sms_file file;

		if (sms_box_file(search->site, i, &file))
			add(search, RANK_JOB, &file, strlen(file.name));
	}
}

static void find_waiting(struct search *search)
{
	bool has_master = sms_has_master(search->site);

	for (size_t i = 0; (i = sms_next_waiting(search->site, i)) != SMSSITE_NO_INDEX; i++) {
		struct sms_file file;

		if (!sms_box_file(search->site, i, &file))
			continue;
		add(search, RANK_JOB, &file, strlen(file.name));
		if (!search->failed)
			search->carriers[search->count - 1].age_s =
				sms_waiting_age(search->site_case, has_master, i);
	}
}

static int compare_names(const struct carrier *x, const struct carrier *y)
{
	int order = sms_compare_folded(x->file.name, x->key_size, y->file.name, y->key_size);

	return order ? order : strcmp(x->file.directory, y->file.directory);
}

/* By job, the furthest first. */
static int compare_jobs(const void *a, const void *b)
{
	const struct carrier *x = a, *y = b;
	int order = sms_compare_folded(x->file.name, x->key_size, y->file.name, y->key_size);

	if (order)
		return order;
	return x->rank != y->rank ? (x->rank < y->rank ? 1 : -1) : strcmp(x->file.name, y->file.name);
}

/* The least far first. */
static int compare_stages(const void *a, const void *b)
{
	const struct carrier *x = a, *y = b;

	if (stage_of_rank[x->rank] != stage_of_rank[y->rank])
		return stage_of_rank[x->rank] < stage_of_rank[y->rank] ? -1 : 1;
	return compare_names(x, y);
}

/* One file a job, and the least far jobs in front. Answers how many are as little far as the first. */
static size_t narrow(struct search *search)
{
	size_t kept = 0, same = 0;

	if (!search->count)
		return 0;
	qsort(search->carriers, search->count, sizeof(*search->carriers), compare_jobs);
	for (size_t i = 0; i < search->count; i++) {
		const struct carrier *carrier = &search->carriers[i];
		const struct carrier *last = kept ? &search->carriers[kept - 1] : NULL;

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
static int64_t find_since(const struct search *search)
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
static void find_job_of_reply(struct search *search)
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

/* Goes along the way; answers how many carriers there are at the stage, which with none is UNKNOWN. */
static size_t follow(struct search *search, smssite_trail *trail)
{
	size_t same;

	trail->stage = SMSSITE_STAGE_WRITTEN;
	find_job_of_reply(search);
	if (search->count) {
		trail->stage = SMSSITE_STAGE_JOB;
		trail->inferred = true;
		return narrow(search);
	}
	find_replies(search);
	if (search->count)
		return search->count;
	trail->stage = SMSSITE_STAGE_NOT_ANSWERED;
	find_waiting(search);
	if (search->count)
		return search->count;
	trail->stage = SMSSITE_STAGE_DESPOOLED;
	find_despooled(search, true);
	if (search->count)
		return search->count;
	trail->inferred = true;
	find_jobs(search, search->since_utc_s, SMS_JOB_AFTER_MASTER_S);
	find_requests(search);
	if (!search->count)
		find_packed(search);
	find_despooled(search, false);
	same = narrow(search);
	trail->stage = same ? stage_of_rank[search->carriers[0].rank] : SMSSITE_STAGE_UNKNOWN;
	trail->inferred = same > 0;
	return same;
}

static bool keep_candidates(const struct search *search, smssite_trail *trail, size_t count)
{
	trail->candidates = sms_arena_alloc(&trail->arena, (count + 1) * sizeof(*trail->candidates));
	if (!trail->candidates)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct sms_file *file = &search->carriers[i].file;
		char *path = sms_asprintf("%s\\%s", file->directory, file->name);

		trail->candidates[i] = (struct candidate){ path ? sms_arena_words(&trail->arena, path) : NULL,
			search->carriers[i].age_s };
		sms_free(path);
		if (!trail->candidates[i].path)
			return false;
	}
	trail->candidate_count = count;
	return true;
}

static smssite_status make(const smssite_case *site_case, struct search *search, smssite_trail *trail)
{
	bool hidden = smssite_snapshot_box_state(search->site) == SMSSITE_BOX_STATE_UNKNOWN;
	struct sms_stage_facts facts = { .site_case = site_case };
	size_t count = 0;

	sms_parent_says(site_case, &facts.word);
	if (sms_is_primary(search->site))
		facts.nothing = SMS_NOTHING_PRIMARY;
	else if (hidden)
		facts.nothing = SMS_NOTHING_HIDDEN;
	else
		count = follow(search, trail);
	if (search->failed || !keep_candidates(search, trail, count))
		return SMSSITE_NO_MEMORY;
	if (!count && !facts.nothing && facts.word.status == SMSSITE_SITE_ACTIVE && !facts.word.contradicts)
		trail->stage = SMSSITE_STAGE_DONE;
	facts.stage = trail->stage;
	facts.candidates = count;
	facts.further = search->count - count;
	if (!sms_stage_words(&trail->arena, &facts, &trail->text, &trail->blockers, &trail->next_move))
		return SMSSITE_NO_MEMORY;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_case_trail(const smssite_case *self, smssite_trail **trail)
{
	struct search search = { 0 };
	smssite_trail *result;
	smssite_status status;

	if (!self || !trail)
		return sms_invalid("smssite_case_trail", "an argument is NULL");
	result = sms_calloc(1, sizeof(*result));
	if (!result)
		return SMSSITE_NO_MEMORY;
	result->stage = SMSSITE_STAGE_UNKNOWN;
	search.site_case = self;
	search.site = smssite_case_site(self);
	search.parent = smssite_case_parent(self);
	search.earlier = smssite_case_earlier(self);
	search.code = smssite_snapshot_site_code(search.site);
	search.now_utc_s = smssite_case_now_utc_s(self);
	search.since_utc_s = find_since(&search);
	status = make(self, &search, result);
	sms_free(search.carriers);
	if (status) {
		smssite_trail_free(result);
		return status;
	}
	*trail = result;
	return SMSSITE_OK;
}

SMSSITE_API void smssite_trail_free(smssite_trail *self)
{
	if (!self)
		return;
	sms_arena_release(&self->arena);
	sms_free(self);
}

SMSSITE_API smssite_stage smssite_trail_stage(const smssite_trail *self)
{
	return self ? self->stage : SMSSITE_STAGE_UNKNOWN;
}

SMSSITE_API bool smssite_trail_inferred(const smssite_trail *self)
{
	return !self || self->inferred;
}

SMSSITE_API size_t smssite_trail_candidate_count(const smssite_trail *self)
{
	return self ? self->candidate_count : 0;
}

SMSSITE_API const char *smssite_trail_candidate_path(const smssite_trail *self, size_t index)
{
	return self && index < self->candidate_count ? self->candidates[index].path : NULL;
}

SMSSITE_API int64_t smssite_trail_candidate_age_s(const smssite_trail *self, size_t index)
{
	return self && index < self->candidate_count ? self->candidates[index].age_s : -1;
}

SMSSITE_API const char *smssite_trail_text(const smssite_trail *self)
{
	return self ? self->text : "";
}

SMSSITE_API const char *smssite_trail_blockers(const smssite_trail *self)
{
	return self ? self->blockers : "";
}

SMSSITE_API const char *smssite_trail_next_move(const smssite_trail *self)
{
	return self ? self->next_move : "";
}

SMSSITE_API smssite_status smssite_trail_to_json(const smssite_trail *self, char **json)
{
	json_t *all;

	if (!self || !json)
		return sms_invalid("smssite_trail_to_json", "an argument is NULL");
	all = json_array();
	for (size_t i = 0; i < self->candidate_count; i++) {
		const struct candidate *candidate = &self->candidates[i];

		if (json_array_append_new(all,
			    json_pack("{s:s, s:o}", "path", candidate->path, "age_s",
				    candidate->age_s < 0 ? json_null() : json_integer(candidate->age_s)))) {
			json_decref(all);
			return sms_json_finish(NULL, json);
		}
	}
	return sms_json_finish(json_pack("{s:i, s:s, s:i, s:b, s:o, s:s, s:s, s:s}", "format", FORMAT,
				       "stage", smssite_stage_name(self->stage), "number", (int)self->stage,
				       "inferred", (int)self->inferred, "candidates", all, "text", self->text,
				       "blockers", self->blockers, "next_move", self->next_move),
		json);
}
