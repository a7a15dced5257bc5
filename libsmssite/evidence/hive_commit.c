/* SPDX-License-Identifier: MIT */
/* Changes values in an offline hive. libhivex makes the new hive from a copy in memory and into memory: it
 * takes names of files only, writes them in place without a sync, and knows nothing of logs. What a tree
 * holds is changed by tree/durable.h alone. */
#define _GNU_SOURCE
#include "evidence/registry_edit.h"
#include "evidence/hive.h"
#include "tree/durable.h"
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"

#ifdef SMSSITE_HIVEX

#include <errno.h>
#include <fcntl.h>
#include <hivex.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What libhivex reads beyond the end of a crafted cell stays in here: no count in a cell has more than 16
 * bits. */
#define PADDING (1u << 20)

/* A key as it shall be. */
struct target {
	uint32_t key;
	struct hive_set_value *values;
	size_t count, capacity;
	size_t subkeys;
};

struct commit {
	const smssite_registry_edit *edit;
	smssite_registry *registry;
	struct target *targets;
	size_t target_count;
	unsigned char sha256[SMS_SHA256_SIZE];
	/* The new hive. */
	unsigned char *data;
	size_t size;
};

static void target_release(struct target *target)
{
	for (size_t i = 0; i < target->count; i++) {
		sms_free(target->values[i].key);
		sms_free(target->values[i].value);
	}
	sms_free(target->values);
	*target = (struct target){ 0 };
}

static void commit_release(struct commit *commit)
{
	for (size_t i = 0; i < commit->target_count; i++)
		target_release(&commit->targets[i]);
	sms_free(commit->targets);
	sms_free(commit->data);
	smssite_registry_free(commit->registry);
}

/* Takes the data over, also when it fails. */
static smssite_status add_value(
	struct target *target, const char *name, int64_t type, char *data, size_t size)
{
	struct hive_set_value *grown =
		sms_grow(target->values, target->count, &target->capacity, sizeof(*grown));
	char *copy = grown ? sms_strdup(name) : NULL;

	if (grown)
		target->values = grown;
	if (!copy || !data) {
		sms_free(copy);
		sms_free(data);
		return SMSSITE_NO_MEMORY;
	}
	grown[target->count++] =
		(struct hive_set_value){ .key = copy, .t = (hive_type)type, .len = size, .value = data };
	return SMSSITE_OK;
}

/* The values that a key of a hive has now. */
static smssite_status read_target(const struct sms_hive *hive, uint32_t key, struct target *target)
{
	smssite_registry_listing listing = { 0 };
	smssite_status status = sms_hive_list(hive, key, &listing);

	*target = (struct target){ .key = key, .subkeys = listing.subkey_count };
	for (size_t i = 0; !status && i < listing.value_count; i++) {
		size_t value = listing.values[i].value, size;
		int64_t type;
		char *data;

		status = sms_hive_type(hive, value, &type);
		if (!status)
			status = sms_hive_data(hive, value, &data, &size);
		if (!status)
			status = add_value(target, listing.values[i].name, type, data, size);
	}
	sms_registry_listing_release(&listing);
	return status;
}

static bool value_is(const struct hive_set_value *value, int64_t type, const char *data, size_t size)
{
	return (uint32_t)value->t == type && value->len == size && memcmp(value->value, data, size) == 0;
}

/* What one change makes of the values of its key. */
static smssite_status apply_change(struct target *target, const struct sms_reg_change *change, bool *changed)
{
	struct hive_set_value *value = target->values;
	char *data;

	while (value < target->values + target->count && !sms_equal_folded(value->key, change->name))
		value++;
	if (value == target->values + target->count) {
		if (change->type < 0)
			return SMSSITE_OK;
		*changed = true;
		return add_value(target, change->name, change->type, sms_strndup(change->data, change->size),
			change->size);
	}
	if (change->type >= 0 && value_is(value, change->type, change->data, change->size))
		return SMSSITE_OK;
	*changed = true;
	data = change->type >= 0 ? sms_strndup(change->data, change->size) : NULL;
	if (change->type >= 0 && !data)
		return SMSSITE_NO_MEMORY;
	sms_free(value->value);
	value->value = data;
	value->t = (hive_type)change->type;
	value->len = change->size;
	if (change->type < 0) {
		sms_free(value->key);
		target->count--;
		memmove(value, value + 1, (size_t)(target->values + target->count - value) * sizeof(*value));
	}
	return SMSSITE_OK;
}

