/* SPDX-License-Identifier: MIT */
#include "../site/fixture.h"
#include "sweep.h"

#include "base/text.h"
#include "recovery/plan_rebuild.h"
#include "recovery/record_evidence.h"

#define REGISTRY_HEAD "REGEDIT4\r\n\r\n"
#define IDENTIFICATION "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification]\r\n\"Site Code\"=\"%s\"\r\n"
/* REG_MULTI_SZ of an export of Windows NT 4.0: Path=D:\S and Remark=<sent as hex>. */
#define SHARE "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Shares]\r\n" \
	"\"SMS_SHR\"=hex(7):50,61,74,68,3d,44,3a,5c,53,00,52,65,6d,61,72,6b,3d,%s00,00\r\n"

struct world {
	smssite_server_kind other_kind;
	const char *other_uid, *other_site, *other_ini;
	/* Comments of SMS_SHR, here and there, and whether the own registry says another site. */
	const char *comment, *other_comment, *own_site;
	bool root_only;
	/* Files lie at both servers that go with their trees. */
	bool left;
};
static const struct world plain = { .other_kind = SMSSITE_SERVER_WINDOWS_NT, .other_uid = "Q7Z01005.UID" };

/* A registry with what is given of Identification and share comment; NULL for neither. */
static void add_registry(smssite_sources *sources, const char *site_code, const char *comment)
{
	char text[1200] = REGISTRY_HEAD, hex[300] = "";
	smssite_registry *registry;

	if (site_code)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), IDENTIFICATION, site_code);
	for (size_t i = 0; comment && comment[i]; i++)
		snprintf(hex + 3 * i, 4, "%02x,", (unsigned char)comment[i]);
	if (comment)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), SHARE, hex);
	ok(smssite_registry_parse(text, strlen(text), &registry));
	ok(smssite_sources_add_registry(sources, registry, "server.reg"));
	smssite_registry_free(registry);
}

static smssite_snapshot *look_at(smssite_tree *tree, const char *path, const char *site_code, const char *comment)
{
	smssite_sources *sources = sources_of(tree, path, SMSSITE_VIEW_AUTO);

	if (site_code || comment)
		add_registry(sources, site_code, comment);
	ok(smssite_sources_set_liveness(sources, SMSSITE_LIVENESS_LIVE));
	smssite_tree_free(tree);
	return observe_from(sources);
}

static smssite_case *case_of(const struct world *world)
{
	smssite_tree *tree = make_site("SMS");
	smssite_snapshot *snapshot;
	smssite_case *site;

	if (world->left) {
		put(tree, "SMS/SITE.SRV/SITEREP.BOX/A.MIF", "");
		put(tree, "SMS/SITE.SRV/SITEREP.BOX/B.MIF", "");
		put(tree, "SMS/SITE.SRV/SENDER.BOX/TOSEND/00000001.P00", "");
		for (size_t i = 0; i < 2; i++) {
			ok(smssite_tree_make_directory(tree, below("SMS/SITE.SRV/MAINCFG.BOX/PCMDOM.BOX", i ? "NORTH.000" : "SOUTH.000")));
			put(tree, below("SMS/SITE.SRV/MAINCFG.BOX/PCMDOM.BOX", i ? "NORTH.000/Q7Z00012.INS" : "SOUTH.000/q7z00034.ins"),
				"");
		}
		ok(smssite_tree_make_directory(tree, "SMS_PKGD/C9N00007"));
		ok(smssite_tree_make_directory(tree, "SMS_PKGE/C9N00008"));
		ok(smssite_tree_make_directory(tree, "SMS_PKGE/not one"));
		ok(smssite_tree_make_directory(tree, "SMS_PKG1/C9N00009"));
	}
	snapshot = look_at(tree, world->root_only ? "SMS" : "", world->own_site, world->comment);

	ok(smssite_case_new(snapshot, &site));
	smssite_snapshot_free(snapshot);
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SMS/LOGON.SRV/SMSID"));
	if (world->other_uid)
		put(tree, below("SMS/LOGON.SRV/SMSID", world->other_uid), "");
	if (world->other_ini)
		put(tree, "SMS/LOGON.SRV/DOMAIN.INI", world->other_ini);
	if (world->left) {
		ok(smssite_tree_make_directory(tree, "SMS/LOGON.SRV/PCMINS.BOX"));
		put(tree, "SMS/LOGON.SRV/PCMINS.BOX/Q7Z00012.INS", "");
		ok(smssite_tree_make_directory(tree, "SMS/LOGON.SRV/INVENTRY.BOX"));
		put(tree, "SMS/LOGON.SRV/INVENTRY.BOX/ODD.RAW", "");
		put(tree, "SMS/LOGON.SRV/INVENTRY.BOX/ODD.TXT", "");
		ok(smssite_tree_make_directory(tree, "SMS/LOGON.SRV/PCMPKG.SRC/C9N00007"));
		put(tree, "SMS/LOGON.SRV/PCMPKG.SRC/C9N00010", "no directory");
	}
	snapshot = look_at(tree, "", world->other_site, world->other_comment);
	ok(smssite_case_add_logon_server(site, "EDGE8", snapshot));
	ok(smssite_case_describe_logon_server(site, "EDGE8", world->other_kind, "NORTH"));
	smssite_snapshot_free(snapshot);
	return site;
}

