/* SPDX-License-Identifier: MIT */
/* What a saved snapshot keeps of a list of services and of the parent's word, and how they come back from it.
 */
#ifndef SMS_SAVED_H
#define SMS_SAVED_H

#include <smssite/parent_word.h>
#include <smssite/services.h>

struct sms_saved_service {
	/* UTF-8, copied. */
	const char *name;
	smssite_service_state state;
	size_t line;
};

struct sms_saved_site {
	/* Three letters or digits. */
	const char *code;
	smssite_site_status status;
	/* Low and high word of the detail. */
	uint32_t detail, flags;
	size_t line;
};

/* What a name that is not listed is; UNKNOWN for NULL. */
smssite_service_state sms_services_missing(const smssite_services *self);
/* OK, NO_MEMORY, LIMIT, MALFORMED (no such form or state, a name that cannot be one, entries that
 * contradict). */
smssite_status sms_services_restore(smssite_services_form form, smssite_service_state missing,
	const struct sms_saved_service *list, size_t count, smssite_services **services);
/* OK, NO_MEMORY, MALFORMED (no such form or status, no site code, one code twice). */
smssite_status sms_parent_word_restore(
	smssite_word_form form, const struct sms_saved_site *list, size_t count, smssite_parent_word **word);

#endif
