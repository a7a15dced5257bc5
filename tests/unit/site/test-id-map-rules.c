/* SPDX-License-Identifier: MIT */
/* What may be set, what the next range is and why, and which ids two clients may have. */
#include "id-map-tests.h"

static void a_uid_may_only_be_set_where_nothing_is_given_again(void **state)
{
	smssite_id_map *map = new_map();

	(void)state;
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z05003");
	add(map, SMSSITE_ID_RECORD, "EDGE7", "Q7Z00100");
	add(map, SMSSITE_ID_RECORD, "NTLOG1", "Q7Z01200");
	add(map, SMSSITE_ID_FILE_NAME, NULL, "Q7Z00104");
	add(map, SMSSITE_ID_FILE_NAME, NULL, "Q7Z02000");
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_check_uid(map, "EDGE7", id_of("Q7Z00100")), SMSSITE_REFUSED);
	assert_int_equal(smssite_id_map_check_uid(map, "EDGE7", id_of("Q7Z00104")), SMSSITE_REFUSED);
	ok(smssite_id_map_check_uid(map, "edge7", id_of("Q7Z00105")));
	assert_int_equal(smssite_id_map_check_uid(map, "EDGE7", id_of("Q7Z01200")), SMSSITE_REFUSED);
	ok(smssite_id_map_check_uid(map, "NTLOG1", id_of("Q7Z01200")));
	assert_int_equal(smssite_id_map_check_uid(map, "NTLOG1", id_of("Q7Z011ZZ")), SMSSITE_REFUSED);
	/* Nobody's range that is in use, another site's id, a counter that is used up. */
	assert_int_equal(smssite_id_map_check_uid(map, "NTLOG1", id_of("Q7Z02001")), SMSSITE_REFUSED);
	assert_int_equal(smssite_id_map_check_uid(map, "NTLOG1", id_of("ABC01200")), SMSSITE_REFUSED);
	assert_int_equal(smssite_id_map_check_uid(map, "NTLOG1", id_of("Q7Z01ZZZ")), SMSSITE_REFUSED);
	/* A fresh range. */
	ok(smssite_id_map_check_uid(map, "NTLOG1", id_of("Q7Z06000")));
	assert_int_equal(smssite_id_map_check_next(map, id_of("Q7Z05000")), SMSSITE_REFUSED);
	ok(smssite_id_map_check_next(map, id_of("Q7Z06000")));
	smssite_id_map_free(map);
}

static void a_range_that_nobody_is_known_to_have_is_not_given_again(void **state)
{
	smssite_id_map *map = new_map();
	smssite_uid_store *earlier = store_of("Q7Z00100.UID");

	(void)state;
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z05003");
	ok(smssite_id_map_add_earlier(map, "EDGE7", earlier, 60));
	add(map, SMSSITE_ID_UID_FILE, "NTLOG1", "Q7Z01000");
	add(map, SMSSITE_ID_RECORD, NULL, "Q7Z03000");
	add(map, SMSSITE_ID_NEXT_RANGE, NULL, "Q7Z06000");
	ok(smssite_id_map_finish(map));
	/* It was EDGE7's at the earlier look; that of a server nobody named; one below the next that nobody saw. */
	assert_int_equal(smssite_id_map_check_uid(map, "NTLOG1", id_of("Q7Z00200")), SMSSITE_REFUSED);
	ok(smssite_id_map_check_uid(map, "EDGE7", id_of("Q7Z00200")));
	assert_int_equal(smssite_id_map_check_uid(map, "NTLOG1", id_of("Q7Z03001")), SMSSITE_REFUSED);
	assert_int_equal(smssite_id_map_check_uid(map, "NTLOG1", id_of("Q7Z04000")), SMSSITE_REFUSED);
	ok(smssite_id_map_check_uid(map, "NTLOG1", id_of("Q7Z06000")));
	smssite_id_map_free(map);
	smssite_uid_store_free(earlier);
}

static void a_value_below_a_range_in_use_does_not_vouch_for_others(void **state)
{
	smssite_id_map *map = new_map();
	uint64_t id;

	(void)state;
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z04003");
	ok(smssite_id_map_add_unreachable(map, "NTLOG1"));
	add(map, SMSSITE_ID_NEXT_RANGE, NULL, "Q7Z02000");
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_next_range(map, &id), SMSSITE_UNDECIDED);
	assert_int_equal(smssite_id_map_check_uid(map, "NTLOG1", id_of("Q7Z05000")), SMSSITE_REFUSED);
	smssite_id_map_free(map);
}

static void a_value_whose_counter_is_not_000_is_not_lowered(void **state)
{
	smssite_id_map *map = new_map();

	(void)state;
	add(map, SMSSITE_ID_NEXT_RANGE, NULL, "Q7Z02005");
	ok(smssite_id_map_finish(map));
	expect_next(map, "Q7Z03000");
	ok(smssite_id_map_check_next(map, id_of("Q7Z03000")));
	assert_int_equal(smssite_id_map_check_next(map, id_of("Q7Z02000")), SMSSITE_REFUSED);
	smssite_id_map_free(map);
}