static smssite_status plan_of(const struct world *world, smssite_plan **plan)
{
	smssite_case *site = case_of(world);
	smssite_rebuild_record *record;
	smssite_status status;

	ok(smssite_rebuild_record_new(site, "Q7Z05000", &record));
	status = smssite_plan_rebuild(site, record, "/mnt/edge7-c", plan);
	smssite_rebuild_record_free(record);
	smssite_case_free(site);
	return status;
}

static void refused(const struct world *world, smssite_status wanted, const char *message)
{
	smssite_plan *plan = NULL;

	assert_int_equal(plan_of(world, &plan), wanted);
	assert_null(plan);
	if (!strstr(smssite_error_message(), message))
		fail_msg("\"%s\" is not in \"%s\"", message, smssite_error_message());
}

static size_t step_of(const smssite_plan *plan, const char *title)
{
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++)
		if (strstr(smssite_plan_step_title(plan, i), title))
			return i;
	fail_msg("no step \"%s\"", title);
	return 0;
}

/* The article's order, and where experience puts the rest. */
static void the_steps_come_in_their_order(void **state)
{
	static const char *const order[] = { "Have the password", "Update the Emergency Repair Disk", "cancel the jobs", "Read the notes",
		"Look in the Registry Editor at EDGE7", "Save " SMS_KEY " of EDGE7", "Read the saved key of EDGE7",
		"Look in the Registry Editor at EDGE8", "Save " SMS_KEY " of EDGE8", "Read the saved key of EDGE8",
		"Read the name of the .UID file of EDGE7", "Read the name of the .UID file of EDGE8", "Stop SMS_SITE_CONFIG_MANAGER",
		"Stop SMS_EXECUTIVE", "to start by hand", "Take the share SMS_SHR away", "Read the name of the .UID file of EDGE7 again",
		"Move the tree of EDGE7", "Read the name of the .UID file of EDGE7 in the quarantine", "Move the tree of EDGE8",
		"Save " SMS_KEY " of EDGE7 as it is now", "At EDGE7 delete the key", "Export what is left beside the key at EDGE7",
		"See that EDGE7 has no key", "Save " SMS_KEY " of EDGE8 as it is now", "At EDGE8 delete the key",
		"See that EDGE8 has no key", "Read C:\\SMS.INI", "Write the next range into C:\\SMS.INI", "Delete Q7Z from the hierarchy",
		"Refresh the Sites window", "create the secondary again", "Wait for the site to come up", "add EDGE8 to the domains",
		"Wait for the .UID file of EDGE7", "set the properties", "Export the new site's registry", "Set Next SMS Unique ID",
		"Give the .UID file of EDGE7 its name back", "Give the .UID file of EDGE8 its name back", "Read Next SMS Unique ID again",
		"See that no range", "Start SMS_SITE_CONFIG_MANAGER", "Run the logon script" };
	smssite_plan *plan;

	(void)state;
	ok(plan_of(&plain, &plan));
	for (size_t i = 1; i < sizeof(order) / sizeof(*order); i++)
		if (step_of(plan, order[i - 1]) >= step_of(plan, order[i]))
			fail_msg("\"%s\" does not come before \"%s\"", order[i - 1], order[i]);
	assert_int_equal(smssite_plan_point_of_no_return(plan), step_of(plan, "Delete Q7Z from the hierarchy"));
	assert_string_equal(smssite_plan_step_word(plan, step_of(plan, "Delete Q7Z"), 1), "/DELSITE:{Q7Z,C9N}");
	assert_string_equal(smssite_plan_procedure(plan), "rebuild");
	assert_int_equal(smssite_plan_tree_count(plan), 3);
	assert_string_equal(smssite_plan_tree_drive(plan, 2), "C:");
	smssite_plan_free(plan);
}

