/* SPDX-License-Identifier: MIT */
/* Its own memory is the C library's, so that a sweep over the library's allocations does not see it. */
#include "faulty-tree.h"
#include "tree/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct handle {
	void *inner;
	char *path;
};

static void *must(void *memory)
{
	if (memory)
		return memory;
	fprintf(stderr, "faulty-tree: out of memory\n");
	abort();
}

const char *faulty_kind_name(enum faulty_kind kind)
{
	static const char *const names[] = { "list", "stat", "open-read", "read", "space", "open-create",
		"open-append", "write", "sync", "truncate", "rename-noreplace", "link", "rename",
		"make-directory", "sync-directory", "remove", "set-mtime", "lock" };

	return names[kind];
}

static void note(struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to)
{
	size_t old = strlen(faulty->record);
	size_t more = strlen(path) + (to ? strlen(to) : 0) + 32;

	faulty->record = must(realloc(faulty->record, old + more));
	snprintf(faulty->record + old, more, "%s %s%s%s\n", faulty_kind_name(kind), path, to ? " " : "",
		to ? to : "");
}

/* Whether the operation is to be carried out; else *status has the answer. */
static bool goes_on(struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to,
	smssite_status *status)
{
	*status = SMSSITE_IO;
	if (faulty->stopped)
		return false;
	if (faulty->lacks[kind]) {
		*status = SMSSITE_UNSUPPORTED;
		return false;
	}
	faulty->count++;
	if (faulty->count == faulty->stop_at) {
		faulty->stopped = true;
		return false;
	}
	faulty->counts[kind]++;
	faulty->writes += kind >= FAULTY_OPEN_CREATE;
	note(faulty, kind, path, to);
	if (faulty->hook)
		faulty->hook(faulty->cookie, faulty, kind, path, to);
	if (!faulty->fail_at || faulty->count < faulty->fail_at ||
		(faulty->count > faulty->fail_at && !faulty->fail_on))
		return true;
	*status = faulty->fail_status;
	return false;
}

static void faulty_destroy(void *context)
{
	struct faulty_tree *faulty = context;

	smssite_tree_free(faulty->inner);
	free(faulty->record);
	free(faulty);
}

static smssite_status faulty_list(void *context, const char *path, sms_emit emit, void *cookie)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_LIST, path, NULL, &status))
		return status;
	return faulty->inner->ops.list(faulty->inner->context, path, emit, cookie);
}

static smssite_status faulty_stat(void *context, const char *path, struct smssite_tree_stat *stat)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_STAT, path, NULL, &status))
		return status;
	return faulty->inner->ops.stat(faulty->inner->context, path, stat);
}

static struct handle *handle_new(void *inner, const char *path)
{
	struct handle *handle = must(malloc(sizeof(*handle)));

	handle->inner = inner;
	handle->path = must(strdup(path));
	return handle;
}

static void handle_free(struct handle *handle)
{
	free(handle->path);
	free(handle);
}

static smssite_status faulty_open(void *context, const char *path, smssite_open_mode mode, void **file)
{
	static const enum faulty_kind kinds[] = { FAULTY_OPEN_READ, FAULTY_OPEN_CREATE, FAULTY_OPEN_APPEND };
	struct faulty_tree *faulty = context;
	smssite_status status;
	void *inner;

	if (!goes_on(faulty, kinds[mode], path, NULL, &status))
		return status;
	status = faulty->inner->ops.open(faulty->inner->context, path, mode, &inner);
	if (!status)
		*file = handle_new(inner, path);
	return status;
}

static smssite_status faulty_read(void *context, void *file, void *buffer, size_t size, size_t *got)
{
	struct faulty_tree *faulty = context;
	struct handle *handle = file;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_READ, handle->path, NULL, &status))
		return status;
	return faulty->inner->ops.read(faulty->inner->context, handle->inner, buffer, size, got);
}

static smssite_status faulty_write(void *context, void *file, const void *data, size_t size)
{
	struct faulty_tree *faulty = context;
	struct handle *handle = file;
	bool dead = faulty->stopped;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_WRITE, handle->path, NULL, &status)) {
		if (faulty->tear && !dead && status != SMSSITE_UNSUPPORTED)
			faulty->inner->ops.write(faulty->inner->context, handle->inner, data, size / 2);
		return status;
	}
	return faulty->inner->ops.write(faulty->inner->context, handle->inner, data, size);
}

static smssite_status faulty_sync(void *context, void *file)
{
	struct faulty_tree *faulty = context;
	struct handle *handle = file;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_SYNC, handle->path, NULL, &status))
		return status;
	return faulty->inner->ops.sync(faulty->inner->context, handle->inner);
}

