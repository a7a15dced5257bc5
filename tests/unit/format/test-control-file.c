/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "control-files.h"
#include "sweep.h"

#define HEADER "SITE CONTROL FILE [786][1.08]\r\n"

static smssite_control_file *parse(const char *text)
{
	smssite_control_file *file = NULL;

	if (smssite_control_file_parse(text, strlen(text), &file) != SMSSITE_OK)
		fail_msg("%s", smssite_error_message());
	return file;
}

static void assert_value(const smssite_control_file *file, size_t section, size_t value, const char *expected)
{
	const char *data;
	size_t size;

	assert_int_equal(smssite_control_file_value(file, section, value, &data, &size), SMSSITE_OK);
	assert_int_equal(size, strlen(expected));
	assert_memory_equal(data, expected, size);
}

static void the_fixture_is_what_the_generator_makes(void **state)
{
	static char kept[65536];
	FILE *stream = fopen(TEST_DATA "/secondary.ct0", "rb");
	size_t size, kept_size;
	char *data = control_file_make(&control_file_secondary, &size);

	(void)state;
	assert_non_null(stream);
	kept_size = fread(kept, 1, sizeof(kept), stream);
	fclose(stream);
	assert_int_equal(kept_size, size);
	assert_memory_equal(kept, data, size);
	free(data);
}

static void a_secondarys_master_reads_as_written(void **state)
{
	size_t size, copy_size, section;
	char *data = control_file_make(&control_file_secondary, &size);
	smssite_control_file *file = parse(data);
	const void *copy;
	int64_t number;

	(void)state;
	assert_int_equal(smssite_control_file_data(file, &copy, &copy_size), SMSSITE_OK);
	assert_int_equal(copy_size, size);
	assert_memory_equal(copy, data, size);
	assert_int_equal(smssite_control_file_build(file), 786);
	assert_string_equal(smssite_control_file_syntax(file), "1.08");
	assert_int_equal(smssite_control_file_type(file), SMSSITE_CONTROL_PROPOSED);
	assert_int_equal(smssite_control_file_time_utc_s(file), 868968000);
	assert_int_equal(smssite_control_file_tolerance_count(file), 0);
	section = smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0);
	assert_int_equal(section, 1);
	assert_int_equal(smssite_control_file_section_line(file, section), 12);
	assert_int_equal(smssite_control_file_value_count(file, section), 18);
	assert_value(file, section, SMSSITE_SITE_ACCOUNT_PARENT_SITE_CODE, "C9N");
	assert_int_equal(smssite_control_file_value_number(file, section, 0, &number), SMSSITE_OK);
	assert_int_equal(number, SMSSITE_SITE_TYPE_SECONDARY);
	section = smssite_control_file_find_property(file, "service response");
	assert_value(file, section, SMSSITE_PROPERTY_DWORD, "2");
	section = smssite_control_file_find(file, SMSSITE_SECTION_LOGONSERVER, 0);
	assert_value(file, section, SMSSITE_LOGONSERVER_DRIVE, "D:");
	assert_int_equal(smssite_control_file_section_kind(file, smssite_control_file_section_parent(file, section)),
		SMSSITE_SECTION_DOMAIN);
	smssite_control_file_free(file);
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fixture_is_what_the_generator_makes),
		cmocka_unit_test(a_secondarys_master_reads_as_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
