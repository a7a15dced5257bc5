/* SPDX-License-Identifier: MIT */
#include "registry-fixture.h"

static smssite_advice *advice_of(struct stand *stand)
{
	smssite_case *made = stand_case(stand);
	smssite_advice *advice;

	ok(smssite_case_advise(made, &advice));
	smssite_case_free(made);
	return advice;
}

/* What is said for and against, as text. */
static const char *text_of(const smssite_advice *advice)
{
	static char text[4096];
	size_t used;

	used = (size_t)snprintf(text, sizeof(text), "%s\n%s\n%s\n", smssite_advice_reason(advice),
		smssite_advice_cost(advice), smssite_advice_reversible_until(advice));
	for (size_t i = 0; i < smssite_advice_against_count(advice); i++) {
		assert_int_not_equal(
			smssite_advice_against_procedure(advice, i), smssite_advice_procedure(advice));
		used += (size_t)snprintf(text + used, sizeof(text) - used, "not %s: %s\n",
			smssite_procedure_name(smssite_advice_against_procedure(advice, i)),
			smssite_advice_against_reason(advice, i));
	}
	return text;
}

static void expect_advice(struct stand *stand, smssite_procedure procedure, const char *piece)
{
	smssite_advice *advice = advice_of(stand);
	const char *text = text_of(advice);

	if (smssite_advice_procedure(advice) != procedure)
		fail_msg("%s, not %s: %s", smssite_procedure_name(smssite_advice_procedure(advice)),
			smssite_procedure_name(procedure), text);
	if (!strstr(text, piece))
		fail_msg("\"%s\" is not in: %s", piece, text);
	assert_true(*smssite_advice_reason(advice));
	smssite_advice_free(advice);
}

static struct stand stand_waiting(void)
{
	struct stand stand = stand_new();

	stand.word = PENDING;
	return stand;
}

static void a_site_at_rest_for_which_the_parent_waits_is_forced(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	expect_advice(&stand, SMSSITE_PROCEDURE_FORCE_CT2, "nothing\nuntil SCMAN takes 00000000.CT1\n");
	stand = stand_waiting();
	expect_advice(&stand, SMSSITE_PROCEDURE_FORCE_CT2, "not activate: no upgrade is in flight.\n");
	stand = stand_waiting();
	expect_advice(&stand, SMSSITE_PROCEDURE_FORCE_CT2,
		"not rebuild: services and tree are whole (the registry was not looked at).\n");
}

static void what_was_not_seen_is_not_called_whole(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	ok(sms_tree_rename(stand.site, "SMS/LOGS", "SMS/OLDLOGS"));
	expect_advice(&stand, SMSSITE_PROCEDURE_FORCE_CT2,
		"not rebuild: services run; the directories that are missing");
	/* What cannot be looked into may be whole or not. */
	stand = stand_waiting();
	ok(sms_tree_rename(stand.site, "SMS/LOGS", "SMS/OLDLOGS"));
	ok(sms_memory_add(stand.site, "SMS/LOGS", SMSSITE_ENTRY_LINK));
	expect_advice(&stand, SMSSITE_PROCEDURE_FORCE_CT2,
		"not rebuild: services run, and no part of the tree is seen");
	/* A list that does not know the bootstrap. */
	stand = stand_waiting();
	stand.services =
		"SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE running\nSMS_CLIENT_CONFIG_MANAGER running\n"
		"SMS_INVENTORY_AGENT_NT running\nSMS_PACKAGE_COMMAND_MANAGER_NT running\n";
	expect_advice(&stand, SMSSITE_PROCEDURE_FORCE_CT2, "not activate: no upgrade is seen in flight.");
}

static void a_site_that_is_well_needs_nothing(void **state)
{
	struct stand stand = stand_new();
	smssite_advice *advice;

	(void)state;
	stand.word = ACTIVE;
	advice = advice_of(&stand);
	assert_int_equal(smssite_advice_procedure(advice), SMSSITE_PROCEDURE_NONE);
	assert_int_equal(smssite_advice_against_count(advice), 0);
	assert_string_equal(smssite_advice_cost(advice), "");
	smssite_advice_free(advice);
}

