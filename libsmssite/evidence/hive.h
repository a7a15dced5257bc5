/* SPDX-License-Identifier: MIT */
/* Reads an offline hive: the file in which NT keeps a part of its registry (regf, versions 1.2 to 1.6). Only
 * what is asked for is read, and nothing in the file is believed before it is checked.
 *
 * Why not libhivex: it maps the whole file and scans it when it opens it, which costs more than the value that is asked
 * for; it has read beyond its memory on crafted files; and a mapped file that is cut meanwhile kills the process. It
 * writes hives for us (hive_commit.c), copies that nobody else has open.
 *
 * A key is the offset of its nk cell, a value that of its vk cell; neither is ever 0. */
#ifndef SMS_HIVE_H
#define SMS_HIVE_H

#include "evidence/registry.h"
#include <smssite/tree.h>

struct sms_hive {
	smssite_tree *tree;
	/* Read at any place, or all of it in memory. */
	void *file;
	unsigned char *bytes;
	/* Cells end here. */
	size_t size;
	uint32_t root;
	/* The two sequence numbers in its head differ: NT did not come to write all of it. */
	bool dirty;
};

/* path: exact. MALFORMED, UNSUPPORTED, LIMIT and what reading comes to. */
smssite_status sms_hive_open(smssite_tree *tree, const char *path, struct sms_hive *hive);
/* The same from memory, which goes over to the hive if it answers OK. */
smssite_status sms_hive_open_bytes(unsigned char *bytes, size_t size, struct sms_hive *hive);
void sms_hive_close(struct sms_hive *hive);
/* From the root down a path without mount point; "" is the root. NOT_FOUND; LIMIT: too deep. */
smssite_status sms_hive_find_key(const struct sms_hive *hive, struct sms_span path, uint32_t *key);
smssite_status sms_hive_find_value(
	const struct sms_hive *hive, uint32_t key, struct sms_span name, uint32_t *value);
smssite_status sms_hive_list(const struct sms_hive *hive, uint32_t key, smssite_registry_listing *listing);
smssite_status sms_hive_type(const struct sms_hive *hive, size_t value, int64_t *type);
smssite_status sms_hive_data(const struct sms_hive *hive, size_t value, char **data, size_t *size);

#endif
