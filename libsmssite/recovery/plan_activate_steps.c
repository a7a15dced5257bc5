/* SPDX-License-Identifier: MIT */
/* The steps of the second procedure as they follow from the premises. What can be taken back comes before the one thing
 * that cannot, the removal of the bootstrap service, which is only stopped at first. */
#include "recovery/plan_activate.h"
#include "recovery/build.h"
#include "recovery/inside.h"
#include "base/text.h"

#include <string.h>

#define STEP(number) "Q183347 step " number " of the second procedure"
/* The article's "up to 30 minutes"; how often a person is asked is ours. */
#define ACTIVE_WITHIN_S 1800
#define ASK_AGAIN_S 300
/* SCMAN installs its services on every logon server, one after another; no source says how long that takes: as long
 * as the watchdog interval (S3CD3). */
#define SERVICES_WITHIN_S 7200
/* Transfers and upgrades take from minutes to days; ours: a look a minute. */
#define LOOK_AGAIN_S 60

static const struct sms_place box = { .base = SMS_BASE_BOX, .path = "" };
static const struct sms_place root = { .base = SMS_BASE_ROOT, .path = "" };
static const struct sms_place backup = { .base = SMS_BASE_FOLDER, .path = SMS_BACKUP };
static const struct sms_place quarantine = { .base = SMS_BASE_FOLDER, .path = SMS_QUARANTINE };
static const struct sms_place receive = { .base = SMS_BASE_ROOT, .path = SMS_RECEIVE_PATH };
static const struct sms_place temp = { .base = SMS_BASE_ROOT, .path = SMS_TEMP_PATH };

static const struct sms_activation *own(const smssite_plan *plan)
{
	return plan->premises.own;
}

/* -- down ----------------------------------------------------------------------------------------- */

static void add_look(smssite_plan *plan, const char *title, const char *source)
{
	struct sms_step *step = sms_add_check(plan, title, sms_check_activate);

	step->relies_on = sms_plan_say(plan, "SITECTRL.CT0 has SHA-256 %s; SYSTEM.MAP is there and not empty; every other file "
		"of the box is one that the plan names", plan->premises.master.sha256);
	step->source = source;
}

static void add_restarted(smssite_plan *plan)
{
	struct sms_step *step = sms_add_person(plan, SMS_FORWARD,
		"Look at the site server's application log for event 388: after 48 hours a bootstrap gives up and starts the old "
		"version again", "the old version has not been started again");

	step->source = "addition: Q122181, event 388";
}

static void add_stop_of(smssite_plan *plan, const char *const *service, size_t first, const char *source)
{
	struct sms_step *step = sms_add_stop(plan, SMS_FORWARD, "", service);

	/* A server that lost its power has started it again, and those before. */
	step->guard = first;
	step->source = source;
}

/* All that can act on the boxes: stopped, and seen stopped. The number of the step to go back to after an interruption. */
static size_t add_stops(smssite_plan *plan)
{
	static const char *const readers[] = { "SMS_BOOTSTRAP", "SMS_UPGRADE_BOOTSTRAP", SMS_SCMAN_SERVICE,
		SMS_EXECUTIVE_SERVICE };
	static const char boxes[] = "addition: nothing may read the boxes while they are cleared";
	const struct sms_activation *site = own(plan);
	size_t first = sms_next_step(plan, SMS_FORWARD);
	struct sms_step *step;

	if (site->bootstrap_running)
		add_stop_of(plan, &site->bootstrap, first, STEP("1") " (removed below)");
	if (site->scman_running)
		add_stop_of(plan, sms_scman_alone, first, boxes);
	if (site->executive_running)
		add_stop_of(plan, sms_executive_alone, first, boxes);
	step = sms_add_list(plan, SMS_FORWARD, "", "See that nothing works on the boxes", SMS_EXPECT_STOPPED, readers, 4);
	if (sms_next_step(plan, SMS_FORWARD) > first + 1)
		step->guard = first;
	step->relied = true;
	step->relies_on = sms_plan_say(plan, "not running: %s", sms_joined(plan, readers, 4));
	step->postcondition = "the list names none of them";
	step->source = "addition: files are moved only while nobody reads them";
	return first;
}

