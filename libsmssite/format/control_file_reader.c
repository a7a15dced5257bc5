/* SPDX-License-Identifier: MIT */
#include "format/control_file_reader.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const note_texts[] = {
	[SMS_NOTE_LF] = "lines end with LF alone, here first",
	[SMS_NOTE_CR] = "lines end with CR alone, here first",
	[SMS_NOTE_NO_LINE_END] = "the last line has no line end",
	[SMS_NOTE_HEADER] = "the header lacks a number",
	[SMS_NOTE_FOLDED] = "a keyword is not in capitals",
	[SMS_NOTE_JOINED] = "a value that runs over several lines was joined",
	[SMS_NOTE_COUNT] = "a counted string is not as long as its number says",
	[SMS_NOTE_NO_STRING] = "an ADDRESS has no string",
	[SMS_NOTE_NUL] = "the text ends at a NUL byte, what follows was not read",
	[SMS_NOTE_BLANKS] = "blanks stand where none belong, here first",
	[SMS_NOTE_NO_BLANK] = "no blank stands behind a keyword, here first",
};

/* Habits of a whole file are listed where they are first met. */
#define NOTED_ONCE (1u << SMS_NOTE_LF | 1u << SMS_NOTE_CR | 1u << SMS_NOTE_BLANKS | 1u << SMS_NOTE_NO_BLANK)

/* Line ends before `to`; *last gets the start of its line. */
static uint32_t count_lines(const char *from, const char *to, const char **last)
{
	uint32_t count = 0;

	for (*last = from; from < to; from++) {
		if (*from != '\n' && (*from != '\r' || from[1] == '\n'))
			continue;
		count++;
		*last = from + 1;
	}
	return count;
}

__attribute__((format(printf, 4, 5))) bool sms_reader_fail(
	struct sms_reader *r, smssite_status status, const char *where, const char *format, ...)
{
	const char *line_start;
	uint32_t line = 1 + count_lines(r->start, where, &line_start);
	char text[160];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	r->status = sms_fail(status, "line %u, column %zu: %s", line, (size_t)(where - line_start) + 1, text);
	return false;
}

bool sms_reader_note(struct sms_reader *r, enum sms_note_kind kind, uint32_t line)
{
	smssite_control_file *file = r->file;
	struct sms_note *notes;

	if (r->noted & NOTED_ONCE & 1u << kind)
		return true;
	notes = sms_grow(file->notes, file->note_count, &r->note_capacity, sizeof(*notes));
	if (!notes)
		return sms_reader_out_of_memory(r);
	file->notes = notes;
	notes[file->note_count++] = (struct sms_note){ kind, line };
	r->noted |= 1u << kind;
	return true;
}

typedef unsigned char chunk __attribute__((vector_size(16)));

/*
 * The first `>` or byte below 0x10 (line ends, NUL, and a few that the caller passes over) at or after p. There
 * is always one: NUL bytes stand behind the text. memchr() would look for one byte only, and each call costs
 * as much as a whole value here.
 */
static inline const char *find_mark(const char *p)
{
	uint64_t half[2];
	chunk bytes;

	for (;; p += 16) {
		memcpy(&bytes, p, 16);
		bytes = (chunk)((bytes == '>') | (bytes < 0x10));
		memcpy(half, &bytes, 16);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		if (half[0])
			return p + __builtin_ctzll(half[0]) / 8;
		if (half[1])
			return p + 8 + __builtin_ctzll(half[1]) / 8;
#else
		if (half[0])
			return p + __builtin_clzll(half[0]) / 8;
		if (half[1])
			return p + 8 + __builtin_clzll(half[1]) / 8;
#endif
	}
}

/* Nothing but blanks is left of the line at p. */
static bool ends_line(const struct sms_reader *r, const char *p)
{
	while (sms_is_blank(*p))
		p++;
	return p >= r->end || sms_is_line_end(*p) || !*p;
}

bool sms_reader_end_line(struct sms_reader *r)
{
	if (r->p[0] == '\r' && r->p[1] == '\n') {
		r->p += 2;
		r->line++;
		return true;
	}
	if (sms_is_blank(*r->p)) {
		if (!sms_reader_note(r, SMS_NOTE_BLANKS, r->line))
			return false;
		while (sms_is_blank(*r->p))
			r->p++;
	}
	if (r->p >= r->end)
		return sms_reader_note(r, SMS_NOTE_NO_LINE_END, r->line);
	if (!*r->p) {
		r->end = r->p;
		return sms_reader_note(r, SMS_NOTE_NUL, r->line);
	}
	if (!sms_is_line_end(*r->p))
		return sms_reader_fail(r, SMSSITE_MALFORMED, r->p, "expected the end of the line");
	if (r->p[0] == '\r' && r->p[1] == '\n') {
		r->p++;
	} else if (!sms_reader_note(r, *r->p == '\n' ? SMS_NOTE_LF : SMS_NOTE_CR, r->line)) {
		return false;
	}
	r->p++;
	r->line++;
	return true;
}

