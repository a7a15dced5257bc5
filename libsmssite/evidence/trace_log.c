/* SPDX-License-Identifier: MIT */
#include <smssite/trace_log.h>
#include "evidence/log_file.h"
#include "evidence/patterns.h"
#include "format/trace_record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"

#include <stdatomic.h>
#include <string.h>

struct file {
	struct sms_log_file log;
	struct sms_trace_habit habit;
	int64_t before_local_s;
	size_t text_only, backward, late;
	/* The file that its records come before: its roll-over is read first. */
	bool goes_on;
};

/* Files that are read one after the other, and the record that is next. */
struct lane {
	size_t file;
	struct smssite_trace_record record;
	bool has, is_over;
};

struct smssite_trace_log {
	/* Each by itself: their readers point at them. */
	struct file **files;
	struct lane *lanes;
	size_t file_count, file_capacity, lane_count, lane_capacity;
	/* The lane of the record that was answered last, which is read on by the next call. */
	size_t answered;
	bool follow;
	char *component, *text, *text_1252;
	size_t text_1252_size;
	int64_t thread, from_local_s, to_local_s;
	struct sms_patterns *patterns;
	atomic_flag inside;
};

/* 2037-01-01: stamps from then on crash the services. */
static const int64_t late_local_s = INT64_C(2114380800);

#define ENTER(self, call)                                                                                    \
	do {                                                                                                 \
		if (!(self))                                                                                 \
			return sms_invalid(call, "log must not be NULL");                                    \
		if (atomic_flag_test_and_set(&(self)->inside))                                               \
			return sms_fail(SMSSITE_BUSY, call ": another thread is in this reader");            \
	} while (0)

static smssite_status leave(smssite_trace_log *self, smssite_status status)
{
	atomic_flag_clear(&self->inside);
	return status;
}

SMSSITE_API smssite_status smssite_trace_log_new(smssite_trace_log **log)
{
	smssite_trace_log *self;

	if (!log)
		return sms_invalid("smssite_trace_log_new", "log must not be NULL");
	*log = NULL;
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	self->thread = -1;
	self->from_local_s = self->to_local_s = SMSSITE_NO_TIME;
	self->answered = SMSSITE_NO_INDEX;
	atomic_flag_clear(&self->inside);
	*log = self;
	return SMSSITE_OK;
}

static void free_file(struct file *file)
{
	sms_log_file_release(&file->log);
	sms_free(file);
}

SMSSITE_API void smssite_trace_log_free(smssite_trace_log *self)
{
	if (!self)
		return;
	for (size_t i = 0; i < self->file_count; i++)
		free_file(self->files[i]);
	sms_patterns_free(self->patterns);
	sms_free(self->files);
	sms_free(self->lanes);
	sms_free(self->component);
	sms_free(self->text);
	sms_free(self->text_1252);
	sms_free(self);
}

/* ---- adding */

static struct file *new_file(void)
{
	struct file *file = sms_calloc(1, sizeof(*file));

	if (file)
		file->before_local_s = SMSSITE_NO_TIME;
	return file;
}

/* Room for two files and a lane, so that adding them cannot fail half-way. */
static smssite_status make_room(smssite_trace_log *self)
{
	struct file **files;
	struct lane *lanes;

	if (self->file_count + 2 > SMS_MAX_LOGS)
		return sms_fail(SMSSITE_LIMIT, "more than %u logs", SMS_MAX_LOGS);
	files = sms_grow(self->files, self->file_count + 1, &self->file_capacity, sizeof(*files));
	if (!files)
		return SMSSITE_NO_MEMORY;
	self->files = files;
	lanes = sms_grow(self->lanes, self->lane_count, &self->lane_capacity, sizeof(*lanes));
	if (!lanes)
		return SMSSITE_NO_MEMORY;
	self->lanes = lanes;
	return SMSSITE_OK;
}

/* Takes the files, the first of which may be NULL, as one lane. */
static void add_lane(smssite_trace_log *self, struct file *rolled, struct file *file)
{
	self->lanes[self->lane_count++] = (struct lane){ .file = self->file_count };
	if (rolled) {
		rolled->goes_on = true;
		self->files[self->file_count++] = rolled;
	}
	self->files[self->file_count++] = file;
	if (self->follow)
		sms_log_file_follow(&file->log);
}

/* What was renamed before; NULL where nothing was. It is opened after the log: a log that is renamed in
 * between is found by both, and is then read once. */
