/* SPDX-License-Identifier: MIT */
/* Times in logs are of the server's own clock and zone, so a record is never put in order with a file. */
#include "diagnosis/trail_notes.h"
#include "diagnosis/trail_requests.h"
#include "base/alloc.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 3, 4))) static struct sms_note *add(
	struct sms_notes *notes, smssite_stage stage, const char *value, ...)
{
	struct sms_note *note;
	char said[SMS_MAX_WORDS + 64];
	va_list arguments;

	if (notes->count[stage] == SMS_MAX_EVIDENCE) {
		notes->cut[stage]++;
		return NULL;
	}
	note = &notes->list[stage][notes->count[stage]++];
	va_start(arguments, value);
	vsnprintf(said, sizeof(said), value, arguments);
	va_end(arguments);
	*note = (struct sms_note){ .path = "", .value = sms_arena_words(notes->arena, said), .age_s = -1 };
	notes->failed = notes->failed || !note->value;
	return note;
}

/* Of the parent's evidence its site code stands before the path, as in findings. */
static void set_path(struct sms_notes *notes, struct sms_note *note, const struct sms_search *place, bool at_parent,
	const char *directory, const char *name)
{
	const char *code = smssite_snapshot_site_code(place->parent), *slash = *directory ? "\\" : "";
	char path[SMS_MAX_WORDS + 64];

	if (!note)
		return;
	if (at_parent)
		snprintf(path, sizeof(path), "%s: %s%s%s", *code ? code : "parent", directory, slash, name);
	else
		snprintf(path, sizeof(path), "%s%s%s", directory, slash, name);
	note->path = sms_arena_words(notes->arena, path);
	notes->failed = notes->failed || !note->path;
}

/* What the contents of a file say: what is inferred apart from what is documented. */
static void note_contents(struct sms_notes *notes, const struct sms_search *place, const struct sms_carrier *carrier,
	const char *words, bool inferred)
{
	struct sms_note *note = *words ? add(notes, sms_stage_of(carrier), "it says: %s", words) : NULL;

	set_path(notes, note, place, sms_is_at_parent(carrier), carrier->file.directory, carrier->file.name);
	if (note)
		note->inferred = inferred;
}

static void note_request(struct sms_notes *notes, const struct sms_search *place, const struct sms_carrier *carrier)
{
	struct sms_request_words words;

	sms_request_say(carrier->request, &words);
	note_contents(notes, place, carrier, words.inferred, true);
	note_contents(notes, place, carrier, words.documented, false);
}

static void note_files(struct sms_notes *notes, const struct sms_search *place)
{
	struct sms_search all;

	sms_search_begin(&all, place->site_case);
	sms_search_all(&all);
	for (size_t i = 0; i < all.count; i++) {
		const struct sms_carrier *carrier = &all.carriers[i];
		struct sms_note *note = add(notes, sms_stage_of(carrier), "%s",
			sms_say_size(carrier->file.stat.size).text);

		set_path(notes, note, place, sms_is_at_parent(carrier), carrier->file.directory, carrier->file.name);
		if (!note)
			continue;
		note->age_s = carrier->age_s;
		note->inferred = carrier->inferred;
		note_request(notes, place, carrier);
	}
	notes->failed = notes->failed || all.failed;
	sms_free(all.carriers);
}

static bool is_name_character(char c)
{
	return sms_is_digit(c) || c == '_' || (sms_upper(c) >= 'A' && sms_upper(c) <= 'Z');
}

/* Whether one of the files that could carry it, of the first few, has this request's name. */
static bool is_candidate(const struct sms_search *place, const char *name, bool *any)
{
	for (size_t i = 0; i < place->count && i < SMS_MAX_EVIDENCE; i++) {
		const struct sms_carrier *carrier = &place->carriers[i];

		if (carrier->key_size != SMS_REQUEST_NAME)
			continue;
		*any = true;
		if (sms_compare_folded(carrier->file.name, SMS_REQUEST_NAME, name, SMS_REQUEST_NAME) == 0)
			return true;
	}
	return false;
}

static bool has_word(const char *text, const char *word, size_t size)
{
	for (size_t i = 0; text[i]; i++)
		if (sms_upper(text[i]) == sms_upper(*word) && (!i || !is_name_character(text[i - 1])) &&
			strnlen(text + i, size) == size && sms_compare_folded(text + i, size, word, size) == 0 &&
			!is_name_character(text[i + size]))
			return true;
	return false;
}

/* Whether a record names the job that the request of one of the first few files is of. */
static bool names_job(const struct sms_search *place, const char *text)
{
	for (size_t i = 0; i < place->count && i < SMS_MAX_EVIDENCE; i++) {
		const char *job = smssite_send_request_job(place->carriers[i].request);

		if (*job && has_word(text, job, strlen(job)))
			return true;
	}
	return false;
}

/* Whether a record names a request that could carry it, or its job: one of those found, or where none was any of a
 * system job of this site. */
static bool names_it(const struct sms_search *place, const char *text)
{
	if (names_job(place, text))
		return true;
	for (size_t i = 0; text[i]; i++) {
		bool any = false;

		if ((i && is_name_character(text[i - 1])) || !sms_is_own_request(place->code, text + i) ||
			is_name_character(text[i + SMS_REQUEST_NAME]))
			continue;
		if (is_candidate(place, text + i, &any) || !any)
			return true;
	}
	return false;
}

