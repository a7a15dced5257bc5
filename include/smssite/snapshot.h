/* SPDX-License-Identifier: MIT */
/**
 * @file snapshot.h
 * Sources say where the evidence of one site lies; smssite_observe() reads it, and only it reads; a snapshot is
 * what was seen. A snapshot is immutable, can be saved, sent, diagnosed later and compared.
 */
#ifndef SMSSITE_SNAPSHOT_H
#define SMSSITE_SNAPSHOT_H

#include <smssite/base.h>
#include <smssite/control_file.h>
#include <smssite/parent_word.h>
#include <smssite/registry.h>
#include <smssite/send_request.h>
#include <smssite/services.h>
#include <smssite/sms_ini.h>
#include <smssite/system_map.h>
#include <smssite/tree.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_sources smssite_sources;
typedef struct smssite_snapshot smssite_snapshot;
typedef struct smssite_interest smssite_interest;

/** What of the site a tree shows. What lies outside the view is unknown, not missing. */
typedef enum smssite_view {
	/** Recognised by content: SITE.SRV in it (root), SMSID in it (SMS_SHR), LOGON.SRV alone in it (root of a logon
	 * server), SITE.SRV or else LOGON.SRV in one of its directories (drive). */
	SMSSITE_VIEW_AUTO = 0,
	/** The drive: SMS root, SCMAN.LOG, BOOTSTRP.LOG, and the place for the library's own folder. */
	SMSSITE_VIEW_DRIVE = 1,
	/** The SMS root only (share SMS_SHRx). */
	SMSSITE_VIEW_ROOT = 2,
	/** LOGON.SRV only (share SMS_SHR). */
	SMSSITE_VIEW_LOGON = 3,
	/** SITE.SRV\DESPOOLR.BOX\RECEIVE only (share SMS_SITE). */
	SMSSITE_VIEW_RECEIVE = 4,
} smssite_view;

/** Whether the evidence is of a server at work. */
typedef enum smssite_liveness {
	/** Live if something changed within 24 hours before the time of taking; a copy otherwise. */
	SMSSITE_LIVENESS_AUTO = 0,
	SMSSITE_LIVENESS_LIVE = 1,
	/** A backup, an image: ages count from the newest time in the evidence, never from this machine's clock. */
	SMSSITE_LIVENESS_COPY = 2,
} smssite_liveness;

/** Begins without any source. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_sources_new(smssite_sources **sources);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_sources_free(smssite_sources *self);
/** The site's tree and the place in it ("" the tree's root) that is the drive, the SMS root or a share. Keeps a
 * reference on the tree. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_sources_set_tree(smssite_sources *self, smssite_tree *tree, const char *path, smssite_view view);
/** The drive's root, where the tree itself shows only the SMS root: SCMAN.LOG, BOOTSTRP.LOG. @return OK, INVALID,
 * NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_sources_set_drive(smssite_sources *self, smssite_tree *tree, const char *path);
/** A directory of trace logs saved elsewhere; used before the tree's own. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_sources_set_logs(smssite_sources *self, smssite_tree *tree, const char *path);
/** The site server's drive C:, or SMS.INI itself: where that lies (Resource Guide). Without it the root of the SMS drive is
 * looked at. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_sources_set_boot_drive(smssite_sources *self, smssite_tree *tree, const char *path);
/** The site server's services; name is what evidence calls the list. What a registry tells goes to
 * smssite_sources_add_registry(). @return OK, INVALID (also a list of a registry), NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_sources_set_services(smssite_sources *self, smssite_services *services, const char *name);
/** The parent's word; name is what evidence calls it. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_sources_set_parent_word(smssite_sources *self, smssite_parent_word *word, const char *name);
/** Adds a file of the site server's registry: SOFTWARE, SYSTEM, or an export of either; name is what evidence calls it.
 * Where two hold one value, that of the later counts. @return OK, INVALID, NO_MEMORY, LIMIT (more than 16). Since: 0.1 */
SMSSITE_API smssite_status smssite_sources_add_registry(smssite_sources *self, smssite_registry *registry, const char *name);
/** @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_sources_set_liveness(smssite_sources *self, smssite_liveness liveness);
/** When the evidence is taken, by the caller's clock. Not set: unknown, and AUTO means copy. @return OK, INVALID (also
 * beyond 2^53 seconds from 1970; file times beyond that count as unknown). Since: 0.1 */
SMSSITE_API smssite_status smssite_sources_set_taken(smssite_sources *self, int64_t taken_utc_s);

