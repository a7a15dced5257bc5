/* SPDX-License-Identifier: MIT */
/* Inside of an apply, shared by its parts: places.c looks, standing.c reads journals, steps.c changes files and read.c reads them,
 * command.c, person.c and wait.c deal with others, apply.c plays the steps, trees.c knows where things are, open.c begins and goes on. What
 * only one procedure needs is in files of its own (submission.c, plan_*.c). */
#ifndef SMS_INSIDE_H
#define SMS_INSIDE_H

#include "base/arena.h"
#include "recovery/journal.h"
#include "recovery/progress.h"
#include "tree/durable.h"

#include <smssite/apply.h>

/* A sharing violation: another try every so many seconds, so many times; then it is no passing one. Both ours: a
 * service has such a small file open for moments, and a minute is more than any virus scanner needs. */
#define SMS_BUSY_S 5
#define SMS_BUSY_TRIES 12
/* NET STOP and NET START answer before a service is quite down or up, and SCMAN starts the others one after another
 * (its stage 3); ours: five minutes. */
#define SMS_LIST_S 30
#define SMS_LIST_TRIES 10
/* What is waited for is looked at this often, if nothing in it changes: a .CT2 leaves with the Scheduler's next poll,
 * which may come seconds after it was written, and a share tells of no change. */
#define SMS_LOOK_S 5
/* How much of a command's output the journal keeps. */
#define SMS_KEPT_OUTPUT 1000

struct smssite_action {
	atomic_size_t references;
	struct sms_arena arena;
	smssite_action_kind kind;
	size_t step;
	const char *text, *server;
	const char *words[SMS_STEP_WORDS];
	size_t word_count;
	bool rehearsal, list, takes_site_list;
	int64_t look_again_utc_s, until_utc_s;
	const char *paths[1];
	size_t path_count;
	smssite_outcome outcome;
};

/* Another tree of the plan: as the first, without box and journal. */
struct sms_mount {
	smssite_tree *tree;
	void *lock;
	char *base, *root, *work, *folder;
};

struct smssite_apply {
	atomic_flag entered;
	smssite_tree *tree;
	smssite_plan *plan;
	void *lock;
	/* Exact paths in the tree. base holds the work folder; the SMS root lies in it, or is it. */
	char *base, *root, *box, *work, *folder, *journal_path;
	/* The plan's other trees; those that were not given have none. */
	struct sms_mount *mounts;
	struct sms_journal journal;
	struct sms_progress progress;
	/* Undo came too late: what it comes to is told, and nothing of it is written. The run had ended before. */
	bool unwritten, had_ended;
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
	/* What is waited for to become quiet, when it was last looked at; since when it has been so. */
	uint64_t quiet_mark;
	int64_t quiet_since;
};

/* -- action.c ----------------------------------------------------------------------------------- */

