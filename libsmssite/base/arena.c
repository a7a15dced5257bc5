/* SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdalign.h>
#include <string.h>

#define BLOCK_SIZE 4096

struct sms_arena_block {
	struct sms_arena_block *next;
	alignas(max_align_t) unsigned char data[];
};

void *sms_arena_alloc(struct sms_arena *arena, size_t size)
{
	size_t aligned = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	struct sms_arena_block *block;
	void *memory;

	if (aligned < size || aligned > SIZE_MAX - sizeof(*block)) {
		sms_fail(SMSSITE_NO_MEMORY, "out of memory (%zu bytes)", size);
		return NULL;
	}
	if (!arena->blocks || arena->size - arena->used < aligned) {
		size_t room = aligned > BLOCK_SIZE ? aligned : BLOCK_SIZE;

		block = sms_alloc(sizeof(*block) + room);
		if (!block)
			return NULL;
		block->next = arena->blocks;
		arena->blocks = block;
		arena->used = 0;
		arena->size = room;
	}
	memory = arena->blocks->data + arena->used;
	arena->used += aligned;
	return memory;
}

char *sms_arena_strndup(struct sms_arena *arena, const char *text, size_t size)
{
	char *copy = size == SIZE_MAX ? NULL : sms_arena_alloc(arena, size + 1);

	if (copy) {
		memcpy(copy, text, size);
		copy[size] = '\0';
	}
	return copy;
}

char *sms_arena_strdup(struct sms_arena *arena, const char *text)
{
	return sms_arena_strndup(arena, text, strlen(text));
}

void sms_arena_release(struct sms_arena *arena)
{
	struct sms_arena_block *block = arena->blocks;

	while (block) {
		struct sms_arena_block *next = block->next;

		sms_free(block);
		block = next;
	}
	*arena = (struct sms_arena){ 0 };
}
