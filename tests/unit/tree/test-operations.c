/* SPDX-License-Identifier: MIT */
/* The table of operations: what each answers on every kind of tree, and what a table of the caller's own may
 * do wrong. */
#include "fixture.h"
#include "faulty-tree.h"
#include "sweep.h"

static void create(smssite_tree *tree, const char *path, const char *text)
{
	void *file;

	ok(sms_tree_open_exact(tree, path, SMSSITE_OPEN_CREATE, &file));
	if (*text)
		ok(sms_tree_write(tree, file, text, strlen(text)));
	sms_tree_close(tree, file);
}

static void a_journal_is_written_at_its_end_and_cut(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	char piece[4];
	size_t got;
	void *file;

	create(tree, "journal", "one");
	ok(sms_tree_open_exact(tree, "journal", SMSSITE_OPEN_APPEND, &file));
	ok(sms_tree_write(tree, file, "two", 3));
	ok(sms_tree_write(tree, file, "torn", 4));
	ok(sms_tree_truncate(tree, file, 6));
	ok(sms_tree_write(tree, file, "three", 5));
	ok(sms_tree_sync(tree, file));
	sms_tree_close(tree, file);
	assert_content(tree, "journal", "onetwothree");
	/* in pieces */
	ok(sms_tree_open_exact(tree, "journal", SMSSITE_OPEN_READ, &file));
	ok(sms_tree_read(tree, file, piece, 4, &got));
	assert_int_equal(got, 4);
	ok(sms_tree_read(tree, file, piece, 4, &got));
	assert_memory_equal(piece, "woth", 4);
	ok(sms_tree_read(tree, file, piece, 4, &got));
	assert_int_equal(got, 3);
	ok(sms_tree_read(tree, file, piece, 4, &got));
	assert_int_equal(got, 0);
	sms_tree_close(tree, file);
	assert_int_equal(sms_tree_open_exact(tree, "nothing", SMSSITE_OPEN_APPEND, &file), SMSSITE_NOT_FOUND);
	assert_int_equal(sms_tree_open_exact(tree, "journal", SMSSITE_OPEN_CREATE, &file), SMSSITE_EXISTS);
	sms_tree_close(tree, NULL);
}

static void a_rename_that_may_not_replace_does_not(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;

	create(tree, "probe", "new");
	if (sms_tree_rename_noreplace(tree, "probe", "from") == SMSSITE_UNSUPPORTED) {
		skip();
		return;
	}
	create(tree, "to", "old");
	ok(sms_tree_make_directory(tree, "directory"));
	assert_int_equal(sms_tree_rename_noreplace(tree, "from", "to"), SMSSITE_EXISTS);
	assert_int_equal(sms_tree_rename_noreplace(tree, "from", "from"), SMSSITE_EXISTS);
	assert_int_equal(sms_tree_rename_noreplace(tree, "from", "directory"), SMSSITE_EXISTS);
	assert_int_equal(sms_tree_rename_noreplace(tree, "nothing", "new"), SMSSITE_NOT_FOUND);
	assert_int_equal(sms_tree_rename_noreplace(tree, "from", "nothing/new"), SMSSITE_NOT_FOUND);
	assert_int_equal(sms_tree_rename_noreplace(tree, "from", "to/new"), SMSSITE_IO);
	assert_content(tree, "from", "new");
	assert_content(tree, "to", "old");
	ok(sms_tree_rename_noreplace(tree, "from", "directory/from"));
	ok(sms_tree_rename_noreplace(tree, "directory", "moved"));
	assert_content(tree, "moved/from", "new");
}

static void a_plain_rename_replaces(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;

	create(tree, "from", "new");
	create(tree, "to", "old");
	ok(sms_tree_make_directory(tree, "directory"));
	ok(sms_tree_rename(tree, "from", "to"));
	assert_content(tree, "to", "new");
	assert_int_equal(sms_tree_rename(tree, "to", "directory"), SMSSITE_IO);
	assert_int_equal(sms_tree_rename(tree, "directory", "directory/below"), SMSSITE_IO);
	assert_int_equal(sms_tree_rename(tree, "directory", "to"), SMSSITE_IO);
	assert_int_equal(sms_tree_rename(tree, "from", "to"), SMSSITE_NOT_FOUND);
}

