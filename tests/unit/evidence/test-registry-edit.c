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

#define SMS "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"
#define MAINTMAN SMS "\\Components\\SMS_MAINTENANCE_MANAGER"
#define SENDER SMS "\\Components\\SMS_LAN_SENDER"

static smssite_registry_edit *edit_new(void)
{
	smssite_registry_edit *edit = NULL;

	assert_int_equal(smssite_registry_edit_new(&edit), SMSSITE_OK);
	return edit;
}

/* What an edit writes, ended by a NUL. */
static char *written(smssite_registry_edit *edit)
{
	void *data = NULL;
	size_t size;

	assert_int_equal(smssite_registry_edit_to_reg(edit, &data, &size), SMSSITE_OK);
	assert_int_equal(strlen(data), size);
	return data;
}

static smssite_registry *read_back(smssite_registry_edit *edit)
{
	smssite_registry *registry = NULL;
	char *text = written(edit);

	assert_int_equal(smssite_registry_parse(text, strlen(text), &registry), SMSSITE_OK);
	smssite_free(text);
	return registry;
}

static void reads_as(const smssite_registry *registry, const char *key, const char *name, const char *wanted)
{
	size_t value;
	char *text;

	assert_int_equal(smssite_registry_find(registry, key, name, &value), SMSSITE_OK);
	assert_int_equal(smssite_registry_text(registry, value, &text), SMSSITE_OK);
	assert_string_equal(text, wanted);
	smssite_free(text);
}

static void a_file_says_what_was_set_and_nothing_else(void **state)
{
	smssite_registry_edit *edit = edit_new();
	char *text;

	(void)state;
	assert_int_equal(
		smssite_registry_edit_set_text(edit, MAINTMAN, "Next SMS Unique ID", "Q7Z02000"), SMSSITE_OK);
	assert_int_equal(
		smssite_registry_edit_set_number(edit, SENDER "\\", "Maximum Concurrent Sendings", 5),
		SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_delete(edit, MAINTMAN, "Slow \"Net\""), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_set_text(edit, SENDER, "", "D:\\SMS\\"), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_set_text(edit,
				 "hklm\\software\\microsoft\\sms\\components\\SMS_Maintenance_Manager",
				 "next sms unique id", "Q7Z03000"),
		SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_count(edit), 4);
	text = written(edit);
	assert_string_equal(text,
		"REGEDIT4\r\n\r\n"
		"[HKEY_LOCAL_MACHINE\\software\\microsoft\\sms\\components\\SMS_Maintenance_Manager]\r\n"
		"\"next sms unique id\"=\"Q7Z03000\"\r\n"
		"\"Slow \\\"Net\\\"\"=-\r\n\r\n"
		"[" SENDER "]\r\n"
		"\"Maximum Concurrent Sendings\"=dword:00000005\r\n"
		"@=\"D:\\\\SMS\\\\\"\r\n");
	smssite_free(text);
	smssite_registry_edit_free(edit);
}

static void every_kind_of_data_is_read_back_as_it_was_set(void **state)
{
	static const int64_t types[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x1f, 0xffffffff };
	static const char expand[] = "%\0A\0%\0\xAC\x20\r\0\n\0\0\0", plain[] = "\xDC\0b\0\0\0";
	unsigned char bytes[300];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 7);
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		for (size_t size = 0; size < sizeof(bytes); size += size < 9 ? 1 : 97) {
			bool string = types[i] == 2 || types[i] == 7;
			const void *data = string	   ? (const void *)expand
					   : types[i] == 1 ? (const void *)plain
							   : bytes;
			size_t length = string ? sizeof(expand) - 1 : types[i] == 1 ? 6 : size;
			smssite_registry_edit *edit = edit_new();
			smssite_registry *registry;
			size_t value, got;
			void *back;

			assert_int_equal(smssite_registry_edit_set_data(edit, SENDER,
						 "Value of a rather long name, so that lines break", types[i],
						 data, length),
				SMSSITE_OK);
			registry = read_back(edit);
			assert_int_equal(smssite_registry_find(registry, SENDER,
						 "value of a rather long name, so that lines break", &value),
				SMSSITE_OK);
			assert_int_equal(smssite_registry_type(registry, value), types[i]);
			assert_int_equal(smssite_registry_data(registry, value, &back, &got), SMSSITE_OK);
			assert_int_equal(got, length);
			assert_memory_equal(back, data, got);
			smssite_free(back);
			smssite_registry_free(registry);
			smssite_registry_edit_free(edit);
		}
	}
}

static void lines_are_as_long_as_regedit_makes_them(void **state)
{
	smssite_registry_edit *edit = edit_new();
	unsigned char bytes[200] = { 0 };
	char *text, *line;

	(void)state;
	assert_int_equal(smssite_registry_edit_set_data(
				 edit, SENDER, "Blob", SMSSITE_REG_BINARY, bytes, sizeof(bytes)),
		SMSSITE_OK);
	text = written(edit);
	line = strstr(text, "\"Blob\"=hex:");
	assert_non_null(line);
	for (char *end; *line; line = end + 2) {
		end = strstr(line, "\r\n");
		assert_non_null(end);
		assert_true(end - line <= 80);
		assert_true(end[2] == '\0' || end[-1] == '\\');
	}
	smssite_free(text);
	smssite_registry_edit_free(edit);
}

