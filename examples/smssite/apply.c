/* SPDX-License-Identifier: MIT */
/* apply, resume, undo, abandon, confirm: the loop around the library's step machine. */
#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORK_FOLDER "SMSSITE.WRK"

/* A line from the terminal: true for yes. *end is set where there is no one to ask. Questions, and what must be read to answer
 * them, are no data: they are seen where standard output goes to a file. */
static bool ask(const char *question, bool *end)
{
	char line[64];

	for (;;) {
		fflush(stdout);
		say_to(stderr, question);
		fputs(" [yes/no] ", stderr);
		fflush(stderr);
		if (interrupted || !fgets(line, sizeof(line), stdin)) {
			putc('\n', stderr);
			*end = true;
			return false;
		}
		line[strcspn(line, "\r\n")] = '\0';
		if (strcmp(line, "yes") == 0 || strcmp(line, "y") == 0)
			return true;
		if (strcmp(line, "no") == 0 || strcmp(line, "n") == 0)
			return false;
	}
}

/* As it is typed there. */
static void print_line(FILE *stream, const smssite_action *action)
{
	char *line = NULL;
	smssite_status status = smssite_action_line(action, SMSSITE_COMMAND_CMD, &line);
	bool unsure = status == SMSSITE_UNSUPPORTED;

	if (unsure)
		status = smssite_action_line(action, SMSSITE_COMMAND_CREATEPROCESS, &line);
	fprintf(stream, "  run    at %s: ", smssite_action_server(action));
	say_to(stream, status ? smssite_error_message() : line);
	putc('\n', stream);
	if (unsure)
		fputs("         (it has a % or !, which CMD.EXE may take for a variable: start it without CMD.EXE)\n", stream);
	smssite_free(line);
}

static smssite_status do_run(struct options *options, struct pace *pace, smssite_apply *apply,
	const smssite_action *action, bool *end)
{
	smssite_answer answer = SMSSITE_ANSWER_DONE;
	char *output = NULL;
	smssite_status status;
	size_t size = 0;
	bool by_hand = !options->runner && !smssite_action_is_rehearsal(action);
	int code = 0;

	fflush(stdout);
	if (by_hand || !options->quiet)
		print_line(by_hand ? stderr : stdout, action);
	if (smssite_action_is_rehearsal(action)) {
		if (!options->quiet)
			printf("         (rehearsal: not run)\n");
	} else if (!by_hand) {
		code = run_words(options->runner, action, &output, &size);
		/* A stop that reached the runner as well: what became of the command nobody knows. */
		if (interrupted && code > 0)
			code = -1;
		answer = code < 0 ? SMSSITE_ANSWER_IN_DOUBT : code ? SMSSITE_ANSWER_FAILED : SMSSITE_ANSWER_DONE;
		if (code > 0 && options->quiet)
			print_line(stderr, action);
		if (code > 0)
			print_failure(action, code, output, size);
	} else {
		answer = ask("         Run it there. Did it succeed?", end) ? SMSSITE_ANSWER_DONE :
									  SMSSITE_ANSWER_FAILED;
	}
	if (*end || code < 0) {
		*end = true;
		free(output);
		return SMSSITE_OK;
	}
	status = smssite_apply_report(apply, answer, code, output, size, pace_now(pace));
	free(output);
	return status;
}

static smssite_status do_wait(const struct options *options, struct pace *pace, smssite_apply *apply, const smssite_action *action,
	const char *location, bool *end, char *last_text, size_t last_size)
{
	int64_t now = pace_now(pace), look = smssite_action_look_again_utc_s(action);
	char folders[8][PATH_MAX];
	const char *watched[8];
	size_t count = smssite_action_path_count(action);
	char until[32];

	/* One wait is handed out again after each look: it is said once. */
	if (!options->quiet && strcmp(last_text, smssite_action_text(action)) != 0) {
		printf("  wait   ");
		say(smssite_action_text(action));
		if (smssite_action_until_utc_s(action) != SMSSITE_NO_TIME)
			printf(" (until %s)", time_text(smssite_action_until_utc_s(action), until));
		putchar('\n');
		fflush(stdout);
		snprintf(last_text, last_size, "%s", smssite_action_text(action));
	}
	if (count > 8)
		count = 8;
	for (size_t i = 0; i < count; i++) {
		char *slash;

		snprintf(folders[i], sizeof(folders[i]), "%s/%s", location, smssite_action_path(action, i));
		for (slash = folders[i]; (slash = strchr(slash, '\\')); )
			*slash = '/';
		/* A file that comes and goes is seen in its directory. */
		if (access(folders[i], F_OK) != 0 && (slash = strrchr(folders[i], '/')))
			*slash = '\0';
		watched[i] = folders[i];
	}
	if (!pace_wait(pace, look > now ? look - now : 0, watched, count)) {
		*end = true;
		return SMSSITE_OK;
	}
	return smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0, NULL, 0, pace_now(pace));
}

