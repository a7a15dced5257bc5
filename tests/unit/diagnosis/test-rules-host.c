/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "diagnosis/required.h"

/* The services a site must run */

static void expect_services(smssite_snapshot *snapshot, const char *wanted)
{
	struct sms_required required;
	char names[512] = "";

	sms_required_services(snapshot, &required);
	for (size_t i = 0; i < required.count; i++) {
		strcat(names, smssite_service_catalogue_name(required.service[i]));
		strcat(names, " ");
	}
	assert_string_equal(names, wanted);
	smssite_snapshot_free(snapshot);
}

static smssite_snapshot *site_with(const char *piece, const char *instead)
{
	smssite_tree *tree = make_site("SMS");

	take_away(tree, BOX "\\SITECTRL.CT0");
	put_control_with(tree, BOX "\\SITECTRL.CT0", &control_file_secondary, piece, instead);
	return observe(tree, "", SMSSITE_VIEW_AUTO);
}

static void the_control_file_says_which_services_a_site_needs(void **state)
{
	(void)state;
	expect_services(observe(make_site("SMS"), "", SMSSITE_VIEW_AUTO),
		"SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_CLIENT_CONFIG_MANAGER SMS_INVENTORY_AGENT_NT "
		"SMS_PACKAGE_COMMAND_MANAGER_NT ");
	/* Bit 1 of 6 is not set: logon and helper servers only. */
	expect_services(site_with("INVENTORY AGENT ON SERVERS><><><7>", "INVENTORY AGENT ON SERVERS><><><6>"),
		"SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_CLIENT_CONFIG_MANAGER "
		"SMS_PACKAGE_COMMAND_MANAGER_NT ");
}

static void older_versions_have_no_client_configuration_manager(void **state)
{
	(void)state;
	expect_services(site_with("[786]", "[692]"),
		"SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_INVENTORY_AGENT_NT "
		"SMS_PACKAGE_COMMAND_MANAGER_NT ");
}

static void components_for_primaries_threads_and_helpers_do_not_count(void **state)
{
	(void)state;
	/* 2253: a thread; 77: at primaries; 205: a service at both kinds. */
	expect_services(site_with("<2253>\r\n  <SMS_DESPOOLER>", "<77>\r\n  <SMS_SNA_RECEIVER>"),
		"SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_CLIENT_CONFIG_MANAGER SMS_INVENTORY_AGENT_NT "
		"SMS_PACKAGE_COMMAND_MANAGER_NT ");
	expect_services(site_with("<2253>\r\n  <SMS_DESPOOLER>", "<2253>\r\n  <SMS_SNA_RECEIVER>"),
		"SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_CLIENT_CONFIG_MANAGER SMS_INVENTORY_AGENT_NT "
		"SMS_PACKAGE_COMMAND_MANAGER_NT ");
	/* 204: not to be installed. */
	expect_services(site_with("<2253>\r\n  <SMS_DESPOOLER>", "<204>\r\n  <SMS_SNA_RECEIVER>"),
		"SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_CLIENT_CONFIG_MANAGER SMS_INVENTORY_AGENT_NT "
		"SMS_PACKAGE_COMMAND_MANAGER_NT ");
	expect_services(site_with("<2253>\r\n  <SMS_SCHEDULER>\r\n  <SCHED.DLL>",
				"<205>\r\n  <SMS_SNA_RECEIVER>\r\n  <X>"),
		"SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_CLIENT_CONFIG_MANAGER SMS_INVENTORY_AGENT_NT "
		"SMS_PACKAGE_COMMAND_MANAGER_NT SMS_SNA_RECEIVER ");
	expect_services(site_with("<2253>\r\n  <SMS_SCHEDULER>\r\n  <SCHED.DLL>\r\n  <EDGE7>",
				"<205>\r\n  <SMS_SNA_RECEIVER>\r\n  <X>\r\n  <EDGE8>"),
		"SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_CLIENT_CONFIG_MANAGER SMS_INVENTORY_AGENT_NT "
		"SMS_PACKAGE_COMMAND_MANAGER_NT ");
}

