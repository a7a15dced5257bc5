/* SPDX-License-Identifier: MIT */
/* What lies in the SMS root and in the site-control box and should not, or does not and should: A03, A10,
 * B05, B06, B12, B13. */
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"
#include "diagnosis/thresholds.h"

#include <string.h>

static smssite_presence box_presence(const smssite_snapshot *snapshot)
{
	return smssite_snapshot_directory_presence(
		snapshot, smssite_snapshot_find_directory(snapshot, SMS_BOX));
}

/* Answers for a box that cannot be looked into; false if it can. */
static bool box_is_hidden(struct sms_check *check, const char *title)
{
	smssite_presence presence = box_presence(check->site);

	if (presence == SMSSITE_PRESENCE_PRESENT)
		return false;
	if (presence != SMSSITE_PRESENCE_MISSING) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "%s", title);
		if (presence == SMSSITE_PRESENCE_UNREADABLE)
			sms_evidence(check, SMS_BOX, 0, "%s",
				smssite_snapshot_directory_message(
					check->site, smssite_snapshot_find_directory(check->site, SMS_BOX)));
		sms_missing(check, "SITE.SRV\\SITECFG.BOX (SITE as the SMS root or its drive)");
	}
	/* A missing box is B13's to tell. */
	return true;
}

/* What does not belong there at rest; refused files are B12's, SHUTDOWN.CT1 is A05's. */
static bool is_stray(smssite_box_role role)
{
	return role != SMSSITE_BOX_MASTER && role != SMSSITE_BOX_REJECTED && role != SMSSITE_BOX_SHUTDOWN;
}

struct strays {
	size_t old, young, unknown;
	/* Some of the old ones are of SMS's own kinds. */
	bool matter;
};

static struct strays count_strays(const struct sms_check *check)
{
	struct strays strays = { 0 };

	for (size_t i = 0; i < smssite_snapshot_box_count(check->site); i++) {
		smssite_box_role role = smssite_snapshot_box_role(check->site, i);
		struct sms_file file;
		int64_t age;

		if (!is_stray(role) || !sms_box_file(check->site, i, &file))
			continue;
		age = sms_age_at(check->now_utc_s, file.stat.mtime_utc_s);
		if (age < 0)
			strays.unknown++;
		else if (age <= SMS_SCMAN_CYCLE_S)
			strays.young++;
		else
			strays.old++;
		strays.matter = strays.matter || (age > SMS_SCMAN_CYCLE_S && role != SMSSITE_BOX_OTHER);
	}
	return strays;
}

static void stray_evidence(struct sms_check *check)
{
	for (size_t i = 0; i < smssite_snapshot_box_count(check->site); i++)
		if (is_stray(smssite_snapshot_box_role(check->site, i)))
			sms_box_evidence(check, check->site, i);
}

void sms_check_a03(struct sms_check *check)
{
	smssite_service_state upgrade = sms_service_or_key(check->site, "SMS_UPGRADE_BOOTSTRAP");
	smssite_service_state bootstrap = sms_service_or_key(check->site, "SMS_BOOTSTRAP");
	bool told = smssite_snapshot_services(check->site) || upgrade != SMSSITE_SERVICE_UNKNOWN;
	struct strays strays;

	if (box_is_hidden(check, "whether stray files lie in the site-control box cannot be told"))
		return;
	strays = count_strays(check);
	if (!strays.old && !strays.unknown) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "%s",
			strays.young ? "what lies in the site-control box is younger than one cycle of SCMAN"
				     : "nothing lies in the site-control box that does not belong there");
		return;
	}
	if (sms_is_installed(upgrade) || sms_is_installed(bootstrap))
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"a bootstrap is at work on what lies in the site-control box");
	else if (!strays.old)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"how long files lie in the site-control box cannot be told");
	else if (!told)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"files lie in the site-control box; whether a bootstrap is at work on them cannot be "
			"told");
	else
		sms_answer(check, strays.matter ? SMSSITE_SEVERITY_WARNING : SMSSITE_SEVERITY_NOTE,
			"stray files lie in the site-control box of an idle site");
	stray_evidence(check);
	if (!told)
		sms_missing(check, "the services of the site server (--services FILE)");
	if (!strays.old)
		sms_missing(
			check, "the time that counts, and time stamps that are not later (--now TIME; L02)");
}

