/* SPDX-License-Identifier: MIT */
#include <smssite/case.h>
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"
#include "site/snapshot.h"

struct logon_server {
	char *name;
	/* NULL: not in view. */
	smssite_snapshot *snapshot;
	smssite_server_kind kind;
	/* NULL where nobody said. */
	char *domain;
};

struct smssite_case {
	smssite_snapshot *site, *parent, *earlier;
	struct logon_server *logon_servers;
	size_t logon_server_count, logon_server_capacity;
	bool now_is_set;
	int64_t now_utc_s;
};

SMSSITE_API smssite_status smssite_case_new(smssite_snapshot *site, smssite_case **result)
{
	smssite_case *self;

	if (!site || !result)
		return sms_invalid("smssite_case_new", "an argument is NULL");
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	self->site = smssite_snapshot_ref(site);
	*result = self;
	return SMSSITE_OK;
}

SMSSITE_API void smssite_case_free(smssite_case *self)
{
	if (!self)
		return;
	for (size_t i = 0; i < self->logon_server_count; i++) {
		sms_free(self->logon_servers[i].name);
		sms_free(self->logon_servers[i].domain);
		smssite_snapshot_free(self->logon_servers[i].snapshot);
	}
	sms_free(self->logon_servers);
	smssite_snapshot_free(self->site);
	smssite_snapshot_free(self->parent);
	smssite_snapshot_free(self->earlier);
	sms_free(self);
}

static bool differ(const char *code, const char *other)
{
	return *code && *other && !sms_equal_folded(code, other);
}

static void replace(smssite_snapshot **place, smssite_snapshot *snapshot)
{
	snapshot = smssite_snapshot_ref(snapshot);
	smssite_snapshot_free(*place);
	*place = snapshot;
}

SMSSITE_API smssite_status smssite_case_set_parent(smssite_case *self, smssite_snapshot *parent)
{
	const char *wanted, *found;

	if (!self || !parent)
		return sms_invalid("smssite_case_set_parent", "an argument is NULL");
	wanted = smssite_snapshot_parent_site_code(self->site);
	found = smssite_snapshot_site_code(parent);
	if (differ(wanted, found))
		return sms_fail(SMSSITE_REFUSED, "the parent of %s is %s, and this is site %s",
			smssite_snapshot_site_code(self->site), wanted, found);
	if (*found && sms_equal_folded(smssite_snapshot_site_code(self->site), found))
		return sms_fail(SMSSITE_REFUSED, "site %s cannot be its own parent", found);
	if (differ(smssite_snapshot_site_code(self->parent), found))
		return sms_fail(SMSSITE_REFUSED, "a site has one parent: %s is given already, and this is site %s",
			smssite_snapshot_site_code(self->parent), found);
	replace(&self->parent, parent);
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_case_add_logon_server(
	smssite_case *self, const char *name, smssite_snapshot *server)
{
	struct logon_server *grown;
	char *copy;

	if (!self || !name || !*name)
		return sms_invalid("smssite_case_add_logon_server", "no case, or no name");
	for (size_t i = 0; i < self->logon_server_count; i++)
		if (sms_equal_folded(self->logon_servers[i].name, name))
			return sms_fail(SMSSITE_EXISTS, "the logon server %s is in the case already", name);
	grown = sms_grow(
		self->logon_servers, self->logon_server_count, &self->logon_server_capacity, sizeof(*grown));
	if (!grown)
		return SMSSITE_NO_MEMORY;
	self->logon_servers = grown;
	copy = sms_strdup(name);
	if (!copy)
		return SMSSITE_NO_MEMORY;
	grown[self->logon_server_count++] = (struct logon_server){ .name = copy,
		.snapshot = smssite_snapshot_ref(server) };
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_case_describe_logon_server(smssite_case *self, const char *name, smssite_server_kind kind,
	const char *domain)
{
	struct logon_server *server = NULL;
	char *copy;

	if (!self || !name || !domain || kind < SMSSITE_SERVER_UNKNOWN || kind > SMSSITE_SERVER_NETWARE)
		return sms_invalid("smssite_case_describe_logon_server", "an argument is NULL, or there is no such kind");
	for (size_t i = 0; i < self->logon_server_count; i++)
		if (sms_equal_folded(self->logon_servers[i].name, name))
			server = &self->logon_servers[i];
	if (!server)
		return sms_fail(SMSSITE_NOT_FOUND, "no logon server %s is in the case", name);
	copy = sms_strdup(domain);
	if (!copy)
		return SMSSITE_NO_MEMORY;
	sms_free(server->domain);
	server->domain = copy;
	server->kind = kind;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_case_set_earlier(smssite_case *self, smssite_snapshot *earlier)
{
	const char *code, *other;

	if (!self || !earlier)
		return sms_invalid("smssite_case_set_earlier", "an argument is NULL");
	code = smssite_snapshot_site_code(self->site);
	other = smssite_snapshot_site_code(earlier);
	if (differ(code, other))
		return sms_fail(
			SMSSITE_REFUSED, "the earlier snapshot is of site %s, not of %s", other, code);
	replace(&self->earlier, earlier);
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_case_set_now(smssite_case *self, int64_t now_utc_s)
{
	if (!self || !sms_is_time(now_utc_s))
		return sms_invalid("smssite_case_set_now", "no case, or a time beyond 2^53 seconds");
	self->now_is_set = true;
	self->now_utc_s = now_utc_s;
	return SMSSITE_OK;
}

SMSSITE_API int64_t smssite_case_now_utc_s(const smssite_case *self)
{
	if (!self)
		return SMSSITE_NO_TIME;
	if (self->now_is_set)
		return self->now_utc_s;
	return smssite_snapshot_is_copy(self->site) ? smssite_snapshot_newest_utc_s(self->site)
						    : smssite_snapshot_taken_utc_s(self->site);
}

SMSSITE_API smssite_snapshot *smssite_case_site(const smssite_case *self)
{
	return self ? self->site : NULL;
}

SMSSITE_API smssite_snapshot *smssite_case_parent(const smssite_case *self)
{
	return self ? self->parent : NULL;
}

SMSSITE_API smssite_snapshot *smssite_case_earlier(const smssite_case *self)
{
	return self ? self->earlier : NULL;
}

SMSSITE_API size_t smssite_case_logon_server_count(const smssite_case *self)
{
	return self ? self->logon_server_count : 0;
}

SMSSITE_API const char *smssite_case_logon_server_name(const smssite_case *self, size_t index)
{
	return self && index < self->logon_server_count ? self->logon_servers[index].name : NULL;
}

SMSSITE_API smssite_snapshot *smssite_case_logon_server(const smssite_case *self, size_t index)
{
	return self && index < self->logon_server_count ? self->logon_servers[index].snapshot : NULL;
}

SMSSITE_API smssite_server_kind smssite_case_logon_server_kind(const smssite_case *self, size_t index)
{
	return self && index < self->logon_server_count ? self->logon_servers[index].kind : SMSSITE_SERVER_UNKNOWN;
}

SMSSITE_API const char *smssite_case_logon_server_domain(const smssite_case *self, size_t index)
{
	if (!self || index >= self->logon_server_count)
		return NULL;
	return self->logon_servers[index].domain ? self->logon_servers[index].domain : "";
}
