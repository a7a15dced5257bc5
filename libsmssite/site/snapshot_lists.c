/* SPDX-License-Identifier: MIT */
/* What a snapshot answers of its directories, documents and logs. */
#include "site/snapshot.h"
#include <smssite/layout.h>
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const struct sms_directory *directory_at(const smssite_snapshot *self, size_t directory)
{
	return self && directory < self->directory_count ? &self->directories[directory] : NULL;
}

static const struct sms_entry *entry_at(const smssite_snapshot *self, size_t directory, size_t entry)
{
	const struct sms_directory *found = directory_at(self, directory);

	return found && entry < found->entry_count ? &found->entries[entry] : NULL;
}

static const struct sms_document *document_at(const smssite_snapshot *self, size_t document)
{
	return self && document < self->document_count ? &self->documents[document] : NULL;
}

static const struct sms_log *log_at(const smssite_snapshot *self, size_t log)
{
	return self && log < self->log_count ? &self->logs[log] : NULL;
}

static const struct sms_record *record_at(const smssite_snapshot *self, size_t log, size_t record)
{
	const struct sms_log *found = log_at(self, log);

	return found && record < found->record_count ? &found->records[record] : NULL;
}

static smssite_status give_stat(
	const char *call, const struct smssite_tree_stat *found, struct smssite_tree_stat *stat)
{
	if (!found || !stat)
		return sms_invalid(call, "out of range, or no place for the answer");
	*stat = *found;
	return SMSSITE_OK;
}

SMSSITE_API size_t smssite_snapshot_directory_count(const smssite_snapshot *self)
{
	return self ? self->directory_count : 0;
}

SMSSITE_API const char *smssite_snapshot_directory_path(const smssite_snapshot *self, size_t directory)
{
	const struct sms_directory *found = directory_at(self, directory);

	return found ? found->path : NULL;
}

SMSSITE_API size_t smssite_snapshot_directory_layout(const smssite_snapshot *self, size_t directory)
{
	const struct sms_directory *found = directory_at(self, directory);

	return found ? found->layout : SMSSITE_NO_INDEX;
}

SMSSITE_API smssite_presence smssite_snapshot_directory_presence(
	const smssite_snapshot *self, size_t directory)
{
	const struct sms_directory *found = directory_at(self, directory);

	return found ? found->presence : SMSSITE_PRESENCE_NOT_IN_VIEW;
}

SMSSITE_API const char *smssite_snapshot_directory_message(const smssite_snapshot *self, size_t directory)
{
	const struct sms_directory *found = directory_at(self, directory);

	return found ? found->message : "";
}

SMSSITE_API size_t smssite_snapshot_entry_count(const smssite_snapshot *self, size_t directory)
{
	const struct sms_directory *found = directory_at(self, directory);

	return found ? found->entry_count : 0;
}

SMSSITE_API size_t smssite_snapshot_entry_cut(const smssite_snapshot *self, size_t directory)
{
	const struct sms_directory *found = directory_at(self, directory);

	return found ? found->entry_cut : 0;
}

SMSSITE_API const char *smssite_snapshot_entry_name(
	const smssite_snapshot *self, size_t directory, size_t entry)
{
	const struct sms_entry *found = entry_at(self, directory, entry);

	return found ? found->name : NULL;
}

SMSSITE_API smssite_status smssite_snapshot_entry_stat(
	const smssite_snapshot *self, size_t directory, size_t entry, struct smssite_tree_stat *stat)
{
	const struct sms_entry *found = entry_at(self, directory, entry);

	return give_stat("smssite_snapshot_entry_stat", found ? &found->stat : NULL, stat);
}

SMSSITE_API size_t smssite_snapshot_find_directory(const smssite_snapshot *self, const char *path)
{
	size_t layout;
	const char *fixed;

	if (!self || !path)
		return SMSSITE_NO_INDEX;
	for (size_t i = 0; i < self->directory_count; i++)
		if (sms_equal_folded(self->directories[i].path, path))
			return i;
	/* What is there may be spelt otherwise; but a name that varies must be the very one. */
	layout = smssite_layout_find(path);
	fixed = smssite_layout_path(layout);
	if (!fixed || strchr(fixed, '<'))
		return SMSSITE_NO_INDEX;
	for (size_t i = 0; i < self->directory_count; i++)
		if (self->directories[i].layout == layout)
			return i;
	return SMSSITE_NO_INDEX;
}

SMSSITE_API size_t smssite_snapshot_document_count(const smssite_snapshot *self)
{
	return self ? self->document_count : 0;
}

SMSSITE_API const char *smssite_snapshot_document_path(const smssite_snapshot *self, size_t document)
{
	const struct sms_document *found = document_at(self, document);

	return found ? found->path : NULL;
}

SMSSITE_API smssite_status smssite_snapshot_document_status(const smssite_snapshot *self, size_t document)
{
	const struct sms_document *found = document_at(self, document);

	return found ? found->status : SMSSITE_INVALID;
}

