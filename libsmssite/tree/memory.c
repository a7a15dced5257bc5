/* SPDX-License-Identifier: MIT */
/* A tree in memory. It keeps apart what is seen and what is durable; crash.c makes the difference felt. */
#include "tree/memory_inside.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

struct handle {
	uint32_t inode;
	size_t offset;
};

/* A name and what is known of it: the directory it is in, and its inode if it is there. */
struct place {
	uint32_t directory, inode;
	struct sms_span name;
	bool found;
};

/* The root has no name: its place has an empty one and is found. */
static smssite_status locate(const struct sms_memory *memory, const char *path, struct place *place)
{
	struct sms_span rest = sms_span_of(path);

	*place = (struct place){ .found = true };
	while (rest.size) {
		const char *slash = memchr(rest.data, '/', rest.size);
		size_t at;

		if (!place->found)
			return sms_fail(SMSSITE_NOT_FOUND, "%s: not found", path);
		if (memory->inodes[place->inode].kind != SMSSITE_ENTRY_DIRECTORY)
			return sms_fail(SMSSITE_IO, "%s: through what is no directory", path);
		place->directory = place->inode;
		place->name = (struct sms_span){ rest.data, slash ? (size_t)(slash - rest.data) : rest.size };
		rest.data += place->name.size + (slash ? 1 : 0);
		rest.size -= place->name.size + (slash ? 1 : 0);
		at = sms_memory_table_seek(&memory->now, place->directory, place->name, &place->found);
		place->inode = place->found ? memory->now.entries[at].inode : 0;
	}
	return SMSSITE_OK;
}

static smssite_status locate_existing(const struct sms_memory *memory, const char *path, struct place *place)
{
	smssite_status status = locate(memory, path, place);

	if (!status && !place->found)
		return sms_fail(SMSSITE_NOT_FOUND, "%s: not found", path);
	return status;
}

static smssite_status locate_new(const struct sms_memory *memory, const char *path, struct place *place)
{
	smssite_status status = locate(memory, path, place);

	if (!status && place->found)
		return sms_fail(SMSSITE_EXISTS, "%s: exists already", path);
	return status;
}

/* Changes what is seen and notes it in the log; does nothing if it fails. from and to: NULL for none. */
static smssite_status change(
	struct sms_memory *memory, const struct place *from, const struct place *to, uint32_t inode)
{
	struct sms_memory_change fresh = { .inode = inode }, *log;

	log = sms_grow(memory->log, memory->log_count, &memory->log_capacity, sizeof(*log));
	if (!log)
		return SMSSITE_NO_MEMORY;
	memory->log = log;
	if (sms_memory_table_reserve(&memory->now, 1))
		return SMSSITE_NO_MEMORY;
	if (from) {
		fresh.from = sms_blob_new(from->name.data, from->name.size);
		fresh.from_directory = from->directory;
		fresh.from_pending = true;
	}
	if (to) {
		fresh.to = sms_blob_new(to->name.data, to->name.size);
		fresh.to_directory = to->directory;
		fresh.to_pending = true;
	}
	if ((from && !fresh.from) || (to && !fresh.to)) {
		sms_blob_free(fresh.from);
		sms_blob_free(fresh.to);
		return SMSSITE_NO_MEMORY;
	}
	sms_memory_table_apply(&memory->now, &fresh);
	memory->log[memory->log_count++] = fresh;
	return SMSSITE_OK;
}

static smssite_status add(struct sms_memory *memory, const struct place *place, smssite_entry_kind kind)
{
	struct sms_memory_inode *inodes =
		sms_grow(memory->inodes, memory->inode_count, &memory->inode_capacity, sizeof(*inodes));
	smssite_status status;

	if (!inodes)
		return SMSSITE_NO_MEMORY;
	memory->inodes = inodes;
	inodes[memory->inode_count] = (struct sms_memory_inode){
		.kind = kind, .mtime = memory->clock, .synced_mtime = memory->clock
	};
	status = change(memory, NULL, place, (uint32_t)memory->inode_count);
	if (!status)
		memory->inode_count++;
	return status;
}

static struct smssite_tree_stat tell(const struct sms_memory *memory, uint32_t inode)
{
	const struct sms_memory_inode *from = &memory->inodes[inode];

	return (struct smssite_tree_stat){ from->kind, (int64_t)sms_blob_size(from->data), from->mtime,
		(uint64_t)inode + 1 };
}

