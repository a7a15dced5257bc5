/* SPDX-License-Identifier: MIT */
/* What the commands of smssite share. The tool uses only the library's public headers. */
#ifndef TOOL_H
#define TOOL_H

#include <smssite.h>

#include <jansson.h>
#include <signal.h>
#include <stdio.h>

/* Exit codes: the contract of the man page. */
enum {
	EXIT_HEALTHY = 0,
	EXIT_FINDINGS = 1,
	EXIT_USAGE = 2,
	EXIT_COULD_NOT_TELL = 3,
	EXIT_CHANGED = 4,
	EXIT_INTERRUPTED = 5,
	EXIT_REFUSED = 6,
	EXIT_FAILED = 7,
};

#define MAX_LOGON_SERVERS 64
#define MAX_REGISTRIES 16
#define MAX_REQUIRED 64

/* Everything the command line can say; each command names the options it takes. */
struct options {
	const char *services, *logs, *drive_root, *parent, *site_list, *hman_log, *parent_status, *earlier;
	const char *logon_servers[MAX_LOGON_SERVERS];
	size_t logon_server_count;
	const char *registries[MAX_REGISTRIES];
	size_t registry_count;
	const char *required[MAX_REQUIRED];
	size_t required_count;
	const char *next_range, *client_ids, *database_ids, *sms_ini, *record, *boot_drive, *script;
	const char *output, *via, *runner, *waiter, *site, *at;
	smssite_product product;
	int accept_reject;
	int64_t now_utc_s, for_s;
	smssite_liveness liveness;
	const char *component, *text, *match;
	int64_t thread, from_local_s, to_local_s;
	bool follow;
	bool json, quiet, show_secrets, yes, rehearse, done, failed;
	/* What is left of the command line. */
	char **words;
	int word_count;
};

struct command {
	const char *name, *arguments, *summary;
	/* Paragraphs for --help, the examples first. */
	const char *help;
	/* Letters of the options it takes, see options.c. */
	const char *takes;
	int least_words, most_words;
	int (*run)(struct options *options);
};

extern const struct command command_check, command_snapshot, command_record, command_plan, command_apply, command_confirm,
	command_resume, command_undo, command_abandon, command_follow, command_show, command_preinst, command_smsid, command_explain;

/* Reads the command line after the command's name; answers -1 to go on, else the exit code. */
int options_read(const struct command *command, int argc, char **argv, struct options *options);
void command_help(const struct command *command, FILE *stream);

/* Messages go to stderr and begin with the tool's name. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);
/* Complains with the library's message and answers the exit code that fits the status. */
int fail_status(smssite_status status, const char *what);
int exit_of(smssite_status status);

/* Text to stdout with control characters escaped, so that a file's name cannot drive a terminal. */
void say(const char *text);
void say_to(FILE *stream, const char *text);
/* A word of a command that can be given to the shell as it is printed, whatever is in it. */
void say_word(FILE *stream, const char *word);
enum paint { PAINT_PLAIN, PAINT_RED, PAINT_YELLOW, PAINT_GREEN, PAINT_DIM, PAINT_BOLD };
/* A line PATH:LINE  VALUE; line 0: none. */
void say_evidence(int indent, const char *path, size_t line, const char *value);
void say_painted(enum paint paint, const char *text);
/* "always", "never" or "auto" (a terminal and no NO_COLOR). False for other words. */
bool paint_when(const char *when);
/* "1997-07-15 14:02 UTC"; "unknown" for NO_TIME. */
const char *time_text(int64_t utc_s, char buffer[32]);
/* 8,008 */
const char *number_text(int64_t number, char buffer[32]);
/* Seconds since 1970, or YYYY-MM-DD[ T]HH:MM[:SS][Z], UTC. */
bool time_read(const char *text, int64_t *utc_s);
int64_t machine_clock(void);

/* A path whose names may be any bytes: in one that is not UTF-8, bytes beyond ASCII are \xHH. */
json_t *json_path(const char *path);
/* Takes the item; half a list is none: where the item cannot be had, *list becomes NULL. */
void json_add(json_t **list, json_t *item);
/* All of it to stdout or, where memory runs out, nothing of it. */
bool json_print(const json_t *value);