static void add_backup(smssite_plan *plan, size_t guard)
{
	struct sms_step *step = sms_add_copy(plan, SMS_FORWARD, sms_plan_say(plan,
		"Copy SITECTRL.CT0 to " SMS_WORK "\\%s\\" SMS_BACKUP, plan->id), &plan->premises.master, box, backup);

	step->look = sms_check_activate;
	step->guard = guard;
	step->postcondition = "the copy, read again, has the same SHA-256";
	step->source = "addition: a backup of what SCMAN is going to work with";
}

static void add_box(smssite_plan *plan, size_t guard)
{
	for (size_t i = 0; i < plan->premises.stray_count; i++) {
		const struct sms_plan_file *file = &plan->premises.strays[i];
		const char *name = sms_shown(plan, file->name);
		struct sms_step *step = sms_add_move(plan, SMS_FORWARD, sms_plan_say(plan, "Move %s to " SMS_WORK "\\%s\\"
			SMS_QUARANTINE, name, plan->id), file, box, quarantine);

		step->look = sms_check_activate;
		step->guard = guard;
		step->may_lose = file->again;
		step->postcondition = "the file is in quarantine and not in the box";
		step->source = STEP("2") " (which deletes it)";
	}
}

/* The number of the READ step. */
static size_t add_receive(smssite_plan *plan, size_t guard)
{
	size_t names;
	struct sms_step *step = sms_add_wait(plan, SMS_FORWARD, "Wait until no transfer grows in RECEIVE", sms_ready_receive);

	step->from = step->to = receive;
	step->look_s = LOOK_AGAIN_S;
	step->guard = guard;
	step->postcondition = "names and sizes in RECEIVE have been the same for five minutes";
	step->source = "addition: a package that is cut is sent anew, and its rest would come too late";
	names = sms_next_step(plan, SMS_FORWARD);
	step = sms_add_read(plan, "List the files of RECEIVE by request and origin", receive, sms_read_receive);
	step->merges = true;
	step->guard = guard;
	step->source = STEP("3");
	step = sms_add_move_names(plan, SMS_FORWARD, "Move every file of RECEIVE to RECEIVE\\TEMP", names, receive, temp);
	step->guard = guard;
	step->may_lose = "what was not processed waits in TEMP; at the end each is offered for return";
	step->postcondition = "no file is left in RECEIVE itself";
	step->source = STEP("3");
	step = sms_add_check(plan, "See that box and RECEIVE are cleared", sms_check_cleared);
	step->guard = guard;
	step->relies_on = "SITECTRL.CT0 is the only file of the box; RECEIVE has no file";
	step->source = STEP("2") ", " STEP("3");
	return names;
}

static void add_removal(smssite_plan *plan, size_t guard)
{
	const struct sms_activation *site = own(plan);
	smssite_command *command = NULL;
	struct sms_step *step;

	if (!*site->bootstrap)
		return;
	step = sms_add_command(plan, SMS_FORWARD, "", sms_plan_say(plan, "Remove the service %s", site->bootstrap));
	if (smssite_command_service_remove(SMSSITE_SERVICE_TOOL_INSTSRV, site->bootstrap, &command))
		plan->failed = true;
	sms_set_command(plan, step, command);
	step->expect = SMS_EXPECT_MISSING;
	step->services = &site->bootstrap;
	step->service_count = 1;
	step->reversal = SMSSITE_REVERSAL_FINAL;
	step->relies_on = "INSTSRV of the NT Resource Kit is there; in the window of SRVINSTW the same is done by hand";
	step->may_lose = "the upgrade that failed: it cannot go on any more";
	step->postcondition = sms_plan_say(plan, "%s is not installed", site->bootstrap);
	step->source = STEP("1") ", done behind all that can be taken back";
	/* One that runs again would only be marked for deletion. */
	step->guard = guard;
	plan->point_of_no_return = sms_next_step(plan, SMS_FORWARD) - 1;
}

