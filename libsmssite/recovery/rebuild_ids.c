/* SPDX-License-Identifier: MIT */
#include "recovery/rebuild_ids.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "tree/tree.h"

#include <smssite/registry_edit.h>
#include <smssite/sms_ini.h>
#include <smssite/smsid.h>
#include <string.h>

#define MAINTMAN_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_MAINTENANCE_MANAGER"
#define NEXT_NAME "Next SMS Unique ID"
#define INI_SECTION "Local"
#define INI_KEY "NextAvailableSiteSMSUniqueID"

static const struct sms_rebuild *own_of(const smssite_apply *apply)
{
	return apply->plan->premises.own;
}

const struct sms_rebuild_server *sms_rebuild_server_of(const smssite_apply *apply, size_t volume)
{
	const struct sms_rebuild *own = own_of(apply);

	for (size_t i = 0; i < own->server_count; i++)
		if (own->servers[i].volume == volume)
			return &own->servers[i];
	return NULL;
}

/* -- what was found -------------------------------------------------------------------------------- */

static bool id_of_name(const smssite_apply *apply, const char *name, uint64_t *id)
{
	return name && strlen(name) == 12 && sms_has_extension(name, ".UID") && !smssite_smsid_parse(name, 8, id) &&
	       sms_compare_folded(name, 3, apply->plan->premises.site_code, 3) == 0;
}

static void see(uint64_t id, bool *any, uint64_t *lowest, uint64_t *highest)
{
	if (!*any || id < *lowest)
		*lowest = id;
	if (!*any || id > *highest)
		*highest = id;
	*any = true;
}

/* The site is created again where its first fresh name is waited for. */
static bool is_fresh(const smssite_apply *apply, size_t number)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];

	for (size_t i = 0; i < number; i++)
		if (forward->step[i].ready == sms_rebuild_ready_uid)
			return true;
	return false;
}

bool sms_rebuild_seen(const smssite_apply *apply, const struct sms_rebuild_server *server, bool fresh, uint64_t *lowest,
	uint64_t *highest)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	bool any = false;
	uint64_t id;

	for (size_t i = 0; i < forward->count; i++) {
		const struct sms_step *step = &forward->step[i];
		const json_t *found = sms_fact(&apply->progress, i);

		if (step->read != sms_rebuild_read_uid || step->from.volume != server->volume || is_fresh(apply, i) != fresh)
			continue;
		for (size_t j = 0; j < json_array_size(found); j++)
			if (id_of_name(apply, json_string_value(json_object_get(json_array_get(found, j), "name")), &id))
				see(id, &any, lowest, highest);
	}
	return any;
}

bool sms_rebuild_target(const smssite_apply *apply, const struct sms_rebuild_server *server, uint64_t *target)
{
	uint64_t lowest, used, recorded;
	bool any = server->volume != SMSSITE_NO_INDEX && sms_rebuild_seen(apply, server, false, &lowest, target);

	if (!smssite_smsid_parse(server->uid, strlen(server->uid), &recorded) && (!any || recorded > *target)) {
		*target = recorded;
		any = true;
	}
	if (any && !smssite_smsid_parse(server->used, strlen(server->used), &used) && used >= *target &&
		smssite_smsid_range(used) == smssite_smsid_range(*target))
		any = !smssite_smsid_next(used, target);
	return any;
}

static smssite_status raise_over(uint64_t id, uint64_t *next)
{
	uint64_t after;

	if (smssite_smsid_next_range(id, &after))
		return sms_fail(SMSSITE_LIMIT, "range ZZ is in use: there is no next range");
	if (after > *next)
		*next = after;
	return SMSSITE_OK;
}

/* A first id that a registry or an INI file has. */
static void raise_to(const smssite_apply *apply, const char *text, uint64_t *next)
{
	uint64_t id;

	if (text && !smssite_smsid_parse(text, strlen(text), &id) && id > *next &&
		sms_compare_folded(text, 3, apply->plan->premises.site_code, 3) == 0)
		*next = smssite_smsid_counter(id) ? *next : id;
}