static smssite_status memory_list(void *context, const char *path, sms_emit emit, void *cookie)
{
	const struct sms_memory *memory = context;
	struct place place;
	smssite_status status = locate_existing(memory, path, &place);
	bool found;

	if (status)
		return status;
	if (memory->inodes[place.inode].kind != SMSSITE_ENTRY_DIRECTORY)
		return sms_fail(SMSSITE_IO, "%s: not a directory", path);
	for (size_t i = sms_memory_table_seek(&memory->now, place.inode, (struct sms_span){ 0 }, &found);
		!status && i < memory->now.count && memory->now.entries[i].directory == place.inode; i++) {
		const struct sms_memory_entry *entry = &memory->now.entries[i];
		struct smssite_tree_stat stat = tell(memory, entry->inode);
		char *name = sms_strndup(entry->name->bytes, entry->name->size);

		status = name ? emit(cookie, name, &stat) : SMSSITE_NO_MEMORY;
		sms_free(name);
	}
	return status;
}

static smssite_status memory_stat(void *context, const char *path, struct smssite_tree_stat *stat)
{
	struct place place;
	smssite_status status = locate_existing(context, path, &place);

	if (!status)
		*stat = tell(context, place.inode);
	return status;
}

static smssite_status memory_open(void *context, const char *path, smssite_open_mode mode, void **file)
{
	struct sms_memory *memory = context;
	struct handle *handle;
	struct place place;
	smssite_status status = mode == SMSSITE_OPEN_CREATE ? locate_new(memory, path, &place)
							    : locate_existing(memory, path, &place);

	if (status)
		return status;
	if (place.found && memory->inodes[place.inode].kind != SMSSITE_ENTRY_FILE)
		return sms_fail(SMSSITE_IO, "%s: not a regular file", path);
	handle = sms_calloc(1, sizeof(*handle));
	if (!handle)
		return SMSSITE_NO_MEMORY;
	handle->inode = place.found ? place.inode : (uint32_t)memory->inode_count;
	if (!place.found) {
		status = add(memory, &place, SMSSITE_ENTRY_FILE);
		if (status) {
			sms_free(handle);
			return status;
		}
	}
	*file = handle;
	return SMSSITE_OK;
}

static smssite_status memory_read(void *context, void *file, void *buffer, size_t size, size_t *got)
{
	struct sms_memory *memory = context;
	struct handle *handle = file;
	const struct sms_blob *data = memory->inodes[handle->inode].data;
	size_t left = sms_blob_size(data) > handle->offset ? sms_blob_size(data) - handle->offset : 0;

	*got = size < left ? size : left;
	if (*got)
		memcpy(buffer, data->bytes + handle->offset, *got);
	handle->offset += *got;
	return SMSSITE_OK;
}

/* Bytes from here on are no longer what was synced. */
static void touch(struct sms_memory *memory, struct sms_memory_inode *inode, size_t from)
{
	if (!inode->dirty || from < inode->dirty_from)
		inode->dirty_from = from;
	inode->dirty = true;
	inode->mtime = memory->clock;
	inode->mtime_dirty = false;
}

static smssite_status memory_write(void *context, void *file, const void *data, size_t size)
{
	struct sms_memory *memory = context;
	struct sms_memory_inode *inode = &memory->inodes[((struct handle *)file)->inode];
	size_t end = sms_blob_size(inode->data);

	if (!size)
		return SMSSITE_OK;
	if (size > SIZE_MAX - end || sms_blob_own(&inode->data, end + size))
		return SMSSITE_NO_MEMORY;
	memcpy(inode->data->bytes + end, data, size);
	inode->data->size += size;
	touch(memory, inode, end);
	return SMSSITE_OK;
}

static smssite_status memory_sync(void *context, void *file)
{
	struct sms_memory *memory = context;
	struct sms_memory_inode *inode = &memory->inodes[((struct handle *)file)->inode];

	sms_blob_free(inode->synced);
	inode->synced = sms_blob_ref(inode->data);
	inode->synced_mtime = inode->mtime;
	inode->dirty = inode->mtime_dirty = false;
	return SMSSITE_OK;
}

static smssite_status memory_truncate(void *context, void *file, int64_t size)
{
	struct sms_memory *memory = context;
	struct sms_memory_inode *inode = &memory->inodes[((struct handle *)file)->inode];
	size_t end = sms_blob_size(inode->data), wanted = (size_t)size;

	if (size < 0 || (uint64_t)size > SIZE_MAX)
		return sms_fail(SMSSITE_IO, "truncating to %lld bytes", (long long)size);
	if (wanted == end)
		return SMSSITE_OK;
	if (sms_blob_own(&inode->data, wanted > end ? wanted : end))
		return SMSSITE_NO_MEMORY;
	if (wanted > end)
		memset(inode->data->bytes + end, 0, wanted - end);
	inode->data->size = wanted;
	touch(memory, inode, wanted < end ? wanted : end);
	return SMSSITE_OK;
}

