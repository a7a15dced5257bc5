/* SPDX-License-Identifier: MIT */
/**
 * @file registry.h
 * The registry of a server as evidence: a `.reg` file (REGEDIT4 of NT 4.0, version 5 of later systems) or an offline
 * hive (the file SOFTWARE in SYSTEM32\CONFIG). Keys are written with their root,
 * "HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS"; "HKLM" is read too. Letter case does not matter, of A to Z. What the
 * evidence does not hold is unknown unless smssite_registry_covers() says that it would be there. What a snapshot keeps
 * of registries (smssite_snapshot_registry()) is such a registry too.
 *
 * A registry is immutable and may be shared between threads. That of a `.reg` file never answers MALFORMED to a
 * look-up, IO, CHANGED or LIMIT to anything; a hive is read only where it is asked for, and what is damaged there shows then.
 */
#ifndef SMSSITE_REGISTRY_H
#define SMSSITE_REGISTRY_H

#include <smssite/base.h>
#include <smssite/tree.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_registry smssite_registry;
/** What one key holds. Immutable. */
typedef struct smssite_registry_listing smssite_registry_listing;

/** Types of values, with the numbers of Windows. Other numbers are kept. */
enum {
	SMSSITE_REG_NONE = 0,
	SMSSITE_REG_SZ = 1,
	SMSSITE_REG_EXPAND_SZ = 2,
	SMSSITE_REG_BINARY = 3,
	SMSSITE_REG_DWORD = 4,
	SMSSITE_REG_MULTI_SZ = 7,
};

/**
 * Reads a `.reg` file: `[key]`, `[-key]`, `"name"=`, `@=`, `-` (delete), strings with `\\` and `\"`, dword:, hex: and
 * hex(n): with continued lines, `;` comments. REGEDIT4 text is in code page 1252, version 5 in UTF-16LE. What counts is
 * what the whole file, merged in its order, would leave.
 * @return OK; INVALID; NO_MEMORY; LIMIT (over 64 MiB); MALFORMED (line and what was expected; UTF-16 of odd length);
 * UNSUPPORTED (another first line). Since: 0.1
 */
SMSSITE_API smssite_status smssite_registry_parse(const void *data, size_t size, smssite_registry **registry);
/**
 * Opens an offline hive for reading; nothing is ever written by it. Keeps a reference on the tree and the file open; the
 * file must stay as it is meanwhile, as a copy or an image does. Transaction logs are not read.
 * @param path of the file in the tree. @param mount_key the key that the hive's root is, "HKLM\SOFTWARE" for SOFTWARE.
 * @return OK; INVALID; NO_MEMORY; NOT_FOUND, AMBIGUOUS, DENIED, BUSY, IO (the file); LIMIT (over 512 MiB); MALFORMED (no
 * hive, or its head is damaged, or it is cut); UNSUPPORTED (hives of NT 3.1 and 3.5, and versions beyond 1.6). Since: 0.1
 */
SMSSITE_API smssite_status smssite_registry_open_hive(smssite_tree *tree, const char *path, const char *mount_key,
	smssite_registry **registry);
/**
 * Opens a file of a registry, whose kind is told by what is in it: a `.reg` file, or a hive as
 * smssite_registry_open_hive() does - SOFTWARE, SYSTEM, or the key HKLM\SOFTWARE\Microsoft\SMS saved by itself (KB Q138347).
 * @return as smssite_registry_parse() and smssite_registry_open_hive(); UNSUPPORTED also: a hive that is none of these.
 * Since: 0.1
 */
