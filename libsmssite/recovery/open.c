/* SPDX-License-Identifier: MIT */
/* Beginning a plan, going on with one, taking one back, giving one up, a person's word on one. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/json.h"
#include "base/limits.h"
#include "tree/tree.h"

#include <smssite/control_file.h>
#include <string.h>

/* -- where things are ----------------------------------------------------------------------------- */

/* DIRECTORY/name, for a name that is or will be spelt like this. */
static smssite_status join(const char *directory, const char *name, char **path)
{
	*path = sms_path_join(directory, sms_span_of(name));
	return *path ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* The box was a directory when the plan was made; a link in its place is not followed. */
static smssite_status resolve_box(smssite_apply *apply, const char *root)
{
	struct smssite_tree_stat stat;
	smssite_status status = sms_resolve_in(apply->tree, root, SMS_BOX_PATH, &apply->box);

	if (!status)
		status = sms_tree_stat_exact(apply->tree, apply->box, &stat);
	if (!status && stat.kind != SMSSITE_ENTRY_DIRECTORY)
		status = sms_fail(SMSSITE_CHANGED, "%s: is no directory any more", apply->box);
	if (status) {
		sms_free(apply->box);
		apply->box = NULL;
	}
	return status;
}

/* NOT_FOUND: it is the root that is gone, as in the middle of a run; what held it holds the work folder. */
static smssite_status find_base(smssite_apply *apply)
{
	const char *root = apply->plan->premises.root;
	char *directory = sms_path_directory(root);
	smssite_status status = directory ? SMSSITE_OK : SMSSITE_NO_MEMORY;

	if (!status && *directory)
		status = smssite_tree_resolve(apply->tree, directory, &apply->base);
	else if (!status && !(apply->base = sms_strdup("")))
		status = SMSSITE_NO_MEMORY;
	sms_free(directory);
	return status ? status : sms_fail(SMSSITE_NOT_FOUND, "%s: not found", root);
}

smssite_status sms_find_root(smssite_apply *apply)
{
	const struct sms_premises *premises = &apply->plan->premises;
	smssite_status status = SMSSITE_NOT_FOUND;

	if (*premises->root)
		status = resolve_box(apply, premises->root);
	/* What is left of the site may be less. */
	if (status == SMSSITE_NOT_FOUND && premises->procedure->rootless && *premises->root)
		status = join(premises->root, SMS_BOX_PATH, &apply->box);
	if (!status) {
		status = smssite_tree_resolve(apply->tree, premises->root, &apply->root);
		if (status == SMSSITE_NOT_FOUND && premises->drive)
			return find_base(apply);
		if (status)
			return status;
		apply->base = premises->drive ? sms_path_directory(apply->root) : sms_strdup(apply->root);
	} else if (status == SMSSITE_NOT_FOUND) {
		status = resolve_box(apply, "");
		if (status)
			return status;
		apply->root = sms_strdup("");
		apply->base = sms_strdup("");
	}
	return status || (apply->base && apply->root) ? status : SMSSITE_NO_MEMORY;
}

/* The work folder lies beside the root, or in it. */
static smssite_status find_box(smssite_apply *apply)
{
	const struct sms_premises *premises = &apply->plan->premises;
	smssite_status status = SMSSITE_NOT_FOUND;

	if (premises->drive && !(status = join(apply->base, sms_path_name(premises->root), &apply->root)))
		status = resolve_box(apply, apply->root);
	if (status == SMSSITE_NOT_FOUND && premises->procedure->rootless)
		return apply->root ? join(apply->root, SMS_BOX_PATH, &apply->box) : SMSSITE_NO_MEMORY;
	if (status != SMSSITE_NOT_FOUND)
		return status;
	sms_free(apply->root);
	apply->root = sms_strdup(apply->base);
	return apply->root ? resolve_box(apply, apply->base) : SMSSITE_NO_MEMORY;
}

/* Another site's master in the box: plan or journal was carried to the wrong tree. */
static smssite_status check_site(const smssite_apply *apply)
{
	const char *wanted = apply->plan->premises.site_code, *code;
	smssite_control_file *file;
	smssite_status status;
	char *exact;
	void *data;
	size_t size;

	status = sms_resolve_in(apply->tree, apply->box, SMS_MASTER, &exact);
	if (status)
		return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
	status = sms_tree_read_exact(apply->tree, exact, SMS_MAX_CONTROL_FILE, &data, &size);
	sms_free(exact);
	if (status)
		return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
	status = smssite_control_file_parse(data, size, &file);
	sms_free(data);
	if (status)
		return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
	if (!smssite_control_file_value(file,
		    smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0), SMSSITE_SITE_ACCOUNT_SITE_CODE,
		    &code, &size) &&
		!sms_span_equal_folded((struct sms_span){ code, size }, wanted))
		status = sms_fail(SMSSITE_CHANGED, "the box holds the master of site %.*s, the plan is of site %s",
			(int)(size < 40 ? size : 40), code, wanted);
	smssite_control_file_free(file);
	return status;
}

