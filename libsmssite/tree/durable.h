/* SPDX-License-Identifier: MIT */
/* Changes that are whole or not there at all, whenever the power goes:
 *
 *   sms_tree_move()           a name moves and never replaces another
 *   sms_tree_move_way()       how this tree can do that
 *   sms_tree_copy_verified()  a copy that was read back
 *   sms_tree_write_new()      a new file with these bytes
 *   sms_tree_replace()        a file that there is gets these bytes
 *   sms_tree_hash()           what a file holds
 *
 * Paths are by Windows' rules and are resolved here, so a name that exists in any case is in the way, and
 * doubles are AMBIGUOUS. When a call answers OK, its work is durable and no operation is left unsynced;
 * within a call at most four are. A failing sync aside nothing has changed after a failure; after a failing
 * sync the caller looks, as after a crash. Who finds after the death of a process that the work was done
 * already (EXISTS, NOT_FOUND) syncs the directories (sms_tree_sync_names()) before relying on it: nobody may
 * have done so.
 *
 * While it is written, a file is called like its final name with SMS_TEMPORARY behind it: an extension no
 * service looks for. One that a crash left behind is removed by the next call for the same name. */
#ifndef SMS_DURABLE_H
#define SMS_DURABLE_H

#include <smssite/tree.h>

#define SMS_TEMPORARY ".SMSSITE.TMP"
#define SMS_SHA256_SIZE 32

enum sms_move_way {
	/* One rename that the file system refuses if the new name is taken. */
	SMS_MOVE_NOREPLACE = 0,
	/* The new name is linked, made durable, then the old one removed: for a while, or after a crash, the
	 * file has both. sms_tree_move() of the same names finishes that. */
	SMS_MOVE_LINK = 1,
	/* A look, then a rename: between the two another may take the new name, and would lose it. */
	SMS_MOVE_CHECKED = 2,
};

struct sms_copied {
	unsigned char sha256[SMS_SHA256_SIZE];
	int64_t size;
	int64_t mtime_utc_s;
};

/* Tries in the order of the enum, in both directories' names as they are now. *way: how it was done; may be
 * NULL. OK, INVALID, NO_MEMORY, NOT_FOUND, EXISTS, AMBIGUOUS, DENIED, BUSY, IO, LIMIT, UNSUPPORTED. */
smssite_status sms_tree_move(smssite_tree *tree, const char *from, const char *to, enum sms_move_way *way);
/* Finds out with an empty file of its own in this directory, which must be one of the library's own; touches
 * nothing where the table itself decides. UNSUPPORTED: in no way. */
smssite_status sms_tree_move_way(smssite_tree *tree, const char *directory, enum sms_move_way *way);
/* The time stamp goes with the bytes. CHANGED: the source was not the same from beginning to end. Else as
 * sms_tree_move(). copied may be NULL. */
smssite_status sms_tree_copy_verified(
	smssite_tree *tree, const char *from, const char *to, struct sms_copied *copied);
smssite_status sms_tree_write_new(smssite_tree *tree, const char *path, const void *data, size_t size);
/* Another content under a name that is there, by one rename: at every moment the old or the new one is there. Only for a
 * file that the caller has a copy of. sha256: what the file must still hold, else CHANGED. */
smssite_status sms_tree_replace(smssite_tree *tree, const char *path, const void *data, size_t size,
	const unsigned char sha256[SMS_SHA256_SIZE]);
/* size may be NULL. */
smssite_status sms_tree_hash(
	smssite_tree *tree, const char *path, unsigned char sha256[SMS_SHA256_SIZE], int64_t *size);

#endif