static void an_active_site_with_other_findings_needs_none_of_the_three(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = ACTIVE;
	put_at(stand.site, OUTBOX "\\30007Q7Z.SRS", "x", NOW - 8 * DAY);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "E07: ");
}

/* What each of these names makes of a box at rest for which the parent waits. */
static void no_advice_is_given_that_the_plan_refuses(void **state)
{
	static const struct {
		const char *name;
		smssite_entry_kind kind;
		bool forced;
	} boxes[] = { { ".CT1", SMSSITE_ENTRY_FILE, false }, { ".CT3", SMSSITE_ENTRY_FILE, false }, { "X.CT1 ", SMSSITE_ENTRY_FILE, false },
		{ "X.CT3.", SMSSITE_ENTRY_FILE, false }, { "00000000.711.", SMSSITE_ENTRY_FILE, false },
		{ "A?.CT3", SMSSITE_ENTRY_FILE, false }, { "X.CT3", SMSSITE_ENTRY_DIRECTORY, false },
		{ "X.CT3", SMSSITE_ENTRY_LINK, false }, { "X.CT3", SMSSITE_ENTRY_FILE, true },
		{ "X.TXT.", SMSSITE_ENTRY_FILE, true }, { "C9N.NAD", SMSSITE_ENTRY_DIRECTORY, true } };

	(void)state;
	for (size_t i = 0; i < sizeof(boxes) / sizeof(*boxes); i++) {
		struct stand stand = stand_waiting();
		smssite_plan *plan = NULL;
		smssite_advice *advice;
		smssite_case *made;
		smssite_status status;

		ok(sms_memory_add(stand.site, below("SMS/SITE.SRV/SITECFG.BOX", boxes[i].name), boxes[i].kind));
		made = stand_case(&stand);
		ok(smssite_case_advise(made, &advice));
		status = smssite_plan_force_ct2(made, 0, &plan);
		if ((smssite_advice_procedure(advice) == SMSSITE_PROCEDURE_FORCE_CT2) != boxes[i].forced ||
			!status != boxes[i].forced)
			fail_msg("\"%s\": %s %s", boxes[i].name, text_of(advice), smssite_error_message());
		/* A .CT1 is looked at as one that waits. */
		if (!boxes[i].forced && i)
			assert_non_null(strstr(text_of(advice), "out of the box by hand first"));
		smssite_plan_free(plan);
		smssite_advice_free(advice);
		smssite_case_free(made);
	}
}

static void a_scman_that_hangs_is_restarted_before_anything_is_forced(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	put_log(stand.site, "SCMAN.LOG",
		RECORD("NORTH user groups will be enumerated.", "SMS_SITE_CONFIG_MANAGER", "Tue Jul 15 11:00:00 1997"), NOW - 2 * DAY);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "B02: ");
}

static void without_the_parent_nothing_is_advised(void **state)
{
	struct stand stand = stand_new();
	smssite_advice *advice = advice_of(&stand);

	(void)state;
	assert_int_equal(smssite_advice_procedure(advice), SMSSITE_PROCEDURE_UNKNOWN);
	assert_int_equal(smssite_advice_against_count(advice), 0);
	smssite_advice_free(advice);
}

static void without_services_nothing_is_forced(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	stand.services = NULL;
	expect_advice(&stand, SMSSITE_PROCEDURE_UNKNOWN,
		"Supply the services of the site server (--services FILE).");
}

static void a_ct2_that_is_there_is_never_forced(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	put_control(stand.site, "12345678.CT2", 1, NOW - HOUR);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "Stop and start the SMS services");
	stand = stand_waiting();
	put_control(stand.site, "12345678.CT2", 1, NOW - HOUR);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "not force-ct2: a .ct2 is there already");
	stand = stand_waiting();
	put_control(stand.site, "12345678.CT2", 1, NOW - MINUTE);
	expect_advice(&stand, SMSSITE_PROCEDURE_WAIT, "on its way");
}

