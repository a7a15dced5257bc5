/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include "sweep.h"

static void a_root_is_recognised_and_read(void **state)
{
	smssite_snapshot *snapshot = observe(make_site(""), "", SMSSITE_VIEW_AUTO);

	(void)state;
	assert_int_equal(smssite_snapshot_view(snapshot), SMSSITE_VIEW_ROOT);
	assert_string_equal(smssite_snapshot_root(snapshot), "");
	assert_string_equal(smssite_snapshot_site_code(snapshot), "Q7Z");
	assert_string_equal(smssite_snapshot_parent_site_code(snapshot), "C9N");
	assert_string_equal(smssite_snapshot_site_name(snapshot), "Edge");
	assert_string_equal(smssite_snapshot_site_server(snapshot), "EDGE7");
	assert_string_equal(smssite_snapshot_install_directory(snapshot), "D:\\SMS");
	assert_int_equal(smssite_snapshot_site_type(snapshot), SMSSITE_SITE_TYPE_SECONDARY);
	assert_int_equal(smssite_snapshot_build(snapshot), 786);
	assert_int_equal(presence(snapshot, BOX), SMSSITE_PRESENCE_PRESENT);
	assert_int_equal(
		presence(snapshot, "site.srv\\sender.box\\requests\\lan_defa.000"), SMSSITE_PRESENCE_PRESENT);
	assert_int_equal(presence(snapshot, "PRIMSITE.SRV"), SMSSITE_PRESENCE_MISSING);
	assert_int_equal(presence(snapshot, ".."), SMSSITE_PRESENCE_NOT_IN_VIEW);
	assert_true(has_entry(snapshot, "LOGON.SRV\\SMSID", "Q7Z00001.UID"));
	assert_true(has_entry(snapshot, "", "SYSTEM.MAP"));
	smssite_snapshot_free(snapshot);
}

static void a_drive_shows_its_root_too(void **state)
{
	smssite_tree *tree = make_site("Sms");
	smssite_snapshot *snapshot;

	(void)state;
	put(tree, "SCMAN.LOG",
		RECORD("~Service is stopping", "SMS_SITE_CONFIG_MANAGER", "Tue Jul 15 11:00:00 1997"));
	put(tree, "Sms/BOOT.LOG", "x");
	put(tree, "BOOT.LOG", "y");
	put(tree, "AUTOEXEC.LOG", "nobody's");
	ok(smssite_tree_make_directory(tree, "WINNT/SYSTEM32"));
	ok(smssite_tree_make_directory(tree, "Sms_Pkgd/C9N00007"));
	ok(smssite_tree_make_directory(tree, "SMS_PKG1/C9N00008"));
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_true(has_entry(snapshot, "..\\SMS_PKGD", "C9N00007"));
	assert_int_equal(smssite_snapshot_find_directory(snapshot, "..\\SMS_PKG1"), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_snapshot_view(snapshot), SMSSITE_VIEW_DRIVE);
	assert_string_equal(smssite_snapshot_root(snapshot), "Sms");
	assert_int_equal(presence(snapshot, ".."), SMSSITE_PRESENCE_PRESENT);
	assert_true(has_entry(snapshot, "..", "SCMAN.LOG"));
	assert_int_equal(smssite_snapshot_log_count(snapshot), 4);
	assert_string_equal(smssite_snapshot_log_path(snapshot, 0), "..\\BOOT.LOG");
	assert_string_equal(smssite_snapshot_log_path(snapshot, 1), "BOOT.LOG");
	assert_string_equal(smssite_snapshot_log_path(snapshot, 2), "LOGS\\SCHED.LOG");
	assert_string_equal(smssite_snapshot_log_path(snapshot, 3), "..\\SCMAN.LOG");
	assert_int_equal(smssite_snapshot_find_log(snapshot, "scman.log"), 3);
	assert_string_equal(smssite_snapshot_site_code(snapshot), "Q7Z");
	smssite_snapshot_free(snapshot);
}

