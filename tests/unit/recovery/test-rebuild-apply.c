/* SPDX-License-Identifier: MIT */
/* A rebuild played to its end by public calls: what people, clients and services do meanwhile, and what comes of it. */
#include "rebuild-tests.h"

/* -- event 379 ------------------------------------------------------------------------------------- */

static void root_comes_back(struct rebuild_stand *self, const smssite_action *action)
{
	if (!is(action, SMSSITE_ACTION_ASK, "Refresh the Sites window"))
		return;
	ok(smssite_tree_make_directory(self->memory[0], "SMS"));
	put(self->memory[0], "SMS/LEFT.TXT", "of a copy that was under way");
}

static void a_root_that_is_there_again_stops_the_recreation(void **state)
{
	(void)state;
	stand.meddle = root_comes_back;
	plays_to(SMSSITE_OUTCOME_CHANGED, "event 379");
	assert_int_equal(stand.world.creations, 0);
	/* Not before it is empty. */
	goes_on_to(SMSSITE_OUTCOME_CHANGED, "event 379");
	ok(sms_tree_remove(stand.memory[0], "SMS/LEFT.TXT"));
	goes_on_to(SMSSITE_OUTCOME_DONE, "");
	done();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_root_that_is_there_again_stops_the_recreation, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
