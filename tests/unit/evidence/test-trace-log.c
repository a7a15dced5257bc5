/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <smssite.h>
#include "base/limits.h"
#include "base/text.h"
#include "evidence/lines.h"
#include "faulty-tree.h"
#include "sweep.h"

#define RECORD(text, time) text "   $$<SMS_SCHEDULER><Tue Jul 15 " time " 1997~><thread=C1>\r\n"

static void ok(smssite_status status)
{
	if (status)
		fail_msg("%s: %s", smssite_status_name(status), smssite_error_message());
}

static smssite_trace_log *new_log(void)
{
	smssite_trace_log *log;

	ok(smssite_trace_log_new(&log));
	return log;
}

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

/* Adds what there is now: "0:1 text|" with the number of its log and of its line. */
static void read_into(smssite_trace_log *log, struct sms_buffer *seen)
{
	for (;;) {
		struct smssite_trace_record record;
		bool has;

		ok(smssite_trace_log_next(log, &record, &has));
		if (!has)
			return;
		sms_buffer_format(
			seen, "%zu:%zu %.*s|", record.log, record.line, (int)record.text_size, record.text);
	}
}

static void assert_reads(smssite_trace_log *log, const char *expected)
{
	struct sms_buffer seen = { 0 };
	char *text;
	size_t size;

	read_into(log, &seen);
	sms_buffer_add(&seen, "", 0);
	text = sms_buffer_finish(&seen, &size);
	assert_string_equal(text, expected);
	smssite_free(text);
}

static void assert_bytes_read(const void *data, size_t size, const char *expected)
{
	smssite_trace_log *log = new_log();
	/* On the heap, so that a checker sees a read past its end. */
	char *copy = malloc(size + 1);

	memcpy(copy, data, size);
	ok(smssite_trace_log_add_bytes(log, copy, size, "x"));
	assert_reads(log, expected);
	smssite_trace_log_free(log);
	free(copy);
}

static size_t tally(const smssite_trace_log *log, smssite_trace_tally which)
{
	return smssite_trace_log_tally(log, smssite_trace_log_count(log) - 1, which);
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

enum { ELEVEN = 868964400 };

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

/* UTF-16 of ASCII. */
static size_t wide(const char *text, bool big, char *out)
{
	size_t size = 0;

	out[size++] = (char)(big ? 0xFE : 0xFF);
	out[size++] = (char)(big ? 0xFF : 0xFE);
	for (; *text; text++) {
		out[size + big] = *text;
		out[size + !big] = 0;
		size += 2;
	}
	return size;
}

static void utf_8_and_utf_16_are_read_by_their_marks(void **state)
{
	static const char text[] = RECORD("one", "11:00:00") "two";
	char data[512];
	size_t size;

	(void)state;
	for (int big = 0; big < 2; big++) {
		size = wide(text, big, data);
		assert_bytes_read(data, size, "0:1 one|0:2 two|");
		/* Half a character at the end. */
		assert_bytes_read(data, size - 1, "0:1 one|0:2 tw\xEF\xBF\xBD|");
		assert_bytes_read(data, 2, "");
		assert_bytes_read(data, 3, "0:1 \xEF\xBF\xBD|");
	}
	/* U+1F4BE, half of it, the other half, and U+20AC. */
	assert_bytes_read("\xFF\xFE\x3D\xD8\xBE\xDC\x3D\xD8\x41\x00\xBE\xDC\xAC\x20\x3D\xD8", 16,
		"0:1 \xF0\x9F\x92\xBE\xEF\xBF\xBD"
		"A\xEF\xBF\xBD\xE2\x82\xAC\xEF\xBF\xBD|");
	assert_bytes_read("\xEF\xBB\xBF"
			  "caf\xC3\xA9\n",
		9, "0:1 caf\xC3\xA9|");
	assert_bytes_read("\xEF\xBB", 2, "0:1 \xEF\xBB|");
	assert_bytes_read("\xFF", 1, "0:1 \xFF|");
	assert_bytes_read("", 0, "");
}

static void utf_16_cut_anywhere_is_survived(void **state)
{
	char data[512];
	size_t size = wide(RECORD("one", "11:00:00") "two\n", false, data);

	(void)state;
	for (size_t cut = 0; cut <= size; cut++) {
		smssite_trace_log *log = new_log();
		struct smssite_trace_record record;
		char *copy = malloc(cut + 1);
		bool has = true;

		memcpy(copy, data, cut);
		ok(smssite_trace_log_add_bytes(log, copy, cut, "x"));
		while (has)
			ok(smssite_trace_log_next(log, &record, &has));
		assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_BROKEN), cut > 2 && cut % 2);
		smssite_trace_log_free(log);
		free(copy);
	}
}

