/* SPDX-License-Identifier: MIT */
/* What the contents of send requests say of the trail. */
#include "fixture.h"

#define REQUEST "1_0ABQ7Z"
#define TO_SEND "D:\\SMS\\site.srv\\sender.box\\tosend\\"

struct said {
	const char *info, *package, *instruction, *status;
	int action;
};

static const struct said plain = { "2 C9N Q7Z00011 _0ABQ7Z", TO_SEND "Q7Z00011.P00", TO_SEND "Q7Z00011.I00",
	"SREQ_STATUS_NONE", 0 };

static size_t put_record(char *data, size_t at, unsigned type, const void *bytes, size_t size)
{
	unsigned char head[8] = { (unsigned char)type, 0, 0, 0, (unsigned char)size,
		(unsigned char)(size >> 8), 0, 0 };

	memcpy(data + at, head, sizeof(head));
	memcpy(data + at + sizeof(head), bytes, size);
	return at + sizeof(head) + size;
}

static size_t put_words(char *data, size_t at, unsigned type, const char *text)
{
	return text ? put_record(data, at, type, text, strlen(text)) : at;
}

static void put_request(smssite_tree *tree, const char *path, const struct said *said, int64_t time)
{
	char data[2048];
	size_t size = put_words(data, 0, SMSSITE_SEND_INFO, said->info);
	const unsigned char action[4] = { (unsigned char)said->action };

	size = put_words(data, size, SMSSITE_SEND_PACKAGE_FILE, said->package);
	size = put_words(data, size, SMSSITE_SEND_INSTRUCTION_FILE, said->instruction);
	size = put_words(data, size, SMSSITE_SEND_STATUS, said->status);
	if (said->action)
		size = put_record(data, size, SMSSITE_SEND_ACTION_CODE, action, sizeof(action));
	put_bytes(tree, below("SMS", path), data, size);
	ok(smssite_tree_set_mtime(tree, below("SMS", path), time));
}

static struct stand stand_between(void)
{
	struct stand stand = stand_new();

	stand.parent = make_parent();
	stand.word = PENDING;
	return stand;
}

static smssite_trail *trail_of(struct stand *stand)
{
	smssite_case *made = stand_case(stand);
	smssite_trail *trail;

	ok(smssite_case_trail(made, &trail));
	smssite_case_free(made);
	return trail;
}

/* The evidence of a stage at a path with a piece; NO_INDEX. */
static size_t find_evidence(
	const smssite_trail *trail, smssite_stage stage, const char *path, const char *piece)
{
	for (size_t i = 0; i < smssite_trail_evidence_count(trail, stage); i++)
		if (strcmp(smssite_trail_evidence_path(trail, stage, i), path) == 0 &&
			strstr(smssite_trail_evidence_value(trail, stage, i), piece))
			return i;
	return SMSSITE_NO_INDEX;
}

static void expect_evidence(
	const smssite_trail *trail, smssite_stage stage, const char *path, const char *piece, bool inferred)
{
	size_t found = find_evidence(trail, stage, path, piece);

	if (found == SMSSITE_NO_INDEX)
		fail_msg("no %s with \"%s\"", path, piece);
	assert_int_equal(smssite_trail_evidence_inferred(trail, stage, found), inferred);
}

static size_t find_blocker(const smssite_trail *trail, const char *id, const char *piece)
{
	for (size_t i = 0; i < smssite_trail_blocker_count(trail); i++)
		if (strcmp(smssite_trail_blocker_id(trail, i), id) == 0 &&
			strstr(smssite_trail_blocker_title(trail, i), piece))
			return i;
	return SMSSITE_NO_INDEX;
}

/* A blocker with a piece in its title and, unless NULL, another in its evidence. Takes the trail. */
static void expect_blocker(
	smssite_trail *trail, const char *id, smssite_severity severity, const char *title, const char *piece)
{
	size_t found = find_blocker(trail, id, title);
	bool any = !piece;

	if (found == SMSSITE_NO_INDEX)
		fail_msg(
			"no %s with \"%s\" at %s", id, title, smssite_stage_name(smssite_trail_stage(trail)));
	assert_int_equal(smssite_trail_blocker_severity(trail, found), severity);
	for (size_t i = 0; i < smssite_trail_blocker_evidence_count(trail, found); i++)
		any = any || (piece && strstr(smssite_trail_blocker_evidence_value(trail, found, i), piece));
	if (!any)
		fail_msg("%s has no evidence \"%s\"", id, piece);
	assert_false(smssite_trail_hopeless(trail));
	smssite_trail_free(trail);
}

