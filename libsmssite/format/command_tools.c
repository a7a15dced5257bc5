/* SPDX-License-Identifier: MIT */
/* The commands beside PREINST, and the tools that have none. */
#include "format/command.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* CreateProcess and most of NT stop there. */
#define MAX_PATH_BYTES 259
#define MAX_NAME 80
#define MAX_KEY 1024

/* ---- operands */

/* NT lets a service be called almost anything; those of SMS and of its SQL Server are no worse than this. */
static smssite_status check_service(const char *service)
{
	size_t size = strlen(service);
	bool good = size && size <= MAX_NAME && !strchr("$-.", service[0]);

	for (size_t i = 0; good && i < size; i++) {
		char c = sms_upper(service[i]);

		good = sms_is_digit(c) || (c >= 'A' && c <= 'Z') || strchr("_$-.", c);
	}
	return good ? SMSSITE_OK
		    : sms_fail(SMSSITE_MALFORMED,
			      "'%.40s' is no name of a service: letters, digits and _ $ - .", service);
}

/* Between two backslashes of a path: what Windows lets be a file's name. */
static bool is_file_name(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)name[i] < ' ' || strchr("<>:\"/|?*", name[i]))
			return false;
	/* Windows drops a dot or a blank at the end, so such a name is another's, or "." or "..". */
	return size && name[size - 1] != '.' && name[size - 1] != ' ';
}

static bool are_file_names(const char *path)
{
	size_t size;

	for (;; path += size + 1) {
		size = strcspn(path, "\\");
		if (!is_file_name(path, size))
			return false;
		if (!path[size])
			return true;
	}
}

static smssite_status check_path(const char *path, const char *extension)
{
	size_t size = strlen(path);
	char drive = sms_upper(path[0]);

	if (size > 3 && size <= MAX_PATH_BYTES && drive >= 'A' && drive <= 'Z' && path[1] == ':' &&
		path[2] == '\\' && are_file_names(path + 3) && sms_has_extension(path, extension) &&
		sms_is_utf8(path, size))
		return SMSSITE_OK;
	return sms_fail(SMSSITE_MALFORMED, "no full local path of a file %s (like C:\\SMS\\NAME%s)",
		extension, extension);
}

static bool is_account_part(const char *part, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)part[i] < ' ' || strchr("\"/\\[]:;|=,+*?<>", part[i]))
			return false;
	return size && size <= MAX_NAME && part[0] != '-' && part[0] != ' ' && part[size - 1] != ' ';
}

static smssite_status check_account(const char *account)
{
	size_t domain = strcspn(account, "\\");

	if (account[domain] && is_account_part(account, domain) &&
		is_account_part(account + domain + 1, strlen(account + domain + 1)) &&
		sms_is_utf8(account, strlen(account)))
		return SMSSITE_OK;
	return sms_fail(SMSSITE_MALFORMED, "no account of the form DOMAIN\\user");
}

/* REGEDIT of NT knows no short names of the roots. */
static smssite_status check_key(const char *key)
{
	static const char *const roots[] = { "HKEY_LOCAL_MACHINE", "HKEY_USERS", "HKEY_CURRENT_USER",
		"HKEY_CLASSES_ROOT", "HKEY_CURRENT_CONFIG" };
	size_t size = strlen(key), root = strcspn(key, "\\");
	bool good = false;

	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++)
		good = good || sms_span_equal_folded((struct sms_span){ key, root }, roots[i]);
	good = good && size <= MAX_KEY && key[size - 1] != '\\' && !strstr(key, "\\\\") &&
	       sms_is_utf8(key, size);
	for (size_t i = 0; good && i < size; i++)
		good = (unsigned char)key[i] >= ' ' && key[i] != '"';
	return good ? SMSSITE_OK
		    : sms_fail(SMSSITE_MALFORMED,
			      "no key of the registry, like HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS");
}

/* ---- NET */

#define ITS_SERVER "at the server that has it"

static const struct sms_explanation why_start = { ITS_SERVER,
	"the service $1 is installed, its account and password are right",
	"starts the service $1; the Site Configuration Manager in turn starts all others of the site", "",
	"NET START lists $1", "Q139627, Q122176, Resource Guide (Site Configuration Manager)" };
