/* SPDX-License-Identifier: MIT */
/* Clients, a site that comes back, a person and a runner. */
#include "rebuild-inside.h"

/* -- clients --------------------------------------------------------------------------------------- */

/* The one .UID file of a server, and its name as it is; 0: none, or several. */
static uint64_t find_named(smssite_tree *tree, char name[16])
{
	smssite_listing *list;
	uint64_t id = 0;
	size_t found = 0;

	if (!rebuild_there(tree, REBUILD_UID_DIRECTORY) || sms_tree_list_exact(tree, REBUILD_UID_DIRECTORY, &list))
		return 0;
	for (size_t i = 0; i < smssite_listing_count(list); i++)
		if (sms_has_extension(smssite_listing_name(list, i), ".UID") &&
			!smssite_smsid_parse(smssite_listing_name(list, i), 8, &id)) {
			snprintf(name, 16, "%s", smssite_listing_name(list, i));
			found++;
		}
	smssite_listing_free(list);
	return found == 1 ? id : 0;
}

uint64_t rebuild_find_uid(smssite_tree *tree)
{
	char name[16];

	return find_named(tree, name);
}

static void take_id(struct rebuild_stand *stand, size_t server)
{
	smssite_tree *tree = stand->memory[server];
	char name[16], after[9], from[64], to[64];
	uint64_t id = find_named(tree, name), next;

	if (!stand->world.shared[server] || !id || smssite_smsid_next(id, &next) ||
		smssite_smsid_counter(id) >= REBUILD_IDS || smssite_smsid_range(id) >= REBUILD_RANGES)
		return;
	smssite_smsid_format(next, after);
	snprintf(from, sizeof(from), "%s/%s", REBUILD_UID_DIRECTORY, name);
	snprintf(to, sizeof(to), "%s/%s.UID", REBUILD_UID_DIRECTORY, after);
	rebuild_must(sms_tree_rename(tree, from, to), from);
	rebuild_must(sms_tree_sync_directory(tree, REBUILD_UID_DIRECTORY), from);
	stand->world.given[smssite_smsid_range(id)][smssite_smsid_counter(id)]++;
}

void rebuild_clients(struct rebuild_stand *stand)
{
	stand->acting = true;
	for (size_t server = 0; server < REBUILD_SERVERS; server++)
		take_id(stand, server);
	stand->acting = false;
}

/* -- the site comes back --------------------------------------------------------------------------- */

/* Where the site that was here left off, by SMS.INI; else at the beginning. */
static uint64_t first_range(const struct rebuild_stand *stand)
{
	static const char key[] = "NextAvailableSiteSMSUniqueID=";
	const char *found;
	uint64_t id = 0;
	char *text;
	void *data;
	size_t size;

	if (stand->forgetful || sms_tree_read_exact(stand->memory[2], "Sms.ini", 4096, &data, &size)) {
		smssite_smsid_parse("Q7Z00000", 8, &id);
		return id;
	}
	text = strndup(data, size);
	found = strstr(text, key);
	if (!found || smssite_smsid_parse(found + strlen(key), 8, &id))
		smssite_smsid_parse("Q7Z00000", 8, &id);
	free(text);
	smssite_free(data);
	return id;
}

static void lay_uid(smssite_tree *tree, uint64_t id)
{
	char name[9], path[64];

	smssite_smsid_format(id, name);
	snprintf(path, sizeof(path), "%s/%s.UID", REBUILD_UID_DIRECTORY, name);
	rebuild_must(smssite_tree_make_directory(tree, REBUILD_UID_DIRECTORY), path);
	rebuild_must(smssite_tree_write_file(tree, path, "", 0), path);
}