static smssite_status faulty_truncate(void *context, void *file, int64_t size)
{
	struct faulty_tree *faulty = context;
	struct handle *handle = file;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_TRUNCATE, handle->path, NULL, &status))
		return status;
	return faulty->inner->ops.truncate(faulty->inner->context, handle->inner, size);
}

static void faulty_close(void *context, void *file)
{
	struct faulty_tree *faulty = context;
	struct handle *handle = file;

	faulty->inner->ops.close(faulty->inner->context, handle->inner);
	handle_free(handle);
}

static smssite_status faulty_rename_noreplace(void *context, const char *from, const char *to)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_RENAME_NOREPLACE, from, to, &status))
		return status;
	return faulty->inner->ops.rename_noreplace(faulty->inner->context, from, to);
}

static smssite_status faulty_link(void *context, const char *from, const char *to)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_LINK, from, to, &status))
		return status;
	return faulty->inner->ops.link(faulty->inner->context, from, to);
}

static smssite_status faulty_rename(void *context, const char *from, const char *to)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_RENAME, from, to, &status))
		return status;
	return faulty->inner->ops.rename(faulty->inner->context, from, to);
}

static smssite_status faulty_make_directory(void *context, const char *path)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_MAKE_DIRECTORY, path, NULL, &status))
		return status;
	return faulty->inner->ops.make_directory(faulty->inner->context, path);
}

static smssite_status faulty_sync_directory(void *context, const char *path)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_SYNC_DIRECTORY, path, NULL, &status))
		return status;
	return faulty->inner->ops.sync_directory(faulty->inner->context, path);
}

static smssite_status faulty_remove(void *context, const char *path)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_REMOVE, path, NULL, &status))
		return status;
	return faulty->inner->ops.remove(faulty->inner->context, path);
}

static smssite_status faulty_set_mtime(void *context, const char *path, int64_t mtime_utc_s)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_SET_MTIME, path, NULL, &status))
		return status;
	return faulty->inner->ops.set_mtime(faulty->inner->context, path, mtime_utc_s);
}

static smssite_status faulty_space(void *context, int64_t *free_bytes, int64_t *total_bytes)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_SPACE, "", NULL, &status))
		return status;
	return faulty->inner->ops.space(faulty->inner->context, free_bytes, total_bytes);
}

static smssite_status faulty_lock(void *context, const char *path, void **lock)
{
	struct faulty_tree *faulty = context;
	smssite_status status;

	if (!goes_on(faulty, FAULTY_LOCK, path, NULL, &status))
		return status;
	return faulty->inner->ops.lock(faulty->inner->context, path, lock);
}

static void faulty_unlock(void *context, void *lock)
{
	struct faulty_tree *faulty = context;

	faulty->inner->ops.unlock(faulty->inner->context, lock);
}

smssite_tree *faulty_tree_new(smssite_tree *inner, struct faulty_tree **faulty)
{
	/* The inner table is whole: a tree in memory or on disk. */
	static const struct smssite_tree_ops ops = {
		.size = sizeof(ops),
		.destroy = faulty_destroy,
		.list = faulty_list,
		.stat = faulty_stat,
		.open = faulty_open,
		.read = faulty_read,
		.write = faulty_write,
		.sync = faulty_sync,
		.truncate = faulty_truncate,
		.close = faulty_close,
		.rename_noreplace = faulty_rename_noreplace,
		.link = faulty_link,
		.rename = faulty_rename,
		.make_directory = faulty_make_directory,
		.sync_directory = faulty_sync_directory,
		.remove = faulty_remove,
		.set_mtime = faulty_set_mtime,
		.space = faulty_space,
		.lock = faulty_lock,
		.unlock = faulty_unlock,
	};
	struct faulty_tree *fresh = must(calloc(1, sizeof(*fresh)));
	smssite_tree *tree;

	fresh->inner = smssite_tree_ref(inner);
	fresh->record = must(strdup(""));
	if (smssite_tree_new(&ops, fresh, smssite_tree_location(inner), &tree)) {
		faulty_destroy(fresh);
		return NULL;
	}
	*faulty = fresh;
	return tree;
}

void faulty_tree_reset(struct faulty_tree *faulty)
{
	faulty->fail_at = faulty->stop_at = faulty->count = faulty->writes = 0;
	faulty->fail_on = faulty->stopped = false;
	memset(faulty->counts, 0, sizeof(faulty->counts));
	*faulty->record = '\0';
}
