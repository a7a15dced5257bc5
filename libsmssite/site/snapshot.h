/* SPDX-License-Identifier: MIT */
/* Inside of sources and snapshot. A snapshot is filled by observe or load, finished once by
 * sms_snapshot_finish(), and never changed after that. */
#ifndef SMS_SNAPSHOT_H
#define SMS_SNAPSHOT_H

#include <smssite/snapshot.h>
#include "format/send_request.h"
#include "base/arena.h"
#include "evidence/registry.h"

#include <stdatomic.h>

#define SMS_SNAPSHOT_FORMAT 1
#define SMS_SHA256_TEXT 65
/* What SMS.INI of the site server is called, wherever it was found. */
#define SMS_INI_PATH "C:\\SMS.INI"
/* Its drive, where that was given. */
#define SMS_BOOT_ROOT "C:"
/* A file system or a saved snapshot may say any 64 bits; between two times within this the distance is a
 * number too. */
#define SMS_MAX_TIME ((int64_t)1 << 53)

struct sms_place {
	smssite_tree *tree;
	char *path;
};

struct sms_given_registry {
	smssite_registry *registry;
	char *name;
};

struct smssite_sources {
	struct sms_place site, drive, logs, boot_drive;
	struct sms_given_registry *registries;
	size_t registry_count, registry_capacity;
	smssite_view view;
	smssite_services *services;
	char *services_name;
	smssite_parent_word *parent_word;
	char *parent_word_name;
	smssite_liveness liveness;
	int64_t taken_utc_s;
};

struct sms_entry {
	const char *name;
	struct smssite_tree_stat stat;
};

struct sms_directory {
	/* Below the SMS root with `\`. */
	const char *path;
	size_t layout;
	smssite_presence presence;
	const char *message;
	struct sms_entry *entries;
	size_t entry_count, entry_cut;
};

struct sms_document {
	const char *path;
	smssite_status status;
	const char *message;
	char sha256[SMS_SHA256_TEXT];
	struct smssite_tree_stat stat;
	/* At most one of them. */
	smssite_control_file *file;
	smssite_system_map *map;
	smssite_sms_ini *ini;
	smssite_send_request *request;
};

struct sms_record {
	const char *text;
	size_t line;
	int64_t time_local_s;
};

struct sms_log {
	const char *name;
	const char *path;
	/* Of the site and its drive, not saved elsewhere. */
	bool in_site;
	smssite_status status;
	struct smssite_tree_stat stat;
	/* Bytes at its front that were not read. */
	size_t skipped;
	struct sms_record *records;
	size_t record_count, record_cut;
	size_t backward_steps;
};

/* A file of the registry of which something is kept. */
struct sms_registry_source {
	const char *name;
	/* OK, or the first thing that could not be read in it. */
	smssite_status status;
	const char *message;
	bool dirty;
	/* Keys and values that were there and are not kept. */
	size_t cut;
};

struct smssite_snapshot {
	atomic_size_t references;
	/* All strings, entries and records; the three arrays are allocated by themselves because they grow.
	 */
	struct sms_arena arena;
	struct sms_directory *directories;
	size_t directory_count, directory_capacity;
	struct sms_document *documents;
	size_t document_count, document_capacity, document_cut;
	struct sms_log *logs;
	size_t log_count, log_capacity;

	const char *location, *root;
	smssite_view view;
	bool is_copy;
	int64_t taken_utc_s, newest_utc_s, free_bytes;

	smssite_services *services;
	const char *services_name;
	smssite_parent_word *parent_word;
	const char *parent_word_name;
	/* NULL: none was given. */
	smssite_registry *registry;
	/* Of it; NULL: it tells of no services. */
	smssite_services *installed;
	struct sms_registry_source *registry_sources;
	size_t registry_source_count, registry_source_capacity;

	/* Derived by sms_snapshot_finish(). */
	const char *site_code, *site_name, *parent_site_code, *site_server, *install_directory;
	int64_t site_type, build;
	/* The directory SITE.SRV\SITECFG.BOX, SMSSITE_NO_INDEX if there is none. */
	size_t box;
};

/* NO_TIME or near enough to 1970 to be reckoned with. */
static inline bool sms_is_time(int64_t time_s)
{
	return time_s == SMSSITE_NO_TIME || (time_s >= -SMS_MAX_TIME && time_s <= SMS_MAX_TIME);
}

/* Empty, with one reference. */
smssite_status sms_snapshot_new(smssite_snapshot **snapshot);
/* Each adds one element of zeros and empty strings; NULL: no memory. */
struct sms_directory *sms_snapshot_add_directory(smssite_snapshot *self, const char *path);
struct sms_document *sms_snapshot_add_document(smssite_snapshot *self, const char *path);
struct sms_log *sms_snapshot_add_log(smssite_snapshot *self, const char *name, const char *path);
struct sms_registry_source *sms_snapshot_add_registry_source(smssite_snapshot *self, const char *name);
/* Sorts, finds the box and takes the site's identity from the control files. */
smssite_status sms_snapshot_finish(smssite_snapshot *self);
/* Of a snapshot with a registry. */
smssite_status sms_snapshot_find_installed(smssite_snapshot *self);
/* Names and paths in one order everywhere: folded, then as they are. */
int sms_snapshot_compare_names(const char *a, const char *b);

#endif
