/* SPDX-License-Identifier: MIT */
#include "control-file-common.h"

static void the_fixture_is_what_the_generator_makes(void **state)
{
	static char kept[65536];
	FILE *stream = fopen(TEST_DATA "/secondary.ct0", "rb");
	size_t size, kept_size;
	char *data = control_file_make(&control_file_secondary, &size);

	(void)state;
	assert_non_null(stream);
	kept_size = fread(kept, 1, sizeof(kept), stream);
	fclose(stream);
	assert_int_equal(kept_size, size);
	assert_memory_equal(kept, data, size);
	free(data);
}

static void a_secondarys_master_reads_as_written(void **state)
{
	size_t size, copy_size, section;
	char *data = control_file_make(&control_file_secondary, &size);
	smssite_control_file *file = parse(data);
	const void *copy;
	int64_t number;

	(void)state;
	assert_int_equal(smssite_control_file_data(file, &copy, &copy_size), SMSSITE_OK);
	assert_int_equal(copy_size, size);
	assert_memory_equal(copy, data, size);
	assert_int_equal(smssite_control_file_build(file), 786);
	assert_string_equal(smssite_control_file_syntax(file), "1.08");
	assert_int_equal(smssite_control_file_type(file), SMSSITE_CONTROL_PROPOSED);
	assert_int_equal(smssite_control_file_time_utc_s(file), 868968000);
	assert_int_equal(smssite_control_file_tolerance_count(file), 0);
	section = smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0);
	assert_int_equal(section, 1);
	assert_int_equal(smssite_control_file_section_line(file, section), 12);
	assert_int_equal(smssite_control_file_value_count(file, section), 18);
	assert_value(file, section, SMSSITE_SITE_ACCOUNT_PARENT_SITE_CODE, "C9N");
	assert_int_equal(smssite_control_file_value_number(file, section, 0, &number), SMSSITE_OK);
	assert_int_equal(number, SMSSITE_SITE_TYPE_SECONDARY);
	section = smssite_control_file_find_property(file, "service response");
	assert_value(file, section, SMSSITE_PROPERTY_DWORD, "2");
	assert_int_equal(smssite_control_file_find_property(file, "service"), SMSSITE_NO_INDEX);
	section = smssite_control_file_find(file, SMSSITE_SECTION_LOGONSERVER, 0);
	assert_value(file, section, SMSSITE_LOGONSERVER_DRIVE, "D:");
	assert_int_equal(
		smssite_control_file_section_kind(file, smssite_control_file_section_parent(file, section)),
		SMSSITE_SECTION_DOMAIN);
	smssite_control_file_free(file);
	free(data);
}

