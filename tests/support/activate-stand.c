/* SPDX-License-Identifier: MIT */
/* An upgrade that failed, for the stand: a bootstrap with its package, an order to shut down in the box, files of others in
 * RECEIVE. SCMAN installs SMS_EXECUTIVE, reports, and the parent's next upgrade goes through its phases. */
#include "recovery-stand.h"
#include "base/alloc.h"
#include "recovery/plan_activate.h"
#include "tree/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOX "SITE.SRV/SITECFG.BOX/"
#define IN_RECEIVE "SITE.SRV/DESPOOLR.BOX/RECEIVE/"
#define BEGAN (STAND_START - 30 * 3600)

/* What the old upgrade has left, and what is others'; all have bytes of their own. */
static const struct {
	const char *directory, *name, *bytes;
} files[] = {
	{ BOX, "SHUTDOWN.CT1", "the old order" },
	{ "", "BOOTSTRP.PK1", "the old package" },
	{ IN_RECEIVE, "30008DPW.INS", "an instruction" },
	{ IN_RECEIVE, "30008DPW.PCK", "a package" },
	{ IN_RECEIVE, "1_0AAC9N.PCK", "of the upgrade" },
};
#define FILES (sizeof(files) / sizeof(*files))
#define STRAYS 1

/* How far the site has come. */
enum {
	DOWN,
	/* SCMAN has put it up; its .CT2 is there; has left, and the site is active. */
	UP,
	REPLIED,
	ACTIVE,
	/* The parent has begun; the site is down again; both packages are there; SCMAN has its first file. */
	BEGUN,
	SHUT,
	PACKED,
	UNPACKED,
	RENEWED,
	REPLIED_AGAIN,
	THROUGH,
};

static const char *where(const struct stand *stand, const char *directory, const char *name)
{
	char path[600];

	snprintf(path, sizeof(path), "%s%s", directory, name);
	return stand_path(stand, path);
}

void activate_open(struct stand *stand)
{
	for (size_t i = 0; i < FILES; i++)
		stand_put(stand, where(stand, files[i].directory, files[i].name), files[i].bytes);
	stand_put(stand, stand_path(stand, "SYSTEM.MAP"), "a map");
	stand->scman.running = stand->scman.executive = stand->scman.hung = stand->shape.standing;
	stand->scman.site = (struct stand_upgrade){ .scman = stand->shape.standing, .executive = stand->shape.standing,
		.bootstrap = true };
	stand->scman.upgrade = true;
}

void activate_premises(const struct stand *stand, smssite_plan *plan)
{
	struct sms_premises *premises = &plan->premises;
	struct sms_activation *own = sms_plan_array(plan, 1, sizeof(*own));

	premises->strays = sms_plan_array(plan, STRAYS, sizeof(*premises->strays));
	premises->own = own;
	for (size_t i = 0; premises->strays && i < STRAYS; i++) {
		stand_set_file(plan, &premises->strays[i], files[i].name, files[i].bytes, strlen(files[i].bytes));
		premises->strays[i].about = "of the upgrade";
		premises->strays[i].again = "It is of the upgrade that failed.";
		premises->stray_count++;
	}
	if (own)
		*own = (struct sms_activation){ .bootstrap = "SMS_UPGRADE_BOOTSTRAP", .parent_server = "PRIME9",
			.bootstrap_running = true, .scman_running = stand->shape.standing,
			.executive_running = stand->shape.standing, .scman_missing = !stand->shape.standing,
			.began_utc_s = BEGAN, .platform = "X86.BIN", .program = "D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE" };
}

/* -- who acts ------------------------------------------------------------------------------------- */

/* SCMAN starts by itself and starts the others. That a bootstrap starts by itself is the worse of two guesses. */
void activate_power(struct stand *stand)
{
	struct stand_upgrade *site = &stand->scman.site;

	stand->scman.running = site->scman;
	stand->scman.executive = site->scman && site->executive;
	stand->scman.upgrade = site->bootstrap;
}

static void begin_upgrade(struct stand *stand)
{
	stand->scman.site.at = BEGUN;
	stand->scman.site.begun = true;
	stand->scman.site.active = false;
	stand->scman.site.bootstrap = stand->scman.upgrade = true;
	stand_put(stand, where(stand, BOX, "SHUTDOWN.CT1"), "the new order");
}

static void take_out(struct stand *stand, const char *directory, const char *name)
{
	if (stand_has(stand, where(stand, directory, name)))
		stand_remove(stand, where(stand, directory, name));
}

