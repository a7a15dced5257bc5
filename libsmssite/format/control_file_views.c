/* SPDX-License-Identifier: MIT */
/* What a site control file says: its sections, values, and the names of both. */
#include "base/alloc.h"
#include "base/error.h"
#include "format/control_file.h"

#include <string.h>

static bool has_section(const smssite_control_file *file, size_t section)
{
	return file && section < file->section_count;
}

static const struct sms_value *find_value(const smssite_control_file *file, size_t section, size_t value)
{
	if (!has_section(file, section) || value >= sms_section_value_count(file, section))
		return NULL;
	return &file->values[file->sections[section].first_value + value];
}

struct sms_span sms_control_value(const smssite_control_file *file, size_t section, size_t value)
{
	const struct sms_value *found = find_value(file, section, value);
	const char *from;
	uint32_t start;

	if (!found)
		return (struct sms_span){ "", 0 };
	start = found->start & ~SMS_VALUE_JOINED;
	from = found->start & SMS_VALUE_JOINED ? file->joined.data : file->data;
	return (struct sms_span){ from + start, found->end - start };
}

struct sms_value sms_control_value_place(const smssite_control_file *file, size_t section, size_t value)
{
	struct sms_value place = { 0, 0 };
	const struct sms_value *found = find_value(file, section, value);

	if (!found)
		return place;
	if (!(found->start & SMS_VALUE_JOINED))
		return *found;
	memcpy(&place, file->joined.data + (found->start & ~SMS_VALUE_JOINED) - sizeof(place), sizeof(place));
	return place;
}

SMSSITE_API smssite_status smssite_control_file_data(
	const smssite_control_file *self, const void **data, size_t *size)
{
	if (!self || !data || !size)
		return sms_invalid("smssite_control_file_data", "self, data and size must be given");
	*data = self->data;
	*size = self->size;
	return SMSSITE_OK;
}

SMSSITE_API int64_t smssite_control_file_build(const smssite_control_file *self)
{
	return self ? self->build : -1;
}

SMSSITE_API const char *smssite_control_file_syntax(const smssite_control_file *self)
{
	return self ? self->syntax : "";
}

static int64_t definition_number(const smssite_control_file *file, size_t value, int64_t otherwise)
{
	int64_t number;

	if (!file || !sms_span_number(sms_control_value(file, file->definition, value), &number))
		return otherwise;
	return number;
}

SMSSITE_API smssite_control_type smssite_control_file_type(const smssite_control_file *self)
{
	int64_t type = definition_number(self, SMSSITE_FILE_DEFINITION_TYPE, 0);

	if (type == 6)
		return SMSSITE_CONTROL_LOCALTRANSACTIONS;
	return type >= 1 && type <= 5 ? (smssite_control_type)type : SMSSITE_CONTROL_UNKNOWN;
}

SMSSITE_API int64_t smssite_control_file_time_utc_s(const smssite_control_file *self)
{
	return definition_number(self, SMSSITE_FILE_DEFINITION_TIME, SMSSITE_NO_TIME);
}

SMSSITE_API size_t smssite_control_file_section_count(const smssite_control_file *self)
{
	return self ? self->section_count : 0;
}

SMSSITE_API smssite_section_kind smssite_control_file_section_kind(
	const smssite_control_file *self, size_t section)
{
	return has_section(self, section) ? self->sections[section].kind : SMSSITE_SECTION_UNKNOWN;
}

SMSSITE_API size_t smssite_control_file_section_line(const smssite_control_file *self, size_t section)
{
	return has_section(self, section) ? self->sections[section].line : 0;
}

SMSSITE_API size_t smssite_control_file_section_parent(const smssite_control_file *self, size_t section)
{
	if (!has_section(self, section) || self->sections[section].parent == SMS_NO_PARENT)
		return SMSSITE_NO_INDEX;
	return self->sections[section].parent;
}

SMSSITE_API smssite_status smssite_control_file_section_data(
	const smssite_control_file *self, size_t section, const void **data, size_t *size)
{
	if (!has_section(self, section) || !data || !size)
		return sms_invalid("smssite_control_file_section_data",
			"self, a section of it, data and size must be given");
	*data = self->data + self->sections[section].start;
	*size = self->sections[section].end - self->sections[section].start;
	return SMSSITE_OK;
}

SMSSITE_API size_t smssite_control_file_find(
	const smssite_control_file *self, smssite_section_kind kind, size_t from)
{
	for (size_t i = from; has_section(self, i); i++)
		if (self->sections[i].kind == kind)
			return i;
	return SMSSITE_NO_INDEX;
}

