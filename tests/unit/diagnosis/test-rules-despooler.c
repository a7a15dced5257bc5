/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define DESPOOLER "SMS_DESPOOLER"
#define STAMP "Tue Jul 15 12:00:00 1997"
#define SAYS(text) RECORD(text, DESPOOLER, STAMP)
#define CODE(code) SAYS("~Despooler failed to execute the instruction, error code = " code)
#define NO_CONFIG SAYS("~Cannot find config mini inst specific data")
#define FIRST SAYS("first")
#define LAST SAYS("last")
#define UPGRADING "SMS_UPGRADE_BOOTSTRAP running\nSMS_EXECUTIVE running\n"

/* A04 */

static void a_package_the_despooler_took_leaves_the_upgrade_stuck(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = UPGRADING;
	put_log(stand.site, "DESPOOL.LOG", FIRST NO_CONFIG CODE("c0000001") LAST, NOW);
	expect(ask(&stand, "A04"), STUCK, "LOGS\\DESPOOL.LOG\n~Cannot find config mini inst");
	stand = stand_new();
	put_log(stand.site, "DESPOOL.LOG", FIRST NO_CONFIG CODE("c0000001") LAST, NOW);
	expect(ask(&stand, "A04"), WARNING, "which has ended since");
	stand = stand_new();
	stand.word = ACTIVE;
	put_log(stand.site, "DESPOOL.LOG", FIRST NO_CONFIG CODE("c0000001") LAST, NOW);
	expect(ask(&stand, "A04"), NOTE, "active");
}

static void an_instruction_that_failed_is_no_lost_upgrade(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = UPGRADING;
	put_log(stand.site, "DESPOOL.LOG", FIRST CODE("c0000001") LAST, NOW);
	expect(ask(&stand, "A04"), OK, "has taken no package");
	stand = stand_new();
	expect(ask(&stand, "A04"), OK, "no upgrade is at work");
	stand = stand_new();
	stand.services = NULL;
	expect(ask(&stand, "A04"), UNKNOWN, "DESPOOL.LOG");
}

/* G01 */

static void an_instruction_in_work_when_the_executive_ended_is_a_suspect(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = "SMS_EXECUTIVE stopped\n";
	put_at(stand.site, RECEIVE "\\DS_00000.NIL", "x", NOW - HOUR);
	put_log(stand.site, "DESPOOL.LOG", FIRST LAST, NOW - HOUR);
	expect(ask(&stand, "G01"), ERROR, RECEIVE "\\DS_00000.NIL");
	stand = stand_new();
	put_at(stand.site, RECEIVE "\\ds_00000.nil", "x", NOW - HOUR);
	expect(ask(&stand, "G01"), OK, "is being executed");
	stand = stand_new();
	put_at(stand.site, RECEIVE "\\DS_00000.NIL", "x", NOW - DAY);
	expect(ask(&stand, "G01"), WARNING, "in work for 24 h");
	stand = stand_new();
	stand.services = NULL;
	put_at(stand.site, RECEIVE "\\DS_00000.NIL", "x", NOW - HOUR);
	expect(ask(&stand, "G01"), UNKNOWN, "--services FILE");
	stand = stand_new();
	expect(ask(&stand, "G01"), OK, "no instruction");
}

static void receive_in_another_spelling_is_found(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = "SMS_EXECUTIVE stopped\n";
	smssite_tree_free(stand.site);
	ok(smssite_tree_new_memory(&stand.site));
	ok(smssite_tree_set_clock(stand.site, THEN));
	ok(smssite_tree_make_directory(stand.site, "SMS/SITE.SRV/SITECFG.BOX"));
	ok(smssite_tree_make_directory(stand.site, "SMS/SITE.SRV/DESPOOLER.BOX/RECEIVE"));
	put_at(stand.site, "SITE.SRV\\DESPOOLER.BOX\\RECEIVE\\DS_00000.NIL", "x", NOW - HOUR);
	expect(ask(&stand, "G01"), ERROR, "DS_00000.NIL");
}

static void without_receive_nothing_of_it_is_known(void **state)
{
	static const char *const rules[] = { "G01", "G03", "G04", "G06" };

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		struct stand stand = stand_new();

		smssite_tree_free(stand.site);
		ok(smssite_tree_new_memory(&stand.site));
		ok(smssite_tree_set_clock(stand.site, THEN));
		ok(smssite_tree_make_directory(stand.site, "SMSID"));
		put(stand.site, "SMSID/Q7Z00001.UID", "");
		stand.view = SMSSITE_VIEW_LOGON;
		expect(ask(&stand, rules[i]), UNKNOWN, "RECEIVE");
	}
}

/* G03 */

