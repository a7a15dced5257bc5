/* SPDX-License-Identifier: MIT */
#include "format/send_request.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

smssite_send_request *sms_send_request_new(void)
{
	smssite_send_request *self = sms_calloc(1, sizeof(*self));

	if (!self)
		return NULL;
	atomic_init(&self->references, 1);
	self->destination = self->job = self->id = self->outbox = "";
	self->package_file = self->instruction_file = self->status = "";
	self->action = -1;
	return self;
}

smssite_status sms_send_request_add(smssite_send_request *self, int64_t type, size_t offset, size_t size)
{
	struct sms_send_record *records = sms_grow(self->records, self->count, &self->capacity, sizeof(*records));

	if (!records)
		return SMSSITE_NO_MEMORY;
	self->records = records;
	if (self->count == SMS_MAX_SEND_RECORDS)
		return sms_fail(SMSSITE_LIMIT, "a send request of more than %u records", SMS_MAX_SEND_RECORDS);
	records[self->count++] = (struct sms_send_record){ type, offset, size };
	return SMSSITE_OK;
}

static size_t word_at(const char *data, size_t width)
{
	size_t word = 0;

	for (size_t i = width; i-- > 0;)
		word = word << 8 | (unsigned char)data[i];
	return word;
}

/* The chain of records with words of one width; MALFORMED where it does not end with the file. */
static smssite_status read_chain(smssite_send_request *self, size_t size, size_t width)
{
	size_t at = 0;

	self->count = 0;
	while (at < size) {
		size_t length;
		smssite_status status;

		if (size - at < 2 * width)
			return sms_fail(SMSSITE_MALFORMED, "%zu bytes at 0x%zx are too few for a record", size - at, at);
		length = word_at(self->data + at + width, width);
		if (!length)
			return sms_fail(SMSSITE_MALFORMED, "the record at 0x%zx has length 0", at);
		if (length > size - at - 2 * width)
			return sms_fail(SMSSITE_MALFORMED, "the record at 0x%zx has %zu bytes; %zu are there", at, length,
				size - at - 2 * width);
		status = sms_send_request_add(
			self, (int64_t)word_at(self->data + at, width), at + 2 * width, length);
		if (status)
			return status;
		at += 2 * width + length;
	}
	return SMSSITE_OK;
}

static bool has_unknown_type(const smssite_send_request *self)
{
	for (size_t i = 0; i < self->count; i++)
		if (!smssite_send_record_name(self->records[i].type))
			return true;
	return false;
}

/* -- what the records say -------------------------------------------------------------------------- */

/* Takes the next run of printable bytes without blanks. */
static bool next_word(struct sms_span *rest, struct sms_span *word)
{
	size_t from = 0, to;

	while (from < rest->size && (unsigned char)rest->data[from] <= ' ')
		from++;
	for (to = from; to < rest->size && (unsigned char)rest->data[to] > ' '; to++)
		;
	*word = (struct sms_span){ rest->data + from, to - from };
	*rest = (struct sms_span){ rest->data + to, rest->size - to };
	return word->size;
}

static bool is_id(struct sms_span word, size_t size)
{
	for (size_t i = 0; i < word.size; i++) {
		char c = sms_upper(word.data[i]);

		if ((c < 'A' || c > 'Z') && !sms_is_digit(c) && c != '_')
			return false;
	}
	return word.size == size;
}

