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

static const char fixture[] = "; written by hand\r\n"
			      "loose=1\r\n"
			      " [Sight] ; indented\r\n"
			      "Quiet = \"yes; really\"\r\n"
			      "[SMS]\r\n"
			      "SMS Unique ID=Q7Z01000\r\n"
			      "UniqueIdPath=\\\\EDGE7\\SMS_SHR\\SMSID\\\r\n"
			      "Empty=\r\n"
			      "sms unique id=WRONG\r\n"
			      "no equals sign\r\n"
			      "Owner=M\xFCller # sons ; co\r\n"
			      "\r\n"
			      "[Local]\r\n"
			      "NextAvailableSiteSMSUniqueID=Q7Z02000\r\n"
			      "[SMS]\r\n"
			      "Second=section\r\n"
			      "Last='quoted'";

static smssite_sms_ini *parse(const char *text)
{
	smssite_sms_ini *ini = NULL;

	assert_int_equal(smssite_sms_ini_parse(text, strlen(text), &ini), SMSSITE_OK);
	return ini;
}

static void reads_as(const smssite_sms_ini *ini, const char *section, const char *key, const char *wanted)
{
	size_t entry = smssite_sms_ini_find(ini, section, key);
	char *text;

	assert_true(entry != SMSSITE_NO_INDEX);
	assert_int_equal(smssite_sms_ini_value_text(ini, entry, &text), SMSSITE_OK);
	assert_string_equal(text, wanted);
	smssite_free(text);
}

static void values_are_read_as_windows_reads_them(void **state)
{
	smssite_sms_ini *ini = parse(fixture);
	char *text;

	(void)state;
	reads_as(ini, "sms", "SMS UNIQUE ID", "Q7Z01000");
	reads_as(ini, "SMS", "UniqueIdPath", "\\\\EDGE7\\SMS_SHR\\SMSID\\");
	reads_as(ini, "SMS", "Empty", "");
	reads_as(ini, "Sight", "Quiet", "yes; really");
	reads_as(ini, "SMS", "Owner", "M\xC3\xBCller # sons ; co");
	reads_as(ini, "Local", "NextAvailableSiteSMSUniqueID", "Q7Z02000");
	reads_as(ini, "", "loose", "1");
	assert_true(smssite_sms_ini_find(ini, "SMS", "Second") == SMSSITE_NO_INDEX);
	assert_int_equal(smssite_sms_ini_count(ini), 10);
	assert_int_equal(smssite_sms_ini_line(ini, 9), 17);
	assert_int_equal(smssite_sms_ini_section_text(ini, 9, &text), SMSSITE_OK);
	assert_string_equal(text, "SMS");
	smssite_free(text);
	smssite_sms_ini_free(ini);
}

/* What set makes of the fixture: the same but for one line. */
static void expect_set(const char *before, const char *section, const char *key, const char *value, const char *after)
{
	smssite_sms_ini *ini = parse(before);
	void *data = NULL;
	size_t size = 0;

	assert_int_equal(smssite_sms_ini_set(ini, section, key, value, &data, &size), SMSSITE_OK);
	assert_int_equal(size, strlen(after));
	assert_memory_equal(data, after, size);
	smssite_free(data);
	smssite_sms_ini_free(ini);
}

static void an_edit_changes_only_the_bytes_of_its_key(void **state)
{
	(void)state;
	expect_set("[A]\r\n x = 1 \r\ny=2\r\n", "a", "X", "9", "[A]\r\n x = 9 \r\ny=2\r\n");
	expect_set("[A]\nx=\"q\"\n", "A", "x", "9", "[A]\nx=9\n");
	expect_set("[A]\r\nx=1\r\n\r\n[B]\r\n", "A", "new", "v\\", "[A]\r\nx=1\r\nnew=v\\\r\n\r\n[B]\r\n");
	expect_set("[A]\nx=1", "A", "y", "2", "[A]\nx=1\ny=2\n");
	expect_set("[A]\nx=1\n", "B", "y", "", "[A]\nx=1\n[B]\ny=\n");
	expect_set("", "B", "y", "1", "[B]\r\ny=1\r\n");
	expect_set("[A]\nx=1\ny=2\n", "A", "x", NULL, "[A]\ny=2\n");
	expect_set("[A]\nx=1", "A", "x", NULL, "[A]\n");
	expect_set("[A]\nx=\xFC\n", "A", "y", "\xC3\xBC", "[A]\nx=\xFC\ny=\xFC\n");
}

