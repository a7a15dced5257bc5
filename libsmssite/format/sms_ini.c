/* SPDX-License-Identifier: MIT */
#include <smssite/sms_ini.h>
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdatomic.h>
#include <string.h>

/* All offsets into the one buffer; a section is named by the entry's `section` span. */
struct entry {
	uint32_t key, value, line, section_index;
	uint32_t key_size, value_size;
	/* The value with its quotes: what an edit replaces. */
	uint32_t raw, raw_size;
};

struct section {
	uint32_t name, name_size;
	/* Where a new key would go: behind the last line that is not blank. */
	uint32_t end;
};

struct smssite_sms_ini {
	atomic_size_t references;
	char *data;
	size_t size;
	struct entry *entries;
	size_t entry_count, entry_capacity;
	struct section *sections;
	size_t section_count, section_capacity;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool add_section(smssite_sms_ini *ini, struct sms_span name, size_t end)
{
	struct section *sections =
		sms_grow(ini->sections, ini->section_count, &ini->section_capacity, sizeof(*sections));

	if (!sections)
		return false;
	ini->sections = sections;
	sections[ini->section_count++] = (struct section){
		.name = (uint32_t)(name.data - ini->data), .name_size = (uint32_t)name.size, .end = (uint32_t)end };
	return true;
}

/* One pair of matching quotes is taken off, as GetPrivateProfileString does. */
static struct sms_span unquoted(struct sms_span span)
{
	char quote = span.size >= 2 ? span.data[0] : 0;

	if ((quote == '"' || quote == '\'') && span.data[span.size - 1] == quote) {
		span.data++;
		span.size -= 2;
	}
	return span;
}

static bool add_entry(smssite_sms_ini *ini, struct sms_span line, size_t number)
{
	const char *equals = memchr(line.data, '=', line.size);
	struct entry *entries;
	struct sms_span key, raw, value;

	if (!equals)
		return true;
	entries = sms_grow(ini->entries, ini->entry_count, &ini->entry_capacity, sizeof(*entries));
	if (!entries)
		return false;
	ini->entries = entries;
	key = sms_span_trim((struct sms_span){ line.data, (size_t)(equals - line.data) });
	raw = sms_span_trim((struct sms_span){ equals + 1, line.size - (size_t)(equals + 1 - line.data) });
	value = unquoted(raw);
	entries[ini->entry_count++] = (struct entry){
		.key = (uint32_t)(key.data - ini->data),
		.key_size = (uint32_t)key.size,
		.value = (uint32_t)(value.data - ini->data),
		.value_size = (uint32_t)value.size,
		.raw = (uint32_t)(raw.data - ini->data),
		.raw_size = (uint32_t)raw.size,
		.line = (uint32_t)number,
		.section_index = (uint32_t)ini->section_count - 1,
	};
	return true;
}

static bool take_line(smssite_sms_ini *ini, struct sms_span line, size_t number, size_t end)
{
	struct sms_span text = line;

	while (text.size && is_blank(text.data[0])) {
		text.data++;
		text.size--;
	}
	if (!text.size)
		return true;
	if (text.data[0] == '[') {
		const char *close = memchr(text.data, ']', text.size);

		if (close)
			return add_section(ini,
				sms_span_trim((struct sms_span){ text.data + 1, (size_t)(close - text.data) - 1 }), end);
	}
	ini->sections[ini->section_count - 1].end = (uint32_t)end;
	return text.data[0] == ';' || add_entry(ini, text, number);
}

static smssite_status read_lines(smssite_sms_ini *ini)
{
	const char *at = ini->data, *stop = ini->data + ini->size;

	/* Keys before the first section line belong to a section without a name. */
	if (!add_section(ini, (struct sms_span){ at, 0 }, 0))
		return SMSSITE_NO_MEMORY;
	for (size_t number = 1; at < stop; number++) {
		const char *end = memchr(at, '\n', (size_t)(stop - at));
		const char *next = end ? end + 1 : stop;
		struct sms_span line = { at, (size_t)((end ? end : stop) - at) };

		if (line.size && line.data[line.size - 1] == '\r')
			line.size--;
		if (!take_line(ini, line, number, (size_t)(next - ini->data)))
			return SMSSITE_NO_MEMORY;
		at = next;
	}
	return SMSSITE_OK;
}

static smssite_status check_bytes(const char *data, size_t size)
{
	const char *nul;
	size_t line = 1;

	if (size > SMS_MAX_INI)
		return sms_fail(SMSSITE_LIMIT, "an INI file of %zu bytes is beyond the limit of %u", size, SMS_MAX_INI);
	if (size >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0))
		return sms_fail(SMSSITE_UNSUPPORTED, "an INI file in UTF-16; SMS 1.x writes ANSI");
	nul = size ? memchr(data, '\0', size) : NULL;
	if (!nul)
		return SMSSITE_OK;
	for (const char *at = data; (at = memchr(at, '\n', (size_t)(nul - at))); at++)
		line++;
	return sms_fail(SMSSITE_MALFORMED, "line %zu: a NUL byte in an INI file", line);
}

