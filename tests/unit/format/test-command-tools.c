/* SPDX-License-Identifier: MIT */
/* NET, SENDCODE, INSTSRV, REGEDIT, and the tools that have no command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include <smssite.h>
#include "sweep.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define SCMAN "SMS_SITE_CONFIG_MANAGER"
#define SITEINS "C:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE"
#define KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"

static char *line_of(const smssite_command *command, smssite_command_style style)
{
	char *line;

	assert_int_equal(smssite_command_line(command, style, &line), SMSSITE_OK);
	return line;
}

/* Frees the command. */
static void assert_built(smssite_status status, smssite_command **command, const char *expected)
{
	char *line;

	if (status)
		fail_msg("%s: %s", expected, smssite_error_message());
	line = line_of(*command, SMSSITE_COMMAND_CREATEPROCESS);
	assert_string_equal(line, expected);
	smssite_free(line);
	assert_true(*smssite_command_runs_at(*command) && *smssite_command_needs(*command));
	assert_true(*smssite_command_effect(*command) && *smssite_command_worked_when(*command));
	assert_true(*smssite_command_sources(*command));
	smssite_command_free(*command);
}

static void net_is_written_as_nt_wants_it(void **state)
{
	smssite_command *c;

	(void)state;
	assert_built(smssite_command_net_stop("SMS_EXECUTIVE", &c), &c, "NET STOP SMS_EXECUTIVE /Y");
	assert_built(smssite_command_net_start(SCMAN, &c), &c, "NET START " SCMAN);
	assert_built(smssite_command_net_start("MSSQL$A", &c), &c, "NET START MSSQL$A");
	assert_built(smssite_command_net_share_delete("SMS_SHRD", &c), &c, "NET SHARE SMS_SHRD /DELETE /Y");
	assert_built(smssite_command_net_share_delete("sms_shr", &c), &c, "NET SHARE sms_shr /DELETE /Y");
	assert_built(smssite_command_net_share_delete("SMS_SITE", &c), &c, "NET SHARE SMS_SITE /DELETE /Y");
}

static void names_that_could_be_more_than_a_name_are_refused(void **state)
{
	static const char *const bad[] = { "", "/Y", "-p", "SMS EXECUTIVE", "SMS_EXECUTIVE /Y",
		"SMS_EXECUTIVE&DEL", "A|B", "A>B", "A\"B", "A^B", "A%B", "A\nB", "\xC3\xA4", "$A", ".", "..",
		"A\\B", "A/B", "A:B", "A,B", "A;B", "A=B" };
	smssite_command *command = (smssite_command *)state;
	char longest[82];

	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(smssite_command_net_stop(bad[i], &command), SMSSITE_MALFORMED);
		assert_null(command);
		assert_int_equal(smssite_command_net_start(bad[i], &command), SMSSITE_MALFORMED);
		assert_int_equal(smssite_command_net_share_delete(bad[i], &command), SMSSITE_MALFORMED);
		assert_int_equal(smssite_command_sendcode(bad[i], 132, &command), SMSSITE_MALFORMED);
		assert_int_equal(smssite_command_service_remove(0, bad[i], &command), SMSSITE_MALFORMED);
		assert_int_equal(smssite_command_service_install(0, bad[i], SITEINS, "D\\u", &command),
			SMSSITE_MALFORMED);
		assert_null(command);
	}
	memset(longest, 'A', sizeof(longest));
	longest[81] = '\0';
	assert_int_equal(smssite_command_net_stop(longest, &command), SMSSITE_MALFORMED);
	assert_int_equal(smssite_command_net_stop(longest + 1, &command), SMSSITE_OK);
	smssite_command_free(command);
}

