/* SPDX-License-Identifier: MIT */
/* A directory of this machine as a tree. Paths are opened by posix_paths.c, which never leaves it. */
#define _GNU_SOURCE
#include "tree/posix.h"
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static struct smssite_tree_stat tell(const struct sms_posix *posix, const struct stat *from)
{
	struct smssite_tree_stat stat = {
		.kind = S_ISREG(from->st_mode)	 ? SMSSITE_ENTRY_FILE
			: S_ISDIR(from->st_mode) ? SMSSITE_ENTRY_DIRECTORY
			: S_ISLNK(from->st_mode) ? SMSSITE_ENTRY_LINK
						 : SMSSITE_ENTRY_OTHER,
		.size = from->st_size,
		.mtime_utc_s = from->st_mtime,
		.identity = from->st_ino,
	};

	/* Below a mount point the inode numbers begin anew. */
	if (from->st_dev != posix->device)
		stat.identity ^= (uint64_t)from->st_dev * 0x9E3779B97F4A7C15u;
	return stat;
}

/* In a message. */
static const char *shown(const char *path)
{
	return *path ? path : "the root";
}

static void posix_destroy(void *context)
{
	struct sms_posix *posix = context;

	close(posix->root);
	sms_free(posix);
}

/* What reading the directory tells of a name; false where only a look at the file can. */
static bool kind_from_entry(const struct dirent64 *entry, struct smssite_tree_stat *told)
{
	*told = (struct smssite_tree_stat){ .mtime_utc_s = SMSSITE_NO_TIME };
	told->kind = entry->d_type == DT_REG   ? SMSSITE_ENTRY_FILE
		     : entry->d_type == DT_DIR ? SMSSITE_ENTRY_DIRECTORY
		     : entry->d_type == DT_LNK ? SMSSITE_ENTRY_LINK
					       : SMSSITE_ENTRY_OTHER;
	return entry->d_type != DT_UNKNOWN;
}

/* A directory being listed. */
struct listed {
	const struct sms_posix *posix;
	const char *path;
	int file;
	bool kinds;
	smssite_status (*emit)(void *cookie, const char *name, const struct smssite_tree_stat *stat);
	void *cookie;
};

static smssite_status emit_entry(const struct listed *listed, const struct dirent64 *entry)
{
	struct smssite_tree_stat told;
	struct stat stat;

	if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
		return SMSSITE_OK;
	if (!listed->kinds || !kind_from_entry(entry, &told)) {
		if (fstatat(listed->file, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW)) {
			if (errno == ENOENT)
				return SMSSITE_OK; /* gone since it was read: a live site moves its files */
			return sms_fail_errno(errno, "%s/%s", shown(listed->path), entry->d_name);
		}
		told = tell(listed->posix, &stat);
	}
	return listed->emit(listed->cookie, entry->d_name, &told);
}

/* Not by readdir(3): on a descriptor of our own it costs three system calls more for each directory, and a
 * look at a site is hardly anything but listing directories. */
static smssite_status emit_entries(const struct listed *listed)
{
	alignas(struct dirent64) char buffer[16 << 10];

	for (;;) {
		ssize_t size = getdents64(listed->file, buffer, sizeof(buffer));

		if (size < 0)
			return sms_fail_errno(errno, "listing %s", shown(listed->path));
		if (!size)
			return SMSSITE_OK;
		for (ssize_t at = 0; at < size;) {
			const struct dirent64 *entry = (const void *)(buffer + at);
			smssite_status status = emit_entry(listed, entry);

			if (status)
				return status;
			at += entry->d_reclen;
		}
	}
}

static smssite_status list(struct sms_posix *posix, const char *path, bool kinds,
	smssite_status (*emit)(void *cookie, const char *name, const struct smssite_tree_stat *stat),
	void *cookie)
{
	struct listed listed = { posix, path, sms_open_beneath(posix, path, O_RDONLY | O_DIRECTORY), kinds, emit,
		cookie };
	smssite_status status;

	if (listed.file < 0)
		return sms_fail_errno(errno, "listing %s", shown(path));
	status = emit_entries(&listed);
	close(listed.file);
	return status;
}

