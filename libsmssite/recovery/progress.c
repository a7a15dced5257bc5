/* SPDX-License-Identifier: MIT */
#include "recovery/progress.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

static smssite_status cannot_follow(const char *event)
{
	return sms_fail(SMSSITE_MALFORMED, "journal: a record \"%.40s\" cannot stand here", event);
}

bool sms_outcome_is_final(smssite_outcome outcome)
{
	return outcome == SMSSITE_OUTCOME_DONE || outcome == SMSSITE_OUTCOME_REJECTED ||
		outcome == SMSSITE_OUTCOME_UNDONE || outcome == SMSSITE_OUTCOME_NOT_UNDONE ||
		outcome == SMSSITE_OUTCOME_MOVED_BY_ITSELF || outcome == SMSSITE_OUTCOME_ABANDONED;
}

bool sms_was_begun(const struct sms_progress *progress, size_t step)
{
	return step < progress->reached;
}

bool sms_is_stopped(const struct sms_progress *progress, const struct sms_step *step)
{
	return step->slot < SMS_MAX_SLOTS && (progress->stopped[step->slot / 64] >> step->slot % 64 & 1);
}

static void note_stopped(struct sms_progress *progress, const struct sms_step *step, bool stopped)
{
	uint64_t bit = step->slot < SMS_MAX_SLOTS ? UINT64_C(1) << step->slot % 64 : 0;
	uint64_t *word = &progress->stopped[step->slot < SMS_MAX_SLOTS ? step->slot / 64 : 0];

	*word = stopped ? *word | bit : *word & ~bit;
}

static void fact_key(size_t step, char key[24])
{
	snprintf(key, 24, "%zu", step);
}

json_t *sms_fact(const struct sms_progress *progress, size_t step)
{
	char key[24];

	fact_key(step, key);
	return json_object_get(progress->facts, key);
}

bool sms_is_declined(const struct sms_progress *progress, size_t step)
{
	return json_is_false(sms_fact(progress, step));
}

const struct sms_step *sms_progress_step(const struct sms_progress *progress, const smssite_plan *plan)
{
	const struct sms_steps *script = &plan->scripts[progress->script];

	return progress->step < script->count ? &script->step[progress->step] : NULL;
}

static void go_to(struct sms_progress *progress, enum sms_script script, size_t step)
{
	progress->script = script;
	progress->step = step;
	progress->stage = SMS_STAGE_READY;
	progress->verdict = SMS_VERDICT_NONE;
	progress->reported = false;
	progress->busy = progress->looks = 0;
	progress->item = 0;
	progress->wait_since = progress->sign_at = SMSSITE_NO_TIME;
	memset(progress->seen, 0, sizeof(progress->seen));
}

static smssite_status add_begin(struct sms_progress *progress, const json_t *record)
{
	if (progress->begun || !json_is_boolean(json_object_get(record, "rehearse")))
		return cannot_follow("begin");
	progress->begun = true;
	progress->rehearse = json_is_true(json_object_get(record, "rehearse"));
	go_to(progress, SMS_FORWARD, 0);
	return SMSSITE_OK;
}

static void end_pause(struct sms_progress *progress)
{
	sms_free(progress->text);
	progress->text = NULL;
	progress->outcome = SMSSITE_OUTCOME_NONE;
}

/* What a step before has shown may no longer be so after an interruption: a service that was stopped may have been
 * started again. The proof is asked for once more. */
static void go_back_to_guard(struct sms_progress *progress, const smssite_plan *plan, const struct sms_step *step)
{
	const struct sms_step *guard;

	if (!step || step->guard == SMSSITE_NO_INDEX)
		return;
	guard = &plan->scripts[progress->script].step[step->guard];
	go_to(progress, progress->script, step->guard);
	if (guard->expect == SMS_EXPECT_STOPPED && sms_is_stopped(progress, guard))
		progress->stage = SMS_STAGE_PROVE;
}

static smssite_status add_resume(struct sms_progress *progress, const smssite_plan *plan, const struct sms_step *step)
{
	if (sms_outcome_is_final(progress->outcome))
		return cannot_follow("resume");
	end_pause(progress);
	progress->busy = progress->looks = 0;
	/* The clocks of a wait begin anew: while nobody looked, nobody could see that SCMAN was at work. */
	progress->wait_since = progress->sign_at = SMSSITE_NO_TIME;
	progress->reported = false;
	/* A no that is an answer like a yes stays one. */
	if (progress->stage == SMS_STAGE_PROVE && progress->verdict != SMS_VERDICT_UNCLEAR &&
		progress->verdict != SMS_VERDICT_YES && !(step && (step->declined || step->ask_item))) {
		/* What no list can show was reported as failed: to resume is to try it again. */
		if (step && step->expect == SMS_EXPECT_NOTHING)
			progress->stage = SMS_STAGE_READY;
		progress->verdict = SMS_VERDICT_NONE;
	}
	/* Whether it is needed was asked right before it; that may be long ago now. */
	if (step && step->only_if != SMSSITE_NO_INDEX && progress->stage == SMS_STAGE_READY)
		go_to(progress, progress->script, step->only_if);
	go_back_to_guard(progress, plan, step);
	return SMSSITE_OK;
}

