/* SPDX-License-Identifier: MIT */
#include "recovery/plan_rebuild.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "format/command.h"

#include <stdarg.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>

static const char *const kinds[] = { "CHECK", "COPY", "MOVE", "RENAME", "COMMAND", "WAIT", "PERSON", "WRITE", "READ" };
static const char *const reversals[] = { "NOTHING", "REVERSIBLE", "COMPENSABLE", "FINAL", "UNTIL_TAKEN" };
static const struct sms_procedure *const procedures[] = { &sms_force_ct2, &sms_sendcode_ct2, &sms_activate, &sms_rebuild };

const struct sms_procedure *sms_procedure_find(const char *name)
{
	for (size_t i = 0; i < sizeof(procedures) / sizeof(*procedures); i++)
		if (strcmp(procedures[i]->name, name) == 0)
			return procedures[i];
	return NULL;
}

smssite_plan *sms_plan_new(void)
{
	smssite_plan *plan = sms_calloc(1, sizeof(*plan));

	if (!plan)
		return NULL;
	atomic_init(&plan->references, 1);
	plan->point_of_no_return = SMSSITE_NO_INDEX;
	return plan;
}

const char *sms_plan_keep(smssite_plan *plan, const char *text)
{
	const char *kept = sms_arena_strdup(&plan->arena, text);

	if (!kept)
		plan->failed = true;
	return kept ? kept : "";
}

const char *sms_plan_say(smssite_plan *plan, const char *format, ...)
{
	va_list arguments, again;
	char *text;
	int size;

	va_start(arguments, format);
	va_copy(again, arguments);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	text = size < 0 ? NULL : sms_arena_alloc(&plan->arena, (size_t)size + 1);
	if (text)
		vsnprintf(text, (size_t)size + 1, format, again);
	else
		plan->failed = true;
	va_end(again);
	return text ? text : "";
}

void *sms_plan_array(smssite_plan *plan, size_t count, size_t size)
{
	void *array = count < SIZE_MAX / size ? sms_arena_alloc(&plan->arena, count * size) : NULL;

	if (array)
		memset(array, 0, count * size);
	else
		plan->failed = true;
	return array;
}

void sms_plan_add_note(smssite_plan *plan, const char *note)
{
	const char **notes = sms_grow(plan->notes, plan->note_count, &plan->note_capacity, sizeof(*notes));

	if (!notes) {
		plan->failed = true;
		return;
	}
	plan->notes = notes;
	plan->notes[plan->note_count++] = note;
}

bool sms_is_server_name(const char *name)
{
	size_t size = strlen(name);

	for (size_t i = 0; i < size; i++)
		if (name[i] <= ' ' || name[i] > '~' || strchr("\"/\\[]:|<>+=;,?*", name[i]))
			return false;
	return size <= SMS_MAX_SERVER && (!size || name[0] != '-');
}

static smssite_status make_id(smssite_plan *plan)
{
	char digest[SHA256_DIGEST_STRING_LENGTH];
	json_t *json = sms_premises_to_json(&plan->premises);
	char *text;
	smssite_status status = sms_json_text(json, JSON_COMPACT, &text);

	json_decref(json);
	if (status)
		return status;
	SHA256Data((const uint8_t *)text, strlen(text), digest);
	sms_free(text);
	memcpy(plan->id, digest, SMS_PLAN_ID_SIZE);
	plan->id[SMS_PLAN_ID_SIZE] = '\0';
	return SMSSITE_OK;
}

bool sms_is_stop_or_start(const struct sms_step *step)
{
	return step->kind == SMSSITE_STEP_COMMAND && !step->list && step->service_count == 1 &&
		(step->expect == SMS_EXPECT_STOPPED || step->expect == SMS_EXPECT_RUNNING);
}

/* One slot for each service at its server. */
static smssite_status number_slots(smssite_plan *plan)
{
	const struct sms_step *slots[SMS_MAX_SLOTS];
	size_t count = 0;

	for (size_t script = 0; script < SMS_SCRIPTS; script++) {
		for (size_t i = 0; i < plan->scripts[script].count; i++) {
			struct sms_step *step = &plan->scripts[script].step[i];

			step->slot = SMS_MAX_SLOTS;
			if (!sms_is_stop_or_start(step))
				continue;
			for (step->slot = 0; step->slot < count; step->slot++)
				if (strcmp(slots[step->slot]->actor, step->actor) == 0 &&
					strcmp(slots[step->slot]->services[0], step->services[0]) == 0)
					break;
			if (step->slot == SMS_MAX_SLOTS)
				return sms_fail(SMSSITE_LIMIT, "the plan would stop and start more than %u services",
					SMS_MAX_SLOTS);
			if (step->slot == count)
				slots[count++] = step;
		}
	}
	return SMSSITE_OK;
}

