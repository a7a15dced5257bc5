/* SPDX-License-Identifier: MIT */
#include <smssite/profile.h>
#include "site/server_kind.h"
#include "base/alloc.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/ini.h"

#include <stdatomic.h>
#include <string.h>

#define ITEMS (SMSSITE_PROFILE_EARLIER + 1)
/* Linux' own. */
#define MAX_HOST_PATH 4096
#define LOGON_SERVER "logon server "

/* The site server's, or a logon server's. */
struct place {
	const char *name, *domain;
	smssite_server_kind kind;
	smssite_liveness liveness;
	const char *value[ITEMS];
};

struct smssite_profile {
	struct sms_arena arena;
	atomic_size_t references;
	/* Up to the last slash of the profile's path. */
	struct sms_span directory;
	struct place site;
	struct place *servers;
	size_t server_count, server_capacity;
};

static const struct {
	const char *name;
	bool path, site_only;
} items[ITEMS] = {
	[SMSSITE_PROFILE_TREE] = { "tree", true, false },
	[SMSSITE_PROFILE_DRIVE_ROOT] = { "drive-root", true, false },
	[SMSSITE_PROFILE_BOOT_DRIVE] = { "boot-drive", true, false },
	[SMSSITE_PROFILE_REGISTRY] = { "registry", true, false },
	[SMSSITE_PROFILE_SERVICES] = { "services", true, false },
	[SMSSITE_PROFILE_LOGS] = { "logs", true, false },
	[SMSSITE_PROFILE_PARENT] = { "parent", true, true },
	[SMSSITE_PROFILE_SITE_LIST] = { "site-list", true, true },
	[SMSSITE_PROFILE_HMAN_LOG] = { "hman-log", true, true },
	[SMSSITE_PROFILE_PARENT_STATUS] = { "parent-status", false, true },
	[SMSSITE_PROFILE_EARLIER] = { "earlier", true, true },
};

static bool is_server_name(struct sms_span name)
{
	if (!name.size || name.size > SMS_MAX_SERVER_NAME)
		return false;
	for (size_t i = 0; i < name.size; i++) {
		char c = sms_upper(name.data[i]);

		if ((c < 'A' || c > 'Z') && !sms_is_digit(c) && c != '-' && c != '_')
			return false;
	}
	return true;
}

static smssite_status add_server(smssite_profile *self, const struct sms_ini *ini, const struct sms_ini_entry *entry,
	struct place **place)
{
	struct sms_span name = sms_span_trim(sms_span_of(entry->section + strlen(LOGON_SERVER)));
	struct place *grown;
	char *kept;

	if (!is_server_name(name))
		return sms_ini_fail(ini, entry->line, "[%s]: a server's name has 1 to %d letters, digits, - and _",
			entry->section, SMS_MAX_SERVER_NAME);
	kept = sms_arena_strndup(&self->arena, name.data, name.size);
	for (char *c = kept; c && *c; c++)
		*c = sms_upper(*c);
	for (size_t i = 0; kept && i < self->server_count; i++)
		if (strcmp(self->servers[i].name, kept) == 0)
			return sms_ini_fail(ini, entry->line, "there is a section for the logon server %s already", kept);
	grown = sms_grow(self->servers, self->server_count, &self->server_capacity, sizeof(*grown));
	if (grown)
		self->servers = grown;
	if (!grown || !kept)
		return SMSSITE_NO_MEMORY;
	*place = &grown[self->server_count++];
	**place = (struct place){ .name = kept, .domain = "" };
	for (size_t i = 0; i < ITEMS; i++)
		(*place)->value[i] = "";
	return SMSSITE_OK;
}

static smssite_status find_place(smssite_profile *self, const struct sms_ini *ini, const struct sms_ini_entry *entry,
	struct place **place)
{
	size_t prefix = strlen(LOGON_SERVER);

	if (sms_equal_folded(entry->section, "site")) {
		*place = &self->site;
		return SMSSITE_OK;
	}
	if (strlen(entry->section) > prefix && sms_compare_folded(entry->section, prefix, LOGON_SERVER, prefix) == 0)
		return add_server(self, ini, entry, place);
	return sms_ini_fail(ini, entry->line, "[%s] is neither [site] nor [logon server NAME]", entry->section);
}

