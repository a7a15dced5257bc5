/* SPDX-License-Identifier: MIT */
#include "control-file-common.h"
#include "sweep.h"

#include <jansson.h>

static void assert_finishes(smssite_control_file_edit *edit, const char *expected)
{
	void *data;
	size_t size;

	if (smssite_control_file_edit_finish(edit, &data, &size) != SMSSITE_OK)
		fail_msg("%s", smssite_error_message());
	assert_string_equal(data, expected);
	assert_int_equal(size, strlen(expected));
	smssite_free(data);
}

static smssite_control_file_edit *begin(const char *text)
{
	smssite_control_file *file = parse(text);
	smssite_control_file_edit *edit;

	assert_int_equal(smssite_control_file_edit_new(file, &edit), SMSSITE_OK);
	/* The edit keeps it. */
	smssite_control_file_free(file);
	return edit;
}

static void without_changes_the_bytes_are_the_same(void **state)
{
	static const char *const texts[] = { HEADER,
		"Site Control File\n\n begin_domain \n <a\nb> \nEND_DOMAIN",
		HEADER "X <\r\nADDRESS <a>\r\n\r\n #9(a\rb)\r\n\t\r\n" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		smssite_control_file_edit *edit = begin(texts[i]);

		assert_finishes(edit, texts[i]);
		smssite_control_file_edit_free(edit);
	}
}

static void only_the_value_that_is_set_changes(void **state)
{
	smssite_control_file_edit *edit = begin(HEADER "PROPERTY <a><b> <c><1>\n\r\nPROPERTY <x>\r\n");

	(void)state;
	assert_int_equal(smssite_control_file_edit_set(edit, 0, 1, "first"), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_set(edit, 1, 0, ""), SMSSITE_OK);
	assert_int_equal(
		smssite_control_file_edit_set(edit, 0, 1, "M\xC3\xBCnchen \xE2\x82\xAC"), SMSSITE_OK);
	assert_finishes(edit, HEADER "PROPERTY <a><M\xFCnchen \x80> <c><1>\n\r\nPROPERTY <>\r\n");
	/* It can go on, also with what it has given out. */
	assert_int_equal(smssite_control_file_edit_set(edit, 0, 1, "last"), SMSSITE_OK);
	assert_finishes(edit, HEADER "PROPERTY <a><last> <c><1>\n\r\nPROPERTY <>\r\n");
	smssite_control_file_edit_free(edit);
}

static void the_count_of_an_address_string_is_written_anew(void **state)
{
	smssite_control_file_edit *edit = begin(
		HEADER "ADDRESS <a><b><c><d>\r\n  #99(#1({}\r\n  {x})\r\nADDRESS <a><b><c><d>#4(#))\r\n");

	(void)state;
	assert_int_equal(smssite_control_file_edit_set(edit, 0, 4, "{}{\\\\S\\SMS_SITE <>)}"), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_set(edit, 1, 4, ""), SMSSITE_OK);
	assert_finishes(edit, HEADER
		"ADDRESS <a><b><c><d>\r\n  #22({}{\\\\S\\SMS_SITE <>)})\r\nADDRESS <a><b><c><d>#2()\r\n");
	smssite_control_file_edit_free(edit);
}

