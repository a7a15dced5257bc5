/* SPDX-License-Identifier: MIT */
/**
 * @file parent_word.h
 * What the parent says of its sites. A site-control box with only SITECTRL.CT0 is a site at rest or one that
 * never answered; only the parent can say ACTIVE. Numbers: KB Q137376.
 */
#ifndef SMSSITE_PARENT_WORD_H
#define SMSSITE_PARENT_WORD_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_parent_word smssite_parent_word;

/** Site status in the parent's Sites table. */
typedef enum smssite_site_status {
	SMSSITE_SITE_UNKNOWN = 0,
	SMSSITE_SITE_ACTIVE = 1,
	SMSSITE_SITE_PENDING = 2,
	SMSSITE_SITE_FAILED = 3,
	SMSSITE_SITE_DELETED = 4,
	SMSSITE_SITE_UPGRADE = 5,
} smssite_site_status;

/** Where a word comes from. */
typedef enum smssite_word_form {
	/** Lines `CODE status detail`; detail, which may be left out, is a DWORD with flags in its high word: decimal,
	 * 0x, or negative as SQL Server prints the signed column. */
	SMSSITE_WORD_SITE_LIST = 0,
	/** The parent's HMAN.LOG. Its wording is not quoted in any source, so what is read here is [INF]: records of
	 * SMS_HIERARCHY_MANAGER that begin `Site CODE ... status N` (and may go on `detail M`), and those that begin
	 * `Event 358` and name a site, which is ACTIVE then. Records of level ERROR say nothing. */
	SMSSITE_WORD_HMAN_LOG = 1,
	/** What a person read in the Sites window. */
	SMSSITE_WORD_PHRASE = 2,
} smssite_word_form;

/** Reads a site list: UTF-16LE with BOM, UTF-8 or code page 1252; `#` begins a comment. @return OK (also if it is
 * empty), INVALID, NO_MEMORY, LIMIT (over 16 MiB), MALFORMED (a line that does not fit, a status that is not 1 to 5, a
 * code twice with different numbers). *word is NULL after a failure, here and below. Since: 0.1 */
SMSSITE_API smssite_status smssite_parent_word_parse_site_list(const void *data, size_t size, smssite_parent_word **word);
/** Reads the parent's HMAN.LOG, UTF-16LE with BOM or ANSI; the last word on each site counts. Lines that are no records are passed over.
 * A status that Q137376 does not have is UNKNOWN.
 * @return OK (also if no record says anything), INVALID, NO_MEMORY, LIMIT (over 256 MiB), MALFORMED (NUL bytes and no
 * record: no log). Since: 0.1 */
SMSSITE_API smssite_status smssite_parent_word_parse_hman_log(const void *data, size_t size, smssite_parent_word **word);
/** A person's word on one site: "active", "phase-1" ... "phase-4", "construction", "failed", "deleted". Phases are
 * PENDING with the detail that fits the texts KB Q165876 and Q183347 quote [INF]: 100, 11, 21, 32.
 * @return OK, INVALID (also: no site code, another word), NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_parent_word_new_phrase(const char *site_code, const char *phrase, smssite_parent_word **word);
/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_parent_word *smssite_parent_word_ref(smssite_parent_word *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_parent_word_free(smssite_parent_word *self);
/** SITE_LIST for NULL. Since: 0.1 */
SMSSITE_API smssite_word_form smssite_parent_word_form(const smssite_parent_word *self);
/** Sites spoken of, 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_parent_word_count(const smssite_parent_word *self);
/** In capitals; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_parent_word_site_code(const smssite_parent_word *self, size_t index);
/** UNKNOWN out of range. Since: 0.1 */
SMSSITE_API smssite_site_status smssite_parent_word_status(const smssite_parent_word *self, size_t index);
/** The detailed status (low word: 11, 12, 13, 21 ... 100), 0 if none was given, -1 out of range. Since: 0.1 */
SMSSITE_API int64_t smssite_parent_word_detail(const smssite_parent_word *self, size_t index);
/** Flags of the detail's high word (0x4000 no site address, 0x8000 property update), 0 out of range. Since: 0.1 */
SMSSITE_API uint32_t smssite_parent_word_flags(const smssite_parent_word *self, size_t index);
/** Line (from 1) of the word, 0 for a phrase and out of range. Since: 0.1 */
SMSSITE_API size_t smssite_parent_word_line(const smssite_parent_word *self, size_t index);
/** Position of a site code, letter case aside; ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_parent_word_find(const smssite_parent_word *self, const char *site_code);
/** "ACTIVE", "PENDING", ...; "UNKNOWN". Since: 0.1 */
SMSSITE_API const char *smssite_site_status_name(smssite_site_status status);
/** The name of a detail number ("FIRSTSCJOB_END" for 32); NULL for numbers no source has. Since: 0.1 */
SMSSITE_API const char *smssite_site_detail_name(int64_t detail);

#ifdef __cplusplus
}
#endif
#endif