smssite_status sms_rebuild_next(const smssite_apply *apply, uint64_t *next)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	const struct sms_rebuild *own = own_of(apply);
	smssite_status status = smssite_smsid_parse(own->next_range, strlen(own->next_range), next);
	uint64_t lowest, highest;

	for (size_t i = 0; i < own->server_count && !status; i++) {
		const struct sms_rebuild_server *server = &own->servers[i];

		if (!smssite_smsid_parse(server->uid, strlen(server->uid), &highest))
			status = raise_over(highest, next);
		for (int fresh = 0; fresh < 2 && !status && server->volume != SMSSITE_NO_INDEX; fresh++)
			if (sms_rebuild_seen(apply, server, fresh, &lowest, &highest))
				status = raise_over(highest, next);
	}
	for (size_t i = 0; i < forward->count && !status; i++) {
		const json_t *found = sms_fact(&apply->progress, i);

		if (forward->step[i].read == sms_rebuild_read_registry || forward->step[i].read == sms_rebuild_read_ini)
			raise_to(apply, json_string_value(json_object_get(json_array_get(found, 0), "next")), next);
	}
	return status;
}

/* -- READ ------------------------------------------------------------------------------------------ */

static bool is_uid(const char *name, const struct smssite_tree_stat *stat)
{
	return stat->kind == SMSSITE_ENTRY_FILE && sms_has_extension(name, ".UID");
}

