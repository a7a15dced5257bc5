/* SPDX-License-Identifier: MIT */
/* show: one file, recognised by its content. */
#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void show_value(const smssite_control_file *file, size_t section, size_t value, bool show_secrets)
{
	const char *name = smssite_section_field_name(smssite_control_file_section_kind(file, section), value);
	char *text;
	size_t size;
	const char *data;

	printf("    %-24s ", name ? name : "-");
	if (smssite_control_file_value_is_secret(file, section, value) && !show_secrets) {
		smssite_control_file_value(file, section, value, &data, &size);
		printf("(%zu characters, masked)\n", size);
		return;
	}
	if (smssite_control_file_value_text(file, section, value, &text) == SMSSITE_OK) {
		say(text);
		smssite_free(text);
	}
	putchar('\n');
}

static void show_flags(const smssite_control_file *file, size_t section)
{
	smssite_section_kind kind = smssite_control_file_section_kind(file, section);
	int64_t flags;

	if ((kind != SMSSITE_SECTION_COMPONENT && kind != SMSSITE_SECTION_SENDER) ||
		smssite_control_file_value_number(file, section, SMSSITE_COMPONENT_FLAGS, &flags))
		return;
	printf("    %-24s", "");
	for (uint32_t bit = 1; bit && bit <= SMSSITE_FLAG_DONTSTOPSVC; bit <<= 1)
		if ((flags & bit) && smssite_component_flag_name(bit))
			printf(" %s", smssite_component_flag_name(bit));
	putchar('\n');
}

static int show_control_file(const struct options *options, smssite_control_file *file)
{
	char when[32];
	char *json;

	if (options->json) {
		smssite_status status = smssite_control_file_to_json(file, options->show_secrets, &json);

		if (status)
			return fail_status(status, options->words[0]);
		puts(json);
		smssite_free(json);
		return 0;
	}
	printf("Site control file, build %lld, syntax ", (long long)smssite_control_file_build(file));
	say(smssite_control_file_syntax(file));
	printf(", %s, %s\n", smssite_control_type_name(smssite_control_file_type(file)),
		time_text(smssite_control_file_time_utc_s(file), when));
	for (size_t i = 0; i < smssite_control_file_section_count(file); i++) {
		printf("  %s%s  (line %zu)\n",
			smssite_control_file_section_parent(file, i) == SMSSITE_NO_INDEX ? "" : "  in it: ",
			smssite_section_kind_name(smssite_control_file_section_kind(file, i)),
			smssite_control_file_section_line(file, i));
		for (size_t j = 0; j < smssite_control_file_value_count(file, i); j++)
			show_value(file, i, j, options->show_secrets);
		show_flags(file, i);
	}
	for (size_t i = 0; i < smssite_control_file_tolerance_count(file); i++) {
		size_t line;
		const char *text = smssite_control_file_tolerance(file, i, &line);

		printf("Tolerated, line %zu: ", line);
		say(text);
		putchar('\n');
	}
	return 0;
}

static int show_plan(const struct options *options, const smssite_plan *plan)
{
	smssite_status status;
	char *text;

	if (options->script)
		status = smssite_plan_script(plan, options->script, &text);
	else
		status = options->json ? smssite_plan_save(plan, &text) : smssite_plan_text(plan, &text);
	if (status)
		return fail_status(status, options->words[0]);
	/* A script is for a file: its line ends stay. It has no control characters else. */
	if (options->script)
		fputs(text, stdout);
	else
		say(text);
	smssite_free(text);
	return 0;
}

