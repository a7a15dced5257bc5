/* SPDX-License-Identifier: MIT */
#include "recovery/progress.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

static smssite_status cannot_follow(const char *event)
{
	return sms_fail(SMSSITE_MALFORMED, "journal: a record \"%.40s\" cannot stand here", event);
}

bool sms_outcome_is_final(smssite_outcome outcome)
{
	return outcome == SMSSITE_OUTCOME_DONE || outcome == SMSSITE_OUTCOME_REJECTED ||
		outcome == SMSSITE_OUTCOME_UNDONE || outcome == SMSSITE_OUTCOME_NOT_UNDONE ||
		outcome == SMSSITE_OUTCOME_MOVED_BY_ITSELF;
}

size_t sms_step_service(const struct sms_step *step)
{
	if (step->kind != SMSSITE_STEP_COMMAND || step->service_count != 1 || sms_step_is_list(step))
		return SMS_STOPPABLE;
	return strcmp(step->services[0], "SMS_EXECUTIVE") == 0 ? SMS_EXECUTIVE : SMS_SCMAN;
}

bool sms_step_is_list(const struct sms_step *step)
{
	return step->kind == SMSSITE_STEP_COMMAND && step->word_count == 2;
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

/* Files go back into the box only while SCMAN is stopped. Whether it still is after an interruption, nobody knows:
 * the proof is asked for again. */
static void go_back_to_stop(struct sms_progress *progress, const smssite_plan *plan)
{
	const struct sms_steps *script = &plan->scripts[progress->script];
	size_t step = progress->step;

	if (progress->script == SMS_FORWARD || step >= script->count || !script->step[step].file)
		return;
	while (step && script->step[step].expect != SMS_EXPECT_STOPPED)
		step--;
	if (script->step[step].expect != SMS_EXPECT_STOPPED)
		return;
	go_to(progress, progress->script, step);
	if (progress->stopped[sms_step_service(&script->step[step])])
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
	if (progress->stage == SMS_STAGE_PROVE && progress->verdict != SMS_VERDICT_UNCLEAR &&
		progress->verdict != SMS_VERDICT_YES) {
		/* What no list can show was reported as failed: to resume is to try it again. */
		if (step && step->expect == SMS_EXPECT_NOTHING)
			progress->stage = SMS_STAGE_READY;
		progress->verdict = SMS_VERDICT_NONE;
	}
	go_back_to_stop(progress, plan);
	return SMSSITE_OK;
}

static smssite_status add_undo(struct sms_progress *progress)
{
	if (progress->outcome == SMSSITE_OUTCOME_REJECTED || progress->outcome == SMSSITE_OUTCOME_UNDONE ||
		progress->outcome == SMSSITE_OUTCOME_NOT_UNDONE || progress->script != SMS_FORWARD)
		return cannot_follow("undo");
	end_pause(progress);
	go_to(progress, SMS_UNDO, 0);
	return SMSSITE_OK;
}

static smssite_status add_intent(struct sms_progress *progress, const struct sms_step *step, const json_t *record)
{
	if (!step || !step->file || (progress->stage != SMS_STAGE_READY && progress->stage != SMS_STAGE_INTENT))
		return cannot_follow("intent");
	progress->stage = SMS_STAGE_INTENT;
	if (progress->script == SMS_FORWARD && step->kind == SMSSITE_STEP_RENAME) {
		progress->submitting = true;
		progress->master_mtime_utc_s = json_integer_value(json_object_get(record, "master_mtime"));
		if (json_is_true(json_object_get(record, "link")))
			progress->linked = true;
	}
	return SMSSITE_OK;
}

static smssite_status add_done(struct sms_progress *progress, const struct sms_step *step, const json_t *record)
{
	if (!step)
		return cannot_follow("done");
	if (step->kind == SMSSITE_STEP_RENAME && progress->script == SMS_FORWARD)
		progress->submitting = progress->submitted = true;
	if (json_is_true(json_object_get(record, "inferred")))
		progress->inferred = true;
	if (progress->script == SMS_UNDO && json_is_true(json_object_get(record, "taken")))
		progress->taken = true;
	if (step->expect == SMS_EXPECT_RUNNING && sms_step_service(step) != SMS_STOPPABLE)
		progress->stopped[sms_step_service(step)] = false;
	go_to(progress, progress->script, progress->step + 1);
	return SMSSITE_OK;
}

static smssite_status add_out(struct sms_progress *progress, const struct sms_step *step)
{
	if (!step || step->kind != SMSSITE_STEP_COMMAND || sms_step_is_list(step) ||
		(progress->stage != SMS_STAGE_READY && progress->stage != SMS_STAGE_PROVE))
		return cannot_follow("out");
	progress->stage = SMS_STAGE_OUT;
	progress->verdict = SMS_VERDICT_NONE;
	progress->reported = false;
	if (step->expect == SMS_EXPECT_STOPPED)
		progress->stopped[sms_step_service(step)] = true;
	if (step->expect == SMS_EXPECT_NOTHING)
		progress->sent = true;
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
		(progress->stage == SMS_STAGE_READY && !sms_step_is_list(step)) || read_verdict(record, &verdict))
		return cannot_follow("list");
	progress->stage = SMS_STAGE_PROVE;
	progress->verdict = verdict;
	progress->looks++;
	return SMSSITE_OK;
}

static smssite_status add_ask(struct sms_progress *progress, const struct sms_step *step)
{
	if (!step || step->kind != SMSSITE_STEP_COMMAND ||
		(progress->stage != SMS_STAGE_OUT && progress->stage != SMS_STAGE_PROVE))
		return cannot_follow("ask");
	progress->stage = SMS_STAGE_ASK;
	return SMSSITE_OK;
}

/* A person's word. That a command was run is no proof of what it was to bring about, if a list can show that. */
static smssite_status add_word(struct sms_progress *progress, const struct sms_step *step, const json_t *record)
{
	bool done = json_is_true(json_object_get(record, "done"));

	if (!step || step->kind != SMSSITE_STEP_COMMAND || !json_is_boolean(json_object_get(record, "done")) ||
		(progress->stage == SMS_STAGE_READY && !sms_step_is_list(step)))
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

	if (!step || step->kind != SMSSITE_STEP_WAIT || !json_is_integer(value) || sign < 0 || sign >= SMS_SIGNS)
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

	if (!progress->submitting || progress->script == SMS_REJECTED || code < 710 || code > 718 ||
		!plan->scripts[SMS_REJECTED].count)
		return cannot_follow("refused");
	progress->refused_code = (int)code;
	go_to(progress, SMS_REJECTED, 0);
	return SMSSITE_OK;
}

static smssite_status add_end(struct sms_progress *progress, const json_t *record)
{
	json_int_t outcome = json_integer_value(json_object_get(record, "outcome"));
	const char *text = json_string_value(json_object_get(record, "text"));
	char *copy;

	if (outcome < SMSSITE_OUTCOME_DONE || outcome > SMSSITE_OUTCOME_FAILED || !text)
		return cannot_follow("end");
	copy = sms_strdup(text);
	if (!copy)
		return SMSSITE_NO_MEMORY;
	progress->outcome = (smssite_outcome)outcome;
	progress->text = copy;
	return SMSSITE_OK;
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
	if (strcmp(event, "refused") == 0)
		return add_refused(progress, plan, record);
	if (strcmp(event, "end") == 0)
		return add_end(progress, record);
	if (strcmp(event, "busy") == 0 && step) {
		progress->busy++;
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
}
