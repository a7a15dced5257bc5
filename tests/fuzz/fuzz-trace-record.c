/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* The years 0 to 9999. */
	static const int64_t first = INT64_C(-62167219200), end = INT64_C(253402300800);
	const char *line = (const char *)data;
	struct smssite_trace_record record;
	smssite_status status = smssite_trace_record_parse(line, size, &record);

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED);
	FUZZ_CHECK(record.text == line);
	FUZZ_CHECK(record.thread >= -1 && record.thread <= 0xFFFFFFFF);
	FUZZ_CHECK(record.time_local_s == SMSSITE_NO_TIME ||
		   (record.time_local_s >= first && record.time_local_s < end));
	if (status == SMSSITE_OK) {
		FUZZ_CHECK(record.component_size > 0);
		FUZZ_CHECK(record.component >= line + record.text_size + 3);
		FUZZ_CHECK(record.component + record.component_size < line + size);
	} else {
		FUZZ_CHECK(record.text_size == size && !record.component_size);
		FUZZ_CHECK(record.time_local_s == SMSSITE_NO_TIME && record.thread == -1);
	}
	return 0;
}
