/* SPDX-License-Identifier: MIT */
#include <smssite/trace_record.h>
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static bool starts_with(struct sms_span span, const char *text)
{
	size_t size = strlen(text);

	return span.size >= size && sms_compare_folded(span.data, size, text, size) == 0;
}

/* What lies between an opening and a closing bracket at the front of *rest, which is moved behind it. KB
 * Q270218 prints parentheses, Q193766 once `>` for the first `<`. */
static bool take_group(struct sms_span *rest, struct sms_span *group)
{
	char close = rest->size && rest->data[0] == '(' ? ')' : '>';
	const char *end;

	if (!rest->size || (rest->data[0] != '<' && rest->data[0] != '(' && rest->data[0] != '>'))
		return false;
	end = memchr(rest->data + 1, close, rest->size - 1);
	if (!end)
		return false;
	*group = (struct sms_span){ rest->data + 1, (size_t)(end - rest->data) - 1 };
	rest->size -= (size_t)(end - rest->data) + 1;
	rest->data = end + 1;
	return true;
}

/* A component is spelt like its registry key. Anything else behind `$$<` is part of a message. */
static bool is_component(struct sms_span span)
{
	if (!span.size)
		return false;
	for (size_t i = 0; i < span.size; i++) {
		char c = sms_upper(span.data[i]);

		if (!sms_is_digit(c) && !(c >= 'A' && c <= 'Z') && c != '_')
			return false;
	}
	return true;
}

/* Position of the last `$$` that an opening bracket follows; messages have brackets and `$` of their own. */
static bool find_trailer(const char *line, size_t size, size_t *position)
{
	for (size_t i = size; i-- > 2;) {
		char c = line[i];

		if (line[i - 1] == '$' && line[i - 2] == '$' && (c == '<' || c == '(' || c == '>')) {
			*position = i - 2;
			return true;
		}
	}
	return false;
}

/* Days from 1970-01-01 in the Gregorian calendar; years begin in March so that the leap day comes last. */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day)
{
	int64_t era, of_era, of_year;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	of_era = year - era * 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t days_in_month(int64_t year, int64_t month)
{
	static const char days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : days[month - 1];
}

/* Position from 1 of a three-letter name in a list of them; 0 if it is none. */
static int64_t name_number(const char *text, const char *names)
{
	for (int64_t i = 0; names[3 * i]; i++)
		if (memcmp(text, names + 3 * i, 3) == 0)
			return i + 1;
	return 0;
}

static bool digits(const char *text, size_t count, int64_t *number)
{
	return sms_span_number((struct sms_span){ text, count }, number);
}

/* `Www Mmm dd hh:mm:ss yyyy`, then the `~` that asctime's newline became. The name of the day is not held
 * against the date: they disagree in the Resource Guide's own sample. */
static int64_t parse_asctime(struct sms_span span)
{
	const char *t = span.data;
	int64_t month, day, hour, minute, second, year;

	if (span.size == 25 && t[24] == '~')
		span.size = 24;
	if (span.size != 24 || t[3] != ' ' || t[7] != ' ' || t[10] != ' ' || t[13] != ':' || t[16] != ':' ||
		t[19] != ' ' || !name_number(t, "SunMonTueWedThuFriSat"))
		return SMSSITE_NO_TIME;
	month = name_number(t + 4, "JanFebMarAprMayJunJulAugSepOctNovDec");
	if (!month || !(t[8] == ' ' ? digits(t + 9, 1, &day) : digits(t + 8, 2, &day)) ||
		!digits(t + 11, 2, &hour) || !digits(t + 14, 2, &minute) || !digits(t + 17, 2, &second) ||
		!digits(t + 20, 4, &year))
		return SMSSITE_NO_TIME;
	if (day < 1 || day > days_in_month(year, month) || hour > 23 || minute > 59 || second > 59)
		return SMSSITE_NO_TIME;
	return ((days_from_civil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

/* `thread=HEX`, a DWORD without 0x. */
static int64_t parse_thread(struct sms_span span)
{
	int64_t thread = 0;

	if (!starts_with(span, "thread=") || span.size < 8 || span.size > 15)
		return -1;
	for (size_t i = 7; i < span.size; i++) {
		char c = sms_upper(span.data[i]);

		if (!sms_is_digit(c) && !(c >= 'A' && c <= 'F'))
			return -1;
		thread = thread << 4 | (sms_is_digit(c) ? c - '0' : c - 'A' + 10);
	}
	return thread;
}

SMSSITE_API smssite_status smssite_trace_record_parse(
	const char *line, size_t size, struct smssite_trace_record *record)
{
	struct sms_span rest, component, group;
	size_t position;

	if (!line || !record)
		return sms_invalid("smssite_trace_record_parse", "line and record must not be NULL");
	*record = (struct smssite_trace_record){ line, size, NULL, 0, SMSSITE_NO_TIME, -1 };
	if (!find_trailer(line, size, &position))
		return sms_fail(
			SMSSITE_MALFORMED, "expected `$$<component>` behind the text of a trace record");
	rest = (struct sms_span){ line + position + 2, size - position - 2 };
	if (!take_group(&rest, &component) || !is_component(component))
		return sms_fail(SMSSITE_MALFORMED, "expected the name of a component and `>` behind `$$<`");
	record->component = component.data;
	record->component_size = component.size;
	record->text_size = position;
	while (record->text_size && line[record->text_size - 1] == ' ')
		record->text_size--;
	if (take_group(&rest, &group)) {
		record->time_local_s = parse_asctime(group);
		if (take_group(&rest, &group))
			record->thread = parse_thread(group);
	}
	return SMSSITE_OK;
}
