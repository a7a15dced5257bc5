/* SPDX-License-Identifier: MIT */
/* What a rebuild asks of people and tells them, and what it waits for. */
#include "recovery/rebuild_ids.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "tree/tree.h"

#include <smssite/smsid.h>
#include <string.h>

/* A new logon server gets its first range at Maintenance Manager's visit, which takes hours at the slowest response; a
 * day is the answer of a site that does not come. */
#define UID_FOR_S (INT64_C(24) * 3600)

/* -- the parent's word ----------------------------------------------------------------------------- */

smssite_status sms_rebuild_judge_gone(const smssite_apply *apply, const struct sms_step *step, const smssite_parent_word *word,
	enum sms_verdict *verdict)
{
	size_t index = smssite_parent_word_find(word, apply->plan->premises.site_code);

	(void)step;
	*verdict = index == SMSSITE_NO_INDEX ? SMS_VERDICT_YES : SMS_VERDICT_NO;
	return SMSSITE_OK;
}

smssite_status sms_rebuild_judge_active(const smssite_apply *apply, const struct sms_step *step, const smssite_parent_word *word,
	enum sms_verdict *verdict)
{
	size_t index = smssite_parent_word_find(word, apply->plan->premises.site_code);

	(void)step;
	*verdict = smssite_parent_word_status(word, index) == SMSSITE_SITE_ACTIVE ? SMS_VERDICT_YES : SMS_VERDICT_NO;
	return SMSSITE_OK;
}

/* -- files ----------------------------------------------------------------------------------------- */

smssite_status sms_rebuild_check(struct sms_reliance *check)
{
	const struct sms_plan_file root = { .directory = true };
	const struct sms_place place = { 0, SMS_BASE_ROOT, "" };
	enum sms_likeness likeness;
	smssite_status status = sms_compare_at(check->apply, &place, "", &root, &likeness);

	if (!status && likeness != SMS_SAME)
		status = sms_found(check, SMSSITE_OUTCOME_CHANGED, "The SMS root is not there.");
	return status;
}

/* A root that is not empty stops a re-creation (event 379). */
smssite_status sms_rebuild_look_gone(struct sms_reliance *check)
{
	const struct sms_place place = { 0, SMS_BASE_ROOT, "" };
	smssite_listing *list = NULL;
	smssite_status status;

	if (check->apply->progress.rehearse)
		return SMSSITE_OK;
	status = sms_place_list(check->apply, &place, &list);
	if (status)
		return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
	if (smssite_listing_count(list) && check->apply->progress.stage == SMS_STAGE_READY)
		status = sms_found(check, SMSSITE_OUTCOME_CHANGED, "The SMS root is there again and not empty: a secondary cannot "
			"be created over it (event 379).");
	smssite_listing_free(list);
	return status;
}

smssite_status sms_rebuild_ready_uid(smssite_apply *apply, const struct sms_step *step, int64_t now,
	struct sms_waiting *waiting)
{
	const struct sms_rebuild_server *server = sms_rebuild_server_of(apply, step->from.volume);
	const char *name = server ? server->name : "the server";
	smssite_listing *list = NULL;
	smssite_status status = sms_place_list(apply, &step->from, &list);
	size_t found = 0;

