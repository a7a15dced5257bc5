/* SPDX-License-Identifier: MIT */
#include "diagnosis/required.h"
#include <smssite/box.h>

#include <string.h>

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

void sms_required_services(const smssite_snapshot *snapshot, struct sms_required *required)
{
	*required = (struct sms_required){ .file = sms_site_control_file(snapshot) };
	require(required, smssite_service_catalogue_find("SMS_SITE_CONFIG_MANAGER"));
	require(required, smssite_service_catalogue_find("SMS_EXECUTIVE"));
	for (size_t i = 0; required->file && i < smssite_service_catalogue_count(); i++)
		if (smssite_service_need(required->file, i, NULL) == SMSSITE_NEED_MUST_RUN)
			require(required, i);
	if (required->file)
		return;
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
	bool told = smssite_snapshot_services(snapshot) || smssite_snapshot_installed(snapshot);

	*look = (struct sms_services_look){ 0 };
	for (size_t i = 0; told && i < required->count; i++) {
		const char *name = smssite_service_catalogue_name(required->service[i]);

		switch (smssite_snapshot_service(snapshot, name)) {
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
		case SMSSITE_SERVICE_INSTALLED:
			look->unknown++;
			break;
		}
	}
}