static smssite_status posix_list(void *context, const char *path, sms_emit emit, void *cookie)
{
	return list(context, path, false, emit, cookie);
}

static smssite_status posix_list_kinds(void *context, const char *path, sms_emit emit, void *cookie)
{
	return list(context, path, true, emit, cookie);
}

static smssite_status posix_stat(void *context, const char *path, struct smssite_tree_stat *stat)
{
	int file = sms_open_beneath(context, path, O_PATH);
	smssite_status status = SMSSITE_OK;
	struct stat told;

	if (file < 0)
		return sms_fail_errno(errno, "%s", shown(path));
	if (fstat(file, &told))
		status = sms_fail_errno(errno, "%s", shown(path));
	else
		*stat = tell(context, &told);
	close(file);
	return status;
}

/* O_NONBLOCK: to open a pipe must not wait for its other end. */
static smssite_status open_regular(struct sms_posix *posix, const char *path, int flags, int *file)
{
	struct stat stat;
	smssite_status status;
	int fresh = sms_open_beneath(posix, path, flags | O_NONBLOCK | O_NOCTTY);

	/* A socket, or a pipe that nobody reads. */
	if (fresh < 0 && errno == ENXIO)
		return sms_fail(SMSSITE_IO, "%s: not a regular file", path);
	if (fresh < 0)
		return sms_fail_errno(errno, "opening %s", path);
	if (fstat(fresh, &stat)) {
		status = sms_fail_errno(errno, "opening %s", path);
	} else if (!S_ISREG(stat.st_mode)) {
		status = sms_fail(SMSSITE_IO, "%s: not a regular file", path);
	} else {
		*file = fresh;
		return SMSSITE_OK;
	}
	close(fresh);
	return status;
}

/* A handle is the descriptor plus one in the room of a pointer, so that descriptor 0 is not NULL. */
static void *handle_of(int file)
{
	return (void *)((intptr_t)file + 1);
}

static int file_of(void *handle)
{
	return (int)((intptr_t)handle - 1);
}

static smssite_status posix_open(void *context, const char *path, smssite_open_mode mode, void **file)
{
	static const int flags[] = { O_RDONLY, O_WRONLY | O_CREAT | O_EXCL, O_WRONLY | O_APPEND };
	smssite_status status;
	int fresh;

	status = open_regular(context, path, flags[mode], &fresh);
	if (!status)
		*file = handle_of(fresh);
	return status;
}

smssite_status sms_read_descriptor(int descriptor, void *buffer, size_t size, size_t *got)
{
	ssize_t count;

	do
		count = read(descriptor, buffer, size > SSIZE_MAX ? SSIZE_MAX : size);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return sms_fail_errno(errno, "reading");
	*got = (size_t)count;
	return SMSSITE_OK;
}

static smssite_status posix_read(void *context, void *file, void *buffer, size_t size, size_t *got)
{
	(void)context;
	return sms_read_descriptor(file_of(file), buffer, size, got);
}

static smssite_status posix_read_at(void *context, void *file, int64_t offset, void *buffer, size_t size, size_t *got)
{
	(void)context;
	*got = 0;
	while (*got < size) {
		ssize_t count = pread(file_of(file), (char *)buffer + *got, size - *got, offset + (int64_t)*got);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return sms_fail_errno(errno, "reading");
		if (!count)
			break;
		*got += (size_t)count;
	}
	return SMSSITE_OK;
}

static smssite_status posix_write(void *context, void *file, const void *data, size_t size)
{
	const char *rest = data;

	(void)context;
	while (size) {
		ssize_t count = write(file_of(file), rest, size > SSIZE_MAX ? SSIZE_MAX : size);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return sms_fail_errno(count ? errno : EIO, "writing");
		rest += count;
		size -= (size_t)count;
	}
	return SMSSITE_OK;
}

static smssite_status sync_descriptor(int file, const char *what)
{
	int failed;

	do
		failed = fsync(file);
	while (failed && errno == EINTR);
	return failed ? sms_fail_errno(errno, "syncing %s", what) : SMSSITE_OK;
}

