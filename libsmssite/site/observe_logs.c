/* SPDX-License-Identifier: MIT */
/* Trace logs, read in pieces. Kept are the first record, the last, and those of interest. */
#include "site/observe.h"
#include <smssite/services.h>
#include <smssite/trace_record.h>
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct kept {
	char *text;
	size_t size, line;
	int64_t time_local_s;
	/* A line without it is no whole record: torn by a crash, or being written. */
	bool has_trailer;
};

/* Records that hold one pattern of interest: the first of them and the latest. */
struct shelf {
	/* Position of the pattern in the table. */
	size_t pattern;
	struct kept *kept;
	size_t count;
};

struct scan {
	struct sms_patterns *patterns;
	struct shelf *shelves;
	size_t shelf_count, quota;
	struct kept first, last;
	size_t line, cut, backward_steps;
	int64_t before_local_s;
};

/* The catalogue's spelling of a log's name; NULL for a log of nobody. */
static const char *catalogue_name(const char *name)
{
	for (size_t i = 0; i < smssite_service_catalogue_count(); i++)
		if (sms_equal_folded(smssite_service_catalogue_log(i), name))
			return smssite_service_catalogue_log(i);
	return NULL;
}

static bool is_saved_elsewhere(const struct sms_observer *self, const char *name)
{
	if (self->sources->logs.tree)
		for (size_t i = 0; i < self->log_file_count; i++)
			if (!self->log_files[i].in_site && sms_equal_folded(self->log_files[i].name, name))
				return true;
	return false;
}

static bool is_wanted(const char *name, const char *const *wanted)
{
	if (!wanted)
		return sms_has_extension(name, ".LOG");
	while (*wanted && !sms_equal_folded(*wanted, name))
		wanted++;
	return *wanted != NULL;
}

smssite_status sms_observe_find_logs(struct sms_observer *self, const struct sms_log_place *place,
	const struct sms_names *names, const char *const *wanted)
{
	for (size_t i = 0; i < names->count && self->log_file_count < SMS_MAX_LOGS; i++) {
		const struct sms_entry *entry = &names->entries[i];
		const char *known = is_wanted(entry->name, wanted) ? catalogue_name(entry->name) : NULL;
		struct sms_log_file file = {
			.tree = place->tree, .in_site = place->in_site, .stat = entry->stat
		};
		struct sms_log_file *grown;

		if (!is_wanted(entry->name, wanted) ||
			(place->in_site && is_saved_elsewhere(self, entry->name)))
			continue;
		/* A directory OLD.LOG is nobody's log; a directory SCHED.LOG is worth a word. */
		if (!known && !wanted && entry->stat.kind != SMSSITE_ENTRY_FILE)
			continue;
		grown = sms_grow(
			self->log_files, self->log_file_count, &self->log_file_capacity, sizeof(*grown));
		if (!grown)
			return SMSSITE_NO_MEMORY;
		self->log_files = grown;
		file.name = known ? known : sms_arena_strdup(&self->arena, entry->name);
		file.exact = sms_observe_join(self, place->exact, '/', entry->name);
		file.path = sms_observe_join(self, place->path, place->in_site ? '\\' : '/', entry->name);
		if (!file.name || !file.exact || !file.path)
			return SMSSITE_NO_MEMORY;
		grown[self->log_file_count++] = file;
	}
	return SMSSITE_OK;
}

static smssite_status replace(struct kept *place, const struct kept *record)
{
	char *copy = sms_strndup(record->text, record->size);

	if (!copy)
		return SMSSITE_NO_MEMORY;
	sms_free(place->text);
	*place = *record;
	place->text = copy;
	return SMSSITE_OK;
}

static smssite_status put_on_shelf(struct scan *scan, struct shelf *shelf, const struct kept *record)
{
	size_t slot = shelf->count;

	if (slot >= scan->quota) {
		/* The first stays: it says since when. */
		slot = scan->quota == 1 ? 0 : 1 + (slot - scan->quota) % (scan->quota - 1);
		scan->cut++;
	}
	shelf->count++;
	return replace(&shelf->kept[slot], record);
}

