/* SPDX-License-Identifier: MIT */
/* A .CT2 without touching files: code 193 (KB Q168682). */
#include "recovery/plan_case.h"
#include "recovery/plan_force_ct2.h"
#include "base/error.h"

#include <smssite/box.h>

const struct sms_procedure sms_sendcode_ct2 = {
	.name = "sendcode-ct2",
	.valid = sms_valid_force_ct2,
	.build = sms_build_force_ct2,
	.check = sms_check_force_ct2,
	.finish = sms_finish_force_ct2,
	.finish_back = sms_finish_back_force_ct2,
};

SMSSITE_API smssite_status smssite_plan_sendcode_ct2(const smssite_case *site, smssite_plan **plan)
{
	struct sms_planning planning;
	smssite_status status;
	size_t reply;

	if (!site || !plan)
		return sms_invalid(__func__, "NULL");
	status = sms_planning_begin(&planning, site, &sms_sendcode_ct2);
	if (status)
		return status;
	status = sms_planning_look(&planning);
	sms_planning_master(&planning);
	reply = smssite_snapshot_box_find(planning.site, SMSSITE_BOX_REPLY, 0);
	if (reply != SMSSITE_NO_INDEX)
		sms_refuse(&planning, "%s is in the box already: restart the services (Q183347 step 2)",
			smssite_snapshot_box_name(planning.site, reply));
	return sms_planning_end(&planning, status, plan);
}
