/* SPDX-License-Identifier: MIT */
/* How often a sender tries a request, and how long a round of tries takes (KB Q214485). */
#ifndef SMS_TRIES_H
#define SMS_TRIES_H

#include "diagnosis/findings.h"

struct sms_tries {
	/* "the LAN sender" */
	const char *sender;
	int64_t tries, delay_min, round_s;
};

/* Of the sender that has this outbox ("LAN_DEFA.000"). */
void sms_tries_of(struct sms_check *check, const char *outbox, struct sms_tries *tries);

#endif