static bool has_step(const smssite_plan *plan, const char *actor, const char *title)
{
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++)
		if (!strcmp(smssite_plan_step_actor(plan, i), actor) && strstr(smssite_plan_step_title(plan, i), title))
			return true;
	return false;
}

static void each_kind_of_server_has_its_own_steps(void **state)
{
	struct world world = plain;
	smssite_plan *plan;

	(void)state;
	ok(plan_of(&world, &plan));
	assert_true(has_step(plan, "EDGE8", "Take the share SMS_SHRC away"));
	assert_true(has_step(plan, "person", "At EDGE8 delete the key"));
	smssite_plan_free(plan);
	world.other_kind = SMSSITE_SERVER_LAN_MANAGER;
	ok(plan_of(&world, &plan));
	assert_true(has_step(plan, "EDGE8", "Take the share SMS_SHR away"));
	assert_false(has_step(plan, "person", "At EDGE8 delete the key"));
	smssite_plan_free(plan);
	world.other_kind = SMSSITE_SERVER_NETWARE;
	ok(plan_of(&world, &plan));
	assert_false(has_step(plan, "EDGE8", ""));
	assert_true(has_step(plan, "person", "Keep clients off EDGE8"));
	assert_true(has_step(plan, "smssite", "Move the tree of EDGE8"));
	smssite_plan_free(plan);
}

static void what_it_cannot_rely_on_is_refused(void **state)
{
	struct world world = plain;

	(void)state;
	world.other_kind = SMSSITE_SERVER_UNKNOWN;
	refused(&world, SMSSITE_UNDECIDED, "what runs on EDGE8");
	world = plain;
	world.other_site = "X1Y";
	refused(&world, SMSSITE_REFUSED, "EDGE8 belongs to site X1Y");
	world = plain;
	world.root_only = true;
	refused(&world, SMSSITE_REFUSED, "only the SMS root of EDGE7 is in view");
}

static void accepted(const struct world *world)
{
	smssite_plan *plan = NULL;

	if (plan_of(world, &plan))
		fail_msg("%s", smssite_error_message());
	smssite_plan_free(plan);
}

