/* SPDX-License-Identifier: MIT */
#include "diagnosis/rules.h"
#include "base/text.h"
#include "site/interest.h"

struct rule {
	const char *id, *title, *explanation, *remedy, *sources, *needs;
	smssite_severity gravest;
	smssite_confidence confidence;
	sms_rule_check_fn check;
};

#define BOX "the site-control box"
#define WORD "the parent's word"
#define SERVICES "the services"

static const struct rule rules[] = {
	{ .id = "A01",
		.title = "the site stays at \"Phase 4 Complete\" and never becomes active",
		.explanation = "An installation or upgrade ends with a .ct2 that SCMAN writes in the "
			       "site-control box and a system job carries to the parent. If it never arrives "
			       "the parent goes on waiting. Either a .ct2 lies in the box for more than 30 "
			       "minutes, or none is there and the parent still does not list the site as "
			       "active. A box with only its master is also what a healthy site looks like: "
			       "the files alone do not tell.",
		.remedy = "With a .ct2 waiting: restart the SMS services and follow it through the logs of "
			  "Scheduler, Despooler and LAN sender. With none, and all services running: keep a "
			  "copy of the master, take the other control files out of the box and rename the "
			  "master to 00000000.CT1; SCMAN answers with a new .ct2.",
		.sources = "Q183347 Q133113 Q137376",
		.needs = BOX ", " WORD ", " SERVICES,
		.gravest = SMSSITE_SEVERITY_STUCK,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a01 },
	{ .id = "A02",
		.title = "an upgrade of the site does not finish",
		.explanation = "SMS_UPGRADE_BOOTSTRAP takes the old version down, waits for two packages and "
			       "starts the new one. If it is still there 24 hours after the upgrade began it "
			       "has failed; after 48 it gives up by itself.",
		.remedy = "Remove the service, clear the bootstrap's files out of the site-control box so "
			  "that only the master stays, set aside what lies in RECEIVE, install and start "
			  "SMS_SITE_CONFIG_MANAGER, wait until the site is active, then order the upgrade "
			  "again at the parent: PREINST /UPGRADE:code.",
		.sources = "Q183347 Q122181",
		.needs = SERVICES ", the SMS root; an earlier snapshot helps",
		.gravest = SMSSITE_SEVERITY_STUCK,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a02 },
	{ .id = "A03",
		.title = "stray files in the site-control box",
		.explanation = "At rest the box holds SITECTRL.CT0 and nothing else. Other control files, "
			       "bootstrap files and .NAD directories that have been there longer than a "
			       "cycle of SCMAN are left from something that failed.",
		.remedy = "Keep SITECTRL.CT0 and move the rest to a holding directory before SCMAN is "
			  "started again.",
		.sources = "Q183347 Q133113 Q122201",
		.needs = BOX ", " SERVICES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a03 },
	{ .id = "A05",
		.title = "a shutdown of the site was asked for and not done",
		.explanation =
			"An upgrade asks SCMAN with SHUTDOWN.CT1 to stop and remove the site's services. "
			"While the file is there that has not been done. The time it takes grows with the "
			"number of logon servers.",
		.remedy = "Let SCMAN finish; if it does not run start it. Then go on with the upgrade (A02).",
		.sources = "Q186408 Q254532 Q254228",
		.needs = BOX ", " SERVICES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_a05 },
	{ .id = "A06",
		.title = "the packages of a bootstrap are gone",
		.explanation = "A bootstrap waits up to 48 hours for BOOTSTRP.PK1 and BOOTSTRP.PK2 in the "
			       "SMS root. One that was there and is not any more (event 381) ends the "
			       "installation.",
		.remedy = "Let the bootstrap start the old version again, then upgrade once more from the "
			  "primary.",
		.sources = "Q122181",
		.needs = SERVICES ", the SMS root, an earlier snapshot",
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a06 },
	{ .id = "A07",
		.title = "a package of a bootstrap is damaged",
		.explanation = "BOOTSTRP.PK1 or BOOTSTRP.PK2 is empty (events 382, 383). Their contents are "
			       "compressed and not checked here.",
		.remedy = "Suspect the transmission: check the link and have the primary send the upgrade "
			  "again.",
		.sources = "Q122181 Q168724",
		.needs = "the SMS root",
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_a07 },
	{ .id = "A10",
		.title = "SYSTEM.MAP is missing or damaged",
		.explanation = "SCMAN reads in it which files belong to which component. Without it no "
			       "component is installed or verified (events 387, 237, 225).",
		.remedy = "Put back the SYSTEM.MAP of the release, or the copy made before the upgrade, and "
			  "restart SCMAN.",
		.sources = "Q122181 Q122179 Q171338",
		.needs = "the SMS root",
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a10 },
	{ .id = "B01",
		.title = "changes are not applied: .ct1 files queue up",
		.explanation = "SCMAN takes a new .ct1 at once. One that stays while SCMAN runs and writes "
			       "nothing to its log means that SCMAN hangs: enumerating user groups of a "
			       "domain whose controller does not answer (B02), or on a logon server whose "
			       "registry is full (B03).",
		.remedy = "Restart SCMAN and look at the last record of its log. B02: switch off the "
			  "enumeration of user groups with SETGUG. B03: raise the registry quota of that "
			  "logon server and restart it.",
		.sources = "Q162383 Q191958 Q131010",
		.needs = BOX ", " SERVICES ", SCMAN.LOG",
		.gravest = SMSSITE_SEVERITY_STUCK,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b01 },
	{ .id = "B05",
		.title = "the site control image nears 256 KB",
		.explanation = "Before the third service pack of SMS 1.2 an image of more than 256 KB cannot "
			       "be read from the database (event 336); that is about 1,100 sites and "
			       "addresses.",
		.remedy = "Install service pack 3, or the fix for SMS 1.1.",
		.sources = "Q162536 Q171038",
		.needs = BOX " of the site, that of the parent too if it is given",
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b05 },
	{ .id = "B06",
		.title = "the site control image nears 454,000 bytes",
		.explanation = "What is beyond that size is lost without a message: new addresses vanish. A "
			       "fixed BASE4.DLL and the registry value SiteControlImageSize raise the limit "
			       "to 681,000.",
		.remedy = "Install the fix and set SiteControlImageSize (567500 decimal is suggested), or "
			  "divide the hierarchy.",
		.sources = "Q255262",
		.needs = BOX " of the site, that of the parent too if it is given; the registry",
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b06 },
	{ .id = "B07",
		.title = "a control file is stamped later than now",
		.explanation = "The newer image wins. If a clock was ever ahead, an image from then beats "
			       "all later changes until its day comes. Stamps of 2037 and later crash the "
			       "services.",
		.remedy = "Restore the database of the time when the clock was right, or rebuild the site; "
			  "or wait for that day. Do not correct a clock before this is looked at.",
		.sources = "Q154577 Q200380 Q151648",
		.needs = BOX ", the time that counts; HMAN.LOG of the parent",
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b07 },
	{ .id = "B12",
		.title = "SCMAN refused a control file",
		.explanation = "A .ct1 that SCMAN cannot use is renamed: its extension .710 to .718 is the "
			       "reason (event 211).",
		.remedy = "Compare it with SITECTRL.CT0, put right the section that the code names, and "
			  "submit it again as .ct1.",
		.sources = "Q121683 Q122179",
		.needs = BOX,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b12 },
	{ .id = "B13",
		.title = "the master site control file is missing",
		.explanation = "SCMAN looks for SITECTRL.CT0 when it starts (events 209, 242; code 7107).",
		.remedy = "Restore SITECTRL.CT0 from a backup. A copy of it named *.CT1 has SCMAN set up the "
			  "registry anew.",
		.sources = "Q133113 Q122179 Q121683",
		.needs = BOX,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b13 },
	{ .id = "B18",
		.title = "two sites claim the same domain",
		.explanation = "A site set to use all servers it detects takes the servers of other sites in "
			       "that domain too, and can overwrite their registry (event 236, code 7412).",
		.remedy = "Set every site of the domain to specified servers, without site servers in the "
			  "lists, and switch off automatic logon scripts.",
		.sources = "Q270218 Q123318 Q121386 Q185343 Q122179",
		.needs = "full control files of this site and of another one of the domain",
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b18 },
	{ .id = "C01",
		.title = "a service the site needs does not run",
		.explanation = "SCMAN and SMS_EXECUTIVE run at every site; which others is said by the "
			       "control file. The components that are threads run in SMS_EXECUTIVE and "
			       "appear in no list of services.",
		.remedy = "Start SCMAN first: it starts the others. SENDCODE SMS_SITE_CONFIG_MANAGER 192 has "
			  "it look again.",
		.sources = "Q139627 Q152466 Q168682 Q176517",
		.needs = SERVICES "; the control file says which are needed",
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_c01 },
	{ .id = "E07",
		.title = "a send request is tried for too long",
		.explanation = "The sender tries again and again while the other site cannot be reached; "
			       "after 7 days the Scheduler gives up. The time of the first try is inside the "
			       "file: it is at least as old as it looks.",
		.remedy = "Mend the address or the link, or delete the site that is gone; a longer Retry "
			  "Delay in Minutes keeps it from starving the others.",
		.sources = "Q214485 Q123221",
		.needs = "the outboxes below SENDER.BOX, the time that counts",
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_e07 },
	{ .id = "E08",
		.title = "jobs queue up before the Scheduler",
		.explanation = "Everything a secondary has for its parent passes through SCHEDULE.BOX. No "
			       "source gives a limit: more than a day is this library's default.",
		.remedy = "Look at the Scheduler's log: a damaged send request, a missing address, an "
			  "unreachable source stop it.",
		.sources = "Q131698 Q176517",
		.needs = "SCHEDULE.BOX, the time that counts; an earlier snapshot helps",
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_e08 },
	{ .id = "L02",
		.title = "the clock was moved",
		.explanation = "Files are dated later than now, or the times in a log go back. Services "
			       "compare times and ignore what seems older. Dates of 2037 and later crash "
			       "them.",
		.remedy = "Look at B07 before any clock is corrected.",
		.sources = "Q154577 Q200380 Q172899 Q151648 Q202003",
		.needs = "the files of the site, the time that counts; the logs",
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_l02 },
	{ .id = "L05",
		.title = "the SMS drive is short of space",
		.explanation = "A package needs room compressed and unpacked (how much is inferred: three "
			       "times its size). The Despooler wants 100 MB to stay free by default.",
		.remedy = "Free space before any other repair.",
		.sources = "Q122179 Q137610 Q168460",
		.needs = "the free space of the site's drive, packages that wait",
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_l05 },
};

