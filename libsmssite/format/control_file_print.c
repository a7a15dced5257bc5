/* SPDX-License-Identifier: MIT */
/* A site control file for other eyes: masked, and as JSON. */
#include "base/alloc.h"
#include "base/error.h"
#include "format/control_file_reader.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define MASK_SIZE 24

static size_t make_mask(char mask[MASK_SIZE], size_t length)
{
	return (size_t)snprintf(mask, MASK_SIZE, "*%zu*", length);
}

/* Text of an unknown section that is no value: what looks like a key is masked. A keyword stays as it is. */
static void mask_text(struct sms_rewrite *rewrite, size_t start, size_t end)
{
	const char *data = rewrite->file->data;
	struct sms_span rest = { data + start, end - start }, key;
	char mask[MASK_SIZE];

	while (sms_find_key(&rest, &key)) {
		if (sms_is_word(key.data[-1]))
			continue;
		sms_rewrite_to(rewrite, (size_t)(key.data - data));
		sms_buffer_add(&rewrite->buffer, mask, make_mask(mask, key.size));
		rewrite->done = (size_t)(key.data - data) + key.size;
	}
}

static void mask_section(struct sms_rewrite *rewrite, size_t section)
{
	const smssite_control_file *file = rewrite->file;
	const struct sms_section *place = &file->sections[section];
	bool unknown = place->kind == SMSSITE_SECTION_UNKNOWN;
	size_t done = place->start;

	while (done < place->end && !strchr(" \t<\r\n", file->data[done]))
		done++;
	for (size_t value = 0; value < sms_section_value_count(file, section); value++) {
		struct sms_value where = sms_control_value_place(file, section, value);
		struct sms_span text = sms_control_value(file, section, value);
		size_t length;
		char mask[MASK_SIZE];

		if (unknown)
			mask_text(rewrite, done, where.start);
		done = where.end;
		if (text.size && smssite_control_file_value_is_secret(file, section, value) &&
			!sms_is_masked(text, &length))
			sms_rewrite_value(rewrite, section, value, mask, make_mask(mask, text.size));
	}
	if (unknown)
		mask_text(rewrite, done, place->end);
}

SMSSITE_API smssite_status smssite_control_file_masked(
	const smssite_control_file *self, void **data, size_t *size)
{
	struct sms_rewrite rewrite = { self, { 0 }, 0 };

	if (!self || !data || !size)
		return sms_invalid("smssite_control_file_masked", "self, data and size must be given");
	for (size_t section = 0; section < self->section_count; section++)
		mask_section(&rewrite, section);
	sms_rewrite_to(&rewrite, self->text_size);
	return sms_rewrite_finish(&rewrite, data, size);
}

static int add_dump(const char *text, size_t size, void *buffer)
{
	sms_buffer_add(buffer, text, size);
	return ((struct sms_buffer *)buffer)->failed ? -1 : 0;
}

/* Writes a piece of JSON and gives it back: a whole tree would be a hundred times the file. */
static void put(struct sms_buffer *buffer, json_t *json)
{
	if (!json || json_dump_callback(json, add_dump, buffer, JSON_ENCODE_ANY | JSON_COMPACT) < 0)
		buffer->failed = true;
	json_decref(json);
}

/* Names a member of the object that is being written. */
static void put_name(struct sms_buffer *buffer, const char *name)
{
	sms_buffer_format(buffer, ",\"%s\":", name);
}

static void put_text(struct sms_buffer *buffer, struct sms_span span)
{
	char *text = sms_text_from_1252(span.data, span.size);

	put(buffer, text ? json_string(text) : NULL);
	sms_free(text);
}

static void put_value(struct sms_buffer *buffer, const smssite_control_file *file, size_t section,
	size_t value, bool show_secrets)
{
	struct sms_span span = sms_control_value(file, section, value);
	size_t length = span.size;

	if (show_secrets || !smssite_control_file_value_is_secret(file, section, value)) {
		put_text(buffer, span);
		return;
	}
	sms_is_masked(span, &length);
	sms_buffer_format(buffer, "{\"secret\":%zu}", length);
}

static void put_fields(
	struct sms_buffer *buffer, const smssite_control_file *file, size_t section, bool show_secrets)
{
	smssite_section_kind kind = file->sections[section].kind;
	bool any = false;

	for (size_t value = 0; value < sms_section_value_count(file, section) && value < 18; value++) {
		const char *name = smssite_section_field_name(kind, value);

		if (!name)
			continue;
		sms_buffer_format(buffer, "%s\"%s\":", any ? "," : ",\"fields\":{", name);
		put_value(buffer, file, section, value, show_secrets);
		any = true;
	}
	if (any)
		sms_buffer_text(buffer, "}");
}

static void put_section(
	struct sms_buffer *buffer, const smssite_control_file *file, size_t section, bool show_secrets)
{
	const struct sms_section *place = &file->sections[section];
	struct sms_span word = { file->data + place->start, 0 };

	sms_buffer_format(buffer, "%s{\"kind\":\"%s\",\"line\":%u", section ? "," : "",
		sms_kinds[place->kind].name, place->line);
	if (place->parent != SMS_NO_PARENT)
		sms_buffer_format(buffer, ",\"parent\":%u", place->parent);
	if (place->kind == SMSSITE_SECTION_UNKNOWN) {
		while (word.data + word.size < file->data + place->end &&
			!strchr(" \t<\r\n", word.data[word.size]))
			word.size++;
		put_name(buffer, "keyword");
		put_text(buffer, word);
	}
	put_fields(buffer, file, section, show_secrets);
	put_name(buffer, "values");
	for (size_t value = 0; value < sms_section_value_count(file, section); value++) {
		sms_buffer_text(buffer, value ? "," : "[");
		put_value(buffer, file, section, value, show_secrets);
	}
	sms_buffer_text(buffer, sms_section_value_count(file, section) ? "]}" : "[]}");
}

static void put_number(struct sms_buffer *buffer, const char *name, int64_t number, int64_t unknown)
{
	put_name(buffer, name);
	put(buffer, number == unknown ? json_null() : json_integer(number));
}

SMSSITE_API smssite_status smssite_control_file_to_json(
	const smssite_control_file *self, bool show_secrets, char **json)
{
	struct sms_buffer buffer = { 0 };

	if (!self || !json)
		return sms_invalid("smssite_control_file_to_json", "self and json must be given");
	sms_buffer_text(&buffer, "{\"format\":1");
	put_number(&buffer, "build", self->build, -1);
	put_name(&buffer, "syntax");
	put_text(&buffer, sms_span_of(self->syntax));
	sms_buffer_format(
		&buffer, ",\"type\":\"%s\"", smssite_control_type_name(smssite_control_file_type(self)));
	put_number(&buffer, "time_utc_s", smssite_control_file_time_utc_s(self), SMSSITE_NO_TIME);
	put_name(&buffer, "tolerances");
	for (size_t i = 0; i < self->note_count; i++)
		sms_buffer_format(&buffer, "%s{\"line\":%u,\"text\":\"%s\"}", i ? "," : "[",
			self->notes[i].line, smssite_control_file_tolerance(self, i, NULL));
	sms_buffer_text(&buffer, self->note_count ? "]" : "[]");
	put_name(&buffer, "sections");
	sms_buffer_text(&buffer, "[");
	for (size_t section = 0; section < self->section_count && !buffer.failed; section++)
		put_section(&buffer, self, section, show_secrets);
	sms_buffer_text(&buffer, "]}");
	if (buffer.failed)
		sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	*json = sms_buffer_finish(&buffer, NULL);
	return *json ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}
