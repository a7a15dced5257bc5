/* SPDX-License-Identifier: MIT */
/* What the first procedure relies on, and how it ends. */
#include "recovery/plan_force_ct2.h"
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/tree.h"

#include <smssite/control_file.h>

static const struct sms_place box = { .base = SMS_BASE_BOX, .path = "" };

/* -- the box -------------------------------------------------------------------------------------- */

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
	status = sms_place_list(apply, &box, &world->box);
	for (size_t i = 0; !status && i < smssite_listing_count(world->box); i++)
		note(world, i);
	return status;
}

/* -- what is relied on ---------------------------------------------------------------------------- */

struct check {
	struct sms_reliance *told;
	const smssite_apply *apply;
	const struct sms_world *world;
};

static smssite_status check_upgrade(struct check *check)
{
	if (check->world->shutdown != SMSSITE_NO_INDEX)
		return sms_found(check->told, SMSSITE_OUTCOME_CHANGED, "SHUTDOWN.CT1 has come: an upgrade is shutting the site down.");
	if (check->world->init != SMSSITE_NO_INDEX)
		return sms_found(check->told, SMSSITE_OUTCOME_CHANGED, "_INIT.CT1 has come: the site is being installed or upgraded.");
	return SMSSITE_OK;
}

static smssite_status check_replies(struct check *check)
{
	const struct sms_world *world = check->world;

	if (world->reply == SMSSITE_NO_INDEX)
		return SMSSITE_OK;
	return sms_found(check->told, SMSSITE_OUTCOME_MOVED_BY_ITSELF, "The site moved by itself: %s has come.",
		sms_world_name(world, world->reply));
}