static void a_ct2_under_way_is_followed(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRQ", "x", THEN + MINUTE);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "Follow LANSEND.LOG");
	stand = stand_waiting();
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRQ", "x", NOW - MINUTE);
	expect_advice(&stand, SMSSITE_PROCEDURE_WAIT, "not force-ct2: a .ct2 is under way");
}

static void services_come_before_a_ct2(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	stand.services =
		"SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE stopped\nSMS_BOOTSTRAP not-installed\n"
		"SMS_UPGRADE_BOOTSTRAP not-installed\n";
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER,
		"not force-ct2: not all services run, and the article forbids it then.");
}

static void a_hung_scman_is_restarted(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	put_control(stand.site, "00000000.CT1", 2, NOW - HOUR);
	put(stand.site, "SCMAN.LOG", RECORD("x", "SMS_SITE_CONFIG_MANAGER", "Tue Jul 15 11:00:00 1997"));
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "Restart SMS_SITE_CONFIG_MANAGER");
	stand = stand_waiting();
	put_control(stand.site, "00000000.CT1", 2, NOW - MINUTE);
	expect_advice(&stand, SMSSITE_PROCEDURE_WAIT, "not force-ct2: a .ct1 waits already.");
	stand = stand_waiting();
	put_control(stand.site, "00000000.CT1", 2, NOW - HOUR);
	expect_advice(&stand, SMSSITE_PROCEDURE_UNKNOWN, "B01: ");
}

static void a_master_that_would_be_refused_is_mended(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_without_domain(stand.site, BOX "\\SITECTRL.CT0");
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "not force-ct2: SCMAN would refuse the master.");
}

static void a_site_of_unknown_kind_is_not_forced(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_with(stand.site, BOX "\\SITECTRL.CT0", &control_file_secondary, "<9>\r\n  <Q7Z>",
		"<7>\r\n  <Q7Z>");
	expect_advice(&stand, SMSSITE_PROCEDURE_UNKNOWN, "no control file says that the site is a secondary");
}

static void a_refused_file_is_put_right(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	put_control(stand.site, "00000000.715", 2, NOW - MINUTE);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "B12: ");
	/* One from before the master was written last is history. */
	stand = stand_waiting();
	put_control(stand.site, "00000000.715", 2, THEN - DAY);
	expect_advice(&stand, SMSSITE_PROCEDURE_FORCE_CT2, "");
}

static void a_missing_master_is_restored(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "Restore SITECTRL.CT0");
}

static void an_upgrade_that_hangs_is_activated(void **state)
{
	static const char left_over[] =
		"SMS_UPGRADE_BOOTSTRAP running\nSMS_SITE_CONFIG_MANAGER not-installed\n"
		"SMS_EXECUTIVE not-installed\n";
	struct stand stand = stand_waiting();

	(void)state;
	stand.services = left_over;
	put_at(stand.site, "BOOTSTRP.PK1", "package", NOW - 30 * HOUR);
	expect_advice(
		&stand, SMSSITE_PROCEDURE_ACTIVATE, "until the service SMS_UPGRADE_BOOTSTRAP is removed");
	stand = stand_waiting();
	stand.services = left_over;
	put_at(stand.site, "BOOTSTRP.PK1", "package", NOW - 3 * HOUR);
	expect_advice(&stand, SMSSITE_PROCEDURE_WAIT, "not activate: the upgrade has 24 hours to finish.");
	stand = stand_waiting();
	stand.services = left_over;
	expect_advice(&stand, SMSSITE_PROCEDURE_UNKNOWN, "A02: ");
}

static void an_upgrade_whose_package_is_bad_still_has_a_day(void **state)
{
	static const char at_work[] =
		"SMS_UPGRADE_BOOTSTRAP running\nSMS_SITE_CONFIG_MANAGER not-installed\n";
	struct stand stand = stand_waiting();

	(void)state;
	stand.services = at_work;
	put_at(stand.site, "BOOTSTRP.PK1", "", NOW - 3 * HOUR);
	expect_advice(&stand, SMSSITE_PROCEDURE_WAIT, "A07: ");
	stand = stand_waiting();
	stand.services = at_work;
	put_at(stand.site, "BOOTSTRP.PK1", "", NOW - 30 * HOUR);
	expect_advice(&stand, SMSSITE_PROCEDURE_ACTIVATE, "A02: ");
}

