/* SPDX-License-Identifier: MIT */
/* A whole site in memory: the directories of a secondary as the Resource Guide draws them, programs left out.
 */
#ifndef SITE_FIXTURE_H
#define SITE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "control-files.h"
#include "site/interest.h"
#include "tree/memory.h"

/* 1997-07-15 12:00:00, when everything in the site was last written. */
#define THEN INT64_C(868968000)
#define BOX "SITE.SRV\\SITECFG.BOX"

static const char system_map[] = "PLATFORMS = \"INTEL X86\"\r\nIDLIST \"BUILDNUMBER\" = \"786\"\r\n"
				 "SERVICE \"SMS_LAN_SENDER\"\r\nBEGIN\r\n   FLAGS = 2765\r\nEND\r\n";

/* One record as a service writes it; the texts need no length of their own. */
#define RECORD(text, component, time) text "   $$<" component "><" time "~><thread=C1>\r\n"

static inline void ok(smssite_status status)
{
	if (status)
		fail_msg("%s: %s", smssite_status_name(status), smssite_error_message());
}

static inline const char *below(const char *root, const char *path)
{
	static char joined[4][512];
	static unsigned next;
	char *text = joined[next++ % 4];

	snprintf(text, sizeof(joined[0]), "%s%s%s", root, *root && *path ? "/" : "", path);
	for (char *c = text; *c; c++)
		*c = *c == '\\' ? '/' : *c;
	return text;
}

static inline void put_bytes(smssite_tree *tree, const char *path, const void *data, size_t size)
{
	ok(smssite_tree_write_file(tree, path, data, size));
}

static inline void put(smssite_tree *tree, const char *path, const char *text)
{
	put_bytes(tree, path, text, strlen(text));
}

static inline void put_control_file(
	smssite_tree *tree, const char *path, const struct control_file_shape *shape)
{
	size_t size;
	char *data = control_file_make(shape, &size);

	put_bytes(tree, path, data, size);
	free(data);
}

/* Everything of the layout whose name does not vary, one platform, one outbox; no file. */
static inline void put_directories(smssite_tree *tree, const char *root)
{
	static const char *const varying[] = { "SITE.SRV\\X86.BIN\\00000409", "SITE.SRV\\X86.BIN\\ERRORHIS",
		"SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.000", "LOGON.SRV\\X86.BIN\\00000409" };

	for (size_t i = 0; i < smssite_layout_count(); i++)
		if (!strchr(smssite_layout_path(i), '<') && smssite_layout_roles(i) & SMSSITE_ROLE_SECONDARY)
			ok(smssite_tree_make_directory(tree, below(root, smssite_layout_path(i))));
	for (size_t i = 0; i < sizeof(varying) / sizeof(*varying); i++)
		ok(smssite_tree_make_directory(tree, below(root, varying[i])));
}

/* A secondary at rest (or that never answered) in a directory of a new tree. */
static inline smssite_tree *make_site(const char *root)
{
	smssite_tree *tree;

	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_set_clock(tree, THEN));
	put_directories(tree, root);
	put_control_file(tree, below(root, BOX "\\SITECTRL.CT0"), &control_file_secondary);
	put(tree, below(root, "SYSTEM.MAP"), system_map);
	put(tree, below(root, "LOGON.SRV\\SMSID\\Q7Z00001.UID"), "");
	put(tree, below(root, "LOGS\\SCHED.LOG"),
		RECORD("~first", "SMS_SCHEDULER", "Tue Jul 15 11:00:00 1997")
			RECORD("Size mismatch in RoutingInfo record.  Got 0, expected 544.~", "SMS_SCHEDULER",
				"Tue Jul 15 11:05:00 1997")
				RECORD("nothing", "SMS_SCHEDULER", "Tue Jul 15 11:10:00 1997")
					RECORD("last", "SMS_SCHEDULER", "Tue Jul 15 11:15:00 1997"));
	return tree;
}

static const struct sms_pattern interest_texts[] = {
	{ "SCHED.LOG", "Size mismatch in RoutingInfo record" },
	{ "SCHED.LOG", "about to write bad data" },
	{ "DESPOOL.LOG", "error code = c0000001" },
};
static const smssite_interest interest = { interest_texts, 3 };

static inline smssite_sources *sources_of(smssite_tree *tree, const char *path, smssite_view view)
{
	smssite_sources *sources;

	ok(smssite_sources_new(&sources));
	ok(smssite_sources_set_tree(sources, tree, path, view));
	ok(smssite_sources_set_taken(sources, THEN + 60));
	return sources;
}

/* Observes and gives the sources back. */
static inline smssite_snapshot *observe_from(smssite_sources *sources)
{
	smssite_snapshot *snapshot;

	ok(smssite_observe(sources, &interest, &snapshot));
	smssite_sources_free(sources);
	return snapshot;
}

/* Observes a tree and gives it back. */
static inline smssite_snapshot *observe(smssite_tree *tree, const char *path, smssite_view view)
{
	smssite_snapshot *snapshot = observe_from(sources_of(tree, path, view));

	smssite_tree_free(tree);
	return snapshot;
}

static inline smssite_presence presence(const smssite_snapshot *snapshot, const char *path)
{
	return smssite_snapshot_directory_presence(snapshot, smssite_snapshot_find_directory(snapshot, path));
}

static inline bool has_entry(const smssite_snapshot *snapshot, const char *path, const char *name)
{
	size_t directory = smssite_snapshot_find_directory(snapshot, path);

	for (size_t i = 0; i < smssite_snapshot_entry_count(snapshot, directory); i++)
		if (!strcmp(smssite_snapshot_entry_name(snapshot, directory, i), name))
			return true;
	return false;
}

#endif
