/* SPDX-License-Identifier: MIT */
/* The root of the drive that has the SMS tree: logs and SMS.INI that lie there, and the packages beside the tree. */
#include "site/observe.h"
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/text.h"

#include <string.h>

/* `SMS_PKG<x>`, shared by that name, with a directory for each package (Resource Guide S3D3C). */
static bool is_packages(const struct sms_entry *entry)
{
	char drive = strlen(entry->name) == 8 ? sms_upper(entry->name[7]) : 0;

	return entry->stat.kind == SMSSITE_ENTRY_DIRECTORY && drive >= 'A' && drive <= 'Z' &&
	       sms_compare_folded(entry->name, 7, "SMS_PKG", 7) == 0;
}

static smssite_status keep_packages(struct sms_observer *self, const char *exact, size_t index)
{
	struct sms_names names = { 0 };
	smssite_status status = sms_names_list(self->drive, exact, true, &names);
	struct sms_directory *directory = &self->snapshot->directories[index];

	directory->presence = status ? SMSSITE_PRESENCE_UNREADABLE : SMSSITE_PRESENCE_PRESENT;
	if (!status)
		status = sms_observe_keep(self, index, &names);
	else if (status != SMSSITE_NO_MEMORY) {
		directory->message = sms_observe_message(self);
		status = directory->message ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	}
	sms_names_release(&names);
	return status;
}

static smssite_status observe_packages(struct sms_observer *self, const struct sms_names *drive)
{
	smssite_status status = SMSSITE_OK;

	for (size_t i = 0; i < drive->count && !status; i++) {
		const char *exact, *path;
		size_t first;

		/* Of names that differ only in case Windows would show one. */
		if (!is_packages(&drive->entries[i]) || sms_names_find(drive, drive->entries[i].name, &first) > 1)
			continue;
		exact = sms_observe_join(self, self->drive_base, '/', drive->entries[i].name);
		path = sms_observe_join(self, "..", '\\', drive->entries[i].name);
		status = exact && path && sms_snapshot_add_directory(self->snapshot, path) ?
			keep_packages(self, exact, self->snapshot->directory_count - 1) : SMSSITE_NO_MEMORY;
	}
	return status;
}

static smssite_status observe_root(struct sms_observer *self, struct sms_names *names)
{
	static const char *const drive_logs[] = { "SCMAN.LOG", "BOOT.LOG", "BOOTSTRP.LOG", NULL };
	struct sms_directory *directory = sms_snapshot_add_directory(self->snapshot, "..");
	size_t index = self->snapshot->directory_count - 1;
	struct sms_log_place place;
	smssite_status status;

	if (!directory)
		return SMSSITE_NO_MEMORY;
	directory->presence = self->drive ? SMSSITE_PRESENCE_PRESENT : SMSSITE_PRESENCE_NOT_IN_VIEW;
	if (!self->drive)
		return SMSSITE_OK;
	place = (struct sms_log_place){ self->drive, self->drive_base, "..", true };
	status = sms_observe_find_logs(self, &place, names, drive_logs);
	if (!status)
		status = sms_observe_drive_ini(self, names);
	if (!status)
		status = observe_packages(self, names);
	return status ? status : sms_observe_keep(self, index, names);
}

/* The root of the drive where it was given by itself. */
static smssite_status observe_other_drive(struct sms_observer *self)
{
	const struct sms_place *place = &self->sources->drive;
	struct sms_names names = { 0 };
	char *exact = NULL;
	smssite_status status = smssite_tree_resolve(place->tree, place->path, &exact);

	if (!status) {
		self->drive_base = sms_arena_strdup(&self->arena, exact);
		status = self->drive_base ? sms_names_list(place->tree, exact, true, &names)
					  : SMSSITE_NO_MEMORY;
	}
	sms_free(exact);
	if (!status) {
		self->drive = place->tree;
		status = observe_root(self, &names);
	} else if (status != SMSSITE_NO_MEMORY) {
		const char *message = sms_observe_message(self);
		struct sms_directory *directory = sms_snapshot_add_directory(self->snapshot, "..");

		if (!message || !directory)
			return SMSSITE_NO_MEMORY;
		directory->presence = SMSSITE_PRESENCE_UNREADABLE;
		directory->message = message;
		status = SMSSITE_OK;
	}
	sms_names_release(&names);
	return status;
}

smssite_status sms_observe_drive(struct sms_observer *self, struct sms_names *top)
{
	return !self->drive && self->sources->drive.tree ? observe_other_drive(self) : observe_root(self, top);
}
