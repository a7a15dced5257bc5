/* SPDX-License-Identifier: MIT */
#include "fixture.h"

/* All that a word means, as lines "topic first name". */
static const char *meanings_of(const char *word)
{
	static char text[1024];
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; (i = smssite_meaning_find(word, i)) != SMSSITE_NO_INDEX; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s %lld %s\n",
			smssite_topic_name(smssite_meaning_topic(i)), (long long)smssite_meaning_first(i),
			smssite_meaning_name(i));
	return text;
}

static void each_entry_says_what_it_is(void **state)
{
	(void)state;
	assert_true(smssite_meaning_count() > 150);
	for (size_t i = 0; i < smssite_meaning_count(); i++) {
		const char *rules = smssite_meaning_rules(i), *text = smssite_meaning_text(i);

		assert_true(smssite_meaning_first(i) >= 0);
		assert_true(smssite_meaning_first(i) <= smssite_meaning_last(i));
		assert_true(*text && text[strlen(text) - 1] == '.');
		assert_true(*smssite_meaning_sources(i));
		for (; *rules; rules += strcspn(rules, " "), rules += *rules == ' ') {
			char id[4];

			snprintf(id, sizeof(id), "%s", rules);
			assert_true(smssite_rule_find(id) != SMSSITE_NO_INDEX);
		}
	}
}

static void entries_of_one_topic_ascend_and_do_not_overlap(void **state)
{
	(void)state;
	for (size_t i = 0; i < smssite_meaning_count(); i++)
		for (size_t j = i + 1; j < smssite_meaning_count(); j++)
			if (smssite_meaning_topic(i) == smssite_meaning_topic(j))
				assert_true(smssite_meaning_last(i) < smssite_meaning_first(j) ||
					    smssite_meaning_last(j) < smssite_meaning_first(i));
}

static void one_number_can_mean_several_things(void **state)
{
	(void)state;
	assert_string_equal(meanings_of("214"), "event 214 \n");
	assert_string_equal(meanings_of("7113"), "SCMAN code 7113 \n");
	assert_string_equal(meanings_of("714"), "reject code 714 SC_FILE_BADSITEINFO\n");
	assert_string_equal(meanings_of("32"),
		"detailed site status 32 FIRSTSCJOB_END\nWin32 error 32 ERROR_SHARING_VIOLATION\n");
	assert_string_equal(meanings_of("1"), "event 1 \nsite status 1 ACTIVE\n");
	assert_string_equal(meanings_of("235"), "event 235 \nSENDCODE 235 \n");
	/* Within a range. */
	assert_string_equal(meanings_of("150"), "event 145 \n");
}

static void names_and_hexadecimal_numbers_are_found(void **state)
{
	(void)state;
	assert_string_equal(meanings_of("upgrade_begin"), "detailed site status 62 UPGRADE_BEGIN\n");
	assert_string_equal(meanings_of("sc_file_nodomain"), "reject code 715 SC_FILE_NODOMAIN\n");
	assert_string_equal(meanings_of("C0000001"), "Despooler code 3221225473 \n");
	assert_string_equal(meanings_of("0x38A"), "Despooler code 906 \n");
	assert_string_equal(meanings_of("0x20"),
		"detailed site status 32 FIRSTSCJOB_END\nWin32 error 32 ERROR_SHARING_VIOLATION\n");
}

static void what_is_not_known_is_not_found(void **state)
{
	static const char *const words[] = { "", " ", "-1", "0", "99999", "0x", "12a4z", "214 ", "A01",
		"99999999999999999999999999", "ffffffffffffffffffffffff" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_string_equal(meanings_of(words[i]), "");
	assert_int_equal(smssite_meaning_find(NULL, 0), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_meaning_find("214", SMSSITE_NO_INDEX), SMSSITE_NO_INDEX);
}

static void numbers_agree_with_what_else_the_library_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < smssite_meaning_count(); i++) {
		int64_t number = smssite_meaning_first(i);

		if (smssite_meaning_topic(i) == SMSSITE_TOPIC_SITE_DETAIL)
			assert_string_equal(smssite_meaning_name(i), smssite_site_detail_name(number));
		if (smssite_meaning_topic(i) == SMSSITE_TOPIC_SITE_STATUS)
			assert_string_equal(smssite_meaning_name(i),
				smssite_site_status_name((smssite_site_status)number));
		if (smssite_meaning_topic(i) == SMSSITE_TOPIC_REJECT_CODE)
			assert_non_null(
				strstr(smssite_meaning_text(i), smssite_reject_code_text((int)number)));
	}
}

static void out_of_range_has_neutral_answers(void **state)
{
	size_t beyond = smssite_meaning_count();

	(void)state;
	assert_int_equal(smssite_meaning_topic(beyond), SMSSITE_TOPIC_EVENT);
	assert_int_equal(smssite_meaning_first(beyond), -1);
	assert_int_equal(smssite_meaning_last(SMSSITE_NO_INDEX), -1);
	assert_null(smssite_meaning_name(beyond));
	assert_null(smssite_meaning_text(beyond));
	assert_null(smssite_meaning_rules(beyond));
	assert_null(smssite_meaning_sources(beyond));
	assert_string_equal(smssite_topic_name((smssite_topic)8), "?");
	assert_string_equal(smssite_topic_name((smssite_topic)-1), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_entry_says_what_it_is),
		cmocka_unit_test(entries_of_one_topic_ascend_and_do_not_overlap),
		cmocka_unit_test(one_number_can_mean_several_things),
		cmocka_unit_test(names_and_hexadecimal_numbers_are_found),
		cmocka_unit_test(what_is_not_known_is_not_found),
		cmocka_unit_test(numbers_agree_with_what_else_the_library_says),
		cmocka_unit_test(out_of_range_has_neutral_answers),
	};

	return cmocka_run_group_tests_name("meanings", tests, NULL, NULL);
}
