/* SPDX-License-Identifier: MIT */
/* Who may begin and go on, and with what. */
#include "recovery-tests.h"
#include "control-files.h"
#include "sweep.h"

static void only_one_applies_at_a_time(void **state)
{
	smssite_apply *first, *second;
	struct stand stand;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_begin(&stand, &first), SMSSITE_OK);
	assert_int_equal(stand_begin(&stand, &second), SMSSITE_BUSY);
	assert_message("LOCK");
	assert_int_equal(smssite_apply_resume(stand.tree, stand.journal, stand.now, &second), SMSSITE_BUSY);
	assert_int_equal(smssite_apply_undo(stand.tree, stand.journal, stand.now, &second), SMSSITE_BUSY);
	smssite_apply_free(first);
	/* Begun is begun. */
	assert_int_equal(stand_begin(&stand, &second), SMSSITE_EXISTS);
	assert_message(stand.journal);
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_int_equal(stand_begin(&stand, &second), SMSSITE_EXISTS);
	finish(&stand);
}

static void another_plan_waits_until_the_first_has_ended(void **state)
{
	smssite_apply *apply;
	smssite_plan *other;
	struct stand stand, second;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	smssite_apply_free(apply);
	second = stand;
	second.shape.copy = false;
	second.shape.procedure = STAND_SENDCODE;
	other = stand_plan(&second);
	assert_int_equal(smssite_apply_begin(other, stand.tree, false, stand.now, &apply), SMSSITE_BUSY);
	assert_message(stand.journal);
	assert_int_equal(stand_undo(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
	assert_int_equal(smssite_apply_begin(other, stand.tree, false, stand.now, &apply), SMSSITE_OK);
	smssite_apply_free(apply);
	/* And the other way round: what has ended is not taken back while another is under way. */
	assert_int_equal(smssite_apply_undo(stand.tree, stand.journal, stand.now, &apply), SMSSITE_BUSY);
	smssite_plan_free(other);
	finish(&stand);
}

/* SCMAN has the file and never answers: it cannot be taken back, and may never go on. */
static void stop_past_the_point(struct stand *stand)
{
	smssite_apply *apply;

	stand_open(stand, &plain);
	assert_int_equal(stand_begin(stand, &apply), SMSSITE_OK);
	while (stand->scman.at != 3)
		assert_int_equal(stand_turn(stand, apply), SMSSITE_OK);
	smssite_apply_free(apply);
	stand->scman.hung = true;
	assert_int_equal(stand_resume(stand), SMSSITE_OK);
	assert_outcome(stand, SMSSITE_OUTCOME_STOPPED);
}

static void what_stopped_past_the_point_of_no_return_is_given_up_before_another_plan(void **state)
{
	struct stand stand, second;
	smssite_apply *apply;
	smssite_plan *other;
	char *text;

	(void)state;
	stop_past_the_point(&stand);
	second = stand;
	second.shape.procedure = STAND_SENDCODE;
	other = stand_plan(&second);
	assert_int_equal(smssite_apply_begin(other, stand.tree, false, stand.now, &apply), SMSSITE_BUSY);
	assert_message(stand.journal);
	assert_int_equal(smssite_apply_obstacle(other, stand.tree, &text), SMSSITE_OK);
	assert_string_equal(text, stand.journal);
	smssite_free(text);
	undo_too_late(&stand);
	assert_text(&stand, "resume goes on, abandon gives the run up");
	assert_int_equal(smssite_apply_abandon(stand.tree, stand.journal, stand.now, &text), SMSSITE_OK);
	assert_non_null(strstr(text, "Cannot be taken back: Rename SITECTRL.CT0 to 00000000.CT1."));
	smssite_free(text);
	assert_int_equal(smssite_apply_obstacle(other, stand.tree, &text), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_apply_begin(other, stand.tree, false, stand.now, &apply), SMSSITE_OK);
	smssite_apply_free(apply);
	/* It does not go on any more, and is given up once. */
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_ABANDONED);
	assert_int_equal(stand_undo(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_ABANDONED);
	assert_int_equal(smssite_apply_abandon(stand.tree, stand.journal, stand.now, &text), SMSSITE_REFUSED);
	assert_message("has ended already");
	smssite_plan_free(other);
	finish(&stand);
}

static smssite_status find_the_obstacle(void *argument)
{
	const struct stand *stand = argument;
	char *journal = NULL;
	smssite_status status = smssite_apply_obstacle(stand->plan, stand->tree, &journal);

	smssite_free(journal);
	return status;
}

static void an_obstacle_is_found_or_memory_has_run_out(void **state)
{
	struct stand stand;

	(void)state;
	stop_past_the_point(&stand);
	assert_true(sweep_allocations(find_the_obstacle, &stand) > 20);
	finish(&stand);
}

static void what_can_be_taken_back_is_not_given_up(void **state)
{
	struct stand stand;
	smssite_apply *apply;
	char *text;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(smssite_apply_obstacle(stand.plan, stand.tree, &text), SMSSITE_NOT_FOUND);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	assert_int_equal(smssite_apply_abandon(stand.tree, stand.journal, stand.now, &text), SMSSITE_BUSY);
	smssite_apply_free(apply);
	assert_int_equal(smssite_apply_obstacle(stand.plan, stand.tree, &text), SMSSITE_OK);
	assert_string_equal(text, stand.journal);
	smssite_free(text);
	assert_int_equal(smssite_apply_abandon(stand.tree, stand.journal, stand.now, &text), SMSSITE_REFUSED);
	assert_message("undo it");
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_int_equal(smssite_apply_abandon(stand.tree, stand.journal, stand.now, &text), SMSSITE_REFUSED);
	finish(&stand);
}

static void a_journal_nobody_can_read_is_in_the_way(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &plain);
	stand_put(&stand, "SMSSITE.WRK/0123456789ab/JOURNAL", "99 nonsense\nmore\n");
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_BUSY);
	assert_message("0123456789ab");
	stand_close(&stand);
	/* One that was never begun is not, nor is a folder that is none of ours. */
	stand_open(&stand, &plain);
	stand_put(&stand, "SMSSITE.WRK/0123456789ab/JOURNAL", "99 nons");
	stand_put(&stand, "SMSSITE.WRK/NOTES/JOURNAL", "x\nx\n");
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	finish(&stand);
}

