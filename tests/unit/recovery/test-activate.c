/* SPDX-License-Identifier: MIT */
/* When the second procedure is planned and when it is not. */
#include "../diagnosis/fixture.h"
#include "sweep.h"

#define HUNG                                                                                                 \
	"SMS_SITE_CONFIG_MANAGER not-installed\nSMS_EXECUTIVE not-installed\nSMS_CLIENT_CONFIG_MANAGER not-installed\n" \
	"SMS_INVENTORY_AGENT_NT not-installed\nSMS_PACKAGE_COMMAND_MANAGER_NT not-installed\n"               \
	"SMS_BOOTSTRAP not-installed\nSMS_UPGRADE_BOOTSTRAP running\n"

static struct stand hung(int64_t age)
{
	struct stand stand = stand_new();

	stand.services = HUNG;
	stand.word = "Q7Z 5 62\n";
	put_at(stand.site, "BOOTSTRP.PK1", "a package", NOW - age);
	put(stand.site, "SMS/SITE.SRV/X86.BIN/SITEINS.EXE", "program");
	return stand;
}

static smssite_status plan_case(struct stand *stand, smssite_plan **plan)
{
	smssite_case *made = stand_case(stand);
	smssite_status status = smssite_plan_activate(made, plan);

	smssite_case_free(made);
	return status;
}

static void expect_refusal(struct stand *stand, const char *piece)
{
	smssite_plan *plan = NULL;
	smssite_status status = plan_case(stand, &plan);

	if (status != SMSSITE_REFUSED || !strstr(smssite_error_message(), piece))
		fail_msg("%s: %s", smssite_status_name(status), smssite_error_message());
	assert_null(plan);
}

static void a_hung_upgrade_gets_a_plan_that_can_be_saved(void **state)
{
	struct stand stand = hung(30 * HOUR);
	smssite_plan *plan = NULL, *again = NULL;
	char *text, *other;

	(void)state;
	if (plan_case(&stand, &plan))
		fail_msg("%s", smssite_error_message());
	assert_string_equal(smssite_plan_procedure(plan), "activate");
	ok(smssite_plan_save(plan, &text));
	ok(smssite_plan_load(text, strlen(text), &again));
	ok(smssite_plan_save(again, &other));
	assert_string_equal(text, other);
	assert_non_null(strstr(text, "PREINST"));
	assert_non_null(strstr(text, "/UPGRADE:Q7Z"));
	assert_non_null(strstr(text, "SITEINS.EXE"));
	assert_string_equal(smssite_plan_step_title(plan, smssite_plan_point_of_no_return(plan)),
		"Remove the service SMS_UPGRADE_BOOTSTRAP");
	smssite_free(text);
	smssite_free(other);
	smssite_plan_free(plan);
	smssite_plan_free(again);
}

static void every_step_says_where_it_is_from(void **state)
{
	struct stand stand = hung(50 * HOUR);
	smssite_plan *plan = NULL;

	(void)state;
	ok(plan_case(&stand, &plan));
	assert_non_null(strstr(smssite_plan_step_title(plan, 1), "event 388"));
	for (size_t i = 0; i < smssite_plan_step_count(plan); i++) {
		assert_true(*smssite_plan_step_source(plan, i));
		assert_true(*smssite_plan_step_postcondition(plan, i));
	}
	smssite_plan_free(plan);
}

static void it_is_refused_before_24_hours(void **state)
{
	struct stand stand = hung(10 * HOUR);

	(void)state;
	expect_refusal(&stand, "too early");
}

static void it_is_refused_without_an_upgrade(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = PENDING;
	expect_refusal(&stand, "failed upgrade only");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hung_upgrade_gets_a_plan_that_can_be_saved),
		cmocka_unit_test(every_step_says_where_it_is_from),
		cmocka_unit_test(it_is_refused_before_24_hours),
		cmocka_unit_test(it_is_refused_without_an_upgrade),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
