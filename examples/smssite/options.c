/* SPDX-License-Identifier: MIT */
#include "tool.h"

#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* What an option's value does to the options; place is its member. False: the value does not fit. */
typedef bool option_take(struct options *options, void *place, const char *value);

static bool keep_text(struct options *options, void *place, const char *value)
{
	(void)options;
	*(const char **)place = value;
	return true;
}

static bool set_flag(struct options *options, void *place, const char *value)
{
	(void)options;
	(void)value;
	*(bool *)place = true;
	return true;
}

static bool take_time(struct options *options, void *place, const char *value)
{
	(void)options;
	return time_read(value, place);
}

/* One more of an option that may be given several times. */
static bool add_text(const char **texts, size_t *count, size_t most, const char *value)
{
	if (*count == most)
		return false;
	texts[(*count)++] = value;
	return true;
}

static bool take_registry(struct options *options, void *place, const char *value)
{
	return add_text(place, &options->registry_count, MAX_REGISTRIES, value);
}

static bool take_logon_server(struct options *options, void *place, const char *value)
{
	const char *directory = strchr(value, '=');

	return directory && directory > value && directory[1] && add_text(place, &options->logon_server_count, MAX_LOGON_SERVERS, value);
}

static bool take_required(struct options *options, void *place, const char *value)
{
	return smssite_rule_find(value) != SMSSITE_NO_INDEX &&
	       add_text(place, &options->required_count, MAX_REQUIRED, value);
}

static bool take_parent(struct options *options, void *place, const char *value)
{
	if (options->parent) {
		complain("two parents: a site has one");
		return false;
	}
	return keep_text(options, place, value);
}

static bool take_liveness(struct options *options, smssite_liveness liveness)
{
	bool other = options->liveness != SMSSITE_LIVENESS_AUTO && options->liveness != liveness;

	if (other)
		complain("--live and --copy: a tree is one of them");
	options->liveness = liveness;
	return !other;
}

static bool take_live(struct options *options, void *place, const char *value)
{
	(void)place;
	(void)value;
	return take_liveness(options, SMSSITE_LIVENESS_LIVE);
}

static bool take_copy(struct options *options, void *place, const char *value)
{
	(void)place;
	(void)value;
	return take_liveness(options, SMSSITE_LIVENESS_COPY);
}

static bool number_read(const char *text, long least, long most, long *number)
{
	char *end;

	*number = strtol(text, &end, 10);
	return *text && !*end && *number >= least && *number <= most;
}

static bool take_reject(struct options *options, void *place, const char *value)
{
	long number;
	bool good = number_read(value, 710, 718, &number);

	(void)place;
	options->accept_reject = good ? (int)number : 0;
	return good;
}

static bool take_seconds(struct options *options, void *place, const char *value)
{
	long number;
	bool good = number_read(value, 0, 366L * 86400, &number);

	(void)place;
	options->for_s = good ? number : -1;
	return good;
}

static bool take_thread(struct options *options, void *place, const char *value)
{
	char *end;

	(void)place;
	options->thread = strtoll(value, &end, 16);
	return *value && !*end && options->thread >= 0;
}

static bool take_product(struct options *options, void *place, const char *value)
{
	(void)place;
	return smssite_product_parse(value, &options->product) == SMSSITE_OK;
}

static bool take_via(struct options *options, void *place, const char *value)
{
	return keep_text(options, place, value) && strcmp(value, "sendcode") == 0;
}

static bool take_color(struct options *options, void *place, const char *value)
{
	(void)options;
	(void)place;
	return paint_when(value);
}

