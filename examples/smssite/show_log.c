/* SPDX-License-Identifier: MIT */
/* show of trace logs: one or several on one time line, filtered, followed. */
#include "tool.h"

#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

/* What is looked at to recognise a log. */
#define PEEK (64u << 10)
/* Shares raise no events, so a wait for them is never longer than this. */
#define POLL_MS 1000

struct viewer {
	const struct options *options;
	smssite_trace_log *log;
	/* Of the columns of a file's name; 0 when there is only one log. */
	int name_width;
	/* Events in the logs' directories; -1 if the system has none to give. */
	int events;
	struct tallies {
		size_t count[SMSSITE_TRACE_TALLY_ROLLED + 1];
	} told[128];
};

bool log_recognised(const void *data, size_t size)
{
	smssite_trace_log *log;
	struct smssite_trace_record record;
	bool has = true, found = false;

	if (smssite_trace_log_new(&log))
		return false;
	if (!smssite_trace_log_add_bytes(log, data, size < PEEK ? size : PEEK, "log"))
		while (!found && !smssite_trace_log_next(log, &record, &has) && has)
			found = record.form != SMSSITE_TRACE_TEXT;
	smssite_trace_log_free(log);
	return found;
}

/* A key of a registry, not a second log: keys begin with the name of a root. */
static bool is_key(const char *word)
{
	return (strncasecmp(word, "HK", 2) == 0 || strncasecmp(word, "HIVE", 4) == 0) && access(word, F_OK) != 0;
}

bool log_asked_for(const struct options *options)
{
	bool logs = options->word_count > 2 || (options->word_count == 2 && !is_key(options->words[1]));

	return logs || options->component || options->thread >= 0 || options->text ||
	       options->match || options->follow || options->from_local_s != SMSSITE_NO_TIME ||
	       options->to_local_s != SMSSITE_NO_TIME;
}

/* ---- one record */

static const char *base_name(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? slash + 1 : path ? path : "";
}

static char *part_text(const struct smssite_trace_record *record, const char *part, size_t size)
{
	char *text;

	return smssite_trace_record_text(record, part, size, &text) ? NULL : text;
}

/* A record is one line on a terminal, whatever is in it. */
static void say_part(const struct smssite_trace_record *record, const char *part, size_t size, int width)
{
	char *text = part_text(record, part, size);
	int used = 0;

	for (char *at = text; at && *at;) {
		size_t line = strcspn(at, "\n");
		char end = at[line];

		at[line] = '\0';
		say(at);
		used += (int)line;
		if (!end)
			break;
		fputs("\\x0A", stdout);
		at += line + 1;
	}
	for (; used < width; used++)
		putchar(' ');
	smssite_free(text);
}

/* `1997-07-15 14:02:09`: the wall clock of the server, which has no zone. */
static const char *local_text(const struct smssite_trace_record *record, const char *form, char buffer[48])
{
	time_t when = (time_t)record->time_local_s;
	struct tm parts;
	size_t used;

	if (record->time_local_s == SMSSITE_NO_TIME || !gmtime_r(&when, &parts))
		return NULL;
	used = strftime(buffer, 40, form, &parts);
	if (used && record->time_ms >= 0)
		snprintf(buffer + used, 8, ".%03u", (unsigned)record->time_ms % 1000);
	return used ? buffer : NULL;
}

static void print_plain(const struct viewer *viewer, const struct smssite_trace_record *record)
{
	char buffer[48];
	const char *when = local_text(record, "%Y-%m-%d %H:%M:%S", buffer);

	if (viewer->name_width) {
		const char *name = base_name(smssite_trace_log_name(viewer->log, record->log));

		say(name);
		printf("%*s", viewer->name_width - (int)strlen(name) + 2, "");
	}
	printf("%-19s  ", when ? when : "-");
	say_part(record, record->component_size ? record->component : "-",
		record->component_size ? record->component_size : 1, 24);
	if (record->thread >= 0)
		printf(" %4llX  ", (unsigned long long)record->thread);
	else
		printf(" %4s  ", "-");
	say_part(record, record->text, record->text_size, 0);
	putchar('\n');
}

/* One line; *whole becomes false where a member cannot be had. */
static void set(json_t *object, const char *name, json_t *value, bool *whole)
{
	*whole = json_object_set_new(object, name, value) == 0 && *whole;
}

