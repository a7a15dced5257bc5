/* SPDX-License-Identifier: MIT */
#include "base/json.h"
#include "base/error.h"
#include "base/text.h"


static int add_text(const char *text, size_t size, void *buffer)
{
	sms_buffer_add(buffer, text, size);
	return ((struct sms_buffer *)buffer)->failed ? -1 : 0;
}

smssite_status sms_json_text(const json_t *value, size_t flags, char **text)
{
	struct sms_buffer buffer = { 0 };

	if (!value || json_dump_callback(value, add_text, &buffer, flags))
		buffer.failed = true;
	*text = sms_buffer_finish(&buffer, NULL);
	return *text ? SMSSITE_OK : sms_fail(SMSSITE_NO_MEMORY, "out of memory for JSON");
}

smssite_status sms_json_finish(json_t *value, char **json)
{
	char *text;
	smssite_status status = sms_json_text(value, JSON_INDENT(2) | JSON_SORT_KEYS, &text);

	json_decref(value);
	if (!status)
		*json = text;
	return status;
}

json_t *sms_json_time(int64_t utc_s)
{
	return utc_s == SMSSITE_NO_TIME ? json_null() : json_integer(utc_s);
}
