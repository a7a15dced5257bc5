/* SPDX-License-Identifier: MIT */
/* Looking at where a plan's files are. Nothing is changed here. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

smssite_status sms_compare(smssite_tree *tree, const char *path, const struct sms_plan_file *file,
	enum sms_likeness *likeness)
{
	unsigned char digest[SMS_SHA256_SIZE];
	char hex[2 * SMS_SHA256_SIZE + 1], *exact;
	struct smssite_tree_stat stat;
	smssite_status status;

	*likeness = SMS_ABSENT;
	status = smssite_tree_resolve(tree, path, &exact);
	if (status)
		return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
	status = sms_tree_stat_exact(tree, exact, &stat);
	if (!status && stat.kind == (file->directory ? SMSSITE_ENTRY_DIRECTORY : SMSSITE_ENTRY_FILE) &&
		(!file->sha256 || stat.size == file->size))
		*likeness = SMS_SAME;
	else if (!status)
		*likeness = SMS_OTHER;
	if (*likeness == SMS_SAME && file->sha256)
		status = sms_tree_hash(tree, exact, digest, NULL);
	sms_free(exact);
	if (status == SMSSITE_NOT_FOUND) {
		*likeness = SMS_ABSENT;
		return SMSSITE_OK;
	}
	if (status || *likeness != SMS_SAME || !file->sha256)
		return status;
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	if (strcmp(hex, file->sha256) != 0)
		*likeness = SMS_OTHER;
	return SMSSITE_OK;
}

/* What a place's path lies below. */
static const char *base_of(const smssite_apply *apply, const struct sms_place *place)
{
	const struct sms_mount *mount = place->volume ? &apply->mounts[place->volume - 1] : NULL;

	switch (place->base) {
	case SMS_BASE_BOX:
		return apply->box;
	case SMS_BASE_ROOT:
		return mount ? mount->root : apply->root;
	case SMS_BASE_TOP:
		return mount ? mount->base : apply->base;
	default:
		return mount ? mount->folder : apply->folder;
	}
}

char *sms_place_path(const smssite_apply *apply, const struct sms_place *place, const char *name)
{
	const char *base = base_of(apply, place);
	bool below = *base && (*place->path || *name), deeper = *place->path && *name;

	return sms_asprintf("%s%s%s%s%s", base, below ? "/" : "", place->path, deeper ? "/" : "", name);
}

smssite_status sms_compare_at(const smssite_apply *apply, const struct sms_place *place, const char *name,
	const struct sms_plan_file *file, enum sms_likeness *likeness)
{
	char *path = sms_place_path(apply, place, name);
	smssite_status status =
		path ? sms_compare(sms_volume_tree(apply, place->volume), path, file, likeness) : SMSSITE_NO_MEMORY;

	sms_free(path);
	return status;
}

static smssite_status check_doubles(const smssite_listing *list, const char *path)
{
	for (size_t i = 1; i < smssite_listing_count(list); i++)
		if (sms_equal_folded(smssite_listing_name(list, i), smssite_listing_name(list, i - 1)))
			return sms_fail(SMSSITE_AMBIGUOUS, "%s: \"%s\" and \"%s\" differ only in case", path,
				smssite_listing_name(list, i - 1), smssite_listing_name(list, i));
	return SMSSITE_OK;
}

smssite_status sms_place_list(const smssite_apply *apply, const struct sms_place *place, smssite_listing **list)
{
	smssite_tree *tree = sms_volume_tree(apply, place->volume);
	char *path = sms_place_path(apply, place, ""), *exact = NULL;
	smssite_status status = path ? SMSSITE_OK : SMSSITE_NO_MEMORY;

	/* The box's path is an exact one. */
	if (!status && place->base == SMS_BASE_BOX && !*place->path)
		status = sms_tree_list_exact(tree, path, list);
	else if (!status && !(status = smssite_tree_resolve(tree, path, &exact)))
		status = sms_tree_list_exact(tree, exact, list);
	if (!status) {
		status = check_doubles(*list, path);
		if (status) {
			smssite_listing_free(*list);
			*list = NULL;
		}
	}
	sms_free(exact);
	sms_free(path);
	return status;
}

/* -- what a step relies on ------------------------------------------------------------------------ */

smssite_status sms_found(struct sms_reliance *check, smssite_outcome outcome, const char *format, ...)
{
	char text[600];
	va_list arguments;

	if (check->outcome != SMSSITE_OUTCOME_NONE)
		return SMSSITE_OK;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	check->text = sms_strdup(text);
	if (!check->text)
		return SMSSITE_NO_MEMORY;
	check->outcome = outcome;
	return SMSSITE_OK;
}

smssite_status sms_look_before(smssite_apply *apply, const struct sms_step *step, int64_t now, bool *ended)
{
	struct sms_reliance check = { .apply = apply, .step = step };
	smssite_status status = step->look ? step->look(&check) : SMSSITE_OK;
	char *quarantine;

	*ended = !status && check.outcome != SMSSITE_OUTCOME_NONE;
	if (*ended) {
		status = sms_quarantine_text(apply, &quarantine);
		if (!status) {
			status = sms_end(apply, now, check.outcome, "%s%s", check.text, quarantine);
			sms_free(quarantine);
		}
	}
	sms_free(check.text);
	return status;
}

/* -- what lies in the plan's folder --------------------------------------------------------------- */

static smssite_status add_moved(const smssite_apply *apply, const struct sms_step *step, const char *name,
	const struct sms_plan_file *file, struct sms_buffer *buffer, size_t *count)
{
	enum sms_likeness likeness;
	smssite_status status = sms_compare_at(apply, &step->to, name, file, &likeness);

	if (status || likeness == SMS_ABSENT)
		return status;
	sms_buffer_format(buffer, "%s%s", (*count)++ ? ", " : " In quarantine: ", name);
	return SMSSITE_OK;
}

static smssite_status add_moved_by(const smssite_apply *apply, size_t number, struct sms_buffer *buffer, size_t *count)
{
	const struct sms_step *step = &apply->plan->scripts[SMS_FORWARD].step[number];

	if (step->kind != SMSSITE_STEP_MOVE || step->to.base != SMS_BASE_FOLDER || !step->file || step->to.volume ||
		!sms_was_begun(&apply->progress, number))
		return SMSSITE_OK;
	return add_moved(apply, step, step->to_name, step->file, buffer, count);
}

smssite_status sms_quarantine_text(const smssite_apply *apply, char **text)
{
	struct sms_buffer buffer = { 0 };
	smssite_status status = SMSSITE_OK;
	size_t count = 0;

	for (size_t i = 0; i < apply->plan->scripts[SMS_FORWARD].count && !status; i++)
		status = add_moved_by(apply, i, &buffer, &count);
	if (count)
		sms_buffer_format(&buffer, " (%s/" SMS_QUARANTINE ").", apply->folder);
	if (status) {
		sms_buffer_release(&buffer);
		return status;
	}
	*text = sms_buffer_finish(&buffer, NULL);
	return *text ? SMSSITE_OK : sms_fail(SMSSITE_NO_MEMORY, "out of memory");
}
