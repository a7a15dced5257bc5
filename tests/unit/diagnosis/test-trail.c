/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static smssite_trail *trail_of(struct stand *stand)
{
	smssite_case *made = stand_case(stand);
	smssite_trail *trail;

	ok(smssite_case_trail(made, &trail));
	smssite_case_free(made);
	return trail;
}

/* Answers the text, blockers and next move together, in a buffer of its own. */
static const char *expect_trail(
	struct stand *stand, smssite_stage stage, bool inferred, const char *candidates)
{
	static char said[4096];
	smssite_trail *trail = trail_of(stand);
	char found[1024] = "";

	for (size_t i = 0; i < smssite_trail_candidate_count(trail); i++) {
		strcat(found, smssite_trail_candidate_path(trail, i));
		strcat(found, " ");
	}
	if (smssite_trail_stage(trail) != stage || smssite_trail_inferred(trail) != inferred ||
		strcmp(found, candidates) != 0)
		fail_msg("%s%s at %s(%s), not %s at %s", smssite_trail_inferred(trail) ? "perhaps " : "",
			smssite_stage_name(smssite_trail_stage(trail)), found, smssite_trail_text(trail),
			smssite_stage_name(stage), candidates);
	snprintf(said, sizeof(said), "%s\n%s\n%s", smssite_trail_text(trail), smssite_trail_blockers(trail),
		smssite_trail_next_move(trail));
	smssite_trail_free(trail);
	return said;
}

static void expect_said(const char *said, const char *piece)
{
	if (!strstr(said, piece))
		fail_msg("\"%s\" is not in: %s", piece, said);
}

/* The parent waits, its boxes are given; nobody wrote a .CT2 yet. */
static struct stand stand_between(void)
{
	struct stand stand = stand_new();

	stand.parent = make_parent();
	stand.word = PENDING;
	return stand;
}

static void a_ct1_that_waits_is_not_answered(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_control(stand.site, "00000000.CT1", 2, NOW - MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_NOT_ANSWERED, false, BOX "\\00000000.CT1 ");
}

static void a_shutdown_asks_for_no_ct2(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_control(stand.site, "SHUTDOWN.CT1", 6, NOW - MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_UNKNOWN, false, "");
}

static void a_ct2_in_the_box_is_written(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_control(stand.site, "12345678.CT2", 1, NOW - 40 * MINUTE);
	put_control(stand.site, "00000000.CT1", 2, NOW - MINUTE);
	expect_said(expect_trail(&stand, SMSSITE_STAGE_WRITTEN, false, BOX "\\12345678.CT2 "), "event 214");
}

static void a_job_right_behind_a_ct2_is_its_own(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_control(stand.site, "12345678.CT2", 1, NOW - 40 * MINUTE);
	put_at(stand.site, SCHEDULE "\\00000018.JOB", "x", NOW - 40 * MINUTE + 2);
	/* Of inventory by its name, too early, too late. */
	put_at(stand.site, SCHEDULE "\\INV00018.JOB", "x", NOW - 40 * MINUTE + 2);
	put_at(stand.site, SCHEDULE "\\00000017.JOB", "x", NOW - 42 * MINUTE);
	put_at(stand.site, SCHEDULE "\\00000019.JOB", "x", NOW - 34 * MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_JOB, true, SCHEDULE "\\00000018.JOB ");
}

static void unrelated_jobs_do_not_carry_a_ct2(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_control(stand.site, "12345678.CT2", 1, NOW - 40 * MINUTE);
	put_at(stand.site, SCHEDULE "\\00000017.JOB", "x", NOW - 42 * MINUTE);
	put_at(stand.site, SCHEDULE "\\00000019.JOB", "x", NOW - 20 * MINUTE);
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRQ", "x", NOW - 20 * MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_WRITTEN, false, BOX "\\12345678.CT2 ");
}

static void a_job_of_the_cycle_that_wrote_the_master_may_carry_it(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	/* The master was written at THEN. */
	put_at(stand.site, SCHEDULE "\\00000018.JOB", "x", THEN + 30 * MINUTE);
	put_at(stand.site, SCHEDULE "\\00000017.JOB", "x", THEN - 2 * MINUTE);
	put_at(stand.site, SCHEDULE "\\00000019.JOB", "x", THEN + 31 * MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_JOB, true, SCHEDULE "\\00000018.JOB ");
}

