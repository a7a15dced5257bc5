/* SPDX-License-Identifier: MIT */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "format/command.h"

#include <string.h>

static const char *const kinds[] = { "STEP", "RUN", "WAIT", "ASK", "DONE" };
static const char *const outcomes[] = { "NONE", "DONE", "MOVED_BY_ITSELF", "CHANGED", "STOPPED", "REJECTED", "UNDONE",
	"NOT_UNDONE", "FAILED", "ABANDONED" };

smssite_action *sms_action_new(const smssite_apply *apply, smssite_action_kind kind, const char *text)
{
	smssite_action *action = sms_calloc(1, sizeof(*action));

	if (!action)
		return NULL;
	atomic_init(&action->references, 1);
	action->kind = kind;
	action->step = apply->progress.script == SMS_FORWARD && kind != SMSSITE_ACTION_DONE ? apply->progress.step :
											       SMSSITE_NO_INDEX;
	action->server = "";
	action->look_again_utc_s = action->until_utc_s = SMSSITE_NO_TIME;
	action->text = sms_arena_strdup(&action->arena, text);
	if (!action->text) {
		smssite_action_free(action);
		return NULL;
	}
	return action;
}

/* The texts of the plan outlive the action no longer than the apply does, so they are copied. */
smssite_status sms_action_run(const smssite_apply *apply, bool list, smssite_action **action)
{
	const struct sms_step *step = sms_progress_step(&apply->progress, apply->plan);
	const char *list_words[SMS_STEP_WORDS], *const *words = list ? list_words : step->words;
	size_t count = step->word_count;
	smssite_action *run = sms_action_new(apply, SMSSITE_ACTION_RUN, list ? step->postcondition : step->title);

	if (!run)
		return SMSSITE_NO_MEMORY;
	if (list)
		sms_list_words(step->expect, list_words, &count);
	run->list = list;
	run->rehearsal = apply->progress.rehearse;
	run->word_count = count;
	run->server = sms_arena_strdup(&run->arena, step->actor);
	for (size_t i = 0; i < run->word_count; i++)
		run->words[i] = run->server ? sms_arena_strdup(&run->arena, words[i]) : NULL;
	for (size_t i = 0; i < run->word_count; i++) {
		if (!run->words[i]) {
			smssite_action_free(run);
			return SMSSITE_NO_MEMORY;
		}
	}
	*action = run;
	return SMSSITE_OK;
}

smssite_status sms_action_wait(const smssite_apply *apply, const char *text, const char *path, int64_t look_again,
	int64_t until, smssite_action **action)
{
	smssite_action *wait = sms_action_new(apply, SMSSITE_ACTION_WAIT, text);

	if (!wait)
		return SMSSITE_NO_MEMORY;
	wait->look_again_utc_s = look_again;
	wait->until_utc_s = until;
	wait->paths[0] = sms_arena_strdup(&wait->arena, path ? path : apply->box);
	if (!wait->paths[0]) {
		smssite_action_free(wait);
		return SMSSITE_NO_MEMORY;
	}
	wait->path_count = 1;
	*action = wait;
	return SMSSITE_OK;
}

smssite_action *sms_action_ref(smssite_action *action)
{
	atomic_fetch_add(&action->references, 1);
	return action;
}

SMSSITE_API void smssite_action_free(smssite_action *self)
{
	if (!self || atomic_fetch_sub(&self->references, 1) != 1)
		return;
	sms_arena_release(&self->arena);
	sms_free(self);
}

SMSSITE_API smssite_action_kind smssite_action_get_kind(const smssite_action *self)
{
	return self ? self->kind : SMSSITE_ACTION_DONE;
}

SMSSITE_API size_t smssite_action_step(const smssite_action *self)
{
	return self ? self->step : SMSSITE_NO_INDEX;
}

SMSSITE_API const char *smssite_action_text(const smssite_action *self)
{
	return self ? self->text : "";
}

SMSSITE_API const char *smssite_action_server(const smssite_action *self)
{
	return self ? self->server : "";
}

SMSSITE_API size_t smssite_action_word_count(const smssite_action *self)
{
	return self ? self->word_count : 0;
}

SMSSITE_API const char *smssite_action_word(const smssite_action *self, size_t word)
{
	return self && word < self->word_count ? self->words[word] : NULL;
}

SMSSITE_API bool smssite_action_is_rehearsal(const smssite_action *self)
{
	return self && self->rehearsal;
}

SMSSITE_API int64_t smssite_action_look_again_utc_s(const smssite_action *self)
{
	return self ? self->look_again_utc_s : SMSSITE_NO_TIME;
}

SMSSITE_API int64_t smssite_action_until_utc_s(const smssite_action *self)
{
	return self ? self->until_utc_s : SMSSITE_NO_TIME;
}

SMSSITE_API size_t smssite_action_path_count(const smssite_action *self)
{
	return self ? self->path_count : 0;
}

SMSSITE_API smssite_status smssite_action_line(const smssite_action *self, smssite_command_style style, char **text)
{
	if (!self || !text || (unsigned)style > SMSSITE_COMMAND_CMD)
		return sms_invalid(__func__, "NULL, or no such style");
	if (!self->word_count)
		return sms_fail(SMSSITE_NOT_FOUND, "the action has no words");
	return sms_command_line_join((const char *const *)self->words, self->word_count, style, text);
}

SMSSITE_API const char *smssite_action_path(const smssite_action *self, size_t path)
{
	return self && path < self->path_count ? self->paths[path] : NULL;
}

SMSSITE_API bool smssite_action_takes_site_list(const smssite_action *self)
{
	return self && self->takes_site_list;
}

SMSSITE_API smssite_outcome smssite_action_outcome(const smssite_action *self)
{
	return self ? self->outcome : SMSSITE_OUTCOME_NONE;
}

SMSSITE_API const char *smssite_action_kind_name(smssite_action_kind kind)
{
	return (size_t)kind < sizeof(kinds) / sizeof(*kinds) ? kinds[kind] : "?";
}

SMSSITE_API const char *smssite_outcome_name(smssite_outcome outcome)
{
	return (size_t)outcome < sizeof(outcomes) / sizeof(*outcomes) ? outcomes[outcome] : "?";
}