static void add_packages(smssite_plan *plan)
{
	size_t names = sms_next_step(plan, SMS_FORWARD);
	struct sms_step *step = sms_add_read(plan, "Look for packages of the bootstrap in the SMS root", root, sms_read_packages);

	step->merges = true;
	step->source = "addition: S3D16, the bootstrap's packages";
	step = sms_add_move_names(plan, SMS_FORWARD, sms_plan_say(plan, "Move BOOTSTRP.PK1 and BOOTSTRP.PK2 to " SMS_WORK
		"\\%s\\" SMS_QUARANTINE, plan->id), names, root, quarantine);
	step->postcondition = "no BOOTSTRP.PK? is in the SMS root";
	step->source = "addition: the next bootstrap must not find the packages of the last";
}

/* -- up ------------------------------------------------------------------------------------------- */

static void add_install(smssite_plan *plan)
{
	const struct sms_activation *site = own(plan);
	struct sms_step *step;

	if (!site->scman_missing)
		return;
	step = sms_add_command(plan, SMS_FORWARD, "", "Install SMS_SITE_CONFIG_MANAGER, to start automatically");
	step->words[0] = "INSTSRV";
	step->words[1] = SMS_SCMAN_SERVICE;
	step->words[2] = site->program;
	step->words[3] = "-a";
	step->words[4] = "<domain\\user>";
	step->words[5] = "-p";
	step->words[6] = "<password>";
	step->word_count = 7;
	step->expect = SMS_EXPECT_INSTALLED;
	step->services = sms_scman_alone;
	step->service_count = 1;
	step->reversal = SMSSITE_REVERSAL_COMPENSABLE;
	step->relies_on = sms_plan_say(plan, "%s is there; the site's service account and its password, which a person or the "
		"runner puts in the place of <domain\\user> and <password>", site->program);
	step->postcondition = "SMS_SITE_CONFIG_MANAGER is installed";
	step->source = STEP("4");
}

static void add_up(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;
	struct sms_step *step;

	add_look(plan, "Look at SYSTEM.MAP and SITECTRL.CT0 before SCMAN does", STEP("5"));
	step = sms_add_start(plan, SMS_FORWARD, "", sms_scman_alone);
	step->source = STEP("5");
	step->relies_on = "SYSTEM.MAP and SITECTRL.CT0 are there: it installs the services by them";
	step->reversal = SMSSITE_REVERSAL_FINAL;
	if (plan->point_of_no_return == SMSSITE_NO_INDEX)
		plan->point_of_no_return = sms_next_step(plan, SMS_FORWARD) - 1;
	step = sms_add_list(plan, SMS_FORWARD, "", "Wait until every service of the site runs", SMS_EXPECT_RUNNING,
		premises->services, premises->service_count);
	step->patience_s = SERVICES_WITHIN_S;
	step->relies_on = sms_plan_say(plan, "running: %s", sms_joined(plan, premises->services, premises->service_count));
	step->postcondition = "the list names every one of them";
	step->source = STEP("5");
}

static void add_active(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;
	struct sms_step *step = sms_add_person(plan, SMS_FORWARD, sms_plan_say(plan,
		"Refresh the Sites window of the parent %s; this may take 30 minutes", premises->parent_code),
		sms_plan_say(plan, "%s and every other secondary site of %s is active and none is under construction",
			premises->site_code, premises->parent_code));

	step->patience_s = ACTIVE_WITHIN_S;
	step->again_s = ASK_AGAIN_S;
	step->judge = sms_judge_all_active;
	step->known = sms_known_in_flight;
	/* Where no service had to be installed SCMAN has no reason to report before its interval is over (S3CD3, Q168682). */
	step->helps = sms_plan_say(plan, "If another site is not, repair or delete it first. If it is %s: its SCMAN reports by itself once "
		"a day; SENDCODE " SMS_SCMAN_SERVICE " 193 at %s asks it for a .ct2 at once. Then resume.", premises->site_code,
		*premises->server ? premises->server : "its server");
	step->source = STEP("6") "; every secondary, because HMAN upgrades none while one is not active (Q134716, S3D16)";
}

