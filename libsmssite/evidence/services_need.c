/* SPDX-License-Identifier: MIT */
/* What must run where, by the control file (Resource Guide: component flags, properties "... ON SERVERS"). */
#include <smssite/services.h>
#include "base/text.h"

#include <string.h>

/* The Client Configuration Manager came with SMS 1.2. */
#define BUILD_1_2 786
#define FLAGS_OF_KIND (SMSSITE_FLAG_PRIMARYSITE | SMSSITE_FLAG_SECONDARYSITE)

enum { ON_SITE_SERVER = 1, ON_LOGON_SERVERS = 2, ON_HELPER_SERVERS = 4 };

static const struct {
	const char *property, *service;
	int64_t first_build;
} on_servers[] = {
	{ "CLIENT CONFIG MANAGER ON SERVERS", "SMS_CLIENT_CONFIG_MANAGER", BUILD_1_2 },
	{ "INVENTORY AGENT ON SERVERS", "SMS_INVENTORY_AGENT_NT", INT64_MIN },
	{ "PACKAGE COMMAND MANAGER ON SERVERS", "SMS_PACKAGE_COMMAND_MANAGER_NT", INT64_MIN },
};

/* The server that is asked about. */
struct place {
	const smssite_control_file *file;
	struct sms_span server;
	bool is_site_server;
	uint32_t site_bit;
};

static struct sms_span value(const smssite_control_file *file, size_t section, size_t field)
{
	struct sms_span span = { "", 0 };

	if (smssite_control_file_value(file, section, field, &span.data, &span.size))
		return (struct sms_span){ "", 0 };
	return span;
}

static struct sms_span without_slashes(struct sms_span name)
{
	while (name.size && *name.data == '\\') {
		name.data++;
		name.size--;
	}
	return name;
}

/* Components can be moved to helper servers; one that names no server is on the site server. */
static bool is_here(const struct place *place, struct sms_span name)
{
	name = without_slashes(name);
	if (!name.size || !place->server.size)
		return place->is_site_server;
	return sms_compare_folded(name.data, name.size, place->server.data, place->server.size) == 0;
}

/* One COMPONENT or SENDER. */
struct item {
	struct sms_span name;
	int64_t flags;
	bool here;
};

static bool next_item(const struct place *place, size_t *section, struct item *item)
{
	size_t count = smssite_control_file_section_count(place->file);

	for (; *section < count; ++*section) {
		smssite_section_kind kind = smssite_control_file_section_kind(place->file, *section);
		bool sender = kind == SMSSITE_SECTION_SENDER;

		if ((!sender && kind != SMSSITE_SECTION_COMPONENT) ||
			smssite_control_file_value_number(place->file, *section,
				sender ? SMSSITE_SENDER_FLAGS : SMSSITE_COMPONENT_FLAGS, &item->flags))
			continue;
		item->name = value(place->file, *section, sender ? SMSSITE_SENDER_NAME : SMSSITE_COMPONENT_NAME);
		item->here = is_here(
			place, value(place->file, *section, sender ? SMSSITE_SENDER_SERVER : SMSSITE_COMPONENT_SERVER));
		++*section;
		return true;
	}
	return false;
}

static bool is_installed_here(const struct place *place, const struct item *item)
{
	return item->here && (item->flags & SMSSITE_FLAG_INSTALL) && (item->flags & place->site_bit);
}

static bool is_of_sna(struct sms_span name)
{
	static const char end[] = "_SNA_SENDER";
	size_t size = sizeof(end) - 1;

	return name.size > size && sms_compare_folded(name.data + name.size - size, size, end, size) == 0;
}

/* What the components and senders say, and whether any thread is here. */
static smssite_need need_of_items(const struct place *place, const char *service, bool *threads)
{
	bool is_thread = smssite_service_catalogue_kind(smssite_service_catalogue_find(service)) == SMSSITE_SERVICE_THREAD;
	bool receiver = sms_equal_folded(service, "SMS_SNA_RECEIVER"), other_kind = false;
	smssite_need need = SMSSITE_NEED_NOT;
	struct item item;

	*threads = false;
	for (size_t section = 0; next_item(place, &section, &item);) {
		bool installed = is_installed_here(place, &item);

		*threads = *threads || (installed && (item.flags & SMSSITE_FLAG_AS_THREAD));
		if (sms_span_equal_folded(item.name, service)) {
			other_kind = other_kind || ((item.flags & FLAGS_OF_KIND) && !(item.flags & place->site_bit));
			/* A service that this site runs as a thread is none. */
			installed = installed && (is_thread || !(item.flags & SMSSITE_FLAG_AS_THREAD));
		} else if (!receiver || !is_of_sna(item.name)) {
			continue;
		}
		if (installed)
			need = SMSSITE_NEED_MUST_RUN;
	}
	return need == SMSSITE_NEED_NOT && other_kind ? SMSSITE_NEED_MUST_NOT : need;
}

