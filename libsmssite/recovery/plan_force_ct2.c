/* SPDX-License-Identifier: MIT */
/* The first procedure of KB Q183347. */
#include "recovery/plan_case.h"
#include "recovery/plan_force_ct2.h"
#include "recovery/plan_json.h"
#include "recovery/record_evidence.h"
#include "base/alloc.h"
#include "base/error.h"
#include "diagnosis/look.h"
#include "diagnosis/setting.h"

#include <smssite/box.h>
#include <string.h>

/* Of the site server's registry, to be given back; NULL where it does not say. */
static char *identity(struct sms_planning *planning, const char *const *names)
{
	smssite_status status = SMSSITE_NOT_FOUND;
	char *text = NULL;

	for (; *names && status; names++) {
		status = sms_evidence_registry_text(planning->site, SMS_IDENTIFICATION, *names, &text);
		if (status == SMSSITE_NO_MEMORY)
			planning->plan->failed = true;
	}
	if (text && !*text) {
		sms_free(text);
		text = NULL;
	}
	return text;
}

/* Whether SCMAN would take the master as a .CT1. 714 compares with the registry and stays unknown without one:
 * that is said, and does not refuse. */
static void check_master(struct sms_planning *planning)
{
	char *site_code, *directory;
	size_t index = smssite_snapshot_box_find(planning->site, SMSSITE_BOX_MASTER, 0);
	size_t document = smssite_snapshot_box_document(planning->site, index);
	const smssite_control_file *file = smssite_snapshot_document_control_file(planning->site, document);
	int accept = planning->plan->premises.accept_reject;

	if (index == SMSSITE_NO_INDEX || !planning->plan->premises.master.name)
		return;
	if (!file && accept == 710)
		sms_remark(planning, "Accepted: SITECTRL.CT0 cannot be read as a control file (710).");
	else if (!file)
		sms_refuse(planning, "SITECTRL.CT0 cannot be read as a control file (710): %s",
			smssite_snapshot_document_message(planning->site, document));
	site_code = identity(planning, sms_site_code_names);
	directory = identity(planning, sms_directory_names);
	for (int code = 710; file && code <= 718; code++) {
		const char *reason = "";
		smssite_verdict verdict;

		if (smssite_control_file_check(file, code, site_code, directory, &verdict, &reason))
			continue;
		if (verdict == SMSSITE_VERDICT_REJECTED && code == accept)
			sms_remark(planning, "Accepted: SCMAN may refuse the master with %d, %s.", code, reason);
		else if (verdict == SMSSITE_VERDICT_REJECTED)
			sms_refuse(planning, "SCMAN would refuse the master with %d: %s", code, reason);
		else if (verdict == SMSSITE_VERDICT_UNKNOWN)
			sms_remark(planning, "Whether SCMAN would refuse the master with %d is not known: %s.", code, reason);
	}
	sms_free(site_code);
	sms_free(directory);
}

/* What is in a file that goes to quarantine, and what of it is not to be had again by itself. */
static void describe(struct sms_planning *planning, size_t index, struct sms_plan_file *file)
{
	size_t document = smssite_snapshot_box_document(planning->site, index);
	const smssite_control_file *content = smssite_snapshot_document_control_file(planning->site, document);
	smssite_control_type type = smssite_control_file_type(content);
	const char *parent = planning->plan->premises.parent_code;

	/* FILE_DEFINITION's own stamp is GMT; what the file system says may be local to the server. */
	if (content)
		file->about = sms_plan_say(planning->plan, "%s, dated %s, %s", smssite_control_type_name(type),
			sms_say_time(smssite_control_file_time_utc_s(content)).text, sms_say_size(file->size).text);
	else
		file->about = sms_plan_say(planning->plan, "not a readable control file, file time %s, %s",
			sms_say_time(file->mtime_utc_s).text, sms_say_size(file->size).text);
	if (sms_refused_code(file->name))
		file->again = "SCMAN refused it earlier and does not read it again.";
	else if (!sms_has_extension(file->name, ".CT1"))
		file->again = "No service reads it.";
	else if (type == SMSSITE_CONTROL_PROPOSED || type == SMSSITE_CONTROL_NEWSITE)
		file->again = sms_plan_say(planning->plan, "The changed properties of the site it carries must be set again at "
			"the parent%s%s.", *parent ? " " : "", parent);
	else if (type == SMSSITE_CONTROL_TRANSACTIONS || type == SMSSITE_CONTROL_LOCALTRANSACTIONS)
		file->again = sms_plan_say(planning->plan, "The one-time instructions it carries must be given again at the "
			"parent%s%s.", *parent ? " " : "", parent);
	else
		file->again = sms_plan_say(planning->plan, "What it carries is not known; compare it with the site's properties at "
			"the parent%s%s.", *parent ? " " : "", parent);
}

