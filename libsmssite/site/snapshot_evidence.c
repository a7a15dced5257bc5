/* SPDX-License-Identifier: MIT */
/* What a snapshot holds besides the tree: services, registry, the parent's word. */
#include "site/snapshot.h"
#include "base/error.h"

smssite_status sms_snapshot_find_installed(smssite_snapshot *self)
{
	smssite_status status = smssite_services_from_registry(self->registry, &self->installed);

	/* A registry without services, or one that is damaged there, tells nothing of them. */
	return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
}

SMSSITE_API smssite_services *smssite_snapshot_installed(const smssite_snapshot *self)
{
	return self ? self->installed : NULL;
}

/* The list knows what runs, the registry what is installed. */
SMSSITE_API smssite_service_state smssite_snapshot_service(const smssite_snapshot *self, const char *name)
{
	smssite_service_state listed = self ? smssite_services_find(self->services, name) : SMSSITE_SERVICE_UNKNOWN;
	smssite_service_state installed = self ? smssite_services_find(self->installed, name) : SMSSITE_SERVICE_UNKNOWN;

	if (listed != SMSSITE_SERVICE_UNKNOWN && listed != SMSSITE_SERVICE_NOT_RUNNING)
		return listed;
	if (installed == SMSSITE_SERVICE_UNKNOWN)
		return listed;
	return listed == SMSSITE_SERVICE_NOT_RUNNING && installed == SMSSITE_SERVICE_INSTALLED ? SMSSITE_SERVICE_STOPPED
											       : installed;
}

SMSSITE_API smssite_services *smssite_snapshot_services(const smssite_snapshot *self)
{
	return self ? self->services : NULL;
}

SMSSITE_API const char *smssite_snapshot_services_name(const smssite_snapshot *self)
{
	return self ? self->services_name : "";
}

SMSSITE_API smssite_parent_word *smssite_snapshot_parent_word(const smssite_snapshot *self)
{
	return self ? self->parent_word : NULL;
}

SMSSITE_API const char *smssite_snapshot_parent_word_name(const smssite_snapshot *self)
{
	return self ? self->parent_word_name : "";
}

SMSSITE_API smssite_registry *smssite_snapshot_registry(const smssite_snapshot *self)
{
	return self ? self->registry : NULL;
}

SMSSITE_API size_t smssite_snapshot_registry_source(const smssite_snapshot *self, size_t value)
{
	return self && self->registry && value < self->registry->reg.value_count
		       ? self->registry->reg.values[value].source
		       : SMSSITE_NO_INDEX;
}

SMSSITE_API size_t smssite_snapshot_registry_source_count(const smssite_snapshot *self)
{
	return self ? self->registry_source_count : 0;
}

static const struct sms_registry_source *source_at(const smssite_snapshot *self, size_t source)
{
	return self && source < self->registry_source_count ? &self->registry_sources[source] : NULL;
}

SMSSITE_API const char *smssite_snapshot_registry_source_name(const smssite_snapshot *self, size_t source)
{
	const struct sms_registry_source *found = source_at(self, source);

	return found ? found->name : NULL;
}

SMSSITE_API smssite_status smssite_snapshot_registry_source_status(const smssite_snapshot *self, size_t source)
{
	const struct sms_registry_source *found = source_at(self, source);

	return found ? found->status : SMSSITE_INVALID;
}

SMSSITE_API const char *smssite_snapshot_registry_source_message(const smssite_snapshot *self, size_t source)
{
	const struct sms_registry_source *found = source_at(self, source);

	return found ? found->message : "";
}

SMSSITE_API bool smssite_snapshot_registry_source_is_dirty(const smssite_snapshot *self, size_t source)
{
	const struct sms_registry_source *found = source_at(self, source);

	return found && found->dirty;
}

SMSSITE_API size_t smssite_snapshot_registry_source_cut(const smssite_snapshot *self, size_t source)
{
	const struct sms_registry_source *found = source_at(self, source);

	return found ? found->cut : 0;
}