static void add_cancel(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;
	struct sms_step *step = sms_add_person(plan, SMS_FORWARD, sms_plan_say(plan, "At the parent %s, cancel the jobs for %s that "
		"are left of the upgrade that failed: Bootstrap Job, Site Install Job and Site Control Job for %s; none that is "
		"newer than the site's being active", premises->parent_code, premises->site_code, premises->site_code),
		"none of the old ones is left that has not ended");

	step->known = sms_known_in_flight;
	step->source = "addition: S3D16, an old bootstrap job cannot be completed any more";
}

/* Asked as late as can be: a parent that sees an older build reported begins by itself at any time (Q137376). */
static size_t add_choice(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;
	size_t number = sms_next_step(plan, SMS_FORWARD);
	struct sms_step *step = sms_add_person(plan, SMS_FORWARD, sms_plan_say(plan,
		"Refresh the Sites window of the parent %s once more, right before the order", premises->parent_code),
		sms_plan_say(plan, "%s has not begun to upgrade %s by itself (status 5, or detail 61 or 62)",
			premises->parent_code, premises->site_code));

	step->declined = sms_plan_say(plan, "The parent %s upgrades %s by itself.", premises->parent_code, premises->site_code);
	step->judge = sms_judge_not_begun;
	step->known = sms_known_not_begun;
	step->source = "addition: Q137376, details 61 and 62; PREINST would meet an upgrade that has begun";
	return number;
}

static void add_upgrade(smssite_plan *plan, size_t choice)
{
	const struct sms_premises *premises = &plan->premises;
	const struct sms_activation *site = own(plan);
	smssite_command *command = NULL;
	struct sms_step *step = sms_add_command(plan, SMS_FORWARD, *site->parent_server ? site->parent_server :
		sms_plan_say(plan, "site server of %s", premises->parent_code),
		sms_plan_say(plan, "Order the upgrade of %s", premises->site_code));

	if (smssite_command_preinst_upgrade(SMSSITE_PRODUCT_SMS_1, premises->site_code, premises->parent_code, &command))
		plan->failed = true;
	sms_set_command(plan, step, command);
	step->only_if = choice;
	step->reversal = SMSSITE_REVERSAL_FINAL;
	step->relies_on = sms_plan_say(plan, "run in SITE.SRV\\%s, the platform directory of the parent %s, where SMS_HIERARCHY_MANAGER "
		"runs; not run if the parent upgrades the site by itself", site->platform, premises->parent_code);
	step->may_lose = "the site is shut down again until its upgrade is through";
	step->postcondition = "PREINST ends with status 0; the parent lists the site as being upgraded";
	step->source = STEP("7");
}

static void add_follow(smssite_plan *plan, size_t names, size_t master)
{
	const struct sms_premises *premises = &plan->premises;
	struct sms_step *step = sms_add_wait(plan, SMS_FORWARD, "Follow the upgrade: bootstrap, packages, SCMAN, .CT2",
		sms_ready_upgrade);

	step->look_s = LOOK_AGAIN_S;
	step->postcondition = "SCMAN has written a new master, and nothing of the upgrade is left in the box and the SMS root";
	step->source = "addition: S3D16, the phases of an upgrade";
	/* It is about the master that was read before. */
	step->names = master;
	step = sms_add_person(plan, SMS_FORWARD, sms_plan_say(plan, "Refresh the Sites window of the parent %s",
		premises->parent_code), sms_plan_say(plan, "%s is active", premises->site_code));
	step->patience_s = ACTIVE_WITHIN_S;
	step->again_s = ASK_AGAIN_S;
	step->judge = sms_judge_site_active;
	step->source = "addition: the upgrade is through when the parent says so";
	step = sms_add_move_names(plan, SMS_FORWARD, "Return files of RECEIVE\\TEMP that are not the upgrade's, one by one", names,
		temp, receive);
	step->ask_item = sms_ask_return;
	step->may_lose = "what is returned is processed by the Despooler as if it had just come";
	step->postcondition = "each was offered";
	step->source = "addition: the article leaves them in TEMP";
}

