/* SPDX-License-Identifier: MIT */
/* The commands of a plan at one server as a batch file for CMD.EXE of Windows NT. It stops wherever others have
 * something to do between two of its commands, before what cannot be taken back, and at the first that fails, unless a person
 * can make that good. */
#include "recovery/plan.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"
#include "format/command.h"

#include <string.h>

/* What CMD.EXE might read as more than text, even behind ECHO. */
static void add_plain(struct sms_buffer *text, const char *words)
{
	for (; *words; words++) {
		bool plain = *words >= 0x20 && *words < 0x7F && !strchr("%!^&|<>\"()@", *words);

		/* A quote of what is said is no quote of the command line. */
		sms_buffer_add(text, plain ? words : *words == '"' ? "'" : "?", 1);
	}
}

static void add_told(struct sms_buffer *text, const char *command, size_t number, const char *title)
{
	sms_buffer_format(text, "%s Step %zu: ", command, number + 1);
	add_plain(text, title);
	sms_buffer_text(text, "\r\n");
}

/* It fails where it is so already, or where a person has to do it otherwise. */
static void add_other_way(struct sms_buffer *text, const struct sms_step *step, size_t number)
{
	sms_buffer_format(text, "IF NOT ERRORLEVEL 1 GOTO STEP%zu\r\nECHO It ended with a failure. ", number + 1);
	add_plain(text, step->relies_on);
	sms_buffer_text(text, "\r\nECHO Go on if it is so, else end this here: ");
	add_plain(text, step->postcondition);
	sms_buffer_format(text, "\r\nPAUSE\r\n:STEP%zu\r\n", number + 1);
}

/* A service is stopped when the list does not show it, whatever NET STOP says. */
static void add_proof(struct sms_buffer *text, const struct sms_step *step, size_t number)
{
	if (step->asks_failed) {
		add_other_way(text, step, number);
		return;
	}
	if (step->expect != SMS_EXPECT_STOPPED && step->expect != SMS_EXPECT_RUNNING) {
		sms_buffer_text(text, "IF ERRORLEVEL 1 GOTO FAILED\r\n");
		return;
	}
	for (size_t i = 0; i < step->service_count; i++)
		sms_buffer_format(text, "NET START | FIND /I \"%s\" >NUL\r\n%s GOTO FAILED\r\n", step->services[i],
			step->expect == SMS_EXPECT_STOPPED ? "IF NOT ERRORLEVEL 1" : "IF ERRORLEVEL 1");
}

static bool is_placeholder(const char *word)
{
	size_t size = strlen(word);

	return size > 2 && word[0] == '<' && word[size - 1] == '>';
}

static bool has_placeholder(const struct sms_step *step)
{
	for (size_t i = 0; i < step->word_count; i++)
		if (is_placeholder(step->words[i]))
			return true;
	return false;
}

/* An account and its password are in no plan, and the words that stand for them are not to be run. */
static void add_by_hand(struct sms_buffer *text, const struct sms_step *step)
{
	sms_buffer_text(text, "ECHO Type this yourself; what stands in brackets is yours to put in:\r\nECHO  ");
	for (size_t i = 0; i < step->word_count; i++) {
		bool stands_for = is_placeholder(step->words[i]);

		sms_buffer_text(text, stands_for ? " [" : " ");
		for (const char *c = step->words[i] + stands_for; *c && !(stands_for && *c == '>'); c++)
			add_plain(text, (char[]){ *c, '\0' });
		sms_buffer_text(text, stands_for ? "]" : "");
	}
	sms_buffer_text(text, "\r\nPAUSE\r\n");
}

