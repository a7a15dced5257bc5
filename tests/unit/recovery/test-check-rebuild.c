/* SPDX-License-Identifier: MIT */
/* What a rebuild looks at before it lets a site be taken down: whether it could be created again. */
#include "creation-world.h"
#include "sweep.h"

/* -- what is asked of it --------------------------------------------------------------------------- */

static void refused(const struct world *world, const char *message)
{
	smssite_plan *plan;

	assert_int_equal(plan_of(world, &plan), SMSSITE_REFUSED);
	assert_null(plan);
	if (!strstr(smssite_error_message(), message))
		fail_msg("\"%s\" is not in \"%s\"", message, smssite_error_message());
}

static smssite_plan *planned(const struct world *world)
{
	smssite_plan *plan;

	ok(plan_of(world, &plan));
	return plan;
}

static size_t step_of(const smssite_plan *plan, const char *title)
{
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++)
		if (strstr(smssite_plan_step_title(plan, i), title))
			return i;
	return SMSSITE_NO_INDEX;
}

static bool asks(const smssite_plan *plan, const char *what)
{
	size_t step = step_of(plan, "Check at the parent C9N what a creation of Q7Z needs");

	return step != SMSSITE_NO_INDEX && strstr(smssite_plan_step_postcondition(plan, step), what);
}

static bool notes(const smssite_plan *plan, const char *what)
{
	for (size_t i = 0; i < smssite_plan_note_count(plan); i++)
		if (strstr(smssite_plan_note(plan, i), what))
			return true;
	return false;
}

/* It is decided: the note says so, and nobody is asked. */
static void decided(const struct world *world, const char *note, const char *item)
{
	smssite_plan *plan = planned(world);

	if (note && !notes(plan, note))
		fail_msg("no note \"%s\"", note);
	if (asks(plan, item))
		fail_msg("\"%s\" is asked for", item);
	smssite_plan_free(plan);
}

/* It is not: people are asked, and told that it is not known. */
static void left_to_people(const struct world *world, const char *item, const char *why)
{
	smssite_plan *plan = planned(world);

	if (!asks(plan, item))
		fail_msg("\"%s\" is not asked for", item);
	for (size_t i = 0; i < smssite_plan_note_count(plan); i++)
		if (strstr(smssite_plan_note(plan, i), item) && strstr(smssite_plan_note(plan, i), "Not known") &&
			strstr(smssite_plan_note(plan, i), why)) {
			smssite_plan_free(plan);
			return;
		}
	fail_msg("no note says that \"%s\" is not known, \"%s\"", item, why);
}

/* -- tests ----------------------------------------------------------------------------------------- */

static void without_an_address_at_the_parent_it_is_refused(void **state)
{
	struct world world = plain;

	(void)state;
	decided(&world, "Seen: C9N has an address of Q7Z, MS_LAN_SENDER (C9N: SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0:75)", "a sender for it");
	world.addresses = ADDRESS("X1Y", "MS_LAN_SENDER");
	refused(&world,
		"C9N has no address of Q7Z (C9N: SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0, none of its 2 ADDRESS sections, lines 73 to 75");
	refused(&world, "event 347");
	world.no_parent = true;
	left_to_people(&world, "C9N has an address of Q7Z and a sender for it", "no full control file of the parent was given");
	/* The parent says so by itself. */
	world.site_list = "C9N 1 0\r\nQ7Z 2 0x40000020\r\n";
	refused(&world, "C9N has no address of Q7Z (c9n-sites.txt:2, NO_SITE_ADDRESS");
	/* The registry is what services go by, whatever the master has. */
	world = plain;
	world.hive = true;
	refused(&world, "C9N has no address of Q7Z (its registry, Sites\\C9N\\Addresses");
	world.hive = false;
	world.addresses = "";
	world.parent_registry = "[" SMS_KEY "Sites\\C9N\\Addresses\\Q7Z\\0]\r\n\"Address\"=\"x\"\r\n";
	left_to_people(&world, "C9N has an address of Q7Z and a sender for it", "its master has none, its registry has");
}

