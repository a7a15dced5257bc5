/* SPDX-License-Identifier: MIT */
#include "registry-fixture.h"

#define NONE                                                                                                 \
	"SMS_SITE_CONFIG_MANAGER not-installed\nSMS_EXECUTIVE not-installed\nSMS_INVENTORY_AGENT_NT "        \
	"not-installed\nSMS_PACKAGE_COMMAND_MANAGER_NT not-installed\nSMS_BOOTSTRAP not-installed\n"         \
	"SMS_UPGRADE_BOOTSTRAP not-installed\n"
#define HALF                                                                                                 \
	"SMS_SITE_CONFIG_MANAGER not-installed\nSMS_EXECUTIVE stopped\nSMS_BOOTSTRAP not-installed\n"        \
	"SMS_UPGRADE_BOOTSTRAP not-installed\n"
#define UPGRADING                                                                                            \
	"SMS_SITE_CONFIG_MANAGER not-installed\nSMS_EXECUTIVE not-installed\nSMS_INVENTORY_AGENT_NT "        \
	"not-installed\nSMS_PACKAGE_COMMAND_MANAGER_NT not-installed\nSMS_UPGRADE_BOOTSTRAP running\n"

static const struct software no_software = { .bare = true };
static const char *const rules[] = { "A15", "A16", "A17", "A18" };
#define RULES (sizeof(rules) / sizeof(*rules))

/* Expects of each of the four rules what stands at its place. */
static void expect_each(struct stand (*make)(void), const smssite_severity wanted[RULES], const char *piece)
{
	for (size_t i = 0; i < RULES; i++) {
		struct stand stand = make();

		expect(ask(&stand, rules[i]), wanted[i], wanted[i] == OK ? "" : piece);
	}
}

static struct stand make_bare(void)
{
	struct stand stand = stand_new();

	stand.services = NONE;
	stand.registries[0] = make_software(&no_software);
	stand.registries[1] = make_system(false, NULL, "EDGE7");
	return stand;
}

static struct stand make_without_services(void)
{
	struct stand stand = stand_new();

	stand.services = NONE;
	stand.registries[0] = make_software(&whole_software);
	stand.registries[1] = make_system(true, NULL, "EDGE7");
	return stand;
}

static struct stand make_half_restored(void)
{
	struct stand stand = make_without_services();

	take_away(stand.site, BOX "\\SITECTRL.CT0");
	return stand;
}

static struct stand make_half_removed(void)
{
	struct stand stand = make_bare();

	stand.services = HALF;
	return stand;
}

static struct stand make_upgrading(void)
{
	struct stand stand = stand_new();

	stand.services = UPGRADING;
	return stand;
}

static struct stand make_services_alone(void)
{
	struct stand stand = stand_new();

	stand.services = NONE;
	return stand;
}

static struct stand make_list_of_running(void)
{
	struct stand stand = stand_new();

	stand.services = "These Windows NT services are started:\n\n   Browser\n\nThe command completed "
			 "successfully.\n";
	return stand;
}

static void a_healthy_site_is_no_ruin(void **state)
{
	(void)state;
	expect_each(stand_new, (smssite_severity[]){ OK, OK, OK, OK }, "");
}

static void a_tree_without_anything_in_nt_is_rebuilt(void **state)
{
	(void)state;
	expect_each(make_bare, (smssite_severity[]){ ERROR, OK, OK, OK }, "installed anew");
}

static void services_that_are_gone_alone_are_installed(void **state)
{
	(void)state;
	expect_each(make_without_services, (smssite_severity[]){ OK, ERROR, OK, OK },
		"registry and tree are there");
}

static void a_restore_without_the_master_is_not_complete(void **state)
{
	(void)state;
	expect_each(make_half_restored, (smssite_severity[]){ OK, OK, ERROR, OK }, "the master is missing");
}

static void what_is_left_of_a_removal_is_told(void **state)
{
	(void)state;
	expect_each(make_half_removed, (smssite_severity[]){ OK, OK, OK, ERROR }, "removed in part");
}

static void an_upgrade_at_work_is_no_ruin(void **state)
{
	(void)state;
	expect_each(make_upgrading, (smssite_severity[]){ OK, OK, OK, OK }, "");
}

