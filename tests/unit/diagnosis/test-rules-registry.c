/* SPDX-License-Identifier: MIT */
#include "registry-fixture.h"

/* Asks a rule of a stand with these registries. */
static struct answer ask_with(smssite_registry *software, smssite_registry *system, const char *rule)
{
	struct stand stand = stand_new();

	stand.registries[0] = software;
	stand.registries[1] = system;
	return ask(&stand, rule);
}

static struct answer ask_software(const struct software *software, const char *rule)
{
	return ask_with(make_software(software), NULL, rule);
}

static void a_whole_registry_is_well(void **state)
{
	static const char *const rules[] = { "A26", "B08", "B14", "B15", "E13" };

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		expect(ask_with(make_software(&whole_software), make_system(true, NULL, "EDGE7"), rules[i]),
			OK, "");
}

static void without_a_registry_nothing_of_it_is_known(void **state)
{
	static const char *const rules[] = { "A26", "B08", "B14", "B15" };

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		expect(ask_with(NULL, NULL, rules[i]), UNKNOWN, "--registry");
		/* An export need not hold all. */
		expect(ask_with(make_export(SMS_HEAD "\\Setup]\r\n\"Version\"=\"786\"\r\n"), NULL, rules[i]),
			UNKNOWN, "--registry");
	}
}

/* A26 */

static void a_server_with_another_name_was_renamed(void **state)
{
	struct software other = whole_software;

	(void)state;
	expect(ask_with(make_software(&whole_software), make_system(true, NULL, "EDGE8"), "A26"), ERROR,
		"SYSTEM\nComputerName = \"EDGE8\"");
	other.server = "\\\\edge7";
	expect(ask_with(make_software(&other), make_system(true, NULL, "Edge7"), "A26"), OK, "");
	/* The control file alone names the server too. */
	expect(ask_with(NULL, make_system(true, NULL, "EDGE8"), "A26"), ERROR, "site server EDGE7");
}

/* B08 */

static void an_identification_that_says_nothing_was_overwritten(void **state)
{
	struct software lost = { .blank = true };
	struct software empty = { .code = "", .server = "", .directory = "" };

	(void)state;
	expect(ask_software(&lost, "B08"), ERROR, "Identification says nothing");
	expect(ask_software(&empty, "B08"), ERROR, "Identification says nothing");
	lost = (struct software){ .bare = true };
	expect(ask_software(&lost, "B08"), OK, "no key of SMS");
	expect(ask_with(make_export(SMS_HEAD
				"\\Identification]\r\n\"Site Code\"=\"\"\r\n\"Site Server\"=\"\"\r\n"),
		       NULL, "B08"),
		ERROR, "another site");
}

#define HMAN(text) RECORD(text, "SMS_HIERARCHY_MANAGER", "Tue Jul 15 11:00:00 1997")
#define NO_DATABASE                                                                                          \
	HMAN("{6534} INFO: Beginning processing cycle~")                                                     \
	HMAN("SQL Server = ~")                                                                               \
	HMAN("SQL Login = ~")                                                                                \
	HMAN("{6581} ERROR: Cannot establish a SQL connection.~")                                            \
	HMAN("{6354} INFO: Work cycle completed: sleeping 300000 milliseconds~")

static void a_parent_that_lost_its_database_is_told(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.parent = make_parent();
	put(stand.parent, "SMS/LOGS/HMAN.LOG", NO_DATABASE);
	expect(ask(&stand, "B08"), ERROR, "C9N: LOGS\\HMAN.LOG\nSQL Server = ~");
	/* A database that is named and does not answer is another matter. */
	stand = stand_new();
	stand.parent = make_parent();
	stand.registries[0] = make_software(&whole_software);
	put(stand.parent, "SMS/LOGS/HMAN.LOG",
		HMAN("a") HMAN("SQL Server = PRIME9~")
			HMAN("{6581} ERROR: Cannot establish a SQL connection.~") HMAN("b"));
	expect(ask(&stand, "B08"), OK, "");
}

/* B14 */

static void a_master_that_contradicts_the_registry(void **state)
{
	struct software other = whole_software;

	(void)state;
	other.code = "Q7Y";
	expect(ask_software(&other, "B14"), ERROR, "SOFTWARE\nsite code = \"Q7Y\"");
	other = whole_software;
	other.directory = "E:\\SMS";
	expect(ask_software(&other, "B14"), ERROR, "install directory D:\\SMS");
	other = whole_software;
	other.directory = "d:\\sms\\";
	expect(ask_software(&other, "B14"), OK, "agree");
	other = whole_software;
	other.parent = "C9M";
	expect(ask_software(&other, "B14"), WARNING, "parent site code C9N");
}

