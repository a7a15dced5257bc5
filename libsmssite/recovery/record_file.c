/* SPDX-License-Identifier: MIT */
/* A rebuild record as an INI file. Its last section has the checksum of all that is before it, so that no part of a
 * record can be missing unnoticed. */
#include "recovery/rebuild_record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/ini.h"
#include "base/limits.h"
#include "site/server_kind.h"

#include <sha2.h>
#include <smssite/smsid.h>
#include <stdio.h>
#include <string.h>

#define HEAD "record"
#define END "\n[end]\nsha256 = "
/* Bytes of a control file in one line, two hex digits each. */
#define PIECE 480

struct text_key {
	const char *key;
	size_t offset;
};
#define RECORD_KEY(key, field) { key, offsetof(smssite_rebuild_record, field) }
static const struct text_key record_keys[] = {
	RECORD_KEY("site", site_code),
	RECORD_KEY("parent", parent_code),
	RECORD_KEY("name", name),
	RECORD_KEY("server", site_server),
	RECORD_KEY("install directory", directory),
	RECORD_KEY("registry range", registry),
	RECORD_KEY("registry range lost", registry_lost),
	RECORD_KEY("lowest range", lowest),
	RECORD_KEY("given range", given),
};
#define RECORD_KEYS (sizeof(record_keys) / sizeof(*record_keys))
#define SERVER_KEY(key, field) { key, offsetof(struct sms_record_server, field) }
static const struct text_key server_keys[] = {
	SERVER_KEY("name", name),
	SERVER_KEY("domain", domain),
	SERVER_KEY("directory", directory),
	SERVER_KEY("uid", uid),
	SERVER_KEY("uid lost", uid_lost),
};
#define SERVER_KEYS (sizeof(server_keys) / sizeof(*server_keys))

static const char **field_at(void *object, size_t offset)
{
	return (const char **)((char *)object + offset);
}

/* -- writing --------------------------------------------------------------------------------------- */

static void write_text(struct sms_ini_writer *writer, const char *key, const char *value)
{
	if (*value)
		sms_ini_write(writer, key, value);
}

static void write_numbered(struct sms_ini_writer *writer, const char *what, size_t number, const char *key, const char *value)
{
	char name[64];

	snprintf(name, sizeof(name), "%s %zu%s%s", what, number, *key ? " " : "", key);
	write_text(writer, name, value);
}

static void write_hex(struct sms_ini_writer *writer, const char *what, const unsigned char *data, size_t size)
{
	for (size_t at = 0, number = 1; at < size; at += PIECE, number++) {
		char hex[2 * PIECE + 1];
		size_t piece = size - at < PIECE ? size - at : PIECE;

		for (size_t i = 0; i < piece; i++)
			snprintf(hex + 2 * i, 3, "%02x", data[at + i]);
		write_numbered(writer, what, number, "", hex);
	}
}

static void write_server(struct sms_ini_writer *writer, const struct sms_record_server *server, size_t number)
{
	char section[32];

	snprintf(section, sizeof(section), "server %zu", number);
	sms_ini_write_section(writer, section);
	for (size_t i = 0; i < SERVER_KEYS; i++)
		write_text(writer, server_keys[i].key, *field_at((void *)server, server_keys[i].offset));
	write_text(writer, "kind", sms_server_kind_word(server->kind));
	for (size_t i = 0; i < server->share_count; i++) {
		write_numbered(writer, "share", i + 1, "name", server->shares[i].name);
		write_numbered(writer, "share", i + 1, "path", server->shares[i].path);
		write_numbered(writer, "share", i + 1, "comment", server->shares[i].comment);
		write_numbered(writer, "share", i + 1, "permissions", server->shares[i].permissions);
	}
	for (size_t i = 0; i < server->service_count; i++) {
		write_numbered(writer, "service", i + 1, "name", server->services[i].name);
		write_numbered(writer, "service", i + 1, "account", server->services[i].account);
	}
}

/* Down to the last line, "sha256 = " and 64 digits. */
static void write_checksum(struct sms_buffer *text)
{
	uint8_t sum[SHA256_DIGEST_LENGTH];
	SHA2_CTX context;

	if (text->failed)
		return;
	SHA256Init(&context);
	SHA256Update(&context, (const uint8_t *)text->data, text->size);
	SHA256Final(sum, &context);
	sms_buffer_text(text, END);
	for (size_t i = 0; i < sizeof(sum); i++)
		sms_buffer_format(text, "%02x", sum[i]);
	sms_buffer_text(text, "\n");
}

