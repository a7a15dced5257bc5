/* SPDX-License-Identifier: MIT */
/* Inside of a tree, for the rooms below. Calls named _exact and the plain operations take a path as it was
 * found on disk (smssite_tree_resolve(), or a listing's name behind the listed path): they resolve nothing,
 * so a caller that has made a listing pays no second one. */
#ifndef SMS_TREE_H
#define SMS_TREE_H

#include <smssite/tree.h>
#include "base/text.h"

#include <stdatomic.h>

struct smssite_tree {
	struct smssite_tree_ops ops;
	void *context;
	char *location;
	atomic_size_t references;
	/* The operations set the detail of a failure themselves; a caller's own table cannot. */
	bool sets_detail;
};

/* A tree over operations of the library's own. */
smssite_status sms_tree_new_own(
	const struct smssite_tree_ops *ops, void *context, const char *location, smssite_tree **tree);
/* As smssite_tree_open(), but walks every path name by name, as on a kernel without openat2(2). */
smssite_status sms_tree_open_walking(const char *path, smssite_tree **tree);

/* Whether Windows would take this as one name: OK, INVALID or LIMIT (longer than 255 bytes). */
smssite_status sms_name_check(struct sms_span name);
/* The same for every name of a relative path with `/` or `\`; also its length and depth. */
smssite_status sms_path_check(const char *path);
/* Takes the next name off the front of a path; false at its end. Doubled and trailing separators count once.
 */
bool sms_path_next(struct sms_span *rest, struct sms_span *name);
/* directory/name, or name alone in the root. NULL: no memory. */
char *sms_path_join(const char *directory, struct sms_span name);
/* Everything before the last name of an exact path, "" for one in the root. NULL: no memory. */
char *sms_path_directory(const char *exact);
/* The last name of an exact path, within it. */
const char *sms_path_name(const char *exact);

/* The exact path that a new name will have. EXISTS when the name is taken in any spelling; else as
 * smssite_tree_resolve(). */
smssite_status sms_tree_resolve_new(smssite_tree *tree, const char *path, char **exact);
/* As smssite_tree_resolve(); IO when it is not a regular file. */
smssite_status sms_tree_resolve_file(smssite_tree *tree, const char *path, char **exact);
/* Looks one name up in a directory. *found is the spelling on disk, sms_free()d by the caller. OK, NOT_FOUND,
 * AMBIGUOUS, LIMIT, or what listing the directory came to. */
smssite_status sms_tree_find(smssite_tree *tree, const char *directory, struct sms_span name, char **found,
	smssite_entry_kind *kind);

/* Reads on in a descriptor of the caller's; *got 0 is the end. OK, DENIED, IO. */
smssite_status sms_read_descriptor(int descriptor, void *buffer, size_t size, size_t *got);

/* As the public calls. */
smssite_status sms_tree_list_exact(smssite_tree *tree, const char *path, smssite_listing **listing);
smssite_status sms_tree_read_exact(
	smssite_tree *tree, const char *path, size_t max_size, void **data, size_t *size);
/* Where a name is in a listing, by Windows' rules: OK, NOT_FOUND, AMBIGUOUS. Takes log(n) steps. */
smssite_status sms_listing_find(const smssite_listing *listing, const char *name, size_t *index);

/* After a failure: takes a file of the library's own away again, durably, as far as that goes. The failure's
 * detail stays. */
void sms_tree_discard(smssite_tree *tree, const char *exact);

/* What listing a directory hands its names to. */
typedef smssite_status (*sms_emit)(void *cookie, const char *name, const struct smssite_tree_stat *stat);

/* The operations of the table, with its promises made good: UNSUPPORTED where there is none, a path that
 * could leave the tree is INVALID, a status the table must not answer becomes IO, and every failure has a
 * detail. */
smssite_status sms_tree_each(smssite_tree *tree, const char *path, sms_emit emit, void *cookie);
/* Only the kinds are sure to be told (smssite_tree_ops::list_kinds). */
smssite_status sms_tree_each_kind(smssite_tree *tree, const char *path, sms_emit emit, void *cookie);
smssite_status sms_tree_stat_exact(smssite_tree *tree, const char *path, struct smssite_tree_stat *stat);
/* For reading in pieces; *file is given back with sms_tree_close(). */
smssite_status sms_tree_open_exact(smssite_tree *tree, const char *path, smssite_open_mode mode, void **file);
smssite_status sms_tree_read(smssite_tree *tree, void *file, void *buffer, size_t size, size_t *got);
smssite_status sms_tree_read_at(smssite_tree *tree, void *file, int64_t offset, void *buffer, size_t size,
	size_t *got);
smssite_status sms_tree_write(smssite_tree *tree, void *file, const void *data, size_t size);
smssite_status sms_tree_sync(smssite_tree *tree, void *file);
smssite_status sms_tree_truncate(smssite_tree *tree, void *file, int64_t size);
/* NULL does nothing. */
void sms_tree_close(smssite_tree *tree, void *file);
smssite_status sms_tree_rename_noreplace(smssite_tree *tree, const char *from, const char *to);
smssite_status sms_tree_link(smssite_tree *tree, const char *from, const char *to);
smssite_status sms_tree_rename(smssite_tree *tree, const char *from, const char *to);
smssite_status sms_tree_make_directory(smssite_tree *tree, const char *path);
smssite_status sms_tree_sync_directory(smssite_tree *tree, const char *path);
/* The same for those who can do no more than ask: where a file system has no such thing (SMB), that is logged
 * and OK. */
smssite_status sms_tree_sync_names(smssite_tree *tree, const char *path);
smssite_status sms_tree_remove(smssite_tree *tree, const char *path);
smssite_status sms_tree_set_mtime(smssite_tree *tree, const char *path, int64_t mtime_utc_s);
smssite_status sms_tree_space(smssite_tree *tree, int64_t *free_bytes, int64_t *total_bytes);
smssite_status sms_tree_lock(smssite_tree *tree, const char *path, void **lock);
/* NULL does nothing. */
void sms_tree_unlock(smssite_tree *tree, void *lock);

#endif
