/* SPDX-License-Identifier: MIT */
#include "registry-fixture.h"

#define THREADS SMS_HEAD "\\Components\\SMS_EXECUTIVE\\Threads]\r\n"
#define MOST "\"SMS_SCHEDULER\"=\"9D\"\r\n\"SMS_MAINTENANCE_MANAGER\"=\"A0\"\r\n\"SMS_INVENTORY_PROCESSOR\"=\"A4\"\r\n"      \
	     "\"SMS_SITE_REPORTER\"=\"A8\"\r\n\"SMS_APPLICATIONS_MANAGER\"=\"B1\"\r\n"
#define DESPOOLER "\"SMS_DESPOOLER\"=\"B4\"\r\n"
#define SENDER "\"SMS_ASYNC_RAS_SENDER\"=\"B7\"\r\n"

static struct answer ask_threads(const char *text, const char *services)
{
	struct stand stand = stand_new();

	stand.services = services;
	if (text)
		stand.registries[0] = make_export(text);
	return ask(&stand, "C24");
}

static void each_component_has_a_thread(void **state)
{
	(void)state;
	expect(ask_threads(THREADS MOST DESPOOLER SENDER, ALL_RUN), OK, "every component");
	expect(ask_threads(THREADS MOST SENDER, ALL_RUN), WARNING, "no SMS_DESPOOLER");
	expect(ask_threads(THREADS MOST DESPOOLER, ALL_RUN), WARNING, "no sender");
	expect(ask_threads(THREADS MOST, ALL_RUN), WARNING, "2 components");
}

static void what_names_no_component_tells_nothing(void **state)
{
	(void)state;
	expect(ask_threads(THREADS "\"9D\"=\"SCHEDULER\"\r\n", ALL_RUN), UNKNOWN, "--registry SOFTWARE");
	expect(ask_threads(NULL, ALL_RUN), UNKNOWN, "--registry SOFTWARE");
	expect(ask_threads(THREADS MOST SENDER, NULL), UNKNOWN, "--services");
	expect(ask_threads(THREADS MOST SENDER, "SMS_EXECUTIVE stopped\n"), OK, "does not run");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_component_has_a_thread),
		cmocka_unit_test(what_names_no_component_tells_nothing),
	};

	return cmocka_run_group_tests_name("rules on what runs in SMS_EXECUTIVE", tests, NULL, NULL);
}
