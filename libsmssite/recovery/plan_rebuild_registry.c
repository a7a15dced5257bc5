/* SPDX-License-Identifier: MIT */
/* The steps of a rebuild at the registries of its servers. What can be exported is exported and read, so that nobody's word
 * alone stands for it: the key before the first change, and again when its services are stopped; that it is gone; the start of
 * SCMAN; Next SMS Unique ID of the new site. Each export goes to the plan's folder at its server. */
#include "recovery/plan_rebuild.h"
#include "recovery/build.h"
#include "recovery/record_evidence.h"

#include <smssite/command.h>
#include <string.h>

#define ARTICLE "Q183347, Rebuilding, "
#define SOFTWARE_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft"
#define SCMAN_KEY "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\" SMS_SCMAN_SERVICE
#define FIRST_SAVE "SMSKEY.REG"
#define LAST_SAVE "SMSKEY2.REG"
#define REMOVED "SMSGONE.REG"
#define RESTORED "SMSBACK.REG"
#define START_TYPE "SCMAN.REG"
#define EXPORTED "NEXT1.REG"
#define RAISED "NEXT2.REG"
#define SEEN "NEXT3.REG"

static const struct sms_rebuild *own_of(const smssite_plan *plan)
{
	return plan->premises.own;
}

/* -- exports --------------------------------------------------------------------------------------- */

static struct sms_place folder_of(const struct sms_rebuild_server *server)
{
	return (struct sms_place){ server->volume, SMS_BASE_FOLDER, "" };
}

/* A file of the plan's folder as typed at the server: beside the SMS root. */
static const char *typed(smssite_plan *plan, const struct sms_rebuild_server *server, const char *name)
{
	const char *directory = server->directory, *end = strrchr(directory, '\\');

	if (!*directory)
		return sms_plan_say(plan, SMS_WORK "\\%s\\%s on the drive of %s that holds its SMS root", plan->id, name, server->name);
	return sms_plan_say(plan, "%.*s\\" SMS_WORK "\\%s\\%s", end ? (int)(end - directory) : (int)strlen(directory), directory, plan->id,
		name);
}

static void no_more(smssite_plan *plan, smssite_status status)
{
	if (status == SMSSITE_NO_MEMORY)
		plan->failed = true;
}

/* A command where the file's name can be typed at the server, else a person: READ looks for the file all the same. */
static struct sms_step *add_export(smssite_plan *plan, enum sms_script script, const struct sms_rebuild_server *server,
	const char *title, const char *name, const char *key)
{
	const char *file = typed(plan, server, name);
	smssite_command *command = NULL;
	smssite_status status = smssite_command_regedit_export(file, key, &command);
	struct sms_step *step;

	no_more(plan, status);
	if (status) {
		step = sms_add_person(plan, script, title, "");
	} else {
		step = sms_add_command(plan, script, server->name, title);
		sms_set_command(plan, step, command);
		step->asks_failed = true;
		step->seen = sms_rebuild_is_exported;
	}
	step->from = step->to = folder_of(server);
	step->from_name = name;
	step->relies_on = sms_plan_say(plan, "REGEDIT of Windows NT 4.0. Windows NT 3.5x has none: there open %s in REGEDT32 and save it "
		"by Registry, Save Key, or export it with REGEDIT of a Windows NT 4.0 that is connected to this registry; the file has "
		"to be %s", key, file);
	step->postcondition = sms_plan_say(plan, "%s is there and holds %s", file, key);
	return step;
}

static struct sms_step *add_reading(smssite_plan *plan, const struct sms_rebuild_server *server, const char *title, const char *name,
	smssite_status (*read)(smssite_apply *, const struct sms_step *, json_t **), smssite_status (*look)(struct sms_reliance *),
	const char *shows)
{
	struct sms_step *step = sms_add_read(plan, title, folder_of(server), read);

	step->from_name = name;
	step->look = look;
	step->postcondition = sms_plan_say(plan, "%s is whole and shows %s", name, shows);
	return step;
}

/* -- the key --------------------------------------------------------------------------------------- */

static bool may_have_key(const struct sms_rebuild_server *server)
{
	return server->kind == SMSSITE_SERVER_WINDOWS_NT && server->volume != SMSSITE_NO_INDEX && server->key != SMS_REGISTRY_GONE;
}

#define EVERY_KEY(server, own) \
	for (const struct sms_rebuild_server *server = (own)->servers; server < (own)->servers + (own)->server_count; server++) \
		if (may_have_key(server))

/* Where no evidence tells. A no is seen to be right when the key would be deleted. */
static size_t add_question(smssite_plan *plan, const struct sms_rebuild_server *server, const char *source)
{
	size_t number = sms_next_step(plan, SMS_FORWARD);
	struct sms_step *step;

	if (server->key != SMS_REGISTRY_UNKNOWN)
		return SMSSITE_NO_INDEX;
	step = sms_add_person(plan, SMS_FORWARD, sms_plan_say(plan, "Look in the Registry Editor at %s for the key " SMS_KEY, server->name),
		"it is there");
	step->declined = "There is no such key, so nothing is saved.";
	step->from = step->to = folder_of(server);
	step->source = source;
	return number;
}

