/* SPDX-License-Identifier: MIT */
/* What is kept of a directory's names, and the few files whose contents are read. */
#include "site/observe.h"
#include <smssite/box.h>
#include <smssite/layout.h>
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <sha2.h>
#include <stdlib.h>
#include <string.h>

/* What may be cut last comes first. A central site drowns in .CT2 files (KB Q240786), and its master must be
 * seen. */
static int importance(const struct sms_entry *entry)
{
	switch (smssite_box_role_of(entry->name, entry->stat.kind)) {
	case SMSSITE_BOX_MASTER:
		return 0;
	case SMSSITE_BOX_SHUTDOWN:
	case SMSSITE_BOX_INIT:
		return 1;
	case SMSSITE_BOX_REPLY:
		return 3;
	case SMSSITE_BOX_OTHER:
		return 4;
	default:
		return 2;
	}
}

static int compare_importance(const void *a, const void *b)
{
	const struct sms_entry *x = a, *y = b;
	int order = importance(x) - importance(y);

	return order ? order : sms_snapshot_compare_names(x->name, y->name);
}

static int compare_entries(const void *a, const void *b)
{
	return sms_snapshot_compare_names(
		((const struct sms_entry *)a)->name, ((const struct sms_entry *)b)->name);
}

smssite_status sms_observe_keep(struct sms_observer *self, size_t directory, struct sms_names *names)
{
	struct sms_arena *arena = &self->snapshot->arena;
	struct sms_directory *kept = &self->snapshot->directories[directory];
	bool is_box = smssite_layout_depth_of(kept->layout) == SMSSITE_LAYOUT_READ;
	size_t count = names->count, most = SMS_MAX_KEPT_ENTRIES;

	/* The box has room of its own, whatever was read before it. */
	if (!is_box && most > self->entries_left)
		most = self->entries_left;
	if (count > most) {
		qsort(names->entries, count, sizeof(*names->entries), compare_importance);
		kept->entry_cut += count - most;
		count = most;
		if (count)
			qsort(names->entries, count, sizeof(*names->entries), compare_entries);
	}
	if (!count)
		return SMSSITE_OK;
	kept->entries = sms_arena_alloc(arena, count * sizeof(*kept->entries));
	if (!kept->entries)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		char *name = sms_arena_strdup(arena, names->entries[i].name);

		if (!name)
			return SMSSITE_NO_MEMORY;
		kept->entries[i] = (struct sms_entry){ name, names->entries[i].stat };
	}
	kept->entry_count = count;
	if (!is_box)
		self->entries_left -= count;
	return SMSSITE_OK;
}

static void hash(const void *data, size_t size, char *hex)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, data, size);
	SHA256Final(digest, &context);
	for (size_t i = 0; i < sizeof(digest); i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[2 * sizeof(digest)] = '\0';
}

/* Keeps why a document is not to be had; only a lack of memory ends the observation. */
static smssite_status note_failure(
	struct sms_observer *self, struct sms_document *document, smssite_status failure)
{
	if (failure == SMSSITE_NO_MEMORY)
		return failure;
	document->status = failure;
	document->message = sms_observe_message(self);
	return document->message ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* Reads a file into memory and hashes it; *data stays NULL where that fails. */
static smssite_status read_document(struct sms_observer *self, struct sms_document *document, smssite_tree *tree,
	const char *exact, size_t most, void **data, size_t *size)
{
	smssite_status status;

	*data = NULL;
	if (document->stat.kind != SMSSITE_ENTRY_FILE)
		return note_failure(
			self, document, sms_fail(SMSSITE_MALFORMED, "%s is no file", document->path));
	if (document->stat.size > (int64_t)most)
		return note_failure(self, document,
			sms_fail(SMSSITE_LIMIT, "%s has %lld bytes, more than %zu", document->path,
				(long long)document->stat.size, most));
	status = sms_tree_read_exact(tree, exact, most, data, size);
	if (status)
		return note_failure(self, document, status);
	hash(*data, *size, document->sha256);
	return SMSSITE_OK;
}

static smssite_status read_control_file(struct sms_observer *self, const struct sms_directory *box,
	const struct sms_entry *entry, const char *exact)
{
	const char *path = sms_observe_join(self, box->path, '\\', entry->name);
	struct sms_document *document = path ? sms_snapshot_add_document(self->snapshot, path) : NULL;
	size_t most =
		self->document_bytes_left < SMS_MAX_DOCUMENT ? self->document_bytes_left : SMS_MAX_DOCUMENT;
	smssite_status status;
	size_t size;
	void *data;

	exact = document ? sms_observe_join(self, exact, '/', entry->name) : NULL;
	if (!exact)
		return SMSSITE_NO_MEMORY;
	document->stat = entry->stat;
	status = read_document(self, document, self->sources->site.tree, exact, most, &data, &size);
	if (!data)
		return status;
	status = smssite_control_file_parse(data, size, &document->file);
	sms_free(data);
	if (status)
		return note_failure(self, document, status);
	self->document_bytes_left -= size;
	return SMSSITE_OK;
}

static bool has_control_extension(const struct sms_entry *entry)
{
	size_t size = strlen(entry->name);

	if (smssite_box_role_of(entry->name, SMSSITE_ENTRY_FILE) == SMSSITE_BOX_REJECTED)
		return true;
	/* Every .CT?, not only those that a service reads: a repair moves them all aside (KB Q183347). */
	return size > 4 && sms_compare_folded(entry->name + size - 4, 3, ".CT", 3) == 0;
}

smssite_status sms_observe_control_files(struct sms_observer *self, size_t directory, const char *exact)
{
	const struct sms_directory *box = &self->snapshot->directories[directory];
	struct sms_entry *entries;
	smssite_status status = SMSSITE_OK;
	size_t count = 0;

	if (!box->entry_count)
		return SMSSITE_OK;
	entries = sms_alloc(box->entry_count * sizeof(*entries));
	if (!entries)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < box->entry_count; i++)
		if (has_control_extension(&box->entries[i]))
			entries[count++] = box->entries[i];
	if (count)
		qsort(entries, count, sizeof(*entries), compare_importance);
	for (size_t i = 0; !status && i < count && i < SMS_MAX_DOCUMENTS; i++)
		status = read_control_file(self, box, &entries[i], exact);
	self->snapshot->document_cut += count > SMS_MAX_DOCUMENTS ? count - SMS_MAX_DOCUMENTS : 0;
	sms_free(entries);
	return status;
}

