/* SPDX-License-Identifier: MIT */
#include <smssite/trail.h>
#include "base/json.h"
#include "diagnosis/stages.h"
#include "diagnosis/trail_blockers.h"
#include "diagnosis/trail_notes.h"
#include "diagnosis/trail_search.h"
#include "base/alloc.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#define FORMAT 1

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
	const char *text, *usual, *next_move;
	struct sms_notes notes;
	struct sms_blockers blockers;
	int64_t now_utc_s;
};

static bool keep_candidates(const struct sms_search *search, smssite_trail *trail, size_t count)
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

static smssite_status make(const smssite_case *site_case, struct sms_search *search, smssite_trail *trail)
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
		count = sms_search_place(search, &trail->stage, &trail->inferred);
	if (search->failed || !keep_candidates(search, trail, count))
		return SMSSITE_NO_MEMORY;
	if (!count && !facts.nothing && facts.word.status == SMSSITE_SITE_ACTIVE && !facts.word.contradicts)
		trail->stage = SMSSITE_STAGE_DONE;
	facts.stage = trail->stage;
	facts.candidates = count;
	facts.further = search->count - count;
	if (!sms_stage_words(&trail->arena, &facts, &trail->text, &trail->usual, &trail->next_move))
		return SMSSITE_NO_MEMORY;
	trail->notes.arena = &trail->arena;
	if (!facts.nothing && !sms_notes_take(&trail->notes, search))
		return SMSSITE_NO_MEMORY;
	return sms_blockers_find(&trail->blockers, &trail->arena, search,
		facts.nothing ? SMSSITE_STAGE_DONE : trail->stage);
}

SMSSITE_API smssite_status smssite_case_trail(const smssite_case *self, smssite_trail **trail)
{
	struct sms_search search;
	smssite_trail *result;
	smssite_status status;

	if (!self || !trail)
		return sms_invalid("smssite_case_trail", "an argument is NULL");
	result = sms_calloc(1, sizeof(*result));
	if (!result)
		return SMSSITE_NO_MEMORY;
	result->stage = SMSSITE_STAGE_UNKNOWN;
	sms_search_begin(&search, self);
	result->now_utc_s = search.now_utc_s;
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
	smssite_findings_free(self->blockers.findings);
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
	return self ? self->usual : "";
}

SMSSITE_API const char *smssite_trail_next_move(const smssite_trail *self)
{
	return self ? self->next_move : "";
}

static const struct sms_note *note_at(const smssite_trail *self, smssite_stage stage, size_t index)
{
	if (!self || (int)stage < 0 || stage >= SMS_STAGES || index >= self->notes.count[stage])
		return NULL;
	return &self->notes.list[stage][index];
}

SMSSITE_API size_t smssite_trail_evidence_count(const smssite_trail *self, smssite_stage stage)
{
	return note_at(self, stage, 0) ? self->notes.count[stage] : 0;
}

SMSSITE_API const char *smssite_trail_evidence_path(const smssite_trail *self, smssite_stage stage, size_t evidence)
{
	const struct sms_note *note = note_at(self, stage, evidence);

	return note ? note->path : NULL;
}

SMSSITE_API size_t smssite_trail_evidence_line(const smssite_trail *self, smssite_stage stage, size_t evidence)
{
	const struct sms_note *note = note_at(self, stage, evidence);

	return note ? note->line : 0;
}

SMSSITE_API const char *smssite_trail_evidence_value(const smssite_trail *self, smssite_stage stage, size_t evidence)
{
	const struct sms_note *note = note_at(self, stage, evidence);

	return note ? note->value : NULL;
}

SMSSITE_API int64_t smssite_trail_evidence_age_s(const smssite_trail *self, smssite_stage stage, size_t evidence)
{
	const struct sms_note *note = note_at(self, stage, evidence);

	return note ? note->age_s : -1;
}

SMSSITE_API bool smssite_trail_evidence_inferred(const smssite_trail *self, smssite_stage stage, size_t evidence)
{
	const struct sms_note *note = note_at(self, stage, evidence);

	return !note || note->inferred;
}

static const smssite_findings *looked_for(const smssite_trail *self)
{
	return self ? self->blockers.findings : NULL;
}

SMSSITE_API size_t smssite_trail_blocker_count(const smssite_trail *self)
{
	return smssite_findings_count(looked_for(self));
}

SMSSITE_API const char *smssite_trail_blocker_id(const smssite_trail *self, size_t blocker)
{
	return blocker < smssite_trail_blocker_count(self) ? self->blockers.ids[blocker] : NULL;
}

SMSSITE_API smssite_severity smssite_trail_blocker_severity(const smssite_trail *self, size_t blocker)
{
	return smssite_findings_severity(looked_for(self), blocker);
}

