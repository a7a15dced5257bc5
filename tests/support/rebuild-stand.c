/* SPDX-License-Identifier: MIT */
#include "rebuild-stand.h"
#include "../unit/site/fixture.h"
#include "tree/tree.h"

#include <ctype.h>
#include <stdio.h>

#define KEY "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"
#define MAINTMAN KEY "\\Components\\SMS_MAINTENANCE_MANAGER]\r\n\"Next SMS Unique ID\"="
/* Path=D:\SMS\LOGON.SRV, Remark=Q7Z */
#define SHARE "\"SMS_SHR\"=hex(7):50,61,74,68,3d,44,3a,5c,53,4d,53,5c,4c,4f,47,4f,4e,2e,53,52,56,00,52,65,6d,61,72,6b,3d,51,37,5a,00,00\r\n"
#define SMS_INI "[Local]\r\nNetCardID=1\r\n; kept\r\n"

static const char registry_text[] = "REGEDIT4\r\n\r\n" KEY "\\Identification]\r\n\"Site Code\"=\"Q7Z\"\r\n\r\n" MAINTMAN
	"\"Q7Z02000\"\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Shares]\r\n" SHARE;
static const char services_text[] = "SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE running\n";

__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n");
	abort();
}

static void must(smssite_status status, const char *what)
{
	if (status)
		die("the stand itself: %s: %s", what, smssite_error_message());
}

static bool there(smssite_tree *tree, const char *path)
{
	struct smssite_tree_stat stat;

	return !sms_tree_stat_exact(tree, path, &stat);
}

static void write_over(smssite_tree *tree, const char *path, const char *text)
{
	if (there(tree, path))
		must(sms_tree_remove(tree, path), path);
	must(smssite_tree_write_file(tree, path, text, strlen(text)), path);
}

/* -- clients --------------------------------------------------------------------------------------- */

static const char *uid_directory = "SMS/LOGON.SRV/SMSID";

/* The one .UID file of a server; 0: none, or several. */
static uint64_t find_uid(smssite_tree *tree)
{
	smssite_listing *list;
	uint64_t id = 0;
	size_t found = 0;

	if (!there(tree, uid_directory) || sms_tree_list_exact(tree, uid_directory, &list))
		return 0;
	for (size_t i = 0; i < smssite_listing_count(list); i++)
		if (strstr(smssite_listing_name(list, i), ".UID") && !smssite_smsid_parse(smssite_listing_name(list, i), 8, &id))
			found++;
	smssite_listing_free(list);
	return found == 1 ? id : 0;
}

static void take_id(struct rebuild_stand *stand, size_t server)
{
	smssite_tree *tree = stand->memory[server];
	uint64_t id = find_uid(tree), next;
	char name[9], after[9], from[64], to[64];

	if (!stand->world.shared[server] || !id || smssite_smsid_next(id, &next) ||
		smssite_smsid_counter(id) >= REBUILD_IDS || smssite_smsid_range(id) >= REBUILD_RANGES)
		return;
	smssite_smsid_format(id, name);
	smssite_smsid_format(next, after);
	snprintf(from, sizeof(from), "%s/%s.UID", uid_directory, name);
	snprintf(to, sizeof(to), "%s/%s.UID", uid_directory, after);
	must(sms_tree_rename(tree, from, to), from);
	must(sms_tree_sync_directory(tree, uid_directory), from);
	stand->world.given[smssite_smsid_range(id)][smssite_smsid_counter(id)]++;
}

void rebuild_clients(struct rebuild_stand *stand)
{
	stand->acting = true;
	for (size_t server = 0; server < REBUILD_SERVERS; server++)
		take_id(stand, server);
	stand->acting = false;
}

/* -- operations ------------------------------------------------------------------------------------ */

static void die_behind(struct rebuild_stand *stand)
{
	for (size_t i = 0; i < REBUILD_TREES; i++)
		stand->faulty[i]->stop_at = stand->faulty[i]->count + 1;
}

