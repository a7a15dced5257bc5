/* SPDX-License-Identifier: MIT */
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
#include "faulty-tree.h"
#include "hive-builder.h"
#include "sweep.h"
#include "tree/memory.h"
#include "tree/tree.h"

#define MOUNT "HKEY_LOCAL_MACHINE\\SOFTWARE"
#define MAINTMAN MOUNT "\\Microsoft\\SMS\\Components\\SMS_MAINTENANCE_MANAGER"
#define SENDER MOUNT "\\Microsoft\\SMS\\Components\\SMS_LAN_SENDER"

static const char next_id[] = "Q\0007\0Z\0000\0002\0000\0000\0000\0\0";

static void fill(struct hive_builder *b)
{
	static const char text[] = "a\0 \0t\0e\0x\0t\0\0";
	size_t key = hive_key(b, 0, "Microsoft"), sender;

	key = hive_key(b, hive_key(b, key, "SMS"), "Components");
	sender = hive_key(b, key, "SMS_LAN_SENDER");
	key = hive_key(b, key, "SMS_MAINTENANCE_MANAGER");
	hive_value(b, key, "Next SMS Unique ID", SMSSITE_REG_SZ, next_id, 18);
	hive_value(b, key, "Other", SMSSITE_REG_SZ, text, 14);
	hive_value(b, key, "Odd", 0x1f, "12345678", 8);
	hive_value(b, sender, "Maximum Concurrent Sendings", SMSSITE_REG_DWORD, "\5\0\0", 4);
	hive_key(b, hive_key(b, key, "Below"), "Deeper");
}

/* A tree with one hive, SOFTWARE, and its bytes. */
struct stage {
	struct hive_builder builder;
	unsigned char *data;
	size_t size;
	smssite_tree *tree;
	smssite_registry_edit *edit;
};

static smssite_tree *tree_with(const void *data, size_t size)
{
	smssite_tree *tree;

	assert_int_equal(smssite_tree_new_memory(&tree), SMSSITE_OK);
	assert_int_equal(smssite_tree_make_directory(tree, "CONFIG"), SMSSITE_OK);
	assert_int_equal(smssite_tree_write_file(tree, "CONFIG/SOFTWARE", data, size), SMSSITE_OK);
	return tree;
}

static void stage_up(struct stage *stage)
{
	fill(&stage->builder);
	stage->data = hive_build(&stage->builder, &stage->size);
	stage->tree = tree_with(stage->data, stage->size);
	assert_int_equal(smssite_registry_edit_new(&stage->edit), SMSSITE_OK);
}

static void stage_down(struct stage *stage)
{
	smssite_registry_edit_free(stage->edit);
	smssite_tree_free(stage->tree);
	hive_free(&stage->builder);
}

static void change_some(smssite_registry_edit *edit)
{
	assert_int_equal(
		smssite_registry_edit_set_text(edit, MAINTMAN, "next sms unique id", "Q7Z03000"), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_delete(edit, MAINTMAN, "Other"), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_delete(edit, MAINTMAN, "Was Never There"), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_set_number(edit, MAINTMAN, "New \xC3\xA9", 77), SMSSITE_OK);
	assert_int_equal(
		smssite_registry_edit_set_number(edit, SENDER, "Maximum Concurrent Sendings", 9), SMSSITE_OK);
}

static smssite_status commit(struct stage *stage, smssite_tree *tree)
{
	return smssite_registry_edit_commit_hive(
		stage->edit, tree, "config/software", "HKLM\\SOFTWARE", "CONFIG/SOFTWARE.SAV");
}

static bool holds(smssite_tree *tree, const char *path, const void *data, size_t size)
{
	void *found;
	size_t found_size;
	bool same;

	if (smssite_tree_read_file(tree, path, 1 << 20, &found, &found_size))
		return false;
	same = found_size == size && memcmp(found, data, size) == 0;
	smssite_free(found);
	return same;
}

#ifdef SMSSITE_HIVEX

#include <hivex.h>

static void reads_as(const smssite_registry *registry, const char *key, const char *name, const char *wanted)
{
	size_t value;
	char *text;

	assert_int_equal(smssite_registry_find(registry, key, name, &value), SMSSITE_OK);
	assert_int_equal(smssite_registry_text(registry, value, &text), SMSSITE_OK);
	assert_string_equal(text, wanted);
	smssite_free(text);
}

