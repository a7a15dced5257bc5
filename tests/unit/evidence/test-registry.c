/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "sweep.h"

#define DOTS "................................."
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

static size_t found(const smssite_registry *registry, const char *key, const char *name)
{
	size_t value = SMSSITE_NO_INDEX;

	assert_int_equal(smssite_registry_find(registry, key, name, &value), SMSSITE_OK);
	return value;
}

static bool has(const smssite_registry *registry, const char *key)
{
	bool there = false;

	assert_int_equal(smssite_registry_has_key(registry, key, &there), SMSSITE_OK);
	return there;
}

static void is_missing(const smssite_registry *registry, const char *key, const char *name)
{
	size_t value = 7;

	assert_int_equal(smssite_registry_find(registry, key, name, &value), SMSSITE_NOT_FOUND);
	assert_int_equal(value, 7);
}

static void reads_as(const smssite_registry *registry, const char *key, const char *name, const char *wanted)
{
	char *text;

	assert_int_equal(smssite_registry_text(registry, found(registry, key, name), &text), SMSSITE_OK);
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
	index = found(registry, SMS "\\Components\\SMS_MAINTENANCE_MANAGER", "Inventory False Logon Limit");
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
	assert_int_equal(smssite_registry_number(
				 registry, found(registry, sender, "Maximum Concurrent Sendings"), &number),
		SMSSITE_OK);
	assert_int_equal(number, 0);
	is_missing(registry, sender, "Path");
	is_missing(registry, SMS "\\Gone", "x");
	is_missing(registry, SMS "\\Components", "x");
	assert_false(has(registry, SMS "\\Gone"));
	assert_true(has(registry, SMS "\\Components"));
	assert_false(has(registry, SMS "\\Comp"));
	smssite_registry_free(registry);
}

static void data_is_as_the_registry_holds_it(void **state)
{
	smssite_registry *registry = parse(fixture, sizeof(fixture) - 1);
	const char *sender = SMS "\\Components\\SMS_LAN_SENDER";
	void *data;
	size_t size;

	(void)state;
	assert_int_equal(
		smssite_registry_data(registry, found(registry, sender, "Blob"), &data, &size), SMSSITE_OK);
	assert_int_equal(size, 3);
	assert_memory_equal(data, "\1\2\3", 3);
	smssite_free(data);
	assert_int_equal(
		smssite_registry_data(registry, found(registry, sender, ""), &data, &size), SMSSITE_OK);
	assert_int_equal(size, 16);
	assert_memory_equal(data, "d\0e\0f\0a\0u\0l\0t\0\0\0", 16);
	smssite_free(data);
	assert_int_equal(smssite_registry_type(registry, found(registry, sender, "Odd")), 0x1f);
	smssite_registry_free(registry);
}

static void version_5_is_read_from_utf_16(void **state)
{
	static const char text[] =
		"Windows Registry Editor Version "
		"5.00\r\n[HKLM\\A]\r\n\"\xE9\"=\"v\"\r\n\"m\"=hex(7):61,00,00,00,00,00\r\n";
	char wide[2 * sizeof(text)] = "\xFF\xFE";
	smssite_registry *registry;

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		wide[2 + 2 * i] = text[i];
		wide[3 + 2 * i] = 0;
	}
	registry = parse(wide, sizeof(text) * 2);
	reads_as(registry, "HKEY_LOCAL_MACHINE\\A", "\xC3\xA9", "v");
	assert_int_equal(
		smssite_registry_type(registry, found(registry, "HKLM\\A", "m")), SMSSITE_REG_MULTI_SZ);
	smssite_registry_free(registry);
	registry = NULL;
	assert_int_equal(smssite_registry_parse(wide, sizeof(text) * 2 - 1, &registry), SMSSITE_MALFORMED);
	assert_null(registry);
}

