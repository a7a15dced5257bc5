/* SPDX-License-Identifier: MIT */
/* What a `.reg` file as a whole leaves behind: its lines sorted by key, deletions taken into account. */
#include "evidence/registry.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

void sms_reg_release(struct sms_reg *reg)
{
	sms_arena_release(&reg->arena);
	sms_free(reg->text);
	sms_free(reg->keys);
	sms_free(reg->values);
	sms_free(reg->order);
	sms_free(reg->there);
}

static int compare_in_order(const void *a, const void *b)
{
	const struct sms_reg_key *left = *(struct sms_reg_key *const *)a;
	const struct sms_reg_key *right = *(struct sms_reg_key *const *)b;
	int order = sms_registry_compare_keys(left->path, right->path);

	return order ? order : (left > right) - (left < right);
}

/* The keys on the way to the one looked at, each with the latest line that deletes it or one above it. */
struct level {
	struct sms_span path;
	const struct sms_reg_key *deletion;
};

/* All lines of one path. */
static void mark_path(struct sms_reg_key **lines, size_t count, struct level *level)
{
	for (size_t i = 0; i < count; i++)
		if (lines[i]->deleted && (!level->deletion || lines[i] > level->deletion))
			level->deletion = lines[i];
	for (size_t i = 0; i < count; i++)
		lines[i]->gone = lines[i]->deleted || (level->deletion && lines[i] < level->deletion);
}

static size_t same_path(const struct sms_reg *reg, size_t from)
{
	size_t to = from + 1;

	while (to < reg->key_count &&
		sms_registry_compare_keys(reg->order[to]->path, reg->order[from]->path) == 0)
		to++;
	return to;
}

static bool mark_gone(struct sms_reg *reg)
{
	struct level *levels = NULL, *grown;
	size_t depth = 0, capacity = 0;

	for (size_t i = 0, next; reg->deletions && i < reg->key_count; i = next) {
		next = same_path(reg, i);
		while (depth && !sms_registry_is_below(reg->order[i]->path, levels[depth - 1].path))
			depth--;
		grown = sms_grow(levels, depth, &capacity, sizeof(*levels));
		if (!grown) {
			sms_free(levels);
			return false;
		}
		levels = grown;
		levels[depth] =
			(struct level){ reg->order[i]->path, depth ? levels[depth - 1].deletion : NULL };
		mark_path(reg->order + i, next - i, &levels[depth++]);
	}
	sms_free(levels);
	return true;
}

smssite_status sms_reg_finish(struct sms_reg *reg)
{
	bool sorted = true;

	reg->order = sms_calloc(reg->key_count + 1, sizeof(*reg->order));
	reg->there = sms_calloc(reg->key_count + 1, sizeof(*reg->there));
	if (!reg->order || !reg->there)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < reg->key_count; i++) {
		reg->order[i] = &reg->keys[i];
		sorted = sorted &&
			 (!i || sms_registry_compare_keys(reg->keys[i - 1].path, reg->keys[i].path) <= 0);
	}
	/* REGEDIT writes them in this order. */
	if (!sorted)
		qsort(reg->order, reg->key_count, sizeof(*reg->order), compare_in_order);
	if (!mark_gone(reg))
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < reg->key_count; i++)
		reg->there[i + 1] = reg->there[i] + !reg->order[i]->gone;
	return SMSSITE_OK;
}

