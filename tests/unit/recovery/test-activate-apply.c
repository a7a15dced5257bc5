/* SPDX-License-Identifier: MIT */
/* The second procedure carried out: to the end, interrupted, taken back, with a parent that begins by itself. */
#include "recovery-tests.h"

#define SHUTDOWN IN_BOX("SHUTDOWN.CT1")
#define RECEIVED "SMS/SITE.SRV/DESPOOLR.BOX/RECEIVE/"

/* The step with such a title. */
static size_t step_of(const struct stand *stand, const char *title)
{
	for (size_t i = 0; i < smssite_plan_step_count(stand->plan); i++)
		if (strstr(smssite_plan_step_title(stand->plan, i), title))
			return i;
	fail_msg("no step \"%s\"", title);
	return 0;
}

/* Until this step is at hand: its first action is out and not answered, or it is done where it has none. */
static smssite_apply *begin_until(struct stand *stand, const char *title)
{
	size_t step = step_of(stand, title), at = SMSSITE_NO_INDEX;
	smssite_apply *apply;

	assert_int_equal(stand_begin(stand, &apply), SMSSITE_OK);
	while (at != step) {
		smssite_action *action;

		assert_int_equal(smssite_apply_next(apply, stand->now, &action), SMSSITE_OK);
		at = smssite_action_step(action);
		if (at != step && smssite_action_get_kind(action) != SMSSITE_ACTION_STEP)
			assert_int_equal(stand_turn(stand, apply), SMSSITE_OK);
		smssite_action_free(action);
	}
	return apply;
}

static void a_failed_upgrade_is_cleared_away_and_done_again(void **state)
{
	const struct stand_shape *const shapes[] = { &activate, &activate_standing };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stand stand;

		stand_open(&stand, shapes[i]);
		assert_int_equal(stand_apply(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		assert_int_equal(stand.scman.site.orders, 1);
		assert_true(stand_has(&stand, stand_work(&stand, "QUARANTIN/SHUTDOWN.CT1")));
		assert_true(stand_has(&stand, stand_work(&stand, "QUARANTIN/BOOTSTRP.PK1")));
		finish(&stand);
	}
}

/* Only what is not the upgrade's is offered, a package before its instruction; the answer counts for each. */
static void files_of_others_are_offered_one_by_one(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &activate);
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_int_equal(stand.scman.site.returned, 2);
	assert_true(stand_has(&stand, RECEIVED "30008DPW.PCK"));
	assert_true(stand_has(&stand, RECEIVED "TEMP/1_0AAC9N.PCK"));
	finish(&stand);
	stand_open(&stand, &activate);
	stand.word = SMSSITE_ANSWER_DONE;
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	finish(&stand);
}

static void a_parent_that_begins_by_itself_gets_no_order(void **state)
{
	const struct stand_shape shape = { .procedure = STAND_ACTIVATE, .by_itself = true };
	struct stand stand;

	(void)state;
	stand_open(&stand, &shape);
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_int_equal(stand.scman.site.orders, 0);
	finish(&stand);
}

static void an_order_that_came_too_late_is_asked_about_again(void **state)
{
	const struct stand_shape shape = { .procedure = STAND_ACTIVATE, .late = true };
	struct stand stand;

	(void)state;
	stand_open(&stand, &shape);
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_FAILED);
	assert_text(&stand, "Resume asks first whether it is still needed.");
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_int_equal(stand.scman.site.orders, 0);
	finish(&stand);
}

/* Interrupted before the order, the parent may begin meanwhile; interrupted after it, it is not given again. */
static void whether_the_order_is_needed_is_asked_again_after_an_interruption(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &activate);
	apply = begin_until(&stand, "right before the order");
	/* Answered, and told of as done. */
	assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	smssite_apply_free(apply);
	stand.shape.by_itself = true;
	stand_act(&stand, 1);
	assert_true(stand.scman.site.begun);
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_int_equal(stand.scman.site.orders, 0);
	finish(&stand);
	stand_open(&stand, &activate);
	apply = begin_until(&stand, "Order the upgrade");
	stand.doubt_at = stand.runs + 1;
	assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
	smssite_apply_free(apply);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_int_equal(stand.scman.site.orders, 1);
	finish(&stand);
}

