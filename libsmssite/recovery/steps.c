/* SPDX-License-Identifier: MIT */
/* The steps on files. Each has an intent in the journal before it begins. Where the intent is there and the result
 * is not, the files themselves tell whether it happened. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/durable.h"
#include "tree/tree.h"

#include <string.h>

/* What became of a step that was begun. */
enum settled {
	/* Not, and it may be done. */
	SETTLED_NOT_YET,
	SETTLED_DONE,
	/* It ended the apply. */
	SETTLED_ENDED,
};

/* A step that is done, with what is special about it. */
static smssite_status note_done(smssite_apply *apply, int64_t now, const char *special, const char *text,
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
	return note_done(apply, now, NULL, text, action);
}

smssite_status sms_note_inferred(smssite_apply *apply, int64_t now, const char *text, smssite_action **action)
{
	return note_done(apply, now, "inferred", text, action);
}

smssite_status sms_do_check(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	smssite_outcome outcome;
	smssite_status status;
	char *text;

	(void)step;
	status = sms_world_check(apply, &outcome, &text);
	if (!status && outcome != SMSSITE_OUTCOME_NONE)
		status = sms_end(apply, now, outcome, "%s", text);
	else if (!status)
		status = sms_step_done(apply, now, "Looked at the box: all is as the plan relies on", action);
	sms_free(text);
	return status;
}

/* What a crash may have left undone: the names are as they should be, but perhaps not on the disk. */
static smssite_status sync_place(const smssite_apply *apply, enum sms_place place)
{
	char *path = sms_place_path(apply, place, ""), *exact = NULL;
	smssite_status status = path ? smssite_tree_resolve(apply->tree, path, &exact) : SMSSITE_NO_MEMORY;

	if (!status)
		status = sms_tree_sync_names(apply->tree, exact);
	sms_free(exact);
	sms_free(path);
	return status;
}

static smssite_status sync_both(const smssite_apply *apply, const struct sms_step *step)
{
	smssite_status status = sync_place(apply, step->to);

	return status || step->from == step->to ? status : sync_place(apply, step->from);
}

struct both {
	enum sms_likeness from, to;
};

static smssite_status compare_both(const smssite_apply *apply, const struct sms_step *step, struct both *both)
{
	smssite_status status = sms_compare_at(apply, step->from, step->from_name, step->file, &both->from);

	return status ? status : sms_compare_at(apply, step->to, step->to_name, step->file, &both->to);
}

static smssite_status move(const smssite_apply *apply, const struct sms_step *step, enum sms_move_way *way)
{
	char *from = sms_place_path(apply, step->from, step->from_name);
	char *to = sms_place_path(apply, step->to, step->to_name);
	smssite_status status = from && to ? sms_tree_move(apply->tree, from, to, way) : SMSSITE_NO_MEMORY;

	sms_free(from);
	sms_free(to);
	return status;
}

/* Whether the master is the very file of before, and not one of the same bytes that SCMAN wrote. */
static smssite_status is_old_master(const smssite_apply *apply, bool *old)
{
	char *path = sms_place_path(apply, SMS_PLACE_BOX, SMS_MASTER), *exact = NULL;
	smssite_status status = path ? smssite_tree_resolve(apply->tree, path, &exact) : SMSSITE_NO_MEMORY;
	struct smssite_tree_stat stat;

	if (!status)
		status = sms_tree_stat_exact(apply->tree, exact, &stat);
	*old = !status && stat.mtime_utc_s == apply->progress.master_mtime_utc_s;
	sms_free(exact);
	sms_free(path);
	return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
}

/* -- forward -------------------------------------------------------------------------------------- */

static smssite_status settle_copy(smssite_apply *apply, const struct sms_step *step, int64_t now,
	enum settled *settled)
{
	enum sms_likeness to;
	smssite_status status = sms_compare_at(apply, step->to, step->to_name, step->file, &to);

	if (status || to == SMS_ABSENT)
		return status;
	/* The copy got its name when its bytes were on the disk. */
	*settled = to == SMS_SAME ? SETTLED_DONE : SETTLED_ENDED;
	if (to == SMS_SAME)
		return SMSSITE_OK;
	return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "%s in %s/" SMS_BACKUP " is not what was copied there.",
		step->to_name, apply->folder);
}

static smssite_status settle_move(smssite_apply *apply, const struct sms_step *step, int64_t now,
	enum settled *settled)
{
	struct both both;
	smssite_status status = compare_both(apply, step, &both);

