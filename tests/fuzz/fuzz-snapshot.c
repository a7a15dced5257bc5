/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>
#include <string.h>

static void look_at_all(const smssite_snapshot *snapshot)
{
	struct smssite_tree_stat stat;

	for (size_t i = 0; i < smssite_snapshot_directory_count(snapshot); i++) {
		const char *path = smssite_snapshot_directory_path(snapshot, i);

		FUZZ_CHECK(path && smssite_snapshot_find_directory(snapshot, path) <= i);
		for (size_t j = 0; j < smssite_snapshot_entry_count(snapshot, i); j++) {
			FUZZ_CHECK(smssite_snapshot_entry_name(snapshot, i, j)[0]);
			FUZZ_CHECK(!smssite_snapshot_entry_stat(snapshot, i, j, &stat) && stat.size >= 0);
		}
	}
	for (size_t i = 0; i < smssite_snapshot_document_count(snapshot); i++) {
		FUZZ_CHECK(smssite_snapshot_find_document(
				   snapshot, smssite_snapshot_document_path(snapshot, i)) <= i);
		FUZZ_CHECK(smssite_snapshot_document_status(snapshot, i) <= SMSSITE_OK);
	}
	for (size_t i = 0; i < smssite_snapshot_log_count(snapshot); i++) {
		FUZZ_CHECK(smssite_snapshot_find_log(snapshot, smssite_snapshot_log_name(snapshot, i)) <= i);
		for (size_t j = 0; j < smssite_snapshot_record_count(snapshot, i); j++)
			FUZZ_CHECK(smssite_snapshot_record_text(snapshot, i, j));
	}
	for (size_t i = 0; i < smssite_snapshot_box_count(snapshot); i++)
		smssite_snapshot_box_document(snapshot, i);
	FUZZ_CHECK(smssite_snapshot_box_state(snapshot) <= SMSSITE_BOX_STATE_SHUTTING_DOWN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_snapshot *snapshot = NULL, *again = NULL;
	smssite_status status = smssite_snapshot_load(data, size, &snapshot);
	char *json, *same;

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_LIMIT ||
		   status == SMSSITE_UNSUPPORTED);
	FUZZ_CHECK((status == SMSSITE_OK) == (snapshot != NULL));
	if (!snapshot) {
		FUZZ_CHECK(smssite_error_message()[0]);
		return 0;
	}
	look_at_all(snapshot);
	FUZZ_CHECK(!smssite_snapshot_save(snapshot, &json));
	FUZZ_CHECK(!smssite_snapshot_load(json, strlen(json), &again));
	FUZZ_CHECK(!smssite_snapshot_save(again, &same));
	FUZZ_CHECK(!strcmp(json, same));
	smssite_snapshot_free(again);
	smssite_snapshot_free(snapshot);
	smssite_free(json);
	smssite_free(same);
	return 0;
}