static void an_address_needs_a_sender_of_its_kind(void **state)
{
	struct world world = plain;

	(void)state;
	world.addresses = ADDRESS("Q7Z", RAS);
	refused(&world, "no sender of C9N serves its address of Q7Z (C9N: SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0:75");
	world.addresses = ADDRESS("Q7Z", "MS_ODD_SENDER");
	world.senders = SENDER("MS_ODD_SENDER");
	refused(&world, "no sender of C9N serves its address");
	world.addresses = ADDRESS("Q7Z", RAS);
	world.senders = SENDER(RAS);
	decided(&world, "an address of Q7Z, " RAS, "a sender for it");
	left_to_people(&world, "that address leads to EDGE7", "of another form");
	left_to_people(&world, "Q7Z can answer by " RAS " too", "its old master has no such sender");
	decided(&plain, NULL, "can answer by");
	/* Who may do what at the server no file tells. */
	left_to_people(&world, "the account of that address has the rights of an administrator at EDGE7", "nothing that can be read");
}

static void an_address_may_lead_elsewhere(void **state)
{
	struct world world = plain;

	(void)state;
	decided(&world, NULL, "that address leads to");
	world.server = "edge7";
	decided(&world, NULL, "that address leads to");
	world.server = "EDGE77";
	left_to_people(&world, "that address leads to EDGE77", "it names EDGE7, C9N: SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0:75");
	world = plain;
	world.addresses = "ADDRESS <C9N><Q7Z><MS_LAN_SENDER><>\r\n  #9({}{A B})\r\n";
	left_to_people(&world, "that address leads to EDGE7", "of another form");
}

static void where_only_sna_leads_setup_comes_first(void **state)
{
	static const char setup[] = "run SMS Setup at EDGE7 first";
	struct world world = plain;
	smssite_plan *plan, *again;
	char *json;

	(void)state;
	world.addresses = ADDRESS("Q7Z", SNA);
	world.senders = SENDER(SNA);
	plan = planned(&world);
	assert_non_null(strstr(smssite_plan_step_title(plan, step_of(plan, "create the secondary again")), setup));
	assert_true(notes(plan, "C9N reaches Q7Z by SNA only"));
	/* And still so when the plan was saved. */
	ok(smssite_plan_save(plan, &json));
	ok(smssite_plan_load(json, strlen(json), &again));
	assert_non_null(strstr(smssite_plan_step_title(again, step_of(again, "create the secondary again")), setup));
	assert_true(asks(again, "the account of that address"));
	smssite_free(json);
	smssite_plan_free(again);
	smssite_plan_free(plan);
	world.addresses = ADDRESS("Q7Z", SNA) ADDRESS("Q7Z", "MS_LAN_SENDER");
	plan = planned(&world);
	assert_null(strstr(smssite_plan_step_title(plan, step_of(plan, "create the secondary again")), setup));
	smssite_plan_free(plan);
}

static void senders_without_capacity_are_refused(void **state)
{
	struct world world = plain;

	(void)state;
	left_to_people(&world, "the senders of C9N may send", "F01");
	world.parent_registry = CAPACITY("5", "3");
	decided(&world, "the LAN sender of C9N has capacity (F01, C9N: prime9.reg:4 Maximum Concurrent Sendings = 5", "may send");
	world.parent_registry = CAPACITY("5", "0");
	refused(&world, "the LAN sender of C9N has a capacity of 0 (F01, C9N: prime9.reg:4 Maximum Concurrent Sendings = 5, prime9.reg:5 "
		"Maximum Concurrent Site Sendings = 0)");
	/* Put right meanwhile, and not yet read. */
	world.parent_registry = CAPACITY("5", "3");
	world.log = NO_CAPACITY;
	left_to_people(&world, "SMS_EXECUTIVE of C9N was started again", "LANSEND.LOG:1");
	world.parent_registry = NULL;
	refused(&world, "the LAN sender of C9N has a capacity of 0 (F01, C9N: LOGS\\LANSEND.LOG:1");
	world.log = NULL;
	/* What is not sent by LAN does not wait for it, and nobody looked at the other sender. */
	world.addresses = ADDRESS("Q7Z", RAS);
	world.senders = SENDER(RAS);
	left_to_people(&world, "the senders of C9N may send", "not of the LAN sender");
	world = plain;
	world.no_parent = true;
	left_to_people(&world, "the senders of C9N may send", "F01");
}

