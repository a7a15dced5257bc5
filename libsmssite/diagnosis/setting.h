/* SPDX-License-Identifier: MIT */
/* What a snapshot's registry says, for the rules: values, keys, whether a service is installed. */
#ifndef SMS_SETTING_H
#define SMS_SETTING_H

#include "diagnosis/look.h"

#define SMS_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"
#define SMS_IDENTIFICATION SMS_KEY "\\Identification"
#define SMS_COMPONENTS SMS_KEY "\\Components\\"
#define SMS_SERVICES_KEY "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services"
#define SMS_SHARES_KEY SMS_SERVICES_KEY "\\LanmanServer\\Shares"

#define SMS_WANT_REGISTRY "the registry of the site server (--registry SOFTWARE)"
#define SMS_WANT_SYSTEM "the registry of its services and shares (--registry SYSTEM)"

/* Names that values under Identification may have (see sms_find_any_setting()). */
extern const char *const sms_site_code_names[], *const sms_directory_names[];

struct sms_setting {
	/* UNKNOWN: no registry was given, or it need not be in what was given, or it could not be read. */
	enum sms_seen seen;
	/* As UTF-8, cut; "" unless it is there and a string. */
	char text[SMS_MAX_WORDS];
	/* A DWORD or digits; -1 unless it is there and a number. */
	int64_t number;
	size_t value;
};

/* A value of a key, which is written with its root. No memory: UNKNOWN, and the check has failed. */
enum sms_seen sms_find_setting(struct sms_check *check, const smssite_snapshot *snapshot, const char *key,
	const char *name, struct sms_setting *setting);
/* The first of several names that a value may have; no source has the exact names of most values under
 * Identification. ABSENT if all are. */
enum sms_seen sms_find_any_setting(struct sms_check *check, const smssite_snapshot *snapshot, const char *key,
	const char *const *names, struct sms_setting *setting);
/* Whether a key, or one below it, is there. */
enum sms_seen sms_find_registry_key(
	struct sms_check *check, const smssite_snapshot *snapshot, const char *key);
/* Whether some value of a key is there, from a registry that was read whole. REGEDIT exports a key with all its values: one
 * that is not shown beside others is not there, though a registry that covers nothing does not say so. Of a hive that was not
 * closed properly it may be in the log. */
bool sms_key_shows_values(struct sms_check *check, const smssite_snapshot *snapshot, const char *key);
/* Evidence: a value that is there, with the registry and the line it is from. */
void sms_setting_evidence(struct sms_check *check, const smssite_snapshot *snapshot, const char *name,
	const struct sms_setting *setting);

/* Whether a service is installed, by the list of services, else by the registry. */
enum sms_seen sms_find_service(struct sms_check *check, const smssite_snapshot *snapshot, const char *name);

#endif
