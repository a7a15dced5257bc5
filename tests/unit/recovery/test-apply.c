/* SPDX-License-Identifier: MIT */
#include "recovery-stand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct stand_shape plain = { .procedure = STAND_RENAME };
static const struct stand_shape with_strays = { .procedure = STAND_RENAME, .strays = STAND_STRAYS };

static void the_straight_path_ends_done(void **state)
{
	struct stand stand;

	(void)state;
	stand_open(&stand, &with_strays);
	assert_int_equal(stand_apply(&stand), SMSSITE_OK);
	assert_int_equal(stand.outcome, SMSSITE_OUTCOME_DONE);
	assert_int_equal(stand.scman.took_master, 1);
	stand_check_end(&stand, "at the end");
	stand_close(&stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_straight_path_ends_done),
	};

	(void)plain;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