static void the_sites_own_capacity_may_be_all_that_is_wrong(void **state)
{
	struct world world = plain;
	smssite_plan *plan;

	(void)state;
	world.registry = CAPACITY("0", "3");
	refused(&world, "the LAN sender of Q7Z has a capacity of 0 (F01, edge7.reg:4 Maximum Concurrent Sendings = 0");
	world.registry = CAPACITY("5", "3");
	plan = planned(&world);
	assert_false(notes(plan, "the old site's LAN sender"));
	smssite_plan_free(plan);
	plan = planned(&plain);
	assert_true(notes(plan, "Not known: the capacity of the old site's LAN sender"));
	smssite_plan_free(plan);
	world.registry = NULL;
	world.own_log = NO_CAPACITY;
	refused(&world, "the LAN sender of Q7Z has a capacity of 0 (F01, LOGS\\LANSEND.LOG:1");
	/* NT was installed anew: nobody can set what is not there. */
	world.bare = true;
	plan = planned(&world);
	assert_true(notes(plan, "Was 0: the capacity of the old site's LAN sender (F01, LOGS\\LANSEND.LOG:1"));
	smssite_plan_free(plan);
}

static void a_long_name_needs_a_later_nt(void **state)
{
	static const char *const before[] = { NT("3.5"), NT("3.50"), NT("3.1") }, *const later[] = { NT("3.51"), NT("4.0"), NT("10.0") };
	struct world world = plain;

	(void)state;
	world.registry = before[0];
	decided(&world, NULL, "Windows NT 3.51");
	world.server = "THIRTEEN-LONG";
	decided(&world, NULL, "Windows NT 3.51");
	world.server = "FOURTEEN-LONG1";
	for (size_t i = 0; i < 3; i++) {
		world.registry = before[i];
		refused(&world, "FOURTEEN-LONG1 has more than 13 characters, and FOURTEEN-LONG1 runs Windows NT 3.");
		world.registry = later[i];
		decided(&world, NULL, "Windows NT 3.51");
	}
	world.registry = NT("unheard of");
	left_to_people(&world, "FOURTEEN-LONG1 runs Windows NT 3.51 or later", "no registry tells its version");
	world.registry = NULL;
	left_to_people(&world, "FOURTEEN-LONG1 runs Windows NT 3.51 or later", "no registry tells its version");
}

static void the_drives_share_must_not_be_switched_off(void **state)
{
	static const char item[] = "EDGE7 has its share D$";
	struct world world = plain;

	(void)state;
	left_to_people(&world, item, "NT does not write it down");
	world.registry = SHARES("USERS") NO_SHARES;
	refused(&world, "EDGE7 has no share D$: AutoShareServer is 0 in its registry");
	refused(&world, "inferred");
	world.registry = SHARES("D$") NO_SHARES;
	decided(&world, "EDGE7 has a share D$ of its own", item);
	/* The shares that people made were not exported. */
	world.registry = NO_SHARES;
	left_to_people(&world, item, "AutoShareServer is 0");
	world.registry = SHARES("C$");
	left_to_people(&world, item, "NT does not write it down");
	world.registry = NULL;
	world.own_hive = true;
	refused(&world, "EDGE7 has no share D$: AutoShareServer is 0 in its registry");
	world.dirty = true;
	left_to_people(&world, item, "AutoShareServer is 0");
}

