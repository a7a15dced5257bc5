/* SPDX-License-Identifier: MIT */
/**
 * @file id_map.h
 * Which SMSIDs of a site are in use, by all that can be known: who owns which range, what overlaps, how many ids are left,
 * the lowest `Next SMS Unique ID` that is safe. Five rules hold (KB Q127052, Q183347): the counter never carries into
 * the range; no range has two owners; an abandoned range is never assigned again; no `.UID` is set below its recorded name
 * or to an id at or below one seen in use in that range; `Next SMS Unique ID` is never lowered.
 *
 * Evidence is added first, then smssite_id_map_finish() answers; after that the map is immutable and may be shared. Memory
 * does not grow with the number of ids: at most some 20 MB a site, and what the servers and problems need. Every answer
 * names its evidence, and smssite_id_map_unseen() what could not be seen: where something is, "safe" is as far as it was
 * seen.
 */
#ifndef SMSSITE_ID_MAP_H
#define SMSSITE_ID_MAP_H

#include <smssite/case.h>
#include <smssite/registry.h>
#include <smssite/sms_ini.h>
#include <smssite/smsid.h>
#include <smssite/uid_store.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_id_map smssite_id_map;

/** Where an id was seen. */
typedef enum smssite_id_source {
	/** A file named by a client's id: HISTORY, PCMDOM.BOX, PCMINS.BOX, CCR.BOX. */
	SMSSITE_ID_FILE_NAME = 0,
	/** SMS.INI of a client: each id once. */
	SMSSITE_ID_CLIENT = 1,
	/** A list from the parent's database: each id once. */
	SMSSITE_ID_DATABASE = 2,
	/** A rebuild record, or notes of an administrator: the name of a .UID file as it once was. */
	SMSSITE_ID_RECORD = 3,
	/** A .UID file: the next id, not one in use. */
	SMSSITE_ID_UID_FILE = 4,
	/** `Next SMS Unique ID` of the registry: the next range. */
	SMSSITE_ID_NEXT_RANGE = 5,
	/** `NextAvailableSiteSMSUniqueID` in [Local] of the site server's SMS.INI: the next range, saved at removal. */
	SMSSITE_ID_SAVED_RANGE = 6,
} smssite_id_source;

/** What is wrong, or will be. */
typedef enum smssite_id_problem {
	/** A logon server without a .UID file (rule D01). */
	SMSSITE_ID_NO_UID = 0,
	/** Several; the highest counts (D02). */
	SMSSITE_ID_SEVERAL_UIDS = 1,
	/** A .UID name that is no SMSID. */
	SMSSITE_ID_DAMAGED_UID = 2,
	/** A .UID of another site's range (D03). */
	SMSSITE_ID_FOREIGN_UID = 3,
	/** The counter is beyond Y00 (D04). */
	SMSSITE_ID_RANGE_USED_UP = 4,
	/** Two logon servers hand out ids of one range (D05). */
	SMSSITE_ID_RANGE_SHARED = 5,
	/** The next range is not above every range that was seen (D06). */
	SMSSITE_ID_NEXT_TOO_LOW = 6,
	/** A .UID at or below an id that is in use in its range, or below its recorded name (D07). */
	SMSSITE_ID_UID_TOO_LOW = 7,
	/** A .UID went back since the earlier look (D07). */
	SMSSITE_ID_UID_WENT_BACK = 8,
	/** Two clients have one id (D09). */
	SMSSITE_ID_GIVEN_TWICE = 9,
	/** The value of the next range cannot be read, or is of another site. */
	SMSSITE_ID_NEXT_UNREADABLE = 10,
	/** All 1,296 ranges are assigned; what SMS does then is not documented. */
	SMSSITE_ID_RANGES_USED_UP = 11,
} smssite_id_problem;

/** An empty map of one site. @param site_code three letters or digits. @return OK; INVALID; MALFORMED; NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_new(const char *site_code, smssite_id_map **map);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_id_map_free(smssite_id_map *self);

/* Adding evidence. All of these answer INVALID after smssite_id_map_finish(). After a failure nothing was added, unless
 * a call says otherwise. */

