/* SPDX-License-Identifier: MIT */
/* Gathering ids. */
#include "site/id_map.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

SMSSITE_API smssite_status smssite_id_map_new(const char *site_code, smssite_id_map **map)
{
	smssite_id_map *self;
	smssite_status status;
	uint32_t site;

	if (!site_code || !map)
		return sms_invalid(__func__, "NULL");
	status = smssite_site_code_parse(site_code, strlen(site_code), &site);
	if (status)
		return status;
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	self->site = site;
	smssite_site_code_format(site, self->site_text);
	self->next.id = self->saved.id = self->lowest = SMS_NO_ID;
	for (size_t i = 0; i < SMSSITE_RANGES; i++)
		self->range[i] = (struct sms_id_range){ .highest = SMS_NO_ID, .recorded = SMS_NO_ID,
			.owner = SMSSITE_NO_INDEX, .recorded_owner = SMSSITE_NO_INDEX };
	*map = self;
	return SMSSITE_OK;
}

SMSSITE_API void smssite_id_map_free(smssite_id_map *self)
{
	if (!self)
		return;
	for (size_t i = 0; i < SMSSITE_RANGES; i++) {
		sms_free(self->range[i].used);
		sms_free(self->range[i].client);
		sms_free(self->range[i].database);
		sms_free(self->range[i].path);
	}
	sms_arena_release(&self->arena);
	sms_free(self->servers);
	sms_free(self->places);
	sms_free(self->problems);
	sms_free(self->unseen);
	sms_free(self);
}

smssite_status sms_id_map_open(const smssite_id_map *self, const char *call)
{
	if (!self)
		return sms_invalid(call, "NULL");
	return self->finished ? sms_invalid(call, "the map is finished") : SMSSITE_OK;
}

/* Texts of the map are UTF-8, because they become JSON; names on a disk may be anything. */
static char *as_utf8(const char *text)
{
	return sms_is_utf8(text, strlen(text)) ? sms_strdup(text) : sms_name_escape(text);
}

/* FNV-1a of the name in upper case. */
static size_t hash_of(const char *name)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *name; name++)
		hash = (hash ^ (unsigned char)sms_upper(*name)) * UINT64_C(1099511628211);
	return (size_t)(hash ^ (hash >> 32));
}

/* The place of a name, or the free one where it belongs; at least half of the places are free. */
static size_t *place_of(const smssite_id_map *self, const char *name)
{
	size_t at = hash_of(name) & (self->place_count - 1);

	while (self->places[at] != SMSSITE_NO_INDEX && !sms_equal_folded(self->servers[self->places[at]].name, name))
		at = (at + 1) & (self->place_count - 1);
	return &self->places[at];
}

size_t sms_id_map_find_server(const smssite_id_map *self, const char *name)
{
	char *escaped = sms_is_utf8(name, strlen(name)) ? NULL : sms_name_escape(name);
	size_t index = self->place_count ? *place_of(self, escaped ? escaped : name) : SMSSITE_NO_INDEX;

	sms_free(escaped);
	return index;
}

/* Room for one server more. */
static bool grow_places(smssite_id_map *self)
{
	size_t count = self->place_count ? 2 * self->place_count : 64;
	size_t *places;

	if (2 * (self->server_count + 1) <= self->place_count)
		return true;
	places = sms_calloc(count, sizeof(*places));
	if (!places)
		return false;
	for (size_t i = 0; i < count; i++)
		places[i] = SMSSITE_NO_INDEX;
	sms_free(self->places);
	self->places = places;
	self->place_count = count;
	for (size_t i = 0; i < self->server_count; i++)
		*place_of(self, self->servers[i].name) = i;
	return true;
}

const char *sms_id_map_keep(smssite_id_map *self, const char *text)
{
	char *utf8 = as_utf8(text);
	const char *kept = utf8 ? sms_arena_strdup(&self->arena, utf8) : NULL;

	sms_free(utf8);
	return kept;
}

struct sms_id_server *sms_id_map_server(smssite_id_map *self, const char *name)
{
	size_t index = sms_id_map_find_server(self, name);
	struct sms_id_server *grown;
	const char *kept;

