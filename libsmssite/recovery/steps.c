/* SPDX-License-Identifier: MIT */
/* The steps on files. Each has an intent in the journal before it begins. Where the intent is there and the result
 * is not, the files themselves tell whether it happened. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/tree.h"

#include <stdio.h>
#include <string.h>

smssite_status sms_note_done(smssite_apply *apply, int64_t now, const char *special, const char *text,
	smssite_action **action)
{
	smssite_action *told = text ? sms_action_new(apply, SMSSITE_ACTION_STEP, text) : NULL;
	json_t *record = sms_record_new(apply, "done", now);
	smssite_status status;

	if (record && special && json_object_set_new(record, special, json_true())) {
		json_decref(record);
		record = NULL;
	}
	if (text && !told) {
		json_decref(record);
		return SMSSITE_NO_MEMORY;
	}
	status = sms_record_add(apply, record);
	if (status)
		smssite_action_free(told);
	else if (told)
		*action = told;
	return status;
}

smssite_status sms_step_done(smssite_apply *apply, int64_t now, const char *text, smssite_action **action)
{
	return sms_note_done(apply, now, NULL, text, action);
}

smssite_status sms_tell_done(smssite_apply *apply, const struct sms_step *step, int64_t now, const char *more,
	smssite_action **action)
{
	char *text = sms_asprintf("%s: done%s", step->title, more);
	smssite_status status = text ? sms_step_done(apply, now, text, action) : SMSSITE_NO_MEMORY;

	sms_free(text);
	return status;
}

smssite_status sms_do_check(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	struct sms_reliance check = { .apply = apply, .step = step };
	smssite_status status = step->look(&check);
	char *text = NULL;

	if (!status && check.outcome != SMSSITE_OUTCOME_NONE) {
		status = sms_end(apply, now, check.outcome, "%s", check.text);
	} else if (!status) {
		text = sms_asprintf("%s: all is as the plan relies on", step->title);
		status = text ? sms_step_done(apply, now, text, action) : SMSSITE_NO_MEMORY;
	}
	sms_free(text);
	sms_free(check.text);
	return status;
}

/* -- the parts ------------------------------------------------------------------------------------ */

smssite_status sms_sync_place(const smssite_apply *apply, const struct sms_place *place)
{
	smssite_tree *tree = sms_volume_tree(apply, place->volume);
	char *path = sms_place_path(apply, place, ""), *exact = NULL;
	smssite_status status = path ? smssite_tree_resolve(tree, path, &exact) : SMSSITE_NO_MEMORY;

	if (!status)
		status = sms_tree_sync_names(tree, exact);
	sms_free(exact);
	sms_free(path);
	return status;
}

static bool is_one_place(const struct sms_step *step)
{
	return step->from.base == step->to.base && strcmp(step->from.path, step->to.path) == 0;
}

smssite_status sms_sync_both(const smssite_apply *apply, const struct sms_step *step)
{
	smssite_status status = sms_sync_place(apply, &step->to);

	return status || is_one_place(step) ? status : sms_sync_place(apply, &step->from);
}

static smssite_status move_as(const smssite_apply *apply, const struct sms_step *step, const char *from_name,
	const char *to_name, enum sms_move_way *way)
{
	char *from = sms_place_path(apply, &step->from, from_name), *to = sms_place_path(apply, &step->to, to_name);
	smssite_status status = from && to ? sms_tree_move(sms_volume_tree(apply, step->to.volume), from, to, way) :
					     SMSSITE_NO_MEMORY;

	sms_free(from);
	sms_free(to);
	return status;
}

smssite_status sms_move_named(const smssite_apply *apply, const struct sms_step *step, enum sms_move_way *way)
{
	return move_as(apply, step, step->from_name, step->to_name, way);
}

smssite_status sms_copy_file(smssite_tree *tree, const char *from, const char *to)
{
	smssite_status status = from && to ? sms_tree_copy_verified(tree, from, to, NULL) : SMSSITE_NO_MEMORY;

	return status == SMSSITE_CHANGED ? SMSSITE_BUSY : status;
}

const char *sms_way_text(enum sms_move_way way)
{
	return way == SMS_MOVE_NOREPLACE ? "" : way == SMS_MOVE_LINK ? " (by a second link)" : " (after a look)";
}

