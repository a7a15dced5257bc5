/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "fixture.h"
#include "base/limits.h"
#include "faulty-tree.h"
#include "sweep.h"
#include <unistd.h>

#define AT(time) "Tue Jul 15 " time " 1997"

/* The one log of a site that has this in it. */
static smssite_snapshot *observe_log(const char *name, const void *data, size_t size)
{
	smssite_tree *tree;

	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SITE.SRV"));
	ok(smssite_tree_make_directory(tree, "LOGS"));
	put_bytes(tree, below("LOGS", name), data, size);
	return observe(tree, "", SMSSITE_VIEW_AUTO);
}

static smssite_snapshot *observe_log_text(const char *name, const char *text)
{
	return observe_log(name, text, strlen(text));
}

static void assert_record(const smssite_snapshot *snapshot, size_t record, size_t line, const char *text)
{
	assert_int_equal(smssite_snapshot_record_line(snapshot, 0, record), line);
	assert_string_equal(smssite_snapshot_record_text(snapshot, 0, record), text);
}

static void first_last_and_records_of_interest_are_kept(void **state)
{
	static const char mismatch[] = "Size mismatch in RoutingInfo record.  Got 0, expected 544.~";
	smssite_snapshot *snapshot = observe(make_site(""), "", SMSSITE_VIEW_AUTO);

	(void)state;
	assert_int_equal(smssite_snapshot_log_count(snapshot), 1);
	assert_string_equal(smssite_snapshot_log_name(snapshot, 0), "SCHED.LOG");
	assert_int_equal(smssite_snapshot_log_status(snapshot, 0), SMSSITE_OK);
	assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 3);
	assert_record(snapshot, 0, 1, "~first");
	assert_record(snapshot, 1, 2, mismatch);
	assert_record(snapshot, 2, 4, "last");
	/* 1997-07-15 11:05:00 on the server's wall clock. */
	assert_int_equal(smssite_snapshot_record_time_local_s(snapshot, 0, 1), THEN - 3600 + 300);
	assert_int_equal(smssite_snapshot_record_cut(snapshot, 0), 0);
	smssite_snapshot_free(snapshot);
}

static void interest_is_in_one_log_and_in_letters_as_they_are(void **state)
{
	smssite_snapshot *snapshot = observe_log_text("LANSEND.LOG",
		RECORD("first", "X", AT("11:00:00")) RECORD("Size mismatch in RoutingInfo record", "X",
			AT("11:00:00")) RECORD("last", "X", AT("11:00:00")));

	(void)state;
	assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 2);
	smssite_snapshot_free(snapshot);
	snapshot = observe_log_text("sched.log",
		RECORD("first", "X", AT("11:00:00")) RECORD("size mismatch in routinginfo record", "X",
			AT("11:00:00")) RECORD("last", "X", AT("11:00:00")));
	assert_string_equal(smssite_snapshot_log_name(snapshot, 0), "SCHED.LOG");
	assert_string_equal(smssite_snapshot_log_path(snapshot, 0), "LOGS\\sched.log");
	assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 2);
	smssite_snapshot_free(snapshot);
}

static void steps_back_in_time_are_counted(void **state)
{
	smssite_snapshot *snapshot = observe_log_text("HMAN.LOG",
		RECORD("a", "X", AT("11:00:00"))
			RECORD("b", "X", AT("10:59:59")) "no record\r\n" RECORD("c", "X", AT("10:59:59"))
				RECORD("d", "X", AT("12:00:00")) RECORD("e", "X", AT("11:59:59")));

	(void)state;
	assert_int_equal(smssite_snapshot_log_backward_steps(snapshot, 0), 2);
	smssite_snapshot_free(snapshot);
}