static bool need_of_property(const struct place *place, const char *service, int64_t bit)
{
	for (size_t i = 0; i < sizeof(on_servers) / sizeof(*on_servers); i++) {
		size_t section;
		int64_t bits;

		if (!sms_equal_folded(on_servers[i].service, service))
			continue;
		section = smssite_control_file_find_property(place->file, on_servers[i].property);
		return section != SMSSITE_NO_INDEX &&
		       !smssite_control_file_value_number(place->file, section, SMSSITE_PROPERTY_DWORD, &bits) &&
		       (bits & bit) && smssite_control_file_build(place->file) >= on_servers[i].first_build;
	}
	return false;
}

static bool find_place(const smssite_control_file *file, const char *server, struct place *place)
{
	size_t account = smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0);
	struct sms_span own;
	int64_t type;

	if (account == SMSSITE_NO_INDEX)
		return false;
	own = without_slashes(value(file, account, SMSSITE_SITE_ACCOUNT_SITE_SERVER));
	*place = (struct place){ .file = file, .site_bit = SMSSITE_FLAG_SECONDARYSITE };
	if (!smssite_control_file_value_number(file, account, SMSSITE_SITE_ACCOUNT_SITE_TYPE, &type) &&
		type == SMSSITE_SITE_TYPE_PRIMARY)
		place->site_bit = SMSSITE_FLAG_PRIMARYSITE;
	place->server = server ? without_slashes(sms_span_of(server)) : own;
	place->is_site_server = !server || (own.size && sms_compare_folded(place->server.data, place->server.size,
								own.data, own.size) == 0);
	return true;
}

/* What the catalogue knows of the two kinds of sites, where the file has no word of a service. */
static bool is_of_other_kind(const struct place *place, size_t service)
{
	uint32_t roles = smssite_service_catalogue_roles(service);
	bool primary = place->site_bit == SMSSITE_FLAG_PRIMARYSITE;

	return (roles & (SMSSITE_ROLE_PRIMARY | SMSSITE_ROLE_SECONDARY)) &&
	       !(roles & (primary ? SMSSITE_ROLE_PRIMARY : SMSSITE_ROLE_SECONDARY));
}

SMSSITE_API smssite_need smssite_service_need(const smssite_control_file *file, size_t service, const char *server)
{
	const char *name = smssite_service_catalogue_name(service);
	struct place place;
	smssite_need need;
	bool threads;

	if (!file || !name || !find_place(file, server, &place))
		return SMSSITE_NEED_UNKNOWN;
	need = need_of_items(&place, name, &threads);
	if (need == SMSSITE_NEED_MUST_RUN)
		return need;
	if (place.is_site_server && (sms_equal_folded(name, "SMS_SITE_CONFIG_MANAGER") || sms_equal_folded(name, "SMS_EXECUTIVE")))
		return SMSSITE_NEED_MUST_RUN;
	if (threads && sms_equal_folded(name, "SMS_EXECUTIVE"))
		return SMSSITE_NEED_MUST_RUN;
	if (need_of_property(&place, name,
		    place.is_site_server ? ON_SITE_SERVER
		    : threads		 ? ON_HELPER_SERVERS | ON_LOGON_SERVERS
					 : ON_LOGON_SERVERS))
		return SMSSITE_NEED_MUST_RUN;
	return need == SMSSITE_NEED_NOT && is_of_other_kind(&place, service) ? SMSSITE_NEED_MUST_NOT : need;
}

SMSSITE_API const char *smssite_need_name(smssite_need need)
{
	static const char *const names[] = { "UNKNOWN", "MUST_RUN", "NOT", "MUST_NOT" };

	return (size_t)need < sizeof(names) / sizeof(*names) ? names[need] : "?";
}
