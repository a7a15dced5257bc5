/* SPDX-License-Identifier: MIT */
/**
 * @file registry_edit.h
 * Changes of registry values, collected and then brought about in the way that fits the server: a REGEDIT4 file
 * for REGEDIT of NT 4.0, steps for a person at REGEDT32 of NT 3.5x (which reads no such files), or a new hive
 * for a server that is switched off.
 *
 * An edit belongs to one thread at a time; a call that comes while another is under way, also from within a tree's
 * operations, is ::SMSSITE_BUSY.
 */
#ifndef SMSSITE_REGISTRY_EDIT_H
#define SMSSITE_REGISTRY_EDIT_H

#include <smssite/registry.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_registry_edit smssite_registry_edit;

/** Begins without changes. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_edit_new(smssite_registry_edit **edit);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_registry_edit_free(smssite_registry_edit *self);
/** Values to be changed; 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_registry_edit_count(const smssite_registry_edit *self);

/* Each sets or deletes one value; of two changes of one value the later counts. key: with its root, "HKLM" too; name: ""
 * for the default value. Both are UTF-8 without control characters, a key without empty parts and without `]`, or the call
 * is INVALID. */

/** A string (REG_SZ). @return OK, INVALID, NO_MEMORY, BUSY, MALFORMED (the text is not UTF-8 or has control characters).
 * Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_edit_set_text(smssite_registry_edit *self, const char *key, const char *name,
	const char *text);
/** A number (REG_DWORD). @param number 0..4294967295. @return OK, INVALID, NO_MEMORY, BUSY. Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_edit_set_number(smssite_registry_edit *self, const char *key, const char *name,
	int64_t number);
/** Any value, as smssite_registry_data() and smssite_registry_type() give it: what is of a form that nobody knows goes
 * back in the form in which it was found. @param type 0..4294967295. @return OK, INVALID, NO_MEMORY, BUSY; LIMIT (over
 * 1,000,000 bytes). Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_edit_set_data(smssite_registry_edit *self, const char *key, const char *name,
	int64_t type, const void *data, size_t size);
/** A string or a number in the form in which a registry has the value now, because sources differ on the type of some (KB
 * Q172790, Q191329). @param text decimal digits where it is a number. @return OK, INVALID, NO_MEMORY, BUSY; MALFORMED (as
 * set_text, or no number); REFUSED (it is there, and neither a string nor a number); NOT_FOUND and what else
 * smssite_registry_find() comes to. Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_edit_set_alike(smssite_registry_edit *self, const char *key, const char *name,
	const smssite_registry *registry, const char *text);
/** Deletes a value; that it is not there is no failure later. @return OK, INVALID, NO_MEMORY, BUSY. Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_edit_delete(smssite_registry_edit *self, const char *key, const char *name);

/**
 * The changes as a REGEDIT4 file in code page 1252, that smssite_registry_parse() reads back as the same values.
 * @param[out] data smssite_free().
 * @return OK, INVALID, NO_MEMORY, BUSY; MALFORMED (a key, name or string that cannot stand in such a file: characters
 * outside code page 1252, a string with a NUL inside or without its end). Since: 0.1
 */
SMSSITE_API smssite_status smssite_registry_edit_to_reg(smssite_registry_edit *self, void **data, size_t *size);
/**
 * The changes as numbered steps in REGEDT32, UTF-8 with line feeds, for a person. [INF]: the menus are REGEDT32's own; no
 * source on SMS shows them. @param[out] text smssite_free().
 * @return OK, INVALID, NO_MEMORY, BUSY; MALFORMED (a string with a NUL inside or without its end). Since: 0.1
 */
SMSSITE_API smssite_status smssite_registry_edit_to_steps(smssite_registry_edit *self, char **text);

/**
 * Makes the changes in an offline hive: a new hive is built beside it by libhivex, read back, and takes its name by one
 * rename once it is durable, so that at every moment the old or the new one is there and whole. Where nothing would change,
 * nothing is written.
 * @param path of the hive in the tree. @param mount_key as for smssite_registry_open_hive(). @param backup a new name, in
 * the same tree, for a copy of the hive as it was, made first.
 * @return OK; INVALID (also: a key outside the mount point); NO_MEMORY; BUSY; UNSUPPORTED (a build without "hivex"; a tree that cannot
 * rename); REFUSED (the hive was not closed properly, or there is a log beside it (.LOG, .LOG1, .LOG2) that is not empty: what NT wrote
 * last may be only there); NOT_FOUND (the hive, or a key: none is made); EXISTS (the backup's name is taken); CHANGED (the hive was changed
 * meanwhile); MALFORMED (a damaged hive); LIMIT; AMBIGUOUS, DENIED, IO. After a failure
 * the hive is as it was; the backup may be there. After IO from a failing sync, look: it may be the new one. Since: 0.1
 */
SMSSITE_API smssite_status smssite_registry_edit_commit_hive(smssite_registry_edit *self, smssite_tree *tree,
	const char *path, const char *mount_key, const char *backup);

#ifdef __cplusplus
}
#endif
#endif
