/* SPDX-License-Identifier: MIT */
/* Trace logs, read in constant memory. Kept are the first record, the last, and those of interest. */
#include "site/observe.h"
#include <smssite/services.h>
#include "evidence/log_file.h"
#include "format/trace_record.h"
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
	bool has_trailer, is_utf8;
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
	size_t cut, backward_steps;
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

/* The log that a name is of: itself, or for `SCHED.LO_` the `SCHED.LOG` that was renamed so (Resource Guide).
 * NULL: no memory. */
static const char *log_of(struct sms_observer *self, const char *name)
{
	char *log;

	if (!sms_has_extension(name, ".LO_"))
		return name;
	log = sms_arena_strdup(&self->arena, name);
	if (log)
		log[strlen(log) - 1] = 'G';
	return log;
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
		const char *log = log_of(self, entry->name), *known;
		struct sms_found_log file = {
			.tree = place->tree, .in_site = place->in_site, .stat = entry->stat
		};
		struct sms_found_log *grown;

		if (!log)
			return SMSSITE_NO_MEMORY;
		if (!is_wanted(log, wanted) || (place->in_site && is_saved_elsewhere(self, log)))
			continue;
		known = catalogue_name(log);
		/* A directory OLD.LOG is nobody's log; a directory SCHED.LOG is worth a word. */
		if (!known && ((!wanted && entry->stat.kind != SMSSITE_ENTRY_FILE) || log != entry->name))
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

static struct kept kept_of(const struct smssite_trace_record *record, bool is_record)
{
	struct kept kept = { (char *)record->text, record->text_size, record->line, record->time_local_s,
		is_record, record->is_utf8 };

	if (kept.size > SMS_MAX_KEPT_TEXT) {
		kept.size = SMS_MAX_KEPT_TEXT;
		while (kept.is_utf8 && kept.size && (record->text[kept.size] & 0xC0) == 0x80)
			kept.size--;
	}
	return kept;
}

static smssite_status take_record(struct scan *scan, const struct kept *record)
{
	smssite_status status = SMSSITE_OK;

	if (record->time_local_s != SMSSITE_NO_TIME) {
		if (scan->before_local_s != SMSSITE_NO_TIME && record->time_local_s < scan->before_local_s)
			scan->backward_steps++;
		scan->before_local_s = record->time_local_s;
	}
	if (!scan->first.text || (record->has_trailer && !scan->first.has_trailer))
		status = replace(&scan->first, record);
	if (!status && (record->has_trailer || !scan->last.has_trailer))
		status = replace(&scan->last, record);
	return status ? status : shelve(scan, record);
}

/* Reads to the end, or as far as the limit. */
static smssite_status scan_file(struct scan *scan, struct sms_log_file *file)
{
	struct sms_trace_habit habit = { .component_size = 0 };

	for (;;) {
		struct smssite_trace_record record;
		struct sms_span line;
		struct kept kept;
		bool has, is_record;
		smssite_status status = sms_log_file_next(file, &line, &has);

		if (status || !has)
			return status;
		if (!line.size)
			continue;
		is_record = sms_trace_parse(line.data, line.size, &habit, &record);
		record.line = file->lines.line;
		record.is_utf8 = sms_lines_is_utf8(&file->lines);
		kept = kept_of(&record, is_record);
		status = take_record(scan, &kept);
		if (status)
			return status;
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
		const struct smssite_trace_record encoding = { .is_utf8 = all[at].is_utf8 };
		char *text, *copy;
		size_t size;

		if (smssite_trace_record_text(&encoding, all[at].text, all[at].size, &text))
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
		log->records[kept++] =
			(struct sms_record){ copy, log->skipped ? 0 : all[at].line, all[at].time_local_s };
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

/* Of a log larger than is read the newest. */
static smssite_status scan_log(struct scan *scan, const struct sms_found_log *found, struct sms_log *log)
{
	struct sms_log_file file;
	int64_t skipped = 0;
	smssite_status status = sms_log_file_open(&file, found->tree, found->exact, NULL, found->path, false);

	if (!status)
		status = sms_log_file_skip(&file, found->stat.size, SMS_MAX_LOG, &skipped);
	log->skipped = (size_t)skipped;
	file.limit = skipped + SMS_MAX_LOG + SMS_MAX_LOG_GROWTH;
	if (!status)
		status = scan_file(scan, &file);
	scan->cut += file.lines.cut;
	sms_log_file_release(&file);
	return status;
}

static smssite_status read_log(struct sms_observer *self, const struct sms_found_log *found)
{
	struct sms_log *log = sms_snapshot_add_log(self->snapshot, found->name, found->path);
	struct scan scan = { 0 };
	smssite_status status;

	if (!log)
		return SMSSITE_NO_MEMORY;
	log->in_site = found->in_site;
	log->stat = found->stat;
	sms_observe_time(self, &found->stat);
	if (found->stat.kind != SMSSITE_ENTRY_FILE) {
		log->status = SMSSITE_MALFORMED;
		return SMSSITE_OK;
	}
	status = prepare_scan(&scan, self->interest, found->name);
	if (!status) {
		log->status = scan_log(&scan, found, log);
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

	for (size_t i = 0; !status && i < self->log_file_count; i++)
		status = read_log(self, &self->log_files[i]);
	return status;
}
