/* SPDX-License-Identifier: MIT */
/* The rebuild of a site: power lost or the process killed behind every operation that writes, in every state that the crash
 * model allows, on three trees; every operation failing, once or from there on; every allocation failing. Clients take ids
 * all the while. After each, resume and undo come to a legal end, and what must hold holds.
 *
 *     SMSSITE_EVERY=9     plays one in nine; 1, the default, all of them */
#include "rebuild-stand.h"
#include "tree/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static size_t every = 1;

enum play {
	PLAY_APPLY,
	PLAY_UNDO,
};

static smssite_status play_it(struct rebuild_stand *stand, enum play play)
{
	return play == PLAY_APPLY ? rebuild_apply(stand) : rebuild_undo(stand);
}

/* As a play finds it: fresh; or so many turns on its way, to be taken back. */
static void open_for(struct rebuild_stand *stand, enum play play, unsigned turns)
{
	smssite_apply *apply;

	rebuild_open(stand);
	if (play == PLAY_APPLY)
		return;
	if (rebuild_begin(stand, &apply))
		fail_msg("%s", smssite_error_message());
	for (unsigned n = 0; n < turns; n++)
		if (rebuild_turn(stand, apply))
			fail_msg("%s", smssite_error_message());
	smssite_apply_free(apply);
}

/* Just before the site is deleted at the parent: all that can be taken back is there to be taken back. */
static unsigned turns_to_undo(void)
{
	struct rebuild_stand stand;
	smssite_apply *apply;
	unsigned turns = 0;

	rebuild_open(&stand);
	assert_int_equal(rebuild_begin(&stand, &apply), SMSSITE_OK);
	while (stand.world.listed && turns++ < 1000)
		assert_int_equal(rebuild_turn(&stand, apply), SMSSITE_OK);
	smssite_apply_free(apply);
	rebuild_close(&stand);
	assert_in_range(turns, 20, 999);
	return turns - 1;
}

static bool never_began(smssite_status status)
{
	return status == SMSSITE_NOT_FOUND || status == SMSSITE_MALFORMED;
}

/* A person's no, a command that was not run after all, a service that was started again: to resume is to go on. */
static smssite_status resume_to_the_end(struct rebuild_stand *stand)
{
	smssite_status status = rebuild_resume(stand);

	if (never_began(status))
		status = rebuild_apply(stand);
	for (int tries = 0; !status && tries < 4 && stand->outcome != SMSSITE_OUTCOME_DONE &&
		stand->outcome != SMSSITE_OUTCOME_UNDONE && stand->outcome != SMSSITE_OUTCOME_NOT_UNDONE; tries++) {
		/* A person sees to the services that the end names. */
		if (strstr(stand->text, "SMS_"))
			stand->world.scman = stand->world.executive = false;
		status = rebuild_resume(stand);
	}
	return status;
}

static void go_on(const struct rebuild_stand *stand, enum play play, const char *when)
{
	struct rebuild_stand copy;
	smssite_status status;

	rebuild_copy(stand, NULL, &copy);
	status = play == PLAY_APPLY ? resume_to_the_end(&copy) : rebuild_undo(&copy);
	/* Undo was under way already: it is resumed. */
	if (play == PLAY_UNDO && status == SMSSITE_MALFORMED)
		status = resume_to_the_end(&copy);
	if (play == PLAY_UNDO && never_began(status)) {
		rebuild_close(&copy);
		return;
	}
	if (!status && play == PLAY_UNDO && copy.outcome != SMSSITE_OUTCOME_UNDONE && copy.outcome != SMSSITE_OUTCOME_NOT_UNDONE)
		status = resume_to_the_end(&copy);
	if (status)
		fail_msg("%s: %s: %s", when, smssite_status_name(status), smssite_error_message());
	if (copy.outcome != SMSSITE_OUTCOME_DONE && copy.outcome != SMSSITE_OUTCOME_UNDONE &&
		copy.outcome != SMSSITE_OUTCOME_NOT_UNDONE)
		fail_msg("%s: %s: %s", when, smssite_outcome_name(copy.outcome), copy.text);
	rebuild_check_end(&copy, when);
	rebuild_close(&copy);
}

