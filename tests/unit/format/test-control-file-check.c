/* SPDX-License-Identifier: MIT */
#include "control-file-common.h"

static void assert_verdict(
	const smssite_control_file *file, int code, smssite_verdict expected, const char *reason_part)
{
	smssite_verdict verdict;
	const char *reason;

	assert_int_equal(
		smssite_control_file_check(file, code, "Q7Z", "D:\\SMS", &verdict, &reason), SMSSITE_OK);
	if (verdict != expected || !strstr(reason, reason_part))
		fail_msg("%d: verdict %d \"%s\", expected %d \"%s\"", code, verdict, reason, expected,
			reason_part);
}

static smssite_control_file *make(const struct control_file_shape *shape)
{
	size_t size;
	char *data = control_file_make(shape, &size);
	smssite_control_file *file = parse_bytes(data, size);

	free(data);
	return file;
}

static smssite_control_file *change(smssite_control_file *file,
	bool (*apply)(smssite_control_file_edit *edit, const smssite_control_file *file))
{
	smssite_control_file_edit *edit;
	smssite_control_file *changed;
	void *data;
	size_t size;

	assert_int_equal(smssite_control_file_edit_new(file, &edit), SMSSITE_OK);
	assert_true(apply(edit, file));
	assert_int_equal(smssite_control_file_edit_finish(edit, &data, &size), SMSSITE_OK);
	changed = parse_bytes(data, size);
	smssite_free(data);
	smssite_control_file_edit_free(edit);
	smssite_control_file_free(file);
	return changed;
}

static bool set(smssite_control_file_edit *edit, const smssite_control_file *file, smssite_section_kind kind,
	size_t value, const char *text)
{
	return smssite_control_file_edit_set(edit, smssite_control_file_find(file, kind, 0), value, text) ==
	       SMSSITE_OK;
}

static bool remove_all(
	smssite_control_file_edit *edit, const smssite_control_file *file, smssite_section_kind kind)
{
	size_t section = 0;

	while ((section = smssite_control_file_find(file, kind, section)) != SMSSITE_NO_INDEX)
		if (smssite_control_file_edit_remove(edit, section++) != SMSSITE_OK)
			return false;
	return true;
}

static void a_healthy_file_passes_all(void **state)
{
	struct control_file_shape shape = control_file_secondary;

	(void)state;
	for (int type = 1; type <= 3; type++) {
		smssite_control_file *file;

		shape.type = type;
		shape.primary = type == 3;
		file = make(&shape);
		for (int code = 710; code <= 718; code++)
			assert_verdict(file, code, SMSSITE_VERDICT_PASSES, "");
		smssite_control_file_free(file);
	}
}

static void a_site_that_differs_from_the_registry_earns_714(void **state)
{
	smssite_control_file *file = make(&control_file_secondary);
	smssite_verdict verdict;

	(void)state;
	assert_int_equal(
		smssite_control_file_check(file, 714, "q7z", "d:/sms\\", &verdict, NULL), SMSSITE_OK);
	assert_int_equal(verdict, SMSSITE_VERDICT_PASSES);
	assert_int_equal(smssite_control_file_check(file, 714, "C9N", "D:\\SMS", &verdict, NULL), SMSSITE_OK);
	assert_int_equal(verdict, SMSSITE_VERDICT_REJECTED);
	assert_int_equal(smssite_control_file_check(file, 714, NULL, "E:\\SMS", &verdict, NULL), SMSSITE_OK);
	assert_int_equal(verdict, SMSSITE_VERDICT_REJECTED);
	assert_int_equal(smssite_control_file_check(file, 714, "Q7Z", NULL, &verdict, NULL), SMSSITE_OK);
	assert_int_equal(verdict, SMSSITE_VERDICT_UNKNOWN);
	smssite_control_file_free(file);
}

static bool two_letters(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return set(edit, file, SMSSITE_SECTION_SITE_ACCOUNT, SMSSITE_SITE_ACCOUNT_SITE_CODE, "Q7");
}

static bool slashes(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return set(edit, file, SMSSITE_SECTION_SITE_ACCOUNT, SMSSITE_SITE_ACCOUNT_INSTALL_DIRECTORY, "d:/sms/");
}

static bool no_directory(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return set(edit, file, SMSSITE_SECTION_SITE_ACCOUNT, SMSSITE_SITE_ACCOUNT_INSTALL_DIRECTORY, "");
}

static bool no_account(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return remove_all(edit, file, SMSSITE_SECTION_SITE_ACCOUNT);
}

static bool no_domains(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return remove_all(edit, file, SMSSITE_SECTION_DOMAIN);
}

static bool no_password(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return set(edit, file, SMSSITE_SECTION_SITE_ACCOUNT, SMSSITE_SITE_ACCOUNT_SERVICE_PASSWORD, "");
}

static bool no_addresses(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return remove_all(edit, file, SMSSITE_SECTION_ADDRESS);
}

static bool empty_address(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return set(edit, file, SMSSITE_SECTION_ADDRESS, SMSSITE_ADDRESS_STRING, "");
}

static bool no_sql_server(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return set(edit, file, SMSSITE_SECTION_SITE_ACCOUNT, SMSSITE_SITE_ACCOUNT_SQL_SERVER, "");
}

static bool odd_site_type(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return set(edit, file, SMSSITE_SECTION_SITE_ACCOUNT, SMSSITE_SITE_ACCOUNT_SITE_TYPE, "1");
}

static bool no_components(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return remove_all(edit, file, SMSSITE_SECTION_COMPONENT);
}

static bool no_senders(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return remove_all(edit, file, SMSSITE_SECTION_SENDER);
}