static smssite_status open_rolled(
	smssite_tree *tree, const char *path, const struct file *file, struct file **result)
{
	char *actual;
	smssite_status status;
	struct sms_detail detail;

	*result = NULL;
	if (!*path)
		return SMSSITE_OK;
	sms_detail_keep(&detail);
	status = sms_tree_resolve_file(tree, path, &actual);
	if (status == SMSSITE_NOT_FOUND) {
		sms_detail_restore(&detail);
		return SMSSITE_OK;
	}
	if (status)
		return status;
	*result = new_file();
	status = *result ? sms_log_file_open(&(*result)->log, tree, actual, "", actual, true)
			 : SMSSITE_NO_MEMORY;
	sms_free(actual);
	if (*result && (status || !(*result)->log.file ||
			       (file->log.file && (*result)->log.stat.identity &&
				       (*result)->log.stat.identity == file->log.stat.identity))) {
		free_file(*result);
		*result = NULL;
	}
	return status;
}

/* The log's exact path, and the one that it would be renamed to. OK also when the log is not there. */
static smssite_status find_paths(smssite_tree *tree, const char *path, char **actual, char **rolled)
{
	smssite_status status;

	*actual = *rolled = NULL;
	status = sms_tree_resolve_file(tree, path, actual);
	if (status == SMSSITE_NOT_FOUND)
		status = sms_tree_resolve_new(tree, path, actual);
	if (status) {
		*actual = NULL;
		return status;
	}
	return sms_log_rolled_path(*actual, rolled);
}

static smssite_status add(smssite_trace_log *self, smssite_tree *tree, const char *path)
{
	struct file *file = NULL, *rolled = NULL;
	char *actual = NULL, *rolled_path = NULL;
	smssite_status status = make_room(self);

	if (!status)
		status = find_paths(tree, path, &actual, &rolled_path);
	if (!status) {
		file = new_file();
		status = file ? sms_log_file_open(&file->log, tree, actual, rolled_path, actual, true)
			      : SMSSITE_NO_MEMORY;
	}
	if (!status)
		status = open_rolled(tree, rolled_path, file, &rolled);
	if (!status && !file->log.file && !rolled)
		status = sms_fail(SMSSITE_NOT_FOUND, "%s: no such log", path);
	if (!status)
		add_lane(self, rolled, file);
	else if (file)
		free_file(file);
	sms_free(actual);
	sms_free(rolled_path);
	return status;
}

SMSSITE_API smssite_status smssite_trace_log_add(
	smssite_trace_log *self, smssite_tree *tree, const char *path)
{
	if (!tree || !path)
		return sms_invalid("smssite_trace_log_add", "tree and path must not be NULL");
	ENTER(self, "smssite_trace_log_add");
	return leave(self, add(self, tree, path));
}

static smssite_status add_opened(
	smssite_trace_log *self, const void *data, size_t size, int descriptor, const char *name)
{
	smssite_status status = make_room(self);
	struct file *file;

	if (status)
		return status;
	file = new_file();
	if (!file)
		return SMSSITE_NO_MEMORY;
	status = data ? sms_log_file_of_bytes(&file->log, data, size, name)
		      : sms_log_file_of_descriptor(&file->log, descriptor, name);
	if (status)
		free_file(file);
	else
		add_lane(self, NULL, file);
	return status;
}

SMSSITE_API smssite_status smssite_trace_log_add_bytes(
	smssite_trace_log *self, const void *data, size_t size, const char *name)
{
	if (!data || !name)
		return sms_invalid("smssite_trace_log_add_bytes", "data and name must not be NULL");
	ENTER(self, "smssite_trace_log_add_bytes");
	return leave(self, add_opened(self, data, size, -1, name));
}

SMSSITE_API smssite_status smssite_trace_log_add_descriptor(
	smssite_trace_log *self, int descriptor, const char *name)
{
	if (descriptor < 0 || !name)
		return sms_invalid("smssite_trace_log_add_descriptor", "a descriptor and a name are needed");
	ENTER(self, "smssite_trace_log_add_descriptor");
	return leave(self, add_opened(self, NULL, 0, descriptor, name));
}

SMSSITE_API smssite_status smssite_trace_log_follow(smssite_trace_log *self)
{
	ENTER(self, "smssite_trace_log_follow");
	self->follow = true;
	for (size_t i = 0; i < self->file_count; i++)
		if (!self->files[i]->goes_on)
			sms_log_file_follow(&self->files[i]->log);
	return leave(self, SMSSITE_OK);
}

/* ---- filters */

