/* SPDX-License-Identifier: MIT */
#include "id-map-tests.h"

static void the_next_range_is_above_every_range_that_was_seen(void **state)
{
	static const struct {
		smssite_id_source source;
		const char *id, *next;
	} cases[] = {
		{ SMSSITE_ID_FILE_NAME, "Q7Z0400A", "Q7Z05000" }, { SMSSITE_ID_CLIENT, "Q7Z0Z001", "Q7Z10000" },
		{ SMSSITE_ID_DATABASE, "Q7Z00000", "Q7Z03000" },  { SMSSITE_ID_RECORD, "Q7Z08ABC", "Q7Z09000" },
		{ SMSSITE_ID_UID_FILE, "Q7Z03000", "Q7Z04000" },  { SMSSITE_ID_NEXT_RANGE, "Q7Z06000", "Q7Z06000" },
		{ SMSSITE_ID_SAVED_RANGE, "Q7Z07000", "Q7Z07000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		smssite_id_map *map = new_map();

		add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z02001");
		add(map, cases[i].source, "NTLOG1", cases[i].id);
		ok(smssite_id_map_finish(map));
		expect_next(map, cases[i].next);
		smssite_id_map_free(map);
	}
}

static void ids_of_other_sites_do_not_count(void **state)
{
	smssite_id_map *map = new_map();

	(void)state;
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z00001");
	add(map, SMSSITE_ID_CLIENT, NULL, "ABC77000");
	ok(smssite_id_map_finish(map));
	expect_next(map, "Q7Z01000");
	assert_true(smssite_id_map_foreign_count(map) == 1);
	assert_true(smssite_id_map_id_count(map) == 1);
	smssite_id_map_free(map);
}

static void an_unreachable_server_leaves_its_range_unknown(void **state)
{
	smssite_id_map *map = new_map();
	uint64_t id;

	(void)state;
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z00001");
	ok(smssite_id_map_add_unreachable(map, "NTLOG1"));
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_next_range(map, &id), SMSSITE_UNDECIDED);
	assert_int_equal(smssite_id_map_unseen_count(map), 1);
	smssite_id_map_free(map);
	/* Who made the registry's value knew every range. */
	map = new_map();
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z00001");
	ok(smssite_id_map_add_unreachable(map, "NTLOG1"));
	ok(smssite_id_map_add_next(map, SMSSITE_ID_NEXT_RANGE, "Q7Z02000", "edge7.reg", 12));
	ok(smssite_id_map_finish(map));
	expect_next(map, "Q7Z02000");
	smssite_id_map_free(map);
}

static void nothing_known_is_no_range_00(void **state)
{
	smssite_id_map *map = new_map();
	uint64_t id;

	(void)state;
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_next_range(map, &id), SMSSITE_UNDECIDED);
	smssite_id_map_free(map);
}

static void behind_range_zz_there_is_none(void **state)
{
	smssite_id_map *map = new_map();
	uint64_t id;

	(void)state;
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7ZZZ001");
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_next_range(map, &id), SMSSITE_LIMIT);
	assert_true(has(map, SMSSITE_ID_RANGES_USED_UP));
	assert_true(smssite_id_map_remaining(map) == 44064);
	smssite_id_map_free(map);
}

