/* SPDX-License-Identifier: MIT */
/* What a rebuild does at registries: saved before the first change and again before it goes, seen to be gone, put back by undo;
 * whoever says yes wrongly is told so before anything is lost. */
#include "rebuild-stand.h"
#include "../site/fixture.h"
#include "hive-builder.h"
#include "tree/tree.h"

#define SMS "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"
#define HEAD "REGEDIT4\r\n\r\n"
#define IDENTIFICATION "[" SMS "\\Identification]\r\n\"Site Code\"=\"%s\"\r\n\r\n"

static struct rebuild_stand stand;
/* What a test puts in the place of an export when it was made; NULL: nothing. */
static const char *export_name, *export_text;
static size_t export_server;

static int set_up(void **state)
{
	struct rebuild_shape shape = rebuild_plain;

	(void)state;
	shape.kind = SMSSITE_SERVER_WINDOWS_NT;
	rebuild_open_as(&stand, &shape);
	export_name = export_text = NULL;
	export_server = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rebuild_close(&stand);
	return 0;
}

static const char *in_folder(const char *name)
{
	static char path[100];

	snprintf(path, sizeof(path), "SMSSITE.WRK/%s/%s", smssite_plan_id(stand.plan), name);
	return path;
}

static bool is_there(size_t server, const char *path)
{
	struct smssite_tree_stat stat;

	return !sms_tree_stat_exact(stand.memory[server], path, &stat);
}

static void ended(smssite_outcome outcome, const char *piece)
{
	if (stand.outcome != outcome || !strstr(stand.text, piece))
		fail_msg("%s: %s", smssite_outcome_name(stand.outcome), stand.text);
}

static bool nothing_is_changed(void)
{
	return stand.world.scman && stand.world.executive && !stand.world.manual && stand.world.shared[0] && stand.world.shared[1] &&
	       stand.world.key[0] && stand.world.key[1] && is_there(0, "SMS") && is_there(1, "SMS");
}

static void resumed_to_the_end(void)
{
	stand.meddle = NULL;
	stand.no = stand.lie = NULL;
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
	rebuild_check_end(&stand, "resumed");
}

static void spoil_export(struct rebuild_stand *self, const smssite_action *action)
{
	const char *path = in_folder(export_name);

	if (smssite_action_get_kind(action) != SMSSITE_ACTION_STEP || !is_there(export_server, path))
		return;
	ok(sms_tree_remove(self->memory[export_server], path));
	if (export_text)
		put(self->memory[export_server], path, export_text);
	self->meddle = NULL;
}

static void spoilt(size_t server, const char *name, const char *text, smssite_outcome outcome, const char *piece)
{
	export_server = server;
	export_name = name;
	export_text = text;
	stand.meddle = spoil_export;
	ok(rebuild_apply(&stand));
	ended(outcome, piece);
}

/* -- saved ----------------------------------------------------------------------------------------- */

static void a_save_that_is_not_there_ends_it_before_the_first_change(void **state)
{
	(void)state;
	spoilt(0, "SMSKEY.REG", NULL, SMSSITE_OUTCOME_FAILED, "at EDGE7: SMSKEY.REG is not in the plan's folder there");
	assert_true(nothing_is_changed());
	resumed_to_the_end();
}

static void a_save_that_is_cut_ends_it_before_the_first_change(void **state)
{
	char text[200];

	(void)state;
	snprintf(text, sizeof(text), HEAD IDENTIFICATION "[" SMS "\\Tra", "Q7Z");
	spoilt(1, "SMSKEY.REG", text, SMSSITE_OUTCOME_FAILED, "at EDGE8: SMSKEY.REG cannot be used: it is cut");
	assert_true(nothing_is_changed());
	resumed_to_the_end();
}

static void a_save_of_another_site_ends_it_before_the_first_change(void **state)
{
	char text[200];

	(void)state;
	snprintf(text, sizeof(text), HEAD IDENTIFICATION, "X1Y");
	spoilt(0, "SMSKEY.REG", text, SMSSITE_OUTCOME_CHANGED, "SMSKEY.REG is of site X1Y, not of Q7Z");
	assert_true(nothing_is_changed());
	resumed_to_the_end();
}

