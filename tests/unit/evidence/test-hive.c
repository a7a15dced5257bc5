/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <smssite.h>
#include "hive-builder.h"
#include "sweep.h"

#define SMS "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"
#define MAINTMAN SMS "\\Components\\SMS_MAINTENANCE_MANAGER"

static const char next_id[] = "Q\0007\0Z\0000\0002\0000\0000\0000\0\0";
static const unsigned char three[] = { 3, 0, 0, 0 };
static unsigned char long_data[9000];

/* A SOFTWARE hive as far as SMS is concerned. */
static void fill(struct hive_builder *b)
{
	size_t microsoft = hive_key(b, 0, "Microsoft"), sms, components, maintman;
	static const char *const services[] = { "SMS_DESPOOLER", "SMS_EXECUTIVE", "SMS_HIERARCHY_MANAGER",
		"SMS_SCHEDULER", "SMS_SITE_CONFIG_MANAGER" };

	hive_key(b, 0, "Classes");
	sms = hive_key(b, microsoft, "SMS");
	components = hive_key(b, sms, "Components");
	for (size_t i = 0; i < 5; i++)
		hive_key(b, components, services[i]);
	maintman = hive_key(b, components, "SMS_MAINTENANCE_MANAGER");
	hive_value(b, maintman, "", SMSSITE_REG_SZ, "d\0\0\0", 4);
	hive_value(b, maintman, "Next SMS Unique ID", SMSSITE_REG_SZ, next_id, 18);
	hive_value(b, maintman, "Inventory False Logon Limit", SMSSITE_REG_DWORD, three, 4);
	memset(long_data, 'x', sizeof(long_data));
	hive_value(b, maintman, "Long", SMSSITE_REG_BINARY, long_data, sizeof(long_data));
	hive_value(b, maintman, "None", 0x1f, "", 0);
	hive_key(b, sms, "Identification");
}

static smssite_tree *tree_with(const void *data, size_t size)
{
	smssite_tree *tree;

	assert_int_equal(smssite_tree_new_memory(&tree), SMSSITE_OK);
	assert_int_equal(smssite_tree_write_file(tree, "SOFTWARE", data, size), SMSSITE_OK);
	return tree;
}

static smssite_registry *open_in(smssite_tree *tree)
{
	smssite_registry *registry = NULL;

	assert_int_equal(
		smssite_registry_open_hive(tree, "software", "HKLM\\SOFTWARE", &registry), SMSSITE_OK);
	smssite_tree_free(tree);
	return registry;
}

static size_t found(const smssite_registry *registry, const char *key, const char *name)
{
	size_t value = 0;

	assert_int_equal(smssite_registry_find(registry, key, name, &value), SMSSITE_OK);
	return value;
}

static void reads_as(const smssite_registry *registry, const char *key, const char *name, const char *wanted)
{
	char *text;

	assert_int_equal(smssite_registry_text(registry, found(registry, key, name), &text), SMSSITE_OK);
	assert_string_equal(text, wanted);
	smssite_free(text);
}

static void check_values(const smssite_registry *registry)
{
	size_t value, size;
	int64_t number;
	void *data;
	bool has;

	reads_as(registry, MAINTMAN, "next sms unique id", "Q7Z02000");
	reads_as(registry, "hklm\\software\\MICROSOFT\\sms\\components\\sms_maintenance_manager\\", "", "d");
	value = found(registry, MAINTMAN, "Inventory False Logon Limit");
	assert_int_equal(smssite_registry_type(registry, value), SMSSITE_REG_DWORD);
	assert_int_equal(smssite_registry_number(registry, value, &number), SMSSITE_OK);
	assert_int_equal(number, 3);
	assert_int_equal(smssite_registry_line(registry, value), 0);
	assert_int_equal(
		smssite_registry_data(registry, found(registry, MAINTMAN, "Long"), &data, &size), SMSSITE_OK);
	assert_int_equal(size, sizeof(long_data));
	assert_memory_equal(data, long_data, size);
	smssite_free(data);
	assert_int_equal(
		smssite_registry_data(registry, found(registry, MAINTMAN, "None"), &data, &size), SMSSITE_OK);
	assert_int_equal(size, 0);
	smssite_free(data);
	assert_int_equal(smssite_registry_find(registry, MAINTMAN, "Nothing", &value), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_registry_find(registry, SMS "\\Nowhere", "x", &value), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_registry_find(registry, "HKLM\\SYSTEM", "x", &value), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_registry_has_key(registry, SMS "\\Identification", &has), SMSSITE_OK);
	assert_true(has);
	assert_int_equal(smssite_registry_has_key(registry, SMS "\\Ident", &has), SMSSITE_OK);
	assert_false(has);
}