/* A crash may have left it without its name on the disk. */
smssite_status sms_make_place(const smssite_apply *apply, const struct sms_place *place)
{
	smssite_tree *tree = sms_volume_tree(apply, place->volume);
	char *path, *exact = NULL, *parent = NULL;
	smssite_status status;

	if (place->base == SMS_BASE_BOX || !*place->path)
		return SMSSITE_OK;
	path = sms_place_path(apply, place, "");
	status = path ? smssite_tree_make_directory(tree, path) : SMSSITE_NO_MEMORY;
	if (!status)
		status = smssite_tree_resolve(tree, path, &exact);
	if (!status && !(parent = sms_path_directory(exact)))
		status = SMSSITE_NO_MEMORY;
	if (!status)
		status = sms_tree_sync_names(tree, parent);
	sms_free(parent);
	sms_free(exact);
	sms_free(path);
	return status;
}

/* -- one file ------------------------------------------------------------------------------------- */

struct one {
	const struct sms_plan_file *file;
	const char *from_name, *to_name;
	enum sms_likeness from, to;
};

/* What the files say of the step. */
enum found {
	/* It is still to be done. */
	FOUND_BEFORE,
	/* It is done. */
	FOUND_AFTER,
	/* Neither; FORWARD ends, UNDO leaves it. */
	FOUND_ELSE,
	/* There is nothing it could be done with. */
	FOUND_NOTHING,
};

static smssite_status compare_one(const smssite_apply *apply, const struct sms_step *step, struct one *one)
{
	smssite_status status = sms_compare_at(apply, &step->from, one->from_name, one->file, &one->from);

	return status ? status : sms_compare_at(apply, &step->to, one->to_name, one->file, &one->to);
}

static smssite_status settle_copy(const struct one *one, enum found *found)
{
	/* The copy got its name when its bytes were on the disk. */
	*found = one->to == SMS_SAME ? FOUND_AFTER : one->to == SMS_OTHER ? FOUND_ELSE :
		one->from == SMS_SAME ? FOUND_BEFORE : one->from == SMS_ABSENT ? FOUND_NOTHING : FOUND_ELSE;
	return SMSSITE_OK;
}

/* Back already, perhaps before a crash that left it to chance; or it never went, and the place it would have gone to was
 * not made. */
static smssite_status sync_back(const smssite_apply *apply, const struct sms_step *step)
{
	smssite_status status = sms_sync_both(apply, step);

	return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
}

static smssite_status settle_move(const smssite_apply *apply, const struct sms_step *step, const struct one *one,
	enum found *found)
{
	smssite_status status;

	if (one->to == SMS_ABSENT) {
		/* Whatever it has become, what was moved away is what goes back. */
		*found = one->from == SMS_ABSENT ? FOUND_NOTHING :
			one->from == SMS_SAME || apply->progress.script == SMS_UNDO ? FOUND_BEFORE : FOUND_ELSE;
		return SMSSITE_OK;
	}
	*found = FOUND_ELSE;
	if (one->from == SMS_ABSENT) {
		if (one->to != SMS_SAME)
			return SMSSITE_OK;
		*found = FOUND_AFTER;
		return apply->progress.script == SMS_UNDO ? sync_back(apply, step) : sms_sync_both(apply, step);
	}
	if (one->to != SMS_SAME)
		return SMSSITE_OK;
	/* Both names: a link of which the second half is missing, or another file of that name has come. */
	status = move_as(apply, step, one->from_name, one->to_name, NULL);
	if (!status)
		*found = FOUND_AFTER;
	return status == SMSSITE_EXISTS ? SMSSITE_OK : status;
}

static smssite_status act(const smssite_apply *apply, const struct sms_step *step, const struct one *one,
	enum sms_move_way *way)
{
	smssite_status status = sms_make_place(apply, &step->to);
	char *from, *to;

	if (status || step->kind != SMSSITE_STEP_COPY)
		return status ? status : move_as(apply, step, one->from_name, one->to_name, way);
	from = sms_place_path(apply, &step->from, one->from_name);
	to = sms_place_path(apply, &step->to, one->to_name);
	status = sms_copy_file(sms_volume_tree(apply, step->to.volume), from, to);
	sms_free(from);
	sms_free(to);
	return status;
}

/* Does it unless the files say that it is done: *found is AFTER then too. */
static smssite_status do_one(smssite_apply *apply, const struct sms_step *step, int64_t now, struct one *one,
	enum found *found, enum sms_move_way *way)
{
	smssite_status status = compare_one(apply, step, one);

