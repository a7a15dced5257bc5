/* SPDX-License-Identifier: MIT */
/* Rules that bear on a stage are applied to the site or, from RECEIVE on, to its parent; what only the trail
 * asks is here (Resource Guide on jobs and senders; KB Q122179, Q126229, Q214485, Q235837). */
#include "diagnosis/trail_blockers.h"
#include "diagnosis/required.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"
#include "diagnosis/trail_requests.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define SCMAN_LOG "SCMAN.LOG"

/* A refused .CT1 is why there is no .CT2, if SCMAN has not rewritten its master since it was made. */
static void check_refused(struct sms_check *check)
{
	struct sms_file master = { .stat.mtime_utc_s = SMSSITE_NO_TIME }, file;
	bool has_master =
		sms_box_file(check->site, smssite_snapshot_box_find(check->site, SMSSITE_BOX_MASTER, 0), &master);
	size_t refused = SMSSITE_NO_INDEX;

	for (size_t i = 0;
		(i = smssite_snapshot_box_find(check->site, SMSSITE_BOX_REJECTED, i)) != SMSSITE_NO_INDEX; i++)
		if (sms_box_file(check->site, i, &file) &&
			(!has_master || file.stat.mtime_utc_s >= master.stat.mtime_utc_s))
			refused = i;
	if (refused == SMSSITE_NO_INDEX) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "SCMAN has refused no .ct1 since it last wrote its master");
		return;
	}
	sms_answer(check, SMSSITE_SEVERITY_ERROR, "SCMAN has refused a .ct1: no .ct2 follows");
	sms_box_evidence(check, check->site, refused);
}

/* Events 213 and 214: without a .CT2 or its job the file was renamed, to a name no source gives. */
static void check_renamed(struct sms_check *check)
{
	struct sms_record_found job, write;
	bool no_job = sms_find_latest(check->site, SCMAN_LOG, "Event 214 ", &job);
	bool not_written = sms_find_latest(check->site, SCMAN_LOG, "Event 213 ", &write);
	struct sms_file master, file;

	if (!no_job && !not_written) {
		if (sms_was_read(check->site, SCMAN_LOG)) {
			sms_answer(check, SMSSITE_SEVERITY_OK, "SCMAN logged neither event 213 nor event 214");
			return;
		}
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether SCMAN could write its .ct2 and the job for it cannot be told");
		sms_missing(check, "SCMAN.LOG of the site, in the root of its drive " SMS_WANT_LOG);
		return;
	}
	if (no_job)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"SCMAN could not make the system job for its .ct2 and renamed it (event 214)");
	else
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "SCMAN could not write its .ct2 (event 213)");
	sms_record_evidence(check, check->site, no_job ? job.log : write.log, no_job ? job.record : write.record);
	if (!no_job || !sms_box_file(check->site, smssite_snapshot_box_find(check->site, SMSSITE_BOX_MASTER, 0), &master))
		return;
	for (size_t i = 0; (i = smssite_snapshot_box_find(check->site, SMSSITE_BOX_OTHER, i)) != SMSSITE_NO_INDEX; i++)
		if (sms_box_file(check->site, i, &file) && file.stat.kind == SMSSITE_ENTRY_FILE &&
			file.stat.mtime_utc_s >= master.stat.mtime_utc_s - SMS_SAME_CYCLE_S)
			sms_file_evidence(check, check->site, &file, "perhaps the renamed .ct2 (inferred)");
}

/* The sender by which the site reaches its parent; false if its control file does not say. */
static bool find_sender_type(const struct sms_check *check, const smssite_control_file *file, struct sms_span *type)
{
	const char *parent = smssite_snapshot_parent_site_code(check->site);

	for (size_t i = 0;
		(i = smssite_control_file_find(file, SMSSITE_SECTION_ADDRESS, i)) != SMSSITE_NO_INDEX; i++) {
		struct sms_span site;

		if (smssite_control_file_value(file, i, SMSSITE_ADDRESS_DESTINATION_SITE, &site.data, &site.size) ==
				SMSSITE_OK &&
			sms_span_equal_folded(site, parent) &&
			smssite_control_file_value(file, i, SMSSITE_ADDRESS_SENDER_TYPE, &type->data, &type->size) ==
				SMSSITE_OK)
			return true;
	}
	return false;
}

