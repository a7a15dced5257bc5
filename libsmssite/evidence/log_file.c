/* SPDX-License-Identifier: MIT */
#include "evidence/log_file.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* ---- reading */

static void keep_tail(struct sms_log_file *self, const char *data, size_t size)
{
	if (size >= SMS_LOG_TAIL) {
		memcpy(self->tail, data + size - SMS_LOG_TAIL, SMS_LOG_TAIL);
		self->tail_size = SMS_LOG_TAIL;
		return;
	}
	if (self->tail_size + size > SMS_LOG_TAIL) {
		size_t gone = self->tail_size + size - SMS_LOG_TAIL;

		memmove(self->tail, self->tail + gone, self->tail_size - gone);
		self->tail_size -= gone;
	}
	memcpy(self->tail + self->tail_size, data, size);
	self->tail_size += size;
}

static smssite_status read_file(void *source, void *buffer, size_t size, size_t *got)
{
	struct sms_log_file *self = source;
	smssite_status status = SMSSITE_OK;

	*got = 0;
	if (!self->tree)
		status = sms_read_descriptor(self->descriptor, buffer, size, got);
	else if (self->file && self->is_within)
		status = sms_tree_read_at(self->tree, self->file, self->offset, buffer, size, got);
	else if (self->file)
		status = sms_tree_read(self->tree, self->file, buffer, size, got);
	if (status)
		return sms_fail_in(status, "%s", self->name);
	self->offset += (int64_t)*got;
	if (self->limit && self->offset > self->limit)
		return sms_fail(SMSSITE_LIMIT, "%s: a log of more than %lld bytes", self->name, (long long)self->limit);
	if (self->follow)
		keep_tail(self, buffer, *got);
	return SMSSITE_OK;
}

static smssite_status read_bytes(void *source, void *buffer, size_t size, size_t *got)
{
	struct sms_log_file *self = source;

	*got = size < self->data_size ? size : self->data_size;
	memcpy(buffer, self->data, *got);
	self->data += *got;
	self->data_size -= *got;
	return SMSSITE_OK;
}

/* ---- opening */

/* Opens what is at the path now and knows which file that is, though the path may get another one meanwhile.
 */
static smssite_status open_now(struct sms_log_file *self)
{
	struct smssite_tree_stat before;
	smssite_status status = SMSSITE_OK;

	for (int tries = 0; tries < 3; tries++) {
		status = sms_tree_stat_exact(self->tree, self->path, &before);
		if (!status)
			status = sms_tree_open_exact(self->tree, self->path, SMSSITE_OPEN_READ, &self->file);
		if (!status)
			status = sms_tree_stat_exact(self->tree, self->path, &self->stat);
		if (!status && before.identity == self->stat.identity)
			return SMSSITE_OK;
		sms_tree_close(self->tree, self->file);
		self->file = NULL;
		if (status)
			return status;
	}
	return sms_fail(SMSSITE_BUSY, "it is being replaced again and again");
}

static void begin_anew(struct sms_log_file *self)
{
	sms_lines_restart(&self->lines);
	self->lines.hold = self->follow;
	self->is_leaving = false;
	self->offset = 0;
	self->tail_size = 0;
}

smssite_status sms_log_file_open(struct sms_log_file *self, smssite_tree *tree, const char *path,
	const char *rolled_path, const char *name, bool missing_ok)
{
	smssite_status status;

	*self = (struct sms_log_file){ .tree = smssite_tree_ref(tree), .descriptor = -1 };
	self->name = sms_strdup(name);
	self->path = sms_strdup(path);
	self->rolled_path = rolled_path ? sms_strdup(rolled_path) : NULL;
	if (!self->name || !self->path || (rolled_path && !self->rolled_path))
		return SMSSITE_NO_MEMORY;
	status = sms_lines_begin(&self->lines, read_file, self);
	if (!status)
		status = rolled_path ? open_now(self)
				     : sms_tree_open_exact(tree, path, SMSSITE_OPEN_READ, &self->file);
	return status == SMSSITE_NOT_FOUND && missing_ok ? SMSSITE_OK : status;
}

smssite_status sms_log_file_of_bytes(
	struct sms_log_file *self, const void *data, size_t size, const char *name)
{
	*self = (struct sms_log_file){ .data = data, .data_size = size, .descriptor = -1 };
	self->name = sms_strdup(name);
	return self->name ? sms_lines_begin(&self->lines, read_bytes, self) : SMSSITE_NO_MEMORY;
}

smssite_status sms_log_file_of_descriptor(struct sms_log_file *self, int descriptor, const char *name)
{
	*self = (struct sms_log_file){ .descriptor = descriptor };
	self->name = sms_strdup(name);
	return self->name ? sms_lines_begin(&self->lines, read_file, self) : SMSSITE_NO_MEMORY;
}

void sms_log_file_release(struct sms_log_file *self)
{
	if (self->tree)
		sms_tree_close(self->tree, self->file);
	smssite_tree_free(self->tree);
	sms_lines_release(&self->lines);
	sms_free(self->name);
	sms_free(self->path);
	sms_free(self->rolled_path);
}