static void a_save_without_the_key_or_without_its_site_ends_it_before_the_first_change(void **state)
{
	static const char *const texts[] = { HEAD, HEAD "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMSX]\r\n\r\n",
		HEAD "[" SMS "\\Tracing]\r\n\r\n", "no registry\r\n\r\n" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		spoilt(0, "SMSKEY.REG", texts[i], SMSSITE_OUTCOME_FAILED,
			i < 2 ? "SMSKEY.REG does not hold " SMS : i == 2 ? "has no Identification, Site Code, of Q7Z" : "cannot be used");
		assert_true(nothing_is_changed());
		tear_down(state);
		set_up(state);
	}
}

/* Every byte of what REGEDIT wrote counts. */
static void a_save_cut_anywhere_is_not_taken_for_whole(void **state)
{
	char text[200];
	size_t size;

	(void)state;
	snprintf(text, sizeof(text), HEAD IDENTIFICATION, "Q7Z");
	size = strlen(text);
	for (size_t n = 0; n < size; n += 7) {
		char cut[200];

		snprintf(cut, sizeof(cut), "%.*s", (int)n, text);
		export_server = 0;
		export_name = "SMSKEY.REG";
		export_text = cut;
		stand.meddle = spoil_export;
		ok(rebuild_apply(&stand));
		ended(SMSSITE_OUTCOME_FAILED, "SMSKEY.REG");
		assert_true(nothing_is_changed());
		tear_down(state);
		set_up(state);
	}
}

static void a_range_given(struct rebuild_stand *self, const smssite_action *action)
{
	if (smssite_action_get_kind(action) == SMSSITE_ACTION_ASK && strstr(smssite_action_text(action), "Have the password"))
		ok(smssite_smsid_parse("Q7Z05000", 8, &self->world.next));
}

static char *ini_of_boot_drive(void)
{
	static char text[300];
	void *data;
	size_t size;

	ok(sms_tree_read_exact(stand.memory[2], "Sms.ini", sizeof(text) - 1, &data, &size));
	snprintf(text, sizeof(text), "%.*s", (int)size, (const char *)data);
	smssite_free(data);
	return text;
}

/* The plan was made when the next range was 02. */
static void the_saved_value_counts_for_the_next_range(void **state)
{
	(void)state;
	stand.meddle = a_range_given;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
	assert_non_null(strstr(ini_of_boot_drive(), "NextAvailableSiteSMSUniqueID=Q7Z05000"));
	assert_true(smssite_smsid_range(stand.world.next) >= 5);
}

/* -- removed --------------------------------------------------------------------------------------- */

static void a_key_that_is_still_there_is_noticed_and_asked_for_again(void **state)
{
	(void)state;
	stand.lie = "At EDGE8 delete the key";
	for (int i = 0; i < 2; i++) {
		ok(i ? rebuild_resume(&stand) : rebuild_apply(&stand));
		ended(SMSSITE_OUTCOME_CHANGED, "EDGE8 has the key " SMS " still");
		assert_false(stand.world.key[0]);
		assert_true(stand.world.key[1] && stand.world.listed);
		rebuild_check(&stand, "noticed");
	}
	resumed_to_the_end();
}

static void an_export_that_cannot_show_it_is_no_proof(void **state)
{
	static const char *const texts[] = { HEAD "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\r\n\r\n",
		HEAD "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\RAS]\r\n\r\n", HEAD };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		spoilt(0, "SMSGONE.REG", texts[i], SMSSITE_OUTCOME_FAILED, "SMSGONE.REG does not show the keys around it");
		resumed_to_the_end();
		tear_down(state);
		set_up(state);
	}
}

/* Nobody knows of EDGE8's registry: a person is asked, and errs. */
static void a_key_that_was_said_not_to_be_there_is_found(void **state)
{
	(void)state;
	stand.no = "Look in the Registry Editor at EDGE8";
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_CHANGED, "EDGE8 has the key " SMS " all the same, and it was not saved");
	assert_false(is_there(1, in_folder("SMSKEY.REG")));
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	rebuild_check_end(&stand, "undone");
}

static void a_server_without_the_key_is_passed_over(void **state)
{
	(void)state;
	stand.no = "Look in the Registry Editor at EDGE8";
	stand.world.key[1] = stand.world.had_key[1] = false;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
	assert_false(is_there(1, in_folder("SMSKEY.REG")) || is_there(1, in_folder("SMSKEY2.REG")));
	assert_true(is_there(0, in_folder("SMSKEY2.REG")));
}

