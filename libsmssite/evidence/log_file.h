/* SPDX-License-Identifier: MIT */
/* One log that is read from its beginning, and followed if that is wanted: nothing waits, each call reads
 * what is there. */
#ifndef SMS_LOG_FILE_H
#define SMS_LOG_FILE_H

#include "evidence/lines.h"
#include "tree/tree.h"

enum { SMS_LOG_TAIL = 64 };

struct sms_log_file {
	struct sms_lines lines;
	char *name;
	/* A file in a tree: its exact path, and that of its roll-over ("" if it can have none). */
	smssite_tree *tree;
	char *path, *rolled_path;
	void *file;
	struct smssite_tree_stat stat;
	/* How far it was read, and the last bytes before that. */
	int64_t offset;
	/* Where reading ends with LIMIT; 0: nowhere. */
	int64_t limit;
	char tail[SMS_LOG_TAIL];
	size_t tail_size;
	/* Or bytes of the caller. */
	const char *data;
	size_t data_size;
	/* Or a descriptor of the caller. */
	int descriptor;
	/* is_within: it is read from where offset says. */
	bool follow, is_leaving, is_within;
	size_t truncated, replaced, rolled;
};

/* Opens the log at an exact path; rolled_path may be "", or NULL for a log that is read once and not
 * followed. With missing_ok a log that is not there yet is waited for. The tree is kept by a reference, the
 * name is copied. OK, NO_MEMORY, or what opening came to; sms_log_file_release() in any case. */
smssite_status sms_log_file_open(struct sms_log_file *self, smssite_tree *tree, const char *path,
	const char *rolled_path, const char *name, bool missing_ok);
/* Borrowed bytes, or a borrowed descriptor that is read on from where it stands. OK, NO_MEMORY. */
smssite_status sms_log_file_of_bytes(
	struct sms_log_file *self, const void *data, size_t size, const char *name);
smssite_status sms_log_file_of_descriptor(struct sms_log_file *self, int descriptor, const char *name);
void sms_log_file_release(struct sms_log_file *self);

/* Leaves out the front of a file that has not been read from yet, so that its last `most` bytes or a line less are read; its
 * size is the caller's word. *skipped: bytes left out, 0 where the tree cannot read at a place. OK, or what reading came
 * to. */
smssite_status sms_log_file_skip(struct sms_log_file *self, int64_t size, int64_t most, int64_t *skipped);
/* From now on the end of the file is where its next line is waited for. Not of bytes and descriptors. */
void sms_log_file_follow(struct sms_log_file *self);
/* As sms_lines_next(). A file that was truncated, replaced or rolled over begins anew, and that is counted.
 */
smssite_status sms_log_file_next(struct sms_log_file *self, struct sms_span *line, bool *has);

/* The exact path of what a log is renamed to when it is full: `DESPOOL.LO_` for `DESPOOL.LOG` (Resource
 * Guide). *rolled is
 * "" when the name cannot have one. It need not be there. */
smssite_status sms_log_rolled_path(const char *path, char **rolled);

#endif