static void a_beginning_that_a_crash_tore_is_begun_anew(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &plain);
	stand_put(&stand, stand_work(&stand, "JOURNAL"), "4000 0123456789abcdef {\"event\":\"be");
	assert_int_equal(smssite_apply_resume(stand.tree, stand.journal, stand.now, &apply), SMSSITE_MALFORMED);
	assert_message("before beginning again");
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	finish(&stand);
}

static void a_plan_of_a_copy_is_only_rehearsed(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &(struct stand_shape){ .procedure = STAND_RENAME, .copy = true });
	assert_int_equal(smssite_apply_begin(stand.plan, stand.tree, false, stand.now, &apply), SMSSITE_REFUSED);
	assert_false(stand_has(&stand, "SMSSITE.WRK"));
	finish(&stand);
}

static void a_journal_of_another_site_is_not_gone_on_with(void **state)
{
	struct control_file_shape shape = control_file_secondary;
	struct stand stand;
	smssite_apply *apply;
	char *text;
	size_t size;

	(void)state;
	stand_open(&stand, &(struct stand_shape){ .procedure = STAND_RENAME, .real_master = true });
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	smssite_apply_free(apply);
	shape.site_code = "X9X";
	text = control_file_make(&shape, &size);
	stand_remove(&stand, MASTER);
	stand_put(&stand, MASTER, text);
	free(text);
	assert_int_equal(smssite_apply_resume(stand.tree, stand.journal, stand.now, &apply), SMSSITE_CHANGED);
	assert_message("X9X");
	assert_int_equal(smssite_apply_undo(stand.tree, stand.journal, stand.now, &apply), SMSSITE_CHANGED);
	stand_close(&stand);
}

static void a_journal_is_found_in_any_spelling(void **state)
{
	static const char *const journals[] = { "smssite.wrk\\%s\\journal", "SMSSITE.WRK/%s/JOURNAL" };
	smssite_apply *apply;
	struct stand stand;
	char path[128];

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	smssite_apply_free(apply);
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), journals[i], smssite_plan_id(stand.plan));
		assert_int_equal(smssite_apply_resume(stand.tree, path, stand.now, &apply), SMSSITE_OK);
		assert_string_equal(smssite_apply_journal(apply), stand.journal);
		smssite_apply_free(apply);
	}
	stand_close(&stand);
}

static void what_is_no_journal_is_refused(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(smssite_apply_resume(stand.tree, stand.journal, stand.now, &apply), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_apply_resume(stand.tree, MASTER, stand.now, &apply), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_resume(stand.tree, "../JOURNAL", stand.now, &apply), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_resume(stand.tree, "", stand.now, &apply), SMSSITE_INVALID);
	stand_put(&stand, "SMSSITE.WRK/0123456789ab/JOURNAL", "");
	assert_int_equal(smssite_apply_resume(stand.tree, "SMSSITE.WRK/0123456789ab/JOURNAL", stand.now, &apply),
		SMSSITE_MALFORMED);
	stand_close(&stand);
}

