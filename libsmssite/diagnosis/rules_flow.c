/* SPDX-License-Identifier: MIT */
/* What rules E to X say: jobs, senders, Despooler, logon servers, inventory, the host. */
#include "diagnosis/rules.h"

static const struct sms_rule rules[] = {
	{ .id = "E01",
		.title = "the Scheduler loops on a damaged send request",
		.explanation =
			"A record of length 0 in a send request (.SRQ, .SRS) has the Scheduler read it "
			"again without end: it writes the same record many times a second, its log "
			"outgrows every limit, and nothing else is sent.",
		.remedy = "Stop SMS_EXECUTIVE, take the file out of SCHEDULE.BOX or of the outbox below "
			  "SENDER.BOX\\REQUESTS, start it again.",
		.sources = "Q159201",
		.needs = "SCHED.LOG; send requests",
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_STUCK,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_e01 },
	{ .id = "E02",
		.title = "a send request names neither a site nor a job",
		.explanation = "A sender that writes the status of a request which was deleted meanwhile leaves a "
			       "damaged one: its destination and its job are blank (DUMPSEND shows it).",
		.remedy = "Stop SMS_EXECUTIVE, take the file away, start it again.",
		.sources = "Q181042",
		.needs = "the outboxes below SENDER.BOX; SCHED.LOG",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_e02 },
	{ .id = "E03",
		.title = "the Scheduler cannot reach its source of jobs",
		.explanation =
			"Without rights on share SMS_SITE the Scheduler cannot read system jobs, and "
			"stops.",
		.remedy = "Give the sender account full control of SMS_SITE.",
		.sources = "Q179118",
		.needs = "SCHED.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "E05",
		.title = "the source of a package is out of reach",
		.explanation =
			"The Scheduler packs a package from its source directory. Error 5 says that the "
			"password it holds is not the one of the domain (events 329 to 331).",
		.remedy = "Make the source reachable; enter account and password again with Setup, "
			"Operations, SMS Service Account.",
		.sources = "Q168510 Q122180",
		.needs = "SCHED.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "E07",
		.title = "a send request is tried for too long",
		.explanation = "The sender tries again and again while the other site cannot be reached; "
			       "after 7 days the Scheduler gives up. The time of the first try is inside the "
			       "file: it is at least as old as it looks.",
		.remedy = "Mend the address or the link, or delete the site that is gone; a longer Retry "
			  "Delay in Minutes keeps it from starving the others.",
		.sources = "Q214485 Q123221",
		.needs = "the outboxes below SENDER.BOX, the time that counts",
		.evidence = SMSSITE_EVIDENCE_FILES,
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
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_EARLIER,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_e08 },
	{ .id = "E09",
		.title = "a send request names a file that is gone",
		.explanation = "A request names a package and an instruction in SENDER.BOX\\TOSEND. Where one of them "
			       "is gone or empty (events 268, 269) nothing useful arrives: a package without its "
			       "instruction is sent again and again.",
		.remedy = "Cancel the job and make it again; then the request goes. At the other site delete the "
			  "empty files in RECEIVE.",
		.sources = "Q123221 Q122180 Q235837",
		.needs = "the outboxes below SENDER.BOX, SENDER.BOX\\TOSEND",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_e09 },
	{ .id = "E10",
		.title = "a send request says that the sender failed",
		.explanation = "A sender writes how it fared into the request: ERROR and INVALID are failures. One that "
			       "was cancelled or is to be deleted is taken away by the Scheduler; one that is "
			       "suspended waits for others of higher priority.",
		.remedy = "Read in the sender's log what happened to that request.",
		.sources = "Q123221",
		.needs = "the outboxes below SENDER.BOX",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_e10 },
	{ .id = "E13",
		.title = "there is no address of the parent",
		.explanation =
			"Everything a secondary sends goes to its parent. Without an address of it the "
			"Scheduler cannot make a send request (events 332, 347).",
		.remedy = "Create the address, and see that the services may read the registry.",
		.sources = "Q122180 Q137376",
		.needs = "a full control file of the site; " SMS_NEEDS_WORD,
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_PARENT |
			    SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_e13 },
	{ .id = "F01",
		.title = "the LAN sender has no capacity",
		.explanation =
			"With 0 as Maximum Concurrent Sendings or Maximum Concurrent Site Sendings the "
			"sender finds all its requests and sends none. Installations stay at Phase 4.",
		.remedy = "Set 5 and 3 under Components\\SMS_LAN_SENDER, and restart SMS_EXECUTIVE.",
		.sources = "Q163379",
		.needs = "LANSEND.LOG",
		.evidence = SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_STUCK,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_f01 },
	{ .id = "F02",
		.title = "the LAN sender has no outbox",
		.explanation =
			"An outbox that was moved or renamed is not supported: the registry then names "
			"none that the sender could look into.",
		.remedy = "Put it back under SENDER.BOX\\REQUESTS; it takes three cycles of SCMAN.",
		.sources = "Q126229 Q107245",
		.needs = "LANSEND.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "F03",
		.title = "the disk of another site is full",
		.explanation = "The sender is told so when it writes there (error 112), or cannot write "
			       "beyond what fitted.",
		.remedy = "Free space at that site, for the package and for its unpacked copy. Jobs that "
			  "retry finish then; those that failed have to be made again.",
		.sources = "Q137610",
		.needs = "LANSEND.LOG, SNABATCH.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_f03 },
	{ .id = "F06",
		.title = "a file at another site stays in use",
		.explanation = "When a connection breaks off, the server of the other site may keep the file open: "
			       "the next tries meet a sharing violation (error 32).",
		.remedy = "Restart the server side there, or wait until it gives the file up. Fixed in SMS 1.2.",
		.sources = "Q153260",
		.needs = "LANSEND.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_f06 },
	{ .id = "F07",
		.title = "a site out of reach keeps the sender from others",
		.explanation = "A sender tries each request to a site that does not answer again and again, with "
			       "little time between; several of them leave it none for other sites.",
		.remedy = "Mend the link, or delete the dead site (A28). Raise Retry Delay in Minutes (20), and "
			  "open the outbox at other hours.",
		.sources = "Q214485",
		.needs = "the SMS root; the registry",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_f07 },
	{ .id = "F12",
		.title = "the name of the site server has small letters",
		.explanation =
			"Up to SMS 1.1 Sender Manager does not find the site then.",
		.remedy = "Write it in capitals, or upgrade to SMS 1.2.",
		.sources = "Q153565",
		.needs = "the registry",
		.evidence = SMSSITE_EVIDENCE_REGISTRY,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_f12 },
	{ .id = "G01",
		.title = "an instruction ended the Despooler",
		.explanation =
			"The Despooler renames an instruction to DS_00000.NIL while it executes it. If "
			"SMS_EXECUTIVE has ended and the file is still there, that instruction ended "
			"it, and will do so again.",
		.remedy = "Take the file away, note the package in DESPOOL.LOG, start SMS_EXECUTIVE, "
			  "send that package again.",
		.sources = "Q152468",
		.needs = "RECEIVE, " SMS_NEEDS_SERVICES "; DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_g01 },
	{ .id = "G02",
		.title = "an instruction is stuck in work",
		.explanation =
			"The Despooler renames an instruction to .IST (with a package) or .NIL (without "
			"one) while it works on it. One that has been so for long was broken off.",
		.remedy = "Look into DESPOOL.LOG, restart SMS_EXECUTIVE, put the file aside.",
		.sources = "Q152468 Q168130",
		.needs = "RECEIVE, the time that counts",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_g02 },
	{ .id = "G03",
		.title = "status from the future waits",
		.explanation = "Clients whose clock is ahead leave status instructions (.SNI) dated later. "
			       "Before service pack 4 the Despooler puts them off until that day and makes "
			       "more of them.",
		.remedy = "Take away only those dated later, and put the clients' clocks right.",
		.sources = "Q172899",
		.needs = "RECEIVE, the time that counts; DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_g03 },
	{ .id = "G04",
		.title = "status of jobs that are gone holds up instructions",
		.explanation = "The Despooler takes 50 files at a time, status (.SNI) before instructions "
			       "(.INS). Hundreds of status files of cancelled jobs make it look dead. The "
			       "code 38a by itself only says that a request is not known any more.",
		.remedy = "Move .SNI that belong to no active job away. A fixed SMSINST.DLL changes the "
			  "order. Cancel one job at a time, and give a cancelled one 48 hours.",
		.sources = "Q168130 Q264945 Q191338",
		.needs = "RECEIVE; DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_g04 },
	{ .id = "G05",
		.title = "a logon server is flooded with status",
		.explanation =
			"Status instructions of expired jobs multiply on logon servers while "
			"Maintenance Manager does not fetch them. No source gives a number: a thousand "
			"is ours.",
		.remedy = "Stop Package Command Manager, take .INS and .SNI of those jobs away, start it "
			"again. Cancel jobs instead of letting them expire.",
		.sources = "Q188042",
		.needs = "LOGON.SRV\\DESPOOLR.BOX of the logon servers",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_g05 },
	{ .id = "G06",
		.title = "the Despooler gave up an instruction that was still open",
		.explanation = "It found the instruction before the sender had closed it (error 32), and "
			       "before service pack 2 it does not look at it again: the instruction waits, "
			       "and what follows it.",
		.remedy = "Restart SMS_EXECUTIVE.",
		.sources = "Q161043",
		.needs = "RECEIVE; DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_g06 },
	{ .id = "G08",
		.title = "a status MIF was thrown away",
		.explanation =
			"A status MIF with a mistake is not compiled (then error cb); before the fix "
			"its job is called complete all the same. The code cb alone is a warning only.",
		.remedy = "Correct the MIF. A fixed BASE.DLL exists (X01).",
		.sources = "Q169491 Q190135",
		.needs = "DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "G09",
		.title = "the Despooler cannot find packages",
		.explanation =
			"Without rights on share SMS_SITE and on RECEIVE the Despooler finds neither "
			"package nor delta, and fails the jobs.",
		.remedy = "Give the sender account its rights again: full control of SMS_SITE, reading "
			"and writing in RECEIVE.",
		.sources = "Q179118",
		.needs = "DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "G10",
		.title = "a file of a package is in use",
		.explanation =
			"Copying a package over files in use fails with error 32, and event 109 speaks "
			"of a full disk with blank numbers.",
		.remedy = "Close the file; look at backup programs and virus scanners.",
		.sources = "Q193766",
		.needs = "DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "G12",
		.title = "a drive is set for the Despooler's temporary files",
		.explanation = "With a value in Preferred Drive For Temp Directory the Despooler of SMS 1.2 before "
			       "service pack 4 cannot unpack packages there.",
		.remedy = "Make the value empty, and restart SMS_EXECUTIVE.",
		.sources = "Q191307",
		.needs = "the registry; DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_g12 },
	{ .id = "G13",
		.title = "unpacking a package ended SMS_EXECUTIVE",
		.explanation =
			"Before service pack 4 the Despooler ends on paths of more than 200 characters, "
			"in the middle of unpacking.",
		.remedy = "Shorten the paths in the package.",
		.sources = "Q182419",
		.needs = "DESPOOL.LOG, " SMS_NEEDS_SERVICES,
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_SERVICES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_g13 },
	{ .id = "G14",
		.title = "a package needs an NTFS drive",
		.explanation =
			"A package with long names, or made on a Macintosh volume, goes to NTFS only: "
			"other servers are passed over (events 113, 373).",
		.remedy = "Take long names or the Macintosh volume from its source, and send it again.",
		.sources = "Q124959 Q139589",
		.needs = "DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "G15",
		.title = "a NetWare server has no group EVERYONE",
		.explanation =
			"The Despooler gives rights on package directories to EVERYONE; without that "
			"group it fails (event 108).",
		.remedy = "Create the group there.",
		.sources = "Q169748",
		.needs = "DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "G16",
		.title = "the Despooler counts its tries",
		.explanation =
			"An instruction that fails is tried a hundred times. The count goes wrong in "
			"service packs 1 and 2, and begins anew with each start up to service pack 3.",
		.remedy = "Install service pack 4; see why the instruction fails.",
		.sources = "Q191360 Q140374",
		.needs = "DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_NOTE,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_log },
	{ .id = "G17",
		.title = "the Despooler disconnects users by force",
		.explanation = "Use Forced Disconnect lets the Despooler replace package directories in use; it takes "
			       "the rights of users away for that and does not always give them back. It does "
			       "nothing on NetWare servers.",
		.remedy = "Switch it off, or put the rights on the package directories back.",
		.sources = "Q128458 Q182414 Q167656 Q202063",
		.needs = "the registry; permissions, which are not read here",
		.evidence = SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_PERMISSIONS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_g17 },
	{ .id = "G21",
		.title = "a package directory in use was not removed",
		.explanation =
			"Removing or refreshing a package directory with open files fails; in SMS 1.0 "
			"and 1.1 the record has a garbled name.",
		.remedy = "Close the files, and wait for the next try.",
		.sources = "Q153637 Q153576 Q184489",
		.needs = "DESPOOL.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_NOTE,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_log },
	{ .id = "G22",
		.title = "empty files were received",
		.explanation =
			"An instruction or a package of 0 bytes cannot be unpacked (events 1, 15, 90, "
			"375). Where the instruction is gone at the sender it sends the package again "
			"and again (E09 there). What is damaged inside is not looked at.",
		.remedy = "Delete the empty files, and have them sent again.",
		.sources = "Q122177 Q122181 Q235837",
		.needs = "RECEIVE, the time that counts",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_g22 },
	{ .id = "G23",
		.title = "directories of the Despooler are left over",
		.explanation =
			"The Despooler unpacks below _S M....TMP in the root of a drive. One that is "
			"older than any instruction in work was left behind.",
		.remedy = "Stop SMS_EXECUTIVE, delete them, start it again.",
		.sources = "Q182419 Q193766",
		.needs = "the root of the SMS drive, the time that counts",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_NOTE,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_g23 },
	{ .id = "H01",
		.title = "Maintenance Manager has stopped in the middle of its work",
		.explanation =
			"With the disk of a logon server full, a message box about lost data stands on "
			"the screen of the site server, and the thread waits for someone to close it: "
			"its log is silent while SMS_EXECUTIVE runs, and half a copy (DOMAIN._) lies "
			"in LOGON.SRV there.",
		.remedy = "Free space on the logon server, close the box, or restart SMS_EXECUTIVE.",
		.sources = "Q168460 Q153563",
		.needs = "MAINTMAN.LOG, " SMS_NEEDS_SERVICES "; LOGON.SRV of the logon servers",
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_h01 },
	{ .id = "H02",
		.title = "inventory is stranded on a logon server",
		.explanation = "Clients write a .TMP into LOGON.SRV\\INVENTRY.BOX and rename it. Old ones "
			       "were broken off: empty ones by the link, others for want of rights (C12). "
			       "Thousands of them make Maintenance Manager look hung. Young ones are being "
			       "written.",
		.remedy = "Stop SMS_EXECUTIVE, move the old ones out, give Everyone the right to change "
			  "there, start it again.",
		.sources = "Q181630 Q168340",
		.needs = "LOGON.SRV\\INVENTRY.BOX of the logon servers, the time that counts",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_PERMISSIONS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_h02 },
	{ .id = "I01",
		.title = "a bad inventory file blocks the others",
		.explanation =
			"One .RAW on which the Inventory Processor hangs or ends keeps all others "
			"waiting: the oldest stays the same, their number grows, INVPROC.LOG is silent.",
		.remedy = "Stop SMS_EXECUTIVE, take the oldest .RAW away, start it again; if that was "
			  "not the one, divide them in halves.",
		.sources = "Q128143 Q187293 Q179561",
		.needs = "INVENTRY.BOX, the time that counts; INVPROC.LOG, " SMS_NEEDS_SERVICES,
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_SERVICES |
			    SMSSITE_EVIDENCE_EARLIER,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_i01 },
	{ .id = "L02",
		.title = "the clock was moved",
		.explanation = "Files are dated later than now, or the times in a log go back. Services "
			       "compare times and ignore what seems older. Dates of 2037 and later crash "
			       "them.",
		.remedy = "Look at B07 before any clock is corrected.",
		.sources = "Q154577 Q200380 Q172899 Q151648 Q202003",
		.needs = "the files of the site, the time that counts; the logs",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_LOGS,
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
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_l05 },
	{ .id = "X01",
		.title = "programs are older than known fixes",
		.explanation = "Articles name the sizes of programs in which a defect is mended. A smaller "
			       "one can have the defect; sizes are a hint, since the articles give no "
			       "versions.",
		.remedy = "Nothing, unless the defect is met. Then the service pack or fix that the "
			  "article names.",
		.sources = "Q182420 Q240786 Q255262 Q193280 Q249203 Q187293 Q178662 Q235837 Q184489 Q168130",
		.needs = "SITE.SRV with its programs",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_NOTE,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_x01 },
};

const struct sms_rule_table sms_rules_flow = { rules, sizeof(rules) / sizeof(*rules) };
