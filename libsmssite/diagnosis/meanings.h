/* SPDX-License-Identifier: MIT */
/* The tables behind meaning.h. */
#ifndef SMS_MEANINGS_H
#define SMS_MEANINGS_H

#include <smssite/meaning.h>

struct sms_meaning {
	smssite_topic topic;
	int64_t first, last;
	const char *name, *text, *rules, *sources;
};

struct sms_meaning_table {
	const struct sms_meaning *list;
	size_t count;
};

/* meanings_events.c; meanings_codes.c */
extern const struct sms_meaning_table sms_meanings_events, sms_meanings_codes;

#endif
