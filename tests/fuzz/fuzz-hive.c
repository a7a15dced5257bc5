/* SPDX-License-Identifier: MIT */
/* A hive whose head is sound and whose cells are any bytes. */
#include "fuzz.h"
#include "hive-builder.h"

#include <smssite.h>

/* Where the root key lies in the hives of the corpus: behind the head of the bin and one cell. */
#define ROOT 0x48
#define PAGE 4096
#define CELLS (PAGE + 0x20)
/* Cells may lead in circles and to the same keys again and again: a look at so many is enough. */
#define MOST_KEYS 64

static void check_values(const smssite_registry *registry, const char *key, const smssite_registry_listing *listing)
{
	for (size_t i = 0; i < smssite_registry_listing_value_count(listing); i++) {
		size_t value = smssite_registry_listing_value(listing, i), found, size;
		int64_t number;
		void *data;
		char *text;

		FUZZ_CHECK(smssite_registry_listing_name(listing, i));
		smssite_registry_find(registry, key, smssite_registry_listing_name(listing, i), &found);
		smssite_registry_type(registry, value);
		if (smssite_registry_data(registry, value, &data, &size) == SMSSITE_OK)
			smssite_free(data);
		if (smssite_registry_text(registry, value, &text) == SMSSITE_OK)
			smssite_free(text);
		smssite_registry_number(registry, value, &number);
	}
}

static void check_key(const smssite_registry *registry, const char *key, size_t *left)
{
	smssite_registry_listing *listing = NULL;
	bool has;

	if (!*left)
		return;
	--*left;
	smssite_registry_has_key(registry, key, &has);
	if (smssite_registry_list(registry, key, &listing)) {
		FUZZ_CHECK(!listing && smssite_error_message()[0]);
		return;
	}
	check_values(registry, key, listing);
	for (size_t i = 0; i < smssite_registry_listing_subkey_count(listing) && *left; i++) {
		const char *name = smssite_registry_listing_subkey(listing, i);
		char *below = malloc(strlen(key) + strlen(name) + 2);

		FUZZ_CHECK(below);
		sprintf(below, "%s\\%s", key, name);
		check_key(registry, below, left);
		free(below);
	}
	smssite_registry_listing_free(listing);
}

static unsigned char *make_hive(const uint8_t *data, size_t size, size_t *whole)
{
	struct hive_builder head = { .used = PAGE };
	size_t length = (size + 0x20 + PAGE - 1) / PAGE * PAGE;

	*whole = PAGE + length;
	head.data = calloc(1, *whole);
	FUZZ_CHECK(head.data);
	memcpy(head.data + CELLS, data, size);
	head.keys = &(struct hive_key_in){ .at = PAGE + ROOT };
	hive_put_head(&head, length);
	return head.data;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t whole, left = MOST_KEYS;
	unsigned char *hive = make_hive(data, size, &whole);
	smssite_registry *registry = NULL;
	smssite_services *services = NULL;
	smssite_tree *tree;
	smssite_status status;

	FUZZ_CHECK(!smssite_tree_new_memory(&tree));
	FUZZ_CHECK(!smssite_tree_write_file(tree, "SYSTEM", hive, whole));
	free(hive);
	status = smssite_registry_open_hive(tree, "SYSTEM", "HKLM\\SYSTEM", &registry);
	FUZZ_CHECK((status == SMSSITE_OK) == (registry != NULL));
	if (registry) {
		check_key(registry, "HKEY_LOCAL_MACHINE\\SYSTEM", &left);
		smssite_services_from_registry(registry, &services);
	} else {
		FUZZ_CHECK(status == SMSSITE_MALFORMED || status == SMSSITE_UNSUPPORTED);
	}
	smssite_services_free(services);
	smssite_registry_free(registry);
	registry = NULL;
	/* Its kind told by what is in it. */
	smssite_registry_open(tree, "SYSTEM", &registry);
	smssite_registry_free(registry);
	smssite_tree_free(tree);
	return 0;
}
