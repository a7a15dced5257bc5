/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "trace-log-fixture.h"
#include <unistd.h>

#include "faulty-tree.h"
#include "sweep.h"

static void put(smssite_tree *tree, const char *path, const char *text)
{
	ok(smssite_tree_write_file(tree, path, text, strlen(text)));
}

static smssite_tree *memory_tree(void)
{
	smssite_tree *tree;

	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "LOGS"));
	return tree;
}

static void records_come_in_order_with_their_lines(void **state)
{
	smssite_tree *tree = memory_tree();
	smssite_trace_log *log = new_log();

	(void)state;
	put(tree, "LOGS/Sched.log", RECORD("first", "11:00:00") "\r\n\nplain\n" RECORD("last", "11:00:01"));
	ok(smssite_trace_log_add(log, tree, "logs\\SCHED.LOG"));
	assert_int_equal(smssite_trace_log_count(log), 1);
	assert_string_equal(smssite_trace_log_name(log, 0), "LOGS/Sched.log");
	assert_null(smssite_trace_log_name(log, 1));
	assert_reads(log, "0:1 first|0:4 plain|0:5 last|");
	assert_reads(log, "");
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_LINES), 5);
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_TEXT), 1);
	smssite_trace_log_free(log);
	smssite_tree_free(tree);
}

static void what_a_full_log_was_renamed_to_is_read_before_it(void **state)
{
	smssite_tree *tree = memory_tree();
	smssite_trace_log *log = new_log();

	(void)state;
	put(tree, "LOGS/SCHED.LOG", RECORD("third", "10:00:00"));
	/* Without a line end: the roll-over's last line does not run into the next file. */
	put(tree, "LOGS/sched.lo_", RECORD("first", "11:00:00") "second");
	ok(smssite_trace_log_add(log, tree, "LOGS/SCHED.LOG"));
	assert_int_equal(smssite_trace_log_count(log), 2);
	assert_string_equal(smssite_trace_log_name(log, 0), "LOGS/sched.lo_");
	assert_reads(log, "0:1 first|0:2 second|1:1 third|");
	/* The clock went back between them. */
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_BACKWARD), 1);
	smssite_trace_log_free(log);
	/* Between renaming and the first record there is no log. */
	log = new_log();
	put(tree, "LOGS/HMAN.LO_", RECORD("old", "11:00:00"));
	ok(smssite_trace_log_add(log, tree, "LOGS/HMAN.LOG"));
	assert_reads(log, "0:1 old|");
	smssite_trace_log_free(log);
	/* And by itself it is a log like others. */
	log = new_log();
	ok(smssite_trace_log_add(log, tree, "LOGS/HMAN.LO_"));
	assert_int_equal(smssite_trace_log_count(log), 1);
	assert_reads(log, "0:1 old|");
	assert_int_equal(smssite_trace_log_add(log, tree, "LOGS/NONE.LOG"), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_trace_log_add(log, tree, "NONE/X.LOG"), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_trace_log_add(log, tree, "../X.LOG"), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_add(log, tree, "LOGS"), SMSSITE_IO);
	assert_int_equal(smssite_trace_log_count(log), 1);
	smssite_trace_log_free(log);
	smssite_tree_free(tree);
}

static void several_logs_come_on_one_time_line(void **state)
{
	static const char a[] =
		RECORD("a1", "11:00:00") RECORD("a2", "11:00:02") "a3\n" RECORD("a4", "11:00:04");
	static const char b[] =
		"b1\n" RECORD("b2", "11:00:02") RECORD("b3", "11:00:02") RECORD("b4", "11:00:03");
	static const char c[] = RECORD("c1", "11:00:03") RECORD("c2", "10:00:00") RECORD("c3", "12:00:00");
	smssite_trace_log *log = new_log();

	(void)state;
	ok(smssite_trace_log_add_bytes(log, a, sizeof(a) - 1, "a"));
	ok(smssite_trace_log_add_bytes(log, b, sizeof(b) - 1, "b"));
	ok(smssite_trace_log_add_bytes(log, c, sizeof(c) - 1, "c"));
	/* Those without a time stay where they are in their log, and one whose clock jumps stays in its
	 * order. */
	assert_reads(log, "1:1 b1|0:1 a1|0:2 a2|0:3 a3|1:2 b2|1:3 b3|1:4 b4|2:1 c1|2:2 c2|0:4 a4|2:3 c3|");
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_BACKWARD), 1);
	assert_int_equal(smssite_trace_log_tally(log, 0, SMSSITE_TRACE_TALLY_BACKWARD), 0);
	smssite_trace_log_free(log);
}

