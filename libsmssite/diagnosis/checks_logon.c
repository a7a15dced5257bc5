/* SPDX-License-Identifier: MIT */
/* What clients leave and Maintenance Manager and Inventory Processor take: C05, C12, G05, H01, H02, I01. */
#include "diagnosis/queue.h"
#include "diagnosis/rules.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define MAINTMAN_LOG "MAINTMAN.LOG"
#define INVPROC_LOG "INVPROC.LOG"

/* Permissions are in no evidence that is read yet: the rule says what would decide it. */
void sms_check_c12(struct sms_check *check)
{
	sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
		"whether the permissions below share SMS_SHR are those SMS set cannot be told");
	sms_missing(check, "permissions, which are not read here: look at them on the server (explain C12)");
}

/* A copy of DOMAIN.INI that was never finished: DOMAIN._ and more (Q168460). */
static bool find_partial_copy(const smssite_snapshot *snapshot, struct sms_file *file)
{
	size_t directory = sms_next_directory(snapshot, "LOGON.SRV", 0);

	for (size_t i = 0; i < smssite_snapshot_entry_count(snapshot, directory); i++)
		if (sms_file_at(snapshot, directory, i, file) &&
			sms_begins_folded(file->name, "DOMAIN._"))
			return true;
	return false;
}

static bool find_partial_copies(
	struct sms_check *check, const smssite_snapshot **where, struct sms_file *file)
{
	*where = check->site;
	if (find_partial_copy(check->site, file))
		return true;
	for (size_t i = 0; i < smssite_case_logon_server_count(check->site_case); i++) {
		*where = smssite_case_logon_server(check->site_case, i);
		if (find_partial_copy(*where, file))
			return true;
	}
	return false;
}

void sms_check_h01(struct sms_check *check)
{
	smssite_service_state executive = sms_service(check->site, SMS_NAME_EXECUTIVE);
	int64_t silent = sms_silence(check, MAINTMAN_LOG);
	const smssite_snapshot *where;
	struct sms_record_found end;
	struct sms_file partial;
	bool left, frozen = silent > SMS_MAINTMAN_SILENT_S && executive == SMSSITE_SERVICE_RUNNING;

	if (silent < 0 || (silent > SMS_MAINTMAN_SILENT_S && executive == SMSSITE_SERVICE_UNKNOWN)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether Maintenance Manager is at work cannot be told");
		if (silent < 0)
			sms_missing(check,
				"MAINTMAN.LOG of the site, its time stamp not later than now " SMS_WANT_LOG);
		else
			sms_missing(check, SMS_WANT_SERVICES);
		return;
	}
	left = find_partial_copies(check, &where, &partial);
	if (frozen && left)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"Maintenance Manager has been silent for %s in the middle of a copy to a logon "
			"server",
			sms_say_age(silent).text);
	else if (frozen)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"Maintenance Manager has been silent for %s while SMS_EXECUTIVE runs",
			sms_say_age(silent).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "Maintenance Manager wrote to its log %s ago",
			sms_say_age(silent).text);
	if (sms_find_end(check->site, MAINTMAN_LOG, &end))
		sms_record_evidence(check, check->site, end.log, end.record);
	if (left)
		sms_file_evidence(check, where, &partial, "a copy that was not finished");
}

/* Counts what is stranded on one server of the site, and tells it. */
static void count_stranded(struct sms_check *check, const smssite_snapshot *server, struct sms_queue *sum)
{
	struct sms_queue queue;

	sms_queue_measure(check, server, SMS_LOGON_INVENTORY, sms_is_temporary, SMS_INVENTORY_OLD_S, &queue);
	sum->files += queue.files;
	sum->old += queue.old;
	sum->empty += queue.empty;
	sum->unknown += queue.unknown;
	sum->oldest = queue.oldest > sum->oldest ? queue.oldest : sum->oldest;
}

