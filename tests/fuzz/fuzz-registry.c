/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>
#include <string.h>

static void check_value(
	const smssite_registry *registry, const char *key, const smssite_registry_listing *listing, size_t i)
{
	size_t value = smssite_registry_listing_value(listing, i), counts = SMSSITE_NO_INDEX;
	smssite_status status;
	int64_t number;
	void *data;
	size_t size;
	char *text;

	/* What is listed is what is found. */
	status = smssite_registry_find(registry, key, smssite_registry_listing_name(listing, i), &counts);
	FUZZ_CHECK(status == SMSSITE_OK && counts == value);
	FUZZ_CHECK(smssite_registry_type(registry, value) >= 0 && smssite_registry_line(registry, value) > 1);
	FUZZ_CHECK(smssite_registry_data(registry, value, &data, &size) == SMSSITE_OK);
	smssite_free(data);
	if (smssite_registry_text(registry, value, &text) == SMSSITE_OK)
		smssite_free(text);
	if (smssite_registry_number(registry, value, &number) == SMSSITE_OK)
		FUZZ_CHECK(number >= 0);
}

/* All that lies below a key; a path holds at most so many keys as bytes. */
static void check_key(const smssite_registry *registry, const char *key)
{
	smssite_registry_listing *listing;
	bool has;

	FUZZ_CHECK(smssite_registry_has_key(registry, key, &has) == SMSSITE_OK && has);
	FUZZ_CHECK(smssite_registry_list(registry, key, &listing) == SMSSITE_OK);
	for (size_t i = 0; i < smssite_registry_listing_value_count(listing); i++)
		check_value(registry, key, listing, i);
	for (size_t i = 0; i < smssite_registry_listing_subkey_count(listing); i++) {
		const char *name = smssite_registry_listing_subkey(listing, i);
		char *below = malloc(strlen(key) + strlen(name) + 2);

		FUZZ_CHECK(below && *name);
		sprintf(below, "%s%s%s", key, *key ? "\\" : "", name);
		check_key(registry, below);
		free(below);
	}
	smssite_registry_listing_free(listing);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_registry *registry = NULL;
	smssite_status status = smssite_registry_parse(data, size, &registry);
	bool has = false;

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_UNSUPPORTED);
	FUZZ_CHECK((status == SMSSITE_OK) == (registry != NULL));
	if (status)
		return 0;
	FUZZ_CHECK(smssite_registry_has_key(registry, "", &has) == SMSSITE_OK);
	if (has)
		check_key(registry, "");
	smssite_registry_free(registry);
	return 0;
}
