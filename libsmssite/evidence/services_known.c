/* SPDX-License-Identifier: MIT */
/* What tells a list of services from prose: a name that is known, or its form. */
#include "evidence/services.h"

#include <string.h>

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

/* -- a list by its form alone ------------------------------------------------------------------------ */

/* What stands round the services, and what they are like. */
struct form {
	/* Lines at the margin before the first service and behind the last. */
	size_t before, behind;
	size_t services, indent;
	bool header, other;
};

static bool has_word(struct sms_span line, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= line.size; i++)
		if (!sms_compare_folded(line.data + i, size, word, size))
			return true;
	return false;
}

/* "Folgende Windows NT-Dienste sind gestartet:": the product keeps its name in every language. */
static bool is_foreign_header(struct sms_span line)
{
	return line.size && line.data[line.size - 1] == ':' && has_word(line, "Windows");
}

/* Sentences and commands are none: "NET STOP SMS_EXECUTIVE". The names of SMS are their display names. */
static bool is_like_a_name(struct sms_span line)
{
	return !strchr(".:;,!?", line.data[line.size - 1]) && !memchr(line.data, '"', line.size) &&
		!(has_word(line, "SMS_") && memchr(line.data, ' ', line.size)) && !has_word(line, "NET START ") &&
		!has_word(line, "NET STOP ");
}

static void look_at(struct form *form, struct sms_span line)
{
	struct sms_span words = sms_span_trim(line);
	size_t indent = (size_t)(words.data - line.data);

	if (!words.size)
		return;
	if (!indent) {
		*(form->services ? &form->behind : &form->before) += 1;
		form->header = form->services ? form->header : is_foreign_header(words);
		return;
	}
	form->other = form->other || form->behind || (form->services && indent != form->indent) || !is_like_a_name(words);
	form->indent = indent;
	form->services++;
}

/* NT runs a few services always. A command may have been typed above the header, and a prompt stand below the last line. */
bool sms_services_has_form(struct sms_span text)
{
	struct form form = { 0 };
	struct sms_span line;

	while (sms_next_line(&text, &line))
		look_at(&form, line);
	return form.header && !form.other && form.services >= 3 && form.before <= 2 && form.behind <= 2;
}
