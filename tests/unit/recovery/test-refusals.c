/* SPDX-License-Identifier: MIT */
/* When a plan is made and when it is not, from a case. */
#include "../diagnosis/fixture.h"
#include "sweep.h"

static smssite_status plan_case(struct stand *stand, int accept_reject, smssite_plan **plan)
{
	smssite_case *made = stand_case(stand);
	smssite_status status = smssite_plan_force_ct2(made, accept_reject, plan);

	smssite_case_free(made);
	return status;
}

static void assert_said(const char *piece)
{
	if (!strstr(smssite_error_message(), piece))
		fail_msg("\"%s\" is not in: %s", piece, smssite_error_message());
}

static void expect_status(struct stand *stand, int accept_reject, smssite_status wanted, const char *piece)
{
	smssite_plan *plan = NULL;
	smssite_status status = plan_case(stand, accept_reject, &plan);

	if (status != wanted)
		fail_msg("%s, not %s: %s", smssite_status_name(status), smssite_status_name(wanted),
			smssite_error_message());
	assert_null(plan);
	assert_said(piece);
}

static smssite_plan *expect_plan(struct stand *stand, int accept_reject)
{
	smssite_plan *plan = NULL;

	ok(plan_case(stand, accept_reject, &plan));
	return plan;
}

static bool has_note(const smssite_plan *plan, const char *piece)
{
	for (size_t i = 0; i < smssite_plan_note_count(plan); i++)
		if (strstr(smssite_plan_note(plan, i), piece))
			return true;
	return false;
}

static void a_stuck_site_gets_a_plan(void **state)
{
	struct stand stand = stand_new();
	smssite_plan *plan;

	(void)state;
	stand.word = PENDING;
	plan = expect_plan(&stand, 0);
	assert_string_equal(smssite_plan_procedure(plan), "force-ct2");
	assert_string_equal(smssite_plan_site_code(plan), "Q7Z");
	assert_string_equal(smssite_plan_step_actor(plan, 0), "EDGE7");
	assert_false(smssite_plan_from_copy(plan));
	assert_int_equal(smssite_plan_step_count(plan), 6);
	assert_non_null(strstr(smssite_plan_step_relies_on(plan, 0), "SMS_PACKAGE_COMMAND_MANAGER_NT"));
	/* What only the registry could tell does not refuse; it is said. */
	assert_true(has_note(plan, "714"));
	assert_false(has_note(plan, "at rest"));
	smssite_plan_free(plan);
}

static void the_same_case_gives_the_same_bytes(void **state)
{
	char *first = NULL, *second = NULL;

	(void)state;
	for (char **text = &first; text; text = text == &first ? &second : NULL) {
		struct stand stand = stand_new();
		smssite_plan *plan;

		put_control(stand.site, "00000003.CT1", 2, THEN);
		plan = expect_plan(&stand, 0);
		ok(smssite_plan_save(plan, text));
		smssite_plan_free(plan);
	}
	assert_string_equal(first, second);
	smssite_free(first);
	smssite_free(second);
}

static void what_goes_to_quarantine_is_named_with_what_it_costs(void **state)
{
	struct control_file_shape shape = control_file_secondary;
	struct stand stand = stand_new();
	smssite_plan *plan;

	(void)state;
	put_control(stand.site, "00000003.CT1", 2, NOW - 60);
	shape.type = 4;
	shape.transactions = "TRANSACTION TriggerWatchdog<0><0><><>\r\n";
	put_control_file(stand.site, "SMS/SITE.SRV/SITECFG.BOX/00000004.CT1", &shape);
	put_at(stand.site, BOX "\\ODD.CT1", "no control file", NOW - 60);
	put_at(stand.site, BOX "\\OLD.CT0", "an older master", THEN);
	put_control(stand.site, "00000000.714", 2, THEN);
	put_control(stand.site, "00000005.714", 2, THEN);
	plan = expect_plan(&stand, 0);
	assert_int_equal(smssite_plan_step_count(plan), 11);
	assert_true(has_note(plan, "00000003.CT1 (PROPOSED, dated 1997-07-15"));
	assert_true(has_note(plan, "properties of the site it carries must be set again at the parent C9N"));
	assert_true(has_note(plan, "instructions it carries must be given again at the parent C9N"));
	assert_true(has_note(plan, "ODD.CT1 (not a readable control file"));
	assert_true(has_note(plan, "OLD.CT0"));
	assert_true(has_note(plan, "00000000.714"));
	assert_false(has_note(plan, "00000005.714"));
	smssite_plan_free(plan);
}

static void a_reply_that_waits_means_a_restart(void **state)
{
	struct stand stand = stand_new();
	smssite_plan *plan;

	(void)state;
	put_control(stand.site, "00000007.CT2", 1, THEN);
	put_control(stand.site, "00000003.CT1", 2, NOW - 60);
	plan = expect_plan(&stand, 0);
	assert_int_equal(smssite_plan_step_count(plan), 8);
	for (size_t i = 0; i < 8; i++)
		assert_true(smssite_plan_step_kind(plan, i) != SMSSITE_STEP_MOVE &&
			smssite_plan_step_kind(plan, i) != SMSSITE_STEP_RENAME);
	assert_string_equal(smssite_plan_step_word(plan, 2, 1), "STOP");
	smssite_plan_free(plan);
}