	if (index != SMSSITE_NO_INDEX)
		return &self->servers[index];
	kept = grow_places(self) ? sms_id_map_keep(self, name) : NULL;
	if (!kept)
		return NULL;
	grown = sms_grow(self->servers, self->server_count, &self->server_capacity, sizeof(*grown));
	if (!grown)
		return NULL;
	self->servers = grown;
	grown[self->server_count] = (struct sms_id_server){ .name = kept, .path = "", .next = SMS_NO_ID,
		.earlier = SMS_NO_ID };
	*place_of(self, kept) = self->server_count;
	return &grown[self->server_count++];
}

struct sms_id_range *sms_id_map_range(smssite_id_map *self, uint64_t id)
{
	return &self->range[smssite_smsid_range(id)];
}

smssite_status sms_id_map_problem(smssite_id_map *self, smssite_id_problem kind, size_t server, const char *path,
	size_t line, char *text)
{
	return sms_id_map_suspect(self, kind, server, path, line, SMS_NO_ID, SMS_NO_ID, text);
}

smssite_status sms_id_map_suspect(smssite_id_map *self, smssite_id_problem kind, size_t server, const char *path,
	size_t line, uint64_t first, uint64_t last, char *text)
{
	struct sms_id_problem *grown =
		sms_grow(self->problems, self->problem_count, &self->problem_capacity, sizeof(*grown));
	struct sms_id_problem problem = { .kind = kind, .server = server, .line = line, .first = first, .last = last };

	if (grown)
		self->problems = grown;
	if (grown && text) {
		problem.text = sms_id_map_keep(self, text);
		problem.path = sms_id_map_keep(self, path);
	}
	sms_free(text);
	if (!problem.text || !problem.path)
		return SMSSITE_NO_MEMORY;
	grown[self->problem_count++] = problem;
	return SMSSITE_OK;
}

/* -- ids -------------------------------------------------------------------------------------------- */

/* Sets the bit of an id; *was: it was set. */
static smssite_status set_bit(sms_id_bits *bits, uint64_t id, bool *was)
{
	uint32_t counter = smssite_smsid_counter(id);
	uint8_t mask = (uint8_t)(1u << (counter % 8));

	if (!*bits)
		*bits = sms_calloc(SMSSITE_RANGE_IDS / 8, 1);
	if (!*bits)
		return SMSSITE_NO_MEMORY;
	*was = (*bits)[counter / 8] & mask;
	(*bits)[counter / 8] |= mask;
	return SMSSITE_OK;
}

/* Paths of a million ids are not kept: only the highest of a range is evidence. */
static smssite_status note_highest(struct sms_id_range *range, uint64_t id, const char *path, size_t line)
{
	char *copy;

	if (range->highest != SMS_NO_ID && range->highest >= id)
		return SMSSITE_OK;
	/* Many ids come from one list. */
	if (!range->path || strcmp(range->path, path) != 0) {
		copy = as_utf8(path);
		if (!copy)
			return SMSSITE_NO_MEMORY;
		sms_free(range->path);
		range->path = copy;
	}
	range->highest = id;
	range->line = line;
	return SMSSITE_OK;
}

static smssite_status given_twice(smssite_id_map *self, uint64_t id, const char *path, size_t line)
{
	char text[9];

	if (self->twice++ >= SMS_MAX_TWICE) {
		self->problem_cut++;
		return SMSSITE_OK;
	}
	smssite_smsid_format(id, text);
	return sms_id_map_suspect(self, SMSSITE_ID_GIVEN_TWICE, SMSSITE_NO_INDEX, path, line, id, id,
		sms_asprintf("%s is the id of more than one client", text));
}

static smssite_status add_used(smssite_id_map *self, smssite_id_source source, uint64_t id, const char *path, size_t line)
{
	struct sms_id_range *range = sms_id_map_range(self, id);
	smssite_status status;
	bool was, twice = false;

	status = note_highest(range, id, path, line);
	if (!status)
		status = set_bit(&range->used, id, &was);
	if (status)
		return status;
	range->seen = true;
	range->count += !was;
	if (source == SMSSITE_ID_CLIENT)
		status = set_bit(&range->client, id, &twice);
	else if (source == SMSSITE_ID_DATABASE)
		status = set_bit(&range->database, id, &twice);
	return !status && twice ? given_twice(self, id, path, line) : status;
}