static int show_snapshot(const struct options *options, const smssite_snapshot *snapshot)
{
	char *text;

	if (options->json) {
		smssite_status status = smssite_snapshot_save(snapshot, &text);

		if (status)
			return fail_status(status, options->words[0]);
		say(text);
		smssite_free(text);
		return 0;
	}
	printf("Snapshot: ");
	site_headline(snapshot);
	printf("  site-control box: %s\n", smssite_box_state_name(smssite_snapshot_box_state(snapshot)));
	for (size_t i = 0; i < smssite_snapshot_box_count(snapshot); i++) {
		struct smssite_tree_stat stat = { 0 };
		char size[32], when[32];

		smssite_snapshot_box_stat(snapshot, i, &stat);
		printf("    %-9s ", smssite_box_role_name(smssite_snapshot_box_role(snapshot, i)));
		say(smssite_snapshot_box_name(snapshot, i));
		printf("  %s bytes, %s\n", number_text(stat.size, size), time_text(stat.mtime_utc_s, when));
	}
	for (size_t i = 0; i < smssite_snapshot_directory_count(snapshot); i++) {
		size_t count = smssite_snapshot_entry_count(snapshot, i) + smssite_snapshot_entry_cut(snapshot, i);

		if (smssite_snapshot_directory_presence(snapshot, i) != SMSSITE_PRESENCE_PRESENT || !count)
			continue;
		printf("  %6zu  ", count);
		say(smssite_snapshot_directory_path(snapshot, i));
		putchar('\n');
	}
	return 0;
}

static int print_list(const char *name, json_t *list)
{
	json_t *all = json_pack("{s:i, s:o}", "format", 1, name, list);
	bool printed = all && json_print(all);

	json_decref(all);
	if (!printed)
		complain("out of memory for JSON");
	return printed ? 0 : EXIT_FAILED;
}

static int services_json(const smssite_services *services)
{
	json_t *list = json_array();

	for (size_t i = 0; i < smssite_services_count(services); i++)
		json_add(&list, json_pack("{s:o, s:s}", "name", json_path(smssite_services_name(services, i)), "state",
			smssite_service_state_name(smssite_services_state(services, i))));
	return print_list("services", list);
}

static int parent_word_json(const smssite_parent_word *word)
{
	json_t *list = json_array();

	for (size_t i = 0; i < smssite_parent_word_count(word); i++)
		json_add(&list, json_pack("{s:s, s:s, s:I}", "site_code", smssite_parent_word_site_code(word, i), "status",
			smssite_site_status_name(smssite_parent_word_status(word, i)), "detail",
			(json_int_t)smssite_parent_word_detail(word, i)));
	return print_list("sites", list);
}

static int show_services(const smssite_services *services)
{
	for (size_t i = 0; i < smssite_services_count(services); i++) {
		printf("%-14s ", smssite_service_state_name(smssite_services_state(services, i)));
		say(smssite_services_name(services, i));
		putchar('\n');
	}
	return 0;
}

static int show_parent_word(const smssite_parent_word *word)
{
	for (size_t i = 0; i < smssite_parent_word_count(word); i++) {
		int64_t detail = smssite_parent_word_detail(word, i);
		const char *name = smssite_site_detail_name(detail);

		printf("%s  %s  %lld %s\n", smssite_parent_word_site_code(word, i),
			smssite_site_status_name(smssite_parent_word_status(word, i)), (long long)detail, name ? name : "");
	}
	return 0;
}

static int show_json(const struct options *options, const void *data, size_t size)
{
	smssite_snapshot *snapshot;
	smssite_plan *plan;
	int code;

	if (smssite_plan_load(data, size, &plan) == SMSSITE_OK) {
		code = show_plan(options, plan);
		smssite_plan_free(plan);
		return code;
	}
	if (memmem(data, size < 256 ? size : 256, "\"smssite plan\"", 14))
		return fail_status(SMSSITE_MALFORMED, options->words[0]);
	if (smssite_snapshot_load(data, size, &snapshot) == SMSSITE_OK) {
		code = show_snapshot(options, snapshot);
		smssite_snapshot_free(snapshot);
		return code;
	}
	return fail_status(SMSSITE_MALFORMED, options->words[0]);
}

/* A trace log may begin with a brace too: {6534} INFO. */
static bool begins_object(const char *data, size_t size)
{
	size_t at = 1;

	while (at < size && strchr(" \t\r\n", data[at]) && data[at])
		at++;
	return size && data[0] == '{' && (at == size || data[at] == '"' || data[at] == '}');
}