static void every_kind_of_section_is_typed(void **state)
{
	static const struct {
		smssite_section_kind kind;
		size_t line, values, parent;
	} expected[] = {
		{ SMSSITE_SECTION_FILE_DEFINITION, 2, 6, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_TRANSACTION, 10, 5, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_SITE_ACCOUNT, 11, 18, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_PROPERTY, 31, 4, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_PROPERTY_LIST, 32, 2, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_DOMAIN, 36, 3, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_LOGONSERVER, 40, 4, 5 },
		{ SMSSITE_SECTION_LOGONSERVER, 41, 4, 5 },
		{ SMSSITE_SECTION_ADDRESS, 43, 5, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_OUTBOX, 45, 7, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_SERVER, 46, 4, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_COMPONENT, 47, 5, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_SENDER, 54, 6, SMSSITE_NO_INDEX },
		{ SMSSITE_SECTION_SENDER_OUTBOX, 61, 1, 12 },
	};
	smssite_control_file *file = parse(HEADER
		"BEGIN_FILE_DEFINITION\r\n<1>\r\n<c>\r\n<Q7Z>\r\n<C9N>\r\n<1>\r\n<0>\r\nEND_FILE_"
		"DEFINITION\r\n"
		"TRANSACTION Heartbeat<0><2><a><b>\r\n"
		"BEGIN_SITE_ACCOUNT\r\n<9>\r\n<2>\r\n<3>\r\n<4>\r\n<5>\r\n<6>\r\n<7>\r\n<8>\r\n<9>\r\n<10>"
		"\r\n<11>\r\n<12>\r\n"
		"<13>\r\n<14>\r\n<15>\r\n<16>\r\n<17>\r\n<18>\r\nEND_SITE_ACCOUNT\r\n"
		"PROPERTY <n><1><2><3>\r\n"
		"BEGIN_PROPERTY_LIST\r\n   <l>\r\n   <i>\r\nEND_PROPERTY_LIST\r\n"
		"BEGIN_DOMAIN\r\n  <d>\r\n  <t>\r\n  <2>\r\n  LOGONSERVER <s><><0><D:>\r\n  LOGONSERVER "
		"<t><><0><C:>\r\n"
		"END_DOMAIN\r\n"
		"ADDRESS <Q7Z><C9N><L><>\r\n  #4({})\r\n"
		"OUTBOX <o><><L><F><1><D><s>\r\n"
		"SERVER <s><t><0><>\r\n"
		"BEGIN_COMPONENT\r\n<1>\r\n<n>\r\n<f>\r\n<s>\r\n<D>\r\nEND_COMPONENT\r\n"
		"BEGIN_SENDER\r\n<1>\r\n<t>\r\n<f>\r\n<D>\r\n<s>\r\n<n>\r\n  OUTBOX <o>\r\nEND_SENDER\r\n");

	(void)state;
	assert_int_equal(smssite_control_file_section_count(file), sizeof(expected) / sizeof(*expected));
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		assert_int_equal(smssite_control_file_section_kind(file, i), expected[i].kind);
		assert_int_equal(smssite_control_file_section_line(file, i), expected[i].line);
		assert_int_equal(smssite_control_file_value_count(file, i), expected[i].values);
		assert_true(smssite_control_file_section_parent(file, i) == expected[i].parent);
	}
	assert_value(file, 2, 17, "18");
	assert_value(file, 8, SMSSITE_ADDRESS_STRING, "{}");
	assert_int_equal(smssite_control_file_tolerance_count(file), 0);
	smssite_control_file_free(file);
}

static void both_spellings_of_a_transaction_are_read(void **state)
{
	smssite_control_file *file =
		parse(HEADER "TRANSACTION InactiveDomains<0><2><DomainX,DomainY><>\r\n"
			     "TRANSACTION <InactiveDomains><0><2><DomainX,DomainY><>\r\n"
			     "TRANSACTION<InactiveDomains><0><2><DomainX,DomainY><>\r\n"
			     "TRANSACTION InactiveDomains <0><2><DomainX,DomainY><>\r\n");

	(void)state;
	assert_int_equal(smssite_control_file_section_count(file), 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(smssite_control_file_value_count(file, i), 5);
		assert_value(file, i, SMSSITE_TRANSACTION_TYPE, "InactiveDomains");
		assert_value(file, i, SMSSITE_TRANSACTION_DWORD, "2");
		assert_value(file, i, SMSSITE_TRANSACTION_STRING1, "DomainX,DomainY");
	}
	smssite_control_file_free(file);
}

static void a_section_has_its_own_bytes(void **state)
{
	smssite_control_file *file = parse(HEADER "  PROPERTY <a><><><0>\r\n\r\n BEGIN_DOMAIN\r\n <d>\r\n"
						  "  LOGONSERVER <s>\r\n END_DOMAIN\r\n\r\n");
	static const char *const expected[] = { "PROPERTY <a><><><0>\r\n",
		"BEGIN_DOMAIN\r\n <d>\r\n  LOGONSERVER <s>\r\n END_DOMAIN\r\n", "LOGONSERVER <s>\r\n" };
	const void *data;
	size_t size;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(smssite_control_file_section_data(file, i, &data, &size), SMSSITE_OK);
		assert_int_equal(size, strlen(expected[i]));
		assert_memory_equal(data, expected[i], size);
	}
	smssite_control_file_free(file);
}

