/* SPDX-License-Identifier: MIT */
/**
 * @file base.h
 * What every other header needs: statuses, the detail of a failure, memory, the log sink, the version.
 */
#ifndef SMSSITE_BASE_H
#define SMSSITE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Marks a public call; hidden visibility is the default of the library's own objects. */
#if defined(__GNUC__)
#define SMSSITE_API __attribute__((visibility("default")))
#else
#define SMSSITE_API
#endif

/** Version of these headers as one number: major * 10000 + minor * 100 + patch. */
#define SMSSITE_VERSION 100

/** A time that is not known. */
#define SMSSITE_NO_TIME INT64_MIN

/** "No such index": what calls that answer a position return when there is none. */
#define SMSSITE_NO_INDEX SIZE_MAX

/**
 * What a call came to. Few codes, each meaning what a caller would do differently.
 * Zero is success, all others are negative and keep their number for ever.
 */
typedef enum smssite_status {
	SMSSITE_OK = 0,
	/** The caller's mistake: NULL, a number out of range, a call in the wrong order. */
	SMSSITE_INVALID = -1,
	SMSSITE_NO_MEMORY = -2,
	/** The named thing is not there. */
	SMSSITE_NOT_FOUND = -3,
	/** Something of that name is there already; nothing was replaced. */
	SMSSITE_EXISTS = -4,
	/** Two names differ only in case, so the name means neither. */
	SMSSITE_AMBIGUOUS = -5,
	/** The operating system does not permit it. */
	SMSSITE_DENIED = -6,
	/** In use: a sharing violation, a lock held by another, a handle entered twice. Try again later. */
	SMSSITE_BUSY = -7,
	/** Reading or writing failed; smssite_error_errno() has the reason. */
	SMSSITE_IO = -8,
	/** The bytes are not what they should be; the message says where and what was expected. */
	SMSSITE_MALFORMED = -9,
	/** Larger than a limit of this library. */
	SMSSITE_LIMIT = -10,
	/** A dialect, a format number or a feature that this build does not have, refused by name. */
	SMSSITE_UNSUPPORTED = -11,
	/** A precondition of the procedure does not hold; nothing was changed. */
	SMSSITE_REFUSED = -12,
	/** What a plan relies on is no longer so; nothing was changed by this call. */
	SMSSITE_CHANGED = -13,
	/** The evidence at hand does not decide; the message says what to supply. */
	SMSSITE_UNDECIDED = -14,
} smssite_status;

/**
 * The status as it is spelt in this header, for example "SMSSITE_BUSY".
 * @return a string for the life of the process; "SMSSITE_?" for a number that is no status.
 * Thread-safe. Since: 0.1
 */
SMSSITE_API const char *smssite_status_name(smssite_status status);

/**
 * What went wrong in the last call that failed on this thread: file, line, what was expected, the operating
 * system's reason. Control characters are escaped, secrets never appear.
 * @return UTF-8, never NULL, valid until the next failing call on this thread.
 * Thread-safe. Since: 0.1
 */
SMSSITE_API const char *smssite_error_message(void);

/**
 * The operating system's errno behind the last failure on this thread, 0 if there was none.
 * Thread-safe. Since: 0.1
 */
SMSSITE_API int smssite_error_errno(void);

/** The library's version, for example "0.1.0". Thread-safe. Since: 0.1 */
SMSSITE_API const char *smssite_version(void);

/**
 * Whether this build has an optional feature: "hivex", offline registry hives can be written. The calls of a missing
 * feature exist and answer ::SMSSITE_UNSUPPORTED.
 * @return false also for NULL and for names that no build knows. Thread-safe. Since: 0.1
 */
SMSSITE_API bool smssite_has(const char *feature);

/** Gives back memory that a call handed to the caller. NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_free(void *memory);

/** The three calls through which all memory of this library's own code is had. */
struct smssite_allocator {
	/** As realloc(3): NULL memory allocates; NULL answers that there is none. Size is never 0. */
	void *(*resize)(void *context, void *memory, size_t size);
	/** As free(3); never called with NULL. */
	void (*release)(void *context, void *memory);
	void *context;
};

/**
 * Replaces the allocator of the whole process; NULL goes back to the C library's. Memory is given back to the
 * allocator that is set then, so set it before any other call and not while objects live. Libraries that this
 * one uses (jansson) keep their own. Not thread-safe. Since: 0.1
 * @return ::SMSSITE_OK; ::SMSSITE_INVALID if a function is missing.
 */
SMSSITE_API smssite_status smssite_set_allocator(const struct smssite_allocator *allocator);

/** How much a log message matters. */
typedef enum smssite_log_level {
	SMSSITE_LOG_DEBUG = 0,
	SMSSITE_LOG_WARNING = 1,
} smssite_log_level;

/** Receives one message, UTF-8 without line end. It must not call the library. */
typedef void (*smssite_log_sink)(void *context, smssite_log_level level, const char *message);

/**
 * Sets where the whole process sends its few log messages; NULL (the default) drops them. The library itself
 * never prints. Not thread-safe: set it before other calls. Since: 0.1
 */
SMSSITE_API void smssite_set_log_sink(smssite_log_sink sink, void *context);

#ifdef __cplusplus
}
#endif
#endif