bool sms_reader_next_line(struct sms_reader *r)
{
	for (;;) {
		while (sms_is_blank(*r->p))
			r->p++;
		if (!sms_is_line_end(*r->p))
			break;
		if (!sms_reader_end_line(r))
			return false;
	}
	if (*r->p || r->p >= r->end)
		return true;
	r->end = r->p;
	return sms_reader_note(r, SMS_NOTE_NUL, r->line);
}

bool sms_reader_add_value(struct sms_reader *r, uint32_t start, uint32_t end)
{
	smssite_control_file *file = r->file;
	struct sms_value *values;

	values = sms_grow(file->values, file->value_count, &r->value_capacity, sizeof(*values));
	if (!values)
		return sms_reader_out_of_memory(r);
	file->values = values;
	values[file->value_count++] = (struct sms_value){ start, end };
	return true;
}

/* A value of several lines: its place, then a piece at a time. */
static bool begin_joined(struct sms_reader *r, const char *start)
{
	struct sms_value place = { (uint32_t)(start - r->start), 0 };

	sms_buffer_add(&r->file->joined, &place, sizeof(place));
	return sms_reader_note(r, SMS_NOTE_JOINED, r->line);
}

static bool end_joined(struct sms_reader *r, size_t begun, const char *end)
{
	struct sms_buffer *joined = &r->file->joined;
	uint32_t end_offset = (uint32_t)(end - r->start);

	if (joined->failed)
		return sms_reader_out_of_memory(r);
	memcpy(joined->data + begun + offsetof(struct sms_value, end), &end_offset, sizeof(end_offset));
	return sms_reader_add_value(r, (uint32_t)(begun + sizeof(struct sms_value)) | SMS_VALUE_JOINED, (uint32_t)joined->size);
}

/* The value at `<` goes on behind the line end at `mark`: the printed sample of the Resource Guide is broken so. */
static bool read_broken_value(struct sms_reader *r, const char *mark)
{
	const char *open = r->p, *piece = open + 1;
	size_t begun = r->file->joined.size;

	if (!begin_joined(r, piece))
		return false;
	for (;;) {
		sms_buffer_add(&r->file->joined, piece, (size_t)(mark - piece));
		if (mark < r->end && *mark == '>')
			break;
		r->p = mark;
		if (!sms_reader_next_line(r))
			return false;
		piece = r->p;
		for (mark = find_mark(piece); *mark != '>' && !sms_is_line_end(*mark) && mark < r->end;)
			mark = find_mark(mark + 1);
		if (mark >= r->end || memchr(piece, '<', (size_t)(mark - piece)))
			return sms_reader_fail(r, SMSSITE_MALFORMED, open, "expected a `>` that ends this value");
	}
	r->p = mark + 1;
	return end_joined(r, begun, mark);
}

/* Reads the value at `<`. */
static bool read_value(struct sms_reader *r)
{
	const char *open = r->p, *mark = find_mark(open + 1);

	while (*mark != '>' && !sms_is_line_end(*mark) && mark < r->end)
		mark = find_mark(mark + 1);
	if (mark >= r->end)
		return sms_reader_fail(r, SMSSITE_MALFORMED, open, "expected a `>` that ends this value");
	if (*mark != '>')
		return read_broken_value(r, mark);
	r->p = mark + 1;
	return sms_reader_add_value(r, (uint32_t)(open + 1 - r->start), (uint32_t)(mark - r->start));
}

bool sms_reader_values(struct sms_reader *r)
{
	for (;;) {
		const char *behind;

		while (*r->p == '<')
			if (!read_value(r))
				return false;
		for (behind = r->p; sms_is_blank(*behind);)
			behind++;
		if (behind == r->p || *behind != '<')
			return true;
		if (!sms_reader_note(r, SMS_NOTE_BLANKS, r->line))
			return false;
		r->p = behind;
	}
}

bool sms_reader_value_lines(struct sms_reader *r)
{
	smssite_control_file *file = r->file;
	const char *p = r->p, *start = r->start;

	for (;;) {
		const char *mark;

		while (sms_is_blank(*p))
			p++;
		r->p = p;
		if (*p != '<')
			return true;
		mark = find_mark(p + 1);
		if (*mark != '>' || mark[1] != '\r' || mark[2] != '\n' || file->value_count == r->value_capacity) {
			if (!sms_reader_values(r) || !sms_reader_end_line(r) || !sms_reader_next_line(r))
				return false;
			p = r->p;
			continue;
		}
		file->values[file->value_count++] =
			(struct sms_value){ (uint32_t)(p + 1 - start), (uint32_t)(mark - start) };
		p = mark + 3;
		r->line++;
	}
}

