/* SPDX-License-Identifier: MIT */
#include "../site/fixture.h"
#include "sweep.h"

#define REGISTRY_HEAD "REGEDIT4\r\n\r\n"
#define MAINTMAN "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_MAINTENANCE_MANAGER]\r\n"
#define SERVICES_KEY "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\"

static const char registry_text[] = REGISTRY_HEAD MAINTMAN "\"Next SMS Unique ID\"=\"Q7Z03000\"\r\n\r\n" SERVICES_KEY
	"SMS_EXECUTIVE]\r\n\"ObjectName\"=\"NORTH\\\\SMSService\"\r\n\r\n" SERVICES_KEY
	"Messenger]\r\n\"ObjectName\"=\"LocalSystem\"\r\n\r\n" SERVICES_KEY
	"LanmanServer\\Shares]\r\n"
	"\"SMS_SHR\"=hex(7):50,61,74,68,3d,44,3a,5c,53,4d,53,00,52,65,6d,61,72,6b,3d,53,4d,53,20,51,37,5a,3b,00,00\r\n"
	"\"USERS\"=hex(7):50,61,74,68,3d,44,3a,5c,55,00,00\r\n\r\n" SERVICES_KEY
	"LanmanServer\\Shares\\Security]\r\n\"SMS_SHR\"=hex:01,00,04,80\r\n";

struct evidence {
	/* NULL: not given. */
	const char *registry;
	const char *uid, *second_uid, *history;
	/* Of EDGE8; NULL: not given. */
	const char *other_uid;
	smssite_server_kind other_kind;
	bool no_master;
};
static const struct evidence all = { .registry = registry_text, .uid = "Q7Z0012C.UID", .other_uid = "Q7Z01005.UID",
	.other_kind = SMSSITE_SERVER_LAN_MANAGER };

static smssite_tree *tree_of(const struct evidence *evidence)
{
	smssite_tree *tree;

	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_set_clock(tree, THEN));
	put_directories(tree, "SMS");
	if (!evidence->no_master)
		put_control_file(tree, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", &control_file_secondary);
	if (evidence->uid)
		put(tree, below("SMS/LOGON.SRV/SMSID", evidence->uid), "");
	if (evidence->second_uid)
		put(tree, below("SMS/LOGON.SRV/SMSID", evidence->second_uid), "");
	if (evidence->history)
		put(tree, below("SMS/SITE.SRV/INVENTRY.BOX/HISTORY", evidence->history), "");
	return tree;
}

static void add_other(const struct evidence *evidence, smssite_case *site)
{
	smssite_snapshot *snapshot;
	smssite_tree *tree;

	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SMS/LOGON.SRV/SMSID"));
	if (*evidence->other_uid)
		put(tree, below("SMS/LOGON.SRV/SMSID", evidence->other_uid), "");
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	ok(smssite_case_add_logon_server(site, "EDGE8", snapshot));
	ok(smssite_case_describe_logon_server(site, "edge8", evidence->other_kind, "SOUTH"));
	smssite_snapshot_free(snapshot);
}

static smssite_case *case_of(const struct evidence *evidence)
{
	smssite_tree *tree = tree_of(evidence);
	smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	smssite_registry *registry;
	smssite_snapshot *snapshot;
	smssite_case *site;

	if (evidence->registry) {
		ok(smssite_registry_parse(evidence->registry, strlen(evidence->registry), &registry));
		ok(smssite_sources_add_registry(sources, registry, "edge7.reg"));
		smssite_registry_free(registry);
	}
	snapshot = observe_from(sources);
	smssite_tree_free(tree);
	ok(smssite_case_new(snapshot, &site));
	smssite_snapshot_free(snapshot);
	if (evidence->other_uid)
		add_other(evidence, site);
	return site;
}

static smssite_rebuild_record *record_of(const struct evidence *evidence, const char *next_range)
{
	smssite_case *site = case_of(evidence);
	smssite_rebuild_record *record = NULL;

	ok(smssite_rebuild_record_new(site, next_range, &record));
	smssite_case_free(site);
	return record;
}

static void refused(const struct evidence *evidence, const char *next_range, smssite_status status, const char *message)
{
	smssite_case *site = case_of(evidence);
	smssite_rebuild_record *record = NULL;

	assert_int_equal(smssite_rebuild_record_new(site, next_range, &record), status);
	assert_null(record);
	if (!strstr(smssite_error_message(), message))
		fail_msg("\"%s\" is not in \"%s\"", message, smssite_error_message());
	smssite_case_free(site);
}