static smssite_status posix_sync(void *context, void *file)
{
	(void)context;
	return sync_descriptor(file_of(file), "a file");
}

static smssite_status posix_truncate(void *context, void *file, int64_t size)
{
	int failed;

	(void)context;
	do
		failed = ftruncate(file_of(file), size);
	while (failed && errno == EINTR);
	return failed ? sms_fail_errno(errno, "truncating to %lld bytes", (long long)size) : SMSSITE_OK;
}

static void posix_close(void *context, void *file)
{
	(void)context;
	close(file_of(file));
}

enum two_names { RENAME_NEW, RENAME_OVER, LINK };

static smssite_status on_two_names(struct sms_posix *posix, enum two_names what, const char *from, const char *to)
{
	const char *old, *new;
	int from_directory = sms_open_parent(posix, from, &old), to_directory, failed, error;

	if (from_directory < 0)
		return sms_fail_errno(errno, "%s", from);
	to_directory = sms_open_parent(posix, to, &new);
	if (to_directory < 0) {
		error = errno;
		close(from_directory);
		return sms_fail_errno(error, "%s", to);
	}
	if (what == LINK)
		failed = linkat(from_directory, old, to_directory, new, 0);
	else
		failed = renameat2(
			from_directory, old, to_directory, new, what == RENAME_NEW ? RENAME_NOREPLACE : 0);
	error = errno;
	close(from_directory);
	close(to_directory);
	if (!failed)
		return SMSSITE_OK;
	/* What a file system answers that does not know the flag: ntfs-3g and other FUSE ones. */
	if (what == RENAME_NEW && error == EINVAL)
		return sms_fail(
			SMSSITE_UNSUPPORTED, "%s: this file system cannot rename without replacing", from);
	return sms_fail_errno(error, "%s to %s", from, to);
}

static smssite_status posix_rename_noreplace(void *context, const char *from, const char *to)
{
	return on_two_names(context, RENAME_NEW, from, to);
}

static smssite_status posix_link(void *context, const char *from, const char *to)
{
	return on_two_names(context, LINK, from, to);
}

static smssite_status posix_rename(void *context, const char *from, const char *to)
{
	return on_two_names(context, RENAME_OVER, from, to);
}

static smssite_status posix_make_directory(void *context, const char *path)
{
	const char *name;
	int parent = sms_open_parent(context, path, &name), error = 0;

	if (parent < 0)
		return sms_fail_errno(errno, "making the directory %s", path);
	if (mkdirat(parent, name, 0777))
		error = errno;
	close(parent);
	return error ? sms_fail_errno(error, "making the directory %s", path) : SMSSITE_OK;
}

static smssite_status posix_sync_directory(void *context, const char *path)
{
	int directory = sms_open_beneath(context, path, O_RDONLY | O_DIRECTORY);
	smssite_status status;

	if (directory < 0)
		return sms_fail_errno(errno, "syncing the directory %s", shown(path));
	status = sync_descriptor(directory, shown(path));
	/* A file system that cannot sync a directory says so with EINVAL. */
	if (status && smssite_error_errno() == EINVAL)
		status = sms_fail(
			SMSSITE_UNSUPPORTED, "%s: this file system cannot sync a directory", shown(path));
	close(directory);
	return status;
}

static smssite_status posix_remove(void *context, const char *path)
{
	const char *name;
	int parent = sms_open_parent(context, path, &name), error = 0;

	if (parent < 0)
		return sms_fail_errno(errno, "removing %s", path);
	if (unlinkat(parent, name, 0))
		error = errno;
	close(parent);
	return error ? sms_fail_errno(error, "removing %s", path) : SMSSITE_OK;
}

static smssite_status posix_set_mtime(void *context, const char *path, int64_t mtime_utc_s)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = mtime_utc_s } };
	const char *name;
	int parent = sms_open_parent(context, path, &name), error = 0;

	if (parent < 0)
		return sms_fail_errno(errno, "setting the time of %s", path);
	if (utimensat(parent, name, times, AT_SYMLINK_NOFOLLOW))
		error = errno;
	close(parent);
	return error ? sms_fail_errno(error, "setting the time of %s", path) : SMSSITE_OK;
}

