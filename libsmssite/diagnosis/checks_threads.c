/* SPDX-License-Identifier: MIT */
/* What runs in SMS_EXECUTIVE: C24. */
#include "diagnosis/look.h"
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"

/* SMS_EXECUTIVE writes the number of each thread it starts, under the component's name [INF] (Q133385). */
#define THREADS SMS_COMPONENTS SMS_NAME_EXECUTIVE "\\Threads"

/* Of every site; which sender it has varies. */
static const char *const expected[] = { "SMS_SCHEDULER", "SMS_DESPOOLER", "SMS_MAINTENANCE_MANAGER",
	"SMS_INVENTORY_PROCESSOR", "SMS_SITE_REPORTER", "SMS_APPLICATIONS_MANAGER" };
static const char *const senders[] = { "SMS_LAN_SENDER", "SMS_ASYNC_RAS_SENDER", "SMS_ISDN_RAS_SENDER", "SMS_X25_RAS_SENDER",
	"SMS_BATCH_SNA_SENDER", "SMS_INTER_SNA_SENDER" };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static bool has_thread(struct sms_check *check, const char *name)
{
	struct sms_setting thread;

	return sms_find_setting(check, check->site, THREADS, name, &thread) == SMS_SEEN_THERE;
}

static bool has_sender(struct sms_check *check)
{
	for (size_t i = 0; i < COUNT(senders); i++)
		if (has_thread(check, senders[i]))
			return true;
	return false;
}

static void tell_missing(struct sms_check *check, bool sender)
{
	for (size_t i = 0; i < COUNT(expected); i++)
		if (!has_thread(check, expected[i]))
			sms_evidence(check, "registry", 0, "Threads has no %s", expected[i]);
	if (!sender)
		sms_evidence(check, "registry", 0, "Threads has no sender");
}

void sms_check_c24(struct sms_check *check)
{
	smssite_service_state executive = sms_service(check->site, SMS_NAME_EXECUTIVE);
	bool sender = has_sender(check);
	size_t there = 0, missing;

	for (size_t i = 0; i < COUNT(expected); i++)
		there += has_thread(check, expected[i]);
	missing = COUNT(expected) - there + !sender;
	/* Without one name that is known the others may only be called differently. */
	if ((executive != SMSSITE_SERVICE_RUNNING && executive != SMSSITE_SERVICE_UNKNOWN)) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "SMS_EXECUTIVE does not run (C01)");
	} else if (executive == SMSSITE_SERVICE_UNKNOWN || !there || (missing && !sms_key_shows_values(check, check->site, THREADS))) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether every component runs in SMS_EXECUTIVE cannot be told");
		sms_missing(check, SMS_WANT_REGISTRY ", saved while SMS_EXECUTIVE ran; " SMS_WANT_SERVICES);
	} else if (missing) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "%zu component%s of the site %s not run in SMS_EXECUTIVE", missing,
			missing == 1 ? "" : "s", missing == 1 ? "does" : "do");
		tell_missing(check, sender);
	} else {
		sms_answer(check, SMSSITE_SEVERITY_OK, "every component of the site runs in SMS_EXECUTIVE");
	}
}
