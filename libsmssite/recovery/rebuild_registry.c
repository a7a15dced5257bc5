/* SPDX-License-Identifier: MIT */
/* What the exports that a rebuild asks for show. REGEDIT writes a `.reg` file; a person at Windows NT 3.5x may have saved a
 * hive instead. What is not there, cut, of another key or of another site is told before anything relies on it. */
#include "recovery/rebuild_ids.h"
#include "recovery/record_evidence.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "evidence/registry.h"
#include "tree/tree.h"

#include <smssite/registry_edit.h>
#include <smssite/smsid.h>
#include <string.h>

#define SOFTWARE_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft"
#define SCMAN_KEY "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SMS_SITE_CONFIG_MANAGER"
#define MAINTMAN_KEY SMS_KEY "\\Components\\SMS_MAINTENANCE_MANAGER"
#define NEXT_NAME "Next SMS Unique ID"
/* A service's Start: with the machine up to here, by hand beyond, or not at all. */
#define START_AUTOMATIC 2

/* -- the file -------------------------------------------------------------------------------------- */

static bool is_hive(const char *data, size_t size)
{
	return size >= 4 && memcmp(data, "regf", 4) == 0;
}

/* REGEDIT ends every export with an empty line. In UTF-16 too there is nothing but NULs between its bytes. */
static bool ends_whole(const char *data, size_t size)
{
	size_t lines = 0;

	for (; size && (data[size - 1] == '\n' || data[size - 1] == '\r' || !data[size - 1]); size--)
		lines += data[size - 1] == '\n';
	return size && lines > 1;
}

static smssite_status read_file(const smssite_apply *apply, const struct sms_step *step, char **exact, char **data, size_t *size)
{
	smssite_tree *tree = sms_volume_tree(apply, step->from.volume);
	char *path = sms_place_path(apply, &step->from, step->from_name);
	smssite_status status = path ? smssite_tree_resolve(tree, path, exact) : SMSSITE_NO_MEMORY;
	void *bytes;

	sms_free(path);
	if (status)
		return status;
	status = sms_tree_read_exact(tree, *exact, SMS_MAX_REGISTRY, &bytes, size);
	if (status) {
		sms_free(*exact);
		*exact = NULL;
		return status;
	}
	*data = bytes;
	return SMSSITE_OK;
}

/* MALFORMED: it is cut, or no such file. key: what a hive in it was saved from. */
static smssite_status open_export(const smssite_apply *apply, const struct sms_step *step, const char *key, smssite_registry **registry)
{
	char *exact = NULL, *data = NULL;
	size_t size = 0;
	smssite_status status = read_file(apply, step, &exact, &data, &size);

	if (!status && is_hive(data, size))
		status = smssite_registry_open_hive(sms_volume_tree(apply, step->from.volume), exact, key, registry);
	else if (!status && !ends_whole(data, size))
		status = sms_fail(SMSSITE_MALFORMED, "it is cut: it does not end with an empty line");
	else if (!status)
		status = smssite_registry_parse(data, size, registry);
	sms_free(data);
	sms_free(exact);
	return status;
}

smssite_status sms_rebuild_is_exported(const smssite_apply *apply, const struct sms_step *step, bool *yes)
{
	char *exact = NULL, *data = NULL;
	size_t size = 0;
	smssite_status status = read_file(apply, step, &exact, &data, &size);

	*yes = !status && (is_hive(data, size) || ends_whole(data, size));
	sms_free(data);
	sms_free(exact);
	/* Whatever is wrong with it, a person is asked. */
	return status == SMSSITE_NO_MEMORY || status == SMSSITE_BUSY ? status : SMSSITE_OK;
}

/* -- the server ------------------------------------------------------------------------------------ */

static const char *name_of(const smssite_apply *apply, const struct sms_step *step)
{
	const struct sms_rebuild_server *server = sms_rebuild_server_of(apply, step->from.volume);

	return server ? server->name : "";
}

/* A person was asked whether there is a key, and has said no. */
static bool has_no_key(const smssite_apply *apply, const struct sms_step *step)
{
	const struct sms_steps *forward = &apply->plan->scripts[SMS_FORWARD];

	for (size_t i = 0; i < forward->count; i++)
		if (forward->step[i].declined && forward->step[i].from.volume == step->from.volume)
			return sms_is_declined(&apply->progress, i);
	return false;
}