SMSSITE_API const char *smssite_trail_blocker_title(const smssite_trail *self, size_t blocker)
{
	return smssite_findings_title(looked_for(self), blocker);
}

SMSSITE_API const char *smssite_trail_blocker_missing(const smssite_trail *self, size_t blocker)
{
	return smssite_findings_missing(looked_for(self), blocker);
}

SMSSITE_API size_t smssite_trail_blocker_evidence_count(const smssite_trail *self, size_t blocker)
{
	return smssite_findings_evidence_count(looked_for(self), blocker);
}

SMSSITE_API const char *smssite_trail_blocker_evidence_path(const smssite_trail *self, size_t blocker, size_t evidence)
{
	return smssite_findings_evidence_path(looked_for(self), blocker, evidence);
}

SMSSITE_API size_t smssite_trail_blocker_evidence_line(const smssite_trail *self, size_t blocker, size_t evidence)
{
	return smssite_findings_evidence_line(looked_for(self), blocker, evidence);
}

SMSSITE_API const char *smssite_trail_blocker_evidence_value(const smssite_trail *self, size_t blocker, size_t evidence)
{
	return smssite_findings_evidence_value(looked_for(self), blocker, evidence);
}

SMSSITE_API bool smssite_trail_hopeless(const smssite_trail *self)
{
	return self && self->blockers.hopeless;
}

/* Appends and gives the array back; with a part that could not be made, NULL. */
static json_t *append(json_t *all, json_t *part)
{
	if (all && json_array_append_new(all, part) == 0)
		return all;
	json_decref(all);
	return NULL;
}

static json_t *age_json(int64_t age_s)
{
	return age_s < 0 ? json_null() : json_integer(age_s);
}

static json_t *candidates_json(const smssite_trail *self)
{
	json_t *all = json_array();

	for (size_t i = 0; all && i < self->candidate_count; i++)
		all = append(all, json_pack("{s:s, s:o}", "path", self->candidates[i].path, "age_s",
					  age_json(self->candidates[i].age_s)));
	return all;
}

static json_t *stages_json(const smssite_trail *self)
{
	json_t *stages = json_array();

	for (size_t i = 0; stages && i < SMS_STAGES; i++) {
		json_t *notes = json_array();

		for (size_t j = 0; notes && j < self->notes.count[i]; j++) {
			const struct sms_note *note = &self->notes.list[i][j];

			notes = append(notes,
				json_pack("{s:s, s:I, s:s, s:o, s:b}", "path", note->path, "line", (json_int_t)note->line,
					"value", note->value, "age_s", age_json(note->age_s), "inferred",
					(int)note->inferred));
		}
		stages = append(stages, json_pack("{s:s, s:o}", "stage", smssite_stage_name((smssite_stage)i), "evidence",
						notes));
	}
	return stages;
}

static json_t *blockers_json(const smssite_trail *self)
{
	json_t *all = json_array();

	for (size_t i = 0; all && i < smssite_trail_blocker_count(self); i++) {
		json_t *evidence = json_array();

		for (size_t j = 0; evidence && j < smssite_trail_blocker_evidence_count(self, i); j++)
			evidence = append(evidence, json_pack("{s:s, s:I, s:s}", "path",
							    smssite_trail_blocker_evidence_path(self, i, j), "line",
							    (json_int_t)smssite_trail_blocker_evidence_line(self, i, j),
							    "value", smssite_trail_blocker_evidence_value(self, i, j)));
		all = append(all, json_pack("{s:s, s:s, s:s, s:s, s:o}", "id", smssite_trail_blocker_id(self, i), "severity",
					  smssite_severity_name(smssite_trail_blocker_severity(self, i)), "title",
					  smssite_trail_blocker_title(self, i), "missing",
					  smssite_trail_blocker_missing(self, i), "evidence", evidence));
	}
	return all;
}

SMSSITE_API smssite_status smssite_trail_to_json(const smssite_trail *self, char **json)
{
	if (!self || !json)
		return sms_invalid("smssite_trail_to_json", "an argument is NULL");
	return sms_json_finish(json_pack("{s:i, s:s, s:i, s:b, s:o, s:s, s:s, s:s, s:o, s:o, s:b, s:o}", "format", FORMAT,
				       "stage", smssite_stage_name(self->stage), "number", (int)self->stage, "inferred",
				       (int)self->inferred, "candidates", candidates_json(self), "text", self->text,
				       "blockers", self->usual, "next_move", self->next_move, "stages", stages_json(self),
				       "looked_for", blockers_json(self), "hopeless", (int)self->blockers.hopeless, "now",
				       sms_json_time(self->now_utc_s)),
		json);
}
