/* SPDX-License-Identifier: MIT */
/* What rules D say: SMSIDs and .UID files. */
#include "diagnosis/rules.h"

#define NEEDS_UIDS "LOGON.SRV\\SMSID of the site server and of its logon servers"

static const struct sms_rule rules[] = {
	{ .id = "D01",
		.title = "a logon server has no .UID file",
		.explanation = "The name of the one .UID file in SMSID is the next SMSID of that server. "
			       "Without it, or with a "
			       "name that is no SMSID, no new client can be made there.",
		.remedy =
			"Look at the rights on the directory, and restart SMS_EXECUTIVE: Maintenance Manager "
			"gives the server a "
			"range. Never make the file by hand with an id that is in use (smssite smsid check).",
		.sources = "Q127052 Q154936",
		.needs = NEEDS_UIDS,
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_d01 },
	{ .id = "D02",
		.title = "a logon server has two .UID files",
		.explanation = "Clients cannot tell which one counts: they print a row of # and fail. Wrong "
			       "rights on the directory are the "
			       "usual cause.",
		.remedy = "Put the rights right, then take away the file with the lower id.",
		.sources = "Q269774",
		.needs = NEEDS_UIDS,
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_d02 },
	{ .id = "D03",
		.title = "a .UID file is of another site",
		.explanation = "The first three characters of an SMSID are the code of the site that made "
			       "it. Only right after a logon "
			       "server changed its site another code may stand there.",
		.remedy = "Find out whose server it is before anything is renamed.",
		.sources = "Q127052 Q183347",
		.needs = NEEDS_UIDS,
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_d03 },
	{ .id = "D04",
		.title = "a range of ids is nearly used up",
		.explanation = "Beyond Y00 Maintenance Manager gives a logon server its next range at its "
			       "next visit. Where the counter "
			       "is beyond and goes on, it does not come by; 2,591 ids are left at Y00.",
		.remedy = "Restart SMS_EXECUTIVE, and see in MAINTMAN.LOG why it does not visit that server.",
		.sources = "Q127052",
		.needs = NEEDS_UIDS,
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_EARLIER,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_d04 },
	{ .id = "D05",
		.title = "two logon servers share a range of ids",
		.explanation = "A range belongs to one server. Two that count in the same one give the same "
			       "ids to different clients.",
		.remedy = "Give one of them a fresh range from Next SMS Unique ID, raise that value, and "
			  "look for clients that share an id.",
		.sources = "Q127052",
		.needs = NEEDS_UIDS,
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_d05 },
	{ .id = "D06",
		.title = "Next SMS Unique ID is not above every range in use",
		.explanation = "The value is the next range that a logon server of this site gets. A site "
			       "that was rebuilt or restored "
			       "begins too low, and gives ranges again that clients have ids of.",
		.remedy = "Raise it above every range in use; never lower it.",
		.sources = "Q127052 Q183347 Q183348",
		.needs = "the site server's registry, " NEEDS_UIDS,
		.evidence = SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_d06 },
	{ .id = "D07",
		.title = "a .UID file was turned back",
		.explanation = "Clients have ids at or above the one that the file gives next: names in "
			       "HISTORY, PCMDOM.BOX, PCMINS.BOX or "
			       "CCR.BOX, or an earlier look show them. A backup that was restored brings old "
			       ".UID names with it.",
		.remedy = "Rename the file above the highest id that is known, and look for clients that "
			  "share an id.",
		.sources = "Q138347 Q183347",
		.needs = NEEDS_UIDS ", file names that carry ids; an earlier snapshot helps",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_d07 },
	{ .id = "D08",
		.title = "the next range of ids is not saved",
		.explanation =
			"When a site is removed, its next range is written into SMS.INI of the site server; "
			"without it a site of "
			"the same code begins at range 00 again (event 241 when it could not be written).",
		.remedy = "Keep SMS.INI, or set Next SMS Unique ID high enough by hand before the first "
			  "client comes.",
		.sources = "Q127052 Q122179",
		.needs = "the site server's registry, or SMS.INI of its drive C:",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_d08 },
	{ .id = "D09",
		.title = "several machines use one SMSID",
		.explanation = "SMS.INI was copied with a disk image: machines with one id take turns in one "
			       "record.",
		.remedy = "Delete SMS.INI on all but one of them and run SMSLS again.",
		.sources = "Q126642 Q176517 Q192859 Q148649",
		.needs = "the NT event log, or SMS.INI files of clients",
		.evidence = SMSSITE_EVIDENCE_EVENT_LOG | SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_d09 },
	{ .id = "D10",
		.title = "a virus scanner holds the .UID file",
		.explanation = "InocuLAN 4.0 before build 241 on a logon server keeps clients from reading "
			       "the file.",
		.remedy = "Stop or update it.",
		.sources = "Q168543",
		.needs = SMS_NEEDS_SERVICES,
		.evidence = SMSSITE_EVIDENCE_SERVICES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_LOW,
		.check = sms_check_d10 },
};

const struct sms_rule_table sms_rules_ids = { rules, sizeof(rules) / sizeof(*rules) };
