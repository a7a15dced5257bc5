/* SPDX-License-Identifier: MIT */
/* The trees of an apply: where the plan's folder is on each, and who else may be at work there. */
#include "recovery/inside.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tree/tree.h"

#include <string.h>

smssite_apply *sms_apply_new(smssite_tree *tree)
{
	smssite_apply *apply = sms_calloc(1, sizeof(*apply));

	if (!apply)
		return NULL;
	atomic_flag_clear(&apply->entered);
	apply->tree = smssite_tree_ref(tree);
	apply->pause_until = SMSSITE_NO_TIME;
	return apply;
}

static void release_mount(struct sms_mount *mount)
{
	sms_tree_unlock(mount->tree, mount->lock);
	smssite_tree_free(mount->tree);
	sms_free(mount->base);
	sms_free(mount->root);
	sms_free(mount->work);
	sms_free(mount->folder);
	*mount = (struct sms_mount){ 0 };
}

SMSSITE_API void smssite_apply_free(smssite_apply *self)
{
	if (!self)
		return;
	sms_journal_close(&self->journal);
	sms_tree_unlock(self->tree, self->lock);
	smssite_action_free(self->pending);
	sms_progress_release(&self->progress);
	for (size_t i = 0; self->mounts && i < self->plan->premises.volume_count; i++)
		release_mount(&self->mounts[i]);
	sms_free(self->mounts);
	smssite_plan_free(self->plan);
	smssite_tree_free(self->tree);
	sms_free(self->base);
	sms_free(self->root);
	sms_free(self->box);
	sms_free(self->work);
	sms_free(self->folder);
	sms_free(self->journal_path);
	sms_free(self);
}

smssite_status sms_resolve_in(smssite_tree *tree, const char *directory, const char *name, char **exact)
{
	char *path = *directory ? sms_asprintf("%s/%s", directory, name) : sms_strdup(name);
	smssite_status status = path ? smssite_tree_resolve(tree, path, exact) : SMSSITE_NO_MEMORY;

	sms_free(path);
	return status;
}

smssite_status sms_make_own(smssite_tree *tree, const char *parent, const char *name, char **exact)
{
	char *path = sms_path_join(parent, sms_span_of(name));
	smssite_status status = path ? smssite_tree_make_directory(tree, path) : SMSSITE_NO_MEMORY;

	if (!status)
		status = smssite_tree_resolve(tree, path, exact);
	sms_free(path);
	return status ? status : sms_tree_sync_names(tree, parent);
}

smssite_status sms_take_lock(smssite_tree *tree, const char *work, void **lock)
{
	char *path = sms_path_join(work, sms_span_of(SMS_LOCK));
	smssite_status status = path ? sms_tree_lock(tree, path, lock) : SMSSITE_NO_MEMORY;

	sms_free(path);
	return status == SMSSITE_BUSY ?
		sms_fail(SMSSITE_BUSY, "%s/" SMS_LOCK ": another apply is at work here", work) : status;
}

smssite_tree *sms_volume_tree(const smssite_apply *apply, size_t volume)
{
	if (!volume)
		return apply->tree;
	return apply->mounts ? apply->mounts[volume - 1].tree : NULL;
}

smssite_status sms_check_rehearsal(const smssite_plan *plan, const smssite_tree *tree)
{
	const struct sms_premises *premises = &plan->premises;
	const char *location = smssite_tree_location(tree);
	bool live = strcmp(premises->location, location) == 0;

	for (size_t i = 0; i < premises->volume_count; i++)
		live = live || strcmp(premises->volumes[i].location, location) == 0;
	if (premises->copy || !live || !*location)
		return SMSSITE_OK;
	return sms_fail(SMSSITE_REFUSED, "%s is a live tree that the plan was made for: rehearse on a copy of it", location);
}

/* -- the trees beside the first ------------------------------------------------------------------- */

