/* SPDX-License-Identifier: MIT */
/* The id map of a rebuild in progress: what the record, the plan and every reading since say of ids. */
#include "recovery/rebuild_ids.h"
#include "base/alloc.h"
#include "base/error.h"
#include "site/id_map.h"

#include <smssite/uid_store.h>
#include <string.h>

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

bool sms_rebuild_id_of_name(const smssite_apply *apply, const char *name, uint64_t *id)
{
	return name && strlen(name) == 12 && sms_has_extension(name, ".UID") && !smssite_smsid_parse(name, 8, id) &&
	       sms_compare_folded(name, 3, apply->plan->premises.site_code, 3) == 0;
}

/* -- what was found -------------------------------------------------------------------------------- */

size_t sms_rebuild_return(const smssite_apply *apply)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	size_t number = 0;

	while (number < forward->count && forward->step[number].ready != sms_rebuild_ready_uid)
		number++;
	return number;
}

/* Steps that tell what a server's .UID file was called. */
static bool tells_name(const struct sms_step *step, const struct sms_rebuild_server *server)
{
	return (step->read == sms_rebuild_read_uid || step->play == sms_rebuild_play_uid) && step->from.volume == server->volume;
}

static void see(struct sms_rebuild_seen *seen, uint64_t id)
{
	uint32_t range = smssite_smsid_range(id);

	if (seen->range[range].highest == SMS_NO_ID || id < seen->range[range].lowest)
		seen->range[range].lowest = id;
	if (seen->range[range].highest == SMS_NO_ID || id > seen->range[range].highest)
		seen->range[range].highest = id;
	if (seen->highest == SMS_NO_ID || id > seen->highest)
		seen->highest = id;
}

void sms_rebuild_look_back(const smssite_apply *apply, const struct sms_rebuild_server *server, bool fresh, size_t until,
	struct sms_rebuild_seen *seen)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	size_t back = sms_rebuild_return(apply), from = fresh ? back : 0, end = fresh ? forward->count : back;
	uint64_t id;

	for (size_t i = 0; i < SMSSITE_RANGES; i++)
		seen->range[i].lowest = seen->range[i].highest = SMS_NO_ID;
	seen->highest = SMS_NO_ID;
	if (!fresh && !smssite_smsid_parse(server->uid, strlen(server->uid), &id))
		see(seen, id);
	for (size_t i = from; server->volume != SMSSITE_NO_INDEX && i < end && i < until; i++) {
		const json_t *found = sms_fact(&apply->progress, i);

		for (size_t j = 0; tells_name(&forward->step[i], server) && j < json_array_size(found); j++)
			if (sms_rebuild_id_of_name(apply, json_string_value(json_object_get(json_array_get(found, j), "name")), &id))
				see(seen, id);
	}
}

/* -- the map --------------------------------------------------------------------------------------- */

static smssite_status add_seen(smssite_id_map *map, const char *server, const struct sms_rebuild_seen *seen, const char *path)
{
	smssite_status status = SMSSITE_OK;

	for (size_t i = 0; i < SMSSITE_RANGES && !status; i++)
		if (seen->range[i].highest != SMS_NO_ID)
			status = smssite_id_map_add_id(map, SMSSITE_ID_RECORD, server, seen->range[i].highest, path, 0);
	return status;
}

/* Of two that had one range the first to be added keeps it. */
static smssite_status add_old_names(const smssite_apply *apply, const struct sms_rebuild_server *server, size_t until,
	smssite_id_map *map)
{
	struct sms_rebuild_seen seen;
	smssite_status status;
	uint64_t used;

	sms_rebuild_look_back(apply, server, false, until, &seen);
	status = add_seen(map, server->name, &seen, "a name of before");
	if (!status && !smssite_smsid_parse(server->used, strlen(server->used), &used))
		status = smssite_id_map_add_id(map, SMSSITE_ID_FILE_NAME, NULL, used, "a file named by a client", 0);
	return status;
}