/* -- beginning ------------------------------------------------------------------------------------ */

/* What the plan relies on, before anything is made. */
static smssite_status check_world(const smssite_apply *apply)
{
	const struct sms_procedure *procedure = apply->plan->premises.procedure;
	struct sms_reliance check = { .apply = apply };
	smssite_status status = procedure->check ? procedure->check(&check) : SMSSITE_OK;

	if (!status && check.outcome != SMSSITE_OUTCOME_NONE)
		status = sms_fail(SMSSITE_CHANGED, "%s", check.text);
	sms_free(check.text);
	return status;
}

static smssite_status make_begin(const smssite_apply *apply, bool rehearse, int64_t now, json_t **record)
{
	json_t *plan = sms_plan_to_json(apply->plan);

	*record = plan ? json_pack("{s:s, s:I, s:i, s:b, s:o}", "event", "begin", "at", (json_int_t)now, "format", SMS_JOURNAL_FORMAT,
				 "rehearse", (int)rehearse, "plan", plan) : NULL;
	return *record ? SMSSITE_OK : sms_fail(SMSSITE_NO_MEMORY, "out of memory");
}

/* Nothing is beside a journal that never had a record: backup and quarantine are made after the first one is on the disk. */
static smssite_status check_beside(const smssite_apply *apply)
{
	smssite_listing *list;
	smssite_status status = sms_tree_list_exact(apply->tree, apply->folder, &list);

	if (status)
		return status;
	for (size_t i = 0; i < smssite_listing_count(list) && !status; i++)
		if (!sms_equal_folded(smssite_listing_name(list, i), SMS_JOURNAL))
			status = sms_fail(SMSSITE_EXISTS,
				"this plan was begun already, and its journal %s was lost: look at %s beside it and "
				"put back by hand what is to go back, then make a new plan",
				apply->journal_path, smssite_listing_name(list, i));
	smssite_listing_free(list);
	return status;
}

/* A journal without a whole record is what a crash left of a beginning; the plan has done nothing yet. */
static smssite_status clear_torn_journal(smssite_apply *apply)
{
	bool begun = false;
	smssite_plan *plan = apply->plan;
	smssite_outcome outcome;
	smssite_status status;

	apply->plan = NULL;
	status = sms_read_journal(apply, &begun);
	smssite_plan_free(apply->plan);
	apply->plan = plan;
	outcome = apply->progress.outcome;
	sms_progress_release(&apply->progress);
	apply->progress = (struct sms_progress){ 0 };
	if (status == SMSSITE_NOT_FOUND)
		return check_beside(apply);
	if (status && status != SMSSITE_MALFORMED && status != SMSSITE_UNSUPPORTED)
		return status;
	if (begun || status)
		return sms_begun_already(apply->journal_path, outcome);
	status = check_beside(apply);
	if (status)
		return status;
	status = sms_tree_remove(apply->tree, apply->journal_path);
	return status ? status : sms_tree_sync_names(apply->tree, apply->folder);
}

