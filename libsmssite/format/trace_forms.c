/* SPDX-License-Identifier: MIT */
/* Records without the services' trailer: of later products, copied from a viewer, of setup and of programs on
 * clients. */
#include "format/trace_record.h"

#include <string.h>

static bool starts_with(struct sms_span span, const char *text)
{
	size_t size = strlen(text);

	return span.size >= size && memcmp(span.data, text, size) == 0;
}

static void advance(struct sms_span *span, size_t size)
{
	span->data += size;
	span->size -= size;
}

/* A number of least to most digits at the front of *rest, with what must follow it. */
static bool take_number(struct sms_span *rest, size_t least, size_t most, const char *behind, int64_t *number)
{
	size_t size = 0;
	struct sms_span left;

	while (size < rest->size && size < most && sms_is_digit(rest->data[size]))
		size++;
	if (size < least || !sms_span_number((struct sms_span){ rest->data, size }, number))
		return false;
	left = *rest;
	advance(&left, size);
	if (!starts_with(left, behind))
		return false;
	advance(&left, strlen(behind));
	*rest = left;
	return true;
}

/* `mm-dd-yyyy` or `m/d/yy`, the year last in all forms. */
static bool take_date(struct sms_span *rest, const char *separator, int64_t date[3])
{
	return take_number(rest, 1, 2, separator, &date[0]) && take_number(rest, 1, 2, separator, &date[1]) &&
	       take_number(rest, 2, 4, "", &date[2]);
}

static bool take_clock(struct sms_span *rest, int64_t clock[3])
{
	return take_number(rest, 1, 2, ":", &clock[0]) && take_number(rest, 2, 2, ":", &clock[1]) &&
	       take_number(rest, 2, 2, "", &clock[2]);
}

static int64_t time_of(const int64_t date[3], const int64_t clock[3])
{
	return sms_trace_time_of(sms_trace_year(date[2]), date[0], date[1], clock[0], clock[1], clock[2]);
}

/* ---- later products */

/* name="value" at the front of *rest. */
static bool take_attribute(struct sms_span *rest, struct sms_span *name, struct sms_span *value)
{
	const char *equals, *quote;

	while (rest->size && rest->data[0] == ' ')
		advance(rest, 1);
	equals = memchr(rest->data, '=', rest->size);
	if (!equals || (size_t)(equals - rest->data) + 2 > rest->size || equals[1] != '"')
		return false;
	*name = (struct sms_span){ rest->data, (size_t)(equals - rest->data) };
	advance(rest, name->size + 2);
	quote = memchr(rest->data, '"', rest->size);
	if (!quote)
		return false;
	*value = (struct sms_span){ rest->data, (size_t)(quote - rest->data) };
	advance(rest, value->size + 1);
	return true;
}

/* `hh:mm:ss.mmm+bias` */
static bool later_clock(struct sms_span value, int64_t clock[3], struct smssite_trace_record *record)
{
	int64_t ms;

	if (!take_clock(&value, clock))
		return false;
	if (starts_with(value, ".")) {
		advance(&value, 1);
		if (!take_number(&value, 3, 3, "", &ms))
			return false;
		record->time_ms = (int32_t)ms;
	}
	record->zone = value.data;
	record->zone_size = value.size;
	return true;
}

static void later_file(struct sms_span value, struct smssite_trace_record *record)
{
	const char *colon = sms_trace_last(value.data, value.size, ':');
	int64_t line;

	record->file = value.data;
	record->file_size = value.size;
	if (colon &&
		sms_span_number((struct sms_span){ colon + 1, (size_t)(value.data + value.size - colon) - 1 },
			&line)) {
		record->file_size = (size_t)(colon - value.data);
		record->source_line = line;
	}
}

