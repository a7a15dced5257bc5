/* SPDX-License-Identifier: MIT */
#include "recovery-stand.h"
#include "control-files.h"
#include "base/alloc.h"
#include "recovery/inside.h"
#include "tree/memory.h"
#include "tree/tree.h"

#include <sha2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Larger than a sector, so that a copy can be torn. */
#define MASTER_SIZE 700

static const char *const strays[STAND_STRAYS] = { "00000003.CT1", "SITECTRL.CT3", "00000000.714" };
/* The last two are what activate moves. */
static const char *const foreign[][2] = {
	{ "SITE.SRV/SCHEDULE.BOX/00000042.JOB", "somebody's job" },
	{ "LOGON.SRV/SMSID/DPW00000.UID", "" },
	{ "SITE.SRV/SITECFG.BOX/NOTES.TXT", "not ours" },
	{ "SITE.SRV/DESPOOLR.BOX/RECEIVE/30008DPW.INS", "an instruction" },
};

static size_t foreign_count(const struct stand_shape *shape)
{
	return shape->procedure == STAND_ACTIVATE ? 2 : sizeof(foreign) / sizeof(*foreign);
}

void stand_die(const struct stand *stand, const char *format, ...)
{
	va_list arguments;
	const char *line;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n  last outcome %s: %s\n  last message: %s\n", smssite_outcome_name(stand->outcome), stand->text,
		smssite_error_message());
	line = stand->faulty ? stand->faulty->record : "";
	if (strlen(line) > 3000)
		line += strlen(line) - 3000;
	fprintf(stderr, "%s", line);
	abort();
}

static void must(const struct stand *stand, smssite_status status, const char *what)
{
	if (status)
		stand_die(stand, "%s: %s", what, smssite_status_name(status));
}

void stand_master(const struct stand *stand, char **data, size_t *size)
{
	if (stand->shape.real_master) {
		*data = control_file_make(&control_file_secondary, size);
		return;
	}
	*data = malloc(MASTER_SIZE);
	if (!*data)
		abort();
	for (size_t i = 0; i < MASTER_SIZE; i++)
		(*data)[i] = "SITE CONTROL\r\n"[i % 14];
	*size = MASTER_SIZE;
}

static const char *stray_bytes(size_t stray)
{
	static const char *const bytes[STAND_STRAYS] = { "first stray", "second stray", "third stray" };

	return bytes[stray];
}

/* -- the tree ------------------------------------------------------------------------------------- */

const char *stand_path(const struct stand *stand, const char *path)
{
	static char paths[4][700];
	static unsigned turn;
	char *result = paths[turn++ % 4];

	snprintf(result, sizeof(paths[0]), "%s%s", stand->shape.root_only ? "" : "SMS/", path);
	return result;
}

const char *stand_work(const struct stand *stand, const char *path)
{
	static char result[512];

	snprintf(result, sizeof(result), "SMSSITE.WRK/%s/%s", smssite_plan_id(stand->plan), path);
	return result;
}

bool stand_has(const struct stand *stand, const char *path)
{
	char *exact;

	if (smssite_tree_resolve(stand->memory, path, &exact))
		return false;
	smssite_free(exact);
	return true;
}

static void make_parents(struct stand *stand, const char *path)
{
	char *directory = sms_path_directory(path);

	if (!directory || smssite_tree_make_directory(stand->memory, directory))
		stand_die(stand, "making %s", path);
	smssite_free(directory);
}

static void put_bytes(struct stand *stand, const char *path, const void *data, size_t size)
{
	make_parents(stand, path);
	smssite_tree_set_clock(stand->memory, stand->now);
	must(stand, smssite_tree_write_file(stand->memory, path, data, size), path);
	must(stand, smssite_tree_set_mtime(stand->memory, path, stand->now), path);
}

void stand_put(struct stand *stand, const char *path, const char *text)
{
	put_bytes(stand, path, text, strlen(text));
}

void stand_remove(struct stand *stand, const char *path)
{
	char *directory = sms_path_directory(path);

	must(stand, sms_tree_remove(stand->memory, path), path);
	must(stand, sms_tree_sync_directory(stand->memory, directory), path);
	smssite_free(directory);
}

bool stand_holds(const struct stand *stand, const char *path, const char *bytes, size_t size)
{
	void *data;
	size_t found;
	bool same;

	if (smssite_tree_read_file(stand->memory, path, 1 << 20, &data, &found))
		return false;
	same = found == size && memcmp(data, bytes, size) == 0;
	smssite_free(data);
	return same;
}

