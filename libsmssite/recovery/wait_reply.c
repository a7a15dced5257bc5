/* SPDX-License-Identifier: MIT */
/* The two clocks of the article's last step: for a .CT2 as long as SCMAN is at work, then 30 minutes for it to
 * leave. Where a clock runs out, the message says at which stage. */
#include "recovery/plan_force_ct2.h"
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "diagnosis/thresholds.h"
#include "tree/tree.h"

/* The slowest Service Response is 30 minutes (Resource Guide): SCMAN takes a new .CT1 at once (Q133113, Q131010), or
 * at the next poll where it was kept from it; a server that does not answer holds it up for minutes only. Without
 * a sign of work for that long it is not at work. */
#define QUIET_S 1800
/* Without a log in view its work shows at the ends only. No source says how long a cycle may take; it contacts all
 * logon servers, and the next one comes after the watchdog interval of 24 polling intervals (S3CD3). */
#define WATCHDOG_POLLS 24
/* A growing log is noted in the journal this often at most. */
#define NOTE_S 60

/* SCMAN.LOG lies in the root of the drive (Q125452). That it cannot be seen is no failure. */
static smssite_status look_at_log(smssite_apply *apply, bool *there, bool *grown)
{
	char *path = sms_path_join(apply->base, sms_span_of("SCMAN.LOG")), *exact = NULL;
	smssite_status status = path ? smssite_tree_resolve(apply->tree, path, &exact) : SMSSITE_NO_MEMORY;
	struct smssite_tree_stat stat;

	*there = *grown = false;
	if (!status)
		status = sms_tree_stat_exact(apply->tree, exact, &stat);
	sms_free(exact);
	sms_free(path);
	if (status == SMSSITE_NO_MEMORY)
		return status;
	if (status || !apply->plan->premises.drive)
		return SMSSITE_OK;
	*there = true;
	*grown = apply->log_seen &&
		(stat.size != apply->log.size || stat.mtime_utc_s != apply->log.mtime_utc_s);
	apply->log = stat;
	apply->log_seen = true;
	return SMSSITE_OK;
}

static bool has_submitted(const smssite_apply *apply)
{
	return apply->progress.submission.begun;
}

/* Notes what shows that SCMAN is at work. */
static smssite_status look_for_signs(smssite_apply *apply, const struct sms_world *world, int64_t now, bool *log)
{
	const struct sms_progress *progress = &apply->progress;
	smssite_status status;
	bool grown;

	if (progress->wait_since == SMSSITE_NO_TIME) {
		status = sms_note_sign(apply, SMS_SIGN_BEGIN, now);
		if (status)
			return status;
	}
	status = look_at_log(apply, log, &grown);
	if (!status && has_submitted(apply) && world->submitted == SMSSITE_NO_INDEX && !progress->seen[SMS_SIGN_TAKEN])
		status = sms_note_sign(apply, SMS_SIGN_TAKEN, now);
	if (!status && has_submitted(apply) && world->master != SMSSITE_NO_INDEX && !progress->seen[SMS_SIGN_MASTER])
		status = sms_note_sign(apply, SMS_SIGN_MASTER, now);
	if (!status && grown && (now < progress->sign_at || now - progress->sign_at >= NOTE_S))
		status = sms_note_sign(apply, SMS_SIGN_LOG, now);
	return status;
}

/* Until when SCMAN counts as being at work. */
static int64_t end_of_work(const smssite_apply *apply, const struct sms_world *world, bool log)
{
	const struct sms_progress *progress = &apply->progress;
	int64_t cycle = WATCHDOG_POLLS * apply->plan->premises.polling_s;
	bool taken = !has_submitted(apply) || world->submitted == SMSSITE_NO_INDEX;
	bool answered = has_submitted(apply) && world->master != SMSSITE_NO_INDEX;

	/* Taken and no log to look at, it may be in the midst of a cycle. */
	if (!log && taken && !answered && cycle > QUIET_S)
		return progress->sign_at + cycle;
	return progress->sign_at + QUIET_S;
}

