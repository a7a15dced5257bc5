/* SPDX-License-Identifier: MIT */
/**
 * @file smssite.h
 * Secondary sites of Systems Management Server 1.0-1.2: see what is there, say why a site hangs, plan and
 * carry out one of the documented repairs.
 *
 * Data flows one way: sources -> observe -> snapshot -> case -> findings -> plan -> apply -> observe again.
 *
 * Conventions that hold for every call:
 * - A call that can fail returns ::smssite_status; results come through the last parameters and are untouched
 *   (or set to NULL / 0 where the call says so) after a failure. The detail of the last failure on this
 *   thread is smssite_error_message().
 * - A NULL handle never crashes: fallible calls answer ::SMSSITE_INVALID, the others the neutral value they
 *   document. Every enum that comes in is range-checked.
 * - `_new`, `_open`, `_parse`, `_load` hand out an object that the caller gives back once with the object's
 *   `_free`, which takes NULL. A child keeps its parent alive by itself.
 * - A `const char *` that is returned is UTF-8, belongs to the object and lives as long as it. A `char **text`
 *   result belongs to the caller, who gives it back with smssite_free().
 * - Times are int64_t seconds. `_utc_s` counts from 1970-01-01 00:00:00 UTC. `_local_s` counts the same way
 *   from 1970-01-01 00:00:00 on the server's own wall clock, whose distance from UTC is unknown; the two kinds
 *   are never compared. ::SMSSITE_NO_TIME means unknown.
 * - Objects that are immutable (control files, service lists, words, snapshots, findings, plans) may be used
 *   by many threads at once. Other objects belong to one thread at a time.
 * - Unknown is a value of its own. It is never reported as healthy.
 */
#ifndef SMSSITE_H
#define SMSSITE_H

#include <smssite/base.h>
#include <smssite/smsid.h>
#include <smssite/sms_ini.h>
#include <smssite/system_map.h>
#include <smssite/send_request.h>
#include <smssite/tree.h>
#include <smssite/control_file.h>
#include <smssite/trace_log.h>
#include <smssite/trace_record.h>
#include <smssite/command.h>
#include <smssite/services.h>
#include <smssite/parent_word.h>
#include <smssite/registry.h>
#include <smssite/registry_edit.h>
#include <smssite/layout.h>
#include <smssite/meaning.h>
#include <smssite/snapshot.h>
#include <smssite/profile.h>
#include <smssite/box.h>
#include <smssite/case.h>
#include <smssite/uid_store.h>
#include <smssite/id_map.h>
#include <smssite/rule.h>
#include <smssite/findings.h>
#include <smssite/trail.h>
#include <smssite/advice.h>
#include <smssite/rebuild_record.h>
#include <smssite/plan.h>
#include <smssite/apply.h>

#endif
