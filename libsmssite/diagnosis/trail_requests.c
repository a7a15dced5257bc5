/* SPDX-License-Identifier: MIT */
#include "diagnosis/trail_requests.h"
#include "diagnosis/queue.h"
#include "diagnosis/requests.h"
#include "diagnosis/thresholds.h"
#include "diagnosis/tries.h"
#include "base/alloc.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static size_t document_of(const smssite_snapshot *snapshot, const struct sms_file *file)
{
	char path[SMS_MAX_WORDS];
	int size = snprintf(path, sizeof(path), "%s\\%s", file->directory, file->name);

	return size < (int)sizeof(path) ? smssite_snapshot_find_document(snapshot, path) : SMSSITE_NO_INDEX;
}

const smssite_send_request *sms_request_of(
	const smssite_snapshot *snapshot, const struct sms_file *file, size_t *lookups)
{
	if (*lookups == SMS_MAX_LOOKUPS)
		return NULL;
	++*lookups;
	return smssite_snapshot_document_send_request(snapshot, document_of(snapshot, file));
}

/* `Q7Z00011.P00` is the package, with 'I' the instruction, of a system job. */
static bool is_packed(const char *name, char letter)
{
	const char *dot = strrchr(name, '.');

	return dot && sms_upper(dot[1]) == letter && sms_is_digit(dot[2]) && sms_is_digit(dot[3]) && !dot[4];
}

bool sms_request_is_of_others(const smssite_snapshot *site, const smssite_send_request *request)
{
	const char *to = smssite_send_request_destination(request),
		   *parent = smssite_snapshot_parent_site_code(site);
	const char *package = smssite_send_request_package_file(request);

	return (*to && *parent && !sms_equal_folded(to, parent)) ||
	       (*package && !is_packed(sms_base_name(package), 'P'));
}

/* ---- in words */

__attribute__((format(printf, 2, 3))) static void say(char said[SMS_MAX_WORDS], const char *what, ...)
{
	size_t size = strlen(said);
	va_list arguments;

	va_start(arguments, what);
	if (size && size + 2 < SMS_MAX_WORDS) {
		memcpy(said + size, ", ", 3);
		size += 2;
	}
	vsnprintf(said + size, SMS_MAX_WORDS - size, what, arguments);
	va_end(arguments);
}

static void say_text(char said[SMS_MAX_WORDS], const char *name, const char *text)
{
	if (*text)
		say(said, "%s %s", name, text);
}

void sms_request_say(const smssite_send_request *request, struct sms_request_words *words)
{
	static const char *const priorities[] = { "", "high", "medium", "low" };
	static const char *const actions[] = { "none", "to be tried again", "to be deleted" };
	int priority = smssite_send_request_priority(request), action = smssite_send_request_action(request);

	*words = (struct sms_request_words){ .documented = "" };
	say_text(words->inferred, "to", smssite_send_request_destination(request));
	say_text(words->inferred, "job", smssite_send_request_job(request));
	say_text(words->inferred, "request", smssite_send_request_id(request));
	if (priority >= 1 && priority <= 3)
		say(words->inferred, "%s priority", priorities[priority]);
	say_text(words->documented, "status", smssite_send_request_status(request));
	if (action >= 1 && action <= 2)
		say(words->documented, "%s", actions[action]);
	if (smssite_send_request_is_cancelled(request))
		say(words->documented, "cancelled");
	say_text(words->documented, "package", smssite_send_request_package_file(request));
	say_text(words->documented, "instruction", smssite_send_request_instruction_file(request));
}

/* ---- the requests of a site */

struct walk {
	size_t place, directory, entry, lookups;
	bool own;
	struct sms_file file;
	/* NULL: it was not read. */
	const smssite_send_request *request;
};

static const char *const places[] = { SMS_SCHEDULE, SMS_OUTBOX };

#define PLACES (sizeof(places) / sizeof(*places))

static bool take(const smssite_snapshot *site, struct walk *walk)
{
	if (!sms_file_at(site, walk->directory, walk->entry++, &walk->file) || !sms_is_send_request(&walk->file))
		return false;
	if (walk->own && !sms_is_own_request(smssite_snapshot_site_code(site), walk->file.name))
		return false;
	walk->request = sms_request_of(site, &walk->file, &walk->lookups);
	return !walk->own || !sms_request_is_of_others(site, walk->request);
}

