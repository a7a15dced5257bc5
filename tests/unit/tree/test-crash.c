/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include "faulty-tree.h"
#include "sweep.h"
#include "tree/durable.h"

#define ABSENT "(absent)"

/* The content of a file as text, or ABSENT; zeros show as dots. Freed by the caller. */
static char *content_of(smssite_tree *tree, const char *path)
{
	void *data;
	size_t size;
	char *text;

	if (smssite_tree_read_file(tree, path, 1 << 20, &data, &size))
		return strdup(ABSENT);
	text = malloc(size + 1);
	for (size_t i = 0; i <= size; i++)
		text[i] = ((char *)data)[i] || i == size ? ((char *)data)[i] : '.';
	smssite_free(data);
	return text;
}

/* What every state after a loss of power says of some files, one line for a state, "|" between the files. */
static void assert_states(smssite_tree *tree, const char *const *paths, size_t path_count,
	const char *const *expected, size_t expected_count)
{
	size_t count;

	ok(sms_memory_crash_count(tree, &count));
	for (size_t i = 0; i < count; i++) {
		char line[8192] = "";
		smssite_tree *after;
		bool found = false;

		ok(sms_memory_crash(tree, i, &after));
		assert_int_equal(sms_memory_pending(after), 0);
		for (size_t n = 0; n < path_count; n++) {
			char *text = content_of(after, paths[n]);

			snprintf(
				line + strlen(line), sizeof(line) - strlen(line), "%s%s", n ? "|" : "", text);
			free(text);
		}
		smssite_tree_free(after);
		for (size_t n = 0; n < expected_count; n++)
			found = found || !strcmp(expected[n], line);
		if (!found)
			fail_msg("state %zu: %s", i, line);
	}
	assert_int_equal(count, expected_count);
}

