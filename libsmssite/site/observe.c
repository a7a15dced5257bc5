/* SPDX-License-Identifier: MIT */
/* The only step that reads. Each directory is listed once, by its exact name, from the listing above it. */
#include "site/observe.h"
#include <smssite/box.h>
#include <smssite/layout.h>
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* A directory that was seen in the listing above it and is to be listed. */
struct pending {
	const char *path, *exact;
	size_t layout;
	int rank;
};

struct walk {
	struct sms_observer *observer;
	struct pending *pending;
	size_t count, capacity;
	/* Of each directory of the layout: whether others lie in it, and how it was found. */
	bool *has_children;
	smssite_presence *presence;
	bool *met;
	/* Directories with names that vary. */
	size_t varying;
};

/*
 * Files move one way through a site: in through RECEIVE, from there to the site-control box, out of it by
 * SCHEDULE.BOX to the sender (Resource Guide; KB Q183347, Q130906, Q131010). A .CT1 comes in this way and its
 * .CT2 leaves by the second half; at a primary a child's .CT2 comes in and is forwarded by the second half.
 * So one order serves both directions: who reads along it may see a moving file twice and never misses it. Of
 * two servers the secondary is observed first and its parent after it.
 */
static const char *const flow[] = {
	"LOGON.SRV",
	"PRIMSITE.SRV\\RMOTECFG.BOX",
	"SITE.SRV\\DESPOOLR.BOX\\RECEIVE",
	"SITE.SRV\\SITECFG.BOX",
	"SITE.SRV\\SCHEDULE.BOX",
	"SITE.SRV\\SENDER.BOX\\TOSEND",
	"SITE.SRV\\SENDER.BOX\\REQUESTS",
};

static bool is_at_or_below(const char *path, const char *top)
{
	size_t size = strlen(top);

	return strncmp(path, top, size) == 0 && (path[size] == '\0' || path[size] == '\\');
}

/* Directories that hold others are read at once: they do not move, and what is in them is found by them. */
static int rank_of(const struct walk *self, size_t layout)
{
	const char *path = smssite_layout_path(layout);
	int count = sizeof(flow) / sizeof(*flow);

	if (self->has_children[layout])
		return 0;
	for (int i = 0; i < count; i++)
		if (is_at_or_below(path, flow[i]))
			return 1 + i;
	return 1 + count;
}

const char *sms_observe_join(
	struct sms_observer *self, const char *directory, char separator, const char *name)
{
	size_t front = strlen(directory), size = strlen(name);
	char *path = sms_arena_alloc(&self->arena, front + size + 2);

	if (!path)
		return NULL;
	memcpy(path, directory, front);
	if (front)
		path[front++] = separator;
	memcpy(path + front, name, size + 1);
	return path;
}

const char *sms_observe_message(struct sms_observer *self)
{
	const char *message = smssite_error_message();
	char *escaped, *copy;

	if (sms_is_utf8(message, strlen(message)))
		return sms_arena_strdup(&self->snapshot->arena, message);
	escaped = sms_name_escape(message);
	copy = escaped ? sms_arena_strdup(&self->snapshot->arena, escaped) : NULL;
	sms_free(escaped);
	return copy;
}

void sms_observe_time(struct sms_observer *self, const struct smssite_tree_stat *stat)
{
	smssite_snapshot *snapshot = self->snapshot;

	/* The time of a directory is that of its copying as often as not. */
	if (stat->kind != SMSSITE_ENTRY_FILE || stat->mtime_utc_s == SMSSITE_NO_TIME)
		return;
	if (snapshot->taken_utc_s != SMSSITE_NO_TIME && stat->mtime_utc_s > snapshot->taken_utc_s)
		return;
	if (snapshot->newest_utc_s == SMSSITE_NO_TIME || stat->mtime_utc_s > snapshot->newest_utc_s)
		snapshot->newest_utc_s = stat->mtime_utc_s;
}

