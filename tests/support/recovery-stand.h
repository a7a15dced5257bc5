/* SPDX-License-Identifier: MIT */
/* A stand to try recovery on: a secondary site in a tree in memory, a small SCMAN that acts on its box as the
 * articles say, a runner that obeys NET and SENDCODE, and a checker of what must hold at every moment. */
#ifndef RECOVERY_STAND_H
#define RECOVERY_STAND_H

#include "faulty-tree.h"

#include <smssite.h>

#define STAND_BOX "SMS/SITE.SRV/SITECFG.BOX"
#define STAND_START INT64_C(869000000)
#define STAND_STRAYS 3

enum stand_procedure {
	/* SITECTRL.CT0, strays to quarantine. */
	STAND_RENAME,
	/* A .CT2 is there. */
	STAND_RESTART,
	STAND_SENDCODE,
	/* An upgrade that failed (activate-stand.c). */
	STAND_ACTIVATE,
};

struct stand_shape {
	enum stand_procedure procedure;
	/* 0 ... STAND_STRAYS. */
	size_t strays;
	/* The tree is the SMS root, not the drive. */
	bool root_only;
	bool copy;
	/* A real control file as master, and not some bytes. */
	bool real_master;
	/* STAND_ACTIVATE: SCMAN and SMS_EXECUTIVE are installed and run, and hang; the parent begins by itself once the site is
	 * active; just when PREINST comes. */
	bool standing, by_itself, late;
};

/* The upgrade that failed and the one after it. */
struct stand_upgrade {
	/* Installed; which of them run is in stand_scman. */
	bool scman, executive, bootstrap;
	/* The parent lists the site as active; has begun to upgrade it. */
	bool active, begun;
	/* How far it has come. */
	int at;
	/* How often an order to shut down of the old upgrade was obeyed, PREINST took the order, a file was returned. */
	unsigned obeyed, orders, returned;
};

/* SCMAN and the services beside it. */
struct stand_scman {
	bool running, executive, upgrade;
	/* It runs and does nothing. */
	bool hung;
	/* It does nothing about .CT1 files at present. */
	bool lazy;
	/* Refuses 00000000.CT1 with this code. */
	int refuses;
	/* Writes a master itself when it has refused. */
	bool mends;
	/* It removes what it has read before it writes its master: no source says which comes first. */
	bool hasty;
	/* It writes its log at every step. */
	bool logs;
	/* What it is at: 0 nothing, then its steps. */
	int at;
	/* It was told to write a .CT2. */
	bool told;
	/* How often it has acted on the master as 00000000.CT1; on the strays; on code 193. */
	unsigned took_master, took_stray[STAND_STRAYS], codes;
	/* How often a command was obeyed. */
	unsigned stops, starts;
	struct stand_upgrade site;
};

struct stand {
	struct stand_shape shape;
	/* The tree in memory, and what the library gets: the same with an eye on it. */
	smssite_tree *memory, *tree;
	struct faulty_tree *faulty;
	smssite_plan *plan;
	struct stand_scman scman;
	int64_t now;
	/* The runner gives up (its connection breaks) at this RUN, from 1; 0: never. */
	unsigned doubt_at, runs;
	/* What it answers for a list; NULL: what is true. */
	const char *list;
	/* What a person answers. */
	smssite_answer word;
	unsigned asked, waited, told;
	/* The steps of SCMAN that go by between two actions. */
	unsigned pace;
	/* What happens now is SCMAN's or the stand's own doing. */
	bool acting;
	/* The most operations that were not durable at one time. */
	size_t most_pending;
	/* The outcome and text of the last DONE. */
	smssite_outcome outcome;
	char text[2048];
	char journal[512];
};

void stand_open(struct stand *stand, const struct stand_shape *shape);
/* In this empty tree, which it takes over: one on disk, say. It cannot be copied then. */
void stand_open_in(struct stand *stand, const struct stand_shape *shape, smssite_tree *tree);
void stand_close(struct stand *stand);
/* Another one in the same state, over this tree (which it takes over); NULL: over a copy. */
void stand_copy(const struct stand *from, smssite_tree *memory, struct stand *to);
/* The plan anew, for a stand whose tree a test has changed before. */
smssite_plan *stand_plan(const struct stand *stand);
/* A path below the SMS root, as the tree has it. Valid until the next call. */
const char *stand_path(const struct stand *stand, const char *path);
bool stand_has(const struct stand *stand, const char *path);
void stand_put(struct stand *stand, const char *path, const char *text);
void stand_remove(struct stand *stand, const char *path);
/* In the plan's folder. */
const char *stand_work(const struct stand *stand, const char *path);

/* The server has lost its power and has it again. */
void stand_power(struct stand *stand);
/* SCMAN does so many steps. */
void stand_act(struct stand *stand, unsigned steps);
smssite_status stand_begin(struct stand *stand, smssite_apply **apply);
/* One action: handed out and answered. */
smssite_status stand_turn(struct stand *stand, smssite_apply *apply);
/* Plays the loop to its end: runs, waits, answers. The status of the first failing call. */
smssite_status stand_play(struct stand *stand, smssite_apply *apply);
/* begin and play; resume and play; undo and play. */
smssite_status stand_apply(struct stand *stand);
smssite_status stand_resume(struct stand *stand);
smssite_status stand_undo(struct stand *stand);
/* Aborts with a message when something is lost, was done twice, or was put where it must not be. */
void stand_check(const struct stand *stand, const char *when);
/* Also when nothing is under way any more: SCMAN runs, nothing waits for ever. */
void stand_check_end(const struct stand *stand, const char *when);

/* -- activate-stand.c: the same of STAND_ACTIVATE, called by the ones above -------------------------------- */

__attribute__((format(printf, 2, 3), noreturn)) void stand_die(const struct stand *stand, const char *format, ...);
bool stand_holds(const struct stand *stand, const char *path, const char *bytes, size_t size);
/* The master's bytes; free() them. */
void stand_master(const struct stand *stand, char **data, size_t *size);
/* A file of the plan's with these bytes. */
struct sms_plan_file;
void stand_set_file(smssite_plan *plan, struct sms_plan_file *file, const char *name, const char *data, size_t size);
void activate_open(struct stand *stand);
void activate_premises(const struct stand *stand, smssite_plan *plan);
void activate_power(struct stand *stand);
void activate_act(struct stand *stand);
void activate_tell_services(const struct stand *stand, char *output, size_t size);
int64_t activate_obey(struct stand *stand, const smssite_action *action);
smssite_answer activate_look(struct stand *stand, const smssite_action *action);
/* Before the library puts anything into this place. */
void activate_look_at_target(const struct stand *stand, const char *target);
void activate_check(const struct stand *stand, const char *when);
void activate_check_end(const struct stand *stand, const char *when);

#endif
