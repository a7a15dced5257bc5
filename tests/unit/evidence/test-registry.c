/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "sweep.h"

#define SMS "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"

static const char fixture[] = "REGEDIT4\r\n\r\n"
			      "[" SMS "\\Components\\SMS_MAINTENANCE_MANAGER]\r\n"
			      "\"Next SMS Unique ID\"=\"Q7Z02000\" ; a comment\r\n"
			      "\"Inventory False Logon Limit\"=dword:00000003\r\n"
			      "\r\n"
			      "[" SMS "\\Components\\SMS_LAN_SENDER]\r\n"
			      "\"Maximum Concurrent Sendings\"=\" 5\"\r\n"
			      "@=\"default\"\r\n"
			      "\"Path\"=\"D:\\\\SMS\\\\\"\r\n"
			      "\"Quoted\\\"name\"=\"M\xFCller\"\r\n"
			      "\"Blob\"=hex:01,02,\\\r\n"
			      "  03\r\n"
			      "\"Expand\"=hex(2):25,41,00\r\n"
			      "\"Odd\"=hex(1f):\r\n"
			      "[" SMS "\\Gone]\r\n"
			      "\"x\"=\"1\"\r\n"
			      "[-" SMS "\\Gone]\r\n"
			      "[HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\sms_lan_sender]\r\n"
			      "\"Retry Delay in Minutes\"=\"1\"\r\n"
			      "\"maximum concurrent sendings\"=dword:0\r\n"
			      "\"Path\"=-\r\n";

static smssite_registry *parse(const char *text, size_t size)
{
	smssite_registry *registry = NULL;

	assert_int_equal(smssite_registry_parse(text, size, &registry), SMSSITE_OK);
	return registry;
}

static void reads_as(const smssite_registry *registry, const char *key, const char *name, const char *wanted)
{
	size_t index = smssite_registry_find(registry, key, name);
	char *text;

	assert_true(index != SMSSITE_NO_INDEX);
	assert_int_equal(smssite_registry_text(registry, index, &text), SMSSITE_OK);
	assert_string_equal(text, wanted);
	smssite_free(text);
}

static void values_are_found_whatever_their_case(void **state)
{
	smssite_registry *registry = parse(fixture, sizeof(fixture) - 1);
	size_t index;
	int64_t number;

	(void)state;
	reads_as(registry, SMS "\\components\\sms_maintenance_manager", "NEXT SMS UNIQUE ID", "Q7Z02000");
	reads_as(registry, "hklm\\Software\\Microsoft\\SMS\\Components\\SMS_LAN_SENDER\\", "", "default");
	reads_as(registry, SMS "\\Components\\SMS_LAN_SENDER", "Quoted\"name", "M\xC3\xBCller");
	reads_as(registry, SMS "\\Components\\SMS_LAN_SENDER", "Expand", "%A");
	index = smssite_registry_find(registry, SMS "\\Components\\SMS_MAINTENANCE_MANAGER", "Inventory False Logon Limit");
	assert_int_equal(smssite_registry_number(registry, index, &number), SMSSITE_OK);
	assert_int_equal(number, 3);
	assert_int_equal(smssite_registry_line(registry, index), 5);
	smssite_registry_free(registry);
}

static void the_last_word_of_a_file_counts(void **state)
{
	smssite_registry *registry = parse(fixture, sizeof(fixture) - 1);
	const char *sender = SMS "\\Components\\SMS_LAN_SENDER";
	int64_t number;

	(void)state;
	assert_int_equal(smssite_registry_number(registry,
				 smssite_registry_find(registry, sender, "Maximum Concurrent Sendings"), &number),
		SMSSITE_OK);
	assert_int_equal(number, 0);
	assert_true(smssite_registry_find(registry, sender, "Path") == SMSSITE_NO_INDEX);
	assert_true(smssite_registry_find(registry, SMS "\\Gone", "x") == SMSSITE_NO_INDEX);
	assert_false(smssite_registry_has_key(registry, SMS "\\Gone"));
	assert_true(smssite_registry_has_key(registry, SMS "\\Components"));
	assert_false(smssite_registry_has_key(registry, SMS "\\Comp"));
	smssite_registry_free(registry);
}

static void data_is_as_the_registry_holds_it(void **state)
{
	smssite_registry *registry = parse(fixture, sizeof(fixture) - 1);
	const char *sender = SMS "\\Components\\SMS_LAN_SENDER";
	void *data;
	size_t size;

	(void)state;
	assert_int_equal(smssite_registry_data(registry, smssite_registry_find(registry, sender, "Blob"), &data, &size),
		SMSSITE_OK);
	assert_int_equal(size, 3);
	assert_memory_equal(data, "\1\2\3", 3);
	smssite_free(data);
	assert_int_equal(smssite_registry_data(registry, smssite_registry_find(registry, sender, ""), &data, &size),
		SMSSITE_OK);
	assert_int_equal(size, 16);
	assert_memory_equal(data, "d\0e\0f\0a\0u\0l\0t\0\0\0", 16);
	smssite_free(data);
	assert_int_equal(smssite_registry_type(registry, smssite_registry_find(registry, sender, "Odd")), 0x1f);
	smssite_registry_free(registry);
}