static void each_problem_is_told(void **state)
{
	static const struct {
		smssite_id_problem kind;
		smssite_id_source source;
		const char *server, *id;
	} cases[] = {
		{ SMSSITE_ID_RANGE_USED_UP, SMSSITE_ID_UID_FILE, "NTLOG1", "Q7Z01Y01" },
		{ SMSSITE_ID_RANGE_SHARED, SMSSITE_ID_UID_FILE, "NTLOG1", "Q7Z00ABC" },
		{ SMSSITE_ID_NEXT_TOO_LOW, SMSSITE_ID_NEXT_RANGE, NULL, "Q7Z00000" },
		{ SMSSITE_ID_NEXT_TOO_LOW, SMSSITE_ID_SAVED_RANGE, NULL, "Q7Z00000" },
		{ SMSSITE_ID_UID_TOO_LOW, SMSSITE_ID_FILE_NAME, NULL, "Q7Z00005" },
		{ SMSSITE_ID_UID_TOO_LOW, SMSSITE_ID_RECORD, NULL, "Q7Z00006" },
	};
	smssite_id_map *map = new_map();

	(void)state;
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z00005");
	add(map, SMSSITE_ID_FILE_NAME, NULL, "Q7Z00004");
	add(map, SMSSITE_ID_RECORD, "EDGE7", "Q7Z00005");
	add(map, SMSSITE_ID_NEXT_RANGE, NULL, "Q7Z01000");
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_problem_count(map), 0);
	smssite_id_map_free(map);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		map = new_map();
		add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z00005");
		add(map, cases[i].source, cases[i].server, cases[i].id);
		ok(smssite_id_map_finish(map));
		assert_int_equal(smssite_id_map_problem_count(map), 1);
		assert_int_equal(smssite_id_map_problem_kind(map, 0), cases[i].kind);
		assert_true(strlen(smssite_id_map_problem_text(map, 0)) > 10);
		smssite_id_map_free(map);
	}
}

static void a_client_id_that_comes_again_is_given_twice(void **state)
{
	smssite_id_map *map = new_map();

	(void)state;
	/* The same client is in the database, has a file of its own and a history. */
	add(map, SMSSITE_ID_CLIENT, NULL, "Q7Z00005");
	add(map, SMSSITE_ID_DATABASE, NULL, "Q7Z00005");
	add(map, SMSSITE_ID_FILE_NAME, NULL, "Q7Z00005");
	add(map, SMSSITE_ID_FILE_NAME, NULL, "Q7Z00005");
	add(map, SMSSITE_ID_CLIENT, NULL, "Q7Z00006");
	add(map, SMSSITE_ID_CLIENT, NULL, "Q7Z00006");
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_problem_count(map), 1);
	assert_int_equal(smssite_id_map_problem_kind(map, 0), SMSSITE_ID_GIVEN_TWICE);
	assert_non_null(strstr(smssite_id_map_problem_text(map, 0), "Q7Z00006"));
	assert_string_equal(smssite_id_map_problem_path(map, 0), "there");
	assert_int_equal(smssite_id_map_problem_line(map, 0), 7);
	assert_int_equal(smssite_id_map_range_used(map, 0), 2);
	smssite_id_map_free(map);
}

static void many_ids_given_twice_are_counted(void **state)
{
	smssite_id_map *map = new_map();

	(void)state;
	for (size_t round = 0; round < 2; round++)
		for (uint64_t id = id_of("Q7Z00000"); id < id_of("Q7Z00000") + 3000; id++)
			ok(smssite_id_map_add_id(map, SMSSITE_ID_DATABASE, NULL, id, "list", 1));
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_problem_count(map), 1000);
	assert_true(smssite_id_map_problem_cut(map) == 2000);
	smssite_id_map_free(map);
}

static void stores_without_an_id_of_the_site_are_told(void **state)
{
	static const struct {
		const char *name;
		smssite_id_problem kind;
	} cases[] = { { "", SMSSITE_ID_NO_UID }, { "ABC01000.UID", SMSSITE_ID_FOREIGN_UID },
		{ "BAD.UID", SMSSITE_ID_DAMAGED_UID } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		smssite_id_map *map = new_map();
		uint64_t id;

		add_store(map, "EDGE7", cases[i].name);
		ok(smssite_id_map_finish(map));
		assert_int_equal(smssite_id_map_problem_count(map), 1);
		assert_int_equal(smssite_id_map_problem_kind(map, 0), cases[i].kind);
		assert_int_equal(smssite_id_map_problem_server(map, 0), 0);
		assert_int_equal(smssite_id_map_server_next_id(map, 0, &id), SMSSITE_NOT_FOUND);
		smssite_id_map_free(map);
	}
}

