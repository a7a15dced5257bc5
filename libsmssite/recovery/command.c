/* SPDX-License-Identifier: MIT */
/* Steps that others do. A command has worked when its postcondition is seen: for services that is what NET START
 * lists. Its exit status and its output are only evidence. One that was handed out and not reported on is in doubt:
 * the list is looked at, else a person is asked; it is never run again blindly. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "diagnosis/look.h"

#include <smssite/services.h>
#include <string.h>

static smssite_status hand_out(smssite_apply *apply, bool list, smssite_action **action)
{
	smssite_status status = sms_action_run(apply, list, action);

	if (!status)
		apply->pending = sms_action_ref(*action);
	return status;
}

/* The intent is in the journal before anyone is told. */
static smssite_status send(smssite_apply *apply, int64_t now, smssite_action **action)
{
	smssite_action *run;
	smssite_status status = sms_action_run(apply, false, &run);

	if (status)
		return status;
	status = sms_record_event(apply, "out", now);
	if (status) {
		smssite_action_free(run);
		return status;
	}
	apply->pending = sms_action_ref(run);
	*action = run;
	return SMSSITE_OK;
}

/* Whether what it was to bring about is so, whoever has done it. */
static char *question_of(const smssite_apply *apply, const struct sms_step *step, const char *how)
{
	const char *why = !apply->progress.reported ? "nobody has reported on it" : *step->relies_on ? "the command ended with a failure" :
		"the command ended with a failure, as it does where it is so already";

	return sms_asprintf("%s, at %s: %s.%s%s%s%s%s Is it so: %s?", step->title, step->actor, why, *step->relies_on ? " " : "",
		step->relies_on, *step->relies_on ? "." : "", *how ? "\n" : "", how, step->postcondition);
}

static smssite_status ask_failed(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	char *how = NULL, *text = NULL;
	smssite_status status = step->otherwise ? step->otherwise(apply, step, &how) : SMSSITE_OK;

	if (!status)
		text = question_of(apply, step, how ? how : "");
	if (!status)
		status = text ? sms_ask(apply, text, false, now, action) : SMSSITE_NO_MEMORY;
	sms_free(text);
	sms_free(how);
	return status;
}

static smssite_status ask(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	smssite_status status;
	char *text;

	if (step->expect == SMS_EXPECT_NOTHING && step->asks_failed)
		return ask_failed(apply, step, now, action);
	text = step->expect == SMS_EXPECT_NOTHING ?
		sms_asprintf("Was this run at %s, and did it end with status 0: %s?", step->actor, step->title) :
		sms_asprintf("Look at what %s lists at %s: is it so that %s?%s%s", step->expect >= SMS_EXPECT_INSTALLED ?
			"SC QUERY STATE= ALL" : "NET START", step->actor, step->postcondition,
			*step->relies_on ? " " : "", step->relies_on);
	status = text ? sms_ask(apply, text, false, now, action) : SMSSITE_NO_MEMORY;
	sms_free(text);
	return status;
}

static smssite_status failed(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	smssite_status status;

	/* Undo goes on without what needs a service stopped; it is started again all the same. */
	if (apply->progress.script == SMS_UNDO && step->expect == SMS_EXPECT_STOPPED && !step->list) {
		status = sms_record_event(apply, "leave", now);
		return status ? status :
				sms_step_done(apply, now, "SCMAN could not be stopped: the quarantine stays as it is", action);
	}
	if (step->expect == SMS_EXPECT_NOTHING)
		return sms_end(apply, now, SMSSITE_OUTCOME_FAILED, "%s, at %s: failed.%s", step->title, step->actor,
			step->only_if != SMSSITE_NO_INDEX ? " Resume asks first whether it is still needed." : "");
	return sms_end(apply, now, SMSSITE_OUTCOME_FAILED, "%s, at %s: failed; it is not so that %s.", step->title,
		step->actor, step->postcondition);
}

/* The list says no. */
static smssite_status again(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	const struct sms_progress *progress = &apply->progress;

	if (step->list && step->relied)
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED,
			"What the plan relies on is no longer so at %s: %s.", step->actor, step->relies_on);
	if (!step->list && !progress->reported && progress->verdict == SMS_VERDICT_NO)
		return send(apply, now, action);
	if (progress->looks >= (step->patience_s ? (unsigned)(step->patience_s / SMS_LIST_S) : SMS_LIST_TRIES))
		return failed(apply, step, now, action);
	if (apply->paused_after == progress->looks)
		return hand_out(apply, true, action);
	apply->paused_after = progress->looks;
	sms_pause(apply, now, SMS_LIST_S, "Give the services time, then look at the list again");
	return SMSSITE_OK;
}

