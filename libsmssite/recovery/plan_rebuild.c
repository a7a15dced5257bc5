/* SPDX-License-Identifier: MIT */
/* The third procedure of KB Q183347: what a case and a record allow it to rely on. */
#include "recovery/plan_rebuild.h"
#include "recovery/build.h"
#include "recovery/plan_case.h"
#include "recovery/rebuild_record.h"
#include "recovery/record_evidence.h"
#include "base/alloc.h"
#include "base/error.h"
#include "diagnosis/ini.h"
#include "diagnosis/look.h"
#include "site/server_kind.h"

#include <smssite/box.h>
#include <smssite/sms_ini.h>
#include <smssite/registry.h>
#include <smssite/smsid.h>
#include <string.h>

const struct sms_procedure sms_rebuild = {
	.name = "rebuild",
	.rootless = true,
	.save = sms_rebuild_save,
	.load = sms_rebuild_load,
	.valid = sms_rebuild_valid,
	.build = sms_rebuild_build,
	.check = sms_rebuild_check,
	.finish = sms_rebuild_finish,
};

struct making {
	struct sms_planning planning;
	const smssite_rebuild_record *record;
	struct sms_rebuild *own;
	struct sms_volume volumes[SMS_MAX_REBUILD_SERVERS + 1];
	size_t volume_count;
};

/* The snapshot of a server of the record; NULL: none was given. */
static const smssite_snapshot *snapshot_of(const struct making *making, size_t server)
{
	const smssite_case *site = making->planning.site_case;

	if (!server)
		return smssite_case_site(site);
	for (size_t i = 0; i < smssite_case_logon_server_count(site); i++)
		if (sms_equal_folded(smssite_case_logon_server_name(site, i), making->record->servers[server].name))
			return smssite_case_logon_server(site, i);
	return NULL;
}

/* -- volumes --------------------------------------------------------------------------------------- */

static size_t add_volume(struct making *making, const char *server, const char *drive, const char *location, const char *root)
{
	smssite_plan *plan = making->planning.plan;

	making->volumes[making->volume_count] = (struct sms_volume){ .server = sms_plan_keep(plan, server),
		.drive = sms_plan_keep(plan, drive), .location = sms_plan_keep(plan, location), .root = sms_plan_keep(plan, root),
		.top = true };
	return ++making->volume_count;
}

static bool is_same_place(const char *left, const char *right)
{
	size_t left_size = strlen(left), right_size = strlen(right);

	while (left_size > 1 && left[left_size - 1] == '/')
		left_size--;
	while (right_size > 1 && right[right_size - 1] == '/')
		right_size--;
	/* A tree that is no directory here (memory) has no place to compare. */
	return *left == '/' && left_size == right_size && memcmp(left, right, left_size) == 0;
}

/* One directory is locked once, and is one server's. */
static void refuse_twice(struct making *making, const char *server, const char *location)
{
	const char *other = is_same_place(location, smssite_snapshot_location(making->planning.site)) ? making->record->servers[0].name : NULL;

	for (size_t i = 0; i < making->volume_count && !other; i++)
		if (is_same_place(location, making->volumes[i].location))
			other = making->volumes[i].server;
	if (other)
		sms_refuse(&making->planning, "%s and %s cannot have the same drive, %s", other, server, location);
}

/* The SMS drive itself where SMS is on drive C:. */
static size_t find_boot_volume(struct making *making, const char *boot_drive)
{
	const smssite_snapshot *site = making->planning.site;
	const smssite_sms_ini *ini = smssite_snapshot_document_ini(site, smssite_snapshot_find_document(site, SMS_INI));
	size_t entry = ini ? smssite_sms_ini_find(ini, "SMS", "SiteCode") : SMSSITE_NO_INDEX;
	const char *server = making->own->servers[0].name;
	char *code = NULL;

	if (entry != SMSSITE_NO_INDEX && smssite_sms_ini_value_text(ini, entry, &code))
		making->planning.plan->failed = true;
	if (code && sms_is_site_code(sms_span_of(code)) && !sms_equal_folded(code, making->record->site_code))
		sms_refuse(&making->planning, "SMS.INI of the drive that is given as C: of %s is of site %.3s (line %zu, SiteCode): is it another "
			"server's drive?", server, code, smssite_sms_ini_line(ini, entry));
	smssite_free(code);
	if (is_same_place(boot_drive, smssite_snapshot_location(site)) && smssite_snapshot_view(site) == SMSSITE_VIEW_DRIVE)
		return 0;
	refuse_twice(making, server, boot_drive);
	return add_volume(making, server, "C:", boot_drive, "");
}

