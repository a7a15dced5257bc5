/* SPDX-License-Identifier: MIT */
/* What follows from all evidence of an id map together. */
#include "site/id_map.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

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
		status = sms_id_map_suspect(self, SMSSITE_ID_UID_WENT_BACK, index, server->path, 0, server->next,
			server->earlier - 1,
			sms_asprintf("%s went back from %s to %s: ids between are given again", server->name,
			text_of(server->earlier, text), text_of(server->next, other)));
	return status;
}

/* Two servers in one range: what both have given, or will. */
static smssite_status share(smssite_id_map *self, size_t index, size_t other)
{
	const struct sms_id_server *server = &self->servers[index], *first = &self->servers[other];
	uint64_t start = server->next - smssite_smsid_counter(server->next), end = server->next;
	char text[9];

	if (first->next != SMS_NO_ID && smssite_smsid_range(first->next) == smssite_smsid_range(end) && first->next > end)
		end = first->next;
	return sms_id_map_suspect(self, SMSSITE_ID_RANGE_SHARED, index, server->path, 0, start, end,
		sms_asprintf("%s and %s hand out ids of one range (%.5s)", first->name, server->name, text_of(start, text)));
}

static smssite_status look_below(smssite_id_map *self, size_t index, const struct sms_id_range *range)
{
	const struct sms_id_server *server = &self->servers[index];
	smssite_status status = SMSSITE_OK;
	char text[9], other[9];

	if (range->highest != SMS_NO_ID && server->next <= range->highest)
		status = sms_id_map_suspect(self, SMSSITE_ID_UID_TOO_LOW, index, range->path, range->line, server->next,
			range->highest, sms_asprintf("%s would give %s next, but %s is in use", server->name,
			text_of(server->next, text), text_of(range->highest, other)));
	/* Below an earlier look it went back, which is told already. */
	if (!status && range->recorded != SMS_NO_ID && server->next < range->recorded &&
		range->recorded != server->earlier)
		status = sms_id_map_suspect(self, SMSSITE_ID_UID_TOO_LOW, index, server->path, 0, server->next,
			range->recorded - 1, sms_asprintf("%s would give %s next, but it was at %s already", server->name,
			text_of(server->next, text), text_of(range->recorded, other)));
	return status;
}

