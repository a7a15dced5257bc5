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
static smssite_status read_document(struct sms_observer *self, struct sms_document *document,
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
	status = sms_tree_read_exact(self->sources->site.tree, exact, most, data, size);
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
	status = read_document(self, document, exact, most, &data, &size);
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
	sms_free(entries);
	return status;
}

static bool is_text(const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)data[i];

		/* 0x1A ends a text of DOS. */
		if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' &&
			byte != 0x1A)
			return false;
	}
	return true;
}

/* Whether bytes look like a system map: text that begins with one of the words that open its parts, with as
 * many BEGIN as END (Resource Guide, SYSTEM.MAP; KB Q196228). A map that was cut short usually fails the
 * last. */
static smssite_status check_system_map(const char *path, const char *data, size_t size)
{
	static const char *const words[] = { "PLATFORMS", "LANGUAGES", "UNITS", "IDLIST", "SERVICE",
		"PACKAGE", "DIRECTORY" };
	struct sms_span rest = { data, size }, line;
	size_t begins = 0, ends = 0;
	bool begun = false, fits = false;

	if (!size)
		return sms_fail(SMSSITE_MALFORMED, "%s is empty", path);
	if (!is_text(data, size))
		return sms_fail(SMSSITE_MALFORMED, "%s is no text", path);
	while (sms_next_line(&rest, &line)) {
		line = sms_span_trim(line);
		for (size_t i = 0; !begun && line.size && i < sizeof(words) / sizeof(*words); i++)
			fits = fits || (line.size > strlen(words[i]) &&
					       sms_compare_folded(line.data, strlen(words[i]), words[i],
						       strlen(words[i])) == 0);
		begun = begun || line.size;
		begins += sms_span_equal_folded(line, "BEGIN");
		ends += sms_span_equal_folded(line, "END");
	}
	if (!fits)
		return sms_fail(SMSSITE_MALFORMED, "%s does not begin like a system map", path);
	if (begins != ends)
		return sms_fail(SMSSITE_MALFORMED, "%s has %zu BEGIN and %zu END: it is damaged or cut short",
			path, begins, ends);
	return SMSSITE_OK;
}

smssite_status sms_observe_system_map(struct sms_observer *self, const struct sms_names *names)
{
	struct sms_document *document;
	smssite_status status;
	size_t first, count = sms_names_find(names, "SYSTEM.MAP", &first), size;
	const char *exact;
	void *data;

	if (!count)
		return SMSSITE_OK;
	document = sms_snapshot_add_document(self->snapshot, names->entries[first].name);
	exact = sms_observe_join(self, self->base, '/', names->entries[first].name);
	if (!document || !exact)
		return SMSSITE_NO_MEMORY;
	document->stat = names->entries[first].stat;
	if (count > 1)
		return note_failure(self, document,
			sms_fail(SMSSITE_AMBIGUOUS, "names that differ only in case from SYSTEM.MAP"));
	status = read_document(self, document, exact, SMS_MAX_SYSTEM_MAP, &data, &size);
	if (!data)
		return status;
	status = check_system_map(document->path, data, size);
	sms_free(data);
	return status ? note_failure(self, document, status) : SMSSITE_OK;
}