SMSSITE_API smssite_status smssite_registry_open(smssite_tree *tree, const char *path, smssite_registry **registry);
/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_registry *smssite_registry_ref(smssite_registry *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_registry_free(smssite_registry *self);

/** Whether what this key would hold is all here, so that what is not found does not exist: at and below a hive's mount
 * point; of what a snapshot keeps, where a hive that was closed properly covered it, or a `.reg` file has a line of the key above and goes
 * on there with a key that comes after this one. Never for a `.reg` file itself: nothing in it tells an export of the whole key
 * from a part. False for NULL, and for a key of more than 4,096 bytes that begins with an abbreviation. Since: 0.1 */
SMSSITE_API bool smssite_registry_covers(const smssite_registry *self, const char *key);
/** Whether a hive was not closed properly: what NT wrote last may be only in its log, so values may be old or missing.
 * False for a `.reg` file and NULL. Since: 0.1 */
SMSSITE_API bool smssite_registry_is_dirty(const smssite_registry *self);
/** Whether a key is there, or one below it. @return OK, INVALID, NO_MEMORY, MALFORMED, IO, CHANGED, LIMIT (more than 512
 * levels). Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_has_key(const smssite_registry *self, const char *key, bool *has);
/** The value that counts for a key and a name ("" for the default value). @param[out] value its number in this registry.
 * @return OK, INVALID, NO_MEMORY, NOT_FOUND (the key, or the value in it; deleted ones too), MALFORMED, IO, CHANGED,
 * LIMIT (more than 512 levels). Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_find(const smssite_registry *self, const char *key, const char *name,
	size_t *value);

/** The key that CurrentControlSet means here: itself in an export, in a hive the set that Select says is current;
 * smssite_free(). @return OK, INVALID, NO_MEMORY, NOT_FOUND (nothing says so, or there is no such set), MALFORMED, IO,
 * CHANGED, LIMIT (more than 512 levels), UNSUPPORTED. Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_control_set(const smssite_registry *self, char **text);

/** Line of a value in its file (from 1); 0 in a hive and for a number that is no value's. Since: 0.1 */
SMSSITE_API size_t smssite_registry_line(const smssite_registry *self, size_t value);
/** SMSSITE_REG_ number; -1 for a number that is no value's, or where a hive cannot be read. Since: 0.1 */
SMSSITE_API int64_t smssite_registry_type(const smssite_registry *self, size_t value);
/** A value's bytes as the registry would hold them (strings in UTF-16LE with their end); smssite_free().
 * @return OK, INVALID, NO_MEMORY, MALFORMED (a damaged hive), IO, CHANGED, UNSUPPORTED (a value in pieces, as hives of
 * Windows XP have them when longer than 16,344 bytes). Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_data(const smssite_registry *self, size_t value, void **data, size_t *size);
/** A string as UTF-8, up to its first NUL; smssite_free(). @return as smssite_registry_data(); MALFORMED also: not a
 * string. Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_text(const smssite_registry *self, size_t value, char **text);
/** A number: a DWORD, or a string of decimal digits (KB Q191329 writes one so). @return as smssite_registry_data();
 * MALFORMED also: neither. Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_number(const smssite_registry *self, size_t value, int64_t *number);

/** Whether a value is not for other eyes: an account, password or key by its name, or text that is nothing but 32 or more
 * hexadecimal digits. @param name the value's. False for a number that is no value's. Since: 0.1 */
SMSSITE_API bool smssite_registry_is_secret(const smssite_registry *self, size_t value, const char *name);

/** What a key holds; a key that only has others below it holds no values. @return OK, INVALID, NO_MEMORY, NOT_FOUND,
 * MALFORMED, IO, CHANGED, LIMIT (more than 512 levels). Since: 0.1 */
SMSSITE_API smssite_status smssite_registry_list(const smssite_registry *self, const char *key,
	smssite_registry_listing **listing);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_registry_listing_free(smssite_registry_listing *self);
/** Keys right below it, sorted, each once; 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_registry_listing_subkey_count(const smssite_registry_listing *self);
/** The last part of a key's path; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_registry_listing_subkey(const smssite_registry_listing *self, size_t index);
/** Values, in the order of the evidence; 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_registry_listing_value_count(const smssite_registry_listing *self);
/** "" for the default value; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_registry_listing_name(const smssite_registry_listing *self, size_t index);
/** The value's number in the registry that was listed; ::SMSSITE_NO_INDEX out of range. Since: 0.1 */
SMSSITE_API size_t smssite_registry_listing_value(const smssite_registry_listing *self, size_t index);

/** The values of SMS that concern a site, with the meaning, unit and default that sources give them. Since: 0.1 */
SMSSITE_API size_t smssite_setting_count(void);
/** Key below HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS ("Components\SMS_LAN_SENDER"); NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_setting_key(size_t setting);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_setting_name(size_t setting);
/** What it means; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_setting_meaning(size_t setting);
/** "minutes", "bytes", ""; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_setting_unit(size_t setting);
/** The default as text, "" where no source gives one; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_setting_default(size_t setting);
/** Guide page or KB numbers; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_setting_source(size_t setting);
/** As smssite_registry_find(). @return also INVALID for a number that is no setting's. Since: 0.1 */
SMSSITE_API smssite_status smssite_setting_find(size_t setting, const smssite_registry *registry, size_t *value);

#ifdef __cplusplus
}
#endif
#endif
