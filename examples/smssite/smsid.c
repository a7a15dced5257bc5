/* SPDX-License-Identifier: MIT */
/* smsid: ids reckoned with, and the map of a site's ids. */
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static int read_id(const char *text, uint64_t *id)
{
	if (!smssite_smsid_parse(text, strlen(text), id))
		return 0;
	complain("%s", smssite_error_message());
	return EXIT_USAGE;
}

static int print_id(uint64_t id)
{
	char text[9];

	if (smssite_smsid_format(id, text))
		return fail_status(SMSSITE_INVALID, "smsid");
	puts(text);
	return 0;
}

static int print_decoded(const struct options *options, uint64_t id)
{
	char text[9], code[4];

	if (smssite_smsid_format(id, text) || smssite_site_code_format(smssite_smsid_site_code(id), code))
		return fail_status(SMSSITE_INVALID, "smsid");
	if (options->json) {
		printf("{\"format\": 1, \"id\": \"%s\", \"site\": \"%s\", \"range\": %u, \"counter\": %u, \"remaining\": %u, "
		       "\"needs_new_range\": %s}\n", text, code, smssite_smsid_range(id), smssite_smsid_counter(id),
			smssite_smsid_remaining(id), smssite_smsid_needs_new_range(id) ? "true" : "false");
		return 0;
	}
	printf("%s  made by site %s, range %.2s (%u), counter %s (%u)\n", text, code, text + 3, smssite_smsid_range(id),
		text + 5, smssite_smsid_counter(id));
	if (options->quiet)
		return 0;
	if (smssite_smsid_needs_new_range(id))
		puts("  as the name of a .UID file: beyond Y00, the server gets its next range");
	else
		printf("  as the name of a .UID file: %u ids were given of the range, %u are left up to Y00\n",
			smssite_smsid_counter(id), smssite_smsid_remaining(id));
	return 0;
}

/* -- check ------------------------------------------------------------------------------------------ */

static smssite_status add_list(smssite_id_map *map, smssite_id_source source, const char *path, bool *read)
{
	smssite_status status;
	size_t size;
	void *data;

	*read = !path || file_read(path, &data, &size);
	if (!path || !*read)
		return SMSSITE_OK;
	status = smssite_id_map_add_list(map, source, data, size, path, NULL);
	free(data);
	return status;
}

static smssite_status add_sms_ini(smssite_id_map *map, const char *path, bool *read)
{
	smssite_sms_ini *ini;
	smssite_status status;
	size_t size;
	void *data;

	*read = !path || file_read(path, &data, &size);
	if (!path || !*read)
		return SMSSITE_OK;
	status = smssite_sms_ini_parse(data, size, &ini);
	free(data);
	if (status)
		return status;
	status = smssite_id_map_add_sms_ini(map, ini, path);
	smssite_sms_ini_free(ini);
	return status;
}

/* A finished map of the site with all that was given beside it; -1, else the exit code. */
static int make_map(const struct options *options, const smssite_case *site, smssite_id_map **map)
{
	const char *code = smssite_snapshot_site_code(smssite_case_site(site));
	smssite_status status;
	bool read = true;

	if (!*code) {
		complain("no site control file tells the site's code");
		return EXIT_COULD_NOT_TELL;
	}
	status = smssite_id_map_new(code, map);
	if (status)
		return fail_status(status, "smsid");
	status = smssite_id_map_add_case(*map, site);
	if (!status)
		status = add_list(*map, SMSSITE_ID_CLIENT, options->client_ids, &read);
	if (!status && read)
		status = add_list(*map, SMSSITE_ID_DATABASE, options->database_ids, &read);
	if (!status && read)
		status = add_sms_ini(*map, options->sms_ini, &read);
	if (!status && read)
		status = smssite_id_map_finish(*map);
	if (status || !read) {
		smssite_id_map_free(*map);
		return status ? fail_status(status, "smsid") : EXIT_FAILED;
	}
	return -1;
}

static void print_servers(const smssite_id_map *map)
{
	for (size_t i = 0; i < smssite_id_map_server_count(map); i++) {
		int64_t lasts = smssite_id_map_server_lasts_s(map, i);
		char text[9] = "", number[32];
		uint64_t id;

		printf("  ");
		say(smssite_id_map_server_name(map, i));
		if (smssite_id_map_server_next_id(map, i, &id) || smssite_smsid_format(id, text)) {
			printf("  next id not known (%s)\n", smssite_uid_state_name(smssite_id_map_server_state(map, i)));
			continue;
		}
		printf("  next id %s, %s left of the range", text, number_text(smssite_id_map_server_remaining(map, i), number));
		if (lasts >= 0)
			printf(", for %lld days", (long long)(lasts / 86400));
		putchar('\n');
	}
}

/* Where a server was not looked at, it may be the one. */
static const char *nobody(const smssite_id_map *map)
{
	for (size_t i = 0; i < smssite_id_map_server_count(map); i++)
		if (smssite_id_map_server_state(map, i) == SMSSITE_UID_UNKNOWN)
			return "none of the servers that were looked at";
	return "abandoned, never to be given again";
}

static void print_ranges(const smssite_id_map *map)
{
	for (size_t i = 0; i < smssite_id_map_range_count(map); i++) {
		size_t owner = smssite_id_map_range_owner(map, i);
		uint32_t range = smssite_id_map_range_number(map, i);
		char text[9] = "", first[9] = "", number[32];
		uint64_t id;

		if (!smssite_smsid_make(0, range, 0, &id))
			smssite_smsid_format(id, first);
		printf("  range %.2s  ", first + 3);
		say(owner == SMSSITE_NO_INDEX ? nobody(map) : smssite_id_map_server_name(map, owner));
		if (!smssite_id_map_range_highest(map, i, &id) && !smssite_smsid_format(id, text))
			printf("; %s seen in use, up to %s", number_text(smssite_id_map_range_used(map, i), number), text);
		putchar('\n');
	}
}