/**
 * One id. Ids of other sites are counted and not mapped: clients keep theirs when they move (Q127052).
 * @param server the logon server, or NULL: needed for UID_FILE, and for RECORD where it is known whose range it is.
 * @param path what evidence is called; @param line from 1, or 0.
 * @return OK; INVALID (also: a number that is no id, no such source, UID_FILE without server); NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_id_map_add_id(smssite_id_map *self, smssite_id_source source, const char *server,
	uint64_t id, const char *path, size_t line);
/** The .UID files of a logon server; a state UNKNOWN makes it one that cannot be reached. A server that was added already
 * gets what is added, too. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_add_uid_store(smssite_id_map *self, const char *server,
	const smssite_uid_store *store, const char *path);
/** The same server's .UID files at an earlier time, for its rate and for ids that went back. @return OK, INVALID (also: the
 * server is not there), NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_add_earlier(smssite_id_map *self, const char *server,
	const smssite_uid_store *store, int64_t seconds_before);
/** What a snapshot has: the .UID files of that server (not with a NULL name), and all file names that carry ids. Names that were
 * cut, and such directories that a site must have and nobody could see, are told as unseen.
 * @return OK, INVALID, NO_MEMORY; the map is to be freed after a failure. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_add_snapshot(smssite_id_map *self, const char *server,
	const smssite_snapshot *snapshot);
/** A logon server that cannot be reached. It gets a fresh range, and no range it may have had is used again.
 * @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_add_unreachable(smssite_id_map *self, const char *server);
/** `Next SMS Unique ID` as text. The form `SSSRRNNN` is inferred, no source shows a value; `SSSRR` and `RR` are taken, too.
 * What cannot be read is a problem, not a failure. @param source NEXT_RANGE or SAVED_RANGE.
 * @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_add_next(smssite_id_map *self, smssite_id_source source, const char *value,
	const char *path, size_t line);
/** The value of the site server's registry; unseen if it is not there. @return OK, INVALID, NO_MEMORY, and what
 * reading the hive comes to: MALFORMED, IO, CHANGED, LIMIT, UNSUPPORTED. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_add_registry(smssite_id_map *self, const smssite_registry *registry,
	const char *path);
/** An SMS.INI: the client's own id, and on the site server the saved range. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_add_sms_ini(smssite_id_map *self, const smssite_sms_ini *ini, const char *path);
/** A list of ids: one a line, other words behind it, `#` begins a comment; blank lines do not count. Of records the word
 * behind the id is the logon server whose .UID file it was. Code page 1252 or UTF-8.
 * @param source DATABASE, CLIENT or RECORD. @param[out] count ids added; may be NULL.
 * @return OK; INVALID; MALFORMED (line and what was expected; ids before it are added); NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_add_list(smssite_id_map *self, smssite_id_source source, const void *data,
	size_t size, const char *path, size_t *count);
/** Something nobody could look at. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_add_unseen(smssite_id_map *self, const char *what);
/** A case: the .UID files and file names of the site, of its logon servers and of the earlier snapshot, and the next range by
 * the registry and by SMS.INI in the site's snapshot. A logon server that the master names and the case does not have is unreachable.
 * @return OK; INVALID; REFUSED (the case is another site's); NO_MEMORY, and of the registry as above; the map is to be freed
 * after a failure. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_add_case(smssite_id_map *self, const smssite_case *site);
/** Makes the answers. @return OK; INVALID (finished already); NO_MEMORY (the map is to be freed). Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_finish(smssite_id_map *self);

/* The answers; before smssite_id_map_finish() they are neutral. */

/** Ids added, of the site and of others. 0 for NULL. Since: 0.1 */
SMSSITE_API uint64_t smssite_id_map_id_count(const smssite_id_map *self);
SMSSITE_API uint64_t smssite_id_map_foreign_count(const smssite_id_map *self);
/**
 * The lowest `Next SMS Unique ID` that is safe, as the first id of a range: above every range that was seen, and not
 * below the value of the registry and the saved one.
 * @return OK; INVALID; LIMIT (no range is left); UNDECIDED (neither a value of the registry nor one saved is known, and some
 * logon server's range is not known: a person must say). Since: 0.1
 */
SMSSITE_API smssite_status smssite_id_map_next_range(const smssite_id_map *self, uint64_t *first);
/** Why it is this range, with the evidence, or why it is not known; "" before the end and for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_id_map_next_range_text(const smssite_id_map *self);
/** Ids that the site can still hand out: what is left to its servers, and whole ranges that are free. Since: 0.1 */
SMSSITE_API uint64_t smssite_id_map_remaining(const smssite_id_map *self);

