/* SPDX-License-Identifier: MIT */
#include "evidence/registry.h"
#include "evidence/hive.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"

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
	sms_reg_release(&self->reg);
	if (self->hive)
		sms_hive_close(self->hive);
	sms_free(self->hive);
	sms_arena_release(&self->arena);
	sms_free(self);
}

/* Short names of the roots, as people write them. */
static const char *root_of_alias(struct sms_span first)
{
	static const char *const aliases[][2] = { { "HKLM", "HKEY_LOCAL_MACHINE" },
		{ "HKCU", "HKEY_CURRENT_USER" }, { "HKCR", "HKEY_CLASSES_ROOT" }, { "HKU", "HKEY_USERS" } };

	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++)
		if (sms_span_equal_folded(first, aliases[i][0]))
			return aliases[i][1];
	return NULL;
}

/* A key without backslashes at its end, and the root that its abbreviation stands for, NULL for none: then what is behind
 * it begins at *rest. */
static const char *split_alias(struct sms_span *key, struct sms_span *rest)
{
	const char *end = memchr(key->data, '\\', key->size);
	size_t first = end ? (size_t)(end - key->data) : key->size;

	while (key->size && key->data[key->size - 1] == '\\')
		key->size--;
	if (first > 4 || first > key->size)
		return NULL;
	*rest = (struct sms_span){ key->data + first, key->size - first };
	return root_of_alias((struct sms_span){ key->data, first });
}

bool sms_registry_key_path(struct sms_arena *arena, struct sms_span key, struct sms_span *path)
{
	struct sms_span rest;
	const char *root = split_alias(&key, &rest);
	size_t size;
	char *copy;

	*path = key;
	if (!root)
		return true;
	size = strlen(root);
	copy = sms_arena_alloc(arena, size + rest.size);
	if (!copy)
		return false;
	memcpy(copy, root, size);
	memcpy(copy + size, rest.data, rest.size);
	*path = (struct sms_span){ copy, size + rest.size };
	return true;
}

static unsigned char rank_of(char c)
{
	return c == '\\' ? 1 : (unsigned char)sms_upper(c);
}

int sms_registry_compare_keys(struct sms_span a, struct sms_span b)
{
	size_t common = a.size < b.size ? a.size : b.size, i = 0;
	uint64_t one, other;

	/* Keys that stand together begin alike. */
	for (; i + sizeof(one) <= common; i += sizeof(one)) {
		memcpy(&one, a.data + i, sizeof(one));
		memcpy(&other, b.data + i, sizeof(other));
		if (one != other)
			break;
	}
	for (; i < common; i++)
		if (a.data[i] != b.data[i] && rank_of(a.data[i]) != rank_of(b.data[i]))
			return rank_of(a.data[i]) < rank_of(b.data[i]) ? -1 : 1;
	return (a.size > b.size) - (a.size < b.size);
}

bool sms_registry_is_path(struct sms_span path)
{
	const char *at = path.data, *end = path.data + path.size;

	if (!path.size || *at == '\\')
		return false;
	while ((at = memchr(at, '\\', (size_t)(end - at))) && ++at < end)
		if (*at == '\\')
			return false;
	return true;
}

bool sms_registry_is_below(struct sms_span path, struct sms_span key)
{
	return path.size >= key.size &&
	       sms_registry_compare_keys((struct sms_span){ path.data, key.size }, key) == 0 &&
	       (path.size == key.size || !key.size || path.data[key.size] == '\\');
}