static void both_ways(const struct rebuild_stand *stand, const char *when)
{
	rebuild_check(stand, when);
	go_on(stand, PLAY_APPLY, when);
	go_on(stand, PLAY_UNDO, when);
}

/* -- crashes --------------------------------------------------------------------------------------- */

static size_t states;

/* The given tree in one state after the crash; the others as they are, for one process works on one tree at a time. */
static void go_on_from(const struct rebuild_stand *stand, size_t which, smssite_tree *tree, bool power, const char *when)
{
	smssite_tree *trees[REBUILD_TREES];
	struct rebuild_stand after;

	for (size_t i = 0; i < REBUILD_TREES; i++)
		if (i == which)
			trees[i] = tree;
		else if (sms_memory_clone(stand->memory[i], &trees[i]))
			abort();
	rebuild_copy(stand, trees, &after);
	if (power)
		rebuild_start(&after);
	for (unsigned n = 0; n < 3; n++)
		rebuild_clients(&after);
	states++;
	both_ways(&after, when);
	rebuild_close(&after);
}

static void crash_here(const struct rebuild_stand *stand, const char *when)
{
	smssite_tree *tree;
	size_t count;

	for (size_t which = 0; which < REBUILD_TREES; which++) {
		if (sms_memory_crash_count(stand->memory[which], &count))
			fail_msg("%s: %s", when, smssite_error_message());
		for (size_t i = 0; i < count && (count > 1 || !which); i++) {
			if (sms_memory_crash(stand->memory[which], i, &tree))
				abort();
			go_on_from(stand, which, tree, true, when);
		}
	}
	/* Killed, without power lost. */
	if (sms_memory_clone(stand->memory[0], &tree))
		abort();
	go_on_from(stand, 0, tree, false, when);
}

static void crash_each(enum play play, unsigned turns, unsigned hurry)
{
	bool stopped = true;

	for (size_t at = 1; stopped; at += every) {
		struct rebuild_stand stand;
		char when[80];

		open_for(&stand, play, turns);
		stand.hurry = hurry;
		stand.writes = stand.count = 0;
		stand.stops = true;
		stand.stop_after = at;
		play_it(&stand, play);
		stopped = stand.writes >= at;
		snprintf(when, sizeof(when), "%s, crash behind write %zu", play == PLAY_APPLY ? "apply" : "undo", at);
		if (stopped)
			crash_here(&stand, when);
		rebuild_close(&stand);
	}
}

static void after_any_crash_both_ways_are_open(void **state)
{
	(void)state;
	states = 0;
	crash_each(PLAY_APPLY, 0, 0);
	crash_each(PLAY_UNDO, turns_to_undo(), 0);
	/* Clients between any two operations, not only between actions. */
	crash_each(PLAY_APPLY, 0, 7);
	print_message("%zu states after a crash\n", states);
	assert_true(states > 100);
}

/* -- failing operations ---------------------------------------------------------------------------- */

static size_t fail_each(enum play play, unsigned turns, bool on, smssite_status failure)
{
	size_t made = 0;
	bool failed = true;

	for (size_t at = 1; failed; at += every) {
		struct rebuild_stand stand;
		char when[80];

		open_for(&stand, play, turns);
		stand.count = 0;
		stand.fail_at = at;
		stand.fail_on = on;
		stand.fail_status = failure;
		/* What it answers is its own business; what it leaves is not. */
		play_it(&stand, play);
		failed = stand.count >= at;
		stand.fail_at = 0;
		for (size_t i = 0; i < REBUILD_TREES; i++)
			stand.faulty[i]->fail_at = 0;
		snprintf(when, sizeof(when), "play %d, operation %zu: %s%s", play, at, smssite_status_name(failure), on ? " and on" : "");
		if (failed)
			both_ways(&stand, when);
		made += failed;
		rebuild_close(&stand);
	}
	return made;
}

