/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>
#include <string.h>

/* The first byte says where the rest is cut into two logs; together they give the records that each gives
 * alone. */
static size_t read_all(const uint8_t *first, size_t first_size, const uint8_t *second, size_t second_size)
{
	smssite_trace_log *log;
	struct smssite_trace_record record;
	size_t count = 0, lines[2] = { 0 };
	bool has = true;

	FUZZ_CHECK(!smssite_trace_log_new(&log));
	FUZZ_CHECK(!smssite_trace_log_add_bytes(log, first, first_size, "first"));
	if (second)
		FUZZ_CHECK(!smssite_trace_log_add_bytes(log, second, second_size, "second"));
	while (!smssite_trace_log_next(log, &record, &has) && has) {
		char *text;

		FUZZ_CHECK(record.log < smssite_trace_log_count(log));
		FUZZ_CHECK(record.line > lines[record.log]);
		lines[record.log] = record.line;
		FUZZ_CHECK(record.text_size <= 65536);
		FUZZ_CHECK(!smssite_trace_record_text(&record, record.text, record.text_size, &text));
		smssite_free(text);
		count++;
	}
	FUZZ_CHECK(!has);
	for (size_t i = 0; i < smssite_trace_log_count(log); i++)
		FUZZ_CHECK(lines[i] <= smssite_trace_log_tally(log, i, SMSSITE_TRACE_TALLY_LINES));
	smssite_trace_log_free(log);
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t cut, count;

	if (!size)
		return 0;
	cut = (size - 1) * data[0] / 255;
	data++;
	size--;
	count = read_all(data, cut, data + cut, size - cut);
	if (size % 16 == 0)
		FUZZ_CHECK(count == read_all(data, cut, NULL, 0) + read_all(data + cut, size - cut, NULL, 0));
	return 0;
}
