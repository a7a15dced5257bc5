/* SPDX-License-Identifier: MIT */
/* From files, snapshots, registry and lists to ids. */
#include "site/id_map.h"
#include "site/snapshot.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <smssite/box.h>
#include <string.h>

#define MAINTENANCE_MANAGER "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_MAINTENANCE_MANAGER"
#define NEXT_NAME "Next SMS Unique ID"
#define SAVED_NAME "NextAvailableSiteSMSUniqueID"

/* Files named by the SMSID of a client (Resource Guide S3CEB, S3CF0). */
static const struct {
	const char *directory;
	const char *extensions[2];
	/* A site server that has been at work has it: where nobody could look, the highest id may be missing. */
	bool needed;
} named_files[] = {
	{ "SITE.SRV\\INVENTRY.BOX\\HISTORY", { ".HMS", ".SMH" }, true },
	{ "SITE.SRV\\MAINCFG.BOX\\PCMDOM.BOX", { ".INS" }, false },
	{ "LOGON.SRV\\PCMINS.BOX", { ".INS" }, false },
	{ "LOGON.SRV\\CCR.BOX", { ".CCR" }, false },
	{ "LOGON.SRV\\CCR.BOX\\RETRY", { ".CCR" }, false },
};

SMSSITE_API smssite_status smssite_id_map_add_unseen(smssite_id_map *self, const char *what)
{
	smssite_status status = sms_id_map_open(self, __func__);
	const char **grown, *kept;

	if (status || !what)
		return status ? status : sms_invalid(__func__, "NULL");
	grown = sms_grow(self->unseen, self->unseen_count, &self->unseen_capacity, sizeof(*grown));
	if (!grown)
		return SMSSITE_NO_MEMORY;
	self->unseen = grown;
	kept = sms_id_map_keep(self, what);
	if (!kept)
		return SMSSITE_NO_MEMORY;
	grown[self->unseen_count++] = kept;
	return SMSSITE_OK;
}

/* Takes the text over; NULL: memory ran out. */
static smssite_status add_unseen(smssite_id_map *self, char *text)
{
	smssite_status status = text ? smssite_id_map_add_unseen(self, text) : SMSSITE_NO_MEMORY;

	sms_free(text);
	return status;
}

SMSSITE_API smssite_status smssite_id_map_add_unreachable(smssite_id_map *self, const char *server)
{
	smssite_status status = sms_id_map_open(self, __func__);

	if (status || !server)
		return status ? status : sms_invalid(__func__, "NULL");
	if (!sms_id_map_server(self, server))
		return SMSSITE_NO_MEMORY;
	return add_unseen(self, sms_asprintf("the .UID file of %s", server));
}

/* -- .UID files ------------------------------------------------------------------------------------- */