/* The quarantine lies beside the SMS root, or a root that is not empty would stop the re-creation. */
static void find_volume(struct making *making, struct sms_rebuild_server *server, const smssite_snapshot *snapshot)
{
	server->volume = SMSSITE_NO_INDEX;
	if (!snapshot)
		return;
	if (smssite_snapshot_view(snapshot) != SMSSITE_VIEW_DRIVE || !*smssite_snapshot_root(snapshot))
		sms_refuse(&making->planning,
			"only the SMS root of %s is in view: give the drive that holds it, its tree is moved aside there", server->name);
	else if (server == making->own->servers)
		server->volume = 0;
	else {
		refuse_twice(making, server->name, smssite_snapshot_location(snapshot));
		server->volume = add_volume(making, server->name, "", smssite_snapshot_location(snapshot),
			smssite_snapshot_root(snapshot));
	}
}

/* -- a server -------------------------------------------------------------------------------------- */

/* The article's shares: SMS_SHR, SMS_SHRx, SMS_SITE. Packages and applications stay. */
static bool is_deleted(const char *share)
{
	return sms_equal_folded(share, "SMS_SHR") || sms_equal_folded(share, "SMS_SITE") ||
	       (strlen(share) == 8 && sms_compare_folded(share, 7, "SMS_SHR", 7) == 0);
}

static void add_share(struct making *making, struct sms_rebuild_server *server, const char *name, const char *path,
	const char *comment)
{
	smssite_plan *plan = making->planning.plan;
	char upper[16];

	for (size_t i = 0; i <= strlen(name); i++)
		upper[i] = sms_upper(name[i]);
	server->shares[server->share_count++] = (struct sms_rebuild_share){ sms_plan_keep(plan, upper), sms_plan_keep(plan, path),
		sms_plan_keep(plan, comment) };
}

/* Where no registry tells, a server that has shares has those that every one has (Resource Guide). */
static void add_shares(struct making *making, const struct sms_record_server *recorded, struct sms_rebuild_server *server,
	const smssite_snapshot *snapshot)
{
	char name[] = "SMS_SHR?", path[300];

	server->shares = sms_plan_array(making->planning.plan, recorded->share_count + 3, sizeof(*server->shares));
	/* Where nothing was seen nothing is done. */
	if (!server->shares || server->kind == SMSSITE_SERVER_NETWARE || !snapshot)
		return;
	for (size_t i = 0; i < recorded->share_count; i++)
		if (is_deleted(recorded->shares[i].name))
			add_share(making, server, recorded->shares[i].name, recorded->shares[i].path, recorded->shares[i].comment);
	server->shares_seen = recorded->share_count;
	if (recorded->share_count || sms_evidence_has_registry(snapshot) || !server->directory[0] || server->directory[1] != ':')
		return;
	name[7] = sms_upper(server->directory[0]);
	snprintf(path, sizeof(path), "%.200s\\LOGON.SRV", server->directory);
	add_share(making, server, "SMS_SHR", path, "");
	add_share(making, server, name, server->directory, "");
	snprintf(path, sizeof(path), "%.200s\\SITE.SRV\\DESPOOLR.BOX\\RECEIVE", server->directory);
	if (server == making->own->servers)
		add_share(making, server, "SMS_SITE", path, "");
}

/* A LAN Manager or NetWare server has none of Windows NT. */
static void add_services(struct making *making, const struct sms_record_server *recorded, struct sms_rebuild_server *server)
{
	smssite_plan *plan = making->planning.plan;

	server->services = sms_plan_array(plan, recorded->service_count, sizeof(*server->services));
	if (!server->services || server->kind != SMSSITE_SERVER_WINDOWS_NT)
		return;
	for (size_t i = 0; i < recorded->service_count; i++) {
		char *upper = sms_strdup(recorded->services[i].name);

		if (!upper) {
			plan->failed = true;
			return;
		}
		for (char *c = upper; *c; c++)
			*c = sms_upper(*c);
		server->services[server->service_count++] = sms_plan_keep(plan, upper);
		sms_free(upper);
	}
}

static bool names_a_client(const char *name)
{
	return strlen(name) == 12 && (sms_has_extension(name, ".HMS") || sms_has_extension(name, ".SMH") ||
		sms_has_extension(name, ".INS") || sms_has_extension(name, ".CCR"));
}