static void unknown_sections_are_kept(void **state)
{
	smssite_control_file *file =
		parse(HEADER "BEGIN_NOVELTY\r\n  <a><b>\r\n  anything <c>\r\n  <broken\r\n"
			     "END_COMPONENT\r\n  BEGIN_OTHER\r\nEND_NOVELTY\r\nGADGET <x><y> z\r\n"
			     "LOGONSERVER <top>\r\nBEGIN_DOMAIN\r\n<d>\r\nOUTBOX <in>\r\nEND_DOMAIN\r\n");

	(void)state;
	assert_int_equal(smssite_control_file_section_count(file), 5);
	assert_int_equal(smssite_control_file_section_kind(file, 0), SMSSITE_SECTION_UNKNOWN);
	assert_int_equal(smssite_control_file_value_count(file, 0), 2);
	assert_value(file, 0, 1, "b");
	assert_int_equal(smssite_control_file_section_kind(file, 1), SMSSITE_SECTION_UNKNOWN);
	assert_int_equal(smssite_control_file_section_line(file, 1), 9);
	assert_value(file, 1, 1, "y");
	assert_int_equal(smssite_control_file_section_kind(file, 2), SMSSITE_SECTION_UNKNOWN);
	assert_int_equal(smssite_control_file_section_kind(file, 3), SMSSITE_SECTION_DOMAIN);
	assert_int_equal(smssite_control_file_section_kind(file, 4), SMSSITE_SECTION_UNKNOWN);
	assert_int_equal(smssite_control_file_section_parent(file, 4), 3);
	smssite_control_file_free(file);
}

static void errors_say_where_and_what_was_expected(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "", "line 1, column 1: expected SITE CONTROL FILE" },
		{ "\x7F"
		  "ELF\x01\x02",
			"line 1, column 1: expected SITE CONTROL FILE" },
		{ "SITE CONTROL FIL", "line 1, column 1: expected SITE CONTROL FILE" },
		{ "SITE CONTROL FILE [786][1.08] x\r\n", "line 1, column 31: expected the end of the line" },
		{ "SITE CONTROL FILE [786][1.\x1B]\r\n", "line 1, column 27: expected a syntax version" },
		{ "SITE CONTROL FILE [786][1.0800000000000000]\r\n",
			"line 1, column 25: expected a syntax version" },
		{ HEADER "BEGIN_DOMAIN\r\n  <d>\r\n",
			"line 4, column 1: expected END_DOMAIN for the BEGIN_DOMAIN on line 2" },
		{ HEADER "BEGIN_NEW\r\n  <d>\r\n",
			"line 4, column 1: expected END_NEW for the BEGIN_NEW on line 2" },
		{ HEADER "BEGIN_DOMAIN\r\n  <d>\r\nEND_SENDER\r\n", "line 4, column 1: expected END_DOMAIN" },
		{ HEADER "BEGIN_DOMAIN\r\n  <d>\r\n BEGIN_SENDER\r\n",
			"line 4, column 2: expected END_DOMAIN" },
		{ HEADER "BEGIN_DOMAIN <d>\r\n", "line 2, column 14: expected the end of the line" },
		{ HEADER "BEGIN_DOMAIN\r\n<d>\r\nLOGONSERVER <s>\r\n<e>\r\nEND_DOMAIN\r\n",
			"line 5, column 1: expected END_DOMAIN or another item line" },
		{ HEADER "BEGIN_\r\n", "line 2, column 1: expected the name of a section" },
		{ HEADER "BEGIN_DOMAIN\r\nEND_DOMAINS\r\n", "line 3, column 1: expected END_DOMAIN for" },
		{ HEADER "\r\nEND_DOMAIN\r\n", "line 3, column 1: expected a BEGIN_ before this END_" },
		{ HEADER "PROPERTY <a><b\r\n", "line 2, column 13: expected a `>` that ends this value" },
		{ HEADER "PROPERTY <a><b\r\nPROPERTY <c>\r\n", "line 2, column 13: expected a `>`" },
		{ HEADER "PROPERTY <a>b\r\n", "line 2, column 13: expected the end of the line" },
		{ HEADER "TRANSACTION\xE9 <a>\r\n", "line 2, column 12: expected a blank" },
		{ HEADER "  <stray>\r\n", "line 2, column 3: expected a keyword" },
		{ HEADER "ADDRESS <a><b><c><d>\r\n  #x()\r\n",
			"line 3, column 3: expected a counted string" },
		{ HEADER "ADDRESS <a><b><c><d>\r\n  #9(abc\r\n", "line 3, column 5: expected a `)`" },
		{ HEADER "ADDRESS <a><b><c><d>\r\n#9(abc\r\nOUTBOX <a)\r\n",
			"line 3, column 3: expected a `)`" },
		{ "SITE CONTROL FILE [1][1.08]\n\r\r\nx\r  <y>", "line 5, column 3: expected a keyword" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_fails(cases[i].text, SMSSITE_MALFORMED, cases[i].message);
}

