/* SPDX-License-Identifier: MIT */
/* What the files and logs of both sites show of each stage. */
#ifndef SMS_TRAIL_NOTES_H
#define SMS_TRAIL_NOTES_H

#include "diagnosis/trail_search.h"
#include "base/arena.h"

#define SMS_STAGES (SMSSITE_STAGE_DONE + 1)

struct sms_note {
	const char *path, *value;
	size_t line;
	int64_t age_s;
	bool inferred;
};

struct sms_notes {
	struct sms_arena *arena;
	struct sms_note list[SMS_STAGES][SMS_MAX_EVIDENCE + 1];
	size_t count[SMS_STAGES], cut[SMS_STAGES];
	bool failed;
};

/* Fills *notes; false: no memory. place: what was found of the stage. */
bool sms_notes_take(struct sms_notes *notes, const struct sms_search *place);

#endif
