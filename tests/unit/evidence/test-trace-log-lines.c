/* SPDX-License-Identifier: MIT */
/* Trace logs as lines: encodings, NUL bytes, lines of any length, records of several lines. */
#include "trace-log-fixture.h"
#include "base/limits.h"

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

static void utf_16_without_a_mark_is_read_by_its_nul_bytes(void **state)
{
	static const char text[] = RECORD("one", "11:00:00") "two";
	char data[512], nul[400];

	(void)state;
	for (int big = 0; big < 2; big++) {
		size_t size = wide(text, big, data);

		assert_bytes_read(data + 2, size - 2, "0:1 one|0:2 two|");
		/* Half a character at the end. */
		assert_bytes_read(data + 2, size - 3, "0:1 one|0:2 tw\xEF\xBF\xBD|");
		for (size_t cut = 0; cut + 2 <= size; cut++) {
			smssite_trace_log *log = new_log();
			struct smssite_trace_record record;
			bool has = true;

			ok(smssite_trace_log_add_bytes(log, data + 2, cut, "x"));
			while (has)
				ok(smssite_trace_log_next(log, &record, &has));
			smssite_trace_log_free(log);
		}
	}
	/* A letter of another script among them. */
	wide("z12345678\n", false, data);
	data[2] = 0x17;
	data[3] = 0x04;
	assert_bytes_read(data + 2, 20, "0:1 \xD0\x97" "12345678|");
	/* A block of NUL at the front of ANSI, and NUL here and there, are no UTF-16. */
	memset(nul, 0, sizeof(nul));
	memcpy(nul + 300, "one\n", 4);
	assert_bytes_read(nul, 304, "0:1 one|");
	assert_bytes_read("one\0two\nx", 9, "0:1 one|0:2 x|");
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf_8_and_utf_16_are_read_by_their_marks),
		cmocka_unit_test(utf_16_without_a_mark_is_read_by_its_nul_bytes),
		cmocka_unit_test(utf_16_cut_anywhere_is_survived),
		cmocka_unit_test(a_long_log_in_utf_16_loses_nothing),
		cmocka_unit_test(lines_of_any_length_come_whole_or_cut),
		cmocka_unit_test(long_lines_in_utf_16_come_whole_or_cut),
		cmocka_unit_test(nul_bytes_are_passed_over_at_the_front_and_kept_inside),
		cmocka_unit_test(records_of_later_products_may_have_several_lines),
		cmocka_unit_test(a_record_of_a_later_product_that_never_ends_is_cut),
	};

	return cmocka_run_group_tests_name("lines of trace logs", tests, NULL, NULL);
}
