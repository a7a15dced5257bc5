/* SPDX-License-Identifier: MIT */
/* What the registry knows of the services that the list says run. */
#include "../diagnosis/registry-fixture.h"

static const char *const services[] = { "SMS_SITE_CONFIG_MANAGER", "SMS_EXECUTIVE", "SMS_CLIENT_CONFIG_MANAGER",
	"SMS_INVENTORY_AGENT_NT", "SMS_PACKAGE_COMMAND_MANAGER_NT" };

/* SYSTEM with all of them but one, one of them disabled, one marked for deletion; NULL: none. */
static smssite_registry *make_services(const char *missing, const char *disabled, const char *deleted, const char *more)
{
	static const char one[4] = { 1 }, two[4] = { 2 }, four[4] = { 4 }, own_process[4] = { 16 };
	struct hive_builder b = { .minor = 3, .sequence1 = 1, .sequence2 = 1 };
	size_t set, keys, key;

	hive_value(&b, hive_key(&b, 0, "Select"), "Current", SMSSITE_REG_DWORD, one, 4);
	set = hive_key(&b, 0, "ControlSet001");
	keys = hive_key(&b, set, "Services");
	for (size_t i = 0; i < 6; i++) {
		const char *name = i < 5 ? services[i] : more;

		if (!name || (missing && strcmp(name, missing) == 0))
			continue;
		key = hive_key(&b, keys, name);
		hive_value(&b, key, "Type", SMSSITE_REG_DWORD, own_process, 4);
		hive_value(&b, key, "Start", SMSSITE_REG_DWORD, disabled && strcmp(name, disabled) == 0 ? four : two, 4);
		if (deleted && strcmp(name, deleted) == 0)
			hive_value(&b, key, "DeleteFlag", SMSSITE_REG_DWORD, one, 4);
	}
	return open_hive(&b);
}

static void expect_plan(struct stand *stand, smssite_status wanted, const char *piece)
{
	smssite_case *made;
	smssite_plan *plan = NULL;
	smssite_status status;
	bool found = false;

	stand->word = PENDING;
	made = stand_case(stand);
	status = smssite_plan_force_ct2(made, 0, &plan);
	smssite_case_free(made);
	if (status != wanted)
		fail_msg("%s: %s", smssite_status_name(status), status ? smssite_error_message() : "");
	if (status)
		found = strstr(smssite_error_message(), piece);
	for (size_t i = 0; !status && i < smssite_plan_note_count(plan); i++)
		found = found || strstr(smssite_plan_note(plan, i), piece);
	if (!found && *piece)
		fail_msg("\"%s\" is not said: %s", piece, status ? smssite_error_message() : "");
	smssite_plan_free(plan);
}

static void services_as_they_should_be_need_no_word(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.registries[1] = make_services(NULL, NULL, NULL, NULL);
	expect_plan(&stand, SMSSITE_OK, "");
}

static void one_that_is_marked_for_deletion_is_refused(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.registries[1] = make_services(NULL, NULL, "SMS_EXECUTIVE", NULL);
	expect_plan(&stand, SMSSITE_REFUSED, "SMS_EXECUTIVE is marked for deletion (A31)");
}

/* It runs, and the plan for a waiting .ct2 would stop it. */
static void one_that_is_disabled_is_not_stopped(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.registries[1] = make_services(NULL, "SMS_EXECUTIVE", NULL, NULL);
	expect_plan(&stand, SMSSITE_OK, "SMS_EXECUTIVE runs, but is disabled");
	stand = stand_new();
	stand.registries[1] = make_services(NULL, "SMS_EXECUTIVE", NULL, NULL);
	put_control(stand.site, "12345678.CT2", 1, NOW - HOUR);
	expect_plan(&stand, SMSSITE_REFUSED, "SMS_EXECUTIVE is disabled: it would not start again");
}