static smssite_status shelve(struct scan *scan, const struct kept *record)
{
	const size_t *found;
	size_t count, shelf = 0;
	smssite_status status =
		sms_patterns_match(scan->patterns, record->text, record->size, &found, &count);

	for (size_t i = 0; !status && i < count; i++) {
		while (shelf < scan->shelf_count && scan->shelves[shelf].pattern < found[i])
			shelf++;
		if (shelf < scan->shelf_count && scan->shelves[shelf].pattern == found[i])
			status = put_on_shelf(scan, &scan->shelves[shelf], record);
	}
	return status;
}

static smssite_status take_line(struct scan *scan, const char *data, size_t size)
{
	struct smssite_trace_record parsed;
	struct kept record;
	smssite_status status;

	scan->line++;
	if (size && data[size - 1] == '\r')
		size--;
	if (!size)
		return SMSSITE_OK;
	status = smssite_trace_record_parse(data, size, &parsed);
	record = (struct kept){
		.size = parsed.text_size, .line = scan->line, .time_local_s = parsed.time_local_s
	};
	record.text = (char *)parsed.text;
	record.has_trailer = status == SMSSITE_OK;
	if (record.size > SMS_MAX_KEPT_TEXT)
		record.size = SMS_MAX_KEPT_TEXT;
	if (record.time_local_s != SMSSITE_NO_TIME) {
		if (scan->before_local_s != SMSSITE_NO_TIME && record.time_local_s < scan->before_local_s)
			scan->backward_steps++;
		scan->before_local_s = record.time_local_s;
	}
	status = SMSSITE_OK;
	if (!scan->first.text || (record.has_trailer && !scan->first.has_trailer))
		status = replace(&scan->first, &record);
	if (!status && (record.has_trailer || !scan->last.has_trailer))
		status = replace(&scan->last, &record);
	return status ? status : shelve(scan, &record);
}

/* Reads to the end, or as far as the limit. A line longer than the buffer is cut to it, and the cut is
 * counted. */
static smssite_status scan_file(struct scan *scan, smssite_tree *tree, void *file, char *buffer)
{
	size_t used = 0, got = 0, total = 0;
	bool skipping = false;
	smssite_status status;

	for (;;) {
		size_t start = 0, scanned = used;
		char *end;

		status = sms_tree_read(tree, file, buffer + used, SMS_MAX_RECORD - used, &got);
		if (status)
			return status;
		used += got;
		total += got;
		while ((end = memchr(buffer + scanned, '\n', used - scanned))) {
			size_t next = (size_t)(end - buffer) + 1;

			status = skipping ? SMSSITE_OK : take_line(scan, buffer + start, next - 1 - start);
			if (status)
				return status;
			skipping = false;
			start = scanned = next;
		}
		memmove(buffer, buffer + start, used - start);
		used -= start;
		if (used && (!got || used == SMS_MAX_RECORD)) {
			status = skipping ? SMSSITE_OK : take_line(scan, buffer, used);
			if (status)
				return status;
			scan->cut += got && !skipping;
			skipping = true;
			used = 0;
		}
		if (!got)
			return SMSSITE_OK;
		if (total > SMS_MAX_LOG)
			return sms_fail(SMSSITE_LIMIT, "a log of more than %u bytes", SMS_MAX_LOG);
	}
}

static int compare_kept(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

/* Hands the records to the snapshot, the ends first, then from the latest back as far as there is room. */
static smssite_status keep_records(
	struct sms_observer *self, struct sms_log *log, struct kept *all, size_t count)
{
	struct sms_arena *arena = &self->snapshot->arena;
	size_t kept = 0;

	log->records = sms_arena_alloc(arena, (count + 1) * sizeof(*log->records));
	if (!log->records)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		size_t at = i == 0 ? 0 : count - i;
		char *text = sms_text_from_1252(all[at].text, all[at].size), *copy;
		size_t size;

		if (!text)
			return SMSSITE_NO_MEMORY;
		size = strlen(text);
		if (size > self->text_bytes_left) {
			sms_free(text);
			log->record_cut++;
			continue;
		}
		copy = sms_arena_strdup(arena, text);
		sms_free(text);
		if (!copy)
			return SMSSITE_NO_MEMORY;
		self->text_bytes_left -= size;
		log->records[kept++] = (struct sms_record){ copy, all[at].line, all[at].time_local_s };
	}
	log->record_count = kept;
	/* First, last, last but one ... second: all but the first in reverse. */
	for (size_t i = 1, j = kept; i + 1 < j; i++) {
		struct sms_record record = log->records[i];

		log->records[i] = log->records[--j];
		log->records[j] = record;
	}
	return SMSSITE_OK;
}

