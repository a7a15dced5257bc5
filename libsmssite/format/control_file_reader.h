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
	const char *start, *p, *end;
	uint32_t line, noted;
	size_t section_capacity, value_capacity, note_capacity;
	smssite_status status;
};

/* The functions below that answer bool answer false when they have failed; the status is then in the reader. */
static inline bool sms_reader_out_of_memory(struct sms_reader *r)
{
	r->status = SMSSITE_NO_MEMORY;
	return false;
}

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


__attribute__((format(printf, 4, 5))) bool sms_reader_fail(struct sms_reader *r, smssite_status status,
	const char *where, const char *format, ...);
bool sms_reader_note(struct sms_reader *r, enum sms_note_kind kind, uint32_t line);
/* Takes the rest of a line, which must be empty. */
bool sms_reader_end_line(struct sms_reader *r);
/* Goes to the first byte of the next line that is not empty; r->p is r->end when there is none. */
bool sms_reader_next_line(struct sms_reader *r);
/* Where the line at p ends. */
const char *sms_reader_find_line_end(const struct sms_reader *r, const char *p);
/* Goes to the line after the one at r->p, whatever stands in it. */
bool sms_reader_skip_line(struct sms_reader *r);

bool sms_reader_add_value(struct sms_reader *r, uint32_t start, uint32_t end);
/* Reads the values of a line from `<` on. */
bool sms_reader_values(struct sms_reader *r);
/* Reads the lines of a block that hold values, to the first that holds something else: most of any file. */
bool sms_reader_value_lines(struct sms_reader *r);
/* Takes the values at p that have the usual shape, and the rest of the line whatever it is. */
bool sms_reader_loose_values(struct sms_reader *r, const char *p);
/* Reads `#n(...)`, whose n counts both parentheses: anything may stand between them, a line end too. */
bool sms_reader_counted(struct sms_reader *r);

/* Letters, digits and `_` at p. */
size_t sms_word_size(const char *p);
/* Letter case aside. */
bool sms_has_word_prefix(const char *word, size_t size, const char *prefix);

#endif
