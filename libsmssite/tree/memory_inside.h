/* SPDX-License-Identifier: MIT */
/* The state of a tree in memory, shared by its operations (memory.c) and its loss of power (crash.c). */
#ifndef SMS_MEMORY_INSIDE_H
#define SMS_MEMORY_INSIDE_H

#include "tree/memory.h"
#include "tree/tree.h"

/* Bytes that copies of a tree share until one of them writes. */
struct sms_blob {
	atomic_size_t references;
	size_t size, capacity;
	char bytes[];
};

/* NULL is an empty blob. */
static inline size_t sms_blob_size(const struct sms_blob *blob)
{
	return blob ? blob->size : 0;
}

struct sms_blob *sms_blob_new(const void *bytes, size_t size);
struct sms_blob *sms_blob_ref(struct sms_blob *blob);
/* Makes a blob the only one of its kind, with room for size bytes. */
smssite_status sms_blob_own(struct sms_blob **blob, size_t size);
void sms_blob_free(struct sms_blob *blob);

/* A name in a directory; the tables are sorted by directory and name. */
struct sms_memory_entry {
	uint32_t directory, inode;
	struct sms_blob *name;
};

struct sms_memory_table {
	struct sms_memory_entry *entries;
	size_t count, capacity;
};

/* One change of names: the old name goes (if there is one), the new name comes (if there is one). */
struct sms_memory_change {
	uint32_t from_directory, to_directory, inode;
	struct sms_blob *from, *to;
	/* The directory in question was not synced since. */
	bool from_pending, to_pending;
};

struct sms_memory_inode {
	smssite_entry_kind kind;
	struct sms_blob *data, *synced;
	/* Where data begins to differ from what was synced; only while dirty. */
	size_t dirty_from;
	int64_t mtime, synced_mtime;
	bool dirty, mtime_dirty, locked;
};

struct sms_memory {
	/* Number 0 is the root. Inodes stay as long as the tree. */
	struct sms_memory_inode *inodes;
	size_t inode_count, inode_capacity;
	/* What one sees, and what is durable for certain: without log[0] and all that came after it. */
	struct sms_memory_table now, durable;
	struct sms_memory_change *log;
	size_t log_count, log_capacity;
	int64_t clock, free_bytes, total_bytes;
	bool has_space;
};

/* NULL when the tree is no tree in memory. */
struct sms_memory *sms_memory_of(smssite_tree *tree);
smssite_status sms_memory_new_tree(struct sms_memory *memory, smssite_tree **tree);
void sms_memory_destroy(void *memory);

/* Room for count more entries, so that the changes that follow cannot fail. */
smssite_status sms_memory_table_reserve(struct sms_memory_table *table, size_t count);
/* Where a name is, or would be. */
size_t sms_memory_table_seek(
	const struct sms_memory_table *table, uint32_t directory, struct sms_span name, bool *found);
/* Does what one change says; needs room for one more entry. */
void sms_memory_table_apply(struct sms_memory_table *table, const struct sms_memory_change *change);
void sms_memory_table_release(struct sms_memory_table *table);
/* Moves the changes at the front of the log that are durable into the durable table. */
smssite_status sms_memory_fold(struct sms_memory *memory);

#endif