/* Started again by hand, SCMAN would obey an order to shut down that nobody goes on after. */
static void an_order_to_shut_down_is_obeyed_only_for_a_bootstrap(void **state)
{
	static const struct {
		const char *services;
		int64_t age;
		smssite_procedure procedure;
		const char *piece;
	} cases[] = {
		{ "SMS_SITE_CONFIG_MANAGER stopped\nSMS_BOOTSTRAP not-installed\nSMS_UPGRADE_BOOTSTRAP running\n", 3 * HOUR,
			SMSSITE_PROCEDURE_OTHER,
			"Start SCMAN and let it finish: the bootstrap waits for that.\nnothing: the upgrade goes on\n" },
		{ "SMS_SITE_CONFIG_MANAGER stopped\nSMS_BOOTSTRAP not-installed\nSMS_UPGRADE_BOOTSTRAP not-installed\n", 30 * HOUR,
			SMSSITE_PROCEDURE_ACTIVATE, "Do not start SCMAN" },
		{ "SMS_SITE_CONFIG_MANAGER stopped\nSMS_BOOTSTRAP not-installed\nSMS_UPGRADE_BOOTSTRAP not-installed\n", 3 * HOUR,
			SMSSITE_PROCEDURE_WAIT, "Activate when 24 hours are over. Do not start SCMAN" },
		{ "SMS_SITE_CONFIG_MANAGER stopped\n", 30 * HOUR, SMSSITE_PROCEDURE_UNKNOWN, "(sc query state= all; --services FILE)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct stand stand = stand_waiting();

		stand.services = cases[i].services;
		put_control(stand.site, "SHUTDOWN.CT1", 6, NOW - cases[i].age);
		expect_advice(&stand, cases[i].procedure, cases[i].piece);
	}
}

static void an_old_version_that_restarted_itself_is_ordered_again(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = ACTIVE;
	put(stand.site, "BOOTSTRP.LOG", RECORD("~Event 388: over", "SMS_UPGRADE_BOOTSTRAP", "Tue Jul 15 10:00:00 1997"));
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "PREINST /UPGRADE.\nthe site is down until the upgrade is through\n");
}

static void an_upgrade_whose_package_was_taken_is_ordered_again(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	stand.services = "SMS_UPGRADE_BOOTSTRAP running\nSMS_SITE_CONFIG_MANAGER not-installed\n";
	put_at(stand.site, "BOOT.LOG", "x", NOW - 60 * HOUR);
	put_log(stand.site, "DESPOOL.LOG",
		AMONG_OTHERS("Cannot find config mini inst specific data", "SMS_DESPOOLER")
			AMONG_OTHERS("Despooler failed to execute the instruction, error code = c0000001",
				"SMS_DESPOOLER"),
		NOW - 60 * HOUR);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "PREINST /UPGRADE");
}

static void a_master_that_cannot_be_read_is_named(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	/* Of a later product. */
	put(stand.site, below("SMS", BOX "\\SITECTRL.CT0"),
		"SITE CONTROL FILE [786][1.08]\r\nBEGIN_CLIENT_COMPONENT\r\n  "
		"<x>\r\nEND_CLIENT_COMPONENT\r\n");
	expect_advice(&stand, SMSSITE_PROCEDURE_UNKNOWN, "Supply a SITECTRL.CT0 that can be read.");
}

static void the_parents_jobs_are_let_finish(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = "Q7Z 5 62\n";
	expect_advice(&stand, SMSSITE_PROCEDURE_WAIT, "UPGRADE_BEGIN");
	stand = stand_new();
	stand.word = "Q7Z 5 64\n";
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "order the upgrade anew");
	stand = stand_new();
	stand.word = "Q7Z 3 23\n";
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "job failed");
	stand = stand_new();
	stand.word = "Q7Z 4 51\n";
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "removal");
}