static int64_t bytes_of(fsblkcnt_t blocks, unsigned long block_size)
{
	int64_t bytes;

	return __builtin_mul_overflow(blocks, block_size, &bytes) ? INT64_MAX : bytes;
}

static smssite_status posix_space(void *context, int64_t *free_bytes, int64_t *total_bytes)
{
	struct sms_posix *posix = context;
	struct statvfs volume;

	if (fstatvfs(posix->root, &volume))
		return sms_fail_errno(errno, "asking for the free space");
	*free_bytes = bytes_of(volume.f_bavail, volume.f_frsize);
	*total_bytes = bytes_of(volume.f_blocks, volume.f_frsize);
	return SMSSITE_OK;
}

/* The lock belongs to the open file, so the kernel gives it back when its owner dies, and a second one taken
 * by the same process is refused like any other. */
static smssite_status posix_lock(void *context, const char *path, void **lock)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	smssite_status status;
	int file, error = 0;

	status = open_regular(context, path, O_RDWR | O_CREAT, &file);
	if (status)
		return status;
	if (fcntl(file, F_OFD_SETLK, &whole)) {
		error = errno;
		/* Neither the kernel nor the file system need have these locks; flock is older. */
		if (error != EAGAIN && error != EACCES)
			error = flock(file, LOCK_EX | LOCK_NB) ? errno : 0;
	}
	if (!error) {
		*lock = handle_of(file);
		return SMSSITE_OK;
	}
	close(file);
	if (error == EAGAIN || error == EACCES)
		return sms_fail(SMSSITE_BUSY, "%s: locked by another", path);
	return sms_fail_errno(error, "locking %s", path);
}

static void posix_unlock(void *context, void *lock)
{
	posix_close(context, lock);
}

static const struct smssite_tree_ops posix_ops = {
	.size = sizeof(posix_ops),
	.destroy = posix_destroy,
	.list = posix_list,
	.list_kinds = posix_list_kinds,
	.stat = posix_stat,
	.open = posix_open,
	.read = posix_read,
	.write = posix_write,
	.sync = posix_sync,
	.truncate = posix_truncate,
	.close = posix_close,
	.rename_noreplace = posix_rename_noreplace,
	.link = posix_link,
	.rename = posix_rename,
	.make_directory = posix_make_directory,
	.sync_directory = posix_sync_directory,
	.remove = posix_remove,
	.set_mtime = posix_set_mtime,
	.space = posix_space,
	.lock = posix_lock,
	.unlock = posix_unlock,
	.read_at = posix_read_at,
};

static smssite_status open_tree(const char *path, bool walk, smssite_tree **tree)
{
	struct sms_posix *posix = NULL;
	char *location = NULL;
	smssite_status status;
	struct stat stat;
	int root;

	/* The root itself is the caller's own word: links on the way to it are followed. */
	root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return sms_fail_errno(errno, "opening %s", path);
	location = realpath(path, NULL);
	posix = sms_calloc(1, sizeof(*posix));
	if (!posix)
		status = SMSSITE_NO_MEMORY;
	else if (!location || fstat(root, &stat))
		status = sms_fail_errno(errno, "opening %s", path);
	else {
		posix->root = root;
		posix->device = stat.st_dev;
		posix->walk = walk;
		status = sms_tree_new_own(&posix_ops, posix, location, tree);
	}
	if (status) {
		sms_free(posix);
		close(root);
	}
	free(location);
	return status;
}

SMSSITE_API smssite_status smssite_tree_open(const char *path, smssite_tree **tree)
{
	if (!path || !tree)
		return sms_invalid(__func__, "NULL argument");
	return open_tree(path, false, tree);
}

smssite_status sms_tree_open_walking(const char *path, smssite_tree **tree)
{
	return open_tree(path, true, tree);
}
