/* SPDX-License-Identifier: MIT */
/* Keys and what they hold. */
#include "evidence/hive_cells.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"

#include <stdlib.h>

/* The keys right below one, with the four bytes by which Windows finds them faster. */
struct children {
	uint32_t *offsets;
	unsigned char (*hints)[4];
	/* Of the hints: 'f' the first letters of the name, 'h' a hash of it, 0 none. */
	char *kinds;
	size_t count, room;
};

static void children_release(struct children *children)
{
	sms_free(children->offsets);
	sms_free(children->hints);
	sms_free(children->kinds);
}

static smssite_status read_list(const struct sms_hive *hive, const struct sms_cell *cell, size_t width,
	unsigned char **list, size_t *count)
{
	*count = get16(cell->data + 2);
	return sms_hive_whole(hive, cell, 4 + *count * width, list);
}

/* One list that holds keys: li has their offsets, lf and lh also hints. */
static smssite_status add_leaf(
	const struct sms_hive *hive, const struct sms_cell *cell, struct children *children)
{
	size_t width = sms_cell_is(cell, "li") ? 4 : 8, count;
	unsigned char *list;
	smssite_status status;

	if (!sms_cell_is(cell, "li") && !sms_cell_is(cell, "lf") && !sms_cell_is(cell, "lh"))
		return sms_hive_damaged(cell->offset, "no list of keys");
	status = read_list(hive, cell, width, &list, &count);
	if (status)
		return status;
	if (count > children->room - children->count) {
		sms_free(list);
		return sms_hive_damaged(cell->offset, "more keys in a list than there should be");
	}
	for (size_t i = 0; i < count; i++) {
		children->offsets[children->count] = get32(list + 4 + i * width);
		children->kinds[children->count] = (char)(width == 8 ? cell->data[1] : 0);
		if (width == 8)
			memcpy(children->hints[children->count], list + 8 + i * width, 4);
		children->count++;
	}
	sms_free(list);
	return SMSSITE_OK;
}

/* ri holds the offsets of other lists; Windows never puts one into another. */
static smssite_status add_lists(
	const struct sms_hive *hive, const struct sms_cell *cell, struct children *children)
{
	struct sms_cell leaf;
	unsigned char *list;
	smssite_status status;
	size_t count;

	status = read_list(hive, cell, 4, &list, &count);
	if (status)
		return status;
	for (size_t i = 0; !status && i < count; i++) {
		status = sms_hive_cell(hive, get32(list + 4 + i * 4), &leaf);
		if (!status)
			status = add_leaf(hive, &leaf, children);
	}
	sms_free(list);
	return status;
}

static smssite_status read_children(
	const struct sms_hive *hive, const struct sms_cell *nk, struct children *children)
{
	size_t count = get32(nk->data + NK_SUBKEYS);
	smssite_status status;
	struct sms_cell cell;

	*children = (struct children){ .room = count };
	if (!count)
		return SMSSITE_OK;
	if (count > hive->size / (4 + NK_NAME))
		return sms_hive_damaged(nk->offset, "more keys below one than there is room for");
	children->offsets = sms_calloc(count, sizeof(*children->offsets));
	children->hints = sms_calloc(count, sizeof(*children->hints));
	children->kinds = sms_calloc(count, 1);
	status = children->offsets && children->hints && children->kinds ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	if (!status)
		status = sms_hive_cell(hive, get32(nk->data + NK_SUBKEY_LIST), &cell);
	if (!status)
		status = sms_cell_is(&cell, "ri") ? add_lists(hive, &cell, children)
						  : add_leaf(hive, &cell, children);
	if (!status && children->count != count)
		status = sms_hive_damaged(nk->offset, "fewer keys in a list than there should be");
	if (status)
		children_release(children);
	return status;
}

