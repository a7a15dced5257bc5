/* SPDX-License-Identifier: MIT */
/* What the keys of services and the silence of SCMAN tell: A31, A32, B23. */
#include "diagnosis/look.h"
#include "diagnosis/queue.h"
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"
#include "diagnosis/thresholds.h"

#include <stdio.h>

/* SERVICE_AUTO_START */
#define AUTOMATIC 2

static enum sms_seen find_value(
	struct sms_check *check, const char *service, const char *name, struct sms_setting *setting)
{
	char key[256];

	snprintf(key, sizeof(key), SMS_SERVICES_KEY "\\%.64s", service);
	return sms_find_setting(check, check->site, key, name, setting);
}

/* What such a service leaves in the root of the drive (Q122176); others leave such files too. */
static size_t look_at_root(struct sms_check *check, bool tell)
{
	size_t root = smssite_snapshot_find_directory(check->site, ".."), count = 0;
	struct sms_file file;

	for (size_t i = 0; i < smssite_snapshot_entry_count(check->site, root); i++) {
		if (!sms_file_at(check->site, root, i, &file) || !sms_is_temporary(&file))
			continue;
		count++;
		if (tell)
			sms_file_evidence(check, check->site, &file, "");
	}
	return count;
}

void sms_check_a31(struct sms_check *check)
{
	size_t marked = 0, known = 0;
	struct sms_setting flag, start;

	for (size_t i = 0; i < smssite_service_catalogue_count(); i++) {
		const char *name = smssite_service_catalogue_name(i);

		find_value(check, name, "DeleteFlag", &flag);
		find_value(check, name, "Start", &start);
		marked += flag.number > 0;
		known += start.seen != SMS_SEEN_UNKNOWN;
	}
	if (marked)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"%zu service%s of SMS %s marked for deletion and cannot be controlled until NT is restarted", marked,
			marked == 1 ? "" : "s", marked == 1 ? "is" : "are");
	else if (known)
		sms_answer(check, SMSSITE_SEVERITY_OK, "no service of SMS is marked for deletion");
	else if (look_at_root(check, false) > 1)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "services of SMS may be marked for deletion: the root of the drive has "
			"*.TMP, as they leave them");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether services of SMS are marked for deletion cannot be told");
	if (marked || (!known && look_at_root(check, false) > 1))
		look_at_root(check, true);
	for (size_t i = 0; marked && i < smssite_service_catalogue_count(); i++) {
		find_value(check, smssite_service_catalogue_name(i), "DeleteFlag", &flag);
		if (flag.number > 0)
			sms_setting_evidence(check, check->site, smssite_service_catalogue_name(i), &flag);
	}
	if (!marked && !known)
		sms_missing(check, SMS_WANT_SYSTEM);
}

void sms_check_a32(struct sms_check *check)
{
	smssite_service_state scman = sms_service(check->site, SMS_NAME_SCMAN);
	smssite_service_state executive = sms_service(check->site, SMS_NAME_EXECUTIVE);
	bool stopped = scman == SMSSITE_SERVICE_STOPPED || scman == SMSSITE_SERVICE_NOT_RUNNING;
	struct sms_setting start;

	find_value(check, SMS_NAME_SCMAN, "Start", &start);
	if (scman == SMSSITE_SERVICE_UNKNOWN) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether SCMAN started with the server cannot be told");
		sms_missing(check, SMS_WANT_SERVICES);
	} else if (smssite_snapshot_box_find(check->site, SMSSITE_BOX_SHUTDOWN, 0) != SMSSITE_NO_INDEX) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "an order to shut down waits for SCMAN (A05)");
	} else if (!stopped || executive != SMSSITE_SERVICE_RUNNING) {
		/* Where others are down too, C01 tells it. */
		sms_answer(check, SMSSITE_SEVERITY_OK, "%s",
			stopped ? "SCMAN is not the only service that is down" : "SCMAN is not stopped");
	} else if (start.number == AUTOMATIC) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "SCMAN is to start with the server, and it alone does not run");
		sms_setting_evidence(check, check->site, SMS_NAME_SCMAN " Start", &start);
		sms_service_evidence(check, SMS_NAME_SCMAN);
	} else if (start.number >= 0) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "SCMAN is not set to start with the server");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether SCMAN was to start with the server cannot be told");
		sms_missing(check, SMS_WANT_SYSTEM);
	}
}

void sms_check_b23(struct sms_check *check)
{
	smssite_service_state scman = sms_service(check->site, SMS_NAME_SCMAN);
	int64_t silent = sms_silence(check, "SCMAN.LOG");
	struct sms_record_found end;

	if (silent < 0 || scman == SMSSITE_SERVICE_UNKNOWN) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether SCMAN keeps its cycle cannot be told");
		if (silent < 0)
			sms_missing(check, "SCMAN.LOG, its time stamp not later than now (--drive-root DIR or --logs DIR)");
		if (scman == SMSSITE_SERVICE_UNKNOWN)
			sms_missing(check, SMS_WANT_SERVICES);
		return;
	}
	if (scman != SMSSITE_SERVICE_RUNNING || silent <= SMS_SCMAN_CYCLE_S) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "%s",
			scman == SMSSITE_SERVICE_RUNNING ? "SCMAN has written to its log within a day"
							 : "SCMAN does not run");
		return;
	}
	sms_answer(check, SMSSITE_SEVERITY_NOTE, "SCMAN runs and has been silent for %s, longer than its cycle",
		sms_say_age(silent).text);
	if (sms_find_end(check->site, "SCMAN.LOG", &end))
		sms_record_evidence(check, check->site, end.log, end.record);
}
