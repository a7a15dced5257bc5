/* SPDX-License-Identifier: MIT */
#include "site/snapshot.h"
#include "site/snapshot_json.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "evidence/saved.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Any failure below is one of memory: everything in a snapshot is valid UTF-8 or is escaped to be so. */
struct saver {
	bool failed;
};

static void set(struct saver *self, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value))
		self->failed = true;
}

static void append(struct saver *self, json_t *array, json_t *value)
{
	if (json_array_append_new(array, value))
		self->failed = true;
}

static void set_text(struct saver *self, json_t *object, const char *key, const char *text)
{
	if (*text)
		set(self, object, key, json_string(text));
}

static void set_count(struct saver *self, json_t *object, const char *key, size_t count)
{
	if (count)
		set(self, object, key, json_integer((json_int_t)count));
}

static void set_time(struct saver *self, json_t *object, const char *key, int64_t time)
{
	if (time != SMSSITE_NO_TIME)
		set(self, object, key, json_integer(time));
}

static void set_name(struct saver *self, json_t *object, const char *key, const char *name)
{
	char *escaped = sms_name_escape(name);

	if (escaped)
		set(self, object, key, json_string(escaped));
	else
		self->failed = true;
	sms_free(escaped);
}

/* With `/`, so that the backslashes of the escapes are the only ones. */
static void set_path(struct saver *self, json_t *object, const char *key, const char *path)
{
	char *slashed = sms_strdup(path);

	if (!slashed) {
		self->failed = true;
		return;
	}
	for (char *c = slashed; *c; c++)
		*c = *c == '\\' ? '/' : *c;
	set_name(self, object, key, slashed);
	sms_free(slashed);
}

static void set_stat(struct saver *self, json_t *object, const struct smssite_tree_stat *stat)
{
	char identity[17];

	set(self, object, "kind", json_string(sms_kind_words[stat->kind]));
	if (stat->size)
		set(self, object, "size", json_integer(stat->size));
	set_time(self, object, "mtime_utc_s", stat->mtime_utc_s);
	snprintf(identity, sizeof(identity), "%" PRIx64, stat->identity);
	if (stat->identity)
		set_text(self, object, "identity", identity);
}

static json_t *save_directory(struct saver *self, const struct sms_directory *directory)
{
	json_t *object = json_object(), *entries = json_array();

	set_path(self, object, "path", directory->path);
	set_text(self, object, "presence", sms_presence_words[directory->presence]);
	set_text(self, object, "message", directory->message);
	set_count(self, object, "cut", directory->entry_cut);
	for (size_t i = 0; i < directory->entry_count; i++) {
		json_t *entry = json_object();

		set_name(self, entry, "name", directory->entries[i].name);
		set_stat(self, entry, &directory->entries[i].stat);
		append(self, entries, entry);
	}
	set(self, object, "entries", entries);
	return object;
}

static void set_masked(struct saver *self, json_t *object, const smssite_control_file *file)
{
	size_t size, text_size;
	char *text;
	void *data;

	if (smssite_control_file_masked(file, &data, &size)) {
		self->failed = true;
		return;
	}
	text = sms_text_from_bytes(data, size, &text_size);
	sms_free(data);
	if (text)
		set(self, object, "masked", json_stringn(text, text_size));
	else
		self->failed = true;
	sms_free(text);
}

static void set_bytes(struct saver *self, json_t *object, const char *key, const void *data, size_t size)
{
	size_t text_size;
	char *text = sms_text_from_bytes(data, size, &text_size);

	if (text)
		set(self, object, key, json_stringn(text, text_size));
	else
		self->failed = true;
	sms_free(text);
}

/* What it says; not its data, which hold accounts. */
static json_t *save_request(struct saver *self, const smssite_send_request *request)
{
	json_t *object = json_object(), *records = json_array();

	set_text(self, object, "destination", request->destination);
	set_text(self, object, "job", request->job);
	set_text(self, object, "id", request->id);
	set_text(self, object, "outbox", request->outbox);
	set_text(self, object, "package_file", request->package_file);
	set_text(self, object, "instruction_file", request->instruction_file);
	set_text(self, object, "status", request->status);
	set_count(self, object, "priority", (size_t)request->priority);
	if (request->action >= 0)
		set(self, object, "action", json_integer(request->action));
	for (size_t i = 0; i < request->count; i++) {
		json_t *record = json_object();

		set_count(self, record, "type", (size_t)request->records[i].type);
		set_count(self, record, "size", request->records[i].size);
		append(self, records, record);
	}
	set(self, object, "records", records);
	return object;
}

static void set_contents(struct saver *self, json_t *object, const struct sms_document *document)
{
	const void *data;
	size_t size;

	if (document->file)
		set_masked(self, object, document->file);
	if (document->map && !smssite_system_map_data(document->map, &data, &size))
		set_bytes(self, object, "map", data, size);
	if (document->ini && !smssite_sms_ini_data(document->ini, &data, &size))
		set_bytes(self, object, "ini", data, size);
	if (document->request)
		set(self, object, "request", save_request(self, document->request));
}

