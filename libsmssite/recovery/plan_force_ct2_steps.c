/* SPDX-License-Identifier: MIT */
/* The steps of the first procedure, and of the same effect by a code, as they follow from the premises. */
#include "recovery/plan_force_ct2.h"
#include "recovery/build.h"

#define UPGRADE_FILES "SHUTDOWN.CT1 and _INIT.CT1 are not there"

static const struct sms_place box = { .base = SMS_BASE_BOX, .path = "" };
static const struct sms_place backup = { .base = SMS_BASE_FOLDER, .path = SMS_BACKUP };
static const struct sms_place quarantine = { .base = SMS_BASE_FOLDER, .path = SMS_QUARANTINE };

static struct sms_step *add_list(smssite_plan *plan, const char *title, const char *source)
{
	const struct sms_premises *premises = &plan->premises;
	const char *names = sms_joined(plan, premises->services, premises->service_count);
	struct sms_step *step = sms_add_list(plan, SMS_FORWARD, "", title, SMS_EXPECT_RUNNING, premises->services,
		premises->service_count);

	step->absent = sms_bootstraps;
	step->absent_count = 2;
	step->relies_on = sms_plan_say(plan, "running: %s; not running: SMS_BOOTSTRAP, SMS_UPGRADE_BOOTSTRAP", names);
	step->postcondition = "the list names every one of the first and none of the second";
	step->source = source;
	return step;
}

static void add_check(smssite_plan *plan, const char *relies_on, const char *source)
{
	struct sms_step *step = sms_add_check(plan, "Look at " SMS_BOX_TEXT " again", plan->premises.procedure->check);

	step->relies_on = relies_on;
	step->source = source;
}

static void add_backup(smssite_plan *plan)
{
	const struct sms_plan_file *master = &plan->premises.master;
	struct sms_step *step = sms_add_copy(plan, SMS_FORWARD, sms_plan_say(plan,
		"Copy %s to " SMS_WORK "\\%s\\" SMS_BACKUP, sms_shown(plan, master->name), plan->id), master, box, backup);

	step->look = plan->premises.procedure->check;
	step->relies_on = sms_plan_say(plan, "%s has %lld bytes, SHA-256 %s", SMS_MASTER, (long long)master->size,
		master->sha256);
	step->postcondition = "the copy, read again, has the same SHA-256; its time stamp is the original's";
	step->source = "Q183347 step 3";
}

static void add_quarantine(smssite_plan *plan, const struct sms_plan_file *file)
{
	const char *name = sms_shown(plan, file->name);
	struct sms_step *step = sms_add_move(plan, SMS_FORWARD, sms_plan_say(plan, "Move %s to " SMS_WORK "\\%s\\"
		SMS_QUARANTINE, name, plan->id), file, box, quarantine);

	step->look = plan->premises.procedure->check;
	step->relies_on = sms_plan_say(plan, "%s has %lld bytes, SHA-256 %s", name, (long long)file->size, file->sha256);
	step->may_lose = file->again;
	step->postcondition = "the file is in quarantine, unchanged, and not in the box";
	step->source = sms_refused_code(file->name) ?
		"addition: SCMAN gives this name to a 00000000.CT1 it refuses (Q121683); an old one would hide a new one" :
		"Q183347 step 4";
}

static void add_submit(smssite_plan *plan)
{
	struct sms_step *step = sms_add_rename(plan, SMS_FORWARD, "Rename SITECTRL.CT0 to 00000000.CT1",
		&plan->premises.master, box, SMS_SUBMITTED);

	step->submits = true;
	step->play = sms_play_submit;
	step->look = sms_look_before_submit;
	step->relies_on = "SITECTRL.CT0 unchanged and its copy whole; no .CT2, no other .CT?, no 00000000.CT1";
	/* SCMAN wakes at once on a new .CT1 (Q133113, Q131010), so nobody may count on taking this back; undo does so
	 * while the file is still there. */
	step->reversal = SMSSITE_REVERSAL_UNTIL_TAKEN;
	step->postcondition = "00000000.CT1 has the master's bytes, or SCMAN has taken it";
	step->source = "Q183347 step 5";
	plan->point_of_no_return = plan->scripts[SMS_FORWARD].count - 1;
}

static void add_wait_reply(smssite_plan *plan, const char *source)
{
	struct sms_step *step = sms_add_wait(plan, SMS_FORWARD, "Wait for SCMAN to write a .CT2", NULL);

	step->play = sms_play_wait_reply;
	step->relies_on = "SCMAN is at work: its log grows, or it has done something in the box lately";
	step->postcondition = "a .CT2 is in " SMS_BOX_TEXT;
	step->source = source;
}

static void add_wait_left(smssite_plan *plan, const char *source)
{
	struct sms_step *step = sms_add_wait(plan, SMS_FORWARD,
		"Wait, 30 minutes at most, for the .CT2 to leave the box", NULL);

	step->play = sms_play_wait_left;
	step->relies_on = "Scheduler, Despooler and sender are at work";
	step->postcondition = "no .CT2 is left in " SMS_BOX_TEXT "; then the parent lists the site as active within 30 minutes";
	step->source = source;
}

