/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>

static void check_part(const char *line, size_t size, const char *part, size_t part_size)
{
	FUZZ_CHECK(!part_size || (part >= line && part + part_size <= line + size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* The years 0 to 9999. */
	static const int64_t first = INT64_C(-62167219200), end = INT64_C(253402300800);
	const char *line = (const char *)data;
	struct smssite_trace_record record;
	smssite_status status = smssite_trace_record_parse(line, size, &record);

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED);
	FUZZ_CHECK(record.text >= line && record.text + record.text_size <= line + size);
	FUZZ_CHECK(record.message >= record.text &&
		   record.message + record.message_size == record.text + record.text_size);
	FUZZ_CHECK(record.thread >= -1 && record.thread <= INT64_C(9999999999));
	FUZZ_CHECK(record.source_line >= -1);
	FUZZ_CHECK(record.time_ms >= -1 && record.time_ms <= 999);
	FUZZ_CHECK(record.time_local_s == SMSSITE_NO_TIME ||
		   (record.time_local_s >= first && record.time_local_s < end));
	check_part(line, size, record.component, record.component_size);
	check_part(line, size, record.level, record.level_size);
	check_part(line, size, record.context, record.context_size);
	check_part(line, size, record.file, record.file_size);
	check_part(line, size, record.zone, record.zone_size);
	if (status == SMSSITE_MALFORMED) {
		FUZZ_CHECK(record.form == SMSSITE_TRACE_TEXT && record.text_size == size && !record.component_size);
		FUZZ_CHECK(record.time_local_s == SMSSITE_NO_TIME && record.thread == -1);
	}
	return 0;
}
