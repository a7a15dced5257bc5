/* SPDX-License-Identifier: MIT */
/* The server itself: services, clock, disk: C01, L02, L05. */
#include "diagnosis/look.h"
#include "diagnosis/required.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

#include <string.h>

static void c01_answer(
	struct sms_check *check, const struct sms_required *required, const struct sms_services_look *look)
{
	bool bootstrap = sms_service(check->site, "SMS_UPGRADE_BOOTSTRAP") == SMSSITE_SERVICE_RUNNING ||
			 sms_service(check->site, "SMS_BOOTSTRAP") == SMSSITE_SERVICE_RUNNING;
	smssite_severity severity = SMSSITE_SEVERITY_OK;
	const char *why = "";

	if (look->down && bootstrap) {
		/* An upgrade stops and removes them; A02 says when that has lasted too long. */
		severity = SMSSITE_SEVERITY_NOTE;
		why = "; a bootstrap is at work (A02)";
	} else if (look->down) {
		severity = SMSSITE_SEVERITY_ERROR;
	} else if (look->paused) {
		severity = SMSSITE_SEVERITY_WARNING;
		why = "; what is paused does nothing";
	} else if (look->unknown) {
		severity = SMSSITE_SEVERITY_UNKNOWN;
		why = ", as far as the list says";
	} else if (look->moving) {
		severity = SMSSITE_SEVERITY_NOTE;
		why = "; others are starting or stopping";
	}
	sms_answer(check, severity, "%zu of %zu services run%s", look->running, required->count, why);
}

void sms_check_c01(struct sms_check *check)
{
	bool listed = smssite_snapshot_services(check->site);
	struct sms_required required;
	struct sms_services_look look;

	sms_required_services(check->site, &required);
	sms_look_at_services(check->site, &required, &look);
	if (!listed && !smssite_snapshot_installed(check->site)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether the %zu services of this site run cannot be told", required.count);
		sms_missing(check, "the services of the site server (--services FILE)");
		return;
	}
	c01_answer(check, &required, &look);
	for (size_t i = 0; i < required.count; i++) {
		const char *name = smssite_service_catalogue_name(required.service[i]);
		smssite_service_state state = sms_service(check->site, name);

		/* The list of a site that is well is no evidence of anything. */
		if (state != SMSSITE_SERVICE_RUNNING)
			sms_service_evidence(check, name);
		if (state == SMSSITE_SERVICE_UNKNOWN && listed)
			sms_missing(check, "the state of %s in %s", name,
				smssite_snapshot_services_name(check->site));
	}
	if (!listed)
		sms_missing(check, "which services run (--services FILE)");
}

struct clock_look {
	size_t files, later, beyond, backward;
};

static void look_at_file(
	struct sms_check *check, const struct sms_file *file, bool tell, struct clock_look *look)
{
	int64_t slack = smssite_snapshot_is_copy(check->site) ? SMS_ZONE_SLACK_S : SMS_CLOCK_SLACK_S;
	bool beyond = file->stat.mtime_utc_s >= SMS_YEAR_2037_S;

	if (file->stat.mtime_utc_s == SMSSITE_NO_TIME)
		return;
	look->files++;
	if (!beyond && !sms_is_after(file->stat.mtime_utc_s, check->now_utc_s, slack))
		return;
	look->later++;
	look->beyond += beyond;
	if (tell)
		sms_file_evidence(check, check->site, file, "");
}

/* What lies beside the SMS root on its drive is not the site's. */
static void look_at_clock(struct sms_check *check, bool tell, struct clock_look *look)
{
	for (size_t i = 0; i < smssite_snapshot_directory_count(check->site); i++) {
		if (strcmp(smssite_snapshot_directory_path(check->site, i), "..") == 0)
			continue;
		for (size_t j = 0; j < smssite_snapshot_entry_count(check->site, i); j++) {
			struct sms_file file;

			if (sms_file_at(check->site, i, j, &file))
				look_at_file(check, &file, tell, look);
		}
	}
	for (size_t i = 0; i < smssite_snapshot_log_count(check->site); i++) {
		size_t steps = smssite_snapshot_log_backward_steps(check->site, i);

		look->backward += steps > 0;
		if (tell && steps)
			sms_evidence(check, smssite_snapshot_log_path(check->site, i), 0,
				"its times go back %zu time%s", steps, steps == 1 ? "" : "s");
	}
}

