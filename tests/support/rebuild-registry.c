/* SPDX-License-Identifier: MIT */
/* The registries of the stand's servers, as REGEDIT of Windows NT 4.0 shows and changes them. */
#include "rebuild-inside.h"

#define SOFTWARE "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft"
#define SCMAN "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SMS_SITE_CONFIG_MANAGER]\r\n"
#define NEXT_VALUE "\"Next SMS Unique ID\"=\""

/* D:\SMSSITE.WRK\... */
static void path_of(const char *typed, char *path, size_t size)
{
	snprintf(path, size, "%s", typed + 3);
	for (char *c = path; *c; c++)
		*c = *c == '\\' ? '/' : *c;
}

/* REGEDIT does not see to it that what it wrote is on the disk. */
static void leave(smssite_tree *tree, const char *path, const char *text)
{
	void *file;

	if (rebuild_there(tree, path))
		rebuild_must(sms_tree_remove(tree, path), path);
	rebuild_must(sms_tree_open_exact(tree, path, SMSSITE_OPEN_CREATE, &file), path);
	rebuild_must(sms_tree_write(tree, file, text, strlen(text)), path);
	sms_tree_close(tree, file);
}

static void key_text(const struct rebuild_stand *stand, size_t server, char *text, size_t size)
{
	char next[9];

	*text = '\0';
	smssite_smsid_format(stand->world.next, next);
	if (stand->world.key[server])
		snprintf(text, size, "\r\n" SOFTWARE "\\SMS]\r\n%s%s%s\r\n" SOFTWARE "\\SMS\\Identification]\r\n\"Site Code\"=\"Q7Z\"\r\n",
			server ? "" : "\r\n" REBUILD_MAINTMAN "\"", server ? "" : next, server ? "" : "\"\r\n");
}

static bool export(struct rebuild_stand *stand, size_t server, const char *path, const char *key)
{
	char text[900], of_sms[500];
	const char *name = strrchr(key, '\\');

	key_text(stand, server, of_sms, sizeof(of_sms));
	if (strcmp(name, "\\SMS") == 0)
		snprintf(text, sizeof(text), "REGEDIT4\r\n%s\r\n", of_sms);
	else if (strcmp(name, "\\Microsoft") == 0)
		snprintf(text, sizeof(text), "REGEDIT4\r\n\r\n" SOFTWARE "]\r\n%s\r\n" SOFTWARE "\\Windows NT\\CurrentVersion]\r\n\r\n",
			of_sms);
	else
		snprintf(text, sizeof(text), "REGEDIT4\r\n\r\n" SCMAN "\"Start\"=dword:0000000%d\r\n\r\n", stand->world.manual ? 3 : 2);
	leave(stand->memory[server], path, text);
	return true;
}

static bool import(struct rebuild_stand *stand, size_t server, const char *path)
{
	const char *found;
	char text[600];
	uint64_t next;
	void *data;
	size_t size;

	rebuild_must(sms_tree_read_exact(stand->memory[server], path, 4096, &data, &size), path);
	snprintf(text, sizeof(text), "%.*s", (int)size, (const char *)data);
	smssite_free(data);
	stand->world.key[server] |= strstr(text, "Identification") != NULL;
	if (server)
		return true;
	found = strstr(text, NEXT_VALUE);
	if (!found || smssite_smsid_parse(found + strlen(NEXT_VALUE), 8, &next))
		rebuild_die("a registry file without the value: %s", text);
	if (next < stand->world.next)
		rebuild_die("Next SMS Unique ID is lowered");
	stand->world.next = next;
	return true;
}

bool rebuild_regedit(struct rebuild_stand *stand, size_t server, const char *const *words)
{
	char path[128];

	path_of(words[2], path, sizeof(path));
	if (strcmp(words[1], "/E") == 0)
		return export(stand, server, path, words[3]);
	return stand->no_import || import(stand, server, path);
}
