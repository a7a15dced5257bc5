/* SPDX-License-Identifier: MIT */
/* The send requests that a snapshot read, for the rules. */
#ifndef SMS_REQUESTS_H
#define SMS_REQUESTS_H

#include "diagnosis/look.h"

struct sms_request {
	const char *path, *message;
	smssite_status status;
	/* NULL: it could not be read. */
	const smssite_send_request *parsed;
	struct smssite_tree_stat stat;
	/* Since it was last written; -1 unknown. */
	int64_t age_s;
	/* Else it is in SCHEDULE.BOX. */
	bool is_in_outbox;
};

/* The first at or after *next, which is then behind it. False: there is none. */
bool sms_next_request(const struct sms_check *check, size_t *next, struct sms_request *request);
/* Whether one of them says where it goes: then the layout that is inferred is that of this site. */
bool sms_requests_are_understood(const struct sms_check *check);
/* Those whose chain of records is broken, or too long, and that nobody is writing; with tell, as evidence. */
size_t sms_count_damaged_requests(struct sms_check *check, bool tell);
/* Whether there is nothing left to send of it, so that what it names may be gone. */
bool sms_request_is_done(const smssite_send_request *request);
/* Evidence: where a request goes and how it stands, as far as it says. */
void sms_request_evidence(struct sms_check *check, const struct sms_request *request);
/* The last part of a path of Windows. */
const char *sms_base_name(const char *path);
/* The name of a file in TOSEND that a path leads to; NULL for another place. */
const char *sms_name_in_tosend(const char *path);

#endif
