/* SPDX-License-Identifier: MIT */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "evidence/patterns.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

#include <limits.h>
#include <pcre2.h>
#include <string.h>

struct entry {
	/* Position in the table. */
	size_t id;
	const char *text;
	size_t size;
	pcre2_code *code;
	/* The next whose window ends with the same three bytes or those of the same hash, or that has no
	 * text; from 1, 0 is the end. */
	size_t next;
	/* The last record it was looked for in: a text that occurs twice is one find. */
	size_t record;
};

/* The texts are found by Wu and Manber's method ("A fast algorithm for multi-pattern searching", 1994): a
 * window as long as the shortest text moves over the record; the three bytes at its end say how far it may go
 * on at once. Two would not do: a few dozen texts have most pairs of letters that there are. The table is to leave room in a
 * processor's first cache for the record. */
enum { BLOCK = 3, HASHES = 1 << 13 };

struct sms_patterns {
	pcre2_general_context *memory;
	pcre2_match_context *limits;
	pcre2_match_data *match;
	struct entry *entries;
	size_t count, record, given_up;
	size_t *found;
	size_t found_count;
	size_t without_text;
	size_t window;
	/* By the hash of three bytes: how far to go on, and if that is 0 the first entry to compare, from 1.
	 */
	unsigned char shift[HASHES];
	uint16_t first[HASHES];
};

static void *pcre2_alloc(size_t size, void *context)
{
	(void)context;
	return sms_alloc(size);
}

static void pcre2_release(void *memory, void *context)
{
	(void)context;
	sms_free(memory);
}

static unsigned hash(const char *at)
{
	const unsigned char *bytes = (const unsigned char *)at;

	return ((unsigned)bytes[0] << 10 ^ (unsigned)bytes[1] << 5 ^ bytes[2]) & (HASHES - 1);
}

static smssite_status compile_expression(
	struct sms_patterns *self, struct entry *entry, const char *expression)
{
	pcre2_compile_context *context = pcre2_compile_context_create(self->memory);
	PCRE2_UCHAR reason[128];
	PCRE2_SIZE offset;
	int error;

	if (!context)
		return SMSSITE_NO_MEMORY;
	entry->code = pcre2_compile(
		(PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED, PCRE2_NEVER_UTF, &error, &offset, context);
	pcre2_compile_context_free(context);
	if (entry->code)
		return SMSSITE_OK;
	pcre2_get_error_message(error, reason, sizeof(reason));
	if (error == PCRE2_ERROR_HEAP_FAILED)
		return SMSSITE_NO_MEMORY;
	return sms_fail(SMSSITE_MALFORMED, "pattern %zu, \"%.200s\", at character %zu: %s", entry->id,
		expression, (size_t)offset, (const char *)reason);
}

static smssite_status add(struct sms_patterns *self, const struct sms_pattern *pattern, size_t id)
{
	struct entry *entry = &self->entries[self->count++];

	*entry = (struct entry){ .id = id, .text = pattern->text };
	if (pattern->text) {
		entry->size = strlen(pattern->text);
		if (entry->size < BLOCK)
			return sms_fail(
				SMSSITE_MALFORMED, "pattern %zu: a text of less than three bytes", id);
		if (!self->window || entry->size < self->window)
			self->window = entry->size;
	} else {
		entry->next = self->without_text;
		self->without_text = self->count;
	}
	return pattern->expression ? compile_expression(self, entry, pattern->expression) : SMSSITE_OK;
}

static void make_shifts(struct sms_patterns *self)
{
	if (self->window > UCHAR_MAX)
		self->window = UCHAR_MAX;
	memset(self->shift, self->window ? (int)self->window - BLOCK + 1 : 0, sizeof(self->shift));
	/* Backwards, so that entries that are compared one after the other ascend. */
	for (size_t i = self->count; i-- > 0;) {
		struct entry *entry = &self->entries[i];
		unsigned last;

		if (!entry->text)
			continue;
		for (size_t at = 0; at + BLOCK <= self->window; at++) {
			unsigned char *shift = &self->shift[hash(entry->text + at)];

			if (*shift > self->window - BLOCK - at)
				*shift = (unsigned char)(self->window - BLOCK - at);
		}
		last = hash(entry->text + self->window - BLOCK);
		entry->next = self->first[last];
		self->first[last] = (uint16_t)(i + 1);
	}
}

static bool is_for(const struct sms_pattern *pattern, const char *log)
{
	return !log || !pattern->log || sms_equal_folded(pattern->log, log);
}

static smssite_status make(
	struct sms_patterns *self, const struct sms_pattern *table, size_t count, const char *log)
{
	smssite_status status;