static void it_says_what_was_read_and_how_sure_that_is(void **state)
{
	struct stand stand = stand_between();
	struct said said = plain;
	smssite_trail *trail;

	(void)state;
	said.status = "SREQ_STATUS_SENDING";
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRS", &said, NOW - MINUTE);
	trail = trail_of(&stand);
	assert_int_equal(smssite_trail_stage(trail), SMSSITE_STAGE_SENDING);
	expect_evidence(trail, SMSSITE_STAGE_SENDING, OUTBOX "\\" REQUEST ".SRS", "bytes", true);
	expect_evidence(trail, SMSSITE_STAGE_SENDING, OUTBOX "\\" REQUEST ".SRS",
		"it says: to C9N, job Q7Z00011, request _0ABQ7Z, medium priority", true);
	expect_evidence(trail, SMSSITE_STAGE_SENDING, OUTBOX "\\" REQUEST ".SRS",
		"it says: status SENDING, package " TO_SEND "Q7Z00011.P00", false);
	smssite_trail_free(trail);
}

static void a_request_for_another_site_or_of_clients_carries_none(void **state)
{
	struct said elsewhere = plain, clients = plain;
	struct stand stand = stand_between();
	smssite_trail *trail;

	(void)state;
	elsewhere.info = "2 X4D Q7Z00012 _0ACQ7Z";
	clients.package = TO_SEND "Q7Z00013.S00";
	put_request(stand.site, OUTBOX "\\1_0ACQ7Z.SRQ", &elsewhere, NOW - MINUTE);
	put_request(stand.site, OUTBOX "\\1_0ADQ7Z.SRQ", &clients, NOW - MINUTE);
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRS", &plain, NOW - MINUTE);
	trail = trail_of(&stand);
	assert_int_equal(smssite_trail_stage(trail), SMSSITE_STAGE_SENDING);
	assert_int_equal(smssite_trail_candidate_count(trail), 1);
	assert_string_equal(smssite_trail_candidate_path(trail, 0), OUTBOX "\\" REQUEST ".SRS");
	smssite_trail_free(trail);
}

static void records_of_its_job_are_evidence(void **state)
{
	struct stand stand = stand_between();
	smssite_trail *trail;

	(void)state;
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRS", &plain, NOW - MINUTE);
	put_log(stand.site, "LANSEND.LOG",
		RECORD("first", "SMS_LAN_SENDER", "Tue Jul 15 10:00:00 1997") RECORD(
			"~Sending completed [D:\\SMS\\site.srv\\sender.box\\tosend\\q7z00011.P00]",
			"SMS_LAN_SENDER", "Tue Jul 15 11:00:00 1997")
			RECORD("~Sending completed [D:\\SMS\\site.srv\\sender.box\\tosend\\Q7Z00099.P00]",
				"SMS_LAN_SENDER", "Tue Jul 15 11:00:00 1997")
				RECORD("last", "SMS_LAN_SENDER", "Tue Jul 15 11:02:00 1997"),
		THEN);
	trail = trail_of(&stand);
	expect_evidence(trail, SMSSITE_STAGE_SENDING, "LOGS\\LANSEND.LOG", "q7z00011.P00", true);
	assert_int_equal(find_evidence(trail, SMSSITE_STAGE_SENDING, "LOGS\\LANSEND.LOG", "Q7Z00099"),
		SMSSITE_NO_INDEX);
	smssite_trail_free(trail);
}

static void a_damaged_request_is_named_with_the_reason(void **state)
{
	static const char zero[] = "\x03\0\0\0\0\0\0\0", longer[] = "\x03\0\0\0\xff\xff\0\0X";
	struct stand stand = stand_between();

	(void)state;
	put_bytes(stand.site, below("SMS", OUTBOX "\\" REQUEST ".SRQ"), zero, 8);
	expect_blocker(trail_of(&stand), "E01", WARNING, "1 send request cannot be followed", "has length 0");
	stand = stand_between();
	put_bytes(stand.site, below("SMS", OUTBOX "\\" REQUEST ".SRQ"), longer, 9);
	expect_blocker(trail_of(&stand), "E01", WARNING, "1 send request cannot be followed", "65535 bytes");
	/* Also one of another job, which makes the Scheduler loop for all. */
	stand = stand_between();
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRS", &plain, NOW - MINUTE);
	put_bytes(stand.site, below("SMS", SCHEDULE "\\30009Q7Z.SRQ"), zero, 8);
	expect_blocker(trail_of(&stand), "E01", WARNING, "1 send request cannot be followed", "has length 0");
	stand = stand_between();
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRS", &plain, NOW - MINUTE);
	expect_blocker(trail_of(&stand), "E01", OK, "1 send request read", NULL);
}

