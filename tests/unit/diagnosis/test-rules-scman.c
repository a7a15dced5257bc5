/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define SCMAN "SMS_SITE_CONFIG_MANAGER"
#define STAMP "Tue Jul 15 12:00:00 1997"
#define ENUMERATES RECORD("SOUTH user groups will be enumerated.", SCMAN, STAMP)
#define AT(server) RECORD("~Server " server " status Active role 0x12", SCMAN, STAMP)
#define STOPS RECORD("~Service is stopping", SCMAN, STAMP)

/* B02 */

static void a_scman_that_ends_at_the_enumeration_hangs(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000000.CT1", 2, NOW - 11 * MINUTE);
	put_log(stand.site, "SCMAN.LOG", ENUMERATES, NOW - 11 * MINUTE);
	expect(ask(&stand, "B02"), STUCK, "..\\SCMAN.LOG\nSOUTH user groups will be enumerated.");
	/* With nothing to do it may be silent for a day, not longer. */
	stand = stand_new();
	put_log(stand.site, "SCMAN.LOG", ENUMERATES, NOW - 25 * HOUR);
	expect(ask(&stand, "B02"), STUCK, "hangs");
}

static void a_scman_that_has_nothing_to_do_may_be_silent_for_a_day(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "SCMAN.LOG", ENUMERATES, NOW - 23 * HOUR);
	expect(ask(&stand, "B02"), OK, "is enumerating");
	stand = stand_new();
	put_log(stand.site, "SCMAN.LOG", ENUMERATES RECORD("done", SCMAN, STAMP), NOW - 3 * DAY);
	expect(ask(&stand, "B02"), OK, "not enumerating");
}

static void a_scman_that_does_not_run_does_not_hang(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = "SMS_SITE_CONFIG_MANAGER stopped\n";
	put_control(stand.site, "00000000.CT1", 2, NOW - DAY);
	put_log(stand.site, "SCMAN.LOG", ENUMERATES, NOW - DAY);
	expect(ask(&stand, "B02"), NOTE, "does not run");
}

static void a_hang_needs_log_and_services_to_be_told(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "B02"), UNKNOWN, "SCMAN.LOG of the drive's root");
	stand = stand_new();
	expect(ask(&stand, "B03"), UNKNOWN, "SCMAN.LOG of the drive's root");
	stand = stand_new();
	stand.services = NULL;
	put_log(stand.site, "SCMAN.LOG", ENUMERATES, NOW - DAY);
	expect(ask(&stand, "B02"), UNKNOWN, "--services FILE");
	stand = stand_new();
	stand.services = NULL;
	put_log(stand.site, "SCMAN.LOG", AT("EDGE8"), NOW - DAY);
	expect(ask(&stand, "B03"), UNKNOWN, "--services FILE");
}

/* B03 */

static void a_scman_that_ends_at_one_server_again_hangs_there(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000000.CT1", 2, NOW - HOUR);
	put_log(stand.site, "SCMAN.LOG", RECORD("x", SCMAN, STAMP) AT("EDGE8") STOPS AT("EDGE6") AT("edge8"),
		NOW - HOUR);
	expect(ask(&stand, "B03"), STUCK, "logon server edge8, again after a restart");
}

static void a_scman_that_ends_at_another_server_may_hang_there(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000000.CT1", 2, NOW - HOUR);
	put_log(stand.site, "SCMAN.LOG", AT("EDGE6") STOPS AT("EDGE8"), NOW - HOUR);
	expect(ask(&stand, "B03"), WARNING, "ends at server EDGE8");
	stand = stand_new();
	put_control(stand.site, "00000000.CT1", 2, NOW - HOUR);
	put_log(stand.site, "SCMAN.LOG", AT("EDGE8"), NOW - HOUR);
	expect(ask(&stand, "B03"), WARNING, "after a restart of SCMAN");
}

static void a_scman_that_works_does_not_hang_on_a_server(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "SCMAN.LOG", AT("EDGE8") STOPS AT("EDGE8"), NOW - HOUR);
	expect(ask(&stand, "B03"), OK, "does not hang");
	stand = stand_new();
	put_control(stand.site, "00000000.CT1", 2, NOW - HOUR);
	put_log(stand.site, "SCMAN.LOG", AT("EDGE8") STOPS AT("EDGE8"), NOW - MINUTE);
	expect(ask(&stand, "B03"), OK, "does not hang");
	stand = stand_new();
	put_control(stand.site, "00000000.CT1", 2, NOW - HOUR);
	put_log(stand.site, "SCMAN.LOG", ENUMERATES, NOW - HOUR);
	expect(ask(&stand, "B03"), OK, "does not hang");
}

/* C04 */

static struct answer ask_access(const char *code)
{
	struct stand stand = stand_new();
	char text[512];

	snprintf(text, sizeof(text),
		RECORD("first", "SMS_SITE_CONFIG_MANAGER", "Tue Jul 15 11:00:00 1997")
			"NetServerGetInfo server: EDGE8 return: %s   $$<SMS_SITE_CONFIG_MANAGER><Tue Jul 15 11:00:01 1997~><thread=C1>\r\n"
			RECORD("NetServerGetInfo server: EDGE9 return: 0", "SMS_SITE_CONFIG_MANAGER", "Tue Jul 15 11:00:02 1997")
			RECORD("last", "SMS_SITE_CONFIG_MANAGER", "Tue Jul 15 11:01:00 1997"),
		code);
	put_log(stand.site, "SCMAN.LOG", text, NOW);
	return ask(&stand, "C04");
}

static void a_server_that_denies_access_is_named(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask_access("5"), WARNING, "EDGE8 return: 5");
	expect(ask_access("53"), OK, "no server");
	expect(ask_access("0"), OK, "no server");
	expect(ask(&stand, "C04"), UNKNOWN, "SCMAN.LOG");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scman_that_ends_at_the_enumeration_hangs),
		cmocka_unit_test(a_scman_that_has_nothing_to_do_may_be_silent_for_a_day),
		cmocka_unit_test(a_scman_that_does_not_run_does_not_hang),
		cmocka_unit_test(a_hang_needs_log_and_services_to_be_told),
		cmocka_unit_test(a_scman_that_ends_at_one_server_again_hangs_there),
		cmocka_unit_test(a_scman_that_ends_at_another_server_may_hang_there),
		cmocka_unit_test(a_scman_that_works_does_not_hang_on_a_server),
		cmocka_unit_test(a_server_that_denies_access_is_named),
	};

	return cmocka_run_group_tests_name("rules on why SCMAN hangs", tests, NULL, NULL);
}