static bool box_holds(const struct stand *stand, const char *name, const char *bytes, size_t size)
{
	char path[600];

	snprintf(path, sizeof(path), "SITE.SRV/SITECFG.BOX/%s", name);
	return stand_holds(stand, stand_path(stand, path), bytes, size);
}

static const char *in_box(const struct stand *stand, const char *name)
{
	char path[600];

	snprintf(path, sizeof(path), "SITE.SRV/SITECFG.BOX/%s", name);
	return stand_path(stand, path);
}

/* -- the library's side --------------------------------------------------------------------------- */

static void look_at_operation(void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path,
	const char *to)
{
	struct stand *stand = cookie;
	size_t pending = sms_memory_pending(faulty->inner);
	const char *target = kind == FAULTY_OPEN_CREATE ? path : to;

	if (pending > stand->most_pending)
		stand->most_pending = pending;
	if (target && stand->shape.procedure == STAND_ACTIVATE)
		activate_look_at_target(stand, target);
	/* The last thing to do with a box whose reader has taken what was submitted is to put something into it. After
	 * a refusal the backup goes back. */
	if (target && strstr(target, "SITECFG.BOX/") && stand->scman.took_master && !stand->scman.refuses)
		stand_die(stand, "put into the box after SCMAN took the file: %s", target);
}

static void watch(struct stand *stand)
{
	stand->tree = faulty_tree_new(stand->memory, &stand->faulty);
	if (!stand->tree)
		abort();
	stand->faulty->hook = look_at_operation;
	stand->faulty->cookie = stand;
}

void stand_set_file(smssite_plan *plan, struct sms_plan_file *file, const char *name, const char *data, size_t size)
{
	char hex[SHA256_DIGEST_STRING_LENGTH];

	SHA256Data((const uint8_t *)data, size, hex);
	*file = (struct sms_plan_file){ .name = sms_plan_keep(plan, name), .size = (int64_t)size,
		.mtime_utc_s = STAND_START - 1000, .sha256 = sms_plan_keep(plan, hex) };
}

smssite_plan *stand_plan(const struct stand *stand)
{
	static const char *services[] = { "SMS_SITE_CONFIG_MANAGER", "SMS_EXECUTIVE" };
	smssite_plan *plan = sms_plan_new();
	struct sms_premises *premises;
	char *master;
	size_t size;

	if (!plan)
		return NULL;
	premises = &plan->premises;
	premises->procedure = stand->shape.procedure == STAND_SENDCODE ? &sms_sendcode_ct2 :
		stand->shape.procedure == STAND_ACTIVATE ? &sms_activate : &sms_force_ct2;
	premises->site_code = "Q7Z";
	premises->parent_code = "C9N";
	premises->server = "EDGE7";
	premises->location = "";
	premises->root = stand->shape.root_only ? "" : "SMS";
	premises->drive = !stand->shape.root_only;
	premises->copy = stand->shape.copy;
	premises->seen_utc_s = STAND_START;
	premises->polling_s = 300;
	premises->services = services;
	premises->service_count = 2;
	premises->strays = sms_plan_array(plan, STAND_STRAYS, sizeof(struct sms_plan_file));
	premises->replies = sms_plan_array(plan, 1, sizeof(struct sms_plan_file));
	if (stand->shape.procedure != STAND_RESTART) {
		stand_master(stand, &master, &size);
		stand_set_file(plan, &premises->master, "SITECTRL.CT0", master, size);
		free(master);
	} else if (premises->replies) {
		stand_set_file(plan, &premises->replies[premises->reply_count++], "11111111.CT2", "old reply", 9);
	}
	for (size_t i = 0; premises->strays && stand->shape.procedure == STAND_RENAME && i < stand->shape.strays; i++) {
		stand_set_file(plan, &premises->strays[i], strays[i], stray_bytes(i), strlen(stray_bytes(i)));
		premises->strays[i].about = "PROPOSED";
		premises->strays[i].again = "to be made again";
		premises->stray_count++;
	}
	if (stand->shape.procedure == STAND_ACTIVATE)
		activate_premises(stand, plan);
	if (sms_plan_finish(plan)) {
		smssite_plan_free(plan);
		return NULL;
	}
	return plan;
}

void stand_open(struct stand *stand, const struct stand_shape *shape)
{
	smssite_tree *memory;

	if (smssite_tree_new_memory(&memory))
		abort();
	stand_open_in(stand, shape, memory);
}

