/* SPDX-License-Identifier: MIT */
/* PREINST: what is built, what is read, what is refused and how it is said. */
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
#define SMS_1 SMSSITE_PRODUCT_SMS_1
#define SMS_2 SMSSITE_PRODUCT_SMS_2
#define CM_2007 SMSSITE_PRODUCT_CONFIGMGR_2007
#define CM_2012 SMSSITE_PRODUCT_CONFIGMGR_2012

static void assert_line(const smssite_command *command, const char *expected)
{
	char *line;

	assert_int_equal(smssite_command_line(command, SMSSITE_COMMAND_CREATEPROCESS, &line), SMSSITE_OK);
	assert_string_equal(line, expected);
	smssite_free(line);
}

static void assert_message_has(const char *text)
{
	if (!strstr(smssite_error_message(), text))
		fail_msg("\"%s\" does not say \"%s\"", smssite_error_message(), text);
}

/* Takes the command. */
static void assert_built(smssite_status status, smssite_command **command, const char *expected)
{
	if (status)
		fail_msg("%s: %s", expected, smssite_error_message());
	assert_line(*command, expected);
	smssite_command_free(*command);
}

static smssite_status parse(
	smssite_product product, const char *line, const char *at, smssite_command **command)
{
	return smssite_command_preinst_parse(product, line, strlen(line), at, command);
}

static void braces_stand_where_the_version_wants_them(void **state)
{
	smssite_command *c;

	(void)state;
	assert_built(smssite_command_preinst_upgrade(SMS_1, "Q7Z", "C9N", &c), &c, "PREINST /UPGRADE:Q7Z");
	assert_built(
		smssite_command_preinst_deinstall(SMS_1, "q7z", "c9n", &c), &c, "PREINST /DEINSTALL:Q7Z");
	assert_built(
		smssite_command_preinst_delsite(SMS_1, "q7z", "C9N", &c), &c, "PREINST /DELSITE:{Q7Z,C9N}");
	assert_built(smssite_command_preinst_dump(SMS_1, &c), &c, "PREINST /DUMP");
	assert_built(smssite_command_preinst_syncparent(SMS_1, &c), &c, "PREINST /SYNCPARENT");
	assert_built(
		smssite_command_preinst_delsite(SMS_2, "Q7Z", "C9N", &c), &c, "PREINST /DELSITE:{Q7Z,C9N}");
	assert_built(
		smssite_command_preinst_deinstall(SMS_2, "Q7Z", "C9N", &c), &c, "PREINST /DEINSTALL:Q7Z");
	assert_built(
		smssite_command_preinst_deinstall(CM_2007, "Q7Z", "C9N", &c), &c, "PREINST /DEINSTALL Q7Z");
	assert_built(
		smssite_command_preinst_delsite(CM_2007, "Q7Z", "C9N", &c), &c, "PREINST /DELSITE Q7Z C9N");
	assert_built(smssite_command_preinst_delsite(CM_2012, "Q7Z", NULL, &c), &c, "PREINST /DELSITE Q7Z");
	assert_built(smssite_command_preinst_dump(CM_2012, &c), &c, "PREINST /DUMP");
}

static void words_are_the_argument_vector(void **state)
{
	smssite_command *command;

	(void)state;
	assert_int_equal(smssite_command_preinst_delsite(SMS_1, "Q7Z", "C9N", &command), SMSSITE_OK);
	assert_int_equal(smssite_command_word_count(command), 2);
	assert_string_equal(smssite_command_word(command, 0), "PREINST");
	assert_string_equal(smssite_command_word(command, 1), "/DELSITE:{Q7Z,C9N}");
	assert_null(smssite_command_word(command, 2));
	assert_true(smssite_command_password_word(command) == SMSSITE_NO_INDEX);
	assert_false(smssite_command_is_instruction(command));
	assert_string_equal(smssite_command_instruction(command), "");
	assert_string_equal(smssite_command_verb(command), "preinst delsite");
	smssite_command_free(command);
}

