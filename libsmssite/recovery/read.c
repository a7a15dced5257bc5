/* SPDX-License-Identifier: MIT */
/* READ: what is there at this moment goes into the journal, and later steps are about it. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/tree.h"

#include <stdio.h>
#include <string.h>

/* A name of any bytes, as JSON has it. NULL: no memory. */
static json_t *name_to_json(const char *name)
{
	char *escaped = sms_name_escape(name);
	json_t *json = escaped ? json_string(escaped) : NULL;

	sms_free(escaped);
	return json;
}

static smssite_status hash_file(const smssite_apply *apply, const struct sms_place *place, const char *name,
	char hex[2 * SMS_SHA256_SIZE + 1])
{
	unsigned char digest[SMS_SHA256_SIZE];
	char *path = sms_place_path(apply, place, name);
	smssite_status status = path ? sms_tree_hash(sms_volume_tree(apply, place->volume), path, digest, NULL) :
				       SMSSITE_NO_MEMORY;

	sms_free(path);
	for (size_t i = 0; !status && i < sizeof(digest); i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return status;
}

static smssite_status add_name(const smssite_apply *apply, const struct sms_place *place, const char *name,
	const struct smssite_tree_stat *stat, bool hashed, json_t *found)
{
	bool directory = stat->kind == SMSSITE_ENTRY_DIRECTORY, failed;
	char hex[2 * SMS_SHA256_SIZE + 1] = "";
	smssite_status status = SMSSITE_OK;
	json_t *item;

	if (json_array_size(found) >= SMS_MAX_NAMES)
		return sms_fail(SMSSITE_LIMIT, "%s: more than %u names", place->path, SMS_MAX_NAMES);
	if (sms_name_check(sms_span_of(name)))
		return sms_fail(SMSSITE_CHANGED, "%s: Windows has no name \"%s\"; take it away by hand", place->path, name);
	if (hashed && !directory)
		status = hash_file(apply, place, name, hex);
	if (status)
		return status;
	item = json_object();
	failed = json_object_set_new(item, "name", name_to_json(name)) != 0;
	if (directory)
		failed |= json_object_set_new(item, "directory", json_true()) != 0;
	else
		failed |= json_object_set_new(item, "size", json_integer(stat->size)) != 0;
	if (stat->mtime_utc_s != SMSSITE_NO_TIME)
		failed |= json_object_set_new(item, "modified_utc", json_integer(stat->mtime_utc_s)) != 0;
	if (*hex)
		failed |= json_object_set_new(item, "sha256", json_string(hex)) != 0;
	if (failed) {
		json_decref(item);
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	}
	return json_array_append_new(found, item) ? sms_fail(SMSSITE_NO_MEMORY, "out of memory") : SMSSITE_OK;
}

smssite_status sms_read_names(const smssite_apply *apply, const struct sms_place *place,
	bool (*passes)(const char *, const struct smssite_tree_stat *), bool hashed, json_t **result)
{
	smssite_listing *list = NULL;
	smssite_status status = sms_place_list(apply, place, &list);
	json_t *found = json_array();

	if (status == SMSSITE_NOT_FOUND)
		status = SMSSITE_OK;
	if (!found)
		status = sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	for (size_t i = 0; !status && i < smssite_listing_count(list); i++) {
		const char *name = smssite_listing_name(list, i);
		struct smssite_tree_stat stat;

		status = smssite_listing_stat(list, i, &stat);
		if (!status && passes(name, &stat))
			status = add_name(apply, place, name, &stat, hashed, found);
	}
	smssite_listing_free(list);
	if (status)
		json_decref(found);
	else
		*result = found;
	return status;
}

smssite_status sms_fact_file(const json_t *item, struct sms_subject *subject)
{
	const char *name = json_string_value(json_object_get(item, "name"));
	const char *hex = json_string_value(json_object_get(item, "sha256"));
	smssite_status status = SMSSITE_OK;

	*subject = (struct sms_subject){ 0 };
	subject->name = name ? sms_name_unescape(name) : NULL;
	if (name && !subject->name)
		return SMSSITE_NO_MEMORY;
	if (!name || sms_name_check(sms_span_of(subject->name)))
		status = sms_fail(SMSSITE_MALFORMED, "journal: \"%.100s\": Windows has no such name", name ? name : "");
	subject->file = (struct sms_plan_file){ .name = subject->name, .mtime_utc_s = SMSSITE_NO_TIME,
		.size = json_integer_value(json_object_get(item, "size")),
		.directory = json_is_true(json_object_get(item, "directory")) };
	if (json_is_integer(json_object_get(item, "modified_utc")))
		subject->file.mtime_utc_s = json_integer_value(json_object_get(item, "modified_utc"));
	if (hex && strlen(hex) == 64) {
		memcpy(subject->sha256, hex, sizeof(subject->sha256));
		subject->file.sha256 = subject->sha256;
	}
	if (status)
		sms_subject_release(subject);
	return status;
}

void sms_subject_release(struct sms_subject *subject)
{
	sms_free(subject->name);
	*subject = (struct sms_subject){ 0 };
}

bool sms_is_about_content(smssite_status status)
{
	return status == SMSSITE_MALFORMED || status == SMSSITE_AMBIGUOUS || status == SMSSITE_CHANGED || status == SMSSITE_LIMIT ||
	       status == SMSSITE_UNDECIDED || status == SMSSITE_NOT_FOUND;
}

smssite_status sms_do_read(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	json_t *found = NULL, *record;
	smssite_action *told = NULL;
	smssite_status status;
	bool ended;
	char *text;

	status = sms_look_before(apply, step, now, &ended);
	if (status || ended)
		return status;
	status = step->read(apply, step, &found);
	if (sms_is_about_content(status))
		return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "%s: %s.", step->title, smssite_error_message());
	if (status)
		return status;
	text = sms_asprintf("%s: %zu found", step->title, json_array_size(found));
	record = text ? sms_record_new(apply, "done", now) : NULL;
	if (record && json_object_set_new(record, "found", found)) {
		json_decref(record);
		record = NULL;
	} else if (!record) {
		json_decref(found);
	}
	if (record)
		told = sms_action_new(apply, SMSSITE_ACTION_STEP, text);
	sms_free(text);
	if (record && !told) {
		json_decref(record);
		return SMSSITE_NO_MEMORY;
	}
	status = sms_record_add(apply, record);
	if (status)
		smssite_action_free(told);
	else
		*action = told;
	return status;
}
