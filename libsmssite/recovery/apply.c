/* SPDX-License-Identifier: MIT */
/* The step machine: one step, one action at a time. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* -- records -------------------------------------------------------------------------------------- */

json_t *sms_record_new(const smssite_apply *apply, const char *event, int64_t now)
{
	const struct sms_progress *progress = &apply->progress;

	return json_pack("{s:s, s:I, s:i, s:I}", "event", event, "at", (json_int_t)now, "script", (int)progress->script,
		"step", (json_int_t)progress->step);
}

/* First what it would lead to, then the journal, then the change: whatever fails, the two agree. */
smssite_status sms_record_add(smssite_apply *apply, json_t *record)
{
	struct sms_progress next = apply->progress;
	char *text;
	smssite_status status = sms_json_text(record, JSON_COMPACT, &text);

	/* Until it counts, the next state is another one. */
	next.text = next.text ? sms_strdup(next.text) : NULL;
	json_incref(next.facts);
	if (!status && apply->progress.text && !next.text)
		status = SMSSITE_NO_MEMORY;
	if (!status)
		status = sms_progress_add(&next, apply->plan, record);
	if (!status && !apply->unwritten)
		status = sms_journal_append(&apply->journal, text);
	if (!status) {
		sms_progress_release(&apply->progress);
		apply->progress = next;
	} else {
		sms_progress_release(&next);
	}
	json_decref(record);
	sms_free(text);
	return status;
}

smssite_status sms_record_event(smssite_apply *apply, const char *event, int64_t now)
{
	return sms_record_add(apply, sms_record_new(apply, event, now));
}

/* As it stands: the text is for people, and not to be made a name again. */
static void show_backslashes(char *text)
{
	static const char escaped[] = "\\x5C";
	char *to = text;

	while (*text) {
		bool is_one = strncmp(text, escaped, strlen(escaped)) == 0;

		*to++ = *text;
		text += is_one ? strlen(escaped) : 1;
	}
	*to = '\0';
}

/* A file's name in it may be any bytes. NULL: no memory. */
static char *shown(const char *raw)
{
	char *text = raw ? sms_name_escape(raw) : NULL;

	if (text)
		show_backslashes(text);
	return text;
}

/* A record that ends the run; takes the text over. NULL: no memory. */
static json_t *end_record(const smssite_apply *apply, const char *event, int64_t now, char *raw)
{
	char *text = shown(raw);
	json_t *record = text ? sms_record_new(apply, event, now) : NULL;

	if (record && json_object_set_new(record, "text", json_string(text))) {
		json_decref(record);
		record = NULL;
	}
	sms_free(text);
	sms_free(raw);
	return record;
}

smssite_status sms_end(smssite_apply *apply, int64_t now, smssite_outcome outcome, const char *format, ...)
{
	va_list arguments, again;
	json_t *record;
	char *raw;
	int size;

	va_start(arguments, format);
	va_copy(again, arguments);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	raw = size < 0 ? NULL : sms_alloc((size_t)size + 1);
	if (raw)
		vsnprintf(raw, (size_t)size + 1, format, again);
	va_end(again);
	record = end_record(apply, "end", now, raw);
	if (record && json_object_set_new(record, "outcome", json_integer(outcome))) {
		json_decref(record);
		record = NULL;
	}
	return sms_record_add(apply, record);
}

/* -- how it ends ---------------------------------------------------------------------------------- */

/* A file that was handed over is counted as taken, unless undo has found it. */
static bool stays_done(const smssite_apply *apply, size_t number)
{
	const struct sms_progress *progress = &apply->progress;
	smssite_reversal reversal = apply->plan->scripts[SMS_FORWARD].step[number].reversal;

	return sms_was_begun(progress, number) && (reversal == SMSSITE_REVERSAL_FINAL ||
		(reversal == SMSSITE_REVERSAL_UNTIL_TAKEN && (progress->script == SMS_FORWARD || progress->submission.taken)));
}

/* What no undo takes back. */
static smssite_status say_what_stays(const smssite_apply *apply, char **text)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	struct sms_buffer buffer = { 0 };

	/* A rehearsal has done nothing final. */
	for (size_t i = 0; i < forward->count && !apply->progress.rehearse; i++)
		if (stays_done(apply, i))
			sms_buffer_format(&buffer, "%s%s", buffer.size ? "; " : " Cannot be taken back: ", forward->step[i].title);
	if (buffer.size)
		sms_buffer_text(&buffer, ".");
	*text = sms_buffer_finish(&buffer, NULL);
	return *text ? SMSSITE_OK : sms_fail(SMSSITE_NO_MEMORY, "out of memory");
}

