/* SPDX-License-Identifier: MIT */
/* A file of a registry whose kind is told by what is in it: an export, or one of the hives that have to do with a site. */
#include "evidence/registry.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "tree/tree.h"

#include <string.h>

/* The first bytes; of a shorter file those that are there. */
static smssite_status read_start(smssite_tree *tree, const char *exact, char start[4])
{
	smssite_status status;
	size_t size = 0, got = 1;
	void *file;

	memset(start, 0, 4);
	status = sms_tree_open_exact(tree, exact, SMSSITE_OPEN_READ, &file);
	if (status)
		return status;
	for (; !status && got && size < 4; size += got)
		status = sms_tree_read(tree, file, start + size, 4 - size, &got);
	sms_tree_close(tree, file);
	return status;
}

static smssite_status has_below(const smssite_registry *registry, const char *name, bool *has)
{
	char key[64] = "HKEY_LOCAL_MACHINE\\";

	return smssite_registry_has_key(registry, strcat(key, name), has);
}

/* What the root of a hive holds: SOFTWARE has Microsoft, SYSTEM has Select, and the key of SMS, saved by itself as for a
 * backup (KB Q138347), has Identification and Components. */
static smssite_status find_mount(smssite_registry *registry)
{
	static const struct {
		const char *has, *mount;
	} roots[] = {
		{ "Microsoft", "HKEY_LOCAL_MACHINE\\SOFTWARE" },
		{ "Select", "HKEY_LOCAL_MACHINE\\SYSTEM" },
		{ "ControlSet001", "HKEY_LOCAL_MACHINE\\SYSTEM" },
		{ "Identification", "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS" },
		{ "Components", "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS" },
	};

	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
		bool has;
		smssite_status status = has_below(registry, roots[i].has, &has);

		if (status)
			return status;
		if (has) {
			registry->mount = sms_span_of(roots[i].mount);
			return SMSSITE_OK;
		}
	}
	return sms_fail(SMSSITE_UNSUPPORTED, "a hive that is neither SOFTWARE, SYSTEM nor the key of SMS");
}

static smssite_status open_export(smssite_tree *tree, const char *exact, smssite_registry **result)
{
	smssite_status status;
	size_t size;
	void *data;

	status = sms_tree_read_exact(tree, exact, SMS_MAX_REGISTRY, &data, &size);
	if (status)
		return status;
	status = smssite_registry_parse(data, size, result);
	sms_free(data);
	return status;
}

SMSSITE_API smssite_status smssite_registry_open(smssite_tree *tree, const char *path, smssite_registry **result)
{
	smssite_registry *registry = NULL;
	smssite_status status;
	char start[4], *exact;

	if (!tree || !path || !result)
		return sms_invalid(__func__, "NULL");
	status = sms_tree_resolve_file(tree, path, &exact);
	if (status)
		return status;
	status = read_start(tree, exact, start);
	if (!status && memcmp(start, "regf", 4) == 0) {
		status = smssite_registry_open_hive(tree, path, "HKEY_LOCAL_MACHINE", &registry);
		if (!status)
			status = find_mount(registry);
	} else if (!status) {
		status = open_export(tree, exact, &registry);
	}
	sms_free(exact);
	if (status)
		smssite_registry_free(registry);
	else
		*result = registry;
	return status;
}

/* NOT_FOUND where there is none of the name. */
static smssite_status find_set(const smssite_registry *registry, const char *name, char **key)
{
	smssite_status status;
	bool has = false;

	*key = sms_asprintf("HKEY_LOCAL_MACHINE\\SYSTEM\\%s", name);
	if (!*key)
		return SMSSITE_NO_MEMORY;
	status = smssite_registry_has_key(registry, *key, &has);
	if (!status && has)
		return SMSSITE_OK;
	sms_free(*key);
	return status ? status : SMSSITE_NOT_FOUND;
}

SMSSITE_API smssite_status smssite_registry_control_set(const smssite_registry *registry, char **text)
{
	char name[] = "ControlSet000";
	smssite_status status;
	size_t value;
	int64_t set;

	if (!registry || !text)
		return sms_invalid(__func__, "NULL");
	/* An export has the running system's own, a hive only the numbered ones. */
	status = find_set(registry, "CurrentControlSet", text);
	if (status != SMSSITE_NOT_FOUND)
		return status;
	status = smssite_registry_find(registry, "HKEY_LOCAL_MACHINE\\SYSTEM\\Select", "Current", &value);
	if (!status)
		status = smssite_registry_number(registry, value, &set);
	if (status)
		return status;
	if (set < 1 || set > 999)
		return sms_fail(SMSSITE_MALFORMED, "the current control set is %lld", (long long)set);
	for (size_t i = sizeof(name) - 1; i-- > sizeof(name) - 4; set /= 10)
		name[i] = (char)('0' + set % 10);
	status = find_set(registry, name, text);
	return status == SMSSITE_NOT_FOUND ? sms_fail(status, "there is no %s", name) : status;
}
