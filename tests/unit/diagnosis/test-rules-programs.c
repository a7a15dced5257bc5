/* SPDX-License-Identifier: MIT */
#include "registry-fixture.h"

#define BIN "SITE.SRV\\X86.BIN\\"
#define MAP_HEAD                                                                                             \
	"PLATFORMS = \"INTEL X86\"\r\nIDLIST \"BUILDNUMBER\" = \"%s\"\r\n"                                   \
	"SERVICE \"SMS_EXECUTIVE\"\r\nBEGIN\r\n   FLAGS = 457\r\n   MAIN \"SMSEXEC.EXE\"\r\nEND\r\n"         \
	"SERVICE \"SMS_HIERARCHY_MANAGER\"\r\nBEGIN\r\n   FLAGS = 457\r\n   MAIN \"PREINST.EXE\"\r\nEND\r\n"   \
	"DIRECTORY \"SITE.SRV\\X86.BIN\"\r\nPLATFORM \"INTEL X86\" LANGUAGE \"\" SOURCE \"X86\" FLAGS = 10\r\n" \
	"UNIT = \"INTEL SERVER\"\r\nBEGIN\r\n"
#define LISTED(name, a, b)                                                                                   \
	"   \"" name "\", SIZE(1, " a ", " b "), \"" name "\", \"" name "\", REMOTE=YES, COPYLISTS(), "       \
	"COMPRESS=YES, FLAGS = 1\r\n"

#define OWN_MAP LISTED("SMSEXEC.EXE", "4", "5") LISTED("BASE.DLL", "6", "6") LISTED("PREINST.EXE", "3", "3")
#define NEW_MAP LISTED("SMSEXEC.EXE", "8", "8") LISTED("BASE.DLL", "9", "9")

static void put_map(smssite_tree *tree, const char *build, const char *files)
{
	char text[4096];

	snprintf(text, sizeof(text), MAP_HEAD "%sEND\r\n", build, files);
	sms_tree_discard(tree, "SMS/SYSTEM.MAP");
	put(tree, "SMS/SYSTEM.MAP", text);
}

/* The site with two programs of these lengths; NULL: not there. */
static struct stand stand_with(const char *executive, const char *base)
{
	struct stand stand = stand_new();

	put_map(stand.site, "786", OWN_MAP);
	if (executive)
		put(stand.site, below("SMS", BIN "SMSEXEC.EXE"), executive);
	if (base)
		put(stand.site, below("SMS", BIN "base.dll"), base);
	return stand;
}

static struct answer ask_files(const char *executive, const char *base, const char *rule)
{
	struct stand stand = stand_with(executive, base);

	return ask(&stand, rule);
}

static void a_program_has_one_of_the_sizes_of_its_map(void **state)
{
	(void)state;
	expect(ask_files("1234", "123456", "A11"), OK, "2 programs are of the sizes");
	expect(ask_files("12345", NULL, "A11"), OK, "1 program is of the size");
	expect(ask_files("1234", "1234567", "A11"), WARNING, "SITE.SRV\\X86.BIN\\BASE.DLL has 7 bytes, not 6");
	/* That of a service which must run; one of a primary is not missed. */
	expect(ask_files(NULL, "123456", "A11"), WARNING, "SITE.SRV\\X86.BIN\\SMSEXEC.EXE is not there");
}

static char *repeated(const char *piece, size_t times, const char *end)
{
	size_t size = strlen(piece);
	char *text = malloc(times * size + strlen(end) + 1);

	assert_non_null(text);
	for (size_t i = 0; i < times; i++)
		memcpy(text + i * size, piece, size);
	strcpy(text + times * size, end);
	return text;
}

/* Each service of the one with all components of the other would take minutes. */
static void a_map_and_a_master_may_say_the_same_as_often_as_they_like(void **state)
{
	struct stand stand = stand_with("1234", "123456");
	char head[4096], *map, *master;

	(void)state;
	snprintf(head, sizeof(head), MAP_HEAD OWN_MAP "END\r\n", "786");
	map = repeated("SERVICE \"SMS_EXECUTIVE\"\r\nBEGIN\r\nEND\r\n", 90000, head);
	master = repeated("BEGIN_COMPONENT\r\n  <1>\r\n  <X>\r\n  <X>\r\n  <X>\r\n  <D>\r\nEND_COMPONENT\r\n\r\n", 40000,
		"BEGIN_COMPONENT");
	sms_tree_discard(stand.site, "SMS/SYSTEM.MAP");
	put(stand.site, "SMS/SYSTEM.MAP", map);
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_with(stand.site, BOX "\\SITECTRL.CT0", &control_file_secondary, "BEGIN_COMPONENT", master);
	free(map);
	free(master);
	expect(ask(&stand, "A11"), OK, "2 programs are of the sizes");
}

