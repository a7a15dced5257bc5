/* SPDX-License-Identifier: MIT */
#include "diagnosis/required.h"
#include <smssite/box.h>
#include "base/text.h"

#include <string.h>

/* Service names of the catalogue are shorter. */
#define MAX_NAME 64

/* The Client Configuration Manager came with SMS 1.2. */
#define BUILD_1_2 786
/* "... ON SERVERS": bit 1 is the site server (Resource Guide). */
#define ON_SITE_SERVER 1

static const struct {
	const char *property, *service;
	int64_t first_build;
} on_servers[] = {
	{ "CLIENT CONFIG MANAGER ON SERVERS", "SMS_CLIENT_CONFIG_MANAGER", BUILD_1_2 },
	{ "INVENTORY AGENT ON SERVERS", "SMS_INVENTORY_AGENT_NT", INT64_MIN },
	{ "PACKAGE COMMAND MANAGER ON SERVERS", "SMS_PACKAGE_COMMAND_MANAGER_NT", INT64_MIN },
};

static bool is_full(const smssite_control_file *file)
{
	smssite_control_type type = smssite_control_file_type(file);

	return (type == SMSSITE_CONTROL_ACTUAL || type == SMSSITE_CONTROL_PROPOSED ||
		       type == SMSSITE_CONTROL_NEWSITE) &&
	       smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0) != SMSSITE_NO_INDEX;
}

const smssite_control_file *sms_site_control_file(const smssite_snapshot *snapshot)
{
	const smssite_control_file *best = NULL;

	for (size_t i = 0; i < smssite_snapshot_box_count(snapshot); i++) {
		size_t document = smssite_snapshot_box_document(snapshot, i);
		const smssite_control_file *file = smssite_snapshot_document_control_file(snapshot, document);

		if (!file || !is_full(file))
			continue;
		if (smssite_snapshot_box_role(snapshot, i) == SMSSITE_BOX_MASTER)
			return file;
		if (!best || smssite_control_file_time_utc_s(file) > smssite_control_file_time_utc_s(best))
			best = file;
	}
	return best;
}

static void require(struct sms_required *required, size_t service)
{
	size_t place = 0;

	if (service == SMSSITE_NO_INDEX || smssite_service_catalogue_kind(service) != SMSSITE_SERVICE_NT)
		return;
	while (place < required->count && required->service[place] < service)
		place++;
	if ((place < required->count && required->service[place] == service) ||
		required->count == SMS_MAX_REQUIRED)
		return;
	memmove(required->service + place + 1, required->service + place,
		(required->count - place) * sizeof(*required->service));
	required->service[place] = service;
	required->count++;
}

static struct sms_span value(const smssite_control_file *file, size_t section, size_t field)
{
	struct sms_span span = { "", 0 };

	if (smssite_control_file_value(file, section, field, &span.data, &span.size))
		return (struct sms_span){ "", 0 };
	return span;
}

/* Components can be moved to helper servers. */
static bool is_on(const smssite_control_file *file, size_t section, size_t field, const char *server)
{
	struct sms_span name = value(file, section, field);

	while (name.size && *name.data == '\\') {
		name.data++;
		name.size--;
	}
	return !name.size || !*server || sms_span_equal_folded(name, server);
}

static void require_components(
	const smssite_snapshot *snapshot, struct sms_required *required, uint32_t site_bit)
{
	const smssite_control_file *file = required->file;
	const char *server = smssite_snapshot_site_server(snapshot);

	for (size_t section = 0; (section = smssite_control_file_find(
					  file, SMSSITE_SECTION_COMPONENT, section)) != SMSSITE_NO_INDEX;
		section++) {
		struct sms_span name = value(file, section, SMSSITE_COMPONENT_NAME);
		char text[MAX_NAME];
		int64_t flags;

		if (smssite_control_file_value_number(file, section, SMSSITE_COMPONENT_FLAGS, &flags) ||
			!(flags & SMSSITE_FLAG_INSTALL) || !(flags & site_bit) ||
			(flags & SMSSITE_FLAG_AS_THREAD) || name.size >= MAX_NAME ||
			!is_on(file, section, SMSSITE_COMPONENT_SERVER, server))
			continue;
		memcpy(text, name.data, name.size);
		text[name.size] = '\0';
		require(required, smssite_service_catalogue_find(text));
	}
}

static void require_properties(struct sms_required *required)
{
	const smssite_control_file *file = required->file;

	for (size_t i = 0; i < sizeof(on_servers) / sizeof(*on_servers); i++) {
		size_t section = smssite_control_file_find_property(file, on_servers[i].property);
		int64_t bits;

		if (section == SMSSITE_NO_INDEX ||
			smssite_control_file_value_number(file, section, SMSSITE_PROPERTY_DWORD, &bits) ||
			!(bits & ON_SITE_SERVER) ||
			smssite_control_file_build(file) < on_servers[i].first_build)
			continue;
		require(required, smssite_service_catalogue_find(on_servers[i].service));
	}
}

void sms_required_services(const smssite_snapshot *snapshot, struct sms_required *required)
{
	bool primary = smssite_snapshot_site_type(snapshot) == SMSSITE_SITE_TYPE_PRIMARY;

	*required = (struct sms_required){ .file = sms_site_control_file(snapshot) };
	require(required, smssite_service_catalogue_find("SMS_SITE_CONFIG_MANAGER"));
	require(required, smssite_service_catalogue_find("SMS_EXECUTIVE"));
	if (required->file) {
		require_components(
			snapshot, required, primary ? SMSSITE_FLAG_PRIMARYSITE : SMSSITE_FLAG_SECONDARYSITE);
		require_properties(required);
		return;
	}
	for (size_t i = 0; i < smssite_service_catalogue_count(); i++) {
		uint32_t roles = smssite_service_catalogue_roles(i);

		if ((roles & SMSSITE_ROLE_SECONDARY) && !(roles & SMSSITE_ROLE_OPTIONAL) &&
			i != smssite_service_catalogue_find("SMS_CLIENT_CONFIG_MANAGER"))
			require(required, i);
	}
}

void sms_look_at_services(
	const smssite_snapshot *snapshot, const struct sms_required *required, struct sms_services_look *look)
{
	const smssite_services *services = smssite_snapshot_services(snapshot);

	*look = (struct sms_services_look){ 0 };
	for (size_t i = 0; services && i < required->count; i++) {
		const char *name = smssite_service_catalogue_name(required->service[i]);

		switch (smssite_services_find(services, name)) {
		case SMSSITE_SERVICE_RUNNING:
			look->running++;
			break;
		case SMSSITE_SERVICE_NOT_INSTALLED:
		case SMSSITE_SERVICE_STOPPED:
		case SMSSITE_SERVICE_NOT_RUNNING:
			look->down++;
			break;
		case SMSSITE_SERVICE_STARTING:
		case SMSSITE_SERVICE_STOPPING:
			look->moving++;
			break;
		case SMSSITE_SERVICE_PAUSED:
			look->paused++;
			break;
		case SMSSITE_SERVICE_UNKNOWN:
			look->unknown++;
			break;
		}
	}
}
