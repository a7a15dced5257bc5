/* SPDX-License-Identifier: MIT */
/* The journal, whole, torn and damaged. */
#include "recovery-tests.h"
#include "base/alloc.h"
#include "recovery/inside.h"
#include "tree/tree.h"

static void read_journal(const struct stand *stand, char **data, size_t *size)
{
	void *bytes;

	assert_int_equal(smssite_tree_read_file(stand->memory, stand->journal, 1 << 20, &bytes, size), SMSSITE_OK);
	*data = bytes;
}

/* The stand with other bytes in its journal. */
static void replace_journal(struct stand *stand, const void *data, size_t size)
{
	stand_remove(stand, stand->journal);
	assert_int_equal(smssite_tree_write_file(stand->memory, stand->journal, data, size), SMSSITE_OK);
}

static size_t records_in(const void *data, size_t size, size_t *last)
{
	struct sms_records records;
	void *copy = sms_alloc(size);
	size_t count;

	assert_non_null(copy);
	memcpy(copy, data, size);
	assert_int_equal(sms_records_parse(copy, size, &records), SMSSITE_OK);
	count = records.count;
	/* Where the last record begins. */
	*last = size - records.payload[count - 1].size - 1;
	while (*last && ((const char *)data)[*last - 1] != '\n')
		--*last;
	sms_records_release(&records);
	return count;
}

static smssite_status parse(const void *data, size_t size, size_t *count)
{
	struct sms_records records;
	void *copy = sms_alloc(size ? size : 1);
	smssite_status status;

	assert_non_null(copy);
	memcpy(copy, data, size);
	status = sms_records_parse(copy, size, &records);
	if (!status) {
		*count = records.count;
		sms_records_release(&records);
	}
	return status;
}

static void every_change_is_announced_in_it_first(void **state)
{
	struct stand stand;
	char *line, *next;
	bool announced = false;
	unsigned moves = 0;

	(void)state;
	stand_open(&stand, &with_strays);
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	/* Every change of a name in the box comes after a synced write to the journal, and has one for itself. */
	for (line = stand.faulty->record; *line; line = next + 1) {
		next = strchr(line, '\n');
		if (strncmp(line, "sync SMSSITE.WRK", 16) == 0)
			announced = true;
		if (strncmp(line, "rename-noreplace SMS/SITE.SRV/SITECFG.BOX", 41) != 0)
			continue;
		assert_true(announced);
		announced = false;
		moves++;
	}
	assert_int_equal(moves, STAND_STRAYS + 1);
	finish(&stand);
}

static void a_journal_cut_anywhere_loses_its_torn_record_only(void **state)
{
	struct stand stand;
	size_t size, last, count, found = 0, lines = 0;
	char *data;

	(void)state;
	stand_open(&stand, &with_strays);
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	read_journal(&stand, &data, &size);
	count = records_in(data, size, &last);
	for (size_t cut = 0; cut <= size; cut++) {
		assert_int_equal(parse(data, cut, &found), SMSSITE_OK);
		assert_int_equal(found, lines);
		lines += cut < size && data[cut] == '\n';
	}
	assert_int_equal(found, count);
	smssite_free(data);
	finish(&stand);
}

static void damage_before_the_last_record_is_refused(void **state)
{
	static const char other[] = { 0, '\n', '0', '9', ' ', '{', 'A', (char)0xFF };
	struct stand stand;
	size_t size, last, count, found;
	char *data;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	read_journal(&stand, &data, &size);
	count = records_in(data, size, &last);
	for (size_t at = 0; at < size; at++) {
		for (size_t i = 0; i < sizeof(other); i++) {
			char was = data[at];
			smssite_status status;

			if (was == other[i])
				continue;
			data[at] = other[i];
			status = parse(data, size, &found);
			data[at] = was;
			/* The last record may also be refused: where its damage looks like more than one. It is never
			 * believed. */
			if (at < last ? status != SMSSITE_MALFORMED :
					(status && status != SMSSITE_MALFORMED) || (!status && found != count - 1))
				fail_msg("byte %zu of %zu as %02x: %s", at, size, (unsigned char)other[i],
					smssite_status_name(status));
		}
	}
	smssite_free(data);
	finish(&stand);
}

static size_t line_after(const char *data, size_t at)
{
	while (data[at] != '\n')
		at++;
	return at + 1;
}

static void records_that_are_missing_doubled_or_moved_are_noticed(void **state)
{
	struct stand stand;
	size_t size, last, found, second, third;
	char *data, *other;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	read_journal(&stand, &data, &size);
	records_in(data, size, &last);
	other = malloc(2 * size);
	assert_non_null(other);
	second = line_after(data, 0);
	third = line_after(data, second);
	/* The second one is missing. */
	memcpy(other, data, second);
	memcpy(other + second, data + third, size - third);
	assert_int_equal(parse(other, size - third + second, &found), SMSSITE_MALFORMED);
	/* It is there twice. */
	memcpy(other, data, third);
	memcpy(other + third, data + second, size - second);
	assert_int_equal(parse(other, size + third - second, &found), SMSSITE_MALFORMED);
	/* The last stands in its place. */
	memcpy(other, data, second);
	memcpy(other + second, data + last, size - last);
	memcpy(other + second + size - last, data + second, last - second);
	assert_int_equal(parse(other, size, &found), SMSSITE_MALFORMED);
	free(other);
	smssite_free(data);
	finish(&stand);
}

