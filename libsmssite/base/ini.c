/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/ini.h"
#include "base/alloc.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"

#include <errno.h>
#include <iniparser/iniparser.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* libiniparser's buffer has 1,024 bytes, of which it wants two for itself. */
#define MAX_LINE 1022

struct sms_ini {
	struct sms_arena arena;
	const char *name;
	struct sms_ini_entry *entries;
	size_t count, capacity;
	/* Of the same entries, sorted by section and key. */
	const struct sms_ini_entry **sorted;
	/* Sections in file order. */
	struct sms_ini_entry *sections;
	size_t section_count, section_capacity;
};

smssite_status sms_ini_fail(const struct sms_ini *self, size_t line, const char *format, ...)
{
	char text[SMS_MESSAGE_SIZE / 2];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return sms_fail(SMSSITE_MALFORMED, "%s:%zu: %s", self->name, line, text);
}

/* -- each line, before libiniparser sees it -------------------------------------------------------- */

static struct sms_span take_line(struct sms_span *rest)
{
	const char *end = memchr(rest->data, '\n', rest->size);
	struct sms_span line = { rest->data, end ? (size_t)(end - rest->data) : rest->size };
	size_t taken = line.size + (end ? 1 : 0);

	*rest = (struct sms_span){ rest->data + taken, rest->size - taken };
	return line;
}

static bool has_any(struct sms_span span, const char *characters)
{
	for (size_t i = 0; i < span.size; i++)
		if (strchr(characters, span.data[i]))
			return true;
	return false;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789ABCDEF", *found = c ? strchr(digits, sms_upper(c)) : NULL;

	return found ? (int)(found - digits) : -1;
}

static smssite_status decode(const struct sms_ini *self, size_t line, struct sms_span raw, char *out)
{
	for (size_t i = 0; i < raw.size; i++) {
		int high, low;

		if (raw.data[i] != '%') {
			*out++ = raw.data[i];
			continue;
		}
		high = i + 2 < raw.size ? hex_digit(raw.data[i + 1]) : -1;
		low = i + 2 < raw.size ? hex_digit(raw.data[i + 2]) : -1;
		if (high < 0 || low < 0 || !(high | low))
			return sms_ini_fail(self, line, "%% must be followed by two hex digits, not 00; %%25 is %% itself");
		*out++ = (char)(high << 4 | low);
		i += 2;
	}
	*out = '\0';
	return SMSSITE_OK;
}

/* Bytes that some locale might take for a blank or a letter are not in section and key names. */
static smssite_status check_name(const struct sms_ini *self, size_t line, struct sms_span name, const char *what)
{
	if (!name.size)
		return sms_ini_fail(self, line, "the %s has no name", what);
	for (size_t i = 0; i < name.size; i++)
		if ((unsigned char)name.data[i] < 0x20 || (unsigned char)name.data[i] >= 0x7F)
			return sms_ini_fail(self, line, "the name of a %s is plain ASCII", what);
	if (has_any(name, "=:[];#\"'%\\"))
		return sms_ini_fail(self, line, "none of = : [ ] ; # \" ' %% \\ can be in the name of a %s", what);
	return SMSSITE_OK;
}

static smssite_status add_section(struct sms_ini *self, size_t line, struct sms_span text)
{
	struct sms_ini_entry *grown;
	struct sms_span name;
	smssite_status status;
	const char *kept;

	if (text.data[text.size - 1] != ']')
		return sms_ini_fail(self, line, "a section is [name], with nothing behind it");
	name = sms_span_trim((struct sms_span){ text.data + 1, text.size - 2 });
	status = check_name(self, line, name, "section");
	if (status)
		return status;
	kept = sms_arena_strndup(&self->arena, name.data, name.size);
	grown = sms_grow(self->sections, self->section_count, &self->section_capacity, sizeof(*grown));
	if (grown)
		self->sections = grown;
	if (!grown || !kept)
		return SMSSITE_NO_MEMORY;
	self->sections[self->section_count++] = (struct sms_ini_entry){ .section = kept, .key = "", .value = "", .line = line };
	return SMSSITE_OK;
}

