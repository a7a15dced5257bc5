/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static void roles_are_told_by_the_name(void **state)
{
	static const struct {
		const char *name;
		smssite_entry_kind kind;
		smssite_box_role role;
	} names[] = {
		{ "SITECTRL.CT0", SMSSITE_ENTRY_FILE, SMSSITE_BOX_MASTER },
		{ "SiteCtrl.ct0", SMSSITE_ENTRY_FILE, SMSSITE_BOX_MASTER },
		{ "SITECTRL.CT0", SMSSITE_ENTRY_DIRECTORY, SMSSITE_BOX_OTHER },
		{ "SAVED.CT0", SMSSITE_ENTRY_FILE, SMSSITE_BOX_SECOND_MASTER },
		{ "00000000.ct1", SMSSITE_ENTRY_FILE, SMSSITE_BOX_PROPOSED },
		{ "12345678.CT2", SMSSITE_ENTRY_FILE, SMSSITE_BOX_REPLY },
		{ "SITECTRL.CT2", SMSSITE_ENTRY_FILE, SMSSITE_BOX_REPLY },
		{ "00000000.710", SMSSITE_ENTRY_FILE, SMSSITE_BOX_REJECTED },
		{ "00000000.718", SMSSITE_ENTRY_FILE, SMSSITE_BOX_REJECTED },
		{ "00000000.719", SMSSITE_ENTRY_FILE, SMSSITE_BOX_OTHER },
		{ "00000000.7100", SMSSITE_ENTRY_FILE, SMSSITE_BOX_OTHER },
		{ ".710", SMSSITE_ENTRY_FILE, SMSSITE_BOX_OTHER },
		{ "shutdown.CT1", SMSSITE_ENTRY_FILE, SMSSITE_BOX_SHUTDOWN },
		{ "_init.ct1", SMSSITE_ENTRY_FILE, SMSSITE_BOX_INIT },
		{ "BOOTSTRP.CT1", SMSSITE_ENTRY_FILE, SMSSITE_BOX_BOOTSTRAP },
		{ "bootstrp.pk2", SMSSITE_ENTRY_FILE, SMSSITE_BOX_BOOTSTRAP },
		{ "BOOTSTRP", SMSSITE_ENTRY_FILE, SMSSITE_BOX_OTHER },
		{ "10000000.NAD", SMSSITE_ENTRY_DIRECTORY, SMSSITE_BOX_NAD },
		{ "10000000.NAD", SMSSITE_ENTRY_FILE, SMSSITE_BOX_OTHER },
		{ "1.CT1", SMSSITE_ENTRY_DIRECTORY, SMSSITE_BOX_OTHER },
		{ "notes.txt", SMSSITE_ENTRY_FILE, SMSSITE_BOX_OTHER },
		{ "", SMSSITE_ENTRY_FILE, SMSSITE_BOX_OTHER },
		{ NULL, SMSSITE_ENTRY_FILE, SMSSITE_BOX_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_int_equal(smssite_box_role_of(names[i].name, names[i].kind), names[i].role);
}

/* A site whose box has these files, and nothing else. */
static smssite_snapshot *box_of(const char *const *names)
{
	smssite_tree *tree;

	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SITE.SRV/SITECFG.BOX"));
	for (; *names; names++)
		ok(sms_memory_add(tree, below("SITE.SRV/SITECFG.BOX", *names),
			strstr(*names, ".NAD") ? SMSSITE_ENTRY_DIRECTORY : SMSSITE_ENTRY_FILE));
	return observe(tree, "", SMSSITE_VIEW_ROOT);
}

static void each_state_is_told_by_the_gravest_name(void **state)
{
	static const struct {
		const char *names[6];
		smssite_box_state state;
	} boxes[] = {
		{ { "SITECTRL.CT0" }, SMSSITE_BOX_STATE_AT_REST },
		{ { "SITECTRL.CT0", "notes.txt", "1.NAD", "SAVED.CT0", "BOOTSTRP.PK1" },
			SMSSITE_BOX_STATE_AT_REST },
		{ { NULL }, SMSSITE_BOX_STATE_EMPTY },
		{ { "notes.txt", "1.NAD" }, SMSSITE_BOX_STATE_EMPTY },
		{ { "SITECTRL.CT0", "00000000.714" }, SMSSITE_BOX_STATE_REJECTED },
		{ { "SITECTRL.CT0", "00000000.714", "1.CT2" }, SMSSITE_BOX_STATE_REPLY_WAITING },
		{ { "1.CT2", "2.CT1" }, SMSSITE_BOX_STATE_PROPOSED_WAITING },
		{ { "_INIT.CT1", "2.CT1" }, SMSSITE_BOX_STATE_INSTALLING },
		{ { "SITECTRL.CT0", "SHUTDOWN.CT1", "_INIT.CT1", "1.CT1", "1.CT2" },
			SMSSITE_BOX_STATE_SHUTTING_DOWN },
		{ { "SAVED.CT0" }, SMSSITE_BOX_STATE_UNKNOWN },
		{ { "SITECTRL.CT0", "sitectrl.ct0" }, SMSSITE_BOX_STATE_UNKNOWN },
		{ { "SITECTRL.CT0", "1.CT1", "1.ct1" }, SMSSITE_BOX_STATE_UNKNOWN },
		{ { "SITECTRL.CT0", "readme", "README" }, SMSSITE_BOX_STATE_AT_REST },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(boxes) / sizeof(*boxes); i++) {
		smssite_snapshot *snapshot = box_of(boxes[i].names);

		assert_string_equal(smssite_box_state_name(smssite_snapshot_box_state(snapshot)),
			smssite_box_state_name(boxes[i].state));
		smssite_snapshot_free(snapshot);
	}
}

static void a_master_that_is_a_link_is_nobodys_word(void **state)
{
	smssite_snapshot *snapshot;
	smssite_tree *tree;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SITE.SRV/SITECFG.BOX"));
	ok(sms_memory_add(tree, "SITE.SRV/SITECFG.BOX/SITECTRL.CT0", SMSSITE_ENTRY_LINK));
	snapshot = observe(tree, "", SMSSITE_VIEW_ROOT);
	assert_int_equal(smssite_snapshot_box_state(snapshot), SMSSITE_BOX_STATE_UNKNOWN);
	assert_int_equal(smssite_snapshot_document_status(snapshot, 0), SMSSITE_MALFORMED);
	smssite_snapshot_free(snapshot);
}

static void a_site_without_the_box_has_nothing_in_it(void **state)
{
	smssite_tree *tree;
	smssite_snapshot *snapshot;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SITE.SRV"));
	snapshot = observe(tree, "", SMSSITE_VIEW_ROOT);
	assert_int_equal(smssite_snapshot_box_state(snapshot), SMSSITE_BOX_STATE_EMPTY);
	assert_int_equal(smssite_snapshot_box_count(snapshot), 0);
	smssite_snapshot_free(snapshot);
}

static void names_in_the_box_lead_to_what_they_hold(void **state)
{
	smssite_tree *tree = make_site("");
	smssite_snapshot *snapshot;
	struct smssite_tree_stat stat;
	size_t master, document;

	(void)state;
	put(tree, "SITE.SRV/SITECFG.BOX/b.CT2", "");
	put(tree, "SITE.SRV/SITECFG.BOX/a.CT2", "");
	put(tree, "SITE.SRV/SITECFG.BOX/notes.txt", "");
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_int_equal(smssite_snapshot_box_count(snapshot), 4);
	assert_int_equal(smssite_snapshot_box_find(snapshot, SMSSITE_BOX_REPLY, 0), 0);
	assert_int_equal(smssite_snapshot_box_find(snapshot, SMSSITE_BOX_REPLY, 1), 1);
	assert_int_equal(smssite_snapshot_box_find(snapshot, SMSSITE_BOX_REPLY, 2), SMSSITE_NO_INDEX);
	assert_string_equal(smssite_snapshot_box_name(snapshot, 1), "b.CT2");
	assert_int_equal(smssite_snapshot_box_role(snapshot, 2), SMSSITE_BOX_OTHER);
	assert_int_equal(smssite_snapshot_box_document(snapshot, 2), SMSSITE_NO_INDEX);
	master = smssite_snapshot_box_find(snapshot, SMSSITE_BOX_MASTER, 0);
	document = smssite_snapshot_box_document(snapshot, master);
	assert_string_equal(smssite_snapshot_document_path(snapshot, document), BOX "\\SITECTRL.CT0");
	ok(smssite_snapshot_box_stat(snapshot, master, &stat));
	assert_int_equal(stat.mtime_utc_s, THEN);
	assert_int_equal(smssite_snapshot_box_stat(snapshot, 4, &stat), SMSSITE_INVALID);
	assert_int_equal(smssite_snapshot_box_stat(snapshot, 0, NULL), SMSSITE_INVALID);
	assert_null(smssite_snapshot_box_name(snapshot, 4));
	assert_int_equal(smssite_snapshot_box_role(snapshot, 4), SMSSITE_BOX_OTHER);
	assert_int_equal(smssite_snapshot_box_document(snapshot, 4), SMSSITE_NO_INDEX);
	smssite_snapshot_free(snapshot);
}

static void no_snapshot_has_no_box(void **state)
{
	struct smssite_tree_stat stat;

	(void)state;
	assert_int_equal(smssite_snapshot_box_state(NULL), SMSSITE_BOX_STATE_UNKNOWN);
	assert_int_equal(smssite_snapshot_box_count(NULL), 0);
	assert_null(smssite_snapshot_box_name(NULL, 0));
	assert_int_equal(smssite_snapshot_box_role(NULL, 0), SMSSITE_BOX_OTHER);
	assert_int_equal(smssite_snapshot_box_stat(NULL, 0, &stat), SMSSITE_INVALID);
	assert_int_equal(smssite_snapshot_box_document(NULL, 0), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_snapshot_box_find(NULL, SMSSITE_BOX_MASTER, 0), SMSSITE_NO_INDEX);
	assert_string_equal(smssite_box_role_name(SMSSITE_BOX_SECOND_MASTER), "SECOND_MASTER");
	assert_string_equal(smssite_box_role_name((smssite_box_role)99), "OTHER");
	assert_string_equal(smssite_box_role_name((smssite_box_role)-1), "OTHER");
	assert_string_equal(smssite_box_state_name(SMSSITE_BOX_STATE_SHUTTING_DOWN), "SHUTTING_DOWN");
	assert_string_equal(smssite_box_state_name((smssite_box_state)99), "UNKNOWN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_are_told_by_the_name),
		cmocka_unit_test(each_state_is_told_by_the_gravest_name),
		cmocka_unit_test(a_master_that_is_a_link_is_nobodys_word),
		cmocka_unit_test(a_site_without_the_box_has_nothing_in_it),
		cmocka_unit_test(names_in_the_box_lead_to_what_they_hold),
		cmocka_unit_test(no_snapshot_has_no_box),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
