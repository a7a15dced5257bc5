/* SPDX-License-Identifier: MIT */
/* What a tree in memory is made of: shared bytes, and tables of names. */
#include "tree/memory_inside.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

struct sms_blob *sms_blob_new(const void *bytes, size_t size)
{
	struct sms_blob *blob = sms_alloc(sizeof(*blob) + size);

	if (!blob)
		return NULL;
	atomic_init(&blob->references, 1);
	blob->size = blob->capacity = size;
	if (size)
		memcpy(blob->bytes, bytes, size);
	return blob;
}

struct sms_blob *sms_blob_ref(struct sms_blob *blob)
{
	if (blob)
		atomic_fetch_add_explicit(&blob->references, 1, memory_order_relaxed);
	return blob;
}

void sms_blob_free(struct sms_blob *blob)
{
	if (blob && atomic_fetch_sub_explicit(&blob->references, 1, memory_order_acq_rel) == 1)
		sms_free(blob);
}

smssite_status sms_blob_own(struct sms_blob **blob, size_t size)
{
	struct sms_blob *old = *blob, *fresh;
	size_t used = sms_blob_size(old), capacity = used + used / 2;

	if (old && atomic_load(&old->references) == 1 && old->capacity >= size)
		return SMSSITE_OK;
	if (capacity < size)
		capacity = size;
	if (capacity > SIZE_MAX - sizeof(*fresh))
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory (%zu bytes)", size);
	fresh = sms_alloc(sizeof(*fresh) + capacity);
	if (!fresh)
		return SMSSITE_NO_MEMORY;
	atomic_init(&fresh->references, 1);
	fresh->size = used;
	fresh->capacity = capacity;
	if (used)
		memcpy(fresh->bytes, old->bytes, used);
	sms_blob_free(old);
	*blob = fresh;
	return SMSSITE_OK;
}

smssite_status sms_memory_table_reserve(struct sms_memory_table *table, size_t count)
{
	while (table->capacity - table->count < count) {
		struct sms_memory_entry *entries =
			sms_grow(table->entries, table->capacity, &table->capacity, sizeof(*entries));

		if (!entries)
			return SMSSITE_NO_MEMORY;
		table->entries = entries;
	}
	return SMSSITE_OK;
}

static int compare(const struct sms_memory_entry *entry, uint32_t directory, struct sms_span name)
{
	size_t size = entry->name->size < name.size ? entry->name->size : name.size;
	int order;

	if (entry->directory != directory)
		return entry->directory < directory ? -1 : 1;
	order = size ? memcmp(entry->name->bytes, name.data, size) : 0;
	if (order || entry->name->size == name.size)
		return order;
	return entry->name->size < name.size ? -1 : 1;
}

size_t sms_memory_table_seek(
	const struct sms_memory_table *table, uint32_t directory, struct sms_span name, bool *found)
{
	size_t low = 0, high = table->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&table->entries[middle], directory, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = low < table->count && compare(&table->entries[low], directory, name) == 0;
	return low;
}

static struct sms_span span_of(const struct sms_blob *name)
{
	return (struct sms_span){ name->bytes, name->size };
}

void sms_memory_table_apply(struct sms_memory_table *table, const struct sms_memory_change *change)
{
	bool found;
	size_t at;

	if (change->from) {
		at = sms_memory_table_seek(table, change->from_directory, span_of(change->from), &found);
		if (found) {
			sms_blob_free(table->entries[at].name);
			table->count--;
			memmove(table->entries + at, table->entries + at + 1,
				(table->count - at) * sizeof(*table->entries));
		}
	}
	if (!change->to)
		return;
	at = sms_memory_table_seek(table, change->to_directory, span_of(change->to), &found);
	if (!found) {
		memmove(table->entries + at + 1, table->entries + at,
			(table->count - at) * sizeof(*table->entries));
		table->count++;
		table->entries[at].directory = change->to_directory;
		table->entries[at].name = sms_blob_ref(change->to);
	}
	table->entries[at].inode = change->inode;
}

void sms_memory_table_release(struct sms_memory_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		sms_blob_free(table->entries[i].name);
	sms_free(table->entries);
	*table = (struct sms_memory_table){ 0 };
}

smssite_status sms_memory_fold(struct sms_memory *memory)
{
	size_t done = 0;

	while (done < memory->log_count && !memory->log[done].from_pending && !memory->log[done].to_pending)
		done++;
	if (sms_memory_table_reserve(&memory->durable, done))
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < done; i++) {
		sms_memory_table_apply(&memory->durable, &memory->log[i]);
		sms_blob_free(memory->log[i].from);
		sms_blob_free(memory->log[i].to);
	}
	memory->log_count -= done;
	if (done)
		memmove(memory->log, memory->log + done, memory->log_count * sizeof(*memory->log));
	return SMSSITE_OK;
}
