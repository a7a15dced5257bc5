/* SPDX-License-Identifier: MIT */
/* Whether the programs of the site server are those of its SYSTEM.MAP: A09, A11, C11. */
#include "diagnosis/look.h"
#include "diagnosis/required.h"
#include "diagnosis/rules.h"
#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define PROGRAMS "SITE.SRV\\<platform>.BIN"
#define WANT_PROGRAMS "SYSTEM.MAP and SITE.SRV\\X86.BIN with its programs " SMS_WANT_ROOT
/* A service has a file or two (Resource Guide), a site some ten services. */
#define MAX_NEEDED 64

/* What a map has of one directory, by name: a name can be there more than once, for languages or units. */
struct program {
	const char *name;
	size_t file;
};

struct programs {
	const smssite_system_map *map;
	struct program *list;
	size_t count, capacity;
};

static const smssite_system_map *map_of(const smssite_snapshot *snapshot)
{
	return smssite_snapshot_document_system_map(
		snapshot, smssite_snapshot_find_document(snapshot, "SYSTEM.MAP"));
}

static int compare_programs(const void *a, const void *b)
{
	const struct program *x = a, *y = b;
	int order = sms_compare_folded(x->name, strlen(x->name), y->name, strlen(y->name));

	return order ? order : (x->file > y->file) - (x->file < y->file);
}

/* False: no memory. */
static bool collect(struct programs *programs, const smssite_system_map *map, const char *directory)
{
	*programs = (struct programs){ .map = map };
	for (size_t i = 0; i < smssite_system_map_file_count(map); i++) {
		struct program *grown;

		if (!sms_equal_folded(smssite_system_map_file_directory(map, i), directory))
			continue;
		grown = sms_grow(programs->list, programs->count, &programs->capacity, sizeof(*grown));
		if (!grown)
			return false;
		programs->list = grown;
		grown[programs->count++] = (struct program){ smssite_system_map_file_name(map, i), i };
	}
	if (programs->count)
		qsort(programs->list, programs->count, sizeof(*programs->list), compare_programs);
	return true;
}