/**
 * Reads the evidence. Nothing is opened for writing; `.UID`, `.INS`, `.PCK`, `.RAW` are listed but not opened (a service
 * that finds its file locked may give up for good, KB Q161043). Boxes are read in the direction files move, so a
 * moving file may be seen twice and is never missed. What cannot be read is recorded as such.
 * @param interest which log records to keep besides the first and the last (smssite_rules_interest()); may be NULL.
 * @return OK; INVALID (no tree set); NO_MEMORY; NOT_FOUND (no site there: neither SITE.SRV nor a known view);
 * AMBIGUOUS (more than one SMS root below a drive, or names that differ only in case on the way to the box);
 * DENIED, BUSY, IO, LIMIT (the top directory itself cannot be listed). For a directory of saved logs that cannot be
 * resolved or listed: what that came to. Since: 0.1
 */
SMSSITE_API smssite_status smssite_observe(const smssite_sources *sources, const smssite_interest *interest,
	smssite_snapshot **snapshot);

/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_snapshot *smssite_snapshot_ref(smssite_snapshot *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_snapshot_free(smssite_snapshot *self);
/** JSON with a format number; secrets in control files replaced by their length; smssite_free(). The same snapshot
 * gives the same bytes. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_snapshot_save(const smssite_snapshot *self, char **json);
/** @return OK, INVALID, NO_MEMORY, LIMIT, MALFORMED, UNSUPPORTED (a newer format, by number). Since: 0.1 */
SMSSITE_API smssite_status smssite_snapshot_load(const void *data, size_t size, smssite_snapshot **snapshot);

/* What the control files say of the site, "" where nothing does. Taken from the master, else from the newest
 * full control file in the box. All since 0.1, all "" for NULL. */
SMSSITE_API const char *smssite_snapshot_site_code(const smssite_snapshot *self);
SMSSITE_API const char *smssite_snapshot_site_name(const smssite_snapshot *self);
SMSSITE_API const char *smssite_snapshot_parent_site_code(const smssite_snapshot *self);
SMSSITE_API const char *smssite_snapshot_site_server(const smssite_snapshot *self);
SMSSITE_API const char *smssite_snapshot_install_directory(const smssite_snapshot *self);
/** ::SMSSITE_SITE_TYPE_SECONDARY, ::SMSSITE_SITE_TYPE_PRIMARY, another number as found, 0 unknown. Since: 0.1 */
SMSSITE_API int64_t smssite_snapshot_site_type(const smssite_snapshot *self);
/** Build number in the control file's header, -1 unknown. Since: 0.1 */
SMSSITE_API int64_t smssite_snapshot_build(const smssite_snapshot *self);

/** The tree's location and the SMS root's path in it ("" if the tree is the root). Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_location(const smssite_snapshot *self);
SMSSITE_API const char *smssite_snapshot_root(const smssite_snapshot *self);
/** AUTO for NULL. Since: 0.1 */
SMSSITE_API smssite_view smssite_snapshot_view(const smssite_snapshot *self);
/** True also for NULL. Since: 0.1 */
SMSSITE_API bool smssite_snapshot_is_copy(const smssite_snapshot *self);
/** By the caller's clock. Since: 0.1 */
SMSSITE_API int64_t smssite_snapshot_taken_utc_s(const smssite_snapshot *self);
/** Newest file time in the evidence that is not after the time of taking. Since: 0.1 */
SMSSITE_API int64_t smssite_snapshot_newest_utc_s(const smssite_snapshot *self);
/** Free bytes of the volume, -1 unknown (copies: always unknown). Since: 0.1 */
SMSSITE_API int64_t smssite_snapshot_free_bytes(const smssite_snapshot *self);

/** How a directory of the layout was found. */
typedef enum smssite_presence {
	SMSSITE_PRESENCE_NOT_IN_VIEW = 0,
	SMSSITE_PRESENCE_PRESENT = 1,
	SMSSITE_PRESENCE_MISSING = 2,
	/** There, but it could not be read, or is no directory, or two names differ only in case; or what is above it
	 * could not be read. */
	SMSSITE_PRESENCE_UNREADABLE = 3,
} smssite_presence;

/** Directories looked at, sorted by folded path: the root of the drive (`..`) and its `SMS_PKG<x>` with the packages
 * (`..\SMS_PKGD`), the SMS root (""), those of the layout, those found where names vary (of which none is there when none was
 * found), and where a boot drive was given its root (`C:`). 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_directory_count(const smssite_snapshot *self);
/** Path below the SMS root with `\`, in the case found; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_directory_path(const smssite_snapshot *self, size_t directory);
/** Position in the layout (layout.h); ::SMSSITE_NO_INDEX for a directory the layout does not have. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_directory_layout(const smssite_snapshot *self, size_t directory);
/** NOT_IN_VIEW out of range. Since: 0.1 */
SMSSITE_API smssite_presence smssite_snapshot_directory_presence(const smssite_snapshot *self, size_t directory);
/** Why it is UNREADABLE, "" where there is nothing to say and out of range. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_directory_message(const smssite_snapshot *self, size_t directory);
/** Entries kept, sorted by folded name. None of a directory of which the layout only asks whether it is there
 * (::SMSSITE_LAYOUT_EXISTS). Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_entry_count(const smssite_snapshot *self, size_t directory);
/** Entries that were there but are only counted. Site control files are the last to be cut. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_entry_cut(const smssite_snapshot *self, size_t directory);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_entry_name(const smssite_snapshot *self, size_t directory, size_t entry);
/** @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_snapshot_entry_stat(const smssite_snapshot *self, size_t directory, size_t entry,
	struct smssite_tree_stat *stat);
/** Position of a directory by its path below the SMS root, letter case aside; a path of the layout also finds the
 * spelling variant that is there instead. `..` is the root of the drive, "" the SMS root. ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_find_directory(const smssite_snapshot *self, const char *path);

/** Files whose contents were read: the site control files, at most 256, the master first; SYSTEM.MAP; `LOGON.SRV\DOMAIN.INI`;
 * SMS.INI, always under the path `C:\SMS.INI` (NOT_FOUND where drive C: was given and has none); send requests, at most 256, of
 * which only what they say is saved. 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_document_count(const smssite_snapshot *self);
/** Path below the SMS root; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_document_path(const smssite_snapshot *self, size_t document);
/** OK, or why it could not be read or parsed. INVALID out of range. Since: 0.1 */
SMSSITE_API smssite_status smssite_snapshot_document_status(const smssite_snapshot *self, size_t document);
/** The message that goes with the status, "" if OK. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_document_message(const smssite_snapshot *self, size_t document);
/** SHA-256 of the bytes in lower-case hex, "" if they could not be read. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_document_sha256(const smssite_snapshot *self, size_t document);
/** @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_snapshot_document_stat(const smssite_snapshot *self, size_t document,
	struct smssite_tree_stat *stat);
/** The parsed control file, borrowed from the snapshot; NULL if the document is none. Since: 0.1 */
SMSSITE_API smssite_control_file *smssite_snapshot_document_control_file(const smssite_snapshot *self, size_t document);
/** The parsed map, borrowed from the snapshot; NULL if the document is none. Since: 0.1 */
SMSSITE_API smssite_system_map *smssite_snapshot_document_system_map(const smssite_snapshot *self, size_t document);
/** SMS.INI or DOMAIN.INI, borrowed from the snapshot; NULL if the document is none. Since: 0.1 */
SMSSITE_API smssite_sms_ini *smssite_snapshot_document_ini(const smssite_snapshot *self, size_t document);
/** The send request, borrowed from the snapshot; NULL if the document is none. Since: 0.1 */
SMSSITE_API smssite_send_request *smssite_snapshot_document_send_request(const smssite_snapshot *self, size_t document);
/** Control files and send requests beyond the limits, which are only names. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_document_cut(const smssite_snapshot *self);
/** Position of the document at a path, letter case aside; ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_find_document(const smssite_snapshot *self, const char *path);

/** Trace logs that were found, sorted by folded name and then by path. One name can be there more than once: BOOT.LOG in
 * the SMS root and in the drive's, and behind a log what it was renamed to when it was full (`SCHED.LO_`, under the name
 * SCHED.LOG). Where a registry was given and names another place (Tracing, TraceFilename), they are those of that place.
 * 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_log_count(const smssite_snapshot *self);
/** File name as in the catalogue ("SCMAN.LOG"); NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_log_name(const smssite_snapshot *self, size_t log);
/** Where it was found: below the SMS root with `\`, `..\SCMAN.LOG` in the drive's root; of logs saved elsewhere the
 * tree's location and the path in it. NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_log_path(const smssite_snapshot *self, size_t log);
/** OK if it was read to its end; else why not (LIMIT: it is larger than 256 MiB, its tree cannot read at a place, and its records
 * are those of its first 256 MiB). A rule that does not find its record in a log that was not read knows nothing. INVALID out of
 * range. Since: 0.1 */
SMSSITE_API smssite_status smssite_snapshot_log_status(const smssite_snapshot *self, size_t log);
/** @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_snapshot_log_stat(const smssite_snapshot *self, size_t log, struct smssite_tree_stat *stat);
/** Bytes at the front of a log of more than 256 MiB that were not read: its records are those of its last 256 MiB, and have no
 * line numbers. 0 for one that was read whole, and out of range. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_log_skipped(const smssite_snapshot *self, size_t log);
/** Records kept: the first, the last and those of interest, in file order. Of a text that many records have, the first
 * and the latest are kept. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_record_count(const smssite_snapshot *self, size_t log);
/** Text of a kept record in UTF-8 with `~` as found; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_record_text(const smssite_snapshot *self, size_t log, size_t record);
/** Line (from 1); 0 out of range, and where the front of the log was not read. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_record_line(const smssite_snapshot *self, size_t log, size_t record);
/** The server's wall clock; NO_TIME if unknown. Since: 0.1 */
SMSSITE_API int64_t smssite_snapshot_record_time_local_s(const smssite_snapshot *self, size_t log, size_t record);
/** How often a record's time was before that of the record before it. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_log_backward_steps(const smssite_snapshot *self, size_t log);
/** Records of interest that were there but are only counted. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_record_cut(const smssite_snapshot *self, size_t log);
/** Position of the first log of a name, letter case aside; ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_find_log(const smssite_snapshot *self, const char *name);

/** Borrowed; NULL if no list was given. Since: 0.1 */
SMSSITE_API smssite_services *smssite_snapshot_services(const smssite_snapshot *self);
/** "" if there is none. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_services_name(const smssite_snapshot *self);
/** Borrowed; NULL if nothing was given. Since: 0.1 */
SMSSITE_API smssite_parent_word *smssite_snapshot_parent_word(const smssite_snapshot *self);
/** "" if there is none. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_parent_word_name(const smssite_snapshot *self);

/**
 * What is kept of the registries that were given, as a registry that answers like any other; borrowed; NULL if none was
 * given. Kept are the values of HKLM\SOFTWARE\Microsoft\SMS under Identification, Setup, SQL Server, Compression, Tracing,
 * Components, Sites\<code>\Domains and the names of Sites\<code>\Addresses; of HKLM\SYSTEM\CurrentControlSet, which means the
 * set that is current, the keys of SMS' services, the shares of LanmanServer, its AutoShareServer and the computer's name; and the
 * version of Windows NT (HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion, CurrentVersion, and nothing else of that key). Data of more
 * than 4,096 bytes, and under the key of SMS secrets and what is neither text nor number, are replaced by their length, `*78*`.
 * smssite_registry_covers() tells what is absent from what is unknown. Since: 0.1
 */
SMSSITE_API smssite_registry *smssite_snapshot_registry(const smssite_snapshot *self);
/** The services that the registry says are installed (smssite_services_from_registry()); borrowed; NULL where it tells of
 * none. Since: 0.1 */
SMSSITE_API smssite_services *smssite_snapshot_installed(const smssite_snapshot *self);
/** State of a service by name, letter case aside: what the list of services says, and where that leaves open whether it is
 * installed, what the registry says. INSTALLED where only the registry knows it. UNKNOWN for NULL. Since: 0.1 */
SMSSITE_API smssite_service_state smssite_snapshot_service(const smssite_snapshot *self, const char *name);
/** Which of the sources a kept value is from; ::SMSSITE_NO_INDEX for a number that is no value's. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_registry_source(const smssite_snapshot *self, size_t value);
/** The registries that were given, in that order. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_registry_source_count(const smssite_snapshot *self);
/** What evidence calls it; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_registry_source_name(const smssite_snapshot *self, size_t source);
/** OK, or what the first thing that could not be read in it came to; INVALID out of range. Since: 0.1 */
SMSSITE_API smssite_status smssite_snapshot_registry_source_status(const smssite_snapshot *self, size_t source);
/** The message that goes with the status, "" if OK. Since: 0.1 */
SMSSITE_API const char *smssite_snapshot_registry_source_message(const smssite_snapshot *self, size_t source);
/** As smssite_registry_is_dirty(). Since: 0.1 */
SMSSITE_API bool smssite_snapshot_registry_source_is_dirty(const smssite_snapshot *self, size_t source);
/** Keys and values of interest that were there but are only counted. Since: 0.1 */
SMSSITE_API size_t smssite_snapshot_registry_source_cut(const smssite_snapshot *self, size_t source);

#ifdef __cplusplus
}
#endif
#endif
