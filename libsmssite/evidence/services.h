/* SPDX-License-Identifier: MIT */
/* Inside of a list of services: filled by a reader, then finished. */
#ifndef SMS_SERVICES_H
#define SMS_SERVICES_H

#include <smssite/services.h>
#include "base/arena.h"
#include "base/text.h"

#include <stdatomic.h>

struct sms_service_entry {
	const char *name;
	size_t line;
	smssite_service_state state;
	/* What only a registry tells; -1 and "" where nothing does. */
	int64_t start;
	const char *image_path, *account;
	bool deleted;
};

struct smssite_services {
	atomic_size_t references;
	smssite_services_form form;
	/* What a name that is not listed is. */
	smssite_service_state missing;
	/* The list as UTF-8, in which the names stand; or the arena has them. */
	char *text;
	struct sms_arena arena;
	struct sms_service_entry *entries;
	size_t count, capacity;
	/* Positions in entries, sorted by folded name, equal names by line. */
	uint32_t *order;
};

/* Empty, with one reference. NULL: no memory. */
smssite_services *sms_services_new(smssite_services_form form);
/* The byte behind the name can be written to: it ends there. LIMIT, MALFORMED (no name). */
smssite_status sms_services_add(
	smssite_services *self, struct sms_span name, smssite_service_state state, size_t line);
/* Sorts. MALFORMED: two entries of one name that contradict. */
smssite_status sms_services_finish(smssite_services *self);
/* Whether a service of SMS, or one that Windows NT has, is in the list. */
bool sms_services_any_known(const smssite_services *self);
/* Whether a line is what stands above the services of NET START, in English. */
bool sms_services_is_header(struct sms_span line);
/* Whether a text has the form of NET START in any language [INF]: a line that names Windows and ends with a colon, names all
 * set in alike below it, and nothing but a closing line behind them. */
bool sms_services_has_form(struct sms_span text);

#endif
