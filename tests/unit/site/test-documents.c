/* SPDX-License-Identifier: MIT */
/* The files of a site besides its control files whose contents a snapshot keeps. */
#include "fixture.h"
#include "sweep.h"

#define OUTBOX "SITE.SRV/SENDER.BOX/REQUESTS/LAN_DEFA.000/"
#define SECRET "0123456789ABCDEF0123456789ABCDEF"

static void put_request(smssite_tree *tree, const char *path, const char *destination)
{
	static const char address[] = "{}{\\\\HUB\\SMS_SITE " SECRET "}";
	unsigned char data[256];
	char info[64];
	size_t size = 0, length = (size_t)snprintf(info, sizeof(info), "2 %s Q7Z000AE 00008Q7", destination);
	const struct {
		unsigned char type;
		const char *text;
		size_t size;
	} records[] = { { 3, info, length }, { 5, address, sizeof(address) - 1 }, { 15, "SREQ_STATUS_ERROR", 17 } };

	for (size_t i = 0; i < 3; i++) {
		const unsigned char head[8] = { records[i].type, 0, 0, 0, (unsigned char)records[i].size };

		memcpy(data + size, head, 8);
		memcpy(data + size + 8, records[i].text, records[i].size);
		size += 8 + records[i].size;
	}
	put_bytes(tree, path, data, size);
}

static smssite_tree *make_rich_site(void)
{
	smssite_tree *tree = make_site("Sms");

	put(tree, "Sms/LOGON.SRV/Domain.ini", "[SMS]\r\nSiteCode=Q7Z\r\n");
	put(tree, "sms.ini", "[Local]\r\nMachineName=EDGE\xFC\r\n");
	put_request(tree, "Sms/" OUTBOX "30008DPW.SRQ", "C9N");
	put_request(tree, "Sms/SITE.SRV/SCHEDULE.BOX/1_2ZYBPC.SRS", "X00");
	put(tree, "Sms/" OUTBOX "BAD.SRQ", "12345678");
	put(tree, "Sms/" OUTBOX "NOTE.TXT", "no request");
	ok(sms_memory_add(tree, "Sms/" OUTBOX "DIR.SRQ", SMSSITE_ENTRY_DIRECTORY));
	return tree;
}

static void check(const smssite_snapshot *snapshot)
{
	size_t map = smssite_snapshot_find_document(snapshot, "SYSTEM.MAP");
	size_t domain = smssite_snapshot_find_document(snapshot, "LOGON.SRV\\DOMAIN.INI");
	size_t own = smssite_snapshot_find_document(snapshot, "c:\\sms.ini");
	size_t sent = smssite_snapshot_find_document(snapshot, "SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.000\\30008DPW.SRQ");
	size_t waiting = smssite_snapshot_find_document(snapshot, "SITE.SRV\\SCHEDULE.BOX\\1_2ZYBPC.SRS");
	size_t bad = smssite_snapshot_find_document(snapshot, "SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.000\\BAD.SRQ");
	const smssite_send_request *request = smssite_snapshot_document_send_request(snapshot, sent);
	const smssite_sms_ini *ini = smssite_snapshot_document_ini(snapshot, domain);
	char *text;

	assert_int_equal(smssite_system_map_build(smssite_snapshot_document_system_map(snapshot, map)), 786);
	ok(smssite_sms_ini_value_text(ini, smssite_sms_ini_find(ini, "SMS", "SiteCode"), &text));
	assert_string_equal(text, "Q7Z");
	smssite_free(text);
	ini = smssite_snapshot_document_ini(snapshot, own);
	ok(smssite_sms_ini_value_text(ini, smssite_sms_ini_find(ini, "Local", "MachineName"), &text));
	assert_string_equal(text, "EDGE\xC3\xBC");
	smssite_free(text);
	assert_string_equal(smssite_send_request_destination(request), "C9N");
	assert_string_equal(smssite_send_request_job(request), "Q7Z000AE");
	assert_string_equal(smssite_send_request_status(request), "ERROR");
	assert_int_equal(smssite_send_request_priority(request), 2);
	assert_int_equal(smssite_send_request_action(request), -1);
	assert_int_equal(smssite_send_request_record_count(request), 3);
	assert_int_equal(smssite_send_request_record_type(request, 1), SMSSITE_SEND_ADDRESS);
	request = smssite_snapshot_document_send_request(snapshot, waiting);
	assert_string_equal(smssite_send_request_destination(request), "X00");
	assert_int_equal(smssite_snapshot_document_status(snapshot, bad), SMSSITE_MALFORMED);
	assert_null(smssite_snapshot_document_send_request(snapshot, bad));
	assert_null(smssite_snapshot_document_control_file(snapshot, sent));
	assert_int_equal(
		smssite_snapshot_find_document(snapshot, "SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.000\\NOTE.TXT"), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_snapshot_document_cut(snapshot), 0);
}