static smssite_status add_uid(smssite_id_map *self, const char *server, const smssite_uid_store *store, size_t index,
	const char *path)
{
	const char *name = smssite_uid_store_name(store, index);
	struct sms_id_server *entry = sms_id_map_server(self, server);
	const char **odd;
	uint64_t id;

	if (!entry)
		return SMSSITE_NO_MEMORY;
	odd = &entry->damaged;
	if (!smssite_uid_store_id(store, index, &id)) {
		if (smssite_smsid_site_code(id) == self->site)
			return smssite_id_map_add_id(self, SMSSITE_ID_UID_FILE, server, id, path, 0);
		self->foreign_count++;
		odd = &entry->foreign;
	}
	*odd = sms_id_map_keep(self, name);
	return *odd ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

SMSSITE_API smssite_status smssite_id_map_add_uid_store(smssite_id_map *self, const char *server,
	const smssite_uid_store *store, const char *path)
{
	smssite_status status = sms_id_map_open(self, __func__);
	struct sms_id_server *entry;

	if (status || !server || !store || !path)
		return status ? status : sms_invalid(__func__, "NULL");
	if (smssite_uid_store_state(store) == SMSSITE_UID_UNKNOWN && !smssite_uid_store_count(store))
		return smssite_id_map_add_unreachable(self, server);
	for (size_t i = 0; i < smssite_uid_store_count(store) && !status; i++)
		status = add_uid(self, server, store, i, path);
	entry = status ? NULL : sms_id_map_server(self, server);
	if (!entry)
		return status ? status : SMSSITE_NO_MEMORY;
	entry->path = sms_id_map_keep(self, path);
	entry->state = smssite_uid_store_state(store);
	return entry->path ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

SMSSITE_API smssite_status smssite_id_map_add_earlier(smssite_id_map *self, const char *server,
	const smssite_uid_store *store, int64_t seconds_before)
{
	smssite_status status = sms_id_map_open(self, __func__);
	size_t index, highest;
	uint64_t id;

	if (status || !server || !store || seconds_before < 0)
		return status ? status : sms_invalid(__func__, "NULL, or a time in the future");
	index = sms_id_map_find_server(self, server);
	if (index == SMSSITE_NO_INDEX)
		return sms_invalid(__func__, "no such server in the map");
	highest = smssite_uid_store_highest(store);
	if (highest == SMSSITE_NO_INDEX || smssite_uid_store_id(store, highest, &id) ||
		smssite_smsid_site_code(id) != self->site)
		return SMSSITE_OK;
	status = sms_id_map_add_recorded(self, server, id, "earlier look", 0);
	if (!status) {
		self->servers[index].earlier = id;
		self->servers[index].seconds_before = seconds_before;
	}
	return status;
}

/* -- snapshots -------------------------------------------------------------------------------------- */

static bool carries_id(const char *name, size_t kind, uint64_t *id)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < 2; i++)
		if (named_files[kind].extensions[i] && sms_equal_folded(dot, named_files[kind].extensions[i]))
			return dot - name == 8 && !smssite_smsid_parse(name, 8, id);
	return false;
}

static smssite_status add_names(smssite_id_map *self, const smssite_snapshot *snapshot, size_t directory, size_t kind)
{
	const char *path = smssite_snapshot_directory_path(snapshot, directory);
	size_t cut = smssite_snapshot_entry_cut(snapshot, directory);
	smssite_status status = SMSSITE_OK;

	for (size_t i = 0; i < smssite_snapshot_entry_count(snapshot, directory) && !status; i++) {
		const char *name = smssite_snapshot_entry_name(snapshot, directory, i);
		uint64_t id;
		char *full;

		if (!carries_id(name, kind, &id))
			continue;
		full = sms_asprintf("%s\\%s", path, name);
		status = full ? smssite_id_map_add_id(self, SMSSITE_ID_FILE_NAME, NULL, id, full, 0) : SMSSITE_NO_MEMORY;
		sms_free(full);
	}
	if (!status && cut)
		status = add_unseen(self, sms_asprintf("%zu names in %s", cut, path));
	return status;
}

static bool is_below(const char *path, const char *above)
{
	size_t size = strlen(above);

	return strlen(path) >= size && sms_compare_folded(path, size, above, size) == 0 &&
		(!path[size] || (path[size] == '\\' && !strchr(path + size + 1, '\\')));
}

static smssite_status add_kind(smssite_id_map *self, const smssite_snapshot *snapshot, size_t kind)
{
	smssite_status status = SMSSITE_OK;
	bool found = false;

	for (size_t i = 0; i < smssite_snapshot_directory_count(snapshot) && !status; i++) {
		const char *path = smssite_snapshot_directory_path(snapshot, i);

		/* RETRY lies below CCR.BOX and is a kind of its own. */
		if (!is_below(path, named_files[kind].directory) || (kind == 3 && strchr(path + 10, '\\')) ||
			smssite_snapshot_directory_presence(snapshot, i) != SMSSITE_PRESENCE_PRESENT)
			continue;
		found = true;
		status = add_names(self, snapshot, i, kind);
	}
	if (!status && !found && named_files[kind].needed &&
		smssite_snapshot_directory_presence(snapshot,
			smssite_snapshot_find_directory(snapshot, named_files[kind].directory)) != SMSSITE_PRESENCE_MISSING &&
		smssite_snapshot_site_type(snapshot))
		status = smssite_id_map_add_unseen(self, named_files[kind].directory);
	return status;
}