static smssite_status check_master(struct check *check)
{
	const struct sms_premises *premises = &check->apply->plan->premises;
	enum sms_likeness likeness;
	smssite_status status =
		sms_compare_at(check->apply, &box, SMS_MASTER, &premises->master, &likeness);

	if (status || likeness == SMS_SAME)
		return status;
	return sms_found(check->told, SMSSITE_OUTCOME_CHANGED, likeness == SMS_ABSENT ? "SITECTRL.CT0 is gone." :
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
		return sms_compare_at(apply, &box, file->name, file, likeness);
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

		if (i != world->master && (sms_is_ct_name(name) || sms_refused_code(name) || sms_is_almost_ct_name(name)) &&
			!is_expected(check->apply, name))
			return sms_found(check->told, SMSSITE_OUTCOME_CHANGED, "%s has come; the plan does not know it.", name);
	}
	for (size_t i = 0; i < premises->stray_count; i++) {
		enum sms_likeness likeness = SMS_SAME;
		smssite_status status = is_moved(check->apply, i) ? SMSSITE_OK : look_at_stray(check, i, &likeness);

		if (status)
			return status;
		if (likeness != SMS_SAME)
			return sms_found(check->told, SMSSITE_OUTCOME_CHANGED, likeness == SMS_ABSENT ?
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
	return sms_found(check->told, SMSSITE_OUTCOME_MOVED_BY_ITSELF, "The site moved by itself: %s has left the box.",
		premises->replies[0].name);
}

smssite_status sms_check_force_ct2(struct sms_reliance *told)
{
	static smssite_status (*const to_rename[])(struct check *) = { check_replies, check_upgrade, check_strays,
		check_master, NULL };
	static smssite_status (*const to_restart[])(struct check *) = { check_waiting, check_upgrade, NULL };
	static smssite_status (*const to_send[])(struct check *) = { check_replies, check_upgrade, check_master, NULL };
	const struct sms_premises *premises = &told->apply->plan->premises;
	smssite_status (*const *checks)(struct check *) = premises->procedure == &sms_sendcode_ct2 ? to_send :
		premises->reply_count ? to_restart : to_rename;
	struct sms_world world;
	struct check check = { .told = told, .apply = told->apply, .world = &world };
	smssite_status status = sms_world_look(told->apply, &world);

	if (status)
		return status;
	for (; *checks && !status && told->outcome == SMSSITE_OUTCOME_NONE; checks++)
		status = (*checks)(&check);
	sms_world_release(&world);
	return status;
}

/* -- whether there is anything to do -------------------------------------------------------------- */

smssite_status sms_master_is_there(smssite_apply *apply, const struct sms_step *step, int64_t now, bool *there)
{
	struct sms_world world;
	smssite_status status = sms_world_look(apply, &world);

	(void)step, (void)now;
	if (status)
		return status;
	*there = world.master != SMSSITE_NO_INDEX;
	sms_world_release(&world);
	return SMSSITE_OK;
}

/* Nothing goes back into the box of a site that is being shut down, installed or upgraded. */
static smssite_status is_upgrade_there(const smssite_apply *apply, bool *there)
{
	struct sms_world world;
	smssite_status status = sms_world_look(apply, &world);

	if (status)
		return status;
	*there = world.shutdown != SMSSITE_NO_INDEX || world.init != SMSSITE_NO_INDEX;
	sms_world_release(&world);
	return SMSSITE_OK;
}

smssite_status sms_nothing_goes_back(smssite_apply *apply, const struct sms_step *step, int64_t now, bool *needless)
{
	smssite_status status;
	char *quarantine;
	bool upgrade;

	(void)step;
	*needless = apply->progress.submission.taken || apply->progress.leave;
	if (*needless)
		return SMSSITE_OK;
	status = sms_quarantine_text(apply, &quarantine);
	if (status)
		return status;
	*needless = !*quarantine;
	sms_free(quarantine);
	if (*needless)
		return SMSSITE_OK;
	status = is_upgrade_there(apply, &upgrade);
	if (!status && upgrade) {
		*needless = true;
		status = sms_record_event(apply, "leave", now);
	}
	return status;
}

smssite_status sms_reply_is_seen(const smssite_apply *apply, const struct sms_step *step, bool *yes)
{
	struct sms_world world;
	smssite_status status = sms_world_look(apply, &world);

	(void)step;
	if (status)
		return status;
	*yes = world.reply != SMSSITE_NO_INDEX;
	sms_world_release(&world);
	return SMSSITE_OK;
}

/* -- how it ends ---------------------------------------------------------------------------------- */

smssite_status sms_finish_force_ct2(smssite_apply *apply, int64_t now)
{
	const struct sms_premises *premises = &apply->plan->premises;

	return sms_end(apply, now, SMSSITE_OUTCOME_DONE, "%s The parent%s%s should list %s as active within 30 minutes "
		"(Q183347).", apply->progress.submission.inferred ?
		"SCMAN has answered, and its .CT2 has left the box as far as can be inferred: nobody saw it." :
		"A .CT2 was written and has left the box.", *premises->parent_code ? " " : "", premises->parent_code,
		premises->site_code);
}

static smssite_status finish_undo(smssite_apply *apply, const char *quarantine, int64_t now)
{
	const struct sms_submission *submission = &apply->progress.submission;
	size_t sent = apply->plan->point_of_no_return;

	if (submission->taken)
		return sms_end(apply, now, SMSSITE_OUTCOME_NOT_UNDONE, "SCMAN %s 00000000.CT1: nothing was put into the box. %s "
			"The backup of SITECTRL.CT0 is in %s/" SMS_BACKUP ".%s",
			submission->linked ? "has, or may have, taken" : "has taken", apply->unwritten ?
			sms_too_late_text(apply) :
			"That ends the run, and another plan can be begun; what comes of the file the site shows: follow it, and "
			"check it again.", apply->folder, quarantine);
	if (apply->plan->premises.procedure == &sms_sendcode_ct2 && sms_was_begun(&apply->progress, sent))
		return sms_end(apply, now, SMSSITE_OUTCOME_NOT_UNDONE, "Code 193 was handed out to be sent; that cannot be taken "
			"back. Nothing was put into the box. %s", sms_too_late_text(apply));
	return sms_end(apply, now, SMSSITE_OUTCOME_UNDONE, "All that could be taken back is.%s", quarantine);
}

smssite_status sms_finish_back_force_ct2(smssite_apply *apply, const char *quarantine, int64_t now)
{
	int code = apply->progress.submission.refused_code;
	const char *reason = smssite_reject_code_text(code);

	if (apply->progress.script == SMS_UNDO)
		return finish_undo(apply, quarantine, now);
	return sms_end(apply, now, SMSSITE_OUTCOME_REJECTED, "SCMAN refused the file with code %d: %s. SITECTRL.CT0 is in the "
		"box again. The refused file is 00000000.%d there.%s", code, reason ? reason : "?", code, quarantine);
}