static void each_command_says_what_a_person_must_know(void **state)
{
	smssite_command *command;

	(void)state;
	assert_int_equal(smssite_command_preinst_delsite(SMS_1, "Q7Z", "C9N", &command), SMSSITE_OK);
	assert_non_null(strstr(smssite_command_runs_at(command), "SITE.SRV\\X86.BIN"));
	assert_non_null(strstr(smssite_command_runs_at(command), "C9N"));
	assert_non_null(strstr(smssite_command_needs(command), "SMS_HIERARCHY_MANAGER"));
	assert_non_null(strstr(smssite_command_needs(command), "the parent of Q7Z is C9N"));
	assert_non_null(strstr(smssite_command_effect(command), "Q7Z"));
	assert_non_null(strstr(smssite_command_may_lose(command), "stranded"));
	assert_non_null(strstr(smssite_command_worked_when(command), "Q7Z"));
	assert_non_null(strstr(smssite_command_sources(command), "Q192471"));
	assert_string_equal(smssite_command_unchecked(command), "");
	assert_string_equal(smssite_command_tolerance(command), "");
	smssite_command_free(command);
}

static void no_explanation_is_left_with_a_hole(void **state)
{
	static const char *const lines[4][5] = {
		{ "PREINST /UPGRADE:Q7Z", "PREINST /DEINSTALL:Q7Z", "PREINST /DELSITE:{Q7Z,C9N}",
			"PREINST /DUMP", "PREINST /SYNCPARENT" },
		{ "PREINST /DELJOB:Q7Z", "PREINST /STOPSITE", "PREINST /SYNCCHILD:Q7Z",
			"PREINST /UPGRADE:Q7Z" },
		{ "PREINST /CDUPGRADE Q7Z", "PREINST /KEYFORPARENT", "PREINST /CHILDKEYS",
			"PREINST /DELSITE Q7Z C9N", "PREINST /DUMP Q7Z" },
		{ "PREINST /DELSITE Q7Z", "PREINST /KEYFORCHILD", "PREINST /PARENTKEYS", "PREINST /DUMP" },
	};

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		const char *line = lines[i / 5][i % 5];
		smssite_command *command;

		if (!line)
			continue;
		if (parse((smssite_product)(i / 5), line, NULL, &command))
			fail_msg("%s: %s", line, smssite_error_message());
		assert_line(command, line);
		assert_true(*smssite_command_runs_at(command) && *smssite_command_needs(command));
		assert_true(*smssite_command_effect(command) && *smssite_command_worked_when(command));
		assert_true(*smssite_command_sources(command));
		assert_null(strchr(smssite_command_runs_at(command), '$'));
		assert_null(strchr(smssite_command_needs(command), '$'));
		assert_null(strchr(smssite_command_effect(command), '$'));
		assert_null(strchr(smssite_command_may_lose(command), '$'));
		assert_null(strchr(smssite_command_worked_when(command), '$'));
		smssite_command_free(command);
	}
}

static void a_primary_is_never_told_to_deinstall_itself(void **state)
{
	smssite_command *command = (smssite_command *)state;

	assert_int_equal(smssite_command_preinst_upgrade(SMS_1, "C9N", "c9n", &command), SMSSITE_REFUSED);
	assert_null(command);
	assert_message_has("Q165876");
	assert_int_equal(smssite_command_preinst_deinstall(SMS_1, "c9n", "C9N", &command), SMSSITE_REFUSED);
	assert_int_equal(smssite_command_preinst_upgrade(SMS_2, "C9N", "C9N", &command), SMSSITE_REFUSED);
	assert_int_equal(parse(SMS_1, "PREINST /UPGRADE:C9N", "C9N", &command), SMSSITE_REFUSED);
	assert_null(command);
	assert_int_equal(parse(CM_2007, "PREINST /CDUPGRADE C9N", "C9N", &command), SMSSITE_REFUSED);
}

static void what_was_not_checked_is_said(void **state)
{
	smssite_command *command;

	(void)state;
	assert_int_equal(smssite_command_preinst_upgrade(SMS_1, "Q7Z", NULL, &command), SMSSITE_OK);
	assert_non_null(strstr(smssite_command_unchecked(command), "that Q7Z is not the code of the site"));
	smssite_command_free(command);
	assert_int_equal(smssite_command_preinst_upgrade(SMS_1, "Q7Z", "C9N", &command), SMSSITE_OK);
	assert_string_equal(smssite_command_unchecked(command), "");
	smssite_command_free(command);
	assert_int_equal(parse(SMS_1, "preinst /deinstall:q7z", NULL, &command), SMSSITE_OK);
	assert_non_null(strstr(smssite_command_unchecked(command), "Q7Z"));
	smssite_command_free(command);
	/* No source of that version was read in full. */
	assert_int_equal(smssite_command_preinst_upgrade(CM_2007, "Q7Z", "C9N", &command), SMSSITE_OK);
	assert_non_null(strstr(smssite_command_unchecked(command), "[INF]"));
	smssite_command_free(command);
}

