/* SPDX-License-Identifier: MIT */
/**
 * @file profile.h
 * A profile says where the evidence of one site lies, so that nobody types it again: an INI file with the section
 * `[site]` and one `[logon server NAME]` for each logon server. It is parsed here; nothing that it names is opened.
 *
 *     [site]
 *     tree = /mnt/edge7/SMS         the drive, the SMS root, a share's view, or a saved snapshot
 *     drive-root = /mnt/edge7       the drive's root, when tree is the SMS root
 *     boot-drive = /mnt/edge7-c     drive C:, for SMS.INI
 *     registry = edge7.reg          an export or an offline hive
 *     services = edge7-services.txt
 *     logs = edge7-logs
 *     liveness = live               or copy, or auto
 *     parent = c9n.ini              a SITE again
 *     site-list = site-list.txt     the parent's word; or hman-log = FILE, or parent-status = WORD
 *     earlier = last-week.json      an earlier snapshot
 *     [logon server NTLOG1]
 *     kind = nt                     or lanman, or netware
 *     domain = EDGE
 *     tree = /mnt/ntlog1/SMS        besides drive-root, boot-drive, registry, services, logs, liveness as above
 *
 * Names of sections and keys are taken in any letter case; one that is not known is refused, because evidence would be
 * missed by it. A value stands as it is: no quotes, no comment behind it; `;` `#` `"` `'` `%`, blanks at its ends and a `\` at
 * its end are written as `%3B` `%23` `%22` `%27` `%25` `%20` `%5C`. A path that is not absolute counts from the profile's directory.
 */
#ifndef SMSSITE_PROFILE_H
#define SMSSITE_PROFILE_H

#include <smssite/snapshot.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_profile smssite_profile;

/** What runs on a server of a site. */
typedef enum smssite_server_kind {
	SMSSITE_SERVER_UNKNOWN = 0,
	SMSSITE_SERVER_WINDOWS_NT = 1,
	/** Tree and shares, no NT services, no registry. */
	SMSSITE_SERVER_LAN_MANAGER = 2,
	/** A directory on a volume: no SMS share, no NT services, no registry. */
	SMSSITE_SERVER_NETWARE = 3,
} smssite_server_kind;

typedef enum smssite_profile_item {
	SMSSITE_PROFILE_TREE = 0,
	SMSSITE_PROFILE_DRIVE_ROOT = 1,
	SMSSITE_PROFILE_BOOT_DRIVE = 2,
	SMSSITE_PROFILE_REGISTRY = 3,
	SMSSITE_PROFILE_SERVICES = 4,
	SMSSITE_PROFILE_LOGS = 5,
	/* Of the site alone. */
	SMSSITE_PROFILE_PARENT = 6,
	SMSSITE_PROFILE_SITE_LIST = 7,
	SMSSITE_PROFILE_HMAN_LOG = 8,
	/** A word, no path: "active", "phase-4", ... */
	SMSSITE_PROFILE_PARENT_STATUS = 9,
	SMSSITE_PROFILE_EARLIER = 10,
} smssite_profile_item;

/**
 * Reads a profile; the bytes are copied.
 * @param path of the file that holds them: its last part is what messages call it, its directory is where relative paths
 * begin.
 * @return OK; INVALID; NO_MEMORY; LIMIT (over 16 MiB, over 32,768 keys, a path over 4,096 bytes); MALFORMED (the message begins with
 * `name:line:`; also a profile without a tree); UNSUPPORTED (the libiniparser at hand reads it otherwise than it is
 * written); IO. Since: 0.1
 */
SMSSITE_API smssite_status smssite_profile_parse(const void *data, size_t size, const char *path, smssite_profile **profile);
/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_profile *smssite_profile_ref(smssite_profile *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_profile_free(smssite_profile *self);
/** 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_profile_logon_server_count(const smssite_profile *self);
/** In upper case; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_profile_logon_server_name(const smssite_profile *self, size_t server);
/** UNKNOWN where the profile does not say, and out of range. Since: 0.1 */
SMSSITE_API smssite_server_kind smssite_profile_logon_server_kind(const smssite_profile *self, size_t server);
/** "" where the profile does not say; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_profile_logon_server_domain(const smssite_profile *self, size_t server);
/** Where a piece of evidence lies. @param server a logon server, or ::SMSSITE_NO_INDEX for the site server.
 * @return "" where the profile does not say; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_profile_value(const smssite_profile *self, size_t server, smssite_profile_item item);
/** @param server as above. AUTO where the profile does not say, and out of range. Since: 0.1 */
SMSSITE_API smssite_liveness smssite_profile_liveness(const smssite_profile *self, size_t server);
/** The key of an item, "drive-root" for example; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_profile_item_name(smssite_profile_item item);
/** "WINDOWS_NT" ...; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_server_kind_name(smssite_server_kind kind);

#ifdef __cplusplus
}
#endif
#endif
