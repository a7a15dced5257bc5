/* SPDX-License-Identifier: MIT */
/* A plan as JSON and back. The reader trusts nothing: every premise is checked by itself, the steps are made anew
 * and compared with those in the file. */
#include "recovery/plan.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "tree/tree.h"

#include <smssite/services.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT 1
#define KIND "smssite plan"
/* Of a text for people. */
#define MAX_TEXT 2000

static json_t *name_to_json(const char *name)
{
	char *escaped = sms_name_escape(name);
	json_t *json = escaped ? json_string(escaped) : NULL;

	sms_free(escaped);
	return json;
}

static json_t *time_to_json(int64_t time)
{
	return time == SMSSITE_NO_TIME ? json_null() : json_integer(time);
}

/* Sets a value and takes it over; a NULL value or object is a failure, seen once at the end. */
static void put(json_t *object, const char *key, json_t *value, bool *failed)
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

static json_t *file_to_json(const struct sms_plan_file *file)
{
	json_t *json = json_object();
	bool failed = false;

	put(json, "name", name_to_json(file->name), &failed);
	put(json, "size", json_integer(file->size), &failed);
	put(json, "modified_utc", time_to_json(file->mtime_utc_s), &failed);
	put(json, "sha256", json_string(file->sha256), &failed);
	if (file->about)
		put(json, "about", json_string(file->about), &failed);
	if (file->again)
		put(json, "again", json_string(file->again), &failed);
	return finished(json, failed);
}

