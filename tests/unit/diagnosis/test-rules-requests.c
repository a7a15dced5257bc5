/* SPDX-License-Identifier: MIT */
#include "fixture.h"

struct bytes {
	char data[1024];
	size_t size;
};

static void add(struct bytes *bytes, unsigned type, const char *text)
{
	size_t size = strlen(text);
	const unsigned char head[8] = { (unsigned char)type, 0, 0, 0, (unsigned char)size };

	memcpy(bytes->data + bytes->size, head, 8);
	memcpy(bytes->data + bytes->size + 8, text, size);
	bytes->size += 8 + size;
}

#define INFO "2 C9N Q7Z00009 0008Q7Z \\\\EDGE7\\X"
#define P00 "D:\\SMS\\site.srv\\sender.box\\tosend\\Q7Z00009.P00"
#define I00 "\\\\EDGE7\\SMS_SHRD\\site.srv\\sender.box\\tosend\\Q7Z00009.I00"

/* A request as the Scheduler makes it; NULL leaves a record out. */
static struct bytes request_with(const char *info, const char *package, const char *status)
{
	struct bytes bytes = { .size = 0 };

	if (info)
		add(&bytes, SMSSITE_SEND_INFO, info);
	if (package)
		add(&bytes, SMSSITE_SEND_PACKAGE_FILE, package);
	add(&bytes, SMSSITE_SEND_INSTRUCTION_FILE, I00);
	if (status)
		add(&bytes, SMSSITE_SEND_STATUS, status);
	return bytes;
}

static void put_request(struct stand *stand, const char *path, struct bytes bytes, int64_t age)
{
	put_bytes(stand->site, below("SMS", path), bytes.data, bytes.size);
	ok(smssite_tree_set_mtime(stand->site, below("SMS", path), NOW - age));
}

static void put_sources(struct stand *stand)
{
	put(stand->site, below("SMS", TOSEND "\\Q7Z00009.P00"), "x");
	put(stand->site, below("SMS", TOSEND "\\Q7Z00009.I00"), "x");
}

static struct stand stand_with(struct bytes bytes, int64_t age)
{
	struct stand stand = stand_new();

	put_request(&stand, OUTBOX "\\10008Q7Z.SRS", bytes, age);
	put_sources(&stand);
	return stand;
}

static struct answer ask_request(struct bytes bytes, int64_t age, const char *rule)
{
	struct stand stand = stand_with(bytes, age);

	return ask(&stand, rule);
}

static const struct bytes of_length_0 = { { 18, 0, 0, 0, 0, 0, 0, 0 }, 8 };

static void put_quiet_log(struct stand *stand)
{
	put_log(stand->site, "SCHED.LOG", RECORD("x", "SMS_SCHEDULER", "Tue Jul 15 11:00:00 1997"), NOW);
}

static void a_healthy_request_is_none_to_speak_of(void **state)
{
	static const char *const rules[] = { "E02", "E09", "E10" };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		expect(ask_request(request_with(INFO, P00, "SREQ_STATUS_SENDING"), 2 * HOUR, rules[i]), OK, "no send request");
}

/* E01 */

static void a_record_of_length_0_is_seen_in_the_file(void **state)
{
	struct stand stand = stand_with(request_with(INFO, P00, NULL), HOUR);

	(void)state;
	put_quiet_log(&stand);
	put_request(&stand, SCHEDULE "\\10009Q7Z.SRQ", of_length_0, HOUR);
	expect(ask(&stand, "E01"), WARNING, "10009Q7Z.SRQ\n8 bytes, 60 min old: the record at 0x0 has length 0");
	/* The record in the log, and the file that it met. */
	stand = stand_new();
	put_request(&stand, SCHEDULE "\\10009Q7Z.SRQ", of_length_0, HOUR);
	expect(ask(&stand, "E01"), WARNING, "one is still there");
	/* One that is being written; and a layout that is not known here. */
	stand = stand_with(request_with(INFO, P00, NULL), HOUR);
	put_quiet_log(&stand);
	put_request(&stand, SCHEDULE "\\10009Q7Z.SRQ", of_length_0, MINUTE);
	expect(ask(&stand, "E01"), OK, "no damaged");
	stand = stand_new();
	put_quiet_log(&stand);
	put_request(&stand, SCHEDULE "\\10009Q7Z.SRQ", of_length_0, HOUR);
	expect(ask(&stand, "E01"), OK, "no damaged");
	stand = stand_new();
	take_away(stand.site, "LOGS\\SCHED.LOG");
	put_request(&stand, SCHEDULE "\\10009Q7Z.SRQ", of_length_0, HOUR);
	expect(ask(&stand, "E01"), UNKNOWN, "SCHED.LOG");
}

