/* SPDX-License-Identifier: MIT */
/* Times of trace records: all on the server's wall clock, none with an offset. */
#include "format/trace_record.h"

#include <string.h>

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

int64_t sms_trace_time_of(
	int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute, int64_t second)
{
	if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 23 ||
		minute > 59 || second > 59)
		return SMSSITE_NO_TIME;
	return ((days_from_civil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

int64_t sms_trace_year(int64_t year)
{
	return year >= 100 ? year : year + (year < 70 ? 2000 : 1900);
}

/* Position from 1 of a three-letter name in a list of them; 0 if it is none. */
static int64_t name_number(const char *text, const char *names)
{
	for (int64_t i = 0; names[3 * i]; i++)
		if (text[0] == names[3 * i] && text[1] == names[3 * i + 1] && text[2] == names[3 * i + 2])
			return i + 1;
	return 0;
}

/* Two digits; negative if they are none. */
static int64_t pair(const char *text)
{
	unsigned tens = (unsigned)(unsigned char)text[0] - '0', ones = (unsigned)(unsigned char)text[1] - '0';

	return tens > 9 || ones > 9 ? -10000 : (int64_t)(tens * 10 + ones);
}

struct sms_trace_time sms_trace_asctime(const char *text, size_t size)
{
	struct sms_trace_time time = { SMSSITE_NO_TIME, -1, { NULL, 0 } };
	int64_t ms = -1, month, day, hour, minute, second, year;
	const char *t = text, *behind;

	if (size < 24 || t[3] != ' ' || t[7] != ' ' || t[10] != ' ' || t[13] != ':' || t[16] != ':' ||
		!name_number(t, "SunMonTueWedThuFriSat"))
		return time;
	month = name_number(t + 4, "JanFebMarAprMayJunJulAugSepOctNovDec");
	/* asctime() pads the day with a blank, the services with 0. */
	day = t[8] == ' ' && sms_is_digit(t[9]) ? t[9] - '0' : pair(t + 8);
	hour = pair(t + 11);
	minute = pair(t + 14);
	second = pair(t + 17);
	behind = t + 19;
	if (*behind == '.') {
		if (size < 28 || !sms_is_digit(t[20]) || (ms = pair(t + 21)) < 0)
			return time;
		ms += (t[20] - '0') * 100;
		behind += 4;
	}
	if (behind[0] != ' ' || hour < 0 || minute < 0 || second < 0)
		return time;
	year = pair(behind + 1) * 100 + pair(behind + 3);
	behind += 5;
	size -= (size_t)(behind - text);
	if (year < 0 || (size && *behind != ' ' && (*behind != '~' || size > 1)))
		return time;
	time.local_s = sms_trace_time_of(year, month, day, hour, minute, second);
	if (time.local_s == SMSSITE_NO_TIME)
		return time;
	time.ms = (int32_t)ms;
	if (size && *behind == ' ') {
		time.zone = (struct sms_span){ behind + 1, size - 1 };
		if (time.zone.size && time.zone.data[time.zone.size - 1] == '~')
			time.zone.size--;
	}
	return time;
}
