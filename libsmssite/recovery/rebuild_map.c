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

/* The site is created again where its first fresh name is waited for. */
static bool is_fresh(const smssite_apply *apply, size_t number)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];

	for (size_t i = 0; i < number; i++)
		if (forward->step[i].ready == sms_rebuild_ready_uid)
			return true;
	return false;
}

/* Steps that tell what a server's .UID file was called. */
static bool tells_name(const struct sms_step *step, const struct sms_rebuild_server *server)
{
	return (step->read == sms_rebuild_read_uid || step->play == sms_rebuild_play_uid) && step->from.volume == server->volume;
}

static void see(struct sms_rebuild_seen *seen, uint64_t id)
{
	uint32_t range = smssite_smsid_range(id);

	for (size_t i = 0; i < seen->count; i++)
		if (smssite_smsid_range(seen->span[i].highest) == range) {
			seen->span[i].lowest = id < seen->span[i].lowest ? id : seen->span[i].lowest;
			seen->span[i].highest = id > seen->span[i].highest ? id : seen->span[i].highest;
			return;
		}
	/* A server that gets a range every few minutes is none; beyond that the last is what counts. */
	if (seen->count == SMS_REBUILD_SPANS)
		memmove(seen->span, seen->span + 1, --seen->count * sizeof(*seen->span));
	seen->span[seen->count].lowest = seen->span[seen->count].highest = id;
	seen->count++;
}

void sms_rebuild_look_back(const smssite_apply *apply, const struct sms_rebuild_server *server, bool fresh,
	struct sms_rebuild_seen *seen)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	uint64_t id;

	seen->count = 0;
	if (!fresh && !smssite_smsid_parse(server->uid, strlen(server->uid), &id))
		see(seen, id);
	for (size_t i = 0; server->volume != SMSSITE_NO_INDEX && i < forward->count; i++) {
		const json_t *found = sms_fact(&apply->progress, i);

		if (!tells_name(&forward->step[i], server) || is_fresh(apply, i) != fresh)
			continue;
		for (size_t j = 0; j < json_array_size(found); j++)
			if (sms_rebuild_id_of_name(apply, json_string_value(json_object_get(json_array_get(found, j), "name")), &id))
				see(seen, id);
	}
}

/* -- the map --------------------------------------------------------------------------------------- */

static smssite_status add_seen(smssite_id_map *map, const char *server, const struct sms_rebuild_seen *seen, const char *path)
{
	smssite_status status = SMSSITE_OK;

	for (size_t i = 0; i < seen->count && !status; i++)
		status = smssite_id_map_add_id(map, SMSSITE_ID_RECORD, server, seen->span[i].highest, path, 0);
	return status;
}

/* Names from before the first: they say whose a range is. One that came with the new site is its server's only where
 * nothing says what it had. */
static smssite_status add_servers(const smssite_apply *apply, smssite_id_map *map)
{
	const struct sms_rebuild *own = own_of(apply);
	struct sms_rebuild_seen seen;
	smssite_status status = SMSSITE_OK;
	uint64_t used;

	for (size_t i = 0; i < own->server_count && !status; i++) {
		const struct sms_rebuild_server *server = &own->servers[i];

		sms_rebuild_look_back(apply, server, false, &seen);
		status = add_seen(map, server->name, &seen, "a name of before");
		if (!status && !smssite_smsid_parse(server->used, strlen(server->used), &used))
			status = smssite_id_map_add_id(map, SMSSITE_ID_FILE_NAME, NULL, used, "a file named by a client", 0);
	}
	for (size_t i = 0; i < own->server_count && !status; i++) {
		const struct sms_rebuild_server *server = &own->servers[i];
		bool known;

		sms_rebuild_look_back(apply, server, false, &seen);
		known = seen.count;
		sms_rebuild_look_back(apply, server, true, &seen);
		status = add_seen(map, known ? NULL : server->name, &seen, "a name of the new site");
		if (!status && !known && !seen.count)
			status = smssite_id_map_add_unreachable(map, server->name);
	}
	return status;
}

static smssite_status add_next(smssite_id_map *map, smssite_id_source source, const json_t *found, const char *path)
{
	const char *text = json_string_value(json_object_get(json_array_get(found, 0), "next"));

	return text ? smssite_id_map_add_next(map, source, text, path, 0) : SMSSITE_OK;
}

