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

/* The signs of work that a wait takes note of; all but the first are force-ct2's. */
enum sms_sign {
	SMS_SIGN_BEGIN,
	SMS_SIGN_LOG,
	SMS_SIGN_TAKEN,
	SMS_SIGN_MASTER,
	/* What is waited for to become quiet has changed. */
	SMS_SIGN_CHANGE,
	SMS_SIGNS,
};

/* The master on its way through SCMAN, in force-ct2. */
struct sms_submission {
	/* It was, or may have been, renamed to 00000000.CT1; by a link, so that both names may have been there. */
	bool begun, done, linked;
	/* Its time stamp before: a rename keeps it, a master that SCMAN writes has another. */
	int64_t mtime_utc_s;
	/* That a .CT2 was written is inferred: nobody saw it. */
	bool inferred;
	/* Undo found that SCMAN has taken the file. */
	bool taken;
	int refused_code;
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
	/* Of a step that is about many names: the one it is at. */
	size_t item;
	/* How far FORWARD ever came: steps below were begun. */
	size_t reached;
	struct sms_submission submission;
	/* A bit for each slot: a stop was handed out, and no start since is known to have worked. */
	uint64_t stopped[SMS_MAX_SLOTS / 64];
	/* Undo leaves everything else alone. */
	bool leave;
	/* What READ steps found, and others just before they acted, and whether a choice was for yes, by the step's number in
	 * decimal; NULL: nothing yet. Never changed once it is here. */
	json_t *facts;
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
/* Whether a step of FORWARD was begun at any time. */
bool sms_was_begun(const struct sms_progress *progress, size_t step);
bool sms_is_stopped(const struct sms_progress *progress, const struct sms_step *step);
/* What a step of FORWARD found: an array, borrowed; NULL if it has not been done. */
json_t *sms_fact(const struct sms_progress *progress, size_t step);
/* Whether the person's step of FORWARD was answered with no, and that was an answer (declined). */
bool sms_is_declined(const struct sms_progress *progress, size_t step);
/* The step it stands at; NULL behind the last. */
const struct sms_step *sms_progress_step(const struct sms_progress *progress, const smssite_plan *plan);

#endif