/* The key of a change; there is one target for each. */
static smssite_status find_key(
	const struct commit *commit, const struct sms_reg_change *change, uint32_t *key)
{
	smssite_status status;

	if (!smssite_registry_covers(commit->registry, change->key))
		return sms_fail(
			SMSSITE_INVALID, "%s is not below the key at which the hive is mounted", change->key);
	status = sms_registry_hive_key(commit->registry, sms_span_of(change->key), key);
	if (status == SMSSITE_NOT_FOUND)
		return sms_fail(status, "%s: there is no such key in the hive", change->key);
	return status;
}

static smssite_status plan_targets(struct commit *commit)
{
	const smssite_registry_edit *edit = commit->edit;
	smssite_status status = SMSSITE_OK;
	size_t next;

	commit->targets = sms_calloc(edit->count + 1, sizeof(*commit->targets));
	if (!commit->targets)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; !status && i < edit->count; i = next) {
		struct target *target = &commit->targets[commit->target_count];
		bool changed = false;
		uint32_t key;

		next = i;
		status = find_key(commit, &edit->changes[i], &key);
		if (status)
			break;
		commit->target_count++;
		status = read_target(commit->registry->hive, key, target);
		do
			status = status ? status : apply_change(target, &edit->changes[next], &changed);
		while (++next < edit->count &&
			sms_equal_folded(edit->changes[next].key, edit->changes[i].key));
		if (!status && !changed) {
			target_release(target);
			commit->target_count--;
		}
	}
	return status;
}

/* A file in memory, by whose name libhivex knows it. */
static smssite_status memory_file(int *file, char name[32])
{
	*file = memfd_create("smssite-hive", MFD_CLOEXEC);
	if (*file < 0)
		return sms_fail_errno(errno, "a file in memory");
	snprintf(name, 32, "/proc/self/fd/%d", *file);
	return SMSSITE_OK;
}

static smssite_status write_all(int file, const unsigned char *data, size_t size)
{
	while (size) {
		ssize_t count = write(file, data, size);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return sms_fail_errno(count ? errno : EIO, "writing to memory");
		data += count;
		size -= (size_t)count;
	}
	return SMSSITE_OK;
}

static smssite_status read_back(int file, unsigned char **data, size_t *size)
{
	struct stat stat;
	size_t done = 0;

	if (fstat(file, &stat))
		return sms_fail_errno(errno, "reading from memory");
	*size = (size_t)stat.st_size;
	*data = sms_alloc(*size);
	if (!*data)
		return SMSSITE_NO_MEMORY;
	while (done < *size) {
		ssize_t count = pread(file, *data + done, *size - done, (off_t)done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0) {
			sms_free(*data);
			*data = NULL;
			return sms_fail_errno(count ? errno : EIO, "reading from memory");
		}
		done += (size_t)count;
	}
	return SMSSITE_OK;
}

static smssite_status hivex_failed(const char *what)
{
	int error = errno;

	if (error == ENOMEM)
		return sms_fail(SMSSITE_NO_MEMORY, "libhivex, %s: out of memory", what);
	if (error == ERANGE)
		return sms_fail(SMSSITE_LIMIT, "libhivex, %s: larger than a limit of its own", what);
	return sms_fail(SMSSITE_MALFORMED, "libhivex, %s: %s", what, strerror(error));
}

/* A key is the offset of its cell behind the head; to libhivex it is the place in the file. */
static smssite_status change_hive(const struct commit *commit, const char *from, const char *to)
{
	hive_h *hive = hivex_open(from, HIVEX_OPEN_WRITE);
	smssite_status status = SMSSITE_OK;

	if (!hive)
		return hivex_failed("opening");
	for (size_t i = 0; !status && i < commit->target_count; i++) {
		const struct target *target = &commit->targets[i];

		if (hivex_node_set_values(
			    hive, 4096 + (hive_node_h)target->key, target->count, target->values, 0))
			status = hivex_failed("setting values");
	}
	if (!status && hivex_commit(hive, to, 0))
		status = hivex_failed("writing");
	hivex_close(hive);
	return status;
}

static smssite_status build(struct commit *commit, const unsigned char *old, size_t size)
{
	int from = -1, to = -1;
	char from_name[32], to_name[32];
	smssite_status status;

	status = memory_file(&from, from_name);
	if (!status)
		status = memory_file(&to, to_name);
	if (!status)
		status = write_all(from, old, size);
	if (!status && ftruncate(from, (off_t)size + PADDING))
		status = sms_fail_errno(errno, "a file in memory");
	if (!status)
		status = change_hive(commit, from_name, to_name);
	if (!status)
		status = read_back(to, &commit->data, &commit->size);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return status;
}

static bool same_values(const struct target *one, const struct target *other)
{
	if (one->count != other->count || one->subkeys != other->subkeys)
		return false;
	for (size_t i = 0; i < one->count; i++) {
		const struct hive_set_value *value = &other->values[i];

		if (strcmp(one->values[i].key, value->key) != 0 ||
			!value_is(&one->values[i], (uint32_t)value->t, value->value, value->len))
			return false;
	}
	return true;
}

