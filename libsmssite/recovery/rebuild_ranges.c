/* SPDX-License-Identifier: MIT */
/* Who gets which range when a site was created again. A server gets its old range back; where it cannot, it keeps the one that
 * the new site gave it, if that came out of what was free; else it gets one that nobody ever had, and Next SMS Unique ID is
 * raised above that before any name changes. So no range has two owners, and none that was given is given again, without a
 * person having to find a free one. All follows from what was known when Next SMS Unique ID was written, and stays. */
#include "recovery/rebuild_ids.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* Servers that an end names. */
#define MOST_NAMED 8u

static const struct sms_rebuild *own_of(const smssite_apply *apply)
{
	return apply->plan->premises.own;
}

/* The step that writes Next SMS Unique ID. */
static size_t writing_step(const smssite_apply *apply)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];
	size_t number = 0;

	while (number < forward->count && forward->step[number].make != sms_rebuild_make_reg)
		number++;
	return number;
}

/* -- the next range -------------------------------------------------------------------------------- */

/* Nothing tells which range is free: what a person can do about it, before and behind the lowest one that may be. */
static smssite_status advise(const smssite_id_map *map, const char *before, const char *behind)
{
	char why[400], text[9];

	snprintf(why, sizeof(why), "%s", smssite_error_message());
	if (smssite_smsid_format(map->lowest, text))
		return sms_fail(SMSSITE_UNDECIDED, "%s. %s%s", why, before, behind);
	return sms_fail(SMSSITE_UNDECIDED, "%s. %s (%s or above)%s", why, before, text, behind);
}

/* The new site gives a range to each logon server, before any gets its old one back. */
static smssite_status check_room(const smssite_apply *apply, uint64_t first)
{
	const struct sms_rebuild *own = own_of(apply);
	uint32_t left = SMSSITE_RANGES - smssite_smsid_range(first), servers = 0;
	char text[9];

	for (size_t i = 0; i < own->server_count; i++)
		servers += own->servers[i].volume != SMSSITE_NO_INDEX;
	if (servers <= left)
		return SMSSITE_OK;
	smssite_smsid_format(first, text);
	return sms_fail(SMSSITE_LIMIT, "from %s on %u range%s left, and the new site gives one to each of %u logon servers. What SMS does "
		"without is not documented; this plan can be undone", text, left, left == 1 ? " is" : "s are", servers);
}

smssite_status sms_rebuild_saved_next(const smssite_apply *apply, const char *next, uint64_t *first)
{
	const struct sms_rebuild_view view = { .until = sms_rebuild_return(apply), .next = next, .path = "C:\\SMS.INI" };
	smssite_id_map *map;
	smssite_status status = sms_rebuild_map(apply, &view, &map);

	if (status)
		return status;
	status = smssite_id_map_next_range(map, first);
	if (status == SMSSITE_UNDECIDED)
		status = advise(map, "Write NextAvailableSiteSMSUniqueID= and the first id of a range that is known to be free",
			" into [Local] of C:\\SMS.INI of the site server, and resume");
	smssite_id_map_free(map);
	return status ? status : check_room(apply, *first);
}

smssite_status sms_rebuild_next(const smssite_apply *apply, uint64_t *next)
{
	struct sms_rebuild_ranges ranges;
	smssite_status status = sms_rebuild_decide(apply, &ranges);

	*next = ranges.next;
	return status;
}

/* -- each server ----------------------------------------------------------------------------------- */

/* REFUSED, with why: it does not get it back. */
static smssite_status old_range(const smssite_apply *apply, const struct sms_rebuild_server *server, const smssite_id_map *map,
	uint64_t *id)
{
	struct sms_rebuild_seen seen;

	sms_rebuild_look_back(apply, server, false, SIZE_MAX, &seen);
	if (seen.highest == SMS_NO_ID)
		return sms_fail(SMSSITE_REFUSED, "nothing says what it was");
	*id = sms_id_map_first_free(map, seen.highest);
	return *id == SMS_NO_ID ? sms_fail(SMSSITE_REFUSED, "its range is used up") : smssite_id_map_check_uid(map, server->name, *id);
}

/* What the new site called it last; SMS_NO_ID. */
static uint64_t fresh_name(const smssite_apply *apply, const struct sms_rebuild_server *server, size_t until)
{
	struct sms_rebuild_seen seen;

	sms_rebuild_look_back(apply, server, true, until, &seen);
	return seen.highest;
}

/* Whether a range came out of what was free, and is that server's alone. */
static bool is_good(const smssite_apply *apply, size_t server, uint64_t id, uint64_t first_free, size_t until)
{
	const struct sms_rebuild *own = own_of(apply);

	if (id == SMS_NO_ID || first_free == SMS_NO_ID || id < first_free || smssite_smsid_counter(id) == SMSSITE_RANGE_IDS - 1)
		return false;
	for (size_t i = 0; i < own->server_count; i++) {
		uint64_t other = i == server ? SMS_NO_ID : fresh_name(apply, &own->servers[i], until);

		if (other != SMS_NO_ID && smssite_smsid_range(other) == smssite_smsid_range(id))
			return false;
	}
	return true;
}

static smssite_status choose(const smssite_apply *apply, size_t index, const smssite_id_map *map, uint64_t first_free,
	struct sms_rebuild_ranges *ranges)
{
	const struct sms_rebuild_server *server = &own_of(apply)->servers[index];
	size_t until = writing_step(apply);
	smssite_status status;

