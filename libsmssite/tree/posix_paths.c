/* SPDX-License-Identifier: MIT */
/* Paths below a directory of this machine. Every one is opened from the root's descriptor and no component of it may be
 * a symbolic link, so that nothing below a mounted, copied or hostile tree can point out of it. */
#define _GNU_SOURCE
#include "tree/posix.h"
#include "base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Opens the directories of a path one after the other; *name is left at the last name. -1 with errno. */
static int walk_to_last(const struct sms_posix *posix, const char *path, const char **name)
{
	int directory = fcntl(posix->root, F_DUPFD_CLOEXEC, 0);

	for (const char *slash; directory >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
		char part[NAME_MAX + 1];
		struct stat link;
		int next, error;

		if ((size_t)(slash - path) > NAME_MAX) {
			close(directory);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(part, path, (size_t)(slash - path));
		part[slash - path] = '\0';
		next = openat(directory, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		error = errno;
		/* openat2 would say ELOOP */
		if (next < 0 && error == ENOTDIR && !fstatat(directory, part, &link, AT_SYMLINK_NOFOLLOW) &&
			S_ISLNK(link.st_mode))
			error = ELOOP;
		close(directory);
		directory = next;
		errno = error;
	}
	*name = *path ? path : ".";
	return directory;
}

static int open_walking(const struct sms_posix *posix, const char *path, int flags)
{
	const char *name;
	int directory = walk_to_last(posix, path, &name), file, error;

	if (directory < 0)
		return -1;
	do
		file = openat(directory, name, flags, 0666);
	while (file < 0 && errno == EINTR);
	error = errno;
	close(directory);
	errno = error;
	return file;
}

int sms_open_beneath(struct sms_posix *posix, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_NOFOLLOW | O_CLOEXEC),
		.mode = flags & O_CREAT ? 0666 : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	long file;

	if (!posix->walk) {
		do
			file = syscall(SYS_openat2, posix->root, *path ? path : ".", &how, sizeof(how));
		while (file < 0 && errno == EINTR);
		/* EPERM: how some containers refuse a call they do not know. */
		if (file >= 0 || (errno != ENOSYS && errno != EPERM))
			return (int)file;
		if (errno == ENOSYS)
			posix->walk = true;
	}
	return open_walking(posix, path, flags | O_NOFOLLOW | O_CLOEXEC);
}

int sms_open_parent(struct sms_posix *posix, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char *directory;
	int parent, error;

	*name = slash ? slash + 1 : path;
	if (!**name) {
		errno = EBUSY; /* the root itself: what the kernel says of "." */
		return -1;
	}
	directory = sms_strndup(path, slash ? (size_t)(slash - path) : 0);
	if (!directory) {
		errno = ENOMEM;
		return -1;
	}
	parent = sms_open_beneath(posix, directory, O_PATH | O_DIRECTORY);
	error = errno;
	sms_free(directory);
	errno = error;
	return parent;
}
