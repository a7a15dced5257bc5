/* SPDX-License-Identifier: MIT */
/* Rebuilds a secondary site (KB Q183347): rebuild PROFILE RECORD [--dry]
 *
 * What is gone with the site is read from RECORD; if there is no such file it is made first and written there. You run the
 * commands it prints, do what it asks for and say whether it is done. --dry plays it on a copy and asks nothing. */
#include "example.h"

#include <time.h>
#include <unistd.h>

const char *program = "rebuild";

/* -- what the profile names ------------------------------------------------------------------------ */

static smssite_tree *open_tree(const char *path)
{
	smssite_tree *tree;

	check(smssite_tree_open(path, &tree));
	return tree;
}

static void add_registry(smssite_sources *sources, const char *path)
{
	smssite_registry *registry;
	size_t size;
	void *data = read_file(path, &size);

	check(smssite_registry_parse(data, size, &registry));
	check(smssite_sources_add_registry(sources, registry, base_name(path)));
	smssite_registry_free(registry);
	free(data);
}

static void set_services(smssite_sources *sources, const char *path)
{
	smssite_services *services;
	size_t size;
	void *data = read_file(path, &size);

	check(smssite_services_parse(data, size, &services));
	check(smssite_sources_set_services(sources, services, base_name(path)));
	smssite_services_free(services);
	free(data);
}

static void set_site_list(smssite_sources *sources, const char *path)
{
	smssite_parent_word *word;
	size_t size;
	void *data = read_file(path, &size);

	check(smssite_parent_word_parse_site_list(data, size, &word));
	check(smssite_sources_set_parent_word(sources, word, base_name(path)));
	smssite_parent_word_free(word);
	free(data);
}

static smssite_snapshot *observe_tree(smssite_sources *sources, const char *path)
{
	smssite_tree *tree = open_tree(path);
	smssite_snapshot *seen;

	check(smssite_sources_set_tree(sources, tree, "", SMSSITE_VIEW_AUTO));
	check(smssite_sources_set_taken(sources, (int64_t)time(NULL)));
	check(smssite_observe(sources, smssite_rules_interest(), &seen));
	smssite_sources_free(sources);
	smssite_tree_free(tree);
	return seen;
}

/* The site server, or a logon server. */
static smssite_snapshot *observe(const smssite_profile *profile, size_t server)
{
	const char *registry = smssite_profile_value(profile, server, SMSSITE_PROFILE_REGISTRY);
	const char *services = smssite_profile_value(profile, server, SMSSITE_PROFILE_SERVICES);
	const char *boot = smssite_profile_value(profile, server, SMSSITE_PROFILE_BOOT_DRIVE);
	smssite_sources *sources;

	check(smssite_sources_new(&sources));
	if (*registry)
		add_registry(sources, registry);
	if (*services)
		set_services(sources, services);
	if (*boot) {
		smssite_tree *tree = open_tree(boot);

		check(smssite_sources_set_boot_drive(sources, tree, ""));
		smssite_tree_free(tree);
	}
	if (server == SMSSITE_NO_INDEX && *smssite_profile_value(profile, server, SMSSITE_PROFILE_SITE_LIST))
		set_site_list(sources, smssite_profile_value(profile, server, SMSSITE_PROFILE_SITE_LIST));
	check(smssite_sources_set_liveness(sources, smssite_profile_liveness(profile, server)));
	return observe_tree(sources, smssite_profile_value(profile, server, SMSSITE_PROFILE_TREE));
}

static void add_logon_server(smssite_case *site, const smssite_profile *profile, size_t server)
{
	const char *name = smssite_profile_logon_server_name(profile, server);
	smssite_snapshot *seen = observe(profile, server);

	check(smssite_case_add_logon_server(site, name, seen));
	check(smssite_case_describe_logon_server(site, name, smssite_profile_logon_server_kind(profile, server),
		smssite_profile_logon_server_domain(profile, server)));
	smssite_snapshot_free(seen);
}

static smssite_case *case_of(const smssite_profile *profile)
{
	const char *parent = smssite_profile_value(profile, SMSSITE_NO_INDEX, SMSSITE_PROFILE_PARENT);
	smssite_snapshot *seen = observe(profile, SMSSITE_NO_INDEX);
	smssite_sources *sources;
	smssite_case *site;

	check(smssite_case_new(seen, &site));
	smssite_snapshot_free(seen);
	if (*parent) {
		check(smssite_sources_new(&sources));
		seen = observe_tree(sources, parent);
		check(smssite_case_set_parent(site, seen));
		smssite_snapshot_free(seen);
	}
	for (size_t i = 0; i < smssite_profile_logon_server_count(profile); i++)
		add_logon_server(site, profile, i);
	return site;
}

