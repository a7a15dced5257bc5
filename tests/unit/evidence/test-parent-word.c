/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "sweep.h"

#define HMAN(text) text "   $$<SMS_HIERARCHY_MANAGER><Tue Jul 15 14:02:09 1997~><thread=126>\r\n"

typedef smssite_status reader(const void *data, size_t size, smssite_parent_word **word);

static smssite_parent_word *read_with(reader *read, const char *text)
{
	smssite_parent_word *word = NULL;

	if (read(text, strlen(text), &word) != SMSSITE_OK)
		fail_msg("%s", smssite_error_message());
	return word;
}

static smssite_parent_word *list(const char *text)
{
	return read_with(smssite_parent_word_parse_site_list, text);
}

static smssite_parent_word *hman(const char *text)
{
	return read_with(smssite_parent_word_parse_hman_log, text);
}

static void assert_says(const smssite_parent_word *word, const char *code, smssite_site_status status,
	int64_t detail, size_t line)
{
	size_t index = smssite_parent_word_find(word, code);

	if (index == SMSSITE_NO_INDEX)
		fail_msg("nothing on %s", code);
	assert_int_equal(smssite_parent_word_status(word, index), status);
	assert_int_equal(smssite_parent_word_detail(word, index), detail);
	assert_int_equal(smssite_parent_word_line(word, index), line);
}

static void a_site_list_gives_status_and_detail(void **state)
{
	smssite_parent_word *word =
		list("# Sites table of C9N\r\n\r\nC9N 1 0\r\nq7z\t2  32 # waits\r\nK3B 5\r\n");

	(void)state;
	assert_int_equal(smssite_parent_word_form(word), SMSSITE_WORD_SITE_LIST);
	assert_int_equal(smssite_parent_word_count(word), 3);
	assert_says(word, "C9N", SMSSITE_SITE_ACTIVE, 0, 3);
	assert_says(word, "Q7Z", SMSSITE_SITE_PENDING, 32, 4);
	assert_says(word, "k3b", SMSSITE_SITE_UPGRADE, 0, 5);
	assert_string_equal(smssite_parent_word_site_code(word, 1), "Q7Z");
	assert_int_equal(smssite_parent_word_find(word, "Q7Y"), SMSSITE_NO_INDEX);
	smssite_parent_word_free(word);
}

