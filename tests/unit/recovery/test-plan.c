/* SPDX-License-Identifier: MIT */
#include "recovery-stand.h"
#include "sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct stand_shape shapes[] = {
	{ .procedure = STAND_RENAME },
	{ .procedure = STAND_RENAME, .strays = STAND_STRAYS, .root_only = true, .copy = true },
	{ .procedure = STAND_RESTART },
	{ .procedure = STAND_SENDCODE },
};

static smssite_plan *make(const struct stand_shape *shape)
{
	struct stand stand = { .shape = *shape };
	smssite_plan *plan = stand_plan(&stand);

	assert_non_null(plan);
	return plan;
}

static char *saved(const smssite_plan *plan)
{
	char *json = NULL;

	assert_int_equal(smssite_plan_save(plan, &json), SMSSITE_OK);
	return json;
}

static void a_saved_plan_is_the_same_plan(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		smssite_plan *plan = make(&shapes[i]), *again;
		char *first = saved(plan), *second, *text, *other;

		assert_int_equal(smssite_plan_load(first, strlen(first), &again), SMSSITE_OK);
		second = saved(again);
		assert_string_equal(first, second);
		assert_string_equal(smssite_plan_id(plan), smssite_plan_id(again));
		assert_int_equal(smssite_plan_text(plan, &text), SMSSITE_OK);
		assert_int_equal(smssite_plan_text(again, &other), SMSSITE_OK);
		assert_string_equal(text, other);
		smssite_free(first);
		smssite_free(second);
		smssite_free(text);
		smssite_free(other);
		smssite_plan_free(plan);
		smssite_plan_free(again);
	}
}

static void assert_kinds(const smssite_plan *plan, const char *kinds)
{
	char found[256] = "";

	for (size_t i = 0; i < smssite_plan_step_count(plan); i++) {
		strcat(found, i ? " " : "");
		strcat(found, smssite_step_kind_name(smssite_plan_step_kind(plan, i)));
	}
	assert_string_equal(found, kinds);
}

static void the_steps_are_those_of_the_article(void **state)
{
	smssite_plan *plan;
	char *text;

	(void)state;
	plan = make(&shapes[1]);
	assert_kinds(plan, "COMMAND CHECK COPY MOVE MOVE MOVE RENAME WAIT WAIT");
	assert_int_equal(smssite_plan_point_of_no_return(plan), 6);
	assert_int_equal(smssite_plan_step_reversal(plan, 6), SMSSITE_REVERSAL_UNTIL_TAKEN);
	assert_string_equal(smssite_plan_step_source(plan, 2), "Q183347 step 3");
	assert_string_equal(smssite_plan_step_may_lose(plan, 3), "to be made again");
	assert_true(smssite_plan_from_copy(plan));
	assert_int_equal(smssite_plan_text(plan, &text), SMSSITE_OK);
	assert_non_null(strstr(text, "take back    until the file is taken, which may be at once\n"));
	assert_non_null(strstr(text, "----- point of no return, as soon as the file is taken -----\n"));
	smssite_free(text);
	smssite_plan_free(plan);
	plan = make(&shapes[2]);
	assert_kinds(plan, "COMMAND CHECK COMMAND COMMAND COMMAND COMMAND COMMAND WAIT");
	assert_int_equal(smssite_plan_point_of_no_return(plan), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_plan_step_word_count(plan, 2), 4);
	assert_string_equal(smssite_plan_step_word(plan, 2, 2), "SMS_SITE_CONFIG_MANAGER");
	assert_string_equal(smssite_plan_step_word(plan, 2, 3), "/Y");
	assert_string_equal(smssite_plan_step_actor(plan, 2), "EDGE7");
	smssite_plan_free(plan);
	plan = make(&shapes[3]);
	assert_string_equal(smssite_plan_procedure(plan), "sendcode-ct2");
	assert_kinds(plan, "COMMAND CHECK COMMAND WAIT WAIT");
	assert_string_equal(smssite_plan_step_word(plan, 2, 0), "SENDCODE");
	assert_string_equal(smssite_plan_step_word(plan, 2, 2), "193");
	assert_non_null(strstr(smssite_plan_step_source(plan, 2), "addition"));
	smssite_plan_free(plan);
}