static void version_5_is_read_from_utf_16(void **state)
{
	static const char text[] = "Windows Registry Editor Version 5.00\r\n[HKLM\\A]\r\n\"\xE9\"=\"v\"\r\n\"m\"=hex(7):61,00,00,00,00,00\r\n";
	char wide[2 * sizeof(text)] = "\xFF\xFE";
	smssite_registry *registry;

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		wide[2 + 2 * i] = text[i];
		wide[3 + 2 * i] = 0;
	}
	registry = parse(wide, sizeof(text) * 2);
	reads_as(registry, "HKEY_LOCAL_MACHINE\\A", "\xC3\xA9", "v");
	assert_int_equal(smssite_registry_type(registry, smssite_registry_find(registry, "HKLM\\A", "m")), SMSSITE_REG_MULTI_SZ);
	smssite_registry_free(registry);
	registry = NULL;
	assert_int_equal(smssite_registry_parse(wide, sizeof(text) * 2 - 1, &registry), SMSSITE_MALFORMED);
	assert_null(registry);
}

static void what_is_wrong_is_named_by_line(void **state)
{
	static const char *const bad[] = { "REGEDIT4\n\"a\"=\"b\"", "REGEDIT4\n[a", "REGEDIT4\n[a]\n\"b\"", "REGEDIT4\n[a]\n\"b\"=x",
		"REGEDIT4\n[a]\n\"b\"=dword:", "REGEDIT4\n[a]\n\"b\"=dword:123456789", "REGEDIT4\n[a]\n\"b\"=hex:0", "REGEDIT4\n[a]\n\"b\"=\"c",
		"REGEDIT4\n[a]\n\"b\"=\"c\\", "REGEDIT4\n[-a]\n\"b\"=\"c\"", "REGEDIT4\n[a]\n\"b\"=\"c\" d", "REGEDIT4\n[a]\n\"b\"=hex(7:00" };
	smssite_registry *registry = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(smssite_registry_parse(bad[i], strlen(bad[i]), &registry), SMSSITE_MALFORMED);
		assert_non_null(strstr(smssite_error_message(), "line "));
	}
	assert_int_equal(smssite_registry_parse("REGEDIT5\n", 9, &registry), SMSSITE_UNSUPPORTED);
	assert_int_equal(smssite_registry_parse("", 0, &registry), SMSSITE_MALFORMED);
	assert_int_equal(smssite_registry_parse("REGEDIT4\n\0", 10, &registry), SMSSITE_MALFORMED);
	assert_null(registry);
}

static void every_cut_of_a_file_ends_well(void **state)
{
	(void)state;
	for (size_t size = 0; size < sizeof(fixture); size++) {
		char *exact = malloc(size + !size);
		smssite_registry *registry = NULL;
		smssite_status status;

		memcpy(exact, fixture, size);
		status = smssite_registry_parse(exact, size, &registry);
		assert_true(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_UNSUPPORTED);
		assert_true((status == SMSSITE_OK) == !!registry);
		smssite_registry_free(registry);
		free(exact);
	}
}

static void settings_are_found_in_a_registry(void **state)
{
	smssite_registry *registry = parse(fixture, sizeof(fixture) - 1);
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < smssite_setting_count(); i++) {
		assert_non_null(smssite_setting_key(i));
		assert_non_null(smssite_setting_source(i));
		found += smssite_setting_find(i, registry) != SMSSITE_NO_INDEX;
	}
	assert_int_equal(found, 4);
	assert_null(smssite_setting_name(smssite_setting_count()));
	assert_true(smssite_setting_find(0, NULL) == SMSSITE_NO_INDEX);
	smssite_registry_free(registry);
}

static smssite_status read_once(void *argument)
{
	smssite_registry *registry;
	smssite_status status = smssite_registry_parse(fixture, sizeof(fixture) - 1, &registry);

	(void)argument;
	if (!status)
		smssite_registry_free(registry);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	(void)state;
	assert_true(sweep_allocations(read_once, NULL) > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_found_whatever_their_case),
		cmocka_unit_test(the_last_word_of_a_file_counts),
		cmocka_unit_test(data_is_as_the_registry_holds_it),
		cmocka_unit_test(version_5_is_read_from_utf_16),
		cmocka_unit_test(what_is_wrong_is_named_by_line),
		cmocka_unit_test(every_cut_of_a_file_ends_well),
		cmocka_unit_test(settings_are_found_in_a_registry),
		cmocka_unit_test(every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