static bool varies(size_t layout)
{
	return strchr(smssite_layout_path(layout), '<') != NULL;
}

static smssite_status record(struct walk *self, const char *path, size_t layout, smssite_presence presence,
	const char *message, size_t *index)
{
	smssite_snapshot *snapshot = self->observer->snapshot;
	struct sms_directory *directory = sms_snapshot_add_directory(snapshot, path);

	if (!directory)
		return SMSSITE_NO_MEMORY;
	directory->layout = layout;
	directory->presence = presence;
	directory->message = message;
	if (layout != SMSSITE_NO_INDEX) {
		self->met[layout] = true;
		/* Of several the one that is there counts for what lies below. */
		if (self->presence[layout] != SMSSITE_PRESENCE_PRESENT)
			self->presence[layout] = presence;
	}
	if (index)
		*index = snapshot->directory_count - 1;
	return SMSSITE_OK;
}

/* A directory that could not be listed; the failure is set. */
static smssite_status record_failure(
	struct walk *self, const char *path, size_t layout, smssite_status failure)
{
	const char *message;

	if (failure == SMSSITE_NO_MEMORY)
		return failure;
	message = sms_observe_message(self->observer);
	if (!message)
		return SMSSITE_NO_MEMORY;
	return record(self, path, layout,
		failure == SMSSITE_NOT_FOUND ? SMSSITE_PRESENCE_MISSING : SMSSITE_PRESENCE_UNREADABLE,
		message, NULL);
}

static smssite_status push(struct walk *self, const char *path, const char *exact, size_t layout)
{
	struct pending *grown = sms_grow(self->pending, self->count, &self->capacity, sizeof(*grown));

	if (!grown)
		return SMSSITE_NO_MEMORY;
	self->pending = grown;
	grown[self->count++] = (struct pending){ path, exact, layout, rank_of(self, layout) };
	return SMSSITE_OK;
}

static bool is_on_the_way_to_the_box(const char *path)
{
	return sms_equal_folded(path, "SITE.SRV") || sms_equal_folded(path, "SITE.SRV\\SITECFG.BOX");
}

/* One name of a listed directory that the layout knows. */
static smssite_status meet(struct walk *self, size_t parent, const struct pending *above,
	const struct sms_names *names, size_t index)
{
	struct sms_observer *observer = self->observer;
	const struct sms_entry *entry = &names->entries[index];
	const char *path, *exact;
	size_t layout, first;

	/* Such a name is none on Windows, and would pass for two here. */
	if (strchr(entry->name, '\\'))
		return SMSSITE_OK;
	path = sms_observe_join(observer, above->path, '\\', entry->name);
	if (!path)
		return SMSSITE_NO_MEMORY;
	layout = smssite_layout_find(path);
	if (layout == SMSSITE_NO_INDEX)
		return SMSSITE_OK;
	if (varies(layout)) {
		if (entry->stat.kind != SMSSITE_ENTRY_DIRECTORY)
			return SMSSITE_OK;
		if (self->varying == SMS_MAX_SNAPSHOT_DIRECTORIES) {
			observer->snapshot->directories[parent].entry_cut++;
			return SMSSITE_OK;
		}
		self->varying++;
	}
	if (sms_names_find(names, entry->name, &first) > 1) {
		if (is_on_the_way_to_the_box(path))
			return sms_fail(SMSSITE_AMBIGUOUS, "names that differ only in case from %s", path);
		return first == index ? record(self, path, layout, SMSSITE_PRESENCE_UNREADABLE,
						"two names differ only in case", NULL)
				      : SMSSITE_OK;
	}
	if (entry->stat.kind != SMSSITE_ENTRY_DIRECTORY)
		return record(self, path, layout, SMSSITE_PRESENCE_UNREADABLE,
			entry->stat.kind == SMSSITE_ENTRY_LINK ? "a link, which is not followed"
							       : "no directory",
			NULL);
	if (smssite_layout_depth_of(layout) == SMSSITE_LAYOUT_EXISTS && !self->has_children[layout])
		return record(self, path, layout, SMSSITE_PRESENCE_PRESENT, "", NULL);
	exact = sms_observe_join(observer, above->exact, '/', entry->name);
	return exact ? push(self, path, exact, layout) : SMSSITE_NO_MEMORY;
}