static void an_earlier_look_gives_the_rate_and_what_went_back(void **state)
{
	smssite_id_map *map = new_map();
	smssite_uid_store *earlier = store_of("Q7Z00000.UID"), *later = store_of("Q7Z00ZZZ.UID");

	(void)state;
	add_store(map, "EDGE7", "Q7Z000A0.UID");
	ok(smssite_id_map_add_earlier(map, "EDGE7", earlier, 36000));
	ok(smssite_id_map_finish(map));
	/* 360 ids in 36,000 seconds; 43,705 are left. */
	assert_int_equal(smssite_id_map_server_remaining(map, 0), 43705);
	assert_true(smssite_id_map_server_lasts_s(map, 0) == 4370500);
	smssite_id_map_free(map);
	map = new_map();
	add_store(map, "EDGE7", "Q7Z000A0.UID");
	ok(smssite_id_map_add_earlier(map, "EDGE7", later, 36000));
	ok(smssite_id_map_finish(map));
	assert_true(has(map, SMSSITE_ID_UID_WENT_BACK));
	assert_true(smssite_id_map_server_lasts_s(map, 0) == -1);
	smssite_id_map_free(map);
	smssite_uid_store_free(earlier);
	smssite_uid_store_free(later);
}

static void the_forms_of_the_next_range_are_read(void **state)
{
	static const char *const good[] = { "Q7Z05000", "q7z05000", "Q7Z05", "05", " Q7Z05000 " };
	static const char *const bad[] = { "", "5", "05000-", "ABC05000", "ABC05", "Q7Z05000X", "Q7Z-5000" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		smssite_id_map *map = new_map();

		ok(smssite_id_map_add_next(map, SMSSITE_ID_NEXT_RANGE, good[i], "edge7.reg", 3));
		ok(smssite_id_map_finish(map));
		expect_next(map, "Q7Z05000");
		smssite_id_map_free(map);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		smssite_id_map *map = new_map();

		ok(smssite_id_map_add_next(map, SMSSITE_ID_NEXT_RANGE, bad[i], "edge7.reg", 3));
		ok(smssite_id_map_finish(map));
		assert_true(has(map, SMSSITE_ID_NEXT_UNREADABLE));
		smssite_id_map_free(map);
	}
}

static void registry_and_sms_ini_are_evidence(void **state)
{
	static const char reg[] = "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\"
				  "SMS_MAINTENANCE_MANAGER]\r\n\"Next SMS Unique ID\"=\"Q7Z04000\"\r\n";
	static const char ini_text[] = "[SMS]\r\n  SMS Unique ID=Q7Z00001\r\n[Local]\r\nNextAvailableSiteSMSUniqueID=Q7Z06000\r\n";
	smssite_id_map *map = new_map();
	smssite_registry *registry;
	smssite_sms_ini *ini;

	(void)state;
	ok(smssite_registry_parse(reg, strlen(reg), &registry));
	ok(smssite_sms_ini_parse(ini_text, strlen(ini_text), &ini));
	ok(smssite_id_map_add_registry(map, registry, "edge7.reg"));
	ok(smssite_id_map_add_sms_ini(map, ini, "SMS.INI"));
	ok(smssite_id_map_finish(map));
	expect_next(map, "Q7Z06000");
	assert_int_equal(smssite_id_map_check_next(map, id_of("Q7Z04000")), SMSSITE_REFUSED);
	ok(smssite_id_map_check_next(map, id_of("Q7Z06000")));
	smssite_id_map_free(map);
	smssite_registry_free(registry);
	smssite_sms_ini_free(ini);
}

static void a_list_is_read_line_by_line(void **state)
{
	static const char good[] = "\xef\xbb\xbf# of 1998\r\nQ7Z00001 PC1\r\n\r\n  Q7Z00002\tPC2\r\nABC00001";
	static const char bad[] = "Q7Z00001\nQ7Z0000\n";
	smssite_id_map *map = new_map();
	size_t count;

	(void)state;
	ok(smssite_id_map_add_list(map, SMSSITE_ID_DATABASE, good, strlen(good), "ids.txt", &count));
	assert_int_equal(count, 3);
	assert_int_equal(smssite_id_map_add_list(map, SMSSITE_ID_RECORD, bad, strlen(bad), "bad.txt", &count),
		SMSSITE_MALFORMED);
	assert_non_null(strstr(smssite_error_message(), "bad.txt:2"));
	smssite_id_map_free(map);
}

