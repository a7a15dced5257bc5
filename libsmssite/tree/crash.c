/* SPDX-License-Identifier: MIT */
/* Losing power: every state a tree in memory may be found in afterwards, one by one. memory.h has the model.
 */
#include "tree/memory_inside.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

#define SECTOR 512
/* Twice as many changes are twice the states. */
#define MAX_CHANGES 16
#define MAX_STATES ((size_t)1 << 24)

static bool is_pending(const struct sms_memory_change *change)
{
	return change->from_pending || change->to_pending;
}

static size_t pending_changes(const struct sms_memory *memory)
{
	size_t count = 0;

	for (size_t i = 0; i < memory->log_count; i++)
		count += is_pending(&memory->log[i]);
	return count;
}

static smssite_status copy_table(
	const struct sms_memory_table *from, size_t more, struct sms_memory_table *to)
{
	*to = (struct sms_memory_table){ 0 };
	if (sms_memory_table_reserve(to, from->count + more))
		return SMSSITE_NO_MEMORY;
	for (; to->count < from->count; to->count++) {
		to->entries[to->count] = from->entries[to->count];
		sms_blob_ref(to->entries[to->count].name);
	}
	return SMSSITE_OK;
}

/* The names that are there when of the pending changes those in the subset were kept. */
static smssite_status replay(const struct sms_memory *memory, size_t subset, struct sms_memory_table *table)
{
	if (copy_table(&memory->durable, memory->log_count, table)) {
		sms_memory_table_release(table);
		return SMSSITE_NO_MEMORY;
	}
	for (size_t i = 0; i < memory->log_count; i++) {
		bool kept = true;

		if (is_pending(&memory->log[i])) {
			kept = subset & 1;
			subset >>= 1;
		}
		if (kept)
			sms_memory_table_apply(table, &memory->log[i]);
	}
	return SMSSITE_OK;
}

/* Which inodes have a name; a directory whose own name was lost takes what is below it along. */
static smssite_status mark(
	const struct sms_memory *memory, const struct sms_memory_table *table, bool **reached)
{
	uint32_t *waiting = sms_calloc(memory->inode_count, sizeof(*waiting));
	bool *marks = sms_calloc(memory->inode_count, sizeof(*marks)), found;
	size_t count = 1;

	if (!waiting || !marks) {
		sms_free(waiting);
		sms_free(marks);
		return SMSSITE_NO_MEMORY;
	}
	marks[0] = true;
	while (count) {
		uint32_t directory = waiting[--count];
		size_t i = sms_memory_table_seek(table, directory, (struct sms_span){ 0 }, &found);

		for (; i < table->count && table->entries[i].directory == directory; i++) {
			uint32_t inode = table->entries[i].inode;

			if (marks[inode])
				continue;
			marks[inode] = true;
			if (memory->inodes[inode].kind == SMSSITE_ENTRY_DIRECTORY)
				waiting[count++] = inode;
		}
	}
	sms_free(waiting);
	*reached = marks;
	return SMSSITE_OK;
}

/* The places where a write may have been torn: where its bytes begin and every sector's beginning in them. */
static size_t tear_count(const struct sms_memory_inode *inode)
{
	size_t size = sms_blob_size(inode->data);

	return inode->dirty_from < size ? 1 + (size - 1) / SECTOR - inode->dirty_from / SECTOR : 0;
}

static size_t tear_at(const struct sms_memory_inode *inode, size_t tear)
{
	return tear ? (inode->dirty_from / SECTOR + tear) * SECTOR : inode->dirty_from;
}

/* Of the places, those before the end of the old bytes: there the old ones may still stand. */
static size_t old_tear_count(const struct sms_memory_inode *inode)
{
	size_t count = 0, tears = tear_count(inode);

	while (count < tears && tear_at(inode, count) < sms_blob_size(inode->synced))
		count++;
	return count;
}

static size_t content_count(const struct sms_memory_inode *inode)
{
	if (!inode->dirty)
		return 1;
	if (!tear_count(inode))
		return 2; /* cut off, or not yet */
	return 1 + 2 * tear_count(inode) + old_tear_count(inode);
}