static void check_lists(const smssite_registry *registry)
{
	static const char *const wanted[] = { "SMS_DESPOOLER", "SMS_EXECUTIVE", "SMS_HIERARCHY_MANAGER",
		"SMS_MAINTENANCE_MANAGER", "SMS_SCHEDULER", "SMS_SITE_CONFIG_MANAGER" };
	smssite_registry_listing *listing;

	assert_int_equal(smssite_registry_list(registry, SMS "\\Components", &listing), SMSSITE_OK);
	assert_int_equal(smssite_registry_listing_subkey_count(listing), 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(smssite_registry_listing_subkey(listing, i), wanted[i]);
	assert_int_equal(smssite_registry_listing_value_count(listing), 0);
	smssite_registry_listing_free(listing);
	assert_int_equal(smssite_registry_list(registry, MAINTMAN, &listing), SMSSITE_OK);
	assert_int_equal(smssite_registry_listing_subkey_count(listing), 0);
	assert_int_equal(smssite_registry_listing_value_count(listing), 5);
	assert_string_equal(smssite_registry_listing_name(listing, 1), "Next SMS Unique ID");
	assert_int_equal(
		smssite_registry_listing_value(listing, 1), found(registry, MAINTMAN, "Next SMS Unique ID"));
	smssite_registry_listing_free(listing);
	assert_int_equal(smssite_registry_list(registry, "HKLM", &listing), SMSSITE_OK);
	assert_int_equal(smssite_registry_listing_subkey_count(listing), 1);
	assert_string_equal(smssite_registry_listing_subkey(listing, 0), "SOFTWARE");
	smssite_registry_listing_free(listing);
}

static void values_and_keys_are_found_in_every_form_of_a_hive(void **state)
{
	(void)state;
	for (int form = 0; form < 4 * 2 * 2; form++) {
		struct hive_builder b = { .list = form & 3,
			.hints = form & 4,
			.utf16_names = form & 8,
			.minor = form & 8 ? 2 : 3 };
		smssite_registry *registry;
		unsigned char *data;
		size_t size;

		fill(&b);
		data = hive_build(&b, &size);
		registry = open_in(tree_with(data, size));
		check_values(registry);
		check_lists(registry);
		assert_false(smssite_registry_is_dirty(registry));
		smssite_registry_free(registry);
		hive_free(&b);
	}
}

/* On disk only what is asked for is read. */
static void a_hive_on_disk_reads_the_same(void **state)
{
	char directory[] = "/tmp/smssite-hive-XXXXXX", path[64];
	struct hive_builder b = { .list = HIVE_LH, .hints = true };
	smssite_registry *registry;
	smssite_tree *tree;
	unsigned char *data;
	size_t size;
	FILE *file;

	(void)state;
	fill(&b);
	data = hive_build(&b, &size);
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/SOFTWARE", directory);
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	fclose(file);
	assert_int_equal(smssite_tree_open(directory, &tree), SMSSITE_OK);
	registry = open_in(tree);
	check_values(registry);
	check_lists(registry);
	assert_int_equal(truncate(path, 4096), 0);
	assert_int_equal(smssite_registry_find(registry, MAINTMAN, "Long", &size), SMSSITE_CHANGED);
	smssite_registry_free(registry);
	unlink(path);
	rmdir(directory);
	hive_free(&b);
}

/* A hint that is wrong makes a look-up slower and not blind. */
static void wrong_hints_hide_no_key(void **state)
{
	struct hive_builder b = { .list = HIVE_LH, .hints = true };
	smssite_registry *registry;
	unsigned char *data;
	size_t size;

	(void)state;
	fill(&b);
	data = hive_build(&b, &size);
	for (size_t i = 0; i < b.key_count; i++)
		for (size_t j = 0; b.keys[i].list && j < data[b.keys[i].list + 4 + 2]; j++)
			data[b.keys[i].list + 4 + 8 + 8 * j] ^= 0x55;
	registry = open_in(tree_with(data, size));
	check_values(registry);
	smssite_registry_free(registry);
	hive_free(&b);
}

static void below_its_mount_point_a_hive_is_complete(void **state)
{
	struct hive_builder b = { 0 };
	smssite_registry *registry;
	unsigned char *data;
	size_t size;

	(void)state;
	fill(&b);
	data = hive_build(&b, &size);
	registry = open_in(tree_with(data, size));
	assert_true(smssite_registry_covers(registry, SMS));
	assert_true(smssite_registry_covers(registry, "hklm\\software"));
	assert_false(smssite_registry_covers(registry, "HKLM"));
	assert_false(smssite_registry_covers(registry, "HKLM\\SOFTWARES"));
	assert_false(smssite_registry_covers(NULL, SMS));
	smssite_registry_free(registry);
	hive_free(&b);
}

static void *no_memory(void *context, void *memory, size_t size)
{
	(void)context;
	(void)memory;
	(void)size;
	return NULL;
}

static void release_nothing(void *context, void *memory)
{
	(void)context;
	(void)memory;
}

static void an_abbreviated_key_is_covered_without_memory_too(void **state)
{
	static const struct smssite_allocator none = { no_memory, release_nothing, NULL };
	struct hive_builder b = { 0 };
	smssite_registry *registry;
	char long_key[6000] = "HKLM\\SOFTWARE\\";
	unsigned char *data;
	bool covers, covers_long;
	size_t size;

	(void)state;
	fill(&b);
	data = hive_build(&b, &size);
	registry = open_in(tree_with(data, size));
	memset(long_key + strlen(long_key), 'K', sizeof(long_key) - strlen(long_key) - 1);
	long_key[sizeof(long_key) - 1] = '\0';
	smssite_set_allocator(&none);
	covers = smssite_registry_covers(registry, "HKLM\\SOFTWARE\\Microsoft\\SMS\\");
	covers_long = smssite_registry_covers(registry, long_key);
	smssite_set_allocator(NULL);
	assert_true(covers);
	assert_false(covers_long);
	smssite_registry_free(registry);
	hive_free(&b);
}

static void a_hive_that_was_not_closed_says_so(void **state)
{
	struct hive_builder b = { .sequence1 = 8, .sequence2 = 7 };
	smssite_registry *registry;
	unsigned char *data;
	size_t size;

	(void)state;
	fill(&b);
	data = hive_build(&b, &size);
	registry = open_in(tree_with(data, size));
	assert_true(smssite_registry_is_dirty(registry));
	reads_as(registry, MAINTMAN, "Next SMS Unique ID", "Q7Z02000");
	smssite_registry_free(registry);
	hive_free(&b);
}

static smssite_status opens_as(const void *data, size_t size)
{
	smssite_tree *tree = tree_with(data, size);
	smssite_registry *registry = NULL;
	smssite_status status = smssite_registry_open_hive(tree, "SOFTWARE", "HKLM\\SOFTWARE", &registry);

	assert_true(!status == !!registry);
	smssite_registry_free(registry);
	smssite_tree_free(tree);
	return status;
}

static void what_is_no_hive_is_refused_by_name(void **state)
{
	struct hive_builder b = { 0 };
	smssite_registry *registry = NULL;
	unsigned char *data;
	smssite_tree *tree;
	size_t size;

	(void)state;
	fill(&b);
	data = hive_build(&b, &size);
	for (size_t cut = 0; cut < size; cut += 512) {
		assert_int_equal(opens_as(data, cut), SMSSITE_MALFORMED);
		assert_non_null(strstr(smssite_error_message(), "SOFTWARE"));
	}
	data[100] ^= 1;
	assert_int_equal(opens_as(data, size), SMSSITE_MALFORMED);
	data[100] ^= 1;
	data[24] = 1;
	hive_sign(data);
	assert_int_equal(opens_as(data, size), SMSSITE_UNSUPPORTED);
	assert_non_null(strstr(smssite_error_message(), "1.1"));
	data[0] = 'R';
	assert_int_equal(opens_as(data, size), SMSSITE_MALFORMED);
	tree = tree_with(data, size);
	assert_int_equal(
		smssite_registry_open_hive(tree, "SYSTEM", "HKLM\\SYSTEM", &registry), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_registry_open_hive(tree, "SOFTWARE", "", &registry), SMSSITE_INVALID);
	assert_int_equal(
		smssite_registry_open_hive(tree, "SOFTWARE", "HKLM\\\\A", &registry), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_open_hive(NULL, "SOFTWARE", "HKLM", &registry), SMSSITE_INVALID);
	assert_null(registry);
	smssite_tree_free(tree);
	hive_free(&b);
}

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

static bool may_come_of_a_damaged_hive(smssite_status status)
{
	return status == SMSSITE_OK || status == SMSSITE_NOT_FOUND || status == SMSSITE_MALFORMED ||
	       status == SMSSITE_UNSUPPORTED;
}

/* Everything below a key; a damaged hive may have any shape, but no endless one. */
static size_t walk(const smssite_registry *registry, const char *key, size_t depth)
{
	smssite_registry_listing *listing = NULL;
	smssite_status status = smssite_registry_list(registry, key, &listing);
	size_t seen = 1, size;
	char below[4096];
	void *data;

	assert_true(may_come_of_a_damaged_hive(status));
	assert_true(depth < 20);
	for (size_t i = 0; i < smssite_registry_listing_value_count(listing); i++) {
		data = NULL;
		status = smssite_registry_data(
			registry, smssite_registry_listing_value(listing, i), &data, &size);
		assert_true(may_come_of_a_damaged_hive(status) && status != SMSSITE_NOT_FOUND);
		smssite_free(data);
	}
	for (size_t i = 0; i < smssite_registry_listing_subkey_count(listing); i++) {
		snprintf(below, sizeof(below), "%s\\%s", key, smssite_registry_listing_subkey(listing, i));
		seen += walk(registry, below, depth + 1);
	}
	smssite_registry_listing_free(listing);
	return seen;
}

static void random_damage_is_survived(void **state)
{
	uint64_t random = 88172645463325252u;
	struct hive_builder b = { .list = HIVE_RI };
	unsigned char *data, *copy;
	size_t size, opened = 0;

	(void)state;
	fill(&b);
	data = hive_build(&b, &size);
	copy = malloc(size);
	for (int round = 0; round < 3000; round++) {
		smssite_registry *registry = NULL;
		smssite_tree *tree;
		smssite_status status;
		size_t value;

		memcpy(copy, data, size);
		for (uint64_t left = 1 + next_random(&random) % 8; left; left--) {
			/* Where keys and lists are, more often than in the long value. */
			size_t at = 4096 + next_random(&random) % (round & 1 ? 1400 : size - 4096);

			copy[at] = (unsigned char)next_random(&random);
		}
		tree = tree_with(copy, size);
		status = smssite_registry_open_hive(tree, "SOFTWARE", "HKLM\\SOFTWARE", &registry);
		assert_true(status == SMSSITE_OK || status == SMSSITE_MALFORMED);
		if (!status) {
			opened++;
			assert_true(may_come_of_a_damaged_hive(
				smssite_registry_find(registry, MAINTMAN, "Next SMS Unique ID", &value)));
			walk(registry, "HKLM\\SOFTWARE", 0);
		}
		smssite_registry_free(registry);
		smssite_tree_free(tree);
	}
	assert_true(opened > 1000);
	free(copy);
	hive_free(&b);
}

static void lists_as(const unsigned char *data, size_t size, const char *key, smssite_status wanted)
{
	smssite_registry *registry = open_in(tree_with(data, size));
	smssite_registry_listing *listing = NULL;

	assert_int_equal(smssite_registry_list(registry, key, &listing), wanted);
	assert_true(!wanted == !!listing);
	smssite_registry_listing_free(listing);
	smssite_registry_free(registry);
}

/* What a maker of hives could think of so that who goes down never comes back up. */
static void a_hive_that_leads_round_in_a_circle_is_damaged(void **state)
{
	struct hive_builder b = { 0 };
	size_t microsoft, size, at;
	unsigned char *data;

	(void)state;
	microsoft = hive_key(&b, 0, "Microsoft");
	hive_key(&b, microsoft, "SMS");
	hive_key(&b, 0, "Other");
	data = hive_build(&b, &size);
	lists_as(data, size, "HKLM\\SOFTWARE\\Microsoft", SMSSITE_OK);
	at = b.keys[microsoft].list + 4 + 4;
	/* Microsoft below itself, the root below it, a key that stands below another. */
	hive_put(&b, at, b.keys[microsoft].at - 4096, 4);
	lists_as(data, size, "HKLM\\SOFTWARE\\Microsoft", SMSSITE_MALFORMED);
	hive_put(&b, at, b.keys[0].at - 4096, 4);
	hive_put(&b, b.keys[0].at + 4 + 16, b.keys[microsoft].at - 4096, 4);
	lists_as(data, size, "HKLM\\SOFTWARE\\Microsoft", SMSSITE_MALFORMED);
	hive_put(&b, at, b.keys[3].at - 4096, 4);
	lists_as(data, size, "HKLM\\SOFTWARE\\Microsoft", SMSSITE_MALFORMED);
	/* One key twice in a list. */
	at = b.keys[0].list + 4 + 4;
	hive_put(&b, at + 8, b.keys[microsoft].at - 4096, 4);
	lists_as(data, size, "HKLM\\SOFTWARE", SMSSITE_MALFORMED);
	/* A list that says it is longer than the file. */
	hive_put(&b, b.keys[0].at + 4 + 20, 0x7fffffff, 4);
	lists_as(data, size, "HKLM\\SOFTWARE", SMSSITE_MALFORMED);
	hive_free(&b);
}

static void a_value_that_says_it_is_longer_than_its_cell_is_damaged(void **state)
{
	struct hive_builder b = { 0 };
	smssite_registry *registry;
	size_t size, value, vk;
	unsigned char *data;
	void *bytes = NULL;

	(void)state;
	hive_value(&b, 0, "v", SMSSITE_REG_BINARY, long_data, 100);
	data = hive_build(&b, &size);
	registry = open_in(tree_with(data, size));
	vk = found(registry, "HKLM\\SOFTWARE", "v");
	smssite_registry_free(registry);
	for (uint32_t length = 105; length; length = length < 0x40000000 ? length * 2 : 0) {
		hive_put(&b, 4096 + vk + 4 + 4, length, 4);
		registry = open_in(tree_with(data, size));
		value = found(registry, "HKLM\\SOFTWARE", "v");
		assert_int_equal(smssite_registry_data(registry, value, &bytes, &size), SMSSITE_MALFORMED);
		assert_null(bytes);
		smssite_registry_free(registry);
		data = b.data;
		size = 8192;
	}
	hive_free(&b);
}

static void numbers_that_are_no_values_are_refused(void **state)
{
	struct hive_builder b = { 0 };
	smssite_registry *registry;
	unsigned char *data;
	int64_t number;
	size_t size;
	void *bytes = NULL;

	(void)state;
	fill(&b);
	data = hive_build(&b, &size);
	registry = open_in(tree_with(data, size));
	assert_int_equal(smssite_registry_data(registry, 0, &bytes, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_data(registry, SMSSITE_NO_INDEX, &bytes, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_registry_data(registry, 0xfffffffc, &bytes, &size), SMSSITE_MALFORMED);
	assert_int_equal(smssite_registry_number(registry, b.keys[1].at - 4096, &number), SMSSITE_MALFORMED);
	assert_int_equal(smssite_registry_type(registry, 1), -1);
	smssite_registry_free(registry);
	hive_free(&b);
}

static void nobody_goes_deeper_than_windows(void **state)
{
	struct hive_builder b = { 0 };
	smssite_registry *registry;
	unsigned char *data;
	char path[4096] = "HKLM\\SOFTWARE";
	size_t size, parent = 0;
	bool has;

	(void)state;
	for (int i = 0; i < 600; i++)
		parent = hive_key(&b, parent, "k");
	data = hive_build(&b, &size);
	registry = open_in(tree_with(data, size));
	for (int i = 0; i < 512; i++)
		strcat(path, "\\k");
	assert_int_equal(smssite_registry_has_key(registry, path, &has), SMSSITE_OK);
	assert_true(has);
	strcat(path, "\\k");
	assert_int_equal(smssite_registry_has_key(registry, path, &has), SMSSITE_LIMIT);
	smssite_registry_free(registry);
	hive_free(&b);
}

static smssite_status read_once(void *argument)
{
	smssite_registry_listing *listing = NULL;
	smssite_registry *registry;
	smssite_status status = smssite_registry_open_hive(argument, "SOFTWARE", "HKLM\\SOFTWARE", &registry);
	size_t value;
	char *text;

	if (status)
		return status;
	status = smssite_registry_find(registry, MAINTMAN, "Next SMS Unique ID", &value);
	if (!status)
		status = smssite_registry_text(registry, value, &text);
	if (!status) {
		smssite_free(text);
		status = smssite_registry_list(registry, MAINTMAN, &listing);
	}
	smssite_registry_listing_free(listing);
	smssite_registry_free(registry);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	struct hive_builder b = { .utf16_names = true };
	smssite_tree *tree;
	unsigned char *data;
	size_t size;

	(void)state;
	fill(&b);
	data = hive_build(&b, &size);
	tree = tree_with(data, size);
	assert_true(sweep_allocations(read_once, tree) > 20);
	smssite_tree_free(tree);
	hive_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_keys_are_found_in_every_form_of_a_hive),
		cmocka_unit_test(a_hive_on_disk_reads_the_same),
		cmocka_unit_test(wrong_hints_hide_no_key),
		cmocka_unit_test(below_its_mount_point_a_hive_is_complete),
		cmocka_unit_test(an_abbreviated_key_is_covered_without_memory_too),
		cmocka_unit_test(a_hive_that_was_not_closed_says_so),
		cmocka_unit_test(what_is_no_hive_is_refused_by_name),
		cmocka_unit_test(random_damage_is_survived),
		cmocka_unit_test(a_hive_that_leads_round_in_a_circle_is_damaged),
		cmocka_unit_test(a_value_that_says_it_is_longer_than_its_cell_is_damaged),
		cmocka_unit_test(numbers_that_are_no_values_are_refused),
		cmocka_unit_test(nobody_goes_deeper_than_windows),
		cmocka_unit_test(every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