/* How the bytes of one kind of file become an object of the document. */
typedef smssite_status (*take_bytes)(struct sms_document *document, const void *data, size_t size);

static smssite_status take_map(struct sms_document *document, const void *data, size_t size)
{
	return smssite_system_map_parse(data, size, &document->map);
}

static smssite_status take_ini(struct sms_document *document, const void *data, size_t size)
{
	return smssite_sms_ini_parse(data, size, &document->ini);
}

static smssite_status take_request(struct sms_document *document, const void *data, size_t size)
{
	smssite_status status = smssite_send_request_parse(data, size, &document->request);

	if (!status && document->request->count > SMS_MAX_KEPT_REQUEST_RECORDS) {
		smssite_send_request_free(document->request);
		document->request = NULL;
		status = sms_fail(SMSSITE_LIMIT, "a send request of more than %u records", SMS_MAX_KEPT_REQUEST_RECORDS);
	}
	return status;
}

/* A file of which the listing told; path is what the snapshot calls it. */
static smssite_status read_file(struct sms_observer *self, smssite_tree *tree, const char *exact, const char *path,
	const struct smssite_tree_stat *stat, size_t most, take_bytes take)
{
	struct sms_document *document = sms_snapshot_add_document(self->snapshot, path);
	smssite_status status;
	size_t size;
	void *data;

	if (!document || !exact)
		return SMSSITE_NO_MEMORY;
	document->stat = *stat;
	status = read_document(self, document, tree, exact, most, &data, &size);
	if (!data)
		return status;
	status = take(document, data, size);
	sms_free(data);
	return status ? note_failure(self, document, status) : SMSSITE_OK;
}

/* One file by its name in a listing; no document where it is not there. */
static smssite_status read_named(struct sms_observer *self, smssite_tree *tree, const struct sms_names *names, const char *directory,
	const char *name, const char *path, size_t most, take_bytes take)
{
	struct sms_document *document;
	size_t first, count = sms_names_find(names, name, &first);

	if (!count)
		return SMSSITE_OK;
	if (count == 1)
		return read_file(self, tree, sms_observe_join(self, directory, '/', names->entries[first].name), path,
			&names->entries[first].stat, most, take);
	document = sms_snapshot_add_document(self->snapshot, path);
	if (!document)
		return SMSSITE_NO_MEMORY;
	document->stat = names->entries[first].stat;
	return note_failure(self, document, sms_fail(SMSSITE_AMBIGUOUS, "names that differ only in case from %s", name));
}

smssite_status sms_observe_system_map(struct sms_observer *self, const struct sms_names *names)
{
	size_t first;

	/* As it is spelt there. */
	return read_named(self, self->sources->site.tree, names, self->base, "SYSTEM.MAP",
		sms_names_find(names, "SYSTEM.MAP", &first) ? names->entries[first].name : "SYSTEM.MAP", SMS_MAX_DOCUMENT, take_map);
}

