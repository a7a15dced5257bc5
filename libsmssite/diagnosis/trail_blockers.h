/* SPDX-License-Identifier: MIT */
/* The usual blockers of each stage, looked for. */
#ifndef SMS_TRAIL_BLOCKERS_H
#define SMS_TRAIL_BLOCKERS_H

#include "diagnosis/trail_search.h"

struct sms_blockers {
	/* One finding a blocker that was looked for, in the order of the table. */
	smssite_findings *findings;
	/* Of each finding: the failure mode it is about. */
	const char **ids;
	/* One of them does not pass by itself. */
	bool hopeless;
};

/* Looks for what is usual at the stage. OK; NO_MEMORY. */
smssite_status sms_blockers_find(
	struct sms_blockers *blockers, struct sms_arena *arena, const struct sms_search *place, smssite_stage stage);

#endif
