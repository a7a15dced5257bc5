/* SPDX-License-Identifier: MIT */
#include "site/snapshot_reader.h"
#include "site/snapshot_json.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

bool sms_load_fail(struct sms_loader *self, smssite_status status)
{
	if (!self->status)
		self->status = status;
	return false;
}

bool sms_load_malformed(struct sms_loader *self, const char *key, const char *expected)
{
	if (self->status)
		return false;
	return sms_load_fail(self, sms_fail(SMSSITE_MALFORMED, "a snapshot's \"%s\" is not %s", key, expected));
}

bool sms_load_number(
	struct sms_loader *self, const json_t *object, const char *key, int64_t missing, int64_t *number)
{
	const json_t *value = json_object_get(object, key);

	*number = value ? json_integer_value(value) : missing;
	return !value || json_is_integer(value) ? !self->status : sms_load_malformed(self, key, "a number");
}

bool sms_load_time(struct sms_loader *self, const json_t *object, const char *key, int64_t *time)
{
	return sms_load_number(self, object, key, SMSSITE_NO_TIME, time) &&
	       (sms_is_time(*time) || sms_load_malformed(self, key, "a time"));
}

bool sms_load_count(struct sms_loader *self, const json_t *object, const char *key, size_t *count)
{
	int64_t number;

	if (!sms_load_number(self, object, key, 0, &number))
		return false;
	*count = (size_t)number;
	return number >= 0 || sms_load_malformed(self, key, "a count");
}

/* Text without NUL, "" where there is none; it lives as long as the JSON. */
bool sms_load_text(struct sms_loader *self, const json_t *object, const char *key, const char **text)
{
	const json_t *value = json_object_get(object, key);

	*text = "";
	if (!value)
		return !self->status;
	if (!json_is_string(value) || strlen(json_string_value(value)) != json_string_length(value))
		return sms_load_malformed(self, key, "a text");
	*text = json_string_value(value);
	return !self->status;
}

bool sms_load_keep(struct sms_loader *self, const char *text, const char **kept)
{
	*kept = sms_arena_strdup(&self->snapshot->arena, text);
	return *kept || sms_load_fail(self, SMSSITE_NO_MEMORY);
}

bool sms_load_kept_text(struct sms_loader *self, const json_t *object, const char *key, const char **kept)
{
	const char *text;

	return sms_load_text(self, object, key, &text) && sms_load_keep(self, text, kept);
}

/* What this library says of a failure; it has no control characters, which could drive a terminal. */
bool sms_load_message(struct sms_loader *self, const json_t *object, const char **kept)
{
	if (!sms_load_kept_text(self, object, "message", kept))
		return false;
	for (const char *c = *kept; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			return sms_load_malformed(self, "message", "plain text");
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
bool sms_load_name(struct sms_loader *self, const json_t *object, const char *key, char **name)
{
	const char *text;

	*name = NULL;
	if (!sms_load_text(self, object, key, &text))
		return false;
	if (!is_escaped(text))
		return sms_load_malformed(self, key, "an escaped name");
	*name = sms_name_unescape(text);
	return *name || sms_load_fail(self, SMSSITE_NO_MEMORY);
}

bool sms_load_kept_name(struct sms_loader *self, const json_t *object, const char *key, const char **kept)
{
	char *name;
	bool done = sms_load_name(self, object, key, &name) && sms_load_keep(self, name, kept);

	sms_free(name);
	return done;
}

bool sms_load_path(struct sms_loader *self, const json_t *object, const char *key, char **path)
{
	if (!sms_load_name(self, object, key, path))
		return false;
	for (char *c = *path; *c; c++)
		*c = *c == '/' ? '\\' : *c;
	return true;
}

/* A word of a table, as its position. */
bool sms_load_word(struct sms_loader *self, const json_t *object, const char *key, const char *const *words,
	size_t count, size_t *at)
{
	const char *text;

	if (!sms_load_text(self, object, key, &text))
		return false;
	for (*at = 0; *at < count; ++*at)
		if (strcmp(words[*at], text) == 0)
			return true;
	return sms_load_malformed(self, key, "one of the words it can be");
}

bool sms_load_status(struct sms_loader *self, const json_t *object, smssite_status *status)
{
	const char *text;

	if (!sms_load_text(self, object, "status", &text))
		return false;
	for (*status = SMSSITE_OK; *status >= SMSSITE_UNDECIDED; --*status)
		if (strcmp(smssite_status_name(*status), text) == 0)
			return true;
	return sms_load_malformed(self, "status", "a status");
}

/* An array of objects; of a key that is not there an empty one. */
bool sms_load_array(struct sms_loader *self, const json_t *object, const char *key, size_t most, json_t **array)
{
	const json_t *element;
	size_t i;

	*array = json_object_get(object, key);
	if (!*array)
		return !self->status;
	if (!json_is_array(*array))
		return sms_load_malformed(self, key, "a list");
	if (json_array_size(*array) > most)
		return sms_load_fail(self, sms_fail(SMSSITE_LIMIT, "a snapshot with %zu %s, more than %zu",
					  json_array_size(*array), key, most));
	json_array_foreach(*array, i, element) if (!json_is_object(element)) return sms_load_malformed(
		self, key, "a list of objects");
	return !self->status;
}

static bool get_identity(struct sms_loader *self, const json_t *object, uint64_t *identity)
{
	const char *text;

	*identity = 0;
	if (!sms_load_text(self, object, "identity", &text))
		return false;
	if (strlen(text) > 16 || text[strspn(text, "0123456789abcdef")])
		return sms_load_malformed(self, "identity", "a hexadecimal number");
	for (; *text; text++)
		*identity = *identity << 4 | (uint64_t)(sms_is_digit(*text) ? *text - '0' : *text - 'a' + 10);
	return true;
}

bool sms_load_stat(struct sms_loader *self, const json_t *object, struct smssite_tree_stat *stat)
{
	size_t kind;

	if (!sms_load_word(self, object, "kind", sms_kind_words, COUNT(sms_kind_words), &kind))
		return false;
	stat->kind = (smssite_entry_kind)kind;
	return sms_load_number(self, object, "size", 0, &stat->size) &&
	       (stat->size >= 0 || sms_load_malformed(self, "size", "a size")) &&
	       sms_load_time(self, object, "mtime_utc_s", &stat->mtime_utc_s) &&
	       get_identity(self, object, &stat->identity);
}
