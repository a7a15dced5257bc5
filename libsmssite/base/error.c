/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local struct sms_detail last;

static smssite_log_sink log_sink;
static void *log_context;

/* Bytes of the well-formed UTF-8 character at the front, 0 if there is none. */
static size_t character(const char *text)
{
	for (size_t size = 1; size <= 4 && text[size - 1]; size++)
		if (sms_is_utf8(text, size))
			return size;
	return 0;
}

/* A file name in a message may hold anything, an escape sequence for a terminal too, and need not be UTF-8. */
static void escape(char *out, size_t size, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t used = 0;

	while (*text && used + 5 < size) {
		unsigned char byte = (unsigned char)*text;
		size_t length = byte >= 0x20 && byte != 0x7F ? character(text) : 0;

		memcpy(out + used, text, length);
		used += length;
		text += length ? length : 1;
		if (length)
			continue;
		out[used++] = '\\';
		out[used++] = 'x';
		out[used++] = digits[byte >> 4];
		out[used++] = digits[byte & 15];
	}
	out[used] = '\0';
}

static void set_message(int error, const char *format, va_list arguments)
{
	char raw[SMS_MESSAGE_SIZE];

	vsnprintf(raw, sizeof(raw), format, arguments);
	escape(last.message, sizeof(last.message), raw);
	last.error = error;
}

smssite_status sms_fail(smssite_status status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set_message(0, format, arguments);
	va_end(arguments);
	return status;
}

static smssite_status status_of(int error)
{
	switch (error) {
	case ENOENT:
		return SMSSITE_NOT_FOUND;
	case EEXIST:
	case ENOTEMPTY:
		return SMSSITE_EXISTS;
	case EACCES:
	case EPERM:
	case EROFS:
		return SMSSITE_DENIED;
	case EBUSY:
	case ETXTBSY:
	case EAGAIN:
		return SMSSITE_BUSY;
	case ENOMEM:
		return SMSSITE_NO_MEMORY;
	case ENOSYS:
	case EOPNOTSUPP:
		return SMSSITE_UNSUPPORTED;
	default:
		return SMSSITE_IO;
	}
}

smssite_status sms_fail_errno(int error, const char *format, ...)
{
	char reason[128], with_reason[SMS_MESSAGE_SIZE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(with_reason, sizeof(with_reason), format, arguments);
	va_end(arguments);
	if (strerror_r(error, reason, sizeof(reason)))
		snprintf(reason, sizeof(reason), "error %d", error);
	sms_fail(SMSSITE_IO, "%.800s: %s", with_reason, reason);
	last.error = error;
	return status_of(error);
}

smssite_status sms_fail_in(smssite_status status, const char *format, ...)
{
	char context[SMS_MESSAGE_SIZE / 2], before[SMS_MESSAGE_SIZE / 2];
	va_list arguments;
	int error = last.error;

	va_start(arguments, format);
	vsnprintf(context, sizeof(context), format, arguments);
	va_end(arguments);
	snprintf(before, sizeof(before), "%.*s", (int)sizeof(before) - 1, last.message);
	sms_fail(status, "%s: %s", context, before);
	last.error = error;
	return status;
}

void sms_detail_keep(struct sms_detail *detail)
{
	*detail = last;
}

void sms_detail_restore(const struct sms_detail *detail)
{
	last = *detail;
}

smssite_status sms_invalid(const char *call, const char *what)
{
	return sms_fail(SMSSITE_INVALID, "%s: %s", call, what);
}

SMSSITE_API const char *smssite_error_message(void)
{
	return last.message;
}

SMSSITE_API int smssite_error_errno(void)
{
	return last.error;
}

SMSSITE_API void smssite_set_log_sink(smssite_log_sink sink, void *context)
{
	log_sink = sink;
	log_context = context;
}

void sms_log(smssite_log_level level, const char *format, ...)
{
	char raw[SMS_MESSAGE_SIZE], message[SMS_MESSAGE_SIZE];
	va_list arguments;

	if (!log_sink)
		return;
	va_start(arguments, format);
	vsnprintf(raw, sizeof(raw), format, arguments);
	va_end(arguments);
	escape(message, sizeof(message), raw);
	log_sink(log_context, level, message);
}
