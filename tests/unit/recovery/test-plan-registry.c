/* SPDX-License-Identifier: MIT */
/* Which steps a plan to rebuild has at registries, by what the evidence says of each. */
#include "../site/fixture.h"

#define SMS "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"
#define HEAD "REGEDIT4\r\n\r\n"
#define CODE(code) "[" SMS "\\Identification]\r\n\"Site Code\"=\"" code "\"\r\n\r\n"
#define AROUND(keys) HEAD "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\r\n\r\n" keys \
	"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\r\n\r\n"

struct world {
	/* Registries; NULL: none was given. */
	const char *own, *other;
	smssite_server_kind kind;
	const char *name;
};
static const struct world plain = { HEAD CODE("Q7Z"), HEAD CODE("Q7Z"), SMSSITE_SERVER_WINDOWS_NT, "EDGE8" };

static smssite_snapshot *look_at(smssite_tree *tree, const char *text, bool services)
{
	smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	smssite_registry *registry;
	smssite_services *list;

	if (text) {
		ok(smssite_registry_parse(text, strlen(text), &registry));
		ok(smssite_sources_add_registry(sources, registry, "server.reg"));
		smssite_registry_free(registry);
	}
	if (services) {
		ok(smssite_services_parse("SMS_SITE_CONFIG_MANAGER running\n", 32, &list));
		ok(smssite_sources_set_services(sources, list, "list.txt"));
		smssite_services_free(list);
	}
	ok(smssite_sources_set_liveness(sources, SMSSITE_LIVENESS_LIVE));
	smssite_tree_free(tree);
	return observe_from(sources);
}

static smssite_plan *plan_of(const struct world *world)
{
	smssite_snapshot *snapshot = look_at(make_site("SMS"), world->own, true);
	smssite_rebuild_record *record;
	smssite_tree *tree;
	smssite_plan *plan;
	smssite_case *site;

	ok(smssite_case_new(snapshot, &site));
	smssite_snapshot_free(snapshot);
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SMS/LOGON.SRV/SMSID"));
	put(tree, "SMS/LOGON.SRV/SMSID/Q7Z01005.UID", "");
	snapshot = look_at(tree, world->other, false);
	ok(smssite_case_add_logon_server(site, world->name, snapshot));
	ok(smssite_case_describe_logon_server(site, world->name, world->kind, "NORTH"));
	smssite_snapshot_free(snapshot);
	ok(smssite_rebuild_record_new(site, "Q7Z05000", &record));
	ok(smssite_plan_rebuild(site, record, "/c", &plan));
	smssite_rebuild_record_free(record);
	smssite_case_free(site);
	return plan;
}

/* NO_INDEX: there is none. */
static size_t find(const smssite_plan *plan, const char *title)
{
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++)
		if (strstr(smssite_plan_step_title(plan, i), title))
			return i;
	return SMSSITE_NO_INDEX;
}

static bool has(const smssite_plan *plan, const char *title)
{
	return find(plan, title) != SMSSITE_NO_INDEX;
}

static const char *word_of(const smssite_plan *plan, const char *title, size_t word)
{
	return smssite_plan_step_word(plan, find(plan, title), word);
}

static void the_key_is_saved_where_it_is(void **state)
{
	smssite_plan *plan = plan_of(&plain);
	char file[100];

	(void)state;
	assert_false(has(plan, "Look in the Registry Editor"));
	snprintf(file, sizeof(file), "C:\\SMSSITE.WRK\\%s\\SMSKEY.REG", smssite_plan_id(plan));
	assert_string_equal(word_of(plan, "Save " SMS " of EDGE8", 0), "REGEDIT");
	assert_string_equal(word_of(plan, "Save " SMS " of EDGE8", 1), "/E");
	assert_string_equal(word_of(plan, "Save " SMS " of EDGE8", 2), file);
	assert_string_equal(word_of(plan, "Save " SMS " of EDGE8", 3), SMS);
	assert_string_equal(smssite_plan_step_actor(plan, find(plan, "Save " SMS " of EDGE8")), "EDGE8");
	assert_string_equal(word_of(plan, "what is left beside the key at EDGE8", 3), "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft");
	assert_non_null(strstr(smssite_plan_step_relies_on(plan, find(plan, "Save " SMS " of EDGE8")), "REGEDT32"));
	/* All saves come before the first that changes anything. */
	assert_true(find(plan, "Read the saved key of EDGE8") < find(plan, "Stop SMS_SITE_CONFIG_MANAGER"));
	assert_true(has(plan, "At EDGE7 delete the key") && has(plan, "At EDGE8 delete the key"));
	smssite_plan_free(plan);
}