/* At the site server its Next SMS Unique ID is one more reading of the next range. */
static struct sms_step *add_key_reading(smssite_plan *plan, const struct sms_rebuild_server *server, const char *name)
{
	return add_reading(plan, server, sms_plan_say(plan, "Read the saved key of %s", server->name), name,
		server->volume ? sms_rebuild_read_saved : sms_rebuild_read_registry, sms_rebuild_look_saved,
		sms_plan_say(plan, "that the key is of %s", plan->premises.site_code));
}

void sms_rebuild_add_saves(smssite_plan *plan)
{
	const char *source = ARTICLE "warning";

	EVERY_KEY(server, own_of(plan)) {
		size_t question = add_question(plan, server, source), save = sms_next_step(plan, SMS_FORWARD);
		struct sms_step *step = add_export(
			plan, SMS_FORWARD, server, sms_plan_say(plan, "Save " SMS_KEY " of %s", server->name), FIRST_SAVE, SMS_KEY);

		step->source = source;
		if (step->kind == SMSSITE_STEP_COMMAND)
			step->only_if = question;
		else
			step->play = sms_rebuild_play_if_key;
		step = add_key_reading(plan, server, FIRST_SAVE);
		step->guard = question == SMSSITE_NO_INDEX ? save : question;
		step->source = source;
	}
}

/* What undo puts back is what was there when nothing wrote any more, and no older value with it. Behind its READ the file is
 * never written again: go back no further than to the person. */
static void add_removal(smssite_plan *plan, const struct sms_rebuild_server *server)
{
	const char *source = ARTICLE "step 5", *again = "addition: it is put back from this";
	size_t save = sms_next_step(plan, SMS_FORWARD), removal;
	struct sms_step *step = add_export(
		plan, SMS_FORWARD, server, sms_plan_say(plan, "Save " SMS_KEY " of %s as it is now", server->name), LAST_SAVE, SMS_KEY);

	step->play = sms_rebuild_play_if_key;
	step->source = again;
	step = add_key_reading(plan, server, LAST_SAVE);
	step->guard = save;
	step->source = again;
	removal = sms_next_step(plan, SMS_FORWARD);
	step = sms_add_person(plan, SMS_FORWARD,
		sms_plan_say(plan, "At %s delete the key " SMS_KEY " in the Registry Editor", server->name), "the key is not there");
	step->play = sms_rebuild_play_if_key;
	step->from = step->to = folder_of(server);
	step->reversal = SMSSITE_REVERSAL_COMPENSABLE;
	step->source = source;
	add_export(plan, SMS_FORWARD, server, sms_plan_say(plan, "Export what is left beside the key at %s", server->name), REMOVED,
		SOFTWARE_KEY)
		->source = source;
	step = add_reading(plan, server, sms_plan_say(plan, "See that %s has no key " SMS_KEY, server->name), REMOVED,
		sms_rebuild_read_seen, sms_rebuild_look_removed, "the keys around it, and not the key");
	step->guard = removal;
	step->source = source;
}

void sms_rebuild_add_removals(smssite_plan *plan)
{
	EVERY_KEY(server, own_of(plan))
		add_removal(plan, server);
}

/* -- the start of SCMAN ---------------------------------------------------------------------------- */

static bool has_scman(const struct sms_rebuild_server *server)
{
	for (size_t i = 0; i < server->service_count; i++)
		if (strcmp(server->services[i], SMS_SCMAN_SERVICE) == 0)
			return true;
	return false;
}

void sms_rebuild_add_start_type(smssite_plan *plan)
{
	const struct sms_rebuild_server *server = own_of(plan)->servers;
	const char *source = "addition: it starts the other services again";
	size_t number = sms_next_step(plan, SMS_FORWARD);
	struct sms_step *step = sms_add_person(plan, SMS_FORWARD, sms_plan_say(plan, "At %s set " SMS_SCMAN_SERVICE " to start by hand",
		server->name), has_scman(server) ? "it would not start with the machine" :
		"it would not start with the machine, or it is not installed");

	step->source = source;
	if (!has_scman(server))
		return;
	add_export(plan, SMS_FORWARD, server, "Export how " SMS_SCMAN_SERVICE " starts", START_TYPE, SCMAN_KEY)->source = source;
	step = add_reading(plan, server, "See that " SMS_SCMAN_SERVICE " starts by hand", START_TYPE, sms_rebuild_read_seen,
		sms_rebuild_look_manual, "that it does not start with the machine");
	step->guard = number;
	step->source = source;
}

/* -- Next SMS Unique ID ---------------------------------------------------------------------------- */

