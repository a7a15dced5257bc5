/* SPDX-License-Identifier: MIT */
#include "site/snapshot.h"
#include "site/snapshot_json.h"
#include <smssite/layout.h>
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "evidence/saved.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Depth of format 1 is 6; a reader by recursion must not be sent deeper than it needs. */
#define MAX_DEPTH 16
/* Separators between values, of which each costs the reader far more memory than the byte that it is. */
#define MAX_VALUES (4u << 20)

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* A snapshot being loaded: after the first failure nothing more is done, and `status` tells it. */
struct loader {
	smssite_snapshot *snapshot;
	smssite_status status;
	size_t entries;
};

static bool fail(struct loader *self, smssite_status status)
{
	if (!self->status)
		self->status = status;
	return false;
}

static bool malformed(struct loader *self, const char *key, const char *expected)
{
	if (self->status)
		return false;
	return fail(self, sms_fail(SMSSITE_MALFORMED, "a snapshot's \"%s\" is not %s", key, expected));
}

static bool get_number(
	struct loader *self, const json_t *object, const char *key, int64_t missing, int64_t *number)
{
	const json_t *value = json_object_get(object, key);

	*number = value ? json_integer_value(value) : missing;
	return !value || json_is_integer(value) ? !self->status : malformed(self, key, "a number");
}

static bool get_time(struct loader *self, const json_t *object, const char *key, int64_t *time)
{
	return get_number(self, object, key, SMSSITE_NO_TIME, time) &&
	       (sms_is_time(*time) || malformed(self, key, "a time"));
}

static bool get_count(struct loader *self, const json_t *object, const char *key, size_t *count)
{
	int64_t number;

	if (!get_number(self, object, key, 0, &number))
		return false;
	*count = (size_t)number;
	return number >= 0 || malformed(self, key, "a count");
}

/* Text without NUL, "" where there is none; it lives as long as the JSON. */
static bool get_text(struct loader *self, const json_t *object, const char *key, const char **text)
{
	const json_t *value = json_object_get(object, key);

	*text = "";
	if (!value)
		return !self->status;
	if (!json_is_string(value) || strlen(json_string_value(value)) != json_string_length(value))
		return malformed(self, key, "a text");
	*text = json_string_value(value);
	return !self->status;
}

static bool keep(struct loader *self, const char *text, const char **kept)
{
	*kept = sms_arena_strdup(&self->snapshot->arena, text);
	return *kept || fail(self, SMSSITE_NO_MEMORY);
}

static bool get_kept_text(struct loader *self, const json_t *object, const char *key, const char **kept)
{
	const char *text;

	return get_text(self, object, key, &text) && keep(self, text, kept);
}

