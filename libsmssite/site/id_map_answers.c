/* SPDX-License-Identifier: MIT */
/* What a finished map answers. */
#include "site/id_map.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

#include <string.h>

/* NULL: there is no answer yet. */
static const smssite_id_map *finished(const smssite_id_map *self)
{
	return self && self->finished ? self : NULL;
}

SMSSITE_API uint64_t smssite_id_map_id_count(const smssite_id_map *self)
{
	return self ? self->id_count : 0;
}

SMSSITE_API uint64_t smssite_id_map_foreign_count(const smssite_id_map *self)
{
	return self ? self->foreign_count : 0;
}

SMSSITE_API smssite_status smssite_id_map_next_range(const smssite_id_map *self, uint64_t *first)
{
	if (!finished(self) || !first)
		return sms_invalid(__func__, "NULL, or the map is not finished");
	if (!self->lowest_known)
		return sms_fail(SMSSITE_UNDECIDED, "%s", self->lowest_text);
	if (self->lowest == SMS_NO_ID)
		return sms_fail(SMSSITE_LIMIT, "all ranges of %s are assigned", self->site_text);
	*first = self->lowest;
	return SMSSITE_OK;
}

SMSSITE_API const char *smssite_id_map_next_range_text(const smssite_id_map *self)
{
	return finished(self) ? self->lowest_text : "";
}

SMSSITE_API uint64_t smssite_id_map_remaining(const smssite_id_map *self)
{
	uint64_t left = 0;

	if (!finished(self))
		return 0;
	/* A range that two servers share counts once. */
	for (size_t i = 0; i < self->shown_count; i++)
		if (self->range[self->shown[i]].owner != SMSSITE_NO_INDEX)
			left += smssite_id_map_server_remaining(self, self->range[self->shown[i]].owner);
	if (self->lowest != SMS_NO_ID)
		left += (uint64_t)(SMSSITE_RANGES - smssite_smsid_range(self->lowest)) * (SMSSITE_RANGE_THRESHOLD + 1);
	return left;
}

/* -- servers ---------------------------------------------------------------------------------------- */

static const struct sms_id_server *server_of(const smssite_id_map *self, size_t index)
{
	return finished(self) && index < self->server_count ? &self->servers[index] : NULL;
}

SMSSITE_API size_t smssite_id_map_server_count(const smssite_id_map *self)
{
	return finished(self) ? self->server_count : 0;
}

SMSSITE_API const char *smssite_id_map_server_name(const smssite_id_map *self, size_t server)
{
	return server_of(self, server) ? self->servers[server].name : NULL;
}

SMSSITE_API smssite_uid_state smssite_id_map_server_state(const smssite_id_map *self, size_t server)
{
	return server_of(self, server) ? self->servers[server].state : SMSSITE_UID_UNKNOWN;
}

SMSSITE_API const char *smssite_id_map_server_path(const smssite_id_map *self, size_t server)
{
	return server_of(self, server) ? self->servers[server].path : NULL;
}

SMSSITE_API smssite_status smssite_id_map_server_next_id(const smssite_id_map *self, size_t server, uint64_t *id)
{
	const struct sms_id_server *entry = server_of(self, server);

	if (!entry || !id)
		return sms_invalid(__func__, "NULL or out of range");
	if (entry->next == SMS_NO_ID)
		return sms_fail(SMSSITE_NOT_FOUND, "%s: no .UID file of %s was seen", entry->name, self->site_text);
	*id = entry->next;
	return SMSSITE_OK;
}

SMSSITE_API uint32_t smssite_id_map_server_remaining(const smssite_id_map *self, size_t server)
{
	const struct sms_id_server *entry = server_of(self, server);

	return entry && entry->next != SMS_NO_ID ? smssite_smsid_remaining(entry->next) : 0;
}

SMSSITE_API int64_t smssite_id_map_server_lasts_s(const smssite_id_map *self, size_t server)
{
	const struct sms_id_server *entry = server_of(self, server);
	uint64_t given;

	/* Over a change of range nobody knows how far the first one went. */
	if (!entry || entry->next == SMS_NO_ID || entry->earlier == SMS_NO_ID || !entry->seconds_before ||
		smssite_smsid_range(entry->next) != smssite_smsid_range(entry->earlier) || entry->next <= entry->earlier)
		return -1;
	given = entry->next - entry->earlier;
	/* The earlier look lies less than 2^53 seconds back, and a range has fewer than 2^16 ids. */
	if (entry->seconds_before > INT64_MAX / SMSSITE_RANGE_IDS)
		return -1;
	return entry->seconds_before * (int64_t)smssite_smsid_remaining(entry->next) / (int64_t)given;
}

