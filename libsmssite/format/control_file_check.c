/* SPDX-License-Identifier: MIT */
/* What the Site Configuration Manager would say to a file: its reject codes, which become the extension of
 * the rejected file (KB Q121683). The article names the reasons only; how each is told is [INF]. */
#include "base/error.h"
#include "format/control_file.h"

#include <string.h>

#define FIRST_CODE 710
#define LAST_CODE 718

SMSSITE_API const char *smssite_reject_code_text(int code)
{
	static const char *const texts[] = {
		"the file cannot be opened or read",
		"unknown local transaction",
		"unknown transaction",
		"unknown file type",
		"no site information, or site code or install directory differ from the registry's",
		"no domains",
		"no account information or no valid address",
		"no SQL information for a primary site",
		"no components or no senders",
	};

	return code < FIRST_CODE || code > LAST_CODE ? NULL : texts[code - FIRST_CODE];
}

struct answer {
	smssite_verdict verdict;
	const char *reason;
};

static struct answer passes(const char *reason)
{
	return (struct answer){ SMSSITE_VERDICT_PASSES, reason };
}

static struct answer rejected(const char *reason)
{
	return (struct answer){ SMSSITE_VERDICT_REJECTED, reason };
}

static struct answer unknown(const char *reason)
{
	return (struct answer){ SMSSITE_VERDICT_UNKNOWN, reason };
}

static bool has(const smssite_control_file *file, smssite_section_kind kind)
{
	return smssite_control_file_find(file, kind, 0) != SMSSITE_NO_INDEX;
}

/* Who takes a transaction (Resource Guide, "Transaction"). */
static const struct {
	const char *type;
	/* The Site Configuration Manager. */
	bool for_scman;
	/* An instruction inside one site to upgrade or remove it, as LOCALTRANSACTIONS are (KB Q133113). */
	bool local;
} transactions[] = {
	{ "Change@", true, false },
	{ "SqlChange@", true, false },
	{ "InactiveDomains", false, false },
	{ "InactiveServers", false, false },
	{ "InactiveComponents", false, false },
	{ "InactiveSenders", false, false },
	{ "DeinstallSite", true, true },
	{ "InitiateDeinstall", false, true },
	{ "InitiateUpgrade", false, true },
	{ "DeinstallSiteAck", false, true },
	{ "Shutdown", true, true },
	{ "ShutdownAck", false, true },
	{ "Upgrade", true, true },
	{ "DeleteSite", false, false },
	{ "SyncParentDetach", false, false },
	{ "ParentDetach", false, false },
	{ "Heartbeat", false, false },
	{ "RequestNewSCFile", false, false },
	{ "TriggerWatchdog", true, false },
	{ "TriggerWatchdogHeartbeat", true, false },
	{ "TriggerUserGroupMIF", true, false },
	{ "TriggerLogonScriptConfig", true, false },
	{ "LogEventForBootstrap", false, false },
	{ "SMSBaseID", false, false },
	{ "NoEnumeration", true, false },
};

static struct answer check_transaction(struct sms_span type, bool local)
{
	for (size_t i = 0; i < sizeof(transactions) / sizeof(*transactions); i++) {
		if (!sms_span_equal_folded(type, transactions[i].type))
			continue;
		if (!transactions[i].for_scman)
			return unknown("a transaction is documented, but for another receiver than the Site "
				       "Configuration "
				       "Manager");
		if (local && !transactions[i].local)
			return unknown("a transaction is documented, but not as one inside a site");
		return passes("all transactions are documented");
	}
	return rejected("no source knows the type of a transaction");
}

/* The worst of all transactions. */
static struct answer check_transactions(const smssite_control_file *file, bool local)
{
	struct answer worst = passes("there are no transactions");
	size_t section = smssite_control_file_find(file, SMSSITE_SECTION_TRANSACTION, 0);

	for (; section != SMSSITE_NO_INDEX;
		section = smssite_control_file_find(file, SMSSITE_SECTION_TRANSACTION, section + 1)) {
		struct answer one =
			check_transaction(sms_control_value(file, section, SMSSITE_TRANSACTION_TYPE), local);

		if (one.verdict == SMSSITE_VERDICT_REJECTED)
			return one;
		if (worst.verdict == SMSSITE_VERDICT_PASSES)
			worst = one;
	}
	return worst;
}

static struct sms_span without_end_slashes(struct sms_span path)
{
	while (path.size && (path.data[path.size - 1] == '\\' || path.data[path.size - 1] == '/'))
		path.size--;
	return path;
}

static bool same_path(struct sms_span a, struct sms_span b)
{
	a = without_end_slashes(a);
	b = without_end_slashes(b);
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++) {
		char x = a.data[i] == '/' ? '\\' : sms_upper(a.data[i]),
		     y = b.data[i] == '/' ? '\\' : sms_upper(b.data[i]);

		if (x != y)
			return false;
	}
	return true;
}

static struct answer check_site(const smssite_control_file *file, size_t account, const char *site_code,
	const char *install_directory)
{
	struct sms_span code = sms_control_value(file, account, SMSSITE_SITE_ACCOUNT_SITE_CODE);
	struct sms_span directory = sms_control_value(file, account, SMSSITE_SITE_ACCOUNT_INSTALL_DIRECTORY);

	if (account == SMSSITE_NO_INDEX)
		return rejected("there is no SITE_ACCOUNT");
	if (!sms_is_site_code(code))
		return rejected("the site code is not three letters or digits");
	if (!directory.size)
		return rejected("there is no install directory");
	if (site_code && !sms_span_equal_folded(code, site_code))
		return rejected("the site code differs from the registry's");
	if (install_directory && !same_path(directory, sms_span_of(install_directory)))
		return rejected("the install directory differs from the registry's");
	if (!site_code || !install_directory)
		return unknown("site code and install directory of the registry were not given");
	return passes("site code and install directory are the registry's");
}

