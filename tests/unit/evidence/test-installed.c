/* SPDX-License-Identifier: MIT */
/* The services that a registry says are installed, and what the control file says must run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "control-files.h"
#include "hive-builder.h"
#include "sweep.h"

static void ok(smssite_status status)
{
	if (status)
		fail_msg("%s: %s", smssite_status_name(status), smssite_error_message());
}

static smssite_tree *tree_with(struct hive_builder *b)
{
	smssite_tree *tree;
	size_t size;
	unsigned char *data = hive_build(b, &size);

	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_write_file(tree, "SYSTEM", data, size));
	hive_free(b);
	return tree;
}

/* A hive of which set 3 is current: SCMAN with everything, an agent to be deleted, a driver, a key of settings. */
static smssite_tree *make_system(bool dirty)
{
	static const char three[4] = { 3 }, two[4] = { 2 }, own[4] = { 0x10 }, driver[4] = { 1 }, yes[4] = { 1 };
	static const char image[] = "D\0:\0\\\0S\0\0", account[] = "E\0\\\0s\0\0";
	struct hive_builder b = { .minor = 3, .sequence1 = 7, .sequence2 = dirty ? 6 : 7 };
	size_t services, key;

	hive_value(&b, hive_key(&b, 0, "Select"), "Current", SMSSITE_REG_DWORD, three, 4);
	key = hive_key(&b, hive_key(&b, hive_key(&b, 0, "ControlSet001"), "Services"), "SMS_EXECUTIVE");
	hive_value(&b, key, "Start", SMSSITE_REG_DWORD, two, 4);
	services = hive_key(&b, hive_key(&b, 0, "ControlSet003"), "Services");
	key = hive_key(&b, services, "SMS_SITE_CONFIG_MANAGER");
	hive_value(&b, key, "Start", SMSSITE_REG_DWORD, two, 4);
	hive_value(&b, key, "Type", SMSSITE_REG_DWORD, own, 4);
	hive_value(&b, key, "ImagePath", SMSSITE_REG_EXPAND_SZ, image, sizeof(image));
	hive_value(&b, key, "ObjectName", SMSSITE_REG_SZ, account, sizeof(account));
	key = hive_key(&b, services, "SMS_INVENTORY_AGENT_NT");
	hive_value(&b, key, "Start", SMSSITE_REG_DWORD, two, 4);
	hive_value(&b, key, "DeleteFlag", SMSSITE_REG_DWORD, yes, 4);
	/* A path of the wrong type is as if it were not there. */
	hive_value(&b, key, "ImagePath", SMSSITE_REG_DWORD, two, 4);
	key = hive_key(&b, services, "Beep");
	hive_value(&b, key, "Start", SMSSITE_REG_DWORD, yes, 4);
	hive_value(&b, key, "Type", SMSSITE_REG_DWORD, driver, 4);
	hive_key(&b, services, "EventLog");
	return tree_with(&b);
}

static smssite_services *installed_in(smssite_tree *tree)
{
	smssite_registry *registry;
	smssite_services *services;

	ok(smssite_registry_open(tree, "SYSTEM", &registry));
	smssite_tree_free(tree);
	ok(smssite_services_from_registry(registry, &services));
	smssite_registry_free(registry);
	return services;
}

static size_t place_of(const smssite_services *services, const char *name)
{
	for (size_t i = 0; i < smssite_services_count(services); i++)
		if (!strcmp(smssite_services_name(services, i), name))
			return i;
	return SMSSITE_NO_INDEX;
}

static void a_hive_tells_what_is_installed_in_its_current_set(void **state)
{
	smssite_services *services = installed_in(make_system(false));
	size_t scman = place_of(services, "SMS_SITE_CONFIG_MANAGER"), agent = place_of(services, "SMS_INVENTORY_AGENT_NT");

	(void)state;
	assert_int_equal(smssite_services_get_form(services), SMSSITE_SERVICES_REGISTRY);
	assert_int_equal(smssite_services_find(services, "sms_site_config_manager"), SMSSITE_SERVICE_INSTALLED);
	assert_int_equal(smssite_services_start(services, scman), 2);
	assert_string_equal(smssite_services_image_path(services, scman), "D:\\S");
	assert_string_equal(smssite_services_account(services, scman), "E\\s");
	assert_false(smssite_services_is_deleted(services, scman));
	assert_true(smssite_services_is_deleted(services, agent));
	assert_string_equal(smssite_services_image_path(services, agent), "");
	/* That of another set, and threads with it. */
	assert_int_equal(smssite_services_find(services, "SMS_EXECUTIVE"), SMSSITE_SERVICE_NOT_INSTALLED);
	assert_int_equal(smssite_services_find(services, "SMS_SCHEDULER"), SMSSITE_SERVICE_NOT_INSTALLED);
	assert_int_equal(place_of(services, "Beep"), SMSSITE_NO_INDEX);
	assert_int_equal(place_of(services, "EventLog"), SMSSITE_NO_INDEX);
	smssite_services_free(services);
}

