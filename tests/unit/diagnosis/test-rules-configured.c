/* SPDX-License-Identifier: MIT */
#include "registry-fixture.h"

#define MASTER BOX "\\SITECTRL.CT0"

/* A stand whose master says another build and has a piece exchanged. */
static struct stand stand_with(const char *build, const char *piece, const char *instead)
{
	struct stand stand = stand_new();
	size_t size, begin, length = strlen(piece), added = strlen(instead);
	char *data = control_file_make(&control_file_secondary, &size), *at = strstr(data, piece);
	char *changed = malloc(size + added);

	assert_non_null(changed);
	assert_non_null(at);
	begin = (size_t)(at - data);
	memcpy(changed, data, begin);
	memcpy(changed + begin, instead, added);
	memcpy(changed + begin + added, at + length, size - begin - length);
	memcpy(strstr(changed, "[786]") + 1, build, 3);
	take_away(stand.site, MASTER);
	put_bytes(stand.site, below("SMS", MASTER), changed, size - length + added);
	free(changed);
	free(data);
	return stand;
}

static struct answer ask_master(const char *build, const char *piece, const char *instead, const char *rule)
{
	struct stand stand = stand_with(build, piece, instead);

	return ask(&stand, rule);
}

static void an_apostrophe_breaks_the_domain_up_to_1_1(void **state)
{
	(void)state;
	expect(ask_master("692", "DOMAIN\r\n  <NORTH>", "DOMAIN\r\n  <NOR'TH>", "B17"), WARNING, "DOMAIN NOR'TH");
	expect(ask_master("692", "  <NORTH>", "  <NORTH>", "B17"), OK, "no domain");
	assert_false(ask_master("786", "DOMAIN\r\n  <NORTH>", "DOMAIN\r\n  <NOR'TH>", "B17").there);
}

static void very_fast_is_for_tests(void **state)
{
	(void)state;
	expect(ask_master("786", "<Service Response><><><2>", "<Service Response><><><1>", "B21"), NOTE, "Service Response 1");
	expect(ask_master("786", "<Service Response><><><2>", "<Service Response><><><2>", "B21"), OK, "do not poll");
	expect(ask_master("786", "<Service Response><><><2>", "<Other Response><><><1>", "B21"), UNKNOWN, "Service Response");
}

#define SENDER(server)                                                                                       \
	"BEGIN_SENDER\r\n  <2765>\r\n  <MS_LAN_SENDER>\r\n  <SENDER.DLL>\r\n  <D>\r\n  <" server ">\r\n"         \
	"  <SMS_LAN_SENDER>\r\n  OUTBOX <LAN_DEFAULT>\r\nEND_SENDER\r\n"

static void a_sender_that_is_there_twice_is_a_phantom(void **state)
{
	(void)state;
	expect(ask_master("786", "BEGIN_SENDER", SENDER("EDGE7") "BEGIN_SENDER", "B26"), WARNING, "SENDER MS_LAN_SENDER");
	expect(ask_master("786", "BEGIN_SENDER", SENDER("EDGE8") "BEGIN_SENDER", "B26"), OK, "no server");
	expect(ask_master("786", "BEGIN_SENDER", "BEGIN_SENDER", "B26"), OK, "no server");
}

static void a_sender_is_on_the_site_server_or_a_logon_server(void **state)
{
	(void)state;
	expect(ask_master("786", "BEGIN_SENDER", SENDER("edge8") "BEGIN_SENDER", "B26"), OK, "logon server");
	expect(ask_master("786", "BEGIN_SENDER", SENDER("STRANGE") "BEGIN_SENDER", "B26"), WARNING, "MS_LAN_SENDER on STRANGE");
	/* Where a domain's servers are detected, not all of them are in the file. */
	expect(ask_master("786", "  <2>\r\n  LOGONSERVER <EDGE7>",
		       "  <1>\r\nEND_DOMAIN\r\n" SENDER("STRANGE") "BEGIN_DOMAIN\r\n  <SOUTH>\r\n"
		       "  <Microsoft Windows NT or LAN Manager>\r\n  <2>\r\n  LOGONSERVER <EDGE7>", "B26"), UNKNOWN, "detected");
}

static void more_senders_than_are_compared_are_not_known_to_be_all_right(void **state)
{
	static char senders[80 * 160];
	size_t used = 0;

	(void)state;
	for (int i = 0; i < 70; i++)
		used += (size_t)sprintf(senders + used, "BEGIN_SENDER\r\n  <2765>\r\n  <MS_%d_SENDER>\r\n  <SENDER.DLL>\r\n  <D>\r\n"
			"  <EDGE7>\r\n  <SMS_LAN_SENDER>\r\n  OUTBOX <LAN_DEFAULT>\r\nEND_SENDER\r\n", i);
	strcpy(senders + used, "BEGIN_SENDER");
	expect(ask_master("786", "BEGIN_SENDER", senders, "B26"), UNKNOWN, "not all were compared");
}