/** Logon servers in the order they were added; 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_id_map_server_count(const smssite_id_map *self);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_id_map_server_name(const smssite_id_map *self, size_t server);
/** Its .UID files; UNKNOWN: it could not be reached. Since: 0.1 */
SMSSITE_API smssite_uid_state smssite_id_map_server_state(const smssite_id_map *self, size_t server);
/** Where its .UID files were seen, "" if nowhere; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_id_map_server_path(const smssite_id_map *self, size_t server);
/** Its next id: of several .UID files the highest. @return OK; INVALID; NOT_FOUND (no file, or none of the site). Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_server_next_id(const smssite_id_map *self, size_t server, uint64_t *id);
/** Ids left up to the threshold Y00. Since: 0.1 */
SMSSITE_API uint32_t smssite_id_map_server_remaining(const smssite_id_map *self, size_t server);
/** Seconds until it needs its next range at the rate since the earlier look; -1 unknown. Since: 0.1 */
SMSSITE_API int64_t smssite_id_map_server_lasts_s(const smssite_id_map *self, size_t server);

/** Ranges of the site of which something was seen, in their order; 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_id_map_range_count(const smssite_id_map *self);
/** 0..1295; 0 out of range. Since: 0.1 */
SMSSITE_API uint32_t smssite_id_map_range_number(const smssite_id_map *self, size_t range);
/** The server that hands out its ids; ::SMSSITE_NO_INDEX: none, the range is abandoned. Since: 0.1 */
SMSSITE_API size_t smssite_id_map_range_owner(const smssite_id_map *self, size_t range);
/** Different ids that were seen in use. Since: 0.1 */
SMSSITE_API uint32_t smssite_id_map_range_used(const smssite_id_map *self, size_t range);
/** The highest id seen in use. @return OK; INVALID; NOT_FOUND (none). Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_range_highest(const smssite_id_map *self, size_t range, uint64_t *id);
/** Where that was seen, else where the range was; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_id_map_range_path(const smssite_id_map *self, size_t range);

/** Problems, by kind. Since: 0.1 */
SMSSITE_API size_t smssite_id_map_problem_count(const smssite_id_map *self);
/** Problems that are only counted, beyond 1,000 ids given twice. Since: 0.1 */
SMSSITE_API uint64_t smssite_id_map_problem_cut(const smssite_id_map *self);
/** NO_UID out of range. Since: 0.1 */
SMSSITE_API smssite_id_problem smssite_id_map_problem_kind(const smssite_id_map *self, size_t problem);
/** A logon server; ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_id_map_problem_server(const smssite_id_map *self, size_t problem);
/** One sentence; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_id_map_problem_text(const smssite_id_map *self, size_t problem);
/** Where it is seen, "" if nowhere; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_id_map_problem_path(const smssite_id_map *self, size_t problem);
/** From 1; 0. Since: 0.1 */
SMSSITE_API size_t smssite_id_map_problem_line(const smssite_id_map *self, size_t problem);
/** The first and the last of the ids that two clients have, or will get. Of a .UID file that was turned back ids below may
 * have been given twice already: how far it was turned back the map cannot tell.
 * @return OK; INVALID; NOT_FOUND (the problem makes no id suspect). Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_problem_first_id(const smssite_id_map *self, size_t problem, uint64_t *id);
SMSSITE_API smssite_status smssite_id_map_problem_last_id(const smssite_id_map *self, size_t problem, uint64_t *id);
/** What could not be seen. Since: 0.1 */
SMSSITE_API size_t smssite_id_map_unseen_count(const smssite_id_map *self);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_id_map_unseen(const smssite_id_map *self, size_t index);

/** Whether the .UID of a server may be set to an id: of a range that is the server's by its file or by a record, or of one
 * that is free. Who gives free ranges to several servers takes another one for each. @return OK; INVALID; REFUSED (another
 * site's; another server's range; one that was given away, and nothing tells to whom; one of which nothing tells that it is
 * free; at or below an id in use; below a recorded name; the counter is ZZZ). Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_check_uid(const smssite_id_map *self, const char *server, uint64_t id);
/** Whether `Next SMS Unique ID` may be set to an id. @return OK; INVALID; REFUSED (another site's; lower than it is or was
 * saved; not above every range that was seen). Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_check_next(const smssite_id_map *self, uint64_t id);
/** "RANGE_SHARED" ...; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_id_problem_name(smssite_id_problem problem);
/** All of it as JSON text; smssite_free(). @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_id_map_to_json(const smssite_id_map *self, char **json);

#ifdef __cplusplus
}
#endif
#endif
