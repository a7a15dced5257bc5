/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define MAINTMAN "SMS_MAINTENANCE_MANAGER"
#define INVPROC "SMS_INVENTORY_PROCESSOR"
#define STAMP "Tue Jul 15 12:00:00 1997"
#define INVENTORY "SITE.SRV\\INVENTRY.BOX"
#define STOPPED "SMS_EXECUTIVE stopped\n"

static void permissions_are_never_taken_for_right(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "C12"), UNKNOWN, "permissions");
}

/* C05 */

/* A logon server with this directory in its LOGON.SRV. */
static smssite_tree *make_logon_server(const char *directory)
{
	smssite_tree *tree;

	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_set_clock(tree, THEN));
	ok(smssite_tree_make_directory(tree, "LOGON.SRV"));
	if (directory)
		ok(smssite_tree_make_directory(tree, below("LOGON.SRV", directory)));
	return tree;
}

static void an_empty_logon_server_is_told(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.logon = make_logon_server(NULL);
	expect(ask(&stand, "C05"), WARNING, "NTLOG1\nLOGON.SRV without SMSID");
	stand = stand_new();
	stand.logon = make_logon_server("SMSID");
	expect(ask(&stand, "C05"), OK, "no logon server");
	stand = stand_new();
	stand.logon = make_logon_server("X86.BIN");
	expect(ask(&stand, "C05"), OK, "no logon server");
	/* One that is not in view is not taken for healthy. */
	stand = stand_new();
	stand.logon = make_logon_server("SMSID");
	stand.unseen_logon = "NTLOG2";
	expect(ask(&stand, "C05"), UNKNOWN, "logon server NTLOG2");
	/* With none of them given there is nothing to say: D01 asks for them. */
	stand = stand_new();
	assert_false(ask(&stand, "C05").there);
}

/* H01 */

static void a_silent_maintenance_manager_is_frozen(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "MAINTMAN.LOG", RECORD("~Working on logon server EDGE8", MAINTMAN, STAMP),
		NOW - DAY - 1);
	expect(ask(&stand, "H01"), WARNING, "~Working on logon server EDGE8");
	stand = stand_new();
	put_log(stand.site, "MAINTMAN.LOG", RECORD("~Working on logon server EDGE8", MAINTMAN, STAMP),
		NOW - DAY - 1);
	put_at(stand.site, "LOGON.SRV\\Domain._1_", "x", NOW - DAY);
	expect(ask(&stand, "H01"), ERROR, "LOGON.SRV\\Domain._1_");
}

static void a_maintenance_manager_may_work_for_a_day(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "MAINTMAN.LOG", RECORD("x", MAINTMAN, STAMP), NOW - DAY);
	put_at(stand.site, "LOGON.SRV\\DOMAIN._1_", "x", NOW);
	expect(ask(&stand, "H01"), OK, "wrote to its log");
	stand = stand_new();
	stand.services = STOPPED;
	put_log(stand.site, "MAINTMAN.LOG", RECORD("x", MAINTMAN, STAMP), NOW - 9 * DAY);
	expect(ask(&stand, "H01"), OK, "9 days ago");
	stand = stand_new();
	expect(ask(&stand, "H01"), UNKNOWN, "MAINTMAN.LOG");
	stand = stand_new();
	stand.services = NULL;
	put_log(stand.site, "MAINTMAN.LOG", RECORD("x", MAINTMAN, STAMP), NOW - 9 * DAY);
	expect(ask(&stand, "H01"), UNKNOWN, "--services FILE");
}

/* H02 */

static void old_temporary_inventory_is_stranded(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_at(stand.site, "LOGON.SRV\\INVENTRY.BOX\\AAAA0001.TMP", "", NOW - DAY - 1);
	put_at(stand.site, "LOGON.SRV\\INVENTRY.BOX\\AAAA0002.TMP", "x", NOW - 3 * DAY);
	expect(ask(&stand, "H02"), NOTE, "2 .TMP, 2 of them old, 1 empty, the oldest 3 days");
}

