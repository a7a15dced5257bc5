/* SPDX-License-Identifier: MIT */
/* The ids of a rebuild that is played to its end: values that are raised if they are lower, names that move on, servers that
 * cannot have their old range back, directories nobody can make sense of. */
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
	if (is(action, SMSSITE_ACTION_STEP, "Read Next SMS Unique ID"))
		self->world.shared[0] = self->world.shared[1] = true;
	if (is(action, SMSSITE_ACTION_STEP, "See that no service of SMS runs at EDGE7")) {
		rebuild_clients(self);
		self->world.shared[0] = self->world.shared[1] = false;
	}
}

static void a_name_that_moved_on_is_read_again(void **state)
{
	(void)state;
	stand.meddle = client_between_look_and_rename;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_DONE, "");
	rebuild_check_end(&stand, "moved on");
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

/* Nobody can take it away from a server that the plan does not see. */
static void a_server_out_of_view_keeps_its_range(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[0] = "Q7Z00001";
	shape.out_of_view = true;
	shape_plays_to(&shape, SMSSITE_OUTCOME_DONE, "EDGE8 (not reached): what it gave out is not known");
	server_has_range(0, 0);
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
	says("first id of a range that is known to be free into [Local] of C:\\SMS.INI of the site server, and resume, not below Q7Z04000");
	goes_on_to(SMSSITE_OUTCOME_STOPPED, "not below Q7Z04000");
	assert_true(stand.world.listed);
	/* Too low, or no first id of a range. */
	rebuild_set_ini(&stand, "[Local]\r\nNextAvailableSiteSMSUniqueID=Q7Z03000\r\n");
	goes_on_to(SMSSITE_OUTCOME_STOPPED, "not below Q7Z04000");
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
	plays_to(SMSSITE_OUTCOME_STOPPED, "Write the next range as a registry file: never lower than what is there, nor than any range seen: neither");
	says("Set Next SMS Unique ID of the site server to the first id of a range that is known to be free, and resume, not below Q7Z04000");
	stand.world.next = id("Q7Z03000");
	goes_on_to(SMSSITE_OUTCOME_STOPPED, "not below Q7Z04000");
	stand.world.next = id("Q7Z07000");
	goes_on_to(SMSSITE_OUTCOME_DONE, "");
	next_is("Q7Z07000");
	server_has_range(0, 3);
}

/* -- ZZ ---------------------------------------------------------------------------------------------- */

