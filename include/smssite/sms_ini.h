/* SPDX-License-Identifier: MIT */
/**
 * @file sms_ini.h
 * SMS.INI of clients and site servers (Resource Guide, "SMS.INI"; KB Q127052), and other INI files of a site, read by
 * the rules of Windows' private profile calls and edited by changing only the bytes of the key that changes.
 *
 * Section lines may be indented and may go on after `]`. A line that begins with `;` is a comment; `;` and `\` in a value
 * are part of it. Blanks around name and value do not count, and one pair of matching quotes around a value is taken
 * off. Of two keys of one name in a section the first counts, of two sections of one name the first counts. Lines
 * that are none of these are kept and not read.
 */
#ifndef SMSSITE_SMS_INI_H
#define SMSSITE_SMS_INI_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_sms_ini smssite_sms_ini;

/**
 * Reads an INI file; the bytes are copied. An empty file has no entries.
 * @return OK; INVALID; NO_MEMORY; LIMIT (over 16 MiB); UNSUPPORTED (UTF-16: the private profile calls of NT 3.5-4.0 write
 * ANSI); MALFORMED (a NUL byte, with its line). Linear in size. Since: 0.1
 */
SMSSITE_API smssite_status smssite_sms_ini_parse(const void *data, size_t size, smssite_sms_ini **ini);
/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_sms_ini *smssite_sms_ini_ref(smssite_sms_ini *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_sms_ini_free(smssite_sms_ini *self);
/** The bytes as read; they live as long as self. @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_sms_ini_data(const smssite_sms_ini *self, const void **data, size_t *size);

/** Lines `key=value`, duplicates included, in file order. 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_sms_ini_count(const smssite_sms_ini *self);
/** Line (from 1) of an entry, 0 out of range. Since: 0.1 */
SMSSITE_API size_t smssite_sms_ini_line(const smssite_sms_ini *self, size_t entry);
/** An entry's section, key and value as UTF-8 (site text is in code page 1252); smssite_free(). Entries before the
 * first section line have the section "". @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_sms_ini_section_text(const smssite_sms_ini *self, size_t entry, char **text);
SMSSITE_API smssite_status smssite_sms_ini_key_text(const smssite_sms_ini *self, size_t entry, char **text);
SMSSITE_API smssite_status smssite_sms_ini_value_text(const smssite_sms_ini *self, size_t entry, char **text);
/** An entry's value as bytes, not terminated; they live as long as self. @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_sms_ini_value(const smssite_sms_ini *self, size_t entry, const char **data, size_t *size);
/** The entry that counts for a section and a key, letter case aside, as Windows would find it: in the first section of
 * the name only; ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_sms_ini_find(const smssite_sms_ini *self, const char *section, const char *key);

/**
 * The file with one key set: only the bytes of its value change, quotes included; a new key goes after the last line of its section that is
 * not blank, a new section to the end. Line ends are those of the file. @param value UTF-8; NULL removes the line of the key.
 * @param[out] data smssite_free().
 * @return OK; INVALID (NULL, empty or `=`, `[`, `;`, line ends in section or key); NOT_FOUND (nothing to remove);
 * MALFORMED (the value cannot stand there: line ends, NUL, blanks or quotes at its ends, characters outside code page
 * 1252); NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_sms_ini_set(const smssite_sms_ini *self, const char *section, const char *key,
	const char *value, void **data, size_t *size);

#ifdef __cplusplus
}
#endif
#endif