SMSSITE_API smssite_status smssite_id_map_add_snapshot(smssite_id_map *self, const char *server,
	const smssite_snapshot *snapshot)
{
	smssite_status status = sms_id_map_open(self, __func__);
	smssite_uid_store *store;
	char *path;

	if (status || !snapshot)
		return status ? status : sms_invalid(__func__, "NULL");
	if (server) {
		status = smssite_uid_store_from_snapshot(snapshot, &store);
		if (status)
			return status;
		path = sms_asprintf("\\\\%s\\SMS_SHR\\SMSID", server);
		status = path ? smssite_id_map_add_uid_store(self, server, store, path) : SMSSITE_NO_MEMORY;
		sms_free(path);
		smssite_uid_store_free(store);
	}
	for (size_t i = 0; i < sizeof(named_files) / sizeof(*named_files) && !status; i++)
		status = add_kind(self, snapshot, i);
	return status;
}

/* -- the next range --------------------------------------------------------------------------------- */

/* SSSRRNNN, SSSRR or RR; which of them SMS writes no source shows. */
static bool read_next(const smssite_id_map *self, struct sms_span text, uint64_t *id)
{
	char full[9] = "SSSRR000";

	text = sms_span_trim(text);
	if (text.size == 8)
		return !smssite_smsid_parse(text.data, 8, id);
	if (text.size != 2 && text.size != 5)
		return false;
	memcpy(full, self->site_text, 3);
	memcpy(full + (5 - text.size), text.data, text.size);
	return !smssite_smsid_parse(full, 8, id);
}

SMSSITE_API smssite_status smssite_id_map_add_next(smssite_id_map *self, smssite_id_source source, const char *value,
	const char *path, size_t line)
{
	smssite_status status = sms_id_map_open(self, __func__);
	uint64_t id = 0;

	if (status)
		return status;
	if (!value || !path || (source != SMSSITE_ID_NEXT_RANGE && source != SMSSITE_ID_SAVED_RANGE))
		return sms_invalid(__func__, "NULL, or another source");
	if (!read_next(self, sms_span_of(value), &id))
		return sms_id_map_problem(self, SMSSITE_ID_NEXT_UNREADABLE, SMSSITE_NO_INDEX, path, line,
			sms_asprintf("\"%.40s\" is not read as a range of %s", value, self->site_text));
	if (smssite_smsid_site_code(id) != self->site)
		return sms_id_map_problem(self, SMSSITE_ID_NEXT_UNREADABLE, SMSSITE_NO_INDEX, path, line,
			sms_asprintf("\"%.40s\" is a range of another site than %s", value, self->site_text));
	return smssite_id_map_add_id(self, source, NULL, id, path, line);
}

SMSSITE_API smssite_status smssite_id_map_add_registry(smssite_id_map *self, const smssite_registry *registry,
	const char *path)
{
	smssite_status status = sms_id_map_open(self, __func__);
	char *text = NULL;
	size_t value;

	if (status || !registry || !path)
		return status ? status : sms_invalid(__func__, "NULL");
	status = smssite_registry_find(registry, MAINTENANCE_MANAGER, NEXT_NAME, &value);
	if (status == SMSSITE_NOT_FOUND)
		return smssite_id_map_add_unseen(self, NEXT_NAME);
	if (!status)
		status = smssite_registry_text(registry, value, &text);
	if (status == SMSSITE_MALFORMED && smssite_registry_type(registry, value) != SMSSITE_REG_SZ)
		return sms_id_map_problem(self, SMSSITE_ID_NEXT_UNREADABLE, SMSSITE_NO_INDEX, path,
			smssite_registry_line(registry, value), sms_asprintf(NEXT_NAME " is no string"));
	if (!status)
		status = smssite_id_map_add_next(self, SMSSITE_ID_NEXT_RANGE, text, path,
			smssite_registry_line(registry, value));
	smssite_free(text);
	return status;
}

