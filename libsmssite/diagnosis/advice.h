/* SPDX-License-Identifier: MIT */
/* Inside of an advice. */
#ifndef SMS_ADVICE_H
#define SMS_ADVICE_H

#include <smssite/advice.h>
#include "base/arena.h"

#define SMS_REPAIRS 3

struct sms_against {
	smssite_procedure procedure;
	const char *reason;
};

struct smssite_advice {
	struct sms_arena arena;
	smssite_procedure procedure;
	const char *reason, *cost, *until;
	struct sms_against against[SMS_REPAIRS];
	size_t against_count;
};

#endif