void sms_check_a10(struct sms_check *check)
{
	size_t document = smssite_snapshot_find_document(check->site, "SYSTEM.MAP");
	smssite_status status = smssite_snapshot_document_status(check->site, document);
	struct sms_file file;
	enum sms_seen seen = sms_find_file(check->site, "", "SYSTEM.MAP", &file);

	if (seen == SMS_SEEN_UNKNOWN) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether SYSTEM.MAP is there cannot be told");
		sms_missing(check, "the SMS root (SITE as the SMS root or its drive)");
		return;
	}
	if (seen == SMS_SEEN_ABSENT) {
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "SYSTEM.MAP is missing");
		sms_evidence(check, "SYSTEM.MAP", 0, "not there");
		return;
	}
	if (!file.stat.size)
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "SYSTEM.MAP is empty");
	else if (document != SMSSITE_NO_INDEX && status == SMSSITE_MALFORMED)
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "SYSTEM.MAP is damaged");
	else if (document != SMSSITE_NO_INDEX && status != SMSSITE_OK)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "SYSTEM.MAP could not be read");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "SYSTEM.MAP is there and looks like one");
	sms_file_evidence(check, check->site, &file, "");
	if (document != SMSSITE_NO_INDEX && status != SMSSITE_OK) {
		sms_evidence(check, "SYSTEM.MAP", 0, "%s",
			smssite_snapshot_document_message(check->site, document));
		if (status != SMSSITE_MALFORMED)
			sms_missing(check, "a SYSTEM.MAP that can be read");
	}
}

/* The largest control file of the boxes of site and parent. */
struct largest {
	const smssite_snapshot *snapshot;
	size_t index;
	int64_t size;
};

static void find_largest(const smssite_snapshot *snapshot, struct largest *largest)
{
	for (size_t i = 0; i < smssite_snapshot_box_count(snapshot); i++) {
		smssite_box_role role = smssite_snapshot_box_role(snapshot, i);
		struct sms_file file;

		if ((role == SMSSITE_BOX_MASTER || role == SMSSITE_BOX_PROPOSED ||
			    role == SMSSITE_BOX_REPLY || role == SMSSITE_BOX_INIT) &&
			sms_box_file(snapshot, i, &file) && file.stat.size > largest->size)
			*largest = (struct largest){ snapshot, i, file.stat.size };
	}
}

static void check_image(
	struct sms_check *check, int64_t limit, smssite_severity severity, const char *missing)
{
	struct largest largest = { .size = -1 };

	find_largest(check->site, &largest);
	find_largest(check->parent, &largest);
	if (largest.size < 0) {
		if (!box_is_hidden(check, "how large the site control image is cannot be told"))
			sms_answer(check, SMSSITE_SEVERITY_OK, "no control file is near the limit of %s",
				sms_say_size(limit).text);
		return;
	}
	if (largest.size < SMS_IMAGE_NEAR(limit)) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "no control file is near the limit of %s",
			sms_say_size(limit).text);
		return;
	}
	sms_answer(check, largest.size < limit ? SMSSITE_SEVERITY_NOTE : severity, "a control file %s %s",
		largest.size < limit ? "is near the limit of" : "has reached the limit of",
		sms_say_size(limit).text);
	sms_box_evidence(check, largest.snapshot, largest.index);
	if (*missing)
		sms_missing(check, "%s", missing);
}

void sms_check_b05(struct sms_check *check)
{
	int64_t build = smssite_snapshot_build(check->site);
	/* Every service pack of 1.2 keeps build 786 (Q171038); the limit went with the third. */
	bool older = build >= 0 && build < 786;

	check_image(check, SMS_IMAGE_BEFORE_SP3, older ? SMSSITE_SEVERITY_ERROR : SMSSITE_SEVERITY_WARNING,
		older ? ""
		      : "the service pack (MS\\SMS\\BIN\\CSDVER.SMS of the server): the limit went with SP3");
}

