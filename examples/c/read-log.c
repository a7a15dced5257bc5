/* SPDX-License-Identifier: MIT */
/* Prints the records of trace logs on one time line: read-log COMPONENT LOG... ("-" for all components) */
#include "example.h"

#include <time.h>

const char *program = "read-log";

static void add(smssite_trace_log *log, const char *path)
{
	const char *name = base_name(path);
	char *directory = strndup(path, (size_t)(name - path));
	smssite_tree *tree;

	check(smssite_tree_open(*directory ? directory : ".", &tree));
	check(smssite_trace_log_add(log, tree, name));
	smssite_tree_free(tree);
	free(directory);
}

static void print_part(const struct smssite_trace_record *record, const char *part, size_t size)
{
	char *text;

	check(smssite_trace_record_text(record, part, size, &text));
	print_safe(text);
	smssite_free(text);
}

static void print_record(const smssite_trace_log *log, const struct smssite_trace_record *record)
{
	char when[32] = "-";

	/* The server's own wall clock: there is no zone to it. */
	if (record->time_local_s != SMSSITE_NO_TIME) {
		time_t time = (time_t)record->time_local_s;
		struct tm parts;

		if (gmtime_r(&time, &parts))
			strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &parts);
	}
	printf("%s  %s:%zu  ", when, smssite_trace_log_name(log, record->log), record->line);
	print_part(record, record->component, record->component_size);
	printf("  ");
	print_part(record, record->text, record->text_size);
	putchar('\n');
}

int main(int argc, char **argv)
{
	smssite_trace_log *log;
	struct smssite_trace_record record;
	bool has;

	if (argc < 3) {
		fprintf(stderr, "usage: read-log COMPONENT LOG...\n");
		return 2;
	}
	check(smssite_trace_log_new(&log));
	for (int i = 2; i < argc; i++)
		add(log, argv[i]);
	if (strcmp(argv[1], "-") != 0)
		check(smssite_trace_log_only_component(log, argv[1]));
	for (;;) {
		check(smssite_trace_log_next(log, &record, &has));
		if (!has)
			break;
		print_record(log, &record);
	}
	for (size_t i = 0; i < smssite_trace_log_count(log); i++)
		printf("%s: %zu lines, the clock put back %zu times\n", smssite_trace_log_name(log, i),
			smssite_trace_log_tally(log, i, SMSSITE_TRACE_TALLY_LINES),
			smssite_trace_log_tally(log, i, SMSSITE_TRACE_TALLY_BACKWARD));
	smssite_trace_log_free(log);
	return 0;
}