static smssite_status add_entry(struct sms_ini *self, size_t line, struct sms_span text)
{
	const char *equals = memchr(text.data, '=', text.size);
	struct sms_ini_entry *grown, *entry;
	struct sms_span key, value;
	smssite_status status;
	char *decoded;

	if (!equals)
		return sms_ini_fail(self, line, "neither [section] nor key = value nor ; comment");
	if (!self->section_count)
		return sms_ini_fail(self, line, "a key before the first [section]");
	key = sms_span_trim((struct sms_span){ text.data, (size_t)(equals - text.data) });
	value = sms_span_trim((struct sms_span){ equals + 1, (size_t)(text.data + text.size - equals - 1) });
	status = check_name(self, line, key, "key");
	if (status)
		return status;
	if (has_any(value, ";#\"'"))
		return sms_ini_fail(self, line, "a value cannot have ; # \" ' as such: write %%3B %%23 %%22 %%27");
	if (self->count == SMS_MAX_OWN_INI_KEYS)
		return sms_fail(SMSSITE_LIMIT, "%s:%zu: more than %u keys", self->name, line, SMS_MAX_OWN_INI_KEYS);
	decoded = sms_arena_alloc(&self->arena, value.size + 1);
	if (!decoded)
		return SMSSITE_NO_MEMORY;
	status = decode(self, line, value, decoded);
	if (status)
		return status;
	grown = sms_grow(self->entries, self->count, &self->capacity, sizeof(*grown));
	if (!grown)
		return SMSSITE_NO_MEMORY;
	self->entries = grown;
	entry = &grown[self->count++];
	*entry = (struct sms_ini_entry){ .section = self->sections[self->section_count - 1].section,
		.key = sms_arena_strndup(&self->arena, key.data, key.size), .value = decoded, .line = line };
	return entry->key ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status check_line(struct sms_ini *self, size_t line, struct sms_span raw)
{
	struct sms_span text = raw;

	/* What comes before the line feed counts, a carriage return too. */
	if (raw.size > MAX_LINE)
		return sms_ini_fail(self, line, "a line has more than %d bytes", MAX_LINE);
	if (text.size && text.data[text.size - 1] == '\r')
		text.size--;
	for (size_t i = 0; i < text.size; i++)
		if (((unsigned char)text.data[i] < 0x20 && text.data[i] != '\t') || text.data[i] == 0x7F)
			return sms_ini_fail(self, line, "a control character; in a value write it as %%HH");
	text = sms_span_trim(text);
	if (!text.size)
		return SMSSITE_OK;
	if (text.data[text.size - 1] == '\\')
		return sms_ini_fail(self, line, "a line cannot end in \\, not even a comment: leave it out or write %%5C");
	if (text.data[0] == ';' || text.data[0] == '#')
		return SMSSITE_OK;
	if (text.data[0] == '[')
		return add_section(self, line, text);
	return add_entry(self, line, text);
}

static smssite_status check_lines(struct sms_ini *self, struct sms_span rest)
{
	smssite_status status = SMSSITE_OK;

	if (rest.size >= 3 && memcmp(rest.data, "\xEF\xBB\xBF", 3) == 0)
		return sms_ini_fail(self, 1, "a byte order mark: save the file without one");
	if (rest.size >= 2 && (memcmp(rest.data, "\xFF\xFE", 2) == 0 || memcmp(rest.data, "\xFE\xFF", 2) == 0))
		return sms_ini_fail(self, 1, "UTF-16: save the file as ASCII or UTF-8");
	for (size_t line = 1; rest.size && !status; line++)
		status = check_line(self, line, take_line(&rest));
	return status;
}

/* -- no name twice --------------------------------------------------------------------------------- */

static int compare_names(const struct sms_ini_entry *a, const struct sms_ini_entry *b)
{
	int order = sms_compare_folded(a->section, strlen(a->section), b->section, strlen(b->section));

	return order ? order : sms_compare_folded(a->key, strlen(a->key), b->key, strlen(b->key));
}

static int compare_entries(const void *a, const void *b)
{
	const struct sms_ini_entry *left = *(const struct sms_ini_entry *const *)a;
	const struct sms_ini_entry *right = *(const struct sms_ini_entry *const *)b;
	int order = compare_names(left, right);

	return order ? order : (left->line > right->line) - (left->line < right->line);
}

static const struct sms_ini_entry **sorted(const struct sms_ini_entry *entries, size_t count)
{
	const struct sms_ini_entry **found = sms_calloc(count + 1, sizeof(*found));

	for (size_t i = 0; found && i < count; i++)
		found[i] = &entries[i];
	if (found)
		qsort(found, count, sizeof(*found), compare_entries);
	return found;
}

static smssite_status refuse_twice(const struct sms_ini *self, const struct sms_ini_entry **list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (compare_names(list[i - 1], list[i]) == 0)
			return *list[i]->key ? sms_ini_fail(self, list[i]->line, "%s is in [%s] already, in line %zu",
					list[i]->key, list[i]->section, list[i - 1]->line) :
					       sms_ini_fail(self, list[i]->line, "there is a section [%s] already, in line %zu",
					list[i]->section, list[i - 1]->line);
	return SMSSITE_OK;
}

static smssite_status check_names(struct sms_ini *self)
{
	const struct sms_ini_entry **sections = sorted(self->sections, self->section_count);
	smssite_status status;

	self->sorted = sorted(self->entries, self->count);
	if (!sections || !self->sorted)
		status = SMSSITE_NO_MEMORY;
	else
		status = refuse_twice(self, sections, self->section_count);
	if (!status)
		status = refuse_twice(self, self->sorted, self->count);
	sms_free(sections);
	return status;
}

/* -- libiniparser ---------------------------------------------------------------------------------- */

/* libiniparser reads a file by name only. This one has the bytes that were checked and no name that others could
 * change it by. */
static smssite_status load(const char *name, const void *data, size_t size, dictionary **found)
{
	int file = memfd_create("smssite-ini", MFD_CLOEXEC);
	smssite_status status = SMSSITE_OK;
	char path[40];
	FILE *trial;

	if (file < 0)
		return sms_fail_errno(errno, "%s: memfd_create", name);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (write(file, data, size) != (ssize_t)size || lseek(file, 0, SEEK_SET))
		status = sms_fail_errno(errno, "%s: %s", name, path);
	/* A file that cannot be opened is told to the process's error callback, which prints if nobody has set another. It
	 * cannot be read back, so it is left alone, and the opening tried here. */
	trial = status ? NULL : fopen(path, "re");
	if (!status && !trial)
		status = sms_fail_errno(errno, "%s: %s", name, path);
	if (trial)
		fclose(trial);
	if (!status) {
		*found = iniparser_load(path);
		if (!*found)
			status = sms_fail(SMSSITE_NO_MEMORY, "%s: libiniparser does not read it", name);
	}
	close(file);
	return status;
}

static bool reads_as(const char *name, const char *value, const struct sms_ini_entry *entry, struct sms_span raw)
{
	size_t section = strlen(entry->section);

	return name && value && strlen(name) == section + 1 + strlen(entry->key) && name[section] == ':' &&
	       sms_compare_folded(name, section, entry->section, section) == 0 &&
	       sms_equal_folded(name + section + 1, entry->key) && strlen(value) == raw.size &&
	       memcmp(value, raw.data, raw.size) == 0;
}

/* Of the first line. */
static struct sms_span value_of(struct sms_span text)
{
	struct sms_span line = take_line(&text);
	const char *equals = memchr(line.data, '=', line.size);

	if (line.data[line.size - 1] == '\r')
		line.size--;
	return sms_span_trim((struct sms_span){ equals + 1, (size_t)(line.data + line.size - equals - 1) });
}

/* Entries of a dictionary are in file order, and those of sections have no value. */
static smssite_status compare(const struct sms_ini *self, const dictionary *found, struct sms_span text)
{
	size_t at = 0, line = 1;

	for (size_t i = 0; i < self->count; i++) {
		const struct sms_ini_entry *entry = &self->entries[i];
		struct sms_span raw;

		for (; line < entry->line; line++)
			take_line(&text);
		raw = value_of(text);
		while (at < (size_t)found->size && found->key[at] && !found->val[at])
			at++;
		if (at == (size_t)found->size || !reads_as(found->key[at], found->val[at], entry, raw))
			return sms_fail(SMSSITE_UNSUPPORTED, "%s:%zu: this libiniparser reads %s otherwise than it is written",
				self->name, entry->line, entry->key);
		at++;
	}
	return SMSSITE_OK;
}

/* -- the whole ------------------------------------------------------------------------------------- */

smssite_status sms_ini_parse(const char *name, const void *data, size_t size, struct sms_ini **ini)
{
	struct sms_ini *self;
	dictionary *found = NULL;
	smssite_status status;

	if (size > SMS_MAX_OWN_INI)
		return sms_fail(SMSSITE_LIMIT, "%s: more than %u bytes", name, SMS_MAX_OWN_INI);
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	self->name = sms_arena_strdup(&self->arena, name);
	status = self->name ? check_lines(self, (struct sms_span){ data, size }) : SMSSITE_NO_MEMORY;
	if (!status)
		status = check_names(self);
	if (!status)
		status = load(name, data, size, &found);
	if (!status)
		status = compare(self, found, (struct sms_span){ data, size });
	iniparser_freedict(found);
	if (status)
		sms_ini_free(self);
	else
		*ini = self;
	return status;
}

void sms_ini_free(struct sms_ini *self)
{
	if (!self)
		return;
	sms_free(self->sorted);
	sms_free(self->entries);
	sms_free(self->sections);
	sms_arena_release(&self->arena);
	sms_free(self);
}

const char *sms_ini_name(const struct sms_ini *self)
{
	return self->name;
}

size_t sms_ini_count(const struct sms_ini *self)
{
	return self->count;
}

const struct sms_ini_entry *sms_ini_entry(const struct sms_ini *self, size_t entry)
{
	return &self->entries[entry];
}

size_t sms_ini_section_count(const struct sms_ini *self)
{
	return self->section_count;
}

const struct sms_ini_entry *sms_ini_section(const struct sms_ini *self, size_t section)
{
	return &self->sections[section];
}

const struct sms_ini_entry *sms_ini_find(const struct sms_ini *self, const char *section, const char *key)
{
	const struct sms_ini_entry wanted = { .section = section, .key = key };
	size_t low = 0, high = self->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_names(&wanted, self->sorted[middle]);

		if (!order)
			return self->sorted[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* -- writing --------------------------------------------------------------------------------------- */

void sms_ini_write_section(struct sms_ini_writer *writer, const char *name)
{
	sms_buffer_format(&writer->text, "%s[%s]\n", writer->text.size ? "\n" : "", name);
}

void sms_ini_write(struct sms_ini_writer *writer, const char *key, const char *value)
{
	size_t start = writer->text.size, last = strlen(value);

	sms_buffer_format(&writer->text, "%s = ", key);
	for (size_t i = 0; i < last; i++) {
		unsigned char byte = (unsigned char)value[i];
		/* Blanks at the ends would not be seen as part of the value. */
		bool end = (i == 0 || i + 1 == last) && byte == ' ';

		if (byte < 0x20 || byte >= 0x7F || strchr("\\\"';#%[]", byte) || end)
			sms_buffer_format(&writer->text, "%%%02X", byte);
		else
			sms_buffer_add(&writer->text, &value[i], 1);
	}
	if (writer->text.size - start > MAX_LINE)
		writer->too_long = true;
	sms_buffer_text(&writer->text, "\n");
}

void sms_ini_write_format(struct sms_ini_writer *writer, const char *key, const char *format, ...)
{
	char value[MAX_LINE];
	va_list arguments;

	va_start(arguments, format);
	if (vsnprintf(value, sizeof(value), format, arguments) >= (int)sizeof(value))
		writer->too_long = true;
	va_end(arguments);
	sms_ini_write(writer, key, value);
}

smssite_status sms_ini_write_end(struct sms_ini_writer *writer, char **text, size_t *size)
{
	if (writer->too_long && !writer->text.failed) {
		sms_buffer_release(&writer->text);
		return sms_fail(SMSSITE_LIMIT, "a value is too long for a line of %d bytes", MAX_LINE);
	}
	*text = sms_buffer_finish(&writer->text, size);
	return *text ? SMSSITE_OK : sms_fail(SMSSITE_NO_MEMORY, "out of memory");
}
