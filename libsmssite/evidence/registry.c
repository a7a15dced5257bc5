/* SPDX-License-Identifier: MIT */
#include "evidence/registry.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

SMSSITE_API smssite_registry *smssite_registry_ref(smssite_registry *self)
{
	if (self)
		atomic_fetch_add(&self->references, 1);
	return self;
}

SMSSITE_API void smssite_registry_free(smssite_registry *self)
{
	if (!self || atomic_fetch_sub(&self->references, 1) != 1)
		return;
	sms_arena_release(&self->arena);
	sms_free(self->text);
	sms_free(self->values);
	sms_free(self->keys);
	sms_free(self->order);
	sms_free(self);
}

/* Short names of the roots, as people write them. */
static struct sms_span without_root_alias(struct sms_span key, const char **root)
{
	static const char *const aliases[][2] = { { "HKLM", "HKEY_LOCAL_MACHINE" }, { "HKCU", "HKEY_CURRENT_USER" },
		{ "HKCR", "HKEY_CLASSES_ROOT" }, { "HKU", "HKEY_USERS" } };
	const char *end = memchr(key.data, '\\', key.size);
	struct sms_span first = { key.data, end ? (size_t)(end - key.data) : key.size };

	*root = "";
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		if (sms_span_equal_folded(first, aliases[i][0])) {
			*root = aliases[i][1];
			return (struct sms_span){ key.data + first.size, key.size - first.size };
		}
	}
	return key;
}

char *sms_registry_key_path(struct sms_arena *arena, struct sms_span key)
{
	const char *root;
	struct sms_span rest = without_root_alias(key, &root);
	size_t size = strlen(root);
	char *path = sms_arena_alloc(arena, size + rest.size + 1);

	if (!path)
		return NULL;
	memcpy(path, root, size);
	memcpy(path + size, rest.data, rest.size);
	size += rest.size;
	while (size && path[size - 1] == '\\')
		size--;
	path[size] = '\0';
	return path;
}

static int compare_names(const struct sms_reg_value *value, const char *key, const char *name)
{
	int order = sms_compare_folded(value->key, strlen(value->key), key, strlen(key));

	return order ? order : sms_compare_folded(value->name, strlen(value->name), name, strlen(name));
}

static int compare_values(const void *a, const void *b)
{
	const struct sms_reg_value *left = *(const struct sms_reg_value *const *)a;
	const struct sms_reg_value *right = *(const struct sms_reg_value *const *)b;
	int order = compare_names(left, right->key, right->name);

	return order ? order : (left > right) - (left < right);
}

smssite_status sms_registry_sort(smssite_registry *registry)
{
	registry->order = sms_calloc(registry->value_count ? registry->value_count : 1, sizeof(*registry->order));
	if (!registry->order)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < registry->value_count; i++)
		registry->order[i] = &registry->values[i];
	qsort(registry->order, registry->value_count, sizeof(*registry->order), compare_values);
	return SMSSITE_OK;
}

/* path is key, or lies below it. */
static bool is_at_or_below(const char *path, const char *key)
{
	size_t size = strlen(key);

	return strlen(path) >= size && sms_compare_folded(path, size, key, size) == 0 && (!path[size] || path[size] == '\\');
}

/* A key that is deleted takes with it what the file said before. */
static bool is_deleted_after(const smssite_registry *registry, const char *key, size_t position)
{
	for (size_t i = 0; registry->deletions && i < registry->key_count; i++)
		if (registry->keys[i].deleted && registry->keys[i].values_before > position &&
			is_at_or_below(key, registry->keys[i].path))
			return true;
	return false;
}

