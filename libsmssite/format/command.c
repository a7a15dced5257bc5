/* SPDX-License-Identifier: MIT */
/* The object: words, and what a person must know of them. Nothing here knows one command from another. */
#include "format/command.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/json.h"

#include <stdatomic.h>
#include <string.h>

#define FORMAT 1
#define MAX_WORDS 8
#define MAX_OPERANDS 3

struct smssite_command {
	atomic_size_t references;
	struct sms_arena arena;
	/* Memory ran out while it was made. */
	bool failed;
	const char *verb;
	const char *operands[MAX_OPERANDS];
	const char *words[MAX_WORDS];
	size_t word_count, password_word;
	const char *instruction, *unchecked, *tolerance;
	struct sms_explanation why;
};

/* A text with the operands in it. */
static const char *expand(smssite_command *self, const char *text)
{
	struct sms_buffer buffer = { 0 };
	const char *copy = NULL;
	char *expanded;
	size_t size;

	for (; *text; text++) {
		size_t operand = *text == '$' ? (size_t)(text[1] - '1') : MAX_OPERANDS;

		if (operand < MAX_OPERANDS && self->operands[operand]) {
			sms_buffer_text(&buffer, self->operands[operand]);
			text++;
		} else {
			sms_buffer_add(&buffer, text, 1);
		}
	}
	expanded = sms_buffer_finish(&buffer, &size);
	if (expanded)
		copy = sms_arena_strndup(&self->arena, expanded, size);
	sms_free(expanded);
	self->failed = self->failed || !copy;
	return copy ? copy : "";
}

smssite_command *sms_command_new(
	const char *verb, const struct sms_explanation *why, const char *const operands[3])
{
	smssite_command *self = sms_calloc(1, sizeof(*self));

	if (!self)
		return NULL;
	atomic_init(&self->references, 1);
	self->verb = verb;
	self->password_word = SMSSITE_NO_INDEX;
	self->instruction = self->unchecked = self->tolerance = "";
	for (size_t i = 0; i < MAX_OPERANDS && operands[i]; i++) {
		self->operands[i] = sms_arena_strdup(&self->arena, operands[i]);
		self->failed = self->failed || !self->operands[i];
	}
	self->why.runs_at = expand(self, why->runs_at);
	self->why.needs = expand(self, why->needs);
	self->why.effect = expand(self, why->effect);
	self->why.may_lose = expand(self, why->may_lose);
	self->why.worked_when = expand(self, why->worked_when);
	self->why.sources = expand(self, why->sources);
	return self;
}

void sms_command_add_word(smssite_command *self, const char *text)
{
	if (!self)
		return;
	if (self->word_count == MAX_WORDS) {
		self->failed = true;
		return;
	}
	self->words[self->word_count++] = expand(self, text);
}

void sms_command_add_password(smssite_command *self)
{
	if (self)
		self->password_word = self->word_count;
	sms_command_add_word(self, "<password>");
}

void sms_command_instruct(smssite_command *self, const char *text)
{
	if (self)
		self->instruction = expand(self, text);
}

void sms_command_leave_unchecked(smssite_command *self, const char *text)
{
	if (self)
		self->unchecked = expand(self, text);
}

void sms_command_tolerate(smssite_command *self, const char *text)
{
	if (self)
		self->tolerance = expand(self, text);
}

smssite_status sms_command_finish(smssite_command *self, smssite_command **command)
{
	if (!self || self->failed) {
		smssite_command_free(self);
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory for a command");
	}
	*command = self;
	return SMSSITE_OK;
}

SMSSITE_API smssite_command *smssite_command_ref(smssite_command *self)
{
	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return self;
}

SMSSITE_API void smssite_command_free(smssite_command *self)
{
	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	sms_arena_release(&self->arena);
	sms_free(self);
}

SMSSITE_API const char *smssite_command_verb(const smssite_command *self)
{
	return self ? self->verb : "";
}