static void whose_a_server_is_any_of_four_things_show(void **state)
{
	struct world world = plain;

	(void)state;
	world.other_uid = NULL;
	refused(&world, SMSSITE_REFUSED, "nothing shows that EDGE8 belongs to Q7Z");
	world.other_site = "q7z";
	accepted(&world);
	world.other_site = NULL;
	world.other_ini = "[SMS]\r\nSiteCode=Q7Z\r\n";
	accepted(&world);
	world.other_ini = "[SMS]\r\nSiteCode=\r\n";
	refused(&world, SMSSITE_REFUSED, "nothing shows that EDGE8 belongs to Q7Z");
	world.other_comment = "SMS site (Q7Z)";
	accepted(&world);
	/* No word of it, but a part of one. */
	world.other_comment = "AQ7Z";
	refused(&world, SMSSITE_REFUSED, "nothing shows that EDGE8 belongs to Q7Z");
	world = plain;
	world.other_uid = "X1Y01005.UID";
	refused(&world, SMSSITE_REFUSED, "has an id of another site");
}

static void a_server_of_another_site_is_refused_with_the_evidence(void **state)
{
	struct world world = plain;

	(void)state;
	world.other_site = "X1Y";
	refused(&world, SMSSITE_REFUSED, "EDGE8 belongs to site X1Y (its registry, Identification)");
	world = plain;
	world.other_ini = "[SMS]\r\nSiteCode=X1Y\r\n";
	refused(&world, SMSSITE_REFUSED, "EDGE8 belongs to site X1Y (its LOGON.SRV\\DOMAIN.INI, [SMS] SiteCode)");
	world = plain;
	world.comment = "Site Q7Z here";
	world.other_comment = "Site X1Y here";
	refused(&world, SMSSITE_REFUSED, "EDGE8 belongs to site X1Y (the comment of its share SMS_SHR, \"Site X1Y here\")");
	world.other_comment = "Some other words";
	accepted(&world);
	/* The site server itself, taken over by a neighbour (Q270218). */
	world = plain;
	world.own_site = "X1Y";
	refused(&world, SMSSITE_REFUSED, "EDGE7 belongs to site X1Y (its registry, Identification)");
}

static bool has_note(const smssite_plan *plan, const char *text)
{
	for (size_t i = 0; i < smssite_plan_note_count(plan); i++)
		if (strstr(smssite_plan_note(plan, i), text))
			return true;
	return false;
}

static smssite_rebuild_record *record_of(const struct world *world, const char *next_range)
{
	smssite_case *site = case_of(world);
	smssite_rebuild_record *record;

	ok(smssite_rebuild_record_new(site, next_range, &record));
	smssite_case_free(site);
	return record;
}

/* A record of before is held against what is seen when the plan is made. */
static void an_old_record_does_not_hide_what_came_since(void **state)
{
	struct world world = plain;
	smssite_case *site = case_of(&world), *more;
	smssite_rebuild_record *record = record_of(&world, NULL);
	smssite_snapshot *snapshot;
	smssite_plan *plan = NULL;
	smssite_tree *tree;

	(void)state;
	assert_string_equal(smssite_rebuild_record_next_range(record), "Q7Z02000");
	/* EDGE8 has got range 07 since. */
	smssite_case_free(site);
	world.other_uid = "Q7Z07005.UID";
	site = case_of(&world);
	ok(smssite_plan_rebuild(site, record, NULL, &plan));
	assert_true(has_note(plan, "The record's next range is Q7Z02000, by what is seen now it is Q7Z08000"));
	assert_true(strstr(smssite_plan_step_title(plan, step_of(plan, "NextAvailableSiteSMSUniqueID")), "Q7Z08000"));
	smssite_plan_free(plan);
	plan = NULL;
	/* A logon server that the record does not know. */
	more = case_of(&plain);
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SMS/LOGON.SRV/SMSID"));
	put(tree, "SMS/LOGON.SRV/SMSID/Q7Z01010.UID", "");
	snapshot = look_at(tree, "", NULL, NULL);
	ok(smssite_case_add_logon_server(more, "EDGE9", snapshot));
	ok(smssite_case_describe_logon_server(more, "EDGE9", SMSSITE_SERVER_WINDOWS_NT, "NORTH"));
	smssite_snapshot_free(snapshot);
	assert_int_equal(smssite_plan_rebuild(more, record, NULL, &plan), SMSSITE_REFUSED);
	assert_non_null(strstr(smssite_error_message(), "the record knows nothing of the logon server EDGE9"));
	smssite_case_free(more);
	smssite_case_free(site);
	smssite_rebuild_record_free(record);
}