	self->memory = pcre2_general_context_create(pcre2_alloc, pcre2_release, NULL);
	self->limits = self->memory ? pcre2_match_context_create(self->memory) : NULL;
	self->match = self->memory ? pcre2_match_data_create(1, self->memory) : NULL;
	self->entries = sms_calloc(count + 1, sizeof(*self->entries));
	self->found = sms_calloc(count + 1, sizeof(*self->found));
	if (!self->limits || !self->match || !self->entries || !self->found)
		return SMSSITE_NO_MEMORY;
	pcre2_set_match_limit(self->limits, SMS_MAX_MATCH_STEPS);
	for (size_t i = 0; i < count; i++) {
		status = is_for(&table[i], log) ? add(self, &table[i], i) : SMSSITE_OK;
		if (status)
			return status;
	}
	make_shifts(self);
	return SMSSITE_OK;
}

smssite_status sms_patterns_new(
	const struct sms_pattern *table, size_t count, const char *log, struct sms_patterns **patterns)
{
	struct sms_patterns *self;
	smssite_status status;

	*patterns = NULL;
	if (count >= UINT16_MAX)
		return sms_fail(SMSSITE_LIMIT, "more than %u patterns", UINT16_MAX - 1);
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	status = make(self, table, count, log);
	if (status)
		sms_patterns_free(self);
	else
		*patterns = self;
	return status;
}

void sms_patterns_free(struct sms_patterns *self)
{
	if (!self)
		return;
	for (size_t i = 0; self->entries && i < self->count; i++)
		pcre2_code_free(self->entries[i].code);
	pcre2_match_data_free(self->match);
	pcre2_match_context_free(self->limits);
	pcre2_general_context_free(self->memory);
	sms_free(self->entries);
	sms_free(self->found);
	sms_free(self);
}

/* Notes an entry whose text is there, if its expression is too. */
static smssite_status note(struct sms_patterns *self, struct entry *entry, const char *text, size_t size)
{
	size_t at = self->found_count;

	if (entry->record == self->record)
		return SMSSITE_OK;
	entry->record = self->record;
	if (entry->code) {
		int matched =
			pcre2_match(entry->code, (PCRE2_SPTR)text, size, 0, 0, self->match, self->limits);

		if (matched == PCRE2_ERROR_NOMEMORY)
			return SMSSITE_NO_MEMORY;
		self->given_up += matched < 0 && matched != PCRE2_ERROR_NOMATCH;
		if (matched < 0)
			return SMSSITE_OK;
	}
	for (; at && self->found[at - 1] > entry->id; at--)
		self->found[at] = self->found[at - 1];
	self->found[at] = entry->id;
	self->found_count++;
	return SMSSITE_OK;
}

static smssite_status search(struct sms_patterns *self, const char *text, size_t size)
{
	/* Of the three bytes that the window ends with. */
	size_t at = self->window - BLOCK;

	while (at + BLOCK <= size) {
		unsigned last = hash(text + at);
		const char *begin = text + at + BLOCK - self->window;

		if (self->shift[last]) {
			at += self->shift[last];
			continue;
		}
		for (size_t i = self->first[last]; i; i = self->entries[i - 1].next) {
			struct entry *entry = &self->entries[i - 1];
			smssite_status status;

			if (entry->size > (size_t)(text + size - begin) ||
				memcmp(begin, entry->text, entry->size) != 0)
				continue;
			status = note(self, entry, text, size);
			if (status)
				return status;
		}
		at++;
	}
	return SMSSITE_OK;
}

smssite_status sms_patterns_match(
	struct sms_patterns *self, const char *text, size_t size, const size_t **found, size_t *count)
{
	smssite_status status = SMSSITE_OK;

	self->record++;
	self->found_count = 0;
	if (self->window)
		status = search(self, text, size);
	for (size_t i = self->without_text; !status && i; i = self->entries[i - 1].next)
		status = note(self, &self->entries[i - 1], text, size);
	*found = self->found;
	*count = self->found_count;
	return status;
}

size_t sms_patterns_given_up(const struct sms_patterns *self)
{
	return self->given_up;
}