size_t sms_word_size(const char *p)
{
	size_t size = 0;

	while (sms_is_word(p[size]))
		size++;
	return size;
}

bool sms_has_word_prefix(const char *word, size_t size, const char *prefix)
{
	size_t wanted = strlen(prefix);

	return size >= wanted && sms_compare_folded(word, wanted, prefix, wanted) == 0;
}

const char *sms_reader_find_line_end(const struct sms_reader *r, const char *p)
{
	for (p = find_mark(p); p < r->end && !sms_is_line_end(*p);)
		p = find_mark(p + 1);
	return p < r->end ? p : r->end;
}

bool sms_reader_skip_line(struct sms_reader *r)
{
	r->p = sms_reader_find_line_end(r, r->p);
	return sms_reader_end_line(r);
}

bool sms_reader_loose_values(struct sms_reader *r, const char *p)
{
	const char *line_end = sms_reader_find_line_end(r, p), *close;

	while (sms_is_blank(*p))
		p++;
	for (; *p == '<'; p = close + 1) {
		close = memchr(p, '>', (size_t)(line_end - p));
		if (!close)
			break;
		if (!sms_reader_add_value(r, (uint32_t)(p + 1 - r->start), (uint32_t)(close - r->start)))
			return false;
	}
	return sms_reader_skip_line(r);
}

/* A line that begins a section or ends a block: where an unfinished string has come too far. */
static bool is_keyword_line(const char *p)
{
	size_t size = sms_word_size(p);

	if (sms_has_word_prefix(p, size, "BEGIN_") || sms_has_word_prefix(p, size, "END_"))
		return true;
	for (size_t i = 1; i < sizeof(sms_kinds) / sizeof(*sms_kinds); i++)
		if (sms_kinds[i].name_size == size && memcmp(p, sms_kinds[i].name, size) == 0)
			return true;
	return false;
}

/* The last byte of a line that is no blank is `)`; *close gets its place. */
static bool line_closes(const char *from, const char *line_end, const char **close)
{
	while (line_end > from && sms_is_blank(line_end[-1]))
		line_end--;
	*close = line_end - 1;
	return line_end > from && line_end[-1] == ')';
}

/* A counted string whose number does not lead to its `)`: the one that ends a line ends the string. The second
 * address of the printed sample is one too long for its number. */
static bool read_miscounted(struct sms_reader *r, const char *open, uint64_t count)
{
	const char *piece = open + 1, *line_end = sms_reader_find_line_end(r, piece), *close;
	size_t begun = r->file->joined.size;

	if (line_closes(piece, line_end, &close)) {
		r->p = close + 1;
		return sms_reader_note(r, SMS_NOTE_COUNT, r->line) &&
		       sms_reader_add_value(r, (uint32_t)(piece - r->start), (uint32_t)(close - r->start));
	}
	if (!begin_joined(r, piece))
		return false;
	do {
		sms_buffer_add(&r->file->joined, piece, (size_t)(line_end - piece));
		r->p = line_end;
		if (!sms_reader_next_line(r))
			return false;
		piece = r->p;
		if (piece >= r->end || is_keyword_line(piece))
			return sms_reader_fail(r, SMSSITE_MALFORMED, open, "expected a `)` that ends this string");
		line_end = sms_reader_find_line_end(r, piece);
	} while (!line_closes(piece, line_end, &close));
	sms_buffer_add(&r->file->joined, piece, (size_t)(close - piece));
	r->p = close + 1;
	if (!end_joined(r, begun, close))
		return false;
	return r->file->joined.size - begun - sizeof(struct sms_value) + 2 == count || sms_reader_note(r, SMS_NOTE_COUNT, r->line);
}

bool sms_reader_counted(struct sms_reader *r)
{
	const char *digits = r->p + 1, *open = digits, *last;
	uint64_t count = 0;

	while (sms_is_digit(*open) && open - digits < 10)
		count = count * 10 + (uint64_t)(*open++ - '0');
	if (open == digits || *open != '(')
		return sms_reader_fail(r, SMSSITE_MALFORMED, r->p, "expected a counted string, #n(...)");
	if (count < 2 || count > (uint64_t)(r->end - open) || open[count - 1] != ')' || !ends_line(r, open + count))
		return read_miscounted(r, open, count);
	r->line += count_lines(open, open + count, &last);
	r->p = open + count;
	return sms_reader_add_value(r, (uint32_t)(open + 1 - r->start), (uint32_t)(r->p - 1 - r->start));
}


SMSSITE_API const char *smssite_control_file_tolerance(const smssite_control_file *self, size_t index, size_t *line)
{
	if (!self || index >= self->note_count)
		return NULL;
	if (line)
		*line = self->notes[index].line;
	return note_texts[self->notes[index].kind];
}
