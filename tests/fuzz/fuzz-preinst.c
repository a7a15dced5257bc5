/* SPDX-License-Identifier: MIT */
/* A line of NT: split, joined and split again; and read as PREINST's by every product. */
#include "fuzz.h"

#include <smssite.h>
#include <string.h>
#include "format/command.h"

static void check_line(const smssite_command *command, smssite_product product, smssite_command_style style)
{
	smssite_command *again;
	char *line;

	FUZZ_CHECK(smssite_command_line(command, style, &line) == SMSSITE_OK);
	FUZZ_CHECK(smssite_command_preinst_parse(product, line, strlen(line), "C9N", &again) == SMSSITE_OK);
	FUZZ_CHECK(smssite_command_word_count(again) == smssite_command_word_count(command));
	for (size_t i = 0; i < smssite_command_word_count(again); i++)
		FUZZ_CHECK(strcmp(smssite_command_word(again, i), smssite_command_word(command, i)) == 0);
	FUZZ_CHECK(!*smssite_command_tolerance(again));
	smssite_command_free(again);
	smssite_free(line);
}

static void check_preinst(const char *text, size_t size)
{
	for (smssite_product product = SMSSITE_PRODUCT_SMS_1; product <= SMSSITE_PRODUCT_CONFIGMGR_2012;
		product++) {
		smssite_command *command;
		smssite_status status = smssite_command_preinst_parse(product, text, size, "C9N", &command);

		FUZZ_CHECK(!status == (command != NULL));
		FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED ||
			   status == SMSSITE_UNSUPPORTED || status == SMSSITE_REFUSED ||
			   status == SMSSITE_LIMIT);
		if (status) {
			FUZZ_CHECK(sms_is_utf8(smssite_error_message(), strlen(smssite_error_message())));
			continue;
		}
		check_line(command, product, SMSSITE_COMMAND_CREATEPROCESS);
		check_line(command, product, SMSSITE_COMMAND_CMD);
		smssite_command_free(command);
	}
}

static void check_words(const char *text, size_t size)
{
	struct sms_arena arena = { 0 };
	const char **words, **again;
	size_t count, again_count;
	char *line;

	if (sms_command_line_split((struct sms_span){ text, size }, &arena, &words, &count) == SMSSITE_OK) {
		FUZZ_CHECK(sms_command_line_join(words, count, SMSSITE_COMMAND_CREATEPROCESS, &line) ==
			   SMSSITE_OK);
		/* Marks that are characters need a backslash, so the line may have grown beyond what NT
		 * takes. */
		if (strlen(line) <= 32767) {
			FUZZ_CHECK(!sms_command_line_split(sms_span_of(line), &arena, &again, &again_count));
			FUZZ_CHECK(again_count == count);
			for (size_t i = 0; i < count; i++)
				FUZZ_CHECK(strcmp(words[i], again[i]) == 0);
		}
		smssite_free(line);
	}
	sms_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_words((const char *)data, size);
	check_preinst((const char *)data, size);
	return 0;
}
