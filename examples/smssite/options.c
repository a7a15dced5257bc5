/* SPDX-License-Identifier: MIT */
#include "tool.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* One option: the letter names it in struct command's `takes`. */
static const struct {
	char letter;
	const char *name, *argument, *help;
} known[] = {
	{ 's', "services", "FILE", "services of the site server: NAME state lines, saved `net start`, `sc query` or `sclist`" },
	{ 'k', "registry", "FILE", "registry of the site server: an export, or the hive SOFTWARE or SYSTEM (repeatable)" },
	{ 'l', "logs", "DIR", "trace logs saved elsewhere" },
	{ 'd', "drive-root", "DIR", "the drive's root, when SITE is the SMS root: SCMAN.LOG, place for the journal" },
	{ 'p', "parent", "SITE", "the parent's tree or snapshot" },
	{ 't', "site-list", "FILE", "the parent's word: lines `CODE status detail`" },
	{ 'm', "hman-log", "FILE", "the parent's word: its HMAN.LOG" },
	{ 'w', "parent-status", "WORD", "the parent's word, read in the Sites window: active, phase-1..phase-4, construction" },
	{ 'g', "logon-server", "NAME=DIR", "a logon server's tree or snapshot (repeatable)" },
	{ 'e', "earlier", "FILE", "an earlier snapshot of the same site" },
	{ 'v', "live", NULL, "the tree is that of a running server" },
	{ 'c', "copy", NULL, "the tree is a copy: ages count from its newest time" },
	{ 'n', "now", "TIME", "the time that counts: seconds since 1970 or YYYY-MM-DDTHH:MM[:SS]Z" },
	{ 'r', "require", "RULE", "exit 3 if this rule cannot be decided (repeatable)" },
	{ 'o', "output", "FILE", "where to write; never replaces a file" },
	{ 'b', "record", "FILE", "rebuild: a record made by smssite record" },
	{ 'K', "boot-drive", "DIR", "drive C: of the site server, for SMS.INI" },
	{ 'Z', "script", "SERVER", "show: the commands of a plan at one server as a batch file of Windows NT" },
	{ 'N', "next-range", "ID", "first id of the range that is to be the next, where the registry is gone: Q7Z02000" },
	{ 'I', "client-ids", "FILE", "ids from SMS.INI files of clients, one a line: each should be there once" },
	{ 'B', "database-ids", "FILE", "ids from the parent's database, one a line: each should be there once" },
	{ 'i', "sms-ini", "FILE", "SMS.INI of the site server, where its drive C: is not at hand" },
	{ 'a', "accept-reject", "CODE", "go on although SCMAN's check would answer CODE (710-718)" },
	{ 'V', "via", "WAY", "sendcode: ask SCMAN by SENDCODE 193 instead of a file (an addition to the article)" },
	{ 'R', "runner", "PROGRAM", "runs a command at a server: PROGRAM SERVER WORD..." },
	{ 'W', "waiter", "PROGRAM", "waits instead of this machine: PROGRAM SECONDS prints the new time in seconds" },
	{ 'S', "site", "DIR", "where the plan's tree is now, if it has moved" },
	{ 'A', "at", "CODE", "code of the site at whose server the command will run" },
	{ 'P', "product", "VERSION", "1.0, 1.1, 1.2 (the default), 2.0, 2007 or 2012" },
	{ 'y', "yes", NULL, "answers \"start?\", and only that" },
	{ 'h', "rehearse", NULL, "play the plan on a copy" },
	{ 'D', "done", NULL, "it was done" },
	{ 'F', "failed", NULL, "it was not done" },
	{ 'T', "for", "SECONDS", "give up after so long (0: one look)" },
	{ 'O', "component", "NAME", "records of one component: SMS_SCHEDULER" },
	{ 'H', "thread", "HEX", "records of one thread, as logs print it: C1" },
	{ 'f', "from", "TIME", "records from this time of the server's clock on: YYYY-MM-DDTHH:MM[:SS]" },
	{ 'u', "to", "TIME", "records up to this time" },
	{ 'X', "text", "TEXT", "records that have this in their text" },
	{ 'M', "match", "EXPRESSION", "records whose text this expression (PCRE2) matches; (?i) in front: letter case aside" },
	{ 'L', "follow", NULL, "go on as the logs grow" },
	{ 'j', "json", NULL, "JSON on stdout" },
	{ 'q', "quiet", NULL, "only what is wrong" },
	{ 'x', "show-secrets", NULL, "show encrypted accounts and keys" },
	{ 'C', "color", "WHEN", "auto, always or never; NO_COLOR is heeded" },
	{ '?', "help", NULL, "this text" },
};
#define KNOWN (sizeof(known) / sizeof(*known))

void command_help(const struct command *command, FILE *stream)
{
	fprintf(stream, "smssite %s %s\n%s\n\n%s\nOptions:\n", command->name, command->arguments, command->summary,
		command->help);
	for (size_t i = 0; i < KNOWN; i++) {
		char left[40];

		if (!strchr(command->takes, known[i].letter) && !strchr("C?", known[i].letter))
			continue;
		snprintf(left, sizeof(left), "--%s %s", known[i].name, known[i].argument ? known[i].argument : "");
		fprintf(stream, "  %-25s %s\n", left, known[i].help);
	}
}

