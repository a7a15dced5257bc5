/* SPDX-License-Identifier: MIT */
/* Collects changes of values. */
#include "evidence/registry_edit.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* libhivex refuses longer ones. */
#define MAX_DATA 1000000

SMSSITE_API smssite_status smssite_registry_edit_new(smssite_registry_edit **result)
{
	smssite_registry_edit *self;

	if (!result)
		return sms_invalid(__func__, "NULL");
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	atomic_flag_clear(&self->entered);
	*result = self;
	return SMSSITE_OK;
}

static void change_release(struct sms_reg_change *change)
{
	sms_free(change->key);
	sms_free(change->name);
	sms_free(change->data);
}

SMSSITE_API void smssite_registry_edit_free(smssite_registry_edit *self)
{
	if (!self)
		return;
	for (size_t i = 0; i < self->count; i++)
		change_release(&self->changes[i]);
	sms_free(self->changes);
	sms_free(self);
}

SMSSITE_API size_t smssite_registry_edit_count(const smssite_registry_edit *self)
{
	return self ? self->count : 0;
}

smssite_status sms_registry_edit_enter(smssite_registry_edit *self, const char *call)
{
	if (!self)
		return sms_invalid(call, "NULL");
	if (atomic_flag_test_and_set(&self->entered))
		return sms_fail(SMSSITE_BUSY, "%s: another call is working on this edit", call);
	return SMSSITE_OK;
}

void sms_registry_edit_leave(smssite_registry_edit *self)
{
	atomic_flag_clear(&self->entered);
}

/* Those of ASCII, and U+0080 to U+009F. */
static bool has_controls(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7F || (*text == '\xC2' && (unsigned char)text[1] < 0xA0))
			return true;
	return false;
}

static bool is_plain(const char *text)
{
	return sms_is_utf8(text, strlen(text)) && !has_controls(text);
}

/* One that begins with a root of the registry. */
static bool is_key(struct sms_span path)
{
	static const char *const roots[] = { "HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER", "HKEY_CLASSES_ROOT",
		"HKEY_USERS" };

	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++)
		if (path.size > strlen(roots[i]) && sms_registry_is_below(path, sms_span_of(roots[i])))
			return sms_registry_is_path(path);
	return false;
}

/* The path of a key as it is kept; NULL with *status. */
static char *take_key(const char *key, smssite_status *status, const char *call)
{
	struct sms_arena arena = { 0 };
	struct sms_span path;
	char *copy = NULL;

	if (!is_plain(key) || strchr(key, ']')) {
		*status = sms_invalid(call, "no key: control characters, no UTF-8, or a ]");
	} else if (!sms_registry_key_path(&arena, sms_span_of(key), &path)) {
		*status = SMSSITE_NO_MEMORY;
	} else if (!is_key(path)) {
		*status = sms_invalid(call, "no key: it has no known root, or an empty part");
	} else {
		copy = sms_strndup(path.data, path.size);
		*status = copy ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	}
	sms_arena_release(&arena);
	return copy;
}

/* Where a change belongs: that of the same value, else behind the last one of its key. */
static size_t place_of(const smssite_registry_edit *self, const struct sms_reg_change *change, bool *same)
{
	size_t place = self->count;

	*same = false;
	for (size_t i = 0; i < self->count; i++) {
		if (!sms_equal_folded(self->changes[i].key, change->key))
			continue;
		place = i + 1;
		*same = sms_equal_folded(self->changes[i].name, change->name);
		if (*same)
			return i;
	}
	return place;
}

/* Takes the change over if it answers OK. */
static smssite_status add(smssite_registry_edit *self, struct sms_reg_change *change)
{
	struct sms_reg_change *grown;
	size_t place;
	bool same;

	place = place_of(self, change, &same);
	if (same) {
		change_release(&self->changes[place]);
		self->changes[place] = *change;
		return SMSSITE_OK;
	}
	grown = sms_grow(self->changes, self->count, &self->capacity, sizeof(*grown));
	if (!grown)
		return SMSSITE_NO_MEMORY;
	self->changes = grown;
	memmove(grown + place + 1, grown + place, (self->count - place) * sizeof(*grown));
	grown[place] = *change;
	self->count++;
	return SMSSITE_OK;
}