static void servers_are_found_by_name_among_many_in_any_case_and_encoding(void **state)
{
	smssite_id_map *map = new_map();
	char name[16];

	(void)state;
	for (uint32_t round = 0; round < 2; round++)
		for (uint32_t i = 0; i < SMSSITE_RANGES; i++) {
			uint64_t id;

			snprintf(name, sizeof(name), round ? "server%u" : "SERVER%u", i);
			ok(smssite_smsid_make(smssite_smsid_site_code(id_of("Q7Z00000")), i, round, &id));
			ok(smssite_id_map_add_id(map, SMSSITE_ID_UID_FILE, name, id, "SMSID", 0));
		}
	ok(smssite_id_map_add_unreachable(map, "L\xd6NG"));
	ok(smssite_id_map_add_unreachable(map, "L\xd6NG"));
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_server_count(map), SMSSITE_RANGES + 1);
	assert_string_equal(smssite_id_map_server_name(map, 77), "SERVER77");
	assert_string_equal(smssite_id_map_server_path(map, 77), "SMSID");
	assert_int_equal(smssite_id_map_problem_count(map), 1);
	assert_int_equal(smssite_id_map_problem_kind(map, 0), SMSSITE_ID_RANGES_USED_UP);
	smssite_id_map_free(map);
}

static smssite_case *case_of(const char *const *files)
{
	smssite_tree *tree = make_site("SMS");
	smssite_sources *sources;
	smssite_snapshot *snapshot;
	smssite_case *site;

	for (; *files; files++)
		put(tree, below("SMS", *files), "");
	ok(smssite_sources_new(&sources));
	ok(smssite_sources_set_tree(sources, tree, "SMS", SMSSITE_VIEW_AUTO));
	ok(smssite_observe(sources, NULL, &snapshot));
	ok(smssite_case_new(snapshot, &site));
	smssite_snapshot_free(snapshot);
	smssite_sources_free(sources);
	smssite_tree_free(tree);
	return site;
}

static void a_case_is_mapped_with_all_file_names_that_carry_ids(void **state)
{
	static const char *const files[] = { "SITE.SRV/INVENTRY.BOX/HISTORY/Q7Z00003.HMS",
		"LOGON.SRV/PCMINS.BOX/q7z01004.ins", "LOGON.SRV/CCR.BOX/Q7Z02005.CCR", "LOGON.SRV/CCR.BOX/Q7Z09005.TXT",
		"SITE.SRV/INVENTRY.BOX/HISTORY/HISTORY.MAP", NULL };
	smssite_case *site = case_of(files);
	smssite_id_map *map;
	uint64_t id;
	char *json;

	(void)state;
	map = new_map();
	ok(smssite_id_map_add_case(map, site));
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_range_count(map), 3);
	ok(smssite_id_map_range_highest(map, 0, &id));
	assert_true(id == id_of("Q7Z00003"));
	assert_non_null(strstr(smssite_id_map_range_path(map, 0), "HISTORY\\Q7Z00003.HMS"));
	assert_true(has(map, SMSSITE_ID_UID_TOO_LOW));
	ok(smssite_id_map_to_json(map, &json));
	assert_non_null(strstr(json, "\"UID_TOO_LOW\""));
	smssite_free(json);
	smssite_id_map_free(map);
	smssite_case_free(site);
}

static void a_case_of_another_site_is_refused(void **state)
{
	static const char *const files[] = { NULL };
	smssite_case *site = case_of(files);
	smssite_id_map *map;

	(void)state;
	ok(smssite_id_map_new("ABC", &map));
	assert_int_equal(smssite_id_map_add_case(map, site), SMSSITE_REFUSED);
	smssite_id_map_free(map);
	smssite_case_free(site);
}