#define AT(member) offsetof(struct options, member)
/* One option: the letter names it in struct command's `takes`. */
static const struct {
	char letter;
	const char *name, *argument;
	option_take *take;
	size_t place;
	const char *help;
} known[] = {
	{ 's', "services", "FILE", keep_text, AT(services),
		"services of the site server: NAME state lines, saved `net start`, `sc query` or `sclist`" },
	{ 'k', "registry", "FILE", take_registry, AT(registries),
		"registry of the site server: an export, or the hive SOFTWARE or SYSTEM (repeatable)" },
	{ 'l', "logs", "DIR", keep_text, AT(logs), "trace logs saved elsewhere" },
	{ 'd', "drive-root", "DIR", keep_text, AT(drive_root),
		"the drive's root, when SITE is the SMS root: SCMAN.LOG, place for the journal" },
	{ 'p', "parent", "SITE", take_parent, AT(parent), "the parent's tree or snapshot" },
	{ 't', "site-list", "FILE", keep_text, AT(site_list),
		"the parent's word: lines `CODE status detail`" },
	{ 'm', "hman-log", "FILE", keep_text, AT(hman_log), "the parent's word: its HMAN.LOG" },
	{ 'w', "parent-status", "WORD", keep_text, AT(parent_status),
		"the parent's word, read in the Sites window: active, phase-1..phase-4, construction, failed, deleted" },
	{ 'g', "logon-server", "NAME=DIR", take_logon_server, AT(logon_servers),
		"a logon server's tree or snapshot (repeatable)" },
	{ 'e', "earlier", "FILE", keep_text, AT(earlier), "an earlier snapshot of the same site" },
	{ 'v', "live", NULL, take_live, AT(liveness), "the tree is that of a running server" },
	{ 'c', "copy", NULL, take_copy, AT(liveness), "the tree is a copy: ages count from its newest time" },
	{ 'n', "now", "TIME", take_time, AT(now_utc_s),
		"the time that counts: seconds since 1970 or YYYY-MM-DDTHH:MM[:SS]Z" },
	{ 'r', "require", "RULE", take_required, AT(required),
		"exit 3 if this rule cannot be decided (repeatable)" },
	{ 'o', "output", "FILE", keep_text, AT(output), "where to write; never replaces a file" },
	{ 'b', "record", "FILE", keep_text, AT(record), "rebuild: a record made by smssite record" },
	{ 'K', "boot-drive", "DIR", keep_text, AT(boot_drive), "drive C: of the site server, for SMS.INI" },
	{ 'Z', "script", "SERVER", keep_text, AT(script),
		"show: the commands of a plan at one server as a batch file of Windows NT" },
	{ 'N', "next-range", "ID", keep_text, AT(next_range),
		"first id of the range that is to be the next, where the registry is gone: Q7Z02000" },
	{ 'I', "client-ids", "FILE", keep_text, AT(client_ids),
		"ids from SMS.INI files of clients, one a line: each should be there once" },
	{ 'B', "database-ids", "FILE", keep_text, AT(database_ids),
		"ids from the parent's database, one a line: each should be there once" },
	{ 'i', "sms-ini", "FILE", keep_text, AT(sms_ini),
		"SMS.INI of the site server, where its drive C: is not at hand" },
	{ 'a', "accept-reject", "CODE", take_reject, AT(accept_reject),
		"go on although SCMAN's check would answer CODE (710-718)" },
	{ 'V', "via", "WAY", take_via, AT(via),
		"sendcode: ask SCMAN by SENDCODE 193 instead of a file (an addition to the article)" },
	{ 'R', "runner", "PROGRAM", keep_text, AT(runner),
		"runs a command at a server: PROGRAM SERVER WORD..." },
	{ 'W', "waiter", "PROGRAM", keep_text, AT(waiter),
		"waits instead of this machine: PROGRAM SECONDS prints the new time in seconds" },
	{ 'S', "site", "DIR", keep_text, AT(site), "where the plan's tree is now, if it has moved" },
	{ 'A', "at", "CODE", keep_text, AT(at), "code of the site at whose server the command will run" },
	{ 'P', "product", "VERSION", take_product, AT(product),
		"1.0, 1.1, 1.2 (the default), 2.0, 2007 or 2012" },
	{ 'y', "yes", NULL, set_flag, AT(yes), "answers the question before anything begins, and only that" },
	{ 'h', "rehearse", NULL, set_flag, AT(rehearse), "play the plan on a copy" },
	{ 'D', "done", NULL, set_flag, AT(done), "it was done" },
	{ 'F', "failed", NULL, set_flag, AT(failed), "it was not done" },
	{ 'T', "for", "SECONDS", take_seconds, AT(for_s), "give up after so long (0: one look)" },
	{ 'O', "component", "NAME", keep_text, AT(component), "records of one component: SMS_SCHEDULER" },
	{ 'H', "thread", "HEX", take_thread, AT(thread), "records of one thread, as logs print it: C1" },
	{ 'f', "from", "TIME", take_time, AT(from_local_s),
		"records from this time of the server's clock on: YYYY-MM-DDTHH:MM[:SS]" },
	{ 'u', "to", "TIME", take_time, AT(to_local_s), "records up to this time" },
	{ 'X', "text", "TEXT", keep_text, AT(text), "records that have this in their text" },
	{ 'M', "match", "EXPRESSION", keep_text, AT(match),
		"records whose text this expression (PCRE2) matches; (?i) in front: letter case aside" },
	{ 'L', "follow", NULL, set_flag, AT(follow), "go on as the logs grow" },
	{ 'j', "json", NULL, set_flag, AT(json), "JSON on stdout" },
	{ 'q', "quiet", NULL, set_flag, AT(quiet), "only what is wrong; apply: only questions, errors and the end" },
	{ 'x', "show-secrets", NULL, set_flag, AT(show_secrets), "show encrypted accounts and keys" },
	{ 'C', "color", "WHEN", take_color, 0, "auto, always or never; NO_COLOR is heeded" },
	{ '?', "help", NULL, NULL, 0, "this text" },
};
#define KNOWN (sizeof(known) / sizeof(*known))