/* E02 */

static void a_request_without_site_and_job_is_damaged(void **state)
{
	struct stand stand = stand_with(request_with(INFO, P00, NULL), HOUR);

	(void)state;
	put_request(&stand, OUTBOX "\\10009Q7Z.SRS", request_with("        ", P00, NULL), HOUR);
	expect(ask(&stand, "E02"), ERROR, "10009Q7Z.SRS\nno site and no job");
	/* No other shows that requests are understood. */
	expect(ask_request(request_with("        ", P00, NULL), HOUR, "E02"), UNKNOWN, "DUMPSEND");
	/* No INFO at all, or just being written. */
	expect(ask_request(request_with(NULL, P00, NULL), HOUR, "E02"), OK, "");
	expect(ask_request(request_with("        ", P00, NULL), MINUTE, "E02"), OK, "");
	stand = stand_new();
	put_log(stand.site, "SCHED.LOG", AMONG_OTHERS("DBG>> Send request about to write bad data", "SMS_SCHEDULER"), NOW);
	expect(ask(&stand, "E02"), NOTE, "about to write bad data");
	/* A log that does not speak of it shows none of the requests. */
	stand = stand_new();
	smssite_tree_free(stand.site);
	ok(smssite_tree_new_memory(&stand.site));
	ok(smssite_tree_set_clock(stand.site, THEN));
	ok(smssite_tree_make_directory(stand.site, "SMS/SITE.SRV/SITECFG.BOX"));
	ok(smssite_tree_make_directory(stand.site, "SMS/LOGS"));
	put_log(stand.site, "SCHED.LOG", AMONG_OTHERS("Nothing", "SMS_SCHEDULER"), NOW);
	expect(ask(&stand, "E02"), UNKNOWN, "SENDER.BOX");
	stand = stand_with(request_with("        ", P00, NULL), HOUR);
	put_log(stand.site, "SCHED.LOG", AMONG_OTHERS("DBG>> Send request about to write bad data", "SMS_SCHEDULER"), NOW);
	expect(ask(&stand, "E02"), ERROR, "about to write bad data");
}

/* E07 */

static void an_old_request_says_where_it_goes(void **state)
{
	(void)state;
	expect(ask_request(request_with(INFO, P00, "SREQ_STATUS_CONNECTING"), 2 * DAY, "E07"), WARNING,
		"to C9N, job Q7Z00009, status CONNECTING");
}

/* E09 */

static void what_a_request_names_must_be_there(void **state)
{
	struct stand stand = stand_with(request_with(INFO, P00, NULL), HOUR);

	(void)state;
	take_away(stand.site, TOSEND "\\Q7Z00009.I00");
	expect(ask(&stand, "E09"), ERROR, "tosend\\Q7Z00009.I00 is not in TOSEND");
	stand = stand_with(request_with(INFO, P00, NULL), HOUR);
	take_away(stand.site, TOSEND "\\Q7Z00009.P00");
	put(stand.site, below("SMS", TOSEND "\\Q7Z00009.P00"), "");
	expect(ask(&stand, "E09"), ERROR, "tosend\\Q7Z00009.P00 is empty");
	/* Elsewhere; of this minute; sent. */
	expect(ask_request(request_with(INFO, "\\\\HUB\\STORE\\C9N00001.P00", NULL), HOUR, "E09"), OK, "");
	stand = stand_with(request_with(INFO, P00, NULL), MINUTE / 2);
	take_away(stand.site, TOSEND "\\Q7Z00009.P00");
	expect(ask(&stand, "E09"), OK, "");
	stand = stand_with(request_with(INFO, P00, "SREQ_STATUS_OK"), HOUR);
	take_away(stand.site, TOSEND "\\Q7Z00009.P00");
	expect(ask(&stand, "E09"), OK, "");
}

