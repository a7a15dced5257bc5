/* SPDX-License-Identifier: MIT */
/* What rules B and C say: site control files, registry, SCMAN, services. */
#include "diagnosis/rules.h"

static const struct sms_rule rules[] = {
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
		.needs = SMS_NEEDS_BOX ", " SMS_NEEDS_SERVICES ", SCMAN.LOG",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_LOGS |
			    SMSSITE_EVIDENCE_EARLIER,
		.gravest = SMSSITE_SEVERITY_STUCK,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b01 },
	{ .id = "B02",
		.title = "SCMAN hangs enumerating user groups",
		.explanation =
			"The last record of SCMAN.LOG says that user groups of a domain will be "
			"enumerated, and nothing follows, though a .ct1 waits or a day has passed: the "
			"domain's controller does not answer. SCMAN may be silent for a day when it "
			"has nothing to do; that alone is no sign.",
		.remedy = "Restart SCMAN; switch the enumeration of user groups off, or make it rarer, "
			  "with SETGUG.",
		.sources = "Q162383 Q123318",
		.needs = "SCMAN.LOG, " SMS_NEEDS_SERVICES "; " SMS_NEEDS_BOX,
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_STUCK,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b02 },
	{ .id = "B03",
		.title = "SCMAN hangs on a logon server",
		.explanation = "SCMAN.LOG ends at a logon server, and at the same one again after a restart: "
			       "that server's registry has reached its quota, and calls to it do not return.",
		.remedy = "On that server raise the registry size limit and restart it.",
		.sources = "Q191958",
		.needs = "SCMAN.LOG, " SMS_NEEDS_SERVICES "; " SMS_NEEDS_BOX,
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_STUCK,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b03 },
	{ .id = "B05",
		.title = "the site control image nears 256 KB",
		.explanation = "Before the third service pack of SMS 1.2 an image of more than 256 KB cannot "
			       "be read from the database (event 336); that is about 1,100 sites and "
			       "addresses.",
		.remedy = "Install service pack 3, or the fix for SMS 1.1.",
		.sources = "Q162536 Q171038",
		.needs = SMS_NEEDS_BOX " of the site, that of the parent too if it is given",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_EVENT_LOG,
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
		.needs = SMS_NEEDS_BOX " of the site, that of the parent too if it is given; the registry",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY,
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
		.needs = SMS_NEEDS_BOX ", the time that counts; HMAN.LOG of the parent",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b07 },
	{ .id = "B08",
		.title = "another site has overwritten this site's registry",
		.explanation = "With all detected servers, a site takes the servers of its domain for its "
			       "logon servers, those of other sites too, and blanks Identification and SQL "
			       "Server there. At a primary Hierarchy Manager then finds no database.",
		.remedy = "Set all sites of the domain to specified servers, without site servers in the "
			  "lists, and restore the keys of SMS from a backup, the repair directory or the "
			  "emergency repair disk, or rebuild.",
		.sources = "Q270218",
		.needs = "the registry; HMAN.LOG of a primary",
		.evidence = SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b08 },
	{ .id = "B12",
		.title = "SCMAN refused a control file",
		.explanation = "A .ct1 that SCMAN cannot use is renamed: its extension .710 to .718 is the "
			       "reason (event 211).",
		.remedy = "Compare it with SITECTRL.CT0, put right the section that the code names, and "
			  "submit it again as .ct1.",
		.sources = "Q121683 Q122179",
		.needs = SMS_NEEDS_BOX,
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b12 },
	{ .id = "B13",
		.title = "the master site control file is missing",
		.explanation = "SCMAN looks for SITECTRL.CT0 when it starts (events 209, 242; code 7107).",
		.remedy = "Restore SITECTRL.CT0 from a backup. A copy of it named *.CT1 has SCMAN set up the "
			  "registry anew.",
		.sources = "Q133113 Q122179 Q121683",
		.needs = SMS_NEEDS_BOX,
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b13 },
	{ .id = "B14",
		.title = "the master contradicts the registry",
		.explanation = "Site code, site server, install directory or parent differ between "
			       "SITECTRL.CT0 and Identification (event 226, codes 714, 7202).",
		.remedy = "Decide which is right, and submit a corrected copy of the master as .ct1.",
		.sources = "Q121683 Q122179",
		.needs = "the registry, a full control file",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_b14 },
	{ .id = "B15",
		.title = "the Identification in the registry cannot be used",
		.explanation = "Components ask Identification who the site is: a site code of three letters "
			       "or digits, and an install directory with its full path that is not the root "
			       "of a drive (events 209, 366; code 7110).",
		.remedy = "Restore the key, or submit a copy of SITECTRL.CT0 as .ct1: SCMAN sets the key "
			  "up from it.",
		.sources = "Q122179 Q122181 Q121683",
		.needs = "the registry",
		.evidence = SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b15 },
	{ .id = "B17",
		.title = "a domain has an apostrophe in its name",
		.explanation =
			"Up to SMS 1.1 an apostrophe in the name of a NetWare domain breaks the SQL of "
			"Hierarchy Manager: the domain never appears.",
		.remedy = "Rename the domain, or upgrade to SMS 1.2.",
		.sources = "Q153409",
		.needs = "a full control file",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b17 },
	{ .id = "B18",
		.title = "two sites claim the same domain",
		.explanation = "A site set to use all servers it detects takes the servers of other sites in "
			       "that domain too, and can overwrite their registry (event 236, code 7412).",
		.remedy = "Set every site of the domain to specified servers, without site servers in the "
			  "lists, and switch off automatic logon scripts.",
		.sources = "Q270218 Q123318 Q121386 Q185343 Q122179",
		.needs = "full control files of this site and of another one of the domain",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b18 },
	{ .id = "B21",
		.title = "the services answer at \"Very Fast\"",
		.explanation = "At this response every service polls once a minute: a setting for tests that "
			       "loads server and links of a site in production.",
		.remedy = "Set Fast or Medium in the site's properties (Services).",
		.sources = "Q107244 Q176517",
		.needs = "a full control file",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_NOTE,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_b21 },
	{ .id = "B23",
		.title = "SCMAN is silent for longer than its cycle",
		.explanation =
			"SCMAN looks after its site once a day at least, and says so in its log. That "
			"it has been silent for longer while it runs is a sign; a .ct1 that waits (B01) "
			"or the end of its log (B02, B03) say more.",
		.remedy = "Restart SCMAN, or SENDCODE SMS_SITE_CONFIG_MANAGER 192.",
		.sources = "Q130906 Q168682 Q123318",
		.needs = "SCMAN.LOG, " SMS_NEEDS_SERVICES,
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_SERVICES,
		.gravest = SMSSITE_SEVERITY_NOTE,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_b23 },
	{ .id = "B26",
		.title = "a sender is there twice, or on a server that is no logon server",
		.explanation =
			"A phantom of the LAN sender appears beside it. Who deletes it deletes the "
			"values of the real one: its capacity is 0 then (F01). A sender can be on the site "
			"server and on logon servers only.",
		.remedy = "Do not delete a phantom: change, add or delete another sender, and it goes. Install "
			  "senders only on the site server or a logon server.",
		.sources = "Q138243 Q140366 Q135087",
		.needs = "a full control file",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_b26 },
	{ .id = "B27",
		.title = "a component was moved to another server and lost",
		.explanation =
			"Up to SMS 1.1, Scheduler or Despooler moved to a helper server can lose its "
			"key in the registry: SMS_EXECUTIVE starts no thread for it, and jobs pile up "
			"in SCHEDULE.BOX.",
		.remedy = "Move both back to the site server, and restart the services.",
		.sources = "Q131698 Q153247",
		.needs = "SMSEXEC.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "B29",
		.title = "site and parent speak different languages",
		.explanation = "Versions of SMS in different languages must not report to each other.",
		.remedy = "Have one language version in a hierarchy.",
		.sources = "Q126351",
		.needs = "the SMS root of the site, and of its parent",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_LOW,
		.check = sms_check_b29 },
	{ .id = "C01",
		.title = "a service the site needs does not run",
		.explanation = "SCMAN and SMS_EXECUTIVE run at every site; which others is said by the "
			       "control file. The components that are threads run in SMS_EXECUTIVE and "
			       "appear in no list of services.",
		.remedy = "Start SCMAN first: it starts the others. SENDCODE SMS_SITE_CONFIG_MANAGER 192 has "
			  "it look again.",
		.sources = "Q139627 Q152466 Q168682 Q176517",
		.needs = SMS_NEEDS_SERVICES "; the control file says which are needed",
		.evidence = SMSSITE_EVIDENCE_SERVICES | SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_ERROR,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_c01 },
	{ .id = "C02",
		.title = "a NetWare volume cannot be enumerated",
		.explanation =
			"SCMAN counts the shares of a NetWare server wrongly, looks for its share "
			"without a path, and the logon server stays inactive.",
		.remedy = "On the server BINDFIX (3.1x) or DSREPAIR (4.x), and set the bindery context "
			"again.",
		.sources = "Q167808",
		.needs = "SCMAN.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "C03",
		.title = "SCMAN names the code of a failure",
		.explanation =
			"A record of SCMAN ends in SiteConfig Mgr code 71nn or 74nn. What the number "
			"means, explain tells.",
		.remedy = "See smssite explain with the number.",
		.sources = "Q121683 Q167808",
		.needs = "SCMAN.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_NOTE,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "C04",
		.title = "a server denies SCMAN access",
		.explanation =
			"Where a trusted domain has an account of the same name with another password, "
			"SCMAN is denied access there (error 5), and where accounts are locked after "
			"some tries it locks that one.",
		.remedy = "Use different names or equal passwords. Where program group control is not "
			"used, switch the enumeration off with SETGUG.",
		.sources = "Q171005 Q163747",
		.needs = "SCMAN.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_c04 },
	{ .id = "C05",
		.title = "a logon server looks installed and is empty",
		.explanation =
			"From a site server of NT 3.51 with service pack 3, an OS/2 or LAN Manager "
			"logon server gets the directories and no more: LOGON.SRV has neither X86.BIN "
			"nor SMSID (error 183 for SMS_SHR; events 116, 117).",
		.remedy = "Service pack 4 or later of NT 3.51 on the site server.",
		.sources = "Q142022 Q142163",
		.needs = "LOGON.SRV of the logon servers",
		.evidence = SMSSITE_EVIDENCE_FILES | SMSSITE_EVIDENCE_EVENT_LOG,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_c05 },
	{ .id = "C06",
		.title = "logon servers are passed over: their free space cannot be read",
		.explanation =
			"A site server of NT 3.51 with SMS 1.2 service pack 3 gets error 144 when it "
			"asks a logon server of NT 4.0 how much space is free, and passes it over.",
		.remedy = "The fix for NT of Q167871.",
		.sources = "Q200769",
		.needs = "MAINTMAN.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "C08",
		.title = "the inventory agent looks for a LOGON.SRV of its own",
		.explanation =
			"On a server that is no logon server the inventory agent needs to be told where "
			"one is; without /L: in its ImagePath it waits for CLI_NT.EXE in a LOGON.SRV "
			"that is not there.",
		.remedy = "Append /L:\\\\server\\SMS_SHR to ImagePath of SMS_INVENTORY_AGENT_NT; SCMAN may "
			"take it away again.",
		.sources = "Q155626",
		.needs = "INVAGENT.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "C09",
		.title = "the name of a logon server is too long",
		.explanation =
			"Up to SMS 1.1: with more than 13 characters SCMAN drops the domain on NT "
			"before 3.51; clients of SMS 1.0 take 12 of a logon server.",
		.remedy = "Give the server a shorter name.",
		.sources = "Q123771 Q126643",
		.needs = "a full control file",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_c09 },
	{ .id = "C11",
		.title = "files of others lie among the programs",
		.explanation =
			"An upgrade empties the directories of programs, and takes what SYSTEM.MAP does "
			"not list along.",
		.remedy = "Move them elsewhere before an upgrade.",
		.sources = "Q107245",
		.needs = "SYSTEM.MAP and the programs",
		.evidence = SMSSITE_EVIDENCE_FILES,
		.gravest = SMSSITE_SEVERITY_NOTE,
		.confidence = SMSSITE_CONFIDENCE_MEDIUM,
		.check = sms_check_c11 },
	{ .id = "C12",
		.title = "the permissions below SMS_SHR were changed",
		.explanation =
			"Clients write into share SMS_SHR. Administrators and Everyone have full "
			"control of the share; in LOGON.SRV Everyone may change CCR.BOX, DESPOOLR.BOX, "
			"INVENTRY.BOX, ISVMIF.BOX and the .UID file in SMSID. With less, clients print "
			"rows of # and cannot rename the .UID file, and inventory is stranded.",
		.remedy = "Set them back as above; the directories of programs and instructions are for "
			  "Everyone to read only.",
		.sources = "Q189809 Q154936 Q181629 Q181630",
		.needs = "the permissions of shares and directories, which are not read here",
		.evidence = SMSSITE_EVIDENCE_PERMISSIONS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_c12 },
	{ .id = "C18",
		.title = "client services cannot be installed",
		.explanation =
			"Client Configuration Manager reaches a client by its share ADMIN$ and with the "
			"service account. Requests that fail gather in CCR.BOX\\RETRY.",
		.remedy = "Restore ADMIN$, rights and name resolution, then move the .CCR from RETRY back "
			"to CCR.BOX.",
		.sources = "Q168518 Q158292 Q270697",
		.needs = "CLICFG.LOG",
		.evidence = SMSSITE_EVIDENCE_LOGS,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_HIGH,
		.check = sms_check_log },
	{ .id = "C24",
		.title = "a component does not run in SMS_EXECUTIVE",
		.explanation = "SMS_EXECUTIVE writes the number of each thread it has started to the registry. A "
			       "component of the site without one did not start, though the service runs.",
		.remedy = "Restart SMS_EXECUTIVE, then look for what the component's own rules say.",
		.sources = "Q133385",
		.needs = "the registry of the site server, " SMS_NEEDS_SERVICES,
		.evidence = SMSSITE_EVIDENCE_REGISTRY | SMSSITE_EVIDENCE_SERVICES,
		.gravest = SMSSITE_SEVERITY_WARNING,
		.confidence = SMSSITE_CONFIDENCE_LOW,
		.check = sms_check_c24 },
};

const struct sms_rule_table sms_rules_site = { rules, sizeof(rules) / sizeof(*rules) };
