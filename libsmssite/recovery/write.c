/* SPDX-License-Identifier: MIT */
/* WRITE: a file of the library's own making, new, or in the place of one that was read and copied before. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"

#include <sha2.h>
#include <stdio.h>
#include <string.h>

/* What is to be written, and what it is to replace. */
struct writing {
	const char *data;
	size_t size;
	/* name NULL: nothing is replaced. */
	struct sms_subject old;
	enum sms_likeness there;
	/* What is there is what was read. */
	bool as_read;
};

static smssite_status look_at_target(const smssite_apply *apply, const struct sms_step *step, struct writing *writing)
{
	char hex[SHA256_DIGEST_STRING_LENGTH];
	struct sms_plan_file wanted = { .size = (int64_t)writing->size, .sha256 = hex };
	enum sms_likeness was;
	smssite_status status;

	SHA256Data((const uint8_t *)writing->data, writing->size, hex);
	status = sms_compare_at(apply, &step->to, step->to_name, &wanted, &writing->there);
	if (status || !writing->old.name)
		return status;
	status = sms_compare_at(apply, &step->to, step->to_name, &writing->old.file, &was);
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

static smssite_status put_bytes(const smssite_apply *apply, const struct sms_step *step, const struct writing *writing)
{
	smssite_tree *tree = sms_volume_tree(apply, step->to.volume);
	char *path = sms_place_path(apply, &step->to, step->to_name);
	unsigned char digest[SMS_SHA256_SIZE];
	smssite_status status = path ? sms_make_place(apply, &step->to) : SMSSITE_NO_MEMORY;

	if (!status && !writing->old.name)
		status = sms_tree_write_new(tree, path, writing->data, writing->size);
	/* It was compared a moment ago; what it is now must be what is replaced. */
	if (!status && writing->old.name && !(status = sms_tree_hash(tree, path, digest, NULL)))
		status = sms_tree_replace(tree, path, writing->data, writing->size, digest);
	sms_free(path);
	return status == SMSSITE_CHANGED ? SMSSITE_BUSY : status;
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
			"%s is there already.", step->to_name);
	if (apply->progress.stage == SMS_STAGE_READY)
		status = sms_record_event(apply, "intent", now);
	if (!status)
		status = put_bytes(apply, step, writing);
	return status ? status : sms_tell_done(apply, step, now, "", action);
}

smssite_status sms_do_write(smssite_apply *apply, const struct sms_step *step, int64_t now, smssite_action **action)
{
	struct writing writing = { .data = step->data, .size = step->size };
	char *made = NULL;
	bool ended;
	smssite_status status = sms_look_before(apply, step, now, &ended);

	if (status || ended)
		return status;
	status = find_replaced(apply, step, &writing.old);
	if (!status && step->make) {
		status = step->make(apply, step, &made, &writing.size);
		writing.data = made;
	}
	if (!status)
		status = write_file(apply, step, &writing, now, action);
	sms_subject_release(&writing.old);
	sms_free(made);
	return status;
}