static void only_shares_of_sms_are_deleted(void **state)
{
	static const char *const others[] = { "C$A", "ADMIN", "NETLOGON", "SMS_SHR1", "SMS_SHRDD",
		"SMS_SITED", "SMS_PKG", "SMS" };
	smssite_command *command = (smssite_command *)state;

	for (size_t i = 0; i < COUNT(others); i++) {
		assert_int_equal(smssite_command_net_share_delete(others[i], &command), SMSSITE_REFUSED);
		assert_null(command);
	}
	assert_int_equal(smssite_command_net_share_delete("SMS_PKGE", &command), SMSSITE_OK);
	assert_non_null(strstr(smssite_command_may_lose(command), "may stay"));
	smssite_command_free(command);
}

static void every_documented_code_is_sent_to_who_takes_it(void **state)
{
	static const int scman_only[] = { 192, 193, 194, 195, 196, 234, 235, 255 };
	static const int executive_too[] = { 128, 129, 130 };
	smssite_command *c;

	(void)state;
	assert_built(smssite_command_sendcode(SCMAN, 193, &c), &c, "SENDCODE " SCMAN " 193");
	assert_built(smssite_command_sendcode("SMS_EXECUTIVE", 133, &c), &c, "SENDCODE SMS_EXECUTIVE 133");
	assert_built(smssite_command_sendcode("SMS_EXECUTIVE", 131, &c), &c, "SENDCODE SMS_EXECUTIVE 131");
	assert_built(smssite_command_sendcode("SMS_INVENTORY_AGENT_NT", 132, &c), &c,
		"SENDCODE SMS_INVENTORY_AGENT_NT 132");
	for (size_t i = 0; i < COUNT(scman_only); i++) {
		assert_int_equal(
			smssite_command_sendcode("sms_site_config_manager", scman_only[i], &c), SMSSITE_OK);
		smssite_command_free(c);
		assert_int_equal(
			smssite_command_sendcode("SMS_EXECUTIVE", scman_only[i], &c), SMSSITE_REFUSED);
		assert_null(c);
	}
	for (size_t i = 0; i < COUNT(executive_too); i++) {
		assert_int_equal(smssite_command_sendcode("SMS_EXECUTIVE", executive_too[i], &c), SMSSITE_OK);
		smssite_command_free(c);
		assert_int_equal(
			smssite_command_sendcode("SMS_HIERARCHY_MANAGER", executive_too[i], &c), SMSSITE_OK);
		smssite_command_free(c);
		assert_int_equal(smssite_command_sendcode("SMS_INVENTORY_AGENT_NT", executive_too[i], &c),
			SMSSITE_REFUSED);
	}
	assert_int_equal(smssite_command_sendcode(SCMAN, 133, &c), SMSSITE_REFUSED);
	assert_int_equal(smssite_command_sendcode("MSSQLServer", 132, &c), SMSSITE_REFUSED);
	assert_int_equal(smssite_command_sendcode("SMS", 132, &c), SMSSITE_REFUSED);
	assert_int_equal(smssite_command_sendcode(SCMAN, 197, &c), SMSSITE_INVALID);
	assert_int_equal(smssite_command_sendcode(SCMAN, -1, &c), SMSSITE_INVALID);
	assert_null(c);
}

static void the_two_values_for_deinstall_are_marked(void **state)
{
	static const int codes[] = { 235, 255 };
	smssite_command *command;

	(void)state;
	for (size_t i = 0; i < COUNT(codes); i++) {
		assert_int_equal(smssite_command_sendcode(SCMAN, codes[i], &command), SMSSITE_OK);
		assert_non_null(strstr(smssite_command_unchecked(command), "235"));
		assert_non_null(strstr(smssite_command_unchecked(command), "255"));
		assert_non_null(strstr(smssite_command_may_lose(command), "the whole site"));
		smssite_command_free(command);
	}
	assert_int_equal(smssite_command_sendcode(SCMAN, 193, &command), SMSSITE_OK);
	assert_string_equal(smssite_command_unchecked(command), "");
	smssite_command_free(command);
}

