/* SPDX-License-Identifier: MIT */
/* When the second procedure is planned and when it is not. */
#include "../diagnosis/registry-fixture.h"
#include "sweep.h"

#define HUNG                                                                                                 \
	"SMS_SITE_CONFIG_MANAGER not-installed\nSMS_EXECUTIVE not-installed\nSMS_CLIENT_CONFIG_MANAGER not-installed\n" \
	"SMS_INVENTORY_AGENT_NT not-installed\nSMS_PACKAGE_COMMAND_MANAGER_NT not-installed\n"               \
	"SMS_BOOTSTRAP not-installed\nSMS_UPGRADE_BOOTSTRAP running\n"

#define NOTHING                                                                                              \
	"SMS_SITE_CONFIG_MANAGER not-installed\nSMS_EXECUTIVE not-installed\nSMS_CLIENT_CONFIG_MANAGER not-installed\n" \
	"SMS_INVENTORY_AGENT_NT not-installed\nSMS_PACKAGE_COMMAND_MANAGER_NT not-installed\n"               \
	"SMS_BOOTSTRAP not-installed\nSMS_UPGRADE_BOOTSTRAP not-installed\n"

static struct stand hung(int64_t age)
{
	struct stand stand = stand_new();

	stand.services = HUNG;
	stand.word = "Q7Z 5 62\n";
	put_at(stand.site, "BOOTSTRP.PK1", "a package", NOW - age);
	put(stand.site, "SMS/SITE.SRV/X86.BIN/SITEINS.EXE", "program");
	return stand;
}

static smssite_status plan_case(struct stand *stand, smssite_plan **plan)
{
	smssite_case *made = stand_case(stand);
	smssite_status status = smssite_plan_activate(made, plan);

	smssite_case_free(made);
	return status;
}

static void expect_refusal(struct stand *stand, const char *piece)
{
	smssite_plan *plan = NULL;
	smssite_status status = plan_case(stand, &plan);

	if (status != SMSSITE_REFUSED || !strstr(smssite_error_message(), piece))
		fail_msg("%s: %s", smssite_status_name(status), smssite_error_message());
	assert_null(plan);
}

static void a_hung_upgrade_gets_a_plan_that_can_be_saved(void **state)
{
	struct stand stand = hung(30 * HOUR);
	smssite_plan *plan = NULL, *again = NULL;
	char *text, *other;

	(void)state;
	if (plan_case(&stand, &plan))
		fail_msg("%s", smssite_error_message());
	assert_string_equal(smssite_plan_procedure(plan), "activate");
	ok(smssite_plan_save(plan, &text));
	ok(smssite_plan_load(text, strlen(text), &again));
	ok(smssite_plan_save(again, &other));
	assert_string_equal(text, other);
	assert_non_null(strstr(text, "PREINST"));
	assert_non_null(strstr(text, "/UPGRADE:Q7Z"));
	assert_non_null(strstr(text, "SITEINS.EXE"));
	assert_string_equal(smssite_plan_step_title(plan, smssite_plan_point_of_no_return(plan)),
		"Remove the service SMS_UPGRADE_BOOTSTRAP");
	smssite_free(text);
	smssite_free(other);
	smssite_plan_free(plan);
	smssite_plan_free(again);
}

static void every_step_says_where_it_is_from(void **state)
{
	struct stand stand = hung(50 * HOUR);
	smssite_plan *plan = NULL;

	(void)state;
	ok(plan_case(&stand, &plan));
	assert_non_null(strstr(smssite_plan_step_title(plan, 1), "event 388"));
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++) {
		assert_true(*smssite_plan_step_source(plan, i));
		assert_true(*smssite_plan_step_postcondition(plan, i));
	}
	smssite_plan_free(plan);
}

static void expect_unknown(struct stand *stand, const char *piece)
{
	smssite_plan *plan = NULL;
	smssite_status status = plan_case(stand, &plan);

	if (status != SMSSITE_UNDECIDED || !strstr(smssite_error_message(), piece))
		fail_msg("%s: %s", smssite_status_name(status), smssite_error_message());
	assert_null(plan);
}

/* A plan, with such a note. */
static void expect_note(struct stand *stand, const char *piece)
{
	smssite_plan *plan = NULL;
	bool found = false;

	if (plan_case(stand, &plan))
		fail_msg("%s", smssite_error_message());
	for (size_t i = 0; i < smssite_plan_note_count(plan); i++)
		found = found || strstr(smssite_plan_note(plan, i), piece);
	if (!found)
		fail_msg("no note says \"%s\"", piece);
	smssite_plan_free(plan);
}

static void it_is_refused_before_24_hours(void **state)
{
	struct stand stand = hung(10 * HOUR);

	(void)state;
	expect_refusal(&stand, "too early: the upgrade began 10 h ago and has 24 h (A02)");
	stand = hung(24 * HOUR - 1);
	expect_refusal(&stand, "too early");
	stand = hung(24 * HOUR);
	expect_note(&stand, "It can be taken back until SMS_UPGRADE_BOOTSTRAP is removed.");
}