/* What a removal of the site left for the next site of its code. */
static smssite_status add_saved_range(smssite_id_map *self, const smssite_sms_ini *ini, const char *path)
{
	size_t saved = ini ? smssite_sms_ini_find(ini, "Local", SAVED_NAME) : SMSSITE_NO_INDEX;
	smssite_status status;
	char *text = NULL;

	if (saved == SMSSITE_NO_INDEX)
		return SMSSITE_OK;
	status = smssite_sms_ini_value_text(ini, saved, &text);
	if (!status)
		status = smssite_id_map_add_next(self, SMSSITE_ID_SAVED_RANGE, text, path, smssite_sms_ini_line(ini, saved));
	smssite_free(text);
	return status;
}

SMSSITE_API smssite_status smssite_id_map_add_sms_ini(smssite_id_map *self, const smssite_sms_ini *ini, const char *path)
{
	smssite_status status = sms_id_map_open(self, __func__);
	const char *data;
	size_t own, size;
	uint64_t id;

	if (status || !ini || !path)
		return status ? status : sms_invalid(__func__, "NULL");
	own = smssite_sms_ini_find(ini, "SMS", "SMS Unique ID");
	/* Blank where a client of SP3 and SP4 got no identity (KB Q279752). */
	if (own != SMSSITE_NO_INDEX && !smssite_sms_ini_value(ini, own, &data, &size) &&
		!smssite_smsid_parse(data, size, &id))
		status = smssite_id_map_add_id(self, SMSSITE_ID_CLIENT, NULL, id, path, smssite_sms_ini_line(ini, own));
	return status ? status : add_saved_range(self, ini, path);
}

/* -- lists ------------------------------------------------------------------------------------------ */

/* Takes the word at the front. */
static struct sms_span next_word(struct sms_span *rest)
{
	struct sms_span word = sms_span_trim(*rest);
	size_t end = 0;

	while (end < word.size && word.data[end] != ' ' && word.data[end] != '\t')
		end++;
	*rest = (struct sms_span){ word.data + end, word.size - end };
	return (struct sms_span){ word.data, end };
}

static smssite_status add_line(smssite_id_map *self, smssite_id_source source, struct sms_span line, const char *path,
	size_t number)
{
	struct sms_span word = next_word(&line), name = { 0 };
	smssite_status status;
	char *server = NULL;
	uint64_t id;

	if (smssite_smsid_parse(word.data, word.size, &id))
		return sms_fail(SMSSITE_MALFORMED, "%s:%zu: expected an SMSID, eight letters or digits", path, number);
	if (source == SMSSITE_ID_RECORD)
		name = next_word(&line);
	if (name.size && *name.data != '#') {
		server = sms_is_utf8(name.data, name.size) ? sms_strndup(name.data, name.size) :
							     sms_text_from_1252(name.data, name.size);
		if (!server)
			return SMSSITE_NO_MEMORY;
	}
	status = smssite_id_map_add_id(self, source, server, id, path, number);
	sms_free(server);
	return status;
}

SMSSITE_API smssite_status smssite_id_map_add_list(smssite_id_map *self, smssite_id_source source, const void *data,
	size_t size, const char *path, size_t *count)
{
	smssite_status status = sms_id_map_open(self, __func__);
	struct sms_span rest = { data, size }, line;
	size_t added = 0;

	if (status)
		return status;
	if (!data || !path || (source != SMSSITE_ID_DATABASE && source != SMSSITE_ID_CLIENT && source != SMSSITE_ID_RECORD))
		return sms_invalid(__func__, "NULL, or another source");
	if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		rest = (struct sms_span){ rest.data + 3, size - 3 };
	for (size_t number = 1; !status && sms_next_line(&rest, &line); number++) {
		line = sms_span_trim(line);
		if (!line.size || *line.data == '#')
			continue;
		status = add_line(self, source, line, path, number);
		added += !status;
	}
	if (count)
		*count = added;
	return status;
}

/* -- a case ----------------------------------------------------------------------------------------- */