/* The highest id of a range that a client is seen to have. */
static void see_used(const smssite_snapshot *snapshot, uint64_t first, uint64_t *used)
{
	for (size_t i = 0; i < smssite_snapshot_directory_count(snapshot); i++)
		for (size_t j = 0; j < smssite_snapshot_entry_count(snapshot, i); j++) {
			const char *name = smssite_snapshot_entry_name(snapshot, i, j);
			uint64_t id;

			if (names_a_client(name) && !smssite_smsid_parse(name, 8, &id) &&
				smssite_smsid_site_code(id) == smssite_smsid_site_code(first) &&
				smssite_smsid_range(id) == smssite_smsid_range(first) && id > *used)
				*used = id;
		}
}

static const char *used_of(struct making *making, const char *uid)
{
	const smssite_case *site = making->planning.site_case;
	uint64_t first, used = 0;
	char text[9];

	if (smssite_smsid_parse(uid, strlen(uid), &first))
		return "";
	see_used(smssite_case_site(site), first, &used);
	for (size_t i = 0; i < smssite_case_logon_server_count(site); i++)
		see_used(smssite_case_logon_server(site, i), first, &used);
	if (!used)
		return "";
	smssite_smsid_format(used, text);
	return sms_plan_keep(making->planning.plan, text);
}

static enum sms_registry_key key_of(struct making *making, const smssite_snapshot *snapshot)
{
	const smssite_registry *registry = smssite_snapshot_registry(snapshot);
	enum sms_registry_key key = SMS_REGISTRY_UNKNOWN;
	smssite_status status;
	char *code = NULL;
	bool has = false;

	if (!registry)
		return key;
	status = smssite_registry_has_key(registry, SMS_KEY, &has);
	if (!status && has) {
		key = SMS_REGISTRY_THERE;
		status = sms_evidence_registry_text(snapshot, SMS_KEY "\\Identification", "Site Code", &code);
		if (!status && sms_equal_folded(code, making->record->site_code))
			key = SMS_REGISTRY_OURS;
		smssite_free(code);
	} else if (!status && smssite_registry_covers(registry, SMS_KEY) && !smssite_registry_is_dirty(registry)) {
		key = SMS_REGISTRY_GONE;
	}
	if (status == SMSSITE_NO_MEMORY)
		making->planning.plan->failed = true;
	return key;
}

static void add_server(struct making *making, size_t number)
{
	const struct sms_record_server *recorded = &making->record->servers[number];
	struct sms_rebuild_server *server = &making->own->servers[number];
	const smssite_snapshot *snapshot = snapshot_of(making, number);
	smssite_plan *plan = making->planning.plan;

	*server = (struct sms_rebuild_server){ .name = sms_plan_keep(plan, recorded->name), .domain = sms_plan_keep(plan, recorded->domain),
		.directory = sms_plan_keep(plan, recorded->directory), .uid = sms_plan_keep(plan, recorded->uid),
		.used = used_of(making, recorded->uid), .kind = snapshot ? recorded->kind : SMSSITE_SERVER_UNKNOWN,
		.key = key_of(making, snapshot) };
	if (!*recorded->name || !sms_is_server_name(recorded->name))
		sms_refuse(&making->planning, "\"%.20s\" cannot be typed as a server's name", recorded->name);
	if (snapshot && !recorded->kind)
		sms_wonder(&making->planning, "what runs on %s (Windows NT, LAN Manager, NetWare) is not known: a profile can say so",
			recorded->name);
	find_volume(making, server, snapshot);
	if (snapshot)
		sms_rebuild_check_owner(&making->planning, making->record, number, snapshot);
	add_shares(making, recorded, server, snapshot);
	add_services(making, recorded, server);
}

/* -- the parent ------------------------------------------------------------------------------------ */

static void look_at_parent(struct making *making)
{
	const smssite_case *site = making->planning.site_case;
	const smssite_parent_word *word = smssite_snapshot_parent_word(making->planning.site);
	const char *server = smssite_snapshot_site_server(smssite_case_parent(site));
	const char *parent = making->record->parent_code;
	size_t index = smssite_parent_word_find(word, making->record->site_code);

	making->own->parent_server = sms_plan_keep(making->planning.plan, sms_is_server_name(server) ? server : "");
	making->own->forgotten = word && smssite_parent_word_form(word) == SMSSITE_WORD_SITE_LIST && index == SMSSITE_NO_INDEX;
	if (!sms_is_site_code(sms_span_of(parent)))
		sms_wonder(&making->planning, "the parent's code is not known");
	if (index != SMSSITE_NO_INDEX && smssite_parent_word_status(word, index) == SMSSITE_SITE_ACTIVE)
		sms_remark(&making->planning, "The parent says that %s is active: is there need to rebuild it?", making->record->site_code);
}