void sms_check_l02(struct sms_check *check)
{
	struct clock_look look = { 0 }, ignored = { 0 };

	look_at_clock(check, false, &look);
	if (look.beyond)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"files are dated 2037 or later, on which the services crash");
	else if (look.later)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "%zu file%s dated later than now", look.later,
			look.later == 1 ? " is" : "s are");
	else if (look.backward)
		/* The end of summer time does that, and two threads of one service. */
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"the times in a log go back: the clock was moved, or summer time ended");
	else if (!look.files || check->now_utc_s == SMSSITE_NO_TIME)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether the clock was moved cannot be told");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no file is dated later than now");
	look_at_clock(check, true, &ignored);
	if (look.later || look.backward)
		return;
	if (!look.files)
		sms_missing(check, "the files of the site (SITE as the SMS root or its drive)");
	if (check->now_utc_s == SMSSITE_NO_TIME)
		sms_missing(check, "the time that counts (--now TIME)");
}

/* Compressed packages: what the Scheduler packed, what a sender brought, what a bootstrap received. */
static bool is_package(const char *name)
{
	const char *dot = strrchr(name, '.');

	return sms_has_extension(name, ".PCK") || sms_has_extension(name, ".PKG") ||
	       sms_has_extension(name, ".PK1") || sms_has_extension(name, ".PK2") ||
	       (dot && dot[1] && strchr("PpSsWw", dot[1]) && sms_is_digit(dot[2]) && sms_is_digit(dot[3]) &&
		       !dot[4]);
}

static bool find_largest_package(const smssite_snapshot *snapshot, struct sms_file *largest)
{
	static const char *const places[] = { "", SMS_RECEIVE, SMS_TOSEND };
	bool found = false;
	struct sms_file file;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		size_t directory = smssite_snapshot_find_directory(snapshot, places[i]);

		for (size_t j = 0; j < smssite_snapshot_entry_count(snapshot, directory); j++) {
			if (!sms_file_at(snapshot, directory, j, &file) || !is_package(file.name) ||
				(found && file.stat.size <= largest->stat.size))
				continue;
			*largest = file;
			found = true;
		}
	}
	return found;
}

/* SCMAN or Maintenance Manager said that a disk was full: events 213 and 214 are SCMAN's failed writes (KB
 * Q122179). */
static void disk_records(struct sms_check *check)
{
	static const char *const events[] = { "Event 213 ", "Event 214 " };
	struct sms_record_found found;

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (sms_find_record(check->site, "SCMAN.LOG", events[i], &found))
			sms_record_evidence(check, check->site, found.log, found.record);
}

void sms_check_l05(struct sms_check *check)
{
	int64_t free_bytes = smssite_snapshot_free_bytes(check->site), need = 0;
	struct sms_file largest;
	bool waits = find_largest_package(check->site, &largest);

	if (waits && __builtin_mul_overflow(largest.stat.size, SMS_PACKAGE_ROOM, &need))
		need = INT64_MAX;
	if (free_bytes < 0)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"how much space is free on the server cannot be told");
	else if (free_bytes < need)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"%s free: less than the largest waiting package needs",
			sms_say_size(free_bytes).text);
	else if (free_bytes < SMS_DRIVE_MINIMUM_BYTES)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "%s free: less than the Despooler wants to keep",
			sms_say_size(free_bytes).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "%s free", sms_say_size(free_bytes).text);
	if (waits)
		sms_file_evidence(check, check->site, &largest, "the largest waiting package");
	disk_records(check);
	if (free_bytes < 0)
		sms_missing(check, "the free space of the site's drive: of a copy it is not known (--live, "
				   "on the server's own drive)");
}
