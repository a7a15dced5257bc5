/* SPDX-License-Identifier: MIT */
#include "registry-fixture.h"

/* A20 */

static void a_site_that_is_not_active_holds_up_the_others(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = "Q7Z 1 61\nQ7Y 2 13\nQ7X 1 0\nC9N 1 0\n";
	expect(ask(&stand, "A20"), WARNING, "sites.txt\nQ7Y 2 (PENDING)");
	stand = stand_new();
	stand.word = "Q7Z 1 0\nQ7Y 3\n";
	expect(ask(&stand, "A20"), NOTE, "Q7Y 3 (FAILED)");
	stand = stand_new();
	stand.word = "Q7Z 5 62\nQ7Y 1\n";
	expect(ask(&stand, "A20"), OK, "no other site");
	/* The parent has no other site. */
	stand = stand_new();
	stand.word = "Q7Z 5 62\n";
	expect(ask(&stand, "A20"), OK, "no other site");
	stand = stand_new();
	stand.word = "C9N 1\n";
	expect(ask(&stand, "A20"), UNKNOWN, "--site-list FILE");
	stand = stand_new();
	expect(ask(&stand, "A20"), UNKNOWN, "--site-list FILE");
}

/* A24 */

static void a_tree_that_was_begun_and_not_built(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	smssite_tree_free(stand.site);
	ok(smssite_tree_new_memory(&stand.site));
	ok(smssite_tree_set_clock(stand.site, THEN));
	ok(smssite_tree_make_directory(stand.site, "SMS/SITE.SRV/SITECFG.BOX"));
	stand.services = "SMS_SITE_CONFIG_MANAGER not-installed\n";
	put_log(stand.site, "SCMAN.LOG",
		AMONG_OTHERS(
			"Event 219 logged with error 3 and object (LAN_DEFA.000); GetLastError 3; SiteConfig "
			"Mgr code 7411.",
			"SMS_SITE_CONFIG_MANAGER"),
		NOW);
	expect(ask(&stand, "A24"), ERROR, "SiteConfig Mgr code 7411");
	stand = stand_new();
	expect(ask(&stand, "A24"), OK, "was built");
}

/* A27 */

static void a_device_is_no_site_code(void **state)
{
	struct control_file_shape shape = control_file_secondary;
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "A27"), OK, "Q7Z");
	stand = stand_new();
	shape.site_code = "Prn";
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_file(stand.site, below("SMS", BOX "\\SITECTRL.CT0"), &shape);
	expect(ask(&stand, "A27"), ERROR, "site code Prn");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	expect(ask(&stand, "A27"), UNKNOWN, "control file");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	stand.registries[0] = make_export(SMS_HEAD "\\Identification]\r\n\"Site Code\"=\"NUL\"\r\n");
	expect(ask(&stand, "A27"), ERROR, "registry\nsite code NUL");
}

/* X01 */

static void put_program(smssite_tree *tree, const char *path, size_t size)
{
	char *data = calloc(1, size);

	assert_non_null(data);
	put_bytes(tree, below("SMS", path), data, size);
	free(data);
}

static void programs_smaller_than_a_fix_are_noted(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_program(stand.site, "SITE.SRV\\X86.BIN\\Base4.dll", 537120);
	expect(ask(&stand, "X01"), NOTE,
		"BASE4.DLL: 537,120 bytes, fixed from 538,656 bytes on: control files");
	stand = stand_new();
	put_program(stand.site, "SITE.SRV\\X86.BIN\\BASE4.DLL", 538656);
	expect(ask(&stand, "X01"), OK, "no program");
	stand = stand_new();
	put_program(stand.site, "SITE.SRV\\X86.BIN\\BASE4.DLL", 133);
	expect(ask(&stand, "X01"), UNKNOWN, "X86.BIN");
}

static void programs_of_earlier_versions_are_other_programs(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_with(stand.site, BOX "\\SITECTRL.CT0", &control_file_secondary, "[786]", "[692]");
	put_program(stand.site, "SITE.SRV\\X86.BIN\\BASE4.DLL", 1000);
	assert_false(ask(&stand, "X01").there);
}

/* A29 */

static void what_only_a_primary_has_is_not_on_a_secondary(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	ok(smssite_tree_make_directory(stand.site, below("SMS", "PRIMSITE.SRV")));
	expect(ask(&stand, "A29"), WARNING, "PRIMSITE.SRV");
	stand = stand_new();
	stand.registries[0] = make_export(SMS_HEAD "\\SQL Server]\r\n\"Database\"=\"SMS\"\r\n");
	expect(ask(&stand, "A29"), WARNING, "SQL Server");
	stand = stand_new();
	expect(ask(&stand, "A29"), OK, "nothing of a primary");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	expect(ask(&stand, "A29"), UNKNOWN, "control file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_site_that_is_not_active_holds_up_the_others),
		cmocka_unit_test(a_tree_that_was_begun_and_not_built),
		cmocka_unit_test(a_device_is_no_site_code),
		cmocka_unit_test(programs_smaller_than_a_fix_are_noted),
		cmocka_unit_test(programs_of_earlier_versions_are_other_programs),
		cmocka_unit_test(what_only_a_primary_has_is_not_on_a_secondary),
	};

	return cmocka_run_group_tests_name("rules on sites that are not whole", tests, NULL, NULL);
}
