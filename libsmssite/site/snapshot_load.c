/* SPDX-License-Identifier: MIT */
#include "site/snapshot_reader.h"
#include "site/snapshot_json.h"
#include <smssite/layout.h>
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "evidence/saved.h"

#include <stdlib.h>
#include <string.h>

/* Depth of format 1 is 6; a reader by recursion must not be sent deeper than it needs. */
#define MAX_DEPTH 16
/* Separators between values, of which each costs the reader far more memory than the byte that it is. */
#define MAX_VALUES (4u << 20)

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static int compare_entries(const void *a, const void *b)
{
	return sms_snapshot_compare_names(
		((const struct sms_entry *)a)->name, ((const struct sms_entry *)b)->name);
}

static bool load_entries(struct sms_loader *self, const json_t *object, struct sms_directory *directory)
{
	json_t *array;
	size_t count;

	if (!sms_load_array(self, object, "entries", SMS_MAX_SNAPSHOT_ENTRIES - self->entries, &array))
		return false;
	count = json_array_size(array);
	self->entries += count;
	if (!count)
		return true;
	directory->entries = sms_arena_alloc(&self->snapshot->arena, count * sizeof(*directory->entries));
	if (!directory->entries)
		return sms_load_fail(self, SMSSITE_NO_MEMORY);
	for (size_t i = 0; i < count; i++) {
		const json_t *entry = json_array_get(array, i);

		directory->entries[i] = (struct sms_entry){ .name = "" };
		if (!sms_load_kept_name(self, entry, "name", &directory->entries[i].name) ||
			!sms_load_stat(self, entry, &directory->entries[i].stat))
			return false;
		if (!*directory->entries[i].name)
			return sms_load_malformed(self, "name", "the name of an entry");
	}
	directory->entry_count = count;
	qsort(directory->entries, count, sizeof(*directory->entries), compare_entries);
	return true;
}

static bool load_directory(struct sms_loader *self, const json_t *object)
{
	struct sms_directory *directory;
	size_t presence;
	char *path;

	if (!sms_load_path(self, object, "path", &path))
		return false;
	directory = sms_snapshot_add_directory(self->snapshot, path);
	sms_free(path);
	if (!directory)
		return sms_load_fail(self, SMSSITE_NO_MEMORY);
	if (!sms_load_word(self, object, "presence", sms_presence_words, COUNT(sms_presence_words), &presence))
		return false;
	directory->presence = (smssite_presence)presence;
	directory->layout = smssite_layout_find(directory->path);
	return sms_load_message(self, object, &directory->message) &&
	       sms_load_count(self, object, "cut", &directory->entry_cut) && load_entries(self, object, directory);
}

static bool load_document(struct sms_loader *self, const json_t *object)
{
	struct sms_document *document;
	const char *hash;
	char *path;

	if (!sms_load_path(self, object, "path", &path))
		return false;
	document = sms_snapshot_add_document(self->snapshot, path);
	sms_free(path);
	if (!document)
		return sms_load_fail(self, SMSSITE_NO_MEMORY);
	if (!sms_load_status(self, object, &document->status) || !sms_load_message(self, object, &document->message) ||
		!sms_load_text(self, object, "sha256", &hash) || !sms_load_stat(self, object, &document->stat))
		return false;
	if (*hash && (strlen(hash) != SMS_SHA256_TEXT - 1 || hash[strspn(hash, "0123456789abcdef")]))
		return sms_load_malformed(self, "sha256", "a hash");
	strcpy(document->sha256, hash);
	return sms_load_contents(self, object, document);
}

static bool load_records(struct sms_loader *self, const json_t *object, struct sms_log *log)
{
	json_t *array;
	size_t count;

	/* The ends, and those of interest. */
	if (!sms_load_array(self, object, "records", SMS_MAX_KEPT_RECORDS + 2, &array))
		return false;
	count = json_array_size(array);
	log->records = sms_arena_alloc(&self->snapshot->arena, (count + 1) * sizeof(*log->records));
	if (!log->records)
		return sms_load_fail(self, SMSSITE_NO_MEMORY);
	for (size_t i = 0; i < count; i++) {
		const json_t *record = json_array_get(array, i);

		if (!sms_load_count(self, record, "line", &log->records[i].line) ||
			!sms_load_time(self, record, "time_local_s", &log->records[i].time_local_s) ||
			!sms_load_kept_text(self, record, "text", &log->records[i].text))
			return false;
	}
	log->record_count = count;
	return true;
}