#define COUNT (sizeof(rules) / sizeof(*rules))

/* Records that a rule or the trail quotes; all but "Event" texts are quoted in the KB articles of the rules.
 */
static const struct sms_pattern interest[] = {
	{ "SCMAN.LOG", "user groups will be enumerated" },
	{ "SCMAN.LOG", "Service is stopping" },
	{ "SCMAN.LOG", "SiteConfig Mgr code" },
	{ "SCMAN.LOG", "Event 211 " },
	{ "SCMAN.LOG", "Event 213 " },
	{ "SCMAN.LOG", "Event 214 " },
	{ "HMAN.LOG", "Site Control Image in the database is newer" },
	{ "HMAN.LOG", "Cannot establish a SQL connection" },
	{ "SCHED.LOG", "Size mismatch in RoutingInfo record" },
	{ "SCHED.LOG", "Cannot connect to secondary source" },
	{ "SCHED.LOG", "about to write bad data" },
	{ "LANSEND.LOG", "no sending capacity" },
	{ "LANSEND.LOG", "no outbox for the sender to scan" },
	{ "LANSEND.LOG", "There is not enough space on the disk" },
	{ "DESPOOL.LOG", "Cannot decompress instruction file" },
	{ "DESPOOL.LOG", "won't be processed till" },
	{ "DESPOOL.LOG", "error code = c0000001" },
};