/* B15 */

static void an_identification_must_be_usable(void **state)
{
	static const char *const bad_codes[] = { "", "Q7", "Q7ZZ", "Q-Z" };
	static const char *const bad_directories[] = { "", "D:", "D:\\", "SMS", "\\\\EDGE7\\SMS", "D:SMS" };
	struct software other;

	(void)state;
	for (size_t i = 0; i < sizeof(bad_codes) / sizeof(*bad_codes); i++) {
		other = whole_software;
		other.code = bad_codes[i];
		expect(ask_software(&other, "B15"), ERROR, "site code = ");
	}
	for (size_t i = 0; i < sizeof(bad_directories) / sizeof(*bad_directories); i++) {
		other = whole_software;
		other.directory = bad_directories[i];
		expect(ask_software(&other, "B15"), ERROR, "Installation Directory = ");
	}
	other = whole_software;
	other.directory = NULL;
	expect(ask_software(&other, "B15"), ERROR, "no Installation Directory");
	other = (struct software){ .blank = true };
	expect(ask_software(&other, "B15"), ERROR, "no Identification");
	/* How the value with the site code is called no source says. */
	other = whole_software;
	other.code = NULL;
	expect(ask_software(&other, "B15"), UNKNOWN, "--registry SOFTWARE");
}

/* B18 */

static void domains_of_the_registry_are_compared_too(void **state)
{
	struct control_file_shape shape = control_file_secondary;
	struct stand stand = stand_new();

	(void)state;
	/* A site of which only the registry is left; its parent has all detected servers of the same domain.
	 */
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	stand.registries[0] =
		make_export(SMS_HEAD "\\Identification]\r\n\"Site Code\"=\"Q7Z\"\r\n\r\n" SMS_HEAD
				     "\\Sites\\Q7Z\\Domains\\North]\r\n\"Role\"=dword:00000005\r\n");
	shape.site_code = "C9N";
	shape.parent_site_code = "";
	shape.primary = true;
	stand.parent = make_parent();
	take_away(stand.parent, BOX "\\SITECTRL.CT0");
	put_control_file(stand.parent, below("SMS", BOX "\\SITECTRL.CT0"), &shape);
	expect(ask(&stand, "B18"), ERROR, "domain North: all detected servers here");
}

/* E13, F01, B06 */

static void the_services_go_by_the_addresses_of_the_registry(void **state)
{
	struct software other = whole_software;

	(void)state;
	other.address = NULL;
	expect(ask_software(&other, "E13"), ERROR, "no key Addresses\\C9N");
	/* Nothing of SMS at all is more than a lost address. */
	other.bare = true;
	expect(ask_software(&other, "E13"), OK, "SITECTRL.CT0");
}

/* G12, G17 */

#define DESPOOLER(line) SMS_HEAD "\\Components\\SMS_DESPOOLER]\r\n" line "\r\n"
#define DRIVE(text) DESPOOLER("\"Preferred Drive For Temp Directory\"=\"" text "\"")
#define FORCED(text) DESPOOLER("\"Use Forced Disconnect\"=" text)

static void a_drive_for_the_despooler_breaks_unpacking(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask_with(make_export(DRIVE("E")), NULL, "G12"), WARNING, "Preferred Drive For Temp Directory = \"E\"");
	expect(ask_with(make_export(DRIVE("")), NULL, "G12"), OK, "no drive is set");
	expect(ask_with(make_export(DESPOOLER("")), NULL, "G12"), UNKNOWN, "--registry SOFTWARE");
	stand.registries[0] = make_export(DRIVE("E"));
	put_log(stand.site, "DESPOOL.LOG",
		AMONG_OTHERS("use drive E for all temp files", "SMS_DESPOOLER")
			AMONG_OTHERS("Cannot create temp storage E:\\X while decompressing package", "SMS_DESPOOLER"),
		NOW);
	expect(ask(&stand, "G12"), ERROR, "Cannot create temp storage");
	/* The value was emptied since. */
	stand = stand_new();
	stand.registries[0] = make_export(DRIVE(""));
	put_log(stand.site, "DESPOOL.LOG", AMONG_OTHERS("use drive E for all temp files", "SMS_DESPOOLER"), NOW);
	expect(ask(&stand, "G12"), OK, "no drive is set");
	stand = stand_new();
	put_log(stand.site, "DESPOOL.LOG", AMONG_OTHERS("use drive E for all temp files", "SMS_DESPOOLER"), NOW);
	expect(ask(&stand, "G12"), WARNING, "use drive E");
}

