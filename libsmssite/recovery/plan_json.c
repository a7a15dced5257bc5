/* SPDX-License-Identifier: MIT */
/* A plan as JSON and back. The reader trusts nothing: every premise is checked by itself, the steps are made anew
 * and compared with those in the file. */
#include "recovery/plan_json.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "tree/tree.h"

#include <smssite/services.h>
#include <ctype.h>
#include <string.h>

#define FORMAT 1
#define KIND "smssite plan"

json_t *sms_name_to_json(const char *name)
{
	char *escaped = sms_name_escape(name);
	json_t *json = escaped ? json_string(escaped) : NULL;

	sms_free(escaped);
	return json;
}

json_t *sms_time_to_json(int64_t time)
{
	return time == SMSSITE_NO_TIME ? json_null() : json_integer(time);
}

/* Sets a value and takes it over; a NULL value or object is a failure, seen once at the end. */
void sms_put(json_t *object, const char *key, json_t *value, bool *failed)
{
	if (json_object_set_new(object, key, value))
		*failed = true;
}

static json_t *finished(json_t *json, bool failed)
{
	if (!failed)
		return json;
	json_decref(json);
	return NULL;
}

json_t *sms_file_to_json(const struct sms_plan_file *file)
{
	json_t *json = json_object();
	bool failed = false;

	sms_put(json, "name", sms_name_to_json(file->name), &failed);
	sms_put(json, "size", json_integer(file->size), &failed);
	sms_put(json, "modified_utc", sms_time_to_json(file->mtime_utc_s), &failed);
	if (file->directory)
		sms_put(json, "directory", json_true(), &failed);
	if (file->sha256)
		sms_put(json, "sha256", json_string(file->sha256), &failed);
	if (file->about)
		sms_put(json, "about", json_string(file->about), &failed);
	if (file->again)
		sms_put(json, "again", json_string(file->again), &failed);
	return finished(json, failed);
}