static int show_data(const struct options *options, const char *data, size_t size)
{
	static const char header[] = "SITE CONTROL FILE";
	smssite_control_file *file;
	smssite_services *services;
	smssite_parent_word *word;
	smssite_rebuild_record *record;
	smssite_status status;
	int code;

	if (options->script && !begins_object(data, size)) {
		complain("%s: --script is for a plan", options->words[0]);
		return EXIT_USAGE;
	}
	if (begins_object(data, size))
		return show_json(options, data, size);
	if (size >= sizeof(header) - 1 && memcmp(data, header, sizeof(header) - 1) == 0) {
		status = smssite_control_file_parse(data, size, &file);
		if (status)
			return fail_status(status, options->words[0]);
		code = show_control_file(options, file);
		smssite_control_file_free(file);
		return code;
	}
	if (memmem(data, size < 256 ? size : 256, "\n[record]\n", 10)) {
		if (options->json) {
			complain("%s: a rebuild record has no JSON; it is an INI file itself", options->words[0]);
			return EXIT_USAGE;
		}
		status = smssite_rebuild_record_parse(data, size, options->words[0], &record);
		if (status)
			return fail_status(status, "no record");
		code = record_print(record);
		smssite_rebuild_record_free(record);
		return code;
	}
	code = show_site_file(options, data, size);
	if (code >= 0)
		return code;
	if (log_recognised(data, size))
		return show_log_bytes(options, data, size);
	if (size && smssite_parent_word_parse_site_list(data, size, &word) == SMSSITE_OK) {
		code = options->json ? parent_word_json(word) : show_parent_word(word);
		smssite_parent_word_free(word);
		return code;
	}
	if (size && smssite_services_parse(data, size, &services) == SMSSITE_OK) {
		code = options->json ? services_json(services) : show_services(services);
		smssite_services_free(services);
		return code;
	}
	complain("%s: none of the files this version shows (site control file, trace log, registry export or hive, INI file, "
		 "system map, send request, service list, site list, snapshot, plan, rebuild record)",
		options->words[0]);
	return EXIT_COULD_NOT_TELL;
}

/* What would wait for a writer, or has no end. */
static bool is_regular(const char *path)
{
	struct stat info;

	if (strcmp(path, "-") == 0 || stat(path, &info) != 0 || S_ISREG(info.st_mode) || S_ISDIR(info.st_mode))
		return true;
	complain("%s: no regular file; \"-\" is standard input", path);
	return false;
}

static int run_show(struct options *options)
{
	void *data;
	size_t size;
	int code;

	if (options->script && options->json) {
		complain("--script and --json: a batch file has no JSON");
		return EXIT_USAGE;
	}
	for (int i = 0; i < options->word_count; i++)
		if (!is_regular(options->words[i]))
			return EXIT_FAILED;
	if (log_asked_for(options) || log_is_there(options->words[0]))
		return show_logs(options);
	if (!file_read(options->words[0], &data, &size))
		return EXIT_FAILED;
	code = show_data(options, data, size);
	free(data);
	return code;
}

const struct command command_show = {
	.name = "show",
	.arguments = "FILE... [--json] [--show-secrets] [--component NAME] [--thread HEX] [--from TIME] [--to TIME] [--text TEXT] "
		     "[--match EXPRESSION] [--follow [--for SECONDS]]",
	.summary = "one file, or trace logs, in readable form, recognised by content",
	.help = "  smssite show /mnt/edge7/SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0\n"
		"  smssite show /mnt/edge7/SCMAN.LOG | tail\n"
		"  smssite show LOGS/SCHED.LOG LOGS/LANSEND.LOG --from 1997-07-15T14:00 --follow\n"
		"  smssite show SOFTWARE 'HKLM\\SOFTWARE\\Microsoft\\SMS\\Setup'\n"
		"  smssite show q7z.plan\n\n"
		"Site control files, registry exports and hives (a KEY may follow), SMS.INI, SYSTEM.MAP, send requests,\n"
		"trace logs, service lists, site lists, snapshots, plans and rebuild records. Encrypted\n"
		"accounts and keys are masked unless --show-secrets is given. \"-\" is standard input.\n"
		"Several trace logs come on one time line, each behind what it was renamed to when it was full (SCHED.LO_).\n"
		"Their times are the servers' own, without a zone, and so are --from and --to. --follow goes on as they grow.\n",
	.takes = "jxZqOHfuXMLT",
	.least_words = 1,
	.most_words = 64,
	.run = run_show,
};
