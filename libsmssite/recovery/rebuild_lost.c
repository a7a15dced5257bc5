/* SPDX-License-Identifier: MIT */
/* What goes with the tree of a server, and what of it can be had again: listed before the first change. What an instruction
 * of the Package Command Manager says is not documented, so that it is told by its name alone, whose it is; which packages
 * there are is told by the names of their directories. */
#include "recovery/plan_rebuild.h"

#include <smssite/snapshot.h>
#include <string.h>

#define MOST_IDS 40

enum unit { FILES, PACKAGES };

/* A path that ends in a stroke or in x stands for all that begin so. */
static const struct row {
	const char *path, *extension, *what;
	/* Lies at the site server only; ids of clients or packages are listed; directories are looked for instead of files. */
	bool site, named;
	enum unit unit;
} rows[] = {
	{ "SITE.SRV\\SITEREP.BOX", ".MIF", "inventory that the parent has not got", true, false, FILES },
	{ "SITE.SRV\\INVENTRY.BOX", ".RAW", "inventory that was not processed", true, false, FILES },
	{ "SITE.SRV\\SCHEDULE.BOX", ".JOB", "jobs of services", true, false, FILES },
	{ "SITE.SRV\\SENDER.BOX\\TOSEND", "", "packages and instructions that wait for a sender", true, false, FILES },
	{ "SITE.SRV\\DESPOOLR.BOX\\RECEIVE", "", "what came from other sites and was not unpacked", true, false, FILES },
	{ "SITE.SRV\\DESPOOLR.BOX\\STORE", "", "packages that are kept compressed: send them again", true, false, FILES },
	{ "SITE.SRV\\MAINCFG.BOX\\PCMDOM.BOX\\", ".INS", "instructions for clients by domain: send the packages again to", true, true,
		FILES },
	{ "LOGON.SRV\\INVENTRY.BOX", ".RAW", "inventory that clients left", false, false, FILES },
	{ "LOGON.SRV\\DESPOOLR.BOX", ".SNI", "status of packages at clients", false, false, FILES },
	{ "LOGON.SRV\\PCMINS.BOX", ".INS", "instructions for clients: send the packages again to", false, true, FILES },
	{ "LOGON.SRV\\PCMPKG.SRC", "", "send again by new jobs what clients need of", false, true, PACKAGES },
	{ "..\\SMS_PKGx", "", "the instructions to run them go: send again by new jobs what clients need of", false, true, PACKAGES },
};

_Static_assert(sizeof(rows) / sizeof(*rows) == SMS_REBUILD_LOST, "room for a line of each");

static bool is_at(const struct row *row, const char *path)
{
	size_t size = strlen(row->path);

	if (row->path[size - 1] == '\\')
		return sms_compare_folded(row->path, size, path, strnlen(path, size)) == 0;
	if (row->path[size - 1] == 'x')
		return strlen(path) == size && sms_compare_folded(row->path, size - 1, path, size - 1) == 0;
	return sms_equal_folded(row->path, path);
}

/* The first eight of `Q7Z00012.INS`, the whole of a package's directory. */
static bool has_id(const char *name, enum unit unit)
{
	size_t size = strlen(name);

	for (size_t i = 0; i < 8 && i < size; i++)
		if (!sms_is_digit(name[i]) && (sms_upper(name[i]) < 'A' || sms_upper(name[i]) > 'Z'))
			return false;
	return size == (unit == FILES ? 12 : 8);
}

static size_t count_in(const struct row *row, const smssite_snapshot *snapshot, size_t directory, size_t listed, struct sms_buffer *ids)
{
	smssite_entry_kind kind = row->unit == FILES ? SMSSITE_ENTRY_FILE : SMSSITE_ENTRY_DIRECTORY;
	size_t count = smssite_snapshot_entry_cut(snapshot, directory);
	struct smssite_tree_stat stat;

	for (size_t i = 0; i < smssite_snapshot_entry_count(snapshot, directory); i++) {
		const char *name = smssite_snapshot_entry_name(snapshot, directory, i);

		if ((*row->extension && !sms_has_extension(name, row->extension)) ||
			smssite_snapshot_entry_stat(snapshot, directory, i, &stat) || stat.kind != kind)
			continue;
		if (row->named && listed + count < MOST_IDS && has_id(name, row->unit))
			sms_buffer_format(ids, " %.8s", name);
		count++;
	}
	return count;
}

static const char *line_of(struct sms_planning *planning, const struct sms_rebuild_server *server, const struct row *row, size_t count,
	const struct sms_buffer *ids)
{
	const char *unit = row->unit == FILES ? "file" : "package", *path = *row->path == '.' ? row->path + 3 : row->path;
	bool stays = path != row->path, one = count == 1;
	size_t size = strlen(path);

	return sms_plan_say(planning->plan, "%s: %zu %s%s in %.*s %s%s (%s%.*s%s).", server->name, count, unit, one ? "" : "s",
		(int)(path[size - 1] == '\\' ? size - 1 : size), path, stays ? (one ? "stays" : "stay") : (one ? "goes" : "go"),
		stays ? "" : " with the tree", row->what, (int)ids->size, ids->size ? ids->data : "",
		row->named && count > MOST_IDS ? " ..." : "");
}

void sms_rebuild_list_lost(struct sms_planning *planning, struct sms_rebuild *own, size_t number, const smssite_snapshot *snapshot)
{
	for (size_t i = 0; i < SMS_REBUILD_LOST; i++) {
		struct sms_buffer ids = { 0 };
		size_t count = 0;

		if (rows[i].site && number)
			continue;
		for (size_t j = 0; j < smssite_snapshot_directory_count(snapshot); j++)
			if (is_at(&rows[i], smssite_snapshot_directory_path(snapshot, j)))
				count += count_in(&rows[i], snapshot, j, count, &ids);
		if (ids.failed)
			planning->plan->failed = true;
		else if (count)
			own->lost[own->lost_count++] = line_of(planning, &own->servers[number], &rows[i], count, &ids);
		sms_buffer_release(&ids);
	}
}
