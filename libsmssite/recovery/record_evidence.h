/* SPDX-License-Identifier: MIT */
/* What a rebuild record takes from registries and lists of services. */
#ifndef SMS_RECORD_EVIDENCE_H
#define SMS_RECORD_EVIDENCE_H

#include "recovery/rebuild_record.h"

#define SMS_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"

bool sms_evidence_has_registry(const smssite_snapshot *snapshot);
/* sms_free(). NOT_FOUND also where no registry was given. */
smssite_status sms_evidence_registry_text(const smssite_snapshot *snapshot, const char *key, const char *name, char **text);
/* Fill in the shares and the services of a server. */
smssite_status sms_evidence_shares(smssite_rebuild_record *record, struct sms_record_server *server,
	const smssite_snapshot *snapshot);
smssite_status sms_evidence_services(smssite_rebuild_record *record, struct sms_record_server *server,
	const smssite_snapshot *snapshot);
/* Into the record's arena; NULL: no memory. */
__attribute__((format(printf, 2, 3))) const char *sms_evidence_say(smssite_rebuild_record *record, const char *format, ...);

#endif
