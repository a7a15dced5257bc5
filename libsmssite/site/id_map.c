/* SPDX-License-Identifier: MIT */
/* Gathering ids, and what follows from all of them together. */
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

size_t sms_id_map_find_server(const smssite_id_map *self, const char *name)
{
	for (size_t i = 0; i < self->server_count; i++)
		if (sms_equal_folded(self->servers[i].name, name))
			return i;
	return SMSSITE_NO_INDEX;
}

/* Texts of the map are UTF-8, because they become JSON; names on a disk may be anything. */
static char *as_utf8(const char *text)
{
	return sms_is_utf8(text, strlen(text)) ? sms_strdup(text) : sms_name_escape(text);
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
	grown = sms_grow(self->servers, self->server_count, &self->server_capacity, sizeof(*grown));
	if (!grown)
		return NULL;
	self->servers = grown;
	kept = sms_id_map_keep(self, name);
	if (!kept)
		return NULL;
	grown[self->server_count] = (struct sms_id_server){ .name = kept, .path = "", .next = SMS_NO_ID,
		.earlier = SMS_NO_ID };
	return &grown[self->server_count++];
}

struct sms_id_range *sms_id_map_range(smssite_id_map *self, uint64_t id)
{
	return &self->range[smssite_smsid_range(id)];
}

