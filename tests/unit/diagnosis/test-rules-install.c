/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define BOOTSTRAP_RUNS                                                                                       \
	"SMS_SITE_CONFIG_MANAGER not-installed\nSMS_EXECUTIVE not-installed\nSMS_BOOTSTRAP not-installed\n"  \
	"SMS_UPGRADE_BOOTSTRAP running\n"

static smssite_snapshot *earlier_of(struct stand stand, int64_t taken_utc_s)
{
	smssite_snapshot *snapshot;

	stand.now_utc_s = taken_utc_s;
	snapshot = stand_observe(&stand, stand.site, stand.services, stand.word);
	smssite_tree_free(stand.site);
	return snapshot;
}

/* A01 */

static void a_site_the_parent_calls_active_is_well(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = ACTIVE;
	expect(ask(&stand, "A01"), OK, "sites.txt\nQ7Z 1 (ACTIVE)");
}

static void a_master_alone_says_nothing_without_the_parent(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "A01"), UNKNOWN, "--site-list FILE or --parent-status WORD");
}

static void a_word_on_other_sites_says_nothing(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = "Q8Z 1 0\n";
	expect(ask(&stand, "A01"), UNKNOWN, "does not name this site");
}

static void a_site_at_rest_for_which_the_parent_waits_is_stuck(void **state)
{
	static const char *const words[] = { "Q7Z 2 32\n", "Q7Z 2\n", "Q7Z 3\n", "Q7Z 5\n", "Q7Z 5 63\n",
		"Q7Z 2 42\n", "q7z 2 0x40000020\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct stand stand = stand_new();

		stand.word = words[i];
		expect(ask(&stand, "A01"), STUCK, "the parent waits for this site's .ct2\nsites.txt\nQ7Z ");
	}
	struct stand stand = stand_new();
	stand.word = PENDING;
	expect(ask(&stand, "A01"), STUCK, "(PENDING, FIRSTSCJOB_END)\n" BOX "\\SITECTRL.CT0\nPROPOSED, ");
}

static void a_parent_at_its_own_jobs_waits_for_no_ct2(void **state)
{
	static const char *const words[] = { "Q7Z 5 62\n", "Q7Z 5 61\n", "Q7Z 2 100\n", "Q7Z 2 11\n",
		"Q7Z 3 23\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct stand stand = stand_new();

		stand.word = words[i];
		expect(ask(&stand, "A01"), WARNING, "no .ct2 is due yet");
	}
}

static void a_site_being_deleted_waits_for_no_ct2(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = "Q7Z 4 51\n";
	expect(ask(&stand, "A01"), WARNING, "deleting");
}

static void whether_a_ct2_may_be_forced_needs_the_services(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	stand.services = NULL;
	expect(ask(&stand, "A01"), UNKNOWN, "--services FILE");
	stand = stand_new();
	stand.word = PENDING;
	stand.services = "SMS_SITE_CONFIG_MANAGER running\n";
	expect(ask(&stand, "A01"), UNKNOWN, "--services FILE");
}

static void services_that_are_down_come_before_the_ct2(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	stand.services = "SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE stopped\n";
	expect(ask(&stand, "A01"), WARNING, "(C01)");
}

static void a_bootstrap_at_work_comes_before_the_ct2(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	stand.services = BOOTSTRAP_RUNS;
	expect(ask(&stand, "A01"), NOTE, "(A02)");
}

static void a_ct2_has_thirty_minutes_to_leave(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	put_control(stand.site, "12345678.CT2", 1, NOW - 30 * MINUTE);
	expect(ask(&stand, "A01"), NOTE, "on its way: written 30 min ago");
	stand = stand_new();
	stand.word = PENDING;
	put_control(stand.site, "12345678.CT2", 1, NOW - 30 * MINUTE - 1);
	expect(ask(&stand, "A01"), STUCK, BOX "\\12345678.CT2\nACTUAL, ");
}

static void a_late_ct2_is_seen_without_services_and_without_the_parent(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = NULL;
	put_control(stand.site, "12345678.CT2", 1, NOW - 2 * HOUR);
	expect(ask(&stand, "A01"), STUCK, "has waited for 2 h");
}

static void a_late_ct2_of_an_active_site_is_an_error_only(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = ACTIVE;
	put_control(stand.site, "12345678.CT2", 1, NOW - 2 * HOUR);
	expect(ask(&stand, "A01"), ERROR, "does not leave");
}