static void assert_filtered(void (*set)(smssite_trace_log *log), const char *expected)
{
	static const char data[] = "{1} INFO: caf\xE9~   $$<SMS_A><Tue Jul 15 11:00:00 1997~><thread=C1>\n"
				   "no time\n"
				   "caf\xE9 Two   $$<SMS_B><Tue Jul 15 11:00:05 1997~><thread=C2>\n"
				   "Three   $$<sms_a><Tue Jul 15 11:00:09 1997~><thread=C2>\n";
	smssite_trace_log *log = new_log();

	ok(smssite_trace_log_add_bytes(log, data, sizeof(data) - 1, "x"));
	set(log);
	assert_reads(log, expected);
	smssite_trace_log_free(log);
}

static void component_a(smssite_trace_log *log)
{
	ok(smssite_trace_log_only_component(log, "SMS_A"));
}
static void thread_c2(smssite_trace_log *log)
{
	ok(smssite_trace_log_only_thread(log, 0xC2));
}
static void both(smssite_trace_log *log)
{
	component_a(log);
	thread_c2(log);
}
static void up_to_11(smssite_trace_log *log)
{
	ok(smssite_trace_log_only_time(log, SMSSITE_NO_TIME, ELEVEN));
}
static void from_5_to_8(smssite_trace_log *log)
{
	ok(smssite_trace_log_only_time(log, ELEVEN + 5, ELEVEN + 8));
}
static void text_cafe(smssite_trace_log *log)
{
	ok(smssite_trace_log_only_text(log, "caf\xC3\xA9"));
}
static void text_none(smssite_trace_log *log)
{
	ok(smssite_trace_log_only_text(log, "\xE2\x86\x92"));
}
static void text_empty(smssite_trace_log *log)
{
	ok(smssite_trace_log_only_text(log, ""));
}
static void pattern_t(smssite_trace_log *log)
{
	ok(smssite_trace_log_only_pattern(log, "(?i)\\bt(wo|hree)$"));
}
static void all_again(smssite_trace_log *log)
{
	both(log);
	from_5_to_8(log);
	text_none(log);
	pattern_t(log);
	ok(smssite_trace_log_only_component(log, NULL));
	ok(smssite_trace_log_only_thread(log, -1));
	ok(smssite_trace_log_only_time(log, SMSSITE_NO_TIME, SMSSITE_NO_TIME));
	ok(smssite_trace_log_only_text(log, NULL));
	ok(smssite_trace_log_only_pattern(log, NULL));
}

static void filters_pass_what_is_asked_for(void **state)
{
	static const char one[] = "0:1 {1} INFO: caf\xE9~|", two[] = "0:3 caf\xE9 Two|",
			  three[] = "0:4 Three|";
	char expected[200];

	(void)state;
	snprintf(expected, sizeof(expected), "%s%s", one, three);
	assert_filtered(component_a, expected);
	snprintf(expected, sizeof(expected), "%s%s", two, three);
	assert_filtered(thread_c2, expected);
	assert_filtered(pattern_t, expected);
	assert_filtered(both, three);
	snprintf(expected, sizeof(expected), "%s0:2 no time|", one);
	assert_filtered(up_to_11, expected);
	assert_filtered(from_5_to_8, two);
	snprintf(expected, sizeof(expected), "%s%s", one, two);
	assert_filtered(text_cafe, expected);
	assert_filtered(text_none, "");
	snprintf(expected, sizeof(expected), "%s0:2 no time|%s%s", one, two, three);
	assert_filtered(text_empty, expected);
	assert_filtered(all_again, expected);
}

static void what_cannot_be_a_filter_is_refused(void **state)
{
	smssite_trace_log *log = new_log();

	(void)state;
	assert_int_equal(smssite_trace_log_only_pattern(log, "a(b"), SMSSITE_MALFORMED);
	assert_non_null(strstr(smssite_error_message(), "at character 3"));
	assert_int_equal(smssite_trace_log_only_thread(log, -2), SMSSITE_INVALID);
	smssite_trace_log_free(log);
}

