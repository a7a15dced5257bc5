/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define SCMAN "SMS_SITE_CONFIG_MANAGER"
#define STAMP "Tue Jul 15 12:00:00 1997"

static void put_scman_log(smssite_tree *tree, const char *text, int64_t time)
{
	put(tree, "SCMAN.LOG", text);
	ok(smssite_tree_set_mtime(tree, "SCMAN.LOG", time));
}

/* B01 */

static void a_box_without_ct1_keeps_scman_idle(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "B01"), OK, "no .ct1");
}

static void a_new_ct1_is_taken_any_moment(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000000.CT1", 2, NOW - 10 * MINUTE);
	expect(ask(&stand, "B01"), NOTE, "has waited for 10 min");
}

static void a_silent_scman_before_a_ct1_hangs(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000000.CT1", 2, NOW - 11 * MINUTE);
	put_scman_log(
		stand.site, RECORD("SOUTH user groups will be enumerated.", SCMAN, STAMP), NOW - 11 * MINUTE);
	expect(ask(&stand, "B01"), STUCK,
		"..\\SCMAN.LOG\nSOUTH user groups will be enumerated.\n..\\SCMAN.LOG\nB02: ");
	stand = stand_new();
	put_control(stand.site, "_INIT.CT1", 2, NOW - 11 * MINUTE);
	put_scman_log(stand.site, AMONG_OTHERS("~Service is stopping", SCMAN), NOW - 11 * MINUTE);
	expect(ask(&stand, "B01"), STUCK, "\nlast\n..\\SCMAN.LOG\nB03: ");
}

static void a_scman_that_writes_is_at_work(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000000.CT1", 2, NOW - 2 * HOUR);
	put_scman_log(stand.site, RECORD("Server EDGE8 has 3 shares", SCMAN, STAMP), NOW - 5 * MINUTE);
	expect(ask(&stand, "B01"), WARNING, "at work");
}

static void without_its_log_scman_may_hang_or_not(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000000.CT1", 2, NOW - 2 * HOUR);
	expect(ask(&stand, "B01"), UNKNOWN, "--drive-root DIR or --logs DIR");
	stand = stand_new();
	put_control(stand.site, "00000000.CT1", 2, NOW - 2 * HOUR);
	put_scman_log(stand.site, RECORD("x", SCMAN, STAMP), NOW + DAY);
	expect(ask(&stand, "B01"), UNKNOWN, "SCMAN.LOG");
}

static void a_scman_that_does_not_run_cannot_hang(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = SCMAN " stopped\n";
	put_control(stand.site, "00000000.CT1", 2, NOW - 2 * HOUR);
	expect(ask(&stand, "B01"), WARNING, "(C01)");
	stand = stand_new();
	stand.services = NULL;
	put_control(stand.site, "00000000.CT1", 2, NOW - 2 * HOUR);
	expect(ask(&stand, "B01"), UNKNOWN, "--services FILE");
	stand = stand_new();
	put_control(stand.site, "00000000.CT1", 2, NOW + 2 * HOUR);
	expect(ask(&stand, "B01"), UNKNOWN, "--now TIME");
}

static void the_age_of_a_renamed_master_is_not_how_long_it_waits(void **state)
{
	struct stand stand = stand_new(), before = stand_new();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control(stand.site, "00000000.CT1", 2, NOW - DAY);
	put_scman_log(stand.site, RECORD("x", SCMAN, STAMP), NOW - HOUR);
	expect(ask(&stand, "B01"), UNKNOWN, "--earlier FILE");
	take_away(before.site, BOX "\\SITECTRL.CT0");
	put_control(before.site, "00000000.CT1", 2, NOW - DAY);
	before.now_utc_s = NOW - 11 * MINUTE;
	stand = stand_new();
	stand.earlier = stand_observe(&before, before.site, before.services, before.word);
	smssite_tree_free(before.site);
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control(stand.site, "00000000.CT1", 2, NOW - DAY);
	put_scman_log(stand.site, RECORD("x", SCMAN, STAMP), NOW - HOUR);
	expect(ask(&stand, "B01"), STUCK, "silent for 60 min");
}

/* B07 */

static void a_stamp_of_the_future_is_an_error(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "B07"), OK, "no control file");
	stand = stand_new();
	put_control(stand.site, "00000000.CT1", 2, NOW + 11 * MINUTE);
	expect(ask(&stand, "B07"), ERROR, "00000000.CT1\nFILE_DEFINITION says 1997-07-15 13:11 UTC");
	stand = stand_new();
	put_control(stand.site, "00000000.CT1", 2, NOW + 9 * MINUTE);
	expect(ask(&stand, "B07"), OK, "");
}

