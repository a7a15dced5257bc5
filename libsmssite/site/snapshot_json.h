/* SPDX-License-Identifier: MIT */
/* The words in which a snapshot is saved. Format 1:
 *
 *	{ "smssite": "snapshot", "format": 1, "view": "DRIVE", "location", "root", "copy": false,
 *	  "taken_utc_s", "newest_utc_s", "free_bytes",
 *	  "directories": [ { "path", "presence": "PRESENT", "message", "cut", "entries": [ { "name", STAT } ]
 *} ], "documents": [ { "path", "status": "SMSSITE_OK", "message", "sha256", STAT, "masked" or "map" or "ini"
 *	  or "request": { "destination", "job", "id", "outbox", "package_file", "instruction_file", "status", "priority", "action",
 *	  "records": [ { "type", "size" } ] } } ], "documents_cut", "logs": [ {
 *"name", "path" or "file", "status", STAT, "backward_steps", "skipped", "cut", "records": [ { "line", "time_local_s",
 *"text" } ] } ], "services": { "name", "form", "missing", "list": [ { "name", "state", "line" } ] },
 *	  "parent_word": { "name", "form", "sites": [ { "code", "status", "detail", "flags", "line" } ] },
 *	  "registry": { "sources": [ { "name", "status", "message", "dirty", "cut" } ],
 *	    "keys": [ { "path", "there", "covers", "source", "values": [ { "name", "type", "line",
 *	      "text" or "number" or "data" (hexadecimal) } ] } ] } }
 *
 * STAT is "kind", "size", "mtime_utc_s", "identity" (hexadecimal text). What is empty, 0 or unknown is left
 *out. Names are escaped (sms_name_escape()), paths have `/`, "masked" is the control file without its
 *secrets, each byte as the character of its number. Whatever can be derived (layout, site code, the box) is
 *derived again. */
#ifndef SMS_SNAPSHOT_JSON_H
#define SMS_SNAPSHOT_JSON_H

#include <stddef.h>

static const char *const sms_view_words[] = { "AUTO", "DRIVE", "ROOT", "LOGON", "RECEIVE" };
static const char *const sms_presence_words[] = { "NOT_IN_VIEW", "PRESENT", "MISSING", "UNREADABLE" };
static const char *const sms_kind_words[] = { "file", "directory", "link", "other" };
static const char *const sms_services_form_words[] = { "LINES", "NET_START", "SC_QUERY", "SCLIST" };
static const char *const sms_word_form_words[] = { "SITE_LIST", "HMAN_LOG", "PHRASE" };

#endif