static void memory_close(void *context, void *file)
{
	(void)context;
	sms_free(file);
}

/* What all operations on two names refuse. */
static smssite_status locate_two(const struct sms_memory *memory, const char *from, const char *to,
	struct place *old, struct place *new)
{
	smssite_status status = locate_existing(memory, from, old);

	if (!status)
		status = locate(memory, to, new);
	if (!status && (!old->name.size || !new->name.size))
		return sms_fail(SMSSITE_BUSY, "the root cannot be renamed");
	return status;
}

static smssite_status rename_it(struct sms_memory *memory, const char *from, const char *to, bool replace)
{
	struct place old, new;
	smssite_status status = locate_two(memory, from, to, &old, &new);
	bool directory;

	if (status)
		return status;
	directory = memory->inodes[old.inode].kind == SMSSITE_ENTRY_DIRECTORY;
	if (new.found && !replace)
		return sms_fail(SMSSITE_EXISTS, "%s: exists already", to);
	if (new.found &&new.inode == old.inode)
		return SMSSITE_OK; /* two names of one file: POSIX leaves both */
	if (new.found && (directory || memory->inodes[new.inode].kind == SMSSITE_ENTRY_DIRECTORY))
		return sms_fail(SMSSITE_IO, "%s: a directory is not replaced", to);
	if (directory && !strncmp(to, from, strlen(from)) && to[strlen(from)] == '/')
		return sms_fail(SMSSITE_IO, "%s: a directory cannot go into itself", from);
	return change(memory, &old, &new, old.inode);
}

static smssite_status memory_rename_noreplace(void *context, const char *from, const char *to)
{
	return rename_it(context, from, to, false);
}

static smssite_status memory_rename(void *context, const char *from, const char *to)
{
	return rename_it(context, from, to, true);
}

static smssite_status memory_link(void *context, const char *from, const char *to)
{
	struct sms_memory *memory = context;
	struct place old, new;
	smssite_status status = locate_two(memory, from, to, &old, &new);

	if (status)
		return status;
	if (new.found)
		return sms_fail(SMSSITE_EXISTS, "%s: exists already", to);
	if (memory->inodes[old.inode].kind == SMSSITE_ENTRY_DIRECTORY)
		return sms_fail(SMSSITE_DENIED, "%s: a directory cannot be linked", from);
	return change(memory, NULL, &new, old.inode);
}

static smssite_status memory_make_directory(void *context, const char *path)
{
	struct place place;
	smssite_status status = locate_new(context, path, &place);

	return status ? status : add(context, &place, SMSSITE_ENTRY_DIRECTORY);
}

static smssite_status memory_sync_directory(void *context, const char *path)
{
	struct sms_memory *memory = context;
	struct place place;
	smssite_status status = locate_existing(memory, path, &place);

	if (status)
		return status;
	if (memory->inodes[place.inode].kind != SMSSITE_ENTRY_DIRECTORY)
		return sms_fail(SMSSITE_IO, "%s: not a directory", path);
	for (size_t i = 0; i < memory->log_count; i++) {
		struct sms_memory_change *entry = &memory->log[i];

		if (entry->from_directory == place.inode)
			entry->from_pending = false;
		if (entry->to_directory == place.inode)
			entry->to_pending = false;
	}
	return sms_memory_fold(memory);
}

static smssite_status memory_remove(void *context, const char *path)
{
	struct sms_memory *memory = context;
	struct place place;
	smssite_status status = locate_existing(memory, path, &place);

	if (status)
		return status;
	if (memory->inodes[place.inode].kind == SMSSITE_ENTRY_DIRECTORY)
		return sms_fail(SMSSITE_IO, "%s: a directory is not removed", path);
	return change(memory, &place, NULL, place.inode);
}

static smssite_status memory_set_mtime(void *context, const char *path, int64_t mtime_utc_s)
{
	struct sms_memory *memory = context;
	struct sms_memory_inode *inode;
	struct place place;
	smssite_status status = locate_existing(memory, path, &place);

	if (status)
		return status;
	inode = &memory->inodes[place.inode];
	inode->mtime = mtime_utc_s;
	if (inode->kind == SMSSITE_ENTRY_FILE)
		inode->mtime_dirty = inode->mtime != inode->synced_mtime;
	else
		inode->synced_mtime = mtime_utc_s;
	return SMSSITE_OK;
}

static smssite_status memory_space(void *context, int64_t *free_bytes, int64_t *total_bytes)
{
	const struct sms_memory *memory = context;

	if (!memory->has_space)
		return sms_fail(SMSSITE_UNSUPPORTED, "nothing is known of this tree's space");
	*free_bytes = memory->free_bytes;
	*total_bytes = memory->total_bytes;
	return SMSSITE_OK;
}

