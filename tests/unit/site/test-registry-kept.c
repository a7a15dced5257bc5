/* SPDX-License-Identifier: MIT */
/* What a snapshot keeps of the registries it was given. */
#include "fixture.h"
#include "hive-builder.h"
#include "sweep.h"

#define SMS "HKLM\\SOFTWARE\\Microsoft\\SMS"
#define SERVICES "HKLM\\SYSTEM\\CurrentControlSet\\Services"
#define HEX_78 "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCD"

static const char export[] =
	"REGEDIT4\r\n\r\n"
	"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS]\r\n\r\n"
	"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification]\r\n"
	"\"Site Code\"=\"Q7Z\"\r\n\"Site Server\"=\"EDGE7\"\r\n\r\n"
	"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\SQL Server]\r\n"
	"\"SQL Server Name\"=\"HUB\"\r\n\"SQL Login\"=\"sa\"\r\n\"Other\"=\"" HEX_78 "\"\r\n\"Blob\"=hex:01,02,03\r\n"
	"\"Password\"=\"\"\r\n\r\n"
	"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_LAN_SENDER]\r\n"
	"\"Maximum Concurrent Sendings\"=dword:00000000\r\n\r\n"
	"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_DESPOOLER\\Current History\\Q7Z00001]\r\n"
	"\"Secret\"=\"no\"\r\n\r\n"
	"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_EXECUTIVE\\Threads]\r\n"
	"\"SMS_SCHEDULER\"=dword:000000c1\r\n\r\n"
	"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Sites\\Q7Z\\Domains\\EDGEDOM]\r\n\"Role\"=dword:00000005\r\n\r\n"
	"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Sites\\Q7Z\\Addresses\\C9N\\0]\r\n\"Address\"=\"" HEX_78 "\"\r\n\r\n"
	"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Other]\r\n\"Unasked\"=\"x\"\r\n";

static smssite_registry *parse(const char *text)
{
	smssite_registry *registry;

	ok(smssite_registry_parse(text, strlen(text), &registry));
	return registry;
}

static smssite_registry *open_built(struct hive_builder *b)
{
	smssite_registry *registry;
	smssite_tree *tree;
	size_t size;
	unsigned char *data = hive_build(b, &size);

	ok(smssite_tree_new_memory(&tree));
	put_bytes(tree, "HIVE", data, size);
	ok(smssite_registry_open(tree, "hive", &registry));
	smssite_tree_free(tree);
	hive_free(b);
	return registry;
}

/* SOFTWARE with a key of SMS that has Components, and nothing else. */
static smssite_registry *make_software(bool dirty)
{
	static const char number[4] = { 5 };
	struct hive_builder b = { .minor = 3, .sequence1 = 2, .sequence2 = dirty ? 1 : 2 };
	size_t sms = hive_key(&b, hive_key(&b, 0, "Microsoft"), "SMS");
	size_t sender = hive_key(&b, hive_key(&b, sms, "Components"), "SMS_LAN_SENDER");

	hive_key(&b, sender, "Deeper");
	hive_value(&b, sender, "Maximum Concurrent Sendings", SMSSITE_REG_DWORD, number, 4);
	return open_built(&b);
}

/* SYSTEM of which the second control set is current; its first has a service that it must not show. */
static smssite_registry *make_system(void)
{
	static const char current[4] = { 2 }, automatic[4] = { 2 }, image[] = "D\0:\0\\\0S\0I\0T\0E\0\0";
	static const char share[] = "P\0a\0t\0h\0=\0D\0:\0\\\0S\0M\0S\0\0\0\0";
	struct hive_builder b = { .minor = 3, .sequence1 = 1, .sequence2 = 1 };
	size_t old, set, service, lanman;

	hive_value(&b, hive_key(&b, 0, "Select"), "Current", SMSSITE_REG_DWORD, current, 4);
	old = hive_key(&b, hive_key(&b, 0, "ControlSet001"), "Services");
	hive_key(&b, old, "SMS_HIERARCHY_MANAGER");
	set = hive_key(&b, hive_key(&b, 0, "ControlSet002"), "Services");
	service = hive_key(&b, set, "SMS_SITE_CONFIG_MANAGER");
	hive_value(&b, service, "ImagePath", SMSSITE_REG_EXPAND_SZ, image, sizeof(image));
	hive_value(&b, service, "Start", SMSSITE_REG_DWORD, automatic, 4);
	hive_key(&b, set, "Browser");
	lanman = hive_key(&b, set, "LanmanServer");
	hive_value(&b, hive_key(&b, lanman, "Parameters"), "Size", SMSSITE_REG_DWORD, current, 4);
	lanman = hive_key(&b, lanman, "Shares");
	hive_value(&b, lanman, "SMS_SHRD", SMSSITE_REG_MULTI_SZ, share, sizeof(share));
	return open_built(&b);
}