static const struct smssite_interest published = { interest, sizeof(interest) / sizeof(*interest) };

SMSSITE_API size_t smssite_rule_count(void)
{
	return COUNT;
}

SMSSITE_API const char *smssite_rule_id(size_t rule)
{
	return rule < COUNT ? rules[rule].id : NULL;
}

SMSSITE_API const char *smssite_rule_title(size_t rule)
{
	return rule < COUNT ? rules[rule].title : NULL;
}

SMSSITE_API const char *smssite_rule_explanation(size_t rule)
{
	return rule < COUNT ? rules[rule].explanation : NULL;
}

SMSSITE_API const char *smssite_rule_remedy(size_t rule)
{
	return rule < COUNT ? rules[rule].remedy : NULL;
}

SMSSITE_API const char *smssite_rule_sources(size_t rule)
{
	return rule < COUNT ? rules[rule].sources : NULL;
}

SMSSITE_API const char *smssite_rule_needs(size_t rule)
{
	return rule < COUNT ? rules[rule].needs : NULL;
}

SMSSITE_API smssite_severity smssite_rule_severity(size_t rule)
{
	return rule < COUNT ? rules[rule].gravest : SMSSITE_SEVERITY_OK;
}

SMSSITE_API smssite_confidence smssite_rule_confidence(size_t rule)
{
	return rule < COUNT ? rules[rule].confidence : SMSSITE_CONFIDENCE_LOW;
}

SMSSITE_API size_t smssite_rule_find(const char *id)
{
	for (size_t i = 0; id && i < COUNT; i++)
		if (sms_equal_folded(rules[i].id, id))
			return i;
	return SMSSITE_NO_INDEX;
}

SMSSITE_API const smssite_interest *smssite_rules_interest(void)
{
	return &published;
}

SMSSITE_API const char *smssite_severity_name(smssite_severity severity)
{
	static const char *const names[] = { "OK", "UNKNOWN", "NOTE", "WARNING", "ERROR", "STUCK" };

	return (size_t)severity < sizeof(names) / sizeof(*names) ? names[severity] : "?";
}

const char *sms_confidence_name(smssite_confidence confidence)
{
	return confidence == SMSSITE_CONFIDENCE_HIGH	 ? "HIGH"
	       : confidence == SMSSITE_CONFIDENCE_MEDIUM ? "MEDIUM"
							 : "LOW";
}

sms_rule_check_fn sms_rule_check(size_t rule)
{
	return rules[rule].check;
}