void command_help(const struct command *command, FILE *stream)
{
	fprintf(stream, "smssite %s %s\n%s\n\n%s\nOptions:\n", command->name, command->arguments,
		command->summary, command->help);
	for (size_t i = 0; i < KNOWN; i++) {
		char left[40];

		if (!strchr(command->takes, known[i].letter) && !strchr("C?", known[i].letter))
			continue;
		snprintf(left, sizeof(left), "--%s %s", known[i].name,
			known[i].argument ? known[i].argument : "");
		fprintf(stream, "  %-25s %s\n", left, known[i].help);
	}
}

static bool take_option(struct options *options, char letter, const char *value)
{
	size_t i = 0;

	while (known[i].letter != letter)
		i++;
	return known[i].take(options, (char *)options + known[i].place, value);
}

int options_read(const struct command *command, int argc, char **argv, struct options *options)
{
	struct option longs[KNOWN + 1] = { { 0 } };
	int index, found;

	*options = (struct options){ .now_utc_s = SMSSITE_NO_TIME,
		.for_s = -1,
		.thread = -1,
		.from_local_s = SMSSITE_NO_TIME,
		.to_local_s = SMSSITE_NO_TIME };
	paint_when("auto");
	for (size_t i = 0; i < KNOWN; i++)
		longs[i] = (struct option){ known[i].name,
			known[i].argument ? required_argument : no_argument, NULL, 1 };
	opterr = 0;
	while ((found = getopt_long(argc, argv, ":o:h", longs, &index)) != -1) {
		char letter = found == 1 ? known[index].letter : (char)found;
		const char *name = found == 1 ? known[index].name : "output";

		if (found == 'h' || (found == 1 && letter == '?')) {
			command_help(command, stdout);
			return 0;
		}
		if (found == ':' || found == '?') {
			complain(found == ':' ? "%s wants a value; smssite %s --help"
					      : "%s is no option here; smssite %s --help",
				argv[optind - 1], command->name);
			return EXIT_USAGE;
		}
		if (letter != 'C' && !strchr(command->takes, letter)) {
			complain("%s takes no --%s; smssite %s --help", command->name, name, command->name);
			return EXIT_USAGE;
		}
		if (!take_option(options, letter, optarg)) {
			/* A flag that does not fit has said why. */
			if (optarg)
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
