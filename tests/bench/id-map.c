/* SPDX-License-Identifier: MIT */
/* The id map of a site with 1,296 logon servers: the time of a million ids against that of an eighth of them, and
 * against a bare loop that formats and parses the same ids; the most memory the process had. */
#include <smssite.h>

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define IDS 1000000u

static double seconds(void)
{
	struct timespec now;

	/* Of this process alone, whatever else the machine does. */
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Spread over all ranges, each id once; as a directory's names would come. */
static uint64_t id_at(uint32_t index)
{
	uint64_t id = 0;

	smssite_smsid_make(34019, index % SMSSITE_RANGES, index / SMSSITE_RANGES, &id);
	return id;
}

static double map_ids(uint32_t count)
{
	smssite_id_map *map;
	double start = seconds();
	char name[32];

	if (smssite_id_map_new("Q8Z", &map))
		return -1;
	for (uint32_t i = 0; i < SMSSITE_RANGES; i++) {
		uint64_t id = 0;

		snprintf(name, sizeof(name), "SERVER%u", i);
		smssite_smsid_make(smssite_smsid_site_code(id_at(0)), i, 10000, &id);
		smssite_id_map_add_id(map, SMSSITE_ID_UID_FILE, name, id, name, 0);
	}
	for (uint32_t i = 0; i < count; i++) {
		char path[64] = "SITE.SRV\\INVENTRY.BOX\\HISTORY\\";
		uint64_t id;

		smssite_smsid_format(id_at(i), path + strlen("SITE.SRV\\INVENTRY.BOX\\HISTORY\\"));
		smssite_smsid_parse(path + strlen("SITE.SRV\\INVENTRY.BOX\\HISTORY\\"), 8, &id);
		if (smssite_id_map_add_id(map, SMSSITE_ID_FILE_NAME, NULL, id, path, 0))
			return -1;
	}
	if (smssite_id_map_finish(map))
		return -1;
	start = seconds() - start;
	if (count == IDS)
		printf("%u ids: %zu servers, %zu ranges, %zu problems\n", count, smssite_id_map_server_count(map),
			smssite_id_map_range_count(map), smssite_id_map_problem_count(map));
	smssite_id_map_free(map);
	return start;
}

static double bare(void)
{
	double start = seconds();
	volatile uint64_t sink = 0;

	for (uint32_t i = 0; i < IDS; i++) {
		char text[9];
		uint64_t id;

		smssite_smsid_format(id_at(i), text);
		smssite_smsid_parse(text, 8, &id);
		sink += id;
	}
	return seconds() - start;
}

int main(void)
{
	double eighth = map_ids(IDS / 8), whole = map_ids(IDS), loop = bare();
	struct rusage usage;

	if (eighth < 0 || whole < 0)
		return 1;
	getrusage(RUSAGE_SELF, &usage);
	printf("%.3f s; %.2f times an eighth of the ids (8 is linear); %.1f times formatting and reading them\n", whole,
		whole / eighth, whole / loop);
	printf("memory of the whole process at most: %.1f MB (wanted at most 200)\n", (double)usage.ru_maxrss / 1024);
	return 0;
}
