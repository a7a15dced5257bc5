/* SPDX-License-Identifier: MIT */
/**
 * @file trace_log.h
 * Reading trace logs: one, or several on one time line, whole or filtered, once or as they grow. Memory does not depend on
 * their size. Nothing waits: following means to ask again later.
 *
 * Logs are in the ANSI code page, or UTF-8 or UTF-16 by their byte order mark. Of lines of more than 64 KB the beginning
 * and the trailer are kept. A reader is for one thread at a time; another one gets ::SMSSITE_BUSY.
 */
#ifndef SMSSITE_TRACE_LOG_H
#define SMSSITE_TRACE_LOG_H

#include <smssite/base.h>
#include <smssite/trace_record.h>
#include <smssite/tree.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_trace_log smssite_trace_log;

/** What is counted of each file. */
typedef enum smssite_trace_tally {
	/** Lines read so far. */
	SMSSITE_TRACE_TALLY_LINES = 0,
	/** Lines of more than 64 KB. */
	SMSSITE_TRACE_TALLY_CUT = 1,
	/** Records of ::SMSSITE_TRACE_TEXT. */
	SMSSITE_TRACE_TALLY_TEXT = 2,
	/** How often a record's time was before that of the record before it: somebody turned the clock back. */
	SMSSITE_TRACE_TALLY_BACKWARD = 3,
	/** Records of 2037 and later, when the services crash (KB Q151648). */
	SMSSITE_TRACE_TALLY_LATE = 4,
	/** NUL bytes at the front of lines, passed over. */
	SMSSITE_TRACE_TALLY_NUL = 5,
	/** Characters of UTF-16 that were none, or cut. */
	SMSSITE_TRACE_TALLY_BROKEN = 6,
	/** How often the file became shorter, or other contents, while it was followed. It was then read from its beginning. */
	SMSSITE_TRACE_TALLY_TRUNCATED = 7,
	/** How often another file came to its name. */
	SMSSITE_TRACE_TALLY_REPLACED = 8,
	/** How often its service renamed it, because it was full, and began a new one. */
	SMSSITE_TRACE_TALLY_ROLLED = 9,
} smssite_trace_tally;

/** A reader without any log. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_trace_log_new(smssite_trace_log **log);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_trace_log_free(smssite_trace_log *self);

/**
 * Adds a log of a tree. What it was renamed to when it was full (`DESPOOL.LO_` of `DESPOOL.LOG`, Resource Guide) is read
 * before it, as a file of its own. The files stay open until their ends, which keeps no service from renaming them.
 * @return OK; INVALID, NO_MEMORY, NOT_FOUND (neither of the two is there), AMBIGUOUS, DENIED, BUSY (also: another
 * thread is in it), IO, LIMIT (also: 128 files). After a failure nothing was added. Since: 0.1
 */
SMSSITE_API smssite_status smssite_trace_log_add(smssite_trace_log *self, smssite_tree *tree, const char *path);
/** Adds the bytes of a log, which must stay as they are as long as the reader lives. @param name what it is called.
 * @return OK, INVALID, NO_MEMORY, LIMIT, BUSY. Since: 0.1 */
SMSSITE_API smssite_status smssite_trace_log_add_bytes(smssite_trace_log *self, const void *data, size_t size, const char *name);
/** Adds what a descriptor of this process gives (a pipe, standard input), from where it stands; it stays the caller's. To
 * read from one that has nothing waits, unlike all else here. @return OK, INVALID, NO_MEMORY, LIMIT, BUSY. Since: 0.1 */
SMSSITE_API smssite_status smssite_trace_log_add_descriptor(smssite_trace_log *self, int descriptor, const char *name);

/** From now on the logs of trees that were added are followed: a line that has no end yet is kept back, and a log that is
 * truncated, replaced or rolled over goes on with the new one. @return OK, INVALID, BUSY. Since: 0.1 */
SMSSITE_API smssite_status smssite_trace_log_follow(smssite_trace_log *self);

/** Only records of one component, letter case aside. NULL: of all. @return OK, INVALID, NO_MEMORY, BUSY. Since: 0.1 */
SMSSITE_API smssite_status smssite_trace_log_only_component(smssite_trace_log *self, const char *component);
/** Only records of one thread. -1: of all. @return OK, INVALID, BUSY. Since: 0.1 */
SMSSITE_API smssite_status smssite_trace_log_only_thread(smssite_trace_log *self, int64_t thread);
/** Only records from one time up to and with another, on the servers' wall clocks; a record without time has that of the
 * one before it in its log. ::SMSSITE_NO_TIME: no such bound. @return OK, INVALID, BUSY. Since: 0.1 */
SMSSITE_API smssite_status smssite_trace_log_only_time(smssite_trace_log *self, int64_t from_local_s, int64_t to_local_s);
/** Only records that have this (UTF-8) in their text, as it stands. NULL: all. @return OK, INVALID, NO_MEMORY, BUSY. Since: 0.1 */
SMSSITE_API smssite_status smssite_trace_log_only_text(smssite_trace_log *self, const char *text);
/** Only records whose text an expression of PCRE2 matches somewhere. It sees the bytes of the log; `(?i)` in front takes
 * letter case aside. A record that takes too many steps does not match. NULL: all. @return OK, INVALID, NO_MEMORY,
 * MALFORMED (the message says where), BUSY. Since: 0.1 */
SMSSITE_API smssite_status smssite_trace_log_only_pattern(smssite_trace_log *self, const char *pattern);

/**
 * The next record. Those of several logs come in the order of their times; records of one log stay in its order whatever
 * its clock did, and of records of the same time those of the log that was added first come first. Empty lines are no
 * records.
 * @param[out] record good until the next call. @param[out] has false: there is none now; ask again if the logs may grow.
 * @return OK; INVALID, NO_MEMORY, NOT_FOUND, DENIED, IO, LIMIT (a log that cannot be read on is given up unless it is
 * followed; the others go on with the next call), BUSY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_trace_log_next(smssite_trace_log *self, struct smssite_trace_record *record, bool *has);

/** Files, roll-overs included; 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_trace_log_count(const smssite_trace_log *self);
/** What a file is called: its path in its tree as found, or the name it was added with; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_trace_log_name(const smssite_trace_log *self, size_t log);
/** What was counted of a file so far; 0 out of range. Since: 0.1 */
SMSSITE_API size_t smssite_trace_log_tally(const smssite_trace_log *self, size_t log, smssite_trace_tally tally);

#ifdef __cplusplus
}
#endif
#endif
