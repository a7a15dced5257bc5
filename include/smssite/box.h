/* SPDX-License-Identifier: MIT */
/**
 * @file box.h
 * The site-control box SITE.SRV\SITECFG.BOX of a snapshot as a state machine: which of master, proposed, reply,
 * rejected, shutdown and bootstrap files are there (KB Q133113, Q121683, Q186408; Resource Guide).
 */
#ifndef SMSSITE_BOX_H
#define SMSSITE_BOX_H

#include <smssite/snapshot.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a file in the box is, by its name. */
typedef enum smssite_box_role {
	SMSSITE_BOX_OTHER = 0,
	/** SITECTRL.CT0 */
	SMSSITE_BOX_MASTER = 1,
	/** *.CT1: input of SCMAN */
	SMSSITE_BOX_PROPOSED = 2,
	/** *.CT2: input of HMAN, on its way to the parent */
	SMSSITE_BOX_REPLY = 3,
	/** *.710 ... *.718: a .CT1 that SCMAN refused */
	SMSSITE_BOX_REJECTED = 4,
	/** SHUTDOWN.CT1: an upgrade is shutting the site down */
	SMSSITE_BOX_SHUTDOWN = 5,
	/** _INIT.CT1: first configuration of a new or upgraded site */
	SMSSITE_BOX_INIT = 6,
	/** BOOTSTRP.*: left by a bootstrap */
	SMSSITE_BOX_BOOTSTRAP = 7,
	/** *.NAD, a directory of the Applications Manager (KB Q122201) */
	SMSSITE_BOX_NAD = 8,
	/** Another *.CT0 */
	SMSSITE_BOX_SECOND_MASTER = 9,
} smssite_box_role;

/** What the box as a whole says; the first that holds, from the end of this list to its beginning. */
typedef enum smssite_box_state {
	/** Not in view or unreadable; or ambiguous: site control files whose names differ only in case, one that is a
	 * link, no master but another .CT0. */
	SMSSITE_BOX_STATE_UNKNOWN = 0,
	/** The master, nothing that waits: at rest, or never answered. The files alone cannot tell. */
	SMSSITE_BOX_STATE_AT_REST = 1,
	/** Nothing that is a site control file, or no box. */
	SMSSITE_BOX_STATE_EMPTY = 2,
	/** A refused .CT1 lies there. */
	SMSSITE_BOX_STATE_REJECTED = 3,
	/** A .CT2 waits to be sent (secondary) or read (primary). */
	SMSSITE_BOX_STATE_REPLY_WAITING = 4,
	/** A .CT1 waits for SCMAN. */
	SMSSITE_BOX_STATE_PROPOSED_WAITING = 5,
	/** _INIT.CT1 waits for SCMAN. */
	SMSSITE_BOX_STATE_INSTALLING = 6,
	/** SHUTDOWN.CT1 waits for SCMAN. */
	SMSSITE_BOX_STATE_SHUTTING_DOWN = 7,
} smssite_box_state;

/** UNKNOWN for NULL. Since: 0.1 */
SMSSITE_API smssite_box_state smssite_snapshot_box_state(const smssite_snapshot *self);
/** Names in the box, 0 if it is not in view. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_box_count(const smssite_snapshot *self);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_box_name(const smssite_snapshot *self, size_t index);
/** OTHER out of range. Since: 0.1 */
SMSSITE_API smssite_box_role smssite_snapshot_box_role(const smssite_snapshot *self, size_t index);
/** @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_snapshot_box_stat(const smssite_snapshot *self, size_t index, struct smssite_tree_stat *stat);
/** The document (snapshot.h) with the file's contents; ::SMSSITE_NO_INDEX if it was not read. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_box_document(const smssite_snapshot *self, size_t index);
/** The next name of a role at or after `from`; ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_box_find(const smssite_snapshot *self, smssite_box_role role, size_t from);
/** What a name in the box is. A directory is NAD or OTHER. Since: 0.1 */
SMSSITE_API smssite_box_role smssite_box_role_of(const char *name, smssite_entry_kind kind);
/** "MASTER" ...; "OTHER". Since: 0.1 */
SMSSITE_API const char *smssite_box_role_name(smssite_box_role role);
/** "AT_REST" ...; "UNKNOWN". Since: 0.1 */
SMSSITE_API const char *smssite_box_state_name(smssite_box_state state);

#ifdef __cplusplus
}
#endif
#endif
