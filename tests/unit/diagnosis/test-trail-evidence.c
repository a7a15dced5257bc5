/* SPDX-License-Identifier: MIT */
/* What the trail shows of each stage, and which blockers it looked for. */
#include "fixture.h"
#include "sweep.h"

#define REQUEST "1_0ABQ7Z"

static smssite_trail *trail_of(struct stand *stand)
{
	smssite_case *made = stand_case(stand);
	smssite_trail *trail;

	ok(smssite_case_trail(made, &trail));
	smssite_case_free(made);
	return trail;
}

/* The parent waits, its boxes are given; nobody wrote a .CT2 yet. */
static struct stand stand_between(void)
{
	struct stand stand = stand_new();

	stand.parent = make_parent();
	stand.word = PENDING;
	return stand;
}

/* The piece of evidence of a stage whose path ends so and whose value has this piece. */
static size_t find_evidence(const smssite_trail *trail, smssite_stage stage, const char *path, const char *piece)
{
	for (size_t i = 0; i < smssite_trail_evidence_count(trail, stage); i++) {
		const char *found = smssite_trail_evidence_path(trail, stage, i);
		size_t size = strlen(found), end = strlen(path);

		if (size >= end && strcmp(found + size - end, path) == 0 &&
			strstr(smssite_trail_evidence_value(trail, stage, i), piece))
			return i;
	}
	return SMSSITE_NO_INDEX;
}

