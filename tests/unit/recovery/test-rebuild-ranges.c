/* SPDX-License-Identifier: MIT */
/* The ids of a rebuild that is played to its end: values that are raised if they are lower, names that move on, servers that
 * cannot have their old range back, ranges that nothing tells or that are not there. */
#include "rebuild-tests.h"

#include <limits.h>
#include <smssite/uid_store.h>

/* -- raised if lower ------------------------------------------------------------------------------- */

static void check_ini(const char *value)
{
	char wanted[80];
	void *data;
	size_t size;

	ok(smssite_tree_read_file(stand.memory[2], "Sms.ini", 4096, &data, &size));
	snprintf(wanted, sizeof(wanted), "NextAvailableSiteSMSUniqueID=%s\r\n", value);
	if (size < strlen(wanted) || memcmp((char *)data + size - strlen(wanted), wanted, strlen(wanted)) != 0)
		fail_msg("%.*s", (int)size, (const char *)data);
	smssite_free(data);
}

static void ini_with(const char *value, const char *wanted)
{
	struct rebuild_shape shape = rebuild_plain;
	char ini[100];

	snprintf(ini, sizeof(ini), "[Local]\r\nNetCardID=1\r\nNextAvailableSiteSMSUniqueID=%s\r\n", value);
	shape.ini = ini;
	open_as(&shape);
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_DONE, "");
	check_ini(wanted);
}

static void the_saved_range_is_raised_and_never_lowered(void **state)
{
	(void)state;
	ini_with("Q7Z00000", "Q7Z02000");
	ini_with("Q7Z02000", "Q7Z02000");
	ini_with("Q7Z07000", "Q7Z07000");
	/* The new site goes on from there. */
	next_is("Q7Z09000");
	/* Of another site, or no id at all. */
	ini_with("X1Y07000", "Q7Z02000");
	ini_with("?", "Q7Z02000");
}

static void next_is_high(struct rebuild_stand *self, const smssite_action *action)
{
	if (is(action, SMSSITE_ACTION_ASK, "set the properties of the site"))
		self->world.next = id("Q7ZZ0000");
}

static void a_next_range_that_is_higher_stays(void **state)
{
	(void)state;
	stand.meddle = next_is_high;
	ok(rebuild_apply(&stand));
	done();
	next_is("Q7ZZ0000");
}

static void a_site_that_begins_at_00_gets_its_next_range_raised(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.forgetful = true;
	shape.no_boot = true;
	open_as(&shape);
	ok(rebuild_apply(&stand));
	done();
	next_is("Q7Z02000");
	/* Each has its own back. */
	assert_true(has(0, "Q7Z00008.UID") || stand.range[0] == 0);
}

static void server_moves_to_another_range(struct rebuild_stand *self, const smssite_action *action)
{
	if (!is(action, SMSSITE_ACTION_ASK, "Have the password"))
		return;
	take_away(1, "Q7Z01005.UID");
	put_uid(1, "Q7Z08003.UID");
	self->range[1] = 8;
}

static void a_range_that_was_seen_later_raises_both(void **state)
{
	(void)state;
	stand.meddle = server_moves_to_another_range;
	ok(rebuild_apply(&stand));
	done();
	check_ini("Q7Z09000");
	next_is("Q7Z0B000");
	says("EDGE8 Q7Z0800");
}

/* Whatever order a directory has them in: the highest counts. */
static void every_range_of_many_names_counts(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[1] = "Q7Z0D000 Q7Z01005 Q7Z02001 Q7Z03001 Q7Z04001 Q7Z05001 Q7Z06001";
	open_as(&shape);
	ok(rebuild_apply(&stand));
	done();
	check_ini("Q7Z0E000");
	assert_true(has(1, "Q7Z0D000.UID") || stand.world.given[13][0]);
}

/* -- names ----------------------------------------------------------------------------------------- */

