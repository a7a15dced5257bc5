/* SPDX-License-Identifier: MIT */
/* Makes registry hives (regf) for tests, whole ones and odd ones: keys and values are put in one by one, and
 * hive_build() lays them out in one page. Nothing of the library is used. */
#ifndef HIVE_BUILDER_H
#define HIVE_BUILDER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum hive_list { HIVE_LF, HIVE_LH, HIVE_LI, HIVE_RI };

struct hive_value_in {
	size_t key;
	const char *name;
	uint32_t type;
	const void *data;
	size_t size;
};

struct hive_key_in {
	size_t parent;
	char *name;
	/* Where its nk and the list of its subkeys are, after hive_build(): offsets in the file. */
	uint32_t at, list;
};

/* All zeros but for the root key: version 1.3, lists lf without hints, names in Latin-1. */
struct hive_builder {
	struct hive_key_in *keys;
	size_t key_count;
	struct hive_value_in *values;
	size_t value_count;
	enum hive_list list;
	bool hints, utf16_names;
	uint32_t minor, sequence1, sequence2;

	unsigned char *data;
	size_t used, room;
};

static inline void *hive_must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

/* Key 0 is the root. */
static inline size_t hive_key(struct hive_builder *b, size_t parent, const char *name)
{
	if (!b->key_count && *name)
		hive_key(b, 0, "");
	b->keys = hive_must(realloc(b->keys, (b->key_count + 1) * sizeof(*b->keys)));
	b->keys[b->key_count] = (struct hive_key_in){ .parent = parent, .name = hive_must(strdup(name)) };
	return b->key_count++;
}

/* Name and data must stay as long as the builder. */
static inline void hive_value(
	struct hive_builder *b, size_t key, const char *name, uint32_t type, const void *data, size_t size)
{
	b->values = hive_must(realloc(b->values, (b->value_count + 1) * sizeof(*b->values)));
	b->values[b->value_count++] = (struct hive_value_in){ key, name, type, data, size };
}

static inline void hive_put(struct hive_builder *b, size_t at, uint32_t number, size_t width)
{
	for (size_t i = 0; i < width; i++)
		b->data[at + i] = (unsigned char)(number >> 8 * i);
}

/* A cell with room for size bytes; answers its offset in the file. */
static inline uint32_t hive_cell(struct hive_builder *b, size_t size)
{
	size_t whole = (size + 4 + 7) & ~(size_t)7, at = b->used;

	while (b->used + whole > b->room) {
		size_t more = b->room ? b->room : 65536;

		b->data = hive_must(realloc(b->data, b->room + more));
		memset(b->data + b->room, 0, more);
		b->room += more;
	}
	b->used += whole;
	hive_put(b, at, (uint32_t) - (int32_t)whole, 4);
	return (uint32_t)(at - 4096);
}

static inline size_t hive_put_name(struct hive_builder *b, size_t at, const char *name)
{
	size_t size = strlen(name);

	for (size_t i = 0; i < size; i++)
		hive_put(
			b, at + (b->utf16_names ? 2 * i : i), (unsigned char)name[i], b->utf16_names ? 2 : 1);
	return b->utf16_names ? 2 * size : size;
}

static inline uint32_t hive_put_values(struct hive_builder *b, size_t key, uint32_t *count)
{
	uint32_t list, vk, data;

	*count = 0;
	for (size_t i = 0; i < b->value_count; i++)
		*count += b->values[i].key == key;
	if (!*count)
		return UINT32_MAX;
	list = hive_cell(b, *count * 4u);
	*count = 0;
	for (size_t i = 0; i < b->value_count; i++) {
		const struct hive_value_in *v = &b->values[i];
		size_t at, wide = b->utf16_names ? 2 : 1;

		if (v->key != key)
			continue;
		vk = hive_cell(b, 20 + strlen(v->name) * wide);
		at = vk + 4096u + 4;
		memcpy(b->data + at, "vk", 2);
		hive_put(b, at + 4, (uint32_t)v->size | (v->size <= 4 ? 0x80000000u : 0), 4);
		hive_put(b, at + 12, v->type, 4);
		hive_put(b, at + 16, !b->utf16_names, 2);
		hive_put(b, at + 2, (uint32_t)hive_put_name(b, at + 20, v->name), 2);
		if (v->size <= 4) {
			memcpy(b->data + at + 8, v->data, v->size);
		} else {
			data = hive_cell(b, v->size);
			memcpy(b->data + data + 4096 + 4, v->data, v->size);
			hive_put(b, at + 8, data, 4);
		}
		hive_put(b, list + 4096u + 4 + 4 * (*count)++, vk, 4);
	}
	return list;
}

static inline void hive_put_hint(struct hive_builder *b, size_t at, const char *name)
{
	uint32_t hash = 0;

	if (!b->hints)
		return;
	for (size_t i = 0; b->list != HIVE_LH && i < 4 && name[i]; i++)
		b->data[at + i] = (unsigned char)name[i];
	for (; b->list == HIVE_LH && *name; name++)
		hash = hash * 37 + (unsigned char)(*name >= 'a' && *name <= 'z' ? *name - 32 : *name);
	if (b->list == HIVE_LH)
		hive_put(b, at, hash, 4);
}

