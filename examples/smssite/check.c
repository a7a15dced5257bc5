/* SPDX-License-Identifier: MIT */
/* check and snapshot: what is there, what it means. */
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *word;
	enum paint paint;
} severities[] = {
	[SMSSITE_SEVERITY_OK] = { "ok", PAINT_GREEN },	       [SMSSITE_SEVERITY_UNKNOWN] = { "?", PAINT_DIM },
	[SMSSITE_SEVERITY_NOTE] = { "note", PAINT_PLAIN },     [SMSSITE_SEVERITY_WARNING] = { "WARN", PAINT_YELLOW },
	[SMSSITE_SEVERITY_ERROR] = { "ERROR", PAINT_RED },     [SMSSITE_SEVERITY_STUCK] = { "STUCK", PAINT_RED },
};

static void print_finding(const smssite_findings *findings, size_t i)
{
	smssite_severity severity = smssite_findings_severity(findings, i);
	size_t rule = smssite_findings_rule(findings, i);
	const char *missing = smssite_findings_missing(findings, i);

	printf("  ");
	say_painted(severities[severity].paint, severities[severity].word);
	printf("%*s %s  ", (int)(6 - strlen(severities[severity].word)), "", smssite_rule_id(rule));
	say(smssite_findings_title(findings, i));
	if (severity != SMSSITE_SEVERITY_OK && severity != SMSSITE_SEVERITY_UNKNOWN) {
		printf("  ");
		say_painted(PAINT_DIM, smssite_rule_sources(rule));
	}
	putchar('\n');
	for (size_t j = 0; j < smssite_findings_evidence_count(findings, i) && severity != SMSSITE_SEVERITY_OK; j++)
		say_evidence(14, smssite_findings_evidence_path(findings, i, j), smssite_findings_evidence_line(findings, i, j),
			smssite_findings_evidence_value(findings, i, j));
	if (*missing) {
		printf("              unknown: ");
		say(missing);
		putchar('\n');
	}
}

static void print_advice(const smssite_advice *advice)
{
	printf("Advice: ");
	say_painted(PAINT_BOLD, smssite_procedure_name(smssite_advice_procedure(advice)));
	printf(". ");
	say(smssite_advice_reason(advice));
	putchar('\n');
	if (*smssite_advice_cost(advice)) {
		printf("        Cost: ");
		say(smssite_advice_cost(advice));
		printf("\n        Can be taken back: ");
		say(smssite_advice_reversible_until(advice));
		putchar('\n');
	}
	for (size_t i = 0; i < smssite_advice_against_count(advice); i++) {
		printf("        Not %s: ", smssite_procedure_name(smssite_advice_against_procedure(advice, i)));
		say(smssite_advice_against_reason(advice, i));
		putchar('\n');
	}
}

/* Of a directory the options are part of what was looked at; a profile or a snapshot has it all. */
static const char *same_options(const struct options *options)
{
	bool any = options->services || options->logs || options->drive_root || options->boot_drive || options->parent ||
		   options->site_list || options->hman_log || options->parent_status || options->earlier ||
		   options->logon_server_count || options->registry_count;

	return any ? " (with the same options)" : "";
}

/* The option that supplies what the reason misses, as it says in parentheses: "(--services FILE)", "(...; --services FILE)"; of
 * several the first. */
static void print_wanted(const struct options *options, const char *reason)
{
	const char *option = strstr(reason, "--");
	const char *other = option ? strstr(option, " or ") : NULL;
	size_t size = option ? strcspn(option, ");,") : 0;
	char rule[4];

	if (other && other < option + size)
		size = (size_t)(other - option);
	if (size && size < 80) {
		printf("Next:   smssite check ");
		say_word(stdout, options->words[0]);
		printf("%s %.*s\n", same_options(options), (int)size, option);
		return;
	}
	snprintf(rule, sizeof(rule), "%s", reason);
	if (smssite_rule_find(rule) != SMSSITE_NO_INDEX)
		printf("Next:   smssite explain %s\n", rule);
}

