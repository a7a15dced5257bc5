/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <sha2.h>
#include <smssite.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The checksum is put right, so that what is behind it is reached. */
static char *with_checksum(const uint8_t *data, size_t size, size_t *whole)
{
	char *text = malloc(size + 100);
	uint8_t sum[SHA256_DIGEST_LENGTH];
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, data, size);
	SHA256Final(sum, &context);
	memcpy(text, data, size);
	size += (size_t)sprintf(text + size, "\n[end]\nsha256 = ");
	for (size_t i = 0; i < sizeof(sum); i++)
		size += (size_t)sprintf(text + size, "%02x", sum[i]);
	text[size++] = '\n';
	*whole = size;
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_rebuild_record *record = NULL, *again = NULL;
	char *text = with_checksum(data, size, &size), *saved, *second;
	smssite_status status = smssite_rebuild_record_parse(text, size, "fuzz", &record);

	free(text);
	if (status) {
		FUZZ_CHECK(!record);
		return 0;
	}
	FUZZ_CHECK(strlen(smssite_rebuild_record_next_range(record)) == 8);
	FUZZ_CHECK(smssite_rebuild_record_server_count(record) > 0);
	/* What can be read can be saved unless escaping makes a line too long, and then it is the same. */
	if (smssite_rebuild_record_save(record, &saved) == SMSSITE_OK) {
		FUZZ_CHECK(smssite_rebuild_record_parse(saved, strlen(saved), "fuzz", &again) == SMSSITE_OK);
		FUZZ_CHECK(smssite_rebuild_record_save(again, &second) == SMSSITE_OK);
		FUZZ_CHECK(strcmp(saved, second) == 0);
		smssite_free(saved);
		smssite_free(second);
	}
	smssite_rebuild_record_free(record);
	smssite_rebuild_record_free(again);
	return 0;
}