static void a_place_in_the_tree_is_found_in_any_case(void **state)
{
	smssite_snapshot *snapshot = observe(make_site("backup/Sms"), "BACKUP\\SMS", SMSSITE_VIEW_ROOT);

	(void)state;
	assert_string_equal(smssite_snapshot_root(snapshot), "backup/Sms");
	assert_string_equal(smssite_snapshot_site_code(snapshot), "Q7Z");
	smssite_snapshot_free(snapshot);
}

static void a_logon_share_shows_itself_and_nothing_else(void **state)
{
	smssite_snapshot *snapshot = observe(make_site(""), "LOGON.SRV", SMSSITE_VIEW_AUTO);

	(void)state;
	assert_int_equal(smssite_snapshot_view(snapshot), SMSSITE_VIEW_LOGON);
	assert_int_equal(presence(snapshot, "LOGON.SRV"), SMSSITE_PRESENCE_PRESENT);
	assert_true(has_entry(snapshot, "LOGON.SRV\\SMSID", "Q7Z00001.UID"));
	assert_int_equal(presence(snapshot, BOX), SMSSITE_PRESENCE_NOT_IN_VIEW);
	assert_int_equal(presence(snapshot, "LOGS"), SMSSITE_PRESENCE_NOT_IN_VIEW);
	assert_int_equal(smssite_snapshot_box_state(snapshot), SMSSITE_BOX_STATE_UNKNOWN);
	assert_string_equal(smssite_snapshot_site_code(snapshot), "");
	assert_int_equal(smssite_snapshot_build(snapshot), -1);
	smssite_snapshot_free(snapshot);
}

static void a_receive_share_shows_one_directory(void **state)
{
	static const char receive[] = "SITE.SRV\\DESPOOLR.BOX\\RECEIVE";
	smssite_tree *tree = make_site("");
	smssite_snapshot *snapshot;

	(void)state;
	put(tree, "SITE.SRV/DESPOOLR.BOX/RECEIVE/30008DPW.INS", "x");
	snapshot = observe(tree, receive, SMSSITE_VIEW_RECEIVE);
	assert_int_equal(presence(snapshot, receive), SMSSITE_PRESENCE_PRESENT);
	assert_true(has_entry(snapshot, receive, "30008DPW.INS"));
	assert_int_equal(presence(snapshot, "SITE.SRV\\DESPOOLR.BOX\\STORE"), SMSSITE_PRESENCE_NOT_IN_VIEW);
	smssite_snapshot_free(snapshot);
}

static void a_logon_server_has_a_root_without_site_directories(void **state)
{
	smssite_tree *tree;
	smssite_snapshot *snapshot;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SMS/LOGON.SRV/SMSID"));
	snapshot = observe(smssite_tree_ref(tree), "", SMSSITE_VIEW_AUTO);
	assert_int_equal(smssite_snapshot_view(snapshot), SMSSITE_VIEW_DRIVE);
	assert_int_equal(presence(snapshot, "SITE.SRV"), SMSSITE_PRESENCE_MISSING);
	smssite_snapshot_free(snapshot);
	snapshot = observe(tree, "SMS", SMSSITE_VIEW_AUTO);
	assert_int_equal(smssite_snapshot_view(snapshot), SMSSITE_VIEW_ROOT);
	assert_int_equal(presence(snapshot, "LOGON.SRV\\SMSID"), SMSSITE_PRESENCE_PRESENT);
	smssite_snapshot_free(snapshot);
}

static smssite_status refusal(smssite_tree *tree, const char *path, smssite_view view)
{
	smssite_sources *sources = sources_of(tree, path, view);
	smssite_snapshot *snapshot = (void *)&view;
	smssite_status status = smssite_observe(sources, NULL, &snapshot);

	assert_ptr_equal(snapshot, (void *)&view);
	smssite_sources_free(sources);
	return status;
}

static void a_tree_without_a_site_is_refused(void **state)
{
	smssite_tree *tree;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "WINNT"));
	put(tree, "file", "");
	assert_int_equal(refusal(tree, "", SMSSITE_VIEW_AUTO), SMSSITE_NOT_FOUND);
	assert_non_null(strstr(smssite_error_message(), "SITE.SRV"));
	assert_int_equal(refusal(tree, "", SMSSITE_VIEW_DRIVE), SMSSITE_NOT_FOUND);
	assert_int_equal(refusal(tree, "nothing", SMSSITE_VIEW_ROOT), SMSSITE_NOT_FOUND);
	assert_int_equal(refusal(tree, "file", SMSSITE_VIEW_ROOT), SMSSITE_IO);
	assert_int_equal(refusal(tree, "..", SMSSITE_VIEW_ROOT), SMSSITE_INVALID);
	smssite_tree_free(tree);
}

