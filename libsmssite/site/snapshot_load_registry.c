/* SPDX-License-Identifier: MIT */
/* What was kept of the registry comes back from a saved snapshot. */
#include "site/snapshot_reader.h"
#include "base/alloc.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

static bool keep_value(struct sms_loader *self, const json_t *object, size_t source, const void *data, size_t size)
{
	smssite_status status;
	const char *name;
	size_t line;
	int64_t type;

	if (!sms_load_text(self, object, "name", &name) || !sms_load_count(self, object, "line", &line) ||
		!sms_load_number(self, object, "type", -1, &type))
		return false;
	if (type < 0 || type > UINT32_MAX)
		return sms_load_malformed(self, "type", "the type of a value");
	if (line > UINT32_MAX)
		return sms_load_malformed(self, "line", "a line");
	status = sms_registry_keep_value(self->snapshot->registry, name, type, data, size, line, source);
	return !status || sms_load_fail(self, status);
}

static bool load_text_value(struct sms_loader *self, const json_t *object, size_t source)
{
	struct sms_buffer data = { 0 };
	const char *text;
	bool done;

	if (!sms_load_text(self, object, "text", &text))
		return false;
	sms_registry_put_string(&data, sms_span_of(text));
	done = !data.failed ? keep_value(self, object, source, data.data, data.size) :
			      sms_load_fail(self, SMSSITE_NO_MEMORY);
	sms_buffer_release(&data);
	return done;
}

static bool load_number_value(struct sms_loader *self, const json_t *object, size_t source)
{
	unsigned char data[4];
	int64_t number;

	if (!sms_load_number(self, object, "number", 0, &number))
		return false;
	if (number < 0 || number > UINT32_MAX)
		return sms_load_malformed(self, "number", "a number of 32 bits");
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(number >> 8 * i);
	return keep_value(self, object, source, data, sizeof(data));
}

static int digit_of(char c)
{
	return sms_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool load_bytes_value(struct sms_loader *self, const json_t *object, size_t source)
{
	const char *text;
	size_t size;
	char *data;
	bool done;

	if (!sms_load_text(self, object, "data", &text))
		return false;
	size = strlen(text);
	if (size % 2 || text[strspn(text, "0123456789abcdef")])
		return sms_load_malformed(self, "data", "bytes in hexadecimal");
	data = sms_alloc(size / 2);
	if (!data)
		return sms_load_fail(self, SMSSITE_NO_MEMORY);
	for (size_t i = 0; i < size; i += 2)
		data[i / 2] = (char)(digit_of(text[i]) << 4 | digit_of(text[i + 1]));
	done = keep_value(self, object, source, data, size / 2);
	sms_free(data);
	return done;
}

static bool load_value(struct sms_loader *self, const json_t *object, size_t source)
{
	if (json_object_get(object, "text"))
		return load_text_value(self, object, source);
	return json_object_get(object, "number") ? load_number_value(self, object, source) :
						   load_bytes_value(self, object, source);
}

static bool load_key(struct sms_loader *self, const json_t *object)
{
	const json_t *there = json_object_get(object, "there");
	smssite_status status;
	size_t covers, source;
	const char *path;
	json_t *values;

	if (!json_is_boolean(there))
		return sms_load_malformed(self, "there", "true or false");
	if (!sms_load_text(self, object, "path", &path) || !sms_load_count(self, object, "covers", &covers) ||
		!sms_load_count(self, object, "source", &source) ||
		!sms_load_array(self, object, "values", SMS_MAX_KEPT_VALUES, &values))
		return false;
	if (covers > (SMS_COVERS_VALUES | SMS_COVERS_KEYS) || source >= self->snapshot->registry_source_count)
		return sms_load_malformed(self, "source", "one of the sources");
	status = sms_registry_keep_key(self->snapshot->registry, path, json_is_true(there), (unsigned)covers, source);
	if (status)
		return sms_load_fail(self, status);
	for (size_t i = 0; i < json_array_size(values); i++)
		if (!load_value(self, json_array_get(values, i), source))
			return false;
	return true;
}

static bool load_source(struct sms_loader *self, const json_t *object)
{
	const json_t *dirty = json_object_get(object, "dirty");
	struct sms_registry_source *source;
	char *name;

	if (!json_is_boolean(dirty))
		return sms_load_malformed(self, "dirty", "true or false");
	if (!sms_load_name(self, object, "name", &name))
		return false;
	source = sms_snapshot_add_registry_source(self->snapshot, name);
	sms_free(name);
	if (!source)
		return sms_load_fail(self, SMSSITE_NO_MEMORY);
	source->dirty = json_is_true(dirty);
	self->snapshot->registry->kept_dirty |= source->dirty;
	return sms_load_status(self, object, &source->status) && sms_load_message(self, object, &source->message) &&
	       sms_load_count(self, object, "cut", &source->cut);
}

bool sms_load_registry(struct sms_loader *self, const json_t *object)
{
	smssite_status status = sms_registry_new_kept(&self->snapshot->registry);
	json_t *sources, *keys;

	if (status)
		return sms_load_fail(self, status);
	if (!sms_load_array(self, object, "sources", SMS_MAX_REGISTRIES, &sources) ||
		!sms_load_array(self, object, "keys", SMS_MAX_KEPT_KEYS, &keys))
		return false;
	for (size_t i = 0; i < json_array_size(sources); i++)
		if (!load_source(self, json_array_get(sources, i)))
			return false;
	for (size_t i = 0; i < json_array_size(keys); i++)
		if (!load_key(self, json_array_get(keys, i)))
			return false;
	status = sms_registry_finish_kept(self->snapshot->registry);
	return !status || sms_load_fail(self, status);
}