/* -- looks ----------------------------------------------------------------------------------------- */

/* NULL, with what is wrong found, where it cannot be used. */
static smssite_status look_into(struct sms_reliance *check, const char *key, smssite_registry **registry)
{
	const struct sms_step *step = check->step;
	smssite_status status = open_export(check->apply, step, key, registry);

	switch (status) {
	case SMSSITE_NOT_FOUND:
		return sms_found(check, SMSSITE_OUTCOME_FAILED, "%s, at %s: %s is not in the plan's folder there. Resume exports it again.",
			step->title, name_of(check->apply, step), step->from_name);
	case SMSSITE_MALFORMED:
	case SMSSITE_UNSUPPORTED:
	case SMSSITE_LIMIT:
	case SMSSITE_AMBIGUOUS:
		return sms_found(check, SMSSITE_OUTCOME_FAILED, "%s, at %s: %s cannot be used: %s. Resume exports it again.", step->title,
			name_of(check->apply, step), step->from_name, smssite_error_message());
	default:
		return status;
	}
}

/* "" where it is not there or is no text. */
static smssite_status text_in(const smssite_registry *registry, const char *key, const char *name, char **text)
{
	smssite_status status;
	size_t value;

	*text = NULL;
	status = smssite_registry_find(registry, key, name, &value);
	if (!status)
		status = smssite_registry_text(registry, value, text);
	if (status != SMSSITE_NOT_FOUND && status != SMSSITE_MALFORMED)
		return status;
	*text = sms_strdup("");
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* Whose key it is. A neighbour may have blanked Identification (Q270218): only what was seen to be blank may be so. */
static smssite_status judge_code(struct sms_reliance *check, const char *code, bool may_be_blank)
{
	const char *own = check->apply->plan->premises.site_code, *name = name_of(check->apply, check->step);

	if (sms_is_site_code(sms_span_of(code)) && !sms_equal_folded(code, own))
		return sms_found(check, SMSSITE_OUTCOME_CHANGED, "%s: %s is of site %s, not of %s.", check->step->title,
			check->step->from_name, code, own);
	if (sms_equal_folded(code, own) || may_be_blank)
		return SMSSITE_OK;
	return sms_found(check, SMSSITE_OUTCOME_FAILED,
		"%s: %s has no Identification, Site Code, of %s: it is cut or of another machine. If "
		"%s has none, plan with its registry. Resume exports it again.",
		check->step->title, check->step->from_name, own, name);
}

static smssite_status look_at_key(struct sms_reliance *check, bool may_be_blank, bool next)
{
	smssite_registry *registry = NULL;
	smssite_status status = look_into(check, SMS_KEY, &registry);
	char *code = NULL, *text = NULL;
	bool has = false;

	if (!status && registry)
		status = smssite_registry_has_key(registry, SMS_KEY, &has);
	if (!status && registry && !has)
		status = sms_found(check, SMSSITE_OUTCOME_FAILED, "%s: %s does not hold " SMS_KEY ". Resume exports it again.",
			check->step->title, check->step->from_name);
	if (!status && has)
		status = text_in(registry, SMS_KEY "\\Identification", "Site Code", &code);
	if (!status && has)
		status = judge_code(check, code, may_be_blank);
	if (!status && has && next)
		status = text_in(registry, MAINTMAN_KEY, NEXT_NAME, &text);
	if (!status && text && !*text)
		status = sms_found(check, SMSSITE_OUTCOME_FAILED,
			"%s: the new site has none yet. Follow MAINTMAN.LOG; resume exports it again.", check->step->title);
	smssite_free(code);
	smssite_free(text);
	smssite_registry_free(registry);
	return status;
}

smssite_status sms_rebuild_look_saved(struct sms_reliance *check)
{
	const struct sms_rebuild_server *server = sms_rebuild_server_of(check->apply, check->step->from.volume);

	if (check->apply->progress.rehearse || has_no_key(check->apply, check->step))
		return SMSSITE_OK;
	return look_at_key(check, server && server->key == SMS_REGISTRY_THERE, false);
}

smssite_status sms_rebuild_look_next(struct sms_reliance *check)
{
	return check->apply->progress.rehearse ? SMSSITE_OK : look_at_key(check, false, true);
}

static smssite_status judge_removal(struct sms_reliance *check, const smssite_registry *registry, bool has)
{
	const char *name = name_of(check->apply, check->step);

	if (has && has_no_key(check->apply, check->step))
		return sms_found(check, SMSSITE_OUTCOME_CHANGED,
			"%s has the key " SMS_KEY " all the same, and it was not saved. Undo this plan and "
			"plan with its registry; or save and delete it, which no undo puts back, and resume.",
			name);
	if (has)
		return sms_found(check, SMSSITE_OUTCOME_CHANGED, "%s has the key " SMS_KEY " still. Resume asks for it again.", name);
	/* The keys around it are here, so it would be here. */
	if (sms_registry_shows_gap(registry, SMS_KEY) || smssite_registry_covers(registry, SMS_KEY))
		return SMSSITE_OK;
	return sms_found(check, SMSSITE_OUTCOME_FAILED,
		"%s: %s does not show the keys around it: it is cut or of another key. Resume exports it "
		"again.",
		check->step->title, check->step->from_name);
}

smssite_status sms_rebuild_look_removed(struct sms_reliance *check)
{
	smssite_registry *registry = NULL;
	smssite_status status;
	bool has = false;

	if (check->apply->progress.rehearse)
		return SMSSITE_OK;
	status = look_into(check, SOFTWARE_KEY, &registry);
	if (!status && registry)
		status = smssite_registry_has_key(registry, SMS_KEY, &has);
	if (!status && registry)
		status = judge_removal(check, registry, has);
	smssite_registry_free(registry);
	return status;
}

smssite_status sms_rebuild_look_manual(struct sms_reliance *check)
{
	smssite_registry *registry = NULL;
	smssite_status status;
	int64_t start = 0;
	size_t value;

	if (check->apply->progress.rehearse)
		return SMSSITE_OK;
	status = look_into(check, SCMAN_KEY, &registry);
	if (!status && registry) {
		status = smssite_registry_find(registry, SCMAN_KEY, "Start", &value);
		if (!status)
			status = smssite_registry_number(registry, value, &start);
		if (status == SMSSITE_NOT_FOUND || status == SMSSITE_MALFORMED)
			status = sms_found(check, SMSSITE_OUTCOME_FAILED, "%s: %s does not tell its Start. Resume exports it again.",
				check->step->title, check->step->from_name);
		else if (!status && start <= START_AUTOMATIC)
			status = sms_found(check, SMSSITE_OUTCOME_CHANGED,
				"SMS_SITE_CONFIG_MANAGER starts with the machine still. Resume asks "
				"for it again.");
	}
	smssite_registry_free(registry);
	return status;
}

/* -- READ ------------------------------------------------------------------------------------------ */

static smssite_status nothing(json_t **found)
{
	*found = json_array();
	return *found ? SMSSITE_OK : sms_fail(SMSSITE_NO_MEMORY, "out of memory");
}

/* REGEDIT does not say when what it wrote is on the disk. */
static smssite_status make_durable(const smssite_apply *apply, const struct sms_step *step)
{
	smssite_tree *tree = sms_volume_tree(apply, step->from.volume);
	char *path = sms_place_path(apply, &step->from, step->from_name), *exact = NULL;
	smssite_status status = path ? smssite_tree_resolve(tree, path, &exact) : SMSSITE_NO_MEMORY;
	void *file;

	if (!status)
		status = sms_tree_open_exact(tree, exact, SMSSITE_OPEN_READ, &file);
	if (!status) {
		status = sms_tree_sync(tree, file);
		sms_tree_close(tree, file);
	}
	sms_free(exact);
	sms_free(path);
	return status ? status : sms_sync_place(apply, &step->from);
}

/* A range that can be compared with others; what cannot be is as if it were not there. */
static bool is_range(const smssite_apply *apply, const char *text)
{
	uint64_t id;

	return !smssite_smsid_parse(text, strlen(text), &id) && !smssite_smsid_counter(id) &&
	       sms_compare_folded(text, 3, apply->plan->premises.site_code, 3) == 0;
}

static smssite_status read_next(const smssite_apply *apply, const struct sms_step *step, char **next)
{
	smssite_registry *registry = NULL;
	smssite_status status = open_export(apply, step, SMS_KEY, &registry);

	if (!status)
		status = text_in(registry, MAINTMAN_KEY, NEXT_NAME, next);
	smssite_registry_free(registry);
	return status;
}

smssite_status sms_rebuild_read_seen(smssite_apply *apply, const struct sms_step *step, json_t **found)
{
	if (apply->progress.rehearse)
		return nothing(found);
	*found = json_pack("[{s:s}]", "name", step->from_name);
	return *found ? SMSSITE_OK : sms_fail(SMSSITE_NO_MEMORY, "out of memory");
}

smssite_status sms_rebuild_read_saved(smssite_apply *apply, const struct sms_step *step, json_t **found)
{
	smssite_status status;

	if (apply->progress.rehearse || has_no_key(apply, step))
		return nothing(found);
	status = make_durable(apply, step);
	return status ? status : sms_rebuild_read_seen(apply, step, found);
}

smssite_status sms_rebuild_read_registry(smssite_apply *apply, const struct sms_step *step, json_t **found)
{
	char *next = NULL;
	smssite_status status = sms_rebuild_read_saved(apply, step, found);

	if (status || !json_array_size(*found))
		return status;
	status = read_next(apply, step, &next);
	/* The saved key may be damaged in this, which is known by the record; that of the new site must not be. */
	if (!status && (step->look == sms_rebuild_look_next || is_range(apply, next)) &&
		json_object_set_new(json_array_get(*found, 0), "next", json_string(next)))
		status = sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	if (status)
		json_decref(*found);
	smssite_free(next);
	return status;
}

/* -- WRITE ----------------------------------------------------------------------------------------- */

static smssite_status next_edit(const smssite_apply *apply, smssite_registry_edit **edit)
{
	uint64_t next;
	char text[9];
	smssite_status status = sms_rebuild_next(apply, &next);

	*edit = NULL;
	if (!status)
		status = smssite_smsid_format(next, text);
	if (!status)
		status = smssite_registry_edit_new(edit);
	return status ? status : smssite_registry_edit_set_text(*edit, MAINTMAN_KEY, NEXT_NAME, text);
}

smssite_status sms_rebuild_make_reg(const smssite_apply *apply, const struct sms_step *step, char **data, size_t *size)
{
	smssite_registry_edit *edit;
	smssite_status status = next_edit(apply, &edit);
	void *bytes;

	(void)step;
	if (!status)
		status = smssite_registry_edit_to_reg(edit, &bytes, size);
	if (!status)
		*data = bytes;
	smssite_registry_edit_free(edit);
	return status;
}

/* -- who does it ----------------------------------------------------------------------------------- */

smssite_status sms_rebuild_say_next(const smssite_apply *apply, const struct sms_step *step, char **text)
{
	smssite_registry_edit *edit;
	smssite_status status = next_edit(apply, &edit);

	(void)step;
	if (!status)
		status = smssite_registry_edit_to_steps(edit, text);
	smssite_registry_edit_free(edit);
	return status;
}

smssite_status sms_rebuild_play_if_key(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	smssite_status status;
	char *text;

	if (!has_no_key(apply, step))
		return step->kind == SMSSITE_STEP_PERSON ? sms_do_person(apply, step, now, action)
							 : sms_do_command(apply, step, now, action);
	text = sms_asprintf("%s: passed over, there is no such key", step->title);
	status = text ? sms_step_done(apply, now, text, action) : SMSSITE_NO_MEMORY;
	sms_free(text);
	return status;
}

smssite_status sms_rebuild_is_key_needless(smssite_apply *apply, const struct sms_step *step, int64_t now, bool *needless)
{
	(void)now;
	*needless = sms_stays(apply, step) || !json_array_size(sms_fact(&apply->progress, step->undoes));
	return SMSSITE_OK;
}

smssite_status sms_rebuild_play_key_back(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	bool needless;
	smssite_status status = sms_rebuild_is_key_needless(apply, step, now, &needless);

	if (status || needless)
		return status ? status : sms_step_done(apply, now, NULL, action);
	return step->kind == SMSSITE_STEP_CHECK ? sms_do_check(apply, step, now, action) : sms_do_person(apply, step, now, action);
}