static bool number_read(const char *text, long least, long most, long *number)
{
	char *end;

	*number = strtol(text, &end, 10);
	return *text && !*end && *number >= least && *number <= most;
}

static bool option_take(struct options *options, char letter, const char *value)
{
	long number;
	char *end;

	switch (letter) {
	case 's':
		options->services = value;
		return true;
	case 'k':
		if (options->registry_count == MAX_REGISTRIES)
			return false;
		options->registries[options->registry_count++] = value;
		return true;
	case 'l':
		options->logs = value;
		return true;
	case 'd':
		options->drive_root = value;
		return true;
	case 'p':
		if (options->parent) {
			complain("two parents: a site has one");
			return false;
		}
		options->parent = value;
		return true;
	case 't':
		options->site_list = value;
		return true;
	case 'm':
		options->hman_log = value;
		return true;
	case 'w':
		options->parent_status = value;
		return true;
	case 'e':
		options->earlier = value;
		return true;
	case 'g':
		if (!strchr(value, '=') || options->logon_server_count == MAX_LOGON_SERVERS)
			return false;
		options->logon_servers[options->logon_server_count++] = value;
		return true;
	case 'r':
		if (options->required_count == MAX_REQUIRED || smssite_rule_find(value) == SMSSITE_NO_INDEX)
			return false;
		options->required[options->required_count++] = value;
		return true;
	case 'v':
		options->liveness = SMSSITE_LIVENESS_LIVE;
		return true;
	case 'c':
		options->liveness = SMSSITE_LIVENESS_COPY;
		return true;
	case 'n':
		return time_read(value, &options->now_utc_s);
	case 'o':
		options->output = value;
		return true;
	case 'I':
		options->client_ids = value;
		return true;
	case 'B':
		options->database_ids = value;
		return true;
	case 'i':
		options->sms_ini = value;
		return true;
	case 'b':
		options->record = value;
		return true;
	case 'K':
		options->boot_drive = value;
		return true;
	case 'Z':
		options->script = value;
		return true;
	case 'N':
		options->next_range = value;
		return true;
	case 'a':
		if (!number_read(value, 710, 718, &number))
			return false;
		options->accept_reject = (int)number;
		return true;
	case 'V':
		options->via = value;
		return strcmp(value, "sendcode") == 0;
	case 'R':
		options->runner = value;
		return true;
	case 'W':
		options->waiter = value;
		return true;
	case 'S':
		options->site = value;
		return true;
	case 'T':
		if (!number_read(value, 0, 366L * 86400, &number))
			return false;
		options->for_s = number;
		return true;
	case 'A':
		options->at = value;
		return true;
	case 'P':
		return smssite_product_parse(value, &options->product) == SMSSITE_OK;
	case 'y':
		options->yes = true;
		return true;
	case 'h':
		options->rehearse = true;
		return true;
	case 'D':
		options->done = true;
		return true;
	case 'F':
		options->failed = true;
		return true;
	case 'O':
		options->component = value;
		return true;
	case 'H':
		options->thread = strtoll(value, &end, 16);
		return *value && !*end && options->thread >= 0;
	case 'f':
		return time_read(value, &options->from_local_s);
	case 'u':
		return time_read(value, &options->to_local_s);
	case 'X':
		options->text = value;
		return true;
	case 'M':
		options->match = value;
		return true;
	case 'L':
		options->follow = true;
		return true;
	case 'j':
		options->json = true;
		return true;
	case 'q':
		options->quiet = true;
		return true;
	case 'x':
		options->show_secrets = true;
		return true;
	case 'C':
		return paint_when(value);
	default:
		return false;
	}
}

int options_read(const struct command *command, int argc, char **argv, struct options *options)
{
	struct option longs[KNOWN + 1] = { { 0 } };
	int index, found;

	*options = (struct options){ .now_utc_s = SMSSITE_NO_TIME, .for_s = -1, .thread = -1,
		.from_local_s = SMSSITE_NO_TIME, .to_local_s = SMSSITE_NO_TIME };
	paint_when("auto");
	for (size_t i = 0; i < KNOWN; i++)
		longs[i] = (struct option){ known[i].name, known[i].argument ? required_argument : no_argument, NULL, 1 };
	opterr = 0;
	while ((found = getopt_long(argc, argv, ":o:h", longs, &index)) != -1) {
		char letter = found == 1 ? known[index].letter : (char)found;
		const char *name = found == 1 ? known[index].name : "output";

		if (found == 'h' || (found == 1 && letter == '?')) {
			command_help(command, stdout);
			return 0;
		}
		if (found == ':' || found == '?') {
			complain(found == ':' ? "%s wants a value; smssite %s --help" :
						"%s is no option here; smssite %s --help",
				argv[optind - 1], command->name);
			return EXIT_USAGE;
		}
		if (letter != 'C' && !strchr(command->takes, letter)) {
			complain("%s takes no --%s; smssite %s --help", command->name, name, command->name);
			return EXIT_USAGE;
		}
		if (!option_take(options, letter, optarg)) {
			complain("--%s: '%s' does not fit; smssite %s --help", name, optarg, command->name);
			return EXIT_USAGE;
		}
	}
	options->words = argv + optind;
	options->word_count = argc - optind;
	if (options->word_count < command->least_words || options->word_count > command->most_words) {
		complain("usage: smssite %s %s", command->name, command->arguments);
		return EXIT_USAGE;
	}
	return -1;
}