/* The first of a name and how many there are. */
static size_t find_program(const struct programs *programs, const char *name, size_t *count)
{
	const struct program wanted = { name, 0 };
	size_t low = 0, high = programs->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_programs(&programs->list[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (*count = 0; low + *count < programs->count; ++*count)
		if (!sms_equal_folded(programs->list[low + *count].name, name))
			break;
	return low;
}

enum fit { FIT_UNTOLD, FIT_SIZE, FIT_OTHER_SIZE };

/* Whether a file has one of the sizes of its name: two each, for its compressed form or an older one (Q196228). */
static enum fit fit_of(const struct programs *programs, size_t first, size_t count, int64_t size)
{
	enum fit fit = FIT_UNTOLD;

	for (size_t i = first; i < first + count; i++) {
		int64_t one = smssite_system_map_file_size(programs->map, programs->list[i].file);
		int64_t other = smssite_system_map_file_other_size(programs->map, programs->list[i].file);

		if (size == one || size == other)
			return FIT_SIZE;
		if (one >= 0 || other >= 0)
			fit = FIT_OTHER_SIZE;
	}
	return fit;
}

struct programs_look {
	size_t fit, differ, missing;
	/* Of those whose size tells which of two builds they are of. */
	size_t own_build, other_build;
};

/* The programs that services which must run are made of. What a map lists beside them may be for other kinds of sites. */
struct needed {
	const char *names[MAX_NEEDED];
	size_t count;
};

static void add_programs(const smssite_system_map *map, const char *service, struct needed *needed)
{
	for (size_t i = 0; i < smssite_system_map_component_count(map); i++) {
		size_t files = smssite_system_map_component_file_count(map, i);

		if (!sms_equal_folded(smssite_system_map_component_name(map, i), service))
			continue;
		for (size_t j = 0; j < files && needed->count < MAX_NEEDED; j++)
			needed->names[needed->count++] = smssite_system_map_component_file(map, i, j);
	}
}

/* Each service is asked for once, and not at each component by its name: that reads the whole master, and a map may have as
 * many components as it likes. */
static void find_needed(const smssite_snapshot *snapshot, const smssite_system_map *map, struct needed *needed)
{
	const smssite_control_file *file = sms_site_control_file(snapshot);

	needed->count = 0;
	for (size_t i = 0; file && i < smssite_service_catalogue_count(); i++)
		if (smssite_service_need(file, i, NULL) == SMSSITE_NEED_MUST_RUN)
			add_programs(map, smssite_service_catalogue_name(i), needed);
}

static bool is_needed(const struct needed *needed, const char *name)
{
	for (size_t i = 0; i < needed->count; i++)
		if (sms_equal_folded(needed->names[i], name))
			return true;
	return false;
}

/* Compares what lies in a directory with what its map says. */
static void look_at_directory(struct sms_check *check, size_t directory, const struct programs *own,
	const struct needed *needed, bool tell, struct programs_look *look)
{
	const char *path = smssite_snapshot_directory_path(check->site, directory);

	for (size_t i = 0, count; i < own->count; i += count) {
		const char *name = own->list[i].name;
		size_t line = smssite_system_map_file_line(own->map, own->list[i].file);
		struct sms_file file;

		find_program(own, name, &count);
		switch (sms_find_entry(check->site, directory, name, &file)) {
		case SMS_SEEN_UNKNOWN:
			continue;
		case SMS_SEEN_ABSENT:
			if (!is_needed(needed, name))
				continue;
			look->missing++;
			if (tell)
				sms_evidence(check, "SYSTEM.MAP", line, "%s\\%s is not there", path, name);
			continue;
		case SMS_SEEN_THERE:
			break;
		}
		if (file.stat.kind != SMSSITE_ENTRY_FILE || fit_of(own, i, count, file.stat.size) == FIT_UNTOLD)
			continue;
		if (fit_of(own, i, count, file.stat.size) == FIT_SIZE) {
			look->fit++;
			continue;
		}
		look->differ++;
		if (tell)
			sms_evidence(check, "SYSTEM.MAP", line, "%s\\%s has %s, not %lld", path, name,
				sms_say_size(file.stat.size).text,
				(long long)smssite_system_map_file_size(own->map, own->list[i].file));
	}
}

static void look_at_programs(struct sms_check *check, bool tell, struct programs_look *look)
{
	const smssite_system_map *map = map_of(check->site);
	struct needed needed;

	*look = (struct programs_look){ 0 };
	find_needed(check->site, map, &needed);
	for (size_t i = 0; map && (i = sms_next_directory(check->site, PROGRAMS, i)) != SMSSITE_NO_INDEX; i++) {
		struct programs own;

		if (collect(&own, map, smssite_snapshot_directory_path(check->site, i)))
			look_at_directory(check, i, &own, &needed, tell, look);
		else
			check->failed = true;
		sms_free(own.list);
	}
}

/* A bootstrap takes programs away and puts others there. Answers then. */
static bool is_being_upgraded(struct sms_check *check)
{
	if (!sms_is_installed(sms_service_or_key(check->site, "SMS_UPGRADE_BOOTSTRAP")) &&
		!sms_is_installed(sms_service_or_key(check->site, "SMS_BOOTSTRAP")))
		return false;
	sms_answer(check, SMSSITE_SEVERITY_OK, "a bootstrap is at work, which replaces programs");
	return true;
}

void sms_check_a11(struct sms_check *check)
{
	struct programs_look look, told;

	if (is_being_upgraded(check))
		return;
	look_at_programs(check, false, &look);
	if (look.differ || look.missing) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "programs are not those of SYSTEM.MAP");
		look_at_programs(check, true, &told);
	} else if (look.fit) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "%zu program%s of the size%s that SYSTEM.MAP says", look.fit,
			look.fit == 1 ? " is" : "s are", look.fit == 1 ? "" : "s");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether programs are those of SYSTEM.MAP cannot be told");
		sms_missing(check, WANT_PROGRAMS);
	}
}

/* Counts the programs that are of one of two builds only. */
static void compare_builds(struct sms_check *check, size_t directory, const struct programs *own,
	const struct programs *other, bool tell, struct programs_look *look)
{
	const char *path = smssite_snapshot_directory_path(check->site, directory);

	for (size_t i = 0, count, others; i < own->count; i += count) {
		const char *name = own->list[i].name;
		size_t place = find_program(other, name, &others);
		struct sms_file file;
		enum fit here, there;

		find_program(own, name, &count);
		if (sms_find_entry(check->site, directory, name, &file) != SMS_SEEN_THERE ||
			file.stat.kind != SMSSITE_ENTRY_FILE)
			continue;
		here = fit_of(own, i, count, file.stat.size);
		there = fit_of(other, place, others, file.stat.size);
		look->own_build += here == FIT_SIZE && there == FIT_OTHER_SIZE;
		if (here != FIT_OTHER_SIZE || there != FIT_SIZE)
			continue;
		look->other_build++;
		if (tell)
			sms_evidence(check, path, 0, "%s: %s, as in build %lld", name, sms_say_size(file.stat.size).text,
				(long long)smssite_system_map_build(other->map));
	}
}