static void later_attributes(struct sms_span rest, struct smssite_trace_record *record)
{
	int64_t date[3] = { 0 }, clock[3] = { 0 }, thread;
	bool has_date = false, has_clock = false;
	struct sms_span name, value;

	while (take_attribute(&rest, &name, &value)) {
		if (sms_span_equal_folded(name, "time")) {
			has_clock = later_clock(value, clock, record);
		} else if (sms_span_equal_folded(name, "date")) {
			has_date = take_date(&value, "-", date) && !value.size;
		} else if (sms_span_equal_folded(name, "component")) {
			record->component = value.data;
			record->component_size = value.size;
		} else if (sms_span_equal_folded(name, "context")) {
			record->context = value.data;
			record->context_size = value.size;
		} else if (sms_span_equal_folded(name, "type")) {
			record->level = value.data;
			record->level_size = value.size;
		} else if (sms_span_equal_folded(name, "thread")) {
			if (value.size <= 10 && sms_span_number(value, &thread))
				record->thread = thread;
		} else if (sms_span_equal_folded(name, "file")) {
			later_file(value, record);
		}
	}
	if (has_date && has_clock)
		record->time_local_s = time_of(date, clock);
	if (record->time_local_s == SMSSITE_NO_TIME)
		record->time_ms = -1;
}

bool sms_trace_parse_later(const char *line, size_t size, struct smssite_trace_record *record)
{
	static const char begin[] = "<![LOG[", end[] = "]LOG]!>";
	enum { MARK = sizeof(begin) - 1 };
	const char *mark;

	if (size < 2 * MARK || line[1] != '!' || memcmp(line, begin, MARK) != 0)
		return false;
	/* The last one, as of trailers: a message may have anything in it. */
	mark = line + size - MARK;
	while (mark >= line + MARK && memcmp(mark, end, MARK) != 0)
		mark--;
	if (mark < line + MARK)
		return false;
	record->form = SMSSITE_TRACE_LATER;
	record->text = line + MARK;
	record->text_size = (size_t)(mark - record->text);
	mark += MARK;
	if (mark < line + size && *mark == '<')
		later_attributes((struct sms_span){ mark + 1, (size_t)(line + size - mark) - 1 }, record);
	return true;
}

/* ---- a viewer's columns */

/* `m/d/yy h:mm:ss AM|PM` */
static int64_t column_time(struct sms_span date_text, struct sms_span clock_text, struct sms_span half)
{
	int64_t date[3], clock[3];

	if (!take_date(&date_text, "/", date) || date_text.size || !take_clock(&clock_text, clock) ||
		clock_text.size || clock[0] < 1 || clock[0] > 12)
		return SMSSITE_NO_TIME;
	clock[0] %= 12;
	if (sms_span_equal_folded(half, "PM"))
		clock[0] += 12;
	return time_of(date, clock);
}

static bool is_half(struct sms_span span)
{
	return sms_span_equal_folded(span, "AM") || sms_span_equal_folded(span, "PM");
}

/* Takes the last word off a line; a lone `>` is what quoting a mail left. */
static bool take_last(struct sms_span *rest, struct sms_span *word)
{
	do {
		while (rest->size &&
			(rest->data[rest->size - 1] == ' ' || rest->data[rest->size - 1] == '\t'))
			rest->size--;
		word->size = 0;
		while (word->size < rest->size && rest->data[rest->size - word->size - 1] != ' ' &&
			rest->data[rest->size - word->size - 1] != '\t')
			word->size++;
		word->data = rest->data + rest->size - word->size;
		rest->size -= word->size;
	} while (word->size == 1 && word->data[0] == '>');
	return word->size > 0;
}

/* From the end: thread, AM or PM, clock, date, component. All may be cut off, and then all behind them too,
 * but the date: a component with a date, or a date with a clock of twelve hours, is no end of a message. */
bool sms_trace_parse_columns(const char *line, size_t size, struct smssite_trace_record *record)
{
	struct sms_span rest = { line, size }, word, clock = { NULL, 0 }, half = { NULL, 0 }, before;
	struct sms_span date;
	int64_t thread = -1, unused[3];

	if (!take_last(&rest, &word))
		return false;
	if (!is_half(word) && sms_trace_hex(word) >= 0) {
		thread = sms_trace_hex(word);
		if (!take_last(&rest, &word))
			return false;
	}
	if (is_half(word)) {
		half = word;
		if (!take_last(&rest, &clock) || !take_last(&rest, &word))
			return false;
	} else if (thread >= 0) {
		return false;
	}
	date = word;
	if (!take_date(&word, "/", unused) || word.size)
		return false;
	before = rest;
	if (take_last(&rest, &word) && starts_with(word, "SMS_") && sms_trace_is_component(word)) {
		record->component = word.data;
		record->component_size = word.size;
		before = rest;
	} else if (!half.size) {
		return false;
	}
	record->form = SMSSITE_TRACE_COLUMNS;
	if (half.size)
		record->time_local_s = column_time(date, clock, half);
	record->thread = thread;
	while (before.size && (before.data[before.size - 1] == ' ' || before.data[before.size - 1] == '\t'))
		before.size--;
	record->text_size = before.size;
	return true;
}