static void an_oversized_request_is_refused_and_named(void **state)
{
	struct stand stand = stand_between();
	size_t size = (1 << 20) + 1;
	char *data = calloc(1, size);

	(void)state;
	put_bytes(stand.site, below("SMS", OUTBOX "\\" REQUEST ".SRQ"), data, size);
	free(data);
	expect_blocker(trail_of(&stand), "E01", WARNING, "cannot be followed", "1,048,577 bytes");
}

static void what_a_request_says_of_itself_is_told(void **state)
{
	static const char *const bad[] = { "ERROR", "INVALID", "CANCELLED", "SUSPENDED" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct stand stand = stand_between();
		struct said said = plain;
		char status[64];

		snprintf(status, sizeof(status), "SREQ_STATUS_%s", bad[i]);
		said.status = status;
		put_request(stand.site, OUTBOX "\\" REQUEST ".SRQ", &said, NOW - MINUTE);
		expect_blocker(trail_of(&stand), "E10", WARNING, "1 send request", bad[i]);
	}
	for (int action = 1; action <= 2; action++) {
		struct stand stand = stand_between();
		struct said said = plain;

		said.action = action;
		put_request(stand.site, OUTBOX "\\" REQUEST ".SRQ", &said, NOW - MINUTE);
		expect_blocker(trail_of(&stand), "E10", action == 2 ? WARNING : OK, "",
			action == 2 ? "to be deleted" : NULL);
	}
}

static void a_request_that_was_not_read_says_nothing(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_at(stand.site, OUTBOX "\\" REQUEST ".SRQ", "x", NOW - MINUTE);
	expect_blocker(trail_of(&stand), "E10", UNKNOWN, "cannot be told", NULL);
}

static void files_that_a_request_names_are_looked_for(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRQ", &plain, NOW - MINUTE);
	put_at(stand.site, TOSEND "\\Q7Z00011.P00", "x", NOW - MINUTE);
	expect_blocker(trail_of(&stand), "E09", WARNING, "1 file",
		REQUEST ".SRQ names Q7Z00011.I00, which is not there");
	stand = stand_between();
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRQ", &plain, NOW - MINUTE);
	put_at(stand.site, TOSEND "\\Q7Z00011.P00", "", NOW - MINUTE);
	put_at(stand.site, TOSEND "\\Q7Z00011.I00", "x", NOW - MINUTE);
	expect_blocker(trail_of(&stand), "E09", WARNING, "1 file", "empty");
	/* A package of another job is no matter of this one. */
	stand = stand_between();
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRQ", &plain, NOW - MINUTE);
	put_at(stand.site, TOSEND "\\Q7Z00011.P00", "x", NOW - MINUTE);
	put_at(stand.site, TOSEND "\\Q7Z00011.I00", "x", NOW - MINUTE);
	put_at(stand.site, TOSEND "\\Q7Z00099.P00", "x", NOW - MINUTE);
	expect_blocker(trail_of(&stand), "E09", OK, "whole", NULL);
}

static void what_was_sent_may_be_gone(void **state)
{
	struct stand stand = stand_between();
	struct said said = plain;

	(void)state;
	said.status = "SREQ_STATUS_OK";
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRS", &said, NOW - 5 * MINUTE);
	expect_blocker(trail_of(&stand), "E09", OK, "whole", NULL);
}

static void what_is_set_aside_is_not_tried(void **state)
{
	struct stand stand = stand_between();
	struct said said = plain;

	(void)state;
	said.status = "SREQ_STATUS_SUSPENDED";
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRS", &said, NOW - 50 * MINUTE);
	put_at(stand.site, OUTBOX "\\30007Q7Z.SRS", "x", NOW - 9 * HOUR);
	expect_blocker(trail_of(&stand), "F07", OK, "no request", NULL);
}