static void flags_are_split_from_the_detail(void **state)
{
	static const struct {
		const char *text;
		int64_t detail;
		uint32_t flags;
	} cases[] = { { "Q7Z 2 0x4000000B", 11, 0x4000 }, { "Q7Z 2 0X80000020", 32, 0x8000 },
		{ "Q7Z 2 2147483680", 32, 0x8000 }, { "Q7Z 2 -2147483616", 32, 0x8000 },
		{ "Q7Z 2 -2147483648", 0, 0x8000 }, { "Q7Z 2 4294967295", 0xFFFF, 0xFFFF },
		{ "Q7Z 2 0", 0, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		smssite_parent_word *word = list(cases[i].text);

		assert_int_equal(smssite_parent_word_detail(word, 0), cases[i].detail);
		assert_int_equal(smssite_parent_word_flags(word, 0), cases[i].flags);
		smssite_parent_word_free(word);
	}
}

static void assert_refused(const char *text, const char *message)
{
	smssite_parent_word *word = (smssite_parent_word *)&word;

	if (smssite_parent_word_parse_site_list(text, strlen(text), &word) != SMSSITE_MALFORMED)
		fail_msg("\"%s\" was read", text);
	assert_null(word);
	if (!strstr(smssite_error_message(), message))
		fail_msg("\"%s\" does not say \"%s\"", smssite_error_message(), message);
}

static void a_line_that_does_not_fit_is_refused(void **state)
{
	static const char *const lines[] = { "Q7 1 0", "Q7ZZ 1 0", "Q-Z 1 0", "Q7Z", "Q7Z x", "Q7Z 0 0",
		"Q7Z 6 0", "Q7Z -1 0", "Q7Z 32 2", "Q7Z 2 x", "Q7Z 2 0x", "Q7Z 2 0x123456789", "Q7Z 2 0xG",
		"Q7Z 2 4294967296", "Q7Z 2 -2147483649", "Q7Z 2 --1", "Q7Z 2 -", "Q7Z 2 32 1", "Q7Z,2,32",
		"1 2 3", "\x01\x02\x03", "Q7Z 2 99999999999999999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char text[128];

		snprintf(text, sizeof(text), "C9N 1 0\n%s\n", lines[i]);
		assert_refused(text, "line 2: ");
	}
}

static void two_words_on_a_site_in_one_list_contradict(void **state)
{
	smssite_parent_word *word = list("Q7Z 2 32\nC9N 1\nq7z 2 0x20\n");

	(void)state;
	assert_int_equal(smssite_parent_word_count(word), 2);
	assert_says(word, "Q7Z", SMSSITE_SITE_PENDING, 32, 1);
	smssite_parent_word_free(word);
	assert_refused("Q7Z 2 32\nC9N 1\nq7z 1 0\n", "lines 1 and 3 contradict");
	assert_refused("Q7Z 2 32\nC9N 1\nq7z 2 31\n", "lines 1 and 3 contradict");
	assert_refused("Q7Z 2 32\nQ7Z 2 0x40000020\n", "lines 1 and 2 contradict");
}

static void an_empty_list_says_nothing(void **state)
{
	smssite_parent_word *word = list("");

	(void)state;
	assert_int_equal(smssite_parent_word_count(word), 0);
	assert_int_equal(smssite_parent_word_find(word, "Q7Z"), SMSSITE_NO_INDEX);
	smssite_parent_word_free(word);
}

static void a_list_may_come_from_any_editor(void **state)
{
	static const char wide[] = "\xFF\xFEQ\0007\0Z\0 \0001\0";
	smssite_parent_word *word = NULL;

	(void)state;
	assert_int_equal(smssite_parent_word_parse_site_list(wide, sizeof(wide) - 1, &word), SMSSITE_OK);
	assert_says(word, "Q7Z", SMSSITE_SITE_ACTIVE, 0, 1);
	smssite_parent_word_free(word);
	word = list("\xEF\xBB\xBFQ7Z 1\r\n# Z\xFCrich\r\n");
	assert_says(word, "Q7Z", SMSSITE_SITE_ACTIVE, 0, 1);
	smssite_parent_word_free(word);
}

static void every_code_there_can_be_has_its_place(void **state)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char *text = malloc(46656 * 16), code[4] = "";
	smssite_parent_word *word;
	size_t size = 0;

	(void)state;
	for (size_t i = 46656; i-- > 0;)
		size += (size_t)sprintf(text + size, "%c%c%c %u\n", digits[i / 1296], digits[i / 36 % 36],
			digits[i % 36], (unsigned)(1 + i % 5));
	word = list(text);
	free(text);
	assert_int_equal(smssite_parent_word_count(word), 46656);
	for (size_t i = 0; i < 46656; i++) {
		snprintf(code, sizeof(code), "%c%c%c", digits[i / 1296], digits[i / 36 % 36], digits[i % 36]);
		assert_int_equal(smssite_parent_word_find(word, code), 46655 - i);
		assert_int_equal(smssite_parent_word_status(word, 46655 - i), 1 + i % 5);
	}
	smssite_parent_word_free(word);
}