static smssite_status prove(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	switch (apply->progress.verdict) {
	case SMS_VERDICT_YES:
		return sms_tell_done(apply, step, now, "", action);
	case SMS_VERDICT_NO:
	case SMS_VERDICT_LATER:
		return again(apply, step, now, action);
	case SMS_VERDICT_FAILED:
		return failed(apply, step, now, action);
	case SMS_VERDICT_UNCLEAR:
		return ask(apply, step, now, action);
	default:
		/* What no list can show has a verdict as soon as there is a report. */
		return step->expect == SMS_EXPECT_NOTHING ? ask(apply, step, now, action) : hand_out(apply, true, action);
	}
}

/* Handed out in another life, and no word of it since. */
static smssite_status in_doubt(smssite_apply *apply, const struct sms_step *step, int64_t now,
	smssite_action **action)
{
	smssite_status status = SMSSITE_OK;
	bool yes = false;

	if (apply->progress.rehearse)
		return hand_out(apply, false, action);
	if (step->expect != SMS_EXPECT_NOTHING)
		return hand_out(apply, true, action);
	if (step->seen)
		status = step->seen(apply, step, &yes);
	if (status)
		return status;
	return yes ? sms_tell_done(apply, step, now, "", action) : ask(apply, step, now, action);
}

/* -- whether there is anything to do -------------------------------------------------------------- */

/* Of UNDO and what follows a refusal: a START is for what was stopped, all else for what was begun. */
static smssite_status is_needless(smssite_apply *apply, const struct sms_step *step, int64_t now, bool *needless)
{
	if (step->needless)
		return step->needless(apply, step, now, needless);
	*needless = step->list ? sms_stays(apply, step) : step->expect == SMS_EXPECT_RUNNING ?
		!sms_is_stopped(&apply->progress, step) : sms_stays(apply, step);
	return SMSSITE_OK;
}

static smssite_status pass_over(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	const struct sms_step *choice = &apply->plan->scripts[SMS_FORWARD].step[step->only_if];
	char *text = sms_asprintf("%s: passed over. %s", step->title, choice->declined);
	smssite_status status = text ? sms_step_done(apply, now, text, action) : SMSSITE_NO_MEMORY;

	sms_free(text);
	return status;
}

static smssite_status begin(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	bool needless = false, ended = false;
	smssite_status status = SMSSITE_OK;

	if (apply->progress.script != SMS_FORWARD)
		status = is_needless(apply, step, now, &needless);
	if (status)
		return status;
	if (needless)
		return sms_step_done(apply, now, NULL, action);
	if (step->only_if != SMSSITE_NO_INDEX && sms_is_declined(&apply->progress, step->only_if))
		return pass_over(apply, step, now, action);
	status = sms_look_before(apply, step, now, &ended);
	if (status || ended)
		return status;
	return step->list ? hand_out(apply, true, action) : send(apply, now, action);
}

smssite_status sms_do_command(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	switch (apply->progress.stage) {
	case SMS_STAGE_OUT:
		return in_doubt(apply, step, now, action);
	case SMS_STAGE_PROVE:
		return prove(apply, step, now, action);
	case SMS_STAGE_ASK:
		return ask(apply, step, now, action);
	default:
		return begin(apply, step, now, action);
	}
}

/* -- what was reported ---------------------------------------------------------------------------- */

static bool is_as_expected(smssite_service_state state, enum sms_expect expect)
{
	switch (expect) {
	case SMS_EXPECT_STOPPED:
		return sms_is_down(state);
	case SMS_EXPECT_INSTALLED:
		return sms_is_installed(state);
	case SMS_EXPECT_MISSING:
		return state == SMSSITE_SERVICE_NOT_INSTALLED;
	default:
		return state == SMSSITE_SERVICE_RUNNING;
	}
}

static enum sms_verdict judge_service(smssite_service_state state, enum sms_expect expect)
{
	bool installation = expect == SMS_EXPECT_INSTALLED || expect == SMS_EXPECT_MISSING;

	/* A list of what runs does not tell what is installed, and the other way round. */
	if (state == SMSSITE_SERVICE_UNKNOWN || state == (installation ? SMSSITE_SERVICE_NOT_RUNNING : SMSSITE_SERVICE_INSTALLED))
		return SMS_VERDICT_UNCLEAR;
	if (!installation && (state == SMSSITE_SERVICE_STARTING || state == SMSSITE_SERVICE_STOPPING))
		return SMS_VERDICT_LATER;
	return is_as_expected(state, expect) ? SMS_VERDICT_YES : SMS_VERDICT_NO;
}

