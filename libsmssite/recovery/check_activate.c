/* SPDX-License-Identifier: MIT */
/* What the second procedure relies on, waits for and asks. */
#include "recovery/plan_activate.h"
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "diagnosis/look.h"
#include "diagnosis/thresholds.h"
#include "diagnosis/upgrade.h"
#include "tree/tree.h"

#include <string.h>

/* A sender that is at work writes at least every minute (its retries come each minute, Q214485); ours: five. */
#define QUIET_S 300
/* A transfer that does not end in two hours is not waited for. */
#define TRANSFER_S 7200

static const struct sms_place box = { .base = SMS_BASE_BOX, .path = "" };
static const struct sms_place root = { .base = SMS_BASE_ROOT, .path = "" };
static const struct sms_place receive = { .base = SMS_BASE_ROOT, .path = SMS_RECEIVE_PATH };
static const struct sms_place quarantine = { .base = SMS_BASE_FOLDER, .path = SMS_QUARANTINE };

/* -- what is relied on ---------------------------------------------------------------------------- */

static smssite_status check_master(struct sms_reliance *check)
{
	enum sms_likeness likeness;
	smssite_status status = sms_compare_at(check->apply, &box, SMS_MASTER, &check->apply->plan->premises.master, &likeness);

	if (status || likeness == SMS_SAME)
		return status;
	return sms_found(check, SMSSITE_OUTCOME_CHANGED, likeness == SMS_ABSENT ? "SITECTRL.CT0 is gone." :
		"SITECTRL.CT0 is not the file that the plan was made with.");
}

/* SCMAN installs by it (Q122181, events 237 and 387). */
static smssite_status check_map(struct sms_reliance *check)
{
	smssite_listing *list;
	struct smssite_tree_stat stat = { 0 };
	size_t index;
	smssite_status status = sms_place_list(check->apply, &root, &list);

	if (status)
		return status;
	if (sms_listing_find(list, "SYSTEM.MAP", &index) || smssite_listing_stat(list, index, &stat) ||
		stat.kind != SMSSITE_ENTRY_FILE || !stat.size)
		status = sms_found(check, SMSSITE_OUTCOME_CHANGED, "SYSTEM.MAP is missing or empty: SCMAN would install nothing.");
	smssite_listing_free(list);
	return status;
}

static bool is_known(const struct sms_premises *premises, const char *name)
{
	for (size_t i = 0; i < premises->stray_count; i++)
		if (sms_equal_folded(premises->strays[i].name, name))
			return true;
	return sms_equal_folded(name, SMS_MASTER);
}

static smssite_status check_box(struct sms_reliance *check, bool cleared)
{
	const struct sms_premises *premises = &check->apply->plan->premises;
	smssite_listing *list;
	smssite_status status = sms_place_list(check->apply, &box, &list);

	if (status)
		return status;
	for (size_t i = 0; i < smssite_listing_count(list) && !status; i++) {
		const char *name = smssite_listing_name(list, i);
		struct smssite_tree_stat stat = { 0 };

		/* Directories (.NAD) are the Applications Manager's (Q122201). */
		if (smssite_listing_stat(list, i, &stat) || stat.kind == SMSSITE_ENTRY_DIRECTORY)
			continue;
		if (cleared ? !sms_equal_folded(name, SMS_MASTER) : !is_known(premises, name))
			status = sms_found(check, SMSSITE_OUTCOME_CHANGED, "%s has come into the box; the plan does not know it.", name);
	}
	smssite_listing_free(list);
	return status;
}

/* Each is in the box as it was, or in quarantine. */
static smssite_status check_strays(struct sms_reliance *check)
{
	const struct sms_premises *premises = &check->apply->plan->premises;

	for (size_t i = 0; i < premises->stray_count; i++) {
		const struct sms_plan_file *file = &premises->strays[i];
		enum sms_likeness there, moved = SMS_ABSENT;
		smssite_status status = sms_compare_at(check->apply, &box, file->name, file, &there);

		if (!status && there != SMS_SAME && check->apply->folder)
			status = sms_compare_at(check->apply, &quarantine, file->name, file, &moved);
		if (status)
			return status;
		if (there == SMS_OTHER || (there == SMS_ABSENT && moved == SMS_ABSENT))
			return sms_found(check, SMSSITE_OUTCOME_CHANGED, there == SMS_ABSENT ?
				"%s is gone: SCMAN or someone else has taken it." :
				"%s is not the file that the plan was made with.", file->name);
	}
	return SMSSITE_OK;
}

smssite_status sms_check_activate(struct sms_reliance *check)
{
	smssite_status status = check_master(check);

	if (!status)
		status = check_map(check);
	if (!status)
		status = check_box(check, false);
	if (!status && check->outcome == SMSSITE_OUTCOME_NONE)
		status = check_strays(check);
	return status;
}