/* The command that goes on from here, where there is one. */
static void print_next(const struct options *options, const smssite_case *site, const smssite_advice *advice)
{
	const char *code = smssite_snapshot_site_code(smssite_case_site(site));
	char rule[4];

	switch (smssite_advice_procedure(advice)) {
	case SMSSITE_PROCEDURE_FORCE_CT2:
		printf("Next:   smssite plan force-ct2 ");
		say_word(stdout, options->words[0]);
		printf("%s%s -o %s.plan\n", same_options(options), smssite_snapshot_services(smssite_case_site(site)) ? "" :
			" --services FILE", code);
		break;
	case SMSSITE_PROCEDURE_ACTIVATE:
		printf("Next:   smssite plan activate ");
		say_word(stdout, options->words[0]);
		printf("%s -o %s.plan\n", same_options(options), code);
		break;
	case SMSSITE_PROCEDURE_WAIT:
		printf("Next:   smssite snapshot ");
		say_word(stdout, options->words[0]);
		printf("%s -o %s.before, and later: smssite check ", same_options(options), *code ? code : "SITE");
		say_word(stdout, options->words[0]);
		printf("%s --earlier %s.before\n", same_options(options), *code ? code : "SITE");
		break;
	case SMSSITE_PROCEDURE_UNKNOWN:
		print_wanted(options, smssite_advice_reason(advice));
		break;
	case SMSSITE_PROCEDURE_REBUILD:
		printf("Next:   smssite record ");
		say_word(stdout, options->words[0]);
		printf("%s -o %s.rec\n", same_options(options), *code ? code : "SITE");
		break;
	case SMSSITE_PROCEDURE_OTHER:
		/* The reason begins with the rule it is from. */
		snprintf(rule, sizeof(rule), "%s", smssite_advice_reason(advice));
		if (smssite_rule_find(rule) != SMSSITE_NO_INDEX)
			printf("Next:   smssite explain %s\n", rule);
		break;
	default:
		break;
	}
}

/* What of the layout a site of this kind must have and does not, or nobody could see. */
static json_t *layout_list(const smssite_snapshot *snapshot, smssite_presence presence)
{
	uint32_t role = smssite_snapshot_site_type(snapshot) == SMSSITE_SITE_TYPE_PRIMARY ? SMSSITE_ROLE_PRIMARY :
											     SMSSITE_ROLE_SECONDARY;
	json_t *list = json_array();

	for (size_t i = 0; i < smssite_snapshot_directory_count(snapshot); i++) {
		size_t layout = smssite_snapshot_directory_layout(snapshot, i);
		uint32_t roles = smssite_layout_roles(layout);

		if (smssite_snapshot_directory_presence(snapshot, i) == presence && layout != SMSSITE_NO_INDEX &&
			(roles & role) && !(roles & SMSSITE_ROLE_OPTIONAL))
			json_add(&list, json_path(smssite_snapshot_directory_path(snapshot, i)));
	}
	return list;
}

/* Directories that the layout does not know, where it knows all: in the SMS root and one level below. */
static json_t *unexpected_list(const smssite_snapshot *snapshot)
{
	json_t *list = json_array();

	for (size_t i = 0; i < smssite_snapshot_directory_count(snapshot); i++) {
		const char *above = smssite_snapshot_directory_path(snapshot, i);

		if (strcmp(above, "..") == 0 || strchr(above, '\\'))
			continue;
		for (size_t j = 0; j < smssite_snapshot_entry_count(snapshot, i); j++) {
			struct smssite_tree_stat stat;
			char path[600];

			snprintf(path, sizeof(path), "%s%s%s", above, *above ? "\\" : "",
				smssite_snapshot_entry_name(snapshot, i, j));
			if (smssite_snapshot_entry_stat(snapshot, i, j, &stat) == SMSSITE_OK &&
				stat.kind == SMSSITE_ENTRY_DIRECTORY && smssite_layout_find(path) == SMSSITE_NO_INDEX)
				json_add(&list, json_path(path));
		}
	}
	return list;
}

static json_t *layout_json(const smssite_snapshot *snapshot)
{
	json_t *layout = json_object();

	json_object_set_new(layout, "missing", layout_list(snapshot, SMSSITE_PRESENCE_MISSING));
	json_object_set_new(layout, "not in view", layout_list(snapshot, SMSSITE_PRESENCE_NOT_IN_VIEW));
	json_object_set_new(layout, "unexpected", unexpected_list(snapshot));
	if (json_object_size(layout) == 3)
		return layout;
	json_decref(layout);
	return NULL;
}