static bool create_site(struct rebuild_stand *stand)
{
	struct rebuild_world *world = &stand->world;

	/* A person who is asked again looks, and sees that it was done. */
	if (world->creations)
		return true;
	if (rebuild_there(stand->memory[0], "SMS/SITE.SRV") || rebuild_there(stand->memory[0], "SMS/LEFT.TXT") || world->listed)
		rebuild_die("the site is to be created over one that is there");
	put_directories(stand->memory[0], "SMS");
	put_control_file(stand->memory[0], "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", &control_file_secondary);
	world->next = first_range(stand);
	/* A server that the plan left alone goes on with what it has. */
	for (size_t i = 0; i < REBUILD_SERVERS && !stand->no_uid; i++) {
		if (i && stand->alone && rebuild_find_uid(stand->memory[i]))
			continue;
		lay_uid(stand->memory[i], world->next);
		rebuild_must(smssite_smsid_next_range(world->next, &world->next), "range");
		world->shared[i] = true;
		world->key[i] = !i || world->had_key[i];
	}
	world->creations++;
	world->listed = world->scman = world->executive = true;
	world->manual = false;
	return true;
}

void rebuild_set_ini(struct rebuild_stand *stand, const char *text)
{
	rebuild_write_over(stand->memory[2], "Sms.ini", text);
}

void rebuild_start(struct rebuild_stand *stand)
{
	struct rebuild_world *world = &stand->world;

	/* Without a tree there is nothing that could start. */
	if (!rebuild_there(stand->memory[0], "SMS/SITE.SRV"))
		return;
	world->scman |= !world->manual;
	world->executive = true;
}

/* -- person and runner ----------------------------------------------------------------------------- */

static size_t server_of(const char *name)
{
	return strcmp(name, "EDGE8") == 0;
}

static bool net_share(struct rebuild_stand *stand, size_t server, const char *share, bool away)
{
	bool *shared = &stand->world.shared[server];
	bool done = strncmp(share, "SMS_SHR", 7) != 0 || isalpha((unsigned char)share[7]) || *shared == away;

	if (done && (share[7] == '=' || !share[7]))
		*shared = !away;
	return done;
}

/* A command line: whether it ends with status 0. */
static bool obey(struct rebuild_stand *stand, const smssite_action *action, char *output, size_t size)
{
	const char *words[5] = { "", "", "", "", "" };
	struct rebuild_world *world = &stand->world;
	size_t server = server_of(smssite_action_server(action));
	bool *service;

	for (size_t i = 0; i < 5 && i < smssite_action_word_count(action); i++)
		words[i] = smssite_action_word(action, i);
	if (strcmp(words[0], "REGEDIT") == 0)
		return !stand->no_regedit && rebuild_regedit(stand, server, words);
	if (strcmp(words[0], "PREINST") == 0) {
		world->listed = false;
		return true;
	}
	if (strcmp(words[1], "SHARE") == 0)
		return net_share(stand, server, words[2], strcmp(words[3], "/DELETE") == 0);
	if (!*words[2]) {
		snprintf(output, size, "These Windows NT services are started:\r\n\r\n   EventLog\r\n%s%s\r\n"
			"The command completed successfully.\r\n", world->executive ? "   SMS_EXECUTIVE\r\n" : "",
			world->scman ? "   SMS_SITE_CONFIG_MANAGER\r\n" : "");
		return true;
	}
	service = strcmp(words[2], "SMS_EXECUTIVE") == 0 ? &world->executive : &world->scman;
	*service = strcmp(words[1], "START") == 0;
	return true;
}

/* What a person finds who is asked whether a command was run that nobody has reported on. */
static bool was_run(const struct rebuild_stand *stand, size_t step)
{
	const char *word = smssite_plan_step_word(stand->plan, step, 1);

	if (word && strncmp(word, "/DELSITE", 8) == 0)
		return !stand->world.listed;
	/* The registry is exported and imported once more. */
	return !(word && *word == '/');
}