static json_t *files_to_json(const struct sms_plan_file *files, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		if (json_array_append_new(list, file_to_json(&files[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *texts_to_json(const char *const *texts, size_t count)
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

json_t *sms_premises_to_json(const struct sms_premises *premises)
{
	json_t *json = json_object();
	bool failed = false;

	put(json, "procedure", json_string(premises->procedure == SMS_FORCE_CT2 ? "force-ct2" : "sendcode-ct2"), &failed);
	put(json, "site_code", json_string(premises->site_code), &failed);
	put(json, "parent_site_code", json_string(premises->parent_code), &failed);
	put(json, "server", json_string(premises->server), &failed);
	put(json, "location", name_to_json(premises->location), &failed);
	put(json, "root", name_to_json(premises->root), &failed);
	put(json, "drive_in_view", json_boolean(premises->drive), &failed);
	put(json, "copy", json_boolean(premises->copy), &failed);
	put(json, "seen_utc", time_to_json(premises->seen_utc_s), &failed);
	put(json, "accept_reject", json_integer(premises->accept_reject), &failed);
	put(json, "polling_s", json_integer(premises->polling_s), &failed);
	if (premises->master.name)
		put(json, "master", file_to_json(&premises->master), &failed);
	put(json, "quarantine", files_to_json(premises->strays, premises->stray_count), &failed);
	put(json, "replies", files_to_json(premises->replies, premises->reply_count), &failed);
	put(json, "services", texts_to_json(premises->services, premises->service_count), &failed);
	put(json, "remarks", texts_to_json(premises->remarks, premises->remark_count), &failed);
	return finished(json, failed);
}

static json_t *step_to_json(const struct sms_step *step)
{
	json_t *json = json_object(), *words = texts_to_json(step->words, step->word_count);
	bool failed = false;

	put(json, "kind", json_string(smssite_step_kind_name(step->kind)), &failed);
	put(json, "actor", json_string(step->actor), &failed);
	put(json, "title", json_string(step->title), &failed);
	if (step->file) {
		put(json, "from", name_to_json(step->from_name), &failed);
		put(json, "to", name_to_json(step->to_name), &failed);
	}
	if (step->word_count)
		put(json, "words", words, &failed);
	else
		json_decref(words);
	put(json, "relies_on", json_string(step->relies_on), &failed);
	put(json, "may_lose", json_string(step->may_lose), &failed);
	put(json, "postcondition", json_string(step->postcondition), &failed);
	put(json, "reversal", json_string(smssite_reversal_name(step->reversal)), &failed);
	put(json, "source", json_string(step->source), &failed);
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
	put(json, "kind", json_string(KIND), &failed);
	put(json, "format", json_integer(FORMAT), &failed);
	put(json, "id", json_string(plan->id), &failed);
	put(json, "premises", sms_premises_to_json(&plan->premises), &failed);
	put(json, "steps", steps, &failed);
	put(json, "point_of_no_return", plan->point_of_no_return == SMSSITE_NO_INDEX ? json_null() :
		json_integer((json_int_t)plan->point_of_no_return), &failed);
	return finished(json, failed);
}

SMSSITE_API smssite_status smssite_plan_save(const smssite_plan *self, char **json)
{
	json_t *object;
	char *text, *copy = NULL;

	if (!self || !json)
		return sms_invalid(__func__, "NULL");
	object = sms_plan_to_json(self);
	text = object ? json_dumps(object, JSON_INDENT(2)) : NULL;
	json_decref(object);
	if (text)
		copy = sms_asprintf("%s\n", text);
	free(text);
	if (!copy)
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	*json = copy;
	return SMSSITE_OK;
}

/* -- reading ------------------------------------------------------------------------------------ */

static smssite_status bad(const char *where, const char *what)
{
	return sms_fail(SMSSITE_MALFORMED, "plan: %s: %s", where, what);
}

/* A text for people: UTF-8 (jansson has seen to that) without control characters. */
static smssite_status read_text(smssite_plan *plan, const json_t *json, const char *key, const char **text)
{
	const json_t *value = key ? json_object_get(json, key) : json;
	const char *found = json_string_value(value);

	if (!found || json_string_length(value) > MAX_TEXT)
		return bad(key ? key : "remarks", "expected a short text");
	for (const char *c = found; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			return bad(key ? key : "remarks", "a control character");
	*text = sms_plan_keep(plan, found);
	return SMSSITE_OK;
}

/* A path or name as bytes. Its escapes are looked at first: what fails then is for want of memory. */
static smssite_status read_name(smssite_plan *plan, const json_t *json, const char *key, const char **name)
{
	const char *found = json_string_value(json_object_get(json, key));
	char *bytes;

	if (!found || strlen(found) > (size_t)SMS_MAX_PATH * 4)
		return bad(key, "expected a name");
	for (const char *c = strchr(found, '\\'); c; c = strchr(c + 1, '\\'))
		if (c[1] != 'x' || !isxdigit((unsigned char)c[2]) || !isxdigit((unsigned char)c[3]) ||
			(c[2] == '0' && c[3] == '0'))
			return bad(key, "expected a name");
	bytes = sms_name_unescape(found);
	if (!bytes)
		return SMSSITE_NO_MEMORY;
	*name = sms_plan_keep(plan, bytes);
	sms_free(bytes);
	return SMSSITE_OK;
}

static smssite_status read_number(const json_t *json, const char *key, int64_t least, int64_t most, int64_t *number)
{
	const json_t *value = json_object_get(json, key);

	if (!json_is_integer(value) || json_integer_value(value) < least || json_integer_value(value) > most)
		return bad(key, "expected a number in its range");
	*number = json_integer_value(value);
	return SMSSITE_OK;
}

static smssite_status read_time(const json_t *json, const char *key, int64_t *time)
{
	*time = SMSSITE_NO_TIME;
	if (json_is_null(json_object_get(json, key)))
		return SMSSITE_OK;
	return read_number(json, key, INT64_MIN + 1, INT64_MAX, time);
}

static smssite_status read_bool(const json_t *json, const char *key, bool *value)
{
	if (!json_is_boolean(json_object_get(json, key)))
		return bad(key, "expected true or false");
	*value = json_is_true(json_object_get(json, key));
	return SMSSITE_OK;
}

static smssite_status read_file(smssite_plan *plan, const json_t *json, bool described, struct sms_plan_file *file)
{
	smssite_status status = read_name(plan, json, "name", &file->name);

	if (!status && sms_name_check(sms_span_of(file->name)))
		status = bad("name", "Windows has no such name");
	if (!status)
		status = read_number(json, "size", 0, SMS_MAX_CONTROL_FILE, &file->size);
	if (!status)
		status = read_time(json, "modified_utc", &file->mtime_utc_s);
	if (!status)
		status = read_text(plan, json, "sha256", &file->sha256);
	if (!status && (strlen(file->sha256) != 64 || strspn(file->sha256, "0123456789abcdef") != 64))
		status = bad("sha256", "expected 64 lower-case hex digits");
	if (!status && described)
		status = read_text(plan, json, "about", &file->about);
	if (!status && described)
		status = read_text(plan, json, "again", &file->again);
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
			status = bad("files", "two have one name");
	sms_free(sorted);
	return status;
}

static smssite_status read_files(smssite_plan *plan, const json_t *json, const char *key, bool described,
	struct sms_plan_file **files, size_t *count)
{
	const json_t *list = json_object_get(json, key);
	smssite_status status = SMSSITE_OK;

	if (!json_is_array(list) || json_array_size(list) > SMS_MAX_STEPS)
		return bad(key, "expected a list");
	*count = json_array_size(list);
	*files = sms_plan_array(plan, *count, sizeof(**files));
	if (!*files)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < *count && !status; i++)
		status = read_file(plan, json_array_get(list, i), described, &(*files)[i]);
	return status ? status : check_distinct(*files, *count);
}

static smssite_status read_texts(smssite_plan *plan, const json_t *json, const char *key, const char ***texts,
	size_t *count)
{
	const json_t *list = json_object_get(json, key);
	smssite_status status = SMSSITE_OK;

	if (!json_is_array(list) || json_array_size(list) > SMS_MAX_STEPS)
		return bad(key, "expected a list");
	*count = json_array_size(list);
	*texts = sms_plan_array(plan, *count, sizeof(**texts));
	if (!*texts)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < *count && !status; i++)
		status = read_text(plan, json_array_get(list, i), NULL, &(*texts)[i]);
	return status;
}

static bool is_stray(const char *name)
{
	if (sms_refused_code(name))
		return true;
	return sms_is_ct_name(name) && !sms_has_extension(name, ".CT2") && !sms_equal_folded(name, SMS_MASTER) &&
		!sms_equal_folded(name, SMS_SUBMITTED) && !sms_equal_folded(name, "SHUTDOWN.CT1") &&
		!sms_equal_folded(name, "_INIT.CT1");
}

/* What no plan of ours would say. A file name decides what may be done with it. */
static smssite_status check_premises(const struct sms_premises *premises)
{
	bool force = premises->procedure == SMS_FORCE_CT2, forward = force && !premises->reply_count;

	if (!sms_is_site_code(sms_span_of(premises->site_code)))
		return bad("site_code", "not a site code");
	if (*premises->parent_code && !sms_is_site_code(sms_span_of(premises->parent_code)))
		return bad("parent_site_code", "not a site code");
	if (!sms_is_server_name(premises->server))
		return bad("server", "not a server's name");
	if (*premises->root && sms_path_check(premises->root))
		return bad("root", "not a path in the tree");
	if (premises->drive && !*premises->root)
		return bad("root", "the drive's root cannot be the SMS root");
	if (premises->accept_reject && (!force || premises->accept_reject < 710 || premises->accept_reject > 718))
		return bad("accept_reject", "not a reject code");
	if (premises->polling_s != 60 && premises->polling_s != 300 && premises->polling_s != 900 &&
		premises->polling_s != 1800)
		return bad("polling_s", "no Service Response has this interval");
	if ((forward || !force) != (premises->master.name != NULL) ||
		(premises->master.name && !sms_equal_folded(premises->master.name, SMS_MASTER)))
		return bad("master", "does not fit the procedure");
	if ((premises->stray_count && !forward) || (premises->reply_count && !force))
		return bad("files", "do not fit the procedure");
	for (size_t i = 0; i < premises->stray_count; i++)
		if (!is_stray(premises->strays[i].name))
			return bad("quarantine", "a file that the procedure does not move");
	for (size_t i = 0; i < premises->reply_count; i++)
		if (!sms_has_extension(premises->replies[i].name, ".CT2"))
			return bad("replies", "a file that is no .CT2");
	if (!premises->service_count)
		return bad("services", "none");
	for (size_t i = 0; i < premises->service_count; i++) {
		size_t entry = smssite_service_catalogue_find(premises->services[i]);

		if (entry == SMSSITE_NO_INDEX || smssite_service_catalogue_kind(entry) != SMSSITE_SERVICE_NT)
			return bad("services", "not a service of SMS");
	}
	return SMSSITE_OK;
}

static smssite_status read_premises(smssite_plan *plan, const json_t *json)
{
	struct sms_premises *premises = &plan->premises;
	const char *procedure = json_string_value(json_object_get(json, "procedure"));
	smssite_status status;
	int64_t code = 0;

	if (!procedure || (strcmp(procedure, "force-ct2") != 0 && strcmp(procedure, "sendcode-ct2") != 0))
		return bad("procedure", "not a procedure of this library");
	premises->procedure = strcmp(procedure, "force-ct2") == 0 ? SMS_FORCE_CT2 : SMS_SENDCODE_CT2;
	if ((status = read_text(plan, json, "site_code", &premises->site_code)) ||
		(status = read_text(plan, json, "parent_site_code", &premises->parent_code)) ||
		(status = read_text(plan, json, "server", &premises->server)) ||
		(status = read_name(plan, json, "location", &premises->location)) ||
		(status = read_name(plan, json, "root", &premises->root)) ||
		(status = read_bool(json, "drive_in_view", &premises->drive)) ||
		(status = read_bool(json, "copy", &premises->copy)) ||
		(status = read_time(json, "seen_utc", &premises->seen_utc_s)) ||
		(status = read_number(json, "accept_reject", 0, 718, &code)) ||
		(status = read_number(json, "polling_s", 60, 1800, &premises->polling_s)) ||
		(status = read_files(plan, json, "quarantine", true, &premises->strays, &premises->stray_count)) ||
		(status = read_files(plan, json, "replies", false, &premises->replies, &premises->reply_count)) ||
		(status = read_texts(plan, json, "services", &premises->services, &premises->service_count)) ||
		(status = read_texts(plan, json, "remarks", &premises->remarks, &premises->remark_count)))
		return status;
	premises->accept_reject = (int)code;
	if (json_object_get(json, "master"))
		status = read_file(plan, json_object_get(json, "master"), false, &premises->master);
	return status ? status : check_premises(premises);
}

/* The steps in the file are for its readers; they must not be told other than what would be done. The wording
 * of another version may differ. */
static smssite_status compare_steps(const smssite_plan *plan, const json_t *steps)
{
	static const char *const keys[] = { "kind", "actor", "from", "to", "words" };
	const struct sms_steps *forward = &plan->scripts[SMS_FORWARD];

	if (!json_is_array(steps) || json_array_size(steps) != forward->count)
		return bad("steps", "not those of the procedure");
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
		return bad("kind", "this is no plan");
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
			status = bad("id", "does not name these premises");
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
