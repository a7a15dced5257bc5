/* SPDX-License-Identifier: MIT */
/* What the SMSID directory of a logon server says, and renaming the file in it. */
#include "fixture.h"
#include "faulty-tree.h"
#include "sweep.h"

#define SMSID "LOGON.SRV/SMSID"

static smssite_tree *make_store(const char *const *names)
{
	smssite_tree *tree;

	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, SMSID));
	for (; *names; names++)
		put(tree, below(SMSID, *names), "");
	return tree;
}

static smssite_uid_store *read_store(const char *const *names)
{
	smssite_tree *tree = make_store(names);
	smssite_uid_store *store;

	ok(smssite_uid_store_read(tree, SMSID, &store));
	smssite_tree_free(tree);
	return store;
}

static uint64_t id_of(const char *text)
{
	uint64_t id;

	ok(smssite_smsid_parse(text, strlen(text), &id));
	return id;
}

static void the_one_file_is_the_next_id_in_any_case(void **state)
{
	static const char *const upper[] = { "Q7Z01ABC.UID", "README.TXT", NULL };
	static const char *const lower[] = { "q7z01abc.uid", NULL };
	const char *const *const both[] = { upper, lower };
	uint64_t id;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		smssite_uid_store *store = read_store(both[i]);

		assert_int_equal(smssite_uid_store_state(store), SMSSITE_UID_ONE);
		assert_int_equal(smssite_uid_store_count(store), 1);
		assert_string_equal(smssite_uid_store_name(store, 0), both[i][0]);
		ok(smssite_uid_store_next_id(store, &id));
		assert_true(id == id_of("Q7Z01ABC"));
		assert_int_equal(smssite_uid_store_highest(store), 0);
		smssite_uid_store_free(store);
	}
}