static void expect_evidence(const smssite_trail *trail, smssite_stage stage, const char *path, const char *piece,
	int64_t age_s, bool inferred)
{
	size_t found = find_evidence(trail, stage, path, piece);

	if (found == SMSSITE_NO_INDEX)
		fail_msg("no %s with \"%s\" at %s", path, piece, smssite_stage_name(stage));
	assert_int_equal(smssite_trail_evidence_age_s(trail, stage, found), age_s);
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

/* Takes the trail. */
static void expect_blocker(
	smssite_trail *trail, const char *id, smssite_severity severity, const char *piece, const char *path, bool hopeless)
{
	size_t found = find_blocker(trail, id, piece);

	if (found == SMSSITE_NO_INDEX)
		fail_msg("no %s with \"%s\" at %s", id, piece, smssite_stage_name(smssite_trail_stage(trail)));
	assert_int_equal(smssite_trail_blocker_severity(trail, found), severity);
	assert_int_equal(severity == UNKNOWN, *smssite_trail_blocker_missing(trail, found) != '\0');
	if (path) {
		bool any = false;

		for (size_t i = 0; i < smssite_trail_blocker_evidence_count(trail, found); i++)
			any = any || strcmp(smssite_trail_blocker_evidence_path(trail, found, i), path) == 0;
		if (!any)
			fail_msg("%s has no evidence at %s", id, path);
	}
	assert_int_equal(smssite_trail_hopeless(trail), hopeless);
	smssite_trail_free(trail);
}

static void every_stage_shows_its_files(void **state)
{
	struct stand stand = stand_between();
	smssite_trail *trail;

	(void)state;
	put_control(stand.site, "00000000.CT1", 2, NOW - MINUTE);
	put_control(stand.site, "12345678.CT2", 1, NOW - 2 * MINUTE);
	put_at(stand.site, SCHEDULE "\\00000018.JOB", "x", NOW - 2 * MINUTE);
	put_at(stand.site, TOSEND "\\Q7Z00011.P00", "xy", NOW - 3 * MINUTE);
	put_at(stand.site, TOSEND "\\Q7Z00011.I00", "xyz", NOW - 3 * MINUTE);
	put_at(stand.site, OUTBOX "\\" REQUEST ".SRS", "x", NOW - 4 * MINUTE);
	put_at(stand.parent, RECEIVE "\\" REQUEST ".PCK", "x", NOW - 5 * MINUTE);
	put_control(stand.parent, "00004711.CT2", 1, NOW - 6 * MINUTE);
	trail = trail_of(&stand);
	expect_evidence(trail, SMSSITE_STAGE_NOT_ANSWERED, BOX "\\00000000.CT1", "bytes", MINUTE, false);
	expect_evidence(trail, SMSSITE_STAGE_WRITTEN, BOX "\\12345678.CT2", "bytes", 2 * MINUTE, false);
	expect_evidence(trail, SMSSITE_STAGE_JOB, SCHEDULE "\\00000018.JOB", "1 byte", 2 * MINUTE, true);
	expect_evidence(trail, SMSSITE_STAGE_REQUEST, TOSEND "\\Q7Z00011.P00", "2 bytes", 3 * MINUTE, true);
	expect_evidence(trail, SMSSITE_STAGE_REQUEST, TOSEND "\\Q7Z00011.I00", "3 bytes", 3 * MINUTE, true);
	expect_evidence(trail, SMSSITE_STAGE_SENDING, OUTBOX "\\" REQUEST ".SRS", "1 byte", 4 * MINUTE, true);
	expect_evidence(trail, SMSSITE_STAGE_ARRIVED, "C9N: " RECEIVE "\\" REQUEST ".PCK", "1 byte", 5 * MINUTE, true);
	expect_evidence(trail, SMSSITE_STAGE_DESPOOLED, "C9N: " BOX "\\00004711.CT2", "bytes", 6 * MINUTE, false);
	expect_evidence(trail, SMSSITE_STAGE_DONE, "sites.txt", "Q7Z 2", -1, false);
	smssite_trail_free(trail);
}

static void records_that_name_a_candidate_are_evidence(void **state)
{
	struct stand stand = stand_between();
	smssite_trail *trail;

	(void)state;
	put_at(stand.site, OUTBOX "\\" REQUEST ".SRS", "x", NOW - 4 * MINUTE);
	put_log(stand.site, "SCHED.LOG", AMONG_OTHERS("~Send Request " REQUEST "~    Job: Q7Z00011  DestSite:  C9N~", "SMS_SCHEDULER"),
		THEN);
	put_log(stand.site, "LANSEND.LOG",
		RECORD("first", "SMS_LAN_SENDER", "Tue Jul 15 10:00:00 1997")
		RECORD("Found send request.  ID: " REQUEST ", Dest Site: C9N~", "SMS_LAN_SENDER", "Tue Jul 15 11:00:00 1997")
		RECORD("Found send request.  ID: 1_0AZQ7Z, Dest Site: C9N~", "SMS_LAN_SENDER", "Tue Jul 15 11:01:00 1997")
		RECORD("last", "SMS_LAN_SENDER", "Tue Jul 15 11:02:00 1997"),
		THEN);
	put_log(stand.site, "SNABATCH.LOG", AMONG_OTHERS("~Wrote 65523 bytes to " REQUEST ".PCK", "SMS_SNA_SENDER"), THEN);
	put_log(stand.parent, "DESPOOL.LOG", AMONG_OTHERS("~Found ready instruction 1_0abq7z.ins", "SMS_DESPOOLER"), THEN);
	put_log(stand.parent, "HMAN.LOG", AMONG_OTHERS("{6534} INFO: Beginning processing cycle~", "SMS_HIERARCHY_MANAGER"), THEN);
	trail = trail_of(&stand);
	expect_evidence(trail, SMSSITE_STAGE_REQUEST, "LOGS\\SCHED.LOG", "Send Request " REQUEST, -1, true);
	expect_evidence(trail, SMSSITE_STAGE_SENDING, "LOGS\\LANSEND.LOG", "ID: " REQUEST, -1, true);
	expect_evidence(trail, SMSSITE_STAGE_SENDING, "LOGS\\SNABATCH.LOG", "Wrote 65523", -1, true);
	expect_evidence(trail, SMSSITE_STAGE_ARRIVED, "C9N: LOGS\\DESPOOL.LOG", "1_0abq7z.ins", -1, true);
	expect_evidence(trail, SMSSITE_STAGE_DESPOOLED, "C9N: LOGS\\HMAN.LOG", "last", -1, false);
	/* Another request is not the one that lies there. */
	assert_int_equal(find_evidence(trail, SMSSITE_STAGE_SENDING, "LOGS\\LANSEND.LOG", "1_0AZQ7Z"), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_trail_evidence_line(trail, SMSSITE_STAGE_SENDING,
				 find_evidence(trail, SMSSITE_STAGE_SENDING, "LOGS\\LANSEND.LOG", "ID: " REQUEST)),
		2);
	smssite_trail_free(trail);
}

static void without_a_file_the_logs_still_name_the_last_request(void **state)
{
	struct stand stand = stand_between();
	smssite_trail *trail;

	(void)state;
	put_log(stand.site, "LANSEND.LOG",
		RECORD("Found send request.  ID: 1_0AYQ7Z, Dest Site: C9N~", "SMS_LAN_SENDER", "Tue Jul 15 11:00:00 1997")
		RECORD("Found send request.  ID: 1_0AZQ7Z, Dest Site: C9N~", "SMS_LAN_SENDER", "Tue Jul 15 11:01:00 1997")
		RECORD("Found send request.  ID: 30007Q7Z, Dest Site: C9N~", "SMS_LAN_SENDER", "Tue Jul 15 11:02:00 1997")
		RECORD("Found send request.  ID: 31_0AZQ7Z, Dest Site: C9N~", "SMS_LAN_SENDER", "Tue Jul 15 11:03:00 1997"),
		THEN);
	trail = trail_of(&stand);
	assert_int_equal(smssite_trail_stage(trail), SMSSITE_STAGE_UNKNOWN);
	assert_int_equal(smssite_trail_evidence_count(trail, SMSSITE_STAGE_SENDING), 1);
	expect_evidence(trail, SMSSITE_STAGE_SENDING, "LOGS\\LANSEND.LOG", "ID: 1_0AZQ7Z", -1, true);
	smssite_trail_free(trail);
}

static void a_hundred_files_are_counted_not_listed(void **state)
{
	struct stand stand = stand_between();
	smssite_trail *trail;
	size_t last;

	(void)state;
	for (int i = 0; i < 100; i++) {
		char path[128];

		snprintf(path, sizeof(path), OUTBOX "\\1_0%02dQ7Z.SRS", i);
		put_at(stand.site, path, "x", NOW - MINUTE);
	}
	trail = trail_of(&stand);
	last = smssite_trail_evidence_count(trail, SMSSITE_STAGE_SENDING) - 1;
	assert_int_equal(last, 12);
	assert_string_equal(smssite_trail_evidence_value(trail, SMSSITE_STAGE_SENDING, last), "and 88 more");
	smssite_trail_free(trail);
}

static void hostile_names_are_escaped(void **state)
{
	struct stand stand = stand_between();
	smssite_trail *trail;

	(void)state;
	put_at(stand.site, OUTBOX "\\1_\x7f[2Q7Z.SRS", "x", NOW - MINUTE);
	put_at(stand.site, OUTBOX "\\1_\xff\xfe" "AQ7Z.SRS", "x", NOW - MINUTE);
	trail = trail_of(&stand);
	expect_evidence(trail, SMSSITE_STAGE_SENDING, "\\1_\\x7F[2Q7Z.SRS", "1 byte", MINUTE, true);
	expect_evidence(trail, SMSSITE_STAGE_SENDING, "\\1_\\xFF\\xFEAQ7Z.SRS", "1 byte", MINUTE, true);
	smssite_trail_free(trail);
}

static void a_refused_ct1_is_hopeless_until_the_master_is_written_again(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_control(stand.site, "00000000.715", 2, NOW - MINUTE);
	expect_blocker(trail_of(&stand), "B12", ERROR, "refused", BOX "\\00000000.715", true);
	stand = stand_between();
	put_control(stand.site, "00000000.715", 2, THEN - DAY);
	expect_blocker(trail_of(&stand), "B12", OK, "", NULL, false);
}

static void event_214_points_at_the_renamed_file(void **state)
{
	struct stand stand = stand_between();
	smssite_trail *trail;
	size_t found;

	(void)state;
	put_at(stand.site, BOX "\\00000000.BAD", "x", NOW - MINUTE);
	put_log(stand.site, "SCMAN.LOG", AMONG_OTHERS("Event 214 logged with error 112 and object (X)", "SMS_SITE_CONFIG_MANAGER"),
		THEN);
	trail = trail_of(&stand);
	found = find_blocker(trail, "B22", "event 214");
	assert_true(found != SMSSITE_NO_INDEX);
	assert_int_equal(smssite_trail_blocker_evidence_line(trail, found, 0), 2);
	assert_non_null(strstr(smssite_trail_blocker_evidence_value(trail, found, 1), "perhaps the renamed"));
	expect_blocker(trail, "B22", ERROR, "event 214", BOX "\\00000000.BAD", false);
}

static struct stand with_request(const char *name)
{
	struct stand stand = stand_between();

	put_at(stand.site, name, "x", NOW - MINUTE);
	return stand;
}

static void capacity_0_is_hopeless_and_no_log_is_unknown(void **state)
{
	struct stand stand = with_request(OUTBOX "\\" REQUEST ".SRQ");

	(void)state;
	expect_blocker(trail_of(&stand), "F01", UNKNOWN, "cannot be told", NULL, false);
	stand = with_request(OUTBOX "\\" REQUEST ".SRQ");
	put_log(stand.site, "LANSEND.LOG",
		RECORD("Checking for sending capacity. Used 0 out of 0, no sending capacity so not checking for send requests.",
			"SMS_LAN_SENDER", "Tue Jul 15 12:20:00 1997"),
		THEN);
	expect_blocker(trail_of(&stand), "F01", STUCK, "capacity of 0", "LOGS\\LANSEND.LOG", true);
}

static void an_empty_or_lonely_package_is_found(void **state)
{
	struct stand stand = with_request(OUTBOX "\\" REQUEST ".SRQ");

	(void)state;
	put_at(stand.site, TOSEND "\\Q7Z00011.P00", "x", NOW);
	expect_blocker(trail_of(&stand), "E09", WARNING, "without the instruction", TOSEND "\\Q7Z00011.P00", false);
	stand = with_request(OUTBOX "\\" REQUEST ".SRQ");
	put_at(stand.site, TOSEND "\\Q7Z00011.P00", "x", NOW);
	put_at(stand.site, TOSEND "\\Q7Z00011.I00", "", NOW);
	expect_blocker(trail_of(&stand), "E09", WARNING, "empty", TOSEND "\\Q7Z00011.I00", false);
	stand = with_request(OUTBOX "\\" REQUEST ".SRQ");
	put_at(stand.site, TOSEND "\\Q7Z00011.P00", "x", NOW);
	put_at(stand.site, TOSEND "\\Q7Z00011.I00", "x", NOW);
	expect_blocker(trail_of(&stand), "E09", OK, "whole", NULL, false);
}

static void the_times_between_tries_are_looked_at(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_at(stand.site, OUTBOX "\\" REQUEST ".SRS", "x", NOW - MINUTE);
	expect_blocker(trail_of(&stand), "F07", OK, "2 tries 1 min apart", OUTBOX "\\" REQUEST ".SRS", false);
	stand = stand_between();
	put_at(stand.site, OUTBOX "\\" REQUEST ".SRS", "x", NOW - 40 * MINUTE);
	expect_blocker(trail_of(&stand), "F07", WARNING, "for 40 min", NULL, false);
	stand = stand_between();
	put_at(stand.site, OUTBOX "\\" REQUEST ".SRS", "x", NOW + DAY);
	expect_blocker(trail_of(&stand), "F07", UNKNOWN, "cannot be told", NULL, false);
}

static void a_schedule_is_read_where_the_control_file_has_one(void **state)
{
	struct stand stand = with_request(OUTBOX "\\" REQUEST ".SRQ");
	struct control_file_shape shape = control_file_secondary;
	smssite_trail *trail = trail_of(&stand);
	char open[169], shut[169];

	(void)state;
	expect_blocker(trail, "", OK, "open to everything at all hours", NULL, false);
	memset(open, 'F', 168);
	memset(shut, '0', 168);
	open[168] = shut[168] = '\0';
	stand = with_request(OUTBOX "\\" REQUEST ".SRQ");
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	put_control_with(stand.site, BOX "\\SITECTRL.CT0", &shape, open, shut);
	expect_blocker(trail_of(&stand), "", ERROR, "closed at all hours", BOX "\\SITECTRL.CT0", true);
	stand = with_request(OUTBOX "\\" REQUEST ".SRQ");
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	memset(shut, 'F', 160);
	put_control_with(stand.site, BOX "\\SITECTRL.CT0", &shape, open, shut);
	expect_blocker(trail_of(&stand), "", NOTE, "160 hours of the week and closed in 8", NULL, false);
}

static void at_the_parent_its_own_files_and_log_are_looked_at(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_at(stand.parent, RECEIVE "\\" REQUEST ".PCK", "x", NOW - MINUTE);
	put_at(stand.parent, RECEIVE "\\" REQUEST ".INS", "x", NOW - MINUTE);
	put_log(stand.parent, "DESPOOL.LOG",
		AMONG_OTHERS("failed to open D:\\RECEIVE\\1_0abq7z.ins WIN32 ERROR = 32", "SMS_DESPOOLER"), THEN);
	expect_blocker(trail_of(&stand), "G06", ERROR, "gave up", "C9N: " RECEIVE "\\" REQUEST ".INS", true);
	stand = stand_between();
	put_at(stand.parent, RECEIVE "\\" REQUEST ".PCK", "", NOW - MINUTE);
	expect_blocker(trail_of(&stand), "F05", WARNING, "empty", "C9N: " RECEIVE "\\" REQUEST ".PCK", false);
	stand = stand_between();
	put_at(stand.parent, RECEIVE "\\" REQUEST ".PCK", "x", NOW - MINUTE);
	put_at(stand.parent, RECEIVE "\\" REQUEST ".TMP", "x", NOW - MINUTE);
	expect_blocker(trail_of(&stand), "F05", NOTE, ".TMP", "C9N: " RECEIVE "\\" REQUEST ".TMP", false);
	/* What of the site could not be told says whose it is. */
	stand = stand_between();
	put_at(stand.parent, RECEIVE "\\" REQUEST ".INS", "x", NOW - MINUTE);
	expect_blocker(trail_of(&stand), "G06", UNKNOWN, "cannot be told", NULL, false);
}

static void an_instruction_of_the_future_is_left_until_then(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_at(stand.parent, RECEIVE "\\" REQUEST ".INS", "x", NOW + 30 * MINUTE);
	expect_blocker(trail_of(&stand), "G03", OK, "no instruction from this site", NULL, false);
	stand = stand_between();
	put_at(stand.parent, RECEIVE "\\" REQUEST ".INS", "x", NOW + DAY);
	put_log(stand.parent, "DESPOOL.LOG",
		AMONG_OTHERS("Instruction X\\1_0abq7z.ins won't be processed till 07/16/97 14:00:00", "SMS_DESPOOLER"), THEN);
	expect_blocker(trail_of(&stand), "G03", WARNING, "1 instruction from this site is dated later", "C9N: LOGS\\DESPOOL.LOG", false);
}

static void hman_is_looked_at_behind_the_box(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_control(stand.parent, "00004711.CT2", 1, NOW);
	put_log(stand.parent, "HMAN.LOG", AMONG_OTHERS("{6581} ERROR: Cannot establish a SQL connection.~", "SMS_HIERARCHY_MANAGER"),
		THEN);
	expect_blocker(trail_of(&stand), "B09", WARNING, "SQL Server", "C9N: LOGS\\HMAN.LOG", false);
	stand = stand_between();
	put_control(stand.parent, "00004711.CT2", 1, NOW);
	put_log(stand.parent, "HMAN.LOG", AMONG_OTHERS("{6534} INFO: Beginning processing cycle~", "SMS_HIERARCHY_MANAGER"), THEN);
	expect_blocker(trail_of(&stand), "B09", OK, "reached", NULL, false);
}

static void hman_may_be_behind_with_its_box(void **state)
{
	struct stand stand = stand_between();

	(void)state;
	put_control(stand.parent, "00004711.CT2", 1, NOW - MINUTE);
	expect_blocker(trail_of(&stand), "B04", OK, "1 .ct2 waits", NULL, false);
	stand = stand_between();
	put_control(stand.parent, "00004711.CT2", 1, NOW - MINUTE);
	for (int i = 0; i < 100; i++) {
		char path[64];

		snprintf(path, sizeof(path), BOX "\\0001%04d.CT2", i);
		put_at(stand.parent, path, "torn", NOW - 3 * HOUR + i);
	}
	expect_blocker(trail_of(&stand), "B04", WARNING, "101 .ct2 wait for the Hierarchy Manager, the oldest for 3 h",
		"C9N: " BOX "\\00010000.CT2", false);
}

static void an_image_beyond_the_limit_is_not_read(void **state)
{
	struct stand stand = stand_between();
	char *data = calloc(1, 500000);
	smssite_trail *trail;
	size_t found;

	(void)state;
	assert_non_null(data);
	put_control(stand.parent, "00004711.CT2", 1, NOW - MINUTE);
	expect_blocker(trail_of(&stand), "B06", OK, "no control file is near the limit", NULL, false);
	stand = stand_between();
	put_control(stand.parent, "00004711.CT2", 1, NOW - MINUTE);
	put_bytes(stand.parent, below("SMS", BOX "\\00004712.CT2"), data, 500000);
	free(data);
	trail = trail_of(&stand);
	found = find_blocker(trail, "B06", "has reached the limit of 454,000 bytes");
	assert_true(found != SMSSITE_NO_INDEX);
	assert_string_equal(smssite_trail_blocker_evidence_path(trail, found, 0), "C9N: " BOX "\\00004712.CT2");
	/* The registry's value can raise the limit. */
	assert_non_null(strstr(smssite_trail_blocker_missing(trail, found), "SiteControlImageSize"));
	smssite_trail_free(trail);
}

static void what_is_done_has_no_blockers(void **state)
{
	struct stand stand = stand_between();
	smssite_trail *trail;

	(void)state;
	stand.word = ACTIVE;
	trail = trail_of(&stand);
	assert_int_equal(smssite_trail_stage(trail), SMSSITE_STAGE_DONE);
	assert_int_equal(smssite_trail_blocker_count(trail), 0);
	expect_evidence(trail, SMSSITE_STAGE_DONE, "sites.txt", "Q7Z 1", -1, false);
	smssite_trail_free(trail);
}

static void neutral_answers(void **state)
{
	struct stand stand = with_request(OUTBOX "\\" REQUEST ".SRQ");
	smssite_trail *trail = trail_of(&stand);

	(void)state;
	for (int stage = -2; stage <= 9; stage++) {
		const smssite_trail *selves[] = { NULL, trail };

		for (size_t i = 0; i < 2; i++) {
			assert_null(smssite_trail_evidence_path(selves[i], (smssite_stage)stage, 99));
			assert_null(smssite_trail_evidence_value(selves[i], (smssite_stage)stage, 99));
			assert_int_equal(smssite_trail_evidence_line(selves[i], (smssite_stage)stage, 99), 0);
			assert_int_equal(smssite_trail_evidence_age_s(selves[i], (smssite_stage)stage, 99), -1);
			assert_true(smssite_trail_evidence_inferred(selves[i], (smssite_stage)stage, 99));
		}
		assert_int_equal(smssite_trail_evidence_count(NULL, (smssite_stage)stage), 0);
		if (stage < 0 || stage > SMSSITE_STAGE_DONE)
			assert_int_equal(smssite_trail_evidence_count(trail, (smssite_stage)stage), 0);
	}
	assert_int_equal(smssite_trail_blocker_count(NULL), 0);
	assert_null(smssite_trail_blocker_id(trail, 99));
	assert_null(smssite_trail_blocker_title(trail, 99));
	assert_null(smssite_trail_blocker_missing(NULL, 0));
	assert_int_equal(smssite_trail_blocker_severity(trail, 99), UNKNOWN);
	assert_int_equal(smssite_trail_blocker_evidence_count(trail, 99), 0);
	assert_null(smssite_trail_blocker_evidence_path(trail, 0, 99));
	assert_null(smssite_trail_blocker_evidence_value(trail, 0, 99));
	assert_int_equal(smssite_trail_blocker_evidence_line(trail, 0, 99), 0);
	assert_false(smssite_trail_hopeless(NULL));
	smssite_trail_free(trail);
}

static smssite_status trail_and_json(void *argument)
{
	smssite_trail *trail;
	char *json = NULL;
	smssite_status status = smssite_case_trail(argument, &trail);

	if (status)
		return status;
	status = smssite_trail_to_json(trail, &json);
	smssite_free(json);
	smssite_trail_free(trail);
	return status;
}

static void any_allocation_may_fail(void **state)
{
	struct stand stand = stand_between();
	smssite_case *made;

	(void)state;
	put_at(stand.parent, RECEIVE "\\" REQUEST ".INS", "x", NOW - MINUTE);
	put_log(stand.parent, "DESPOOL.LOG", AMONG_OTHERS("~Found ready instruction 1_0abq7z.ins", "SMS_DESPOOLER"), THEN);
	made = stand_case(&stand);
	assert_true(sweep_allocations(trail_and_json, made) > 10);
	smssite_case_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_stage_shows_its_files),
		cmocka_unit_test(records_that_name_a_candidate_are_evidence),
		cmocka_unit_test(without_a_file_the_logs_still_name_the_last_request),
		cmocka_unit_test(a_hundred_files_are_counted_not_listed),
		cmocka_unit_test(hostile_names_are_escaped),
		cmocka_unit_test(a_refused_ct1_is_hopeless_until_the_master_is_written_again),
		cmocka_unit_test(event_214_points_at_the_renamed_file),
		cmocka_unit_test(capacity_0_is_hopeless_and_no_log_is_unknown),
		cmocka_unit_test(an_empty_or_lonely_package_is_found),
		cmocka_unit_test(the_times_between_tries_are_looked_at),
		cmocka_unit_test(a_schedule_is_read_where_the_control_file_has_one),
		cmocka_unit_test(at_the_parent_its_own_files_and_log_are_looked_at),
		cmocka_unit_test(an_instruction_of_the_future_is_left_until_then),
		cmocka_unit_test(hman_is_looked_at_behind_the_box),
		cmocka_unit_test(hman_may_be_behind_with_its_box),
		cmocka_unit_test(an_image_beyond_the_limit_is_not_read),
		cmocka_unit_test(what_is_done_has_no_blockers),
		cmocka_unit_test(neutral_answers),
		cmocka_unit_test(any_allocation_may_fail),
	};

	return cmocka_run_group_tests_name("evidence and blockers of the trail", tests, NULL, NULL);
}
