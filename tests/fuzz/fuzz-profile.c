/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_profile *profile = NULL;

	if (smssite_profile_parse(data, size, "a/fuzz.ini", &profile) != SMSSITE_OK) {
		FUZZ_CHECK(!profile);
		return 0;
	}
	FUZZ_CHECK(*smssite_profile_value(profile, SMSSITE_NO_INDEX, SMSSITE_PROFILE_TREE));
	for (size_t i = 0; i < smssite_profile_logon_server_count(profile); i++) {
		FUZZ_CHECK(*smssite_profile_logon_server_name(profile, i));
		FUZZ_CHECK(smssite_profile_logon_server_domain(profile, i));
		FUZZ_CHECK(*smssite_profile_value(profile, i, SMSSITE_PROFILE_TREE));
	}
	smssite_profile_free(profile);
	return 0;
}