/* -- record and plan ------------------------------------------------------------------------------- */

static smssite_rebuild_record *record_of(const smssite_case *site, const char *path)
{
	smssite_rebuild_record *record;
	size_t size;
	void *data;

	if (access(path, F_OK) != 0) {
		FILE *file = fopen(path, "wx");
		char *text;

		if (!file)
			die(strerror(errno));
		check(smssite_rebuild_record_new(site, NULL, &record));
		check(smssite_rebuild_record_save(record, &text));
		if (fputs(text, file) < 0 || fclose(file))
			die(strerror(errno));
		smssite_free(text);
		smssite_rebuild_record_free(record);
	}
	data = read_file(path, &size);
	check(smssite_rebuild_record_parse(data, size, base_name(path), &record));
	free(data);
	return record;
}

static void tell(const smssite_rebuild_record *record, const smssite_plan *plan)
{
	printf("Site %s, next range %s\n", smssite_rebuild_record_site_code(record), smssite_rebuild_record_next_range(record));
	for (size_t i = 0; i < smssite_rebuild_record_server_count(record); i++) {
		const char *uid = smssite_rebuild_record_server_uid(record, i);

		printf("%s %s\n", smssite_rebuild_record_server_name(record, i),
			*uid ? uid : smssite_rebuild_record_server_uid_lost(record, i));
	}
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++) {
		printf("%zu %s: %s\n", i + 1, smssite_plan_step_actor(plan, i), smssite_plan_step_title(plan, i));
		if (i == smssite_plan_point_of_no_return(plan))
			printf("-- no way back from here --\n");
	}
	for (size_t i = 0; i < smssite_plan_note_count(plan); i++)
		printf("! %s\n", smssite_plan_note(plan, i));
}

/* -- carrying it out ------------------------------------------------------------------------------- */

static bool ask(const char *question)
{
	char line[64];

	printf("%s [y/n] ", question);
	fflush(stdout);
	return fgets(line, sizeof(line), stdin) && strcmp(line, "y\n") == 0;
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

/* Returns whether there is more. */
static bool step(smssite_apply *apply, bool dry)
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
	if (kind == SMSSITE_ACTION_RUN || kind == SMSSITE_ACTION_WAIT || kind == SMSSITE_ACTION_ASK) {
		smssite_answer answer = answer_of(action, dry);

		check(smssite_apply_report(apply, answer, 0, NULL, 0, (int64_t)time(NULL)));
	}
	smssite_action_free(action);
	return kind != SMSSITE_ACTION_DONE;
}

static void play(smssite_plan *plan, bool dry)
{
	smssite_tree *tree = open_tree(smssite_plan_location(plan));
	smssite_apply *apply;

	check(smssite_apply_begin(plan, tree, dry, (int64_t)time(NULL), &apply));
	smssite_tree_free(tree);
	for (size_t i = 1; i < smssite_plan_tree_count(plan); i++) {
		tree = open_tree(smssite_plan_tree_location(plan, i));
		check(smssite_apply_add_tree(apply, i, tree));
		smssite_tree_free(tree);
	}
	while (step(apply, dry))
		;
	smssite_apply_free(apply);
}

int main(int argc, char **argv)
{
	smssite_rebuild_record *record;
	const char *arguments[2], *boot;
	smssite_profile *profile;
	smssite_plan *plan;
	smssite_case *site;
	bool dry = false;
	int count = 0;
	size_t size;
	void *data;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--dry") == 0)
			dry = true;
		else if (count++ < 2)
			arguments[count - 1] = argv[i];
	}
	if (count != 2) {
		fprintf(stderr, "usage: rebuild PROFILE RECORD [--dry]\n");
		return 2;
	}
	data = read_file(arguments[0], &size);
	check(smssite_profile_parse(data, size, arguments[0], &profile));
	free(data);
	site = case_of(profile);
	record = record_of(site, arguments[1]);
	boot = smssite_profile_value(profile, SMSSITE_NO_INDEX, SMSSITE_PROFILE_BOOT_DRIVE);
	check(smssite_plan_rebuild(site, record, *boot ? boot : NULL, &plan));
	smssite_case_free(site);
	smssite_profile_free(profile);
	tell(record, plan);
	smssite_rebuild_record_free(record);
	play(plan, dry);
	smssite_plan_free(plan);
	return 0;
}
