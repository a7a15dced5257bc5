/* SPDX-License-Identifier: MIT */
#include "fixture.h"

/* A03 */

static void a_box_at_rest_holds_its_master_alone(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "A03"), OK, "nothing lies");
}

static void work_items_are_no_strays_for_a_day(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "12345678.CT2", 1, NOW - DAY);
	ok(smssite_tree_make_directory(stand.site, "SMS/SITE.SRV/SITECFG.BOX/10000000.NAD"));
	expect(ask(&stand, "A03"), OK, "younger than one cycle");
}

static void old_files_in_the_box_of_an_idle_site_are_strays(void **state)
{
	static const char *const names[] = { "12345678.CT2", "12345678.CT1", "BOOTSTRP.TMP", "OLD.CT0" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct stand stand = stand_new();

		put_control(stand.site, names[i], 1, NOW - DAY - 1);
		expect(ask(&stand, "A03"), WARNING, names[i]);
	}
}

static void what_is_none_of_smss_own_kinds_is_only_noted(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_at(stand.site, BOX "\\README.TXT", "by hand", NOW - 2 * DAY);
	expect(ask(&stand, "A03"), NOTE, "README.TXT");
}

static void a_bootstrap_works_on_what_lies_in_the_box(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = "SMS_BOOTSTRAP running\n";
	put_control(stand.site, "_INIT.CT1", 2, NOW - 2 * DAY);
	expect(ask(&stand, "A03"), NOTE, "at work");
}

static void whether_a_site_is_idle_needs_the_services(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = NULL;
	put_control(stand.site, "12345678.CT2", 1, NOW - 2 * DAY);
	expect(ask(&stand, "A03"), UNKNOWN, "--services FILE");
	stand = stand_new();
	put_control(stand.site, "12345678.CT2", 1, NOW + 2 * DAY);
	expect(ask(&stand, "A03"), UNKNOWN, "--now TIME");
}

static void refused_files_and_a_shutdown_are_not_strays(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "12345678.715", 2, NOW - 2 * DAY);
	put_control(stand.site, "SHUTDOWN.CT1", 6, NOW - 2 * DAY);
	expect(ask(&stand, "A03"), OK, "nothing lies");
}

/* A10 */

static void a_system_map_must_be_there_and_be_one(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "A10"), OK, "SYSTEM.MAP");
	stand = stand_new();
	take_away(stand.site, "SYSTEM.MAP");
	expect(ask(&stand, "A10"), ERROR, "missing");
	stand = stand_new();
	take_away(stand.site, "SYSTEM.MAP");
	put(stand.site, "SMS/SYSTEM.MAP", "");
	expect(ask(&stand, "A10"), ERROR, "SYSTEM.MAP is empty\nSYSTEM.MAP\n0 bytes");
	stand = stand_new();
	take_away(stand.site, "SYSTEM.MAP");
	put(stand.site, "SMS/System.map", "MZ\x90 this is a program\x01");
	expect(ask(&stand, "A10"), ERROR, "damaged");
}

/* B05, B06 */

static void put_master_of_size(smssite_tree *tree, size_t size)
{
	size_t have;
	char *data = control_file_make(&control_file_secondary, &have);

	take_away(tree, BOX "\\SITECTRL.CT0");
	data = realloc(data, size);
	assert_non_null(data);
	/* Blank lines are part of a control file. */
	memset(data + have, '\n', size - have);
	put_bytes(tree, below("SMS", BOX "\\SITECTRL.CT0"), data, size);
	free(data);
}

static void an_image_nears_its_limits(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "B05"), OK, "262,144 bytes");
	stand = stand_new();
	expect(ask(&stand, "B06"), OK, "454,000 bytes");
	stand = stand_new();
	put_master_of_size(stand.site, 249000);
	expect(ask(&stand, "B05"), OK, "");
	stand = stand_new();
	put_master_of_size(stand.site, 250000);
	expect(ask(&stand, "B05"), NOTE, "250,000 bytes");
	stand = stand_new();
	put_master_of_size(stand.site, 262144);
	expect(ask(&stand, "B05"), WARNING, "CSDVER.SMS");
	stand = stand_new();
	put_master_of_size(stand.site, 453999);
	expect(ask(&stand, "B06"), NOTE, "SiteControlImageSize");
	stand = stand_new();
	put_master_of_size(stand.site, 454000);
	expect(ask(&stand, "B06"), WARNING, "SiteControlImageSize");
}

static void the_parents_images_count_too(void **state)
{
	struct stand stand = stand_new();
	char *image = calloc(1, 300000);

	(void)state;
	stand.parent = make_parent();
	put_bytes(stand.parent, below("SMS", BOX "\\00000012.CT2"), image, 300000);
	free(image);
	expect(ask(&stand, "B05"), WARNING, "C9N: " BOX "\\00000012.CT2\nREPLY, 300,000 bytes");
}

