/* SPDX-License-Identifier: MIT */
/* Every operation on the tree fails, once or from there on; every allocation fails. Whatever came of it, nothing is
 * lost, and both ways out are open: resume reaches the end, undo goes back. */
#include "../unit/recovery/recovery-tests.h"

static const struct stand_shape one_stray = { .procedure = STAND_RENAME, .strays = 1 };
static const struct stand_shape *const shapes[] = { &one_stray, &restart, &sendcode, &activate };

enum play {
	PLAY_APPLY,
	PLAY_RESUME,
	PLAY_UNDO,
	PLAYS,
};

/* The stand as a play finds it: fresh, or interrupted in the midst. */
static void open_for(struct stand *stand, const struct stand_shape *shape, enum play play, bool links)
{
	smssite_apply *apply;

	stand_open(stand, shape);
	stand->faulty->lacks[FAULTY_RENAME_NOREPLACE] = links;
	if (play == PLAY_APPLY)
		return;
	stand->scman.hung = true;
	assert_int_equal(stand_begin(stand, &apply), SMSSITE_OK);
	for (int n = 0; n < (shape->procedure == STAND_RENAME ? 6 : 4); n++)
		assert_int_equal(stand_turn(stand, apply), SMSSITE_OK);
	smssite_apply_free(apply);
	stand->scman.hung = false;
}

static smssite_status play_it(struct stand *stand, enum play play)
{
	return play == PLAY_APPLY ? stand_apply(stand) : play == PLAY_RESUME ? stand_resume(stand) : stand_undo(stand);
}

/* activate has four times the operations of the others: ordinarily each fourth, from a beginning of its own for each play. */
static size_t stride_of(const struct stand_shape *shape)
{
	const char *soak = getenv("SMSSITE_SOAK");

	return shape->procedure == STAND_ACTIVATE && !(soak && *soak) ? 4 : 1;
}

/* Of what has no whole record nothing was done. */
static bool never_began(const struct stand *stand, smssite_status status)
{
	return (status == SMSSITE_NOT_FOUND && !stand_has(stand, stand->journal)) ||
		(status == SMSSITE_MALFORMED && strstr(smssite_error_message(), "no whole record"));
}

/* Goes on however far it came; a beginning that failed is begun again. */
static void go_on(const struct stand *stand, const char *when)
{
	struct stand copy;
	smssite_status status;

	stand_copy(stand, NULL, &copy);
	status = stand_resume(&copy);
	if (never_began(&copy, status))
		status = stand_apply(&copy);
	/* A code that was not sent after all: to resume is to send it. */
	if (!status && copy.outcome == SMSSITE_OUTCOME_FAILED)
		status = stand_resume(&copy);
	if (status)
		fail_msg("%s: resume: %s: %s", when, smssite_status_name(status), smssite_error_message());
	/* Interrupted between link and unlink, one name alone may mean that SCMAN has taken the other: it is waited for.
	 * A reply may have come and gone while nobody could look. */
	if (copy.outcome != SMSSITE_OUTCOME_DONE && copy.outcome != SMSSITE_OUTCOME_UNDONE &&
		copy.outcome != SMSSITE_OUTCOME_NOT_UNDONE &&
		!(copy.outcome == SMSSITE_OUTCOME_STOPPED &&
			(copy.faulty->lacks[FAULTY_RENAME_NOREPLACE] || copy.scman.took_master)))
		fail_msg("%s: resume: %s: %s", when, smssite_outcome_name(copy.outcome), copy.text);
	stand_check_end(&copy, when);
	stand_close(&copy);
}

