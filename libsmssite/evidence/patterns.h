/* SPDX-License-Identifier: MIT */
/* Many patterns of log records at once. A table names them; compiled for one log they are looked for in the
 * text of its records, all in one pass: first the texts, then, where a text occurs, the expression beside it.
 */
#ifndef SMS_PATTERNS_H
#define SMS_PATTERNS_H

#include <smssite/base.h>

struct sms_pattern {
	/* File name of the log as in the catalogue ("DESPOOL.LOG"), letter case aside; NULL: any log. */
	const char *log;
	/* Occurs in the record as it stands, letter case included. At least three bytes; the longer the
	 * shortest text of a log, the faster all are found. NULL: only the expression decides, which is then
	 * tried on every record. */
	const char *text;
	/* PCRE2 over bytes, matched anywhere in the record; NULL: the text alone decides. */
	const char *expression;
};

struct sms_patterns;

/* Those of the table that are for a log; all for NULL. The table is borrowed.
 * OK, NO_MEMORY, LIMIT (65,535 patterns), MALFORMED (an expression that cannot be read, or a text of less
 * than three bytes; with its place in the table). sms_patterns_free() ends it, NULL does nothing. */
smssite_status sms_patterns_new(
	const struct sms_pattern *table, size_t count, const char *log, struct sms_patterns **patterns);
void sms_patterns_free(struct sms_patterns *self);

/* Which of them a record has: *found are positions in the table, ascending, good until the next call. Not for
 * two threads at once. OK, NO_MEMORY. */
smssite_status sms_patterns_match(
	struct sms_patterns *self, const char *text, size_t size, const size_t **found, size_t *count);
/* How often matching an expression was given up at its limit of steps: then it counts as not there. */
size_t sms_patterns_given_up(const struct sms_patterns *self);

#endif
