/* SPDX-License-Identifier: MIT */
#include "recovery/rebuild_ids.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "tree/tree.h"

#include <smssite/sms_ini.h>
#include <smssite/smsid.h>
#include <stdio.h>
#include <string.h>

#define INI_SECTION "Local"
#define INI_KEY "NextAvailableSiteSMSUniqueID"

/* -- READ ------------------------------------------------------------------------------------------ */

static bool is_uid(const char *name, const struct smssite_tree_stat *stat)
{
	return stat->kind == SMSSITE_ENTRY_FILE && sms_has_extension(name, ".UID");
}

smssite_status sms_rebuild_read_uid(smssite_apply *apply, const struct sms_step *step, json_t **found)
{
	smssite_status status = sms_read_names(apply, &step->from, is_uid, false, found);
	char why[400];

	if (!sms_is_about_content(status))
		return status;
	snprintf(why, sizeof(why), "%s", smssite_error_message());
	return sms_fail(status, "%s. Leave one .UID file, the highest of this site (Q269774), and resume", why);
}

static smssite_status read_bytes(const smssite_apply *apply, const struct sms_place *place, const char *name, size_t limit,
	void **data, size_t *size)
{
	smssite_tree *tree = sms_volume_tree(apply, place->volume);
	char *path = sms_place_path(apply, place, name), *exact = NULL;
	smssite_status status = path ? smssite_tree_resolve(tree, path, &exact) : SMSSITE_NO_MEMORY;

	if (!status)
		status = sms_tree_read_exact(tree, exact, limit, data, size);
	sms_free(exact);
	sms_free(path);
	return status;
}

/* A text for the one item of an array. */
static smssite_status add_text(json_t *found, const char *key, json_t *value)
{
	return json_object_set_new(json_array_get(found, 0), key, value) ? sms_fail(SMSSITE_NO_MEMORY, "out of memory") :
									   SMSSITE_OK;
}

static bool is_sms_ini(const char *name, const struct smssite_tree_stat *stat)
{
	return stat->kind == SMSSITE_ENTRY_FILE && sms_equal_folded(name, "SMS.INI");
}

static smssite_status ini_value(const void *data, size_t size, char **value)
{
	smssite_sms_ini *ini;
	smssite_status status = smssite_sms_ini_parse(data, size, &ini);
	size_t entry;

	if (status)
		return status;
	entry = smssite_sms_ini_find(ini, INI_SECTION, INI_KEY);
	if (entry != SMSSITE_NO_INDEX)
		status = smssite_sms_ini_value_text(ini, entry, value);
	smssite_sms_ini_free(ini);
	return status;
}

/* Whether there is a next range by all that is known, this value included, is asked while everything can be undone. */
static smssite_status check_ini(const smssite_apply *apply, const json_t *found)
{
	uint64_t first;

	return sms_rebuild_saved_next(apply, json_string_value(json_object_get(json_array_get(found, 0), "next")), &first);
}

static smssite_status add_ini(const smssite_apply *apply, const struct sms_step *step, json_t *found)
{
	const char *name = json_string_value(json_object_get(json_array_get(found, 0), "name"));
	char *text = NULL, *value = NULL;
	void *data = NULL;
	size_t size, text_size;
	smssite_status status = read_bytes(apply, &step->from, name, 1u << 20, &data, &size);

	if (!status)
		status = ini_value(data, size, &value);
	if (!status && !(text = sms_text_from_bytes(data, size, &text_size)))
		status = SMSSITE_NO_MEMORY;
	if (!status)
		status = add_text(found, "text", json_stringn(text, text_size));
	if (!status && value)
		status = add_text(found, "next", json_string(value));
	sms_free(data);
	sms_free(text);
	smssite_free(value);
	return status;
}

smssite_status sms_rebuild_read_ini(smssite_apply *apply, const struct sms_step *step, json_t **found)
{
	smssite_status status = sms_read_names(apply, &step->from, is_sms_ini, true, found);

	if (status)
		return status;
	if (json_array_size(*found))
		status = add_ini(apply, step, *found);
	if (!status)
		status = check_ini(apply, *found);
	if (status)
		json_decref(*found);
	return status;
}

/* -- WRITE ----------------------------------------------------------------------------------------- */

smssite_status sms_rebuild_make_ini(const smssite_apply *apply, const struct sms_step *step, char **data, size_t *size)
{
	const json_t *item = json_array_get(sms_fact(&apply->progress, step->replaces), 0);
	const json_t *kept = json_object_get(item, "text");
	smssite_sms_ini *ini = NULL;
	char text[9], *bytes = NULL;
	void *edited;
	uint64_t next;
	smssite_status status = sms_rebuild_saved_next(apply, NULL, &next);
	size_t count = 0;

	if (!status)
		status = smssite_smsid_format(next, text);
	if (!status && kept)
		status = sms_bytes_from_text(json_string_value(kept), json_string_length(kept), &bytes, &count);
	if (!status)
		status = smssite_sms_ini_parse(bytes ? bytes : "", count, &ini);
	if (!status)
		status = smssite_sms_ini_set(ini, INI_SECTION, INI_KEY, text, &edited, size);
	if (!status)
		*data = edited;
	smssite_sms_ini_free(ini);
	sms_free(bytes);
	return status;
}

/* -- the name of the .UID file --------------------------------------------------------------------- */

struct names {
	smssite_listing *list;
	/* Positions: the only .UID file with an id of the site; the one with the name that is wanted. */
	size_t other, wanted, count;
};

