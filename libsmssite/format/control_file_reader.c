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
	[SMS_NOTE_FOLDED] = "a keyword is not in capitals, here first",
	[SMS_NOTE_JOINED] = "a value that runs over several lines was joined",
	[SMS_NOTE_COUNT] = "a counted string is not as long as its number says",
	[SMS_NOTE_NO_STRING] = "an ADDRESS has no string",
	[SMS_NOTE_NUL] = "the text ends at a NUL byte, what follows was not read",
	[SMS_NOTE_BLANKS] = "blanks stand where none belong, here first",
	[SMS_NOTE_NO_BLANK] = "no blank stands behind a keyword, here first",
};

/* Habits of a whole file are listed where they are first met. */
#define NOTED_ONCE                                                                                           \
	(1u << SMS_NOTE_LF | 1u << SMS_NOTE_CR | 1u << SMS_NOTE_FOLDED | 1u << SMS_NOTE_BLANKS |             \
		1u << SMS_NOTE_NO_BLANK)

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

const char *sms_reader_fail(
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
	return NULL;
}

bool sms_reader_note(struct sms_reader *r, enum sms_note_kind kind, uint32_t line)
{
	smssite_control_file *file = r->file;
	struct sms_note *notes;

	if (r->noted & NOTED_ONCE & 1u << kind)
		return true;
	notes = sms_grow(file->notes, file->note_count, &r->note_capacity, sizeof(*notes));
	if (!notes) {
		r->status = SMSSITE_NO_MEMORY;
		return false;
	}
	file->notes = notes;
	notes[file->note_count++] = (struct sms_note){ kind, line };
	r->noted |= 1u << kind;
	return true;
}

typedef unsigned char chunk __attribute__((vector_size(16)));

/* Which byte in memory order is the first that is not 0. */
static inline int first_byte(uint64_t bytes)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return __builtin_ctzll(bytes) / 8;
#else
	return __builtin_clzll(bytes) / 8;
#endif
}

/*
 * The first `>` or byte below 0x10 (line ends, NUL, and a few that the caller passes over) at or after p.
 * There is always one: NUL bytes stand behind the text. memchr() would look for one byte only, and each call
 * costs as much as a whole value here.
 */
static inline const char *find_mark(const char *p)
{
	uint64_t half[2];
	chunk bytes;

	for (;; p += sizeof(bytes)) {
		memcpy(&bytes, p, sizeof(bytes));
		bytes = (chunk)((bytes == '>') | (bytes < 0x10));
		memcpy(half, &bytes, sizeof(half));
		if (half[0])
			return p + first_byte(half[0]);
		if (half[1])
			return p + 8 + first_byte(half[1]);
	}
}

/* Nothing but blanks is left of the line at p. */
static bool ends_line(const struct sms_reader *r, const char *p)
{
	while (sms_is_blank(*p))
		p++;
	return p >= r->end || sms_is_line_end(*p) || !*p;
}

/* The text is over where a NUL byte stands. */
static const char *end_text(struct sms_reader *r, const char *p)
{
	r->end = p;
	return sms_reader_note(r, SMS_NOTE_NUL, r->line) ? p : NULL;
}

const char *sms_reader_odd_line_end(struct sms_reader *r, const char *p)
{
	if (sms_is_blank(*p) && !sms_reader_note(r, SMS_NOTE_BLANKS, r->line))
		return NULL;
	while (sms_is_blank(*p))
		p++;
	if (p >= r->end)
		return sms_reader_note(r, SMS_NOTE_NO_LINE_END, r->line) ? p : NULL;
	if (!*p)
		return end_text(r, p);
	if (!sms_is_line_end(*p))
		return sms_reader_fail(r, SMSSITE_MALFORMED, p, "expected the end of the line");
	if (p[0] == '\r' && p[1] == '\n')
		p++;
	else if (!sms_reader_note(r, *p == '\n' ? SMS_NOTE_LF : SMS_NOTE_CR, r->line))
		return NULL;
	r->line++;
	return p + 1;
}

const char *sms_reader_odd_line_start(struct sms_reader *r, const char *p)
{
	for (;;) {
		while (sms_is_blank(*p))
			p++;
		if (!sms_is_line_end(*p))
			break;
		p = sms_reader_end_line(r, p);
		if (!p)
			return NULL;
	}
	return *p || p >= r->end ? p : end_text(r, p);
}

static void *grow(
	struct sms_reader *r, const char *p, void *array, size_t count, size_t *capacity, size_t element_size)
{
	/* As dense as so far, to the end of the file: then a second growth is rare. At least a quarter as much
	 * again, which keeps the copying linear, and at most eight times as much. */
	uint64_t wanted = (uint64_t)(count + 16) * r->file->size / (uint64_t)(p - r->start + 1) * 17 / 16;

