/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include <smssite.h>

static uint64_t id(const char *text)
{
	uint64_t number = UINT64_MAX;

	assert_int_equal(smssite_smsid_parse(text, strlen(text), &number), SMSSITE_OK);
	return number;
}

static void next_counts_in_base_36(void **state)
{
	static const char *const pairs[][2] = { { "SKZ00009", "SKZ0000A" }, { "SKZ0000Z", "SKZ00010" },
		{ "SKZ01ZZY", "SKZ01ZZZ" }, { "000000ZZ", "00000100" }, { "skz0000z", "SKZ00010" } };
	char text[9];

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		uint64_t next, back;

		assert_int_equal(smssite_smsid_next(id(pairs[i][0]), &next), SMSSITE_OK);
		assert_int_equal(smssite_smsid_format(next, text), SMSSITE_OK);
		assert_string_equal(text, pairs[i][1]);
		assert_int_equal(smssite_smsid_previous(next, &back), SMSSITE_OK);
		assert_true(back == id(pairs[i][0]));
	}
}

static void the_counter_never_carries_into_the_range(void **state)
{
	uint64_t other = 7;

	(void)state;
	assert_int_equal(smssite_smsid_next(id("SKZ01ZZZ"), &other), SMSSITE_LIMIT);
	assert_int_equal(smssite_smsid_previous(id("SKZ01000"), &other), SMSSITE_LIMIT);
	assert_true(other == 7);
}

static void the_threshold_is_y00(void **state)
{
	(void)state;
	assert_false(smssite_smsid_needs_new_range(id("SKZ00Y00")));
	assert_true(smssite_smsid_needs_new_range(id("SKZ00Y01")));
	assert_int_equal(smssite_smsid_counter(id("SKZ00Y00")), 44064);
	assert_int_equal(smssite_smsid_counter(id("SKZ00Y01")), 44065);
	assert_int_equal(SMSSITE_RANGE_IDS - 1 - SMSSITE_RANGE_THRESHOLD, 2591);
	assert_int_equal(smssite_smsid_remaining(id("SKZ00000")), 44065);
	assert_int_equal(smssite_smsid_remaining(id("SKZ00Y00")), 1);
	assert_int_equal(smssite_smsid_remaining(id("SKZ00Y01")), 0);
}

static void the_next_range_begins_at_000(void **state)
{
	uint64_t first;

	(void)state;
	assert_int_equal(smssite_smsid_next_range(id("SKZ01ABC"), &first), SMSSITE_OK);
	assert_true(first == id("SKZ02000"));
	assert_int_equal(smssite_smsid_next_range(id("SKZ0ZZZZ"), &first), SMSSITE_OK);
	assert_true(first == id("SKZ10000"));
	assert_int_equal(smssite_smsid_next_range(id("SKZZZ000"), &first), SMSSITE_LIMIT);
}

static void every_site_code_round_trips(void **state)
{
	size_t reserved = 0;
	char text[4];

	(void)state;
	for (uint32_t code = 0; code < SMSSITE_SITE_CODES; code++) {
		uint32_t back = UINT32_MAX;

		assert_int_equal(smssite_site_code_format(code, text), SMSSITE_OK);
		assert_int_equal(smssite_site_code_parse(text, 3, &back), SMSSITE_OK);
		assert_int_equal(back, code);
		reserved += smssite_site_code_is_reserved(code);
	}
	assert_int_equal(reserved, 4);
	assert_int_equal(smssite_site_code_format(SMSSITE_SITE_CODES, text), SMSSITE_INVALID);
}

static void every_range_round_trips(void **state)
{
	char text[9];

	(void)state;
	for (uint32_t range = 0; range < SMSSITE_RANGES; range++) {
		uint64_t first, back;

		assert_int_equal(smssite_smsid_make(12345, range, 678, &first), SMSSITE_OK);
		assert_int_equal(smssite_smsid_format(first, text), SMSSITE_OK);
		assert_int_equal(smssite_smsid_parse(text, 8, &back), SMSSITE_OK);
		assert_true(back == first);
		assert_int_equal(smssite_smsid_site_code(back), 12345);
		assert_int_equal(smssite_smsid_range(back), range);
		assert_int_equal(smssite_smsid_counter(back), 678);
	}
}

static void what_is_no_id_is_refused(void **state)
{
	static const char *const bad[] = { "", "SKZ0000", "SKZ000000", "SKZ-0000", "SKZ 0000", "SKZ0000\xC9" };
	uint64_t number;
	uint32_t code;
	char text[9];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(smssite_smsid_parse(bad[i], strlen(bad[i]), &number), SMSSITE_MALFORMED);
	assert_int_equal(smssite_site_code_parse("Q7", 2, &code), SMSSITE_MALFORMED);
	assert_int_equal(smssite_smsid_parse(NULL, 8, &number), SMSSITE_INVALID);
	assert_int_equal(smssite_smsid_format(2821109907456ull, text), SMSSITE_INVALID);
	assert_int_equal(smssite_smsid_next(2821109907456ull, &number), SMSSITE_INVALID);
	assert_int_equal(smssite_smsid_remaining(UINT64_MAX), 0);
	assert_int_equal(smssite_smsid_make(0, 1296, 0, &number), SMSSITE_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next_counts_in_base_36),
		cmocka_unit_test(the_counter_never_carries_into_the_range),
		cmocka_unit_test(the_threshold_is_y00),
		cmocka_unit_test(the_next_range_begins_at_000),
		cmocka_unit_test(every_site_code_round_trips),
		cmocka_unit_test(every_range_round_trips),
		cmocka_unit_test(what_is_no_id_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