/* Torn where it was written last, wherever that is, an apply goes on; with any other byte changed it does not. */
static void an_apply_goes_on_with_a_torn_journal(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	for (unsigned at = 1; at <= 8; at++) {
		size_t size, last;
		smssite_apply *apply;
		struct stand first;
		char *data;

		stand_copy(&stand, NULL, &first);
		assert_int_equal(stand_begin(&first, &apply), SMSSITE_OK);
		for (unsigned n = 0; n < at; n++)
			assert_int_equal(stand_turn(&first, apply), SMSSITE_OK);
		smssite_apply_free(apply);
		read_journal(&first, &data, &size);
		records_in(data, size, &last);
		for (size_t cut = last; cut < size; cut += 7) {
			struct stand second;

			stand_copy(&first, NULL, &second);
			replace_journal(&second, data, cut);
			assert_int_equal(stand_resume(&second), SMSSITE_OK);
			/* Without its intent a submitted master is no longer recognised: that is said, nothing else. */
			if (second.outcome != SMSSITE_OUTCOME_DONE)
				assert_outcome(&second, SMSSITE_OUTCOME_CHANGED);
			stand_check_end(&second, "torn");
			stand_close(&second);
		}
		data[last / 2] ^= 1;
		replace_journal(&first, data, size);
		assert_int_equal(smssite_apply_resume(first.tree, first.journal, first.now, &apply), SMSSITE_MALFORMED);
		assert_int_equal(smssite_apply_undo(first.tree, first.journal, first.now, &apply), SMSSITE_MALFORMED);
		smssite_free(data);
		stand_close(&first);
	}
	stand_close(&stand);
}

/* -- records that are whole, and say what cannot be ----------------------------------------------- */

/* A journal with these records behind that of its beginning. */
static smssite_status resume_with(const char *const *payloads)
{
	struct sms_journal journal;
	struct sms_records records;
	smssite_apply *apply;
	struct stand stand;
	smssite_status status;

	stand_open(&stand, &with_strays);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	smssite_apply_free(apply);
	sms_journal_init(&journal, stand.memory, stand.journal);
	assert_int_equal(sms_journal_read(&journal, &records), SMSSITE_OK);
	sms_records_release(&records);
	for (; *payloads; payloads++)
		assert_int_equal(sms_journal_append(&journal, *payloads), SMSSITE_OK);
	sms_journal_close(&journal);
	status = smssite_apply_resume(stand.tree, stand.journal, stand.now, &apply);
	if (!status)
		smssite_apply_free(apply);
	stand_close(&stand);
	return status;
}

/* As a rollback journal without a header: what a crash leaves of a beginning is none. But a plan that has done something has
 * a backup beside it, and is not begun again. */
static void an_empty_journal_is_no_beginning_unless_something_is_beside_it(void **state)
{
	unsigned refused = 0;
	struct stand stand;

	(void)state;
	for (unsigned at = 0; at <= 8; at++) {
		for (int gone = 0; gone < 2; gone++) {
			smssite_apply *apply;
			smssite_status status;
			bool beside;

			stand_open(&stand, &with_strays);
			assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
			for (unsigned n = 0; n < at; n++)
				assert_int_equal(stand_turn(&stand, apply), SMSSITE_OK);
			smssite_apply_free(apply);
			beside = stand_has(&stand, stand_work(&stand, "BACKUP"));
			if (gone)
				stand_remove(&stand, stand.journal);
			else
				replace_journal(&stand, "", 0);
			status = stand_apply(&stand);
			/* Far enough the site itself shows that it is not what the plan was made for. */
			if (status == SMSSITE_EXISTS)
				assert_message("was lost: look at BACKUP beside it");
			else
				assert_int_equal(status, beside ? SMSSITE_CHANGED : SMSSITE_OK);
			refused += status == SMSSITE_EXISTS;
			if (!beside)
				assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
			stand_close(&stand);
		}
	}
	assert_true(refused);
}

