/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>

static size_t find(const char *path)
{
	size_t index = smssite_layout_find(path);

	if (index == SMSSITE_NO_INDEX)
		fail_msg("%s is not in the layout", path);
	return index;
}

static void assert_stands_for(const char *path, const char *directory)
{
	assert_string_equal(smssite_layout_path(find(path)), directory);
}

static void every_directory_is_complete_and_found_by_its_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < smssite_layout_count(); i++) {
		assert_int_equal(find(smssite_layout_path(i)), i);
		assert_true(strlen(smssite_layout_purpose(i)) > 0);
		assert_true(strlen(smssite_layout_source(i)) > 0);
		assert_true(smssite_layout_roles(i) & ~(uint32_t)SMSSITE_ROLE_OPTIONAL);
	}
}

static void every_directory_has_the_one_above_it_first_and_no_fewer_servers(void **state)
{
	(void)state;
	for (size_t i = 0; i < smssite_layout_count(); i++) {
		char *path = strdup(smssite_layout_path(i)), *end = strrchr(path, '\\');
		uint32_t optional = SMSSITE_ROLE_OPTIONAL, roles = smssite_layout_roles(i);

		if (end) {
			*end = '\0';
			assert_true(find(path) < i);
			assert_int_equal(roles & ~smssite_layout_roles(find(path)) & ~optional, 0);
		}
		free(path);
	}
}

static void boxes_are_listed_and_the_site_control_box_is_read(void **state)
{
	static const char *const boxes[] = { "SITE.SRV\\SCHEDULE.BOX", "SITE.SRV\\SENDER.BOX\\TOSEND",
		"SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.000", "SITE.SRV\\DESPOOLR.BOX\\RECEIVE",
		"SITE.SRV\\SITEREP.BOX", "SITE.SRV\\INVENTRY.BOX", "SITE.SRV\\X86.BIN",
		"PRIMSITE.SRV\\RMOTECFG.BOX", "LOGON.SRV\\SMSID", "LOGON.SRV\\INVENTRY.BOX",
		"SITE.SRV\\MAINCFG.BOX\\PCMDOM.BOX\\EDGE.000", "LOGS" };

	(void)state;
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++)
		assert_int_equal(smssite_layout_depth_of(find(boxes[i])), SMSSITE_LAYOUT_LIST);
	for (size_t i = 0; i < smssite_layout_count(); i++)
		assert_int_equal(smssite_layout_depth_of(i) == SMSSITE_LAYOUT_READ,
			i == find("SITE.SRV\\SITECFG.BOX"));
	assert_int_equal(
		smssite_layout_depth_of(find("SITE.SRV\\DATALOAD.BOX\\FILES.COL")), SMSSITE_LAYOUT_EXISTS);
}

static void roles_tell_whose_a_directory_is(void **state)
{
	uint32_t site = SMSSITE_ROLE_PRIMARY | SMSSITE_ROLE_SECONDARY;

	(void)state;
	assert_int_equal(smssite_layout_roles(find("SITE.SRV\\SITECFG.BOX")), site);
	assert_int_equal(smssite_layout_roles(find("PRIMSITE.SRV\\RMOTESRC.BOX")), SMSSITE_ROLE_PRIMARY);
	assert_int_equal(smssite_layout_roles(find("LOGON.SRV\\SMSID")), site | SMSSITE_ROLE_LOGON_SERVER);
	assert_true(smssite_layout_roles(find("NETMON")) & SMSSITE_ROLE_OPTIONAL);
}

static void names_that_vary_are_matched(void **state)
{
	(void)state;
	assert_stands_for("SITE.SRV\\alpha.bin", "SITE.SRV\\<platform>.BIN");
	assert_stands_for("SITE.SRV\\MIPS.BIN\\ERRORHIS", "SITE.SRV\\<platform>.BIN\\ERRORHIS");
	assert_stands_for("LOGON.SRV\\MAC.BIN\\0000040a", "LOGON.SRV\\<platform>.BIN\\<language>");
	assert_stands_for("SITE.SRV\\MAINCFG.BOX\\INVDOM.BOX\\EDGEDOMA.000",
		"SITE.SRV\\MAINCFG.BOX\\INVDOM.BOX\\<domain>.000");
	assert_stands_for("SITE.SRV\\SENDER.BOX\\REQUESTS\\RAS_X25_.000",
		"SITE.SRV\\SENDER.BOX\\REQUESTS\\<outbox>.000");
	assert_stands_for("PRIMSITE.SRV\\IMPORT.SRC\\enu", "PRIMSITE.SRV\\IMPORT.SRC\\<locale>");
	assert_stands_for("NETMON\\x86\\PARSERS", "NETMON\\<platform>\\PARSERS");
}