/* Who hands out which range, and from what id on. */
static smssite_status look_at_owner(smssite_id_map *self, size_t index)
{
	struct sms_id_server *server = &self->servers[index];
	struct sms_id_range *range;
	smssite_status status = SMSSITE_OK;

	if (server->next == SMS_NO_ID)
		return SMSSITE_OK;
	range = sms_id_map_range(self, server->next);
	if (range->owner != SMSSITE_NO_INDEX)
		status = share(self, index, range->owner);
	else if (range->recorded_owner != SMSSITE_NO_INDEX && range->recorded_owner != index)
		status = share(self, index, range->recorded_owner);
	if (range->owner == SMSSITE_NO_INDEX)
		range->owner = index;
	return status ? status : look_below(self, index, range);
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

/* "edge7.reg:12" */
static char *place_text(const char *path, size_t line)
{
	return line ? sms_asprintf("%s:%zu", path, line) : sms_asprintf("%s", *path ? path : "no path");
}

/* The range that a value leaves for the next server: a counter that is not 000 is no form that is known, so that the range
 * may have begun. */
static uint32_t range_left(const struct sms_id_next *next)
{
	return smssite_smsid_range(next->id) + (smssite_smsid_counter(next->id) != 0);
}

/* A value that is not above all that was seen was made by someone who did not know every range that was given. */
static bool can_be_trusted(const struct sms_id_next *next, uint32_t highest)
{
	return next->id != SMS_NO_ID && (highest == SMS_NO_RANGE || smssite_smsid_range(next->id) > highest);
}

static bool is_lowest_known(const smssite_id_map *self, uint32_t highest)
{
	if (can_be_trusted(&self->next, highest) || can_be_trusted(&self->saved, highest))
		return true;
	/* Nothing at all was seen of a site: not even that its ids begin at 00. */
	if (highest == SMS_NO_RANGE || self->servers_missing)
		return false;
	for (size_t i = 0; i < self->server_count; i++)
		if (self->servers[i].next == SMS_NO_ID && !self->servers[i].recorded)
			return false;
	return true;
}

static char *explain_range(const smssite_id_map *self, uint32_t highest)
{
	const struct sms_id_range *range = &self->range[highest];
	char *place = range->path ? place_text(range->path, range->line) : place_text(range->seen_path, range->seen_line);
	char text[9];
	uint64_t first = ((uint64_t)self->site * SMSSITE_RANGES + highest) * SMSSITE_RANGE_IDS;
	char *why = place ? sms_asprintf("the highest range that was seen is %.5s (%s)", text_of(first, text), place) : NULL;

	sms_free(place);
	return why;
}

static char *explain_value(const struct sms_id_next *value, const char *name)
{
	char *place = place_text(value->path, value->line), text[9];
	char *why = place ? sms_asprintf("%s is %s (%s), and no range was seen at it or above", name,
		text_of(value->id, text), place) : NULL;

	sms_free(place);
	return why;
}

/* Above every range that was seen, and not below a value that is there. */
static smssite_status find_lowest(smssite_id_map *self, uint32_t highest)
{
	static const char *const names[] = { "Next SMS Unique ID", "NextAvailableSiteSMSUniqueID" };
	const struct sms_id_next *values[] = { &self->next, &self->saved };
	uint32_t next = highest == SMS_NO_RANGE ? 0 : highest + 1;
	size_t chosen = SMSSITE_NO_INDEX;
	char *why;

	self->lowest_known = is_lowest_known(self, highest);
	for (size_t i = 0; i < 2; i++)
		if (values[i]->id != SMS_NO_ID && range_left(values[i]) >= next &&
			smssite_smsid_range(values[i]->id) != highest) {
			next = range_left(values[i]);
			chosen = i;
		}
	if (smssite_smsid_make(self->site, next, 0, &self->lowest))
		self->lowest = SMS_NO_ID;
	if (!self->lowest_known)
		why = sms_asprintf("neither Next SMS Unique ID nor a saved one that is above all ranges is known, and not all "
				   "ranges of %s: give the registry, or a range that is known to be free", self->site_text);
	else
		why = chosen != SMSSITE_NO_INDEX ? explain_value(values[chosen], names[chosen]) :
						   explain_range(self, highest);
	self->lowest_text = why ? sms_id_map_keep(self, why) : NULL;
	sms_free(why);
	return self->lowest_text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* By kind; within one they are in the servers' order, or in that of the evidence. */
static smssite_status sort_problems(smssite_id_map *self)
{
	struct sms_id_problem *sorted = sms_calloc(self->problem_count + 1, sizeof(*sorted));
	size_t count = 0;

	if (!sorted)
		return SMSSITE_NO_MEMORY;
	for (smssite_id_problem kind = SMSSITE_ID_NO_UID; kind <= SMSSITE_ID_RANGES_USED_UP; kind++)
		for (size_t i = 0; i < self->problem_count; i++)
			if (self->problems[i].kind == kind)
				sorted[count++] = self->problems[i];
	sms_free(self->problems);
	self->problems = sorted;
	self->problem_capacity = count + 1;
	return SMSSITE_OK;
}

static uint32_t gather_ranges(smssite_id_map *self)
{
	uint32_t highest = SMS_NO_RANGE;

	for (uint32_t i = 0; i < SMSSITE_RANGES; i++)
		if (self->range[i].seen) {
			self->shown[self->shown_count++] = i;
			highest = i;
		}
	return highest;
}

SMSSITE_API smssite_status smssite_id_map_finish(smssite_id_map *self)
{
	smssite_status status = sms_id_map_open(self, __func__);
	uint32_t highest;

	for (size_t i = 0; !status && i < self->server_count; i++)
		status = look_at_server(self, i);
	for (size_t i = 0; !status && i < self->server_count; i++)
		status = look_at_owner(self, i);
	if (status)
		return status;
	highest = gather_ranges(self);
	status = look_at_next(self, &self->next, "Next SMS Unique ID", highest);
	if (!status && self->next.id == SMS_NO_ID)
		status = look_at_next(self, &self->saved, "NextAvailableSiteSMSUniqueID", highest);
	if (!status)
		status = find_lowest(self, highest);
	if (!status && self->lowest == SMS_NO_ID)
		status = sms_id_map_problem(self, SMSSITE_ID_RANGES_USED_UP, SMSSITE_NO_INDEX, "", 0,
			sms_asprintf("all ranges of %s are assigned; what happens then is not documented", self->site_text));
	if (!status)
		status = sort_problems(self);
	self->finished = !status;
	return status;
}