static void client_between_look_and_rename(struct rebuild_stand *self, const smssite_action *action)
{
	/* The share is away, but somebody has shared it again. */
	if (is(action, SMSSITE_ACTION_STEP, "Read Next SMS Unique ID: "))
		self->world.shared[0] = self->world.shared[1] = true;
	if (is(action, SMSSITE_ACTION_STEP, "See that no service of SMS runs at EDGE7")) {
		for (unsigned n = 0; n < 20; n++)
			rebuild_clients(self);
		self->world.shared[0] = self->world.shared[1] = false;
	}
}

static void a_name_that_moved_on_is_read_again(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	stand.meddle = client_between_look_and_rename;
	ok(rebuild_apply(&stand));
	done();
	/* A site that begins at 00 has given EDGE7 its own range: what moves on in it is not turned back. */
	shape.forgetful = true;
	open_as(&shape);
	stand.meddle = client_between_look_and_rename;
	ok(rebuild_apply(&stand));
	done();
}

static void names_in_lower_case_count(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[1] = "q7z01005";
	open_as(&shape);
	ok(rebuild_apply(&stand));
	done();
	assert_int_equal(stand.range[1], 1);
}

static void of_two_files_the_higher_counts(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[1] = "Q7Z01005 Q7Z01009";
	open_as(&shape);
	stand.hurry = 0;
	ok(rebuild_apply(&stand));
	done();
	assert_false(has(1, "Q7Z01005.UID"));
}

/* Nothing tells what it had: it keeps what the new site gives it. */
static void without_a_file_it_keeps_what_the_new_site_gives(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[1] = "";
	open_as(&shape);
	ok(rebuild_apply(&stand));
	done();
}

/* -- servers that cannot have their old range back ------------------------------------------------------ */

static uint64_t uid_of(size_t server)
{
	smssite_uid_store *store;
	uint64_t found = 0;

	ok(smssite_uid_store_read(stand.memory[server], "SMS/LOGON.SRV/SMSID", &store));
	ok(smssite_uid_store_next_id(store, &found));
	smssite_uid_store_free(store);
	return found;
}

static void server_has_range(size_t server, uint32_t range)
{
	assert_int_equal(smssite_smsid_range(uid_of(server)), range);
}

/* The new site began at 00, so that what it gave are old ranges. */
static void a_lost_name_gets_a_range_that_nobody_ever_had(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[1] = "";
	shape.next = "Q7Z06000";
	shape.forgetful = true;
	shape_plays_to(&shape, SMSSITE_OUTCOME_DONE, "");
	done();
	server_has_range(0, 0);
	server_has_range(1, 6);
	next_is("Q7Z07000");
}

/* The first keeps it; the other one goes on in what the new site gives, or in a new one. */
static void of_two_that_had_one_range_one_keeps_it(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[0] = "Q7Z01001";
	shape.uid[1] = "Q7Z01007";
	shape_plays_to(&shape, SMSSITE_OUTCOME_DONE, "had ids of one range");
	stand.range[1] = REBUILD_ANY;
	done();
	server_has_range(0, 1);
	server_has_range(1, 3);
	shape.forgetful = true;
	shape_plays_to(&shape, SMSSITE_OUTCOME_DONE, "had ids of one range");
	stand.range[1] = REBUILD_ANY;
	done();
	server_has_range(1, 2);
	next_is("Q7Z03000");
	/* From the highest that either of them had. */
	assert_true(uid_of(0) >= id("Q7Z01007"));
}

static void a_used_up_range_is_left_behind(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[1] = "Q7Z01ZZZ";
	shape.forgetful = true;
	shape_plays_to(&shape, SMSSITE_OUTCOME_DONE, "");
	stand.range[1] = REBUILD_ANY;
	done();
	server_has_range(1, 2);
	next_is("Q7Z03000");
	/* Beyond Y00 it is the Maintenance Manager that gives the next one. */
	shape.uid[1] = "Q7Z01Y05";
	shape_plays_to(&shape, SMSSITE_OUTCOME_DONE, "");
	done();
	assert_true(uid_of(1) == id("Q7Z01Y05"));
}