static void set_part(json_t *object, const char *name, const struct smssite_trace_record *record,
	const char *part, size_t size, bool *whole)
{
	char *text = size ? part_text(record, part, size) : NULL;

	if (size)
		set(object, name, text ? json_string(text) : NULL, whole);
	smssite_free(text);
}

static void set_number(json_t *object, const char *name, int64_t number, bool *whole)
{
	if (number >= 0)
		set(object, name, json_integer(number), whole);
}

/* What is not told is left out. False: memory ran out, and nothing is printed. */
static bool print_json(const struct viewer *viewer, const struct smssite_trace_record *record)
{
	json_t *object = json_object();
	char buffer[48];
	const char *when = local_text(record, "%Y-%m-%dT%H:%M:%S", buffer);
	const char *name = smssite_trace_log_name(viewer->log, record->log);
	bool whole = true;

	set_part(object, "log", &(struct smssite_trace_record){ .is_utf8 = true }, name,
		name ? strlen(name) : 0, &whole);
	set_number(object, "line", (int64_t)record->line, &whole);
	set(object, "form", json_string(smssite_trace_form_name(record->form)), &whole);
	if (when)
		set(object, "time_local", json_string(when), &whole);
	set_part(object, "zone", record, record->zone, record->zone_size, &whole);
	set_part(object, "component", record, record->component, record->component_size, &whole);
	set_number(object, "thread", record->thread, &whole);
	set_part(object, "context", record, record->context, record->context_size, &whole);
	set_part(object, "file", record, record->file, record->file_size, &whole);
	set_number(object, "source_line", record->source_line, &whole);
	set_part(object, "level", record, record->level, record->level_size, &whole);
	set_part(object, "text", record, record->text, record->text_size, &whole);
	if (whole) {
		json_dumpf(object, stdout, JSON_COMPACT);
		putchar('\n');
	}
	json_decref(object);
	return whole;
}

/* ---- all of them */

static void tell_tallies(struct viewer *viewer)
{
	static const struct {
		smssite_trace_tally tally;
		const char *what;
	} words[] = {
		{ SMSSITE_TRACE_TALLY_TRUNCATED, "was truncated, and is read from its beginning" },
		{ SMSSITE_TRACE_TALLY_REPLACED,
			"was replaced by another file, which is read from its beginning" },
		{ SMSSITE_TRACE_TALLY_ROLLED, "was full and renamed; its next is read" },
		{ SMSSITE_TRACE_TALLY_CUT, "has lines of more than 64 KB, which are cut" },
		{ SMSSITE_TRACE_TALLY_BACKWARD,
			"has records before the one they follow: its clock was put back" },
		{ SMSSITE_TRACE_TALLY_LATE, "has records of 2037 or later, when the services crash" },
		{ SMSSITE_TRACE_TALLY_BROKEN, "has characters of UTF-16 that are none" },
	};

	for (size_t i = 0; i < smssite_trace_log_count(viewer->log); i++)
		for (size_t j = 0; j < sizeof(words) / sizeof(*words); j++) {
			size_t now = smssite_trace_log_tally(viewer->log, i, words[j].tally);
			size_t *before = &viewer->told[i].count[words[j].tally];

			if (now > *before && !viewer->options->quiet)
				complain("%s %s (%zu)", base_name(smssite_trace_log_name(viewer->log, i)),
					words[j].what, now - *before);
			*before = now;
		}
}

/* What there is now. */
static int print_all(struct viewer *viewer)
{
	int code = 0;

	while (!interrupted) {
		struct smssite_trace_record record;
		bool has;
		smssite_status status = smssite_trace_log_next(viewer->log, &record, &has);

		if (status) {
			code = fail_status(status, "reading");
			if (viewer->options->follow)
				break;
			continue;
		}
		if (!has)
			break;
		if (!viewer->options->json) {
			print_plain(viewer, &record);
		} else if (!print_json(viewer, &record)) {
			complain("out of memory for JSON");
			code = EXIT_FAILED;
			break;
		}
	}
	fflush(stdout);
	tell_tallies(viewer);
	return code;
}

static int64_t steady_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void wait_for_more(struct viewer *viewer, int64_t until_ms)
{
	struct pollfd watch = { .fd = viewer->events, .events = POLLIN };
	int64_t left = until_ms - steady_ms();
	char events[4096];

	if (poll(&watch, viewer->events >= 0, left < POLL_MS ? (left > 0 ? (int)left : 0) : POLL_MS) > 0)
		while (read(viewer->events, events, sizeof(events)) > 0)
			;
}

