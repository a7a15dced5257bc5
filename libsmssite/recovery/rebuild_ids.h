/* SPDX-License-Identifier: MIT */
/* What a rebuild in progress knows of ids: the record, and what its READ steps found. */
#ifndef SMS_REBUILD_IDS_H
#define SMS_REBUILD_IDS_H

#include "recovery/inside.h"
#include "recovery/plan_rebuild.h"

#include <smssite/id_map.h>

/* Ranges of one server that are told apart: it has one, and gets another when it comes to Y00. */
#define SMS_REBUILD_SPANS 4u

/* Of each range the lowest and the highest name that a .UID file was seen to have. */
struct sms_rebuild_seen {
	struct {
		uint64_t lowest, highest;
	} span[SMS_REBUILD_SPANS];
	size_t count;
};

/* The server whose SMS root is in a volume; NULL: none. */
const struct sms_rebuild_server *sms_rebuild_server_of(const smssite_apply *apply, size_t volume);
/* "Q7Z01005.UID" of the plan's site. */
bool sms_rebuild_id_of_name(const smssite_apply *apply, const char *name, uint64_t *id);
/* The names of a server's .UID file: the recorded one and those that were seen before the site was created again; or those
 * since. */
void sms_rebuild_look_back(const smssite_apply *apply, const struct sms_rebuild_server *server, bool fresh,
	struct sms_rebuild_seen *seen);
/* All that is known of ids, finished; files: and what the .UID files are called now. What smssite_id_map_... and reading
 * the directories answer. */
smssite_status sms_rebuild_map(const smssite_apply *apply, bool files, smssite_id_map **map);
/* What its .UID file is to be called: never below a name seen, nor at an id seen in use. REFUSED, with why: it keeps what it
 * gets. */
smssite_status sms_rebuild_target(const smssite_apply *apply, const struct sms_rebuild_server *server, uint64_t *target);
/* The next range: above everything that is known. LIMIT: there is none left. UNDECIDED: a person must say. */
smssite_status sms_rebuild_next(const smssite_apply *apply, uint64_t *next);

#endif
