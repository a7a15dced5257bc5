/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include "faulty-tree.h"
#include "tree/durable.h"
#include "sweep.h"

/* Every kind of tree, each in the three ways a file can be moved. */
static const enum sms_move_way ways[] = { SMS_MOVE_NOREPLACE, SMS_MOVE_LINK, SMS_MOVE_CHECKED };

static smssite_tree *limited(
	const struct fixture *fixture, enum sms_move_way way, struct faulty_tree **faulty)
{
	smssite_tree *tree = faulty_tree_new(fixture->tree, faulty);

	if (!tree)
		return NULL;
	(*faulty)->lacks[FAULTY_RENAME_NOREPLACE] = way >= SMS_MOVE_LINK;
	(*faulty)->lacks[FAULTY_LINK] = way >= SMS_MOVE_CHECKED;
	return tree;
}

static bool exists(smssite_tree *tree, const char *exact)
{
	struct smssite_tree_stat stat;

	return sms_tree_stat_exact(tree, exact, &stat) == SMSSITE_OK;
}

static size_t names_in(smssite_tree *tree, const char *directory)
{
	smssite_listing *listing;
	size_t count;

	ok(smssite_tree_list(tree, directory, &listing));
	count = smssite_listing_count(listing);
	smssite_listing_free(listing);
	return count;
}

static void a_name_moves_by_whatever_way_there_is(void **state)
{
	struct fixture *fixture = *state;

	ok(smssite_tree_make_directory(fixture->tree, "box"));
	for (size_t i = 0; i < 3; i++) {
		enum sms_move_way told = SMS_MOVE_CHECKED, used = SMS_MOVE_CHECKED;
		struct faulty_tree *faulty;
		smssite_tree *tree = limited(fixture, ways[i], &faulty);

		put(tree, "from.CT0", "text");
		if (i == 0) {
			/* not every file system has them all */
			ok(sms_tree_move_way(tree, "BOX", &told));
			ok(sms_tree_move(tree, "FROM.ct0", "BOX\\To.CT0", &used));
			assert_int_equal(used, told);
		} else {
			ok(sms_tree_move_way(tree, "box", &told));
			ok(sms_tree_move(tree, "from.CT0", "box/To.CT0", &used));
			assert_int_equal(used, told);
			assert_true(used >= ways[i]);
		}
		assert_content(tree, "box/To.CT0", "text");
		assert_false(exists(tree, "from.CT0"));
		assert_int_equal(names_in(tree, "box"), 1);
		ok(sms_tree_remove(tree, "box/To.CT0"));
		smssite_tree_free(tree);
	}
}

static void a_move_never_replaces(void **state)
{
	struct fixture *fixture = *state;

	put(fixture->tree, "from", "new");
	put(fixture->tree, "TO", "old");
	ok(smssite_tree_make_directory(fixture->tree, "directory"));
	for (size_t i = 0; i < 3; i++) {
		struct faulty_tree *faulty;
		smssite_tree *tree = limited(fixture, ways[i], &faulty);

		assert_int_equal(sms_tree_move(tree, "from", "TO", NULL), SMSSITE_EXISTS);
		assert_int_equal(sms_tree_move(tree, "from", "to", NULL), SMSSITE_EXISTS);
		assert_int_equal(sms_tree_move(tree, "from", "from", NULL), SMSSITE_EXISTS);
		assert_int_equal(sms_tree_move(tree, "from", "DIRECTORY", NULL), SMSSITE_EXISTS);
		assert_int_equal(sms_tree_move(tree, "nothing", "new", NULL), SMSSITE_NOT_FOUND);
		assert_int_equal(sms_tree_move(tree, "from", "nothing/new", NULL), SMSSITE_NOT_FOUND);
		assert_int_equal(sms_tree_move(tree, "from", "../new", NULL), SMSSITE_INVALID);
		assert_int_equal(faulty->writes, 0);
		assert_content(tree, "from", "new");
		assert_content(tree, "TO", "old");
		smssite_tree_free(tree);
	}
}

/* Another takes the name between our look and our rename. */
static void take_the_name(
	void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to)
{
	(void)path;
	(void)to;
	if (kind != *(enum faulty_kind *)cookie)
		return;
	faulty->hook = NULL;
	put(faulty->inner, "TO", "theirs");
}

static void who_takes_the_name_meanwhile_keeps_it(void **state)
{
	struct fixture *fixture = *state;
	enum faulty_kind at[] = { FAULTY_RENAME_NOREPLACE, FAULTY_LINK, FAULTY_STAT };

	put(fixture->tree, "from", "ours");
	for (size_t i = 0; i < 3; i++) {
		struct faulty_tree *faulty;
		smssite_tree *tree = limited(fixture, ways[i], &faulty);

		faulty->hook = take_the_name;
		faulty->cookie = &at[i];
		assert_int_equal(sms_tree_move(tree, "from", "TO", NULL), SMSSITE_EXISTS);
		assert_content(tree, "from", "ours");
		assert_content(tree, "TO", "theirs");
		ok(sms_tree_remove(tree, "TO"));
		smssite_tree_free(tree);
	}
}

