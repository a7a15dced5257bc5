/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "sweep.h"

static const char whole[] =
	"PLATFORMS = \"INTEL X86\", \"DEC ALPHA\"\r\n"
	"UNITS = \"INTEL SERVER\",\r\n\"SCRIPTS\"\r\n"
	"IDLIST \"BUILDNUMBER\" = \"786\"\r\n"
	"IDLIST \"SPNUMBER\" = \"\"\r\n"
	"IDLIST \"PERMITTED_UPGRADES\" = \"479:479\", \"521:531\", \"531:786\"\r\n"
	"SERVICE \"SMS_ASYNC_RAS_SENDER\"\r\nBEGIN\r\n   FLAGS = 3789\r\n   MAIN \"SENDER.DLL\"\r\n"
	"   SUBCOMPONENT \"CONNRAS.DLL\"\r\nEND\r\n"
	"PACKAGE \"SMS_INVENTORY_AGENT_NT\"\r\nBEGIN\r\n   FLAGS = 0\r\n   MAIN \"INVWIN32.EXE\"\r\nEND\r\n"
	"DIRECTORY \"PRIMSITE.SRV\\AUDIT\"\r\n"
	"PLATFORM \"\" LANGUAGE \"\" SOURCE \"COMMON\\INTNL\" FLAGS = 42\r\nUNIT = \"SCRIPTS\"\r\nBEGIN\r\n"
	"   \"AUDIT.RUL\", SIZE(1, 1033292, 1033292), \"AUDIT.RUL\", \"AUDIT.RU_\", REMOTE=NO, COPYLISTS(), COMPRESS=NO, FLAGS = 1\r\n"
	"   \"RUL2CFG.BAT\", SIZE(1, 991, 992), \"RUL2CFG.BAT\", \"RUL2CFG.BA_\", REMOTE=NO, COPYLISTS(), COMPRESS=NO, FLAGS = 1\r\n"
	"END\r\n"
	"DIRECTORY \"SITE.SRV\\X86.BIN\" PLATFORM \"INTEL X86\" LANGUAGE \"ENGLISH\" SOURCE \"X86\" FLAGS = 10 UNIT = \"INTEL CLIENT\"\r\n"
	"BEGIN\r\n\"GETDISK.EXE\", SIZE(1, 16548, 16548), \"GETDISK.EXE\", \"GETDISK.EX_\", REMOTE=YES,\r\n"
	"  COPYLISTS(\"WIN95:STANDARD\" = \"SMS\",\r\n  \"NT:STANDARD\" = \"SMS\"), COMPRESS=NO, FLAGS = 5\r\n\"BARE.DLL\"\r\nEND\r\n";

static smssite_system_map *parse(const char *text)
{
	smssite_system_map *map = NULL;

	if (smssite_system_map_parse(text, strlen(text), &map))
		fail_msg("%s", smssite_error_message());
	return map;
}

static void lists_are_read(void **state)
{
	smssite_system_map *map = parse(whole);
	size_t upgrades = smssite_system_map_find_list(map, "permitted_upgrades"), units = smssite_system_map_find_list(map, "UNITS");

	(void)state;
	assert_int_equal(smssite_system_map_build(map), 786);
	assert_int_equal(smssite_system_map_list_count(map), 5);
	assert_int_equal(smssite_system_map_list_size(map, upgrades), 3);
	assert_string_equal(smssite_system_map_list_value(map, upgrades, 2), "531:786");
	assert_string_equal(smssite_system_map_list_value(map, units, 1), "SCRIPTS");
	assert_null(smssite_system_map_list_value(map, units, 2));
	assert_string_equal(smssite_system_map_list_name(map, 0), "PLATFORMS");
	assert_int_equal(smssite_system_map_skipped(map), 0);
	smssite_system_map_free(map);
}

static void components_are_read(void **state)
{
	smssite_system_map *map = parse(whole);

	(void)state;
	assert_int_equal(smssite_system_map_component_count(map), 2);
	assert_string_equal(smssite_system_map_component_name(map, 0), "SMS_ASYNC_RAS_SENDER");
	assert_int_equal(smssite_system_map_component_kind(map, 0), SMSSITE_MAP_SERVICE);
	assert_int_equal(smssite_system_map_component_flags(map, 0), 3789);
	assert_int_equal(smssite_system_map_component_file_count(map, 0), 2);
	assert_string_equal(smssite_system_map_component_file(map, 0, 1), "CONNRAS.DLL");
	assert_int_equal(smssite_system_map_component_kind(map, 1), SMSSITE_MAP_PACKAGE);
	smssite_system_map_free(map);
}

