/* SPDX-License-Identifier: MIT */
#include "diagnosis/look.h"
#include "diagnosis/thresholds.h"
#include <smssite/layout.h>
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct sms_words sms_say_age(int64_t seconds)
{
	struct sms_words words;
	const char *unit = "s";

	if (seconds < 0)
		return (struct sms_words){ "an unknown time" };
	if (seconds >= 3 * SMS_DAY) {
		seconds /= SMS_DAY;
		unit = "days";
	} else if (seconds >= 2 * SMS_HOUR) {
		seconds /= SMS_HOUR;
		unit = "h";
	} else if (seconds >= SMS_MINUTE) {
		seconds /= SMS_MINUTE;
		unit = "min";
	}
	snprintf(words.text, sizeof(words.text), "%lld %s", (long long)seconds, unit);
	return words;
}

struct sms_words sms_say_size(int64_t bytes)
{
	struct sms_words words;
	char digits[24];
	size_t size, used = 0;

	size = (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)bytes);
	for (size_t i = 0; i < size; i++) {
		if (i && (size - i) % 3 == 0 && digits[i - 1] != '-')
			words.text[used++] = ',';
		words.text[used++] = digits[i];
	}
	snprintf(words.text + used, sizeof(words.text) - used, bytes == 1 ? " byte" : " bytes");
	return words;
}

struct sms_words sms_say_time(int64_t utc_s)
{
	struct sms_words words = { "an unknown time" };
	int64_t days, seconds, era, year, month, day;

	/* The years 0 to 9999. */
	if (utc_s < INT64_C(-62167219200) || utc_s > INT64_C(253402300799))
		return words;
	/* From 0000-03-01 on, so that a leap day ends its year; eras of 400 years. */
	days = utc_s / SMS_DAY - (utc_s % SMS_DAY < 0) + 719468;
	seconds = utc_s - (days - 719468) * SMS_DAY;
	era = (days < 0 ? days - 146096 : days) / 146097;
	days -= era * 146097;
	year = (days - days / 1460 + days / 36524 - days / 146096) / 365;
	days -= 365 * year + year / 4 - year / 100;
	month = (5 * days + 2) / 153;
	day = days - (153 * month + 2) / 5 + 1;
	month += month < 10 ? 3 : -9;
	year += era * 400 + (month <= 2);
	snprintf(words.text, sizeof(words.text), "%04d-%02d-%02d %02d:%02d UTC", (int)year, (int)month,
		(int)day, (int)(seconds / SMS_HOUR), (int)(seconds % SMS_HOUR / SMS_MINUTE));
	return words;
}

int64_t sms_age_at(int64_t now_utc_s, int64_t utc_s)
{
	int64_t age;

	if (now_utc_s == SMSSITE_NO_TIME || utc_s == SMSSITE_NO_TIME ||
		sms_is_after(utc_s, now_utc_s, SMS_CLOCK_SLACK_S))
		return -1;
	if (utc_s > now_utc_s)
		return 0;
	return __builtin_sub_overflow(now_utc_s, utc_s, &age) ? INT64_MAX : age;
}

bool sms_is_after(int64_t utc_s, int64_t now_utc_s, int64_t slack_s)
{
	int64_t limit;

	if (now_utc_s == SMSSITE_NO_TIME || utc_s == SMSSITE_NO_TIME)
		return false;
	return !__builtin_add_overflow(now_utc_s, slack_s, &limit) && utc_s > limit;
}

bool sms_file_at(const smssite_snapshot *snapshot, size_t directory, size_t entry, struct sms_file *file)
{
	file->directory = smssite_snapshot_directory_path(snapshot, directory);
	file->name = smssite_snapshot_entry_name(snapshot, directory, entry);
	return file->name &&
	       smssite_snapshot_entry_stat(snapshot, directory, entry, &file->stat) == SMSSITE_OK &&
	       file->stat.kind == SMSSITE_ENTRY_FILE;
}

bool sms_box_file(const smssite_snapshot *snapshot, size_t index, struct sms_file *file)
{
	file->directory = SMS_BOX;
	file->name = smssite_snapshot_box_name(snapshot, index);
	return file->name && smssite_snapshot_box_stat(snapshot, index, &file->stat) == SMSSITE_OK;
}

bool sms_has_master(const smssite_snapshot *snapshot)
{
	return smssite_snapshot_box_find(snapshot, SMSSITE_BOX_MASTER, 0) != SMSSITE_NO_INDEX;
}

size_t sms_next_waiting(const smssite_snapshot *snapshot, size_t from)
{
	for (size_t i = from; i < smssite_snapshot_box_count(snapshot); i++) {
		smssite_box_role role = smssite_snapshot_box_role(snapshot, i);

		if (role == SMSSITE_BOX_PROPOSED || role == SMSSITE_BOX_INIT)
			return i;
	}
	return SMSSITE_NO_INDEX;
}