static void go_back(const struct stand *stand, const char *when)
{
	struct stand copy;
	smssite_status status;

	stand_copy(stand, NULL, &copy);
	status = stand_undo(&copy);
	if (never_began(&copy, status)) {
		stand_close(&copy);
		return;
	}
	if (status)
		fail_msg("%s: undo: %s: %s", when, smssite_status_name(status), smssite_error_message());
	/* A code counts as sent from the moment it may have been. */
	if (copy.outcome != (copy.scman.took_master || copy.scman.codes ? SMSSITE_OUTCOME_NOT_UNDONE : SMSSITE_OUTCOME_UNDONE) &&
		!((copy.shape.procedure == STAND_SENDCODE || copy.shape.procedure == STAND_ACTIVATE ||
			  copy.faulty->lacks[FAULTY_RENAME_NOREPLACE]) &&
			copy.outcome == SMSSITE_OUTCOME_NOT_UNDONE))
		fail_msg("%s: undo: %s: %s", when, smssite_outcome_name(copy.outcome), copy.text);
	stand_check_end(&copy, when);
	stand_close(&copy);
}

static size_t count_operations(const struct stand_shape *shape, enum play play, bool links)
{
	struct stand stand;
	size_t count;

	open_for(&stand, shape, play, links);
	faulty_tree_reset(stand.faulty);
	assert_int_equal(play_it(&stand, play), SMSSITE_OK);
	count = stand.faulty->count;
	stand_close(&stand);
	return count;
}

static size_t fail_each(const struct stand_shape *shape, enum play play, bool links, bool on, smssite_status status)
{
	size_t count = count_operations(shape, play, links), made = 0, stride = stride_of(shape);

	for (size_t at = 1 + (play + on) % stride; at <= count; at += stride) {
		struct stand stand;
		char when[128];

		open_for(&stand, shape, play, links);
		faulty_tree_reset(stand.faulty);
		stand.faulty->fail_at = at;
		stand.faulty->fail_on = on;
		stand.faulty->fail_status = status;
		stand.faulty->tear = true;
		/* What it answers is its own business; what it leaves is not. */
		play_it(&stand, play);
		snprintf(when, sizeof(when), "play %d, operation %zu, %s%s", play, at, smssite_status_name(status),
			on ? " from there on" : "");
		faulty_tree_reset(stand.faulty);
		stand.faulty->tear = false;
		/* Where a sync fails, more than usual waits for the next one. */
		stand.most_pending = 0;
		stand_check(&stand, when);
		go_on(&stand, when);
		go_back(&stand, when);
		stand_close(&stand);
		made++;
	}
	return made;
}

static void after_any_failing_operation_both_ways_are_open(void **state)
{
	size_t made = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		for (enum play play = PLAY_APPLY; play < PLAYS; play++)
			for (int on = 0; on < 2; on++)
				made += fail_each(shapes[i], play, false, on, on ? SMSSITE_DENIED : SMSSITE_IO);
	made += fail_each(&one_stray, PLAY_APPLY, true, false, SMSSITE_IO);
	made += fail_each(&one_stray, PLAY_UNDO, true, false, SMSSITE_IO);
	print_message("%zu failing operations\n", made);
}

/* The same handle is usable after a failure: the call is repeated. */
static void a_call_that_failed_can_be_repeated(void **state)
{
	size_t made = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		size_t count = count_operations(shapes[i], PLAY_APPLY, false);

		for (size_t at = 1; at <= count; at += stride_of(shapes[i])) {
			smssite_status status = SMSSITE_OK;
			smssite_apply *apply;
			struct stand stand;

			stand_open(&stand, shapes[i]);
			stand.faulty->fail_at = at;
			stand.faulty->fail_status = SMSSITE_IO;
			status = stand_begin(&stand, &apply);
			if (!status) {
				status = stand_play(&stand, apply);
				if (status)
					assert_int_equal(stand_play(&stand, apply), SMSSITE_OK);
				assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
				smssite_apply_free(apply);
				stand.most_pending = 0;
				finish(&stand);
				made++;
			} else {
				stand_close(&stand);
			}
		}
	}
	print_message("%zu calls repeated\n", made);
}

/* -- sharing violations --------------------------------------------------------------------------- */

