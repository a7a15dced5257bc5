/* SPDX-License-Identifier: MIT */
/* The steps of each procedure, as they follow from the premises. */
#include "recovery/plan.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#define BOX_TEXT "SITE.SRV\\SITECFG.BOX"
#define SCMAN "SMS_SITE_CONFIG_MANAGER"
#define EXECUTIVE "SMS_EXECUTIVE"
#define UPGRADE_FILES "SHUTDOWN.CT1 and _INIT.CT1 are not there"

static const char *const no_services[] = { NULL };
static const char *const scman_alone[] = { SCMAN };
static const char *const executive_alone[] = { EXECUTIVE };

/* A step that changes nothing and loses nothing, until its maker says else. */
static struct sms_step *add(smssite_plan *plan, enum sms_script script, smssite_step_kind kind, const char *title)
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
		.services = no_services };
	return step;
}

static const char *shown(smssite_plan *plan, const char *name)
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

static const char *joined_services(smssite_plan *plan)
{
	const char *text = "";

	for (size_t i = 0; i < plan->premises.service_count; i++)
		text = sms_plan_say(plan, "%s%s%s", text, i ? ", " : "", plan->premises.services[i]);
	return text;
}

static struct sms_step *add_command(smssite_plan *plan, enum sms_script script, const char *title)
{
	struct sms_step *step = add(plan, script, SMSSITE_STEP_COMMAND, title);

	step->actor = *plan->premises.server ? plan->premises.server : "site server";
	return step;
}

/* NET STOP says so when it is done, but what counts is the list. /Y answers NET's question about the services
 * that depend on it. */