static smssite_status add_undo(struct sms_progress *progress)
{
	if (progress->outcome == SMSSITE_OUTCOME_REJECTED || progress->outcome == SMSSITE_OUTCOME_UNDONE ||
		progress->outcome == SMSSITE_OUTCOME_NOT_UNDONE || progress->outcome == SMSSITE_OUTCOME_ABANDONED ||
		progress->script != SMS_FORWARD)
		return cannot_follow("undo");
	end_pause(progress);
	go_to(progress, SMS_UNDO, 0);
	return SMSSITE_OK;
}

static void note_begun(struct sms_progress *progress)
{
	if (progress->script == SMS_FORWARD && progress->reached <= progress->step)
		progress->reached = progress->step + 1;
}

static bool is_about_files(const struct sms_step *step)
{
	return step->file || step->names != SMSSITE_NO_INDEX || step->kind == SMSSITE_STEP_WRITE ||
		step->kind == SMSSITE_STEP_RENAME;
}

/* One name of many is done; or was left where it is. */
static smssite_status add_item(struct sms_progress *progress, const struct sms_step *step)
{
	if (!step || step->names == SMSSITE_NO_INDEX ||
		progress->item >= json_array_size(sms_fact(progress, step->names)))
		return cannot_follow("item");
	note_begun(progress);
	progress->item++;
	progress->stage = SMS_STAGE_READY;
	progress->verdict = SMS_VERDICT_NONE;
	progress->busy = 0;
	return SMSSITE_OK;
}

/* Whether a list of names has this one. */
static bool has_name(const json_t *names, const char *name)
{
	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *there = json_string_value(json_object_get(json_array_get(names, i), "name"));

		if (there && strcmp(there, name) == 0)
			return true;
	}
	return false;
}

/* What was found before, and behind it what is new. NULL: no memory. */
static json_t *merge_facts(const json_t *before, const json_t *found)
{
	json_t *merged = json_copy((json_t *)before);

	for (size_t i = 0; merged && i < json_array_size(found); i++) {
		json_t *item = json_array_get(found, i);
		const char *name = json_string_value(json_object_get(item, "name"));

		if ((!name || !has_name(before, name)) && json_array_append(merged, item)) {
			json_decref(merged);
			merged = NULL;
		}
	}
	return merged;
}

/* A record is made of what it holds alone: names are checked where they are used, as those of a plan are. */
static bool are_names(const json_t *found)
{
	for (size_t i = 0; i < json_array_size(found); i++)
		if (!json_is_string(json_object_get(json_array_get(found, i), "name")))
			return false;
	return json_is_array(found) && json_array_size(found) <= SMS_MAX_NAMES;
}

/* What the step has come to know; takes it over. NULL: there was no memory for it. */
static smssite_status keep_fact(struct sms_progress *progress, json_t *fact)
{
	json_t *facts = progress->facts ? json_copy(progress->facts) : json_object();
	char key[24];

	fact_key(progress->step, key);
	if (!fact || !facts || json_object_set(facts, key, fact)) {
		json_decref(fact);
		json_decref(facts);
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	}
	json_decref(fact);
	json_decref(progress->facts);
	progress->facts = facts;
	return SMSSITE_OK;
}

static smssite_status add_found(struct sms_progress *progress, const struct sms_step *step, json_t *found)
{
	const json_t *before = sms_fact(progress, progress->step);

	if (progress->script != SMS_FORWARD || !are_names(found))
		return cannot_follow("done");
	return keep_fact(progress, step->merges && before ? merge_facts(before, found) : json_incref(found));
}

static smssite_status add_intent(struct sms_progress *progress, const struct sms_step *step, const json_t *record)
{
	json_t *found = json_object_get(record, "found");
	smssite_status status = SMSSITE_OK;

	if (!step || !is_about_files(step) || (progress->stage != SMS_STAGE_READY && progress->stage != SMS_STAGE_INTENT))
		return cannot_follow("intent");
	/* What it is about to change, where that is known now only. */
	if (found)
		status = add_found(progress, step, found);
	if (status)
		return status;
	progress->stage = SMS_STAGE_INTENT;
	note_begun(progress);
	if (progress->script == SMS_FORWARD && step->submits) {
		progress->submission.begun = true;
		progress->submission.mtime_utc_s = json_integer_value(json_object_get(record, "master_mtime"));
		if (json_is_true(json_object_get(record, "link")))
			progress->submission.linked = true;
	}
	return SMSSITE_OK;
}

