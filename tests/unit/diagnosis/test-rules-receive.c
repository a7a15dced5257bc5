/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static struct answer ask_file(const char *name, const char *text, int64_t age, const char *rule)
{
	struct stand stand = stand_new();
	char path[256];

	snprintf(path, sizeof(path), RECEIVE "\\%s", name);
	put_at(stand.site, path, text, NOW - age);
	return ask(&stand, rule);
}

static void an_instruction_long_in_work_is_stuck(void **state)
{
	(void)state;
	expect(ask_file("0001ABCD.IST", "x", DAY, "G02"), WARNING, "0001ABCD.IST");
	expect(ask_file("0001ABCD.NIL", "x", DAY, "G02"), WARNING, "0001ABCD.NIL");
	expect(ask_file("0001ABCD.IST", "x", HOUR, "G02"), OK, "no instruction");
	/* Another rule's, and one that waits. */
	expect(ask_file("DS_00000.NIL", "x", DAY, "G02"), OK, "no instruction");
	expect(ask_file("0001ABCD.INS", "x", DAY, "G02"), OK, "no instruction");
}

static void an_empty_file_was_received(void **state)
{
	(void)state;
	expect(ask_file("30007Q7Z.INS", "", HOUR, "G22"), WARNING, "30007Q7Z.INS\n0 bytes");
	expect(ask_file("30007Q7Z.PCK", "", HOUR, "G22"), WARNING, "30007Q7Z.PCK");
	expect(ask_file("30007Q7Z.PCK", "", MINUTE, "G22"), OK, "no empty");
	expect(ask_file("30007Q7Z.PCK", "x", HOUR, "G22"), OK, "no empty");
	expect(ask_file("30007Q7Z.TMP", "", HOUR, "G22"), OK, "no empty");
}

static struct answer ask_root(const char *name, smssite_entry_kind kind, int64_t age)
{
	struct stand stand = stand_new();

	ok(sms_memory_add(stand.site, name, kind));
	ok(smssite_tree_set_mtime(stand.site, name, NOW - age));
	return ask(&stand, "G23");
}

static void what_was_unpacked_and_forgotten_is_told(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask_root("_S M0000.TMP", SMSSITE_ENTRY_DIRECTORY, DAY), NOTE, "..\\_S M0000.TMP");
	expect(ask_root("_S M0000.TMP", SMSSITE_ENTRY_DIRECTORY, HOUR), OK, "nothing");
	expect(ask_root("OTHER.TMP", SMSSITE_ENTRY_FILE, DAY), OK, "nothing");
	expect(ask_root("_S M0000.TMP", SMSSITE_ENTRY_DIRECTORY, -DAY), UNKNOWN, "--now");
	stand.boot_drive = make_boot_drive(NULL);
	put(stand.boot_drive, "_S M0001.TMP", "x");
	ok(smssite_tree_set_mtime(stand.boot_drive, "_S M0001.TMP", NOW - DAY));
	expect(ask(&stand, "G23"), NOTE, "C:\\_S M0001.TMP");
}

static struct answer ask_unpacking(const char *services, const char *record)
{
	struct stand stand = stand_new();

	stand.services = services;
	if (record)
		put_log(stand.site, "DESPOOL.LOG", record, NOW);
	return ask(&stand, "G13");
}

#define UNPACKS RECORD("Decompressing package D:\\X.PKG to D:\\_S M0000.TMP", "SMS_DESPOOLER", "Tue Jul 15 11:00:00 1997")
#define DOWN "SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE stopped\n"

static void unpacking_that_ended_the_executive_is_told(void **state)
{
	(void)state;
	expect(ask_unpacking(DOWN, UNPACKS), ERROR, "Decompressing package");
	expect(ask_unpacking(ALL_RUN, UNPACKS), OK, "being unpacked");
	expect(ask_unpacking(DOWN, UNPACKS RECORD("done", "SMS_DESPOOLER", "Tue Jul 15 11:01:00 1997")), OK, "does not end");
	expect(ask_unpacking(NULL, UNPACKS), UNKNOWN, "--services");
	expect(ask_unpacking(DOWN, NULL), UNKNOWN, "DESPOOL.LOG");
}

static void a_thousand_status_files_flood_a_logon_server(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "G05"), OK, "no logon server");
	stand = stand_new();
	for (int i = 0; i < 1000; i++) {
		char path[128];

		snprintf(path, sizeof(path), "SMS/LOGON.SRV/DESPOOLR.BOX/%08d.SNI", i);
		ok(sms_memory_add(stand.site, path, SMSSITE_ENTRY_FILE));
	}
	expect(ask(&stand, "G05"), WARNING, "LOGON.SRV\\DESPOOLR.BOX\n1000 .SNI");
}

static void what_is_out_of_view_is_not_known(void **state)
{
	static const char *const rules[] = { "G02", "G22", "G23" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct stand stand = stand_new();

		smssite_tree_free(stand.site);
		ok(smssite_tree_new_memory(&stand.site));
		ok(smssite_tree_set_clock(stand.site, THEN));
		ok(smssite_tree_make_directory(stand.site, "SMSID"));
		put(stand.site, "SMSID/Q7Z00001.UID", "");
		stand.view = SMSSITE_VIEW_LOGON;
		expect(ask(&stand, rules[i]), UNKNOWN, i < 2 ? "RECEIVE" : "--drive-root");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instruction_long_in_work_is_stuck),
		cmocka_unit_test(an_empty_file_was_received),
		cmocka_unit_test(what_was_unpacked_and_forgotten_is_told),
		cmocka_unit_test(unpacking_that_ended_the_executive_is_told),
		cmocka_unit_test(a_thousand_status_files_flood_a_logon_server),
		cmocka_unit_test(what_is_out_of_view_is_not_known),
	};

	return cmocka_run_group_tests_name("rules on what was received", tests, NULL, NULL);
}
