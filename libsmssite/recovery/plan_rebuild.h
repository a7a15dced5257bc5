/* SPDX-License-Identifier: MIT */
/* The third procedure of KB Q183347, "Rebuilding the Secondary Site". */
#ifndef SMS_PLAN_REBUILD_H
#define SMS_PLAN_REBUILD_H

#include "recovery/plan.h"
#include "recovery/plan_case.h"

#include <smssite/rebuild_record.h>

#define SMS_UID_PATH "LOGON.SRV/SMSID"
/* Servers of one plan: one volume for each, and drive C: of the first. */
#define SMS_MAX_REBUILD_SERVERS 128u
/* What a creation needs and only people can tell; there is not more to ask. */
#define SMS_MAX_NEEDS 16

/* What the evidence says of a server's key HKLM\SOFTWARE\Microsoft\SMS. */
enum sms_registry_key {
	SMS_REGISTRY_UNKNOWN,
	/* It is not there, as where Windows NT was installed anew. */
	SMS_REGISTRY_GONE,
	/* It is there, and does not say of which site. */
	SMS_REGISTRY_THERE,
	/* It is there, and Identification says that it is this site's. */
	SMS_REGISTRY_OURS,
	SMS_REGISTRY_KEYS,
};

struct sms_rebuild_share {
	const char *name, *path, *comment;
};

struct sms_rebuild_server {
	/* directory: the SMS root as typed at the server; uid: the recorded name, "" if it is lost. */
	const char *name, *domain, *directory, *uid;
	/* The highest id of uid's range that was seen in use; "" for none. */
	const char *used;
	smssite_server_kind kind;
	enum sms_registry_key key;
	/* NO_INDEX: no tree was given, and nothing is done there by the library. */
	size_t volume;
	const char **services;
	size_t service_count;
	/* Those that are deleted. */
	struct sms_rebuild_share *shares;
	size_t share_count;
	/* They are from its registry, comments included, and not what such a server has by the guide. */
	bool shares_seen;
};

/* What a plan to rebuild follows from besides the common premises; in the plan's arena. */
struct sms_rebuild {
	const char *next_range, *parent_server, *site_name, *domain, *directory;
	/* The masked master, each byte as the character of its number; "" if it is lost. */
	const char *master;
	/* Drive C: of the site server; NO_INDEX: SMS.INI is edited by hand. */
	size_t boot_volume;
	/* The parent does not list the site any more; only SNA leads from it to the site, so SMS Setup has to come first. */
	bool forgotten, local_setup;
	/* What people are to see before the first change, in words. */
	const char **needs;
	size_t need_count;
	/* The site server first. */
	struct sms_rebuild_server *servers;
	size_t server_count;
	/* What goes with the trees, in words. */
	const char **lost;
	size_t lost_count;
};

extern const struct sms_procedure sms_rebuild;

smssite_status sms_rebuild_save(const struct sms_premises *premises, json_t *json);
smssite_status sms_rebuild_load(smssite_plan *plan, const json_t *json);
smssite_status sms_rebuild_valid(const struct sms_premises *premises);
void sms_rebuild_build(smssite_plan *plan);
smssite_status sms_rebuild_check(struct sms_reliance *check);
smssite_status sms_rebuild_finish(smssite_apply *apply, int64_t now_utc_s);

/* Refuses a server of another site, or one of which nothing shows whose it is, with the evidence (rebuild_owner.c). */
void sms_rebuild_check_owner(struct sms_planning *planning, const smssite_rebuild_record *record, size_t number,
	const smssite_snapshot *snapshot);

/* Refuses a record that what is seen now has left behind; raises the next range (check_record.c). What smssite_rebuild_record_new()
 * answers other than REFUSED and UNDECIDED. */
smssite_status sms_rebuild_check_record(struct sms_planning *planning, const smssite_rebuild_record *record, struct sms_rebuild *own);

/* Adds to own->lost what goes with the tree of a server, a line of each kind at most (rebuild_lost.c). */
#define SMS_REBUILD_LOST 12u
void sms_rebuild_list_lost(struct sms_planning *planning, struct sms_rebuild *own, size_t number, const smssite_snapshot *snapshot);

/* Refuses what would keep the site from being created again, with the evidence, and fills in needs and local_setup
 * (check_rebuild.c). */
smssite_status sms_rebuild_check_creation(struct sms_planning *planning, const smssite_rebuild_record *record,
	struct sms_rebuild *own);
/* The steps with which people see to the rest. */
void sms_rebuild_ask_creation(smssite_plan *plan);