#define ASSERT_STATES(tree, paths, ...)                                                                      \
	assert_states(tree, paths, sizeof(paths) / sizeof(*paths), (const char *const[]){ __VA_ARGS__ },     \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void *create(smssite_tree *tree, const char *path, const char *text)
{
	void *file;

	ok(sms_tree_open_exact(tree, path, SMSSITE_OPEN_CREATE, &file));
	if (*text)
		ok(sms_tree_write(tree, file, text, strlen(text)));
	return file;
}

static smssite_tree *memory(void)
{
	smssite_tree *tree;

	ok(smssite_tree_new_memory(&tree));
	return tree;
}

static const char *const new_file[] = { "new" };
static const char *const two_names[] = { "tmp", "new" };

static void a_file_never_synced_may_be_anything(void **state)
{
	smssite_tree *tree = memory();

	(void)state;
	sms_tree_close(tree, create(tree, "new", "12345678"));
	assert_int_equal(sms_memory_pending(tree), 2);
	ASSERT_STATES(tree, new_file, ABSENT, "", "12345678", "........");
	smssite_tree_free(tree);
}

static void a_synced_file_may_still_lose_its_name(void **state)
{
	smssite_tree *tree = memory();
	void *file = create(tree, "new", "12345678");

	(void)state;
	ok(sms_tree_sync(tree, file));
	sms_tree_close(tree, file);
	assert_int_equal(sms_memory_pending(tree), 1);
	ASSERT_STATES(tree, new_file, ABSENT, "12345678");
	ok(sms_tree_sync_directory(tree, ""));
	assert_int_equal(sms_memory_pending(tree), 0);
	ASSERT_STATES(tree, new_file, "12345678");
	smssite_tree_free(tree);
}

static void a_rename_without_a_sync_may_leave_an_empty_file(void **state)
{
	smssite_tree *tree = memory();

	(void)state;
	sms_tree_close(tree, create(tree, "tmp", "text"));
	ok(sms_tree_rename_noreplace(tree, "tmp", "new"));
	assert_int_equal(sms_memory_pending(tree), 3);
	ASSERT_STATES(tree, two_names,
		/* neither change, the creation, the rename, both */
		ABSENT "|" ABSENT, "text|" ABSENT, "|" ABSENT, "....|" ABSENT, ABSENT "|text", ABSENT "|",
		ABSENT "|....", ABSENT "|text", ABSENT "|", ABSENT "|....");
	ok(sms_tree_sync_directory(tree, ""));
	ASSERT_STATES(tree, two_names, ABSENT "|text", ABSENT "|", ABSENT "|....");
	smssite_tree_free(tree);
}

static void a_rename_after_a_sync_leaves_a_whole_file_or_none(void **state)
{
	smssite_tree *tree = memory();
	void *file = create(tree, "tmp", "text");

	(void)state;
	ok(sms_tree_sync(tree, file));
	sms_tree_close(tree, file);
	ok(sms_tree_rename_noreplace(tree, "tmp", "new"));
	ASSERT_STATES(tree, two_names, ABSENT "|" ABSENT, "text|" ABSENT, ABSENT "|text", ABSENT "|text");
	smssite_tree_free(tree);
}

static void a_rename_over_a_file_keeps_one_of_both(void **state)
{
	smssite_tree *tree = memory();

	(void)state;
	put(tree, "tmp", "after");
	put(tree, "new", "before");
	ok(sms_tree_rename(tree, "tmp", "new"));
	ASSERT_STATES(tree, two_names, "after|before", ABSENT "|after");
	smssite_tree_free(tree);
}

static void a_link_and_a_removal_may_lose_the_file(void **state)
{
	smssite_tree *tree = memory();

	(void)state;
	put(tree, "tmp", "text");
	ok(sms_tree_link(tree, "tmp", "new"));
	ok(sms_tree_remove(tree, "tmp"));
	ASSERT_STATES(tree, two_names, "text|" ABSENT, "text|text", ABSENT "|" ABSENT, ABSENT "|text");
	ok(sms_tree_sync_directory(tree, ""));
	ASSERT_STATES(tree, two_names, ABSENT "|text");
	smssite_tree_free(tree);
}

static void writes_tear_at_sectors_and_spare_what_was_synced(void **state)
{
	char bytes[1300], expected[5][1301];
	smssite_tree *tree = memory();
	void *file;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	ok(smssite_tree_write_file(tree, "new", bytes, 600));
	ok(sms_tree_open_exact(tree, "new", SMSSITE_OPEN_APPEND, &file));
	ok(sms_tree_write(tree, file, bytes, 300));
	ok(sms_tree_write(tree, file, bytes, 400));
	sms_tree_close(tree, file);
	assert_int_equal(sms_memory_pending(tree), 1);
	memset(expected, 'x', sizeof(expected));
	expected[0][1300] = '\0'; /* kept */
	expected[1][600] = '\0';  /* lost */
	expected[2][1024] = '\0'; /* torn at the one sector's beginning within */
	memset(expected[3] + 600, '.', 700);
	expected[3][1300] = '\0';
	memset(expected[4] + 1024, '.', 276);
	expected[4][1300] = '\0';
	ASSERT_STATES(tree, new_file, expected[0], expected[1], expected[2], expected[3], expected[4]);
	smssite_tree_free(tree);
}

static void a_truncation_is_kept_or_lost_and_what_follows_is_torn(void **state)
{
	smssite_tree *tree = memory();
	void *file;

	(void)state;
	put(tree, "new", "12345torn");
	ok(sms_tree_open_exact(tree, "new", SMSSITE_OPEN_APPEND, &file));
	ok(sms_tree_truncate(tree, file, 5));
	ASSERT_STATES(tree, new_file, "12345", "12345torn");
	ok(sms_tree_write(tree, file, "67", 2));
	ASSERT_STATES(tree, new_file, "1234567", "12345", "12345..", "12345torn");
	ok(sms_tree_sync(tree, file));
	ASSERT_STATES(tree, new_file, "1234567");
	/* longer than before */
	ok(sms_tree_truncate(tree, file, 9));
	ASSERT_STATES(tree, new_file, "1234567..", "1234567..", "1234567");
	sms_tree_close(tree, file);
	smssite_tree_free(tree);
}

static void a_rename_across_directories_needs_both_synced(void **state)
{
	static const char *const paths[] = { "a/name", "b/name" };
	smssite_tree *tree = memory();

	(void)state;
	ok(smssite_tree_make_directory(tree, "a"));
	ok(smssite_tree_make_directory(tree, "b"));
	put(tree, "a/name", "text");
	ok(sms_tree_rename_noreplace(tree, "a/name", "b/name"));
	ASSERT_STATES(tree, paths, "text|" ABSENT, ABSENT "|text");
	ok(sms_tree_sync_directory(tree, "b"));
	ok(sms_tree_sync_directory(tree, ""));
	ASSERT_STATES(tree, paths, "text|" ABSENT, ABSENT "|text");
	ok(sms_tree_sync_directory(tree, "a"));
	ASSERT_STATES(tree, paths, ABSENT "|text");
	smssite_tree_free(tree);
}

/* A later change that is durable does not get lost behind an earlier one that is not. */
static void a_durable_change_stays_behind_one_that_is_not(void **state)
{
	static const char *const paths[] = { "a/name", "b/name" };
	smssite_tree *tree = memory();

	(void)state;
	ok(smssite_tree_make_directory(tree, "a"));
	ok(smssite_tree_make_directory(tree, "b"));
	put(tree, "a/name", "first");
	ok(sms_tree_rename_noreplace(tree, "a/name", "b/name"));
	put(tree, "a/name", "second");
	assert_int_equal(sms_memory_pending(tree), 1);
	ASSERT_STATES(tree, paths, "second|" ABSENT, "second|first");
	smssite_tree_free(tree);
}

static void what_is_in_a_lost_directory_is_lost(void **state)
{
	static const char *const paths[] = { "a/b/name" };
	smssite_tree *tree = memory();
	void *file;

	(void)state;
	ok(sms_tree_make_directory(tree, "a"));
	ok(sms_tree_make_directory(tree, "a/b"));
	file = create(tree, "a/b/name", "text");
	ok(sms_tree_sync(tree, file));
	sms_tree_close(tree, file);
	ok(sms_tree_sync_directory(tree, "a/b"));
	assert_int_equal(sms_memory_pending(tree), 2);
	ASSERT_STATES(tree, paths, ABSENT, ABSENT, ABSENT, "text");
	smssite_tree_free(tree);
}

static void a_time_stamp_needs_a_sync_too(void **state)
{
	smssite_tree *tree = memory(), *after;
	struct smssite_tree_stat stat;
	bool seen[2] = { false };
	size_t count;
	void *file;

	(void)state;
	ok(smssite_tree_set_clock(tree, 1000));
	put(tree, "new", "text");
	ok(sms_tree_open_exact(tree, "new", SMSSITE_OPEN_APPEND, &file));
	ok(sms_tree_set_mtime(tree, "new", 77));
	assert_int_equal(sms_memory_pending(tree), 1);
	ok(sms_memory_crash_count(tree, &count));
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++) {
		ok(sms_memory_crash(tree, i, &after));
		ok(sms_tree_stat_exact(after, "new", &stat));
		assert_true(stat.mtime_utc_s == 77 || stat.mtime_utc_s == 1000);
		seen[stat.mtime_utc_s == 77] = true;
		smssite_tree_free(after);
	}
	assert_true(seen[0] && seen[1]);
	ok(sms_tree_sync(tree, file));
	sms_tree_close(tree, file);
	ok(sms_memory_crash_count(tree, &count));
	assert_int_equal(count, 1);
	smssite_tree_free(tree);
}

