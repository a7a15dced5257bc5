/* SPDX-License-Identifier: MIT */
#include <smssite/smsid.h>
#include "base/error.h"
#include "base/text.h"

#define ID_COUNT ((uint64_t)SMSSITE_SITE_CODES * SMSSITE_RANGES * SMSSITE_RANGE_IDS)

static int digit_of(char c)
{
	c = sms_upper(c);
	return sms_is_digit(c) ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

static bool digits_read(const char *text, size_t count, uint64_t *number)
{
	uint64_t value = 0;

	for (size_t i = 0; i < count; i++) {
		int digit = digit_of(text[i]);

		if (digit < 0)
			return false;
		value = value * 36 + (unsigned int)digit;
	}
	*number = value;
	return true;
}

static void digits_write(uint64_t number, size_t count, char *text)
{
	text[count] = '\0';
	while (count--) {
		text[count] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 36];
		number /= 36;
	}
}

SMSSITE_API smssite_status smssite_site_code_parse(const char *text, size_t size, uint32_t *code)
{
	uint64_t number;

	if (!text || !code)
		return sms_invalid(__func__, "NULL");
	if (size != 3 || !digits_read(text, 3, &number))
		return sms_fail(SMSSITE_MALFORMED, "'%.*s' is no site code: three letters or digits",
			(int)(size < 16 ? size : 16), text);
	*code = (uint32_t)number;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_site_code_format(uint32_t code, char text[4])
{
	if (!text || code >= SMSSITE_SITE_CODES)
		return sms_invalid(__func__, "NULL, or a code beyond 46655");
	digits_write(code, 3, text);
	return SMSSITE_OK;
}

SMSSITE_API bool smssite_site_code_is_reserved(uint32_t code)
{
	/* Device names of three letters; COM1 and the like have four characters. */
	static const char *const reserved[] = { "AUX", "CON", "NUL", "PRN" };
	uint64_t number;

	for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++)
		if (digits_read(reserved[i], 3, &number) && number == code)
			return true;
	return false;
}

SMSSITE_API smssite_status smssite_smsid_parse(const char *text, size_t size, uint64_t *id)
{
	if (!text || !id)
		return sms_invalid(__func__, "NULL");
	if (size != 8 || !digits_read(text, 8, id))
		return sms_fail(SMSSITE_MALFORMED, "'%.*s' is no SMSID: eight letters or digits",
			(int)(size < 16 ? size : 16), text);
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_smsid_format(uint64_t id, char text[9])
{
	if (!text || id >= ID_COUNT)
		return sms_invalid(__func__, "NULL, or a number that is no SMSID");
	digits_write(id, 8, text);
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_smsid_make(uint32_t site_code, uint32_t range, uint32_t counter, uint64_t *id)
{
	if (!id || site_code >= SMSSITE_SITE_CODES || range >= SMSSITE_RANGES || counter >= SMSSITE_RANGE_IDS)
		return sms_invalid(__func__, "NULL, or a part out of range");
	*id = ((uint64_t)site_code * SMSSITE_RANGES + range) * SMSSITE_RANGE_IDS + counter;
	return SMSSITE_OK;
}

SMSSITE_API uint32_t smssite_smsid_site_code(uint64_t id)
{
	return id < ID_COUNT ? (uint32_t)(id / SMSSITE_RANGE_IDS / SMSSITE_RANGES) : 0;
}

SMSSITE_API uint32_t smssite_smsid_range(uint64_t id)
{
	return id < ID_COUNT ? (uint32_t)(id / SMSSITE_RANGE_IDS % SMSSITE_RANGES) : 0;
}

SMSSITE_API uint32_t smssite_smsid_counter(uint64_t id)
{
	return id < ID_COUNT ? (uint32_t)(id % SMSSITE_RANGE_IDS) : 0;
}

SMSSITE_API smssite_status smssite_smsid_next(uint64_t id, uint64_t *next)
{
	if (!next || id >= ID_COUNT)
		return sms_invalid(__func__, "NULL, or a number that is no SMSID");
	if (id % SMSSITE_RANGE_IDS == SMSSITE_RANGE_IDS - 1)
		return sms_fail(SMSSITE_LIMIT, "the range is used up: the counter is ZZZ and never carries into the range");
	*next = id + 1;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_smsid_previous(uint64_t id, uint64_t *previous)
{
	if (!previous || id >= ID_COUNT)
		return sms_invalid(__func__, "NULL, or a number that is no SMSID");
	if (id % SMSSITE_RANGE_IDS == 0)
		return sms_fail(SMSSITE_LIMIT, "the range begins here: the counter is 000");
	*previous = id - 1;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_smsid_next_range(uint64_t id, uint64_t *first)
{
	if (!first || id >= ID_COUNT)
		return sms_invalid(__func__, "NULL, or a number that is no SMSID");
	if (smssite_smsid_range(id) == SMSSITE_RANGES - 1)
		return sms_fail(SMSSITE_LIMIT, "the site's last range is ZZ; what SMS does then is not documented");
	*first = (id / SMSSITE_RANGE_IDS + 1) * SMSSITE_RANGE_IDS;
	return SMSSITE_OK;
}

SMSSITE_API int smssite_smsid_compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

SMSSITE_API bool smssite_smsid_needs_new_range(uint64_t id)
{
	return smssite_smsid_counter(id) > SMSSITE_RANGE_THRESHOLD;
}

SMSSITE_API uint32_t smssite_smsid_remaining(uint64_t id)
{
	uint32_t counter = smssite_smsid_counter(id);

	return id >= ID_COUNT || counter > SMSSITE_RANGE_THRESHOLD ? 0 : SMSSITE_RANGE_THRESHOLD - counter + 1;
}