static void the_later_dialect_is_refused_by_name(void **state)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
		{ HEADER "BEGIN_CLIENT_COMPONENT\r\n  <x>\r\nEND_CLIENT_COMPONENT\r\n",
			"BEGIN_CLIENT_COMPONENT" },
		{ HEADER "BEGIN_CLIENT_CONFIGURATION\r\n", "BEGIN_CLIENT_CONFIGURATION" },
		{ HEADER "BEGIN_CLIENT_REG_MULTI_STRING_LIST\r\n", "BEGIN_CLIENT_REG_MULTI_STRING_LIST" },
		{ HEADER "TARGET_PLATFORM <x>\r\n", "TARGET_PLATFORM" },
		{ HEADER "BEGIN_COMPONENT\r\n  <x>\r\n  SITE_KEY_FLAGS <1>\r\nEND_COMPONENT\r\n",
			"SITE_KEY_FLAGS" },
		{ HEADER "BEGIN_NEW\r\n  <x>\r\n  SITE_KEY_FLAGS <1>\r\nEND_NEW\r\n", "SITE_KEY_FLAGS" },
		{ HEADER "BEGIN_SENDER\r\n  <x>\r\n  BEGIN_CLIENT_THING\r\n", "BEGIN_CLIENT_THING" },
		{ HEADER "PROPERTY <a><REG_SZ><b><0>\r\n", "PROPERTY" },
		{ HEADER "PROPERTY <a><REG_DWORD><><7>\r\n", "PROPERTY" },
		{ HEADER "BEGIN_COMPONENT\r\n  <x>\r\n  PROPERTY <a><REG_SZ><b><0>\r\nEND_COMPONENT\r\n",
			"PROPERTY" },
		{ "SITE CONTROL FILE [1239][2.00]\r\n", "syntax version 2.00" },
		{ "SITE CONTROL FILE [1239][12.1]\r\n", "syntax version 12.1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_fails(cases[i].text, SMSSITE_UNSUPPORTED, cases[i].name);
		assert_non_null(strstr(smssite_error_message(), "SMS 2.0 and later"));
	}
	smssite_control_file_free(parse(HEADER "PROPERTY <a><REG_SZX><b><0>\r\n"));
}

static void counted_strings_may_hold_anything(void **state)
{
	smssite_control_file *file =
		parse(HEADER "ADDRESS <Q7Z><C9N><L><>\r\n  #23({}<x>\r\nBEGIN_DOMAIN)))\r\n"
			     "ADDRESS <Q7Z><D01><L><> #5(a>b)\r\nPROPERTY <p><><><0>\r\n");

	(void)state;
	assert_int_equal(smssite_control_file_section_count(file), 3);
	assert_value(file, 0, 4, "{}<x>\r\nBEGIN_DOMAIN))");
	assert_value(file, 1, 4, "a>b");
	assert_int_equal(smssite_control_file_section_line(file, 1), 5);
	assert_int_equal(smssite_control_file_section_line(file, 2), 6);
	smssite_control_file_free(file);
}

/* What a tolerant reading lets pass, in the order of the file. */
static void assert_tolerances(const char *text, size_t count, const char *const *words, const size_t *lines)
{
	smssite_control_file *file = parse(text);

	assert_int_equal(smssite_control_file_tolerance_count(file), count);
	for (size_t i = 0; i < count; i++) {
		size_t line;

		assert_non_null(strstr(smssite_control_file_tolerance(file, i, &line), words[i]));
		assert_int_equal(line, lines[i]);
	}
	assert_null(smssite_control_file_tolerance(file, count, NULL));
	smssite_control_file_free(file);
}

