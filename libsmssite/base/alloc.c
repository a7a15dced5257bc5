/* SPDX-License-Identifier: MIT */
#include "base/alloc.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *plain_resize(void *context, void *memory, size_t size)
{
	(void)context;
	return realloc(memory, size);
}

static void plain_release(void *context, void *memory)
{
	(void)context;
	free(memory);
}

static const struct smssite_allocator plain = { plain_resize, plain_release, NULL };
static struct smssite_allocator current = { plain_resize, plain_release, NULL };

SMSSITE_API smssite_status smssite_set_allocator(const struct smssite_allocator *allocator)
{
	if (!allocator)
		allocator = &plain;
	if (!allocator->resize || !allocator->release)
		return sms_fail(SMSSITE_INVALID, "an allocator needs both resize and release");
	current = *allocator;
	return SMSSITE_OK;
}

SMSSITE_API void smssite_free(void *memory)
{
	sms_free(memory);
}

void *sms_realloc(void *memory, size_t size)
{
	void *fresh = current.resize(current.context, memory, size ? size : 1);

	if (!fresh)
		sms_fail(SMSSITE_NO_MEMORY, "out of memory (%zu bytes)", size);
	return fresh;
}

void *sms_alloc(size_t size)
{
	return sms_realloc(NULL, size);
}

void *sms_calloc(size_t count, size_t size)
{
	size_t total;
	void *memory;

	if (__builtin_mul_overflow(count, size, &total)) {
		sms_fail(SMSSITE_NO_MEMORY, "out of memory (%zu x %zu bytes)", count, size);
		return NULL;
	}
	memory = sms_alloc(total);
	if (memory)
		memset(memory, 0, total);
	return memory;
}

void *sms_grow(void *array, size_t count, size_t *capacity, size_t element_size)
{
	size_t wanted, total;

	if (count < *capacity)
		return array;
	wanted = *capacity ? *capacity * 2 : 8;
	if (wanted <= *capacity || __builtin_mul_overflow(wanted, element_size, &total)) {
		sms_fail(SMSSITE_NO_MEMORY, "out of memory (%zu elements)", *capacity);
		return NULL;
	}
	array = sms_realloc(array, total);
	if (array)
		*capacity = wanted;
	return array;
}

void sms_free(void *memory)
{
	if (memory)
		current.release(current.context, memory);
}

char *sms_strndup(const char *text, size_t size)
{
	char *copy = size == SIZE_MAX ? NULL : sms_alloc(size + 1);

	if (copy) {
		memcpy(copy, text, size);
		copy[size] = '\0';
	}
	return copy;
}

char *sms_strdup(const char *text)
{
	return sms_strndup(text, strlen(text));
}

char *sms_asprintf(const char *format, ...)
{
	va_list arguments;
	char *text;
	int size;

	va_start(arguments, format);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size < 0) {
		sms_fail(SMSSITE_INVALID, "a text could not be formatted");
		return NULL;
	}
	text = sms_alloc((size_t)size + 1);
	if (!text)
		return NULL;
	va_start(arguments, format);
	vsnprintf(text, (size_t)size + 1, format, arguments);
	va_end(arguments);
	return text;
}