SMSSITE_API const char *smssite_snapshot_document_message(const smssite_snapshot *self, size_t document)
{
	const struct sms_document *found = document_at(self, document);

	return found ? found->message : "";
}

SMSSITE_API const char *smssite_snapshot_document_sha256(const smssite_snapshot *self, size_t document)
{
	const struct sms_document *found = document_at(self, document);

	return found ? found->sha256 : "";
}

SMSSITE_API smssite_status smssite_snapshot_document_stat(
	const smssite_snapshot *self, size_t document, struct smssite_tree_stat *stat)
{
	const struct sms_document *found = document_at(self, document);

	return give_stat("smssite_snapshot_document_stat", found ? &found->stat : NULL, stat);
}

SMSSITE_API smssite_control_file *smssite_snapshot_document_control_file(
	const smssite_snapshot *self, size_t document)
{
	const struct sms_document *found = document_at(self, document);

	return found ? found->file : NULL;
}

SMSSITE_API smssite_system_map *smssite_snapshot_document_system_map(
	const smssite_snapshot *self, size_t document)
{
	const struct sms_document *found = document_at(self, document);

	return found ? found->map : NULL;
}

SMSSITE_API smssite_sms_ini *smssite_snapshot_document_ini(const smssite_snapshot *self, size_t document)
{
	const struct sms_document *found = document_at(self, document);

	return found ? found->ini : NULL;
}

SMSSITE_API smssite_send_request *smssite_snapshot_document_send_request(
	const smssite_snapshot *self, size_t document)
{
	const struct sms_document *found = document_at(self, document);

	return found ? found->request : NULL;
}

SMSSITE_API size_t smssite_snapshot_document_cut(const smssite_snapshot *self)
{
	return self ? self->document_cut : 0;
}

SMSSITE_API size_t smssite_snapshot_find_document(const smssite_snapshot *self, const char *path)
{
	for (size_t i = 0; self && path && i < self->document_count; i++)
		if (sms_equal_folded(self->documents[i].path, path))
			return i;
	return SMSSITE_NO_INDEX;
}

SMSSITE_API size_t smssite_snapshot_log_count(const smssite_snapshot *self)
{
	return self ? self->log_count : 0;
}

SMSSITE_API const char *smssite_snapshot_log_name(const smssite_snapshot *self, size_t log)
{
	const struct sms_log *found = log_at(self, log);

	return found ? found->name : NULL;
}

SMSSITE_API size_t smssite_snapshot_log_skipped(const smssite_snapshot *self, size_t log)
{
	const struct sms_log *found = log_at(self, log);

	return found ? found->skipped : 0;
}

SMSSITE_API const char *smssite_snapshot_log_path(const smssite_snapshot *self, size_t log)
{
	const struct sms_log *found = log_at(self, log);

	return found ? found->path : NULL;
}

SMSSITE_API smssite_status smssite_snapshot_log_status(const smssite_snapshot *self, size_t log)
{
	const struct sms_log *found = log_at(self, log);

	return found ? found->status : SMSSITE_INVALID;
}

SMSSITE_API smssite_status smssite_snapshot_log_stat(
	const smssite_snapshot *self, size_t log, struct smssite_tree_stat *stat)
{
	const struct sms_log *found = log_at(self, log);

	return give_stat("smssite_snapshot_log_stat", found ? &found->stat : NULL, stat);
}

SMSSITE_API size_t smssite_snapshot_record_count(const smssite_snapshot *self, size_t log)
{
	const struct sms_log *found = log_at(self, log);

	return found ? found->record_count : 0;
}

SMSSITE_API const char *smssite_snapshot_record_text(const smssite_snapshot *self, size_t log, size_t record)
{
	const struct sms_record *found = record_at(self, log, record);

	return found ? found->text : NULL;
}

SMSSITE_API size_t smssite_snapshot_record_line(const smssite_snapshot *self, size_t log, size_t record)
{
	const struct sms_record *found = record_at(self, log, record);

	return found ? found->line : 0;
}

SMSSITE_API int64_t smssite_snapshot_record_time_local_s(
	const smssite_snapshot *self, size_t log, size_t record)
{
	const struct sms_record *found = record_at(self, log, record);

	return found ? found->time_local_s : SMSSITE_NO_TIME;
}

SMSSITE_API size_t smssite_snapshot_log_backward_steps(const smssite_snapshot *self, size_t log)
{
	const struct sms_log *found = log_at(self, log);

	return found ? found->backward_steps : 0;
}

SMSSITE_API size_t smssite_snapshot_record_cut(const smssite_snapshot *self, size_t log)
{
	const struct sms_log *found = log_at(self, log);

	return found ? found->record_cut : 0;
}

SMSSITE_API size_t smssite_snapshot_find_log(const smssite_snapshot *self, const char *name)
{
	for (size_t i = 0; self && name && i < self->log_count; i++)
		if (sms_equal_folded(self->logs[i].name, name))
			return i;
	return SMSSITE_NO_INDEX;
}
