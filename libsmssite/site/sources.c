/* SPDX-License-Identifier: MIT */
#include "site/snapshot.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"

SMSSITE_API smssite_status smssite_sources_new(smssite_sources **sources)
{
	smssite_sources *self;

	if (!sources)
		return sms_invalid("smssite_sources_new", "sources is NULL");
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	self->taken_utc_s = SMSSITE_NO_TIME;
	*sources = self;
	return SMSSITE_OK;
}

static void release_place(struct sms_place *place)
{
	smssite_tree_free(place->tree);
	sms_free(place->path);
	*place = (struct sms_place){ 0 };
}

SMSSITE_API void smssite_sources_free(smssite_sources *self)
{
	if (!self)
		return;
	release_place(&self->site);
	release_place(&self->drive);
	release_place(&self->logs);
	release_place(&self->boot_drive);
	smssite_services_free(self->services);
	sms_free(self->services_name);
	smssite_parent_word_free(self->parent_word);
	sms_free(self->parent_word_name);
	for (size_t i = 0; i < self->registry_count; i++) {
		smssite_registry_free(self->registries[i].registry);
		sms_free(self->registries[i].name);
	}
	sms_free(self->registries);
	sms_free(self);
}

static smssite_status set_place(const char *call, const smssite_sources *self, struct sms_place *place,
	smssite_tree *tree, const char *path)
{
	char *copy;

	if (!self || !tree || !path)
		return sms_invalid(call, "an argument is NULL");
	copy = sms_strdup(path);
	if (!copy)
		return SMSSITE_NO_MEMORY;
	/* The new reference first: it may be the same tree. */
	tree = smssite_tree_ref(tree);
	release_place(place);
	*place = (struct sms_place){ tree, copy };
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_sources_set_tree(
	smssite_sources *self, smssite_tree *tree, const char *path, smssite_view view)
{
	smssite_status status;

	if ((int)view < SMSSITE_VIEW_AUTO || view > SMSSITE_VIEW_RECEIVE)
		return sms_invalid("smssite_sources_set_tree", "no such view");
	status = set_place("smssite_sources_set_tree", self, self ? &self->site : NULL, tree, path);
	if (!status)
		self->view = view;
	return status;
}

SMSSITE_API smssite_status smssite_sources_set_drive(
	smssite_sources *self, smssite_tree *tree, const char *path)
{
	return set_place("smssite_sources_set_drive", self, self ? &self->drive : NULL, tree, path);
}

SMSSITE_API smssite_status smssite_sources_set_logs(
	smssite_sources *self, smssite_tree *tree, const char *path)
{
	return set_place("smssite_sources_set_logs", self, self ? &self->logs : NULL, tree, path);
}

SMSSITE_API smssite_status smssite_sources_set_boot_drive(
	smssite_sources *self, smssite_tree *tree, const char *path)
{
	return set_place("smssite_sources_set_boot_drive", self, self ? &self->boot_drive : NULL, tree, path);
}

SMSSITE_API smssite_status smssite_sources_set_services(
	smssite_sources *self, smssite_services *services, const char *name)
{
	char *copy;

	if (!self || !services || !name || smssite_services_get_form(services) == SMSSITE_SERVICES_REGISTRY)
		return sms_invalid("smssite_sources_set_services", "an argument is NULL, or the list is that of a registry");
	copy = sms_strdup(name);
	if (!copy)
		return SMSSITE_NO_MEMORY;
	services = smssite_services_ref(services);
	smssite_services_free(self->services);
	sms_free(self->services_name);
	self->services = services;
	self->services_name = copy;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_sources_set_parent_word(
	smssite_sources *self, smssite_parent_word *word, const char *name)
{
	char *copy;

	if (!self || !word || !name)
		return sms_invalid("smssite_sources_set_parent_word", "an argument is NULL");
	copy = sms_strdup(name);
	if (!copy)
		return SMSSITE_NO_MEMORY;
	word = smssite_parent_word_ref(word);
	smssite_parent_word_free(self->parent_word);
	sms_free(self->parent_word_name);
	self->parent_word = word;
	self->parent_word_name = copy;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_sources_add_registry(
	smssite_sources *self, smssite_registry *registry, const char *name)
{
	struct sms_given_registry *grown;
	char *copy;

	if (!self || !registry || !name)
		return sms_invalid("smssite_sources_add_registry", "an argument is NULL");
	if (self->registry_count == SMS_MAX_REGISTRIES)
		return sms_fail(SMSSITE_LIMIT, "more than %u registries of one server", SMS_MAX_REGISTRIES);
	grown = sms_grow(self->registries, self->registry_count, &self->registry_capacity, sizeof(*grown));
	copy = grown ? sms_strdup(name) : NULL;
	if (grown)
		self->registries = grown;
	if (!copy)
		return SMSSITE_NO_MEMORY;
	grown[self->registry_count++] = (struct sms_given_registry){ smssite_registry_ref(registry), copy };
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_sources_set_liveness(smssite_sources *self, smssite_liveness liveness)
{
	if (!self || (int)liveness < SMSSITE_LIVENESS_AUTO || liveness > SMSSITE_LIVENESS_COPY)
		return sms_invalid("smssite_sources_set_liveness", "no sources, or no such liveness");
	self->liveness = liveness;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_sources_set_taken(smssite_sources *self, int64_t taken_utc_s)
{
	if (!self || !sms_is_time(taken_utc_s))
		return sms_invalid("smssite_sources_set_taken", "no sources, or a time beyond 2^53 seconds");
	self->taken_utc_s = taken_utc_s;
	return SMSSITE_OK;
}
