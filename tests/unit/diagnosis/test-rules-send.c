/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define SENDER "SMS_LAN_SENDER"
#define SCHEDULER "SMS_SCHEDULER"
#define MISMATCH "Size mismatch in RoutingInfo record.  Got 0, expected 544.~"

/* E01 */

static void a_scheduler_that_repeats_itself_loops(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "SCHED.LOG",
		RECORD("first", SCHEDULER, "Tue Jul 15 11:00:00 1997") RECORD(MISMATCH, SCHEDULER,
			"Tue Jul 15 11:05:00 1997") RECORD(MISMATCH, SCHEDULER, "Tue Jul 15 11:05:00 1997")
			RECORD("last", SCHEDULER, "Tue Jul 15 11:05:01 1997"),
		NOW);
	expect(ask(&stand, "E01"), STUCK, "LOGS\\SCHED.LOG\nSize mismatch");
	stand = stand_new();
	put_log(stand.site, "SCHED.LOG",
		RECORD("first", SCHEDULER, "Tue Jul 15 11:00:00 1997")
			RECORD(MISMATCH, SCHEDULER, "Tue Jul 15 11:05:00 1997"),
		NOW);
	expect(ask(&stand, "E01"), STUCK, "over and over");
}

static void a_scheduler_that_went_on_does_not_loop(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "E01"), NOTE, "has gone on since");
	stand = stand_new();
	put_log(stand.site, "SCHED.LOG", RECORD("x", SCHEDULER, "Tue Jul 15 11:00:00 1997"), NOW);
	expect(ask(&stand, "E01"), OK, "no damaged");
	stand = stand_new();
	take_away(stand.site, "LOGS\\SCHED.LOG");
	expect(ask(&stand, "E01"), UNKNOWN, "SCHED.LOG");
}

/* E13 */

static void a_site_needs_an_address_of_its_parent(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask(&stand, "E13"), OK, "an address of its parent C9N");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_with(stand.site, BOX "\\SITECTRL.CT0", &control_file_secondary, "ADDRESS <Q7Z><C9N>",
		"ADDRESS <Q7Z><C9M>");
	expect(ask(&stand, "E13"), ERROR, "no ADDRESS to C9N");
	stand = stand_new();
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	expect(ask(&stand, "E13"), UNKNOWN, "control file");
}

static void the_parent_needs_an_address_of_the_site(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	stand.word = "Q7Z 2 0x40000020\n";
	expect(ask(&stand, "E13"), ERROR, "no site address");
}

/* F01 */

static void a_sender_without_capacity_sends_nothing(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "LANSEND.LOG",
		AMONG_OTHERS("Checking for sending capacity.  Used 0 out of 0, no sending capacity so not "
			     "checking for send requests.",
			SENDER),
		NOW);
	expect(ask(&stand, "F01"), STUCK, "LOGS\\LANSEND.LOG\nChecking for sending capacity.");
}

static void a_sender_that_is_busy_has_capacity(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "LANSEND.LOG",
		AMONG_OTHERS("Checking for sending capacity.  Used 5 out of 5, no sending capacity", SENDER),
		NOW);
	expect(ask(&stand, "F01"), OK, "has capacity");
	stand = stand_new();
	put_log(stand.site, "LANSEND.LOG",
		AMONG_OTHERS("Checking for sending capacity.  Used 0 out of 0, no sending capacity", SENDER)
			AMONG_OTHERS("Checking for sending capacity.  Used 0 out of 5.", SENDER),
		NOW);
	expect(ask(&stand, "F01"), OK, "Used 0 out of 5");
	stand = stand_new();
	expect(ask(&stand, "F01"), UNKNOWN, "--registry SOFTWARE");
}

/* F03 */

static void a_full_disk_elsewhere_is_told_by_the_sender(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "LANSEND.LOG", AMONG_OTHERS("There is not enough space on the disk.", SENDER),
		NOW);
	expect(ask(&stand, "F03"), ERROR, "LOGS\\LANSEND.LOG\nThere is not");
	stand = stand_new();
	put_log(stand.site, "LANSEND.LOG", AMONG_OTHERS("Cannot write, error = 112", SENDER), NOW);
	expect(ask(&stand, "F03"), ERROR, "112");
	stand = stand_new();
	put_log(stand.site, "SNABATCH.LOG",
		AMONG_OTHERS("Error, trying to write beyond the end of the file.~", "SMS_BATCH_SNA_SENDER"),
		NOW);
	expect(ask(&stand, "F03"), ERROR, "SNABATCH.LOG");
}

static void a_transfer_that_succeeded_since_makes_it_history(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	put_log(stand.site, "LANSEND.LOG",
		AMONG_OTHERS("There is not enough space on the disk.", SENDER)
			AMONG_OTHERS("~Sending completed [D:\\x\\DPW00002.W01]", SENDER),
		NOW);
	expect(ask(&stand, "F03"), NOTE, "has succeeded since");
	stand = stand_new();
	put_log(stand.site, "LANSEND.LOG", RECORD("x", SENDER, "Tue Jul 15 11:00:00 1997"), NOW);
	expect(ask(&stand, "F03"), OK, "no sender");
	stand = stand_new();
	expect(ask(&stand, "F03"), UNKNOWN, "LANSEND.LOG");
}

/* F06 */

static struct answer ask_log(const char *text)
{
	struct stand stand = stand_new();

	put_log(stand.site, "LANSEND.LOG", text, NOW);
	return ask(&stand, "F06");
}

static void a_file_in_use_elsewhere_is_told_by_the_sender(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask_log(AMONG_OTHERS("Cannot open \\\\C9N\\x.PCK, error = 32", SENDER)), WARNING, "error = 32");
	expect(ask_log(AMONG_OTHERS("Cannot open x.PCK, error = 32", SENDER) AMONG_OTHERS("~Sending completed [x]", SENDER)), NOTE,
		"has succeeded since");
	expect(ask_log(RECORD("error = 321", SENDER, "Tue Jul 15 11:00:00 1997")), OK, "no file in use");
	expect(ask(&stand, "F06"), UNKNOWN, "LANSEND.LOG");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scheduler_that_repeats_itself_loops),
		cmocka_unit_test(a_scheduler_that_went_on_does_not_loop),
		cmocka_unit_test(a_site_needs_an_address_of_its_parent),
		cmocka_unit_test(the_parent_needs_an_address_of_the_site),
		cmocka_unit_test(a_sender_without_capacity_sends_nothing),
		cmocka_unit_test(a_sender_that_is_busy_has_capacity),
		cmocka_unit_test(a_full_disk_elsewhere_is_told_by_the_sender),
		cmocka_unit_test(a_transfer_that_succeeded_since_makes_it_history),
		cmocka_unit_test(a_file_in_use_elsewhere_is_told_by_the_sender),
	};

	return cmocka_run_group_tests_name("rules on what keeps files from leaving", tests, NULL, NULL);
}