static void the_file_system_is_a_question_of_its_own(void **state)
{
	smssite_plan *plan = planned(&plain);
	size_t ntfs = step_of(plan, "See at EDGE7 that drive D: is NTFS"), list = step_of(plan, "Check at the parent C9N");

	(void)state;
	assert_true(ntfs < step_of(plan, "Stop SMS_SITE_CONFIG_MANAGER"));
	assert_true(list < step_of(plan, "Stop SMS_SITE_CONFIG_MANAGER"));
	assert_int_equal(smssite_plan_step_kind(plan, ntfs), SMSSITE_STEP_PERSON);
	assert_non_null(strstr(smssite_plan_step_postcondition(plan, ntfs), "event 392"));
	assert_false(asks(plan, "NTFS"));
	smssite_plan_free(plan);
}

static void a_name_of_two_sites_is_refused(void **state)
{
	static const char item[] = "no other site of the hierarchy has the name \"Edge\"";
	struct world world = plain;

	(void)state;
	left_to_people(&world, item, "only in the Sites window");
	world.name = "EDGE";
	refused(&world, "site C9N has the name \"Edge\" too (C9N: SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0:12; Q229857)");
	world = plain;
	world.passing = "Q7Z";
	decided(&world, NULL, "Q7Z has the name");
	world.passing = "K4R";
	refused(&world, "site K4R has the name \"Edge\" too (C9N: SITE.SRV\\SITECFG.BOX\\Z2345678.CT2:12");
}

static void two_languages_do_not_go_together(void **state)
{
	struct world world = plain;

	(void)state;
	decided(&world, NULL, "one language version");
	world.language = "GERMAN";
	refused(&world, "Q7Z is ENGLISH (line 34 of its master) and C9N GERMAN (C9N: SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0:34)");
	world.language = "";
	left_to_people(&world, "C9N and Q7Z are of one language version", "the masters of both");
	world = plain;
	world.no_parent = true;
	left_to_people(&world, "C9N and Q7Z are of one language version", "the masters of both");
}

static void a_site_with_the_code_of_a_device_is_not_created_again(void **state)
{
	struct world world = plain;

	(void)state;
	world.code = "AUX";
	refused(&world, "AUX is a device's name (A27)");
}

static void the_parent_must_be_able_to_create(void **state)
{
	struct world world = plain;

	(void)state;
	world.secondary = true;
	refused(&world, "C9N is a secondary site (C9N: SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0)");
	world = plain;
	world.no_parent = true;
	left_to_people(&world, "C9N is a primary site", "no full control file");
	world = plain;
	decided(&world, NULL, "is a primary site");
	world.site_list = "C9N 5 62\r\nQ7Z 2 32\r\n";
	refused(&world, "C9N itself is UPGRADE (c9n-sites.txt:1)");
	/* Siblings hold upgrades back, not creations. */
	world.site_list = "C9N 1 0\r\nK4R 5 62\r\nM2D 2 11\r\nQ7Z 2 32\r\n";
	decided(&world, NULL, "K4R");
}

static void the_hierarchy_manager_must_run(void **state)
{
	static const char item[] = "SMS_HIERARCHY_MANAGER runs at C9N";
	struct world world = plain;

	(void)state;
	left_to_people(&world, item, "no list of the parent's services");
	world.manager = "SMS_HIERARCHY_MANAGER";
	decided(&world, NULL, item);
	world.manager = "EventLog";
	refused(&world, "SMS_HIERARCHY_MANAGER of C9N is ");
	refused(&world, "(prime9.txt)");
}

#define SAVE "Save HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS of "

