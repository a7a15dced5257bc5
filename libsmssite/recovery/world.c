/* SPDX-License-Identifier: MIT */
/* Looking at the box. Nothing is changed here. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/durable.h"
#include "tree/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *sms_world_name(const struct sms_world *world, size_t index)
{
	return smssite_listing_name(world->box, index);
}

void sms_world_release(struct sms_world *world)
{
	smssite_listing_free(world->box);
	world->box = NULL;
}

static void note(struct sms_world *world, size_t index)
{
	const char *name = sms_world_name(world, index);

	if (sms_equal_folded(name, SMS_MASTER))
		world->master = index;
	else if (sms_equal_folded(name, SMS_SUBMITTED))
		world->submitted = index;
	else if (sms_equal_folded(name, "SHUTDOWN.CT1"))
		world->shutdown = index;
	else if (sms_equal_folded(name, "_INIT.CT1"))
		world->init = index;
	else if (sms_refused_code(name)) {
		world->refused = index;
		world->refused_code = sms_refused_code(name);
	} else if (sms_has_extension(name, ".CT2")) {
		world->reply = world->reply_count++ ? world->reply : index;
	}
}

smssite_status sms_world_look(const smssite_apply *apply, struct sms_world *world)
{
	smssite_status status;

	*world = (struct sms_world){ .master = SMSSITE_NO_INDEX, .submitted = SMSSITE_NO_INDEX,
		.shutdown = SMSSITE_NO_INDEX, .init = SMSSITE_NO_INDEX, .reply = SMSSITE_NO_INDEX,
		.refused = SMSSITE_NO_INDEX };
	status = sms_tree_list_exact(apply->tree, apply->box, &world->box);
	if (status)
		return status;
	for (size_t i = 0; i < smssite_listing_count(world->box); i++) {
		const char *name = sms_world_name(world, i);

		/* Which of the two a service would take, nobody can say. */
		if (i && sms_equal_folded(name, sms_world_name(world, i - 1))) {
			status = sms_fail(SMSSITE_AMBIGUOUS, "%s: \"%s\" and \"%s\" differ only in case", apply->box,
				sms_world_name(world, i - 1), name);
			sms_world_release(world);
			return status;
		}
		note(world, i);
	}
	return SMSSITE_OK;
}

smssite_status sms_compare(const smssite_apply *apply, const char *path, const struct sms_plan_file *file,
	enum sms_likeness *likeness)
{
	unsigned char digest[SMS_SHA256_SIZE];
	char hex[2 * SMS_SHA256_SIZE + 1], *exact;
	struct smssite_tree_stat stat;
	smssite_status status;

	*likeness = SMS_ABSENT;
	status = smssite_tree_resolve(apply->tree, path, &exact);
	if (!status) {
		status = sms_tree_stat_exact(apply->tree, exact, &stat);
		if (!status && (stat.kind != SMSSITE_ENTRY_FILE || stat.size != file->size)) {
			*likeness = SMS_OTHER;
			sms_free(exact);
			return SMSSITE_OK;
		}
		if (!status)
			status = sms_tree_hash(apply->tree, exact, digest, NULL);
		sms_free(exact);
	}
	if (status)
		return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	*likeness = strcmp(hex, file->sha256) == 0 ? SMS_SAME : SMS_OTHER;
	return SMSSITE_OK;
}

char *sms_place_path(const smssite_apply *apply, enum sms_place place, const char *name)
{
	if (place == SMS_PLACE_BOX)
		return sms_path_join(apply->box, sms_span_of(name));
	return sms_asprintf("%s/%s/%s", apply->folder, place == SMS_PLACE_BACKUP ? SMS_BACKUP : SMS_QUARANTINE, name);
}

smssite_status sms_compare_at(const smssite_apply *apply, enum sms_place place, const char *name,
	const struct sms_plan_file *file, enum sms_likeness *likeness)
{
	char *path = sms_place_path(apply, place, name);
	smssite_status status = path ? sms_compare(apply, path, file, likeness) : SMSSITE_NO_MEMORY;

	sms_free(path);
	return status;
}