static const struct sms_explanation why_stop = { ITS_SERVER,
	"where others are to stay stopped, SMS_SITE_CONFIG_MANAGER is stopped first: it starts SMS_EXECUTIVE "
	"again",
	"stops the service $1 and, /Y says yes to that, those that depend on it",
	"the work of $1 rests until it is started again; no thread of SMS_EXECUTIVE can be stopped alone "
	"safely",
	"NET START does not list $1",
	"Q122176, Q159201, Resource Guide (Site Configuration Manager, tracing)" };
static const struct sms_explanation why_share = { "at the server that shares it",
	"the services of SMS are stopped there; the comment of the share is noted, services read it",
	"ends the share $1, also for who is connected (/Y); the files stay",
	"who uses the share loses it; an SMS_PKGx share may stay in every procedure, clients run packages "
	"from it",
	"NET SHARE does not list $1", "Q183347, Q183348, Resource Guide (shares)" };

static smssite_status build_net(const char *verb, const char *service, const struct sms_explanation *why,
	const char *word, const char *last, smssite_command **command)
{
	const char *const operands[3] = { service };
	smssite_command *self;
	smssite_status status;

	if (!command)
		return sms_invalid("smssite_command_net", "NULL");
	*command = NULL;
	if (!service)
		return sms_invalid("smssite_command_net", "NULL");
	status = check_service(service);
	if (status)
		return status;
	self = sms_command_new(verb, why, operands);
	sms_command_add_word(self, "NET");
	sms_command_add_word(self, word);
	sms_command_add_word(self, "$1");
	if (last)
		sms_command_add_word(self, last);
	return sms_command_finish(self, command);
}

SMSSITE_API smssite_status smssite_command_net_start(const char *service, smssite_command **command)
{
	return build_net("net start", service, &why_start, "START", NULL, command);
}

SMSSITE_API smssite_status smssite_command_net_stop(const char *service, smssite_command **command)
{
	return build_net("net stop", service, &why_stop, "STOP", "/Y", command);
}

static bool is_sms_share(const char *share)
{
	char last = strlen(share) == 8 ? sms_upper(share[7]) : '\0';

	if (sms_equal_folded(share, "SMS_SHR") || sms_equal_folded(share, "SMS_SITE"))
		return true;
	return last >= 'A' && last <= 'Z' &&
	       (sms_compare_folded(share, 7, "SMS_SHR", 7) == 0 ||
		       sms_compare_folded(share, 7, "SMS_PKG", 7) == 0);
}

SMSSITE_API smssite_status smssite_command_net_share_delete(const char *share, smssite_command **command)
{
	const char *const operands[3] = { share };
	smssite_command *self;

	if (!command)
		return sms_invalid(__func__, "NULL");
	*command = NULL;
	if (!share)
		return sms_invalid(__func__, "NULL");
	if (check_service(share))
		return sms_fail(SMSSITE_MALFORMED,
			"'%.40s' is no name of a share: letters, digits and _ $ - .", share);
	if (!is_sms_share(share))
		return sms_fail(SMSSITE_REFUSED,
			"%s is no share of SMS 1.x: SMS_SHR, SMS_SHRx, SMS_SITE, SMS_PKGx", share);
	self = sms_command_new("net share delete", &why_share, operands);
	sms_command_add_word(self, "NET");
	sms_command_add_word(self, "SHARE");
	sms_command_add_word(self, "$1");
	sms_command_add_word(self, "/DELETE");
	sms_command_add_word(self, "/Y");
	return sms_command_finish(self, command);
}

/* ---- SENDCODE */

enum {
	TO_EXECUTIVE = 1,
	TO_HMAN = 2,
	TO_SCMAN = 4,
	TO_ANY = 8,
	TO_THREE = TO_EXECUTIVE | TO_HMAN | TO_SCMAN,
};

#define SENDCODE_AT                                                                                          \
	"at the server that has the service; SENDCODE.EXE is on the SMS 1.2 disc in SUPPORT\\DEBUG"
#define RUNS "the service $1 runs"
#define ANSWERS "SENDCODE ends without an error [INF]"
#define CYCLE "SCMAN.LOG shows a new cycle"
#define ALL_SERVERS "the cycle contacts all logon servers"
#define CODES_KB "Q168682, Resource Guide (SENDCODE), Supplement (SENDCODE)"
#define CODES_GUIDES "Resource Guide (SENDCODE), Supplement (SENDCODE); not in Q168682"
#define REMOVAL                                                                                              \
	"the whole site: services, files and shares of the site server and of all logon and helper servers"