/* The hive with what change_some() makes of it. */
static bool is_changed(smssite_tree *tree)
{
	smssite_registry *registry;
	size_t value;
	bool changed;
	char *text;

	assert_int_equal(smssite_registry_open_hive(tree, "CONFIG/SOFTWARE", MOUNT, &registry), SMSSITE_OK);
	assert_int_equal(smssite_registry_find(registry, MAINTMAN, "Next SMS Unique ID", &value), SMSSITE_OK);
	assert_int_equal(smssite_registry_text(registry, value, &text), SMSSITE_OK);
	changed = strcmp(text, "Q7Z03000") == 0;
	smssite_free(text);
	smssite_registry_free(registry);
	return changed;
}

static void the_hive_has_the_changes_and_all_that_was_there(void **state)
{
	static const char *const names[] = { "Next SMS Unique ID", "Odd", "New \xC3\xA9" };

	(void)state;
	for (int form = 0; form < 8; form++) {
		struct stage stage = { .builder = {
					       .list = form & 3, .utf16_names = form & 4, .hints = true } };
		smssite_registry_listing *listing;
		smssite_registry *registry;
		size_t value;
		int64_t number;

		stage_up(&stage);
		change_some(stage.edit);
		assert_int_equal(commit(&stage, stage.tree), SMSSITE_OK);
		assert_true(holds(stage.tree, "CONFIG/SOFTWARE.SAV", stage.data, stage.size));
		assert_int_equal(smssite_registry_open_hive(stage.tree, "CONFIG/SOFTWARE", MOUNT, &registry),
			SMSSITE_OK);
		assert_false(smssite_registry_is_dirty(registry));
		reads_as(registry, MAINTMAN, "Next SMS Unique ID", "Q7Z03000");
		assert_int_equal(smssite_registry_list(registry, MAINTMAN, &listing), SMSSITE_OK);
		assert_int_equal(smssite_registry_listing_value_count(listing), 3);
		for (size_t i = 0; i < 3; i++)
			assert_string_equal(smssite_registry_listing_name(listing, i), names[i]);
		assert_int_equal(smssite_registry_listing_subkey_count(listing), 1);
		assert_int_equal(
			smssite_registry_type(registry, smssite_registry_listing_value(listing, 1)), 0x1f);
		smssite_registry_listing_free(listing);
		assert_int_equal(
			smssite_registry_find(registry, SENDER, "Maximum Concurrent Sendings", &value),
			SMSSITE_OK);
		assert_int_equal(smssite_registry_number(registry, value, &number), SMSSITE_OK);
		assert_int_equal(number, 9);
		assert_int_equal(
			smssite_registry_list(registry, MAINTMAN "\\Below\\Deeper", &listing), SMSSITE_OK);
		smssite_registry_listing_free(listing);
		smssite_registry_free(registry);
		/* Once more: there is nothing left to do. */
		assert_int_equal(smssite_registry_edit_commit_hive(
					 stage.edit, stage.tree, "CONFIG/SOFTWARE", MOUNT, "CONFIG/B"),
			SMSSITE_OK);
		assert_false(holds(stage.tree, "CONFIG/B", "", 0));
		stage_down(&stage);
	}
}

static void a_hive_may_be_changed_again_and_again(void **state)
{
	struct stage stage = { 0 };
	char backup[32];

	(void)state;
	stage_up(&stage);
	for (int i = 0; i < 20; i++) {
		smssite_registry *registry;
		size_t value;
		int64_t number;

		snprintf(backup, sizeof(backup), "CONFIG/SAVED.%03d", i);
		assert_int_equal(
			smssite_registry_edit_set_number(stage.edit, SENDER, "Count", i), SMSSITE_OK);
		assert_int_equal(smssite_registry_edit_commit_hive(
					 stage.edit, stage.tree, "CONFIG/SOFTWARE", MOUNT, backup),
			SMSSITE_OK);
		assert_int_equal(smssite_registry_open_hive(stage.tree, "CONFIG/SOFTWARE", MOUNT, &registry),
			SMSSITE_OK);
		assert_int_equal(smssite_registry_find(registry, SENDER, "Count", &value), SMSSITE_OK);
		assert_int_equal(smssite_registry_number(registry, value, &number), SMSSITE_OK);
		assert_int_equal(number, i);
		smssite_registry_free(registry);
	}
	stage_down(&stage);
}

