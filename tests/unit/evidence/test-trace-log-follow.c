/* SPDX-License-Identifier: MIT */
/* Trace logs that are followed, on a real file system: files must have an identity. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "trace-log-fixture.h"
#include <unistd.h>

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

/* With its mark, and without it. */
static void a_utf_16_log_is_followed_in_halves(void **state)
{
	char data[64];
	size_t size = wide("on\n", false, data);

	(void)state;
	for (size_t from = 0; from <= 2; from += 2) {
		struct place place = place_new();
		smssite_trace_log *log;

		write_to(place.log, "w", "");
		log = followed(&place);
		assert_reads(log, "");
		for (size_t i = from; i < size; i++) {
			FILE *file = fopen(place.log, "ab");

			fputc(data[i], file);
			fclose(file);
			assert_reads(log, i + 1 < size ? "" : "0:1 on|");
		}
		assert_int_equal(tally(log, SMSSITE_TRACE_TALLY_BROKEN), 0);
		smssite_trace_log_free(log);
		place_free(&place);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_appended_is_read_when_its_line_is_whole),
		cmocka_unit_test(a_log_that_rolls_over_goes_on_with_its_next),
		cmocka_unit_test(a_log_that_is_replaced_is_noticed),
		cmocka_unit_test(a_log_that_is_truncated_is_noticed),
		cmocka_unit_test(a_utf_16_log_is_followed_in_halves),
	};

	return cmocka_run_group_tests_name("trace logs that are followed", tests, NULL, NULL);
}
