/* SPDX-License-Identifier: MIT */
/* show: registries, INI files, system maps and send requests. */
#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <limits.h>

/* One JSON string; what the library gives is UTF-8. */
static void say_json(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20 || c == 0x7F)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void json_text(const char *key, const char *text, const char *before)
{
	printf("%s\"%s\": ", before, key);
	say_json(text);
}

/* -- registries ------------------------------------------------------------------------------------ */

struct registry_view {
	const smssite_registry *registry;
	bool json, show_secrets, any;
	/* Keys that wait, the next one last. */
	char **keys;
	size_t count, capacity;
};

static bool push_key(struct registry_view *view, char *key)
{
	if (view->count == view->capacity) {
		size_t more = view->capacity ? view->capacity * 2 : 64;
		char **grown = key ? realloc(view->keys, more * sizeof(*grown)) : NULL;

		if (!grown) {
			free(key);
			return false;
		}
		view->keys = grown;
		view->capacity = more;
	}
	view->keys[view->count++] = key;
	return true;
}

/* Text, number or bytes as text; free(). NULL: no memory. */
static char *value_text(const smssite_registry *registry, size_t value, const char **form)
{
	unsigned char *bytes;
	int64_t number;
	size_t size;
	char *text, *copy = NULL;
	void *data;

	*form = "text";
	if (smssite_registry_text(registry, value, &text) == SMSSITE_OK) {
		copy = strdup(text);
		smssite_free(text);
		return copy;
	}
	if (smssite_registry_number(registry, value, &number) == SMSSITE_OK) {
		*form = "number";
		return asprintf(&copy, "%lld", (long long)number) < 0 ? NULL : copy;
	}
	*form = "data";
	if (smssite_registry_data(registry, value, &data, &size) != SMSSITE_OK) {
		*form = "damaged";
		return strdup(smssite_error_message());
	}
	bytes = data;
	copy = malloc(2 * size + 1);
	for (size_t i = 0; copy && i < size; i++)
		sprintf(copy + 2 * i, "%02x", bytes[i]);
	if (copy)
		copy[2 * size] = '\0';
	smssite_free(data);
	return copy;
}

static void show_value(const struct registry_view *view, const char *name, size_t value, bool first)
{
	bool secret = !view->show_secrets && smssite_registry_is_secret(view->registry, value, name);
	const char *form;
	char *text = value_text(view->registry, value, &form), mask[64];

	if (secret && text) {
		snprintf(mask, sizeof(mask), "(%zu characters, masked)", strlen(text));
		form = "masked";
	}
	if (view->json) {
		json_text("name", name, first ? "{" : ", {");
		printf(", \"type\": %lld, ", (long long)smssite_registry_type(view->registry, value));
		if (text && strcmp(form, "number") == 0)
			printf("\"number\": %s}", text);
		else if (text)
			json_text(form, secret ? mask : text, "");
		if (!text || strcmp(form, "number") != 0)
			putchar('}');
	} else {
		printf("  ");
		say(*name ? name : "(default)");
		printf(" = ");
		say(!text ? "?" : secret ? mask : text);
		putchar('\n');
	}
	free(text);
}

static smssite_status show_key(struct registry_view *view, const char *key)
{
	smssite_registry_listing *listing;
	smssite_status status = smssite_registry_list(view->registry, key, &listing);
	size_t count = status ? 0 : smssite_registry_listing_value_count(listing);
	bool shown = true;

	if (status)
		return status;
	/* A key that only has others below it is told by them. */
	if (!count && smssite_registry_listing_subkey_count(listing)) {
		shown = false;
	} else if (view->json) {
		json_text("key", key, view->any ? ",\n{" : "{");
		printf(", \"values\": [");
	} else {
		printf("%s[", view->any ? "\n" : "");
		say(key);
		puts("]");
	}
	view->any = view->any || shown;
	for (size_t i = 0; i < count; i++)
		show_value(view, smssite_registry_listing_name(listing, i), smssite_registry_listing_value(listing, i), !i);
	if (view->json && shown)
		printf("]}");
	for (size_t i = smssite_registry_listing_subkey_count(listing); i-- > 0 && !status;) {
		char *below = NULL;

		if (asprintf(&below, "%s%s%s", key, *key ? "\\" : "", smssite_registry_listing_subkey(listing, i)) < 0)
			below = NULL;
		if (!push_key(view, below))
			status = SMSSITE_NO_MEMORY;
	}
	smssite_registry_listing_free(listing);
	return status;
}

/* The key that is asked for, else that of SMS if it is there, else everything. */
static const char *first_key(const smssite_registry *registry, const char *key)
{
	static const char sms[] = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS";
	static const char *const roots[] = { "HKEY_LOCAL_MACHINE\\SOFTWARE", "HKEY_LOCAL_MACHINE\\SYSTEM" };
	bool has;

	if (key)
		return key;
	if (smssite_registry_has_key(registry, sms, &has) == SMSSITE_OK && has && smssite_registry_covers(registry, sms))
		return sms;
	for (size_t i = 0; i < 2; i++)
		if (smssite_registry_covers(registry, roots[i]))
			return roots[i];
	return "";
}