/* Nothing is done at a server of which nothing was seen. */
static void a_server_out_of_view_is_left_alone(void **state)
{
	smssite_snapshot *snapshot = look_at(make_site("SMS"), "", NULL, NULL);
	smssite_rebuild_record *record;
	smssite_case *site;
	smssite_plan *plan;
	char *text;

	(void)state;
	ok(smssite_case_new(snapshot, &site));
	ok(smssite_rebuild_record_new(site, "Q7Z05000", &record));
	ok(smssite_plan_rebuild(site, record, NULL, &plan));
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++)
		assert_string_not_equal(smssite_plan_step_actor(plan, i), "EDGE8");
	assert_int_equal(smssite_plan_tree_count(plan), 1);
	ok(smssite_plan_text(plan, &text));
	assert_non_null(strstr(text, "EDGE8 is not in view: nothing is done there"));
	smssite_free(text);
	smssite_plan_free(plan);
	smssite_rebuild_record_free(record);
	smssite_case_free(site);
	smssite_snapshot_free(snapshot);
}

static void clients_stay_off_until_every_name_is_right(void **state)
{
	static const char *const order[] = { "Stop SMS_EXECUTIVE", "Take the share SMS_SHR away again", "Export the new site's registry",
		"Give the .UID file of EDGE8 its name back", "See that no range", "Share D:\\S again as SMS_SHR", "Start SMS_EXECUTIVE" };
	struct world world = plain;
	smssite_plan *plan;
	size_t last = 0;
	char *text;

	(void)state;
	world.comment = world.other_comment = "Site Q7Z";
	ok(plan_of(&world, &plan));
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		size_t step = smssite_plan_step_count(plan);

		while (step && !(strcmp(smssite_plan_step_title(plan, step - 1), order[i]) == 0 ||
				       strstr(smssite_plan_step_title(plan, step - 1), order[i])))
			step--;
		if (step <= last)
			fail_msg("\"%s\" is not behind the others", order[i]);
		last = step;
	}
	last = step_of(plan, "Share D:\\S again as SMS_SHR");
	assert_string_equal(smssite_plan_step_word(plan, last, 2), "SMS_SHR=D:\\S");
	assert_string_equal(smssite_plan_step_word(plan, last, 3), "/REMARK:Site Q7Z");
	ok(smssite_plan_step_line(plan, last, SMSSITE_COMMAND_CMD, &text));
	assert_string_equal(text, "NET SHARE SMS_SHR=D:\\S \"/REMARK:Site Q7Z\"");
	smssite_free(text);
	assert_int_equal(smssite_plan_step_line(plan, last, 9, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_step_line(NULL, last, SMSSITE_COMMAND_CMD, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_step_line(plan, 0, SMSSITE_COMMAND_CMD, &text), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_plan_step_line(plan, SMSSITE_NO_INDEX, SMSSITE_COMMAND_CMD, &text), SMSSITE_NOT_FOUND);
	ok(smssite_plan_text(plan, &text));
	assert_non_null(strstr(text, "run          NET SHARE SMS_SHR=D:\\S \"/REMARK:Site Q7Z\"\n"));
	smssite_free(text);
	smssite_plan_free(plan);
	/* Without its registry nobody knows the comment: a person notes it. */
	ok(plan_of(&plain, &plan));
	assert_true(has_step(plan, "person", "At EDGE8 note the comment"));
	assert_true(has_step(plan, "person", "At EDGE8 share C:\\SMS\\LOGON.SRV again"));
	smssite_plan_free(plan);
}

static void what_goes_with_the_trees_is_listed(void **state)
{
	static const char *const notes[] = { "EDGE7: 2 files in SITE.SRV\\SITEREP.BOX go",
		"EDGE7: 1 file in SITE.SRV\\SENDER.BOX\\TOSEND goes", "EDGE8: 1 file in LOGON.SRV\\INVENTRY.BOX goes",
		"EDGE8: 1 file in LOGON.SRV\\PCMINS.BOX goes", "send the packages again to Q7Z00012",
		"EDGE7: 2 files in SITE.SRV\\MAINCFG.BOX\\PCMDOM.BOX go with",
		"EDGE8: 1 package in LOGON.SRV\\PCMPKG.SRC goes with the tree (send again by new jobs what clients need of C9N00007)",
		"EDGE7: 3 packages in SMS_PKGx stay (the instructions to run them go: send again by new jobs what clients need of C9N00007 "
		"C9N00008).",
		"verified at its next logon", "stranded at the parent" };
	struct world world = plain;
	smssite_plan *plan;

	(void)state;
	world.left = true;
	ok(plan_of(&world, &plan));
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		if (!has_note(plan, notes[i]))
			fail_msg("no note \"%s\"", notes[i]);
	assert_true(has_note(plan, "q7z00034") && has_note(plan, "to Q7Z00012"));
	assert_false(has_note(plan, "STORE"));
	assert_false(has_note(plan, "C9N00009"));
	assert_false(has_note(plan, "C9N00010"));
	assert_non_null(strstr(smssite_plan_step_postcondition(plan, step_of(plan, "Update the Emergency")), "install Windows NT again"));
	smssite_plan_free(plan);
	ok(plan_of(&plain, &plan));
	assert_false(has_note(plan, "SITEREP.BOX"));
	smssite_plan_free(plan);
}

static void shares_of_packages_stay(void **state)
{
	smssite_plan *plan;

	(void)state;
	ok(plan_of(&plain, &plan));
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++)
		for (size_t j = 0; j < smssite_plan_step_word_count(plan, i); j++)
			assert_null(strstr(smssite_plan_step_word(plan, i, j), "SMS_PKG"));
	assert_true(has_note(plan, "SMS_PKGx"));
	smssite_plan_free(plan);
}