json_t *sms_files_to_json(const struct sms_plan_file *files, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		if (json_array_append_new(list, sms_file_to_json(&files[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

json_t *sms_texts_to_json(const char *const *texts, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		if (json_array_append_new(list, json_string(texts[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *volumes_to_json(const struct sms_premises *premises)
{
	json_t *list = json_array();

	for (size_t i = 0; i < premises->volume_count; i++) {
		const struct sms_volume *volume = &premises->volumes[i];
		json_t *json = json_object();
		bool failed = false;

		sms_put(json, "server", json_string(volume->server), &failed);
		sms_put(json, "drive", json_string(volume->drive), &failed);
		sms_put(json, "location", sms_name_to_json(volume->location), &failed);
		sms_put(json, "root", sms_name_to_json(volume->root), &failed);
		sms_put(json, "drive_in_view", json_boolean(volume->top), &failed);
		if (json_array_append_new(list, finished(json, failed))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

json_t *sms_premises_to_json(const struct sms_premises *premises)
{
	json_t *json = json_object();
	bool failed = false;

	sms_put(json, "procedure", json_string(premises->procedure->name), &failed);
	sms_put(json, "site_code", json_string(premises->site_code), &failed);
	sms_put(json, "parent_site_code", json_string(premises->parent_code), &failed);
	sms_put(json, "server", json_string(premises->server), &failed);
	sms_put(json, "location", sms_name_to_json(premises->location), &failed);
	sms_put(json, "root", sms_name_to_json(premises->root), &failed);
	sms_put(json, "drive_in_view", json_boolean(premises->drive), &failed);
	sms_put(json, "copy", json_boolean(premises->copy), &failed);
	sms_put(json, "seen_utc", sms_time_to_json(premises->seen_utc_s), &failed);
	sms_put(json, "accept_reject", json_integer(premises->accept_reject), &failed);
	sms_put(json, "polling_s", json_integer(premises->polling_s), &failed);
	if (premises->master.name)
		sms_put(json, "master", sms_file_to_json(&premises->master), &failed);
	sms_put(json, "quarantine", sms_files_to_json(premises->strays, premises->stray_count), &failed);
	sms_put(json, "replies", sms_files_to_json(premises->replies, premises->reply_count), &failed);
	sms_put(json, "services", sms_texts_to_json(premises->services, premises->service_count), &failed);
	sms_put(json, "remarks", sms_texts_to_json(premises->remarks, premises->remark_count), &failed);
	if (premises->volume_count)
		sms_put(json, "trees", volumes_to_json(premises), &failed);
	if (!failed && json && premises->procedure->save && premises->procedure->save(premises, json))
		failed = true;
	return finished(json, failed);
}

static json_t *step_to_json(const struct sms_step *step)
{
	json_t *json = json_object(), *words = sms_texts_to_json(step->words, step->word_count);
	bool failed = false;

	sms_put(json, "kind", json_string(smssite_step_kind_name(step->kind)), &failed);
	sms_put(json, "actor", json_string(step->actor), &failed);
	sms_put(json, "title", json_string(step->title), &failed);
	if (step->file) {
		sms_put(json, "from", sms_name_to_json(step->from_name), &failed);
		sms_put(json, "to", sms_name_to_json(step->to_name), &failed);
	} else if (step->names != SMSSITE_NO_INDEX) {
		sms_put(json, "from", json_string(step->from.path), &failed);
		sms_put(json, "to", json_string(step->to.path), &failed);
	} else if (step->kind == SMSSITE_STEP_WRITE) {
		sms_put(json, "to", sms_name_to_json(step->to_name), &failed);
	}
	if (step->word_count)
		sms_put(json, "words", words, &failed);
	else
		json_decref(words);
	sms_put(json, "relies_on", json_string(step->relies_on), &failed);
	sms_put(json, "may_lose", json_string(step->may_lose), &failed);
	sms_put(json, "postcondition", json_string(step->postcondition), &failed);
	sms_put(json, "reversal", json_string(smssite_reversal_name(step->reversal)), &failed);
	sms_put(json, "source", json_string(step->source), &failed);
	return finished(json, failed);
}

json_t *sms_plan_to_json(const smssite_plan *plan)
{
	const struct sms_steps *forward = &plan->scripts[SMS_FORWARD];
	json_t *json = json_object(), *steps = json_array();
	bool failed = false;

	for (size_t i = 0; i < forward->count; i++)
		if (json_array_append_new(steps, step_to_json(&forward->step[i])))
			failed = true;
	sms_put(json, "kind", json_string(KIND), &failed);
	sms_put(json, "format", json_integer(FORMAT), &failed);
	sms_put(json, "id", json_string(plan->id), &failed);
	sms_put(json, "premises", sms_premises_to_json(&plan->premises), &failed);
	sms_put(json, "steps", steps, &failed);
	sms_put(json, "point_of_no_return", plan->point_of_no_return == SMSSITE_NO_INDEX ? json_null() :
		json_integer((json_int_t)plan->point_of_no_return), &failed);
	return finished(json, failed);
}

SMSSITE_API smssite_status smssite_plan_save(const smssite_plan *self, char **json)
{
	smssite_status status;
	json_t *object;
	char *text, *lines;

	if (!self || !json)
		return sms_invalid(__func__, "NULL");
	object = sms_plan_to_json(self);
	status = sms_json_text(object, JSON_INDENT(2), &text);
	json_decref(object);
	if (status)
		return status;
	lines = sms_asprintf("%s\n", text);
	sms_free(text);
	if (!lines)
		return SMSSITE_NO_MEMORY;
	*json = lines;
	return SMSSITE_OK;
}

/* -- reading ------------------------------------------------------------------------------------ */

/* What no plan of ours would say. A file name decides what may be done with it. */
static smssite_status check_premises(const struct sms_premises *premises)
{
	if (!sms_is_site_code(sms_span_of(premises->site_code)))
		return sms_plan_bad("site_code", "not a site code");
	if (*premises->parent_code && !sms_is_site_code(sms_span_of(premises->parent_code)))
		return sms_plan_bad("parent_site_code", "not a site code");
	if (!sms_is_server_name(premises->server))
		return sms_plan_bad("server", "not a server's name");
	if (*premises->root && sms_path_check(premises->root))
		return sms_plan_bad("root", "not a path in the tree");
	if (premises->drive && !*premises->root)
		return sms_plan_bad("root", "the drive's root cannot be the SMS root");
	if (premises->polling_s != 60 && premises->polling_s != 300 && premises->polling_s != 900 &&
		premises->polling_s != 1800)
		return sms_plan_bad("polling_s", "no Service Response has this interval");
	if (premises->master.name && (!premises->master.sha256 || !sms_equal_folded(premises->master.name, SMS_MASTER)))
		return sms_plan_bad("master", "this is none");
	if (!premises->service_count)
		return sms_plan_bad("services", "none");
	for (size_t i = 0; i < premises->service_count; i++) {
		size_t entry = smssite_service_catalogue_find(premises->services[i]);

		if (entry == SMSSITE_NO_INDEX || smssite_service_catalogue_kind(entry) != SMSSITE_SERVICE_NT)
			return sms_plan_bad("services", "not a service of SMS");
	}
	return premises->procedure->valid ? premises->procedure->valid(premises) : SMSSITE_OK;
}

static smssite_status read_volume(smssite_plan *plan, const json_t *json, struct sms_volume *volume)
{
	smssite_status status;

	if ((status = sms_read_text(plan, json, "server", &volume->server)) ||
		(status = sms_read_text(plan, json, "drive", &volume->drive)) ||
		(status = sms_read_name(plan, json, "location", &volume->location)) ||
		(status = sms_read_name(plan, json, "root", &volume->root)) ||
		(status = sms_read_bool(json, "drive_in_view", &volume->top)))
		return status;
	if (!sms_is_server_name(volume->server))
		return sms_plan_bad("trees", "not a server's name");
	if (*volume->drive && (strlen(volume->drive) != 2 || !isalpha((unsigned char)*volume->drive) || volume->drive[1] != ':'))
		return sms_plan_bad("trees", "not a drive");
	return *volume->root && sms_path_check(volume->root) ? sms_plan_bad("trees", "not a path in the tree") : SMSSITE_OK;
}

static smssite_status read_volumes(smssite_plan *plan, const json_t *list)
{
	struct sms_premises *premises = &plan->premises;
	smssite_status status = SMSSITE_OK;

	/* Plans with one tree do not say so. */
	if (!list)
		return SMSSITE_OK;
	if (!json_is_array(list) || json_array_size(list) > SMS_MAX_VOLUMES)
		return sms_plan_bad("trees", "expected a list");
	premises->volume_count = json_array_size(list);
	premises->volumes = sms_plan_array(plan, premises->volume_count, sizeof(*premises->volumes));
	if (!premises->volumes)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < premises->volume_count && !status; i++)
		status = read_volume(plan, json_array_get(list, i), &premises->volumes[i]);
	return status;
}

static smssite_status read_premises(smssite_plan *plan, const json_t *json)
{
	struct sms_premises *premises = &plan->premises;
	const char *procedure = json_string_value(json_object_get(json, "procedure"));
	smssite_status status;
	int64_t code = 0;

	premises->procedure = procedure ? sms_procedure_find(procedure) : NULL;
	if (!premises->procedure)
		return sms_plan_bad("procedure", "not a procedure of this library");
	if ((status = sms_read_text(plan, json, "site_code", &premises->site_code)) ||
		(status = sms_read_text(plan, json, "parent_site_code", &premises->parent_code)) ||
		(status = sms_read_text(plan, json, "server", &premises->server)) ||
		(status = sms_read_name(plan, json, "location", &premises->location)) ||
		(status = sms_read_name(plan, json, "root", &premises->root)) ||
		(status = sms_read_bool(json, "drive_in_view", &premises->drive)) ||
		(status = sms_read_bool(json, "copy", &premises->copy)) ||
		(status = sms_read_time(json, "seen_utc", &premises->seen_utc_s)) ||
		(status = sms_read_number(json, "accept_reject", 0, 718, &code)) ||
		(status = sms_read_number(json, "polling_s", 60, 1800, &premises->polling_s)) ||
		(status = sms_read_files(plan, json, "quarantine", true, &premises->strays, &premises->stray_count)) ||
		(status = sms_read_files(plan, json, "replies", false, &premises->replies, &premises->reply_count)) ||
		(status = sms_read_texts(plan, json, "services", &premises->services, &premises->service_count)) ||
		(status = sms_read_texts(plan, json, "remarks", &premises->remarks, &premises->remark_count)) ||
		(status = read_volumes(plan, json_object_get(json, "trees"))))
		return status;
	premises->accept_reject = (int)code;
	if (json_object_get(json, "master"))
		status = sms_read_file(plan, json_object_get(json, "master"), false, &premises->master);
	if (!status && premises->procedure->load)
		status = premises->procedure->load(plan, json);
	/* A text that could not be kept may look wrong. */
	if (!status && plan->failed)
		status = sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	return status ? status : check_premises(premises);
}

/* The steps in the file are for its readers; they must not be told other than what would be done. The wording
 * of another version may differ. */
static smssite_status compare_steps(const smssite_plan *plan, const json_t *steps)
{
	static const char *const keys[] = { "kind", "actor", "from", "to", "words" };
	const struct sms_steps *forward = &plan->scripts[SMS_FORWARD];

	if (!json_is_array(steps) || json_array_size(steps) != forward->count)
		return sms_plan_bad("steps", "not those of the procedure");
	for (size_t i = 0; i < forward->count; i++) {
		json_t *ours = step_to_json(&forward->step[i]), *theirs = json_array_get(steps, i);
		bool same = true;

		if (!ours)
			return sms_fail(SMSSITE_NO_MEMORY, "out of memory");
		for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++) {
			json_t *a = json_object_get(ours, keys[k]), *b = json_object_get(theirs, keys[k]);

			same = same && (a ? json_equal(a, b) : !b);
		}
		json_decref(ours);
		if (!same)
			return sms_fail(SMSSITE_MALFORMED, "plan: step %zu is not the procedure's", i + 1);
	}
	return SMSSITE_OK;
}

smssite_status sms_plan_from_json(const json_t *json, smssite_plan **result)
{
	const char *kind = json_string_value(json_object_get(json, "kind")), *id;
	const json_t *format = json_object_get(json, "format");
	smssite_status status;
	smssite_plan *plan;

	if (!kind || strcmp(kind, KIND) != 0 || !json_is_integer(format) || json_integer_value(format) < 1)
		return sms_plan_bad("kind", "this is no plan");
	if (json_integer_value(format) > FORMAT)
		return sms_fail(SMSSITE_UNSUPPORTED, "plan: format %lld is newer than this library's %d",
			(long long)json_integer_value(format), FORMAT);
	plan = sms_plan_new();
	if (!plan)
		return SMSSITE_NO_MEMORY;
	status = read_premises(plan, json_object_get(json, "premises"));
	/* A text that could not be kept may have looked wrong. */
	if (plan->failed)
		status = sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	if (!status)
		status = sms_plan_finish(plan);
	if (!status) {
		id = json_string_value(json_object_get(json, "id"));
		if (!id || strcmp(id, plan->id) != 0)
			status = sms_plan_bad("id", "does not name these premises");
	}
	if (!status)
		status = compare_steps(plan, json_object_get(json, "steps"));
	if (status) {
		smssite_plan_free(plan);
		return status;
	}
	*result = plan;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_plan_load(const void *data, size_t size, smssite_plan **plan)
{
	json_error_t error;
	smssite_status status;
	json_t *json;

	if ((!data && size) || !plan)
		return sms_invalid(__func__, "NULL");
	if (size > SMS_MAX_PLAN)
		return sms_fail(SMSSITE_LIMIT, "plan: larger than %u bytes", SMS_MAX_PLAN);
	json = json_loadb(data ? data : "", size, JSON_REJECT_DUPLICATES, &error);
	if (!json && json_error_code(&error) == json_error_out_of_memory)
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	if (!json)
		return sms_fail(SMSSITE_MALFORMED, "plan: line %d: %s", error.line, error.text);
	status = sms_plan_from_json(json, plan);
	json_decref(json);
	return status;
}