/* -- ranges ----------------------------------------------------------------------------------------- */

static const struct sms_id_range *range_of(const smssite_id_map *self, size_t index)
{
	return finished(self) && index < self->shown_count ? &self->range[self->shown[index]] : NULL;
}

SMSSITE_API size_t smssite_id_map_range_count(const smssite_id_map *self)
{
	return finished(self) ? self->shown_count : 0;
}

SMSSITE_API uint32_t smssite_id_map_range_number(const smssite_id_map *self, size_t range)
{
	return range_of(self, range) ? self->shown[range] : 0;
}

SMSSITE_API size_t smssite_id_map_range_owner(const smssite_id_map *self, size_t range)
{
	return range_of(self, range) ? range_of(self, range)->owner : SMSSITE_NO_INDEX;
}

SMSSITE_API uint32_t smssite_id_map_range_used(const smssite_id_map *self, size_t range)
{
	return range_of(self, range) ? range_of(self, range)->count : 0;
}

SMSSITE_API smssite_status smssite_id_map_range_highest(const smssite_id_map *self, size_t range, uint64_t *id)
{
	const struct sms_id_range *entry = range_of(self, range);

	if (!entry || !id)
		return sms_invalid(__func__, "NULL or out of range");
	if (entry->highest == SMS_NO_ID)
		return sms_fail(SMSSITE_NOT_FOUND, "no id of that range was seen in use");
	*id = entry->highest;
	return SMSSITE_OK;
}

SMSSITE_API const char *smssite_id_map_range_path(const smssite_id_map *self, size_t range)
{
	const struct sms_id_range *entry = range_of(self, range);

	return !entry ? NULL : entry->path ? entry->path : entry->seen_path;
}

/* -- problems --------------------------------------------------------------------------------------- */

static const struct sms_id_problem *problem_of(const smssite_id_map *self, size_t index)
{
	return finished(self) && index < self->problem_count ? &self->problems[index] : NULL;
}

SMSSITE_API size_t smssite_id_map_problem_count(const smssite_id_map *self)
{
	return finished(self) ? self->problem_count : 0;
}

SMSSITE_API uint64_t smssite_id_map_problem_cut(const smssite_id_map *self)
{
	return finished(self) ? self->problem_cut : 0;
}

SMSSITE_API smssite_id_problem smssite_id_map_problem_kind(const smssite_id_map *self, size_t problem)
{
	return problem_of(self, problem) ? self->problems[problem].kind : SMSSITE_ID_NO_UID;
}

SMSSITE_API size_t smssite_id_map_problem_server(const smssite_id_map *self, size_t problem)
{
	return problem_of(self, problem) ? self->problems[problem].server : SMSSITE_NO_INDEX;
}

SMSSITE_API const char *smssite_id_map_problem_text(const smssite_id_map *self, size_t problem)
{
	return problem_of(self, problem) ? self->problems[problem].text : NULL;
}

SMSSITE_API const char *smssite_id_map_problem_path(const smssite_id_map *self, size_t problem)
{
	return problem_of(self, problem) ? self->problems[problem].path : NULL;
}

SMSSITE_API size_t smssite_id_map_problem_line(const smssite_id_map *self, size_t problem)
{
	return problem_of(self, problem) ? self->problems[problem].line : 0;
}