static struct answer ask_name(const char *build, const char *name)
{
	struct stand stand = stand_with(build, "  <NORTH>", "  <NORTH>");
	char text[256];

	snprintf(text, sizeof(text), SMS_HEAD "\\Identification]\r\n\"Site Server\"=\"%s\"\r\n", name);
	if (*name)
		stand.registries[0] = make_export(text);
	return ask(&stand, "F12");
}

static void small_letters_hide_the_site_up_to_1_1(void **state)
{
	(void)state;
	expect(ask_name("692", "edge7"), WARNING, "Site Server = \"edge7\"");
	expect(ask_name("692", "EDGE7"), OK, "in capitals");
	expect(ask_name("692", ""), UNKNOWN, "--registry SOFTWARE");
	assert_false(ask_name("786", "edge7").there);
}

static void a_long_name_of_a_logon_server_is_told_up_to_1_1(void **state)
{
	(void)state;
	expect(ask_master("692", "LOGONSERVER <EDGE8>", "LOGONSERVER <ABCDEFGHIJKLMN>", "C09"), WARNING, "LOGONSERVER ABCDEFGHIJKLMN");
	expect(ask_master("692", "LOGONSERVER <EDGE8>", "LOGONSERVER <ABCDEFGHIJKLM>", "C09"), OK, "short enough");
	expect(ask_master("600", "LOGONSERVER <EDGE8>", "LOGONSERVER <ABCDEFGHIJKLM>", "C09"), WARNING, "more than 12");
	assert_false(ask_master("786", "LOGONSERVER <EDGE8>", "LOGONSERVER <ABCDEFGHIJKLMN>", "C09").there);
}

static void without_a_control_file_nothing_is_known(void **state)
{
	static const char *const rules[] = { "B17", "B26", "C09" };

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		struct stand stand = stand_new();

		take_away(stand.site, MASTER);
		expect(ask(&stand, rules[i]), UNKNOWN, "control file");
	}
}

/* Of 1.2 these are no matter: of an unknown build nobody can say. */
static void what_matters_up_to_1_1_is_unknown_of_an_unknown_build(void **state)
{
	struct stand stand;

	(void)state;
	expect(ask_master("???", "DOMAIN\r\n  <NORTH>", "DOMAIN\r\n  <NOR'TH>", "B17"), UNKNOWN, "if this is SMS 1.0 or 1.1");
	expect(ask_master("???", "  <NORTH>", "  <NORTH>", "B17"), OK, "no domain");
	expect(ask_master("???", "LOGONSERVER <EDGE8>", "LOGONSERVER <ABCDEFGHIJKLM>", "C09"), UNKNOWN, "if this is SMS 1.0 or 1.1");
	expect(ask_master("???", "LOGONSERVER <EDGE8>", "LOGONSERVER <EDGE9>", "C09"), OK, "short enough");
	expect(ask_name("???", "edge7"), UNKNOWN, "if this is SMS 1.0 or 1.1");
	expect(ask_name("???", "EDGE7"), OK, "in capitals");
	/* A registry may be all there is. */
	stand = stand_new();
	take_away(stand.site, MASTER);
	stand.registries[0] = make_export(SMS_HEAD "\\Identification]\r\n\"Site Server\"=\"edge7\"\r\n");
	expect(ask(&stand, "F12"), UNKNOWN, "the build of SMS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_apostrophe_breaks_the_domain_up_to_1_1),
		cmocka_unit_test(very_fast_is_for_tests),
		cmocka_unit_test(a_sender_that_is_there_twice_is_a_phantom),
		cmocka_unit_test(a_sender_is_on_the_site_server_or_a_logon_server),
		cmocka_unit_test(more_senders_than_are_compared_are_not_known_to_be_all_right),
		cmocka_unit_test(small_letters_hide_the_site_up_to_1_1),
		cmocka_unit_test(a_long_name_of_a_logon_server_is_told_up_to_1_1),
		cmocka_unit_test(without_a_control_file_nothing_is_known),
		cmocka_unit_test(what_matters_up_to_1_1_is_unknown_of_an_unknown_build),
	};

	return cmocka_run_group_tests_name("rules on what is configured", tests, NULL, NULL);
}
