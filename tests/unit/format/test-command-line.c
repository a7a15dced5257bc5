/* SPDX-License-Identifier: MIT */
/* Words to a line of NT and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include <smssite.h>
#include "format/command.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define MAX_WORDS 8

struct vector {
	const char *line;
	const char *words[MAX_WORDS];
};

static smssite_status split(const char *line, struct sms_arena *arena, const char ***words, size_t *count)
{
	return sms_command_line_split(sms_span_of(line), arena, words, count);
}

static void assert_splits(const char *line, const char *const *expected, size_t expected_count)
{
	struct sms_arena arena = { 0 };
	const char **words;
	size_t count;

	if (split(line, &arena, &words, &count))
		fail_msg("<%s>: %s", line, smssite_error_message());
	if (count != expected_count)
		fail_msg("<%s>: %zu words, not %zu", line, count, expected_count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], expected[i]) != 0)
			fail_msg("<%s>: word %zu is <%s>, not <%s>", line, i, words[i], expected[i]);
	sms_arena_release(&arena);
}

static size_t words_of(const struct vector *vector)
{
	size_t count = 0;

	while (count < MAX_WORDS && vector->words[count])
		count++;
	return count;
}

/* The examples by which the C library's documentation explains its rules, and the corners between them. */
static const struct vector both_ways[] = {
	{ "p abc d e", { "p", "abc", "d", "e" } },
	{ "p \"a b c\" d", { "p", "a b c", "d" } },
	{ "p \"ab\\\"c\" \\ d", { "p", "ab\"c", "\\", "d" } },
	{ "p a\\\\b \"de fg\" h", { "p", "a\\\\b", "de fg", "h" } },
	{ "p \"a\\\\\\\"b\" c", { "p", "a\\\"b", "c" } },
	{ "p \"a b\\\\\"", { "p", "a b\\" } },
	{ "p \"a b\\\\\\\\\" c\\\\", { "p", "a b\\\\", "c\\\\" } },
	{ "p \"\" x", { "p", "", "x" } },
	{ "p \"\\\"\"", { "p", "\"" } },
	{ "p \"\\\\\\\"\"", { "p", "\\\"" } },
	{ "\"C:\\a b\\\" x", { "C:\\a b\\", "x" } },
	{ "C:\\a\\ x", { "C:\\a\\", "x" } },
	{ "PREINST /DELSITE:{CHL,PAR}", { "PREINST", "/DELSITE:{CHL,PAR}" } },
};

static void the_documented_examples_are_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(both_ways); i++)
		assert_splits(both_ways[i].line, both_ways[i].words, words_of(&both_ways[i]));
}

static void the_documented_examples_are_joined(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(both_ways); i++) {
		char *line;

		assert_int_equal(sms_command_line_join(both_ways[i].words, words_of(&both_ways[i]),
					 SMSSITE_COMMAND_CREATEPROCESS, &line),
			SMSSITE_OK);
		assert_string_equal(line, both_ways[i].line);
		smssite_free(line);
	}
}

