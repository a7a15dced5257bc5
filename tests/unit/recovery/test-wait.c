/* SPDX-License-Identifier: MIT */
/* The two clocks, and what SCMAN does meanwhile. */
#include "recovery-tests.h"

static void put_shutdown(struct stand *stand)
{
	stand_put(stand, IN_BOX("Shutdown.ct1"), "shutdown");
}

/* -- waiting -------------------------------------------------------------------------------------- */

static void a_scman_that_does_not_take_the_file_stops_it(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	stand.scman.hung = true;
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_STOPPED);
	assert_text(&stand, "has not taken 00000000.CT1");
	assert_true(stand.now - STAND_START >= 1800 && stand.now - STAND_START < 1900);
	/* The clock begins anew. */
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_STOPPED);
	assert_true(stand.now - STAND_START >= 3600);
	assert_int_equal(stand_undo(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
	assert_true(stand_has(&stand, MASTER));
	assert_false(stand_has(&stand, SUBMITTED));
	assert_true(stand_has(&stand, IN_BOX("00000003.CT1")));
	finish(&stand);
}

static void a_scman_that_wakes_up_in_time_is_waited_for(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &plain);
	stand.scman.hung = true;
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_STOPPED);
	stand.scman.hung = false;
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	finish(&stand);
}

/* Plays until the file was taken, and its master is back or not; from there on SCMAN does nothing more. */
static void play_until_at(struct stand *stand, smssite_apply *apply, int at)
{
	while (stand->scman.at != at)
		assert_int_equal(stand_turn(stand, apply), SMSSITE_OK);
	stand->scman.hung = true;
}

static void past_the_point_of_no_return_nothing_goes_back(void **state)
{
	static const char *const stages[] = { NULL, NULL, "has not taken", "a master is there", NULL };

	(void)state;
	/* After it has written its master (both names are there), removed the file, written the reply. */
	for (int at = 2; at <= 4; at++) {
		smssite_apply *apply;
		struct stand stand;

		stand_open(&stand, &with_strays);
		assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
		play_until_at(&stand, apply, at);
		assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_STOPPED);
		if (at == 3)
			assert_text(&stand, stages[at]);
		smssite_apply_free(apply);
		undo_too_late(&stand);
		assert_text(&stand, "BACKUP");
		assert_text(&stand, "In quarantine: 00000003.CT1, SITECTRL.CT3, 00000000.714");
		assert_false(stand_has(&stand, IN_BOX("00000003.CT1")));
		assert_int_equal(stand.scman.stops, 0);
		/* Once more is no more, and the wait goes on when SCMAN does. */
		undo_too_late(&stand);
		stand.scman.hung = false;
		assert_int_equal(stand_resume(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		finish(&stand);
	}
}

static void a_finished_plan_is_not_taken_back(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	undo_too_late(&stand);
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	finish(&stand);
}

static void a_growing_log_shows_that_scman_is_at_work(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	while (stand.scman.at != 1)
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	/* Three hours of one step; the log grows all the time. */
	for (int64_t end = stand.now + 3 * 3600; stand.now < end; ) {
		stand.scman.at = 1;
		stand.pace = 0;
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
		assert_int_equal(stand.outcome, SMSSITE_OUTCOME_NONE);
		stand_remove(&stand, "SCMAN.LOG");
		stand_put(&stand, "SCMAN.LOG", stand.now / 30 % 2 ? "a" : "bb");
	}
	stand.pace = 1;
	assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	smssite_apply_free(apply);
	finish(&stand);
}

static void without_a_log_in_view_a_cycle_is_waited_for(void **state)
{
	smssite_apply *apply;
	struct stand stand;
	int64_t taken;

	(void)state;
	stand_open(&stand, &(struct stand_shape){ .procedure = STAND_SENDCODE, .root_only = true });
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	while (!stand.scman.codes)
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	stand.scman.hung = true;
	taken = stand.now;
	assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_STOPPED);
	/* 24 polls of five minutes. */
	assert_int_equal(stand.now - taken, 7200);
	smssite_apply_free(apply);
	stand.scman.hung = false;
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	finish(&stand);
}

