/* SPDX-License-Identifier: MIT */
#include "fuzz.h"
#include "plan-id.h"

#include <smssite.h>
#include <string.h>

static void look_at_steps(const smssite_plan *plan)
{
	size_t count = smssite_plan_step_count(plan), last = smssite_plan_point_of_no_return(plan);

	FUZZ_CHECK(last == SMSSITE_NO_INDEX || last < count);
	for (size_t i = 0; i < count; i++) {
		FUZZ_CHECK(smssite_step_kind_name(smssite_plan_step_kind(plan, i))[0]);
		FUZZ_CHECK(smssite_reversal_name(smssite_plan_step_reversal(plan, i))[0]);
		FUZZ_CHECK(smssite_plan_step_title(plan, i) && smssite_plan_step_actor(plan, i));
		FUZZ_CHECK(smssite_plan_step_relies_on(plan, i) && smssite_plan_step_may_lose(plan, i));
		FUZZ_CHECK(smssite_plan_step_postcondition(plan, i) && smssite_plan_step_source(plan, i));
		for (size_t j = 0; j < smssite_plan_step_word_count(plan, i); j++)
			FUZZ_CHECK(smssite_plan_step_word(plan, i, j));
		FUZZ_CHECK(!smssite_plan_step_word(plan, i, smssite_plan_step_word_count(plan, i)));
	}
}

/* What goes to a terminal or a script has no control character but the end of a line. */
static void check_text(const char *text)
{
	for (; *text; text++)
		FUZZ_CHECK((unsigned char)*text >= ' ' || strchr("\n\r\t", *text));
}

static void look_at_texts(const smssite_plan *plan)
{
	char *text = NULL;

	if (smssite_plan_text(plan, &text) == SMSSITE_OK)
		check_text(text);
	smssite_free(text);
	for (size_t i = 0; i < smssite_plan_tree_count(plan); i++) {
		FUZZ_CHECK(smssite_plan_tree_server(plan, i) && smssite_plan_tree_drive(plan, i));
		FUZZ_CHECK(smssite_plan_tree_location(plan, i));
		text = NULL;
		if (smssite_plan_script(plan, smssite_plan_tree_server(plan, i), &text) == SMSSITE_OK)
			check_text(text);
		smssite_free(text);
	}
	for (size_t i = 0; i < smssite_plan_note_count(plan); i++)
		FUZZ_CHECK(smssite_plan_note(plan, i));
}

static void try(const void *data, size_t size)
{
	smssite_plan *plan = NULL, *again = NULL;
	smssite_status status = smssite_plan_load(data, size, &plan);
	char *json, *same;

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_LIMIT ||
		   status == SMSSITE_UNSUPPORTED);
	FUZZ_CHECK((status == SMSSITE_OK) == (plan != NULL));
	if (!plan) {
		FUZZ_CHECK(smssite_error_message()[0]);
		return;
	}
	FUZZ_CHECK(smssite_plan_id(plan)[0] && smssite_plan_procedure(plan)[0]);
	look_at_steps(plan);
	look_at_texts(plan);
	FUZZ_CHECK(!smssite_plan_save(plan, &json));
	FUZZ_CHECK(!smssite_plan_load(json, strlen(json), &again));
	FUZZ_CHECK(!smssite_plan_save(again, &same));
	FUZZ_CHECK(!strcmp(json, same));
	smssite_plan_free(again);
	smssite_plan_free(plan);
	smssite_free(json);
	smssite_free(same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *plan = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
	char id[ID_SIZE + 1], *text = plan && put_id(plan, id) ? json_dumps(plan, JSON_COMPACT) : NULL;

	try(data, size);
	if (text)
		try(text, strlen(text));
	free(text);
	json_decref(plan);
	return 0;
}