static smssite_status check_receive(struct sms_reliance *check)
{
	smssite_listing *list;
	smssite_status status = sms_place_list(check->apply, &receive, &list);

	if (status)
		return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
	for (size_t i = 0; i < smssite_listing_count(list) && !status; i++) {
		struct smssite_tree_stat stat = { 0 };

		if (!smssite_listing_stat(list, i, &stat) && stat.kind != SMSSITE_ENTRY_DIRECTORY)
			status = sms_found(check, SMSSITE_OUTCOME_CHANGED, "%s has come into RECEIVE meanwhile; resume moves it too.",
				smssite_listing_name(list, i));
	}
	smssite_listing_free(list);
	return status;
}

smssite_status sms_check_cleared(struct sms_reliance *check)
{
	smssite_status status = check_master(check);

	if (!status)
		status = check_map(check);
	if (!status)
		status = check_box(check, true);
	return status ? status : check_receive(check);
}

/* -- what is read --------------------------------------------------------------------------------- */

static bool is_file(const char *name, const struct smssite_tree_stat *stat)
{
	(void)name;
	return stat->kind == SMSSITE_ENTRY_FILE;
}

static bool is_package_file(const char *name, const struct smssite_tree_stat *stat)
{
	return stat->kind == SMSSITE_ENTRY_FILE && sms_is_package(name);
}

static bool is_master(const char *name, const struct smssite_tree_stat *stat)
{
	return stat->kind == SMSSITE_ENTRY_FILE && sms_equal_folded(name, SMS_MASTER);
}

/* 30008DPW.INS: one digit, then the request, whose last three characters are the site it is from (S3E1E). False for other
 * names. */
static bool read_request(const char *name, char request[8], char origin[4])
{
	const char *dot = strchr(name, '.');

	if (!dot || dot - name != 8 || !sms_is_digit(name[0]) || !sms_is_site_code((struct sms_span){ dot - 3, 3 }))
		return false;
	memcpy(request, name + 1, 7);
	request[7] = '\0';
	memcpy(origin, dot - 3, 3);
	origin[3] = '\0';
	return true;
}

/* An instruction last: the Despooler takes it for the sign that its package is there (S3D2B). Stable, in linear time. */
static smssite_status put_instructions_last(json_t **found)
{
	json_t *ordered = json_array();
	bool failed = !ordered;

	for (int instructions = 0; instructions < 2; instructions++)
		for (size_t i = 0; !failed && i < json_array_size(*found); i++) {
			json_t *item = json_array_get(*found, i);
			const char *name = json_string_value(json_object_get(item, "name"));

			if (sms_has_extension(name, ".INS") == !!instructions)
				failed = json_array_append(ordered, item) != 0;
		}
	json_decref(*found);
	*found = ordered;
	return failed ? sms_fail(SMSSITE_NO_MEMORY, "out of memory") : SMSSITE_OK;
}

smssite_status sms_read_receive(smssite_apply *apply, const struct sms_step *step, json_t **found)
{
	smssite_status status = sms_read_names(apply, &step->from, is_file, false, found);

	if (status)
		return status;
	status = put_instructions_last(found);
	for (size_t i = 0; !status && i < json_array_size(*found); i++) {
		json_t *item = json_array_get(*found, i);
		char request[8], origin[4];

		if (read_request(json_string_value(json_object_get(item, "name")), request, origin) &&
			(json_object_set_new(item, "request", json_string(request)) ||
				json_object_set_new(item, "origin", json_string(origin))))
			status = sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	}
	if (status)
		json_decref(*found);
	return status;
}

smssite_status sms_read_packages(smssite_apply *apply, const struct sms_step *step, json_t **found)
{
	return sms_read_names(apply, &step->from, is_package_file, false, found);
}

smssite_status sms_read_master(smssite_apply *apply, const struct sms_step *step, json_t **found)
{
	return sms_read_names(apply, &step->from, is_master, true, found);
}

/* -- what is waited for --------------------------------------------------------------------------- */

smssite_status sms_ready_receive(smssite_apply *apply, const struct sms_step *step, int64_t now,
	struct sms_waiting *waiting)
{
	smssite_status status = sms_is_quiet(apply, &receive, QUIET_S, now, &waiting->over);

	(void)step;
	waiting->until = apply->progress.wait_since + TRANSFER_S;
	waiting->text = sms_strdup(waiting->over ? "Nothing grows in RECEIVE" : "Waiting until nothing grows in RECEIVE");
	waiting->given_up = sms_strdup("After two hours something still comes into RECEIVE: stop the sender at its origin, then "
		"resume.");
	return status;
}

/* What of an upgrade is to be seen. */
struct upgrade {
	bool packages, shutdown, first, reply, master;
};

