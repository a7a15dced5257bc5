/* SPDX-License-Identifier: MIT */
/* Inside of trace_record.c, and the way in for readers, who parse millions of lines. */
#ifndef SMS_TRACE_RECORD_H
#define SMS_TRACE_RECORD_H

#include <smssite/trace_record.h>
#include "base/text.h"

/* What a line has in common with the one before it: nearly always the component, and the day. Zeros to begin with. */
struct sms_trace_habit {
	/* `$$<COMPONENT><` */
	char component[72];
	size_t component_size;
	/* `Www Mmm dd ` and `yyyy`, and the beginning of that day. */
	char day[11], year[4];
	int64_t day_local_s;
};

/* As smssite_trace_record_parse(); false where that is MALFORMED, and no detail is set. */
bool sms_trace_parse(
	const char *line, size_t size, struct sms_trace_habit *habit, struct smssite_trace_record *record);

/* The forms without a trailer (trace_forms.c). *record is as for a line of text; false: not of this form, and
 * the record is as it was. */
bool sms_trace_parse_later(const char *line, size_t size, struct smssite_trace_record *record);
bool sms_trace_parse_columns(const char *line, size_t size, struct smssite_trace_record *record);
bool sms_trace_parse_dated(const char *line, size_t size, struct smssite_trace_record *record);

/* The last such byte, NULL. */
const char *sms_trace_last(const char *data, size_t size, char byte);
/* A component is spelt like its registry key. */
bool sms_trace_is_component(struct sms_span span);
/* Hexadecimal digits, at most eight; -1. */
int64_t sms_trace_hex(struct sms_span span);

/* Times (trace_time.c). */
struct sms_trace_time {
	int64_t local_s;
	int32_t ms;
	struct sms_span zone;
};
/* `Www Mmm dd hh:mm:ss yyyy`, with `.mmm` behind the seconds, `~` or a zone behind the year; local_s is
 * NO_TIME if it is none. The name of the day is not held against the date: they disagree in the Resource
 * Guide's own sample. */
struct sms_trace_time sms_trace_asctime(const char *text, size_t size);
/* NO_TIME if there is no such time. */
int64_t sms_trace_time_of(
	int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute, int64_t second);
/* Years of two digits. */
int64_t sms_trace_year(int64_t year);

#endif
