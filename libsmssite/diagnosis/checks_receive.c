/* SPDX-License-Identifier: MIT */
/* What was left in the middle of being received, executed or unpacked: G02, G13, G22, G23. */
#include "diagnosis/queue.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

#include <string.h>

/* Answers where RECEIVE cannot be looked into or its ages are not known; false if they are. */
static bool is_hidden(struct sms_check *check, const struct sms_queue *queue, const char *title)
{
	bool seen = sms_queue_is_seen(check->site, SMS_RECEIVE);

	if (seen && (!queue->files || queue->oldest >= 0))
		return false;
	sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "%s", title);
	sms_missing(check, "%s", seen ? SMS_WANT_NOW : SMS_RECEIVE " " SMS_WANT_ROOT);
	return true;
}

/* What the Despooler renames an instruction to while it works on it; DS_00000.NIL is G01's. */
static bool is_in_work(const struct sms_file *file)
{
	return file->stat.kind == SMSSITE_ENTRY_FILE && !sms_equal_folded(file->name, "DS_00000.NIL") &&
	       (sms_has_extension(file->name, ".IST") || sms_has_extension(file->name, ".NIL"));
}

void sms_check_g02(struct sms_check *check)
{
	struct sms_queue queue;

	sms_queue_measure(check, check->site, SMS_RECEIVE, is_in_work, SMS_INSTRUCTION_DONE_S, &queue);
	if (is_hidden(check, &queue, "whether an instruction is stuck in work cannot be told"))
		return;
	if (queue.old)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "%zu instruction%s been in work for long, the oldest for %s", queue.old,
			queue.old == 1 ? " has" : "s have", sms_say_age(queue.oldest).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no instruction has been in work for long");
	sms_queue_evidence(check, check->site, SMS_RECEIVE, is_in_work, SMS_INSTRUCTION_DONE_S);
}

static bool is_empty(const struct sms_file *file)
{
	return file->stat.kind == SMSSITE_ENTRY_FILE && !file->stat.size &&
	       (sms_has_extension(file->name, ".INS") || sms_has_extension(file->name, ".PCK") ||
		       sms_has_extension(file->name, ".PKG"));
}

void sms_check_g22(struct sms_check *check)
{
	struct sms_queue queue;

	/* One that a sender has just begun is empty too. */
	sms_queue_measure(check, check->site, SMS_RECEIVE, is_empty, SMS_PACKAGE_BEGUN_S, &queue);
	if (is_hidden(check, &queue, "whether empty files were received cannot be told"))
		return;
	if (queue.old)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "%zu empty file%s received", queue.old, queue.old == 1 ? " was" : "s were");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no empty instruction or package was received");
	sms_queue_evidence(check, check->site, SMS_RECEIVE, is_empty, SMS_PACKAGE_BEGUN_S);
}

/* "_S M0000.TMP": where the Despooler unpacks, in the root of a drive. */
static bool is_unpacked(const char *name)
{
	return sms_begins_folded(name, "_S ") && sms_has_extension(name, ".TMP");
}

/* *doubt: one of them has no age, or not all of a root was listed. */
static size_t look_at_roots(struct sms_check *check, bool tell, bool *doubt)
{
	static const char *const roots[] = { "..", SMS_BOOT_DRIVE };
	size_t old = 0;

	for (size_t i = 0; i < 2; i++) {
		size_t root = smssite_snapshot_find_directory(check->site, roots[i]);

		*doubt = *doubt || smssite_snapshot_entry_cut(check->site, root);
		for (size_t j = 0; j < smssite_snapshot_entry_count(check->site, root); j++) {
			struct sms_file file;
			int64_t age;

			sms_file_at(check->site, root, j, &file);
			if (!is_unpacked(file.name))
				continue;
			age = sms_age_at(check->now_utc_s, file.stat.mtime_utc_s);
			*doubt = *doubt || age < 0;
			if (age <= SMS_INSTRUCTION_DONE_S)
				continue;
			old++;
			if (tell)
				sms_file_evidence(check, check->site, &file, "");
		}
	}
	return old;
}

void sms_check_g23(struct sms_check *check)
{
	size_t root = smssite_snapshot_find_directory(check->site, "..");
	bool doubt = false;
	size_t old = look_at_roots(check, false, &doubt);
	bool seen = smssite_snapshot_directory_presence(check->site, root) == SMSSITE_PRESENCE_PRESENT;

	if (old)
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "%zu director%s of the Despooler %s left over", old, old == 1 ? "y" : "ies",
			old == 1 ? "is" : "are");
	else if (seen && !doubt && check->now_utc_s != SMSSITE_NO_TIME)
		sms_answer(check, SMSSITE_SEVERITY_OK, "nothing that the Despooler unpacked is left over in the drive's root");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether the Despooler left directories behind cannot be told");
	look_at_roots(check, true, &doubt);
	if (!old && !seen)
		sms_missing(check, "the root of the SMS drive (--drive-root DIR)");
	if (!old && (doubt || check->now_utc_s == SMSSITE_NO_TIME))
		sms_missing(check, SMS_WANT_NOW);
}

/* The last that a Despooler writes which a path of more than 200 characters ends (Q182419). */
void sms_check_g13(struct sms_check *check)
{
	smssite_service_state executive = sms_service(check->site, SMS_NAME_EXECUTIVE);
	struct sms_record_found end;
	bool read = sms_find_end(check->site, "DESPOOL.LOG", &end);
	const char *text = read ? sms_record_text(check->site, &end) : "";
	bool unpacks = strstr(text, "Decompressing package") && strstr(text, "_S M0000.TMP");

	if (read && !unpacks) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "DESPOOL.LOG does not end in the middle of unpacking");
	} else if (read && sms_is_down(executive)) {
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "SMS_EXECUTIVE ended while a package was unpacked");
	} else if (read && executive != SMSSITE_SERVICE_UNKNOWN) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "a package is being unpacked");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether unpacking a package ended SMS_EXECUTIVE cannot be told");
		sms_missing(check, "%s", read ? SMS_WANT_SERVICES : "DESPOOL.LOG of the site " SMS_WANT_LOG);
	}
	if (!unpacks)
		return;
	sms_record_evidence(check, check->site, end.log, end.record);
	sms_service_evidence(check, SMS_NAME_EXECUTIVE);
}
