/* SPDX-License-Identifier: MIT */
/* plan: the procedure, step by step, before anything changes. */
#include "tool.h"

#include <string.h>

static int run_plan(struct options *options)
{
	smssite_case *site;
	smssite_plan *plan;
	smssite_status status;
	char *text;
	int code;

	if (strcmp(options->words[0], "force-ct2") != 0) {
		complain("'%s' is no procedure this version plans; it plans force-ct2", options->words[0]);
		return EXIT_USAGE;
	}
	if (options->via && options->accept_reject) {
		complain("--accept-reject has no meaning with --via sendcode: no file is fed to SCMAN");
		return EXIT_USAGE;
	}
	code = site_case(options, options->words[1], &site);
	if (code >= 0)
		return code;
	status = options->via ? smssite_plan_sendcode_ct2(site, &plan) :
				smssite_plan_force_ct2(site, options->accept_reject, &plan);
	smssite_case_free(site);
	if (status)
		return fail_status(status, "no plan");
	status = smssite_plan_text(plan, &text);
	if (!status) {
		/* The checklist is for the reader; where the plan itself goes to stdout it goes to stderr. */
		FILE *stream = options->output || options->quiet ? stdout : stderr;

		if (!options->quiet)
			say_to(stream, text);
		smssite_free(text);
		status = smssite_plan_save(plan, &text);
	}
	if (status) {
		code = fail_status(status, "no plan");
	} else {
		code = file_write_new(options->output, text) ? 0 : EXIT_FAILED;
		smssite_free(text);
		if (!code && options->output && !options->quiet)
			printf("Next:   smssite apply %s\n", options->output);
	}
	smssite_plan_free(plan);
	return code;
}

const struct command command_plan = {
	.name = "plan",
	.arguments = "force-ct2 SITE [-o PLAN] [options]",
	.summary = "plan a repair; nothing is changed",
	.help = "  smssite plan force-ct2 /mnt/edge7 --services net-start.txt -o q7z.plan\n"
		"  smssite plan force-ct2 /mnt/edge7/SMS --drive-root /mnt/edge7 --services net-start.txt -o q7z.plan\n"
		"  smssite plan force-ct2 /mnt/edge7 --services net-start.txt --via sendcode -o q7z.plan\n\n"
		"force-ct2 makes the Site Configuration Manager write a .ct2 (KB Q183347). It is refused unless every\n"
		"service the site must run is seen running. The plan shows its steps, what each relies on and may lose,\n"
		"and the point of no return.\n",
	.takes = "skldptmwgevcnqoaV",
	.least_words = 2,
	.most_words = 2,
	.run = run_plan,
};