/* A site list, read anew each time it is asked for, answers where it can; else a person does. */
static smssite_status do_ask(struct options *options, struct pace *pace, smssite_apply *apply,
	const smssite_action *action, bool *end)
{
	smssite_status status;
	void *data;
	size_t size;
	bool yes;

	if (options->site_list && smssite_action_takes_site_list(action) && file_read(options->site_list, &data, &size)) {
		status = smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0, data, size, pace_now(pace));
		free(data);
		if (status != SMSSITE_MALFORMED && status != SMSSITE_LIMIT && status != SMSSITE_UNDECIDED) {
			if (!options->quiet) {
				printf("  asked  ");
				say(smssite_action_text(action));
				printf(" (read in %s)\n", options->site_list);
			}
			return status;
		}
		complain("%s: %s", options->site_list, smssite_error_message());
	}
	yes = ask(smssite_action_text(action), end);
	if (*end)
		return SMSSITE_OK;
	return smssite_apply_report(apply, yes ? SMSSITE_ANSWER_DONE : SMSSITE_ANSWER_FAILED, 0, NULL, 0, pace_now(pace));
}

static int outcome_exit(smssite_outcome outcome)
{
	switch (outcome) {
	case SMSSITE_OUTCOME_DONE:
	case SMSSITE_OUTCOME_MOVED_BY_ITSELF:
	case SMSSITE_OUTCOME_UNDONE:
		return 0;
	case SMSSITE_OUTCOME_CHANGED:
		return EXIT_CHANGED;
	case SMSSITE_OUTCOME_STOPPED:
		return EXIT_INTERRUPTED;
	case SMSSITE_OUTCOME_NOT_UNDONE:
	case SMSSITE_OUTCOME_ABANDONED:
		return EXIT_REFUSED;
	default:
		return EXIT_FAILED;
	}
}

/* An order that was given to others is not taken back; a file that was handed over may lie there yet. */
static bool is_past(const smssite_apply *apply, const smssite_action *action)
{
	const smssite_plan *plan = smssite_apply_plan(apply);
	size_t point = smssite_plan_point_of_no_return(plan), step = smssite_action_step(action);

	return point != SMSSITE_NO_INDEX && step != SMSSITE_NO_INDEX && step >= point &&
		smssite_plan_step_reversal(plan, point) == SMSSITE_REVERSAL_FINAL && !smssite_action_is_rehearsal(action);
}

static void say_command(const char *what, const char *command, const char *location, const char *journal)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", strcmp(location, "/") == 0 ? "" : location, journal);
	fprintf(stderr, "         %-10s smssite %s ", what, command);
	say_word(stderr, path);
	putc('\n', stderr);
}

static void say_how_to_go_on(const char *location, const smssite_apply *apply, bool past)
{
	say_command("go on:", "resume", location, smssite_apply_journal(apply));
	if (!past)
		say_command("take back:", "undo", location, smssite_apply_journal(apply));
}

/* Where a journal is in the way, what can be done about it. */
static int not_begun(smssite_status status, const char *location, smssite_plan *plan, smssite_tree *tree)
{
	int code = fail_status(status, "not started; nothing was changed");
	char *journal;

	if ((status != SMSSITE_EXISTS && status != SMSSITE_BUSY) || smssite_apply_obstacle(plan, tree, &journal))
		return code;
	say_command("go on:", "resume", location, journal);
	say_command("take back:", "undo", location, journal);
	smssite_free(journal);
	return code;
}

