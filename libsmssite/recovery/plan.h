/* SPDX-License-Identifier: MIT */
/* Inside of a plan. What a plan says follows from its premises alone: a saved plan keeps the premises and, for
 * its readers, the steps; loading makes the steps again and refuses a file whose steps are others. So no file,
 * however made, can have more done than one of the procedures. */
#ifndef SMS_PLAN_H
#define SMS_PLAN_H

#include <smssite/apply.h>
#include "site/box_names.h"
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

/* Words of a command; PREINST, NET, INSTSRV with its account and password need fewer. */
#define SMS_STEP_WORDS 12
/* Trees of one plan: the site server's and one for each logon server, each with a second drive. */
#define SMS_MAX_VOLUMES 160
/* Services that a plan stops or starts, each at its server. */
#define SMS_MAX_SLOTS 256
/* Names that one READ step may find. */
#define SMS_MAX_NAMES 4096

struct sms_reliance;
struct sms_step;
struct sms_waiting;
struct sms_premises;

/* What makes a procedure. Everything a plan of it does follows from its premises through build(); the engine knows no
 * procedure by name. */
struct sms_procedure {
	const char *name;
	/* The SMS root may be gone while it runs. */
	bool rootless;
	/* Premises of its own (premises.own) into the plan's JSON and out of it, as hostile as the rest. NULL: none. */
	smssite_status (*save)(const struct sms_premises *premises, json_t *json);
	smssite_status (*load)(smssite_plan *plan, const json_t *json);
	/* MALFORMED, for premises that no plan of it would have; the common ones are checked already. NULL: none. */
	smssite_status (*valid)(const struct sms_premises *premises);
	/* The steps of every script, and the notes. */
	void (*build)(smssite_plan *plan);
	/* Whether what it relies on holds now: asked before anything is made. NULL: nothing is asked. */
	smssite_status (*check)(struct sms_reliance *check);
	/* How FORWARD, and how another script, came to its end: a record by sms_end(). NULL: the engine's own words. */
	smssite_status (*finish)(smssite_apply *apply, int64_t now_utc_s);
	smssite_status (*finish_back)(smssite_apply *apply, const char *quarantine, int64_t now_utc_s);
	/* Whether undo would come too late, looked at without changing anything; NULL: once the point of no return was
	 * begun. */
	smssite_status (*past)(const smssite_apply *apply, bool *past);
};

extern const struct sms_procedure sms_force_ct2, sms_sendcode_ct2, sms_activate;
/* NULL: no such procedure. */
const struct sms_procedure *sms_procedure_find(const char *name);

/* What a command's postcondition says of the list of services at its server. */
enum sms_expect {
	/* No list can show it: its exit status, what is seen in files, or a person's word. */
	SMS_EXPECT_NOTHING,
	/* The services of the step run. NET START lists them. */
	SMS_EXPECT_RUNNING,
	/* They do not run. */
	SMS_EXPECT_STOPPED,
	/* They are installed, running or not; are not installed. SC QUERY STATE= ALL lists what is installed. */
	SMS_EXPECT_INSTALLED,
	SMS_EXPECT_MISSING,
};

/* What is known of a step's postcondition. */
enum sms_verdict {
	SMS_VERDICT_NONE,
	SMS_VERDICT_YES,
	/* Not, or not yet. */
	SMS_VERDICT_NO,
	/* A service is just starting or stopping. */
	SMS_VERDICT_LATER,
	/* What was reported does not say. */
	SMS_VERDICT_UNCLEAR,
	/* Someone said that it failed. */
	SMS_VERDICT_FAILED,
	SMS_VERDICTS,
};

/* A drive of a server, seen as a tree. The first is the site server's that holds the SMS root and the journal. */
struct sms_volume {
	/* "" where the server's name is not known. drive: "C:", "" for the one that holds the SMS root. */
	const char *server, *drive;
	/* Where the tree was when the plan was made; the SMS root in it. */
	const char *location, *root;
	/* The drive's top is in view, and not the SMS root alone. */
	bool top;
};

/* What the path of a place lies below. */
enum sms_base {
	/* The site-control box of the first volume. */
	SMS_BASE_BOX,
	/* The volume's SMS root; the directory that holds the work folder, which is the drive's top if that is in view. */
	SMS_BASE_ROOT,
	SMS_BASE_TOP,
	/* The plan's own folder on the volume, SMSSITE.WRK/<id>. Its directories are made when they are needed. */
	SMS_BASE_FOLDER,
};

struct sms_place {
	size_t volume;
	enum sms_base base;
	/* Below it, "" for itself. */
	const char *path;
};

/* A file that the plan was made with. */
struct sms_plan_file {
	const char *name;
	int64_t size, mtime_utc_s;
	/* NULL: a directory, or a file that is not opened; its kind is looked at then. */
	const char *sha256;
	bool directory;
	/* Type and date of what is in it, and what must be made again at the parent once it is gone. */
	const char *about, *again;
};

struct sms_premises {
	const struct sms_procedure *procedure;
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
	/* Of the box, to quarantine; .CT2 files that wait. */
	struct sms_plan_file *strays, *replies;
	size_t stray_count, reply_count;
	/* NT services that the site must run. */
	const char **services;
	size_t service_count;
	const char **remarks;
	size_t remark_count;
	/* Trees beside the first; a plan's volume 1 is the first of these. */
	struct sms_volume *volumes;
	size_t volume_count;
	/* The procedure's, in the plan's arena; NULL: none. */
	void *own;
};

/* One step. A maker sets what differs from sms_step_add()'s; what a hook does is written at its type. */
struct sms_step {
	smssite_step_kind kind;
	smssite_reversal reversal;
	const char *title, *actor, *relies_on, *may_lose, *postcondition, *source;