static void services_that_do_not_run_refuse(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = "SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE stopped\nSMS_CLIENT_CONFIG_MANAGER running\n"
			 "SMS_INVENTORY_AGENT_NT not-installed\nSMS_PACKAGE_COMMAND_MANAGER_NT running\n";
	expect_status(&stand, 0, SMSSITE_REFUSED, "SMS_EXECUTIVE is stopped");
	assert_said("SMS_INVENTORY_AGENT_NT is not-installed");
	stand = stand_new();
	stand.services = "These Windows NT services are started:\r\n\r\n   EventLog\r\n   SMS_SITE_CONFIG_MANAGER\r\n\r\n"
			 "The command completed successfully.\r\n";
	expect_status(&stand, 0, SMSSITE_REFUSED, "SMS_EXECUTIVE");
}

static void services_that_are_not_known_leave_it_undecided(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = NULL;
	expect_status(&stand, 0, SMSSITE_UNDECIDED, "no list");
	stand = stand_new();
	stand.services = "SMS_SITE_CONFIG_MANAGER running\n";
	expect_status(&stand, 0, SMSSITE_UNDECIDED, "SMS_EXECUTIVE");
}

static void an_upgrade_in_flight_refuses(void **state)
{
	static const char *const services[] = { ALL_RUN "SMS_BOOTSTRAP running\n", "SMS_BOOTSTRAP running\n",
		"SMS_UPGRADE_BOOTSTRAP stopped\n" };
	static const char *const files[] = { "SHUTDOWN.CT1", "_init.ct1" };

	(void)state;
	for (int i = 1; i < 3; i++) {
		struct stand stand = stand_new();
		char list[1024];

		snprintf(list, sizeof(list), "SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE running\n"
			"SMS_CLIENT_CONFIG_MANAGER running\nSMS_INVENTORY_AGENT_NT running\n"
			"SMS_PACKAGE_COMMAND_MANAGER_NT running\n%s", services[i]);
		stand.services = list;
		expect_status(&stand, 0, SMSSITE_REFUSED, "an upgrade is in flight");
	}
	for (int i = 0; i < 2; i++) {
		struct stand stand = stand_new();

		put_control(stand.site, files[i], 2, THEN);
		expect_status(&stand, 0, SMSSITE_REFUSED, files[i]);
	}
}

static void a_scman_that_hangs_is_restarted_first(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000003.CT1", 2, THEN);
	put(stand.site, "SCMAN.LOG", RECORD("EDGEDOM user groups will be enumerated.", "SMS_SITE_CONFIG_MANAGER",
		"Tue Jul 15 11:00:00 1997"));
	ok(smssite_tree_set_mtime(stand.site, "SCMAN.LOG", THEN));
	expect_status(&stand, 0, SMSSITE_REFUSED, "SCMAN hangs (B01): restart it first");
}

