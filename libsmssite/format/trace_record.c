/* SPDX-License-Identifier: MIT */
/* Records with a trailer, which is found from the line's end: the text need not be looked at. */
#include "format/trace_record.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

SMSSITE_API const char *smssite_trace_form_name(smssite_trace_form form)
{
	static const char *const names[] = { "TEXT", "SMS_1", "SMS_2", "LATER", "COLUMNS", "SETUP", "CLIENT",
		"AGENT" };

	return (unsigned)form < sizeof(names) / sizeof(*names) ? names[form] : "?";
}

const char *sms_trace_last(const char *data, size_t size, char byte)
{
	while (size && data[size - 1] != byte)
		size--;
	return size ? data + size - 1 : NULL;
}

/* 16: a letter of a component; and if it is a hexadecimal digit, 32 and its value. */
static const unsigned char letters[256] = {
	['0'] = 48,
	49,
	50,
	51,
	52,
	53,
	54,
	55,
	56,
	57,
	['A'] = 58,
	59,
	60,
	61,
	62,
	63,
	['G'] = 16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	['_'] = 16,
	['a'] = 58,
	59,
	60,
	61,
	62,
	63,
	['g'] = 16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
	16,
};

static bool is_component_letter(char c)
{
	return letters[(unsigned char)c];
}

static bool is_hex_digit(char c)
{
	return letters[(unsigned char)c] & 32;
}

static unsigned hex_value(char c)
{
	return letters[(unsigned char)c] & 15;
}

bool sms_trace_is_component(struct sms_span span)
{
	for (size_t i = 0; i < span.size; i++)
		if (!is_component_letter(span.data[i]))
			return false;
	return span.size > 0;
}

int64_t sms_trace_hex(struct sms_span span)
{
	int64_t number = 0;

	if (!span.size || span.size > 8)
		return -1;
	for (size_t i = 0; i < span.size; i++) {
		if (!is_hex_digit(span.data[i]))
			return -1;
		number = number << 4 | hex_value(span.data[i]);
	}
	return number;
}

/* `thread=HEX`, a DWORD without 0x; in SMS 2.0 `thread=DEC (0xHEX)`. */
static int64_t parse_thread(struct sms_span span, bool *is_decimal)
{
	const char *blank;
	int64_t decimal;

	*is_decimal = false;
	if (span.size < 8 || memcmp(span.data, "thread=", 7) != 0)
		return -1;
	span = (struct sms_span){ span.data + 7, span.size - 7 };
	blank = memchr(span.data, ' ', span.size);
	if (!blank)
		return sms_trace_hex(span);
	if (span.size - (size_t)(blank - span.data) < 6 || memcmp(blank, " (0x", 4) != 0 ||
		span.data[span.size - 1] != ')' ||
		!sms_span_number((struct sms_span){ span.data, (size_t)(blank - span.data) }, &decimal) ||
		decimal != sms_trace_hex((struct sms_span){
				   blank + 4, (size_t)(span.data + span.size - blank) - 5 }))
		return -1;
	*is_decimal = true;
	return decimal;
}

/* What lies between an opening and a closing bracket at the front of *rest, which is moved behind it. */
static bool take_group(struct sms_span *rest, struct sms_span *group)
{
	char close = rest->size && rest->data[0] == '(' ? ')' : '>';
	const char *end, *closed;

	if (!rest->size || (rest->data[0] != '<' && rest->data[0] != '(' && rest->data[0] != '>'))
		return false;
	end = rest->data + rest->size;
	closed = memchr(rest->data + 1, close, rest->size - 1);
	/* The bracket of `(0x2B)` is not the end. */
	if (closed && close == ')' && closed + 1 < end && closed[1] == ')')
		closed++;
	if (!closed)
		return false;
	*group = (struct sms_span){ rest->data + 1, (size_t)(closed - rest->data) - 1 };
	*rest = (struct sms_span){ closed + 1, (size_t)(end - closed) - 1 };
	return true;
}

/* Where the last trailer begins and how many dollars it has; messages have brackets and `$` of their own. */
static bool find_trailer(const char *line, size_t size, size_t *position, size_t *dollars)
{
	const char *single = NULL;

	for (const char *at = line + size; (at = sms_trace_last(line, (size_t)(at - line), '$'));) {
		const char *behind = at + 1;
		size_t left = (size_t)(line + size - behind);

		if (!left || (*behind != '<' && *behind != '(' && *behind != '>'))
			continue;
		if (at > line && at[-1] == '$') {
			*position = (size_t)(at - line) - 1;
			*dollars = 2;
			return true;
		}
		if (!single && left > 5 && memcmp(behind, "<SMS_", 5) == 0)
			single = at;
	}
	if (!single)
		return false;
	*position = (size_t)(single - line);
	*dollars = 1;
	return true;
}

