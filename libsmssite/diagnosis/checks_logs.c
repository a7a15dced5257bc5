/* SPDX-License-Identifier: MIT */
/* Rules that one log decides by what is written in it: B27, C02, C03, C06, C08, C18, E03, E05, F02, G08, G09, G10, G14, G15,
 * G16, G21. The texts are among those that records.c has observe keep. */
#include "diagnosis/look.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"

#include <string.h>

static const struct log_rule {
	const char *id, *log;
	/* Both where there are two. */
	const char *texts[2];
	smssite_severity severity;
	const char *found, *well;
	/* Written when it goes well: behind the other it makes that history. */
	const char *since;
	/* Once is the mishap of one job. */
	bool once_is_note;
	/* Not every site has what writes it: where it would be and is not there is nothing to say. */
	bool optional;
} log_rules[] = {
	{ "B27", "SMSEXEC.LOG", { "Internal registry key is NULL for thread" }, SMSSITE_SEVERITY_ERROR,
		"a component that was moved to another server is lost", "no component has lost its registry key", NULL,
		false, true },
	{ "C02", "SCMAN.LOG", { "share not found, cannot create without share path" }, SMSSITE_SEVERITY_WARNING,
		"a NetWare volume could not be enumerated", "no share was looked for without its path" },
	{ "C03", "SCMAN.LOG", { "SiteConfig Mgr code 7" }, SMSSITE_SEVERITY_NOTE, "SCMAN has met a failure and names its code",
		"SCMAN names no code of a failure" },
	{ "C06", "MAINTMAN.LOG", { "Free disk space check failed (error 144)" }, SMSSITE_SEVERITY_WARNING,
		"a logon server is passed over: its free space cannot be read", "no logon server is passed over for its free space" },
	{ "C08", "INVAGENT.LOG", { "cli_nt.exe does not exist" }, SMSSITE_SEVERITY_WARNING,
		"the inventory agent waits for a LOGON.SRV that is not on its server", "the inventory agent found its programs",
		NULL, false, true },
	{ "C18", "CLICFG.LOG", { "does not have administrative rights on machine" }, SMSSITE_SEVERITY_WARNING,
		"the service account has no rights on a client", "the service account has rights on the clients it went to",
		NULL, false, true },
	{ "E03", "SCHED.LOG", { "Cannot connect to secondary source" }, SMSSITE_SEVERITY_ERROR,
		"the Scheduler cannot reach its source of jobs", "the Scheduler reaches its source of jobs" },
	{ "E05", "SCHED.LOG", { "or we failed to access it" }, SMSSITE_SEVERITY_WARNING,
		"the Scheduler cannot reach the source of a package", "no source of a package was out of reach",
		"Creating package file", true },
	{ "F02", "LANSEND.LOG", { "no outbox for the sender to scan" }, SMSSITE_SEVERITY_ERROR,
		"the LAN sender has no outbox", "the LAN sender has an outbox" },
	{ "G08", "DESPOOL.LOG", { "Compilation failed", "error code = cb" }, SMSSITE_SEVERITY_WARNING,
		"a status MIF was thrown away, and its job may be called complete wrongly", "no status MIF was thrown away" },
	{ "G09", "DESPOOL.LOG", { "Cannot find the package file" }, SMSSITE_SEVERITY_ERROR,
		"the Despooler cannot find packages", "the Despooler finds its packages" },
	{ "G10", "DESPOOL.LOG", { ", Failed, Win32 Error = 32" }, SMSSITE_SEVERITY_WARNING,
		"a file of a package is in use, and the Despooler may call that a full disk", "no file was in use when it was copied" },
	{ "G14", "DESPOOL.LOG", { "and the package requires an NTFS drive" }, SMSSITE_SEVERITY_WARNING,
		"a server was passed over because a package needs NTFS", "no server was passed over for want of NTFS" },
	{ "G15", "DESPOOL.LOG", { "NWScanObject for user or group EVERYONE" }, SMSSITE_SEVERITY_WARNING,
		"a NetWare server has no group EVERYONE", "no NetWare server lacks its group EVERYONE" },
	{ "G16", "DESPOOL.LOG", { "retry count is now" }, SMSSITE_SEVERITY_NOTE,
		"the Despooler counts its tries of an instruction", "the Despooler has tried no instruction again" },
	{ "G21", "DESPOOL.LOG", { "Failed to deltree" }, SMSSITE_SEVERITY_NOTE, "a package directory in use was not removed",
		"no package directory was left because it was in use" },
};

static const struct log_rule *rule_of(const struct sms_check *check)
{
	const char *id = smssite_rule_id(check->rule);

	for (size_t i = 0; i < sizeof(log_rules) / sizeof(*log_rules); i++)
		if (strcmp(log_rules[i].id, id) == 0)
			return &log_rules[i];
	return NULL;
}

/* Whether it went well since, or the log went on for a day without it. Both times are local to one server. */
static bool is_history(const smssite_snapshot *snapshot, const struct log_rule *rule, const struct sms_record_found *found)
{
	struct sms_record_found end, since;
	int64_t then = smssite_snapshot_record_time_local_s(snapshot, found->log, found->record), last;

	if (rule->since && sms_find_latest(snapshot, rule->log, rule->since, &since) && since.log == found->log &&
		since.record > found->record)
		return true;
	if (!sms_find_end(snapshot, rule->log, &end))
		return false;
	last = smssite_snapshot_record_time_local_s(snapshot, end.log, end.record);
	return then != SMSSITE_NO_TIME && last != SMSSITE_NO_TIME && last - then > SMS_DAY;
}

static bool is_mishap(const smssite_snapshot *snapshot, const struct log_rule *rule, const struct sms_record_found *latest)
{
	struct sms_record_found first;

	return rule->once_is_note && sms_find_record(snapshot, rule->log, rule->texts[0], &first) && first.log == latest->log &&
	       first.record == latest->record;
}

void sms_check_log(struct sms_check *check)
{
	const struct log_rule *rule = rule_of(check);
	struct sms_record_found first, second;
	bool found = sms_find_latest(check->site, rule->log, rule->texts[0], &first);

	if (found && rule->texts[1])
		found = sms_find_latest(check->site, rule->log, rule->texts[1], &second);
	if (rule->optional && smssite_snapshot_find_log(check->site, rule->log) == SMSSITE_NO_INDEX &&
		sms_is_listed(check->site, "LOGS"))
		return;
	if (found && is_history(check->site, rule, &first)) {
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "%s; that was some time ago", rule->found);
	} else if (found) {
		sms_answer(check, is_mishap(check->site, rule, &first) ? SMSSITE_SEVERITY_NOTE : rule->severity, "%s", rule->found);
	} else if (sms_was_read(check->site, rule->log)) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "%s", rule->well);
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether %s cannot be told", rule->found);
		sms_missing(check, "%s of the site " SMS_WANT_LOG, rule->log);
	}
	if (found)
		sms_record_evidence(check, check->site, first.log, first.record);
	if (found && rule->texts[1])
		sms_record_evidence(check, check->site, second.log, second.record);
}
