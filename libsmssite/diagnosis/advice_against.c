/* SPDX-License-Identifier: MIT */
/* Why not the procedures that are not advised. */
#include "diagnosis/advisor.h"

static const char *against_force(const struct sms_advisor *advisor)
{
	const smssite_snapshot *site = advisor->site;

	if (advisor->word.status == SMSSITE_SITE_ACTIVE && !advisor->word.contradicts)
		return "the parent lists the site as active.";
	if (smssite_snapshot_box_find(site, SMSSITE_BOX_REPLY, 0) != SMSSITE_NO_INDEX)
		return "a .ct2 is there already; the article restarts the services then.";
	if (smssite_snapshot_box_find(site, SMSSITE_BOX_PROPOSED, 0) != SMSSITE_NO_INDEX ||
		smssite_snapshot_box_find(site, SMSSITE_BOX_INIT, 0) != SMSSITE_NO_INDEX ||
		smssite_snapshot_box_find(site, SMSSITE_BOX_SHUTDOWN, 0) != SMSSITE_NO_INDEX)
		return "a .ct1 waits already.";
	if (smssite_trail_candidate_count(advisor->trail))
		return "a .ct2 is under way, as far as can be seen; another would wait behind it.";
	if (advisor->look.down || advisor->look.paused || advisor->look.moving)
		return "not all services run, and the article forbids it then.";
	if (smssite_snapshot_box_find(site, SMSSITE_BOX_MASTER, 0) == SMSSITE_NO_INDEX)
		return "there is no master to give to SCMAN.";
	if (sms_refusal(site) || sms_advisor_has(advisor, "B14", SMSSITE_SEVERITY_ERROR))
		return "SCMAN would refuse the master.";
	if (sms_awkward_name(site))
		return "a name in the box has to be moved away by hand first.";
	return "something else comes first.";
}

static const char *against_activate(const struct sms_advisor *advisor)
{
	bool whole = advisor->look.running == advisor->required.count && !advisor->upgrade.bootstrap;

	if (sms_advisor_has(advisor, "A04", SMSSITE_SEVERITY_STUCK) && advisor->upgrade.bootstrap)
		return "the bootstrap still waits, and the order alone is less.";
	if (whole && (sms_advisor_has(advisor, "A02", SMSSITE_SEVERITY_WARNING) || advisor->word.detail == 64))
		return "the site stands; the order alone is enough.";
	if (advisor->upgrade.file && !advisor->upgrade.hidden && !advisor->upgrade.bootstrap &&
		sms_advisor_has(advisor, "A15", SMSSITE_SEVERITY_ERROR))
		return "SCMAN needs the registry and the shares that are gone.";
	if (sms_advisor_has(advisor, "A02", SMSSITE_SEVERITY_OK) && !advisor->upgrade.file)
		return "no upgrade is in flight.";
	if (sms_advisor_has(advisor, "A02", SMSSITE_SEVERITY_NOTE))
		return "the upgrade has 24 hours to finish.";
	return "no upgrade is seen in flight.";
}

static const char *against_rebuild(const struct sms_advisor *advisor)
{
	bool run = advisor->look.running == advisor->required.count;

	if (advisor->missing)
		return run ? "services run; the directories that are missing can be made again."
			   : "try the lesser repair first.";
	if (run && !advisor->hidden && sms_advisor_has(advisor, "B15", SMSSITE_SEVERITY_OK))
		return "services, tree and registry are whole.";
	if (run && !advisor->hidden)
		return "services and tree are whole (the registry was not looked at).";
	return run ? "services run, and no part of the tree is seen to be missing."
		   : "no part of the tree is seen to be missing; try the lesser repair first.";
}

void sms_speak_against(struct sms_advisor *advisor)
{
	static const struct {
		smssite_procedure procedure;
		const char *(*reason)(const struct sms_advisor *advisor);
	} repairs[SMS_REPAIRS] = {
		{ SMSSITE_PROCEDURE_FORCE_CT2, against_force },
		{ SMSSITE_PROCEDURE_ACTIVATE, against_activate },
		{ SMSSITE_PROCEDURE_REBUILD, against_rebuild },
	};
	struct smssite_advice *advice = advisor->advice;

	if (advice->procedure == SMSSITE_PROCEDURE_NONE || advice->procedure == SMSSITE_PROCEDURE_UNKNOWN)
		return;
	for (size_t i = 0; i < SMS_REPAIRS; i++)
		if (repairs[i].procedure != advice->procedure)
			advice->against[advice->against_count++] =
				(struct sms_against){ repairs[i].procedure, repairs[i].reason(advisor) };
}