static smssite_status look_at_upgrade(const smssite_apply *apply, struct upgrade *upgrade)
{
	struct sms_world world;
	smssite_listing *list;
	smssite_status status = sms_world_look(apply, &world);

	if (status)
		return status;
	upgrade->shutdown = world.shutdown != SMSSITE_NO_INDEX;
	upgrade->first = world.init != SMSSITE_NO_INDEX;
	upgrade->reply = world.reply != SMSSITE_NO_INDEX;
	upgrade->master = world.master != SMSSITE_NO_INDEX;
	sms_world_release(&world);
	status = sms_place_list(apply, &root, &list);
	if (status)
		return status;
	for (size_t i = 0; i < smssite_listing_count(list); i++)
		upgrade->packages = upgrade->packages || sms_is_package(smssite_listing_name(list, i));
	smssite_listing_free(list);
	return SMSSITE_OK;
}

/* Whether the parent was found to upgrade the site by itself; it may have done so before the master was read. */
static bool is_by_itself(const smssite_apply *apply)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];

	for (size_t i = 0; i < forward->count; i++)
		if (forward->step[i].declined)
			return sms_is_declined(&apply->progress, i);
	return false;
}

/* Whether the master is another one than the READ step has found. */
static smssite_status is_new_master(const smssite_apply *apply, const struct sms_step *step, bool *is_new)
{
	const json_t *before = json_array_get(sms_fact(&apply->progress, step->names), 0);
	const char *hash = json_string_value(json_object_get(before, "sha256"));
	json_t *now = NULL;
	smssite_status status = sms_read_names(apply, &box, is_master, true, &now);
	const json_t *item = status ? NULL : json_array_get(now, 0);
	const char *fresh = json_string_value(json_object_get(item, "sha256"));

	if (fresh && is_by_itself(apply))
		hash = apply->plan->premises.master.sha256;
	*is_new = fresh && (!hash || strcmp(fresh, hash) != 0 ||
		json_integer_value(json_object_get(item, "modified_utc")) !=
			json_integer_value(json_object_get(before, "modified_utc")));
	if (!status)
		json_decref(now);
	return status;
}

smssite_status sms_ready_upgrade(smssite_apply *apply, const struct sms_step *step, int64_t now,
	struct sms_waiting *waiting)
{
	struct upgrade upgrade = { 0 };
	bool is_new = false;
	smssite_status status = look_at_upgrade(apply, &upgrade);
	const char *phase;

	(void)now;
	if (!status && upgrade.master)
		status = is_new_master(apply, step, &is_new);
	if (status)
		return status;
	waiting->over = is_new && !upgrade.packages && !upgrade.shutdown && !upgrade.first && !upgrade.reply;
	phase = waiting->over ? "The upgrade is through: SCMAN has written a new master, and its .CT2 has left" :
		upgrade.reply ? "SCMAN has written a .CT2; waiting for it to leave" :
		upgrade.first ? "_INIT.CT1 is there; waiting for SCMAN to install the new version" :
		upgrade.shutdown ? "SHUTDOWN.CT1 is there: the site is shutting down" :
		upgrade.packages ? "The bootstrap has a package; waiting for both to be unpacked" :
		"Waiting for the parent's bootstrap";
	waiting->until = apply->progress.wait_since + SMS_BOOTSTRAP_GIVES_UP_S;
	waiting->text = sms_strdup(phase);
	waiting->given_up = sms_asprintf("The upgrade has not come through in 48 hours. Last seen: %s. See BOOT.LOG, SCMAN.LOG and "
		"the parent's HMAN.LOG.", phase);
	return SMSSITE_OK;
}

/* -- what is asked -------------------------------------------------------------------------------- */

/* Not in construction: details of 61 to 64 are of an upgrade (Q137376). */
static bool is_active(const smssite_parent_word *word, size_t index)
{
	int64_t detail = smssite_parent_word_detail(word, index);

	return smssite_parent_word_status(word, index) == SMSSITE_SITE_ACTIVE && detail != 61 && detail != 62 && detail != 64;
}

smssite_status sms_judge_site_active(const smssite_apply *apply, const struct sms_step *step,
	const smssite_parent_word *word, enum sms_verdict *verdict)
{
	size_t index = smssite_parent_word_find(word, apply->plan->premises.site_code);

	(void)step;
	*verdict = index == SMSSITE_NO_INDEX ? SMS_VERDICT_UNCLEAR : is_active(word, index) ? SMS_VERDICT_YES : SMS_VERDICT_NO;
	return SMSSITE_OK;
}

smssite_status sms_judge_all_active(const smssite_apply *apply, const struct sms_step *step, const smssite_parent_word *word,
	enum sms_verdict *verdict)
{
	smssite_status status = sms_judge_site_active(apply, step, word, verdict);