	(void)now;
	/* Two names that differ only in case are two. */
	if (status == SMSSITE_AMBIGUOUS)
		found = 2;
	if (status == SMSSITE_AMBIGUOUS || status == SMSSITE_NOT_FOUND)
		status = SMSSITE_OK;
	for (size_t i = 0; !status && i < smssite_listing_count(list); i++)
		found += sms_has_extension(smssite_listing_name(list, i), ".UID");
	smssite_listing_free(list);
	if (status)
		return status;
	waiting->over = found == 1;
	waiting->until = apply->progress.wait_since > INT64_MAX - UID_FOR_S ? SMSSITE_NO_TIME :
		apply->progress.wait_since + UID_FOR_S;
	waiting->text = sms_asprintf(found == 1 ? "%s has a .UID file" : "%s gets its .UID file from the Maintenance Manager", name);
	waiting->given_up = found ? sms_asprintf("%s has had %zu .UID files for a day: leave one, the higher of two (Q269774), and resume.",
		name, found) : sms_asprintf("%s has had no .UID file for a day: see that SMS_EXECUTIVE runs at the site server, follow "
		"MAINTMAN.LOG, and resume.", name);
	return waiting->text && waiting->given_up ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* -- SMS.INI by hand ------------------------------------------------------------------------------- */

/* The value in the plan is of before the first change. NULL: no memory. */
static char *ask_for_ini(const struct sms_step *step, smssite_status status, uint64_t next)
{
	char text[9];

	if (status)
		return sms_asprintf("%s. %s. Is it so: %s?", step->title, smssite_error_message(), step->postcondition);
	smssite_smsid_format(next, text);
	return sms_asprintf("%s. By all that was read until now: %s. Is it so: %s?", step->title, text, step->postcondition);
}

smssite_status sms_rebuild_play_ini(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	smssite_status status;
	uint64_t next = 0;
	char *question;

	if (apply->progress.rehearse || apply->progress.stage == SMS_STAGE_PROVE)
		return sms_do_person(apply, step, now, action);
	status = sms_rebuild_saved_next(apply, NULL, &next);
	if (status == SMSSITE_LIMIT)
		return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "%s: %s.", step->title, smssite_error_message());
	/* Where nothing tells it, the person must. */
	if (status && status != SMSSITE_UNDECIDED)
		return status;
	question = ask_for_ini(step, status, next);
	status = question ? sms_ask(apply, question, false, now, action) : SMSSITE_NO_MEMORY;
	sms_free(question);
	return status;
}

/* -- the old master and the new -------------------------------------------------------------------- */

static smssite_status parse_old(const smssite_apply *apply, smssite_control_file **file)
{
	const struct sms_rebuild *own = apply->plan->premises.own;
	smssite_status status;
	char *data;
	size_t size;

	status = sms_bytes_from_text(own->master, strlen(own->master), &data, &size);
	if (status)
		return status;
	status = smssite_control_file_parse(data, size, file);
	sms_free(data);
	return status;
}

static smssite_status read_new(const smssite_apply *apply, smssite_control_file **file)
{
	const struct sms_place place = { 0, SMS_BASE_ROOT, SMS_BOX_PATH };
	char *path = sms_place_path(apply, &place, SMS_MASTER), *exact = NULL;
	smssite_status status = path ? smssite_tree_resolve(apply->tree, path, &exact) : SMSSITE_NO_MEMORY;
	void *data = NULL;
	size_t size;

	if (!status)
		status = sms_tree_read_exact(apply->tree, exact, SMS_MAX_CONTROL_FILE, &data, &size);
	if (!status)
		status = smssite_control_file_parse(data, size, file);
	sms_free(data);
	sms_free(exact);
	sms_free(path);
	return status;
}

