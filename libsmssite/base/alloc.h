/* SPDX-License-Identifier: MIT */
/* The allocation seam: all memory of the library's own code comes through here, so that a caller can bring an
 * allocator and a test can make any one allocation fail. */
#ifndef SMS_ALLOC_H
#define SMS_ALLOC_H

#include <smssite/base.h>

/* Uninitialised; NULL with the error set when there is none. Size 0 gets one byte. */
void *sms_alloc(size_t size);
/* Zeroed; checks the product for overflow. */
void *sms_calloc(size_t count, size_t size);
/* On failure the old memory is still there. */
void *sms_realloc(void *memory, size_t size);
/* Grows an array to hold one more element, doubling; *capacity in elements. NULL: array untouched. */
void *sms_grow(void *array, size_t count, size_t *capacity, size_t element_size);
void sms_free(void *memory);
char *sms_strdup(const char *text);
char *sms_strndup(const char *text, size_t size);
__attribute__((format(printf, 1, 2))) char *sms_asprintf(const char *format, ...);

#endif
