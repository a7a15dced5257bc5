/* SPDX-License-Identifier: MIT */
#include "fixture.h"

/* Records as articles print them, between others. */
static const struct {
	const char *rule, *log, *record;
	smssite_severity wanted;
} cases[] = {
	{ "B27", "SMSEXEC.LOG", "~Internal registry key is NULL for thread SMS_DESPOOLER", ERROR },
	{ "C02", "SCMAN.LOG", "share not found, cannot create without share path", WARNING },
	{ "C03", "SCMAN.LOG", "Event 226 logged with error 0 and object (EDGE7); GetLastError 0; SiteConfig Mgr code 7202.", NOTE },
	{ "C06", "MAINTMAN.LOG", "~Free disk space check failed (error 144), skipping...", WARNING },
	{ "C08", "INVAGENT.LOG", "c:\\sms\\logon.srv\\x86.bin\\cli_nt.exe does not exist.  Waiting 1 minute...", WARNING },
	{ "C18", "CLICFG.LOG",
		"ERROR: The SMS service account does not have administrative rights on machine \"PC1\" for request \"YAP00001\".",
		WARNING },
	{ "E03", "SCHED.LOG", "ERROR: Cannot connect to secondary source. Scheduler will not attempt to transfer jobs.", ERROR },
	{ "E05", "SCHED.LOG", "~Package source \\\\S\\APP doesn't exist or we failed to access it, Win32 Error = 5", NOTE },
	{ "F02", "LANSEND.LOG", "Registry indicates no outbox for the sender to scan", ERROR },
	{ "G08", "DESPOOL.LOG",
		"Compilation failed~syntax error on line 3", WARNING },
	{ "G09", "DESPOOL.LOG", "Cannot find the package file. we'll fail the job (Job ID = M020002D1)", ERROR },
	{ "G10", "DESPOOL.LOG", "~Copying E:\\_S M0000.TMP\\A.EXE to E:\\SMS_PKGE\\A.EXE, Failed, Win32 Error = 32", WARNING },
	{ "G14", "DESPOOL.LOG", "Server DIST is not a Windows NT machine and the package requires an NTFS drive to install to", WARNING },
	{ "G15", "DESPOOL.LOG", "NWScanObject for user or group EVERYONE; return: ffff", WARNING },
	{ "G16", "DESPOOL.LOG", "Instruction 0001 failed, retry count is now 98", NOTE },
	{ "G21", "DESPOOL.LOG", "Failed to deltree E:\\SMS_PKGE\\DOG0005D, Win32 Error = 0", NOTE },
};

#define CASES (sizeof(cases) / sizeof(*cases))

/* The log with the record at a time, in the middle; NULL: other records only. */
static struct answer ask_log(size_t i, const char *record, const char *time)
{
	struct stand stand = stand_new();
	char text[1024];

	snprintf(text, sizeof(text),
		"first   $$<X><Mon Jul 14 10:00:00 1997~><thread=C1>\r\n"
		"%s   $$<X><%s~><thread=C1>\r\n"
		"~Despooler failed to execute the instruction, error code = %s   $$<X><%s~><thread=C1>\r\n"
		"last   $$<X><Tue Jul 15 11:30:00 1997~><thread=C1>\r\n",
		record ? record : "nothing", time, record ? "cb" : "cb0", time);
	put_log(stand.site, cases[i].log, text, NOW);
	return ask(&stand, cases[i].rule);
}

static void a_record_decides(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++)
		expect(ask_log(i, cases[i].record, "Tue Jul 15 11:00:00 1997"), cases[i].wanted, cases[i].log);
}

static void without_the_record_all_is_well(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++)
		expect(ask_log(i, NULL, "Tue Jul 15 11:00:00 1997"), OK, "");
}

static void what_was_written_long_before_is_history(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++)
		expect(ask_log(i, cases[i].record, "Mon Jul 14 10:30:00 1997"), NOTE, "that was some time ago");
}

static void without_the_log_nothing_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		struct stand stand = stand_new();
		bool optional = strcmp(cases[i].rule, "B27") == 0 || strcmp(cases[i].rule, "C08") == 0 ||
				strcmp(cases[i].rule, "C18") == 0;

		take_away(stand.site, below("LOGS", cases[i].log));
		if (optional) {
			assert_false(ask(&stand, cases[i].rule).there);
			stand = stand_new();
			/* The place of all logs is out of view. */
			ok(sms_tree_rename(stand.site, "SMS/LOGS", "SMS/OLDLOGS"));
			ok(sms_memory_add(stand.site, "SMS/LOGS", SMSSITE_ENTRY_LINK));
		}
		expect(ask(&stand, cases[i].rule), UNKNOWN, cases[i].log);
	}
}

static void a_package_that_was_packed_since_makes_it_history(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "SCHED.LOG",
		AMONG_OTHERS("~Package source X doesn't exist or we failed to access it, Win32 Error = 2", "X")
			AMONG_OTHERS("Creating package file 'Y'.~", "X"),
		NOW);
	expect(ask(&stand, "E05"), NOTE, "some time ago");
	/* It comes before the failure too. */
	stand = stand_new();
	put_log(stand.site, "SCHED.LOG",
		AMONG_OTHERS("Creating package file 'X'.~", "X")
			AMONG_OTHERS("~Package source X doesn't exist or we failed to access it, Win32 Error = 2", "X"),
		NOW);
	expect(ask(&stand, "E05"), NOTE, "Package source X");
	stand = stand_new();
	put_log(stand.site, "SCHED.LOG",
		AMONG_OTHERS("~Package source X doesn't exist or we failed to access it, Win32 Error = 2", "X")
			AMONG_OTHERS("~Package source Y doesn't exist or we failed to access it, Win32 Error = 2", "X"),
		NOW);
	expect(ask(&stand, "E05"), WARNING, "Package source Y");
}

/* cb alone is a warning only, and a failed compilation of something else is another rule's. */
static void a_status_mif_is_thrown_away_only_by_both_records(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "DESPOOL.LOG", AMONG_OTHERS("Despooler failed to execute the instruction, error code = cb", "X"), NOW);
	expect(ask(&stand, "G08"), OK, "no status MIF");
	stand = stand_new();
	put_log(stand.site, "DESPOOL.LOG", AMONG_OTHERS("Compilation failed~syntax error on line 3", "X"), NOW);
	expect(ask(&stand, "G08"), OK, "no status MIF");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_decides),
		cmocka_unit_test(without_the_record_all_is_well),
		cmocka_unit_test(what_was_written_long_before_is_history),
		cmocka_unit_test(without_the_log_nothing_is_known),
		cmocka_unit_test(a_package_that_was_packed_since_makes_it_history),
		cmocka_unit_test(a_status_mif_is_thrown_away_only_by_both_records),
	};

	return cmocka_run_group_tests_name("rules on what logs say", tests, NULL, NULL);
}