static void a_forced_disconnection_takes_rights_away(void **state)
{
	(void)state;
	expect(ask_with(make_export(FORCED("dword:00000001")), NULL, "G17"), WARNING, "Use Forced Disconnect = 1");
	expect(ask_with(make_export(FORCED("\"1\"")), NULL, "G17"), WARNING, "by force");
	expect(ask_with(make_export(FORCED("dword:00000000")), NULL, "G17"), OK, "nobody");
	expect(ask_with(make_export(DESPOOLER("")), NULL, "G17"), UNKNOWN, "--registry SOFTWARE");
	expect(ask_with(make_software(&whole_software), NULL, "G17"), OK, "nobody");
	/* An export has all values of a key. */
	expect(ask_with(make_export(DRIVE("")), NULL, "G17"), OK, "nobody");
	expect(ask_with(make_export(FORCED("\"often\"")), NULL, "G17"), UNKNOWN, "Use Forced Disconnect = \"often\"");
}

#define CAPACITY(number)                                                                                     \
	SMS_HEAD "\\Components\\SMS_LAN_SENDER]\r\n\"Maximum Concurrent Sendings\"=dword:00000005\r\n"       \
		 "\"Maximum Concurrent Site Sendings\"=dword:0000000" number "\r\n"

static void a_capacity_of_0_in_the_registry_sends_nothing(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask_with(make_export(CAPACITY("0")), NULL, "F01"), STUCK,
		"SOFTWARE\nMaximum Concurrent Site Sendings = 0");
	expect(ask_with(make_export(CAPACITY("3")), NULL, "F01"), OK, "has capacity");
	stand.registries[0] = make_export(CAPACITY("3"));
	put_log(stand.site, "LANSEND.LOG",
		AMONG_OTHERS("Checking for sending capacity.  Used 0 out of 0, no sending capacity",
			"SMS_LAN_SENDER"),
		NOW);
	expect(ask(&stand, "F01"), WARNING, "has been put right");
}

static void the_registry_raises_the_limit_of_an_image(void **state)
{
	static const struct {
		const char *value;
		smssite_severity severity;
	} sizes[] = { { "0008a8cc", OK }, { "00567500", WARNING }, { "0006ed70", WARNING } };
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct stand stand = stand_new();
		size_t have;
		char *data = control_file_make(&control_file_secondary, &have);

		take_away(stand.site, BOX "\\SITECTRL.CT0");
		data = realloc(data, 460000);
		assert_non_null(data);
		memset(data + have, '\n', 460000 - have);
		put_bytes(stand.site, below("SMS", BOX "\\SITECTRL.CT0"), data, 460000);
		free(data);
		snprintf(text, sizeof(text),
			SMS_HEAD
			"\\Components\\SMS_SITE_CONFIG_MANAGER]\r\n\"SiteControlImageSize\"=dword:%s\r\n",
			sizes[i].value);
		stand.registries[0] = make_export(text);
		expect(ask(&stand, "B06"), sizes[i].severity, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_registry_is_well),
		cmocka_unit_test(without_a_registry_nothing_of_it_is_known),
		cmocka_unit_test(a_server_with_another_name_was_renamed),
		cmocka_unit_test(an_identification_that_says_nothing_was_overwritten),
		cmocka_unit_test(a_parent_that_lost_its_database_is_told),
		cmocka_unit_test(a_master_that_contradicts_the_registry),
		cmocka_unit_test(an_identification_must_be_usable),
		cmocka_unit_test(domains_of_the_registry_are_compared_too),
		cmocka_unit_test(a_drive_for_the_despooler_breaks_unpacking),
		cmocka_unit_test(a_forced_disconnection_takes_rights_away),
		cmocka_unit_test(the_services_go_by_the_addresses_of_the_registry),
		cmocka_unit_test(a_capacity_of_0_in_the_registry_sends_nothing),
		cmocka_unit_test(the_registry_raises_the_limit_of_an_image),
	};

	return cmocka_run_group_tests_name("rules on the registry", tests, NULL, NULL);
}
