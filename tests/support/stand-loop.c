/* SPDX-License-Identifier: MIT */
/* The caller's side of an apply on a stand: the loop, and the runner, the waiter and the person that it asks. */
#include "recovery-stand.h"

#include <stdio.h>
#include <string.h>

static bool *service_of(struct stand *stand, const char *name)
{
	return strcmp(name, "SMS_EXECUTIVE") == 0 ? &stand->scman.executive : &stand->scman.running;
}

static void tell_services(const struct stand *stand, char *output, size_t size)
{
	snprintf(output, size, "%s", stand->list ? stand->list : "");
	if (!stand->list && stand->shape.procedure == STAND_ACTIVATE)
		activate_tell_services(stand, output, size);
	else if (!stand->list)
		snprintf(output, size, "These Windows NT services are started:\r\n\r\n   EventLog\r\n%s%s%s\r\n"
			"The command completed successfully.\r\n",
			stand->scman.executive ? "   SMS_EXECUTIVE\r\n" : "",
			stand->scman.running ? "   SMS_SITE_CONFIG_MANAGER\r\n" : "",
			stand->scman.upgrade ? "   SMS_UPGRADE_BOOTSTRAP\r\n" : "");
}

static int64_t obey(struct stand *stand, const smssite_action *action, char *output, size_t size)
{
	const char *what = smssite_action_word(action, 1), *service = smssite_action_word(action, 2);
	bool start;

	*output = '\0';
	if (strcmp(smssite_action_word(action, 0), "SENDCODE") == 0) {
		stand->scman.codes++;
		stand->scman.told = true;
		return 0;
	}
	if (strcmp(smssite_action_word(action, 0), "SC") == 0 || (strcmp(smssite_action_word(action, 0), "NET") == 0 && !service)) {
		tell_services(stand, output, size);
		return 0;
	}
	if (stand->shape.procedure == STAND_ACTIVATE)
		return activate_obey(stand, action);
	start = strcmp(what, "START") == 0;
	stand->scman.starts += start;
	stand->scman.stops += !start;
	if (*service_of(stand, service) == start)
		return 2;
	*service_of(stand, service) = start;
	/* Stopped, it forgets what it has only read. */
	if (!start && service_of(stand, service) == &stand->scman.running && stand->scman.at == 1)
		stand->scman.at = 0;
	return 0;
}

/* What was run is reported, and is not run again because the report failed. */
static smssite_status report(const struct stand *stand, smssite_apply *apply, int64_t code, const char *output)
{
	smssite_answer answer = code ? SMSSITE_ANSWER_FAILED : SMSSITE_ANSWER_DONE;
	smssite_status status = smssite_apply_report(apply, answer, code, output, strlen(output), stand->now);

	return status ? smssite_apply_report(apply, answer, code, output, strlen(output), stand->now) : SMSSITE_OK;
}

static smssite_status run(struct stand *stand, smssite_apply *apply, const smssite_action *action)
{
	char output[512] = "";
	int64_t code = 0;

	stand->runs++;
	if (smssite_action_is_rehearsal(action))
		return smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0, NULL, 0, stand->now);
	code = obey(stand, action, output, sizeof(output));
	if (stand->runs == stand->doubt_at)
		return smssite_apply_report(apply, SMSSITE_ANSWER_IN_DOUBT, 0, NULL, 0, stand->now);
	return report(stand, apply, code, output);
}

static smssite_status wait(struct stand *stand, smssite_apply *apply, const smssite_action *action)
{
	int64_t look = smssite_action_look_again_utc_s(action);

	stand->waited++;
	stand->now = look > stand->now ? look : stand->now + 1;
	stand_act(stand, stand->pace);
	return smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0, NULL, 0, stand->now);
}

/* A person looks, unless the test has told them what to say. */
static smssite_answer look_for_person(struct stand *stand, const smssite_action *action)
{
	if (stand->shape.procedure == STAND_ACTIVATE)
		return activate_look(stand, action);
	if (stand->shape.procedure == STAND_SENDCODE && smssite_action_step(action) == 2 && !stand->scman.codes)
		return SMSSITE_ANSWER_FAILED;
	return stand->word;
}

static smssite_status answer(struct stand *stand, smssite_apply *apply, const smssite_action *action)
{
	switch (smssite_action_get_kind(action)) {
	case SMSSITE_ACTION_RUN:
		return run(stand, apply, action);
	case SMSSITE_ACTION_WAIT:
		return wait(stand, apply, action);
	case SMSSITE_ACTION_ASK:
		stand->asked++;
		return smssite_apply_report(apply, look_for_person(stand, action), 0, NULL, 0, stand->now);
	case SMSSITE_ACTION_STEP:
		stand->told++;
		return SMSSITE_OK;
	default:
		stand->outcome = smssite_action_outcome(action);
		snprintf(stand->text, sizeof(stand->text), "%s", smssite_action_text(action));
		return SMSSITE_OK;
	}
}

smssite_status stand_turn(struct stand *stand, smssite_apply *apply)
{
	smssite_action *action;
	smssite_status status = smssite_apply_next(apply, stand->now, &action);

	if (status)
		return status;
	status = answer(stand, apply, action);
	smssite_action_free(action);
	return status;
}

smssite_status stand_play(struct stand *stand, smssite_apply *apply)
{
	stand->outcome = SMSSITE_OUTCOME_NONE;
	for (unsigned turns = 0; turns < 5000; turns++) {
		smssite_status status = stand_turn(stand, apply);

		if (status || stand->outcome != SMSSITE_OUTCOME_NONE)
			return status;
	}
	stand_die(stand, "the loop does not end");
}

smssite_status stand_begin(struct stand *stand, smssite_apply **apply)
{
	return smssite_apply_begin(stand->plan, stand->tree, stand->shape.copy, stand->now, apply);
}

static smssite_status play_and_free(struct stand *stand, smssite_status status, smssite_apply *apply)
{
	if (status)
		return status;
	status = stand_play(stand, apply);
	smssite_apply_free(apply);
	return status;
}

smssite_status stand_apply(struct stand *stand)
{
	smssite_apply *apply = NULL;
	smssite_status status = stand_begin(stand, &apply);

	return play_and_free(stand, status, apply);
}

smssite_status stand_resume(struct stand *stand)
{
	smssite_apply *apply = NULL;
	smssite_status status = smssite_apply_resume(stand->tree, stand->journal, stand->now, &apply);

	return play_and_free(stand, status, apply);
}

smssite_status stand_undo(struct stand *stand)
{
	smssite_apply *apply = NULL;
	smssite_status status = smssite_apply_undo(stand->tree, stand->journal, stand->now, &apply);

	return play_and_free(stand, status, apply);
}