static void a_password_is_only_ever_a_placeholder(void **state)
{
	smssite_command *command;
	char *line;

	(void)state;
	assert_int_equal(smssite_command_service_install(
				 SMSSITE_SERVICE_TOOL_INSTSRV, SCMAN, SITEINS, "CENTRAL\\smsadmin", &command),
		SMSSITE_OK);
	line = line_of(command, SMSSITE_COMMAND_CREATEPROCESS);
	assert_string_equal(line, "INSTSRV " SCMAN " " SITEINS " -a CENTRAL\\smsadmin -p <password>");
	smssite_free(line);
	/* Unfilled, CMD.EXE must not take it for a redirection. */
	line = line_of(command, SMSSITE_COMMAND_CMD);
	assert_string_equal(line, "INSTSRV " SCMAN " " SITEINS " -a CENTRAL\\smsadmin -p \"<password>\"");
	smssite_free(line);
	assert_int_equal(smssite_command_password_word(command), 6);
	assert_string_equal(smssite_command_word(command, 6), "<password>");
	smssite_command_free(command);
}

static void the_resource_kit_removes_a_service_by_a_line(void **state)
{
	smssite_command *c;

	(void)state;
	assert_built(
		smssite_command_service_remove(SMSSITE_SERVICE_TOOL_INSTSRV, "SMS_UPGRADE_BOOTSTRAP", &c), &c,
		"INSTSRV SMS_UPGRADE_BOOTSTRAP REMOVE");
}

static void windows_and_menus_are_instructions(void **state)
{
	(void)state;
	for (smssite_service_tool tool = SMSSITE_SERVICE_TOOL_SRVINSTW; tool <= SMSSITE_SERVICE_TOOL_RSERVICE;
		tool++) {
		smssite_command *commands[2];

		assert_int_equal(
			smssite_command_service_install(tool, SCMAN, SITEINS, "D\\u ser", &commands[0]),
			SMSSITE_OK);
		assert_int_equal(smssite_command_service_remove(tool, SCMAN, &commands[1]), SMSSITE_OK);
		assert_non_null(strstr(smssite_command_instruction(commands[0]), SITEINS));
		assert_non_null(strstr(smssite_command_instruction(commands[0]), "D\\u ser"));
		for (size_t i = 0; i < 2; i++) {
			json_t *json;
			char *text = NULL;

			assert_true(smssite_command_is_instruction(commands[i]));
			assert_non_null(strstr(smssite_command_instruction(commands[i]), SCMAN));
			assert_int_equal(smssite_command_word_count(commands[i]), 0);
			assert_null(smssite_command_word(commands[i], 0));
			assert_int_equal(smssite_command_line(commands[i], SMSSITE_COMMAND_CMD, &text),
				SMSSITE_NOT_FOUND);
			assert_int_equal(smssite_command_to_json(commands[i], &text), SMSSITE_OK);
			json = json_loads(text, 0, NULL);
			assert_true(json_is_null(json_object_get(json, "line")));
			assert_int_equal(json_array_size(json_object_get(json, "words")), 0);
			json_decref(json);
			smssite_free(text);
			smssite_command_free(commands[i]);
		}
	}
	assert_string_equal(smssite_service_tool_name(SMSSITE_SERVICE_TOOL_SRVINSTW), "srvinstw");
	assert_string_equal(smssite_service_tool_name((smssite_service_tool)4), "?");
}

