/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static void names_are_found_in_any_case_and_told_as_on_disk(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	char *actual;

	ok(smssite_tree_make_directory(tree, "SMS/Site.srv\\SiteCfg.Box"));
	put(tree, "sms/SITE.SRV/sitecfg.box/SiteCtrl.ct0", "BEGIN");
	ok(smssite_tree_resolve(tree, "SMS\\site.SRV\\\\SITECFG.BOX/SITECTRL.CT0", &actual));
	assert_string_equal(actual, "SMS/Site.srv/SiteCfg.Box/SiteCtrl.ct0");
	smssite_free(actual);
	ok(smssite_tree_resolve(tree, "sms/", &actual));
	assert_string_equal(actual, "SMS");
	smssite_free(actual);
	ok(smssite_tree_resolve(tree, "", &actual));
	assert_string_equal(actual, "");
	smssite_free(actual);
	assert_content(tree, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", "BEGIN");
}

static void what_is_not_there_is_not_found(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	smssite_listing *listing;
	char *actual;
	void *data;
	size_t size;

	put(tree, "file", "");
	assert_int_equal(smssite_tree_resolve(tree, "nothing", &actual), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_tree_resolve(tree, "nothing/more", &actual), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_tree_resolve(tree, "file/more", &actual), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_tree_read_file(tree, "nothing", 10, &data, &size), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_tree_list(tree, "nothing", &listing), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_tree_write_file(tree, "nothing/file", "", 0), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_tree_write_file(tree, "file/file", "", 0), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_tree_set_mtime(tree, "nothing", 1), SMSSITE_NOT_FOUND);
	assert_non_null(strstr(smssite_error_message(), "nothing"));
}

static void a_thing_of_the_wrong_kind_is_not_used(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	smssite_listing *listing;
	void *data;
	size_t size;

	put(tree, "file", "x");
	ok(smssite_tree_make_directory(tree, "directory"));
	assert_int_equal(smssite_tree_read_file(tree, "directory", 10, &data, &size), SMSSITE_IO);
	assert_int_equal(smssite_tree_list(tree, "file", &listing), SMSSITE_IO);
	assert_int_equal(smssite_tree_make_directory(tree, "FILE"), SMSSITE_EXISTS);
	assert_int_equal(smssite_tree_make_directory(tree, "file/below"), SMSSITE_EXISTS);
	ok(smssite_tree_make_directory(tree, "DIRECTORY"));
	ok(smssite_tree_make_directory(tree, ""));
}

static void a_name_that_is_taken_in_any_case_is_not_written_over(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;

	put(tree, "00000000.CT1", "first");
	assert_int_equal(smssite_tree_write_file(tree, "00000000.ct1", "second", 6), SMSSITE_EXISTS);
	assert_int_equal(smssite_tree_write_file(tree, "00000000.CT1", "second", 6), SMSSITE_EXISTS);
	assert_int_equal(smssite_tree_write_file(tree, "", "second", 6), SMSSITE_EXISTS);
	assert_content(tree, "00000000.CT1", "first");
}

static void names_that_differ_only_in_case_mean_neither(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	smssite_listing *listing;
	void *file, *data;
	size_t size, index;
	char *actual;

	put(tree, "Master.ct0", "1");
	ok(sms_tree_open_exact(tree, "MASTER.CT0", SMSSITE_OPEN_CREATE, &file));
	sms_tree_close(tree, file);
	ok(sms_tree_make_directory(tree, "box"));
	ok(sms_tree_make_directory(tree, "BOX"));
	assert_int_equal(smssite_tree_resolve(tree, "Master.ct0", &actual), SMSSITE_AMBIGUOUS);
	assert_int_equal(smssite_tree_resolve(tree, "mASTER.CT0", &actual), SMSSITE_AMBIGUOUS);
	assert_int_equal(smssite_tree_read_file(tree, "MASTER.CT0", 10, &data, &size), SMSSITE_AMBIGUOUS);
	assert_int_equal(smssite_tree_write_file(tree, "master.ct0", "x", 1), SMSSITE_AMBIGUOUS);
	assert_int_equal(smssite_tree_make_directory(tree, "box/new"), SMSSITE_AMBIGUOUS);
	assert_int_equal(smssite_tree_list(tree, "box", &listing), SMSSITE_AMBIGUOUS);
	assert_int_equal(smssite_tree_set_mtime(tree, "Master.ct0", 1), SMSSITE_AMBIGUOUS);
	ok(smssite_tree_list(tree, "", &listing));
	assert_int_equal(smssite_listing_count(listing), 4);
	assert_string_equal(smssite_listing_name(listing, 2), "MASTER.CT0");
	assert_string_equal(smssite_listing_name(listing, 3), "Master.ct0");
	assert_int_equal(sms_listing_find(listing, "master.ct0", &index), SMSSITE_AMBIGUOUS);
	assert_int_equal(sms_listing_find(listing, "master", &index), SMSSITE_NOT_FOUND);
	smssite_listing_free(listing);
}

static void a_listing_is_sorted_and_tells_kind_size_and_time(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	struct smssite_tree_stat stat;
	smssite_listing *listing;
	size_t index;

	put(tree, "b.uid", "12345");
	put(tree, "C.UID", "");
	ok(smssite_tree_make_directory(tree, "A"));
	ok(smssite_tree_set_mtime(tree, "B.UID", 868975200));
	ok(smssite_tree_list(tree, "", &listing));
	assert_int_equal(smssite_listing_count(listing), 3);
	assert_string_equal(smssite_listing_name(listing, 0), "A");
	assert_string_equal(smssite_listing_name(listing, 1), "b.uid");
	assert_string_equal(smssite_listing_name(listing, 2), "C.UID");
	assert_null(smssite_listing_name(listing, 3));
	ok(smssite_listing_stat(listing, 0, &stat));
	assert_int_equal(stat.kind, SMSSITE_ENTRY_DIRECTORY);
	ok(sms_listing_find(listing, "B.uid", &index));
	assert_int_equal(index, 1);
	ok(smssite_listing_stat(listing, 1, &stat));
	assert_int_equal(stat.kind, SMSSITE_ENTRY_FILE);
	assert_int_equal(stat.size, 5);
	assert_true(stat.mtime_utc_s == 868975200);
	assert_int_equal(smssite_listing_stat(listing, 3, &stat), SMSSITE_INVALID);
	smssite_listing_free(listing);
}

static smssite_status note_kind(void *cookie, const char *name, const struct smssite_tree_stat *stat)
{
	smssite_entry_kind *kinds = cookie;

	kinds[name[0] - 'a'] = stat->kind;
	return SMSSITE_OK;
}

static void kinds_alone_are_told_as_a_listing_tells_them(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	smssite_entry_kind kinds[2] = { SMSSITE_ENTRY_OTHER, SMSSITE_ENTRY_OTHER };

	put(tree, "a file", "x");
	ok(smssite_tree_make_directory(tree, "b directory"));
	ok(sms_tree_each_kind(tree, "", note_kind, kinds));
	assert_int_equal(kinds[0], SMSSITE_ENTRY_FILE);
	assert_int_equal(kinds[1], SMSSITE_ENTRY_DIRECTORY);
	assert_int_equal(sms_tree_each_kind(tree, "nothing", note_kind, kinds), SMSSITE_NOT_FOUND);
}

static void a_file_may_be_as_large_as_allowed_and_no_larger(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	char big[40000];
	void *data;
	size_t size;

	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = (char)(i * 7);
	ok(smssite_tree_write_file(tree, "big", big, sizeof(big)));
	ok(smssite_tree_write_file(tree, "empty", NULL, 0));
	ok(smssite_tree_read_file(tree, "big", sizeof(big), &data, &size));
	assert_int_equal(size, sizeof(big));
	assert_memory_equal(data, big, size);
	assert_int_equal(((char *)data)[size], 0);
	smssite_free(data);
	assert_int_equal(smssite_tree_read_file(tree, "big", sizeof(big) - 1, &data, &size), SMSSITE_LIMIT);
	assert_int_equal(smssite_tree_read_file(tree, "big", 0, &data, &size), SMSSITE_LIMIT);
	ok(smssite_tree_read_file(tree, "empty", 0, &data, &size));
	assert_int_equal(size, 0);
	assert_int_equal(*(char *)data, 0);
	smssite_free(data);
}

static void names_are_bytes_not_text(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	char *actual;

	/* UTF-8 first: a file system may insist on it. */
	put(tree,
		"Br\xC3\xBC"
		"cke.ini",
		"u");
	assert_content(tree,
		"BR\xC3\xBC"
		"CKE.INI",
		"u");
	if (smssite_tree_write_file(tree,
		    "br\xFC"
		    "cke.ini",
		    "b", 1)) {
		skip(); /* NTFS keeps UTF-16 */
		return;
	}
	ok(smssite_tree_resolve(tree,
		"BR\xFC"
		"CKE.INI",
		&actual));
	assert_string_equal(actual, "br\xFC"
				    "cke.ini");
	smssite_free(actual);
	/* Only ASCII is folded: \xDC is the other case of \xFC in code page 1252, but of nothing in these
	 * bytes. */
	assert_int_equal(smssite_tree_resolve(tree,
				 "BR\xDC"
				 "CKE.INI",
				 &actual),
		SMSSITE_NOT_FOUND);
}

static void calls_check_what_they_get(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree, *other;
	smssite_listing *listing;
	struct smssite_tree_stat stat;
	char *actual;
	void *data;
	size_t size;

	assert_int_equal(smssite_tree_open(NULL, &other), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_open("/", NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_new_memory(NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_resolve(NULL, "", &actual), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_resolve(tree, NULL, &actual), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_resolve(tree, "", NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_read_file(NULL, "a", 1, &data, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_read_file(tree, NULL, 1, &data, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_read_file(tree, "a", 1, NULL, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_read_file(tree, "a", 1, &data, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_write_file(NULL, "a", "", 0), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_write_file(tree, NULL, "", 0), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_write_file(tree, "a", NULL, 1), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_make_directory(NULL, "a"), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_make_directory(tree, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_set_mtime(NULL, "a", 0), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_set_mtime(tree, NULL, 0), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_list(NULL, "", &listing), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_list(tree, NULL, &listing), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_list(tree, "", NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_tree_set_clock(NULL, 0), SMSSITE_INVALID);
	assert_int_equal(smssite_listing_count(NULL), 0);
	assert_null(smssite_listing_name(NULL, 0));
	assert_int_equal(smssite_listing_stat(NULL, 0, &stat), SMSSITE_INVALID);
	assert_string_equal(smssite_tree_location(NULL), "");
	assert_null(smssite_tree_ref(NULL));
	smssite_tree_free(NULL);
	smssite_listing_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_EACH(names_are_found_in_any_case_and_told_as_on_disk),
		ON_EACH(what_is_not_there_is_not_found),
		ON_EACH(a_thing_of_the_wrong_kind_is_not_used),
		ON_EACH(a_name_that_is_taken_in_any_case_is_not_written_over),
		ON_EACH(names_that_differ_only_in_case_mean_neither),
		ON_EACH(a_listing_is_sorted_and_tells_kind_size_and_time),
		ON_EACH(kinds_alone_are_told_as_a_listing_tells_them),
		ON_EACH(a_file_may_be_as_large_as_allowed_and_no_larger),
		ON_EACH(names_are_bytes_not_text),
		ON_EACH(calls_check_what_they_get),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
