/* SPDX-License-Identifier: MIT */
#include "recovery/rebuild_record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <smssite/smsid.h>
#include <string.h>

smssite_rebuild_record *sms_rebuild_record_new(void)
{
	smssite_rebuild_record *self = sms_calloc(1, sizeof(*self));

	if (!self)
		return NULL;
	self->references = 1;
	self->site_code = self->parent_code = self->name = self->site_server = self->directory = "";
	self->next = self->registry = self->registry_lost = self->lowest = self->given = "";
	self->taken_utc_s = SMSSITE_NO_TIME;
	return self;
}

SMSSITE_API smssite_rebuild_record *smssite_rebuild_record_ref(smssite_rebuild_record *self)
{
	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return self;
}

SMSSITE_API void smssite_rebuild_record_free(smssite_rebuild_record *self)
{
	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < self->server_count; i++) {
		sms_free(self->servers[i].shares);
		sms_free(self->servers[i].services);
	}
	sms_free(self->servers);
	smssite_control_file_free(self->master);
	sms_arena_release(&self->arena);
	sms_free(self);
}

const char *sms_record_keep(smssite_rebuild_record *record, const char *text)
{
	return *text ? sms_arena_strdup(&record->arena, text) : "";
}

/* -- parts ----------------------------------------------------------------------------------------- */

struct sms_record_server *sms_record_add_server(smssite_rebuild_record *record)
{
	struct sms_record_server *grown;

	if (record->server_count == SMS_MAX_RECORD_SERVERS) {
		sms_fail(SMSSITE_LIMIT, "more than %u servers", SMS_MAX_RECORD_SERVERS);
		return NULL;
	}
	grown = sms_grow(record->servers, record->server_count, &record->server_capacity, sizeof(*grown));
	if (!grown)
		return NULL;
	record->servers = grown;
	grown[record->server_count] = (struct sms_record_server){ .name = "", .domain = "", .directory = "", .uid = "",
		.uid_lost = "" };
	return &grown[record->server_count++];
}

struct sms_record_share *sms_record_add_share(struct sms_record_server *server)
{
	struct sms_record_share *grown;

	if (server->share_count == SMS_MAX_RECORD_SHARES) {
		sms_fail(SMSSITE_LIMIT, "more than %u shares of SMS on %s", SMS_MAX_RECORD_SHARES, server->name);
		return NULL;
	}
	grown = sms_grow(server->shares, server->share_count, &server->share_capacity, sizeof(*grown));
	if (!grown)
		return NULL;
	server->shares = grown;
	grown[server->share_count] = (struct sms_record_share){ "", "", "", "" };
	return &grown[server->share_count++];
}

struct sms_record_service *sms_record_add_service(struct sms_record_server *server)
{
	struct sms_record_service *grown;

	if (server->service_count == SMS_MAX_RECORD_SERVICES) {
		sms_fail(SMSSITE_LIMIT, "more than %u services of SMS on %s", SMS_MAX_RECORD_SERVICES, server->name);
		return NULL;
	}
	grown = sms_grow(server->services, server->service_count, &server->service_capacity, sizeof(*grown));
	if (!grown)
		return NULL;
	server->services = grown;
	grown[server->service_count] = (struct sms_record_service){ "", "" };
	return &grown[server->service_count++];
}

bool sms_is_range_of(const char *text, const char *site_code)
{
	uint64_t id;

	return !smssite_smsid_parse(text, strlen(text), &id) && !smssite_smsid_counter(id) && strlen(site_code) == 3 &&
	       sms_compare_folded(text, 3, site_code, 3) == 0;
}

void sms_record_choose_next(smssite_rebuild_record *record)
{
	const char *found[] = { record->registry, record->lowest, record->given };

	record->next = "";
	/* Eight characters in the order 0-9, A-Z, in upper case: the order of bytes is that of ids. */
	for (size_t i = 0; i < 3; i++)
		if (strcmp(found[i], record->next) > 0)
			record->next = found[i];
}

/* -- what it says ---------------------------------------------------------------------------------- */