/* The SMS root where the plan saw it; the tree itself where that is the root, or where there is none. */
static smssite_status find_root(const struct sms_volume *volume, bool rootless, struct sms_mount *mount)
{
	smssite_status status = SMSSITE_OK;

	if (*volume->root)
		status = smssite_tree_resolve(mount->tree, volume->root, &mount->root);
	if (status == SMSSITE_NOT_FOUND && rootless) {
		mount->root = sms_strdup(volume->root);
		status = SMSSITE_OK;
	} else if (!*volume->root)
		mount->root = sms_strdup("");
	if (!status && mount->root)
		mount->base = volume->top && *volume->root ? sms_path_directory(mount->root) : sms_strdup(mount->root);
	return status || mount->base ? status : SMSSITE_NO_MEMORY;
}

static smssite_status mount_tree(const smssite_apply *apply, size_t number, smssite_tree *tree, struct sms_mount *mount)
{
	const struct sms_volume *volume = &apply->plan->premises.volumes[number - 1];
	smssite_status status;

	mount->tree = smssite_tree_ref(tree);
	if ((status = find_root(volume, apply->plan->premises.procedure->rootless, mount)) ||
		(status = sms_make_own(tree, mount->base, SMS_WORK, &mount->work)) ||
		(status = sms_take_lock(tree, mount->work, &mount->lock)))
		return status;
	return sms_make_own(tree, mount->work, apply->plan->id, &mount->folder);
}

static smssite_status add_tree(smssite_apply *apply, size_t number, smssite_tree *tree)
{
	size_t count = apply->plan->premises.volume_count;
	struct sms_mount mount = { 0 };
	smssite_status status;

	if (!number || number > count)
		return sms_invalid("smssite_apply_add_tree", "the plan has no such tree, or it is the one it began with");
	if (!apply->mounts)
		apply->mounts = sms_calloc(count, sizeof(*apply->mounts));
	if (!apply->mounts)
		return SMSSITE_NO_MEMORY;
	if (apply->mounts[number - 1].tree)
		return sms_fail(SMSSITE_EXISTS, "tree %zu of the plan was given already", number);
	if (apply->progress.rehearse && (status = sms_check_rehearsal(apply->plan, tree)))
		return status;
	status = mount_tree(apply, number, tree, &mount);
	if (status)
		release_mount(&mount);
	else
		apply->mounts[number - 1] = mount;
	return status;
}

SMSSITE_API smssite_status smssite_apply_add_tree(smssite_apply *self, size_t tree, smssite_tree *added)
{
	smssite_status status;

	if (!self || !added)
		return sms_invalid(__func__, "NULL");
	if (atomic_flag_test_and_set(&self->entered))
		return sms_fail(SMSSITE_BUSY, "%s: the apply is in use", __func__);
	status = add_tree(self, tree, added);
	atomic_flag_clear(&self->entered);
	return status;
}

/* -- whether all that is needed is there ---------------------------------------------------------- */

static bool needs(const struct sms_step *step, size_t volume)
{
	bool files = step->kind == SMSSITE_STEP_COPY || step->kind == SMSSITE_STEP_MOVE || step->kind == SMSSITE_STEP_RENAME ||
		step->kind == SMSSITE_STEP_WRITE || step->kind == SMSSITE_STEP_READ;

	return files && !step->by_hand && step->from.volume == volume;
}

static bool is_needed(const smssite_plan *plan, enum sms_script script, size_t volume)
{
	for (size_t i = 0; i < plan->scripts[script].count; i++)
		if (needs(&plan->scripts[script].step[i], volume))
			return true;
	return false;
}

smssite_status sms_check_trees(const smssite_apply *apply)
{
	const struct sms_premises *premises = &apply->plan->premises;
	struct sms_buffer missing = { 0 };
	smssite_status status = SMSSITE_OK;
	char *text;

	for (size_t i = 1; i <= premises->volume_count; i++) {
		const struct sms_volume *volume = &premises->volumes[i - 1];

		if (!sms_volume_tree(apply, i) && is_needed(apply->plan, apply->progress.script, i))
			sms_buffer_format(&missing, "%s%s%s%s", missing.size ? ", " : "", volume->server,
				*volume->drive ? " " : "", volume->drive);
	}
	if (!missing.size && !missing.failed)
		return SMSSITE_OK;
	text = sms_buffer_finish(&missing, NULL);
	status = text ? sms_fail(SMSSITE_REFUSED, "no tree was given of %s: the plan has steps on files there", text) :
			SMSSITE_NO_MEMORY;
	sms_free(text);
	return status;
}
