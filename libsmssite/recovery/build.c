/* SPDX-License-Identifier: MIT */
#include "recovery/build.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <smssite/command.h>
#include <string.h>

static const char *const no_services[] = { NULL };
const char *const sms_scman_alone[1] = { SMS_SCMAN_SERVICE };
const char *const sms_executive_alone[1] = { SMS_EXECUTIVE_SERVICE };
const char *const sms_bootstraps[2] = { "SMS_BOOTSTRAP", "SMS_UPGRADE_BOOTSTRAP" };

struct sms_step *sms_step_add(smssite_plan *plan, enum sms_script script, smssite_step_kind kind, const char *title)
{
	struct sms_steps *steps = &plan->scripts[script];
	struct sms_step *grown = sms_grow(steps->step, steps->count, &steps->capacity, sizeof(*grown));
	/* Where memory is short the maker fills in a step that nobody sees: finishing the plan fails. */
	struct sms_step *step = &plan->nowhere;

	if (grown) {
		steps->step = grown;
		step = &grown[steps->count++];
	} else {
		plan->failed = true;
	}
	*step = (struct sms_step){ .kind = kind, .reversal = SMSSITE_REVERSAL_NOTHING, .title = title,
		.actor = "smssite", .relies_on = "", .may_lose = "", .postcondition = "", .source = "",
		.from.path = "", .to.path = "", .services = no_services, .names = SMSSITE_NO_INDEX,
		.replaces = SMSSITE_NO_INDEX, .undoes = SMSSITE_NO_INDEX, .guard = SMSSITE_NO_INDEX,
		.only_if = SMSSITE_NO_INDEX };
	return step;
}

size_t sms_next_step(const smssite_plan *plan, enum sms_script script)
{
	return plan->scripts[script].count;
}

const char *sms_shown(smssite_plan *plan, const char *name)
{
	char *escaped = sms_name_escape(name);
	const char *kept = "";

	if (escaped)
		kept = sms_plan_keep(plan, escaped);
	else
		plan->failed = true;
	sms_free(escaped);
	return kept;
}

const char *sms_joined(smssite_plan *plan, const char *const *names, size_t count)
{
	struct sms_buffer buffer = { 0 };
	const char *kept = "";
	char *text;

	for (size_t i = 0; i < count; i++)
		sms_buffer_format(&buffer, "%s%s", i ? ", " : "", names[i]);
	text = sms_buffer_finish(&buffer, NULL);
	if (text)
		kept = sms_plan_keep(plan, text);
	else
		plan->failed = true;
	sms_free(text);
	return kept;
}

/* -- commands ------------------------------------------------------------------------------------- */

struct sms_step *sms_add_command(smssite_plan *plan, enum sms_script script, const char *server, const char *title)
{
	struct sms_step *step = sms_step_add(plan, script, SMSSITE_STEP_COMMAND, title);

	step->actor = *server ? server : *plan->premises.server ? plan->premises.server : "site server";
	return step;
}

void sms_set_command(smssite_plan *plan, struct sms_step *step, smssite_command *command)
{
	size_t count = smssite_command_word_count(command);

	if (count > SMS_STEP_WORDS || !count) {
		plan->failed = true;
		count = 0;
	}
	for (size_t i = 0; i < count; i++)
		step->words[i] = sms_plan_keep(plan, smssite_command_word(command, i));
	step->word_count = count;
	smssite_command_free(command);
}

/* NET STOP says so when it is done, but what counts is the list. /Y answers NET's question about the services
 * that depend on it. */
struct sms_step *sms_add_stop(smssite_plan *plan, enum sms_script script, const char *server, const char *const *service)
{
	struct sms_step *step = sms_add_command(plan, script, server, sms_plan_say(plan, "Stop %s", *service));

	step->words[0] = "NET";
	step->words[1] = "STOP";
	step->words[2] = *service;
	step->words[3] = "/Y";
	step->word_count = 4;
	step->expect = SMS_EXPECT_STOPPED;
	step->services = service;
	step->service_count = 1;
	step->reversal = SMSSITE_REVERSAL_COMPENSABLE;
	step->postcondition = sms_plan_say(plan, "NET START does not list %s", *service);
	return step;
}

