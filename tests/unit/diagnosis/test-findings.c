/* SPDX-License-Identifier: MIT */
#include "registry-fixture.h"
#include "sweep.h"

#include <jansson.h>

static void every_rule_says_what_it_is(void **state)
{
	(void)state;
	assert_true(smssite_rule_count() >= 19);
	for (size_t i = 0; i < smssite_rule_count(); i++) {
		assert_int_equal(smssite_rule_find(smssite_rule_id(i)), i);
		assert_true(
			*smssite_rule_title(i) && *smssite_rule_explanation(i) && *smssite_rule_remedy(i));
		assert_true(*smssite_rule_needs(i));
		assert_true(smssite_rule_evidence(i) && smssite_rule_evidence(i) <= 0xFF);
		assert_int_equal(smssite_rule_sources(i)[0], 'Q');
		assert_true(smssite_rule_severity(i) >= NOTE && smssite_rule_severity(i) <= STUCK);
		assert_true(smssite_rule_confidence(i) <= SMSSITE_CONFIDENCE_LOW);
		/* In the order of their ids. */
		if (i)
			assert_true(strcmp(smssite_rule_id(i - 1), smssite_rule_id(i)) < 0);
	}
	assert_int_equal(smssite_rule_find("a01"), 0);
	assert_int_equal(smssite_rule_find("Z99"), SMSSITE_NO_INDEX);
}

static void rules_out_of_range_have_neutral_answers(void **state)
{
	size_t beyond = smssite_rule_count();

	(void)state;
	assert_null(smssite_rule_id(beyond));
	assert_null(smssite_rule_title(beyond));
	assert_null(smssite_rule_explanation(beyond));
	assert_null(smssite_rule_remedy(beyond));
	assert_null(smssite_rule_sources(beyond));
	assert_null(smssite_rule_needs(SMSSITE_NO_INDEX));
	assert_int_equal(smssite_rule_evidence(beyond), 0);
	assert_string_equal(smssite_evidence_name(SMSSITE_EVIDENCE_FILES), "files");
	assert_string_equal(smssite_evidence_name(SMSSITE_EVIDENCE_PERMISSIONS), "permissions");
	assert_null(smssite_evidence_name(0));
	assert_null(smssite_evidence_name(3));
	assert_null(smssite_evidence_name(0x100));
	assert_int_equal(smssite_rule_severity(beyond), OK);
	assert_int_equal(smssite_rule_confidence(beyond), SMSSITE_CONFIDENCE_LOW);
	assert_int_equal(smssite_rule_find(NULL), SMSSITE_NO_INDEX);
	assert_string_equal(smssite_severity_name(STUCK), "STUCK");
	assert_string_equal(smssite_severity_name(OK), "OK");
	assert_string_equal(smssite_severity_name((smssite_severity)6), "?");
	assert_string_equal(smssite_severity_name((smssite_severity)-1), "?");
}

static void the_records_that_rules_quote_are_kept(void **state)
{
	const smssite_interest *wanted = smssite_rules_interest();

	(void)state;
	assert_true(wanted->count > 0);
	for (size_t i = 0; i < wanted->count; i++) {
		/* Of no log: of any. BOOT.LOG has two names, one of which is in the catalogue. */
		bool known = !wanted->texts[i].log || strcmp(wanted->texts[i].log, "BOOTSTRP.LOG") == 0;

		for (size_t j = 0; j < smssite_service_catalogue_count() && !known; j++)
			known = known || strcmp(smssite_service_catalogue_log(j), wanted->texts[i].log) == 0;
		assert_true(known);
		assert_true(*wanted->texts[i].text);
	}
}