static void a_torn_line_is_not_taken_for_the_first_or_last_record(void **state)
{
	smssite_snapshot *snapshot =
		observe_log_text("HMAN.LOG", "rest of an older one~\r\n" RECORD("first", "X", AT("11:00:00"))
						     RECORD("last", "X", AT("11:00:00")) "being writ");

	(void)state;
	assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 2);
	assert_record(snapshot, 0, 2, "first");
	assert_record(snapshot, 1, 3, "last");
	smssite_snapshot_free(snapshot);
	snapshot = observe_log_text("BOOT.LOG", "plain\n\ntext");
	assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 2);
	assert_record(snapshot, 0, 1, "plain");
	assert_record(snapshot, 1, 3, "text");
	assert_true(smssite_snapshot_record_time_local_s(snapshot, 0, 1) == SMSSITE_NO_TIME);
	smssite_snapshot_free(snapshot);
}

static void an_empty_log_has_no_record(void **state)
{
	smssite_snapshot *snapshot = observe_log_text("HMAN.LOG", "");

	(void)state;
	assert_int_equal(smssite_snapshot_log_count(snapshot), 1);
	assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 0);
	smssite_snapshot_free(snapshot);
}

static void of_a_text_that_repeats_the_first_and_the_latest_are_kept(void **state)
{
	enum { LINES = 1000 };
	size_t used = 0, count, size = 200 * LINES;
	char *data = malloc(size);
	smssite_snapshot *snapshot;

	(void)state;
	for (int i = 0; i < LINES; i++)
		used += (size_t)snprintf(data + used, size - used,
			"%d Size mismatch in RoutingInfo record  $$<SMS_SCHEDULER><" AT(
				"11:00:00") "~><thread=C1>\r\n",
			i);
	used += (size_t)snprintf(
		data + used, size - used, RECORD("about to write bad data", "X", AT("11:00:00")));
	used += (size_t)snprintf(data + used, size - used, RECORD("last", "X", AT("11:00:00")));
	snapshot = observe_log("SCHED.LOG", data, used);
	count = smssite_snapshot_record_count(snapshot, 0);
	/* Two texts share the room; one has a single record. */
	assert_int_equal(count, 128 + 1 + 1);
	assert_int_equal(smssite_snapshot_record_cut(snapshot, 0), LINES - 128);
	assert_int_equal(smssite_snapshot_record_line(snapshot, 0, 0), 1);
	assert_int_equal(smssite_snapshot_record_line(snapshot, 0, 1), LINES - 126);
	assert_int_equal(smssite_snapshot_record_line(snapshot, 0, 127), LINES);
	assert_record(snapshot, 128, LINES + 1, "about to write bad data");
	assert_record(snapshot, 129, LINES + 2, "last");
	smssite_snapshot_free(snapshot);
	free(data);
}

static void a_line_longer_than_any_record_is_cut_and_counted(void **state)
{
	enum { LONG = 200000 };
	static const char next[] = "\r\n" RECORD("Size mismatch in RoutingInfo record", "X", AT("11:00:00"));
	char *data = malloc(LONG + sizeof(next));
	smssite_snapshot *snapshot;

	(void)state;
	memset(data, 'x', LONG);
	memcpy(data + LONG, next, sizeof(next));
	snapshot = observe_log("SCHED.LOG", data, LONG + sizeof(next) - 1);
	assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 1);
	assert_record(snapshot, 0, 2, "Size mismatch in RoutingInfo record");
	assert_int_equal(smssite_snapshot_record_cut(snapshot, 0), 1);
	smssite_snapshot_free(snapshot);
	snapshot = observe_log("SCHED.LOG", data, LONG);
	assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 1);
	assert_int_equal(strlen(smssite_snapshot_record_text(snapshot, 0, 0)), 4096);
	smssite_snapshot_free(snapshot);
	free(data);
}

