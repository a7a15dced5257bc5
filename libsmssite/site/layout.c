/* SPDX-License-Identifier: MIT */
#include <smssite/layout.h>
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

#define P SMSSITE_ROLE_PRIMARY
#define S SMSSITE_ROLE_SECONDARY
#define L SMSSITE_ROLE_LOGON_SERVER
#define O SMSSITE_ROLE_OPTIONAL

struct directory {
	const char *path, *purpose;
	uint32_t roles;
	smssite_layout_depth depth;
	const char *source;
};

#define EXISTS SMSSITE_LAYOUT_EXISTS
#define LIST SMSSITE_LAYOUT_LIST
#define READ SMSSITE_LAYOUT_READ

/* RG S3CEB and S3CF0 are the Resource Guide's pages on the directories of site and logon servers. What only
 * one version or one kind of server has is marked optional, so that nothing is missed where it never was. */
static const struct directory layout[] = {
	{ "LOGS", "trace logs of the services, unless the registry names another place", P | S | L, LIST,
		"RG S3CEB; Q122055" },
	{ "SITE.SRV", "what belongs to the site server itself; for administrators only", P | S, LIST,
		"RG S3CEB" },
	{ "SITE.SRV\\APPMGR.BOX", "packages and program groups for the Applications Manager", P | S, LIST,
		"RG S3CEB" },
	{ "SITE.SRV\\DATALOAD.BOX", "inventory on its way to the database", P | S | O, EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\DATALOAD.BOX\\DELTAMIF.COL", "inbox of the Inventory Data Loader", P, LIST, "RG S3CEB" },
	{ "SITE.SRV\\DATALOAD.BOX\\DELTAMIF.COL\\BADMIFS", "MIF files given up after three tries", P, LIST,
		"RG S3CEB" },
	{ "SITE.SRV\\DATALOAD.BOX\\DELTAMIF.COL\\PROCESS", "MIF files the loader of SMS 1.2 works on", P | O,
		LIST, "RG S3CEB" },
	{ "SITE.SRV\\DATALOAD.BOX\\FILES.COL", "files collected from clients; nothing ever removes them", P,
		EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\DESPOOLR.BOX", "job status of Package Command Manager clients", P | S, LIST,
		"RG S3CEB" },
	{ "SITE.SRV\\DESPOOLR.BOX\\RECEIVE",
		"inbox of the Despooler, where senders of other sites write (share SMS_SITE)", P | S, LIST,
		"RG S3CEB" },
	{ "SITE.SRV\\DESPOOLR.BOX\\STORE", "packages kept in compressed form", P | S, LIST, "RG S3CEB" },
	{ "SITE.SRV\\INVENTRY.BOX", "inventory of clients waiting for the Inventory Processor", P | S, LIST,
		"RG S3CEB" },
	{ "SITE.SRV\\INVENTRY.BOX\\BADRAWS", "inventory files that could not be read", P | S, LIST,
		"RG S3CEB" },
	{ "SITE.SRV\\INVENTRY.BOX\\HISTORY", "last inventory of each client, named by its SMSID", P | S, LIST,
		"RG S3CEB" },
	{ "SITE.SRV\\ISVMIF.BOX", "MIF files of other vendors, OS/2 and Macintosh clients", P | S, LIST,
		"RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX", "masters of what the Maintenance Manager copies to logon servers", P | S,
		LIST, "RG S3CEB; Q107244" },
	{ "SITE.SRV\\MAINCFG.BOX\\APPCTL.SRC", "master of the network application database", P | S, EXISTS,
		"RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\APPCTL.SRC\\DATABASE", "network applications: the database", P | S, EXISTS,
		"RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\APPCTL.SRC\\INIFILES", "network applications: settings", P | S, EXISTS,
		"RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\APPCTL.SRC\\SCRIPTS", "network applications: scripts", P | S, EXISTS,
		"RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\CLIENT.SRC", "master of the client programs", P | S, EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\CLIENT.SRC\\<platform>.BIN", "client programs for one processor", P | S,
		EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\CLIENT.SRC\\<platform>.BIN\\<language>", "client programs in one language",
		P | S, EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\INVDOM.BOX", "requests to clients for a full inventory, by domain", P | S,
		EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\INVDOM.BOX\\<domain>.000", "requests for a full inventory in one domain",
		P | S, LIST, "RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\MSTEST", "master of the MS Test run time", P | S, EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\MSTEST\\<platform>.BIN", "MS Test run time for one processor", P | S,
		EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\MSTEST\\<platform>.BIN\\<language>", "MS Test run time in one language",
		P | S, EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\PCMDOM.BOX", "instructions for Package Command Manager clients, by domain",
		P | S, EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\PCMDOM.BOX\\<domain>.000",
		"instructions for the clients of one domain, named by SMSID", P | S, LIST, "RG S3CEB" },
	{ "SITE.SRV\\MAINCFG.BOX\\PKGRULE", "rules by which clients recognise software", P | S, LIST,
		"RG S3CEB" },
	{ "SITE.SRV\\SCHEDULE.BOX", "system jobs and unscheduled send requests waiting for the Scheduler",
		P | S, LIST, "RG S3CEB" },
	{ "SITE.SRV\\SENDER.BOX", "what goes to other sites", P | S, EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\SENDER.BOX\\REQUESTS", "send requests, by outbox", P | S, LIST, "RG S3CEB" },
	{ "SITE.SRV\\SENDER.BOX\\REQUESTS\\<outbox>.000", "send requests for the senders of one outbox",
		P | S, LIST, "RG S3CEB" },
	{ "SITE.SRV\\SENDER.BOX\\TOSEND", "packed files and their instructions, waiting for a sender", P | S,
		LIST, "RG S3CEB" },
	{ "SITE.SRV\\SITECFG.BOX", "site control files: what the site shall be and what it is", P | S, READ,
		"RG S3CEB; Q133113" },
	{ "SITE.SRV\\SITEREP.BOX", "MIF files for the parent site", P | S, LIST, "RG S3CEB" },
	{ "SITE.SRV\\<platform>.BIN",
		"programs of the site server for one processor; emptied by every upgrade", P | S, LIST,
		"RG S3CEB; Q107245" },
	{ "SITE.SRV\\<platform>.BIN\\<language>", "programs of the site server in one language", P | S,
		EXISTS, "RG S3CEB" },
	{ "SITE.SRV\\<platform>.BIN\\ERRORHIS", "events already reported, so that they are not repeated",
		P | S, LIST, "RG S3CEB" },
	{ "PRIMSITE.SRV", "what only a primary site has", P, EXISTS, "RG S3CEB" },
	{ "PRIMSITE.SRV\\AUDIT", "software audit", P, EXISTS, "RG S3CEB" },
	{ "PRIMSITE.SRV\\AUDIT\\PACKAGE", "the audit package for clients", P, EXISTS, "RG S3CEB" },
	{ "PRIMSITE.SRV\\AUDIT\\PACKAGE\\<platform>.BIN", "the audit package for one processor", P, EXISTS,
		"RG S3CEB" },
	{ "PRIMSITE.SRV\\AUDIT\\PACKAGE\\<platform>.BIN\\<language>", "the audit package in one language", P,
		EXISTS, "RG S3CEB" },
	{ "PRIMSITE.SRV\\IMPORT.SRC", "package definition files to import; SMS 1.0 has them right here", P,
		EXISTS, "RG S3CEB" },
	{ "PRIMSITE.SRV\\IMPORT.SRC\\<locale>", "package definition files in one language", P | O, EXISTS,
		"RG S3CEB" },
	{ "PRIMSITE.SRV\\RMOTECFG.BOX", "site control files packed for secondary sites", P, LIST,
		"RG S3CEB" },
	{ "PRIMSITE.SRV\\RMOTESRC.BOX", "trees of secondary sites being put together for their installation",
		P, LIST, "RG S3CEB" },
	{ "NETMON", "Network Monitor", P | O, EXISTS, "RG S3CEB" },
	{ "NETMON\\<platform>", "Network Monitor for one processor", P | O, EXISTS, "RG S3CEB" },
	{ "NETMON\\<platform>\\CAPTURES", "captures of Network Monitor", P | O, EXISTS, "RG S3CEB" },
	{ "NETMON\\<platform>\\PARSERS", "parsers of Network Monitor", P | O, EXISTS, "RG S3CEB" },
	{ "HELPER.SRV", "services for desktops, and components moved from the site server", P | S | L, EXISTS,
		"RG S3CEB" },
	{ "HELPER.SRV\\<platform>.BIN", "programs of these services for one processor", P | S | L, EXISTS,
		"RG S3CEB" },
	{ "HELPER.SRV\\<platform>.BIN\\<language>", "programs of these services in one language", P | S | L,
		EXISTS, "RG S3CEB" },
	{ "HELPER.SRV\\<platform>.BIN\\ERRORHIS", "events already reported, so that they are not repeated",
		P | S | L, LIST, "RG S3CEB" },
	{ "LOGON.SRV", "what clients use (share SMS_SHR)", P | S | L, LIST, "RG S3CF0" },
	{ "LOGON.SRV\\APPCTL.BOX", "network applications, copied from the site server", P | S | L, EXISTS,
		"RG S3CF0" },
	{ "LOGON.SRV\\APPCTL.BOX\\DATABASE", "network applications: the database", P | S | L, EXISTS,
		"RG S3CF0" },
	{ "LOGON.SRV\\APPCTL.BOX\\INIFILES", "network applications: settings", P | S | L, EXISTS,
		"RG S3CF0" },
	{ "LOGON.SRV\\APPCTL.BOX\\SCRIPTS", "network applications: scripts", P | S | L, EXISTS, "RG S3CF0" },
	{ "LOGON.SRV\\CCR.BOX", "requests to configure a client, named by SMSID (SMS 1.2)", P | S | L | O,
		LIST, "RG S3CF0" },
	{ "LOGON.SRV\\CCR.BOX\\RETRY", "such requests to be tried again", P | S | L | O, LIST, "RG S3CF0" },
	{ "LOGON.SRV\\DESPOOLR.BOX", "status from Package Command Manager clients", P | S | L, LIST,
		"RG S3CF0" },
	{ "LOGON.SRV\\INVENCFG.BOX", "requests for a full inventory, copied from the site server", P | S | L,
		LIST, "RG S3CF0" },
	{ "LOGON.SRV\\INVENTRY.BOX", "inventory that clients left", P | S | L, LIST, "RG S3CF0" },
	{ "LOGON.SRV\\ISVMIF.BOX", "MIF files that clients left", P | S | L, LIST, "RG S3CF0" },
	{ "LOGON.SRV\\MSTEST", "MS Test run time, copied from the site server", P | S | L, EXISTS,
		"RG S3CF0" },
	{ "LOGON.SRV\\MSTEST\\<platform>.BIN", "MS Test run time for one processor", P | S | L, EXISTS,
		"RG S3CF0" },
	{ "LOGON.SRV\\PCMINS.BOX", "instructions for the clients, named by SMSID", P | S | L, LIST,
		"RG S3CF0" },
	{ "LOGON.SRV\\PCMPKG.SRC", "packages for clients, on NetWare servers", P | S | L | O, LIST,
		"RG S3CF0" },
	{ "LOGON.SRV\\SMSID", "one .UID file, whose name is the next SMSID of this server", P | S | L, LIST,
		"RG S3CF0; Q127052" },
	{ "LOGON.SRV\\<platform>.BIN", "client programs for one processor, copied from the site server",
		P | S | L, EXISTS, "RG S3CF0" },
	{ "LOGON.SRV\\<platform>.BIN\\<language>", "client programs in one language", P | S | L, EXISTS,
		"RG S3CF0" },
};

#define COUNT (sizeof(layout) / sizeof(layout[0]))
#define COMPONENTS 8

/* Names as the guide and articles misspell them, and where paths in them lead instead of where they say. They
 * are understood when read, and nothing of that name is ever made. */
static const struct {
	const char *variant, *name;
} name_variants[] =
	{
		{"DESPOOLER.BOX", "DESPOOLR.BOX"},
		{"DESPOOL.BOX", "DESPOOLR.BOX"},
		{"SITE.SVR", "SITE.SRV"},
		{"SITE.SRC", "SITE.SRV"},
		{"SITEREF.BOX", "SITEREP.BOX"},
		{"INVDOPSM.BOX", "INVDOM.BOX"},
		{"DATALODER.BOX", "DATALOAD.BOX"},
		{"X786.BIN", "X86.BIN"},
},
  path_variants[] = {
	  {"SITE.SRV\\DESPOOLR.BOX\\RECEIVE\\STORE", "SITE.SRV\\DESPOOLR.BOX\\STORE"},
	  {"SITE.SRV\\SCHEDULE.BOX\\TOSEND", "SITE.SRV\\SENDER.BOX\\TOSEND"},
	  {"SITE.SRV\\SENDER.BOX\\REQUEST", "SITE.SRV\\SENDER.BOX\\REQUESTS"},
	  {"DESPOOLR.BOX\\RECEIVE", "SITE.SRV\\DESPOOLR.BOX\\RECEIVE"},
	  {"LOGON.SRV\\APPCTL.SRC", "LOGON.SRV\\APPCTL.BOX"},
};

static bool is_one_of(struct sms_span name, const char *const *names)
{
	for (; *names; names++)
		if (sms_span_equal_folded(name, *names))
			return true;
	return false;
}

/* Only characters of the set, letter case aside. */
static bool has_only(struct sms_span name, const char *set)
{
	for (size_t i = 0; i < name.size; i++)
		if (!strchr(set, sms_upper(name.data[i])) || !name.data[i])
			return false;
	return true;
}

/* `<domain>.000`: a name cut to eight characters. */
static bool is_numbered(struct sms_span name)
{
	return name.size > 4 && name.size <= 12 && memcmp(name.data + name.size - 4, ".000", 4) == 0 &&
	       !memchr(name.data, '.', name.size - 4);
}

static bool matches(struct sms_span pattern, struct sms_span name)
{
	static const char *const platforms[] = { "X86", "ALPHA", "MIPS", "MAC", NULL };
	static const char *const bins[] = { "X86.BIN", "ALPHA.BIN", "MIPS.BIN", "MAC.BIN", NULL };

	if (sms_compare_folded(pattern.data, pattern.size, name.data, name.size) == 0)
		return true;
	if (pattern.data[0] != '<')
		return false;
	if (sms_span_equal_folded(pattern, "<platform>.BIN"))
		return is_one_of(name, bins);
	if (sms_span_equal_folded(pattern, "<platform>"))
		return is_one_of(name, platforms);
	if (sms_span_equal_folded(pattern, "<language>"))
		return name.size == 8 && has_only(name, "0123456789ABCDEF");
	if (sms_span_equal_folded(pattern, "<locale>"))
		return name.size == 3 && has_only(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	return is_numbered(name);
}

/* The names a path is made of; COMPONENTS + 1 for one that is too deep. */
static size_t split(struct sms_span path, struct sms_span *names)
{
	size_t count = 0;

	while (path.size) {
		size_t end = 0;

		while (end < path.size && path.data[end] != '\\' && path.data[end] != '/')
			end++;
		if (end && count == COMPONENTS)
			return COMPONENTS + 1;
		if (end)
			names[count++] = (struct sms_span){ path.data, end };
		end += end < path.size;
		path.data += end;
		path.size -= end;
	}
	return count;
}

static void replace_names(struct sms_span *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < sizeof(name_variants) / sizeof(name_variants[0]); j++)
			if (sms_span_equal_folded(names[i], name_variants[j].variant))
				names[i] = sms_span_of(name_variants[j].name);
}

static bool begins_with(
	const struct sms_span *names, size_t count, const struct sms_span *wanted, size_t wanted_count)
{
	if (count < wanted_count)
		return false;
	for (size_t i = 0; i < wanted_count; i++)
		if (sms_compare_folded(names[i].data, names[i].size, wanted[i].data, wanted[i].size))
			return false;
	return true;
}

/* Replaces the front of a path where it leads astray. */
static size_t replace_path(struct sms_span *names, size_t count)
{
	struct sms_span from[COMPONENTS], to[2 * COMPONENTS];

	for (size_t i = 0; i < sizeof(path_variants) / sizeof(path_variants[0]); i++) {
		size_t from_count = split(sms_span_of(path_variants[i].variant), from);
		size_t to_count;

		if (!begins_with(names, count, from, from_count))
			continue;
		to_count = split(sms_span_of(path_variants[i].name), to);
		memcpy(to + to_count, names + from_count, (count - from_count) * sizeof(*to));
		to_count += count - from_count;
		if (to_count > COMPONENTS)
			return COMPONENTS + 1;
		memcpy(names, to, to_count * sizeof(*to));
		return to_count;
	}
	return count;
}

static bool is_path_of(const struct directory *directory, const struct sms_span *names, size_t count)
{
	struct sms_span patterns[COMPONENTS];

	if (split(sms_span_of(directory->path), patterns) != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!matches(patterns[i], names[i]))
			return false;
	return true;
}

SMSSITE_API size_t smssite_layout_count(void)
{
	return COUNT;
}

SMSSITE_API const char *smssite_layout_path(size_t index)
{
	return index < COUNT ? layout[index].path : NULL;
}

SMSSITE_API const char *smssite_layout_purpose(size_t index)
{
	return index < COUNT ? layout[index].purpose : NULL;
}

SMSSITE_API uint32_t smssite_layout_roles(size_t index)
{
	return index < COUNT ? layout[index].roles : 0;
}

SMSSITE_API smssite_layout_depth smssite_layout_depth_of(size_t index)
{
	return index < COUNT ? layout[index].depth : SMSSITE_LAYOUT_EXISTS;
}

SMSSITE_API const char *smssite_layout_source(size_t index)
{
	return index < COUNT ? layout[index].source : NULL;
}

SMSSITE_API size_t smssite_layout_find(const char *path)
{
	struct sms_span names[COMPONENTS];
	size_t count;

	if (!path || strnlen(path, SMS_MAX_PATH + 1) > SMS_MAX_PATH)
		return SMSSITE_NO_INDEX;
	count = split(sms_span_of(path), names);
	if (count > COMPONENTS)
		return SMSSITE_NO_INDEX;
	replace_names(names, count);
	count = replace_path(names, count);
	if (!count || count > COMPONENTS)
		return SMSSITE_NO_INDEX;
	for (size_t i = 0; i < COUNT; i++)
		if (is_path_of(&layout[i], names, count))
			return i;
	return SMSSITE_NO_INDEX;
}
