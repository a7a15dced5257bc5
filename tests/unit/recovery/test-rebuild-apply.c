/* SPDX-License-Identifier: MIT */
/* A rebuild played to its end by public calls: what people, clients and services do meanwhile, and what comes of it. */
#include "rebuild-tests.h"
#include "base/alloc.h"
#include "tree/durable.h"

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

/* -- a person who says no ---------------------------------------------------------------------------- */

#define QUESTIONS 64

static char *question[QUESTIONS];
static size_t question_count;

/* Each question of a play once. */
static void note_questions(struct rebuild_stand *self, const smssite_action *action)
{
	const char *text = smssite_action_text(action);

	(void)self;
	if (smssite_action_get_kind(action) != SMSSITE_ACTION_ASK)
		return;
	for (size_t i = 0; i < question_count; i++)
		if (strcmp(question[i], text) == 0)
			return;
	assert_true(question_count < QUESTIONS);
	question[question_count++] = strdup(text);
}

static void forget_questions(void)
{
	while (question_count)
		free(question[--question_count]);
}

static bool was_asked(const char *piece)
{
	for (size_t i = 0; i < question_count; i++)
		if (strstr(question[i], piece))
			return true;
	return false;
}

static void a_no_to_any_question_ends_it_with_the_question_and_resume_asks_again(void **state)
{
	(void)state;
	stand.meddle = note_questions;
	ok(rebuild_apply(&stand));
	done();
	assert_true(question_count > 10);
	for (size_t i = 0; i < question_count; i++) {
		char title[25];

		rebuild_close(&stand);
		rebuild_open(&stand);
		stand.no = question[i];
		snprintf(title, sizeof(title), "%s", question[i]);
		ok(rebuild_apply(&stand));
		if (stand.outcome != SMSSITE_OUTCOME_FAILED && stand.outcome != SMSSITE_OUTCOME_STOPPED)
			fail_msg("%s: %s: %s", question[i], smssite_outcome_name(stand.outcome), stand.text);
		/* What is asked of a command is told with the command's title. */
		if (!strstr(stand.text, title) && !strstr(question[i], "EDGE"))
			fail_msg("\"%s\" does not name \"%s\"", stand.text, title);
		ok(rebuild_resume(&stand));
		assert_int_not_equal(stand.outcome, SMSSITE_OUTCOME_DONE);
		stand.no = NULL;
		goes_on_to(SMSSITE_OUTCOME_DONE, "");
		done();
	}
	forget_questions();
}

/* -- services that someone starts ------------------------------------------------------------------- */

static const char *starts_behind;

static void someone_starts_scman(struct rebuild_stand *self, const smssite_action *action)
{
	if (starts_behind && is(action, SMSSITE_ACTION_STEP, starts_behind)) {
		starts_behind = NULL;
		self->world.scman = self->world.executive = true;
	}
}

static void started_behind(const char *step, const char *untouched)
{
	struct smssite_tree_stat stat;

	rebuild_close(&stand);
	rebuild_open(&stand);
	starts_behind = step;
	stand.meddle = someone_starts_scman;
	plays_to(SMSSITE_OUTCOME_CHANGED,
		"What the plan relies on is no longer so at EDGE7: not running: SMS_SITE_CONFIG_MANAGER, SMS_EXECUTIVE");
	assert_null(starts_behind);
	ok(sms_tree_stat_exact(stand.memory[0], untouched, &stat));
	/* While they run, nothing goes on. */
	goes_on_to(SMSSITE_OUTCOME_CHANGED, "not running");
	stand.world.scman = stand.world.executive = false;
	goes_on_to(SMSSITE_OUTCOME_DONE, "");
	done();
}

static void services_that_someone_starts_stop_it_before_the_tree_moves_and_before_names_change(void **state)
{
	(void)state;
	started_behind("Take the share SMS_SHR away", "SMS/SYSTEM.MAP");
	started_behind("Set Next SMS Unique ID", "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0");
	/* The names of EDGE7 are given back, those of EDGE8 not yet. */
	started_behind("Give the .UID file of EDGE7 its name back", "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0");
}

/* -- what is to be entered again -------------------------------------------------------------------- */

static const char *new_master;

