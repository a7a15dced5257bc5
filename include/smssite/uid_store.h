/* SPDX-License-Identifier: MIT */
/**
 * @file uid_store.h
 * What the directory LOGON.SRV\SMSID of one logon server says. It holds one file, whose name is the next SMSID of that
 * server (KB Q127052): the name is the state, the contents are never read. A client takes the name as its own id and renames
 * the file to the next one, without any service, so what was read may be old the moment after.
 *
 * The time stamp of the file does not change when an id is taken (Q127052): it says nothing and is not told here.
 */
#ifndef SMSSITE_UID_STORE_H
#define SMSSITE_UID_STORE_H

#include <smssite/smsid.h>
#include <smssite/snapshot.h>
#include <smssite/tree.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Immutable. */
typedef struct smssite_uid_store smssite_uid_store;

/** What the directory as a whole says. */
typedef enum smssite_uid_state {
	/** The directory is not in view, or could not be read. */
	SMSSITE_UID_UNKNOWN = 0,
	/** One file, whose name is an SMSID. */
	SMSSITE_UID_ONE = 1,
	/** No `.UID` file: new clients cannot be created. */
	SMSSITE_UID_NONE = 2,
	/** Several, or names that differ only in case: clients fail (KB Q269774). */
	SMSSITE_UID_SEVERAL = 3,
	/** One, whose name is no SMSID, or which is no file. */
	SMSSITE_UID_DAMAGED = 4,
} smssite_uid_state;

/**
 * Reads the directory as it is now. @param directory the path of `SMSID` in the tree.
 * @return OK; INVALID; NO_MEMORY; NOT_FOUND (no such directory), AMBIGUOUS, DENIED, IO, LIMIT. Since: 0.1
 */
SMSSITE_API smssite_status smssite_uid_store_read(smssite_tree *tree, const char *directory, smssite_uid_store **store);
/**
 * What a snapshot of a site server or logon server has seen of it. Where LOGON.SRV\SMSID was not in view, or names were
 * cut, the state is UNKNOWN. @return OK, INVALID, NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_uid_store_from_snapshot(const smssite_snapshot *snapshot, smssite_uid_store **store);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_uid_store_free(smssite_uid_store *self);

/** UNKNOWN for NULL. Since: 0.1 */
SMSSITE_API smssite_uid_state smssite_uid_store_state(const smssite_uid_store *self);
/** Names that end in `.UID`, letter case aside, sorted; 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_uid_store_count(const smssite_uid_store *self);
/** As found; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_uid_store_name(const smssite_uid_store *self, size_t index);
/** The id a name stands for. @return OK; INVALID; MALFORMED (the name is no SMSID, or the entry no file). Since: 0.1 */
SMSSITE_API smssite_status smssite_uid_store_id(const smssite_uid_store *self, size_t index, uint64_t *id);
/** The next id of the server.
 * @return OK; INVALID; NOT_FOUND (no file); AMBIGUOUS (several); MALFORMED (damaged); UNDECIDED (not seen). Since: 0.1 */
SMSSITE_API smssite_status smssite_uid_store_next_id(const smssite_uid_store *self, uint64_t *id);
/** Position of the highest id: of two files the one with the lower is to be removed (KB Q269774). ::SMSSITE_NO_INDEX if no
 * name is an id. Since: 0.1 */
SMSSITE_API size_t smssite_uid_store_highest(const smssite_uid_store *self);
/** "ONE" ...; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_uid_state_name(smssite_uid_state state);

/**
 * Renames the one `.UID` file of a directory, durably, never replacing another: the ninth step of Q183347's rebuild.
 * Whether the id may be set at all is for smssite_id_map_check_uid(); here only this is refused: a lower id of the same
 * range.
 * @param expected the id that the file's name must still be.
 * @return OK; INVALID (also a number that is no id); REFUSED (lower in the same range); CHANGED (a client has taken an id
 * meanwhile, or the file is gone: read again); AMBIGUOUS (several files); EXISTS (the new name is there); NO_MEMORY,
 * NOT_FOUND (the directory), DENIED, BUSY, IO, LIMIT, UNSUPPORTED. Nothing was changed after a failure; after a failing
 * sync (IO) look again. Since: 0.1
 */
SMSSITE_API smssite_status smssite_uid_store_rename(smssite_tree *tree, const char *directory, uint64_t expected,
	uint64_t wanted);

#ifdef __cplusplus
}
#endif
#endif