static void files_have_their_place_and_sizes(void **state)
{
	smssite_system_map *map = parse(whole);

	(void)state;
	assert_int_equal(smssite_system_map_file_count(map), 4);
	assert_string_equal(smssite_system_map_file_name(map, 1), "RUL2CFG.BAT");
	assert_string_equal(smssite_system_map_file_directory(map, 1), "PRIMSITE.SRV\\AUDIT");
	assert_string_equal(smssite_system_map_file_platform(map, 1), "");
	assert_string_equal(smssite_system_map_file_unit(map, 1), "SCRIPTS");
	assert_int_equal(smssite_system_map_file_size(map, 1), 991);
	assert_int_equal(smssite_system_map_file_other_size(map, 1), 992);
	assert_int_equal(smssite_system_map_file_flags(map, 1), 1);
	assert_int_equal(smssite_system_map_file_line(map, 1), 23);
	assert_string_equal(smssite_system_map_file_name(map, 2), "GETDISK.EXE");
	assert_string_equal(smssite_system_map_file_platform(map, 2), "INTEL X86");
	assert_string_equal(smssite_system_map_file_language(map, 2), "ENGLISH");
	assert_string_equal(smssite_system_map_file_unit(map, 2), "INTEL CLIENT");
	assert_int_equal(smssite_system_map_file_flags(map, 2), 5);
	/* One that says nothing but its name. */
	assert_string_equal(smssite_system_map_file_name(map, 3), "BARE.DLL");
	assert_int_equal(smssite_system_map_file_size(map, 3), -1);
	smssite_system_map_free(map);
}

static void what_is_not_known_is_passed_over(void **state)
{
	smssite_system_map *map =
		parse("LANGUAGES = \"ENGLISH\"\nFUTURE \"x\" = 7, \"y\"\nIDLIST \"BUILDNUMBER\" = \"x\"\nSERVICE \"A\"\nBEGIN\n"
		      "COLOUR = 3\nMAIN \"A.DLL\"\nEND\nIDLIST\nSERVICE \"B\" FLAGS = 1\n");

	(void)state;
	assert_int_equal(smssite_system_map_skipped(map), 4);
	assert_int_equal(smssite_system_map_component_count(map), 1);
	assert_int_equal(smssite_system_map_component_flags(map, 0), -1);
	assert_string_equal(smssite_system_map_component_file(map, 0, 0), "A.DLL");
	assert_int_equal(smssite_system_map_build(map), -1);
	smssite_system_map_free(map);
}

static void what_is_no_map_is_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "", "empty" },
		{ "hello\n", "line 1: does not begin like a system map" },
		{ "PLATFORMS = \"A\n", "line 1: a text without its closing quote" },
		{ "PLATFORMS = \"A\nB\"\n", "line 1: a text without its closing quote" },
		{ "DIRECTORY \"A\"\nBEGIN\n\"A.B\", SIZE(1, 2, 3)\n", "BEGIN without END" },
		{ "SERVICE \"A\"\nBEGIN\nFLAGS = 3\n", "BEGIN without END" },
		{ "DIRECTORY \"A\"\nEND\n", "line 2: END without BEGIN" },
		{ "PLATFORMS = \"\x01\"\n", "no text" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		smssite_system_map *map;

		assert_int_equal(smssite_system_map_parse(bad[i].text, strlen(bad[i].text), &map), SMSSITE_MALFORMED);
		assert_null(map);
		if (!strstr(smssite_error_message(), bad[i].says))
			fail_msg("%zu: %s", i, smssite_error_message());
	}
}

static void every_beginning_is_read_or_refused(void **state)
{
	size_t last = 0;

	(void)state;
	for (size_t size = 0; size < sizeof(whole); size++) {
		smssite_system_map *map = NULL;
		char *data = malloc(size ? size : 1);
		smssite_status status;

		memcpy(data, whole, size);
		status = smssite_system_map_parse(data, size, &map);
		free(data);
		assert_true(status == SMSSITE_OK ? map != NULL : status == SMSSITE_MALFORMED);
		if (!status) {
			assert_true(smssite_system_map_file_count(map) >= last);
			last = smssite_system_map_file_count(map);
		}
		smssite_system_map_free(map);
	}
	assert_int_equal(last, 4);
}

