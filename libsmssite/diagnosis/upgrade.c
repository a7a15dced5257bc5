/* SPDX-License-Identifier: MIT */
#include "diagnosis/upgrade.h"
#include "base/text.h"

#include <string.h>

bool sms_is_package(const char *name)
{
	return strlen(name) == strlen("BOOTSTRP.PK?") && sms_compare_folded(name, 11, "BOOTSTRP.PK", 11) == 0 &&
	       (name[11] == '1' || name[11] == '2');
}

bool sms_is_upgrade_file(const char *name)
{
	return sms_equal_folded(name, "SHUTDOWN.CT1") || sms_equal_folded(name, "_INIT.CT1") ||
	       sms_is_package(name);
}

static void note_sign(struct sms_upgrade_look *look, const struct sms_file *file)
{
	int64_t time = file->stat.mtime_utc_s;

	if (time != SMSSITE_NO_TIME && (look->began_utc_s == SMSSITE_NO_TIME || time < look->began_utc_s))
		look->began_utc_s = time;
}

static void look_at_files(const smssite_snapshot *site, struct sms_upgrade_look *look)
{
	static const char *const names[] = { "BOOTSTRP.PK1", "BOOTSTRP.PK2" };
	struct sms_file file;

	for (size_t i = 0; i < smssite_snapshot_box_count(site); i++) {
		if (!sms_is_upgrade_file(smssite_snapshot_box_name(site, i)) || !sms_box_file(site, i, &file))
			continue;
		look->file = smssite_snapshot_box_name(site, i);
		note_sign(look, &file);
	}
	for (size_t i = 0; i < 2; i++) {
		if (sms_find_file(site, "", names[i], &file) != SMS_SEEN_THERE)
			continue;
		look->file = names[i];
		note_sign(look, &file);
	}
	if (!look->file && sms_find_file(site, "", "BOOT.LOG", &file) == SMS_SEEN_THERE)
		note_sign(look, &file);
}

void sms_look_at_upgrade(const smssite_case *site_case, struct sms_upgrade_look *look)
{
	static const char *const names[] = { "SMS_UPGRADE_BOOTSTRAP", "SMS_BOOTSTRAP" };
	const smssite_snapshot *site = smssite_case_site(site_case), *earlier = smssite_case_earlier(site_case);
	int64_t seen = smssite_snapshot_taken_utc_s(earlier);

	*look = (struct sms_upgrade_look){ .began_utc_s = SMSSITE_NO_TIME };
	for (size_t i = 0; i < 2; i++) {
		smssite_service_state state = sms_service_or_key(site, names[i]);

		look->hidden = look->hidden || state == SMSSITE_SERVICE_UNKNOWN || state == SMSSITE_SERVICE_NOT_RUNNING;
		if (look->bootstrap || !(sms_is_installed(state) || state == SMSSITE_SERVICE_INSTALLED))
			continue;
		look->bootstrap = names[i];
		look->state = state;
	}
	look_at_files(site, look);
	if (sms_is_installed(sms_service_or_key(earlier, names[0])) && seen != SMSSITE_NO_TIME &&
		(look->began_utc_s == SMSSITE_NO_TIME || seen < look->began_utc_s))
		look->began_utc_s = seen;
}

/* "Event 388: ..." */
static int event_of(const char *text)
{
	const char *at = strstr(text, "vent 38");
	int digit = at ? at[7] - '0' : 0;

	return digit >= 1 && digit <= 8 && !sms_is_digit(at[8]) ? 380 + digit : 0;
}

int sms_bootstrap_event(const smssite_snapshot *snapshot, struct sms_record_found *found)
{
	static const char *const logs[] = { "BOOT.LOG", "BOOTSTRP.LOG" };
	struct sms_record_found started;
	int event;

	for (size_t i = 0; i < 2; i++) {
		if (!sms_find_latest(snapshot, logs[i], "vent 38", found))
			continue;
		event = event_of(sms_record_text(snapshot, found));
		/* One that was started after that is another upgrade. */
		if (event && !(sms_find_latest(snapshot, logs[i], "Service is starting", &started) &&
				     started.record > found->record))
			return event;
	}
	return 0;
}

bool sms_restarts_old_version(int event)
{
	return event == 388 || (event >= 381 && event <= 384);
}