static void look_at_builds(
	struct sms_check *check, const smssite_system_map *other_map, bool tell, struct programs_look *look)
{
	const smssite_system_map *map = map_of(check->site);

	for (size_t i = 0; (i = sms_next_directory(check->site, PROGRAMS, i)) != SMSSITE_NO_INDEX; i++) {
		const char *path = smssite_snapshot_directory_path(check->site, i);
		struct programs own = { 0 }, other = { 0 };

		if (collect(&own, map, path) && collect(&other, other_map, path))
			compare_builds(check, i, &own, &other, tell, look);
		else
			check->failed = true;
		sms_free(own.list);
		sms_free(other.list);
	}
}

/* A map of another build: the parent's after its upgrade, or that of an earlier look; NULL. */
static const smssite_system_map *other_map_of(const struct sms_check *check)
{
	const smssite_system_map *own = map_of(check->site);
	const smssite_system_map *others[] = { map_of(check->parent), map_of(smssite_case_earlier(check->site_case)) };

	for (size_t i = 0; own && i < 2; i++)
		if (others[i] && smssite_system_map_build(others[i]) >= 0 &&
			smssite_system_map_build(others[i]) != smssite_system_map_build(own))
			return others[i];
	return NULL;
}

void sms_check_a09(struct sms_check *check)
{
	const smssite_system_map *other = other_map_of(check);
	struct programs_look look, told = { 0 };

	if (is_being_upgraded(check))
		return;
	look_at_programs(check, false, &look);
	if (other)
		look_at_builds(check, other, false, &look);
	if (look.other_build && look.own_build) {
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "programs of two builds lie together");
		sms_evidence(check, "SYSTEM.MAP", 0, "%zu programs are of build %lld", look.own_build,
			(long long)smssite_system_map_build(map_of(check->site)));
		look_at_builds(check, other, true, &told);
	} else if (look.other_build) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "the programs are of another build than SYSTEM.MAP");
		look_at_builds(check, other, true, &told);
	} else if (look.fit && !look.differ) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "the programs are of one build");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether programs of two builds lie together cannot be told");
		sms_missing(check, look.differ ? "SYSTEM.MAP of the other build (--parent SITE, or an earlier snapshot)"
					       : WANT_PROGRAMS);
	}
}

/* Files of a directory that its map does not list. */
static size_t look_at_strangers(struct sms_check *check, bool tell, size_t *files)
{
	const smssite_system_map *map = map_of(check->site);
	size_t strangers = 0;

	*files = 0;
	for (size_t i = 0; map && (i = sms_next_directory(check->site, PROGRAMS, i)) != SMSSITE_NO_INDEX; i++) {
		struct programs own = { 0 };

		if (!collect(&own, map, smssite_snapshot_directory_path(check->site, i)))
			check->failed = true;
		/* A map that says nothing of the directory says nothing of its files. */
		for (size_t j = 0; own.count && j < smssite_snapshot_entry_count(check->site, i); j++) {
			struct sms_file file;
			size_t count;

			if (!sms_file_at(check->site, i, j, &file))
				continue;
			++*files;
			find_program(&own, file.name, &count);
			strangers += !count;
			if (!count && tell)
				sms_file_evidence(check, check->site, &file, "");
		}
		sms_free(own.list);
	}
	return strangers;
}

void sms_check_c11(struct sms_check *check)
{
	size_t files, strangers = look_at_strangers(check, false, &files);

	if (strangers)
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "%zu file%s among the programs %s not the product's: an upgrade deletes %s",
			strangers, strangers == 1 ? "" : "s", strangers == 1 ? "is" : "are", strangers == 1 ? "it" : "them");
	else if (files)
		sms_answer(check, SMSSITE_SEVERITY_OK, "no file among the programs is a stranger");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether files among the programs are the product's cannot be told");
	look_at_strangers(check, true, &files);
	if (!files)
		sms_missing(check, WANT_PROGRAMS);
}
