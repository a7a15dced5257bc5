/* SPDX-License-Identifier: MIT */
/* What objects say to programs. */
#ifndef SMS_JSON_H
#define SMS_JSON_H

#include <smssite/base.h>

#include <jansson.h>

/* The text of a value (NULL: memory ran out), sms_free()d. Not by json_dumps(), which goes on where a key's text failed. */
smssite_status sms_json_text(const json_t *value, size_t flags, char **text);
/* Takes the value (NULL: memory ran out) and gives its text, keys sorted, so that the same value is the same
 * bytes. */
smssite_status sms_json_finish(json_t *value, char **json);
/* Seconds UTC, or null. A new reference. */
json_t *sms_json_time(int64_t utc_s);

#endif