/* Each key has one parent and the root has none, so that who goes down comes to an end. */
static smssite_status read_child(
	const struct sms_hive *hive, uint32_t parent, uint32_t offset, struct sms_cell *cell)
{
	smssite_status status = sms_hive_nk(hive, offset, cell);

	if (!status && (offset == hive->root || get32(cell->data + NK_PARENT) != parent))
		return sms_hive_damaged(offset, "a key that belongs elsewhere");
	return status;
}

static uint32_t hash_of(struct sms_span name)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < name.size; i++)
		hash = hash * 37 + (unsigned char)sms_upper(name.data[i]);
	return hash;
}

static bool hint_fits(const struct children *children, size_t child, struct sms_span name)
{
	const unsigned char *hint = children->hints[child];

	if (children->kinds[child] == 'h')
		return get32(hint) == hash_of(name);
	for (size_t i = 0; i < 4; i++)
		if (sms_upper((char)hint[i]) != (i < name.size ? sms_upper(name.data[i]) : 0))
			return false;
	return children->kinds[child] == 'f';
}

static smssite_status find_child(
	const struct sms_hive *hive, uint32_t parent, struct sms_span name, uint32_t *child)
{
	struct children children;
	smssite_status status;
	struct sms_cell cell;
	bool is = false;

	status = sms_hive_nk(hive, parent, &cell);
	if (!status)
		status = read_children(hive, &cell, &children);
	if (status)
		return status;
	/* Those first of which the hint says that it could be; then, because a hint can be wrong, the others.
	 */
	for (int pass = 0; pass < 2 && !is; pass++) {
		for (size_t i = 0; !status && !is && i < children.count; i++) {
			if (hint_fits(&children, i, name) != !pass)
				continue;
			*child = children.offsets[i];
			status = read_child(hive, parent, *child, &cell);
			if (!status)
				status =
					sms_hive_name_is(cell.data + NK_NAME, get16(cell.data + NK_NAME_SIZE),
						get16(cell.data + NK_FLAGS) & NK_LATIN1, name, &is);
		}
	}
	children_release(&children);
	return status ? status : is ? SMSSITE_OK : SMSSITE_NOT_FOUND;
}

smssite_status sms_hive_find_key(const struct sms_hive *hive, struct sms_span path, uint32_t *key)
{
	smssite_status status = SMSSITE_OK;
	size_t depth = 0;

	*key = hive->root;
	while (!status && path.size) {
		const char *end = memchr(path.data, '\\', path.size);
		struct sms_span name = { path.data, end ? (size_t)(end - path.data) : path.size };

		if (++depth > SMS_MAX_KEY_DEPTH)
			return sms_fail(SMSSITE_LIMIT, "a key more than %u levels deep", SMS_MAX_KEY_DEPTH);
		status = find_child(hive, *key, name, key);
		path.data += name.size + (end != NULL);
		path.size -= name.size + (end != NULL);
	}
	return status;
}

static smssite_status read_values(
	const struct sms_hive *hive, uint32_t key, unsigned char **list, size_t *count)
{
	struct sms_cell cell;
	smssite_status status = sms_hive_nk(hive, key, &cell);

	*list = NULL;
	if (status)
		return status;
	*count = get32(cell.data + NK_VALUES);
	if (!*count)
		return SMSSITE_OK;
	status = sms_hive_cell(hive, get32(cell.data + NK_VALUE_LIST), &cell);
	if (!status && *count > cell.size / 4)
		return sms_hive_damaged(cell.offset, "more values in a list than there is room for");
	return status ? status : sms_hive_whole(hive, &cell, *count * 4, list);
}

