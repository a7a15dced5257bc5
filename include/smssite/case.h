/* SPDX-License-Identifier: MIT */
/**
 * @file case.h
 * What one diagnosis needs: the site, and as far as they are known its parent, its logon servers and an
 * earlier look at it. The same snapshots give the same findings and plan, byte for byte.
 */
#ifndef SMSSITE_CASE_H
#define SMSSITE_CASE_H

#include <smssite/profile.h>
#include <smssite/snapshot.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_case smssite_case;

/** Begins with the site's snapshot, on which it keeps a reference. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_case_new(smssite_snapshot *site, smssite_case **result);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_case_free(smssite_case *self);
/** The parent's snapshot; again, a newer one of the same parent. @return OK, INVALID, NO_MEMORY, REFUSED (both name their
 * codes and it is not this site's parent, or is this site itself; another parent was given before). Since: 0.1 */
SMSSITE_API smssite_status smssite_case_set_parent(smssite_case *self, smssite_snapshot *parent);
/** A logon server's snapshot; NULL for one that is known and not in view, because its tree cannot be reached or has no SMS
 * root: it is never taken for healthy. @return OK, INVALID, NO_MEMORY, EXISTS (the name is there). Since: 0.1 */
SMSSITE_API smssite_status smssite_case_add_logon_server(smssite_case *self, const char *name, smssite_snapshot *server);
/** What runs on a logon server of the case, and its domain ("" for unknown), where a person or a profile says. @return OK,
 * INVALID, NO_MEMORY, NOT_FOUND (no logon server of that name). Since: 0.1 */
SMSSITE_API smssite_status smssite_case_describe_logon_server(smssite_case *self, const char *name, smssite_server_kind kind,
	const char *domain);
/** An earlier snapshot of the same site. @return OK, INVALID, NO_MEMORY, REFUSED (of another site). Since: 0.1 */
SMSSITE_API smssite_status smssite_case_set_earlier(smssite_case *self, smssite_snapshot *earlier);
/** The time against which ages count. Not set: of a live site when it was taken, of a copy the newest time in
 * the evidence. @return OK, INVALID (also beyond 2^53 seconds from 1970). Since: 0.1 */
SMSSITE_API smssite_status smssite_case_set_now(smssite_case *self, int64_t now_utc_s);
/** The time that counts; NO_TIME if there is none. Since: 0.1 */
SMSSITE_API int64_t smssite_case_now_utc_s(const smssite_case *self);

/* Borrowed from the case; NULL where nothing was given. Since: 0.1 */
SMSSITE_API smssite_snapshot *smssite_case_site(const smssite_case *self);
SMSSITE_API smssite_snapshot *smssite_case_parent(const smssite_case *self);
SMSSITE_API smssite_snapshot *smssite_case_earlier(const smssite_case *self);
SMSSITE_API size_t smssite_case_logon_server_count(const smssite_case *self);
SMSSITE_API const char *smssite_case_logon_server_name(const smssite_case *self, size_t index);
/** NULL for one that is not in view, too. Since: 0.1 */
SMSSITE_API smssite_snapshot *smssite_case_logon_server(const smssite_case *self, size_t index);
/** UNKNOWN where nobody said, and out of range. Since: 0.1 */
SMSSITE_API smssite_server_kind smssite_case_logon_server_kind(const smssite_case *self, size_t index);
/** "" where nobody said; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_case_logon_server_domain(const smssite_case *self, size_t index);

#ifdef __cplusplus
}
#endif
#endif