void stand_open_in(struct stand *stand, const struct stand_shape *shape, smssite_tree *tree)
{
	char *master;
	size_t size;

	*stand = (struct stand){ .shape = *shape, .now = STAND_START - 1000, .pace = 1, .memory = tree,
		.scman = { .running = true, .executive = true, .logs = true } };
	stand_master(stand, &master, &size);
	put_bytes(stand, in_box(stand, "SITECTRL.CT0"), master, size);
	free(master);
	for (size_t i = 0; i < foreign_count(shape); i++)
		stand_put(stand, stand_path(stand, foreign[i][0]), foreign[i][1]);
	for (size_t i = 0; shape->procedure == STAND_RENAME && i < shape->strays; i++)
		stand_put(stand, in_box(stand, strays[i]), stray_bytes(i));
	if (shape->procedure == STAND_RESTART)
		stand_put(stand, in_box(stand, "11111111.CT2"), "old reply");
	if (shape->procedure == STAND_ACTIVATE)
		activate_open(stand);
	/* Stands in the way of nothing that the plan does not touch. */
	stand->scman.lazy = true;
	if (!shape->root_only)
		stand_put(stand, "SCMAN.LOG", "x");
	stand->now = STAND_START;
	watch(stand);
	stand->plan = stand_plan(stand);
	if (!stand->plan)
		abort();
	snprintf(stand->journal, sizeof(stand->journal), "%s", stand_work(stand, "JOURNAL"));
}

void stand_close(struct stand *stand)
{
	smssite_plan_free(stand->plan);
	smssite_tree_free(stand->tree);
	smssite_tree_free(stand->memory);
	*stand = (struct stand){ 0 };
}

void stand_copy(const struct stand *from, smssite_tree *memory, struct stand *to)
{
	*to = *from;
	to->memory = memory;
	if (!memory && sms_memory_clone(from->memory, &to->memory))
		abort();
	smssite_plan_ref(to->plan);
	/* The server has lost its power too. */
	if (memory && (to->scman.at == 1 || (to->scman.at == 2 && to->scman.hasty)))
		to->scman.at = 0;
	watch(to);
	memcpy(to->faulty->lacks, from->faulty->lacks, sizeof(to->faulty->lacks));
}

/* -- SCMAN ---------------------------------------------------------------------------------------- */

static void grow_log(struct stand *stand)
{
	void *file;

	if (stand->shape.root_only || !stand->scman.logs)
		return;
	smssite_tree_set_clock(stand->memory, stand->now);
	must(stand, sms_tree_open_exact(stand->memory, "SCMAN.LOG", SMSSITE_OPEN_APPEND, &file), "SCMAN.LOG");
	must(stand, sms_tree_write(stand->memory, file, "x", 1), "SCMAN.LOG");
	must(stand, sms_tree_sync(stand->memory, file), "SCMAN.LOG");
	sms_tree_close(stand->memory, file);
}

static void rewrite_master(struct stand *stand)
{
	char *master;
	size_t size;

	if (stand_has(stand, in_box(stand, "SITECTRL.CT0")))
		stand_remove(stand, in_box(stand, "SITECTRL.CT0"));
	stand_master(stand, &master, &size);
	put_bytes(stand, in_box(stand, "SITECTRL.CT0"), master, size);
	free(master);
}

static void remove_submitted(struct stand *stand)
{
	if (stand_has(stand, in_box(stand, "00000000.CT1")))
		stand_remove(stand, in_box(stand, "00000000.CT1"));
}

static void take_strays(struct stand *stand)
{
	/* Of the strays SCMAN reads the .CT1. */
	if (!stand->scman.lazy && stand_has(stand, in_box(stand, strays[0]))) {
		stand->scman.took_stray[0]++;
		stand_remove(stand, in_box(stand, strays[0]));
	}
}

static void refuse(struct stand *stand)
{
	char name[16];

	stand->scman.took_master++;
	snprintf(name, sizeof(name), "00000000.%d", stand->scman.refuses);
	must(stand, sms_tree_rename(stand->memory, in_box(stand, "00000000.CT1"), in_box(stand, name)), name);
	must(stand, sms_tree_sync_directory(stand->memory, stand_path(stand, "SITE.SRV/SITECFG.BOX")), name);
	if (stand->scman.mends)
		rewrite_master(stand);
}

void stand_power(struct stand *stand)
{
	if (stand->shape.procedure == STAND_ACTIVATE)
		activate_power(stand);
	else
		stand->scman.running = stand->scman.executive = true;
}