static struct sms_step *add_stop(smssite_plan *plan, enum sms_script script, const char *const *service)
{
	struct sms_step *step = add_command(plan, script, sms_plan_say(plan, "Stop %s", *service));

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

static struct sms_step *add_start(smssite_plan *plan, enum sms_script script, const char *const *service)
{
	struct sms_step *step = add_command(plan, script, sms_plan_say(plan, "Start %s", *service));

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

static void add_list(smssite_plan *plan, const char *title, const char *source)
{
	struct sms_step *step = add_command(plan, SMS_FORWARD, title);
	const char *names = joined_services(plan);

	step->words[0] = "NET";
	step->words[1] = "START";
	step->word_count = 2;
	step->expect = SMS_EXPECT_RUNNING;
	step->services = plan->premises.services;
	step->service_count = plan->premises.service_count;
	step->relies_on = sms_plan_say(plan, "running: %s; not running: SMS_BOOTSTRAP, SMS_UPGRADE_BOOTSTRAP", names);
	step->postcondition = "the list names every one of the first and none of the second";
	step->source = source;
}

static void add_check(smssite_plan *plan, const char *relies_on, const char *source)
{
	struct sms_step *step = add(plan, SMS_FORWARD, SMSSITE_STEP_CHECK, "Look at " BOX_TEXT " again");

	step->relies_on = relies_on;
	step->postcondition = "all of this still holds";
	step->source = source;
}

static struct sms_step *add_file_step(smssite_plan *plan, enum sms_script script, smssite_step_kind kind,
	const char *title, const struct sms_plan_file *file)
{
	struct sms_step *step = add(plan, script, kind, title);

	step->file = file;
	step->from_name = step->to_name = file->name;
	return step;
}

static void add_backup(smssite_plan *plan)
{
	const struct sms_plan_file *master = &plan->premises.master;
	struct sms_step *step = add_file_step(plan, SMS_FORWARD, SMSSITE_STEP_COPY,
		sms_plan_say(plan, "Copy %s to " SMS_WORK "\\%s\\" SMS_BACKUP, shown(plan, master->name), plan->id),
		master);

	step->to = SMS_PLACE_BACKUP;
	step->relies_on = sms_plan_say(plan, "%s has %lld bytes, SHA-256 %s", SMS_MASTER, (long long)master->size,
		master->sha256);
	step->postcondition = "the copy, read again, has the same SHA-256; its time stamp is the original's";
	step->source = "Q183347 step 3";
}

static void add_quarantine(smssite_plan *plan, const struct sms_plan_file *file)
{
	const char *name = shown(plan, file->name);
	struct sms_step *step = add_file_step(plan, SMS_FORWARD, SMSSITE_STEP_MOVE,
		sms_plan_say(plan, "Move %s to " SMS_WORK "\\%s\\" SMS_QUARANTINE, name, plan->id), file);

	step->to = SMS_PLACE_QUARANTINE;
	step->relies_on = sms_plan_say(plan, "%s has %lld bytes, SHA-256 %s", name, (long long)file->size, file->sha256);
	step->may_lose = file->again;
	step->reversal = SMSSITE_REVERSAL_REVERSIBLE;
	step->postcondition = "the file is in quarantine, unchanged, and not in the box";
	step->source = sms_refused_code(file->name) ?
		"addition: SCMAN gives this name to a 00000000.CT1 it refuses (Q121683); an old one would hide a new one" :
		"Q183347 step 4";
}

static void add_submit(smssite_plan *plan)
{
	struct sms_step *step = add_file_step(plan, SMS_FORWARD, SMSSITE_STEP_RENAME,
		"Rename SITECTRL.CT0 to 00000000.CT1", &plan->premises.master);

	step->to_name = SMS_SUBMITTED;
	step->relies_on = "SITECTRL.CT0 unchanged and its copy whole; no .CT2, no other .CT?, no 00000000.CT1";
	/* SCMAN wakes at once on a new .CT1 (Q133113, Q131010), so nobody may count on taking this back; undo does so
	 * while the file is still there. */
	step->reversal = SMSSITE_REVERSAL_FINAL;
	step->postcondition = "00000000.CT1 has the master's bytes, or SCMAN has taken it";
	step->source = "Q183347 step 5";
	plan->point_of_no_return = plan->scripts[SMS_FORWARD].count - 1;
}

static void add_wait_reply(smssite_plan *plan, const char *source)
{
	struct sms_step *step = add(plan, SMS_FORWARD, SMSSITE_STEP_WAIT, "Wait for SCMAN to write a .CT2");

	step->wait = SMS_WAIT_REPLY;
	step->relies_on = "SCMAN is at work: its log grows, or it has done something in the box lately";
	step->postcondition = "a .CT2 is in " BOX_TEXT;
	step->source = source;
}

static void add_wait_left(smssite_plan *plan, const char *source)
{
	struct sms_step *step = add(plan, SMS_FORWARD, SMSSITE_STEP_WAIT,
		"Wait, 30 minutes at most, for the .CT2 to leave the box");

	step->wait = SMS_WAIT_LEFT;
	step->relies_on = "Scheduler, Despooler and sender are at work";
	step->postcondition = "no .CT2 is left in " BOX_TEXT "; then the parent lists the site as active within 30 minutes";
	step->source = source;
}

static void build_restart(smssite_plan *plan)
{
	const char *source = "Q183347 step 2", *first = shown(plan, plan->premises.replies[0].name);

	add_check(plan, plan->premises.reply_count == 1 ?
		sms_plan_say(plan, "%s is still there; " UPGRADE_FILES, first) :
		sms_plan_say(plan, "one of %zu .CT2 (%s, ...) is still there; " UPGRADE_FILES,
			plan->premises.reply_count, first), source);
	/* SCMAN first: it starts the Executive whenever that does not run. Only these two have a part in the .CT2's
	 * way; the others SCMAN looks after itself [INF]. */
	add_stop(plan, SMS_FORWARD, scman_alone)->source = source;
	add_stop(plan, SMS_FORWARD, executive_alone)->source = source;
	add_start(plan, SMS_FORWARD, scman_alone)->source = source;
	add_start(plan, SMS_FORWARD, executive_alone)->source = source;
	add_list(plan, "See that every service runs again", source);
	add_wait_left(plan, "Q183347 step 6");
	add_start(plan, SMS_UNDO, scman_alone);
	add_start(plan, SMS_UNDO, executive_alone);
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

	add_stop(plan, SMS_REJECTED, scman_alone);
	step = add_file_step(plan, SMS_REJECTED, SMSSITE_STEP_COPY, "Copy the backup to SITECTRL.CT0", &premises->master);
	step->from = SMS_PLACE_BACKUP;
	step->to_name = SMS_MASTER;
	add_start(plan, SMS_REJECTED, scman_alone);

	step = add_file_step(plan, SMS_UNDO, SMSSITE_STEP_RENAME, "Rename 00000000.CT1 back to SITECTRL.CT0",
		&premises->master);
	step->from_name = SMS_SUBMITTED;
	if (!premises->stray_count)
		return;
	add_stop(plan, SMS_UNDO, scman_alone);
	for (size_t i = 0; i < premises->stray_count; i++) {
		step = add_file_step(plan, SMS_UNDO, SMSSITE_STEP_MOVE,
			sms_plan_say(plan, "Move %s back to " BOX_TEXT, shown(plan, premises->strays[i].name)),
			&premises->strays[i]);
		step->from = SMS_PLACE_QUARANTINE;
	}
	add_start(plan, SMS_UNDO, scman_alone);
}

static void build_sendcode(smssite_plan *plan)
{
	const char *source = "addition: Q168682 (called unsupported in Q131010), not in Q183347";
	struct sms_step *step;

	add_check(plan, "SITECTRL.CT0 is there; no .CT2; " UPGRADE_FILES, "Q183347 step 2");
	step = add_command(plan, SMS_FORWARD, "Tell SCMAN to do a watchdog cycle and write a .CT2");
	step->words[0] = "SENDCODE";
	step->words[1] = SCMAN;
	step->words[2] = "193";
	step->word_count = 3;
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

	if (premises->procedure == SMS_SENDCODE_CT2)
		sms_plan_add_note(plan, "Sending code 193 is an addition to the article: it changes no file itself, and its cycle "
			"contacts all logon servers (Q168682).");
	if (premises->procedure == SMS_FORCE_CT2 && premises->reply_count)
		sms_plan_add_note(plan, "A .CT2 is there already: none is forced, the services are restarted (Q183347 step 2).");
	for (size_t i = 0; i < premises->stray_count; i++)
		sms_plan_add_note(plan, sms_plan_say(plan, "%s (%s) goes to quarantine. %s",
			shown(plan, premises->strays[i].name), premises->strays[i].about, premises->strays[i].again));
	if (plan->point_of_no_return != SMSSITE_NO_INDEX && premises->procedure == SMS_FORCE_CT2) {
		sms_plan_add_note(plan, "It can be taken back until SCMAN takes 00000000.CT1, which may be at once.");
		sms_plan_add_note(plan, "Names are changed without replacing any. Where the file system lacks the call for it, a "
			"second link is made and the first removed, else the new name is looked for first; the journal "
			"says which.");
	}
	if (!premises->drive)
		sms_plan_add_note(plan, "Only the SMS root is in view: the folder " SMS_WORK " goes to its top, and SCMAN.LOG is not "
			"seen. A root that is not empty stops a later rebuild: move the folder away before one.");
	for (size_t i = 0; i < premises->remark_count; i++)
		sms_plan_add_note(plan, premises->remarks[i]);
}

void sms_plan_build(smssite_plan *plan)
{
	add_list(plan, "See that every service the site must run is running", "Q183347 step 1");
	if (plan->premises.procedure == SMS_SENDCODE_CT2)
		build_sendcode(plan);
	else if (plan->premises.reply_count)
		build_restart(plan);
	else
		build_rename(plan);
	add_notes(plan);
}