/* -- values ---------------------------------------------------------------------------------------- */

static smssite_status set_path(smssite_profile *self, const struct sms_ini *ini, const struct sms_ini_entry *entry,
	const char **value)
{
	size_t before = *entry->value == '/' ? 0 : self->directory.size, size = strlen(entry->value);
	char *path;

	if (before + size >= MAX_HOST_PATH)
		return sms_fail(SMSSITE_LIMIT, "%s:%zu: a path of more than %d bytes", sms_ini_name(ini), entry->line,
			MAX_HOST_PATH);
	path = sms_arena_alloc(&self->arena, before + size + 1);
	if (!path)
		return SMSSITE_NO_MEMORY;
	memcpy(path, self->directory.data, before);
	memcpy(path + before, entry->value, size + 1);
	*value = path;
	return SMSSITE_OK;
}

static smssite_status set_liveness(const struct sms_ini *ini, const struct sms_ini_entry *entry, smssite_liveness *liveness)
{
	if (sms_equal_folded(entry->value, "auto"))
		*liveness = SMSSITE_LIVENESS_AUTO;
	else if (sms_equal_folded(entry->value, "live"))
		*liveness = SMSSITE_LIVENESS_LIVE;
	else if (sms_equal_folded(entry->value, "copy"))
		*liveness = SMSSITE_LIVENESS_COPY;
	else
		return sms_ini_fail(ini, entry->line, "liveness is auto, live or copy");
	return SMSSITE_OK;
}

/* What a logon server's section has besides evidence. */
static smssite_status set_server(smssite_profile *self, const struct sms_ini *ini, const struct sms_ini_entry *entry,
	struct place *place, bool *taken)
{
	*taken = place != &self->site;
	if (*taken && sms_equal_folded(entry->key, "kind")) {
		place->kind = sms_server_kind_of_word(entry->value);
		return place->kind ? SMSSITE_OK : sms_ini_fail(ini, entry->line, "kind is nt, lanman or netware");
	}
	if (*taken && sms_equal_folded(entry->key, "domain")) {
		place->domain = sms_arena_strdup(&self->arena, entry->value);
		return place->domain ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	}
	*taken = false;
	return SMSSITE_OK;
}

static smssite_status set_value(smssite_profile *self, const struct sms_ini *ini, const struct sms_ini_entry *entry,
	struct place *place)
{
	smssite_status status;
	bool taken;

	if (!*entry->value)
		return sms_ini_fail(ini, entry->line, "%s is empty: leave the line out", entry->key);
	for (const char *c = entry->value; *c; c++)
		if ((unsigned char)*c < 0x20)
			return sms_ini_fail(ini, entry->line, "%s has a control character", entry->key);
	status = set_server(self, ini, entry, place, &taken);
	if (taken || status)
		return status;
	if (sms_equal_folded(entry->key, "liveness"))
		return set_liveness(ini, entry, &place->liveness);
	for (size_t i = 0; i < ITEMS; i++) {
		if (!sms_equal_folded(entry->key, items[i].name) || (items[i].site_only && place != &self->site))
			continue;
		if (items[i].path)
			return set_path(self, ini, entry, &place->value[i]);
		place->value[i] = sms_arena_strdup(&self->arena, entry->value);
		return place->value[i] ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	}
	return sms_ini_fail(ini, entry->line, "[%s] has no key %s", entry->section, entry->key);
}

static smssite_status require_whole(const smssite_profile *self, const char *name)
{
	const struct place *site = &self->site;

	if (!*site->value[SMSSITE_PROFILE_TREE])
		return sms_fail(SMSSITE_MALFORMED, "%s: there is no tree in [site]", name);
	if (!!*site->value[SMSSITE_PROFILE_SITE_LIST] + !!*site->value[SMSSITE_PROFILE_HMAN_LOG] +
			!!*site->value[SMSSITE_PROFILE_PARENT_STATUS] > 1)
		return sms_fail(SMSSITE_MALFORMED, "%s: one of site-list, hman-log and parent-status: the parent has one word", name);
	for (size_t i = 0; i < self->server_count; i++)
		if (!*self->servers[i].value[SMSSITE_PROFILE_TREE])
			return sms_fail(SMSSITE_MALFORMED, "%s: there is no tree in [logon server %s]", name, self->servers[i].name);
	return SMSSITE_OK;
}