static void act_as_bootstrap(struct stand *stand)
{
	struct stand_upgrade *site = &stand->scman.site;

	switch (site->at) {
	case SHUT:
		stand_put(stand, where(stand, "", "BOOTSTRP.PK1"), "the new package");
		stand_put(stand, where(stand, "", "BOOTSTRP.PK2"), "the new control package");
		site->at = PACKED;
		return;
	case PACKED:
		take_out(stand, "", "BOOTSTRP.PK1");
		take_out(stand, "", "BOOTSTRP.PK2");
		stand_put(stand, where(stand, BOX, "_INIT.CT1"), "the first file");
		site->scman = stand->scman.running = true;
		site->bootstrap = stand->scman.upgrade = false;
		site->at = UNPACKED;
		return;
	default:
		return;
	}
}

static void act_as_scman(struct stand *stand)
{
	struct stand_upgrade *site = &stand->scman.site;

	if (stand_holds(stand, where(stand, BOX, "SHUTDOWN.CT1"), files[0].bytes, strlen(files[0].bytes))) {
		site->obeyed++;
		return;
	}
	switch (site->at) {
	case DOWN:
		site->executive = stand->scman.executive = true;
		site->at = UP;
		return;
	case UP:
	case RENEWED:
		stand_put(stand, where(stand, BOX, "22222222.CT2"), "reply");
		site->at++;
		return;
	case REPLIED:
	case REPLIED_AGAIN:
		take_out(stand, BOX, "22222222.CT2");
		site->active = true;
		site->at++;
		return;
	case ACTIVE:
		if (stand->shape.by_itself)
			begin_upgrade(stand);
		return;
	case BEGUN:
		take_out(stand, BOX, "SHUTDOWN.CT1");
		site->scman = site->executive = stand->scman.running = stand->scman.executive = false;
		site->at = SHUT;
		return;
	case UNPACKED:
		take_out(stand, BOX, "SITECTRL.CT0");
		stand_put(stand, where(stand, BOX, "SITECTRL.CT0"), "the new master");
		take_out(stand, BOX, "_INIT.CT1");
		site->executive = stand->scman.executive = true;
		site->at = RENEWED;
		return;
	default:
		return;
	}
}

void activate_act(struct stand *stand)
{
	if (stand->scman.upgrade)
		act_as_bootstrap(stand);
	if (stand->scman.running && !stand->scman.hung)
		act_as_scman(stand);
}

/* -- who is asked --------------------------------------------------------------------------------- */

static const char *state_of(bool installed, bool running)
{
	return running ? "running" : installed ? "stopped" : "not-installed";
}

void activate_tell_services(const struct stand *stand, char *output, size_t size)
{
	const struct stand_upgrade *site = &stand->scman.site;

	snprintf(output, size, "SMS_SITE_CONFIG_MANAGER %s\nSMS_EXECUTIVE %s\nSMS_UPGRADE_BOOTSTRAP %s\n"
		"SMS_BOOTSTRAP not-installed\n", state_of(site->scman, stand->scman.running),
		state_of(site->executive, stand->scman.executive), state_of(site->bootstrap, stand->scman.upgrade));
}

static int64_t obey_net(struct stand *stand, bool start, const char *service)
{
	struct stand_upgrade *site = &stand->scman.site;
	bool scman = strcmp(service, "SMS_SITE_CONFIG_MANAGER") == 0;
	bool *runs = scman ? &stand->scman.running : strcmp(service, "SMS_EXECUTIVE") == 0 ? &stand->scman.executive :
											     &stand->scman.upgrade;
	bool installed = scman ? site->scman : runs == &stand->scman.executive ? site->executive : site->bootstrap;

	if (!installed || *runs == start)
		return 2;
	*runs = start;
	/* A new start cures it, unless what it hung on is there again; then it starts what it has to. */
	if (scman && start) {
		stand->scman.hung = stand->scman.hung && stand_has(stand, where(stand, BOX, "SHUTDOWN.CT1"));
		stand->scman.executive = site->executive;
	}
	return 0;
}

static int64_t obey_instsrv(struct stand *stand, const char *service, bool remove)
{
	struct stand_upgrade *site = &stand->scman.site;
	bool *installed = strcmp(service, "SMS_SITE_CONFIG_MANAGER") == 0 ? &site->scman : &site->bootstrap;

	/* It would only be marked for deletion. */
	if (remove && installed == &site->bootstrap && stand->scman.upgrade)
		return 0;
	if (*installed == !remove)
		return 2;
	*installed = !remove;
	return 0;
}