SMSSITE_API smssite_status smssite_sms_ini_parse(const void *data, size_t size, smssite_sms_ini **result)
{
	smssite_status status;
	smssite_sms_ini *ini;

	if (!result || (!data && size))
		return sms_invalid(__func__, "NULL");
	status = check_bytes(data, size);
	if (status)
		return status;
	ini = sms_calloc(1, sizeof(*ini));
	if (!ini)
		return SMSSITE_NO_MEMORY;
	atomic_init(&ini->references, 1);
	ini->size = size;
	ini->data = sms_strndup(size ? data : "", size);
	status = ini->data ? read_lines(ini) : SMSSITE_NO_MEMORY;
	if (status) {
		smssite_sms_ini_free(ini);
		return status;
	}
	*result = ini;
	return SMSSITE_OK;
}

SMSSITE_API smssite_sms_ini *smssite_sms_ini_ref(smssite_sms_ini *self)
{
	if (self)
		atomic_fetch_add(&self->references, 1);
	return self;
}

SMSSITE_API void smssite_sms_ini_free(smssite_sms_ini *self)
{
	if (!self || atomic_fetch_sub(&self->references, 1) != 1)
		return;
	sms_free(self->data);
	sms_free(self->entries);
	sms_free(self->sections);
	sms_free(self);
}

SMSSITE_API smssite_status smssite_sms_ini_data(const smssite_sms_ini *self, const void **data, size_t *size)
{
	if (!self || !data || !size)
		return sms_invalid(__func__, "NULL");
	*data = self->data;
	*size = self->size;
	return SMSSITE_OK;
}

SMSSITE_API size_t smssite_sms_ini_count(const smssite_sms_ini *self)
{
	return self ? self->entry_count : 0;
}

SMSSITE_API size_t smssite_sms_ini_line(const smssite_sms_ini *self, size_t entry)
{
	return self && entry < self->entry_count ? self->entries[entry].line : 0;
}

static smssite_status text_of(const smssite_sms_ini *self, size_t entry, size_t at, size_t size, const char *call,
	char **text)
{
	if (!self || entry >= self->entry_count || !text)
		return sms_invalid(call, "NULL, or an entry out of range");
	*text = sms_text_from_1252(self->data + at, size);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static const struct entry *entry_at(const smssite_sms_ini *self, size_t entry)
{
	static const struct entry none;

	return self && entry < self->entry_count ? &self->entries[entry] : &none;
}

SMSSITE_API smssite_status smssite_sms_ini_section_text(const smssite_sms_ini *self, size_t entry, char **text)
{
	const struct section *section = NULL;

	if (self && entry < self->entry_count)
		section = &self->sections[self->entries[entry].section_index];
	return text_of(self, entry, section ? section->name : 0, section ? section->name_size : 0, __func__, text);
}

SMSSITE_API smssite_status smssite_sms_ini_key_text(const smssite_sms_ini *self, size_t entry, char **text)
{
	const struct entry *at = entry_at(self, entry);

	return text_of(self, entry, at->key, at->key_size, __func__, text);
}

SMSSITE_API smssite_status smssite_sms_ini_value_text(const smssite_sms_ini *self, size_t entry, char **text)
{
	const struct entry *at = entry_at(self, entry);

	return text_of(self, entry, at->value, at->value_size, __func__, text);
}

SMSSITE_API smssite_status smssite_sms_ini_value(const smssite_sms_ini *self, size_t entry, const char **data, size_t *size)
{
	if (!self || entry >= self->entry_count || !data || !size)
		return sms_invalid(__func__, "NULL, or an entry out of range");
	*data = self->data + self->entries[entry].value;
	*size = self->entries[entry].value_size;
	return SMSSITE_OK;
}

static size_t find_section(const smssite_sms_ini *self, const char *name, size_t size)
{
	for (size_t i = 0; i < self->section_count; i++)
		if (sms_compare_folded(self->data + self->sections[i].name, self->sections[i].name_size, name, size) == 0)
			return i;
	return SMSSITE_NO_INDEX;
}

/* Entries stand in file order, so those of one section stand together. */
static size_t find_entry(const smssite_sms_ini *self, size_t section, const char *key, size_t size)
{
	size_t low = 0, high = self->entry_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (self->entries[middle].section_index < section)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < self->entry_count && self->entries[low].section_index == section; low++)
		if (sms_compare_folded(self->data + self->entries[low].key, self->entries[low].key_size, key, size) == 0)
			return low;
	return SMSSITE_NO_INDEX;
}

SMSSITE_API size_t smssite_sms_ini_find(const smssite_sms_ini *self, const char *section, const char *key)
{
	size_t index;

	if (!self || !section || !key)
		return SMSSITE_NO_INDEX;
	index = find_section(self, section, strlen(section));
	return index == SMSSITE_NO_INDEX ? SMSSITE_NO_INDEX : find_entry(self, index, key, strlen(key));
}

static bool is_name(const char *text, const char *forbidden)
{
	size_t size = strlen(text);

	return size && !is_blank(text[0]) && !is_blank(text[size - 1]) && !strpbrk(text, forbidden) && text[0] != ';';
}