static void the_oldest_of_several_replies_counts(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "00000001.CT2", 1, NOW - MINUTE);
	put_control(stand.site, "00000002.CT2", 1, NOW - 40 * MINUTE);
	put_control(stand.site, "00000003.CT2", 1, NOW - 2 * MINUTE);
	expect(ask(&stand, "A01"), STUCK, "40 min");
}

static void a_ct2_of_the_future_has_no_age(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "12345678.CT2", 1, NOW + DAY);
	expect(ask(&stand, "A01"), UNKNOWN, "L02");
}

static void a_ct1_that_waits_comes_before_the_ct2(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	put_control(stand.site, "00000000.CT1", 2, NOW - MINUTE);
	expect(ask(&stand, "A01"), NOTE,
		"(B01)\nsites.txt\nQ7Z 2 32 (PENDING, FIRSTSCJOB_END)\n" BOX "\\00000000.CT1");
	stand = stand_new();
	stand.word = PENDING;
	put_control(stand.site, "SHUTDOWN.CT1", 6, NOW - MINUTE);
	expect(ask(&stand, "A01"), NOTE, "(A05)");
	stand = stand_new();
	stand.word = PENDING;
	put_control(stand.site, "_INIT.CT1", 2, NOW - MINUTE);
	expect(ask(&stand, "A01"), NOTE, "first configuration");
}

static void a_box_without_master_has_nothing_to_answer_with(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control(stand.site, "11111111.715", 2, NOW - MINUTE);
	expect(ask(&stand, "A01"), NOTE, "(B13)");
}

static void a_refused_file_beside_the_master_does_not_hide_that_the_parent_waits(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	put_control(stand.site, "11111111.715", 2, THEN - HOUR);
	expect(ask(&stand, "A01"), STUCK, "11111111.715");
}

static void a_ct2_under_way_is_no_finding_until_it_is_late(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRQ", "x", NOW - 10 * MINUTE);
	expect(ask(&stand, "A01"), NOTE, "(REQUEST, inferred)");
	stand = stand_new();
	stand.word = PENDING;
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRQ", "x", NOW - 31 * MINUTE);
	expect(ask(&stand, "A01"), STUCK, "held up (REQUEST, inferred)");
}

static void a_ct2_at_the_parent_is_named_by_the_parents_code(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	stand.parent = make_parent();
	put_control(stand.parent, "00004711.CT2", 1, NOW - 31 * MINUTE);
	expect(ask(&stand, "A01"), STUCK, "C9N: " BOX "\\00004711.CT2\nDESPOOLED, 31 min old");
}

static void a_primary_is_not_asked(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	smssite_tree_free(stand.site);
	stand.site = make_parent();
	stand.word = "C9N 2 32\n";
	assert_false(ask(&stand, "A01").there);
}

static void what_lies_outside_the_view_is_unknown(void **state)
{
	static const char *const rules[] = { "A01", "A03", "A05", "A10", "B01", "B05", "B06", "B07", "B12",
		"B13", "B18", "E07", "E08" };
	smssite_snapshot *snapshot = observe(make_site(""), "LOGON.SRV", SMSSITE_VIEW_AUTO);
	smssite_findings *findings;
	smssite_case *made;

	(void)state;
	ok(smssite_case_new(snapshot, &made));
	ok(smssite_case_diagnose(made, &findings));
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		expect(answer_of(findings, rules[i]), UNKNOWN, "");
	smssite_findings_free(findings);
	smssite_case_free(made);
	smssite_snapshot_free(snapshot);
}

static void of_two_that_may_carry_it_one_that_is_not_late_is_enough(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRQ", "x", NOW - 31 * MINUTE);
	put_at(stand.site, OUTBOX "\\1_0ACQ7Z.SRQ", "x", NOW - 29 * MINUTE);
	expect(ask(&stand, "A01"), NOTE, "on its way");
}