static void what_would_undo_a_repair_comes_first(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	ok(sms_memory_set_space(stand.site, 10, 1000));
	put_at(stand.site, RECEIVE "\\1_0B7C9N.PCK", "package", NOW);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "Free space first");
	stand = stand_waiting();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control(stand.site, "SITECTRL.CT0", 2, NOW + DAY);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "B07: ");
}

#define NONE_INSTALLED                                                                                       \
	"SMS_SITE_CONFIG_MANAGER not-installed\nSMS_EXECUTIVE not-installed\nSMS_CLIENT_CONFIG_MANAGER "     \
	"not-installed\n"                                                                                    \
	"SMS_INVENTORY_AGENT_NT not-installed\nSMS_PACKAGE_COMMAND_MANAGER_NT not-installed\n"               \
	"SMS_BOOTSTRAP not-installed\nSMS_UPGRADE_BOOTSTRAP not-installed\n"

static void a_bare_server_is_rebuilt_only_if_files_are_gone_too(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	stand.services = NONE_INSTALLED;
	expect_advice(&stand, SMSSITE_PROCEDURE_UNKNOWN, "Q152466");
	stand = stand_waiting();
	stand.services = NONE_INSTALLED;
	take_away(stand.site, "SYSTEM.MAP");
	expect_advice(&stand, SMSSITE_PROCEDURE_REBUILD, "Next SMS Unique ID");
	/* Services that are only stopped are started. */
	stand = stand_waiting();
	stand.services = "SMS_SITE_CONFIG_MANAGER stopped\n";
	take_away(stand.site, "SYSTEM.MAP");
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "Start SMS_SITE_CONFIG_MANAGER first");
}

static struct stand stand_without_services(const struct software *software, bool shares)
{
	struct stand stand = stand_waiting();

	stand.services = NONE_INSTALLED;
	stand.registries[0] = make_software(software);
	stand.registries[1] = make_system(shares, NULL, "EDGE7");
	return stand;
}

static void the_registry_decides_which_repair_a_bare_server_needs(void **state)
{
	static const struct software none = { .bare = true };
	struct stand stand = stand_without_services(&none, false);

	(void)state;
	expect_advice(&stand, SMSSITE_PROCEDURE_REBUILD, "A15: ");
	stand = stand_without_services(&whole_software, true);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "Install SMS_SITE_CONFIG_MANAGER alone");
	stand = stand_without_services(&whole_software, true);
	take_away(stand.site, "SYSTEM.MAP");
	expect_advice(&stand, SMSSITE_PROCEDURE_REBUILD, "files of the site are gone too");
	stand = stand_without_services(&whole_software, true);
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "A17: ");
	stand = stand_without_services(&none, false);
	stand.services = "SMS_SITE_CONFIG_MANAGER not-installed\nSMS_EXECUTIVE stopped\nSMS_BOOTSTRAP "
			 "not-installed\nSMS_UPGRADE_BOOTSTRAP not-installed\n";
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "finish the removal by hand");
}

static void what_keeps_files_from_leaving_comes_before_a_ct2(void **state)
{
	struct stand stand = stand_waiting();

	(void)state;
	put_log(stand.site, "LANSEND.LOG",
		AMONG_OTHERS("Checking for sending capacity.  Used 0 out of 0, no sending capacity",
			"SMS_LAN_SENDER"),
		NOW);
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "Set the capacity to 5 and 3");
}

static void a_site_that_holds_up_the_others_is_named(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = "Q7Z 5 61\nQ7Y 3 23\n";
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "Repair or delete that site");
}

static void a_primary_that_removes_itself_is_reset(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	smssite_tree_free(stand.site);
	stand.site = make_parent();
	stand.services = "SMS_UPGRADE_BOOTSTRAP running\nSMS_SITE_CONFIG_MANAGER not-installed\n";
	expect_advice(&stand, SMSSITE_PROCEDURE_OTHER, "Reset Site");
}

static void a_primary_is_not_for_these_procedures(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	smssite_tree_free(stand.site);
	stand.site = make_parent();
	expect_advice(&stand, SMSSITE_PROCEDURE_NONE, "primary");
}