/* The plan of a shape with one piece of its text replaced. */
static smssite_status load_with(const struct stand_shape *shape, const char *old, const char *new)
{
	smssite_plan *plan = make(shape), *loaded = NULL;
	char *json, *at, *text;
	smssite_status status = smssite_plan_save(plan, &json);

	at = status ? NULL : strstr(json, old);
	if (!at)
		fail_msg("no %s in the plan", old);
	text = malloc(strlen(json) + strlen(new) + 1);
	assert_non_null(text);
	sprintf(text, "%.*s%s%s", (int)(at - json), json, new, at + strlen(old));
	status = smssite_plan_load(text, strlen(text), &loaded);
	assert_true(status || loaded);
	smssite_plan_free(loaded);
	free(text);
	smssite_free(json);
	smssite_plan_free(plan);
	return status;
}

static void a_hostile_plan_is_refused(void **state)
{
	static const char *const changes[][2] = {
		/* Other premises than those that the id was made of. */
		{ "\"site_code\": \"Q7Z\"", "\"site_code\": \"Q7Y\"" },
		{ "\"root\": \"SMS\"", "\"root\": \"..\"" },
		{ "\"root\": \"SMS\"", "\"root\": \"SMS/../../etc\"" },
		{ "\"root\": \"SMS\"", "\"root\": \"/etc\"" },
		{ "\"root\": \"SMS\"", "\"root\": \"\"" },
		{ "\"server\": \"EDGE7\"", "\"server\": \"-oProxy\"" },
		{ "\"server\": \"EDGE7\"", "\"server\": \"EDGE7 & DEL\"" },
		{ "\"name\": \"00000003.CT1\"", "\"name\": \"../00000003.CT1\"" },
		{ "\"name\": \"00000003.CT1\"", "\"name\": \"..\\\\x5CX.CT1\"" },
		{ "\"name\": \"00000003.CT1\"", "\"name\": \"SYSTEM.MAP\"" },
		{ "\"name\": \"00000003.CT1\"", "\"name\": \"SHUTDOWN.CT1\"" },
		{ "\"name\": \"00000003.CT1\"", "\"name\": \"sitectrl.ct3\"" },
		{ "\"name\": \"00000003.CT1\"", "\"name\": \"A\\\\x00.CT1\"" },
		{ "\"name\": \"SITECTRL.CT0\"", "\"name\": \"SITECTRL.CT1\"" },
		{ "\"sha256\": \"", "\"sha256\": \"0" },
		{ "\"size\": 700", "\"size\": -1" },
		{ "\"size\": 700", "\"size\": 700.5" },
		{ "\"polling_s\": 300", "\"polling_s\": 1" },
		{ "\"accept_reject\": 0", "\"accept_reject\": 9" },
		{ "\"SMS_EXECUTIVE\"", "\"FORMAT\"" },
		{ "\"SMS_EXECUTIVE\"", "\"SMS_SCHEDULER\"" },
		{ "\"procedure\": \"force-ct2\"", "\"procedure\": \"format\"" },
		{ "\"about\": \"PROPOSED\"", "\"about\": \"\\u001b[2J\"" },
		{ "\"copy\": false", "\"copy\": 0" },
		/* Steps that are not the procedure's. */
		{ "\"NET\",", "\"DEL\"," },
		{ "\"kind\": \"RENAME\"", "\"kind\": \"COPY\"" },
		{ "\"to\": \"00000000.CT1\"", "\"to\": \"00000001.CT1\"" },
		{ "\"actor\": \"EDGE7\"", "\"actor\": \"OTHER\"" },
		{ "\"id\": \"", "\"id\": \"0" },
		{ "\"format\": 1", "\"format\": 0" },
		{ "\"kind\": \"smssite plan\"", "\"kind\": \"smssite snapshot\"" },
	};
	static const struct stand_shape shape = { .procedure = STAND_RENAME, .strays = STAND_STRAYS };

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		if (load_with(&shape, changes[i][0], changes[i][1]) != SMSSITE_MALFORMED)
			fail_msg("%s was not refused: %s", changes[i][1], smssite_error_message());
	assert_int_equal(load_with(&shape, "\"format\": 1", "\"format\": 2"), SMSSITE_UNSUPPORTED);
	assert_int_equal(load_with(&shape, "{", "["), SMSSITE_MALFORMED);
	/* The wording of another version is no harm. */
	assert_int_equal(load_with(&shape, "\"title\": \"Look", "\"title\": \"Gaze"), SMSSITE_OK);
}

