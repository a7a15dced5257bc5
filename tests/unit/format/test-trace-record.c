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

#define SCHEDULER "~Looking for jobs   $$<SMS_SCHEDULER><Tue Jul 15 14:02:09 1997~><thread=C1>"

static smssite_status parse(const char *line, struct smssite_trace_record *record)
{
	return smssite_trace_record_parse(line, strlen(line), record);
}

static void assert_span(const char *data, size_t size, const char *expected)
{
	assert_int_equal(size, strlen(expected));
	assert_memory_equal(data, expected, size);
}

static void a_record_is_split_into_its_parts(void **state)
{
	static const char line[] = SCHEDULER;
	struct smssite_trace_record record;

	(void)state;
	assert_int_equal(parse(line, &record), SMSSITE_OK);
	assert_span(record.text, record.text_size, "~Looking for jobs");
	assert_span(record.component, record.component_size, "SMS_SCHEDULER");
	assert_true(record.time_local_s == 868975329);
	assert_int_equal(record.thread, 0xC1);
	assert_ptr_equal(record.text, line);
}

static int64_t time_of(const char *text)
{
	struct smssite_trace_record record;
	char line[128];

	snprintf(line, sizeof(line), "x $$<C><%s><thread=1>", text);
	assert_int_equal(parse(line, &record), SMSSITE_OK);
	return record.time_local_s;
}

static void times_follow_the_calendar(void **state)
{
	(void)state;
	assert_true(time_of("Thu Jan 01 00:00:00 1970~") == 0);
	assert_true(time_of("Wed Dec 31 23:59:59 1969~") == -1);
	assert_true(time_of("Thu Feb 29 00:00:00 1996~") == 825552000);
	assert_true(time_of("Fri Mar 01 00:00:00 1996~") == 825638400);
	assert_true(time_of("Tue Feb 29 12:00:00 2000~") == 951825600);
	assert_true(time_of("Tue Jan 19 03:14:08 2038~") == (int64_t)1 << 31);
	assert_true(time_of("Mon Mar 01 00:00:00 1600~") == INT64_C(-11670912000));
	/* asctime pads the day with a blank, the services with 0; some articles lose the `~`. */
	assert_true(time_of("Thu Jan  1 00:00:07 1970~") == 7);
	assert_true(time_of("Thu Jan 01 00:00:07 1970") == 7);
}

static void the_day_of_the_week_need_not_fit_the_date(void **state)
{
	(void)state;
	assert_true(time_of("Fri Jan 01 00:00:00 1970~") == 0);
}

static void a_time_that_is_none_is_unknown(void **state)
{
	static const char *const bad[] = { "", "~", "Fri Feb 29 00:00:00 1997~", "Thu Feb 29 00:00:00 1900~",
		"Fri Jul 32 00:00:00 1997~", "Fri Jul 00 00:00:00 1997~", "Fri Jun 31 00:00:00 1997~",
		"Fri Jul 18 24:00:00 1997~", "Fri Jul 18 00:60:00 1997~", "Fri Jul 18 00:00:60 1997~",
		"Xxx Jul 18 00:00:00 1997~", "Fri Xxx 18 00:00:00 1997~", "Fri JulX18 00:00:00 1997~",
		"Fri Jul 1x 00:00:00 1997~", "Fri Jul 18 0x:00:00 1997~", "Fri Jul 18 00:00:00 19x7~",
		"Fri Jul 18 00:00:00 199~", "Fri Jul 18 00:00:00 1997~~", "Fri Jul 18 00:00:00 1997!",
		"Fri Jul 18 00:00:00.123 1997", "Fri Jul -1 00:00:00 1997~", "fri Jul 18 00:00:00 1997~" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (time_of(bad[i]) != SMSSITE_NO_TIME)
			fail_msg("\"%s\" was taken for a time", bad[i]);
}

static void a_thread_is_hexadecimal(void **state)
{
	static const struct {
		const char *text;
		int64_t thread;
	} threads[] = { { "thread=12e", 0x12E }, { "thread=168", 0x168 }, { "thread=FFFFFFFF", 0xFFFFFFFF },
		{ "thread=1FFFFFFFF", -1 }, { "thread=", -1 }, { "thread=0x12", -1 },
		{ "thread=12 (0xC)", -1 }, { "threed=12", -1 }, { "", -1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
		struct smssite_trace_record record;
		char line[128];

		snprintf(line, sizeof(line), "x   $$<C><Thu Jan 01 00:00:00 1970~><%s>", threads[i].text);
		assert_int_equal(parse(line, &record), SMSSITE_OK);
		assert_true(record.thread == threads[i].thread);
		assert_true(record.time_local_s == 0);
	}
}

static void brackets_and_dollars_in_the_text_stay_in_it(void **state)
{
	struct smssite_trace_record record;

	(void)state;
	assert_int_equal(parse("<JOB Q7Z00012> at \\\\EDGE7\\C$ said $$<SMS_ALERTER>   "
			       "$$<SMS_SCHEDULER><Thu Jan 01 00:00:00 1970~><thread=1>",
				 &record),
		SMSSITE_OK);
	assert_span(record.text, record.text_size, "<JOB Q7Z00012> at \\\\EDGE7\\C$ said $$<SMS_ALERTER>");
	assert_span(record.component, record.component_size, "SMS_SCHEDULER");
}

static void slips_of_printed_records_are_read(void **state)
{
	struct smssite_trace_record record;

	(void)state;
	assert_int_equal(
		parse("{12} INFO: Idle~ $$(SMS_HIERARCHY_MANAGER)(Thu Jan 01 00:00:05 1970~)(thread=326)",
			&record),
		SMSSITE_OK);
	assert_span(record.text, record.text_size, "{12} INFO: Idle~");
	assert_span(record.component, record.component_size, "SMS_HIERARCHY_MANAGER");
	assert_true(record.time_local_s == 5);
	assert_int_equal(record.thread, 0x326);
	assert_int_equal(parse("Copied   $$>SMS_DESPOOLER><Thu Jan 01 00:00:05 1970~><thread=1D0>", &record),
		SMSSITE_OK);
	assert_span(record.component, record.component_size, "SMS_DESPOOLER");
	assert_int_equal(record.thread, 0x1D0);
}

static void a_trailer_cut_behind_the_component_has_no_time(void **state)
{
	struct smssite_trace_record record;

	(void)state;
	assert_int_equal(parse("Job runs~   $$<SMS_SCHEDULER>", &record), SMSSITE_OK);
	assert_span(record.text, record.text_size, "Job runs~");
	assert_true(record.time_local_s == SMSSITE_NO_TIME);
	assert_true(record.thread == -1);
	assert_int_equal(parse("Job runs~   $$<SMS_SCHEDULER><Thu Jan 01 00:0", &record), SMSSITE_OK);
	assert_true(record.time_local_s == SMSSITE_NO_TIME);
}

static void a_line_without_trailer_is_all_text(void **state)
{
	static const char *const lines[] = { "", "plain words", "ends with $$", "ends with $$<", "$$<>",
		"a $$<C", "a $$<no component><Thu Jan 01 00:00:00 1970~><thread=1>", "$<SMS_SCHEDULER>",
		"$ $<SMS_SCHEDULER>" };
	struct smssite_trace_record record;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse(lines[i], &record), SMSSITE_MALFORMED);
		assert_span(record.text, record.text_size, lines[i]);
		assert_int_equal(record.component_size, 0);
		assert_true(record.time_local_s == SMSSITE_NO_TIME);
		assert_true(record.thread == -1);
	}
}