/* What cannot be compared is told, and does not stop the rest. */
static smssite_status differences(const smssite_apply *apply, char **text)
{
	const struct sms_rebuild *own = apply->plan->premises.own;
	smssite_control_file *old = NULL, *fresh = NULL;
	smssite_status status = *own->master ? parse_old(apply, &old) : SMSSITE_NOT_FOUND;

	if (!status)
		status = read_new(apply, &fresh);
	if (status == SMSSITE_NO_MEMORY)
		*text = NULL;
	else
		*text = status ? sms_strdup("The old master or the new one is not to be had: go through all properties of the site.\n") :
			sms_compare_masters(old, fresh);
	smssite_control_file_free(old);
	smssite_control_file_free(fresh);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

smssite_status sms_rebuild_play_compare(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	const struct sms_progress *progress = &apply->progress;
	char *text = NULL, *question;
	smssite_status status;

	if (progress->rehearse)
		return sms_step_done(apply, now, "Rehearsal: no site was created again", action);
	if (progress->stage == SMS_STAGE_PROVE)
		return progress->verdict == SMS_VERDICT_YES ? sms_tell_done(apply, step, now, "", action) :
			sms_end(apply, now, SMSSITE_OUTCOME_FAILED, "%s: not done.", step->title);
	status = differences(apply, &text);
	if (status)
		return status;
	question = *text ? sms_asprintf("%s. What the old master had and the new one has not:\n%sEntered again?", step->title, text) :
			   sms_asprintf("%s. The new master has all that the old one had. Go on?", step->title);
	status = question ? sms_ask(apply, question, false, now, action) : SMSSITE_NO_MEMORY;
	sms_free(question);
	sms_free(text);
	return status;
}

/* -- how it ended ---------------------------------------------------------------------------------- */

/* From the first to the one before the last: the name is the next id to be given. */
static void say_ids(struct sms_buffer *text, uint64_t from, uint64_t to)
{
	char first[9], last[9];

	if (to <= from || smssite_smsid_previous(to, &to))
		return;
	smssite_smsid_format(from, first);
	smssite_smsid_format(to, last);
	sms_buffer_format(text, strcmp(first, last) ? " %s-%s" : " %s", first, last);
}

/* Ids that were given out while the site was taken down and created again: each is to be looked up, because no one saw
 * it happen. Of a range that came with the new site all are. */
static void say_server(struct sms_buffer *text, const smssite_apply *apply, const struct sms_rebuild_server *server)
{
	struct sms_rebuild_seen seen;
	struct sms_buffer ids = { 0 };

	if (server->volume == SMSSITE_NO_INDEX) {
		sms_buffer_format(text, "%s %s (not reached): what it gave out is not known", text->size ? ";" : "", server->name);
		return;
	}
	sms_rebuild_look_back(apply, server, false, SIZE_MAX, &seen);
	for (size_t i = 0; i < SMSSITE_RANGES; i++)
		if (seen.range[i].highest != SMS_NO_ID)
			say_ids(&ids, seen.range[i].lowest, seen.range[i].highest);
	sms_rebuild_look_back(apply, server, true, SIZE_MAX, &seen);
	for (size_t i = 0; i < SMSSITE_RANGES; i++)
		if (seen.range[i].highest != SMS_NO_ID)
			say_ids(&ids, seen.range[i].highest - smssite_smsid_counter(seen.range[i].highest), seen.range[i].highest);
	if (ids.size)
		sms_buffer_format(text, "%s %s%.*s", text->size ? ";" : "", server->name, (int)ids.size, ids.data);
	if (ids.failed)
		text->failed = true;
	sms_buffer_release(&ids);
}

/* What two clients have or will get by the map: a range of two servers, a file that was turned back. */
static smssite_status say_problems(struct sms_buffer *text, const smssite_apply *apply)
{
	const struct sms_rebuild_view view = { .until = SIZE_MAX };
	uint64_t first, last;
	smssite_id_map *map;
	smssite_status status = sms_rebuild_map(apply, &view, &map);

	if (status)
		return status;
	for (size_t i = 0; i < smssite_id_map_problem_count(map); i++)
		if (!smssite_id_map_problem_first_id(map, i, &first) && !smssite_id_map_problem_last_id(map, i, &last)) {
			sms_buffer_text(text, text->size ? ";" : "");
			say_ids(text, first, last + 1);
		} else if (smssite_id_map_problem_kind(map, i) == SMSSITE_ID_RANGE_SHARED) {
			sms_buffer_format(text, "%s %s", text->size ? ";" : "", smssite_id_map_problem_text(map, i));
		}
	smssite_id_map_free(map);
	return SMSSITE_OK;
}

smssite_status sms_rebuild_finish(smssite_apply *apply, int64_t now)
{
	const struct sms_rebuild *own = apply->plan->premises.own;
	struct sms_buffer text = { 0 };
	smssite_status status;
	char *suspects;

	for (size_t i = 0; i < own->server_count; i++)
		say_server(&text, apply, &own->servers[i]);
	status = say_problems(&text, apply);
	if (!text.size && !text.failed)
		sms_buffer_text(&text, " none");
	suspects = sms_buffer_finish(&text, NULL);
	if (!status && !suspects)
		status = SMSSITE_NO_MEMORY;
	if (!status)
		status = sms_end(apply, now, SMSSITE_OUTCOME_DONE, "%s is rebuilt. Suspects, given out while it was: look these ids up "
			"at the parent, each must be of one machine:%s. The old trees are in the quarantine of each drive.",
			apply->plan->premises.site_code, suspects);
	sms_free(suspects);
	return status;
}