	if (server->volume == SMSSITE_NO_INDEX)
		return SMSSITE_OK;
	status = old_range(apply, server, map, &ranges->server[index].id);
	ranges->server[index].choice = SMS_REBUILD_OWN;
	if (status != SMSSITE_REFUSED)
		return status;
	snprintf(ranges->server[index].why, sizeof(ranges->server[index].why), "%s", smssite_error_message());
	ranges->server[index].choice = SMS_REBUILD_FRESH;
	ranges->server[index].id = fresh_name(apply, server, until);
	if (is_good(apply, index, ranges->server[index].id, first_free, until))
		return SMSSITE_OK;
	ranges->server[index].choice = SMS_REBUILD_NEW;
	ranges->server[index].id = ranges->next;
	if (!smssite_smsid_next_range(ranges->next, &ranges->next))
		return SMSSITE_OK;
	return sms_fail(SMSSITE_LIMIT, "no range is left for %s: %s", server->name, ranges->server[index].why);
}

smssite_status sms_rebuild_decide(const smssite_apply *apply, struct sms_rebuild_ranges *ranges)
{
	const struct sms_rebuild_view view = { .until = writing_step(apply) };
	smssite_status status;
	uint64_t first_free;
	smssite_id_map *map;

	memset(ranges, 0, sizeof(*ranges));
	status = sms_rebuild_saved_next(apply, NULL, &first_free);
	if (status == SMSSITE_UNDECIDED || status == SMSSITE_LIMIT)
		first_free = SMS_NO_ID;
	else if (status)
		return status;
	status = sms_rebuild_map(apply, &view, &map);
	if (status)
		return status;
	status = smssite_id_map_next_range(map, &ranges->next);
	if (status == SMSSITE_UNDECIDED)
		status = advise(map, "Set Next SMS Unique ID of the site server to the first id of a range that is known to be free",
			", and resume");
	for (size_t i = 0; i < own_of(apply)->server_count && !status; i++)
		status = choose(apply, i, map, first_free, ranges);
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

static bool is_as_wanted(const smssite_id_map *map, const char *server, uint64_t id)
{
	size_t index = sms_id_map_find_server(map, server);
	uint64_t next;

	return smssite_id_map_server_state(map, index) == SMSSITE_UID_ONE && !smssite_id_map_server_next_id(map, index, &next) &&
	       next >= id && smssite_smsid_range(next) == smssite_smsid_range(id);
}

/* "; to be: EDGE8 Q7Z01005.UID, EDGE9 Q7Z02000.UID, Next SMS Unique ID Q7Z05000 or above. Then resume." */
static char *say_what_to_do(const smssite_apply *apply, const smssite_id_map *map, const struct sms_rebuild_ranges *ranges)
{
	const struct sms_rebuild *own = own_of(apply);
	struct sms_buffer text = { 0 };
	size_t wrong = 0;
	char id[9];

	for (size_t i = 0; i < own->server_count; i++) {
		if (ranges->server[i].choice == SMS_REBUILD_LEFT || is_as_wanted(map, own->servers[i].name, ranges->server[i].id) ||
			wrong++ >= MOST_NAMED)
			continue;
		if (!smssite_smsid_format(ranges->server[i].id, id))
			sms_buffer_format(&text, "%s %s.UID, ", own->servers[i].name, id);
	}
	if (wrong > MOST_NAMED)
		sms_buffer_format(&text, "and %zu more, ", wrong - MOST_NAMED);
	smssite_smsid_format(ranges->next, id);
	sms_buffer_format(&text, "Next SMS Unique ID %s or above", id);
	return sms_buffer_finish(&text, NULL);
}

static smssite_status find_wrong(struct sms_reliance *check, const smssite_id_map *map, const char *to_be)
{
	const char *text = sms_rebuild_last_next(check->apply);
	smssite_status status;
	uint64_t next = 0;

	for (size_t i = 0; i < smssite_id_map_problem_count(map); i++)
		if (is_wrong(map, i))
			return sms_found(check, SMSSITE_OUTCOME_CHANGED, "%.250s. To be: %s. Then resume.",
				smssite_id_map_problem_text(map, i), to_be);
	if (smssite_smsid_parse(text, strlen(text), &next) || smssite_smsid_counter(next))
		return sms_found(check, SMSSITE_OUTCOME_CHANGED,
			"Next SMS Unique ID is \"%.40s\", no first id of a range. To be: %s. Then resume.", text, to_be);
	status = smssite_id_map_check_next(map, next);
	return status == SMSSITE_REFUSED ? sms_found(check, SMSSITE_OUTCOME_CHANGED,
						   "Next SMS Unique ID is too low: %.250s. To be: %s. Then "
						   "resume.",
						   smssite_error_message(), to_be)
					 : status;
}

smssite_status sms_rebuild_look_ids(struct sms_reliance *check)
{
	const struct sms_rebuild_view view = { .until = SIZE_MAX, .files = true };
	struct sms_rebuild_ranges ranges;
	smssite_id_map *map = NULL;
	smssite_status status;
	char *to_be = NULL;

	if (check->apply->progress.rehearse)
		return SMSSITE_OK;
	status = sms_rebuild_decide(check->apply, &ranges);
	if (!status)
		status = sms_rebuild_map(check->apply, &view, &map);
	if (sms_is_about_content(status))
		return sms_found(check, SMSSITE_OUTCOME_CHANGED, "%.400s. Put that right and resume.", smssite_error_message());
	if (!status && !(to_be = say_what_to_do(check->apply, map, &ranges)))
		status = SMSSITE_NO_MEMORY;
	if (!status)
		status = find_wrong(check, map, to_be);
	sms_free(to_be);
	smssite_id_map_free(map);
	return status;
}