static inline uint32_t hive_put_leaf(struct hive_builder *b, const size_t *keys, size_t count)
{
	size_t width = b->list == HIVE_LI ? 4 : 8;
	uint32_t list = hive_cell(b, 4 + width * count);
	size_t at = list + 4096u + 4;

	memcpy(b->data + at, b->list == HIVE_LI ? "li" : b->list == HIVE_LH ? "lh" : "lf", 2);
	hive_put(b, at + 2, (uint32_t)count, 2);
	for (size_t i = 0; i < count; i++) {
		hive_put(b, at + 4 + width * i, b->keys[keys[i]].at - 4096u, 4);
		if (width == 8)
			hive_put_hint(b, at + 8 + width * i, b->keys[keys[i]].name);
	}
	return list;
}

/* ri: two keys to a list. */
static inline uint32_t hive_put_subkeys(struct hive_builder *b, size_t key, uint32_t *count)
{
	size_t *keys = hive_must(malloc(b->key_count * sizeof(*keys)));
	uint32_t list = UINT32_MAX, leaf;
	size_t at;

	*count = 0;
	for (size_t i = 1; i < b->key_count; i++)
		if (b->keys[i].parent == key)
			keys[(*count)++] = i;
	if (*count && b->list == HIVE_RI) {
		list = hive_cell(b, 4 + 4 * ((*count + 1) / 2));
		at = list + 4096u + 4;
		memcpy(b->data + at, "ri", 2);
		hive_put(b, at + 2, (*count + 1) / 2, 2);
		for (size_t i = 0; i < *count; i += 2) {
			leaf = hive_put_leaf(b, keys + i, *count - i < 2 ? 1 : 2);
			hive_put(b, at + 4 + 2 * i, leaf, 4);
		}
	} else if (*count) {
		list = hive_put_leaf(b, keys, *count);
	}
	free(keys);
	return list;
}

/* After a change in the first 508 bytes. */
static inline void hive_sign(unsigned char *data)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < 508; i += 4)
		sum ^= (uint32_t)data[i] | (uint32_t)data[i + 1] << 8 | (uint32_t)data[i + 2] << 16 |
		       (uint32_t)data[i + 3] << 24;
	for (size_t i = 0; i < 4; i++)
		data[508 + i] = (unsigned char)(sum >> 8 * i);
}

static inline void hive_put_head(struct hive_builder *b, size_t length)
{
	memcpy(b->data, "regf", 4);
	hive_put(b, 4, b->sequence1, 4);
	hive_put(b, 8, b->sequence2, 4);
	hive_put(b, 20, 1, 4);
	hive_put(b, 24, b->minor ? b->minor : 3, 4);
	hive_put(b, 32, 1, 4);
	hive_put(b, 36, b->keys[0].at - 4096u, 4);
	hive_put(b, 40, (uint32_t)length, 4);
	hive_put(b, 44, 1, 4);
	hive_sign(b->data);
	memcpy(b->data + 4096, "hbin", 4);
	hive_put(b, 4096 + 8, (uint32_t)length, 4);
}

/* The file; it belongs to the builder. */
static inline unsigned char *hive_build(struct hive_builder *b, size_t *size)
{
	uint32_t sk, count, list;
	size_t length;

	if (!b->key_count)
		hive_key(b, 0, "");
	free(b->data);
	b->used = 4096 + 0x20;
	b->room = 65536;
	b->data = hive_must(calloc(1, b->room));
	sk = hive_cell(b, 0x24);
	memcpy(b->data + sk + 4096 + 4, "sk", 2);
	for (size_t i = 0; i < b->key_count; i++)
		b->keys[i].at = 4096 + hive_cell(b, 76 + strlen(b->keys[i].name) * (b->utf16_names ? 2 : 1));
	for (size_t i = 0; i < b->key_count; i++) {
		size_t at = b->keys[i].at + 4u;

		list = hive_put_subkeys(b, i, &count);
		b->keys[i].list = list == UINT32_MAX ? 0 : list + 4096u;
		memcpy(b->data + at, "nk", 2);
		hive_put(b, at + 2, (b->utf16_names ? 0 : 0x20) | (i ? 0 : 0xC), 2);
		hive_put(b, at + 16, i ? b->keys[b->keys[i].parent].at - 4096u : UINT32_MAX, 4);
		hive_put(b, at + 20, count, 4);
		hive_put(b, at + 28, list, 4);
		hive_put(b, at + 32, UINT32_MAX, 4);
		list = hive_put_values(b, i, &count);
		hive_put(b, at + 36, count, 4);
		hive_put(b, at + 40, list, 4);
		hive_put(b, at + 44, sk, 4);
		hive_put(b, at + 48, UINT32_MAX, 4);
		hive_put(b, at + 72, (uint32_t)hive_put_name(b, at + 76, b->keys[i].name), 2);
	}
	length = (b->used - 1) & ~(size_t)4095;
	if (4096 + length > b->used)
		hive_put(b, b->used, (uint32_t)(4096 + length - b->used), 4);
	hive_put_head(b, length);
	*size = 4096 + length;
	return b->data;
}

static inline void hive_free(struct hive_builder *b)
{
	for (size_t i = 0; i < b->key_count; i++)
		free(b->keys[i].name);
	free(b->keys);
	free(b->values);
	free(b->data);
	*b = (struct hive_builder){ 0 };
}

#endif