SMSSITE_API size_t smssite_registry_find(const smssite_registry *self, const char *key, const char *name)
{
	struct sms_arena arena = { 0 };
	size_t low = 0, high = self ? self->value_count : 0, found = SMSSITE_NO_INDEX;
	char *path = self && key && name ? sms_registry_key_path(&arena, sms_span_of(key)) : NULL;

	/* The last of the same key and name: the first that is greater, and one back. */
	while (path && low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_names(self->order[middle], path, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (path && low && compare_names(self->order[low - 1], path, name) == 0)
		found = (size_t)(self->order[low - 1] - self->values);
	if (found != SMSSITE_NO_INDEX && (self->values[found].type < 0 || is_deleted_after(self, path, found)))
		found = SMSSITE_NO_INDEX;
	sms_arena_release(&arena);
	return found;
}

SMSSITE_API bool smssite_registry_has_key(const smssite_registry *self, const char *key)
{
	struct sms_arena arena = { 0 };
	char *path = self && key ? sms_registry_key_path(&arena, sms_span_of(key)) : NULL;
	bool found = false;

	for (size_t i = 0; path && !found && i < self->key_count; i++)
		found = !self->keys[i].deleted && is_at_or_below(self->keys[i].path, path) &&
			!is_deleted_after(self, self->keys[i].path, self->keys[i].values_before);
	sms_arena_release(&arena);
	return found;
}

static const struct sms_reg_value *value_at(const smssite_registry *self, size_t index)
{
	return self && index < self->value_count ? &self->values[index] : NULL;
}

SMSSITE_API size_t smssite_registry_count(const smssite_registry *self)
{
	return self ? self->value_count : 0;
}

SMSSITE_API const char *smssite_registry_key(const smssite_registry *self, size_t index)
{
	const struct sms_reg_value *value = value_at(self, index);

	return value ? value->key : NULL;
}

SMSSITE_API const char *smssite_registry_name(const smssite_registry *self, size_t index)
{
	const struct sms_reg_value *value = value_at(self, index);

	return value ? value->name : NULL;
}

SMSSITE_API size_t smssite_registry_line(const smssite_registry *self, size_t index)
{
	const struct sms_reg_value *value = value_at(self, index);

	return value ? value->line : 0;
}

SMSSITE_API int64_t smssite_registry_type(const smssite_registry *self, size_t index)
{
	const struct sms_reg_value *value = value_at(self, index);

	return value ? value->type : -1;
}

SMSSITE_API smssite_status smssite_registry_data(const smssite_registry *self, size_t index, void **data, size_t *size)
{
	const struct sms_reg_value *value = value_at(self, index);

	if (!value || value->type < 0 || !data || !size)
		return sms_invalid(__func__, "NULL, or a value out of range or deleted");
	*data = sms_strndup(value->data, value->data_size);
	*size = value->data_size;
	return *data ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

SMSSITE_API smssite_status smssite_registry_text(const smssite_registry *self, size_t index, char **text)
{
	const struct sms_reg_value *value = value_at(self, index);
	size_t size;

	if (!value || !text)
		return sms_invalid(__func__, "NULL, or a value out of range");
	if ((value->type != SMSSITE_REG_SZ && value->type != SMSSITE_REG_EXPAND_SZ) || value->data_size % 2)
		return sms_fail(SMSSITE_MALFORMED, "line %u: '%s' is no string", value->line, value->name);
	size = value->data_size;
	/* The string's end is part of the data where its writer stored one. */
	if (size >= 2 && !value->data[size - 1] && !value->data[size - 2])
		size -= 2;
	*text = sms_text_from_utf16le(value->data, size, &size);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

SMSSITE_API smssite_status smssite_registry_number(const smssite_registry *self, size_t index, int64_t *number)
{
	const struct sms_reg_value *value = value_at(self, index);
	const unsigned char *bytes;
	smssite_status status;
	char *text;

	if (!value || !number)
		return sms_invalid(__func__, "NULL, or a value out of range");
	if (value->type == SMSSITE_REG_DWORD && value->data_size == 4) {
		bytes = (const unsigned char *)value->data;
		*number = (int64_t)((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
				    (uint32_t)bytes[3] << 24);
		return SMSSITE_OK;
	}
	status = value->type == SMSSITE_REG_SZ ? smssite_registry_text(self, index, &text) : SMSSITE_MALFORMED;
	if (status == SMSSITE_OK) {
		bool good = sms_span_number(sms_span_trim(sms_span_of(text)), number);

		sms_free(text);
		if (good)
			return SMSSITE_OK;
	}
	if (status == SMSSITE_NO_MEMORY)
		return status;
	return sms_fail(SMSSITE_MALFORMED, "line %u: '%s' is no number", value->line, value->name);
}
