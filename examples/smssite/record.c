/* SPDX-License-Identifier: MIT */
/* record: what a rebuild needs and what is gone with the site. */
#include "tool.h"

#include <string.h>

static void print_field(const char *name, const char *value)
{
	if (!*value)
		return;
	printf("  %-18s ", name);
	say(value);
	putchar('\n');
}

static void print_range(const smssite_rebuild_record *record)
{
	const char *registry = smssite_rebuild_record_registry_range(record);
	char text[600];

	print_field("next range", smssite_rebuild_record_next_range(record));
	snprintf(text, sizeof(text), "%s%s", *registry ? registry : "lost: ",
		*registry ? "" : smssite_rebuild_record_registry_lost(record));
	print_field("  in the registry", text);
	print_field("  lowest safe", smssite_rebuild_record_lowest_range(record));
	print_field("  given", smssite_rebuild_record_given_range(record));
}

static void print_server(const smssite_rebuild_record *record, size_t server)
{
	const char *uid = smssite_rebuild_record_server_uid(record, server);
	const char *domain = smssite_rebuild_record_server_domain(record, server);

	printf("  ");
	say(smssite_rebuild_record_server_name(record, server));
	printf("  %s", smssite_server_kind_name(smssite_rebuild_record_server_kind(record, server)));
	say(*domain ? ", domain " : "");
	say(domain);
	say(", ");
	say(smssite_rebuild_record_server_directory(record, server));
	putchar('\n');
	printf("    %s", *uid ? uid : "id lost: ");
	say(*uid ? ".UID" : smssite_rebuild_record_server_uid_lost(record, server));
	putchar('\n');
	for (size_t i = 0; i < smssite_rebuild_record_share_count(record, server); i++) {
		printf("    share %-10s ", smssite_rebuild_record_share_name(record, server, i));
		say(smssite_rebuild_record_share_path(record, server, i));
		say(*smssite_rebuild_record_share_comment(record, server, i) ? "  " : "");
		say(smssite_rebuild_record_share_comment(record, server, i));
		putchar('\n');
	}
	for (size_t i = 0; i < smssite_rebuild_record_service_count(record, server); i++) {
		printf("    service ");
		say(smssite_rebuild_record_service_name(record, server, i));
		say(*smssite_rebuild_record_service_account(record, server, i) ? " as " : "");
		say(smssite_rebuild_record_service_account(record, server, i));
		putchar('\n');
	}
}

int record_print(const smssite_rebuild_record *record)
{
	char when[32];

	printf("Rebuild record of ");
	say(smssite_rebuild_record_site_code(record));
	printf(", %s\n", time_text(smssite_rebuild_record_taken_utc_s(record), when));
	print_field("name", smssite_rebuild_record_site_name(record));
	print_field("parent", smssite_rebuild_record_parent_site_code(record));
	print_field("install directory", smssite_rebuild_record_install_directory(record));
	print_field("control file", smssite_rebuild_record_control_file(record) ? "kept, its secrets masked" : "lost");
	print_range(record);
	for (size_t i = 0; i < smssite_rebuild_record_server_count(record); i++)
		print_server(record, i);
	return 0;
}

static int run_record(struct options *options)
{
	smssite_rebuild_record *record;
	smssite_case *site;
	smssite_status status;
	char *text;
	int code = site_case(options, options->words[0], &site);

	if (code >= 0)
		return code;
	status = smssite_rebuild_record_new(site, options->next_range, &record);
	smssite_case_free(site);
	if (status == SMSSITE_INVALID) {
		fail_status(status, "--next-range");
		return EXIT_USAGE;
	}
	if (status)
		return fail_status(status, "no record");
	status = smssite_rebuild_record_save(record, &text);
	if (status) {
		code = fail_status(status, "no record");
	} else {
		code = file_write_new(options->output, text) ? 0 : EXIT_FAILED;
		smssite_free(text);
		if (!code && options->output && !options->quiet)
			code = record_print(record);
	}
	smssite_rebuild_record_free(record);
	return code;
}

const struct command command_record = {
	.name = "record",
	.arguments = "SITE [-o FILE] [--next-range ID] [options]",
	.summary = "save what a rebuild needs and what is gone with the site",
	.help = "  smssite record q7z.ini -o q7z.rec\n"
		"  smssite record /mnt/edge7 --logon-server NTLOG1=/mnt/ntlog1 --registry edge7.reg -o q7z.rec\n\n"
		"The first step of the third procedure of KB Q183347: the name of each .UID file and the next range, and\n"
		"beside them servers, shares, services and the site control file, its secrets masked. What cannot be had\n"
		"is recorded as lost; where the registry is gone, the lowest range that is safe by all ids seen is used,\n"
		"or --next-range.\n",
	.takes = "skKildptmwgevcnqoN",
	.least_words = 1,
	.most_words = 1,
	.run = run_record,
};
