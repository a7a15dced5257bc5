/* SPDX-License-Identifier: MIT */
/* The steps of a rebuild, in the article's order. What the article does not say is marked in the step's source. */
#include "recovery/plan_rebuild.h"
#include "recovery/build.h"
#include "base/text.h"

#include <smssite/command.h>
#include <string.h>

#define ARTICLE "Q183347, Rebuilding, "
/* Sites window, up to half an hour late (Q183347); installing a secondary takes hours over a slow link. */
#define ACTIVE_FOR_S (INT64_C(24) * 3600)
#define ASK_AGAIN_S 300
#define LOOK_S 60

static const struct sms_rebuild *own_of(const smssite_plan *plan)
{
	return plan->premises.own;
}

static bool is_nt(const struct sms_rebuild_server *server)
{
	return server->kind == SMSSITE_SERVER_WINDOWS_NT;
}

static struct sms_place uid_place(const struct sms_rebuild_server *server)
{
	return (struct sms_place){ server->volume, SMS_BASE_ROOT, SMS_UID_PATH };
}

static void person(smssite_plan *plan, const char *title, const char *question, const char *source)
{
	sms_add_person(plan, SMS_FORWARD, title, question)->source = source;
}

static const char *names_of(smssite_plan *plan, bool nt_only)
{
	const struct sms_rebuild *own = own_of(plan);
	const char *text = "";

	for (size_t i = 0; i < own->server_count; i++)
		if (!nt_only || is_nt(&own->servers[i]))
			text = sms_plan_say(plan, "%s%s%s", text, *text ? ", " : "", own->servers[i].name);
	return text;
}

/* -- before the first change ----------------------------------------------------------------------- */

static void add_confirmations(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;

	person(plan, "Have the password of the service account at hand",
		sms_plan_say(plan, "the password is known, nothing gives it back once the services are gone; and the account may log on "
			"as a service on %s", names_of(plan, true)), "addition: the services are installed anew with it");
	person(plan, sms_plan_say(plan, "Update the Emergency Repair Disk of %s", names_of(plan, true)),
		"each disk is updated; a mistake in "
		"the Registry Editor can make it necessary to install Windows NT again",
		ARTICLE "warning");
	person(plan, sms_plan_say(plan, "At the parent %s cancel the jobs whose target is %s", premises->parent_code,
		premises->site_code), "no job for the site is left: a package that is under way would reach the new site's Bootstrap",
		"addition");
	person(plan, sms_plan_say(plan, "See that no other site has a domain of %s with \"Use All Detected Servers\"", premises->site_code),
		"no other site would take the logon servers over while they are without an owner", "addition: Q270218");
	sms_rebuild_ask_creation(plan);
	person(plan, "Read the notes of this plan: what goes with the tree is listed there", "it can be lost, or it was seen to",
		"addition");
	sms_rebuild_add_saves(plan);
}

static struct sms_step *read_uid(smssite_plan *plan, const struct sms_rebuild_server *server, const char *title, struct sms_place place)
{
	struct sms_step *step = sms_add_read(plan, sms_plan_say(plan, title, server->name), place, sms_rebuild_read_uid);

	step->actor = "smssite";
	return step;
}

#define EVERY_TREE(server, own) \
	for (const struct sms_rebuild_server *server = (own)->servers; server < (own)->servers + (own)->server_count; server++) \
		if (server->volume != SMSSITE_NO_INDEX)

static void add_first_reading(smssite_plan *plan)
{
	EVERY_TREE(server, own_of(plan))
		read_uid(plan, server, "Read the name of the .UID file of %s", uid_place(server))->source = ARTICLE "step 1";
}

/* -- services -------------------------------------------------------------------------------------- */

/* SCMAN first: it starts the others again. */
static void add_stops(smssite_plan *plan, const struct sms_rebuild_server *server, const char *source)
{
	bool site_server = server == own_of(plan)->servers;

	if (site_server) {
		sms_add_stop(plan, SMS_FORWARD, server->name, sms_scman_alone)->source = source;
		sms_add_stop(plan, SMS_FORWARD, server->name, sms_executive_alone)->source = source;
	}
	for (size_t i = 0; i < server->service_count; i++) {
		const char *const *service = &server->services[i];

		if (!site_server || (strcmp(*service, SMS_SCMAN_SERVICE) != 0 && strcmp(*service, SMS_EXECUTIVE_SERVICE) != 0))
			sms_add_stop(plan, SMS_FORWARD, server->name, service)->source = source;
	}
}

