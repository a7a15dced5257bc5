/* SPDX-License-Identifier: MIT */
/* Clears an upgrade that failed away and orders it again (KB Q183347): activate DIR SERVICES SITE-LIST [--dry]
 *
 * You run the commands it prints and say whether they succeeded; SERVICES lists stopped ones too (sc query state= all). What
 * is asked of the parent is read in SITE-LIST each time, so keep it fresh. --dry plays it on a copy and asks nothing. */
#include "example.h"

#include <time.h>
#include <unistd.h>

const char *program = "activate";

static smssite_case *observe(smssite_tree *tree, const char *services_path, const char *site_list_path)
{
	smssite_parent_word *word;
	smssite_services *services;
	smssite_sources *sources;
	smssite_snapshot *seen;
	smssite_case *site;
	size_t size;
	void *data;

	check(smssite_sources_new(&sources));
	check(smssite_sources_set_tree(sources, tree, "", SMSSITE_VIEW_AUTO));
	data = read_file(services_path, &size);
	check(smssite_services_parse(data, size, &services));
	check(smssite_sources_set_services(sources, services, base_name(services_path)));
	smssite_services_free(services);
	free(data);
	data = read_file(site_list_path, &size);
	check(smssite_parent_word_parse_site_list(data, size, &word));
	check(smssite_sources_set_parent_word(sources, word, base_name(site_list_path)));
	smssite_parent_word_free(word);
	free(data);
	check(smssite_sources_set_taken(sources, (int64_t)time(NULL)));
	check(smssite_observe(sources, smssite_rules_interest(), &seen));
	smssite_sources_free(sources);
	check(smssite_case_new(seen, &site));
	smssite_snapshot_free(seen);
	return site;
}

static bool ask(const char *question)
{
	char line[64];

	printf("%s [y/n] ", question);
	fflush(stdout);
	return fgets(line, sizeof(line), stdin) && strcmp(line, "y\n") == 0;
}

/* What will be done, and from where on it cannot be taken back. */
static void show(const smssite_plan *plan)
{
	for (size_t i = 0; i < smssite_plan_note_count(plan); i++)
		printf("note: %s\n", smssite_plan_note(plan, i));
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++)
		printf("%2zu. %s%s\n", i + 1, smssite_plan_step_title(plan, i),
			i == smssite_plan_point_of_no_return(plan) ? " (point of no return)" : "");
}

/* The site list as it is now says it, if it tells of the site; otherwise you do. */
static void answer_by_list(smssite_apply *apply, const char *site_list_path)
{
	size_t size;
	char *data = read_file(site_list_path, &size);
	smssite_status status = smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0, data, size, (int64_t)time(NULL));
	smssite_answer answer;

	free(data);
	if (status != SMSSITE_UNDECIDED) {
		check(status);
		return;
	}
	answer = ask("    Is it so?") ? SMSSITE_ANSWER_DONE : SMSSITE_ANSWER_FAILED;
	check(smssite_apply_report(apply, answer, 0, NULL, 0, (int64_t)time(NULL)));
}

static smssite_answer answer_of(const smssite_action *action, bool dry)
{
	int64_t pause;

	if (smssite_action_get_kind(action) != SMSSITE_ACTION_WAIT)
		return dry || ask("    Done?") ? SMSSITE_ANSWER_DONE : SMSSITE_ANSWER_FAILED;
	pause = smssite_action_look_again_utc_s(action) - (int64_t)time(NULL);
	if (!dry)
		sleep(pause > 1 ? (unsigned int)pause : 1);
	return SMSSITE_ANSWER_DONE;
}

/* Plays it to its end; returns whether there is more. */
static bool step(smssite_apply *apply, const char *site_list_path, bool dry)
{
	smssite_action_kind kind;
	smssite_action *action;

	check(smssite_apply_next(apply, (int64_t)time(NULL), &action));
	kind = smssite_action_get_kind(action);
	printf("%s %s\n", kind == SMSSITE_ACTION_DONE ? smssite_outcome_name(smssite_action_outcome(action)) :
							smssite_action_kind_name(kind),
		smssite_action_text(action));
	if (kind == SMSSITE_ACTION_RUN) {
		printf("    at %s:", smssite_action_server(action));
		for (size_t i = 0; i < smssite_action_word_count(action); i++)
			printf(" %s", smssite_action_word(action, i));
		putchar('\n');
	}
	if (smssite_action_takes_site_list(action)) {
		answer_by_list(apply, site_list_path);
	} else if (kind == SMSSITE_ACTION_RUN || kind == SMSSITE_ACTION_WAIT || kind == SMSSITE_ACTION_ASK) {
		smssite_answer answer = answer_of(action, dry);

		check(smssite_apply_report(apply, answer, 0, NULL, 0, (int64_t)time(NULL)));
	}
	smssite_action_free(action);
	return kind != SMSSITE_ACTION_DONE;
}

int main(int argc, char **argv)
{
	const char *arguments[3];
	smssite_apply *apply;
	smssite_tree *tree;
	smssite_plan *plan;
	smssite_case *site;
	bool dry = false;
	int count = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--dry") == 0)
			dry = true;
		else if (count++ < 3)
			arguments[count - 1] = argv[i];
	}
	if (count != 3) {
		fprintf(stderr, "usage: activate DIR SERVICES SITE-LIST [--dry]\n");
		return 2;
	}
	check(smssite_tree_open(arguments[0], &tree));
	site = observe(tree, arguments[1], arguments[2]);
	check(smssite_plan_activate(site, &plan));
	smssite_case_free(site);
	show(plan);
	check(smssite_apply_begin(plan, tree, dry, (int64_t)time(NULL), &apply));
	smssite_plan_free(plan);
	smssite_tree_free(tree);
	printf("Journal %s\n", smssite_apply_journal(apply));
	while (step(apply, arguments[2], dry))
		;
	smssite_apply_free(apply);
	return 0;
}
