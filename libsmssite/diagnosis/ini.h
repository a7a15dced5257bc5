/* SPDX-License-Identifier: MIT */
/* What SMS.INI and DOMAIN.INI say, for the rules. */
#ifndef SMS_DIAGNOSIS_INI_H
#define SMS_DIAGNOSIS_INI_H

#include "diagnosis/look.h"

#define SMS_INI "C:\\SMS.INI"
#define SMS_DOMAIN_INI "LOGON.SRV\\DOMAIN.INI"
#define SMS_WANT_INI "SMS.INI of the site server's drive C: (--boot-drive DIR)"

struct sms_ini_value {
	/* UNKNOWN: the file was not in view or could not be read. ABSENT: no such file, or no such key. */
	enum sms_seen seen;
	/* As UTF-8, cut; "" unless it is there. */
	char text[SMS_MAX_WORDS];
	size_t line;
};

/* Whether an INI file was there. */
enum sms_seen sms_find_ini(const smssite_snapshot *snapshot, const char *path);
/* The value that counts for section and key. No memory: UNKNOWN, and the check has failed. */
enum sms_seen sms_find_ini_value(struct sms_check *check, const smssite_snapshot *snapshot, const char *path,
	const char *section, const char *key, struct sms_ini_value *value);

#endif
