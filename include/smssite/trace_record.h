/* SPDX-License-Identifier: MIT */
/**
 * @file trace_record.h
 * One record of a trace log. SMS 1.x services write `text   $$<component><Www Mmm dd hh:mm:ss yyyy~><thread=HEX>`
 * (Resource Guide, "Trace log files"); the other forms are told apart by ::smssite_trace_form. `~` in the text stands
 * for a line break.
 */
#ifndef SMSSITE_TRACE_RECORD_H
#define SMSSITE_TRACE_RECORD_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a record looks like. */
typedef enum smssite_trace_form {
	/** Nothing but text: a record whose trailer was left out or torn off, or a log of another kind. */
	SMSSITE_TRACE_TEXT = 0,
	/** A service of SMS 1.x. The last `$$<` of the line begins the trailer; `$$(` (KB Q270218), `$$>` (Q193766), a single
	 * `$` before a component `SMS_...` (Q275191) and a trailer cut anywhere behind its component are read too. */
	SMSSITE_TRACE_SMS_1 = 1,
	/** SMS 2.0: milliseconds, perhaps a zone's name, the thread in decimal with hexadecimal behind it (Q267889). */
	SMSSITE_TRACE_SMS_2 = 2,
	/** Configuration Manager 2007 and later: `<![LOG[text]LOG]!><time="..." date="..." component="..." ...>`. */
	SMSSITE_TRACE_LATER = 3,
	/** As a viewer's columns are copied: text, component, `m/d/yy h:mm:ss AM|PM`, thread (Q214448), with tabs or with
	 * what quoting left of them (Q199729, Q172899). */
	SMSSITE_TRACE_COLUMNS = 4,
	/** SMSSETUP.LOG: `<mm-dd-yyyy hh:mm:ss> text` (Q161561). */
	SMSSITE_TRACE_SETUP = 5,
	/** Programs on clients: `[mm/dd/yy hh:mm:ss] Program ==> text` (Q166765); the program is the component. */
	SMSSITE_TRACE_CLIENT = 6,
	/** SNMPELEA.TRC: `mm/dd/yyyy hh:mm:ss Function: text` (Q165591); the function is the component. */
	SMSSITE_TRACE_AGENT = 7,
} smssite_trace_form;

/** Name of a form, for example "SMS_1"; "?" for a number that is none. Thread-safe. Since: 0.1 */
SMSSITE_API const char *smssite_trace_form_name(smssite_trace_form form);

/** The parts of a record. They lie in its line: nothing is copied, and what is not there has size 0. */
struct smssite_trace_record {
	smssite_trace_form form;
	/** Without the blanks before the trailer. */
	const char *text;
	size_t text_size;
	/** The text without what is split off as level: `{6534} INFO:`, `SQL>>>`, `Err>`, `ERR ##>`. */
	const char *message;
	size_t message_size;
	const char *component;
	size_t component_size;
	/** What the service calls the message: "INFO", "ERROR SQL" (Hierarchy Manager), "SQL>>>", "Err>", "Cmd>" (tracing of
	 * SQL), "UPD ##>" (Applications Manager), "SQL Err #10007>" (SMS 2.0); of later products the type, "1" to "3". */
	const char *level;
	size_t level_size;
	/** Only later products tell these: the context, and the source file without the line. */
	const char *context;
	size_t context_size;
	const char *file;
	size_t file_size;
	/** As found: "GMT Daylight Time" (SMS 2.0), "+300" (later products). The time is local all the same. */
	const char *zone;
	size_t zone_size;
	/** Seconds since 1970-01-01 on the server's wall clock; never compared with UTC. ::SMSSITE_NO_TIME if the time cannot
	 * be read. Years of two digits are those from 1970 to 2069. */
	int64_t time_local_s;
	/** Line in the service's source (Hierarchy Manager's number in braces); -1 if it is not told. */
	int64_t source_line;
	/** The thread's id; -1 if the thread cannot be read. */
	int64_t thread;
	/** 0 to 999; -1 if only seconds are told. */
	int32_t time_ms;
	/** Spans are UTF-8; else they are in the ANSI code page (1252). */
	bool is_utf8;
	/** Where a reader found it (trace_log.h): its log, and its line there (from 1). Both 0 after parsing one line. */
	size_t log;
	size_t line;
};

/**
 * Parses one line (without its line end).
 * @return OK; INVALID; MALFORMED (none of the forms: then *record has the whole line as text). Thread-safe.
 * Since: 0.1
 */
SMSSITE_API smssite_status smssite_trace_record_parse(const char *line, size_t size, struct smssite_trace_record *record);

/**
 * A part of a record (its text, its component ...) as UTF-8. Bytes without meaning and NUL become U+FFFD; what claims to
 * be UTF-8 and is none is read in the ANSI code page. @param part, size as they are in the record. @param[out] text
 * smssite_free(). @return OK, INVALID, NO_MEMORY. Thread-safe. Since: 0.1
 */
SMSSITE_API smssite_status smssite_trace_record_text(const struct smssite_trace_record *self, const char *part, size_t size,
	char **text);

#ifdef __cplusplus
}
#endif
#endif
