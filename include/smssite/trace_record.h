/* SPDX-License-Identifier: MIT */
/**
 * @file trace_record.h
 * One record of an SMS 1.x service's trace log:
 * `text   $$<component><Www Mmm dd hh:mm:ss yyyy~><thread=HEX>` (Resource Guide, "Trace log files").
 * The last `$$<` of the line begins the trailer; `$$(` and `$$>` as printed in some KB articles are read too. `~` in
 * the text stands for a line break.
 */
#ifndef SMSSITE_TRACE_RECORD_H
#define SMSSITE_TRACE_RECORD_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where the parts of a record lie in its line; nothing is copied. */
struct smssite_trace_record {
	/** Without the blanks before the trailer. */
	const char *text;
	size_t text_size;
	const char *component;
	size_t component_size;
	/** Seconds since 1970-01-01 on the server's wall clock; never compared with UTC. ::SMSSITE_NO_TIME if the time cannot be read. */
	int64_t time_local_s;
	/** The thread's id; -1 if the thread cannot be read. */
	int64_t thread;
};

/**
 * Parses one line (without its line end).
 * @return OK (a trailer that is cut behind the component is one); INVALID; MALFORMED (no trailer: then *record has
 * the whole line as text, no component, no time). Thread-safe.
 * Since: 0.1
 */
SMSSITE_API smssite_status smssite_trace_record_parse(const char *line, size_t size, struct smssite_trace_record *record);

#ifdef __cplusplus
}
#endif
#endif
