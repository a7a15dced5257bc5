/* SPDX-License-Identifier: MIT */
/* What the makers of commands share: the object while it is being made, quoting, and checks of operands. */
#ifndef SMS_COMMAND_H
#define SMS_COMMAND_H

#include <smssite/command.h>
#include "base/arena.h"
#include "base/text.h"

/* What a person must know of a command. Operands stand as $1, $2, $3 in the texts. */
struct sms_explanation {
	const char *runs_at, *needs, *effect, *may_lose, *worked_when, *sources;
};

/* A command with its verb, its operands (up to three, NULL ends them) and its explanation, but without words;
 * NULL: no memory. */
smssite_command *sms_command_new(
	const char *verb, const struct sms_explanation *why, const char *const operands[3]);
/* Each of these notes a failure in the object, for sms_command_finish(), and takes NULL. They expand $1-$3
 * too, so an operand never comes in as their text. */
void sms_command_add_word(smssite_command *self, const char *text);
/* The next word stands for a password. */
void sms_command_add_password(smssite_command *self);
void sms_command_instruct(smssite_command *self, const char *text);
void sms_command_leave_unchecked(smssite_command *self, const char *text);
void sms_command_tolerate(smssite_command *self, const char *text);
/* Hands the object out, or frees it and answers NO_MEMORY. Takes NULL. */
smssite_status sms_command_finish(smssite_command *self, smssite_command **command);

/* Writes words as one line of NT; see smssite_command_line(). UNSUPPORTED: a character that CMD.EXE cannot be
 * given. The first word must not be empty and has no quotation mark. */
smssite_status sms_command_line_join(
	const char *const *words, size_t count, smssite_command_style style, char **line);
/* Splits a line into words of the arena, by the rules that programs of NT split their own line with.
 * MALFORMED where programs differ. */
smssite_status sms_command_line_split(
	struct sms_span line, struct sms_arena *arena, const char ***words, size_t *count);

#endif
