/* SPDX-License-Identifier: MIT */
/* Any bytes as a list of ids: of the database, of clients, and of records with the servers' names. */
#include "fuzz.h"

#include <smssite.h>
#include <string.h>

static void check_answers(const smssite_id_map *map)
{
	uint64_t first, last, lowest;
	char *json;

	for (size_t i = 0; i < smssite_id_map_problem_count(map); i++) {
		FUZZ_CHECK(smssite_id_map_problem_text(map, i)[0]);
		if (!smssite_id_map_problem_first_id(map, i, &first) && !smssite_id_map_problem_last_id(map, i, &last))
			FUZZ_CHECK(first <= last && smssite_smsid_range(first) == smssite_smsid_range(last));
	}
	if (!smssite_id_map_next_range(map, &lowest)) {
		FUZZ_CHECK(!smssite_id_map_check_next(map, lowest));
		for (size_t i = 0; i < smssite_id_map_range_count(map); i++)
			FUZZ_CHECK(smssite_id_map_range_number(map, i) < smssite_smsid_range(lowest));
	}
	FUZZ_CHECK(!smssite_id_map_to_json(map, &json));
	smssite_free(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const smssite_id_source sources[] = { SMSSITE_ID_DATABASE, SMSSITE_ID_CLIENT, SMSSITE_ID_RECORD };

	for (size_t i = 0; i < 3; i++) {
		size_t count = 0;
		smssite_id_map *map;
		smssite_status status;

		FUZZ_CHECK(!smssite_id_map_new("Q7Z", &map));
		status = smssite_id_map_add_list(map, sources[i], data, size, "list", &count);
		FUZZ_CHECK(status == SMSSITE_OK || (status == SMSSITE_MALFORMED && strstr(smssite_error_message(), "list:")));
		FUZZ_CHECK(count == smssite_id_map_id_count(map) + smssite_id_map_foreign_count(map));
		FUZZ_CHECK(!smssite_id_map_finish(map));
		check_answers(map);
		smssite_id_map_free(map);
	}
	return 0;
}
