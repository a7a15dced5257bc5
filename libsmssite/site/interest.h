/* SPDX-License-Identifier: MIT */
/* Which records of the trace logs some rule wants to see. The diagnosis room publishes the table; observe
 * keeps a record when one of the patterns of its log is in it. */
#ifndef SMS_INTEREST_H
#define SMS_INTEREST_H

#include "evidence/patterns.h"

struct smssite_interest {
	const struct sms_pattern *texts;
	size_t count;
};

#endif