	if (!status)
		status = step->kind == SMSSITE_STEP_COPY ? settle_copy(one, found) : settle_move(apply, step, one, found);
	if (status || *found != FOUND_BEFORE)
		return status;
	if (apply->progress.stage == SMS_STAGE_READY)
		status = sms_record_event(apply, "intent", now);
	if (!status)
		status = act(apply, step, one, way);
	/* A service has made one of that name at the same moment. */
	if (status == SMSSITE_EXISTS && apply->progress.script != SMS_FORWARD) {
		*found = FOUND_ELSE;
		return SMSSITE_OK;
	}
	if (!status)
		*found = FOUND_AFTER;
	return status;
}

static smssite_status end_else(smssite_apply *apply, const struct sms_step *step, int64_t now, const struct one *one)
{
	if (step->kind == SMSSITE_STEP_COPY && one->to != SMS_ABSENT)
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "%s in %s/%s is not what was copied there.", one->to_name,
			apply->folder, step->to.path);
	return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, one->to == SMS_SAME ? "%s has come again." :
		one->to == SMS_OTHER ? "Something else has the name to which %s goes." :
		one->from == SMS_ABSENT ? "%s is gone: SCMAN or someone else has taken it." :
		"%s is not the file that the plan was made with.", one->from_name);
}

/* -- back ----------------------------------------------------------------------------------------- */

static smssite_status leave_one(smssite_apply *apply, const struct sms_step *step, int64_t now, const struct one *one,
	smssite_action **action)
{
	char *text = sms_asprintf("%s: there is a %s again, so what was taken away stays where it is", step->title,
		one->to_name);
	smssite_status status = text ? sms_note_done(apply, now, "left", text, action) : SMSSITE_NO_MEMORY;

	sms_free(text);
	return status;
}

/* What leads to a tree, as a share does, goes back behind it only. */
static smssite_status end_tree(smssite_apply *apply, const struct sms_step *step, int64_t now, bool in_the_way)
{
	const struct sms_premises *premises = &apply->plan->premises;
	const char *server = step->to.volume ? premises->volumes[step->to.volume - 1].server : premises->server;
	char *from = sms_place_path(apply, &step->from, step->from_name), *to = sms_place_path(apply, &step->to, step->to_name);
	smssite_status status = !from || !to ? SMSSITE_NO_MEMORY :
		in_the_way ? sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "%s: there is something at %s, to which its tree (%s) goes "
			"back. Move that aside, then resume.", server, to, from) :
		sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "%s: its tree is neither at %s nor at %s. Put it back to one of them, "
			"then resume.", server, to, from);

	sms_free(from);
	sms_free(to);
	return status;
}

bool sms_is_past(const smssite_apply *apply)
{
	size_t point = apply->plan->point_of_no_return;
	smssite_step_kind kind;

	if (point == SMSSITE_NO_INDEX || !sms_was_begun(&apply->progress, point))
		return false;
	/* A rehearsal runs no command and asks nobody. */
	kind = apply->plan->scripts[SMS_FORWARD].step[point].kind;
	return !apply->progress.rehearse || (kind != SMSSITE_STEP_COMMAND && kind != SMSSITE_STEP_PERSON);
}

bool sms_stays(const smssite_apply *apply, const struct sms_step *step)
{
	const struct sms_progress *progress = &apply->progress;

	if (progress->script != SMS_UNDO || step->undoes == SMSSITE_NO_INDEX)
		return progress->script == SMS_UNDO && progress->leave;
	return progress->leave || !sms_was_begun(progress, step->undoes) || sms_is_past(apply);
}