static void a_list_and_a_registry_that_contradict_are_no_evidence(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.registries[1] = make_services("SMS_INVENTORY_AGENT_NT", NULL, NULL, NULL);
	expect_plan(&stand, SMSSITE_UNDECIDED, "SMS_INVENTORY_AGENT_NT runs by the list and is not installed by the registry");
}

/* A list of what runs does not tell of a bootstrap that is only installed. */
static void a_bootstrap_that_only_the_registry_knows_is_in_the_way(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = "These Windows NT services are started:\n\n   SMS_SITE_CONFIG_MANAGER\n   SMS_EXECUTIVE\n"
			 "   SMS_CLIENT_CONFIG_MANAGER\n   SMS_INVENTORY_AGENT_NT\n   SMS_PACKAGE_COMMAND_MANAGER_NT\n\n"
			 "The command completed successfully.\n";
	stand.registries[1] = make_services(NULL, NULL, NULL, "SMS_UPGRADE_BOOTSTRAP");
	expect_plan(&stand, SMSSITE_REFUSED, "an upgrade is in flight: SMS_UPGRADE_BOOTSTRAP is ");
}

/* SCMAN compares what it is given with the registry (714). */
static void what_the_registry_says_of_the_site_is_held_against_the_master(void **state)
{
	static const struct {
		const char *identification;
		smssite_status status;
		const char *piece;
	} cases[] = {
		{ "\"Site Code\"=\"Q7Z\"\r\n\"Installation Directory\"=\"E:\\\\SMS2\"\r\n", SMSSITE_REFUSED,
			"714: the install directory differs from the registry's" },
		{ "\"Site Code\"=\"ABC\"\r\n", SMSSITE_REFUSED, "714: the site code differs from the registry's" },
		{ "\"SiteCode\"=\"ABC\"\r\n", SMSSITE_REFUSED, "714: the site code differs from the registry's" },
		{ "\"Site Code\"=\"q7z\"\r\n", SMSSITE_OK, "714 is not known" },
		{ "\"Site Code\"=\"\"\r\n\"Installation Directory\"=dword:1\r\n", SMSSITE_OK, "714 is not known" },
	};
	struct stand stand;
	smssite_case *made;
	smssite_plan *plan;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[512];

		snprintf(text, sizeof(text), SMS_HEAD "\\Identification]\r\n%s", cases[i].identification);
		stand = stand_new();
		stand.registries[1] = make_export(text);
		expect_plan(&stand, cases[i].status, cases[i].piece);
	}
	stand = stand_new();
	stand.registries[1] = make_export(SMS_HEAD "\\Identification]\r\n\"Site Code\"=\"ABC\"\r\n");
	stand.word = PENDING;
	made = stand_case(&stand);
	ok(smssite_plan_force_ct2(made, 714, &plan));
	smssite_plan_free(plan);
	smssite_case_free(made);
	stand = stand_new();
	stand.word = PENDING;
	stand.registries[1] =
		make_export(SMS_HEAD "\\Identification]\r\n\"Site Code\"=\"Q7Z\"\r\n\"Installation Directory\"=\"D:\\\\SMS\\\\\"\r\n");
	made = stand_case(&stand);
	ok(smssite_plan_force_ct2(made, 0, &plan));
	for (size_t i = 0; i < smssite_plan_note_count(plan); i++)
		assert_null(strstr(smssite_plan_note(plan, i), "714"));
	smssite_plan_free(plan);
	smssite_case_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services_as_they_should_be_need_no_word),
		cmocka_unit_test(one_that_is_marked_for_deletion_is_refused),
		cmocka_unit_test(one_that_is_disabled_is_not_stopped),
		cmocka_unit_test(a_list_and_a_registry_that_contradict_are_no_evidence),
		cmocka_unit_test(a_bootstrap_that_only_the_registry_knows_is_in_the_way),
		cmocka_unit_test(what_the_registry_says_of_the_site_is_held_against_the_master),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