static void two_sites_on_a_drive_are_ambiguous(void **state)
{
	smssite_tree *tree = make_site("SMS");

	(void)state;
	ok(smssite_tree_make_directory(tree, "SMS.OLD/SITE.SRV"));
	assert_int_equal(refusal(tree, "", SMSSITE_VIEW_AUTO), SMSSITE_AMBIGUOUS);
	smssite_snapshot_free(observe(tree, "SMS", SMSSITE_VIEW_ROOT));
}

static void names_that_differ_only_in_case_on_the_way_to_the_box_are_ambiguous(void **state)
{
	smssite_tree *tree = make_site("");

	(void)state;
	ok(sms_memory_add(tree, "SITE.SRV/sitecfg.box", SMSSITE_ENTRY_DIRECTORY));
	assert_int_equal(refusal(tree, "", SMSSITE_VIEW_AUTO), SMSSITE_AMBIGUOUS);
	smssite_tree_free(tree);
	tree = make_site("");
	ok(sms_memory_add(tree, "site.srv", SMSSITE_ENTRY_DIRECTORY));
	assert_int_equal(refusal(tree, "", SMSSITE_VIEW_ROOT), SMSSITE_AMBIGUOUS);
	smssite_tree_free(tree);
	tree = make_site("SMS");
	ok(sms_memory_add(tree, "sms", SMSSITE_ENTRY_DIRECTORY));
	assert_int_equal(refusal(tree, "", SMSSITE_VIEW_DRIVE), SMSSITE_AMBIGUOUS);
	smssite_tree_free(tree);
}

static void elsewhere_they_make_a_directory_unreadable(void **state)
{
	smssite_tree *tree = make_site("");
	smssite_snapshot *snapshot;

	(void)state;
	ok(sms_memory_add(tree, "SITE.SRV/schedule.box", SMSSITE_ENTRY_DIRECTORY));
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_int_equal(presence(snapshot, "SITE.SRV\\SCHEDULE.BOX"), SMSSITE_PRESENCE_UNREADABLE);
	assert_string_equal(smssite_snapshot_directory_message(snapshot,
				    smssite_snapshot_find_directory(snapshot, "SITE.SRV\\SCHEDULE.BOX")),
		"two names differ only in case");
	smssite_snapshot_free(snapshot);
}

static void links_and_files_in_the_place_of_directories_are_recorded_and_not_entered(void **state)
{
	smssite_tree *tree;
	smssite_snapshot *snapshot;
	struct smssite_tree_stat stat;
	size_t logs;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SITE.SRV"));
	ok(sms_memory_add(tree, "SITE.SRV/SITECFG.BOX", SMSSITE_ENTRY_LINK));
	put(tree, "SITE.SRV/SENDER.BOX", "");
	ok(smssite_tree_make_directory(tree, "LOGS/SCHED.LOG"));
	ok(sms_memory_add(tree, "LOGS/LANSEND.LOG", SMSSITE_ENTRY_LINK));
	ok(smssite_tree_make_directory(tree, "SYSTEM.MAP"));
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_int_equal(presence(snapshot, BOX), SMSSITE_PRESENCE_UNREADABLE);
	assert_int_equal(presence(snapshot, "SITE.SRV\\SENDER.BOX"), SMSSITE_PRESENCE_UNREADABLE);
	assert_int_equal(presence(snapshot, "SITE.SRV\\SENDER.BOX\\TOSEND"), SMSSITE_PRESENCE_UNREADABLE);
	assert_int_equal(presence(snapshot, "SITE.SRV\\SCHEDULE.BOX"), SMSSITE_PRESENCE_MISSING);
	assert_int_equal(smssite_snapshot_box_state(snapshot), SMSSITE_BOX_STATE_UNKNOWN);
	assert_int_equal(smssite_snapshot_log_count(snapshot), 2);
	assert_int_equal(smssite_snapshot_log_status(snapshot, 0), SMSSITE_MALFORMED);
	assert_int_equal(smssite_snapshot_log_status(snapshot, 1), SMSSITE_MALFORMED);
	assert_int_equal(smssite_snapshot_document_status(snapshot, 0), SMSSITE_MALFORMED);
	logs = smssite_snapshot_find_directory(snapshot, "LOGS");
	ok(smssite_snapshot_entry_stat(snapshot, logs, 0, &stat));
	assert_int_equal(stat.kind, SMSSITE_ENTRY_LINK);
	smssite_snapshot_free(snapshot);
}

