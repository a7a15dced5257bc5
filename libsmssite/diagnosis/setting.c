/* SPDX-License-Identifier: MIT */
#include "diagnosis/setting.h"
#include "base/alloc.h"

#include <stdio.h>

static enum sms_seen absent_or_unknown(const smssite_registry *registry, const char *key)
{
	return smssite_registry_covers(registry, key) ? SMS_SEEN_ABSENT : SMS_SEEN_UNKNOWN;
}

static void read_setting(
	struct sms_check *check, const smssite_registry *registry, struct sms_setting *setting)
{
	char *text = NULL;
	smssite_status status = smssite_registry_number(registry, setting->value, &setting->number);

	if (status)
		setting->number = -1;
	if (status != SMSSITE_NO_MEMORY)
		status = smssite_registry_text(registry, setting->value, &text);
	if (status == SMSSITE_NO_MEMORY)
		check->failed = true;
	else if (!status)
		snprintf(setting->text, sizeof(setting->text), "%s", text);
	smssite_free(text);
}

enum sms_seen sms_find_setting(struct sms_check *check, const smssite_snapshot *snapshot, const char *key,
	const char *name, struct sms_setting *setting)
{
	const smssite_registry *registry = smssite_snapshot_registry(snapshot);
	smssite_status status;

	*setting = (struct sms_setting){ .seen = SMS_SEEN_UNKNOWN, .number = -1 };
	if (!registry)
		return setting->seen;
	status = smssite_registry_find(registry, key, name, &setting->value);
	if (status == SMSSITE_NO_MEMORY)
		check->failed = true;
	if (status == SMSSITE_NOT_FOUND)
		setting->seen = absent_or_unknown(registry, key);
	if (status)
		return setting->seen;
	setting->seen = SMS_SEEN_THERE;
	read_setting(check, registry, setting);
	return setting->seen;
}

enum sms_seen sms_find_any_setting(struct sms_check *check, const smssite_snapshot *snapshot, const char *key,
	const char *const *names, struct sms_setting *setting)
{
	enum sms_seen seen = SMS_SEEN_UNKNOWN;

	for (; *names; names++) {
		seen = sms_find_setting(check, snapshot, key, *names, setting);
		if (seen == SMS_SEEN_THERE)
			break;
	}
	return seen;
}

enum sms_seen sms_find_registry_key(struct sms_check *check, const smssite_snapshot *snapshot, const char *key)
{
	const smssite_registry *registry = smssite_snapshot_registry(snapshot);
	smssite_status status;
	bool has = false;

	if (!registry)
		return SMS_SEEN_UNKNOWN;
	status = smssite_registry_has_key(registry, key, &has);
	if (status == SMSSITE_NO_MEMORY)
		check->failed = true;
	if (status)
		return SMS_SEEN_UNKNOWN;
	return has ? SMS_SEEN_THERE : absent_or_unknown(registry, key);
}

/* Whether of what a value is from nothing was lost or left out. */
static bool is_whole(const smssite_snapshot *snapshot, size_t value)
{
	size_t source = smssite_snapshot_registry_source(snapshot, value);

	return smssite_snapshot_registry_source_status(snapshot, source) == SMSSITE_OK &&
	       !smssite_snapshot_registry_source_is_dirty(snapshot, source) &&
	       !smssite_snapshot_registry_source_cut(snapshot, source);
}

bool sms_key_shows_values(struct sms_check *check, const smssite_snapshot *snapshot, const char *key)
{
	const smssite_registry *registry = smssite_snapshot_registry(snapshot);
	smssite_registry_listing *listing = NULL;
	bool shows = false;

	if (registry && smssite_registry_list(registry, key, &listing) == SMSSITE_NO_MEMORY)
		check->failed = true;
	for (size_t i = 0; i < smssite_registry_listing_value_count(listing) && !shows; i++)
		shows = is_whole(snapshot, smssite_registry_listing_value(listing, i));
	smssite_registry_listing_free(listing);
	return shows;
}

void sms_setting_evidence(struct sms_check *check, const smssite_snapshot *snapshot, const char *name,
	const struct sms_setting *setting)
{
	const smssite_registry *registry = smssite_snapshot_registry(snapshot);
	const char *source = smssite_snapshot_registry_source_name(
		snapshot, smssite_snapshot_registry_source(snapshot, setting->value));
	size_t line = smssite_registry_line(registry, setting->value);

	if (setting->seen != SMS_SEEN_THERE)
		return;
	if (setting->number >= 0)
		sms_path_evidence(check, snapshot, source ? source : "registry", line, "%s = %lld", name,
			(long long)setting->number);
	else
		sms_path_evidence(check, snapshot, source ? source : "registry", line, "%s = \"%s\"", name,
			setting->text);
}

enum sms_seen sms_find_service(struct sms_check *check, const smssite_snapshot *snapshot, const char *name)
{
	smssite_service_state state = sms_service(snapshot, name);
	char key[256];

	if (sms_is_installed(state))
		return SMS_SEEN_THERE;
	if (state == SMSSITE_SERVICE_NOT_INSTALLED)
		return SMS_SEEN_ABSENT;
	snprintf(key, sizeof(key), SMS_SERVICES_KEY "\\%s", name);
	return sms_find_registry_key(check, snapshot, key);
}
