/* SPDX-License-Identifier: MIT */
/* Why SCMAN hangs, B02 and B03 (B01 is the hang itself), and where it may not look: C04. */
#include "diagnosis/look.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

#include <string.h>

#define SCMAN_LOG "SCMAN.LOG"
#define ENUMERATES "user groups will be enumerated"

/* Whether SCMAN does nothing though it runs: a .CT1 waits and its log has been silent for minutes, or it has
 * been silent for longer than any of its cycles. It may be silent for a day when there is nothing to do
 * (Q123318). */
static bool is_hung(const struct sms_check *check)
{
	size_t waiting = sms_next_waiting(check->site, 0);
	int64_t waited = sms_waiting_age(check->site_case, sms_has_master(check->site), waiting);
	int64_t silent = sms_silence(check, SCMAN_LOG);

	return (waiting != SMSSITE_NO_INDEX && waited > SMS_SCMAN_ANSWERS_S &&
		       silent > SMS_SCMAN_ANSWERS_S) ||
	       silent > SMS_SCMAN_CYCLE_S;
}

/* Answers where the end of SCMAN.LOG or the services are not known; false if both are. */
static bool cannot_tell(struct sms_check *check, const char *title, struct sms_record_found *end)
{
	bool has_end = sms_find_end(check->site, SCMAN_LOG, end);
	bool has_services = sms_service(check->site, SMS_NAME_SCMAN) != SMSSITE_SERVICE_UNKNOWN;

	if (has_end && has_services)
		return false;
	sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "%s", title);
	if (!has_end)
		sms_missing(check, "SCMAN.LOG of the drive's root (--drive-root DIR or --logs DIR)");
	if (!has_services)
		sms_missing(check, SMS_WANT_SERVICES);
	return true;
}

void sms_check_b02(struct sms_check *check)
{
	struct sms_record_found end;
	bool enumerates;

	if (sms_find_end(check->site, SCMAN_LOG, &end) &&
		!strstr(sms_record_text(check->site, &end), ENUMERATES)) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "SCMAN is not enumerating user groups");
		return;
	}
	if (cannot_tell(check, "whether SCMAN hangs enumerating user groups cannot be told", &end))
		return;
	enumerates = sms_service(check->site, SMS_NAME_SCMAN) == SMSSITE_SERVICE_RUNNING;
	if (!enumerates)
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"SCMAN does not run; it ended while it enumerated user groups");
	else if (is_hung(check))
		sms_answer(check, SMSSITE_SEVERITY_STUCK,
			"SCMAN hangs enumerating user groups: a domain controller does not answer");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "SCMAN is enumerating user groups");
	sms_record_evidence(check, check->site, end.log, end.record);
	sms_service_evidence(check, SMS_NAME_SCMAN);
}

/* The server that a record of SCMAN is about, as a name within it; size 0 if none. */
static struct sms_span server_of(const char *text)
{
	static const char *const marks[] = { "\\\\", "server: ", "Server ", "server " };
	struct sms_span name = { "", 0 };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks) && !name.size; i++) {
		const char *at = strstr(text, marks[i]);

		if (at)
			name = (struct sms_span){ at + strlen(marks[i]),
				strcspn(at + strlen(marks[i]), " \\~") };
	}
	return name;
}

/* The server before which SCMAN was stopped the last time, size 0 if it was not stopped there. */
static struct sms_span stopped_at(const smssite_snapshot *snapshot, const struct sms_record_found *stopping)
{
	struct sms_span name = { "", 0 };

	for (size_t i = stopping->record; i-- && !name.size;)
		name = server_of(smssite_snapshot_record_text(snapshot, stopping->log, i));
	return name;
}

void sms_check_b03(struct sms_check *check)
{
	struct sms_record_found end, stopping;
	struct sms_span server, before = { "", 0 };
	bool stopped;

	if (cannot_tell(check, "whether SCMAN hangs on a logon server cannot be told", &end))
		return;
	server = server_of(sms_record_text(check->site, &end));
	if (!is_hung(check) || sms_service(check->site, SMS_NAME_SCMAN) != SMSSITE_SERVICE_RUNNING ||
		!server.size) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "SCMAN does not hang on a logon server");
		return;
	}
	stopped = sms_find_latest(check->site, SCMAN_LOG, "Service is stopping", &stopping) &&
		  stopping.record < end.record;
	if (stopped)
		before = stopped_at(check->site, &stopping);
	if (before.size && sms_compare_folded(before.data, before.size, server.data, server.size) == 0)
		sms_answer(check, SMSSITE_SEVERITY_STUCK,
			"SCMAN hangs on logon server %.*s, again after a restart",
			(int)(server.size < 64 ? server.size : 64), server.data);
	else
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "SCMAN hangs, and its log ends at server %.*s",
			(int)(server.size < 64 ? server.size : 64), server.data);
	sms_record_evidence(check, check->site, end.log, end.record);
	if (stopped)
		sms_record_evidence(check, check->site, stopping.log, stopping.record);
	else
		sms_missing(check,
			"SCMAN.LOG after a restart of SCMAN: whether it ends at the same server again");
	sms_service_evidence(check, SMS_NAME_SCMAN);
}

/* "NetServerGetInfo server: EDGE8 return: 5" and not 53: error 5, access denied. */
static bool is_denied(const char *text)
{
	static const char mark[] = " return: 5";
	const char *server = strstr(text, "NetServerGetInfo server: "), *code = server ? strstr(server, mark) : NULL;

	return code && !sms_is_digit(code[sizeof(mark) - 1]);
}

void sms_check_c04(struct sms_check *check)
{
	size_t log = smssite_snapshot_find_log(check->site, SCMAN_LOG), latest = SMSSITE_NO_INDEX;

	for (size_t i = 0; i < smssite_snapshot_record_count(check->site, log); i++)
		if (is_denied(smssite_snapshot_record_text(check->site, log, i)))
			latest = i;
	if (latest != SMSSITE_NO_INDEX) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"a server denies SCMAN access: another account of the same name may be locked out by it");
		sms_record_evidence(check, check->site, log, latest);
	} else if (sms_was_read(check->site, SCMAN_LOG)) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "no server denies SCMAN access");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether a server denies SCMAN access cannot be told");
		sms_missing(check, "SCMAN.LOG of the drive's root (--drive-root DIR or --logs DIR)");
	}
}