static void said_to_be_there_and_missing_it_is_asked_again(void **state)
{
	(void)state;
	stand.world.key[1] = stand.world.had_key[1] = false;
	stand.lie = "Look in the Registry Editor at EDGE8";
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_FAILED, "SMSKEY.REG does not hold");
	assert_true(stand.world.scman && stand.world.shared[1]);
	resumed_to_the_end();
}

/* -- put back -------------------------------------------------------------------------------------- */

static void play_until(bool (*reached)(void))
{
	smssite_apply *apply;

	ok(rebuild_begin(&stand, &apply));
	while (!reached())
		ok(rebuild_turn(&stand, apply));
	smssite_apply_free(apply);
}

static bool first_key_is_gone(void)
{
	return !stand.world.key[0];
}

static bool both_keys_are_gone(void)
{
	return !stand.world.key[0] && !stand.world.key[1];
}

static unsigned imports;

/* No service runs without its programs, so that none has written into the key since it was saved. */
static void count_imports(struct rebuild_stand *self, const smssite_action *action)
{
	if (!smssite_action_word(action, 1) || strcmp(smssite_action_word(action, 1), "/S") != 0)
		return;
	imports++;
	assert_false(is_there(0, "SMS") || is_there(1, "SMS"));
	assert_false(self->world.shared[0] || self->world.shared[1]);
}

static void undo_puts_back_what_was_removed(void **state)
{
	static bool (*const ways[])(void) = { first_key_is_gone, both_keys_are_gone };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		/* Whether it was done, nobody has told yet. */
		play_until(ways[i]);
		imports = 0;
		stand.meddle = count_imports;
		ok(rebuild_undo(&stand));
		ended(SMSSITE_OUTCOME_UNDONE, "");
		/* Of EDGE8 it is known only once its own was saved the second time. */
		assert_int_equal(imports, 1 + i);
		rebuild_check_end(&stand, "undone");
		assert_true(stand.world.key[0] && stand.world.key[1]);
		tear_down(state);
		set_up(state);
	}
}

static void a_range_given_before_the_services_stop(struct rebuild_stand *self, const smssite_action *action)
{
	if (smssite_action_get_kind(action) == SMSSITE_ACTION_ASK && strstr(smssite_action_text(action), "to start by hand"))
		ok(smssite_smsid_parse("Q7Z06000", 8, &self->world.next));
}

/* The stand stops where it would be lowered. */
static void undo_puts_back_no_value_that_was_older(void **state)
{
	(void)state;
	stand.meddle = a_range_given_before_the_services_stop;
	play_until(first_key_is_gone);
	stand.meddle = NULL;
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	assert_int_equal(smssite_smsid_range(stand.world.next), 6);
	rebuild_check_end(&stand, "undone");
}