static void an_older_version_has_the_smaller_limit_for_certain(void **state)
{
	struct stand stand = stand_new();
	size_t size;
	char *data;

	(void)state;
	put_master_of_size(stand.site, 270000);
	ok(smssite_tree_read_file(
		stand.site, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", 1 << 20, (void **)&data, &size));
	memcpy(strstr(data, "[786]"), "[692]", 5);
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_bytes(stand.site, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", data, size);
	smssite_free(data);
	expect(ask(&stand, "B05"), ERROR, "reached the limit");
}

/* B12 */

static void a_refused_file_names_its_reason(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "B12"), OK, "no control file");
	stand = stand_new();
	put_control(stand.site, "00000000.715", 2, NOW - MINUTE);
	expect(ask(&stand, "B12"), ERROR, "00000000.715: no domains; look at DOMAIN");
	stand = stand_new();
	put_control(stand.site, "00000000.715", 2, NOW - MINUTE);
	put(stand.site, "SCMAN.LOG",
		AMONG_OTHERS("Event 211 logged with error 0 and object (00000000.715)",
			"SMS_SITE_CONFIG_MANAGER"));
	expect(ask(&stand, "B12"), ERROR, "..\\SCMAN.LOG\nEvent 211 logged");
	stand = stand_new();
	put_control(stand.site, "00000000.715", 2, NOW - MINUTE);
	put_control(stand.site, "00000001.718", 2, NOW - MINUTE);
	expect(ask(&stand, "B12"), ERROR, "refused 2 control files");
}

static void a_refused_file_older_than_the_master_is_history(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000000.715", 2, THEN - DAY);
	expect(ask(&stand, "B12"), WARNING, "has taken one since");
}

static void a_refused_file_that_still_fails_says_why(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control_without_domain(stand.site, BOX "\\00000000.715");
	ok(smssite_tree_set_mtime(stand.site, below("SMS", BOX "\\00000000.715"), NOW));
	expect(ask(&stand, "B12"), ERROR, "\n00000000.715\n");
}

/* B13 */

static void a_master_must_be_there(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "B13"), OK, "SITECTRL.CT0");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	expect(ask(&stand, "B13"), ERROR, "no SITECTRL.CT0");
}

static void a_master_renamed_by_the_procedure_is_not_lost(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control(stand.site, "00000000.CT1", 2, THEN);
	expect(ask(&stand, "B13"), NOTE, "00000000.CT1");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control(stand.site, "_INIT.CT1", 2, THEN);
	expect(ask(&stand, "B13"), NOTE, "first configuration");
}

static void a_damaged_master_is_an_error(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put(stand.site, below("SMS", BOX "\\SITECTRL.CT0"),
		"SITE CONTROL FILE [786][1.08]\r\nBEGIN_SITE_ACCOUNT\r\n  <9>\r\n");
	expect(ask(&stand, "B13"), ERROR, "damaged");
}

static void a_master_that_is_no_file_is_called_what_it_is(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	ok(sms_memory_add(stand.site, below("SMS", BOX "\\SITECTRL.CT0"), SMSSITE_ENTRY_LINK));
	expect(ask(&stand, "B13"), ERROR, "SITECTRL.CT0 is a link, which is not followed");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	ok(sms_memory_add(stand.site, below("SMS", BOX "\\SITECTRL.CT0"), SMSSITE_ENTRY_OTHER));
	expect(ask(&stand, "B13"), ERROR, "SITECTRL.CT0 is no file");
}

static void a_master_with_a_nul_in_a_value_is_damaged(void **state)
{
	struct stand stand = stand_new();
	char path[128], *data, *at;
	size_t size;

	(void)state;
	snprintf(path, sizeof(path), "%s", below("SMS", BOX "\\SITECTRL.CT0"));
	data = control_file_make(&control_file_secondary, &size);
	at = strstr(data, "<EDGE7>");
	assert_non_null(at);
	at[3] = '\0';
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_bytes(stand.site, path, data, size);
	free(data);
	expect(ask(&stand, "B13"), ERROR, "NUL byte");
}

static void two_masters_that_differ_in_case_are_none(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	ok(sms_memory_add(stand.site, "SMS/SITE.SRV/SITECFG.BOX/SiteCtrl.ct0", SMSSITE_ENTRY_LINK));
	expect(ask(&stand, "B13"), UNKNOWN, "only in case");
}

static void a_missing_box_is_a_missing_master(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	smssite_tree_free(stand.site);
	ok(smssite_tree_new_memory(&stand.site));
	ok(smssite_tree_make_directory(stand.site, "SMS/SITE.SRV/SCHEDULE.BOX"));
	expect(ask(&stand, "B13"), ERROR, "box is missing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_box_at_rest_holds_its_master_alone),
		cmocka_unit_test(work_items_are_no_strays_for_a_day),
		cmocka_unit_test(old_files_in_the_box_of_an_idle_site_are_strays),
		cmocka_unit_test(what_is_none_of_smss_own_kinds_is_only_noted),
		cmocka_unit_test(a_bootstrap_works_on_what_lies_in_the_box),
		cmocka_unit_test(whether_a_site_is_idle_needs_the_services),
		cmocka_unit_test(refused_files_and_a_shutdown_are_not_strays),
		cmocka_unit_test(a_system_map_must_be_there_and_be_one),
		cmocka_unit_test(an_image_nears_its_limits),
		cmocka_unit_test(the_parents_images_count_too),
		cmocka_unit_test(an_older_version_has_the_smaller_limit_for_certain),
		cmocka_unit_test(a_refused_file_names_its_reason),
		cmocka_unit_test(a_refused_file_older_than_the_master_is_history),
		cmocka_unit_test(a_refused_file_that_still_fails_says_why),
		cmocka_unit_test(a_master_must_be_there),
		cmocka_unit_test(a_master_renamed_by_the_procedure_is_not_lost),
		cmocka_unit_test(a_damaged_master_is_an_error),
		cmocka_unit_test(a_master_that_is_no_file_is_called_what_it_is),
		cmocka_unit_test(a_master_with_a_nul_in_a_value_is_damaged),
		cmocka_unit_test(two_masters_that_differ_in_case_are_none),
		cmocka_unit_test(a_missing_box_is_a_missing_master),
	};

	return cmocka_run_group_tests_name("rules on files", tests, NULL, NULL);
}