static void what_could_not_be_read_back_is_refused(void **state)
{
	static const char *const bad[] = { "a\nb", "a\rb", " a", "a ", "\"a\"", "'a'", "\xE2\x98\xBA" };
	smssite_sms_ini *ini = parse("[A]\r\nx=1\r\n");
	void *data = NULL;
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(smssite_sms_ini_set(ini, "A", "x", bad[i], &data, &size), SMSSITE_MALFORMED);
	assert_int_equal(smssite_sms_ini_set(ini, "A]", "x", "1", &data, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_sms_ini_set(ini, "A", "x=y", "1", &data, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_sms_ini_set(ini, "A", ";x", "1", &data, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_sms_ini_set(ini, "A", "nothing", NULL, &data, &size), SMSSITE_NOT_FOUND);
	assert_null(data);
	smssite_sms_ini_free(ini);
}

static void bad_input_gets_a_clear_error(void **state)
{
	smssite_sms_ini *ini = NULL;
	char *large = calloc(1, (16u << 20) + 1);

	(void)state;
	assert_int_equal(smssite_sms_ini_parse("a=1\nb\0=2", 8, &ini), SMSSITE_MALFORMED);
	assert_non_null(strstr(smssite_error_message(), "line 2"));
	assert_int_equal(smssite_sms_ini_parse("\xFF\xFE[\0", 4, &ini), SMSSITE_UNSUPPORTED);
	assert_int_equal(smssite_sms_ini_parse(large, (16u << 20) + 1, &ini), SMSSITE_LIMIT);
	assert_int_equal(smssite_sms_ini_parse(NULL, 1, &ini), SMSSITE_INVALID);
	assert_null(ini);
	assert_int_equal(smssite_sms_ini_parse(NULL, 0, &ini), SMSSITE_OK);
	assert_int_equal(smssite_sms_ini_count(ini), 0);
	assert_true(smssite_sms_ini_find(ini, "a", "b") == SMSSITE_NO_INDEX);
	smssite_sms_ini_free(ini);
	free(large);
}

static void every_cut_of_a_file_is_read(void **state)
{
	(void)state;
	for (size_t size = 0; size < sizeof(fixture); size++) {
		char *exact = malloc(size + !size);
		smssite_sms_ini *ini;
		const void *data;
		size_t back;

		memcpy(exact, fixture, size);
		assert_int_equal(smssite_sms_ini_parse(exact, size, &ini), SMSSITE_OK);
		assert_int_equal(smssite_sms_ini_data(ini, &data, &back), SMSSITE_OK);
		assert_int_equal(back, size);
		assert_memory_equal(data, exact, size);
		smssite_sms_ini_free(ini);
		free(exact);
	}
}

static smssite_status read_and_edit(void *argument)
{
	smssite_sms_ini *ini;
	smssite_status status = smssite_sms_ini_parse(fixture, sizeof(fixture) - 1, &ini);
	void *data;
	size_t size;

	(void)argument;
	if (status)
		return status;
	status = smssite_sms_ini_set(ini, "Local", "Next", "Q7Z03000", &data, &size);
	if (!status)
		smssite_free(data);
	smssite_sms_ini_free(ini);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	(void)state;
	assert_true(sweep_allocations(read_and_edit, NULL) > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_read_as_windows_reads_them),
		cmocka_unit_test(an_edit_changes_only_the_bytes_of_its_key),
		cmocka_unit_test(what_could_not_be_read_back_is_refused),
		cmocka_unit_test(bad_input_gets_a_clear_error),
		cmocka_unit_test(every_cut_of_a_file_is_read),
		cmocka_unit_test(every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
