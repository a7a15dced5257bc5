/* SPDX-License-Identifier: MIT */
#include "recovery/journal.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "tree/tree.h"

#include <sha2.h>
#include <stdio.h>
#include <string.h>

/* Digits of the length of the longest payload. */
#define MAX_DIGITS 8

static void make_checksum(const char *before, struct sms_span payload, char checksum[SMS_CHECKSUM_SIZE + 1])
{
	char digest[SHA256_DIGEST_STRING_LENGTH];
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, (const uint8_t *)before, strlen(before));
	SHA256Update(&context, (const uint8_t *)payload.data, payload.size);
	SHA256End(&context, digest);
	memcpy(checksum, digest, SMS_CHECKSUM_SIZE);
	checksum[SMS_CHECKSUM_SIZE] = '\0';
}

/* The length that a record claims for its payload, and where the payload begins; false if it is no head. */
static bool read_head(struct sms_span rest, size_t *length, size_t *begin)
{
	size_t digits = 0, value = 0;

	while (digits < rest.size && digits <= MAX_DIGITS && sms_is_digit(rest.data[digits]))
		value = value * 10 + (size_t)(rest.data[digits++] - '0');
	*begin = digits + 1 + SMS_CHECKSUM_SIZE + 1;
	*length = value;
	return digits && digits <= MAX_DIGITS && rest.data[0] != '0' && rest.size > *begin &&
		rest.data[digits] == ' ' && rest.data[*begin - 1] == ' ';
}

/* The record at the front of rest, if it is whole. */
static bool read_record(struct sms_span rest, struct sms_records *records, struct sms_span *payload)
{
	char checksum[SMS_CHECKSUM_SIZE + 1];
	size_t length, begin;

	if (!read_head(rest, &length, &begin) || rest.size - begin <= length || rest.data[begin + length] != '\n')
		return false;
	*payload = (struct sms_span){ rest.data + begin, length };
	make_checksum(records->checksum, *payload, checksum);
	if (memcmp(checksum, rest.data + begin - 1 - SMS_CHECKSUM_SIZE, SMS_CHECKSUM_SIZE) != 0)
		return false;
	memcpy(records->checksum, checksum, sizeof(checksum));
	return true;
}

/* Whether what is no whole record can be the rest of one append: nothing follows where the record says that it
 * ends, nor behind a line end. */
static bool is_torn(struct sms_span rest)
{
	const char *line_end = memchr(rest.data, '\n', rest.size);
	size_t length, begin;

	if (line_end && line_end != rest.data + rest.size - 1)
		return false;
	return !read_head(rest, &length, &begin) || rest.size - begin <= length + 1;
}

smssite_status sms_records_parse(void *data, size_t size, struct sms_records *records)
{
	struct sms_span rest = { data, size }, payload;

	*records = (struct sms_records){ .data = data, .size = size };
	while (rest.size) {
		struct sms_span *grown;
		size_t taken;

		if (!read_record(rest, records, &payload)) {
			if (is_torn(rest))
				break;
			sms_records_release(records);
			return sms_fail(SMSSITE_MALFORMED, "damaged at byte %zu of %zu", size - rest.size, size);
		}
		grown = sms_grow(records->payload, records->count, &records->capacity, sizeof(*grown));
		if (!grown) {
			sms_records_release(records);
			return SMSSITE_NO_MEMORY;
		}
		records->payload = grown;
		records->payload[records->count++] = payload;
		taken = (size_t)(payload.data - rest.data) + payload.size + 1;
		rest.data += taken;
		rest.size -= taken;
	}
	records->whole = size - rest.size;
	return SMSSITE_OK;
}

void sms_records_release(struct sms_records *records)
{
	sms_free(records->data);
	sms_free(records->payload);
	*records = (struct sms_records){ 0 };
}

void sms_journal_init(struct sms_journal *journal, smssite_tree *tree, const char *path)
{
	*journal = (struct sms_journal){ .tree = tree, .path = path };
}

static char *make_record(const struct sms_journal *journal, const char *payload, char checksum[SMS_CHECKSUM_SIZE + 1])
{
	make_checksum(journal->checksum, sms_span_of(payload), checksum);
	return sms_asprintf("%zu %s %s\n", strlen(payload), checksum, payload);
}