/* ---- the newest alone */

smssite_status sms_log_file_skip(struct sms_log_file *self, int64_t size, int64_t most, int64_t *skipped)
{
	struct sms_detail detail;
	struct sms_span line;
	char front[512];
	smssite_status status;
	size_t got;
	bool has;

	*skipped = 0;
	/* So little more than that is read whole: from its beginning there is no line to leave out. */
	if (!self->file || size < most + 4)
		return SMSSITE_OK;
	sms_detail_keep(&detail);
	status = sms_tree_read_at(self->tree, self->file, 0, front, sizeof(front), &got);
	if (status) {
		sms_detail_restore(&detail);
		return status == SMSSITE_UNSUPPORTED ? SMSSITE_OK : status;
	}
	sms_lines_begin_within(&self->lines, front, got);
	self->is_within = true;
	/* From the character before: where a line begins just there, no more than its predecessor's end goes. */
	*skipped = self->offset = (size - most - 2) / 2 * 2;
	return sms_lines_next(&self->lines, &line, &has);
}

/* ---- following */

void sms_log_file_follow(struct sms_log_file *self)
{
	if (!self->rolled_path)
		return;
	self->follow = true;
	self->lines.hold = true;
}

static smssite_status reopen(struct sms_log_file *self)
{
	smssite_status status;

	sms_tree_close(self->tree, self->file);
	self->file = NULL;
	begin_anew(self);
	status = open_now(self);
	/* Between a renamed log and its next there is none. */
	return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
}

/* Whether the bytes before the place that was read to are still those that were read. True also where the
 * file system cannot read at a place. */
static bool tail_is_whole(struct sms_log_file *self)
{
	char now[SMS_LOG_TAIL];
	struct sms_detail detail;
	smssite_status status;
	size_t got;

	sms_detail_keep(&detail);
	status = sms_tree_read_at(
		self->tree, self->file, self->offset - (int64_t)self->tail_size, now, self->tail_size, &got);
	sms_detail_restore(&detail);
	return status || (got == self->tail_size && memcmp(now, self->tail, got) == 0);
}

static smssite_status leave(struct sms_log_file *self)
{
	struct smssite_tree_stat rolled;
	struct sms_detail detail;

	sms_detail_keep(&detail);
	if (*self->rolled_path && !sms_tree_stat_exact(self->tree, self->rolled_path, &rolled) &&
		rolled.identity == self->stat.identity)
		self->rolled++;
	else
		self->replaced++;
	sms_detail_restore(&detail);
	return reopen(self);
}

/* The end was reached: is there more now? */
static smssite_status look_again(struct sms_log_file *self, bool *more)
{
	struct smssite_tree_stat now;
	struct sms_detail detail;
	smssite_status status;
	bool is_other, has_changed;

	*more = false;
	if (self->is_leaving) {
		*more = true;
		return leave(self);
	}
	sms_detail_keep(&detail);
	status = sms_tree_stat_exact(self->tree, self->path, &now);
	if (status == SMSSITE_NOT_FOUND) {
		sms_detail_restore(&detail);
		return SMSSITE_OK;
	}
	if (status)
		return sms_fail_in(status, "%s", self->name);
	is_other = now.identity != self->stat.identity;
	has_changed = now.size != self->stat.size || now.mtime_utc_s != self->stat.mtime_utc_s ||
		      now.size != self->offset;
	if (self->file && !is_other && !has_changed)
		return SMSSITE_OK;
	*more = true;
	if (!self->file)
		return reopen(self);
	self->stat.size = now.size;
	self->stat.mtime_utc_s = now.mtime_utc_s;
	if (is_other) {
		/* What its service wrote last; then the new one. */
		self->is_leaving = true;
		self->lines.hold = false;
		self->lines.at_end = false;
	} else if (now.size < self->offset || !tail_is_whole(self)) {
		self->truncated++;
		return reopen(self);
	} else {
		*more = now.size > self->offset;
		self->lines.at_end = !*more;
	}
	return SMSSITE_OK;
}

smssite_status sms_log_file_next(struct sms_log_file *self, struct sms_span *line, bool *has)
{
	smssite_status status = sms_lines_next(&self->lines, line, has);
	bool more = true;

	while (!status && !*has && self->follow && more) {
		status = look_again(self, &more);
		if (!status && more)
			status = sms_lines_next(&self->lines, line, has);
	}
	return status;
}

smssite_status sms_log_rolled_path(const char *path, char **rolled)
{
	size_t size = strlen(path);
	const char *dot = strrchr(sms_path_name(path), '.');

	*rolled = sms_strdup(path);
	if (!*rolled)
		return SMSSITE_NO_MEMORY;
	if (dot && dot[1] && (*rolled)[size - 1] != '_')
		(*rolled)[size - 1] = '_';
	else
		**rolled = '\0';
	return SMSSITE_OK;
}
