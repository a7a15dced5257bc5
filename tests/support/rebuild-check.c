/* SPDX-License-Identifier: MIT */
/* What must hold. */
#include "rebuild-inside.h"

static bool holds(smssite_tree *tree, const char *path, const char *text)
{
	void *data;
	size_t size;
	bool same;

	if (!rebuild_there(tree, path) || sms_tree_read_exact(tree, path, 4096, &data, &size))
		return false;
	same = size == strlen(text) && memcmp(data, text, size) == 0;
	smssite_free(data);
	return same;
}

static const char *in_work(const struct rebuild_stand *stand, const char *path)
{
	static char text[200];

	snprintf(text, sizeof(text), "SMSSITE.WRK/%s/%s", smssite_plan_id(stand->plan), path);
	return text;
}

static bool has_text(smssite_tree *tree, const char *path, const char *piece)
{
	char text[1000];
	void *data;
	size_t size;

	if (!rebuild_there(tree, path) || sms_tree_read_exact(tree, path, sizeof(text) - 1, &data, &size))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)size, (const char *)data);
	smssite_free(data);
	return strstr(text, piece);
}

/* Nothing but the file knows what was in the key. */
static void check_keys(const struct rebuild_stand *stand, const char *when)
{
	for (size_t i = 0; i < REBUILD_SERVERS; i++)
		if (stand->world.had_key[i] && !stand->world.key[i] &&
			!has_text(stand->memory[i], in_work(stand, "SMSKEY2.REG"), "\"Site Code\"=\"Q7Z\"\r\n"))
			rebuild_die("%s: the key of server %zu is gone and was not saved", when, i);
}

void rebuild_check(const struct rebuild_stand *stand, const char *when)
{
	if (!holds(stand->memory[0], "SMS/SYSTEM.MAP", system_map) &&
		!holds(stand->memory[0], in_work(stand, "QUARANTIN/SMS/SYSTEM.MAP"), system_map))
		rebuild_die("%s: the site server's tree is lost", when);
	if (!holds(stand->memory[1], "SMS/OLD.TXT", "EDGE8") && !holds(stand->memory[1], in_work(stand, "QUARANTIN/SMS/OLD.TXT"), "EDGE8"))
		rebuild_die("%s: the logon server's tree is lost", when);
	if (!rebuild_there(stand->memory[2], "Sms.ini"))
		rebuild_die("%s: SMS.INI is not there", when);
	if (!holds(stand->memory[2], "Sms.ini", REBUILD_SMS_INI) &&
		!holds(stand->memory[2], in_work(stand, "BACKUP/Sms.ini"), REBUILD_SMS_INI))
		rebuild_die("%s: SMS.INI was written over without a copy", when);
	check_keys(stand, when);
	if (stand->world.creations > 1)
		rebuild_die("%s: the site was created twice", when);
}

bool rebuild_is_suspect(const char *text, uint32_t range, uint32_t counter)
{
	for (const char *c = text; (c = strstr(c, "Q7Z")); c += 3) {
		uint64_t first, last;

		if (smssite_smsid_parse(c, 8, &first))
			continue;
		if (c[8] != '-' || smssite_smsid_parse(c + 9, 8, &last))
			last = first;
		if (smssite_smsid_range(first) == range && smssite_smsid_counter(first) <= counter &&
			counter <= smssite_smsid_counter(last))
			return true;
	}
	return false;
}

static void check_ids(const struct rebuild_stand *stand, const char *when)
{
	for (uint32_t range = 0; range < REBUILD_RANGES; range++)
		for (uint32_t counter = 0; counter < REBUILD_IDS; counter++)
			if (stand->world.given[range][counter] > 1 && !rebuild_is_suspect(stand->text, range, counter))
				rebuild_die(
					"%s: id %u of range %u was given twice and is no suspect: %s", when, counter, range, stand->text);
	for (size_t server = 0; server < REBUILD_SERVERS; server++) {
		uint64_t id = rebuild_find_uid(stand->memory[server]);
		uint32_t range;

		if (!id)
			rebuild_die("%s: server %zu has not one .UID file", when, server);
		range = smssite_smsid_range(id);
		if (stand->range[server] != REBUILD_ANY && range != stand->range[server])
			rebuild_die("%s: server %zu has range %u", when, server, range);
		if (server && range == smssite_smsid_range(rebuild_find_uid(stand->memory[0])))
			rebuild_die("%s: two servers have range %u", when, range);
		for (uint32_t counter = smssite_smsid_counter(id); range < REBUILD_RANGES && counter < REBUILD_IDS; counter++)
			if (stand->world.given[range][counter])
				rebuild_die("%s: server %zu gives id %u again", when, server, counter);
		if (smssite_smsid_range(stand->world.next) <= smssite_smsid_range(id))
			rebuild_die("%s: the next range is that of server %zu", when, server);
	}
}

void rebuild_check_end(const struct rebuild_stand *stand, const char *when)
{
	rebuild_check(stand, when);
	if (stand->outcome == SMSSITE_OUTCOME_UNDONE && !holds(stand->memory[2], "Sms.ini", REBUILD_SMS_INI))
		rebuild_die("%s: SMS.INI did not go back", when);
	if (stand->outcome == SMSSITE_OUTCOME_NOT_UNDONE)
		return;
	for (size_t i = 0; i < REBUILD_SERVERS; i++)
		if (stand->world.key[i] != stand->world.had_key[i])
			rebuild_die("%s: server %zu has not its key", when, i);
	check_ids(stand, when);
	for (size_t i = 0; i < REBUILD_SERVERS; i++)
		if (!stand->world.shared[i])
			rebuild_die("%s: server %zu is not shared again", when, i);
	if (!stand->world.scman || !stand->world.executive)
		rebuild_die("%s: a service was left stopped", when);
	if (stand->outcome == SMSSITE_OUTCOME_DONE && (!stand->world.creations || !stand->world.listed))
		rebuild_die("%s: the site is not there", when);
}