/* The plan's folder lies beside the directory, also where the master writes that with a backslash at its end. */
static void a_backslash_at_the_end_of_the_directory_is_none_of_its_name(void **state)
{
	struct world world = plain;
	smssite_plan *plan;
	size_t step = 0;
	char file[80];

	(void)state;
	world.directory = "D:\\SMS\\";
	plan = planned(&world);
	while (strncmp(smssite_plan_step_title(plan, step), SAVE, strlen(SAVE)) != 0)
		assert_true(++step < smssite_plan_step_count(plan));
	snprintf(file, sizeof(file), "D:\\SMSSITE.WRK\\%s\\SMSKEY.REG", smssite_plan_id(plan));
	assert_string_equal(smssite_plan_step_word(plan, step, 2), file);
	smssite_plan_free(plan);
}

/* The old key and tree must not go back over the new site. */
static void where_the_parent_has_forgotten_the_site_its_creation_is_the_point_of_no_return(void **state)
{
	struct world world = plain;
	smssite_plan *plan;
	size_t point;

	(void)state;
	world.site_list = "C9N 1 0\r\nK4R 1 0\r\n";
	plan = planned(&world);
	point = smssite_plan_point_of_no_return(plan);
	assert_int_not_equal(point, SMSSITE_NO_INDEX);
	assert_non_null(strstr(smssite_plan_step_title(plan, point), "create the secondary again"));
	smssite_plan_free(plan);
}

static void the_directory_of_record_must_be_the_one_that_goes(void **state)
{
	struct world world = plain;

	(void)state;
	world.directory = "D:\\SMS\\";
	decided(&world, NULL, "D:\\SMS");
	world.directory = "D:\\sms";
	decided(&world, NULL, "D:\\sms");
	world.directory = "D:\\OLDSMS";
	refused(&world, "D:\\OLDSMS, is not the SMS root in view (SMS): what lies there would stop the creation (event 379)");
	world.directory = "D:\\NEW";
	refused(&world, "D:\\NEW, is not the SMS root in view (SMS)");
	world.directory = "D:\\";
	refused(&world, "the install directory of record, D:\\, is none that SMS can be installed to (event 209)");
	world.directory = "SMS";
	refused(&world, "the install directory of record, SMS, is none");
	world = plain;
	left_to_people(&world, "drive D: of EDGE7 has room for the new site while the old tree stays there", "no source says");
	world.left = "BOOTSTRP.PK2";
	decided(&world, "Seen: BOOTSTRP.PK2 of an earlier bootstrap lies in D:\\SMS", "BOOTSTRP");
}

static void what_is_left_of_services_must_go(void **state)
{
	struct world world = plain;

	(void)state;
	decided(&world, NULL, "is removed from EDGE7");
	world.registry = "[" SERVICES_KEY "SMS_BOOTSTRAP]\r\n\"Start\"=dword:00000002\r\n";
	left_to_people(&world, "SMS_BOOTSTRAP is removed from EDGE7", "inferred");
	world.registry = "[" SERVICES_KEY "SMS_EXECUTIVE]\r\n\"Start\"=dword:00000002\r\n\"DeleteFlag\"=dword:00000001\r\n";
	refused(&world,
		"a service is marked for deletion and cannot be installed again (A31: edge7.reg:5 SMS_EXECUTIVE = 1): restart EDGE7");
}

static void other_sites_of_the_domain_are_asked_for(void **state)
{
	static const char note[] = "no other site has a domain of Q7Z with \"Use All Detected Servers\" (B18;",
			  step[] = "See that no other site has";
	struct world world = plain;
	smssite_plan *plan;

	(void)state;
	plan = planned(&world);
	assert_false(notes(plan, note));
	assert_int_not_equal(step_of(plan, step), SMSSITE_NO_INDEX);
	smssite_plan_free(plan);
	world.detects = true;
	refused(&world, "another site shares a domain with \"Use All Detected Servers\" (B18: domain NORTH");
	world = plain;
	world.no_parent = true;
	plan = planned(&world);
	assert_true(notes(plan, note));
	assert_int_not_equal(step_of(plan, step), SMSSITE_NO_INDEX);
	smssite_plan_free(plan);
}