/* Reads a whole file of this machine; false after a complaint. "-" is standard input. */
bool file_read(const char *path, void **data, size_t *size);
/* Writes a new file, or to stdout for NULL and "-"; never replaces one. */
bool file_write_new(const char *path, const char *text);

/* Looks at SITE with all that the options add to it; answers -1 and a case to free, else the exit code. */
int site_case(const struct options *options, const char *site, smssite_case **result);
int site_snapshot(const struct options *options, const char *site, smssite_snapshot **snapshot);
void site_headline(const smssite_snapshot *snapshot);

/* show: a registry, an INI file, a system map or a send request; -1 if it is none. */
int show_site_file(const struct options *options, const char *data, size_t size);

/* A SITE may be a profile: a file whose name ends in .ini. */
/* The DIR of --logon-server NAME=DIR; NULL: not given. */
const char *logon_server_told(const struct options *options, const char *server);
bool is_profile(const char *site);
/* Or a saved snapshot: any other file. */
bool is_snapshot(const char *site);
/* Answers -1 and a profile to free, else the exit code. */
int profile_read(const char *path, smssite_profile **profile);
/* What a profile says of a server goes where the options say nothing; answers its tree. Both borrow from the profile. */
const char *profile_complete(const smssite_profile *profile, size_t server, struct options *options);

/* Where drive C: of a profile's site server is, to be given back with free(); NULL where nothing says. */
char *profile_boot_drive(const char *site);

/* The record as a person reads it. */
int record_print(const smssite_rebuild_record *record);

/* Trace logs (show_log.c). Whether bytes, or a file, begin like one; whether the command line means one. */
bool log_recognised(const void *data, size_t size);
bool log_is_there(const char *path);
bool log_asked_for(const struct options *options);
int show_logs(struct options *options);
int show_log_bytes(const struct options *options, const void *data, size_t size);

/* Runs PROGRAM SERVER WORD... without a shell and keeps what it prints, to be given back with free(). -1: could not be run. */
int run_words(const char *runner, const smssite_action *action, char **output, size_t *size);
/* How it failed, and the end of what it printed, to stderr. */
void print_failure(const smssite_action *action, int code, const char *output, size_t size);

/* The caller's side of waiting: a clock that a waiter program or --now may stand in for. */
struct pace {
	const char *waiter;
	int64_t base_utc_s, started;
	/* What pace_watch() watches: inotify, the newest watch, and the one of which a single name counts. */
	int watch_fd, newest, named;
	const char *name;
	/* Milliseconds of the steady clock at which the last watched wait ended. */
	int64_t woke_ms;
};
/* moved: the plan's first tree is not where it was, as that of a copy is not; the others are not taken for where they were
 * then, and have to be told. -1: they are, else an exit code and a message. */
int places_check(const struct options *options, const smssite_plan *plan, bool moved);
/* The other drives that the plan has steps on, as told, else where they were when it was made. One that cannot be opened
 * there may not be needed; if it is, the library says so by name. As places_check(). */
int places_add_trees(const struct options *options, smssite_apply *apply);

/* False, after a complaint, where the waiter does not tell the time. */
bool pace_begin(struct pace *pace, const struct options *options);
int64_t pace_now(struct pace *pace);
/* Waits at most seconds, less if one of the directories changes; false when interrupted or the waiter failed. */
bool pace_wait(struct pace *pace, int64_t seconds, const char *const *directories, size_t count);
/* Watches a directory from now on, or one name in it; *fresh becomes true if it was not watched before. False where no
 * events are to be had: shares and file systems of other programs raise none for what others do. */
bool pace_watch(struct pace *pace, const char *directory, const char *name, bool *fresh);
/* Waits at most milliseconds, less if something watched changes; false when interrupted. */
bool pace_wait_watched(struct pace *pace, int64_t milliseconds);
void pace_end(struct pace *pace);
int64_t pace_ms(void);
/* Set by SIGINT and SIGTERM. */
extern volatile sig_atomic_t interrupted;
void catch_interrupts(void);

#endif
