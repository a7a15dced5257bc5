/* SPDX-License-Identifier: MIT */
/* The steps that a rebuild is the first to have: READ and WRITE, waits for what a service brings, people who say no, several
 * trees. Seen through the calls that everyone has. */
#include "rebuild-stand.h"
#include "../site/fixture.h"
#include "tree/tree.h"

#define INI "Sms.ini"
#define KEPT "[Local]\r\nNetCardID=1\r\n; kept\r\n"
#define CHANGED_SINCE "[Local]\r\nNetCardID=2\r\n"

static struct rebuild_stand stand;

static int set_up(void **state)
{
	(void)state;
	rebuild_open(&stand);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rebuild_close(&stand);
	return 0;
}

static void replace(smssite_tree *tree, const char *path, const char *text)
{
	struct smssite_tree_stat stat;

	if (!sms_tree_stat_exact(tree, path, &stat))
		ok(sms_tree_remove(tree, path));
	put(tree, path, text);
}

static const char *read_text(smssite_tree *tree, const char *path)
{
	static char text[512];
	void *data;
	size_t size;

	if (sms_tree_read_exact(tree, path, sizeof(text) - 1, &data, &size))
		return NULL;
	memcpy(text, data, size);
	text[size] = '\0';
	smssite_free(data);
	return text;
}

static void ended(smssite_outcome outcome, const char *piece)
{
	if (stand.outcome != outcome || !strstr(stand.text, piece))
		fail_msg("%s: %s", smssite_outcome_name(stand.outcome), stand.text);
}

static bool told(const smssite_action *action, const char *piece)
{
	return smssite_action_get_kind(action) == SMSSITE_ACTION_STEP && strstr(smssite_action_text(action), piece);
}

/* -- WRITE ----------------------------------------------------------------------------------------- */

static void ini_changes_when_it_was_copied(struct rebuild_stand *self, const smssite_action *action)
{
	if (told(action, "Sms.ini copied"))
		replace(self->memory[2], INI, CHANGED_SINCE);
}

static void a_file_that_changed_since_it_was_read_is_not_written_over(void **state)
{
	(void)state;
	stand.meddle = ini_changes_when_it_was_copied;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_CHANGED, "Sms.ini is not what was read before");
	assert_string_equal(read_text(stand.memory[2], INI), CHANGED_SINCE);
	/* As it was again: on. */
	stand.meddle = NULL;
	replace(stand.memory[2], INI, KEPT);
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
	rebuild_check_end(&stand, "resumed");
}

/* Only the key is written; every other byte stays. */
static void a_file_keeps_its_other_bytes_and_its_name(void **state)
{
	(void)state;
	ok(rebuild_apply(&stand));
	assert_string_equal(read_text(stand.memory[2], INI),
		"[Local]\r\nNetCardID=1\r\n; kept\r\nNextAvailableSiteSMSUniqueID=Q7Z02000\r\n");
}

static void ini_is_not_there(struct rebuild_stand *self, const smssite_action *action)
{
	if (strstr(smssite_action_text(action), "delete the key") && read_text(self->memory[2], INI))
		ok(sms_tree_remove(self->memory[2], INI));
}

/* Interrupts where the command that deletes the site at the parent is handed out. */
static void play_to_delsite(void)
{
	smssite_apply *apply;

	ok(rebuild_begin(&stand, &apply));
	for (;;) {
		smssite_action *action;
		bool step, last;

		ok(smssite_apply_next(apply, stand.now, &action));
		step = smssite_action_get_kind(action) == SMSSITE_ACTION_STEP;
		last = smssite_action_word(action, 0) && strcmp(smssite_action_word(action, 0), "PREINST") == 0;
		smssite_action_free(action);
		if (last)
			break;
		/* What waits for its answer is handed out once more. */
		if (!step)
			ok(rebuild_turn(&stand, apply));
	}
	smssite_apply_free(apply);
}

static void turn_to_write(void (*meddle)(struct rebuild_stand *, const smssite_action *))
{
	smssite_apply *apply;
	bool written = false;

	stand.meddle = meddle;
	ok(rebuild_begin(&stand, &apply));
	while (!written) {
		const char *text;

		ok(rebuild_turn(&stand, apply));
		text = read_text(stand.memory[2], "SMS.INI");
		if (!text)
			text = read_text(stand.memory[2], INI);
		written = text && strstr(text, "NextAvailableSiteSMSUniqueID");
	}
	smssite_apply_free(apply);
	stand.meddle = NULL;
}