/* The name of a value may be longer than what was read of its cell. */
static smssite_status value_name(const struct sms_hive *hive, const struct sms_cell *vk, char **text)
{
	size_t size = get16(vk->data + VK_NAME_SIZE);
	unsigned char *whole;
	smssite_status status = sms_hive_whole(hive, vk, VK_NAME + size, &whole);

	if (status)
		return status;
	*text = sms_hive_name_text(whole + VK_NAME, size, get16(vk->data + VK_FLAGS) & VK_LATIN1);
	sms_free(whole);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status value_is(
	const struct sms_hive *hive, const struct sms_cell *vk, struct sms_span name, bool *is)
{
	size_t size = get16(vk->data + VK_NAME_SIZE);
	smssite_status status;
	char *text;

	if (VK_NAME + size <= vk->have)
		return sms_hive_name_is(
			vk->data + VK_NAME, size, get16(vk->data + VK_FLAGS) & VK_LATIN1, name, is);
	status = value_name(hive, vk, &text);
	if (status)
		return status;
	*is = sms_compare_folded(text, strlen(text), name.data, name.size) == 0;
	sms_free(text);
	return SMSSITE_OK;
}

smssite_status sms_hive_find_value(
	const struct sms_hive *hive, uint32_t key, struct sms_span name, uint32_t *value)
{
	unsigned char *list;
	smssite_status status;
	struct sms_cell cell;
	bool is = false;
	size_t count;

	status = read_values(hive, key, &list, &count);
	for (size_t i = 0; !status && !is && i < count; i++) {
		*value = get32(list + 4 * i);
		status = sms_hive_vk(hive, *value, &cell);
		if (!status)
			status = value_is(hive, &cell, name, &is);
	}
	sms_free(list);
	return status ? status : is ? SMSSITE_OK : SMSSITE_NOT_FOUND;
}

static smssite_status list_values(
	const struct sms_hive *hive, uint32_t key, smssite_registry_listing *listing)
{
	unsigned char *list;
	smssite_status status;
	struct sms_cell cell;
	size_t count;
	char *name;

	status = read_values(hive, key, &list, &count);
	for (size_t i = 0; !status && list && i < count; i++) {
		uint32_t offset = get32(list + 4 * i);

		status = sms_hive_vk(hive, offset, &cell);
		if (!status)
			status = value_name(hive, &cell, &name);
		if (!status) {
			if (!sms_registry_add_value(listing, sms_span_of(name), offset))
				status = SMSSITE_NO_MEMORY;
			sms_free(name);
		}
	}
	sms_free(list);
	return status;
}

static int compare_subkeys(const void *a, const void *b)
{
	const char *one = *(const char *const *)a, *other = *(const char *const *)b;

	return sms_registry_compare_keys(sms_span_of(one), sms_span_of(other));
}

/* Sorted, because two keys of one name would be one path. */
static smssite_status sort_subkeys(uint32_t key, smssite_registry_listing *listing)
{
	if (!listing->subkey_count)
		return SMSSITE_OK;
	qsort(listing->subkeys, listing->subkey_count, sizeof(*listing->subkeys), compare_subkeys);
	for (size_t i = 1; i < listing->subkey_count; i++)
		if (!compare_subkeys(&listing->subkeys[i - 1], &listing->subkeys[i]))
			return sms_hive_damaged(key, "two keys of one name below the key");
	return SMSSITE_OK;
}

smssite_status sms_hive_list(const struct sms_hive *hive, uint32_t key, smssite_registry_listing *listing)
{
	struct children children;
	smssite_status status;
	struct sms_cell cell;

	status = sms_hive_nk(hive, key, &cell);
	if (!status)
		status = read_children(hive, &cell, &children);
	if (status)
		return status;
	for (size_t i = 0; !status && i < children.count; i++) {
		size_t size;
		char *name;

		status = read_child(hive, key, children.offsets[i], &cell);
		if (status)
			break;
		size = get16(cell.data + NK_NAME_SIZE);
		name = sms_hive_name_text(cell.data + NK_NAME, size, get16(cell.data + NK_FLAGS) & NK_LATIN1);
		if (!name || !*name || strchr(name, '\\'))
			status = name ? sms_hive_damaged(cell.offset, "a name that no key can have")
				      : SMSSITE_NO_MEMORY;
		else if (!sms_registry_add_subkey(listing, sms_span_of(name)))
			status = SMSSITE_NO_MEMORY;
		sms_free(name);
	}
	children_release(&children);
	if (!status)
		status = sort_subkeys(key, listing);
	return status ? status : list_values(hive, key, listing);
}
