/* SPDX-License-Identifier: MIT */
/* What only a tree on disk meets: links, pipes, owners that die, permissions. */
#include "fixture.h"
#include "tree/durable.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* A name in the fixture's directory as this machine spells it. */
static const char *outside(const struct fixture *fixture, const char *name)
{
	static char path[1024];

	snprintf(path, sizeof(path), "%s/%s", fixture->directory, name);
	return path;
}

static int stat_of(const struct fixture *fixture, const char *name, struct stat *told)
{
	return stat(outside(fixture, name), told);
}

/* The tree is the directory "tree"; beside it lie "secret" and "box/secret", to which its links point. */
static smssite_tree *tree_with_links(struct fixture *fixture)
{
	smssite_tree *tree;
	char name[1024];

	put(fixture->tree, "secret", "secret");
	ok(smssite_tree_make_directory(fixture->tree, "box"));
	put(fixture->tree, "box/secret", "secret");
	ok(smssite_tree_make_directory(fixture->tree, "tree/inside"));
	put(fixture->tree, "tree/inside/file", "file");
	if (symlink("../secret", outside(fixture, "tree/file")) ||
		symlink("../box", outside(fixture, "tree/box")) ||
		symlink("inside", outside(fixture, "tree/within")) ||
		symlink("../nothing", outside(fixture, "tree/dangling")) ||
		symlink("/", outside(fixture, "tree/inside/root")))
		return NULL;
	snprintf(name, sizeof(name), "%s", outside(fixture, "tree"));
	ok(fixture->kind == ON_POSIX ? smssite_tree_open(name, &tree) : sms_tree_open_walking(name, &tree));
	return tree;
}

static void links_are_listed_and_never_followed(void **state)
{
	static const char *const files[] = { "file", "dangling", "box", "box/secret", "within/file",
		"inside/root", "inside/root/etc/passwd" };
	static const char *const directories[] = { "box", "within", "inside/root", "inside/root/etc", "file",
		"dangling" };
	smssite_tree *tree = tree_with_links(*state);
	struct smssite_tree_stat stat;
	smssite_listing *listing;
	size_t size;
	void *data;

	assert_non_null(tree);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		assert_int_equal(smssite_tree_read_file(tree, files[i], 99, &data, &size), SMSSITE_IO);
		assert_int_equal(sms_tree_read_exact(tree, files[i], 99, &data, &size), SMSSITE_IO);
		assert_int_equal(sms_tree_open_exact(tree, files[i], SMSSITE_OPEN_APPEND, &data), SMSSITE_IO);
		assert_int_equal(sms_tree_lock(tree, files[i], &data), SMSSITE_IO);
	}
	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++) {
		char path[64];

		assert_int_equal(smssite_tree_list(tree, directories[i], &listing), SMSSITE_IO);
		assert_int_equal(sms_tree_list_exact(tree, directories[i], &listing), SMSSITE_IO);
		assert_int_equal(sms_tree_sync_directory(tree, directories[i]), SMSSITE_IO);
		snprintf(path, sizeof(path), "%s/new", directories[i]);
		assert_int_equal(smssite_tree_write_file(tree, path, "x", 1), SMSSITE_IO);
		assert_int_equal(sms_tree_open_exact(tree, path, SMSSITE_OPEN_CREATE, &data), SMSSITE_IO);
		assert_int_equal(sms_tree_make_directory(tree, path), SMSSITE_IO);
		assert_int_equal(sms_tree_rename_noreplace(tree, "inside/file", path), SMSSITE_IO);
		assert_int_equal(sms_tree_rename(tree, "inside/file", path), SMSSITE_IO);
		assert_int_equal(sms_tree_link(tree, "inside/file", path), SMSSITE_IO);
		assert_int_equal(sms_tree_stat_exact(tree, path, &stat), SMSSITE_IO);
		assert_int_equal(sms_tree_remove(tree, path), SMSSITE_IO);
		assert_int_equal(sms_tree_set_mtime(tree, path, 0), SMSSITE_IO);
	}
	ok(smssite_tree_list(tree, "", &listing));
	assert_int_equal(smssite_listing_count(listing), 5);
	for (size_t i = 0; i < 5; i++) {
		bool inside = !strcmp(smssite_listing_name(listing, i), "inside");

		ok(smssite_listing_stat(listing, i, &stat));
		assert_int_equal(stat.kind, inside ? SMSSITE_ENTRY_DIRECTORY : SMSSITE_ENTRY_LINK);
	}
	smssite_listing_free(listing);
	smssite_tree_free(tree);
}