SMSSITE_API size_t smssite_command_word_count(const smssite_command *self)
{
	return self ? self->word_count : 0;
}

SMSSITE_API const char *smssite_command_word(const smssite_command *self, size_t index)
{
	return self && index < self->word_count ? self->words[index] : NULL;
}

SMSSITE_API size_t smssite_command_password_word(const smssite_command *self)
{
	return self ? self->password_word : SMSSITE_NO_INDEX;
}

SMSSITE_API smssite_status smssite_command_line(
	const smssite_command *self, smssite_command_style style, char **text)
{
	if (!self || !text || (unsigned int)style > SMSSITE_COMMAND_CMD)
		return sms_invalid(__func__, "NULL, or a style that is none");
	if (!self->word_count)
		return sms_fail(
			SMSSITE_NOT_FOUND, "%s: an instruction to a person has no command line", self->verb);
	return sms_command_line_join(self->words, self->word_count, style, text);
}

SMSSITE_API bool smssite_command_is_instruction(const smssite_command *self)
{
	return self && !self->word_count;
}

SMSSITE_API const char *smssite_command_instruction(const smssite_command *self)
{
	return self ? self->instruction : "";
}

SMSSITE_API const char *smssite_command_runs_at(const smssite_command *self)
{
	return self ? self->why.runs_at : "";
}

SMSSITE_API const char *smssite_command_needs(const smssite_command *self)
{
	return self ? self->why.needs : "";
}

SMSSITE_API const char *smssite_command_effect(const smssite_command *self)
{
	return self ? self->why.effect : "";
}

SMSSITE_API const char *smssite_command_may_lose(const smssite_command *self)
{
	return self ? self->why.may_lose : "";
}

SMSSITE_API const char *smssite_command_worked_when(const smssite_command *self)
{
	return self ? self->why.worked_when : "";
}

SMSSITE_API const char *smssite_command_sources(const smssite_command *self)
{
	return self ? self->why.sources : "";
}

SMSSITE_API const char *smssite_command_unchecked(const smssite_command *self)
{
	return self ? self->unchecked : "";
}

SMSSITE_API const char *smssite_command_tolerance(const smssite_command *self)
{
	return self ? self->tolerance : "";
}

static json_t *words_json(const smssite_command *self)
{
	json_t *words = json_array();

	for (size_t i = 0; words && i < self->word_count; i++)
		if (json_array_append_new(words, json_string(self->words[i]))) {
			json_decref(words);
			return NULL;
		}
	return words;
}

/* null for an instruction, and where CMD.EXE has no way. */
static smssite_status line_json(const smssite_command *self, smssite_command_style style, json_t **json)
{
	char *line = NULL;
	smssite_status status = smssite_command_line(self, style, &line);

	if (status == SMSSITE_NO_MEMORY)
		return status;
	*json = line ? json_string(line) : json_null();
	sms_free(line);
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_command_to_json(const smssite_command *self, char **json)
{
	json_t *line = NULL, *cmd_line = NULL, *object;
	smssite_status status;

	if (!self || !json)
		return sms_invalid(__func__, "NULL");
	status = line_json(self, SMSSITE_COMMAND_CREATEPROCESS, &line);
	if (!status)
		status = line_json(self, SMSSITE_COMMAND_CMD, &cmd_line);
	if (status) {
		json_decref(line);
		return status;
	}
	object = json_pack("{s:i, s:s, s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
		"format", FORMAT, "verb", self->verb, "words", words_json(self), "line", line, "cmd_line",
		cmd_line, "password_word",
		self->password_word == SMSSITE_NO_INDEX ? json_null()
							: json_integer((json_int_t)self->password_word),
		"instruction", self->instruction, "runs_at", self->why.runs_at, "needs", self->why.needs,
		"effect", self->why.effect, "may_lose", self->why.may_lose, "worked_when",
		self->why.worked_when, "sources", self->why.sources, "unchecked", self->unchecked,
		"tolerance", self->tolerance);
	return sms_json_finish(object, json);
}