static int print_and_follow(struct viewer *viewer)
{
	int64_t until_ms =
		viewer->options->for_s < 0 ? INT64_MAX : steady_ms() + viewer->options->for_s * 1000;
	int code;

	catch_interrupts();
	do {
		code = print_all(viewer);
		if (steady_ms() >= until_ms)
			break;
		wait_for_more(viewer, until_ms);
	} while (!interrupted && !ferror(stdout));
	return code;
}

/* ---- the logs */

/* A path of this machine; a symbolic link on the command line is the administrator's own. */
static smssite_status add_path(struct viewer *viewer, const char *path)
{
	char *real = realpath(path, NULL), *directory = real ? real : strdup(path), *slash;
	const char *name;
	smssite_tree *tree = NULL;
	smssite_status status;

	slash = strrchr(directory, '/');
	name = slash ? slash + 1 : directory;
	if (slash)
		*slash = '\0';
	status = smssite_tree_open(!slash ? "." : *directory ? directory : "/", &tree);
	if (!status)
		status = smssite_trace_log_add(viewer->log, tree, name);
	if (!status && viewer->events >= 0)
		inotify_add_watch(viewer->events,
			!slash	     ? "."
			: *directory ? directory
				     : "/",
			IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVE | IN_CLOSE_WRITE);
	smssite_tree_free(tree);
	free(directory);
	return status;
}

static smssite_status add_logs(struct viewer *viewer)
{
	const struct options *options = viewer->options;

	for (int i = 0; i < options->word_count; i++) {
		smssite_status status = strcmp(options->words[i], "-") == 0
						? smssite_trace_log_add_descriptor(
							  viewer->log, STDIN_FILENO, "standard input")
						: add_path(viewer, options->words[i]);

		if (status)
			return status;
	}
	return SMSSITE_OK;
}

static smssite_status set_filters(struct viewer *viewer)
{
	const struct options *options = viewer->options;
	smssite_status status = smssite_trace_log_only_component(viewer->log, options->component);

	if (!status)
		status = smssite_trace_log_only_thread(viewer->log, options->thread);
	if (!status)
		status = smssite_trace_log_only_time(viewer->log, options->from_local_s, options->to_local_s);
	if (!status)
		status = smssite_trace_log_only_text(viewer->log, options->text);
	if (!status)
		status = smssite_trace_log_only_pattern(viewer->log, options->match);
	if (!status && options->follow)
		status = smssite_trace_log_follow(viewer->log);
	return status;
}

static int show(struct viewer *viewer)
{
	smssite_status status = set_filters(viewer);

	if (status)
		return status == SMSSITE_MALFORMED ? (fail_status(status, "--match"), EXIT_USAGE)
						   : fail_status(status, "show");
	for (size_t i = 0; i < smssite_trace_log_count(viewer->log); i++) {
		int width = (int)strlen(base_name(smssite_trace_log_name(viewer->log, i)));

		if (viewer->options->word_count > 1 && width > viewer->name_width)
			viewer->name_width = width;
	}
	return viewer->options->follow ? print_and_follow(viewer) : print_all(viewer);
}

int show_logs(struct options *options)
{
	struct viewer viewer = { .options = options, .events = -1 };
	smssite_status status = smssite_trace_log_new(&viewer.log);
	int code;

	if (options->follow)
		viewer.events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (!status)
		status = add_logs(&viewer);
	code = status ? fail_status(status, "show") : show(&viewer);
	smssite_trace_log_free(viewer.log);
	if (viewer.events >= 0)
		close(viewer.events);
	return code;
}

int show_log_bytes(const struct options *options, const void *data, size_t size)
{
	struct viewer viewer = { .options = options, .events = -1 };
	smssite_status status = smssite_trace_log_new(&viewer.log);
	int code;

	if (!status)
		status = smssite_trace_log_add_bytes(viewer.log, data, size, options->words[0]);
	code = status ? fail_status(status, options->words[0]) : show(&viewer);
	smssite_trace_log_free(viewer.log);
	return code;
}

bool log_is_there(const char *path)
{
	int file = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
	char *data = malloc(PEEK);
	ssize_t size = file >= 0 && data ? read(file, data, PEEK) : 0;
	bool found = size > 0 && data[0] != '{' &&
		     strncmp(data, "SITE CONTROL FILE", (size_t)size < 17 ? (size_t)size : 17) &&
		     log_recognised(data, (size_t)size);

	free(data);
	if (file >= 0)
		close(file);
	return found;
}