static void an_export_does_not_tell_what_is_not_installed(void **state)
{
	static const char text[] = "REGEDIT4\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SMS_EXECUTIVE]\n"
				   "\"Start\"=dword:00000003\n";
	smssite_registry *registry;
	smssite_services *services;

	(void)state;
	ok(smssite_registry_parse(text, strlen(text), &registry));
	ok(smssite_services_from_registry(registry, &services));
	smssite_registry_free(registry);
	assert_int_equal(smssite_services_find(services, "SMS_EXECUTIVE"), SMSSITE_SERVICE_INSTALLED);
	assert_int_equal(smssite_services_find(services, "SMS_BOOTSTRAP"), SMSSITE_SERVICE_UNKNOWN);
	smssite_services_free(services);
}

static void a_dirty_hive_leaves_open_what_is_not_installed(void **state)
{
	smssite_services *services = installed_in(make_system(true));

	(void)state;
	assert_int_equal(smssite_services_find(services, "Schedule"), SMSSITE_SERVICE_UNKNOWN);
	assert_int_equal(smssite_services_find(services, "SMS_EXECUTIVE"), SMSSITE_SERVICE_UNKNOWN);
	assert_int_equal(smssite_services_find(services, "SMS_SITE_CONFIG_MANAGER"), SMSSITE_SERVICE_INSTALLED);
	smssite_services_free(services);
}

static void a_registry_without_services_has_none(void **state)
{
	static const char text[] = "REGEDIT4\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet]\n";
	struct hive_builder b = { .minor = 3 };
	smssite_services *services;
	smssite_registry *registry;
	smssite_tree *tree;
	static const char nine[4] = { 9 };

	(void)state;
	ok(smssite_registry_parse(text, strlen(text), &registry));
	assert_int_equal(smssite_services_from_registry(registry, &services), SMSSITE_NOT_FOUND);
	assert_null(services);
	smssite_registry_free(registry);
	/* The set that is current is not there. */
	hive_value(&b, hive_key(&b, 0, "Select"), "Current", SMSSITE_REG_DWORD, nine, 4);
	tree = tree_with(&b);
	ok(smssite_registry_open(tree, "SYSTEM", &registry));
	assert_int_equal(smssite_services_from_registry(registry, &services), SMSSITE_NOT_FOUND);
	assert_non_null(strstr(smssite_error_message(), "ControlSet009"));
	smssite_registry_free(registry);
	smssite_tree_free(tree);
	assert_int_equal(smssite_services_from_registry(NULL, &services), SMSSITE_INVALID);
}

static smssite_status read_installed(void *tree)
{
	smssite_registry *registry = NULL;
	smssite_services *services = NULL;
	smssite_status status = smssite_registry_open(tree, "SYSTEM", &registry);

	if (!status)
		status = smssite_services_from_registry(registry, &services);
	smssite_services_free(services);
	smssite_registry_free(registry);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	smssite_tree *tree = make_system(false);

	(void)state;
	assert_true(sweep_allocations(read_installed, tree) > 20);
	smssite_tree_free(tree);
}

/* -- what must run ---------------------------------------------------------------------------------- */

#define ACCOUNT(type)                                                                                        \
	"SITE CONTROL FILE [786][1.08]\nBEGIN_FILE_DEFINITION\n<2>\n<>\n<Q7Z>\n<Q7Z>\n<868900000>\n<0>\n"        \
	"END_FILE_DEFINITION\nBEGIN_SITE_ACCOUNT\n<" type ">\n<Q7Z>\n<C9N>\n<EDGE7>\n<EDGE>\n<Edge>\n<D:\\SMS>\n" \
	"<EDGE>\n<>\n<>\n<>\n<>\n<>\n<>\n<>\n<>\n<>\n<>\nEND_SITE_ACCOUNT\n"
#define COMPONENT(flags, name, server) "BEGIN_COMPONENT\n<" flags ">\n<" name ">\n<X>\n<" server ">\n<D>\nEND_COMPONENT\n"
#define SENDER(flags, type, server, name)                                                                    \
	"BEGIN_SENDER\n<" flags ">\n<" type ">\n<SENDER.DLL>\n<D>\n<" server ">\n<" name ">\nEND_SENDER\n"
#define REST                                                                                                 \
	"PROPERTY <CLIENT CONFIG MANAGER ON SERVERS><><><3>\nPROPERTY <INVENTORY AGENT ON SERVERS><><><2>\n"       \
	"PROPERTY <PACKAGE COMMAND MANAGER ON SERVERS><><><4>\n" COMPONENT("457", "SMS_SITE_CONFIG_MANAGER", "EDGE7") \
		COMPONENT("205", "SMS_EXECUTIVE", "EDGE7") COMPONENT("77", "SMS_HIERARCHY_MANAGER", "EDGE7")         \
			COMPONENT("2253", "SMS_SCHEDULER", "EDGE7") COMPONENT("2253", "SMS_DESPOOLER", "HELPER1")     \
				COMPONENT("2125", "SMS_ALERTER", "EDGE7") COMPONENT("2252", "SMS_SITE_REPORTER", "EDGE7") \
					SENDER("2765", "MS_LAN_SENDER", "\\\\edge7", "SMS_LAN_SENDER")                \
						SENDER("3789", "MS_BATCH_SNA_SENDER", "HELPER1", "SMS_BATCH_SNA_SENDER")

