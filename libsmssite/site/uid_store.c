/* SPDX-License-Identifier: MIT */
#include <smssite/uid_store.h>
#include "site/snapshot.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"
#include "tree/durable.h"

#include <stdlib.h>
#include <string.h>

#define EXTENSION ".UID"
#define SMSID_PATH "LOGON.SRV\\SMSID"
#define NO_ID UINT64_MAX

struct uid {
	const char *name;
	/* NO_ID: damaged. */
	uint64_t id;
};

struct smssite_uid_store {
	struct sms_arena arena;
	smssite_uid_state state;
	struct uid *uids;
	size_t count, capacity;
};

/* SSSRRNNN.UID in any case. A directory of that name is no state. */
static uint64_t id_of(const char *name, smssite_entry_kind kind)
{
	size_t size = strlen(name) - strlen(EXTENSION);
	uint64_t id = NO_ID;

	if (kind != SMSSITE_ENTRY_FILE || size != 8 || smssite_smsid_parse(name, size, &id))
		return NO_ID;
	return id;
}

static smssite_status add(smssite_uid_store *self, const char *name, smssite_entry_kind kind)
{
	struct uid *grown;

	if (!sms_has_extension(name, EXTENSION))
		return SMSSITE_OK;
	grown = sms_grow(self->uids, self->count, &self->capacity, sizeof(*grown));
	if (!grown)
		return SMSSITE_NO_MEMORY;
	self->uids = grown;
	grown[self->count] = (struct uid){ sms_arena_strdup(&self->arena, name), id_of(name, kind) };
	return grown[self->count++].name ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static void judge(smssite_uid_store *self)
{
	if (self->count > 1)
		self->state = SMSSITE_UID_SEVERAL;
	else if (!self->count)
		self->state = SMSSITE_UID_NONE;
	else
		self->state = self->uids[0].id == NO_ID ? SMSSITE_UID_DAMAGED : SMSSITE_UID_ONE;
}

static smssite_status finish(smssite_uid_store *self, smssite_status status, smssite_uid_store **store)
{
	if (status)
		smssite_uid_store_free(self);
	else
		*store = self;
	return status;
}

SMSSITE_API smssite_status smssite_uid_store_read(smssite_tree *tree, const char *directory, smssite_uid_store **store)
{
	smssite_uid_store *self;
	smssite_listing *list;
	smssite_status status;

	if (!tree || !directory || !store)
		return sms_invalid(__func__, "NULL");
	status = smssite_tree_list(tree, directory, &list);
	if (status)
		return status;
	self = sms_calloc(1, sizeof(*self));
	status = self ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < smssite_listing_count(list) && !status; i++) {
		struct smssite_tree_stat stat = { .kind = SMSSITE_ENTRY_OTHER };

		status = smssite_listing_stat(list, i, &stat);
		if (!status)
			status = add(self, smssite_listing_name(list, i), stat.kind);
	}
	smssite_listing_free(list);
	if (!status)
		judge(self);
	return finish(self, status, store);
}

SMSSITE_API smssite_status smssite_uid_store_from_snapshot(const smssite_snapshot *snapshot, smssite_uid_store **store)
{
	smssite_status status = SMSSITE_OK;
	smssite_uid_store *self;
	size_t directory;

	if (!snapshot || !store)
		return sms_invalid(__func__, "NULL");
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	directory = smssite_snapshot_find_directory(snapshot, SMSID_PATH);
	if (smssite_snapshot_directory_presence(snapshot, directory) != SMSSITE_PRESENCE_PRESENT)
		return finish(self, status, store);
	for (size_t i = 0; i < smssite_snapshot_entry_count(snapshot, directory) && !status; i++) {
		struct smssite_tree_stat stat = { .kind = SMSSITE_ENTRY_OTHER };

		status = smssite_snapshot_entry_stat(snapshot, directory, i, &stat);
		if (!status)
			status = add(self, smssite_snapshot_entry_name(snapshot, directory, i), stat.kind);
	}
	/* Among names that were cut may be another. */
	if (!status && !smssite_snapshot_entry_cut(snapshot, directory))
		judge(self);
	else if (!status && self->count > 1)
		self->state = SMSSITE_UID_SEVERAL;
	return finish(self, status, store);
}

SMSSITE_API void smssite_uid_store_free(smssite_uid_store *self)
{
	if (!self)
		return;
	sms_arena_release(&self->arena);
	sms_free(self->uids);
	sms_free(self);
}