static void note_record(struct sms_notes *notes, const struct sms_search *place, smssite_stage stage, bool at_parent,
	const struct sms_record_found *found, bool inferred)
{
	const smssite_snapshot *snapshot = at_parent ? place->parent : place->site;
	struct sms_note *note = add(notes, stage, "%s", sms_record_text(snapshot, found));

	set_path(notes, note, place, at_parent, "", smssite_snapshot_log_path(snapshot, found->log));
	if (!note)
		return;
	note->line = smssite_snapshot_record_line(snapshot, found->log, found->record);
	note->inferred = inferred;
}

/* The senders write one form of record, each to a log of its own (KB Q122055). */
static const char *const senders[] = { "LANSEND.LOG", "RASSEND.LOG", "RASASYNC.LOG", "RASSYNC.LOG", "RASISDN.LOG",
	"RASX25.LOG", "SNASEND.LOG", "SNABATCH.LOG", "SNAINTER.LOG", NULL };
static const char *const scheduler[] = { "SCHED.LOG", NULL };
static const char *const despooler[] = { "DESPOOL.LOG", NULL };
static const char *const scman[] = { "SCMAN.LOG", NULL };
static const char *const hman[] = { "HMAN.LOG", NULL };

/* Which record tells of a stage: the latest with this text; with no text the last of the log. */
static const struct {
	smssite_stage stage;
	bool at_parent;
	const char *const *logs;
	const char *text;
	/* Only one that names the request. */
	bool names_it;
} tellers[] = {
	{ SMSSITE_STAGE_NOT_ANSWERED, false, scman, NULL, false },
	{ SMSSITE_STAGE_WRITTEN, false, scman, "Event 213 ", false },
	{ SMSSITE_STAGE_WRITTEN, false, scman, "Event 214 ", false },
	{ SMSSITE_STAGE_JOB, false, scheduler, NULL, false },
	{ SMSSITE_STAGE_REQUEST, false, scheduler, "Send Request ", true },
	{ SMSSITE_STAGE_REQUEST, false, senders, "Checking for sending capacity", false },
	{ SMSSITE_STAGE_SENDING, false, senders, "Found send request", true },
	{ SMSSITE_STAGE_SENDING, false, senders, "Attempt to write ", true },
	{ SMSSITE_STAGE_SENDING, false, senders, "Wrote ", true },
	{ SMSSITE_STAGE_SENDING, false, senders, "Sending completed", true },
	{ SMSSITE_STAGE_ARRIVED, true, despooler, "ound ready instruction", true },
	{ SMSSITE_STAGE_ARRIVED, true, despooler, "failed to open", true },
	{ SMSSITE_STAGE_ARRIVED, true, despooler, NULL, false },
	{ SMSSITE_STAGE_DESPOOLED, true, hman, NULL, false },
};

static bool find_teller(const struct sms_search *place, size_t teller, const char *log, struct sms_record_found *found)
{
	const smssite_snapshot *snapshot = tellers[teller].at_parent ? place->parent : place->site;
	size_t index = smssite_snapshot_find_log(snapshot, log);

	if (!tellers[teller].text)
		return sms_find_end(snapshot, log, found);
	for (size_t i = smssite_snapshot_record_count(snapshot, index); i-- > 0;) {
		const char *text = smssite_snapshot_record_text(snapshot, index, i);

		if (!strstr(text, tellers[teller].text) || (tellers[teller].names_it && !names_it(place, text)))
			continue;
		*found = (struct sms_record_found){ index, i };
		return true;
	}
	return false;
}

static void note_logs(struct sms_notes *notes, const struct sms_search *place)
{
	for (size_t i = 0; i < sizeof(tellers) / sizeof(*tellers); i++)
		for (const char *const *log = tellers[i].logs; *log; log++) {
			struct sms_record_found found;

			if (find_teller(place, i, *log, &found))
				note_record(notes, place, tellers[i].stage, tellers[i].at_parent, &found,
					tellers[i].names_it);
		}
}

static void note_word(struct sms_notes *notes, const struct sms_search *place)
{
	struct sms_note *note;
	struct sms_word word;

	sms_parent_says(place->site_case, &word);
	if (!word.given || word.status == SMSSITE_SITE_UNKNOWN)
		return;
	note = add(notes, SMSSITE_STAGE_DONE, "%s %d (%s)", place->code, (int)word.status,
		smssite_site_status_name(word.status));
	set_path(notes, note, place, false, "", word.name);
	if (note)
		note->line = word.line;
}

bool sms_notes_take(struct sms_notes *notes, const struct sms_search *place)
{
	note_files(notes, place);
	note_logs(notes, place);
	note_word(notes, place);
	for (size_t i = 0; i < SMS_STAGES; i++) {
		char text[64];
		const char *kept;

		if (!notes->cut[i])
			continue;
		snprintf(text, sizeof(text), "and %zu more", notes->cut[i]);
		kept = sms_arena_strdup(notes->arena, text);
		notes->failed = notes->failed || !kept;
		notes->list[i][notes->count[i]++] = (struct sms_note){ "", kept, 0, -1, false };
	}
	return !notes->failed;
}