smssite_status sms_id_map_see_range(smssite_id_map *self, uint64_t id, const char *path, size_t line)
{
	struct sms_id_range *range = sms_id_map_range(self, id);

	if (!range->seen_path) {
		range->seen_path = sms_id_map_keep(self, path);
		range->seen_line = line;
	}
	range->seen = range->seen_path != NULL;
	return range->seen ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* Whose range it was; a range that two had is two clients with one id. */
static smssite_status add_recorded_owner(smssite_id_map *self, struct sms_id_range *range, const char *server,
	uint64_t id, const char *path, size_t line)
{
	struct sms_id_server *entry = sms_id_map_server(self, server);
	size_t index;
	char text[9];

	if (!entry)
		return SMSSITE_NO_MEMORY;
	index = (size_t)(entry - self->servers);
	entry->recorded = true;
	if (range->recorded_owner == SMSSITE_NO_INDEX)
		range->recorded_owner = index;
	if (range->recorded_owner == index || smssite_smsid_format(id, text))
		return SMSSITE_OK;
	return sms_id_map_problem(self, SMSSITE_ID_RANGE_SHARED, index, path, line,
		sms_asprintf("%s had ids of one range with %s (%.5s)", entry->name,
			self->servers[range->recorded_owner].name, text));
}

smssite_status sms_id_map_add_recorded(smssite_id_map *self, const char *server, uint64_t id, const char *path,
	size_t line)
{
	struct sms_id_range *range = sms_id_map_range(self, id);
	smssite_status status = sms_id_map_see_range(self, id, path, line);

	if (!status && server)
		status = add_recorded_owner(self, range, server, id, path, line);
	if (!status && (range->recorded == SMS_NO_ID || range->recorded < id))
		range->recorded = id;
	return status;
}

static smssite_status add_uid(smssite_id_map *self, const char *server, uint64_t id, const char *path)
{
	struct sms_id_server *entry = sms_id_map_server(self, server);
	const char *kept = sms_id_map_keep(self, path);

	if (!entry || !kept)
		return SMSSITE_NO_MEMORY;
	if (entry->next == SMS_NO_ID || entry->next < id)
		entry->next = id;
	if (entry->state == SMSSITE_UID_UNKNOWN)
		entry->state = SMSSITE_UID_ONE;
	entry->path = kept;
	return sms_id_map_see_range(self, id, kept, 0);
}

static smssite_status add_next(smssite_id_map *self, struct sms_id_next *next, uint64_t id, const char *path, size_t line)
{
	const char *kept = sms_id_map_keep(self, path);

	if (!kept)
		return SMSSITE_NO_MEMORY;
	if (next->id == SMS_NO_ID || next->id < id)
		*next = (struct sms_id_next){ id, kept, line };
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_id_map_add_id(smssite_id_map *self, smssite_id_source source, const char *server,
	uint64_t id, const char *path, size_t line)
{
	smssite_status status = sms_id_map_open(self, __func__);
	char text[9];

	if (status)
		return status;
	if (!path || source < SMSSITE_ID_FILE_NAME || source > SMSSITE_ID_SAVED_RANGE ||
		smssite_smsid_format(id, text) || (source == SMSSITE_ID_UID_FILE && !server))
		return sms_invalid(__func__, "NULL, no such source, or a number that is no SMSID");
	if (smssite_smsid_site_code(id) != self->site) {
		self->foreign_count++;
		return SMSSITE_OK;
	}
	switch (source) {
	case SMSSITE_ID_UID_FILE:
		status = add_uid(self, server, id, path);
		break;
	case SMSSITE_ID_RECORD:
		status = sms_id_map_add_recorded(self, server, id, path, line);
		break;
	case SMSSITE_ID_NEXT_RANGE:
		status = add_next(self, &self->next, id, path, line);
		break;
	case SMSSITE_ID_SAVED_RANGE:
		status = add_next(self, &self->saved, id, path, line);
		break;
	default:
		status = add_used(self, source, id, path, line);
	}
	self->id_count += !status;
	return status;
}
