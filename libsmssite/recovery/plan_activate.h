/* SPDX-License-Identifier: MIT */
/* What is the second procedure's alone: its premises and the hooks of its steps. */
#ifndef SMS_PLAN_ACTIVATE_H
#define SMS_PLAN_ACTIVATE_H

#include "recovery/plan.h"

#define SMS_RECEIVE_PATH "SITE.SRV/DESPOOLR.BOX/RECEIVE"
#define SMS_TEMP_PATH SMS_RECEIVE_PATH "/TEMP"

/* premises.own */
struct sms_activation {
	/* The bootstrap service that is installed, "" for none; the parent's server, "" if it is not known. */
	const char *bootstrap, *parent_server;
	bool bootstrap_running, scman_running, executive_running, scman_missing;
	/* The parent shows that it is going to upgrade the site by itself; more than 48 hours have gone. */
	bool by_itself, late;
	/* While it is planned: every service runs and no bootstrap is installed, for which no plan is made. */
	bool whole;
	/* When it began, as far as can be seen; NO_TIME. */
	int64_t began_utc_s;
	/* "X86.BIN"; SITEINS.EXE there with its full local path. */
	const char *platform, *program;
};

void sms_build_activate(smssite_plan *plan);

/* -- check_activate.c ------------------------------------------------------------------------------------- */

/* Master, SYSTEM.MAP, and nothing in the box that the plan does not know. */
smssite_status sms_check_activate(struct sms_reliance *check);
/* The same, and the box and RECEIVE are empty but for what stays. */
smssite_status sms_check_cleared(struct sms_reliance *check);
/* No old package is left. */
smssite_status sms_read_receive(smssite_apply *apply, const struct sms_step *step, json_t **found);
smssite_status sms_read_packages(smssite_apply *apply, const struct sms_step *step, json_t **found);
smssite_status sms_read_master(smssite_apply *apply, const struct sms_step *step, json_t **found);
smssite_status sms_ready_receive(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	struct sms_waiting *waiting);
smssite_status sms_ready_upgrade(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	struct sms_waiting *waiting);
/* Every site the parent lists is active; this one is. */
smssite_status sms_judge_all_active(const smssite_apply *apply, const struct sms_step *step, const smssite_parent_word *word,
	enum sms_verdict *verdict);
smssite_status sms_judge_site_active(const smssite_apply *apply, const struct sms_step *step,
	const smssite_parent_word *word, enum sms_verdict *verdict);
/* The parent has not begun to upgrade this one by itself. */
smssite_status sms_judge_not_begun(const smssite_apply *apply, const struct sms_step *step, const smssite_parent_word *word,
	enum sms_verdict *verdict);
/* Yes, where files of an upgrade have come since the box was cleared: it is on its way already. No to its not having begun. */
smssite_status sms_known_in_flight(const smssite_apply *apply, const struct sms_step *step, enum sms_verdict *verdict);
smssite_status sms_known_not_begun(const smssite_apply *apply, const struct sms_step *step, enum sms_verdict *verdict);
/* Whether a file of RECEIVE goes back; NULL for those of the parent's system jobs, the upgrade's among them. */
smssite_status sms_ask_return(const smssite_apply *apply, const struct sms_step *step, const json_t *item, char **text);
smssite_status sms_finish_activate(smssite_apply *apply, int64_t now_utc_s);

#endif
