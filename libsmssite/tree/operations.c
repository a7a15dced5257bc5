/* SPDX-License-Identifier: MIT */
/* The table of operations as the rooms below see it: what a table leaves out, answers wrongly or does not
 * explain is put right here, once. */
#include "tree/tree.h"
#include "base/error.h"
#include "base/limits.h"

#include <string.h>

/* No path made of exact names can leave the tree, whatever those names came from. */
static smssite_status check(const char *path)
{
	size_t size = strnlen(path, SMS_MAX_PATH + 1), start = 0;

	if (size > SMS_MAX_PATH)
		return sms_fail(
			SMSSITE_LIMIT, "a path is longer than %u bytes: %.80s...", SMS_MAX_PATH, path);
	if (!size)
		return SMSSITE_OK;
	for (size_t i = 0; i <= size; i++) {
		const char *name = path + start;
		size_t length = i - start;

		if (i < size && path[i] != '/')
			continue;
		if (!length || (length == 1 && name[0] == '.') ||
			(length == 2 && name[0] == '.' && name[1] == '.'))
			return sms_fail(SMSSITE_INVALID, "%s: not a path of plain names", path);
		start = i + 1;
	}
	return SMSSITE_OK;
}

static smssite_status lacking(const char *path, const char *operation)
{
	return sms_fail(SMSSITE_UNSUPPORTED, "%s: this tree has no operation to %s", path, operation);
}

static smssite_status outcome(
	const smssite_tree *tree, smssite_status status, const char *path, const char *operation)
{
	if (status == SMSSITE_OK || tree->sets_detail)
		return status;
	switch (status) {
	case SMSSITE_NO_MEMORY:
	case SMSSITE_NOT_FOUND:
	case SMSSITE_EXISTS:
	case SMSSITE_DENIED:
	case SMSSITE_BUSY:
	case SMSSITE_IO:
	case SMSSITE_UNSUPPORTED:
		return sms_fail(
			status, "%s: to %s failed (%s)", path, operation, smssite_status_name(status));
	default:
		return sms_fail(SMSSITE_IO, "%s: to %s was answered %d, which is no status for it", path,
			operation, (int)status);
	}
}

struct relay {
	sms_emit emit;
	void *cookie;
	smssite_status status;
};

static smssite_status relay(void *cookie, const char *name, const struct smssite_tree_stat *stat)
{
	struct relay *to = cookie;

	if (to->status)
		return to->status;
	if (!name || !stat || !*name || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, ".."))
		to->status = sms_fail(
			SMSSITE_IO, "a directory lists what cannot be a name: \"%s\"", name ? name : "");
	else
		to->status = to->emit(to->cookie, name, stat);
	return to->status;
}

typedef smssite_status (*list_operation)(void *context, const char *path, sms_emit emit, void *cookie);

static smssite_status each(
	smssite_tree *tree, list_operation list, const char *path, sms_emit emit, void *cookie)
{
	struct relay to = { emit, cookie, SMSSITE_OK };
	smssite_status status = check(path);

	if (status)
		return status;
	status = list(tree->context, path, relay, &to);
	/* What emit answered counts, also if the table went on after it. */
	return to.status ? to.status : outcome(tree, status, path, "list");
}

smssite_status sms_tree_each(smssite_tree *tree, const char *path, sms_emit emit, void *cookie)
{
	return each(tree, tree->ops.list, path, emit, cookie);
}

smssite_status sms_tree_each_kind(smssite_tree *tree, const char *path, sms_emit emit, void *cookie)
{
	return each(tree, tree->ops.list_kinds ? tree->ops.list_kinds : tree->ops.list, path, emit, cookie);
}

smssite_status sms_tree_stat_exact(smssite_tree *tree, const char *path, struct smssite_tree_stat *stat)
{
	smssite_status status = check(path);

	return status ? status : outcome(tree, tree->ops.stat(tree->context, path, stat), path, "stat");
}

smssite_status sms_tree_open_exact(smssite_tree *tree, const char *path, smssite_open_mode mode, void **file)
{
	smssite_status status = check(path);

	if (status)
		return status;
	return outcome(tree, tree->ops.open(tree->context, path, mode, file), path,
		mode == SMSSITE_OPEN_READ     ? "open"
		: mode == SMSSITE_OPEN_CREATE ? "create"
					      : "open for writing");
}

smssite_status sms_tree_read(smssite_tree *tree, void *file, void *buffer, size_t size, size_t *got)
{
	smssite_status status =
		outcome(tree, tree->ops.read(tree->context, file, buffer, size, got), "a file", "read");

	if (!status && *got > size)
		return sms_fail(SMSSITE_IO, "a file: more was read than asked for");
	return status;
}