static smssite_status do_single(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	struct one one = { .file = step->file, .from_name = step->from_name, .to_name = step->to_name };
	bool before = apply->progress.stage == SMS_STAGE_INTENT, ended = false;
	enum sms_move_way way = SMS_MOVE_NOREPLACE;
	enum found found = FOUND_BEFORE;
	smssite_status status = before ? SMSSITE_OK : sms_look_before(apply, step, now, &ended);

	if (status || ended)
		return status;
	/* What was looked at before an interruption is looked at again, if it is still to be done. */
	if (before) {
		status = compare_one(apply, step, &one);
		if (!status && one.from == SMS_SAME && one.to == SMS_ABSENT)
			status = sms_look_before(apply, step, now, &ended);
		if (status || ended)
			return status;
	}
	status = do_one(apply, step, now, &one, &found, &way);
	if (status)
		return status;
	if (found == FOUND_AFTER)
		return sms_tell_done(apply, step, now, before ? " before the interruption" : sms_way_text(way), action);
	if (apply->progress.script == SMS_FORWARD)
		return end_else(apply, step, now, &one);
	if (step->file->directory)
		return end_tree(apply, step, now, found == FOUND_ELSE);
	if (found == FOUND_ELSE)
		return leave_one(apply, step, now, &one, action);
	status = sync_back(apply, step);
	return status ? status : sms_step_done(apply, now, NULL, action);
}

/* -- many files ----------------------------------------------------------------------------------- */

static smssite_status item_done(smssite_apply *apply, int64_t now, const char *name, const char *what,
	smssite_action **action)
{
	char *escaped = sms_name_escape(name), *text = escaped ? sms_asprintf("%s %s", escaped, what) : NULL;
	smssite_action *told = text ? sms_action_new(apply, SMSSITE_ACTION_STEP, text) : NULL;
	smssite_status status = told ? sms_record_event(apply, "item", now) : SMSSITE_NO_MEMORY;

	sms_free(text);
	sms_free(escaped);
	if (status)
		smssite_action_free(told);
	else
		*action = told;
	return status;
}

/* Whether a person still has to say that this one goes; *skip: it stays. */
static smssite_status ask_for(smssite_apply *apply, const struct sms_step *step, const json_t *item, int64_t now,
	bool *skip, smssite_action **action)
{
	smssite_status status;
	char *text = NULL;

	*skip = false;
	if (!step->ask_item || apply->progress.verdict == SMS_VERDICT_YES || apply->progress.stage == SMS_STAGE_INTENT)
		return SMSSITE_OK;
	*skip = apply->progress.verdict == SMS_VERDICT_FAILED || apply->progress.rehearse;
	if (*skip)
		return SMSSITE_OK;
	status = step->ask_item(apply, step, item, &text);
	*skip = !status && !text;
	if (text)
		status = sms_ask(apply, text, false, now, action);
	sms_free(text);
	return status;
}

static smssite_status do_item(smssite_apply *apply, const struct sms_step *step, const json_t *item, int64_t now,
	smssite_action **action)
{
	enum sms_move_way way;
	enum found found = FOUND_BEFORE;
	struct sms_subject subject;
	bool ended = false, skip;
	struct one one;
	smssite_status status = sms_fact_file(item, &subject);

	if (status)
		return status;
	one = (struct one){ .file = &subject.file, .from_name = subject.name, .to_name = subject.name };
	status = ask_for(apply, step, item, now, &skip, action);
	if (!status && skip)
		status = item_done(apply, now, subject.name, "stays where it is", action);
	else if (!status && !*action) {
		status = sms_look_before(apply, step, now, &ended);
		if (!status && !ended)
			status = do_one(apply, step, now, &one, &found, &way);
		if (!status && !ended && found == FOUND_ELSE && apply->progress.script == SMS_FORWARD)
			status = end_else(apply, step, now, &one);
		else if (!status && !ended)
			status = item_done(apply, now, subject.name,
				found == FOUND_AFTER  ? step->kind == SMSSITE_STEP_COPY ? "copied" : "moved"
				: found == FOUND_ELSE ? "stays: there is one of that name again"
						      : "is not there any more",
				action);
	}
	sms_subject_release(&subject);
	return status;
}

static smssite_status do_names(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	const json_t *names = sms_fact(&apply->progress, step->names);
	size_t count = json_array_size(names), item = apply->progress.item;
	char more[48];

	if (item < count)
		return do_item(apply, step, json_array_get(names, item), now, action);
	snprintf(more, sizeof(more), ", %zu name%s looked at", count, count == 1 ? "" : "s");
	return sms_tell_done(apply, step, now, more, action);
}

smssite_status sms_do_file(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	if (sms_stays(apply, step))
		return sms_step_done(apply, now, NULL, action);
	if (step->kind == SMSSITE_STEP_WRITE)
		return sms_do_write(apply, step, now, action);
	return step->names == SMSSITE_NO_INDEX ? do_single(apply, step, now, action) : do_names(apply, step, now, action);
}
