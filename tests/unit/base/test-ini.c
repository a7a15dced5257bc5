/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <iniparser/iniparser.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/ini.h"
#include "base/limits.h"
#include "sweep.h"

static unsigned int complaints;

static int complain(const char *format, ...)
{
	(void)format;
	complaints++;
	return 0;
}

static struct sms_ini *parse(const char *text)
{
	struct sms_ini *ini = NULL;

	assert_int_equal(sms_ini_parse("a.ini", text, strlen(text), &ini), SMSSITE_OK);
	return ini;
}

static void refused_bytes(const char *text, size_t size, const char *message)
{
	struct sms_ini *ini = NULL;

	assert_int_equal(sms_ini_parse("a.ini", text, size, &ini), SMSSITE_MALFORMED);
	assert_null(ini);
	if (!strstr(smssite_error_message(), message))
		fail_msg("\"%s\" is not in \"%s\"", message, smssite_error_message());
}

static void refused(const char *text, const char *message)
{
	refused_bytes(text, strlen(text), message);
}

static void values_are_what_the_lines_say(void **state)
{
	struct sms_ini *ini = parse("; comment\n"
				    "[Site]\r\n"
				    "Tree = /mnt/edge7/SMS\r\n"
				    "\r\n"
				    "path=D:\\SMS\\SITE.SRV%5C\n"
				    "two words = a=b = c\n"
				    "empty =\n"
				    "odd = %3B%23%22%27%25%5B%5D%20\n"
				    "# comment\n"
				    "[Server NTLOG1]\n"
				    "tree = /mnt/\xC3\xA0\n"
				    "double = =\n"
				    "last = no line end");

	(void)state;
	assert_int_equal(sms_ini_count(ini), 8);
	assert_string_equal(sms_ini_find(ini, "SITE", "tree")->value, "/mnt/edge7/SMS");
	assert_string_equal(sms_ini_find(ini, "site", "path")->value, "D:\\SMS\\SITE.SRV\\");
	assert_string_equal(sms_ini_find(ini, "site", "two words")->value, "a=b = c");
	assert_string_equal(sms_ini_find(ini, "site", "empty")->value, "");
	assert_string_equal(sms_ini_find(ini, "site", "odd")->value, ";#\"'%[] ");
	assert_string_equal(sms_ini_find(ini, "server ntlog1", "tree")->value, "/mnt/\xC3\xA0");
	assert_string_equal(sms_ini_find(ini, "server ntlog1", "double")->value, "=");
	assert_string_equal(sms_ini_find(ini, "server ntlog1", "last")->value, "no line end");
	assert_int_equal(sms_ini_find(ini, "server ntlog1", "last")->line, 13);
	assert_string_equal(sms_ini_entry(ini, 5)->section, "Server NTLOG1");
	assert_null(sms_ini_find(ini, "site", "last"));
	assert_null(sms_ini_find(ini, "", ""));
	sms_ini_free(ini);
	sms_ini_free(parse(""));
	sms_ini_free(parse("\n\n"));
	sms_ini_free(parse("[s]"));
	sms_ini_free(NULL);
}