smssite_status sms_observe_domain_ini(struct sms_observer *self, const char *exact, const struct sms_names *names)
{
	return read_named(self, self->sources->site.tree, names, exact, "DOMAIN.INI", "LOGON.SRV\\DOMAIN.INI", SMS_MAX_KEPT_INI, take_ini);
}

smssite_status sms_observe_drive_ini(struct sms_observer *self, const struct sms_names *names)
{
	if (self->sources->boot_drive.tree)
		return SMSSITE_OK;
	return read_named(self, self->drive, names, self->drive_base, "SMS.INI", SMS_INI_PATH, SMS_MAX_KEPT_INI, take_ini);
}

/* A document that tells why it is not to be had; the failure is set. */
static smssite_status note_document(struct sms_observer *self, const char *path, smssite_status failure)
{
	struct sms_document *document = sms_snapshot_add_document(self->snapshot, path);

	if (!document)
		return SMSSITE_NO_MEMORY;
	document->stat = (struct smssite_tree_stat){ .mtime_utc_s = SMSSITE_NO_TIME };
	return note_failure(self, document, failure);
}

/* SMS.INI in the root of a drive, and what else lies there. */
static smssite_status observe_boot_root(struct sms_observer *self, smssite_tree *tree, const char *exact)
{
	struct sms_directory *directory = sms_snapshot_add_directory(self->snapshot, SMS_BOOT_ROOT);
	size_t index = self->snapshot->directory_count - 1, first;
	struct sms_names names = { 0 };
	smssite_status status;

	if (!directory)
		return SMSSITE_NO_MEMORY;
	directory->presence = SMSSITE_PRESENCE_UNREADABLE;
	status = sms_names_list(tree, exact, true, &names);
	if (!status) {
		directory->presence = SMSSITE_PRESENCE_PRESENT;
		status = sms_observe_keep(self, index, &names);
		if (!status && !sms_names_find(&names, "SMS.INI", &first))
			status = note_document(self, SMS_INI_PATH, sms_fail(SMSSITE_NOT_FOUND, "no SMS.INI in it"));
		else if (!status)
			status = read_named(self, tree, &names, exact, "SMS.INI", SMS_INI_PATH, SMS_MAX_KEPT_INI, take_ini);
	} else if (status != SMSSITE_NO_MEMORY) {
		directory->message = sms_observe_message(self);
		status = directory->message ? note_document(self, SMS_INI_PATH, status) : SMSSITE_NO_MEMORY;
	}
	sms_names_release(&names);
	return status;
}

/* The root of the drive was given, or the file. */
smssite_status sms_observe_boot_drive(struct sms_observer *self)
{
	const struct sms_place *place = &self->sources->boot_drive;
	struct smssite_tree_stat stat;
	char *exact = NULL;
	smssite_status status = smssite_tree_resolve(place->tree, place->path, &exact);

	if (!status)
		status = sms_tree_stat_exact(place->tree, exact, &stat);
	if (status)
		status = status == SMSSITE_NO_MEMORY ? status : note_document(self, SMS_INI_PATH, status);
	else if (stat.kind == SMSSITE_ENTRY_DIRECTORY)
		status = observe_boot_root(self, place->tree, exact);
	else
		status = read_file(self, place->tree, exact, SMS_INI_PATH, &stat, SMS_MAX_KEPT_INI, take_ini);
	sms_free(exact);
	return status;
}

static bool is_request(const struct sms_entry *entry)
{
	return entry->stat.kind == SMSSITE_ENTRY_FILE && (sms_has_extension(entry->name, ".SRQ") || sms_has_extension(entry->name, ".SRS"));
}

smssite_status sms_observe_send_requests(struct sms_observer *self, size_t directory, const char *exact)
{
	smssite_status status = SMSSITE_OK;

	/* The list grows no more: its entries are in the arena. */
	for (size_t i = 0; i < self->snapshot->directories[directory].entry_count && !status; i++) {
		const struct sms_directory *box = &self->snapshot->directories[directory];
		const struct sms_entry *entry = &box->entries[i];
		const char *path;

		if (!is_request(entry))
			continue;
		if (!self->requests_left) {
			self->snapshot->document_cut++;
			continue;
		}
		self->requests_left--;
		path = sms_observe_join(self, box->path, '\\', entry->name);
		status = path ? read_file(self, self->sources->site.tree, sms_observe_join(self, exact, '/', entry->name), path,
				      &entry->stat, SMS_MAX_SEND_REQUEST, take_request)
			      : SMSSITE_NO_MEMORY;
	}
	return status;
}