static void paths_are_full_and_local(void **state)
{
	static const char *const bad[] = { "", "SITEINS.EXE", "C:SITEINS.EXE", "C:\\", "C:/SMS/SITEINS.EXE",
		"\\\\EDGE7\\SMS_SHRD\\SITEINS.EXE", "C:\\SMS\\..\\X.EXE", "C:\\.\\X.EXE", "C:\\SMS\\\\X.EXE",
		"C:\\SMS.\\X.EXE", "C:\\SMS \\X.EXE", "C:\\X.EXE:S.EXE", "C:\\X\".EXE", "C:\\<X>.EXE",
		"C:\\X?.EXE", "C:\\X|Y.EXE", "C:\\X\n.EXE", "C:\\X.EXE\\", "C:\\X.COM", "1:\\X.EXE",
		"C:\\\xFF.EXE" };
	smssite_command *command = (smssite_command *)state;
	char path[262];

	for (size_t i = 0; i < COUNT(bad); i++) {
		if (smssite_command_service_install(0, SCMAN, bad[i], "D\\u", &command) != SMSSITE_MALFORMED)
			fail_msg("<%s> was taken for a path", bad[i]);
		assert_null(command);
	}
	memset(path, 'X', sizeof(path));
	memcpy(path, "C:\\", 3);
	memcpy(path + 256, ".EXE", 5);
	assert_int_equal(
		smssite_command_service_install(0, SCMAN, path, "D\\u", &command), SMSSITE_MALFORMED);
	memcpy(path + 255, ".EXE", 5);
	assert_int_equal(smssite_command_service_install(0, SCMAN, path, "D\\u", &command), SMSSITE_OK);
	smssite_command_free(command);
	assert_built(smssite_command_service_install(
			     0, SCMAN, "d:\\Program Files\\\xC3\x84$1.exe", ".\\u", &command),
		&command, "INSTSRV " SCMAN " \"d:\\Program Files\\\xC3\x84$1.exe\" -a .\\u -p <password>");
}

static void accounts_have_a_domain_and_a_user(void **state)
{
	static const char *const bad[] = { "", "user", "\\user", "DOMAIN\\", "A\\B\\C", "D/u", "D\\u:x",
		"-D\\u", "D\\-p", "D\\u\"", "D\\u\n", "D\\ u", "D\\u ", "D\\\xFF", "D\\a|b" };
	smssite_command *command = (smssite_command *)state;

	for (size_t i = 0; i < COUNT(bad); i++) {
		if (smssite_command_service_install(0, SCMAN, SITEINS, bad[i], &command) != SMSSITE_MALFORMED)
			fail_msg("<%s> was taken for an account", bad[i]);
		assert_null(command);
	}
}

static void the_registry_is_saved_and_merged_by_files(void **state)
{
	smssite_command *c;

	(void)state;
	assert_built(
		smssite_command_regedit_import("D:\\KEEP\\SMS.REG", &c), &c, "REGEDIT /S D:\\KEEP\\SMS.REG");
	assert_built(
		smssite_command_regedit_export("D:\\SMS.REG", KEY, &c), &c, "REGEDIT /E D:\\SMS.REG " KEY);
	assert_built(smssite_command_regedit_export("D:\\S M.REG", KEY "\\A B", &c), &c,
		"REGEDIT /E \"D:\\S M.REG\" \"" KEY "\\A B\"");
	assert_int_equal(smssite_command_regedit_import("D:\\SMS.TXT", &c), SMSSITE_MALFORMED);
	assert_int_equal(smssite_command_regedit_import("SMS.REG", &c), SMSSITE_MALFORMED);
	assert_null(c);
}

static void keys_begin_at_a_root(void **state)
{
	static const char *const bad[] = { "", "HKLM\\SOFTWARE", "SOFTWARE", "\\HKEY_LOCAL_MACHINE",
		"HKEY_LOCAL_MACHINE\\", "HKEY_LOCAL_MACHINE\\A\\\\B", "HKEY_LOCAL_MACHINE\\A\"B",
		"HKEY_LOCAL_MACHINE\\A\nB", "HKEY_LOCAL_MACHINE\\\xFF", "HKEY_LOCAL_MACHINEX\\A" };
	smssite_command *command = (smssite_command *)state;

	for (size_t i = 0; i < COUNT(bad); i++) {
		if (smssite_command_regedit_export("D:\\S.REG", bad[i], &command) != SMSSITE_MALFORMED)
			fail_msg("<%s> was taken for a key", bad[i]);
		assert_null(command);
	}
}

