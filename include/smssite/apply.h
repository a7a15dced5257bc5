/* SPDX-License-Identifier: MIT */
/**
 * @file apply.h
 * Carrying out a plan, resuming it, taking it back: a step machine without callbacks. The library does the
 * steps on files itself, journalling each intent durably before it acts, and hands out what others must do:
 * run this there, wait until then, ask a person that. The caller does it and reports. The library never
 * sleeps, forks or reads a clock.
 *
 *     smssite_apply_begin(plan, tree, ...)
 *     while (smssite_apply_next(apply, now, &action) == SMSSITE_OK && kind(action) != DONE)
 *         smssite_apply_report(apply, answer, ...)      (RUN, WAIT and ASK; STEP needs no report)
 *
 * Journal, backup, quarantine and lock live in the folder SMSSITE.WRK on the same volume, outside the SMS root
 * where the drive is in view, else at its top: SMSSITE.WRK/<plan>/JOURNAL, .../BACKUP/SITECTRL.CT0,
 * .../QUARANTIN/<name>. Killed at any instant, smssite_apply_resume() goes on.
 */
#ifndef SMSSITE_APPLY_H
#define SMSSITE_APPLY_H

#include <smssite/plan.h>
#include <smssite/tree.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_apply smssite_apply;
typedef struct smssite_action smssite_action;

typedef enum smssite_action_kind {
	/** The library has done a step of its own; shown for information, no report. */
	SMSSITE_ACTION_STEP = 0,
	/** Run the words at the server; report exit status and output. */
	SMSSITE_ACTION_RUN = 1,
	/** Wait until one of the paths changes or the time has come, whichever is first; report DONE. Looking more
	 * often, or returning early, does no harm. */
	SMSSITE_ACTION_WAIT = 2,
	/** Ask a person; report DONE or FAILED. */
	SMSSITE_ACTION_ASK = 3,
	/** It is over; see the outcome. */
	SMSSITE_ACTION_DONE = 4,
} smssite_action_kind;

typedef enum smssite_answer {
	SMSSITE_ANSWER_DONE = 0,
	SMSSITE_ANSWER_FAILED = 1,
	/** The caller does not know whether it was done (its connection broke). */
	SMSSITE_ANSWER_IN_DOUBT = 2,
} smssite_answer;

/** How it ended. */
typedef enum smssite_outcome {
	SMSSITE_OUTCOME_NONE = 0,
	/** Every postcondition was seen. */
	SMSSITE_OUTCOME_DONE = 1,
	/** The site moved by itself: the rest of the plan is not needed and was not done. */
	SMSSITE_OUTCOME_MOVED_BY_ITSELF = 2,
	/** What the plan relies on has changed; everything is as the journal says. Put it right and resume, or undo (before
	 * the point of no return, here and below). */
	SMSSITE_OUTCOME_CHANGED = 3,
	/** A time was up or a thing stayed busy; everything is in place. Resume or undo. */
	SMSSITE_OUTCOME_STOPPED = 4,
	/** SCMAN refused the file; the backup is the master again, or one that SCMAN has written itself meanwhile. */
	SMSSITE_OUTCOME_REJECTED = 5,
	/** Undo: all that could be taken back is; what is left is named in the message. A server's tree is never left: where it
	 * cannot go back, undo ends CHANGED. */
	SMSSITE_OUTCOME_UNDONE = 6,
	/** Undo: past the point of no return; nothing was put into the box. The journal is as it was: resume goes on, or
	 * tells how it ended. Only where SCMAN took 00000000.CT1 while undo was at work is it the end. */
	SMSSITE_OUTCOME_NOT_UNDONE = 7,
	/** A person or a command answered that it failed. Resume or undo. */
	SMSSITE_OUTCOME_FAILED = 8,
	/** It was given up (smssite_apply_abandon()). */
	SMSSITE_OUTCOME_ABANDONED = 9,
} smssite_outcome;

/**
 * Begins to carry out a plan: takes the lock, checks site, master and everything the plan relies on, writes the
 * journal. Nothing in the site is changed yet.
 * @param tree the drive or the SMS root the plan was made for (its location may have changed).
 * @param rehearse plays the plan on a copy: required for a plan made from a copy. The steps on files are done, on the
 * copy; commands are handed out marked as rehearsal, and what is reported on them is believed; SCMAN is not waited
 * for, because a copy has none. So it ends DONE behind the last step on files, and undo takes those back.
 * @return OK; INVALID; NO_MEMORY; BUSY (another apply holds the lock, or has not come to an end, wherever it has stopped:
 * two that are half done would undo each other's work; the message names its journal, smssite_apply_obstacle() gives it);
 * REFUSED (a plan from a copy without rehearse; a plan from live trees to be rehearsed on one of them); CHANGED (another
 * site, or what the plan relies on is no longer so); AMBIGUOUS; EXISTS (this plan was begun already: resume it, or
 * make a new one; smssite_apply_obstacle() gives its journal, unless it has come to its end); NOT_FOUND (no site-control
 * box there), DENIED, IO, LIMIT, UNSUPPORTED.
 * Since: 0.1
 */