static void the_next_range_says_why(void **state)
{
	smssite_id_map *map = new_map();

	(void)state;
	assert_string_equal(smssite_id_map_next_range_text(map), "");
	add(map, SMSSITE_ID_FILE_NAME, NULL, "Q7Z0400A");
	ok(smssite_id_map_finish(map));
	assert_string_equal(smssite_id_map_next_range_text(map), "the highest range that was seen is Q7Z04 (there:7)");
	smssite_id_map_free(map);
	map = new_map();
	ok(smssite_id_map_add_next(map, SMSSITE_ID_SAVED_RANGE, "Q7Z06000", "SMS.INI", 30));
	ok(smssite_id_map_finish(map));
	assert_non_null(strstr(smssite_id_map_next_range_text(map), "Q7Z06000 (SMS.INI:30)"));
	smssite_id_map_free(map);
}

static void expect_suspects(const smssite_id_map *map, size_t problem, const char *first, const char *last)
{
	uint64_t id;

	ok(smssite_id_map_problem_first_id(map, problem, &id));
	assert_true(id == id_of(first));
	ok(smssite_id_map_problem_last_id(map, problem, &id));
	assert_true(id == id_of(last));
}

static void problems_name_the_ids_that_two_clients_may_have(void **state)
{
	smssite_id_map *map = new_map();
	uint64_t id;

	(void)state;
	add(map, SMSSITE_ID_CLIENT, NULL, "Q7Z00007");
	add(map, SMSSITE_ID_CLIENT, NULL, "Q7Z00007");
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z00005");
	add(map, SMSSITE_ID_UID_FILE, "NTLOG1", "Q7Z00009");
	add_store(map, "NTLOG2", "");
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_problem_count(map), 4);
	assert_int_equal(smssite_id_map_problem_kind(map, 0), SMSSITE_ID_NO_UID);
	assert_int_equal(smssite_id_map_problem_first_id(map, 0, &id), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_id_map_problem_kind(map, 1), SMSSITE_ID_RANGE_SHARED);
	expect_suspects(map, 1, "Q7Z00000", "Q7Z00009");
	assert_int_equal(smssite_id_map_problem_kind(map, 2), SMSSITE_ID_UID_TOO_LOW);
	expect_suspects(map, 2, "Q7Z00005", "Q7Z00007");
	assert_int_equal(smssite_id_map_problem_kind(map, 3), SMSSITE_ID_GIVEN_TWICE);
	expect_suspects(map, 3, "Q7Z00007", "Q7Z00007");
	smssite_id_map_free(map);
}

static void a_list_of_records_names_the_servers(void **state)
{
	static const char list[] = "Q7Z00100 EDGE7 # NT\r\nQ7Z01200\tL\xd6NG\r\nQ7Z00300 L\xc3\x96NG\nQ7Z02000 # unknown\n";
	smssite_id_map *map = new_map();
	size_t count;

	(void)state;
	ok(smssite_id_map_add_list(map, SMSSITE_ID_RECORD, list, strlen(list), "notes.txt", &count));
	assert_int_equal(count, 4);
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_server_count(map), 2);
	assert_string_equal(smssite_id_map_server_name(map, 1), "L\xc3\x96NG");
	/* One range that two servers had. */
	assert_int_equal(smssite_id_map_problem_count(map), 1);
	assert_int_equal(smssite_id_map_problem_kind(map, 0), SMSSITE_ID_RANGE_SHARED);
	assert_int_equal(smssite_id_map_problem_line(map, 0), 3);
	ok(smssite_id_map_check_uid(map, "edge7", id_of("Q7Z00300")));
	ok(smssite_id_map_check_uid(map, "L\xc3\x96NG", id_of("Q7Z01200")));
	smssite_id_map_free(map);
}

static void a_range_recorded_of_another_server_is_shared(void **state)
{
	smssite_id_map *map = new_map();

	(void)state;
	add(map, SMSSITE_ID_RECORD, "NTLOG1", "Q7Z01200");
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z01300");
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_problem_count(map), 1);
	assert_int_equal(smssite_id_map_problem_kind(map, 0), SMSSITE_ID_RANGE_SHARED);
	expect_suspects(map, 0, "Q7Z01000", "Q7Z01300");
	smssite_id_map_free(map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_uid_may_only_be_set_where_nothing_is_given_again),
		cmocka_unit_test(a_range_that_nobody_is_known_to_have_is_not_given_again),
		cmocka_unit_test(a_value_below_a_range_in_use_does_not_vouch_for_others),
		cmocka_unit_test(a_value_whose_counter_is_not_000_is_not_lowered),
		cmocka_unit_test(the_next_range_says_why),
		cmocka_unit_test(problems_name_the_ids_that_two_clients_may_have),
		cmocka_unit_test(a_list_of_records_names_the_servers),
		cmocka_unit_test(a_range_recorded_of_another_server_is_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