/* The steps between which anything may happen: it reads the file; writes its master; removes the file; writes
 * the reply; the reply leaves. */
static void act_once(struct stand *stand)
{
	struct stand_scman *scman = &stand->scman;

	if (!scman->running || scman->hung)
		return;
	if (scman->at || scman->told || stand_has(stand, in_box(stand, "00000000.CT1")))
		grow_log(stand);
	switch (scman->at) {
	case 0:
		take_strays(stand);
		if (stand_has(stand, in_box(stand, "00000000.CT1"))) {
			if (scman->refuses)
				refuse(stand);
			else
				scman->at = 1;
		} else if (scman->told) {
			scman->told = false;
			scman->at = 3;
		}
		return;
	case 1:
		scman->took_master++;
		(scman->hasty ? remove_submitted : rewrite_master)(stand);
		break;
	case 2:
		(scman->hasty ? rewrite_master : remove_submitted)(stand);
		break;
	case 3:
		if (!stand_has(stand, in_box(stand, "22222222.CT2")))
			stand_put(stand, in_box(stand, "22222222.CT2"), "reply");
		break;
	default:
		if (stand_has(stand, in_box(stand, "22222222.CT2")))
			stand_remove(stand, in_box(stand, "22222222.CT2"));
		scman->at = -1;
		break;
	}
	scman->at++;
}

void stand_act(struct stand *stand, unsigned steps)
{
	stand->acting = true;
	while (steps--)
		(stand->shape.procedure == STAND_ACTIVATE ? activate_act : act_once)(stand);
	/* A reply that waits leaves when both services have been started again. */
	if (stand->shape.procedure == STAND_RESTART && stand->scman.starts >= 2 && steps &&
		stand_has(stand, in_box(stand, "11111111.CT2")))
		stand_remove(stand, in_box(stand, "11111111.CT2"));
	stand->acting = false;
}

/* -- what must hold ------------------------------------------------------------------------------- */

static void check_master(const struct stand *stand, const char *when)
{
	char *master, name[16];
	bool safe = false;
	size_t size;

	stand_master(stand, &master, &size);
	safe = box_holds(stand, "SITECTRL.CT0", master, size) || box_holds(stand, "00000000.CT1", master, size) ||
		stand_holds(stand, stand_work(stand, "BACKUP/SITECTRL.CT0"), master, size);
	for (int code = 710; code <= 718 && !safe; code++) {
		snprintf(name, sizeof(name), "00000000.%d", code);
		safe = box_holds(stand, name, master, size);
	}
	free(master);
	if (!safe)
		stand_die(stand, "%s: the master is lost", when);
}

static void check_strays(const struct stand *stand, const char *when)
{
	for (size_t i = 0; stand->shape.procedure == STAND_RENAME && i < stand->shape.strays; i++) {
		char name[64];
		size_t size = strlen(stray_bytes(i));

		snprintf(name, sizeof(name), "QUARANTIN/%s", strays[i]);
		if (stand->scman.took_stray[i] > 1)
			stand_die(stand, "%s: %s was executed twice", when, strays[i]);
		if (!box_holds(stand, strays[i], stray_bytes(i), size) &&
			!stand_holds(stand, stand_work(stand, name), stray_bytes(i), size) && !stand->scman.took_stray[i])
			stand_die(stand, "%s: %s is lost", when, strays[i]);
	}
}

void stand_check(const struct stand *stand, const char *when)
{
	if (stand->shape.procedure == STAND_ACTIVATE)
		activate_check(stand, when);
	check_master(stand, when);
	check_strays(stand, when);
	for (size_t i = 0; i < foreign_count(&stand->shape); i++)
		if (!stand_holds(stand, stand_path(stand, foreign[i][0]), foreign[i][1], strlen(foreign[i][1])))
			stand_die(stand, "%s: %s was touched", when, foreign[i][0]);
	if (stand->scman.took_master > 1)
		stand_die(stand, "%s: the master was submitted twice", when);
	if (stand->scman.codes > 1)
		stand_die(stand, "%s: code 193 was sent twice", when);
	if (stand->most_pending > 4)
		stand_die(stand, "%s: %zu operations were not durable", when, stand->most_pending);
}

void stand_check_end(const struct stand *stand, const char *when)
{
	stand_check(stand, when);
	if (stand->shape.procedure == STAND_ACTIVATE)
		activate_check_end(stand, when);
	else if (!stand->scman.running || !stand->scman.executive)
		stand_die(stand, "%s: a service was left stopped", when);
}