/* What this library says of a failure; it has no control characters, which could drive a terminal. */
static bool get_message(struct loader *self, const json_t *object, const char **kept)
{
	if (!get_kept_text(self, object, "message", kept))
		return false;
	for (const char *c = *kept; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			return malformed(self, "message", "plain text");
	return true;
}

static bool is_escaped(const char *text)
{
	while ((text = strchr(text, '\\'))) {
		if (text[1] != 'x' || strspn(text + 2, "0123456789ABCDEFabcdef") < 2 ||
			!memcmp(text + 2, "00", 2))
			return false;
		text += 4;
	}
	return true;
}

/* An escaped name; *name is sms_free()d. */
static bool get_name(struct loader *self, const json_t *object, const char *key, char **name)
{
	const char *text;

	*name = NULL;
	if (!get_text(self, object, key, &text))
		return false;
	if (!is_escaped(text))
		return malformed(self, key, "an escaped name");
	*name = sms_name_unescape(text);
	return *name || fail(self, SMSSITE_NO_MEMORY);
}

static bool get_kept_name(struct loader *self, const json_t *object, const char *key, const char **kept)
{
	char *name;
	bool done = get_name(self, object, key, &name) && keep(self, name, kept);

	sms_free(name);
	return done;
}

static bool get_path(struct loader *self, const json_t *object, const char *key, char **path)
{
	if (!get_name(self, object, key, path))
		return false;
	for (char *c = *path; *c; c++)
		*c = *c == '/' ? '\\' : *c;
	return true;
}

/* A word of a table, as its position. */
static bool get_word(struct loader *self, const json_t *object, const char *key, const char *const *words,
	size_t count, size_t *at)
{
	const char *text;

	if (!get_text(self, object, key, &text))
		return false;
	for (*at = 0; *at < count; ++*at)
		if (strcmp(words[*at], text) == 0)
			return true;
	return malformed(self, key, "one of the words it can be");
}

static bool get_status(struct loader *self, const json_t *object, smssite_status *status)
{
	const char *text;

	if (!get_text(self, object, "status", &text))
		return false;
	for (*status = SMSSITE_OK; *status >= SMSSITE_UNDECIDED; --*status)
		if (strcmp(smssite_status_name(*status), text) == 0)
			return true;
	return malformed(self, "status", "a status");
}

/* An array of objects; of a key that is not there an empty one. */
static bool get_array(struct loader *self, const json_t *object, const char *key, size_t most, json_t **array)
{
	const json_t *element;
	size_t i;

	*array = json_object_get(object, key);
	if (!*array)
		return !self->status;
	if (!json_is_array(*array))
		return malformed(self, key, "a list");
	if (json_array_size(*array) > most)
		return fail(self, sms_fail(SMSSITE_LIMIT, "a snapshot with %zu %s, more than %zu",
					  json_array_size(*array), key, most));
	json_array_foreach(*array, i, element) if (!json_is_object(element)) return malformed(
		self, key, "a list of objects");
	return !self->status;
}

static bool get_identity(struct loader *self, const json_t *object, uint64_t *identity)
{
	const char *text;

	*identity = 0;
	if (!get_text(self, object, "identity", &text))
		return false;
	if (strlen(text) > 16 || text[strspn(text, "0123456789abcdef")])
		return malformed(self, "identity", "a hexadecimal number");
	for (; *text; text++)
		*identity = *identity << 4 | (uint64_t)(sms_is_digit(*text) ? *text - '0' : *text - 'a' + 10);
	return true;
}

static bool get_stat(struct loader *self, const json_t *object, struct smssite_tree_stat *stat)
{
	size_t kind;

	if (!get_word(self, object, "kind", sms_kind_words, COUNT(sms_kind_words), &kind))
		return false;
	stat->kind = (smssite_entry_kind)kind;
	return get_number(self, object, "size", 0, &stat->size) &&
	       (stat->size >= 0 || malformed(self, "size", "a size")) &&
	       get_time(self, object, "mtime_utc_s", &stat->mtime_utc_s) &&
	       get_identity(self, object, &stat->identity);
}

static int compare_entries(const void *a, const void *b)
{
	return sms_snapshot_compare_names(
		((const struct sms_entry *)a)->name, ((const struct sms_entry *)b)->name);
}

static bool load_entries(struct loader *self, const json_t *object, struct sms_directory *directory)
{
	json_t *array;
	size_t count;

	if (!get_array(self, object, "entries", SMS_MAX_SNAPSHOT_ENTRIES - self->entries, &array))
		return false;
	count = json_array_size(array);
	self->entries += count;
	if (!count)
		return true;
	directory->entries = sms_arena_alloc(&self->snapshot->arena, count * sizeof(*directory->entries));
	if (!directory->entries)
		return fail(self, SMSSITE_NO_MEMORY);
	for (size_t i = 0; i < count; i++) {
		const json_t *entry = json_array_get(array, i);

		directory->entries[i] = (struct sms_entry){ .name = "" };
		if (!get_kept_name(self, entry, "name", &directory->entries[i].name) ||
			!get_stat(self, entry, &directory->entries[i].stat))
			return false;
		if (!*directory->entries[i].name)
			return malformed(self, "name", "the name of an entry");
	}
	directory->entry_count = count;
	qsort(directory->entries, count, sizeof(*directory->entries), compare_entries);
	return true;
}

static bool load_directory(struct loader *self, const json_t *object)
{
	struct sms_directory *directory;
	size_t presence;
	char *path;

	if (!get_path(self, object, "path", &path))
		return false;
	directory = sms_snapshot_add_directory(self->snapshot, path);
	sms_free(path);
	if (!directory)
		return fail(self, SMSSITE_NO_MEMORY);
	if (!get_word(self, object, "presence", sms_presence_words, COUNT(sms_presence_words), &presence))
		return false;
	directory->presence = (smssite_presence)presence;
	directory->layout = smssite_layout_find(directory->path);
	return get_message(self, object, &directory->message) &&
	       get_count(self, object, "cut", &directory->entry_cut) && load_entries(self, object, directory);
}

static bool load_masked(struct loader *self, const json_t *object, struct sms_document *document)
{
	const json_t *text = json_object_get(object, "masked");
	smssite_status status;
	size_t size;
	char *data;

	if (!text)
		return true;
	if (!json_is_string(text))
		return malformed(self, "masked", "a text");
	status = sms_bytes_from_text(json_string_value(text), json_string_length(text), &data, &size);
	if (status)
		return fail(self, status);
	status = smssite_control_file_parse(data, size, &document->file);
	sms_free(data);
	return !status || fail(self, status == SMSSITE_NO_MEMORY ? status
								 : sms_fail_in(SMSSITE_MALFORMED,
									   "a control file of a snapshot"));
}

static bool load_document(struct loader *self, const json_t *object)
{
	struct sms_document *document;
	const char *hash;
	char *path;

	if (!get_path(self, object, "path", &path))
		return false;
	document = sms_snapshot_add_document(self->snapshot, path);
	sms_free(path);
	if (!document)
		return fail(self, SMSSITE_NO_MEMORY);
	if (!get_status(self, object, &document->status) || !get_message(self, object, &document->message) ||
		!get_text(self, object, "sha256", &hash) || !get_stat(self, object, &document->stat))
		return false;
	if (*hash && (strlen(hash) != SMS_SHA256_TEXT - 1 || hash[strspn(hash, "0123456789abcdef")]))
		return malformed(self, "sha256", "a hash");
	strcpy(document->sha256, hash);
	return load_masked(self, object, document);
}

static bool load_records(struct loader *self, const json_t *object, struct sms_log *log)
{
	json_t *array;
	size_t count;

	/* The ends, and those of interest. */
	if (!get_array(self, object, "records", SMS_MAX_KEPT_RECORDS + 2, &array))
		return false;
	count = json_array_size(array);
	log->records = sms_arena_alloc(&self->snapshot->arena, (count + 1) * sizeof(*log->records));
	if (!log->records)
		return fail(self, SMSSITE_NO_MEMORY);
	for (size_t i = 0; i < count; i++) {
		const json_t *record = json_array_get(array, i);

		if (!get_count(self, record, "line", &log->records[i].line) ||
			!get_time(self, record, "time_local_s", &log->records[i].time_local_s) ||
			!get_kept_text(self, record, "text", &log->records[i].text))
			return false;
	}
	log->record_count = count;
	return true;
}

static bool load_log(struct loader *self, const json_t *object)
{
	bool in_site = json_object_get(object, "path") != NULL;
	char *name = NULL, *path = NULL;
	struct sms_log *log = NULL;

	if (get_name(self, object, "name", &name) &&
		(in_site ? get_path(self, object, "path", &path) : get_name(self, object, "file", &path))) {
		log = sms_snapshot_add_log(self->snapshot, name, path);
		if (!log)
			fail(self, SMSSITE_NO_MEMORY);
	}
	sms_free(name);
	sms_free(path);
	if (!log)
		return false;
	log->in_site = in_site;
	return get_status(self, object, &log->status) && get_stat(self, object, &log->stat) &&
	       get_count(self, object, "backward_steps", &log->backward_steps) &&
	       get_count(self, object, "cut", &log->record_cut) && load_records(self, object, log);
}

static bool get_service_state(
	struct loader *self, const json_t *object, const char *key, smssite_service_state *state)
{
	const char *text;

	if (!get_text(self, object, key, &text))
		return false;
	for (int i = SMSSITE_SERVICE_UNKNOWN; i <= SMSSITE_SERVICE_PAUSED; i++) {
		*state = (smssite_service_state)i;
		if (strcmp(smssite_service_state_name(*state), text) == 0)
			return true;
	}
	return malformed(self, key, "the state of a service");
}

static bool load_services(struct loader *self, const json_t *object)
{
	struct sms_saved_service *list;
	smssite_service_state missing;
	smssite_status status;
	json_t *array;
	size_t form, count;
	bool good = true;

	if (!get_kept_name(self, object, "name", &self->snapshot->services_name) ||
		!get_word(self, object, "form", sms_services_form_words, COUNT(sms_services_form_words),
			&form) ||
		!get_service_state(self, object, "missing", &missing) ||
		!get_array(self, object, "list", SMS_MAX_SERVICES, &array))
		return false;
	count = json_array_size(array);
	list = sms_calloc(count + 1, sizeof(*list));
	if (!list)
		return fail(self, SMSSITE_NO_MEMORY);
	for (size_t i = 0; good && i < count; i++) {
		const json_t *service = json_array_get(array, i);

		good = get_text(self, service, "name", &list[i].name) &&
		       get_service_state(self, service, "state", &list[i].state) &&
		       get_count(self, service, "line", &list[i].line);
	}
	if (good) {
		status = sms_services_restore(
			(smssite_services_form)form, missing, list, count, &self->snapshot->services);
		good = !status || fail(self, status);
	}
	sms_free(list);
	return good;
}

static bool get_site(struct loader *self, const json_t *object, struct sms_saved_site *site)
{
	size_t detail, flags;
	const char *text;

	if (!get_text(self, object, "code", &site->code) || !get_text(self, object, "status", &text) ||
		!get_count(self, object, "detail", &detail) || !get_count(self, object, "flags", &flags) ||
		!get_count(self, object, "line", &site->line))
		return false;
	if (detail > UINT16_MAX || flags > UINT16_MAX)
		return malformed(self, "detail", "a word of 16 bits");
	site->detail = (uint32_t)detail;
	site->flags = (uint32_t)flags;
	for (int i = SMSSITE_SITE_UNKNOWN; i <= SMSSITE_SITE_UPGRADE; i++) {
		site->status = (smssite_site_status)i;
		if (strcmp(smssite_site_status_name(site->status), text) == 0)
			return true;
	}
	return malformed(self, "status", "the status of a site");
}

static bool load_word(struct loader *self, const json_t *object)
{
	struct sms_saved_site *list;
	smssite_status status;
	json_t *array;
	size_t form, count;
	bool good = true;

	if (!get_kept_name(self, object, "name", &self->snapshot->parent_word_name) ||
		!get_word(self, object, "form", sms_word_form_words, COUNT(sms_word_form_words), &form) ||
		!get_array(self, object, "sites", 36 * 36 * 36, &array))
		return false;
	count = json_array_size(array);
	list = sms_calloc(count + 1, sizeof(*list));
	if (!list)
		return fail(self, SMSSITE_NO_MEMORY);
	for (size_t i = 0; good && i < count; i++)
		good = get_site(self, json_array_get(array, i), &list[i]);
	if (good) {
		status = sms_parent_word_restore(
			(smssite_word_form)form, list, count, &self->snapshot->parent_word);
		good = !status || fail(self, status);
	}
	sms_free(list);
	return good;
}

static bool load_each(struct loader *self, const json_t *object, const char *key, size_t most,
	bool (*load)(struct loader *self, const json_t *object))
{
	json_t *array;

	if (!get_array(self, object, key, most, &array))
		return false;
	for (size_t i = 0; i < json_array_size(array); i++)
		if (!load(self, json_array_get(array, i)))
			return false;
	return true;
}

static bool load_given(struct loader *self, const json_t *object, const char *key,
	bool (*load)(struct loader *self, const json_t *object))
{
	const json_t *given = json_object_get(object, key);

	if (given && !json_is_object(given))
		return malformed(self, key, "an object");
	return !given || load(self, given);
}

static bool load_head(struct loader *self, const json_t *object)
{
	smssite_snapshot *snapshot = self->snapshot;
	const json_t *copy = json_object_get(object, "copy");
	size_t view;

	if (!json_is_boolean(copy))
		return malformed(self, "copy", "true or false");
	snapshot->is_copy = json_is_true(copy);
	if (!get_word(self, object, "view", sms_view_words, COUNT(sms_view_words), &view))
		return false;
	snapshot->view = (smssite_view)view;
	return get_kept_name(self, object, "location", &snapshot->location) &&
	       get_kept_name(self, object, "root", &snapshot->root) &&
	       get_time(self, object, "taken_utc_s", &snapshot->taken_utc_s) &&
	       get_time(self, object, "newest_utc_s", &snapshot->newest_utc_s) &&
	       get_number(self, object, "free_bytes", -1, &snapshot->free_bytes);
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
	struct loader loader = { 0 };
	smssite_status status = check_format(object);

	if (status)
		return status;
	status = sms_snapshot_new(&loader.snapshot);
	if (status)
		return status;
	if (load_head(&loader, object) &&
		load_each(&loader, object, "directories", 4 * SMS_MAX_SNAPSHOT_DIRECTORIES, load_directory) &&
		load_each(&loader, object, "documents", SMS_MAX_DOCUMENTS + 1, load_document) &&
		load_each(&loader, object, "logs", SMS_MAX_LOGS, load_log) &&
		load_given(&loader, object, "services", load_services) &&
		load_given(&loader, object, "parent_word", load_word))
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
