/* SPDX-License-Identifier: MIT */
/* The step machine: one step, one action at a time. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"

#include <smssite/control_file.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
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
	char *text = record ? json_dumps(record, JSON_COMPACT) : NULL;
	struct sms_progress next = apply->progress;
	smssite_status status = SMSSITE_OK;

	if (!text)
		status = sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	if (!status && next.text) {
		next.text = sms_strdup(next.text);
		if (!next.text)
			status = SMSSITE_NO_MEMORY;
	}
	if (!status) {
		status = sms_progress_add(&next, apply->plan, record);
		if (!status)
			status = sms_journal_append(&apply->journal, text);
		if (!status) {
			sms_progress_release(&apply->progress);
			apply->progress = next;
		} else {
			sms_progress_release(&next);
		}
	}
	json_decref(record);
	free(text);
	return status;
}

smssite_status sms_record_event(smssite_apply *apply, const char *event, int64_t now)
{
	return sms_record_add(apply, sms_record_new(apply, event, now));
}

smssite_status sms_end(smssite_apply *apply, int64_t now, smssite_outcome outcome, const char *format, ...)
{
	char raw[2048], *text;
	va_list arguments;
	json_t *record;

	va_start(arguments, format);
	vsnprintf(raw, sizeof(raw), format, arguments);
	va_end(arguments);
	/* A file's name in it may be any bytes. */
	text = sms_name_escape(raw);
	record = text ? sms_record_new(apply, "end", now) : NULL;
	if (record && (json_object_set_new(record, "outcome", json_integer(outcome)) ||
			      json_object_set_new(record, "text", json_string(text)))) {
		json_decref(record);
		record = NULL;
	}
	sms_free(text);
	return sms_record_add(apply, record);
}

/* -- how it ends ---------------------------------------------------------------------------------- */

static smssite_status finish_forward(smssite_apply *apply, int64_t now)
{
	const struct sms_premises *premises = &apply->plan->premises;

	if (apply->progress.rehearse)
		return sms_end(apply, now, SMSSITE_OUTCOME_DONE, "Rehearsal: the steps on files were played on the copy, the "
			"commands and the waits were not. Undo takes them back.");
	return sms_end(apply, now, SMSSITE_OUTCOME_DONE, "%s The parent%s%s should list %s as active within 30 minutes "
		"(Q183347).", apply->progress.inferred ?
		"SCMAN has answered, and its .CT2 has left the box as far as can be inferred: nobody saw it." :
		"A .CT2 was written and has left the box.", *premises->parent_code ? " " : "", premises->parent_code,
		premises->site_code);
}

static smssite_status finish_undo(smssite_apply *apply, const char *quarantine, int64_t now)
{
	const struct sms_progress *progress = &apply->progress;

	if (progress->taken)
		return sms_end(apply, now, SMSSITE_OUTCOME_NOT_UNDONE, "SCMAN %s 00000000.CT1: nothing was put into the box. The "
			"backup of SITECTRL.CT0 is in %s/" SMS_BACKUP ".%s",
			progress->linked ? "has, or may have, taken" : "has taken", apply->folder, quarantine);
	if (progress->sent)
		return sms_end(apply, now, SMSSITE_OUTCOME_NOT_UNDONE, "Code 193 was handed out to be sent; that cannot be taken "
			"back. Nothing was put into the box.");
	return sms_end(apply, now, SMSSITE_OUTCOME_UNDONE, "All that could be taken back is.%s", quarantine);
}

static smssite_status finish(smssite_apply *apply, int64_t now)
{
	const char *reason = smssite_reject_code_text(apply->progress.refused_code);
	smssite_status status;
	char *quarantine;

	if (apply->progress.script == SMS_FORWARD)
		return finish_forward(apply, now);
	status = sms_quarantine_text(apply, &quarantine);
	if (status)
		return status;
	if (apply->progress.script == SMS_UNDO)
		status = finish_undo(apply, quarantine, now);
	else
		status = sms_end(apply, now, SMSSITE_OUTCOME_REJECTED, "SCMAN refused the file with code %d: %s. SITECTRL.CT0 is "
			"in the box again. The refused file is 00000000.%d there.%s", apply->progress.refused_code,
			reason ? reason : "?", apply->progress.refused_code, quarantine);
	sms_free(quarantine);
	return status;
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
	switch (step->kind) {
	case SMSSITE_STEP_CHECK:
		return sms_do_check(apply, step, now, action);
	case SMSSITE_STEP_COMMAND:
		return sms_do_command(apply, step, now, action);
	case SMSSITE_STEP_WAIT:
		return sms_do_wait(apply, step, now, action);
	default:
		return sms_do_file(apply, step, now, action);
	}
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
			status = sms_action_wait(apply, apply->pause_text, apply->pause_until, SMSSITE_NO_TIME, action);
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
	else if (apply->pending->kind == SMSSITE_ACTION_ASK && answer == SMSSITE_ANSWER_IN_DOUBT)
		return sms_invalid("smssite_apply_report", "a person's answer is DONE or FAILED");
	else if (apply->pending->kind == SMSSITE_ACTION_ASK)
		status = sms_record_word(apply, answer == SMSSITE_ANSWER_DONE, now);
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