smssite_status sms_plan_finish(smssite_plan *plan)
{
	smssite_status status = make_id(plan);

	if (status)
		return status;
	plan->premises.procedure->build(plan);
	if (plan->failed)
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	if (plan->scripts[SMS_FORWARD].count > SMS_MAX_STEPS)
		return sms_fail(SMSSITE_LIMIT, "the plan would have more than %u steps", SMS_MAX_STEPS);
	for (size_t i = 0; i < plan->premises.remark_count; i++)
		sms_plan_add_note(plan, plan->premises.remarks[i]);
	if (plan->failed)
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	return number_slots(plan);
}

/* A list of what runs, or of what is installed. */
void sms_list_words(enum sms_expect expect, const char **words, size_t *count)
{
	static const char *const running[] = { "NET", "START" }, *const installed[] = { "SC", "QUERY", "STATE=", "ALL" };
	bool all = expect == SMS_EXPECT_INSTALLED || expect == SMS_EXPECT_MISSING;

	*count = all ? 4 : 2;
	for (size_t i = 0; i < *count; i++)
		words[i] = (all ? installed : running)[i];
}

SMSSITE_API size_t smssite_plan_tree_count(const smssite_plan *self)
{
	return self ? 1 + self->premises.volume_count : 0;
}

SMSSITE_API const char *smssite_plan_tree_server(const smssite_plan *self, size_t tree)
{
	if (!self || tree > self->premises.volume_count)
		return NULL;
	return tree ? self->premises.volumes[tree - 1].server : self->premises.server;
}

SMSSITE_API const char *smssite_plan_tree_drive(const smssite_plan *self, size_t tree)
{
	if (!self || tree > self->premises.volume_count)
		return NULL;
	return tree ? self->premises.volumes[tree - 1].drive : "";
}

SMSSITE_API const char *smssite_plan_tree_location(const smssite_plan *self, size_t tree)
{
	if (!self || tree > self->premises.volume_count)
		return NULL;
	return tree ? self->premises.volumes[tree - 1].location : self->premises.location;
}

SMSSITE_API smssite_plan *smssite_plan_ref(smssite_plan *self)
{
	if (self)
		atomic_fetch_add(&self->references, 1);
	return self;
}

SMSSITE_API void smssite_plan_free(smssite_plan *self)
{
	if (!self || atomic_fetch_sub(&self->references, 1) != 1)
		return;
	for (size_t i = 0; i < SMS_SCRIPTS; i++)
		sms_free(self->scripts[i].step);
	sms_free(self->notes);
	sms_arena_release(&self->arena);
	sms_free(self);
}

static const struct sms_step *step_at(const smssite_plan *self, size_t step)
{
	if (!self || step >= self->scripts[SMS_FORWARD].count)
		return NULL;
	return &self->scripts[SMS_FORWARD].step[step];
}

SMSSITE_API const char *smssite_plan_procedure(const smssite_plan *self)
{
	return self ? self->premises.procedure->name : "";
}

SMSSITE_API const char *smssite_plan_id(const smssite_plan *self)
{
	return self ? self->id : "";
}

SMSSITE_API const char *smssite_plan_site_code(const smssite_plan *self)
{
	return self ? self->premises.site_code : "";
}

SMSSITE_API const char *smssite_plan_location(const smssite_plan *self)
{
	return self ? self->premises.location : "";
}

SMSSITE_API bool smssite_plan_from_copy(const smssite_plan *self)
{
	return !self || self->premises.copy;
}

SMSSITE_API size_t smssite_plan_note_count(const smssite_plan *self)
{
	return self ? self->note_count : 0;
}

SMSSITE_API const char *smssite_plan_note(const smssite_plan *self, size_t note)
{
	return self && note < self->note_count ? self->notes[note] : NULL;
}

SMSSITE_API size_t smssite_plan_step_count(const smssite_plan *self)
{
	return self ? self->scripts[SMS_FORWARD].count : 0;
}

SMSSITE_API smssite_step_kind smssite_plan_step_kind(const smssite_plan *self, size_t step)
{
	const struct sms_step *found = step_at(self, step);

	return found ? found->kind : SMSSITE_STEP_CHECK;
}

SMSSITE_API const char *smssite_plan_step_title(const smssite_plan *self, size_t step)
{
	const struct sms_step *found = step_at(self, step);

	return found ? found->title : NULL;
}

SMSSITE_API const char *smssite_plan_step_actor(const smssite_plan *self, size_t step)
{
	const struct sms_step *found = step_at(self, step);

	return found ? found->actor : NULL;
}

SMSSITE_API const char *smssite_plan_step_relies_on(const smssite_plan *self, size_t step)
{
	const struct sms_step *found = step_at(self, step);

	return found ? found->relies_on : NULL;
}

SMSSITE_API const char *smssite_plan_step_may_lose(const smssite_plan *self, size_t step)
{
	const struct sms_step *found = step_at(self, step);

	return found ? found->may_lose : NULL;
}

SMSSITE_API const char *smssite_plan_step_postcondition(const smssite_plan *self, size_t step)
{
	const struct sms_step *found = step_at(self, step);

	return found ? found->postcondition : NULL;
}