SMSSITE_API size_t smssite_control_file_find_property(const smssite_control_file *self, const char *name)
{
	for (size_t i = 0; name && has_section(self, i); i++)
		if (self->sections[i].kind == SMSSITE_SECTION_PROPERTY && sms_section_value_count(self, i) &&
			sms_span_equal_folded(sms_control_value(self, i, SMSSITE_PROPERTY_NAME), name))
			return i;
	return SMSSITE_NO_INDEX;
}

SMSSITE_API size_t smssite_control_file_value_count(const smssite_control_file *self, size_t section)
{
	return has_section(self, section) ? sms_section_value_count(self, section) : 0;
}

static smssite_status want_value(
	const smssite_control_file *file, size_t section, size_t value, const void *out, const char *call)
{
	if (!has_section(file, section) || !out)
		return sms_invalid(call, "self, a section of it and where to put the result must be given");
	if (!find_value(file, section, value))
		return sms_fail(SMSSITE_NOT_FOUND, "line %u: %s has no value %zu",
			file->sections[section].line, sms_kinds[file->sections[section].kind].name, value);
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_control_file_value(
	const smssite_control_file *self, size_t section, size_t value, const char **data, size_t *size)
{
	smssite_status status =
		want_value(self, section, value, size ? data : NULL, "smssite_control_file_value");

	if (status == SMSSITE_OK) {
		struct sms_span span = sms_control_value(self, section, value);

		*data = span.data;
		*size = span.size;
	}
	return status;
}

SMSSITE_API smssite_status smssite_control_file_value_text(
	const smssite_control_file *self, size_t section, size_t value, char **text)
{
	smssite_status status = want_value(self, section, value, text, "smssite_control_file_value_text");
	struct sms_span span;

	if (status != SMSSITE_OK)
		return status;
	span = sms_control_value(self, section, value);
	*text = sms_text_from_1252(span.data, span.size);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

SMSSITE_API smssite_status smssite_control_file_value_number(
	const smssite_control_file *self, size_t section, size_t value, int64_t *number)
{
	smssite_status status = want_value(self, section, value, number, "smssite_control_file_value_number");

	if (status != SMSSITE_OK)
		return status;
	if (!sms_span_number(sms_control_value(self, section, value), number))
		return sms_fail(SMSSITE_MALFORMED, "value %zu of %s on line %u is no decimal number", value,
			sms_kinds[self->sections[section].kind].name, self->sections[section].line);
	return SMSSITE_OK;
}

SMSSITE_API size_t smssite_control_file_tolerance_count(const smssite_control_file *self)
{
	return self ? self->note_count : 0;
}

/* Positions with no name are explained by no source. */
static const char *const field_names[SMSSITE_SECTION_SENDER_OUTBOX + 1][18] = {
	[SMSSITE_SECTION_FILE_DEFINITION] = { "type", "comment", "target_site", "originating_site", "time",
		"posted" },
	[SMSSITE_SECTION_TRANSACTION] = { "type", "persistent", "dword", "string1", "string2" },
	[SMSSITE_SECTION_SITE_ACCOUNT] = { "site_type", "site_code", "parent_site_code", "site_server",
		"site_server_domain", "site_name", "install_directory", "service_account_domain",
		"service_account_name", "service_password", "public_key", "sql_server", "sql_login",
		"sql_password", "sql_database", "sql_public_key", "user_name", "organization" },
	[SMSSITE_SECTION_PROPERTY] = { "name", "string1", "string2", "dword" },
	[SMSSITE_SECTION_PROPERTY_LIST] = { "name" },
	[SMSSITE_SECTION_DOMAIN] = { "name", "type", "enumeration" },
	[SMSSITE_SECTION_LOGONSERVER] = { "name", NULL, NULL, "drive" },
	[SMSSITE_SECTION_ADDRESS] = { "originating_site", "destination_site", "sender_type", "format",
		"string" },
	[SMSSITE_SECTION_OUTBOX] = { "name", NULL, "sender_type", "schedule", "create", "drive", "server" },
	[SMSSITE_SECTION_SERVER] = { "name", "type", "flags", "drive" },
	[SMSSITE_SECTION_COMPONENT] = { "flags", "name", "file", "server", "drive" },
	[SMSSITE_SECTION_SENDER] = { "flags", "type", "file", "drive", "server", "name" },
	[SMSSITE_SECTION_SENDER_OUTBOX] = { "name" },
};

SMSSITE_API const char *smssite_section_field_name(smssite_section_kind kind, size_t value)
{
	if ((unsigned)kind > SMSSITE_SECTION_SENDER_OUTBOX || value >= 18)
		return NULL;
	return field_names[kind][value];
}

SMSSITE_API const char *smssite_section_kind_name(smssite_section_kind kind)
{
	return sms_kinds[(unsigned)kind > SMSSITE_SECTION_SENDER_OUTBOX ? 0 : kind].name;
}

SMSSITE_API const char *smssite_control_type_name(smssite_control_type type)
{
	static const char *const names[] = { "UNKNOWN", "ACTUAL", "PROPOSED", "NEWSITE", "TRANSACTIONS",
		"LOCALTRANSACTIONS" };

	return names[(unsigned)type > SMSSITE_CONTROL_LOCALTRANSACTIONS ? 0 : type];
}

SMSSITE_API const char *smssite_component_flag_name(uint32_t bit)
{
	static const char *const names[] = { "INSTALL", "LOCALSYSACCT", "STARTSERVICE", "SETREGISTRY", "EXE",
		"LITERALPATH", "PRIMARYSITE", "SECONDARYSITE", "AUTOSTART", "SENDER", "OPTIONALSVC",
		"AS_THREAD", "DONTSTOPSVC" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (bit == 1u << i)
			return names[i];
	return NULL;
}

bool sms_is_masked(struct sms_span span, size_t *size)
{
	int64_t number;

	if (span.size < 3 || span.data[0] != '*' || span.data[span.size - 1] != '*' ||
		!sms_span_number((struct sms_span){ span.data + 1, span.size - 2 }, &number) ||
		number > UINT32_MAX)
		return false;
	*size = (size_t)number;
	return true;
}

bool sms_find_key(struct sms_span *rest, struct sms_span *key)
{
	size_t run = 0;

	for (size_t i = 0; i <= rest->size; i++) {
		char c = i < rest->size ? sms_upper(rest->data[i]) : ' ';

		if (sms_is_digit(c) || (c >= 'A' && c <= 'F')) {
			run++;
			continue;
		}
		if (run >= 32) {
			*key = (struct sms_span){ rest->data + i - run, run };
			*rest = (struct sms_span){ rest->data + i, rest->size - i };
			return true;
		}
		run = 0;
	}
	return false;
}

/* For places whose meaning is not known. */
static bool looks_secret(struct sms_span span)
{
	struct sms_span key;
	size_t size;

	return sms_is_masked(span, &size) || sms_find_key(&span, &key);
}

static bool is_account_secret(const smssite_control_file *file, size_t section, size_t value)
{
	if (sms_section_value_count(file, section) != sms_kinds[SMSSITE_SECTION_SITE_ACCOUNT].values)
		return looks_secret(sms_control_value(file, section, value));
	return (value >= SMSSITE_SITE_ACCOUNT_SERVICE_ACCOUNT_NAME &&
		       value <= SMSSITE_SITE_ACCOUNT_PUBLIC_KEY) ||
	       value == SMSSITE_SITE_ACCOUNT_SQL_LOGIN || value == SMSSITE_SITE_ACCOUNT_SQL_PASSWORD ||
	       value == SMSSITE_SITE_ACCOUNT_SQL_PUBLIC_KEY;
}

SMSSITE_API bool smssite_control_file_value_is_secret(
	const smssite_control_file *self, size_t section, size_t value)
{
	struct sms_span name;

	if (!find_value(self, section, value))
		return false;
	name = sms_control_value(self, section, 0);
	switch (self->sections[section].kind) {
	case SMSSITE_SECTION_UNKNOWN:
		return looks_secret(sms_control_value(self, section, value));
	case SMSSITE_SECTION_SITE_ACCOUNT:
		return is_account_secret(self, section, value);
	case SMSSITE_SECTION_ADDRESS:
		return value >= SMSSITE_ADDRESS_STRING;
	case SMSSITE_SECTION_PROPERTY:
		return (value == SMSSITE_PROPERTY_STRING1 || value == SMSSITE_PROPERTY_STRING2) &&
		       (sms_span_equal_folded(name, "Last Valid @") ||
			       sms_span_equal_folded(name, "Last Valid Sql @"));
	case SMSSITE_SECTION_TRANSACTION:
		return (value == SMSSITE_TRANSACTION_STRING1 || value == SMSSITE_TRANSACTION_STRING2) &&
		       (sms_span_equal_folded(name, "Change@") || sms_span_equal_folded(name, "SqlChange@"));
	default:
		return false;
	}
}
