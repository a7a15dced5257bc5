/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define SMSID "LOGON.SRV\\SMSID\\"
#define MAINTENANCE                                                                                          \
	"REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_MAINTENANCE_MANAGER]\r\n"

/* The site with its .UID file exchanged for others, and what else is given. */
struct ids {
	const char *uids[3], *file, *registry, *services, *earlier, *sms_ini;
	/* A drive C: without SMS.INI. */
	bool bare_drive;
	/* The master names a logon server that nobody looks at. */
	bool another;
};

static smssite_snapshot *look(const struct ids *ids, const char *const *uids, size_t count)
{
	smssite_tree *tree = make_site("SMS");
	smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	smssite_registry *registry = NULL;
	smssite_services *services = NULL;
	smssite_tree *boot_drive = NULL;
	smssite_snapshot *snapshot;

	if (ids->sms_ini || ids->bare_drive) {
		boot_drive = make_boot_drive(ids->sms_ini);
		ok(smssite_sources_set_boot_drive(sources, boot_drive, ""));
	}
	take_away(tree, SMSID "Q7Z00001.UID");
	if (!ids->another) {
		take_away(tree, BOX "\\SITECTRL.CT0");
		put_control_with(tree, BOX "\\SITECTRL.CT0", &control_file_secondary, "  LOGONSERVER <EDGE8><><0><C:>\r\n", "");
	}
	for (size_t i = 0; i < count && uids[i]; i++)
		put(tree, below("SMS/LOGON.SRV/SMSID", uids[i]), "");
	if (ids->file)
		put(tree, below("SMS", ids->file), "");
	if (ids->registry) {
		ok(smssite_registry_parse(ids->registry, strlen(ids->registry), &registry));
		ok(smssite_sources_add_registry(sources, registry, "edge7.reg"));
	}
	if (ids->services) {
		ok(smssite_services_parse(ids->services, strlen(ids->services), &services));
		ok(smssite_sources_set_services(sources, services, "services.txt"));
	}
	ok(smssite_sources_set_taken(sources, NOW));
	ok(smssite_observe(sources, smssite_rules_interest(), &snapshot));
	smssite_sources_free(sources);
	smssite_registry_free(registry);
	smssite_services_free(services);
	smssite_tree_free(tree);
	smssite_tree_free(boot_drive);
	return snapshot;
}

static struct answer ask_ids(const char *rule, struct ids ids)
{
	smssite_snapshot *snapshot = look(&ids, ids.uids, 3);
	smssite_findings *findings;
	smssite_case *made;
	struct answer answer;

	ok(smssite_case_new(snapshot, &made));
	smssite_snapshot_free(snapshot);
	if (ids.earlier) {
		snapshot = look(&ids, &ids.earlier, 1);
		ok(smssite_case_set_earlier(made, snapshot));
		smssite_snapshot_free(snapshot);
	}
	ok(smssite_case_diagnose(made, &findings));
	answer = answer_of(findings, rule);
	smssite_findings_free(findings);
	smssite_case_free(made);
	return answer;
}

#define ASK(rule, ...) ask_ids(rule, (struct ids){ __VA_ARGS__ })

static void a_logon_server_needs_one_uid_file(void **state)
{
	(void)state;
	expect(ASK("D01", .uids = { "Q7Z00005.UID" }), OK, "has a .UID file");
	expect(ASK("D01", .uids = { NULL }), ERROR, "EDGE7 has no .UID file");
	expect(ASK("D01", .uids = { "Q7Z0000.UID" }), ERROR, "Q7Z0000.UID");
	expect(ASK("D01", .uids = { "Q7Z00005.UID" }, .another = true), UNKNOWN, "1 of 2 logon servers were not looked at");
	expect(ASK("D02", .uids = { "Q7Z00005.UID" }), OK, "no logon server");
	expect(ASK("D02", .uids = { "Q7Z00005.UID", "Q7Z01005.UID" }), ERROR, "EDGE7 has several");
	expect(ASK("D03", .uids = { "Q7Z00005.UID" }), OK, "are this site's");
	expect(ASK("D03", .uids = { "ABC00005.UID" }), WARNING, "ABC00005.UID at EDGE7");
}

static void the_threshold_is_y00(void **state)
{
	(void)state;
	expect(ASK("D04", .uids = { "q7z00y00.uid" }), OK, "no range");
	expect(ASK("D04", .uids = { "Q7Z00Y01.UID" }), WARNING, "Q7Z00Y01 at EDGE7 is beyond Y00");
	expect(ASK("D05", .uids = { "Q7Z00Y01.UID" }), OK, "no two logon servers");
}

static void the_next_range_is_of_the_registry(void **state)
{
	(void)state;
	expect(ASK("D06", .uids = { "Q7Z00005.UID" }), UNKNOWN, "--registry");
	expect(ASK("D06", .uids = { "Q7Z00005.UID" }, .registry = "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\r\n"), UNKNOWN,
		"--registry");
	expect(ASK("D06", .uids = { "Q7Z00005.UID" }, .registry = MAINTENANCE "\"Next SMS Unique ID\"=\"Q7Z01000\"\r\n"), OK,
		"above every range");
	expect(ASK("D06", .uids = { "Q7Z01005.UID" }, .registry = MAINTENANCE "\"Next SMS Unique ID\"=\"Q7Z01000\"\r\n"), ERROR,
		"the lowest that is safe, as far as was seen, is Q7Z02000");
	expect(ASK("D06", .uids = { "Q7Z01005.UID" }, .registry = MAINTENANCE "\"Next SMS Unique ID\"=\"?\"\r\n"), WARNING,
		"edge7.reg");
	expect(ASK("D08", .uids = { "Q7Z01005.UID" }, .registry = MAINTENANCE "\"Next SMS Unique ID\"=\"Q7Z02000\"\r\n"), OK,
		"registry");
	expect(ASK("D08", .uids = { "Q7Z01005.UID" }), UNKNOWN, "SMS.INI");
}