static void records_across_the_pieces_of_reading_are_whole(void **state)
{
	enum { SIZE = 300000 };
	char *data = malloc(SIZE + 200);
	size_t used = 0, lines = 0;
	smssite_snapshot *snapshot;

	(void)state;
	while (used < SIZE) {
		lines++;
		used += (size_t)snprintf(data + used, 200,
			"%zu%.*s   $$<X><" AT("11:00:00") "~><thread=C1>\r\n", lines, (int)(lines % 97),
			"................................................................"
			".................................");
	}
	used += (size_t)snprintf(data + used, 200, RECORD("end", "X", AT("11:00:00")));
	snapshot = observe_log("SCHED.LOG", data, used);
	assert_record(snapshot, 1, lines + 1, "end");
	assert_int_equal(smssite_snapshot_log_backward_steps(snapshot, 0), 0);
	assert_int_equal(smssite_snapshot_record_cut(snapshot, 0), 0);
	smssite_snapshot_free(snapshot);
	free(data);
}

static void site_text_becomes_utf_8(void **state)
{
	smssite_snapshot *snapshot =
		observe_log_text("HMAN.LOG", RECORD("M\xFCnchen \x80", "X", AT("11:00:00")));

	(void)state;
	assert_record(snapshot, 0, 1, "M\xC3\xBCnchen \xE2\x82\xAC");
	smssite_snapshot_free(snapshot);
}

static void logs_saved_elsewhere_go_before_the_trees_own(void **state)
{
	smssite_tree *tree = make_site("");
	smssite_sources *sources;
	smssite_snapshot *snapshot;

	(void)state;
	ok(smssite_tree_make_directory(tree, "saved"));
	put(tree, "saved/SCHED.LOG", RECORD("saved", "X", AT("11:00:00")));
	put(tree, "saved/notes.txt", "");
	put(tree, "LOGS/HMAN.LOG", RECORD("own", "X", AT("11:00:00")));
	put(tree, "LOGS/HMAN.LO_", "older");
	sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	ok(smssite_sources_set_logs(sources, tree, "SAVED"));
	snapshot = observe_from(sources);
	/* A log of one kind and what it was renamed to are one after the other. */
	assert_int_equal(smssite_snapshot_log_count(snapshot), 3);
	assert_string_equal(smssite_snapshot_log_path(snapshot, 0), "LOGS\\HMAN.LOG");
	assert_string_equal(smssite_snapshot_log_path(snapshot, 1), "LOGS\\HMAN.LO_");
	assert_string_equal(smssite_snapshot_log_name(snapshot, 1), "HMAN.LOG");
	assert_string_equal(smssite_snapshot_record_text(snapshot, 1, 0), "older");
	assert_string_equal(smssite_snapshot_record_text(snapshot, 2, 0), "saved");
	assert_non_null(strstr(smssite_snapshot_log_path(snapshot, 2), "saved/SCHED.LOG"));
	assert_true(has_entry(snapshot, "LOGS", "HMAN.LO_"));
	smssite_snapshot_free(snapshot);
	smssite_tree_free(tree);
}

static void the_drives_root_can_be_given_by_itself(void **state)
{
	smssite_tree *tree = make_site("share");
	smssite_sources *sources;
	smssite_snapshot *snapshot;

	(void)state;
	ok(smssite_tree_make_directory(tree, "drive"));
	put(tree, "drive/SCMAN.LOG", RECORD("x", "X", AT("11:00:00")));
	sources = sources_of(tree, "share", SMSSITE_VIEW_ROOT);
	ok(smssite_sources_set_drive(sources, tree, "drive"));
	snapshot = observe_from(sources);
	assert_int_equal(presence(snapshot, ".."), SMSSITE_PRESENCE_PRESENT);
	assert_string_equal(
		smssite_snapshot_log_path(snapshot, smssite_snapshot_find_log(snapshot, "SCMAN.LOG")),
		"..\\SCMAN.LOG");
	smssite_snapshot_free(snapshot);
	sources = sources_of(tree, "share", SMSSITE_VIEW_ROOT);
	ok(smssite_sources_set_drive(sources, tree, "nowhere"));
	snapshot = observe_from(sources);
	assert_int_equal(presence(snapshot, ".."), SMSSITE_PRESENCE_UNREADABLE);
	assert_int_equal(smssite_snapshot_find_log(snapshot, "SCMAN.LOG"), SMSSITE_NO_INDEX);
	smssite_snapshot_free(snapshot);
	smssite_tree_free(tree);
}