static void after_a_ct1_the_answer_is_due(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	ok(smssite_tree_set_mtime(stand.site, below("SMS", BOX "\\SITECTRL.CT0"), NOW - 10 * MINUTE));
	expect(ask(&stand, "A01"), NOTE, "any minute");
	stand = stand_new();
	stand.word = PENDING;
	ok(smssite_tree_set_mtime(stand.site, below("SMS", BOX "\\SITECTRL.CT0"), NOW - 11 * MINUTE));
	expect(ask(&stand, "A01"), STUCK, "");
	/* All files as young: a copy that did not keep the times. */
	stand = stand_new();
	stand.word = PENDING;
	stand.now_utc_s = THEN + MINUTE;
	expect(ask(&stand, "A01"), STUCK, "");
}

static void a_clock_a_little_ahead_makes_no_file_of_the_future(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_control(stand.site, "12345678.CT2", 1, NOW + 5 * MINUTE);
	expect(ask(&stand, "A01"), NOTE, "written 0 s ago");
}

static void a_master_that_would_be_refused_is_told(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_without_domain(stand.site, BOX "\\SITECTRL.CT0");
	expect(ask(&stand, "A01"), STUCK, "SCMAN would refuse it as .ct1: ");
}

static void two_words_that_contradict_are_no_word(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.parent = make_parent();
	stand.word = PENDING;
	stand.parents_own_word = ACTIVE;
	expect(ask(&stand, "A01"), UNKNOWN, "contradict");
	stand = stand_new();
	stand.parent = make_parent();
	stand.word = "Q8Z 1 0\n";
	stand.parents_own_word = ACTIVE;
	expect(ask(&stand, "A01"), OK, "Q7Z 1 (ACTIVE)");
	stand = stand_new();
	stand.parent = make_parent();
	stand.parents_own_word = PENDING;
	expect(ask(&stand, "A01"), STUCK, "Q7Z 2 32");
}

/* A02 */

static void an_upgrade_has_a_day(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = BOOTSTRAP_RUNS;
	put_at(stand.site, "BOOTSTRP.PK1", "package", NOW - DAY);
	expect(ask(&stand, "A02"), NOTE, "give it 24 h");
	stand = stand_new();
	stand.services = BOOTSTRAP_RUNS;
	put_at(stand.site, "BOOTSTRP.PK1", "package", NOW - DAY - 1);
	expect(ask(&stand, "A02"), STUCK,
		"services.txt\nSMS_UPGRADE_BOOTSTRAP running\nBOOTSTRP.PK1\n7 bytes, 24 h old");
}

static void the_first_sign_of_an_upgrade_tells_its_age(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = "SMS_UPGRADE_BOOTSTRAP stopped\n";
	put_at(stand.site, "BOOTSTRP.PK2", "package", NOW - HOUR);
	put_at(stand.site, "BOOTSTRP.PK1", "package", NOW - 30 * HOUR);
	expect(ask(&stand, "A02"), STUCK, "began 30 h ago");
	stand = stand_new();
	stand.services = BOOTSTRAP_RUNS;
	put_at(stand.site, "BOOT.LOG", "x", NOW - 25 * HOUR);
	expect(ask(&stand, "A02"), STUCK, "began 25 h ago");
}

static void an_upgrade_of_unknown_age_is_a_warning(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = BOOTSTRAP_RUNS;
	expect(ask(&stand, "A02"), WARNING, "BOOTSTRP.PK1, BOOTSTRP.PK2 or BOOT.LOG");
}

static void an_earlier_snapshot_tells_the_age_of_an_upgrade(void **state)
{
	struct stand stand = stand_new(), before = stand_new();

	(void)state;
	stand.services = before.services = BOOTSTRAP_RUNS;
	stand.earlier = earlier_of(before, NOW - 26 * HOUR);
	expect(ask(&stand, "A02"), STUCK, "earlier snapshot\nthe service was there 26 h ago");
}

static void without_a_bootstrap_no_upgrade_is_at_work(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "A02"), OK, "SMS_UPGRADE_BOOTSTRAP not-installed");
}