/* -- plan_rebuild_registry.c: steps at the registries ------------------------------------------------------ */

/* Before the first change; behind the stops; behind the trees; when the new site is there; first in UNDO. */
void sms_rebuild_add_saves(smssite_plan *plan);
void sms_rebuild_add_start_type(smssite_plan *plan);
void sms_rebuild_add_removals(smssite_plan *plan);
void sms_rebuild_add_next_range(smssite_plan *plan);
/* The value is read once more; answers the step to go back to where it is to be corrected. */
size_t sms_rebuild_add_next_proof(smssite_plan *plan);
void sms_rebuild_add_keys_back(smssite_plan *plan);

/* -- rebuild_registry.c: what exports show ---------------------------------------------------------------- */

/* READ: the export of a key of SMS, made durable, "next" beside "name" where it has the value; without the value; of what its
 * look has seen all of. Nothing where there is no key. */
smssite_status sms_rebuild_read_registry(smssite_apply *apply, const struct sms_step *step, json_t **found);
smssite_status sms_rebuild_read_saved(smssite_apply *apply, const struct sms_step *step, json_t **found);
smssite_status sms_rebuild_read_seen(smssite_apply *apply, const struct sms_step *step, json_t **found);
/* Just before: the export is whole and the site's; has Next SMS Unique ID too; shows that the key is gone; that SCMAN starts by
 * hand. */
smssite_status sms_rebuild_look_saved(struct sms_reliance *check);
smssite_status sms_rebuild_look_next(struct sms_reliance *check);
smssite_status sms_rebuild_look_removed(struct sms_reliance *check);
smssite_status sms_rebuild_look_manual(struct sms_reliance *check);
/* COMMAND: the file is there, whole. */
smssite_status sms_rebuild_is_exported(const smssite_apply *apply, const struct sms_step *step, bool *yes);
/* WRITE */
smssite_status sms_rebuild_make_reg(const smssite_apply *apply, const struct sms_step *step, char **data, size_t *size);
/* The same by hand. */
smssite_status sms_rebuild_say_next(const smssite_apply *apply, const struct sms_step *step, char **text);
/* COMMAND, PERSON: passed over where a person has said that there is no key. */
smssite_status sms_rebuild_play_if_key(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, smssite_action **action);
/* UNDO: no key was saved that could be gone now; the whole step of a PERSON or a CHECK, passed over then. */
smssite_status sms_rebuild_is_key_needless(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, bool *needless);
smssite_status sms_rebuild_play_key_back(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, smssite_action **action);

/* -- rebuild_ids.c: names and ranges while it runs ------------------------------------------------------- */

/* READ: names of .UID files, "uid" beside "name" where it is an id of the site. */
smssite_status sms_rebuild_read_uid(smssite_apply *apply, const struct sms_step *step, json_t **found);
/* READ: SMS.INI with its bytes. */
smssite_status sms_rebuild_read_ini(smssite_apply *apply, const struct sms_step *step, json_t **found);
/* WRITE */
smssite_status sms_rebuild_make_ini(const smssite_apply *apply, const struct sms_step *step, char **data, size_t *size);
/* RENAME of whatever a server's .UID file is called then. */
smssite_status sms_rebuild_play_uid(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, smssite_action **action);
/* What must hold at the end (rebuild_map.c). */
smssite_status sms_rebuild_look_ids(struct sms_reliance *check);
/* The recreated site is there, with a .UID file. */
smssite_status sms_rebuild_ready_uid(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	struct sms_waiting *waiting);
/* The SMS root is not there. */
smssite_status sms_rebuild_look_gone(struct sms_reliance *check);
/* PERSON who writes SMS.INI: with the value, by what has been read until then. */
smssite_status sms_rebuild_play_ini(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, smssite_action **action);
/* PERSON with what differs between the old master and the new. */
smssite_status sms_rebuild_play_compare(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
/* Site lists of the parent: the site is gone; it is active. */
smssite_status sms_rebuild_judge_gone(const smssite_apply *apply, const struct sms_step *step, const smssite_parent_word *word,
	enum sms_verdict *verdict);
smssite_status sms_rebuild_judge_active(const smssite_apply *apply, const struct sms_step *step, const smssite_parent_word *word,
	enum sms_verdict *verdict);

/* -- compare_masters.c ------------------------------------------------------------------------------------ */

/* What the old master has and the new has not, or otherwise, one line each with its end; "" for nothing. sms_free().
 * NULL: no memory. */
char *sms_compare_masters(const smssite_control_file *old, const smssite_control_file *fresh);

#endif
