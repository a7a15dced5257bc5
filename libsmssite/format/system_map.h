/* SPDX-License-Identifier: MIT */
/* Inside of a system map. */
#ifndef SMS_SYSTEM_MAP_H
#define SMS_SYSTEM_MAP_H

#include <smssite/system_map.h>

#include <stdatomic.h>

struct sms_map_list {
	const char *name;
	size_t first, count;
};

struct sms_map_component {
	const char *name;
	smssite_map_component kind;
	int64_t flags;
	size_t first, count;
};

/* What stands above files, for all of them up to the next. */
struct sms_map_head {
	const char *directory, *platform, *language, *unit;
};

struct sms_map_file {
	const char *name;
	size_t head, line;
	int64_t size, other_size, flags;
};

struct smssite_system_map {
	atomic_size_t references;
	char *data;
	size_t size;
	/* The file as UTF-8, each text in it ending with a NUL in place of its quote. */
	char *text;
	const char **values;
	size_t value_count, value_capacity;
	struct sms_map_list *lists;
	size_t list_count, list_capacity;
	struct sms_map_component *components;
	size_t component_count, component_capacity;
	struct sms_map_head *heads;
	size_t head_count, head_capacity;
	struct sms_map_file *files;
	size_t file_count, file_capacity;
	size_t skipped;
};

#endif
