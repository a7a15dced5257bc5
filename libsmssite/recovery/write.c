/* SPDX-License-Identifier: MIT */
/* WRITE: a file of the library's own making, new, or in the place of one that was read and copied before; and back. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/tree.h"

#include <sha2.h>
#include <stdio.h>
#include <string.h>

/* What is to be written, and what it is to replace. */
struct writing {
	const char *data;
	size_t size;
	char hex[SHA256_DIGEST_STRING_LENGTH];
	/* name NULL: nothing is replaced. */
	struct sms_subject old;
	enum sms_likeness there;
	/* What is there is what was read. */
	bool as_read;
};

/* As the file that is replaced is called. */
static const char *name_of(const struct sms_step *step, const struct writing *writing)
{
	return writing->old.name ? writing->old.name : step->to_name;
}

static smssite_status look_at_target(const smssite_apply *apply, const struct sms_step *step, struct writing *writing)
{
	struct sms_plan_file wanted = { .size = (int64_t)writing->size, .sha256 = writing->hex };
	enum sms_likeness was;
	smssite_status status;

	SHA256Data((const uint8_t *)writing->data, writing->size, writing->hex);
	status = sms_compare_at(apply, &step->to, name_of(step, writing), &wanted, &writing->there);
	if (status || !writing->old.name)
		return status;
	status = sms_compare_at(apply, &step->to, writing->old.name, &writing->old.file, &was);
	writing->as_read = !status && was == SMS_SAME;
	return status;
}

/* The one name that a READ step found. */
static smssite_status find_replaced(const smssite_apply *apply, const struct sms_step *step, struct sms_subject *old)
{
	const json_t *names;
	smssite_status status;

	if (step->replaces == SMSSITE_NO_INDEX)
		return SMSSITE_OK;
	names = sms_fact(&apply->progress, step->replaces);
	if (!json_array_size(names))
		return SMSSITE_OK;
	status = sms_fact_file(json_array_get(names, 0), old);
	if (!status && !old->file.sha256)
		status = sms_fail(SMSSITE_MALFORMED, "journal: %s was read without its SHA-256", old->name);
	return status;
}

static void digest_of(const char *hex, unsigned char digest[SMS_SHA256_SIZE])
{
	unsigned value = 0;

	for (size_t i = 0; i < SMS_SHA256_SIZE; i++)
		digest[i] = sscanf(hex + 2 * i, "%2x", &value) == 1 ? (unsigned char)value : 0;
}

/* Over the file with this hash and no other; NULL: over none. */
static smssite_status put_bytes(const smssite_apply *apply, const struct sms_step *step, const char *name, const char *over,
	const void *data, size_t size)
{
	smssite_tree *tree = sms_volume_tree(apply, step->to.volume);
	char *path = sms_place_path(apply, &step->to, name);
	unsigned char digest[SMS_SHA256_SIZE];
	smssite_status status = path ? sms_make_place(apply, &step->to) : SMSSITE_NO_MEMORY;

	if (!status && !over) {
		status = sms_tree_write_new(tree, path, data, size);
	} else if (!status) {
		digest_of(over, digest);
		status = sms_tree_replace(tree, path, data, size, digest);
	}
	sms_free(path);
	return status == SMSSITE_CHANGED ? SMSSITE_BUSY : status;
}

/* What is written goes into the journal first: to take it back is to find it again. */
static smssite_status note_written(smssite_apply *apply, const struct sms_step *step, const struct writing *writing, int64_t now)
{
	json_t *record = sms_record_new(apply, "intent", now);
	json_t *found = json_pack("[{s:s, s:I, s:s}]", "name", name_of(step, writing), "size", (json_int_t)writing->size, "sha256",
		writing->hex);

	if (!found || !record || json_object_set(record, "found", found)) {
		json_decref(record);
		record = NULL;
	}
	json_decref(found);
	return sms_record_add(apply, record);
}

static smssite_status write_file(smssite_apply *apply, const struct sms_step *step, struct writing *writing, int64_t now,
	smssite_action **action)
{
	smssite_status status = look_at_target(apply, step, writing);

	if (status)
		return status;
	if (writing->there == SMS_SAME) {
		status = sms_sync_place(apply, &step->to);
		return status ? status : sms_tell_done(apply, step, now, "", action);
	}
	if (writing->old.name ? !writing->as_read : writing->there != SMS_ABSENT)
		return sms_end(apply, now, SMSSITE_OUTCOME_CHANGED, writing->old.name ? "%s is not what was read before." :
			"%s is there already.", name_of(step, writing));
	if (apply->progress.stage == SMS_STAGE_READY)
		status = note_written(apply, step, writing, now);
	if (!status)
		status = put_bytes(apply, step, name_of(step, writing), writing->old.name ? writing->old.sha256 : NULL, writing->data,
			writing->size);
	return status ? status : sms_tell_done(apply, step, now, "", action);
}