/* The ids that two clients have, or will get. */
static void print_suspects(const smssite_id_map *map, size_t problem)
{
	char first[9], last[9];
	uint64_t id;

	if (smssite_id_map_problem_first_id(map, problem, &id) || smssite_smsid_format(id, first) ||
		smssite_id_map_problem_last_id(map, problem, &id) || smssite_smsid_format(id, last))
		return;
	if (strcmp(first, last) == 0)
		printf("\n      suspect: %s", first);
	else
		printf("\n      suspect: %s to %s", first, last);
}

static void print_problems(const smssite_id_map *map)
{
	for (size_t i = 0; i < smssite_id_map_problem_count(map); i++) {
		printf("  ");
		say_painted(PAINT_RED, smssite_id_problem_name(smssite_id_map_problem_kind(map, i)));
		printf("  ");
		say(smssite_id_map_problem_text(map, i));
		print_suspects(map, i);
		if (*smssite_id_map_problem_path(map, i)) {
			printf("\n      ");
			say(smssite_id_map_problem_path(map, i));
			if (smssite_id_map_problem_line(map, i))
				printf(":%zu", smssite_id_map_problem_line(map, i));
		}
		putchar('\n');
	}
	if (smssite_id_map_problem_cut(map))
		printf("  ... and %llu ids more that were given twice\n", (unsigned long long)smssite_id_map_problem_cut(map));
}

static void print_map(const struct options *options, const smssite_case *site, const smssite_id_map *map)
{
	char text[9], number[32];
	uint64_t next;

	if (!options->quiet) {
		site_headline(smssite_case_site(site));
		print_servers(map);
		print_ranges(map);
	}
	print_problems(map);
	if (options->quiet)
		return;
	for (size_t i = 0; i < smssite_id_map_unseen_count(map); i++) {
		printf("  ?  not seen: ");
		say(smssite_id_map_unseen(map, i));
		putchar('\n');
	}
	if (!smssite_id_map_next_range(map, &next) && !smssite_smsid_format(next, text))
		printf("Lowest Next SMS Unique ID that is safe, as far as was seen: %s. %s ids are left to the site.\n    ", text,
			number_text((int64_t)smssite_id_map_remaining(map), number));
	else
		printf("Which Next SMS Unique ID is safe cannot be told: ");
	say(smssite_id_map_next_range_text(map));
	putchar('\n');
}

static int check(const struct options *options, const char *where)
{
	smssite_id_map *map;
	smssite_case *site;
	uint64_t next;
	int code = site_case(options, where, &site);

	if (code >= 0)
		return code;
	code = make_map(options, site, &map);
	if (code < 0) {
		smssite_status status = SMSSITE_OK;
		char *json;

		code = smssite_id_map_problem_count(map) ? EXIT_FINDINGS :
			smssite_id_map_next_range(map, &next) ? EXIT_COULD_NOT_TELL : 0;
		if (options->json)
			status = smssite_id_map_to_json(map, &json);
		else
			print_map(options, site, map);
		if (status) {
			code = fail_status(status, "smsid");
		} else if (options->json) {
			puts(json);
			smssite_free(json);
		}
		smssite_id_map_free(map);
	}
	smssite_case_free(site);
	return code;
}

/* -- the verbs -------------------------------------------------------------------------------------- */

static int reckon(const struct options *options, const char *what, smssite_status (*reckoner)(uint64_t id, uint64_t *result))
{
	uint64_t id, result;
	int code = read_id(what, &id);

	if (code)
		return code;
	/* The range, or the site's ranges, are used up: an answer, not a failure. */
	if (reckoner(id, &result)) {
		complain("%s", smssite_error_message());
		return EXIT_FINDINGS;
	}
	return options->json ? print_decoded(options, result) : print_id(result);
}

static int run_smsid(struct options *options)
{
	const char *verb = options->words[0], *what = options->words[1];
	uint64_t id;
	int code;

	if (strcmp(verb, "next") == 0)
		return reckon(options, what, smssite_smsid_next);
	if (strcmp(verb, "previous") == 0)
		return reckon(options, what, smssite_smsid_previous);
	if (strcmp(verb, "range") == 0)
		return reckon(options, what, smssite_smsid_next_range);
	if (strcmp(verb, "decode") == 0) {
		code = read_id(what, &id);
		return code ? code : print_decoded(options, id);
	}
	if (strcmp(verb, "check") == 0)
		return check(options, what);
	complain("'%s' is none of next, previous, range, decode, check", verb);
	return EXIT_USAGE;
}

const struct command command_smsid = {
	.name = "smsid",
	.arguments = "next ID | previous ID | range ID | decode ID | check SITE [options]",
	.summary = "reckon with SMSIDs; which of a site's are in use",
	.help = "  smssite smsid next SKZ0000Z\n"
		"  smssite smsid decode SKZ00Y01\n"
		"  smssite smsid check /mnt/edge7 --registry edge7.reg --logon-server NTLOG1=/mnt/ntlog1\n\n"
		"next and previous stay in the range of an id: the counter never carries into it (exit status 1 at its end).\n"
		"range is the first id of the site's next range. check maps the ids of a site: who gives which range, what\n"
		"overlaps, the lowest Next SMS Unique ID that is safe, and what could not be seen.\n",
	.takes = "sldkKpgevcnjqIBi",
	.least_words = 2,
	.most_words = 2,
	.run = run_smsid,
};
