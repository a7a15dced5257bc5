/* SPDX-License-Identifier: MIT */
#include "fixture.h"

/* The directory "box" exists and is empty. */
static const struct {
	const char *path;
	smssite_status status;
} cases[] = {
	{ "box", SMSSITE_OK },
	{ "BOX/", SMSSITE_OK },
	{ "box\\\\", SMSSITE_OK },
	{ "", SMSSITE_OK },
	{ "box/.hidden", SMSSITE_NOT_FOUND },
	{ "box/two words.txt", SMSSITE_NOT_FOUND },
	{ "box/ leading", SMSSITE_NOT_FOUND },
	{ "box/a.b.c", SMSSITE_NOT_FOUND },
	{ "box/~!@#$%^&()_+{}';,=[]`-", SMSSITE_NOT_FOUND },
	{ "box/\xFC\xDF\x81", SMSSITE_NOT_FOUND },
	{ "box/\x7F", SMSSITE_NOT_FOUND },
	{ "box/CONSOLE", SMSSITE_NOT_FOUND },
	{ "box/CO", SMSSITE_NOT_FOUND },
	{ "box/XCON", SMSSITE_NOT_FOUND },
	{ "box/COM", SMSSITE_NOT_FOUND },
	{ "box/COM0", SMSSITE_NOT_FOUND },
	{ "box/COM10", SMSSITE_NOT_FOUND },
	{ "box/LPTX", SMSSITE_NOT_FOUND },
	{ "box/file.con", SMSSITE_NOT_FOUND },
	{ "box/...a", SMSSITE_NOT_FOUND },
	{ ".", SMSSITE_INVALID },
	{ "..", SMSSITE_INVALID },
	{ "box/..", SMSSITE_INVALID },
	{ "box/../box", SMSSITE_INVALID },
	{ "box\\..\\..\\etc", SMSSITE_INVALID },
	{ "./box", SMSSITE_INVALID },
	{ "...", SMSSITE_INVALID },
	{ "/box", SMSSITE_INVALID },
	{ "\\box", SMSSITE_INVALID },
	{ "\\\\server\\share", SMSSITE_INVALID },
	{ "/", SMSSITE_INVALID },
	{ "C:", SMSSITE_INVALID },
	{ "C:\\SMS", SMSSITE_INVALID },
	{ "box/file:stream", SMSSITE_INVALID },
	{ "box/a*b", SMSSITE_INVALID },
	{ "box/a?b", SMSSITE_INVALID },
	{ "box/a<b", SMSSITE_INVALID },
	{ "box/a>b", SMSSITE_INVALID },
	{ "box/a|b", SMSSITE_INVALID },
	{ "box/a\"b", SMSSITE_INVALID },
	{ "box/a\x01", SMSSITE_INVALID },
	{ "box/a\x1F", SMSSITE_INVALID },
	{ "box/line\nfeed", SMSSITE_INVALID },
	{ "box/a.", SMSSITE_INVALID },
	{ "box/a ", SMSSITE_INVALID },
	{ "box. /a", SMSSITE_INVALID },
	{ " ", SMSSITE_INVALID },
	{ "con", SMSSITE_INVALID },
	{ "box/PRN", SMSSITE_INVALID },
	{ "aux/box", SMSSITE_INVALID },
	{ "box/Nul.txt", SMSSITE_INVALID },
	{ "box/nul.tar.gz", SMSSITE_INVALID },
	{ "box/con .txt", SMSSITE_INVALID },
	{ "box/COM1", SMSSITE_INVALID },
	{ "box/com9.log", SMSSITE_INVALID },
	{ "box/LPT1", SMSSITE_INVALID },
	{ "box/lpt9.x", SMSSITE_INVALID },
};