static bool find_outbox(const smssite_control_file *file, struct sms_span type, size_t *section, struct sms_span *schedule)
{
	for (size_t i = 0; (i = smssite_control_file_find(file, SMSSITE_SECTION_OUTBOX, i)) != SMSSITE_NO_INDEX; i++) {
		struct sms_span other;

		if (smssite_control_file_value(file, i, SMSSITE_OUTBOX_SENDER_TYPE, &other.data, &other.size) ||
			sms_compare_folded(other.data, other.size, type.data, type.size) ||
			smssite_control_file_value(file, i, SMSSITE_OUTBOX_SCHEDULE, &schedule->data, &schedule->size))
			continue;
		*section = i;
		return true;
	}
	return false;
}

/* 168 digits, one an hour: F is open to everything, 0 to nothing; which hour comes first no source says. */
static void check_schedule(struct sms_check *check)
{
	const smssite_control_file *file = sms_site_control_file(check->site);
	struct sms_span type, schedule;
	size_t section, open = 0, closed = 0, line;

	if (!find_sender_type(check, file, &type) || !find_outbox(file, type, &section, &schedule)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether the outbox is closed at times cannot be told");
		sms_missing(check, "a full control file of the site with its address and outbox " SMS_WANT_ROOT);
		return;
	}
	for (size_t i = 0; i < schedule.size; i++) {
		open += sms_upper(schedule.data[i]) == 'F';
		closed += schedule.data[i] == '0';
	}
	line = smssite_control_file_section_line(file, section);
	if (open == schedule.size && open)
		sms_answer(check, SMSSITE_SEVERITY_OK, "the outbox is open to everything at all hours");
	else if (closed == schedule.size && closed)
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "the outbox is closed at all hours");
	else
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"the outbox is open to everything in %zu hours of the week and closed in %zu: it may have to wait",
			open, closed);
	sms_evidence(check, SMS_BOX "\\SITECTRL.CT0", line, "schedule %.*s", (int)(schedule.size > 168 ? 168 : schedule.size),
		schedule.data);
}

static bool is_arriving(const struct sms_file *file)
{
	return file->stat.kind == SMSSITE_ENTRY_FILE &&
	       (sms_has_extension(file->name, ".PCK") || sms_has_extension(file->name, ".TMP") ||
		       sms_has_extension(file->name, ".INS"));
}

/* A sender writes the package, then the instruction as .TMP, and renames that to .INS when it is whole. */
static void check_arriving(struct sms_check *check)
{
	size_t receive = sms_next_directory(check->site, SMS_RECEIVE, 0), empty = 0, half = 0;
	struct sms_file file;

	for (size_t i = 0; i < smssite_snapshot_entry_count(check->site, receive); i++) {
		if (!sms_file_at(check->site, receive, i, &file) || !is_arriving(&file))
			continue;
		empty += !file.stat.size;
		half += sms_has_extension(file.name, ".TMP");
	}
	if (empty)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"%zu empty file%s: a package whose instruction is gone is sent over and over", empty,
			empty == 1 ? "" : "s");
	else if (half)
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"an instruction is still .TMP: the Despooler takes it once the sender has renamed it to .INS");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "what has arrived is whole as far as its files show");
	for (size_t i = 0; (empty || half) && i < smssite_snapshot_entry_count(check->site, receive); i++)
		if (sms_file_at(check->site, receive, i, &file) && is_arriving(&file) &&
			(empty ? !file.stat.size : sms_has_extension(file.name, ".TMP")))
			sms_file_evidence(check, check->site, &file, "");
}

static bool is_own_instruction(const struct sms_check *check, const struct sms_file *file)
{
	return file->stat.kind == SMSSITE_ENTRY_FILE &&
	       sms_is_own_request(smssite_snapshot_site_code(smssite_case_site(check->site_case)), file->name) &&
	       (sms_has_extension(file->name, ".INS") || sms_has_extension(file->name, ".IST"));
}