/* Event 388 and its kin, until another bootstrap was started. */
static void the_log_of_a_bootstrap_tells_how_it_ended(void **state)
{
	static const struct {
		const char *record, *piece;
	} ends[] = {
		{ "~Event 388: over", "the old version restarted itself (event 388)" },
		{ "Event 381 logged", "the old version restarted itself (event 381)" },
		{ "Event 385 logged", "old and new may be mixed" },
		{ "Event 389 logged", NULL },
		{ "Event 3881 logged", NULL },
	};
	char log[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct stand stand = stand_new();
		int size = snprintf(log, sizeof(log), RECORD("~Service is starting", "SMS_UPGRADE_BOOTSTRAP", "Sun Jul 13 10:00:00 1997")
			RECORD("%s", "SMS_UPGRADE_BOOTSTRAP", "Tue Jul 15 10:00:00 1997")
			RECORD("~Service is stopping", "SMS_UPGRADE_BOOTSTRAP", "Tue Jul 15 10:00:01 1997"), ends[i].record);

		put(stand.site, i % 2 ? "SMS/BOOT.LOG" : "BOOTSTRP.LOG", log);
		expect(ask(&stand, "A02"), ends[i].piece ? WARNING : OK, ends[i].piece ? ends[i].piece : "no upgrade is at work");
		stand = stand_new();
		snprintf(log + size, sizeof(log) - (size_t)size,
			RECORD("~Service is starting", "SMS_UPGRADE_BOOTSTRAP", "Wed Jul 16 10:00:00 1997"));
		put(stand.site, "BOOTSTRP.LOG", log);
		expect(ask(&stand, "A02"), OK, "no upgrade is at work");
	}
}

static void a_list_of_running_services_does_not_say_what_is_installed(void **state)
{
	static const char net_start[] =
		"These Windows NT services are started:\r\n\r\n   EventLog\r\n   SMS_EXECUTIVE\r\n\r\n"
		"The command completed successfully.\r\n";
	struct stand stand = stand_new();

	(void)state;
	stand.services = net_start;
	expect(ask(&stand, "A02"), OK, "SMS_UPGRADE_BOOTSTRAP not-running");
	stand = stand_new();
	stand.services = net_start;
	put_at(stand.site, "BOOTSTRP.PK1", "package", NOW - 2 * DAY);
	expect(ask(&stand, "A02"), UNKNOWN, "sc query state= all");
	stand = stand_new();
	stand.services = NULL;
	expect(ask(&stand, "A02"), UNKNOWN, "--services FILE");
}

/* A05 */

static void a_shutdown_takes_time_and_then_too_much(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "A05"), OK, "no shutdown");
	stand = stand_new();
	put_control(stand.site, "SHUTDOWN.CT1", 6, NOW - HOUR);
	expect(ask(&stand, "A05"), NOTE, "many logon servers");
	stand = stand_new();
	put_control(stand.site, "SHUTDOWN.CT1", 6, NOW - 3 * HOUR);
	expect(ask(&stand, "A05"), ERROR, "asked for 3 h ago");
	stand = stand_new();
	stand.services = "SMS_SITE_CONFIG_MANAGER stopped\n";
	put_control(stand.site, "SHUTDOWN.CT1", 6, NOW - MINUTE);
	expect(ask(&stand, "A05"), ERROR, "does not run");
	stand = stand_new();
	stand.services = "SMS_SITE_CONFIG_MANAGER stopped\nSMS_BOOTSTRAP not-installed\nSMS_UPGRADE_BOOTSTRAP not-installed\n";
	put_control(stand.site, "SHUTDOWN.CT1", 6, NOW - MINUTE);
	expect(ask(&stand, "A05"), ERROR, "the bootstrap that would go on after it is gone");
}

/* A06, A07 */

static void a_bootstrap_waits_for_its_packages(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.services = BOOTSTRAP_RUNS;
	put_at(stand.site, "BOOTSTRP.PK1", "package", NOW - HOUR);
	expect(ask(&stand, "A06"), NOTE, "waits for BOOTSTRP.PK2");
	stand = stand_new();
	stand.services = BOOTSTRAP_RUNS;
	put_at(stand.site, "BOOTSTRP.PK1", "package", NOW - HOUR);
	put_at(stand.site, "bootstrp.pk2", "package", NOW - HOUR);
	expect(ask(&stand, "A06"), OK, "both packages");
}

static void a_package_that_was_there_is_lost(void **state)
{
	struct stand stand = stand_new(), before = stand_new();

	(void)state;
	put_at(before.site, "BOOTSTRP.PK1", "package", NOW - 3 * HOUR);
	stand.services = before.services = BOOTSTRAP_RUNS;
	stand.earlier = earlier_of(before, NOW - 2 * HOUR);
	expect(ask(&stand, "A06"), ERROR, "BOOTSTRP.PK1 is gone");
}

