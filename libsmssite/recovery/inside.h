/* SPDX-License-Identifier: MIT */
/* Inside of an apply, shared by its parts: world.c looks, steps.c changes files, command.c and wait.c deal with
 * others, apply.c plays the steps, open.c begins and goes on. */
#ifndef SMS_INSIDE_H
#define SMS_INSIDE_H

#include "base/arena.h"
#include "recovery/journal.h"
#include "recovery/progress.h"

#include <smssite/apply.h>

/* A sharing violation: another try every so many seconds, so many times; then it is no passing one. Both ours: a
 * service has such a small file open for moments, and a minute is more than any virus scanner needs. */
#define SMS_BUSY_S 5
#define SMS_BUSY_TRIES 12
/* NET STOP and NET START answer before a service is quite down or up, and SCMAN starts the others one after another
 * (its stage 3); ours: five minutes. */
#define SMS_LIST_S 30
#define SMS_LIST_TRIES 10
/* Waiting for SCMAN the box is looked at this often, if nothing in it changes: a .CT2 leaves with the Scheduler's next
 * poll, which may come seconds after it was written, and a share tells of no change. */
#define SMS_LOOK_S 5
/* The slowest Service Response is 30 minutes (Resource Guide): SCMAN takes a new .CT1 at once (Q133113, Q131010), or
 * at the next poll where it was kept from it; a server that does not answer holds it up for minutes only. Without
 * a sign of work for that long it is not at work. */
#define SMS_QUIET_S 1800
/* Without a log in view its work shows at the ends only. No source says how long a cycle may take; it contacts all
 * logon servers, and the next one comes after the watchdog interval of 24 polling intervals (S3CD3). */
#define SMS_WATCHDOG_POLLS 24
/* A growing log is noted in the journal this often at most. */
#define SMS_NOTE_S 60
/* How much of a command's output the journal keeps. */
#define SMS_KEPT_OUTPUT 1000

struct smssite_action {
	atomic_size_t references;
	struct sms_arena arena;
	smssite_action_kind kind;
	size_t step;
	const char *text, *server;
	const char *words[4];
	size_t word_count;
	bool rehearsal, list;
	int64_t look_again_utc_s, until_utc_s;
	const char *paths[1];
	size_t path_count;
	smssite_outcome outcome;
};

struct smssite_apply {
	atomic_flag entered;
	smssite_tree *tree;
	smssite_plan *plan;
	void *lock;
	/* Exact paths in the tree. base holds the work folder; the SMS root lies in it, or is it. */
	char *base, *box, *work, *folder, *journal_path;
	struct sms_journal journal;
	struct sms_progress progress;
	/* Waits for its report. */
	smssite_action *pending;
	/* A pause between two tries; not in the journal: after an interruption there was one. NO_TIME: none. */
	int64_t pause_from, pause_until;
	const char *pause_text;
	/* The look at a list after which there was a pause last. */
	unsigned paused_after;
	/* SCMAN.LOG when it was last looked at. */
	bool log_seen;
	struct smssite_tree_stat log;
};

/* -- action.c ----------------------------------------------------------------------------------- */

/* NULL: no memory. */
smssite_action *sms_action_new(const smssite_apply *apply, smssite_action_kind kind, const char *text);
/* Steps of the plan are known to callers; those of undo are not. */
smssite_status sms_action_step_done(const smssite_apply *apply, const char *text, smssite_action **action);
smssite_status sms_action_run(const smssite_apply *apply, bool list, smssite_action **action);
smssite_status sms_action_wait(const smssite_apply *apply, const char *text, int64_t look_again_utc_s,
	int64_t until_utc_s, smssite_action **action);
smssite_action *sms_action_ref(smssite_action *action);

/* -- apply.c: records ------------------------------------------------------------------------------------- */

/* A record that says what, when and at which step; NULL: no memory. */
json_t *sms_record_new(const smssite_apply *apply, const char *event, int64_t now_utc_s);
/* Puts it into the journal and takes it into account; takes the record over, which may be NULL. */
smssite_status sms_record_add(smssite_apply *apply, json_t *record);
smssite_status sms_record_event(smssite_apply *apply, const char *event, int64_t now_utc_s);
/* A person's word on the command at hand. */
smssite_status sms_record_word(smssite_apply *apply, bool done, int64_t now_utc_s);
__attribute__((format(printf, 4, 5))) smssite_status sms_end(smssite_apply *apply, int64_t now_utc_s,
	smssite_outcome outcome, const char *format, ...);

/* -- world.c ------------------------------------------------------------------------------------ */

/* What is in the box now. Positions in the listing, SMSSITE_NO_INDEX: not there. */
struct sms_world {
	smssite_listing *box;
	size_t master, submitted, shutdown, init, reply, refused;
	size_t reply_count;
	int refused_code;
};

/* AMBIGUOUS when two names in the box differ only in case, else what listing it answers. */
smssite_status sms_world_look(const smssite_apply *apply, struct sms_world *world);
void sms_world_release(struct sms_world *world);
const char *sms_world_name(const struct sms_world *world, size_t index);

enum sms_likeness {
	/* The name is not there. */
	SMS_ABSENT,
	/* A regular file with the bytes of the plan's. */
	SMS_SAME,
	SMS_OTHER,
};

/* How what has this exact path compares with a file of the plan. */
smssite_status sms_compare(const smssite_apply *apply, const char *path, const struct sms_plan_file *file,
	enum sms_likeness *likeness);
/* The path of a name in one of the plan's places, whether it is there or not. NULL: no memory. */
char *sms_place_path(const smssite_apply *apply, enum sms_place place, const char *name);
smssite_status sms_compare_at(const smssite_apply *apply, enum sms_place place, const char *name,
	const struct sms_plan_file *file, enum sms_likeness *likeness);
/* Looks at what a procedure relies on before it goes on. An outcome other than NONE, with its text (sms_free()d by
 * the caller), when that no longer holds. */
smssite_status sms_world_check(const smssite_apply *apply, smssite_outcome *outcome, char **text);
/* " In quarantine: A, B." with the folder, or ""; NULL: no memory or a failure. */
smssite_status sms_quarantine_text(const smssite_apply *apply, char **text);

/* -- steps.c, command.c, wait.c, apply.c ---------------------------------------------------------- */

/* Each does the next thing for the step at hand: an action, or none where the step is done or ended and the next
 * one is to be looked at. */
smssite_status sms_do_check(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_do_file(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_do_command(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_do_wait(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
/* What came of a RUN, as a record. */
smssite_status sms_report_run(smssite_apply *apply, const struct sms_step *step, bool list, smssite_answer answer,
	int64_t exit_status, const void *output, size_t output_size, int64_t now_utc_s);
/* The step is done: a record, and where text is not NULL an action that tells of it. */
smssite_status sms_step_done(smssite_apply *apply, int64_t now_utc_s, const char *text, smssite_action **action);
/* The same, where what shows it is inferred. */
smssite_status sms_note_inferred(smssite_apply *apply, int64_t now_utc_s, const char *text, smssite_action **action);
/* SCMAN has renamed the file to 00000000.71x: notes it, and what follows a refusal is next. */
smssite_status sms_look_for_refusal(smssite_apply *apply, const struct sms_world *world, int64_t now_utc_s,
	bool *refused);
/* Nothing is done for so many seconds. text is for the life of the process. */
void sms_pause(smssite_apply *apply, int64_t now_utc_s, int64_t seconds, const char *text);

#endif
