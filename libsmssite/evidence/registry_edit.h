/* SPDX-License-Identifier: MIT */
#ifndef SMS_REGISTRY_EDIT_H
#define SMS_REGISTRY_EDIT_H

#include <smssite/registry_edit.h>
#include "evidence/registry.h"

#include <stdatomic.h>

struct sms_reg_change {
	/* With its root spelt out, without a backslash at its end. */
	char *key;
	char *name;
	/* -1: delete. */
	int64_t type;
	/* As the registry would hold it. */
	char *data;
	size_t size;
};

struct smssite_registry_edit {
	atomic_flag entered;
	/* In the order of their first mention, those of one key one after the other. */
	struct sms_reg_change *changes;
	size_t count, capacity;
};

/* INVALID for NULL, BUSY; what is entered must be left. */
smssite_status sms_registry_edit_enter(smssite_registry_edit *self, const char *call);
void sms_registry_edit_leave(smssite_registry_edit *self);
/* A string's text as UTF-8, sms_free()d. MALFORMED: it is none that a person could type. */
smssite_status sms_registry_change_text(const struct sms_reg_change *change, char **text);

#endif