struct sms_step *sms_add_start(smssite_plan *plan, enum sms_script script, const char *server, const char *const *service)
{
	struct sms_step *step = sms_add_command(plan, script, server, sms_plan_say(plan, "Start %s", *service));

	step->words[0] = "NET";
	step->words[1] = "START";
	step->words[2] = *service;
	step->word_count = 3;
	step->expect = SMS_EXPECT_RUNNING;
	step->services = service;
	step->service_count = 1;
	step->reversal = SMSSITE_REVERSAL_COMPENSABLE;
	step->postcondition = sms_plan_say(plan, "NET START lists %s", *service);
	return step;
}

struct sms_step *sms_add_list(smssite_plan *plan, enum sms_script script, const char *server, const char *title,
	enum sms_expect expect, const char *const *services, size_t count)
{
	struct sms_step *step = sms_add_command(plan, script, server, title);

	sms_list_words(expect, step->words, &step->word_count);
	step->expect = expect;
	step->services = services;
	step->service_count = count;
	step->list = true;
	return step;
}

/* -- files ---------------------------------------------------------------------------------------- */

struct sms_step *sms_add_check(smssite_plan *plan, const char *title, smssite_status (*look)(struct sms_reliance *))
{
	struct sms_step *step = sms_step_add(plan, SMS_FORWARD, SMSSITE_STEP_CHECK, title);

	step->look = look;
	step->postcondition = "all of this still holds";
	return step;
}

static struct sms_step *add_file(smssite_plan *plan, enum sms_script script, smssite_step_kind kind, const char *title,
	const struct sms_plan_file *file)
{
	struct sms_step *step = sms_step_add(plan, script, kind, title);

	step->file = file;
	step->from_name = step->to_name = file->name;
	return step;
}

struct sms_step *sms_add_move(smssite_plan *plan, enum sms_script script, const char *title,
	const struct sms_plan_file *file, struct sms_place from, struct sms_place to)
{
	struct sms_step *step = add_file(plan, script, SMSSITE_STEP_MOVE, title, file);

	step->from = from;
	step->to = to;
	step->reversal = SMSSITE_REVERSAL_REVERSIBLE;
	return step;
}

struct sms_step *sms_add_copy(smssite_plan *plan, enum sms_script script, const char *title,
	const struct sms_plan_file *file, struct sms_place from, struct sms_place to)
{
	struct sms_step *step = add_file(plan, script, SMSSITE_STEP_COPY, title, file);

	step->from = from;
	step->to = to;
	return step;
}

struct sms_step *sms_add_rename(smssite_plan *plan, enum sms_script script, const char *title,
	const struct sms_plan_file *file, struct sms_place place, const char *to_name)
{
	struct sms_step *step = add_file(plan, script, SMSSITE_STEP_RENAME, title, file);

	step->from = step->to = place;
	step->to_name = to_name;
	step->reversal = SMSSITE_REVERSAL_REVERSIBLE;
	return step;
}

struct sms_step *sms_add_move_names(smssite_plan *plan, enum sms_script script, const char *title, size_t names,
	struct sms_place from, struct sms_place to)
{
	struct sms_step *step = sms_step_add(plan, script, SMSSITE_STEP_MOVE, title);

	step->names = names;
	step->from = from;
	step->to = to;
	step->reversal = SMSSITE_REVERSAL_REVERSIBLE;
	return step;
}

struct sms_step *sms_add_read(smssite_plan *plan, const char *title, struct sms_place from,
	smssite_status (*read)(smssite_apply *, const struct sms_step *, json_t **))
{
	struct sms_step *step = sms_step_add(plan, SMS_FORWARD, SMSSITE_STEP_READ, title);

	step->from = step->to = from;
	step->read = read;
	step->postcondition = "what was found is in the journal";
	return step;
}