static const struct sendcode {
	int code;
	unsigned int services;
	const char *unchecked;
	struct sms_explanation why;
} codes[] = {
	{ 128, TO_THREE, NULL,
		{ SENDCODE_AT, RUNS, "$1 begins to track its memory", "", ANSWERS, CODES_KB } },
	{ 129, TO_THREE, NULL, { SENDCODE_AT, RUNS, "$1 stops tracking its memory", "", ANSWERS, CODES_KB } },
	{ 130, TO_THREE, NULL,
		{ SENDCODE_AT, RUNS ", tracking was on (128)",
			"$1 writes what memory it holds to .MEM files and SCMANMEM.LOG in the root of the "
			"drive",
			"an earlier dump of the same name [INF]", "the files are new", CODES_KB } },
	{ 131, TO_EXECUTIVE, NULL,
		{ SENDCODE_AT, RUNS, "$1 writes its cache and connections of SQL to C:\\SQLCACHE.LOG",
			"an earlier one [INF]", "the file is new", "Supplement (SENDCODE)" } },
	{ 132, TO_ANY, NULL,
		{ SENDCODE_AT, RUNS, "$1 heeds NET PAUSE, or if it did, no more", "", ANSWERS, CODES_KB } },
	{ 133, TO_EXECUTIVE, NULL,
		{ SENDCODE_AT, RUNS, "$1 reads the settings of its trace logs again", "",
			"the logs are written where the registry says", "Supplement (SENDCODE)" } },
	{ 192, TO_SCMAN, NULL,
		{ SENDCODE_AT, RUNS,
			"an ordinary watchdog cycle: checks the installation, starts what has "
			"stopped; " ALL_SERVERS,
			"", CYCLE, CODES_KB } },
	{ 193, TO_SCMAN, NULL,
		{ SENDCODE_AT, RUNS, "a watchdog cycle that ends with a .CT2 for the parent; " ALL_SERVERS,
			"", "a .CT2 appears in SITE.SRV\\SITECFG.BOX and leaves it within 30 minutes",
			CODES_KB ", Q183347, Q131010 (calls the utility unsupported)" } },
	{ 194, TO_SCMAN, NULL,
		{ SENDCODE_AT, RUNS "; SENDCODE 234 or a restart of the computer came before",
			"a watchdog cycle treated as an upgrade; " ALL_SERVERS,
			"what the services do while they are installed again", CYCLE, CODES_KB } },
	{ 195, TO_SCMAN, NULL,
		{ SENDCODE_AT, RUNS, "a watchdog cycle that writes a MIF of the user groups; " ALL_SERVERS,
			"", CYCLE, CODES_KB } },
	{ 196, TO_SCMAN, NULL,
		{ SENDCODE_AT,
			RUNS "; logon scripts are configured automatically and all detected servers used",
			"a watchdog cycle that changes the logon scripts; " ALL_SERVERS,
			"changes made to the scripts by hand [INF]", CYCLE, CODES_KB } },
	{ 234, TO_SCMAN, NULL,
		{ SENDCODE_AT, RUNS,
			"shutdown: stops and removes the services of the site at all its servers",
			"the site does nothing until SCMAN installs its services again",
			"NET START lists no service of SMS but SCMAN [INF]", CODES_GUIDES } },
	{ 235, TO_SCMAN,
		"which value deinstalls: 235 in the Supplement, 255 in the Resource Guide; Q168682 has "
		"neither",
		{ SENDCODE_AT, RUNS, "removes the site", REMOVAL, "services, files and shares are gone",
			"Supplement (SENDCODE)" } },
	{ 255, TO_SCMAN,
		"which value deinstalls: 255 in the Resource Guide, 235 in its Supplement; Q168682 has "
		"neither",
		{ SENDCODE_AT, RUNS, "removes the site", REMOVAL, "services, files and shares are gone",
			"Resource Guide (SENDCODE)" } },
};

static unsigned int service_bit(const char *service)
{
	return sms_equal_folded(service, "SMS_EXECUTIVE")	      ? TO_EXECUTIVE
	       : sms_equal_folded(service, "SMS_HIERARCHY_MANAGER")   ? TO_HMAN
	       : sms_equal_folded(service, "SMS_SITE_CONFIG_MANAGER") ? TO_SCMAN
								      : 0;
}