static bool is_dated_later(const struct sms_check *check, const struct sms_file *file)
{
	int64_t slack = smssite_snapshot_is_copy(check->site) ? SMS_ZONE_SLACK_S : SMS_TWO_SERVERS_S;

	return sms_is_after(file->stat.mtime_utc_s, check->now_utc_s, slack);
}

/* The Despooler leaves what is dated later until then (Q172899; an instruction's date is taken for its file's). */
static void check_later(struct sms_check *check)
{
	size_t receive = sms_next_directory(check->site, SMS_RECEIVE, 0), later = 0;
	struct sms_record_found held;
	struct sms_file file;

	for (size_t i = 0; i < smssite_snapshot_entry_count(check->site, receive); i++)
		later += sms_file_at(check->site, receive, i, &file) && is_own_instruction(check, &file) &&
			 is_dated_later(check, &file);
	if (later)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"%zu instruction%s from this site %s dated later than now: the Despooler leaves %s until then", later,
			later == 1 ? "" : "s", later == 1 ? "is" : "are", later == 1 ? "it" : "them");
	else if (check->now_utc_s == SMSSITE_NO_TIME) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether an instruction is dated later than now cannot be told");
		sms_missing(check, SMS_WANT_NOW);
	} else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no instruction from this site is dated later than now");
	for (size_t i = 0; later && i < smssite_snapshot_entry_count(check->site, receive); i++)
		if (sms_file_at(check->site, receive, i, &file) && is_own_instruction(check, &file) &&
			is_dated_later(check, &file))
			sms_file_evidence(check, check->site, &file, "");
	if (later && sms_find_latest(check->site, "DESPOOL.LOG", "won't be processed till", &held))
		sms_record_evidence(check, check->site, held.log, held.record);
}

/* Records that name a blocker which no rule looks for. */
struct record {
	const char *log, *text, *title, *good;
};

static void check_record(struct sms_check *check, const struct record *record)
{
	struct sms_record_found found;

	if (sms_find_latest(check->site, record->log, record->text, &found)) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "%s", record->title);
		sms_record_evidence(check, check->site, found.log, found.record);
	} else if (sms_was_read(check->site, record->log)) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "%s", record->good);
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether %s cannot be told", record->title);
		sms_missing(check, "%s " SMS_WANT_LOG, record->log);
	}
}

#define RECORD_CHECK(name, ...)                                      \
	static void name(struct sms_check *check)                    \
	{                                                            \
		check_record(check, &(const struct record){ __VA_ARGS__ }); \
	}

RECORD_CHECK(check_bad_request, "SCHED.LOG", "about to write bad data",
	"the Scheduler met a damaged send request", "the Scheduler wrote no damaged send request")
RECORD_CHECK(check_source, "SCHED.LOG", "Cannot connect to secondary source",
	"the Scheduler cannot reach the source of its jobs", "the Scheduler reached the source of its jobs")
RECORD_CHECK(check_outbox, "LANSEND.LOG", "no outbox for the sender to scan",
	"the LAN sender's outbox was moved or renamed", "the LAN sender found its outbox")
RECORD_CHECK(check_failed, "DESPOOL.LOG", "error code = c0000001", "the Despooler failed at an instruction",
	"the Despooler failed at no instruction")
RECORD_CHECK(check_sql, "HMAN.LOG", "Cannot establish a SQL connection",
	"the Hierarchy Manager did not reach SQL Server", "the Hierarchy Manager reached SQL Server")
RECORD_CHECK(check_newer, "HMAN.LOG", "Site Control Image in the database is newer",
	"the Hierarchy Manager held an image for older than its own", "the Hierarchy Manager held no image for older")

RECORD_CHECK(check_code, "SCMAN.LOG", "SiteConfig Mgr code",
	"the Site Configuration Manager logged an error with a code", "the Site Configuration Manager logged no error with a code")

