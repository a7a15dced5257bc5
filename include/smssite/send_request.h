/* SPDX-License-Identifier: MIT */
/**
 * @file send_request.h
 * A send request (`.SRQ`, taken by a sender `.SRS`): what is to be sent where. A chain of records of type, length and
 * data, of which only the types are documented (KB Q123221, Q168724); how wide type and length are and how INFO is laid out is
 * inferred, and what does not fit is unknown.
 */
#ifndef SMSSITE_SEND_REQUEST_H
#define SMSSITE_SEND_REQUEST_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_send_request smssite_send_request;

/** Types of records (KB Q123221). */
enum {
	SMSSITE_SEND_TRANSMISSION_STATUS = 1,
	SMSSITE_SEND_TRANSMISSION_INFO = 2,
	/** Priority, destination, job, request, outbox. */
	SMSSITE_SEND_INFO = 3,
	SMSSITE_SEND_CANCEL = 4,
	/** Holds an encrypted account. */
	SMSSITE_SEND_ADDRESS = 5,
	SMSSITE_SEND_PACKAGE_FILE = 7,
	SMSSITE_SEND_INSTRUCTION_FILE = 8,
	/** The site is to be installed from afar. */
	SMSSITE_SEND_BOOTSTRAP = 13,
	SMSSITE_SEND_ACTION_CODE = 14,
	SMSSITE_SEND_STATUS = 15,
	SMSSITE_SEND_SENDACTION = 17,
	/** 544 bytes. */
	SMSSITE_SEND_ROUTING = 18,
};

/**
 * Reads a send request; the bytes are copied. Words of 32 or 16 bits, low byte first, whichever gives a chain that ends
 * with the file.
 * @return OK; INVALID; NO_MEMORY; LIMIT (over 1 MiB, more than 65,536 records); MALFORMED (empty; a record of length 0, which loops the
 * product's own readers (KB Q159201), or one longer than the file, with its offset). Since: 0.1
 */
SMSSITE_API smssite_status smssite_send_request_parse(const void *data, size_t size, smssite_send_request **request);
/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_send_request *smssite_send_request_ref(smssite_send_request *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_send_request_free(smssite_send_request *self);

/** Records, in the order of the file. Since: 0.1 */
SMSSITE_API size_t smssite_send_request_record_count(const smssite_send_request *self);
/** SMSSITE_SEND_ number or another as found; -1 out of range. Since: 0.1 */
SMSSITE_API int64_t smssite_send_request_record_type(const smssite_send_request *self, size_t record);
/** Bytes of data; 0 out of range. Since: 0.1 */
SMSSITE_API size_t smssite_send_request_record_size(const smssite_send_request *self, size_t record);
/** The data, which may hold secrets (ADDRESS); it lives as long as self. @return OK, INVALID, NOT_FOUND (a saved snapshot
 * keeps no data). Since: 0.1 */
SMSSITE_API smssite_status smssite_send_request_record_data(const smssite_send_request *self, size_t record, const void **data,
	size_t *size);
/** "INFO", ...; NULL for a number that is not documented. Since: 0.1 */
SMSSITE_API const char *smssite_send_record_name(int64_t type);

/** 1 high, 2 medium, 3 low; 0 unknown. Since: 0.1 */
SMSSITE_API int smssite_send_request_priority(const smssite_send_request *self);
/* UTF-8, "" where the request does not say; they live as long as self. All since 0.1, "" for NULL. */
/** Code of the site it goes to. */
SMSSITE_API const char *smssite_send_request_destination(const smssite_send_request *self);
/** Eight characters. */
SMSSITE_API const char *smssite_send_request_job(const smssite_send_request *self);
/** Seven characters: the file's name without its first. */
SMSSITE_API const char *smssite_send_request_id(const smssite_send_request *self);
SMSSITE_API const char *smssite_send_request_outbox(const smssite_send_request *self);
SMSSITE_API const char *smssite_send_request_package_file(const smssite_send_request *self);
SMSSITE_API const char *smssite_send_request_instruction_file(const smssite_send_request *self);
/** The word behind SREQ_STATUS_: "NONE", "SENDING", "ERROR", ... */
SMSSITE_API const char *smssite_send_request_status(const smssite_send_request *self);
/** 0 nothing, 1 retry, 2 delete; -1 unknown. Since: 0.1 */
SMSSITE_API int smssite_send_request_action(const smssite_send_request *self);
/** Whether it has a CANCEL record. Since: 0.1 */
SMSSITE_API bool smssite_send_request_is_cancelled(const smssite_send_request *self);

#ifdef __cplusplus
}
#endif
#endif
