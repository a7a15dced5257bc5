/* SPDX-License-Identifier: MIT */
#include "diagnosis/tries.h"
#include "diagnosis/setting.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

#include <stdio.h>

/* Outboxes are named by their sender, and may not be renamed (Q126229); the tries without a setting are from
 * Q214485. */
static const struct sender {
	const char *outbox, *component, *name;
	int64_t tries;
	/* What one try takes by itself. */
	int64_t takes_s;
} senders[] = {
	{ "LAN_DEFA.000", "SMS_LAN_SENDER", "the LAN sender", 2, 0 },
	{ "RAS_ASYN.000", "SMS_ASYNC_RAS_SENDER", "the asynchronous RAS sender", 5, SMS_DIALS_S },
	{ "RAS_ISDN.000", "SMS_ISDN_RAS_SENDER", "the ISDN RAS sender", 5, SMS_DIALS_S },
	{ "RAS_X25_.000", "SMS_X25_RAS_SENDER", "the X.25 RAS sender", 5, SMS_DIALS_S },
	{ "SNA_BATC.000", "SMS_BATCH_SNA_SENDER", "the SNA batch sender", 5, 0 },
	{ "SNA_INTE.000", "SMS_INTER_SNA_SENDER", "the interactive SNA sender", 5, 0 },
};

static const struct sender *sender_of(const char *outbox)
{
	/* Of an outbox by another name the longest times are waited for. */
	static const struct sender other = { "", "", "the sender", 5, SMS_DIALS_S };

	for (size_t i = 0; i < sizeof(senders) / sizeof(*senders); i++)
		if (sms_equal_folded(senders[i].outbox, outbox))
			return &senders[i];
	return &other;
}

static int64_t setting_of(
	struct sms_check *check, const struct sender *sender, const char *name, int64_t usual)
{
	struct sms_setting found;
	char key[128];

	if (!*sender->component)
		return usual;
	snprintf(key, sizeof(key), SMS_COMPONENTS "%s", sender->component);
	sms_find_setting(check, check->site, key, name, &found);
	return found.number < 0 || found.number > SMS_MAX_TRIES ? usual : found.number;
}

void sms_tries_of(struct sms_check *check, const char *outbox, struct sms_tries *tries)
{
	const struct sender *sender = sender_of(outbox);

	tries->sender = sender->name;
	tries->tries = setting_of(check, sender, "Number of Retries", sender->tries);
	tries->delay_min = setting_of(check, sender, "Retry Delay in Minutes", 1);
	tries->round_s = SMS_HEARTBEAT_S + tries->tries * (3 * tries->delay_min * SMS_MINUTE + sender->takes_s);
}
