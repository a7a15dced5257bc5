/* SPDX-License-Identifier: MIT */
/* Says why a secondary site hangs, and what to do: why-stuck DIR [SERVICES [SITE-LIST]] */
#include "example.h"

#include <time.h>

const char *program = "why-stuck";

static smssite_snapshot *observe(const char *directory, const char *services_path, const char *site_list_path)
{
	smssite_sources *sources;
	smssite_snapshot *seen;
	smssite_tree *tree;
	size_t size;
	void *data;

	check(smssite_sources_new(&sources));
	check(smssite_tree_open(directory, &tree));
	check(smssite_sources_set_tree(sources, tree, "", SMSSITE_VIEW_AUTO));
	smssite_tree_free(tree);
	if (services_path) {
		smssite_services *services;

		data = read_file(services_path, &size);
		check(smssite_services_parse(data, size, &services));
		check(smssite_sources_set_services(sources, services, base_name(services_path)));
		smssite_services_free(services);
		free(data);
	}
	if (site_list_path) {
		smssite_parent_word *word;

		data = read_file(site_list_path, &size);
		check(smssite_parent_word_parse_site_list(data, size, &word));
		check(smssite_sources_set_parent_word(sources, word, base_name(site_list_path)));
		smssite_parent_word_free(word);
		free(data);
	}
	check(smssite_sources_set_taken(sources, (int64_t)time(NULL)));
	check(smssite_observe(sources, smssite_rules_interest(), &seen));
	smssite_sources_free(sources);
	return seen;
}

static void print_finding(const smssite_findings *findings, size_t i)
{
	const char *missing = smssite_findings_missing(findings, i);

	printf("%s %s ", smssite_severity_name(smssite_findings_severity(findings, i)),
		smssite_rule_id(smssite_findings_rule(findings, i)));
	print_safe(smssite_findings_title(findings, i));
	putchar('\n');
	for (size_t piece = 0; piece < smssite_findings_evidence_count(findings, i); piece++) {
		size_t line = smssite_findings_evidence_line(findings, i, piece);

		printf("    ");
		print_safe(smssite_findings_evidence_path(findings, i, piece));
		if (line)
			printf(":%zu", line);
		printf(": ");
		print_safe(smssite_findings_evidence_value(findings, i, piece));
		putchar('\n');
	}
	if (*missing) {
		printf("    missing: ");
		print_safe(missing);
		putchar('\n');
	}
}

static void print_advice(const smssite_advice *advice)
{
	printf("Advice: %s\n    ", smssite_procedure_name(smssite_advice_procedure(advice)));
	print_safe(smssite_advice_reason(advice));
	putchar('\n');
	for (size_t i = 0; i < smssite_advice_against_count(advice); i++) {
		printf("Not %s: ", smssite_procedure_name(smssite_advice_against_procedure(advice, i)));
		print_safe(smssite_advice_against_reason(advice, i));
		putchar('\n');
	}
}

int main(int argc, char **argv)
{
	smssite_snapshot *seen;
	smssite_findings *findings;
	smssite_advice *advice;
	smssite_trail *trail;
	smssite_case *site;

	if (argc < 2 || argc > 4) {
		fprintf(stderr, "usage: why-stuck DIR [SERVICES [SITE-LIST]]\n");
		return 2;
	}
	seen = observe(argv[1], argc > 2 ? argv[2] : NULL, argc > 3 ? argv[3] : NULL);
	check(smssite_case_new(seen, &site));
	printf("Site ");
	print_safe(smssite_snapshot_site_code(seen));
	printf(" of ");
	print_safe(smssite_snapshot_parent_site_code(seen));
	putchar('\n');
	smssite_snapshot_free(seen);

	check(smssite_case_diagnose(site, &findings));
	for (size_t i = 0; i < smssite_findings_count(findings); i++)
		if (smssite_findings_severity(findings, i) != SMSSITE_SEVERITY_OK)
			print_finding(findings, i);
	smssite_findings_free(findings);

	check(smssite_case_trail(site, &trail));
	printf("The .ct2: ");
	print_safe(smssite_trail_text(trail));
	putchar('\n');
	smssite_trail_free(trail);

	check(smssite_case_advise(site, &advice));
	print_advice(advice);
	smssite_advice_free(advice);
	smssite_case_free(site);
	return 0;
}