SMSSITE_API smssite_status smssite_rebuild_record_fits(const smssite_rebuild_record *self, const smssite_case *site)
{
	const smssite_snapshot *snapshot = smssite_case_site(site);
	const char *code = smssite_snapshot_site_code(snapshot), *parent = smssite_snapshot_parent_site_code(snapshot);
	const char *server = smssite_snapshot_site_server(snapshot);

	if (!self || !snapshot)
		return sms_invalid(__func__, "an argument is NULL");
	/* A tree that is gone says nothing; the record then stands for it. */
	if (*code && !sms_equal_folded(code, self->site_code))
		return sms_fail(SMSSITE_REFUSED, "the record is of site %s, this is %s", self->site_code, code);
	if (*parent && *self->parent_code && !sms_equal_folded(parent, self->parent_code))
		return sms_fail(SMSSITE_REFUSED, "in the record the parent of %s is %s, here it is %s", self->site_code,
			self->parent_code, parent);
	if (*server && *self->site_server && !sms_equal_folded(server, self->site_server))
		return sms_fail(SMSSITE_REFUSED, "in the record the server of %s is %s, here it is %s", self->site_code,
			self->site_server, server);
	return SMSSITE_OK;
}

#define TEXT(call, field) \
	SMSSITE_API const char *smssite_rebuild_record_##call(const smssite_rebuild_record *self) \
	{ \
		return self ? self->field : ""; \
	}
TEXT(site_code, site_code)
TEXT(parent_site_code, parent_code)
TEXT(site_name, name)
TEXT(site_server, site_server)
TEXT(install_directory, directory)
TEXT(next_range, next)
TEXT(registry_range, registry)
TEXT(registry_lost, registry_lost)
TEXT(lowest_range, lowest)
TEXT(given_range, given)

SMSSITE_API int64_t smssite_rebuild_record_taken_utc_s(const smssite_rebuild_record *self)
{
	return self ? self->taken_utc_s : SMSSITE_NO_TIME;
}

SMSSITE_API smssite_control_file *smssite_rebuild_record_control_file(const smssite_rebuild_record *self)
{
	return self ? self->master : NULL;
}

SMSSITE_API size_t smssite_rebuild_record_server_count(const smssite_rebuild_record *self)
{
	return self ? self->server_count : 0;
}

static const struct sms_record_server *server_at(const smssite_rebuild_record *self, size_t server)
{
	return self && server < self->server_count ? &self->servers[server] : NULL;
}

#define SERVER_TEXT(field) \
	SMSSITE_API const char *smssite_rebuild_record_server_##field(const smssite_rebuild_record *self, size_t server) \
	{ \
		const struct sms_record_server *found = server_at(self, server); \
\
		return found ? found->field : NULL; \
	}
SERVER_TEXT(name)
SERVER_TEXT(domain)
SERVER_TEXT(directory)
SERVER_TEXT(uid)
SERVER_TEXT(uid_lost)

SMSSITE_API smssite_server_kind smssite_rebuild_record_server_kind(const smssite_rebuild_record *self, size_t server)
{
	const struct sms_record_server *found = server_at(self, server);

	return found ? found->kind : SMSSITE_SERVER_UNKNOWN;
}

SMSSITE_API size_t smssite_rebuild_record_share_count(const smssite_rebuild_record *self, size_t server)
{
	const struct sms_record_server *found = server_at(self, server);

	return found ? found->share_count : 0;
}

#define SHARE_TEXT(field) \
	SMSSITE_API const char *smssite_rebuild_record_share_##field(const smssite_rebuild_record *self, size_t server, \
		size_t share) \
	{ \
		const struct sms_record_server *found = server_at(self, server); \
\
		return found && share < found->share_count ? found->shares[share].field : NULL; \
	}
SHARE_TEXT(name)
SHARE_TEXT(path)
SHARE_TEXT(comment)
SHARE_TEXT(permissions)

SMSSITE_API size_t smssite_rebuild_record_service_count(const smssite_rebuild_record *self, size_t server)
{
	const struct sms_record_server *found = server_at(self, server);

	return found ? found->service_count : 0;
}

#define SERVICE_TEXT(field) \
	SMSSITE_API const char *smssite_rebuild_record_service_##field(const smssite_rebuild_record *self, size_t server, \
		size_t service) \
	{ \
		const struct sms_record_server *found = server_at(self, server); \
\
		return found && service < found->service_count ? found->services[service].field : NULL; \
	}
SERVICE_TEXT(name)
SERVICE_TEXT(account)