static smssite_status set(smssite_registry_edit *self, const char *call, const char *key, const char *name,
	int64_t type, const void *data, size_t size)
{
	struct sms_reg_change change = { .type = type, .size = size };
	smssite_status status;

	if (!key || !name || (!data && size))
		return sms_invalid(call, "NULL");
	if (!is_plain(name))
		return sms_invalid(call, "no name of a value: control characters, or no UTF-8");
	if (size > MAX_DATA)
		return sms_fail(
			SMSSITE_LIMIT, "a value of %zu bytes is beyond the limit of %d", size, MAX_DATA);
	status = sms_registry_edit_enter(self, call);
	if (status)
		return status;
	change.key = take_key(key, &status, call);
	if (!status) {
		change.name = sms_strdup(name);
		change.data = change.name ? sms_strndup(data ? data : "", size) : NULL;
		status = change.data ? add(self, &change) : SMSSITE_NO_MEMORY;
	}
	if (status)
		change_release(&change);
	sms_registry_edit_leave(self);
	return status;
}

static smssite_status set_string(smssite_registry_edit *self, const char *call, const char *key,
	const char *name, int64_t type, const char *text)
{
	struct sms_buffer wide = { 0 };
	smssite_status status;
	char *data;
	size_t size;

	if (!text)
		return sms_invalid(call, "NULL");
	if (!is_plain(text))
		return sms_fail(SMSSITE_MALFORMED,
			"'%s' would be set to text that is no UTF-8 or has control characters",
			name ? name : "");
	sms_registry_put_string(&wide, sms_span_of(text));
	data = sms_buffer_finish(&wide, &size);
	if (!data)
		return SMSSITE_NO_MEMORY;
	status = set(self, call, key, name, type, data, size);
	sms_free(data);
	return status;
}

SMSSITE_API smssite_status smssite_registry_edit_set_text(
	smssite_registry_edit *self, const char *key, const char *name, const char *text)
{
	return set_string(self, __func__, key, name, SMSSITE_REG_SZ, text);
}

SMSSITE_API smssite_status smssite_registry_edit_set_number(
	smssite_registry_edit *self, const char *key, const char *name, int64_t number)
{
	unsigned char bytes[4];

	if (number < 0 || number > UINT32_MAX)
		return sms_invalid(__func__, "a number beyond 32 bits");
	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(number >> 8 * i);
	return set(self, __func__, key, name, SMSSITE_REG_DWORD, bytes, 4);
}

SMSSITE_API smssite_status smssite_registry_edit_set_data(smssite_registry_edit *self, const char *key,
	const char *name, int64_t type, const void *data, size_t size)
{
	if (type < 0 || type > UINT32_MAX)
		return sms_invalid(__func__, "a type beyond 32 bits");
	return set(self, __func__, key, name, type, data, size);
}

SMSSITE_API smssite_status smssite_registry_edit_set_alike(smssite_registry_edit *self, const char *key,
	const char *name, const smssite_registry *registry, const char *text)
{
	smssite_status status;
	int64_t type, number;
	size_t value;

	if (!text)
		return sms_invalid(__func__, "NULL");
	status = smssite_registry_find(registry, key, name, &value);
	if (status)
		return status;
	type = smssite_registry_type(registry, value);
	if (type == SMSSITE_REG_SZ || type == SMSSITE_REG_EXPAND_SZ)
		return set_string(self, __func__, key, name, type, text);
	if (type != SMSSITE_REG_DWORD)
		return sms_fail(SMSSITE_REFUSED, "'%s' is of type %lld, neither a string nor a number", name,
			(long long)type);
	if (!sms_span_number(sms_span_of(text), &number) || number > UINT32_MAX)
		return sms_fail(SMSSITE_MALFORMED, "'%s' is a number, and '%s' is none", name, text);
	return smssite_registry_edit_set_number(self, key, name, number);
}

SMSSITE_API smssite_status smssite_registry_edit_delete(
	smssite_registry_edit *self, const char *key, const char *name)
{
	return set(self, __func__, key, name, -1, NULL, 0);
}

smssite_status sms_registry_change_text(const struct sms_reg_change *change, char **text)
{
	size_t size = change->size, ignored;

	/* One end, at the end. */
	if (size < 2 || size % 2 || change->data[size - 1] || change->data[size - 2])
		return sms_fail(
			SMSSITE_MALFORMED, "'%s' would be set to a string without its end", change->name);
	size -= 2;
	for (size_t i = 0; i < size; i += 2)
		if (!change->data[i] && !change->data[i + 1])
			return sms_fail(SMSSITE_MALFORMED, "'%s' would be set to a string with a NUL in it",
				change->name);
	*text = sms_text_from_utf16le(change->data, size, &ignored);
	if (!*text)
		return SMSSITE_NO_MEMORY;
	if (!has_controls(*text))
		return SMSSITE_OK;
	sms_free(*text);
	return sms_fail(
		SMSSITE_MALFORMED, "'%s' would be set to a string with control characters", change->name);
}