static void none_several_and_damaged_are_told_apart(void **state)
{
	static const struct {
		const char *names[4];
		smssite_uid_state state;
		smssite_status status;
	} cases[] = {
		{ { NULL }, SMSSITE_UID_NONE, SMSSITE_NOT_FOUND },
		{ { "Q7Z01000.TXT", NULL }, SMSSITE_UID_NONE, SMSSITE_NOT_FOUND },
		{ { "Q7Z01000.UID", "Q7Z01001.UID", NULL }, SMSSITE_UID_SEVERAL, SMSSITE_AMBIGUOUS },
		{ { "Q7Z0100.UID", NULL }, SMSSITE_UID_DAMAGED, SMSSITE_MALFORMED },
		{ { "Q7Z01-00.UID", NULL }, SMSSITE_UID_DAMAGED, SMSSITE_MALFORMED },
		{ { ".UID", NULL }, SMSSITE_UID_DAMAGED, SMSSITE_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		smssite_uid_store *store = read_store(cases[i].names);
		uint64_t id;

		assert_int_equal(smssite_uid_store_state(store), cases[i].state);
		assert_int_equal(smssite_uid_store_next_id(store, &id), cases[i].status);
		smssite_uid_store_free(store);
	}
}

static void a_directory_of_that_name_is_no_id(void **state)
{
	static const char *const nothing[] = { NULL };
	smssite_tree *tree = make_store(nothing);
	smssite_uid_store *store;

	(void)state;
	ok(smssite_tree_make_directory(tree, SMSID "/Q7Z01000.UID"));
	ok(smssite_uid_store_read(tree, SMSID, &store));
	assert_int_equal(smssite_uid_store_state(store), SMSSITE_UID_DAMAGED);
	smssite_uid_store_free(store);
	smssite_tree_free(tree);
}

static void of_two_files_the_highest_is_told(void **state)
{
	static const char *const names[] = { "Q7Z01ZZZ.UID", "Q7Z0200Z.UID", "XXXX.UID", NULL };
	smssite_uid_store *store = read_store(names);

	(void)state;
	assert_string_equal(smssite_uid_store_name(store, smssite_uid_store_highest(store)), "Q7Z0200Z.UID");
	smssite_uid_store_free(store);
}

static void ten_thousand_files_are_counted(void **state)
{
	static const char *const nothing[] = { NULL };
	smssite_tree *tree = make_store(nothing);
	smssite_uid_store *store;
	uint64_t id = id_of("Q7Z01000");

	(void)state;
	for (size_t i = 0; i < 10000; i++, id++) {
		char name[32] = SMSID "/";

		ok(smssite_smsid_format(id, name + strlen(SMSID "/")));
		put(tree, strcat(name, ".UID"), "");
	}
	ok(smssite_uid_store_read(tree, SMSID, &store));
	assert_int_equal(smssite_uid_store_state(store), SMSSITE_UID_SEVERAL);
	assert_int_equal(smssite_uid_store_count(store), 10000);
	assert_int_equal(smssite_uid_store_highest(store), 9999);
	smssite_uid_store_free(store);
	smssite_tree_free(tree);
}

static smssite_uid_store *seen_by(smssite_tree *tree, const char *path, smssite_view view)
{
	smssite_sources *sources;
	smssite_snapshot *snapshot;
	smssite_uid_store *store;

	ok(smssite_sources_new(&sources));
	ok(smssite_sources_set_tree(sources, tree, path, view));
	ok(smssite_observe(sources, NULL, &snapshot));
	ok(smssite_uid_store_from_snapshot(snapshot, &store));
	smssite_snapshot_free(snapshot);
	smssite_sources_free(sources);
	return store;
}

static void a_snapshot_tells_the_same_and_what_it_did_not_see_is_unknown(void **state)
{
	smssite_tree *tree = make_site("SMS");
	smssite_uid_store *store = seen_by(tree, "SMS", SMSSITE_VIEW_AUTO);
	uint64_t id;

	(void)state;
	ok(smssite_uid_store_next_id(store, &id));
	assert_true(id == id_of("Q7Z00001"));
	smssite_uid_store_free(store);
	store = seen_by(tree, "SMS/SITE.SRV/DESPOOLR.BOX/RECEIVE", SMSSITE_VIEW_RECEIVE);
	assert_int_equal(smssite_uid_store_state(store), SMSSITE_UID_UNKNOWN);
	assert_int_equal(smssite_uid_store_next_id(store, &id), SMSSITE_UNDECIDED);
	smssite_uid_store_free(store);
	smssite_tree_free(tree);
}

static void expect_file(smssite_tree *tree, const char *name)
{
	smssite_uid_store *store;

	ok(smssite_uid_store_read(tree, SMSID, &store));
	assert_int_equal(smssite_uid_store_count(store), 1);
	assert_string_equal(smssite_uid_store_name(store, 0), name);
	smssite_uid_store_free(store);
}

static void renaming_changes_the_name_alone(void **state)
{
	static const char *const names[] = { "q7z05003.uid", NULL };
	smssite_tree *tree = make_store(names);

	(void)state;
	/* Back to the recorded name, which is of another range. */
	ok(smssite_uid_store_rename(tree, SMSID, id_of("Q7Z05003"), id_of("Q7Z01ABC")));
	expect_file(tree, "Q7Z01ABC.UID");
	ok(smssite_uid_store_rename(tree, SMSID, id_of("Q7Z01ABC"), id_of("Q7Z01ABC")));
	ok(smssite_uid_store_rename(tree, SMSID, id_of("Q7Z01ABC"), id_of("Q7Z01ABD")));
	expect_file(tree, "Q7Z01ABD.UID");
	smssite_tree_free(tree);
}

static void renaming_refuses_what_would_give_ids_again(void **state)
{
	static const char *const one[] = { "Q7Z01ABC.UID", NULL }, *const two[] = { "Q7Z01ABC.UID", "Q7Z01ABD.UID", NULL };
	smssite_tree *tree = make_store(one);
	uint64_t id = id_of("Q7Z01ABC");

	(void)state;
	assert_int_equal(smssite_uid_store_rename(tree, SMSID, id, id - 1), SMSSITE_REFUSED);
	/* A client was there meanwhile. */
	assert_int_equal(smssite_uid_store_rename(tree, SMSID, id - 1, id + 5), SMSSITE_CHANGED);
	assert_int_equal(smssite_uid_store_rename(tree, "LOGON.SRV/NONE", id, id + 1), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_uid_store_rename(tree, SMSID, id, UINT64_MAX), SMSSITE_INVALID);
	expect_file(tree, "Q7Z01ABC.UID");
	smssite_tree_free(tree);
	tree = make_store(two);
	assert_int_equal(smssite_uid_store_rename(tree, SMSID, id, id + 5), SMSSITE_AMBIGUOUS);
	smssite_tree_free(tree);
	tree = make_store(one + 1);
	assert_int_equal(smssite_uid_store_rename(tree, SMSID, id, id + 5), SMSSITE_CHANGED);
	smssite_tree_free(tree);
}

static smssite_status read_and_rename(void *argument)
{
	smssite_tree *tree;
	smssite_status status;
	uint64_t id = id_of("Q7Z01ABC");

	(void)argument;
	status = smssite_tree_new_memory(&tree);
	if (status)
		return status;
	status = smssite_tree_make_directory(tree, SMSID);
	if (!status)
		status = smssite_tree_write_file(tree, SMSID "/Q7Z01ABC.UID", "", 0);
	if (!status)
		status = smssite_uid_store_rename(tree, SMSID, id, id + 1);
	smssite_tree_free(tree);
	return status;
}

static void every_allocation_may_fail(void **state)
{
	(void)state;
	assert_true(sweep_allocations(read_and_rename, NULL) > 10);
}

static void no_argument_crashes(void **state)
{
	uint64_t id;

	(void)state;
	assert_int_equal(smssite_uid_store_read(NULL, "", NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_uid_store_from_snapshot(NULL, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_uid_store_next_id(NULL, &id), SMSSITE_INVALID);
	assert_int_equal(smssite_uid_store_id(NULL, 0, &id), SMSSITE_INVALID);
	assert_int_equal(smssite_uid_store_rename(NULL, "", 0, 0), SMSSITE_INVALID);
	assert_int_equal(smssite_uid_store_highest(NULL), SMSSITE_NO_INDEX);
	assert_null(smssite_uid_store_name(NULL, 0));
	assert_int_equal(smssite_uid_store_state(NULL), SMSSITE_UID_UNKNOWN);
	assert_string_equal(smssite_uid_state_name(99), "?");
	smssite_uid_store_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_one_file_is_the_next_id_in_any_case),
		cmocka_unit_test(none_several_and_damaged_are_told_apart),
		cmocka_unit_test(a_directory_of_that_name_is_no_id),
		cmocka_unit_test(of_two_files_the_highest_is_told),
		cmocka_unit_test(ten_thousand_files_are_counted),
		cmocka_unit_test(a_snapshot_tells_the_same_and_what_it_did_not_see_is_unknown),
		cmocka_unit_test(renaming_changes_the_name_alone),
		cmocka_unit_test(renaming_refuses_what_would_give_ids_again),
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(no_argument_crashes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
