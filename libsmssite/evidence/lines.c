/* SPDX-License-Identifier: MIT */
#include "evidence/lines.h"
#include "base/alloc.h"
#include "base/limits.h"

#include <string.h>

enum { RAW = 16 << 10, LOOK = 512, HEAD = SMS_MAX_RECORD - SMS_RECORD_TAIL };

smssite_status sms_lines_begin(struct sms_lines *self, sms_lines_read read, void *source)
{
	*self = (struct sms_lines){ .read = read, .source = source };
	self->buffer = sms_alloc(SMS_LOG_BUFFER);
	self->raw = sms_alloc(RAW);
	sms_lines_restart(self);
	return self->buffer && self->raw ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

void sms_lines_restart(struct sms_lines *self)
{
	self->start = self->piece = self->scanned = self->end = self->raw_size = 0;
	self->encoding = SMS_LINES_UNKNOWN;
	self->at_end = self->is_cut = false;
	self->line = 0;
	self->next_line = 1;
}

void sms_lines_release(struct sms_lines *self)
{
	sms_free(self->buffer);
	sms_free(self->raw);
}

bool sms_lines_is_utf8(const struct sms_lines *self)
{
	return self->encoding >= SMS_LINES_UTF8;
}

/* ---- decoding */

static void put(struct sms_lines *self, uint32_t c)
{
	char *at = self->buffer + self->end;

	if (c < 0x80) {
		at[0] = (char)c;
		self->end += 1;
	} else if (c < 0x800) {
		at[0] = (char)(0xC0 | c >> 6);
		at[1] = (char)(0x80 | (c & 0x3F));
		self->end += 2;
	} else if (c < 0x10000) {
		at[0] = (char)(0xE0 | c >> 12);
		at[1] = (char)(0x80 | (c >> 6 & 0x3F));
		at[2] = (char)(0x80 | (c & 0x3F));
		self->end += 3;
	} else {
		at[0] = (char)(0xF0 | c >> 18);
		at[1] = (char)(0x80 | (c >> 12 & 0x3F));
		at[2] = (char)(0x80 | (c >> 6 & 0x3F));
		at[3] = (char)(0x80 | (c & 0x3F));
		self->end += 4;
	}
}

static void put_broken(struct sms_lines *self)
{
	self->broken++;
	put(self, 0xFFFD);
}

/* Decodes what is there in whole characters, as far as there is room; the rest stays in raw. It is never much at the
 * end of the stream: what found no room fills the buffer, and is then cut or answered. */
static void decode_utf16(struct sms_lines *self)
{
	size_t low = self->encoding == SMS_LINES_UTF16LE ? 0 : 1, used = 0;

	while (used + 2 <= self->raw_size && self->end + 4 <= SMS_LOG_BUFFER) {
		const unsigned char *at = self->raw + used;
		uint32_t unit = at[low] | (uint32_t)at[1 - low] << 8, second;

		used += 2;
		if (unit < 0xD800 || unit > 0xDFFF) {
			put(self, unit);
			continue;
		}
		if (unit < 0xDC00 && used + 2 > self->raw_size) {
			used -= 2;
			break;
		}
		second = unit < 0xDC00 ? at[2 + low] | (uint32_t)at[3 - low] << 8 : 0;
		if (second < 0xDC00 || second > 0xDFFF) {
			put_broken(self);
			continue;
		}
		used += 2;
		put(self, 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00));
	}
	self->raw_size -= used;
	memmove(self->raw, self->raw + used, self->raw_size);
}

/* UTF-16 without a mark, by what is there of it: of letters and signs that English and its neighbours write, as almost all
 * of a log is, one byte of two is NUL, always the same. A run of NUL, as a crash leaves it, has both. */
static enum sms_lines_encoding recognise_unmarked(const unsigned char *data, size_t size)
{
	size_t units = (size < LOOK ? size : LOOK) / 2, little = 0, big = 0;

	for (size_t i = 0; i < units; i++) {
		little += data[2 * i] && !data[2 * i + 1];
		big += !data[2 * i] && data[2 * i + 1];
	}
	if (little && !big && 4 * little >= 3 * units)
		return SMS_LINES_UTF16LE;
	return big && !little && 4 * big >= 3 * units ? SMS_LINES_UTF16BE : SMS_LINES_ANSI;
}

/* By the mark at the front of raw, which is taken off; unknown while it may still come. */
static void recognise(struct sms_lines *self)
{
	static const struct {
		enum sms_lines_encoding encoding;
		unsigned char mark[3];
		size_t size;
	} marks[] = { { SMS_LINES_UTF16LE, { 0xFF, 0xFE }, 2 }, { SMS_LINES_UTF16BE, { 0xFE, 0xFF }, 2 },
		{ SMS_LINES_UTF8, { 0xEF, 0xBB, 0xBF }, 3 } };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t size = self->raw_size < marks[i].size ? self->raw_size : marks[i].size;

		if (memcmp(self->raw, marks[i].mark, size) != 0)
			continue;
		if (size < marks[i].size && !(self->at_end && !self->hold))
			return;
		if (size == marks[i].size) {
			self->encoding = marks[i].encoding;
			self->raw_size -= size;
			memmove(self->raw, self->raw + size, self->raw_size);
			return;
		}
	}
	/* Half a unit tells nothing. */
	if (self->raw_size > 1 || (self->at_end && !self->hold))
		self->encoding = recognise_unmarked(self->raw, self->raw_size);
}

void sms_lines_begin_within(struct sms_lines *self, const void *front, size_t size)
{
	sms_lines_restart(self);
	self->raw_size = size < RAW ? size : RAW;
	memcpy(self->raw, front, self->raw_size);
	recognise(self);
	if (self->encoding == SMS_LINES_UNKNOWN)
		self->encoding = SMS_LINES_ANSI;
	self->raw_size = 0;
}