static smssite_need need(const char *text, const char *service, const char *server)
{
	smssite_control_file *file;
	smssite_need found;

	ok(smssite_control_file_parse(text, strlen(text), &file));
	found = smssite_service_need(file, smssite_service_catalogue_find(service), server);
	smssite_control_file_free(file);
	return found;
}

static void a_secondary_runs_what_its_file_installs(void **state)
{
	static const char file[] = ACCOUNT("9") REST;

	(void)state;
	assert_int_equal(need(file, "SMS_SITE_CONFIG_MANAGER", NULL), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_EXECUTIVE", "edge7"), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_SCHEDULER", "\\\\EDGE7"), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_LAN_SENDER", NULL), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_CLIENT_CONFIG_MANAGER", NULL), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_INVENTORY_AGENT_NT", NULL), SMSSITE_NEED_NOT);
	assert_int_equal(need(file, "SMS_DESPOOLER", NULL), SMSSITE_NEED_NOT);
	/* 2252 has no INSTALL. */
	assert_int_equal(need(file, "SMS_SITE_REPORTER", NULL), SMSSITE_NEED_NOT);
	assert_int_equal(need(file, "SMS_HIERARCHY_MANAGER", NULL), SMSSITE_NEED_MUST_NOT);
	assert_int_equal(need(file, "SMS_ALERTER", NULL), SMSSITE_NEED_MUST_NOT);
	assert_int_equal(need(file, "SMS_TRAP_FILTER", NULL), SMSSITE_NEED_MUST_NOT);
}

static void a_primary_runs_its_own(void **state)
{
	static const char file[] = ACCOUNT("6") REST;

	(void)state;
	assert_int_equal(need(file, "SMS_HIERARCHY_MANAGER", NULL), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_ALERTER", NULL), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_UPGRADE_BOOTSTRAP", NULL), SMSSITE_NEED_MUST_NOT);
}

static void helper_and_logon_servers_run_what_is_put_there(void **state)
{
	static const char file[] = ACCOUNT("9") REST;

	(void)state;
	assert_int_equal(need(file, "SMS_DESPOOLER", "HELPER1"), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_EXECUTIVE", "helper1"), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_SNA_RECEIVER", "helper1"), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_PACKAGE_COMMAND_MANAGER_NT", "helper1"), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_INVENTORY_AGENT_NT", "NTLOG1"), SMSSITE_NEED_MUST_RUN);
	assert_int_equal(need(file, "SMS_PACKAGE_COMMAND_MANAGER_NT", "NTLOG1"), SMSSITE_NEED_NOT);
	assert_int_equal(need(file, "SMS_SITE_CONFIG_MANAGER", "NTLOG1"), SMSSITE_NEED_NOT);
	assert_int_equal(need(file, "SMS_EXECUTIVE", "NTLOG1"), SMSSITE_NEED_NOT);
}

static void without_a_full_file_nothing_is_known(void **state)
{
	static const char header[] = "SITE CONTROL FILE [786][1.08]\nBEGIN_FILE_DEFINITION\n<4>\n<>\n<Q7Z>\n<Q7Z>\n<1>\n<0>\n"
				     "END_FILE_DEFINITION\n";

	(void)state;
	assert_int_equal(need(header, "SMS_EXECUTIVE", NULL), SMSSITE_NEED_UNKNOWN);
	assert_int_equal(smssite_service_need(NULL, 0, NULL), SMSSITE_NEED_UNKNOWN);
	assert_int_equal(need(ACCOUNT("9"), "NO_SUCH", NULL), SMSSITE_NEED_UNKNOWN);
	assert_string_equal(smssite_need_name(SMSSITE_NEED_MUST_NOT), "MUST_NOT");
	assert_string_equal(smssite_need_name((smssite_need)9), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hive_tells_what_is_installed_in_its_current_set),
		cmocka_unit_test(an_export_does_not_tell_what_is_not_installed),
		cmocka_unit_test(a_dirty_hive_leaves_open_what_is_not_installed),
		cmocka_unit_test(a_registry_without_services_has_none),
		cmocka_unit_test(every_failing_allocation_is_survived),
		cmocka_unit_test(a_secondary_runs_what_its_file_installs),
		cmocka_unit_test(a_primary_runs_its_own),
		cmocka_unit_test(helper_and_logon_servers_run_what_is_put_there),
		cmocka_unit_test(without_a_full_file_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