/* -- the whole ------------------------------------------------------------------------------------- */

static smssite_status read_entries(smssite_profile *self, const struct sms_ini *ini)
{
	smssite_status status = SMSSITE_OK;
	struct place *place = NULL;
	size_t at = 0;

	for (size_t i = 0; i < sms_ini_section_count(ini) && !status; i++) {
		const struct sms_ini_entry *section = sms_ini_section(ini, i), *entry;

		status = find_place(self, ini, section, &place);
		for (; at < sms_ini_count(ini) && !status; at++) {
			entry = sms_ini_entry(ini, at);
			if (entry->section != section->section)
				break;
			status = set_value(self, ini, entry, place);
		}
	}
	return status;
}

SMSSITE_API smssite_status smssite_profile_parse(const void *data, size_t size, const char *path, smssite_profile **profile)
{
	const char *slash = path ? strrchr(path, '/') : NULL, *name = slash ? slash + 1 : path;
	smssite_profile *self;
	struct sms_ini *ini = NULL;
	smssite_status status;

	if ((!data && size) || !path || !*name || !profile)
		return sms_invalid(__func__, "NULL or no name");
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	self->references = 1;
	self->directory = (struct sms_span){ path, (size_t)(name - path) };
	for (size_t i = 0; i < ITEMS; i++)
		self->site.value[i] = "";
	status = sms_ini_parse(name, data, size, &ini);
	if (!status)
		status = read_entries(self, ini);
	if (!status)
		status = require_whole(self, name);
	sms_ini_free(ini);
	self->directory = (struct sms_span){ NULL, 0 };
	if (status)
		smssite_profile_free(self);
	else
		*profile = self;
	return status;
}

SMSSITE_API smssite_profile *smssite_profile_ref(smssite_profile *self)
{
	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return self;
}

SMSSITE_API void smssite_profile_free(smssite_profile *self)
{
	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	sms_free(self->servers);
	sms_arena_release(&self->arena);
	sms_free(self);
}

SMSSITE_API size_t smssite_profile_logon_server_count(const smssite_profile *self)
{
	return self ? self->server_count : 0;
}

static const struct place *place_at(const smssite_profile *self, size_t server)
{
	if (!self)
		return NULL;
	if (server == SMSSITE_NO_INDEX)
		return &self->site;
	return server < self->server_count ? &self->servers[server] : NULL;
}

static const struct place *server_at(const smssite_profile *self, size_t server)
{
	return server == SMSSITE_NO_INDEX ? NULL : place_at(self, server);
}

SMSSITE_API const char *smssite_profile_logon_server_name(const smssite_profile *self, size_t server)
{
	const struct place *place = server_at(self, server);

	return place ? place->name : NULL;
}

SMSSITE_API smssite_server_kind smssite_profile_logon_server_kind(const smssite_profile *self, size_t server)
{
	const struct place *place = server_at(self, server);

	return place ? place->kind : SMSSITE_SERVER_UNKNOWN;
}

SMSSITE_API const char *smssite_profile_logon_server_domain(const smssite_profile *self, size_t server)
{
	const struct place *place = server_at(self, server);

	return place ? place->domain : NULL;
}

SMSSITE_API const char *smssite_profile_value(const smssite_profile *self, size_t server, smssite_profile_item item)
{
	const struct place *place = place_at(self, server);

	return place && item >= SMSSITE_PROFILE_TREE && item < ITEMS ? place->value[item] : NULL;
}

SMSSITE_API smssite_liveness smssite_profile_liveness(const smssite_profile *self, size_t server)
{
	const struct place *place = place_at(self, server);

	return place ? place->liveness : SMSSITE_LIVENESS_AUTO;
}

SMSSITE_API const char *smssite_profile_item_name(smssite_profile_item item)
{
	return item >= SMSSITE_PROFILE_TREE && item < ITEMS ? items[item].name : "?";
}
