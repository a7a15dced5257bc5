/* SPDX-License-Identifier: MIT */
/* How a rule answers. A check writes at most one finding; what it writes is escaped here, so that no check
 * has to think of it, and after a failed allocation all further writing does nothing and
 * smssite_case_diagnose() says so. */
#ifndef SMS_FINDINGS_H
#define SMS_FINDINGS_H

#include <smssite/findings.h>
#include <smssite/id_map.h>
#include "base/arena.h"

/* Pieces of evidence kept of one finding; the rest is counted in a last one. */
#define SMS_MAX_EVIDENCE 12
/* Bytes of one title or value; a trace record may have thousands. */
#define SMS_MAX_WORDS 400

struct sms_check {
	const smssite_case *site_case;
	/* The site's snapshot and, NULL if not given, the parent's. */
	const smssite_snapshot *site, *parent;
	int64_t now_utc_s;
	size_t rule;
	/* Whose evidence it is where site is not the case's site, for paths ("C9N"); NULL. */
	const char *of;
	smssite_findings *findings;
	bool failed;
	/* Made when a rule first asks for it, sms_check_id_map(). */
	smssite_id_map *id_map;
	smssite_status id_map_status;
	const char *id_map_message;
};

/* An empty list with room for so many findings. NULL: no memory. */
smssite_findings *sms_findings_new(const smssite_case *site_case, size_t room);
/* Lets one check answer, as check->rule. */
void sms_findings_apply(struct sms_check *check, void (*answer)(struct sms_check *check));

/* Gives back what the checks have made for themselves. */
void sms_check_release(struct sms_check *check);
/* The id map of the case, made once for all rules that ask for it; NULL: check->id_map_status and
 * id_map_message say why not. NOT_FOUND: no control file tells the site's code. */
const smssite_id_map *sms_check_id_map(struct sms_check *check);

/* The finding of this rule. */
__attribute__((format(printf, 3, 4))) void sms_answer(
	struct sms_check *check, smssite_severity severity, const char *title, ...);
/* A piece of evidence of the finding; path as the caller says it. */
__attribute__((format(printf, 4, 5))) void sms_evidence(
	struct sms_check *check, const char *path, size_t line, const char *value, ...);
/* What to supply; further calls are joined with "; ". */
__attribute__((format(printf, 2, 3))) void sms_missing(struct sms_check *check, const char *what, ...);

/* A text for people: control characters, and bytes that are no UTF-8, as \xHH; cut at SMS_MAX_WORDS. NULL: no
 * memory. */
char *sms_arena_words(struct sms_arena *arena, const char *text);

#endif