static void without_enough_ranges_it_stops_before_the_site_is_deleted(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.next = "Q7ZZZ000";
	shape_plays_to(&shape, SMSSITE_OUTCOME_STOPPED, "from Q7ZZZ000 on 1 range is left, and the new site gives one to each of 2 logon servers");
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

/* -- directories nobody can make sense of ------------------------------------------------------------- */

#define MANY 10000u
/* For a READ; the tree in memory looks each name up among all. */
#define TOO_MANY 4200u

static unsigned fills_with;

static void fill(struct rebuild_stand *self)
{
	for (unsigned i = 0; i < fills_with; i++) {
		uint64_t one;
		char name[16];

		ok(smssite_smsid_make(smssite_smsid_site_code(id("Q7Z01000")), 500 + i / 5000, i % 5000, &one));
		ok(smssite_smsid_format(one, name));
		strcat(name, ".UID");
		put_uid(1, name);
	}
	(void)self;
}

static void empty(void)
{
	smssite_listing *list;

	ok(smssite_tree_list(stand.memory[1], "SMS/LOGON.SRV/SMSID", &list));
	for (size_t i = 0; i < smssite_listing_count(list); i++)
		if (strncmp(smssite_listing_name(list, i), "Q7ZD", 4) == 0 || strncmp(smssite_listing_name(list, i), "Q7ZE", 4) == 0)
			take_away(1, smssite_listing_name(list, i));
	smssite_listing_free(list);
}

static const char *fills_at;
static smssite_action_kind fills_kind;

static void fills(struct rebuild_stand *self, const smssite_action *action)
{
	if (fills_at && is(action, fills_kind, fills_at)) {
		fills_at = NULL;
		fill(self);
	}
}

static void filled_at(unsigned count, const char *when, smssite_action_kind kind, smssite_outcome outcome, const char *text)
{
	smssite_listing *list;

	rebuild_close(&stand);
	rebuild_open(&stand);
	fills_with = count;
	fills_at = when;
	fills_kind = kind;
	stand.meddle = fills;
	plays_to(outcome, text);
	assert_null(fills_at);
	/* All of them are there still. */
	ok(smssite_tree_list(stand.memory[1], "SMS/LOGON.SRV/SMSID", &list));
	assert_true(smssite_listing_count(list) >= fills_with);
	smssite_listing_free(list);
	empty();
	goes_on_to(SMSSITE_OUTCOME_DONE, "");
	done();
}

static void ten_thousand_uid_files_are_a_clear_end_and_are_left_alone(void **state)
{
	(void)state;
	filled_at(MANY, "Have the password", SMSSITE_ACTION_ASK, SMSSITE_OUTCOME_STOPPED,
		"Read the name of the .UID file of EDGE8: LOGON.SRV/SMSID: more than 4096 names");
	filled_at(TOO_MANY, "At EDGE7 set SMS_SITE_CONFIG_MANAGER", SMSSITE_ACTION_ASK, SMSSITE_OUTCOME_STOPPED,
		"Read the name of the .UID file of EDGE8 again");
	filled_at(TOO_MANY, "set the properties of the site", SMSSITE_ACTION_ASK, SMSSITE_OUTCOME_STOPPED, "Read the name of the new .UID file of EDGE8");
	filled_at(100, "Read Next SMS Unique ID", SMSSITE_ACTION_STEP, SMSSITE_OUTCOME_CHANGED,
		"Give the .UID file of EDGE8 its name back: there are other .UID files than one of this site");
	filled_at(100, "Give the .UID file of EDGE8", SMSSITE_ACTION_STEP, SMSSITE_OUTCOME_CHANGED, "EDGE8 has several .UID files");
}

static void several_uid_files_are_waited_for_a_day(void **state)
{
	(void)state;
	filled_at(3, "Wait for the site to come up", SMSSITE_ACTION_ASK, SMSSITE_OUTCOME_STOPPED,
		"EDGE8 has had 4 .UID files for a day: leave one, the higher of two (Q269774), and resume");
}

/* -- a last look ------------------------------------------------------------------------------------- */

static void (*at_the_last_look)(void);

static void before_the_last_look(struct rebuild_stand *self, const smssite_action *action)
{
	(void)self;
	if (at_the_last_look && is(action, SMSSITE_ACTION_STEP, "Give the .UID file of EDGE8")) {
		at_the_last_look();
		at_the_last_look = NULL;
	}
}

static void the_last_look_finds(void (*meddle)(void), const char *problem, const char *advice)
{
	rebuild_close(&stand);
	rebuild_open(&stand);
	/* No client comes, so that names are known. */
	stand.world.shared[0] = stand.world.shared[1] = false;
	stand.hurry = UINT_MAX;
	at_the_last_look = meddle;
	stand.meddle = before_the_last_look;
	plays_to(SMSSITE_OUTCOME_CHANGED, problem);
	says(advice);
	says("Then resume.");
	goes_on_to(SMSSITE_OUTCOME_CHANGED, problem);
}

static void corrected(void)
{
	stand.hurry = 0;
	goes_on_to(SMSSITE_OUTCOME_DONE, "");
	done();
}

static void gives_it_a_range_of_the_other(void)
{
	take_away(1, "Q7Z01005.UID");
	put_uid(1, "Q7Z00009.UID");
}

static void turns_it_back(void)
{
	take_away(1, "Q7Z01005.UID");
	put_uid(1, "Q7Z01003.UID");
}

static void loses_it(void)
{
	take_away(1, "Q7Z01005.UID");
}

static void adds_another(void)
{
	put_uid(1, "Q7Z01002.UID");
}

static void brings_one_of_another_site(void)
{
	take_away(1, "Q7Z01005.UID");
	put_uid(1, "X1Y01005.UID");
}

static void brings_no_name(void)
{
	take_away(1, "Q7Z01005.UID");
	put_uid(1, "NEXT.UID");
}

static void the_last_look_says_what_each_file_is_to_be_called(void **state)
{
	static const char advice[] = "To be: EDGE8 Q7Z01005.UID, Next SMS Unique ID Q7Z04000 or above.";

	(void)state;
	the_last_look_finds(gives_it_a_range_of_the_other, "EDGE7 and EDGE8 hand out ids of one range (Q7Z00)", advice);
	take_away(1, "Q7Z00009.UID");
	put_uid(1, "Q7Z01005.UID");
	corrected();
	the_last_look_finds(turns_it_back, "EDGE8 would give Q7Z01003 next, but it was at Q7Z01005 already", advice);
	take_away(1, "Q7Z01003.UID");
	put_uid(1, "Q7Z01006.UID");
	corrected();
	the_last_look_finds(loses_it, "EDGE8 has no .UID file", advice);
	put_uid(1, "Q7Z01005.UID");
	corrected();
	the_last_look_finds(adds_another, "EDGE8 has several .UID files", advice);
	take_away(1, "Q7Z01002.UID");
	corrected();
	the_last_look_finds(brings_one_of_another_site, "X1Y01005.UID at EDGE8 is of another site than Q7Z", advice);
	take_away(1, "X1Y01005.UID");
	put_uid(1, "Q7Z01005.UID");
	corrected();
	the_last_look_finds(brings_no_name, "NEXT.UID at EDGE8 is not named by an SMSID", advice);
	take_away(1, "NEXT.UID");
	put_uid(1, "q7z01005.uid");
	corrected();
}

static void lowers_next(void)
{
	stand.world.next = id("Q7Z01000");
}

static void spoils_next(void)
{
	stand.world.next = id("Q7Z04005");
}

static void the_last_look_says_what_the_next_range_is_to_be(void **state)
{
	(void)state;
	the_last_look_finds(lowers_next, "Next SMS Unique ID is too low: Q7Z01000", "To be: Next SMS Unique ID Q7Z04000 or above.");
	stand.world.next = id("Q7Z04000");
	corrected();
	the_last_look_finds(spoils_next, "Next SMS Unique ID is \"Q7Z04005\", no first id of a range", "To be: Next SMS Unique ID Q7Z04000");
	stand.world.next = id("Q7Z08000");
	corrected();
	next_is("Q7Z08000");
}

/* Without clients and with a range of its own for each, what a used-up one is to be called is told, too. */
static void turns_a_new_one_back(void)
{
	take_away(1, "Q7Z06000.UID");
	put_uid(1, "Q7Z00001.UID");
}

static void the_last_look_names_the_free_range(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.uid[1] = "";
	shape.next = "Q7Z06000";
	shape.forgetful = true;
	open_as(&shape);
	stand.world.shared[0] = stand.world.shared[1] = false;
	stand.hurry = UINT_MAX;
	at_the_last_look = turns_a_new_one_back;
	stand.meddle = before_the_last_look;
	plays_to(SMSSITE_OUTCOME_CHANGED, "EDGE7 and EDGE8 hand out ids of one range (Q7Z00)");
	says("To be: EDGE8 Q7Z06000.UID, Next SMS Unique ID Q7Z07000 or above. Then resume.");
	take_away(1, "Q7Z00001.UID");
	put_uid(1, "Q7Z06000.UID");
	stand.hurry = 0;
	goes_on_to(SMSSITE_OUTCOME_DONE, "");
	done();
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
		cmocka_unit_test_setup_teardown(what_nothing_tells_a_person_supplies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(while_nothing_tells_it_all_can_be_undone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_the_new_registry_does_not_tell_a_person_supplies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_enough_ranges_it_stops_before_the_site_is_deleted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_server_in_the_last_range_leaves_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ten_thousand_uid_files_are_a_clear_end_and_are_left_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(several_uid_files_are_waited_for_a_day, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_last_look_says_what_each_file_is_to_be_called, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_last_look_says_what_the_next_range_is_to_be, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_last_look_names_the_free_range, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