/* -- what the procedures rely on ------------------------------------------------------------------ */

struct check {
	const smssite_apply *apply;
	const struct sms_world *world;
	smssite_outcome outcome;
	char *text;
};

/* The first thing found is the one that is told. */
__attribute__((format(printf, 3, 4))) static smssite_status found(struct check *check, smssite_outcome outcome,
	const char *format, ...)
{
	char text[600];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	check->text = sms_strdup(text);
	if (!check->text)
		return SMSSITE_NO_MEMORY;
	check->outcome = outcome;
	return SMSSITE_OK;
}

static smssite_status check_upgrade(struct check *check)
{
	if (check->world->shutdown != SMSSITE_NO_INDEX)
		return found(check, SMSSITE_OUTCOME_CHANGED, "SHUTDOWN.CT1 has come: an upgrade is shutting the site down.");
	if (check->world->init != SMSSITE_NO_INDEX)
		return found(check, SMSSITE_OUTCOME_CHANGED, "_INIT.CT1 has come: the site is being installed or upgraded.");
	return SMSSITE_OK;
}

static smssite_status check_replies(struct check *check)
{
	const struct sms_world *world = check->world;

	if (world->reply == SMSSITE_NO_INDEX)
		return SMSSITE_OK;
	return found(check, SMSSITE_OUTCOME_MOVED_BY_ITSELF, "The site moved by itself: %s has come.",
		sms_world_name(world, world->reply));
}

static smssite_status check_master(struct check *check)
{
	const struct sms_premises *premises = &check->apply->plan->premises;
	enum sms_likeness likeness;
	smssite_status status =
		sms_compare_at(check->apply, SMS_PLACE_BOX, SMS_MASTER, &premises->master, &likeness);

	if (status || likeness == SMS_SAME)
		return status;
	return found(check, SMSSITE_OUTCOME_CHANGED, likeness == SMS_ABSENT ? "SITECTRL.CT0 is gone." :
		"SITECTRL.CT0 is not the file that the plan was made with.");
}

/* FORWARD's moves stand in the order of the strays. */
static size_t first_move(const smssite_plan *plan)
{
	const struct sms_steps *forward = &plan->scripts[SMS_FORWARD];
	size_t step = 0;

	while (step < forward->count && forward->step[step].kind != SMSSITE_STEP_MOVE)
		step++;
	return step;
}

static bool is_moved(const smssite_apply *apply, size_t stray)
{
	return first_move(apply->plan) + stray < apply->progress.step;
}

static bool is_expected(const smssite_apply *apply, const char *name)
{
	const struct sms_premises *premises = &apply->plan->premises;

	for (size_t i = 0; i < premises->stray_count; i++)
		if (sms_equal_folded(premises->strays[i].name, name))
			return !is_moved(apply, i);
	return false;
}

/* Its bytes are compared at the plan's look at the box and when it is moved itself; else its size will do. */
static smssite_status look_at_stray(const struct check *check, size_t stray, enum sms_likeness *likeness)
{
	const smssite_apply *apply = check->apply;
	const struct sms_plan_file *file = &apply->plan->premises.strays[stray];
	size_t first = first_move(apply->plan), index;
	struct smssite_tree_stat stat;

	if (apply->progress.step + 1 < first || apply->progress.step == first + stray)
		return sms_compare_at(apply, SMS_PLACE_BOX, file->name, file, likeness);
	*likeness = SMS_ABSENT;
	if (sms_listing_find(check->world->box, file->name, &index))
		return SMSSITE_OK;
	*likeness = !smssite_listing_stat(check->world->box, index, &stat) && stat.kind == SMSSITE_ENTRY_FILE &&
			stat.size == file->size ? SMS_SAME : SMS_OTHER;
	return SMSSITE_OK;
}