static void names_that_do_not_fit_stand_for_nothing(void **state)
{
	static const char *const paths[] = { "", "\\", "..", ".", "SITE.SRV\\..", "C:\\SMS\\SITE.SRV",
		"SITE.SRV\\PPC.BIN", "SITE.SRV\\X86.BIN\\0000409", "SITE.SRV\\X86.BIN\\000004090",
		"SITE.SRV\\X86.BIN\\0000040G", "SITE.SR", "SITE.SRV\\SITECFG.BOX\\10000000.NAD",
		"SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFAULT.000", "SITE.SRV\\SENDER.BOX\\REQUESTS\\.000",
		"SITE.SRV\\SENDER.BOX\\REQUESTS\\A.B.000", "SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.001",
		"PRIMSITE.SRV\\IMPORT.SRC\\ENGL", "SITECFG.BOX", "LOGON.SRV\\<language>", "\xFF\xFE",
		"A\\B\\C\\D\\E\\F\\G\\H\\I" };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (smssite_layout_find(paths[i]) != SMSSITE_NO_INDEX)
			fail_msg("%s stands for %s", paths[i],
				smssite_layout_path(smssite_layout_find(paths[i])));
}

static void separators_and_letter_case_are_windows_own(void **state)
{
	(void)state;
	assert_stands_for("site.srv/sitecfg.box", "SITE.SRV\\SITECFG.BOX");
	assert_stands_for("\\Site.Srv\\\\SiteCfg.Box\\", "SITE.SRV\\SITECFG.BOX");
}

static void misspelt_paths_of_the_sources_are_understood(void **state)
{
	(void)state;
	assert_stands_for("SITE.SRV\\Despooler.box\\Receive", "SITE.SRV\\DESPOOLR.BOX\\RECEIVE");
	assert_stands_for("SITE.SVR\\Despool.box", "SITE.SRV\\DESPOOLR.BOX");
	assert_stands_for("Despooler.box\\Receive", "SITE.SRV\\DESPOOLR.BOX\\RECEIVE");
	assert_stands_for("SITE.SRV\\DESPOOLR.BOX\\RECEIVE\\STORE", "SITE.SRV\\DESPOOLR.BOX\\STORE");
	assert_stands_for("Site.srv\\Schedule.box\\Tosend", "SITE.SRV\\SENDER.BOX\\TOSEND");
	assert_stands_for("SITE.SRV\\Sender.box\\Request\\LAN_DEFA.000",
		"SITE.SRV\\SENDER.BOX\\REQUESTS\\<outbox>.000");
	assert_stands_for("SITE.SRV\\SITEREF.BOX", "SITE.SRV\\SITEREP.BOX");
	assert_stands_for("SITE.SRV\\MAINCFG.BOX\\INVDOpSM.BOX\\A.000",
		"SITE.SRV\\MAINCFG.BOX\\INVDOM.BOX\\<domain>.000");
	assert_stands_for("SITE.SRV\\Dataloder.box\\deltamif.col", "SITE.SRV\\DATALOAD.BOX\\DELTAMIF.COL");
	assert_stands_for("LOGON.SRV\\APPCTL.SRC\\SCRIPTS", "LOGON.SRV\\APPCTL.BOX\\SCRIPTS");
	assert_stands_for("Site.src\\X786.bin", "SITE.SRV\\<platform>.BIN");
	assert_stands_for("LOGON.SRV\\DESPOOLER.BOX", "LOGON.SRV\\DESPOOLR.BOX");
}

static void a_long_path_stands_for_nothing(void **state)
{
	char *path = malloc(2000);

	(void)state;
	/* Only separators before it, but longer than any path. */
	memset(path, '\\', 1999);
	memcpy(path + 1995, "LOGS", 5);
	assert_int_equal(smssite_layout_find(path), SMSSITE_NO_INDEX);
	assert_stands_for(path + 1000, "LOGS");
	free(path);
}

static void null_and_positions_out_of_range_are_harmless(void **state)
{
	size_t index = smssite_layout_count();

	(void)state;
	assert_int_equal(smssite_layout_find(NULL), SMSSITE_NO_INDEX);
	for (int i = 0; i < 2; i++, index = SMSSITE_NO_INDEX) {
		assert_null(smssite_layout_path(index));
		assert_null(smssite_layout_purpose(index));
		assert_null(smssite_layout_source(index));
		assert_int_equal(smssite_layout_roles(index), 0);
		assert_int_equal(smssite_layout_depth_of(index), SMSSITE_LAYOUT_EXISTS);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_directory_is_complete_and_found_by_its_path),
		cmocka_unit_test(every_directory_has_the_one_above_it_first_and_no_fewer_servers),
		cmocka_unit_test(boxes_are_listed_and_the_site_control_box_is_read),
		cmocka_unit_test(roles_tell_whose_a_directory_is),
		cmocka_unit_test(names_that_vary_are_matched),
		cmocka_unit_test(names_that_do_not_fit_stand_for_nothing),
		cmocka_unit_test(separators_and_letter_case_are_windows_own),
		cmocka_unit_test(misspelt_paths_of_the_sources_are_understood),
		cmocka_unit_test(a_long_path_stands_for_nothing),
		cmocka_unit_test(null_and_positions_out_of_range_are_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