/* The next request in the boxes of Scheduler and senders; with own, of those that may carry the .ct2. */
static bool next_request(const smssite_snapshot *site, struct walk *walk)
{
	for (; walk->place < PLACES; walk->place++, walk->directory = 0)
		for (; (walk->directory = sms_next_directory(site, places[walk->place], walk->directory)) !=
			SMSSITE_NO_INDEX;
			walk->directory++, walk->entry = 0)
			while (walk->entry < smssite_snapshot_entry_count(site, walk->directory))
				if (take(site, walk))
					return true;
	return false;
}

/* ---- what keeps a request */

/* How wide a record's type and length are is inferred, so that a chain that does not end with its file is no
 * proof. */
void sms_check_damaged_request(struct sms_check *check)
{
	size_t damaged = sms_count_damaged_requests(check, false), read = 0;
	struct sms_request request;

	for (size_t i = 0; sms_next_request(check, &i, &request);)
		read += request.parsed != NULL;
	if (damaged)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"%zu send request%s cannot be followed from record to record: on one of length 0 the Scheduler loops",
			damaged, damaged == 1 ? "" : "s");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "%zu send request%s read, none damaged", read, read == 1 ? "" : "s");
	sms_count_damaged_requests(check, true);
}

static bool says_trouble(const smssite_send_request *request)
{
	static const char *const words[] = { "ERROR", "INVALID", "CANCELLED", "SUSPENDED" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (sms_equal_folded(smssite_send_request_status(request), words[i]))
			return true;
	return smssite_send_request_action(request) == 2 || smssite_send_request_is_cancelled(request);
}

void sms_check_request_status(struct sms_check *check)
{
	size_t bad = 0, read = 0, unread = 0;

	for (struct walk walk = { .own = true }; next_request(check->site, &walk);) {
		bad += says_trouble(walk.request);
		read += walk.request != NULL;
		unread += !walk.request;
	}
	if (bad)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"%zu send request%s of the site says itself that it has failed, is set aside or is "
			"given up",
			bad, bad == 1 ? "" : "s");
	else if (unread) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "what its send request says cannot be told");
		sms_missing(check, "a send request that can be read (E01 says what is wrong with this one)");
	} else
		sms_answer(check, SMSSITE_SEVERITY_OK,
			read ? "its send request says of nothing that keeps it"
			     : "the site has no send request of a system job");
	for (struct walk walk = { .own = true }; bad && next_request(check->site, &walk);) {
		struct sms_request_words words;

		sms_request_say(walk.request, &words);
		if (says_trouble(walk.request))
			sms_file_evidence(check, check->site, &walk.file, words.documented);
	}
}

/* ---- what is to be sent */

struct packed {
	size_t bad;
	/* Whether to write evidence, or only to count. */
	bool tell;
};

static void look_at_named(
	struct sms_check *check, const struct walk *walk, const char *path, struct packed *packed)
{
	const char *name = sms_name_in_tosend(path);
	struct sms_file file;
	enum sms_seen seen;

	if (!name)
		return;
	seen = sms_find_file(check->site, SMS_TOSEND, name, &file);
	if (seen == SMS_SEEN_UNKNOWN || (seen == SMS_SEEN_THERE && file.stat.size > 0))
		return;
	packed->bad++;
	if (packed->tell && seen == SMS_SEEN_ABSENT)
		sms_path_evidence(check, check->site, walk->file.directory, 0,
			"%s names %s, which is not there", walk->file.name, name);
	else if (packed->tell)
		sms_file_evidence(check, check->site, &file, "empty");
}

static bool has_half(const smssite_snapshot *snapshot, const char *name)
{
	char other[SMS_MAX_WORDS];
	struct sms_file file;
	size_t size = strlen(name);

	if (size >= sizeof(other))
		return true;
	memcpy(other, name, size + 1);
	other[size - 3] = 'I';
	return sms_find_file(snapshot, SMS_TOSEND, other, &file) != SMS_SEEN_ABSENT;
}

/* Of requests that were not read only the names of the files tell what belongs together. */
static void look_at_pairs(struct sms_check *check, size_t directory, struct packed *packed)
{
	struct sms_file file;

	for (size_t i = 0; i < smssite_snapshot_entry_count(check->site, directory); i++) {
		bool package;

		if (!sms_file_at(check->site, directory, i, &file))
			continue;
		package = is_packed(file.name, 'P');
		if ((!package && !is_packed(file.name, 'I')) ||
			(file.stat.size > 0 && (!package || has_half(check->site, file.name))))
			continue;
		packed->bad++;
		if (packed->tell)
			sms_file_evidence(check, check->site, &file,
				file.stat.size > 0 ? "its instruction is not there" : "empty");
	}
}