	if (wanted < count + count / 4 + 16)
		wanted = count + count / 4 + 16;
	if (wanted > (uint64_t)count * 8 + 16)
		wanted = (uint64_t)count * 8 + 16;
	array = sms_realloc(array, (size_t)wanted * element_size);
	if (array)
		*capacity = (size_t)wanted;
	else
		r->status = SMSSITE_NO_MEMORY;
	return array;
}

bool sms_reader_grow_values(struct sms_reader *r, const char *p)
{
	smssite_control_file *file = r->file;
	struct sms_value *values =
		grow(r, p, file->values, file->value_count, &r->value_capacity, sizeof(*values));

	if (values)
		file->values = values;
	return values;
}

bool sms_reader_grow_sections(struct sms_reader *r, const char *p)
{
	smssite_control_file *file = r->file;
	struct sms_section *sections =
		grow(r, p, file->sections, file->section_count, &r->section_capacity, sizeof(*sections));

	if (sections)
		file->sections = sections;
	return sections;
}

static bool add_span(struct sms_reader *r, const char *p, uint32_t start, uint32_t end)
{
	if (r->file->value_count == r->value_capacity && !sms_reader_grow_values(r, p))
		return false;
	r->file->values[r->file->value_count++] = (struct sms_value){ start, end };
	return true;
}

bool sms_reader_add_value(struct sms_reader *r, const char *start, const char *end)
{
	return add_span(r, end, (uint32_t)(start - r->start), (uint32_t)(end - r->start));
}

/* A value of several lines goes into the side buffer: its place, then a piece at a time. */
static bool begin_joined(struct sms_reader *r, const char *start)
{
	struct sms_value place = { (uint32_t)(start - r->start), 0 };

	sms_buffer_add(&r->file->joined, &place, sizeof(place));
	return sms_reader_note(r, SMS_NOTE_JOINED, r->line);
}

static bool end_joined(struct sms_reader *r, size_t begun, const char *end)
{
	struct sms_buffer *joined = &r->file->joined;
	uint32_t end_offset = (uint32_t)(end - r->start),
		 start = (uint32_t)(begun + sizeof(struct sms_value));

	if (joined->failed) {
		r->status = SMSSITE_NO_MEMORY;
		return false;
	}
	memcpy(joined->data + begun + offsetof(struct sms_value, end), &end_offset, sizeof(end_offset));
	return add_span(r, end, start | SMS_VALUE_JOINED, (uint32_t)joined->size);
}

/* Where the value that holds p ends: at `>`, a line end or the end of the text. */
static const char *find_value_end(const struct sms_reader *r, const char *p)
{
	for (p = find_mark(p); *p != '>' && !sms_is_line_end(*p) && p < r->end;)
		p = find_mark(p + 1);
	return p;
}

/* The value that begins at `<` goes on behind the line end at `mark`: the printed sample of the Resource
 * Guide is broken so. */
static const char *read_broken_value(struct sms_reader *r, const char *open, const char *mark)
{
	const char *piece = open + 1;
	size_t begun = r->file->joined.size;

	if (!begin_joined(r, piece))
		return NULL;
	for (;;) {
		sms_buffer_add(&r->file->joined, piece, (size_t)(mark - piece));
		if (*mark == '>')
			break;
		piece = sms_reader_next_line(r, mark);
		if (!piece)
			return NULL;
		mark = find_value_end(r, piece);
		if (mark >= r->end || memchr(piece, '<', (size_t)(mark - piece)))
			return sms_reader_fail(
				r, SMSSITE_MALFORMED, open, "expected a `>` that ends this value");
	}
	return end_joined(r, begun, mark) ? mark + 1 : NULL;
}

static const char *read_value(struct sms_reader *r, const char *open)
{
	const char *mark = find_value_end(r, open + 1);

	if (mark >= r->end)
		return sms_reader_fail(r, SMSSITE_MALFORMED, open, "expected a `>` that ends this value");
	if (*mark != '>')
		return read_broken_value(r, open, mark);
	return sms_reader_add_value(r, open + 1, mark) ? mark + 1 : NULL;
}

const char *sms_reader_values(struct sms_reader *r, const char *p)
{
	for (;;) {
		const char *behind;

		while (*p == '<') {
			p = read_value(r, p);
			if (!p)
				return NULL;
		}
		for (behind = p; sms_is_blank(*behind);)
			behind++;
		if (behind == p || *behind != '<')
			return p;
		if (!sms_reader_note(r, SMS_NOTE_BLANKS, r->line))
			return NULL;
		p = behind;
	}
}

