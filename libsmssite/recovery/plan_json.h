/* SPDX-License-Identifier: MIT */
/* The parts of a plan's JSON, for procedures that have premises of their own. Writing: a NULL value or object is a
 * failure, seen once at the end. Reading trusts nothing; MALFORMED names the key. */
#ifndef SMS_PLAN_JSON_H
#define SMS_PLAN_JSON_H

#include "recovery/plan.h"

/* Sets a value and takes it over. */
void sms_put(json_t *object, const char *key, json_t *value, bool *failed);
json_t *sms_name_to_json(const char *name);
json_t *sms_time_to_json(int64_t time_utc_s);
json_t *sms_file_to_json(const struct sms_plan_file *file);
json_t *sms_files_to_json(const struct sms_plan_file *files, size_t count);
json_t *sms_texts_to_json(const char *const *texts, size_t count);

smssite_status sms_plan_bad(const char *where, const char *what);
/* A text for people, kept in the plan; key NULL: the value itself. */
smssite_status sms_read_text(smssite_plan *plan, const json_t *json, const char *key, const char **text);
/* A path or a name as bytes. */
smssite_status sms_read_name(smssite_plan *plan, const json_t *json, const char *key, const char **name);
smssite_status sms_read_number(const json_t *json, const char *key, int64_t least, int64_t most, int64_t *number);
smssite_status sms_read_time(const json_t *json, const char *key, int64_t *time_utc_s);
smssite_status sms_read_bool(const json_t *json, const char *key, bool *value);
/* described: with about and again. Without SHA-256 it is a file that is not opened. */
smssite_status sms_read_file(smssite_plan *plan, const json_t *json, bool described, struct sms_plan_file *file);
/* No two of one name, letter case aside. */
smssite_status sms_read_files(smssite_plan *plan, const json_t *json, const char *key, bool described,
	struct sms_plan_file **files, size_t *count);
smssite_status sms_read_texts(smssite_plan *plan, const json_t *json, const char *key, const char ***texts,
	size_t *count);

#endif