static void a_map_at_the_limit_is_read_in_one_pass(void **state)
{
	static const char head[] = "DIRECTORY \"A\"\nBEGIN\n", line[] = "\"A\"\n", end[] = "END\n";
	size_t size = 16u << 20, at = sizeof(head) - 1;
	char *data = malloc(size + 1);
	smssite_system_map *map;

	(void)state;
	memcpy(data, head, at);
	for (; at + sizeof(line) - 1 + sizeof(end) - 1 <= size; at += sizeof(line) - 1)
		memcpy(data + at, line, sizeof(line) - 1);
	memcpy(data + at, end, sizeof(end) - 1);
	assert_int_equal(smssite_system_map_parse(data, at + sizeof(end) - 1, &map), SMSSITE_OK);
	assert_true(smssite_system_map_file_count(map) > 4000000);
	smssite_system_map_free(map);
	/* Parentheses that never close take the rest with them, once. */
	memset(data, '(', size);
	memcpy(data, "UNITS = \"A\"\n", 12);
	assert_int_equal(smssite_system_map_parse(data, size, &map), SMSSITE_OK);
	smssite_system_map_free(map);
	assert_int_equal(smssite_system_map_parse(data, size + 1, &map), SMSSITE_LIMIT);
	free(data);
}

static void the_sample_is_read(void **state)
{
	const char *samples = getenv("SMSSITE_SAMPLES");
	smssite_system_map *map;
	char path[1024];
	char *data = malloc(1 << 20);
	size_t size;
	FILE *file;

	(void)state;
	snprintf(path, sizeof(path), "%s/SYSTEM.MAP.fragment", samples ? samples : "");
	file = samples ? fopen(path, "rb") : NULL;
	if (!file) {
		free(data);
		print_message("SMSSITE_SAMPLES names no directory with SYSTEM.MAP.fragment\n");
		skip();
	}
	size = fread(data, 1, 1 << 20, file);
	fclose(file);
	assert_int_equal(smssite_system_map_parse(data, size, &map), SMSSITE_OK);
	free(data);
	assert_int_equal(smssite_system_map_build(map), 786);
	assert_int_equal(smssite_system_map_skipped(map), 0);
	assert_int_equal(smssite_system_map_list_size(map, smssite_system_map_find_list(map, "UNITS")), 14);
	assert_int_equal(smssite_system_map_component_count(map), 2);
	assert_int_equal(smssite_system_map_file_size(map, 0), 1033292);
	smssite_system_map_free(map);
}

static smssite_status parse_whole(void *argument)
{
	smssite_system_map *map = NULL;
	smssite_status status = smssite_system_map_parse(whole, strlen(whole), &map);

	(void)argument;
	smssite_system_map_free(map);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	(void)state;
	assert_true(sweep_allocations(parse_whole, NULL) > 7);
}

static void nothing_answers_neutrally(void **state)
{
	smssite_system_map *map = parse(whole), *same = smssite_system_map_ref(map);
	const void *data;
	size_t size;

	(void)state;
	assert_int_equal(smssite_system_map_data(map, &data, &size), SMSSITE_OK);
	assert_int_equal(size, strlen(whole));
	assert_memory_equal(data, whole, size);
	smssite_system_map_free(map);
	assert_int_equal(smssite_system_map_build(same), 786);
	assert_null(smssite_system_map_file_name(same, 4));
	assert_null(smssite_system_map_file_directory(same, 4));
	assert_null(smssite_system_map_component_file(same, 0, 2));
	smssite_system_map_free(same);
	smssite_system_map_free(NULL);
	assert_null(smssite_system_map_ref(NULL));
	assert_int_equal(smssite_system_map_build(NULL), -1);
	assert_int_equal(smssite_system_map_file_count(NULL), 0);
	assert_int_equal(smssite_system_map_find_list(NULL, "UNITS"), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_system_map_data(NULL, &data, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_system_map_parse(NULL, 1, &map), SMSSITE_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_read),
		cmocka_unit_test(components_are_read),
		cmocka_unit_test(files_have_their_place_and_sizes),
		cmocka_unit_test(what_is_not_known_is_passed_over),
		cmocka_unit_test(what_is_no_map_is_refused),
		cmocka_unit_test(every_beginning_is_read_or_refused),
		cmocka_unit_test(a_map_at_the_limit_is_read_in_one_pass),
		cmocka_unit_test(the_sample_is_read),
		cmocka_unit_test(every_failing_allocation_is_survived),
		cmocka_unit_test(nothing_answers_neutrally),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
