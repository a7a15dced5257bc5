/* SPDX-License-Identifier: MIT */
/* What tests may ask of a tree in memory beyond the public calls: to lose power. All calls take the tree made by
 * smssite_tree_new_memory() itself, not one wrapped around it, and answer INVALID for any other.
 *
 * The model. A change of names (create, link, remove, make a directory, rename) is durable once every directory
 * it touches was synced since: both for a rename across directories. Until then a loss of power keeps or drops
 * it, each change by itself, a rename whole or not at all. What was written to a file is durable once the file
 * was synced. Until then the file may be as at its last sync, as written, cut at the beginning of the new bytes
 * or at any multiple of 512 bytes in them, or of full length with zeros (or, after a truncation, the old bytes)
 * from such a place on. A time stamp that was set is kept or not until the file is synced; with it, the order of
 * sectors within one write is the one simplification made. What is durable stays. */
#ifndef SMS_MEMORY_H
#define SMS_MEMORY_H

#include <smssite/tree.h>

/* Puts a symbolic link, a device or a directory there, for tests of what is never opened. Durable at once. */
smssite_status sms_memory_add(smssite_tree *tree, const char *path, smssite_entry_kind kind);
/* What smssite_tree_ops::space answers from now on; UNSUPPORTED before. */
smssite_status sms_memory_set_space(smssite_tree *tree, int64_t free_bytes, int64_t total_bytes);

#endif