static void a_system_request_of_this_site_may_carry_it(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_at(stand.site, OUTBOX "\\1_0abq7z.srq", "x", THEN + HOUR / 2);
	put_at(stand.site, TOSEND "\\Q7Z00011.P00", "x", THEN + HOUR / 2);
	expect_said(expect_trail(&stand, SMSSITE_STAGE_REQUEST, true, OUTBOX "\\1_0abq7z.srq "), "(F01)");
}

static void other_requests_do_not_carry_it(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	/* Not of a system job; of another site; before the master was written; no name of eight; not a
	 * request. */
	put_at(stand.site, OUTBOX "\\30007Q7Z.SRQ", "x", THEN + MINUTE);
	put_at(stand.site, OUTBOX "\\1_0ABQ8Z.SRQ", "x", THEN + MINUTE);
	put_at(stand.site, OUTBOX "\\1_0ACQ7Z.SRS", "x", THEN - 2 * MINUTE);
	put_at(stand.site, OUTBOX "\\_0AQ7Z.SRQ", "x", THEN + MINUTE);
	put_at(stand.site, OUTBOX "\\1_0ADQ7Z.TMP", "x", THEN + MINUTE);
	put_at(stand.site, TOSEND "\\Q7Z00009.S00", "x", THEN + MINUTE);
	put_at(stand.parent, RECEIVE "\\1_0ABC9N.PCK", "x", THEN + MINUTE);
	put_at(stand.parent, RECEIVE "\\1_0ACQ7Z.INS", "x", THEN - 2 * HOUR);
	expect_said(expect_trail(&stand, SMSSITE_STAGE_UNKNOWN, false, ""), "neither site shows it");
}

static void a_package_without_a_request_is_packed(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_at(stand.site, TOSEND "\\Q7Z00011.P00", "x", THEN + MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_REQUEST, true, TOSEND "\\Q7Z00011.P00 ");
}

static void a_request_that_is_being_sent(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRS", "x", THEN + MINUTE);
	/* The package comes first, the instruction when it is complete. */
	put_at(stand.parent, RECEIVE "\\1_0ABQ7Z.PCK", "x", THEN + MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_SENDING, true, OUTBOX "\\1_0ABQ7Z.SRS ");
}

static void two_requests_are_either(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRS", "x", THEN + MINUTE);
	put_at(stand.site, OUTBOX "\\1_0ACQ7Z.SRS", "x", THEN + 2 * MINUTE);
	expect_said(expect_trail(&stand, SMSSITE_STAGE_SENDING, true,
			    OUTBOX "\\1_0ABQ7Z.SRS " OUTBOX "\\1_0ACQ7Z.SRS "),
		"either of 2 files");
	stand = stand_between();
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRS", "x", THEN + MINUTE);
	put_at(stand.site, OUTBOX "\\1_0ACQ7Z.SRS", "x", THEN + 2 * MINUTE);
	put_at(stand.site, OUTBOX "\\1_0ADQ7Z.SRS", "x", THEN + 2 * MINUTE);
	expect_said(expect_trail(&stand, SMSSITE_STAGE_SENDING, true,
			    OUTBOX "\\1_0ABQ7Z.SRS " OUTBOX "\\1_0ACQ7Z.SRS " OUTBOX "\\1_0ADQ7Z.SRS "),
		"any of 3 files");
}

static void of_two_places_the_least_far_is_told_and_the_other_mentioned(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_at(stand.site, OUTBOX "\\1_0ACQ7Z.SRQ", "x", THEN + 2 * MINUTE);
	put_at(stand.parent, RECEIVE "\\1_0ABQ7Z.INS", "x", THEN + 2 * MINUTE);
	put_at(stand.parent, RECEIVE "\\1_0ABQ7Z.PCK", "x", THEN + 2 * MINUTE);
	expect_said(expect_trail(&stand, SMSSITE_STAGE_REQUEST, true, OUTBOX "\\1_0ACQ7Z.SRQ "),
		"1 further on could carry it as well");
}

static void an_instruction_at_the_parent_has_arrived(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	/* Seen in both places: files move from the secondary to the parent, so it is at the parent. */
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRS", "x", THEN + MINUTE);
	put_at(stand.parent, RECEIVE "\\1_0ABQ7Z.INS", "x", THEN + 2 * MINUTE);
	put_at(stand.parent, RECEIVE "\\1_0ABQ7Z.PCK", "x", THEN + 2 * MINUTE);
	expect_said(expect_trail(&stand, SMSSITE_STAGE_ARRIVED, true, RECEIVE "\\1_0ABQ7Z.INS "), "G06");
	stand = stand_between();
	put_at(stand.parent, RECEIVE "\\1_0ABQ7Z.IST", "x", THEN + 2 * MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_ARRIVED, true, RECEIVE "\\1_0ABQ7Z.IST ");
}

