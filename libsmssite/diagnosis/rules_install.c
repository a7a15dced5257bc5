/* SPDX-License-Identifier: MIT */
/* What rules A say: installation, upgrade, removal of a secondary. */
#include "diagnosis/rules.h"

static const struct sms_rule rules[] = {
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
		.needs = SMS_NEEDS_BOX ", " SMS_NEEDS_WORD ", " SMS_NEEDS_SERVICES,
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_PARENT | SMSSITE_EVIDENCE_SERVICES |
			    SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_STUCK,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a01 },
	{ .id = "A02",
		.title = "an upgrade of the site does not finish",
		.explanation = "SMS_UPGRADE_BOOTSTRAP takes the old version down, waits for two packages and "
			       "starts the new one. If it is still there 24 hours after the upgrade began it "
			       "has failed; after 48 it gives up by itself and starts the old version again "
			       "(event 388; 381 to 384 for packages lost, damaged or too large).",
		.remedy = "Remove the service, clear the bootstrap's files out of the site-control box so "
			  "that only the master stays, set aside what lies in RECEIVE, install and start "
			  "SMS_SITE_CONFIG_MANAGER, wait until the site is active, then order the upgrade "
			  "again at the parent: PREINST /UPGRADE:code. Where the old version has restarted "
			  "itself the order is all that is needed.",
		.sources = "Q183347 Q122181",
		.needs = SMS_NEEDS_SERVICES ", the SMS root; BOOT.LOG and an earlier snapshot help",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_EARLIER |
			    SMSSITE_EVIDENCE_LOGS,
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
		.needs = SMS_NEEDS_BOX ", " SMS_NEEDS_SERVICES,
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_SERVICES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a03 },
	{ .id = "A04",
		.title = "the Despooler took the package of an upgrade",
		.explanation = "An upgrade first shuts the site down. With many logon servers that is slow, "
			       "and a Despooler that still runs takes the package meant for the bootstrap, "
			       "cannot use it, and the bootstrap waits in vain until it gives up after 48 "
			       "hours.",
		.remedy = "Order the upgrade again at the parent: PREINST /UPGRADE:code.",
		.sources = "Q186408",
		.needs = "DESPOOL.LOG, " SMS_NEEDS_SERVICES "; the parent's word",
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_PARENT,
		.gravest = SMSSITE_SEVERITY_STUCK,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a04 },
	{ .id = "A05",
		.title = "a shutdown of the site was asked for and not done",
		.explanation =
			"An upgrade asks SCMAN with SHUTDOWN.CT1 to stop and remove the site's services. "
			"While the file is there that has not been done. The time it takes grows with the "
			"number of logon servers.",
		.remedy = "While the bootstrap is installed let SCMAN finish; if it does not run start it. Without "
			  "a bootstrap nobody would put the site up again: take the file out of the box before "
			  "SCMAN is started, and order the upgrade anew (A02).",
		.sources = "Q186408 Q254532 Q254228",
		.needs = SMS_NEEDS_BOX ", " SMS_NEEDS_SERVICES,
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_SERVICES,
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
		.needs = SMS_NEEDS_SERVICES ", the SMS root, an earlier snapshot",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_EARLIER |
			    SMSSITE_EVIDENCE_EVENT_LOG,
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
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_a07 },
	{ .id = "A09",
		.title = "programs of two builds lie together",
		.explanation = "Unpacking that breaks off midway (events 385, 386) leaves programs of the new "
			       "version among those of the old. Which build a program is of is told by its "
			       "size in two SYSTEM.MAPs.",
		.remedy = "Take the site for unstable, and have the parent upgrade it again.",
		.sources = "Q122181",
		.needs = "SYSTEM.MAP and the programs; SYSTEM.MAP of the other build (the parent's, or an earlier "
			 "snapshot)",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_EARLIER | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_a09 },
	{ .id = "A10",
		.title = "SYSTEM.MAP is missing or damaged",
		.explanation = "SCMAN reads in it which files belong to which component. Without it no "
			       "component is installed or verified (events 387, 237, 225).",
		.remedy = "Put back the SYSTEM.MAP of the release, or the copy made before the upgrade, and "
			  "restart SCMAN.",
		.sources = "Q122181 Q122179 Q171338",
		.needs = "the SMS root",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a10 },
	{ .id = "A11",
		.title = "programs are not those of SYSTEM.MAP",
		.explanation =
			"SYSTEM.MAP gives two sizes of each file, one of which the installed file has. A file of "
			"another size was exchanged by a fix without its map, or the map without the files; of "
			"files that are missing only those count that a service of this site is made of.",
		.remedy = "Copy the file again from the media (Setup's upgrade does so, event 234), or merge the "
			  "map of the fix with MERGEMAP.",
		.sources = "Q196228 Q245816 Q122179",
		.needs = "SYSTEM.MAP and the programs",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_a11 },
	{ .id = "A15",
		.title = "NT was installed anew under the site",
		.explanation =
			"The tree of the site is there, and nothing of SMS in NT: no services, no "
			"shares, no key in the registry. The same repair fits a corrupt registry and a "
			"tree with many files lost.",
		.remedy = "Record every .UID name below LOGON.SRV\\SMSID and the value Next SMS Unique "
			  "ID first. Remove shares (not SMS_PKGx), tree and key, PREINST /DELSITE at the "
			  "parent, create the site again with the same code, rename the .UID files back, "
			  "raise Next SMS Unique ID if it is lower.",
		.sources = "Q183348 Q183347",
		.needs = SMS_NEEDS_SERVICES ", the registry with services and shares, the tree",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_SERVICES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a15 },
	{ .id = "A16",
		.title = "SMS_SITE_CONFIG_MANAGER is gone, the rest is there",
		.explanation =
			"The service keys of SMS were lost while its tree, its registry and its shares "
			"are whole. SCMAN makes all other services again once it runs.",
		.remedy = "Install SMS_SITE_CONFIG_MANAGER with INSTSRV: the full local path of "
			  "SITEINS.EXE, the service account, automatic start. Start it. Then export the "
			  "keys.",
		.sources = "Q152466 Q138347",
		.needs = SMS_NEEDS_SERVICES ", the registry with services and shares, the tree",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_SERVICES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a16 },
	{ .id = "A17",
		.title = "a restore of the site is not complete",
		.explanation = "A secondary is whole only with all of its parts: the key of SMS, "
			       "SITECTRL.CT0, the tree, SMS.INI, the shares, and NT under the same names. "
			       "Parts that are older than the rest hand out SMSIDs twice (D07).",
		.remedy = "Restore all parts, run LOGON.SRV\\RUNSMS.BAT, install SCMAN, restart the "
			  "parent's services.",
		.sources = "Q138347",
		.needs = SMS_NEEDS_SERVICES ", the registry with services and shares, the tree",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_SERVICES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_a17 },
	{ .id = "A18",
		.title = "SMS was removed in part",
		.explanation =
			"Some of services, key and tree are there and others are not. Setup takes what "
			"is left for a site and stops.",
		.remedy = "Stop the services, delete their keys, the key of SMS and the tree. Keep "
			  "SMS.INI if the range of SMSIDs that it saves is wanted.",
		.sources = "Q139627 Q183348",
		.needs = SMS_NEEDS_SERVICES ", the registry, the tree",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_SERVICES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a18 },
	{ .id = "A20",
		.title = "another site that is not active holds up the upgrade",
		.explanation =
			"The parent upgrades its secondaries only when all of them are active: one "
			"that is being installed, removed or is broken keeps all upgrade jobs pending.",
		.remedy = "Repair that site or delete it: the others then go on.",
		.sources = "Q134716 Q171338 Q137376",
		.needs = "the parent's list of all its sites",
		.evidence = SMSSITE_EVIDENCE_PARENT,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_a20 },
	{ .id = "A23",
		.title = "SMS.INI of the site server says nothing of its site",
		.explanation =
			"On a new secondary of SMS 1.2 with service pack 3 or 4 the site server's own "
			"SMS.INI is made before DOMAIN.INI is filled: site, domain and servers stay "
			"blank in it, though DOMAIN.INI has them, and its clients inherit that.",
		.remedy = "Restart SMS_INVENTORY_AGENT_NT on the secondary, or run UPGRADE.BAT there from a "
			  "drive connected to the logon server.",
		.sources = "Q279752 Q195823",
		.needs = "SMS.INI of the site server's drive C:, LOGON.SRV\\DOMAIN.INI",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a23 },
	{ .id = "A24",
		.title = "the site was never built",
		.explanation =
			"SCMAN makes directories, shares and services through the administrative share "
			"of the drive. Without it (switched off, or by policy) it leaves SITE.SRV half "
			"made, no LOGON.SRV, no services, and error 7411 in its log.",
		.remedy = "Bring the administrative shares back (restart, or create them; look at "
			  "policies), remove the site with Setup, and install it again.",
		.sources = "Q122386 Q122988 Q158292",
		.needs = "the SMS root; " SMS_NEEDS_SERVICES ", SCMAN.LOG",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a24 },
	{ .id = "A26",
		.title = "the site server was renamed",
		.explanation = "A site cannot follow its server to another name: registry, control files and "
			       "clients name the old one, and restoring a backup does not help.",
		.remedy = "Give the server its old name back; otherwise install the site anew.",
		.sources = "Q147469",
		.needs = "the computer's name in the registry; Identification or a control file",
		.evidence = SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a26 },
	{ .id = "A27",
		.title = "the site code is a reserved name",
		.explanation =
			"CON, PRN, AUX and NUL are devices to DOS and NT: no directory can bear such a "
			"name, and files named by the site code go astray.",
		.remedy = "Install the site again with another code. For SMS 1.2 a fixed BASE.DLL exists.",
		.sources = "Q182420",
		.needs = "a control file of the site",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a27 },
	{ .id = "A29",
		.title = "a secondary site lies on top of a primary",
		.explanation =
			"Nothing keeps an administrator from naming the primary's own server as that of a "
			"new secondary. What only a primary has is then on a server whose control file "
			"says secondary.",
		.remedy = "No way to mend it is documented: plan the removal of the site, and its installation "
			  "on a server of its own.",
		.sources = "Q140056",
		.needs = "a control file of the site; the SMS root or the registry",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_LOW,
		.check = sms_check_a29 },
	{ .id = "A30",
		.title = "a primary is removing itself",
		.explanation = "PREINST /UPGRADE with the primary's own code installs SMS_UPGRADE_BOOTSTRAP "
			       "there, which stops and removes its services.",
		.remedy = "Stop and remove SMS_UPGRADE_BOOTSTRAP, then Setup, Operations, Reset Site; "
			  "with SMS 1.2 restart SMS_HIERARCHY_MANAGER.",
		.sources = "Q165876",
		.needs = SMS_NEEDS_SERVICES " of a primary",
		.evidence = SMSSITE_EVIDENCE_SERVICES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a30 },
	{ .id = "A31",
		.title = "a service of SMS is marked for deletion",
		.explanation =
			"A service that is deleted while a program still holds it is marked "
			"(DeleteFlag) and goes with the next restart: until then NET START lists it, "
			"and nobody can stop or start it (error 1072). An upgrade fails on it, and leaves "
			"*.TMP in the root of the drive that cannot be deleted.",
		.remedy = "Restart the server, then Site Reset and the upgrade again.",
		.sources = "Q122176",
		.needs = "the registry of the services; the root of the drive",
		.evidence = SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_a31 },
	{ .id = "A32",
		.title = "SCMAN did not start with the server",
		.explanation =
			"With much to start at once SCMAN can fail to start within its time, while the "
			"other services run.",
		.remedy = "Start it. Let fewer programs start with the server, or give it more memory.",
		.sources = "Q141237",
		.needs = SMS_NEEDS_SERVICES ", the registry of the services",
		.evidence = SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_REGISTRY,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_a32 },
	{ .id = "A43",
		.title = "the video drivers of NT 4.0 never came to the site",
		.explanation =
			"A primary with service pack 3 does not pass the entries \"(NT 4.0 only)\" of the "
			"compatible video drivers to its secondary sites.",
		.remedy = "Add the entries in the properties of the secondary site (Clients), or install service "
			  "pack 4.",
		.sources = "Q186411",
		.needs = "a full control file of the site, and of its parent",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_NOTE,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_a43 },
};

const struct sms_rule_table sms_rules_install = { rules, sizeof(rules) / sizeof(*rules) };