static struct answer check_account(const smssite_control_file *file, size_t account)
{
	size_t address = smssite_control_file_find(file, SMSSITE_SECTION_ADDRESS, 0);

	if (!sms_control_value(file, account, SMSSITE_SITE_ACCOUNT_SERVICE_ACCOUNT_NAME).size ||
		!sms_control_value(file, account, SMSSITE_SITE_ACCOUNT_SERVICE_PASSWORD).size)
		return rejected("there is no service account or no password");
	for (; address != SMSSITE_NO_INDEX;
		address = smssite_control_file_find(file, SMSSITE_SECTION_ADDRESS, address + 1))
		if (sms_is_site_code(sms_control_value(file, address, SMSSITE_ADDRESS_DESTINATION_SITE)) &&
			sms_control_value(file, address, SMSSITE_ADDRESS_SENDER_TYPE).size &&
			sms_control_value(file, address, SMSSITE_ADDRESS_STRING).size)
			return passes("there are a service account and an address");
	return rejected("no ADDRESS has a destination, a sender type and a string");
}

static struct answer check_sql(const smssite_control_file *file, size_t account)
{
	int64_t type;

	if (!sms_span_number(sms_control_value(file, account, SMSSITE_SITE_ACCOUNT_SITE_TYPE), &type) ||
		(type != SMSSITE_SITE_TYPE_PRIMARY && type != SMSSITE_SITE_TYPE_SECONDARY))
		return unknown("the site is neither a primary nor a secondary by its type");
	if (type == SMSSITE_SITE_TYPE_SECONDARY)
		return passes("a secondary site needs no SQL information");
	if (!sms_control_value(file, account, SMSSITE_SITE_ACCOUNT_SQL_SERVER).size ||
		!sms_control_value(file, account, SMSSITE_SITE_ACCOUNT_SQL_LOGIN).size ||
		!sms_control_value(file, account, SMSSITE_SITE_ACCOUNT_SQL_DATABASE).size)
		return rejected("a primary site has no SQL server, login or database");
	return passes("there is SQL information");
}

static struct answer check_full(
	const smssite_control_file *file, int code, const char *site_code, const char *install_directory)
{
	size_t account = smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0);

	switch (code) {
	case 714:
		return check_site(file, account, site_code, install_directory);
	case 715:
		return has(file, SMSSITE_SECTION_DOMAIN) ? passes("there is a DOMAIN")
							 : rejected("there is no DOMAIN");
	case 716:
		return check_account(file, account);
	case 717:
		return check_sql(file, account);
	default:
		if (!has(file, SMSSITE_SECTION_COMPONENT))
			return rejected("there is no COMPONENT");
		if (!has(file, SMSSITE_SECTION_SENDER))
			return rejected("there is no SENDER");
		return passes("there are components and senders");
	}
}

/* SCMAN is a program in C: where a NUL byte stands its reading of a value ends [INF]. */
static struct answer check_readable(const smssite_control_file *file)
{
	for (size_t i = 0; i < smssite_control_file_section_count(file); i++)
		for (size_t j = 0; j < smssite_control_file_value_count(file, i); j++) {
			const char *data;
			size_t size;

			if (smssite_control_file_value(file, i, j, &data, &size) == SMSSITE_OK &&
				memchr(data, '\0', size))
				return rejected("a value has a NUL byte in it");
		}
	return passes("the file could be read");
}

static struct answer check(
	const smssite_control_file *file, int code, const char *site_code, const char *install_directory)
{
	smssite_control_type type = smssite_control_file_type(file);
	bool local = type == SMSSITE_CONTROL_LOCALTRANSACTIONS;

	switch (code) {
	case 710:
		return check_readable(file);
	case 711:
		return local ? check_transactions(file, true)
			     : passes("the file holds no local transactions");
	case 712:
		return local ? passes("the file's transactions are local ones")
			     : check_transactions(file, false);
	case 713:
		return type == SMSSITE_CONTROL_UNKNOWN
			       ? rejected("the file type is none of 1 to 6, or there is none")
			       : passes("the file type is known");
	default:
		if (type == SMSSITE_CONTROL_UNKNOWN || type >= SMSSITE_CONTROL_TRANSACTIONS)
			return passes("asked of files of a whole site only");
		return check_full(file, code, site_code, install_directory);
	}
}

SMSSITE_API smssite_status smssite_control_file_check(const smssite_control_file *self, int code,
	const char *site_code, const char *install_directory, smssite_verdict *verdict, const char **reason)
{
	struct answer answer;

	if (!self || !verdict)
		return sms_invalid("smssite_control_file_check", "self and verdict must be given");
	if (!smssite_reject_code_text(code))
		return sms_invalid("smssite_control_file_check", "the code must be 710 to 718");
	answer = check(self, code, site_code, install_directory);
	*verdict = answer.verdict;
	if (reason)
		*reason = answer.reason;
	return SMSSITE_OK;
}