static void a_ct2_of_this_site_in_the_parents_box_is_despooled(void **state)
{
	struct stand stand = stand_between();
	struct control_file_shape shape = control_file_secondary;

	(void)state;
	put_control(stand.parent, "00004711.CT2", 1, THEN - DAY);
	shape.site_code = "Q8Z";
	shape.type = 1;
	put_control_file(stand.parent, below("SMS", BOX "\\00004712.CT2"), &shape);
	/* What is certain goes before what may be. */
	put_at(stand.site, OUTBOX "\\1_0ACQ7Z.SRQ", "x", THEN + 2 * MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_DESPOOLED, false, BOX "\\00004711.CT2 ");
}

static void a_ct2_at_the_parent_that_cannot_be_read_may_be_any_sites(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_at(stand.parent, BOX "\\00004711.CT2", "torn", THEN + MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_DESPOOLED, true, BOX "\\00004711.CT2 ");
}

static void only_the_parents_word_says_done(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	stand.word = ACTIVE;
	expect_said(expect_trail(&stand, SMSSITE_STAGE_DONE, false, ""), "active");
	stand = stand_between();
	stand.word = NULL;
	expect_said(expect_trail(&stand, SMSSITE_STAGE_UNKNOWN, false, ""), "--site-list FILE");
}

static void an_active_site_may_have_a_ct2_under_way(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	stand.word = ACTIVE;
	put_at(stand.site, OUTBOX "\\1_0ACQ7Z.SRQ", "x", THEN + 2 * MINUTE);
	expect_said(expect_trail(&stand, SMSSITE_STAGE_REQUEST, true, OUTBOX "\\1_0ACQ7Z.SRQ "),
		"the parent lists the site as active already");
}

static void without_the_parent_the_way_ends_at_the_sender(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	expect_said(expect_trail(&stand, SMSSITE_STAGE_UNKNOWN, false, ""), "--parent SITE");
}

static void an_earlier_look_at_the_ct2_dates_its_job(void **state)
{
	struct stand stand = stand_between(), before = stand_new();

	(void)state;
	put_control(before.site, "12345678.CT2", 1, THEN + 40 * MINUTE);
	stand.earlier = stand_observe(&before, before.site, before.services, before.word);
	smssite_tree_free(before.site);
	put_at(stand.site, SCHEDULE "\\00000018.JOB", "x", THEN + 50 * MINUTE);
	/* After the master, but before the .CT2. */
	put_at(stand.site, OUTBOX "\\1_0ACQ7Z.SRQ", "x", THEN + 20 * MINUTE);
	expect_trail(&stand, SMSSITE_STAGE_JOB, true, SCHEDULE "\\00000018.JOB ");
}

static void a_renamed_master_waits_for_an_unknown_time(void **state)
{
	struct stand stand = stand_between();
	smssite_trail *trail;

	(void)state;
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control(stand.site, "00000000.CT1", 2, NOW - DAY);
	trail = trail_of(&stand);
	assert_int_equal(smssite_trail_stage(trail), SMSSITE_STAGE_NOT_ANSWERED);
	assert_int_equal(smssite_trail_candidate_age_s(trail, 0), -1);
	smssite_trail_free(trail);
}

static void a_refused_ct1_is_why_there_is_no_ct2(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_control(stand.site, "00000000.715", 2, NOW - MINUTE);
	expect_said(expect_trail(&stand, SMSSITE_STAGE_UNKNOWN, false, ""), "refused");
}

static void primaries_and_hidden_boxes_have_no_trail(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	smssite_tree_free(stand.site);
	stand.site = make_parent();
	put_control(stand.site, "12345678.CT2", 1, NOW);
	expect_said(expect_trail(&stand, SMSSITE_STAGE_UNKNOWN, false, ""), "primary");
	stand = stand_new();
	stand.word = ACTIVE;
	ok(sms_memory_add(stand.site, "SMS/SITE.SRV/SITECFG.BOX/SiteCtrl.ct0", SMSSITE_ENTRY_LINK));
	expect_said(expect_trail(&stand, SMSSITE_STAGE_UNKNOWN, false, ""), "ambiguous");
}