static void a_link_is_a_second_name_of_one_file(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	struct smssite_tree_stat one, other, third;

	create(tree, "one", "text");
	create(tree, "third", "text");
	ok(sms_tree_make_directory(tree, "directory"));
	ok(sms_tree_link(tree, "one", "directory/other"));
	ok(sms_tree_stat_exact(tree, "one", &one));
	ok(sms_tree_stat_exact(tree, "directory/other", &other));
	ok(sms_tree_stat_exact(tree, "third", &third));
	assert_true(one.identity && one.identity == other.identity && one.identity != third.identity);
	assert_int_equal(sms_tree_link(tree, "one", "third"), SMSSITE_EXISTS);
	assert_int_equal(sms_tree_link(tree, "nothing", "new"), SMSSITE_NOT_FOUND);
	assert_int_not_equal(sms_tree_link(tree, "directory", "new"), SMSSITE_OK);
	/* renamed onto each other, both stay */
	ok(sms_tree_rename(tree, "one", "directory/other"));
	assert_content(tree, "one", "text");
	ok(sms_tree_remove(tree, "one"));
	assert_content(tree, "directory/other", "text");
}

static void only_files_are_removed(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;

	create(tree, "file", "");
	ok(sms_tree_make_directory(tree, "directory"));
	assert_int_equal(sms_tree_make_directory(tree, "directory"), SMSSITE_EXISTS);
	assert_int_equal(sms_tree_make_directory(tree, "file"), SMSSITE_EXISTS);
	assert_int_equal(sms_tree_make_directory(tree, "nothing/below"), SMSSITE_NOT_FOUND);
	assert_int_equal(sms_tree_make_directory(tree, "file/below"), SMSSITE_IO);
	assert_int_equal(sms_tree_remove(tree, "directory"), SMSSITE_IO);
	assert_int_equal(sms_tree_remove(tree, "nothing"), SMSSITE_NOT_FOUND);
	assert_int_equal(sms_tree_remove(tree, "file/below"), SMSSITE_IO);
	ok(sms_tree_remove(tree, "file"));
	assert_int_equal(sms_tree_remove(tree, "file"), SMSSITE_NOT_FOUND);
	assert_int_equal(sms_tree_sync_directory(tree, "nothing"), SMSSITE_NOT_FOUND);
	ok(sms_tree_sync_directory(tree, "directory"));
	ok(sms_tree_sync_directory(tree, ""));
}

static void the_root_stays_where_it_is(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	struct smssite_tree_stat stat;

	create(tree, "file", "");
	ok(sms_tree_stat_exact(tree, "", &stat));
	assert_int_equal(stat.kind, SMSSITE_ENTRY_DIRECTORY);
	assert_int_not_equal(sms_tree_rename(tree, "", "new"), SMSSITE_OK);
	assert_int_not_equal(sms_tree_rename(tree, "file", ""), SMSSITE_OK);
	assert_int_not_equal(sms_tree_rename_noreplace(tree, "", "new"), SMSSITE_OK);
	assert_int_not_equal(sms_tree_remove(tree, ""), SMSSITE_OK);
	assert_int_not_equal(sms_tree_make_directory(tree, ""), SMSSITE_OK);
}

static void a_lock_is_held_once(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	void *lock, *other;

	ok(sms_tree_lock(tree, "lock", &lock));
	assert_int_equal(sms_tree_lock(tree, "lock", &other), SMSSITE_BUSY);
	ok(sms_tree_lock(tree, "another", &other));
	sms_tree_unlock(tree, other);
	sms_tree_unlock(tree, lock);
	ok(sms_tree_lock(tree, "lock", &lock));
	sms_tree_unlock(tree, lock);
	assert_int_equal(sms_tree_lock(tree, "nothing/lock", &lock), SMSSITE_NOT_FOUND);
	assert_int_equal(sms_tree_lock(tree, "", &lock), SMSSITE_IO);
	sms_tree_unlock(tree, NULL);
}

static void ten_thousand_names_are_listed_in_order(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	smssite_listing *listing;
	char name[32], *actual;
	size_t index;

	ok(sms_tree_make_directory(tree, "box"));
	for (unsigned i = 0; i < 10000; i++) {
		snprintf(name, sizeof(name), "box/%08X.%s", (i * 7919u) % 10007u, i % 2 ? "tmp" : "TMP");
		create(tree, name, "");
	}
	ok(smssite_tree_list(tree, "BOX", &listing));
	assert_int_equal(smssite_listing_count(listing), 10000);
	for (size_t i = 1; i < 10000; i++)
		assert_true(strncmp(smssite_listing_name(listing, i - 1), smssite_listing_name(listing, i),
				    8) < 0);
	ok(sms_listing_find(listing, "000000ff.tmp", &index));
	assert_memory_equal(smssite_listing_name(listing, index), "000000FF", 8);
	smssite_listing_free(listing);
	ok(smssite_tree_resolve(tree, "box/00001a2b.TMP", &actual));
	assert_memory_equal(actual, "box/00001A2B", 12);
	smssite_free(actual);
}