static void print_layout(const smssite_snapshot *snapshot)
{
	json_t *layout = layout_json(snapshot), *list, *path;
	const char *title;
	size_t i;

	json_object_foreach(layout, title, list) {
		json_array_foreach(list, i, path) {
			if (i >= 5)
				break;
			printf(i ? ", " : "  tree   %s: ", title);
			say(json_string_value(path));
		}
		if (json_array_size(list) > 5)
			printf(" and %zu more", json_array_size(list) - 5);
		if (json_array_size(list))
			putchar('\n');
	}
	json_decref(layout);
}

/* Logs that were not read whole: what was left out of them no rule knows. */
static json_t *unread_logs(const smssite_snapshot *snapshot)
{
	json_t *list = json_array();

	for (size_t i = 0; i < smssite_snapshot_log_count(snapshot); i++) {
		smssite_status status = smssite_snapshot_log_status(snapshot, i);
		size_t skipped = smssite_snapshot_log_skipped(snapshot, i);

		if (status || skipped)
			json_add(&list,
				json_pack("{s:o, s:s, s:I}", "path", json_path(smssite_snapshot_log_path(snapshot, i)), "status",
					smssite_status_name(status), "skipped", (json_int_t)skipped));
	}
	return list;
}

static void print_unread_logs(const smssite_snapshot *snapshot)
{
	json_t *list = unread_logs(snapshot), *log;
	size_t i;

	json_array_foreach(list, i, log) {
		json_int_t skipped = json_integer_value(json_object_get(log, "skipped"));

		printf("  log    ");
		say(json_string_value(json_object_get(log, "path")));
		if (skipped)
			printf("  its first %lld bytes were not read", (long long)skipped);
		else
			printf("  not read to its end (%s)", json_string_value(json_object_get(log, "status")));
		putchar('\n');
	}
	json_decref(list);
}

static bool is_required(const struct options *options, const char *id)
{
	/* Whether the site is stuck is what is asked; the rest counts where its evidence was supplied. */
	if (strcmp(id, "A01") == 0 || (strcmp(id, "C01") == 0 && options->services))
		return true;
	for (size_t i = 0; i < options->required_count; i++)
		if (smssite_rule_find(options->required[i]) == smssite_rule_find(id))
			return true;
	return false;
}

/* What is wrong; and what was supplied and could not be read, which is not told from the exit status alone. */
static bool is_wrong(const smssite_findings *findings, size_t i)
{
	smssite_severity severity = smssite_findings_severity(findings, i);

	return severity >= SMSSITE_SEVERITY_WARNING ||
	       (severity == SMSSITE_SEVERITY_UNKNOWN && strcmp(smssite_rule_id(smssite_findings_rule(findings, i)), "B13") == 0);
}

static int check_exit(const struct options *options, const smssite_findings *findings)
{
	int code = EXIT_HEALTHY;

	if (smssite_findings_worst(findings) >= SMSSITE_SEVERITY_WARNING)
		return EXIT_FINDINGS;
	for (size_t i = 0; i < smssite_findings_count(findings); i++)
		if (smssite_findings_severity(findings, i) == SMSSITE_SEVERITY_UNKNOWN &&
			is_required(options, smssite_rule_id(smssite_findings_rule(findings, i))))
			code = EXIT_COULD_NOT_TELL;
	return code;
}

/* The library's JSON text as a value; NULL if there is none. */
static json_t *parsed(smssite_status status, char **text)
{
	json_t *value = status ? NULL : json_loads(*text, JSON_DECODE_ANY, NULL);

	smssite_free(status ? NULL : *text);
	return value;
}