static void without_a_control_file_the_catalogue_says_it(void **state)
{
	smssite_tree *tree = make_site("SMS");

	(void)state;
	take_away(tree, BOX "\\SITECTRL.CT0");
	expect_services(observe(tree, "", SMSSITE_VIEW_AUTO),
		"SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_INVENTORY_AGENT_NT "
		"SMS_PACKAGE_COMMAND_MANAGER_NT ");
	expect_services(NULL, "SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_INVENTORY_AGENT_NT "
			      "SMS_PACKAGE_COMMAND_MANAGER_NT ");
}

static void a_primary_needs_its_hierarchy_manager(void **state)
{
	(void)state;
	expect_services(observe(make_parent(), "", SMSSITE_VIEW_AUTO),
		"SMS_SITE_CONFIG_MANAGER SMS_EXECUTIVE SMS_HIERARCHY_MANAGER SMS_CLIENT_CONFIG_MANAGER "
		"SMS_INVENTORY_AGENT_NT "
		"SMS_PACKAGE_COMMAND_MANAGER_NT ");
}

/* C01 */

static void all_services_run(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "C01"), OK, "5 of 5 services run");
}

static void threads_are_in_no_list_of_services(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	/* ALL_RUN names none of SMS_SCHEDULER, SMS_DESPOOLER ... */
	assert_null(strstr(ALL_RUN, "SCHEDULER"));
	expect(ask(&stand, "C01"), OK, "");
}

static void stopped_absent_and_not_running_are_told_apart(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = "SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE stopped\nSMS_CLIENT_CONFIG_MANAGER "
			 "not-installed\n"
			 "SMS_INVENTORY_AGENT_NT running\nSMS_PACKAGE_COMMAND_MANAGER_NT running\n";
	expect(ask(&stand, "C01"), ERROR,
		"3 of 5 services run\nservices.txt\nSMS_EXECUTIVE "
		"stopped\nservices.txt\nSMS_CLIENT_CONFIG_MANAGER not-installed");
	stand = stand_new();
	stand.services = "These Windows NT services are started:\r\n\r\n   SMS_SITE_CONFIG_MANAGER\r\n\r\n"
			 "The command completed successfully.\r\n";
	expect(ask(&stand, "C01"), ERROR, "1 of 5 services run\nservices.txt\nSMS_EXECUTIVE not-running");
}

static void a_service_the_list_does_not_name_is_unknown(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = "SMS_SITE_CONFIG_MANAGER running\n";
	expect(ask(&stand, "C01"), UNKNOWN, "the state of SMS_EXECUTIVE in services.txt");
	stand = stand_new();
	stand.services = NULL;
	expect(ask(&stand, "C01"), UNKNOWN, "--services FILE");
}

static void paused_and_starting_services_are_not_down(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services =
		"SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE paused\nSMS_CLIENT_CONFIG_MANAGER running\n"
		"SMS_INVENTORY_AGENT_NT running\nSMS_PACKAGE_COMMAND_MANAGER_NT starting\n";
	expect(ask(&stand, "C01"), WARNING, "SMS_EXECUTIVE paused");
	stand = stand_new();
	stand.services =
		"SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE running\nSMS_CLIENT_CONFIG_MANAGER running\n"
		"SMS_INVENTORY_AGENT_NT running\nSMS_PACKAGE_COMMAND_MANAGER_NT starting\n";
	expect(ask(&stand, "C01"), NOTE, "SMS_PACKAGE_COMMAND_MANAGER_NT starting");
}

static void an_upgrade_at_work_has_the_services_down(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = "SMS_UPGRADE_BOOTSTRAP running\nSMS_SITE_CONFIG_MANAGER not-installed\n";
	expect(ask(&stand, "C01"), NOTE, "(A02)");
}

/* E07 */

static void send_requests_have_a_day_and_then_a_week(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "E07"), OK, "no send request");
	stand = stand_new();
	put_at(stand.site, OUTBOX "\\30007Q7Z.SRQ", "x", NOW - DAY);
	expect(ask(&stand, "E07"), OK, "1 send request, the oldest for 24 h");
	stand = stand_new();
	put_at(stand.site, OUTBOX "\\30007Q7Z.SRS", "x", NOW - DAY - 1);
	expect(ask(&stand, "E07"), WARNING, OUTBOX "\\30007Q7Z.SRS");
	stand = stand_new();
	put_at(stand.site, OUTBOX "\\30007Q7Z.SRS", "x", NOW - 7 * DAY - 1);
	put_at(stand.site, OUTBOX "\\30008Q7Z.SRQ", "x", NOW - MINUTE);
	expect(ask(&stand, "E07"), ERROR, "gives up");
	stand = stand_new();
	put_at(stand.site, OUTBOX "\\OTHER.TXT", "x", NOW - 9 * DAY);
	expect(ask(&stand, "E07"), OK, "no send request");
	stand = stand_new();
	put_at(stand.site, OUTBOX "\\30007Q7Z.SRS", "x", NOW + DAY);
	expect(ask(&stand, "E07"), UNKNOWN, "--now TIME");
}