static void null_answers(void **state)
{
	smssite_findings *findings = NULL;
	smssite_case *made;
	struct stand stand = stand_new();
	char *json = NULL;

	(void)state;
	assert_int_equal(smssite_case_diagnose(NULL, &findings), SMSSITE_INVALID);
	made = stand_case(&stand);
	assert_int_equal(smssite_case_diagnose(made, NULL), SMSSITE_INVALID);
	ok(smssite_case_diagnose(made, &findings));
	assert_int_equal(smssite_findings_to_json(findings, NULL), SMSSITE_INVALID);
	assert_null(smssite_findings_title(findings, smssite_findings_count(findings)));
	assert_null(smssite_findings_evidence_path(findings, 0, 1000));
	smssite_findings_free(findings);
	smssite_case_free(made);
	smssite_findings_free(NULL);
	assert_int_equal(smssite_findings_count(NULL), 0);
	assert_int_equal(smssite_findings_rule(NULL, 0), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_findings_severity(NULL, 0), UNKNOWN);
	assert_null(smssite_findings_title(NULL, 0));
	assert_null(smssite_findings_missing(NULL, 0));
	assert_int_equal(smssite_findings_evidence_count(NULL, 0), 0);
	assert_null(smssite_findings_evidence_path(NULL, 0, 0));
	assert_int_equal(smssite_findings_evidence_line(NULL, 0, 0), 0);
	assert_null(smssite_findings_evidence_value(NULL, 0, 0));
	assert_int_equal(smssite_findings_worst(NULL), UNKNOWN);
	assert_int_equal(smssite_findings_to_json(NULL, &json), SMSSITE_INVALID);
}

/* A case in which many rules have something to say. */
static struct stand stand_troubled(void)
{
	struct stand stand = stand_new(), before = stand_new();

	stand.parent = make_parent();
	stand.word = PENDING;
	stand.registries[0] = make_export(SMS_HEAD
		"\\Identification]\r\n\"Site Code\"=\"Q7Y\"\r\n\"Site Server\"=\"EDGE7\"\r\n\"Installation "
		"Directory\"=\"D:\"\r\n\r\n" SMS_HEAD
		"\\Sites\\Q7Y\\Domains\\NORTH]\r\n\"Role\"=dword:00000001\r\n");
	put_control(stand.site, "12345678.CT2", 1, NOW - 2 * HOUR);
	put_control(stand.site, "00000000.CT1", 2, NOW - 2 * DAY);
	put_control(stand.site, "00000001.715", 2, NOW + DAY);
	put_at(stand.site, OUTBOX "\\1_0ABQ7Z.SRS", "x", NOW - 8 * DAY);
	put_at(stand.site, SCHEDULE "\\00000001.JOB", "x", NOW - 2 * DAY);
	put_at(stand.site, "BOOTSTRP.PK1", "", NOW - 2 * DAY);
	take_away(stand.site, "SYSTEM.MAP");
	put(stand.site, "SMS/SYSTEM.MAP",
		"PLATFORMS = \"INTEL X86\"\r\nIDLIST \"BUILDNUMBER\" = \"786\"\r\nDIRECTORY \"SITE.SRV\\X86.BIN\"\r\n"
		"PLATFORM \"INTEL X86\" LANGUAGE \"\" SOURCE \"X86\" FLAGS = 10\r\nUNIT = \"INTEL SERVER\"\r\nBEGIN\r\n"
		"   \"BASE.DLL\", SIZE(1, 4, 4), \"BASE.DLL\", \"BASE.DL_\", REMOTE=YES, COPYLISTS(), COMPRESS=YES, FLAGS = 1\r\n"
		"END\r\n");
	put(stand.site, "SMS/SITE.SRV/X86.BIN/BASE.DLL", "12345");
	stand.boot_drive = make_boot_drive(
		"[Servers]\r\nDomain=\r\n[SMS]\r\nSiteCode=\r\n[Local]\r\nNextAvailableSiteSMSUniqueID=Q7Z02000\r\n");
	put(stand.site, "SCMAN.LOG",
		RECORD("NORTH user groups will be enumerated.", "X", "Tue Jul 15 11:00:00 1997"));
	stand.earlier = stand_observe(&before, before.site, before.services, before.word);
	smssite_tree_free(before.site);
	return stand;
}