/* NULL: no memory. */
smssite_action *sms_action_new(const smssite_apply *apply, smssite_action_kind kind, const char *text);
smssite_status sms_action_run(const smssite_apply *apply, bool list, smssite_action **action);
/* path: what is watched; NULL: the site-control box. */
smssite_status sms_action_wait(const smssite_apply *apply, const char *text, const char *path, int64_t look_again_utc_s,
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

/* -- apply.c: how it ends, behind the last step of another script than FORWARD ------------------------------ */

smssite_status sms_finish_back(smssite_apply *apply, int64_t now_utc_s);
/* What becomes of a run that undo came too late for. */
const char *sms_too_late_text(const smssite_apply *apply);
/* Ends it for good, and says what it leaves. */
smssite_status sms_give_up(smssite_apply *apply, int64_t now_utc_s);

/* -- trees.c ------------------------------------------------------------------------------------ */

smssite_apply *sms_apply_new(smssite_tree *tree);
/* DIRECTORY/name in its exact spelling, whatever that is. */
smssite_status sms_resolve_in(smssite_tree *tree, const char *directory, const char *name, char **exact);
/* Makes a directory of the library's own, and its name durable also if a crash left it behind. */
smssite_status sms_make_own(smssite_tree *tree, const char *parent, const char *name, char **exact);
smssite_status sms_take_lock(smssite_tree *tree, const char *work, void **lock);
/* The tree of a volume; NULL if it was not given. */
smssite_tree *sms_volume_tree(const smssite_apply *apply, size_t volume);
/* REFUSED for a rehearsal of a plan of live trees on one of them. */
smssite_status sms_check_rehearsal(const smssite_plan *plan, const smssite_tree *tree);
/* REFUSED, with their names, if a tree that the plan's scripts need was not given. */
smssite_status sms_check_trees(const smssite_apply *apply);

/* -- open.c, standing.c: what lies in the work folder ----------------------------------------------------------- */

#define SMS_JOURNAL_FORMAT 1
/* The SMS root where the plan saw it, else the tree itself is one. NOT_FOUND with base set: what holds the work folder is there. */
smssite_status sms_find_root(smssite_apply *apply);
/* Whether a name can be that of a plan's folder. */
bool sms_is_plan_id(const char *name);
/* Reads apply->journal_path. *begun: it has a whole record; else its plan never began, or the journal was lost. */
smssite_status sms_read_journal(smssite_apply *apply, bool *begun);
smssite_status sms_begun_already(const char *journal, smssite_outcome outcome);
/* EXISTS, or BUSY, if the plan was begun. What it has done itself would else look like a change that someone made. What
 * stands in the way of reading is told when the journal is made. */
smssite_status sms_check_own_journal(const smssite_apply *apply);
/* BUSY if another plan's journal has not come to an end: two that were half done would undo each other's work. */
smssite_status sms_check_others(const smssite_apply *apply);

/* -- places.c ----------------------------------------------------------------------------------- */

enum sms_likeness {
	/* The name is not there. */
	SMS_ABSENT,
	/* A regular file with the bytes of the plan's; where those are not known, what has its kind. */
	SMS_SAME,
	SMS_OTHER,
};

/* How what has this path in a tree compares with a file of the plan. */
smssite_status sms_compare(smssite_tree *tree, const char *path, const struct sms_plan_file *file,
	enum sms_likeness *likeness);
/* The path of a name in one of the plan's places, whether it is there or not; name "" is the place itself. NULL: no
 * memory. The place's volume has a tree. */
char *sms_place_path(const smssite_apply *apply, const struct sms_place *place, const char *name);
smssite_status sms_compare_at(const smssite_apply *apply, const struct sms_place *place, const char *name,
	const struct sms_plan_file *file, enum sms_likeness *likeness);
/* What a place holds; NOT_FOUND if it is not there. Two names that differ only in case are AMBIGUOUS: which of the two a
 * service would take, nobody can say. */
smssite_status sms_place_list(const smssite_apply *apply, const struct sms_place *place, smssite_listing **list);
/* " In quarantine: A, B." with the folder, or ""; NULL: no memory or a failure. Every file that steps of FORWARD
 * have moved into the plan's folder. */
smssite_status sms_quarantine_text(const smssite_apply *apply, char **text);

/* What a step relies on, looked at now. */
struct sms_reliance {
	const smssite_apply *apply;
	/* The step that asks, of which script the progress says; NULL before anything begins. */
	const struct sms_step *step;
	/* Set by sms_found(): it no longer holds. The text is sms_free()d by the caller. */
	smssite_outcome outcome;
	char *text;
};

/* The first thing found is the one that is told. OK, NO_MEMORY. */
__attribute__((format(printf, 3, 4))) smssite_status sms_found(struct sms_reliance *check, smssite_outcome outcome,
	const char *format, ...);
/* A step's look just before it acts: ends the apply and sets *ended if what it finds speaks against it. */
smssite_status sms_look_before(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, bool *ended);

/* -- submission.c: the site-control box and the master on its way, for those who need it -------------------- */

/* What is in the box now. Positions in the listing, SMSSITE_NO_INDEX: not there. */
struct sms_world {
	smssite_listing *box;
	size_t master, submitted, shutdown, init, reply, refused;
	size_t reply_count;
	int refused_code;
};

/* As sms_place_list() of the box. */
smssite_status sms_world_look(const smssite_apply *apply, struct sms_world *world);
void sms_world_release(struct sms_world *world);
const char *sms_world_name(const struct sms_world *world, size_t index);

/* -- read.c --------------------------------------------------------------------------------------- */

/* The names of a place that pass, as a READ step's array: {"name", "size", "modified_utc", "sha256" if hashed, or
 * "directory": true}. A place that is not there has none. LIMIT: more than SMS_MAX_NAMES. */
smssite_status sms_read_names(const smssite_apply *apply, const struct sms_place *place,
	bool (*passes)(const char *name, const struct smssite_tree_stat *stat), bool hashed, json_t **found);
/* What was found is not what can be used: an outcome, with the reason, and resume looks again. Everything else is a failure of the
 * call. */
bool sms_is_about_content(smssite_status status);
/* What a file step is about: the plan's file, or one of what a READ step found. */
struct sms_subject {
	struct sms_plan_file file;
	char *name, sha256[2 * SMS_SHA256_SIZE + 1];
};

/* *subject must stay where it is. MALFORMED: a name that is none, as only a journal of somebody's own making has. */
smssite_status sms_fact_file(const json_t *item, struct sms_subject *subject);
void sms_subject_release(struct sms_subject *subject);

/* -- steps.c, command.c, person.c, wait.c, apply.c --------------------------------------------------- */

/* Each does the next thing for the step at hand: an action, or none where the step is done or ended and the next
 * one is to be looked at. */
smssite_status sms_do_check(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_do_file(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_do_read(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_do_write(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_do_command(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_do_wait(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_do_person(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
/* Puts a question to a person; the word is a record of its own. */
smssite_status sms_ask(smssite_apply *apply, const char *question, bool takes_site_list, int64_t now_utc_s,
	smssite_action **action);
/* For a person, because there is no tree to do it in. */
smssite_status sms_do_by_hand(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
/* What came of a RUN, as a record; of an ASK. */
smssite_status sms_report_run(smssite_apply *apply, const struct sms_step *step, bool list, smssite_answer answer,
	int64_t exit_status, const void *output, size_t output_size, int64_t now_utc_s);
smssite_status sms_report_word(smssite_apply *apply, const struct sms_step *step, smssite_answer answer,
	const void *output, size_t output_size, int64_t now_utc_s);
/* The point of no return was begun; in a rehearsal a command does nothing. */
bool sms_is_past(const smssite_apply *apply);
/* Whether a step of UNDO has nothing to take back: what it takes back was not begun, or is past the point of no
 * return, or nothing is to go back any more. */
bool sms_stays(const smssite_apply *apply, const struct sms_step *step);
/* The step is done: a record, and where text is not NULL an action that tells of it. special: a key that is set to
 * true in the record; NULL: none. */
smssite_status sms_note_done(smssite_apply *apply, int64_t now_utc_s, const char *special, const char *text,
	smssite_action **action);
smssite_status sms_step_done(smssite_apply *apply, int64_t now_utc_s, const char *text, smssite_action **action);
/* "<title>: done<more>". */
smssite_status sms_tell_done(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, const char *more,
	smssite_action **action);
smssite_status sms_note_sign(smssite_apply *apply, enum sms_sign sign, int64_t now_utc_s);
/* Nothing is done for so many seconds. text is for the life of the process. */
void sms_pause(smssite_apply *apply, int64_t now_utc_s, int64_t seconds, const char *text);

/* What a WAIT's ready() answers. */
struct sms_waiting {
	/* What is waited for is here; if not, until is when the wait is up (NO_TIME: never). */
	bool over;
	int64_t until;
	/* Of what is here, or is waited for; of what is so when the time is up. sms_free()d by the caller. */
	char *text, *given_up;
};
/* Whether what a place holds, names and sizes, has been the same for so many seconds; noted in the journal when it
 * changes. A place that is not there is quiet. */
smssite_status sms_is_quiet(smssite_apply *apply, const struct sms_place *place, int64_t seconds, int64_t now_utc_s,
	bool *quiet);

/* -- the parts of a file step, for a play() that needs other rules ---------------------------------------- */

smssite_status sms_move_named(const smssite_apply *apply, const struct sms_step *step, enum sms_move_way *way);
/* What a crash may have left undone: the names are as they should be, but perhaps not on the disk. */
smssite_status sms_sync_place(const smssite_apply *apply, const struct sms_place *place);
smssite_status sms_sync_both(const smssite_apply *apply, const struct sms_step *step);
/* Makes a place's directory durably, where it is none of the site's own. */
smssite_status sms_make_place(const smssite_apply *apply, const struct sms_place *place);
/* CHANGED, where the source moved under our hands, becomes BUSY: what it is now is found out by the next look. */
smssite_status sms_copy_file(smssite_tree *tree, const char *from, const char *to);
/* " (by a second link)" and so on. */
const char *sms_way_text(enum sms_move_way way);

#endif