static void a_request_that_was_not_understood_is_not_known(void **state)
{
	static const char *const rules[] = { "E09", "E10" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stand stand = stand_with(request_with(INFO, P00, NULL), HOUR);

		put_request(&stand, OUTBOX "\\10009Q7Z.SRS", of_length_0, HOUR);
		expect(ask(&stand, rules[i]), UNKNOWN, "E01");
		/* Dated later: since when it has been there is not known, nor what it says if it is being written. */
		expect(ask_request(request_with(INFO, P00, "SREQ_STATUS_SUSPENDED"), -3 * DAY, rules[i]), UNKNOWN, "--now");
		stand = stand_with(request_with(INFO, P00, NULL), HOUR);
		put_request(&stand, OUTBOX "\\10009Q7Z.SRS", of_length_0, MINUTE);
		expect(ask(&stand, rules[i]), OK, "");
	}
}

static void outboxes_out_of_view_are_not_known(void **state)
{
	static const char *const rules[] = { "E02", "E09", "E10" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct stand stand = stand_new();

		smssite_tree_free(stand.site);
		ok(smssite_tree_new_memory(&stand.site));
		ok(smssite_tree_set_clock(stand.site, THEN));
		ok(smssite_tree_make_directory(stand.site, "SMSID"));
		put(stand.site, "SMSID/Q7Z00001.UID", "");
		stand.view = SMSSITE_VIEW_LOGON;
		expect(ask(&stand, rules[i]), UNKNOWN, "REQUESTS");
	}
}

/* E10 */

static void a_request_says_how_the_sender_fared(void **state)
{
	struct bytes cancelled = request_with(INFO, P00, NULL);

	(void)state;
	expect(ask_request(request_with(INFO, P00, "SREQ_STATUS_ERROR"), MINUTE, "E10"), WARNING, "status ERROR");
	expect(ask_request(request_with(INFO, P00, "SREQ_STATUS_INVALID"), MINUTE, "E10"), WARNING, "status INVALID");
	expect(ask_request(request_with(INFO, P00, "SREQ_STATUS_SUSPENDED"), 9 * HOUR, "E10"), OK, "");
	expect(ask_request(request_with(INFO, P00, "SREQ_STATUS_SUSPENDED"), 2 * DAY, "E10"), NOTE, "SUSPENDED");
	add(&cancelled, SMSSITE_SEND_CANCEL, "x");
	expect(ask_request(cancelled, 2 * HOUR, "E10"), NOTE, "cancelled");
	expect(ask_request(cancelled, MINUTE, "E10"), OK, "");
}

static struct answer ask_tries(const char *second, const char *extension, int64_t age)
{
	struct stand stand = stand_with(request_with(INFO, P00, NULL), age);
	char path[128];

	snprintf(path, sizeof(path), OUTBOX "\\10009Q7Z%s", extension);
	put_request(&stand, path, request_with(second, P00, NULL), age);
	return ask(&stand, "F07");
}

/* A round of the LAN sender's takes 21 minutes. */
static void several_requests_to_a_site_out_of_reach_take_the_senders_time(void **state)
{
	(void)state;
	expect(ask_tries(INFO, ".SRS", HOUR), WARNING, "2 send requests to C9N");
	expect(ask_tries("2 C9M Q7Z00009 0008Q7Z \\\\EDGE7\\X", ".SRS", HOUR), OK, "no site");
	expect(ask_tries(INFO, ".SRQ", HOUR), OK, "no site");
	expect(ask_tries(INFO, ".SRS", 20 * MINUTE), OK, "no site");
	expect(ask_request(request_with(INFO, P00, NULL), HOUR, "F07"), OK, "no site");
	expect(ask_request(of_length_0, HOUR, "F07"), UNKNOWN, "that can be read");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_healthy_request_is_none_to_speak_of),
		cmocka_unit_test(a_record_of_length_0_is_seen_in_the_file),
		cmocka_unit_test(a_request_without_site_and_job_is_damaged),
		cmocka_unit_test(an_old_request_says_where_it_goes),
		cmocka_unit_test(what_a_request_names_must_be_there),
		cmocka_unit_test(a_request_that_was_not_understood_is_not_known),
		cmocka_unit_test(outboxes_out_of_view_are_not_known),
		cmocka_unit_test(a_request_says_how_the_sender_fared),
		cmocka_unit_test(several_requests_to_a_site_out_of_reach_take_the_senders_time),
	};

	return cmocka_run_group_tests_name("rules on send requests", tests, NULL, NULL);
}