/* All that libhivex reads, by our calls. */
static void compare_key(hive_h *hive, hive_node_h node, const smssite_registry *registry, const char *key)
{
	smssite_registry_listing *listing;
	hive_node_h *children = hivex_node_children(hive, node);
	hive_value_h *values = hivex_node_values(hive, node);
	char below[1024];
	size_t count;

	assert_non_null(children);
	assert_non_null(values);
	assert_int_equal(smssite_registry_list(registry, key, &listing), SMSSITE_OK);
	for (count = 0; values[count]; count++) {
		size_t value = smssite_registry_listing_value(listing, count), size, length;
		char *name = hivex_value_key(hive, values[count]), *theirs;
		hive_type type;
		void *ours;

		theirs = hivex_value_value(hive, values[count], &type, &length);
		assert_string_equal(smssite_registry_listing_name(listing, count), name);
		assert_int_equal(smssite_registry_type(registry, value), (int64_t)type);
		assert_int_equal(smssite_registry_data(registry, value, &ours, &size), SMSSITE_OK);
		assert_int_equal(size, length);
		assert_memory_equal(ours, theirs, size);
		smssite_free(ours);
		free(theirs);
		free(name);
	}
	assert_int_equal(smssite_registry_listing_value_count(listing), count);
	for (count = 0; children[count]; count++) {
		char *name = hivex_node_name(hive, children[count]);
		bool listed = false;

		for (size_t i = 0; i < smssite_registry_listing_subkey_count(listing); i++)
			listed |= strcmp(smssite_registry_listing_subkey(listing, i), name) == 0;
		assert_true(listed);
		snprintf(below, sizeof(below), "%s\\%s", key, name);
		compare_key(hive, children[count], registry, below);
		free(name);
	}
	assert_int_equal(smssite_registry_listing_subkey_count(listing), count);
	smssite_registry_listing_free(listing);
	free(children);
	free(values);
}

static void libhivex_reads_the_same_in_every_hive(void **state)
{
	(void)state;
	for (int form = 0; form < 16; form++) {
		struct stage stage = {
			.builder = { .list = form & 3, .utf16_names = form & 4, .hints = form & 8 }
		};
		char path[] = "/tmp/smssite-hive-XXXXXX";
		smssite_registry *registry;
		hive_h *hive;
		int file = mkstemp(path);

		assert_true(file >= 0);
		stage_up(&stage);
		assert_int_equal(write(file, stage.data, stage.size), stage.size);
		close(file);
		hive = hivex_open(path, 0);
		assert_non_null(hive);
		assert_int_equal(smssite_registry_open_hive(stage.tree, "CONFIG/SOFTWARE", MOUNT, &registry),
			SMSSITE_OK);
		compare_key(hive, hivex_root(hive), registry, MOUNT);
		smssite_registry_free(registry);
		hivex_close(hive);
		unlink(path);
		stage_down(&stage);
	}
}

static void what_nt_may_have_written_elsewhere_is_not_overwritten(void **state)
{
	struct stage stage = { 0 }, dirty = { .builder = { .sequence1 = 2, .sequence2 = 1 } };

	(void)state;
	stage_up(&stage);
	change_some(stage.edit);
	assert_int_equal(smssite_tree_write_file(stage.tree, "CONFIG/software.log", "DIRT", 4), SMSSITE_OK);
	assert_int_equal(commit(&stage, stage.tree), SMSSITE_REFUSED);
	assert_non_null(strstr(smssite_error_message(), "software.log"));
	assert_true(holds(stage.tree, "CONFIG/SOFTWARE", stage.data, stage.size));
	assert_false(holds(stage.tree, "CONFIG/SOFTWARE.SAV", stage.data, stage.size));
	stage_down(&stage);

	stage_up(&dirty);
	change_some(dirty.edit);
	assert_int_equal(smssite_tree_write_file(dirty.tree, "CONFIG/SOFTWARE.LOG", "", 0), SMSSITE_OK);
	assert_int_equal(commit(&dirty, dirty.tree), SMSSITE_REFUSED);
	assert_true(holds(dirty.tree, "CONFIG/SOFTWARE", dirty.data, dirty.size));
	stage_down(&dirty);
}

static void an_empty_log_is_in_nobodys_way(void **state)
{
	struct stage stage = { 0 };

	(void)state;
	stage_up(&stage);
	change_some(stage.edit);
	assert_int_equal(smssite_tree_write_file(stage.tree, "CONFIG/SOFTWARE.LOG", "", 0), SMSSITE_OK);
	assert_int_equal(commit(&stage, stage.tree), SMSSITE_OK);
	stage_down(&stage);
}