static void what_libiniparser_reads_otherwise_is_refused_by_line(void **state)
{
	static const char utf16[] = "\xFF\xFE[\0s\0]\0";

	(void)state;
	refused("[s]\npath=\\\\EDGE7\\SMS_SHR\\\nnext=1\n", "a.ini:2: a line cannot end in \\");
	refused("[s]\npath=\\\\EDGE7\\SMS_SHR\\  \t\r\nnext=1\n", "a.ini:2: a line cannot end in \\");
	refused("; comment \\\n[s]\n", "a.ini:1: a line cannot end in \\");
	refused("[s]\na=b;c\n", "a.ini:2: a value cannot have ;");
	refused("[s]\na=b#c\n", "a.ini:2: a value cannot have ;");
	refused("[s]\na=\"b\"\n", "a.ini:2: a value cannot have ;");
	refused("[s]\na='b'\n", "a.ini:2: a value cannot have ;");
	refused("[s] ; comment\n", "a.ini:1: a section is [name]");
	refused("[s\n", "a.ini:1: a section is [name]");
	refused("[]\n", "a.ini:1: the section has no name");
	refused("[\n", "a.ini:1: ");
	refused("[a:b]\n", "a.ini:1: none of");
	refused("[s]\na:b=1\n", "a.ini:2: none of");
	refused("[s]\n=1\n", "a.ini:2: the key has no name");
	refused("[s]\nno value\n", "a.ini:2: neither");
	refused("a=1\n", "a.ini:1: a key before");
	refused("[s]\na=1\nb=2\nA=3\n", "a.ini:4: A is in [s] already, in line 2");
	refused("[s]\n[t]\n[S]\n", "a.ini:3: there is a section [S] already, in line 1");
	refused("[s]\na=%\n", "a.ini:2: % must be followed");
	refused("[s]\na=%4\n", "a.ini:2: % must be followed");
	refused("[s]\na=%zz\n", "a.ini:2: % must be followed");
	refused("[s]\na=%00\n", "a.ini:2: % must be followed");
	refused("\xEF\xBB\xBF[s]\n", "a.ini:1: a byte order mark");
	refused("[s]\nm\xC3\xBCll=1\n", "a.ini:2: the name of a key is plain ASCII");
	refused("[s]\na=1\rb=2\n", "a.ini:2: a control character");
	refused("[s]\na=\x7F\n", "a.ini:2: a control character");
	refused_bytes("[s]\na=b\0c\n", 9, "a.ini:2: a control character");
	refused_bytes(utf16, sizeof(utf16) - 1, "a.ini:1: UTF-16");
}

static void a_line_has_1022_bytes_at_most(void **state)
{
	char text[1100] = "[s]\na=";
	struct sms_ini *ini;

	(void)state;
	memset(text + 6, 'x', 1020);
	strcpy(text + 6 + 1020, "\nb=1\n");
	ini = parse(text);
	assert_int_equal(strlen(sms_ini_find(ini, "s", "a")->value), 1020);
	assert_string_equal(sms_ini_find(ini, "s", "b")->value, "1");
	sms_ini_free(ini);
	strcpy(text + 6 + 1020, "\r\nb=1\n");
	refused(text, "a.ini:2: a line has more than 1022 bytes");
	memset(text, ';', 1023);
	strcpy(text + 1023, "\n[s]\n");
	refused(text, "a.ini:1: a line has more than 1022 bytes");
}

static void too_many_keys_are_refused(void **state)
{
	struct sms_buffer text = { 0 };
	struct sms_ini *ini = NULL;
	size_t size;
	char *data;

	(void)state;
	sms_buffer_text(&text, "[s]\n");
	for (unsigned int i = 0; i <= SMS_MAX_OWN_INI_KEYS; i++)
		sms_buffer_format(&text, "k%u=\n", i);
	data = sms_buffer_finish(&text, &size);
	assert_int_equal(sms_ini_parse("a.ini", data, size, &ini), SMSSITE_LIMIT);
	assert_null(ini);
	assert_int_equal(sms_ini_parse("a.ini", data, SMS_MAX_OWN_INI + 1u, &ini), SMSSITE_LIMIT);
	sms_free(data);
}

/* Whatever a value is, it comes back; and what is written is a file that is read. */
static void what_was_written_is_read_back(void **state)
{
	static const char *const values[] = { "", "plain", " both ends ", "D:\\SMS\\", "\\\\EDGE7\\SMS_SHR\\", "a;b#c",
		"\"quoted\"", "'single'", "100%", "[x]", "line\r\nend", "M\xFCller", "M\xC3\xBCller", "=", "a = b", "\x01\x7F\xFF",
		" ", "x\\" };
	struct sms_ini_writer writer = { 0 };
	struct sms_ini *ini = NULL;
	char *text, key[16];
	size_t size;

	(void)state;
	sms_ini_write_section(&writer, "values");
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		snprintf(key, sizeof(key), "key %zu", i);
		sms_ini_write(&writer, key, values[i]);
	}
	sms_ini_write_section(&writer, "more");
	sms_ini_write_format(&writer, "number", "%d", 7);
	assert_int_equal(sms_ini_write_end(&writer, &text, &size), SMSSITE_OK);
	assert_int_equal(sms_ini_parse("b.ini", text, size, &ini), SMSSITE_OK);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		snprintf(key, sizeof(key), "KEY %zu", i);
		assert_string_equal(sms_ini_find(ini, "VALUES", key)->value, values[i]);
	}
	assert_string_equal(sms_ini_find(ini, "more", "number")->value, "7");
	sms_ini_free(ini);
	sms_free(text);
}