/* Services that were stopped and never started again; "" for none. NULL: no memory. */
static char *say_what_stands(const smssite_apply *apply)
{
	struct sms_buffer buffer = { 0 };
	uint64_t said[(SMS_MAX_SLOTS + 63) / 64] = { 0 };

	for (size_t i = 0; i < apply->plan->scripts[SMS_FORWARD].count; i++) {
		const struct sms_step *step = &apply->plan->scripts[SMS_FORWARD].step[i];
		uint64_t bit = UINT64_C(1) << step->slot % 64;

		if (!sms_is_stopped(&apply->progress, step) || said[step->slot / 64] & bit)
			continue;
		said[step->slot / 64] |= bit;
		sms_buffer_format(&buffer, "%s%s at %s", buffer.size ? ", " : " Stopped, and not started again: ",
			step->services[0], step->actor);
	}
	if (buffer.size)
		sms_buffer_text(&buffer, ".");
	return sms_buffer_finish(&buffer, NULL);
}

smssite_status sms_give_up(smssite_apply *apply, int64_t now)
{
	char *stays = NULL, *quarantine = NULL, *stands = say_what_stands(apply);
	smssite_status status = stands ? say_what_stays(apply, &stays) : SMSSITE_NO_MEMORY;

	if (!status)
		status = sms_quarantine_text(apply, &quarantine);
	if (!status)
		status = sms_record_add(apply, end_record(apply, "abandon", now, sms_asprintf("Given up: it does not go on any "
			"more, and another plan can be begun.%s%s%s", stays, quarantine, stands)));
	sms_free(stands);
	sms_free(stays);
	sms_free(quarantine);
	return status;
}

const char *sms_too_late_text(const smssite_apply *apply)
{
	return apply->had_ended ? "The run stays as it has ended." :
		"The journal stays as it is: resume goes on, abandon gives the run up.";
}

static smssite_status finish_undo(smssite_apply *apply, const char *quarantine, int64_t now)
{
	bool past = sms_is_past(apply);
	smssite_status status;
	char *stays;

	status = say_what_stays(apply, &stays);
	if (status)
		return status;
	status = past ? sms_end(apply, now, SMSSITE_OUTCOME_NOT_UNDONE, "Past the point of no return: no file was put "
			"back. %s%s%s", sms_too_late_text(apply), stays, quarantine) :
		sms_end(apply, now, SMSSITE_OUTCOME_UNDONE, "All that could be taken back is.%s%s", stays, quarantine);
	sms_free(stays);
	return status;
}

smssite_status sms_finish_back(smssite_apply *apply, int64_t now)
{
	const struct sms_procedure *procedure = apply->plan->premises.procedure;
	smssite_status status;
	char *quarantine;

	status = sms_quarantine_text(apply, &quarantine);
	if (status)
		return status;
	status = procedure->finish_back ? procedure->finish_back(apply, quarantine, now) :
		finish_undo(apply, quarantine, now);
	sms_free(quarantine);
	return status;
}

static smssite_status finish(smssite_apply *apply, int64_t now)
{
	const struct sms_procedure *procedure = apply->plan->premises.procedure;

	if (apply->progress.script != SMS_FORWARD)
		return sms_finish_back(apply, now);
	if (apply->progress.rehearse)
		return sms_end(apply, now, SMSSITE_OUTCOME_DONE, "Rehearsal: the steps on files were played on the copy, the "
			"commands and the waits were not. Undo takes them back.");
	return procedure->finish ? procedure->finish(apply, now) :
		sms_end(apply, now, SMSSITE_OUTCOME_DONE, "Every step is done.");
}

/* -- one thing after another ---------------------------------------------------------------------- */

void sms_pause(smssite_apply *apply, int64_t now, int64_t seconds, const char *text)
{
	apply->pause_from = now;
	apply->pause_until = now > INT64_MAX - seconds ? now : now + seconds;
	apply->pause_text = text;
}

/* A sharing violation: everything is in place, so it is tried again, but not for ever. */
static smssite_status wait_while_busy(smssite_apply *apply, int64_t now)
{
	char reason[512];
	smssite_status status;

	snprintf(reason, sizeof(reason), "%s", smssite_error_message());
	status = sms_record_event(apply, "busy", now);
	if (status)
		return status;
	if (apply->progress.busy >= SMS_BUSY_TRIES)
		return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "It stays in use: %s. Everything is in place.", reason);
	sms_pause(apply, now, SMS_BUSY_S, "A file is in use; trying again");
	return SMSSITE_OK;
}

static smssite_status do_step(smssite_apply *apply, int64_t now, smssite_action **action)
{
	const struct sms_step *step = sms_progress_step(&apply->progress, apply->plan);

	if (!step)
		return finish(apply, now);
	/* Before the first step of a script: what is missing is missing then, and not when half of it is done. */
	if (!apply->progress.step && apply->progress.stage == SMS_STAGE_READY) {
		smssite_status status = sms_check_trees(apply);

		if (status)
			return status;
	}
	/* One that is resumed may be given fewer trees. */
	if (!sms_volume_tree(apply, step->from.volume) && !step->by_hand)
		return sms_check_trees(apply);
	if (step->play)
		return step->play(apply, step, now, action);
	switch (step->kind) {
	case SMSSITE_STEP_CHECK:
		return sms_do_check(apply, step, now, action);
	case SMSSITE_STEP_COMMAND:
		return sms_do_command(apply, step, now, action);
	case SMSSITE_STEP_WAIT:
		return sms_do_wait(apply, step, now, action);
	case SMSSITE_STEP_PERSON:
		return sms_do_person(apply, step, now, action);
	default:
		break;
	}
	if (!sms_volume_tree(apply, step->from.volume))
		return sms_do_by_hand(apply, step, now, action);
	return step->kind == SMSSITE_STEP_READ ? sms_do_read(apply, step, now, action) :
						 sms_do_file(apply, step, now, action);
}