/* A15: Windows NT was installed anew. */
static void where_the_key_is_gone_there_is_nothing_to_save(void **state)
{
	struct world world = plain;
	smssite_plan *plan;

	(void)state;
	world.own = AROUND("");
	plan = plan_of(&world);
	assert_false(has(plan, SMS " of EDGE7") || has(plan, "At EDGE7 delete the key") || has(plan, "beside the key at EDGE7"));
	assert_false(has(plan, "Look in the Registry Editor"));
	assert_true(has(plan, "Save " SMS " of EDGE8") && has(plan, "At EDGE8 delete the key"));
	/* The new site has one. */
	assert_true(has(plan, "Export the new site's registry"));
	smssite_plan_free(plan);
	world = plain;
	world.other = AROUND("");
	plan = plan_of(&world);
	assert_false(has(plan, SMS " of EDGE8") || has(plan, "At EDGE8 delete the key"));
	smssite_plan_free(plan);
}

/* What an export does not show is unknown; a key of another part of SMS is one. */
static void where_nothing_tells_a_person_is_asked(void **state)
{
	static const char *const unknown[] = { NULL, HEAD "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services]\r\n\r\n",
		HEAD "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\r\n\r\n", HEAD };
	struct world world = plain;
	smssite_plan *plan;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		world.other = unknown[i];
		plan = plan_of(&world);
		assert_int_equal(find(plan, "Look in the Registry Editor at EDGE8") + 1, find(plan, "Save " SMS " of EDGE8"));
		assert_false(has(plan, "Look in the Registry Editor at EDGE7"));
		smssite_plan_free(plan);
	}
	world.other = AROUND("[" SMS "\\Client Services]\r\n\r\n");
	plan = plan_of(&world);
	assert_true(has(plan, "Save " SMS " of EDGE8"));
	smssite_plan_free(plan);
}

static void a_key_that_names_no_site_is_saved_too(void **state)
{
	struct world world = plain;
	smssite_plan *plan;

	(void)state;
	world.own = HEAD CODE("");
	plan = plan_of(&world);
	assert_false(has(plan, "Look in the Registry Editor"));
	assert_true(has(plan, "Save " SMS " of EDGE7"));
	smssite_plan_free(plan);
}

static void other_kinds_of_servers_have_no_registry(void **state)
{
	static const smssite_server_kind kinds[] = { SMSSITE_SERVER_LAN_MANAGER, SMSSITE_SERVER_NETWARE };
	struct world world = plain;

	(void)state;
	world.other = NULL;
	for (size_t i = 0; i < 2; i++) {
		smssite_plan *plan;

		world.kind = kinds[i];
		plan = plan_of(&world);
		assert_false(has(plan, SMS " of EDGE8") || has(plan, "Registry Editor at EDGE8") || has(plan, "At EDGE8 delete the key"));
		smssite_plan_free(plan);
	}
}

/* The master does not say on which drive EDGE9 has its root. */
static void where_the_file_cannot_be_typed_a_person_makes_it(void **state)
{
	struct world world = plain;
	smssite_plan *plan;

	(void)state;
	world.name = "EDGE9";
	plan = plan_of(&world);
	assert_int_equal(smssite_plan_step_kind(plan, find(plan, "Save " SMS " of EDGE9")), SMSSITE_STEP_PERSON);
	assert_non_null(strstr(smssite_plan_step_postcondition(plan, find(plan, "Save " SMS " of EDGE9")),
		"SMSKEY.REG on the drive of EDGE9 that holds its SMS root is there"));
	assert_int_equal(smssite_plan_step_kind(plan, find(plan, "Read the saved key of EDGE9")), SMSSITE_STEP_READ);
	smssite_plan_free(plan);
}