static void one_crash_follows_another(void **state)
{
	smssite_tree *tree = memory(), *after;

	(void)state;
	put(tree, "tmp", "text");
	ok(sms_tree_rename_noreplace(tree, "tmp", "new"));
	ok(sms_memory_crash(tree, 1, &after));
	assert_content(after, "new", "text");
	ok(sms_tree_rename_noreplace(after, "new", "tmp"));
	ASSERT_STATES(after, two_names, ABSENT "|text", "text|" ABSENT);
	smssite_tree_free(after);
	/* the first one was not touched */
	ASSERT_STATES(tree, two_names, "text|" ABSENT, ABSENT "|text");
	smssite_tree_free(tree);
}

static void the_dead_hold_no_lock_but_their_writes_stay(void **state)
{
	smssite_tree *tree = memory(), *copy, *after;
	void *lock, *other;

	(void)state;
	ok(sms_tree_lock(tree, "lock", &lock));
	sms_tree_close(tree, create(tree, "new", "text"));
	assert_int_equal(sms_tree_lock(tree, "lock", &other), SMSSITE_BUSY);
	ok(sms_memory_clone(tree, &copy));
	ok(sms_tree_lock(copy, "lock", &other));
	assert_content(copy, "new", "text");
	assert_int_equal(sms_memory_pending(copy), sms_memory_pending(tree));
	sms_tree_unlock(copy, other);
	ok(sms_tree_sync_directory(tree, ""));
	ok(sms_memory_crash(tree, 0, &after));
	ok(sms_tree_lock(after, "lock", &other));
	sms_tree_unlock(after, other);
	/* the copy goes its own way */
	ok(sms_tree_remove(copy, "new"));
	assert_content(tree, "new", "text");
	sms_tree_unlock(tree, lock);
	smssite_tree_free(after);
	smssite_tree_free(copy);
	smssite_tree_free(tree);
}

