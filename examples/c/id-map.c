/* SPDX-License-Identifier: MIT */
/* Says which SMSIDs of a site are in use, and what may be given next: id-map DIR [LIST] (ids of the parent's database) */
#include "example.h"

#include <time.h>

const char *program = "id-map";

static smssite_case *observe(const char *directory)
{
	smssite_sources *sources;
	smssite_snapshot *seen;
	smssite_tree *tree;
	smssite_case *site;

	check(smssite_sources_new(&sources));
	check(smssite_tree_open(directory, &tree));
	check(smssite_sources_set_tree(sources, tree, "", SMSSITE_VIEW_AUTO));
	smssite_tree_free(tree);
	check(smssite_sources_set_taken(sources, (int64_t)time(NULL)));
	check(smssite_observe(sources, smssite_rules_interest(), &seen));
	smssite_sources_free(sources);
	check(smssite_case_new(seen, &site));
	smssite_snapshot_free(seen);
	return site;
}

/* "none" for what is not known. */
static void print_id(smssite_status status, uint64_t id)
{
	char text[9] = "none";

	if (!status)
		check(smssite_smsid_format(id, text));
	printf(" %s", text);
}

static void print_map(const smssite_id_map *map)
{
	uint64_t id = 0, last = 0;
	smssite_status status;

	for (size_t i = 0; i < smssite_id_map_server_count(map); i++) {
		printf("server ");
		print_safe(smssite_id_map_server_name(map, i));
		status = smssite_id_map_server_next_id(map, i, &id);
		print_id(status, id);
		printf(" %u left\n", smssite_id_map_server_remaining(map, i));
	}
	for (size_t i = 0; i < smssite_id_map_range_count(map); i++) {
		const char *owner = smssite_id_map_server_name(map, smssite_id_map_range_owner(map, i));

		printf("range %u ", smssite_id_map_range_number(map, i));
		print_safe(owner ? owner : "nobody");
		status = smssite_id_map_range_highest(map, i, &id);
		print_id(status, id);
		printf(" %u in use: ", smssite_id_map_range_used(map, i));
		print_safe(smssite_id_map_range_path(map, i));
		putchar('\n');
	}
	for (size_t i = 0; i < smssite_id_map_problem_count(map); i++) {
		printf("%s ", smssite_id_problem_name(smssite_id_map_problem_kind(map, i)));
		print_safe(smssite_id_map_problem_text(map, i));
		putchar('\n');
		if (smssite_id_map_problem_first_id(map, i, &id) || smssite_id_map_problem_last_id(map, i, &last))
			continue;
		printf("    suspect:");
		print_id(SMSSITE_OK, id);
		print_id(SMSSITE_OK, last);
		putchar('\n');
	}
	for (size_t i = 0; i < smssite_id_map_unseen_count(map); i++) {
		printf("not seen: ");
		print_safe(smssite_id_map_unseen(map, i));
		putchar('\n');
	}
	printf("next range");
	status = smssite_id_map_next_range(map, &id);
	print_id(status, id);
	printf(": ");
	print_safe(smssite_id_map_next_range_text(map));
	putchar('\n');
}

int main(int argc, char **argv)
{
	smssite_id_map *map;
	smssite_case *site;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: id-map DIR [LIST]\n");
		return 2;
	}
	site = observe(argv[1]);
	check(smssite_id_map_new(smssite_snapshot_site_code(smssite_case_site(site)), &map));
	check(smssite_id_map_add_case(map, site));
	smssite_case_free(site);
	if (argc > 2) {
		size_t size;
		void *data = read_file(argv[2], &size);

		check(smssite_id_map_add_list(map, SMSSITE_ID_DATABASE, data, size, base_name(argv[2]), NULL));
		free(data);
	}
	check(smssite_id_map_finish(map));
	print_map(map);
	smssite_id_map_free(map);
	return 0;
}