/* ---- records that begin with their time */

static void set_text(struct smssite_trace_record *record, struct sms_span text)
{
	while (text.size && text.data[0] == ' ')
		advance(&text, 1);
	record->text = text.data;
	record->text_size = text.size;
}

/* The text behind `SMS SETUP Log >` or `<mm-dd-yyyy hh:mm:ss>`; the KB prints that with these letters too
 * (Q133250). */
static bool parse_setup(struct sms_span rest, struct smssite_trace_record *record)
{
	static const char log[] = "SMS SETUP Log >", letters[] = "<mm-dd-yyyy hh:mm:ss>";
	int64_t date[3], clock[3];

	if (starts_with(rest, log)) {
		advance(&rest, sizeof(log) - 1);
	} else if (starts_with(rest, letters)) {
		advance(&rest, sizeof(letters) - 1);
	} else {
		if (!starts_with(rest, "<"))
			return false;
		advance(&rest, 1);
		if (!take_date(&rest, "-", date) || !starts_with(rest, " "))
			return false;
		advance(&rest, 1);
		if (!take_clock(&rest, clock) || !starts_with(rest, ">"))
			return false;
		advance(&rest, 1);
		record->time_local_s = time_of(date, clock);
	}
	record->form = SMSSITE_TRACE_SETUP;
	set_text(record, rest);
	return true;
}

/* `Program ==> text`, once printed `=>` (Q166765). False: there is no arrow. */
static bool split_program(struct sms_span rest, struct smssite_trace_record *record)
{
	enum { LONGEST = 260 };
	struct sms_span program = { rest.data, 0 };

	while (program.size < rest.size && program.size < LONGEST) {
		struct sms_span arrow = { rest.data + program.size, rest.size - program.size };

		if (starts_with(arrow, "=>") || starts_with(arrow, "==>")) {
			advance(&arrow, arrow.data[1] == '>' ? 2 : 3);
			program = sms_span_trim(program);
			record->component = program.data;
			record->component_size = program.size;
			set_text(record, arrow);
			return true;
		}
		program.size++;
	}
	return false;
}

static bool parse_client(struct sms_span rest, struct smssite_trace_record *record)
{
	int64_t date[3], clock[3];

	if (!starts_with(rest, "["))
		return false;
	advance(&rest, 1);
	if (!take_date(&rest, "/", date) || !starts_with(rest, " "))
		return false;
	advance(&rest, 1);
	if (!take_clock(&rest, clock) || !starts_with(rest, "]"))
		return false;
	advance(&rest, 1);
	record->form = SMSSITE_TRACE_CLIENT;
	record->time_local_s = time_of(date, clock);
	if (!split_program(rest, record))
		set_text(record, rest);
	return true;
}

static bool parse_agent(struct sms_span rest, struct smssite_trace_record *record)
{
	int64_t date[3], clock[3];
	const char *colon;
	struct sms_span function;

	if (rest.size < 20 || rest.data[10] != ' ' || !take_date(&rest, "/", date) || date[2] < 1000)
		return false;
	advance(&rest, 1);
	if (!take_clock(&rest, clock) || !starts_with(rest, " "))
		return false;
	advance(&rest, 1);
	colon = memchr(rest.data, ':', rest.size < 64 ? rest.size : 64);
	function = (struct sms_span){ rest.data, colon ? (size_t)(colon - rest.data) : 0 };
	if (!sms_trace_is_component(function))
		return false;
	record->form = SMSSITE_TRACE_AGENT;
	record->time_local_s = time_of(date, clock);
	record->component = function.data;
	record->component_size = function.size;
	advance(&rest, function.size + 1);
	set_text(record, rest);
	return true;
}

bool sms_trace_parse_dated(const char *line, size_t size, struct smssite_trace_record *record)
{
	struct sms_span rest = { line, size };

	return parse_setup(rest, record) || parse_client(rest, record) || parse_agent(rest, record);
}