static void what_a_full_log_was_renamed_to_is_that_log_too(void **state)
{
	smssite_tree *tree = make_site("");
	smssite_snapshot *snapshot;

	(void)state;
	put(tree, "LOGS/sched.lo_",
		RECORD("about to write bad data, before", "X", AT("10:00:00"))
			RECORD("z", "X", AT("10:00:00")));
	put(tree, "LOGS/NOTES.LO_", "not of the catalogue");
	put(tree, "SCMAN.LO_", "not where its log is");
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_int_equal(smssite_snapshot_log_count(snapshot), 2);
	assert_int_equal(smssite_snapshot_find_log(snapshot, "SCHED.LOG"), 0);
	assert_string_equal(smssite_snapshot_log_path(snapshot, 0), "LOGS\\SCHED.LOG");
	assert_string_equal(smssite_snapshot_log_path(snapshot, 1), "LOGS\\sched.lo_");
	assert_string_equal(smssite_snapshot_log_name(snapshot, 1), "SCHED.LOG");
	assert_string_equal(smssite_snapshot_record_text(snapshot, 1, 0), "about to write bad data, before");
	smssite_snapshot_free(snapshot);
}

static void a_log_in_utf_16_is_read_too(void **state)
{
	static const char text[] = RECORD("Size mismatch in RoutingInfo record", "X", AT("11:00:00"))
		RECORD("z\xE9", "X", AT("11:00:00"));
	char data[2 * sizeof(text)] = { '\xFF', '\xFE' };
	smssite_snapshot *snapshot;

	(void)state;
	for (size_t i = 0; text[i]; i++)
		data[2 + 2 * i] = text[i];
	snapshot = observe_log("SCHED.LOG", data, sizeof(data));
	assert_record(snapshot, 0, 1, "Size mismatch in RoutingInfo record");
	assert_record(snapshot, 1, 2, "z\xC3\xA9");
	smssite_snapshot_free(snapshot);
}

static void of_a_line_that_is_cut_the_trailer_is_read(void **state)
{
	enum { LONG = 1 << 20 };
	static const char trailer[] = RECORD("", "X", AT("11:00:00"));
	char *data = malloc(LONG + sizeof(trailer));
	smssite_snapshot *snapshot;

	(void)state;
	memset(data, 'x', LONG);
	memcpy(data + LONG, trailer, sizeof(trailer));
	snapshot = observe_log("SCHED.LOG", data, LONG + sizeof(trailer) - 1);
	assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 1);
	assert_true(smssite_snapshot_record_time_local_s(snapshot, 0, 0) == THEN - 3600);
	assert_int_equal(smssite_snapshot_record_cut(snapshot, 0), 1);
	smssite_snapshot_free(snapshot);
	free(data);
}