static void old_files_are_shown_up_to_a_dozen(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	for (int i = 0; i < 15; i++) {
		char path[128];

		snprintf(path, sizeof(path), OUTBOX "\\300%02dQ7Z.SRQ", i);
		put_at(stand.site, path, "x", NOW - 2 * DAY);
	}
	expect(ask(&stand, "E07"), WARNING, "\nand 3 more\n");
}

/* E08 */

static void jobs_have_a_day(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "E08"), OK, "no job");
	stand = stand_new();
	put_at(stand.site, SCHEDULE "\\00000001.JOB", "x", NOW - DAY);
	expect(ask(&stand, "E08"), OK, "1 job");
	stand = stand_new();
	put_at(stand.site, SCHEDULE "\\00000001.JOB", "x", NOW - DAY - 1);
	expect(ask(&stand, "E08"), WARNING, SCHEDULE "\\00000001.JOB");
}

static void two_looks_tell_whether_a_queue_grows(void **state)
{
	struct stand stand = stand_new(), before = stand_new();

	(void)state;
	before.now_utc_s = NOW - DAY;
	stand.earlier = stand_observe(&before, before.site, before.services, before.word);
	smssite_tree_free(before.site);
	put_at(stand.site, SCHEDULE "\\00000001.JOB", "x", NOW - 2 * DAY);
	put_at(stand.site, SCHEDULE "\\00000002.JOB", "x", NOW - HOUR);
	expect(ask(&stand, "E08"), WARNING, "earlier snapshot\n0 then, 2 now");
}

/* L02 */

static void files_of_the_future_tell_that_the_clock_was_moved(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "L02"), OK, "no file");
	stand = stand_new();
	put_at(stand.site, SCHEDULE "\\00000001.JOB", "x", NOW + 10 * MINUTE);
	expect(ask(&stand, "L02"), OK, "no file");
	stand = stand_new();
	put_at(stand.site, SCHEDULE "\\00000001.JOB", "x", NOW + 10 * MINUTE + 1);
	expect(ask(&stand, "L02"), WARNING,
		"1 file is dated later than now\n" SCHEDULE
		"\\00000001.JOB\n1 byte, time stamp 1997-07-15 13:10 UTC");
	stand = stand_new();
	put_at(stand.site, SCHEDULE "\\00000001.JOB", "x", INT64_C(2114380800));
	expect(ask(&stand, "L02"), ERROR, "2037");
	stand = stand_new();
	put(stand.site, "PAGEFILE.SYS", "not of the site");
	ok(smssite_tree_set_mtime(stand.site, "PAGEFILE.SYS", NOW + DAY));
	expect(ask(&stand, "L02"), OK, "no file");
}

static void a_log_whose_times_go_back_is_noted(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put(stand.site, "SCMAN.LOG",
		RECORD("a", "SMS_SITE_CONFIG_MANAGER", "Tue Jul 15 11:00:00 1997")
			RECORD("b", "SMS_SITE_CONFIG_MANAGER", "Tue Jul 15 10:00:00 1997"));
	expect(ask(&stand, "L02"), NOTE, "..\\SCMAN.LOG\nits times go back 1 time\n");
}

static void without_now_nothing_is_in_the_future(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.now_utc_s = SMSSITE_NO_TIME;
	expect(ask(&stand, "L02"), UNKNOWN, "--now TIME");
}

/* L05 */

#define MEGABYTE (INT64_C(1) << 20)