static void stranded_evidence(struct sms_check *check, const smssite_snapshot *server, const char *name)
{
	struct sms_queue queue;

	sms_queue_measure(check, server, SMS_LOGON_INVENTORY, sms_is_temporary, SMS_INVENTORY_OLD_S, &queue);
	if (queue.old)
		sms_evidence(check, *name ? name : SMS_LOGON_INVENTORY, 0,
			"%zu .TMP, %zu of them old, %zu empty, the oldest %s", queue.files, queue.old,
			queue.empty, sms_say_age(queue.oldest).text);
}

void sms_check_h02(struct sms_check *check)
{
	struct sms_queue sum = { .oldest = -1 };
	size_t servers = smssite_case_logon_server_count(check->site_case);
	bool seen = sms_queue_is_seen(check->site, SMS_LOGON_INVENTORY);

	count_stranded(check, check->site, &sum);
	for (size_t i = 0; i < servers; i++) {
		seen = seen ||
		       sms_queue_is_seen(smssite_case_logon_server(check->site_case, i), SMS_LOGON_INVENTORY);
		count_stranded(check, smssite_case_logon_server(check->site_case, i), &sum);
	}
	if (sum.old >= SMS_STRANDED_MANY)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"%zu .TMP are stranded on logon servers: Maintenance Manager may look hung", sum.old);
	else if (sum.old)
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "%zu .TMP %s stranded on logon servers", sum.old,
			sum.old == 1 ? "is" : "are");
	else if (!seen || (sum.files && sum.oldest < 0))
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether inventory is stranded on logon servers cannot be told");
	else
		/* A young .TMP is a client's that is just writing. */
		sms_answer(check, SMSSITE_SEVERITY_OK, "no .TMP is stranded on a logon server that was seen");
	stranded_evidence(check, check->site, "");
	for (size_t i = 0; i < servers; i++)
		stranded_evidence(check, smssite_case_logon_server(check->site_case, i),
			smssite_case_logon_server_name(check->site_case, i));
	if (!seen)
		sms_missing(check, SMS_LOGON_INVENTORY " " SMS_WANT_ROOT);
	else if (!sum.old && sum.files && sum.oldest < 0)
		sms_missing(check, SMS_WANT_NOW);
}

/* What an OS/2 or LAN Manager server looks like that was set up from NT 3.51 with service pack 3. */
static bool is_hollow(const smssite_snapshot *server)
{
	size_t logon = smssite_snapshot_find_directory(server, "LOGON.SRV");
	size_t ids = smssite_snapshot_find_directory(server, "LOGON.SRV\\SMSID");

	return smssite_snapshot_directory_presence(server, logon) == SMSSITE_PRESENCE_PRESENT &&
	       smssite_snapshot_directory_presence(server, ids) == SMSSITE_PRESENCE_MISSING &&
	       !sms_is_listed(server, "LOGON.SRV\\<platform>.BIN");
}

void sms_check_c05(struct sms_check *check)
{
	size_t servers = smssite_case_logon_server_count(check->site_case), hollow = 0;
	const char *unseen = NULL;

	for (size_t i = 0; i < servers; i++) {
		const smssite_snapshot *server = smssite_case_logon_server(check->site_case, i);

		hollow += is_hollow(server);
		if (!server && !unseen)
			unseen = smssite_case_logon_server_name(check->site_case, i);
	}
	if (hollow)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "%zu logon server%s empty: neither programs nor ids are there", hollow,
			hollow == 1 ? " is" : "s are");
	else if (unseen)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether each logon server has its programs and ids cannot be told");
	else if (servers)
		sms_answer(check, SMSSITE_SEVERITY_OK, "no logon server that was looked at is empty");
	for (size_t i = 0; hollow && i < servers; i++)
		if (is_hollow(smssite_case_logon_server(check->site_case, i)))
			sms_evidence(check, smssite_case_logon_server_name(check->site_case, i), 0,
				"LOGON.SRV without SMSID and without X86.BIN");
	if (!hollow && unseen)
		sms_missing(check, "the tree of logon server %s, which was not looked at", unseen);
}

