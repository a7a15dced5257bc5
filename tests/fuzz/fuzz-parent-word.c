/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>
#include <inttypes.h>
#include <string.h>

static void check(const smssite_parent_word *word, size_t size)
{
	for (size_t i = 0; i < smssite_parent_word_count(word); i++) {
		const char *code = smssite_parent_word_site_code(word, i);

		FUZZ_CHECK(code && strlen(code) == 3);
		FUZZ_CHECK(smssite_parent_word_find(word, code) == i);
		FUZZ_CHECK(smssite_parent_word_detail(word, i) >= 0 &&
			   smssite_parent_word_detail(word, i) <= 0xFFFF);
		FUZZ_CHECK(smssite_parent_word_flags(word, i) <= 0xFFFF);
		FUZZ_CHECK(
			smssite_parent_word_line(word, i) >= 1 && smssite_parent_word_line(word, i) <= size);
	}
}

/* What was read, written as a list again, says the same. */
static void check_again(const smssite_parent_word *word)
{
	size_t count = smssite_parent_word_count(word), size = 0;
	char *text = malloc(count * 32 + 1);
	smssite_parent_word *again = NULL;

	FUZZ_CHECK(text);
	for (size_t i = 0; i < count; i++) {
		uint32_t detail = smssite_parent_word_flags(word, i) << 16 |
				  (uint32_t)smssite_parent_word_detail(word, i);

		size += (size_t)sprintf(text + size, "%s %d %" PRIu32 "\n",
			smssite_parent_word_site_code(word, i), (int)smssite_parent_word_status(word, i),
			detail);
	}
	FUZZ_CHECK(smssite_parent_word_parse_site_list(text, size, &again) == SMSSITE_OK);
	FUZZ_CHECK(smssite_parent_word_count(again) == count);
	for (size_t i = 0; i < count; i++) {
		FUZZ_CHECK(smssite_parent_word_status(again, i) == smssite_parent_word_status(word, i));
		FUZZ_CHECK(smssite_parent_word_detail(again, i) == smssite_parent_word_detail(word, i));
		FUZZ_CHECK(smssite_parent_word_flags(again, i) == smssite_parent_word_flags(word, i));
	}
	smssite_parent_word_free(again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_parent_word *word = NULL;
	smssite_status status = smssite_parent_word_parse_site_list(data, size, &word);

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_LIMIT);
	FUZZ_CHECK((status == SMSSITE_OK) == (word != NULL));
	check(word, size);
	if (word)
		check_again(word);
	smssite_parent_word_free(word);
	status = smssite_parent_word_parse_hman_log(data, size, &word);
	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_LIMIT);
	FUZZ_CHECK((status == SMSSITE_OK) == (word != NULL));
	check(word, size);
	smssite_parent_word_free(word);
	return 0;
}