static void a_master_that_scman_would_refuse_needs_the_callers_word(void **state)
{
	struct control_file_shape shape = control_file_secondary;
	struct stand stand = stand_new();
	smssite_plan *plan;

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	shape.type = 9;
	put_control_file(stand.site, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", &shape);
	put_control(stand.site, "00000003.CT1", 2, NOW - 60);
	expect_status(&stand, 0, SMSSITE_REFUSED, "713");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_file(stand.site, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", &shape);
	put_control(stand.site, "00000003.CT1", 2, NOW - 60);
	plan = expect_plan(&stand, 713);
	assert_true(has_note(plan, "Accepted"));
	smssite_plan_free(plan);
}

static void without_a_master_there_is_no_plan(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control(stand.site, "00000003.CT1", 2, NOW - 60);
	expect_status(&stand, 0, SMSSITE_REFUSED, "SITECTRL.CT0 is missing");
}

static void names_in_the_way_refuse(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000000.ct1", 2, THEN);
	expect_status(&stand, 0, SMSSITE_REFUSED, "in the box already");
	stand = stand_new();
	ok(sms_memory_add(stand.site, "SMS/SITE.SRV/SITECFG.BOX/sitectrl.ct0", SMSSITE_ENTRY_OTHER));
	expect_status(&stand, 0, SMSSITE_REFUSED, "differ only in case");
	stand = stand_new();
	ok(sms_memory_add(stand.site, "SMS/SITE.SRV/SITECFG.BOX/A.CT1", SMSSITE_ENTRY_LINK));
	expect_status(&stand, 0, SMSSITE_REFUSED, "A.CT1 is no file");
}

static void a_site_the_parent_calls_active_needs_none(void **state)
{
	struct stand stand = stand_new();
	smssite_plan *plan;

	(void)state;
	stand.word = ACTIVE;
	expect_status(&stand, 0, SMSSITE_REFUSED, "the parent says that Q7Z is active");
	stand = stand_new();
	plan = expect_plan(&stand, 0);
	assert_true(has_note(plan, "at rest looks the same"));
	smssite_plan_free(plan);
}

static void a_primary_is_refused_and_a_stranger_undecided(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	smssite_tree_free(stand.site);
	stand.site = make_parent();
	expect_status(&stand, 0, SMSSITE_REFUSED, "C9N is a primary site");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put(stand.site, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", "nonsense");
	expect_status(&stand, 710, SMSSITE_UNDECIDED, "which site this is");
}

static void a_box_out_of_view_is_undecided(void **state)
{
	struct stand stand = stand_new();
	smssite_tree *tree;

	(void)state;
	smssite_tree_free(stand.site);
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SMSID"));
	stand.site = tree;
	expect_status(&stand, 0, SMSSITE_UNDECIDED, "not in view");
}

static void a_plan_of_a_copy_says_so(void **state)
{
	struct stand stand = stand_new();
	smssite_plan *plan;

	(void)state;
	stand.liveness = SMSSITE_LIVENESS_COPY;
	plan = expect_plan(&stand, 0);
	assert_true(smssite_plan_from_copy(plan));
	smssite_plan_free(plan);
}

static void sendcode_is_a_plan_of_its_own(void **state)
{
	struct stand stand = stand_new();
	smssite_plan *plan;
	smssite_case *made;

	(void)state;
	made = stand_case(&stand);
	ok(smssite_plan_sendcode_ct2(made, &plan));
	smssite_case_free(made);
	assert_string_equal(smssite_plan_procedure(plan), "sendcode-ct2");
	assert_true(has_note(plan, "addition to the article"));
	smssite_plan_free(plan);
	stand = stand_new();
	put_control(stand.site, "00000007.CT2", 1, THEN);
	made = stand_case(&stand);
	assert_int_equal(smssite_plan_sendcode_ct2(made, &plan), SMSSITE_REFUSED);
	assert_said("00000007.CT2");
	smssite_case_free(made);
}

static void a_callers_mistakes_are_invalid(void **state)
{
	struct stand stand = stand_new();
	smssite_case *made = stand_case(&stand);
	smssite_plan *plan;

	(void)state;
	assert_int_equal(smssite_plan_force_ct2(NULL, 0, &plan), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_force_ct2(made, 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_force_ct2(made, 709, &plan), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_force_ct2(made, 719, &plan), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_force_ct2(made, -1, &plan), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_sendcode_ct2(NULL, &plan), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_sendcode_ct2(made, NULL), SMSSITE_INVALID);
	smssite_case_free(made);
}

/* What is made of a case is applied to the tree it was made of. */
static void a_plan_fits_its_tree(void **state)
{
	struct stand stand = stand_new();
	smssite_tree *tree = smssite_tree_ref(stand.site);
	smssite_plan *plan, *loaded;
	smssite_apply *apply;
	char *json;

	(void)state;
	put_control(stand.site, "00000003.CT1", 2, NOW - 60);
	plan = expect_plan(&stand, 0);
	ok(smssite_plan_save(plan, &json));
	ok(smssite_plan_load(json, strlen(json), &loaded));
	ok(smssite_apply_begin(loaded, tree, false, NOW, &apply));
	smssite_apply_free(apply);
	smssite_free(json);
	smssite_plan_free(plan);
	smssite_plan_free(loaded);
	smssite_tree_free(tree);
}

static smssite_status plan_and_free(void *argument)
{
	smssite_plan *plan;
	smssite_status status = smssite_plan_force_ct2(argument, 0, &plan);

	if (!status)
		smssite_plan_free(plan);
	return status;
}

static void memory_runs_out(void **state)
{
	struct stand stand = stand_new();
	smssite_case *made;

	(void)state;
	put_control(stand.site, "00000003.CT1", 2, NOW - 60);
	made = stand_case(&stand);
	assert_true(sweep_allocations(plan_and_free, made) > 20);
	smssite_case_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stuck_site_gets_a_plan),
		cmocka_unit_test(the_same_case_gives_the_same_bytes),
		cmocka_unit_test(what_goes_to_quarantine_is_named_with_what_it_costs),
		cmocka_unit_test(a_reply_that_waits_means_a_restart),
		cmocka_unit_test(services_that_do_not_run_refuse),
		cmocka_unit_test(services_that_are_not_known_leave_it_undecided),
		cmocka_unit_test(an_upgrade_in_flight_refuses),
		cmocka_unit_test(a_scman_that_hangs_is_restarted_first),
		cmocka_unit_test(a_master_that_scman_would_refuse_needs_the_callers_word),
		cmocka_unit_test(without_a_master_there_is_no_plan),
		cmocka_unit_test(names_in_the_way_refuse),
		cmocka_unit_test(a_site_the_parent_calls_active_needs_none),
		cmocka_unit_test(a_primary_is_refused_and_a_stranger_undecided),
		cmocka_unit_test(a_box_out_of_view_is_undecided),
		cmocka_unit_test(a_plan_of_a_copy_says_so),
		cmocka_unit_test(sendcode_is_a_plan_of_its_own),
		cmocka_unit_test(a_callers_mistakes_are_invalid),
		cmocka_unit_test(a_plan_fits_its_tree),
		cmocka_unit_test(memory_runs_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
