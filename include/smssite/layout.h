/* SPDX-License-Identifier: MIT */
/**
 * @file layout.h
 * The directories of a site, as the Resource Guide draws them (1.2, "Site server directories" and "Logon
 * server directories"). Paths are below the SMS root, with `\`.
 */
#ifndef SMSSITE_LAYOUT_H
#define SMSSITE_LAYOUT_H

#include <smssite/base.h>
#include <smssite/services.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How closely a directory of the layout is looked at when a site is observed. */
typedef enum smssite_layout_depth {
	/** Whether it is there. */
	SMSSITE_LAYOUT_EXISTS = 0,
	/** Names, sizes and times of what is in it. */
	SMSSITE_LAYOUT_LIST = 1,
	/** The site-control box: control files are read too. */
	SMSSITE_LAYOUT_READ = 2,
} smssite_layout_depth;

/** Directories in the layout. Since: 0.1 */
SMSSITE_API size_t smssite_layout_count(void);
/** "SITE.SRV\SITECFG.BOX"; a part in angle brackets stands for a name that varies: `<platform>.BIN` (X86, ALPHA,
 * MIPS, MAC), `<language>` (eight hexadecimal digits), `<locale>` (three letters), `<domain>.000` and `<outbox>.000` (a
 * name cut to eight characters). A directory stands behind the one it is in. NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_layout_path(size_t index);
/** What it is for; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_layout_purpose(size_t index);
/** SMSSITE_ROLE_ bits of the servers that have it; with OPTIONAL not all of them, or not in each version: that it is
 * missing says nothing then. 0 out of range. Since: 0.1 */
SMSSITE_API uint32_t smssite_layout_roles(size_t index);
/** EXISTS out of range. Since: 0.1 */
SMSSITE_API smssite_layout_depth smssite_layout_depth_of(size_t index);
/** Page of the Resource Guide ("RG S3CEB"), KB numbers; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_layout_source(size_t index);
/** Position of the directory a path stands for, with the spelling variants met in sources (`DESPOOLER.BOX`) and names
 * that vary matched; ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_layout_find(const char *path);

#ifdef __cplusplus
}
#endif
#endif