static void a_link_itself_can_be_named_and_moved(void **state)
{
	struct fixture *fixture = *state;
	smssite_tree *tree = tree_with_links(fixture);
	struct smssite_tree_stat stat;
	struct stat before, after;
	char *actual;
	void *file;

	assert_non_null(tree);
	assert_int_equal(stat_of(fixture, "secret", &before), 0);
	ok(smssite_tree_resolve(tree, "FILE", &actual));
	assert_string_equal(actual, "file");
	smssite_free(actual);
	ok(sms_tree_stat_exact(tree, "file", &stat));
	assert_int_equal(stat.kind, SMSSITE_ENTRY_LINK);
	assert_int_equal(sms_tree_open_exact(tree, "dangling", SMSSITE_OPEN_CREATE, &file), SMSSITE_EXISTS);
	assert_int_equal(smssite_tree_write_file(tree, "DANGLING", "x", 1), SMSSITE_EXISTS);
	assert_int_equal(access(outside(fixture, "nothing"), F_OK), -1);
	assert_int_equal(sms_tree_move(tree, "inside/file", "file", NULL), SMSSITE_EXISTS);
	sms_tree_set_mtime(tree, "file", 1);
	ok(sms_tree_move(tree, "file", "moved", NULL));
	ok(sms_tree_remove(tree, "moved"));
	assert_int_equal(stat_of(fixture, "secret", &after), 0);
	assert_int_equal(before.st_mtime, after.st_mtime);
	smssite_tree_free(tree);
}

static void a_pipe_does_not_block(void **state)
{
	struct fixture *fixture = *state;
	smssite_listing *listing;
	struct smssite_tree_stat stat;
	size_t size;
	void *data;

	if (mkfifo(outside(fixture, "pipe"), 0666)) {
		skip();
		return;
	}
	assert_int_equal(smssite_tree_read_file(fixture->tree, "pipe", 9, &data, &size), SMSSITE_IO);
	assert_int_equal(sms_tree_read_exact(fixture->tree, "pipe", 9, &data, &size), SMSSITE_IO);
	assert_int_equal(sms_tree_open_exact(fixture->tree, "pipe", SMSSITE_OPEN_APPEND, &data), SMSSITE_IO);
	assert_int_equal(sms_tree_lock(fixture->tree, "pipe", &data), SMSSITE_IO);
	assert_int_equal(sms_tree_copy_verified(fixture->tree, "pipe", "copy", NULL), SMSSITE_IO);
	ok(smssite_tree_list(fixture->tree, "", &listing));
	ok(smssite_listing_stat(listing, 0, &stat));
	assert_int_equal(stat.kind, SMSSITE_ENTRY_OTHER);
	smssite_listing_free(listing);
}

