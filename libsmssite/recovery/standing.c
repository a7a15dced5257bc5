/* SPDX-License-Identifier: MIT */
/* The journals that lie in a work folder: reading one, and which of them keeps a plan from being begun. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/tree.h"

#include <string.h>

/* -- reading one ---------------------------------------------------------------------------------- */

static smssite_status read_plan(smssite_apply *apply, const json_t *begin)
{
	const json_t *format = json_object_get(begin, "format");
	smssite_status status;

	if (!json_is_integer(format) || json_integer_value(format) < 1)
		return sms_fail(SMSSITE_MALFORMED, "%s: does not begin as a journal", apply->journal_path);
	if (json_integer_value(format) > SMS_JOURNAL_FORMAT)
		return sms_fail(SMSSITE_UNSUPPORTED, "%s: format %lld is newer than this library's %d",
			apply->journal_path, (long long)json_integer_value(format), SMS_JOURNAL_FORMAT);
	status = sms_plan_from_json(json_object_get(begin, "plan"), &apply->plan);
	if (!status && !sms_equal_folded(apply->plan->id, sms_path_name(apply->folder)))
		status = sms_fail(SMSSITE_MALFORMED, "%s: holds another plan", apply->journal_path);
	return status;
}

static smssite_status read_record(smssite_apply *apply, struct sms_span payload, size_t number)
{
	json_error_t error;
	json_t *record = json_loadb(payload.data, payload.size, JSON_REJECT_DUPLICATES, &error);
	smssite_status status = SMSSITE_OK;

	if (!record)
		return json_error_code(&error) == json_error_out_of_memory ?
			sms_fail(SMSSITE_NO_MEMORY, "out of memory") :
			sms_fail(SMSSITE_MALFORMED, "%s: record %zu: %s", apply->journal_path, number + 1, error.text);
	if (!number)
		status = read_plan(apply, record);
	if (!status)
		status = sms_progress_add(&apply->progress, apply->plan, record);
	json_decref(record);
	return status;
}

smssite_status sms_read_journal(smssite_apply *apply, bool *begun)
{
	struct sms_records records;
	smssite_status status;

	sms_journal_init(&apply->journal, apply->tree, apply->journal_path);
	status = sms_journal_read(&apply->journal, &records);
	if (status)
		return status;
	*begun = records.count > 0;
	for (size_t i = 0; i < records.count && !status; i++)
		status = read_record(apply, records.payload[i], i);
	sms_records_release(&records);
	return status;
}

/* -- the plan's own ------------------------------------------------------------------------------- */

static const char *end_text(smssite_outcome outcome)
{
	switch (outcome) {
	case SMSSITE_OUTCOME_DONE:
	case SMSSITE_OUTCOME_MOVED_BY_ITSELF:
		return "it is done";
	case SMSSITE_OUTCOME_UNDONE:
		return "it was taken back";
	case SMSSITE_OUTCOME_ABANDONED:
		return "it was given up";
	default:
		return "it has ended";
	}
}

smssite_status sms_begun_already(const char *journal, smssite_outcome outcome)
{
	if (sms_outcome_is_final(outcome))
		return sms_fail(SMSSITE_EXISTS, "this plan was begun already, and %s (its journal is %s): make a new plan, at another "
			"time than this one, or it is the same", end_text(outcome), journal);
	return sms_fail(SMSSITE_EXISTS, "this plan was begun already, its journal is %s: resume it, take it back, or make a new "
		"plan", journal);
}

/* Whether it tells that the plan was begun; *own is given back. */
static smssite_status find_own(const smssite_apply *apply, smssite_apply **own, bool *begun)
{
	smssite_apply *found = sms_apply_new(apply->tree);
	smssite_status status = found ? SMSSITE_OK : SMSSITE_NO_MEMORY;

	*begun = false;
	if (!status && !(status = sms_resolve_in(apply->tree, apply->base, SMS_WORK, &found->work)) &&
		!(status = sms_resolve_in(apply->tree, found->work, apply->plan->id, &found->folder)) &&
		!(status = sms_resolve_in(apply->tree, found->folder, SMS_JOURNAL, &found->journal_path)))
		status = sms_read_journal(found, begun);
	*begun = status != SMSSITE_NO_MEMORY && (*begun || status == SMSSITE_MALFORMED || status == SMSSITE_UNSUPPORTED);
	*own = found;
	return status;
}