static void too_many_states_are_refused(void **state)
{
	smssite_tree *tree = memory(), *after, *disk;
	char name[8];
	size_t count;

	(void)state;
	for (int i = 0; i < 17; i++) {
		snprintf(name, sizeof(name), "%d", i);
		sms_tree_close(tree, create(tree, name, ""));
	}
	assert_int_equal(sms_memory_pending(tree), 17);
	assert_int_equal(sms_memory_crash_count(tree, &count), SMSSITE_LIMIT);
	ok(sms_tree_sync_directory(tree, ""));
	ok(sms_memory_crash_count(tree, &count));
	assert_int_equal(count, 1);
	assert_int_equal(sms_memory_crash(tree, 1, &after), SMSSITE_INVALID);
	ok(smssite_tree_open("/", &disk));
	assert_int_equal(sms_memory_crash(disk, 0, &after), SMSSITE_INVALID);
	assert_int_equal(sms_memory_crash_count(disk, &count), SMSSITE_INVALID);
	assert_int_equal(sms_memory_clone(NULL, &after), SMSSITE_INVALID);
	assert_int_equal(sms_memory_pending(disk), 0);
	smssite_tree_free(disk);
	smssite_tree_free(tree);
}

enum job { MOVE, COPY, WRITE_NEW, PROBE };

static smssite_status do_job(smssite_tree *tree, enum job job)
{
	enum sms_move_way way;

	switch (job) {
	case MOVE:
		return sms_tree_move(tree, "a/from", "b/to", NULL);
	case COPY:
		return sms_tree_copy_verified(tree, "a/from", "b/to", NULL);
	case WRITE_NEW:
		return sms_tree_write_new(tree, "b/to", "text", 4);
	default:
		return sms_tree_move_way(tree, "b", &way);
	}
}

/* At the new place all or nothing; at the old one nothing is missing that is not at the new one. */
static void assert_whole(smssite_tree *tree, enum job job)
{
	char *from = content_of(tree, "a/from"), *to = content_of(tree, "b/to");

	assert_true(!strcmp(to, "text") || !strcmp(to, ABSENT));
	assert_true(!strcmp(from, "text") || (job == MOVE && !strcmp(from, ABSENT)));
	assert_true(strcmp(from, ABSENT) || strcmp(to, ABSENT));
	free(from);
	free(to);
}

static void finish(smssite_tree *tree, enum job job)
{
	char *to = content_of(tree, "b/to");
	smssite_status status = do_job(tree, job);

	/* done already: the old name is gone, or the new one is taken */
	if (strcmp(to, ABSENT) && status)
		assert_true(status == SMSSITE_EXISTS || (job == MOVE && status == SMSSITE_NOT_FOUND));
	else
		ok(status);
	assert_whole(tree, job);
	free(to);
	if (job != PROBE)
		assert_content(tree, "b/to", "text");
	if (!status)
		assert_int_equal(sms_memory_pending(tree), 0);
}