/* The root of the SMS tree is not in the layout, and is always looked at. */
static smssite_layout_depth depth_of(const struct pending *item)
{
	return *item->path ? smssite_layout_depth_of(item->layout) : SMSSITE_LAYOUT_LIST;
}

static bool holds_others(const struct walk *self, const struct pending *item)
{
	return !*item->path || (item->layout < smssite_layout_count() && self->has_children[item->layout]);
}

static bool has_requests(size_t layout)
{
	const char *path = smssite_layout_path(layout);

	return path && (strcmp(path, "SITE.SRV\\SCHEDULE.BOX") == 0 || is_at_or_below(path, "SITE.SRV\\SENDER.BOX\\REQUESTS"));
}

static smssite_status take_names(struct walk *self, const struct pending *item, struct sms_names *names)
{
	static const char *const root_logs[] = { "BOOT.LOG", "BOOTSTRP.LOG", NULL };
	struct sms_observer *observer = self->observer;
	const struct sms_log_place place = { observer->sources->site.tree, item->exact, item->path, true };
	bool is_root = !*item->path, is_logs = sms_equal_folded(item->path, "LOGS");
	bool is_logon_server = sms_equal_folded(item->path, "LOGON.SRV");
	smssite_status status;
	size_t directory;

	status = record(self, item->path, item->layout, SMSSITE_PRESENCE_PRESENT, "", &directory);
	if (!status && is_root)
		status = sms_observe_system_map(observer, names);
	if (!status && is_logon_server)
		status = sms_observe_domain_ini(observer, item->exact, names);
	if (!status && (is_root || is_logs))
		status = sms_observe_find_logs(observer, &place, names, is_root ? root_logs : NULL);
	for (size_t i = 0; !status && i < names->count; i++) {
		sms_observe_time(observer, &names->entries[i].stat);
		if (holds_others(self, item))
			status = meet(self, directory, item, names, i);
	}
	if (!status && depth_of(item) != SMSSITE_LAYOUT_EXISTS)
		status = sms_observe_keep(observer, directory, names);
	if (!status && depth_of(item) == SMSSITE_LAYOUT_READ)
		status = sms_observe_control_files(observer, directory, item->exact);
	if (!status && has_requests(item->layout))
		status = sms_observe_send_requests(observer, directory, item->exact);
	return status;
}

static smssite_status walk_on(struct walk *self)
{
	while (self->count) {
		struct sms_names names = { 0 };
		struct pending item;
		smssite_status status;
		size_t next = 0;

		for (size_t i = 1; i < self->count; i++)
			if (self->pending[i].rank < self->pending[next].rank)
				next = i;
		item = self->pending[next];
		memmove(self->pending + next, self->pending + next + 1,
			(--self->count - next) * sizeof(*self->pending));
		status = sms_names_list(self->observer->sources->site.tree, item.exact,
			depth_of(&item) != SMSSITE_LAYOUT_EXISTS, &names);
		status = status ? record_failure(self, item.path, item.layout, status)
				: take_names(self, &item, &names);
		sms_names_release(&names);
		if (status)
			return status;
	}
	return SMSSITE_OK;
}

/* What a directory of the layout is that no listing showed: it is as the nearest one above it that was looked
 * at. */
static smssite_presence presence_of_unmet(const struct walk *self, const char *path)
{
	char above[SMS_MAX_PATH];
	char *end;

	if (strlen(path) >= sizeof(above))
		return SMSSITE_PRESENCE_MISSING;
	strcpy(above, path);
	while ((end = strrchr(above, '\\'))) {
		size_t layout;

		*end = '\0';
		layout = smssite_layout_find(above);
		if (layout != SMSSITE_NO_INDEX && self->met[layout])
			return self->presence[layout] == SMSSITE_PRESENCE_UNREADABLE
				       ? SMSSITE_PRESENCE_UNREADABLE
				       : SMSSITE_PRESENCE_MISSING;
	}
	return SMSSITE_PRESENCE_MISSING;
}