/* The first place in the order at which a key at or below the path could be. */
static size_t first_of(const struct sms_reg *reg, struct sms_span path)
{
	size_t low = 0, high = reg->key_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sms_registry_compare_keys(reg->order[middle]->path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The place behind the last key at or below the path, from its first place or any in it. */
static size_t end_of(const struct sms_reg *reg, struct sms_span path, size_t low)
{
	size_t high = reg->key_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sms_registry_is_below(reg->order[middle]->path, path))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool sms_reg_has_key(const struct sms_reg *reg, struct sms_span path)
{
	size_t first = first_of(reg, path);

	return reg->there[end_of(reg, path, first)] > reg->there[first];
}

/* The place behind the last line of exactly this path. */
static size_t lines_end(const struct sms_reg *reg, struct sms_span path, size_t first)
{
	while (first < reg->key_count && sms_registry_compare_keys(reg->order[first]->path, path) == 0)
		first++;
	return first;
}

bool sms_reg_covers(const struct sms_reg *reg, struct sms_span path)
{
	unsigned wanted = SMS_COVERS_VALUES;

	/* Its own line, or the nearest above it: of that all keys must be there. */
	for (; path.size; wanted = SMS_COVERS_KEYS) {
		size_t first = first_of(reg, path), end = lines_end(reg, path, first);
		unsigned covers = 0;

		for (size_t i = first; i < end; i++)
			covers |= reg->order[i]->covers;
		if (end > first)
			return covers & wanted;
		while (path.size && path.data[path.size - 1] != '\\')
			path.size--;
		path.size -= path.size > 0;
	}
	return false;
}

bool sms_reg_shows_gap(const struct sms_reg *reg, struct sms_span path)
{
	size_t place = first_of(reg, path), line;
	struct sms_span above = path;

	while (above.size && above.data[above.size - 1] != '\\')
		above.size--;
	above.size -= above.size > 0;
	line = first_of(reg, above);
	return above.size && place < reg->key_count && !sms_registry_is_below(reg->order[place]->path, path) &&
	       sms_registry_is_below(reg->order[place]->path, above) && lines_end(reg, above, line) > line;
}

smssite_status sms_reg_find(
	const struct sms_reg *reg, struct sms_span path, struct sms_span name, size_t *value)
{
	size_t first = first_of(reg, path);

	/* The last word counts, and what is gone took all before it along. */
	for (size_t i = lines_end(reg, path, first); i > first; i--) {
		const struct sms_reg_key *key = reg->order[i - 1];

		if (key->gone)
			continue;
		for (size_t at = key->first + key->count; at > key->first; at--) {
			const struct sms_reg_value *found = &reg->values[at - 1];

			if (sms_compare_folded(found->name.data, found->name.size, name.data, name.size) != 0)
				continue;
			if (found->form == SMS_REG_DELETION)
				return SMSSITE_NOT_FOUND;
			*value = at - 1;
			return SMSSITE_OK;
		}
	}
	return SMSSITE_NOT_FOUND;
}

static int compare_names(const void *a, const void *b)
{
	const struct sms_reg_value *left = *(const struct sms_reg_value *const *)a;
	const struct sms_reg_value *right = *(const struct sms_reg_value *const *)b;
	int order = sms_compare_folded(left->name.data, left->name.size, right->name.data, right->name.size);

	return order ? order : (left > right) - (left < right);
}

static int compare_places(const void *a, const void *b)
{
	const struct sms_reg_value *left = *(const struct sms_reg_value *const *)a;
	const struct sms_reg_value *right = *(const struct sms_reg_value *const *)b;

	return (left > right) - (left < right);
}

/* Leaves the last one of each name, if it is no deletion, in file order. */
static size_t keep_last(const struct sms_reg_value **values, size_t count)
{
	size_t kept = 0;

	qsort(values, count, sizeof(*values), compare_names);
	for (size_t i = 0; i < count; i++) {
		struct sms_span name = values[i]->name;

		if (i + 1 < count && sms_compare_folded(name.data, name.size, values[i + 1]->name.data,
					     values[i + 1]->name.size) == 0)
			continue;
		if (values[i]->form != SMS_REG_DELETION)
			values[kept++] = values[i];
	}
	qsort(values, kept, sizeof(*values), compare_places);
	return kept;
}

static smssite_status list_values(
	const struct sms_reg *reg, size_t from, size_t to, smssite_registry_listing *listing)
{
	const struct sms_reg_value **values;
	size_t count = 0;

	for (size_t i = from; i < to; i++)
		count += reg->order[i]->gone ? 0 : reg->order[i]->count;
	if (!count)
		return SMSSITE_OK;
	values = sms_calloc(count, sizeof(const struct sms_reg_value *));
	if (!values)
		return SMSSITE_NO_MEMORY;
	count = 0;
	for (size_t i = from; i < to; i++)
		for (size_t j = 0; !reg->order[i]->gone && j < reg->order[i]->count; j++)
			values[count++] = &reg->values[reg->order[i]->first + j];
	count = keep_last(values, count);
	for (size_t i = 0; i < count; i++) {
		if (!sms_registry_add_value(listing, values[i]->name, (size_t)(values[i] - reg->values))) {
			sms_free(values);
			return SMSSITE_NO_MEMORY;
		}
	}
	sms_free(values);
	return SMSSITE_OK;
}

smssite_status sms_reg_list(
	const struct sms_reg *reg, struct sms_span path, smssite_registry_listing *listing)
{
	size_t first = first_of(reg, path), end = end_of(reg, path, first),
	       start = path.size + (path.size > 0);
	size_t lines = lines_end(reg, path, first), next;

	if (reg->there[end] == reg->there[first])
		return SMSSITE_NOT_FOUND;
	for (size_t i = lines; i < end; i = next) {
		struct sms_span below = reg->order[i]->path;
		const char *stop = memchr(below.data + start, '\\', below.size - start);

		if (stop)
			below.size = (size_t)(stop - below.data);
		next = end_of(reg, below, i);
		if (reg->there[next] > reg->there[i] &&
			!sms_registry_add_subkey(
				listing, (struct sms_span){ below.data + start, below.size - start }))
			return SMSSITE_NO_MEMORY;
	}
	return list_values(reg, first, lines, listing);
}