static void services_that_are_gone_ask_for_the_registry(void **state)
{
	(void)state;
	expect_each(make_services_alone, (smssite_severity[]){ UNKNOWN, UNKNOWN, UNKNOWN, OK },
		"--registry SOFTWARE");
}

static void a_list_of_running_services_does_not_tell_what_is_installed(void **state)
{
	(void)state;
	expect_each(make_list_of_running, (smssite_severity[]){ UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN },
		"sc query state= all");
}

static void the_registry_tells_what_is_installed(void **state)
{
	struct stand stand = make_list_of_running();

	(void)state;
	stand.registries[0] = make_software(&whole_software);
	stand.registries[1] = make_system(true, "SMS_SITE_CONFIG_MANAGER", "EDGE7");
	expect(ask(&stand, "A16"), OK, "is installed");
	stand = make_list_of_running();
	stand.registries[0] = make_software(&whole_software);
	stand.registries[1] = make_system(true, "SMS_EXECUTIVE", "EDGE7");
	expect(ask(&stand, "A16"), ERROR, "SMS_SITE_CONFIG_MANAGER gone");
}

#define NT "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\r\n\"CurrentVersion\"=\"4.0\"\r\n"
#define SHARES                                                                                               \
	"[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Shares]\r\n"                       \
	"\"NETLOGON\"=\"Path=C:\\\\WINNT\"\r\n"

static void exports_tell_that_nt_was_installed_anew(void **state)
{
	struct stand stand = make_services_alone();

	(void)state;
	stand.registries[0] = make_export("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\r\n" NT);
	stand.registries[1] = make_export(SHARES);
	expect(ask(&stand, "A15"), ERROR, "installed anew");
	/* A part of the registry in which SMS need not be. */
	stand = make_services_alone();
	stand.registries[0] = make_export(NT);
	stand.registries[1] = make_export(SHARES);
	expect(ask(&stand, "A15"), UNKNOWN, "--registry SOFTWARE");
	stand = make_services_alone();
	stand.registries[0] = make_export("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\r\n" NT);
	expect(ask(&stand, "A15"), UNKNOWN, "--registry SYSTEM");
	stand = make_services_alone();
	stand.registries[0] = make_export("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\r\n" NT);
	stand.registries[1] = make_export(SHARES "\"SMS_SHR\"=\"Path=D:\\\\SMS\"\r\n");
	expect(ask(&stand, "A15"), OK, "parts of SMS");
}

/* SYSTEM whose shares are those of NT; what SMS wrote last may be in the log of one that was not closed properly. */
static smssite_registry *make_shares(bool dirty)
{
	static const char current[4] = { 1 };
	struct hive_builder b = { .minor = 3, .sequence1 = 2, .sequence2 = dirty ? 1 : 2 };
	size_t services;

	hive_value(&b, hive_key(&b, 0, "Select"), "Current", SMSSITE_REG_DWORD, current, 4);
	services = hive_key(&b, hive_key(&b, 0, "ControlSet001"), "Services");
	put_string(&b, hive_key(&b, hive_key(&b, services, "LanmanServer"), "Shares"), "NETLOGON", "Path=C:\\WINNT");
	return open_hive(&b);
}

static void shares_are_not_missed_in_a_hive_that_was_not_closed(void **state)
{
	(void)state;
	for (int dirty = 0; dirty < 2; dirty++) {
		struct stand stand = make_services_alone();

		stand.registries[0] = make_export("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\r\n" NT);
		stand.registries[1] = make_shares(dirty);
		expect(ask(&stand, "A15"), dirty ? UNKNOWN : ERROR, dirty ? "--registry SYSTEM" : "installed anew");
	}
}

static struct answer ask_restored(const char *sms_ini, bool ms)
{
	struct stand stand = make_without_services();

	stand.boot_drive = make_boot_drive(sms_ini);
	if (ms)
		ok(smssite_tree_make_directory(stand.boot_drive, "MS"));
	return ask(&stand, "A17");
}