static int show_registry(const struct options *options, const smssite_registry *registry, const char *key)
{
	struct registry_view view = { .registry = registry, .json = options->json, .show_secrets = options->show_secrets };
	smssite_status status = SMSSITE_OK;
	int code = 0;

	if (smssite_registry_is_dirty(registry))
		complain("%s was not closed properly: values may be old or missing", options->words[0]);
	if (!push_key(&view, strdup(first_key(registry, key))))
		return fail_status(SMSSITE_NO_MEMORY, options->words[0]);
	if (view.json)
		printf("{\"registry\": [");
	while (view.count && status != SMSSITE_NO_MEMORY) {
		char *next = view.keys[--view.count];

		status = show_key(&view, next);
		/* What is damaged somewhere does not hide the rest. */
		if (status)
			code = fail_status(status, next);
		free(next);
	}
	while (view.count)
		free(view.keys[--view.count]);
	free(view.keys);
	if (view.json)
		puts("]}");
	return code;
}

static int show_registry_file(const struct options *options)
{
	const char *path = options->words[0], *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char directory[PATH_MAX];
	smssite_registry *registry;
	smssite_tree *tree;
	smssite_status status;
	int code;

	snprintf(directory, sizeof(directory), "%.*s", (int)(name - path), path);
	status = smssite_tree_open(*directory ? directory : ".", &tree);
	if (status)
		return fail_status(status, path);
	status = smssite_registry_open(tree, name, &registry);
	/* A hive of another kind shows under a root of its own. */
	if (status == SMSSITE_UNSUPPORTED)
		status = smssite_registry_open_hive(tree, name, "HIVE", &registry);
	smssite_tree_free(tree);
	if (status)
		return fail_status(status, path);
	code = show_registry(options, registry, options->word_count > 1 ? options->words[1] : NULL);
	smssite_registry_free(registry);
	return code;
}

static bool is_export(const char *data, size_t size)
{
	static const char wide[] = "\xFF\xFEW\0i\0n\0d\0o\0w\0s\0 \0R\0e\0g";

	return (size >= 8 && memcmp(data, "REGEDIT4", 8) == 0) || (size >= 16 && memcmp(data, "Windows Registry", 16) == 0) ||
		(size >= sizeof(wide) && memcmp(data, wide, sizeof(wide) - 1) == 0);
}

/* -- the others ------------------------------------------------------------------------------------ */

static int show_ini(const struct options *options, const smssite_sms_ini *ini)
{
	char *last = NULL;

	if (options->json)
		printf("{\"ini\": [");
	for (size_t i = 0; i < smssite_sms_ini_count(ini); i++) {
		char *section = NULL, *key = NULL, *value = NULL;

		if (!smssite_sms_ini_section_text(ini, i, &section) && !smssite_sms_ini_key_text(ini, i, &key) &&
			!smssite_sms_ini_value_text(ini, i, &value)) {
			if (options->json) {
				json_text("section", section, i ? ",\n{" : "{");
				json_text("key", key, ", ");
				json_text("value", value, ", ");
				printf(", \"line\": %zu}", smssite_sms_ini_line(ini, i));
			} else {
				if (!last || strcmp(last, section) != 0) {
					putchar('[');
					say(section);
					puts("]");
				}
				printf("  ");
				say(key);
				printf(" = ");
				say(value);
				putchar('\n');
			}
		}
		free(last);
		last = section ? strdup(section) : NULL;
		smssite_free(section);
		smssite_free(key);
		smssite_free(value);
	}
	free(last);
	if (options->json)
		puts("]}");
	return 0;
}

static void json_file(const smssite_system_map *map, size_t i)
{
	json_text("name", smssite_system_map_file_name(map, i), i ? ",\n{" : "{");
	json_text("directory", smssite_system_map_file_directory(map, i), ", ");
	json_text("platform", smssite_system_map_file_platform(map, i), ", ");
	json_text("language", smssite_system_map_file_language(map, i), ", ");
	json_text("unit", smssite_system_map_file_unit(map, i), ", ");
	printf(", \"size\": %lld, \"other_size\": %lld, \"line\": %zu}", (long long)smssite_system_map_file_size(map, i),
		(long long)smssite_system_map_file_other_size(map, i), smssite_system_map_file_line(map, i));
}

static int show_map(const struct options *options, const smssite_system_map *map)
{
	if (options->json) {
		printf("{\"system_map\": {\"build\": %lld, \"files\": [", (long long)smssite_system_map_build(map));
		for (size_t i = 0; i < smssite_system_map_file_count(map); i++)
			json_file(map, i);
		puts("]}}");
		return 0;
	}
	printf("System map, build %lld: %zu components, %zu files%s\n", (long long)smssite_system_map_build(map),
		smssite_system_map_component_count(map), smssite_system_map_file_count(map),
		smssite_system_map_skipped(map) ? ", some lines not understood" : "");
	for (size_t i = 0; i < smssite_system_map_component_count(map); i++) {
		printf("  %-8s ", smssite_system_map_component_kind(map, i) == SMSSITE_MAP_SERVICE ? "service" : "package");
		say(smssite_system_map_component_name(map, i));
		for (size_t j = 0; j < smssite_system_map_component_file_count(map, i); j++) {
			printf(" ");
			say(smssite_system_map_component_file(map, i, j));
		}
		putchar('\n');
	}
	for (size_t i = 0; i < smssite_system_map_file_count(map); i++) {
		char size[32];

		printf("  %12s  ",
			smssite_system_map_file_size(map, i) < 0 ? "?" : number_text(smssite_system_map_file_size(map, i), size));
		say(smssite_system_map_file_directory(map, i));
		putchar('\\');
		say(smssite_system_map_file_name(map, i));
		putchar('\n');
	}
	return 0;
}

