/* SPDX-License-Identifier: MIT */
/* The parts of a plan's JSON, read. Nothing is trusted. */
#include "recovery/plan_json.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "tree/tree.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Of a text for people. */
#define MAX_TEXT 2000

smssite_status sms_plan_bad(const char *where, const char *what)
{
	return sms_fail(SMSSITE_MALFORMED, "plan: %s: %s", where, what);
}

/* A text for people: UTF-8 (jansson has seen to that) without control characters. */
smssite_status sms_read_text(smssite_plan *plan, const json_t *json, const char *key, const char **text)
{
	const json_t *value = key ? json_object_get(json, key) : json;
	const char *found = json_string_value(value);

	if (!found || json_string_length(value) > MAX_TEXT)
		return sms_plan_bad(key ? key : "remarks", "expected a short text");
	for (const char *c = found; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			return sms_plan_bad(key ? key : "remarks", "a control character");
	*text = sms_plan_keep(plan, found);
	return SMSSITE_OK;
}

/* A path or name as bytes. Its escapes are looked at first: what fails then is for want of memory. */
smssite_status sms_read_name(smssite_plan *plan, const json_t *json, const char *key, const char **name)
{
	const char *found = json_string_value(json_object_get(json, key));
	char *bytes;

	if (!found || strlen(found) > (size_t)SMS_MAX_PATH * 4)
		return sms_plan_bad(key, "expected a name");
	for (const char *c = strchr(found, '\\'); c; c = strchr(c + 1, '\\'))
		if (c[1] != 'x' || !isxdigit((unsigned char)c[2]) || !isxdigit((unsigned char)c[3]) ||
			(c[2] == '0' && c[3] == '0'))
			return sms_plan_bad(key, "expected a name");
	bytes = sms_name_unescape(found);
	if (!bytes)
		return SMSSITE_NO_MEMORY;
	*name = sms_plan_keep(plan, bytes);
	sms_free(bytes);
	return SMSSITE_OK;
}

smssite_status sms_read_number(const json_t *json, const char *key, int64_t least, int64_t most, int64_t *number)
{
	const json_t *value = json_object_get(json, key);

	if (!json_is_integer(value) || json_integer_value(value) < least || json_integer_value(value) > most)
		return sms_plan_bad(key, "expected a number in its range");
	*number = json_integer_value(value);
	return SMSSITE_OK;
}

smssite_status sms_read_time(const json_t *json, const char *key, int64_t *time)
{
	*time = SMSSITE_NO_TIME;
	if (json_is_null(json_object_get(json, key)))
		return SMSSITE_OK;
	return sms_read_number(json, key, INT64_MIN + 1, INT64_MAX, time);
}

smssite_status sms_read_bool(const json_t *json, const char *key, bool *value)
{
	if (!json_is_boolean(json_object_get(json, key)))
		return sms_plan_bad(key, "expected true or false");
	*value = json_is_true(json_object_get(json, key));
	return SMSSITE_OK;
}

smssite_status sms_read_file(smssite_plan *plan, const json_t *json, bool described, struct sms_plan_file *file)
{
	smssite_status status = sms_read_name(plan, json, "name", &file->name);

	if (!status && sms_name_check(sms_span_of(file->name)))
		status = sms_plan_bad("name", "Windows has no such name");
	if (!status)
		status = sms_read_number(json, "size", 0, INT64_MAX, &file->size);
	if (!status)
		status = sms_read_time(json, "modified_utc", &file->mtime_utc_s);
	if (!status && json_object_get(json, "directory"))
		status = sms_read_bool(json, "directory", &file->directory);
	/* Some files are not opened. */
	if (!status && json_object_get(json, "sha256"))
		status = sms_read_text(plan, json, "sha256", &file->sha256);
	if (!status && file->sha256 && (strlen(file->sha256) != 64 || strspn(file->sha256, "0123456789abcdef") != 64))
		status = sms_plan_bad("sha256", "expected 64 lower-case hex digits");
	if (!status && described)
		status = sms_read_text(plan, json, "about", &file->about);
	if (!status && described)
		status = sms_read_text(plan, json, "again", &file->again);
	return status;
}

static int compare_files(const void *a, const void *b)
{
	const char *x = (*(const struct sms_plan_file *const *)a)->name, *y = (*(const struct sms_plan_file *const *)b)->name;

	return sms_compare_folded(x, strlen(x), y, strlen(y));
}

/* Two files of one name, letter case aside, cannot both be meant. */
static smssite_status check_distinct(const struct sms_plan_file *files, size_t count)
{
	const struct sms_plan_file **sorted = sms_calloc(count, sizeof(*sorted));
	smssite_status status = SMSSITE_OK;

	if (!sorted)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		sorted[i] = &files[i];
	qsort(sorted, count, sizeof(*sorted), compare_files);
	for (size_t i = 1; i < count && !status; i++)
		if (compare_files(&sorted[i - 1], &sorted[i]) == 0)
			status = sms_plan_bad("files", "two have one name");
	sms_free(sorted);
	return status;
}

smssite_status sms_read_files(smssite_plan *plan, const json_t *json, const char *key, bool described,
	struct sms_plan_file **files, size_t *count)
{
	const json_t *list = json_object_get(json, key);
	smssite_status status = SMSSITE_OK;

	if (!json_is_array(list) || json_array_size(list) > SMS_MAX_STEPS)
		return sms_plan_bad(key, "expected a list");
	*count = json_array_size(list);
	*files = sms_plan_array(plan, *count, sizeof(**files));
	if (!*files)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < *count && !status; i++)
		status = sms_read_file(plan, json_array_get(list, i), described, &(*files)[i]);
	return status ? status : check_distinct(*files, *count);
}

smssite_status sms_read_texts(smssite_plan *plan, const json_t *json, const char *key, const char ***texts,
	size_t *count)
{
	const json_t *list = json_object_get(json, key);
	smssite_status status = SMSSITE_OK;

	if (!json_is_array(list) || json_array_size(list) > SMS_MAX_STEPS)
		return sms_plan_bad(key, "expected a list");
	*count = json_array_size(list);
	*texts = sms_plan_array(plan, *count, sizeof(**texts));
	if (!*texts)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < *count && !status; i++)
		status = sms_read_text(plan, json_array_get(list, i), NULL, &(*texts)[i]);
	return status;
}