/* What an id from a hostile file could try. */
static void nothing_that_is_set_can_begin_a_line_of_its_own(void **state)
{
	static const char *const evil[] = { "x\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Evil]\r\n\"a\"=\"b", "a\nb",
		"\x01", "a\x7F", "\xC2\x85", "\xFF", "a\xC3" };
	static const char *const odd[] = { "\"", "\\", "\\\"", "\"=\"x\"", "a\\", "]",
		"[-HKEY_LOCAL_MACHINE]", "@", ";x", "" };
	smssite_registry_edit *edit = edit_new();
	smssite_registry *registry;
	smssite_registry_listing *listing;

	(void)state;
	for (size_t i = 0; i < sizeof(evil) / sizeof(*evil); i++) {
		assert_int_equal(
			smssite_registry_edit_set_text(edit, SENDER, "v", evil[i]), SMSSITE_MALFORMED);
		assert_int_equal(smssite_registry_edit_set_text(edit, SENDER, evil[i], "v"), SMSSITE_INVALID);
		assert_int_equal(smssite_registry_edit_delete(edit, SENDER, evil[i]), SMSSITE_INVALID);
	}
	assert_int_equal(smssite_registry_edit_count(edit), 0);
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		assert_int_equal(smssite_registry_edit_set_text(edit, SENDER, odd[i], odd[i]), SMSSITE_OK);
		registry = read_back(edit);
		reads_as(registry, SENDER, odd[i], odd[i]);
		assert_int_equal(smssite_registry_list(registry, SENDER, &listing), SMSSITE_OK);
		assert_int_equal(smssite_registry_listing_value_count(listing), i + 1);
		assert_int_equal(smssite_registry_listing_subkey_count(listing), 0);
		smssite_registry_listing_free(listing);
		assert_int_equal(smssite_registry_list(registry, "", &listing), SMSSITE_OK);
		assert_int_equal(smssite_registry_listing_subkey_count(listing), 1);
		smssite_registry_listing_free(listing);
		smssite_registry_free(registry);
	}
	smssite_registry_edit_free(edit);
}