/* -- back ----------------------------------------------------------------------------------------- */

/* What was there before, from the copy in the plan's folder. */
static smssite_status put_copy_back(const smssite_apply *apply, const struct sms_step *step, const struct sms_subject *old,
	const struct sms_subject *written)
{
	smssite_tree *tree = sms_volume_tree(apply, step->from.volume);
	char *path = sms_place_path(apply, &step->from, old->name), hex[SHA256_DIGEST_STRING_LENGTH];
	void *data = NULL;
	size_t size = 0;
	smssite_status status = path ? sms_tree_read_exact(tree, path, (size_t)old->file.size + 1, &data, &size) : SMSSITE_NO_MEMORY;

	if (!status) {
		SHA256Data(data, size, hex);
		if (strcmp(hex, old->sha256) != 0)
			status = sms_fail(SMSSITE_IO, "%s: the copy is not what was copied", path);
	}
	if (!status)
		status = put_bytes(apply, step, written->name, written->sha256, data, size);
	sms_free(data);
	sms_free(path);
	return status;
}

/* There was nothing before: what was written goes to the quarantine. */
static smssite_status put_away(const smssite_apply *apply, const struct sms_step *step, const struct sms_subject *written)
{
	const struct sms_place away = { step->to.volume, SMS_BASE_FOLDER, SMS_QUARANTINE };
	smssite_status status = sms_make_place(apply, &away);
	char *from = sms_place_path(apply, &step->to, written->name), *to = sms_place_path(apply, &away, written->name);

	if (!status)
		status = from && to ? sms_tree_move(sms_volume_tree(apply, step->to.volume), from, to, NULL) : SMSSITE_NO_MEMORY;
	sms_free(from);
	sms_free(to);
	return status;
}

static smssite_status unwrite_file(smssite_apply *apply, const struct sms_step *step, const struct sms_subject *old,
	const struct sms_subject *written, int64_t now, smssite_action **action)
{
	enum sms_likeness now_there, before = SMS_ABSENT;
	smssite_status status = sms_compare_at(apply, &step->to, written->name, &written->file, &now_there);
	char *text;

	if (!status && old->name)
		status = sms_compare_at(apply, &step->to, written->name, &old->file, &before);
	if (status)
		return status;
	if (now_there == SMS_SAME) {
		if (apply->progress.stage == SMS_STAGE_READY)
			status = sms_record_event(apply, "intent", now);
		if (!status)
			status = old->name ? put_copy_back(apply, step, old, written) : put_away(apply, step, written);
		return status ? status : sms_tell_done(apply, step, now, "", action);
	}
	if (before == SMS_SAME || now_there == SMS_ABSENT) {
		status = sms_sync_place(apply, &step->to);
		return status ? status : sms_step_done(apply, now, NULL, action);
	}
	text = sms_asprintf("%s: %s was changed since and stays as it is", step->title, written->name);
	status = text ? sms_note_done(apply, now, "left", text, action) : SMSSITE_NO_MEMORY;
	sms_free(text);
	return status;
}

static smssite_status take_back(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	const json_t *noted = json_array_get(sms_fact(&apply->progress, step->undoes), 0);
	struct sms_subject written = { 0 };
	struct writing writing = { 0 };
	smssite_status status;

	/* It was found done, or never came to writing. */
	if (!noted)
		return sms_step_done(apply, now, NULL, action);
	status = sms_fact_file(noted, &written);
	if (!status && !written.file.sha256)
		status = sms_fail(SMSSITE_MALFORMED, "journal: %s was written without its SHA-256", written.name);
	if (!status)
		status = find_replaced(apply, step, &writing.old);
	if (!status)
		status = unwrite_file(apply, step, &writing.old, &written, now, action);
	sms_subject_release(&writing.old);
	sms_subject_release(&written);
	return status;
}

smssite_status sms_do_write(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	struct writing writing = { .data = step->data, .size = step->size };
	char *made = NULL;
	bool ended;
	smssite_status status;

	if (apply->progress.script == SMS_UNDO)
		return take_back(apply, step, now, action);
	status = sms_look_before(apply, step, now, &ended);
	if (status || ended)
		return status;
	status = find_replaced(apply, step, &writing.old);
	if (!status && step->make) {
		status = step->make(apply, step, &made, &writing.size);
		writing.data = made;
		if (status == SMSSITE_UNDECIDED || status == SMSSITE_LIMIT) {
			sms_subject_release(&writing.old);
			return sms_end(apply, now, SMSSITE_OUTCOME_STOPPED, "%s: %s.", step->title, smssite_error_message());
		}
	}
	if (!status)
		status = write_file(apply, step, &writing, now, action);
	sms_subject_release(&writing.old);
	sms_free(made);
	return status;
}