struct sms_step *sms_add_write(smssite_plan *plan, const char *title, struct sms_place to, const char *name,
	const char *data, size_t size)
{
	struct sms_step *step = sms_step_add(plan, SMS_FORWARD, SMSSITE_STEP_WRITE, title);

	step->from = step->to = to;
	step->to_name = name;
	step->data = data;
	step->size = size;
	step->reversal = SMSSITE_REVERSAL_REVERSIBLE;
	step->postcondition = "the file, read again, has these bytes";
	return step;
}

/* -- the rest ------------------------------------------------------------------------------------- */

struct sms_step *sms_add_wait(smssite_plan *plan, enum sms_script script, const char *title,
	smssite_status (*ready)(smssite_apply *, const struct sms_step *, int64_t, struct sms_waiting *))
{
	struct sms_step *step = sms_step_add(plan, script, SMSSITE_STEP_WAIT, title);

	step->ready = ready;
	return step;
}

struct sms_step *sms_add_person(smssite_plan *plan, enum sms_script script, const char *title, const char *postcondition)
{
	struct sms_step *step = sms_step_add(plan, script, SMSSITE_STEP_PERSON, title);

	step->actor = "person";
	step->postcondition = postcondition;
	return step;
}

/* -- back ----------------------------------------------------------------------------------------- */

static bool goes_back(const struct sms_step *step)
{
	/* What is in the plan's own folder is in nobody's way. */
	if (step->kind == SMSSITE_STEP_WRITE)
		return step->to.base != SMS_BASE_FOLDER;
	return step->reversal == SMSSITE_REVERSAL_REVERSIBLE && !step->ask_item &&
		(step->kind == SMSSITE_STEP_MOVE || step->kind == SMSSITE_STEP_RENAME);
}

static void add_back(smssite_plan *plan, size_t number, size_t guard)
{
	/* Adding a step to UNDO leaves those of FORWARD where they are. */
	const struct sms_step *done = &plan->scripts[SMS_FORWARD].step[number];
	struct sms_step *step = sms_step_add(plan, SMS_UNDO, done->kind, sms_plan_say(plan, "Take back: %s", done->title));

	step->from = done->to;
	step->to = done->from;
	step->from_name = done->to_name;
	step->to_name = done->from_name;
	if (done->kind == SMSSITE_STEP_WRITE) {
		step->from = (struct sms_place){ done->to.volume, SMS_BASE_FOLDER, SMS_BACKUP };
		step->to = done->to;
		step->to_name = done->to_name;
		step->replaces = done->replaces;
	}
	step->file = done->file;
	step->names = done->names;
	step->by_hand = done->by_hand;
	step->undoes = number;
	step->guard = guard;
}

void sms_add_undo(smssite_plan *plan, const char *const *readers, size_t count)
{
	const struct sms_steps *forward = &plan->scripts[SMS_FORWARD];
	size_t first = SMSSITE_NO_INDEX, last = forward->count;

	if (plan->failed)
		return;
	if (plan->point_of_no_return != SMSSITE_NO_INDEX)
		last = plan->point_of_no_return;
	for (size_t i = last; i > 0; i--)
		if (goes_back(&forward->step[i - 1]))
			first = i - 1;
	if (first != SMSSITE_NO_INDEX && count) {
		struct sms_step *list = sms_add_list(plan, SMS_UNDO, "", "See that nothing reads what goes back",
			SMS_EXPECT_STOPPED, readers, count);

		list->relied = true;
		/* Stops that the maker has put before it come first again. */
		list->guard = plan->scripts[SMS_UNDO].count > 1 ? 0 : SMSSITE_NO_INDEX;
		list->undoes = first;
		list->relies_on = sms_plan_say(plan, "not running: %s", sms_joined(plan, readers, count));
		list->postcondition = "the list names none of them";
	}
	for (size_t i = last; i > 0; i--)
		if (goes_back(&forward->step[i - 1]))
			add_back(plan, i - 1, count ? 0 : SMSSITE_NO_INDEX);
	for (size_t i = last; i > 0; i--) {
		const struct sms_step *done = &forward->step[i - 1];

		if (done->kind == SMSSITE_STEP_COMMAND && done->expect == SMS_EXPECT_STOPPED && !done->list)
			sms_add_start(plan, SMS_UNDO, done->actor, done->services);
	}
}