static size_t state_count(const struct sms_memory_inode *inode)
{
	return content_count(inode) * (inode->mtime_dirty ? 2 : 1);
}

/* How many states the files may be in when the names are those of the table. */
static smssite_status count_states(
	const struct sms_memory *memory, const struct sms_memory_table *table, size_t *count)
{
	smssite_status status;
	bool *reached;

	status = mark(memory, table, &reached);
	if (status)
		return status;
	*count = 1;
	for (size_t i = 0; i < memory->inode_count && !status; i++) {
		if (reached[i])
			*count *= state_count(&memory->inodes[i]);
		if (*count > MAX_STATES)
			status = sms_fail(SMSSITE_LIMIT, "more than %zu states: sync more often", MAX_STATES);
	}
	sms_free(reached);
	return status;
}

size_t sms_memory_pending(smssite_tree *tree)
{
	struct sms_memory *memory = sms_memory_of(tree);
	size_t count;

	if (!memory)
		return 0;
	count = pending_changes(memory);
	for (size_t i = 0; i < memory->inode_count; i++) {
		const struct sms_memory_inode *inode = &memory->inodes[i];
		bool named = false;

		if (!inode->dirty && !inode->mtime_dirty)
			continue;
		for (size_t n = 0; n < memory->now.count && !named; n++)
			named = memory->now.entries[n].inode == i;
		for (size_t n = 0; n < memory->durable.count && !named; n++)
			named = memory->durable.entries[n].inode == i;
		for (size_t n = 0; n < memory->log_count && !named; n++)
			named = memory->log[n].to && memory->log[n].inode == i;
		if (named)
			count += (size_t)inode->dirty + inode->mtime_dirty;
	}
	return count;
}

/* Finds the subset of changes that state number *index has; *index becomes its number among that one's. */
static smssite_status find_subset(
	const struct sms_memory *memory, size_t *index, size_t *total, struct sms_memory_table *table)
{
	size_t changes = pending_changes(memory), count;
	smssite_status status;

	*total = 0;
	if (changes > MAX_CHANGES)
		return sms_fail(SMSSITE_LIMIT, "%zu changes of names are not synced", changes);
	for (size_t subset = 0; subset < (size_t)1 << changes; subset++) {
		status = replay(memory, subset, table);
		if (status)
			return status;
		status = count_states(memory, table, &count);
		if (!status && *index < count)
			return SMSSITE_OK;
		sms_memory_table_release(table);
		if (status)
			return status;
		*index -= count;
		*total += count;
	}
	return sms_fail(SMSSITE_INVALID, "there are only %zu states", *total);
}

smssite_status sms_memory_crash_count(smssite_tree *tree, size_t *count)
{
	struct sms_memory *memory = sms_memory_of(tree);
	struct sms_memory_table table;
	size_t index = SIZE_MAX;
	smssite_status status;

	if (!memory || !count)
		return sms_invalid(__func__, "not a tree in memory");
	status = find_subset(memory, &index, count, &table);
	return status == SMSSITE_INVALID ? SMSSITE_OK : status;
}

/* Content number which of a file: as written, or up to a place as written and from there on cut, zero or old.
 * *old: those are the bytes of the last sync. */