static smssite_status keep(smssite_send_request *self, struct sms_span word, const char **text)
{
	char *utf8 = sms_text_from_1252(word.data, word.size);

	if (!utf8)
		return SMSSITE_NO_MEMORY;
	*text = sms_arena_strdup(&self->arena, utf8);
	sms_free(utf8);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* Each word goes where its shape fits, once; a digit in front, or a small number in binary, is the priority. */
static smssite_status read_info(smssite_send_request *self, struct sms_span data)
{
	smssite_status status = SMSSITE_OK;
	struct sms_span word;

	if (data.size >= 4 && word_at(data.data, 4) >= 1 && word_at(data.data, 4) <= 3) {
		self->priority = (int)word_at(data.data, 4);
		data.data += 4;
		data.size -= 4;
	}
	while (!status && next_word(&data, &word)) {
		if (!self->priority && word.size == 1 && *word.data >= '1' && *word.data <= '3')
			self->priority = *word.data - '0';
		else if (!*self->outbox && word.size > 2 && !memcmp(word.data, "\\\\", 2))
			status = keep(self, word, &self->outbox);
		else if (!*self->destination && sms_is_site_code(word))
			status = keep(self, word, &self->destination);
		else if (!*self->job && is_id(word, 8))
			status = keep(self, word, &self->job);
		else if (!*self->id && is_id(word, 7))
			status = keep(self, word, &self->id);
	}
	return status;
}

/* The path in a record: what stands there up to a NUL or another control character. */
static smssite_status read_path(smssite_send_request *self, struct sms_span data, const char **path)
{
	size_t size = 0;

	if (**path)
		return SMSSITE_OK;
	while (size < data.size && (unsigned char)data.data[size] >= ' ')
		size++;
	return keep(self, sms_span_trim((struct sms_span){ data.data, size }), path);
}

static smssite_status read_status(smssite_send_request *self, struct sms_span data)
{
	static const char mark[] = "SREQ_STATUS_";
	size_t size = sizeof(mark) - 1;
	struct sms_span word;

	while (next_word(&data, &word))
		if (!*self->status && word.size > size && word.size < size + 16 && !memcmp(word.data, mark, size) &&
			is_id((struct sms_span){ word.data + size, word.size - size }, word.size - size))
			return keep(self, (struct sms_span){ word.data + size, word.size - size }, &self->status);
	return SMSSITE_OK;
}

static void read_action(smssite_send_request *self, struct sms_span data)
{
	size_t number = data.size == 4 || data.size == 2 ? word_at(data.data, data.size)
			: data.size == 1 && sms_is_digit(*data.data) ? (size_t)(*data.data - '0')
			: data.size == 1			     ? (unsigned char)*data.data
								     : 3;

	if (number <= 2)
		self->action = (int)number;
}

static smssite_status read_record(smssite_send_request *self, const struct sms_send_record *record)
{
	struct sms_span data = { self->data + record->offset, record->size };

	switch (record->type) {
	case SMSSITE_SEND_INFO:
		return read_info(self, data);
	case SMSSITE_SEND_PACKAGE_FILE:
		return read_path(self, data, &self->package_file);
	case SMSSITE_SEND_INSTRUCTION_FILE:
		return read_path(self, data, &self->instruction_file);
	case SMSSITE_SEND_TRANSMISSION_STATUS:
	case SMSSITE_SEND_STATUS:
		return read_status(self, data);
	case SMSSITE_SEND_ACTION_CODE:
		read_action(self, data);
		return SMSSITE_OK;
	default:
		return SMSSITE_OK;
	}
}

static smssite_status read_request(smssite_send_request *self, size_t size)
{
	struct sms_detail why;
	smssite_status status = read_chain(self, size, 4);

	/* Of two chains that fit, the one whose types are known. */
	if (status == SMSSITE_MALFORMED || (!status && has_unknown_type(self))) {
		smssite_status wide = status;

		sms_detail_keep(&why);
		status = read_chain(self, size, 2);
		if (status == SMSSITE_MALFORMED || (!status && !wide && has_unknown_type(self))) {
			status = wide ? wide : read_chain(self, size, 4);
			sms_detail_restore(&why);
		}
	}
	for (size_t i = 0; i < self->count && !status; i++)
		status = read_record(self, &self->records[i]);
	return status;
}

SMSSITE_API smssite_status smssite_send_request_parse(const void *data, size_t size, smssite_send_request **request)
{
	smssite_send_request *self;
	smssite_status status;

	if ((!data && size) || !request)
		return sms_invalid(__func__, "NULL");
	*request = NULL;
	if (size > SMS_MAX_SEND_REQUEST)
		return sms_fail(SMSSITE_LIMIT, "a send request of %zu bytes is beyond the limit of %u", size, SMS_MAX_SEND_REQUEST);
	if (!size)
		return sms_fail(SMSSITE_MALFORMED, "a send request without records");
	self = sms_send_request_new();
	if (!self)
		return SMSSITE_NO_MEMORY;
	self->data = sms_strndup(data, size);
	status = self->data ? read_request(self, size) : SMSSITE_NO_MEMORY;
	if (status)
		smssite_send_request_free(self);
	else
		*request = self;
	return status;
}

SMSSITE_API smssite_send_request *smssite_send_request_ref(smssite_send_request *self)
{
	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return self;
}

SMSSITE_API void smssite_send_request_free(smssite_send_request *self)
{
	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	sms_free(self->data);
	sms_free(self->records);
	sms_arena_release(&self->arena);
	sms_free(self);
}

static const struct sms_send_record *record_at(const smssite_send_request *self, size_t record)
{
	return self && record < self->count ? &self->records[record] : NULL;
}

SMSSITE_API size_t smssite_send_request_record_count(const smssite_send_request *self)
{
	return self ? self->count : 0;
}

SMSSITE_API int64_t smssite_send_request_record_type(const smssite_send_request *self, size_t record)
{
	const struct sms_send_record *found = record_at(self, record);

	return found ? found->type : -1;
}

SMSSITE_API size_t smssite_send_request_record_size(const smssite_send_request *self, size_t record)
{
	const struct sms_send_record *found = record_at(self, record);

	return found ? found->size : 0;
}

SMSSITE_API smssite_status smssite_send_request_record_data(
	const smssite_send_request *self, size_t record, const void **data, size_t *size)
{
	const struct sms_send_record *found = record_at(self, record);

	if (!found || !data || !size)
		return sms_invalid(__func__, "NULL, or no such record");
	if (!self->data)
		return sms_fail(SMSSITE_NOT_FOUND, "a saved snapshot keeps no data of a send request");
	*data = self->data + found->offset;
	*size = found->size;
	return SMSSITE_OK;
}

SMSSITE_API const char *smssite_send_record_name(int64_t type)
{
	static const char *const names[] = {
		[SMSSITE_SEND_TRANSMISSION_STATUS] = "TRANSMISSION STATUS",
		[SMSSITE_SEND_TRANSMISSION_INFO] = "TRANSMISSION INFO",
		[SMSSITE_SEND_INFO] = "INFO",
		[SMSSITE_SEND_CANCEL] = "CANCEL",
		[SMSSITE_SEND_ADDRESS] = "ADDRESS",
		[SMSSITE_SEND_PACKAGE_FILE] = "PACKAGE FILE",
		[SMSSITE_SEND_INSTRUCTION_FILE] = "INSTRUCTION FILE",
		[SMSSITE_SEND_BOOTSTRAP] = "BOOTSTRAP",
		[SMSSITE_SEND_ACTION_CODE] = "ACTION CODE",
		[SMSSITE_SEND_STATUS] = "STATUS",
		[SMSSITE_SEND_SENDACTION] = "SENDACTION",
		[SMSSITE_SEND_ROUTING] = "ROUTING",
	};

	return type >= 0 && (size_t)type < sizeof(names) / sizeof(*names) ? names[type] : NULL;
}

SMSSITE_API int smssite_send_request_priority(const smssite_send_request *self)
{
	return self ? self->priority : 0;
}

SMSSITE_API const char *smssite_send_request_destination(const smssite_send_request *self)
{
	return self ? self->destination : "";
}

SMSSITE_API const char *smssite_send_request_job(const smssite_send_request *self)
{
	return self ? self->job : "";
}

SMSSITE_API const char *smssite_send_request_id(const smssite_send_request *self)
{
	return self ? self->id : "";
}

SMSSITE_API const char *smssite_send_request_outbox(const smssite_send_request *self)
{
	return self ? self->outbox : "";
}

SMSSITE_API const char *smssite_send_request_package_file(const smssite_send_request *self)
{
	return self ? self->package_file : "";
}

SMSSITE_API const char *smssite_send_request_instruction_file(const smssite_send_request *self)
{
	return self ? self->instruction_file : "";
}

SMSSITE_API const char *smssite_send_request_status(const smssite_send_request *self)
{
	return self ? self->status : "";
}

SMSSITE_API int smssite_send_request_action(const smssite_send_request *self)
{
	return self ? self->action : -1;
}

SMSSITE_API bool smssite_send_request_is_cancelled(const smssite_send_request *self)
{
	for (size_t i = 0; self && i < self->count; i++)
		if (self->records[i].type == SMSSITE_SEND_CANCEL)
			return true;
	return false;
}
