/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>
#include <string.h>

/* What was set is found again, and everything else is as it was. */
static void check_edit(const smssite_sms_ini *ini, const char *section, const char *key)
{
	size_t before = smssite_sms_ini_find(ini, section, key), size, entry;
	smssite_sms_ini *edited;
	void *data;
	char *text;

	if (smssite_sms_ini_set(ini, section, key, "Q7Z02000", &data, &size) != SMSSITE_OK)
		return;
	FUZZ_CHECK(smssite_sms_ini_parse(data, size, &edited) == SMSSITE_OK);
	smssite_free(data);
	entry = smssite_sms_ini_find(edited, section, key);
	FUZZ_CHECK(entry != SMSSITE_NO_INDEX);
	FUZZ_CHECK(smssite_sms_ini_value_text(edited, entry, &text) == SMSSITE_OK);
	FUZZ_CHECK(strcmp(text, "Q7Z02000") == 0);
	smssite_free(text);
	FUZZ_CHECK(smssite_sms_ini_count(edited) == smssite_sms_ini_count(ini) + (before == SMSSITE_NO_INDEX));
	smssite_sms_ini_free(edited);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_sms_ini *ini = NULL;
	const void *back;
	size_t back_size;

	if (smssite_sms_ini_parse(data, size, &ini) != SMSSITE_OK) {
		FUZZ_CHECK(!ini);
		return 0;
	}
	FUZZ_CHECK(smssite_sms_ini_data(ini, &back, &back_size) == SMSSITE_OK);
	FUZZ_CHECK(back_size == size && (!size || memcmp(back, data, size) == 0));
	check_edit(ini, "Local", "NextAvailableSiteSMSUniqueID");
	check_edit(ini, "SMS", "SMS Unique ID");
	smssite_sms_ini_free(ini);
	return 0;
}