/* Nobody can take it away from a server that the plan does not see, whoever comes first. */
static void a_server_out_of_view_keeps_its_range(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[0] = "Q7Z01001";
	shape.uid[1] = "Q7Z01005";
	shape.out_of_view = shape.recorded = true;
	shape_plays_to(&shape, SMSSITE_OUTCOME_DONE, "EDGE8 (not reached): what it gave out is not known");
	server_has_range(0, 2);
	server_has_range(1, 1);
}

static void both_get_one_range(struct rebuild_stand *self, const smssite_action *action)
{
	if (!is(action, SMSSITE_ACTION_ASK, "Wait for the site to come up"))
		return;
	self->world.shared[0] = self->world.shared[1] = false;
	if (has(1, "Q7Z03000.UID")) {
		take_away(1, "Q7Z03000.UID");
		put_uid(1, "Q7Z02007.UID");
	}
}

static void a_fresh_range_of_two_is_nobodys(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[1] = "";
	open_as(&shape);
	stand.meddle = both_get_one_range;
	stand.hurry = UINT_MAX;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_DONE, "");
	server_has_range(0, 0);
	/* The site had given 02 and 03 away. */
	server_has_range(1, 4);
	next_is("Q7Z05000");
}

/* -- a next range that nothing tells ---------------------------------------------------------------- */

static void own_range_is_above_the_next(struct rebuild_stand *self, const smssite_action *action)
{
	if (!is(action, SMSSITE_ACTION_ASK, "Have the password"))
		return;
	take_away(0, "Q7Z00001.UID");
	put_uid(0, "Q7Z03004.UID");
	self->range[0] = 3;
}

/* EDGE8 is out of view and its range unknown; EDGE7 is seen in a range above the next one: which are free nobody can tell. */
static void what_nothing_tells_a_person_supplies(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.out_of_view = true;
	open_as(&shape);
	stand.meddle = own_range_is_above_the_next;
	plays_to(SMSSITE_OUTCOME_STOPPED, "Read C:\\SMS.INI: neither Next SMS Unique ID nor a saved one");
	says("first id of a range that is known to be free (Q7Z04000 or above) into [Local] of C:\\SMS.INI of the site server, and resume");
	goes_on_to(SMSSITE_OUTCOME_STOPPED, "(Q7Z04000 or above)");
	assert_true(stand.world.listed);
	/* Too low, or no first id of a range. */
	rebuild_set_ini(&stand, "[Local]\r\nNextAvailableSiteSMSUniqueID=Q7Z03000\r\n");
	goes_on_to(SMSSITE_OUTCOME_STOPPED, "(Q7Z04000 or above)");
	rebuild_set_ini(&stand, "[Local]\r\nNextAvailableSiteSMSUniqueID=Q7Z07000\r\n");
	goes_on_to(SMSSITE_OUTCOME_DONE, "");
	check_ini("Q7Z07000");
	next_is("Q7Z08000");
	server_has_range(0, 3);
}

static void while_nothing_tells_it_all_can_be_undone(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.out_of_view = true;
	open_as(&shape);
	stand.meddle = own_range_is_above_the_next;
	plays_to(SMSSITE_OUTCOME_STOPPED, "known to be free");
	stand.meddle = NULL;
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	assert_true(smssite_smsid_range(uid_of(0)) == 3);
}

/* Nobody has written SMS.INI, the new site begins at 00: its own value is too low to be believed. */
static void what_the_new_registry_does_not_tell_a_person_supplies(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.out_of_view = shape.no_boot = shape.forgetful = true;
	open_as(&shape);
	stand.meddle = own_range_is_above_the_next;
	plays_to(SMSSITE_OUTCOME_STOPPED,
		"Write the next range as a registry file: never lower than what is there, nor than any range seen: neither");
	says("Set Next SMS Unique ID of the site server to the first id of a range that is known to be free (Q7Z04000 or above), and "
	     "resume");
	stand.world.next = id("Q7Z03000");
	goes_on_to(SMSSITE_OUTCOME_STOPPED, "(Q7Z04000 or above)");
	stand.world.next = id("Q7Z07000");
	goes_on_to(SMSSITE_OUTCOME_DONE, "");
	next_is("Q7Z07000");
	server_has_range(0, 3);
}