static void build_restart(smssite_plan *plan)
{
	const char *source = "Q183347 step 2", *first = sms_shown(plan, plan->premises.replies[0].name);
	struct sms_step *step;

	add_check(plan, plan->premises.reply_count == 1 ?
		sms_plan_say(plan, "%s is still there; " UPGRADE_FILES, first) :
		sms_plan_say(plan, "one of %zu .CT2 (%s, ...) is still there; " UPGRADE_FILES,
			plan->premises.reply_count, first), source);
	/* SCMAN first: it starts the Executive whenever that does not run. Only these two have a part in the .CT2's
	 * way; the others SCMAN looks after itself [INF]. */
	step = sms_add_stop(plan, SMS_FORWARD, "", sms_scman_alone);
	step->look = plan->premises.procedure->check;
	step->source = source;
	/* Once a service is stopped, only going on helps. */
	sms_add_stop(plan, SMS_FORWARD, "", sms_executive_alone)->source = source;
	sms_add_start(plan, SMS_FORWARD, "", sms_scman_alone)->source = source;
	sms_add_start(plan, SMS_FORWARD, "", sms_executive_alone)->source = source;
	add_list(plan, "See that every service runs again", source);
	add_wait_left(plan, "Q183347 step 6");
	sms_add_start(plan, SMS_UNDO, "", sms_scman_alone);
	sms_add_start(plan, SMS_UNDO, "", sms_executive_alone);
}

static void build_rename(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;
	struct sms_step *step;

	add_check(plan, sms_plan_say(plan, "SITECTRL.CT0 has SHA-256 %s; no .CT2, which would mean that the site moved "
		"by itself; no 00000000.CT1, no .CT? that the plan does not name; " UPGRADE_FILES,
		premises->master.sha256), "Q183347 step 2");
	add_backup(plan);
	for (size_t i = 0; i < premises->stray_count; i++)
		add_quarantine(plan, &premises->strays[i]);
	add_submit(plan);
	add_wait_reply(plan, "Q183347 step 6");
	add_wait_left(plan, "Q183347 step 6");

	step = sms_add_stop(plan, SMS_REJECTED, "", sms_scman_alone);
	step->needless = sms_master_is_there;
	step = sms_add_copy(plan, SMS_REJECTED, "Copy the backup to SITECTRL.CT0", &premises->master, backup, box);
	step->play = sms_play_restore;
	step->to_name = SMS_MASTER;
	step->guard = 0;
	sms_add_start(plan, SMS_REJECTED, "", sms_scman_alone);

	step = sms_add_rename(plan, SMS_UNDO, "Rename 00000000.CT1 back to SITECTRL.CT0", &premises->master, box,
		premises->master.name);
	step->play = sms_play_rename_back;
	step->from_name = SMS_SUBMITTED;
	if (!premises->stray_count)
		return;
	step = sms_add_stop(plan, SMS_UNDO, "", sms_scman_alone);
	step->needless = sms_nothing_goes_back;
	step->absent = sms_bootstraps;
	step->absent_count = 2;
	for (size_t i = 0; i < premises->stray_count; i++) {
		step = sms_add_move(plan, SMS_UNDO, sms_plan_say(plan, "Move %s back to " SMS_BOX_TEXT,
			sms_shown(plan, premises->strays[i].name)), &premises->strays[i], quarantine, box);
		step->play = sms_play_move_back;
		step->guard = 1;
	}
	sms_add_start(plan, SMS_UNDO, "", sms_scman_alone);
}

static void build_sendcode(smssite_plan *plan)
{
	const char *source = "addition: Q168682 (called unsupported in Q131010), not in Q183347";
	struct sms_step *step;

	add_check(plan, "SITECTRL.CT0 is there; no .CT2; " UPGRADE_FILES, "Q183347 step 2");
	step = sms_add_command(plan, SMS_FORWARD, "", "Tell SCMAN to do a watchdog cycle and write a .CT2");
	step->words[0] = "SENDCODE";
	step->words[1] = SMS_SCMAN_SERVICE;
	step->words[2] = "193";
	step->word_count = 3;
	step->look = plan->premises.procedure->check;
	step->seen = sms_reply_is_seen;
	step->reversal = SMSSITE_REVERSAL_FINAL;
	step->relies_on = "SENDCODE of the Resource Kit is on that server; the cycle contacts all logon servers";
	step->postcondition = "SENDCODE ends with status 0, or a .CT2 appears";
	step->source = source;
	plan->point_of_no_return = plan->scripts[SMS_FORWARD].count - 1;
	add_wait_reply(plan, source);
	add_wait_left(plan, "Q183347 step 6");
}

static void add_notes(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;

	if (premises->procedure == &sms_sendcode_ct2)
		sms_plan_add_note(plan, "Sending code 193 is an addition to the article: it changes no file itself, and its cycle "
			"contacts all logon servers (Q168682).");
	if (premises->procedure == &sms_force_ct2 && premises->reply_count)
		sms_plan_add_note(plan, "A .CT2 is there already: none is forced, the services are restarted (Q183347 step 2).");
	for (size_t i = 0; i < premises->stray_count; i++)
		sms_plan_add_note(plan, sms_plan_say(plan, "%s (%s) goes to quarantine. %s",
			sms_shown(plan, premises->strays[i].name), premises->strays[i].about, premises->strays[i].again));
	if (plan->point_of_no_return != SMSSITE_NO_INDEX && premises->procedure == &sms_force_ct2) {
		sms_plan_add_note(plan, "It can be taken back until SCMAN takes 00000000.CT1, which may be at once.");
		sms_plan_add_note(plan, "Names are changed without replacing any. Where the file system lacks the call for it, a "
			"second link is made and the first removed, else the new name is looked for first; the journal "
			"says which.");
	}
	if (!premises->drive)
		sms_plan_add_note(plan, "Only the SMS root is in view: the folder " SMS_WORK " goes to its top, and SCMAN.LOG is not "
			"seen. A root that is not empty stops a later rebuild: move the folder away before one.");
}

void sms_build_force_ct2(smssite_plan *plan)
{
	add_list(plan, "See that every service the site must run is running", "Q183347 step 1")->relied = true;
	if (plan->premises.procedure == &sms_sendcode_ct2)
		build_sendcode(plan);
	else if (plan->premises.reply_count)
		build_restart(plan);
	else
		build_rename(plan);
	add_notes(plan);
}