static void the_gravest_comes_first_then_the_order_of_the_rules(void **state)
{
	struct stand stand = stand_troubled();
	smssite_case *made = stand_case(&stand);
	smssite_findings *findings;

	(void)state;
	ok(smssite_case_diagnose(made, &findings));
	assert_int_equal(smssite_findings_worst(findings), STUCK);
	assert_true(smssite_findings_count(findings) > 10);
	for (size_t i = 1; i < smssite_findings_count(findings); i++) {
		smssite_severity before = smssite_findings_severity(findings, i - 1);
		smssite_severity after = smssite_findings_severity(findings, i);

		assert_true(
			before > after || (before == after && smssite_findings_rule(findings, i - 1) <
								      smssite_findings_rule(findings, i)));
	}
	smssite_findings_free(findings);
	smssite_case_free(made);
}

/* Everything the room says of a case, as one text. */
static char *say_all(const smssite_case *made)
{
	smssite_findings *findings;
	smssite_advice *advice;
	smssite_trail *trail;
	char *texts[3], *all;

	ok(smssite_case_diagnose(made, &findings));
	ok(smssite_case_trail(made, &trail));
	ok(smssite_case_advise(made, &advice));
	ok(smssite_findings_to_json(findings, &texts[0]));
	ok(smssite_trail_to_json(trail, &texts[1]));
	ok(smssite_advice_to_json(advice, &texts[2]));
	all = malloc(strlen(texts[0]) + strlen(texts[1]) + strlen(texts[2]) + 3);
	assert_non_null(all);
	sprintf(all, "%s\n%s\n%s", texts[0], texts[1], texts[2]);
	for (size_t i = 0; i < 3; i++)
		smssite_free(texts[i]);
	smssite_findings_free(findings);
	smssite_trail_free(trail);
	smssite_advice_free(advice);
	return all;
}

static char *say_all_of(struct stand stand)
{
	smssite_case *made = stand_case(&stand);
	char *all = say_all(made);

	smssite_case_free(made);
	return all;
}

static void the_same_case_gives_the_same_bytes(void **state)
{
	struct stand stand = stand_troubled();
	smssite_case *made = stand_case(&stand);
	char *once = say_all(made), *again = say_all(made), *anew = say_all_of(stand_troubled());

	(void)state;
	assert_string_equal(once, again);
	assert_string_equal(once, anew);
	free(once);
	free(again);
	free(anew);
	smssite_case_free(made);
}

static smssite_snapshot *saved_and_loaded(smssite_snapshot *snapshot)
{
	smssite_snapshot *loaded;
	char *json;

	ok(smssite_snapshot_save(snapshot, &json));
	ok(smssite_snapshot_load(json, strlen(json), &loaded));
	smssite_free(json);
	smssite_snapshot_free(snapshot);
	return loaded;
}

static void a_saved_snapshot_gives_the_same_bytes(void **state)
{
	struct stand stand = stand_troubled();
	smssite_snapshot *site =
		saved_and_loaded(stand_observe(&stand, stand.site, stand.services, stand.word));
	smssite_snapshot *parent = saved_and_loaded(stand_observe(&stand, stand.parent, NULL, NULL));
	smssite_snapshot *earlier = saved_and_loaded(smssite_snapshot_ref(stand.earlier));
	char *fresh = say_all_of(stand), *later;
	smssite_case *made;

	(void)state;
	ok(smssite_case_new(site, &made));
	ok(smssite_case_set_parent(made, parent));
	ok(smssite_case_set_earlier(made, earlier));
	ok(smssite_case_set_now(made, NOW));
	later = say_all(made);
	assert_string_equal(fresh, later);
	free(fresh);
	free(later);
	smssite_case_free(made);
	smssite_snapshot_free(site);
	smssite_snapshot_free(parent);
	smssite_snapshot_free(earlier);
}

