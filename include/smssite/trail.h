/* SPDX-License-Identifier: MIT */
/**
 * @file trail.h
 * Where is my .ct2: how far the reply of a secondary's SCMAN has come on its way to the parent, by the files
 * and logs of both sites (KB Q183347; Resource Guide on jobs and senders). Once packed the .ct2 has no name of its own:
 * beyond that stage it is known only by documented names, destination and times, and the trail says inferred. A send request that
 * was read and says that it goes elsewhere, or has a package that is none of a system job, is none that could carry it.
 */
#ifndef SMSSITE_TRAIL_H
#define SMSSITE_TRAIL_H

#include <smssite/findings.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_trail smssite_trail;

typedef enum smssite_stage {
	/** The files do not show where it is. */
	SMSSITE_STAGE_UNKNOWN = -1,
	/** A .CT1 waits: SCMAN has not answered. */
	SMSSITE_STAGE_NOT_ANSWERED = 0,
	/** The .CT2 lies in the secondary's box: no job yet. */
	SMSSITE_STAGE_WRITTEN = 1,
	/** A job waits for the Scheduler. */
	SMSSITE_STAGE_JOB = 2,
	/** A send request waits for a sender. */
	SMSSITE_STAGE_REQUEST = 3,
	/** A sender has it. */
	SMSSITE_STAGE_SENDING = 4,
	/** In the parent's RECEIVE: waits for the Despooler. */
	SMSSITE_STAGE_ARRIVED = 5,
	/** In the parent's site-control box: waits for HMAN. */
	SMSSITE_STAGE_DESPOOLED = 6,
	/** Read: the parent says active. */
	SMSSITE_STAGE_DONE = 7,
} smssite_stage;

/** Follows the .ct2 through a case. Pure. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_case_trail(const smssite_case *self, smssite_trail **trail);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_trail_free(smssite_trail *self);
/** UNKNOWN for NULL. Since: 0.1 */
SMSSITE_API smssite_stage smssite_trail_stage(const smssite_trail *self);
/** Whether the place is known by inference only: a job right behind the .CT2 or the master, a request of a system job of
 * this site (`_` behind the first digit, the site code at the end) that is not older. True for NULL. Since: 0.1 */
SMSSITE_API bool smssite_trail_inferred(const smssite_trail *self);
/** Files that could carry it at that stage; more than one: it is either. With files at several stages the stage is
 * the least far, and the text counts the others. Since: 0.1 */
SMSSITE_API size_t smssite_trail_candidate_count(const smssite_trail *self);
/** Path below the SMS root (of the parent from stage 5 on); NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_trail_candidate_path(const smssite_trail *self, size_t index);
/** Seconds since it came there, -1 unknown or out of range. Since: 0.1 */
SMSSITE_API int64_t smssite_trail_candidate_age_s(const smssite_trail *self, size_t index);
/** The stage in words; "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_trail_text(const smssite_trail *self);
/** The usual blockers there, one sentence; "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_trail_blockers(const smssite_trail *self);
/** The documented next move; "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_trail_next_move(const smssite_trail *self);
/** What files and logs show of one stage: of each stage what could carry it there, which request the logs of Scheduler,
 * senders and Despooler name, how a log ends, what the parent says. 0 out of range. Since: 0.1 */
SMSSITE_API size_t smssite_trail_evidence_count(const smssite_trail *self, smssite_stage stage);
/** A file, a log, the name of the parent's word; of what lies at the parent its site code stands before it ("C9N:
 * SITE.SRV\..."); NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_trail_evidence_path(const smssite_trail *self, smssite_stage stage, size_t evidence);
/** Line (from 1), 0 if it has none. Since: 0.1 */
SMSSITE_API size_t smssite_trail_evidence_line(const smssite_trail *self, smssite_stage stage, size_t evidence);
/** The size of a file, what a send request says, the text of a record; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_trail_evidence_value(const smssite_trail *self, smssite_stage stage, size_t evidence);
/** Seconds since a file came there; -1 unknown and of records, whose times are of the server's own zone. Since: 0.1 */
SMSSITE_API int64_t smssite_trail_evidence_age_s(const smssite_trail *self, smssite_stage stage, size_t evidence);
/** Whether only names, places and times speak for it, where a .CT1 or .CT2 says itself what it is; of a send request's contents
 * ("it says: ...") the files, status and action are documented, destination, job and priority inferred. True out of range.
 * Since: 0.1 */
SMSSITE_API bool smssite_trail_evidence_inferred(const smssite_trail *self, smssite_stage stage, size_t evidence);
/** The usual blockers of the stage that were looked for: each answers as a finding does, OK where it is not there, UNKNOWN
 * where that cannot be told. From RECEIVE on they were looked for at the parent. 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_trail_blocker_count(const smssite_trail *self);
/** The failure mode it is about ("F01"), "" for one without a number; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_trail_blocker_id(const smssite_trail *self, size_t blocker);
/** UNKNOWN out of range. Since: 0.1 */
SMSSITE_API smssite_severity smssite_trail_blocker_severity(const smssite_trail *self, size_t blocker);
/** One line; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_trail_blocker_title(const smssite_trail *self, size_t blocker);
/** What to supply, "" if nothing is missing; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_trail_blocker_missing(const smssite_trail *self, size_t blocker);
/** Pieces of evidence; 0 out of range. Since: 0.1 */
SMSSITE_API size_t smssite_trail_blocker_evidence_count(const smssite_trail *self, size_t blocker);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_trail_blocker_evidence_path(const smssite_trail *self, size_t blocker, size_t evidence);
/** Line (from 1), 0 if it has none. Since: 0.1 */
SMSSITE_API size_t smssite_trail_blocker_evidence_line(const smssite_trail *self, size_t blocker, size_t evidence);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_trail_blocker_evidence_value(const smssite_trail *self, size_t blocker, size_t evidence);
/** Whether a blocker was found that does not pass by itself: a refused .CT1, no capacity, no address, an outbox closed at all
 * hours, a damaged send request on which the Scheduler loops, an instruction given up, a control file too large for a build before
 * 786. False for NULL. Since: 0.1 */
SMSSITE_API bool smssite_trail_hopeless(const smssite_trail *self);
/** "NOT_ANSWERED" ...; "UNKNOWN". Since: 0.1 */
SMSSITE_API const char *smssite_stage_name(smssite_stage stage);
/** As JSON text; smssite_free(). @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_trail_to_json(const smssite_trail *self, char **json);

#ifdef __cplusplus
}
#endif
#endif