smssite_status sms_check_own_journal(const smssite_apply *apply)
{
	smssite_apply *own;
	bool begun;
	smssite_status status = find_own(apply, &own, &begun);

	if (begun) {
		status = sms_take_lock(apply->tree, own->work, &own->lock);
		if (status != SMSSITE_BUSY && status != SMSSITE_NO_MEMORY)
			status = sms_begun_already(own->journal_path, own->progress.outcome);
	}
	smssite_apply_free(own);
	return status == SMSSITE_EXISTS || status == SMSSITE_BUSY || status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
}

/* -- those of others ------------------------------------------------------------------------------ */

/* BUSY where it has not come to an end; *path, unless NULL, is its path then and is given back. */
static smssite_status check_journal(const smssite_apply *apply, const char *folder, char **path)
{
	smssite_apply *other = sms_apply_new(apply->tree);
	bool begun = false;
	smssite_status status;

	if (!other)
		return SMSSITE_NO_MEMORY;
	other->folder = sms_strdup(folder);
	status = other->folder ? sms_resolve_in(apply->tree, folder, SMS_JOURNAL, &other->journal_path) : SMSSITE_NO_MEMORY;
	if (!status)
		status = sms_read_journal(other, &begun);
	if (status == SMSSITE_NOT_FOUND || (!status && (!begun || sms_outcome_is_final(other->progress.outcome))))
		status = SMSSITE_OK;
	else if (!status)
		status = sms_fail(SMSSITE_BUSY, "another apply has not ended, its journal is %s: resume it, take it back, or abandon it "
			"if it is too late for that", other->journal_path);
	else if (status == SMSSITE_MALFORMED || status == SMSSITE_UNSUPPORTED)
		status = sms_fail_in(SMSSITE_BUSY, "another apply's journal cannot be read");
	if (status == SMSSITE_BUSY && path && other->journal_path) {
		*path = other->journal_path;
		other->journal_path = NULL;
	}
	smssite_apply_free(other);
	return status;
}

bool sms_is_plan_id(const char *name)
{
	return strlen(name) == SMS_PLAN_ID_SIZE && strspn(name, "0123456789abcdefABCDEF") == SMS_PLAN_ID_SIZE;
}

/* As sms_check_others(); *path as check_journal(). */
static smssite_status look_at_others(const smssite_apply *apply, const char *work, char **path)
{
	smssite_listing *list;
	smssite_status status = sms_tree_list_exact(apply->tree, work, &list);

	if (status)
		return status;
	for (size_t i = 0; i < smssite_listing_count(list) && !status; i++) {
		const char *name = smssite_listing_name(list, i);
		char *folder;

		if (!sms_is_plan_id(name) || sms_equal_folded(name, apply->plan->id))
			continue;
		folder = sms_path_join(work, sms_span_of(name));
		status = folder ? check_journal(apply, folder, path) : SMSSITE_NO_MEMORY;
		sms_free(folder);
	}
	smssite_listing_free(list);
	return status;
}

smssite_status sms_check_others(const smssite_apply *apply)
{
	return look_at_others(apply, apply->work, NULL);
}

/* -- for callers ---------------------------------------------------------------------------------- */

static smssite_status find_obstacle(smssite_apply *apply, char **path)
{
	smssite_apply *own = NULL;
	smssite_status status = sms_find_root(apply);
	bool begun = false;

	if (!status || (status == SMSSITE_NOT_FOUND && apply->base))
		status = find_own(apply, &own, &begun);
	if (begun && sms_outcome_is_final(own->progress.outcome)) {
		status = SMSSITE_OK;
	} else if (begun) {
		*path = own->journal_path;
		own->journal_path = NULL;
		status = SMSSITE_OK;
	} else if (own && own->work && status != SMSSITE_NO_MEMORY) {
		status = look_at_others(apply, own->work, path);
	}
	smssite_apply_free(own);
	if (*path)
		return SMSSITE_OK;
	return status ? status : sms_fail(SMSSITE_NOT_FOUND, "no journal keeps the plan from being begun");
}

SMSSITE_API smssite_status smssite_apply_obstacle(smssite_plan *plan, smssite_tree *tree, char **text)
{
	smssite_apply *apply;
	smssite_status status;
	char *path = NULL;

	if (!plan || !tree || !text)
		return sms_invalid(__func__, "NULL");
	apply = sms_apply_new(tree);
	if (!apply)
		return SMSSITE_NO_MEMORY;
	apply->plan = smssite_plan_ref(plan);
	status = find_obstacle(apply, &path);
	smssite_apply_free(apply);
	if (!status)
		*text = path;
	return status;
}