smssite_status sms_id_map_problem(smssite_id_map *self, smssite_id_problem kind, size_t server, const char *path,
	size_t line, char *text)
{
	struct sms_id_problem *grown =
		sms_grow(self->problems, self->problem_count, &self->problem_capacity, sizeof(*grown));
	struct sms_id_problem problem = { .kind = kind, .server = server, .line = line };

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
	return sms_id_map_problem(self, SMSSITE_ID_GIVEN_TWICE, SMSSITE_NO_INDEX, path, line,
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

static smssite_status add_recorded(smssite_id_map *self, const char *server, uint64_t id)
{
	struct sms_id_range *range = sms_id_map_range(self, id);

	if (server && !sms_id_map_server(self, server))
		return SMSSITE_NO_MEMORY;
	range->seen = true;
	if (range->recorded == SMS_NO_ID || range->recorded < id)
		range->recorded = id;
	if (server)
		range->recorded_owner = sms_id_map_find_server(self, server);
	return SMSSITE_OK;
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
	sms_id_map_range(self, id)->seen = true;
	return SMSSITE_OK;
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
		status = add_recorded(self, server, id);
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

/* -- what follows ----------------------------------------------------------------------------------- */

static const char *text_of(uint64_t id, char text[9])
{
	return smssite_smsid_format(id, text) ? "?" : text;
}

static smssite_status look_at_server(smssite_id_map *self, size_t index)
{
	struct sms_id_server *server = &self->servers[index];
	smssite_status status = SMSSITE_OK;
	char text[9], other[9];

	if (server->state == SMSSITE_UID_NONE)
		status = sms_id_map_problem(self, SMSSITE_ID_NO_UID, index, server->path, 0,
			sms_asprintf("%s has no .UID file: no new client gets an id there", server->name));
	if (!status && server->state == SMSSITE_UID_SEVERAL)
		status = sms_id_map_problem(self, SMSSITE_ID_SEVERAL_UIDS, index, server->path, 0,
			sms_asprintf("%s has several .UID files: clients fail there, the one with the lower id is to go", server->name));
	if (!status && server->damaged)
		status = sms_id_map_problem(self, SMSSITE_ID_DAMAGED_UID, index, server->path, 0,
			sms_asprintf("%s at %s is not named by an SMSID", server->damaged, server->name));
	if (!status && server->foreign)
		status = sms_id_map_problem(self, SMSSITE_ID_FOREIGN_UID, index, server->path, 0,
			sms_asprintf("%s at %s is of another site than %s", server->foreign, server->name, self->site_text));
	if (!status && server->next != SMS_NO_ID && smssite_smsid_needs_new_range(server->next))
		status = sms_id_map_problem(self, SMSSITE_ID_RANGE_USED_UP, index, server->path, 0,
			sms_asprintf("%s at %s is beyond Y00: it gets no new range as it should", text_of(server->next, text),
			server->name));
	if (!status && server->next != SMS_NO_ID && server->earlier != SMS_NO_ID &&
		smssite_smsid_range(server->next) == smssite_smsid_range(server->earlier) &&
		server->next < server->earlier)
		status = sms_id_map_problem(self, SMSSITE_ID_UID_WENT_BACK, index, server->path, 0,
			sms_asprintf("%s went back from %s to %s: ids between are given again", server->name,
			text_of(server->earlier, text), text_of(server->next, other)));
	return status;
}

/* Who hands out which range, and from what id on. */
static smssite_status look_at_owner(smssite_id_map *self, size_t index)
{
	struct sms_id_server *server = &self->servers[index];
	struct sms_id_range *range;
	smssite_status status = SMSSITE_OK;
	char text[9], other[9];

	if (server->next == SMS_NO_ID)
		return SMSSITE_OK;
	range = sms_id_map_range(self, server->next);
	if (range->owner != SMSSITE_NO_INDEX)
		status = sms_id_map_problem(self, SMSSITE_ID_RANGE_SHARED, index, server->path, 0,
			sms_asprintf("%s and %s hand out ids of one range (%.5s)", self->servers[range->owner].name, server->name,
			text_of(server->next, text)));
	else
		range->owner = index;
	if (!status && range->highest != SMS_NO_ID && server->next <= range->highest)
		status = sms_id_map_problem(self, SMSSITE_ID_UID_TOO_LOW, index, range->path, range->line,
			sms_asprintf("%s would give %s next, but %s is in use", server->name, text_of(server->next, text),
			text_of(range->highest, other)));
	if (!status && range->recorded != SMS_NO_ID && server->next < range->recorded)
		status = sms_id_map_problem(self, SMSSITE_ID_UID_TOO_LOW, index, server->path, 0,
			sms_asprintf("%s would give %s next, but it was at %s already", server->name, text_of(server->next, text),
			text_of(range->recorded, other)));
	return status;
}

static smssite_status look_at_next(smssite_id_map *self, const struct sms_id_next *next, const char *what,
	uint32_t highest)
{
	char text[9], used[9];
	uint64_t first;

	if (next->id == SMS_NO_ID || highest == SMS_NO_RANGE || smssite_smsid_range(next->id) > highest ||
		smssite_smsid_make(self->site, highest, 0, &first))
		return SMSSITE_OK;
	return sms_id_map_problem(self, SMSSITE_ID_NEXT_TOO_LOW, SMSSITE_NO_INDEX, next->path, next->line,
		sms_asprintf("%s is %s, but range %.5s is in use", what, text_of(next->id, text), text_of(first, used)));
}

/* Whether a range of the server is known, by its file or by a record. */
static bool is_range_known(const smssite_id_map *self, size_t server)
{
	if (self->servers[server].next != SMS_NO_ID)
		return true;
	for (size_t i = 0; i < SMSSITE_RANGES; i++)
		if (self->range[i].recorded_owner == server)
			return true;
	return false;
}

static void find_lowest(smssite_id_map *self, uint32_t highest)
{
	/* The value that is there was made by someone who knew every range that was given. */
	uint32_t next = highest == SMS_NO_RANGE ? 0 : highest + 1;
	const struct sms_id_next *values[] = { &self->next, &self->saved };

	self->lowest_known = true;
	if (self->next.id == SMS_NO_ID && self->saved.id == SMS_NO_ID)
		for (size_t i = 0; i < self->server_count && self->lowest_known; i++)
			self->lowest_known = is_range_known(self, i);
	/* Nothing at all was seen of a site: not even that its ids begin at 00. */
	if (highest == SMS_NO_RANGE && self->next.id == SMS_NO_ID && self->saved.id == SMS_NO_ID)
		self->lowest_known = false;
	for (size_t i = 0; i < 2; i++)
		if (values[i]->id != SMS_NO_ID && smssite_smsid_range(values[i]->id) > next)
			next = smssite_smsid_range(values[i]->id);
	if (smssite_smsid_make(self->site, next, 0, &self->lowest))
		self->lowest = SMS_NO_ID;
}

SMSSITE_API smssite_status smssite_id_map_finish(smssite_id_map *self)
{
	smssite_status status = sms_id_map_open(self, __func__);
	uint32_t highest = SMS_NO_RANGE;

	for (size_t i = 0; !status && i < self->server_count; i++)
		status = look_at_server(self, i);
	for (size_t i = 0; !status && i < self->server_count; i++)
		status = look_at_owner(self, i);
	if (status)
		return status;
	for (uint32_t i = 0; i < SMSSITE_RANGES; i++)
		if (self->range[i].seen) {
			self->shown[self->shown_count++] = i;
			highest = i;
		}
	status = look_at_next(self, &self->next, "Next SMS Unique ID", highest);
	if (!status && self->next.id == SMS_NO_ID)
		status = look_at_next(self, &self->saved, "NextAvailableSiteSMSUniqueID", highest);
	find_lowest(self, highest);
	if (!status && self->lowest == SMS_NO_ID)
		status = sms_id_map_problem(self, SMSSITE_ID_RANGES_USED_UP, SMSSITE_NO_INDEX, "", 0,
			sms_asprintf("all ranges of %s are assigned; what happens then is not documented", self->site_text));
	if (!status)
		self->finished = true;
	else
		self->shown_count = 0;
	return status;
}