static void look_at_operation(void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to)
{
	struct rebuild_stand *stand = cookie;
	bool writes = kind >= FAULTY_OPEN_CREATE && kind != FAULTY_LOCK;

	(void)path, (void)to;
	if (stand->acting)
		return;
	stand->count++;
	stand->writes += writes;
	if (stand->hurry && stand->count % stand->hurry == 0)
		rebuild_clients(stand);
	if (stand->stops && writes && stand->writes == stand->stop_after)
		die_behind(stand);
	if (stand->fail_at && (stand->count == stand->fail_at || (stand->fail_on && stand->count > stand->fail_at))) {
		faulty->fail_at = faulty->count;
		faulty->fail_status = stand->fail_status;
	}
}

static void watch(struct rebuild_stand *stand)
{
	for (size_t i = 0; i < REBUILD_TREES; i++) {
		stand->tree[i] = faulty_tree_new(stand->memory[i], &stand->faulty[i]);
		if (!stand->tree[i])
			abort();
		stand->faulty[i]->hook = look_at_operation;
		stand->faulty[i]->cookie = stand;
	}
}

/* -- setting up ------------------------------------------------------------------------------------ */

static smssite_snapshot *see(smssite_tree *tree, bool site_server)
{
	smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	smssite_registry *registry;
	smssite_services *services;

	must(smssite_sources_set_liveness(sources, SMSSITE_LIVENESS_LIVE), "sources");
	if (site_server) {
		must(smssite_registry_parse(registry_text, strlen(registry_text), &registry), "registry");
		must(smssite_sources_add_registry(sources, registry, "edge7.reg"), "registry");
		smssite_registry_free(registry);
		must(smssite_services_parse(services_text, strlen(services_text), &services), "services");
		must(smssite_sources_set_services(sources, services, "edge7.txt"), "services");
		smssite_services_free(services);
	}
	return observe_from(sources);
}

static void make_plan(struct rebuild_stand *stand)
{
	smssite_snapshot *first = see(stand->memory[0], true), *second = see(stand->memory[1], false);
	smssite_rebuild_record *record;
	smssite_case *site;

	must(smssite_case_new(first, &site), "case");
	must(smssite_case_add_logon_server(site, "EDGE8", second), "EDGE8");
	must(smssite_case_describe_logon_server(site, "EDGE8", SMSSITE_SERVER_LAN_MANAGER, "NORTH"), "EDGE8");
	must(smssite_rebuild_record_new(site, NULL, &record), "record");
	must(smssite_plan_rebuild(site, record, "/c", &stand->plan), "plan");
	smssite_rebuild_record_free(record);
	smssite_case_free(site);
	smssite_snapshot_free(first);
	smssite_snapshot_free(second);
}

void rebuild_open(struct rebuild_stand *stand)
{
	char journal[64];

	*stand = (struct rebuild_stand){ .now = THEN + 3600, .text = strdup(""),
		.world = { .scman = true, .executive = true, .shared = { true, true }, .listed = true } };
	stand->memory[0] = make_site("SMS");
	for (size_t i = 1; i < REBUILD_TREES; i++)
		must(smssite_tree_new_memory(&stand->memory[i]), "tree");
	must(smssite_tree_make_directory(stand->memory[1], uid_directory), "EDGE8");
	write_over(stand->memory[1], "SMS/LOGON.SRV/SMSID/Q7Z01005.UID", "");
	write_over(stand->memory[1], "SMS/OLD.TXT", "EDGE8");
	/* Not in upper case, as Windows would not care. */
	write_over(stand->memory[2], "Sms.ini", SMS_INI);
	smssite_smsid_parse("Q7Z02000", 8, &stand->world.next);
	make_plan(stand);
	snprintf(journal, sizeof(journal), "SMSSITE.WRK/%s/JOURNAL", smssite_plan_id(stand->plan));
	stand->journal = strdup(journal);
	watch(stand);
}

