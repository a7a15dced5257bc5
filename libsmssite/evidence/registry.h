/* SPDX-License-Identifier: MIT */
#ifndef SMS_REGISTRY_H
#define SMS_REGISTRY_H

#include <smssite/registry.h>
#include "base/arena.h"
#include "base/text.h"

#include <stdatomic.h>

struct sms_reg_key {
	/* UTF-8, with its root, without a final backslash. */
	char *path;
	uint32_t line;
	bool deleted;
	/* Values that the file listed before this key: what a deletion takes with it. */
	size_t values_before;
};

struct sms_reg_value {
	/* The path of its key. */
	const char *key;
	uint32_t line;
	/* -1: deleted. */
	int64_t type;
	char *name;
	/* As the registry would hold it. */
	char *data;
	size_t data_size;
};

struct smssite_registry {
	atomic_size_t references;
	/* What the paths, names and data live in. */
	struct sms_arena arena;
	char *text;
	size_t text_size;
	struct sms_reg_key *keys;
	size_t key_count, key_capacity, deletions;
	struct sms_reg_value *values;
	size_t value_count, value_capacity;
	/* The values by key and name, the later one last. */
	const struct sms_reg_value **order;
};

/* A key's path with its root spelt out. NULL: no memory. */
char *sms_registry_key_path(struct sms_arena *arena, struct sms_span key);
smssite_status sms_registry_sort(smssite_registry *registry);

#endif