static void it_holds_what_is_gone_with_the_site(void **state)
{
	smssite_rebuild_record *record = record_of(&all, NULL);

	(void)state;
	assert_string_equal(smssite_rebuild_record_site_code(record), "Q7Z");
	assert_string_equal(smssite_rebuild_record_parent_site_code(record), "C9N");
	assert_string_equal(smssite_rebuild_record_site_server(record), "EDGE7");
	assert_string_equal(smssite_rebuild_record_install_directory(record), "D:\\SMS");
	assert_true(smssite_rebuild_record_taken_utc_s(record) == THEN + 60);
	assert_string_equal(smssite_rebuild_record_registry_range(record), "Q7Z03000");
	assert_string_equal(smssite_rebuild_record_registry_lost(record), "");
	assert_string_equal(smssite_rebuild_record_lowest_range(record), "Q7Z03000");
	assert_string_equal(smssite_rebuild_record_next_range(record), "Q7Z03000");
	assert_int_equal(smssite_control_file_type(smssite_rebuild_record_control_file(record)), SMSSITE_CONTROL_PROPOSED);
	assert_int_equal(smssite_rebuild_record_server_count(record), 2);
	assert_string_equal(smssite_rebuild_record_server_name(record, 0), "EDGE7");
	assert_int_equal(smssite_rebuild_record_server_kind(record, 0), SMSSITE_SERVER_WINDOWS_NT);
	assert_string_equal(smssite_rebuild_record_server_uid(record, 0), "Q7Z0012C");
	assert_string_equal(smssite_rebuild_record_server_directory(record, 0), "D:\\SMS");
	assert_int_equal(smssite_rebuild_record_share_count(record, 0), 1);
	assert_string_equal(smssite_rebuild_record_share_name(record, 0, 0), "SMS_SHR");
	assert_string_equal(smssite_rebuild_record_share_path(record, 0, 0), "D:\\SMS");
	assert_string_equal(smssite_rebuild_record_share_comment(record, 0, 0), "SMS Q7Z;");
	assert_string_equal(smssite_rebuild_record_share_permissions(record, 0, 0), "01000480");
	assert_int_equal(smssite_rebuild_record_service_count(record, 0), 1);
	assert_string_equal(smssite_rebuild_record_service_name(record, 0, 0), "SMS_EXECUTIVE");
	assert_string_equal(smssite_rebuild_record_service_account(record, 0, 0), "NORTH\\SMSService");
	assert_string_equal(smssite_rebuild_record_server_name(record, 1), "EDGE8");
	assert_int_equal(smssite_rebuild_record_server_kind(record, 1), SMSSITE_SERVER_LAN_MANAGER);
	assert_string_equal(smssite_rebuild_record_server_domain(record, 1), "SOUTH");
	assert_string_equal(smssite_rebuild_record_server_directory(record, 1), "C:\\SMS");
	assert_string_equal(smssite_rebuild_record_server_uid(record, 1), "Q7Z01005");
	smssite_rebuild_record_free(record);
}

static void no_secret_is_in_it(void **state)
{
	smssite_rebuild_record *record = record_of(&all, NULL);
	const smssite_control_file *file = smssite_rebuild_record_control_file(record);
	size_t account = smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0);
	char *text;

	(void)state;
	ok(smssite_control_file_value_text(file, account, 8, &text));
	assert_true(smssite_control_file_value_is_secret(file, account, 8));
	assert_true(strlen(text) < 32);
	smssite_free(text);
	smssite_rebuild_record_free(record);
}

static void the_highest_of_three_ranges_is_the_next(void **state)
{
	struct evidence evidence = all;
	smssite_rebuild_record *record;

	(void)state;
	evidence.history = "Q7Z05123.HMS";
	record = record_of(&evidence, NULL);
	assert_string_equal(smssite_rebuild_record_lowest_range(record), "Q7Z06000");
	assert_string_equal(smssite_rebuild_record_next_range(record), "Q7Z06000");
	smssite_rebuild_record_free(record);
	record = record_of(&evidence, "q7z0a000");
	assert_string_equal(smssite_rebuild_record_given_range(record), "Q7Z0A000");
	assert_string_equal(smssite_rebuild_record_next_range(record), "Q7Z0A000");
	smssite_rebuild_record_free(record);
	record = record_of(&evidence, "Q7Z01000");
	assert_string_equal(smssite_rebuild_record_next_range(record), "Q7Z06000");
	smssite_rebuild_record_free(record);
}