static void a_value_that_fits_no_line_is_not_written(void **state)
{
	struct sms_ini_writer writer = { 0 };
	char value[1100], *text = NULL;

	(void)state;
	memset(value, ';', sizeof(value));
	value[400] = '\0';
	sms_ini_write_section(&writer, "s");
	sms_ini_write(&writer, "a", value);
	assert_int_equal(sms_ini_write_end(&writer, &text, NULL), SMSSITE_LIMIT);
	assert_null(text);
}

/* The process's own, which a library must neither change nor make speak. */
static void the_error_callback_of_the_process_is_left_alone(void **state)
{
	(void)state;
	complaints = 0;
	iniparser_set_error_callback(complain);
	values_are_what_the_lines_say(NULL);
	what_libiniparser_reads_otherwise_is_refused_by_line(NULL);
	a_line_has_1022_bytes_at_most(NULL);
	assert_int_equal(complaints, 0);
	assert_null(iniparser_load("/nowhere/at all.ini"));
	assert_int_equal(complaints, 1);
	iniparser_set_error_callback(NULL);
}

/* In a locale of one byte a character, isspace() and tolower() know more than ASCII. */
static void a_locale_of_bytes_changes_nothing(void **state)
{
	static const char *const locales[] = { "de_DE.ISO-8859-1", "en_US.ISO-8859-1", "C.UTF-8" };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		if (setlocale(LC_ALL, locales[i]))
			values_are_what_the_lines_say(NULL);
	setlocale(LC_ALL, "C");
}

static void cut_anywhere_it_is_read_or_refused(void **state)
{
	static const char whole[] = "[s]\r\na = b%5C\r\n; c\r\n[t u]\r\nd = e\r\n";
	struct sms_ini *ini;

	(void)state;
	for (size_t size = 0; size < sizeof(whole); size++) {
		char *copy = malloc(size + 1);
		smssite_status status;

		memcpy(copy, whole, size);
		ini = NULL;
		status = sms_ini_parse("a.ini", copy, size, &ini);
		assert_true(status == SMSSITE_OK || (status == SMSSITE_MALFORMED && !ini));
		sms_ini_free(ini);
		free(copy);
	}
}

static smssite_status read_and_write(void *argument)
{
	struct sms_ini_writer writer = { 0 };
	struct sms_ini *ini = NULL;
	smssite_status status;
	char *text = NULL;
	size_t size;

	(void)argument;
	sms_ini_write_section(&writer, "s");
	sms_ini_write(&writer, "a", "b;c");
	sms_ini_write(&writer, "b", "c");
	status = sms_ini_write_end(&writer, &text, &size);
	if (!status)
		status = sms_ini_parse("a.ini", text, size, &ini);
	sms_free(text);
	sms_ini_free(ini);
	return status;
}

static void every_allocation_may_fail(void **state)
{
	(void)state;
	assert_true(sweep_allocations(read_and_write, NULL) > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_what_the_lines_say),
		cmocka_unit_test(what_libiniparser_reads_otherwise_is_refused_by_line),
		cmocka_unit_test(a_line_has_1022_bytes_at_most),
		cmocka_unit_test(too_many_keys_are_refused),
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(a_value_that_fits_no_line_is_not_written),
		cmocka_unit_test(the_error_callback_of_the_process_is_left_alone),
		cmocka_unit_test(a_locale_of_bytes_changes_nothing),
		cmocka_unit_test(cut_anywhere_it_is_read_or_refused),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
