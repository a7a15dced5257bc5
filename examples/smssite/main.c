/* SPDX-License-Identifier: MIT */
/* smssite: see, explain and repair secondary sites of Systems Management Server 1.x. */
#include "tool.h"

#include <string.h>

static const struct command *const commands[] = {
	&command_check, &command_snapshot, &command_record, &command_plan, &command_apply, &command_confirm, &command_resume,
	&command_undo, &command_abandon, &command_follow, &command_show, &command_preinst, &command_smsid, &command_explain,
};
#define COMMANDS (sizeof(commands) / sizeof(*commands))

static void usage(FILE *stream)
{
	fputs("smssite - see why a secondary site of SMS 1.x hangs, and repair it\n\n"
	      "  smssite check /mnt/edge7/SMS --services net-start.txt --site-list sites.txt\n"
	      "  smssite plan force-ct2 /mnt/edge7 --services net-start.txt -o q7z.plan\n"
	      "  smssite apply q7z.plan\n\n"
	      "Commands:\n",
		stream);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(stream, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n`smssite COMMAND --help` tells more; smssite(1) has everything.\n"
	      "Exit status: 0 healthy or done, 1 findings, 2 usage, 3 could not tell, 4 what a plan relies on has\n"
	      "changed, 5 interrupted but consistent, 6 refused, 7 failed.\n",
		stream);
}

/* Letters to change, add or drop to get from one word to the other: for "did you mean". */
static size_t distance(const char *a, const char *b)
{
	size_t row[32], columns = strlen(b);

	if (columns > 30)
		return 99;
	for (size_t j = 0; j <= columns; j++)
		row[j] = j;
	for (size_t i = 1; *a; a++, i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= columns; j++) {
			size_t least = diagonal + (*a != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < least)
				least = row[j] + 1;
			if (row[j - 1] + 1 < least)
				least = row[j - 1] + 1;
			row[j] = least;
		}
	}
	return row[columns];
}

static const struct command *command_find(const char *name)
{
	const struct command *nearest = NULL;
	size_t least = 3;

	for (size_t i = 0; i < COMMANDS; i++) {
		size_t away = distance(name, commands[i]->name);

		if (!away)
			return commands[i];
		if (away < least) {
			least = away;
			nearest = commands[i];
		}
	}
	if (nearest)
		complain("'%s' is no command; did you mean '%s'?", name, nearest->name);
	else
		complain("'%s' is no command; smssite --help lists them", name);
	return NULL;
}

int main(int argc, char **argv)
{
	struct options options;
	const struct command *command;
	int code;

	/* A line is one write, whatever else writes to the terminal. */
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
		(strcmp(argv[1], "help") == 0 && argc == 2)) {
		usage(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("smssite %s\n", smssite_version());
		return 0;
	}
	if (strcmp(argv[1], "help") == 0) {
		command = command_find(argv[2]);
		if (command)
			command_help(command, stdout);
		return command ? 0 : EXIT_USAGE;
	}
	command = command_find(argv[1]);
	if (!command)
		return EXIT_USAGE;
	code = options_read(command, argc - 1, argv + 1, &options);
	if (code >= 0)
		return code;
	code = command->run(&options);
	/* Data that did not reach its reader is a failure, whatever the command found. */
	if (fflush(stdout) || ferror(stdout)) {
		complain("standard output could not be written");
		return EXIT_FAILED;
	}
	return code;
}
