/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <jansson.h>
#include <smssite.h>
#include <string.h>

static smssite_control_file *read_again(const void *data, size_t size)
{
	smssite_control_file *file = NULL;

	FUZZ_CHECK(smssite_control_file_parse(data, size, &file) == SMSSITE_OK);
	return file;
}

/* The same sections, with as many values, as many of them secret. */
static void check_alike(const smssite_control_file *file, const smssite_control_file *other)
{
	size_t count = smssite_control_file_section_count(file);

	FUZZ_CHECK(smssite_control_file_section_count(other) == count);
	for (size_t i = 0; i < count; i++) {
		size_t values = smssite_control_file_value_count(file, i);

		FUZZ_CHECK(smssite_control_file_section_kind(other, i) ==
			   smssite_control_file_section_kind(file, i));
		FUZZ_CHECK(smssite_control_file_section_parent(other, i) ==
			   smssite_control_file_section_parent(file, i));
		FUZZ_CHECK(smssite_control_file_value_count(other, i) == values);
	}
}

static void check_sections(const smssite_control_file *file, const char *bytes, size_t size)
{
	size_t line = 1;

	for (size_t i = 0; i < smssite_control_file_section_count(file); i++) {
		size_t parent = smssite_control_file_section_parent(file, i), length, value_size;
		const void *data;
		const char *value;

		FUZZ_CHECK(smssite_control_file_section_data(file, i, &data, &length) == SMSSITE_OK);
		FUZZ_CHECK((const char *)data >= bytes && length &&
			   length <= (size_t)(bytes + size - (const char *)data));
		FUZZ_CHECK(smssite_control_file_section_line(file, i) >= line);
		line = smssite_control_file_section_line(file, i);
		FUZZ_CHECK(parent == SMSSITE_NO_INDEX || parent < i);
		for (size_t k = 0; k < smssite_control_file_value_count(file, i); k++) {
			FUZZ_CHECK(smssite_control_file_value(file, i, k, &value, &value_size) == SMSSITE_OK);
			FUZZ_CHECK(value_size <= length);
		}
	}
	for (size_t i = 0; i < smssite_control_file_tolerance_count(file); i++)
		FUZZ_CHECK(smssite_control_file_tolerance(file, i, &line) && line >= 1 && line <= size);
}

/* What is masked reads the same way, and there is nothing left to mask. */
static void check_masked(const smssite_control_file *file)
{
	smssite_control_file *masked;
	void *data, *again;
	size_t size, again_size;

	FUZZ_CHECK(smssite_control_file_masked(file, &data, &size) == SMSSITE_OK);
	masked = read_again(data, size);
	check_alike(file, masked);
	FUZZ_CHECK(smssite_control_file_masked(masked, &again, &again_size) == SMSSITE_OK);
	FUZZ_CHECK(again_size == size && memcmp(again, data, size) == 0);
	smssite_free(again);
	smssite_free(data);
	smssite_control_file_free(masked);
}

static void check_json(const smssite_control_file *file)
{
	char *text;
	json_t *json;

	FUZZ_CHECK(smssite_control_file_to_json(file, true, &text) == SMSSITE_OK);
	json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	FUZZ_CHECK(json_array_size(json_object_get(json, "sections")) ==
		   smssite_control_file_section_count(file));
	json_decref(json);
	smssite_free(text);
}

static void check_edit(smssite_control_file *file, const uint8_t *bytes, size_t size)
{
	smssite_control_file_edit *edit;
	smssite_control_file *changed;
	size_t count = smssite_control_file_section_count(file), new_size, value_size;
	const char *value;
	void *data;

	FUZZ_CHECK(smssite_control_file_edit_new(file, &edit) == SMSSITE_OK);
	FUZZ_CHECK(smssite_control_file_edit_finish(edit, &data, &new_size) == SMSSITE_OK);
	FUZZ_CHECK(new_size == size && memcmp(data, bytes, size) == 0);
	smssite_free(data);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < smssite_control_file_value_count(file, i); k++)
			FUZZ_CHECK(smssite_control_file_edit_set(edit, i, k, "new") == SMSSITE_OK);
	FUZZ_CHECK(smssite_control_file_edit_finish(edit, &data, &new_size) == SMSSITE_OK);
	changed = read_again(data, new_size);
	check_alike(file, changed);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < smssite_control_file_value_count(file, i); k++) {
			smssite_control_file_value(changed, i, k, &value, &value_size);
			FUZZ_CHECK(value_size == 3 && memcmp(value, "new", 3) == 0);
		}
	}
	smssite_free(data);
	smssite_control_file_free(changed);
	for (size_t i = 0; i < count; i++)
		FUZZ_CHECK(smssite_control_file_edit_remove(edit, i) == SMSSITE_OK);
	FUZZ_CHECK(smssite_control_file_edit_finish(edit, &data, &new_size) == SMSSITE_OK);
	changed = read_again(data, new_size);
	FUZZ_CHECK(smssite_control_file_section_count(changed) == 0);
	smssite_free(data);
	smssite_control_file_free(changed);
	smssite_control_file_edit_free(edit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_control_file *file = NULL;
	smssite_status status = smssite_control_file_parse(data, size, &file);
	const void *bytes;
	size_t kept;

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_UNSUPPORTED);
	FUZZ_CHECK((status == SMSSITE_OK) == (file != NULL));
	if (!file) {
		FUZZ_CHECK(strncmp(smssite_error_message(), "line ", 5) == 0);
		return 0;
	}
	FUZZ_CHECK(smssite_control_file_data(file, &bytes, &kept) == SMSSITE_OK);
	FUZZ_CHECK(kept == size && memcmp(bytes, data, size) == 0);
	check_sections(file, bytes, size);
	check_masked(file);
	check_json(file);
	check_edit(file, data, size);
	for (int code = 710; code <= 718; code++) {
		smssite_verdict verdict;

		FUZZ_CHECK(smssite_control_file_check(file, code, "Q7Z", NULL, &verdict, NULL) == SMSSITE_OK);
	}
	smssite_control_file_free(file);
	return 0;
}
