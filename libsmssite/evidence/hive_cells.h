/* SPDX-License-Identifier: MIT */
/* The cells of which a hive is made. */
#ifndef SMS_HIVE_CELLS_H
#define SMS_HIVE_CELLS_H

#include "evidence/hive.h"

#include <string.h>

/* nk, a key: where its fields are. */
enum {
	NK_FLAGS = 2,
	NK_PARENT = 16,
	NK_SUBKEYS = 20,
	NK_SUBKEY_LIST = 28,
	NK_VALUES = 36,
	NK_VALUE_LIST = 40,
	NK_NAME_SIZE = 72,
	NK_NAME = 76
};
#define NK_LATIN1 0x20u
/* vk, a value. */
enum { VK_NAME_SIZE = 2, VK_DATA_SIZE = 4, VK_DATA = 8, VK_TYPE = 12, VK_FLAGS = 16, VK_NAME = 20 };
#define VK_LATIN1 1u
#define VK_INLINE 0x80000000u

/* Longer than any key's cell, and nearly any value's, so that one read brings it all. */
#define SMS_CELL_NEAR 640u

struct sms_cell {
	uint32_t offset;
	/* Of what follows the cell's own size. */
	size_t size;
	/* The first bytes of it. */
	size_t have;
	unsigned char data[SMS_CELL_NEAR];
};

static inline uint32_t get16(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static inline uint32_t get32(const unsigned char *at)
{
	return get16(at) | get16(at + 2) << 16;
}

static inline bool sms_cell_is(const struct sms_cell *cell, const char *kind)
{
	return memcmp(cell->data, kind, 2) == 0;
}

/* MALFORMED, with what is wrong where. */
smssite_status sms_hive_damaged(uint32_t offset, const char *what);
/* The cell that an offset in the file means. */
smssite_status sms_hive_cell(const struct sms_hive *hive, uint32_t offset, struct sms_cell *cell);
/* As many bytes of a cell as are wanted; sms_free()d. */
smssite_status sms_hive_whole(
	const struct sms_hive *hive, const struct sms_cell *cell, size_t size, unsigned char **data);
/* A cell that is a key, with its name. */
smssite_status sms_hive_nk(const struct sms_hive *hive, uint32_t offset, struct sms_cell *cell);
/* A cell that is a value; its name may be longer than what was read of it. */
smssite_status sms_hive_vk(const struct sms_hive *hive, uint32_t offset, struct sms_cell *cell);
/* A name in one of its two forms as UTF-8. NULL: no memory. */
char *sms_hive_name_text(const unsigned char *data, size_t size, bool latin1);
smssite_status sms_hive_name_is(
	const unsigned char *data, size_t size, bool latin1, struct sms_span name, bool *is);

#endif
