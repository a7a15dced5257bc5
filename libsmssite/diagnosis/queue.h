/* SPDX-License-Identifier: MIT */
/* Files of one kind that wait in a directory of the layout: how many, since when. */
#ifndef SMS_QUEUE_H
#define SMS_QUEUE_H

#include "diagnosis/look.h"

/* Whether an entry is one of those that wait; its stat says what it is. */
typedef bool (*sms_wanted_fn)(const struct sms_file *file);

struct sms_queue {
	size_t files, old, empty, later, unknown;
	/* Seconds; -1: of none can it be told. */
	int64_t oldest;
	/* The oldest of those whose age can be told. */
	struct sms_file first;
};

/* old counts what is older than old_s, later what is dated after now, unknown what is later or has no time.
 */
void sms_queue_measure(struct sms_check *check, const smssite_snapshot *snapshot, const char *layout_path,
	sms_wanted_fn wanted, int64_t old_s, struct sms_queue *queue);
/* Evidence: those older than old_s; -1: all. */
void sms_queue_evidence(struct sms_check *check, const smssite_snapshot *snapshot, const char *layout_path,
	sms_wanted_fn wanted, int64_t old_s);
/* Whether such a directory could be looked into. One that is known to be missing holds nothing. */
bool sms_queue_is_seen(const smssite_snapshot *snapshot, const char *layout_path);

bool sms_is_raw(const struct sms_file *file);
bool sms_is_instruction(const struct sms_file *file);
bool sms_is_status_instruction(const struct sms_file *file);
bool sms_is_temporary(const struct sms_file *file);
bool sms_is_send_request(const struct sms_file *file);

#endif