static void codes_that_cannot_be_are_refused(void **state)
{
	static const char *const bad[] = { "", "Q7", "Q7ZX", "Q7-", "NUL", "con", "Aux", "PRN", "{Q7", "Q7}",
		"Q7\"", "Q7 ", "\xC3\xA4z", "Q7\n", "Q7&" };
	smssite_command *command;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(
			smssite_command_preinst_upgrade(SMS_1, bad[i], "C9N", &command), SMSSITE_MALFORMED);
		assert_null(command);
		assert_int_equal(
			smssite_command_preinst_upgrade(SMS_1, "Q7Z", bad[i], &command), SMSSITE_MALFORMED);
		assert_int_equal(
			smssite_command_preinst_deinstall(SMS_1, bad[i], NULL, &command), SMSSITE_MALFORMED);
		assert_int_equal(
			smssite_command_preinst_delsite(SMS_1, bad[i], "C9N", &command), SMSSITE_MALFORMED);
		assert_int_equal(
			smssite_command_preinst_delsite(SMS_1, "Q7Z", bad[i], &command), SMSSITE_MALFORMED);
		assert_int_equal(parse(SMS_1, "PREINST /DUMP", bad[i], &command), SMSSITE_MALFORMED);
		assert_null(command);
	}
	assert_int_equal(smssite_command_preinst_delsite(SMS_1, "C9N", "c9n", &command), SMSSITE_MALFORMED);
	assert_int_equal(smssite_command_preinst_delsite(CM_2012, "NUL", NULL, &command), SMSSITE_MALFORMED);
}

static void a_switch_of_other_versions_is_named(void **state)
{
	smssite_command *command;

	(void)state;
	assert_int_equal(parse(SMS_1, "PREINST /STOPSITE", NULL, &command), SMSSITE_UNSUPPORTED);
	assert_null(command);
	assert_message_has("/STOPSITE");
	assert_message_has("SMS 2.0, Configuration Manager 2007, Configuration Manager 2012");
	assert_int_equal(parse(SMS_1, "PREINST /DELJOB:Q7Z", NULL, &command), SMSSITE_UNSUPPORTED);
	assert_int_equal(parse(SMS_1, "PREINST /SYNCCHILD:Q7Z", NULL, &command), SMSSITE_UNSUPPORTED);
	assert_int_equal(parse(SMS_1, "PREINST /KEYFORPARENT", NULL, &command), SMSSITE_UNSUPPORTED);
	assert_int_equal(parse(SMS_2, "PREINST /CDUPGRADE Q7Z", NULL, &command), SMSSITE_UNSUPPORTED);
	assert_int_equal(
		smssite_command_preinst_upgrade(CM_2012, "Q7Z", "C9N", &command), SMSSITE_UNSUPPORTED);
	assert_message_has("SMS 1.x");
	assert_int_equal(
		smssite_command_preinst_deinstall(CM_2012, "Q7Z", "C9N", &command), SMSSITE_UNSUPPORTED);
	assert_int_equal(smssite_command_preinst_syncparent(CM_2012, &command), SMSSITE_UNSUPPORTED);
	assert_null(command);
	assert_int_equal(parse(SMS_1, "PREINST /FORMAT", NULL, &command), SMSSITE_MALFORMED);
	assert_message_has("no PREINST");
}

static void braces_that_the_guide_misprints_are_refused_by_the_article(void **state)
{
	smssite_command *command;

	(void)state;
	assert_int_equal(parse(SMS_1, "PREINST /UPGRADE:{Q7Z}", NULL, &command), SMSSITE_MALFORMED);
	assert_null(command);
	assert_message_has("/UPGRADE:code");
	assert_message_has("Q192471");
	assert_int_equal(parse(SMS_1, "PREINST /deinstall:{Q7Z}", NULL, &command), SMSSITE_MALFORMED);
	assert_message_has("Q192471");
	assert_int_equal(parse(SMS_1, "PREINST /DELSITE:Q7Z,C9N", NULL, &command), SMSSITE_MALFORMED);
	assert_message_has("/DELSITE:{child,parent}");
	assert_message_has("Q192471");
	assert_int_equal(parse(SMS_2, "PREINST /DEINSTALL:{Q7Z}", NULL, &command), SMSSITE_MALFORMED);
	assert_message_has("Q212978");
	assert_int_equal(parse(SMS_2, "PREINST /delsite:Q7Z", NULL, &command), SMSSITE_MALFORMED);
	assert_message_has("Q234484");
}

