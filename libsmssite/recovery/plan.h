/* SPDX-License-Identifier: MIT */
/* Inside of a plan. What a plan says follows from its premises alone: a saved plan keeps the premises and, for
 * its readers, the steps; loading makes the steps again and refuses a file whose steps are others. So no file,
 * however made, can have more done than one of the procedures. */
#ifndef SMS_PLAN_H
#define SMS_PLAN_H

#include <smssite/plan.h>
#include "base/arena.h"

#include <jansson.h>
#include <stdatomic.h>

/* Below the SMS root. */
#define SMS_BOX_PATH "SITE.SRV/SITECFG.BOX"
#define SMS_MASTER "SITECTRL.CT0"
#define SMS_SUBMITTED "00000000.CT1"
/* The library's own folder and what is in it. No name there has an extension that a service looks for; files in
 * backup and quarantine keep their names, and no service reads those folders. */
#define SMS_WORK "SMSSITE.WRK"
#define SMS_LOCK "LOCK"
#define SMS_JOURNAL "JOURNAL"
#define SMS_BACKUP "BACKUP"
#define SMS_QUARANTINE "QUARANTIN"
#define SMS_PLAN_ID_SIZE 12
#define SMS_MAX_REMARKS 32

enum sms_procedure {
	SMS_FORCE_CT2,
	SMS_SENDCODE_CT2,
};

/* What a command's postcondition says of the list that NET START prints. */
enum sms_expect {
	/* No list can show it. */
	SMS_EXPECT_NOTHING,
	/* The services of the step run. */
	SMS_EXPECT_RUNNING,
	/* The services of the step do not run. */
	SMS_EXPECT_STOPPED,
};

enum sms_wait {
	/* For a .CT2 in the box. */
	SMS_WAIT_REPLY,
	/* For every .CT2 to have left the box. */
	SMS_WAIT_LEFT,
};

/* Where the paths of a step lie. */
enum sms_place {
	SMS_PLACE_BOX,
	SMS_PLACE_BACKUP,
	SMS_PLACE_QUARANTINE,
};

/* A file in the box that the plan was made with. */
struct sms_plan_file {
	const char *name;
	int64_t size, mtime_utc_s;
	const char *sha256;
	/* Type and date of what is in it, and what must be made again at the parent once it is gone. */
	const char *about, *again;
};

struct sms_premises {
	enum sms_procedure procedure;
	const char *site_code, *parent_code, *server, *location, *root;
	/* Whether the drive that holds the root is in view. */
	bool drive;
	bool copy;
	int64_t seen_utc_s;
	int accept_reject;
	/* Service Response polling interval. */
	int64_t polling_s;
	/* name is NULL where the procedure does not touch the master and there is none. */
	struct sms_plan_file master;
	/* To quarantine; .CT2 files that wait. */
	struct sms_plan_file *strays, *replies;
	size_t stray_count, reply_count;
	/* NT services that the site must run. */
	const char **services;
	size_t service_count;
	const char **remarks;
	size_t remark_count;
};

struct sms_step {
	smssite_step_kind kind;
	smssite_reversal reversal;
	const char *title, *actor, *relies_on, *may_lose, *postcondition, *source;
	/* COPY, MOVE, RENAME: the same name in another place, or another name in the same. */
	const struct sms_plan_file *file;
	enum sms_place from, to;
	const char *from_name, *to_name;
	/* COMMAND. A command that only lists is its own proof. */
	const char *words[4];
	size_t word_count;
	enum sms_expect expect;
	const char *const *services;
	size_t service_count;
	/* WAIT */
	enum sms_wait wait;
};

/* The three things that can be done with a plan; each is a list of steps that follows from the premises. */
enum sms_script {
	SMS_FORWARD,
	/* SCMAN refused 00000000.CT1: the backup becomes the master again. */
	SMS_REJECTED,
	SMS_UNDO,
	SMS_SCRIPTS,
};

struct sms_steps {
	struct sms_step *step;
	size_t count, capacity;
};

struct smssite_plan {
	struct sms_arena arena;
	atomic_size_t references;
	/* Memory ran out while it was made. */
	bool failed;
	char id[SMS_PLAN_ID_SIZE + 1];
	struct sms_premises premises;
	struct sms_steps scripts[SMS_SCRIPTS];
	struct sms_step nowhere;
	const char **notes;
	size_t note_count, note_capacity;
	/* A step of FORWARD, or SMSSITE_NO_INDEX. */
	size_t point_of_no_return;
};

/* An empty plan; its texts go into its arena. NULL: no memory. */
smssite_plan *sms_plan_new(void);
/* Texts and arrays of the plan's; "" or NULL, and failed set, when memory is short. */
const char *sms_plan_keep(smssite_plan *plan, const char *text);
__attribute__((format(printf, 2, 3))) const char *sms_plan_say(smssite_plan *plan, const char *format, ...);
void *sms_plan_array(smssite_plan *plan, size_t count, size_t size);
void sms_plan_add_note(smssite_plan *plan, const char *note);
/* Makes id, steps and notes from the premises. OK, NO_MEMORY, LIMIT. */
smssite_status sms_plan_finish(smssite_plan *plan);
void sms_plan_build(smssite_plan *plan);
/* A NetBIOS name that can be a word of a command line; "" passes. */
#define SMS_MAX_SERVER 15
bool sms_is_server_name(const char *name);
/* *.CT? */
bool sms_is_ct_name(const char *name);
/* 710 ... 718 for 00000000.710 ... 00000000.718, which SCMAN makes of a 00000000.CT1 it refuses (KB Q121683);
 * 0 for other names. */
int sms_refused_code(const char *name);

/* The plan as JSON; NULL: no memory. */
json_t *sms_plan_to_json(const smssite_plan *plan);
smssite_status sms_plan_from_json(const json_t *json, smssite_plan **plan);
/* The premises alone, from which the id is made. */
json_t *sms_premises_to_json(const struct sms_premises *premises);

#endif