static void a_file_in_use_is_tried_again_and_then_left(void **state)
{
	size_t count = count_operations(&one_stray, PLAY_APPLY, false), begun = 0;

	(void)state;
	for (size_t at = 1; at <= count; at++) {
		for (int on = 0; on < 2; on++) {
			smssite_apply *apply;
			struct stand stand;

			stand_open(&stand, &one_stray);
			assert_int_equal(stand_begin(&stand, &apply), SMSSITE_OK);
			faulty_tree_reset(stand.faulty);
			stand.faulty->fail_at = at;
			stand.faulty->fail_on = on;
			stand.faulty->fail_status = SMSSITE_BUSY;
			begun += stand_play(&stand, apply) == SMSSITE_OK;
			smssite_apply_free(apply);
			faulty_tree_reset(stand.faulty);
			stand.most_pending = 0;
			stand_check(&stand, "busy");
			go_on(&stand, "busy");
			stand_close(&stand);
		}
	}
	/* The journal itself may be in use too: then the call says so. */
	assert_true(begun > count);
}

static void keep_busy(void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to)
{
	(void)cookie, (void)to;
	if (kind == FAULTY_RENAME_NOREPLACE && strstr(path, "SITECFG.BOX/SITECTRL.CT0"))
		faulty->fail_at = faulty->count;
}

static void a_master_that_stays_in_use_stops_it_with_all_in_place(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &one_stray);
	stand.faulty->hook = keep_busy;
	stand.faulty->fail_status = SMSSITE_BUSY;
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_STOPPED);
	assert_text(&stand, "in use");
	assert_int_equal(stand.waited, 11);
	assert_true(stand_has(&stand, MASTER));
	assert_false(stand_has(&stand, SUBMITTED));
	stand.faulty->hook = NULL;
	assert_int_equal(stand_resume(&stand), SMSSITE_OK);
	assert_outcome(&stand, SMSSITE_OUTCOME_DONE);
	finish(&stand);
}

static void a_full_disk_is_no_loss(void **state)
{
	struct stand stand;

	(void)state;
	for (size_t at = 1; at < 400; at++) {
		stand_open(&stand, &one_stray);
		stand.faulty->fail_at = at;
		stand.faulty->fail_on = true;
		stand.faulty->fail_status = SMSSITE_IO;
		stand.faulty->tear = true;
		stand_apply(&stand);
		stand.most_pending = 0;
		stand_check(&stand, "full");
		assert_true(stand_has(&stand, MASTER) || stand_has(&stand, SUBMITTED));
		stand_close(&stand);
	}
}

/* -- memory --------------------------------------------------------------------------------------- */

/* Fails one allocation of the library's; what SCMAN and the stand need they get. */
struct seam {
	const struct stand *stand;
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

static size_t fail_allocations(const struct stand_shape *shape, enum play play)
{
	size_t stride = stride_of(shape);

	for (size_t n = 1 + play % stride;; n += stride) {
		struct stand stand = { 0 };
		struct seam seam = { .stand = &stand };
		struct smssite_allocator allocator = { seam_resize, seam_release, &seam };
		smssite_status status;
		bool failed;

		smssite_set_allocator(&allocator);
		open_for(&stand, shape, play, false);
		seam.fail_at = n;
		status = play_it(&stand, play);
		failed = seam.count >= n;
		seam.fail_at = 0;
		if (failed && status && status != SMSSITE_NO_MEMORY)
			fail_msg("allocation %zu: %s: %s", n, smssite_status_name(status), smssite_error_message());
		stand_check(&stand, "memory");
		go_on(&stand, "memory");
		go_back(&stand, "memory");
		stand_close(&stand);
		smssite_set_allocator(NULL);
		assert_int_equal(seam.live, 0);
		if (!failed)
			return (n - 1) / stride;
	}
}

static void every_allocation_fails_once(void **state)
{
	size_t made = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		for (enum play play = PLAY_APPLY; play < PLAYS; play++)
			made += fail_allocations(shapes[i], play);
	print_message("%zu allocations failed\n", made);
	assert_true(made > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(after_any_failing_operation_both_ways_are_open),
		cmocka_unit_test(a_call_that_failed_can_be_repeated),
		cmocka_unit_test(a_file_in_use_is_tried_again_and_then_left),
		cmocka_unit_test(a_master_that_stays_in_use_stops_it_with_all_in_place),
		cmocka_unit_test(a_full_disk_is_no_loss),
		cmocka_unit_test(every_allocation_fails_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