static void wrong_forms_are_refused(void **state)
{
	static const struct {
		smssite_product product;
		const char *line;
	} wrong[] = { { SMS_1, "" }, { SMS_1, "PREINST" }, { SMS_1, "/UPGRADE:Q7Z" },
		{ SMS_1, "PREINST UPGRADE:Q7Z" }, { SMS_1, "PREINST /UPGRADE" },
		{ SMS_1, "PREINST /UPGRADE:" }, { SMS_1, "PREINST /UPGRADE Q7Z" },
		{ SMS_1, "PREINST /UPGRADE: Q7Z" }, { SMS_1, "PREINST /UPGRADE:Q7Z C9N" },
		{ SMS_1, "PREINST /UPGRADE:Q7Z,C9N" }, { SMS_1, "PREINST /DUMP:Q7Z" },
		{ SMS_1, "PREINST /DUMP Q7Z" }, { SMS_1, "PREINST /DUMP /DUMP" },
		{ SMS_1, "PREINST /DELSITE:{Q7Z}" }, { SMS_1, "PREINST /DELSITE:{}" },
		{ SMS_1, "PREINST /DELSITE:{,}" }, { SMS_1, "PREINST /DELSITE:{Q7Z,}" },
		{ SMS_1, "PREINST /DELSITE:{,C9N}" }, { SMS_1, "PREINST /DELSITE:{Q7Z,C9N" },
		{ SMS_1, "PREINST /DELSITE:Q7Z,C9N}" }, { SMS_1, "PREINST /DELSITE:{Q7Z ,C9N}" },
		{ SMS_1, "PREINST /DELSITE:{Q7Z, C9N }" }, { SMS_1, "PREINST /DELSITE: {Q7Z,C9N}" },
		{ SMS_1, "PREINST /DELSITE{Q7Z,C9N}" }, { SMS_1, "PREINST /DELSITE:{Q7Z,C9N,X1Y}" },
		{ SMS_1, "PREINST /DELSITE:{Q7Z,C9N} x" }, { SMS_1, "PREINST /DELSITE:{Q7Z, C9N} x" },
		{ SMS_1, "PREINST /DELSITE:{Q7Z,Q7Z}" }, { SMS_1, "PREINST /DELSITE:" },
		{ SMS_1, "PREINST /DELSITE" }, { SMS_1, "PREINST /" }, { SMS_1, "PREINST \"\"" },
		{ SMS_1, "PREINST /UPGRADE:Q7Z\nPREINST /DUMP" }, { SMS_1, "SETUP /UPGRADE:Q7Z" },
		{ SMS_1, "PREINST.COM /DUMP" }, { SMS_1, "XPREINST /DUMP" },
		{ SMS_1, "PREINST /UPGRADE:Q7Z & DEL *" }, { CM_2007, "PREINST /DEINSTALL:Q7Z" },
		{ CM_2007, "PREINST /DEINSTALL" }, { CM_2007, "PREINST /DELSITE Q7Z" },
		{ CM_2007, "PREINST /DELSITE {Q7Z,C9N}" }, { CM_2012, "PREINST /DELSITE Q7Z C9N" },
		{ CM_2012, "PREINST /DUMP Q7Z C9N" } };

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		smssite_command *command;

		if (parse(wrong[i].product, wrong[i].line, NULL, &command) != SMSSITE_MALFORMED)
			fail_msg("<%s> was read", wrong[i].line);
		assert_null(command);
	}
	assert_int_equal(smssite_command_preinst_delsite(SMS_1, "Q7Z", NULL, &(smssite_command *){ NULL }),
		SMSSITE_INVALID);
	assert_int_equal(smssite_command_preinst_delsite(CM_2012, "Q7Z", "C9N", &(smssite_command *){ NULL }),
		SMSSITE_INVALID);
}