static bool load_log(struct sms_loader *self, const json_t *object)
{
	bool in_site = json_object_get(object, "path") != NULL;
	char *name = NULL, *path = NULL;
	struct sms_log *log = NULL;

	if (sms_load_name(self, object, "name", &name) &&
		(in_site ? sms_load_path(self, object, "path", &path) : sms_load_name(self, object, "file", &path))) {
		log = sms_snapshot_add_log(self->snapshot, name, path);
		if (!log)
			sms_load_fail(self, SMSSITE_NO_MEMORY);
	}
	sms_free(name);
	sms_free(path);
	if (!log)
		return false;
	log->in_site = in_site;
	return sms_load_status(self, object, &log->status) && sms_load_stat(self, object, &log->stat) &&
	       sms_load_count(self, object, "backward_steps", &log->backward_steps) &&
	       sms_load_count(self, object, "skipped", &log->skipped) &&
	       sms_load_count(self, object, "cut", &log->record_cut) && load_records(self, object, log);
}

static bool get_service_state(
	struct sms_loader *self, const json_t *object, const char *key, smssite_service_state *state)
{
	const char *text;

	if (!sms_load_text(self, object, key, &text))
		return false;
	for (int i = SMSSITE_SERVICE_UNKNOWN; i <= SMSSITE_SERVICE_INSTALLED; i++) {
		*state = (smssite_service_state)i;
		if (strcmp(smssite_service_state_name(*state), text) == 0)
			return true;
	}
	return sms_load_malformed(self, key, "the state of a service");
}

static bool load_services(struct sms_loader *self, const json_t *object)
{
	struct sms_saved_service *list;
	smssite_service_state missing;
	smssite_status status;
	json_t *array;
	size_t form, count;
	bool good = true;

	if (!sms_load_kept_name(self, object, "name", &self->snapshot->services_name) ||
		!sms_load_word(self, object, "form", sms_services_form_words, COUNT(sms_services_form_words),
			&form) ||
		!get_service_state(self, object, "missing", &missing) ||
		!sms_load_array(self, object, "list", SMS_MAX_SERVICES, &array))
		return false;
	count = json_array_size(array);
	list = sms_calloc(count + 1, sizeof(*list));
	if (!list)
		return sms_load_fail(self, SMSSITE_NO_MEMORY);
	for (size_t i = 0; good && i < count; i++) {
		const json_t *service = json_array_get(array, i);

		good = sms_load_text(self, service, "name", &list[i].name) &&
		       get_service_state(self, service, "state", &list[i].state) &&
		       sms_load_count(self, service, "line", &list[i].line);
	}
	if (good) {
		status = sms_services_restore(
			(smssite_services_form)form, missing, list, count, &self->snapshot->services);
		good = !status || sms_load_fail(self, status);
	}
	sms_free(list);
	return good;
}

static bool get_site(struct sms_loader *self, const json_t *object, struct sms_saved_site *site)
{
	size_t detail, flags;
	const char *text;

	if (!sms_load_text(self, object, "code", &site->code) || !sms_load_text(self, object, "status", &text) ||
		!sms_load_count(self, object, "detail", &detail) || !sms_load_count(self, object, "flags", &flags) ||
		!sms_load_count(self, object, "line", &site->line))
		return false;
	if (detail > UINT16_MAX || flags > UINT16_MAX)
		return sms_load_malformed(self, "detail", "a word of 16 bits");
	site->detail = (uint32_t)detail;
	site->flags = (uint32_t)flags;
	for (int i = SMSSITE_SITE_UNKNOWN; i <= SMSSITE_SITE_UPGRADE; i++) {
		site->status = (smssite_site_status)i;
		if (strcmp(smssite_site_status_name(site->status), text) == 0)
			return true;
	}
	return sms_load_malformed(self, "status", "the status of a site");
}

static bool load_word(struct sms_loader *self, const json_t *object)
{
	struct sms_saved_site *list;
	smssite_status status;
	json_t *array;
	size_t form, count;
	bool good = true;

	if (!sms_load_kept_name(self, object, "name", &self->snapshot->parent_word_name) ||
		!sms_load_word(self, object, "form", sms_word_form_words, COUNT(sms_word_form_words), &form) ||
		!sms_load_array(self, object, "sites", 36 * 36 * 36, &array))
		return false;
	count = json_array_size(array);
	list = sms_calloc(count + 1, sizeof(*list));
	if (!list)
		return sms_load_fail(self, SMSSITE_NO_MEMORY);
	for (size_t i = 0; good && i < count; i++)
		good = get_site(self, json_array_get(array, i), &list[i]);
	if (good) {
		status = sms_parent_word_restore(
			(smssite_word_form)form, list, count, &self->snapshot->parent_word);
		good = !status || sms_load_fail(self, status);
	}
	sms_free(list);
	return good;
}

static bool load_each(struct sms_loader *self, const json_t *object, const char *key, size_t most,
	bool (*load)(struct sms_loader *self, const json_t *object))
{
	json_t *array;

	if (!sms_load_array(self, object, key, most, &array))
		return false;
	for (size_t i = 0; i < json_array_size(array); i++)
		if (!load(self, json_array_get(array, i)))
			return false;
	return true;
}

static bool load_given(struct sms_loader *self, const json_t *object, const char *key,
	bool (*load)(struct sms_loader *self, const json_t *object))
{
	const json_t *given = json_object_get(object, key);

	if (given && !json_is_object(given))
		return sms_load_malformed(self, key, "an object");
	return !given || load(self, given);
}

