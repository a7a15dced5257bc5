/* SPDX-License-Identifier: MIT */
/* Inside of a send request. */
#ifndef SMS_SEND_REQUEST_H
#define SMS_SEND_REQUEST_H

#include <smssite/send_request.h>
#include "base/arena.h"

#include <stdatomic.h>

struct sms_send_record {
	int64_t type;
	size_t offset, size;
};

struct smssite_send_request {
	atomic_size_t references;
	struct sms_arena arena;
	/* NULL: only the summary is kept. */
	char *data;
	struct sms_send_record *records;
	size_t count, capacity;
	int priority, action;
	const char *destination, *job, *id, *outbox, *package_file, *instruction_file, *status;
};

/* Without data and records; texts "". NULL: no memory. */
smssite_send_request *sms_send_request_new(void);
smssite_status sms_send_request_add(smssite_send_request *self, int64_t type, size_t offset, size_t size);

#endif
