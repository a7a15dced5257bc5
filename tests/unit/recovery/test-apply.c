/* SPDX-License-Identifier: MIT */
/* Plans carried out straight on, and what they rely on. */
#include "recovery-tests.h"
#include "tree/memory.h"

/* -- straight on ---------------------------------------------------------------------------------- */

static void every_procedure_comes_to_its_end(void **state)
{
	static const struct stand_shape shapes[] = {
		{ .procedure = STAND_RENAME },
		{ .procedure = STAND_RENAME, .strays = STAND_STRAYS },
		{ .procedure = STAND_RENAME, .strays = 1, .root_only = true },
		{ .procedure = STAND_RENAME, .real_master = true },
		{ .procedure = STAND_RESTART },
		{ .procedure = STAND_RESTART, .root_only = true },
		{ .procedure = STAND_SENDCODE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		struct stand stand;

		stand_open(&stand, &shapes[i]);
		stand.pace = 2;
		assert_int_equal(stand_apply(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		assert_int_equal(stand.scman.took_master, shapes[i].procedure == STAND_RENAME);
		assert_int_equal(stand.scman.codes, shapes[i].procedure == STAND_SENDCODE);
		assert_int_equal(stand.scman.stops, shapes[i].procedure == STAND_RESTART ? 2 : 0);
		assert_int_equal(stand.asked, 0);
		finish(&stand);
	}
}

static void names_change_also_where_the_file_system_lacks_the_call(void **state)
{
	(void)state;
	for (int without_links = 0; without_links < 2; without_links++) {
		struct stand stand;

		stand_open(&stand, &with_strays);
		stand.faulty->lacks[FAULTY_RENAME_NOREPLACE] = true;
		stand.faulty->lacks[FAULTY_LINK] = without_links;
		assert_int_equal(stand_apply(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		finish(&stand);
	}
}

static void the_work_folder_is_beside_the_root_and_keeps_time_stamps(void **state)
{
	struct smssite_tree_stat stat;
	smssite_listing *list;
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_true(stand_has(&stand, "SMSSITE.WRK/LOCK"));
	assert_true(stand_has(&stand, stand_work(&stand, "JOURNAL")));
	assert_int_equal(smssite_tree_list(stand.memory, stand_work(&stand, "BACKUP"), &list), SMSSITE_OK);
	assert_int_equal(smssite_listing_count(list), 1);
	assert_int_equal(smssite_listing_stat(list, 0, &stat), SMSSITE_OK);
	assert_int_equal(stat.mtime_utc_s, STAND_START - 1000);
	smssite_listing_free(list);
	assert_int_equal(smssite_tree_list(stand.memory, stand_work(&stand, "QUARANTIN"), &list), SMSSITE_OK);
	assert_int_equal(smssite_listing_count(list), STAND_STRAYS);
	assert_int_equal(smssite_listing_stat(list, 0, &stat), SMSSITE_OK);
	assert_int_equal(stat.mtime_utc_s, STAND_START - 1000);
	smssite_listing_free(list);
	finish(&stand);
}

static void actions_say_what_is_to_be_done(void **state)
{
	smssite_action *action, *again;
	smssite_apply *apply;
	struct stand stand;
	char *text;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	assert_string_equal(smssite_apply_journal(apply), stand.journal);
	assert_ptr_equal(smssite_apply_plan(apply), stand.plan);
	assert_int_equal(smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0, NULL, 0, stand.now), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_next(apply, stand.now, &action), SMSSITE_OK);
	assert_int_equal(smssite_action_get_kind(action), SMSSITE_ACTION_RUN);
	assert_int_equal(smssite_action_step(action), 0);
	assert_string_equal(smssite_action_server(action), "EDGE7");
	assert_int_equal(smssite_action_word_count(action), 2);
	assert_string_equal(smssite_action_word(action, 0), "NET");
	assert_string_equal(smssite_action_word(action, 1), "START");
	assert_null(smssite_action_word(action, 2));
	assert_int_equal(smssite_action_line(action, SMSSITE_COMMAND_CMD, &text), SMSSITE_OK);
	assert_string_equal(text, "NET START");
	smssite_free(text);
	assert_int_equal(smssite_action_line(action, 7, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_action_line(NULL, SMSSITE_COMMAND_CMD, &text), SMSSITE_INVALID);
	assert_false(smssite_action_is_rehearsal(action));
	/* Until there is a report, the same again. */
	assert_int_equal(smssite_apply_next(apply, stand.now, &again), SMSSITE_OK);
	assert_int_equal(smssite_action_step(again), 0);
	assert_int_equal(smssite_action_get_kind(again), SMSSITE_ACTION_RUN);
	smssite_action_free(again);
	/* An action outlives its apply. */
	smssite_apply_free(apply);
	assert_string_equal(smssite_action_word(action, 0), "NET");
	smssite_action_free(action);
	stand_close(&stand);
}

static void a_wait_says_what_to_watch_and_until_when(void **state)
{
	smssite_action *action = NULL;
	smssite_apply *apply;
	struct stand stand;
	char *text;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	do {
		smssite_action_free(action);
		assert_int_equal(smssite_apply_next(apply, stand.now, &action), SMSSITE_OK);
		if (smssite_action_get_kind(action) == SMSSITE_ACTION_RUN)
			assert_int_equal(smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0,
				"SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE running\n", 54, stand.now), SMSSITE_OK);
	} while (smssite_action_get_kind(action) != SMSSITE_ACTION_WAIT);
	assert_int_equal(smssite_action_line(action, SMSSITE_COMMAND_CMD, &text), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_action_path_count(action), 1);
	assert_string_equal(smssite_action_path(action, 0), STAND_BOX);
	assert_null(smssite_action_path(action, 1));
	assert_int_equal(smssite_action_look_again_utc_s(action), stand.now + 5);
	assert_int_equal(smssite_action_until_utc_s(action), stand.now + 1800);
	assert_int_equal(smssite_action_outcome(action), SMSSITE_OUTCOME_NONE);
	smssite_action_free(action);
	smssite_apply_free(apply);
	stand_close(&stand);
}

static void a_rehearsal_plays_the_file_steps_and_is_taken_back(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &(struct stand_shape){ .procedure = STAND_RENAME, .strays = STAND_STRAYS, .copy = true });
	stand.scman.hung = true;
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	assert_text(&stand, "Rehearsal");
	assert_int_equal(stand.waited, 0);
	assert_true(stand_has(&stand, SUBMITTED));
	assert_false(stand_has(&stand, MASTER));
	assert_int_equal(stand_undo(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
	assert_true(stand_has(&stand, MASTER));
	assert_false(stand_has(&stand, SUBMITTED));
	assert_true(stand_has(&stand, IN_BOX("00000003.CT1")));
	assert_int_equal(stand.scman.stops, 0);
	finish(&stand);
}

/* -- what a plan relies on ------------------------------------------------------------------------ */

static void put_double(struct stand *stand)
{
	assert_int_equal(sms_memory_add(stand->memory, IN_BOX("sitectrl.ct0"), SMSSITE_ENTRY_OTHER), SMSSITE_OK);
}

static void put_reply(struct stand *stand)
{
	stand_put(stand, IN_BOX("00000077.CT2"), "reply");
}

static void put_shutdown(struct stand *stand)
{
	stand_put(stand, IN_BOX("Shutdown.ct1"), "shutdown");
}

static void put_init(struct stand *stand)
{
	stand_put(stand, IN_BOX("_INIT.CT1"), "init");
}

static void put_submitted(struct stand *stand)
{
	stand_put(stand, SUBMITTED, "someone else's");
}

static void put_proposed(struct stand *stand)
{
	stand_put(stand, IN_BOX("00000078.CT1"), "new");
}

static void put_refused(struct stand *stand)
{
	stand_put(stand, IN_BOX("00000000.713"), "refused");
}

static void put_other_master(struct stand *stand)
{
	stand_put(stand, IN_BOX("BACKUP.TXT"), "");
	stand_remove(stand, MASTER);
	stand_put(stand, MASTER, "another master");
}

static void put_link(struct stand *stand)
{
	stand_remove(stand, MASTER);
	assert_int_equal(sms_memory_add(stand->memory, MASTER, SMSSITE_ENTRY_LINK), SMSSITE_OK);
}

static void take_master(struct stand *stand)
{
	stand_remove(stand, MASTER);
}

static void take_stray(struct stand *stand)
{
	stand_remove(stand, IN_BOX("00000003.CT1"));
}

static void change_stray(struct stand *stand)
{
	stand_remove(stand, IN_BOX("00000003.CT1"));
	stand_put(stand, IN_BOX("00000003.CT1"), "other bytes");
}

static const struct {
	void (*act)(struct stand *stand);
	const char *name;
	smssite_outcome outcome;
} changes[] = {
	{ put_reply, IN_BOX("00000077.CT2"), SMSSITE_OUTCOME_MOVED_BY_ITSELF },
	{ put_shutdown, IN_BOX("Shutdown.ct1"), SMSSITE_OUTCOME_CHANGED },
	{ put_init, IN_BOX("_INIT.CT1"), SMSSITE_OUTCOME_CHANGED },
	{ put_submitted, SUBMITTED, SMSSITE_OUTCOME_CHANGED },
	{ put_proposed, IN_BOX("00000078.CT1"), SMSSITE_OUTCOME_CHANGED },
	{ put_refused, IN_BOX("00000000.713"), SMSSITE_OUTCOME_CHANGED },
	{ put_other_master, NULL, SMSSITE_OUTCOME_CHANGED },
	{ put_link, NULL, SMSSITE_OUTCOME_CHANGED },
	{ take_master, NULL, SMSSITE_OUTCOME_CHANGED },
};
#define CHANGE_COUNT (sizeof(changes) / sizeof(*changes))

static void nothing_begins_where_the_plan_no_longer_holds(void **state)
{
	(void)state;
	for (size_t i = 0; i < CHANGE_COUNT; i++) {
		smssite_apply *apply;
		struct stand stand;

		stand_open(&stand, &with_strays);
		changes[i].act(&stand);
		assert_int_equal(stand_begin(&stand, &apply), SMSSITE_CHANGED);
		assert_false(stand_has(&stand, "SMSSITE.WRK"));
		stand_close(&stand);
	}
	for (int i = 0; i < 2; i++) {
		smssite_apply *apply;
		struct stand stand;

		stand_open(&stand, &with_strays);
		(i ? take_stray : change_stray)(&stand);
		assert_int_equal(stand_begin(&stand, &apply), SMSSITE_CHANGED);
		assert_message("00000003.CT1");
		stand_close(&stand);
	}
}

static void doubles_are_not_touched(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	put_double(&stand);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_AMBIGUOUS);
	stand_close(&stand);
	stand_open(&stand, &with_strays);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	put_double(&stand);
	assert_int_equal(stand_play(&stand, apply), SMSSITE_AMBIGUOUS);
	assert_int_equal(stand_play(&stand, apply), SMSSITE_AMBIGUOUS);
	smssite_apply_free(apply);
	assert_false(stand_has(&stand, SUBMITTED));
	stand_close(&stand);
}

/* How many actions are handed out until the file is submitted. */
static unsigned actions_before_submitting(const struct stand_shape *shape)
{
	smssite_apply *apply;
	struct stand stand;
	unsigned actions = 0;

	stand_open(&stand, shape);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	while (!stand_has(&stand, SUBMITTED)) {
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
		actions++;
	}
	smssite_apply_free(apply);
	stand_close(&stand);
	return actions;
}

static void a_change_between_two_steps_ends_the_apply(void **state)
{
	unsigned last = actions_before_submitting(&with_strays);

	(void)state;
	assert_int_equal(last, 8);
	for (size_t i = 0; i < CHANGE_COUNT; i++) {
		for (unsigned at = 0; at < last; at++) {
			smssite_apply *apply;
			struct stand stand;

			stand_open(&stand, &with_strays);
			assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
			for (unsigned n = 0; n < at; n++)
				assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
			changes[i].act(&stand);
			assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
			assert_outcome(&stand, changes[i].outcome);
			/* And stays at its end. */
			assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
			assert_outcome(&stand, changes[i].outcome);
			smssite_apply_free(apply);
			assert_int_equal(stand.scman.took_master, 0);
			if (changes[i].name && changes[i].outcome == SMSSITE_OUTCOME_CHANGED) {
				stand_remove(&stand, changes[i].name);
				assert_int_equal(stand_resume(&stand), SMSSITE_OK);
				assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
				finish(&stand);
			} else {
				stand_close(&stand);
			}
		}
	}
}

static void without_a_whole_backup_nothing_is_submitted(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		smssite_apply *apply;
		struct stand stand;

		stand_open(&stand, &with_strays);
		assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
		while (stand.told < 5)
			assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
		stand_remove(&stand, stand_work(&stand, "BACKUP/SITECTRL.CT0"));
		if (i)
			stand_put(&stand, stand_work(&stand, "BACKUP/SITECTRL.CT0"), "not the master");
		assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_CHANGED);
		assert_text(&stand, "backup");
		assert_true(stand_has(&stand, MASTER));
		smssite_apply_free(apply);
		assert_int_equal(stand_undo(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
		finish(&stand);
	}
}

static void a_site_that_moved_by_itself_gets_its_files_back(void **state)
{
	smssite_apply *apply;
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	for (int n = 0; n < 6; n++)
		assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
	put_reply(&stand);
	assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_MOVED_BY_ITSELF);
	assert_text(&stand, "In quarantine: 00000003.CT1");
	smssite_apply_free(apply);
	/* Resuming what is over changes nothing. */
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_MOVED_BY_ITSELF);
	assert_int_equal(stand_undo(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_UNDONE);
	assert_true(stand_has(&stand, IN_BOX("00000003.CT1")));
	assert_true(stand_has(&stand, IN_BOX("SITECTRL.CT3")));
	assert_int_equal(stand.scman.stops, 1);
	finish(&stand);
}

static void services_that_do_not_run_end_it_before_anything_is_touched(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		struct stand stand;

		stand_open(&stand, &with_strays);
		stand.scman.executive = i != 0;
		stand.scman.running = i != 1;
		stand.scman.upgrade = i == 2;
		assert_int_equal(stand_apply(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_CHANGED);
		assert_false(stand_has(&stand, stand_work(&stand, "BACKUP")));
		stand.scman.executive = stand.scman.running = true;
		stand.scman.upgrade = false;
		assert_int_equal(stand_resume(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		finish(&stand);
	}
}

static void a_list_that_does_not_say_is_put_to_a_person(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct stand stand;

		stand_open(&stand, &plain);
		stand.list = i ? "Access is denied.\r\n" : "SMS_EXECUTIVE running\n";
		assert_int_equal(stand_apply(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
		assert_int_equal(stand.asked, 1);
		finish(&stand);
		stand_open(&stand, &plain);
		stand.list = "?";
		stand.word = SMSSITE_ANSWER_FAILED;
		assert_int_equal(stand_apply(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_FAILED);
		finish(&stand);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_procedure_comes_to_its_end),
		cmocka_unit_test(names_change_also_where_the_file_system_lacks_the_call),
		cmocka_unit_test(the_work_folder_is_beside_the_root_and_keeps_time_stamps),
		cmocka_unit_test(actions_say_what_is_to_be_done),
		cmocka_unit_test(a_wait_says_what_to_watch_and_until_when),
		cmocka_unit_test(a_rehearsal_plays_the_file_steps_and_is_taken_back),
		cmocka_unit_test(nothing_begins_where_the_plan_no_longer_holds),
		cmocka_unit_test(doubles_are_not_touched),
		cmocka_unit_test(a_change_between_two_steps_ends_the_apply),
		cmocka_unit_test(without_a_whole_backup_nothing_is_submitted),
		cmocka_unit_test(a_site_that_moved_by_itself_gets_its_files_back),
		cmocka_unit_test(services_that_do_not_run_end_it_before_anything_is_touched),
		cmocka_unit_test(a_list_that_does_not_say_is_put_to_a_person),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