static void after_any_failing_operation_both_ways_are_open(void **state)
{
	unsigned turns = turns_to_undo();
	size_t made = 0;

	(void)state;
	for (int on = 0; on < 2; on++) {
		made += fail_each(PLAY_APPLY, 0, on, on ? SMSSITE_DENIED : SMSSITE_IO);
		made += fail_each(PLAY_UNDO, turns, on, on ? SMSSITE_BUSY : SMSSITE_IO);
	}
	print_message("%zu failing operations\n", made);
	assert_true(made > 50);
}

/* -- memory ---------------------------------------------------------------------------------------- */

struct seam {
	const struct rebuild_stand *stand;
	size_t count, fail_at, live;
};

static void *seam_resize(void *context, void *memory, size_t size)
{
	struct seam *seam = context;
	void *fresh;

	if (seam->fail_at && !seam->stand->acting && ++seam->count == seam->fail_at)
		return NULL;
	fresh = realloc(memory, size);
	if (!fresh)
		abort();
	seam->live += !memory;
	return fresh;
}

static void seam_release(void *context, void *memory)
{
	((struct seam *)context)->live--;
	free(memory);
}

static size_t fail_allocations(enum play play, unsigned turns)
{
	for (size_t n = 1, made = 0;; n += every) {
		struct rebuild_stand stand = { 0 };
		struct seam seam = { .stand = &stand };
		struct smssite_allocator allocator = { seam_resize, seam_release, &seam };
		smssite_status status;
		bool failed;

		smssite_set_allocator(&allocator);
		open_for(&stand, play, turns);
		seam.fail_at = n;
		status = play_it(&stand, play);
		failed = seam.count >= n;
		seam.fail_at = 0;
		if (failed && status && status != SMSSITE_NO_MEMORY)
			fail_msg("allocation %zu: %s: %s", n, smssite_status_name(status), smssite_error_message());
		both_ways(&stand, "memory");
		rebuild_close(&stand);
		smssite_set_allocator(NULL);
		assert_int_equal(seam.live, 0);
		if (!failed)
			return made;
		made++;
	}
}

static void every_allocation_may_fail(void **state)
{
	size_t made = fail_allocations(PLAY_APPLY, 0) + fail_allocations(PLAY_UNDO, turns_to_undo());

	(void)state;
	print_message("%zu allocations failed\n", made);
	assert_true(made > 20);
}

/* -- trees ----------------------------------------------------------------------------------------- */

/* However far it has come: a caller that forgets a tree is told so, and nothing is done in its place. */
static void without_a_tree_it_says_which(void **state)
{
	struct rebuild_stand stand;
	smssite_apply *apply;
	size_t told = 0;

	(void)state;
	rebuild_open(&stand);
	assert_int_equal(rebuild_begin(&stand, &apply), SMSSITE_OK);
	while (stand.outcome == SMSSITE_OUTCOME_NONE) {
		struct rebuild_stand copy;

		assert_int_equal(rebuild_turn(&stand, apply), SMSSITE_OK);
		if (stand.now % every)
			continue;
		rebuild_copy(&stand, NULL, &copy);
		copy.alone = true;
		if (rebuild_resume(&copy) == SMSSITE_REFUSED) {
			assert_non_null(strstr(smssite_error_message(), "EDGE8"));
			told++;
		}
		rebuild_check(&copy, "without a tree");
		rebuild_close(&copy);
	}
	smssite_apply_free(apply);
	rebuild_check_end(&stand, "in one go");
	rebuild_close(&stand);
	assert_true(told > 3);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_tree_it_says_which),
		cmocka_unit_test(after_any_crash_both_ways_are_open),
		cmocka_unit_test(after_any_failing_operation_both_ways_are_open),
		cmocka_unit_test(every_allocation_may_fail),
	};
	const char *text = getenv("SMSSITE_EVERY");

	if (text && atoi(text) > 0)
		every = (size_t)atoi(text);
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
