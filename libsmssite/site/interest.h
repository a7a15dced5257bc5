/* SPDX-License-Identifier: MIT */
/* Which records of the trace logs some rule wants to see. The diagnosis room publishes the table; observe
 * keeps a record when one of the texts of its log occurs in it, as it stands, letter case included. */
#ifndef SMS_INTEREST_H
#define SMS_INTEREST_H

#include <stddef.h>

struct sms_interest_text {
	/* File name of the log as in the catalogue ("DESPOOL.LOG"), letter case aside. */
	const char *log;
	const char *text;
};

struct smssite_interest {
	const struct sms_interest_text *texts;
	size_t count;
};

#endif