static void add_all_stops(smssite_plan *plan)
{
	const struct sms_rebuild *own = own_of(plan);

	for (size_t i = 0; i < own->server_count; i++)
		add_stops(plan, &own->servers[i], ARTICLE "step 2");
	sms_rebuild_add_start_type(plan);
}

/* -- shares ---------------------------------------------------------------------------------------- */

/* The names were looked at, so what fails is memory. */
static void set(smssite_plan *plan, struct sms_step *step, smssite_status status, smssite_command *command)
{
	if (status)
		plan->failed = true;
	else
		sms_set_command(plan, step, command);
}

static struct sms_step *add_share_away(smssite_plan *plan, const struct sms_rebuild_server *server,
	const struct sms_rebuild_share *share, const char *title)
{
	struct sms_step *step = sms_add_command(plan, SMS_FORWARD, server->name, sms_plan_say(plan, title, share->name));
	smssite_command *command = NULL;
	smssite_status status;

	status = smssite_command_net_share_delete(share->name, &command);
	set(plan, step, status, command);
	step->reversal = SMSSITE_REVERSAL_COMPENSABLE;
	step->may_lose = "connections of clients that use it now";
	step->postcondition = "NET SHARE does not list it";
	step->asks_failed = true;
	return step;
}

/* NET SHARE gives everyone full access, which is what SMS gives (Resource Guide); the comment is read by services and must be
 * what it was. */
static struct sms_step *add_share_again(smssite_plan *plan, enum sms_script script, const struct sms_rebuild_server *server,
	const struct sms_rebuild_share *share)
{
	struct sms_step *step = sms_add_command(plan, script, server->name, sms_plan_say(plan, "Share %s again as %s", share->path,
		share->name));

	step->words[0] = "NET";
	step->words[1] = "SHARE";
	step->words[2] = sms_plan_say(plan, "%s=%s", share->name, share->path);
	step->word_count = 3;
	if (*share->comment)
		step->words[step->word_count++] = sms_plan_say(plan, "/REMARK:%s", share->comment);
	step->postcondition = "NET SHARE lists it";
	step->asks_failed = true;
	return step;
}

static void add_shares(smssite_plan *plan)
{
	const struct sms_rebuild *own = own_of(plan);

	for (size_t i = 0; i < own->server_count; i++) {
		const struct sms_rebuild_server *server = &own->servers[i];

		if (server->volume == SMSSITE_NO_INDEX)
			continue;
		for (size_t j = 0; j < server->share_count; j++)
			add_share_away(plan, server, &server->shares[j], "Take the share %s away")->source = ARTICLE "step 3";
		if (server->kind == SMSSITE_SERVER_NETWARE)
			person(plan,
				sms_plan_say(plan, "Keep clients off %s: take their rights to %s\\LOGON.SRV away, or disable logins",
					server->name, server->directory),
				"no client can reach the directory", "addition: a NetWare server has no share of SMS");
		else if (!is_nt(server) && !server->share_count)
			person(plan, sms_plan_say(plan, "At %s take away SMS_SHR and SMS_SHRx", server->name),
				"NET SHARE does not list them", ARTICLE "step 3");
	}
}

/* -- trees ----------------------------------------------------------------------------------------- */