#define LOGON_DESPOOLER "LOGON.SRV\\DESPOOLR.BOX"

void sms_check_g05(struct sms_check *check)
{
	size_t servers = smssite_case_logon_server_count(check->site_case), most = 0;
	const smssite_snapshot *worst = NULL;
	bool seen = false;

	for (size_t i = 0; i <= servers; i++) {
		const smssite_snapshot *server =
			i ? smssite_case_logon_server(check->site_case, i - 1) : check->site;
		struct sms_queue queue;

		seen = seen || sms_queue_is_seen(server, LOGON_DESPOOLER);
		sms_queue_measure(check, server, LOGON_DESPOOLER, sms_is_status_instruction, SMS_DAY, &queue);
		if (queue.files > most) {
			most = queue.files;
			worst = server;
		}
	}
	if (most >= SMS_STRANDED_MANY)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "%zu status instructions lie on a logon server", most);
	else if (!seen)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "how much status lies on logon servers cannot be told");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no logon server that was looked at is flooded with status");
	if (most >= SMS_STRANDED_MANY)
		sms_path_evidence(check, worst, LOGON_DESPOOLER, 0, "%zu .SNI", most);
	if (!seen)
		sms_missing(check, LOGON_DESPOOLER " " SMS_WANT_ROOT);
}

/* With an earlier look: whether the same file was the oldest then, and how many there were. */
static void earlier_evidence(struct sms_check *check, const struct sms_queue *queue)
{
	const smssite_snapshot *earlier = smssite_case_earlier(check->site_case);
	struct sms_queue before;

	if (!sms_is_listed(earlier, SMS_INVENTORY))
		return;
	sms_queue_measure(check, earlier, SMS_INVENTORY, sms_is_raw, SMS_INVENTORY_OLD_S, &before);
	sms_evidence(check, "earlier snapshot", 0, "%zu then, %zu now%s", before.files, queue->files,
		before.files && sms_equal_folded(before.first.name, queue->first.name)
			? ", the oldest the same"
			: "");
}

void sms_check_i01(struct sms_check *check)
{
	smssite_service_state executive = sms_service(check->site, SMS_NAME_EXECUTIVE);
	int64_t silent = sms_silence(check, INVPROC_LOG);
	struct sms_record_found end;
	struct sms_queue queue;

	sms_queue_measure(check, check->site, SMS_INVENTORY, sms_is_raw, SMS_INVENTORY_OLD_S, &queue);
	if (!sms_queue_is_seen(check->site, SMS_INVENTORY) || (queue.files && queue.oldest < 0)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"how long inventory waits for the Inventory Processor cannot be told");
		sms_missing(check, "%s", queue.files ? SMS_WANT_NOW : SMS_INVENTORY " " SMS_WANT_ROOT);
		return;
	}
	if (!queue.old)
		sms_answer(check, SMSSITE_SEVERITY_OK, "no inventory waits for long");
	else if (sms_is_down(executive))
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"inventory waits while SMS_EXECUTIVE does not run: a bad file may have ended it");
	else if (silent < 0)
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"inventory has waited for %s; whether a bad file blocks it the log would tell",
			sms_say_age(queue.oldest).text);
	else if (silent > SMS_HOUR)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"the Inventory Processor has been silent for %s, and inventory waits",
			sms_say_age(silent).text);
	else
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"inventory has waited for %s; the Inventory Processor is at work",
			sms_say_age(queue.oldest).text);
	if (!queue.old)
		return;
	sms_file_evidence(check, check->site, &queue.first, "the oldest");
	earlier_evidence(check, &queue);
	if (sms_find_end(check->site, INVPROC_LOG, &end))
		sms_record_evidence(check, check->site, end.log, end.record);
	sms_service_evidence(check, SMS_NAME_EXECUTIVE);
	if (silent < 0 && !sms_is_down(executive))
		sms_missing(
			check, "INVPROC.LOG of the site, its time stamp not later than now " SMS_WANT_LOG);
}