static char *asked;

static void range_above_and_note(struct rebuild_stand *self, const smssite_action *action)
{
	own_range_is_above_the_next(self, action);
	if (!is(action, SMSSITE_ACTION_ASK, "In C:\\SMS.INI of EDGE7"))
		return;
	free(asked);
	asked = strdup(smssite_action_text(action));
}

/* Not what the plan was made with, but what was read since. */
static void who_writes_sms_ini_by_hand_is_told_the_range(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.no_boot = true;
	open_as(&shape);
	stand.meddle = range_above_and_note;
	plays_to(SMSSITE_OUTCOME_DONE, "");
	assert_non_null(strstr(asked, "By all that was read until now: Q7Z04000. Is it so"));
	/* Where nothing tells it, that is said. */
	shape.out_of_view = true;
	open_as(&shape);
	stand.meddle = range_above_and_note;
	ok(rebuild_apply(&stand));
	assert_non_null(strstr(
		asked, "range that is known to be free (Q7Z04000 or above) into [Local] of C:\\SMS.INI of the site server, and resume"));
	/* And where there is none. */
	shape = rebuild_plain;
	shape.no_boot = true;
	shape.next = "Q7ZZZ000";
	shape_plays_to(&shape, SMSSITE_OUTCOME_STOPPED, "1 range is left");
	assert_true(stand.world.listed);
	free(asked);
	asked = NULL;
}

/* -- ZZ ---------------------------------------------------------------------------------------------- */

static void without_enough_ranges_it_stops_before_the_site_is_deleted(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.next = "Q7ZZZ000";
	shape_plays_to(
		&shape, SMSSITE_OUTCOME_STOPPED, "from Q7ZZZ000 on 1 range is left, and the new site gives one to each of 2 logon servers");
	assert_true(stand.world.listed);
	assert_int_equal(stand.world.creations, 0);
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	rebuild_check_end(&stand, "undone");
}

static void the_last_range_is_no_carry(struct rebuild_stand *self, const smssite_action *action)
{
	if (is(action, SMSSITE_ACTION_ASK, "Have the password")) {
		take_away(1, "Q7Z01005.UID");
		put_uid(1, "Q7ZZZ004.UID");
	}
	(void)self;
}

static void a_server_in_the_last_range_leaves_none(void **state)
{
	(void)state;
	stand.meddle = the_last_range_is_no_carry;
	plays_to(SMSSITE_OUTCOME_STOPPED, "all ranges of Q7Z are assigned");
	assert_true(stand.world.listed);
	stand.meddle = NULL;
	stand.range[1] = 1295;
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	assert_true(uid_of(1) == id("Q7ZZZ004"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_saved_range_is_raised_and_never_lowered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_next_range_that_is_higher_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_site_that_begins_at_00_gets_its_next_range_raised, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_range_that_was_seen_later_raises_both, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_range_of_many_names_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_name_that_moved_on_is_read_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_in_lower_case_count, set_up, tear_down),
		cmocka_unit_test_setup_teardown(of_two_files_the_higher_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_a_file_it_keeps_what_the_new_site_gives, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_lost_name_gets_a_range_that_nobody_ever_had, set_up, tear_down),
		cmocka_unit_test_setup_teardown(of_two_that_had_one_range_one_keeps_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_used_up_range_is_left_behind, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_server_out_of_view_keeps_its_range, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_fresh_range_of_two_is_nobodys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_nothing_tells_a_person_supplies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(while_nothing_tells_it_all_can_be_undone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_the_new_registry_does_not_tell_a_person_supplies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_writes_sms_ini_by_hand_is_told_the_range, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_enough_ranges_it_stops_before_the_site_is_deleted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_server_in_the_last_range_leaves_none, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