const char *sms_reader_value_lines(struct sms_reader *r, const char *p)
{
	smssite_control_file *file = r->file;
	const char *start = r->start;

	while (*p == '<') {
		struct sms_value *first = file->values + file->value_count, *value = first,
				 *full = file->values + r->value_capacity;

		/* The usual line, whose value ends where CR LF follows. */
		while (*p == '<' && value < full) {
			const char *mark = find_mark(p + 1);

			if (*mark != '>' || mark[1] != '\r' || mark[2] != '\n')
				break;
			*value++ = (struct sms_value){ (uint32_t)(p + 1 - start), (uint32_t)(mark - start) };
			for (p = mark + 3; sms_is_blank(*p);)
				p++;
		}
		r->line += (uint32_t)(value - first);
		file->value_count += (size_t)(value - first);
		if (*p != '<')
			break;
		p = sms_reader_values(r, p);
		p = p ? sms_reader_end_line(r, p) : NULL;
		p = p ? sms_reader_next_line(r, p) : NULL;
		if (!p)
			return NULL;
	}
	return p;
}

const char *sms_reader_find_line_end(const struct sms_reader *r, const char *p)
{
	for (p = find_mark(p); p < r->end && !sms_is_line_end(*p);)
		p = find_mark(p + 1);
	return p < r->end ? p : r->end;
}

const char *sms_reader_loose_line(struct sms_reader *r, const char *p)
{
	const char *line_end = sms_reader_find_line_end(r, p), *close;

	while (sms_is_blank(*p))
		p++;
	for (; *p == '<'; p = close + 1) {
		close = memchr(p, '>', (size_t)(line_end - p));
		if (!close)
			break;
		if (!sms_reader_add_value(r, p + 1, close))
			return NULL;
	}
	return sms_reader_end_line(r, line_end);
}

/* A line that begins a section or ends a block: where an unfinished string has come too far. */
static bool is_keyword_line(const char *p)
{
	size_t size = 0;

	while (sms_is_word(p[size]))
		size++;
	if (memcmp(p, "BEGIN_", 6) == 0 || memcmp(p, "END_", 4) == 0)
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

/* A counted string whose number does not lead to its `)`: the one that ends a line ends the string. The
 * second address of the printed sample is one longer than its number. */
static const char *read_miscounted(struct sms_reader *r, const char *open, uint64_t count)
{
	const char *piece = open + 1, *line_end = sms_reader_find_line_end(r, piece), *close;
	size_t begun = r->file->joined.size, size;

	if (line_closes(piece, line_end, &close)) {
		if (!sms_reader_note(r, SMS_NOTE_COUNT, r->line) || !sms_reader_add_value(r, piece, close))
			return NULL;
		return close + 1;
	}
	if (!begin_joined(r, piece))
		return NULL;
	do {
		sms_buffer_add(&r->file->joined, piece, (size_t)(line_end - piece));
		piece = sms_reader_next_line(r, line_end);
		if (!piece)
			return NULL;
		if (piece >= r->end || is_keyword_line(piece))
			return sms_reader_fail(
				r, SMSSITE_MALFORMED, open, "expected a `)` that ends this string");
		line_end = sms_reader_find_line_end(r, piece);
	} while (!line_closes(piece, line_end, &close));
	sms_buffer_add(&r->file->joined, piece, (size_t)(close - piece));
	size = r->file->joined.size - begun - sizeof(struct sms_value);
	if (!end_joined(r, begun, close) ||
		(size + 2 != count && !sms_reader_note(r, SMS_NOTE_COUNT, r->line)))
		return NULL;
	return close + 1;
}

const char *sms_reader_counted(struct sms_reader *r, const char *p)
{
	const char *digits = p + 1, *open = digits, *last;
	uint64_t count = 0;

	while (sms_is_digit(*open) && open - digits < 10)
		count = count * 10 + (uint64_t)(*open++ - '0');
	if (open == digits || *open != '(')
		return sms_reader_fail(r, SMSSITE_MALFORMED, p, "expected a counted string, #n(...)");
	if (count < 2 || count > (uint64_t)(r->end - open) || open[count - 1] != ')' ||
		!ends_line(r, open + count))
		return read_miscounted(r, open, count);
	p = open + count;
	if (memchr(open, '\n', (size_t)count) || memchr(open, '\r', (size_t)count))
		r->line += count_lines(open, p, &last);
	return sms_reader_add_value(r, open + 1, p - 1) ? p : NULL;
}

SMSSITE_API const char *smssite_control_file_tolerance(
	const smssite_control_file *self, size_t index, size_t *line)
{
	if (!self || index >= self->note_count)
		return NULL;
	if (line)
		*line = self->notes[index].line;
	return note_texts[self->notes[index].kind];
}