static void status_from_the_future_waits(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_at(stand.site, RECEIVE "\\SNI00001.SNI", "x", NOW + 3 * DAY);
	put_at(stand.site, RECEIVE "\\SNI00002.SNI", "x", NOW);
	put_log(stand.site, "DESPOOL.LOG",
		FIRST SAYS("Instruction D:\\sni00001.sni won't be processed till 05/13/01 18:04:37") LAST,
		NOW);
	expect(ask(&stand, "G03"), WARNING, "1 status instruction is dated later");
	stand = stand_new();
	put_log(stand.site, "DESPOOL.LOG",
		FIRST SAYS("Instruction D:\\sni00001.sni won't be processed till 05/13/01 18:04:37") LAST,
		NOW);
	expect(ask(&stand, "G03"), NOTE, "none is there now");
	stand = stand_new();
	put_at(stand.site, RECEIVE "\\SNI00002.SNI", "x", NOW - DAY);
	expect(ask(&stand, "G03"), OK, "no status instruction");
}

static void a_zone_does_not_make_status_of_a_copy_late(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.liveness = SMSSITE_LIVENESS_COPY;
	put_at(stand.site, RECEIVE "\\SNI00001.SNI", "x", THEN + 13 * HOUR);
	expect(ask(&stand, "G03"), OK, "");
}

/* G04 */

static void put_status(smssite_tree *tree, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char path[64];

		snprintf(path, sizeof(path), RECEIVE "\\SNI%05zu.SNI", i);
		put_at(tree, path, "x", NOW - HOUR);
	}
}

static void instructions_wait_behind_status_of_jobs_that_are_gone(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_status(stand.site, 51);
	put_at(stand.site, RECEIVE "\\30008DPW.INS", "x", NOW - HOUR);
	put_log(stand.site, "DESPOOL.LOG", FIRST CODE("38a") LAST, NOW);
	expect(ask(&stand, "G04"), WARNING, "1 instructions wait behind 51");
	stand = stand_new();
	put_status(stand.site, 51);
	put_log(stand.site, "DESPOOL.LOG", FIRST LAST, NOW);
	expect(ask(&stand, "G04"), NOTE, "51 status");
	stand = stand_new();
	put_status(stand.site, 51);
	expect(ask(&stand, "G04"), UNKNOWN, "DESPOOL.LOG");
}

static void code_38a_by_itself_is_no_fault(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_status(stand.site, 50);
	put_at(stand.site, RECEIVE "\\30008DPW.INS", "x", NOW - HOUR);
	put_log(stand.site, "DESPOOL.LOG", FIRST CODE("38a") CODE("38a") LAST, NOW);
	expect(ask(&stand, "G04"), OK, "one batch");
}

/* G06 */

#define LOCKED                                                                                               \
	FIRST SAYS("found ready instruction file for 1000tS01.ins") SAYS(                                    \
		"failed to open D:\\SMS\\site.srv\\despoolr.box\\receive\\1000tS01.ins WIN32 ERROR = 32")    \
		SAYS("Cannot decompress instruction file") LAST

static void an_instruction_that_was_locked_and_is_still_there_was_given_up(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_at(stand.site, RECEIVE "\\1000TS01.INS", "x", NOW - HOUR);
	put_log(stand.site, "DESPOOL.LOG", LOCKED, NOW);
	expect(ask(&stand, "G06"), ERROR, RECEIVE "\\1000TS01.INS");
	stand = stand_new();
	put_log(stand.site, "DESPOOL.LOG", LOCKED, NOW);
	expect(ask(&stand, "G06"), OK, "no instruction");
	stand = stand_new();
	put_at(stand.site, RECEIVE "\\1000TS02.INS", "x", NOW - HOUR);
	put_log(stand.site, "DESPOOL.LOG", LOCKED, NOW);
	expect(ask(&stand, "G06"), OK, "no instruction");
	stand = stand_new();
	put_at(stand.site, RECEIVE "\\1000TS02.INS", "x", NOW - HOUR);
	expect(ask(&stand, "G06"), UNKNOWN, "DESPOOL.LOG");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_package_the_despooler_took_leaves_the_upgrade_stuck),
		cmocka_unit_test(an_instruction_that_failed_is_no_lost_upgrade),
		cmocka_unit_test(an_instruction_in_work_when_the_executive_ended_is_a_suspect),
		cmocka_unit_test(receive_in_another_spelling_is_found),
		cmocka_unit_test(without_receive_nothing_of_it_is_known),
		cmocka_unit_test(status_from_the_future_waits),
		cmocka_unit_test(a_zone_does_not_make_status_of_a_copy_late),
		cmocka_unit_test(instructions_wait_behind_status_of_jobs_that_are_gone),
		cmocka_unit_test(code_38a_by_itself_is_no_fault),
		cmocka_unit_test(an_instruction_that_was_locked_and_is_still_there_was_given_up),
	};

	return cmocka_run_group_tests_name("rules on what arrives", tests, NULL, NULL);
}