static void a_callers_mistakes_are_told_from_other_failures(void **state)
{
	smssite_action *action;
	smssite_apply *apply;
	struct stand stand;
	char *text;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(smssite_apply_begin(NULL, stand.tree, false, 0, &apply), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_begin(stand.plan, NULL, false, 0, &apply), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_begin(stand.plan, stand.tree, false, 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_begin(stand.plan, stand.tree, false, SMSSITE_NO_TIME, &apply), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_resume(NULL, "x", 0, &apply), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_resume(stand.tree, NULL, 0, &apply), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_undo(stand.tree, "x", 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_confirm(NULL, "x", 0, true, 0), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_abandon(NULL, "x", 0, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_abandon(stand.tree, NULL, 0, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_abandon(stand.tree, "x", SMSSITE_NO_TIME, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_abandon(stand.tree, "x", 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_obstacle(NULL, stand.tree, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_obstacle(stand.plan, NULL, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_obstacle(stand.plan, stand.tree, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_next(NULL, 0, &action), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_report(NULL, SMSSITE_ANSWER_DONE, 0, NULL, 0, 0), SMSSITE_INVALID);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	assert_int_equal(smssite_apply_next(apply, SMSSITE_NO_TIME, &action), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_next(apply, 0, NULL), SMSSITE_INVALID);
	hand_out(&stand, apply);
	assert_int_equal(smssite_apply_report(apply, (smssite_answer)3, 0, NULL, 0, 0), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_report(apply, (smssite_answer)-1, 0, NULL, 0, 0), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0, NULL, 1, 0), SMSSITE_INVALID);
	smssite_apply_free(apply);
	smssite_apply_free(NULL);
	smssite_action_free(NULL);
	assert_string_equal(smssite_apply_journal(NULL), "");
	assert_null(smssite_apply_plan(NULL));
	assert_int_equal(smssite_action_get_kind(NULL), SMSSITE_ACTION_DONE);
	assert_int_equal(smssite_action_step(NULL), SMSSITE_NO_INDEX);
	assert_string_equal(smssite_action_text(NULL), "");
	assert_string_equal(smssite_action_server(NULL), "");
	assert_int_equal(smssite_action_word_count(NULL), 0);
	assert_null(smssite_action_word(NULL, 0));
	assert_false(smssite_action_is_rehearsal(NULL));
	assert_int_equal(smssite_action_look_again_utc_s(NULL), SMSSITE_NO_TIME);
	assert_int_equal(smssite_action_until_utc_s(NULL), SMSSITE_NO_TIME);
	assert_int_equal(smssite_action_path_count(NULL), 0);
	assert_null(smssite_action_path(NULL, 0));
	assert_int_equal(smssite_action_outcome(NULL), SMSSITE_OUTCOME_NONE);
	assert_string_equal(smssite_action_kind_name(SMSSITE_ACTION_RUN), "RUN");
	assert_string_equal(smssite_action_kind_name((smssite_action_kind)5), "?");
	assert_string_equal(smssite_outcome_name(SMSSITE_OUTCOME_NOT_UNDONE), "NOT_UNDONE");
	assert_string_equal(smssite_outcome_name((smssite_outcome)-1), "?");
	stand_close(&stand);
}

/* -- entered twice -------------------------------------------------------------------------------- */

static smssite_apply *entered;
static smssite_status answers[2];

static void enter_again(void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path,
	const char *to)
{
	smssite_action *action;

	(void)cookie, (void)faulty, (void)kind, (void)path, (void)to;
	answers[0] = smssite_apply_next(entered, 1, &action);
	answers[1] = smssite_apply_report(entered, SMSSITE_ANSWER_DONE, 0, NULL, 0, 1);
}

static void a_handle_that_is_entered_twice_is_busy(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_begin(&stand, &entered), SMSSITE_OK);
	assert_int_equal(stand_turn(&stand, entered), SMSSITE_OK);
	stand.faulty->hook = enter_again;
	assert_int_equal(stand_turn(&stand, entered), SMSSITE_OK);
	assert_int_equal(answers[0], SMSSITE_BUSY);
	assert_int_equal(answers[1], SMSSITE_BUSY);
	smssite_apply_free(entered);
	stand_close(&stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_one_applies_at_a_time),
		cmocka_unit_test(another_plan_waits_until_the_first_has_ended),
		cmocka_unit_test(what_stopped_past_the_point_of_no_return_is_given_up_before_another_plan),
		cmocka_unit_test(what_can_be_taken_back_is_not_given_up),
		cmocka_unit_test(an_obstacle_is_found_or_memory_has_run_out),
		cmocka_unit_test(a_journal_nobody_can_read_is_in_the_way),
		cmocka_unit_test(a_beginning_that_a_crash_tore_is_begun_anew),
		cmocka_unit_test(a_plan_of_a_copy_is_only_rehearsed),
		cmocka_unit_test(a_journal_of_another_site_is_not_gone_on_with),
		cmocka_unit_test(a_journal_is_found_in_any_spelling),
		cmocka_unit_test(what_is_no_journal_is_refused),
		cmocka_unit_test(a_callers_mistakes_are_told_from_other_failures),
		cmocka_unit_test(a_handle_that_is_entered_twice_is_busy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
