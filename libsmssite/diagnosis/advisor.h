/* SPDX-License-Identifier: MIT */
/* What an advice is found from: advice.c decides, advice_against.c says why not the other procedures. */
#ifndef SMS_ADVISOR_H
#define SMS_ADVISOR_H

#include <smssite/findings.h>
#include <smssite/trail.h>
#include "diagnosis/advice.h"
#include "diagnosis/look.h"
#include "diagnosis/required.h"
#include "diagnosis/upgrade.h"

struct sms_advisor {
	const smssite_case *site_case;
	const smssite_snapshot *site;
	const smssite_findings *findings;
	const smssite_trail *trail;
	struct sms_word word;
	struct sms_required required;
	struct sms_services_look look;
	struct sms_upgrade_look upgrade;
	/* Directories of the layout that are gone, and that could not be looked at. */
	size_t missing, hidden;
	struct smssite_advice *advice;
};

/* Whether a rule has found something of just this severity. */
bool sms_advisor_has(const struct sms_advisor *advisor, const char *rule, smssite_severity severity);
/* A name in the box that keeps it from being cleared by a plan: NULL if there is none. */
const char *sms_awkward_name(const smssite_snapshot *site);
/* Fills advice->against, where a procedure is advised. */
void sms_speak_against(struct sms_advisor *advisor);

#endif
