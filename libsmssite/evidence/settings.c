/* SPDX-License-Identifier: MIT */
/* The registry values that concern a site, with what the sources tell of them. Exact names of most values under
 * Identification, Setup and SQL Server are in no source: those are not listed. */
#include <smssite/registry.h>
#include "base/alloc.h"
#include "base/error.h"

static const struct {
	const char *key, *name, *meaning, *unit, *by_default, *source;
} settings[] = {
	{ "Identification", "Site Server", "the site server's name", "", "", "Q153565" },
	{ "Identification", "Installation Directory", "the SMS root, a full DOS path", "", "", "Q122179" },
	{ "Identification", "AppleTalk Zone Name", "zone that Maintenance Manager writes into DOMAIN.INI", "", "",
		"Q156385" },
	{ "Setup", "Version", "build of the installed product", "", "", "Q137988" },
	{ "Tracing", "Enabled", "whether components trace at all", "", "1", "Resource Guide" },
	{ "Tracing", "SQLEnabled", "whether SQL commands are traced", "", "0", "Q139141" },
	{ "Components\\SMS_SITE_CONFIG_MANAGER", "Logon Script Configuration Interval", "between checks of logon scripts",
		"minutes", "1440", "Resource Guide" },
	{ "Components\\SMS_SITE_CONFIG_MANAGER", "Restart After Shutdown Delay", "before services start again", "minutes",
		"5", "Resource Guide" },
	{ "Components\\SMS_SITE_CONFIG_MANAGER", "Site Configuration Reporting Interval", "between .CT2 heartbeats",
		"minutes", "1440", "Resource Guide" },
	{ "Components\\SMS_SITE_CONFIG_MANAGER", "User Group Reporting Interval", "between user group reports", "minutes",
		"1440", "Resource Guide" },
	{ "Components\\SMS_SITE_CONFIG_MANAGER", "Watchdogging Interval", "between watchdog cycles", "minutes", "120",
		"Resource Guide" },
	{ "Components\\SMS_SITE_CONFIG_MANAGER", "SiteControlImageSize", "largest site control image", "bytes", "454000",
		"Q255262" },
	{ "Components\\SMS_HIERARCHY_MANAGER", "Dont Send DB To Parent Site", "1: no inventory dump at attach", "", "",
		"Q191305" },
	{ "Components\\SMS_MAINTENANCE_MANAGER", "Next SMS Unique ID", "next range for a logon server", "SMSID", "",
		"Q127052" },
	{ "Components\\SMS_MAINTENANCE_MANAGER", "Inventory False Logon Limit", "logons before a client changes site", "",
		"3", "Q121386" },
	{ "Components\\SMS_MAINTENANCE_MANAGER", "Slow Net Threshold Speed", "below it a link is slow", "", "850",
		"Q131011" },
	{ "Components\\SMS_MAINTENANCE_MANAGER", "Inventory Agent Service Interval", "between inventory runs", "minutes",
		"1440", "Resource Guide" },
	{ "Components\\SMS_DESPOOLER", "Preferred Drive For Temp Directory", "drive for decompression", "", "",
		"Q191307" },
	{ "Components\\SMS_DESPOOLER", "SMS Drive Minimum Free Space in MBytes", "least free space", "megabytes", "100",
		"Resource Guide" },
	{ "Components\\SMS_DESPOOLER", "Number Of Retries Before Forced Disconnection", "tries before users are cut off", "",
		"12", "Q128458" },
	{ "Components\\SMS_DESPOOLER", "Forced Disconnection Delay In Minutes", "warning before users are cut off",
		"minutes", "5", "Q128458" },
	{ "Components\\SMS_LAN_SENDER", "Maximum Concurrent Sendings", "sendings at once; 0 blocks all", "", "5",
		"Q163379" },
	{ "Components\\SMS_LAN_SENDER", "Maximum Concurrent Site Sendings", "sendings at once to one site; 0 blocks all",
		"", "3", "Q163379" },
	{ "Components\\SMS_LAN_SENDER", "Number of Retries", "tries before a request goes back", "", "2", "Q214485" },
	{ "Components\\SMS_LAN_SENDER", "Retry Delay in Minutes", "between tries", "minutes", "1", "Q214485" },
	{ "Components\\SMS_EXECUTIVE", "Working Set Limit", "0: automatic", "", "0", "Q121682" },
	{ "Components\\SMS_INVENTORY_PROCESSOR", "Inventory Update Reporting Interval (Days)", "between reports without change",
		"days", "4", "Q130940" },
	{ "Compression", "Yield Time", "pause of the compressor", "milliseconds", "75", "Q121555" },
	{ "Compression", "Compression Level", "1 to 7", "", "1", "Q121555" },
	{ "Compression", "Enable Compression", "Yes or No", "", "Yes", "Q121555" },
};
#define SETTINGS (sizeof(settings) / sizeof(*settings))

SMSSITE_API size_t smssite_setting_count(void)
{
	return SETTINGS;
}

SMSSITE_API const char *smssite_setting_key(size_t setting)
{
	return setting < SETTINGS ? settings[setting].key : NULL;
}

SMSSITE_API const char *smssite_setting_name(size_t setting)
{
	return setting < SETTINGS ? settings[setting].name : NULL;
}

SMSSITE_API const char *smssite_setting_meaning(size_t setting)
{
	return setting < SETTINGS ? settings[setting].meaning : NULL;
}

SMSSITE_API const char *smssite_setting_unit(size_t setting)
{
	return setting < SETTINGS ? settings[setting].unit : NULL;
}

SMSSITE_API const char *smssite_setting_default(size_t setting)
{
	return setting < SETTINGS ? settings[setting].by_default : NULL;
}

SMSSITE_API const char *smssite_setting_source(size_t setting)
{
	return setting < SETTINGS ? settings[setting].source : NULL;
}

SMSSITE_API smssite_status smssite_setting_find(size_t setting, const smssite_registry *registry, size_t *value)
{
	smssite_status status = SMSSITE_NO_MEMORY;
	char *key;

	if (setting >= SETTINGS || !registry || !value)
		return sms_invalid(__func__, "NULL, or a number that is no setting's");
	key = sms_asprintf("HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\%s", settings[setting].key);
	if (key)
		status = smssite_registry_find(registry, key, settings[setting].name, value);
	sms_free(key);
	return status;
}