static void add_notes(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;
	const struct sms_activation *site = own(plan);

	sms_plan_add_note(plan, "The site is down until SCMAN has installed its services again.");
	for (size_t i = 0; i < premises->stray_count; i++)
		sms_plan_add_note(plan, sms_plan_say(plan, "%s (%s) goes to quarantine. %s", sms_shown(plan, premises->strays[i].name),
			premises->strays[i].about, premises->strays[i].again));
	if (site->by_itself)
		sms_plan_add_note(plan, "The parent shows that it is going to upgrade the site by itself (detail 61 or 62): whether "
			"PREINST is needed is asked right before it.");
	if (*site->bootstrap)
		sms_plan_add_note(plan, sms_plan_say(plan, "It can be taken back until %s is removed.", site->bootstrap));
	else
		sms_plan_add_note(plan, "It can be taken back until SMS_SITE_CONFIG_MANAGER is started.");
	if (!premises->drive)
		sms_plan_add_note(plan, "Only the SMS root is in view: the folder " SMS_WORK " goes to its top.");
}

/* What was stopped is stopped again before anything goes back: the server may have been restarted meanwhile. */
static void add_back_stops(smssite_plan *plan, size_t first)
{
	const struct sms_activation *site = own(plan);

	first += site->bootstrap_running;
	if (site->scman_running)
		sms_add_stop(plan, SMS_UNDO, "", sms_scman_alone)->undoes = first++;
	if (site->executive_running)
		sms_add_stop(plan, SMS_UNDO, "", sms_executive_alone)->undoes = first;
}

/* One that was removed, or may have been, is not there to be started again. */
static smssite_status is_gone(smssite_apply *apply, const struct sms_step *step, int64_t now, bool *needless)
{
	size_t point = apply->plan->point_of_no_return;

	(void)now;
	*needless = !sms_is_stopped(&apply->progress, step) ||
		(point != SMSSITE_NO_INDEX && sms_was_begun(&apply->progress, point));
	return SMSSITE_OK;
}

static void spare_bootstrap(smssite_plan *plan)
{
	struct sms_steps *undo = &plan->scripts[SMS_UNDO];

	for (size_t i = 0; *own(plan)->bootstrap && i < undo->count; i++)
		if (undo->step[i].expect == SMS_EXPECT_RUNNING && strcmp(*undo->step[i].services, own(plan)->bootstrap) == 0)
			undo->step[i].needless = is_gone;
}

void sms_build_activate(smssite_plan *plan)
{
	static const char *const readers[] = { SMS_SCMAN_SERVICE, SMS_EXECUTIVE_SERVICE };
	size_t guard, names, master;
	struct sms_step *step;

	add_look(plan, "Look at the site again", STEP("2"));
	if (own(plan)->late)
		add_restarted(plan);
	guard = add_stops(plan);
	add_backup(plan, guard);
	add_box(plan, guard);
	names = add_receive(plan, guard);
	add_removal(plan, guard);
	add_packages(plan);
	add_install(plan);
	add_up(plan);
	master = sms_next_step(plan, SMS_FORWARD);
	step = sms_add_read(plan, "Note the master, to tell the next one from it", box, sms_read_master);
	step->source = "addition: how the end of the upgrade is seen";
	add_active(plan);
	add_cancel(plan);
	add_upgrade(plan, add_choice(plan));
	add_follow(plan, names, master);
	add_back_stops(plan, guard);
	sms_add_undo(plan, readers, 2);
	spare_bootstrap(plan);
	add_notes(plan);
}