/* What is remembered of one line is not taken for the next. */
static void neighbours_that_are_nearly_alike_are_told_apart(void **state)
{
	static const char data[] = "a $$<SMS_A><Tue Jul 15 11:00:00 1997~><thread=C1>\n"
				   "b $$<SMS_A><Tue Jul 15 11:00:00 1998~><thread=C1>\n"
				   "c $$<SMS_LONGER><Tue Jul 16 11:00:01 1998~><thread=C1>\n"
				   "d $$<SMS_A><Wed Jul 16 11:00:02 1998~><thread=C1>\n"
				   "e $$<XSMS_A><Wed Jul 16 11:00:03 1998~><thread=C1>\n";
	static const struct {
		const char *component;
		int64_t time_local_s;
	} expected[] = { { "SMS_A", ELEVEN }, { "SMS_A", ELEVEN + 365 * 86400 },
		{ "SMS_LONGER", ELEVEN + 366 * 86400 + 1 }, { "SMS_A", ELEVEN + 366 * 86400 + 2 },
		{ "XSMS_A", ELEVEN + 366 * 86400 + 3 } };
	smssite_trace_log *log = new_log();
	struct smssite_trace_record record;
	bool has;

	(void)state;
	ok(smssite_trace_log_add_bytes(log, data, sizeof(data) - 1, "x"));
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		ok(smssite_trace_log_next(log, &record, &has));
		assert_true(has);
		assert_int_equal(record.component_size, strlen(expected[i].component));
		assert_memory_equal(record.component, expected[i].component, record.component_size);
		assert_int_equal(record.text_size, 1);
		assert_true(record.time_local_s == expected[i].time_local_s);
	}
	smssite_trace_log_free(log);
}

static void clocks_that_jump_and_late_years_are_counted(void **state)
{
	static const char data[] =
		"a $$<S><Tue Jul 15 11:00:00 1997~><thread=1>\nb $$<S><Thu Dec 31 23:59:59 2036~><thread=1>\n"
		"c $$<S><Thu Jan 01 00:00:00 2037~><thread=1>\nd\n"
		"e $$<S><Fri Jan 01 00:00:00 2100~><thread=1>\nf $$<S><Tue Jul 15 10:59:59 "
		"1997~><thread=1>\n";
	smssite_trace_log *log = new_log();

	(void)state;
	ok(smssite_trace_log_add_bytes(log, data, sizeof(data) - 1, "x"));
	assert_reads(log, "0:1 a|0:2 b|0:3 c|0:4 d|0:5 e|0:6 f|");
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_BACKWARD), 1);
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_LATE), 2);
	smssite_trace_log_free(log);
}

static void a_descriptor_is_read_from_where_it_stands(void **state)
{
	smssite_trace_log *log = new_log();
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "one\ntwo", 7), 7);
	close(ends[1]);
	ok(smssite_trace_log_add_descriptor(log, ends[0], "pipe"));
	assert_string_equal(smssite_trace_log_name(log, 0), "pipe");
	assert_reads(log, "0:1 one|0:2 two|");
	smssite_trace_log_free(log);
	close(ends[0]);
	log = new_log();
	ok(smssite_trace_log_add_descriptor(log, ends[0], "closed"));
	{
		struct smssite_trace_record record;
		bool has;

		assert_int_equal(smssite_trace_log_next(log, &record, &has), SMSSITE_IO);
		assert_non_null(strstr(smssite_error_message(), "closed: "));
		assert_false(has);
		/* It is given up. */
		assert_int_equal(smssite_trace_log_next(log, &record, &has), SMSSITE_OK);
		assert_false(has);
	}
	smssite_trace_log_free(log);
}

/* ---- failures */

static void a_log_that_fails_is_given_up_and_the_others_go_on(void **state)
{
	smssite_tree *inner = memory_tree(), *tree;
	struct faulty_tree *faulty;
	smssite_trace_log *log = new_log();
	struct smssite_trace_record record;
	bool has;

	(void)state;
	put(inner, "LOGS/A.LOG", RECORD("a", "11:00:00"));
	tree = faulty_tree_new(inner, &faulty);
	ok(smssite_trace_log_add(log, tree, "LOGS/A.LOG"));
	ok(smssite_trace_log_add_bytes(log, "b\n", 2, "b"));
	faulty->fail_at = faulty->count + 1;
	faulty->fail_on = true;
	faulty->fail_status = SMSSITE_IO;
	assert_int_equal(smssite_trace_log_next(log, &record, &has), SMSSITE_IO);
	assert_non_null(strstr(smssite_error_message(), "LOGS/A.LOG: "));
	assert_reads(log, "1:1 b|");
	smssite_trace_log_free(log);
	smssite_tree_free(tree);
	smssite_tree_free(inner);
}