static void a_file_that_was_not_there_is_new_and_goes_back_to_quarantine(void **state)
{
	char path[100];

	(void)state;
	turn_to_write(ini_is_not_there);
	assert_string_equal(read_text(stand.memory[2], "SMS.INI"), "[Local]\r\nNextAvailableSiteSMSUniqueID=Q7Z02000\r\n");
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	assert_null(read_text(stand.memory[2], "SMS.INI"));
	snprintf(path, sizeof(path), "SMSSITE.WRK/%s/QUARANTIN/SMS.INI", smssite_plan_id(stand.plan));
	assert_non_null(read_text(stand.memory[2], path));
	/* As the stand has it at other times. */
	put(stand.memory[2], INI, KEPT);
}

static void what_was_written_gives_way_to_the_copy(void **state)
{
	(void)state;
	turn_to_write(NULL);
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	assert_string_equal(read_text(stand.memory[2], INI), KEPT);
	rebuild_check_end(&stand, "undone");
}

static void what_someone_changed_since_it_was_written_stays(void **state)
{
	(void)state;
	turn_to_write(NULL);
	replace(stand.memory[2], INI, CHANGED_SINCE);
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	assert_string_equal(read_text(stand.memory[2], INI), CHANGED_SINCE);
}

static void a_copy_that_was_spoilt_is_not_put_back(void **state)
{
	char path[100];

	(void)state;
	turn_to_write(NULL);
	snprintf(path, sizeof(path), "SMSSITE.WRK/%s/BACKUP/" INI, smssite_plan_id(stand.plan));
	replace(stand.memory[2], path, "spoilt");
	assert_int_equal(rebuild_undo(&stand), SMSSITE_IO);
	assert_non_null(strstr(smssite_error_message(), "not what was copied"));
	assert_non_null(strstr(read_text(stand.memory[2], INI), "NextAvailable"));
}

static unsigned asked;

static void count_questions(struct rebuild_stand *self, const smssite_action *action)
{
	(void)self;
	asked += smssite_action_get_kind(action) != SMSSITE_ACTION_DONE;
}

static void once_the_site_may_be_deleted_nothing_goes_back(void **state)
{
	(void)state;
	play_to_delsite();
	asked = 0;
	stand.meddle = count_questions;
	/* PREINST was handed out: whether it was run nobody knows. */
	for (int i = 0; i < 2; i++) {
		ok(rebuild_undo(&stand));
		ended(SMSSITE_OUTCOME_NOT_UNDONE, "Past the point of no return");
		assert_int_equal(asked, 0);
	}
	/* And it goes on: it was not run, says who is asked, so it is. */
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_FAILED, "Delete Q7Z from the hierarchy");
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
	rebuild_check_end(&stand, "resumed");
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_NOT_UNDONE, "Past the point of no return");
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
}

/* -- READ ------------------------------------------------------------------------------------------ */

static void second_uid(struct rebuild_stand *self, const smssite_action *action)
{
	if (told(action, "Set Next SMS Unique ID"))
		put(self->memory[1], "SMS/LOGON.SRV/SMSID/C9N00001.UID", "");
}

static void two_names_are_left_to_a_person(void **state)
{
	(void)state;
	stand.meddle = second_uid;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_CHANGED, "Q269774");
	ok(sms_tree_remove(stand.memory[1], "SMS/LOGON.SRV/SMSID/C9N00001.UID"));
	stand.meddle = NULL;
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_DONE, "");
	rebuild_check_end(&stand, "resumed");
}

static void started_again(struct rebuild_stand *self, const smssite_action *action)
{
	if (told(action, "See that no service of SMS runs at EDGE7") && !self->world.creations)
		self->world.scman = true;
}

/* An interruption behind the look: the look is had again before the tree moves. */
static void a_service_that_was_started_again_is_noticed_after_an_interruption(void **state)
{
	smssite_apply *apply;
	bool ready = false;

	(void)state;
	ok(rebuild_begin(&stand, &apply));
	stand.meddle = started_again;
	while (!ready) {
		ok(rebuild_turn(&stand, apply));
		ready = stand.world.scman && !stand.world.shared[0];
	}
	/* The READ behind it. */
	ok(rebuild_turn(&stand, apply));
	smssite_apply_free(apply);
	stand.meddle = NULL;
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_CHANGED, "no longer so at EDGE7: not running: ");
	rebuild_check(&stand, "noticed");
	stand.world.scman = false;
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_DONE, "");
	rebuild_check_end(&stand, "resumed");
}