static smssite_status read_raw(struct sms_lines *self)
{
	size_t got;
	smssite_status status;

	status = self->read(self->source, self->raw + self->raw_size, RAW - self->raw_size, &got);
	if (status)
		return status;
	self->raw_size += got;
	self->at_end = !got;
	return SMSSITE_OK;
}

/* A character or a mark that the end of the stream cuts. */
static void finish_raw(struct sms_lines *self)
{
	if (self->at_end && !self->hold && self->raw_size && self->end + 4 <= SMS_LOG_BUFFER) {
		put_broken(self);
		self->raw_size = 0;
	}
}

/* ---- the buffer */

/* Makes room: what is behind start moves to the front; of a line that fills the buffer head and tail stay. */
static void make_room(struct sms_lines *self)
{
	if (self->start) {
		memmove(self->buffer, self->buffer + self->start, self->end - self->start);
		self->end -= self->start;
		self->scanned -= self->start;
		self->piece -= self->start;
		self->start = 0;
	}
	if (self->end + 4 > SMS_LOG_BUFFER) {
		memmove(self->buffer + HEAD, self->buffer + self->end - SMS_RECORD_TAIL, SMS_RECORD_TAIL);
		self->end = self->scanned = SMS_MAX_RECORD;
		self->is_cut = true;
		if (self->piece > HEAD)
			self->piece = HEAD;
	}
}

static smssite_status fill(struct sms_lines *self)
{
	smssite_status status;
	size_t got;

	make_room(self);
	if (self->encoding == SMS_LINES_ANSI || self->encoding == SMS_LINES_UTF8) {
		status = self->read(self->source, self->buffer + self->end, SMS_LOG_BUFFER - self->end, &got);
		if (status)
			return status;
		self->end += got;
		self->at_end = !got;
		return SMSSITE_OK;
	}
	status = read_raw(self);
	if (status)
		return status;
	if (self->encoding == SMS_LINES_UNKNOWN && self->raw_size)
		recognise(self);
	if (self->encoding == SMS_LINES_ANSI || self->encoding == SMS_LINES_UTF8) {
		memcpy(self->buffer + self->end, self->raw, self->raw_size);
		self->end += self->raw_size;
		self->raw_size = 0;
	} else if (self->encoding != SMS_LINES_UNKNOWN) {
		decode_utf16(self);
		finish_raw(self);
	}
	return SMSSITE_OK;
}

/* ---- lines */

static const char later_begin[] = "<![LOG[", later_end[] = "]LOG]!>";

static bool begins_later(const char *data, size_t size)
{
	return size >= sizeof(later_begin) - 1 && data[0] == '<' &&
	       memcmp(data, later_begin, sizeof(later_begin) - 1) == 0;
}

static bool ends_later(const char *data, size_t size)
{
	const char *at = data, *end = data + size;

	while ((at = memchr(at, ']', (size_t)(end - at)))) {
		if ((size_t)(end - at) < sizeof(later_end) - 1)
			return false;
		if (memcmp(at, later_end, sizeof(later_end) - 1) == 0)
			return true;
		at++;
	}
	return false;
}

/* Whether the record that begins at start is whole with the line that ends at *end. A record of later
 * products goes on to its mark; where the next one begins instead, it has ended before that. */
static bool is_whole(struct sms_lines *self, size_t *end, size_t *next)
{
	const char *piece = self->buffer + self->piece;

	if (!begins_later(self->buffer + self->start, *end - self->start))
		return true;
	if (self->piece > self->start && begins_later(piece, *end - self->piece)) {
		*end = self->piece - 1;
		*next = self->piece;
		self->next_line--;
		self->total--;
		return true;
	}
	if (ends_later(piece, *end - self->piece) || *end - self->start > SMS_MAX_RECORD)
		return true;
	self->piece = self->scanned = *next;
	return false;
}

static void answer(struct sms_lines *self, size_t end, size_t next, struct sms_span *line)
{
	char *data = self->buffer + self->start;
	size_t size = end - self->start;

	if (size > SMS_MAX_RECORD) {
		memmove(data + HEAD, data + size - SMS_RECORD_TAIL, SMS_RECORD_TAIL);
		size = SMS_MAX_RECORD;
		self->is_cut = true;
	}
	self->cut += self->is_cut;
	self->is_cut = false;
	if (size && data[size - 1] == '\r')
		size--;
	/* What a crash leaves of a file that had grown: NT fills it up with NUL. */
	while (size && !*data) {
		data++;
		size--;
		self->nul++;
	}
	*line = (struct sms_span){ data, size };
	self->start = self->piece = self->scanned = next;
}

smssite_status sms_lines_next(struct sms_lines *self, struct sms_span *line, bool *has)
{
	smssite_status status;

	*has = true;
	if (self->start == self->piece)
		self->line = self->next_line;
	for (;;) {
		const char *found = memchr(self->buffer + self->scanned, '\n', self->end - self->scanned);

		if (found) {
			size_t end = (size_t)(found - self->buffer), next = end + 1;

			self->next_line++;
			self->total++;
			if (is_whole(self, &end, &next)) {
				answer(self, end, next, line);
				return SMSSITE_OK;
			}
			continue;
		}
		self->scanned = self->end;
		if (self->at_end)
			break;
		status = fill(self);
		if (status)
			return status;
	}
	*has = self->start < self->end && !self->hold;
	if (*has) {
		self->next_line++;
		self->total++;
		answer(self, self->end, self->end, line);
	}
	return SMSSITE_OK;
}
