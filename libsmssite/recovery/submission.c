/* SPDX-License-Identifier: MIT */
/* The master on its way through SCMAN (force-ct2): renamed to 00000000.CT1, taken, answered or refused, renamed back. The
 * file is SCMAN's from the rename on, so other rules hold for it than for files that nobody reads. */
#include "recovery/plan_force_ct2.h"
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/tree.h"

#include <smssite/control_file.h>
#include <string.h>

static const struct sms_place box = { .base = SMS_BASE_BOX, .path = "" };
static const struct sms_place backup = { .base = SMS_BASE_FOLDER, .path = SMS_BACKUP };

struct both {
	enum sms_likeness from, to;
};

static smssite_status compare_both(const smssite_apply *apply, const struct sms_step *step, struct both *both)
{
	smssite_status status = sms_compare_at(apply, &step->from, step->from_name, step->file, &both->from);

	return status ? status : sms_compare_at(apply, &step->to, step->to_name, step->file, &both->to);
}

/* Whether the master is the very file of before, and not one of the same bytes that SCMAN wrote. */
static smssite_status is_old_master(const smssite_apply *apply, bool *old)
{
	char *path = sms_place_path(apply, &box, SMS_MASTER), *exact = NULL;
	smssite_status status = path ? smssite_tree_resolve(apply->tree, path, &exact) : SMSSITE_NO_MEMORY;
	struct smssite_tree_stat stat;

	if (!status)
		status = sms_tree_stat_exact(apply->tree, exact, &stat);
	*old = !status && stat.mtime_utc_s == apply->progress.submission.mtime_utc_s;
	sms_free(exact);
	sms_free(path);
	return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
}

/* -- forward -------------------------------------------------------------------------------------- */

/* What became of a rename that was begun, if it did not end the apply. Once renamed, the file is SCMAN's: whatever can mean that it was
 * taken is read that way, because a master that is submitted twice is worse than one that was not submitted. */
static smssite_status settle_submit(smssite_apply *apply, const struct sms_step *step, int64_t now,
	bool *done)
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
		*done = true;
		status = sms_move_named(apply, step, NULL);
		return status == SMSSITE_EXISTS ? SMSSITE_OK : status;
	}
	if (both.to == SMS_ABSENT && both.from == SMS_SAME && old && !apply->progress.submission.linked)
		return SMSSITE_OK;
	if (both.to == SMS_OTHER) {
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "There is a 00000000.CT1 that is not the master.");
	}
	*done = true;
	return sms_sync_both(apply, step);
}

static smssite_status record_intent(smssite_apply *apply, const struct sms_step *step, int64_t now,
	enum sms_move_way way)
{
	json_t *record = sms_record_new(apply, "intent", now);
	struct smssite_tree_stat stat;
	smssite_status status;
	char *path, *exact;

