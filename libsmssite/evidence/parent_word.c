/* SPDX-License-Identifier: MIT */
#include <smssite/parent_word.h>
#include <smssite/trace_record.h>
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "evidence/list_text.h"
#include "evidence/log_file.h"
#include "evidence/saved.h"

#include <stdatomic.h>
#include <string.h>

/* Every code there can be: three places of 36 characters. */
#define CODES (36u * 36u * 36u)

struct site {
	char code[4];
	smssite_site_status status;
	/* The whole DWORD. */
	uint32_t detail;
	size_t line;
};

struct smssite_parent_word {
	atomic_size_t references;
	smssite_word_form form;
	struct site *sites;
	size_t count, capacity;
	/* Position + 1 of each code in sites. */
	uint16_t place[CODES];
};

static size_t code_number(struct sms_span code)
{
	size_t number = 0;

	for (size_t i = 0; i < 3; i++) {
		char c = sms_upper(code.data[i]);

		number = number * 36 + (size_t)(sms_is_digit(c) ? c - '0' : c - 'A' + 10);
	}
	return number;
}

static smssite_parent_word *word_new(smssite_word_form form)
{
	smssite_parent_word *self = sms_calloc(1, sizeof(*self));

	if (self) {
		atomic_init(&self->references, 1);
		self->form = form;
	}
	return self;
}

/* The entry of a code, made if there is none; NULL: no memory. A new one has an empty code. */
static struct site *site_of(smssite_parent_word *self, struct sms_span code)
{
	uint16_t *place = &self->place[code_number(code)];
	struct site *sites;

	if (*place)
		return &self->sites[*place - 1];
	sites = sms_grow(self->sites, self->count, &self->capacity, sizeof(*sites));
	if (!sites)
		return NULL;
	self->sites = sites;
	sites[self->count] = (struct site){ .status = SMSSITE_SITE_UNKNOWN };
	*place = (uint16_t)++self->count;
	return &sites[self->count - 1];
}

static void say(
	struct site *site, struct sms_span code, smssite_site_status status, uint32_t detail, size_t line)
{
	*site = (struct site){ .status = status, .detail = detail, .line = line };
	for (size_t i = 0; i < 3; i++)
		site->code[i] = sms_upper(code.data[i]);
}

/* A DWORD: decimal, 0x, or negative. */
static bool parse_dword(struct sms_span span, uint32_t *dword)
{
	bool negative = span.size && span.data[0] == '-';
	int64_t number = 0;

	if (span.size > 2 && span.size <= 10 && span.data[0] == '0' && sms_upper(span.data[1]) == 'X') {
		for (size_t i = 2; i < span.size; i++) {
			char c = sms_upper(span.data[i]);

			if (!sms_is_digit(c) && !(c >= 'A' && c <= 'F'))
				return false;
			number = number << 4 | (sms_is_digit(c) ? c - '0' : c - 'A' + 10);
		}
		*dword = (uint32_t)number;
		return true;
	}
	span.data += negative;
	span.size -= negative;
	if (!sms_span_number(span, &number) || number > (negative ? (int64_t)1 << 31 : UINT32_MAX))
		return false;
	*dword = (uint32_t)(negative ? -number : number);
	return true;
}

static bool is_separator(char c)
{
	return c == ' ' || c == '\t';
}

static bool next_field(struct sms_span *rest, struct sms_span *field)
{
	size_t begin = 0, end;

	while (begin < rest->size && is_separator(rest->data[begin]))
		begin++;
	for (end = begin; end < rest->size && !is_separator(rest->data[end]);)
		end++;
	*field = (struct sms_span){ rest->data + begin, end - begin };
	rest->data += end;
	rest->size -= end;
	return field->size > 0;
}

