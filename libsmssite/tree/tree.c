/* SPDX-License-Identifier: MIT */
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

static smssite_status make(const struct smssite_tree_ops *ops, void *context, const char *location, bool own,
	smssite_tree **tree)
{
	smssite_tree *fresh = sms_calloc(1, sizeof(*fresh));

	if (!fresh)
		return SMSSITE_NO_MEMORY;
	fresh->location = sms_strdup(location);
	if (!fresh->location) {
		sms_free(fresh);
		return SMSSITE_NO_MEMORY;
	}
	fresh->ops = *ops;
	fresh->context = context;
	fresh->sets_detail = own;
	atomic_init(&fresh->references, 1);
	*tree = fresh;
	return SMSSITE_OK;
}

smssite_status sms_tree_new_own(
	const struct smssite_tree_ops *ops, void *context, const char *location, smssite_tree **tree)
{
	return make(ops, context, location, true, tree);
}

SMSSITE_API smssite_status smssite_tree_new(
	const struct smssite_tree_ops *ops, void *context, const char *location, smssite_tree **tree)
{
	if (!ops || !location || !tree)
		return sms_invalid(__func__, "NULL argument");
	/* A later table is longer; what this library does not know of it is not used. */
	if (ops->size < sizeof(*ops))
		return sms_invalid(__func__, "the table of operations is too short");
	if (!ops->list || !ops->stat || !ops->open || !ops->read || !ops->close)
		return sms_invalid(__func__, "a tree needs list, stat, open, read and close");
	return make(ops, context, location, false, tree);
}

SMSSITE_API smssite_tree *smssite_tree_ref(smssite_tree *self)
{
	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return self;
}

SMSSITE_API void smssite_tree_free(smssite_tree *self)
{
	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	if (self->ops.destroy)
		self->ops.destroy(self->context);
	sms_free(self->location);
	sms_free(self);
}

SMSSITE_API const char *smssite_tree_location(const smssite_tree *self)
{
	return self ? self->location : "";
}

/* Reads to the end, into a buffer that doubles and always has room for the NUL behind the last byte. */
static smssite_status read_all(
	smssite_tree *tree, void *file, const char *path, size_t max_size, char **data, size_t *size)
{
	size_t capacity = 0, got;

	*size = 0;
	for (;;) {
		smssite_status status;
		char probe, *grown;

		if (*size == max_size) {
			status = sms_tree_read(tree, file, &probe, 1, &got);
			if (!status && got)
				return sms_fail(SMSSITE_LIMIT, "%s: larger than %zu bytes", path, max_size);
			if (status || *data)
				return status;
		}
		if (*size + 1 >= capacity) {
			capacity = capacity ? capacity * 2 : 16384;
			grown = sms_realloc(*data, capacity);
			if (!grown)
				return SMSSITE_NO_MEMORY;
			*data = grown;
		}
		if (*size == max_size)
			return SMSSITE_OK;
		got = capacity - 1 - *size;
		if (got > max_size - *size)
			got = max_size - *size;
		status = sms_tree_read(tree, file, *data + *size, got, &got);
		if (status || !got)
			return status;
		*size += got;
	}
}