/* What a question names is made elsewhere and put there. */
static bool bring(struct rebuild_stand *stand, const char *text)
{
	const char *asked = strstr(text, "Is it so: "), *words[5] = { "REGEDIT", "/E", "", "", "" };
	char file[100] = "", key[120] = "";

	if (!asked)
		return false;
	words[2] = file;
	words[3] = key;
	if (sscanf(asked, "Is it so: %99s is there and holds %119[^?]", file, key) != 2) {
		if (sscanf(asked, "Is it so: Next SMS Unique ID is what %99s says", file) != 1)
			return false;
		words[1] = "/S";
	}
	return rebuild_regedit(stand, strstr(text, ", at EDGE8") != NULL, words);
}

static bool do_as_asked(struct rebuild_stand *stand, const smssite_action *action)
{
	const char *text = smssite_action_text(action);
	size_t step = smssite_action_step(action);

	/* A share that was to go, or to come back, as NET SHARE lists it. */
	if (strstr(text, "NET SHARE does not list it?") && strstr(text, "SMS_SHR away"))
		return !stand->world.shared[strstr(text, "at EDGE8") != NULL];
	if (strstr(text, "NET SHARE lists it?") && strstr(text, "again as SMS_SHR,"))
		return stand->world.shared[strstr(text, "at EDGE8") != NULL];
	if (stand->lie && strstr(text, stand->lie))
		return true;
	if (stand->no_regedit && bring(stand, text))
		return true;
	if (step != SMSSITE_NO_INDEX && smssite_plan_step_word_count(stand->plan, step))
		return was_run(stand, step);
	if (strstr(text, "Put the key "))
		return stand->world.key[strstr(text, "of EDGE8") != NULL] |= stand->no_regedit;
	if (strstr(text, "delete the key"))
		stand->world.key[strstr(text, "At EDGE8") != NULL] = false;
	else if (strstr(text, "Look in the Registry Editor at EDGE8"))
		return stand->world.key[1];
	else if (strstr(text, "to start by hand"))
		stand->world.manual = true;
	else if (strstr(text, "create the secondary again"))
		return create_site(stand);
	else if (strstr(text, "At EDGE8 note the comment") || strstr(text, "Keep clients off EDGE8"))
		stand->world.shared[1] = false;
	else if (strstr(text, "At EDGE8 share ") || strstr(text, "Let clients log on to EDGE8"))
		stand->world.shared[1] = true;
	else if (strstr(text, "Put back what people have taken away"))
		stand->world.scman = stand->world.executive = true;
	return true;
}

smssite_status rebuild_answer(struct rebuild_stand *stand, smssite_apply *apply, const smssite_action *action)
{
	smssite_action_kind kind = smssite_action_get_kind(action);
	char output[400] = "";
	bool done = true;
	smssite_status status;

	if (kind == SMSSITE_ACTION_STEP) {
		if (stand->meddle)
			stand->meddle(stand, action);
		return SMSSITE_OK;
	}
	if (kind == SMSSITE_ACTION_DONE) {
		stand->outcome = smssite_action_outcome(action);
		free(stand->text);
		stand->text = strdup(smssite_action_text(action));
		return SMSSITE_OK;
	}
	stand->acting = true;
	if (stand->meddle)
		stand->meddle(stand, action);
	if (kind == SMSSITE_ACTION_ASK && stand->no && strstr(smssite_action_text(action), stand->no))
		done = false;
	else if (kind == SMSSITE_ACTION_RUN)
		done = obey(stand, action, output, sizeof(output));
	else if (kind == SMSSITE_ACTION_ASK)
		done = do_as_asked(stand, action);
	else if (smssite_action_look_again_utc_s(action) > stand->now)
		stand->now = smssite_action_look_again_utc_s(action);
	stand->acting = false;
	for (int tries = 0; tries < 2; tries++) {
		status = smssite_apply_report(apply, done ? SMSSITE_ANSWER_DONE : SMSSITE_ANSWER_FAILED, done ? 0 : 2, output,
			kind == SMSSITE_ACTION_RUN ? strlen(output) : 0, stand->now);
		if (!status)
			break;
	}
	return status;
}