static void young_temporary_inventory_is_being_written(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_at(stand.site, "LOGON.SRV\\INVENTRY.BOX\\AAAA0001.TMP", "", NOW - DAY);
	put_at(stand.site, "LOGON.SRV\\INVENTRY.BOX\\AAAA0001.RAW", "", NOW - 9 * DAY);
	expect(ask(&stand, "H02"), OK, "no .TMP");
	stand = stand_new();
	put_at(stand.site, "LOGON.SRV\\INVENTRY.BOX\\AAAA0001.TMP", "", NOW + DAY);
	expect(ask(&stand, "H02"), UNKNOWN, "--now TIME");
}

static void thousands_of_stranded_files_look_like_a_hang(void **state)
{
	struct stand stand = stand_new();
	char path[64];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(path, sizeof(path), "LOGON.SRV\\INVENTRY.BOX\\%08d.TMP", i);
		put_at(stand.site, path, "", NOW - 2 * DAY);
	}
	expect(ask(&stand, "H02"), WARNING, "1000 .TMP");
}

/* I01 */

static void old_inventory_before_a_silent_processor_is_blocked(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_at(stand.site, INVENTORY "\\00000001.RAW", "x", NOW - 2 * DAY);
	put_log(stand.site, "INVPROC.LOG", RECORD("~It's for machine GO11B000", INVPROC, STAMP),
		NOW - 2 * DAY);
	expect(ask(&stand, "I01"), ERROR, INVENTORY "\\00000001.RAW");
	stand = stand_new();
	put_at(stand.site, INVENTORY "\\00000001.RAW", "x", NOW - 2 * DAY);
	put_log(stand.site, "INVPROC.LOG", RECORD("x", INVPROC, STAMP), NOW - MINUTE);
	expect(ask(&stand, "I01"), NOTE, "at work");
	stand = stand_new();
	stand.services = STOPPED;
	put_at(stand.site, INVENTORY "\\00000001.RAW", "x", NOW - 2 * DAY);
	expect(ask(&stand, "I01"), WARNING, "does not run");
	stand = stand_new();
	put_at(stand.site, INVENTORY "\\00000001.RAW", "x", NOW - 2 * DAY);
	expect(ask(&stand, "I01"), UNKNOWN, "INVPROC.LOG");
}

static void an_earlier_look_tells_whether_the_oldest_is_the_same(void **state)
{
	struct stand stand = stand_new(), before = stand_new();

	(void)state;
	put_at(before.site, INVENTORY "\\00000001.RAW", "x", NOW - 2 * DAY);
	stand.earlier = stand_observe(&before, before.site, before.services, NULL);
	smssite_tree_free(before.site);
	put_at(stand.site, INVENTORY "\\00000001.RAW", "x", NOW - 2 * DAY);
	put_at(stand.site, INVENTORY "\\00000002.RAW", "x", NOW);
	put_log(stand.site, "INVPROC.LOG", RECORD("x", INVPROC, STAMP), NOW - 2 * DAY);
	expect(ask(&stand, "I01"), ERROR, "1 then, 2 now, the oldest the same");
}

static void young_inventory_is_no_backlog(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_at(stand.site, INVENTORY "\\00000001.RAW", "x", NOW - DAY);
	expect(ask(&stand, "I01"), OK, "no inventory waits");
	stand = stand_new();
	put_at(stand.site, INVENTORY "\\00000001.RAW", "x", NOW + DAY);
	expect(ask(&stand, "I01"), UNKNOWN, "--now TIME");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(permissions_are_never_taken_for_right),
		cmocka_unit_test(an_empty_logon_server_is_told),
		cmocka_unit_test(a_silent_maintenance_manager_is_frozen),
		cmocka_unit_test(a_maintenance_manager_may_work_for_a_day),
		cmocka_unit_test(old_temporary_inventory_is_stranded),
		cmocka_unit_test(young_temporary_inventory_is_being_written),
		cmocka_unit_test(thousands_of_stranded_files_look_like_a_hang),
		cmocka_unit_test(old_inventory_before_a_silent_processor_is_blocked),
		cmocka_unit_test(an_earlier_look_tells_whether_the_oldest_is_the_same),
		cmocka_unit_test(young_inventory_is_no_backlog),
	};

	return cmocka_run_group_tests_name("rules on what clients leave", tests, NULL, NULL);
}