smssite_status sms_tree_read_at(smssite_tree *tree, void *file, int64_t offset, void *buffer, size_t size,
	size_t *got)
{
	smssite_status status;

	if (!tree->ops.read_at)
		return lacking("a file", "read at a place");
	status = outcome(tree, tree->ops.read_at(tree->context, file, offset, buffer, size, got), "a file", "read");
	if (!status && *got > size)
		return sms_fail(SMSSITE_IO, "a file: more was read than asked for");
	return status;
}

smssite_status sms_tree_write(smssite_tree *tree, void *file, const void *data, size_t size)
{
	if (!tree->ops.write)
		return lacking("a file", "write");
	return outcome(tree, tree->ops.write(tree->context, file, data, size), "a file", "write");
}

smssite_status sms_tree_sync(smssite_tree *tree, void *file)
{
	if (!tree->ops.sync)
		return lacking("a file", "sync");
	return outcome(tree, tree->ops.sync(tree->context, file), "a file", "sync");
}

smssite_status sms_tree_truncate(smssite_tree *tree, void *file, int64_t size)
{
	if (!tree->ops.truncate)
		return lacking("a file", "truncate");
	return outcome(tree, tree->ops.truncate(tree->context, file, size), "a file", "truncate");
}

void sms_tree_close(smssite_tree *tree, void *file)
{
	if (file)
		tree->ops.close(tree->context, file);
}

typedef smssite_status (*two_names)(void *context, const char *from, const char *to);

static smssite_status on_two(
	smssite_tree *tree, two_names operation, const char *name, const char *from, const char *to)
{
	smssite_status status = check(from);

	if (!status)
		status = check(to);
	if (status)
		return status;
	return operation ? outcome(tree, operation(tree->context, from, to), from, name)
			 : lacking(from, name);
}

smssite_status sms_tree_rename_noreplace(smssite_tree *tree, const char *from, const char *to)
{
	return on_two(tree, tree->ops.rename_noreplace, "rename without replacing", from, to);
}

smssite_status sms_tree_link(smssite_tree *tree, const char *from, const char *to)
{
	return on_two(tree, tree->ops.link, "link", from, to);
}

smssite_status sms_tree_rename(smssite_tree *tree, const char *from, const char *to)
{
	return on_two(tree, tree->ops.rename, "rename", from, to);
}

typedef smssite_status (*one_name)(void *context, const char *path);

static smssite_status on_one(smssite_tree *tree, one_name operation, const char *name, const char *path)
{
	smssite_status status = check(path);

	if (status)
		return status;
	return operation ? outcome(tree, operation(tree->context, path), path, name) : lacking(path, name);
}

smssite_status sms_tree_make_directory(smssite_tree *tree, const char *path)
{
	return on_one(tree, tree->ops.make_directory, "make a directory", path);
}

smssite_status sms_tree_sync_directory(smssite_tree *tree, const char *path)
{
	return on_one(tree, tree->ops.sync_directory, "sync a directory", path);
}

smssite_status sms_tree_sync_names(smssite_tree *tree, const char *path)
{
	smssite_status status = sms_tree_sync_directory(tree, path);

	if (status != SMSSITE_UNSUPPORTED)
		return status;
	sms_log(SMSSITE_LOG_WARNING, "%s: names here cannot be made durable", *path ? path : "the root");
	return SMSSITE_OK;
}

smssite_status sms_tree_remove(smssite_tree *tree, const char *path)
{
	return on_one(tree, tree->ops.remove, "remove", path);
}

smssite_status sms_tree_set_mtime(smssite_tree *tree, const char *path, int64_t mtime_utc_s)
{
	smssite_status status = check(path);

	if (status)
		return status;
	if (!tree->ops.set_mtime)
		return lacking(path, "set a time stamp");
	return outcome(tree, tree->ops.set_mtime(tree->context, path, mtime_utc_s), path, "set a time stamp");
}

smssite_status sms_tree_space(smssite_tree *tree, int64_t *free_bytes, int64_t *total_bytes)
{
	if (!tree->ops.space)
		return lacking(tree->location, "tell the free space");
	return outcome(tree, tree->ops.space(tree->context, free_bytes, total_bytes), tree->location,
		"tell the free space");
}

smssite_status sms_tree_lock(smssite_tree *tree, const char *path, void **lock)
{
	smssite_status status = check(path);

	if (status)
		return status;
	if (!tree->ops.lock)
		return lacking(path, "lock");
	return outcome(tree, tree->ops.lock(tree->context, path, lock), path, "lock");
}

void sms_tree_unlock(smssite_tree *tree, void *lock)
{
	if (lock && tree->ops.unlock)
		tree->ops.unlock(tree->context, lock);
}
