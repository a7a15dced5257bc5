/* SPDX-License-Identifier: MIT */
/* Which procedure fits. The findings are gone through in the order in which things must be put right: what
 * would undo a repair first (space, clock, a domain claimed twice), then an upgrade at work, services, files,
 * and the .ct2 last. */
#include <smssite/layout.h>
#include "diagnosis/advisor.h"
#include "diagnosis/thresholds.h"
#include "site/box_names.h"
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* The finding of a rule if it has just this severity. */
static size_t finding_of(const struct sms_advisor *advisor, const char *rule, smssite_severity severity)
{
	size_t wanted = smssite_rule_find(rule);

	for (size_t i = 0; i < smssite_findings_count(advisor->findings); i++)
		if (smssite_findings_rule(advisor->findings, i) == wanted)
			return smssite_findings_severity(advisor->findings, i) == severity ? i
											   : SMSSITE_NO_INDEX;
	return SMSSITE_NO_INDEX;
}

bool sms_advisor_has(const struct sms_advisor *advisor, const char *rule, smssite_severity severity)
{
	return finding_of(advisor, rule, severity) != SMSSITE_NO_INDEX;
}

/* One line of counsel; reason goes behind the title of the finding, if there is one. */
struct counsel {
	const char *rule;
	smssite_severity severity;
	smssite_procedure procedure;
	const char *reason, *cost, *until;
};

static bool take(struct sms_advisor *advisor, const struct counsel *counsel, size_t finding)
{
	struct smssite_advice *advice = advisor->advice;
	const char *title = smssite_findings_title(advisor->findings, finding);
	const char *missing = smssite_findings_missing(advisor->findings, finding);
	char *reason;

	if (!title)
		reason = sms_strdup(counsel->reason);
	else if (counsel->procedure == SMSSITE_PROCEDURE_UNKNOWN && *missing)
		reason = sms_asprintf("%s: %s. %s%sSupply %s.", counsel->rule, title, counsel->reason,
			*counsel->reason ? " " : "", missing);
	else
		reason = sms_asprintf(
			"%s: %s.%s%s", counsel->rule, title, *counsel->reason ? " " : "", counsel->reason);
	advice->procedure = counsel->procedure;
	advice->reason = reason ? sms_arena_strdup(&advice->arena, reason) : NULL;
	advice->cost = counsel->cost;
	advice->until = counsel->until;
	sms_free(reason);
	return true;
}

/* The first line whose finding is there. */
static bool take_first(struct sms_advisor *advisor, const struct counsel *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t finding = finding_of(advisor, list[i].rule, list[i].severity);

		if (finding != SMSSITE_NO_INDEX)
			return take(advisor, &list[i], finding);
	}
	return false;
}

#define LENGTH(list) (sizeof(list) / sizeof(*(list)))

static const struct counsel undoing[] = {
	{ "L05", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Free space first: without it every other repair fails.", "nothing that belongs to SMS",
		"at any time" },
	{ "L02", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"See to the clock first, and to B07 before it is corrected.", "", "" },
	{ "B07", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"What is repaired now would count as older: decide on that first.", "", "" },
	{ "B18", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Set both sites to specified servers first: the next cycle of the other site would undo a "
		"repair.",
		"", "" },
	{ "B08", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Set all sites of the domain to specified servers first, then restore the keys of SMS from a "
		"backup.",
		"", "" },
};

#define ACTIVATE_COST                                                                                        \
	"the site is down until SCMAN has installed its services again; what lies in RECEIVE has to be "     \
	"sent again"
#define TOO_EARLY                                                                                            \
	"Too early: a bootstrap that cannot go on starts the old version again within 48 hours. If it is "   \
	"still there 24 hours after the upgrade began, activate; look at the link meanwhile."
#define ACTIVATE_UNTIL "until the service SMS_UPGRADE_BOOTSTRAP is removed"
#define ORDER_COST "the site is down until the upgrade is through"
#define ORDER_UNTIL "until PREINST /UPGRADE is run at the parent"

