/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "evidence/patterns.h"
#include "sweep.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sms_patterns *compile(const struct sms_pattern *table, size_t count, const char *log)
{
	struct sms_patterns *patterns;

	assert_int_equal(sms_patterns_new(table, count, log, &patterns), SMSSITE_OK);
	return patterns;
}

/* The positions found, as letters: "ac" for the first and the third. */
static void assert_found_in(
	struct sms_patterns *patterns, const char *text, size_t size, const char *expected)
{
	const size_t *found;
	char letters[32] = "";
	size_t count;
	/* On the heap, so that a checker sees a read past its end. */
	char *copy = malloc(size + 1);

	memcpy(copy, text, size);
	assert_int_equal(sms_patterns_match(patterns, copy, size, &found, &count), SMSSITE_OK);
	for (size_t i = 0; i < count; i++)
		letters[i] = (char)('a' + found[i]);
	assert_string_equal(letters, expected);
	free(copy);
}

static void assert_found(struct sms_patterns *patterns, const char *text, const char *expected)
{
	assert_found_in(patterns, text, strlen(text), expected);
}

static void texts_are_found_wherever_they_are(void **state)
{
	static const struct sms_pattern table[] = { { NULL, "capacity" }, { NULL, "no capacity left" },
		{ NULL, "sending" } };
	struct sms_patterns *patterns = compile(table, COUNT(table), NULL);

	(void)state;
	assert_found(patterns, "", "");
	assert_found(patterns, "c", "");
	assert_found(patterns, "nothing of that kind", "");
	assert_found(patterns, "capacity", "a");
	assert_found(patterns, "capacit", "");
	assert_found(patterns, "Capacity", "");
	assert_found(patterns, "ccapacity", "a");
	assert_found(patterns, "capacapacity", "a");
	assert_found(patterns, "capacity, capacity and capacity", "a");
	assert_found(patterns, "there is no capacity lef", "a");
	assert_found(patterns, "there is no capacity left", "ab");
	assert_found(patterns, "sending: no capacity left", "abc");
	assert_found_in(patterns, "\0capacity\0sending", 17, "ac");
	sms_patterns_free(patterns);
}

static void every_text_is_found_at_every_place(void **state)
{
	static const struct sms_pattern table[] = { { NULL, "abb" }, { NULL, "bab" }, { NULL, "aaba" },
		{ NULL, "bbbb" } };
	struct sms_patterns *patterns = compile(table, COUNT(table), NULL);

	(void)state;
	/* All texts of up to ten letters a and b. */
	for (unsigned size = 0; size <= 10; size++)
		for (unsigned bits = 0; bits < 1u << size; bits++) {
			char text[11] = "", expected[5] = "", *end = expected;

			for (unsigned i = 0; i < size; i++)
				text[i] = bits >> i & 1 ? 'b' : 'a';
			for (unsigned i = 0; i < COUNT(table); i++)
				if (strstr(text, table[i].text))
					*end++ = (char)('a' + i);
			assert_found(patterns, text, expected);
		}
	sms_patterns_free(patterns);
}

static void an_expression_narrows_a_text(void **state)
{
	static const struct sms_pattern table[] = {
		{ NULL, "WIN32 ERROR = ", "(?i)failed to open .*= (5|32)$" },
		{ NULL, "WIN32 ERROR = ", "= 112\\b" },
		{ NULL, NULL, "^\\{[0-9]+\\} ERROR" },
	};
	struct sms_patterns *patterns = compile(table, COUNT(table), NULL);

	(void)state;
	assert_found(patterns, "Failed to open X, WIN32 ERROR = 32", "a");
	assert_found(patterns, "failed to open X, WIN32 ERROR = 33", "");
	assert_found(patterns, "WIN32 ERROR = 112", "b");
	assert_found(patterns, "WIN32 ERROR = 1123", "");
	assert_found(patterns, "failed to open X, error = 32", "");
	assert_found(patterns, "{6581} ERROR: no connection", "c");
	assert_found(patterns, "{6581} INFO: ERROR", "");
	assert_int_equal(sms_patterns_given_up(patterns), 0);
	sms_patterns_free(patterns);
}

