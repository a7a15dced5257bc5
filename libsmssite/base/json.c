/* SPDX-License-Identifier: MIT */
#include "base/json.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>

smssite_status sms_json_finish(json_t *value, char **json)
{
	char *text = value ? json_dumps(value, JSON_INDENT(2) | JSON_SORT_KEYS) : NULL;
	char *copy = NULL;

	json_decref(value);
	/* jansson has an allocator of its own; the caller gives back to ours. */
	if (text)
		copy = sms_strdup(text);
	free(text);
	if (!copy)
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory for JSON");
	*json = copy;
	return SMSSITE_OK;
}

json_t *sms_json_time(int64_t utc_s)
{
	return utc_s == SMSSITE_NO_TIME ? json_null() : json_integer(utc_s);
}