static smssite_status record_unmet(struct walk *self, const char *start)
{
	size_t count = smssite_layout_count();
	smssite_status status;

	for (size_t i = 0; i < count; i++) {
		const char *path = smssite_layout_path(i);
		smssite_presence presence = SMSSITE_PRESENCE_NOT_IN_VIEW;

		if (self->met[i] || varies(i))
			continue;
		if (!*start || is_at_or_below(path, start))
			presence = presence_of_unmet(self, path);
		status = record(self, path, i, presence,
			presence == SMSSITE_PRESENCE_UNREADABLE ? "what is above it could not be read" : "",
			NULL);
		/* Each is answered by what listings showed, not by what this loop adds. */
		self->met[i] = false;
		if (status)
			return status;
	}
	return SMSSITE_OK;
}

static smssite_status prepare_walk(struct walk *self)
{
	size_t count = smssite_layout_count();

	self->has_children = sms_calloc(count + 1, sizeof(*self->has_children));
	self->presence = sms_calloc(count + 1, sizeof(*self->presence));
	self->met = sms_calloc(count + 1, sizeof(*self->met));
	if (!self->has_children || !self->presence || !self->met)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count && !self->has_children[i]; j++)
			self->has_children[i] =
				i != j && is_at_or_below(smssite_layout_path(j), smssite_layout_path(i));
	return SMSSITE_OK;
}

static smssite_status observe_tree(struct sms_observer *observer, struct sms_names *top)
{
	struct walk walk = { .observer = observer };
	smssite_view view = observer->snapshot->view;
	const char *start = view == SMSSITE_VIEW_LOGON	   ? "LOGON.SRV"
			    : view == SMSSITE_VIEW_RECEIVE ? "SITE.SRV\\DESPOOLR.BOX\\RECEIVE"
							   : "";
	struct pending first = { start, observer->base,
		*start ? smssite_layout_find(start) : SMSSITE_NO_INDEX, 0 };
	struct sms_names names = { 0 };
	smssite_status status = prepare_walk(&walk);

	if (!status && view == SMSSITE_VIEW_DRIVE)
		status = sms_names_list(observer->sources->site.tree, observer->base, true, &names);
	if (!status)
		status = take_names(&walk, &first, view == SMSSITE_VIEW_DRIVE ? &names : top);
	if (!status)
		status = walk_on(&walk);
	if (!status)
		status = record_unmet(&walk, start);
	sms_names_release(&names);
	sms_free(walk.pending);
	sms_free(walk.has_children);
	sms_free(walk.presence);
	sms_free(walk.met);
	return status;
}

static smssite_status observe_saved_logs(struct sms_observer *self)
{
	const struct sms_place *place = &self->sources->logs;
	struct sms_names names = { 0 };
	smssite_status status;
	const char *base, *shown;
	char *exact;

	status = smssite_tree_resolve(place->tree, place->path, &exact);
	if (status)
		return status;
	base = sms_arena_strdup(&self->arena, exact);
	sms_free(exact);
	shown = base ? smssite_tree_location(place->tree) : NULL;
	if (shown && *base)
		shown = sms_observe_join(self, shown, '/', base);
	if (!shown)
		return SMSSITE_NO_MEMORY;
	status = sms_names_list(place->tree, base, true, &names);
	if (!status) {
		const struct sms_log_place logs = { place->tree, base, shown, false };

		status = sms_observe_find_logs(self, &logs, &names, NULL);
	}
	sms_names_release(&names);
	return status;
}

