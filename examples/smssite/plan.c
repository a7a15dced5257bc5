/* SPDX-License-Identifier: MIT */
/* plan: the procedure, step by step, before anything changes. */
#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool is_rebuild(const struct options *options)
{
	return strcmp(options->words[0], "rebuild") == 0;
}

/* Answers -1 and a record to free, else the exit code. */
static int record_of(const struct options *options, const smssite_case *site, smssite_rebuild_record **record)
{
	const char *slash = options->record ? strrchr(options->record, '/') : NULL;
	smssite_status status;
	void *data;
	size_t size;

	if (!options->record) {
		status = smssite_rebuild_record_new(site, options->next_range, record);
		return status ? fail_status(status, "no plan") : -1;
	}
	if (!file_read(options->record, &data, &size))
		return EXIT_FAILED;
	status = smssite_rebuild_record_parse(data, size, slash ? slash + 1 : options->record, record);
	free(data);
	return status ? fail_status(status, "no plan") : -1;
}

/* Drive C: is looked for again when the plan is carried out, from wherever that is. */
static int plan_rebuild(const struct options *options, const smssite_case *site, smssite_plan **plan)
{
	char real[PATH_MAX], *told = options->boot_drive ? strdup(options->boot_drive) : profile_boot_drive(options->words[1]);
	smssite_rebuild_record *record;
	smssite_status status;
	int code = -1;

	if (told && !realpath(told, real)) {
		complain("%s: %s", told, strerror(errno));
		code = EXIT_FAILED;
	}
	if (code < 0)
		code = record_of(options, site, &record);
	if (code < 0) {
		status = smssite_plan_rebuild(site, record, told ? real : NULL, plan);
		smssite_rebuild_record_free(record);
		code = status ? fail_status(status, "no plan") : -1;
	}
	free(told);
	return code;
}

static int plan_ct2(const struct options *options, const smssite_case *site, smssite_plan **plan)
{
	smssite_status status = options->via ? smssite_plan_sendcode_ct2(site, plan) :
					       smssite_plan_force_ct2(site, options->accept_reject, plan);

	return status ? fail_status(status, "no plan") : -1;
}

static int plan_activate(smssite_case *site, smssite_plan **plan)
{
	smssite_status status = smssite_plan_activate(site, plan);

	return status ? fail_status(status, "no plan") : -1;
}

/* The checklist is for the reader; where the plan itself goes to stdout it goes to stderr. A plan for a file is written before
 * anything is printed: a reader that ends early takes nothing from it. */
static int write_plan(const struct options *options, const smssite_plan *plan)
{
	bool to_file = options->output && strcmp(options->output, "-") != 0;
	smssite_status status;
	char *text, *checklist;
	int code = 0;

	status = smssite_plan_text(plan, &checklist);
	if (status)
		return fail_status(status, "no plan");
	status = smssite_plan_save(plan, &text);
	if (status) {
		smssite_free(checklist);
		return fail_status(status, "no plan");
	}
	if (to_file && !file_write_new(options->output, text))
		code = EXIT_FAILED;
	if (!code && !options->quiet)
		say_to(to_file ? stdout : stderr, checklist);
	if (!to_file)
		file_write_new(NULL, text);
	smssite_free(text);
	smssite_free(checklist);
	if (!code && to_file && !options->quiet) {
		printf("Next:   smssite apply ");
		say_word(stdout, options->output);
		putchar('\n');
	}
	return code;
}

static int run_plan(struct options *options)
{
	smssite_case *site;
	smssite_plan *plan;
	int code;
	bool activate = strcmp(options->words[0], "activate") == 0;

	if (strcmp(options->words[0], "force-ct2") != 0 && !activate && !is_rebuild(options)) {
		complain("'%s' is no procedure this version plans; it plans force-ct2, activate and rebuild", options->words[0]);
		return EXIT_USAGE;
	}
	if (activate && (options->via || options->accept_reject)) {
		complain("--via and --accept-reject are for force-ct2");
		return EXIT_USAGE;
	}
	if (options->via && options->accept_reject) {
		complain("--accept-reject has no meaning with --via sendcode: no file is fed to SCMAN");
		return EXIT_USAGE;
	}
	code = site_case(options, options->words[1], &site);
	if (code >= 0)
		return code;
	code = is_rebuild(options) ? plan_rebuild(options, site, &plan) : activate ? plan_activate(site, &plan) :
		plan_ct2(options, site, &plan);
	smssite_case_free(site);
	if (code >= 0)
		return code;
	code = write_plan(options, plan);
	smssite_plan_free(plan);
	return code;
}

const struct command command_plan = {
	.name = "plan",
	.arguments = "force-ct2|activate|rebuild SITE [-o PLAN] [options]",
	.summary = "plan a repair; nothing is changed",
	.help = "  smssite plan force-ct2 /mnt/edge7 --services net-start.txt -o q7z.plan\n"
		"  smssite plan force-ct2 /mnt/edge7/SMS --drive-root /mnt/edge7 --services net-start.txt -o q7z.plan\n"
		"  smssite plan force-ct2 /mnt/edge7 --services net-start.txt --via sendcode -o q7z.plan\n"
		"  smssite plan activate /mnt/edge7 --services sc-query-all.txt --parent /mnt/prime9 -o q7z.plan\n"
		"  smssite plan rebuild q7z.ini --record q7z.rec -o q7z.plan\n\n"
		"force-ct2 makes the Site Configuration Manager write a .ct2 (KB Q183347). It is refused unless every\n"
		"service the site must run is seen running. The plan shows its steps, what each relies on and may lose,\n"
		"and the point of no return.\n"
		"activate puts a site back on its feet whose upgrade has failed, and upgrades it again from its parent. It is\n"
		"refused where another way fits, which it names; it needs a list that has stopped services too.\n"
		"rebuild takes the site down and creates it again, giving out no id twice: the record says what is gone by\n"
		"then (without --record it is made of what is seen). Name every logon server's drive, best in a profile.\n",
	.takes = "bKNskldptmwgevcnqoaV",
	.least_words = 2,
	.most_words = 2,
	.run = run_plan,
};