static void what_cmd_cannot_be_given_is_said(void **state)
{
	smssite_command *command;
	char *line, *text;
	json_t *json;

	(void)state;
	assert_int_equal(smssite_command_regedit_import("D:\\100%.REG", &command), SMSSITE_OK);
	line = line_of(command, SMSSITE_COMMAND_CREATEPROCESS);
	assert_string_equal(line, "REGEDIT /S D:\\100%.REG");
	smssite_free(line);
	assert_int_equal(smssite_command_line(command, SMSSITE_COMMAND_CMD, &line), SMSSITE_UNSUPPORTED);
	assert_int_equal(smssite_command_to_json(command, &text), SMSSITE_OK);
	json = json_loads(text, 0, NULL);
	assert_true(json_is_null(json_object_get(json, "cmd_line")));
	assert_string_equal(json_string_value(json_object_get(json, "line")), "REGEDIT /S D:\\100%.REG");
	json_decref(json);
	smssite_free(text);
	smssite_command_free(command);
}

static void null_and_numbers_out_of_range_are_refused(void **state)
{
	smssite_command *command = (smssite_command *)state;

	assert_int_equal(smssite_command_net_start(NULL, &command), SMSSITE_INVALID);
	assert_null(command);
	assert_int_equal(smssite_command_net_stop(SCMAN, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_command_net_share_delete(NULL, &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_net_share_delete("SMS_SHR", NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_command_sendcode(NULL, 192, &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_sendcode(SCMAN, 192, NULL), SMSSITE_INVALID);
	assert_int_equal(
		smssite_command_service_install(4, SCMAN, SITEINS, "D\\u", &command), SMSSITE_INVALID);
	assert_int_equal(
		smssite_command_service_install(0, NULL, SITEINS, "D\\u", &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_service_install(0, SCMAN, NULL, "D\\u", &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_service_install(0, SCMAN, SITEINS, NULL, &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_service_install(0, SCMAN, SITEINS, "D\\u", NULL), SMSSITE_INVALID);
	assert_int_equal(
		smssite_command_service_remove((smssite_service_tool)-1, SCMAN, &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_service_remove(0, NULL, &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_service_remove(0, SCMAN, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_command_regedit_import(NULL, &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_regedit_import("C:\\A.REG", NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_command_regedit_export(NULL, KEY, &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_regedit_export("C:\\A.REG", NULL, &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_regedit_export("C:\\A.REG", KEY, NULL), SMSSITE_INVALID);
	assert_null(command);
}

static smssite_status scenario(void *argument)
{
	smssite_command *made[4] = { NULL };
	smssite_status status = smssite_command_service_install(0, SCMAN, SITEINS, "D\\u", &made[0]);

	(void)argument;
	if (!status)
		status = smssite_command_sendcode(SCMAN, 255, &made[1]);
	if (!status)
		status = smssite_command_service_install(
			SMSSITE_SERVICE_TOOL_SRVINSTW, SCMAN, SITEINS, "D\\u", &made[2]);
	if (!status)
		status = smssite_command_regedit_export("D:\\S.REG", KEY, &made[3]);
	for (size_t i = 0; i < 4; i++)
		smssite_command_free(made[i]);
	return status;
}

static void each_allocation_may_fail(void **state)
{
	(void)state;
	assert_true(sweep_allocations(scenario, NULL) > 20);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(net_is_written_as_nt_wants_it),
		cmocka_unit_test(names_that_could_be_more_than_a_name_are_refused),
		cmocka_unit_test(only_shares_of_sms_are_deleted),
		cmocka_unit_test(every_documented_code_is_sent_to_who_takes_it),
		cmocka_unit_test(the_two_values_for_deinstall_are_marked),
		cmocka_unit_test(a_password_is_only_ever_a_placeholder),
		cmocka_unit_test(the_resource_kit_removes_a_service_by_a_line),
		cmocka_unit_test(windows_and_menus_are_instructions),
		cmocka_unit_test(paths_are_full_and_local),
		cmocka_unit_test(accounts_have_a_domain_and_a_user),
		cmocka_unit_test(the_registry_is_saved_and_merged_by_files),
		cmocka_unit_test(keys_begin_at_a_root),
		cmocka_unit_test(what_cmd_cannot_be_given_is_said),
		cmocka_unit_test(null_and_numbers_out_of_range_are_refused),
		cmocka_unit_test(each_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
