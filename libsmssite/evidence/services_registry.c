/* SPDX-License-Identifier: MIT */
/* The services that a registry says are installed. */
#include "evidence/services.h"
#include "evidence/registry.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* SERVICE_KERNEL_DRIVER to SERVICE_RECOGNIZER_DRIVER. */
#define DRIVERS 0x0F

struct reading {
	const smssite_registry *registry;
	smssite_services *services;
	/* The key of one service. */
	char *key;
};

/* NOT_FOUND where it is not there or no number. */
static smssite_status get_number(const struct reading *self, const char *name, int64_t *number)
{
	size_t value;
	smssite_status status = smssite_registry_find(self->registry, self->key, name, &value);

	if (!status)
		status = smssite_registry_number(self->registry, value, number);
	return status;
}

/* "" where it is not there or no text. */
static smssite_status get_text(const struct reading *self, const char *name, const char **kept)
{
	size_t value;
	smssite_status status = smssite_registry_find(self->registry, self->key, name, &value);
	char *text;

	if (!status)
		status = smssite_registry_text(self->registry, value, &text);
	if (status)
		return status == SMSSITE_NOT_FOUND || status == SMSSITE_MALFORMED ? SMSSITE_OK : status;
	*kept = sms_arena_strdup(&self->services->arena, text);
	sms_free(text);
	return *kept ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status add_service(const struct reading *self, const char *name, int64_t start)
{
	char *copy = sms_arena_strdup(&self->services->arena, name);
	struct sms_service_entry *entry;
	smssite_status status = copy ? sms_services_add(self->services, sms_span_of(copy), SMSSITE_SERVICE_INSTALLED, 0)
				     : SMSSITE_NO_MEMORY;
	int64_t deleted = 0;

	if (status)
		return status;
	entry = &self->services->entries[self->services->count - 1];
	entry->start = start;
	status = get_text(self, "ImagePath", &entry->image_path);
	if (!status)
		status = get_text(self, "ObjectName", &entry->account);
	if (!status && get_number(self, "DeleteFlag", &deleted) == SMSSITE_NO_MEMORY)
		status = SMSSITE_NO_MEMORY;
	entry->deleted = deleted != 0;
	return status;
}

/* A name with a control character cannot be shown, and Windows has none. */
static bool is_name(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name < 0x20 || *name == 0x7F || *name == '\\')
			return false;
	return true;
}

static smssite_status look_at(struct reading *self, const char *services, const char *name)
{
	int64_t start, type = 0x10;
	smssite_status status;

	if (!is_name(name))
		return SMSSITE_OK;
	self->key = sms_asprintf("%s\\%s", services, name);
	if (!self->key)
		return SMSSITE_NO_MEMORY;
	status = get_number(self, "Start", &start);
	if (!status) {
		status = get_number(self, "Type", &type);
		if (status == SMSSITE_NOT_FOUND || status == SMSSITE_MALFORMED)
			status = SMSSITE_OK;
		if (!status && !(type & DRIVERS))
			status = add_service(self, name, start);
	} else if (status == SMSSITE_NOT_FOUND || status == SMSSITE_MALFORMED) {
		/* A key of settings that is no service. */
		status = SMSSITE_OK;
	}
	sms_free(self->key);
	return status;
}

/* Of the services of SMS each that is known not to be there is listed as such: what is missing is unknown where only some
 * keys are kept. */
static smssite_status add_absent(struct reading *self, const char *services)
{
	smssite_status status = SMSSITE_OK;

	/* What is kept of a dirty hive covers nothing by itself. */
	if (!self->registry->kept && smssite_registry_is_dirty(self->registry))
		return SMSSITE_OK;
	for (size_t i = 0; i < smssite_service_catalogue_count() && !status; i++) {
		const char *name = smssite_service_catalogue_name(i);
		smssite_service_kind kind = smssite_service_catalogue_kind(i);
		bool has = true;
		char *key, *copy;

		if (kind != SMSSITE_SERVICE_NT && kind != SMSSITE_SERVICE_TEMPORARY)
			continue;
		key = sms_asprintf("%s\\%s", services, name);
		if (!key)
			return SMSSITE_NO_MEMORY;
		status = smssite_registry_has_key(self->registry, key, &has);
		has = has || !smssite_registry_covers(self->registry, key);
		sms_free(key);
		if (status || has)
			continue;
		copy = sms_arena_strdup(&self->services->arena, name);
		status = copy ? sms_services_add(self->services, sms_span_of(copy), SMSSITE_SERVICE_NOT_INSTALLED, 0)
			      : SMSSITE_NO_MEMORY;
	}
	return status;
}

static smssite_status read_services(struct reading *self, const char *services)
{
	smssite_registry_listing *listing;
	smssite_status status = smssite_registry_list(self->registry, services, &listing);

	if (status)
		return status;
	for (size_t i = 0; i < smssite_registry_listing_subkey_count(listing) && !status; i++)
		status = look_at(self, services, smssite_registry_listing_subkey(listing, i));
	smssite_registry_listing_free(listing);
	if (!status)
		status = add_absent(self, services);
	if (!status && !self->services->count)
		status = sms_fail(SMSSITE_NOT_FOUND, "%s has no service", services);
	self->services->missing =
		smssite_registry_covers(self->registry, services) && !smssite_registry_is_dirty(self->registry)
			? SMSSITE_SERVICE_NOT_INSTALLED
			: SMSSITE_SERVICE_UNKNOWN;
	return status ? status : sms_services_finish(self->services);
}

SMSSITE_API smssite_status smssite_services_from_registry(const smssite_registry *registry, smssite_services **services)
{
	struct reading reading = { .registry = registry };
	char *set, *key;
	smssite_status status;

	if (!registry || !services)
		return sms_invalid(__func__, "NULL");
	*services = NULL;
	status = smssite_registry_control_set(registry, &set);
	if (status)
		return status;
	key = sms_asprintf("%s\\Services", set);
	sms_free(set);
	reading.services = sms_services_new(SMSSITE_SERVICES_REGISTRY);
	status = key && reading.services ? read_services(&reading, key) : SMSSITE_NO_MEMORY;
	sms_free(key);
	if (status)
		smssite_services_free(reading.services);
	else
		*services = reading.services;
	return status;
}
