/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>

static void check_value(const smssite_registry *registry, size_t i)
{
	size_t counts = smssite_registry_find(registry, smssite_registry_key(registry, i), smssite_registry_name(registry, i));
	int64_t number;
	void *data;
	size_t size;
	char *text;

	/* What counts is this value or one that the file says later; none if it was deleted. */
	FUZZ_CHECK(counts == SMSSITE_NO_INDEX || counts >= i);
	if (smssite_registry_data(registry, i, &data, &size) == SMSSITE_OK)
		smssite_free(data);
	if (smssite_registry_text(registry, i, &text) == SMSSITE_OK)
		smssite_free(text);
	if (smssite_registry_number(registry, i, &number) == SMSSITE_OK)
		FUZZ_CHECK(number >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_registry *registry = NULL;
	smssite_status status = smssite_registry_parse(data, size, &registry);

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_UNSUPPORTED);
	FUZZ_CHECK((status == SMSSITE_OK) == (registry != NULL));
	for (size_t i = 0; i < smssite_registry_count(registry); i++)
		check_value(registry, i);
	smssite_registry_has_key(registry, "HKLM\\SOFTWARE");
	smssite_registry_free(registry);
	return 0;
}