static bool is_reply(const char *name)
{
	return sms_has_extension(name, ".CT2");
}

static bool is_stray(const char *name)
{
	return sms_refused_code(name) || (sms_is_ct_name(name) && !is_reply(name) && !sms_equal_folded(name, SMS_MASTER));
}

/* The files of the box that pass, in its order. */
static void gather(struct sms_planning *planning, bool (*passes)(const char *), bool described, struct sms_plan_file **files,
	size_t *count)
{
	size_t total = smssite_snapshot_box_count(planning->site), found = 0;

	for (size_t i = 0; i < total; i++)
		if (passes(smssite_snapshot_box_name(planning->site, i)))
			found++;
	*files = sms_plan_array(planning->plan, found, sizeof(**files));
	for (size_t i = 0; *files && i < total; i++) {
		if (!passes(smssite_snapshot_box_name(planning->site, i)) ||
			!sms_planning_file(planning, i, &(*files)[*count]))
			continue;
		if (described)
			describe(planning, i, &(*files)[*count]);
		(*count)++;
	}
}

/* They are not moved, since the plan would not know what a service makes of them, and are not left unsaid. */
static void look_for_almost(struct sms_planning *planning)
{
	for (size_t i = 0; i < smssite_snapshot_box_count(planning->site); i++) {
		const char *name = smssite_snapshot_box_name(planning->site, i);

		if (sms_is_almost_ct_name(name))
			sms_refuse(planning, "\"%s\" is in the box, and a service may read it as a .CT?: move it away by hand", name);
	}
}

static bool may_be_moved(const char *name)
{
	return is_stray(name) && !sms_equal_folded(name, SMS_SUBMITTED) && !sms_equal_folded(name, "SHUTDOWN.CT1") &&
		!sms_equal_folded(name, "_INIT.CT1");
}

smssite_status sms_valid_force_ct2(const struct sms_premises *premises)
{
	bool force = premises->procedure == &sms_force_ct2, forward = force && !premises->reply_count;

	if (premises->accept_reject && (!force || premises->accept_reject < 710 || premises->accept_reject > 718))
		return sms_plan_bad("accept_reject", "not a reject code");
	if ((forward || !force) != (premises->master.name != NULL))
		return sms_plan_bad("master", "does not fit the procedure");
	if ((premises->stray_count && !forward) || (premises->reply_count && !force))
		return sms_plan_bad("files", "do not fit the procedure");
	for (size_t i = 0; i < premises->stray_count; i++)
		if (!premises->strays[i].sha256 || !may_be_moved(premises->strays[i].name))
			return sms_plan_bad("quarantine", "a file that the procedure does not move");
	for (size_t i = 0; i < premises->reply_count; i++)
		if (!premises->replies[i].sha256 || !sms_has_extension(premises->replies[i].name, ".CT2"))
			return sms_plan_bad("replies", "a file that is no .CT2");
	return SMSSITE_OK;
}

const struct sms_procedure sms_force_ct2 = {
	.name = "force-ct2",
	.valid = sms_valid_force_ct2,
	.build = sms_build_force_ct2,
	.check = sms_check_force_ct2,
	.finish = sms_finish_force_ct2,
	.finish_back = sms_finish_back_force_ct2,
	.past = sms_is_taken,
};

SMSSITE_API smssite_status smssite_plan_force_ct2(const smssite_case *site, int accept_reject, smssite_plan **plan)
{
	struct sms_planning planning;
	struct sms_premises *premises;
	smssite_status status;

	if (!site || !plan || (accept_reject && (accept_reject < 710 || accept_reject > 718)))
		return sms_invalid(__func__, "NULL, or not a reject code");
	status = sms_planning_begin(&planning, site, &sms_force_ct2);
	if (status)
		return status;
	premises = &planning.plan->premises;
	premises->accept_reject = accept_reject;
	status = sms_planning_look(&planning);
	gather(&planning, is_reply, false, &premises->replies, &premises->reply_count);
	/* Where a .CT2 waits, no file is touched: the services are restarted. */
	if (!premises->reply_count) {
		sms_planning_master(&planning);
		check_master(&planning);
		look_for_almost(&planning);
		gather(&planning, is_stray, true, &premises->strays, &premises->stray_count);
	}
	return sms_planning_end(&planning, status, plan);
}