static size_t crash_everywhere(enum job job, enum sms_move_way way, bool power)
{
	size_t done = 0;

	for (size_t n = 1;; n++) {
		smssite_tree *inner = memory(), *tree, *after;
		struct faulty_tree *faulty;
		size_t states = 1;
		bool stopped;

		ok(smssite_tree_make_directory(inner, "a"));
		ok(smssite_tree_make_directory(inner, "b"));
		put(inner, "a/from", "text");
		tree = faulty_tree_new(inner, &faulty);
		faulty->lacks[FAULTY_RENAME_NOREPLACE] = way >= SMS_MOVE_LINK;
		faulty->lacks[FAULTY_LINK] = way >= SMS_MOVE_CHECKED;
		faulty->stop_at = n;
		faulty->tear = true;
		if (do_job(tree, job))
			assert_true(faulty->stopped);
		assert_true(sms_memory_pending(inner) <= 4);
		stopped = faulty->stopped;
		smssite_tree_free(tree);
		if (power)
			ok(sms_memory_crash_count(inner, &states));
		for (size_t i = 0; i < states; i++) {
			ok(power ? sms_memory_crash(inner, i, &after) : sms_memory_clone(inner, &after));
			assert_whole(after, job);
			finish(after, job);
			smssite_tree_free(after);
			done++;
		}
		smssite_tree_free(inner);
		if (!stopped)
			return done;
	}
}

static void no_crash_leaves_a_job_half_done(void **state)
{
	size_t deaths = 0, losses = 0;

	(void)state;
	for (enum job job = MOVE; job <= PROBE; job++) {
		for (enum sms_move_way way = SMS_MOVE_NOREPLACE; way <= SMS_MOVE_CHECKED; way++) {
			deaths += crash_everywhere(job, way, false);
			losses += crash_everywhere(job, way, true);
		}
	}
	print_message("%zu deaths, %zu states after a loss of power\n", deaths, losses);
	assert_true(deaths > 100 && losses > 300);
}

static smssite_status lose_power(void *argument)
{
	smssite_tree *tree = NULL, *after = NULL, *copy = NULL;
	smssite_status status = smssite_tree_new_memory(&tree);
	void *file;
	size_t count;

	(void)argument;
	if (!status)
		status = sms_tree_open_exact(tree, "tmp", SMSSITE_OPEN_CREATE, &file);
	if (status) {
		smssite_tree_free(tree);
		return status;
	}
	status = sms_tree_write(tree, file, "text", 4);
	sms_tree_close(tree, file);
	if (!status)
		status = sms_tree_rename_noreplace(tree, "tmp", "new");
	if (!status)
		status = sms_memory_clone(tree, &copy);
	if (!status)
		status = sms_memory_crash_count(copy, &count);
	if (!status)
		status = sms_memory_crash(copy, count - 1, &after);
	smssite_tree_free(after);
	smssite_tree_free(copy);
	smssite_tree_free(tree);
	return status;
}

static void every_failing_allocation_is_told(void **state)
{
	(void)state;
	assert_true(sweep_allocations(lose_power, NULL) > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_never_synced_may_be_anything),
		cmocka_unit_test(a_synced_file_may_still_lose_its_name),
		cmocka_unit_test(a_rename_without_a_sync_may_leave_an_empty_file),
		cmocka_unit_test(a_rename_after_a_sync_leaves_a_whole_file_or_none),
		cmocka_unit_test(a_rename_over_a_file_keeps_one_of_both),
		cmocka_unit_test(a_link_and_a_removal_may_lose_the_file),
		cmocka_unit_test(writes_tear_at_sectors_and_spare_what_was_synced),
		cmocka_unit_test(a_truncation_is_kept_or_lost_and_what_follows_is_torn),
		cmocka_unit_test(a_rename_across_directories_needs_both_synced),
		cmocka_unit_test(a_durable_change_stays_behind_one_that_is_not),
		cmocka_unit_test(what_is_in_a_lost_directory_is_lost),
		cmocka_unit_test(a_time_stamp_needs_a_sync_too),
		cmocka_unit_test(one_crash_follows_another),
		cmocka_unit_test(the_dead_hold_no_lock_but_their_writes_stay),
		cmocka_unit_test(too_many_states_are_refused),
		cmocka_unit_test(no_crash_leaves_a_job_half_done),
		cmocka_unit_test(every_failing_allocation_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