static smssite_status add_step(struct sms_buffer *text, const struct sms_step *step, size_t number)
{
	char *line = NULL;
	smssite_status status;

	add_told(text, "ECHO", number, step->title);
	if (step->list) {
		add_proof(text, step, number);
		return SMSSITE_OK;
	}
	if (has_placeholder(step)) {
		add_by_hand(text, step);
		return SMSSITE_OK;
	}
	status = sms_command_line_join(step->words, step->word_count, SMSSITE_COMMAND_CMD, &line);
	if (status == SMSSITE_UNSUPPORTED) {
		sms_buffer_text(text, "ECHO It has a character that CMD.EXE cannot be given: do it by hand as the plan shows it.\r\n"
			"PAUSE\r\n");
		return SMSSITE_OK;
	}
	if (status)
		return status;
	sms_buffer_format(text, "%s\r\n", line);
	sms_free(line);
	add_proof(text, step, number);
	return SMSSITE_OK;
}

static bool is_at(const struct sms_step *step, const char *server)
{
	return step->kind == SMSSITE_STEP_COMMAND && sms_equal_folded(step->actor, server);
}

static void add_said(struct sms_buffer *text, const char *what, const char *words)
{
	if (!*words)
		return;
	sms_buffer_format(text, "ECHO %s: ", what);
	add_plain(text, words);
	sms_buffer_text(text, "\r\n");
}

/* What is said before a command that cannot be taken back, while there is time to end this. */
static void add_warning(struct sms_buffer *text, const smssite_plan *plan, size_t number)
{
	const struct sms_step *step = &plan->scripts[SMS_FORWARD].step[number];

	sms_buffer_format(text, "ECHO Step %zu%s cannot be taken back.\r\n", number + 1,
		smssite_plan_point_of_no_return(plan) == number ? ", the point of no return," : "");
	add_said(text, "It relies on", step->relies_on);
	add_said(text, "It may lose", step->may_lose);
}

static smssite_status add_steps(struct sms_buffer *text, const smssite_plan *plan, const char *server, size_t *found)
{
	const struct sms_steps *forward = &plan->scripts[SMS_FORWARD];
	smssite_status status = SMSSITE_OK;
	bool others = false;

	for (size_t i = 0; i < forward->count && !status; i++) {
		const struct sms_step *step = &forward->step[i];

		if (!is_at(step, server)) {
			add_told(text, "REM", i, step->title);
			others = true;
			continue;
		}
		if (others)
			sms_buffer_format(text, "ECHO Steps before step %zu are done elsewhere. Go on when they are.\r\n", i + 1);
		if (step->reversal == SMSSITE_REVERSAL_FINAL)
			add_warning(text, plan, i);
		if (others || step->reversal == SMSSITE_REVERSAL_FINAL)
			sms_buffer_text(text, "PAUSE\r\n");
		others = false;
		(*found)++;
		status = add_step(text, step, i);
	}
	return status;
}

SMSSITE_API smssite_status smssite_plan_script(const smssite_plan *self, const char *server, char **text)
{
	struct sms_buffer buffer = { 0 };
	smssite_status status;
	size_t found = 0;

	if (!self || !server || !text)
		return sms_invalid(__func__, "an argument is NULL");
	sms_buffer_format(&buffer, "@ECHO OFF\r\nREM Plan %s, %s for site %s: what is done at ", self->id,
		self->premises.procedure->name, self->premises.site_code);
	add_plain(&buffer, server);
	sms_buffer_text(&buffer, "\r\n");
	status = add_steps(&buffer, self, server, &found);
	sms_buffer_text(&buffer, "ECHO All steps of this server are done.\r\nGOTO END\r\n:FAILED\r\n"
		"ECHO This step did not work; nothing behind it was done.\r\n:END\r\n");
	if (!status && !found)
		status = sms_fail(SMSSITE_NOT_FOUND, "the plan has no command at \"%s\"", server);
	if (status) {
		sms_buffer_release(&buffer);
		return status;
	}
	*text = sms_buffer_finish(&buffer, NULL);
	return *text ? SMSSITE_OK : sms_fail(SMSSITE_NO_MEMORY, "out of memory");
}