static void no_secret_is_ever_said(void **state)
{
	struct stand stand = stand_troubled();
	smssite_snapshot *snapshot = stand_observe(&stand, stand.site, stand.services, stand.word);
	char *all = say_all_of(stand);
	size_t secrets = 0;

	(void)state;
	for (size_t i = 0; i < smssite_snapshot_document_count(snapshot); i++) {
		const smssite_control_file *file = smssite_snapshot_document_control_file(snapshot, i);

		for (size_t j = 0; j < smssite_control_file_section_count(file); j++)
			for (size_t k = 0; k < smssite_control_file_value_count(file, j); k++) {
				const char *data;
				char piece[17];
				size_t size;

				ok(smssite_control_file_value(file, j, k, &data, &size));
				if (!smssite_control_file_value_is_secret(file, j, k) || size < 42)
					continue;
				secrets++;
				/* Not even a part of one; an ADDRESS ends with its password. */
				snprintf(piece, sizeof(piece), "%.16s", data + size - 20);
				assert_null(strstr(all, piece));
			}
	}
	assert_true(secrets > 10);
	smssite_snapshot_free(snapshot);
	free(all);
}

static void what_is_said_cannot_drive_a_terminal(void **state)
{
	struct control_file_shape shape = control_file_secondary;
	struct stand stand = stand_new();
	char *all;

	(void)state;
	stand.word = PENDING;
	put_at(stand.site, BOX "\\A\x9b.CT2", "x", NOW - 2 * DAY);
	put_at(stand.site, BOX "\\\xc2\x9b\xff.TXT", "x", NOW - 2 * DAY);
	put(stand.site, "SCMAN.LOG",
		RECORD("\x1b]0;title\x07 user groups will be enumerated", "X", "Tue Jul 15 11:00:00 1997"));
	put_control(stand.site, "00000000.CT1", 2, NOW - 2 * DAY);
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_with(stand.site, BOX "\\SITECTRL.CT0", &control_file_secondary,
		"<NORTH>\r\n  <Microsoft Windows NT or LAN Manager>\r\n  <2>",
		"<\x1b[2J\x7f>\r\n  <Microsoft Windows NT or LAN Manager>\r\n  <1>");
	stand.parent = make_parent();
	take_away(stand.parent, BOX "\\SITECTRL.CT0");
	shape.site_code = "C9N";
	shape.primary = true;
	put_control_with(stand.parent, BOX "\\SITECTRL.CT0", &shape,
		"<NORTH>\r\n  <Microsoft Windows NT or LAN Manager>",
		"<\x1b[2J\x7f>\r\n  <Microsoft Windows NT or LAN Manager>");
	all = say_all_of(stand);
	for (const char *c = all; *c; c++)
		assert_true((unsigned char)*c >= 0x20 || *c == '\n');
	assert_null(strstr(all, "\x7f"));
	assert_null(strstr(all, "\xc2\x9b"));
	/* JSON doubles the backslash. */
	assert_non_null(strstr(all, "A\\\\x9B.CT2"));
	assert_non_null(strstr(all, "\\\\xC2\\\\x9B\\\\xFF.TXT"));
	assert_non_null(strstr(all, "\\\\x1B]0;title\\\\x07"));
	assert_non_null(strstr(all, "domain \\\\x1B[2J\\\\x7F: all"));
	free(all);
}

static void a_long_name_is_cut_and_stays_utf8(void **state)
{
	struct stand stand = stand_new();
	struct answer answer;
	char name[300] = BOX "\\", *end = name + strlen(name);

	(void)state;
	/* Three bytes a letter, so that a cut at a fixed length would tear one. */
	while (end < name + 258) {
		memcpy(end, "\xe2\x82\xac", 4);
		end += 3;
	}
	memcpy(end, ".CT2", 5);
	put_at(stand.site, name, "x", NOW - 2 * DAY);
	answer = ask(&stand, "A01");
	expect(answer, STUCK, "\xe2\x82\xac");
	for (const char *c = answer.text; *c; c++)
		assert_true((unsigned char)*c >= 0x20 || *c == '\n');
}

