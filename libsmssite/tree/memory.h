/* SPDX-License-Identifier: MIT */
/* What tests may ask of a tree in memory beyond the public calls: to lose power. All calls take the tree made
 * by smssite_tree_new_memory() itself, not one wrapped around it, and answer INVALID for any other.
 *
 * The model. A change of names (create, link, remove, make a directory, rename) is durable once every
 * directory it touches was synced since: both for a rename across directories. Until then a loss of power
 * keeps or drops it, each change by itself, a rename whole or not at all. What was written to a file is
 * durable once the file was synced. Until then the file may be as at its last sync, as written, cut at the
 * beginning of the new bytes or at any multiple of 512 bytes in them, or of full length with zeros from such
 * a place on; where there were other bytes before a truncation, also with those from such a place on. A time
 * stamp that was set is kept or not, until the file is synced. What is durable stays.
 *
 * Simplified: the sectors of one file reach the disk in their order. */
#ifndef SMS_MEMORY_H
#define SMS_MEMORY_H

#include <smssite/tree.h>

/* Puts a symbolic link, a device or a directory there, for tests of what is never opened. Durable at once. */
smssite_status sms_memory_add(smssite_tree *tree, const char *path, smssite_entry_kind kind);
/* What smssite_tree_ops::space answers from now on; UNSUPPORTED before. */
smssite_status sms_memory_set_space(smssite_tree *tree, int64_t free_bytes, int64_t total_bytes);

/* How many operations are not durable: each change of names, each file with unsynced bytes, each with an
 * unsynced time stamp. 0 also for a tree that is not in memory. */
size_t sms_memory_pending(smssite_tree *tree);
/* How many states a loss of power now may leave, at least 1; different ones may look the same. LIMIT: too
 * many to enumerate (more than 16 changes of names, or files that can be torn in millions of ways). */
smssite_status sms_memory_crash_count(smssite_tree *tree, size_t *count);
/* A new tree as found after a loss of power in that state: nothing pending, nothing locked. The old one stays
 * as it is. INVALID: no such state. */
smssite_status sms_memory_crash(smssite_tree *tree, size_t index, smssite_tree **after);
/* A copy with what is pending, and nothing locked: what the death of all processes leaves. */
smssite_status sms_memory_clone(smssite_tree *tree, smssite_tree **copy);

#endif