SMSSITE_API const char *smssite_plan_step_source(const smssite_plan *self, size_t step)
{
	const struct sms_step *found = step_at(self, step);

	return found ? found->source : NULL;
}

SMSSITE_API smssite_reversal smssite_plan_step_reversal(const smssite_plan *self, size_t step)
{
	const struct sms_step *found = step_at(self, step);

	return found ? found->reversal : SMSSITE_REVERSAL_FINAL;
}

SMSSITE_API size_t smssite_plan_step_word_count(const smssite_plan *self, size_t step)
{
	const struct sms_step *found = step_at(self, step);

	return found ? found->word_count : 0;
}

SMSSITE_API const char *smssite_plan_step_word(const smssite_plan *self, size_t step, size_t word)
{
	const struct sms_step *found = step_at(self, step);

	return found && word < found->word_count ? found->words[word] : NULL;
}

SMSSITE_API smssite_status smssite_plan_step_line(const smssite_plan *self, size_t step, smssite_command_style style, char **text)
{
	const struct sms_step *found = step_at(self, step);

	if (!self || !text || (unsigned)style > SMSSITE_COMMAND_CMD)
		return sms_invalid(__func__, "NULL, or no such style");
	if (!found || !found->word_count)
		return sms_fail(SMSSITE_NOT_FOUND, "the step has no words");
	return sms_command_line_join(found->words, found->word_count, style, text);
}

SMSSITE_API size_t smssite_plan_point_of_no_return(const smssite_plan *self)
{
	return self ? self->point_of_no_return : SMSSITE_NO_INDEX;
}

SMSSITE_API const char *smssite_step_kind_name(smssite_step_kind kind)
{
	return (size_t)kind < sizeof(kinds) / sizeof(*kinds) ? kinds[kind] : "?";
}

SMSSITE_API const char *smssite_reversal_name(smssite_reversal reversal)
{
	return (size_t)reversal < sizeof(reversals) / sizeof(*reversals) ? reversals[reversal] : "?";
}

static const char *const reversal_texts[] = { "nothing to take back", "yes", "by another command", "no",
	"until the file is taken, which may be at once" };

static void add_detail(struct sms_buffer *text, const char *label, const char *detail)
{
	if (*detail)
		sms_buffer_format(text, "         %-12s %s\n", label, detail);
}

/* As it is typed; what CMD.EXE cannot be given is typed elsewhere. */
static void add_line(struct sms_buffer *text, const struct sms_step *step)
{
	char *line = NULL;
	smssite_status status = sms_command_line_join(step->words, step->word_count, SMSSITE_COMMAND_CMD, &line);

	if (status == SMSSITE_UNSUPPORTED)
		status = sms_command_line_join(step->words, step->word_count, SMSSITE_COMMAND_CREATEPROCESS, &line);
	if (status)
		text->failed = true;
	else
		add_detail(text, "run", line);
	sms_free(line);
}

static void add_step(struct sms_buffer *text, const struct sms_step *step, size_t number)
{
	sms_buffer_format(text, "[ ] %3zu  %s: %s\n", number, step->actor, step->title);
	if (step->word_count)
		add_line(text, step);
	add_detail(text, "relies on", step->relies_on);
	add_detail(text, "may lose", step->may_lose);
	add_detail(text, "worked when", step->postcondition);
	sms_buffer_format(text, "         %-12s %s\n", "take back", reversal_texts[step->reversal]);
	add_detail(text, "source", step->source);
}

SMSSITE_API smssite_status smssite_plan_text(const smssite_plan *self, char **text)
{
	struct sms_buffer buffer = { 0 };
	char *result;

	if (!self || !text)
		return sms_invalid(__func__, "NULL");
	sms_buffer_format(&buffer, "Plan %s: %s for site %s%s%s%s\n", self->id, smssite_plan_procedure(self),
		self->premises.site_code, *self->premises.server ? " on " : "", self->premises.server,
		self->premises.copy ? " (made from a copy: can only be rehearsed)" : "");
	if (*self->premises.location)
		sms_buffer_format(&buffer, "Made from %s\n", self->premises.location);
	for (size_t i = 0; i < self->note_count; i++)
		sms_buffer_format(&buffer, "  note: %s\n", self->notes[i]);
	sms_buffer_text(&buffer, "\n");
	for (size_t i = 0; i < self->scripts[SMS_FORWARD].count; i++) {
		add_step(&buffer, &self->scripts[SMS_FORWARD].step[i], i + 1);
		if (i == self->point_of_no_return)
			sms_buffer_format(&buffer, "         ----- point of no return%s -----\n",
				self->scripts[SMS_FORWARD].step[i].reversal == SMSSITE_REVERSAL_UNTIL_TAKEN ?
				", as soon as the file is taken" : "");
	}
	result = sms_buffer_finish(&buffer, NULL);
	if (!result)
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	*text = result;
	return SMSSITE_OK;
}
