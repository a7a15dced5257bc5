/* SPDX-License-Identifier: MIT */
/* A record may be older than what is seen when the plan is made: what has come since counts too. Where less is seen than it says
 * it stands, for that is what it was written for. */
#include "recovery/plan_rebuild.h"
#include "recovery/rebuild_record.h"
#include "base/text.h"

#include <smssite/case.h>
#include <string.h>

#define HOUR_S 3600

static bool knows(const smssite_rebuild_record *record, const char *server)
{
	for (size_t i = 0; i < record->server_count; i++)
		if (sms_equal_folded(record->servers[i].name, server))
			return true;
	return false;
}

/* Those of the master and those that were given are in the fresh record. */
static void look_at_servers(struct sms_planning *planning, const smssite_rebuild_record *record, const smssite_rebuild_record *fresh)
{
	size_t count = fresh ? fresh->server_count : smssite_case_logon_server_count(planning->site_case);

	for (size_t i = 0; i < count; i++) {
		const char *server = fresh ? fresh->servers[i].name : smssite_case_logon_server_name(planning->site_case, i);

		if (!knows(record, server))
			sms_refuse(planning, "the record knows nothing of the logon server %s: make a new one", server);
	}
}

static void look_at_age(struct sms_planning *planning, const smssite_rebuild_record *record, const smssite_rebuild_record *fresh)
{
	if (record->taken_utc_s != SMSSITE_NO_TIME && fresh->taken_utc_s != SMSSITE_NO_TIME &&
		fresh->taken_utc_s - record->taken_utc_s >= HOUR_S)
		sms_remark(planning, "The record is %lld h older than what is seen now.",
			(long long)((fresh->taken_utc_s - record->taken_utc_s) / HOUR_S));
}

smssite_status sms_rebuild_check_record(struct sms_planning *planning, const smssite_rebuild_record *record, struct sms_rebuild *own)
{
	smssite_rebuild_record *fresh = NULL;
	smssite_status status = smssite_rebuild_record_new(planning->site_case, record->next, &fresh);

	if (status == SMSSITE_REFUSED)
		sms_refuse(planning, "the next range of the record, %s, does not hold by what is seen now: %s", record->next,
			smssite_error_message());
	else if (status && status != SMSSITE_UNDECIDED)
		return status;
	look_at_servers(planning, record, fresh);
	if (fresh) {
		look_at_age(planning, record, fresh);
		/* Both are first ids of ranges of one site, so that their order is that of their characters. */
		if (strcmp(fresh->next, record->next) > 0) {
			sms_remark(planning, "The record's next range is %s, by what is seen now it is %s: that is used.", record->next, fresh->next);
			own->next_range = sms_plan_keep(planning->plan, fresh->next);
		}
	}
	smssite_rebuild_record_free(fresh);
	return SMSSITE_OK;
}