smssite_status sms_rebuild_read_uid(smssite_apply *apply, const struct sms_step *step, json_t **found)
{
	return sms_read_names(apply, &step->from, is_uid, false, found);
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

/* An array of one item, which gets a text; takes the array over where it fails. */
static smssite_status add_text(json_t *found, const char *key, json_t *value)
{
	return json_object_set_new(json_array_get(found, 0), key, value) ? sms_fail(SMSSITE_NO_MEMORY, "out of memory") :
									   SMSSITE_OK;
}

static smssite_status new_item(const char *name, json_t **found)
{
	*found = json_pack("[{s:s}]", "name", name);
	return *found ? SMSSITE_OK : sms_fail(SMSSITE_NO_MEMORY, "out of memory");
}

static smssite_status registry_next(const void *data, size_t size, char **next)
{
	smssite_registry *registry;
	size_t value;
	smssite_status status = smssite_registry_parse(data, size, &registry);

	if (status)
		return status;
	status = smssite_registry_find(registry, MAINTMAN_KEY, NEXT_NAME, &value);
	if (!status)
		status = smssite_registry_text(registry, value, next);
	smssite_registry_free(registry);
	return status;
}

/* What REGEDIT has just written; without the value the step does not come to an end. */
smssite_status sms_rebuild_read_registry(smssite_apply *apply, const struct sms_step *step, json_t **found)
{
	char *next = NULL;
	void *data = NULL;
	size_t size;
	smssite_status status = read_bytes(apply, &step->from, step->from_name, SMS_MAX_REGISTRY, &data, &size);

	if (!status)
		status = registry_next(data, size, &next);
	sms_free(data);
	if (!status)
		status = new_item(step->from_name, found);
	if (!status && (status = add_text(*found, "next", json_string(next))))
		json_decref(*found);
	smssite_free(next);
	return status;
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

	if (!status && json_array_size(*found) && (status = add_ini(apply, step, *found)))
		json_decref(*found);
	return status;
}

/* -- WRITE ----------------------------------------------------------------------------------------- */

static smssite_status next_text(const smssite_apply *apply, char text[9])
{
	uint64_t next;
	smssite_status status = sms_rebuild_next(apply, &next);

	return status ? status : smssite_smsid_format(next, text);
}

smssite_status sms_rebuild_make_ini(const smssite_apply *apply, const struct sms_step *step, char **data, size_t *size)
{
	const json_t *item = json_array_get(sms_fact(&apply->progress, step->replaces), 0);
	const json_t *kept = json_object_get(item, "text");
	smssite_sms_ini *ini = NULL;
	char text[9], *bytes = NULL;
	void *edited;
	smssite_status status = next_text(apply, text);
	size_t count = 0;

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

smssite_status sms_rebuild_make_reg(const smssite_apply *apply, const struct sms_step *step, char **data, size_t *size)
{
	smssite_registry_edit *edit = NULL;
	char text[9];
	void *bytes;
	smssite_status status = next_text(apply, text);

	(void)step;
	if (!status)
		status = smssite_registry_edit_new(&edit);
	if (!status)
		status = smssite_registry_edit_set_text(edit, MAINTMAN_KEY, NEXT_NAME, text);
	if (!status)
		status = smssite_registry_edit_to_reg(edit, &bytes, size);
	if (!status)
		*data = bytes;
	smssite_registry_edit_free(edit);
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
		else if (id_of_name(apply, name, &id))
			names->other = i;
	}
	return status;
}

static smssite_status tell_uid(smssite_apply *apply, const struct sms_step *step, int64_t now, const char *name,
	const char *what, smssite_action **action)
{
	char *more = sms_asprintf(": %s %s", name, what);
	smssite_status status = more ? sms_tell_done(apply, step, now, more, action) : SMSSITE_NO_MEMORY;

	sms_free(more);
	return status;
}

/* A client may take the id, and rename the file, between the look and this: NOT_FOUND then. */
static smssite_status rename_uid(smssite_apply *apply, const struct sms_step *step, const char *from, const char *to, int64_t now)
{
	char *old = sms_place_path(apply, &step->from, from), *fresh = sms_place_path(apply, &step->from, to);
	smssite_status status = old && fresh ? SMSSITE_OK : SMSSITE_NO_MEMORY;

	if (!status && apply->progress.stage == SMS_STAGE_READY)
		status = sms_record_event(apply, "intent", now);
	if (!status)
		status = sms_tree_move(sms_volume_tree(apply, step->from.volume), old, fresh, NULL);
	sms_free(old);
	sms_free(fresh);
	return status;
}

static smssite_status play_names(smssite_apply *apply, const struct sms_step *step, uint64_t target, const char *wanted,
	const struct names *names, int64_t now, smssite_action **action)
{
	const char *name = smssite_listing_name(names->list, names->other);
	smssite_status status;
	uint64_t id = 0;

	if (names->wanted != SMSSITE_NO_INDEX && names->count == 1)
		return tell_uid(apply, step, now, wanted, "is its name", action);
	if (!names->count)
		return sms_fail(SMSSITE_BUSY, "there is no .UID file yet");
	if (names->other == SMSSITE_NO_INDEX || names->count > (names->wanted == SMSSITE_NO_INDEX ? 1 : 2))
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "There are other .UID files than one of this site; leave one, "
			"the higher of two (Q269774), and resume.");
	id_of_name(apply, name, &id);
	if (id > target && smssite_smsid_range(id) == smssite_smsid_range(target))
		return tell_uid(apply, step, now, name, "has moved on beyond what was seen and stays", action);
	status = rename_uid(apply, step, name, wanted, now);
	if (status == SMSSITE_NOT_FOUND)
		return sms_fail(SMSSITE_BUSY, "%s moved on, it is read again", name);
	if (status == SMSSITE_EXISTS)
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, "There is a %s beside %s; take the lower away (Q269774) and "
			"resume.", wanted, name);
	return status ? status : tell_uid(apply, step, now, name, "is renamed", action);
}