static smssite_status add_done(struct sms_progress *progress, const struct sms_step *step, const json_t *record)
{
	if (!step)
		return cannot_follow("done");
	if (step->kind == SMSSITE_STEP_READ) {
		smssite_status status = add_found(progress, step, json_object_get(record, "found"));

		if (status)
			return status;
	}
	if (step->declined) {
		smssite_status status = keep_fact(progress, json_boolean(!json_is_true(json_object_get(record, "declined"))));

		if (status)
			return status;
	}
	note_begun(progress);
	if (step->submits && progress->script == SMS_FORWARD)
		progress->submission.begun = progress->submission.done = true;
	if (json_is_true(json_object_get(record, "inferred")))
		progress->submission.inferred = true;
	if (progress->script == SMS_UNDO && json_is_true(json_object_get(record, "taken")))
		progress->submission.taken = true;
	if (step->expect == SMS_EXPECT_RUNNING)
		note_stopped(progress, step, false);
	go_to(progress, progress->script, progress->step + 1);
	return SMSSITE_OK;
}

static smssite_status add_out(struct sms_progress *progress, const struct sms_step *step)
{
	if (!step || step->kind != SMSSITE_STEP_COMMAND || step->list ||
		(progress->stage != SMS_STAGE_READY && progress->stage != SMS_STAGE_PROVE))
		return cannot_follow("out");
	progress->stage = SMS_STAGE_OUT;
	progress->verdict = SMS_VERDICT_NONE;
	progress->reported = false;
	note_begun(progress);
	if (step->expect == SMS_EXPECT_STOPPED)
		note_stopped(progress, step, true);
	return SMSSITE_OK;
}

static smssite_status read_verdict(const json_t *record, enum sms_verdict *verdict)
{
	const json_t *value = json_object_get(record, "verdict");

	if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) >= SMS_VERDICTS)
		return cannot_follow("verdict");
	*verdict = (enum sms_verdict)json_integer_value(value);
	return SMSSITE_OK;
}

static smssite_status add_report(struct sms_progress *progress, const struct sms_step *step, const json_t *record)
{
	enum sms_verdict verdict;

	if (!step || progress->stage != SMS_STAGE_OUT || read_verdict(record, &verdict))
		return cannot_follow("report");
	progress->stage = SMS_STAGE_PROVE;
	progress->verdict = verdict;
	progress->reported = true;
	return SMSSITE_OK;
}

static smssite_status add_list(struct sms_progress *progress, const struct sms_step *step, const json_t *record)
{
	enum sms_verdict verdict;

	if (!step || step->kind != SMSSITE_STEP_COMMAND || step->expect == SMS_EXPECT_NOTHING ||
		(progress->stage == SMS_STAGE_READY && !step->list) || read_verdict(record, &verdict))
		return cannot_follow("list");
	progress->stage = SMS_STAGE_PROVE;
	progress->verdict = verdict;
	progress->looks++;
	return SMSSITE_OK;
}

/* Whether a person may be asked at this step besides what a command came to. */
static bool asks(const struct sms_step *step)
{
	return step->kind == SMSSITE_STEP_PERSON || step->ask_item || step->by_hand;
}

static smssite_status add_ask(struct sms_progress *progress, const struct sms_step *step)
{
	if (!step || (step->kind == SMSSITE_STEP_COMMAND ? progress->stage != SMS_STAGE_OUT &&
			progress->stage != SMS_STAGE_PROVE : !asks(step)))
		return cannot_follow("ask");
	progress->stage = SMS_STAGE_ASK;
	return SMSSITE_OK;
}

/* A person's word. That a command was run is no proof of what it was to bring about, if a list can show that. */
static smssite_status add_word(struct sms_progress *progress, const struct sms_step *step, const json_t *record)
{
	bool done = json_is_true(json_object_get(record, "done"));

	if (!step || !json_is_boolean(json_object_get(record, "done")) ||
		(step->kind == SMSSITE_STEP_COMMAND ? progress->stage == SMS_STAGE_READY && !step->list : !asks(step)))
		return cannot_follow("word");
	if (!done)
		progress->verdict = SMS_VERDICT_FAILED;
	else if (progress->stage == SMS_STAGE_OUT && step->expect != SMS_EXPECT_NOTHING)
		progress->verdict = SMS_VERDICT_NONE;
	else
		progress->verdict = SMS_VERDICT_YES;
	progress->reported = true;
	progress->stage = SMS_STAGE_PROVE;
	return SMSSITE_OK;
}

