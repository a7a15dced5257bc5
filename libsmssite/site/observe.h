/* SPDX-License-Identifier: MIT */
/* Inside of smssite_observe(): the walk, the documents and the logs share one observer. */
#ifndef SMS_OBSERVE_H
#define SMS_OBSERVE_H

#include "site/interest.h"
#include "site/snapshot.h"
#include "base/limits.h"

/* The names of one directory, sorted by folded name. */
struct sms_names {
	struct sms_arena arena;
	struct sms_entry *entries;
	size_t count, capacity;
};

/* A directory that has trace logs. */
struct sms_log_place {
	smssite_tree *tree;
	/* Its exact path in the tree, and as the snapshot shows it. */
	const char *exact, *path;
	/* Of the site and its drive, not saved elsewhere. */
	bool in_site;
};

/* A file that will be read as a trace log. What a full log was renamed to has the name of the log, and a path of its
 * own. */
struct sms_found_log {
	smssite_tree *tree;
	const char *exact, *name, *path;
	bool in_site;
	/* The registry names it. */
	bool is_traced;
	struct smssite_tree_stat stat;
};

struct sms_observer {
	const smssite_sources *sources;
	const smssite_interest *interest;
	smssite_snapshot *snapshot;
	/* Strings that end with the observation. */
	struct sms_arena arena;
	/* Exact path of the SMS root, or of the share, in the tree. */
	const char *base;
	/* The root of the drive; no tree: not in view. */
	smssite_tree *drive;
	const char *drive_base;
	struct sms_found_log *log_files;
	size_t log_file_count, log_file_capacity;
	size_t entries_left, document_bytes_left, text_bytes_left, requests_left;
};

/* OK; NO_MEMORY; LIMIT; what listing came to. Names without stat have no size and no time. */
smssite_status sms_names_list(smssite_tree *tree, const char *exact, bool with_stat, struct sms_names *names);
void sms_names_release(struct sms_names *names);
/* How many names are this one, letter case aside; *first is the first of them. */
size_t sms_names_find(const struct sms_names *names, const char *name, size_t *first);

/* Resolves the place, lists it into *top and tells what it is: sets the snapshot's view, base and drive. */
smssite_status sms_observe_view(struct sms_observer *self, struct sms_names *top);

/* The root of the drive, from top where it is the site's. */
smssite_status sms_observe_drive(struct sms_observer *self, struct sms_names *top);

/* Joins in the observer's arena; directory "" gives the name alone. NULL: no memory. */
const char *sms_observe_join(
	struct sms_observer *self, const char *directory, char separator, const char *name);
/* The message of the last failure, kept in the snapshot as UTF-8. NULL: no memory. */
const char *sms_observe_message(struct sms_observer *self);
/* Counts a file's time towards the newest in the evidence. */
void sms_observe_time(struct sms_observer *self, const struct smssite_tree_stat *stat);

/* Keeps the entries of a directory, site control files last to be cut. */
smssite_status sms_observe_keep(struct sms_observer *self, size_t directory, struct sms_names *names);
/* Reads the site control files among the entries kept of a directory. */
smssite_status sms_observe_control_files(struct sms_observer *self, size_t directory, const char *exact);
smssite_status sms_observe_system_map(struct sms_observer *self, const struct sms_names *names);
/* DOMAIN.INI of LOGON.SRV, SMS.INI of the SMS drive's root where no boot drive was given, of the boot drive, and the send
 * requests among the entries that were kept of a directory. */
smssite_status sms_observe_domain_ini(struct sms_observer *self, const char *exact, const struct sms_names *names);
smssite_status sms_observe_drive_ini(struct sms_observer *self, const struct sms_names *names);
smssite_status sms_observe_boot_drive(struct sms_observer *self);
smssite_status sms_observe_send_requests(struct sms_observer *self, size_t directory, const char *exact);

/* Notes logs among the names of a directory for sms_observe_logs(): those wanted, NULL for all `.LOG`, and what logs
 * of the catalogue were renamed to (`.LO_`). */
smssite_status sms_observe_find_logs(struct sms_observer *self, const struct sms_log_place *place,
	const struct sms_names *names, const char *const *wanted);
/* Notes logs that the registries name, in the place of those of the same name that were noted before. */
smssite_status sms_observe_traced_logs(struct sms_observer *self);
smssite_status sms_observe_logs(struct sms_observer *self);
/* What rules and repairs want to know of the registries that were given. */
smssite_status sms_observe_registries(struct sms_observer *self);

#endif