static void its_beginning_has_to_be_known(void **state)
{
	struct stand stand = hung(30 * HOUR);

	(void)state;
	take_away(stand.site, "BOOTSTRP.PK1");
	expect_unknown(&stand, "when the upgrade began cannot be told");
}

/* Asked only after 48 hours; before that the bootstrap has not given up. */
static void after_48_hours_it_is_asked_whether_the_old_version_restarted(void **state)
{
	for (int late = 0; late < 2; late++) {
		struct stand stand = hung(late ? 48 * HOUR : 48 * HOUR - 1);
		smssite_plan *plan = NULL;

		(void)state;
		ok(plan_case(&stand, &plan));
		assert_int_equal(!!strstr(smssite_plan_step_title(plan, 1), "event 388"), late);
		smssite_plan_free(plan);
	}
}

static void an_old_version_that_restarted_needs_the_order_alone(void **state)
{
	struct stand stand = hung(50 * HOUR);

	(void)state;
	stand.services = ALL_RUN;
	put(stand.site, "BOOTSTRP.LOG", RECORD("~Service is starting", "SMS_UPGRADE_BOOTSTRAP", "Sun Jul 13 10:00:00 1997")
		RECORD("~Event 388: over", "SMS_UPGRADE_BOOTSTRAP", "Tue Jul 15 10:00:00 1997")
		RECORD("~Service is stopping", "SMS_UPGRADE_BOOTSTRAP", "Tue Jul 15 10:00:01 1997"));
	expect_refusal(&stand, "the old version has restarted itself (event 388, by its log)");
	stand = hung(50 * HOUR);
	stand.services = ALL_RUN;
	expect_refusal(&stand, "order the upgrade again at the parent, PREINST /UPGRADE:Q7Z");
	/* That upgrade is history where another was begun after it. */
	stand = hung(50 * HOUR);
	stand.services = ALL_RUN;
	put(stand.site, "BOOTSTRP.LOG", RECORD("~Event 385: over", "SMS_UPGRADE_BOOTSTRAP", "Sun Jul 13 10:00:00 1997")
		RECORD("~Service is starting", "SMS_UPGRADE_BOOTSTRAP", "Tue Jul 15 10:00:00 1997"));
	expect_refusal(&stand, "(event 388), or the upgrade is through");
	stand = hung(50 * HOUR);
	stand.services = ALL_RUN;
	put(stand.site, "BOOTSTRP.LOG", RECORD("~Event 385: over", "SMS_UPGRADE_BOOTSTRAP", "Sun Jul 13 10:00:00 1997"));
	expect_refusal(&stand, "ended half done (event 385)");
}

static void a_package_that_the_despooler_ate_needs_the_order_alone(void **state)
{
	struct stand stand = hung(30 * HOUR);

	(void)state;
	put_log(stand.site, "DESPOOL.LOG",
		AMONG_OTHERS("Cannot find config mini inst specific data", "SMS_DESPOOLER")
			AMONG_OTHERS("Despooler failed to execute the instruction, error code = c0000001", "SMS_DESPOOLER"),
		NOW - 29 * HOUR);
	expect_refusal(&stand, "(A04): PREINST /UPGRADE:Q7Z at the parent again is enough");
}

/* The signs of an upgrade do not make up for what is gone. */
static void where_nt_was_installed_anew_the_site_is_rebuilt(void **state)
{
	struct stand stand = hung(30 * HOUR);

	(void)state;
	stand.services = NOTHING;
	stand.registries[0] = make_software(&(struct software){ .bare = true });
	stand.registries[1] = make_system(false, NULL, "EDGE7");
	expect_refusal(&stand, "(A15): rebuild the site");
	stand = hung(30 * HOUR);
	stand.services = NOTHING;
	expect_unknown(&stand, "(A15; then rebuild) is not known: supply the registry");
}

static void services_that_are_lost_without_an_upgrade_are_installed(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = NOTHING;
	stand.word = PENDING;
	stand.registries[0] = make_software(&whole_software);
	stand.registries[1] = make_system(true, NULL, "EDGE7");
	expect_refusal(&stand, "only the services are lost (A16)");
}

static void an_upgrade_that_lost_its_services_is_activated_by_installing_one(void **state)
{
	struct stand stand = hung(30 * HOUR);

	(void)state;
	stand.services = NOTHING;
	stand.registries[0] = make_software(&whole_software);
	stand.registries[1] = make_system(true, NULL, "EDGE7");
	expect_note(&stand, "It can be taken back until SMS_SITE_CONFIG_MANAGER is started.");
}