static smssite_status add_named_server(smssite_id_map *self, const smssite_control_file *file, size_t section)
{
	char *name = NULL;
	smssite_status status = smssite_control_file_value_text(file, section, SMSSITE_LOGONSERVER_NAME, &name);

	if (!status && *name && sms_id_map_find_server(self, name) == SMSSITE_NO_INDEX)
		status = smssite_id_map_add_unreachable(self, name);
	smssite_free(name);
	return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
}

/* Logon servers of which the master speaks and that nobody has looked at. */
static smssite_status add_named_servers(smssite_id_map *self, const smssite_snapshot *site)
{
	size_t master = smssite_snapshot_box_find(site, SMSSITE_BOX_MASTER, 0);
	const smssite_control_file *file =
		smssite_snapshot_document_control_file(site, smssite_snapshot_box_document(site, master));
	smssite_status status = SMSSITE_OK;
	size_t section = file ? smssite_control_file_find(file, SMSSITE_SECTION_LOGONSERVER, 0) : SMSSITE_NO_INDEX;

	self->servers_missing = !file;
	if (!file)
		return smssite_id_map_add_unseen(self, "the list of logon servers in SITECTRL.CT0");
	while (!status && section != SMSSITE_NO_INDEX) {
		status = add_named_server(self, file, section);
		section = smssite_control_file_find(file, SMSSITE_SECTION_LOGONSERVER, section + 1);
	}
	return status;
}

static smssite_status add_earlier(smssite_id_map *self, const smssite_case *site)
{
	const smssite_snapshot *earlier = smssite_case_earlier(site), *now = smssite_case_site(site);
	const char *server = smssite_snapshot_site_server(now);
	int64_t was = smssite_snapshot_taken_utc_s(earlier), is = smssite_snapshot_taken_utc_s(now);
	smssite_uid_store *store;
	smssite_status status;

	if (!earlier || !*server)
		return SMSSITE_OK;
	status = smssite_uid_store_from_snapshot(earlier, &store);
	if (status)
		return status;
	status = smssite_id_map_add_earlier(self, server, store,
		was != SMSSITE_NO_TIME && is != SMSSITE_NO_TIME && is > was ? is - was : 0);
	smssite_uid_store_free(store);
	return status;
}

/* The registry is called by what was given of it. */
static const char *registry_name(const smssite_snapshot *snapshot)
{
	const char *name = smssite_snapshot_registry_source_name(snapshot, 0);

	return name ? name : "registry";
}

SMSSITE_API smssite_status smssite_id_map_add_case(smssite_id_map *self, const smssite_case *site)
{
	const smssite_snapshot *snapshot = smssite_case_site(site);
	const smssite_registry *registry = smssite_snapshot_registry(snapshot);
	const smssite_sms_ini *ini;
	const char *server = smssite_snapshot_site_server(snapshot), *code = smssite_snapshot_site_code(snapshot);
	smssite_status status = sms_id_map_open(self, __func__);

	if (status || !site)
		return status ? status : sms_invalid(__func__, "NULL");
	if (*code && !sms_equal_folded(code, self->site_text))
		return sms_fail(SMSSITE_REFUSED, "the case is of site %s, the map of %s", code, self->site_text);
	status = smssite_id_map_add_snapshot(self, *server ? server : "site server", snapshot);
	for (size_t i = 0; i < smssite_case_logon_server_count(site) && !status; i++) {
		const char *name = smssite_case_logon_server_name(site, i);
		const smssite_snapshot *seen = smssite_case_logon_server(site, i);

		status = seen ? smssite_id_map_add_snapshot(self, name, seen) : smssite_id_map_add_unreachable(self, name);
	}
	if (!status)
		status = add_named_servers(self, snapshot);
	if (!status)
		status = add_earlier(self, site);
	if (!status)
		status = registry ? smssite_id_map_add_registry(self, registry, registry_name(snapshot)) :
				    smssite_id_map_add_unseen(self, NEXT_NAME);
	/* Not the machine's own id: who has its SMS.INI beside the case adds that. */
	ini = smssite_snapshot_document_ini(snapshot, smssite_snapshot_find_document(snapshot, SMS_INI_PATH));
	return status ? status : add_saved_range(self, ini, SMS_INI_PATH);
}