/* A step that was broken off by what interrupts is done again; where something else is wrong, that will show it again. */
static int stopped(smssite_status status, const char *location, const smssite_apply *apply, bool past)
{
	int code = fail_status(status, interrupted ? "interrupted" : "stopped");

	say_how_to_go_on(location, apply, past);
	return interrupted ? EXIT_INTERRUPTED : code;
}

/* It did not come through, and has not ended: what was answered or what failed can be made good. */
static bool can_go_on(smssite_outcome outcome)
{
	return outcome == SMSSITE_OUTCOME_FAILED || outcome == SMSSITE_OUTCOME_CHANGED || outcome == SMSSITE_OUTCOME_STOPPED;
}

static int play(struct options *options, struct pace *pace, smssite_apply *apply, const char *location)
{
	char last_text[512] = "";
	bool end = false, past = false;

	catch_interrupts();
	while (!end && !interrupted) {
		smssite_action *action;
		smssite_status status = smssite_apply_next(apply, pace_now(pace), &action);
		smssite_action_kind kind;
		int code = -1;

		if (status)
			return stopped(status, location, apply, past);
		kind = smssite_action_get_kind(action);
		past = past || is_past(apply, action);
		switch (kind) {
		case SMSSITE_ACTION_STEP:
			if (options->quiet)
				break;
			printf("  done   ");
			say(smssite_action_text(action));
			putchar('\n');
			break;
		case SMSSITE_ACTION_RUN:
			status = do_run(options, pace, apply, action, &end);
			break;
		case SMSSITE_ACTION_WAIT:
			status = do_wait(options, pace, apply, action, location, &end, last_text, sizeof(last_text));
			break;
		case SMSSITE_ACTION_ASK:
			status = do_ask(options, pace, apply, action, &end);
			break;
		case SMSSITE_ACTION_DONE:
			printf("  end    %s: ", smssite_outcome_name(smssite_action_outcome(action)));
			say(smssite_action_text(action));
			putchar('\n');
			code = outcome_exit(smssite_action_outcome(action));
			fflush(stdout);
			if (can_go_on(smssite_action_outcome(action)))
				say_how_to_go_on(location, apply, past);
			break;
		}
		fflush(stdout);
		smssite_action_free(action);
		if (status)
			return stopped(status, location, apply, past);
		if (code >= 0)
			return code;
	}
	complain("interrupted; everything is as the journal says");
	say_how_to_go_on(location, apply, past);
	return EXIT_INTERRUPTED;
}

static int run_apply(struct options *options)
{
	const char *location;
	smssite_apply *apply;
	smssite_plan *plan;
	smssite_tree *tree;
	smssite_status status;
	char real[PATH_MAX];
	char *text;
	void *data;
	size_t size;
	bool end = false, start = options->yes;
	struct pace pace;
	int code;

	if (!file_read(options->words[0], &data, &size))
		return EXIT_FAILED;
	status = smssite_plan_load(data, size, &plan);
	free(data);
	if (status)
		return fail_status(status, options->words[0]);
	location = options->site ? options->site : smssite_plan_location(plan);
	status = realpath(location, real) ? smssite_tree_open(real, &tree) : SMSSITE_NOT_FOUND;
	if (status) {
		complain("%s: %s", location, errno ? strerror(errno) : smssite_error_message());
		smssite_plan_free(plan);
		return EXIT_FAILED;
	}
	code = places_check(options, plan, strcmp(real, smssite_plan_location(plan)) != 0);
	if (code >= 0) {
		smssite_tree_free(tree);
		smssite_plan_free(plan);
		return code;
	}
	if (!options->yes) {
		status = smssite_plan_text(plan, &text);
		if (!status) {
			say_to(stderr, text);
			smssite_free(text);
		}
		start = ask("Start?", &end);
	}
	if (!start) {
		complain("not started; nothing was changed");
		smssite_tree_free(tree);
		smssite_plan_free(plan);
		return EXIT_REFUSED;
	}
	if (!pace_begin(&pace, options)) {
		smssite_tree_free(tree);
		smssite_plan_free(plan);
		return EXIT_FAILED;
	}
	status = smssite_apply_begin(plan, tree, options->rehearse, pace_now(&pace), &apply);
	if (status) {
		code = not_begun(status, real, plan, tree);
	} else {
		if (!options->quiet) {
			printf("Journal: ");
			say(real);
			printf("/%s\n", smssite_apply_journal(apply));
			fflush(stdout);
		}
		code = places_add_trees(options, apply);
		if (code < 0)
			code = play(options, &pace, apply, real);
		smssite_apply_free(apply);
	}
	smssite_tree_free(tree);
	smssite_plan_free(plan);
	return code;
}

