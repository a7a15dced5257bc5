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

/* -- the runner and the loop ---------------------------------------------------------------------- */

static bool *service_of(struct stand *stand, const char *name)
{
	return strcmp(name, "SMS_EXECUTIVE") == 0 ? &stand->scman.executive : &stand->scman.running;
}

static void tell_services(const struct stand *stand, char *output, size_t size)
{
	snprintf(output, size, "%s", stand->list ? stand->list : "");
	if (!stand->list && stand->shape.procedure == STAND_ACTIVATE)
		activate_tell_services(stand, output, size);
	else if (!stand->list)
		snprintf(output, size, "These Windows NT services are started:\r\n\r\n   EventLog\r\n%s%s%s\r\n"
			"The command completed successfully.\r\n",
			stand->scman.executive ? "   SMS_EXECUTIVE\r\n" : "",
			stand->scman.running ? "   SMS_SITE_CONFIG_MANAGER\r\n" : "",
			stand->scman.upgrade ? "   SMS_UPGRADE_BOOTSTRAP\r\n" : "");
}

static int64_t obey(struct stand *stand, const smssite_action *action, char *output, size_t size)
{
	const char *what = smssite_action_word(action, 1), *service = smssite_action_word(action, 2);
	bool start;

	*output = '\0';
	if (strcmp(smssite_action_word(action, 0), "SENDCODE") == 0) {
		stand->scman.codes++;
		stand->scman.told = true;
		return 0;
	}
	if (strcmp(smssite_action_word(action, 0), "SC") == 0 || (strcmp(smssite_action_word(action, 0), "NET") == 0 && !service)) {
		tell_services(stand, output, size);
		return 0;
	}
	if (stand->shape.procedure == STAND_ACTIVATE)
		return activate_obey(stand, action);
	start = strcmp(what, "START") == 0;
	stand->scman.starts += start;
	stand->scman.stops += !start;
	if (*service_of(stand, service) == start)
		return 2;
	*service_of(stand, service) = start;
	/* Stopped, it forgets what it has only read. */
	if (!start && service_of(stand, service) == &stand->scman.running && stand->scman.at == 1)
		stand->scman.at = 0;
	return 0;
}

/* What was run is reported, and is not run again because the report failed. */
static smssite_status report(const struct stand *stand, smssite_apply *apply, int64_t code, const char *output)
{
	smssite_answer answer = code ? SMSSITE_ANSWER_FAILED : SMSSITE_ANSWER_DONE;
	smssite_status status = smssite_apply_report(apply, answer, code, output, strlen(output), stand->now);

	return status ? smssite_apply_report(apply, answer, code, output, strlen(output), stand->now) : SMSSITE_OK;
}

static smssite_status run(struct stand *stand, smssite_apply *apply, const smssite_action *action)
{
	char output[512] = "";
	int64_t code = 0;

	stand->runs++;
	if (smssite_action_is_rehearsal(action))
		return smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0, NULL, 0, stand->now);
	code = obey(stand, action, output, sizeof(output));
	if (stand->runs == stand->doubt_at)
		return smssite_apply_report(apply, SMSSITE_ANSWER_IN_DOUBT, 0, NULL, 0, stand->now);
	return report(stand, apply, code, output);
}

static smssite_status wait(struct stand *stand, smssite_apply *apply, const smssite_action *action)
{
	int64_t look = smssite_action_look_again_utc_s(action);

	stand->waited++;
	stand->now = look > stand->now ? look : stand->now + 1;
	stand_act(stand, stand->pace);
	return smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0, NULL, 0, stand->now);
}

/* A person looks, unless the test has told them what to say. */
static smssite_answer look_for_person(struct stand *stand, const smssite_action *action)
{
	if (stand->shape.procedure == STAND_ACTIVATE)
		return activate_look(stand, action);
	if (stand->shape.procedure == STAND_SENDCODE && smssite_action_step(action) == 2 && !stand->scman.codes)
		return SMSSITE_ANSWER_FAILED;
	return stand->word;
}

static smssite_status answer(struct stand *stand, smssite_apply *apply, const smssite_action *action)
{
	switch (smssite_action_get_kind(action)) {
	case SMSSITE_ACTION_RUN:
		return run(stand, apply, action);
	case SMSSITE_ACTION_WAIT:
		return wait(stand, apply, action);
	case SMSSITE_ACTION_ASK:
		stand->asked++;
		return smssite_apply_report(apply, look_for_person(stand, action), 0, NULL, 0, stand->now);
	case SMSSITE_ACTION_STEP:
		stand->told++;
		return SMSSITE_OK;
	default:
		stand->outcome = smssite_action_outcome(action);
		snprintf(stand->text, sizeof(stand->text), "%s", smssite_action_text(action));
		return SMSSITE_OK;
	}
}

smssite_status stand_turn(struct stand *stand, smssite_apply *apply)
{
	smssite_action *action;
	smssite_status status = smssite_apply_next(apply, stand->now, &action);

	if (status)
		return status;
	status = answer(stand, apply, action);
	smssite_action_free(action);
	return status;
}

smssite_status stand_play(struct stand *stand, smssite_apply *apply)
{
	stand->outcome = SMSSITE_OUTCOME_NONE;
	for (unsigned turns = 0; turns < 5000; turns++) {
		smssite_status status = stand_turn(stand, apply);

		if (status || stand->outcome != SMSSITE_OUTCOME_NONE)
			return status;
	}
	stand_die(stand, "the loop does not end");
}

smssite_status stand_begin(struct stand *stand, smssite_apply **apply)
{
	return smssite_apply_begin(stand->plan, stand->tree, stand->shape.copy, stand->now, apply);
}

static smssite_status play_and_free(struct stand *stand, smssite_status status, smssite_apply *apply)
{
	if (status)
		return status;
	status = stand_play(stand, apply);
	smssite_apply_free(apply);
	return status;
}

smssite_status stand_apply(struct stand *stand)
{
	smssite_apply *apply = NULL;
	smssite_status status = stand_begin(stand, &apply);

	return play_and_free(stand, status, apply);
}

smssite_status stand_resume(struct stand *stand)
{
	smssite_apply *apply = NULL;
	smssite_status status = smssite_apply_resume(stand->tree, stand->journal, stand->now, &apply);

	return play_and_free(stand, status, apply);
}

smssite_status stand_undo(struct stand *stand)
{
	smssite_apply *apply = NULL;
	smssite_status status = smssite_apply_undo(stand->tree, stand->journal, stand->now, &apply);

	return play_and_free(stand, status, apply);
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
