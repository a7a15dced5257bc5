/* SPDX-License-Identifier: MIT */
#include "diagnosis/queue.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

void sms_queue_measure(struct sms_check *check, const smssite_snapshot *snapshot, const char *layout_path,
	sms_wanted_fn wanted, int64_t old_s, struct sms_queue *queue)
{
	int64_t slack = smssite_snapshot_is_copy(snapshot) ? SMS_ZONE_SLACK_S : SMS_CLOCK_SLACK_S;

	*queue = (struct sms_queue){ .oldest = -1 };
	for (size_t i = 0; (i = sms_next_directory(snapshot, layout_path, i)) != SMSSITE_NO_INDEX; i++)
		for (size_t j = 0; j < smssite_snapshot_entry_count(snapshot, i); j++) {
			struct sms_file file;
			int64_t age;

			sms_file_at(snapshot, i, j, &file);
			if (!wanted(&file))
				continue;
			age = sms_age_at(check->now_utc_s, file.stat.mtime_utc_s);
			queue->files++;
			queue->empty += file.stat.kind == SMSSITE_ENTRY_FILE && !file.stat.size;
			queue->unknown += age < 0;
			queue->later += sms_is_after(file.stat.mtime_utc_s, check->now_utc_s, slack);
			queue->old += age > old_s;
			if (age > queue->oldest) {
				queue->oldest = age;
				queue->first = file;
			}
		}
}

void sms_queue_evidence(struct sms_check *check, const smssite_snapshot *snapshot, const char *layout_path,
	sms_wanted_fn wanted, int64_t old_s)
{
	for (size_t i = 0; (i = sms_next_directory(snapshot, layout_path, i)) != SMSSITE_NO_INDEX; i++)
		for (size_t j = 0; j < smssite_snapshot_entry_count(snapshot, i); j++) {
			struct sms_file file;

			sms_file_at(snapshot, i, j, &file);
			if (wanted(&file) &&
				(old_s < 0 || sms_age_at(check->now_utc_s, file.stat.mtime_utc_s) > old_s))
				sms_file_evidence(check, snapshot, &file, "");
		}
}

bool sms_queue_is_seen(const smssite_snapshot *snapshot, const char *layout_path)
{
	size_t first = sms_next_directory(snapshot, layout_path, 0);

	return smssite_snapshot_directory_presence(snapshot, first) == SMSSITE_PRESENCE_MISSING ||
	       sms_is_listed(snapshot, layout_path);
}

static bool is_file_with(const struct sms_file *file, const char *extension)
{
	return file->stat.kind == SMSSITE_ENTRY_FILE && sms_has_extension(file->name, extension);
}

bool sms_is_raw(const struct sms_file *file)
{
	return is_file_with(file, ".RAW");
}

bool sms_is_instruction(const struct sms_file *file)
{
	return is_file_with(file, ".INS");
}

bool sms_is_status_instruction(const struct sms_file *file)
{
	return is_file_with(file, ".SNI");
}

bool sms_is_temporary(const struct sms_file *file)
{
	return is_file_with(file, ".TMP");
}

bool sms_is_send_request(const struct sms_file *file)
{
	return is_file_with(file, ".SRQ") || is_file_with(file, ".SRS");
}