/* A value that would not be read back as it was given cannot stand in the file. */
static bool is_value(struct sms_span value)
{
	struct sms_span trimmed = sms_span_trim(value);

	return trimmed.size == value.size && unquoted(value).size == value.size && !memchr(value.data, '\n', value.size) &&
	       !memchr(value.data, '\r', value.size);
}

static const char *line_end(const smssite_sms_ini *self)
{
	const char *first = memchr(self->data, '\n', self->size);

	return first && (first == self->data || first[-1] != '\r') ? "\n" : "\r\n";
}

/* The file with its bytes from..to replaced. */
static smssite_status spliced(const smssite_sms_ini *self, size_t from, size_t to, struct sms_buffer *middle, void **data,
	size_t *size)
{
	struct sms_buffer out = { 0 };
	char *bytes;

	sms_buffer_add(&out, self->data, from);
	sms_buffer_add(&out, middle->data, middle->size);
	sms_buffer_add(&out, self->data + to, self->size - to);
	out.failed |= middle->failed;
	sms_buffer_release(middle);
	bytes = sms_buffer_finish(&out, size);
	*data = bytes ? bytes : *data;
	return bytes ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status remove_line(const smssite_sms_ini *self, size_t entry, void **data, size_t *size)
{
	struct sms_buffer nothing = { 0 };
	size_t from = self->entries[entry].key, to = self->entries[entry].raw + self->entries[entry].raw_size;
	const char *end;

	while (from && self->data[from - 1] != '\n')
		from--;
	end = memchr(self->data + to, '\n', self->size - to);
	to = end ? (size_t)(end + 1 - self->data) : self->size;
	return spliced(self, from, to, &nothing, data, size);
}

static smssite_status add_line(const smssite_sms_ini *self, size_t section, const char *section_name, size_t section_size,
	const char *key, size_t key_size, struct sms_span value, void **data, size_t *size)
{
	size_t at = section == SMSSITE_NO_INDEX ? self->size : self->sections[section].end;
	struct sms_buffer line = { 0 };
	const char *end = line_end(self);

	if (at && self->data[at - 1] != '\n')
		sms_buffer_text(&line, end);
	if (section == SMSSITE_NO_INDEX) {
		sms_buffer_text(&line, "[");
		sms_buffer_add(&line, section_name, section_size);
		sms_buffer_text(&line, "]");
		sms_buffer_text(&line, end);
	}
	sms_buffer_add(&line, key, key_size);
	sms_buffer_text(&line, "=");
	sms_buffer_add(&line, value.data, value.size);
	sms_buffer_text(&line, end);
	return spliced(self, at, at, &line, data, size);
}

/* Everything in the file's own code page. */
static smssite_status set_bytes(const smssite_sms_ini *self, struct sms_span section, struct sms_span key,
	const struct sms_span *value, void **data, size_t *size)
{
	size_t index = find_section(self, section.data, section.size);
	size_t entry = index == SMSSITE_NO_INDEX ? SMSSITE_NO_INDEX : find_entry(self, index, key.data, key.size);
	struct sms_buffer middle = { 0 };

	if (!value && entry == SMSSITE_NO_INDEX)
		return sms_fail(SMSSITE_NOT_FOUND, "[%.*s] %.*s: not there", (int)section.size, section.data, (int)key.size,
			key.data);
	if (!value)
		return remove_line(self, entry, data, size);
	if (entry == SMSSITE_NO_INDEX)
		return add_line(self, index, section.data, section.size, key.data, key.size, *value, data, size);
	sms_buffer_add(&middle, value->data, value->size);
	return spliced(self, self->entries[entry].raw, self->entries[entry].raw + self->entries[entry].raw_size, &middle,
		data, size);
}

SMSSITE_API smssite_status smssite_sms_ini_set(const smssite_sms_ini *self, const char *section, const char *key,
	const char *value, void **data, size_t *size)
{
	char *bytes[3] = { NULL };
	size_t sizes[3] = { 0 };
	smssite_status status;

	if (!self || !section || !key || !data || !size || !is_name(section, "[]\r\n") || !is_name(key, "=[\r\n"))
		return sms_invalid(__func__, "NULL, or a name that cannot stand in an INI file");
	status = sms_text_to_1252(section, &bytes[0], &sizes[0]);
	if (!status)
		status = sms_text_to_1252(key, &bytes[1], &sizes[1]);
	if (!status && value)
		status = sms_text_to_1252(value, &bytes[2], &sizes[2]);
	if (!status && value && !is_value((struct sms_span){ bytes[2], sizes[2] }))
		status = sms_fail(SMSSITE_MALFORMED, "the value would not be read back as it is given");
	if (!status)
		status = set_bytes(self, (struct sms_span){ bytes[0], sizes[0] }, (struct sms_span){ bytes[1], sizes[1] },
			value ? &(struct sms_span){ bytes[2], sizes[2] } : NULL, data, size);
	for (size_t i = 0; i < 3; i++)
		sms_free(bytes[i]);
	return status;
}