/* Reads back what libhivex has made, and forgets the padding that is left behind its end. */
static smssite_status verify(struct commit *commit)
{
	struct sms_hive hive;
	smssite_status status = sms_hive_open_bytes(commit->data, commit->size, &hive);

	for (size_t i = 0; !status && i < commit->target_count; i++) {
		struct target now;

		status = read_target(&hive, commit->targets[i].key, &now);
		if (!status && !same_values(&now, &commit->targets[i]))
			status = sms_fail(SMSSITE_IO, "the new hive does not read back as it was meant");
		target_release(&now);
	}
	if (!status)
		commit->size = hive.size;
	return status;
}

/* A log that is empty, or none, has nothing that is not in the hive. */
static smssite_status check_log(smssite_tree *tree, const char *exact, const char *extension)
{
	struct smssite_tree_stat stat;
	char *name = sms_asprintf("%s%s", exact, extension), *log;
	smssite_status status = name ? smssite_tree_resolve(tree, name, &log) : SMSSITE_NO_MEMORY;

	if (!status) {
		status = sms_tree_stat_exact(tree, log, &stat);
		if (!status && stat.size)
			status = sms_fail(SMSSITE_REFUSED,
				"%s is not empty: NT may have written there what is not in the hive yet. "
				"Start and shut down NT, "
				"or work on a copy of the hive in a directory of its own",
				log);
		sms_free(log);
	}
	sms_free(name);
	return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
}

static smssite_status check_clean(const struct commit *commit, smssite_tree *tree, const char *exact)
{
	static const char *const extensions[] = { ".LOG", ".LOG1", ".LOG2" };
	smssite_status status = SMSSITE_OK;

	if (smssite_registry_is_dirty(commit->registry))
		return sms_fail(
			SMSSITE_REFUSED, "%s was not closed properly: its sequence numbers differ", exact);
	for (size_t i = 0; !status && i < sizeof(extensions) / sizeof(*extensions); i++)
		status = check_log(tree, exact, extensions[i]);
	return status;
}

static smssite_status exchange(
	struct commit *commit, smssite_tree *tree, const char *exact, const char *backup)
{
	struct sms_copied copied;
	smssite_status status = sms_tree_copy_verified(tree, exact, backup, &copied);

	if (!status && memcmp(copied.sha256, commit->sha256, sizeof(copied.sha256)))
		status = sms_fail(SMSSITE_CHANGED, "%s: changed meanwhile", exact);
	if (!status)
		status = sms_tree_replace(tree, exact, commit->data, commit->size, commit->sha256);
	return status;
}

static smssite_status commit_to(
	struct commit *commit, smssite_tree *tree, const char *exact, const char *backup)
{
	smssite_status status = check_clean(commit, tree, exact);
	void *old;
	size_t size;
	SHA2_CTX hash;

	if (!status)
		status = plan_targets(commit);
	if (status || !commit->target_count)
		return status;
	status = sms_tree_read_exact(tree, exact, SMS_MAX_HIVE, &old, &size);
	if (status)
		return status;
	SHA256Init(&hash);
	SHA256Update(&hash, old, size);
	SHA256Final(commit->sha256, &hash);
	status = build(commit, old, size);
	sms_free(old);
	if (!status)
		status = verify(commit);
	return status ? status : exchange(commit, tree, exact, backup);
}

SMSSITE_API smssite_status smssite_registry_edit_commit_hive(smssite_registry_edit *self, smssite_tree *tree,
	const char *path, const char *mount_key, const char *backup)
{
	struct commit commit = { .edit = self };
	smssite_status status;
	char *exact;

	if (!backup)
		return sms_invalid(__func__, "NULL");
	status = sms_registry_edit_enter(self, __func__);
	if (status)
		return status;
	status = smssite_registry_open_hive(tree, path, mount_key, &commit.registry);
	if (!status)
		status = smssite_tree_resolve(tree, path, &exact);
	if (!status) {
		status = commit_to(&commit, tree, exact, backup);
		sms_free(exact);
	}
	commit_release(&commit);
	sms_registry_edit_leave(self);
	return status;
}

#else

SMSSITE_API smssite_status smssite_registry_edit_commit_hive(smssite_registry_edit *self, smssite_tree *tree,
	const char *path, const char *mount_key, const char *backup)
{
	if (!self || !tree || !path || !mount_key || !backup)
		return sms_invalid(__func__, "NULL");
	return sms_fail(
		SMSSITE_UNSUPPORTED, "hives are written with libhivex, which this build does not have");
}

#endif
