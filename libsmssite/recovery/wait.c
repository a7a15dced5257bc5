/* SPDX-License-Identifier: MIT */
/* Waiting: until a procedure's condition on files holds, or a time is up. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/tree.h"

#include <string.h>

smssite_status sms_note_sign(smssite_apply *apply, enum sms_sign sign, int64_t now)
{
	json_t *record = sms_record_new(apply, "wait", now);

	if (record && json_object_set_new(record, "sign", json_integer(sign))) {
		json_decref(record);
		record = NULL;
	}
	return sms_record_add(apply, record);
}

static uint64_t mix(uint64_t mark, const void *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		mark = (mark ^ ((const unsigned char *)data)[i]) * UINT64_C(1099511628211);
	return mark;
}

/* FNV-1a over names, sizes and times. */
static smssite_status mark_place(const smssite_apply *apply, const struct sms_place *place, uint64_t *mark)
{
	smssite_listing *list = NULL;
	smssite_status status = sms_place_list(apply, place, &list);

	*mark = UINT64_C(14695981039346656037);
	if (status)
		return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
	for (size_t i = 0; i < smssite_listing_count(list); i++) {
		const char *name = smssite_listing_name(list, i);
		struct smssite_tree_stat stat = { 0 };

		smssite_listing_stat(list, i, &stat);
		*mark = mix(*mark, name, strlen(name) + 1);
		*mark = mix(*mark, &stat.size, sizeof(stat.size));
		*mark = mix(*mark, &stat.mtime_utc_s, sizeof(stat.mtime_utc_s));
	}
	smssite_listing_free(list);
	return SMSSITE_OK;
}

smssite_status sms_is_quiet(smssite_apply *apply, const struct sms_place *place, int64_t seconds, int64_t now,
	bool *quiet)
{
	uint64_t mark;
	smssite_status status = mark_place(apply, place, &mark);

	*quiet = false;
	if (status)
		return status;
	/* Nobody looked before: the clock begins now. So it does when the caller's was set back. */
	if (apply->quiet_since == SMSSITE_NO_TIME || mark != apply->quiet_mark || now < apply->quiet_since) {
		bool changed = apply->quiet_since != SMSSITE_NO_TIME && mark != apply->quiet_mark;

		apply->quiet_mark = mark;
		apply->quiet_since = now;
		return changed ? sms_note_sign(apply, SMS_SIGN_CHANGE, now) : SMSSITE_OK;
	}
	*quiet = now - apply->quiet_since >= seconds;
	return SMSSITE_OK;
}

static smssite_status wait_on(smssite_apply *apply, const struct sms_step *step, const struct sms_waiting *waiting,
	int64_t now, smssite_action **action)
{
	int64_t pace = step->look_s ? step->look_s : SMS_LOOK_S, look = now > INT64_MAX - pace ? now : now + pace;
	char *path = step->look_s && !step->from.volume ? sms_place_path(apply, &step->from, "") : NULL;
	smssite_status status;

	if (waiting->until != SMSSITE_NO_TIME && waiting->until < look)
		look = waiting->until;
	status = sms_action_wait(apply, waiting->text, path, look, waiting->until, action);
	sms_free(path);
	if (!status)
		apply->pending = sms_action_ref(*action);
	return status;
}

static smssite_status conclude(smssite_apply *apply, const struct sms_step *step, const struct sms_waiting *waiting,
	int64_t now, smssite_action **action)
{
	if (waiting->over)
		return sms_step_done(apply, now, waiting->text, action);
	if (waiting->until != SMSSITE_NO_TIME && now >= waiting->until)
		return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "%s", waiting->given_up);
	return wait_on(apply, step, waiting, now, action);
}

smssite_status sms_do_wait(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	struct sms_waiting waiting = { .until = SMSSITE_NO_TIME };
	smssite_status status = SMSSITE_OK;

	if (apply->progress.rehearse)
		return sms_step_done(apply, now, "A copy has no services: not waited for", action);
	if (apply->progress.wait_since == SMSSITE_NO_TIME) {
		apply->quiet_since = SMSSITE_NO_TIME;
		status = sms_note_sign(apply, SMS_SIGN_BEGIN, now);
	}
	if (!status)
		status = step->ready(apply, step, now, &waiting);
	if (!status && apply->progress.outcome == SMSSITE_OUTCOME_NONE &&
		(!waiting.text || (waiting.until != SMSSITE_NO_TIME && !waiting.over && !waiting.given_up)))
		status = sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	if (!status && apply->progress.outcome == SMSSITE_OUTCOME_NONE)
		status = conclude(apply, step, &waiting, now, action);
	sms_free(waiting.text);
	sms_free(waiting.given_up);
	return status;
}