static void another_master(struct rebuild_stand *self, const smssite_action *action)
{
	static const char path[] = "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0";
	struct control_file_shape shape = control_file_secondary;

	note_questions(self, action);
	if (!is(action, SMSSITE_ACTION_ASK, "Wait for the site to come up"))
		return;
	ok(sms_tree_remove(self->memory[0], path));
	if (new_master)
		put(self->memory[0], path, new_master);
	shape.server = "EDGE9";
	if (!new_master)
		put_control_file(self->memory[0], path, &shape);
}

static void asks_to_enter(const char *master, const char *piece)
{
	rebuild_close(&stand);
	rebuild_open(&stand);
	new_master = master;
	stand.meddle = another_master;
	stand.no = "set the properties of the site again";
	plays_to(SMSSITE_OUTCOME_FAILED, "At C9N set the properties of the site again: not done");
	assert_true(was_asked(piece));
	stand.no = NULL;
	goes_on_to(SMSSITE_OUTCOME_DONE, "");
	done();
}

static void what_is_to_be_entered_again_is_in_the_question(void **state)
{
	(void)state;
	asks_to_enter(NULL,
		"What the old master had and the new one has not:\nLOGONSERVER of DOMAIN <NORTH>: <EDGE7> <> <0> <D:>; is missing now\n");
	assert_true(was_asked("SERVER: <EDGE7> <Default Package Server> <0> <D>; is missing now\n"));
	assert_true(was_asked("\nEntered again?"));
	/* Accounts and passwords are 78 hex digits. */
	for (size_t i = 0; i < question_count; i++)
		for (const char *c = question[i]; *c; c++)
			assert_true(strspn(c, "0123456789ABCDEF") < 78 || strspn(c, "F") == 168 || c[-1] == 'F');
	forget_questions();
	asks_to_enter("no control file", "The old master or the new one is not to be had: go through all properties");
	forget_questions();
}

static void with_the_same_master_nothing_is_to_be_entered(void **state)
{
	(void)state;
	stand.meddle = note_questions;
	ok(rebuild_apply(&stand));
	done();
	assert_true(was_asked("The new master has all that the old one had. Go on?"));
	forget_questions();
}

/* -- by hand ----------------------------------------------------------------------------------------- */

static bool command_at_edge8;

static void note_all(struct rebuild_stand *self, const smssite_action *action)
{
	note_questions(self, action);
	if (smssite_action_get_kind(action) == SMSSITE_ACTION_RUN && strcmp(smssite_action_server(action), "EDGE8") == 0)
		command_at_edge8 = true;
}

static void play_shape(const struct rebuild_shape *shape)
{
	forget_questions();
	command_at_edge8 = false;
	open_as(shape);
	stand.meddle = note_all;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
}

static void without_drive_c_sms_ini_is_written_by_hand(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.no_boot = true;
	play_shape(&shape);
	done();
	assert_true(was_asked(
		"In C:\\SMS.INI of EDGE7, section [Local], set NextAvailableSiteSMSUniqueID=Q7Z02000, or the first id of the range "
		"behind the highest .UID file if that is higher. By all that was read until now: Q7Z02000. Is it so"));
	forget_questions();
}

static void a_netware_server_has_rights_instead_of_shares(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.kind = SMSSITE_SERVER_NETWARE;
	play_shape(&shape);
	done();
	assert_true(was_asked("Keep clients off EDGE8: take their rights to"));
	assert_true(was_asked("Keep clients off EDGE8 again: take their rights to"));
	assert_true(was_asked("Let clients log on to EDGE8 again"));
	assert_false(was_asked("At EDGE8 delete the key"));
	assert_false(command_at_edge8);
	forget_questions();
}

static void a_lan_manager_server_has_shares_and_no_registry(void **state)
{
	(void)state;
	play_shape(&rebuild_plain);
	done();
	assert_true(command_at_edge8);
	assert_true(was_asked("At EDGE8 note the comment and the rights of SMS_SHR, and take it away again"));
	assert_true(was_asked("At EDGE8 share "));
	assert_false(was_asked("At EDGE8 delete the key"));
	assert_true(was_asked("At EDGE7 delete the key"));
	forget_questions();
}