void sms_check_b06(struct sms_check *check)
{
	int64_t build = smssite_snapshot_build(check->site), limit = SMS_IMAGE_DEFAULT;
	struct sms_setting size;

	if (build >= 0 && build < 786)
		return;
	sms_find_setting(check, check->site, SMS_COMPONENTS SMS_NAME_SCMAN, "SiteControlImageSize", &size);
	/* Decimals entered as hexadecimal are beyond the range. */
	if (size.number >= SMS_IMAGE_DEFAULT && size.number <= SMS_IMAGE_MOST)
		limit = size.number;
	check_image(check, limit, SMSSITE_SEVERITY_WARNING,
		size.seen == SMS_SEEN_UNKNOWN ? "the registry value SiteControlImageSize of "
						"SMS_SITE_CONFIG_MANAGER, which can raise "
						"the limit (--registry SOFTWARE)"
					      : "");
}

/* Which section of the file a reject code is about (KB Q121683). */
static const char *section_of(int code)
{
	static const char *const sections[] = { "the file as a whole", "TRANSACTION", "TRANSACTION",
		"FILE_DEFINITION, the type", "SITE_ACCOUNT: site code, install directory", "DOMAIN",
		"SITE_ACCOUNT: the account; ADDRESS", "SITE_ACCOUNT: SQL", "COMPONENT, SENDER" };

	return sections[code - 710];
}

static int code_of(const char *name)
{
	return 710 + (name[strlen(name) - 1] - '0');
}

static void rejected_evidence(struct sms_check *check, size_t index, const struct sms_file *file)
{
	size_t document = smssite_snapshot_box_document(check->site, index);
	const smssite_control_file *parsed = smssite_snapshot_document_control_file(check->site, document);
	const char *message = smssite_snapshot_document_message(check->site, document);
	int code = code_of(file->name);
	smssite_verdict verdict;
	const char *reason;

	sms_evidence(check, SMS_BOX, 0, "%s: %s; look at %s", file->name, smssite_reject_code_text(code),
		section_of(code));
	sms_file_evidence(check, check->site, file, "event 211");
	if (parsed && smssite_control_file_check(parsed, code, NULL, NULL, &verdict, &reason) == SMSSITE_OK &&
		verdict == SMSSITE_VERDICT_REJECTED)
		sms_evidence(check, file->name, 0, "%s", reason);
	else if (!parsed && message && *message)
		sms_evidence(check, file->name, 0, "%s", message);
}

void sms_check_b12(struct sms_check *check)
{
	size_t first = smssite_snapshot_box_find(check->site, SMSSITE_BOX_REJECTED, 0), count = 0;
	size_t master = smssite_snapshot_box_find(check->site, SMSSITE_BOX_MASTER, 0);
	bool since = true;
	struct sms_record_found record;
	struct sms_file file, kept;

	if (box_is_hidden(check, "whether SCMAN has refused a control file cannot be told"))
		return;
	if (first == SMSSITE_NO_INDEX) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "SCMAN has refused no control file");
		return;
	}
	for (size_t i = first; i != SMSSITE_NO_INDEX;
		i = smssite_snapshot_box_find(check->site, SMSSITE_BOX_REJECTED, i + 1)) {
		count++;
		/* The master is written with every .CT1 that SCMAN takes. */
		since = since && sms_box_file(check->site, i, &file) &&
			sms_box_file(check->site, master, &kept) &&
			kept.stat.mtime_utc_s > file.stat.mtime_utc_s;
	}
	sms_box_file(check->site, first, &file);
	if (count > 1)
		sms_answer(check, since ? SMSSITE_SEVERITY_WARNING : SMSSITE_SEVERITY_ERROR,
			"SCMAN has refused %zu control files%s", count, since ? ", and taken one since" : "");
	else
		sms_answer(check, since ? SMSSITE_SEVERITY_WARNING : SMSSITE_SEVERITY_ERROR,
			"SCMAN has refused a control file: %s%s",
			smssite_reject_code_text(code_of(file.name)),
			since ? "; it has taken one since" : "");
	for (size_t i = first; i != SMSSITE_NO_INDEX;
		i = smssite_snapshot_box_find(check->site, SMSSITE_BOX_REJECTED, i + 1))
		if (sms_box_file(check->site, i, &file))
			rejected_evidence(check, i, &file);
	if (sms_find_record(check->site, "SCMAN.LOG", "Event 211 ", &record))
		sms_record_evidence(check, check->site, record.log, record.record);
}