static void other_spellings_are_split_too(void **state)
{
	static const struct vector vectors[] = {
		{ "p\ta  \t b ", { "p", "a", "b" } },
		{ "p a\"b c\"d", { "p", "ab cd" } },
		{ "p a\\\"b", { "p", "a\"b" } },
		{ "p a\\\\\"b c\"", { "p", "a\\b c" } },
		{ "p a\"\"b", { "p", "ab" } },
		{ "\"p\"", { "p" } },
		{ "p\\\\x \\\\y", { "p\\\\x", "\\\\y" } },
		{ "p a\nb", { "p", "a\nb" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++)
		assert_splits(vectors[i].line, vectors[i].words, words_of(&vectors[i]));
}

static void what_programs_split_differently_is_refused(void **state)
{
	static const char *const lines[] = { "", " p", "\"\" x", "\"p", "\"p\"x", "p\"q\"", "p \"a",
		"p \"a\"\"b\"", "p \"\"\"\"" };

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct sms_arena arena = { 0 };
		const char **words;
		size_t count;

		if (split(lines[i], &arena, &words, &count) != SMSSITE_MALFORMED)
			fail_msg("<%s> was split", lines[i]);
		sms_arena_release(&arena);
	}
}

static void a_line_beyond_what_nt_takes_is_refused(void **state)
{
	static char line[32768];
	struct sms_arena arena = { 0 };
	const char **words;
	size_t count;

	(void)state;
	memset(line, 'x', sizeof(line));
	assert_int_equal(
		sms_command_line_split((struct sms_span){ line, sizeof(line) }, &arena, &words, &count),
		SMSSITE_LIMIT);
	for (size_t i = 1; i < sizeof(line); i += 2)
		line[i] = ' ';
	assert_int_equal(
		sms_command_line_split((struct sms_span){ line, sizeof(line) - 1 }, &arena, &words, &count),
		SMSSITE_OK);
	assert_int_equal(count, 16384);
	sms_arena_release(&arena);
}

static void cmd_gets_quotes_where_a_character_means_something_to_it(void **state)
{
	static const struct vector vectors[] = {
		{ "p \"a&b\"", { "p", "a&b" } },
		{ "p \"a^b\" \"<password>\" \"x|y\" \"(z)\"", { "p", "a^b", "<password>", "x|y", "(z)" } },
		{ "p \"a b&c\\\\\"", { "p", "a b&c\\" } },
		{ "p ^\"a\\^\"^&b^\"", { "p", "a\"&b" } },
		{ "p a,b;c=d {e,f}", { "p", "a,b;c=d", "{e,f}" } },
		{ "\"p,q\" a", { "p,q", "a" } },
		{ "\"p&q\\\" a", { "p&q\\", "a" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		char *line;

		assert_int_equal(sms_command_line_join(
					 vectors[i].words, words_of(&vectors[i]), SMSSITE_COMMAND_CMD, &line),
			SMSSITE_OK);
		assert_string_equal(line, vectors[i].line);
		smssite_free(line);
	}
}

static void what_cmd_cannot_be_given_is_refused(void **state)
{
	static const char *const words[] = { "100%", "%PATH%", "!x", "a\nb", "a\rb", "a\tb", "\x1A" };

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		const char *vector[] = { "p", words[i] };
		char *line = NULL;

		assert_int_equal(
			sms_command_line_join(vector, 2, SMSSITE_COMMAND_CMD, &line), SMSSITE_UNSUPPORTED);
		assert_null(line);
		assert_int_equal(
			sms_command_line_join(vector, 2, SMSSITE_COMMAND_CREATEPROCESS, &line), SMSSITE_OK);
		smssite_free(line);
	}
}

/* xorshift64*: the same on every machine. */
static uint64_t next_random(uint64_t *random)
{
	*random ^= *random >> 12;
	*random ^= *random << 25;
	*random ^= *random >> 27;
	return *random * UINT64_C(2685821657736338717);
}

static void random_word(uint64_t *random, const char *letters, bool name, char word[16])
{
	size_t size = name ? 1 + next_random(random) % 12 : next_random(random) % 12;

	for (size_t i = 0; i < size; i++) {
		do
			word[i] = letters[(next_random(random) >> 20) % strlen(letters)];
		while (name && word[i] == '"');
	}
	word[size] = '\0';
}

/* What CMD.EXE makes of a line before the program sees it: carets outside quotes go and guard what follows,
 * quotes stay and toggle at each mark. False where it would do more than pass the line on. */
static bool through_cmd(const char *line, char *out)
{
	bool quoted = false, name = true;

	for (; *line; line++) {
		if (strchr("%!\n\r", *line))
			return false;
		if (!quoted && *line == '^') {
			if (!*++line)
				return false;
			*out++ = *line;
			continue;
		}
		if (*line == '"')
			quoted = !quoted;
		else if (!quoted && (strchr("&|<>()", *line) || (name && strchr(",;=@", *line))))
			return false;
		name = name && (quoted || *line != ' ');
		*out++ = *line;
	}
	*out = '\0';
	return !quoted;
}

static void rounds(uint64_t seed, const char *letters, smssite_command_style style)
{
	uint64_t random = seed;

	for (int i = 0; i < 100000; i++) {
		size_t count = 1 + next_random(&random) % 5;
		const char *words[5];
		char texts[5][16], passed[512], *line;

		for (size_t word = 0; word < count; word++) {
			random_word(&random, letters, word == 0, texts[word]);
			words[word] = texts[word];
		}
		assert_int_equal(sms_command_line_join(words, count, style, &line), SMSSITE_OK);
		if (style == SMSSITE_COMMAND_CMD) {
			if (!through_cmd(line, passed))
				fail_msg("CMD.EXE does not pass on <%s>", line);
			assert_splits(passed, words, count);
		} else {
			assert_splits(line, words, count);
		}
		smssite_free(line);
	}
}

static void any_words_come_back_from_the_line(void **state)
{
	(void)state;
	rounds(UINT64_C(0x5EED0001), "ab\\\\\\\"\" \t^&|<>(),;=@/{}-%!'\n\x01\xE9",
		SMSSITE_COMMAND_CREATEPROCESS);
	rounds(UINT64_C(0x5EED0002), "\\\" ", SMSSITE_COMMAND_CREATEPROCESS);
}

static void any_words_come_back_through_cmd(void **state)
{
	(void)state;
	rounds(UINT64_C(0x5EED0003), "ab\\\\\\\"\" ^&|<>(),;=@/{}-'\xE9", SMSSITE_COMMAND_CMD);
	rounds(UINT64_C(0x5EED0004), "\\\"^& ", SMSSITE_COMMAND_CMD);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_documented_examples_are_split),
		cmocka_unit_test(the_documented_examples_are_joined),
		cmocka_unit_test(other_spellings_are_split_too),
		cmocka_unit_test(what_programs_split_differently_is_refused),
		cmocka_unit_test(a_line_beyond_what_nt_takes_is_refused),
		cmocka_unit_test(cmd_gets_quotes_where_a_character_means_something_to_it),
		cmocka_unit_test(what_cmd_cannot_be_given_is_refused),
		cmocka_unit_test(any_words_come_back_from_the_line),
		cmocka_unit_test(any_words_come_back_through_cmd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