smssite_status sms_rebuild_play_uid(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	const struct sms_rebuild_server *server = sms_rebuild_server_of(apply, step->from.volume);
	char wanted[16];
	uint64_t target;
	struct names names = { 0 };
	smssite_status status;

	if (apply->progress.rehearse)
		return sms_step_done(apply, now, "Rehearsal: no site was created again", action);
	if (!sms_volume_tree(apply, step->from.volume))
		return sms_check_trees(apply);
	if (!server || !sms_rebuild_target(apply, server, &target))
		return sms_tell_done(apply, step, now, ": nothing says what it was; the fresh range stays", action);
	smssite_smsid_format(target, wanted);
	strcat(wanted, ".UID");
	status = look_at_names(apply, step, wanted, &names);
	if (status == SMSSITE_NOT_FOUND)
		status = sms_fail(SMSSITE_BUSY, "there is no " SMS_UID_PATH " yet");
	if (!status)
		status = play_names(apply, step, target, wanted, &names, now, action);
	smssite_listing_free(names.list);
	return status;
}

/* -- at the end ------------------------------------------------------------------------------------ */

static smssite_status look_at_server(struct sms_reliance *check, const struct sms_rebuild_server *server, uint64_t *ranges,
	size_t *count)
{
	const struct sms_place place = { server->volume, SMS_BASE_ROOT, SMS_UID_PATH };
	smssite_listing *list;
	uint64_t id = 0, target;
	size_t found = 0;
	smssite_status status = sms_place_list(check->apply, &place, &list);

	if (status)
		return status == SMSSITE_NOT_FOUND ? sms_found(check, SMSSITE_OUTCOME_CHANGED, "%s has no " SMS_UID_PATH ".",
			server->name) : status;
	for (size_t i = 0; i < smssite_listing_count(list); i++)
		if (sms_has_extension(smssite_listing_name(list, i), ".UID") && ++found == 1)
			id_of_name(check->apply, smssite_listing_name(list, i), &id);
	smssite_listing_free(list);
	if (found != 1 || !id)
		return sms_found(check, SMSSITE_OUTCOME_CHANGED, "%s does not have one .UID file of the site.", server->name);
	if (sms_rebuild_target(check->apply, server, &target) && smssite_smsid_range(target) == smssite_smsid_range(id) &&
		id < target)
		return sms_found(check, SMSSITE_OUTCOME_CHANGED, "The .UID file of %s is below what it was.", server->name);
	for (size_t i = 0; i < *count; i++)
		if (ranges[i] == smssite_smsid_range(id))
			return sms_found(check, SMSSITE_OUTCOME_CHANGED, "%s has the range of another server.", server->name);
	ranges[(*count)++] = smssite_smsid_range(id);
	return SMSSITE_OK;
}

/* One range for each, none below what it was, the registry above all (the last export is the one that counts). */
smssite_status sms_rebuild_look_ids(struct sms_reliance *check)
{
	const struct sms_steps *forward = &check->apply->plan->scripts[SMS_FORWARD];
	const struct sms_rebuild *own = own_of(check->apply);
	uint64_t ranges[SMS_MAX_REBUILD_SERVERS], next, registry = 0;
	smssite_status status = SMSSITE_OK;
	size_t count = 0;

	if (check->apply->progress.rehearse)
		return SMSSITE_OK;
	for (size_t i = 0; i < own->server_count && !status; i++)
		if (own->servers[i].volume != SMSSITE_NO_INDEX)
			status = look_at_server(check, &own->servers[i], ranges, &count);
	if (!status)
		status = sms_rebuild_next(check->apply, &next);
	for (size_t i = 0; i < forward->count; i++)
		if (forward->step[i].read == sms_rebuild_read_registry) {
			registry = 0;
			raise_to(check->apply, json_string_value(json_object_get(
				json_array_get(sms_fact(&check->apply->progress, i), 0), "next")), &registry);
		}
	if (!status && registry < next)
		status = sms_found(check, SMSSITE_OUTCOME_CHANGED, NEXT_NAME " is lower than a range in use.");
	return status;
}