static void json_is_an_object_with_a_format_number(void **state)
{
	struct stand stand = stand_troubled();
	smssite_case *made = stand_case(&stand);
	smssite_findings *findings;
	json_t *all, *first;
	char *text;

	(void)state;
	ok(smssite_case_diagnose(made, &findings));
	ok(smssite_findings_to_json(findings, &text));
	all = json_loads(text, 0, NULL);
	assert_non_null(all);
	assert_int_equal(json_integer_value(json_object_get(all, "format")), 1);
	assert_string_equal(json_string_value(json_object_get(all, "site")), "Q7Z");
	assert_string_equal(json_string_value(json_object_get(all, "worst")), "STUCK");
	assert_true(json_integer_value(json_object_get(all, "now")) == NOW);
	assert_int_equal(json_array_size(json_object_get(all, "findings")), smssite_findings_count(findings));
	first = json_array_get(json_object_get(all, "findings"), 0);
	assert_string_equal(json_string_value(json_object_get(first, "rule")), "A01");
	assert_string_equal(json_string_value(json_object_get(first, "severity")), "STUCK");
	assert_string_equal(json_string_value(json_object_get(first, "confidence")), "HIGH");
	assert_string_equal(
		json_string_value(json_object_get(first, "title")), smssite_findings_title(findings, 0));
	assert_int_equal(json_array_size(json_object_get(first, "evidence")),
		smssite_findings_evidence_count(findings, 0));
	/* Keys in order: the same value is the same bytes. */
	assert_true(strstr(text, "\"findings\"") < strstr(text, "\"format\""));
	json_decref(all);
	smssite_free(text);
	smssite_findings_free(findings);
	smssite_case_free(made);
}

static smssite_status diagnose_once(void *argument)
{
	smssite_findings *findings;
	char *json = NULL;
	smssite_status status = smssite_case_diagnose(argument, &findings);

	if (status)
		return status;
	status = smssite_findings_to_json(findings, &json);
	smssite_free(json);
	smssite_findings_free(findings);
	return status;
}

static smssite_status trail_once(void *argument)
{
	smssite_trail *trail;
	char *json = NULL;
	smssite_status status = smssite_case_trail(argument, &trail);

	if (status)
		return status;
	status = smssite_trail_to_json(trail, &json);
	smssite_free(json);
	smssite_trail_free(trail);
	return status;
}

static smssite_status advise_once(void *argument)
{
	smssite_advice *advice;
	char *json = NULL;
	smssite_status status = smssite_case_advise(argument, &advice);

	if (status)
		return status;
	status = smssite_advice_to_json(advice, &json);
	smssite_free(json);
	smssite_advice_free(advice);
	return status;
}

static void any_allocation_may_fail(void **state)
{
	struct stand stands[3] = { stand_troubled(), stand_new(), stand_new() };

	(void)state;
	/* In the first a .CT2 lies in the box, in the second it is looked for on its way. */
	stands[1].word = PENDING;
	stands[1].parent = make_parent();
	put_at(stands[1].site, OUTBOX "\\1_0ABQ7Z.SRQ", "x", NOW - HOUR);
	/* In the third a name stands in the way. */
	stands[2].word = PENDING;
	ok(sms_memory_add(stands[2].site, "SMS/SITE.SRV/SITECFG.BOX/X.CT3.", SMSSITE_ENTRY_FILE));
	for (size_t i = 0; i < 3; i++) {
		smssite_case *made = stand_case(&stands[i]);

		assert_true(sweep_allocations(diagnose_once, made) > 3);
		assert_true(sweep_allocations(trail_once, made) > 3);
		assert_true(sweep_allocations(advise_once, made) > 6);
		smssite_case_free(made);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_says_what_it_is),
		cmocka_unit_test(rules_out_of_range_have_neutral_answers),
		cmocka_unit_test(the_records_that_rules_quote_are_kept),
		cmocka_unit_test(null_answers),
		cmocka_unit_test(the_gravest_comes_first_then_the_order_of_the_rules),
		cmocka_unit_test(the_same_case_gives_the_same_bytes),
		cmocka_unit_test(a_saved_snapshot_gives_the_same_bytes),
		cmocka_unit_test(no_secret_is_ever_said),
		cmocka_unit_test(what_is_said_cannot_drive_a_terminal),
		cmocka_unit_test(a_long_name_is_cut_and_stays_utf8),
		cmocka_unit_test(json_is_an_object_with_a_format_number),
		cmocka_unit_test(any_allocation_may_fail),
	};

	return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