static void drive_c_belongs_to_a_restore(void **state)
{
	(void)state;
	expect(ask_restored(NULL, true), ERROR, "SMS.INI is missing on drive C:");
	expect(ask_restored("[SMS]\r\nSMSPath=C:\\MS\\SMS\r\n", false), ERROR, "\\MS is missing on drive C:");
	expect(ask_restored("[SMS]\r\nSMSPath=c:\\ms\\sms\r\n", true), OK, "only services are missing");
	/* It may be on another drive. */
	expect(ask_restored("[SMS]\r\nSMSPath=E:\\MS\\SMS\r\n", false), OK, "only services are missing");
	expect(ask_restored("[SMS]\r\nSMSPath=C:\\MSAPPS\\SMS\r\n", false), OK, "only services are missing");
	expect(ask_restored("[SMS]\r\nSiteCode=Q7Z\r\n", false), OK, "only services are missing");
}

static void what_a_removal_left_in_the_roots_of_drives_is_told(void **state)
{
	struct stand stand = make_half_removed();

	(void)state;
	put(stand.site, "SCMAN.LOG", "");
	stand.boot_drive = make_boot_drive("[SMS]\r\n");
	put(stand.boot_drive, "SMSSETUP.LOG", "");
	put(stand.boot_drive, "OTHER.TXT", "");
	expect(ask(&stand, "A18"), ERROR,
		"..\\SCMAN.LOG\nmay stay, 0 bytes, 60 min old\nC:\\SMS.INI\nmay stay, 7 bytes, ");
	stand = make_half_removed();
	stand.boot_drive = make_boot_drive("[SMS]\r\n");
	put(stand.boot_drive, "OTHER.TXT", "");
	assert_null(strstr(ask(&stand, "A18").text, "OTHER"));
}

/* D08 */

static void a_next_range_that_nothing_has_is_lost(void **state)
{
	struct stand stand = make_bare();

	(void)state;
	stand.boot_drive = make_boot_drive(NULL);
	expect(ask(&stand, "D08"), WARNING, "neither the registry nor SMS.INI has it");
	stand = make_bare();
	stand.boot_drive = make_boot_drive("[Local]\r\nNextAvailableSiteSMSUniqueID=Q7Z03000\r\n");
	expect(ask(&stand, "D08"), OK, "SMS.INI has the next range");
	stand = make_bare();
	expect(ask(&stand, "D08"), UNKNOWN, "--boot-drive DIR");
	stand = make_bare();
	expect(ask(&stand, "D06"), UNKNOWN, "which is gone from the registry");
}

/* A30 */

static void a_primary_with_an_upgrade_bootstrap_removes_itself(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	smssite_tree_free(stand.site);
	stand.site = make_parent();
	stand.services = UPGRADING;
	expect(ask(&stand, "A30"), ERROR, "SMS_UPGRADE_BOOTSTRAP running");
	stand = stand_new();
	smssite_tree_free(stand.site);
	stand.site = make_parent();
	expect(ask(&stand, "A30"), OK, "no bootstrap");
	stand = stand_new();
	smssite_tree_free(stand.site);
	stand.site = make_parent();
	stand.services = NULL;
	expect(ask(&stand, "A30"), UNKNOWN, "--services FILE");
	/* A secondary is upgraded that way. */
	stand = make_upgrading();
	assert_false(ask(&stand, "A30").there);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_healthy_site_is_no_ruin),
		cmocka_unit_test(a_tree_without_anything_in_nt_is_rebuilt),
		cmocka_unit_test(services_that_are_gone_alone_are_installed),
		cmocka_unit_test(a_restore_without_the_master_is_not_complete),
		cmocka_unit_test(what_is_left_of_a_removal_is_told),
		cmocka_unit_test(an_upgrade_at_work_is_no_ruin),
		cmocka_unit_test(services_that_are_gone_ask_for_the_registry),
		cmocka_unit_test(a_list_of_running_services_does_not_tell_what_is_installed),
		cmocka_unit_test(the_registry_tells_what_is_installed),
		cmocka_unit_test(exports_tell_that_nt_was_installed_anew),
		cmocka_unit_test(shares_are_not_missed_in_a_hive_that_was_not_closed),
		cmocka_unit_test(drive_c_belongs_to_a_restore),
		cmocka_unit_test(what_a_removal_left_in_the_roots_of_drives_is_told),
		cmocka_unit_test(a_next_range_that_nothing_has_is_lost),
		cmocka_unit_test(a_primary_with_an_upgrade_bootstrap_removes_itself),
	};

	return cmocka_run_group_tests_name("rules on sites that lost a part", tests, NULL, NULL);
}