static bool print_json(const smssite_case *site, const smssite_findings *findings, const smssite_advice *advice)
{
	smssite_snapshot *snapshot = smssite_case_site(site);
	smssite_trail *trail = NULL;
	char *text = NULL;
	json_t *all;
	bool whole;

	all = json_pack("{s:i, s:{s:s, s:s, s:s, s:s, s:I, s:I, s:b}}", "format", 1, "site", "code",
		smssite_snapshot_site_code(snapshot), "name", smssite_snapshot_site_name(snapshot), "parent",
		smssite_snapshot_parent_site_code(snapshot), "server", smssite_snapshot_site_server(snapshot), "type",
		(json_int_t)smssite_snapshot_site_type(snapshot), "build", (json_int_t)smssite_snapshot_build(snapshot),
		"copy", smssite_snapshot_is_copy(snapshot));
	json_object_set_new(all, "layout", layout_json(snapshot));
	json_object_set_new(all, "logs", unread_logs(snapshot));
	json_object_set_new(all, "findings", parsed(smssite_findings_to_json(findings, &text), &text));
	json_object_set_new(all, "advice", parsed(smssite_advice_to_json(advice, &text), &text));
	if (smssite_case_trail(site, &trail) == SMSSITE_OK)
		json_object_set_new(all, "trail", parsed(smssite_trail_to_json(trail, &text), &text));
	smssite_trail_free(trail);
	whole = json_object_size(all) == 7 && json_print(all);
	json_decref(all);
	if (!whole)
		complain("out of memory for JSON");
	return whole;
}

static int run_check(struct options *options)
{
	smssite_findings *findings = NULL;
	smssite_advice *advice = NULL;
	smssite_case *site;
	smssite_status status;
	int code = site_case(options, options->words[0], &site);

	if (code >= 0)
		return code;
	status = smssite_case_diagnose(site, &findings);
	if (!status)
		status = smssite_case_advise(site, &advice);
	if (status) {
		code = fail_status(status, options->words[0]);
	} else if (options->json) {
		code = print_json(site, findings, advice) ? check_exit(options, findings) : EXIT_FAILED;
	} else {
		site_headline(smssite_case_site(site));
		if (!options->quiet) {
			print_layout(smssite_case_site(site));
			print_unread_logs(smssite_case_site(site));
		}
		for (size_t i = 0; i < smssite_findings_count(findings); i++)
			if (!options->quiet || is_wrong(findings, i))
				print_finding(findings, i);
		print_advice(advice);
		print_next(options, site, advice);
		code = check_exit(options, findings);
	}
	smssite_advice_free(advice);
	smssite_findings_free(findings);
	smssite_case_free(site);
	return code;
}

static int run_snapshot(struct options *options)
{
	smssite_snapshot *snapshot;
	smssite_status status;
	char *json;
	int code = site_snapshot(options, options->words[0], &snapshot);

	if (code >= 0)
		return code;
	status = smssite_snapshot_save(snapshot, &json);
	smssite_snapshot_free(snapshot);
	if (status)
		return fail_status(status, options->words[0]);
	code = file_write_new(options->output, json) ? 0 : EXIT_FAILED;
	smssite_free(json);
	return code;
}

#define SITE_OPTIONS "skKildptmwgevcnqC"

const struct command command_check = {
	.name = "check",
	.arguments = "SITE [options]",
	.summary = "observe a site, say what is wrong with it and which repair fits",
	.help = "  smssite check /mnt/edge7/SMS --services net-start.txt --site-list c9n-sites.txt\n"
		"  smssite check q7z.snapshot --json\n"
		"  smssite check /mnt/edge7 --parent /mnt/prime9 --parent-status phase-4\n\n"
		"SITE is a directory (the drive, the SMS root or a share of it) or a saved snapshot. Nothing is opened\n"
		"for writing. What is not supplied is unknown, and is listed as such; it is never taken for healthy.\n",
	.takes = SITE_OPTIONS "rj",
	.least_words = 1,
	.most_words = 1,
	.run = run_check,
};

const struct command command_snapshot = {
	.name = "snapshot",
	.arguments = "SITE [-o FILE] [options]",
	.summary = "save what was seen, to check later or elsewhere",
	.help = "  smssite snapshot /mnt/edge7/SMS --services net-start.txt -o q7z.snapshot\n"
		"  smssite check q7z.snapshot\n\n"
		"Encrypted accounts and keys are replaced by their length. An existing file is never replaced.\n",
	.takes = SITE_OPTIONS "o",
	.least_words = 1,
	.most_words = 1,
	.run = run_snapshot,
};