int64_t activate_obey(struct stand *stand, const smssite_action *action)
{
	const char *program = smssite_action_word(action, 0), *second = smssite_action_word(action, 1);
	int64_t code = 2;

	stand->acting = true;
	if (strcmp(program, "NET") == 0) {
		code = obey_net(stand, strcmp(second, "START") == 0, smssite_action_word(action, 2));
	} else if (strcmp(program, "INSTSRV") == 0) {
		code = obey_instsrv(stand, second, strcmp(smssite_action_word(action, 2), "REMOVE") == 0);
	} else if (strstr(program, "PREINST")) {
		if (stand->shape.late && !stand->scman.site.begun)
			begin_upgrade(stand);
		if (!stand->scman.site.begun) {
			stand->scman.site.orders++;
			begin_upgrade(stand);
			code = 0;
		}
	}
	stand->acting = false;
	return code;
}

/* What a person sees who looks. */
smssite_answer activate_look(struct stand *stand, const smssite_action *action)
{
	struct stand_upgrade *site = &stand->scman.site;
	const char *text = smssite_action_text(action);
	bool yes = true;

	/* Meanwhile the parent has time. */
	if (strstr(text, "cancel the jobs") && stand->shape.by_itself && !site->begun) {
		stand->acting = true;
		begin_upgrade(stand);
		stand->acting = false;
	}
	if (strstr(text, "Return it to RECEIVE")) {
		yes = strstr(text, "made by site DPW");
		site->returned += yes;
		if (strstr(text, "1_0AAC9N"))
			stand_die(stand, "a file of the upgrade is offered for return");
	} else if (strstr(text, "has not begun")) {
		yes = !site->begun;
	} else if (strstr(text, "PREINST") || strstr(text, "Order the upgrade")) {
		yes = site->orders;
	} else if (strstr(text, "is active")) {
		yes = site->active;
	}
	return yes ? stand->word : SMSSITE_ANSWER_FAILED;
}

/* -- what must hold ------------------------------------------------------------------------------- */

void activate_look_at_target(const struct stand *stand, const char *target)
{
	if (strstr(target, "SITECFG.BOX/") && stand->scman.running)
		stand_die(stand, "put into the box while SCMAN runs: %s", target);
	if (strstr(target, "RECEIVE/") && !strstr(target, "RECEIVE/TEMP") && stand->scman.executive &&
		stand->scman.site.at != THROUGH)
		stand_die(stand, "put into RECEIVE while the Despooler runs: %s", target);
}

/* In its own place or where the plan has put it; the packages of a bootstrap that was not removed yet in theirs. */
static bool is_somewhere(const struct stand *stand, size_t file)
{
	const char *bytes = files[file].bytes;
	char moved[128];

	if (stand_holds(stand, where(stand, files[file].directory, files[file].name), bytes, strlen(bytes)))
		return true;
	if (strcmp(files[file].directory, IN_RECEIVE) == 0)
		return stand_holds(stand, where(stand, IN_RECEIVE "TEMP/", files[file].name), bytes, strlen(bytes));
	snprintf(moved, sizeof(moved), "QUARANTIN/%s", files[file].name);
	return stand_holds(stand, stand_work(stand, moved), bytes, strlen(bytes));
}

void activate_check(const struct stand *stand, const char *when)
{
	const struct stand_upgrade *site = &stand->scman.site;

	for (size_t i = 0; i < FILES; i++)
		if (!is_somewhere(stand, i))
			stand_die(stand, "%s: %s is lost", when, files[i].name);
	if (site->obeyed)
		stand_die(stand, "%s: the old order to shut down was obeyed", when);
	if (site->orders > 1)
		stand_die(stand, "%s: the upgrade was ordered twice", when);
	if (site->orders && stand->shape.by_itself)
		stand_die(stand, "%s: what the parent does by itself was ordered", when);
}

/* Whether all is as it was found. */
static bool is_back(const struct stand *stand)
{
	for (size_t i = 0; i < FILES; i++)
		if (!stand_holds(stand, where(stand, files[i].directory, files[i].name), files[i].bytes, strlen(files[i].bytes)))
			return false;
	return stand->scman.site.bootstrap && stand->scman.upgrade && stand->scman.running == stand->shape.standing &&
		stand->scman.executive == stand->shape.standing;
}

void activate_check_end(const struct stand *stand, const char *when)
{
	const struct stand_upgrade *site = &stand->scman.site;

	if (stand->outcome == SMSSITE_OUTCOME_DONE && (site->at != THROUGH || !site->active || !stand->scman.executive))
		stand_die(stand, "%s: done, and the site is at %d", when, site->at);
	if (stand->outcome == SMSSITE_OUTCOME_DONE && !stand_has(stand, where(stand, IN_RECEIVE, "30008DPW.INS")))
		stand_die(stand, "%s: what was to be returned is not", when);
	if (stand->outcome == SMSSITE_OUTCOME_UNDONE && !is_back(stand))
		stand_die(stand, "%s: undone, and not as it was", when);
}