static void space_for_the_largest_package_must_be_free(void **state)
{
	struct stand stand = stand_new();
	char *package = calloc(1, 1000001);

	(void)state;
	ok(sms_memory_set_space(stand.site, 200 * MEGABYTE, 1000 * MEGABYTE));
	expect(ask(&stand, "L05"), OK, "209,715,200 bytes free");
	stand = stand_new();
	ok(sms_memory_set_space(stand.site, 100 * MEGABYTE - 1, 1000 * MEGABYTE));
	expect(ask(&stand, "L05"), WARNING, "less than the Despooler wants");
	stand = stand_new();
	ok(sms_memory_set_space(stand.site, 3000000, 1000 * MEGABYTE));
	put_bytes(stand.site, below("SMS", RECEIVE "\\1_0B7C9N.PCK"), package, 1000000);
	put_bytes(stand.site, below("SMS", RECEIVE "\\1_0B6C9N.PCK"), package, 999999);
	put_bytes(stand.site, below("SMS", RECEIVE "\\1_0B8C9N.PCK"), package, 999999);
	expect(ask(&stand, "L05"), WARNING, "1,000,000 bytes");
	stand = stand_new();
	ok(sms_memory_set_space(stand.site, 2999999, 1000 * MEGABYTE));
	put_bytes(stand.site, below("SMS", RECEIVE "\\1_0B7C9N.PCK"), package, 1000000);
	expect(ask(&stand, "L05"), ERROR, "largest waiting package");
	stand = stand_new();
	ok(sms_memory_set_space(stand.site, 2999999, 1000 * MEGABYTE));
	put_bytes(stand.site, below("SMS", TOSEND "\\Q7Z00009.S00"), package, 1000000);
	expect(ask(&stand, "L05"), ERROR, TOSEND "\\Q7Z00009.S00");
	free(package);
}

static void the_space_of_a_copy_is_not_known(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.liveness = SMSSITE_LIVENESS_COPY;
	ok(sms_memory_set_space(stand.site, 1, 1000 * MEGABYTE));
	expect(ask(&stand, "L05"), UNKNOWN, "--live");
}

static void scman_says_that_it_could_not_write(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put(stand.site, "SCMAN.LOG",
		AMONG_OTHERS("Event 213 logged with error 112 and object (X)", "SMS_SITE_CONFIG_MANAGER"));
	ok(sms_memory_set_space(stand.site, 200 * MEGABYTE, 1000 * MEGABYTE));
	expect(ask(&stand, "L05"), OK, "..\\SCMAN.LOG\nEvent 213 logged");
	stand = stand_new();
	put(stand.site, "SCMAN.LOG",
		AMONG_OTHERS("Event 214 logged with error 112 and object (X)", "SMS_SITE_CONFIG_MANAGER"));
	ok(sms_memory_set_space(stand.site, 200 * MEGABYTE, 1000 * MEGABYTE));
	expect(ask(&stand, "L05"), OK, "..\\SCMAN.LOG\nEvent 214 logged");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_control_file_says_which_services_a_site_needs),
		cmocka_unit_test(older_versions_have_no_client_configuration_manager),
		cmocka_unit_test(components_for_primaries_threads_and_helpers_do_not_count),
		cmocka_unit_test(without_a_control_file_the_catalogue_says_it),
		cmocka_unit_test(a_primary_needs_its_hierarchy_manager),
		cmocka_unit_test(all_services_run),
		cmocka_unit_test(threads_are_in_no_list_of_services),
		cmocka_unit_test(stopped_absent_and_not_running_are_told_apart),
		cmocka_unit_test(a_service_the_list_does_not_name_is_unknown),
		cmocka_unit_test(paused_and_starting_services_are_not_down),
		cmocka_unit_test(an_upgrade_at_work_has_the_services_down),
		cmocka_unit_test(send_requests_have_a_day_and_then_a_week),
		cmocka_unit_test(old_files_are_shown_up_to_a_dozen),
		cmocka_unit_test(jobs_have_a_day),
		cmocka_unit_test(two_looks_tell_whether_a_queue_grows),
		cmocka_unit_test(files_of_the_future_tell_that_the_clock_was_moved),
		cmocka_unit_test(a_log_whose_times_go_back_is_noted),
		cmocka_unit_test(without_now_nothing_is_in_the_future),
		cmocka_unit_test(space_for_the_largest_package_must_be_free),
		cmocka_unit_test(the_space_of_a_copy_is_not_known),
		cmocka_unit_test(scman_says_that_it_could_not_write),
	};

	return cmocka_run_group_tests_name("rules on services, clock, disk and queues", tests, NULL, NULL);
}
