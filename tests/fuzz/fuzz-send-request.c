/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_send_request *request = NULL;
	smssite_status status = smssite_send_request_parse(data, size, &request);
	size_t sum = 0, length;
	const void *bytes;

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_LIMIT);
	FUZZ_CHECK((status == SMSSITE_OK) == (request != NULL));
	if (!request)
		return 0;
	for (size_t i = 0; i < smssite_send_request_record_count(request); i++) {
		FUZZ_CHECK(smssite_send_request_record_data(request, i, &bytes, &length) == SMSSITE_OK);
		FUZZ_CHECK(length && length == smssite_send_request_record_size(request, i));
		sum += length;
	}
	FUZZ_CHECK(sum < size);
	FUZZ_CHECK(strlen(smssite_send_request_job(request)) % 8 == 0);
	FUZZ_CHECK(smssite_send_request_priority(request) >= 0 && smssite_send_request_priority(request) <= 3);
	FUZZ_CHECK(smssite_send_request_action(request) >= -1 && smssite_send_request_action(request) <= 2);
	smssite_send_request_free(request);
	return 0;
}