SMSSITE_API smssite_status smssite_apply_begin(smssite_plan *plan, smssite_tree *tree, bool rehearse, int64_t now_utc_s,
	smssite_apply **apply);
/**
 * Goes on after an interruption, or after an outcome that is no end (CHANGED, STOPPED, FAILED); with one that is, it
 * only tells it again. The clocks of a wait begin anew.
 * @param journal the path that smssite_apply_journal() gave; the tree may also be opened at the folder that holds the
 * work folder.
 * @return OK; INVALID (also: not a journal's name); NO_MEMORY; NOT_FOUND; AMBIGUOUS; BUSY (its owner lives);
 * MALFORMED (damaged other than at its end); UNSUPPORTED (newer format); CHANGED (the tree is another site's); DENIED, IO,
 * LIMIT. Since: 0.1
 */
SMSSITE_API smssite_status smssite_apply_resume(smssite_tree *tree, const char *journal, int64_t now_utc_s, smssite_apply **apply);
/** Takes back what can be taken back, as far as the point of no return; can itself be resumed. Files go back into the
 * box only while SCMAN is stopped, never over a name, and not at all once SCMAN has taken 00000000.CT1; what it has
 * refused gives way to the backup, and the outcome is REJECTED. Past the point of no return nothing is handed out and the
 * journal is not written: the first smssite_apply_next() says NOT_UNDONE. @return as smssite_apply_resume(), and BUSY
 * (another plan is under way). Since: 0.1 */
SMSSITE_API smssite_status smssite_apply_undo(smssite_tree *tree, const char *journal, int64_t now_utc_s, smssite_apply **apply);
/**
 * Gives up a run that has not come to an end and cannot be taken back: it is past its point of no return, or undo does
 * not come through. The site is not touched; the journal is closed, so that another plan can be begun, and resume and
 * undo tell of nothing but this.
 * @param[out] text what it leaves behind: final steps, quarantine, services that were stopped; smssite_free().
 * @return as smssite_apply_resume(), and REFUSED (it has ended, or can be taken back: undo it). Where the site-control
 * box is gone there is nothing to undo it in. Since: 0.1
 */
SMSSITE_API smssite_status smssite_apply_abandon(smssite_tree *tree, const char *journal, int64_t now_utc_s, char **text);
/**
 * The journal that keeps a plan from being begun: its own unless that has come to an end, else one of another plan that has not come to an end or cannot
 * be read.
 * @param[out] text its path in the tree; smssite_free().
 * @return OK; INVALID; NO_MEMORY; NOT_FOUND (there is none); CHANGED (the site-control box is no directory any more); AMBIGUOUS,
 * DENIED, IO, LIMIT, UNSUPPORTED. Since: 0.1
 */
SMSSITE_API smssite_status smssite_apply_obstacle(smssite_plan *plan, smssite_tree *tree, char **text);
/** Records a person's word while no apply is open: on the command that was handed out last, or what was asked of it.
 * @param step from 0. @return as smssite_apply_resume(), and REFUSED (the step is not waiting for a person's word).
 * Since: 0.1 */
SMSSITE_API smssite_status smssite_apply_confirm(smssite_tree *tree, const char *journal, size_t step, bool done, int64_t now_utc_s);
/**
 * Gives another tree of the plan (smssite_plan_tree_count()), after begin, resume or undo and before
 * smssite_apply_next(). The library's own folder is made on it and locked; nothing else is changed.
 * @param tree from 1. @param added the tree; a reference is kept.
 * @return OK; INVALID (NULL, the plan has no such tree); NO_MEMORY; EXISTS (given already); REFUSED (a rehearsal of a plan
 * from live trees, and this is one of them: nothing is touched); BUSY (another apply is at work there; entered twice); NOT_FOUND (no SMS root where the plan saw it), AMBIGUOUS, DENIED, IO, LIMIT, UNSUPPORTED.
 * Since: 0.1
 */
