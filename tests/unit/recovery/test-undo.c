/* SPDX-License-Identifier: MIT */
/* Taking back. */
#include "recovery-tests.h"

static void undo_leaves_what_needs_a_stopped_scman_if_it_does_not_stop(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	stand.scman.hung = true;
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_STOPPED);
	stand.list = "SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE running\n";
	assert_int_equal(stand_undo(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
	assert_text(&stand, "In quarantine: 00000003.CT1");
	assert_true(stand_has(&stand, MASTER));
	assert_false(stand_has(&stand, IN_BOX("00000003.CT1")));
	finish(&stand);
}

static void undo_never_replaces_a_name(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	stand.scman.hung = true;
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	stand_put(&stand, IN_BOX("00000003.ct1"), "a new one");
	assert_int_equal(stand_undo(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
	assert_text(&stand, "In quarantine: 00000003.CT1 (");
	assert_true(stand_has(&stand, IN_BOX("SITECTRL.CT3")));
	finish(&stand);
}

static void a_stopped_scman_is_proven_again_after_an_interruption(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	stand.scman.hung = true;
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_int_equal(smssite_apply_undo(stand.tree, stand.journal, stand.now, &apply), SMSSITE_OK);
	while (!stand_has(&stand, IN_BOX("00000003.CT1")))
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	smssite_apply_free(apply);
	assert_int_equal(stand.scman.stops, 1);
	/* Someone starts it meanwhile. */
	stand.scman.running = true;
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
	assert_int_equal(stand.scman.stops, 2);
	assert_true(stand_has(&stand, IN_BOX("SITECTRL.CT3")));
	finish(&stand);
}

static void undo_goes_back_from_every_action(void **state)
{
	static const struct stand_shape *const shapes[] = { &with_strays, &restart, &sendcode };

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		for (unsigned at = 0;; at++) {
			smssite_apply *apply;
			struct stand stand;
			bool over;

			stand_open(&stand, shapes[i]);
			assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
			for (unsigned n = 0; n < at && stand.outcome == SMSSITE_OUTCOME_NONE; n++)
				assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
			over = stand.outcome != SMSSITE_OUTCOME_NONE;
			smssite_apply_free(apply);
			assert_int_equal(stand_undo(&stand), SMSSITE_OK);
			assert_outcome(&stand, stand.scman.took_master || stand.scman.codes ?
				SMSSITE_OUTCOME_NOT_UNDONE : SMSSITE_OUTCOME_UNDONE);
			if (stand.outcome == SMSSITE_OUTCOME_NOT_UNDONE)
				assert_text(&stand, over ? "The run stays as it has ended." : "resume goes on");
			if (!stand.scman.took_master) {
				assert_true(stand_has(&stand, MASTER));
				assert_false(stand_has(&stand, SUBMITTED));
				assert_true(!shapes[i]->strays || stand_has(&stand, IN_BOX("SITECTRL.CT3")));
			}
			finish(&stand);
			if (over)
				break;
		}
	}
}

/* Undo has looked, and SCMAN takes the file before it is renamed back: that is the end, and says how to go on. */
static void scman_takes_the_file_while_undo_is_at_work(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	stand.scman.lazy = true;
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	while (!stand_has(&stand, SUBMITTED))
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	smssite_apply_free(apply);
	assert_int_equal(smssite_apply_undo(stand.tree, stand.journal, stand.now, &apply), SMSSITE_OK);
	stand.scman.lazy = false;
	stand_act(&stand, 20);
	assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
	smssite_apply_free(apply);
	for (int i = 0; i < 3; i++) {
		assert_outcome(&stand, SMSSITE_OUTCOME_NOT_UNDONE);
		assert_text(&stand, "SCMAN has taken 00000000.CT1: nothing was put into the box. That ends the run, and another plan "
			"can be begun; what comes of the file the site shows: follow it, and check it again.");
		assert_text(&stand, "In quarantine: 00000003.CT1");
		assert_int_equal(i ? stand_undo(&stand) : stand_resume(&stand), SMSSITE_OK);
	}
	assert_int_equal(stand.scman.took_master, 1);
	finish(&stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undo_leaves_what_needs_a_stopped_scman_if_it_does_not_stop),
		cmocka_unit_test(undo_never_replaces_a_name),
		cmocka_unit_test(a_stopped_scman_is_proven_again_after_an_interruption),
		cmocka_unit_test(undo_goes_back_from_every_action),
		cmocka_unit_test(scman_takes_the_file_while_undo_is_at_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
