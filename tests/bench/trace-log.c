/* SPDX-License-Identifier: MIT */
/* The library's side of trace-log.py: reads a log into all fields of all records, or looks for the rules'
 * patterns in it as well. */
#include <smssite.h>
#include "evidence/patterns.h"
#include "site/interest.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(smssite_status status)
{
	if (status) {
		fprintf(stderr, "%s\n", smssite_error_message());
		_Exit(1);
	}
}

/* The most that was resident of this process, in KB; what wait4() tells has the parent's before exec() in it.
 */
static long peak_kb(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	long kb = -1;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmHWM: %ld", &kb) == 1)
			break;
	if (file)
		fclose(file);
	return kb;
}

int main(int argc, char **argv)
{
	const smssite_interest *interest = smssite_rules_interest();
	struct sms_patterns *patterns = NULL;
	struct smssite_trace_record record;
	smssite_trace_log *log;
	smssite_tree *tree;
	size_t records = 0, matches = 0;
	/* Of every field, so that none is left out. */
	int64_t sum = 0;
	bool has;
	char *directory;

	if (argc != 3)
		return 2;
	directory = strdup(argv[2]);
	check(smssite_tree_open(dirname(directory), &tree));
	check(smssite_trace_log_new(&log));
	check(smssite_trace_log_add(log, tree, strrchr(argv[2], '/') + 1));
	if (!strcmp(argv[1], "patterns"))
		check(sms_patterns_new(interest->texts, interest->count, NULL, &patterns));
	for (;;) {
		check(smssite_trace_log_next(log, &record, &has));
		if (!has)
			break;
		records++;
		sum += record.form + record.time_local_s + record.thread + record.source_line +
		       record.time_ms +
		       (int64_t)(record.text_size + record.message_size + record.component_size +
				 record.level_size + record.context_size + record.file_size +
				 record.zone_size + record.line);
		if (patterns) {
			const size_t *found;
			size_t count;

			check(sms_patterns_match(patterns, record.text, record.text_size, &found, &count));
			matches += count;
		}
	}
	printf("%zu %zu %lld %zu %ld\n", records, matches, (long long)sum, patterns ? interest->count : 0,
		peak_kb());
	sms_patterns_free(patterns);
	smssite_trace_log_free(log);
	smssite_tree_free(tree);
	free(directory);
	return 0;
}