static void at_a_server_out_of_view_nothing_is_done(void **state)
{
	struct rebuild_shape shape = rebuild_plain;
	struct smssite_tree_stat stat;

	(void)state;
	shape.out_of_view = shape.recorded = true;
	play_shape(&shape);
	says("EDGE8 (not reached): what it gave out is not known");
	assert_false(command_at_edge8);
	assert_true(was_asked("At C9N add EDGE8 to the domains of the site's properties"));
	ok(sms_tree_stat_exact(stand.memory[1], "SMS/OLD.TXT", &stat));
	assert_true(sms_tree_stat_exact(stand.memory[1], "SMSSITE.WRK", &stat) == SMSSITE_NOT_FOUND);
	forget_questions();
}

/* -- back ------------------------------------------------------------------------------------------- */

static void stopped_behind_the_trees(void)
{
	rebuild_close(&stand);
	rebuild_open(&stand);
	stand.no = "delete the key";
	plays_to(SMSSITE_OUTCOME_FAILED, "");
	assert_false(stand.world.shared[0]);
	stand.no = NULL;
}

static void undoes_to(smssite_outcome outcome, const char *piece)
{
	ok(rebuild_undo(&stand));
	ended(outcome, piece);
}

static void no_share_goes_back_before_its_tree(void **state)
{
	char quarantine[100];

	(void)state;
	for (unsigned again = 0; again < 2; again++) {
		stopped_behind_the_trees();
		ok(smssite_tree_make_directory(stand.memory[0], "SMS"));
		put(stand.memory[0], "SMS/x", "hi");
		snprintf(quarantine, sizeof(quarantine), "its tree (SMSSITE.WRK/%s/QUARANTIN/SMS) goes back", smssite_plan_id(stand.plan));
		undoes_to(SMSSITE_OUTCOME_CHANGED, "EDGE7: there is something at SMS");
		says(quarantine);
		assert_false(stand.world.shared[0] || stand.world.shared[1]);
		goes_on_to(SMSSITE_OUTCOME_CHANGED, "there is something at SMS");
		ok(sms_tree_remove(stand.memory[0], "SMS/x"));
		ok(sms_tree_move(stand.memory[0], "SMS", "ASIDE", NULL));
		if (again)
			undoes_to(SMSSITE_OUTCOME_UNDONE, "");
		else
			goes_on_to(SMSSITE_OUTCOME_UNDONE, "");
		rebuild_check_end(&stand, "back");
	}
}

static void a_tree_that_is_nowhere_is_not_called_back(void **state)
{
	char quarantine[100];

	(void)state;
	stopped_behind_the_trees();
	snprintf(quarantine, sizeof(quarantine), "SMSSITE.WRK/%s/QUARANTIN/SMS", smssite_plan_id(stand.plan));
	ok(sms_tree_move(stand.memory[1], quarantine, "ASIDE", NULL));
	undoes_to(SMSSITE_OUTCOME_CHANGED, "EDGE8: its tree is neither at SMS nor at SMSSITE.WRK/");
	ok(sms_tree_move(stand.memory[1], "ASIDE", "SMS", NULL));
	goes_on_to(SMSSITE_OUTCOME_UNDONE, "");
	rebuild_check_end(&stand, "back");
}

/* -- begun again ------------------------------------------------------------------------------------ */

static void not_begun_because_of(smssite_status wanted, const char *journal)
{
	smssite_apply *apply;
	char *path;

	assert_int_equal(smssite_apply_begin(stand.plan, stand.tree[0], false, stand.now, &apply), wanted);
	if (!strstr(smssite_error_message(), journal))
		fail_msg("%s", smssite_error_message());
	ok(smssite_apply_obstacle(stand.plan, stand.tree[0], &path));
	assert_string_equal(path, journal);
	smssite_free(path);
}

static void while_the_tree_is_away_its_journal_is_found(void **state)
{
	smssite_apply *apply;
	char folder[40], *path;

	(void)state;
	stopped_behind_the_trees();
	not_begun_because_of(SMSSITE_EXISTS, stand.journal);
	/* Of another plan, as far as its name tells. */
	snprintf(folder, sizeof(folder), "SMSSITE.WRK/%s", smssite_plan_id(stand.plan));
	ok(sms_tree_move(stand.memory[0], folder, "SMSSITE.WRK/0123456789AB", NULL));
	not_begun_because_of(SMSSITE_BUSY, "SMSSITE.WRK/0123456789AB/JOURNAL");
	/* And with no journal at all the root is missing. */
	ok(sms_tree_move(stand.memory[0], "SMSSITE.WRK", "ASIDE", NULL));
	assert_int_equal(smssite_apply_begin(stand.plan, stand.tree[0], false, stand.now, &apply), SMSSITE_NOT_FOUND);
	assert_string_equal(smssite_error_message(), "SMS: not found");
	assert_int_equal(smssite_apply_obstacle(stand.plan, stand.tree[0], &path), SMSSITE_NOT_FOUND);
}

