/* SPDX-License-Identifier: MIT */
#include "diagnosis/ini.h"

#include <stdio.h>

enum sms_seen sms_find_ini(const smssite_snapshot *snapshot, const char *path)
{
	size_t document = smssite_snapshot_find_document(snapshot, path);

	if (smssite_snapshot_document_ini(snapshot, document))
		return SMS_SEEN_THERE;
	/* INVALID where there is no such document. */
	return smssite_snapshot_document_status(snapshot, document) == SMSSITE_NOT_FOUND ? SMS_SEEN_ABSENT
											  : SMS_SEEN_UNKNOWN;
}

enum sms_seen sms_find_ini_value(struct sms_check *check, const smssite_snapshot *snapshot, const char *path,
	const char *section, const char *key, struct sms_ini_value *value)
{
	const smssite_sms_ini *ini =
		smssite_snapshot_document_ini(snapshot, smssite_snapshot_find_document(snapshot, path));
	size_t entry = ini ? smssite_sms_ini_find(ini, section, key) : SMSSITE_NO_INDEX;
	char *text = NULL;

	*value = (struct sms_ini_value){ .seen = sms_find_ini(snapshot, path) };
	if (value->seen != SMS_SEEN_THERE)
		return value->seen;
	if (entry == SMSSITE_NO_INDEX)
		return value->seen = SMS_SEEN_ABSENT;
	if (smssite_sms_ini_value_text(ini, entry, &text)) {
		check->failed = true;
		return value->seen = SMS_SEEN_UNKNOWN;
	}
	snprintf(value->text, sizeof(value->text), "%s", text);
	value->line = smssite_sms_ini_line(ini, entry);
	smssite_free(text);
	return value->seen;
}