static smssite_status suspect(const smssite_id_map *self, size_t problem, bool last, uint64_t *id)
{
	if (!problem_of(self, problem) || !id)
		return sms_invalid(__func__, "NULL or out of range");
	if (self->problems[problem].first == SMS_NO_ID)
		return sms_fail(SMSSITE_NOT_FOUND, "the problem makes no id suspect");
	*id = last ? self->problems[problem].last : self->problems[problem].first;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_id_map_problem_first_id(const smssite_id_map *self, size_t problem, uint64_t *id)
{
	return suspect(self, problem, false, id);
}

SMSSITE_API smssite_status smssite_id_map_problem_last_id(const smssite_id_map *self, size_t problem, uint64_t *id)
{
	return suspect(self, problem, true, id);
}

SMSSITE_API size_t smssite_id_map_unseen_count(const smssite_id_map *self)
{
	return finished(self) ? self->unseen_count : 0;
}

SMSSITE_API const char *smssite_id_map_unseen(const smssite_id_map *self, size_t index)
{
	return finished(self) && index < self->unseen_count ? self->unseen[index] : NULL;
}

SMSSITE_API const char *smssite_id_problem_name(smssite_id_problem problem)
{
	static const char *const names[] = { "NO_UID", "SEVERAL_UIDS", "DAMAGED_UID", "FOREIGN_UID", "RANGE_USED_UP",
		"RANGE_SHARED", "NEXT_TOO_LOW", "UID_TOO_LOW", "UID_WENT_BACK", "GIVEN_TWICE", "NEXT_UNREADABLE",
		"RANGES_USED_UP" };

	return (size_t)problem < sizeof(names) / sizeof(*names) ? names[problem] : "?";
}

/* -- whether an id may be set ----------------------------------------------------------------------- */

static smssite_status refuse_foreign(const smssite_id_map *self, uint64_t id, const char *text)
{
	if (smssite_smsid_site_code(id) == self->site)
		return SMSSITE_OK;
	return sms_fail(SMSSITE_REFUSED, "%s is not an id of %s", text, self->site_text);
}

/* A range is a server's by its .UID file or by a record; or it is free: not given to anyone. */
static smssite_status refuse_range(const smssite_id_map *self, const char *server, uint64_t id, const char *text)
{
	const struct sms_id_range *range = &self->range[smssite_smsid_range(id)];
	size_t owner = range->owner != SMSSITE_NO_INDEX ? range->owner : range->recorded_owner;

	if (owner != SMSSITE_NO_INDEX)
		return owner == sms_id_map_find_server(self, server) ?
			SMSSITE_OK :
			sms_fail(SMSSITE_REFUSED, "%s: the range %.5s is that of %s", text, text, self->servers[owner].name);
	if (range->seen)
		return sms_fail(SMSSITE_REFUSED, "%s: the range %.5s was given away (%s), and nothing tells that it is that of %s",
			text, text, range->path ? range->path : range->seen_path, server);
	if (!self->lowest_known || self->lowest == SMS_NO_ID || id < self->lowest)
		return sms_fail(SMSSITE_REFUSED, "%s: nothing tells that the range %.5s is free: %s", text, text,
			self->lowest_text);
	return SMSSITE_OK;
}

uint64_t sms_id_map_first_free(const smssite_id_map *self, uint64_t id)
{
	const struct sms_id_range *range = &self->range[smssite_smsid_range(id)];

	if (range->recorded != SMS_NO_ID && range->recorded > id)
		id = range->recorded;
	if (range->highest != SMS_NO_ID && range->highest >= id && smssite_smsid_next(range->highest, &id))
		return SMS_NO_ID;
	return id;
}

SMSSITE_API smssite_status smssite_id_map_check_uid(const smssite_id_map *self, const char *server, uint64_t id)
{
	const struct sms_id_range *range;
	smssite_status status;
	char text[9], other[9];

	if (!finished(self) || !server || smssite_smsid_format(id, text))
		return sms_invalid(__func__, "NULL, not finished, or a number that is no SMSID");
	status = refuse_foreign(self, id, text);
	if (!status)
		status = refuse_range(self, server, id, text);
	if (status)
		return status;
	range = &self->range[smssite_smsid_range(id)];
	if (range->highest != SMS_NO_ID && id <= range->highest)
		return sms_fail(SMSSITE_REFUSED, "%s: %s is in use (%s)", text,
			smssite_smsid_format(range->highest, other) ? "?" : other, range->path);
	if (range->recorded != SMS_NO_ID && id < range->recorded)
		return sms_fail(SMSSITE_REFUSED, "%s: the .UID file was at %s already", text,
			smssite_smsid_format(range->recorded, other) ? "?" : other);
	if (smssite_smsid_counter(id) == SMSSITE_RANGE_IDS - 1)
		return sms_fail(SMSSITE_REFUSED, "%s: the range is used up", text);
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_id_map_check_next(const smssite_id_map *self, uint64_t id)
{
	const struct sms_id_next *values[2];
	smssite_status status;
	char text[9], other[9];

	if (!finished(self) || smssite_smsid_format(id, text))
		return sms_invalid(__func__, "NULL, not finished, or a number that is no SMSID");
	status = refuse_foreign(self, id, text);
	if (status)
		return status;
	values[0] = &self->next;
	values[1] = &self->saved;
	for (size_t i = 0; i < 2; i++)
		if (values[i]->id != SMS_NO_ID && id < values[i]->id)
			return sms_fail(SMSSITE_REFUSED, "%s: it would be lowered from %s (%s)", text,
				smssite_smsid_format(values[i]->id, other) ? "?" : other, values[i]->path);
	if (self->shown_count && smssite_smsid_range(id) <= self->shown[self->shown_count - 1]) {
		uint64_t first;

		if (smssite_smsid_make(self->site, self->shown[self->shown_count - 1], 0, &first) ||
			smssite_smsid_format(first, other))
			return sms_invalid(__func__, "no range");
		return sms_fail(SMSSITE_REFUSED, "%s: the range %.5s is in use", text, other);
	}
	return SMSSITE_OK;
}

/* -- JSON ------------------------------------------------------------------------------------------- */

static json_t *id_json(uint64_t id)
{
	char text[9];

	return id == SMS_NO_ID || smssite_smsid_format(id, text) ? json_null() : json_string(text);
}

static json_t *server_json(const smssite_id_map *self, size_t index)
{
	int64_t lasts = smssite_id_map_server_lasts_s(self, index);

	return json_pack("{s:s, s:s, s:s, s:o, s:I, s:o}", "name", self->servers[index].name, "path",
		self->servers[index].path, "state", smssite_uid_state_name(self->servers[index].state), "next_id",
		id_json(self->servers[index].next),
		"remaining", (json_int_t)smssite_id_map_server_remaining(self, index), "lasts_s",
		lasts < 0 ? json_null() : json_integer(lasts));
}

static json_t *range_json(const smssite_id_map *self, size_t index)
{
	const struct sms_id_range *range = range_of(self, index);
	uint64_t first = ((uint64_t)self->site * SMSSITE_RANGES + self->shown[index]) * SMSSITE_RANGE_IDS;

	return json_pack("{s:o, s:o, s:I, s:o, s:s}", "first", id_json(first), "owner",
		range->owner == SMSSITE_NO_INDEX ? json_null() : json_string(self->servers[range->owner].name), "used",
		(json_int_t)range->count, "highest", id_json(range->highest), "path",
		range->path ? range->path : range->seen_path);
}

static json_t *problem_json(const smssite_id_map *self, size_t index)
{
	const struct sms_id_problem *problem = &self->problems[index];

	return json_pack("{s:s, s:o, s:s, s:s, s:I, s:o, s:o}", "kind", smssite_id_problem_name(problem->kind), "server",
		problem->server == SMSSITE_NO_INDEX ? json_null() : json_string(self->servers[problem->server].name), "text",
		problem->text, "path", problem->path, "line", (json_int_t)problem->line, "first_id",
		id_json(problem->first), "last_id", id_json(problem->last));
}

static json_t *unseen_json(const smssite_id_map *self, size_t index)
{
	return json_string(self->unseen[index]);
}

static json_t *list_json(const smssite_id_map *self, size_t count,
	json_t *(*element)(const smssite_id_map *self, size_t index))
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < count; i++)
		if (json_array_append_new(list, element(self, i))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

SMSSITE_API smssite_status smssite_id_map_to_json(const smssite_id_map *self, char **json)
{
	if (!finished(self) || !json)
		return sms_invalid(__func__, "NULL, or the map is not finished");
	return sms_json_finish(json_pack("{s:i, s:s, s:o, s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:I, s:o}", "format", 1, "site",
		self->site_text, "next_range", id_json(self->lowest_known ? self->lowest : SMS_NO_ID), "next_range_text",
		self->lowest_text, "remaining",
		(json_int_t)smssite_id_map_remaining(self), "ids", (json_int_t)self->id_count, "foreign_ids",
		(json_int_t)self->foreign_count, "servers", list_json(self, self->server_count, server_json), "ranges",
		list_json(self, self->shown_count, range_json), "problems",
		list_json(self, self->problem_count, problem_json), "problems_cut", (json_int_t)self->problem_cut, "unseen",
		list_json(self, self->unseen_count, unseen_json)), json);
}
