/* SPDX-License-Identifier: MIT */
/* A rebuild played to its end by public calls: what people, clients and services do meanwhile, and what comes of it. */
#include "rebuild-stand.h"
#include "../site/fixture.h"
#include "tree/tree.h"

#include <stdio.h>

#define SMSID "SMS/LOGON.SRV/SMSID/"

static struct rebuild_stand stand;

static int tear_down(void **state)
{
	(void)state;
	rebuild_close(&stand);
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	rebuild_open(&stand);
	return 0;
}

static void open_as(const struct rebuild_shape *shape)
{
	rebuild_close(&stand);
	rebuild_open_as(&stand, shape);
}

static void says(const char *piece)
{
	if (!strstr(stand.text, piece))
		fail_msg("\"%s\" is not in \"%s\"", piece, stand.text);
}

static void ended(smssite_outcome outcome, const char *piece)
{
	if (stand.outcome != outcome)
		fail_msg("%s: %s", smssite_outcome_name(stand.outcome), stand.text);
	says(piece);
}

static void plays_to(smssite_outcome outcome, const char *piece)
{
	ok(rebuild_apply(&stand));
	ended(outcome, piece);
}

static void goes_on_to(smssite_outcome outcome, const char *piece)
{
	stand.meddle = NULL;
	ok(rebuild_resume(&stand));
	ended(outcome, piece);
}

static void done(void)
{
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
	rebuild_check_end(&stand, "at the end");
}

static bool is(const smssite_action *action, smssite_action_kind kind, const char *piece)
{
	return smssite_action_get_kind(action) == kind && strstr(smssite_action_text(action), piece);
}

static bool has(size_t server, const char *name)
{
	struct smssite_tree_stat stat;
	char path[80];

	snprintf(path, sizeof(path), SMSID "%s", name);
	return !sms_tree_stat_exact(stand.memory[server], path, &stat);
}

static void take_away(size_t server, const char *name)
{
	char path[80];

	snprintf(path, sizeof(path), SMSID "%s", name);
	ok(sms_tree_remove(stand.memory[server], path));
}

static void put_uid(size_t server, const char *name)
{
	char path[80];

	snprintf(path, sizeof(path), SMSID "%s", name);
	put(stand.memory[server], path, "");
}

static uint64_t id(const char *text)
{
	uint64_t value = 0;

	ok(smssite_smsid_parse(text, 8, &value));
	return value;
}

static void next_is(const char *text)
{
	char found[9];

	ok(smssite_smsid_format(stand.world.next, found));
	assert_string_equal(found, text);
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_root_that_is_there_again_stops_the_recreation, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_saved_range_is_raised_and_never_lowered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_next_range_that_is_higher_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_site_that_begins_at_00_gets_its_next_range_raised, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_range_that_was_seen_later_raises_both, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_range_of_many_names_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_name_that_moved_on_is_read_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_in_lower_case_count, set_up, tear_down),
		cmocka_unit_test_setup_teardown(of_two_files_the_higher_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_a_file_it_keeps_what_the_new_site_gives, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
