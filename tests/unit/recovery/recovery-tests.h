/* SPDX-License-Identifier: MIT */
/* What the tests of carrying out plans share. */
#ifndef RECOVERY_TESTS_H
#define RECOVERY_TESTS_H

#include "recovery-stand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define IN_BOX(name) STAND_BOX "/" name
#define MASTER IN_BOX("SITECTRL.CT0")
#define SUBMITTED IN_BOX("00000000.CT1")

static const struct stand_shape plain = { .procedure = STAND_RENAME };
static const struct stand_shape with_strays = { .procedure = STAND_RENAME, .strays = STAND_STRAYS };
static const struct stand_shape restart = { .procedure = STAND_RESTART };
static const struct stand_shape sendcode = { .procedure = STAND_SENDCODE };
static const struct stand_shape activate = { .procedure = STAND_ACTIVATE };
static const struct stand_shape activate_standing = { .procedure = STAND_ACTIVATE, .standing = true };

static inline void assert_outcome(const struct stand *stand, smssite_outcome outcome)
{
	if (stand->outcome != outcome)
		fail_msg("%s instead of %s: %s", smssite_outcome_name(stand->outcome), smssite_outcome_name(outcome),
			stand->text);
}

static inline void assert_text(const struct stand *stand, const char *piece)
{
	if (!strstr(stand->text, piece))
		fail_msg("\"%s\" does not say \"%s\"", stand->text, piece);
}

static inline void assert_message(const char *piece)
{
	if (!strstr(smssite_error_message(), piece))
		fail_msg("\"%s\" does not say \"%s\"", smssite_error_message(), piece);
}

static inline void finish(struct stand *stand)
{
	stand_check_end(stand, "at the end");
	stand_close(stand);
}

/* The next action is handed out, and the caller dies with it. */
static inline void hand_out(struct stand *stand, smssite_apply *apply)
{
	smssite_action *action;

	assert_int_equal(smssite_apply_next(apply, stand->now, &action), SMSSITE_OK);
	smssite_action_free(action);
}

/* Undo says that it comes too late: nothing is asked, run or written, so that the journal can go on as before. */
static inline void undo_too_late(struct stand *stand)
{
	unsigned runs = stand->runs, asked = stand->asked;
	void *before, *after;
	size_t size, size_after;

	assert_int_equal(smssite_tree_read_file(stand->memory, stand->journal, 16 << 20, &before, &size), SMSSITE_OK);
	assert_int_equal(stand_undo(stand), SMSSITE_OK);
	assert_outcome(stand, SMSSITE_OUTCOME_NOT_UNDONE);
	assert_int_equal(stand->runs, runs);
	assert_int_equal(stand->asked, asked);
	assert_int_equal(smssite_tree_read_file(stand->memory, stand->journal, 16 << 20, &after, &size_after), SMSSITE_OK);
	assert_int_equal(size_after, size);
	assert_memory_equal(after, before, size);
	smssite_free(before);
	smssite_free(after);
}

#endif
