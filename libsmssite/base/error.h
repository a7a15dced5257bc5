/* SPDX-License-Identifier: MIT */
/* The detail of the last failure, kept per thread in a fixed buffer: reporting that memory ran out needs none. */
#ifndef SMS_ERROR_H
#define SMS_ERROR_H

#include <smssite/base.h>

/* Sets the detail and returns the status, so that `return sms_fail(...)` is one line. Control characters that
 * come in through the arguments are escaped. */
__attribute__((format(printf, 2, 3))) smssite_status sms_fail(smssite_status status, const char *format, ...);
/* The same for a failure of the operating system; picks the status from the errno and adds its text. */
__attribute__((format(printf, 2, 3))) smssite_status sms_fail_errno(int error, const char *format, ...);
/* Puts "context: " before the detail that is set already and returns the status. */
__attribute__((format(printf, 2, 3))) smssite_status sms_fail_in(smssite_status status, const char *format, ...);
/* For a caller's NULL or number out of range; names the call. */
smssite_status sms_invalid(const char *call, const char *what);

/* The detail of a failure, kept over a clean-up whose own failures do not matter. */
#define SMS_MESSAGE_SIZE 1024
struct sms_detail {
	char message[SMS_MESSAGE_SIZE];
	int error;
};
void sms_detail_keep(struct sms_detail *detail);
void sms_detail_restore(const struct sms_detail *detail);

/* Sends a message to the sink, if there is one. */
__attribute__((format(printf, 2, 3))) void sms_log(smssite_log_level level, const char *format, ...);

#endif
