/* SPDX-License-Identifier: MIT */
#include "site/server_kind.h"
#include "base/text.h"

static const struct {
	const char *word, *name;
} kinds[] = {
	[SMSSITE_SERVER_UNKNOWN] = { "", "UNKNOWN" },
	[SMSSITE_SERVER_WINDOWS_NT] = { "nt", "WINDOWS_NT" },
	[SMSSITE_SERVER_LAN_MANAGER] = { "lanman", "LAN_MANAGER" },
	[SMSSITE_SERVER_NETWARE] = { "netware", "NETWARE" },
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

smssite_server_kind sms_server_kind_of_word(const char *word)
{
	for (size_t i = 1; i < KINDS; i++)
		if (sms_equal_folded(word, kinds[i].word))
			return (smssite_server_kind)i;
	return SMSSITE_SERVER_UNKNOWN;
}

const char *sms_server_kind_word(smssite_server_kind kind)
{
	return kind >= SMSSITE_SERVER_UNKNOWN && kind < KINDS ? kinds[kind].word : "";
}

SMSSITE_API const char *smssite_server_kind_name(smssite_server_kind kind)
{
	return kind >= SMSSITE_SERVER_UNKNOWN && kind < KINDS ? kinds[kind].name : "?";
}
