/* SPDX-License-Identifier: MIT */
/* Bytes and callers that mean no good, and memory that is not there. */
#include "control-file-common.h"
#include "sweep.h"

static void a_nul_byte_ends_the_text_between_lines_only(void **state)
{
	static const char inside[] = HEADER "PROPERTY <a\0b><><><0>\r\n";
	static const char behind[] = HEADER "PROPERTY <a><><><0>\r\n\0PROPERTY <b>\r\n\0";
	static const char in_line[] = HEADER "PROPERTY <a><><><0>\0\0\0";
	smssite_control_file *file = parse_bytes(inside, sizeof(inside) - 1);
	const char *data;
	const void *all;
	char *text;
	size_t size;

	(void)state;
	assert_int_equal(smssite_control_file_value(file, 0, 0, &data, &size), SMSSITE_OK);
	assert_int_equal(size, 3);
	assert_memory_equal(data, "a\0b", 3);
	assert_int_equal(smssite_control_file_value_text(file, 0, 0, &text), SMSSITE_OK);
	assert_string_equal(text, "a\xEF\xBF\xBD"
				  "b");
	smssite_free(text);
	assert_int_equal(smssite_control_file_tolerance_count(file), 0);
	smssite_control_file_free(file);

	file = parse_bytes(behind, sizeof(behind) - 1);
	assert_int_equal(smssite_control_file_section_count(file), 1);
	assert_int_equal(smssite_control_file_tolerance_count(file), 1);
	assert_non_null(strstr(smssite_control_file_tolerance(file, 0, &size), "NUL"));
	assert_int_equal(size, 3);
	assert_int_equal(smssite_control_file_data(file, &all, &size), SMSSITE_OK);
	assert_int_equal(size, sizeof(behind) - 1);
	smssite_control_file_free(file);

	file = parse_bytes(in_line, sizeof(in_line) - 1);
	assert_int_equal(smssite_control_file_section_count(file), 1);
	assert_int_equal(smssite_control_file_tolerance_count(file), 1);
	smssite_control_file_free(file);
	assert_int_equal(try_parse(HEADER "BEGIN_DOMAIN\r\n\0END_DOMAIN\r\n", 57, &file), SMSSITE_MALFORMED);
}

static void cut_at_any_byte_it_parses_or_says_why(void **state)
{
	size_t size, read = 0;
	char *data = control_file_make(&control_file_secondary, &size);

	(void)state;
	for (size_t cut = 0; cut <= size; cut++) {
		smssite_control_file *file;
		smssite_status status = try_parse(data, cut, &file);

		if (status == SMSSITE_OK) {
			read++;
			smssite_control_file_free(file);
			continue;
		}
		assert_int_equal(status, SMSSITE_MALFORMED);
		assert_int_equal(strncmp(smssite_error_message(), "line ", 5), 0);
		assert_non_null(strstr(smssite_error_message(), "expected"));
	}
	assert_in_range(read, 100, size);
	free(data);
}

static void any_byte_replaced_it_parses_or_says_why(void **state)
{
	static const char bytes[] = { '\0', '\r', '\n', '<', '>', '#', '(', ')', ' ', '\t', 'E', '\xFF' };
	size_t size;
	char *data = control_file_make(&control_file_secondary, &size);

	(void)state;
	for (size_t at = 0; at < size; at++) {
		char kept = data[at];

		for (size_t i = 0; i < sizeof(bytes); i++) {
			smssite_control_file *file;
			smssite_status status;

			data[at] = bytes[i];
			status = try_parse(data, size, &file);
			assert_true(status == SMSSITE_OK || status == SMSSITE_MALFORMED);
			smssite_control_file_free(file);
		}
		data[at] = kept;
	}
	free(data);
}