static smssite_status read_site_line(smssite_parent_word *self, struct sms_span line, size_t number)
{
	struct sms_span code, field, extra;
	uint32_t status, detail = 0;
	struct site *site;

	if (!next_field(&line, &code) || code.data[0] == '#')
		return SMSSITE_OK;
	if (!sms_is_site_code(code) || !next_field(&line, &field) || !parse_dword(field, &status) ||
		status < SMSSITE_SITE_ACTIVE || status > SMSSITE_SITE_UPGRADE)
		return sms_fail(
			SMSSITE_MALFORMED, "line %zu: expected a site code and a status of 1 to 5", number);
	if (next_field(&line, &field) && field.data[0] != '#' &&
		(!parse_dword(field, &detail) || (next_field(&line, &extra) && extra.data[0] != '#')))
		return sms_fail(SMSSITE_MALFORMED, "line %zu: expected one number behind the status", number);
	site = site_of(self, code);
	if (!site)
		return SMSSITE_NO_MEMORY;
	if (!site->line)
		say(site, code, (smssite_site_status)status, detail, number);
	else if (site->status != (smssite_site_status)status || site->detail != detail)
		return sms_fail(SMSSITE_MALFORMED, "lines %zu and %zu contradict each other on site %s",
			site->line, number, site->code);
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_parent_word_parse_site_list(
	const void *data, size_t size, smssite_parent_word **word)
{
	struct sms_span rest = { NULL, 0 }, line;
	smssite_parent_word *self;
	smssite_status status;
	char *text = NULL;

	if (!data || !word)
		return sms_invalid("smssite_parent_word_parse_site_list", "data and word must not be NULL");
	*word = NULL;
	if (size > SMS_MAX_SITE_LIST)
		return sms_fail(SMSSITE_LIMIT, "a site list of more than %u bytes", SMS_MAX_SITE_LIST);
	self = word_new(SMSSITE_WORD_SITE_LIST);
	if (!self)
		return SMSSITE_NO_MEMORY;
	status = sms_list_text(data, size, &text, &rest.size);
	rest.data = text;
	for (size_t number = 1; status == SMSSITE_OK && sms_next_line(&rest, &line); number++)
		status = read_site_line(self, line, number);
	sms_free(text);
	if (status == SMSSITE_OK)
		*word = self;
	else
		smssite_parent_word_free(self);
	return status;
}

static bool is_word_byte(char c)
{
	return sms_is_digit(c) || (sms_upper(c) >= 'A' && sms_upper(c) <= 'Z') || c == '_';
}

/* The next run of letters and digits, a minus in front of a digit too; everything else separates. */
static bool next_word(struct sms_span *rest, struct sms_span *word)
{
	const char *data = rest->data;
	size_t begin = 0, end;

	while (begin < rest->size && !is_word_byte(data[begin]) &&
		!(data[begin] == '-' && begin + 1 < rest->size && sms_is_digit(data[begin + 1])))
		begin++;
	for (end = begin + (begin < rest->size && data[begin] == '-');
		end < rest->size && is_word_byte(data[end]);)
		end++;
	*word = (struct sms_span){ data + begin, end - begin };
	rest->data += end;
	rest->size -= end;
	return word->size > 0;
}

static bool skip_group(struct sms_span *text, char open, char close)
{
	const char *end;

	if (!text->size || text->data[0] != open)
		return false;
	end = memchr(text->data, close, text->size);
	if (!end)
		return false;
	text->size -= (size_t)(end - text->data) + 1;
	text->data = end + 1;
	return true;
}

static void skip_blanks(struct sms_span *text)
{
	while (text->size && (is_separator(text->data[0]) || text->data[0] == '~' || text->data[0] == ':')) {
		text->data++;
		text->size--;
	}
}

/* `{line} INFO:` and remarks in parentheses. Other levels stay, and a record that begins with one states
 * nothing: what an ERROR names has not come about. */
static void skip_prefix(struct sms_span *text)
{
	struct sms_span rest, word;

	skip_blanks(text);
	if (skip_group(text, '{', '}')) {
		rest = *text;
		if (next_word(&rest, &word) && sms_span_equal_folded(word, "INFO"))
			*text = rest;
		skip_blanks(text);
	}
	while (skip_group(text, '(', ')'))
		skip_blanks(text);
}

/* Words that may stand between the parts of a statement without changing what it says. */
static bool is_filler(struct sms_span word)
{
	static const char *const fillers[] = { "has", "is", "now", "in", "with", "its", "the", "at", "and",
		"current", "site", "code", "number", "value" };

	for (size_t i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++)
		if (sms_span_equal_folded(word, fillers[i]))
			return true;
	return false;
}

static bool is_status_name(struct sms_span word)
{
	for (int i = SMSSITE_SITE_ACTIVE; i <= SMSSITE_SITE_UPGRADE; i++)
		if (sms_span_equal_folded(word, smssite_site_status_name((smssite_site_status)i)))
			return true;
	return false;
}

static bool next_meaning(struct sms_span *rest, struct sms_span *word)
{
	while (next_word(rest, word))
		if (!is_filler(*word))
			return true;
	return false;
}

/* In a log codes are written in capitals; "has" and "was" are no sites. */
static bool is_written_code(struct sms_span word)
{
	for (size_t i = 0; i < word.size; i++)
		if (word.data[i] >= 'a' && word.data[i] <= 'z')
			return false;
	return sms_is_site_code(word);
}

/* `Site CODE ... status N ... detail M`, with nothing but fillers and a name in parentheses between the
 * parts: a record about a site's job has a status too, of another meaning. */
static bool read_statement(struct sms_span rest, struct sms_span *code, uint32_t *status, uint32_t *detail)
{
	struct sms_span word;

	if (!next_word(&rest, code) || !is_written_code(*code))
		return false;
	skip_blanks(&rest);
	skip_group(&rest, '(', ')');
	if (!next_meaning(&rest, &word) || !sms_span_equal_folded(word, "status") ||
		!next_meaning(&rest, &word) || !parse_dword(word, status))
		return false;
	*detail = 0;
	if (!next_meaning(&rest, &word) || (is_status_name(word) && !next_meaning(&rest, &word)))
		return true;
	if (!sms_span_equal_folded(word, "detail") && !sms_span_equal_folded(word, "detailed"))
		return true;
	if (next_meaning(&rest, &word) && sms_span_equal_folded(word, "status"))
		next_meaning(&rest, &word);
	if (!parse_dword(word, detail))
		*detail = 0;
	return true;
}

/* `Event 358 ...`: the event that says an ACTUAL file has come in (KB Q122181). The site is named behind
 * "site", or as the event's object like in SCMAN.LOG (Q167808). */
static bool read_event(struct sms_span rest, struct sms_span *code)
{
	struct sms_span word;

	if (!next_word(&rest, &word) || !sms_span_equal_folded(word, "358"))
		return false;
	while (next_word(&rest, &word)) {
		if (!sms_span_equal_folded(word, "site") && !sms_span_equal_folded(word, "object"))
			continue;
		if (next_word(&rest, code) && is_written_code(*code))
			return true;
	}
	return false;
}

static smssite_status read_record(smssite_parent_word *self, struct sms_span line, size_t number, bool *is_record)
{
	struct smssite_trace_record record;
	struct sms_span text, code, word;
	uint32_t status, detail = 0;
	struct site *site;

	if (smssite_trace_record_parse(line.data, line.size, &record) != SMSSITE_OK ||
		sms_compare_folded(record.component, record.component_size, "SMS_HIERARCHY_MANAGER", 21))
		return SMSSITE_OK;
	*is_record = true;
	text = (struct sms_span){ record.text, record.text_size };
	skip_prefix(&text);
	if (!next_word(&text, &word))
		return SMSSITE_OK;
	if (sms_span_equal_folded(word, "event") && read_event(text, &code))
		status = SMSSITE_SITE_ACTIVE;
	else if (!sms_span_equal_folded(word, "site") || !read_statement(text, &code, &status, &detail))
		return SMSSITE_OK;
	site = site_of(self, code);
	if (!site)
		return SMSSITE_NO_MEMORY;
	if (status > SMSSITE_SITE_UPGRADE)
		status = SMSSITE_SITE_UNKNOWN;
	say(site, code, (smssite_site_status)status, detail, number);
	return SMSSITE_OK;
}

static smssite_status read_hman_log(smssite_parent_word *self, struct sms_log_file *log, bool *any)
{
	struct sms_span line;
	smssite_status status;
	bool has;

	for (;;) {
		status = sms_log_file_next(log, &line, &has);
		if (status || !has)
			return status;
		status = read_record(self, line, log->lines.line, any);
		if (status)
			return status;
	}
}

SMSSITE_API smssite_status smssite_parent_word_parse_hman_log(
	const void *data, size_t size, smssite_parent_word **word)
{
	struct sms_log_file log;
	smssite_status status;
	smssite_parent_word *self;
	bool any = false;

	if (!data || !word)
		return sms_invalid("smssite_parent_word_parse_hman_log", "data and word must not be NULL");
	*word = NULL;
	if (size > SMS_MAX_LOG)
		return sms_fail(SMSSITE_LIMIT, "a log of more than %u bytes", SMS_MAX_LOG);
	self = word_new(SMSSITE_WORD_HMAN_LOG);
	if (!self)
		return SMSSITE_NO_MEMORY;
	status = sms_log_file_of_bytes(&log, data, size, "HMAN.LOG");
	if (!status)
		status = read_hman_log(self, &log, &any);
	sms_log_file_release(&log);
	/* Blocks of NUL are in logs of servers that crashed; where nothing else is, it is none. */
	if (status == SMSSITE_OK && !any && size && memchr(data, '\0', size))
		status = sms_fail(SMSSITE_MALFORMED, "no record of SMS_HIERARCHY_MANAGER but NUL bytes: no log");
	if (status == SMSSITE_OK)
		*word = self;
	else
		smssite_parent_word_free(self);
	return status;
}

/* What the Sites window shows, in the numbers of Q137376. Which number a phase has is [INF]: Q165876 quotes
 * "Phase 2: Preinstall job started.", Q183347 "Phase 4 Complete" for a parent that has sent all and waits for
 * the .CT2. */
static const struct {
	const char *phrase;
	smssite_site_status status;
	uint32_t detail;
} phrases[] = {
	{ "active", SMSSITE_SITE_ACTIVE, 0 },
	{ "phase-1", SMSSITE_SITE_PENDING, 100 },
	{ "phase-2", SMSSITE_SITE_PENDING, 11 },
	{ "phase-3", SMSSITE_SITE_PENDING, 21 },
	{ "phase-4", SMSSITE_SITE_PENDING, 32 },
	{ "construction", SMSSITE_SITE_UPGRADE, 0 },
	{ "failed", SMSSITE_SITE_FAILED, 0 },
	{ "deleted", SMSSITE_SITE_DELETED, 0 },
};

SMSSITE_API smssite_status smssite_parent_word_new_phrase(
	const char *site_code, const char *phrase, smssite_parent_word **word)
{
	struct sms_span code;
	smssite_parent_word *self;
	struct site *site;
	size_t i;

	if (!site_code || !phrase || !word)
		return sms_invalid("smssite_parent_word_new_phrase", "no argument may be NULL");
	*word = NULL;
	code = sms_span_of(site_code);
	if (!sms_is_site_code(code))
		return sms_fail(
			SMSSITE_INVALID, "a site code is three letters or digits, not \"%.32s\"", site_code);
	for (i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (sms_equal_folded(phrases[i].phrase, phrase))
			break;
	if (i == sizeof(phrases) / sizeof(phrases[0]))
		return sms_fail(SMSSITE_INVALID,
			"\"%.32s\" is none of active, phase-1 to phase-4, construction, failed, deleted",
			phrase);
	self = word_new(SMSSITE_WORD_PHRASE);
	if (!self)
		return SMSSITE_NO_MEMORY;
	site = site_of(self, code);
	if (!site) {
		smssite_parent_word_free(self);
		return SMSSITE_NO_MEMORY;
	}
	say(site, code, phrases[i].status, phrases[i].detail, 0);
	*word = self;
	return SMSSITE_OK;
}

static smssite_status restore_site(smssite_parent_word *self, const struct sms_saved_site *saved)
{
	struct sms_span code = sms_span_of(saved->code);
	struct site *site;

	if (!sms_is_site_code(code) || (size_t)saved->status > SMSSITE_SITE_UPGRADE ||
		saved->detail > 0xFFFF || saved->flags > 0xFFFF)
		return sms_fail(SMSSITE_MALFORMED, "a word that is none on a site: %.8s", saved->code);
	site = site_of(self, code);
	if (!site)
		return SMSSITE_NO_MEMORY;
	if (*site->code)
		return sms_fail(SMSSITE_MALFORMED, "two words on site %s", site->code);
	say(site, code, saved->status, saved->flags << 16 | saved->detail, saved->line);
	return SMSSITE_OK;
}

smssite_status sms_parent_word_restore(
	smssite_word_form form, const struct sms_saved_site *list, size_t count, smssite_parent_word **word)
{
	smssite_parent_word *self;
	smssite_status status = SMSSITE_OK;

	if ((size_t)form > SMSSITE_WORD_PHRASE)
		return sms_fail(SMSSITE_MALFORMED, "a parent's word of an unknown form");
	self = word_new(form);
	if (!self)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; status == SMSSITE_OK && i < count; i++)
		status = restore_site(self, &list[i]);
	if (status == SMSSITE_OK)
		*word = self;
	else
		smssite_parent_word_free(self);
	return status;
}

SMSSITE_API smssite_parent_word *smssite_parent_word_ref(smssite_parent_word *self)
{
	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return self;
}

SMSSITE_API void smssite_parent_word_free(smssite_parent_word *self)
{
	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	sms_free(self->sites);
	sms_free(self);
}

SMSSITE_API smssite_word_form smssite_parent_word_form(const smssite_parent_word *self)
{
	return self ? self->form : SMSSITE_WORD_SITE_LIST;
}

SMSSITE_API size_t smssite_parent_word_count(const smssite_parent_word *self)
{
	return self ? self->count : 0;
}

SMSSITE_API const char *smssite_parent_word_site_code(const smssite_parent_word *self, size_t index)
{
	return self && index < self->count ? self->sites[index].code : NULL;
}

SMSSITE_API smssite_site_status smssite_parent_word_status(const smssite_parent_word *self, size_t index)
{
	return self && index < self->count ? self->sites[index].status : SMSSITE_SITE_UNKNOWN;
}

SMSSITE_API int64_t smssite_parent_word_detail(const smssite_parent_word *self, size_t index)
{
	return self && index < self->count ? (int64_t)(self->sites[index].detail & 0xFFFF) : -1;
}

SMSSITE_API uint32_t smssite_parent_word_flags(const smssite_parent_word *self, size_t index)
{
	return self && index < self->count ? self->sites[index].detail >> 16 : 0;
}

SMSSITE_API size_t smssite_parent_word_line(const smssite_parent_word *self, size_t index)
{
	return self && index < self->count ? self->sites[index].line : 0;
}

SMSSITE_API size_t smssite_parent_word_find(const smssite_parent_word *self, const char *site_code)
{
	if (!self || !site_code || !sms_is_site_code(sms_span_of(site_code)))
		return SMSSITE_NO_INDEX;
	/* An empty place gives 0 - 1, which is SMSSITE_NO_INDEX. */
	return (size_t)self->place[code_number(sms_span_of(site_code))] - 1;
}

SMSSITE_API const char *smssite_site_status_name(smssite_site_status status)
{
	static const char *const names[] = { "UNKNOWN", "ACTIVE", "PENDING", "FAILED", "DELETED", "UPGRADE" };

	return (size_t)status < sizeof(names) / sizeof(names[0]) ? names[status] : names[0];
}

SMSSITE_API const char *smssite_site_detail_name(int64_t detail)
{
	static const struct {
		int64_t detail;
		const char *name;
	} names[] = {
		{ 100, "NEWSITE" },
		{ 11, "PREINSTJOB_BEGIN" },
		{ 12, "PREINSTJOB_END" },
		{ 13, "PREINSTJOB_ERROR" },
		{ 21, "INSTJOB_BEGIN" },
		{ 22, "INSTJOB_END" },
		{ 23, "INSTJOB_ERROR" },
		{ 31, "FIRSTSCJOB_BEGIN" },
		{ 32, "FIRSTSCJOB_END" },
		{ 33, "FIRSTSCJOB_ERROR" },
		{ 41, "SCJOB_BEGIN" },
		{ 42, "SCJOB_END" },
		{ 43, "SCJOB_ERROR" },
		{ 51, "DELETE_WAITONJOB" },
		{ 52, "DEINSTSITE_WAITONJOB" },
		{ 61, "UPGRADE_REQUIRED" },
		{ 62, "UPGRADE_BEGIN" },
		{ 63, "UPGRADE_END" },
		{ 64, "UPGRADE_ERROR" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].detail == detail)
			return names[i].name;
	return NULL;
}
