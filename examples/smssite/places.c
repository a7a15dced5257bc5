/* SPDX-License-Identifier: MIT */
/* Where the trees of a plan beside the first are. */
#include "tool.h"

/* Where the options say that another tree of the plan is now; NULL: they do not. */
static const char *told_place(const struct options *options, const smssite_plan *plan, size_t tree)
{
	const char *server = smssite_plan_tree_server(plan, tree);

	return *smssite_plan_tree_drive(plan, tree) ? options->boot_drive : logon_server_told(options, server);
}

int places_check(const struct options *options, const smssite_plan *plan, bool moved)
{
	size_t told = 0;
	int code = -1;

	for (size_t i = 1; i < smssite_plan_tree_count(plan); i++) {
		const char *server = smssite_plan_tree_server(plan, i), *drive = smssite_plan_tree_drive(plan, i);

		if (told_place(options, plan, i)) {
			told++;
		} else if (moved) {
			complain("%s %s: the plan's first tree is not where it was; say where this one is: %s%s%s", server,
				*drive ? drive : "tree", *drive ? "--boot-drive DIR" : "--logon-server ", *drive ? "" : server,
				*drive ? "" : "=DIR");
			code = EXIT_REFUSED;
		}
	}
	if (told == options->logon_server_count + (options->boot_drive != NULL))
		return code;
	complain("--logon-server, --boot-drive: the plan has no such tree");
	return EXIT_USAGE;
}

int places_add_trees(const struct options *options, smssite_apply *apply)
{
	const smssite_plan *plan = smssite_apply_plan(apply);

	for (size_t i = 1; i < smssite_plan_tree_count(plan); i++) {
		const char *told = told_place(options, plan, i), *location = told ? told : smssite_plan_tree_location(plan, i);
		smssite_tree *tree;
		smssite_status status = smssite_tree_open(location, &tree);

		if (status && told)
			return fail_status(status, location);
		if (status) {
			complain("%s (%s): %s", location, smssite_plan_tree_server(plan, i), smssite_error_message());
			continue;
		}
		status = smssite_apply_add_tree(apply, i, tree);
		smssite_tree_free(tree);
		if (status)
			return fail_status(status, location);
	}
	return -1;
}