#define SAVED "[SMS]\r\nSiteCode=Q7Z\r\n[Local]\r\nMachineName=EDGE7\r\nNextAvailableSiteSMSUniqueID="

static void the_next_range_can_be_saved_in_sms_ini(void **state)
{
	(void)state;
	expect(ASK("D08", .uids = { "Q7Z01005.UID" }, .sms_ini = SAVED "Q7Z02000\r\n"), OK,
		"C:\\SMS.INI\nNextAvailableSiteSMSUniqueID=Q7Z02000");
	expect(ASK("D08", .uids = { "Q7Z01005.UID" }, .sms_ini = SAVED "Q7Z01000\r\n"), WARNING,
		"the lowest that is safe, as far as was seen, is Q7Z02000");
	expect(ASK("D08", .uids = { "Q7Z01005.UID" }, .sms_ini = SAVED "?\r\n"), WARNING, "cannot be read");
	/* The registry counts while it has a value. */
	expect(ASK("D08", .uids = { "Q7Z01005.UID" }, .sms_ini = SAVED "Q7Z01000\r\n",
		       .registry = MAINTENANCE "\"Next SMS Unique ID\"=\"Q7Z02000\"\r\n"),
		OK, "registry");
	expect(ASK("D06", .uids = { "Q7Z01005.UID" }, .sms_ini = SAVED "?\r\n",
		       .registry = MAINTENANCE "\"Next SMS Unique ID\"=\"Q7Z02000\"\r\n"),
		OK, "above every range");
	/* Where the registry is not known, it may have it. */
	expect(ASK("D08", .uids = { "Q7Z01005.UID" }, .bare_drive = true), UNKNOWN, "--registry");
}

static void two_machines_of_one_id_are_told(void **state)
{
	static const char *const names[] = { "PRIME9", "EDGE7", "" };
	static const smssite_severity wanted[] = { WARNING, UNKNOWN, UNKNOWN };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct stand stand = stand_new();
		char text[200];

		stand.boot_drive = make_boot_drive(
			"[SMS]\r\nSMS Unique ID=Q7Z00003\r\n[Local]\r\nMachineName=EDGE7\r\n");
		stand.parent = make_parent();
		snprintf(text, sizeof(text), "[SMS]\r\nSMS Unique ID=q7z00003\r\n[Local]\r\nMachineName=%s\r\n",
			names[i]);
		put(stand.parent, "SMS.INI", text);
		expect(ask(&stand, "D09"), wanted[i], i ? "event log" : "C9N: C:\\SMS.INI\nPRIME9 has SMS Unique ID");
	}
}

static void a_uid_below_an_id_in_use_was_turned_back(void **state)
{
	(void)state;
	expect(ASK("D07", .uids = { "Q7Z00005.UID" }, .file = "SITE.SRV\\INVENTRY.BOX\\HISTORY\\Q7Z00004.HMS"), OK, "below");
	expect(ASK("D07", .uids = { "Q7Z00005.UID" }, .file = "SITE.SRV\\INVENTRY.BOX\\HISTORY\\Q7Z00005.HMS"), ERROR,
		"HISTORY\\Q7Z00005.HMS\nEDGE7 would give Q7Z00005 next, but Q7Z00005 is in use");
	expect(ASK("D07", .uids = { "Q7Z00005.UID" }, .earlier = "Q7Z0000A.UID"), ERROR, "went back from Q7Z0000A to Q7Z00005");
	expect(ASK("D07", .uids = { "Q7Z00005.UID" }, .earlier = "Q7Z00004.UID"), OK, "below");
}

static void what_is_in_no_evidence_is_unknown(void **state)
{
	(void)state;
	expect(ASK("D09", .uids = { "Q7Z00005.UID" }), UNKNOWN, "NT event log");
	expect(ASK("D10", .uids = { "Q7Z00005.UID" }), UNKNOWN, "--services");
	expect(ASK("D10", .services = ALL_RUN), OK, "no virus scanner");
	expect(ASK("D10", .services = ALL_RUN "INOCULAN_SERVER running\n"), WARNING, "INOCULAN_SERVER");
	expect(ASK("D10", .services = ALL_RUN "INOCULAN_SERVER stopped\n"), OK, "no virus scanner");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_logon_server_needs_one_uid_file),
		cmocka_unit_test(the_threshold_is_y00),
		cmocka_unit_test(the_next_range_is_of_the_registry),
		cmocka_unit_test(the_next_range_can_be_saved_in_sms_ini),
		cmocka_unit_test(two_machines_of_one_id_are_told),
		cmocka_unit_test(a_uid_below_an_id_in_use_was_turned_back),
		cmocka_unit_test(what_is_in_no_evidence_is_unknown),
	};

	return cmocka_run_group_tests_name("rules on SMSIDs", tests, NULL, NULL);
}
