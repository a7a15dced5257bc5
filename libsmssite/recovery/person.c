/* SPDX-License-Identifier: MIT */
/* What is put to people: a step of theirs, one file of many, a step on a tree that was not given. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"

smssite_status sms_ask(smssite_apply *apply, const char *question, bool takes_site_list, int64_t now,
	smssite_action **action)
{
	smssite_action *ask = sms_action_new(apply, SMSSITE_ACTION_ASK, question);
	smssite_status status = ask ? SMSSITE_OK : SMSSITE_NO_MEMORY;

	if (!status && apply->progress.stage != SMS_STAGE_ASK)
		status = sms_record_event(apply, "ask", now);
	if (status) {
		smssite_action_free(ask);
		return status;
	}
	ask->takes_site_list = takes_site_list;
	apply->pending = sms_action_ref(ask);
	*action = ask;
	return SMSSITE_OK;
}

smssite_status sms_do_by_hand(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	smssite_status status;
	char *text;

	if (sms_stays(apply, step))
		return sms_step_done(apply, now, NULL, action);
	if (apply->progress.stage == SMS_STAGE_PROVE && apply->progress.verdict == SMS_VERDICT_YES)
		return sms_tell_done(apply, step, now, " by hand", action);
	if (apply->progress.stage == SMS_STAGE_PROVE)
		return sms_end(apply, now, SMSSITE_OUTCOME_FAILED, "%s: not done.", step->title);
	text = sms_asprintf("%s. %s Done?", step->title, step->by_hand);
	status = text ? sms_ask(apply, text, false, now, action) : SMSSITE_NO_MEMORY;
	sms_free(text);
	return status;
}

static smssite_status ask_step(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	char *text = sms_asprintf("%s.%s%s%s%s%s", step->title, *step->relies_on ? " First: " : "", step->relies_on,
		*step->relies_on ? "." : "", *step->postcondition ? " Is it so: " : " Done?", step->postcondition);
	smssite_status status = text ? sms_ask(apply, text, step->judge, now, action) : SMSSITE_NO_MEMORY;

	sms_free(text);
	return status;
}

/* A no: asked again while there is patience. */
static smssite_status ask_again(smssite_apply *apply, const struct sms_step *step, int64_t now)
{
	int64_t since = apply->progress.wait_since;
	smssite_status status;

	if (step->patience_s && since != SMSSITE_NO_TIME && now >= since && now - since < step->patience_s) {
		status = sms_record_event(apply, "again", now);
		if (!status)
			sms_pause(apply, now, step->again_s, "Not yet so; it is asked again");
		return status;
	}
	if (step->patience_s)
		return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "%s: after %lld minutes it is not so: %s.%s%s", step->title,
			(long long)(step->patience_s / 60), step->postcondition, step->helps ? " " : "", step->helps ? step->helps : "");
	return sms_end(apply, now, SMSSITE_OUTCOME_FAILED, "%s: the answer is no.", step->title);
}

smssite_status sms_do_person(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	enum sms_verdict verdict = SMS_VERDICT_NONE;
	smssite_status status = SMSSITE_OK;
	bool ended = false;

	if (apply->progress.rehearse)
		return sms_step_done(apply, now, "Rehearsal: nobody was asked", action);
	if (apply->progress.stage == SMS_STAGE_PROVE && apply->progress.verdict == SMS_VERDICT_YES)
		return sms_tell_done(apply, step, now, "", action);
	if (apply->progress.stage == SMS_STAGE_PROVE && apply->progress.verdict == SMS_VERDICT_FAILED && step->declined)
		return sms_note_done(apply, now, "declined", step->declined, action);
	if (apply->progress.stage == SMS_STAGE_PROVE && apply->progress.verdict == SMS_VERDICT_FAILED)
		return ask_again(apply, step, now);
	if (step->patience_s && apply->progress.wait_since == SMSSITE_NO_TIME)
		status = sms_note_sign(apply, SMS_SIGN_BEGIN, now);
	if (!status && apply->progress.stage == SMS_STAGE_READY)
		status = sms_look_before(apply, step, now, &ended);
	if (status || ended)
		return status;
	if (step->known && apply->progress.stage == SMS_STAGE_READY)
		status = step->known(apply, step, &verdict);
	if (!status && verdict != SMS_VERDICT_NONE)
		return sms_record_word(apply, verdict == SMS_VERDICT_YES, now);
	return status ? status : ask_step(apply, step, now, action);
}

/* -- the answer ----------------------------------------------------------------------------------- */

/* A site list that came with the answer says more than the answer. */
static smssite_status judge(const smssite_apply *apply, const struct sms_step *step, const void *output, size_t size,
	enum sms_verdict *verdict)
{
	smssite_parent_word *word;
	smssite_status status;

	*verdict = SMS_VERDICT_NONE;
	if (!step->judge || !output || !size)
		return SMSSITE_OK;
	if (size > SMS_MAX_OUTPUT)
		return sms_fail(SMSSITE_LIMIT, "the site list is larger than %u bytes", SMS_MAX_OUTPUT);
	status = smssite_parent_word_parse_site_list(output, size, &word);
	if (status)
		return status;
	status = step->judge(apply, step, word, verdict);
	smssite_parent_word_free(word);
	if (!status && *verdict == SMS_VERDICT_UNCLEAR)
		status = sms_fail(SMSSITE_UNDECIDED, "the site list does not say whether %s", step->postcondition);
	return status;
}

smssite_status sms_report_word(smssite_apply *apply, const struct sms_step *step, smssite_answer answer,
	const void *output, size_t size, int64_t now)
{
	enum sms_verdict verdict = SMS_VERDICT_NONE;
	smssite_status status = SMSSITE_OK;

	if (answer == SMSSITE_ANSWER_IN_DOUBT)
		return sms_invalid("smssite_apply_report", "a person's answer is DONE or FAILED");
	if (answer == SMSSITE_ANSWER_DONE)
		status = judge(apply, step, output, size, &verdict);
	if (status)
		return status;
	return sms_record_word(apply, answer == SMSSITE_ANSWER_DONE && verdict != SMS_VERDICT_NO, now);
}
