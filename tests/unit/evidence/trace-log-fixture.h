/* SPDX-License-Identifier: MIT */
/* What the tests of trace logs share: making them, reading them into one text. */
#ifndef TRACE_LOG_FIXTURE_H
#define TRACE_LOG_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <smssite.h>
#include <smssite.h>
#include "base/text.h"

#define RECORD(text, time) text "   $$<SMS_SCHEDULER><Tue Jul 15 " time " 1997~><thread=C1>\r\n"

static inline void ok(smssite_status status)
{
	if (status)
		fail_msg("%s: %s", smssite_status_name(status), smssite_error_message());
}

static inline smssite_trace_log *new_log(void)
{
	smssite_trace_log *log;

	ok(smssite_trace_log_new(&log));
	return log;
}

/* Adds what there is now: "0:1 text|" with the number of its log and of its line. */
static inline void read_into(smssite_trace_log *log, struct sms_buffer *seen)
{
	for (;;) {
		struct smssite_trace_record record;
		bool has;

		ok(smssite_trace_log_next(log, &record, &has));
		if (!has)
			return;
		sms_buffer_format(
			seen, "%zu:%zu %.*s|", record.log, record.line, (int)record.text_size, record.text);
	}
}

static inline void assert_reads(smssite_trace_log *log, const char *expected)
{
	struct sms_buffer seen = { 0 };
	char *text;
	size_t size;

	read_into(log, &seen);
	sms_buffer_add(&seen, "", 0);
	text = sms_buffer_finish(&seen, &size);
	assert_string_equal(text, expected);
	smssite_free(text);
}

static inline void assert_bytes_read(const void *data, size_t size, const char *expected)
{
	smssite_trace_log *log = new_log();
	/* On the heap, so that a checker sees a read past its end. */
	char *copy = malloc(size + 1);

	memcpy(copy, data, size);
	ok(smssite_trace_log_add_bytes(log, copy, size, "x"));
	assert_reads(log, expected);
	smssite_trace_log_free(log);
	free(copy);
}

static inline size_t tally(const smssite_trace_log *log, smssite_trace_tally which)
{
	return smssite_trace_log_tally(log, smssite_trace_log_count(log) - 1, which);
}

/* 1997-07-15 11:00:00 on the server's wall clock. */
enum { ELEVEN = 868964400 };

/* UTF-16 of ASCII with its byte order mark. */
static inline size_t wide(const char *text, bool big, char *out)
{
	size_t size = 0;

	out[size++] = (char)(big ? 0xFE : 0xFF);
	out[size++] = (char)(big ? 0xFF : 0xFE);
	for (; *text; text++) {
		out[size + big] = *text;
		out[size + !big] = 0;
		size += 2;
	}
	return size;
}

#endif