static smssite_status memory_lock(void *context, const char *path, void **lock)
{
	struct sms_memory *memory = context;
	struct place place;
	smssite_status status = locate(memory, path, &place);
	struct handle *handle;
	void *file;

	if (status)
		return status;
	if (place.found && memory->inodes[place.inode].locked)
		return sms_fail(SMSSITE_BUSY, "%s: locked by another", path);
	status = memory_open(memory, path, place.found ? SMSSITE_OPEN_APPEND : SMSSITE_OPEN_CREATE, &file);
	if (status)
		return status;
	handle = file;
	memory->inodes[handle->inode].locked = true;
	*lock = handle;
	return SMSSITE_OK;
}

static void memory_unlock(void *context, void *lock)
{
	struct sms_memory *memory = context;

	memory->inodes[((struct handle *)lock)->inode].locked = false;
	sms_free(lock);
}

void sms_memory_destroy(void *context)
{
	struct sms_memory *memory = context;

	for (size_t i = 0; i < memory->inode_count; i++) {
		sms_blob_free(memory->inodes[i].data);
		sms_blob_free(memory->inodes[i].synced);
	}
	for (size_t i = 0; i < memory->log_count; i++) {
		sms_blob_free(memory->log[i].from);
		sms_blob_free(memory->log[i].to);
	}
	sms_memory_table_release(&memory->now);
	sms_memory_table_release(&memory->durable);
	sms_free(memory->inodes);
	sms_free(memory->log);
	sms_free(memory);
}

static const struct smssite_tree_ops memory_ops = {
	.size = sizeof(memory_ops),
	.destroy = sms_memory_destroy,
	.list = memory_list,
	.stat = memory_stat,
	.open = memory_open,
	.read = memory_read,
	.write = memory_write,
	.sync = memory_sync,
	.truncate = memory_truncate,
	.close = memory_close,
	.rename_noreplace = memory_rename_noreplace,
	.link = memory_link,
	.rename = memory_rename,
	.make_directory = memory_make_directory,
	.sync_directory = memory_sync_directory,
	.remove = memory_remove,
	.set_mtime = memory_set_mtime,
	.space = memory_space,
	.lock = memory_lock,
	.unlock = memory_unlock,
};

struct sms_memory *sms_memory_of(smssite_tree *tree)
{
	return tree && tree->ops.list == memory_list ? tree->context : NULL;
}

smssite_status sms_memory_new_tree(struct sms_memory *memory, smssite_tree **tree)
{
	return sms_tree_new_own(&memory_ops, memory, "memory", tree);
}

SMSSITE_API smssite_status smssite_tree_new_memory(smssite_tree **tree)
{
	struct sms_memory *memory;
	smssite_status status;

	if (!tree)
		return sms_invalid(__func__, "NULL argument");
	memory = sms_calloc(1, sizeof(*memory));
	if (!memory)
		return SMSSITE_NO_MEMORY;
	memory->inodes = sms_grow(NULL, 0, &memory->inode_capacity, sizeof(*memory->inodes));
	if (!memory->inodes) {
		sms_free(memory);
		return SMSSITE_NO_MEMORY;
	}
	memory->inodes[0] = (struct sms_memory_inode){ .kind = SMSSITE_ENTRY_DIRECTORY };
	memory->inode_count = 1;
	status = sms_memory_new_tree(memory, tree);
	if (status)
		sms_memory_destroy(memory);
	return status;
}

SMSSITE_API smssite_status smssite_tree_set_clock(smssite_tree *self, int64_t now_utc_s)
{
	struct sms_memory *memory = sms_memory_of(self);

	if (!memory)
		return sms_invalid(__func__, "not a tree in memory");
	memory->clock = now_utc_s;
	return SMSSITE_OK;
}

smssite_status sms_memory_set_space(smssite_tree *tree, int64_t free_bytes, int64_t total_bytes)
{
	struct sms_memory *memory = sms_memory_of(tree);

	if (!memory)
		return sms_invalid(__func__, "not a tree in memory");
	memory->free_bytes = free_bytes;
	memory->total_bytes = total_bytes;
	memory->has_space = true;
	return SMSSITE_OK;
}

smssite_status sms_memory_add(smssite_tree *tree, const char *path, smssite_entry_kind kind)
{
	struct sms_memory *memory = sms_memory_of(tree);
	struct place place;
	smssite_status status;

	if (!memory)
		return sms_invalid(__func__, "not a tree in memory");
	status = locate_new(memory, path, &place);
	if (!status)
		status = add(memory, &place, kind);
	if (status)
		return status;
	memory->log[memory->log_count - 1].to_pending = false;
	return sms_memory_fold(memory);
}