static void what_is_wrong_is_named_by_line(void **state)
{
	static const char *const bad[] = { "REGEDIT4\n\"a\"=\"b\"", "REGEDIT4\n[a", "REGEDIT4\n[a]\n\"b\"",
		"REGEDIT4\n[a]\n\"b\"=x",
		"REGEDIT4\n[a]\n\"b\"=dword:", "REGEDIT4\n[a]\n\"b\"=dword:123456789",
		"REGEDIT4\n[a]\n\"b\"=hex:0", "REGEDIT4\n[a]\n\"b\"=\"c", "REGEDIT4\n[a]\n\"b\"=\"c\\",
		"REGEDIT4\n[-a]\n\"b\"=\"c\"", "REGEDIT4\n[a]\n\"b\"=\"c\" d",
		"REGEDIT4\n[a]\n\"b\"=hex(7:00", "REGEDIT4\n[a\\\\b]", "REGEDIT4\n[\\]", "REGEDIT4\n[\\a]" };
	smssite_registry *registry = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(
			smssite_registry_parse(bad[i], strlen(bad[i]), &registry), SMSSITE_MALFORMED);
		assert_non_null(strstr(smssite_error_message(), "line "));
	}
	assert_int_equal(smssite_registry_parse("REGEDIT5\n", 9, &registry), SMSSITE_UNSUPPORTED);
	assert_int_equal(smssite_registry_parse("", 0, &registry), SMSSITE_MALFORMED);
	assert_int_equal(smssite_registry_parse("REGEDIT4\n\0", 10, &registry), SMSSITE_MALFORMED);
	assert_null(registry);
}

/* What is missing would count as absent. */
static void a_file_that_was_cut_inside_a_value_is_refused(void **state)
{
	static const char *const cuts[] = { "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n\"V\"=hex:01,02,\\\r\n",
		"REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n\"V\"=hex:01,02,\\", "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n\"V\"=hex:01\\\r\n  " };
	smssite_registry *registry = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
		assert_int_equal(smssite_registry_parse(cuts[i], strlen(cuts[i]), &registry), SMSSITE_MALFORMED);
		assert_non_null(strstr(smssite_error_message(), "expected the rest of a value that goes on"));
	}
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
		assert_true(
			status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_UNSUPPORTED);
		assert_true((status == SMSSITE_OK) == !!registry);
		smssite_registry_free(registry);
		free(exact);
	}
}

static void settings_are_found_in_a_registry(void **state)
{
	smssite_registry *registry = parse(fixture, sizeof(fixture) - 1);
	size_t count = 0, value;

	(void)state;
	for (size_t i = 0; i < smssite_setting_count(); i++) {
		assert_non_null(smssite_setting_key(i));
		assert_non_null(smssite_setting_source(i));
		count += smssite_setting_find(i, registry, &value) == SMSSITE_OK;
	}
	assert_int_equal(count, 4);
	assert_null(smssite_setting_name(smssite_setting_count()));
	assert_int_equal(smssite_setting_find(0, NULL, &value), SMSSITE_INVALID);
	assert_int_equal(smssite_setting_find(smssite_setting_count(), registry, &value), SMSSITE_INVALID);
	smssite_registry_free(registry);
}

static void lists_as(
	const smssite_registry *registry, const char *key, const char *subkeys, const char *names)
{
	smssite_registry_listing *listing;
	char seen[400] = "", values[400] = "";

	assert_int_equal(smssite_registry_list(registry, key, &listing), SMSSITE_OK);
	for (size_t i = 0; i < smssite_registry_listing_subkey_count(listing); i++)
		snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%s,",
			smssite_registry_listing_subkey(listing, i));
	for (size_t i = 0; i < smssite_registry_listing_value_count(listing); i++) {
		snprintf(values + strlen(values), sizeof(values) - strlen(values), "%s:%zu,",
			smssite_registry_listing_name(listing, i),
			smssite_registry_line(registry, smssite_registry_listing_value(listing, i)));
		assert_true(smssite_registry_type(registry, smssite_registry_listing_value(listing, i)) >= 0);
	}
	assert_string_equal(seen, subkeys);
	assert_string_equal(values, names);
	assert_null(smssite_registry_listing_subkey(listing, smssite_registry_listing_subkey_count(listing)));
	assert_true(smssite_registry_listing_value(listing, smssite_registry_listing_value_count(listing)) ==
		    SMSSITE_NO_INDEX);
	smssite_registry_listing_free(listing);
}