/* A person's word on the choice given from outside, by confirm. */
static void a_choice_can_be_confirmed(void **state)
{
	const char *const title = "right before the order";
	struct stand stand;
	size_t step;

	(void)state;
	for (int needed = 0; needed < 2; needed++) {
		stand_open(&stand, &activate);
		step = step_of(&stand, title);
		smssite_apply_free(begin_until(&stand, title));
		assert_int_equal(smssite_apply_confirm(stand.tree, stand.journal, step, needed, stand.now), SMSSITE_OK);
		if (!needed)
			stand.shape.by_itself = true;
		assert_int_equal(stand_resume(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		assert_int_equal(stand.scman.site.orders, needed);
		finish(&stand);
	}
}

static void undo_puts_all_back_before_the_bootstrap_is_removed(void **state)
{
	const struct stand_shape *const shapes[] = { &activate, &activate_standing };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stand stand;

		stand_open(&stand, shapes[i]);
		smssite_apply_free(begin_until(&stand, "See that box and RECEIVE are cleared"));
		assert_false(stand_has(&stand, SHUTDOWN));
		assert_int_equal(stand_undo(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
		assert_true(stand_has(&stand, SHUTDOWN));
		finish(&stand);
	}
}

/* A server that was restarted has started its services again: they are stopped before anything goes back or on. */
static void services_that_came_back_with_the_power_are_stopped_again(void **state)
{
	(void)state;
	for (int back = 0; back < 2; back++) {
		struct stand stand;

		stand_open(&stand, &activate_standing);
		smssite_apply_free(begin_until(&stand, "Move every file of RECEIVE"));
		stand_power(&stand);
		assert_int_equal(back ? stand_undo(&stand) : stand_resume(&stand), SMSSITE_OK);
		assert_outcome(&stand, back ? SMSSITE_OUTCOME_UNDONE : SMSSITE_OUTCOME_DONE);
		finish(&stand);
	}
}

static void behind_the_point_of_no_return_undo_names_what_stays(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &activate);
	smssite_apply_free(begin_until(&stand, "Start SMS_SITE_CONFIG_MANAGER"));
	undo_too_late(&stand);
	assert_text(&stand, "Cannot be taken back: Remove the service SMS_UPGRADE_BOOTSTRAP");
	assert_text(&stand, "SHUTDOWN.CT1");
	finish(&stand);
}

/* From the removal on, which may have been done as soon as it is handed out, to the end. */
static void a_run_that_undo_comes_too_late_for_goes_on(void **state)
{
	static const char *const titles[] = { "Remove the service", "Move BOOTSTRP.PK1", "Install SMS_SITE_CONFIG_MANAGER",
		"Start SMS_SITE_CONFIG_MANAGER", "Order the upgrade" };

	(void)state;
	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++) {
		struct stand stand;

		stand_open(&stand, &activate);
		smssite_apply_free(begin_until(&stand, titles[i]));
		undo_too_late(&stand);
		undo_too_late(&stand);
		assert_int_equal(stand_resume(&stand), SMSSITE_OK);
		/* Handed out and not run, says the person who is asked: then it is to be done. */
		if (stand.outcome == SMSSITE_OUTCOME_FAILED) {
			undo_too_late(&stand);
			assert_int_equal(stand_resume(&stand), SMSSITE_OK);
		}
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		/* What is done stays done. */
		undo_too_late(&stand);
		assert_int_equal(stand_resume(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		finish(&stand);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failed_upgrade_is_cleared_away_and_done_again),
		cmocka_unit_test(files_of_others_are_offered_one_by_one),
		cmocka_unit_test(a_parent_that_begins_by_itself_gets_no_order),
		cmocka_unit_test(an_order_that_came_too_late_is_asked_about_again),
		cmocka_unit_test(whether_the_order_is_needed_is_asked_again_after_an_interruption),
		cmocka_unit_test(a_choice_can_be_confirmed),
		cmocka_unit_test(undo_puts_all_back_before_the_bootstrap_is_removed),
		cmocka_unit_test(services_that_came_back_with_the_power_are_stopped_again),
		cmocka_unit_test(behind_the_point_of_no_return_undo_names_what_stays),
		cmocka_unit_test(a_run_that_undo_comes_too_late_for_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