static void ages_count_to_now_and_the_future_has_none(void **state)
{
	struct stand stand = stand_between();
	smssite_trail *trail;

	(void)state;
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRQ", "x", NOW - 5 * MINUTE);
	put_at(stand.site, OUTBOX "\\1_0ACQ7Z.SRQ", "x", NOW + DAY);
	trail = trail_of(&stand);
	assert_int_equal(smssite_trail_candidate_count(trail), 2);
	assert_int_equal(smssite_trail_candidate_age_s(trail, 0), 5 * MINUTE);
	assert_int_equal(smssite_trail_candidate_age_s(trail, 1), -1);
	assert_int_equal(smssite_trail_candidate_age_s(trail, 2), -1);
	assert_null(smssite_trail_candidate_path(trail, 2));
	smssite_trail_free(trail);
}

/* What a blocker that was found says, with the line of the record that shows it. */
static void expect_found(const smssite_trail *trail, const char *id, const char *title)
{
	for (size_t i = 0; i < smssite_trail_blocker_count(trail); i++)
		if (strcmp(smssite_trail_blocker_id(trail, i), id) == 0 &&
			strstr(smssite_trail_blocker_title(trail, i), title)) {
			for (size_t j = 0; j < smssite_trail_blocker_evidence_count(trail, i); j++)
				if (smssite_trail_blocker_evidence_line(trail, i, j) == 2)
					return;
			fail_msg("%s has no evidence in line 2", id);
		}
	fail_msg("no %s with \"%s\"", id, title);
}