static void what_cannot_be_done_changes_nothing(void **state)
{
	struct stage stage = { 0 };

	(void)state;
	stage_up(&stage);
	assert_int_equal(smssite_registry_edit_set_text(stage.edit, MOUNT "\\Microsoft\\Nobody", "v", "x"),
		SMSSITE_OK);
	assert_int_equal(commit(&stage, stage.tree), SMSSITE_NOT_FOUND);
	smssite_registry_edit_free(stage.edit);
	assert_int_equal(smssite_registry_edit_new(&stage.edit), SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_set_text(stage.edit, "HKLM\\SYSTEM\\A", "v", "x"), SMSSITE_OK);
	assert_int_equal(commit(&stage, stage.tree), SMSSITE_INVALID);
	smssite_registry_edit_free(stage.edit);
	assert_int_equal(smssite_registry_edit_new(&stage.edit), SMSSITE_OK);
	change_some(stage.edit);
	assert_int_equal(smssite_tree_write_file(stage.tree, "CONFIG/software.sav", "mine", 4), SMSSITE_OK);
	assert_int_equal(commit(&stage, stage.tree), SMSSITE_EXISTS);
	assert_true(holds(stage.tree, "CONFIG/SOFTWARE.SAV", "mine", 4));
	assert_true(holds(stage.tree, "CONFIG/SOFTWARE", stage.data, stage.size));
	assert_int_equal(
		smssite_registry_edit_commit_hive(stage.edit, stage.tree, "CONFIG/SYSTEM", MOUNT, "B"),
		SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_registry_edit_commit_hive(NULL, stage.tree, "CONFIG/SOFTWARE", MOUNT, "B"),
		SMSSITE_INVALID);
	assert_int_equal(
		smssite_registry_edit_commit_hive(stage.edit, stage.tree, "CONFIG/SOFTWARE", MOUNT, NULL),
		SMSSITE_INVALID);
	stage_down(&stage);
}

/* At each operation once: it fails, or the process dies and then the power goes. */
static void at_every_moment_the_old_or_the_new_hive_is_there_and_whole(void **state)
{
	struct stage stage = { 0 };
	struct faulty_tree *faulty;
	smssite_tree *tree;
	size_t count;

	(void)state;
	stage_up(&stage);
	change_some(stage.edit);
	tree = faulty_tree_new(stage.tree, &faulty);
	assert_int_equal(commit(&stage, tree), SMSSITE_OK);
	count = faulty->count;
	smssite_tree_free(tree);
	for (size_t at = 1; at <= count; at++) {
		for (int dies = 0; dies < 2; dies++) {
			smssite_tree *fresh = tree_with(stage.data, stage.size), *after;
			smssite_status status;
			size_t states;

			tree = faulty_tree_new(fresh, &faulty);
			faulty->fail_status = SMSSITE_IO;
			faulty->tear = true;
			*(dies ? &faulty->stop_at : &faulty->fail_at) = at;
			status = commit(&stage, tree);
			/* A directory that cannot be synced is logged where that is all there is. */
			assert_true(status == SMSSITE_IO || (!dies && status == SMSSITE_OK));
			if (!dies && status && !is_changed(fresh))
				assert_true(holds(fresh, "CONFIG/SOFTWARE", stage.data, stage.size));
			assert_int_equal(sms_memory_crash_count(fresh, &states), SMSSITE_OK);
			for (size_t i = 0; i < states; i++) {
				assert_int_equal(sms_memory_crash(fresh, i, &after), SMSSITE_OK);
				if (is_changed(after))
					assert_true(
						holds(after, "CONFIG/SOFTWARE.SAV", stage.data, stage.size));
				else
					assert_true(holds(after, "CONFIG/SOFTWARE", stage.data, stage.size));
				smssite_tree_free(after);
			}
			smssite_tree_free(tree);
			smssite_tree_free(fresh);
		}
	}
	stage_down(&stage);
}

static void meddle(
	void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to)
{
	struct stage *stage = cookie;

	(void)to;
	if (kind != FAULTY_OPEN_CREATE || !strstr(path, "SOFTWARE.SMSSITE"))
		return;
	stage->data[stage->size - 1] ^= 1;
	assert_int_equal(sms_tree_remove(faulty->inner, "CONFIG/SOFTWARE"), SMSSITE_OK);
	assert_int_equal(smssite_tree_write_file(faulty->inner, "CONFIG/SOFTWARE", stage->data, stage->size),
		SMSSITE_OK);
	assert_int_equal(smssite_registry_edit_set_text(stage->edit, SENDER, "v", "x"), SMSSITE_BUSY);
}