static void lines_as_people_type_them_are_read(void **state)
{
	static const struct {
		const char *typed, *meant, *tolerance;
	} lines[] = {
		{ "preinst /upgrade:q7z", "PREINST /UPGRADE:Q7Z", "" },
		{ "  PreInst.exe\t/Upgrade:q7Z \r\n", "PREINST /UPGRADE:Q7Z", "" },
		{ "D:\\SMS\\SITE.SRV\\X86.BIN\\PREINST.EXE /DUMP", "PREINST /DUMP", "" },
		{ "\"D:\\S M S\\PREINST\" \"/DUMP\"", "PREINST /DUMP", "" },
		{ "preinst /delsite:{prf,scf}", "PREINST /DELSITE:{PRF,SCF}", "" },
		{ "PREINST /DELSITE:{CHL, PAR}", "PREINST /DELSITE:{CHL,PAR}", "a blank after the comma" },
		{ "PREINST /DELSITE:{CHL, \t PAR}", "PREINST /DELSITE:{CHL,PAR}", "a blank after the comma" },
		{ "PREINST \"/DELSITE:{CHL, PAR}\"", "PREINST /DELSITE:{CHL,PAR}",
			"a blank after the comma" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		smssite_command *command;

		if (parse(SMS_1, lines[i].typed, NULL, &command))
			fail_msg("<%s>: %s", lines[i].typed, smssite_error_message());
		assert_line(command, lines[i].meant);
		assert_string_equal(smssite_command_tolerance(command), lines[i].tolerance);
		smssite_command_free(command);
	}
}

static void a_built_line_is_read_back_as_itself(void **state)
{
	(void)state;
	for (uint32_t code = 0; code < SMSSITE_SITE_CODES; code += 7) {
		smssite_command *built, *read;
		char text[4], *line;

		assert_int_equal(smssite_site_code_format(code, text), SMSSITE_OK);
		if (smssite_site_code_is_reserved(code) || strcmp(text, "C9N") == 0)
			continue;
		assert_int_equal(smssite_command_preinst_delsite(SMS_1, text, "C9N", &built), SMSSITE_OK);
		assert_int_equal(smssite_command_line(built, SMSSITE_COMMAND_CMD, &line), SMSSITE_OK);
		assert_int_equal(parse(SMS_1, line, NULL, &read), SMSSITE_OK);
		assert_string_equal(smssite_command_word(read, 1), smssite_command_word(built, 1));
		smssite_free(line);
		smssite_command_free(built);
		smssite_command_free(read);
	}
}

static void versions_are_read(void **state)
{
	smssite_product product;

	(void)state;
	assert_int_equal(smssite_product_parse("1.2", &product), SMSSITE_OK);
	assert_int_equal(product, SMS_1);
	assert_string_equal(smssite_product_name(product), "SMS 1.x");
	assert_int_equal(smssite_product_parse("2012", &product), SMSSITE_OK);
	assert_int_equal(product, CM_2012);
	assert_int_equal(smssite_product_parse("2003", &product), SMSSITE_UNSUPPORTED);
	assert_int_equal(smssite_product_parse("", &product), SMSSITE_UNSUPPORTED);
	assert_int_equal(smssite_product_parse(NULL, &product), SMSSITE_INVALID);
	assert_int_equal(smssite_product_parse("1.2", NULL), SMSSITE_INVALID);
	assert_string_equal(smssite_product_name((smssite_product)99), "?");
}

static void json_tells_all(void **state)
{
	smssite_command *command;
	json_t *json;
	char *text;

	(void)state;
	assert_int_equal(smssite_command_preinst_upgrade(SMS_1, "Q7Z", NULL, &command), SMSSITE_OK);
	assert_int_equal(smssite_command_to_json(command, &text), SMSSITE_OK);
	json = json_loads(text, 0, NULL);
	assert_int_equal(json_integer_value(json_object_get(json, "format")), 1);
	assert_string_equal(json_string_value(json_object_get(json, "verb")), "preinst upgrade");
	assert_string_equal(json_string_value(json_object_get(json, "line")), "PREINST /UPGRADE:Q7Z");
	assert_string_equal(json_string_value(json_object_get(json, "cmd_line")), "PREINST /UPGRADE:Q7Z");
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(json, "words"), 1)), "/UPGRADE:Q7Z");
	assert_true(json_is_null(json_object_get(json, "password_word")));
	assert_string_equal(
		json_string_value(json_object_get(json, "unchecked")), smssite_command_unchecked(command));
	assert_string_equal(
		json_string_value(json_object_get(json, "needs")), smssite_command_needs(command));
	json_decref(json);
	smssite_free(text);
	smssite_command_free(command);
}