	if (status || (both.to == SMS_ABSENT && both.from != SMS_ABSENT))
		return status;
	*settled = SETTLED_DONE;
	if (both.to == SMS_SAME && both.from == SMS_ABSENT)
		return sync_both(apply, step);
	/* Both names: a link of which the second half is missing, or another file of that name has come. */
	if (both.to == SMS_SAME) {
		status = move(apply, step, NULL);
		if (status != SMSSITE_EXISTS)
			return status;
	}
	*settled = SETTLED_ENDED;
	return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, both.to == SMS_ABSENT ?
		"%s is gone: SCMAN or someone else has taken it." : "%s has come again.", step->from_name);
}

/* Once renamed, the file is SCMAN's: whatever can mean that it was taken is read that way, because a master that is
 * submitted twice is worse than one that was not submitted. */
static smssite_status settle_submit(smssite_apply *apply, const struct sms_step *step, int64_t now,
	enum settled *settled)
{
	struct both both;
	bool old = false;
	smssite_status status = compare_both(apply, step, &both);

	if (!status && both.from == SMS_SAME)
		status = is_old_master(apply, &old);
	if (status)
		return status;
	if (both.to == SMS_SAME && both.from == SMS_SAME) {
		/* Finishes a link; a master that SCMAN has written meanwhile is another file and stays. */
		*settled = SETTLED_DONE;
		status = move(apply, step, NULL);
		return status == SMSSITE_EXISTS ? SMSSITE_OK : status;
	}
	if (both.to == SMS_ABSENT && both.from == SMS_SAME && old && !apply->progress.linked)
		return SMSSITE_OK;
	if (both.to == SMS_OTHER) {
		*settled = SETTLED_ENDED;
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "There is a 00000000.CT1 that is not the master.");
	}
	*settled = SETTLED_DONE;
	return sync_both(apply, step);
}

static smssite_status settle(smssite_apply *apply, const struct sms_step *step, int64_t now, enum settled *settled)
{
	*settled = SETTLED_NOT_YET;
	if (apply->progress.stage != SMS_STAGE_INTENT)
		return SMSSITE_OK;
	if (step->kind == SMSSITE_STEP_COPY)
		return settle_copy(apply, step, now, settled);
	if (step->kind == SMSSITE_STEP_MOVE)
		return settle_move(apply, step, now, settled);
	return settle_submit(apply, step, now, settled);
}

/* A crash may have left it without its name on the disk. */
static smssite_status make_place(const smssite_apply *apply, enum sms_place place)
{
	char *path = sms_place_path(apply, place, "");
	smssite_status status = path ? smssite_tree_make_directory(apply->tree, path) : SMSSITE_NO_MEMORY;

	sms_free(path);
	return status ? status : sms_tree_sync_names(apply->tree, apply->folder);
}

static smssite_status copy(const smssite_apply *apply, const char *from, const char *to)
{
	smssite_status status =
		from && to ? sms_tree_copy_verified(apply->tree, from, to, NULL) : SMSSITE_NO_MEMORY;

	/* The source moved under our hands: what it is now is found out by the next look. */
	return status == SMSSITE_CHANGED ? SMSSITE_BUSY : status;
}

static smssite_status act(const smssite_apply *apply, const struct sms_step *step, enum sms_move_way *way)
{
	smssite_status status = SMSSITE_OK;
	char *from, *to;

	if (step->to != SMS_PLACE_BOX)
		status = make_place(apply, step->to);
	if (status || step->kind != SMSSITE_STEP_COPY)
		return status ? status : move(apply, step, way);
	from = sms_place_path(apply, step->from, step->from_name);
	to = sms_place_path(apply, step->to, step->to_name);
	status = copy(apply, from, to);
	sms_free(from);
	sms_free(to);
	return status;
}

static smssite_status record_intent(smssite_apply *apply, const struct sms_step *step, int64_t now,
	enum sms_move_way way)
{
	json_t *record = sms_record_new(apply, "intent", now);
	struct smssite_tree_stat stat;
	smssite_status status;
	char *path, *exact;

	if (!record || step->kind != SMSSITE_STEP_RENAME)
		return sms_record_add(apply, record);
	path = sms_place_path(apply, step->from, step->from_name);
	status = path ? smssite_tree_resolve(apply->tree, path, &exact) : SMSSITE_NO_MEMORY;
	sms_free(path);
	if (!status) {
		status = sms_tree_stat_exact(apply->tree, exact, &stat);
		sms_free(exact);
	}
	if (!status && (json_object_set_new(record, "link", json_boolean(way == SMS_MOVE_LINK)) ||
			       json_object_set_new(record, "master_mtime", json_integer(stat.mtime_utc_s))))
		status = sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	if (!status)
		return sms_record_add(apply, record);
	json_decref(record);
	return status;
}