static void each_sender_has_its_own_times(void **state)
{
	static const struct {
		const char *outbox, *said;
		int minutes;
		smssite_severity severity;
	} cases[] = {
		{ "LAN_DEFA.000", "the LAN sender: 2 tries 1 min apart", 20, OK },
		{ "LAN_DEFA.000", "a round of 2 tries takes about 21 min", 22, WARNING },
		{ "RAS_ASYN.000", "RAS sender: 5 tries 1 min apart", 54, OK },
		{ "RAS_ISDN.000",
			"the ISDN RAS sender has tried for 56 min; a round of 5 tries takes about 55 min", 56,
			WARNING },
		{ "SNA_BATC.000", "SNA batch sender: 5 tries 1 min apart", 29, OK },
		{ "OTHER.000", "the sender: 5 tries", 29, OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct stand stand = stand_between();
		char path[160];

		snprintf(path, sizeof(path), "SITE.SRV\\SENDER.BOX\\REQUESTS\\%s", cases[i].outbox);
		if (strcmp(cases[i].outbox, "LAN_DEFA.000") != 0)
			ok(smssite_tree_make_directory(stand.site, below("SMS", path)));
		strcat(path, "\\" REQUEST ".SRS");
		put_request(stand.site, path, &plain, NOW - cases[i].minutes * MINUTE);
		expect_blocker(trail_of(&stand), "F07", cases[i].severity, cases[i].said, NULL);
	}
}

static void the_registry_sets_the_times_of_its_sender(void **state)
{
	static const char settings[] =
		"REGEDIT4\r\n\r\n"
		"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_LAN_SENDER]\r\n"
		"\"Number of Retries\"=dword:00000003\r\n\"Retry Delay in Minutes\"=dword:00000014\r\n";
	struct stand stand = stand_between();

	(void)state;
	ok(smssite_registry_parse(settings, sizeof(settings) - 1, &stand.registries[0]));
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRS", &plain, NOW - 50 * MINUTE);
	expect_blocker(trail_of(&stand), "F07", OK,
		"3 tries 20 min apart and the pause behind them take about 3 h; the next is due within 2 h",
		NULL);
}

static void a_saved_snapshot_says_the_same(void **state)
{
	struct stand stand = stand_between();
	smssite_snapshot *live = NULL, *loaded;
	smssite_trail *trails[2];
	smssite_case *made;
	char *json, *said[2];

	(void)state;
	put_request(stand.site, OUTBOX "\\" REQUEST ".SRS", &plain, NOW - MINUTE);
	live = stand_observe(&stand, stand.site, stand.services, stand.word);
	ok(smssite_snapshot_save(live, &json));
	ok(smssite_snapshot_load(json, strlen(json), &loaded));
	smssite_free(json);
	for (int i = 0; i < 2; i++) {
		ok(smssite_case_new(i ? loaded : live, &made));
		ok(smssite_case_set_now(made, NOW));
		ok(smssite_case_trail(made, &trails[i]));
		ok(smssite_trail_to_json(trails[i], &said[i]));
		smssite_case_free(made);
	}
	assert_non_null(strstr(said[0], "job Q7Z00011"));
	assert_string_equal(said[0], said[1]);
	for (int i = 0; i < 2; i++) {
		smssite_free(said[i]);
		smssite_trail_free(trails[i]);
	}
	smssite_snapshot_free(live);
	smssite_snapshot_free(loaded);
	smssite_tree_free(stand.site);
	smssite_tree_free(stand.parent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_what_was_read_and_how_sure_that_is),
		cmocka_unit_test(a_request_for_another_site_or_of_clients_carries_none),
		cmocka_unit_test(records_of_its_job_are_evidence),
		cmocka_unit_test(a_damaged_request_is_named_with_the_reason),
		cmocka_unit_test(an_oversized_request_is_refused_and_named),
		cmocka_unit_test(what_a_request_says_of_itself_is_told),
		cmocka_unit_test(a_request_that_was_not_read_says_nothing),
		cmocka_unit_test(files_that_a_request_names_are_looked_for),
		cmocka_unit_test(what_was_sent_may_be_gone),
		cmocka_unit_test(what_is_set_aside_is_not_tried),
		cmocka_unit_test(each_sender_has_its_own_times),
		cmocka_unit_test(the_registry_sets_the_times_of_its_sender),
		cmocka_unit_test(a_saved_snapshot_says_the_same),
	};

	return cmocka_run_group_tests_name("send requests on the trail", tests, NULL, NULL);
}