/* -- the whole ------------------------------------------------------------------------------------- */

static smssite_status look_at_record(struct making *making)
{
	smssite_plan *plan = making->planning.plan;
	struct sms_rebuild *own = making->own;
	const void *data;
	size_t size, text_size;
	char *text;

	plan->premises.server = sms_plan_keep(plan, making->record->site_server);
	plan->premises.parent_code = sms_plan_keep(plan, making->record->parent_code);
	/* No step of this procedure goes by it; the default. */
	plan->premises.polling_s = 300;
	own->next_range = sms_plan_keep(plan, making->record->next);
	own->site_name = sms_plan_keep(plan, making->record->name);
	own->directory = sms_plan_keep(plan, making->record->directory);
	own->domain = sms_plan_keep(plan, making->record->servers[0].domain);
	own->master = "";
	if (*making->record->registry_lost)
		sms_remark(&making->planning, "Next SMS Unique ID is lost (%s); %s is used.", making->record->registry_lost,
			making->record->next);
	if (!making->record->master || smssite_control_file_data(making->record->master, &data, &size))
		return SMSSITE_OK;
	text = sms_text_from_bytes(data, size, &text_size);
	if (!text)
		return SMSSITE_NO_MEMORY;
	own->master = sms_plan_keep(plan, text);
	sms_free(text);
	return SMSSITE_OK;
}

static smssite_status make(struct making *making, const char *boot_drive)
{
	struct sms_premises *premises = &making->planning.plan->premises;
	struct sms_rebuild *own = making->own;
	smssite_status status = look_at_record(making);

	/* What must run is not asked: these two must not. */
	premises->services = sms_plan_array(making->planning.plan, 2, sizeof(*premises->services));
	if (status || !premises->services)
		return SMSSITE_NO_MEMORY;
	premises->services[0] = SMS_SCMAN_SERVICE;
	premises->services[1] = SMS_EXECUTIVE_SERVICE;
	premises->service_count = 2;
	own->server_count = making->record->server_count;
	own->servers = sms_plan_array(making->planning.plan, own->server_count, sizeof(*own->servers));
	if (status || !own->servers)
		return SMSSITE_NO_MEMORY;
	if (!*own->directory)
		sms_wonder(&making->planning, "the install directory is not known");
	for (size_t i = 0; i < own->server_count; i++)
		add_server(making, i);
	own->boot_volume = boot_drive ? find_boot_volume(making, boot_drive) : SMSSITE_NO_INDEX;
	own->lost = sms_plan_array(making->planning.plan, own->server_count * SMS_REBUILD_LOST, sizeof(*own->lost));
	for (size_t i = 0; own->lost && i < own->server_count; i++)
		if (snapshot_of(making, i))
			sms_rebuild_list_lost(&making->planning, own, i, snapshot_of(making, i));
	look_at_parent(making);
	status = sms_rebuild_check_record(&making->planning, making->record, own);
	if (!status)
		status = sms_rebuild_check_creation(&making->planning, making->record, own);
	premises->volumes = sms_plan_array(making->planning.plan, making->volume_count, sizeof(*premises->volumes));
	if (status || !premises->volumes)
		return status ? status : SMSSITE_NO_MEMORY;
	memcpy(premises->volumes, making->volumes, making->volume_count * sizeof(*premises->volumes));
	premises->volume_count = making->volume_count;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_plan_rebuild(const smssite_case *site, const smssite_rebuild_record *record,
	const char *boot_drive, smssite_plan **plan)
{
	struct making *making;
	smssite_status status;

	if (!site || !record || !plan)
		return sms_invalid(__func__, "an argument is NULL");
	status = smssite_rebuild_record_fits(record, site);
	if (status)
		return status;
	if (record->server_count > SMS_MAX_REBUILD_SERVERS)
		return sms_fail(SMSSITE_LIMIT, "more than %u servers", SMS_MAX_REBUILD_SERVERS);
	making = sms_calloc(1, sizeof(*making));
	if (!making)
		return SMSSITE_NO_MEMORY;
	making->record = record;
	status = sms_planning_begin(&making->planning, site, &sms_rebuild);
	if (!status) {
		making->own = sms_plan_array(making->planning.plan, 1, sizeof(*making->own));
		making->planning.plan->premises.own = making->own;
		sms_planning_site(&making->planning);
		status = making->own ? make(making, boot_drive) : SMSSITE_NO_MEMORY;
		status = sms_planning_end(&making->planning, status, plan);
	}
	sms_free(making);
	return status;
}