/* What the step relies on, looked at just before it acts. */
static smssite_status look_before(smssite_apply *apply, const struct sms_step *step, int64_t now, bool *ended)
{
	smssite_outcome outcome;
	smssite_status status;
	char *text, *quarantine = NULL;

	*ended = false;
	status = sms_world_check(apply, &outcome, &text);
	if (!status && outcome != SMSSITE_OUTCOME_NONE) {
		*ended = true;
		status = sms_quarantine_text(apply, &quarantine);
		if (!status)
			status = sms_end(apply, now, outcome, "%s%s", text, quarantine);
	} else if (!status && step->kind == SMSSITE_STEP_RENAME) {
		enum sms_likeness backup;

		status = sms_compare_at(apply, SMS_PLACE_BACKUP, step->from_name, step->file, &backup);
		*ended = !status && backup != SMS_SAME;
		if (*ended)
			status = sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "The backup in %s/" SMS_BACKUP " is not whole.",
				apply->folder);
	}
	sms_free(quarantine);
	sms_free(text);
	return status;
}

static const char *how(enum sms_move_way way)
{
	return way == SMS_MOVE_NOREPLACE ? "" : way == SMS_MOVE_LINK ? " (by a second link)" : " (after a look)";
}

static smssite_status tell_done(smssite_apply *apply, const struct sms_step *step, int64_t now, const char *more,
	smssite_action **action)
{
	char *text = sms_asprintf("%s: done%s", step->title, more);
	smssite_status status = text ? sms_step_done(apply, now, text, action) : SMSSITE_NO_MEMORY;

	sms_free(text);
	return status;
}

static smssite_status go_forward(smssite_apply *apply, const struct sms_step *step, int64_t now,
	smssite_action **action)
{
	enum sms_move_way way = SMS_MOVE_NOREPLACE;
	enum settled settled;
	bool ended;
	smssite_status status = settle(apply, step, now, &settled);

	if (status || settled == SETTLED_ENDED)
		return status;
	if (settled == SETTLED_DONE)
		return tell_done(apply, step, now, " before the interruption", action);
	if (step->kind == SMSSITE_STEP_RENAME)
		status = sms_tree_move_way(apply->tree, apply->folder, &way);
	if (!status)
		status = look_before(apply, step, now, &ended);
	if (status || ended)
		return status;
	status = record_intent(apply, step, now, way);
	if (!status)
		status = act(apply, step, &way);
	return status ? status : tell_done(apply, step, now, how(way), action);
}

/* -- after a refusal ------------------------------------------------------------------------------ */

/* The backup is copied beside the box first, so that the master is there whole or not at all. */
static smssite_status restore(smssite_apply *apply, const struct sms_step *step)
{
	char *backup = sms_place_path(apply, step->from, step->from_name);
	char *beside = sms_asprintf("%s/%s", apply->folder, step->to_name);
	char *to = sms_place_path(apply, step->to, step->to_name);
	enum sms_likeness likeness = SMS_ABSENT;
	smssite_status status = backup && beside && to ? sms_compare(apply, backup, step->file, &likeness) :
							 SMSSITE_NO_MEMORY;

	if (!status && likeness != SMS_SAME)
		status = sms_fail(SMSSITE_CHANGED, "%s: the backup is not whole", backup);
	if (!status)
		status = sms_compare(apply, beside, step->file, &likeness);
	if (!status && likeness == SMS_OTHER)
		status = sms_fail(SMSSITE_CHANGED, "%s: not what was put there", beside);
	if (!status && likeness == SMS_ABSENT)
		status = copy(apply, backup, beside);
	if (!status)
		status = sms_tree_move(apply->tree, beside, to, NULL);
	sms_free(backup);
	sms_free(beside);
	sms_free(to);
	return status;
}

static smssite_status go_restore(smssite_apply *apply, const struct sms_step *step, int64_t now,
	smssite_action **action)
{
	enum sms_likeness master;
	smssite_status status = sms_compare_at(apply, step->to, step->to_name, step->file, &master);

	if (!status && master == SMS_ABSENT) {
		status = sms_record_event(apply, "intent", now);
		if (!status)
			status = restore(apply, step);
		if (!status)
			return tell_done(apply, step, now, "", action);
		/* A service has written one at the same moment. */
		if (status == SMSSITE_EXISTS)
			status = SMSSITE_OK;
	}
	if (!status)
		status = sync_place(apply, step->to);
	return status ? status : sms_step_done(apply, now, "A master is there: it stays as it is", action);
}

/* -- back ----------------------------------------------------------------------------------------- */

static smssite_status note_taken(smssite_apply *apply, int64_t now)
{
	return note_done(apply, now, "taken", NULL, NULL);
}

