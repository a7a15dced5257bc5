/* SPDX-License-Identifier: MIT */
#include <smssite/box.h>
#include "site/snapshot.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* .710 to .718, the reject codes of SCMAN (KB Q121683). */
static bool is_rejected(const char *name)
{
	size_t size = strlen(name);

	return size > 4 && memcmp(name + size - 4, ".71", 3) == 0 && name[size - 1] >= '0' &&
	       name[size - 1] <= '8';
}

SMSSITE_API smssite_box_role smssite_box_role_of(const char *name, smssite_entry_kind kind)
{
	if (!name)
		return SMSSITE_BOX_OTHER;
	if (kind == SMSSITE_ENTRY_DIRECTORY)
		return sms_has_extension(name, ".NAD") ? SMSSITE_BOX_NAD : SMSSITE_BOX_OTHER;
	if (sms_begins_folded(name, "BOOTSTRP."))
		return SMSSITE_BOX_BOOTSTRAP;
	if (sms_equal_folded(name, "SHUTDOWN.CT1"))
		return SMSSITE_BOX_SHUTDOWN;
	if (sms_equal_folded(name, "_INIT.CT1"))
		return SMSSITE_BOX_INIT;
	if (sms_equal_folded(name, "SITECTRL.CT0"))
		return SMSSITE_BOX_MASTER;
	if (sms_has_extension(name, ".CT0"))
		return SMSSITE_BOX_SECOND_MASTER;
	if (sms_has_extension(name, ".CT1"))
		return SMSSITE_BOX_PROPOSED;
	if (sms_has_extension(name, ".CT2"))
		return SMSSITE_BOX_REPLY;
	return is_rejected(name) ? SMSSITE_BOX_REJECTED : SMSSITE_BOX_OTHER;
}

static const struct sms_directory *box_of(const smssite_snapshot *self)
{
	return self && self->box < self->directory_count ? &self->directories[self->box] : NULL;
}

static const struct sms_entry *box_entry(const smssite_snapshot *self, size_t index)
{
	const struct sms_directory *box = box_of(self);

	return box && index < box->entry_count ? &box->entries[index] : NULL;
}

static smssite_box_role role_of(const struct sms_entry *entry)
{
	return smssite_box_role_of(entry->name, entry->stat.kind);
}

/* Whether no one can say what a control file of this name is. */
static bool is_ambiguous(const struct sms_directory *box, size_t index)
{
	const struct sms_entry *entry = &box->entries[index];
	smssite_box_role role = role_of(entry);

	if (role == SMSSITE_BOX_OTHER || role == SMSSITE_BOX_NAD)
		return false;
	/* Entries are sorted by folded name; the second of two need not be told from the first. */
	return entry->stat.kind != SMSSITE_ENTRY_FILE ||
	       (index + 1 < box->entry_count && sms_equal_folded(entry[1].name, entry->name));
}

SMSSITE_API smssite_box_state smssite_snapshot_box_state(const smssite_snapshot *self)
{
	static const struct {
		smssite_box_role role;
		smssite_box_state state;
	} states[] = {
		{ SMSSITE_BOX_SHUTDOWN, SMSSITE_BOX_STATE_SHUTTING_DOWN },
		{ SMSSITE_BOX_INIT, SMSSITE_BOX_STATE_INSTALLING },
		{ SMSSITE_BOX_PROPOSED, SMSSITE_BOX_STATE_PROPOSED_WAITING },
		{ SMSSITE_BOX_REPLY, SMSSITE_BOX_STATE_REPLY_WAITING },
		{ SMSSITE_BOX_REJECTED, SMSSITE_BOX_STATE_REJECTED },
		{ SMSSITE_BOX_MASTER, SMSSITE_BOX_STATE_AT_REST },
		{ SMSSITE_BOX_SECOND_MASTER, SMSSITE_BOX_STATE_UNKNOWN },
	};
	const struct sms_directory *box = box_of(self);
	unsigned roles = 0;

	if (!box || box->presence == SMSSITE_PRESENCE_NOT_IN_VIEW ||
		box->presence == SMSSITE_PRESENCE_UNREADABLE)
		return SMSSITE_BOX_STATE_UNKNOWN;
	for (size_t i = 0; i < box->entry_count; i++) {
		if (is_ambiguous(box, i))
			return SMSSITE_BOX_STATE_UNKNOWN;
		roles |= 1u << role_of(&box->entries[i]);
	}
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (roles & 1u << states[i].role)
			return states[i].state;
	return SMSSITE_BOX_STATE_EMPTY;
}

SMSSITE_API size_t smssite_snapshot_box_count(const smssite_snapshot *self)
{
	const struct sms_directory *box = box_of(self);

	return box ? box->entry_count : 0;
}

SMSSITE_API const char *smssite_snapshot_box_name(const smssite_snapshot *self, size_t index)
{
	const struct sms_entry *entry = box_entry(self, index);

	return entry ? entry->name : NULL;
}

SMSSITE_API smssite_box_role smssite_snapshot_box_role(const smssite_snapshot *self, size_t index)
{
	const struct sms_entry *entry = box_entry(self, index);

	return entry ? role_of(entry) : SMSSITE_BOX_OTHER;
}

SMSSITE_API smssite_status smssite_snapshot_box_stat(
	const smssite_snapshot *self, size_t index, struct smssite_tree_stat *stat)
{
	const struct sms_entry *entry = box_entry(self, index);

	if (!entry || !stat)
		return sms_invalid("smssite_snapshot_box_stat", "out of range, or no place for the answer");
	*stat = entry->stat;
	return SMSSITE_OK;
}

SMSSITE_API size_t smssite_snapshot_box_document(const smssite_snapshot *self, size_t index)
{
	const struct sms_directory *box = box_of(self);
	const struct sms_entry *entry = box_entry(self, index);
	size_t length;

	if (!entry)
		return SMSSITE_NO_INDEX;
	length = strlen(box->path);
	/* By the very name: two that differ only in case are two documents. */
	for (size_t i = 0; i < self->document_count; i++) {
		const char *path = self->documents[i].path;

		if (strncmp(path, box->path, length) == 0 && path[length] == '\\' &&
			strcmp(path + length + 1, entry->name) == 0)
			return i;
	}
	return SMSSITE_NO_INDEX;
}

SMSSITE_API size_t smssite_snapshot_box_find(const smssite_snapshot *self, smssite_box_role role, size_t from)
{
	const struct sms_directory *box = box_of(self);

	for (size_t i = from; box && i < box->entry_count; i++)
		if (role_of(&box->entries[i]) == role)
			return i;
	return SMSSITE_NO_INDEX;
}

SMSSITE_API const char *smssite_box_role_name(smssite_box_role role)
{
	static const char *const names[] = { "OTHER", "MASTER", "PROPOSED", "REPLY", "REJECTED", "SHUTDOWN",
		"INIT", "BOOTSTRAP", "NAD", "SECOND_MASTER" };

	return (size_t)role < sizeof(names) / sizeof(*names) ? names[role] : names[0];
}

SMSSITE_API const char *smssite_box_state_name(smssite_box_state state)
{
	static const char *const names[] = { "UNKNOWN", "AT_REST", "EMPTY", "REJECTED", "REPLY_WAITING",
		"PROPOSED_WAITING", "INSTALLING", "SHUTTING_DOWN" };

	return (size_t)state < sizeof(names) / sizeof(*names) ? names[state] : names[0];
}