static void null_and_names(void **state)
{
	smssite_advice *advice = NULL;
	char *json = NULL;

	(void)state;
	assert_int_equal(smssite_case_advise(NULL, &advice), SMSSITE_INVALID);
	assert_null(advice);
	smssite_advice_free(NULL);
	assert_int_equal(smssite_advice_procedure(NULL), SMSSITE_PROCEDURE_UNKNOWN);
	assert_string_equal(smssite_advice_reason(NULL), "");
	assert_string_equal(smssite_advice_cost(NULL), "");
	assert_string_equal(smssite_advice_reversible_until(NULL), "");
	assert_int_equal(smssite_advice_against_count(NULL), 0);
	assert_int_equal(smssite_advice_against_procedure(NULL, 0), SMSSITE_PROCEDURE_NONE);
	assert_null(smssite_advice_against_reason(NULL, 0));
	assert_int_equal(smssite_advice_to_json(NULL, &json), SMSSITE_INVALID);
	assert_string_equal(smssite_procedure_name(SMSSITE_PROCEDURE_NONE), "none");
	assert_string_equal(smssite_procedure_name(SMSSITE_PROCEDURE_FORCE_CT2), "force-ct2");
	assert_string_equal(smssite_procedure_name(SMSSITE_PROCEDURE_REBUILD), "rebuild");
	assert_string_equal(smssite_procedure_name((smssite_procedure)7), "unknown");
	assert_string_equal(smssite_procedure_name((smssite_procedure)-1), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_site_at_rest_for_which_the_parent_waits_is_forced),
		cmocka_unit_test(what_was_not_seen_is_not_called_whole),
		cmocka_unit_test(a_site_that_is_well_needs_nothing),
		cmocka_unit_test(an_active_site_with_other_findings_needs_none_of_the_three),
		cmocka_unit_test(no_advice_is_given_that_the_plan_refuses),
		cmocka_unit_test(a_scman_that_hangs_is_restarted_before_anything_is_forced),
		cmocka_unit_test(without_the_parent_nothing_is_advised),
		cmocka_unit_test(without_services_nothing_is_forced),
		cmocka_unit_test(a_ct2_that_is_there_is_never_forced),
		cmocka_unit_test(a_ct2_under_way_is_followed),
		cmocka_unit_test(services_come_before_a_ct2),
		cmocka_unit_test(a_hung_scman_is_restarted),
		cmocka_unit_test(a_master_that_would_be_refused_is_mended),
		cmocka_unit_test(a_site_of_unknown_kind_is_not_forced),
		cmocka_unit_test(a_refused_file_is_put_right),
		cmocka_unit_test(a_missing_master_is_restored),
		cmocka_unit_test(an_upgrade_that_hangs_is_activated),
		cmocka_unit_test(an_upgrade_whose_package_is_bad_still_has_a_day),
		cmocka_unit_test(an_order_to_shut_down_is_obeyed_only_for_a_bootstrap),
		cmocka_unit_test(an_old_version_that_restarted_itself_is_ordered_again),
		cmocka_unit_test(an_upgrade_whose_package_was_taken_is_ordered_again),
		cmocka_unit_test(a_master_that_cannot_be_read_is_named),
		cmocka_unit_test(the_parents_jobs_are_let_finish),
		cmocka_unit_test(what_would_undo_a_repair_comes_first),
		cmocka_unit_test(a_bare_server_is_rebuilt_only_if_files_are_gone_too),
		cmocka_unit_test(the_registry_decides_which_repair_a_bare_server_needs),
		cmocka_unit_test(what_keeps_files_from_leaving_comes_before_a_ct2),
		cmocka_unit_test(a_site_that_holds_up_the_others_is_named),
		cmocka_unit_test(a_primary_that_removes_itself_is_reset),
		cmocka_unit_test(a_primary_is_not_for_these_procedures),
		cmocka_unit_test(null_and_names),
	};

	return cmocka_run_group_tests_name("advice", tests, NULL, NULL);
}