static void a_link_way_that_was_cut_short_is_finished(void **state)
{
	struct fixture *fixture = *state;
	enum sms_move_way way = SMS_MOVE_NOREPLACE;
	struct faulty_tree *faulty;
	smssite_tree *tree = limited(fixture, SMS_MOVE_LINK, &faulty);

	put(tree, "from", "text");
	/* what the death of the process right after the link leaves */
	if (sms_tree_link(tree, "from", "to")) {
		smssite_tree_free(tree);
		skip();
		return;
	}
	ok(sms_tree_move(tree, "from", "to", &way));
	assert_int_equal(way, SMS_MOVE_LINK);
	assert_false(exists(tree, "from"));
	assert_content(tree, "to", "text");
	/* the same bytes in another file are another file */
	put(tree, "from", "text");
	assert_int_equal(sms_tree_move(tree, "from", "to", NULL), SMSSITE_EXISTS);
	assert_true(exists(tree, "from"));
	smssite_tree_free(tree);
}

static void a_copy_has_bytes_time_and_hash_of_its_source(void **state)
{
	struct fixture *fixture = *state;
	size_t size = 200000, got;
	char *bytes = malloc(size);
	unsigned char hash[SMS_SHA256_SIZE];
	struct smssite_tree_stat stat;
	struct sms_copied copied;
	int64_t told;
	void *data;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)(i * i >> 3);
	ok(smssite_tree_make_directory(fixture->tree, "backup"));
	ok(smssite_tree_write_file(fixture->tree, "SITECTRL.CT0", bytes, size));
	ok(smssite_tree_set_mtime(fixture->tree, "SITECTRL.CT0", 868975201));
	for (size_t i = 0; i < 3; i++) {
		struct faulty_tree *faulty;
		smssite_tree *tree = limited(fixture, ways[i], &faulty);

		ok(sms_tree_copy_verified(tree, "sitectrl.ct0", "BACKUP/master", &copied));
		assert_int_equal(copied.size, size);
		assert_int_equal(copied.mtime_utc_s, 868975201);
		ok(smssite_tree_read_file(tree, "backup/master", size, &data, &got));
		assert_int_equal(got, size);
		assert_memory_equal(data, bytes, size);
		smssite_free(data);
		ok(sms_tree_stat_exact(tree, "backup/master", &stat));
		assert_int_equal(stat.mtime_utc_s, 868975201);
		ok(sms_tree_hash(tree, "backup/MASTER", hash, &told));
		assert_memory_equal(hash, copied.sha256, sizeof(hash));
		assert_int_equal(told, size);
		assert_int_equal(
			sms_tree_copy_verified(tree, "SITECTRL.CT0", "backup/master", NULL), SMSSITE_EXISTS);
		assert_int_equal(names_in(tree, "backup"), 1);
		ok(sms_tree_remove(tree, "backup/master"));
		smssite_tree_free(tree);
	}
	free(bytes);
}

static void a_hash_is_the_known_one(void **state)
{
	/* FIPS 180-2, appendix B.1 */
	static const unsigned char abc[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
		0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10,
		0xff, 0x61, 0xf2, 0x00, 0x15, 0xad };
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	unsigned char hash[SMS_SHA256_SIZE];

	put(tree, "abc", "abc");
	ok(sms_tree_hash(tree, "ABC", hash, NULL));
	assert_memory_equal(hash, abc, sizeof(abc));
	assert_int_equal(sms_tree_hash(tree, "nothing", hash, NULL), SMSSITE_NOT_FOUND);
}

static void change_the_source(
	void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to)
{
	void *file;

	(void)path;
	(void)to;
	if (kind != *(enum faulty_kind *)cookie)
		return;
	faulty->hook = NULL;
	ok(sms_tree_open_exact(faulty->inner, "from", SMSSITE_OPEN_APPEND, &file));
	ok(sms_tree_write(faulty->inner, file, "!", 1));
	sms_tree_close(faulty->inner, file);
}

static void a_source_that_changes_is_no_source(void **state)
{
	enum faulty_kind at[] = { FAULTY_WRITE, FAULTY_SYNC };
	struct fixture *fixture = *state;

	put(fixture->tree, "from", "text");
	for (size_t i = 0; i < 2; i++) {
		struct faulty_tree *faulty;
		smssite_tree *tree = limited(fixture, SMS_MOVE_NOREPLACE, &faulty);

		faulty->hook = change_the_source;
		faulty->cookie = &at[i];
		assert_int_equal(sms_tree_copy_verified(tree, "from", "to", NULL), SMSSITE_CHANGED);
		assert_int_equal(names_in(tree, ""), 1);
		smssite_tree_free(tree);
	}
}