static smssite_status add_values(const smssite_apply *apply, smssite_id_map *map)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	smssite_status status = smssite_id_map_add_next(map, SMSSITE_ID_SAVED_RANGE, own_of(apply)->next_range, "the plan", 0);

	for (size_t i = 0; i < forward->count && !status; i++) {
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

smssite_status sms_rebuild_map(const smssite_apply *apply, bool files, smssite_id_map **map)
{
	smssite_id_map *self = NULL;
	smssite_status status = smssite_id_map_new(apply->plan->premises.site_code, &self);

	if (!status)
		status = add_servers(apply, self);
	if (!status)
		status = add_values(apply, self);
	if (!status && files)
		status = add_files(apply, self);
	if (!status)
		status = smssite_id_map_finish(self);
	if (status)
		smssite_id_map_free(self);
	else
		*map = self;
	return status;
}

/* -- what follows ---------------------------------------------------------------------------------- */

smssite_status sms_rebuild_next(const smssite_apply *apply, uint64_t *next)
{
	smssite_id_map *map;
	smssite_status status = sms_rebuild_map(apply, false, &map);

	if (status)
		return status;
	status = smssite_id_map_next_range(map, next);
	smssite_id_map_free(map);
	return status;
}

smssite_status sms_rebuild_target(const smssite_apply *apply, const struct sms_rebuild_server *server, uint64_t *target)
{
	struct sms_rebuild_seen seen;
	smssite_id_map *map;
	smssite_status status;
	uint64_t latest = 0;

	sms_rebuild_look_back(apply, server, false, &seen);
	if (!seen.count)
		return sms_fail(SMSSITE_REFUSED, "nothing says what it was");
	for (size_t i = 0; i < seen.count; i++)
		latest = seen.span[i].highest > latest ? seen.span[i].highest : latest;
	status = sms_rebuild_map(apply, false, &map);
	if (status)
		return status;
	*target = sms_id_map_first_free(map, latest);
	status = *target == SMS_NO_ID ? sms_fail(SMSSITE_REFUSED, "its range is used up") :
					smssite_id_map_check_uid(map, server->name, *target);
	smssite_id_map_free(map);
	return status;
}

/* -- at the end ------------------------------------------------------------------------------------ */

/* What must not be when the services start; the rest is told as suspects, or is the site's own business. That a range had
 * two owners once makes no id suspect that will be given. */
static bool is_wrong(const smssite_id_map *map, size_t problem)
{
	smssite_id_problem kind = smssite_id_map_problem_kind(map, problem);
	uint64_t last;

	return kind <= SMSSITE_ID_FOREIGN_UID || kind == SMSSITE_ID_UID_TOO_LOW ||
	       (kind == SMSSITE_ID_RANGE_SHARED && !smssite_id_map_problem_last_id(map, problem, &last));
}

/* The last export of the registry is the one that counts. */
static const char *last_next(const smssite_apply *apply)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	const char *next = NULL;

	for (size_t i = 0; i < forward->count; i++)
		if (forward->step[i].read == sms_rebuild_read_registry)
			next = json_string_value(json_object_get(json_array_get(sms_fact(&apply->progress, i), 0), "next"));
	return next ? next : "";
}

static smssite_status look_at_map(struct sms_reliance *check, const smssite_id_map *map)
{
	const char *text = last_next(check->apply);
	smssite_status status = SMSSITE_OK;
	uint64_t next = 0;

	for (size_t i = 0; i < smssite_id_map_problem_count(map) && !status; i++)
		if (is_wrong(map, i))
			status = sms_found(check, SMSSITE_OUTCOME_CHANGED, "%s.", smssite_id_map_problem_text(map, i));
	if (status)
		return status;
	if (smssite_smsid_parse(text, strlen(text), &next) || smssite_smsid_counter(next))
		return sms_found(check, SMSSITE_OUTCOME_CHANGED, "Next SMS Unique ID is \"%.40s\", no first id of a range.", text);
	status = smssite_id_map_check_next(map, next);
	return status == SMSSITE_REFUSED ? sms_found(check, SMSSITE_OUTCOME_CHANGED, "Next SMS Unique ID is too low: %s.",
		smssite_error_message()) : status;
}

smssite_status sms_rebuild_look_ids(struct sms_reliance *check)
{
	smssite_id_map *map;
	smssite_status status;

	if (check->apply->progress.rehearse)
		return SMSSITE_OK;
	status = sms_rebuild_map(check->apply, true, &map);
	if (status == SMSSITE_NOT_FOUND)
		return sms_found(check, SMSSITE_OUTCOME_CHANGED, "%s.", smssite_error_message());
	if (status)
		return status;
	status = look_at_map(check, map);
	smssite_id_map_free(map);
	return status;
}