/* A log of a site on a disk, with a hole in it so that it is large and takes no room. */
static smssite_snapshot *observe_large_log_in(
	bool at_a_place, const void *front, size_t front_size, int64_t size, const void *end, size_t end_size)
{
	char directory[] = "/tmp/smssite-large-XXXXXX", path[128];
	smssite_snapshot *snapshot;
	smssite_tree *tree;
	FILE *stream;

	assert_non_null(mkdtemp(directory));
	ok(smssite_tree_open(directory, &tree));
	ok(smssite_tree_make_directory(tree, "SITE.SRV"));
	ok(smssite_tree_make_directory(tree, "LOGS"));
	snprintf(path, sizeof(path), "%s/LOGS/SCHED.LOG", directory);
	stream = fopen(path, "w");
	assert_non_null(stream);
	assert_int_equal(fwrite(front, 1, front_size, stream), front_size);
	assert_int_equal(fseeko(stream, size - (int64_t)end_size, SEEK_SET), 0);
	assert_int_equal(fwrite(end, 1, end_size, stream), end_size);
	assert_int_equal(fclose(stream), 0);
	if (!at_a_place) {
		/* A tree around it that has no such operation. */
		struct faulty_tree *faulty;
		smssite_tree *around = faulty_tree_new(tree, &faulty);

		smssite_tree_free(tree);
		tree = around;
	}
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_int_equal(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/LOGS", directory);
	assert_int_equal(rmdir(path), 0);
	snprintf(path, sizeof(path), "%s/SITE.SRV", directory);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(directory), 0);
	return snapshot;
}

static smssite_snapshot *observe_large_log(
	const void *front, size_t front_size, int64_t size, const void *end, size_t end_size)
{
	return observe_large_log_in(true, front, front_size, size, end, end_size);
}

static void where_nothing_is_read_at_a_place_the_oldest_is_read_and_that_is_told(void **state)
{
	static const char front[] = RECORD("Size mismatch in RoutingInfo record, old", "X", AT("10:00:00"));
	smssite_snapshot *snapshot =
		observe_large_log_in(false, front, strlen(front), SMS_MAX_LOG + SMS_MAX_LOG_GROWTH + (8 << 20), "\n\n", 2);

	(void)state;
	assert_int_equal(smssite_snapshot_log_status(snapshot, 0), SMSSITE_LIMIT);
	assert_int_equal(smssite_snapshot_log_skipped(snapshot, 0), 0);
	assert_record(snapshot, 0, 1, "Size mismatch in RoutingInfo record, old");
	smssite_snapshot_free(snapshot);
}

static void of_a_log_beyond_the_limit_the_newest_is_read_and_the_rest_told(void **state)
{
	static const char front[] = RECORD("Size mismatch in RoutingInfo record, old", "X", AT("10:00:00"));
	static const char end[] = "\r\n" RECORD("a", "X", AT("11:00:00")) RECORD("Size mismatch in RoutingInfo record, new", "X",
		AT("11:00:00")) RECORD("last", "X", AT("11:00:00"));
	int64_t size = SMS_MAX_LOG + (44 << 20) + 1;
	smssite_snapshot *snapshot = observe_large_log(front, strlen(front), size, end, strlen(end)), *loaded;
	char *json;

	(void)state;
	assert_int_equal(smssite_snapshot_log_status(snapshot, 0), SMSSITE_OK);
	assert_int_equal(smssite_snapshot_log_skipped(snapshot, 0), (44 << 20) - 2);
	assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 3);
	assert_record(snapshot, 0, 0, "a");
	assert_record(snapshot, 1, 0, "Size mismatch in RoutingInfo record, new");
	assert_record(snapshot, 2, 0, "last");
	ok(smssite_snapshot_save(snapshot, &json));
	ok(smssite_snapshot_load(json, strlen(json), &loaded));
	assert_int_equal(smssite_snapshot_log_skipped(loaded, 0), smssite_snapshot_log_skipped(snapshot, 0));
	smssite_free(json);
	smssite_snapshot_free(loaded);
	smssite_snapshot_free(snapshot);
	/* Up to the limit all is read. */
	snapshot = observe_large_log(front, strlen(front), SMS_MAX_LOG, end, strlen(end));
	assert_int_equal(smssite_snapshot_log_skipped(snapshot, 0), 0);
	assert_record(snapshot, 0, 1, "Size mismatch in RoutingInfo record, old");
	smssite_snapshot_free(snapshot);
	/* And a character more, which is no line to leave out. */
	snapshot = observe_large_log(front, strlen(front), SMS_MAX_LOG + 2, end, strlen(end));
	assert_int_equal(smssite_snapshot_log_skipped(snapshot, 0), 0);
	assert_record(snapshot, 0, 1, "Size mismatch in RoutingInfo record, old");
	smssite_snapshot_free(snapshot);
	assert_int_equal(smssite_snapshot_log_skipped(NULL, 0), 0);
}