static void records_that_cannot_follow_are_refused(void **state)
{
	static const char *const wrong[] = {
		"{}", "[]", "{\"event\":\"done\"}", "{\"event\":1,\"at\":1}", "{\"event\":\"nonsense\",\"at\":1,\"script\":0,\"step\":0}",
		"{\"event\":\"begin\",\"at\":1,\"rehearse\":false}",
		"{\"event\":\"done\",\"at\":1,\"script\":0,\"step\":1}",
		"{\"event\":\"done\",\"at\":1,\"script\":1,\"step\":0}",
		"{\"event\":\"done\",\"at\":1,\"script\":0,\"step\":-1}",
		"{\"event\":\"intent\",\"at\":1,\"script\":0,\"step\":0}",
		"{\"event\":\"out\",\"at\":1,\"script\":0,\"step\":0}",
		"{\"event\":\"report\",\"at\":1,\"script\":0,\"step\":0,\"verdict\":1}",
		"{\"event\":\"list\",\"at\":1,\"script\":0,\"step\":0,\"verdict\":99}",
		"{\"event\":\"list\",\"at\":1,\"script\":0,\"step\":0,\"verdict\":-1}",
		"{\"event\":\"ask\",\"at\":1,\"script\":0,\"step\":0}",
		"{\"event\":\"word\",\"at\":1,\"script\":0,\"step\":0}",
		"{\"event\":\"wait\",\"at\":1,\"script\":0,\"step\":0,\"sign\":0}",
		"{\"event\":\"refused\",\"at\":1,\"script\":0,\"step\":0,\"code\":714}",
		"{\"event\":\"leave\",\"at\":1,\"script\":0,\"step\":0}",
		"{\"event\":\"end\",\"at\":1,\"script\":0,\"step\":0,\"outcome\":0,\"text\":\"\"}",
		"{\"event\":\"end\",\"at\":1,\"script\":0,\"step\":0,\"outcome\":9,\"text\":\"\"}",
		"{\"event\":\"end\",\"at\":1,\"script\":0,\"step\":0,\"outcome\":1}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		if (resume_with((const char *[]){ wrong[i], NULL }) != SMSSITE_MALFORMED)
			fail_msg("%s was believed", wrong[i]);
	assert_int_equal(resume_with((const char *[]){ "{\"event\":\"done\",\"at\":1,\"script\":0,\"step\":0}", NULL }),
		SMSSITE_OK);
	/* After an end for ever there is nothing more. */
	assert_int_equal(resume_with((const char *[]){
		"{\"event\":\"end\",\"at\":1,\"script\":0,\"step\":0,\"outcome\":1,\"text\":\"\"}",
		"{\"event\":\"done\",\"at\":1,\"script\":0,\"step\":0}", NULL }), SMSSITE_MALFORMED);
	assert_int_equal(resume_with((const char *[]){
		"{\"event\":\"end\",\"at\":1,\"script\":0,\"step\":0,\"outcome\":6,\"text\":\"\"}",
		"{\"event\":\"undo\",\"at\":1}", NULL }), SMSSITE_MALFORMED);
}

static void a_journal_of_a_newer_format_is_refused_by_number(void **state)
{
	struct sms_journal journal;
	smssite_apply *apply;
	struct stand stand;
	char path[600];

	(void)state;
	stand_open(&stand, &plain);
	snprintf(path, sizeof(path), "%s", stand_work(&stand, ""));
	path[strlen(path) - 1] = '\0';
	assert_int_equal(smssite_tree_make_directory(stand.memory, path), SMSSITE_OK);
	sms_journal_init(&journal, stand.memory, stand.journal);
	assert_int_equal(sms_journal_create(&journal, path, "{\"event\":\"begin\",\"at\":1,\"format\":2}"), SMSSITE_OK);
	sms_journal_close(&journal);
	assert_int_equal(smssite_apply_resume(stand.tree, stand.journal, stand.now, &apply), SMSSITE_UNSUPPORTED);
	assert_message("format 2");
	/* It was begun all the same. */
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_EXISTS);
	stand_close(&stand);
}

static void a_journal_under_another_plans_name_is_refused(void **state)
{
	smssite_apply *apply;
	struct stand stand;
	char *data;
	size_t size;

	(void)state;
	stand_open(&stand, &plain);
	assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
	smssite_apply_free(apply);
	read_journal(&stand, &data, &size);
	assert_int_equal(smssite_tree_make_directory(stand.memory, "SMSSITE.WRK/0123456789ab"), SMSSITE_OK);
	assert_int_equal(smssite_tree_write_file(stand.memory, "SMSSITE.WRK/0123456789ab/JOURNAL", data, size), SMSSITE_OK);
	smssite_free(data);
	assert_int_equal(smssite_apply_resume(stand.tree, "SMSSITE.WRK/0123456789ab/JOURNAL", stand.now, &apply),
		SMSSITE_MALFORMED);
	stand_close(&stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_change_is_announced_in_it_first),
		cmocka_unit_test(a_journal_cut_anywhere_loses_its_torn_record_only),
		cmocka_unit_test(damage_before_the_last_record_is_refused),
		cmocka_unit_test(records_that_are_missing_doubled_or_moved_are_noticed),
		cmocka_unit_test(an_apply_goes_on_with_a_torn_journal),
		cmocka_unit_test(an_empty_journal_is_no_beginning_unless_something_is_beside_it),
		cmocka_unit_test(records_that_cannot_follow_are_refused),
		cmocka_unit_test(a_journal_of_a_newer_format_is_refused_by_number),
		cmocka_unit_test(a_journal_under_another_plans_name_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