static void packages_are_not_asked_for_without_a_bootstrap(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	assert_false(ask(&stand, "A06").there);
	stand = stand_new();
	stand.services = NULL;
	expect(ask(&stand, "A06"), UNKNOWN, "--services FILE");
	stand = stand_new();
	assert_false(ask(&stand, "A07").there);
}

static void an_empty_package_is_damaged_unless_it_is_just_begun(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_at(stand.site, "BOOTSTRP.PK1", "package", NOW - HOUR);
	expect(ask(&stand, "A07"), OK, "not checked");
	stand = stand_new();
	put_at(stand.site, "BOOTSTRP.PK1", "", NOW - MINUTE);
	expect(ask(&stand, "A07"), NOTE, "so far");
	stand = stand_new();
	put_at(stand.site, "BOOTSTRP.PK1", "package", NOW - HOUR);
	put_at(stand.site, "BOOTSTRP.PK2", "", NOW - HOUR);
	expect(ask(&stand, "A07"), ERROR, "BOOTSTRP.PK2\n0 bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_site_the_parent_calls_active_is_well),
		cmocka_unit_test(a_master_alone_says_nothing_without_the_parent),
		cmocka_unit_test(a_word_on_other_sites_says_nothing),
		cmocka_unit_test(a_site_at_rest_for_which_the_parent_waits_is_stuck),
		cmocka_unit_test(a_parent_at_its_own_jobs_waits_for_no_ct2),
		cmocka_unit_test(a_site_being_deleted_waits_for_no_ct2),
		cmocka_unit_test(whether_a_ct2_may_be_forced_needs_the_services),
		cmocka_unit_test(services_that_are_down_come_before_the_ct2),
		cmocka_unit_test(a_bootstrap_at_work_comes_before_the_ct2),
		cmocka_unit_test(a_ct2_has_thirty_minutes_to_leave),
		cmocka_unit_test(a_late_ct2_is_seen_without_services_and_without_the_parent),
		cmocka_unit_test(a_late_ct2_of_an_active_site_is_an_error_only),
		cmocka_unit_test(the_oldest_of_several_replies_counts),
		cmocka_unit_test(a_ct2_of_the_future_has_no_age),
		cmocka_unit_test(a_ct1_that_waits_comes_before_the_ct2),
		cmocka_unit_test(a_box_without_master_has_nothing_to_answer_with),
		cmocka_unit_test(a_refused_file_beside_the_master_does_not_hide_that_the_parent_waits),
		cmocka_unit_test(a_ct2_under_way_is_no_finding_until_it_is_late),
		cmocka_unit_test(a_ct2_at_the_parent_is_named_by_the_parents_code),
		cmocka_unit_test(a_primary_is_not_asked),
		cmocka_unit_test(what_lies_outside_the_view_is_unknown),
		cmocka_unit_test(of_two_that_may_carry_it_one_that_is_not_late_is_enough),
		cmocka_unit_test(after_a_ct1_the_answer_is_due),
		cmocka_unit_test(a_clock_a_little_ahead_makes_no_file_of_the_future),
		cmocka_unit_test(a_master_that_would_be_refused_is_told),
		cmocka_unit_test(two_words_that_contradict_are_no_word),
		cmocka_unit_test(an_upgrade_has_a_day),
		cmocka_unit_test(the_first_sign_of_an_upgrade_tells_its_age),
		cmocka_unit_test(an_upgrade_of_unknown_age_is_a_warning),
		cmocka_unit_test(an_earlier_snapshot_tells_the_age_of_an_upgrade),
		cmocka_unit_test(without_a_bootstrap_no_upgrade_is_at_work),
		cmocka_unit_test(the_log_of_a_bootstrap_tells_how_it_ended),
		cmocka_unit_test(a_list_of_running_services_does_not_say_what_is_installed),
		cmocka_unit_test(a_shutdown_takes_time_and_then_too_much),
		cmocka_unit_test(a_bootstrap_waits_for_its_packages),
		cmocka_unit_test(a_package_that_was_there_is_lost),
		cmocka_unit_test(packages_are_not_asked_for_without_a_bootstrap),
		cmocka_unit_test(an_empty_package_is_damaged_unless_it_is_just_begun),
	};

	return cmocka_run_group_tests_name("rules on installing", tests, NULL, NULL);
}
