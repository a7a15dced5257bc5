/* SPDX-License-Identifier: MIT */
/* The journal: what is about to be done is durable in it before it is done. One file of records
 *
 *     LENGTH CHECKSUM PAYLOAD\n
 *
 * LENGTH counts the payload's bytes in decimal digits; PAYLOAD is one line of JSON; CHECKSUM is SHA-256 over the
 * checksum of the record before (nothing for the first) and the payload, cut to 16 hex digits: 64 bits are
 * plenty against accidents, for more a journal is no protection anyhow, and the lines stay readable. Chained, so
 * that a record that is missing, doubled or moved is noticed like a changed one.
 *
 * A record is appended whole and synced before anything else happens, so a loss of power can tear the last one
 * only, and what it announced has not been done: it is dropped. Damage anywhere else is no accident of writing,
 * and the journal is refused. */
#ifndef SMS_JOURNAL_H
#define SMS_JOURNAL_H

#include "base/text.h"

#include <smssite/tree.h>

#define SMS_CHECKSUM_SIZE 16

struct sms_journal {
	smssite_tree *tree;
	const char *path;
	/* Open for appending; NULL until it is needed. */
	void *file;
	/* What is known to be on the disk. Behind it may lie what a failed append left. */
	int64_t durable;
	bool dirty;
	char checksum[SMS_CHECKSUM_SIZE + 1];
};

/* The records of a journal that was read. */
struct sms_records {
	char *data;
	size_t size;
	struct sms_span *payload;
	size_t count, capacity;
	/* Bytes of whole records; behind them is a torn one if this is less than size. */
	size_t whole;
	char checksum[SMS_CHECKSUM_SIZE + 1];
};

/* Takes records apart. OK, NO_MEMORY, MALFORMED. On failure nothing is kept. */
smssite_status sms_records_parse(void *data, size_t size, struct sms_records *records);
void sms_records_release(struct sms_records *records);

/* path is an exact one and must outlive the journal. */
void sms_journal_init(struct sms_journal *journal, smssite_tree *tree, const char *path);
/* Makes the file with its first record, durably. EXISTS, or what the tree answers; then no file is left. */
smssite_status sms_journal_create(struct sms_journal *journal, const char *directory, const char *payload);
/* Reads the file. A torn record is not yet cut off: the next append does it. */
smssite_status sms_journal_read(struct sms_journal *journal, struct sms_records *records);
/* Adds a record durably. After a failure it is not there, and the call can be repeated. */
smssite_status sms_journal_append(struct sms_journal *journal, const char *payload);
void sms_journal_close(struct sms_journal *journal);

#endif