/* Names in a box of SITE.SRV that end so and are not older than a time; what cannot be seen is not there. */
static smssite_status look_for_names(const smssite_apply *apply, const char *box, const char *extension, int64_t since,
	bool *found)
{
	char *directory = sms_path_directory(apply->box), *path = NULL;
	smssite_listing *list;
	smssite_status status = SMSSITE_NO_MEMORY;

	*found = false;
	if (directory)
		path = sms_path_join(directory, sms_span_of(box));
	if (path)
		status = smssite_tree_list(apply->tree, path, &list);
	sms_free(path);
	sms_free(directory);
	if (status)
		return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
	for (size_t i = 0; i < smssite_listing_count(list); i++) {
		struct smssite_tree_stat stat;

		if (sms_has_extension(smssite_listing_name(list, i), extension) &&
			smssite_listing_stat(list, i, &stat) == SMSSITE_OK && stat.mtime_utc_s >= since)
			*found = true;
	}
	smssite_listing_free(list);
	return SMSSITE_OK;
}

static smssite_status look_for_job(const smssite_apply *apply, bool *job)
{
	return look_for_names(apply, "SCHEDULE.BOX", ".JOB", INT64_MIN, job);
}

/* A .CT2 that left between two looks has become a job or a package (Resource Guide): one that is not older than the
 * master SCMAN wrote, by the server's own clock. That it is this .CT2's is [INF]. */
static smssite_status look_for_departure(const smssite_apply *apply, const struct sms_world *world, bool *departed)
{
	static const char *const places[][2] = { { "SCHEDULE.BOX", ".JOB" }, { "SENDER.BOX\\TOSEND", ".P00" },
		{ "SENDER.BOX\\TOSEND", ".I00" } };
	struct smssite_tree_stat master;
	smssite_status status = smssite_listing_stat(world->box, world->master, &master);

	*departed = false;
	/* The master of before, or a file that SCMAN still has before it: it has not answered. */
	if (!status && (master.mtime_utc_s == apply->progress.submission.mtime_utc_s || world->submitted != SMSSITE_NO_INDEX))
		return SMSSITE_OK;
	for (size_t i = 0; !status && !*departed && i < sizeof(places) / sizeof(*places); i++)
		status = look_for_names(apply, places[i][0], places[i][1], master.mtime_utc_s, departed);
	return status;
}

static smssite_status give_up_on_reply(smssite_apply *apply, const struct sms_world *world, int64_t now,
	smssite_action **action)
{
	smssite_status status;
	bool departed;

	if (!has_submitted(apply))
		return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "SCMAN has not written a .CT2, and nothing shows that it is "
			"at work. See the end of SCMAN.LOG.");
	if (world->submitted != SMSSITE_NO_INDEX && world->master == SMSSITE_NO_INDEX)
		return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "SCMAN has not taken 00000000.CT1, and nothing shows that it "
			"is at work: it may hang (Q162383, Q191958). It can still be taken back. See the end of SCMAN.LOG.");
	if (world->master == SMSSITE_NO_INDEX)
		return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "SCMAN has taken 00000000.CT1 and has not answered; nothing "
			"shows that it is still at work. See the end of SCMAN.LOG. The backup is %s/" SMS_BACKUP "/"
			SMS_MASTER ".", apply->folder);
	status = look_for_departure(apply, world, &departed);
	if (status)
		return status;
	if (departed)
		return sms_note_done(apply, now, "inferred", "SCMAN has answered; its .CT2 left the box between two looks (inferred: a job "
			"or a package is as new as the master)", action);
	return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "00000000.CT1 is gone and a master is there, but no .CT2 was seen: "
		"it was not written, or has left between two looks. Follow it: SCHEDULE.BOX, then the parent.");
}