static void the_start_of_scman_is_looked_at(void **state)
{
	smssite_plan *plan = plan_of(&plain);

	(void)state;
	assert_string_equal(word_of(plan, "Export how SMS_SITE_CONFIG_MANAGER starts", 3),
		"HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SMS_SITE_CONFIG_MANAGER");
	assert_true(find(plan, "to start by hand") < find(plan, "See that SMS_SITE_CONFIG_MANAGER starts by hand"));
	assert_true(find(plan, "See that SMS_SITE_CONFIG_MANAGER starts by hand") < find(plan, "Take the share SMS_SHR away"));
	smssite_plan_free(plan);
}

/* A command that fails where there is no REGEDIT does not end the script: a person goes on. */
static void the_script_of_each_server_has_its_commands(void **state)
{
	smssite_plan *plan = plan_of(&plain);
	char line[300], *text, *at;

	(void)state;
	ok(smssite_plan_script(plan, "EDGE8", &text));
	snprintf(line, sizeof(line), "\r\nREGEDIT /E C:\\SMSSITE.WRK\\%s\\SMSKEY.REG " SMS "\r\nIF NOT ERRORLEVEL 1 GOTO STEP",
		smssite_plan_id(plan));
	at = strstr(text, line);
	assert_non_null(at);
	at = strstr(at,
		"\r\nECHO It ended with a failure. REGEDIT of Windows NT 4.0. Windows NT 3.5x has none: there open " SMS " in REGEDT32");
	assert_non_null(at);
	assert_non_null(strstr(at, "\r\nPAUSE\r\n:STEP"));
	/* Undo is no part of it. */
	assert_null(strstr(text, "REGEDIT /S"));
	smssite_free(text);
	ok(smssite_plan_script(plan, "EDGE7", &text));
	snprintf(line, sizeof(line), "\r\nREGEDIT /S D:\\SMSSITE.WRK\\%s\\NEXT2.REG\r\n", smssite_plan_id(plan));
	assert_non_null(strstr(text, line));
	assert_null(strstr(text, "C:\\SMSSITE.WRK"));
	smssite_free(text);
	smssite_plan_free(plan);
}

static void what_is_known_of_a_key_is_saved_with_the_plan(void **state)
{
	struct world world = plain;
	smssite_plan *plan, *again = NULL;
	char *json, *second, *word;

	(void)state;
	world.other = NULL;
	plan = plan_of(&world);
	ok(smssite_plan_save(plan, &json));
	ok(smssite_plan_load(json, strlen(json), &again));
	ok(smssite_plan_save(again, &second));
	assert_string_equal(json, second);
	smssite_plan_free(again);
	again = NULL;
	/* Another word, or one that makes other steps, is no plan of this library's. */
	word = strstr(json, "\"key\"");
	assert_non_null(word);
	word = strstr(word, "\"unknown\"");
	assert_non_null(word);
	memcpy(word, "\"unknowm\"", 9);
	assert_int_equal(smssite_plan_load(json, strlen(json), &again), SMSSITE_MALFORMED);
	memcpy(word, "\"ours\"   ", 9);
	assert_int_equal(smssite_plan_load(json, strlen(json), &again), SMSSITE_MALFORMED);
	smssite_free(json);
	smssite_free(second);
	smssite_plan_free(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_key_is_saved_where_it_is),
		cmocka_unit_test(where_the_key_is_gone_there_is_nothing_to_save),
		cmocka_unit_test(where_nothing_tells_a_person_is_asked),
		cmocka_unit_test(a_key_that_names_no_site_is_saved_too),
		cmocka_unit_test(other_kinds_of_servers_have_no_registry),
		cmocka_unit_test(where_the_file_cannot_be_typed_a_person_makes_it),
		cmocka_unit_test(the_start_of_scman_is_looked_at),
		cmocka_unit_test(the_script_of_each_server_has_its_commands),
		cmocka_unit_test(what_is_known_of_a_key_is_saved_with_the_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
