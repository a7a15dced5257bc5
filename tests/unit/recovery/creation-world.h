/* SPDX-License-Identifier: MIT */
/* A site, its parent and what is given of both, for tests of what a creation needs. */
#ifndef CREATION_WORLD_H
#define CREATION_WORLD_H

#include "../site/fixture.h"
#include "hive-builder.h"
#include "tree/tree.h"

#define REG "REGEDIT4\r\n\r\n"
#define SMS_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\"
#define SERVICES_KEY "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\"
#define CAPACITY(all, site) "[" SMS_KEY "Components\\SMS_LAN_SENDER]\r\n\"Maximum Concurrent Sendings\"=dword:0000000" all \
	"\r\n\"Maximum Concurrent Site Sendings\"=dword:0000000" site "\r\n"
#define NT(version) "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\r\n\"CurrentVersion\"=\"" version "\"\r\n"
#define SHARES(name) "[" SERVICES_KEY "LanmanServer\\Shares]\r\n\"" name "\"=hex(7):50,61,74,68,3d,44,3a,5c,00,00\r\n"
#define NO_SHARES "[" SERVICES_KEY "LanmanServer\\Parameters]\r\n\"AutoShareServer\"=dword:00000000\r\n"
#define ADDRESS(code, type) "ADDRESS <C9N><" code "><" type "><>\r\n  #25({}{\\\\EDGE7\\SMS_SITE AB})\r\n"
#define SENDER(type) "BEGIN_SENDER\r\n  <2765>\r\n  <" type ">\r\n  <SENDER.DLL>\r\n  <D>\r\n  <PRIME9>\r\n  <X>\r\n  OUTBOX <X>\r\n" \
	"END_SENDER\r\n"
#define RAS "MS_ASYNC_RAS_SENDER"
#define SNA "MS_BATCH_SNA_SENDER"
#define NO_CAPACITY RECORD("Checking for sending capacity. Used 0 out of 0, no sending capacity so not checking for send requests.~", \
	"SMS_LAN_SENDER", "Tue Jul 15 11:00:00 1997")
#define LIST "These Windows NT services are started:\r\n\r\n   %s\r\n   SMS_EXECUTIVE\r\n\r\nThe command completed successfully.\r\n"

struct world {
	/* Of the parent: not given; what its control file has of addresses and senders; its name, language; secondary instead. */
	bool no_parent, secondary;
	/* It takes all servers it detects in the site's domain. */
	bool detects;
	/* Records of its LAN sender, of the site's; NULL: no log. */
	const char *log, *own_log;
	const char *addresses, *senders, *name, *language;
	/* NULL: not given. */
	const char *parent_registry, *manager, *site_list, *registry;
	/* The site whose control file, of the site's name, is on its way through the parent. */
	const char *passing;
	/* A hive of the parent that has addresses, and none of the site; one of the site's server without shares of its own;
	 * one without SMS. */
	bool hive, own_hive, dirty, bare;
	/* Of the site. */
	const char *server, *directory, *code;
	/* In the SMS root. */
	const char *left;
};
static const struct world plain = { .addresses = ADDRESS("Q7Z", "MS_LAN_SENDER"), .senders = "", .name = "Central", .language = "ENGLISH",
	.server = "EDGE7", .directory = "D:\\SMS", .code = "Q7Z" };

/* -- the world ------------------------------------------------------------------------------------- */