static smssite_status gather(struct sms_observer *self, const struct scan *scan, struct sms_log *log)
{
	struct kept *all = sms_alloc((scan->shelf_count * scan->quota + 2) * sizeof(*all));
	size_t count = 0, unique = 0;
	smssite_status status;

	if (!all)
		return SMSSITE_NO_MEMORY;
	if (scan->first.text)
		all[count++] = scan->first;
	if (scan->last.text)
		all[count++] = scan->last;
	for (size_t i = 0; i < scan->shelf_count; i++)
		for (size_t j = 0; j < scan->quota && scan->shelves[i].kept[j].text; j++)
			all[count++] = scan->shelves[i].kept[j];
	if (count)
		qsort(all, count, sizeof(*all), compare_kept);
	for (size_t i = 0; i < count; i++)
		if (!unique || all[unique - 1].line != all[i].line)
			all[unique++] = all[i];
	status = keep_records(self, log, all, unique);
	sms_free(all);
	return status;
}

static smssite_status prepare_scan(struct scan *scan, const smssite_interest *interest, const char *name)
{
	size_t count = interest ? interest->count : 0;
	smssite_status status;

	scan->before_local_s = SMSSITE_NO_TIME;
	status = sms_patterns_new(interest ? interest->texts : NULL, count, name, &scan->patterns);
	if (status)
		return status;
	scan->shelves = sms_calloc(count + 1, sizeof(*scan->shelves));
	if (!scan->shelves)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (scan->shelf_count < SMS_MAX_KEPT_RECORDS &&
			(!interest->texts[i].log || sms_equal_folded(interest->texts[i].log, name)))
			scan->shelves[scan->shelf_count++].pattern = i;
	scan->quota = scan->shelf_count ? SMS_MAX_KEPT_RECORDS / scan->shelf_count : 0;
	for (size_t i = 0; i < scan->shelf_count; i++) {
		scan->shelves[i].kept = sms_calloc(scan->quota, sizeof(struct kept));
		if (!scan->shelves[i].kept)
			return SMSSITE_NO_MEMORY;
	}
	return SMSSITE_OK;
}

static void release_scan(struct scan *scan)
{
	for (size_t i = 0; i < scan->shelf_count; i++) {
		for (size_t j = 0; scan->shelves[i].kept && j < scan->quota; j++)
			sms_free(scan->shelves[i].kept[j].text);
		sms_free(scan->shelves[i].kept);
	}
	sms_free(scan->shelves);
	sms_patterns_free(scan->patterns);
	sms_free(scan->first.text);
	sms_free(scan->last.text);
}

static smssite_status read_log(struct sms_observer *self, const struct sms_log_file *file, char *buffer)
{
	struct sms_log *log = sms_snapshot_add_log(self->snapshot, file->name, file->path);
	struct scan scan = { 0 };
	smssite_status status;
	void *opened = NULL;

	if (!log)
		return SMSSITE_NO_MEMORY;
	log->in_site = file->in_site;
	log->stat = file->stat;
	sms_observe_time(self, &file->stat);
	if (file->stat.kind != SMSSITE_ENTRY_FILE) {
		log->status = SMSSITE_MALFORMED;
		return SMSSITE_OK;
	}
	status = prepare_scan(&scan, self->interest, file->name);
	if (!status) {
		log->status = sms_tree_open_exact(file->tree, file->exact, SMSSITE_OPEN_READ, &opened);
		if (!log->status)
			log->status = scan_file(&scan, file->tree, opened, buffer);
		sms_tree_close(file->tree, opened);
		status = log->status == SMSSITE_NO_MEMORY ? log->status : gather(self, &scan, log);
	}
	log->record_cut += scan.cut;
	log->backward_steps = scan.backward_steps;
	release_scan(&scan);
	return status;
}

smssite_status sms_observe_logs(struct sms_observer *self)
{
	smssite_status status = SMSSITE_OK;
	char *buffer;

	if (!self->log_file_count)
		return SMSSITE_OK;
	buffer = sms_alloc(SMS_MAX_RECORD);
	if (!buffer)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; !status && i < self->log_file_count; i++)
		status = read_log(self, &self->log_files[i], buffer);
	sms_free(buffer);
	return status;
}