static void set_time(struct smssite_trace_record *record, struct sms_trace_time time)
{
	record->time_local_s = time.local_s;
	record->time_ms = time.ms;
	record->zone = time.zone.data;
	record->zone_size = time.zone.size;
}

static void set_text_end(struct smssite_trace_record *record, size_t size)
{
	while (size && record->text[size - 1] == ' ')
		size--;
	record->text_size = size;
}

/* Any trailer: cut, misprinted, or of SMS 2.0. */
static bool parse_trailer(const char *line, size_t size, struct smssite_trace_record *record)
{
	size_t position, dollars;
	struct sms_span rest, component, group;
	bool is_decimal = false;

	if (!find_trailer(line, size, &position, &dollars))
		return false;
	rest = (struct sms_span){ line + position + dollars, size - position - dollars };
	if (!take_group(&rest, &component) || !sms_trace_is_component(component))
		return false;
	record->form = SMSSITE_TRACE_SMS_1;
	record->component = component.data;
	record->component_size = component.size;
	set_text_end(record, position);
	if (take_group(&rest, &group)) {
		set_time(record, sms_trace_asctime(group.data, group.size));
		if (take_group(&rest, &group))
			record->thread = parse_thread(group, &is_decimal);
	}
	if (is_decimal || record->time_ms >= 0 || record->zone_size)
		record->form = SMSSITE_TRACE_SMS_2;
	return true;
}