SMSSITE_API smssite_status smssite_rebuild_record_save(const smssite_rebuild_record *self, char **text)
{
	struct sms_ini_writer writer = { 0 };
	const void *data;
	size_t size;

	if (!self || !text)
		return sms_invalid(__func__, "an argument is NULL");
	sms_buffer_text(
		&writer.text, "; What is needed to rebuild a site and is gone with it. smssite reads it; a change makes it void.\n");
	sms_ini_write_section(&writer, HEAD);
	sms_ini_write_format(&writer, "format", "%d", SMS_RECORD_FORMAT);
	if (self->taken_utc_s != SMSSITE_NO_TIME)
		sms_ini_write_format(&writer, "taken", "%lld", (long long)self->taken_utc_s);
	for (size_t i = 0; i < RECORD_KEYS; i++)
		write_text(&writer, record_keys[i].key, *field_at((void *)self, record_keys[i].offset));
	if (self->master && !smssite_control_file_data(self->master, &data, &size))
		write_hex(&writer, "control file", data, size);
	for (size_t i = 0; i < self->server_count; i++)
		write_server(&writer, &self->servers[i], i + 1);
	write_checksum(&writer.text);
	return sms_ini_write_end(&writer, text, NULL);
}

/* -- reading --------------------------------------------------------------------------------------- */

struct reader {
	smssite_rebuild_record *record;
	const struct sms_ini *ini;
	/* Of the control file. */
	struct sms_buffer master;
	size_t pieces;
	bool format;
};

static smssite_status set_text(struct reader *reader, void *object, const struct text_key *keys, size_t count,
	const struct sms_ini_entry *entry, bool *known)
{
	*known = false;
	for (size_t i = 0; i < count && !*known; i++) {
		const char **field = field_at(object, keys[i].offset);

		if (strcmp(entry->key, keys[i].key) != 0)
			continue;
		*known = true;
		*field = sms_record_keep(reader->record, entry->value);
		if (!*field)
			return SMSSITE_NO_MEMORY;
	}
	return SMSSITE_OK;
}

static smssite_status unknown_key(struct reader *reader, const struct sms_ini_entry *entry)
{
	return sms_ini_fail(reader->ini, entry->line, "[%s] has no key %s", entry->section, entry->key);
}

/* `what` N `rest`, N being the number that is due or the one before. */
static bool is_numbered(const char *key, const char *what, size_t count, const char **rest, bool *fresh)
{
	size_t size = strlen(what), digits = 0;
	int64_t number = 0;

	if (strncmp(key, what, size) != 0 || key[size] != ' ')
		return false;
	key += size + 1;
	while (sms_is_digit(key[digits]))
		digits++;
	if (!sms_span_number((struct sms_span){ key, digits }, &number) || *key == '0')
		return false;
	*rest = key[digits] == ' ' ? key + digits + 1 : key + digits;
	*fresh = (uint64_t)number == count + 1;
	return *fresh || (uint64_t)number == count;
}

static smssite_status add_piece(struct reader *reader, const struct sms_ini_entry *entry)
{
	size_t size = strlen(entry->value);

	if (size % 2)
		return sms_ini_fail(reader->ini, entry->line, "an odd number of hex digits");
	for (size_t i = 0; i < size; i += 2) {
		unsigned int byte;

		if (strspn(entry->value + i, "0123456789abcdef") < 2)
			return sms_ini_fail(reader->ini, entry->line, "no hex digits");
		sscanf(entry->value + i, "%2x", &byte);
		sms_buffer_add(&reader->master, &(char){ (char)byte }, 1);
	}
	reader->pieces++;
	return reader->master.failed ? SMSSITE_NO_MEMORY : SMSSITE_OK;
}

static smssite_status read_format(struct reader *reader, const struct sms_ini_entry *entry)
{
	int64_t format;

	if (!sms_span_number(sms_span_of(entry->value), &format) || format < 1)
		return sms_ini_fail(reader->ini, entry->line, "format is a number");
	reader->format = true;
	return format > SMS_RECORD_FORMAT ? sms_fail(SMSSITE_UNSUPPORTED, "%s: a record of format %lld, this library reads %d",
		sms_ini_name(reader->ini), (long long)format, SMS_RECORD_FORMAT) : SMSSITE_OK;
}

static smssite_status read_head(struct reader *reader, const struct sms_ini_entry *entry)
{
	smssite_status status;
	const char *rest;
	bool known, fresh;

	if (strcmp(entry->key, "format") == 0)
		return read_format(reader, entry);
	if (strcmp(entry->key, "taken") == 0) {
		bool before = *entry->value == '-';
		int64_t taken;

		if (!sms_span_number(sms_span_of(entry->value + before), &taken) || taken > (INT64_C(1) << 53))
			return sms_ini_fail(reader->ini, entry->line, "taken is in seconds");
		reader->record->taken_utc_s = before ? -taken : taken;
		return SMSSITE_OK;
	}
	if (is_numbered(entry->key, "control file", reader->pieces, &rest, &fresh) && fresh && !*rest)
		return add_piece(reader, entry);
	status = set_text(reader, reader->record, record_keys, RECORD_KEYS, entry, &known);
	return status || known ? status : unknown_key(reader, entry);
}