static void null_and_numbers_out_of_range_are_refused(void **state)
{
	smssite_command *command = (smssite_command *)state;
	char *text;

	assert_int_equal(smssite_command_preinst_upgrade(SMS_1, NULL, "C9N", &command), SMSSITE_INVALID);
	assert_null(command);
	assert_int_equal(smssite_command_preinst_upgrade(SMS_1, "Q7Z", "C9N", NULL), SMSSITE_INVALID);
	assert_int_equal(
		smssite_command_preinst_upgrade((smssite_product)4, "Q7Z", "C9N", &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_preinst_deinstall((smssite_product)-1, "Q7Z", NULL, &command),
		SMSSITE_INVALID);
	assert_int_equal(smssite_command_preinst_delsite(SMS_1, NULL, "C9N", &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_preinst_delsite(SMS_1, "Q7Z", "C9N", NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_command_preinst_dump(SMS_1, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_command_preinst_syncparent((smssite_product)4, &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_preinst_parse(SMS_1, NULL, 0, NULL, &command), SMSSITE_INVALID);
	assert_int_equal(smssite_command_preinst_parse(SMS_1, "x", 1, NULL, NULL), SMSSITE_INVALID);
	assert_int_equal(
		smssite_command_preinst_parse((smssite_product)4, "x", 1, NULL, &command), SMSSITE_INVALID);
	assert_null(smssite_command_ref(NULL));
	smssite_command_free(NULL);
	assert_int_equal(smssite_command_word_count(NULL), 0);
	assert_null(smssite_command_word(NULL, 0));
	assert_true(smssite_command_password_word(NULL) == SMSSITE_NO_INDEX);
	assert_false(smssite_command_is_instruction(NULL));
	assert_string_equal(smssite_command_verb(NULL), "");
	assert_string_equal(smssite_command_instruction(NULL), "");
	assert_string_equal(smssite_command_runs_at(NULL), "");
	assert_string_equal(smssite_command_needs(NULL), "");
	assert_string_equal(smssite_command_effect(NULL), "");
	assert_string_equal(smssite_command_may_lose(NULL), "");
	assert_string_equal(smssite_command_worked_when(NULL), "");
	assert_string_equal(smssite_command_sources(NULL), "");
	assert_string_equal(smssite_command_unchecked(NULL), "");
	assert_string_equal(smssite_command_tolerance(NULL), "");
	assert_int_equal(smssite_command_line(NULL, SMSSITE_COMMAND_CMD, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_command_to_json(NULL, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_command_preinst_dump(SMS_1, &command), SMSSITE_OK);
	assert_int_equal(smssite_command_line(command, (smssite_command_style)2, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_command_line(command, SMSSITE_COMMAND_CMD, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_command_to_json(command, NULL), SMSSITE_INVALID);
	smssite_command_free(command);
}

static void a_reference_keeps_it_alive(void **state)
{
	smssite_command *command, *other;

	(void)state;
	assert_int_equal(smssite_command_preinst_dump(SMS_1, &command), SMSSITE_OK);
	other = smssite_command_ref(command);
	smssite_command_free(command);
	assert_line(other, "PREINST /DUMP");
	smssite_command_free(other);
}

static smssite_status scenario(void *argument)
{
	smssite_command *command = NULL;
	smssite_status status = parse(SMS_1, "PREINST /DELSITE:{Q7Z, C9N}", NULL, &command);
	char *text = NULL;

	(void)argument;
	if (!status)
		status = smssite_command_line(command, SMSSITE_COMMAND_CMD, &text);
	smssite_free(text);
	text = NULL;
	if (!status)
		status = smssite_command_to_json(command, &text);
	smssite_free(text);
	smssite_command_free(command);
	return status;
}

static void each_allocation_may_fail(void **state)
{
	(void)state;
	assert_true(sweep_allocations(scenario, NULL) > 10);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(braces_stand_where_the_version_wants_them),
		cmocka_unit_test(words_are_the_argument_vector),
		cmocka_unit_test(each_command_says_what_a_person_must_know),
		cmocka_unit_test(no_explanation_is_left_with_a_hole),
		cmocka_unit_test(a_primary_is_never_told_to_deinstall_itself),
		cmocka_unit_test(what_was_not_checked_is_said),
		cmocka_unit_test(codes_that_cannot_be_are_refused),
		cmocka_unit_test(a_switch_of_other_versions_is_named),
		cmocka_unit_test(braces_that_the_guide_misprints_are_refused_by_the_article),
		cmocka_unit_test(wrong_forms_are_refused),
		cmocka_unit_test(lines_as_people_type_them_are_read),
		cmocka_unit_test(a_built_line_is_read_back_as_itself),
		cmocka_unit_test(versions_are_read),
		cmocka_unit_test(json_tells_all),
		cmocka_unit_test(null_and_numbers_out_of_range_are_refused),
		cmocka_unit_test(a_reference_keeps_it_alive),
		cmocka_unit_test(each_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
