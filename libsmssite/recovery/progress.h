/* SPDX-License-Identifier: MIT */
/* Where a plan stands: what follows from the records of its journal, and from nothing else. Everything an apply
 * learns goes through a record, so that after a crash, or a failed write, another one knows the same. */
#ifndef SMS_PROGRESS_H
#define SMS_PROGRESS_H

#include "recovery/plan.h"

#include <smssite/apply.h>

enum sms_stage {
	/* The step has not begun. */
	SMS_STAGE_READY,
	/* A step on files has begun; whether it happened shows in the files. */
	SMS_STAGE_INTENT,
	/* A command was handed out and nobody has reported on it. */
	SMS_STAGE_OUT,
	/* The command's postcondition is to be looked at. */
	SMS_STAGE_PROVE,
	/* A person is asked whether it holds. */
	SMS_STAGE_ASK,
};

/* What is known of a command's postcondition. */
enum sms_verdict {
	SMS_VERDICT_NONE,
	SMS_VERDICT_YES,
	/* Not, or not yet. */
	SMS_VERDICT_NO,
	/* A service is just starting or stopping. */
	SMS_VERDICT_LATER,
	/* What was reported does not say. */
	SMS_VERDICT_UNCLEAR,
	/* Someone said that it failed. */
	SMS_VERDICT_FAILED,
	SMS_VERDICTS,
};

/* The signs of work that a wait takes note of. */
enum sms_sign {
	SMS_SIGN_BEGIN,
	SMS_SIGN_LOG,
	SMS_SIGN_TAKEN,
	SMS_SIGN_MASTER,
	SMS_SIGNS,
};

/* The two services that the plans stop. */
enum {
	SMS_SCMAN,
	SMS_EXECUTIVE,
	SMS_STOPPABLE,
};

struct sms_progress {
	bool begun, rehearse;
	enum sms_script script;
	size_t step;
	enum sms_stage stage;
	enum sms_verdict verdict;
	/* A report on the command came after it was handed out last. */
	bool reported;
	/* Tries of this step since it began or was resumed. */
	unsigned busy, looks;
	/* The master was, or may have been, renamed to 00000000.CT1; by a link, so that both names may have been there. */
	bool submitting, submitted, linked;
	/* Its time stamp before: a rename keeps it, a master that SCMAN writes has another. */
	int64_t master_mtime_utc_s;
	/* That a .CT2 was written is inferred: nobody saw it. */
	bool inferred;
	/* SENDCODE was handed out. */
	bool sent;
	/* A stop was handed out, and no start since is known to have worked. */
	bool stopped[SMS_STOPPABLE];
	/* Undo found that SCMAN has taken the file; undo leaves the quarantine alone. */
	bool taken, leave;
	int refused_code;
	/* When the wait began or was resumed, and the last sign of work; NO_TIME: not waiting. */
	int64_t wait_since, sign_at;
	bool seen[SMS_SIGNS];
	smssite_outcome outcome;
	char *text;
};

/* Takes one more record into account. OK, NO_MEMORY, MALFORMED (it cannot follow what was before; nothing is
 * changed). */
smssite_status sms_progress_add(struct sms_progress *progress, const smssite_plan *plan, const json_t *record);
void sms_progress_release(struct sms_progress *progress);
/* Whether an outcome is the end for ever; the others can be resumed. */
bool sms_outcome_is_final(smssite_outcome outcome);
/* Which of the two services a STOP or START is for; SMS_STOPPABLE: neither. */
size_t sms_step_service(const struct sms_step *step);
bool sms_step_is_list(const struct sms_step *step);
/* The step it stands at; NULL behind the last. */
const struct sms_step *sms_progress_step(const struct sms_progress *progress, const smssite_plan *plan);

#endif