static void a_value_cannot_break_out(void **state)
{
	static const char *const texts[] = { "a>", "<a", "a\r\nEND_DOMAIN", "a\n", "a\tb", "\x1B", "\x7F",
		"\xE2\x98\xBA", "\xFF" };
	smssite_control_file_edit *edit =
		begin(HEADER "ADDRESS <a><b><c><d>#3(x)\r\nTRANSACTION Shutdown<0>\r\n");

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *values[] = { "n", texts[i], "", "0" };

		assert_int_equal(smssite_control_file_edit_set(edit, 0, 0, texts[i]), SMSSITE_MALFORMED);
		assert_int_equal(smssite_control_file_edit_set(edit, 0, 4, texts[i]),
			i < 2 ? SMSSITE_OK : SMSSITE_MALFORMED);
		assert_int_equal(
			smssite_control_file_edit_insert(edit, 0, SMSSITE_SECTION_PROPERTY, 4, values),
			SMSSITE_MALFORMED);
	}
	assert_int_equal(smssite_control_file_edit_set(edit, 1, 0, ""), SMSSITE_MALFORMED);
	assert_int_equal(smssite_control_file_edit_set(edit, 1, 0, " a"), SMSSITE_MALFORMED);
	assert_int_equal(smssite_control_file_edit_set(edit, 1, 0, "a "), SMSSITE_MALFORMED);
	assert_int_equal(smssite_control_file_edit_set(edit, 1, 0, "Upgrade"), SMSSITE_OK);
	assert_finishes(edit, HEADER "ADDRESS <a><b><c><d>#4(<a)\r\nTRANSACTION Upgrade<0>\r\n");
	smssite_control_file_edit_free(edit);
}

static void a_removed_section_is_gone_with_what_lives_in_it(void **state)
{
	smssite_control_file_edit *edit =
		begin(HEADER "\r\nBEGIN_DOMAIN\r\n  <d>\r\n  LOGONSERVER <s>\r\nEND_DOMAIN\r\n\r\n"
			     "BEGIN_DOMAIN\r\n  <e>\r\n  LOGONSERVER <t>\r\n  LOGONSERVER <u>\r\n"
			     "END_DOMAIN\r\n\r\nPROPERTY <a>\r\nPROPERTY <b>\r\n");

	(void)state;
	assert_int_equal(smssite_control_file_edit_set(edit, 1, 0, "lost"), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_set(edit, 0, 0, "lost"), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_remove(edit, 1), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_remove(edit, 0), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_remove(edit, 0), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_remove(edit, 3), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_remove(edit, 5), SMSSITE_OK);
	assert_finishes(edit, HEADER
		"\r\nBEGIN_DOMAIN\r\n  <e>\r\n  LOGONSERVER <u>\r\nEND_DOMAIN\r\n\r\nPROPERTY <b>\r\n");
	smssite_control_file_edit_free(edit);
}

static void sections_are_inserted_where_they_belong(void **state)
{
	static const char *const property[] = { "p", "", "", "1" }, *const server[] = { "s9", "", "0", "C:" },
				 *const component[] = { "77", "n", "f", "s", "D" },
				 *const list[] = { "l", "i", "j" },
				 *const address[] = { "Q7Z", "C9N", "L", "", "{}<" },
				 *const transaction[] = { "Shutdown", "0", "0", "", "" };
	smssite_control_file_edit *edit = begin(
		HEADER "\r\nPROPERTY <a>\r\n\r\nBEGIN_DOMAIN\r\n  <d>\r\n  LOGONSERVER <s1>\r\n"
		       "  LOGONSERVER <s2>\r\nEND_DOMAIN\r\n\r\nBEGIN_DOMAIN\r\nEND_DOMAIN\r\nSERVER <x>");

	(void)state;
	assert_int_equal(
		smssite_control_file_edit_insert(edit, 0, SMSSITE_SECTION_PROPERTY, 4, property), SMSSITE_OK);
	assert_int_equal(
		smssite_control_file_edit_insert(edit, 0, SMSSITE_SECTION_TRANSACTION, 5, transaction),
		SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_insert(edit, 2, SMSSITE_SECTION_LOGONSERVER, 4, server),
		SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_insert(edit, 4, SMSSITE_SECTION_LOGONSERVER, 4, server),
		SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_insert(edit, 1, SMSSITE_SECTION_COMPONENT, 5, component),
		SMSSITE_OK);
	assert_int_equal(
		smssite_control_file_edit_insert(edit, 5, SMSSITE_SECTION_ADDRESS, 5, address), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_insert(edit, 5, SMSSITE_SECTION_PROPERTY_LIST, 3, list),
		SMSSITE_OK);
	assert_finishes(edit, HEADER
		"\r\nPROPERTY <a>\r\nPROPERTY <p><><><1>\r\nTRANSACTION Shutdown<0><0><><>\r\n"
		"\r\nBEGIN_DOMAIN\r\n  <d>\r\n  LOGONSERVER <s1>\r\n  LOGONSERVER <s9><><0><C:>\r\n"
		"  LOGONSERVER <s2>\r\nEND_DOMAIN\r\n\r\nBEGIN_COMPONENT\r\n  <77>\r\n  <n>\r\n  <f>\r\n"
		"  <s>\r\n  <D>\r\nEND_COMPONENT\r\n\r\nBEGIN_DOMAIN\r\n  LOGONSERVER <s9><><0><C:>\r\n"
		"END_DOMAIN\r\nSERVER <x>\r\nADDRESS <Q7Z><C9N><L><>\r\n  #5({}<)\r\n\r\n"
		"BEGIN_PROPERTY_LIST\r\n   <l>\r\n   <i>\r\n   <j>\r\nEND_PROPERTY_LIST\r\n");
	smssite_control_file_edit_free(edit);
}