static void what_reads_never_writes(void **state)
{
	struct faulty_tree *faulty;
	smssite_tree *inner = ((struct fixture *)*state)->tree, *tree;
	smssite_listing *listing;
	char *actual;

	ok(smssite_tree_make_directory(inner, "box"));
	put(inner, "box/file", "text");
	tree = faulty_tree_new(inner, &faulty);
	ok(smssite_tree_resolve(tree, "BOX/FILE", &actual));
	smssite_free(actual);
	assert_content(tree, "BOX/FILE", "text");
	ok(smssite_tree_list(tree, "BOX", &listing));
	smssite_listing_free(listing);
	assert_int_equal(faulty->writes, 0);
	assert_true(faulty->count > 0);
	assert_non_null(strstr(faulty->record, "open-read box/file\nread box/file\nread box/file\nlist"));
	smssite_tree_free(tree);
}

/* A table of a caller's own, which does what the test says. */
struct own {
	size_t destroyed;
	size_t names;
	const char *name;
	bool goes_on;
	smssite_status status;
	size_t got;
};

static void own_destroy(void *context)
{
	((struct own *)context)->destroyed++;
}

static smssite_status own_list(void *context, const char *path,
	smssite_status (*emit)(void *cookie, const char *name, const struct smssite_tree_stat *stat),
	void *cookie)
{
	struct smssite_tree_stat stat = { SMSSITE_ENTRY_FILE, 0, 0, 0 };
	struct own *own = context;
	char name[24];

	(void)path;
	for (size_t i = 0; i < own->names; i++) {
		smssite_status status;

		snprintf(name, sizeof(name), "%zu", i);
		status = emit(cookie, own->name ? own->name : name, &stat);
		if (status && !own->goes_on)
			return status;
	}
	return own->status;
}

static smssite_status own_stat(void *context, const char *path, struct smssite_tree_stat *stat)
{
	(void)path;
	*stat = (struct smssite_tree_stat){ 0 };
	return ((struct own *)context)->status;
}

static smssite_status own_open(void *context, const char *path, smssite_open_mode mode, void **file)
{
	(void)path;
	(void)mode;
	*file = context;
	return ((struct own *)context)->status;
}

static smssite_status own_read(void *context, void *file, void *buffer, size_t size, size_t *got)
{
	(void)file;
	(void)buffer;
	(void)size;
	*got = ((struct own *)context)->got;
	return SMSSITE_OK;
}

static void own_close(void *context, void *file)
{
	(void)context;
	(void)file;
}

static const struct smssite_tree_ops own_ops = {
	.size = sizeof(own_ops),
	.destroy = own_destroy,
	.list = own_list,
	.stat = own_stat,
	.open = own_open,
	.read = own_read,
	.close = own_close,
};

static void a_table_must_be_whole(void **state)
{
	struct smssite_tree_ops ops = own_ops;
	struct own own = { 0 };
	smssite_tree *tree;

	(void)state;
	assert_int_equal(smssite_tree_new(NULL, &own, "", &tree), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_new(&ops, &own, NULL, &tree), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_new(&ops, &own, "", NULL), SMSSITE_INVALID);
	ops.size--;
	assert_int_equal(smssite_tree_new(&ops, &own, "", &tree), SMSSITE_INVALID);
	ops = own_ops;
	ops.read = NULL;
	assert_int_equal(smssite_tree_new(&ops, &own, "", &tree), SMSSITE_INVALID);
	assert_int_equal(own.destroyed, 0);
	/* a longer one is of a later version */
	ops = own_ops;
	ops.size += 8;
	ok(smssite_tree_new(&ops, &own, "here", &tree));
	assert_string_equal(smssite_tree_location(tree), "here");
	assert_ptr_equal(smssite_tree_ref(tree), tree);
	smssite_tree_free(tree);
	assert_int_equal(own.destroyed, 0);
	smssite_tree_free(tree);
	assert_int_equal(own.destroyed, 1);
}