/* A long log in UTF-16, whose characters fall on every edge of the buffers. */
static void a_long_log_in_utf_16_loses_nothing(void **state)
{
	enum { LINES = 20000 };
	size_t size = 0, count = 0;
	char *data = malloc(LINES * 64);
	smssite_trace_log *log = new_log();
	struct smssite_trace_record record;
	bool has;

	(void)state;
	size += wide("", false, data);
	for (int i = 0; i < LINES; i++) {
		char line[64];

		snprintf(line, sizeof(line), "%d\xC3\xA9%.*s\n", i, i % 13, "abcdefghijklm");
		for (const char *at = line; *at; at++) {
			data[size++] = at[0] == '\xC3' ? '\xE9' : at[0];
			data[size++] = 0;
			at += at[0] == '\xC3';
		}
	}
	ok(smssite_trace_log_add_bytes(log, data, size, "x"));
	for (;; count++) {
		char expected[64];

		ok(smssite_trace_log_next(log, &record, &has));
		if (!has)
			break;
		snprintf(expected, sizeof(expected), "%d\xC3\xA9%.*s", (int)count, (int)count % 13,
			"abcdefghijklm");
		assert_int_equal(record.text_size, strlen(expected));
		assert_memory_equal(record.text, expected, record.text_size);
		assert_true(record.is_utf8);
		assert_int_equal(record.line, count + 1);
	}
	assert_int_equal(count, LINES);
	smssite_trace_log_free(log);
	free(data);
}

static void lines_of_any_length_come_whole_or_cut(void **state)
{
	static const char trailer[] = RECORD("", "11:00:00");
	/* About the limit, the buffer, and a hundred megabytes. */
	static const size_t sizes[] = { 1, SMS_MAX_RECORD - sizeof(trailer), SMS_MAX_RECORD - 65,
		SMS_MAX_RECORD, SMS_MAX_RECORD + 1, SMS_LOG_BUFFER - 70, SMS_LOG_BUFFER - 40,
		SMS_LOG_BUFFER - 20, SMS_LOG_BUFFER - 4, SMS_LOG_BUFFER, SMS_LOG_BUFFER + 1,
		2 * SMS_LOG_BUFFER + 77, 100u << 20 };
	char *data = malloc((100u << 20) + 1000);

	(void)state;
	memset(data, 'x', (100u << 20) + 1000);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		smssite_trace_log *log = new_log();
		struct smssite_trace_record record;
		size_t size = sizes[i], line = size + sizeof(trailer) - 3;
		bool has;

		memcpy(data + size, trailer, sizeof(trailer) - 1);
		memcpy(data + size + sizeof(trailer) - 1, "next", 4);
		ok(smssite_trace_log_add_bytes(log, data, size + sizeof(trailer) + 3, "x"));
		ok(smssite_trace_log_next(log, &record, &has));
		assert_true(has);
		/* Cut or not, the trailer is read. */
		assert_true(record.time_local_s == ELEVEN);
		assert_int_equal(record.thread, 0xC1);
		assert_true(record.text_size == (line + 1 <= SMS_MAX_RECORD ? size : record.text_size));
		assert_true(record.text_size <= SMS_MAX_RECORD);
		assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_CUT), line + 1 > SMS_MAX_RECORD);
		ok(smssite_trace_log_next(log, &record, &has));
		assert_true(has && record.text_size == 4 && memcmp(record.text, "next", 4) == 0);
		assert_int_equal(record.line, 2);
		memset(data + size, 'x', sizeof(trailer) + 3);
		smssite_trace_log_free(log);
	}
	free(data);
}

/* Each character takes more room in UTF-8 than in UTF-16: what does not fit any more waits. */
static void long_lines_in_utf_16_come_whole_or_cut(void **state)
{
	char trailer[256];
	size_t trailer_size = wide(RECORD("", "11:00:00") "next", false, trailer) - 2;

	(void)state;
	for (size_t count = SMS_LOG_BUFFER / 3 - 40; count < SMS_LOG_BUFFER / 3 + 6000;
		count += count % 7 + 97) {
		smssite_trace_log *log = new_log();
		struct smssite_trace_record record;
		char *data = malloc(6 + 2 * count + trailer_size);
		bool has;

		/* A short line before it: then there is little room in the end, but some. */
		memcpy(data, "\xFF\xFEx\0\n\0", 6);
		for (size_t i = 0; i < count; i++)
			memcpy(data + 6 + 2 * i, "\xAC\x20", 2);
		memcpy(data + 6 + 2 * count, trailer + 2, trailer_size);
		ok(smssite_trace_log_add_bytes(log, data, 6 + 2 * count + trailer_size, "x"));
		ok(smssite_trace_log_next(log, &record, &has));
		assert_int_equal(record.text_size, 1);
		ok(smssite_trace_log_next(log, &record, &has));
		assert_true(has);
		assert_true(record.time_local_s == ELEVEN);
		ok(smssite_trace_log_next(log, &record, &has));
		assert_true(has && record.text_size == 4 && memcmp(record.text, "next", 4) == 0);
		assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_CUT), 1);
		assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_BROKEN), 0);
		smssite_trace_log_free(log);
		free(data);
	}
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