static smssite_status scenario(void *argument)
{
	static const char list[] = "Q7Z00001\nQ7Z00001\nQ7Z05001\n";
	static const char records[] = "Q7Z00009 EDGE7\nQ7Z00008 L\xd6NG\n";
	smssite_id_map *map;
	smssite_status status = smssite_id_map_new("Q7Z", &map);
	char *json = NULL;

	if (status)
		return status;
	status = smssite_id_map_add_case(map, argument);
	if (!status)
		status = smssite_id_map_add_list(map, SMSSITE_ID_CLIENT, list, strlen(list), "list", NULL);
	if (!status)
		status = smssite_id_map_add_list(map, SMSSITE_ID_RECORD, records, strlen(records), "notes", NULL);
	if (!status)
		status = smssite_id_map_add_next(map, SMSSITE_ID_NEXT_RANGE, "Q7Z02000", "reg", 1);
	if (!status)
		status = smssite_id_map_finish(map);
	if (!status)
		status = smssite_id_map_to_json(map, &json);
	smssite_free(json);
	smssite_id_map_free(map);
	return status;
}

static void every_allocation_may_fail(void **state)
{
	static const char *const files[] = { "SITE.SRV/INVENTRY.BOX/HISTORY/Q7Z00003.HMS", NULL };
	smssite_case *site = case_of(files);

	(void)state;
	assert_true(sweep_allocations(scenario, site) > 20);
	smssite_case_free(site);
}

static void answers_are_neutral_before_the_end_and_nothing_is_added_after_it(void **state)
{
	smssite_id_map *map = new_map();
	uint64_t id;
	char *json;

	(void)state;
	add(map, SMSSITE_ID_UID_FILE, "EDGE7", "Q7Z00001");
	assert_int_equal(smssite_id_map_server_count(map), 0);
	assert_int_equal(smssite_id_map_next_range(map, &id), SMSSITE_INVALID);
	assert_int_equal(smssite_id_map_to_json(map, &json), SMSSITE_INVALID);
	assert_int_equal(smssite_id_map_check_next(map, 0), SMSSITE_INVALID);
	assert_int_equal(smssite_id_map_add_id(map, SMSSITE_ID_UID_FILE, NULL, 0, "", 0), SMSSITE_INVALID);
	assert_int_equal(smssite_id_map_add_id(map, (smssite_id_source)9, "A", 0, "", 0), SMSSITE_INVALID);
	ok(smssite_id_map_finish(map));
	assert_int_equal(smssite_id_map_finish(map), SMSSITE_INVALID);
	assert_int_equal(smssite_id_map_add_unseen(map, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_id_map_server_count(map), 1);
	assert_string_equal(smssite_id_map_server_name(map, 0), "EDGE7");
	assert_null(smssite_id_map_server_name(map, 1));
	smssite_id_map_free(map);
	assert_int_equal(smssite_id_map_new("Q7", &map), SMSSITE_MALFORMED);
	assert_int_equal(smssite_id_map_add_case(NULL, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_id_map_finish(NULL), SMSSITE_INVALID);
	assert_true(smssite_id_map_remaining(NULL) == 0);
	assert_string_equal(smssite_id_problem_name((smssite_id_problem)99), "?");
	smssite_id_map_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_range_is_above_every_range_that_was_seen),
		cmocka_unit_test(ids_of_other_sites_do_not_count),
		cmocka_unit_test(an_unreachable_server_leaves_its_range_unknown),
		cmocka_unit_test(nothing_known_is_no_range_00),
		cmocka_unit_test(behind_range_zz_there_is_none),
		cmocka_unit_test(each_problem_is_told),
		cmocka_unit_test(a_client_id_that_comes_again_is_given_twice),
		cmocka_unit_test(many_ids_given_twice_are_counted),
		cmocka_unit_test(stores_without_an_id_of_the_site_are_told),
		cmocka_unit_test(an_earlier_look_gives_the_rate_and_what_went_back),
		cmocka_unit_test(the_forms_of_the_next_range_are_read),
		cmocka_unit_test(registry_and_sms_ini_are_evidence),
		cmocka_unit_test(a_list_is_read_line_by_line),
		cmocka_unit_test(servers_are_found_by_name_among_many_in_any_case_and_encoding),
		cmocka_unit_test(a_case_is_mapped_with_all_file_names_that_carry_ids),
		cmocka_unit_test(a_case_of_another_site_is_refused),
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(answers_are_neutral_before_the_end_and_nothing_is_added_after_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