static void a_dead_owner_holds_no_lock(void **state)
{
	struct fixture *fixture = *state;
	smssite_tree *tree = fixture->tree;
	int pipes[2];
	void *lock;
	pid_t child;
	char byte;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	if (!child) {
		smssite_tree *own;

		if (open_again(fixture, &own) || sms_tree_lock(own, "lock", &lock) ||
			write(pipes[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	close(pipes[0]);
	assert_int_equal(sms_tree_lock(tree, "lock", &lock), SMSSITE_BUSY);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	ok(sms_tree_lock(tree, "lock", &lock));
	sms_tree_unlock(tree, lock);
}

/* Runs as nobody where the tests are run by root, whom nothing is denied. */
static void what_is_denied_is_told_so(void **state)
{
	struct fixture *fixture = *state;
	smssite_tree *tree = fixture->tree;
	struct stat told;
	int result;
	pid_t child;

	put(tree, "unreadable", "x");
	ok(smssite_tree_make_directory(tree, "closed"));
	if (chmod(outside(fixture, "unreadable"), 0) || chmod(outside(fixture, "closed"), 0) ||
		chmod(fixture->directory, 0555) || stat_of(fixture, "unreadable", &told) ||
		told.st_mode & 0777) {
		skip(); /* a file system without permissions */
		return;
	}
	child = fork();
	if (!child) {
		struct smssite_tree_stat stat;
		smssite_listing *listing;
		size_t size;
		void *data;

		if (!geteuid() && (setgroups(0, NULL) || setgid(65534) || setuid(65534)))
			_exit(77);
		_exit(smssite_tree_read_file(tree, "unreadable", 9, &data, &size) != SMSSITE_DENIED ? 1
			: smssite_tree_list(tree, "closed", &listing) != SMSSITE_DENIED		    ? 2
			: sms_tree_stat_exact(tree, "closed/x", &stat) != SMSSITE_DENIED	    ? 3
			: smssite_tree_write_file(tree, "new", "", 0) != SMSSITE_DENIED		    ? 4
			: smssite_tree_make_directory(tree, "new") != SMSSITE_DENIED		    ? 5
			: sms_tree_move(tree, "unreadable", "new", NULL) != SMSSITE_DENIED	    ? 6
			: sms_tree_remove(tree, "unreadable") != SMSSITE_DENIED			    ? 7
			: !strstr(smssite_error_message(), "unreadable")			    ? 8
												    : 0);
	}
	assert_int_equal(waitpid(child, &result, 0), child);
	chmod(fixture->directory, 0755);
	chmod(outside(fixture, "closed"), 0755);
	if (WEXITSTATUS(result) == 77)
		skip();
	assert_int_equal(result, 0);
}

static void a_tree_is_opened_where_there_is_a_directory(void **state)
{
	struct fixture *fixture = *state;
	char real[4096];
	smssite_tree *tree;

	put(fixture->tree, "file", "");
	assert_int_equal(smssite_tree_open(outside(fixture, "nothing"), &tree), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_tree_open(outside(fixture, "file"), &tree), SMSSITE_IO);
	assert_non_null(realpath(fixture->directory, real));
	assert_string_equal(smssite_tree_location(fixture->tree), real);
	/* the root is the caller's word, links and all */
	assert_int_equal(symlink(".", outside(fixture, "link")), 0);
	ok(smssite_tree_open(outside(fixture, "link"), &tree));
	assert_string_equal(smssite_tree_location(tree), real);
	smssite_tree_free(tree);
}

static void a_tree_opens_no_file_that_a_child_inherits(void **state)
{
	struct fixture *fixture = *state;
	void *file, *lock;

	put(fixture->tree, "file", "x");
	ok(sms_tree_open_exact(fixture->tree, "file", SMSSITE_OPEN_READ, &file));
	ok(sms_tree_lock(fixture->tree, "lock", &lock));
	for (int fd = 3; fd < 64; fd++) {
		int flags = fcntl(fd, F_GETFD);
		char name[64], target[1024];
		ssize_t size;

		snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
		size = readlink(name, target, sizeof(target) - 1);
		if (flags < 0 || size < 0)
			continue;
		target[size] = '\0';
		if (!strncmp(target, fixture->directory, strlen(fixture->directory)))
			assert_true(flags & FD_CLOEXEC);
	}
	sms_tree_unlock(fixture->tree, lock);
	sms_tree_close(fixture->tree, file);
}

static void the_space_of_the_volume_is_known(void **state)
{
	smssite_tree *tree = ((struct fixture *)*state)->tree;
	int64_t free_bytes = -1, total_bytes = -1;

	ok(sms_tree_space(tree, &free_bytes, &total_bytes));
	assert_true(free_bytes >= 0 && total_bytes > 0 && free_bytes <= total_bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_DISK(links_are_listed_and_never_followed),
		ON_DISK(a_link_itself_can_be_named_and_moved),
		ON_DISK(a_pipe_does_not_block),
		ON_DISK(a_dead_owner_holds_no_lock),
		ON_DISK(what_is_denied_is_told_so),
		ON_DISK(a_tree_is_opened_where_there_is_a_directory),
		ON_DISK(a_tree_opens_no_file_that_a_child_inherits),
		ON_DISK(the_space_of_the_volume_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
