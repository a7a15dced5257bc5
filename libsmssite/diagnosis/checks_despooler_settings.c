/* SPDX-License-Identifier: MIT */
/* Settings of the Despooler with which it does harm: G12, G17. */
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"

#define DESPOOL_LOG "DESPOOL.LOG"
#define DRIVE "Preferred Drive For Temp Directory"
#define FORCED "Use Forced Disconnect"

void sms_check_g12(struct sms_check *check)
{
	struct sms_record_found uses, failed;
	struct sms_setting drive;
	bool set, logged = sms_find_latest(check->site, DESPOOL_LOG, "for all temp files", &uses);
	bool lost = sms_find_latest(check->site, DESPOOL_LOG, "Cannot create temp storage", &failed);

	sms_find_setting(check, check->site, SMS_COMPONENTS "SMS_DESPOOLER", DRIVE, &drive);
	set = drive.seen == SMS_SEEN_THERE && *drive.text;
	if (set && lost)
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "the Despooler cannot unpack on the drive that was set for it");
	else if (set || (logged && drive.seen == SMS_SEEN_UNKNOWN))
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"a drive is set for the Despooler's temporary files: before service pack 4 it cannot unpack there");
	else if (drive.seen != SMS_SEEN_UNKNOWN)
		sms_answer(check, SMSSITE_SEVERITY_OK, "no drive is set for the Despooler's temporary files");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether a drive is set for the Despooler's temporary files cannot be told");
	sms_setting_evidence(check, check->site, DRIVE, &drive);
	if (logged && (set || drive.seen == SMS_SEEN_UNKNOWN))
		sms_record_evidence(check, check->site, uses.log, uses.record);
	if (set && lost)
		sms_record_evidence(check, check->site, failed.log, failed.record);
	if (!set && !logged && drive.seen == SMS_SEEN_UNKNOWN)
		sms_missing(check, SMS_WANT_REGISTRY);
}

void sms_check_g17(struct sms_check *check)
{
	struct sms_setting forced;
	bool shown = sms_key_shows_values(check, check->site, SMS_COMPONENTS "SMS_DESPOOLER"), off;

	sms_find_setting(check, check->site, SMS_COMPONENTS "SMS_DESPOOLER", FORCED, &forced);
	off = !forced.number || forced.seen == SMS_SEEN_ABSENT || (forced.seen == SMS_SEEN_UNKNOWN && shown);
	if (forced.number > 0)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"the Despooler disconnects users by force, which takes their rights on package directories");
	else if (off)
		sms_answer(check, SMSSITE_SEVERITY_OK, "the Despooler disconnects nobody by force");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether the Despooler disconnects users by force cannot be told");
	sms_setting_evidence(check, check->site, FORCED, &forced);
	if (!off && forced.number < 0)
		sms_missing(check, SMS_WANT_REGISTRY);
}