static void every_tolerance_is_reported_with_its_line(void **state)
{
	static const struct {
		const char *text, *word;
		size_t line;
	} cases[] = {
		{ "SITE CONTROL FILE [786][1.08]\n\nPROPERTY <a>\n", "LF alone", 1 },
		{ HEADER "PROPERTY <a>\rPROPERTY <b>\rPROPERTY <c>\r\n", "CR alone", 2 },
		{ HEADER "PROPERTY <a>", "no line end", 2 },
		{ "SITE CONTROL FILE\r\n", "lacks a number", 1 },
		{ "SITE CONTROL FILE [786]\r\n", "lacks a number", 1 },
		{ "SITE CONTROL FILE [x][1.08]\r\n", "lacks a number", 1 },
		{ "Site Control File [786][1.08]\r\n", "not in capitals", 1 },
		{ HEADER "Property <a>\r\nproperty <b>\r\n", "not in capitals", 2 },
		{ HEADER "begin_domain\r\nend_domain\r\n", "not in capitals", 2 },
		{ HEADER "BEGIN_DOMAIN\r\nEnd_Domain\r\n", "not in capitals", 3 },
		{ HEADER "PROPERTY <a\r\nb><c>\r\n", "joined", 2 },
		{ HEADER "ADDRESS <a><b><c><d>\r\n  #5({}{})\r\n", "not as long", 3 },
		{ HEADER "ADDRESS <a><b><c><d>\r\n  #4(a))b)\r\n", "not as long", 3 },
		{ HEADER "ADDRESS <a><b><c><d>\r\nPROPERTY <a>\r\n", "no string", 2 },
		{ HEADER "PROPERTY <a> <b>\r\n", "blanks", 2 },
		{ HEADER "PROPERTY <a>  \r\nPROPERTY <a>  \r\n", "blanks", 2 },
		{ HEADER "PROPERTY<a>\r\nPROPERTY<a>\r\n", "no blank", 2 },
	};
	static const char *const several[] = { "LF alone", "joined", "joined", "no line end" };
	static const size_t several_lines[] = { 1, 2, 4, 5 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_tolerances(cases[i].text, 1, &cases[i].word, &cases[i].line);
	assert_tolerances(
		"SITE CONTROL FILE [786][1.08]\nPROPERTY <a\nb>\nPROPERTY <c\nd>", 4, several, several_lines);
}

static void keywords_in_other_letters_are_typed(void **state)
{
	smssite_control_file *file =
		parse("site control file [600][1.01]\r\nBegin_Sender\r\n <1>\r\n outbox <o>\r\n"
		      "end_sender\r\nOutbox <t>\r\n");

	(void)state;
	assert_int_equal(smssite_control_file_build(file), 600);
	assert_string_equal(smssite_control_file_syntax(file), "1.01");
	assert_int_equal(smssite_control_file_section_kind(file, 0), SMSSITE_SECTION_SENDER);
	assert_int_equal(smssite_control_file_section_kind(file, 1), SMSSITE_SECTION_SENDER_OUTBOX);
	assert_int_equal(smssite_control_file_section_kind(file, 2), SMSSITE_SECTION_OUTBOX);
	smssite_control_file_free(file);
}

static void a_header_without_numbers_says_so(void **state)
{
	smssite_control_file *file = parse("SITE CONTROL FILE\r\n");

	(void)state;
	assert_int_equal(smssite_control_file_build(file), -1);
	assert_string_equal(smssite_control_file_syntax(file), "");
	assert_int_equal(smssite_control_file_type(file), SMSSITE_CONTROL_UNKNOWN);
	assert_true(smssite_control_file_time_utc_s(file) == SMSSITE_NO_TIME);
	smssite_control_file_free(file);
}

static void broken_lines_are_joined(void **state)
{
	smssite_control_file *file =
		parse(HEADER "BEGIN_SITE_ACCOUNT\r\n  <9>\r\n  <\r\n\r\n  34\r\n  8C >\r\n  <b>\r\n"
			     "END_SITE_ACCOUNT\r\nADDRESS <a><b><c><d>\r\n  #14({}{\\\\S\\X \r\n"
			     "\r\n  3598})\r\nADDRESS <a><b><c><d>\r\n  #8(ab\r\nc)\r\nPROPERTY <p>\r\n");

	(void)state;
	assert_value(file, 0, 1, "348C ");
	assert_value(file, 0, 2, "b");
	assert_value(file, 1, 4, "{}{\\\\S\\X 3598}");
	assert_value(file, 2, 4, "abc");
	assert_int_equal(smssite_control_file_section_line(file, 3), 17);
	/* Both counts are wrong: 16 and 5 would be right. */
	assert_int_equal(smssite_control_file_tolerance_count(file), 5);
	smssite_control_file_free(file);
	file = parse(HEADER "ADDRESS <a><b><c><d>\r\n  #8(abc\r\n   def)\r\n");
	assert_value(file, 0, 4, "abcdef");
	assert_int_equal(smssite_control_file_tolerance_count(file), 1);
	smssite_control_file_free(file);
}

static void text_is_of_code_page_1252(void **state)
{
	smssite_control_file *file = parse(HEADER "PROPERTY <M\xFCnchen \x80><\x81><><0>\r\n");
	char *text;

	(void)state;
	assert_int_equal(smssite_control_file_value_text(file, 0, 0, &text), SMSSITE_OK);
	assert_string_equal(text, "M\xC3\xBCnchen \xE2\x82\xAC");
	smssite_free(text);
	assert_int_equal(smssite_control_file_value_text(file, 0, 1, &text), SMSSITE_OK);
	assert_string_equal(text, "\xEF\xBF\xBD");
	smssite_free(text);
	smssite_control_file_free(file);
}

static void file_types_are_those_of_both_sources(void **state)
{
	static const smssite_control_type types[] = { SMSSITE_CONTROL_UNKNOWN, SMSSITE_CONTROL_ACTUAL,
		SMSSITE_CONTROL_PROPOSED, SMSSITE_CONTROL_NEWSITE, SMSSITE_CONTROL_TRANSACTIONS,
		SMSSITE_CONTROL_LOCALTRANSACTIONS, SMSSITE_CONTROL_LOCALTRANSACTIONS,
		SMSSITE_CONTROL_UNKNOWN };
	smssite_control_file *file;
	char text[200];

	(void)state;
	for (int type = 0; type < 8; type++) {
		snprintf(text, sizeof(text),
			HEADER "BEGIN_FILE_DEFINITION\r\n<%d>\r\nEND_FILE_DEFINITION\r\n", type);
		file = parse(text);
		assert_int_equal(smssite_control_file_type(file), types[type]);
		smssite_control_file_free(file);
	}
	file = parse(
		HEADER "BEGIN_FILE_DEFINITION\r\n<x>\r\n<>\r\n<>\r\n<>\r\n<-1>\r\nEND_FILE_DEFINITION\r\n");
	assert_int_equal(smssite_control_file_type(file), SMSSITE_CONTROL_UNKNOWN);
	assert_true(smssite_control_file_time_utc_s(file) == SMSSITE_NO_TIME);
	smssite_control_file_free(file);
}

static void numbers_are_decimal_digits(void **state)
{
	smssite_control_file *file =
		parse(HEADER "PROPERTY <9223372036854775807><9223372036854775808><-1><0x1>\r\n");
	int64_t number;

	(void)state;
	assert_int_equal(smssite_control_file_value_number(file, 0, 0, &number), SMSSITE_OK);
	assert_true(number == INT64_MAX);
	for (size_t i = 1; i < 4; i++)
		assert_int_equal(smssite_control_file_value_number(file, 0, i, &number), SMSSITE_MALFORMED);
	assert_int_equal(smssite_control_file_value_number(file, 0, 4, &number), SMSSITE_NOT_FOUND);
	assert_non_null(strstr(smssite_error_message(), "line 2"));
	smssite_control_file_free(file);
}

static void a_reference_keeps_the_file(void **state)
{
	smssite_control_file *file = parse(HEADER "PROPERTY <a>\r\n");

	(void)state;
	assert_ptr_equal(smssite_control_file_ref(file), file);
	smssite_control_file_free(file);
	assert_value(file, 0, 0, "a");
	smssite_control_file_free(file);
}

static void lines_are_counted_once_behind_an_address_without_string(void **state)
{
	smssite_control_file *file = parse(HEADER "ADDRESS <a><b><c><d>\r\n\r\n\r\nPROPERTY <a>\r\n");

	(void)state;
	assert_int_equal(smssite_control_file_section_line(file, 1), 5);
	assert_int_equal(smssite_control_file_value_count(file, 0), 4);
	smssite_control_file_free(file);
}

static void names_are_those_of_the_specification(void **state)
{
	(void)state;
	assert_string_equal(smssite_section_kind_name(SMSSITE_SECTION_SITE_ACCOUNT), "SITE_ACCOUNT");
	assert_string_equal(smssite_section_kind_name(SMSSITE_SECTION_SENDER_OUTBOX), "OUTBOX");
	assert_string_equal(smssite_section_kind_name((smssite_section_kind)14), "UNKNOWN");
	assert_string_equal(smssite_section_kind_name((smssite_section_kind)-1), "UNKNOWN");
	assert_string_equal(smssite_section_field_name(SMSSITE_SECTION_FILE_DEFINITION, 2), "target_site");
	assert_string_equal(smssite_section_field_name(SMSSITE_SECTION_SITE_ACCOUNT, 17), "organization");
	assert_null(smssite_section_field_name(SMSSITE_SECTION_LOGONSERVER, 1));
	assert_null(smssite_section_field_name(SMSSITE_SECTION_OUTBOX, 1));
	assert_null(smssite_section_field_name(SMSSITE_SECTION_PROPERTY_LIST, 1));
	assert_null(smssite_section_field_name(SMSSITE_SECTION_SITE_ACCOUNT, 18));
	assert_null(smssite_section_field_name((smssite_section_kind)99, 0));
	assert_string_equal(smssite_control_type_name(SMSSITE_CONTROL_NEWSITE), "NEWSITE");
	assert_string_equal(smssite_control_type_name((smssite_control_type)6), "UNKNOWN");
	assert_string_equal(smssite_component_flag_name(SMSSITE_FLAG_AS_THREAD), "AS_THREAD");
	assert_string_equal(smssite_component_flag_name(SMSSITE_FLAG_DONTSTOPSVC), "DONTSTOPSVC");
	assert_null(smssite_component_flag_name(0));
	assert_null(smssite_component_flag_name(3));
	assert_null(smssite_component_flag_name(0x2000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fixture_is_what_the_generator_makes),
		cmocka_unit_test(a_secondarys_master_reads_as_written),
		cmocka_unit_test(every_kind_of_section_is_typed),
		cmocka_unit_test(both_spellings_of_a_transaction_are_read),
		cmocka_unit_test(a_section_has_its_own_bytes),
		cmocka_unit_test(unknown_sections_are_kept),
		cmocka_unit_test(errors_say_where_and_what_was_expected),
		cmocka_unit_test(the_later_dialect_is_refused_by_name),
		cmocka_unit_test(counted_strings_may_hold_anything),
		cmocka_unit_test(every_tolerance_is_reported_with_its_line),
		cmocka_unit_test(keywords_in_other_letters_are_typed),
		cmocka_unit_test(a_header_without_numbers_says_so),
		cmocka_unit_test(broken_lines_are_joined),
		cmocka_unit_test(text_is_of_code_page_1252),
		cmocka_unit_test(file_types_are_those_of_both_sources),
		cmocka_unit_test(numbers_are_decimal_digits),
		cmocka_unit_test(a_reference_keeps_the_file),
		cmocka_unit_test(lines_are_counted_once_behind_an_address_without_string),
		cmocka_unit_test(names_are_those_of_the_specification),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