/* Every other .CT? is one that the plan names and has not moved yet, and those are all there. */
static smssite_status check_strays(struct check *check)
{
	const struct sms_premises *premises = &check->apply->plan->premises;
	const struct sms_world *world = check->world;

	for (size_t i = 0; i < smssite_listing_count(world->box); i++) {
		const char *name = sms_world_name(world, i);

		if (i != world->master && (sms_is_ct_name(name) || sms_refused_code(name)) &&
			!is_expected(check->apply, name))
			return found(check, SMSSITE_OUTCOME_CHANGED, "%s has come; the plan does not know it.", name);
	}
	for (size_t i = 0; i < premises->stray_count; i++) {
		enum sms_likeness likeness = SMS_SAME;
		smssite_status status = is_moved(check->apply, i) ? SMSSITE_OK : look_at_stray(check, i, &likeness);

		if (status)
			return status;
		if (likeness != SMS_SAME)
			return found(check, SMSSITE_OUTCOME_CHANGED, likeness == SMS_ABSENT ?
				"%s is gone: SCMAN or someone else has taken it." :
				"%s is not the file that the plan was made with.", premises->strays[i].name);
	}
	return SMSSITE_OK;
}

/* One of the .CT2 is still there, else the site moved by itself. */
static smssite_status check_waiting(struct check *check)
{
	const struct sms_premises *premises = &check->apply->plan->premises;
	size_t index;

	for (size_t i = 0; i < premises->reply_count; i++)
		if (!sms_listing_find(check->world->box, premises->replies[i].name, &index))
			return SMSSITE_OK;
	return found(check, SMSSITE_OUTCOME_MOVED_BY_ITSELF, "The site moved by itself: %s has left the box.",
		premises->replies[0].name);
}

static smssite_status check_all(struct check *check)
{
	static smssite_status (*const to_rename[])(struct check *) = { check_replies, check_upgrade, check_strays,
		check_master, NULL };
	static smssite_status (*const to_restart[])(struct check *) = { check_waiting, check_upgrade, NULL };
	static smssite_status (*const to_send[])(struct check *) = { check_replies, check_upgrade, check_master, NULL };
	const struct sms_premises *premises = &check->apply->plan->premises;
	smssite_status (*const *checks)(struct check *) = premises->procedure == SMS_SENDCODE_CT2 ? to_send :
		premises->reply_count ? to_restart : to_rename;
	smssite_status status = SMSSITE_OK;

	for (; *checks && !status && check->outcome == SMSSITE_OUTCOME_NONE; checks++)
		status = (*checks)(check);
	return status;
}

smssite_status sms_world_check(const smssite_apply *apply, smssite_outcome *outcome, char **text)
{
	struct sms_world world;
	struct check check = { .apply = apply, .world = &world };
	smssite_status status = sms_world_look(apply, &world);

	*text = NULL;
	if (status)
		return status;
	status = check_all(&check);
	sms_world_release(&world);
	*outcome = check.outcome;
	*text = check.text;
	return status;
}

smssite_status sms_quarantine_text(const smssite_apply *apply, char **text)
{
	const struct sms_premises *premises = &apply->plan->premises;
	struct sms_buffer buffer = { 0 };
	smssite_status status = SMSSITE_OK;
	size_t count = 0;

	for (size_t i = 0; i < premises->stray_count && !status; i++) {
		enum sms_likeness likeness;

		status = sms_compare_at(apply, SMS_PLACE_QUARANTINE, premises->strays[i].name, &premises->strays[i],
			&likeness);
		if (!status && likeness != SMS_ABSENT)
			sms_buffer_format(&buffer, "%s%s", count++ ? ", " : " In quarantine: ", premises->strays[i].name);
	}
	if (count)
		sms_buffer_format(&buffer, " (%s/" SMS_QUARANTINE ").", apply->folder);
	if (status) {
		sms_buffer_release(&buffer);
		return status;
	}
	*text = sms_buffer_finish(&buffer, NULL);
	return *text ? SMSSITE_OK : sms_fail(SMSSITE_NO_MEMORY, "out of memory");
}