static smssite_status look_at_names(const smssite_apply *apply, const struct sms_step *step, const char *wanted,
	struct names *names)
{
	smssite_status status = sms_place_list(apply, &step->from, &names->list);
	uint64_t id;

	*names = (struct names){ .list = status ? NULL : names->list, .other = SMSSITE_NO_INDEX, .wanted = SMSSITE_NO_INDEX };
	for (size_t i = 0; !status && i < smssite_listing_count(names->list); i++) {
		const char *name = smssite_listing_name(names->list, i);

		if (!sms_has_extension(name, ".UID"))
			continue;
		names->count++;
		if (sms_equal_folded(name, wanted))
			names->wanted = i;
		else if (sms_rebuild_id_of_name(apply, name, &id))
			names->other = i;
	}
	return status;
}

static smssite_status tell_uid(smssite_apply *apply, const struct sms_step *step, int64_t now, const char *name,
	const char *what, const char *why, smssite_action **action)
{
	char *more = sms_asprintf(": %s %s%s%s", name, what, *why ? "; " : "", why);
	smssite_status status = more ? sms_tell_done(apply, step, now, more, action) : SMSSITE_NO_MEMORY;

	sms_free(more);
	return status;
}

/* What it is called goes into the journal first: the ids below it were given, and nothing else will tell. */
static smssite_status note_name(smssite_apply *apply, const char *name, int64_t now)
{
	json_t *record = sms_record_new(apply, "intent", now), *found = json_pack("[{s:s}]", "name", name);

	if (!found || !record || json_object_set(record, "found", found)) {
		json_decref(record);
		record = NULL;
	}
	json_decref(found);
	return sms_record_add(apply, record);
}

/* A client may take the id, and rename the file, between the look and this: NOT_FOUND then. */
static smssite_status rename_uid(smssite_apply *apply, const struct sms_step *step, const char *from, const char *to, int64_t now)
{
	char *old = sms_place_path(apply, &step->from, from), *fresh = sms_place_path(apply, &step->from, to);
	smssite_status status = old && fresh ? note_name(apply, from, now) : SMSSITE_NO_MEMORY;

	if (!status)
		status = sms_tree_move(sms_volume_tree(apply, step->from.volume), old, fresh, NULL);
	sms_free(old);
	sms_free(fresh);
	return status;
}

static smssite_status play_names(smssite_apply *apply, const struct sms_step *step, uint64_t target, const char *wanted,
	const char *why, const struct names *names, int64_t now, smssite_action **action)
{
	const char *name = smssite_listing_name(names->list, names->other);
	smssite_status status;
	uint64_t id = 0;

	if (names->wanted != SMSSITE_NO_INDEX && names->count == 1)
		return tell_uid(apply, step, now, wanted, "is its name", why, action);
	/* No service runs that would make one. */
	if (names->other == SMSSITE_NO_INDEX && names->wanted == SMSSITE_NO_INDEX)
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "%s: there is %s. Put an empty one there, named %s, and resume.",
			step->title, names->count ? "no .UID file of this site but others; take them away" : "no .UID file", wanted);
	if (names->other == SMSSITE_NO_INDEX || names->count > (names->wanted == SMSSITE_NO_INDEX ? 1 : 2))
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED,
			"%s: there are other .UID files than one of this site; leave one, the higher "
			"of two (Q269774), and resume.",
			step->title);
	sms_rebuild_id_of_name(apply, name, &id);
	if (id > target && smssite_smsid_range(id) == smssite_smsid_range(target))
		return tell_uid(apply, step, now, name, "has moved on beyond what was seen and stays", why, action);
	status = rename_uid(apply, step, name, wanted, now);
	if (status == SMSSITE_NOT_FOUND)
		return sms_fail(SMSSITE_BUSY, "%s moved on, it is read again", name);
	if (status == SMSSITE_EXISTS)
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED,
			"%s: there is a %s beside %s; take the lower away (Q269774) and resume.", step->title, wanted, name);
	return status ? status : tell_uid(apply, step, now, name, "is renamed", why, action);
}

static smssite_status rename_to(smssite_apply *apply, const struct sms_step *step, uint64_t target, const char *why, int64_t now,
	smssite_action **action)
{
	char wanted[16];
	struct names names = { 0 };
	smssite_status status = smssite_smsid_format(target, wanted);

	if (status)
		return status;
	strcat(wanted, ".UID");
	status = look_at_names(apply, step, wanted, &names);
	if (status == SMSSITE_NOT_FOUND)
		status = SMSSITE_OK;
	if (status == SMSSITE_AMBIGUOUS)
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "%s: %s; leave one, the higher of two (Q269774), and resume.",
			step->title, smssite_error_message());
	if (!status)
		status = play_names(apply, step, target, wanted, why, &names, now, action);
	smssite_listing_free(names.list);
	return status;
}

smssite_status sms_rebuild_play_uid(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	const struct sms_rebuild *own = apply->plan->premises.own;
	const struct sms_rebuild_server *server = sms_rebuild_server_of(apply, step->from.volume);
	struct sms_rebuild_ranges ranges;
	smssite_status status;
	size_t index;

	if (apply->progress.rehearse)
		return sms_step_done(apply, now, "Rehearsal: no site was created again", action);
	if (!server)
		return sms_fail(SMSSITE_REFUSED, "no server has its root there");
	status = sms_rebuild_decide(apply, &ranges);
	if (status)
		return status;
	index = (size_t)(server - own->servers);
	return rename_to(apply, step, ranges.server[index].id, ranges.server[index].why, now, action);
}