static void names_are_those_windows_takes(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	smssite_listing *listing;
	size_t size;
	void *data;

	ok(smssite_tree_make_directory(tree, "box"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		smssite_status expected = cases[i].status, status;
		char *actual = NULL;

		status = smssite_tree_resolve(tree, cases[i].path, &actual);
		if (status != expected)
			fail_msg("%s: %s instead of %s", cases[i].path, smssite_status_name(status),
				smssite_status_name(expected));
		assert_true((actual != NULL) == (status == SMSSITE_OK));
		smssite_free(actual);
		if (expected != SMSSITE_INVALID)
			continue;
		/* and so everywhere */
		assert_int_equal(smssite_tree_read_file(tree, cases[i].path, 9, &data, &size), expected);
		assert_int_equal(smssite_tree_write_file(tree, cases[i].path, "", 0), expected);
		assert_int_equal(smssite_tree_make_directory(tree, cases[i].path), expected);
		assert_int_equal(smssite_tree_set_mtime(tree, cases[i].path, 0), expected);
		assert_int_equal(smssite_tree_list(tree, cases[i].path, &listing), expected);
	}
	ok(smssite_tree_list(tree, "", &listing));
	assert_int_equal(smssite_listing_count(listing), 1);
	smssite_listing_free(listing);
}

/* count times the same text */
static char *repeat(const char *text, size_t count)
{
	char *all = calloc(count, strlen(text) + 1);

	for (size_t i = 0; i < count; i++)
		strcat(all, text);
	return all;
}

static void names_and_paths_have_limits(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	static const struct {
		const char *text;
		size_t count;
		smssite_status status;
	} long_ones[] = {
		{ "x", 255, SMSSITE_NOT_FOUND },
		{ "x", 256, SMSSITE_LIMIT },
		{ "a/", 32, SMSSITE_NOT_FOUND },
		{ "a/", 33, SMSSITE_LIMIT },
		{ "1234567/", 128, SMSSITE_LIMIT },
		{ "12345678901234567890123456789012345678901234567890/", 20, SMSSITE_NOT_FOUND },
		{ "12345678901234567890123456789012345678901234567890/", 21, SMSSITE_LIMIT },
		{ "a//////////////////////////////////////////////////", 21, SMSSITE_LIMIT },
	};

	for (size_t i = 0; i < sizeof(long_ones) / sizeof(*long_ones); i++) {
		char *path = repeat(long_ones[i].text, long_ones[i].count), *actual;

		assert_int_equal(smssite_tree_resolve(tree, path, &actual), long_ones[i].status);
		if (long_ones[i].status == SMSSITE_LIMIT)
			assert_int_equal(smssite_tree_make_directory(tree, path), SMSSITE_LIMIT);
		free(path);
	}
	char *deep = repeat("a\\", 32);

	ok(smssite_tree_make_directory(tree, deep));
	free(deep);
}

/* What Windows could not have made is listed all the same, and read by its exact name. */
static void names_windows_forbids_are_listed_as_found(void **state)
{
	static const char *const names[] = { "a:b", "con", "line\nfeed", "ends in dot.", "back\\slash" };
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	smssite_listing *listing;
	char *actual;
	void *data;
	size_t size;

	for (size_t i = 0; i < 5; i++) {
		void *file;

		if (sms_tree_open_exact(tree, names[i], SMSSITE_OPEN_CREATE, &file)) {
			skip();
			return;
		}
		sms_tree_close(tree, file);
		assert_int_not_equal(smssite_tree_resolve(tree, names[i], &actual), SMSSITE_OK);
		ok(sms_tree_read_exact(tree, names[i], 9, &data, &size));
		smssite_free(data);
	}
	ok(smssite_tree_list(tree, "", &listing));
	assert_int_equal(smssite_listing_count(listing), 5);
	smssite_listing_free(listing);
}

static void exact_paths_cannot_leave_the_tree(void **state)
{
	static const char *const paths[] = { "..", "../x", "box/..", "box/../..", "/etc", "//", "box//x",
		"box/", ".", "./box" };
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	struct smssite_tree_stat stat;
	smssite_listing *listing;
	void *handle;

	ok(smssite_tree_make_directory(tree, "box"));
	put(tree, "file", "");
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		assert_int_equal(sms_tree_stat_exact(tree, paths[i], &stat), SMSSITE_INVALID);
		assert_int_equal(sms_tree_list_exact(tree, paths[i], &listing), SMSSITE_INVALID);
		assert_int_equal(
			sms_tree_open_exact(tree, paths[i], SMSSITE_OPEN_READ, &handle), SMSSITE_INVALID);
		assert_int_equal(
			sms_tree_open_exact(tree, paths[i], SMSSITE_OPEN_CREATE, &handle), SMSSITE_INVALID);
		assert_int_equal(sms_tree_rename_noreplace(tree, "file", paths[i]), SMSSITE_INVALID);
		assert_int_equal(sms_tree_rename(tree, paths[i], "new"), SMSSITE_INVALID);
		assert_int_equal(sms_tree_link(tree, "file", paths[i]), SMSSITE_INVALID);
		assert_int_equal(sms_tree_make_directory(tree, paths[i]), SMSSITE_INVALID);
		assert_int_equal(sms_tree_sync_directory(tree, paths[i]), SMSSITE_INVALID);
		assert_int_equal(sms_tree_remove(tree, paths[i]), SMSSITE_INVALID);
		assert_int_equal(sms_tree_set_mtime(tree, paths[i], 0), SMSSITE_INVALID);
		assert_int_equal(sms_tree_lock(tree, paths[i], &handle), SMSSITE_INVALID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_EACH(names_are_those_windows_takes),
		ON_EACH(names_and_paths_have_limits),
		ON_EACH(names_windows_forbids_are_listed_as_found),
		ON_EACH(exact_paths_cannot_leave_the_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