/* A journal lies in TREE/.../SMSSITE.WRK/ID/JOURNAL; the tree is what holds the work folder. The folder may be
 * named too. */
static int open_journal(const char *path, smssite_tree **tree, char location[PATH_MAX], const char **journal)
{
	static char real[PATH_MAX];
	char *work;
	smssite_status status;

	if (!realpath(path, real)) {
		complain("%s: %s", path, strerror(errno));
		return EXIT_FAILED;
	}
	for (work = strstr(real, "/" WORK_FOLDER "/"); work && strstr(work + 1, "/" WORK_FOLDER "/"); )
		work = strstr(work + 1, "/" WORK_FOLDER "/");
	if (!work) {
		complain("%s: a journal lies in a folder " WORK_FOLDER, path);
		return EXIT_USAGE;
	}
	snprintf(location, PATH_MAX, "%.*s", (int)(work - real), real);
	*journal = work + 1;
	status = smssite_tree_open(*location ? location : "/", tree);
	return status ? fail_status(status, location) : -1;
}

static bool is_within(const char *path, const char *top)
{
	size_t size = strlen(top);

	return strncmp(path, top, size) == 0 && (!path[size] || path[size] == '/' || strcmp(top, "/") == 0);
}

static int go_on(struct options *options,
	smssite_status (*open)(smssite_tree *, const char *, int64_t, smssite_apply **))
{
	char location[PATH_MAX];
	const char *journal;
	smssite_apply *apply;
	smssite_tree *tree;
	smssite_status status;
	struct pace pace;
	int code = open_journal(options->words[0], &tree, location, &journal);

	if (code >= 0)
		return code;
	if (!pace_begin(&pace, options)) {
		smssite_tree_free(tree);
		return EXIT_FAILED;
	}
	status = open(tree, journal, pace_now(&pace), &apply);
	if (status) {
		code = fail_status(status, options->words[0]);
	} else {
		const smssite_plan *plan = smssite_apply_plan(apply);

		/* The folder that holds the work folder may lie below the tree's top. */
		code = places_check(options, plan, !is_within(location, smssite_plan_location(plan)));
		if (code < 0)
			code = places_add_trees(options, apply);
		if (code < 0)
			code = play(options, &pace, apply, location);
		smssite_apply_free(apply);
	}
	smssite_tree_free(tree);
	return code;
}

static int run_resume(struct options *options)
{
	return go_on(options, smssite_apply_resume);
}

static int run_undo(struct options *options)
{
	return go_on(options, smssite_apply_undo);
}

/* -1 where a person wants it, else the exit code. To be opened as resume does is what shows whether resume would go on; it does
 * nothing to the site. */
static int ask_abandon(smssite_tree *tree, const char *location, const char *journal, struct pace *pace)
{
	smssite_apply *apply;
	smssite_status status = smssite_apply_resume(tree, journal, pace_now(pace), &apply);
	bool end = false;

	if (status == SMSSITE_BUSY)
		return fail_status(status, journal);
	if (status) {
		complain("resume would not go on: %s", smssite_error_message());
	} else {
		complain("where the run has not ended, resume would go on");
		say_command("go on:", "resume", location, journal);
		smssite_apply_free(apply);
	}
	if (ask("Give the run up for good, half done as it is? Neither resume nor undo can go on with it then.", &end))
		return -1;
	complain("not given up; the site was not touched");
	return EXIT_REFUSED;
}

static int run_abandon(struct options *options)
{
	char location[PATH_MAX], *text;
	const char *journal;
	smssite_tree *tree;
	smssite_status status;
	struct pace pace;
	int code = open_journal(options->words[0], &tree, location, &journal);

	if (code >= 0)
		return code;
	pace_begin(&pace, options);
	if (!options->yes)
		code = ask_abandon(tree, location, journal, &pace);
	status = code < 0 ? smssite_apply_abandon(tree, journal, pace_now(&pace), &text) : SMSSITE_OK;
	smssite_tree_free(tree);
	if (code >= 0)
		return code;
	if (status)
		return fail_status(status, options->words[0]);
	say(text);
	putchar('\n');
	smssite_free(text);
	return 0;
}

