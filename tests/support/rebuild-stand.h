/* SPDX-License-Identifier: MIT */
/* A stand to try the rebuild of a site on: two servers and drive C: in trees in memory, a person and a runner who do what they
 * are asked for, a site that comes back when it is created again, clients who take an id wherever a share leads to one,
 * and a checker of what must hold. */
#ifndef REBUILD_STAND_H
#define REBUILD_STAND_H

#include "faulty-tree.h"

/* The site server's drive D:, the logon server's drive C:, the site server's drive C:. */
#define REBUILD_TREES 3
#define REBUILD_SERVERS 2
#define REBUILD_RANGES 16
#define REBUILD_IDS 64
#define REBUILD_ANY UINT32_MAX

/* What is there before the plan is made. */
struct rebuild_shape {
	/* The .UID files of each server: "Q7Z00001 Q7Z00003"; in lower case they are so on the disk. */
	const char *uid[REBUILD_SERVERS];
	/* Of the logon server EDGE8. */
	smssite_server_kind kind;
	/* Its tree is not given to the plan; that of drive C: is not. */
	bool out_of_view, no_boot;
	/* With out_of_view: the record was made when it was in view. */
	bool recorded;
	/* Next SMS Unique ID; SMS.INI, NULL: without a saved range. */
	const char *next, *ini;
	/* The new site begins with range 00, whatever SMS.INI says. */
	bool forgetful;
};

extern const struct rebuild_shape rebuild_plain;

/* The world outside the trees; what a process that dies leaves behind. */
struct rebuild_world {
	/* SCMAN and SMS_EXECUTIVE of the site server; their start by hand. */
	bool scman, executive, manual;
	/* SMS_SHR at each server; the site at the parent; Next SMS Unique ID, 0 without registry. */
	bool shared[REBUILD_SERVERS], listed;
	uint64_t next;
	/* The key of SMS at each server; it was there before the plan. */
	bool key[REBUILD_SERVERS], had_key[REBUILD_SERVERS];
	unsigned creations;
	/* How many clients have got an id. */
	unsigned char given[REBUILD_RANGES][REBUILD_IDS];
};

struct rebuild_stand {
	smssite_tree *memory[REBUILD_TREES], *tree[REBUILD_TREES];
	struct faulty_tree *faulty[REBUILD_TREES];
	smssite_plan *plan;
	struct rebuild_world world;
	int64_t now;
	/* Called with each action before it is answered. */
	void (*meddle)(struct rebuild_stand *stand, const smssite_action *action);
	/* A question with this in it is answered with no. The new site gives no .UID file away. */
	const char *no;
	bool no_uid;
	/* One with this in it is answered with yes, and nothing was done. */
	const char *lie;
	/* Windows NT 3.5x: REGEDIT is not there, and people bring its files from elsewhere. */
	bool no_regedit;
	/* REGEDIT says that it has put a file into the registry, and has not. */
	bool no_import;
	/* The logon server's tree is not given. */
	bool alone;
	bool forgetful;
	/* That a server is to have at the end; REBUILD_ANY: any that nobody else has. */
	uint32_t range[REBUILD_SERVERS];
	/* A client comes before every so many operations on a tree; 0: none but between actions. */
	unsigned hurry;
	/* Operations so far on all trees; those that write. Behind operation stop_after the process is dead; number fail_at fails, and
	 * with fail_on all that follow. */
	size_t count, writes, stop_after, fail_at;
	bool stops, counts_writes, fail_on, acting;
	smssite_status fail_status;
	smssite_outcome outcome;
	char *text, *journal;
};

void rebuild_open(struct rebuild_stand *stand);
void rebuild_open_as(struct rebuild_stand *stand, const struct rebuild_shape *shape);
void rebuild_close(struct rebuild_stand *stand);
/* In the same state; memory: trees it takes over, or NULL for copies. */
void rebuild_copy(const struct rebuild_stand *from, smssite_tree *const *memory, struct rebuild_stand *to);
/* A client comes to each server that has a share and a .UID file. */
void rebuild_clients(struct rebuild_stand *stand);
/* SMS.INI of the site server becomes this. */
void rebuild_set_ini(struct rebuild_stand *stand, const char *text);
/* The power is back: what starts by itself runs. */
void rebuild_start(struct rebuild_stand *stand);
smssite_status rebuild_begin(struct rebuild_stand *stand, smssite_apply **apply);
/* Hands out one action and answers it. */
smssite_status rebuild_turn(struct rebuild_stand *stand, smssite_apply *apply);
smssite_status rebuild_apply(struct rebuild_stand *stand);
smssite_status rebuild_resume(struct rebuild_stand *stand);
smssite_status rebuild_undo(struct rebuild_stand *stand);
/* Whether an id lies in one of the spans that a text lists. */
bool rebuild_is_suspect(const char *text, uint32_t range, uint32_t counter);
/* Aborts with a message where something is lost; at the end also where an id was given twice that is no suspect, or the site is
 * not whole. */
void rebuild_check(const struct rebuild_stand *stand, const char *when);
void rebuild_check_end(const struct rebuild_stand *stand, const char *when);

#endif