static bool is_listed(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static const struct sms_plan_file *root_directory(smssite_plan *plan, size_t volume)
{
	const struct sms_premises *premises = &plan->premises;
	const char *root = volume ? premises->volumes[volume - 1].root : premises->root, *name = strrchr(root, '/');
	struct sms_plan_file *file = sms_plan_array(plan, 1, sizeof(*file));

	if (!file)
		return &premises->master;
	*file = (struct sms_plan_file){ .name = name ? name + 1 : root, .mtime_utc_s = SMSSITE_NO_TIME, .directory = true };
	return file;
}

/* A server that was started again meanwhile has started its services; what it answers guards the step behind it, after an
 * interruption too. NO_INDEX: a server without services of Windows NT. */
static size_t add_stopped_list(smssite_plan *plan, const struct sms_rebuild_server *server, const char *source)
{
	bool site_server = server == own_of(plan)->servers;
	size_t number = sms_next_step(plan, SMS_FORWARD), count = server->service_count;
	const char **services = sms_plan_array(plan, count + 2, sizeof(*services));
	struct sms_step *step;

	if (!services || !is_nt(server) || (!count && !site_server))
		return SMSSITE_NO_INDEX;
	for (size_t i = 0; i < count; i++)
		services[i] = server->services[i];
	if (site_server && !is_listed(services, count, SMS_SCMAN_SERVICE))
		services[count++] = SMS_SCMAN_SERVICE;
	if (site_server && !is_listed(services, count, SMS_EXECUTIVE_SERVICE))
		services[count++] = SMS_EXECUTIVE_SERVICE;
	step = sms_add_list(plan, SMS_FORWARD, server->name, sms_plan_say(plan, "See that no service of SMS runs at %s", server->name),
		SMS_EXPECT_STOPPED, services, count);
	step->relied = true;
	step->relies_on = sms_plan_say(plan, "not running: %s", sms_joined(plan, services, count));
	step->postcondition = "the list names none of them";
	step->source = source;
	return number;
}

static void add_tree(smssite_plan *plan, const struct sms_rebuild_server *server)
{
	const struct sms_plan_file *root = root_directory(plan, server->volume);
	struct sms_place top = { server->volume, SMS_BASE_TOP, "" }, quarantine = { server->volume, SMS_BASE_FOLDER, SMS_QUARANTINE };
	struct sms_step *step;
	size_t guard = add_stopped_list(plan, server, ARTICLE "step 2: they may have been started again");

	step = read_uid(plan, server, "Read the name of the .UID file of %s again: no share leads to it any more", uid_place(server));
	step->source = "addition: clients went on until now; the names that are read from here on count";
	step = sms_add_move(plan, SMS_FORWARD, sms_plan_say(plan, "Move the tree of %s to " SMS_WORK "\\%s\\" SMS_QUARANTINE,
		server->name, plan->id), root, top, quarantine);
	step->guard = guard;
	step->relies_on = "no service of the site runs, no share leads into it";
	step->may_lose = "what the notes list; it is kept in the quarantine";
	step->postcondition = "the directory is in quarantine whole";
	step->source = ARTICLE "step 4, moved instead of deleted";
	quarantine.path = sms_plan_say(plan, SMS_QUARANTINE "/%s/" SMS_UID_PATH, root->name);
	step = read_uid(plan, server, "Read the name of the .UID file of %s in the quarantine, out of every client's reach", quarantine);
	step->source = "addition: this is the last that was given";
}

static void add_trees(smssite_plan *plan)
{
	EVERY_TREE(server, own_of(plan))
		add_tree(plan, server);
}

/* -- SMS.INI --------------------------------------------------------------------------------------- */

static void add_ini(smssite_plan *plan)
{
	const struct sms_rebuild *own = own_of(plan);
	struct sms_place top = { own->boot_volume, SMS_BASE_TOP, "" }, backup = { own->boot_volume, SMS_BASE_FOLDER, SMS_BACKUP };
	const char *source = "addition: Q127052, the new site begins there; what it gives by itself is then of a fresh range";
	struct sms_step *step;
	size_t reading;

	if (own->boot_volume == SMSSITE_NO_INDEX) {
		step = sms_add_person(plan, SMS_FORWARD,
			sms_plan_say(plan,
				"In C:\\SMS.INI of %s, section [Local], set NextAvailableSiteSMSUniqueID=%s, or the first id of "
				"the range behind the highest .UID file if that is higher",
				own->servers[0].name, own->next_range),
			"the line is there, and it is not lower than before");
		step->play = sms_rebuild_play_ini;
		step->source = source;
		return;
	}
	reading = sms_next_step(plan, SMS_FORWARD);
	step = sms_add_read(plan, "Read C:\\SMS.INI", top, sms_rebuild_read_ini);
	step->source = source;
	step = sms_step_add(plan, SMS_FORWARD, SMSSITE_STEP_COPY, "Copy C:\\SMS.INI to the plan's folder");
	step->names = reading;
	step->from = top;
	step->to = backup;
	step->source = source;
	step = sms_add_write(plan, "Write the next range into C:\\SMS.INI, section [Local], NextAvailableSiteSMSUniqueID", top, "SMS.INI",
		NULL, 0);
	step->make = sms_rebuild_make_ini;
	step->replaces = reading;
	step->reversal = SMSSITE_REVERSAL_COMPENSABLE;
	step->relies_on = "SMS.INI as it was read; the value is never lowered";
	step->source = source;
}

/* -- the parent ------------------------------------------------------------------------------------ */

static void add_delsite(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;
	const struct sms_rebuild *own = own_of(plan);
	smssite_command *command = NULL;
	smssite_status status;
	struct sms_step *step;

	if (own->forgotten)
		return;
	step = sms_add_command(plan, SMS_FORWARD, *own->parent_server ? own->parent_server : premises->parent_code,
		sms_plan_say(plan, "Delete %s from the hierarchy", premises->site_code));
	status = smssite_command_preinst_delsite(SMSSITE_PRODUCT_SMS_1, premises->site_code, premises->parent_code, &command);
	set(plan, step, status, command);
	step->reversal = SMSSITE_REVERSAL_FINAL;
	step->relies_on = "run in SMS\\SITE.SRV\\X86.BIN of the primary";
	step->may_lose = "the properties of the site at the parent; its inventory is stranded until the site is back: do not delete "
		"those clients";
	step->postcondition = "the Sites window does not show the site";
	step->source = ARTICLE "step 6";
	plan->point_of_no_return = sms_next_step(plan, SMS_FORWARD) - 1;
	step = sms_add_person(plan, SMS_FORWARD, sms_plan_say(plan, "Refresh the Sites window of %s", premises->parent_code),
		sms_plan_say(
			plan, "%s is not there any more; a message about machines outside the Sites tree is normal", premises->site_code));
	step->judge = sms_rebuild_judge_gone;
	step->patience_s = ACTIVE_FOR_S;
	step->again_s = ASK_AGAIN_S;
	step->source = ARTICLE "step 6";
}

static void wait_uid(smssite_plan *plan, const struct sms_rebuild_server *server)
{
	struct sms_step *step = sms_add_wait(plan, SMS_FORWARD, sms_plan_say(plan, "Wait for the .UID file of %s", server->name),
		sms_rebuild_ready_uid);

	step->from = step->to = uid_place(server);
	step->look_s = LOOK_S;
	step->postcondition = "there is one, of a fresh range";
	step->source = "addition";
}

static void add_recreation(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;
	const struct sms_rebuild *own = own_of(plan);
	struct sms_step *step;

	step = sms_add_person(plan, SMS_FORWARD,
		sms_plan_say(plan,
			"At %s create the secondary again: code %s, name \"%s\", server %s, domain "
			"%s, directory %s%s",
			premises->parent_code, premises->site_code, own->site_name, own->servers[0].name, own->domain, own->directory,
			own->local_setup
				? sms_plan_say(plan,
					  "; only SNA leads there, and no job for a bootstrap is sent: run SMS Setup at %s first, it "
					  "installs Bootstrap and SNA Receiver",
					  own->servers[0].name)
				: ""),
		"the creation was started, with the same site code");
	step->look = sms_rebuild_look_gone;
	step->relies_on = sms_plan_say(plan, "%s is not there (event 379); what was checked before the first change", own->directory);
	step->source = ARTICLE "step 7: the same code is essential";
	/* Nothing was deleted at the parent; but what goes back from here on would go over the new site. */
	if (own->forgotten) {
		step->reversal = SMSSITE_REVERSAL_FINAL;
		plan->point_of_no_return = sms_next_step(plan, SMS_FORWARD) - 1;
	}
	step = sms_add_person(plan, SMS_FORWARD, "Wait for the site to come up", sms_plan_say(plan, "the Sites window shows %s as active",
		premises->site_code));
	step->judge = sms_rebuild_judge_active;
	step->patience_s = ACTIVE_FOR_S;
	step->again_s = ASK_AGAIN_S;
	step->source = ARTICLE "step 7";
	for (size_t i = 1; i < own->server_count; i++)
		person(plan,
			sms_plan_say(plan, "At %s add %s to the domains of the site's properties, if it is not there",
				premises->parent_code, own->servers[i].name),
			"the logon server is in the properties", ARTICLE "step 8");
	EVERY_TREE(server, own)
		wait_uid(plan, server);
	step = sms_step_add(plan, SMS_FORWARD, SMSSITE_STEP_PERSON, sms_plan_say(plan, "At %s set the properties of the site again",
		premises->parent_code));
	step->actor = "person";
	step->play = sms_rebuild_play_compare;
	step->postcondition = "old and new master were compared, what is missing was entered";
	step->source = "addition";
}

/* -- clients stay off ------------------------------------------------------------------------------ */

#define OFF_AGAIN "addition: SCMAN has shared it again; no id is given until every name is right"

/* SMS_SHRx lets clients read only: it is SMS_SHR through which they take ids. */
static const struct sms_rebuild_share *client_share(const struct sms_rebuild_server *server)
{
	for (size_t i = 0; i < server->share_count; i++)
		if (strcmp(server->shares[i].name, "SMS_SHR") == 0 && *server->shares[i].path)
			return &server->shares[i];
	return NULL;
}

/* Between the moment SCMAN shares it and this one clients take ids of fresh ranges, which are listed at the end. */
static void keep_off(smssite_plan *plan)
{
	EVERY_TREE(server, own_of(plan)) {
		const struct sms_rebuild_share *share = client_share(server);

		if (server->kind == SMSSITE_SERVER_NETWARE)
			person(plan,
				sms_plan_say(plan, "Keep clients off %s again: take their rights to %s\\LOGON.SRV away, or disable logins",
					server->name, server->directory),
				"no client can reach the directory", OFF_AGAIN);
		else if (share && server->shares_seen)
			add_share_away(plan, server, share, "Take the share %s away again")->source = OFF_AGAIN;
		else
			person(plan, sms_plan_say(plan, "At %s note the comment and the rights of SMS_SHR, and take it away again",
				server->name), "NET SHARE does not list it; its comment is noted", OFF_AGAIN);
	}
}

static void let_on(smssite_plan *plan)
{
	const char *source = "addition: every name is right";

	EVERY_TREE(server, own_of(plan)) {
		const struct sms_rebuild_share *share = client_share(server);

		if (server->kind == SMSSITE_SERVER_NETWARE)
			person(plan, sms_plan_say(plan, "Let clients log on to %s again", server->name), "they can", source);
		else if (share && server->shares_seen)
			add_share_again(plan, SMS_FORWARD, server, share)->source = source;
		else
			person(plan,
				sms_plan_say(plan, "At %s share %s\\LOGON.SRV again as SMS_SHR, with the comment and the rights it had",
					server->name, server->directory),
				"NET SHARE lists it", source);
	}
}

/* -- ids ------------------------------------------------------------------------------------------- */

/* Before the next range is written, which is to be above all of them. */
static void add_fresh_reading(smssite_plan *plan)
{
	EVERY_TREE(server, own_of(plan))
		read_uid(plan, server, "Read the name of the new .UID file of %s", uid_place(server))->source =
			"addition: what clients took of the fresh range is known by it";
}

static void add_renames(smssite_plan *plan)
{
	struct sms_step *step;
	size_t proof;

	EVERY_TREE(server, own_of(plan)) {
		size_t guard = add_stopped_list(plan, own_of(plan)->servers, "addition: nothing gives a range away while names change");

		step = sms_step_add(plan, SMS_FORWARD, SMSSITE_STEP_RENAME,
			sms_plan_say(plan, "Give the .UID file of %s its name back", server->name));
		step->from = step->to = uid_place(server);
		step->from_name = step->to_name = "";
		step->play = sms_rebuild_play_uid;
		step->guard = guard;
		step->merges = true;
		step->reversal = SMSSITE_REVERSAL_FINAL;
		step->relies_on = "the names that count; one that moved on meanwhile is read again";
		step->postcondition = "the name is not below any that was seen, and replaced none";
		step->source = ARTICLE "step 9";
	}
	proof = sms_rebuild_add_next_proof(plan);
	step = sms_add_check(plan, "See that no range has two owners and none goes back", sms_rebuild_look_ids);
	step->guard = proof;
	step->relies_on = "one .UID file on each server, each of another range; Next SMS Unique ID above all of them";
	step->source = "addition";
}

static void add_ending(smssite_plan *plan)
{
	const struct sms_rebuild *own = own_of(plan);

	sms_add_start(plan, SMS_FORWARD, own->servers[0].name, sms_scman_alone)->source = "addition: SCMAN starts the others";
	sms_add_start(plan, SMS_FORWARD, own->servers[0].name, sms_executive_alone)->source = "addition";
	person(plan, "Run the logon script or RUNSMS at one client of each logon server", "it was verified, and its id is the one it had",
		"addition");
}

/* -- back ------------------------------------------------------------------------------------------ */

static void add_share_back(smssite_plan *plan, const struct sms_rebuild_server *server, const struct sms_rebuild_share *share)
{
	const struct sms_steps *forward = &plan->scripts[SMS_FORWARD];
	size_t undoes = SMSSITE_NO_INDEX;

	for (size_t i = forward->count; i > 0; i--)
		if (forward->step[i - 1].word_count == 5 && strcmp(forward->step[i - 1].words[1], "SHARE") == 0 &&
			strcmp(forward->step[i - 1].words[2], share->name) == 0 && strcmp(forward->step[i - 1].actor, server->name) == 0)
			undoes = i - 1;
	if (*share->path)
		add_share_again(plan, SMS_UNDO, server, share)->undoes = undoes;
}

/* Which services ran before, and which the failed site did not even have, people know. */
static void leave_services(smssite_plan *plan, size_t first)
{
	struct sms_steps *undo = &plan->scripts[SMS_UNDO];
	size_t kept = first;

	for (size_t i = first; i < undo->count; i++)
		if (undo->step[i].kind != SMSSITE_STEP_COMMAND)
			undo->step[kept++] = undo->step[i];
	undo->count = kept;
}

/* Keys while no service has its programs, so that none has written since; then trees, then shares, to which clients come. */
static void add_undo(smssite_plan *plan)
{
	const struct sms_rebuild *own = own_of(plan);
	struct sms_step *step;
	size_t keys;

	sms_rebuild_add_keys_back(plan);
	keys = sms_next_step(plan, SMS_UNDO);
	sms_add_undo(plan, NULL, 0);
	leave_services(plan, keys);
	for (size_t i = 0; i < own->server_count; i++)
		for (size_t j = 0; j < own->servers[i].share_count; j++)
			add_share_back(plan, &own->servers[i], &own->servers[i].shares[j]);
	step = sms_add_person(plan, SMS_UNDO,
		"Put back what people have taken away: set SMS_SITE_CONFIG_MANAGER to start with the machine, start "
		"the services that ran, give NetWare clients their rights",
		"it is as it was before the plan");
	step->reversal = SMSSITE_REVERSAL_NOTHING;
}

/* -- the whole ------------------------------------------------------------------------------------- */

static void add_notes(smssite_plan *plan)
{
	const struct sms_rebuild *own = own_of(plan);

	for (size_t i = 0; i < own->lost_count; i++)
		sms_plan_add_note(plan, own->lost[i]);
	for (size_t i = 0; i < own->server_count; i++)
		if (own->servers[i].volume == SMSSITE_NO_INDEX)
			sms_plan_add_note(
				plan, sms_plan_say(plan,
					      "%s is not in view: nothing is done there. If its tree is ever lost it gets a fresh "
					      "range; its old one is never used again.",
					      own->servers[i].name));
	if (own->forgotten)
		sms_plan_add_note(plan, "The parent does not list the site any more: it is not deleted there again.");
	sms_plan_add_note(plan, "Every client is verified at its next logon, as after a service pack.");
	sms_plan_add_note(plan, "Instructions of the Package Command Manager go with the tree: send the packages again by new jobs.");
	sms_plan_add_note(plan, "Shared applications that are installed once ask their users again.");
	sms_plan_add_note(plan, "Inventory of the site is stranded at the parent until the site is back: do not delete those clients.");
	sms_plan_add_note(plan, "Shares of packages (SMS_PKGx) and of shared applications stay.");
	sms_plan_add_note(plan, "Ids that are given out while the plan runs are listed at its end.");
}

void sms_rebuild_build(smssite_plan *plan)
{
	add_confirmations(plan);
	add_first_reading(plan);
	add_all_stops(plan);
	add_shares(plan);
	add_trees(plan);
	sms_rebuild_add_removals(plan);
	add_ini(plan);
	add_delsite(plan);
	add_recreation(plan);
	add_stops(plan, &own_of(plan)->servers[0], "addition: nothing gives a range away while names change");
	keep_off(plan);
	add_fresh_reading(plan);
	sms_rebuild_add_next_range(plan);
	add_renames(plan);
	let_on(plan);
	add_ending(plan);
	add_undo(plan);
	add_notes(plan);
}
