/* SPDX-License-Identifier: MIT */
/* The same test on every kind of tree. Trees on disk lie in a fresh directory below SMSSITE_TEST_DIRECTORY
 * (an NTFS image, say) or the system's place for temporary files. */
#ifndef FIXTURE_H
#define FIXTURE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <ftw.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <smssite.h>
#include "tree/tree.h"
#include "tree/memory.h"

enum kind { ON_MEMORY, ON_POSIX, ON_POSIX_WALKING };

struct fixture {
	enum kind kind;
	/* The directory of this machine below the tree; "" for one in memory. */
	char directory[512];
	smssite_tree *tree;
};

static inline void ok(smssite_status status)
{
	if (status)
		fail_msg("%s: %s", smssite_status_name(status), smssite_error_message());
}

static inline void put(smssite_tree *tree, const char *path, const char *text)
{
	ok(smssite_tree_write_file(tree, path, text, strlen(text)));
}

static inline void assert_content(smssite_tree *tree, const char *path, const char *text)
{
	void *data;
	size_t size;

	ok(smssite_tree_read_file(tree, path, 1 << 20, &data, &size));
	assert_int_equal(size, strlen(text));
	assert_string_equal(data, text);
	smssite_free(data);
}

static inline int remove_one(const char *path, const struct stat *stat, int type, struct FTW *at)
{
	(void)stat;
	(void)type;
	(void)at;
	return remove(path);
}

static inline smssite_status open_again(const struct fixture *fixture, smssite_tree **tree)
{
	return fixture->kind == ON_POSIX ? smssite_tree_open(fixture->directory, tree)
					 : sms_tree_open_walking(fixture->directory, tree);
}

static inline int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	const char *base = getenv("SMSSITE_TEST_DIRECTORY");

	fixture->kind = (enum kind)(intptr_t)*state;
	*state = fixture;
	if (!base)
		base = getenv("TMPDIR");
	if (fixture->kind == ON_MEMORY)
		return smssite_tree_new_memory(&fixture->tree);
	snprintf(fixture->directory, sizeof(fixture->directory), "%s/smssite-tree-XXXXXX",
		base ? base : "/tmp");
	if (!mkdtemp(fixture->directory))
		return -1;
	return open_again(fixture, &fixture->tree);
}

static inline int tear_down(void **state)
{
	struct fixture *fixture = *state;

	smssite_tree_free(fixture->tree);
	if (fixture->kind != ON_MEMORY)
		nftw(fixture->directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(fixture);
	return 0;
}

#define ON(kind, test)                                                                                       \
	{                                                                                                    \
#test " (" #kind ")", test, set_up, tear_down, (void *)(intptr_t)(kind)                      \
	}
#define ON_DISK(test) ON(ON_POSIX, test), ON(ON_POSIX_WALKING, test)
#define ON_EACH(test) ON(ON_MEMORY, test), ON_DISK(test)

#endif