static void a_log_has_its_own_patterns_and_those_of_all(void **state)
{
	static const struct sms_pattern table[] = { { "SCHED.LOG", "outbox" }, { "LANSEND.LOG", "outbox" },
		{ NULL, "outbox" } };
	struct sms_patterns *patterns = compile(table, COUNT(table), "sched.log");

	(void)state;
	assert_found(patterns, "an outbox", "ac");
	sms_patterns_free(patterns);
	patterns = compile(table, COUNT(table), "HMAN.LOG");
	assert_found(patterns, "an outbox", "c");
	sms_patterns_free(patterns);
	patterns = compile(table, COUNT(table), NULL);
	assert_found(patterns, "an outbox", "abc");
	sms_patterns_free(patterns);
	patterns = compile(NULL, 0, NULL);
	assert_found(patterns, "an outbox", "");
	sms_patterns_free(patterns);
	sms_patterns_free(NULL);
}

static void a_long_text_is_more_than_its_window(void **state)
{
	char text[600], other[600];
	struct sms_pattern table[] = { { NULL, text } };
	struct sms_patterns *patterns;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[599] = '\0';
	memcpy(other, text, sizeof(text));
	patterns = compile(table, 1, NULL);
	assert_found(patterns, other, "a");
	assert_found_in(patterns, other, 598, "");
	other[400] = 'y';
	assert_found(patterns, other, "");
	sms_patterns_free(patterns);
}

static void what_cannot_be_compiled_is_named(void **state)
{
	static const struct sms_pattern wrong[] = { { NULL, "fine" }, { NULL, "text", "a(b" } };
	static const struct sms_pattern small[] = { { NULL, "xy" } };
	struct sms_patterns *patterns;

	(void)state;
	assert_int_equal(sms_patterns_new(wrong, 2, NULL, &patterns), SMSSITE_MALFORMED);
	assert_null(patterns);
	assert_non_null(strstr(smssite_error_message(), "pattern 1, \"a(b\", at character 3"));
	assert_int_equal(sms_patterns_new(small, 1, NULL, &patterns), SMSSITE_MALFORMED);
	assert_int_equal(sms_patterns_new(small, 70000, NULL, &patterns), SMSSITE_LIMIT);
}

static void an_expression_that_explodes_is_given_up(void **state)
{
	static const struct sms_pattern table[] = { { NULL, NULL, "(x+x+)+y" } };
	struct sms_patterns *patterns = compile(table, 1, NULL);
	char text[402];

	(void)state;
	memset(text, 'x', 400);
	memcpy(text + 400, "zy", 2);
	assert_found_in(patterns, text, sizeof(text), "");
	assert_int_equal(sms_patterns_given_up(patterns), 1);
	sms_patterns_free(patterns);
}

static smssite_status compile_and_match(void *argument)
{
	static const struct sms_pattern table[] = { { NULL, "text", "t.x(?:.)*t" },
		{ NULL, NULL, "(a)(b)" } };
	struct sms_patterns *patterns;
	const size_t *found;
	size_t count;
	smssite_status status = sms_patterns_new(table, COUNT(table), NULL, &patterns);

	(void)argument;
	if (!status)
		status = sms_patterns_match(patterns, "a text with ab", 14, &found, &count);
	if (!status)
		assert_int_equal(count, 2);
	sms_patterns_free(patterns);
	return status;
}

static void memory_may_run_out_anywhere(void **state)
{
	(void)state;
	assert_true(sweep_allocations(compile_and_match, NULL) > 5);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_found_wherever_they_are),
		cmocka_unit_test(every_text_is_found_at_every_place),
		cmocka_unit_test(an_expression_narrows_a_text),
		cmocka_unit_test(a_log_has_its_own_patterns_and_those_of_all),
		cmocka_unit_test(a_long_text_is_more_than_its_window),
		cmocka_unit_test(what_cannot_be_compiled_is_named),
		cmocka_unit_test(an_expression_that_explodes_is_given_up),
		cmocka_unit_test(memory_may_run_out_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
