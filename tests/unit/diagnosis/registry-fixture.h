/* SPDX-License-Identifier: MIT */
/* Registries for the rules: exports, of which nothing absent is known, and hives, of which it is. */
#ifndef DIAGNOSIS_REGISTRY_FIXTURE_H
#define DIAGNOSIS_REGISTRY_FIXTURE_H

#include "fixture.h"
#include "hive-builder.h"

#define SMS_HEAD "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS"

/* An export: keys and values as they stand in a file of REGEDIT. */
static inline smssite_registry *make_export(const char *text)
{
	smssite_registry *registry;
	char whole[4096];

	snprintf(whole, sizeof(whole), "REGEDIT4\r\n\r\n%s", text);
	ok(smssite_registry_parse(whole, strlen(whole), &registry));
	return registry;
}

static inline void put_string(struct hive_builder *b, size_t key, const char *name, const char *text)
{
	/* The builder copies when it builds. */
	static char strings[32][512];
	static unsigned next;
	char *wide = strings[next++ % 32];
	size_t size = strlen(text);

	memset(wide, 0, sizeof(strings[0]));
	for (size_t i = 0; i < size; i++)
		wide[2 * i] = text[i];
	hive_value(b, key, name, SMSSITE_REG_SZ, wide, 2 * size + 2);
}

static inline smssite_registry *open_hive(struct hive_builder *b)
{
	smssite_registry *registry;
	smssite_tree *tree;
	size_t size;
	unsigned char *data = hive_build(b, &size);

	ok(smssite_tree_new_memory(&tree));
	put_bytes(tree, "HIVE", data, size);
	ok(smssite_registry_open(tree, "HIVE", &registry));
	smssite_tree_free(tree);
	hive_free(b);
	return registry;
}

/* What SOFTWARE says of the site; NULL: that value is not there. */
struct software {
	/* No key of SMS at all; a key of SMS without Identification. */
	bool bare, blank;
	const char *code, *server, *directory, *parent;
	/* The parent an address leads to. */
	const char *address;
};

static const struct software whole_software = {
	.code = "Q7Z", .server = "EDGE7", .directory = "D:\\SMS", .parent = "C9N", .address = "C9N"
};

static inline smssite_registry *make_software(const struct software *software)
{
	struct hive_builder b = { .minor = 3, .sequence1 = 1, .sequence2 = 1 };
	size_t microsoft = hive_key(&b, 0, "Microsoft"), sms, key;

	hive_key(&b, microsoft, "Windows NT");
	if (software->bare)
		return open_hive(&b);
	sms = hive_key(&b, microsoft, "SMS");
	hive_key(&b, sms, "Components");
	if (!software->blank) {
		key = hive_key(&b, sms, "Identification");
		if (software->code)
			put_string(&b, key, "Site Code", software->code);
		if (software->server)
			put_string(&b, key, "Site Server", software->server);
		if (software->directory)
			put_string(&b, key, "Installation Directory", software->directory);
		if (software->parent)
			put_string(&b, key, "Parent Site Code", software->parent);
	}
	key = hive_key(&b, hive_key(&b, hive_key(&b, sms, "Sites"), "Q7Z"), "Addresses");
	if (software->address)
		hive_key(&b, key, software->address);
	return open_hive(&b);
}

/* SYSTEM: shares of SMS or none, services of SMS by name, the computer's name. */
static inline smssite_registry *make_system(bool shares, const char *service, const char *computer)
{
	static const char current[4] = { 1 };
	struct hive_builder b = { .minor = 3, .sequence1 = 1, .sequence2 = 1 };
	size_t set, services, key;

	hive_value(&b, hive_key(&b, 0, "Select"), "Current", SMSSITE_REG_DWORD, current, 4);
	set = hive_key(&b, 0, "ControlSet001");
	services = hive_key(&b, set, "Services");
	key = hive_key(&b, hive_key(&b, services, "LanmanServer"), "Shares");
	put_string(&b, key, "SMS_PKGD", "Path=D:\\SMS_PKGD");
	if (shares)
		put_string(&b, key, "SMS_SHR", "Path=D:\\SMS\\LOGON.SRV");
	if (service)
		hive_key(&b, services, service);
	key = hive_key(&b, hive_key(&b, hive_key(&b, set, "Control"), "ComputerName"), "ComputerName");
	put_string(&b, key, "ComputerName", computer);
	return open_hive(&b);
}

#endif