/* Two digits; 100 or more if they are none. */
static unsigned two_digits(const char *text)
{
	unsigned tens = (unsigned)(unsigned char)text[0] - '0', ones = (unsigned)(unsigned char)text[1] - '0';

	return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/* The time of `Www Mmm dd hh:mm:ss yyyy`; all its 24 bytes are there. */
static int64_t usual_time(const char *text, struct sms_trace_habit *habit)
{
	unsigned hour = two_digits(text + 11), minute = two_digits(text + 14), second = two_digits(text + 17);
	int64_t of_day = (int64_t)((hour * 60 + minute) * 60 + second), time;

	if (hour > 23 || minute > 59 || second > 59 || text[13] != ':' || text[16] != ':' || text[19] != ' ')
		return SMSSITE_NO_TIME;
	if (memcmp(text, habit->day, sizeof(habit->day)) == 0 &&
		memcmp(text + 20, habit->year, sizeof(habit->year)) == 0)
		return habit->day_local_s + of_day;
	time = sms_trace_asctime(text, 24).local_s;
	if (time != SMSSITE_NO_TIME) {
		memcpy(habit->day, text, sizeof(habit->day));
		memcpy(habit->year, text + 20, sizeof(habit->year));
		habit->day_local_s = time - of_day;
	}
	return time;
}

/* The size of the component between `$$<` and `><` that end at a place, 0 if there is none. */
static size_t usual_component(const char *line, const char *end, struct sms_trace_habit *habit)
{
	const char *at = end - 2;
	size_t size = habit->component_size;

	if (size && (size_t)(end - line) >= size && memcmp(end - size, habit->component, size) == 0)
		return size - 5;
	while (at > line && is_component_letter(at[-1]))
		at--;
	if (at == end - 2 || at < line + 3 || memcmp(at - 3, "$$<", 3) != 0)
		return 0;
	size = (size_t)(end - at) + 3;
	habit->component_size = size <= sizeof(habit->component) ? size : 0;
	memcpy(habit->component, at - 3, habit->component_size);
	return size - 5;
}

/* `   $$<COMPONENT><Www Mmm dd hh:mm:ss yyyy~><thread=HEX>` and nothing else, as nearly every line has it. */
static bool parse_usual_trailer(
	const char *line, size_t size, struct sms_trace_habit *habit, struct smssite_trace_record *record)
{
	static const char thread[10] = { '~', '>', '<', 't', 'h', 'r', 'e', 'a', 'd', '=' };
	/* The shortest: "$$<C><" and time and thread behind the text. */
	enum { TIME = 24, LEAST = 6 + TIME + sizeof(thread) + 2 };
	const char *end = line + size - 1, *at = end;
	int64_t number = 0, time;
	size_t component;

	if (size < LEAST || *end != '>')
		return false;
	for (unsigned shift = 0; shift < 32 && is_hex_digit(at[-1]); shift += 4)
		number |= (int64_t)hex_value(*--at) << shift;
	if (at == end || at - line < (ptrdiff_t)LEAST - 2)
		return false;
	at -= sizeof(thread);
	if (memcmp(at, thread, sizeof(thread)) != 0)
		return false;
	at -= TIME;
	if (at[-1] != '<' || at[-2] != '>')
		return false;
	time = usual_time(at, habit);
	component = time == SMSSITE_NO_TIME ? 0 : usual_component(line, at, habit);
	if (!component)
		return false;
	at -= component + 2;
	record->form = SMSSITE_TRACE_SMS_1;
	record->component = at;
	record->component_size = component;
	record->time_local_s = time;
	record->thread = number;
	set_text_end(record, (size_t)(at - 3 - line));
	return true;
}

/* The end of `{6534} INFO:` at the front of a text, NULL if it is not there. */
static const char *number_and_level(const char *text, const char *end, struct smssite_trace_record *record)
{
	const char *close = memchr(text, '}', (size_t)(end - text)), *at;
	int64_t number;

	if (!close || !sms_span_number((struct sms_span){ text + 1, (size_t)(close - text) - 1 }, &number))
		return NULL;
	at = close + 1;
	while (at < end && *at == ' ')
		at++;
	record->level = at;
	while (at < end && ((*at >= 'A' && *at <= 'Z') || *at == ' '))
		at++;
	if (at == end || *at != ':' || at == record->level)
		return NULL;
	record->level_size = (size_t)(at - record->level);
	record->source_line = number;
	return at + 1;
}

/* The end of `SQL>>>`, `Err>`, `UPD ##>`, `SQL Err #10007>` or `>>Msg>>` at the front of a text, NULL if none
 * is. */
static const char *tag(const char *text, const char *end)
{
	const char *at = text;

	if (end - at > 7 && memcmp(at, ">>Msg>>", 7) == 0)
		return at + 7;
	if (end - at < 5 || (at[3] != '>' && at[3] != ' ') || !is_component_letter(at[0]) ||
		!is_component_letter(at[1]) || !is_component_letter(at[2]))
		return NULL;
	at += 3;
	if (memcmp(text, "SQL ", 4) == 0 && end - at > 6 &&
		(memcmp(at, " Err #", 6) == 0 || memcmp(at, " Msg #", 6) == 0)) {
		at += 6;
		while (at < end && sms_is_digit(*at))
			at++;
	} else if (end - at > 4 && memcmp(at, " ##>", 4) == 0) {
		at += 3;
	}
	if (at == end || *at != '>')
		return NULL;
	while (at < end && *at == '>')
		at++;
	return at;
}

static void split_level(struct smssite_trace_record *record)
{
	const char *text = record->text, *end = text + record->text_size, *behind;

	record->message = text;
	record->message_size = record->text_size;
	while (text < end && *text == '~')
		text++;
	if (text == end)
		return;
	if (*text == '{') {
		behind = number_and_level(text, end, record);
	} else {
		behind = tag(text, end);
		record->level = text;
		record->level_size = behind ? (size_t)(behind - text) : 0;
	}
	if (!behind) {
		record->level = NULL;
		return;
	}
	while (behind < end && *behind == ' ')
		behind++;
	record->message = behind;
	record->message_size = (size_t)(end - behind);
}

/* Member by member: a structure that is cleared as a whole is cleared by a slow loop, which shows in long
 * logs. */
static void begin(const char *line, size_t size, struct smssite_trace_record *record)
{
	record->form = SMSSITE_TRACE_TEXT;
	record->text = record->message = line;
	record->text_size = record->message_size = size;
	record->component = record->level = record->context = record->file = record->zone = NULL;
	record->component_size = record->level_size = record->context_size = record->file_size = 0;
	record->zone_size = record->log = record->line = 0;
	record->time_local_s = SMSSITE_NO_TIME;
	record->source_line = record->thread = -1;
	record->time_ms = -1;
	record->is_utf8 = false;
}

bool sms_trace_parse(
	const char *line, size_t size, struct sms_trace_habit *habit, struct smssite_trace_record *record)
{
	bool is_record;

	begin(line, size, record);
	is_record = parse_usual_trailer(line, size, habit, record);
	if (!is_record && sms_trace_parse_later(line, size, record)) {
		record->message = record->text;
		record->message_size = record->text_size;
		return true;
	}
	is_record = is_record || parse_trailer(line, size, record) ||
		    sms_trace_parse_columns(line, size, record) || sms_trace_parse_dated(line, size, record);
	split_level(record);
	return is_record;
}

SMSSITE_API smssite_status smssite_trace_record_parse(
	const char *line, size_t size, struct smssite_trace_record *record)
{
	struct sms_trace_habit habit = { .component_size = 0 };

	if (!line || !record)
		return sms_invalid("smssite_trace_record_parse", "line and record must not be NULL");
	if (!sms_trace_parse(line, size, &habit, record))
		return sms_fail(
			SMSSITE_MALFORMED, "expected `$$<component>` behind the text of a trace record");
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_trace_record_text(
	const struct smssite_trace_record *self, const char *part, size_t size, char **text)
{
	bool is_utf8;

	if (!self || (!part && size) || !text)
		return sms_invalid("smssite_trace_record_text", "record, part and text must not be NULL");
	is_utf8 = size && self->is_utf8 && !memchr(part, '\0', size) && sms_is_utf8(part, size);
	*text = is_utf8 ? sms_strndup(part, size) : sms_text_from_1252(part, size);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}