static void saved_and_loaded_it_is_the_same_plan(void **state)
{
	smssite_plan *plan, *again = NULL;
	char *json, *second, *text, *other;

	(void)state;
	ok(plan_of(&plain, &plan));
	ok(smssite_plan_save(plan, &json));
	ok(smssite_plan_load(json, strlen(json), &again));
	ok(smssite_plan_save(again, &second));
	assert_string_equal(json, second);
	ok(smssite_plan_text(plan, &text));
	ok(smssite_plan_text(again, &other));
	assert_string_equal(text, other);
	assert_null(strstr(json, "password\":"));
	smssite_free(json);
	smssite_free(second);
	smssite_free(text);
	smssite_free(other);
	smssite_plan_free(plan);
	smssite_plan_free(again);
}

/* A made-up plan cannot have other words run than the procedure's. */
static void a_plan_of_ones_own_making_is_refused(void **state)
{
	static const char *const changes[][2] = {
		{ "\"SMS_SHR\"", "\"SMS_X&Y\"" },
		{ "\"Q7Z05000\"", "\"Q7Z05001\"" },
		{ "\"EDGE8\"", "\"EDGE8 & DEL\"" },
		{ "\"C:\\\\SMS\"", "\"C:\\\\%SMS\"" },
	};
	smssite_plan *plan, *again = NULL;
	char *json;

	(void)state;
	ok(plan_of(&plain, &plan));
	ok(smssite_plan_save(plan, &json));
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		struct sms_buffer text = { 0 };
		char *at = strstr(json, "\"rebuild\"");
		size_t size;
		char *changed;

		at = at ? strstr(at, changes[i][0]) : NULL;
		if (!at)
			at = strstr(json, changes[i][0]);
		assert_non_null(at);
		sms_buffer_add(&text, json, (size_t)(at - json));
		sms_buffer_text(&text, changes[i][1]);
		sms_buffer_text(&text, at + strlen(changes[i][0]));
		changed = sms_buffer_finish(&text, &size);
		assert_int_equal(smssite_plan_load(changed, size, &again), SMSSITE_MALFORMED);
		assert_null(again);
		smssite_free(changed);
	}
	smssite_free(json);
	smssite_plan_free(plan);
}