static void a_key_is_listed_as_the_whole_file_leaves_it(void **state)
{
	smssite_registry *registry = parse(fixture, sizeof(fixture) - 1);
	smssite_registry_listing *listing = NULL;

	(void)state;
	lists_as(registry, SMS, "Components,", "");
	lists_as(registry, "", "HKEY_LOCAL_MACHINE,", "");
	lists_as(registry, SMS "\\Components", "SMS_LAN_SENDER,SMS_MAINTENANCE_MANAGER,", "");
	lists_as(registry, SMS "\\Components\\SMS_LAN_SENDER", "",
		":9,Quoted\"name:11,Blob:12,Expand:14,Odd:15,Retry Delay in Minutes:20,maximum concurrent "
		"sendings:21,");
	assert_int_equal(smssite_registry_list(registry, SMS "\\Gone", &listing), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_registry_list(registry, SMS "\\Nowhere", &listing), SMSSITE_NOT_FOUND);
	assert_null(listing);
	smssite_registry_free(registry);
}

/* Names that sort between a key and what lies below it, and keys in no order. */
static void what_lies_below_a_key_is_told_from_what_is_called_alike(void **state)
{
	static const char text[] =
		"REGEDIT4\n[HKLM\\A B\\Y]\n[HKLM\\A\\X]\n[HKLM\\a\\X!]\n[HKLM\\A]\n\"v\"=\"1\"\n"
		"[HKLM\\A B]\n[HKLM\\A\\x\\Z]\n[hklm\\a]\n\"V\"=\"2\"\n\"w\"=\"3\"\n";
	smssite_registry *registry = parse(text, sizeof(text) - 1);

	(void)state;
	lists_as(registry, "HKLM", "A,A B,", "");
	lists_as(registry, "HKLM\\A", "X,X!,", "V:10,w:11,");
	lists_as(registry, "HKLM\\A\\X", "Z,", "");
	reads_as(registry, "HKLM\\A", "v", "2");
	smssite_registry_free(registry);
}

static void a_deletion_takes_what_was_said_before_it_and_no_more(void **state)
{
	static const char text[] =
		"REGEDIT4\n[HKLM\\A\\B\\C]\n\"v\"=\"1\"\n[HKLM\\A\\B]\n\"v\"=\"1\"\n[HKLM\\A]\n\"v\"=\"1\"\n"
		"[-HKLM\\A\\B]\n[HKLM\\A\\B\\D]\n\"v\"=\"2\"\n[HKLM\\A\\B\\E]\n[-HKLM\\A\\B\\E]\n";
	smssite_registry *registry = parse(text, sizeof(text) - 1);

	(void)state;
	assert_false(has(registry, "HKLM\\A\\B\\C"));
	is_missing(registry, "HKLM\\A\\B\\C", "v");
	is_missing(registry, "HKLM\\A\\B", "v");
	reads_as(registry, "HKLM\\A", "v", "1");
	reads_as(registry, "HKLM\\A\\B\\D", "v", "2");
	lists_as(registry, "HKLM\\A", "B,", "v:7,");
	lists_as(registry, "HKLM\\A\\B", "D,", "");
	smssite_registry_free(registry);
}

