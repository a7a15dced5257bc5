/* SPDX-License-Identifier: MIT */
/* What the tests of site control files share. */
#ifndef CONTROL_FILE_COMMON_H
#define CONTROL_FILE_COMMON_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "control-files.h"

#define HEADER "SITE CONTROL FILE [786][1.08]\r\n"

/* From a buffer that ends where the bytes end, so that a tool that watches memory sees a read beyond. */
static inline smssite_status try_parse(const void *data, size_t size, smssite_control_file **file)
{
	void *exact = malloc(size ? size : 1);
	smssite_status status;

	assert_non_null(exact);
	memcpy(exact, data, size);
	*file = NULL;
	status = smssite_control_file_parse(exact, size, file);
	free(exact);
	return status;
}

static inline smssite_control_file *parse_bytes(const void *data, size_t size)
{
	smssite_control_file *file;

	if (try_parse(data, size, &file) != SMSSITE_OK)
		fail_msg("%s", smssite_error_message());
	return file;
}

static inline smssite_control_file *parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static inline void assert_value(
	const smssite_control_file *file, size_t section, size_t value, const char *expected)
{
	const char *data;
	size_t size;

	assert_int_equal(smssite_control_file_value(file, section, value, &data, &size), SMSSITE_OK);
	if (size != strlen(expected) || memcmp(data, expected, size) != 0)
		fail_msg("section %zu value %zu is \"%.*s\", not \"%s\"", section, value, (int)size, data,
			expected);
}

static inline void assert_fails(const char *text, smssite_status expected, const char *message)
{
	smssite_control_file *file;

	assert_int_equal(try_parse(text, strlen(text), &file), expected);
	assert_null(file);
	if (!strstr(smssite_error_message(), message))
		fail_msg("\"%s\" does not say \"%s\"", smssite_error_message(), message);
}

#endif
