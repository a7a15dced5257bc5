/* SPDX-License-Identifier: MIT */
/* What a rebuild in progress knows of ids: the record, and what its READ steps found. */
#ifndef SMS_REBUILD_IDS_H
#define SMS_REBUILD_IDS_H

#include "recovery/inside.h"
#include "recovery/plan_rebuild.h"

/* The server whose SMS root is in a volume; NULL: none. */
const struct sms_rebuild_server *sms_rebuild_server_of(const smssite_apply *apply, size_t volume);
/* The names of a server's .UID file that were seen before the site was created again, and since: the lowest and the
 * highest. false: none was. */
bool sms_rebuild_seen(const smssite_apply *apply, const struct sms_rebuild_server *server, bool fresh, uint64_t *lowest,
	uint64_t *highest);
/* What its .UID file is to be called: never below a name seen, nor at an id seen in use. false: nothing says, or the range is
 * used up; it keeps what it gets. */
bool sms_rebuild_target(const smssite_apply *apply, const struct sms_rebuild_server *server, uint64_t *target);
/* The next range: above everything that is known. LIMIT: there is none left. */
smssite_status sms_rebuild_next(const smssite_apply *apply, uint64_t *next);

#endif
