/* SPDX-License-Identifier: MIT */
#include "recovery/record_evidence.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <smssite/registry.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SERVICES_KEY "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services"
#define SHARES_KEY SERVICES_KEY "\\LanmanServer\\Shares"
/* What stands for a NUL in text that was UTF-16. */
#define BETWEEN "\xEF\xBF\xBD"
/* A line of a record holds no longer descriptor. */
#define MAX_DESCRIPTOR 400

const char *sms_evidence_say(smssite_rebuild_record *record, const char *format, ...)
{
	char text[400];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return sms_record_keep(record, text);
}

bool sms_evidence_has_registry(const smssite_snapshot *snapshot)
{
	return smssite_snapshot_registry(snapshot);
}

smssite_status sms_evidence_registry_text(const smssite_snapshot *snapshot, const char *key, const char *name, char **text)
{
	const smssite_registry *registry = smssite_snapshot_registry(snapshot);
	smssite_status status;
	size_t value;

	if (!registry)
		return sms_fail(SMSSITE_NOT_FOUND, "no registry of the server was given");
	status = smssite_registry_find(registry, key, name, &value);
	return status ? status : smssite_registry_text(registry, value, text);
}

static bool is_of_sms(const char *name)
{
	return strlen(name) > 4 && sms_compare_folded(name, 4, "SMS_", 4) == 0;
}

/* What of a registry cannot be read is as if it were not there. */
static smssite_status skip(smssite_status status)
{
	return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
}

/* -- shares ---------------------------------------------------------------------------------------- */

/* A part "Path=D:\SMS" of the strings of a share. */
static const char *part_of(smssite_rebuild_record *record, const char *strings, const char *name)
{
	size_t size = strlen(name);

	while (*strings) {
		const char *end = strstr(strings, BETWEEN);
		size_t length = end ? (size_t)(end - strings) : strlen(strings);

		if (length > size && sms_compare_folded(strings, size, name, size) == 0)
			return sms_arena_strndup(&record->arena, strings + size, length - size);
		strings += length + (end ? strlen(BETWEEN) : 0);
	}
	return "";
}

static smssite_status set_share(smssite_rebuild_record *record, struct sms_record_share *share, const smssite_registry *registry,
	size_t value)
{
	char *text = NULL;
	void *data = NULL;
	size_t size;
	smssite_status status = smssite_registry_data(registry, value, &data, &size);

	if (status)
		return skip(status);
	text = sms_text_from_utf16le(data, size, &size);
	smssite_free(data);
	if (!text)
		return SMSSITE_NO_MEMORY;
	share->path = part_of(record, text, "Path=");
	share->comment = part_of(record, text, "Remark=");
	sms_free(text);
	return share->path && share->comment ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status set_permissions(smssite_rebuild_record *record, struct sms_record_share *share,
	const smssite_registry *registry)
{
	char hex[2 * MAX_DESCRIPTOR + 1] = "";
	smssite_status status;
	size_t value, size;
	unsigned char *bytes;
	void *data = NULL;

	status = smssite_registry_find(registry, SHARES_KEY "\\Security", share->name, &value);
	if (!status)
		status = smssite_registry_data(registry, value, &data, &size);
	if (status)
		return skip(status);
	bytes = data;
	for (size_t i = 0; size <= MAX_DESCRIPTOR && i < size; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	smssite_free(data);
	share->permissions = sms_record_keep(record, hex);
	return share->permissions ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status add_share(smssite_rebuild_record *record, struct sms_record_server *server,
	const smssite_registry *registry, const char *name, size_t value)
{
	struct sms_record_share *share = sms_record_add_share(server);
	smssite_status status;

	if (!share)
		return server->share_count == SMS_MAX_RECORD_SHARES ? SMSSITE_LIMIT : SMSSITE_NO_MEMORY;
	share->name = sms_record_keep(record, name);
	status = share->name ? set_share(record, share, registry, value) : SMSSITE_NO_MEMORY;
	return status ? status : set_permissions(record, share, registry);
}

smssite_status sms_evidence_shares(smssite_rebuild_record *record, struct sms_record_server *server,
	const smssite_snapshot *snapshot)
{
	const smssite_registry *registry = smssite_snapshot_registry(snapshot);
	smssite_registry_listing *listing = NULL;
	smssite_status status;

	if (!registry)
		return SMSSITE_OK;
	status = smssite_registry_list(registry, SHARES_KEY, &listing);
	if (status)
		return skip(status);
	for (size_t i = 0; i < smssite_registry_listing_value_count(listing) && !status; i++) {
		const char *name = smssite_registry_listing_name(listing, i);

		if (is_of_sms(name))
			status = add_share(record, server, registry, name, smssite_registry_listing_value(listing, i));
	}
	smssite_registry_listing_free(listing);
	return status;
}

/* -- services -------------------------------------------------------------------------------------- */

static bool has_service(const struct sms_record_server *server, const char *name)
{
	for (size_t i = 0; i < server->service_count; i++)
		if (sms_equal_folded(server->services[i].name, name))
			return true;
	return false;
}

static smssite_status add_service(smssite_rebuild_record *record, struct sms_record_server *server, const char *name,
	const char *account)
{
	struct sms_record_service *service;

	if (!is_of_sms(name) || has_service(server, name))
		return SMSSITE_OK;
	service = sms_record_add_service(server);
	if (!service)
		return server->service_count == SMS_MAX_RECORD_SERVICES ? SMSSITE_LIMIT : SMSSITE_NO_MEMORY;
	service->name = sms_record_keep(record, name);
	service->account = sms_record_keep(record, account);
	return service->name && service->account ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status add_service_of_key(smssite_rebuild_record *record, struct sms_record_server *server,
	const smssite_snapshot *snapshot, const char *name)
{
	char key[300], *account = NULL;
	smssite_status status;

	if (!is_of_sms(name) || strlen(name) > 200)
		return SMSSITE_OK;
	snprintf(key, sizeof(key), SERVICES_KEY "\\%s", name);
	status = skip(sms_evidence_registry_text(snapshot, key, "ObjectName", &account));
	if (!status)
		status = add_service(record, server, name, account ? account : "");
	smssite_free(account);
	return status;
}

static smssite_status add_services_of_registry(smssite_rebuild_record *record, struct sms_record_server *server,
	const smssite_snapshot *snapshot)
{
	smssite_registry_listing *listing = NULL;
	smssite_status status = smssite_registry_list(smssite_snapshot_registry(snapshot), SERVICES_KEY, &listing);

	if (status)
		return skip(status);
	for (size_t i = 0; i < smssite_registry_listing_subkey_count(listing) && !status; i++)
		status = add_service_of_key(record, server, snapshot, smssite_registry_listing_subkey(listing, i));
	smssite_registry_listing_free(listing);
	return status;
}

smssite_status sms_evidence_services(smssite_rebuild_record *record, struct sms_record_server *server,
	const smssite_snapshot *snapshot)
{
	const smssite_services *list = smssite_snapshot_services(snapshot);
	smssite_status status = SMSSITE_OK;

	if (smssite_snapshot_registry(snapshot))
		status = add_services_of_registry(record, server, snapshot);
	for (size_t i = 0; i < smssite_services_count(list) && !status; i++) {
		smssite_service_state state = smssite_services_state(list, i);

		if (state != SMSSITE_SERVICE_NOT_INSTALLED)
			status = add_service(record, server, smssite_services_name(list, i), "");
	}
	return status;
}
