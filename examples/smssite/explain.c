/* SPDX-License-Identifier: MIT */
/* explain: what a rule, an event, a code or a status means. A number can mean several things: all are said. */
#include "tool.h"

#include <string.h>

static void print_rule(size_t rule)
{
	printf("%s  %s\n\n%s\n\nWhat to do: %s\n\nNeeds:   %s\nGravity: %s\nSources: %s\n", smssite_rule_id(rule),
		smssite_rule_title(rule), smssite_rule_explanation(rule), smssite_rule_remedy(rule), smssite_rule_needs(rule),
		smssite_severity_name(smssite_rule_severity(rule)), smssite_rule_sources(rule));
}

static json_t *rule_json(size_t rule)
{
	json_t *evidence = json_array();

	for (uint32_t bit = 1; smssite_evidence_name(bit); bit <<= 1)
		if (smssite_rule_evidence(rule) & bit)
			json_add(&evidence, json_string(smssite_evidence_name(bit)));
	return json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "evidence", evidence, "id", smssite_rule_id(rule), "title",
		smssite_rule_title(rule), "explanation", smssite_rule_explanation(rule), "remedy", smssite_rule_remedy(rule),
		"needs", smssite_rule_needs(rule), "severity", smssite_severity_name(smssite_rule_severity(rule)), "sources",
		smssite_rule_sources(rule));
}

/* The id that stands first in a list of ids; the rest of the list, NULL at its end. */
static const char *next_id(const char *list, char id[8])
{
	size_t size = strcspn(list, " ");

	snprintf(id, 8, "%.*s", (int)size, list);
	return list[size] ? list + size + 1 : NULL;
}

static void print_rules_of(const char *list)
{
	char id[8];

	while (list && *list) {
		list = next_id(list, id);
		printf("      rule %s  %s\n", id, smssite_rule_title(smssite_rule_find(id)));
	}
}

static void print_number(size_t meaning)
{
	bool hex = smssite_meaning_topic(meaning) == SMSSITE_TOPIC_DESPOOLER_CODE;
	long long first = (long long)smssite_meaning_first(meaning), last = (long long)smssite_meaning_last(meaning);

	printf(hex ? "%llx" : "%lld", first);
	if (last > first)
		printf(" to %lld", last);
}

static void print_meaning(size_t meaning)
{
	const char *name = smssite_meaning_name(meaning);

	printf("%s ", smssite_topic_name(smssite_meaning_topic(meaning)));
	print_number(meaning);
	printf("%s%s: %s\n", *name ? " " : "", name, smssite_meaning_text(meaning));
	print_rules_of(smssite_meaning_rules(meaning));
	printf("      source: %s\n", smssite_meaning_sources(meaning));
}

static json_t *meaning_json(size_t meaning)
{
	json_t *rules = json_array();
	const char *list = smssite_meaning_rules(meaning);
	char id[8];

	while (list && *list) {
		list = next_id(list, id);
		json_add(&rules, json_string(id));
	}
	return json_pack("{s:s, s:I, s:I, s:s, s:s, s:o, s:s}", "topic", smssite_topic_name(smssite_meaning_topic(meaning)),
		"first", (json_int_t)smssite_meaning_first(meaning), "last", (json_int_t)smssite_meaning_last(meaning), "name",
		smssite_meaning_name(meaning), "text", smssite_meaning_text(meaning), "rules", rules, "sources",
		smssite_meaning_sources(meaning));
}

static int print_json(const char *word, size_t rule, size_t first)
{
	json_t *all, *meanings = json_array();
	bool printed;

	for (size_t i = first; i != SMSSITE_NO_INDEX; i = smssite_meaning_find(word, i + 1))
		json_add(&meanings, meaning_json(i));
	all = json_pack("{s:i, s:s, s:o, s:o}", "format", 1, "word", word, "rule",
		rule == SMSSITE_NO_INDEX ? json_null() : rule_json(rule), "meanings", meanings);
	printed = all && json_print(all);
	json_decref(all);
	if (!printed)
		complain("out of memory for JSON");
	return printed ? 0 : EXIT_FAILED;
}

static int run_explain(struct options *options)
{
	const char *word = options->words[0];
	size_t rule = smssite_rule_find(word), first = smssite_meaning_find(word, 0);

	if (rule == SMSSITE_NO_INDEX && first == SMSSITE_NO_INDEX) {
		complain("'%s' is no rule, event, code or status known here; the rules are:", word);
		for (size_t i = 0; i < smssite_rule_count(); i++)
			fprintf(stderr, "  %s  %s\n", smssite_rule_id(i), smssite_rule_title(i));
		return EXIT_USAGE;
	}
	if (options->json)
		return print_json(word, rule, first);
	if (rule != SMSSITE_NO_INDEX)
		print_rule(rule);
	for (size_t i = first; i != SMSSITE_NO_INDEX; i = smssite_meaning_find(word, i + 1))
		print_meaning(i);
	return 0;
}

const struct command command_explain = {
	.name = "explain",
	.arguments = "RULE | EVENT | CODE [--json]",
	.summary = "what a rule, an event, a code or a status means",
	.help = "  smssite explain A01           a rule of this tool\n"
		"  smssite explain 214           an event of source SMS in the application log\n"
		"  smssite explain 7113          \"SiteConfig Mgr code\" in SCMAN.LOG\n"
		"  smssite explain 714           the extension of a control file that SCMAN refused\n"
		"  smssite explain 32            the parent's status of a site, an error of Windows NT, ...\n"
		"  smssite explain c0000001      \"error code\" in DESPOOL.LOG\n"
		"  smssite explain UPGRADE_BEGIN a name\n\n"
		"A number that means several things is explained as each of them.\n",
	.takes = "j",
	.least_words = 1,
	.most_words = 1,
	.run = run_explain,
};