static void what_was_taken_back_wants_a_new_plan(void **state)
{
	smssite_apply *apply;
	char *path;

	(void)state;
	stopped_behind_the_trees();
	undoes_to(SMSSITE_OUTCOME_UNDONE, "");
	assert_int_equal(smssite_apply_begin(stand.plan, stand.tree[0], false, stand.now, &apply), SMSSITE_EXISTS);
	assert_non_null(strstr(smssite_error_message(), "it was taken back"));
	assert_non_null(strstr(smssite_error_message(), "make a new plan"));
	assert_null(strstr(smssite_error_message(), "resume"));
	assert_int_equal(smssite_apply_obstacle(stand.plan, stand.tree[0], &path), SMSSITE_NOT_FOUND);
}

/* -- a rehearsal ------------------------------------------------------------------------------------- */

static void becomes_copy(size_t tree, const char *location)
{
	sms_free(stand.tree[tree]->location);
	stand.tree[tree]->location = sms_strdup(location);
}

static void no_tree_that_the_plan_was_made_from_is_rehearsed_on(void **state)
{
	struct smssite_tree_stat stat;
	smssite_apply *apply;

	(void)state;
	assert_int_equal(smssite_apply_begin(stand.plan, stand.tree[0], true, stand.now, &apply), SMSSITE_REFUSED);
	becomes_copy(0, "copy");
	becomes_copy(2, "/c");
	ok(smssite_apply_begin(stand.plan, stand.tree[0], true, stand.now, &apply));
	for (size_t i = 1; i < REBUILD_TREES; i++) {
		assert_int_equal(smssite_apply_add_tree(apply, 1, stand.tree[i]), SMSSITE_REFUSED);
		assert_non_null(strstr(smssite_error_message(), "live tree"));
		assert_int_equal(sms_tree_stat_exact(stand.memory[i], "SMSSITE.WRK", &stat), SMSSITE_NOT_FOUND);
	}
	becomes_copy(1, "copy of EDGE8");
	ok(smssite_apply_add_tree(apply, 1, stand.tree[1]));
	smssite_apply_free(apply);
}

/* -- suspects ---------------------------------------------------------------------------------------- */

static void every_id_given_meanwhile_is_a_suspect(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	for (unsigned turn = 0; turn < 4; turn++) {
		shape.forgetful = turn & 1;
		shape.uid[1] = turn & 2 ? "" : rebuild_plain.uid[1];
		open_as(&shape);
		stand.hurry = 11;
		stand.meddle = note_given;
		ok(rebuild_apply(&stand));
		done();
		assert_true(count_suspects(0) > 3);
	}
}

static void the_notes_tell_what_goes_and_what_comes(void **state)
{
	static const char *const notes[] = { "verified at its next logon", "send the packages again",
		"installed once ask their users again", "stranded at the parent", "do not delete those clients", "SMS_PKGx",
		"listed at its end" };
	char *text;

	(void)state;
	ok(smssite_plan_text(stand.plan, &text));
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		assert_non_null(strstr(text, notes[i]));
	smssite_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_root_that_is_there_again_stops_the_recreation, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_no_to_any_question_ends_it_with_the_question_and_resume_asks_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			services_that_someone_starts_stop_it_before_the_tree_moves_and_before_names_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_to_be_entered_again_is_in_the_question, set_up, tear_down),
		cmocka_unit_test_setup_teardown(with_the_same_master_nothing_is_to_be_entered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_drive_c_sms_ini_is_written_by_hand, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_netware_server_has_rights_instead_of_shares, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_lan_manager_server_has_shares_and_no_registry, set_up, tear_down),
		cmocka_unit_test_setup_teardown(at_a_server_out_of_view_nothing_is_done, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_share_goes_back_before_its_tree, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_tree_that_is_nowhere_is_not_called_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(while_the_tree_is_away_its_journal_is_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_taken_back_wants_a_new_plan, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_tree_that_the_plan_was_made_from_is_rehearsed_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_id_given_meanwhile_is_a_suspect, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_notes_tell_what_goes_and_what_comes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