static void the_newest_time_is_not_after_the_time_of_taking(void **state)
{
	smssite_tree *tree = make_site("");
	smssite_snapshot *snapshot;

	(void)state;
	ok(smssite_tree_set_clock(tree, THEN + 3600));
	put(tree, "SITE.SRV/SCHEDULE.BOX/FUTURE.JOB", "");
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_int_equal(smssite_snapshot_newest_utc_s(snapshot), THEN);
	assert_int_equal(smssite_snapshot_taken_utc_s(snapshot), THEN + 60);
	smssite_snapshot_free(snapshot);
}

static smssite_snapshot *observe_taken(smssite_tree *tree, int64_t taken, smssite_liveness liveness)
{
	smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);

	ok(smssite_sources_set_taken(sources, taken));
	ok(smssite_sources_set_liveness(sources, liveness));
	return observe_from(sources);
}

static void a_tree_is_live_if_something_changed_within_a_day(void **state)
{
	static const struct {
		int64_t taken;
		smssite_liveness liveness;
		bool is_copy;
	} cases[] = {
		{ THEN, SMSSITE_LIVENESS_AUTO, false },
		{ THEN + 86400, SMSSITE_LIVENESS_AUTO, false },
		{ THEN + 86401, SMSSITE_LIVENESS_AUTO, true },
		{ SMSSITE_NO_TIME, SMSSITE_LIVENESS_AUTO, true },
		{ INT64_C(1) << 53, SMSSITE_LIVENESS_AUTO, true },
		{ THEN - 1, SMSSITE_LIVENESS_AUTO, true },
		{ THEN + 9999999, SMSSITE_LIVENESS_LIVE, false },
		{ THEN, SMSSITE_LIVENESS_COPY, true },
	};
	smssite_tree *tree = make_site("");

	(void)state;
	ok(sms_memory_set_space(tree, 1000, 2000));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		smssite_snapshot *snapshot = observe_taken(tree, cases[i].taken, cases[i].liveness);

		assert_int_equal(smssite_snapshot_is_copy(snapshot), cases[i].is_copy);
		/* The disk under a copy is not the server's. */
		assert_int_equal(smssite_snapshot_free_bytes(snapshot), cases[i].is_copy ? -1 : 1000);
		smssite_snapshot_free(snapshot);
	}
	smssite_tree_free(tree);
}