static int run_confirm(struct options *options)
{
	char location[PATH_MAX], *end;
	const char *journal;
	smssite_tree *tree;
	smssite_status status;
	long step = strtol(options->words[1], &end, 10);
	struct pace pace;
	int code;

	if (*end || step < 1 || options->done == options->failed) {
		complain("usage: smssite confirm %s", command_confirm.arguments);
		return EXIT_USAGE;
	}
	code = open_journal(options->words[0], &tree, location, &journal);
	if (code >= 0)
		return code;
	if (!pace_begin(&pace, options)) {
		smssite_tree_free(tree);
		return EXIT_FAILED;
	}
	status = smssite_apply_confirm(tree, journal, (size_t)step - 1, options->done, pace_now(&pace));
	smssite_tree_free(tree);
	if (status)
		return fail_status(status, options->words[0]);
	printf("Noted: step %ld %s. Go on with: smssite resume ", step, options->done ? "was done" : "was not done");
	say_word(stdout, options->words[0]);
	putchar('\n');
	return 0;
}

const struct command command_apply = {
	.name = "apply",
	.arguments = "PLAN [--yes] [options]",
	.summary = "carry out a plan, journalled; it can be interrupted at any instant",
	.help = "  smssite apply q7z.plan\n"
		"  smssite apply q7z.plan --yes --runner ./run-at-server\n"
		"  smssite apply q7z.plan --rehearse --site /srv/copy-of-edge7\n"
		"  smssite apply rebuild.plan --rehearse --site copy/edge7 --logon-server NTLOG1=copy/ntlog1 --boot-drive copy/c\n\n"
		"The journal's path is printed first; `smssite resume` and `smssite undo` take it. Commands at servers\n"
		"are run by the runner, else a person is asked to run them. --yes answers only \"start?\". Questions go to\n"
		"standard error. --quiet prints only questions, errors and the end.\n"
		"Where --site says that the plan's first tree is elsewhere, --logon-server and --boot-drive say it of the others.\n",
	.takes = "RWSgKyhnqt",
	.least_words = 1,
	.most_words = 1,
	.run = run_apply,
};

const struct command command_resume = {
	.name = "resume",
	.arguments = "JOURNAL [options]",
	.summary = "go on with an interrupted apply",
	.help = "  smssite resume /mnt/edge7/SMSSITE.WRK/0123456789AB/JOURNAL\n",
	.takes = "RWgKnt",
	.least_words = 1,
	.most_words = 1,
	.run = run_resume,
};

const struct command command_undo = {
	.name = "undo",
	.arguments = "JOURNAL [options]",
	.summary = "take back what can be taken back, as far as the point of no return",
	.help = "  smssite undo /mnt/edge7/SMSSITE.WRK/0123456789AB/JOURNAL\n\n"
		"Nothing that a service has written since is overwritten; what stays is named. Past the point of no return\n"
		"it says so, changes nothing and ends with 6; `smssite resume` goes on.\n",
	.takes = "RWgKnt",
	.least_words = 1,
	.most_words = 1,
	.run = run_undo,
};

const struct command command_abandon = {
	.name = "abandon",
	.arguments = "JOURNAL [--yes] [options]",
	.summary = "give up for good a run that cannot be taken back",
	.help = "  smssite abandon /mnt/edge7/SMSSITE.WRK/0123456789AB/JOURNAL\n\n"
		"It asks first, and says whether `smssite resume` would go on: then that is nearly always better. The site is\n"
		"not touched and stays half done; the journal is closed for good, neither resume nor undo can go on with it,\n"
		"and another plan can be begun. What is left of the run is named. What undo can take back is refused.\n",
	.takes = "ny",
	.least_words = 1,
	.most_words = 1,
	.run = run_abandon,
};

const struct command command_confirm = {
	.name = "confirm",
	.arguments = "JOURNAL STEP --done|--failed",
	.summary = "a person's word on a step of theirs",
	.help = "  smssite confirm /mnt/edge7/SMSSITE.WRK/0123456789AB/JOURNAL 2 --done\n",
	.takes = "DFWn",
	.least_words = 2,
	.most_words = 2,
	.run = run_confirm,
};
