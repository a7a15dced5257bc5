/* SPDX-License-Identifier: MIT */
#include <smssite/services.h>
#include "base/text.h"

#include <string.h>

#define P SMSSITE_ROLE_PRIMARY
#define S SMSSITE_ROLE_SECONDARY
#define L SMSSITE_ROLE_LOGON_SERVER
#define O SMSSITE_ROLE_OPTIONAL

struct entry {
	const char *name, *title, *file, *log;
	smssite_service_kind kind;
	uint32_t roles;
};

/* Resource Guide (services and threads; trace logs; sample SYSTEM.MAP and control file), KB Q122055 and
 * Q125452 for the logs. The temporary "Upgrade SNA Receiver" is not here: no source gives the name of its
 * service. */
static const struct entry catalogue[] = {
	{ "SMS_SITE_CONFIG_MANAGER", "Site Configuration Manager", "SITEINS.EXE", "SCMAN.LOG",
		SMSSITE_SERVICE_NT, P | S },
	{ "SMS_EXECUTIVE", "SMS Executive", "SMSEXEC.EXE", "SMSEXEC.LOG", SMSSITE_SERVICE_NT, P | S },
	{ "SMS_HIERARCHY_MANAGER", "Site Hierarchy Manager", "PREINST.EXE", "HMAN.LOG", SMSSITE_SERVICE_NT,
		P },
	/* 1.2 only, so no older site lacks it. Sources name its process, clicfg; the extension is [INF]. */
	{ "SMS_CLIENT_CONFIG_MANAGER", "Client Configuration Manager", "CLICFG.EXE", "CLICFG.LOG",
		SMSSITE_SERVICE_NT, P | S | L },
	{ "SMS_INVENTORY_AGENT_NT", "Inventory Agent for Windows NT", "INVWIN32.EXE", "INVAGENT.LOG",
		SMSSITE_SERVICE_NT, P | S | L },
	{ "SMS_PACKAGE_COMMAND_MANAGER_NT", "Package Command Manager for Windows NT", "PCMSVC32.EXE",
		"PACMAN.LOG", SMSSITE_SERVICE_NT, P | S | L },
	{ "SMS_SNA_RECEIVER", "SNA Receiver", "", "SNARECV.LOG", SMSSITE_SERVICE_NT, P | S | O },
	/* BOOT.LOG by KB Q125452; the Resource Guide writes BOOTSTRP.LOG. */
	{ "SMS_BOOTSTRAP", "Bootstrap", "", "BOOT.LOG", SMSSITE_SERVICE_TEMPORARY, S },
	/* At a primary it is the trace of a mistake: /UPGRADE of the site's own code (KB Q165876). */
	{ "SMS_UPGRADE_BOOTSTRAP", "Upgrade Bootstrap", "", "", SMSSITE_SERVICE_TEMPORARY, S },
	{ "SMS_INV_OS2LM", "Inventory Agent for OS/2", "", "", SMSSITE_SERVICE_OTHER, L | O },

	{ "SMS_MAINTENANCE_MANAGER", "Maintenance Manager", "MAINTAIN.DLL", "MAINTMAN.LOG",
		SMSSITE_SERVICE_THREAD, P | S },
	/* SITEREPT.LOG by KB Q122055 and the Resource Guide, SITEREP.LOG by Q125452. */
	{ "SMS_SITE_REPORTER", "Site Reporter", "SITEREP.DLL", "SITEREPT.LOG", SMSSITE_SERVICE_THREAD,
		P | S },
	{ "SMS_SCHEDULER", "Scheduler", "SCHED.DLL", "SCHED.LOG", SMSSITE_SERVICE_THREAD, P | S },
	{ "SMS_INVENTORY_PROCESSOR", "Inventory Processor", "INVPROC.DLL", "INVPROC.LOG",
		SMSSITE_SERVICE_THREAD, P | S },
	{ "SMS_DESPOOLER", "Despooler", "DESPOOL.DLL", "DESPOOL.LOG", SMSSITE_SERVICE_THREAD, P | S },
	{ "SMS_APPLICATIONS_MANAGER", "Applications Manager", "APPMGR.DLL", "APPMAN.LOG",
		SMSSITE_SERVICE_THREAD, P | S },
	{ "SMS_INVENTORY_DATA_LOADER", "Inventory Data Loader", "DATALDR.DLL", "DATALODR.LOG",
		SMSSITE_SERVICE_THREAD, P },
	{ "SMS_ALERTER", "Alerter", "ALERTER.DLL", "ALERTER.LOG", SMSSITE_SERVICE_THREAD, P },
	{ "SMS_TRAP_FILTER", "SNMP Trap Receiver", "TRAPFLTR.DLL", "TRAPFLTR.LOG", SMSSITE_SERVICE_THREAD,
		P },
	{ "SMS_LAN_SENDER", "LAN Sender", "SENDER.DLL", "LANSEND.LOG", SMSSITE_SERVICE_THREAD, P | S },
	/* RASASYNC.LOG by KB Q122055 and the Resource Guide, RASSYNC.LOG by Q125452. */
	{ "SMS_ASYNC_RAS_SENDER", "Asynchronous RAS Sender", "SENDER.DLL", "RASASYNC.LOG",
		SMSSITE_SERVICE_THREAD, P | S | O },
	{ "SMS_ISDN_RAS_SENDER", "ISDN RAS Sender", "SENDER.DLL", "RASISDN.LOG", SMSSITE_SERVICE_THREAD,
		P | S | O },
	{ "SMS_X25_RAS_SENDER", "X.25 RAS Sender", "SENDER.DLL", "RASX25.LOG", SMSSITE_SERVICE_THREAD,
		P | S | O },
	{ "SMS_BATCH_SNA_SENDER", "Batch SNA Sender", "", "SNABATCH.LOG", SMSSITE_SERVICE_THREAD, P | S | O },
	{ "SMS_INTER_SNA_SENDER", "Interactive SNA Sender", "", "SNAINTER.LOG", SMSSITE_SERVICE_THREAD,
		P | S | O },
	{ "SMS_USER_INTERFACE", "SMS Administrator", "SMS.EXE", "UI.LOG", SMSSITE_SERVICE_OTHER, P | O },
};

#define COUNT (sizeof(catalogue) / sizeof(catalogue[0]))

SMSSITE_API size_t smssite_service_catalogue_count(void)
{
	return COUNT;
}

SMSSITE_API const char *smssite_service_catalogue_name(size_t index)
{
	return index < COUNT ? catalogue[index].name : NULL;
}

SMSSITE_API const char *smssite_service_catalogue_title(size_t index)
{
	return index < COUNT ? catalogue[index].title : NULL;
}

SMSSITE_API const char *smssite_service_catalogue_file(size_t index)
{
	return index < COUNT ? catalogue[index].file : NULL;
}

SMSSITE_API const char *smssite_service_catalogue_log(size_t index)
{
	return index < COUNT ? catalogue[index].log : NULL;
}

SMSSITE_API smssite_service_kind smssite_service_catalogue_kind(size_t index)
{
	return index < COUNT ? catalogue[index].kind : SMSSITE_SERVICE_NT;
}

SMSSITE_API uint32_t smssite_service_catalogue_roles(size_t index)
{
	return index < COUNT ? catalogue[index].roles : 0;
}

SMSSITE_API size_t smssite_service_catalogue_find(const char *name)
{
	for (size_t i = 0; name && i < COUNT; i++)
		if (sms_equal_folded(catalogue[i].name, name))
			return i;
	return SMSSITE_NO_INDEX;
}