static void a_record_cut_at_any_byte_gives_nothing_that_is_not_there(void **state)
{
	size_t size = strlen(SCHEDULER);

	(void)state;
	for (size_t cut = 0; cut <= size; cut++) {
		struct smssite_trace_record record;
		/* On the heap, so that a checker sees a read past the cut. */
		char *line = malloc(cut + 1);

		memcpy(line, SCHEDULER, cut);
		if (smssite_trace_record_parse(line, cut, &record) == SMSSITE_OK)
			assert_span(record.component, record.component_size, "SMS_SCHEDULER");
		assert_true(record.text == line && record.text_size <= cut);
		assert_true(record.thread == -1 || record.thread == 0xC1);
		assert_true(record.time_local_s == SMSSITE_NO_TIME || record.time_local_s == 868975329);
		free(line);
	}
}

static void any_bytes_are_survived(void **state)
{
	char line[256];
	struct smssite_trace_record record;

	(void)state;
	for (int i = 0; i < 256; i++)
		line[i] = (char)i;
	assert_int_equal(smssite_trace_record_parse(line, 256, &record), SMSSITE_MALFORMED);
	memset(line, '$', sizeof(line));
	assert_int_equal(smssite_trace_record_parse(line, 256, &record), SMSSITE_MALFORMED);
	memset(line, '<', sizeof(line));
	assert_int_equal(smssite_trace_record_parse(line, 256, &record), SMSSITE_MALFORMED);
}

static void a_huge_line_is_read(void **state)
{
	static const char trailer[] = "$$<SMS_SCHEDULER><Thu Jan 01 00:00:00 1970~><thread=1>";
	size_t size = (4u << 20) + sizeof(trailer) - 1;
	struct smssite_trace_record record;
	char *line = malloc(size);

	(void)state;
	for (size_t i = 0; i < size; i += 3)
		memcpy(line + i, "$$<", size - i < 3 ? size - i : 3);
	memcpy(line + (4u << 20), trailer, sizeof(trailer) - 1);
	assert_int_equal(smssite_trace_record_parse(line, size, &record), SMSSITE_OK);
	assert_int_equal(record.text_size, 4u << 20);
	free(line);
}

static void null_is_refused(void **state)
{
	struct smssite_trace_record record;

	(void)state;
	assert_int_equal(smssite_trace_record_parse(NULL, 0, &record), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_record_parse("x", 1, NULL), SMSSITE_INVALID);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_split_into_its_parts),
		cmocka_unit_test(times_follow_the_calendar),
		cmocka_unit_test(the_day_of_the_week_need_not_fit_the_date),
		cmocka_unit_test(a_time_that_is_none_is_unknown),
		cmocka_unit_test(a_thread_is_hexadecimal),
		cmocka_unit_test(brackets_and_dollars_in_the_text_stay_in_it),
		cmocka_unit_test(slips_of_printed_records_are_read),
		cmocka_unit_test(a_trailer_cut_behind_the_component_has_no_time),
		cmocka_unit_test(a_line_without_trailer_is_all_text),
		cmocka_unit_test(a_record_cut_at_any_byte_gives_nothing_that_is_not_there),
		cmocka_unit_test(any_bytes_are_survived),
		cmocka_unit_test(a_huge_line_is_read),
		cmocka_unit_test(null_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