static void control_files_are_read_and_hashed(void **state)
{
	static const char empty_hash[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	smssite_tree *tree = make_site("");
	smssite_snapshot *snapshot;
	struct smssite_tree_stat stat;
	size_t document;

	(void)state;
	put(tree, "SITE.SRV/SITECFG.BOX/00000001.CT1", "");
	put(tree, "SITE.SRV/SITECFG.BOX/notes.txt", "not read");
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_int_equal(smssite_snapshot_document_count(snapshot), 3);
	document = smssite_snapshot_find_document(snapshot, "site.srv\\sitecfg.box\\sitectrl.ct0");
	assert_int_equal(smssite_snapshot_document_status(snapshot, document), SMSSITE_OK);
	assert_string_equal(smssite_snapshot_document_message(snapshot, document), "");
	assert_int_equal(
		smssite_control_file_build(smssite_snapshot_document_control_file(snapshot, document)), 786);
	ok(smssite_snapshot_document_stat(snapshot, document, &stat));
	assert_int_equal(stat.mtime_utc_s, THEN);
	document = smssite_snapshot_find_document(snapshot, BOX "\\00000001.CT1");
	assert_int_equal(smssite_snapshot_document_status(snapshot, document), SMSSITE_MALFORMED);
	assert_true(*smssite_snapshot_document_message(snapshot, document));
	assert_string_equal(smssite_snapshot_document_sha256(snapshot, document), empty_hash);
	assert_null(smssite_snapshot_document_control_file(snapshot, document));
	smssite_snapshot_free(snapshot);
}

static void the_master_says_who_the_site_is_else_the_newest_full_file(void **state)
{
	struct control_file_shape older = control_file_secondary, newer = control_file_secondary,
				  instructions = control_file_secondary;
	smssite_tree *tree;
	smssite_snapshot *snapshot;

	(void)state;
	older.site_code = "OLD";
	older.time_utc_s = 1000;
	newer.site_code = "NEW";
	newer.time_utc_s = 2000;
	instructions.type = 4;
	instructions.time_utc_s = 3000;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SITE.SRV/SITECFG.BOX"));
	put_control_file(tree, "SITE.SRV/SITECFG.BOX/1.CT2", &newer);
	put_control_file(tree, "SITE.SRV/SITECFG.BOX/2.CT2", &older);
	put_control_file(tree, "SITE.SRV/SITECFG.BOX/3.CT1", &instructions);
	snapshot = observe(smssite_tree_ref(tree), "", SMSSITE_VIEW_AUTO);
	assert_string_equal(smssite_snapshot_site_code(snapshot), "NEW");
	smssite_snapshot_free(snapshot);
	put_control_file(tree, "SITE.SRV/SITECFG.BOX/SiteCtrl.ct0", &older);
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_string_equal(smssite_snapshot_site_code(snapshot), "OLD");
	smssite_snapshot_free(snapshot);
}

static void a_control_file_that_is_too_large_is_not_read(void **state)
{
	size_t size = (4u << 20) + 1;
	char *data = calloc(1, size);
	smssite_tree *tree = make_site("");
	smssite_snapshot *snapshot;
	size_t document;

	(void)state;
	put_bytes(tree, "SITE.SRV/SITECFG.BOX/00000001.CT2", data, size);
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	document = smssite_snapshot_find_document(snapshot, BOX "\\00000001.CT2");
	assert_int_equal(smssite_snapshot_document_status(snapshot, document), SMSSITE_LIMIT);
	assert_string_equal(smssite_snapshot_document_sha256(snapshot, document), "");
	smssite_snapshot_free(snapshot);
	free(data);
}

static void a_system_map_is_checked(void **state)
{
	static const struct {
		const char *text;
		smssite_status status;
	} maps[] = {
		{ system_map, SMSSITE_OK },
		{ "", SMSSITE_MALFORMED },
		{ "MZ\x90\x03", SMSSITE_MALFORMED },
		{ "Dear reader,\r\n", SMSSITE_MALFORMED },
		{ "UNITS = \"A\"\r\nSERVICE \"B\"\r\nBEGIN\r\n   FLA", SMSSITE_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++) {
		smssite_tree *tree;
		smssite_snapshot *snapshot;
		size_t document;

		ok(smssite_tree_new_memory(&tree));
		ok(smssite_tree_make_directory(tree, "SITE.SRV"));
		put(tree, "System.map", maps[i].text);
		snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
		document = smssite_snapshot_find_document(snapshot, "SYSTEM.MAP");
		assert_string_equal(smssite_snapshot_document_path(snapshot, document), "System.map");
		assert_int_equal(smssite_snapshot_document_status(snapshot, document), maps[i].status);
		assert_int_equal(strlen(smssite_snapshot_document_sha256(snapshot, document)), 64);
		smssite_snapshot_free(snapshot);
	}
}

static void a_full_box_keeps_its_master(void **state)
{
	smssite_tree *tree = make_site("");
	smssite_snapshot *snapshot;
	size_t box;

	(void)state;
	for (int i = 0; i < 4200; i++) {
		char path[64];

		snprintf(path, sizeof(path), "SITE.SRV/SITECFG.BOX/%08d.CT2", i);
		put(tree, path, "");
	}
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	box = smssite_snapshot_find_directory(snapshot, BOX);
	assert_int_equal(smssite_snapshot_entry_count(snapshot, box), 4096);
	assert_int_equal(smssite_snapshot_entry_cut(snapshot, box), 105);
	assert_true(has_entry(snapshot, BOX, "SITECTRL.CT0"));
	assert_int_equal(smssite_snapshot_box_state(snapshot), SMSSITE_BOX_STATE_REPLY_WAITING);
	/* 256 control files and SYSTEM.MAP. */
	assert_int_equal(smssite_snapshot_document_count(snapshot), 257);
	assert_string_equal(smssite_snapshot_site_code(snapshot), "Q7Z");
	smssite_snapshot_free(snapshot);
}

static void names_that_vary_are_followed_up_to_a_limit(void **state)
{
	static const char above[] = "SITE.SRV\\MAINCFG.BOX\\PCMDOM.BOX";
	smssite_tree *tree = make_site("");
	smssite_snapshot *snapshot;

	(void)state;
	for (int i = 0; i < 1100; i++) {
		char path[64];

		snprintf(path, sizeof(path), "SITE.SRV/MAINCFG.BOX/PCMDOM.BOX/D%d.000", i);
		ok(smssite_tree_make_directory(tree, path));
	}
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_true(
		smssite_snapshot_entry_cut(snapshot, smssite_snapshot_find_directory(snapshot, above)) >= 76);
	assert_int_equal(presence(snapshot, BOX), SMSSITE_PRESENCE_PRESENT);
	smssite_snapshot_free(snapshot);
}

static void a_name_with_a_backslash_is_no_directory_of_the_layout(void **state)
{
	smssite_tree *tree;
	smssite_snapshot *snapshot;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SITE.SRV"));
	ok(sms_memory_add(tree, "SITE.SRV\\SITECFG.BOX", SMSSITE_ENTRY_DIRECTORY));
	snapshot = observe(tree, "", SMSSITE_VIEW_ROOT);
	assert_int_equal(presence(snapshot, BOX), SMSSITE_PRESENCE_MISSING);
	smssite_snapshot_free(snapshot);
}

static void services_and_the_parents_word_come_along(void **state)
{
	static const char list[] = "SMS_EXECUTIVE running\n";
	smssite_tree *tree = make_site("");
	smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	smssite_services *services;
	smssite_parent_word *word;
	smssite_snapshot *snapshot;

	(void)state;
	ok(smssite_services_parse(list, strlen(list), &services));
	ok(smssite_parent_word_new_phrase("Q7Z", "phase-4", &word));
	ok(smssite_sources_set_services(sources, services, "net.txt"));
	ok(smssite_sources_set_services(sources, services, "net-start.txt"));
	ok(smssite_sources_set_parent_word(sources, word, "--parent-status"));
	smssite_services_free(services);
	smssite_parent_word_free(word);
	snapshot = observe_from(sources);
	assert_int_equal(smssite_services_find(smssite_snapshot_services(snapshot), "SMS_EXECUTIVE"),
		SMSSITE_SERVICE_RUNNING);
	assert_string_equal(smssite_snapshot_services_name(snapshot), "net-start.txt");
	assert_int_equal(smssite_parent_word_find(smssite_snapshot_parent_word(snapshot), "Q7Z"), 0);
	assert_string_equal(smssite_snapshot_parent_word_name(snapshot), "--parent-status");
	smssite_snapshot_free(snapshot);
	smssite_tree_free(tree);
}

static smssite_status observe_scenario(void *argument)
{
	smssite_sources *sources;
	smssite_snapshot *snapshot;
	smssite_status status;

	status = smssite_sources_new(&sources);
	if (status)
		return status;
	status = smssite_sources_set_tree(sources, argument, "", SMSSITE_VIEW_DRIVE);
	if (!status)
		status = smssite_sources_set_drive(sources, argument, "");
	if (!status)
		status = smssite_sources_set_logs(sources, argument, "saved");
	if (!status)
		status = smssite_sources_set_liveness(sources, SMSSITE_LIVENESS_LIVE);
	if (!status)
		status = smssite_observe(sources, &interest, &snapshot);
	if (!status)
		smssite_snapshot_free(snapshot);
	smssite_sources_free(sources);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	smssite_tree *tree = make_site("SMS");

	(void)state;
	put(tree, "SCMAN.LOG", RECORD("x", "SMS_SITE_CONFIG_MANAGER", "Tue Jul 15 11:00:00 1997"));
	ok(smssite_tree_make_directory(tree, "saved"));
	put(tree, "saved/DESPOOL.LOG",
		RECORD("error code = c0000001", "SMS_DESPOOLER", "Tue Jul 15 11:00:00 1997"));
	put(tree, "SMS/SITE.SRV/SITECFG.BOX/1.CT1", "broken");
	ok(sms_memory_add(tree, "SMS/LOGON.SRV/ccr.box", SMSSITE_ENTRY_LINK));
	assert_true(sweep_allocations(observe_scenario, tree) > 100);
	smssite_tree_free(tree);
}

static void calls_check_what_they_get(void **state)
{
	smssite_sources *sources;
	smssite_snapshot *snapshot;
	smssite_tree *tree;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_sources_new(&sources));
	assert_int_equal(smssite_sources_new(NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_tree(NULL, tree, "", SMSSITE_VIEW_AUTO), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_tree(sources, NULL, "", SMSSITE_VIEW_AUTO), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_tree(sources, tree, NULL, SMSSITE_VIEW_AUTO), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_tree(sources, tree, "", (smssite_view)5), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_tree(sources, tree, "", (smssite_view)-1), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_drive(NULL, tree, ""), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_logs(sources, NULL, ""), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_services(sources, NULL, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_parent_word(sources, NULL, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_liveness(sources, (smssite_liveness)3), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_liveness(NULL, SMSSITE_LIVENESS_COPY), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_taken(NULL, 0), SMSSITE_INVALID);
	assert_int_equal(smssite_sources_set_taken(sources, INT64_MAX), SMSSITE_INVALID);
	assert_int_equal(smssite_observe(NULL, NULL, &snapshot), SMSSITE_INVALID);
	assert_int_equal(smssite_observe(sources, NULL, &snapshot), SMSSITE_INVALID);
	ok(smssite_sources_set_tree(sources, tree, "", SMSSITE_VIEW_AUTO));
	assert_int_equal(smssite_observe(sources, NULL, NULL), SMSSITE_INVALID);
	smssite_sources_free(sources);
	smssite_sources_free(NULL);
	smssite_tree_free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_is_recognised_and_read),
		cmocka_unit_test(a_drive_shows_its_root_too),
		cmocka_unit_test(a_place_in_the_tree_is_found_in_any_case),
		cmocka_unit_test(a_logon_share_shows_itself_and_nothing_else),
		cmocka_unit_test(a_receive_share_shows_one_directory),
		cmocka_unit_test(a_logon_server_has_a_root_without_site_directories),
		cmocka_unit_test(a_tree_without_a_site_is_refused),
		cmocka_unit_test(two_sites_on_a_drive_are_ambiguous),
		cmocka_unit_test(names_that_differ_only_in_case_on_the_way_to_the_box_are_ambiguous),
		cmocka_unit_test(elsewhere_they_make_a_directory_unreadable),
		cmocka_unit_test(links_and_files_in_the_place_of_directories_are_recorded_and_not_entered),
		cmocka_unit_test(the_newest_time_is_not_after_the_time_of_taking),
		cmocka_unit_test(a_tree_is_live_if_something_changed_within_a_day),
		cmocka_unit_test(control_files_are_read_and_hashed),
		cmocka_unit_test(the_master_says_who_the_site_is_else_the_newest_full_file),
		cmocka_unit_test(a_control_file_that_is_too_large_is_not_read),
		cmocka_unit_test(a_system_map_is_checked),
		cmocka_unit_test(a_full_box_keeps_its_master),
		cmocka_unit_test(names_that_vary_are_followed_up_to_a_limit),
		cmocka_unit_test(a_name_with_a_backslash_is_no_directory_of_the_layout),
		cmocka_unit_test(services_and_the_parents_word_come_along),
		cmocka_unit_test(every_failing_allocation_is_survived),
		cmocka_unit_test(calls_check_what_they_get),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
