/* SPDX-License-Identifier: MIT */
/* What a rebuild in progress knows of ids: the record, and what its READ steps found. */
#ifndef SMS_REBUILD_IDS_H
#define SMS_REBUILD_IDS_H

#include "recovery/inside.h"
#include "recovery/plan_rebuild.h"

#include "site/id_map.h"

/* Of each range the lowest and the highest name that a .UID file was seen to have; SMS_NO_ID: none. */
struct sms_rebuild_seen {
	struct {
		uint64_t lowest, highest;
	} range[SMSSITE_RANGES];
	/* The highest of all. */
	uint64_t highest;
};

/* How much of what READ steps found counts. */
struct sms_rebuild_view {
	/* Of steps before this one. */
	size_t until;
	/* And what the .UID files are called now. */
	bool files;
	/* And a next range that has just been read, from where; NULL: none. */
	const char *next, *path;
};

/* -- rebuild_map.c ---------------------------------------------------------------------------------- */

/* The server whose SMS root is in a volume; NULL: none. */
const struct sms_rebuild_server *sms_rebuild_server_of(const smssite_apply *apply, size_t volume);
/* "Q7Z01005.UID" of the plan's site. */
bool sms_rebuild_id_of_name(const smssite_apply *apply, const char *name, uint64_t *id);
/* The step at which the site is there again: names that steps behind it tell are the new site's. */
size_t sms_rebuild_return(const smssite_apply *apply);
/* The names of a server's .UID file: the recorded one and those that were seen before the site was created again; or those
 * since, up to a step. */
void sms_rebuild_look_back(const smssite_apply *apply, const struct sms_rebuild_server *server, bool fresh, size_t until,
	struct sms_rebuild_seen *seen);
/* All that is known of ids, finished. What smssite_id_map_... and reading the directories answer. */
smssite_status sms_rebuild_map(const smssite_apply *apply, const struct sms_rebuild_view *view, smssite_id_map **map);
/* Next SMS Unique ID as the last export of the registry has it, "" for none. */
const char *sms_rebuild_last_next(const smssite_apply *apply);

/* -- rebuild_ranges.c ------------------------------------------------------------------------------- */

enum sms_rebuild_choice {
	/* The plan does not see it. */
	SMS_REBUILD_LEFT,
	/* Its old range, from the first id that was not given. */
	SMS_REBUILD_OWN,
	/* That which the new site gave it, out of what was free. */
	SMS_REBUILD_FRESH,
	/* One of its own that nobody ever had. */
	SMS_REBUILD_NEW,
};

/* Who is to have which range; where it is decided, it stays. */
struct sms_rebuild_ranges {
	/* As the plan's servers. */
	struct {
		enum sms_rebuild_choice choice;
		/* What its .UID file is to be called at least. */
		uint64_t id;
		/* Why it does not get its old one back. */
		char why[160];
	} server[SMS_MAX_REBUILD_SERVERS];
	/* What Next SMS Unique ID is to be. */
	uint64_t next;
};

/* LIMIT: there are not enough ranges. UNDECIDED: a person must say which is free. */
smssite_status sms_rebuild_decide(const smssite_apply *apply, struct sms_rebuild_ranges *ranges);
/* For SMS.INI, before the site is created again. As above. next: what SMS.INI says already, NULL for nothing. */
smssite_status sms_rebuild_saved_next(const smssite_apply *apply, const char *next, uint64_t *first);
/* For the registry of the new site: sms_rebuild_decide()'s. */
smssite_status sms_rebuild_next(const smssite_apply *apply, uint64_t *next);

#endif
