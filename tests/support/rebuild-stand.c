/* SPDX-License-Identifier: MIT */
#include "rebuild-inside.h"

#define KEY "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"
/* Path=D:\SMS\LOGON.SRV, Remark=Q7Z */
#define SHARE "\"SMS_SHR\"=hex(7):50,61,74,68,3d,44,3a,5c,53,4d,53,5c,4c,4f,47,4f,4e,2e,53,52,56,00,52,65,6d,61,72,6b,3d,51,37,5a,00,00\r\n"

const struct rebuild_shape rebuild_plain = { .uid = { "Q7Z00001", "Q7Z01005" }, .kind = SMSSITE_SERVER_LAN_MANAGER, .next = "Q7Z02000" };

static const char registry_text[] = "REGEDIT4\r\n\r\n" KEY "\\Identification]\r\n\"Site Code\"=\"Q7Z\"\r\n\r\n" REBUILD_MAINTMAN
	"\"%s\"\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Shares]\r\n" SHARE;
static const char services_text[] = "SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE running\n";

void rebuild_die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n");
	abort();
}

void rebuild_must(smssite_status status, const char *what)
{
	if (status)
		rebuild_die("the stand itself: %s: %s", what, smssite_error_message());
}

bool rebuild_there(smssite_tree *tree, const char *path)
{
	struct smssite_tree_stat stat;

	return !sms_tree_stat_exact(tree, path, &stat);
}

void rebuild_write_over(smssite_tree *tree, const char *path, const char *text)
{
	if (rebuild_there(tree, path))
		rebuild_must(sms_tree_remove(tree, path), path);
	rebuild_must(smssite_tree_write_file(tree, path, text, strlen(text)), path);
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

static smssite_snapshot *see(smssite_tree *tree, const char *next)
{
	smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	smssite_registry *registry;
	smssite_services *services;
	char text[600];

	rebuild_must(smssite_sources_set_liveness(sources, SMSSITE_LIVENESS_LIVE), "sources");
	if (next) {
		snprintf(text, sizeof(text), registry_text, next);
		rebuild_must(smssite_registry_parse(text, strlen(text), &registry), "registry");
		rebuild_must(smssite_sources_add_registry(sources, registry, "edge7.reg"), "registry");
		smssite_registry_free(registry);
		rebuild_must(smssite_services_parse(services_text, strlen(services_text), &services), "services");
		rebuild_must(smssite_sources_set_services(sources, services, "edge7.txt"), "services");
		smssite_services_free(services);
	}
	return observe_from(sources);
}

static smssite_case *case_of(smssite_snapshot *first, smssite_snapshot *second, smssite_server_kind kind)
{
	smssite_case *site;

	rebuild_must(smssite_case_new(first, &site), "case");
	if (second) {
		rebuild_must(smssite_case_add_logon_server(site, "EDGE8", second), "EDGE8");
		rebuild_must(smssite_case_describe_logon_server(site, "EDGE8", kind, "NORTH"), "EDGE8");
	}
	return site;
}

static void make_plan(struct rebuild_stand *stand, const struct rebuild_shape *shape)
{
	smssite_snapshot *first = see(stand->memory[0], shape->next), *second = see(stand->memory[1], NULL);
	smssite_case *site = case_of(first, shape->out_of_view ? NULL : second, shape->kind);
	smssite_case *earlier = case_of(first, shape->out_of_view && !shape->recorded ? NULL : second, shape->kind);
	smssite_rebuild_record *record;

	rebuild_must(smssite_rebuild_record_new(earlier, NULL, &record), "record");
	rebuild_must(smssite_plan_rebuild(site, record, shape->no_boot ? NULL : "/c", &stand->plan), "plan");
	smssite_rebuild_record_free(record);
	smssite_case_free(earlier);
	smssite_case_free(site);
	smssite_snapshot_free(first);
	smssite_snapshot_free(second);
}

/* Names, with a blank between two; in upper case each becomes SSSRRNNN.UID. */
static void lay_uids(struct rebuild_stand *stand, size_t server, const char *names)
{
	uint64_t id;

	stand->range[server] = REBUILD_ANY;
	for (const char *c = names; *c; c += strcspn(c, " "), c += strspn(c, " ")) {
		char path[64];

		snprintf(path, sizeof(path), REBUILD_UID_DIRECTORY "/%.8s.%s", c, islower((unsigned char)*c) ? "uid" : "UID");
		rebuild_write_over(stand->memory[server], path, "");
		if (strlen(names) == 8 && !smssite_smsid_parse(names, 8, &id))
			stand->range[server] = smssite_smsid_range(id);
	}
}

void rebuild_open_as(struct rebuild_stand *stand, const struct rebuild_shape *shape)
{
	char journal[64];

	*stand = (struct rebuild_stand){ .now = THEN + 3600, .text = strdup(""), .alone = shape->out_of_view, .forgetful = shape->forgetful,
		.world = { .scman = true, .executive = true, .shared = { true, true }, .listed = true } };
	stand->memory[0] = make_site("SMS");
	rebuild_must(sms_tree_remove(stand->memory[0], REBUILD_UID_DIRECTORY "/Q7Z00001.UID"), "EDGE7");
	for (size_t i = 1; i < REBUILD_TREES; i++)
		rebuild_must(smssite_tree_new_memory(&stand->memory[i]), "tree");
	rebuild_must(smssite_tree_make_directory(stand->memory[1], REBUILD_UID_DIRECTORY), "EDGE8");
	for (size_t i = 0; i < REBUILD_SERVERS; i++)
		lay_uids(stand, i, shape->uid[i]);
	rebuild_write_over(stand->memory[1], "SMS/OLD.TXT", "EDGE8");
	/* Whatever its .UID files are, it is shown to be the site's. */
	rebuild_write_over(stand->memory[1], "SMS/LOGON.SRV/DOMAIN.INI", "[SMS]\r\nSiteCode=Q7Z\r\n");
	/* Not in upper case, as Windows would not care. */
	rebuild_write_over(stand->memory[2], "Sms.ini", shape->ini ? shape->ini : REBUILD_SMS_INI);
	smssite_smsid_parse(shape->next, 8, &stand->world.next);
	stand->world.key[0] = stand->world.had_key[0] = true;
	stand->world.key[1] = stand->world.had_key[1] = shape->kind == SMSSITE_SERVER_WINDOWS_NT;
	make_plan(stand, shape);
	snprintf(journal, sizeof(journal), "SMSSITE.WRK/%s/JOURNAL", smssite_plan_id(stand->plan));
	stand->journal = strdup(journal);
	watch(stand);
}

void rebuild_open(struct rebuild_stand *stand)
{
	rebuild_open_as(stand, &rebuild_plain);
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
		.forgetful = from->forgetful, .hurry = from->hurry, .text = strdup(from->text), .journal = strdup(from->journal) };
	memcpy(to->range, from->range, sizeof(to->range));
	for (size_t i = 0; i < REBUILD_TREES; i++) {
		to->memory[i] = memory ? memory[i] : NULL;
		if (!memory && sms_memory_clone(from->memory[i], &to->memory[i]))
			abort();
	}
	watch(to);
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
	status = rebuild_answer(stand, apply, action);
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
			rebuild_die("the loop does not end");
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