static json_t *save_document(struct saver *self, const struct sms_document *document)
{
	json_t *object = json_object();

	set_path(self, object, "path", document->path);
	set_text(self, object, "status", smssite_status_name(document->status));
	set_text(self, object, "message", document->message);
	set_text(self, object, "sha256", document->sha256);
	set_stat(self, object, &document->stat);
	set_contents(self, object, document);
	return object;
}

static json_t *save_log(struct saver *self, const struct sms_log *log)
{
	json_t *object = json_object(), *records = json_array();

	set_name(self, object, "name", log->name);
	if (log->in_site)
		set_path(self, object, "path", log->path);
	else
		set_name(self, object, "file", log->path);
	set_text(self, object, "status", smssite_status_name(log->status));
	set_stat(self, object, &log->stat);
	set_count(self, object, "backward_steps", log->backward_steps);
	if (log->skipped)
		set_count(self, object, "skipped", log->skipped);
	set_count(self, object, "cut", log->record_cut);
	for (size_t i = 0; i < log->record_count; i++) {
		json_t *record = json_object();

		set_count(self, record, "line", log->records[i].line);
		set_time(self, record, "time_local_s", log->records[i].time_local_s);
		set_text(self, record, "text", log->records[i].text);
		append(self, records, record);
	}
	set(self, object, "records", records);
	return object;
}

static json_t *save_services(struct saver *self, const smssite_snapshot *snapshot)
{
	const smssite_services *services = snapshot->services;
	json_t *object = json_object(), *list = json_array();

	set_name(self, object, "name", snapshot->services_name);
	set_text(self, object, "form", sms_services_form_words[smssite_services_get_form(services)]);
	set_text(self, object, "missing", smssite_service_state_name(sms_services_missing(services)));
	for (size_t i = 0; i < smssite_services_count(services); i++) {
		json_t *service = json_object();

		set_text(self, service, "name", smssite_services_name(services, i));
		set_text(self, service, "state",
			smssite_service_state_name(smssite_services_state(services, i)));
		set_count(self, service, "line", smssite_services_line(services, i));
		append(self, list, service);
	}
	set(self, object, "list", list);
	return object;
}

static json_t *save_word(struct saver *self, const smssite_snapshot *snapshot)
{
	const smssite_parent_word *word = snapshot->parent_word;
	json_t *object = json_object(), *sites = json_array();

	set_name(self, object, "name", snapshot->parent_word_name);
	set_text(self, object, "form", sms_word_form_words[smssite_parent_word_form(word)]);
	for (size_t i = 0; i < smssite_parent_word_count(word); i++) {
		json_t *site = json_object();

		set_text(self, site, "code", smssite_parent_word_site_code(word, i));
		set_text(self, site, "status", smssite_site_status_name(smssite_parent_word_status(word, i)));
		set_count(self, site, "detail", (size_t)smssite_parent_word_detail(word, i));
		set_count(self, site, "flags", smssite_parent_word_flags(word, i));
		set_count(self, site, "line", smssite_parent_word_line(word, i));
		append(self, sites, site);
	}
	set(self, object, "sites", sites);
	return object;
}

/* A string that ends with its one NUL, as text. */
static bool set_registry_text(struct saver *self, json_t *object, const struct sms_reg_value *value)
{
	size_t size = value->raw.size, text_size;
	struct sms_buffer again = { 0 };
	bool same = false;
	char *text;

	if ((value->type != SMSSITE_REG_SZ && value->type != SMSSITE_REG_EXPAND_SZ) || size < 2 || size % 2)
		return false;
	text = sms_text_from_utf16le(value->raw.data, size - 2, &text_size);
	if (!text) {
		self->failed = true;
		return true;
	}
	sms_registry_put_string(&again, (struct sms_span){ text, text_size });
	if (again.failed)
		self->failed = true;
	else
		same = again.size == size && memcmp(again.data, value->raw.data, size) == 0;
	sms_buffer_release(&again);
	if (same)
		set(self, object, "text", json_stringn(text, text_size));
	sms_free(text);
	return same;
}

static void set_registry_data(struct saver *self, json_t *object, const struct sms_reg_value *value)
{
	const unsigned char *bytes = (const unsigned char *)value->raw.data;
	struct sms_buffer hex = { 0 };
	char *text;

	if (set_registry_text(self, object, value))
		return;
	if (value->type == SMSSITE_REG_DWORD && value->raw.size == 4) {
		set(self, object, "number", json_integer((json_int_t)bytes[0] | (json_int_t)bytes[1] << 8 |
							     (json_int_t)bytes[2] << 16 | (json_int_t)bytes[3] << 24));
		return;
	}
	for (size_t i = 0; i < value->raw.size; i++)
		sms_buffer_format(&hex, "%02x", bytes[i]);
	text = sms_buffer_finish(&hex, NULL);
	if (text)
		set(self, object, "data", json_string(text));
	else
		self->failed = true;
	sms_free(text);
}

