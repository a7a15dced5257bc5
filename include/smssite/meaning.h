/* SPDX-License-Identifier: MIT */
/**
 * @file meaning.h
 * What the numbers mean that SMS 1.x leaves behind: events of the NT application log, codes in SCMAN.LOG and DESPOOL.LOG,
 * the parent's site status, codes for SENDCODE. One number can mean several things, so a search goes on.
 */
#ifndef SMSSITE_MEANING_H
#define SMSSITE_MEANING_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where a number is met. */
typedef enum smssite_topic {
	/** The NT application log, source SMS. */
	SMSSITE_TOPIC_EVENT = 0,
	/** The extension of a site control file that SCMAN refused. */
	SMSSITE_TOPIC_REJECT_CODE = 1,
	/** "SiteConfig Mgr code" in SCMAN.LOG. */
	SMSSITE_TOPIC_SCMAN_CODE = 2,
	/** Status of a site at its parent. */
	SMSSITE_TOPIC_SITE_STATUS = 3,
	/** Detailed status of a site at its parent. */
	SMSSITE_TOPIC_SITE_DETAIL = 4,
	/** What SENDCODE sends to a service. */
	SMSSITE_TOPIC_SENDCODE = 5,
	/** "error code" in DESPOOL.LOG, hexadecimal. */
	SMSSITE_TOPIC_DESPOOLER_CODE = 6,
	/** An error of Windows NT that the logs of SMS quote. */
	SMSSITE_TOPIC_WIN32_ERROR = 7,
} smssite_topic;

/** Entries in the table. Since: 0.1 */
SMSSITE_API size_t smssite_meaning_count(void);
/** EVENT out of range. Since: 0.1 */
SMSSITE_API smssite_topic smssite_meaning_topic(size_t meaning);
/** The first and the last number an entry is for; -1 out of range. Since: 0.1 */
SMSSITE_API int64_t smssite_meaning_first(size_t meaning);
SMSSITE_API int64_t smssite_meaning_last(size_t meaning);
/** Its name in the sources ("SC_FILE_BADSITEINFO"), "" where they give none; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_meaning_name(size_t meaning);
/** What it means, in words; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_meaning_text(size_t meaning);
/** Ids of rules it bears on ("B12 B13"), "" if none; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_meaning_rules(size_t meaning);
/** "Q121683", "Resource Guide"; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_meaning_sources(size_t meaning);
/** The next entry at or after `from` that a word is for: a number in decimal, in hexadecimal with 0x, for the Despooler's
 * codes also without; or a name, letter case aside. ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_meaning_find(const char *word, size_t from);
/** "event", "reject code", "SCMAN code", "site status", "detailed site status", "SENDCODE", "Despooler code",
 * "Win32 error"; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_topic_name(smssite_topic topic);

#ifdef __cplusplus
}
#endif
#endif