/* A Hierarchy Manager with thousands of sites falls behind (Q240786). */
static void check_backlog(struct sms_check *check)
{
	size_t count = 0;
	int64_t oldest = -1;
	struct sms_file file, first = { 0 };

	for (size_t i = 0; (i = smssite_snapshot_box_find(check->site, SMSSITE_BOX_REPLY, i)) != SMSSITE_NO_INDEX; i++) {
		int64_t age = -1;

		count++;
		if (sms_box_file(check->site, i, &file))
			age = sms_age_at(check->now_utc_s, file.stat.mtime_utc_s);
		if (age <= oldest)
			continue;
		oldest = age;
		first = file;
	}
	if (count > SMS_HMAN_BACKLOG)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"%zu .ct2 wait for the Hierarchy Manager, the oldest for %s: it has fallen behind", count,
			sms_say_age(oldest).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "%zu .ct2 wait%s for the Hierarchy Manager, the oldest for %s", count,
			count == 1 ? "s" : "", sms_say_age(oldest).text);
	if (oldest >= 0)
		sms_file_evidence(check, check->site, &first, "the oldest");
}

#define NEVER (SMSSITE_SEVERITY_STUCK + 1)

static const struct row {
	smssite_stage stage;
	bool at_parent;
	/* Of the failure modes; where check is NULL that rule is applied. */
	const char *id;
	sms_rule_check_fn check;
	/* From this severity on it does not pass by itself. */
	int hopeless;
} rows[] = {
	{ SMSSITE_STAGE_UNKNOWN, false, "B12", check_refused, SMSSITE_SEVERITY_ERROR },
	{ SMSSITE_STAGE_UNKNOWN, false, "B22", check_renamed, NEVER },
	{ SMSSITE_STAGE_NOT_ANSWERED, false, "B01", NULL, NEVER },
	{ SMSSITE_STAGE_NOT_ANSWERED, false, "B02", NULL, NEVER },
	{ SMSSITE_STAGE_NOT_ANSWERED, false, "B03", NULL, NEVER },
	{ SMSSITE_STAGE_NOT_ANSWERED, false, "C03", check_code, NEVER },
	{ SMSSITE_STAGE_NOT_ANSWERED, false, "C01", NULL, NEVER },
	{ SMSSITE_STAGE_WRITTEN, false, "B22", check_renamed, NEVER },
	{ SMSSITE_STAGE_WRITTEN, false, "L05", NULL, NEVER },
	{ SMSSITE_STAGE_WRITTEN, false, "C01", NULL, NEVER },
	{ SMSSITE_STAGE_JOB, false, "E01", NULL, SMSSITE_SEVERITY_STUCK },
	{ SMSSITE_STAGE_JOB, false, "E01", sms_check_damaged_request, NEVER },
	{ SMSSITE_STAGE_JOB, false, "E02", check_bad_request, NEVER },
	{ SMSSITE_STAGE_JOB, false, "E03", check_source, NEVER },
	{ SMSSITE_STAGE_JOB, false, "E13", NULL, SMSSITE_SEVERITY_ERROR },
	{ SMSSITE_STAGE_JOB, false, "E08", NULL, NEVER },
	{ SMSSITE_STAGE_JOB, false, "", check_schedule, SMSSITE_SEVERITY_ERROR },
	{ SMSSITE_STAGE_JOB, false, "L05", NULL, NEVER },
	{ SMSSITE_STAGE_JOB, false, "L02", NULL, NEVER },
	{ SMSSITE_STAGE_JOB, false, "C01", NULL, NEVER },
	{ SMSSITE_STAGE_REQUEST, false, "F01", NULL, SMSSITE_SEVERITY_STUCK },
	{ SMSSITE_STAGE_REQUEST, false, "F02", check_outbox, NEVER },
	{ SMSSITE_STAGE_REQUEST, false, "", check_schedule, SMSSITE_SEVERITY_ERROR },
	{ SMSSITE_STAGE_REQUEST, false, "E01", sms_check_damaged_request, NEVER },
	{ SMSSITE_STAGE_REQUEST, false, "E10", sms_check_request_status, NEVER },
	{ SMSSITE_STAGE_REQUEST, false, "E09", sms_check_packed, NEVER },
	{ SMSSITE_STAGE_REQUEST, false, "E07", NULL, NEVER },
	{ SMSSITE_STAGE_REQUEST, false, "C01", NULL, NEVER },
	{ SMSSITE_STAGE_SENDING, false, "F03", NULL, NEVER },
	{ SMSSITE_STAGE_SENDING, false, "F07", sms_check_tries, NEVER },
	{ SMSSITE_STAGE_SENDING, false, "E01", sms_check_damaged_request, NEVER },
	{ SMSSITE_STAGE_SENDING, false, "E10", sms_check_request_status, NEVER },
	{ SMSSITE_STAGE_SENDING, false, "E09", sms_check_packed, NEVER },
	{ SMSSITE_STAGE_SENDING, false, "E07", NULL, NEVER },
	{ SMSSITE_STAGE_SENDING, false, "C01", NULL, NEVER },
	{ SMSSITE_STAGE_ARRIVED, true, "G06", NULL, SMSSITE_SEVERITY_ERROR },
	{ SMSSITE_STAGE_ARRIVED, true, "F05", check_arriving, NEVER },
	{ SMSSITE_STAGE_ARRIVED, true, "G03", check_later, NEVER },
	{ SMSSITE_STAGE_ARRIVED, true, "G03", NULL, NEVER },
	{ SMSSITE_STAGE_ARRIVED, true, "G04", NULL, NEVER },
	{ SMSSITE_STAGE_ARRIVED, true, "G01", NULL, NEVER },
	{ SMSSITE_STAGE_ARRIVED, true, "", check_failed, NEVER },
	{ SMSSITE_STAGE_ARRIVED, true, "L05", NULL, NEVER },
	{ SMSSITE_STAGE_ARRIVED, true, "L02", NULL, NEVER },
	{ SMSSITE_STAGE_ARRIVED, true, "C01", NULL, NEVER },
	{ SMSSITE_STAGE_DESPOOLED, true, "B09", check_sql, NEVER },
	{ SMSSITE_STAGE_DESPOOLED, true, "B07", check_newer, NEVER },
	{ SMSSITE_STAGE_DESPOOLED, true, "B04", check_backlog, NEVER },
	{ SMSSITE_STAGE_DESPOOLED, true, "B05", NULL, SMSSITE_SEVERITY_ERROR },
	{ SMSSITE_STAGE_DESPOOLED, true, "B06", NULL, NEVER },
	{ SMSSITE_STAGE_DESPOOLED, true, "L02", NULL, NEVER },
	{ SMSSITE_STAGE_DESPOOLED, true, "C01", NULL, NEVER },
};