static void what_a_table_lacks_is_unsupported(void **state)
{
	struct own own = { 0 };
	smssite_tree *tree;
	int64_t bytes;
	void *lock;

	(void)state;
	ok(smssite_tree_new(&own_ops, &own, "", &tree));
	assert_int_equal(smssite_tree_write_file(tree, "new", "x", 1), SMSSITE_UNSUPPORTED);
	assert_int_equal(smssite_tree_make_directory(tree, "new"), SMSSITE_UNSUPPORTED);
	assert_non_null(strstr(smssite_error_message(), "new"));
	assert_int_equal(smssite_tree_set_mtime(tree, "", 1), SMSSITE_UNSUPPORTED);
	assert_int_equal(sms_tree_sync(tree, &own), SMSSITE_UNSUPPORTED);
	assert_int_equal(sms_tree_truncate(tree, &own, 1), SMSSITE_UNSUPPORTED);
	assert_int_equal(sms_tree_rename_noreplace(tree, "a", "b"), SMSSITE_UNSUPPORTED);
	assert_int_equal(sms_tree_link(tree, "a", "b"), SMSSITE_UNSUPPORTED);
	assert_int_equal(sms_tree_rename(tree, "a", "b"), SMSSITE_UNSUPPORTED);
	assert_int_equal(sms_tree_remove(tree, "a"), SMSSITE_UNSUPPORTED);
	assert_int_equal(sms_tree_sync_directory(tree, ""), SMSSITE_UNSUPPORTED);
	ok(sms_tree_sync_names(tree, ""));
	assert_int_equal(sms_tree_space(tree, &bytes, &bytes), SMSSITE_UNSUPPORTED);
	assert_int_equal(sms_tree_lock(tree, "a", &lock), SMSSITE_UNSUPPORTED);
	smssite_tree_free(tree);
}

static void what_a_table_does_wrong_is_an_io_failure(void **state)
{
	static const char *const names[] = { "..", ".", "", "a/b", "../../etc" };
	struct own own = { .names = 1 };
	struct smssite_tree_stat stat;
	smssite_listing *listing;
	smssite_tree *tree;
	size_t size;
	void *data;

	(void)state;
	ok(smssite_tree_new(&own_ops, &own, "", &tree));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		own.name = names[i];
		own.goes_on = i % 2;
		assert_int_equal(smssite_tree_list(tree, "", &listing), SMSSITE_IO);
	}
	own.name = NULL;
	own.status = (smssite_status)77;
	assert_int_equal(sms_tree_stat_exact(tree, "0", &stat), SMSSITE_IO);
	own.status = SMSSITE_CHANGED;
	assert_int_equal(sms_tree_stat_exact(tree, "0", &stat), SMSSITE_IO);
	own.status = SMSSITE_BUSY;
	assert_int_equal(sms_tree_stat_exact(tree, "0", &stat), SMSSITE_BUSY);
	assert_non_null(strstr(smssite_error_message(), "stat"));
	own.status = SMSSITE_OK;
	own.got = SIZE_MAX;
	assert_int_equal(smssite_tree_read_file(tree, "0", 100, &data, &size), SMSSITE_IO);
	smssite_tree_free(tree);
}

static void a_directory_has_a_limit(void **state)
{
	struct own own = { .names = 200000 };
	smssite_listing *listing;
	smssite_tree *tree;
	char *actual;

	(void)state;
	ok(smssite_tree_new(&own_ops, &own, "", &tree));
	ok(smssite_tree_list(tree, "", &listing));
	assert_int_equal(smssite_listing_count(listing), 200000);
	smssite_listing_free(listing);
	own.names++;
	for (int i = 0; i < 2; i++, own.goes_on = true) {
		assert_int_equal(smssite_tree_list(tree, "", &listing), SMSSITE_LIMIT);
		assert_int_equal(smssite_tree_resolve(tree, "none", &actual), SMSSITE_LIMIT);
	}
	smssite_tree_free(tree);
}

