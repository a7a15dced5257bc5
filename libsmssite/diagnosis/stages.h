/* SPDX-License-Identifier: MIT */
/* The stages of the trail in words. */
#ifndef SMS_STAGES_H
#define SMS_STAGES_H

#include <smssite/trail.h>
#include "diagnosis/look.h"
#include "base/arena.h"

enum sms_nothing {
	SMS_NOTHING_SPECIAL,
	/* The site is a primary: its own Hierarchy Manager reads its .CT2. */
	SMS_NOTHING_PRIMARY,
	/* The site-control box cannot be told. */
	SMS_NOTHING_HIDDEN,
};

struct sms_stage_facts {
	const smssite_case *site_case;
	struct sms_word word;
	smssite_stage stage;
	enum sms_nothing nothing;
	/* Files at the stage, and files at later ones that could carry it as well. */
	size_t candidates, further;
};

/* False: no memory. */
bool sms_stage_words(struct sms_arena *arena, const struct sms_stage_facts *facts, const char **text,
	const char **blockers, const char **next_move);

#endif
