/* SPDX-License-Identifier: MIT */
/* A rebuild record from a case. */
#include "recovery/rebuild_record.h"
#include "recovery/record_evidence.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"
#include "diagnosis/required.h"
#include "site/server_kind.h"

#include <smssite/id_map.h>
#include <stdlib.h>
#include <string.h>

/* -- the next range -------------------------------------------------------------------------------- */

/* In upper case, if it is the first id of a range of the site. */
static bool normal_range(const char *text, const char *site_code, char normal[9])
{
	uint64_t id;

	if (smssite_smsid_parse(text, strlen(text), &id))
		return false;
	smssite_smsid_format(id, normal);
	return sms_is_range_of(normal, site_code);
}

static smssite_status look_at_registry_range(smssite_rebuild_record *record, const smssite_snapshot *snapshot)
{
	char *text = NULL, normal[9];
	smssite_status status = sms_evidence_registry_text(snapshot, SMS_KEY "\\Components\\SMS_MAINTENANCE_MANAGER",
		"Next SMS Unique ID", &text);

	if (status == SMSSITE_NO_MEMORY)
		return status;
	if (status)
		record->registry_lost = sms_record_keep(record, smssite_error_message());
	else if (normal_range(text, record->site_code, normal))
		record->registry = sms_record_keep(record, normal);
	else
		record->registry_lost = sms_evidence_say(record, "the registry has \"%.40s\", which is no first id of a range of %s",
			text, record->site_code);
	sms_free(text);
	return record->registry && record->registry_lost ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status look_at_given(smssite_rebuild_record *record, const char *given)
{
	char normal[9];

	if (!given)
		return SMSSITE_OK;
	if (strlen(given) == 8 && sms_compare_folded(given, 3, record->site_code, 3) != 0)
		return sms_fail(SMSSITE_REFUSED, "%s is a range of another site than %s", given, record->site_code);
	if (!normal_range(given, record->site_code, normal))
		return sms_fail(SMSSITE_INVALID, "\"%s\" is not the first id of a range, such as %s02000", given, record->site_code);
	record->given = sms_record_keep(record, normal);
	return record->given ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* Where ranges may have been given that nobody saw, a person must say which one is free; not one that is in use. */
static smssite_status check_given(const smssite_rebuild_record *record, const smssite_id_map *map)
{
	uint64_t id;

	if (*record->given && !smssite_smsid_parse(record->given, 8, &id))
		return smssite_id_map_check_next(map, id);
	return sms_fail(SMSSITE_REFUSED, "nothing says which range of %s is the next: %s%s%s", record->site_code,
		record->registry_lost, *record->registry_lost ? "; " : "", smssite_id_map_next_range_text(map));
}

static smssite_status look_at_map(smssite_rebuild_record *record, const smssite_id_map *map)
{
	uint64_t next;
	smssite_status status = smssite_id_map_next_range(map, &next);
	char text[9];

	if (status == SMSSITE_LIMIT)
		return sms_fail(SMSSITE_REFUSED, "range ZZ of %s is in use: there is no next range", record->site_code);
	if (status == SMSSITE_UNDECIDED)
		return check_given(record, map);
	if (status || smssite_smsid_format(next, text))
		return status;
	record->lowest = sms_record_keep(record, text);
	return record->lowest ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status look_at_next(smssite_rebuild_record *record, const smssite_case *site, const char *given)
{
	smssite_status status = look_at_registry_range(record, smssite_case_site(site));
	smssite_id_map *map = NULL;

	if (!status)
		status = look_at_given(record, given);
	if (!status)
		status = smssite_id_map_new(record->site_code, &map);
	if (!status)
		status = smssite_id_map_add_case(map, site);
	if (!status)
		status = smssite_id_map_finish(map);
	if (!status)
		status = look_at_map(record, map);
	if (!status)
		sms_record_choose_next(record);
	smssite_id_map_free(map);
	return status;
}

/* -- the name of the .UID file --------------------------------------------------------------------- */

/* Of two files the higher counts (KB Q269774: the lower is to be removed). */
static smssite_status look_at_uid(smssite_rebuild_record *record, struct sms_record_server *server,
	const smssite_snapshot *snapshot)
{
	size_t place = smssite_snapshot_find_directory(snapshot, "LOGON.SRV\\SMSID");
	smssite_presence presence = smssite_snapshot_directory_presence(snapshot, place);
	uint64_t highest = 0, id;
	const char *lost = "", *name;
	char text[9] = "";

	if (presence != SMSSITE_PRESENCE_PRESENT)
		lost = presence == SMSSITE_PRESENCE_MISSING ? "there is no LOGON.SRV\\SMSID" : "LOGON.SRV\\SMSID is not in view";
	for (size_t i = 0; i < smssite_snapshot_entry_count(snapshot, place) && !*lost; i++) {
		name = smssite_snapshot_entry_name(snapshot, place, i);
		if (!sms_has_extension(name, ".UID"))
			continue;
		if (strlen(name) != 12 || smssite_smsid_parse(name, 8, &id))
			lost = "a .UID file has a name that is no id";
		else if (sms_compare_folded(name, 3, record->site_code, 3) != 0)
			lost = "its .UID file has an id of another site";
		else if (id > highest || !*text)
			smssite_smsid_format(highest = id, text);
	}
	if (!*lost && !*text)
		lost = "there is no .UID file in LOGON.SRV\\SMSID";
	server->uid = sms_record_keep(record, *lost ? "" : text);
	server->uid_lost = sms_record_keep(record, lost);
	return server->uid && server->uid_lost ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* -- servers --------------------------------------------------------------------------------------- */

/* What the master says of a logon server. */
struct listed {
	char *name, *drive, *domain, *type;
};

static void listed_free(struct listed *listed)
{
	smssite_free(listed->name);
	smssite_free(listed->drive);
	smssite_free(listed->domain);
	smssite_free(listed->type);
	*listed = (struct listed){ 0 };
}

static smssite_status text_at(const smssite_control_file *file, size_t section, size_t value, char **text)
{
	smssite_status status = smssite_control_file_value_text(file, section, value, text);

	if (status != SMSSITE_NOT_FOUND && status != SMSSITE_INVALID)
		return status;
	*text = sms_strdup("");
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static smssite_status listed_at(const smssite_control_file *file, size_t section, struct listed *listed)
{
	size_t domain = smssite_control_file_section_parent(file, section);
	smssite_status status = text_at(file, section, SMSSITE_LOGONSERVER_NAME, &listed->name);

	if (!status)
		status = text_at(file, section, SMSSITE_LOGONSERVER_DRIVE, &listed->drive);
	if (!status)
		status = text_at(file, domain, SMSSITE_DOMAIN_NAME, &listed->domain);
	if (!status)
		status = text_at(file, domain, SMSSITE_DOMAIN_TYPE, &listed->type);
	if (status)
		listed_free(listed);
	return status;
}

/* The entry of a server, by its name. Zeros where the master has none. */
static smssite_status find_listed(const smssite_control_file *file, const char *server, struct listed *listed)
{
	smssite_status status = SMSSITE_OK;
	size_t section = 0;

	*listed = (struct listed){ 0 };
	while (!status && file &&
		(section = smssite_control_file_find(file, SMSSITE_SECTION_LOGONSERVER, section)) != SMSSITE_NO_INDEX) {
		status = listed_at(file, section++, listed);
		if (!status && sms_equal_folded(listed->name, server))
			return SMSSITE_OK;
		listed_free(listed);
	}
	return status;
}

static bool begins_with(const char *text, const char *start)
{
	return text && strlen(text) >= strlen(start) && sms_compare_folded(text, strlen(start), start, strlen(start)) == 0;
}

/* A person's word first; then what the master calls the domain; then that only Windows NT has services, a registry and
 * HELPER.SRV. What is left may be LAN Manager, and is not guessed. */
static smssite_server_kind kind_of(smssite_server_kind told, const struct listed *listed, const smssite_snapshot *snapshot)
{
	if (told)
		return told;
	if (begins_with(listed->type, "Novell") || begins_with(listed->type, "NetWare"))
		return SMSSITE_SERVER_NETWARE;
	if (snapshot && (sms_evidence_has_registry(snapshot) || smssite_snapshot_services(snapshot) ||
		smssite_snapshot_directory_presence(snapshot, smssite_snapshot_find_directory(snapshot, "HELPER.SRV")) ==
			SMSSITE_PRESENCE_PRESENT))
		return SMSSITE_SERVER_WINDOWS_NT;
	return SMSSITE_SERVER_UNKNOWN;
}

/* Without the backslash that may end it; a drive's root keeps it. NULL: no memory. */
static const char *keep_directory(smssite_rebuild_record *record, const char *directory)
{
	size_t size = strlen(directory);

	size -= size > 3 && directory[size - 1] == '\\';
	return size ? sms_arena_strndup(&record->arena, directory, size) : "";
}

/* "D:\SMS", "SYS:SMS"; "" where the drive is not known. The directory has the same name on all servers of a site. */
static const char *directory_of(smssite_rebuild_record *record, const struct listed *listed, smssite_server_kind kind)
{
	const char *name = strrchr(record->directory, '\\'), *drive = listed->drive;

	if (!name || !name[1] || !drive || !*drive)
		return "";
	return sms_evidence_say(record, "%s%s%s", drive, kind == SMSSITE_SERVER_NETWARE ? "" : "\\", name + 1);
}

static smssite_status add_server(smssite_rebuild_record *record, const char *name, const char *domain,
	smssite_server_kind told, const smssite_snapshot *snapshot)
{
	struct sms_record_server *server = sms_record_add_server(record);
	struct listed listed;
	smssite_status status;

	if (!server)
		return SMSSITE_NO_MEMORY;
	status = find_listed(record->master, name, &listed);
	if (status)
		return status;
	server->kind = kind_of(told, &listed, snapshot);
	server->name = sms_record_keep(record, name);
	server->domain = sms_record_keep(record, *domain ? domain : listed.domain ? listed.domain : "");
	server->directory = directory_of(record, &listed, server->kind);
	listed_free(&listed);
	if (!server->name || !server->domain || !server->directory)
		return SMSSITE_NO_MEMORY;
	if (!snapshot) {
		server->uid_lost = sms_record_keep(record, "no evidence of this logon server was given");
		return server->uid_lost ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	}
	status = look_at_uid(record, server, snapshot);
	if (!status)
		status = sms_evidence_shares(record, server, snapshot);
	if (!status)
		status = sms_evidence_services(record, server, snapshot);
	return status;
}

static bool is_recorded(const smssite_rebuild_record *record, const char *name)
{
	for (size_t i = 0; i < record->server_count; i++)
		if (sms_equal_folded(record->servers[i].name, name))
			return true;
	return false;
}

/* Servers that the master names and of which nothing was given. */
static smssite_status add_listed(smssite_rebuild_record *record)
{
	smssite_status status = SMSSITE_OK;
	size_t section = 0;

	while (!status && record->master && (section = smssite_control_file_find(record->master, SMSSITE_SECTION_LOGONSERVER,
							section)) != SMSSITE_NO_INDEX) {
		struct listed listed = { 0 };

		status = listed_at(record->master, section++, &listed);
		if (!status && *listed.name && strlen(listed.name) <= SMS_MAX_SERVER_NAME && !is_recorded(record, listed.name))
			status = add_server(record, listed.name, "", SMSSITE_SERVER_UNKNOWN, NULL);
		listed_free(&listed);
	}
	return status;
}

static int by_name(const void *a, const void *b)
{
	const struct sms_record_server *left = a, *right = b;

	return sms_compare_folded(left->name, strlen(left->name), right->name, strlen(right->name));
}

static smssite_status look_at_servers(smssite_rebuild_record *record, const smssite_case *site)
{
	const char *own = *record->site_server ? record->site_server : "SITE-SERVER";
	smssite_status status;
	char *domain = NULL;
	size_t account = smssite_control_file_find(record->master, SMSSITE_SECTION_SITE_ACCOUNT, 0);

	status = text_at(record->master, account, SMSSITE_SITE_ACCOUNT_SITE_SERVER_DOMAIN, &domain);
	if (!status)
		status = add_server(record, own, domain, SMSSITE_SERVER_WINDOWS_NT, smssite_case_site(site));
	smssite_free(domain);
	if (!status && *record->directory)
		record->servers[0].directory = record->directory;
	for (size_t i = 0; i < smssite_case_logon_server_count(site) && !status; i++) {
		const char *name = smssite_case_logon_server_name(site, i);

		if (is_recorded(record, name))
			continue;
		status = add_server(record, name, smssite_case_logon_server_domain(site, i),
			smssite_case_logon_server_kind(site, i), smssite_case_logon_server(site, i));
	}
	if (!status)
		status = add_listed(record);
	if (!status)
		qsort(record->servers + 1, record->server_count - 1, sizeof(*record->servers), by_name);
	return status;
}

/* -- the whole ------------------------------------------------------------------------------------- */

static smssite_status look_at_master(smssite_rebuild_record *record, const smssite_snapshot *snapshot)
{
	const smssite_control_file *file = sms_site_control_file(snapshot);
	smssite_status status;
	void *data;
	size_t size;

	if (!file)
		return SMSSITE_OK;
	status = smssite_control_file_masked(file, &data, &size);
	if (status)
		return status;
	status = smssite_control_file_parse(data, size, &record->master);
	smssite_free(data);
	return status;
}

static smssite_status look_at_site(smssite_rebuild_record *record, const smssite_snapshot *snapshot)
{
	const char *code = smssite_snapshot_site_code(snapshot);

	if (!sms_is_site_code(sms_span_of(code)))
		return sms_fail(SMSSITE_UNDECIDED, "no control file in view says which site this is");
	if (smssite_snapshot_site_type(snapshot) == SMSSITE_SITE_TYPE_PRIMARY)
		return sms_fail(SMSSITE_REFUSED, "%s is a primary site: its parts are set up from the CD", code);
	record->site_code = sms_record_keep(record, code);
	record->parent_code = sms_record_keep(record, smssite_snapshot_parent_site_code(snapshot));
	record->name = sms_record_keep(record, smssite_snapshot_site_name(snapshot));
	record->site_server = sms_record_keep(record, smssite_snapshot_site_server(snapshot));
	record->directory = keep_directory(record, smssite_snapshot_install_directory(snapshot));
	record->taken_utc_s = smssite_snapshot_taken_utc_s(snapshot);
	if (!record->site_code || !record->parent_code || !record->name || !record->site_server || !record->directory)
		return SMSSITE_NO_MEMORY;
	return look_at_master(record, snapshot);
}

SMSSITE_API smssite_status smssite_rebuild_record_new(const smssite_case *site, const char *next_range,
	smssite_rebuild_record **record)
{
	smssite_rebuild_record *self;
	smssite_status status;

	if (!site || !record)
		return sms_invalid(__func__, "an argument is NULL");
	self = sms_rebuild_record_new();
	if (!self)
		return SMSSITE_NO_MEMORY;
	status = look_at_site(self, smssite_case_site(site));
	if (!status)
		status = look_at_next(self, site, next_range);
	if (!status)
		status = look_at_servers(self, site);
	if (status)
		smssite_rebuild_record_free(self);
	else
		*record = self;
	return status;
}