static void a_tree_in_memory_holds_odd_things_and_a_clock(void **state)
{
	struct smssite_tree_stat stat;
	smssite_tree *tree, *disk;
	int64_t free_bytes, total_bytes;
	size_t size;
	void *data;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_set_clock(tree, 868975200));
	put(tree, "file", "");
	ok(sms_memory_add(tree, "link", SMSSITE_ENTRY_LINK));
	ok(sms_memory_add(tree, "device", SMSSITE_ENTRY_OTHER));
	assert_int_equal(sms_memory_add(tree, "device", SMSSITE_ENTRY_OTHER), SMSSITE_EXISTS);
	ok(sms_tree_stat_exact(tree, "file", &stat));
	assert_true(stat.mtime_utc_s == 868975200);
	assert_int_equal(smssite_tree_read_file(tree, "link", 9, &data, &size), SMSSITE_IO);
	assert_int_equal(smssite_tree_read_file(tree, "link/x", 9, &data, &size), SMSSITE_IO);
	assert_int_equal(smssite_tree_write_file(tree, "link/x", "", 0), SMSSITE_IO);
	assert_int_equal(smssite_tree_read_file(tree, "device", 9, &data, &size), SMSSITE_IO);
	assert_int_equal(sms_tree_space(tree, &free_bytes, &total_bytes), SMSSITE_UNSUPPORTED);
	ok(sms_memory_set_space(tree, 5, 10));
	ok(sms_tree_space(tree, &free_bytes, &total_bytes));
	assert_true(free_bytes == 5 && total_bytes == 10);
	smssite_tree_free(tree);
	ok(smssite_tree_open("/", &disk));
	assert_int_equal(smssite_tree_set_clock(disk, 1), SMSSITE_INVALID);
	assert_int_equal(sms_memory_add(disk, "x", SMSSITE_ENTRY_LINK), SMSSITE_INVALID);
	assert_int_equal(sms_memory_set_space(disk, 1, 1), SMSSITE_INVALID);
	smssite_tree_free(disk);
}

/* The first status that is not OK, whatever else is still done. */
static smssite_status first_of(smssite_status first, smssite_status next)
{
	return first ? first : next;
}

static smssite_status use_everything(void *argument)
{
	const struct fixture *fixture = argument;
	smssite_listing *listing = NULL;
	smssite_tree *tree = NULL;
	smssite_status status;
	char path[600], *actual = NULL;
	void *data = NULL, *lock = NULL;
	size_t size;

	status = fixture->kind == ON_MEMORY ? smssite_tree_new_memory(&tree) : open_again(fixture, &tree);
	if (status)
		return status;
	status = smssite_tree_make_directory(tree, "box\\below");
	status = first_of(status, smssite_tree_write_file(tree, "BOX/file", "text", 4));
	status = first_of(status, smssite_tree_resolve(tree, "BOX/FILE", &actual));
	status = first_of(status, smssite_tree_read_file(tree, "BOX/FILE", 9, &data, &size));
	status = first_of(status, smssite_tree_list(tree, "BOX", &listing));
	status = first_of(status, smssite_tree_set_mtime(tree, "box/FILE", 1));
	status = first_of(status, sms_tree_rename(tree, "box/file", "box/other"));
	status = first_of(status, sms_tree_link(tree, "box/other", "box/file"));
	status = first_of(status, sms_tree_lock(tree, "lock", &lock));
	sms_tree_unlock(tree, lock);
	smssite_free(actual);
	smssite_free(data);
	smssite_listing_free(listing);
	smssite_tree_free(tree);
	if (fixture->kind != ON_MEMORY) {
		static const char *const made[] = { "lock", "box/file", "box/other", "box/below", "box" };

		for (size_t i = 0; i < 5; i++) {
			snprintf(path, sizeof(path), "%s/%s", fixture->directory, made[i]);
			remove(path);
		}
	}
	return status;
}

static void every_failing_allocation_is_told(void **state)
{
	assert_true(sweep_allocations(use_everything, *state) > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_EACH(a_journal_is_written_at_its_end_and_cut),
		ON_EACH(a_rename_that_may_not_replace_does_not),
		ON_EACH(a_plain_rename_replaces),
		ON_EACH(a_link_is_a_second_name_of_one_file),
		ON_EACH(only_files_are_removed),
		ON_EACH(the_root_stays_where_it_is),
		ON_EACH(a_lock_is_held_once),
		ON_EACH(ten_thousand_names_are_listed_in_order),
		ON_EACH(what_reads_never_writes),
		ON_EACH(every_failing_allocation_is_told),
		cmocka_unit_test(a_table_must_be_whole),
		cmocka_unit_test(what_a_table_lacks_is_unsupported),
		cmocka_unit_test(what_a_table_does_wrong_is_an_io_failure),
		cmocka_unit_test(a_directory_has_a_limit),
		cmocka_unit_test(a_tree_in_memory_holds_odd_things_and_a_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