smssite_status sms_tree_read_exact(
	smssite_tree *tree, const char *path, size_t max_size, void **data, size_t *size)
{
	smssite_status status;
	char *bytes = NULL;
	size_t count;
	void *file;

	status = sms_tree_open_exact(tree, path, SMSSITE_OPEN_READ, &file);
	if (status)
		return status;
	status = read_all(tree, file, path, max_size, &bytes, &count);
	sms_tree_close(tree, file);
	if (status) {
		sms_free(bytes);
		return status;
	}
	bytes[count] = '\0';
	*data = bytes;
	*size = count;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_tree_read_file(
	smssite_tree *self, const char *path, size_t max_size, void **data, size_t *size)
{
	smssite_status status;
	char *exact;

	if (!self || !path || !data || !size)
		return sms_invalid(__func__, "NULL argument");
	status = sms_tree_resolve_file(self, path, &exact);
	if (status)
		return status;
	status = sms_tree_read_exact(self, exact, max_size, data, size);
	sms_free(exact);
	return status;
}

void sms_tree_discard(smssite_tree *tree, const char *exact)
{
	char *directory = NULL;
	struct sms_detail why;

	sms_detail_keep(&why);
	if (!sms_tree_remove(tree, exact))
		directory = sms_path_directory(exact);
	if (directory)
		sms_tree_sync_names(tree, directory);
	sms_free(directory);
	sms_detail_restore(&why);
}

static smssite_status fill(smssite_tree *tree, const char *exact, const void *data, size_t size)
{
	char *directory = sms_path_directory(exact);
	smssite_status status;
	void *file;

	if (!directory)
		return SMSSITE_NO_MEMORY;
	status = sms_tree_open_exact(tree, exact, SMSSITE_OPEN_CREATE, &file);
	if (status) {
		sms_free(directory);
		return status;
	}
	if (size)
		status = sms_tree_write(tree, file, data, size);
	if (!status)
		status = sms_tree_sync(tree, file);
	sms_tree_close(tree, file);
	if (!status)
		status = sms_tree_sync_names(tree, directory);
	/* What could not be made whole and durable is no file. */
	if (status)
		sms_tree_discard(tree, exact);
	sms_free(directory);
	return status;
}

SMSSITE_API smssite_status smssite_tree_write_file(
	smssite_tree *self, const char *path, const void *data, size_t size)
{
	smssite_status status;
	char *exact;

	if (!self || !path || (!data && size))
		return sms_invalid(__func__, "NULL argument");
	status = sms_tree_resolve_new(self, path, &exact);
	if (status)
		return status;
	status = fill(self, exact, data, size);
	sms_free(exact);
	return status;
}

/* Finds or makes one directory; *exact becomes its path. */
static smssite_status step_down(smssite_tree *tree, struct sms_span name, char **exact)
{
	smssite_entry_kind kind;
	char *found = NULL, *path;
	smssite_status status = sms_tree_find(tree, *exact, name, &found, &kind);

	if (status && status != SMSSITE_NOT_FOUND)
		return status;
	path = sms_path_join(*exact, found ? sms_span_of(found) : name);
	sms_free(found);
	if (!path)
		return SMSSITE_NO_MEMORY;
	if (status) {
		status = sms_tree_make_directory(tree, path);
		if (!status)
			status = sms_tree_sync_names(tree, *exact);
	} else if (kind != SMSSITE_ENTRY_DIRECTORY) {
		status = sms_fail(SMSSITE_EXISTS, "%s: there, but not a directory", path);
	}
	if (status) {
		sms_free(path);
		return status;
	}
	sms_free(*exact);
	*exact = path;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_tree_make_directory(smssite_tree *self, const char *path)
{
	struct sms_span rest, name;
	smssite_status status;
	char *exact;

	if (!self || !path)
		return sms_invalid(__func__, "NULL argument");
	status = sms_path_check(path);
	if (status)
		return status;
	exact = sms_strdup("");
	if (!exact)
		return SMSSITE_NO_MEMORY;
	rest = sms_span_of(path);
	while (!status && sms_path_next(&rest, &name))
		status = step_down(self, name, &exact);
	sms_free(exact);
	return status;
}

SMSSITE_API smssite_status smssite_tree_set_mtime(smssite_tree *self, const char *path, int64_t mtime_utc_s)
{
	smssite_status status;
	char *exact;

	if (!self || !path)
		return sms_invalid(__func__, "NULL argument");
	status = smssite_tree_resolve(self, path, &exact);
	if (status)
		return status;
	status = sms_tree_set_mtime(self, exact, mtime_utc_s);
	sms_free(exact);
	return status;
}