static smssite_status write_begin(smssite_apply *apply, bool rehearse, int64_t now)
{
	smssite_status status;
	json_t *record;
	char *text;

	status = make_begin(apply, rehearse, now, &record);
	if (status)
		return status;
	status = sms_json_text(record, JSON_COMPACT, &text);
	if (!status)
		status = sms_progress_add(&apply->progress, apply->plan, record);
	json_decref(record);
	if (!status) {
		sms_journal_init(&apply->journal, apply->tree, apply->journal_path);
		status = sms_journal_create(&apply->journal, apply->folder, text);
	}
	sms_free(text);
	return status;
}

/* Where the root is gone, a journal tells why, if there is one. */
static smssite_status find_start(smssite_apply *apply)
{
	smssite_status status = sms_find_root(apply), found;

	if (status != SMSSITE_NOT_FOUND || !apply->base)
		return status;
	found = sms_check_own_journal(apply);
	if (!found)
		found = sms_resolve_in(apply->tree, apply->base, SMS_WORK, &apply->work);
	if (!found)
		found = sms_check_others(apply);
	return found && found != SMSSITE_NOT_FOUND ? found :
		sms_fail(SMSSITE_NOT_FOUND, "%s: not found", apply->plan->premises.root);
}

static smssite_status begin(smssite_apply *apply, bool rehearse, int64_t now)
{
	smssite_status status;

	if ((status = find_start(apply)) || (status = sms_check_own_journal(apply)) || (status = check_site(apply)) ||
		(status = check_world(apply)) || (status = sms_make_own(apply->tree, apply->base, SMS_WORK, &apply->work)) ||
		(status = sms_take_lock(apply->tree, apply->work, &apply->lock)) || (status = sms_check_others(apply)) ||
		(status = sms_make_own(apply->tree, apply->work, apply->plan->id, &apply->folder)) ||
		(status = join(apply->folder, SMS_JOURNAL, &apply->journal_path)) || (status = clear_torn_journal(apply)))
		return status;
	return write_begin(apply, rehearse, now);
}

SMSSITE_API smssite_status smssite_apply_begin(smssite_plan *plan, smssite_tree *tree, bool rehearse,
	int64_t now_utc_s, smssite_apply **apply)
{
	smssite_apply *fresh;
	smssite_status status;

	if (!plan || !tree || !apply || now_utc_s == SMSSITE_NO_TIME)
		return sms_invalid(__func__, "NULL or no time");
	if (plan->premises.copy && !rehearse)
		return sms_fail(SMSSITE_REFUSED, "the plan was made from a copy: it can only be rehearsed");
	if (rehearse && (status = sms_check_rehearsal(plan, tree)))
		return status;
	fresh = sms_apply_new(tree);
	if (!fresh)
		return SMSSITE_NO_MEMORY;
	fresh->plan = smssite_plan_ref(plan);
	status = begin(fresh, rehearse, now_utc_s);
	if (status) {
		smssite_apply_free(fresh);
		return status;
	}
	*apply = fresh;
	return SMSSITE_OK;
}

/* -- going on ------------------------------------------------------------------------------------- */

/* BASE/SMSSITE.WRK/ID/JOURNAL: everything else follows from the journal's own place. */
static smssite_status find_places(smssite_apply *apply, const char *journal)
{
	smssite_status status = smssite_tree_resolve(apply->tree, journal, &apply->journal_path);

	if (status)
		return status;
	apply->folder = sms_path_directory(apply->journal_path);
	apply->work = apply->folder ? sms_path_directory(apply->folder) : NULL;
	apply->base = apply->work ? sms_path_directory(apply->work) : NULL;
	if (!apply->base)
		return SMSSITE_NO_MEMORY;
	if (!sms_equal_folded(sms_path_name(apply->journal_path), SMS_JOURNAL) ||
		!sms_is_plan_id(sms_path_name(apply->folder)) || !sms_equal_folded(sms_path_name(apply->work), SMS_WORK))
		return sms_fail(SMSSITE_INVALID, "%s: a journal is called " SMS_WORK "/<plan>/" SMS_JOURNAL, journal);
	return SMSSITE_OK;
}

