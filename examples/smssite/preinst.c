/* SPDX-License-Identifier: MIT */
/* preinst: the line to type at the parent, and what to know before. Nothing is run. */
#include "tool.h"

#include <string.h>

static int usage(const char *arguments)
{
	complain("usage: smssite preinst %s", arguments);
	return EXIT_USAGE;
}

/* A wrong code or line is the user's slip, not evidence that cannot decide. */
static int fail_command(smssite_status status)
{
	int code = fail_status(status, "preinst");

	return status == SMSSITE_MALFORMED || status == SMSSITE_INVALID || status == SMSSITE_UNSUPPORTED
		       ? EXIT_USAGE
		       : code;
}

static int make(const struct options *options, smssite_command **command)
{
	const char *action = options->words[0], *first = options->words[1];
	smssite_product product = options->product;
	smssite_status status;
	int operands = options->word_count - 1;

	if (strcmp(action, "upgrade") == 0 || strcmp(action, "deinstall") == 0) {
		if (operands != 1)
			return usage("upgrade|deinstall CODE [--at CODE]");
		status = *action == 'u'
				 ? smssite_command_preinst_upgrade(product, first, options->at, command)
				 : smssite_command_preinst_deinstall(product, first, options->at, command);
	} else if (strcmp(action, "delsite") == 0) {
		bool alone = product == SMSSITE_PRODUCT_CONFIGMGR_2012;

		if (operands != (alone ? 1 : 2))
			return usage(alone ? "delsite CHILD" : "delsite CHILD PARENT");
		status = smssite_command_preinst_delsite(
			product, first, alone ? NULL : options->words[2], command);
	} else if (strcmp(action, "dump") == 0 || strcmp(action, "syncparent") == 0) {
		if (operands)
			return usage("dump|syncparent");
		status = *action == 'd' ? smssite_command_preinst_dump(product, command)
					: smssite_command_preinst_syncparent(product, command);
	} else if (strcmp(action, "explain") == 0) {
		if (operands != 1)
			return usage("explain LINE");
		status = smssite_command_preinst_parse(product, first, strlen(first), options->at, command);
	} else {
		complain("'%s' is no action of preinst: upgrade, deinstall, delsite, dump, syncparent, "
			 "explain",
			action);
		return EXIT_USAGE;
	}
	return status ? fail_command(status) : 0;
}

/* A name, and its text in lines of a hundred characters. */
static void say_part(const char *name, const char *text)
{
	enum { LEFT = 14, RIGHT = 100 };
	size_t column = LEFT;

	if (!*text)
		return;
	printf("  %-11s", name);
	while (*text) {
		size_t size = strcspn(text, " ");
		char word[128];

		if (column + 1 + size > RIGHT && column > LEFT) {
			printf("\n%*s", LEFT - 1, "");
			column = LEFT;
		}
		snprintf(word, sizeof(word), " %.*s", (int)size, text);
		say(word);
		column += size + 1;
		text += size + (text[size] == ' ');
	}
	putchar('\n');
}

static int print(const struct options *options, const smssite_command *command)
{
	smssite_status status;
	char *text;

	/* Site codes and switches mean nothing to CMD.EXE, so its line is the same. */
	status = options->json ? smssite_command_to_json(command, &text)
			       : smssite_command_line(command, SMSSITE_COMMAND_CMD, &text);
	if (status)
		return fail_status(status, "preinst");
	if (options->json)
		fputs(text, stdout);
	else
		say_painted(PAINT_BOLD, text);
	putchar('\n');
	smssite_free(text);
	if (!options->json && !options->quiet) {
		say_part("Run it", smssite_command_runs_at(command));
		say_part("Needs", smssite_command_needs(command));
		say_part("Does", smssite_command_effect(command));
		say_part("May lose", smssite_command_may_lose(command));
		say_part("Worked when", smssite_command_worked_when(command));
		say_part("Tolerated", smssite_command_tolerance(command));
		say_part("Sources", smssite_command_sources(command));
	}
	if (!*smssite_command_unchecked(command))
		return 0;
	complain("not checked: %s", smssite_command_unchecked(command));
	return EXIT_COULD_NOT_TELL;
}

static int run_preinst(struct options *options)
{
	smssite_command *command;
	int code = make(options, &command);

	if (code)
		return code;
	code = print(options, command);
	smssite_command_free(command);
	return code;
}

const struct command command_preinst = {
	.name = "preinst",
	.arguments =
		"upgrade CODE | deinstall CODE | delsite CHILD PARENT | dump | syncparent | explain LINE",
	.summary = "the PREINST line for the parent, and what to know before",
	.help = "  smssite preinst upgrade Q7Z --at C9N\n"
		"  smssite preinst delsite Q7Z C9N\n"
		"  smssite preinst explain 'PREINST /UPGRADE:{Q7Z}'\n\n"
		"Prints the command line as the product's version wants it, where it must be run, what must "
		"be true before,\n"
		"what it does and may lose, and what is seen when it worked. Nothing is run. --at is the "
		"code of the site at\n"
		"whose server it will run: a primary site that is told to upgrade its own code deinstalls "
		"itself (KB Q165876).\n"
		"Without --at nobody checked that, and the exit status is 3. explain reads a line as typed "
		"or printed.\n",
	.takes = "APjq",
	.least_words = 1,
	.most_words = 3,
	.run = run_preinst,
};