SMSSITE_API smssite_status smssite_apply_add_tree(smssite_apply *self, size_t tree, smssite_tree *added);
/** Lets go of the lock; an unfinished apply can be resumed. NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_apply_free(smssite_apply *self);
/** Path of the journal in the tree; "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_apply_journal(const smssite_apply *self);
/** The plan, borrowed; NULL for NULL. Since: 0.1 */
SMSSITE_API smssite_plan *smssite_apply_plan(const smssite_apply *self);

/**
 * Does the next thing, or hands it out. While an action waits for its report the same action is handed out again.
 * @param now_utc_s the caller's clock; must not be NO_TIME.
 * @param[out] action given back with smssite_action_free().
 * @return OK; INVALID; NO_MEMORY; BUSY (entered twice); REFUSED (a tree that the plan needs was not given: the message
 * names it); NOT_FOUND, EXISTS, DENIED, IO, AMBIGUOUS, CHANGED, LIMIT,
 * UNSUPPORTED (a step failed; the journal is consistent, the call can be repeated, or the apply resumed or undone
 * later). Since: 0.1
 */
SMSSITE_API smssite_status smssite_apply_next(smssite_apply *self, int64_t now_utc_s, smssite_action **action);
/**
 * Reports on the action that was handed out last.
 * @param exit_status of a RUN, else 0. @param output what a RUN printed, at most 1 MiB of it is looked at; may be NULL. For
 * an ASK that takes one, a site list.
 * A command has worked when its postcondition is seen, not when its report says so: the list of services comes as a
 * RUN of its own. A list that is reported without output is put to a person.
 * @return OK; INVALID (no action waits; IN_DOUBT for an ASK); NO_MEMORY; BUSY (entered twice); MALFORMED, LIMIT (the site
 * list), UNDECIDED (the site list does not say); DENIED, IO, LIMIT (the
 * action still waits: report again). Since: 0.1
 */
SMSSITE_API smssite_status smssite_apply_report(smssite_apply *self, smssite_answer answer, int64_t exit_status,
	const void *output, size_t output_size, int64_t now_utc_s);

/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_action_free(smssite_action *self);
/** DONE for NULL. Since: 0.1 */
SMSSITE_API smssite_action_kind smssite_action_get_kind(const smssite_action *self);
/** The plan's step, ::SMSSITE_NO_INDEX for DONE and for what no step asks (undo's commands). Since: 0.1 */
SMSSITE_API size_t smssite_action_step(const smssite_action *self);
/** What was done, is to be done, is asked or came out; "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_action_text(const smssite_action *self);
/** RUN: the server; else "". Since: 0.1 */
SMSSITE_API const char *smssite_action_server(const smssite_action *self);
/** RUN: how many words. Since: 0.1 */
SMSSITE_API size_t smssite_action_word_count(const smssite_action *self);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_action_word(const smssite_action *self, size_t word);
/**
 * RUN: the words as one line of NT, for who types them or hands them to CMD.EXE.
 * @return OK; INVALID (NULL, style out of range); NOT_FOUND (an action without words); UNSUPPORTED (CMD style: a word has `%` or
 * `!`, as smssite_command_line()); NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_action_line(const smssite_action *self, smssite_command_style style, char **text);
/** RUN: the words are a rehearsal and need not be run: report DONE. Since: 0.1 */
SMSSITE_API bool smssite_action_is_rehearsal(const smssite_action *self);
/** WAIT: look again at this time at the latest; else NO_TIME. Since: 0.1 */
SMSSITE_API int64_t smssite_action_look_again_utc_s(const smssite_action *self);
/** WAIT: when the wait as a whole is up; NO_TIME if it has no end of its own. Since: 0.1 */
SMSSITE_API int64_t smssite_action_until_utc_s(const smssite_action *self);
/** WAIT: paths (in the tree) to watch. Since: 0.1 */
SMSSITE_API size_t smssite_action_path_count(const smssite_action *self);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_action_path(const smssite_action *self, size_t path);
/** ASK: the answer may be a site list of the parent's (lines CODE status detail), reported as output with DONE; what it
 * says counts then. Since: 0.1 */
SMSSITE_API bool smssite_action_takes_site_list(const smssite_action *self);
/** DONE: how it ended; else NONE. Since: 0.1 */
SMSSITE_API smssite_outcome smssite_action_outcome(const smssite_action *self);
/** "RUN" ...; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_action_kind_name(smssite_action_kind kind);
/** "MOVED_BY_ITSELF" ...; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_outcome_name(smssite_outcome outcome);

#ifdef __cplusplus
}
#endif
#endif
