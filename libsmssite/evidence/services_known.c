/* SPDX-License-Identifier: MIT */
/* Names that tell a list of services from prose. */
#include "evidence/services.h"

/* Services of Windows NT, by name and by display name: NET START shows the latter. Those whose names no language of Windows
 * changes stand first; SQL Server runs beside SMS on many a site server. */
static const char *const windows[] = { "EventLog", "Server", "Spooler", "MSSQLServer", "SQLExecutive", "NetBIOS", "RPC",
	"LanmanServer", "LanmanWorkstation", "Workstation", "Alerter", "Browser", "Computer Browser", "Messenger", "NetLogon",
	"Net Logon", "Replicator", "Directory Replicator", "License Logging Service", "LicenseService",
	"NT LM Security Support Provider", "NtLmSsp", "PlugPlay", "Plug and Play", "Plug & Play", "RpcLocator", "RpcSs",
	"Remote Procedure Call (RPC) Locator", "Remote Procedure Call (RPC) Service", "Schedule", "SNMP", "TCP/IP NetBIOS Helper",
	"LmHosts", "TapiSrv", "Telephony Service", "UPS", "ClipSrv", "ClipBook Server", "NetDDE", "Network DDE", "Dhcp", "DHCP Client",
	"Remote Access Server" };

/* English, of any Windows: "These Windows NT services are started:". */
#define HEADER_END "services are started:"

static bool is_known(const char *name)
{
	if (smssite_service_catalogue_find(name) != SMSSITE_NO_INDEX)
		return true;
	for (size_t i = 0; i < sizeof(windows) / sizeof(*windows); i++)
		if (sms_equal_folded(name, windows[i]))
			return true;
	return false;
}

bool sms_services_any_known(const smssite_services *self)
{
	for (size_t i = 0; i < self->count; i++)
		if (is_known(self->entries[i].name))
			return true;
	return false;
}

bool sms_services_is_header(struct sms_span line)
{
	const size_t size = sizeof(HEADER_END) - 1;

	line = sms_span_trim(line);
	return line.size >= size && !sms_compare_folded(line.data + line.size - size, size, HEADER_END, size);
}