static void a_script_for_each_server(void **state)
{
	smssite_plan *plan;
	char *text;

	(void)state;
	ok(plan_of(&plain, &plan));
	ok(smssite_plan_script(plan, "EDGE7", &text));
	assert_non_null(strstr(text, "\r\nNET STOP SMS_SITE_CONFIG_MANAGER /Y\r\nNET START | FIND /I \"SMS_SITE_CONFIG_MANAGER\" >NUL\r\n"
				     "IF NOT ERRORLEVEL 1 GOTO FAILED\r\n"));
	assert_non_null(strstr(text, "\r\nPAUSE\r\n"));
	assert_null(strstr(text, "PREINST"));
	assert_non_null(strstr(text, "\'Use All Detected Servers\'"));
	/* Every line ends as CMD.EXE wants it, and nothing in a title is more than text to it. */
	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		const char *end = strchr(line, '\n');

		assert_true(end && end > line && end[-1] == '\r');
		if (strncmp(line, "REM", 3) == 0 || strncmp(line, "ECHO", 4) == 0)
			for (const char *c = line; c < end; c++)
				assert_null(strchr("%&|<>^", *c));
	}
	smssite_free(text);
	ok(smssite_plan_script(plan, "edge8", &text));
	assert_non_null(strstr(text, "NET SHARE SMS_SHR /DELETE"));
	smssite_free(text);
	assert_int_equal(smssite_plan_script(plan, "NOWHERE", &text), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_plan_script(NULL, "EDGE7", &text), SMSSITE_INVALID);
	smssite_plan_free(plan);
}

static smssite_status plan_once(void *argument)
{
	smssite_rebuild_record *record = ((void **)argument)[1];
	smssite_plan *plan = NULL;
	char *text = NULL;
	smssite_status status = smssite_plan_rebuild(((void **)argument)[0], record, "/c", &plan);

	if (!status)
		status = smssite_plan_script(plan, "EDGE7", &text);
	smssite_free(text);
	smssite_plan_free(plan);
	return status;
}

static void every_allocation_may_fail(void **state)
{
	smssite_case *site = case_of(&plain);
	smssite_rebuild_record *record;
	void *argument[2];

	(void)state;
	ok(smssite_rebuild_record_new(site, NULL, &record));
	argument[0] = site;
	argument[1] = record;
	assert_true(sweep_allocations(plan_once, argument) > 100);
	smssite_rebuild_record_free(record);
	smssite_case_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_steps_come_in_their_order),
		cmocka_unit_test(each_kind_of_server_has_its_own_steps),
		cmocka_unit_test(what_it_cannot_rely_on_is_refused),
		cmocka_unit_test(whose_a_server_is_any_of_four_things_show),
		cmocka_unit_test(a_server_of_another_site_is_refused_with_the_evidence),
		cmocka_unit_test(an_old_record_does_not_hide_what_came_since),
		cmocka_unit_test(a_server_out_of_view_is_left_alone),
		cmocka_unit_test(clients_stay_off_until_every_name_is_right),
		cmocka_unit_test(what_goes_with_the_trees_is_listed),
		cmocka_unit_test(shares_of_packages_stay),
		cmocka_unit_test(saved_and_loaded_it_is_the_same_plan),
		cmocka_unit_test(a_plan_of_ones_own_making_is_refused),
		cmocka_unit_test(a_script_for_each_server),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