static smssite_status add_wait(struct sms_progress *progress, const struct sms_step *step, const json_t *record,
	int64_t at)
{
	const json_t *value = json_object_get(record, "sign");
	json_int_t sign = json_integer_value(value);

	if (!step || (step->kind != SMSSITE_STEP_WAIT && step->kind != SMSSITE_STEP_PERSON) || !json_is_integer(value) ||
		sign < 0 || sign >= SMS_SIGNS)
		return cannot_follow("wait");
	if (sign == SMS_SIGN_BEGIN)
		progress->wait_since = at;
	progress->sign_at = at;
	progress->seen[sign] = true;
	return SMSSITE_OK;
}

static smssite_status add_refused(struct sms_progress *progress, const smssite_plan *plan, const json_t *record)
{
	json_int_t code = json_integer_value(json_object_get(record, "code"));

	if (!progress->submission.begun || progress->script == SMS_REJECTED || code < 710 || code > 718 ||
		!plan->scripts[SMS_REJECTED].count)
		return cannot_follow("refused");
	progress->submission.refused_code = (int)code;
	go_to(progress, SMS_REJECTED, 0);
	return SMSSITE_OK;
}

static smssite_status end_with(struct sms_progress *progress, smssite_outcome outcome, const json_t *record)
{
	const char *text = json_string_value(json_object_get(record, "text"));
	char *copy = text ? sms_strdup(text) : NULL;

	if (!copy)
		return text ? SMSSITE_NO_MEMORY : cannot_follow("end");
	progress->outcome = outcome;
	progress->text = copy;
	return SMSSITE_OK;
}

static smssite_status add_end(struct sms_progress *progress, const json_t *record)
{
	json_int_t outcome = json_integer_value(json_object_get(record, "outcome"));

	if (outcome < SMSSITE_OUTCOME_DONE || outcome > SMSSITE_OUTCOME_FAILED)
		return cannot_follow("end");
	return end_with(progress, (smssite_outcome)outcome, record);
}

static smssite_status add_abandon(struct sms_progress *progress, const json_t *record)
{
	if (sms_outcome_is_final(progress->outcome))
		return cannot_follow("abandon");
	end_pause(progress);
	return end_with(progress, SMSSITE_OUTCOME_ABANDONED, record);
}

static bool is_at_step(const struct sms_progress *progress, const json_t *record)
{
	return json_integer_value(json_object_get(record, "script")) == (json_int_t)progress->script &&
		json_integer_value(json_object_get(record, "step")) == (json_int_t)progress->step;
}

smssite_status sms_progress_add(struct sms_progress *progress, const smssite_plan *plan, const json_t *record)
{
	const char *event = json_string_value(json_object_get(record, "event"));
	const json_t *at = json_object_get(record, "at");
	const struct sms_step *step = sms_progress_step(progress, plan);

	if (!event || !json_is_integer(at))
		return cannot_follow("?");
	if (strcmp(event, "begin") == 0)
		return add_begin(progress, record);
	if (!progress->begun)
		return cannot_follow(event);
	if (strcmp(event, "resume") == 0)
		return add_resume(progress, plan, step);
	if (strcmp(event, "undo") == 0)
		return add_undo(progress);
	if (strcmp(event, "abandon") == 0)
		return add_abandon(progress, record);
	if (progress->outcome != SMSSITE_OUTCOME_NONE || !is_at_step(progress, record))
		return cannot_follow(event);
	if (strcmp(event, "intent") == 0)
		return add_intent(progress, step, record);
	if (strcmp(event, "done") == 0)
		return add_done(progress, step, record);
	if (strcmp(event, "out") == 0)
		return add_out(progress, step);
	if (strcmp(event, "report") == 0)
		return add_report(progress, step, record);
	if (strcmp(event, "list") == 0)
		return add_list(progress, step, record);
	if (strcmp(event, "ask") == 0)
		return add_ask(progress, step);
	if (strcmp(event, "word") == 0)
		return add_word(progress, step, record);
	if (strcmp(event, "wait") == 0)
		return add_wait(progress, step, record, json_integer_value(at));
	if (strcmp(event, "item") == 0)
		return add_item(progress, step);
	if (strcmp(event, "refused") == 0)
		return add_refused(progress, plan, record);
	if (strcmp(event, "end") == 0)
		return add_end(progress, record);
	if (strcmp(event, "busy") == 0 && step) {
		progress->busy++;
		return SMSSITE_OK;
	}
	if (strcmp(event, "again") == 0 && step && asks(step)) {
		progress->stage = SMS_STAGE_READY;
		progress->verdict = SMS_VERDICT_NONE;
		return SMSSITE_OK;
	}
	if (strcmp(event, "leave") == 0 && progress->script == SMS_UNDO) {
		progress->leave = true;
		return SMSSITE_OK;
	}
	return cannot_follow(event);
}

void sms_progress_release(struct sms_progress *progress)
{
	sms_free(progress->text);
	progress->text = NULL;
	json_decref(progress->facts);
	progress->facts = NULL;
}
