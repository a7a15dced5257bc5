/* SPDX-License-Identifier: MIT */
/* Inside of a tree that is a directory of this machine. */
#ifndef SMS_POSIX_H
#define SMS_POSIX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

struct sms_posix {
	int root;
	dev_t device;
	/* There is no openat2(2): walk every path name by name. */
	atomic_bool walk;
};

/* Opens a path below the root, without following a link on the way or at its end. "" is the root. -1 with errno. */
int sms_open_beneath(struct sms_posix *posix, const char *path, int flags);
/* The directory that holds the last name of a path, which *name is left at. -1 with errno; EBUSY: the root has none. */
int sms_open_parent(struct sms_posix *posix, const char *path, const char **name);

#endif