/* The one before may have been killed before it made durable what it had done, the journal's own name even. Nothing
 * of this may pile up, and nothing done from here on may outlive it. */
static smssite_status sync_places(const smssite_apply *apply)
{
	const char *const directories[] = { apply->base, apply->work, apply->folder, apply->box };
	static const char *const places[] = { SMS_BACKUP, SMS_QUARANTINE };
	smssite_status status = SMSSITE_OK;

	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories) && !status; i++) {
		status = sms_tree_sync_names(apply->tree, directories[i]);
		if (status == SMSSITE_NOT_FOUND && apply->plan->premises.procedure->rootless)
			status = SMSSITE_OK;
	}
	for (size_t i = 0; i < sizeof(places) / sizeof(*places) && !status; i++) {
		char *exact = NULL;

		status = sms_resolve_in(apply->tree, apply->folder, places[i], &exact);
		if (!status)
			status = sms_tree_sync_names(apply->tree, exact);
		else if (status == SMSSITE_NOT_FOUND)
			status = SMSSITE_OK;
		sms_free(exact);
	}
	return status;
}

/* Takes the lock, and reads what is to go on or to be given up. */
static smssite_status open_journal(smssite_tree *tree, const char *journal, smssite_apply **apply)
{
	smssite_apply *fresh = sms_apply_new(tree);
	smssite_status status;
	bool begun = false;

	if (!fresh)
		return SMSSITE_NO_MEMORY;
	if (!(status = find_places(fresh, journal)) && !(status = sms_take_lock(tree, fresh->work, &fresh->lock)))
		status = sms_read_journal(fresh, &begun);
	if (!status && !begun)
		status = sms_fail(SMSSITE_MALFORMED, "%s: holds no whole record: either the plan never began or its journal was "
			"lost; nothing was changed now; look at " SMS_BACKUP " and " SMS_QUARANTINE " beside it before beginning again",
			fresh->journal_path);
	if (status) {
		smssite_apply_free(fresh);
		return status;
	}
	*apply = fresh;
	return SMSSITE_OK;
}