static void a_site_restored_in_part_is_restored_first(void **state)
{
	struct stand stand = hung(30 * HOUR);

	(void)state;
	stand.services = NOTHING;
	stand.registries[0] = make_software(&whole_software);
	stand.registries[1] = make_system(false, NULL, "EDGE7");
	expect_refusal(&stand, "(A17): see to that first");
}

static void a_primary_that_removes_itself_is_reset(void **state)
{
	struct control_file_shape shape = control_file_secondary;
	struct stand stand = hung(30 * HOUR);

	(void)state;
	shape.primary = true;
	shape.parent_site_code = "";
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_file(stand.site, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", &shape);
	expect_refusal(&stand, "(A30): stop and remove SMS_UPGRADE_BOOTSTRAP, then Setup, Operations, Reset Site");
}

static void without_a_whole_system_map_scman_is_not_started(void **state)
{
	struct stand stand = hung(30 * HOUR);

	(void)state;
	take_away(stand.site, "SYSTEM.MAP");
	expect_refusal(&stand, "SYSTEM.MAP is missing (A10): put the released one back first");
	stand = hung(30 * HOUR);
	take_away(stand.site, "SYSTEM.MAP");
	put(stand.site, "SMS/SYSTEM.MAP", "");
	expect_refusal(&stand, "SYSTEM.MAP is empty (A10)");
	stand = hung(30 * HOUR);
	take_away(stand.site, "SYSTEM.MAP");
	put(stand.site, "SMS/SYSTEM.MAP", "DIRECTORY \"A\n{ ");
	expect_refusal(&stand, "SYSTEM.MAP is damaged (A10)");
}

static void a_sibling_that_is_not_active_is_named(void **state)
{
	struct stand stand = hung(30 * HOUR);

	(void)state;
	stand.word = "C9N 1 0\nM2D 2 13\nQ7Z 5 62\n";
	expect_note(&stand, "Repair or delete first, or the plan stops before PREINST: M2D 2 (PENDING");
	stand = hung(30 * HOUR);
	stand.services = ALL_RUN;
	stand.word = "C9N 1 0\nM2D 2 13\nQ7Z 5 61\n";
	expect_refusal(&stand, "(A20: M2D 2 (PENDING");
}

static void a_site_that_the_parent_deletes_is_left_alone(void **state)
{
	struct stand stand = hung(30 * HOUR);

	(void)state;
	stand.word = "Q7Z 4 51\n";
	expect_refusal(&stand, "the parent is deleting the site");
}

static void directories_of_the_applications_manager_stay_in_the_box(void **state)
{
	struct stand stand = hung(30 * HOUR);

	(void)state;
	ok(smssite_tree_make_directory(stand.site, "SMS/SITE.SRV/SITECFG.BOX/10000000.NAD"));
	put(stand.site, "SMS/SITE.SRV/SITECFG.BOX/10000000.NAD/TRANSLOG.CLR", "x");
	put_control(stand.site, "SHUTDOWN.CT1", 1, NOW - 30 * HOUR);
	expect_note(&stand, "10000000.NAD is a directory of the Applications Manager (Q122201) and stays.");
}

static void it_is_refused_without_an_upgrade(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	expect_refusal(&stand, "failed upgrade only");
}

static void a_list_of_what_runs_is_not_enough(void **state)
{
	struct stand stand = hung(30 * HOUR);

	(void)state;
	stand.services = "These Windows NT services are started:\n\n   SMS_EXECUTIVE\n\nThe command completed successfully.\n";
	expect_unknown(&stand, "a list that has stopped services too (sc query state= all)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hung_upgrade_gets_a_plan_that_can_be_saved),
		cmocka_unit_test(every_step_says_where_it_is_from),
		cmocka_unit_test(it_is_refused_before_24_hours),
		cmocka_unit_test(its_beginning_has_to_be_known),
		cmocka_unit_test(after_48_hours_it_is_asked_whether_the_old_version_restarted),
		cmocka_unit_test(an_old_version_that_restarted_needs_the_order_alone),
		cmocka_unit_test(a_package_that_the_despooler_ate_needs_the_order_alone),
		cmocka_unit_test(where_nt_was_installed_anew_the_site_is_rebuilt),
		cmocka_unit_test(services_that_are_lost_without_an_upgrade_are_installed),
		cmocka_unit_test(an_upgrade_that_lost_its_services_is_activated_by_installing_one),
		cmocka_unit_test(a_site_restored_in_part_is_restored_first),
		cmocka_unit_test(a_primary_that_removes_itself_is_reset),
		cmocka_unit_test(without_a_whole_system_map_scman_is_not_started),
		cmocka_unit_test(a_sibling_that_is_not_active_is_named),
		cmocka_unit_test(a_site_that_the_parent_deletes_is_left_alone),
		cmocka_unit_test(directories_of_the_applications_manager_stay_in_the_box),
		cmocka_unit_test(it_is_refused_without_an_upgrade),
		cmocka_unit_test(a_list_of_what_runs_is_not_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
