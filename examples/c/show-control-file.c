/* SPDX-License-Identifier: MIT */
/* Prints what a site control file says of its site: show-control-file FILE */
#include "example.h"

#include <time.h>

const char *program = "show-control-file";

static void show_account(const smssite_control_file *file)
{
	static const struct {
		const char *name;
		smssite_field field;
	} lines[] = {
		{ "site_code", SMSSITE_SITE_ACCOUNT_SITE_CODE },
		{ "site_name", SMSSITE_SITE_ACCOUNT_SITE_NAME },
		{ "parent_site_code", SMSSITE_SITE_ACCOUNT_PARENT_SITE_CODE },
		{ "site_server", SMSSITE_SITE_ACCOUNT_SITE_SERVER },
		{ "install_directory", SMSSITE_SITE_ACCOUNT_INSTALL_DIRECTORY },
	};
	size_t section = smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0);
	char *text;

	if (section == SMSSITE_NO_INDEX)
		return;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		check(smssite_control_file_value_text(file, section, (size_t)lines[i].field, &text));
		printf("%s: ", lines[i].name);
		print_safe(text);
		putchar('\n');
		smssite_free(text);
	}
}

static void show_components(const smssite_control_file *file)
{
	size_t section = 0;
	int64_t flags;
	char *text;

	printf("Components:\n");
	while ((section = smssite_control_file_find(file, SMSSITE_SECTION_COMPONENT, section)) != SMSSITE_NO_INDEX) {
		check(smssite_control_file_value_text(file, section, SMSSITE_COMPONENT_NAME, &text));
		check(smssite_control_file_value_number(file, section, SMSSITE_COMPONENT_FLAGS, &flags));
		printf("  ");
		print_safe(text);
		putchar(':');
		for (uint32_t bit = 1; bit <= SMSSITE_FLAG_DONTSTOPSVC; bit <<= 1)
			if (flags & bit)
				printf(" %s", smssite_component_flag_name(bit));
		putchar('\n');
		smssite_free(text);
		section++;
	}
}

int main(int argc, char **argv)
{
	smssite_control_file *file;
	char when[64] = "unknown";
	int64_t stamp;
	size_t size;
	void *data;

	if (argc != 2) {
		fprintf(stderr, "usage: show-control-file FILE\n");
		return 2;
	}
	data = read_file(argv[1], &size);
	check(smssite_control_file_parse(data, size, &file));
	free(data);
	stamp = smssite_control_file_time_utc_s(file);
	if (stamp != SMSSITE_NO_TIME) {
		time_t time = (time_t)stamp;
		struct tm parts;

		if (gmtime_r(&time, &parts))
			strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S UTC", &parts);
	}
	if (smssite_control_file_build(file) < 0)
		printf("Build unknown, syntax ");
	else
		printf("Build %lld, syntax ", (long long)smssite_control_file_build(file));
	print_safe(smssite_control_file_syntax(file));
	printf("\nType %s, time %s\n", smssite_control_type_name(smssite_control_file_type(file)), when);
	show_account(file);
	show_components(file);
	for (size_t i = 0; i < smssite_control_file_tolerance_count(file); i++) {
		size_t line;
		const char *text = smssite_control_file_tolerance(file, i, &line);

		printf("Line %zu: %s\n", line, text);
	}
	smssite_control_file_free(file);
	return 0;
}