static smssite_status read_share(struct reader *reader, struct sms_record_server *server, const struct sms_ini_entry *entry,
	const char *rest, bool fresh)
{
	static const struct text_key keys[] = {
		{ "name", offsetof(struct sms_record_share, name) },
		{ "path", offsetof(struct sms_record_share, path) },
		{ "comment", offsetof(struct sms_record_share, comment) },
		{ "permissions", offsetof(struct sms_record_share, permissions) },
	};
	struct sms_ini_entry named = { .key = rest, .value = entry->value };
	smssite_status status;
	bool known;

	/* The name comes first. */
	if (fresh != (strcmp(rest, "name") == 0))
		return unknown_key(reader, entry);
	if (fresh && !sms_record_add_share(server))
		return server->share_count == SMS_MAX_RECORD_SHARES ? SMSSITE_LIMIT : SMSSITE_NO_MEMORY;
	status = set_text(reader, &server->shares[server->share_count - 1], keys, 4, &named, &known);
	return status || known ? status : unknown_key(reader, entry);
}

static smssite_status read_service(struct reader *reader, struct sms_record_server *server, const struct sms_ini_entry *entry,
	const char *rest, bool fresh)
{
	static const struct text_key keys[] = {
		{ "name", offsetof(struct sms_record_service, name) },
		{ "account", offsetof(struct sms_record_service, account) },
	};
	struct sms_ini_entry named = { .key = rest, .value = entry->value };
	smssite_status status;
	bool known;

	if (fresh != (strcmp(rest, "name") == 0))
		return unknown_key(reader, entry);
	if (fresh && !sms_record_add_service(server))
		return server->service_count == SMS_MAX_RECORD_SERVICES ? SMSSITE_LIMIT : SMSSITE_NO_MEMORY;
	status = set_text(reader, &server->services[server->service_count - 1], keys, 2, &named, &known);
	return status || known ? status : unknown_key(reader, entry);
}

static smssite_status read_server(struct reader *reader, const struct sms_ini_entry *entry)
{
	struct sms_record_server *server = &reader->record->servers[reader->record->server_count - 1];
	smssite_status status;
	const char *rest;
	bool known, fresh;

	if (strcmp(entry->key, "kind") == 0) {
		server->kind = sms_server_kind_of_word(entry->value);
		return server->kind ? SMSSITE_OK : sms_ini_fail(reader->ini, entry->line, "kind is nt, lanman or netware");
	}
	if (is_numbered(entry->key, "share", server->share_count, &rest, &fresh))
		return read_share(reader, server, entry, rest, fresh);
	if (is_numbered(entry->key, "service", server->service_count, &rest, &fresh))
		return read_service(reader, server, entry, rest, fresh);
	status = set_text(reader, server, server_keys, SERVER_KEYS, entry, &known);
	return status || known ? status : unknown_key(reader, entry);
}

/* [record], [server 1], [server 2] ..., [end]. */
static smssite_status begin_section(struct reader *reader, size_t number, const struct sms_ini_entry *section, bool last)
{
	char due[32];

	if (last)
		return strcmp(section->section, "end") == 0 ? SMSSITE_OK :
			sms_ini_fail(reader->ini, section->line, "the last section is [end]");
	snprintf(due, sizeof(due), number ? "server %zu" : HEAD, number);
	if (strcmp(section->section, due) != 0)
		return sms_ini_fail(reader->ini, section->line, "[%s] is due here", due);
	if (number && !sms_record_add_server(reader->record))
		return reader->record->server_count == SMS_MAX_RECORD_SERVERS ? SMSSITE_LIMIT : SMSSITE_NO_MEMORY;
	return SMSSITE_OK;
}

static smssite_status read_sections(struct reader *reader)
{
	size_t sections = sms_ini_section_count(reader->ini), at = 0;
	smssite_status status = SMSSITE_OK;

	for (size_t i = 0; i < sections && !status; i++) {
		const struct sms_ini_entry *section = sms_ini_section(reader->ini, i), *entry;
		bool last = i + 1 == sections;

		status = begin_section(reader, i, section, last);
		for (; at < sms_ini_count(reader->ini) && !status; at++) {
			entry = sms_ini_entry(reader->ini, at);
			if (entry->section != section->section)
				break;
			status = last ? SMSSITE_OK : i ? read_server(reader, entry) : read_head(reader, entry);
		}
	}
	return status;
}

/* -- what a record must hold to -------------------------------------------------------------------- */

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7F)
			return false;
	return true;
}

static smssite_status bad(const struct reader *reader, const char *what, const char *found)
{
	return sms_fail(SMSSITE_MALFORMED, "%s: \"%s\" is no %s", sms_ini_name(reader->ini), found, what);
}