static void a_hive_that_is_changed_meanwhile_stays_as_it_then_is(void **state)
{
	struct stage stage = { 0 };
	struct faulty_tree *faulty;
	smssite_tree *tree;

	(void)state;
	stage_up(&stage);
	change_some(stage.edit);
	tree = faulty_tree_new(stage.tree, &faulty);
	faulty->hook = meddle;
	faulty->cookie = &stage;
	assert_int_equal(commit(&stage, tree), SMSSITE_CHANGED);
	assert_true(holds(stage.tree, "CONFIG/SOFTWARE", stage.data, stage.size));
	assert_int_equal(smssite_registry_edit_count(stage.edit), 5);
	smssite_tree_free(tree);
	stage_down(&stage);
}

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

static void a_damaged_hive_is_changed_rightly_or_not_at_all(void **state)
{
	uint64_t random = 88172645463325252u;
	struct stage stage = { .builder = { .list = HIVE_RI } };
	unsigned char *copy;
	size_t changed = 0;

	(void)state;
	stage_up(&stage);
	change_some(stage.edit);
	copy = malloc(stage.size);
	for (int round = 0; round < 1000; round++) {
		smssite_tree *tree;
		smssite_status status;

		memcpy(copy, stage.data, stage.size);
		for (uint64_t left = 1 + next_random(&random) % 4; left; left--)
			copy[4096 + next_random(&random) % 1300] = (unsigned char)next_random(&random);
		tree = tree_with(copy, stage.size);
		status = commit(&stage, tree);
		if (status)
			assert_true(holds(tree, "CONFIG/SOFTWARE", copy, stage.size));
		else
			assert_true(is_changed(tree));
		assert_true(status == SMSSITE_OK || status == SMSSITE_MALFORMED ||
			    status == SMSSITE_NOT_FOUND || status == SMSSITE_UNSUPPORTED ||
			    status == SMSSITE_LIMIT || status == SMSSITE_IO);
		changed += !status;
		smssite_tree_free(tree);
	}
	assert_true(changed > 100 && changed < 900);
	free(copy);
	stage_down(&stage);
}

static smssite_status commit_once(void *argument)
{
	struct stage *stage = argument;
	smssite_tree *tree;
	smssite_status status = smssite_tree_new_memory(&tree);

	if (status)
		return status;
	status = smssite_tree_make_directory(tree, "CONFIG");
	if (!status)
		status = smssite_tree_write_file(tree, "CONFIG/SOFTWARE", stage->data, stage->size);
	if (!status)
		status = commit(stage, tree);
	smssite_tree_free(tree);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	struct stage stage = { 0 };

	(void)state;
	stage_up(&stage);
	change_some(stage.edit);
	assert_true(sweep_allocations(commit_once, &stage) > 50);
	stage_down(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hive_has_the_changes_and_all_that_was_there),
		cmocka_unit_test(a_hive_may_be_changed_again_and_again),
		cmocka_unit_test(libhivex_reads_the_same_in_every_hive),
		cmocka_unit_test(what_nt_may_have_written_elsewhere_is_not_overwritten),
		cmocka_unit_test(an_empty_log_is_in_nobodys_way),
		cmocka_unit_test(what_cannot_be_done_changes_nothing),
		cmocka_unit_test(at_every_moment_the_old_or_the_new_hive_is_there_and_whole),
		cmocka_unit_test(a_hive_that_is_changed_meanwhile_stays_as_it_then_is),
		cmocka_unit_test(a_damaged_hive_is_changed_rightly_or_not_at_all),
		cmocka_unit_test(every_failing_allocation_is_survived),
	};

	assert_true(smssite_has("hivex"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void a_build_without_libhivex_says_so(void **state)
{
	struct stage stage = { 0 };

	(void)state;
	stage_up(&stage);
	change_some(stage.edit);
	assert_int_equal(commit(&stage, stage.tree), SMSSITE_UNSUPPORTED);
	assert_non_null(strstr(smssite_error_message(), "libhivex"));
	assert_true(holds(stage.tree, "CONFIG/SOFTWARE", stage.data, stage.size));
	stage_down(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_build_without_libhivex_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