static void nul_bytes_are_passed_over_at_the_front_and_kept_inside(void **state)
{
	static const char data[] = "\0\0\0first\n\0\0\nse\0cond\n\0\0";
	smssite_trace_log *log = new_log();
	struct smssite_trace_record record;
	char *text;
	bool has;

	(void)state;
	ok(smssite_trace_log_add_bytes(log, data, sizeof(data) - 1, "x"));
	ok(smssite_trace_log_next(log, &record, &has));
	assert_int_equal(record.text_size, 5);
	ok(smssite_trace_log_next(log, &record, &has));
	assert_int_equal(record.text_size, 7);
	ok(smssite_trace_record_text(&record, record.text, record.text_size, &text));
	assert_string_equal(text, "se\xEF\xBF\xBD"
				  "cond");
	smssite_free(text);
	ok(smssite_trace_log_next(log, &record, &has));
	assert_false(has);
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_NUL), 7);
	smssite_trace_log_free(log);
}

static void records_of_later_products_may_have_several_lines(void **state)
{
	static const char data[] =
		"<![LOG[one\ntwo]LOG]!><time=\"11:00:00.000+0\" date=\"07-15-1997\" thread=\"1\">\n"
		"<![LOG[three]LOG]!><thread=\"2\">\n<![LOG[no\nend\n<![LOG[four]LOG]!><thread=\"3\">\n"
		"<![LOG[cut\noff";

	(void)state;
	assert_bytes_read(data, sizeof(data) - 1,
		"0:1 one\ntwo|0:3 three|0:4 <![LOG[no\nend|0:6 four|0:7 <![LOG[cut\noff|");
}

static void a_record_of_a_later_product_that_never_ends_is_cut(void **state)
{
	size_t size = 1u << 20, count = 0;
	char *data = malloc(size);
	smssite_trace_log *log = new_log();
	bool has;

	(void)state;
	for (size_t i = 0; i < size; i++)
		data[i] = i % 8 == 7 ? '\n' : 'x';
	memcpy(data, "<![LOG[", 7);
	ok(smssite_trace_log_add_bytes(log, data, size, "x"));
	for (;; count++) {
		struct smssite_trace_record record;

		ok(smssite_trace_log_next(log, &record, &has));
		if (!has)
			break;
		assert_true(record.text_size <= SMS_MAX_RECORD);
	}
	assert_true(count > 10000);
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_LINES), size / 8);
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_CUT), 1);
	smssite_trace_log_free(log);
	free(data);
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

/* ---- following, on a real file system: files must have an identity */

struct place {
	char directory[64], log[96], rolled[96];
	smssite_tree *tree;
};

static struct place place_new(void)
{
	struct place place = { .directory = "/tmp/smssite-log-XXXXXX" };

	assert_non_null(mkdtemp(place.directory));
	snprintf(place.log, sizeof(place.log), "%s/SCHED.LOG", place.directory);
	snprintf(place.rolled, sizeof(place.rolled), "%s/SCHED.LO_", place.directory);
	ok(smssite_tree_open(place.directory, &place.tree));
	return place;
}

static void place_free(struct place *place)
{
	smssite_tree_free(place->tree);
	unlink(place->log);
	unlink(place->rolled);
	assert_int_equal(rmdir(place->directory), 0);
}

static void write_to(const char *path, const char *mode, const char *text)
{
	FILE *file = fopen(path, mode);

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static smssite_trace_log *followed(const struct place *place)
{
	smssite_trace_log *log = new_log();

	ok(smssite_trace_log_add(log, place->tree, "SCHED.LOG"));
	ok(smssite_trace_log_follow(log));
	return log;
}

static void assert_events(const smssite_trace_log *log, size_t truncated, size_t replaced, size_t rolled)
{
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_TRUNCATED), truncated);
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_REPLACED), replaced);
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_ROLLED), rolled);
}

static void what_is_appended_is_read_when_its_line_is_whole(void **state)
{
	struct place place = place_new();
	smssite_trace_log *log;

	(void)state;
	write_to(place.log, "w", "one\ntw");
	log = followed(&place);
	assert_reads(log, "0:1 one|");
	assert_reads(log, "");
	write_to(place.log, "a", "o");
	assert_reads(log, "");
	write_to(place.log, "a", "\nthree\n");
	assert_reads(log, "0:2 two|0:3 three|");
	assert_events(log, 0, 0, 0);
	smssite_trace_log_free(log);
	place_free(&place);
}