/* -- WAIT, PERSON ---------------------------------------------------------------------------------- */

static void what_never_comes_is_waited_for_a_day(void **state)
{
	int64_t begun = stand.now;

	(void)state;
	stand.no_uid = true;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_STOPPED, "has had no .UID file for a day");
	assert_in_range(stand.now - begun, 24 * 3600, 24 * 3600 + 4000);
}

static void a_no_ends_it_and_is_asked_again_when_resumed(void **state)
{
	(void)state;
	stand.no = "the key is not there";
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_FAILED, "At EDGE7 delete the key HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS in");
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_FAILED, "the answer is no");
	stand.no = NULL;
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_DONE, "");
}

/* What a creation needs is asked while the site stands. */
static void a_no_to_what_a_creation_needs_leaves_the_site_alone(void **state)
{
	(void)state;
	stand.no = "the site cannot be created again";
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_FAILED, "Check at the parent C9N what a creation of Q7Z needs");
	rebuild_check(&stand, "asked before");
	assert_true(stand.world.scman && stand.world.executive && stand.world.listed && stand.world.shared[0] && stand.world.shared[1]);
	stand.no = NULL;
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_DONE, "");
}

static void with_patience_a_no_is_asked_again_for_a_day(void **state)
{
	int64_t begun = stand.now;

	(void)state;
	stand.no = "shows Q7Z as active";
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_STOPPED, "Wait for the site to come up: after 1440 minutes it is not so");
	assert_in_range(stand.now - begun, 24 * 3600, 25 * 3600);
	stand.no = NULL;
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_DONE, "");
}

static void a_share_that_is_gone_already_is_put_to_a_person(void **state)
{
	(void)state;
	stand.world.shared[0] = false;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_DONE, "");
	rebuild_check_end(&stand, "asked");
}

/* -- trees ----------------------------------------------------------------------------------------- */

static void a_tree_is_given_once_and_to_one_apply(void **state)
{
	smssite_apply *apply;
	void *lock;

	(void)state;
	ok(smssite_apply_begin(stand.plan, stand.tree[0], false, stand.now, &apply));
	assert_int_equal(smssite_apply_add_tree(NULL, 1, stand.tree[1]), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_add_tree(apply, 1, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_add_tree(apply, 0, stand.tree[0]), SMSSITE_INVALID);
	assert_int_equal(smssite_apply_add_tree(apply, 3, stand.tree[1]), SMSSITE_INVALID);
	ok(smssite_tree_make_directory(stand.memory[1], "SMSSITE.WRK"));
	ok(sms_tree_lock(stand.memory[1], "SMSSITE.WRK/LOCK", &lock));
	assert_int_equal(smssite_apply_add_tree(apply, 1, stand.tree[1]), SMSSITE_BUSY);
	sms_tree_unlock(stand.memory[1], lock);
	ok(smssite_apply_add_tree(apply, 1, stand.tree[1]));
	assert_int_equal(smssite_apply_add_tree(apply, 1, stand.tree[1]), SMSSITE_EXISTS);
	smssite_apply_free(apply);
}

static void before_the_first_step_all_trees_must_be_there(void **state)
{
	smssite_action *action = NULL;
	smssite_apply *apply;

	(void)state;
	ok(smssite_apply_begin(stand.plan, stand.tree[0], false, stand.now, &apply));
	assert_int_equal(smssite_apply_next(apply, stand.now, &action), SMSSITE_REFUSED);
	assert_non_null(strstr(smssite_error_message(), "no tree was given of EDGE8, EDGE7 C:"));
	assert_null(action);
	smssite_apply_free(apply);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_that_changed_since_it_was_read_is_not_written_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_keeps_its_other_bytes_and_its_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_that_was_not_there_is_new_and_goes_back_to_quarantine, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_written_gives_way_to_the_copy, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_someone_changed_since_it_was_written_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_copy_that_was_spoilt_is_not_put_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(once_the_site_may_be_deleted_nothing_goes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(two_names_are_left_to_a_person, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_service_that_was_started_again_is_noticed_after_an_interruption, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_never_comes_is_waited_for_a_day, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_no_ends_it_and_is_asked_again_when_resumed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_no_to_what_a_creation_needs_leaves_the_site_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(with_patience_a_no_is_asked_again_for_a_day, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_share_that_is_gone_already_is_put_to_a_person, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_tree_is_given_once_and_to_one_apply, set_up, tear_down),
		cmocka_unit_test_setup_teardown(before_the_first_step_all_trees_must_be_there, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