static smssite_status read_all(void *argument)
{
	smssite_tree *tree = argument;
	smssite_trace_log *log;
	struct smssite_trace_record record;
	smssite_status status = smssite_trace_log_new(&log);
	bool has = true;

	if (status)
		return status;
	status = smssite_trace_log_add(log, tree, "LOGS/A.LOG");
	if (!status)
		status = smssite_trace_log_add_bytes(log, "b\n", 2, "b");
	if (!status)
		status = smssite_trace_log_only_component(log, "SMS_SCHEDULER");
	if (!status)
		status = smssite_trace_log_only_text(log, "a");
	if (!status)
		status = smssite_trace_log_only_pattern(log, "[a-z]");
	while (!status && has)
		status = smssite_trace_log_next(log, &record, &has);
	smssite_trace_log_free(log);
	return status;
}

static void memory_may_run_out_anywhere(void **state)
{
	smssite_tree *tree = memory_tree();

	(void)state;
	put(tree, "LOGS/A.LOG", RECORD("a", "11:00:00"));
	put(tree, "LOGS/A.LO_", RECORD("a", "11:00:00"));
	assert_true(sweep_allocations(read_all, tree) > 20);
	smssite_tree_free(tree);
}

static void at_most_so_many_logs_are_added(void **state)
{
	smssite_trace_log *log = new_log();
	smssite_status status = SMSSITE_OK;
	size_t count = 0;

	(void)state;
	while (!status && count++ < 1000)
		status = smssite_trace_log_add_bytes(log, "b\n", 2, "b");
	assert_int_equal(status, SMSSITE_LIMIT);
	assert_true(count >= 127 && count <= 129);
	smssite_trace_log_free(log);
}

static void calls_check_what_they_get(void **state)
{
	smssite_tree *tree = memory_tree();
	smssite_trace_log *log = new_log();
	struct smssite_trace_record record;
	bool has;

	(void)state;
	assert_int_equal(smssite_trace_log_new(NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_add(NULL, tree, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_add(log, NULL, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_add(log, tree, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_add_bytes(log, NULL, 0, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_add_bytes(log, "", 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_add_descriptor(log, -1, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_add_descriptor(log, 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_follow(NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_next(NULL, &record, &has), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_next(log, NULL, &has), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_next(log, &record, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_only_component(NULL, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_log_count(NULL), 0);
	assert_null(smssite_trace_log_name(NULL, 0));
	assert_int_equal(smssite_trace_log_tally(NULL, 0, SMSSITE_TRACE_TALLY_LINES), 0);
	assert_int_equal(smssite_trace_log_tally(log, 0, SMSSITE_TRACE_TALLY_LINES), 0);
	assert_reads(log, "");
	smssite_trace_log_free(log);
	smssite_trace_log_free(NULL);
	smssite_tree_free(tree);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_come_in_order_with_their_lines),
		cmocka_unit_test(what_a_full_log_was_renamed_to_is_read_before_it),
		cmocka_unit_test(several_logs_come_on_one_time_line),
		cmocka_unit_test(filters_pass_what_is_asked_for),
		cmocka_unit_test(what_cannot_be_a_filter_is_refused),
		cmocka_unit_test(neighbours_that_are_nearly_alike_are_told_apart),
		cmocka_unit_test(clocks_that_jump_and_late_years_are_counted),
		cmocka_unit_test(a_descriptor_is_read_from_where_it_stands),
		cmocka_unit_test(a_log_that_fails_is_given_up_and_the_others_go_on),
		cmocka_unit_test(memory_may_run_out_anywhere),
		cmocka_unit_test(at_most_so_many_logs_are_added),
		cmocka_unit_test(calls_check_what_they_get),
	};

	return cmocka_run_group_tests_name("trace logs", tests, NULL, NULL);
}