/* The first that fits; a package that is lost or damaged does not shorten the 24 hours. */
static const struct counsel upgrading[] = {
	{ "A04", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER,
		"Order the upgrade again at the parent, PREINST /UPGRADE: the bootstrap here waits for it "
		"(Q186408).",
		"the packages are sent again", ORDER_UNTIL },
	{ "A02", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_ACTIVATE,
		"Remove the bootstrap, let SCMAN put the site up again, then order the upgrade anew at the "
		"parent.",
		ACTIVATE_COST, ACTIVATE_UNTIL },
	{ "A05", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Start SCMAN and let it finish: the bootstrap waits for that.",
		"nothing: the upgrade goes on", "until SCMAN is started" },
	{ "A06", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_WAIT, TOO_EARLY, "nothing", "at any time" },
	{ "A07", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_WAIT, TOO_EARLY, "nothing", "at any time" },
	{ "A05", SMSSITE_SEVERITY_NOTE, SMSSITE_PROCEDURE_WAIT, "", "nothing", "at any time" },
	{ "A02", SMSSITE_SEVERITY_NOTE, SMSSITE_PROCEDURE_WAIT, "", "nothing", "at any time" },
};
/* Of a bootstrap that is installed; without one A02 as a warning is of an upgrade that has ended. */
static const struct counsel ageless[] = {
	{ "A02", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_UNKNOWN,
		"Activate if it began more than 24 hours ago, else wait.", "", "" },
};

/* An upgrade of which no bootstrap is left (or none is known of): by its files, or by its log. */
static bool decide_left(struct sms_advisor *advisor)
{
	static const char order[] = "Do not start SCMAN with what is in the box: it would take the site down, and nobody would put "
		"it up again.";
	static const struct counsel clear = { "A05", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_ACTIVATE, order,
		ACTIVATE_COST, "until SMS_SITE_CONFIG_MANAGER is started" };
	static const struct counsel early = { "A05", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_WAIT,
		"Activate when 24 hours are over. Do not start SCMAN before: it would take the site down, and nobody would put "
		"it up again.", "nothing", "at any time" };
	static const struct counsel either = { "A05", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_UNKNOWN,
		"If a bootstrap is installed, start SCMAN and let it finish; if none is, activate. Supply "
		SMS_WANT_ALL_SERVICES ".", "", "" };
	static const struct counsel again = { "A02", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_OTHER,
		"Find out why the packages did not come, then order the upgrade again at the parent: PREINST /UPGRADE.",
		ORDER_COST, ORDER_UNTIL };
	size_t finding = finding_of(advisor, "A05", SMSSITE_SEVERITY_ERROR);
	const struct sms_upgrade_look *upgrade = &advisor->upgrade;
	int64_t age = sms_age_at(smssite_case_now_utc_s(advisor->site_case), upgrade->began_utc_s);

	if (upgrade->bootstrap)
		return false;
	if (finding != SMSSITE_NO_INDEX && sms_is_down(sms_service(advisor->site, SMS_NAME_SCMAN)))
		return take(advisor, upgrade->hidden ? &either : age < SMS_BOOTSTRAP_DONE_S ? &early : &clear, finding);
	finding = finding_of(advisor, "A02", SMSSITE_SEVERITY_WARNING);
	/* The order would wait for another site (A20). */
	return finding != SMSSITE_NO_INDEX && !upgrade->hidden && !sms_advisor_has(advisor, "A20", SMSSITE_SEVERITY_WARNING) &&
	       advisor->look.running == advisor->required.count && take(advisor, &again, finding);
}

/* Packages of a bootstrap are left and SCMAN is not installed: to install it is a step of activate. */
static bool decide_missing(struct sms_advisor *advisor)
{
	static const struct counsel activate = { "A16", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_ACTIVATE,
		"An upgrade that failed has left files: install SMS_SITE_CONFIG_MANAGER once they are cleared away, let it put the "
		"site up again, then order the upgrade anew at the parent.", ACTIVATE_COST,
		"until SMS_SITE_CONFIG_MANAGER is started" };
	size_t finding = finding_of(advisor, "A16", SMSSITE_SEVERITY_ERROR);
	int64_t age = sms_age_at(smssite_case_now_utc_s(advisor->site_case), advisor->upgrade.began_utc_s);

	return finding != SMSSITE_NO_INDEX && !advisor->upgrade.bootstrap && advisor->upgrade.file &&
		age >= SMS_BOOTSTRAP_DONE_S && take(advisor, &activate, finding);
}