int64_t sms_waiting_age(const smssite_case *site_case, bool has_master, size_t index)
{
	const smssite_snapshot *site = smssite_case_site(site_case),
			       *earlier = smssite_case_earlier(site_case);
	int64_t now_utc_s = smssite_case_now_utc_s(site_case);
	struct sms_file file, before;

	if (!sms_box_file(site, index, &file))
		return -1;
	if (has_master)
		return sms_age_at(now_utc_s, file.stat.mtime_utc_s);
	if (sms_find_file(earlier, SMS_BOX, file.name, &before) != SMS_SEEN_THERE)
		return -1;
	return sms_age_at(now_utc_s, smssite_snapshot_taken_utc_s(earlier));
}

/* Where a name is or would be: entries are sorted by folded name. */
static size_t first_named(const smssite_snapshot *snapshot, size_t directory, const char *name)
{
	size_t low = 0, high = smssite_snapshot_entry_count(snapshot, directory), size = strlen(name);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *found = smssite_snapshot_entry_name(snapshot, directory, middle);

		if (sms_compare_folded(found, strlen(found), name, size) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum sms_seen sms_find_entry(
	const smssite_snapshot *snapshot, size_t directory, const char *name, struct sms_file *file)
{
	size_t place = first_named(snapshot, directory, name);
	const char *found = smssite_snapshot_entry_name(snapshot, directory, place);

	if (found && sms_equal_folded(found, name)) {
		sms_file_at(snapshot, directory, place, file);
		return SMS_SEEN_THERE;
	}
	return smssite_snapshot_entry_cut(snapshot, directory) ? SMS_SEEN_UNKNOWN : SMS_SEEN_ABSENT;
}

enum sms_seen sms_find_file(
	const smssite_snapshot *snapshot, const char *directory, const char *name, struct sms_file *file)
{
	size_t found = smssite_snapshot_find_directory(snapshot, directory);

	switch (smssite_snapshot_directory_presence(snapshot, found)) {
	case SMSSITE_PRESENCE_MISSING:
		return SMS_SEEN_ABSENT;
	case SMSSITE_PRESENCE_PRESENT:
		break;
	default:
		return SMS_SEEN_UNKNOWN;
	}
	for (size_t i = first_named(snapshot, found, name);
		i < smssite_snapshot_entry_count(snapshot, found) &&
		sms_equal_folded(smssite_snapshot_entry_name(snapshot, found, i), name);
		i++)
		if (sms_file_at(snapshot, found, i, file))
			return SMS_SEEN_THERE;
	return smssite_snapshot_entry_cut(snapshot, found) ? SMS_SEEN_UNKNOWN : SMS_SEEN_ABSENT;
}

size_t sms_next_directory(const smssite_snapshot *snapshot, const char *layout_path, size_t from)
{
	for (size_t i = from; i < smssite_snapshot_directory_count(snapshot); i++) {
		const char *path = smssite_layout_path(smssite_snapshot_directory_layout(snapshot, i));

		if (path && sms_equal_folded(path, layout_path))
			return i;
	}
	return SMSSITE_NO_INDEX;
}

bool sms_is_listed(const smssite_snapshot *snapshot, const char *layout_path)
{
	for (size_t i = 0; (i = sms_next_directory(snapshot, layout_path, i)) != SMSSITE_NO_INDEX; i++)
		if (smssite_snapshot_directory_presence(snapshot, i) == SMSSITE_PRESENCE_PRESENT)
			return true;
	return false;
}

void sms_path_evidence(struct sms_check *check, const smssite_snapshot *snapshot, const char *path,
	size_t line, const char *value, ...)
{
	const char *code = smssite_snapshot_site_code(snapshot);
	char whole[SMS_MAX_WORDS], said[SMS_MAX_WORDS];
	va_list arguments;

	if (snapshot != check->site)
		snprintf(whole, sizeof(whole), "%s: %s", *code ? code : "parent", path);
	va_start(arguments, value);
	vsnprintf(said, sizeof(said), value, arguments);
	va_end(arguments);
	sms_evidence(check, snapshot == check->site ? path : whole, line, "%s", said);
}

void sms_file_evidence(struct sms_check *check, const smssite_snapshot *snapshot, const struct sms_file *file,
	const char *what)
{
	int64_t age = sms_age_at(check->now_utc_s, file->stat.mtime_utc_s);
	const char *comma = *what ? ", " : "";
	char path[SMS_MAX_WORDS];

	snprintf(path, sizeof(path), "%s%s%s", file->directory, *file->directory ? "\\" : "", file->name);
	if (file->stat.kind == SMSSITE_ENTRY_DIRECTORY)
		sms_path_evidence(check, snapshot, path, 0, "%s%sa directory, since %s", what, comma,
			sms_say_time(file->stat.mtime_utc_s).text);
	else if (age >= 0)
		sms_path_evidence(check, snapshot, path, 0, "%s%s%s, %s old", what, comma,
			sms_say_size(file->stat.size).text, sms_say_age(age).text);
	else
		sms_path_evidence(check, snapshot, path, 0, "%s%s%s, time stamp %s", what, comma,
			sms_say_size(file->stat.size).text, sms_say_time(file->stat.mtime_utc_s).text);
}

void sms_box_evidence(struct sms_check *check, const smssite_snapshot *snapshot, size_t index)
{
	size_t document = smssite_snapshot_box_document(snapshot, index);
	smssite_control_file *parsed = smssite_snapshot_document_control_file(snapshot, document);
	struct sms_file file;

	if (!sms_box_file(snapshot, index, &file))
		return;
	sms_file_evidence(check, snapshot, &file,
		parsed ? smssite_control_type_name(smssite_control_file_type(parsed))
		       : smssite_box_role_name(smssite_snapshot_box_role(snapshot, index)));
}

static bool take_word(const smssite_snapshot *snapshot, const char *code, struct sms_word *word)
{
	const smssite_parent_word *said = smssite_snapshot_parent_word(snapshot);
	size_t index = smssite_parent_word_find(said, code);

	if (!said)
		return false;
	*word = (struct sms_word){ .given = true,
		.name = smssite_snapshot_parent_word_name(snapshot),
		.status = smssite_parent_word_status(said, index),
		.detail = index == SMSSITE_NO_INDEX ? 0 : smssite_parent_word_detail(said, index),
		.flags = smssite_parent_word_flags(said, index),
		.line = smssite_parent_word_line(said, index) };
	return true;
}

void sms_parent_says(const smssite_case *site_case, struct sms_word *word)
{
	const char *code = smssite_snapshot_site_code(smssite_case_site(site_case));
	struct sms_word other;

	*word = (struct sms_word){ .name = "" };
	if (!take_word(smssite_case_site(site_case), code, word)) {
		take_word(smssite_case_parent(site_case), code, word);
		return;
	}
	if (!take_word(smssite_case_parent(site_case), code, &other) || other.status == SMSSITE_SITE_UNKNOWN)
		return;
	if (word->status == SMSSITE_SITE_UNKNOWN)
		*word = other;
	else
		word->contradicts = other.status != word->status;
}

void sms_word_evidence(struct sms_check *check, const struct sms_word *word)
{
	const char *detail = smssite_site_detail_name(word->detail);
	const char *status = smssite_site_status_name(word->status);
	const char *code = smssite_snapshot_site_code(check->site);
	/* Of the high word, the one that bears on the way back (KB Q137376). */
	const char *address = word->flags & 0x4000 ? "; no site address" : "";

	if (!word->given || word->status == SMSSITE_SITE_UNKNOWN)
		return;
	if (word->detail)
		sms_evidence(check, word->name, word->line, "%s %d %lld (%s%s%s%s)", code, (int)word->status,
			(long long)word->detail, status, detail ? ", " : "", detail ? detail : "", address);
	else
		sms_evidence(check, word->name, word->line, "%s %d (%s%s)", code, (int)word->status, status,
			address);
}

smssite_service_state sms_service(const smssite_snapshot *snapshot, const char *name)
{
	smssite_service_state state = smssite_snapshot_service(snapshot, name);

	return state == SMSSITE_SERVICE_INSTALLED ? SMSSITE_SERVICE_UNKNOWN : state;
}

smssite_service_state sms_service_or_key(const smssite_snapshot *snapshot, const char *name)
{
	return smssite_snapshot_service(snapshot, name);
}

bool sms_is_installed(smssite_service_state state)
{
	return state == SMSSITE_SERVICE_STOPPED || state >= SMSSITE_SERVICE_STARTING;
}

bool sms_is_down(smssite_service_state state)
{
	return state == SMSSITE_SERVICE_NOT_INSTALLED || state == SMSSITE_SERVICE_STOPPED ||
	       state == SMSSITE_SERVICE_NOT_RUNNING;
}

/* The registry's word, where the list leaves open whether a service is installed. */
static bool key_evidence(struct sms_check *check, const char *name, smssite_service_state listed)
{
	const smssite_registry *registry = smssite_snapshot_registry(check->site);
	smssite_service_state state = smssite_snapshot_service(check->site, name);
	size_t value, source = 0;
	char key[128];

	if (state == listed || !smssite_snapshot_installed(check->site))
		return false;
	snprintf(key, sizeof(key), "HKLM\\SYSTEM\\CurrentControlSet\\Services\\%.64s", name);
	if (!smssite_registry_find(registry, key, "Start", &value))
		source = smssite_snapshot_registry_source(check->site, value);
	sms_evidence(check, smssite_snapshot_registry_source_name(check->site, source), 0, "%s %s", key,
		smssite_service_state_name(smssite_services_find(smssite_snapshot_installed(check->site), name)));
	return true;
}

void sms_service_evidence(struct sms_check *check, const char *name)
{
	const smssite_services *services = smssite_snapshot_services(check->site);
	const char *list = smssite_snapshot_services_name(check->site);
	smssite_service_state listed = smssite_services_find(services, name);
	size_t line = 0;

	if (key_evidence(check, name, listed) || !services)
		return;
	for (size_t i = 0; i < smssite_services_count(services) && !line; i++)
		if (sms_equal_folded(smssite_services_name(services, i), name))
			line = smssite_services_line(services, i);
	sms_evidence(check, *list ? list : "services", line, "%s %s", name, smssite_service_state_name(listed));
}

const char *sms_refusal(const smssite_snapshot *snapshot)
{
	size_t master = smssite_snapshot_box_find(snapshot, SMSSITE_BOX_MASTER, 0);
	const smssite_control_file *file = smssite_snapshot_document_control_file(
		snapshot, smssite_snapshot_box_document(snapshot, master));
	smssite_verdict verdict;
	const char *reason;

	for (int code = 710; file && code <= 718; code++)
		if (smssite_control_file_check(file, code, NULL, NULL, &verdict, &reason) == SMSSITE_OK &&
			verdict == SMSSITE_VERDICT_REJECTED)
			return reason;
	return NULL;
}

bool sms_is_primary(const smssite_snapshot *snapshot)
{
	return smssite_snapshot_site_type(snapshot) == SMSSITE_SITE_TYPE_PRIMARY;
}

bool sms_is_secondary(const smssite_snapshot *snapshot)
{
	return smssite_snapshot_site_type(snapshot) == SMSSITE_SITE_TYPE_SECONDARY;
}

/* The first or the latest. */
static bool find_record(const smssite_snapshot *snapshot, const char *log, const char *text, bool latest,
	struct sms_record_found *found)
{
	bool any = false;

	for (size_t i = 0; i < smssite_snapshot_log_count(snapshot); i++) {
		if (!sms_equal_folded(smssite_snapshot_log_name(snapshot, i), log))
			continue;
		for (size_t j = 0; j < smssite_snapshot_record_count(snapshot, i); j++) {
			if (!strstr(smssite_snapshot_record_text(snapshot, i, j), text))
				continue;
			*found = (struct sms_record_found){ i, j };
			if (!latest)
				return true;
			any = true;
		}
	}
	return any;
}

bool sms_find_record(
	const smssite_snapshot *snapshot, const char *log, const char *text, struct sms_record_found *found)
{
	return find_record(snapshot, log, text, false, found);
}

bool sms_find_latest(
	const smssite_snapshot *snapshot, const char *log, const char *text, struct sms_record_found *found)
{
	return find_record(snapshot, log, text, true, found);
}

bool sms_was_read(const smssite_snapshot *snapshot, const char *log)
{
	size_t index = smssite_snapshot_find_log(snapshot, log);

	return index != SMSSITE_NO_INDEX && smssite_snapshot_log_status(snapshot, index) == SMSSITE_OK;
}

bool sms_find_end(const smssite_snapshot *snapshot, const char *log, struct sms_record_found *found)
{
	size_t index = smssite_snapshot_find_log(snapshot, log);
	size_t count = smssite_snapshot_record_count(snapshot, index);

	if (!sms_was_read(snapshot, log) || !count)
		return false;
	*found = (struct sms_record_found){ index, count - 1 };
	return true;
}

int64_t sms_silence(const struct sms_check *check, const char *log)
{
	struct smssite_tree_stat stat;

	if (smssite_snapshot_log_stat(check->site, smssite_snapshot_find_log(check->site, log), &stat))
		return -1;
	return sms_age_at(check->now_utc_s, stat.mtime_utc_s);
}

const char *sms_record_text(const smssite_snapshot *snapshot, const struct sms_record_found *found)
{
	return smssite_snapshot_record_text(snapshot, found->log, found->record);
}

void sms_record_evidence(struct sms_check *check, const smssite_snapshot *snapshot, size_t log, size_t record)
{
	size_t count = smssite_snapshot_record_count(snapshot, log);

	if (record == SMSSITE_NO_INDEX)
		record = count - 1;
	if (record < count)
		sms_path_evidence(check, snapshot, smssite_snapshot_log_path(snapshot, log),
			smssite_snapshot_record_line(snapshot, log, record), "%s",
			smssite_snapshot_record_text(snapshot, log, record));
}