static void maps_inis_and_requests_are_kept(void **state)
{
	smssite_snapshot *snapshot = observe(make_rich_site(), "", SMSSITE_VIEW_AUTO), *loaded;
	char *json, *again;
	const void *data;
	size_t size;

	(void)state;
	check(snapshot);
	ok(smssite_snapshot_save(snapshot, &json));
	smssite_snapshot_free(snapshot);
	assert_null(strstr(json, SECRET));
	ok(smssite_snapshot_load(json, strlen(json), &loaded));
	check(loaded);
	ok(smssite_snapshot_save(loaded, &again));
	assert_string_equal(json, again);
	/* The account is not in what was saved. */
	assert_int_equal(smssite_send_request_record_data(smssite_snapshot_document_send_request(loaded,
				 smssite_snapshot_find_document(loaded, "SITE.SRV\\SCHEDULE.BOX\\1_2ZYBPC.SRS")), 1, &data, &size),
		SMSSITE_NOT_FOUND);
	smssite_free(json);
	smssite_free(again);
	smssite_snapshot_free(loaded);
}

static smssite_status sms_ini_of(smssite_tree *tree, const char *path)
{
	smssite_tree *site = make_site("Sms");
	smssite_sources *sources = sources_of(site, "", SMSSITE_VIEW_AUTO);
	smssite_snapshot *snapshot;
	smssite_status status;

	put(site, "SMS.INI", "[Local]\n");
	smssite_tree_free(site);
	ok(smssite_sources_set_boot_drive(sources, tree, path));
	snapshot = observe_from(sources);
	status = smssite_snapshot_document_status(snapshot, smssite_snapshot_find_document(snapshot, "C:\\SMS.INI"));
	smssite_snapshot_free(snapshot);
	return status;
}

static void the_boot_drive_is_looked_at_where_it_is_given(void **state)
{
	smssite_tree *tree;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "empty"));
	put(tree, "SMS.INI", "[SMS]\n");
	put(tree, "saved.txt", "[SMS]\n");
	put(tree, "wide.ini", "\xFF\xFE[");
	assert_int_equal(sms_ini_of(tree, ""), SMSSITE_OK);
	assert_int_equal(sms_ini_of(tree, "saved.txt"), SMSSITE_OK);
	assert_int_equal(sms_ini_of(tree, "empty"), SMSSITE_NOT_FOUND);
	assert_int_equal(sms_ini_of(tree, "none"), SMSSITE_NOT_FOUND);
	assert_int_equal(sms_ini_of(tree, "wide.ini"), SMSSITE_UNSUPPORTED);
	smssite_tree_free(tree);
	assert_int_equal(smssite_sources_set_boot_drive(NULL, NULL, ""), SMSSITE_INVALID);
}

/* Observes a site with this boot drive, and once more through a file. */
static smssite_snapshot *saved_with_boot_drive(smssite_tree *tree, const char *path)
{
	smssite_tree *site = make_site("Sms");
	smssite_sources *sources = sources_of(site, "", SMSSITE_VIEW_AUTO);
	smssite_snapshot *snapshot, *loaded;
	char *json;

	smssite_tree_free(site);
	ok(smssite_sources_set_boot_drive(sources, tree, path));
	snapshot = observe_from(sources);
	ok(smssite_snapshot_save(snapshot, &json));
	smssite_snapshot_free(snapshot);
	ok(smssite_snapshot_load(json, strlen(json), &loaded));
	smssite_free(json);
	return loaded;
}