static void on_a_copy_a_zone_is_no_future(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.liveness = SMSSITE_LIVENESS_COPY;
	put_control(stand.site, "00000000.CT1", 2, THEN + 13 * HOUR);
	ok(smssite_tree_set_mtime(stand.site, below("SMS", BOX "\\00000000.CT1"), THEN));
	expect(ask(&stand, "B07"), OK, "");
	stand = stand_new();
	stand.liveness = SMSSITE_LIVENESS_COPY;
	put_control(stand.site, "00000000.CT1", 2, THEN + 15 * HOUR);
	ok(smssite_tree_set_mtime(stand.site, below("SMS", BOX "\\00000000.CT1"), THEN));
	expect(ask(&stand, "B07"), ERROR, "");
}

static void a_stamp_of_2037_is_never_right(void **state)
{
	struct stand stand = stand_new();
	struct control_file_shape shape = control_file_secondary;

	(void)state;
	stand.now_utc_s = INT64_C(2114380800) + DAY;
	shape.time_utc_s = INT64_C(2114380800);
	put_control_file(stand.site, below("SMS", BOX "\\00000000.CT1"), &shape);
	expect(ask(&stand, "B07"), ERROR, "2037-01-01 00:00 UTC");
}

static void the_parents_log_speaks_of_a_newer_image(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.parent = make_parent();
	put(stand.parent, "SMS/LOGS/HMAN.LOG",
		AMONG_OTHERS("Site Control Image in the database is newer, reuse that database copy.~",
			"SMS_HIERARCHY_MANAGER"));
	expect(ask(&stand, "B07"), WARNING,
		"C9N: LOGS\\HMAN.LOG\nSite Control Image in the database is newer");
}

static void without_a_control_file_there_is_no_stamp(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	expect(ask(&stand, "B07"), UNKNOWN, "control file");
}

/* B18 */

static smssite_tree *make_neighbour(const char *from, const char *to)
{
	struct control_file_shape shape = control_file_secondary;
	smssite_tree *tree = make_parent();

	take_away(tree, BOX "\\SITECTRL.CT0");
	shape.site_code = "C9N";
	shape.parent_site_code = "";
	shape.primary = true;
	put_control_with(tree, BOX "\\SITECTRL.CT0", &shape, from, to);
	return tree;
}

#define LIST "  <2>\r\n  LOGONSERVER"
#define ALL "  <1>\r\n  LOGONSERVER"

static void two_sites_may_list_servers_of_one_domain(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.parent = make_parent();
	expect(ask(&stand, "B18"), OK, "no domain");
}

static void a_site_that_takes_all_servers_of_anothers_domain_is_an_error(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.parent = make_neighbour(LIST, ALL);
	expect(ask(&stand, "B18"), ERROR,
		"domain NORTH: specified servers here, all detected servers in site C9N");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_with(stand.site, BOX "\\SITECTRL.CT0", &control_file_secondary, LIST, ALL);
	stand.parent = make_parent();
	expect(ask(&stand, "B18"), ERROR,
		"domain NORTH: all detected servers here, specified servers in site C9N");
}

static void domains_of_different_names_are_not_shared(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.parent = make_neighbour("<NORTH>\r\n  <Microsoft Windows NT or LAN Manager>\r\n  <2>",
		"<SOUTH>\r\n  <Microsoft Windows NT or LAN Manager>\r\n  <1>");
	expect(ask(&stand, "B18"), OK, "");
}

static void without_another_site_nothing_is_known_of_its_domains(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "B18"), UNKNOWN, "--parent SITE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_box_without_ct1_keeps_scman_idle),
		cmocka_unit_test(a_new_ct1_is_taken_any_moment),
		cmocka_unit_test(a_silent_scman_before_a_ct1_hangs),
		cmocka_unit_test(a_scman_that_writes_is_at_work),
		cmocka_unit_test(without_its_log_scman_may_hang_or_not),
		cmocka_unit_test(a_scman_that_does_not_run_cannot_hang),
		cmocka_unit_test(the_age_of_a_renamed_master_is_not_how_long_it_waits),
		cmocka_unit_test(a_stamp_of_the_future_is_an_error),
		cmocka_unit_test(on_a_copy_a_zone_is_no_future),
		cmocka_unit_test(a_stamp_of_2037_is_never_right),
		cmocka_unit_test(the_parents_log_speaks_of_a_newer_image),
		cmocka_unit_test(without_a_control_file_there_is_no_stamp),
		cmocka_unit_test(two_sites_may_list_servers_of_one_domain),
		cmocka_unit_test(a_site_that_takes_all_servers_of_anothers_domain_is_an_error),
		cmocka_unit_test(domains_of_different_names_are_not_shared),
		cmocka_unit_test(without_another_site_nothing_is_known_of_its_domains),
	};

	return cmocka_run_group_tests_name("rules on SCMAN and control files", tests, NULL, NULL);
}
