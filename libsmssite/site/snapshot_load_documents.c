/* SPDX-License-Identifier: MIT */
/* The contents of files come back from a saved snapshot. */
#include "site/snapshot_reader.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

typedef smssite_status (*parse_bytes)(struct sms_document *document, const void *data, size_t size);

static smssite_status parse_control_file(struct sms_document *document, const void *data, size_t size)
{
	return smssite_control_file_parse(data, size, &document->file);
}

static smssite_status parse_map(struct sms_document *document, const void *data, size_t size)
{
	return smssite_system_map_parse(data, size, &document->map);
}

static smssite_status parse_ini(struct sms_document *document, const void *data, size_t size)
{
	return smssite_sms_ini_parse(data, size, &document->ini);
}

/* Bytes as characters, which must be such a file. */
static bool load_bytes(
	struct sms_loader *self, const json_t *object, const char *key, struct sms_document *document, parse_bytes parse)
{
	const json_t *text = json_object_get(object, key);
	smssite_status status;
	size_t size;
	char *data;

	if (!text)
		return true;
	if (!json_is_string(text))
		return sms_load_malformed(self, key, "a text");
	status = sms_bytes_from_text(json_string_value(text), json_string_length(text), &data, &size);
	if (status)
		return sms_load_fail(self, status);
	status = parse(document, data, size);
	sms_free(data);
	return !status || sms_load_fail(self, status == SMSSITE_NO_MEMORY
						      ? status
						      : sms_fail_in(SMSSITE_MALFORMED, "the \"%s\" of a snapshot", key));
}

static bool load_records(struct sms_loader *self, const json_t *object, smssite_send_request *request)
{
	json_t *records;

	if (!sms_load_array(self, object, "records", SMS_MAX_KEPT_REQUEST_RECORDS, &records))
		return false;
	for (size_t i = 0; i < json_array_size(records); i++) {
		const json_t *record = json_array_get(records, i);
		smssite_status status;
		size_t type, size;

		if (!sms_load_count(self, record, "type", &type) || !sms_load_count(self, record, "size", &size))
			return false;
		status = sms_send_request_add(request, (int64_t)type, 0, size);
		if (status)
			return sms_load_fail(self, status);
	}
	return true;
}

/* Its texts live as long as the snapshot or longer: the request has its own. */
static bool load_request_text(
	struct sms_loader *self, const json_t *object, const char *key, smssite_send_request *request, const char **kept)
{
	const char *text;

	if (!sms_load_text(self, object, key, &text))
		return false;
	*kept = sms_arena_strdup(&request->arena, text);
	return *kept || sms_load_fail(self, SMSSITE_NO_MEMORY);
}

static bool load_request(struct sms_loader *self, const json_t *object, struct sms_document *document)
{
	const json_t *saved = json_object_get(object, "request");
	smssite_send_request *request;
	int64_t priority, action;

	if (!saved)
		return true;
	if (!json_is_object(saved))
		return sms_load_malformed(self, "request", "an object");
	request = document->request = sms_send_request_new();
	if (!request)
		return sms_load_fail(self, SMSSITE_NO_MEMORY);
	if (!load_request_text(self, saved, "destination", request, &request->destination) ||
		!load_request_text(self, saved, "job", request, &request->job) ||
		!load_request_text(self, saved, "id", request, &request->id) ||
		!load_request_text(self, saved, "outbox", request, &request->outbox) ||
		!load_request_text(self, saved, "package_file", request, &request->package_file) ||
		!load_request_text(self, saved, "instruction_file", request, &request->instruction_file) ||
		!load_request_text(self, saved, "status", request, &request->status) ||
		!sms_load_number(self, saved, "priority", 0, &priority) ||
		!sms_load_number(self, saved, "action", -1, &action) || !load_records(self, saved, request))
		return false;
	if (priority < 0 || priority > 3 || action < -1 || action > 2)
		return sms_load_malformed(self, "priority", "that of a send request");
	request->priority = (int)priority;
	request->action = (int)action;
	return true;
}

bool sms_load_contents(struct sms_loader *self, const json_t *object, struct sms_document *document)
{
	return load_bytes(self, object, "masked", document, parse_control_file) &&
	       load_bytes(self, object, "map", document, parse_map) &&
	       load_bytes(self, object, "ini", document, parse_ini) && load_request(self, object, document);
}
