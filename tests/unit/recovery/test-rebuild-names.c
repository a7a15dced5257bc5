/* SPDX-License-Identifier: MIT */
/* The .UID files of a rebuild that is played to its end: directories nobody can make sense of, and what the last look finds. */
#include "rebuild-tests.h"

#include <limits.h>

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
		"Read the name of the .UID file of EDGE8: LOGON.SRV/SMSID: more than 4096 names. Leave one .UID file, the highest of this "
		"site (Q269774), and resume.");
	filled_at(TOO_MANY, "At EDGE7 set SMS_SITE_CONFIG_MANAGER", SMSSITE_ACTION_ASK, SMSSITE_OUTCOME_STOPPED,
		"Read the name of the .UID file of EDGE8 again");
	filled_at(TOO_MANY, "set the properties of the site", SMSSITE_ACTION_ASK, SMSSITE_OUTCOME_STOPPED,
		"Read the name of the new .UID file of EDGE8");
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

static const char *doubles_at;
static smssite_action_kind doubles_kind;
static char doubled[16];

/* The name of a .UID file once more, in lower case. */
static void doubles(struct rebuild_stand *self, const smssite_action *action)
{
	smssite_listing *list;
	char path[80];
	void *file;

	if (!doubles_at || !is(action, doubles_kind, doubles_at))
		return;
	doubles_at = NULL;
	ok(smssite_tree_list(self->memory[1], "SMS/LOGON.SRV/SMSID", &list));
	snprintf(doubled, sizeof(doubled), "%s", smssite_listing_name(list, 0));
	smssite_listing_free(list);
	for (char *c = doubled; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
	snprintf(path, sizeof(path), SMSID "%s", doubled);
	ok(sms_tree_open_exact(self->memory[1], path, SMSSITE_OPEN_CREATE, &file));
	sms_tree_close(self->memory[1], file);
}

static void doubled_at(const char *when, smssite_action_kind kind, smssite_outcome outcome, const char *text)
{
	rebuild_close(&stand);
	rebuild_open(&stand);
	doubles_at = when;
	doubles_kind = kind;
	stand.meddle = doubles;
	plays_to(outcome, text);
	says(" (Q269774), and resume.");
	take_away(1, doubled);
	goes_on_to(SMSSITE_OUTCOME_DONE, "");
	done();
}

static void names_that_differ_only_in_case_are_left_to_a_person(void **state)
{
	(void)state;
	doubled_at(
		"Have the password", SMSSITE_ACTION_ASK, SMSSITE_OUTCOME_STOPPED, "differ only in case. Leave one .UID file, the highest");
	doubled_at("Wait for the site to come up", SMSSITE_ACTION_ASK, SMSSITE_OUTCOME_STOPPED, "EDGE8 has had 2 .UID files for a day");
	doubled_at("Set Next SMS Unique ID", SMSSITE_ACTION_STEP, SMSSITE_OUTCOME_CHANGED, "differ only in case; leave one");
}

static const char *other_file;

/* In place of the file that the new site made; NULL: in place of it nothing. */
static void other_file_comes(struct rebuild_stand *self, const smssite_action *action)
{
	smssite_listing *list;

	(void)self;
	if (!is(action, SMSSITE_ACTION_STEP, "Set Next SMS Unique ID"))
		return;
	ok(smssite_tree_list(stand.memory[1], "SMS/LOGON.SRV/SMSID", &list));
	for (size_t i = 0; i < smssite_listing_count(list); i++)
		take_away(1, smssite_listing_name(list, i));
	smssite_listing_free(list);
	if (other_file)
		put_uid(1, other_file);
}

static void where_there_is_no_file_to_rename_it_says_what_is_to_be_there(void **state)
{
	static const char advice[] = "Put an empty one there, named Q7Z01005.UID, and resume.";

	(void)state;
	for (int foreign = 0; foreign < 2; foreign++) {
		rebuild_close(&stand);
		rebuild_open(&stand);
		stand.hurry = UINT_MAX;
		stand.meddle = other_file_comes;
		other_file = foreign ? "X1Y00001.UID" : NULL;
		plays_to(SMSSITE_OUTCOME_CHANGED,
			foreign ? "no .UID file of this site but others; take them away" : "there is no .UID file");
		says(advice);
		goes_on_to(SMSSITE_OUTCOME_CHANGED, advice);
		if (foreign)
			take_away(1, other_file);
		put_uid(1, "Q7Z01005.UID");
		stand.hurry = 0;
		goes_on_to(SMSSITE_OUTCOME_DONE, "");
		done();
	}
}

static unsigned tried_again;

/* Clients between any two operations, while the name is given back. */
static void clients_race(struct rebuild_stand *self, const smssite_action *action)
{
	if (is(action, SMSSITE_ACTION_STEP, "Set Next SMS Unique ID")) {
		self->world.shared[0] = self->world.shared[1] = true;
		self->hurry = 2;
	}
	tried_again += is(action, SMSSITE_ACTION_WAIT, "trying again");
	/* After a while there are fewer. */
	if (tried_again > 2)
		self->hurry = 40;
	note_given(self, action);
	if (is(action, SMSSITE_ACTION_STEP, "Give the .UID file of EDGE8")) {
		self->world.shared[0] = self->world.shared[1] = false;
		self->hurry = 0;
	}
}

static void a_name_that_moves_between_look_and_rename_is_tried_again(void **state)
{
	(void)state;
	tried_again = 0;
	stand.meddle = clients_race;
	plays_to(SMSSITE_OUTCOME_DONE, "");
	assert_true(tried_again > 0);
	done();
	/* What the new site gave. A name that is right gives the next id, which nobody has. */
	assert_true(count_suspects(2) > 10);
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
	the_last_look_finds(
		spoils_next, "Next SMS Unique ID is \"Q7Z04005\", no first id of a range", "To be: Next SMS Unique ID Q7Z04000");
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
		cmocka_unit_test_setup_teardown(ten_thousand_uid_files_are_a_clear_end_and_are_left_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(several_uid_files_are_waited_for_a_day, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_that_differ_only_in_case_are_left_to_a_person, set_up, tear_down),
		cmocka_unit_test_setup_teardown(where_there_is_no_file_to_rename_it_says_what_is_to_be_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_name_that_moves_between_look_and_rename_is_tried_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_last_look_says_what_each_file_is_to_be_called, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_last_look_says_what_the_next_range_is_to_be, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_last_look_names_the_free_range, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