static smssite_status content(
	const struct sms_memory_inode *inode, size_t which, struct sms_blob **data, bool *old)
{
	enum { CUT, ZERO, OLD } rest;
	size_t tears = tear_count(inode), at;

	*old = which && !tears;
	if (!which || !tears) {
		*data = sms_blob_ref(which ? inode->synced : inode->data);
		return SMSSITE_OK;
	}
	at = tear_at(inode, (which - 1) % tears);
	rest = (which - 1) / tears;
	if (rest == OLD) {
		*data = sms_blob_new(inode->synced->bytes, inode->synced->size);
		if (*data)
			memcpy((*data)->bytes, inode->data->bytes, at);
	} else {
		*data = sms_blob_new(inode->data->bytes, rest == CUT ? at : inode->data->size);
		if (*data && rest == ZERO)
			memset((*data)->bytes + at, 0, inode->data->size - at);
	}
	*old = at == inode->dirty_from &&
	       (rest == OLD || (rest == CUT && at == sms_blob_size(inode->synced)));
	return *data ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* An inode as it is found again: all of it durable. */
static smssite_status recover(const struct sms_memory_inode *from, size_t state, struct sms_memory_inode *to)
{
	size_t contents = content_count(from);
	smssite_status status;
	bool old;

	status = content(from, state % contents, &to->data, &old);
	if (status)
		return status;
	to->synced = sms_blob_ref(to->data);
	to->mtime = from->mtime;
	if (from->mtime_dirty ? state >= contents : old)
		to->mtime = from->synced_mtime;
	to->synced_mtime = to->mtime;
	return SMSSITE_OK;
}

/* A tree without names and without bytes, but of the same inodes. */
static struct sms_memory *husk(const struct sms_memory *memory)
{
	struct sms_memory *fresh = sms_calloc(1, sizeof(*fresh));

	if (!fresh)
		return NULL;
	fresh->inodes = sms_calloc(memory->inode_count, sizeof(*fresh->inodes));
	if (!fresh->inodes) {
		sms_free(fresh);
		return NULL;
	}
	fresh->inode_count = fresh->inode_capacity = memory->inode_count;
	for (size_t i = 0; i < memory->inode_count; i++) {
		fresh->inodes[i].kind = memory->inodes[i].kind;
		fresh->inodes[i].mtime = fresh->inodes[i].synced_mtime = memory->inodes[i].mtime;
	}
	fresh->clock = memory->clock;
	fresh->free_bytes = memory->free_bytes;
	fresh->total_bytes = memory->total_bytes;
	fresh->has_space = memory->has_space;
	return fresh;
}

static smssite_status fill(const struct sms_memory *memory, size_t index, struct sms_memory *fresh)
{
	smssite_status status;
	bool *reached;

	status = copy_table(&fresh->now, 0, &fresh->durable);
	if (!status)
		status = mark(memory, &fresh->now, &reached);
	if (status)
		return status;
	for (size_t i = 0; i < memory->inode_count && !status; i++) {
		if (!reached[i])
			continue;
		status = recover(
			&memory->inodes[i], index % state_count(&memory->inodes[i]), &fresh->inodes[i]);
		index /= state_count(&memory->inodes[i]);
	}
	sms_free(reached);
	return status;
}

smssite_status sms_memory_crash(smssite_tree *tree, size_t index, smssite_tree **after)
{
	struct sms_memory *memory = sms_memory_of(tree), *fresh;
	smssite_status status;
	size_t total;

	if (!memory || !after)
		return sms_invalid(__func__, "not a tree in memory");
	fresh = husk(memory);
	if (!fresh)
		return SMSSITE_NO_MEMORY;
	status = find_subset(memory, &index, &total, &fresh->now);
	if (!status)
		status = fill(memory, index, fresh);
	if (!status)
		status = sms_memory_new_tree(fresh, after);
	if (status)
		sms_memory_destroy(fresh);
	return status;
}

smssite_status sms_memory_clone(smssite_tree *tree, smssite_tree **copy)
{
	struct sms_memory *memory = sms_memory_of(tree), *fresh;
	smssite_status status;

	if (!memory || !copy)
		return sms_invalid(__func__, "not a tree in memory");
	fresh = husk(memory);
	if (!fresh)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < memory->inode_count; i++) {
		fresh->inodes[i] = memory->inodes[i];
		sms_blob_ref(fresh->inodes[i].data);
		sms_blob_ref(fresh->inodes[i].synced);
		fresh->inodes[i].locked = false;
	}
	status = copy_table(&memory->now, 0, &fresh->now);
	if (!status)
		status = copy_table(&memory->durable, 0, &fresh->durable);
	if (!status && memory->log_count) {
		fresh->log = sms_calloc(memory->log_count, sizeof(*fresh->log));
		status = fresh->log ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	}
	if (!status) {
		fresh->log_count = fresh->log_capacity = memory->log_count;
		for (size_t i = 0; i < memory->log_count; i++) {
			fresh->log[i] = memory->log[i];
			sms_blob_ref(fresh->log[i].from);
			sms_blob_ref(fresh->log[i].to);
		}
		status = sms_memory_new_tree(fresh, copy);
	}
	if (status)
		sms_memory_destroy(fresh);
	return status;
}