static void look_at_packed(struct sms_check *check, struct packed *packed)
{
	bool unread = false, any = false;

	for (struct walk walk = { .own = true }; next_request(check->site, &walk);) {
		const char *package = smssite_send_request_package_file(walk.request);
		const char *instruction = smssite_send_request_instruction_file(walk.request);

		any = true;
		if (sms_request_is_done(walk.request))
			continue;
		unread = unread || !*package || !*instruction;
		look_at_named(check, &walk, package, packed);
		look_at_named(check, &walk, instruction, packed);
	}
	if (unread || !any)
		look_at_pairs(check, smssite_snapshot_find_directory(check->site, SMS_TOSEND), packed);
}

/* A package or instruction that is empty or gone is sent over and over (Q235837, event 268 and 269). */
void sms_check_packed(struct sms_check *check)
{
	struct packed packed = { 0 };

	if (!sms_is_listed(check->site, SMS_TOSEND)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether what is to be sent is whole cannot be told");
		sms_missing(check, SMS_TOSEND " " SMS_WANT_ROOT);
		return;
	}
	look_at_packed(check, &packed);
	if (!packed.bad) {
		sms_answer(
			check, SMSSITE_SEVERITY_OK, "what is to be sent is whole as far as its files show");
		return;
	}
	sms_answer(check, SMSSITE_SEVERITY_WARNING,
		"%zu file%s to be sent %s empty, gone, or without the instruction that goes with a package",
		packed.bad, packed.bad == 1 ? "" : "s", packed.bad == 1 ? "is" : "are");
	packed.tell = true;
	look_at_packed(check, &packed);
}

/* ---- the sender's tries */

struct tries {
	size_t files;
	/* Of the request that is tried longest beyond its round. */
	int64_t age_s;
	struct sms_tries rounds;
	struct sms_file file;
};

/* Those that a sender tries: taken, and not set aside. */
static bool next_tried(const smssite_snapshot *site, struct walk *walk)
{
	while (next_request(site, walk))
		if (sms_has_extension(walk->file.name, ".SRS") &&
			!sms_equal_folded(smssite_send_request_status(walk->request), "SUSPENDED"))
			return true;
	return false;
}

static void look_at_tries(struct sms_check *check, struct tries *worst)
{
	for (struct walk walk = { .own = true }; next_tried(check->site, &walk);) {
		struct tries now = { .age_s = sms_age_at(check->now_utc_s, walk.file.stat.mtime_utc_s), .file = walk.file };

		sms_tries_of(check, sms_base_name(walk.file.directory), &now.rounds);
		now.files = worst->files + 1;
		if (!worst->files ||
			(now.age_s >= 0 && now.age_s - now.rounds.round_s > worst->age_s - worst->rounds.round_s) ||
			worst->age_s < 0)
			*worst = now;
		worst->files = now.files;
	}
}

/* The times between tries (Q214485): what is younger than one round may just be waiting for the next. */
void sms_check_tries(struct sms_check *check)
{
	struct tries worst = { 0 };

	look_at_tries(check, &worst);
	if (!worst.files) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "no request of a system job waits between tries");
		return;
	}
	if (worst.age_s < 0) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether the sender waits between tries cannot be told");
		sms_missing(check, SMS_WANT_NOW);
	} else if (worst.age_s > worst.rounds.round_s)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"%s has tried for %s; a round of %lld tries takes about %s", worst.rounds.sender,
			sms_say_age(worst.age_s).text, (long long)worst.rounds.tries,
			sms_say_age(worst.rounds.round_s).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_OK,
			"%s: %lld tries %lld min apart and the pause behind them take about %s; the next is "
			"due within %s",
			worst.rounds.sender, (long long)worst.rounds.tries, (long long)worst.rounds.delay_min,
			sms_say_age(worst.rounds.round_s).text, sms_say_age(worst.rounds.round_s - worst.age_s).text);
	for (struct walk walk = { .own = true }; next_tried(check->site, &walk);)
		sms_file_evidence(check, check->site, &walk.file, "");
}
