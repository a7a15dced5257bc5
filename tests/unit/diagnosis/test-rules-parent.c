/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include "tree/durable.h"

#define MASTER BOX "\\SITECTRL.CT0"
#define DRIVERS(more)                                                                                        \
	"BEGIN_PROPERTY_LIST\r\n   <Compatible Video Drivers>\r\n   <et4000>\r\n" more "END_PROPERTY_LIST\r\n\r\n"
#define NT4 "   <mga (NT 4.0 only)>\r\n   <s3 (NT 4.0 only)>\r\n"
#define LIST "BEGIN_PROPERTY_LIST"
#define LANGUAGE "<Site Server Language><ENGLISH>"
#define BUILD "[786]"

static void put_site(struct stand *stand, const char *piece, const char *instead)
{
	take_away(stand->site, MASTER);
	put_control_with(stand->site, MASTER, &control_file_secondary, piece, instead);
}

static void put_parent(struct stand *stand, const char *piece, const char *instead)
{
	struct control_file_shape shape = control_file_secondary;

	shape.site_code = "C9N";
	shape.parent_site_code = "";
	shape.server = "PRIME9";
	shape.primary = true;
	stand->parent = make_parent();
	take_away(stand->parent, MASTER);
	put_control_with(stand->parent, MASTER, &shape, piece, instead);
}

static struct answer ask_drivers(const char *ours, const char *theirs)
{
	struct stand stand = stand_new();
	char instead[512];

	snprintf(instead, sizeof(instead), "%s" LIST, ours);
	put_site(&stand, LIST, instead);
	snprintf(instead, sizeof(instead), "%s" LIST, theirs);
	put_parent(&stand, LIST, instead);
	return ask(&stand, "A43");
}

static void drivers_of_nt_4_that_only_the_parent_has_are_told(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask_drivers(DRIVERS(""), DRIVERS(NT4)), NOTE, "the parent has 2 video drivers");
	expect(ask_drivers("", DRIVERS(NT4)), NOTE, "C9N:");
	expect(ask_drivers(DRIVERS(NT4), DRIVERS(NT4)), OK, "the site has");
	expect(ask_drivers(DRIVERS(""), DRIVERS("")), OK, "that the site lacks");
	expect(ask(&stand, "A43"), UNKNOWN, "--parent SITE");
	stand = stand_new();
	put_site(&stand, BUILD, "[692]");
	assert_false(ask(&stand, "A43").there);
}

static struct answer ask_language(const char *theirs, const char *build)
{
	struct stand stand = stand_new();
	char instead[64];

	snprintf(instead, sizeof(instead), "[%s]", build);
	put_site(&stand, BUILD, instead);
	snprintf(instead, sizeof(instead), "<Site Server Language><%s>", theirs);
	put_parent(&stand, LANGUAGE, instead);
	return ask(&stand, "B29");
}

static void site_and_parent_need_one_language(void **state)
{
	(void)state;
	expect(ask_language("GERMAN", "692"), WARNING, "Site Server Language GERMAN");
	expect(ask_language("English", "692"), OK, "one language");
	assert_false(ask_language("GERMAN", "786").there);
}

static void put_language(smssite_tree *tree, const char *language)
{
	char path[64];

	snprintf(path, sizeof(path), "SMS/SITE.SRV/X86.BIN/%s", language);
	ok(sms_tree_move(tree, "SMS/SITE.SRV/X86.BIN/00000409", path, NULL));
}

static struct answer ask_directories(const char *ours, const char *theirs, const char *build)
{
	struct stand stand = stand_new();
	char instead[64];

	snprintf(instead, sizeof(instead), "[%s]", build);
	put_site(&stand, BUILD, instead);
	put_parent(&stand, "PROPERTY <Site Server Language><ENGLISH><><0>\r\n", "");
	put_language(stand.site, ours);
	put_language(stand.parent, theirs);
	return ask(&stand, "B29");
}

/* Where a control file does not say it, the directories of programs do. */
static void languages_are_those_of_the_programs(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask_directories("00000411", "00000407", "692"), WARNING, "00000407");
	expect(ask_directories("00000407", "00000407", "692"), OK, "one language");
	expect(ask_directories("00000411", "00000407", "???"), UNKNOWN, "the build of SMS");
	expect(ask_directories("00000407", "00000407", "???"), OK, "one language");
	put_site(&stand, BUILD, "[692]");
	expect(ask(&stand, "B29"), UNKNOWN, "--parent SITE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drivers_of_nt_4_that_only_the_parent_has_are_told),
		cmocka_unit_test(site_and_parent_need_one_language),
		cmocka_unit_test(languages_are_those_of_the_programs),
	};

	return cmocka_run_group_tests_name("rules on what site and parent have in common", tests, NULL, NULL);
}