static smssite_status wait_for_reply(smssite_apply *apply, const struct sms_world *world, int64_t now,
	smssite_action **action)
{
	smssite_status status;
	bool log, refused;
	int64_t until;
	char *text;

	if (world->reply != SMSSITE_NO_INDEX) {
		text = sms_asprintf("SCMAN has written %s", sms_world_name(world, world->reply));
		status = text ? sms_step_done(apply, now, text, action) : SMSSITE_NO_MEMORY;
		sms_free(text);
		return status;
	}
	status = sms_look_for_refusal(apply, world, now, &refused);
	if (status || refused)
		return status;
	status = look_for_signs(apply, world, now, &log);
	if (status)
		return status;
	until = end_of_work(apply, world, log);
	if (now >= until)
		return give_up_on_reply(apply, world, now, action);
	return sms_action_wait(apply, has_submitted(apply) && world->submitted == SMSSITE_NO_INDEX ?
		"SCMAN has taken 00000000.CT1; waiting for its .CT2" : "Waiting for SCMAN to write a .CT2", NULL,
		until - now < SMS_LOOK_S ? until : now + SMS_LOOK_S, until, action);
}

static smssite_status give_up_on_leaving(smssite_apply *apply, const struct sms_world *world, int64_t now)
{
	bool job;
	smssite_status status = look_for_job(apply, &job);

	if (status)
		return status;
	return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "%s has been in the box for 30 minutes. %s (Q183347)",
		sms_world_name(world, world->reply), job ?
		"A job waits in SCHEDULE.BOX: the Scheduler has not taken it. See SCHED.LOG, DESPOOL.LOG, LANSEND.LOG." :
		"No job waits in SCHEDULE.BOX: SCMAN made none (event 214), or the Scheduler has it. See SCMAN.LOG, then "
		"SCHED.LOG, DESPOOL.LOG, LANSEND.LOG.");
}

static smssite_status wait_for_leaving(smssite_apply *apply, const struct sms_world *world, int64_t now,
	smssite_action **action)
{
	int64_t until;

	if (world->reply == SMSSITE_NO_INDEX)
		return sms_step_done(apply, now, "The .CT2 has left the box", action);
	if (apply->progress.wait_since == SMSSITE_NO_TIME) {
		smssite_status status = sms_note_sign(apply, SMS_SIGN_BEGIN, now);

		if (status)
			return status;
	}
	until = apply->progress.wait_since + SMS_CT2_LEAVES_S;
	if (now >= until)
		return give_up_on_leaving(apply, world, now);
	return sms_action_wait(apply, "Waiting for the .CT2 to leave the box", NULL,
		until - now < SMS_LOOK_S ? until : now + SMS_LOOK_S, until, action);
}

/* What both waits have in common. */
static smssite_status wait_in_box(smssite_apply *apply, int64_t now,
	smssite_status (*wait)(smssite_apply *, const struct sms_world *, int64_t, smssite_action **),
	smssite_action **action)
{
	struct sms_world world;
	smssite_status status;

	if (apply->progress.rehearse)
		return sms_step_done(apply, now, "A copy has no SCMAN: not waited for", action);
	status = sms_world_look(apply, &world);
	if (status)
		return status;
	if (world.shutdown != SMSSITE_NO_INDEX || world.init != SMSSITE_NO_INDEX)
		status = sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "%s has come: the site is being shut down or upgraded.",
			sms_world_name(&world, world.shutdown != SMSSITE_NO_INDEX ? world.shutdown : world.init));
	else
		status = wait(apply, &world, now, action);
	sms_world_release(&world);
	if (!status && *action && smssite_action_get_kind(*action) == SMSSITE_ACTION_WAIT)
		apply->pending = sms_action_ref(*action);
	return status;
}

smssite_status sms_play_wait_reply(smssite_apply *apply, const struct sms_step *step, int64_t now,
	smssite_action **action)
{
	(void)step;
	return wait_in_box(apply, now, wait_for_reply, action);
}

smssite_status sms_play_wait_left(smssite_apply *apply, const struct sms_step *step, int64_t now,
	smssite_action **action)
{
	(void)step;
	return wait_in_box(apply, now, wait_for_leaving, action);
}