SMSSITE_API smssite_uid_state smssite_uid_store_state(const smssite_uid_store *self)
{
	return self ? self->state : SMSSITE_UID_UNKNOWN;
}

SMSSITE_API size_t smssite_uid_store_count(const smssite_uid_store *self)
{
	return self ? self->count : 0;
}

SMSSITE_API const char *smssite_uid_store_name(const smssite_uid_store *self, size_t index)
{
	return self && index < self->count ? self->uids[index].name : NULL;
}

SMSSITE_API smssite_status smssite_uid_store_id(const smssite_uid_store *self, size_t index, uint64_t *id)
{
	if (!self || index >= self->count || !id)
		return sms_invalid(__func__, "NULL or out of range");
	if (self->uids[index].id == NO_ID)
		return sms_fail(SMSSITE_MALFORMED, "%s: not the name of a file that is an SMSID", self->uids[index].name);
	*id = self->uids[index].id;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_uid_store_next_id(const smssite_uid_store *self, uint64_t *id)
{
	if (!self || !id)
		return sms_invalid(__func__, "NULL");
	switch (self->state) {
	case SMSSITE_UID_ONE:
	case SMSSITE_UID_DAMAGED:
		return smssite_uid_store_id(self, 0, id);
	case SMSSITE_UID_NONE:
		return sms_fail(SMSSITE_NOT_FOUND, "no .UID file");
	case SMSSITE_UID_SEVERAL:
		return sms_fail(SMSSITE_AMBIGUOUS, "%zu .UID files, %s and %s among them", self->count, self->uids[0].name,
			self->uids[1].name);
	default:
		return sms_fail(SMSSITE_UNDECIDED, SMSID_PATH " was not seen");
	}
}

SMSSITE_API size_t smssite_uid_store_highest(const smssite_uid_store *self)
{
	size_t highest = SMSSITE_NO_INDEX;

	for (size_t i = 0; i < smssite_uid_store_count(self); i++)
		if (self->uids[i].id != NO_ID &&
			(highest == SMSSITE_NO_INDEX || self->uids[i].id > self->uids[highest].id))
			highest = i;
	return highest;
}

SMSSITE_API const char *smssite_uid_state_name(smssite_uid_state state)
{
	static const char *const names[] = { "UNKNOWN", "ONE", "NONE", "SEVERAL", "DAMAGED" };

	return (size_t)state < sizeof(names) / sizeof(*names) ? names[state] : "?";
}

/* -- renaming ------------------------------------------------------------------------------------- */

static smssite_status look(smssite_tree *tree, const char *directory, uint64_t expected, char **name)
{
	smssite_uid_store *store;
	smssite_status status = smssite_uid_store_read(tree, directory, &store);
	uint64_t id;

	if (status)
		return status;
	status = smssite_uid_store_next_id(store, &id);
	if (status == SMSSITE_NOT_FOUND || status == SMSSITE_MALFORMED || (!status && id != expected))
		status = sms_fail(SMSSITE_CHANGED, "%s: %s is there now", directory,
			store->count ? store->uids[0].name : "no .UID file");
	if (!status) {
		*name = sms_strdup(store->uids[0].name);
		status = *name ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	}
	smssite_uid_store_free(store);
	return status;
}

SMSSITE_API smssite_status smssite_uid_store_rename(smssite_tree *tree, const char *directory, uint64_t expected,
	uint64_t wanted)
{
	char *name = NULL, *from, *to, text[9];
	smssite_status status;

	if (!tree || !directory || smssite_smsid_format(expected, text) || smssite_smsid_format(wanted, text))
		return sms_invalid(__func__, "NULL, or a number that is no SMSID");
	if (wanted < expected && wanted / SMSSITE_RANGE_IDS == expected / SMSSITE_RANGE_IDS)
		return sms_fail(SMSSITE_REFUSED, "%s: %s would give ids of its range again", directory, text);
	status = look(tree, directory, expected, &name);
	if (status || wanted == expected) {
		sms_free(name);
		return status;
	}
	from = sms_asprintf("%s%s%s", directory, *directory ? "/" : "", name);
	to = sms_asprintf("%s%s%s" EXTENSION, directory, *directory ? "/" : "", text);
	status = from && to ? sms_tree_move(tree, from, to, NULL) : SMSSITE_NO_MEMORY;
	/* A client was faster. */
	if (status == SMSSITE_NOT_FOUND)
		status = sms_fail(SMSSITE_CHANGED, "%s: %s has just been taken", directory, name);
	sms_free(from);
	sms_free(to);
	sms_free(name);
	return status;
}