static smssite_status check_server(const struct reader *reader, const struct sms_record_server *server)
{
	uint64_t id;

	if (!*server->name || strlen(server->name) > SMS_MAX_SERVER_NAME || !is_plain(server->name))
		return bad(reader, "server's name", server->name);
	if (*server->uid && smssite_smsid_parse(server->uid, strlen(server->uid), &id))
		return bad(reader, "id", server->uid);
	if (!*server->uid && !*server->uid_lost)
		return sms_fail(SMSSITE_MALFORMED, "%s: %s has neither an id nor a reason why it is lost", sms_ini_name(reader->ini),
			server->name);
	for (size_t i = 0; i < server->share_count; i++)
		if (!*server->shares[i].name)
			return bad(reader, "share's name", "");
	for (size_t i = 0; i < server->service_count; i++)
		if (!*server->services[i].name)
			return bad(reader, "service's name", "");
	for (size_t i = 0; i < SERVER_KEYS; i++)
		if (!is_plain(*field_at((void *)server, server_keys[i].offset)))
			return bad(reader, "plain text", *field_at((void *)server, server_keys[i].offset));
	return SMSSITE_OK;
}

static smssite_status check_record(struct reader *reader)
{
	smssite_rebuild_record *record = reader->record;
	const char *ranges[] = { record->registry, record->lowest, record->given };
	smssite_status status = SMSSITE_OK;

	if (!reader->format)
		return sms_fail(SMSSITE_MALFORMED, "%s: no format in [" HEAD "]", sms_ini_name(reader->ini));
	if (!sms_is_site_code(sms_span_of(record->site_code)))
		return bad(reader, "site code", record->site_code);
	if (*record->parent_code && !sms_is_site_code(sms_span_of(record->parent_code)))
		return bad(reader, "site code", record->parent_code);
	for (size_t i = 0; i < 3; i++)
		if (*ranges[i] && !sms_is_range_of(ranges[i], record->site_code))
			return bad(reader, "first id of a range of the site", ranges[i]);
	for (size_t i = 0; i < RECORD_KEYS; i++)
		if (!is_plain(*field_at(record, record_keys[i].offset)))
			return bad(reader, "plain text", *field_at(record, record_keys[i].offset));
	if (!record->server_count)
		return sms_fail(SMSSITE_MALFORMED, "%s: no server", sms_ini_name(reader->ini));
	for (size_t i = 0; i < record->server_count && !status; i++)
		status = check_server(reader, &record->servers[i]);
	sms_record_choose_next(record);
	if (!status && !*record->next)
		status = sms_fail(SMSSITE_MALFORMED, "%s: nothing says which range is the next", sms_ini_name(reader->ini));
	return status;
}

/* The bytes alone, before any of them is believed. */
static smssite_status check_sum(const char *name, const char *data, size_t size)
{
	const size_t tail = strlen(END) + 2 * SHA256_DIGEST_LENGTH + 1;
	struct sms_buffer text = { 0 };
	bool same;

	if (size < tail)
		return sms_fail(SMSSITE_MALFORMED, "%s: no rebuild record, or the end of it is missing", name);
	sms_buffer_add(&text, data, size - tail);
	write_checksum(&text);
	if (text.failed) {
		sms_buffer_release(&text);
		return SMSSITE_NO_MEMORY;
	}
	same = text.size == size && memcmp(text.data, data, size) == 0;
	sms_buffer_release(&text);
	return same ? SMSSITE_OK : sms_fail(SMSSITE_MALFORMED,
		"%s: no rebuild record, or one that was cut or changed: its checksum is another", name);
}

SMSSITE_API smssite_status smssite_rebuild_record_parse(const void *data, size_t size, const char *name,
	smssite_rebuild_record **record)
{
	struct reader reader = { 0 };
	struct sms_ini *ini = NULL;
	smssite_status status;

	if ((!data && size) || !name || !record)
		return sms_invalid(__func__, "an argument is NULL");
	if (size > SMS_MAX_OWN_INI)
		return sms_fail(SMSSITE_LIMIT, "%s: more than %u bytes", name, SMS_MAX_OWN_INI);
	status = check_sum(name, data, size);
	if (!status)
		status = sms_ini_parse(name, data, size, &ini);
	if (status)
		return status;
	reader.ini = ini;
	reader.record = sms_rebuild_record_new();
	status = reader.record ? read_sections(&reader) : SMSSITE_NO_MEMORY;
	if (!status)
		status = check_record(&reader);
	if (!status && reader.master.size)
		status = smssite_control_file_parse(reader.master.data, reader.master.size, &reader.record->master);
	sms_buffer_release(&reader.master);
	sms_ini_free(ini);
	if (status)
		smssite_rebuild_record_free(reader.record);
	else
		*record = reader.record;
	return status;
}
