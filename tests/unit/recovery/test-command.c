/* SPDX-License-Identifier: MIT */
/* Commands: what came of them, what nobody knows of, what a person says. */
#include "recovery-tests.h"

/* -- commands ------------------------------------------------------------------------------------- */

static void a_command_in_doubt_is_not_run_again_blindly(void **state)
{
	(void)state;
	/* The restart plan has one list, two stops, two starts, each with its list, and a list. */
	for (unsigned at = 1; at <= 10; at++) {
		struct stand stand;

		stand_open(&stand, &restart);
		stand.doubt_at = at;
		stand.pace = 2;
		assert_int_equal(stand_apply(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		assert_int_equal(stand.scman.stops, 2);
		assert_int_equal(stand.scman.starts, 2);
		finish(&stand);
	}
}

static void a_command_without_a_report_is_in_doubt_after_a_crash(void **state)
{
	(void)state;
	for (unsigned obeyed = 0; obeyed < 2; obeyed++) {
		for (unsigned at = 1; at <= 10; at++) {
			smssite_action *action;
			smssite_apply *apply;
			struct stand stand;

			stand_open(&stand, &restart);
			stand.pace = 2;
			assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
			while (stand.runs < at - 1)
				assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
			do {
				assert_int_equal(smssite_apply_next(apply, stand.now, &action), SMSSITE_OK);
				if (smssite_action_get_kind(action) == SMSSITE_ACTION_RUN)
					break;
				smssite_action_free(action);
			} while (true);
			/* It was carried out, or was not; nobody could say so. */
			if (obeyed && smssite_action_word_count(action) > 2) {
				bool start = strcmp(smssite_action_word(action, 1), "START") == 0;
				bool executive = strcmp(smssite_action_word(action, 2), "SMS_EXECUTIVE") == 0;

				*(executive ? &stand.scman.executive : &stand.scman.running) = start;
				stand.scman.starts += start;
				stand.scman.stops += !start;
			}
			smssite_action_free(action);
			smssite_apply_free(apply);
			assert_int_equal(stand_resume(&stand), SMSSITE_OK);
			assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
			assert_int_equal(stand.scman.stops, 2);
			assert_int_equal(stand.scman.starts, 2);
			assert_int_equal(stand.asked, 0);
			finish(&stand);
		}
	}
}

static void a_code_in_doubt_is_put_to_a_person(void **state)
{
	(void)state;
	for (int answered = 0; answered < 2; answered++) {
		smssite_action *action;
		smssite_apply *apply;
		struct stand stand;

		stand_open(&stand, &sendcode);
		assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
		while (stand.told < 2)
			assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
		assert_int_equal(smssite_apply_next(apply, stand.now, &action), SMSSITE_OK);
		assert_string_equal(smssite_action_word(action, 0), "SENDCODE");
		smssite_action_free(action);
		smssite_apply_free(apply);
		stand.scman.told = true;
		stand.scman.codes = 1;
		if (answered)
			stand_act(&stand, 2);
		assert_int_equal(stand_resume(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		assert_int_equal(stand.asked, !answered);
		finish(&stand);
	}
}

static void a_code_that_failed_is_sent_again_on_resume_only(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &sendcode);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	while (stand.told < 2)
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	hand_out(&stand, apply);
	assert_int_equal(smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 5, "no such service", 15, stand.now), SMSSITE_OK);
	assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_FAILED);
	smssite_apply_free(apply);
	undo_too_late(&stand);
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_int_equal(stand.scman.codes, 1);
	stand_close(&stand);
}

static void services_that_do_not_stop_fail_after_a_while(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &restart);
	stand.list = "SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE running\n";
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_FAILED);
	assert_text(&stand, "Stop SMS_SITE_CONFIG_MANAGER");
	assert_int_equal(stand.scman.stops, 1);
	assert_true(stand.now - STAND_START >= 270);
	/* Undo starts what may have been stopped. */
	stand.list = NULL;
	assert_int_equal(stand_undo(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
	finish(&stand);
}

/* -- a person's word ------------------------------------------------------------------------------ */

static void a_person_confirms_a_command_while_no_apply_is_open(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &sendcode);
	assert_int_equal(smssite_apply_confirm(stand.tree, stand.journal, 0, true, stand.now), SMSSITE_NOT_FOUND);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	assert_int_equal(smssite_apply_confirm(stand.tree, stand.journal, 0, true, stand.now), SMSSITE_BUSY);
	hand_out(&stand, apply);
	smssite_apply_free(apply);
	assert_int_equal(smssite_apply_confirm(stand.tree, stand.journal, 1, true, stand.now), SMSSITE_REFUSED);
	assert_int_equal(smssite_apply_confirm(stand.tree, stand.journal, 9999, true, stand.now), SMSSITE_REFUSED);
	assert_int_equal(smssite_apply_confirm(stand.tree, stand.journal, 0, true, stand.now), SMSSITE_OK);
	assert_int_equal(smssite_apply_resume(stand.tree, stand.journal, stand.now, &apply), SMSSITE_OK);
	while (stand.told < 2)
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	assert_int_equal(stand.runs, 0);
	hand_out(&stand, apply);
	smssite_apply_free(apply);
	stand.scman.codes = 1;
	stand.scman.told = true;
	assert_int_equal(smssite_apply_confirm(stand.tree, stand.journal, 2, true, stand.now), SMSSITE_OK);
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_int_equal(smssite_apply_confirm(stand.tree, stand.journal, 2, true, stand.now), SMSSITE_REFUSED);
	finish(&stand);
}

static void a_person_may_say_that_it_failed(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &sendcode);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	while (stand.told < 2)
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	hand_out(&stand, apply);
	smssite_apply_free(apply);
	assert_int_equal(smssite_apply_confirm(stand.tree, stand.journal, 2, false, stand.now), SMSSITE_OK);
	/* That it was not done is reason enough to do it. */
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_int_equal(stand.scman.codes, 1);
	finish(&stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_in_doubt_is_not_run_again_blindly),
		cmocka_unit_test(a_command_without_a_report_is_in_doubt_after_a_crash),
		cmocka_unit_test(a_code_in_doubt_is_put_to_a_person),
		cmocka_unit_test(a_code_that_failed_is_sent_again_on_resume_only),
		cmocka_unit_test(services_that_do_not_stop_fail_after_a_while),
		cmocka_unit_test(a_person_confirms_a_command_while_no_apply_is_open),
		cmocka_unit_test(a_person_may_say_that_it_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