static void the_root_of_the_boot_drive_is_listed(void **state)
{
	smssite_snapshot *snapshot;
	smssite_tree *tree;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "MS"));
	put(tree, "SMSSETUP.LOG", "");
	snapshot = saved_with_boot_drive(tree, "");
	assert_int_equal(presence(snapshot, "C:"), SMSSITE_PRESENCE_PRESENT);
	assert_true(has_entry(snapshot, "C:", "MS"));
	assert_true(has_entry(snapshot, "C:", "SMSSETUP.LOG"));
	smssite_snapshot_free(snapshot);
	/* Of a file by itself nobody knows what lies beside it. */
	snapshot = saved_with_boot_drive(tree, "SMSSETUP.LOG");
	assert_int_equal(presence(snapshot, "C:"), SMSSITE_PRESENCE_NOT_IN_VIEW);
	smssite_snapshot_free(snapshot);
	smssite_tree_free(tree);
}

static void requests_beyond_the_limit_are_counted(void **state)
{
	smssite_tree *tree = make_site("Sms");
	smssite_snapshot *snapshot;

	(void)state;
	for (int i = 0; i < 300; i++) {
		char path[128];

		snprintf(path, sizeof(path), "Sms/" OUTBOX "%08d.SRQ", i);
		put_request(tree, path, "C9N");
	}
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	assert_int_equal(smssite_snapshot_document_count(snapshot), 256 + 2);
	assert_int_equal(smssite_snapshot_document_cut(snapshot), 44);
	smssite_snapshot_free(snapshot);
	assert_int_equal(smssite_snapshot_document_cut(NULL), 0);
	assert_null(smssite_snapshot_document_system_map(NULL, 0));
	assert_null(smssite_snapshot_document_ini(NULL, 0));
	assert_null(smssite_snapshot_document_send_request(NULL, 0));
}

static void what_is_no_saved_document_is_refused(void **state)
{
	static const char *const bad[] = { "\"map\":1", "\"map\":\"x\"", "\"ini\":\"\\u0000\"", "\"ini\":\"\\u0100\"", "\"request\":[]",
		"\"request\":{\"priority\":4}", "\"request\":{\"action\":3}", "\"request\":{\"job\":7}", "\"request\":{\"records\":{}}",
		"\"request\":{\"records\":[{\"size\":-1}]}" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		smssite_snapshot *snapshot;
		char json[512];

		snprintf(json, sizeof(json),
			"{\"smssite\":\"snapshot\",\"format\":1,\"view\":\"ROOT\",\"copy\":true,\"documents\":[{\"path\":\"X\","
			"\"status\":\"SMSSITE_OK\",\"kind\":\"file\",%s}]}",
			bad[i]);
		if (smssite_snapshot_load(json, strlen(json), &snapshot) != SMSSITE_MALFORMED)
			fail_msg("%s is taken", bad[i]);
	}
}

static smssite_status observe_and_load(void *tree)
{
	smssite_snapshot *snapshot = NULL, *loaded = NULL;
	smssite_sources *sources = NULL;
	char *json = NULL;
	smssite_status status = smssite_sources_new(&sources);

	if (!status)
		status = smssite_sources_set_tree(sources, tree, "", SMSSITE_VIEW_AUTO);
	if (!status)
		status = smssite_observe(sources, NULL, &snapshot);
	if (!status)
		status = smssite_snapshot_save(snapshot, &json);
	if (!status)
		status = smssite_snapshot_load(json, strlen(json), &loaded);
	smssite_free(json);
	smssite_snapshot_free(loaded);
	smssite_snapshot_free(snapshot);
	smssite_sources_free(sources);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	smssite_tree *tree;

	(void)state;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SMS/LOGON.SRV"));
	ok(smssite_tree_make_directory(tree, "SMS/SITE.SRV/SCHEDULE.BOX"));
	put(tree, "SMS/SYSTEM.MAP", system_map);
	put(tree, "SMS/LOGON.SRV/DOMAIN.INI", "[SMS]\n");
	put(tree, "SMS.INI", "[SMS]\n");
	put_request(tree, "SMS/SITE.SRV/SCHEDULE.BOX/1.SRQ", "C9N");
	assert_true(sweep_allocations(observe_and_load, tree) > 100);
	smssite_tree_free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_inis_and_requests_are_kept),
		cmocka_unit_test(the_boot_drive_is_looked_at_where_it_is_given),
		cmocka_unit_test(the_root_of_the_boot_drive_is_listed),
		cmocka_unit_test(requests_beyond_the_limit_are_counted),
		cmocka_unit_test(what_is_no_saved_document_is_refused),
		cmocka_unit_test(every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
