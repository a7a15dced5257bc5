/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>
#include <string.h>

static void check_file(const smssite_system_map *map, size_t file, size_t size)
{
	FUZZ_CHECK(smssite_system_map_file_name(map, file) && smssite_system_map_file_directory(map, file));
	FUZZ_CHECK(smssite_system_map_file_platform(map, file) && smssite_system_map_file_language(map, file));
	FUZZ_CHECK(smssite_system_map_file_unit(map, file));
	FUZZ_CHECK(smssite_system_map_file_line(map, file) >= 1 && smssite_system_map_file_line(map, file) <= size);
	FUZZ_CHECK(smssite_system_map_file_size(map, file) >= -1 && smssite_system_map_file_other_size(map, file) >= -1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_system_map *map = NULL;
	smssite_status status = smssite_system_map_parse(data, size, &map);

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_LIMIT);
	FUZZ_CHECK((status == SMSSITE_OK) == (map != NULL));
	for (size_t i = 0; i < smssite_system_map_file_count(map); i++)
		check_file(map, i, size);
	for (size_t i = 0; i < smssite_system_map_list_count(map); i++) {
		FUZZ_CHECK(smssite_system_map_find_list(map, smssite_system_map_list_name(map, i)) <= i);
		for (size_t j = 0; j < smssite_system_map_list_size(map, i); j++)
			FUZZ_CHECK(smssite_system_map_list_value(map, i, j));
	}
	for (size_t i = 0; i < smssite_system_map_component_count(map); i++) {
		FUZZ_CHECK(smssite_system_map_component_name(map, i));
		for (size_t j = 0; j < smssite_system_map_component_file_count(map, i); j++)
			FUZZ_CHECK(smssite_system_map_component_file(map, i, j));
	}
	smssite_system_map_free(map);
	return 0;
}