static void what_stands_in_place_of_a_removed_section_stays(void **state)
{
	static const char *const property[] = { "new", "", "", "1" }, *const server[] = { "s9", "", "0",
		"C:" };
	smssite_control_file_edit *edit =
		begin(HEADER "PROPERTY <old>\r\nBEGIN_DOMAIN\r\n  LOGONSERVER <s>\r\nEND_DOMAIN\r\n");

	(void)state;
	assert_int_equal(
		smssite_control_file_edit_insert(edit, 0, SMSSITE_SECTION_PROPERTY, 4, property), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_remove(edit, 0), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_remove(edit, 2), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_insert(edit, 2, SMSSITE_SECTION_LOGONSERVER, 4, server),
		SMSSITE_OK);
	assert_finishes(edit, HEADER
		"PROPERTY <new><><><1>\r\nBEGIN_DOMAIN\r\n  LOGONSERVER <s9><><0><C:>\r\nEND_DOMAIN\r\n");
	assert_int_equal(smssite_control_file_edit_remove(edit, 1), SMSSITE_OK);
	assert_finishes(edit, HEADER "PROPERTY <new><><><1>\r\n");
	smssite_control_file_edit_free(edit);
}

static void what_cannot_be_read_back_is_not_handed_out(void **state)
{
	smssite_control_file_edit *edit = begin(HEADER "PROPERTY <a><b><><0>\r\n");
	void *data = edit;
	size_t size;

	(void)state;
	assert_int_equal(smssite_control_file_edit_set(edit, 0, 1, "REG_SZ"), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_finish(edit, &data, &size), SMSSITE_UNSUPPORTED);
	assert_null(data);
	smssite_control_file_edit_free(edit);
}