static void the_logs_name_the_blocker(void **state)
{
	static const struct {
		smssite_stage stage;
		const char *log, *text, *id, *title;
	} logs[] = {
		{ SMSSITE_STAGE_NOT_ANSWERED, "SCMAN.LOG",
			AMONG_OTHERS("GetLastError 183; SiteConfig Mgr code 7404.", "SMS_SITE_CONFIG_MANAGER"), "C03", "with a code" },
		{ SMSSITE_STAGE_JOB, "SCHED.LOG",
			AMONG_OTHERS("Size mismatch in RoutingInfo record.  Got 0, expected 544.", "SMS_SCHEDULER"), "E01",
			"damaged send request" },
		{ SMSSITE_STAGE_JOB, "SCHED.LOG",
			AMONG_OTHERS("DBG>> Send request about to write bad data.", "SMS_SCHEDULER"), "E02", "damaged send request" },
		{ SMSSITE_STAGE_JOB, "SCHED.LOG",
			AMONG_OTHERS("ERROR: Cannot connect to secondary source", "SMS_SCHEDULER"), "E03", "cannot reach" },
		{ SMSSITE_STAGE_REQUEST, "LANSEND.LOG",
			AMONG_OTHERS("Checking for sending capacity. Used 0 out of 0, no sending capacity", "SMS_LAN_SENDER"), "F01",
			"capacity of 0" },
		{ SMSSITE_STAGE_REQUEST, "LANSEND.LOG",
			AMONG_OTHERS("Registry indicates no outbox for the sender to scan.", "SMS_LAN_SENDER"), "F02", "moved" },
		{ SMSSITE_STAGE_SENDING, "LANSEND.LOG",
			AMONG_OTHERS("There is not enough space on the disk.", "SMS_LAN_SENDER"), "F03", "is full" },
		{ SMSSITE_STAGE_ARRIVED, "DESPOOL.LOG",
			AMONG_OTHERS("failed to open X\\1_0ABQ7Z.INS WIN32 ERROR = 32", "SMS_DESPOOLER"), "G06", "gave up" },
		{ SMSSITE_STAGE_ARRIVED, "DESPOOL.LOG",
			AMONG_OTHERS("Instruction X won't be processed till 05/13/01 18:04:37", "SMS_DESPOOLER"), "G03", "left status" },
		{ SMSSITE_STAGE_ARRIVED, "DESPOOL.LOG",
			AMONG_OTHERS("Despooler failed to execute the instruction, error code = c0000001", "SMS_DESPOOLER"), "",
			"failed at an instruction" },
		{ SMSSITE_STAGE_DESPOOLED, "HMAN.LOG",
			AMONG_OTHERS("{6581} ERROR: Cannot establish a SQL connection.~", "SMS_HIERARCHY_MANAGER"), "B09", "SQL Server" },
		{ SMSSITE_STAGE_DESPOOLED, "HMAN.LOG",
			AMONG_OTHERS("Site Control Image in the database is newer", "SMS_HIERARCHY_MANAGER"), "B07", "older than its own" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
		struct stand stand = stand_between();
		bool at_parent = logs[i].stage >= SMSSITE_STAGE_ARRIVED;
		smssite_tree *tree = at_parent ? stand.parent : stand.site;
		smssite_trail *trail;

		if (logs[i].stage == SMSSITE_STAGE_NOT_ANSWERED)
			put_control(stand.site, "00000000.CT1", 2, NOW);
		else if (logs[i].stage == SMSSITE_STAGE_DESPOOLED)
			put_control(stand.parent, "00004711.CT2", 1, NOW);
		else
			put_at(tree,
				logs[i].stage == SMSSITE_STAGE_JOB	 ? SCHEDULE "\\00000018.JOB"
				: logs[i].stage == SMSSITE_STAGE_REQUEST ? OUTBOX "\\1_0ABQ7Z.SRQ"
				: logs[i].stage == SMSSITE_STAGE_SENDING ? OUTBOX "\\1_0ABQ7Z.SRS"
									 : RECEIVE "\\1_0ABQ7Z.INS",
				"x", THEN + MINUTE);
		put_log(tree, logs[i].log, logs[i].text, THEN);
		trail = trail_of(&stand);
		assert_int_equal(smssite_trail_stage(trail), logs[i].stage);
		expect_found(trail, logs[i].id, logs[i].title);
		smssite_trail_free(trail);
	}
}

static void null_and_names(void **state)
{
	smssite_trail *trail = NULL;
	char *json = NULL;

	(void)state;
	assert_int_equal(smssite_case_trail(NULL, &trail), SMSSITE_INVALID);
	assert_null(trail);
	smssite_trail_free(NULL);
	assert_int_equal(smssite_trail_stage(NULL), SMSSITE_STAGE_UNKNOWN);
	assert_true(smssite_trail_inferred(NULL));
	assert_int_equal(smssite_trail_candidate_count(NULL), 0);
	assert_null(smssite_trail_candidate_path(NULL, 0));
	assert_int_equal(smssite_trail_candidate_age_s(NULL, 0), -1);
	assert_string_equal(smssite_trail_text(NULL), "");
	assert_string_equal(smssite_trail_blockers(NULL), "");
	assert_string_equal(smssite_trail_next_move(NULL), "");
	assert_int_equal(smssite_trail_to_json(NULL, &json), SMSSITE_INVALID);
	assert_string_equal(smssite_stage_name(SMSSITE_STAGE_UNKNOWN), "UNKNOWN");
	assert_string_equal(smssite_stage_name(SMSSITE_STAGE_NOT_ANSWERED), "NOT_ANSWERED");
	assert_string_equal(smssite_stage_name(SMSSITE_STAGE_DONE), "DONE");
	assert_string_equal(smssite_stage_name((smssite_stage)8), "UNKNOWN");
	assert_string_equal(smssite_stage_name((smssite_stage)-9), "UNKNOWN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ct1_that_waits_is_not_answered),
		cmocka_unit_test(a_shutdown_asks_for_no_ct2),
		cmocka_unit_test(a_ct2_in_the_box_is_written),
		cmocka_unit_test(a_job_right_behind_a_ct2_is_its_own),
		cmocka_unit_test(unrelated_jobs_do_not_carry_a_ct2),
		cmocka_unit_test(a_job_of_the_cycle_that_wrote_the_master_may_carry_it),
		cmocka_unit_test(a_system_request_of_this_site_may_carry_it),
		cmocka_unit_test(other_requests_do_not_carry_it),
		cmocka_unit_test(a_package_without_a_request_is_packed),
		cmocka_unit_test(a_request_that_is_being_sent),
		cmocka_unit_test(two_requests_are_either),
		cmocka_unit_test(of_two_places_the_least_far_is_told_and_the_other_mentioned),
		cmocka_unit_test(an_instruction_at_the_parent_has_arrived),
		cmocka_unit_test(a_ct2_of_this_site_in_the_parents_box_is_despooled),
		cmocka_unit_test(a_ct2_at_the_parent_that_cannot_be_read_may_be_any_sites),
		cmocka_unit_test(only_the_parents_word_says_done),
		cmocka_unit_test(an_active_site_may_have_a_ct2_under_way),
		cmocka_unit_test(without_the_parent_the_way_ends_at_the_sender),
		cmocka_unit_test(an_earlier_look_at_the_ct2_dates_its_job),
		cmocka_unit_test(a_renamed_master_waits_for_an_unknown_time),
		cmocka_unit_test(a_refused_ct1_is_why_there_is_no_ct2),
		cmocka_unit_test(primaries_and_hidden_boxes_have_no_trail),
		cmocka_unit_test(ages_count_to_now_and_the_future_has_none),
		cmocka_unit_test(the_logs_name_the_blocker),
		cmocka_unit_test(null_and_names),
	};

	return cmocka_run_group_tests_name("the trail of a .ct2", tests, NULL, NULL);
}