static bool load_head(struct sms_loader *self, const json_t *object)
{
	smssite_snapshot *snapshot = self->snapshot;
	const json_t *copy = json_object_get(object, "copy");
	size_t view;

	if (!json_is_boolean(copy))
		return sms_load_malformed(self, "copy", "true or false");
	snapshot->is_copy = json_is_true(copy);
	if (!sms_load_count(self, object, "documents_cut", &snapshot->document_cut))
		return false;
	if (!sms_load_word(self, object, "view", sms_view_words, COUNT(sms_view_words), &view))
		return false;
	snapshot->view = (smssite_view)view;
	return sms_load_kept_name(self, object, "location", &snapshot->location) &&
	       sms_load_kept_name(self, object, "root", &snapshot->root) &&
	       sms_load_time(self, object, "taken_utc_s", &snapshot->taken_utc_s) &&
	       sms_load_time(self, object, "newest_utc_s", &snapshot->newest_utc_s) &&
	       sms_load_number(self, object, "free_bytes", -1, &snapshot->free_bytes);
}

static smssite_status check_format(const json_t *object)
{
	const char *kind = json_string_value(json_object_get(object, "smssite"));
	const json_t *format = json_object_get(object, "format");

	if (!kind || strcmp(kind, "snapshot") != 0 || !json_is_integer(format) ||
		json_integer_value(format) < 1)
		return sms_fail(SMSSITE_MALFORMED,
			"not a snapshot: no \"smssite\": \"snapshot\" with a format number");
	if (json_integer_value(format) > SMS_SNAPSHOT_FORMAT)
		return sms_fail(SMSSITE_UNSUPPORTED,
			"a snapshot of format %lld; this library reads up to format %d",
			(long long)json_integer_value(format), SMS_SNAPSHOT_FORMAT);
	return SMSSITE_OK;
}

static smssite_status load_snapshot(const json_t *object, smssite_snapshot **snapshot)
{
	struct sms_loader loader = { 0 };
	smssite_status status = check_format(object);

	if (status)
		return status;
	status = sms_snapshot_new(&loader.snapshot);
	if (status)
		return status;
	if (load_head(&loader, object) &&
		load_each(&loader, object, "directories", 4 * SMS_MAX_SNAPSHOT_DIRECTORIES, load_directory) &&
		load_each(&loader, object, "documents", SMS_MAX_DOCUMENTS + SMS_MAX_KEPT_REQUESTS + 3, load_document) &&
		load_each(&loader, object, "logs", SMS_MAX_LOGS, load_log) &&
		load_given(&loader, object, "services", load_services) &&
		load_given(&loader, object, "parent_word", load_word) &&
		load_given(&loader, object, "registry", sms_load_registry))
		loader.status = sms_snapshot_finish(loader.snapshot);
	if (loader.status) {
		smssite_snapshot_free(loader.snapshot);
		return loader.status;
	}
	*snapshot = loader.snapshot;
	return SMSSITE_OK;
}

/* Looks over the text before the JSON reader gets it, which would go as deep and take as much memory as the
 * text says. What is no JSON passes here and fails there. */
static smssite_status check_shape(const char *data, size_t size)
{
	size_t depth = 0, values = 0;
	bool in_text = false;

	for (size_t i = 0; i < size; i++) {
		char c = data[i];

		if (in_text) {
			i += c == '\\';
			in_text = c != '"';
			continue;
		}
		in_text = c == '"';
		depth += c == '[' || c == '{';
		depth -= (c == ']' || c == '}') && depth;
		values += c == ',' || c == ':' || c == '[' || c == '{';
		if (depth > MAX_DEPTH)
			return sms_fail(
				SMSSITE_MALFORMED, "a snapshot is not nested as deep as at byte %zu", i);
		if (values > MAX_VALUES)
			return sms_fail(SMSSITE_LIMIT, "a snapshot of more than %u values", MAX_VALUES);
	}
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_snapshot_load(const void *data, size_t size, smssite_snapshot **snapshot)
{
	smssite_status status;
	json_error_t error;
	json_t *object;

	if (!data || !snapshot)
		return sms_invalid("smssite_snapshot_load", "an argument is NULL");
	if (size > SMS_MAX_SNAPSHOT)
		return sms_fail(SMSSITE_LIMIT, "a snapshot of more than %u bytes", SMS_MAX_SNAPSHOT);
	status = check_shape(data, size);
	if (status)
		return status;
	object = json_loadb(data, size, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
	if (!object && json_error_code(&error) == json_error_out_of_memory)
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory reading JSON");
	if (!object)
		return sms_fail(
			SMSSITE_MALFORMED, "line %d, column %d: %s", error.line, error.column, error.text);
	status = load_snapshot(object, snapshot);
	json_decref(object);
	return status;
}
