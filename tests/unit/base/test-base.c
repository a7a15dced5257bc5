/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include <smssite.h>
#include "base/alloc.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "sweep.h"

static void status_names_are_spelt_as_in_the_header(void **state)
{
	(void)state;
	assert_string_equal(smssite_status_name(SMSSITE_OK), "SMSSITE_OK");
	assert_string_equal(smssite_status_name(SMSSITE_UNDECIDED), "SMSSITE_UNDECIDED");
	assert_string_equal(smssite_status_name((smssite_status)1), "SMSSITE_?");
	assert_string_equal(smssite_status_name((smssite_status)-99), "SMSSITE_?");
}

static void a_message_cannot_drive_a_terminal(void **state)
{
	(void)state;
	sms_fail(SMSSITE_IO, "file %s", "a\x1b[2Jb\n");
	assert_string_equal(smssite_error_message(), "file a\\x1B[2Jb\\x0A");
}

static void a_message_is_utf8_whatever_it_quotes(void **state)
{
	(void)state;
	sms_fail(SMSSITE_IO, "%s", "\xC3\xA4 \xE2\x82\xAC \xFF \xC3");
	assert_string_equal(smssite_error_message(), "\xC3\xA4 \xE2\x82\xAC \\xFF \\xC3");
	/* Cut in the middle of a character. */
	sms_fail(SMSSITE_IO, "%.3s", "ab\xE2\x82\xAC");
	assert_string_equal(smssite_error_message(), "ab\\xE2");
}

static void an_errno_gives_status_and_reason(void **state)
{
	(void)state;
	assert_int_equal(sms_fail_errno(2, "opening %s", "x"), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_error_errno(), 2);
	assert_non_null(strstr(smssite_error_message(), "opening x: "));
	assert_int_equal(sms_fail_in(SMSSITE_NOT_FOUND, "tree"), SMSSITE_NOT_FOUND);
	assert_int_equal(strncmp(smssite_error_message(), "tree: opening x", 15), 0);
}

static void numbers_do_not_overflow(void **state)
{
	int64_t number = 7;

	(void)state;
	assert_true(sms_span_number(sms_span_of("9223372036854775807"), &number));
	assert_true(number == INT64_MAX);
	assert_false(sms_span_number(sms_span_of("9223372036854775808"), &number));
	assert_false(sms_span_number(sms_span_of(""), &number));
	assert_false(sms_span_number(sms_span_of("-1"), &number));
	assert_false(sms_span_number(sms_span_of("1x"), &number));
}

static void lines_end_with_lf_crlf_or_cr(void **state)
{
	struct sms_span rest = sms_span_of("a\r\nb\nc\rd\n\ne"), line;
	const char *expected[] = { "a", "b", "c", "d", "", "e" };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		assert_true(sms_next_line(&rest, &line));
		assert_int_equal(line.size, strlen(expected[i]));
		assert_memory_equal(line.data, expected[i], line.size);
	}
	assert_false(sms_next_line(&rest, &line));
}

static void every_byte_survives_text_and_back(void **state)
{
	char bytes[256], *text, *back;
	size_t text_size, size;

	(void)state;
	for (int i = 0; i < 256; i++)
		bytes[i] = (char)i;
	text = sms_text_from_bytes(bytes, 256, &text_size);
	assert_true(sms_is_utf8(text, text_size));
	assert_int_equal(sms_bytes_from_text(text, text_size, &back, &size), SMSSITE_OK);
	assert_int_equal(size, 256);
	assert_memory_equal(back, bytes, 256);
	smssite_free(text);
	smssite_free(back);
}