static smssite_status note_refused(smssite_apply *apply, const struct sms_world *world, int64_t now)
{
	json_t *record = sms_record_new(apply, "refused", now);

	if (record && json_object_set_new(record, "code", json_integer(world->refused_code))) {
		json_decref(record);
		record = NULL;
	}
	return sms_record_add(apply, record);
}

smssite_status sms_look_for_refusal(smssite_apply *apply, const struct sms_world *world, int64_t now, bool *refused)
{
	const struct sms_plan_file *master = &apply->plan->premises.master;
	enum sms_likeness likeness;
	smssite_status status;

	*refused = false;
	if (world->refused == SMSSITE_NO_INDEX || world->submitted != SMSSITE_NO_INDEX)
		return SMSSITE_OK;
	status = sms_compare_at(apply, SMS_PLACE_BOX, sms_world_name(world, world->refused), master, &likeness);
	if (status || likeness != SMS_SAME)
		return status;
	*refused = true;
	return note_refused(apply, world, now);
}

/* Neither name has the file any more. */
static smssite_status find_taker(smssite_apply *apply, int64_t now)
{
	struct sms_world world;
	bool refused = false;
	smssite_status status = sms_world_look(apply, &world);

	if (status)
		return status;
	status = sms_look_for_refusal(apply, &world, now, &refused);
	sms_world_release(&world);
	return status || refused ? status : note_taken(apply, now);
}

/* The master goes back at once, before all else, and only if SCMAN has left it alone. */
static smssite_status rename_back(smssite_apply *apply, const struct sms_step *step, int64_t now,
	smssite_action **action)
{
	const struct sms_progress *progress = &apply->progress;
	struct both both;
	bool old = false;
	smssite_status status;

	if (!progress->submitting)
		return sms_step_done(apply, now, NULL, action);
	status = compare_both(apply, step, &both);
	if (!status && both.to == SMS_SAME)
		status = is_old_master(apply, &old);
	if (status)
		return status;
	if (both.from == SMS_SAME && (both.to == SMS_ABSENT || both.to == SMS_SAME)) {
		if (progress->stage == SMS_STAGE_READY)
			status = sms_record_event(apply, "intent", now);
		if (!status)
			status = move(apply, step, NULL);
		if (!status)
			return tell_done(apply, step, now, "", action);
		/* SCMAN took it, or wrote a master, at the same moment. */
		if (status == SMSSITE_NOT_FOUND || status == SMSSITE_EXISTS)
			return find_taker(apply, now);
		return status;
	}
	if (both.from != SMS_SAME && both.to == SMS_SAME && old &&
		(progress->stage == SMS_STAGE_INTENT || (!progress->submitted && !progress->linked))) {
		status = sync_both(apply, step);
		return status ? status : sms_step_done(apply, now, NULL, action);
	}
	return find_taker(apply, now);
}

/* Back already, perhaps before a crash that left it to chance; or it never went. */
static smssite_status sync_moved(const smssite_apply *apply, const struct sms_step *step)
{
	smssite_status status = sync_both(apply, step);

	return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
}

static smssite_status move_back(smssite_apply *apply, const struct sms_step *step, int64_t now,
	smssite_action **action)
{
	enum sms_likeness from;
	smssite_status status;
	bool old = true;
	char *text;

	if (apply->progress.taken || apply->progress.leave)
		return sms_step_done(apply, now, NULL, action);
	/* It had read the file before that was renamed back, and has written a master since. */
	if (apply->progress.submitting)
		status = is_old_master(apply, &old);
	else
		status = SMSSITE_OK;
	if (!status && !old)
		return note_taken(apply, now);
	if (!status)
		status = sms_compare_at(apply, step->from, step->from_name, step->file, &from);
	if (status)
		return status;
	if (from == SMS_ABSENT) {
		status = sync_moved(apply, step);
		return status ? status : sms_step_done(apply, now, NULL, action);
	}
	if (apply->progress.stage == SMS_STAGE_READY)
		status = sms_record_event(apply, "intent", now);
	if (!status)
		status = move(apply, step, NULL);
	if (!status)
		return tell_done(apply, step, now, "", action);
	if (status != SMSSITE_EXISTS)
		return status;
	text = sms_asprintf("%s is in the box again: the one in quarantine stays there", step->to_name);
	status = text ? sms_step_done(apply, now, text, action) : SMSSITE_NO_MEMORY;
	sms_free(text);
	return status;
}

smssite_status sms_do_file(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	if (apply->progress.script == SMS_FORWARD)
		return go_forward(apply, step, now, action);
	if (apply->progress.script == SMS_REJECTED)
		return go_restore(apply, step, now, action);
	return step->kind == SMSSITE_STEP_RENAME ? rename_back(apply, step, now, action) :
						   move_back(apply, step, now, action);
}
