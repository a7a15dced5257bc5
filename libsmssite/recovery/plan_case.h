/* SPDX-License-Identifier: MIT */
/* What a case allows a procedure to rely on, and why it does not. */
#ifndef SMS_PLAN_CASE_H
#define SMS_PLAN_CASE_H

#include "recovery/plan.h"
#include "base/text.h"

/* Making a plan: everything that speaks against it is gathered, so that one answer names it all. */
struct sms_planning {
	const smssite_case *site_case;
	const smssite_snapshot *site;
	smssite_plan *plan;
	/* What does not hold; what cannot be decided. */
	struct sms_buffer refused, undecided;
	const char *remarks[SMS_MAX_REMARKS];
};

smssite_status sms_planning_begin(struct sms_planning *planning, const smssite_case *site, const struct sms_procedure *procedure);
/* Who the site is, and its polling interval: what every procedure needs. */
void sms_planning_site(struct sms_planning *planning);
/* What those need that submit something to SCMAN: who the site is, its services, no upgrade in flight, SCMAN not hanging, a box
 * without doubles, a parent that does not say active. */
smssite_status sms_planning_look(struct sms_planning *planning);
/* The master, needed; and whether SCMAN would take it as .CT1, where that matters. */
void sms_planning_master(struct sms_planning *planning);
/* One file of the box by its position; false if it could not be read. */
bool sms_planning_file(struct sms_planning *planning, size_t index, struct sms_plan_file *file);
__attribute__((format(printf, 2, 3))) void sms_refuse(struct sms_planning *planning, const char *format, ...);
__attribute__((format(printf, 2, 3))) void sms_wonder(struct sms_planning *planning, const char *format, ...);
__attribute__((format(printf, 2, 3))) void sms_remark(struct sms_planning *planning, const char *format, ...);
/* The plan, or REFUSED, UNDECIDED with every reason, NO_MEMORY. Gives everything else back. */
smssite_status sms_planning_end(struct sms_planning *planning, smssite_status status, smssite_plan **plan);

#endif
