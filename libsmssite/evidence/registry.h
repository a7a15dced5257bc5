/* SPDX-License-Identifier: MIT */
#ifndef SMS_REGISTRY_H
#define SMS_REGISTRY_H

#include <smssite/registry.h>
#include "base/arena.h"
#include "base/text.h"

#include <stdatomic.h>

/* One line [key] or [-key]. Paths and names are UTF-8 and point into the text or the arena. */
struct sms_reg_key {
	/* With its root, without a final backslash. */
	struct sms_span path;
	uint32_t line;
	bool deleted;
	/* A later deletion of this key or one above it took it, and its values, with it. */
	bool gone;
	/* Its values in sms_reg::values. */
	size_t first, count;
	/* Of what a snapshot keeps: SMS_COVERS_ bits, and which of its sources said so. */
	unsigned covers;
	size_t source;
};

/* Of a key that is kept: what is not kept in it does not exist. */
enum {
	SMS_COVERS_VALUES = 1,
	SMS_COVERS_KEYS = 2,
};

enum sms_reg_form {
	SMS_REG_DELETION,
	SMS_REG_STRING,
	SMS_REG_NUMBER,
	SMS_REG_HEX,
	/* raw is the data as the registry holds it. */
	SMS_REG_KEPT,
};

struct sms_reg_value {
	struct sms_span name;
	/* The data as the file writes it: between the quotes, or behind the colon. */
	struct sms_span raw;
	enum sms_reg_form form;
	uint32_t line;
	int64_t type;
	size_t source;
};

/* A `.reg` file, or what a snapshot keeps of registries. Data is decoded when it is asked for. */
struct sms_reg {
	struct sms_arena arena;
	/* The file as UTF-8. */
	char *text;
	size_t text_size;
	/* Version 5 holds the bytes of hex(1), hex(2) and hex(7) in UTF-16; REGEDIT4 in ANSI. */
	bool wide;
	/* In file order. */
	struct sms_reg_key *keys;
	size_t key_count, key_capacity, deletions;
	struct sms_reg_value *values;
	size_t value_count, value_capacity;
	/* The keys by path, those of one path in file order; a key stands right before what lies below it. */
	struct sms_reg_key **order;
	/* How many of the keys before this place in the order are there. */
	size_t *there;
};

struct sms_hive;

struct smssite_registry {
	atomic_size_t references;
	struct sms_reg reg;
	/* NULL: a `.reg` file, or kept. */
	struct sms_hive *hive;
	bool kept, kept_dirty;
	struct sms_arena arena;
	struct sms_span mount;
};

struct sms_listed_value {
	const char *name;
	size_t value;
};

struct smssite_registry_listing {
	struct sms_arena arena;
	const char **subkeys;
	size_t subkey_count, subkey_capacity;
	struct sms_listed_value *values;
	size_t value_count, value_capacity;
};

/* A path with its root spelt out and without backslashes at its end: where it stands, or in the arena. */
bool sms_registry_key_path(struct sms_arena *arena, struct sms_span key, struct sms_span *path);
/* No part of it is empty, or one key would have two paths. */
bool sms_registry_is_path(struct sms_span path);
/* Everything is at or below the path of no length. */
bool sms_registry_is_below(struct sms_span path, struct sms_span key);
/* Whether a `.reg` file, which tells nothing of what it lacks by itself, shows that a key is not there: it has a line of the
 * key above and goes on there with one that comes after this one. REGEDIT writes every key of a branch, in their order. The key with
 * its root spelt out; false where the file deletes anything, as no export does. */
bool sms_registry_shows_gap(const smssite_registry *self, const char *key);
bool sms_reg_shows_gap(const struct sms_reg *reg, struct sms_span path);
/* Letter case aside, and a backslash comes before every other character, so that what lies below a key
 * follows it. */
int sms_registry_compare_keys(struct sms_span a, struct sms_span b);
/* UTF-8 that is known to be well-formed as UTF-16LE with its end: how the registry holds a string. */
void sms_registry_put_string(struct sms_buffer *out, struct sms_span text);
void sms_registry_listing_release(smssite_registry_listing *listing);
bool sms_registry_add_subkey(smssite_registry_listing *listing, struct sms_span name);
bool sms_registry_add_value(smssite_registry_listing *listing, struct sms_span name, size_t value);

/* What a snapshot keeps of registries, filled key by key and then finished. Of one value that is kept twice the last
 * counts. A key that is not there is kept too, where its source would have it. */
smssite_status sms_registry_new_kept(smssite_registry **kept);
/* Path with its root spelt out. MALFORMED: it is no path. */
smssite_status sms_registry_keep_key(
	smssite_registry *kept, const char *path, bool there, unsigned covers, size_t source);
/* Below the last key; data as the registry holds it. */
smssite_status sms_registry_keep_value(smssite_registry *kept, const char *name, int64_t type, const void *data,
	size_t size, size_t line, size_t source);
smssite_status sms_registry_finish_kept(smssite_registry *kept);
/* Whether a value is not for other eyes: an encrypted account, a password, a key. */
bool sms_registry_is_secret(const char *name, const char *text);

/* The key of a hive that a path means, 0 above its root, where there are only the parts of the mount point. NOT_FOUND and
 * what reading comes to. */
smssite_status sms_registry_hive_key(const smssite_registry *self, struct sms_span path, uint32_t *key);

/* After the last line: sorts, and sees what deletions leave. */
smssite_status sms_reg_finish(struct sms_reg *reg);
void sms_reg_release(struct sms_reg *reg);
/* Of what is kept: whether a value that is not found there does not exist. */
bool sms_reg_covers(const struct sms_reg *reg, struct sms_span path);
bool sms_reg_has_key(const struct sms_reg *reg, struct sms_span path);
smssite_status sms_reg_find(
	const struct sms_reg *reg, struct sms_span path, struct sms_span name, size_t *value);
smssite_status sms_reg_list(
	const struct sms_reg *reg, struct sms_span path, smssite_registry_listing *listing);
smssite_status sms_reg_data(const struct sms_reg *reg, size_t value, char **data, size_t *size);

#endif