void rebuild_close(struct rebuild_stand *stand)
{
	smssite_plan_free(stand->plan);
	for (size_t i = 0; i < REBUILD_TREES; i++) {
		smssite_tree_free(stand->tree[i]);
		smssite_tree_free(stand->memory[i]);
	}
	free(stand->text);
	free(stand->journal);
}

void rebuild_copy(const struct rebuild_stand *from, smssite_tree *const *memory, struct rebuild_stand *to)
{
	*to = (struct rebuild_stand){ .plan = smssite_plan_ref(from->plan), .world = from->world, .now = from->now, .alone = from->alone,
		.hurry = from->hurry, .text = strdup(from->text), .journal = strdup(from->journal) };
	for (size_t i = 0; i < REBUILD_TREES; i++) {
		to->memory[i] = memory ? memory[i] : NULL;
		if (!memory && sms_memory_clone(from->memory[i], &to->memory[i]))
			abort();
	}
	watch(to);
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

	must(sms_tree_read_exact(stand->memory[2], "Sms.ini", 4096, &data, &size), "SMS.INI");
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
	snprintf(path, sizeof(path), "%s/%s.UID", uid_directory, name);
	must(smssite_tree_make_directory(tree, uid_directory), path);
	must(smssite_tree_write_file(tree, path, "", 0), path);
}

static bool create_site(struct rebuild_stand *stand)
{
	struct rebuild_world *world = &stand->world;

	/* A person who is asked again looks, and sees that it was done. */
	if (world->creations)
		return true;
	if (there(stand->memory[0], "SMS") || world->listed)
		die("the site is to be created over one that is there");
	put_directories(stand->memory[0], "SMS");
	put_control_file(stand->memory[0], "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", &control_file_secondary);
	world->next = first_range(stand);
	for (size_t i = 0; i < REBUILD_SERVERS && !stand->no_uid; i++) {
		lay_uid(stand->memory[i], world->next);
		must(smssite_smsid_next_range(world->next, &world->next), "range");
		world->shared[i] = true;
	}
	world->creations++;
	world->listed = world->scman = world->executive = true;
	world->manual = false;
	return true;
}

void rebuild_start(struct rebuild_stand *stand)
{
	struct rebuild_world *world = &stand->world;

	/* Without a tree there is nothing that could start. */
	if (!there(stand->memory[0], "SMS/SITE.SRV"))
		return;
	world->scman |= !world->manual;
	world->executive = true;
}

/* -- person and runner ----------------------------------------------------------------------------- */

static size_t server_of(const char *name)
{
	return strcmp(name, "EDGE8") == 0;
}