static bool odd_file_type(smssite_control_file_edit *edit, const smssite_control_file *file)
{
	return set(edit, file, SMSSITE_SECTION_FILE_DEFINITION, SMSSITE_FILE_DEFINITION_TYPE, "7");
}

static void each_lack_earns_its_own_code(void **state)
{
	static const struct {
		bool (*apply)(smssite_control_file_edit *edit, const smssite_control_file *file);
		bool primary;
		int code;
		smssite_verdict verdict;
		const char *reason;
	} cases[] = {
		{ odd_file_type, false, 713, SMSSITE_VERDICT_REJECTED, "file type" },
		{ two_letters, false, 714, SMSSITE_VERDICT_REJECTED, "three letters or digits" },
		{ no_directory, false, 714, SMSSITE_VERDICT_REJECTED, "install directory" },
		{ slashes, false, 714, SMSSITE_VERDICT_PASSES, "" },
		{ no_account, false, 714, SMSSITE_VERDICT_REJECTED, "SITE_ACCOUNT" },
		{ no_account, false, 716, SMSSITE_VERDICT_REJECTED, "service account" },
		{ no_account, true, 717, SMSSITE_VERDICT_UNKNOWN, "type" },
		{ no_domains, false, 715, SMSSITE_VERDICT_REJECTED, "DOMAIN" },
		{ no_password, false, 716, SMSSITE_VERDICT_REJECTED, "password" },
		{ no_addresses, false, 716, SMSSITE_VERDICT_REJECTED, "ADDRESS" },
		{ empty_address, false, 716, SMSSITE_VERDICT_REJECTED, "ADDRESS" },
		{ empty_address, true, 716, SMSSITE_VERDICT_PASSES, "" },
		{ no_sql_server, true, 717, SMSSITE_VERDICT_REJECTED, "SQL" },
		{ no_sql_server, false, 717, SMSSITE_VERDICT_PASSES, "secondary" },
		{ odd_site_type, true, 717, SMSSITE_VERDICT_UNKNOWN, "type" },
		{ no_components, false, 718, SMSSITE_VERDICT_REJECTED, "COMPONENT" },
		{ no_senders, false, 718, SMSSITE_VERDICT_REJECTED, "SENDER" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct control_file_shape shape = control_file_secondary;
		smssite_control_file *file;

		shape.primary = cases[i].primary;
		file = change(make(&shape), cases[i].apply);
		assert_verdict(file, cases[i].code, cases[i].verdict, cases[i].reason);
		smssite_control_file_free(file);
	}
}

static void transactions_are_those_the_receiver_is_documented_to_take(void **state)
{
	static const struct {
		int type, code;
		const char *transactions;
		smssite_verdict verdict;
	} cases[] = {
		{ 4, 712, NULL, SMSSITE_VERDICT_PASSES },
		{ 4, 712, "TRANSACTION TriggerWatchdog<0><0><><>\r\n", SMSSITE_VERDICT_PASSES },
		{ 4, 712, "TRANSACTION <triggerwatchdog><0><0><><>\r\n", SMSSITE_VERDICT_PASSES },
		{ 4, 712, "TRANSACTION Heartbeat<0><0><><>\r\nTRANSACTION Shutdown<0><0><><>\r\n",
			SMSSITE_VERDICT_UNKNOWN },
		{ 4, 712, "TRANSACTION Heartbeat<0><0><><>\r\nTRANSACTION Dance<0><0><><>\r\n",
			SMSSITE_VERDICT_REJECTED },
		{ 4, 711, "TRANSACTION Dance<0><0><><>\r\n", SMSSITE_VERDICT_PASSES },
		{ 5, 711, "TRANSACTION Shutdown<0><0><><>\r\n", SMSSITE_VERDICT_PASSES },
		{ 6, 711, "TRANSACTION Shutdown<0><0><><>\r\n", SMSSITE_VERDICT_PASSES },
		{ 5, 711, "TRANSACTION TriggerWatchdog<0><0><><>\r\n", SMSSITE_VERDICT_UNKNOWN },
		{ 5, 711, "TRANSACTION Dance<0><0><><>\r\n", SMSSITE_VERDICT_REJECTED },
		{ 5, 712, "TRANSACTION Dance<0><0><><>\r\n", SMSSITE_VERDICT_PASSES },
		{ 4, 714, NULL, SMSSITE_VERDICT_PASSES },
		{ 5, 718, NULL, SMSSITE_VERDICT_PASSES },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct control_file_shape shape = control_file_secondary;
		smssite_control_file *file;

		shape.type = cases[i].type;
		shape.transactions = cases[i].transactions;
		file = make(&shape);
		assert_verdict(file, cases[i].code, cases[i].verdict, "");
		smssite_control_file_free(file);
	}
}

static void codes_outside_the_table_are_refused(void **state)
{
	smssite_control_file *file = make(&control_file_secondary);
	smssite_verdict verdict;

	(void)state;
	assert_int_equal(smssite_control_file_check(file, 709, NULL, NULL, &verdict, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_check(file, 719, NULL, NULL, &verdict, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_check(NULL, 714, NULL, NULL, &verdict, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_check(file, 714, NULL, NULL, NULL, NULL), SMSSITE_INVALID);
	assert_null(smssite_reject_code_text(709));
	assert_null(smssite_reject_code_text(719));
	assert_string_equal(smssite_reject_code_text(715), "no domains");
	smssite_control_file_free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_healthy_file_passes_all),
		cmocka_unit_test(a_site_that_differs_from_the_registry_earns_714),
		cmocka_unit_test(each_lack_earns_its_own_code),
		cmocka_unit_test(transactions_are_those_the_receiver_is_documented_to_take),
		cmocka_unit_test(codes_outside_the_table_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