static void a_value_of_the_wrong_type_is_refused_not_guessed(void **state)
{
	static const char text[] =
		"REGEDIT4\n[HKLM\\A]\n\"bytes\"=hex:01,02\n\"odd\"=hex(1):41\n\"short\"=hex(4):01,02\n"
		"\"word\"=\"x5\"\n\"big\"=\"99999999999999999999\"\n\"tail\"=hex(1):41,00,42\n";
	smssite_registry *registry = parse(text, sizeof(text) - 1);
	static const char *const no_number[] = { "bytes", "short", "word", "big" };
	int64_t number = 7;
	char *string = NULL;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(
			smssite_registry_number(registry, found(registry, "HKLM\\A", no_number[i]), &number),
			SMSSITE_MALFORMED);
	assert_int_equal(number, 7);
	assert_int_equal(smssite_registry_text(registry, found(registry, "HKLM\\A", "bytes"), &string),
		SMSSITE_MALFORMED);
	assert_null(string);
	assert_non_null(strstr(smssite_error_message(), "line 3"));
	reads_as(registry, "HKLM\\A", "tail", "A");
	assert_int_equal(smssite_registry_type(registry, 6), -1);
	assert_int_equal(smssite_registry_text(registry, SMSSITE_NO_INDEX, &string), SMSSITE_INVALID);
	smssite_registry_free(registry);
}

static smssite_status read_once(void *argument)
{
	smssite_registry_listing *listing = NULL;
	smssite_registry *registry;
	smssite_status status = smssite_registry_parse(fixture, sizeof(fixture) - 1, &registry);
	char *text = NULL;
	size_t value;

	(void)argument;
	if (status)
		return status;
	status = smssite_registry_list(
		registry, "HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_LAN_SENDER", &listing);
	if (!status)
		status = smssite_registry_find(registry, SMS "\\Components\\SMS_LAN_SENDER", "", &value);
	if (!status)
		status = smssite_registry_text(registry, value, &text);
	smssite_free(text);
	smssite_registry_listing_free(listing);
	smssite_registry_free(registry);
	return status;
}

/* Text is looked through sixteen bytes at a time: what matters may stand anywhere in one. */
static void what_is_special_is_seen_wherever_it_stands(void **state)
{
	static const struct {
		const char *written, *read;
	} special[] = { { "\\\"", "\"" }, { "\\\\", "\\" }, { "\n", "\n" }, { "\\\n", "\n" }, { "\xFC", "\u00FC" } };

	(void)state;
	for (size_t i = 0; i < sizeof(special) / sizeof(*special); i++) {
		for (int before = 0; before < 34; before++) {
			char text[256], wanted[80];
			smssite_registry *registry;
			char *value;
			size_t at;

			sprintf(text, "REGEDIT4\n[HKEY_USERS\\a]\n\"n\"=\"%.*s%s%.*s\"\n\"last\"=\"%s\"\n", before,
				DOTS, special[i].written, 33 - before, DOTS, special[i].written);
			sprintf(wanted, "%.*s%s%.*s", before, DOTS, special[i].read, 33 - before,
				DOTS);
			registry = parse(text, strlen(text));
			at = found(registry, "HKU\\a", "n");
			assert_int_equal(smssite_registry_text(registry, at, &value), SMSSITE_OK);
			assert_string_equal(value, wanted);
			smssite_free(value);
			at = found(registry, "HKU\\a", "last");
			assert_int_equal(smssite_registry_text(registry, at, &value), SMSSITE_OK);
			assert_string_equal(value, special[i].read);
			smssite_free(value);
			assert_int_equal(smssite_registry_line(registry, at), strchr(special[i].written, '\n') ? 5 : 4);
			smssite_registry_free(registry);
		}
	}
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
		cmocka_unit_test(a_file_that_was_cut_inside_a_value_is_refused),
		cmocka_unit_test(every_cut_of_a_file_ends_well),
		cmocka_unit_test(settings_are_found_in_a_registry),
		cmocka_unit_test(a_key_is_listed_as_the_whole_file_leaves_it),
		cmocka_unit_test(what_lies_below_a_key_is_told_from_what_is_called_alike),
		cmocka_unit_test(a_deletion_takes_what_was_said_before_it_and_no_more),
		cmocka_unit_test(a_value_of_the_wrong_type_is_refused_not_guessed),
		cmocka_unit_test(what_is_special_is_seen_wherever_it_stands),
		cmocka_unit_test(every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