static void a_leftover_of_a_crash_is_no_obstacle(void **state)
{
	struct fixture *fixture = *state;

	put(fixture->tree, "journal" SMS_TEMPORARY, "half of ano");
	ok(sms_tree_write_new(fixture->tree, "journal", "whole", 5));
	assert_content(fixture->tree, "journal", "whole");
	assert_int_equal(names_in(fixture->tree, ""), 1);
	assert_int_equal(sms_tree_write_new(fixture->tree, "JOURNAL", "other", 5), SMSSITE_EXISTS);
	assert_content(fixture->tree, "journal", "whole");
}

enum job { MOVE, COPY, WRITE_NEW, WRITE_FILE, PROBE };

static smssite_status do_job(smssite_tree *tree, enum job job)
{
	enum sms_move_way way;

	switch (job) {
	case MOVE:
		return sms_tree_move(tree, "from", "box/to", NULL);
	case COPY:
		return sms_tree_copy_verified(tree, "from", "box/to", NULL);
	case WRITE_NEW:
		return sms_tree_write_new(tree, "box/to", "text", 4);
	case WRITE_FILE:
		return smssite_tree_write_file(tree, "box/to", "text", 4);
	default:
		return sms_tree_move_way(tree, "box", &way);
	}
}

/* From any failure on: the file is at its old or at its new place, whole; nothing half is left. */
static void each_failing_operation_leaves_nothing_half(void **state)
{
	struct fixture *fixture = *state;
	size_t done = 0, n;

	put(fixture->tree, "from", "text");
	ok(smssite_tree_make_directory(fixture->tree, "box"));
	for (enum job job = MOVE; job <= PROBE; job++) {
		for (size_t i = 0; i < 3; i++) {
			for (n = 1;; n++) {
				struct faulty_tree *faulty;
				smssite_tree *tree = limited(fixture, ways[i], &faulty);
				smssite_status status;

				faulty->fail_at = n;
				faulty->fail_status = SMSSITE_BUSY;
				faulty->tear = true;
				status = do_job(tree, job);
				if (faulty->count < n) {
					ok(status);
					if (job != PROBE)
						ok(sms_tree_remove(fixture->tree, "box/to"));
					if (job == MOVE)
						put(fixture->tree, "from", "text");
					smssite_tree_free(tree);
					break;
				}
				assert_int_equal(status, SMSSITE_BUSY);
				assert_non_null(strstr(smssite_error_message(), "BUSY"));
				if (exists(fixture->tree, "box/to")) {
					assert_int_equal(job, MOVE);
					assert_content(fixture->tree, "box/to", "text");
					assert_false(exists(fixture->tree, "from"));
					ok(sms_tree_move(fixture->tree, "box/to", "from", NULL));
				}
				/* the empty file of a probe is cleared by the next */
				if (job == PROBE)
					ok(do_job(fixture->tree, PROBE));
				assert_content(fixture->tree, "from", "text");
				assert_int_equal(names_in(fixture->tree, "box"), 0);
				done++;
				smssite_tree_free(tree);
			}
		}
	}
	assert_true(done > 100);
}

struct sweep_case {
	enum sms_move_way way;
	enum job job;
};

static smssite_status in_a_fresh_tree(void *argument)
{
	const struct sweep_case *sweep = argument;
	struct fixture fixture = { 0 };
	struct faulty_tree *faulty;
	smssite_tree *tree;
	smssite_status status = smssite_tree_new_memory(&fixture.tree);
	void *file;

	if (status)
		return status;
	/* what is to be there is made without a clean-up of its own */
	status = sms_tree_make_directory(fixture.tree, "box");
	if (!status)
		status = sms_tree_open_exact(fixture.tree, "from", SMSSITE_OPEN_CREATE, &file);
	if (!status) {
		status = sms_tree_write(fixture.tree, file, "text", 4);
		sms_tree_close(fixture.tree, file);
	}
	if (!status) {
		tree = limited(&fixture, sweep->way, &faulty);
		if (tree)
			status = do_job(tree, sweep->job);
		else
			status = SMSSITE_NO_MEMORY;
		smssite_tree_free(tree);
	}
	smssite_tree_free(fixture.tree);
	return status;
}

static void every_failing_allocation_is_told(void **state)
{
	(void)state;
	for (enum job job = MOVE; job <= PROBE; job++) {
		for (size_t i = 0; i < 3; i++) {
			struct sweep_case sweep = { ways[i], job };

			assert_true(sweep_allocations(in_a_fresh_tree, &sweep) > 20);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_EACH(a_name_moves_by_whatever_way_there_is),
		ON_EACH(a_move_never_replaces),
		ON_EACH(who_takes_the_name_meanwhile_keeps_it),
		ON_EACH(a_link_way_that_was_cut_short_is_finished),
		ON_EACH(a_copy_has_bytes_time_and_hash_of_its_source),
		ON_EACH(a_hash_is_the_known_one),
		ON_EACH(a_source_that_changes_is_no_source),
		ON_EACH(a_leftover_of_a_crash_is_no_obstacle),
		ON_EACH(each_failing_operation_leaves_nothing_half),
		cmocka_unit_test(every_failing_allocation_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