static int show_request(const struct options *options, const smssite_send_request *request)
{
	const struct {
		const char *key, *text;
	} fields[] = {
		{ "destination", smssite_send_request_destination(request) },
		{ "job", smssite_send_request_job(request) },
		{ "request", smssite_send_request_id(request) },
		{ "outbox", smssite_send_request_outbox(request) },
		{ "package", smssite_send_request_package_file(request) },
		{ "instruction", smssite_send_request_instruction_file(request) },
		{ "status", smssite_send_request_status(request) },
	};
	bool first = true;

	if (options->json)
		printf("{\"send_request\": {\"priority\": %d, \"action\": %d", smssite_send_request_priority(request),
			smssite_send_request_action(request));
	else
		printf("Send request, priority %d%s\n", smssite_send_request_priority(request),
			smssite_send_request_is_cancelled(request) ? ", cancelled" : "");
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (options->json) {
			json_text(fields[i].key, fields[i].text, ", ");
		} else if (*fields[i].text) {
			printf("  %-12s ", fields[i].key);
			say(fields[i].text);
			putchar('\n');
		}
	}
	if (options->json)
		printf(", \"records\": [");
	/* Addresses hold accounts: only what they are and how long. */
	for (size_t i = 0; i < smssite_send_request_record_count(request); i++) {
		int64_t type = smssite_send_request_record_type(request, i);
		const char *name = smssite_send_record_name(type);

		if (options->json)
			printf("%s{\"type\": %lld, \"size\": %zu}", first ? "" : ", ", (long long)type,
				smssite_send_request_record_size(request, i));
		else
			printf("  %3lld %-20s %zu bytes\n", (long long)type, name ? name : "?",
				smssite_send_request_record_size(request, i));
		first = false;
	}
	if (options->json)
		puts("]}}");
	return 0;
}

static bool has_end(const char *path, const char *end)
{
	size_t size = strlen(path), length = strlen(end);

	return size > length && strcasecmp(path + size - length, end) == 0;
}

static bool is_request(const smssite_send_request *request)
{
	for (size_t i = 0; i < smssite_send_request_record_count(request); i++)
		if (smssite_send_request_record_type(request, i) == SMSSITE_SEND_INFO)
			return true;
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Comments may stand before it. */
static bool begins_with_section(const char *data, size_t size)
{
	while (size && (is_blank(*data) || *data == ';')) {
		const char *end = *data == ';' ? memchr(data, '\n', size) : data + 1;

		size -= end ? (size_t)(end - data) : size;
		data = end;
	}
	for (size_t i = 0; size && *data == '[' && i < size && data[i] != '\r' && data[i] != '\n'; i++)
		if (data[i] == ']')
			return true;
	return false;
}

static int show_export(const struct options *options, const void *data, size_t size)
{
	smssite_registry *registry;
	smssite_status status = smssite_registry_parse(data, size, &registry);
	int code;

	if (status)
		return fail_status(status, options->words[0]);
	code = show_registry(options, registry, options->word_count > 1 ? options->words[1] : NULL);
	smssite_registry_free(registry);
	return code;
}

int show_site_file(const struct options *options, const char *data, size_t size)
{
	const char *path = options->words[0];
	smssite_send_request *request;
	smssite_system_map *map;
	smssite_sms_ini *ini;
	smssite_status status;
	int code = -1;

	if (size >= 4 && memcmp(data, "regf", 4) == 0) {
		if (strcmp(path, "-") != 0)
			return show_registry_file(options);
		complain("a hive is read where it is asked for: give its file, not -");
		return EXIT_USAGE;
	}
	if (is_export(data, size))
		return show_export(options, data, size);
	status = smssite_system_map_parse(data, size, &map);
	if (!status) {
		code = show_map(options, map);
		smssite_system_map_free(map);
		return code;
	}
	if (has_end(path, ".MAP"))
		return fail_status(status, path);
	status = smssite_send_request_parse(data, size, &request);
	if (!status && (is_request(request) || has_end(path, ".SRQ") || has_end(path, ".SRS")))
		code = show_request(options, request);
	if (!status)
		smssite_send_request_free(request);
	else if (has_end(path, ".SRQ") || has_end(path, ".SRS"))
		return fail_status(status, path);
	if (code >= 0)
		return code;
	if (begins_with_section(data, size) && smssite_sms_ini_parse(data, size, &ini) == SMSSITE_OK) {
		code = show_ini(options, ini);
		smssite_sms_ini_free(ini);
	}
	return code;
}