static bool has_absent(const struct sms_step *step, const smssite_services *list)
{
	for (size_t i = 0; i < step->absent_count; i++)
		if (sms_is_installed(smssite_services_find(list, step->absent[i])))
			return true;
	return false;
}

/* One service that is not as it should be is enough for no. */
static enum sms_verdict judge_list(const struct sms_step *step, const smssite_services *list)
{
	enum sms_verdict worst = SMS_VERDICT_YES;

	if (step->list && has_absent(step, list))
		return SMS_VERDICT_NO;
	for (size_t i = 0; i < step->service_count; i++) {
		enum sms_verdict verdict =
			judge_service(smssite_services_find(list, step->services[i]), step->expect);

		if (verdict == SMS_VERDICT_NO)
			return verdict;
		if (verdict == SMS_VERDICT_UNCLEAR || worst == SMS_VERDICT_YES)
			worst = verdict;
	}
	return worst;
}

static smssite_status judge(const smssite_apply *apply, const struct sms_step *step, smssite_answer answer,
	const void *output, size_t size, enum sms_verdict *verdict, bool *upgrading)
{
	smssite_services *list;
	smssite_status status;

	*upgrading = false;
	*verdict = SMS_VERDICT_UNCLEAR;
	if (apply->progress.rehearse && answer != SMSSITE_ANSWER_IN_DOUBT)
		*verdict = answer == SMSSITE_ANSWER_DONE ? SMS_VERDICT_YES : SMS_VERDICT_FAILED;
	if (apply->progress.rehearse || answer != SMSSITE_ANSWER_DONE || !output || !size)
		return SMSSITE_OK;
	status = smssite_services_parse(output, size, &list);
	if (status == SMSSITE_NO_MEMORY)
		return status;
	if (status)
		return SMSSITE_OK;
	*verdict = judge_list(step, list);
	*upgrading = has_absent(step, list);
	smssite_services_free(list);
	return SMSSITE_OK;
}

/* What a report on the command itself says of its postcondition. */
static enum sms_verdict believe(const smssite_apply *apply, const struct sms_step *step, smssite_answer answer,
	int64_t exit_status)
{
	if (answer == SMSSITE_ANSWER_IN_DOUBT)
		return step->expect == SMS_EXPECT_NOTHING || apply->progress.rehearse ? SMS_VERDICT_UNCLEAR :
											 SMS_VERDICT_NONE;
	if (apply->progress.rehearse)
		return answer == SMSSITE_ANSWER_DONE ? SMS_VERDICT_YES : SMS_VERDICT_FAILED;
	if (step->expect != SMS_EXPECT_NOTHING)
		return SMS_VERDICT_NONE;
	if (answer == SMSSITE_ANSWER_DONE && !exit_status)
		return SMS_VERDICT_YES;
	return step->asks_failed ? SMS_VERDICT_UNCLEAR : SMS_VERDICT_FAILED;
}

smssite_status sms_report_run(smssite_apply *apply, const struct sms_step *step, bool list, smssite_answer answer,
	int64_t exit_status, const void *output, size_t size, int64_t now)
{
	size_t kept = size < SMS_KEPT_OUTPUT ? size : SMS_KEPT_OUTPUT;
	enum sms_verdict verdict = SMS_VERDICT_NONE;
	bool upgrading = false;
	smssite_status status;
	json_t *record;
	char *text;

	if (size > SMS_MAX_OUTPUT)
		size = SMS_MAX_OUTPUT;
	if (list) {
		status = judge(apply, step, answer, output, size, &verdict, &upgrading);
		if (status)
			return status;
	} else {
		verdict = believe(apply, step, answer, exit_status);
	}
	/* Nothing is to go back while an upgrade is in flight. */
	if (upgrading && apply->progress.script == SMS_UNDO && !apply->progress.leave) {
		status = sms_record_event(apply, "leave", now);
		if (status)
			return status;
	}
	text = sms_text_from_1252(output ? output : "", output ? kept : 0);
	record = text ? sms_record_new(apply, list ? "list" : "report", now) : NULL;
	if (record && (json_object_set_new(record, "verdict", json_integer(verdict)) ||
			      json_object_set_new(record, "answer", json_integer(answer)) ||
			      json_object_set_new(record, "exit", json_integer(exit_status)) ||
			      json_object_set_new(record, "output", json_string(text)))) {
		json_decref(record);
		record = NULL;
	}
	sms_free(text);
	return sms_record_add(apply, record);
}