static void a_lost_value_needs_a_bound_or_a_person(void **state)
{
	struct evidence evidence = { .uid = "Q7Z0012C.UID", .other_uid = "Q7Z04005.UID" };
	smssite_rebuild_record *record = record_of(&evidence, NULL);

	(void)state;
	assert_string_equal(smssite_rebuild_record_registry_range(record), "");
	assert_string_equal(smssite_rebuild_record_registry_lost(record), "no registry of the server was given");
	assert_string_equal(smssite_rebuild_record_next_range(record), "Q7Z05000");
	smssite_rebuild_record_free(record);
	/* The master names EDGE8, which may have any range: a person must say, and not what is in use. */
	evidence.other_uid = NULL;
	refused(&evidence, NULL, SMSSITE_REFUSED, "nothing says which range of Q7Z is the next");
	refused(&evidence, "Q7Z00000", SMSSITE_REFUSED, "the range Q7Z00 is in use");
	record = record_of(&evidence, "Q7Z07000");
	assert_string_equal(smssite_rebuild_record_next_range(record), "Q7Z07000");
	assert_string_equal(smssite_rebuild_record_lowest_range(record), "");
	smssite_rebuild_record_free(record);
	evidence = (struct evidence){ 0 };
	refused(&evidence, NULL, SMSSITE_REFUSED, "nothing says which range of Q7Z is the next");
	record = record_of(&evidence, "Q7Z07000");
	assert_string_equal(smssite_rebuild_record_server_uid_lost(record, 0), "there is no .UID file in LOGON.SRV\\SMSID");
	smssite_rebuild_record_free(record);
	evidence.registry = REGISTRY_HEAD MAINTMAN "\"Next SMS Unique ID\"=\"XYZ02000\"\r\n";
	refused(&evidence, NULL, SMSSITE_REFUSED, "the registry has \"XYZ02000\"");
	evidence.registry = REGISTRY_HEAD MAINTMAN "\"Next SMS Unique ID\"=\"2\"\r\n";
	refused(&evidence, NULL, SMSSITE_REFUSED, "the registry has \"2\"");
}

static void what_cannot_be_a_range_is_refused(void **state)
{
	struct evidence evidence = all;

	(void)state;
	refused(&all, "C9N02000", SMSSITE_REFUSED, "C9N02000 is a range of another site than Q7Z");
	refused(&all, "Q7Z02001", SMSSITE_INVALID, "not the first id of a range");
	refused(&all, "02", SMSSITE_INVALID, "not the first id of a range");
	evidence.uid = "Q7ZZZ005.UID";
	refused(&evidence, NULL, SMSSITE_REFUSED, "range ZZ of Q7Z is in use");
	evidence = all;
	evidence.no_master = true;
	refused(&evidence, NULL, SMSSITE_UNDECIDED, "which site this is");
}