/* One list, and the notes are said once. */
static void all_that_is_not_known_stands_in_one_step(void **state)
{
	struct world world = plain;
	smssite_plan *plan;
	size_t lists = 0;
	char *text, *first;

	(void)state;
	world.no_parent = true;
	plan = planned(&world);
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++)
		lists += strstr(smssite_plan_step_title(plan, i), "what a creation of") != NULL;
	assert_int_equal(lists, 1);
	assert_true(asks(plan, "or the site cannot be created again"));
	ok(smssite_plan_text(plan, &text));
	first = strstr(text, "Not known, a step asks for it: C9N is a primary site");
	assert_non_null(first);
	assert_null(strstr(first + 1, "Not known, a step asks for it: C9N is a primary site"));
	smssite_free(text);
	smssite_plan_free(plan);
}

/* What is joined must be little, whoever has made the file. */
static void a_plan_with_more_than_is_ever_asked_is_refused(void **state)
{
	smssite_plan *plan = planned(&plain), *again = NULL;
	char *json, *text;

	(void)state;
	ok(smssite_plan_save(plan, &json));
	text = strdup(json);
	text = replaced(
		text, "\"needs\": [", "\"needs\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\",\"m\",\"n\",");
	assert_int_equal(smssite_plan_load(text, strlen(text), &again), SMSSITE_MALFORMED);
	assert_non_null(strstr(smssite_error_message(), "needs"));
	free(text);
	smssite_free(json);
	smssite_plan_free(plan);
}

static smssite_status plan_once(void *argument)
{
	smssite_plan *plan = NULL;
	smssite_status status = smssite_plan_rebuild(((void **)argument)[0], ((void **)argument)[1], NULL, &plan);

	smssite_plan_free(plan);
	return status;
}

static void every_allocation_may_fail(void **state)
{
	struct world world = plain;
	smssite_rebuild_record *record;
	smssite_case *site;
	void *argument[2];

	(void)state;
	world.parent_registry = CAPACITY("5", "3");
	world.manager = "SMS_HIERARCHY_MANAGER";
	world.registry = SHARES("D$") NO_SHARES;
	world.server = "FOURTEEN-LONG1";
	site = case_of(&world);
	ok(smssite_rebuild_record_new(site, "Q7Z05000", &record));
	argument[0] = site;
	argument[1] = record;
	assert_true(sweep_allocations(plan_once, argument) > 100);
	smssite_rebuild_record_free(record);
	smssite_case_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_an_address_at_the_parent_it_is_refused),
		cmocka_unit_test(an_address_needs_a_sender_of_its_kind),
		cmocka_unit_test(an_address_may_lead_elsewhere),
		cmocka_unit_test(where_only_sna_leads_setup_comes_first),
		cmocka_unit_test(senders_without_capacity_are_refused),
		cmocka_unit_test(the_sites_own_capacity_may_be_all_that_is_wrong),
		cmocka_unit_test(a_long_name_needs_a_later_nt),
		cmocka_unit_test(the_drives_share_must_not_be_switched_off),
		cmocka_unit_test(the_file_system_is_a_question_of_its_own),
		cmocka_unit_test(a_name_of_two_sites_is_refused),
		cmocka_unit_test(two_languages_do_not_go_together),
		cmocka_unit_test(a_site_with_the_code_of_a_device_is_not_created_again),
		cmocka_unit_test(the_parent_must_be_able_to_create),
		cmocka_unit_test(the_hierarchy_manager_must_run),
		cmocka_unit_test(a_backslash_at_the_end_of_the_directory_is_none_of_its_name),
		cmocka_unit_test(where_the_parent_has_forgotten_the_site_its_creation_is_the_point_of_no_return),
		cmocka_unit_test(the_directory_of_record_must_be_the_one_that_goes),
		cmocka_unit_test(what_is_left_of_services_must_go),
		cmocka_unit_test(other_sites_of_the_domain_are_asked_for),
		cmocka_unit_test(all_that_is_not_known_stands_in_one_step),
		cmocka_unit_test(a_plan_with_more_than_is_ever_asked_is_refused),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
