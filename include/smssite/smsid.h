/* SPDX-License-Identifier: MIT */
/**
 * @file smsid.h
 * Site codes and SMSIDs. An SMSID is eight base-36 digits `SSSRRNNN` in the order 0-9, A-Z: the code of the site that
 * created it, a range that belongs to one logon server, a counter (KB Q127052). Both are numbers here, so that
 * comparing two is comparing two integers.
 *
 * The counter never carries into the range: what happens after ZZZ is not documented, so it is an error.
 */
#ifndef SMSSITE_SMSID_H
#define SMSSITE_SMSID_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** 36^3 site codes, 36^2 ranges a site, 36^3 ids a range (the figures printed in Q127052 are slips). */
enum {
	SMSSITE_SITE_CODES = 46656,
	SMSSITE_RANGES = 1296,
	SMSSITE_RANGE_IDS = 46656,
	/** Counter of Y00: a logon server whose next id is beyond it gets a new range (Q127052). */
	SMSSITE_RANGE_THRESHOLD = 44064,
};

/**
 * Reads a site code, letter case aside. @param size of text; must be 3 to succeed. @param[out] code 0..46655.
 * @return OK; INVALID (NULL); MALFORMED (not three letters or digits). Reserved device names parse: see
 * smssite_site_code_is_reserved(). Thread-safe. Since: 0.1
 */
SMSSITE_API smssite_status smssite_site_code_parse(const char *text, size_t size, uint32_t *code);
/** Writes a code in upper case with a final NUL. @return OK; INVALID (NULL, code beyond 46655). Since: 0.1 */
SMSSITE_API smssite_status smssite_site_code_format(uint32_t code, char text[4]);
/** Whether a code cannot be a site's because Windows reserves the name: AUX, CON, NUL, PRN (KB Q182420).
 * False out of range. Since: 0.1 */
SMSSITE_API bool smssite_site_code_is_reserved(uint32_t code);

/**
 * Reads an SMSID, letter case aside. @param[out] id 0..36^8-1.
 * @return OK; INVALID (NULL); MALFORMED (not eight base-36 digits). Thread-safe. Since: 0.1
 */
SMSSITE_API smssite_status smssite_smsid_parse(const char *text, size_t size, uint64_t *id);
/** Writes an id in upper case with a final NUL. @return OK; INVALID (NULL, beyond 36^8-1). Since: 0.1 */
SMSSITE_API smssite_status smssite_smsid_format(uint64_t id, char text[9]);
/** Puts an id together. @return OK; INVALID (site code, range 0..1295 or counter 0..46655 out of range). Since: 0.1 */
SMSSITE_API smssite_status smssite_smsid_make(uint32_t site_code, uint32_t range, uint32_t counter, uint64_t *id);
/** The creating site's code, 0 for a number that is no id. Since: 0.1 */
SMSSITE_API uint32_t smssite_smsid_site_code(uint64_t id);
/** The range, 0..1295, 0 for a number that is no id. Since: 0.1 */
SMSSITE_API uint32_t smssite_smsid_range(uint64_t id);
/** The counter, 0..46655, 0 for a number that is no id. As a file name's counter: ids handed out before. Since: 0.1 */
SMSSITE_API uint32_t smssite_smsid_counter(uint64_t id);
/** The id after one in its range. @return OK; INVALID; LIMIT (the counter is ZZZ: the range is used up). Since: 0.1 */
SMSSITE_API smssite_status smssite_smsid_next(uint64_t id, uint64_t *next);
/** The id before one in its range. @return OK; INVALID; LIMIT (the counter is 000). Since: 0.1 */
SMSSITE_API smssite_status smssite_smsid_previous(uint64_t id, uint64_t *previous);
/** The first id of the next range of the same site. @return OK; INVALID; LIMIT (the range is ZZ; what SMS does then
 * is not documented). Since: 0.1 */
SMSSITE_API smssite_status smssite_smsid_next_range(uint64_t id, uint64_t *first);
/** Less than, equal to or greater than 0 as a comes before, is or comes after b. Since: 0.1 */
SMSSITE_API int smssite_smsid_compare(uint64_t a, uint64_t b);
/** Whether a logon server whose next id this is gets a new range at Maintenance Manager's next visit: the counter
 * exceeds Y00. False for a number that is no id. Since: 0.1 */
SMSSITE_API bool smssite_smsid_needs_new_range(uint64_t id);
/** Ids left to hand out up to the threshold (Y00 included), the next id counted; 0 beyond it. Since: 0.1 */
SMSSITE_API uint32_t smssite_smsid_remaining(uint64_t id);

#ifdef __cplusplus
}
#endif
#endif