static void a_log_that_rolls_over_goes_on_with_its_next(void **state)
{
	struct place place = place_new();
	smssite_trace_log *log;

	(void)state;
	write_to(place.rolled, "w", "older\n");
	write_to(place.log, "w", "one\n");
	log = followed(&place);
	assert_reads(log, "0:1 older|1:1 one|");
	/* Its last words, the last without a line end. */
	write_to(place.log, "a", "two\nthree");
	assert_int_equal(rename(place.log, place.rolled), 0);
	assert_reads(log, "");
	write_to(place.log, "w", "four\n");
	assert_reads(log, "1:2 two|1:3 three|1:1 four|");
	assert_events(log, 0, 0, 1);
	write_to(place.log, "a", "five\n");
	assert_reads(log, "1:2 five|");
	smssite_trace_log_free(log);
	place_free(&place);
}

static void a_log_that_is_replaced_is_noticed(void **state)
{
	struct place place = place_new();
	smssite_trace_log *log;

	(void)state;
	write_to(place.rolled, "w", "old\n");
	write_to(place.log, "w", "one\n");
	log = followed(&place);
	assert_reads(log, "0:1 old|1:1 one|");
	unlink(place.log);
	assert_reads(log, "");
	/* Its last line is not whole yet. */
	write_to(place.log, "w", "other\nhalf");
	assert_reads(log, "1:1 other|");
	assert_events(log, 0, 1, 0);
	write_to(place.log, "a", " more\n");
	assert_reads(log, "1:2 half more|");
	smssite_trace_log_free(log);
	place_free(&place);
}

static void a_log_that_is_truncated_is_noticed(void **state)
{
	struct place place = place_new();
	smssite_trace_log *log;

	(void)state;
	write_to(place.log, "w", "a long line to begin with\n");
	log = followed(&place);
	assert_reads(log, "0:1 a long line to begin with|");
	write_to(place.log, "w", "short\n");
	assert_reads(log, "0:1 short|");
	assert_events(log, 1, 0, 0);
	/* And where it is as long as before, or longer. */
	write_to(place.log, "w", "and now a line that is longer\n");
	assert_reads(log, "0:1 and now a line that is longer|");
	assert_events(log, 2, 0, 0);
	write_to(place.log, "w", "");
	assert_reads(log, "");
	assert_events(log, 3, 0, 0);
	write_to(place.log, "a", "again\n");
	assert_reads(log, "0:1 again|");
	assert_events(log, 3, 0, 0);
	smssite_trace_log_free(log);
	place_free(&place);
}

static void a_utf_16_log_is_followed_in_halves(void **state)
{
	struct place place = place_new();
	smssite_trace_log *log;
	char data[64];
	size_t size = wide("on\n", false, data);

	(void)state;
	write_to(place.log, "w", "");
	log = followed(&place);
	assert_reads(log, "");
	for (size_t i = 0; i < size; i++) {
		FILE *file = fopen(place.log, "ab");

		fputc(data[i], file);
		fclose(file);
		assert_reads(log, i + 1 < size ? "" : "0:1 on|");
	}
	assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_BROKEN), 0);
	smssite_trace_log_free(log);
	place_free(&place);
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
		cmocka_unit_test(utf_8_and_utf_16_are_read_by_their_marks),
		cmocka_unit_test(utf_16_cut_anywhere_is_survived),
		cmocka_unit_test(a_long_log_in_utf_16_loses_nothing),
		cmocka_unit_test(lines_of_any_length_come_whole_or_cut),
		cmocka_unit_test(long_lines_in_utf_16_come_whole_or_cut),
		cmocka_unit_test(neighbours_that_are_nearly_alike_are_told_apart),
		cmocka_unit_test(nul_bytes_are_passed_over_at_the_front_and_kept_inside),
		cmocka_unit_test(records_of_later_products_may_have_several_lines),
		cmocka_unit_test(a_record_of_a_later_product_that_never_ends_is_cut),
		cmocka_unit_test(clocks_that_jump_and_late_years_are_counted),
		cmocka_unit_test(a_descriptor_is_read_from_where_it_stands),
		cmocka_unit_test(what_is_appended_is_read_when_its_line_is_whole),
		cmocka_unit_test(a_log_that_rolls_over_goes_on_with_its_next),
		cmocka_unit_test(a_log_that_is_replaced_is_noticed),
		cmocka_unit_test(a_log_that_is_truncated_is_noticed),
		cmocka_unit_test(a_utf_16_log_is_followed_in_halves),
		cmocka_unit_test(a_log_that_fails_is_given_up_and_the_others_go_on),
		cmocka_unit_test(memory_may_run_out_anywhere),
		cmocka_unit_test(at_most_so_many_logs_are_added),
		cmocka_unit_test(calls_check_what_they_get),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
