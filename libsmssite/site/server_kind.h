/* SPDX-License-Identifier: MIT */
#ifndef SMS_SERVER_KIND_H
#define SMS_SERVER_KIND_H

#include <smssite/profile.h>

/* NetBIOS' own. */
#define SMS_MAX_SERVER_NAME 15

/* The words of profiles and records: "nt", "lanman", "netware", letter case aside; UNKNOWN for others. */
smssite_server_kind sms_server_kind_of_word(const char *word);
/* "" for UNKNOWN. */
const char *sms_server_kind_word(smssite_server_kind kind);
#endif
