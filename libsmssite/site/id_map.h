/* SPDX-License-Identifier: MIT */
/* Inside of the id map: what is gathered of each range, each server, and of the next range. */
#ifndef SMS_ID_MAP_H
#define SMS_ID_MAP_H

#include <smssite/id_map.h>
#include "base/arena.h"

#define SMS_NO_ID UINT64_MAX
#define SMS_NO_RANGE UINT32_MAX
/* Ids given twice that are told one by one. */
#define SMS_MAX_TWICE 1000u

/* One bit for each id of a range; NULL until the first is set. */
typedef uint8_t *sms_id_bits;

struct sms_id_range {
	bool seen;
	/* Ids in use; those of clients' own files and of the database, where each comes once. */
	sms_id_bits used, client, database;
	uint32_t count;
	/* The highest id in use, and where it was seen; SMS_NO_ID. The path is the range's own. */
	uint64_t highest;
	char *path;
	size_t line;
	/* Where a range was first seen of which no id in use was. */
	const char *seen_path;
	size_t seen_line;
	/* The highest name of a .UID file that was recorded; SMS_NO_ID. */
	uint64_t recorded;
	/* Positions of servers; SMSSITE_NO_INDEX. */
	size_t owner, recorded_owner;
};

struct sms_id_server {
	const char *name, *path;
	smssite_uid_state state;
	/* Its next id: the highest of its .UID files that is the site's; SMS_NO_ID. */
	uint64_t next;
	/* A name of its .UID files that is no id, or is another site's. */
	const char *damaged, *foreign;
	uint64_t earlier;
	int64_t seconds_before;
	/* A range of it is known from records. */
	bool recorded;
};

struct sms_id_next {
	/* The first id of the range; SMS_NO_ID: no value is known. */
	uint64_t id;
	const char *path;
	size_t line;
};

struct sms_id_problem {
	smssite_id_problem kind;
	size_t server;
	const char *text, *path;
	size_t line;
	/* Ids that two clients have, or will get; SMS_NO_ID. */
	uint64_t first, last;
};

struct smssite_id_map {
	struct sms_arena arena;
	uint32_t site;
	char site_text[4];
	bool finished;
	/* Nothing tells which logon servers the site has. */
	bool servers_missing;
	struct sms_id_range range[SMSSITE_RANGES];
	struct sms_id_server *servers;
	size_t server_count, server_capacity;
	/* Where a server stands in `servers`, by its name: an open hash, a power of two, or none yet. */
	size_t *places, place_count;
	struct sms_id_problem *problems;
	size_t problem_count, problem_capacity;
	uint64_t problem_cut;
	size_t twice;
	const char **unseen;
	size_t unseen_count, unseen_capacity;
	uint64_t id_count, foreign_count;
	/* Of the registry, of SMS.INI. */
	struct sms_id_next next, saved;
	/* Answers: ranges that were seen; the lowest next range, SMS_NO_ID: none is left. */
	uint32_t shown[SMSSITE_RANGES];
	size_t shown_count;
	uint64_t lowest;
	bool lowest_known;
	/* Why it is, or why it is not known. */
	const char *lowest_text;
};

/* INVALID where the map is NULL or finished. */
smssite_status sms_id_map_open(const smssite_id_map *self, const char *call);
/* A text of the map's own, in UTF-8. NULL: no memory. */
const char *sms_id_map_keep(smssite_id_map *self, const char *text);
/* Adds the server if it is not there; NULL: no memory. */
struct sms_id_server *sms_id_map_server(smssite_id_map *self, const char *name);
size_t sms_id_map_find_server(const smssite_id_map *self, const char *name);
/* Takes the text over; NULL: memory ran out. */
smssite_status sms_id_map_problem(smssite_id_map *self, smssite_id_problem kind, size_t server, const char *path,
	size_t line, char *text);
/* With the ids from first to last that two clients have, or will get. */
smssite_status sms_id_map_suspect(smssite_id_map *self, smssite_id_problem kind, size_t server, const char *path,
	size_t line, uint64_t first, uint64_t last, char *text);
/* The range of an id is given away for ever. */
smssite_status sms_id_map_see_range(smssite_id_map *self, uint64_t id, const char *path, size_t line);
/* The name of a .UID file as it once was; the server may be NULL. */
smssite_status sms_id_map_add_recorded(smssite_id_map *self, const char *server, uint64_t id, const char *path,
	size_t line);
struct sms_id_range *sms_id_map_range(smssite_id_map *self, uint64_t id);
/* From an id on, the first of its range that no record and no id in use speaks against; SMS_NO_ID: the range is used up. */
uint64_t sms_id_map_first_free(const smssite_id_map *self, uint64_t id);

#endif