static void hman_names_status_and_detail(void **state)
{
	static const struct {
		const char *text;
		smssite_site_status status;
		int64_t detail;
	} cases[] = {
		{ HMAN("{1000} INFO: Site Q7Z status 2 detail 32~"), SMSSITE_SITE_PENDING, 32 },
		{ HMAN("{1000} INFO: (model) Site Q7Z status 1 detail 0~"), SMSSITE_SITE_ACTIVE, 0 },
		{ HMAN("~Site Q7Z (Edge) has status 2, detailed status 0x40000015"), SMSSITE_SITE_PENDING,
			21 },
		{ HMAN("{7} INFO: SITE Q7Z: Status = 5 (UPGRADE), Detail = 62~"), SMSSITE_SITE_UPGRADE, 62 },
		{ HMAN("Site Q7Z status: 3; detailed status code is 33"), SMSSITE_SITE_FAILED, 33 },
		{ HMAN("Site Q7Z status is 4"), SMSSITE_SITE_DELETED, 0 },
		{ HMAN("Site Q7Z status 2 detail none"), SMSSITE_SITE_PENDING, 0 },
		{ HMAN("Site Q7Z status 7 detail 1"), SMSSITE_SITE_UNKNOWN, 1 },
		{ HMAN("{1004} INFO: (model) Event 358: ACTUAL site control image of site Q7Z received from "
		       "site C9N~"),
			SMSSITE_SITE_ACTIVE, 0 },
		{ HMAN("Event 358 logged with error 0 and object (Q7Z); GetLastError 0"), SMSSITE_SITE_ACTIVE,
			0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		smssite_parent_word *word = hman(cases[i].text);

		assert_int_equal(smssite_parent_word_form(word), SMSSITE_WORD_HMAN_LOG);
		assert_int_equal(smssite_parent_word_count(word), 1);
		assert_says(word, "Q7Z", cases[i].status, cases[i].detail, 1);
		smssite_parent_word_free(word);
	}
}

static void the_last_word_counts(void **state)
{
	smssite_parent_word *word =
		hman(HMAN("{1} INFO: Beginning processing cycle~") HMAN("Site Q7Z status 2 detail 32~")
				HMAN("Site C9N status 1 detail 0~") "torn line\r\n" HMAN(
					"Event 358: ACTUAL image of site Q7Z received~")
					HMAN("Site C9N status 5 detail 61~"));

	(void)state;
	assert_int_equal(smssite_parent_word_count(word), 2);
	assert_says(word, "Q7Z", SMSSITE_SITE_ACTIVE, 0, 5);
	assert_says(word, "C9N", SMSSITE_SITE_UPGRADE, 61, 6);
	smssite_parent_word_free(word);
	word = hman(HMAN("Site Q7Z status 1 detail 0~") HMAN("Site Q7Z status 9~"));
	assert_says(word, "Q7Z", SMSSITE_SITE_UNKNOWN, 0, 2);
	smssite_parent_word_free(word);
}

static void what_states_nothing_is_passed_over(void **state)
{
	static const char *const lines[] = {
		"Site Q7Z status 1\r\n",
		"Site Q7Z status 1   $$<SMS_SCHEDULER><Tue Jul 15 14:02:09 1997~><thread=1>\r\n",
		HMAN("{1} ERROR: Site Q7Z status 1 cannot be written~"),
		HMAN("{1} ERROR SQL: Site Q7Z status 1~"),
		HMAN("{1003} ERROR: Event 341: site Q7Z is not in the Sites table~"),
		HMAN("{1} ERROR: Event 358: no event for site Q7Z~"),
		HMAN("Could not set site Q7Z status 1"),
		HMAN("Site Q7Z is not status 1"),
		HMAN("Site Q7Z job status 1"),
		HMAN("Site Control Job for Q7Z status 4"),
		HMAN("Checking job for site Q7Z, status 1"),
		HMAN("Site Q7Z status changed from 1"),
		HMAN("Site has status 1"),
		HMAN("Site Q7ZZ status 1"),
		HMAN("Site Q7Z status"),
		HMAN("Site Q7Z status x1"),
		HMAN("Site Q7Z"),
		HMAN("Site"),
		HMAN("Event 358"),
		HMAN("Event 358: site has come"),
		HMAN("Event 3580: site Q7Z"),
		HMAN("Could not log Event 358 for site Q7Z"),
		HMAN(""),
		HMAN("{unclosed"),
		HMAN("(unclosed"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		smssite_parent_word *word = hman(lines[i]);

		if (smssite_parent_word_count(word))
			fail_msg("\"%s\" was taken for a word", lines[i]);
		smssite_parent_word_free(word);
	}
}

static void a_log_cut_at_any_byte_never_turns_active(void **state)
{
	static const char text[] =
		HMAN("{1} INFO: Site Q7Z status 2 detail 32~") HMAN("Event 339: bad type, site Q7Z~");

	(void)state;
	for (size_t cut = 0; cut < sizeof(text); cut++) {
		smssite_parent_word *word = NULL;
		char *data = malloc(cut + 1);

		memcpy(data, text, cut);
		assert_int_equal(smssite_parent_word_parse_hman_log(data, cut, &word), SMSSITE_OK);
		if (smssite_parent_word_count(word))
			assert_says(word, "Q7Z", SMSSITE_SITE_PENDING, 32, 1);
		smssite_parent_word_free(word);
		word = NULL;
		if (smssite_parent_word_parse_site_list(data, cut, &word) == SMSSITE_OK)
			assert_int_equal(smssite_parent_word_count(word), 0);
		smssite_parent_word_free(word);
		free(data);
	}
}

static void a_huge_log_of_anything_is_read(void **state)
{
	size_t size = 4u << 20;
	char *data = malloc(size);
	smssite_parent_word *word = NULL;

	(void)state;
	for (size_t i = 0; i < size; i++)
		data[i] = (char)(i * 2654435761u >> 13);
	for (size_t i = 0; i < size; i++)
		data[i] += !data[i];
	assert_int_equal(smssite_parent_word_parse_hman_log(data, size, &word), SMSSITE_OK);
	smssite_parent_word_free(word);
	for (size_t i = 0; i < size; i++)
		data[i] = "Site ("[i % 6];
	assert_int_equal(smssite_parent_word_parse_hman_log(data, size, &word), SMSSITE_OK);
	assert_int_equal(smssite_parent_word_count(word), 0);
	smssite_parent_word_free(word);
	free(data);
}

static void a_log_of_nothing_but_nul_is_none(void **state)
{
	static const char record[] = "{6354} INFO: Site C9N: nothing~   $$<SMS_HIERARCHY_MANAGER><Tue Jul 15 12:00:00 1997~><thread=A>\r\n";
	char data[4096 + sizeof(record)] = "";
	smssite_parent_word *word = NULL;

	(void)state;
	assert_int_equal(smssite_parent_word_parse_hman_log(data, sizeof(data), &word), SMSSITE_MALFORMED);
	assert_null(word);
	/* What a server that crashed left behind a record. */
	memcpy(data, record, sizeof(record) - 1);
	assert_int_equal(smssite_parent_word_parse_hman_log(data, sizeof(data), &word), SMSSITE_OK);
	smssite_parent_word_free(word);
	assert_int_equal(smssite_parent_word_parse_hman_log("", 0, &word), SMSSITE_OK);
	smssite_parent_word_free(word);
}

static void a_log_in_utf16_is_read(void **state)
{
	static const char record[] = "Event 358 for site Q7Z   $$<SMS_HIERARCHY_MANAGER><Tue Jul 15 12:00:00 1997~><thread=A>\r\n";
	static const char *const marks[] = { "\xFF\xFE", "\xFE\xFF" };

	(void)state;
	/* Either order, with a byte order mark and without. */
	for (int big = 0; big < 2; big++)
		for (size_t from = 0; from <= 2; from += 2) {
			char wide[2 * sizeof(record)] = { marks[big][0], marks[big][1] };
			smssite_parent_word *word = NULL;

			for (size_t i = 0; i < sizeof(record) - 1; i++)
				wide[2 + 2 * i + (size_t)big] = record[i];
			assert_int_equal(smssite_parent_word_parse_hman_log(wide + from, sizeof(wide) - from, &word), SMSSITE_OK);
			assert_says(word, "Q7Z", SMSSITE_SITE_ACTIVE, 0, 1);
			smssite_parent_word_free(word);
		}
}

static void a_list_beyond_the_limit_is_refused(void **state)
{
	size_t size = (16u << 20) + 1;
	char *data = calloc(size, 1);
	smssite_parent_word *word = NULL;

	(void)state;
	assert_int_equal(smssite_parent_word_parse_site_list(data, size, &word), SMSSITE_LIMIT);
	assert_null(word);
	free(data);
}

static void a_person_may_speak_for_the_parent(void **state)
{
	static const struct {
		const char *phrase;
		smssite_site_status status;
		int64_t detail;
	} cases[] = { { "active", SMSSITE_SITE_ACTIVE, 0 }, { "phase-1", SMSSITE_SITE_PENDING, 100 },
		{ "phase-2", SMSSITE_SITE_PENDING, 11 }, { "phase-3", SMSSITE_SITE_PENDING, 21 },
		{ "Phase-4", SMSSITE_SITE_PENDING, 32 }, { "construction", SMSSITE_SITE_UPGRADE, 0 },
		{ "failed", SMSSITE_SITE_FAILED, 0 }, { "deleted", SMSSITE_SITE_DELETED, 0 } };
	smssite_parent_word *word = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(smssite_parent_word_new_phrase("q7z", cases[i].phrase, &word), SMSSITE_OK);
		assert_int_equal(smssite_parent_word_form(word), SMSSITE_WORD_PHRASE);
		assert_says(word, "Q7Z", cases[i].status, cases[i].detail, 0);
		smssite_parent_word_free(word);
	}
	assert_int_equal(smssite_parent_word_new_phrase("Q7Z", "fine", &word), SMSSITE_INVALID);
	assert_null(word);
	assert_int_equal(smssite_parent_word_new_phrase("Q7Z", "phase-5", &word), SMSSITE_INVALID);
	assert_int_equal(smssite_parent_word_new_phrase("Q7Z", "", &word), SMSSITE_INVALID);
	assert_int_equal(smssite_parent_word_new_phrase("Q7", "active", &word), SMSSITE_INVALID);
	assert_int_equal(smssite_parent_word_new_phrase("Q7\xFC", "active", &word), SMSSITE_INVALID);
	assert_int_equal(smssite_parent_word_new_phrase(NULL, "active", &word), SMSSITE_INVALID);
	assert_int_equal(smssite_parent_word_new_phrase("Q7Z", NULL, &word), SMSSITE_INVALID);
	assert_int_equal(smssite_parent_word_new_phrase("Q7Z", "active", NULL), SMSSITE_INVALID);
}

static smssite_status list_in_sweep(void *argument)
{
	smssite_parent_word *word = NULL;
	smssite_status status = smssite_parent_word_parse_site_list(argument, strlen(argument), &word);

	smssite_parent_word_free(word);
	return status;
}

static smssite_status hman_in_sweep(void *argument)
{
	smssite_parent_word *word = NULL;
	smssite_status status = smssite_parent_word_parse_hman_log(argument, strlen(argument), &word);

	smssite_parent_word_free(word);
	return status;
}

static smssite_status phrase_in_sweep(void *argument)
{
	smssite_parent_word *word = NULL;
	smssite_status status = smssite_parent_word_new_phrase("Q7Z", argument, &word);

	smssite_parent_word_free(word);
	return status;
}

static void a_failed_allocation_leaves_nothing_behind(void **state)
{
	(void)state;
	assert_int_equal(
		sweep_allocations(list_in_sweep, (char[]){ "AAA 1\nAAB 1\nAAC 1\nAAD 1\nAAE 1\nAAF 1\nAAG 1\n"
							   "AAH 1\nAAI 1\n" }),
		4);
	assert_int_equal(sweep_allocations(hman_in_sweep, (char[]){ HMAN("Site Q7Z status 1~") }), 5);
	assert_int_equal(sweep_allocations(phrase_in_sweep, (char[]){ "active" }), 2);
}

static void null_and_positions_out_of_range_are_harmless(void **state)
{
	smssite_parent_word *word = list("Q7Z 2 0x40000020"), *other = NULL;

	(void)state;
	assert_int_equal(smssite_parent_word_parse_site_list(NULL, 0, &other), SMSSITE_INVALID);
	assert_int_equal(smssite_parent_word_parse_site_list("", 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_parent_word_parse_hman_log(NULL, 0, &other), SMSSITE_INVALID);
	assert_int_equal(smssite_parent_word_parse_hman_log("", 0, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_parent_word_form(NULL), SMSSITE_WORD_SITE_LIST);
	assert_int_equal(smssite_parent_word_count(NULL), 0);
	assert_int_equal(smssite_parent_word_find(NULL, "Q7Z"), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_parent_word_find(word, NULL), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_parent_word_find(word, "Q7"), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_parent_word_find(word, "\xFF\xFE\xFD"), SMSSITE_NO_INDEX);
	assert_null(smssite_parent_word_ref(NULL));
	smssite_parent_word_free(NULL);
	for (size_t i = 1; i; i = i == 1 ? SMSSITE_NO_INDEX : 0) {
		assert_null(smssite_parent_word_site_code(word, i));
		assert_int_equal(smssite_parent_word_status(word, i), SMSSITE_SITE_UNKNOWN);
		assert_int_equal(smssite_parent_word_detail(word, i), -1);
		assert_int_equal(smssite_parent_word_flags(word, i), 0);
		assert_int_equal(smssite_parent_word_line(word, i), 0);
	}
	smssite_parent_word_free(word);
}

static void a_reference_keeps_a_word_alive(void **state)
{
	smssite_parent_word *word = list("Q7Z 2 32");
	smssite_parent_word *same = smssite_parent_word_ref(word);

	(void)state;
	assert_ptr_equal(same, word);
	smssite_parent_word_free(word);
	assert_says(same, "Q7Z", SMSSITE_SITE_PENDING, 32, 1);
	smssite_parent_word_free(same);
}

static void numbers_have_names(void **state)
{
	(void)state;
	assert_string_equal(smssite_site_status_name(SMSSITE_SITE_ACTIVE), "ACTIVE");
	assert_string_equal(smssite_site_status_name(SMSSITE_SITE_UPGRADE), "UPGRADE");
	assert_string_equal(smssite_site_status_name((smssite_site_status)6), "UNKNOWN");
	assert_string_equal(smssite_site_status_name((smssite_site_status)-1), "UNKNOWN");
	assert_string_equal(smssite_site_detail_name(32), "FIRSTSCJOB_END");
	assert_string_equal(smssite_site_detail_name(100), "NEWSITE");
	assert_string_equal(smssite_site_detail_name(64), "UPGRADE_ERROR");
	assert_null(smssite_site_detail_name(0));
	assert_null(smssite_site_detail_name(34));
	assert_null(smssite_site_detail_name(-1));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_site_list_gives_status_and_detail),
		cmocka_unit_test(flags_are_split_from_the_detail),
		cmocka_unit_test(a_line_that_does_not_fit_is_refused),
		cmocka_unit_test(two_words_on_a_site_in_one_list_contradict),
		cmocka_unit_test(an_empty_list_says_nothing),
		cmocka_unit_test(a_list_may_come_from_any_editor),
		cmocka_unit_test(every_code_there_can_be_has_its_place),
		cmocka_unit_test(hman_names_status_and_detail),
		cmocka_unit_test(the_last_word_counts),
		cmocka_unit_test(what_states_nothing_is_passed_over),
		cmocka_unit_test(a_log_cut_at_any_byte_never_turns_active),
		cmocka_unit_test(a_huge_log_of_anything_is_read),
		cmocka_unit_test(a_log_of_nothing_but_nul_is_none),
		cmocka_unit_test(a_log_in_utf16_is_read),
		cmocka_unit_test(a_list_beyond_the_limit_is_refused),
		cmocka_unit_test(a_person_may_speak_for_the_parent),
		cmocka_unit_test(a_failed_allocation_leaves_nothing_behind),
		cmocka_unit_test(null_and_positions_out_of_range_are_harmless),
		cmocka_unit_test(a_reference_keeps_a_word_alive),
		cmocka_unit_test(numbers_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