static void code_page_1252_round_trips(void **state)
{
	char bytes[256], *text, *back;
	size_t count = 0, size;

	(void)state;
	for (int i = 1; i < 256; i++)
		if (i != 0x81 && i != 0x8D && i != 0x8F && i != 0x90 && i != 0x9D)
			bytes[count++] = (char)i;
	text = sms_text_from_1252(bytes, count);
	assert_int_equal(sms_text_to_1252(text, &back, &size), SMSSITE_OK);
	assert_int_equal(size, count);
	assert_memory_equal(back, bytes, count);
	smssite_free(text);
	smssite_free(back);
	assert_int_equal(sms_text_to_1252("\xE2\x98\xBA", &back, &size), SMSSITE_MALFORMED);
	text = sms_text_from_1252("\x80\x81", 2);
	assert_string_equal(text, "\xE2\x82\xAC\xEF\xBF\xBD");
	smssite_free(text);
}

static void any_file_name_survives_escaping(void **state)
{
	static const char *const names[] = { "SITECTRL.CT0", "a\\b", "\xFF\xFEz", "\xC3\xA9", "\xC3", "\xED\xA0\x80" };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		char *text = sms_name_escape(names[i]), *back = sms_name_unescape(text);

		assert_true(sms_is_utf8(text, strlen(text)));
		assert_string_equal(back, names[i]);
		smssite_free(text);
		smssite_free(back);
	}
	assert_null(sms_name_unescape("a\\q"));
	assert_null(sms_name_unescape("a\\x00"));
	assert_null(sms_name_unescape("a\\x4"));
}

static void site_codes_are_three_letters_or_digits(void **state)
{
	(void)state;
	assert_true(sms_is_site_code(sms_span_of("q7Z")));
	assert_false(sms_is_site_code(sms_span_of("Q7")));
	assert_false(sms_is_site_code(sms_span_of("Q7-")));
	assert_false(sms_is_site_code(sms_span_of("Q7ZZ")));
}

static smssite_status build_things(void *argument)
{
	struct sms_arena arena = { 0 };
	struct sms_buffer buffer = { 0 };
	char *text = NULL;
	bool whole;

	(void)argument;
	whole = sms_arena_alloc(&arena, 10000) && sms_arena_strdup(&arena, "x");
	sms_buffer_format(&buffer, "%0100d", 1);
	text = sms_buffer_finish(&buffer, NULL);
	whole = whole && text;
	sms_free(text);
	sms_arena_release(&arena);
	return whole ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static void every_failing_allocation_is_survived(void **state)
{
	(void)state;
	assert_true(sweep_allocations(build_things, NULL) == 3);
}

static void an_allocator_must_be_whole(void **state)
{
	struct smssite_allocator half = { NULL, sweep_release, NULL };

	(void)state;
	assert_int_equal(smssite_set_allocator(&half), SMSSITE_INVALID);
	smssite_free(NULL);
}

static void utf16_is_read_and_halves_of_characters_are_marked(void **state)
{
	static const char data[] = "a\0\xFC\0\xAC\x20\x34\xD8\x1E\xDD\x1E\xDD\x34\xD8\0\0z";
	size_t size = 0;
	char *text = sms_text_from_utf16le(data, sizeof(data) - 1, &size);

	(void)state;
	assert_string_equal(text, "a\xC3\xBC\xE2\x82\xAC\xF0\x9D\x84\x9E\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	assert_int_equal(size, strlen(text));
	sms_free(text);
	text = sms_text_from_utf16le("", 0, &size);
	assert_string_equal(text, "");
	assert_int_equal(size, 0);
	sms_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_names_are_spelt_as_in_the_header),
		cmocka_unit_test(a_message_cannot_drive_a_terminal),
		cmocka_unit_test(a_message_is_utf8_whatever_it_quotes),
		cmocka_unit_test(an_errno_gives_status_and_reason),
		cmocka_unit_test(numbers_do_not_overflow),
		cmocka_unit_test(lines_end_with_lf_crlf_or_cr),
		cmocka_unit_test(every_byte_survives_text_and_back),
		cmocka_unit_test(utf16_is_read_and_halves_of_characters_are_marked),
		cmocka_unit_test(code_page_1252_round_trips),
		cmocka_unit_test(any_file_name_survives_escaping),
		cmocka_unit_test(site_codes_are_three_letters_or_digits),
		cmocka_unit_test(every_failing_allocation_is_survived),
		cmocka_unit_test(an_allocator_must_be_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
