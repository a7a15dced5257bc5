/* SPDX-License-Identifier: MIT */
/* What rules E to L say: jobs, senders, Despooler, logon servers, inventory, the host. */
#include "diagnosis/rules.h"

static const struct sms_rule rules[] = {
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

const struct sms_rule_table sms_rules_flow = { rules, sizeof(rules) / sizeof(*rules) };