/* free() */
static inline char *replaced(char *text, const char *from, const char *to)
{
	char *at = strstr(text, from), *result;

	assert_non_null(at);
	result = malloc(strlen(text) + strlen(to) + 1);
	assert_non_null(result);
	sprintf(result, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	free(text);
	return result;
}

static inline void add_registry(smssite_sources *sources, const char *text, const char *name)
{
	char whole[2000];
	smssite_registry *registry;

	if (!text)
		return;
	snprintf(whole, sizeof(whole), REG "%s", text);
	ok(smssite_registry_parse(whole, strlen(whole), &registry));
	ok(smssite_sources_add_registry(sources, registry, name));
	smssite_registry_free(registry);
}

static inline void add_built(smssite_sources *sources, struct hive_builder *b, const char *name)
{
	smssite_registry *registry;
	smssite_tree *tree;
	size_t size;
	unsigned char *data = hive_build(b, &size);

	ok(smssite_tree_new_memory(&tree));
	put_bytes(tree, "HIVE", data, size);
	ok(smssite_registry_open(tree, "HIVE", &registry));
	ok(smssite_sources_add_registry(sources, registry, name));
	smssite_registry_free(registry);
	smssite_tree_free(tree);
	hive_free(b);
}

static inline void add_software(smssite_sources *sources)
{
	struct hive_builder b = { .minor = 3, .sequence1 = 1, .sequence2 = 1 };
	size_t sms = hive_key(&b, hive_key(&b, 0, "Microsoft"), "SMS");
	size_t site = hive_key(&b, hive_key(&b, sms, "Sites"), "C9N");

	hive_key(&b, hive_key(&b, site, "Addresses"), "K4R");
	hive_key(&b, sms, "Components");
	add_built(sources, &b, "SOFTWARE");
}

static inline void add_bare(smssite_sources *sources)
{
	struct hive_builder b = { .minor = 3, .sequence1 = 1, .sequence2 = 1 };

	hive_key(&b, 0, "Microsoft");
	add_built(sources, &b, "SOFTWARE");
}

static inline void add_system(smssite_sources *sources, bool dirty)
{
	static const char one[4] = { 1 }, none[4] = { 0 };
	struct hive_builder b = { .minor = 3, .sequence1 = 2, .sequence2 = dirty ? 1 : 2 };
	size_t lanman;

	hive_value(&b, hive_key(&b, 0, "Select"), "Current", SMSSITE_REG_DWORD, one, 4);
	lanman = hive_key(&b, hive_key(&b, hive_key(&b, 0, "ControlSet001"), "Services"), "LanmanServer");
	hive_key(&b, lanman, "Shares");
	hive_value(&b, hive_key(&b, lanman, "Parameters"), "AutoShareServer", SMSSITE_REG_DWORD, none, 4);
	add_built(sources, &b, "SYSTEM");
}

static inline void add_services(smssite_sources *sources, const char *manager)
{
	smssite_services *services;
	char text[400];

	if (!manager)
		return;
	snprintf(text, sizeof(text), LIST, manager);
	ok(smssite_services_parse(text, strlen(text), &services));
	ok(smssite_sources_set_services(sources, services, "prime9.txt"));
	smssite_services_free(services);
}

static inline smssite_snapshot *look_at(smssite_sources *sources, smssite_tree *tree)
{
	smssite_snapshot *snapshot;

	ok(smssite_sources_set_liveness(sources, SMSSITE_LIVENESS_LIVE));
	smssite_tree_free(tree);
	ok(smssite_observe(sources, smssite_rules_interest(), &snapshot));
	smssite_sources_free(sources);
	return snapshot;
}

static inline smssite_snapshot *parent_of(const struct world *world)
{
	struct control_file_shape shape = { .site_code = "C9N", .parent_site_code = "", .server = "PRIME9", .install_directory = "D:\\SMS",
		.type = 2, .time_utc_s = THEN, .primary = !world->secondary };
	char text[800], *file;
	smssite_sources *sources;
	smssite_tree *tree;
	size_t size;

	file = control_file_make(&shape, &size);
	snprintf(text, sizeof(text), "<%s>", world->name);
	file = replaced(file, "<Edge>", text);
	snprintf(text, sizeof(text), "<Site Server Language><%s>", world->language);
	file = replaced(file, "<Site Server Language><ENGLISH>", text);
	snprintf(text, sizeof(text), "%sOUTBOX <LAN_DEFAULT>", world->addresses);
	file = replaced(file, "OUTBOX <LAN_DEFAULT>", text);
	snprintf(text, sizeof(text), "%sBEGIN_SENDER", world->senders);
	file = replaced(file, "BEGIN_SENDER", text);
	if (world->detects)
		file = replaced(file, "LAN Manager>\r\n  <2>", "LAN Manager>\r\n  <1>");
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_set_clock(tree, THEN));
	put_directories(tree, "SMS");
	if (world->log)
		put(tree, "SMS/LOGS/LANSEND.LOG", world->log);
	put(tree, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", file);
	free(file);
	if (world->passing) {
		shape = control_file_secondary;
		shape.site_code = world->passing;
		put_control_file(tree, "SMS/SITE.SRV/SITECFG.BOX/Z2345678.CT2", &shape);
	}
	sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	add_registry(sources, world->parent_registry, "prime9.reg");
	if (world->hive)
		add_software(sources);
	add_services(sources, world->manager);
	return look_at(sources, tree);
}

static inline smssite_snapshot *site_of(const struct world *world)
{
	struct control_file_shape shape = control_file_secondary;
	smssite_tree *tree = make_site("SMS");
	smssite_parent_word *word;
	smssite_sources *sources;

	shape.server = world->server;
	shape.install_directory = world->directory;
	shape.site_code = world->code;
	ok(sms_tree_remove(tree, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0"));
	put_control_file(tree, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", &shape);
	if (world->left)
		put(tree, below("SMS", world->left), "");
	if (world->own_log)
		put(tree, "SMS/LOGS/LANSEND.LOG", world->own_log);
	sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	add_registry(sources, world->registry, "edge7.reg");
	if (world->bare)
		add_bare(sources);
	if (world->own_hive)
		add_system(sources, world->dirty);
	if (world->site_list) {
		ok(smssite_parent_word_parse_site_list(world->site_list, strlen(world->site_list), &word));
		ok(smssite_sources_set_parent_word(sources, word, "c9n-sites.txt"));
		smssite_parent_word_free(word);
	}
	return look_at(sources, tree);
}

static inline smssite_case *case_of(const struct world *world)
{
	smssite_snapshot *site = site_of(world), *parent;
	smssite_case *result;

	ok(smssite_case_new(site, &result));
	smssite_snapshot_free(site);
	if (!world->no_parent) {
		parent = parent_of(world);
		ok(smssite_case_set_parent(result, parent));
		smssite_snapshot_free(parent);
	}
	return result;
}

static inline smssite_status plan_of(const struct world *world, smssite_plan **plan)
{
	smssite_case *site = case_of(world);
	smssite_rebuild_record *record = NULL;
	smssite_status status;
	char range[9];

	*plan = NULL;
	snprintf(range, sizeof(range), "%s05000", world->code);
	status = smssite_rebuild_record_new(site, range, &record);
	if (!status)
		status = smssite_plan_rebuild(site, record, NULL, plan);
	smssite_rebuild_record_free(record);
	smssite_case_free(site);
	return status;
}

#endif
