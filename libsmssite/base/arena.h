/* SPDX-License-Identifier: MIT */
/* Memory that is given back all at once: what an immutable object is made of. */
#ifndef SMS_ARENA_H
#define SMS_ARENA_H

#include <stddef.h>

struct sms_arena_block;

struct sms_arena {
	struct sms_arena_block *blocks;
	size_t used, size;
};

/* An arena of zeros is ready for use. All calls answer NULL with the error set when memory is short. */
void *sms_arena_alloc(struct sms_arena *arena, size_t size);
char *sms_arena_strndup(struct sms_arena *arena, const char *text, size_t size);
char *sms_arena_strdup(struct sms_arena *arena, const char *text);
void sms_arena_release(struct sms_arena *arena);

#endif