/* No SITECTRL.CT0 in a box that could be listed. */
static void b13_missing(struct sms_check *check)
{
	size_t proposed = smssite_snapshot_box_find(check->site, SMSSITE_BOX_PROPOSED, 0);
	size_t init = smssite_snapshot_box_find(check->site, SMSSITE_BOX_INIT, 0);
	size_t second = smssite_snapshot_box_find(check->site, SMSSITE_BOX_SECOND_MASTER, 0);

	if (smssite_snapshot_entry_cut(check->site, smssite_snapshot_find_directory(check->site, SMS_BOX))) {
		sms_answer(
			check, SMSSITE_SEVERITY_UNKNOWN, "the site-control box has more names than are kept");
		sms_missing(check, "a look at SITE.SRV\\SITECFG.BOX itself");
		return;
	}
	if (init != SMSSITE_NO_INDEX)
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "no master yet: the first configuration waits");
	else if (proposed != SMSSITE_NO_INDEX)
		/* Also the state in which the procedure of Q183347 leaves the box for a moment. */
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"no master: SCMAN writes one when it takes the .ct1 that waits");
	else
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "the master site control file is missing");
	sms_evidence(check, SMS_BOX, 0, "no SITECTRL.CT0");
	sms_box_evidence(check, check->site, init);
	sms_box_evidence(check, check->site, proposed);
	sms_box_evidence(check, check->site, second);
}

/* A file that was cut between two sections still parses: what SCMAN would refuse is no whole master
 * (Q121683). */
static bool master_is_refused(struct sms_check *check, size_t master, size_t document)
{
	smssite_control_file *file = smssite_snapshot_document_control_file(check->site, document);

	for (int code = 710; code <= 718; code++) {
		smssite_verdict verdict;
		const char *reason;

		if (smssite_control_file_check(file, code, NULL, NULL, &verdict, &reason) != SMSSITE_OK ||
			verdict != SMSSITE_VERDICT_REJECTED)
			continue;
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "the master is one that SCMAN would refuse");
		sms_box_evidence(check, check->site, master);
		sms_evidence(check, SMS_BOX "\\SITECTRL.CT0", 0, "code %d: %s", code, reason);
		return true;
	}
	return false;
}

void sms_check_b13(struct sms_check *check)
{
	size_t master = smssite_snapshot_box_find(check->site, SMSSITE_BOX_MASTER, 0);
	size_t document = smssite_snapshot_box_document(check->site, master);
	struct sms_file file;
	smssite_status status;

	if (box_presence(check->site) == SMSSITE_PRESENCE_MISSING) {
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"the site-control box is missing, and the master with it");
		sms_evidence(check, SMS_BOX, 0, "not there");
		return;
	}
	if (box_is_hidden(check, "whether the master site control file is there cannot be told"))
		return;
	if (master == SMSSITE_NO_INDEX) {
		b13_missing(check);
		return;
	}
	if (smssite_snapshot_box_find(check->site, SMSSITE_BOX_MASTER, master + 1) != SMSSITE_NO_INDEX) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "two names of the master differ only in case");
		sms_box_evidence(check, check->site, master);
		sms_box_evidence(check, check->site, master + 1);
		sms_missing(check, "which of the two is the master");
		return;
	}
	if (sms_box_file(check->site, master, &file) && file.stat.kind != SMSSITE_ENTRY_FILE) {
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "SITECTRL.CT0 is %s",
			file.stat.kind == SMSSITE_ENTRY_LINK ? "a link, which is not followed" : "no file");
		sms_file_evidence(check, check->site, &file, "");
		return;
	}
	status = document == SMSSITE_NO_INDEX ? SMSSITE_UNDECIDED
					      : smssite_snapshot_document_status(check->site, document);
	if (status == SMSSITE_OK && master_is_refused(check, master, document))
		return;
	if (status == SMSSITE_OK)
		sms_answer(check, SMSSITE_SEVERITY_OK, "the master site control file is there");
	else if (status == SMSSITE_MALFORMED)
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "the master site control file is damaged");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "the master site control file could not be read");
	sms_box_evidence(check, check->site, master);
	if (status == SMSSITE_OK)
		return;
	if (document != SMSSITE_NO_INDEX)
		sms_evidence(check, SMS_BOX "\\SITECTRL.CT0", 0, "%s",
			smssite_snapshot_document_message(check->site, document));
	if (status != SMSSITE_MALFORMED)
		sms_missing(check, "a SITECTRL.CT0 that can be read");
}