static void without_map_or_programs_nothing_is_known(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "A11"), UNKNOWN, "SYSTEM.MAP and");
	stand = stand_with("1234", "123456");
	take_away(stand.site, "SYSTEM.MAP");
	expect(ask(&stand, "A11"), UNKNOWN, "SYSTEM.MAP and");
	stand = stand_with("1234", "123456");
	take_away(stand.site, "SYSTEM.MAP");
	expect(ask(&stand, "A09"), UNKNOWN, "SYSTEM.MAP and");
}

static void an_upgrade_at_work_replaces_programs(void **state)
{
	struct stand stand = stand_with(NULL, "1");

	(void)state;
	stand.services = "SMS_UPGRADE_BOOTSTRAP running\n";
	expect(ask(&stand, "A11"), OK, "a bootstrap is at work");
	stand = stand_with("12345678", "123456");
	stand.services = "SMS_UPGRADE_BOOTSTRAP running\n";
	expect(ask(&stand, "A09"), OK, "a bootstrap is at work");
}

static struct answer ask_builds(const char *executive, const char *base, const char *build)
{
	struct stand stand = stand_with(executive, base);

	stand.parent = make_parent();
	put_map(stand.parent, build, NEW_MAP);
	return ask(&stand, "A09");
}

static void two_builds_are_told_apart_by_two_maps(void **state)
{
	(void)state;
	expect(ask_files("1234", "123456", "A09"), OK, "of one build");
	expect(ask_builds("1234", "123456", "900"), OK, "of one build");
	expect(ask_builds("12345678", "123456", "900"), ERROR, "SMSEXEC.EXE: 8 bytes, as in build 900");
	expect(ask_builds("12345678", "123456789", "900"), WARNING, "of another build than SYSTEM.MAP");
	/* A fix; and maps of one build, which tell nothing apart. */
	expect(ask_builds("1234567", "123456", "900"), UNKNOWN, "--parent SITE");
	expect(ask_builds("12345678", "123456", "786"), UNKNOWN, "--parent SITE");
	expect(ask_files("12345678", "123456", "A09"), UNKNOWN, "--parent SITE");
}

static void an_earlier_snapshot_has_the_other_map(void **state)
{
	struct stand stand = stand_with("12345678", "123456"), before = stand_new();

	(void)state;
	put_map(before.site, "692", NEW_MAP);
	stand.earlier = stand_observe(&before, before.site, before.services, before.word);
	smssite_tree_free(before.site);
	expect(ask(&stand, "A09"), ERROR, "as in build 692");
}

static void what_the_map_does_not_list_is_a_stranger(void **state)
{
	struct stand stand = stand_with("1234", "123456");

	(void)state;
	expect(ask_files("1234", "123456", "C11"), OK, "no file");
	put(stand.site, below("SMS", BIN "OURS.EXE"), "x");
	ok(smssite_tree_make_directory(stand.site, below("SMS", BIN "OTHERS")));
	expect(ask(&stand, "C11"), NOTE, "SITE.SRV\\X86.BIN\\OURS.EXE");
	stand = stand_new();
	put(stand.site, below("SMS", BIN "OURS.EXE"), "x");
	expect(ask(&stand, "C11"), UNKNOWN, "SYSTEM.MAP and");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_has_one_of_the_sizes_of_its_map),
		cmocka_unit_test(a_map_and_a_master_may_say_the_same_as_often_as_they_like),
		cmocka_unit_test(without_map_or_programs_nothing_is_known),
		cmocka_unit_test(an_upgrade_at_work_replaces_programs),
		cmocka_unit_test(two_builds_are_told_apart_by_two_maps),
		cmocka_unit_test(what_the_map_does_not_list_is_a_stranger),
		cmocka_unit_test(an_earlier_snapshot_has_the_other_map),
	};

	return cmocka_run_group_tests_name("rules on programs", tests, NULL, NULL);
}