	if (!record)
		return sms_record_add(apply, record);
	path = sms_place_path(apply, &step->from, step->from_name);
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

/* What the rename relies on, looked at just before it. */
smssite_status sms_look_before_submit(struct sms_reliance *check)
{
	const struct sms_step *step = check->step;
	enum sms_likeness likeness;
	smssite_status status = check->apply->plan->premises.procedure->check(check);

	if (status || check->outcome != SMSSITE_OUTCOME_NONE)
		return status;
	status = sms_compare_at(check->apply, &backup, step->from_name, step->file, &likeness);
	if (status || likeness == SMS_SAME)
		return status;
	return sms_found(check, SMSSITE_OUTCOME_CHANGED, "The backup in %s/" SMS_BACKUP " is not whole.",
		check->apply->folder);
}

smssite_status sms_play_submit(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	enum sms_move_way way = SMS_MOVE_NOREPLACE;
	bool done = false, ended = false;
	smssite_status status = SMSSITE_OK;

	if (apply->progress.stage == SMS_STAGE_INTENT)
		status = settle_submit(apply, step, now, &done);
	if (status || apply->progress.outcome != SMSSITE_OUTCOME_NONE)
		return status;
	if (done)
		return sms_tell_done(apply, step, now, " before the interruption", action);
	status = sms_tree_move_way(apply->tree, apply->folder, &way);
	if (!status)
		status = sms_look_before(apply, step, now, &ended);
	if (status || ended)
		return status;
	status = record_intent(apply, step, now, way);
	if (!status)
		status = sms_move_named(apply, step, &way);
	return status ? status : sms_tell_done(apply, step, now, sms_way_text(way), action);
}

/* -- after a refusal ------------------------------------------------------------------------------ */

/* The backup is copied beside the box first, so that the master is there whole or not at all. */
static smssite_status restore(smssite_apply *apply, const struct sms_step *step)
{
	char *copy = sms_place_path(apply, &step->from, step->from_name);
	char *beside = sms_asprintf("%s/%s", apply->folder, step->to_name);
	char *to = sms_place_path(apply, &step->to, step->to_name);
	enum sms_likeness likeness = SMS_ABSENT;
	smssite_status status = copy && beside && to ? sms_compare(apply->tree, copy, step->file, &likeness) :
							 SMSSITE_NO_MEMORY;

	if (!status && likeness != SMS_SAME)
		status = sms_fail(SMSSITE_CHANGED, "%s: the backup is not whole", copy);
	if (!status)
		status = sms_compare(apply->tree, beside, step->file, &likeness);
	if (!status && likeness == SMS_OTHER)
		status = sms_fail(SMSSITE_CHANGED, "%s: not what was put there", beside);
	if (!status && likeness == SMS_ABSENT)
		status = sms_copy_file(apply->tree, copy, beside);
	if (!status)
		status = sms_tree_move(apply->tree, beside, to, NULL);
	sms_free(copy);
	sms_free(beside);
	sms_free(to);
	return status;
}

smssite_status sms_play_restore(smssite_apply *apply, const struct sms_step *step, int64_t now,
	smssite_action **action)
{
	enum sms_likeness master;
	smssite_status status = sms_compare_at(apply, &step->to, step->to_name, step->file, &master);

	if (!status && master == SMS_ABSENT) {
		status = sms_record_event(apply, "intent", now);
		if (!status)
			status = restore(apply, step);
		if (!status)
			return sms_tell_done(apply, step, now, "", action);
		/* A service has written one at the same moment. */
		if (status == SMSSITE_EXISTS)
			status = SMSSITE_OK;
	}
	if (!status)
		status = sms_sync_place(apply, &step->to);
	return status ? status : sms_step_done(apply, now, "A master is there: it stays as it is", action);
}

/* -- back ----------------------------------------------------------------------------------------- */

static smssite_status note_taken(smssite_apply *apply, int64_t now)
{
	return sms_note_done(apply, now, "taken", NULL, NULL);
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
	status = sms_compare_at(apply, &box, sms_world_name(world, world->refused), master, &likeness);
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

/* The file is SCMAN's as soon as it has looked at it; until then, and once it has refused it, there is a way back. */
smssite_status sms_is_taken(const smssite_apply *apply, bool *taken)
{
	const struct sms_submission *submission = &apply->progress.submission;
	const struct sms_plan_file *master = &apply->plan->premises.master;
	enum sms_likeness refused = SMS_ABSENT;
	struct sms_world world;
	struct both both;
	bool old = false;
	smssite_status status;

	*taken = false;
	if (!submission->begun)
		return SMSSITE_OK;
	status = compare_both(apply, &apply->plan->scripts[SMS_UNDO].step[0], &both);
	if (!status && both.to == SMS_SAME)
		status = is_old_master(apply, &old);
	if (status)
		return status;
	if (both.from == SMS_SAME ? both.to == SMS_ABSENT || old : old && !submission->done && !submission->linked)
		return SMSSITE_OK;
	status = sms_world_look(apply, &world);
	if (status)
		return status;
	if (world.refused != SMSSITE_NO_INDEX && world.submitted == SMSSITE_NO_INDEX)
		status = sms_compare_at(apply, &box, sms_world_name(&world, world.refused), master, &refused);
	sms_world_release(&world);
	*taken = refused != SMS_SAME;
	return status;
}

/* The master goes back at once, before all else, and only if SCMAN has left it alone. */
smssite_status sms_play_rename_back(smssite_apply *apply, const struct sms_step *step, int64_t now,
	smssite_action **action)
{
	const struct sms_progress *progress = &apply->progress;
	struct both both;
	bool old = false;
	smssite_status status;

	if (!progress->submission.begun)
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
			status = sms_move_named(apply, step, NULL);
		if (!status)
			return sms_tell_done(apply, step, now, "", action);
		/* SCMAN took it, or wrote a master, at the same moment. */
		if (status == SMSSITE_NOT_FOUND || status == SMSSITE_EXISTS)
			return find_taker(apply, now);
		return status;
	}
	if (both.from != SMS_SAME && both.to == SMS_SAME && old &&
		(progress->stage == SMS_STAGE_INTENT || (!progress->submission.done && !progress->submission.linked))) {
		status = sms_sync_both(apply, step);
		return status ? status : sms_step_done(apply, now, NULL, action);
	}
	return find_taker(apply, now);
}

/* Back already, perhaps before a crash that left it to chance; or it never went. */
static smssite_status sync_moved(const smssite_apply *apply, const struct sms_step *step)
{
	smssite_status status = sms_sync_both(apply, step);

	return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
}

smssite_status sms_play_move_back(smssite_apply *apply, const struct sms_step *step, int64_t now,
	smssite_action **action)
{
	enum sms_likeness from;
	smssite_status status;
	bool old = true;
	char *text;

	if (apply->progress.submission.taken || apply->progress.leave)
		return sms_step_done(apply, now, NULL, action);
	/* It had read the file before that was renamed back, and has written a master since. */
	if (apply->progress.submission.begun)
		status = is_old_master(apply, &old);
	else
		status = SMSSITE_OK;
	if (!status && !old)
		return note_taken(apply, now);
	if (!status)
		status = sms_compare_at(apply, &step->from, step->from_name, step->file, &from);
	if (status)
		return status;
	if (from == SMS_ABSENT) {
		status = sync_moved(apply, step);
		return status ? status : sms_step_done(apply, now, NULL, action);
	}
	if (apply->progress.stage == SMS_STAGE_READY)
		status = sms_record_event(apply, "intent", now);
	if (!status)
		status = sms_move_named(apply, step, NULL);
	if (!status)
		return sms_tell_done(apply, step, now, "", action);
	if (status != SMSSITE_EXISTS)
		return status;
	text = sms_asprintf("%s is in the box again: the one in quarantine stays there", step->to_name);
	status = text ? sms_step_done(apply, now, text, action) : SMSSITE_NO_MEMORY;
	sms_free(text);
	return status;
}
