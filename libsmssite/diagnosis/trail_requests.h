/* SPDX-License-Identifier: MIT */
/* What the send requests that were read say of the .ct2's way (KB Q123221). */
#ifndef SMS_TRAIL_REQUESTS_H
#define SMS_TRAIL_REQUESTS_H

#include "diagnosis/trail_search.h"

/* Requests that are looked up in one pass: four times those that a snapshot reads. */
#define SMS_MAX_LOOKUPS 1024

/* The request in a file, borrowed from the snapshot; NULL where it was not read, or after SMS_MAX_LOOKUPS of
 * *lookups. */
const smssite_send_request *sms_request_of(
	const smssite_snapshot *snapshot, const struct sms_file *file, size_t *lookups);
/* Whether what it says speaks against it: another destination than the parent, a package that is none of a
 * system job. False for NULL. */
bool sms_request_is_of_others(const smssite_snapshot *site, const smssite_send_request *request);
/* What it says, in words: as documented the files, status, action; by the shape of words in a record whose
 * layout is inferred the destination, ids and priority. "" for nothing. */
struct sms_request_words {
	char documented[SMS_MAX_WORDS], inferred[SMS_MAX_WORDS];
};

void sms_request_say(const smssite_send_request *request, struct sms_request_words *words);

/* E01: a request whose records cannot be followed. */
void sms_check_damaged_request(struct sms_check *check);
/* E09: a package or instruction that is empty or gone. */
void sms_check_packed(struct sms_check *check);
/* E10: what a request says of itself. */
void sms_check_request_status(struct sms_check *check);
/* F07: the times between a sender's tries. */
void sms_check_tries(struct sms_check *check);

#endif