static void add_next_reading(smssite_plan *plan, const char *export, const char *read, const char *name)
{
	const struct sms_rebuild_server *server = own_of(plan)->servers;
	const char *source = ARTICLE "step 10, before step 9: a server that gets a range meanwhile must not get an old one";
	size_t number = sms_next_step(plan, SMS_FORWARD);
	struct sms_step *step;

	add_export(plan, SMS_FORWARD, server, export, name, SMS_KEY)->source = source;
	step = add_reading(plan, server, read, name, sms_rebuild_read_registry, sms_rebuild_look_next,
		"the value");
	step->guard = number;
	step->source = ARTICLE "step 10";
}

static struct sms_step *add_import(smssite_plan *plan, enum sms_script script, const struct sms_rebuild_server *server,
	const char *title, const char *name)
{
	const char *file = typed(plan, server, name);
	smssite_command *command = NULL;
	smssite_status status = smssite_command_regedit_import(file, &command);
	struct sms_step *step;

	no_more(plan, status);
	if (status)
		return sms_add_person(plan, script, title, "");
	step = sms_add_command(plan, script, server->name, title);
	sms_set_command(plan, step, command);
	step->asks_failed = true;
	return step;
}

void sms_rebuild_add_next_range(smssite_plan *plan)
{
	const struct sms_rebuild_server *server = own_of(plan)->servers;
	const char *source = ARTICLE "step 10";
	size_t export = sms_next_step(plan, SMS_FORWARD);
	struct sms_step *step;

	add_next_reading(plan, "Export the new site's registry", "Read Next SMS Unique ID", EXPORTED);
	step = sms_add_write(plan, "Write the next range as a registry file: never lower than what is there, nor than any range seen",
		folder_of(server), RAISED, NULL, 0);
	step->make = sms_rebuild_make_reg;
	/* A person may have to say what is free. */
	step->guard = export;
	step->source = source;
	step = add_import(plan, SMS_FORWARD, server, "Set Next SMS Unique ID", RAISED);
	step->otherwise = sms_rebuild_say_next;
	step->relies_on = "REGEDIT of Windows NT 4.0. Windows NT 3.5x has none: there the value is set in REGEDT32";
	step->postcondition = sms_plan_say(plan, "Next SMS Unique ID is what %s says", typed(plan, server, RAISED));
	step->source = source;
}

size_t sms_rebuild_add_next_proof(smssite_plan *plan)
{
	size_t export = sms_next_step(plan, SMS_FORWARD);

	add_next_reading(plan, "Export the registry again", "Read Next SMS Unique ID again", SEEN);
	return export;
}

/* -- back ------------------------------------------------------------------------------------------ */

/* The READ behind which the key may be deleted: from then on it may have to be put back. */
static size_t last_save_of(const smssite_plan *plan, const struct sms_rebuild_server *server)
{
	const struct sms_steps *forward = &plan->scripts[SMS_FORWARD];

	for (size_t i = 0; i < forward->count; i++)
		if (forward->step[i].kind == SMSSITE_STEP_READ && forward->step[i].look == sms_rebuild_look_saved &&
			forward->step[i].from.volume == server->volume && strcmp(forward->step[i].from_name, LAST_SAVE) == 0)
			return i;
	return SMSSITE_NO_INDEX;
}

/* Nothing of it is to be done where no key was saved. */
static void when_saved(struct sms_step *step, size_t saved)
{
	step->undoes = saved;
	step->needless = sms_rebuild_is_key_needless;
	if (step->kind != SMSSITE_STEP_COMMAND)
		step->play = sms_rebuild_play_key_back;
}

static void add_key_back(smssite_plan *plan, const struct sms_rebuild_server *server, size_t saved)
{
	size_t number = sms_next_step(plan, SMS_UNDO);
	struct sms_step *step = add_import(plan, SMS_UNDO, server, sms_plan_say(plan, "Put the key " SMS_KEY " of %s back", server->name),
		LAST_SAVE);

	when_saved(step, saved);
	step->relies_on = sms_plan_say(plan, "%s. Windows NT 3.5x has no REGEDIT: there the key is made in REGEDT32 and restored by "
		"Registry, Restore", typed(plan, server, LAST_SAVE));
	step->postcondition = "the key is there again, with what was in it";
	when_saved(add_export(plan, SMS_UNDO, server, sms_plan_say(plan, "Export the key of %s that was put back", server->name), RESTORED,
		SMS_KEY), saved);
	step = sms_step_add(plan, SMS_UNDO, SMSSITE_STEP_CHECK, sms_plan_say(plan, "See that %s has its key again", server->name));
	when_saved(step, saved);
	step->from = step->to = folder_of(server);
	step->from_name = RESTORED;
	step->look = sms_rebuild_look_saved;
	step->guard = number;
}

void sms_rebuild_add_keys_back(smssite_plan *plan)
{
	EVERY_KEY(server, own_of(plan))
		add_key_back(plan, server, last_save_of(plan, server));
}