static void of_a_large_log_in_utf_16_the_front_tells_the_encoding(void **state)
{
	static const char end[] = "\n" RECORD("last", "X", AT("11:00:00"));
	char front[1024], wide[2 * sizeof(end)];
	smssite_snapshot *snapshot;

	(void)state;
	for (int big = 0; big < 2; big++) {
		for (size_t i = 0; i < sizeof(front); i++)
			front[i] = i % 2 == (size_t)!big ? '\0' : 'x';
		memset(wide, 0, sizeof(wide));
		for (size_t i = 0; i < sizeof(end) - 1; i++)
			wide[2 * i + (size_t)big] = end[i];
		snapshot = observe_large_log(front, sizeof(front), SMS_MAX_LOG + (2 << 20), wide, sizeof(wide) - 2);
		assert_int_equal(smssite_snapshot_record_count(snapshot, 0), 1);
		assert_record(snapshot, 0, 0, "last");
		smssite_snapshot_free(snapshot);
	}
}

#define SMS_KEY "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\"

static void the_registry_says_where_logs_are(void **state)
{
	static const char text[] =
		"REGEDIT4\r\n\r\n" SMS_KEY
		"Identification]\r\n\"Installation Directory\"=\"D:\\\\SMS\"\r\n\r\n" SMS_KEY
		"Tracing\\SMS_SCHEDULER]\r\n\"TraceFilename\"=\"TRACE\\\\my.log\"\r\n\r\n" SMS_KEY
		"Tracing\\SMS_DESPOOLER]\r\n\"TraceFilename\"=\"D:\\\\SMS\\\\LOGS\\\\DESPOOL."
		"LOG\"\r\n\r\n" SMS_KEY "Tracing\\SMS_HIERARCHY_MANAGER]\r\n\"TraceFilename\"="
		"\"\\\\\\\\OTHER\\\\SHARE\\\\HMAN.LOG\"\r\n\r\n" SMS_KEY
		"Tracing\\SMS_LAN_SENDER]\r\n\"TraceFilename\"=\"..\\\\..\\\\LANSEND.LOG\"\r\n\r\n" SMS_KEY
		"Tracing\\SMS_ALERTER]\r\n\"TraceFilename\"=dword:00000001\r\n\r\n" SMS_KEY
		"Tracing\\NOBODY]\r\n\"TraceFilename\"=\"TRACE\\\\my.log\"\r\n";
	smssite_tree *tree = make_site("SMS");
	smssite_registry *registry;
	smssite_snapshot *snapshot;

	(void)state;
	ok(smssite_registry_parse(text, sizeof(text) - 1, &registry));
	ok(smssite_tree_make_directory(tree, "TRACE"));
	put(tree, "TRACE/MY.LOG", RECORD("where it is now", "X", AT("11:00:00")));
	put(tree, "TRACE/MY.LO_", RECORD("and was", "X", AT("10:00:00")));
	put(tree, "SMS/LOGS/DESPOOL.LOG", RECORD("x", "X", AT("11:00:00")));
	put(tree, "SMS/LOGS/HMAN.LOG", RECORD("x", "X", AT("11:00:00")));
	for (int whole = 0; whole < 2; whole++) {
		smssite_sources *sources =
			sources_of(tree, whole ? "" : "SMS", whole ? SMSSITE_VIEW_DRIVE : SMSSITE_VIEW_ROOT);
		size_t log;

		ok(smssite_sources_add_registry(sources, registry, "edge7.reg"));
		snapshot = observe_from(sources);
		log = smssite_snapshot_find_log(snapshot, "SCHED.LOG");
		assert_string_equal(smssite_snapshot_log_path(snapshot, log),
			whole ? "..\\TRACE\\MY.LOG" : "LOGS\\SCHED.LOG");
		if (whole) {
			assert_string_equal(
				smssite_snapshot_record_text(snapshot, log, 0), "where it is now");
			assert_string_equal(
				smssite_snapshot_log_path(snapshot, log + 1), "..\\TRACE\\MY.LO_");
			assert_string_equal(smssite_snapshot_log_name(snapshot, log + 1), "SCHED.LOG");
		}
		assert_int_equal(smssite_snapshot_log_count(snapshot), whole ? 4 : 3);
		log = smssite_snapshot_find_log(snapshot, "DESPOOL.LOG");
		assert_string_equal(smssite_snapshot_log_path(snapshot, log), "LOGS\\DESPOOL.LOG");
		smssite_snapshot_free(snapshot);
	}
	smssite_registry_free(registry);
	smssite_tree_free(tree);
}