static const struct sendcode *code_find(int code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i].code == code)
			return &codes[i];
	return NULL;
}

SMSSITE_API smssite_status smssite_command_sendcode(const char *service, int code, smssite_command **command)
{
	const struct sendcode *known = code_find(code);
	const char *operands[3] = { service };
	smssite_command *self;
	smssite_status status;
	char digits[8];

	if (!command)
		return sms_invalid(__func__, "NULL");
	*command = NULL;
	if (!service)
		return sms_invalid(__func__, "NULL");
	if (!known)
		return sms_fail(SMSSITE_INVALID, "no source names a code %d", code);
	status = check_service(service);
	if (status)
		return status;
	if (known->services != TO_ANY && !(known->services & service_bit(service)))
		return sms_fail(SMSSITE_REFUSED, "%s does not take the code %d", service, code);
	if (sms_compare_folded(service, strlen(service) < 4 ? strlen(service) : 4, "SMS_", 4) != 0)
		return sms_fail(SMSSITE_REFUSED, "%s is no service of SMS", service);
	snprintf(digits, sizeof(digits), "%d", code);
	operands[1] = digits;
	self = sms_command_new("sendcode", &known->why, operands);
	sms_command_add_word(self, "SENDCODE");
	sms_command_add_word(self, "$1");
	sms_command_add_word(self, "$2");
	if (known->unchecked)
		sms_command_leave_unchecked(self, known->unchecked);
	return sms_command_finish(self, command);
}

/* ---- services of NT */

static const char *const tool_names[] = { "instsrv", "srvinstw", "sms-instsrv", "rservice" };
#define TOOLS (sizeof(tool_names) / sizeof(*tool_names))

/* Q183347 has it for local services only, Q168724 for others too: of two tools of the name. */
#define LOCALLY "at that server itself, which every source grants; "

static const char *const tool_places[TOOLS] = {
	LOCALLY "INSTSRV.EXE is that of the NT Resource Kit, not the menu of the same name on the SMS disc",
	"at any computer of the network; SRVINSTW.EXE is in the NT 4.0 Resource Kit",
	LOCALLY "INSTSRV.EXE is on the SMS disc: PSSTOOLS or DEBUG (1.0, 1.1), SUPPORT\\DEBUG (1.2)",
	LOCALLY "RSERVICE.EXE is part of SMS",
};

static const char *const install_texts[TOOLS] = {
	"",
	"SRVINSTW is a window. Let it install a service named $1, its program $2 (the path as that server "
	"sees it), account $3 and its password, started automatically.",
	"INSTSRV of the SMS disc is a menu. Choose 1, Install, and answer in this order: $1 - $3 - the "
	"password, which is shown as it is typed, letter case counts - the name of the server with two "
	"backslashes before it - $2 - Y for autostart.",
	"What switch makes RSERVICE install a service is in no known document. Install $1 (program $2, "
	"account $3) with SRVINSTW or the Resource Kit's INSTSRV.",
};

static const char *const remove_texts[TOOLS] = {
	"",
	"SRVINSTW is a window. Let it remove the service $1, at this or at another computer.",
	"INSTSRV of the SMS disc is a menu. Choose what it has for deinstalling and answer $1 and the name "
	"of the server. The number is documented for its later name SVCCTRL only: 2, Deinstall.",
	"RSERVICE takes what to remove from an .INI file: `RSERVICE /DEINSTALL` wants `/L` as well. Before "
	"SP3 it does not stop the service $1 first: stop it.",
};

SMSSITE_API const char *smssite_service_tool_name(smssite_service_tool tool)
{
	return (unsigned int)tool < TOOLS ? tool_names[tool] : "?";
}