static bool regedit(struct rebuild_stand *stand, const char *word, const char *typed)
{
	char path[128], text[300], id[9], *found;
	uint64_t next;
	void *data;
	size_t size;

	/* D:\SMSSITE.WRK\... */
	snprintf(path, sizeof(path), "%s", typed + 3);
	for (char *c = path; *c; c++)
		*c = *c == '\\' ? '/' : *c;
	if (strcmp(word, "/E") == 0) {
		smssite_smsid_format(stand->world.next, id);
		snprintf(text, sizeof(text), "REGEDIT4\r\n\r\n" MAINTMAN "\"%s\"\r\n", id);
		write_over(stand->memory[0], path, text);
		return true;
	}
	must(sms_tree_read_exact(stand->memory[0], path, 4096, &data, &size), path);
	snprintf(text, sizeof(text), "%.*s", (int)size, (const char *)data);
	smssite_free(data);
	found = strstr(text, "\"Next SMS Unique ID\"=\"");
	if (!found || smssite_smsid_parse(found + 22, 8, &next))
		die("a registry file without the value: %s", text);
	if (next < stand->world.next)
		die("Next SMS Unique ID is lowered");
	stand->world.next = next;
	return true;
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
		return regedit(stand, words[1], words[2]);
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

static bool do_as_asked(struct rebuild_stand *stand, const smssite_action *action)
{
	const char *text = smssite_action_text(action);
	size_t step = smssite_action_step(action);

	/* A share that was to go, or to come back, as NET SHARE lists it. */
	if (strstr(text, "NET SHARE does not list it?") && strstr(text, "SMS_SHR away"))
		return !stand->world.shared[strstr(text, "at EDGE8") != NULL];
	if (strstr(text, "NET SHARE lists it?") && strstr(text, "again as SMS_SHR,"))
		return stand->world.shared[strstr(text, "at EDGE8") != NULL];
	if (step != SMSSITE_NO_INDEX && smssite_plan_step_word_count(stand->plan, step))
		return was_run(stand, step);
	if (strstr(text, "to start by hand"))
		stand->world.manual = true;
	else if (strstr(text, "create the secondary again"))
		return create_site(stand);
	else if (strstr(text, "At EDGE8 note the comment"))
		stand->world.shared[1] = false;
	else if (strstr(text, "At EDGE8 share "))
		stand->world.shared[1] = true;
	else if (strstr(text, "Put back what people have taken away"))
		stand->world.scman = stand->world.executive = true;
	return true;
}

static smssite_status answer(struct rebuild_stand *stand, smssite_apply *apply, const smssite_action *action)
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

smssite_status rebuild_turn(struct rebuild_stand *stand, smssite_apply *apply)
{
	smssite_action *action;
	smssite_status status;

	stand->now++;
	if (!stand->hurry && stand->now % 5 == 0)
		rebuild_clients(stand);
	status = smssite_apply_next(apply, stand->now, &action);
	if (status)
		return status;
	status = answer(stand, apply, action);
	smssite_action_free(action);
	return status;
}

/* -- plays ----------------------------------------------------------------------------------------- */

static smssite_status add_trees(struct rebuild_stand *stand, smssite_apply *apply)
{
	smssite_status status = SMSSITE_OK;

	for (size_t i = 1; i < smssite_plan_tree_count(stand->plan) && !status; i++) {
		bool boot = *smssite_plan_tree_drive(stand->plan, i);

		if (boot || !stand->alone)
			status = smssite_apply_add_tree(apply, i, stand->tree[boot ? 2 : 1]);
	}
	return status;
}

static smssite_status play(struct rebuild_stand *stand, smssite_status status, smssite_apply *apply)
{
	stand->outcome = SMSSITE_OUTCOME_NONE;
	if (status)
		return status;
	status = add_trees(stand, apply);
	for (unsigned turns = 0; !status && stand->outcome == SMSSITE_OUTCOME_NONE; turns++) {
		if (turns > 3000)
			die("the loop does not end");
		status = rebuild_turn(stand, apply);
	}
	smssite_apply_free(apply);
	return status;
}

smssite_status rebuild_begin(struct rebuild_stand *stand, smssite_apply **apply)
{
	smssite_status status = smssite_apply_begin(stand->plan, stand->tree[0], false, stand->now, apply);

	if (!status && (status = add_trees(stand, *apply)))
		smssite_apply_free(*apply);
	return status;
}

smssite_status rebuild_apply(struct rebuild_stand *stand)
{
	smssite_apply *apply = NULL;
	smssite_status status = smssite_apply_begin(stand->plan, stand->tree[0], false, stand->now, &apply);

	return play(stand, status, apply);
}

smssite_status rebuild_resume(struct rebuild_stand *stand)
{
	smssite_apply *apply = NULL;
	smssite_status status = smssite_apply_resume(stand->tree[0], stand->journal, stand->now, &apply);

	return play(stand, status, apply);
}

smssite_status rebuild_undo(struct rebuild_stand *stand)
{
	smssite_apply *apply = NULL;
	smssite_status status = smssite_apply_undo(stand->tree[0], stand->journal, stand->now, &apply);

	return play(stand, status, apply);
}

/* -- what must hold -------------------------------------------------------------------------------- */

static bool holds(smssite_tree *tree, const char *path, const char *text)
{
	void *data;
	size_t size;
	bool same;

	if (!there(tree, path) || sms_tree_read_exact(tree, path, 4096, &data, &size))
		return false;
	same = size == strlen(text) && memcmp(data, text, size) == 0;
	smssite_free(data);
	return same;
}

static const char *in_work(const struct rebuild_stand *stand, const char *path)
{
	static char text[200];

	snprintf(text, sizeof(text), "SMSSITE.WRK/%s/%s", smssite_plan_id(stand->plan), path);
	return text;
}

void rebuild_check(const struct rebuild_stand *stand, const char *when)
{
	if (!holds(stand->memory[0], "SMS/SYSTEM.MAP", system_map) &&
		!holds(stand->memory[0], in_work(stand, "QUARANTIN/SMS/SYSTEM.MAP"), system_map))
		die("%s: the site server's tree is lost", when);
	if (!holds(stand->memory[1], "SMS/OLD.TXT", "EDGE8") && !holds(stand->memory[1], in_work(stand, "QUARANTIN/SMS/OLD.TXT"), "EDGE8"))
		die("%s: the logon server's tree is lost", when);
	if (!there(stand->memory[2], "Sms.ini"))
		die("%s: SMS.INI is not there", when);
	if (!holds(stand->memory[2], "Sms.ini", SMS_INI) && !holds(stand->memory[2], in_work(stand, "BACKUP/Sms.ini"), SMS_INI))
		die("%s: SMS.INI was written over without a copy", when);
	if (stand->world.creations > 1)
		die("%s: the site was created twice", when);
}

/* Whether an id lies in one of the spans that the text lists. */
static bool is_suspect(const char *text, uint32_t range, uint32_t counter)
{
	for (const char *c = text; (c = strstr(c, "Q7Z")); c += 3) {
		uint64_t first, last;

		if (smssite_smsid_parse(c, 8, &first))
			continue;
		if (c[8] != '-' || smssite_smsid_parse(c + 9, 8, &last))
			last = first;
		if (smssite_smsid_range(first) == range && smssite_smsid_counter(first) <= counter && counter <= smssite_smsid_counter(last))
			return true;
	}
	return false;
}

static void check_ids(const struct rebuild_stand *stand, const char *when)
{
	for (uint32_t range = 0; range < REBUILD_RANGES; range++)
		for (uint32_t counter = 0; counter < REBUILD_IDS; counter++)
			if (stand->world.given[range][counter] > 1 && !is_suspect(stand->text, range, counter))
				die("%s: id %u of range %u was given twice and is no suspect: %s", when, counter, range, stand->text);
	for (size_t server = 0; server < REBUILD_SERVERS; server++) {
		uint64_t id = find_uid(stand->memory[server]);

		if (!id)
			die("%s: server %zu has not one .UID file", when, server);
		if (smssite_smsid_range(id) != server)
			die("%s: server %zu has range %u", when, server, smssite_smsid_range(id));
		for (uint32_t counter = smssite_smsid_counter(id); counter < REBUILD_IDS; counter++)
			if (stand->world.given[server][counter])
				die("%s: server %zu gives id %u again", when, server, counter);
		if (smssite_smsid_range(stand->world.next) <= smssite_smsid_range(id))
			die("%s: the next range is that of server %zu", when, server);
	}
}

void rebuild_check_end(const struct rebuild_stand *stand, const char *when)
{
	rebuild_check(stand, when);
	if (stand->outcome == SMSSITE_OUTCOME_UNDONE && !holds(stand->memory[2], "Sms.ini", SMS_INI))
		die("%s: SMS.INI did not go back", when);
	if (stand->outcome == SMSSITE_OUTCOME_NOT_UNDONE)
		return;
	check_ids(stand, when);
	for (size_t i = 0; i < REBUILD_SERVERS; i++)
		if (!stand->world.shared[i])
			die("%s: server %zu is not shared again", when, i);
	if (!stand->world.scman || !stand->world.executive)
		die("%s: a service was left stopped", when);
	if (stand->outcome == SMSSITE_OUTCOME_DONE && (!stand->world.creations || !stand->world.listed))
		die("%s: the site is not there", when);
}