static void what_is_no_key_is_refused(void **state)
{
	static const char *const bad[] = { "", "SOFTWARE\\A", "HKEY_LOCAL_MACHINE", "HKLM",
		"-HKEY_LOCAL_MACHINE\\A", "HKLM\\A]", "HKLM\\A]\r\n[HKLM\\B", "HKLM\\\\A", "\\HKLM\\A",
		"HKEY_LOCAL_MACHINES\\A" };
	smssite_registry_edit *edit = edit_new();

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(smssite_registry_edit_set_text(edit, bad[i], "v", "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_edit_set_text(NULL, SENDER, "v", "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_edit_set_text(edit, SENDER, NULL, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_edit_set_text(edit, SENDER, "v", NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_edit_set_number(edit, SENDER, "v", -1), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_edit_set_number(edit, SENDER, "v", 4294967296), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_edit_set_data(edit, SENDER, "v", -1, "", 0), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_edit_set_data(edit, SENDER, "v", 3, "", 1000001), SMSSITE_LIMIT);
	assert_int_equal(smssite_registry_edit_count(edit), 0);
	smssite_registry_edit_free(edit);
}

static void what_regedit4_cannot_say_is_refused(void **state)
{
	static const struct {
		int64_t type;
		const char *data;
		size_t size;
	} bad[] = { { 1, "a\0b\0", 4 }, { 1, "a\0\0\0b\0\0\0", 8 }, { 1, "a\0\0", 3 }, { 1, "", 0 },
		{ 1, "\0\x26\0\0", 4 }, { 2, "\0\x26\0\0", 4 }, { 7, "a", 1 }, { 1, "\n\0\0\0", 4 } };
	void *data = NULL;
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		smssite_registry_edit *edit = edit_new();

		assert_int_equal(smssite_registry_edit_set_data(
					 edit, SENDER, "v", bad[i].type, bad[i].data, bad[i].size),
			SMSSITE_OK);
		assert_int_equal(smssite_registry_edit_to_reg(edit, &data, &size), SMSSITE_MALFORMED);
		assert_null(data);
		smssite_registry_edit_free(edit);
	}
}

static void a_value_keeps_the_form_in_which_it_was_found(void **state)
{
	static const char found[] = "REGEDIT4\r\n[" SENDER
				    "]\r\n\"Number\"=dword:5\r\n\"Text\"=\"5\"\r\n\"Path\"=hex(2):25,00\r\n"
				    "\"Blob\"=hex:05\r\n";
	smssite_registry_edit *edit = edit_new();
	smssite_registry *registry, *back;
	size_t value;

	(void)state;
	assert_int_equal(smssite_registry_parse(found, sizeof(found) - 1, &registry), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_set_alike(edit, SENDER, "Number", registry, "7"), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_set_alike(edit, SENDER, "Text", registry, "7"), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_set_alike(edit, SENDER, "Path", registry, "%A%"), SMSSITE_OK);
	assert_int_equal(
		smssite_registry_edit_set_alike(edit, SENDER, "Blob", registry, "7"), SMSSITE_REFUSED);
	assert_int_equal(
		smssite_registry_edit_set_alike(edit, SENDER, "Number", registry, "x"), SMSSITE_MALFORMED);
	assert_int_equal(
		smssite_registry_edit_set_alike(edit, SENDER, "Other", registry, "7"), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_registry_edit_set_alike(edit, SENDER, "Text", NULL, "7"), SMSSITE_INVALID);
	back = read_back(edit);
	assert_int_equal(smssite_registry_find(back, SENDER, "Number", &value), SMSSITE_OK);
	assert_int_equal(smssite_registry_type(back, value), SMSSITE_REG_DWORD);
	reads_as(back, SENDER, "Text", "7");
	reads_as(back, SENDER, "Path", "%A%");
	smssite_registry_free(back);
	smssite_registry_free(registry);
	smssite_registry_edit_free(edit);
}

static void steps_for_a_person_name_each_key_and_value(void **state)
{
	smssite_registry_edit *edit = edit_new();
	char *text = NULL;

	(void)state;
	assert_int_equal(
		smssite_registry_edit_set_text(edit, MAINTMAN, "Next SMS Unique ID", "Q7Z03000"), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_set_number(edit, MAINTMAN, "Inventory False Logon Limit", 26),
		SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_delete(edit, SENDER, "Odd"), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_to_steps(edit, &text), SMSSITE_OK);
	assert_string_equal(text,
		"1. Log on at the server as a member of Administrators and start REGEDT32.EXE.\n"
		"   See that Read Only Mode and Auto Refresh in the Options menu are not checked.\n"
		"2. Bring the window \"HKEY_LOCAL_MACHINE on Local Machine\" to the front and open, one "
		"below the other:\n"
		"       SOFTWARE\n       Microsoft\n       SMS\n       Components\n       "
		"SMS_MAINTENANCE_MANAGER\n"
		"   If one of them is not there, stop: this is not the server that was meant.\n"
		"3. On the right, double-click \"Next SMS Unique ID : REG_SZ\".\n"
		"   If there is none, choose Add Value from the Edit menu, Value Name: Next SMS Unique ID, "
		"Data Type: REG_SZ, OK.\n"
		"   In the String Editor, put exactly this in place of what is there, and choose OK:\n"
		"       Q7Z03000\n"
		"4. On the right, double-click \"Inventory False Logon Limit : REG_DWORD\".\n"
		"   If there is none, choose Add Value from the Edit menu, Value Name: Inventory False Logon "
		"Limit, Data Type: "
		"REG_DWORD, OK.\n"
		"   In the DWORD Editor, choose Hex, put exactly this in place of what is there, and choose "
		"OK:\n"
		"       1a\n"
		"5. Bring the window \"HKEY_LOCAL_MACHINE on Local Machine\" to the front and open, one "
		"below the other:\n"
		"       SOFTWARE\n       Microsoft\n       SMS\n       Components\n       SMS_LAN_SENDER\n"
		"   If one of them is not there, stop: this is not the server that was meant.\n"
		"6. If \"Odd\" is listed on the right, select it, press DEL and choose Yes.\n"
		"7. Compare each value with the lines above, and close REGEDT32.\n");
	smssite_free(text);
	assert_int_equal(smssite_registry_edit_set_data(edit, SENDER, "Odd", 0x1f, "", 0), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_to_steps(edit, &text), SMSSITE_MALFORMED);
	smssite_registry_edit_free(edit);
}

static smssite_status edit_once(void *argument)
{
	smssite_registry_edit *edit = NULL;
	smssite_status status = smssite_registry_edit_new(&edit);
	void *data = NULL;
	char *text = NULL;
	size_t size;

	(void)argument;
	if (!status)
		status = smssite_registry_edit_set_text(edit, "HKLM\\SOFTWARE\\A", "b", "c");
	if (!status)
		status = smssite_registry_edit_set_data(
			edit, SENDER, "d", SMSSITE_REG_EXPAND_SZ, "e\0\0\0", 4);
	if (!status)
		status = smssite_registry_edit_to_reg(edit, &data, &size);
	if (!status)
		status = smssite_registry_edit_to_steps(edit, &text);
	smssite_free(data);
	smssite_free(text);
	smssite_registry_edit_free(edit);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	(void)state;
	assert_true(sweep_allocations(edit_once, NULL) > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_says_what_was_set_and_nothing_else),
		cmocka_unit_test(every_kind_of_data_is_read_back_as_it_was_set),
		cmocka_unit_test(lines_are_as_long_as_regedit_makes_them),
		cmocka_unit_test(nothing_that_is_set_can_begin_a_line_of_its_own),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(what_regedit4_cannot_say_is_refused),
		cmocka_unit_test(a_value_keeps_the_form_in_which_it_was_found),
		cmocka_unit_test(steps_for_a_person_name_each_key_and_value),
		cmocka_unit_test(every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