static void a_uid_that_says_nothing_is_lost_with_its_reason(void **state)
{
	static const struct {
		const char *first, *second, *lost, *uid;
	} cases[] = {
		{ "Q7Z00005.UID", "Q7Z0000B.UID", "", "Q7Z0000B" },
		{ "q7z0000b.uid", NULL, "", "Q7Z0000B" },
		{ "C9N00005.UID", NULL, "its .UID file has an id of another site", "" },
		{ "Q7Z5.UID", NULL, "a .UID file has a name that is no id", "" },
		{ "README.TXT", NULL, "there is no .UID file in LOGON.SRV\\SMSID", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct evidence evidence = { .registry = registry_text, .uid = cases[i].first, .second_uid = cases[i].second };
		smssite_rebuild_record *record = record_of(&evidence, NULL);

		assert_string_equal(smssite_rebuild_record_server_uid(record, 0), cases[i].uid);
		assert_string_equal(smssite_rebuild_record_server_uid_lost(record, 0), cases[i].lost);
		/* The master names EDGE8, of which nothing was given. */
		assert_string_equal(smssite_rebuild_record_server_name(record, 1), "EDGE8");
		assert_string_equal(smssite_rebuild_record_server_uid_lost(record, 1),
			"no evidence of this logon server was given");
		smssite_rebuild_record_free(record);
	}
}

/* -- the file -------------------------------------------------------------------------------------- */

static void saved_and_read_it_is_the_same(void **state)
{
	smssite_rebuild_record *record = record_of(&all, "Q7Z04000"), *again = NULL;
	char *text, *second;

	(void)state;
	ok(smssite_rebuild_record_save(record, &text));
	for (const char *c = text; *c; c++)
		assert_true((*c >= 0x20 && *c < 0x7F) || *c == '\n');
	ok(smssite_rebuild_record_parse(text, strlen(text), "q7z.rec", &again));
	ok(smssite_rebuild_record_save(again, &second));
	assert_string_equal(text, second);
	assert_string_equal(smssite_rebuild_record_next_range(again), "Q7Z04000");
	assert_string_equal(smssite_rebuild_record_share_comment(again, 0, 0), "SMS Q7Z;");
	assert_string_equal(smssite_rebuild_record_server_uid(again, 1), "Q7Z01005");
	assert_non_null(smssite_rebuild_record_control_file(again));
	smssite_free(text);
	smssite_free(second);
	smssite_rebuild_record_free(record);
	smssite_rebuild_record_free(again);
}

static void cut_or_changed_anywhere_it_is_refused(void **state)
{
	struct evidence evidence = { .registry = registry_text, .uid = "Q7Z0012C.UID" };
	smssite_rebuild_record *record = record_of(&evidence, NULL), *again = NULL;
	size_t size;
	char *text;

	(void)state;
	ok(smssite_rebuild_record_save(record, &text));
	size = strlen(text);
	for (size_t i = 0; i < size; i++) {
		char before = text[i];
		char *copy = malloc(i + 1);

		memcpy(copy, text, i);
		assert_int_equal(smssite_rebuild_record_parse(copy, i, "q7z.rec", &again), SMSSITE_MALFORMED);
		free(copy);
		text[i] ^= 1;
		assert_int_equal(smssite_rebuild_record_parse(text, size, "q7z.rec", &again), SMSSITE_MALFORMED);
		text[i] = before;
	}
	assert_null(again);
	smssite_free(text);
	smssite_rebuild_record_free(record);
}

static void a_record_of_another_site_is_refused_by_name(void **state)
{
	smssite_case *site = case_of(&all), *other;
	smssite_rebuild_record *record;
	struct control_file_shape shape = control_file_secondary;
	smssite_snapshot *snapshot;
	smssite_tree *tree;

	(void)state;
	ok(smssite_rebuild_record_new(site, NULL, &record));
	ok(smssite_rebuild_record_fits(record, site));
	shape.site_code = "X1Y";
	ok(smssite_tree_new_memory(&tree));
	put_directories(tree, "SMS");
	put_control_file(tree, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", &shape);
	snapshot = observe(tree, "", SMSSITE_VIEW_AUTO);
	ok(smssite_case_new(snapshot, &other));
	assert_int_equal(smssite_rebuild_record_fits(record, other), SMSSITE_REFUSED);
	assert_non_null(strstr(smssite_error_message(), "the record is of site Q7Z, this is X1Y"));
	smssite_snapshot_free(snapshot);
	smssite_case_free(other);
	smssite_case_free(site);
	smssite_rebuild_record_free(record);
}

static void nothing_and_numbers_out_of_range_are_answered(void **state)
{
	smssite_rebuild_record *record = record_of(&all, NULL), *again;
	char *text;

	(void)state;
	assert_int_equal(smssite_rebuild_record_new(NULL, NULL, &again), SMSSITE_INVALID);
	assert_int_equal(smssite_rebuild_record_parse(NULL, 1, "x", &again), SMSSITE_INVALID);
	assert_int_equal(smssite_rebuild_record_parse("", 0, "x", &again), SMSSITE_MALFORMED);
	assert_int_equal(smssite_rebuild_record_save(NULL, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_rebuild_record_fits(record, NULL), SMSSITE_INVALID);
	assert_null(smssite_rebuild_record_server_name(record, 2));
	assert_null(smssite_rebuild_record_share_name(record, 0, 1));
	assert_null(smssite_rebuild_record_service_account(record, 9, 0));
	assert_int_equal(smssite_rebuild_record_server_kind(NULL, 0), SMSSITE_SERVER_UNKNOWN);
	assert_string_equal(smssite_rebuild_record_next_range(NULL), "");
	assert_null(smssite_rebuild_record_control_file(NULL));
	again = smssite_rebuild_record_ref(record);
	smssite_rebuild_record_free(record);
	assert_string_equal(smssite_rebuild_record_next_range(again), "Q7Z03000");
	smssite_rebuild_record_free(again);
	smssite_rebuild_record_free(NULL);
}

static smssite_status make_save_and_read(void *argument)
{
	smssite_rebuild_record *record = NULL, *again = NULL;
	char *text = NULL;
	smssite_status status = smssite_rebuild_record_new(argument, NULL, &record);

	if (!status)
		status = smssite_rebuild_record_save(record, &text);
	if (!status)
		status = smssite_rebuild_record_parse(text, strlen(text), "q7z.rec", &again);
	smssite_free(text);
	smssite_rebuild_record_free(record);
	smssite_rebuild_record_free(again);
	return status;
}

static void every_allocation_may_fail(void **state)
{
	smssite_case *site = case_of(&all);

	(void)state;
	assert_true(sweep_allocations(make_save_and_read, site) > 50);
	smssite_case_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_holds_what_is_gone_with_the_site),
		cmocka_unit_test(no_secret_is_in_it),
		cmocka_unit_test(the_highest_of_three_ranges_is_the_next),
		cmocka_unit_test(a_lost_value_needs_a_bound_or_a_person),
		cmocka_unit_test(what_cannot_be_a_range_is_refused),
		cmocka_unit_test(a_uid_that_says_nothing_is_lost_with_its_reason),
		cmocka_unit_test(saved_and_read_it_is_the_same),
		cmocka_unit_test(cut_or_changed_anywhere_it_is_refused),
		cmocka_unit_test(a_record_of_another_site_is_refused_by_name),
		cmocka_unit_test(nothing_and_numbers_out_of_range_are_answered),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