/* One that came with the new site is its server's only where nothing says what it had. */
static smssite_status add_fresh_names(const smssite_apply *apply, const struct sms_rebuild_server *server, size_t until,
	smssite_id_map *map)
{
	struct sms_rebuild_seen seen;
	smssite_status status;
	bool known, fresh;

	sms_rebuild_look_back(apply, server, false, until, &seen);
	known = seen.highest != SMS_NO_ID;
	sms_rebuild_look_back(apply, server, true, until, &seen);
	fresh = seen.highest != SMS_NO_ID;
	status = add_seen(map, known ? NULL : server->name, &seen, "a name of the new site");
	if (!status && !known && !fresh)
		status = smssite_id_map_add_unreachable(map, server->name);
	return status;
}

/* First those that go on without the plan: what they have nobody else can get. */
static smssite_status add_servers(const smssite_apply *apply, size_t until, smssite_id_map *map)
{
	const struct sms_rebuild *own = own_of(apply);
	smssite_status status = SMSSITE_OK;

	for (int seen = 0; seen < 2; seen++)
		for (size_t i = 0; i < own->server_count && !status; i++)
			if ((own->servers[i].volume != SMSSITE_NO_INDEX) == seen)
				status = add_old_names(apply, &own->servers[i], until, map);
	for (size_t i = 0; i < own->server_count && !status; i++)
		status = add_fresh_names(apply, &own->servers[i], until, map);
	return status;
}

static smssite_status add_next(smssite_id_map *map, smssite_id_source source, const json_t *found, const char *path)
{
	const char *text = json_string_value(json_object_get(json_array_get(found, 0), "next"));

	return text ? smssite_id_map_add_next(map, source, text, path, 0) : SMSSITE_OK;
}

static smssite_status add_values(const smssite_apply *apply, size_t until, smssite_id_map *map)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	smssite_status status = smssite_id_map_add_next(map, SMSSITE_ID_SAVED_RANGE, own_of(apply)->next_range, "the plan", 0);

	for (size_t i = 0; i < forward->count && i < until && !status; i++) {
		const struct sms_step *step = &forward->step[i];
		const json_t *found = sms_fact(&apply->progress, i);

		if (step->read == sms_rebuild_read_registry)
			status = add_next(map, SMSSITE_ID_NEXT_RANGE, found, step->from_name);
		else if (step->read == sms_rebuild_read_ini)
			status = add_next(map, SMSSITE_ID_SAVED_RANGE, found, "C:\\SMS.INI");
	}
	return status;
}

/* What is called how at this moment. */
static smssite_status add_files(const smssite_apply *apply, smssite_id_map *map)
{
	const struct sms_rebuild *own = own_of(apply);
	smssite_status status = SMSSITE_OK;

	for (size_t i = 0; i < own->server_count && !status; i++) {
		const struct sms_place place = { own->servers[i].volume, SMS_BASE_ROOT, SMS_UID_PATH };
		smssite_uid_store *store = NULL;
		char *path;

		if (place.volume == SMSSITE_NO_INDEX)
			continue;
		if (!sms_volume_tree(apply, place.volume))
			return sms_check_trees(apply);
		path = sms_place_path(apply, &place, "");
		status = path ? smssite_uid_store_read(sms_volume_tree(apply, place.volume), path, &store) : SMSSITE_NO_MEMORY;
		if (!status)
			status = smssite_id_map_add_uid_store(map, own->servers[i].name, store, path);
		smssite_uid_store_free(store);
		sms_free(path);
	}
	return status;
}

smssite_status sms_rebuild_map(const smssite_apply *apply, const struct sms_rebuild_view *view, smssite_id_map **map)
{
	smssite_id_map *self = NULL;
	smssite_status status = smssite_id_map_new(apply->plan->premises.site_code, &self);

	if (!status)
		status = add_servers(apply, view->until, self);
	if (!status)
		status = add_values(apply, view->until, self);
	if (!status && view->next)
		status = smssite_id_map_add_next(self, SMSSITE_ID_SAVED_RANGE, view->next, view->path, 0);
	if (!status && view->files)
		status = add_files(apply, self);
	if (!status)
		status = smssite_id_map_finish(self);
	if (status)
		smssite_id_map_free(self);
	else
		*map = self;
	return status;
}

/* The last export of the registry is the one that counts. */
const char *sms_rebuild_last_next(const smssite_apply *apply)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	const char *next = NULL;

	for (size_t i = 0; i < forward->count; i++)
		if (forward->step[i].read == sms_rebuild_read_registry)
			next = json_string_value(json_object_get(json_array_get(sms_fact(&apply->progress, i), 0), "next"));
	return next ? next : "";
}
