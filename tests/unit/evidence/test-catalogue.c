/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include <smssite.h>

static size_t find(const char *name)
{
	size_t index = smssite_service_catalogue_find(name);

	if (index == SMSSITE_NO_INDEX)
		fail_msg("%s is not in the catalogue", name);
	return index;
}

static void every_entry_is_complete_and_found_by_its_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < smssite_service_catalogue_count(); i++) {
		assert_int_equal(smssite_service_catalogue_find(smssite_service_catalogue_name(i)), i);
		assert_true(strlen(smssite_service_catalogue_title(i)) > 0);
		assert_non_null(smssite_service_catalogue_file(i));
		assert_non_null(smssite_service_catalogue_log(i));
		assert_true(smssite_service_catalogue_roles(i) & ~(uint32_t)SMSSITE_ROLE_OPTIONAL);
	}
}

static void names_are_found_letter_case_aside(void **state)
{
	(void)state;
	assert_int_equal(smssite_service_catalogue_find("sms_Executive"), find("SMS_EXECUTIVE"));
	assert_int_equal(smssite_service_catalogue_find("SMS_EXEC"), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_service_catalogue_find(""), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_service_catalogue_find(NULL), SMSSITE_NO_INDEX);
}

static void threads_are_told_from_services(void **state)
{
	static const char *const threads[] = { "SMS_MAINTENANCE_MANAGER", "SMS_SITE_REPORTER",
		"SMS_SCHEDULER", "SMS_INVENTORY_PROCESSOR", "SMS_DESPOOLER", "SMS_APPLICATIONS_MANAGER",
		"SMS_INVENTORY_DATA_LOADER", "SMS_ALERTER", "SMS_TRAP_FILTER", "SMS_LAN_SENDER",
		"SMS_ASYNC_RAS_SENDER", "SMS_ISDN_RAS_SENDER", "SMS_X25_RAS_SENDER", "SMS_BATCH_SNA_SENDER",
		"SMS_INTER_SNA_SENDER" };
	static const char *const services[] = { "SMS_SITE_CONFIG_MANAGER", "SMS_EXECUTIVE",
		"SMS_HIERARCHY_MANAGER", "SMS_CLIENT_CONFIG_MANAGER", "SMS_INVENTORY_AGENT_NT",
		"SMS_PACKAGE_COMMAND_MANAGER_NT", "SMS_SNA_RECEIVER" };

	(void)state;
	for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++)
		assert_int_equal(smssite_service_catalogue_kind(find(threads[i])), SMSSITE_SERVICE_THREAD);
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		assert_int_equal(smssite_service_catalogue_kind(find(services[i])), SMSSITE_SERVICE_NT);
	assert_int_equal(smssite_service_catalogue_kind(find("SMS_BOOTSTRAP")), SMSSITE_SERVICE_TEMPORARY);
	assert_int_equal(
		smssite_service_catalogue_kind(find("SMS_UPGRADE_BOOTSTRAP")), SMSSITE_SERVICE_TEMPORARY);
	assert_int_equal(smssite_service_catalogue_kind(find("SMS_USER_INTERFACE")), SMSSITE_SERVICE_OTHER);
	assert_int_equal(smssite_service_catalogue_kind(find("SMS_INV_OS2LM")), SMSSITE_SERVICE_OTHER);
}

static void what_must_not_run_at_a_secondary_has_not_its_role(void **state)
{
	static const char *const primary[] = { "SMS_HIERARCHY_MANAGER", "SMS_INVENTORY_DATA_LOADER",
		"SMS_ALERTER", "SMS_TRAP_FILTER" };

	(void)state;
	for (size_t i = 0; i < sizeof(primary) / sizeof(primary[0]); i++)
		assert_int_equal(smssite_service_catalogue_roles(find(primary[i])), SMSSITE_ROLE_PRIMARY);
	assert_int_equal(
		smssite_service_catalogue_roles(find("SMS_UPGRADE_BOOTSTRAP")), SMSSITE_ROLE_SECONDARY);
	assert_true(smssite_service_catalogue_roles(find("SMS_X25_RAS_SENDER")) & SMSSITE_ROLE_OPTIONAL);
	assert_false(smssite_service_catalogue_roles(find("SMS_LAN_SENDER")) & SMSSITE_ROLE_OPTIONAL);
	assert_true(
		smssite_service_catalogue_roles(find("SMS_INVENTORY_AGENT_NT")) & SMSSITE_ROLE_LOGON_SERVER);
}

static void programs_and_logs_are_named(void **state)
{
	(void)state;
	assert_string_equal(smssite_service_catalogue_file(find("SMS_SITE_CONFIG_MANAGER")), "SITEINS.EXE");
	assert_string_equal(smssite_service_catalogue_log(find("SMS_SITE_CONFIG_MANAGER")), "SCMAN.LOG");
	assert_string_equal(smssite_service_catalogue_file(find("SMS_HIERARCHY_MANAGER")), "PREINST.EXE");
	assert_string_equal(smssite_service_catalogue_title(find("SMS_EXECUTIVE")), "SMS Executive");
	assert_string_equal(smssite_service_catalogue_log(find("SMS_LAN_SENDER")), "LANSEND.LOG");
	assert_string_equal(smssite_service_catalogue_file(find("SMS_BOOTSTRAP")), "");
	assert_string_equal(smssite_service_catalogue_log(find("SMS_UPGRADE_BOOTSTRAP")), "");
}

static void beyond_the_end_there_is_nothing(void **state)
{
	size_t count = smssite_service_catalogue_count();

	(void)state;
	for (size_t i = 0; i < 2; i++, count = SMSSITE_NO_INDEX) {
		assert_null(smssite_service_catalogue_name(count));
		assert_null(smssite_service_catalogue_title(count));
		assert_null(smssite_service_catalogue_file(count));
		assert_null(smssite_service_catalogue_log(count));
		assert_int_equal(smssite_service_catalogue_kind(count), SMSSITE_SERVICE_NT);
		assert_int_equal(smssite_service_catalogue_roles(count), 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_entry_is_complete_and_found_by_its_name),
		cmocka_unit_test(names_are_found_letter_case_aside),
		cmocka_unit_test(threads_are_told_from_services),
		cmocka_unit_test(what_must_not_run_at_a_secondary_has_not_its_role),
		cmocka_unit_test(programs_and_logs_are_named),
		cmocka_unit_test(beyond_the_end_there_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