static smssite_status observe_traced(void *argument)
{
	smssite_snapshot *snapshot = NULL;
	smssite_status status = smssite_observe(argument, &interest, &snapshot);

	smssite_snapshot_free(snapshot);
	return status;
}

static void memory_may_run_out_while_the_registry_is_asked(void **state)
{
	static const char text[] = "REGEDIT4\r\n\r\n" SMS_KEY
				   "Tracing\\SMS_SCHEDULER]\r\n\"TraceFilename\"=\"TRACE\\\\my.log\"\r\n";
	smssite_tree *tree = make_site("SMS");
	smssite_registry *registry;
	smssite_sources *sources;

	(void)state;
	ok(smssite_registry_parse(text, sizeof(text) - 1, &registry));
	ok(smssite_tree_make_directory(tree, "TRACE"));
	put(tree, "TRACE/MY.LOG", RECORD("x", "X", AT("11:00:00")));
	put(tree, "TRACE/MY.LO_", RECORD("x", "X", AT("10:00:00")));
	sources = sources_of(tree, "", SMSSITE_VIEW_DRIVE);
	ok(smssite_sources_add_registry(sources, registry, "edge7.reg"));
	assert_true(sweep_allocations(observe_traced, sources) > 20);
	smssite_sources_free(sources);
	smssite_registry_free(registry);
	smssite_tree_free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_last_and_records_of_interest_are_kept),
		cmocka_unit_test(interest_is_in_one_log_and_in_letters_as_they_are),
		cmocka_unit_test(steps_back_in_time_are_counted),
		cmocka_unit_test(a_torn_line_is_not_taken_for_the_first_or_last_record),
		cmocka_unit_test(an_empty_log_has_no_record),
		cmocka_unit_test(of_a_text_that_repeats_the_first_and_the_latest_are_kept),
		cmocka_unit_test(a_line_longer_than_any_record_is_cut_and_counted),
		cmocka_unit_test(records_across_the_pieces_of_reading_are_whole),
		cmocka_unit_test(site_text_becomes_utf_8),
		cmocka_unit_test(what_a_full_log_was_renamed_to_is_that_log_too),
		cmocka_unit_test(a_log_in_utf_16_is_read_too),
		cmocka_unit_test(of_a_line_that_is_cut_the_trailer_is_read),
		cmocka_unit_test(of_a_log_beyond_the_limit_the_newest_is_read_and_the_rest_told),
		cmocka_unit_test(where_nothing_is_read_at_a_place_the_oldest_is_read_and_that_is_told),
		cmocka_unit_test(of_a_large_log_in_utf_16_the_front_tells_the_encoding),
		cmocka_unit_test(logs_saved_elsewhere_go_before_the_trees_own),
		cmocka_unit_test(the_drives_root_can_be_given_by_itself),
		cmocka_unit_test(the_registry_says_where_logs_are),
		cmocka_unit_test(memory_may_run_out_while_the_registry_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