static smssite_status go_on(smssite_tree *tree, const char *journal, smssite_apply **apply)
{
	smssite_apply *fresh;
	smssite_status status = open_journal(tree, journal, &fresh);

	if (status)
		return status;
	if (!(status = find_box(fresh)) && !(status = check_site(fresh)))
		status = sync_places(fresh);
	if (status) {
		smssite_apply_free(fresh);
		return status;
	}
	*apply = fresh;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_apply_resume(smssite_tree *tree, const char *journal, int64_t now_utc_s,
	smssite_apply **apply)
{
	smssite_apply *fresh;
	smssite_status status;

	if (!tree || !journal || !apply || now_utc_s == SMSSITE_NO_TIME)
		return sms_invalid(__func__, "NULL or no time");
	status = go_on(tree, journal, &fresh);
	if (status)
		return status;
	if (!sms_outcome_is_final(fresh->progress.outcome))
		status = sms_record_event(fresh, "resume", now_utc_s);
	if (status) {
		smssite_apply_free(fresh);
		return status;
	}
	*apply = fresh;
	return SMSSITE_OK;
}

static smssite_status is_past(const smssite_apply *apply, bool *past)
{
	const struct sms_procedure *procedure = apply->plan->premises.procedure;

	if (procedure->past)
		return procedure->past(apply, past);
	*past = sms_is_past(apply);
	return SMSSITE_OK;
}

/* Nothing is asked of anybody, and the journal stays as it is: the run can go on, or has ended as it has. */
static smssite_status tell_too_late(smssite_apply *apply, int64_t now)
{
	smssite_status status;

	apply->unwritten = true;
	apply->had_ended = sms_outcome_is_final(apply->progress.outcome);
	status = sms_record_event(apply, "undo", now);
	if (status)
		return status;
	apply->progress.submission.taken = apply->progress.submission.begun;
	return sms_finish_back(apply, now);
}

/* What follows a refusal is itself the way back, and an undo that was begun goes on. */
static smssite_status turn_back(smssite_apply *apply, int64_t now)
{
	const struct sms_progress *progress = &apply->progress;
	smssite_status status = SMSSITE_OK;
	bool past = false;

	if (progress->outcome == SMSSITE_OUTCOME_ABANDONED)
		return SMSSITE_OK;
	if (progress->script == SMS_FORWARD)
		status = is_past(apply, &past);
	if (!status && past)
		return tell_too_late(apply, now);
	if (!status)
		status = sms_check_others(apply);
	if (status)
		return status;
	if (progress->script == SMS_FORWARD)
		return sms_record_event(apply, "undo", now);
	return sms_outcome_is_final(progress->outcome) ? SMSSITE_OK : sms_record_event(apply, "resume", now);
}

SMSSITE_API smssite_status smssite_apply_undo(smssite_tree *tree, const char *journal, int64_t now_utc_s,
	smssite_apply **apply)
{
	smssite_apply *fresh;
	smssite_status status;

	if (!tree || !journal || !apply || now_utc_s == SMSSITE_NO_TIME)
		return sms_invalid(__func__, "NULL or no time");
	status = go_on(tree, journal, &fresh);
	if (status)
		return status;
	status = turn_back(fresh, now_utc_s);
	if (status) {
		smssite_apply_free(fresh);
		return status;
	}
	*apply = fresh;
	return SMSSITE_OK;
}

/* What can be taken back is to be: a box that is gone keeps undo from it. */
static smssite_status check_too_late(smssite_apply *apply)
{
	const struct sms_progress *progress = &apply->progress;
	smssite_status status;
	bool past = true;

	if (sms_outcome_is_final(progress->outcome))
		return sms_fail(SMSSITE_REFUSED, "%s: it has ended already: %s", apply->journal_path, progress->text);
	status = find_box(apply);
	if (!status && !(status = check_site(apply)) && progress->script == SMS_FORWARD)
		status = is_past(apply, &past);
	if (status == SMSSITE_NOT_FOUND)
		return SMSSITE_OK;
	return status || past ? status : sms_fail(SMSSITE_REFUSED, "%s: it is before its point of no return: undo it",
		apply->journal_path);
}

SMSSITE_API smssite_status smssite_apply_abandon(smssite_tree *tree, const char *journal, int64_t now_utc_s, char **text)
{
	smssite_apply *apply;
	smssite_status status;

	if (!tree || !journal || now_utc_s == SMSSITE_NO_TIME || !text)
		return sms_invalid(__func__, "NULL or no time");
	status = open_journal(tree, journal, &apply);
	if (status)
		return status;
	status = check_too_late(apply);
	if (!status)
		status = sms_give_up(apply, now_utc_s);
	if (!status && !(*text = sms_strdup(apply->progress.text)))
		status = SMSSITE_NO_MEMORY;
	smssite_apply_free(apply);
	return status;
}

static bool waits_for_word(const struct sms_progress *progress, const struct sms_step *step)
{
	if (step->kind == SMSSITE_STEP_PERSON)
		return true;
	if (step->kind == SMSSITE_STEP_COMMAND)
		return progress->stage != SMS_STAGE_READY || step->list;
	return progress->stage == SMS_STAGE_ASK;
}

SMSSITE_API smssite_status smssite_apply_confirm(smssite_tree *tree, const char *journal, size_t step, bool done,
	int64_t now_utc_s)
{
	const struct sms_step *found;
	smssite_apply *apply;
	smssite_status status;

	if (!tree || !journal || now_utc_s == SMSSITE_NO_TIME)
		return sms_invalid(__func__, "NULL or no time");
	status = go_on(tree, journal, &apply);
	if (status)
		return status;
	found = sms_progress_step(&apply->progress, apply->plan);
	if (apply->progress.script != SMS_FORWARD || apply->progress.step != step || !found ||
		apply->progress.outcome != SMSSITE_OUTCOME_NONE || !waits_for_word(&apply->progress, found))
		status = sms_fail(SMSSITE_REFUSED, "step %zu does not wait for a person's word", step + 1);
	else
		status = sms_record_word(apply, done, now_utc_s);
	smssite_apply_free(apply);
	return status;
}
