/* SPDX-License-Identifier: MIT */
/* The lines of a stream of bytes of any length, in constant memory: ANSI as it is, UTF-8 by its byte order mark, UTF-16 by
 * its mark or the NUL bytes among its first characters, turned into UTF-8. */
#ifndef SMS_LINES_H
#define SMS_LINES_H

#include "base/text.h"

enum sms_lines_encoding {
	SMS_LINES_UNKNOWN,
	SMS_LINES_ANSI,
	SMS_LINES_UTF8,
	SMS_LINES_UTF16LE,
	SMS_LINES_UTF16BE
};

/* *got 0: there is no more now. */
typedef smssite_status (*sms_lines_read)(void *source, void *buffer, size_t size, size_t *got);

struct sms_lines {
	sms_lines_read read;
	void *source;
	char *buffer;
	/* The line begins at start, its last physical line at piece; looked at for a line end up to scanned.
	 */
	size_t start, piece, scanned, end;
	/* Bytes not decoded yet. */
	unsigned char *raw;
	size_t raw_size;
	enum sms_lines_encoding encoding;
	bool at_end, is_cut;
	/* A line without an end is kept back at the end of the stream: it may still grow. */
	bool hold;
	/* Of the line last answered, from 1. */
	size_t line;
	size_t next_line;
	/* Lines that were cut; bytes at the front of lines that were NUL; characters of UTF-16 that were
	 * none. */
	size_t cut, nul, broken;
	/* Physical lines of all streams so far. */
	size_t total;
};

/* OK, NO_MEMORY. */
smssite_status sms_lines_begin(struct sms_lines *self, sms_lines_read read, void *source);
/* Another stream from its beginning; what was counted stays. */
void sms_lines_restart(struct sms_lines *self);
/* Another stream, read from a place within: the bytes of its front tell only its encoding. */
void sms_lines_begin_within(struct sms_lines *self, const void *front, size_t size);
void sms_lines_release(struct sms_lines *self);

/* The next line without its line end, good until the next call; *has is false when there is none now. Records
 * of later products, `<![LOG[` to `]LOG]!>`, count as one line. Clear at_end to have the source asked again.
 * OK, or what reading came to. */
smssite_status sms_lines_next(struct sms_lines *self, struct sms_span *line, bool *has);
bool sms_lines_is_utf8(const struct sms_lines *self);

#endif