SMSSITE_API smssite_status smssite_command_service_install(smssite_service_tool tool, const char *service,
	const char *path, const char *account, smssite_command **command)
{
	struct sms_explanation why = { "",
		"no service $1 is installed there; $2 exists; $3 may log on as a service and has the rights "
		"of an SMS service account",
		"installs the service $1 for the program $2, to run as $3", "",
		"the Services window of Control Panel lists $1; NET START $1 starts it",
		"Q183347, Q152466, Q138347, Q191329, Q168724" };
	const char *const operands[3] = { service, path, account };
	smssite_command *self;
	smssite_status status;

	if (!command)
		return sms_invalid(__func__, "NULL");
	*command = NULL;
	if (!service || !path || !account || (unsigned int)tool >= TOOLS)
		return sms_invalid(__func__, "NULL, or a tool that is none");
	status = check_service(service);
	if (!status)
		status = check_path(path, ".EXE");
	if (!status)
		status = check_account(account);
	if (status)
		return status;
	why.runs_at = tool_places[tool];
	self = sms_command_new("service install", &why, operands);
	if (tool != SMSSITE_SERVICE_TOOL_INSTSRV) {
		sms_command_instruct(self, install_texts[tool]);
		return sms_command_finish(self, command);
	}
	sms_command_add_word(self, "INSTSRV");
	sms_command_add_word(self, "$1");
	sms_command_add_word(self, "$2");
	sms_command_add_word(self, "-a");
	sms_command_add_word(self, "$3");
	sms_command_add_word(self, "-p");
	sms_command_add_password(self);
	return sms_command_finish(self, command);
}

SMSSITE_API smssite_status smssite_command_service_remove(
	smssite_service_tool tool, const char *service, smssite_command **command)
{
	struct sms_explanation why = { "", "the service $1 is stopped",
		"removes the service $1 from the registry; its program stays",
		"how $1 was set up: account, start, what it depends on",
		"the Services window of Control Panel does not list $1",
		"Q183347, Q165876, Q234484, Q168724, Q173785" };
	const char *const operands[3] = { service };
	smssite_command *self;
	smssite_status status;

	if (!command)
		return sms_invalid(__func__, "NULL");
	*command = NULL;
	if (!service || (unsigned int)tool >= TOOLS)
		return sms_invalid(__func__, "NULL, or a tool that is none");
	status = check_service(service);
	if (status)
		return status;
	why.runs_at = tool_places[tool];
	self = sms_command_new("service remove", &why, operands);
	if (tool != SMSSITE_SERVICE_TOOL_INSTSRV) {
		sms_command_instruct(self, remove_texts[tool]);
		return sms_command_finish(self, command);
	}
	sms_command_add_word(self, "INSTSRV");
	sms_command_add_word(self, "$1");
	sms_command_add_word(self, "REMOVE");
	return sms_command_finish(self, command);
}

/* ---- REGEDIT */

static const struct sms_explanation why_import = { "at the server whose registry it is",
	"the keys that $1 names were saved before; the services that read them are stopped",
	"merges $1 into the registry without a question: values it names are set, others stay",
	"the values that were there before",
	"the values are as in $1; with /S nothing is said, not even of a failure",
	"Q138347, Q183347 (its warning); the switches: REGEDIT of Windows NT 4.0 [INF]" };
static const struct sms_explanation why_export = { "at the server whose registry it is",
	"$1 does not exist yet: it would be replaced [INF]", "writes the key $2 and all below it to $1", "",
	"$1 is there and its last lines are those of the key",
	"Q138347, Q152466; the switches: REGEDIT of Windows NT 4.0 [INF]" };

static smssite_status build_regedit(const char *verb, const struct sms_explanation *why, const char *path,
	const char *key, smssite_command **command)
{
	const char *const operands[3] = { path, key };
	smssite_status status = check_path(path, ".REG");
	smssite_command *self;

	if (!status && key)
		status = check_key(key);
	if (status)
		return status;
	self = sms_command_new(verb, why, operands);
	sms_command_add_word(self, "REGEDIT");
	sms_command_add_word(self, key ? "/E" : "/S");
	sms_command_add_word(self, "$1");
	if (key)
		sms_command_add_word(self, "$2");
	return sms_command_finish(self, command);
}

SMSSITE_API smssite_status smssite_command_regedit_import(const char *path, smssite_command **command)
{
	if (!command)
		return sms_invalid(__func__, "NULL");
	*command = NULL;
	return path ? build_regedit("regedit import", &why_import, path, NULL, command)
		    : sms_invalid(__func__, "NULL");
}

SMSSITE_API smssite_status smssite_command_regedit_export(
	const char *path, const char *key, smssite_command **command)
{
	if (!command)
		return sms_invalid(__func__, "NULL");
	*command = NULL;
	return path && key ? build_regedit("regedit export", &why_export, path, key, command)
			   : sms_invalid(__func__, "NULL");
}