/* The path that a caller asks for. */
static smssite_status asked_for(struct sms_arena *arena, const char *key, struct sms_span *path)
{
	return sms_registry_key_path(arena, sms_span_of(key), path) ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

#define ABOVE 0

smssite_status sms_registry_hive_key(const smssite_registry *self, struct sms_span path, uint32_t *key)
{
	if (path.size && !sms_registry_is_path(path))
		return SMSSITE_NOT_FOUND;
	if (!sms_registry_is_below(path, self->mount)) {
		*key = ABOVE;
		return sms_registry_is_below(self->mount, path) ? SMSSITE_OK : SMSSITE_NOT_FOUND;
	}
	path.data += self->mount.size;
	path.size -= self->mount.size;
	if (path.size) {
		path.data++;
		path.size--;
	}
	return sms_hive_find_key(self->hive, path, key);
}

static smssite_status hive_has_key(const smssite_registry *self, struct sms_span path, bool *has)
{
	uint32_t key;
	smssite_status status = sms_registry_hive_key(self, path, &key);

	if (status && status != SMSSITE_NOT_FOUND)
		return status;
	*has = !status;
	return SMSSITE_OK;
}

static smssite_status hive_find(
	const smssite_registry *self, struct sms_span path, struct sms_span name, size_t *value)
{
	uint32_t key, found;
	smssite_status status = sms_registry_hive_key(self, path, &key);

	if (!status)
		status =
			key == ABOVE ? SMSSITE_NOT_FOUND : sms_hive_find_value(self->hive, key, name, &found);
	if (!status)
		*value = found;
	return status;
}

static smssite_status hive_list(
	const smssite_registry *self, struct sms_span path, smssite_registry_listing *listing)
{
	struct sms_span rest = self->mount;
	uint32_t key;
	smssite_status status = sms_registry_hive_key(self, path, &key);
	const char *end;

	if (status || key != ABOVE)
		return status ? status : sms_hive_list(self->hive, key, listing);
	rest.data += path.size + (path.size > 0);
	rest.size -= path.size + (path.size > 0);
	end = memchr(rest.data, '\\', rest.size);
	if (end)
		rest.size = (size_t)(end - rest.data);
	return sms_registry_add_subkey(listing, rest) ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

SMSSITE_API smssite_status smssite_registry_open_hive(
	smssite_tree *tree, const char *path, const char *mount_key, smssite_registry **result)
{
	smssite_registry *registry;
	struct sms_hive *hive;
	smssite_status status;
	char *exact, *mount;

	if (!tree || !path || !mount_key || !result || !sms_registry_is_path(sms_span_of(mount_key)))
		return sms_invalid(__func__, "NULL, or no key to mount the hive at");
	registry = sms_calloc(1, sizeof(*registry));
	if (!registry)
		return SMSSITE_NO_MEMORY;
	atomic_init(&registry->references, 1);
	mount = sms_arena_strdup(&registry->arena, mount_key);
	hive = sms_calloc(1, sizeof(*hive));
	registry->hive = hive;
	status =
		mount && hive && sms_registry_key_path(&registry->arena, sms_span_of(mount), &registry->mount)
			? smssite_tree_resolve(tree, path, &exact)
			: SMSSITE_NO_MEMORY;
	if (!status) {
		status = sms_hive_open(tree, exact, hive);
		sms_free(exact);
	}
	if (status)
		smssite_registry_free(registry);
	else
		*result = registry;
	return status;
}

/* Without memory, for whose lack it has no answer. */
SMSSITE_API bool smssite_registry_covers(const smssite_registry *self, const char *key)
{
	struct sms_span path, rest;
	char whole[SMS_MAX_COVERED_KEY];
	const char *root;

	if (!self || (!self->hive && !self->kept) || !key)
		return false;
	path = sms_span_of(key);
	root = split_alias(&path, &rest);
	if (root) {
		size_t size = strlen(root);

		if (rest.size > sizeof(whole) - size)
			return false;
		memcpy(whole, root, size);
		memcpy(whole + size, rest.data, rest.size);
		path = (struct sms_span){ whole, size + rest.size };
	}
	return self->kept ? sms_reg_covers(&self->reg, path) : sms_registry_is_below(path, self->mount);
}

bool sms_registry_shows_gap(const smssite_registry *self, const char *key)
{
	return !self->hive && !self->kept && !self->reg.deletions && sms_reg_shows_gap(&self->reg, sms_span_of(key));
}

SMSSITE_API bool smssite_registry_is_dirty(const smssite_registry *self)
{
	return self && (self->hive ? self->hive->dirty : self->kept_dirty);
}

SMSSITE_API smssite_status smssite_registry_has_key(const smssite_registry *self, const char *key, bool *has)
{
	struct sms_arena arena = { 0 };
	struct sms_span path;
	smssite_status status;

	if (!self || !key || !has)
		return sms_invalid(__func__, "NULL");
	status = asked_for(&arena, key, &path);
	if (!status)
		status = self->hive ? hive_has_key(self, path, has) : SMSSITE_OK;
	if (!status && !self->hive)
		*has = sms_reg_has_key(&self->reg, path);
	sms_arena_release(&arena);
	return status;
}

SMSSITE_API smssite_status smssite_registry_find(
	const smssite_registry *self, const char *key, const char *name, size_t *value)
{
	struct sms_arena arena = { 0 };
	struct sms_span path;
	smssite_status status;

	if (!self || !key || !name || !value)
		return sms_invalid(__func__, "NULL");
	status = asked_for(&arena, key, &path);
	if (!status)
		status = self->hive ? hive_find(self, path, sms_span_of(name), value)
				    : sms_reg_find(&self->reg, path, sms_span_of(name), value);
	if (status == SMSSITE_NOT_FOUND)
		sms_fail(status, "%s: there is no value '%s'", key, name);
	sms_arena_release(&arena);
	return status;
}

static const struct sms_reg_value *value_at(const smssite_registry *self, size_t value)
{
	return self && value < self->reg.value_count ? &self->reg.values[value] : NULL;
}

SMSSITE_API size_t smssite_registry_line(const smssite_registry *self, size_t value)
{
	const struct sms_reg_value *found = value_at(self, value);

	return found ? found->line : 0;
}

SMSSITE_API int64_t smssite_registry_type(const smssite_registry *self, size_t value)
{
	const struct sms_reg_value *found = value_at(self, value);
	int64_t type;

	if (self && self->hive)
		return sms_hive_type(self->hive, value, &type) ? -1 : type;
	return found ? found->type : -1;
}

SMSSITE_API smssite_status smssite_registry_data(
	const smssite_registry *self, size_t value, void **data, size_t *size)
{
	smssite_status status;
	char *bytes;

	if (!self || !data || !size || (!self->hive && smssite_registry_type(self, value) < 0))
		return sms_invalid(__func__, "NULL, or a number that is no value's");
	status = self->hive ? sms_hive_data(self->hive, value, &bytes, size)
			    : sms_reg_data(&self->reg, value, &bytes, size);
	if (!status)
		*data = bytes;
	return status;
}

static smssite_status is_no(const smssite_registry *self, size_t value, const char *what)
{
	if (self->hive)
		return sms_fail(SMSSITE_MALFORMED, "the value is no %s", what);
	return sms_fail(
		SMSSITE_MALFORMED, "line %zu: the value is no %s", smssite_registry_line(self, value), what);
}

/* For text and number: why the type is not known. */
static smssite_status no_type(const smssite_registry *self, size_t value, const char *call)
{
	int64_t type;

	if (self && self->hive && value)
		return sms_hive_type(self->hive, value, &type);
	return sms_invalid(call, "NULL, or a number that is no value's");
}

SMSSITE_API smssite_status smssite_registry_text(const smssite_registry *self, size_t value, char **text)
{
	int64_t type = smssite_registry_type(self, value);
	size_t size, end = 0;
	smssite_status status;
	void *data;

	if (type < 0 || !text)
		return no_type(text ? self : NULL, value, __func__);
	if (type != SMSSITE_REG_SZ && type != SMSSITE_REG_EXPAND_SZ)
		return is_no(self, value, "string");
	status = smssite_registry_data(self, value, &data, &size);
	if (status)
		return status;
	if (size % 2) {
		sms_free(data);
		return is_no(self, value, "string");
	}
	/* The string's end is part of the data where its writer stored one; what follows it means nothing. */
	while (end < size && (((char *)data)[end] || ((char *)data)[end + 1]))
		end += 2;
	*text = sms_text_from_utf16le(data, end, &size);
	sms_free(data);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status number_of_text(const smssite_registry *self, size_t value, int64_t *number)
{
	smssite_status status;
	char *text;
	bool good;

	status = smssite_registry_text(self, value, &text);
	if (status)
		return status;
	good = sms_span_number(sms_span_trim(sms_span_of(text)), number);
	sms_free(text);
	return good ? SMSSITE_OK : is_no(self, value, "number");
}

SMSSITE_API smssite_status smssite_registry_number(
	const smssite_registry *self, size_t value, int64_t *number)
{
	int64_t type = smssite_registry_type(self, value);
	smssite_status status;
	unsigned char *bytes;
	size_t size;
	void *data;

	if (type < 0 || !number)
		return no_type(number ? self : NULL, value, __func__);
	if (type == SMSSITE_REG_SZ)
		return number_of_text(self, value, number);
	if (type != SMSSITE_REG_DWORD)
		return is_no(self, value, "number");
	status = smssite_registry_data(self, value, &data, &size);
	if (status)
		return status;
	bytes = data;
	if (size == 4)
		*number = (int64_t)((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
				    (uint32_t)bytes[3] << 24);
	sms_free(data);
	return size == 4 ? SMSSITE_OK : is_no(self, value, "number");
}

bool sms_registry_add_subkey(smssite_registry_listing *listing, struct sms_span name)
{
	const char **grown =
		sms_grow(listing->subkeys, listing->subkey_count, &listing->subkey_capacity, sizeof(*grown));
	const char *copy = grown ? sms_arena_strndup(&listing->arena, name.data, name.size) : NULL;

	if (grown)
		listing->subkeys = grown;
	if (!copy)
		return false;
	grown[listing->subkey_count++] = copy;
	return true;
}

bool sms_registry_add_value(smssite_registry_listing *listing, struct sms_span name, size_t value)
{
	struct sms_listed_value *grown =
		sms_grow(listing->values, listing->value_count, &listing->value_capacity, sizeof(*grown));
	const char *copy = grown ? sms_arena_strndup(&listing->arena, name.data, name.size) : NULL;

	if (grown)
		listing->values = grown;
	if (!copy)
		return false;
	grown[listing->value_count++] = (struct sms_listed_value){ copy, value };
	return true;
}

SMSSITE_API smssite_status smssite_registry_list(
	const smssite_registry *self, const char *key, smssite_registry_listing **result)
{
	smssite_registry_listing *listing;
	struct sms_arena arena = { 0 };
	struct sms_span path;
	smssite_status status;

	if (!self || !key || !result)
		return sms_invalid(__func__, "NULL");
	listing = sms_calloc(1, sizeof(*listing));
	if (!listing)
		return SMSSITE_NO_MEMORY;
	status = asked_for(&arena, key, &path);
	if (!status)
		status =
			self->hive ? hive_list(self, path, listing) : sms_reg_list(&self->reg, path, listing);
	if (status == SMSSITE_NOT_FOUND)
		sms_fail(status, "%s: there is no such key", key);
	sms_arena_release(&arena);
	if (status)
		smssite_registry_listing_free(listing);
	else
		*result = listing;
	return status;
}

void sms_registry_listing_release(smssite_registry_listing *listing)
{
	sms_arena_release(&listing->arena);
	sms_free(listing->subkeys);
	sms_free(listing->values);
}

SMSSITE_API void smssite_registry_listing_free(smssite_registry_listing *self)
{
	if (!self)
		return;
	sms_registry_listing_release(self);
	sms_free(self);
}

SMSSITE_API size_t smssite_registry_listing_subkey_count(const smssite_registry_listing *self)
{
	return self ? self->subkey_count : 0;
}

SMSSITE_API const char *smssite_registry_listing_subkey(const smssite_registry_listing *self, size_t index)
{
	return self && index < self->subkey_count ? self->subkeys[index] : NULL;
}

SMSSITE_API size_t smssite_registry_listing_value_count(const smssite_registry_listing *self)
{
	return self ? self->value_count : 0;
}

SMSSITE_API const char *smssite_registry_listing_name(const smssite_registry_listing *self, size_t index)
{
	return self && index < self->value_count ? self->values[index].name : NULL;
}

SMSSITE_API size_t smssite_registry_listing_value(const smssite_registry_listing *self, size_t index)
{
	return self && index < self->value_count ? self->values[index].value : SMSSITE_NO_INDEX;
}