static void a_reply_that_does_not_leave_is_named_with_its_stage(void **state)
{
	(void)state;
	for (int job = 0; job < 2; job++) {
		smssite_apply *apply;
		struct stand stand;
		int64_t appeared;

		stand_open(&stand, &plain);
		assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
		play_until_at(&stand, apply, 4);
		appeared = stand.now;
		if (!job)
			stand_remove(&stand, "SMS/SITE.SRV/SCHEDULE.BOX/00000042.JOB");
		assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_STOPPED);
		assert_text(&stand, "22222222.CT2 has been in the box for 30 minutes");
		assert_text(&stand, job ? "A job waits in SCHEDULE.BOX" : "No job waits");
		assert_int_equal(stand.now - appeared, 1800);
		smssite_apply_free(apply);
		stand.scman.hung = false;
		assert_int_equal(stand_resume(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		stand_close(&stand);
	}
}

static void an_upgrade_that_begins_ends_the_wait(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	stand.scman.hung = true;
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	while (!stand.waited)
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	put_shutdown(&stand);
	assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_CHANGED);
	smssite_apply_free(apply);
	/* The master goes back; what would be executed does not. */
	assert_int_equal(stand_undo(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
	assert_true(stand_has(&stand, MASTER));
	assert_false(stand_has(&stand, IN_BOX("00000003.CT1")));
	assert_text(&stand, "In quarantine: 00000003.CT1");
	assert_int_equal(stand.scman.stops, 0);
	finish(&stand);
}

static void a_refused_file_gives_way_to_the_backup(void **state)
{
	(void)state;
	for (int mends = 0; mends < 2; mends++) {
		struct stand stand;

		stand_open(&stand, &with_strays);
		stand.scman.refuses = 714;
		stand.scman.mends = mends;
		assert_int_equal(stand_apply(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_REJECTED);
		assert_text(&stand, "714");
		assert_text(&stand, smssite_reject_code_text(714));
		assert_true(stand_has(&stand, MASTER));
		assert_true(stand_has(&stand, IN_BOX("00000000.714")));
		assert_false(stand_has(&stand, SUBMITTED));
		/* The one that lay there before is in quarantine, and is not taken for a refusal. */
		assert_true(stand_has(&stand, stand_work(&stand, "QUARANTIN/00000000.714")));
		assert_int_equal(stand.scman.stops, mends ? 0 : 1);
		assert_int_equal(stand_undo(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_REJECTED);
		finish(&stand);
	}
}

static void undo_of_a_refused_file_puts_the_backup_back_too(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	stand.scman.refuses = 711;
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	while (!stand.scman.took_master)
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	smssite_apply_free(apply);
	assert_false(stand_has(&stand, MASTER));
	assert_int_equal(stand_undo(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_REJECTED);
	assert_true(stand_has(&stand, MASTER));
	finish(&stand);
}

static void a_reply_that_left_between_two_looks_is_inferred(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	play_until_at(&stand, apply, 3);
	stand_put(&stand, "SMS/SITE.SRV/SCHEDULE.BOX/00000077.JOB", "job");
	assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_text(&stand, "inferred");
	smssite_apply_free(apply);
	finish(&stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scman_that_does_not_take_the_file_stops_it),
		cmocka_unit_test(a_scman_that_wakes_up_in_time_is_waited_for),
		cmocka_unit_test(past_the_point_of_no_return_nothing_goes_back),
		cmocka_unit_test(a_finished_plan_is_not_taken_back),
		cmocka_unit_test(a_growing_log_shows_that_scman_is_at_work),
		cmocka_unit_test(without_a_log_in_view_a_cycle_is_waited_for),
		cmocka_unit_test(a_reply_that_does_not_leave_is_named_with_its_stage),
		cmocka_unit_test(a_reply_that_left_between_two_looks_is_inferred),
		cmocka_unit_test(an_upgrade_that_begins_ends_the_wait),
		cmocka_unit_test(a_refused_file_gives_way_to_the_backup),
		cmocka_unit_test(undo_of_a_refused_file_puts_the_backup_back_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