#define REBUILD_COST                                                                                         \
	"clients verify their installation again, Package Command Manager instructions are lost, one-time "  \
	"installations of shared applications come back"
#define REBUILD_UNTIL "until the parent is told to delete the site (PREINST /DELSITE)"

/* Parts of the site are gone (KB Q183348, Q152466, Q138347, Q139627, Q122386). */
static const struct counsel ruined[] = {
	/* What was never there is not restored. */
	{ "A24", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Bring the administrative shares back, remove the site with Setup and install it again.", "",
		"" },
	{ "A15", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_REBUILD,
		"Record the .UID names and Next SMS Unique ID first, and use the same site code.",
		REBUILD_COST, REBUILD_UNTIL },
	{ "A16", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Install SMS_SITE_CONFIG_MANAGER alone, with INSTSRV (Q152466), and start it: it installs "
		"the "
		"others.",
		"nothing", "at any time" },
	{ "A17", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Restore what is missing from the same backup (Q138347); without it, rebuild.", "", "" },
	{ "A18", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Record the .UID names, finish the removal by hand (Q139627), then install the site again "
		"with "
		"the same code.",
		"", "" },
};

#define SCMAN_HANGS "Restart SMS_SITE_CONFIG_MANAGER first; explain has what keeps it from hanging there again."

static const struct counsel standing[] = {
	{ "C01", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Start SMS_SITE_CONFIG_MANAGER first: it starts the others.", "nothing", "at any time" },
	{ "C01", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_OTHER, "Continue what is paused.", "nothing",
		"at any time" },
	{ "B13", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER, "Restore SITECTRL.CT0 from a backup.", "",
		"" },
	{ "B13", SMSSITE_SEVERITY_UNKNOWN, SMSSITE_PROCEDURE_UNKNOWN, "", "", "" },
	{ "B15", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Restore the key from a backup, or submit a copy of SITECTRL.CT0 as .ct1; if neither is to "
		"be had, "
		"rebuild.",
		"", "" },
	{ "A10", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Put SYSTEM.MAP back and restart SCMAN: without it no service is installed or verified.", "",
		"" },
	{ "B01", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER,
		"Restart SMS_SITE_CONFIG_MANAGER and read the last record of its log.", "nothing",
		"at any time" },
	{ "B02", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER, SCMAN_HANGS, "nothing", "at any time" },
	{ "B02", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_OTHER, SCMAN_HANGS, "nothing", "at any time" },
	{ "B03", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER, SCMAN_HANGS, "nothing", "at any time" },
	{ "B03", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_OTHER, SCMAN_HANGS, "nothing", "at any time" },
	{ "C01", SMSSITE_SEVERITY_NOTE, SMSSITE_PROCEDURE_WAIT, "", "nothing", "at any time" },
	{ "B01", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_WAIT,
		"Look again when its log has been silent for 10 minutes.", "nothing", "at any time" },
	{ "B01", SMSSITE_SEVERITY_NOTE, SMSSITE_PROCEDURE_WAIT, "", "nothing", "at any time" },
	{ "B01", SMSSITE_SEVERITY_UNKNOWN, SMSSITE_PROCEDURE_UNKNOWN, "", "", "" },
	{ "B12", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Put right the section it names and submit the file again as .ct1: the answer is the .ct2.",
		"", "" },
	{ "E01", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER,
		"Take the damaged request away first: nothing leaves before that.", "that request",
		"at any time" },
	{ "F01", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER,
		"Set the capacity to 5 and 3 and restart SMS_EXECUTIVE: nothing leaves before that.",
		"nothing", "at any time" },
	{ "E13", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Create the address first: nothing leaves before that.", "nothing", "at any time" },
};

#define RESTART                                                                                              \
	"Stop and start the SMS services and give it 30 minutes; the plan of force-ct2 does just that."

static const struct counsel replying[] = {
	{ "A01", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER, RESTART, "nothing: jobs go on after it",
		"at any time" },
	{ "A01", SMSSITE_SEVERITY_NOTE, SMSSITE_PROCEDURE_WAIT, "", "nothing", "at any time" },
	{ "A01", SMSSITE_SEVERITY_UNKNOWN, SMSSITE_PROCEDURE_UNKNOWN, "", "", "" },
};

const char *sms_awkward_name(const smssite_snapshot *site)
{
	const char *before = "";

	for (size_t i = 0; i < smssite_snapshot_box_count(site); i++) {
		const char *name = smssite_snapshot_box_name(site, i);
		bool counts = sms_is_ct_name(name) || sms_refused_code(name);
		struct smssite_tree_stat stat;

		if (sms_is_almost_ct_name(name) || sms_equal_folded(name, before))
			return name;
		if (counts && (sms_name_check(sms_span_of(name)) || smssite_snapshot_box_stat(site, i, &stat) ||
				      stat.kind != SMSSITE_ENTRY_FILE))
			return name;
		before = name;
	}
	return NULL;
}

static bool take_awkward(struct sms_advisor *advisor, size_t finding)
{
	struct counsel move = { "A01", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER, NULL, "nothing", "at any time" };
	const char *name = sms_arena_words(&advisor->advice->arena, sms_awkward_name(advisor->site));
	char *reason = name ? sms_asprintf("Move \"%s\" out of the box by hand first: a service may read it, and no plan moves "
					   "such a name.", name)
			    : NULL;

	move.reason = reason;
	/* Without a reason there is no advice: no memory. */
	if (reason)
		take(advisor, &move, finding);
	sms_free(reason);
	return true;
}

static bool decide_stuck(struct sms_advisor *advisor)
{
	static const struct counsel reply = { "A01", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER, RESTART,
		"nothing: jobs go on after it", "at any time" };
	static const struct counsel kind = { "A01", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_UNKNOWN,
		"But no control file says that the site is a secondary.", "", "" };
	static const struct counsel refused = { "A01", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER,
		"Mend the master first: SCMAN would refuse it if it came back as .ct1 (B12).", "", "" };
	static const struct counsel contradicted = { "A01", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER,
		"Mend the master or the registry first: they contradict each other, and SCMAN would refuse the master with 714 (B14).",
		"", "" };
	static const struct counsel force = { "A01", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_FORCE_CT2,
		"All services run and the box is at rest: SCMAN answers with a new .ct2 if it is given its "
		"own master.",
		"nothing", "until SCMAN takes 00000000.CT1" };
	struct counsel held = { "A01", SMSSITE_SEVERITY_STUCK, SMSSITE_PROCEDURE_OTHER,
		smssite_trail_next_move(advisor->trail), "nothing", "at any time" };
	size_t finding = finding_of(advisor, "A01", SMSSITE_SEVERITY_STUCK);

	if (finding == SMSSITE_NO_INDEX)
		return false;
	if (smssite_snapshot_box_find(advisor->site, SMSSITE_BOX_REPLY, 0) != SMSSITE_NO_INDEX)
		return take(advisor, &reply, finding);
	/* What holds one up would hold up the next. */
	if (smssite_trail_candidate_count(advisor->trail))
		return take(advisor, &held, finding);
	if (!sms_is_secondary(advisor->site))
		return take(advisor, &kind, finding);
	if (sms_awkward_name(advisor->site))
		return take_awkward(advisor, finding);
	if (sms_refusal(advisor->site))
		return take(advisor, &refused, finding);
	return take(advisor, sms_advisor_has(advisor, "B14", SMSSITE_SEVERITY_ERROR) ? &contradicted : &force, finding);
}

static const struct counsel beside[] = {
	{ "A20", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_OTHER,
		"Repair or delete that site: the parent upgrades nobody before.", "", "" },
};

/* The parent does something of its own (A01 as a warning). */
static bool decide_at_parent(struct sms_advisor *advisor)
{
	static const struct counsel failed = { "A01", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_OTHER,
		"The parent says that the upgrade failed, the site itself stands: order the upgrade anew "
		"there, PREINST /UPGRADE.",
		ORDER_COST, ORDER_UNTIL };
	static const struct counsel job = { "A01", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_OTHER,
		"Its job failed: see to the account and the link there.", "", "" };
	static const struct counsel deleting = { "A01", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_OTHER,
		"Let the removal finish.", "", "" };
	static const struct counsel wait = { "A01", SMSSITE_SEVERITY_WARNING, SMSSITE_PROCEDURE_WAIT, "",
		"nothing", "at any time" };
	size_t finding = finding_of(advisor, "A01", SMSSITE_SEVERITY_WARNING);
	int64_t detail = advisor->word.detail;

	if (finding == SMSSITE_NO_INDEX)
		return false;
	if (advisor->word.status == SMSSITE_SITE_DELETED)
		return take(advisor, &deleting, finding);
	if (detail == 64)
		return take(advisor, &failed, finding);
	return take(advisor, detail == 13 || detail == 23 ? &job : &wait, finding);
}

static bool tree_is_torn(const struct sms_advisor *advisor)
{
	return advisor->missing || sms_advisor_has(advisor, "B13", SMSSITE_SEVERITY_ERROR) ||
	       sms_advisor_has(advisor, "A10", SMSSITE_SEVERITY_ERROR);
}

/* Services lost and files with them: to install one service is not enough (KB Q183348). */
static bool decide_torn(struct sms_advisor *advisor)
{
	static const struct counsel rebuild = { "A16", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_REBUILD,
		"But files of the site are gone too. Record the .UID names and Next SMS Unique ID first, and "
		"use "
		"the same site code.",
		REBUILD_COST, REBUILD_UNTIL };
	size_t finding = finding_of(advisor, "A16", SMSSITE_SEVERITY_ERROR);

	return finding != SMSSITE_NO_INDEX && tree_is_torn(advisor) && take(advisor, &rebuild, finding);
}

/* No service of SMS is installed at all (KB Q183348, Q152466): the tree says how much is left. */
static bool decide_bare(struct sms_advisor *advisor)
{
	static const struct counsel rebuild = { "C01", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_REBUILD,
		"No service is installed and files of the site are gone. Record the .UID names and Next SMS "
		"Unique ID first, and use the same site code.",
		REBUILD_COST, REBUILD_UNTIL };
	static const struct counsel either = { "C01", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_UNKNOWN,
		"No service is installed and the files of the site are there. If the SMS key of the registry "
		"and the shares are there too, SMS_SITE_CONFIG_MANAGER need only be installed again "
		"(Q152466); if they are gone, rebuild.",
		"", "" };
	size_t finding = finding_of(advisor, "C01", SMSSITE_SEVERITY_ERROR);

	if (finding == SMSSITE_NO_INDEX)
		return false;
	for (size_t i = 0; i < advisor->required.count; i++)
		if (sms_service(
			    advisor->site, smssite_service_catalogue_name(advisor->required.service[i])) !=
			SMSSITE_SERVICE_NOT_INSTALLED)
			return false;
	return take(advisor, tree_is_torn(advisor) ? &rebuild : &either, finding);
}

static void decide(struct sms_advisor *advisor)
{
	static const struct counsel itself[] = { { "A30", SMSSITE_SEVERITY_ERROR, SMSSITE_PROCEDURE_OTHER,
		"Stop and remove SMS_UPGRADE_BOOTSTRAP, then Setup, Operations, Reset Site (Q165876).", "",
		"" } };
	static const struct counsel primary = { NULL, 0, SMSSITE_PROCEDURE_NONE,
		"These procedures are for secondary sites; this one is a primary.", "", "" };
	static const struct counsel well = { NULL, 0, SMSSITE_PROCEDURE_NONE,
		"The parent lists the site as active, and nothing that was looked at calls for a repair.", "",
		"" };
	struct counsel rest = { NULL, 0, SMSSITE_PROCEDURE_OTHER,
		"The parent lists the site as active: none of the three procedures is called for.", "", "" };

	if (sms_is_primary(advisor->site) && take_first(advisor, itself, LENGTH(itself)))
		return;
	if (sms_is_primary(advisor->site)) {
		take(advisor, &primary, SMSSITE_NO_INDEX);
		return;
	}
	if (take_first(advisor, undoing, LENGTH(undoing)) || decide_left(advisor) ||
		take_first(advisor, upgrading, LENGTH(upgrading)) ||
		(advisor->upgrade.bootstrap && take_first(advisor, ageless, LENGTH(ageless))) || decide_torn(advisor) ||
		decide_missing(advisor) || take_first(advisor, ruined, LENGTH(ruined)) || decide_bare(advisor) ||
		take_first(advisor, standing, LENGTH(standing)) || decide_stuck(advisor) ||
		take_first(advisor, beside, LENGTH(beside)) || decide_at_parent(advisor) ||
		take_first(advisor, replying, LENGTH(replying)))
		return;
	if (smssite_findings_worst(advisor->findings) < SMSSITE_SEVERITY_WARNING) {
		take(advisor, &well, SMSSITE_NO_INDEX);
		return;
	}
	/* The gravest comes first. */
	rest.rule = smssite_rule_id(smssite_findings_rule(advisor->findings, 0));
	take(advisor, &rest, 0);
}

/* Directories every secondary has, names that vary aside. */
static void look_at_tree(struct sms_advisor *advisor)
{
	for (size_t i = 0; i < smssite_layout_count(); i++) {
		uint32_t roles = smssite_layout_roles(i);
		const char *path = smssite_layout_path(i);

		if (!(roles & SMSSITE_ROLE_SECONDARY) || (roles & SMSSITE_ROLE_OPTIONAL) || strchr(path, '<'))
			continue;
		switch (smssite_snapshot_directory_presence(
			advisor->site, smssite_snapshot_find_directory(advisor->site, path))) {
		case SMSSITE_PRESENCE_PRESENT:
			break;
		case SMSSITE_PRESENCE_MISSING:
			advisor->missing++;
			break;
		default:
			advisor->hidden++;
		}
	}
}

static smssite_advice *make_advice(struct sms_advisor *advisor)
{
	sms_parent_says(advisor->site_case, &advisor->word);
	sms_required_services(advisor->site, &advisor->required);
	sms_look_at_services(advisor->site, &advisor->required, &advisor->look);
	sms_look_at_upgrade(advisor->site_case, &advisor->upgrade);
	look_at_tree(advisor);
	advisor->advice = sms_calloc(1, sizeof(*advisor->advice));
	if (!advisor->advice)
		return NULL;
	decide(advisor);
	if (!advisor->advice->reason) {
		smssite_advice_free(advisor->advice);
		return NULL;
	}
	sms_speak_against(advisor);
	return advisor->advice;
}

SMSSITE_API smssite_status smssite_case_advise(const smssite_case *self, smssite_advice **advice)
{
	struct sms_advisor advisor = { .site_case = self, .site = smssite_case_site(self) };
	smssite_findings *findings;
	smssite_advice *made;
	smssite_trail *trail;
	smssite_status status;

	if (!self || !advice)
		return sms_invalid("smssite_case_advise", "an argument is NULL");
	status = smssite_case_diagnose(self, &findings);
	if (status)
		return status;
	status = smssite_case_trail(self, &trail);
	if (status) {
		smssite_findings_free(findings);
		return status;
	}
	advisor.findings = findings;
	advisor.trail = trail;
	made = make_advice(&advisor);
	smssite_trail_free(trail);
	smssite_findings_free(findings);
	if (!made)
		return SMSSITE_NO_MEMORY;
	*advice = made;
	return SMSSITE_OK;
}