static void what_is_no_plan_is_refused(void **state)
{
	smssite_plan *plan;

	(void)state;
	assert_int_equal(smssite_plan_load("", 0, &plan), SMSSITE_MALFORMED);
	assert_int_equal(smssite_plan_load(NULL, 0, &plan), SMSSITE_MALFORMED);
	assert_int_equal(smssite_plan_load("[]", 2, &plan), SMSSITE_MALFORMED);
	assert_int_equal(smssite_plan_load("{}", 2, &plan), SMSSITE_MALFORMED);
	assert_int_equal(smssite_plan_load(NULL, 1, &plan), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_load("{}", 2, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_load("{}", (size_t)1 << 40, &plan), SMSSITE_LIMIT);
}

static void a_missing_plan_has_neutral_answers(void **state)
{
	char *text;

	(void)state;
	smssite_plan_free(NULL);
	assert_null(smssite_plan_ref(NULL));
	assert_string_equal(smssite_plan_id(NULL), "");
	assert_string_equal(smssite_plan_procedure(NULL), "");
	assert_string_equal(smssite_plan_site_code(NULL), "");
	assert_string_equal(smssite_plan_location(NULL), "");
	assert_true(smssite_plan_from_copy(NULL));
	assert_int_equal(smssite_plan_step_count(NULL), 0);
	assert_int_equal(smssite_plan_note_count(NULL), 0);
	assert_null(smssite_plan_note(NULL, 0));
	assert_int_equal(smssite_plan_step_kind(NULL, 0), SMSSITE_STEP_CHECK);
	assert_null(smssite_plan_step_title(NULL, 0));
	assert_null(smssite_plan_step_actor(NULL, 0));
	assert_null(smssite_plan_step_relies_on(NULL, 0));
	assert_null(smssite_plan_step_may_lose(NULL, 0));
	assert_null(smssite_plan_step_postcondition(NULL, 0));
	assert_null(smssite_plan_step_source(NULL, 0));
	assert_int_equal(smssite_plan_step_reversal(NULL, 0), SMSSITE_REVERSAL_FINAL);
	assert_int_equal(smssite_plan_step_word_count(NULL, 0), 0);
	assert_null(smssite_plan_step_word(NULL, 0, 0));
	assert_int_equal(smssite_plan_point_of_no_return(NULL), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_plan_text(NULL, &text), SMSSITE_INVALID);
	assert_int_equal(smssite_plan_save(NULL, &text), SMSSITE_INVALID);
	assert_string_equal(smssite_step_kind_name((smssite_step_kind)-1), "?");
	assert_string_equal(smssite_step_kind_name((smssite_step_kind)9), "?");
	assert_string_equal(smssite_reversal_name((smssite_reversal)9), "?");
}

static smssite_status load_and_tell(void *argument)
{
	const char *json = argument;
	smssite_plan *plan;
	smssite_status status = smssite_plan_load(json, strlen(json), &plan);
	char *text = NULL;

	if (status)
		return status;
	status = smssite_plan_text(plan, &text);
	smssite_free(text);
	text = NULL;
	if (!status)
		status = smssite_plan_save(plan, &text);
	smssite_free(text);
	smssite_plan_free(plan);
	return status;
}

static void memory_runs_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		smssite_plan *plan = make(&shapes[i]);
		char *json = saved(plan), *copy = strdup(json);

		smssite_free(json);
		smssite_plan_free(plan);
		assert_true(sweep_allocations(load_and_tell, copy) > 10);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_saved_plan_is_the_same_plan),
		cmocka_unit_test(the_steps_are_those_of_the_article),
		cmocka_unit_test(a_hostile_plan_is_refused),
		cmocka_unit_test(what_is_no_plan_is_refused),
		cmocka_unit_test(a_missing_plan_has_neutral_answers),
		cmocka_unit_test(memory_runs_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