static smssite_status take_given(struct sms_observer *self)
{
	const smssite_sources *sources = self->sources;
	smssite_snapshot *snapshot = self->snapshot;

	snapshot->location = sms_arena_strdup(&snapshot->arena, smssite_tree_location(sources->site.tree));
	snapshot->root = sms_arena_strdup(&snapshot->arena, self->base);
	if (!snapshot->location || !snapshot->root)
		return SMSSITE_NO_MEMORY;
	if (sources->services) {
		snapshot->services_name = sms_arena_strdup(&snapshot->arena, sources->services_name);
		snapshot->services = smssite_services_ref(sources->services);
	}
	if (sources->parent_word) {
		snapshot->parent_word_name = sms_arena_strdup(&snapshot->arena, sources->parent_word_name);
		snapshot->parent_word = smssite_parent_word_ref(sources->parent_word);
	}
	return snapshot->services_name && snapshot->parent_word_name ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

#define DAY_S 86400

/* Free space is asked of a server at work only: of a copy it would be that of the wrong disk. */
static smssite_status decide_liveness(struct sms_observer *self)
{
	smssite_snapshot *snapshot = self->snapshot;
	int64_t total;
	smssite_status status;

	snapshot->is_copy = self->sources->liveness == SMSSITE_LIVENESS_COPY;
	if (self->sources->liveness == SMSSITE_LIVENESS_AUTO)
		snapshot->is_copy = snapshot->taken_utc_s == SMSSITE_NO_TIME ||
				    snapshot->newest_utc_s == SMSSITE_NO_TIME ||
				    snapshot->taken_utc_s - snapshot->newest_utc_s > DAY_S;
	if (snapshot->is_copy)
		return SMSSITE_OK;
	status = sms_tree_space(self->sources->site.tree, &snapshot->free_bytes, &total);
	if (status)
		snapshot->free_bytes = -1;
	return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
}

static smssite_status observe_all(struct sms_observer *self, struct sms_names *top)
{
	smssite_status status = sms_observe_view(self, top);

	/* Logs saved elsewhere are looked for first: what is among them is not read again from the tree. */
	if (!status && self->sources->logs.tree)
		status = observe_saved_logs(self);
	if (!status)
		status = observe_tree(self, top);
	if (!status)
		status = sms_observe_drive(self, top);
	if (!status)
		status = sms_observe_traced_logs(self);
	if (!status)
		status = sms_observe_logs(self);
	if (!status && self->sources->boot_drive.tree)
		status = sms_observe_boot_drive(self);
	if (!status && self->sources->registry_count)
		status = sms_observe_registries(self);
	if (!status)
		status = take_given(self);
	if (!status)
		status = decide_liveness(self);
	return status ? status : sms_snapshot_finish(self->snapshot);
}

SMSSITE_API smssite_status smssite_observe(
	const smssite_sources *sources, const smssite_interest *interest, smssite_snapshot **snapshot)
{
	struct sms_observer observer = {
		.sources = sources,
		.interest = interest,
		.entries_left = SMS_MAX_SNAPSHOT_ENTRIES - SMS_MAX_KEPT_ENTRIES,
		.document_bytes_left = SMS_MAX_DOCUMENT_BYTES,
		.text_bytes_left = SMS_MAX_KEPT_TEXT_BYTES,
		.requests_left = SMS_MAX_KEPT_REQUESTS,
	};
	struct sms_names top = { 0 };
	smssite_status status;

	if (!sources || !sources->site.tree || !snapshot)
		return sms_invalid(
			"smssite_observe", "no sources, no tree set, or no place for the snapshot");
	status = sms_snapshot_new(&observer.snapshot);
	if (status)
		return status;
	observer.snapshot->taken_utc_s = sources->taken_utc_s;
	status = observe_all(&observer, &top);
	sms_names_release(&top);
	sms_free(observer.log_files);
	sms_arena_release(&observer.arena);
	if (status) {
		smssite_snapshot_free(observer.snapshot);
		return status;
	}
	*snapshot = observer.snapshot;
	return SMSSITE_OK;
}
