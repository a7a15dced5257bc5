/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "sweep.h"

#define SITE SMSSITE_NO_INDEX

static const char whole[] = "; the edge\n"
			    "[Site]\n"
			    "tree = edge7/SMS\n"
			    "drive-root = /mnt/edge7\n"
			    "boot-drive = edge7-c\n"
			    "registry = edge7%20.reg\n"
			    "services = edge7-services.txt\n"
			    "logs = D:\\logs%5C\n"
			    "liveness = live\n"
			    "parent = ../c9n.ini\n"
			    "site-list = site-list.txt\n"
			    "earlier = last%23week.json\n"
			    "[logon server ntlog1]\n"
			    "kind = nt\n"
			    "domain = EDGE\n"
			    "tree = /mnt/ntlog1\n"
			    "registry = ntlog1.reg\n"
			    "liveness = COPY\n"
			    "[Logon Server NWLOG1]\n"
			    "kind = netware\n"
			    "tree = /mnt/nw\n"
			    "[logon server LMLOG1]\n"
			    "kind = LanMan\n"
			    "tree = /mnt/lm\n"
			    "[logon server OTHER]\n"
			    "tree = other\n";

static smssite_profile *parse(const char *text, const char *path)
{
	smssite_profile *profile = NULL;

	if (smssite_profile_parse(text, strlen(text), path, &profile))
		fail_msg("%s", smssite_error_message());
	return profile;
}

static void says(const smssite_profile *profile, size_t server, smssite_profile_item item, const char *wanted)
{
	assert_string_equal(smssite_profile_value(profile, server, item), wanted);
}

static void it_says_where_the_evidence_of_the_site_lies(void **state)
{
	smssite_profile *profile = parse(whole, "/srv/sites/q7z.ini");

	(void)state;
	says(profile, SITE, SMSSITE_PROFILE_TREE, "/srv/sites/edge7/SMS");
	says(profile, SITE, SMSSITE_PROFILE_DRIVE_ROOT, "/mnt/edge7");
	says(profile, SITE, SMSSITE_PROFILE_BOOT_DRIVE, "/srv/sites/edge7-c");
	says(profile, SITE, SMSSITE_PROFILE_REGISTRY, "/srv/sites/edge7 .reg");
	says(profile, SITE, SMSSITE_PROFILE_LOGS, "/srv/sites/D:\\logs\\");
	says(profile, SITE, SMSSITE_PROFILE_PARENT, "/srv/sites/../c9n.ini");
	says(profile, SITE, SMSSITE_PROFILE_SITE_LIST, "/srv/sites/site-list.txt");
	says(profile, SITE, SMSSITE_PROFILE_EARLIER, "/srv/sites/last#week.json");
	says(profile, SITE, SMSSITE_PROFILE_HMAN_LOG, "");
	assert_int_equal(smssite_profile_liveness(profile, SITE), SMSSITE_LIVENESS_LIVE);
	smssite_profile_free(profile);
	profile = parse("[site]\ntree = edge7\nparent-status = phase-4\n", "q7z.ini");
	says(profile, SITE, SMSSITE_PROFILE_TREE, "edge7");
	says(profile, SITE, SMSSITE_PROFILE_PARENT_STATUS, "phase-4");
	assert_int_equal(smssite_profile_liveness(profile, SITE), SMSSITE_LIVENESS_AUTO);
	assert_int_equal(smssite_profile_logon_server_count(profile), 0);
	smssite_profile_free(profile);
}

static void it_says_what_each_logon_server_is(void **state)
{
	smssite_profile *profile = parse(whole, "sites/q7z.ini");

	(void)state;
	assert_int_equal(smssite_profile_logon_server_count(profile), 4);
	assert_string_equal(smssite_profile_logon_server_name(profile, 0), "NTLOG1");
	assert_string_equal(smssite_profile_logon_server_domain(profile, 0), "EDGE");
	assert_int_equal(smssite_profile_logon_server_kind(profile, 0), SMSSITE_SERVER_WINDOWS_NT);
	assert_int_equal(smssite_profile_liveness(profile, 0), SMSSITE_LIVENESS_COPY);
	says(profile, 0, SMSSITE_PROFILE_REGISTRY, "sites/ntlog1.reg");
	says(profile, 0, SMSSITE_PROFILE_PARENT, "");
	assert_int_equal(smssite_profile_logon_server_kind(profile, 1), SMSSITE_SERVER_NETWARE);
	assert_string_equal(smssite_profile_logon_server_domain(profile, 1), "");
	assert_int_equal(smssite_profile_logon_server_kind(profile, 2), SMSSITE_SERVER_LAN_MANAGER);
	assert_int_equal(smssite_profile_logon_server_kind(profile, 3), SMSSITE_SERVER_UNKNOWN);
	says(profile, 3, SMSSITE_PROFILE_TREE, "sites/other");
	smssite_profile_free(profile);
}

static void refused(const char *text, const char *message)
{
	smssite_profile *profile = NULL;

	assert_int_equal(smssite_profile_parse(text, strlen(text), "/x/q7z.ini", &profile), SMSSITE_MALFORMED);
	assert_null(profile);
	if (!strstr(smssite_error_message(), message))
		fail_msg("\"%s\" is not in \"%s\"", message, smssite_error_message());
}