#define COUNT (sizeof(rows) / sizeof(*rows))

static void apply(struct sms_blockers *blockers, struct sms_check *check, const struct row *row)
{
	size_t before = smssite_findings_count(check->findings);
	sms_rule_check_fn answer = row->check;

	check->rule = smssite_rule_find(row->id);
	if (!answer)
		answer = sms_rule_check(check->rule);
	sms_findings_apply(check, answer);
	/* A rule that does not apply says nothing. */
	if (check->failed || smssite_findings_count(check->findings) == before)
		return;
	blockers->ids[before] = row->id;
	if ((int)smssite_findings_severity(check->findings, before) >= row->hopeless)
		blockers->hopeless = true;
}

smssite_status sms_blockers_find(
	struct sms_blockers *blockers, struct sms_arena *arena, const struct sms_search *place, smssite_stage stage)
{
	const char *code = smssite_snapshot_site_code(place->parent);
	struct sms_check check = { .site_case = place->site_case, .now_utc_s = place->now_utc_s };

	blockers->ids = sms_arena_alloc(arena, COUNT * sizeof(*blockers->ids));
	blockers->findings = sms_findings_new(place->site_case, COUNT);
	if (!blockers->ids || !blockers->findings)
		return SMSSITE_NO_MEMORY;
	check.findings = blockers->findings;
	for (size_t i = 0; i < COUNT && !check.failed; i++) {
		if (rows[i].stage != stage)
			continue;
		check.site = rows[i].at_parent ? place->parent : place->site;
		check.parent = rows[i].at_parent ? NULL : place->parent;
		check.of = rows[i].at_parent ? (*code ? code : "parent") : NULL;
		apply(blockers, &check, &rows[i]);
	}
	sms_check_release(&check);
	return check.failed ? sms_fail(SMSSITE_NO_MEMORY, "out of memory while blockers were looked for") : SMSSITE_OK;
}
