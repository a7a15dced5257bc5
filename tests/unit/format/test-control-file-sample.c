/* SPDX-License-Identifier: MIT */
/* The one complete sample that is published: a primary's master, from the SMS 1.2 Resource Guide. */
#include "control-file-common.h"

static char sample[65536];
static size_t sample_size;

static void every_section_of_the_published_sample_is_typed(void **state)
{
	static const size_t counts[] = { 0, 1, 0, 1, 23, 13, 1, 2, 2, 6, 1, 12, 1, 1 };
	smssite_control_file *file = parse_bytes(sample, sample_size);
	const void *data;
	size_t size, line, account;

	(void)state;
	for (int kind = 0; kind <= SMSSITE_SECTION_SENDER_OUTBOX; kind++) {
		size_t count = 0, at = 0;

		while ((at = smssite_control_file_find(file, (smssite_section_kind)kind, at)) !=
			SMSSITE_NO_INDEX) {
			count++;
			at++;
		}
		assert_int_equal(count, counts[kind]);
	}
	assert_int_equal(smssite_control_file_data(file, &data, &size), SMSSITE_OK);
	assert_int_equal(size, sample_size);
	assert_memory_equal(data, sample, size);
	assert_int_equal(smssite_control_file_type(file), SMSSITE_CONTROL_PROPOSED);
	assert_int_equal(smssite_control_file_time_utc_s(file), 837492602);
	account = smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0);
	assert_value(file, account, SMSSITE_SITE_ACCOUNT_SITE_CODE, "SKZ");
	assert_value(file, account, SMSSITE_SITE_ACCOUNT_SITE_NAME, "STEVE'S SITE");
	assert_value(
		file, smssite_control_file_find_property(file, "version"), SMSSITE_PROPERTY_STRING1, "786");
	/* The second address is printed with a count that is one short. */
	assert_int_equal(smssite_control_file_tolerance_count(file), 1);
	assert_non_null(strstr(smssite_control_file_tolerance(file, 0, &line), "not as long"));
	assert_int_equal(line, smssite_control_file_section_line(
				       file, smssite_control_file_find(file, SMSSITE_SECTION_ADDRESS, 0)) +
				       3);
	smssite_control_file_free(file);
}

static void an_edit_without_changes_gives_the_sample_back(void **state)
{
	smssite_control_file *file = parse_bytes(sample, sample_size);
	smssite_control_file_edit *edit;
	void *data;
	size_t size;

	(void)state;
	assert_int_equal(smssite_control_file_edit_new(file, &edit), SMSSITE_OK);
	assert_int_equal(smssite_control_file_edit_finish(edit, &data, &size), SMSSITE_OK);
	assert_int_equal(size, sample_size);
	assert_memory_equal(data, sample, size);
	smssite_free(data);
	smssite_control_file_edit_free(edit);
	smssite_control_file_free(file);
}

static void the_sample_would_not_be_rejected(void **state)
{
	smssite_control_file *file = parse_bytes(sample, sample_size);
	smssite_verdict verdict;

	(void)state;
	for (int code = 710; code <= 718; code++) {
		assert_int_equal(smssite_control_file_check(file, code, "skz", "d:\\sms\\", &verdict, NULL),
			SMSSITE_OK);
		assert_int_equal(verdict, SMSSITE_VERDICT_PASSES);
	}
	smssite_control_file_free(file);
}

static void masked_the_sample_holds_no_key(void **state)
{
	smssite_control_file *file = parse_bytes(sample, sample_size);
	void *data;
	size_t size, run = 0;

	(void)state;
	assert_int_equal(smssite_control_file_masked(file, &data, &size), SMSSITE_OK);
	for (size_t i = 0; i < size; i++) {
		run = strchr("0123456789ABCDEabcdef", ((char *)data)[i]) ? run + 1 : 0;
		assert_in_range(run, 0, 20);
	}
	smssite_control_file_free(parse_bytes(data, size));
	smssite_free(data);
	smssite_control_file_free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_section_of_the_published_sample_is_typed),
		cmocka_unit_test(an_edit_without_changes_gives_the_sample_back),
		cmocka_unit_test(the_sample_would_not_be_rejected),
		cmocka_unit_test(masked_the_sample_holds_no_key),
	};
	const char *samples = getenv("SMSSITE_SAMPLES");
	char path[4096];
	FILE *stream;

	if (!samples ||
		snprintf(path, sizeof(path), "%s/sitectrl/SITECTRL.CT0", samples) >= (int)sizeof(path) ||
		!(stream = fopen(path, "rb"))) {
		printf("skipped: no sitectrl/SITECTRL.CT0 in SMSSITE_SAMPLES\n");
		return 77;
	}
	sample_size = fread(sample, 1, sizeof(sample), stream);
	fclose(stream);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
