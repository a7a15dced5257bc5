/* SPDX-License-Identifier: MIT */
/* Byte spans, ASCII folding, code page 1252, and a growing buffer. Knows nothing of SMS. */
#ifndef SMS_TEXT_H
#define SMS_TEXT_H

#include <smssite/base.h>

struct sms_span {
	const char *data;
	size_t size;
};

/* ASCII only, whatever the locale: Windows' own folding of names in these trees is A-Z. */
static inline char sms_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static inline bool sms_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Compare with ASCII letters folded: <0, 0, >0. */
int sms_compare_folded(const char *a, size_t a_size, const char *b, size_t b_size);
bool sms_equal_folded(const char *a, const char *b);
bool sms_begins_folded(const char *text, const char *start);
bool sms_span_equal_folded(struct sms_span span, const char *text);
struct sms_span sms_span_of(const char *text);
/* Without blanks and tabs at both ends. */
struct sms_span sms_span_trim(struct sms_span span);
/* Decimal digits only; false when empty, not digits, or beyond INT64_MAX. */
bool sms_span_number(struct sms_span span, int64_t *number);
/* Takes the next line off the front of rest (LF, CRLF or CR ends it); false at the end. */
bool sms_next_line(struct sms_span *rest, struct sms_span *line);
/* Ends with an extension like ".CT1", letter case aside. */
bool sms_has_extension(const char *name, const char *extension);
/* A site code: three ASCII letters or digits. */
bool sms_is_site_code(struct sms_span span);

/* Code page 1252 to UTF-8; bytes without meaning and NUL become U+FFFD. NULL: no memory. */
char *sms_text_from_1252(const char *data, size_t size);
/* UTF-16, little end first, to UTF-8; halves of characters and NUL become U+FFFD. NULL: no memory. */
char *sms_text_from_utf16le(const char *data, size_t size, size_t *text_size);
/* The UTF-16 unit of a byte of 1252; U+FFFD where it has none. NUL stays. */
uint16_t sms_unit_from_1252(unsigned char byte);
/* UTF-8 to 1252; MALFORMED when a character has no byte there. *data is sms_free()d. */
smssite_status sms_text_to_1252(const char *text, char **data, size_t *size);
/* Each byte as the character of the same number (ISO 8859-1) and back: a reversible text of any bytes. */
char *sms_text_from_bytes(const char *data, size_t size, size_t *text_size);
smssite_status sms_bytes_from_text(const char *text, size_t text_size, char **data, size_t *size);
/* A file name for JSON: valid UTF-8 stays, other bytes and `\` become \xHH; and back. NULL: no memory / malformed. */
char *sms_name_escape(const char *name);
char *sms_name_unescape(const char *text);
bool sms_is_ascii(const char *data, size_t size);
bool sms_is_utf8(const char *data, size_t size);

/* A growing buffer. After a failed append `failed` stays set and further appends do nothing. */
struct sms_buffer {
	char *data;
	size_t size, capacity;
	bool failed;
};

void sms_buffer_add(struct sms_buffer *buffer, const void *data, size_t size);
void sms_buffer_text(struct sms_buffer *buffer, const char *text);
__attribute__((format(printf, 2, 3))) void sms_buffer_format(struct sms_buffer *buffer, const char *format, ...);
/* Hands out the bytes with a NUL behind them; NULL (and everything given back) if an append failed. */
char *sms_buffer_finish(struct sms_buffer *buffer, size_t *size);
void sms_buffer_release(struct sms_buffer *buffer);

#endif