static void a_key_that_did_not_come_back_is_noticed(void **state)
{
	(void)state;
	play_until(both_keys_are_gone);
	stand.no_import = true;
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_FAILED, "See that EDGE7 has its key again: SMSBACK.REG does not hold " SMS);
	rebuild_check(&stand, "noticed");
	stand.no_import = false;
	ok(rebuild_resume(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	rebuild_check_end(&stand, "undone");
}

static bool tree_is_moved(void)
{
	return !is_there(0, "SMS");
}

static void undo_imports_nothing_where_nothing_was_removed(void **state)
{
	(void)state;
	play_until(tree_is_moved);
	imports = 0;
	stand.meddle = count_imports;
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	assert_int_equal(imports, 0);
	rebuild_check_end(&stand, "undone");
}

/* -- without REGEDIT ------------------------------------------------------------------------------- */

static bool named_editor, named_value;

static void listen(struct rebuild_stand *self, const smssite_action *action)
{
	const char *text = smssite_action_text(action);

	(void)self;
	if (smssite_action_get_kind(action) != SMSSITE_ACTION_ASK)
		return;
	named_editor |= strstr(text, "open " SMS " in REGEDT32 and save it") && strstr(text, "D:\\SMSSITE.WRK\\") &&
		strstr(text, "\\SMSKEY.REG is there and holds " SMS "?");
	named_value |= strstr(text, "Set Next SMS Unique ID, at EDGE7") && strstr(text, "Next SMS Unique ID") && strstr(text, "Q7Z04000");
}

/* Windows NT 3.5x: all files come from elsewhere. */
static void without_regedit_people_are_told_another_way(void **state)
{
	(void)state;
	stand.no_regedit = true;
	named_editor = named_value = false;
	stand.meddle = listen;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
	assert_true(named_editor);
	assert_true(named_value);
	rebuild_check_end(&stand, "by hand");
}

static void without_regedit_the_key_goes_back_by_hand(void **state)
{
	(void)state;
	stand.no_regedit = true;
	play_until(both_keys_are_gone);
	ok(rebuild_undo(&stand));
	ended(SMSSITE_OUTCOME_UNDONE, "");
	rebuild_check_end(&stand, "undone by hand");
}

static size_t hive_cut, hives;
static const char wide_code[] = "Q\0007\0Z\0\0";
static const unsigned char by_hand[] = { 3, 0, 0, 0 };

static void put_hive(const char *name, const char *subkey, const char *value, uint32_t type, const void *data, size_t data_size)
{
	const char *path = in_folder(name);
	struct hive_builder hive = { 0 };
	unsigned char *bytes;
	size_t size, key = *subkey ? hive_key(&hive, 0, subkey) : hive_key(&hive, 0, "");

	if (data)
		hive_value(&hive, key, value, type, data, data_size);
	bytes = hive_build(&hive, &size);
	ok(sms_tree_remove(stand.memory[0], path));
	ok(smssite_tree_write_file(stand.memory[0], path, bytes, size - hive_cut));
	hive_free(&hive);
	hives++;
}

static void save_hives(struct rebuild_stand *self, const smssite_action *action)
{
	const char *text = smssite_action_text(action);

	(void)self;
	if (smssite_action_get_kind(action) != SMSSITE_ACTION_STEP)
		return;
	if (strcmp(text, "Save " SMS " of EDGE7: done") == 0)
		put_hive("SMSKEY.REG", "Identification", "Site Code", 1, wide_code, sizeof(wide_code));
	else if (strcmp(text, "Export how SMS_SITE_CONFIG_MANAGER starts: done") == 0)
		put_hive("SCMAN.REG", "", "Start", 4, by_hand, sizeof(by_hand));
	else if (strcmp(text, "Export what is left beside the key at EDGE7: done") == 0)
		put_hive("SMSGONE.REG", "Windows NT", "", 0, NULL, 0);
}

/* What REGEDT32 saves is a hive of the key. */
static void a_hive_will_do(void **state)
{
	(void)state;
	if (!smssite_has("hivex"))
		skip();
	hive_cut = 4096;
	stand.meddle = save_hives;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_FAILED, "at EDGE7: SMSKEY.REG cannot be used");
	assert_true(nothing_is_changed());
	tear_down(state);
	set_up(state);
	hive_cut = hives = 0;
	stand.meddle = save_hives;
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
	assert_int_equal(hives, 3);
}

/* -- the start of SCMAN ---------------------------------------------------------------------------- */

static void that_scman_starts_by_itself_is_noticed(void **state)
{
	(void)state;
	stand.lie = "to start by hand";
	ok(rebuild_apply(&stand));
	ended(SMSSITE_OUTCOME_CHANGED, "SMS_SITE_CONFIG_MANAGER starts with the machine still");
	assert_true(stand.world.shared[0] && stand.world.key[0]);
	resumed_to_the_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_save_that_is_not_there_ends_it_before_the_first_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_save_that_is_cut_ends_it_before_the_first_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_save_of_another_site_ends_it_before_the_first_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_save_without_the_key_or_without_its_site_ends_it_before_the_first_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_save_cut_anywhere_is_not_taken_for_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_saved_value_counts_for_the_next_range, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_key_that_is_still_there_is_noticed_and_asked_for_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_export_that_cannot_show_it_is_no_proof, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_key_that_was_said_not_to_be_there_is_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_server_without_the_key_is_passed_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(said_to_be_there_and_missing_it_is_asked_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(undo_puts_back_what_was_removed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(undo_puts_back_no_value_that_was_older, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_key_that_did_not_come_back_is_noticed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(undo_imports_nothing_where_nothing_was_removed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_regedit_people_are_told_another_way, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_regedit_the_key_goes_back_by_hand, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_hive_will_do, set_up, tear_down),
		cmocka_unit_test_setup_teardown(that_scman_starts_by_itself_is_noticed, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