static void limits_hold(void **state)
{
	size_t huge = (size_t)100 << 20, many = ((size_t)1 << 20) + 1, used = sizeof(HEADER) - 1;
	smssite_control_file *file = NULL;
	char *data = calloc(1, huge);

	(void)state;
	assert_non_null(data);
	assert_int_equal(smssite_control_file_parse(data, huge, &file), SMSSITE_LIMIT);
	assert_int_equal(smssite_control_file_parse(data, ((size_t)64 << 20) + 1, &file), SMSSITE_LIMIT);
	memcpy(data, HEADER, used);
	for (size_t i = 0; i < many; i++, used += 3)
		memcpy(data + used, "X\r\n", 3);
	assert_int_equal(smssite_control_file_parse(data, used, &file), SMSSITE_LIMIT);
	assert_int_equal(strncmp(smssite_error_message(), "line 1048578, column 1: ", 24), 0);
	assert_int_equal(smssite_control_file_parse(data, used - 3, &file), SMSSITE_OK);
	assert_int_equal(smssite_control_file_section_count(file), many - 1);
	smssite_control_file_free(file);
	free(data);
}

static void a_callers_mistakes_are_answered(void **state)
{
	smssite_control_file *file = parse(HEADER "PROPERTY <a>\r\n");
	const char *data;
	const void *bytes;
	size_t size;
	char *text;

	(void)state;
	assert_int_equal(smssite_control_file_parse(NULL, 1, &file), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_parse("", 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_value(NULL, 0, 0, &data, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_value(file, 1, 0, &data, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_value(file, 0, 0, &data, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_value(file, 0, SIZE_MAX, &data, &size), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_control_file_value_text(file, 0, 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_value_text(NULL, 0, 0, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_section_data(file, SIZE_MAX, &bytes, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_data(NULL, &bytes, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_section_count(NULL), 0);
	assert_int_equal(smssite_control_file_section_kind(file, SIZE_MAX), SMSSITE_SECTION_UNKNOWN);
	assert_int_equal(smssite_control_file_section_line(file, 1), 0);
	assert_true(smssite_control_file_section_parent(NULL, 0) == SMSSITE_NO_INDEX);
	assert_true(smssite_control_file_find(NULL, SMSSITE_SECTION_PROPERTY, 0) == SMSSITE_NO_INDEX);
	assert_true(smssite_control_file_find(file, SMSSITE_SECTION_PROPERTY, SIZE_MAX) == SMSSITE_NO_INDEX);
	assert_true(smssite_control_file_find_property(file, NULL) == SMSSITE_NO_INDEX);
	assert_int_equal(smssite_control_file_value_count(file, 1), 0);
	assert_int_equal(smssite_control_file_build(NULL), -1);
	assert_string_equal(smssite_control_file_syntax(NULL), "");
	assert_int_equal(smssite_control_file_type(NULL), SMSSITE_CONTROL_UNKNOWN);
	assert_true(smssite_control_file_time_utc_s(NULL) == SMSSITE_NO_TIME);
	assert_false(smssite_control_file_value_is_secret(file, 0, 1));
	assert_int_equal(smssite_control_file_tolerance_count(NULL), 0);
	assert_null(smssite_control_file_tolerance(NULL, 0, NULL));
	assert_null(smssite_control_file_ref(NULL));
	smssite_control_file_free(NULL);
	smssite_control_file_free(file);
}

static smssite_status parse_once(void *argument)
{
	smssite_control_file *file = NULL;
	smssite_status status = smssite_control_file_parse(argument, strlen(argument), &file);
	char *text = NULL;

	if (status == SMSSITE_OK)
		status = smssite_control_file_value_text(file, 0, 0, &text);
	smssite_free(text);
	smssite_control_file_free(file);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	size_t size;
	char *data = control_file_make(&control_file_secondary, &size);

	(void)state;
	assert_in_range(sweep_allocations(parse_once, data), 7, 30);
	free(data);
	/* With the side buffer and the list of tolerances. */
	assert_in_range(
		sweep_allocations(parse_once, HEADER "PROPERTY <a\nb>\nADDRESS <a><b>\n#3(a\nb)"), 8, 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_nul_byte_ends_the_text_between_lines_only),
		cmocka_unit_test(cut_at_any_byte_it_parses_or_says_why),
		cmocka_unit_test(any_byte_replaced_it_parses_or_says_why),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(a_callers_mistakes_are_answered),
		cmocka_unit_test(every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