static smssite_snapshot *observe_with(smssite_registry *first, smssite_registry *second)
{
	smssite_tree *tree = make_site("Sms");
	smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);

	smssite_tree_free(tree);
	ok(smssite_sources_add_registry(sources, first, "first"));
	if (second)
		ok(smssite_sources_add_registry(sources, second, "second"));
	smssite_registry_free(first);
	smssite_registry_free(second);
	return observe_from(sources);
}

static bool has(const smssite_registry *registry, const char *key, const char *name)
{
	size_t value;
	smssite_status status = smssite_registry_find(registry, key, name, &value);

	if (status != SMSSITE_NOT_FOUND)
		ok(status);
	return !status;
}

static void reads_as(const smssite_registry *registry, const char *key, const char *name, const char *wanted)
{
	size_t value;
	char *text;

	ok(smssite_registry_find(registry, key, name, &value));
	ok(smssite_registry_text(registry, value, &text));
	assert_string_equal(text, wanted);
	smssite_free(text);
}

static int64_t number_of(const smssite_registry *registry, const char *key, const char *name)
{
	int64_t number;
	size_t value;

	ok(smssite_registry_find(registry, key, name, &value));
	ok(smssite_registry_number(registry, value, &number));
	return number;
}

static void without_a_registry_there_is_none(void **state)
{
	smssite_snapshot *snapshot = observe(make_site("Sms"), "", SMSSITE_VIEW_AUTO);

	(void)state;
	assert_null(smssite_snapshot_registry(snapshot));
	assert_int_equal(smssite_snapshot_registry_source_count(snapshot), 0);
	smssite_snapshot_free(snapshot);
}

static void of_an_export_what_concerns_the_site_is_kept(void **state)
{
	smssite_snapshot *snapshot = observe_with(parse(export), NULL);
	const smssite_registry *kept = smssite_snapshot_registry(snapshot);
	size_t value;

	(void)state;
	reads_as(kept, SMS "\\Identification", "site code", "Q7Z");
	assert_int_equal(number_of(kept, SMS "\\Components\\SMS_LAN_SENDER", "Maximum Concurrent Sendings"), 0);
	assert_int_equal(number_of(kept, SMS "\\Components\\SMS_EXECUTIVE\\Threads", "SMS_SCHEDULER"), 0xc1);
	assert_int_equal(number_of(kept, SMS "\\Sites\\Q7Z\\Domains\\EDGEDOM", "Role"), 5);
	assert_false(has(kept, "HKLM\\SOFTWARE\\Other", "Unasked"));
	assert_false(has(kept, SMS "\\Components\\SMS_DESPOOLER\\Current History\\Q7Z00001", "Secret"));
	ok(smssite_registry_find(kept, SMS "\\Identification", "Site Server", &value));
	assert_int_equal(smssite_registry_line(kept, value), 7);
	assert_int_equal(smssite_snapshot_registry_source(snapshot, value), 0);
	assert_string_equal(smssite_snapshot_registry_source_name(snapshot, 0), "first");
	assert_int_equal(smssite_snapshot_registry_source_status(snapshot, 0), SMSSITE_OK);
	assert_int_equal(smssite_snapshot_registry_source_cut(snapshot, 0), 0);
	smssite_snapshot_free(snapshot);
}

