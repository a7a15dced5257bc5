/* SPDX-License-Identifier: MIT */
/* Reading a site control file, the level of lines and values: what the level of sections is made of. */
#ifndef SMS_FORMAT_CONTROL_FILE_READER_H
#define SMS_FORMAT_CONTROL_FILE_READER_H

#include "format/control_file.h"

enum sms_note_kind {
	SMS_NOTE_LF,
	SMS_NOTE_CR,
	SMS_NOTE_NO_LINE_END,
	SMS_NOTE_HEADER,
	SMS_NOTE_FOLDED,
	SMS_NOTE_JOINED,
	SMS_NOTE_COUNT,
	SMS_NOTE_NO_STRING,
	SMS_NOTE_NUL,
	SMS_NOTE_BLANKS,
	SMS_NOTE_NO_BLANK,
};

struct sms_reader {
	smssite_control_file *file;
	const char *start, *end;
	uint32_t line, noted;
	size_t section_capacity, value_capacity, note_capacity;
	smssite_status status;
};

/*
 * Functions that read take the place where they begin and answer where they have ended, NULL when they have
 * failed; those that answer bool answer false then. The status is in the reader.
 */

static inline bool sms_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool sms_is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

static inline bool sms_is_word(char c)
{
	return (c >= 'A' && c <= 'Z') || c == '_' || sms_is_digit(c) || (c >= 'a' && c <= 'z');
}

/* Sets the detail, "line L, column C: ..." with the place of `where`; answers NULL. */
__attribute__((format(printf, 4, 5))) const char *sms_reader_fail(
	struct sms_reader *r, smssite_status status, const char *where, const char *format, ...);
bool sms_reader_note(struct sms_reader *r, enum sms_note_kind kind, uint32_t line);

/* Make room for one value, one section more at least; `p` is how far the reader has come. */
bool sms_reader_grow_values(struct sms_reader *r, const char *p);
bool sms_reader_grow_sections(struct sms_reader *r, const char *p);
bool sms_reader_add_value(struct sms_reader *r, const char *start, const char *end);

const char *sms_reader_odd_line_end(struct sms_reader *r, const char *p);
const char *sms_reader_odd_line_start(struct sms_reader *r, const char *p);

/* Takes the rest of a line, which must be empty. */
static inline const char *sms_reader_end_line(struct sms_reader *r, const char *p)
{
	if (p[0] != '\r' || p[1] != '\n')
		return sms_reader_odd_line_end(r, p);
	r->line++;
	return p + 2;
}

/* Goes to the first byte of the next line that is not empty, r->end when there is none. */
static inline const char *sms_reader_next_line(struct sms_reader *r, const char *p)
{
	for (; p[0] == '\r' && p[1] == '\n'; p += 2)
		r->line++;
	return (unsigned char)*p > ' ' ? p : sms_reader_odd_line_start(r, p);
}

/* Where the line at p ends. */
const char *sms_reader_find_line_end(const struct sms_reader *r, const char *p);
/* Takes the values of a line from `<` on. */
const char *sms_reader_values(struct sms_reader *r, const char *p);
/* Takes the lines of a block that hold values, to the first that holds something else: most of any file. */
const char *sms_reader_value_lines(struct sms_reader *r, const char *p);
/* Takes a line whatever it is, and those of its values that have the usual shape. */
const char *sms_reader_loose_line(struct sms_reader *r, const char *p);
/* Takes `#n(...)`, whose n counts both parentheses: anything may stand between them, a line end too. */
const char *sms_reader_counted(struct sms_reader *r, const char *p);

#endif