static void accept(struct sms_journal *journal, const char *record, const char *checksum)
{
	journal->durable += (int64_t)strlen(record);
	journal->dirty = false;
	memcpy(journal->checksum, checksum, sizeof(journal->checksum));
}

smssite_status sms_journal_create(struct sms_journal *journal, const char *directory, const char *payload)
{
	char checksum[SMS_CHECKSUM_SIZE + 1], *record = make_record(journal, payload, checksum);
	smssite_status status;

	if (!record)
		return SMSSITE_NO_MEMORY;
	status = sms_tree_open_exact(journal->tree, journal->path, SMSSITE_OPEN_CREATE, &journal->file);
	if (status) {
		sms_free(record);
		return status;
	}
	status = sms_tree_write(journal->tree, journal->file, record, strlen(record));
	if (!status)
		status = sms_tree_sync(journal->tree, journal->file);
	if (!status)
		status = sms_tree_sync_names(journal->tree, directory);
	if (status) {
		sms_journal_close(journal);
		sms_tree_discard(journal->tree, journal->path);
	} else {
		accept(journal, record, checksum);
	}
	sms_free(record);
	return status;
}

smssite_status sms_journal_read(struct sms_journal *journal, struct sms_records *records)
{
	void *data;
	size_t size;
	smssite_status status =
		sms_tree_read_exact(journal->tree, journal->path, SMS_MAX_JOURNAL, &data, &size);

	if (status)
		return status;
	status = sms_records_parse(data, size, records);
	if (status)
		return sms_fail_in(status, "%s", journal->path);
	journal->durable = (int64_t)records->whole;
	journal->dirty = records->whole < size;
	memcpy(journal->checksum, records->checksum, sizeof(journal->checksum));
	return SMSSITE_OK;
}

/* Opens the file for appending. What a torn or failed append left behind the last whole record is cut off, and what
 * one who was killed has written is made durable, each before anything is appended: never is more than one record
 * at the mercy of a loss of power. */
static smssite_status make_ready(struct sms_journal *journal)
{
	smssite_status status = SMSSITE_OK;

	if (journal->file)
		return SMSSITE_OK;
	status = sms_tree_open_exact(journal->tree, journal->path, SMSSITE_OPEN_APPEND, &journal->file);
	if (!status && journal->dirty)
		status = sms_tree_truncate(journal->tree, journal->file, journal->durable);
	if (!status)
		status = sms_tree_sync(journal->tree, journal->file);
	if (status)
		sms_journal_close(journal);
	else
		journal->dirty = false;
	return status;
}

/* What could not be made durable is not to be read by anyone as if it were. It may be that this cannot be done now;
 * then the next append does it. After a failed sync the file counts as lost: it is opened anew. */
static void withdraw(struct sms_journal *journal)
{
	struct sms_detail why;

	sms_detail_keep(&why);
	if (journal->file)
		sms_tree_truncate(journal->tree, journal->file, journal->durable);
	sms_journal_close(journal);
	sms_detail_restore(&why);
}

smssite_status sms_journal_append(struct sms_journal *journal, const char *payload)
{
	char checksum[SMS_CHECKSUM_SIZE + 1], *record;
	smssite_status status;

	if (journal->durable > (int64_t)SMS_MAX_JOURNAL - (int64_t)SMS_MAX_PLAN)
		return sms_fail(SMSSITE_LIMIT, "%s: the journal is full", journal->path);
	record = make_record(journal, payload, checksum);
	if (!record)
		return SMSSITE_NO_MEMORY;
	status = make_ready(journal);
	if (!status) {
		journal->dirty = true;
		status = sms_tree_write(journal->tree, journal->file, record, strlen(record));
	}
	if (!status)
		status = sms_tree_sync(journal->tree, journal->file);
	if (!status)
		accept(journal, record, checksum);
	else
		withdraw(journal);
	sms_free(record);
	return status;
}

void sms_journal_close(struct sms_journal *journal)
{
	sms_tree_close(journal->tree, journal->file);
	journal->file = NULL;
}