	/* -- files: COPY, MOVE, RENAME, WRITE, READ -- */

	/* Both on one volume. COPY, MOVE and RENAME: file from from/from_name to to/to_name. */
	struct sms_place from, to;
	const char *from_name, *to_name;
	const struct sms_plan_file *file;
	/* Instead of file: every name that this READ step of FORWARD found, each under its own name. */
	size_t names;
	/* WRITE: these bytes become to/to_name; NULL: what make() answers. */
	const char *data;
	size_t size;
	/* WRITE: in the place of the file there, which is the one that this READ step found and which a step before has
	 * copied to the plan's folder; NO_INDEX: never over a name. */
	size_t replaces;
	/* READ run again (after guard), or another step that tells what it found, tried again: what was found before stays, and new
	 * names are added. */
	bool merges;
	/* For a person where the volume's tree was not given: what to do; NULL: the tree is needed. */
	const char *by_hand;

	/* -- COMMAND -- */

	const char *words[SMS_STEP_WORDS];
	size_t word_count;
	enum sms_expect expect;
	const char *const *services;
	size_t service_count;
	/* It only lists, and is its own proof. relied: what it is to show is relied on, so a no ends with CHANGED. */
	bool list, relied;
	/* A list on which one of these is installed says no; in UNDO nothing more goes back then. */
	const char *const *absent;
	size_t absent_count;
	/* With EXPECT_NOTHING: it fails where its postcondition holds already, or a person can bring it about otherwise (relies_on says
	 * how), so a person is asked whether it holds. */
	bool asks_failed;
	/* Set by sms_plan_finish(): which of the plan's services a STOP or START is for; SMS_MAX_SLOTS: none. */
	size_t slot;

	/* -- PERSON -- */

	/* A no is asked again every so many seconds for so long; 0: a no ends with FAILED. Of a list: it is looked at for so
	 * long; 0: five minutes. */
	int64_t patience_s, again_s;
	/* With patience: what may help where it has come to its end. NULL: nothing is known. */
	const char *helps;
	/* A no is as good an answer as a yes, and means this: the steps that ask for it (only_if) are passed over. */
	const char *declined;
	/* COMMAND of FORWARD: passed over if that PERSON step was answered with no, and asked there once more before another
	 * try. NO_INDEX: none. */
	size_t only_if;

	/* -- order -- */

	/* UNDO: the step of FORWARD that it takes back; it is passed over if that was never begun. */
	size_t undoes;
	/* After an interruption the step of this script to go back to, because what it showed may no longer be so. What
	 * lies between must be such that doing it again does no harm. NO_INDEX: none. */
	size_t guard;
	/* It hands the master to SCMAN (force-ct2). */
	bool submits;
	/* WAIT: looks this often, and watches `from`; 0: SMS_LOOK_S, the site-control box. */
	int64_t look_s;

	/* -- hooks; NULL: the kind's own way -- */

	/* Does the whole step. */
	smssite_status (*play)(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, smssite_action **action);
	/* CHECK, and every other step just before it acts: what must still hold. */
	smssite_status (*look)(struct sms_reliance *check);
	/* WAIT: whether it is over. */
	smssite_status (*ready)(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, struct sms_waiting *waiting);
	/* READ: a JSON array of {name, size, modified_utc, sha256, ...}, see sms_read_names(). */
	smssite_status (*read)(smssite_apply *apply, const struct sms_step *step, json_t **found);
	/* WRITE: the bytes, from the premises and what READ steps found, always the same. sms_free()d by the caller. */
	smssite_status (*make)(const smssite_apply *apply, const struct sms_step *step, char **data, size_t *size);
	/* COMMAND with EXPECT_NOTHING: files show that it has worked. */
	smssite_status (*seen)(const smssite_apply *apply, const struct sms_step *step, bool *yes);
	/* COMMAND that asks_failed: how a person brings it about, told with the question. sms_free()d by the caller. */
	smssite_status (*otherwise)(const smssite_apply *apply, const struct sms_step *step, char **text);
	/* COMMAND of another script than FORWARD: there is nothing for it to do. */
	smssite_status (*needless)(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, bool *needless);
	/* PERSON: a site list that came with the answer. A verdict other than YES, NO and UNCLEAR is not answered. */
	smssite_status (*judge)(const smssite_apply *apply, const struct sms_step *step, const smssite_parent_word *word,
		enum sms_verdict *verdict);
	/* PERSON: what the files say before anybody is asked. YES and NO are taken for the answer, NONE is asked. */
	smssite_status (*known)(const smssite_apply *apply, const struct sms_step *step, enum sms_verdict *verdict);
	/* With names: a person is asked for each before it is moved. item is what READ found. sms_free()d by the caller;
	 * NULL for one that is left without a question. */
	smssite_status (*ask_item)(const smssite_apply *apply, const struct sms_step *step, const json_t *item, char **text);
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
/* One service is stopped or started, and no list only looked at. */
bool sms_is_stop_or_start(const struct sms_step *step);
/* What lists the services that an expectation is about. */
void sms_list_words(enum sms_expect expect, const char **words, size_t *count);
/* A NetBIOS name that can be a word of a command line; "" passes. */
#define SMS_MAX_SERVER 15
bool sms_is_server_name(const char *name);

/* The plan as JSON; NULL: no memory. */
json_t *sms_plan_to_json(const smssite_plan *plan);
smssite_status sms_plan_from_json(const json_t *json, smssite_plan **plan);
/* The premises alone, from which the id is made. */
json_t *sms_premises_to_json(const struct sms_premises *premises);

#endif
