/* SPDX-License-Identifier: MIT */
#include "registry-fixture.h"

#define SERVICE(name, values) "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\" name "]\r\n" values
#define SCMAN_DOWN "SMS_SITE_CONFIG_MANAGER stopped\nSMS_EXECUTIVE running\n"

static struct answer ask_with(const char *services, const char *system, const char *rule)
{
	struct stand stand = stand_new();

	stand.services = services;
	if (system)
		stand.registries[0] = make_export(system);
	return ask(&stand, rule);
}

static void a_service_marked_for_deletion_needs_a_restart(void **state)
{
	(void)state;
	expect(ask_with(ALL_RUN, SERVICE("SMS_EXECUTIVE", "\"Start\"=dword:00000002\r\n\"DeleteFlag\"=dword:00000001\r\n"), "A31"), ERROR,
		"SMS_EXECUTIVE = 1");
	expect(ask_with(ALL_RUN, SERVICE("SMS_EXECUTIVE", "\"Start\"=dword:00000002\r\n"), "A31"), OK, "no service");
	expect(ask_with(ALL_RUN, NULL, "A31"), UNKNOWN, "--registry SYSTEM");
}

static struct answer ask_root(const char *system, int files)
{
	struct stand stand = stand_new();
	char path[32];

	for (int i = 0; i < files; i++) {
		snprintf(path, sizeof(path), "SMS%d.TMP", i);
		put(stand.site, path, "x");
	}
	if (system)
		stand.registries[0] = make_export(system);
	return ask(&stand, "A31");
}

/* They are a sign, and no proof. */
static void what_such_a_service_leaves_lies_in_the_root_of_the_drive(void **state)
{
	(void)state;
	expect(ask_root(SERVICE("SMS_EXECUTIVE", "\"DeleteFlag\"=dword:00000001\r\n"), 2), ERROR, "..\\SMS1.TMP");
	expect(ask_root(NULL, 2), UNKNOWN, "..\\SMS1.TMP");
	expect(ask_root(NULL, 2), UNKNOWN, "may be marked");
	expect(ask_root(NULL, 1), UNKNOWN, "cannot be told");
	expect(ask_root(SERVICE("SMS_EXECUTIVE", "\"Start\"=dword:00000002\r\n"), 2), OK, "no service");
}

static void scman_alone_that_does_not_run_did_not_start(void **state)
{
	(void)state;
	expect(ask_with(SCMAN_DOWN, SERVICE("SMS_SITE_CONFIG_MANAGER", "\"Start\"=dword:00000002\r\n"), "A32"), WARNING,
		"Start = 2");
	expect(ask_with(SCMAN_DOWN, SERVICE("SMS_SITE_CONFIG_MANAGER", "\"Start\"=dword:00000003\r\n"), "A32"), OK, "not set");
	expect(ask_with(SCMAN_DOWN, NULL, "A32"), UNKNOWN, "--registry SYSTEM");
	expect(ask_with("SMS_SITE_CONFIG_MANAGER stopped\nSMS_EXECUTIVE stopped\n",
		       SERVICE("SMS_SITE_CONFIG_MANAGER", "\"Start\"=dword:00000002\r\n"), "A32"),
		OK, "not the only service");
	expect(ask_with(ALL_RUN, NULL, "A32"), OK, "is not stopped");
	expect(ask_with(NULL, NULL, "A32"), UNKNOWN, "--services");
}

static void an_order_to_shut_down_is_no_reason_to_start(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = SCMAN_DOWN;
	stand.registries[0] = make_export(SERVICE("SMS_SITE_CONFIG_MANAGER", "\"Start\"=dword:00000002\r\n"));
	put_control(stand.site, "SHUTDOWN.CT1", 2, NOW - HOUR);
	expect(ask(&stand, "A32"), OK, "A05");
}

static struct answer ask_silence(const char *services, int64_t silent)
{
	struct stand stand = stand_new();

	stand.services = services;
	put_log(stand.site, "SCMAN.LOG", RECORD("done", "SMS_SITE_CONFIG_MANAGER", "Tue Jul 15 11:00:00 1997"), NOW - silent);
	return ask(&stand, "B23");
}

static void scman_speaks_once_a_day(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask_silence(ALL_RUN, 23 * HOUR), OK, "within a day");
	expect(ask_silence(ALL_RUN, 30 * HOUR), NOTE, "silent for 30 h");
	expect(ask_silence(SCMAN_DOWN, 30 * HOUR), OK, "does not run");
	expect(ask_silence(NULL, HOUR), UNKNOWN, "--services");
	expect(ask(&stand, "B23"), UNKNOWN, "SCMAN.LOG");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_service_marked_for_deletion_needs_a_restart),
		cmocka_unit_test(what_such_a_service_leaves_lies_in_the_root_of_the_drive),
		cmocka_unit_test(scman_alone_that_does_not_run_did_not_start),
		cmocka_unit_test(an_order_to_shut_down_is_no_reason_to_start),
		cmocka_unit_test(scman_speaks_once_a_day),
	};

	return cmocka_run_group_tests_name("rules on services", tests, NULL, NULL);
}