static smssite_status replace(char **place, const char *text)
{
	char *copy = text ? sms_strdup(text) : NULL;

	if (text && !copy)
		return SMSSITE_NO_MEMORY;
	sms_free(*place);
	*place = copy;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_trace_log_only_component(smssite_trace_log *self, const char *component)
{
	ENTER(self, "smssite_trace_log_only_component");
	return leave(self, replace(&self->component, component));
}

SMSSITE_API smssite_status smssite_trace_log_only_thread(smssite_trace_log *self, int64_t thread)
{
	if (thread < -1)
		return sms_invalid("smssite_trace_log_only_thread", "no thread has a negative number");
	ENTER(self, "smssite_trace_log_only_thread");
	self->thread = thread;
	return leave(self, SMSSITE_OK);
}

SMSSITE_API smssite_status smssite_trace_log_only_time(
	smssite_trace_log *self, int64_t from_local_s, int64_t to_local_s)
{
	ENTER(self, "smssite_trace_log_only_time");
	self->from_local_s = from_local_s;
	self->to_local_s = to_local_s;
	return leave(self, SMSSITE_OK);
}

static smssite_status set_text(smssite_trace_log *self, const char *text)
{
	char *copy = NULL, *ansi = NULL;
	size_t size = 0;
	smssite_status status = replace(&copy, text);

	if (!status && text)
		status = sms_text_to_1252(text, &ansi, &size);
	/* Then no record in the ANSI code page has it. */
	if (status == SMSSITE_MALFORMED)
		status = SMSSITE_OK;
	if (status) {
		sms_free(copy);
		return status;
	}
	sms_free(self->text);
	sms_free(self->text_1252);
	self->text = copy;
	self->text_1252 = ansi;
	self->text_1252_size = size;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_trace_log_only_text(smssite_trace_log *self, const char *text)
{
	ENTER(self, "smssite_trace_log_only_text");
	return leave(self, set_text(self, text));
}

static smssite_status set_pattern(smssite_trace_log *self, const char *pattern)
{
	struct sms_patterns *patterns = NULL;
	struct sms_pattern entry = { NULL, NULL, pattern };
	smssite_status status = pattern ? sms_patterns_new(&entry, 1, NULL, &patterns) : SMSSITE_OK;

	if (status)
		return status;
	sms_patterns_free(self->patterns);
	self->patterns = patterns;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_trace_log_only_pattern(smssite_trace_log *self, const char *pattern)
{
	ENTER(self, "smssite_trace_log_only_pattern");
	return leave(self, set_pattern(self, pattern));
}

static bool contains(const char *data, size_t size, const char *text, size_t text_size)
{
	const char *at = data, *end = data + size;

	while ((size_t)(end - at) >= text_size) {
		if (!text_size)
			return true;
		at = memchr(at, text[0], (size_t)(end - at) - text_size + 1);
		if (!at)
			return false;
		if (memcmp(at, text, text_size) == 0)
			return true;
		at++;
	}
	return false;
}

static bool has_text(const smssite_trace_log *self, const struct smssite_trace_record *record)
{
	if (!self->text)
		return true;
	if (record->is_utf8)
		return contains(record->text, record->text_size, self->text, strlen(self->text));
	return self->text_1252 &&
	       contains(record->text, record->text_size, self->text_1252, self->text_1252_size);
}

static smssite_status is_wanted(
	smssite_trace_log *self, const struct smssite_trace_record *record, int64_t local_s, bool *wanted)
{
	const size_t *found;
	size_t count;
	smssite_status status;

	*wanted = (!self->component || sms_span_equal_folded(
					       (struct sms_span){ record->component, record->component_size },
					       self->component)) &&
		  (self->thread < 0 || record->thread == self->thread) &&
		  (self->from_local_s == SMSSITE_NO_TIME ||
			  (local_s != SMSSITE_NO_TIME && local_s >= self->from_local_s)) &&
		  (self->to_local_s == SMSSITE_NO_TIME ||
			  (local_s != SMSSITE_NO_TIME && local_s <= self->to_local_s)) &&
		  has_text(self, record);
	if (!*wanted || !self->patterns)
		return SMSSITE_OK;
	status = sms_patterns_match(self->patterns, record->text, record->text_size, &found, &count);
	*wanted = count > 0;
	return status;
}

/* ---- reading */

/* Takes the record into account and answers the time that it counts as. */
static int64_t count_record(struct file *file, const struct smssite_trace_record *record)
{
	file->text_only += record->form == SMSSITE_TRACE_TEXT;
	if (record->time_local_s == SMSSITE_NO_TIME)
		return file->before_local_s;
	file->backward +=
		record->time_local_s < file->before_local_s && file->before_local_s != SMSSITE_NO_TIME;
	file->late += record->time_local_s >= late_local_s;
	return file->before_local_s = record->time_local_s;
}

/* The next record of a lane that is wanted. */
static smssite_status read_on(smssite_trace_log *self, struct lane *lane, struct smssite_trace_record *record)
{
	for (;;) {
		struct file *file = self->files[lane->file];
		struct sms_span line;
		bool wanted;
		smssite_status status = sms_log_file_next(&file->log, &line, &lane->has);

		if (!status && !lane->has && file->goes_on) {
			self->files[++lane->file]->before_local_s = file->before_local_s;
			continue;
		}
		if (status || !lane->has) {
			lane->has = false;
			/* Who follows may find a share back again. */
			lane->is_over = status && !self->follow;
			return status;
		}
		if (!line.size)
			continue;
		sms_trace_parse(line.data, line.size, &file->habit, record);
		record->is_utf8 = sms_lines_is_utf8(&file->log.lines);
		record->log = lane->file;
		record->line = file->log.lines.line;
		status = is_wanted(self, record, count_record(file, record), &wanted);
		if (status || wanted)
			return status;
	}
}

static int64_t time_of(const smssite_trace_log *self, const struct lane *lane)
{
	return self->files[lane->file]->before_local_s;
}

/* Of many lanes the one whose record is the earliest. */
static smssite_status merge(smssite_trace_log *self, struct smssite_trace_record *record, bool *has)
{
	struct lane *first = NULL;

	if (self->answered < self->lane_count)
		self->lanes[self->answered].has = false;
	for (size_t i = 0; i < self->lane_count; i++) {
		struct lane *lane = &self->lanes[i];
		smssite_status status =
			lane->has || lane->is_over ? SMSSITE_OK : read_on(self, lane, &lane->record);

		if (status)
			return status;
		/* NO_TIME is before all times. */
		if (lane->has && (!first || time_of(self, lane) < time_of(self, first)))
			first = lane;
	}
	*has = first != NULL;
	self->answered = first ? (size_t)(first - self->lanes) : SMSSITE_NO_INDEX;
	if (first)
		*record = first->record;
	return SMSSITE_OK;
}

static smssite_status next(smssite_trace_log *self, struct smssite_trace_record *record, bool *has)
{
	struct lane *only = self->lanes;
	smssite_status status;

	if (self->lane_count != 1 || only->has)
		return merge(self, record, has);
	if (only->is_over)
		return SMSSITE_OK;
	status = read_on(self, only, record);
	*has = only->has;
	only->has = false;
	return status;
}

SMSSITE_API smssite_status smssite_trace_log_next(
	smssite_trace_log *self, struct smssite_trace_record *record, bool *has)
{
	if (!record || !has)
		return sms_invalid("smssite_trace_log_next", "record and has must not be NULL");
	*has = false;
	ENTER(self, "smssite_trace_log_next");
	return leave(self, next(self, record, has));
}

/* ---- what was read */

SMSSITE_API size_t smssite_trace_log_count(const smssite_trace_log *self)
{
	return self ? self->file_count : 0;
}

SMSSITE_API const char *smssite_trace_log_name(const smssite_trace_log *self, size_t log)
{
	return self && log < self->file_count ? self->files[log]->log.name : NULL;
}

SMSSITE_API size_t smssite_trace_log_tally(
	const smssite_trace_log *self, size_t log, smssite_trace_tally tally)
{
	const struct file *file;

	if (!self || log >= self->file_count)
		return 0;
	file = self->files[log];
	switch (tally) {
	case SMSSITE_TRACE_TALLY_LINES:
		return file->log.lines.total;
	case SMSSITE_TRACE_TALLY_CUT:
		return file->log.lines.cut;
	case SMSSITE_TRACE_TALLY_TEXT:
		return file->text_only;
	case SMSSITE_TRACE_TALLY_BACKWARD:
		return file->backward;
	case SMSSITE_TRACE_TALLY_LATE:
		return file->late;
	case SMSSITE_TRACE_TALLY_NUL:
		return file->log.lines.nul;
	case SMSSITE_TRACE_TALLY_BROKEN:
		return file->log.lines.broken;
	case SMSSITE_TRACE_TALLY_TRUNCATED:
		return file->log.truncated;
	case SMSSITE_TRACE_TALLY_REPLACED:
		return file->log.replaced;
	case SMSSITE_TRACE_TALLY_ROLLED:
		return file->log.rolled;
	}
	return 0;
}