static smssite_status tell_end(smssite_apply *apply, smssite_action **action)
{
	*action = sms_action_new(apply, SMSSITE_ACTION_DONE, apply->progress.text);
	if (!*action)
		return SMSSITE_NO_MEMORY;
	(*action)->outcome = apply->progress.outcome;
	return SMSSITE_OK;
}

static bool is_pausing(smssite_apply *apply, int64_t now)
{
	/* A clock that was set back must not make the pause longer. */
	if (apply->pause_until != SMSSITE_NO_TIME && (now >= apply->pause_until || now < apply->pause_from))
		apply->pause_until = SMSSITE_NO_TIME;
	return apply->pause_until != SMSSITE_NO_TIME;
}

static smssite_status next(smssite_apply *apply, int64_t now, smssite_action **action)
{
	smssite_status status = SMSSITE_OK;

	if (apply->pending) {
		*action = sms_action_ref(apply->pending);
		return SMSSITE_OK;
	}
	while (!status && !*action) {
		if (apply->progress.outcome != SMSSITE_OUTCOME_NONE)
			return tell_end(apply, action);
		if (is_pausing(apply, now)) {
			status = sms_action_wait(apply, apply->pause_text, NULL, apply->pause_until, SMSSITE_NO_TIME, action);
			if (!status)
				apply->pending = sms_action_ref(*action);
			return status;
		}
		status = do_step(apply, now, action);
		if (status == SMSSITE_BUSY)
			status = wait_while_busy(apply, now);
	}
	return status;
}

SMSSITE_API smssite_status smssite_apply_next(smssite_apply *self, int64_t now_utc_s, smssite_action **action)
{
	smssite_action *result = NULL;
	smssite_status status;

	if (!self || !action || now_utc_s == SMSSITE_NO_TIME)
		return sms_invalid(__func__, "NULL or no time");
	if (atomic_flag_test_and_set(&self->entered))
		return sms_fail(SMSSITE_BUSY, "%s: the apply is in use", __func__);
	status = next(self, now_utc_s, &result);
	if (!status)
		*action = result;
	atomic_flag_clear(&self->entered);
	return status;
}

smssite_status sms_record_word(smssite_apply *apply, bool done, int64_t now)
{
	json_t *record = sms_record_new(apply, "word", now);

	if (record && json_object_set_new(record, "done", json_boolean(done))) {
		json_decref(record);
		record = NULL;
	}
	return sms_record_add(apply, record);
}

static smssite_status report(smssite_apply *apply, smssite_answer answer, int64_t exit_status, const void *output,
	size_t size, int64_t now)
{
	const struct sms_step *step = sms_progress_step(&apply->progress, apply->plan);
	smssite_status status = SMSSITE_OK;

	if (!apply->pending)
		return sms_invalid("smssite_apply_report", "no action waits for a report");
	if (apply->pending->kind == SMSSITE_ACTION_RUN)
		status = sms_report_run(apply, step, apply->pending->list, answer, exit_status, output, size, now);
	else if (apply->pending->kind == SMSSITE_ACTION_ASK)
		status = sms_report_word(apply, step, answer, output, size, now);
	if (status)
		return status;
	smssite_action_free(apply->pending);
	apply->pending = NULL;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_apply_report(smssite_apply *self, smssite_answer answer, int64_t exit_status,
	const void *output, size_t output_size, int64_t now_utc_s)
{
	smssite_status status;

	if (!self || now_utc_s == SMSSITE_NO_TIME || answer < SMSSITE_ANSWER_DONE || answer > SMSSITE_ANSWER_IN_DOUBT ||
		(!output && output_size))
		return sms_invalid(__func__, "NULL, no time, or no such answer");
	if (atomic_flag_test_and_set(&self->entered))
		return sms_fail(SMSSITE_BUSY, "%s: the apply is in use", __func__);
	status = report(self, answer, exit_status, output, output_size, now_utc_s);
	atomic_flag_clear(&self->entered);
	return status;
}

SMSSITE_API const char *smssite_apply_journal(const smssite_apply *self)
{
	return self ? self->journal_path : "";
}

SMSSITE_API smssite_plan *smssite_apply_plan(const smssite_apply *self)
{
	return self ? self->plan : NULL;
}
