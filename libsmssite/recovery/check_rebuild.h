/* SPDX-License-Identifier: MIT */
/* Inside of what is looked at before a site is taken down: whether it could be created again. */
#ifndef SMS_CHECK_REBUILD_H
#define SMS_CHECK_REBUILD_H

#include "recovery/plan_rebuild.h"
#include "recovery/rebuild_record.h"
#include "diagnosis/setting.h"

struct sms_creation {
	struct sms_planning *planning;
	const smssite_rebuild_record *record;
	struct sms_rebuild *own;
	/* NULL: not given. Its full control file, NULL; where that lies. */
	const smssite_snapshot *parent;
	const smssite_control_file *file;
	const char *path;
	/* What rules say of the site; of the parent, NULL. */
	const smssite_findings *findings, *parents;
	/* For what asks registries: whether memory ran out. */
	struct sms_check check;
};

/* Left to people: what, and why nothing at hand tells. */
void sms_creation_leave(struct sms_creation *self, const char *what, const char *why);
/* A value of a control file for people, "" if there is none; in the plan. */
const char *sms_creation_words(struct sms_creation *self, const smssite_control_file *file, size_t section, size_t value);
/* Whether a value of a control file is this, letter case aside. */
bool sms_creation_is(const smssite_control_file *file, size_t section, size_t value, const char *text);
/* The finding of a rule; NO_INDEX. */
size_t sms_creation_finding(const smssite_findings *findings, const char *id);
/* A finding's evidence in one line: "EDGE7.reg:12 Maximum Concurrent Sendings = 0". */
const char *sms_creation_evidence(struct sms_creation *self, const smssite_findings *findings, size_t finding);

/* The way from the parent to the site: address, sender, capacity (check_rebuild_ways.c). */
void sms_creation_look_at_ways(struct sms_creation *self);

#endif
