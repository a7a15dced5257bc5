/* SPDX-License-Identifier: MIT */
/* What is the first procedure's alone: the hooks of its steps. */
#ifndef SMS_PLAN_FORCE_CT2_H
#define SMS_PLAN_FORCE_CT2_H

#include "recovery/plan.h"

/* -- plan_force_ct2_steps.c: also for the same effect by a code ---------------------------------------------- */

void sms_build_force_ct2(smssite_plan *plan);

/* -- plan_force_ct2.c ------------------------------------------------------------------------------------- */

smssite_status sms_valid_force_ct2(const struct sms_premises *premises);

/* -- check_force_ct2.c ------------------------------------------------------------------------------------ */

smssite_status sms_check_force_ct2(struct sms_reliance *check);
smssite_status sms_finish_force_ct2(smssite_apply *apply, int64_t now_utc_s);
smssite_status sms_finish_back_force_ct2(smssite_apply *apply, const char *quarantine, int64_t now_utc_s);
smssite_status sms_reply_is_seen(const smssite_apply *apply, const struct sms_step *step, bool *yes);
smssite_status sms_master_is_there(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, bool *there);
/* Nothing is in quarantine, it is not to go back, or an upgrade is under way: then nothing goes back at all. */
smssite_status sms_nothing_goes_back(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s, bool *needless);

/* -- submission.c ----------------------------------------------------------------------------------------- */

smssite_status sms_look_before_submit(struct sms_reliance *check);
smssite_status sms_play_submit(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
/* Whether SCMAN has taken the file, or may have, and has not refused it. */
smssite_status sms_is_taken(const smssite_apply *apply, bool *taken);
smssite_status sms_play_rename_back(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_play_move_back(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_play_restore(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
/* SCMAN has renamed the file to 00000000.71x: notes it, and what follows a refusal is next. */
struct sms_world;
smssite_status sms_look_for_refusal(smssite_apply *apply, const struct sms_world *world, int64_t now_utc_s,
	bool *refused);

/* -- wait_reply.c ----------------------------------------------------------------------------------------- */

smssite_status sms_play_wait_reply(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);
smssite_status sms_play_wait_left(smssite_apply *apply, const struct sms_step *step, int64_t now_utc_s,
	smssite_action **action);

#endif
