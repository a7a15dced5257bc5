/* SPDX-License-Identifier: MIT */
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	const char *name;
	struct smssite_tree_stat stat;
};

struct smssite_listing {
	struct sms_arena arena;
	struct entry *entries;
	size_t count, capacity;
};

static smssite_status collect(void *cookie, const char *name, const struct smssite_tree_stat *stat)
{
	smssite_listing *listing = cookie;
	struct entry *entries;
	char *copy;

	if (listing->count >= SMS_MAX_ENTRIES)
		return sms_fail(SMSSITE_LIMIT, "more than %u names in one directory", SMS_MAX_ENTRIES);
	entries = sms_grow(listing->entries, listing->count, &listing->capacity, sizeof(*entries));
	if (!entries)
		return SMSSITE_NO_MEMORY;
	listing->entries = entries;
	copy = sms_arena_strdup(&listing->arena, name);
	if (!copy)
		return SMSSITE_NO_MEMORY;
	entries[listing->count++] = (struct entry){ copy, *stat };
	return SMSSITE_OK;
}

static int by_folded_name(const void *left, const void *right)
{
	const char *a = ((const struct entry *)left)->name, *b = ((const struct entry *)right)->name;
	int order = sms_compare_folded(a, strlen(a), b, strlen(b));

	/* Doubles in another case stand together, in an order of their own. */
	return order ? order : strcmp(a, b);
}

smssite_status sms_tree_list_exact(smssite_tree *tree, const char *path, smssite_listing **listing)
{
	smssite_listing *fresh = sms_calloc(1, sizeof(*fresh));
	smssite_status status;

	if (!fresh)
		return SMSSITE_NO_MEMORY;
	status = sms_tree_each(tree, path, collect, fresh);
	if (status) {
		smssite_listing_free(fresh);
		return status;
	}
	if (fresh->count)
		qsort(fresh->entries, fresh->count, sizeof(*fresh->entries), by_folded_name);
	*listing = fresh;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_tree_list(smssite_tree *self, const char *path, smssite_listing **listing)
{
	smssite_status status;
	char *exact;

	if (!self || !path || !listing)
		return sms_invalid(__func__, "NULL argument");
	status = smssite_tree_resolve(self, path, &exact);
	if (status)
		return status;
	status = sms_tree_list_exact(self, exact, listing);
	sms_free(exact);
	return status;
}

SMSSITE_API void smssite_listing_free(smssite_listing *self)
{
	if (!self)
		return;
	sms_arena_release(&self->arena);
	sms_free(self->entries);
	sms_free(self);
}

SMSSITE_API size_t smssite_listing_count(const smssite_listing *self)
{
	return self ? self->count : 0;
}

SMSSITE_API const char *smssite_listing_name(const smssite_listing *self, size_t index)
{
	return self && index < self->count ? self->entries[index].name : NULL;
}

SMSSITE_API smssite_status smssite_listing_stat(
	const smssite_listing *self, size_t index, struct smssite_tree_stat *stat)
{
	if (!self || !stat || index >= self->count)
		return sms_invalid(__func__, "NULL argument or no such name");
	*stat = self->entries[index].stat;
	return SMSSITE_OK;
}

smssite_status sms_listing_find(const smssite_listing *listing, const char *name, size_t *index)
{
	size_t low = 0, high = listing->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *other = listing->entries[middle].name;

		if (sms_compare_folded(other, strlen(other), name, strlen(name)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == listing->count || !sms_equal_folded(listing->entries[low].name, name))
		return sms_fail(SMSSITE_NOT_FOUND, "%s: not found", name);
	if (low + 1 < listing->count && sms_equal_folded(listing->entries[low + 1].name, name))
		return sms_fail(SMSSITE_AMBIGUOUS, "\"%s\" and \"%s\" differ only in case",
			listing->entries[low].name, listing->entries[low + 1].name);
	*index = low;
	return SMSSITE_OK;
}
