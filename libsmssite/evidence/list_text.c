/* SPDX-License-Identifier: MIT */
#include "evidence/list_text.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static bool starts_with(const char *data, size_t size, const char *mark, size_t mark_size)
{
	return size >= mark_size && memcmp(data, mark, mark_size) == 0;
}

/* The controls below blank, DEL, and U+0080-009F, which some terminals obey as well. */
static bool has_control(struct sms_span line)
{
	for (size_t i = 0; i < line.size; i++) {
		unsigned char c = (unsigned char)line.data[i];

		if ((c < 0x20 && c != '\t') || c == 0x7F)
			return true;
		if (c == 0xC2 && i + 1 < line.size && (unsigned char)line.data[i + 1] < 0xA0)
			return true;
	}
	return false;
}

static smssite_status check_controls(const char *text, size_t size)
{
	struct sms_span rest = { text, size }, line;

	for (size_t number = 1; sms_next_line(&rest, &line); number++)
		if (has_control(line))
			return sms_fail(SMSSITE_MALFORMED,
				"line %zu: expected text, found a control character", number);
	return SMSSITE_OK;
}

/* Codings that would be read as something else. */
static smssite_status check_coding(const char *bytes, size_t size)
{
	if (starts_with(bytes, size, "\xFE\xFF", 2) || (size > 1 && !bytes[0] && bytes[1]))
		return sms_fail(SMSSITE_MALFORMED,
			"UTF-16 with the high byte first: save it as UTF-8, ANSI or UTF-16 with the low byte first");
	if (starts_with(bytes, size, "\xFF\xFE", 2))
		return size % 2 ? sms_fail(SMSSITE_MALFORMED, "UTF-16 text of an odd number of bytes") : SMSSITE_OK;
	if (size > 1 && bytes[0] && !bytes[1])
		return sms_fail(SMSSITE_MALFORMED, "UTF-16 without a byte order mark: save it with one, or as UTF-8 or ANSI");
	return SMSSITE_OK;
}

smssite_status sms_list_text(const void *data, size_t size, char **text, size_t *text_size)
{
	const char *bytes = data;
	smssite_status status;

	/* What a console redirected to a file may end with (Ctrl-Z). */
	if (size && bytes[size - 1] == 0x1A)
		size--;
	status = check_coding(bytes, size);
	if (status)
		return status;
	if (starts_with(bytes, size, "\xFF\xFE", 2)) {
		*text = sms_text_from_utf16le(bytes + 2, size - 2, text_size);
	} else {
		size_t mark = starts_with(bytes, size, "\xEF\xBB\xBF", 3) ? 3 : 0;

		bytes += mark;
		size -= mark;
		/* A console writes its OEM code page, which cannot be told from 1252; the names that matter
		 * here are ASCII in both. */
		if (sms_is_utf8(bytes, size)) {
			*text = sms_strndup(bytes, size);
			*text_size = size;
		} else {
			*text = sms_text_from_1252(bytes, size);
			*text_size = *text ? strlen(*text) : 0;
		}
	}
	if (!*text)
		return SMSSITE_NO_MEMORY;
	status = check_controls(*text, *text_size);
	if (status != SMSSITE_OK) {
		sms_free(*text);
		*text = NULL;
	}
	return status;
}