static void a_callers_mistakes_are_answered(void **state)
{
	static const char *const values[] = { "a", "b", "c", "d", NULL };
	smssite_control_file_edit *edit = begin(HEADER "PROPERTY <a>\r\nBEGIN_DOMAIN\r\nEND_DOMAIN\r\n");
	void *data;
	size_t size;
	char *json;

	(void)state;
	assert_int_equal(smssite_control_file_edit_new(NULL, &edit), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_set(NULL, 0, 0, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_set(edit, 2, 0, "x"), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_set(edit, 0, 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_set(edit, 0, 1, "x"), SMSSITE_NOT_FOUND);
	assert_int_equal(smssite_control_file_edit_remove(edit, SIZE_MAX), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_insert(edit, 2, SMSSITE_SECTION_PROPERTY, 4, values),
		SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_insert(edit, 0, SMSSITE_SECTION_PROPERTY, 3, values),
		SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_insert(edit, 0, SMSSITE_SECTION_COMPONENT, 5, values),
		SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_insert(edit, 0, SMSSITE_SECTION_PROPERTY, 4, NULL),
		SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_insert(edit, 0, SMSSITE_SECTION_UNKNOWN, 0, values),
		SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_insert(edit, 0, 99, 0, values), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_insert(edit, 0, SMSSITE_SECTION_LOGONSERVER, 4, values),
		SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_insert(edit, 1, SMSSITE_SECTION_SENDER_OUTBOX, 1, values),
		SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_finish(edit, NULL, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_edit_finish(NULL, &data, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_masked(NULL, &data, &size), SMSSITE_INVALID);
	assert_int_equal(smssite_control_file_to_json(NULL, false, &json), SMSSITE_INVALID);
	smssite_control_file_edit_free(NULL);
	assert_finishes(edit, HEADER "PROPERTY <a>\r\nBEGIN_DOMAIN\r\nEND_DOMAIN\r\n");
	smssite_control_file_edit_free(edit);
}

#define HEX32 "0123456789ABCDEF0123456789abcdef"

static void a_masked_file_parses_and_hides_every_secret(void **state)
{
	static const char text[] = HEADER
		"PROPERTY <Last Valid @><" HEX32 "><short><7>\r\nPROPERTY <last valid SQL @><s><><7>\r\n"
		"PROPERTY <Other><" HEX32 "><><7>\r\nTRANSACTION Change@<0><0><a><b>\r\n"
		"ADDRESS <Q7Z><C9N><L><>\r\n  #99({}{\\\\S\\X " HEX32 "\r\n  " HEX32 "})\r\n"
		"BEGIN_SITE_ACCOUNT\r\n  <9>\r\n  <" HEX32 ">\r\nEND_SITE_ACCOUNT\r\n"
		"BEGIN_NEW" HEX32 "\r\n  <" HEX32 ">\r\n  #66(x " HEX32 ")\r\n  <x " HEX32
		">\r\nEND_NEW" HEX32 "\r\n"
		"GADGET " HEX32 "\r\n" HEX32 "A <y>\r\n";
	static const char expected[] =
		HEADER "PROPERTY <Last Valid @><*32*><*5*><7>\r\nPROPERTY <last valid SQL @><*1*><><7>\r\n"
		       "PROPERTY <Other><" HEX32 "><><7>\r\nTRANSACTION Change@<0><0><*1*><*1*>\r\n"
		       "ADDRESS <Q7Z><C9N><L><>\r\n  #6(*74*)\r\n"
		       "BEGIN_SITE_ACCOUNT\r\n  <9>\r\n  <*32*>\r\nEND_SITE_ACCOUNT\r\n"
		       "BEGIN_NEW" HEX32 "\r\n  <*32*>\r\n  #66(x *32*)\r\n  <*34*>\r\nEND_NEW" HEX32 "\r\n"
		       "GADGET *32*\r\n" HEX32 "A <y>\r\n";
	/* A word cannot begin with a digit. */
	char *source = strdup(text), *wanted = strdup(expected);
	smssite_control_file *file, *masked;
	void *data, *again;
	size_t size, again_size;

	(void)state;
	strstr(source, HEX32 "A")[0] = 'A';
	strstr(wanted, HEX32 "A")[0] = 'A';
	file = parse(source);
	assert_int_equal(smssite_control_file_masked(file, &data, &size), SMSSITE_OK);
	assert_string_equal(data, wanted);
	masked = parse_bytes(data, size);
	assert_int_equal(
		smssite_control_file_section_count(masked), smssite_control_file_section_count(file));
	for (size_t i = 0; i < smssite_control_file_section_count(file); i++)
		for (size_t k = 0; k < smssite_control_file_value_count(file, i); k++)
			assert_int_equal(smssite_control_file_value_is_secret(masked, i, k),
				smssite_control_file_value_is_secret(file, i, k));
	assert_int_equal(smssite_control_file_masked(masked, &again, &again_size), SMSSITE_OK);
	assert_string_equal(again, data);
	smssite_free(again);
	smssite_free(data);
	smssite_control_file_free(masked);
	smssite_control_file_free(file);
	free(source);
	free(wanted);
}

static void what_stands_behind_the_text_is_not_masked_but_left_out(void **state)
{
	static const char text[] = HEADER "PROPERTY <a>\r\n\0PROPERTY <Last Valid @><secret>";
	smssite_control_file *file = parse_bytes(text, sizeof(text) - 1);
	void *data;
	size_t size;

	(void)state;
	assert_int_equal(smssite_control_file_masked(file, &data, &size), SMSSITE_OK);
	assert_string_equal(data, HEADER "PROPERTY <a>\r\n");
	assert_int_equal(size, strlen(data));
	smssite_free(data);
	smssite_control_file_free(file);
}

static void secrets_are_those_of_the_specification(void **state)
{
	size_t size, section;
	char *data = control_file_make(&control_file_secondary, &size);
	smssite_control_file *file = parse(data);

	(void)state;
	section = smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0);
	for (size_t i = 0; i < 18; i++)
		assert_int_equal(smssite_control_file_value_is_secret(file, section, i),
			(i >= 8 && i <= 10) || i == 12 || i == 13 || i == 15);
	section = smssite_control_file_find(file, SMSSITE_SECTION_ADDRESS, 0);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(smssite_control_file_value_is_secret(file, section, i), i == 4);
	section = smssite_control_file_find_property(file, "Last Valid @");
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(smssite_control_file_value_is_secret(file, section, i), i == 1 || i == 2);
	assert_false(smssite_control_file_value_is_secret(
		file, smssite_control_file_find_property(file, "Version"), 1));
	smssite_control_file_free(file);
	free(data);
}

static void json_says_all_and_hides_secrets(void **state)
{
	smssite_control_file *file =
		parse("SITE CONTROL FILE [786][1.08]\n"
		      "BEGIN_FILE_DEFINITION\n<2>\n<\"M\xFCnchen\"\\>\n<Q7Z>\n<C9N>\n<868968000>\n<0>\n"
		      "END_FILE_DEFINITION\nBEGIN_DOMAIN\n <d>\nLOGONSERVER <s><?><0><D:>\nEND_DOMAIN\n"
		      "PROPERTY <Last Valid @><top><><7>\nGADGET <x>\n");
	json_t *root, *section;
	char *text;

	(void)state;
	assert_int_equal(smssite_control_file_to_json(file, false, &text), SMSSITE_OK);
	assert_null(strstr(text, "top"));
	root = json_loads(text, 0, NULL);
	assert_non_null(root);
	assert_int_equal(json_integer_value(json_object_get(root, "format")), 1);
	assert_int_equal(json_integer_value(json_object_get(root, "build")), 786);
	assert_string_equal(json_string_value(json_object_get(root, "syntax")), "1.08");
	assert_string_equal(json_string_value(json_object_get(root, "type")), "PROPOSED");
	assert_int_equal(json_integer_value(json_object_get(root, "time_utc_s")), 868968000);
	assert_int_equal(json_array_size(json_object_get(root, "tolerances")), 1);
	assert_int_equal(json_array_size(json_object_get(root, "sections")), 5);
	section = json_array_get(json_object_get(root, "sections"), 0);
	assert_string_equal(json_string_value(json_object_get(section, "kind")), "FILE_DEFINITION");
	assert_int_equal(json_integer_value(json_object_get(section, "line")), 2);
	assert_null(json_object_get(section, "parent"));
	assert_string_equal(json_string_value(json_object_get(json_object_get(section, "fields"), "comment")),
		"\"M\xC3\xBCnchen\"\\");
	assert_string_equal(json_string_value(json_array_get(json_object_get(section, "values"), 3)), "C9N");
	section = json_array_get(json_object_get(root, "sections"), 2);
	assert_int_equal(json_integer_value(json_object_get(section, "parent")), 1);
	assert_int_equal(json_object_size(json_object_get(section, "fields")), 2);
	assert_int_equal(json_array_size(json_object_get(section, "values")), 4);
	section = json_array_get(json_object_get(root, "sections"), 3);
	assert_int_equal(json_integer_value(json_object_get(
				 json_array_get(json_object_get(section, "values"), 1), "secret")),
		3);
	section = json_array_get(json_object_get(root, "sections"), 4);
	assert_string_equal(json_string_value(json_object_get(section, "keyword")), "GADGET");
	json_decref(root);
	smssite_free(text);
	assert_int_equal(smssite_control_file_to_json(file, true, &text), SMSSITE_OK);
	assert_non_null(strstr(text, "top"));
	smssite_free(text);
	smssite_control_file_free(file);
	file = parse("SITE CONTROL FILE\r\n");
	assert_int_equal(smssite_control_file_to_json(file, true, &text), SMSSITE_OK);
	assert_string_equal(text,
		"{\"format\":1,\"build\":null,\"syntax\":\"\",\"type\":\"UNKNOWN\",\"time_utc_s\":null,"
		"\"tolerances\":[{\"line\":1,\"text\":\"the header lacks a number\"}],\"sections\":[]}");
	smssite_free(text);
	smssite_control_file_free(file);
}

static smssite_status edit_once(void *argument)
{
	static const char *const property[] = { "n", "", "", "0" };
	smssite_control_file_edit *edit = NULL;
	smssite_status status;
	void *data = NULL;
	size_t size;

	status = smssite_control_file_edit_new(argument, &edit);
	for (size_t i = 0; status == SMSSITE_OK && i < 10; i++)
		status = smssite_control_file_edit_set(edit, 0, i % 6, "x");
	if (status == SMSSITE_OK)
		status = smssite_control_file_edit_insert(edit, 1, SMSSITE_SECTION_PROPERTY, 4, property);
	if (status == SMSSITE_OK)
		status = smssite_control_file_edit_remove(edit, 1);
	if (status == SMSSITE_OK)
		status = smssite_control_file_edit_finish(edit, &data, &size);
	smssite_free(data);
	smssite_control_file_edit_free(edit);
	return status;
}

static smssite_status mask_once(void *argument)
{
	void *data = NULL;
	size_t size;
	smssite_status status = smssite_control_file_masked(argument, &data, &size);

	smssite_free(data);
	return status;
}

static smssite_status json_once(void *argument)
{
	char *text = NULL;
	smssite_status status = smssite_control_file_to_json(argument, false, &text);

	smssite_free(text);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	size_t size;
	char *data = control_file_make(&control_file_secondary, &size);
	smssite_control_file *file = parse(data);

	(void)state;
	assert_in_range(sweep_allocations(edit_once, file), 15, 100);
	assert_in_range(sweep_allocations(mask_once, file), 2, 100);
	assert_in_range(sweep_allocations(json_once, file), 100, 2000);
	smssite_control_file_free(file);
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_changes_the_bytes_are_the_same),
		cmocka_unit_test(only_the_value_that_is_set_changes),
		cmocka_unit_test(the_count_of_an_address_string_is_written_anew),
		cmocka_unit_test(a_value_cannot_break_out),
		cmocka_unit_test(a_removed_section_is_gone_with_what_lives_in_it),
		cmocka_unit_test(sections_are_inserted_where_they_belong),
		cmocka_unit_test(what_stands_in_place_of_a_removed_section_stays),
		cmocka_unit_test(what_cannot_be_read_back_is_not_handed_out),
		cmocka_unit_test(a_callers_mistakes_are_answered),
		cmocka_unit_test(a_masked_file_parses_and_hides_every_secret),
		cmocka_unit_test(what_stands_behind_the_text_is_not_masked_but_left_out),
		cmocka_unit_test(secrets_are_those_of_the_specification),
		cmocka_unit_test(json_says_all_and_hides_secrets),
		cmocka_unit_test(every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
