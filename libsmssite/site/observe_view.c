/* SPDX-License-Identifier: MIT */
/* Names of a directory, and what of a site a directory shows. */
#include "site/observe.h"
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static smssite_status collect(void *cookie, const char *name, const struct smssite_tree_stat *stat)
{
	struct sms_names *names = cookie;
	struct sms_entry *grown;
	char *copy;

	if (names->count == SMS_MAX_ENTRIES)
		return sms_fail(SMSSITE_LIMIT, "more than %u names in a directory", SMS_MAX_ENTRIES);
	grown = sms_grow(names->entries, names->count, &names->capacity, sizeof(*grown));
	copy = grown ? sms_arena_strdup(&names->arena, name) : NULL;
	if (grown)
		names->entries = grown;
	if (!copy)
		return SMSSITE_NO_MEMORY;
	grown[names->count] = (struct sms_entry){ copy, *stat };
	if (!sms_is_time(stat->mtime_utc_s))
		grown[names->count].stat.mtime_utc_s = SMSSITE_NO_TIME;
	names->count++;
	return SMSSITE_OK;
}

static int compare_entries(const void *a, const void *b)
{
	return sms_snapshot_compare_names(
		((const struct sms_entry *)a)->name, ((const struct sms_entry *)b)->name);
}

smssite_status sms_names_list(smssite_tree *tree, const char *exact, bool with_stat, struct sms_names *names)
{
	smssite_status status = with_stat ? sms_tree_each(tree, exact, collect, names)
					  : sms_tree_each_kind(tree, exact, collect, names);

	if (status) {
		sms_names_release(names);
		return status;
	}
	if (names->count)
		qsort(names->entries, names->count, sizeof(*names->entries), compare_entries);
	return SMSSITE_OK;
}

void sms_names_release(struct sms_names *names)
{
	sms_free(names->entries);
	sms_arena_release(&names->arena);
	*names = (struct sms_names){ 0 };
}

size_t sms_names_find(const struct sms_names *names, const char *name, size_t *first)
{
	size_t low = 0, high = names->count, count = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *found = names->entries[middle].name;

		if (sms_compare_folded(found, strlen(found), name, strlen(name)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*first = low;
	while (low + count < names->count && sms_equal_folded(names->entries[low + count].name, name))
		count++;
	return count;
}

/* The first directories of a site server and of a server that is a logon server only. */
static const char *const marks[] = { "SITE.SRV", "LOGON.SRV" };

static smssite_status ambiguous(const char *name)
{
	return sms_fail(SMSSITE_AMBIGUOUS, "names that differ only in case from %s", name);
}

struct search {
	/* Position of a directory of the drive that has a mark, and how many have it. */
	size_t at[2], count[2];
	size_t unreadable;
};

static smssite_status look_into(
	struct sms_observer *self, const struct sms_names *top, size_t index, struct search *search)
{
	struct sms_names names = { 0 };
	const char *exact = sms_observe_join(self, self->drive_base, '/', top->entries[index].name);
	smssite_status status;
	size_t first;

	if (!exact)
		return SMSSITE_NO_MEMORY;
	status = sms_names_list(self->drive, exact, false, &names);
	if (status == SMSSITE_NO_MEMORY)
		return status;
	if (status) {
		search->unreadable++;
		return SMSSITE_OK;
	}
	for (size_t mark = 0; mark < 2; mark++) {
		if (!sms_names_find(&names, marks[mark], &first))
			continue;
		if (!search->count[mark]++)
			search->at[mark] = index;
	}
	sms_names_release(&names);
	return SMSSITE_OK;
}

/* Only the first level is searched: the guide's own examples have the SMS root there, and a deeper one can be
 * given as the root. What is found is listed again, with sizes and times: the one directory that is read
 * twice. */
static smssite_status find_root(struct sms_observer *self, const struct sms_names *top)
{
	struct search search = { 0 };
	smssite_status status;
	size_t mark, first;

	for (size_t i = 0; i < top->count; i++) {
		if (top->entries[i].stat.kind != SMSSITE_ENTRY_DIRECTORY)
			continue;
		status = look_into(self, top, i, &search);
		if (status)
			return status;
	}
	mark = search.count[0] ? 0 : 1;
	if (!search.count[mark] && search.unreadable)
		return sms_fail(SMSSITE_NOT_FOUND,
			"no SMS root: no directory here has SITE.SRV or LOGON.SRV in it (%zu could not be read)",
			search.unreadable);
	if (!search.count[mark])
		return sms_fail(SMSSITE_NOT_FOUND, "no SMS root: no directory here has SITE.SRV or LOGON.SRV in it");
	if (search.count[mark] > 1)
		return sms_fail(SMSSITE_AMBIGUOUS,
			"%zu directories of the drive have %s in them: give the SMS root", search.count[mark],
			marks[mark]);
	if (sms_names_find(top, top->entries[search.at[mark]].name, &first) > 1)
		return ambiguous(top->entries[search.at[mark]].name);
	self->base = sms_observe_join(self, self->drive_base, '/', top->entries[search.at[mark]].name);
	return self->base ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_view recognise(const struct sms_names *top)
{
	size_t first;

	if (sms_names_find(top, "SITE.SRV", &first))
		return SMSSITE_VIEW_ROOT;
	if (sms_names_find(top, "SMSID", &first))
		return SMSSITE_VIEW_LOGON;
	if (sms_names_find(top, "LOGON.SRV", &first))
		return SMSSITE_VIEW_ROOT;
	return SMSSITE_VIEW_DRIVE;
}

smssite_status sms_observe_view(struct sms_observer *self, struct sms_names *top)
{
	const struct sms_place *place = &self->sources->site;
	smssite_snapshot *snapshot = self->snapshot;
	smssite_status status;
	char *exact;

	status = smssite_tree_resolve(place->tree, place->path, &exact);
	if (status)
		return status;
	self->base = sms_arena_strdup(&self->arena, exact);
	sms_free(exact);
	if (!self->base)
		return SMSSITE_NO_MEMORY;
	status = sms_names_list(place->tree, self->base, true, top);
	if (status)
		return status;
	snapshot->view = self->sources->view;
	if (snapshot->view == SMSSITE_VIEW_AUTO)
		snapshot->view = recognise(top);
	if (snapshot->view == SMSSITE_VIEW_DRIVE) {
		self->drive = place->tree;
		self->drive_base = self->base;
		return find_root(self, top);
	}
	return SMSSITE_OK;
}