/* Of keys that are about the server and not about SMS one value. */
static void of_the_server_little_is_kept(void **state)
{
	static const char text[] = "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\r\n"
		"\"CurrentVersion\"=\"3.51\"\r\n\"RegisteredOwner\"=\"somebody\"\r\n\r\n"
		"[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters]\r\n"
		"\"autoshareserver\"=dword:00000000\r\n\"Size\"=dword:00000003\r\n";
	smssite_snapshot *snapshot = observe_with(parse(text), NULL);
	const smssite_registry *kept = smssite_snapshot_registry(snapshot);

	(void)state;
	reads_as(kept, "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "CurrentVersion", "3.51");
	assert_false(has(kept, "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "RegisteredOwner"));
	assert_int_equal(number_of(kept, SERVICES "\\LanmanServer\\Parameters", "AutoShareServer"), 0);
	assert_false(has(kept, SERVICES "\\LanmanServer\\Parameters", "Size"));
	smssite_snapshot_free(snapshot);
}

static void an_export_does_not_tell_what_a_key_lacks(void **state)
{
	smssite_snapshot *snapshot = observe_with(parse(export), NULL);
	const smssite_registry *kept = smssite_snapshot_registry(snapshot);

	(void)state;
	assert_false(smssite_registry_covers(kept, SMS "\\Identification"));
	assert_false(smssite_registry_covers(kept, SMS "\\Components\\SMS_ALERTER"));
	assert_false(smssite_registry_covers(kept, SERVICES "\\SMS_EXECUTIVE"));
	smssite_snapshot_free(snapshot);
}

static bool export_covers(const char *keys, const char *key)
{
	smssite_registry *registry;
	smssite_snapshot *snapshot;
	char text[1024];
	bool covers;

	snprintf(text, sizeof(text), "REGEDIT4\r\n\r\n%s", keys);
	registry = parse(text);
	assert_false(smssite_registry_covers(registry, key));
	snapshot = observe_with(registry, NULL);
	covers = smssite_registry_covers(smssite_snapshot_registry(snapshot), key);
	smssite_snapshot_free(snapshot);
	return covers;
}

#define MICROSOFT "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\r\n"
#define NT "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\r\n"

/* REGEDIT writes all keys of a branch in their order, so that even a file cut behind this place has had it. */
static void an_export_that_goes_on_behind_a_key_tells_that_it_is_absent(void **state)
{
	(void)state;
	assert_true(export_covers(MICROSOFT NT, SMS));
	assert_true(export_covers(MICROSOFT NT, SMS "\\Identification"));
	/* A branch from further down, or cut before it. */
	assert_false(export_covers(NT, SMS));
	assert_false(export_covers(MICROSOFT "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\RAS]\r\n", SMS));
	/* No export, but made to be read in. */
	assert_false(export_covers(MICROSOFT NT "[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\RAS]\r\n", SMS));
	assert_false(export_covers(MICROSOFT "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Setup]\r\n" NT, SMS "\\Identification"));
}

static void a_hive_tells_what_is_absent(void **state)
{
	smssite_snapshot *snapshot = observe_with(make_software(false), make_system());
	const smssite_registry *kept = smssite_snapshot_registry(snapshot);
	bool there;

	(void)state;
	assert_int_equal(number_of(kept, SMS "\\Components\\SMS_LAN_SENDER", "Maximum Concurrent Sendings"), 5);
	assert_true(smssite_registry_covers(kept, SMS "\\Components\\SMS_LAN_SENDER"));
	ok(smssite_registry_has_key(kept, SMS "\\Identification", &there));
	assert_false(there);
	assert_true(smssite_registry_covers(kept, SMS "\\Identification"));
	assert_true(smssite_registry_covers(kept, SMS "\\Components\\SMS_ALERTER"));
	/* Below a component nothing is kept, and only the services of SMS. */
	assert_false(smssite_registry_covers(kept, SMS "\\Components\\SMS_LAN_SENDER\\Deeper"));
	assert_false(smssite_registry_covers(kept, SERVICES "\\Browser"));
	assert_false(smssite_registry_covers(kept, "HKLM\\SOFTWARE\\Microsoft\\Windows"));
	/* Of a key of which one value is asked for the others are unknown. */
	assert_true(smssite_registry_covers(kept, SERVICES "\\LanmanServer\\Shares"));
	assert_false(smssite_registry_covers(kept, SERVICES "\\LanmanServer\\Parameters"));
	assert_false(has(kept, SERVICES "\\LanmanServer\\Parameters", "Size"));
	smssite_snapshot_free(snapshot);
}

static void the_current_control_set_is_kept(void **state)
{
	smssite_snapshot *snapshot = observe_with(make_system(), NULL);
	const smssite_registry *kept = smssite_snapshot_registry(snapshot);
	smssite_registry *system = make_system();
	bool there;
	char *set;

	(void)state;
	ok(smssite_registry_control_set(system, &set));
	assert_string_equal(set, "HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002");
	smssite_free(set);
	smssite_registry_free(system);
	reads_as(kept, SERVICES "\\SMS_SITE_CONFIG_MANAGER", "ImagePath", "D:\\SITE");
	ok(smssite_registry_has_key(kept, SERVICES "\\SMS_HIERARCHY_MANAGER", &there));
	assert_false(there);
	assert_true(smssite_registry_covers(kept, SERVICES "\\SMS_HIERARCHY_MANAGER"));
	assert_true(has(kept, SERVICES "\\LanmanServer\\Shares", "SMS_SHRD"));
	assert_true(smssite_registry_covers(kept, SERVICES "\\LanmanServer\\Shares"));
	smssite_snapshot_free(snapshot);
}

static void list_and_registry_together_tell_of_services(void **state)
{
	static const char list[] = "These services are started:\n\n   SMS_EXECUTIVE\n\nThe end.\n";
	smssite_tree *tree = make_site("Sms");
	smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	smssite_registry *system = make_system();
	smssite_services *services;
	smssite_snapshot *snapshot, *alone = observe_with(make_system(), NULL);

	(void)state;
	smssite_tree_free(tree);
	ok(smssite_services_parse(list, strlen(list), &services));
	ok(smssite_sources_set_services(sources, services, "list"));
	ok(smssite_sources_add_registry(sources, system, "SYSTEM"));
	smssite_services_free(services);
	smssite_registry_free(system);
	snapshot = observe_from(sources);
	assert_int_equal(smssite_snapshot_service(snapshot, "SMS_EXECUTIVE"), SMSSITE_SERVICE_RUNNING);
	assert_int_equal(smssite_snapshot_service(snapshot, "sms_site_config_manager"), SMSSITE_SERVICE_STOPPED);
	assert_int_equal(smssite_snapshot_service(snapshot, "SMS_HIERARCHY_MANAGER"), SMSSITE_SERVICE_NOT_INSTALLED);
	assert_int_equal(smssite_snapshot_service(snapshot, "Browser"), SMSSITE_SERVICE_NOT_RUNNING);
	assert_int_equal(smssite_snapshot_service(alone, "SMS_SITE_CONFIG_MANAGER"), SMSSITE_SERVICE_INSTALLED);
	assert_int_equal(smssite_snapshot_service(alone, "SMS_HIERARCHY_MANAGER"), SMSSITE_SERVICE_NOT_INSTALLED);
	assert_int_equal(smssite_snapshot_service(alone, "Browser"), SMSSITE_SERVICE_UNKNOWN);
	assert_int_equal(smssite_snapshot_service(NULL, "Browser"), SMSSITE_SERVICE_UNKNOWN);
	assert_int_equal(smssite_services_get_form(smssite_snapshot_installed(alone)), SMSSITE_SERVICES_REGISTRY);
	/* What a registry tells has its own place. */
	ok(smssite_sources_new(&sources));
	assert_int_equal(smssite_sources_set_services(sources, smssite_snapshot_installed(alone), "x"), SMSSITE_INVALID);
	smssite_sources_free(sources);
	smssite_snapshot_free(alone);
	smssite_snapshot_free(snapshot);
}

static void of_two_registries_the_later_counts(void **state)
{
	smssite_snapshot *snapshot = observe_with(parse(export), make_software(false));
	const smssite_registry *kept = smssite_snapshot_registry(snapshot);
	size_t value;

	(void)state;
	assert_int_equal(number_of(kept, SMS "\\Components\\SMS_LAN_SENDER", "Maximum Concurrent Sendings"), 5);
	ok(smssite_registry_find(kept, SMS "\\Components\\SMS_LAN_SENDER", "Maximum Concurrent Sendings", &value));
	assert_int_equal(smssite_snapshot_registry_source(snapshot, value), 1);
	/* What one has is there, whatever the other covers. */
	reads_as(kept, SMS "\\Identification", "Site Code", "Q7Z");
	smssite_snapshot_free(snapshot);
}

static void a_dirty_hive_does_not_tell_what_is_absent(void **state)
{
	smssite_snapshot *snapshot = observe_with(make_software(true), NULL);
	const smssite_registry *kept = smssite_snapshot_registry(snapshot);

	(void)state;
	assert_true(smssite_snapshot_registry_source_is_dirty(snapshot, 0));
	assert_true(smssite_registry_is_dirty(kept));
	assert_int_equal(number_of(kept, SMS "\\Components\\SMS_LAN_SENDER", "Maximum Concurrent Sendings"), 5);
	assert_false(smssite_registry_covers(kept, SMS "\\Identification"));
	smssite_snapshot_free(snapshot);
}

static void secrets_are_never_kept(void **state)
{
	smssite_snapshot *snapshot = observe_with(parse(export), NULL);
	const smssite_registry *kept = smssite_snapshot_registry(snapshot);
	size_t value, size;
	char *json;
	void *data;

	(void)state;
	reads_as(kept, SMS "\\SQL Server", "SQL Server Name", "HUB");
	reads_as(kept, SMS "\\SQL Server", "SQL Login", "*2*");
	reads_as(kept, SMS "\\SQL Server", "Other", "*78*");
	/* That there is none is no secret: the server cannot log on (KB Q270218). */
	reads_as(kept, SMS "\\SQL Server", "Password", "");
	ok(smssite_registry_find(kept, SMS "\\SQL Server", "Blob", &value));
	assert_int_equal(smssite_registry_type(kept, value), SMSSITE_REG_BINARY);
	ok(smssite_registry_data(kept, value, &data, &size));
	assert_memory_equal(data, "*\0003\0*\0\0", size);
	smssite_free(data);
	assert_false(has(kept, SMS "\\Sites\\Q7Z\\Addresses\\C9N\\0", "Address"));
	ok(smssite_snapshot_save(snapshot, &json));
	assert_null(strstr(json, HEX_78));
	assert_non_null(strstr(json, "Addresses"));
	smssite_free(json);
	smssite_snapshot_free(snapshot);
}

static void a_saved_snapshot_answers_alike(void **state)
{
	smssite_snapshot *snapshot = observe_with(make_software(false), parse(export)), *loaded;
	const smssite_registry *kept;
	char *json, *again;

	(void)state;
	ok(smssite_snapshot_save(snapshot, &json));
	smssite_snapshot_free(snapshot);
	ok(smssite_snapshot_load(json, strlen(json), &loaded));
	ok(smssite_snapshot_save(loaded, &again));
	assert_string_equal(json, again);
	kept = smssite_snapshot_registry(loaded);
	reads_as(kept, SMS "\\SQL Server", "Other", "*78*");
	assert_int_equal(number_of(kept, SMS "\\Components\\SMS_LAN_SENDER", "Maximum Concurrent Sendings"), 0);
	assert_true(smssite_registry_covers(kept, SMS "\\Components\\SMS_ALERTER"));
	assert_string_equal(smssite_snapshot_registry_source_name(loaded, 1), "second");
	smssite_free(json);
	smssite_free(again);
	smssite_snapshot_free(loaded);
}

static void a_damaged_hive_is_told_and_the_rest_is_kept(void **state)
{
	struct hive_builder b = { .minor = 3, .hints = true, .sequence1 = 1, .sequence2 = 1 };
	size_t sms = hive_key(&b, hive_key(&b, 0, "Microsoft"), "SMS"), size;
	size_t damaged = hive_key(&b, sms, "Setup");
	smssite_registry *registry;
	smssite_snapshot *snapshot;
	smssite_tree *tree;
	unsigned char *data;

	(void)state;
	hive_value(&b, hive_key(&b, sms, "Identification"), "Site Code", SMSSITE_REG_SZ, "Q\0007\0Z\0\0", 8);
	hive_value(&b, damaged, "Version", SMSSITE_REG_SZ, "7\0008\0006\0\0", 8);
	data = hive_build(&b, &size);
	memset(data + b.keys[damaged].at + 4, 'X', 2);
	ok(smssite_tree_new_memory(&tree));
	put_bytes(tree, "HIVE", data, size);
	ok(smssite_registry_open(tree, "HIVE", &registry));
	smssite_tree_free(tree);
	hive_free(&b);
	snapshot = observe_with(registry, NULL);
	assert_int_equal(smssite_snapshot_registry_source_status(snapshot, 0), SMSSITE_MALFORMED);
	assert_non_null(strstr(smssite_snapshot_registry_source_message(snapshot, 0), "damaged"));
	assert_false(smssite_registry_covers(smssite_snapshot_registry(snapshot), SMS "\\Setup"));
	reads_as(smssite_snapshot_registry(snapshot), SMS "\\Identification", "Site Code", "Q7Z");
	smssite_snapshot_free(snapshot);
}

static void the_kind_of_a_file_is_told_by_its_content(void **state)
{
	struct hive_builder key = { .minor = 3 }, other = { .minor = 3 };
	smssite_registry *registry;
	smssite_tree *tree;
	unsigned char *data;
	size_t size;
	bool there;

	(void)state;
	/* The key of SMS saved by itself. */
	hive_key(&key, 0, "Identification");
	registry = open_built(&key);
	ok(smssite_registry_has_key(registry, SMS "\\Identification", &there));
	assert_true(there);
	smssite_registry_free(registry);
	hive_key(&other, 0, "SAM");
	data = hive_build(&other, &size);
	ok(smssite_tree_new_memory(&tree));
	put_bytes(tree, "SAM", data, size);
	put(tree, "A.REG", export);
	put(tree, "EMPTY", "");
	assert_int_equal(smssite_registry_open(tree, "SAM", &registry), SMSSITE_UNSUPPORTED);
	assert_int_equal(smssite_registry_open(tree, "EMPTY", &registry), SMSSITE_MALFORMED);
	assert_int_equal(smssite_registry_open(tree, "NONE", &registry), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_registry_open(tree, "", &registry), SMSSITE_IO);
	ok(smssite_registry_open(tree, "a.reg", &registry));
	smssite_registry_free(registry);
	smssite_tree_free(tree);
	hive_free(&other);
}

static smssite_status observe_and_load(void *argument)
{
	smssite_snapshot *snapshot = NULL, *loaded = NULL;
	smssite_sources *sources = NULL;
	char *json = NULL;
	smssite_status status = smssite_sources_new(&sources);
	smssite_registry *const *registries = argument;

	if (!status)
		status = smssite_sources_set_tree(sources, (smssite_tree *)registries[2], "", SMSSITE_VIEW_AUTO);
	for (size_t i = 0; i < 2 && !status; i++)
		status = smssite_sources_add_registry(sources, registries[i], "registry");
	if (!status)
		status = smssite_observe(sources, NULL, &snapshot);
	if (!status)
		status = smssite_snapshot_save(snapshot, &json);
	if (!status)
		status = smssite_snapshot_load(json, strlen(json), &loaded);
	smssite_free(json);
	smssite_snapshot_free(loaded);
	smssite_snapshot_free(snapshot);
	smssite_sources_free(sources);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	smssite_tree *tree;
	void *given[3] = { parse(export), make_system(), NULL };

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SITE.SRV"));
	given[2] = tree;
	assert_true(sweep_allocations(observe_and_load, given) > 100);
	smssite_registry_free(given[0]);
	smssite_registry_free(given[1]);
	smssite_tree_free(tree);
}

static void what_is_no_saved_registry_is_refused(void **state)
{
	static const char *const bad[] = {
		"{\"keys\":[{\"path\":\"HKLM\",\"there\":true}]}",
		"{\"sources\":[{\"name\":\"x\",\"dirty\":1}]}",
		"{\"sources\":[{\"name\":\"x\",\"dirty\":false,\"status\":\"OK\"}]}",
		"{\"sources\":[{\"name\":\"x\",\"dirty\":false,\"status\":\"SMSSITE_OK\"}],\"keys\":[{\"path\":\"A\\\\\\\\B\",\"there\":"
		"true}]}",
		"{\"sources\":[{\"name\":\"x\",\"dirty\":false,\"status\":\"SMSSITE_OK\"}],\"keys\":[{\"path\":\"A\",\"there\":true,"
		"\"covers\":4}]}",
		"{\"sources\":[{\"name\":\"x\",\"dirty\":false,\"status\":\"SMSSITE_OK\"}],\"keys\":[{\"path\":\"A\",\"there\":true,"
		"\"values\":[{\"type\":-2}]}]}",
		"{\"sources\":[{\"name\":\"x\",\"dirty\":false,\"status\":\"SMSSITE_OK\"}],\"keys\":[{\"path\":\"A\",\"there\":true,"
		"\"values\":[{\"type\":1,\"data\":\"0\"}]}]}",
		"{\"sources\":[{\"name\":\"x\",\"dirty\":false,\"status\":\"SMSSITE_OK\"}],\"keys\":[{\"path\":\"A\",\"there\":true,"
		"\"values\":[{\"type\":4,\"number\":4294967296}]}]}",
		"{\"sources\":[{\"name\":\"x\",\"dirty\":false,\"status\":\"SMSSITE_OK\"}],\"keys\":[{\"path\":\"A\",\"values\":[]}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		smssite_snapshot *snapshot;
		char json[1024];

		snprintf(json, sizeof(json),
			"{\"smssite\":\"snapshot\",\"format\":1,\"view\":\"ROOT\",\"copy\":true,\"registry\":%s}", bad[i]);
		assert_int_equal(smssite_snapshot_load(json, strlen(json), &snapshot), SMSSITE_MALFORMED);
	}
}

static void a_callers_mistakes_are_told(void **state)
{
	smssite_registry *registry = parse(export);
	smssite_sources *sources;
	char *text;

	(void)state;
	ok(smssite_sources_new(&sources));
	assert_int_equal(smssite_sources_add_registry(sources, NULL, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_add_registry(NULL, registry, "x"), SMSSITE_INVALID);
	for (size_t i = 0; i < 16; i++)
		ok(smssite_sources_add_registry(sources, registry, "x"));
	assert_int_equal(smssite_sources_add_registry(sources, registry, "x"), SMSSITE_LIMIT);
	smssite_sources_free(sources);
	assert_int_equal(smssite_registry_control_set(NULL, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_control_set(registry, &text), SMSSITE_NOT_FOUND);
	smssite_registry_free(registry);
	assert_null(smssite_snapshot_registry(NULL));
	assert_null(smssite_snapshot_registry_source_name(NULL, 0));
	assert_string_equal(smssite_snapshot_registry_source_message(NULL, 0), "");
	assert_int_equal(smssite_snapshot_registry_source_status(NULL, 0), SMSSITE_INVALID);
	assert_int_equal(smssite_snapshot_registry_source(NULL, 0), SMSSITE_NO_INDEX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_registry_there_is_none),
		cmocka_unit_test(of_an_export_what_concerns_the_site_is_kept),
		cmocka_unit_test(of_the_server_little_is_kept),
		cmocka_unit_test(an_export_does_not_tell_what_a_key_lacks),
		cmocka_unit_test(an_export_that_goes_on_behind_a_key_tells_that_it_is_absent),
		cmocka_unit_test(a_hive_tells_what_is_absent),
		cmocka_unit_test(the_current_control_set_is_kept),
		cmocka_unit_test(list_and_registry_together_tell_of_services),
		cmocka_unit_test(of_two_registries_the_later_counts),
		cmocka_unit_test(a_dirty_hive_does_not_tell_what_is_absent),
		cmocka_unit_test(secrets_are_never_kept),
		cmocka_unit_test(a_saved_snapshot_answers_alike),
		cmocka_unit_test(a_damaged_hive_is_told_and_the_rest_is_kept),
		cmocka_unit_test(the_kind_of_a_file_is_told_by_its_content),
		cmocka_unit_test(every_failing_allocation_is_survived),
		cmocka_unit_test(what_is_no_saved_registry_is_refused),
		cmocka_unit_test(a_callers_mistakes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