static void what_it_does_not_know_is_refused_by_line(void **state)
{
	(void)state;
	refused("", "q7z.ini: there is no tree in [site]");
	refused("[site]\nservices = a\n", "q7z.ini: there is no tree in [site]");
	refused("[site]\ntree = a\n[logon server B]\nkind = nt\n", "q7z.ini: there is no tree in [logon server B]");
	refused("[site]\ntree = a\nservises = b\n", "q7z.ini:3: [site] has no key servises");
	refused("[site]\ntree = a\nkind = nt\n", "q7z.ini:3: [site] has no key kind");
	refused("[site]\ntree = a\nliveness = maybe\n", "q7z.ini:3: liveness is auto, live or copy");
	refused("[site]\ntree =\n", "q7z.ini:2: tree is empty");
	refused("[site]\ntree = a%0Ab\n", "q7z.ini:2: tree has a control character");
	refused("[site]\ntree = a\n[logon server B]\nkind = unix\n", "q7z.ini:4: kind is nt, lanman or netware");
	refused("[site]\ntree = a\n[logon server B]\nparent = x\n", "q7z.ini:4: [logon server B] has no key parent");
	refused("[site]\ntree = a\n[logon server]\ntree = x\n", "q7z.ini:3: [logon server] is neither");
	refused("[site]\ntree = a\n[logon server A B]\ntree = x\n", "q7z.ini:3: [logon server A B]: a server's name");
	refused("[site]\ntree = a\n[logon server ABCDEFGHIJKLMNOP]\ntree = x\n", "a server's name has 1 to 15");
	refused("[site]\ntree = a\n[logon server B]\ntree=a\n[logon server  b]\ntree=b\n", "q7z.ini:5: there is a section for");
	refused("[site]\ntree = a\n[logon server B]\n", "there is no tree in [logon server B]");
	refused("[sites]\ntree = a\n", "q7z.ini:1: [sites] is neither");
	refused("[site]\ntree = a\nsite-list = b\nparent-status = active\n", "the parent has one word");
	refused("[site]\ntree = \\\\EDGE7\\SMS_SHRD\\\nservices = a\n", "q7z.ini:2: a line cannot end in \\");
}

static void a_path_that_is_too_long_is_a_limit(void **state)
{
	smssite_profile *profile = NULL;
	char path[4200];

	(void)state;
	memset(path, 'x', sizeof(path));
	memcpy(path + 4090, "/q7z.ini", 9);
	assert_int_equal(smssite_profile_parse("[site]\ntree=edge7\n", 18, path, &profile), SMSSITE_LIMIT);
	assert_null(profile);
}

static void nothing_and_numbers_out_of_range_are_answered(void **state)
{
	smssite_profile *profile = parse(whole, "q7z.ini"), *again;

	(void)state;
	assert_int_equal(smssite_profile_parse(NULL, 1, "a", &again), SMSSITE_INVALID);
	assert_int_equal(smssite_profile_parse("", 0, NULL, &again), SMSSITE_INVALID);
	assert_int_equal(smssite_profile_parse("", 0, "a/", &again), SMSSITE_INVALID);
	assert_int_equal(smssite_profile_parse("", 0, "a", NULL), SMSSITE_INVALID);
	assert_null(smssite_profile_value(profile, 4, SMSSITE_PROFILE_TREE));
	assert_null(smssite_profile_value(profile, SITE, (smssite_profile_item)99));
	assert_null(smssite_profile_value(NULL, SITE, SMSSITE_PROFILE_TREE));
	assert_null(smssite_profile_logon_server_name(profile, SITE));
	assert_null(smssite_profile_logon_server_domain(profile, 4));
	assert_int_equal(smssite_profile_logon_server_kind(profile, SITE), SMSSITE_SERVER_UNKNOWN);
	assert_int_equal(smssite_profile_liveness(NULL, SITE), SMSSITE_LIVENESS_AUTO);
	assert_int_equal(smssite_profile_logon_server_count(NULL), 0);
	assert_string_equal(smssite_profile_item_name(SMSSITE_PROFILE_DRIVE_ROOT), "drive-root");
	assert_string_equal(smssite_profile_item_name((smssite_profile_item)-1), "?");
	assert_string_equal(smssite_server_kind_name(SMSSITE_SERVER_NETWARE), "NETWARE");
	assert_string_equal(smssite_server_kind_name((smssite_server_kind)4), "?");
	again = smssite_profile_ref(profile);
	smssite_profile_free(profile);
	says(again, SITE, SMSSITE_PROFILE_DRIVE_ROOT, "/mnt/edge7");
	smssite_profile_free(again);
	smssite_profile_free(NULL);
	assert_null(smssite_profile_ref(NULL));
}

static void cut_anywhere_it_is_read_or_refused(void **state)
{
	(void)state;
	for (size_t size = 0; size < sizeof(whole); size++) {
		char *copy = malloc(size + 1);
		smssite_profile *profile = NULL;
		smssite_status status;

		memcpy(copy, whole, size);
		status = smssite_profile_parse(copy, size, "q7z.ini", &profile);
		assert_true(profile ? status == SMSSITE_OK : status == SMSSITE_MALFORMED);
		smssite_profile_free(profile);
		free(copy);
	}
}

static smssite_status parse_once(void *argument)
{
	smssite_profile *profile = NULL;
	smssite_status status = smssite_profile_parse(whole, strlen(whole), argument, &profile);

	smssite_profile_free(profile);
	return status;
}

static void every_allocation_may_fail(void **state)
{
	char path[] = "a/q7z.ini";

	(void)state;
	assert_true(sweep_allocations(parse_once, path) > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_where_the_evidence_of_the_site_lies),
		cmocka_unit_test(it_says_what_each_logon_server_is),
		cmocka_unit_test(what_it_does_not_know_is_refused_by_line),
		cmocka_unit_test(a_path_that_is_too_long_is_a_limit),
		cmocka_unit_test(nothing_and_numbers_out_of_range_are_answered),
		cmocka_unit_test(cut_anywhere_it_is_read_or_refused),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