static json_t *save_registry_key(struct saver *self, const struct sms_reg *reg, const struct sms_reg_key *key)
{
	json_t *object = json_object(), *values = json_array();

	set(self, object, "path", json_stringn(key->path.data, key->path.size));
	set(self, object, "there", json_boolean(!key->gone));
	set_count(self, object, "covers", key->covers);
	set_count(self, object, "source", key->source);
	for (size_t i = key->first; i < key->first + key->count; i++) {
		json_t *value = json_object();

		set(self, value, "name", json_stringn(reg->values[i].name.data, reg->values[i].name.size));
		set(self, value, "type", json_integer(reg->values[i].type));
		set_count(self, value, "line", reg->values[i].line);
		set_registry_data(self, value, &reg->values[i]);
		append(self, values, value);
	}
	set(self, object, "values", values);
	return object;
}

static json_t *save_registry(struct saver *self, const smssite_snapshot *snapshot)
{
	json_t *object = json_object(), *sources = json_array(), *keys = json_array();
	const struct sms_reg *reg = &snapshot->registry->reg;

	for (size_t i = 0; i < snapshot->registry_source_count; i++) {
		const struct sms_registry_source *source = &snapshot->registry_sources[i];
		json_t *saved = json_object();

		set_name(self, saved, "name", source->name);
		set_text(self, saved, "status", smssite_status_name(source->status));
		set_text(self, saved, "message", source->message);
		set(self, saved, "dirty", json_boolean(source->dirty));
		set_count(self, saved, "cut", source->cut);
		append(self, sources, saved);
	}
	/* In the order of the keys, that the same snapshot gives the same bytes after it was loaded. */
	for (size_t i = 0; i < reg->key_count; i++)
		append(self, keys, save_registry_key(self, reg, reg->order[i]));
	set(self, object, "sources", sources);
	set(self, object, "keys", keys);
	return object;
}

static void set_arrays(struct saver *self, json_t *object, const smssite_snapshot *snapshot)
{
	json_t *directories = json_array(), *documents = json_array(), *logs = json_array();

	for (size_t i = 0; i < snapshot->directory_count; i++)
		append(self, directories, save_directory(self, &snapshot->directories[i]));
	for (size_t i = 0; i < snapshot->document_count; i++)
		append(self, documents, save_document(self, &snapshot->documents[i]));
	for (size_t i = 0; i < snapshot->log_count; i++)
		append(self, logs, save_log(self, &snapshot->logs[i]));
	set(self, object, "directories", directories);
	set(self, object, "documents", documents);
	set(self, object, "logs", logs);
}

static json_t *save_snapshot(struct saver *self, const smssite_snapshot *snapshot)
{
	json_t *object = json_object();

	set(self, object, "smssite", json_string("snapshot"));
	set(self, object, "format", json_integer(SMS_SNAPSHOT_FORMAT));
	set_text(self, object, "view", sms_view_words[snapshot->view]);
	set_name(self, object, "location", snapshot->location);
	set_name(self, object, "root", snapshot->root);
	set(self, object, "copy", json_boolean(snapshot->is_copy));
	set_count(self, object, "documents_cut", snapshot->document_cut);
	set_time(self, object, "taken_utc_s", snapshot->taken_utc_s);
	set_time(self, object, "newest_utc_s", snapshot->newest_utc_s);
	if (snapshot->free_bytes >= 0)
		set(self, object, "free_bytes", json_integer(snapshot->free_bytes));
	set_arrays(self, object, snapshot);
	if (snapshot->services)
		set(self, object, "services", save_services(self, snapshot));
	if (snapshot->parent_word)
		set(self, object, "parent_word", save_word(self, snapshot));
	if (snapshot->registry)
		set(self, object, "registry", save_registry(self, snapshot));
	return object;
}

static int add_to_buffer(const char *text, size_t size, void *buffer)
{
	sms_buffer_add(buffer, text, size);
	return ((struct sms_buffer *)buffer)->failed ? -1 : 0;
}

SMSSITE_API smssite_status smssite_snapshot_save(const smssite_snapshot *self, char **json)
{
	struct saver saver = { false };
	struct sms_buffer buffer = { 0 };
	json_t *object;

	if (!self || !json)
		return sms_invalid("smssite_snapshot_save", "an argument is NULL");
	object = save_snapshot(&saver, self);
	if (!saver.failed &&
		json_dump_callback(object, add_to_buffer, &buffer, JSON_SORT_KEYS | JSON_INDENT(1)))
		saver.failed = true;
	json_decref(object);
	sms_buffer_text(&buffer, "\n");
	if (saver.failed) {
		sms_buffer_release(&buffer);
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory saving a snapshot");
	}
	*json = sms_buffer_finish(&buffer, NULL);
	return *json ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}