	for (size_t i = 0; i < smssite_parent_word_count(word) && *verdict == SMS_VERDICT_YES; i++)
		if (!is_active(word, i))
			*verdict = SMS_VERDICT_NO;
	return status;
}

/* It was active a moment ago, so what is begun now is not the upgrade that failed. One that has failed again, or is no upgrade,
 * a person must judge. */
smssite_status sms_judge_not_begun(const smssite_apply *apply, const struct sms_step *step, const smssite_parent_word *word,
	enum sms_verdict *verdict)
{
	size_t index = smssite_parent_word_find(word, apply->plan->premises.site_code);
	smssite_site_status status = smssite_parent_word_status(word, index);
	int64_t detail = smssite_parent_word_detail(word, index);

	(void)step;
	*verdict = SMS_VERDICT_UNCLEAR;
	if (index == SMSSITE_NO_INDEX || (status == SMSSITE_SITE_UPGRADE && (detail % 10 == 3 || detail == 64)))
		return SMSSITE_OK;
	if (status == SMSSITE_SITE_UPGRADE || detail == 61 || detail == 62)
		*verdict = SMS_VERDICT_NO;
	else if (status == SMSSITE_SITE_ACTIVE)
		*verdict = SMS_VERDICT_YES;
	return SMSSITE_OK;
}

smssite_status sms_known_in_flight(const smssite_apply *apply, const struct sms_step *step, enum sms_verdict *verdict)
{
	struct upgrade upgrade = { 0 };
	smssite_status status = look_at_upgrade(apply, &upgrade);

	(void)step;
	if (!status && (upgrade.packages || upgrade.shutdown || upgrade.first))
		*verdict = SMS_VERDICT_YES;
	return status;
}

smssite_status sms_known_not_begun(const smssite_apply *apply, const struct sms_step *step, enum sms_verdict *verdict)
{
	smssite_status status = sms_known_in_flight(apply, step, verdict);

	if (*verdict == SMS_VERDICT_YES)
		*verdict = SMS_VERDICT_NO;
	return status;
}

/* What the Despooler and the senders call a file by its extension (S3D2B, S3D3C). */
static const char *kind_of(const char *name)
{
	return sms_has_extension(name, ".INS") ? "an instruction" : sms_has_extension(name, ".PCK") ? "a package" :
		sms_has_extension(name, ".TMP") ? "a part of an instruction" : sms_has_extension(name, ".SNI") ? "a job's status" :
		"a file";
}

/* System jobs begin with `_` (Q123221, Q137610). Of the parent's, since it began: the upgrade's [INF]. */
static bool is_of_upgrade(const smssite_apply *apply, const json_t *item)
{
	const char *request = json_string_value(json_object_get(item, "request"));
	const char *origin = json_string_value(json_object_get(item, "origin"));
	int64_t began = ((const struct sms_activation *)apply->plan->premises.own)->began_utc_s;
	const json_t *time = json_object_get(item, "modified_utc");

	return request && origin && request[0] == '_' && sms_equal_folded(origin, apply->plan->premises.parent_code) &&
		(began == SMSSITE_NO_TIME || !json_is_integer(time) || json_integer_value(time) >= began);
}

smssite_status sms_ask_return(const smssite_apply *apply, const struct sms_step *step, const json_t *item, char **text)
{
	const char *name = json_string_value(json_object_get(item, "name"));
	const char *request = json_string_value(json_object_get(item, "request"));
	const char *origin = json_string_value(json_object_get(item, "origin"));
	const json_t *time = json_object_get(item, "modified_utc");
	char *whose;

	(void)step;
	if (is_of_upgrade(apply, item))
		return SMSSITE_OK;
	whose = request && origin ? sms_asprintf("of request %s, made by %s %s", request,
		sms_equal_folded(origin, apply->plan->premises.parent_code) ? "the parent" :
		sms_equal_folded(origin, apply->plan->premises.site_code) ? "this site" : "site", origin) :
		sms_asprintf("whose request and origin its name does not tell");
	if (!whose)
		return SMSSITE_NO_MEMORY;
	*text = sms_asprintf("%s in RECEIVE\\TEMP is %s %s (%s, file time %s), and not of the upgrade. Return it to RECEIVE, where the "
		"Despooler acts on it?", name, kind_of(name), whose, sms_say_size(json_integer_value(json_object_get(item, "size"))).text,
		sms_say_time(json_is_integer(time) ? json_integer_value(time) : SMSSITE_NO_TIME).text);
	sms_free(whose);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

smssite_status sms_finish_activate(smssite_apply *apply, int64_t now)
{
	smssite_status status;
	char *moved;

	status = sms_quarantine_text(apply, &moved);
	if (status)
		return status;
	status = sms_end(apply, now, SMSSITE_OUTCOME_DONE, "Site %s is active and upgraded.%s", apply->plan->premises.site_code,
		moved);
	sms_free(moved);
	return status;
}
