/* SPDX-License-Identifier: MIT */
/* What the registry says the site is: A26, B08, B14, B15. */
#include "diagnosis/required.h"
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* No source has the exact names of the first two [INF]. */
const char *const sms_site_code_names[] = { "Site Code", "SiteCode", NULL };
static const char *const parent_names[] = { "Parent Site Code", "ParentSiteCode", NULL };
static const char *const server_names[] = { "Site Server", NULL };
const char *const sms_directory_names[] = { "Installation Directory", NULL };

/* A26 */

/* Names of servers are written with and without `\\`. */
static const char *bare(const char *name)
{
	return name + strspn(name, "\\");
}

static bool differs(const char *a, const char *b)
{
	return *a && *b && !sms_equal_folded(bare(a), bare(b));
}

void sms_check_a26(struct sms_check *check)
{
	const char *server = smssite_snapshot_site_server(check->site);
	struct sms_setting computer, identified;

	sms_find_setting(check, check->site,
		"HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName",
		"ComputerName", &computer);
	sms_find_any_setting(check, check->site, SMS_IDENTIFICATION, server_names, &identified);
	if (!*computer.text || (!*server && !*identified.text)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether the server was renamed cannot be told");
		if (!*computer.text)
			sms_missing(check, "the computer's name in its registry (--registry SYSTEM)");
		else
			sms_missing(check, SMS_WANT_REGISTRY);
		return;
	}
	if (differs(computer.text, server) || differs(computer.text, identified.text))
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "the site server was renamed");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "the server still has the name it had");
	sms_setting_evidence(check, check->site, "ComputerName", &computer);
	sms_setting_evidence(check, check->site, "Site Server", &identified);
	if (*server)
		sms_evidence(check, SMS_BOX "\\SITECTRL.CT0", 0, "site server %s", server);
}

/* B08 */

/* A record that names nothing behind its "=": "SQL Server =~". */
static bool is_blank_record(
	const smssite_snapshot *snapshot, const char *text, struct sms_record_found *found)
{
	const char *said;

	if (!sms_find_latest(snapshot, "HMAN.LOG", text, found))
		return false;
	said = strstr(sms_record_text(snapshot, found), text) + strlen(text);
	return said[strspn(said, " ~")] == '\0';
}

/* Hierarchy Manager of a primary found the names of its database gone. */
static bool lost_database(struct sms_check *check, const smssite_snapshot *snapshot, bool tell)
{
	struct sms_record_found server, failed;

	if (!is_blank_record(snapshot, "SQL Server =", &server) ||
		!sms_find_latest(snapshot, "HMAN.LOG", "Cannot establish a SQL connection", &failed))
		return false;
	if (tell) {
		sms_record_evidence(check, snapshot, server.log, server.record);
		sms_record_evidence(check, snapshot, failed.log, failed.record);
	}
	return true;
}

/* Whether Identification is there and says nothing; ABSENT: it does say something. */
static enum sms_seen find_blank_identification(struct sms_check *check)
{
	static const char *const *const names[] = { sms_site_code_names, server_names, sms_directory_names };
	size_t blank = 0, said = 0;
	struct sms_setting setting;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		enum sms_seen seen =
			sms_find_any_setting(check, check->site, SMS_IDENTIFICATION, names[i], &setting);

		said += seen == SMS_SEEN_THERE && *setting.text;
		blank += seen == SMS_SEEN_ABSENT || (seen == SMS_SEEN_THERE && !*setting.text);
	}
	return said ? SMS_SEEN_ABSENT : blank ? SMS_SEEN_THERE : SMS_SEEN_UNKNOWN;
}

void sms_check_b08(struct sms_check *check)
{
	enum sms_seen blank = find_blank_identification(check);
	bool key = sms_find_registry_key(check, check->site, SMS_KEY) == SMS_SEEN_THERE;
	bool site = lost_database(check, check->site, false),
	     parent = lost_database(check, check->parent, false);

	if (site || (key && blank == SMS_SEEN_THERE))
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"another site has overwritten the registry of this one");
	else if (parent)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"another site has overwritten the registry of the parent");
	else if (blank == SMS_SEEN_ABSENT)
		sms_answer(check, SMSSITE_SEVERITY_OK, "the registry still says which site this is");
	else if (blank == SMS_SEEN_THERE)
		sms_answer(check, SMSSITE_SEVERITY_OK,
			"the registry has no key of SMS that could be overwritten");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether another site has overwritten the registry cannot be told");
	if (site)
		lost_database(check, check->site, true);
	if (key && blank == SMS_SEEN_THERE)
		sms_evidence(check, "registry", 0, "Identification says nothing");
	if (parent)
		lost_database(check, check->parent, true);
	if (!site && !parent && blank == SMS_SEEN_UNKNOWN)
		sms_missing(check, SMS_WANT_REGISTRY);
}

/* B14 */

static bool same_directory(const char *a, const char *b)
{
	size_t size = strlen(a), other = strlen(b);

	while (size && a[size - 1] == '\\')
		size--;
	while (other && b[other - 1] == '\\')
		other--;
	return sms_compare_folded(a, size, b, other) == 0;
}

void sms_check_b14(struct sms_check *check)
{
	const struct {
		const char *title;
		const char *const *names;
		const char *file;
		bool directory, grave;
	} facts[] = {
		{ "site code", sms_site_code_names, smssite_snapshot_site_code(check->site), false, true },
		{ "install directory", sms_directory_names, smssite_snapshot_install_directory(check->site), true,
			true },
		{ "parent site code", parent_names, smssite_snapshot_parent_site_code(check->site), false,
			false },
		{ "site server", server_names, smssite_snapshot_site_server(check->site), false, false },
	};
	struct sms_setting settings[sizeof(facts) / sizeof(*facts)];
	size_t compared = 0, differ = 0, grave = 0;
	bool wrong[sizeof(facts) / sizeof(*facts)] = { false };

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		sms_find_any_setting(check, check->site, SMS_IDENTIFICATION, facts[i].names, &settings[i]);
		if (!*settings[i].text || !*facts[i].file)
			continue;
		compared++;
		wrong[i] = facts[i].directory ? !same_directory(settings[i].text, facts[i].file)
					      : differs(settings[i].text, facts[i].file);
		differ += wrong[i];
		grave += wrong[i] && facts[i].grave;
	}
	if (differ)
		sms_answer(check, grave ? SMSSITE_SEVERITY_ERROR : SMSSITE_SEVERITY_WARNING,
			"the master contradicts the registry%s",
			grave ? ": SCMAN would refuse it (714)" : "");
	else if (compared)
		sms_answer(check, SMSSITE_SEVERITY_OK, "master and registry agree on who the site is");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether master and registry agree on who the site is cannot be told");
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		if (!wrong[i])
			continue;
		sms_setting_evidence(check, check->site, facts[i].title, &settings[i]);
		sms_evidence(check, SMS_BOX "\\SITECTRL.CT0", 0, "%s %s", facts[i].title, facts[i].file);
	}
	if (!compared)
		sms_missing(check, SMS_WANT_REGISTRY " and a control file that can be read");
}

/* B15 */

static bool is_site_code(const char *text)
{
	size_t i = 0;

	while (text[i] && (sms_is_digit(text[i]) || (sms_upper(text[i]) >= 'A' && sms_upper(text[i]) <= 'Z')))
		i++;
	return i == 3 && !text[i];
}

/* A full path that is not the root of a drive. */
static bool is_directory(const char *text)
{
	char drive = sms_upper(*text);

	return drive >= 'A' && drive <= 'Z' && text[1] == ':' && text[2] == '\\' && text[3];
}

void sms_check_b15(struct sms_check *check)
{
	enum sms_seen key = sms_find_registry_key(check, check->site, SMS_IDENTIFICATION);
	struct sms_setting code, directory;
	bool bad_code, bad_directory;

	sms_find_any_setting(check, check->site, SMS_IDENTIFICATION, sms_site_code_names, &code);
	sms_find_any_setting(check, check->site, SMS_IDENTIFICATION, sms_directory_names, &directory);
	bad_code = code.seen == SMS_SEEN_THERE && !is_site_code(code.text);
	bad_directory = directory.seen == SMS_SEEN_ABSENT ||
			(directory.seen == SMS_SEEN_THERE && !is_directory(directory.text));
	if (key == SMS_SEEN_ABSENT)
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "the registry has no Identification of SMS");
	else if (bad_code || bad_directory)
		sms_answer(
			check, SMSSITE_SEVERITY_ERROR, "the Identification in the registry cannot be used");
	else if (code.seen == SMS_SEEN_THERE && directory.seen == SMS_SEEN_THERE)
		sms_answer(check, SMSSITE_SEVERITY_OK, "the Identification in the registry can be used");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether the Identification in the registry can be used cannot be told");
	if (bad_code)
		sms_setting_evidence(check, check->site, "site code", &code);
	if (bad_directory && directory.seen == SMS_SEEN_THERE)
		sms_setting_evidence(check, check->site, "Installation Directory", &directory);
	else if (bad_directory && key != SMS_SEEN_ABSENT)
		sms_evidence(check, "registry", 0, "no Installation Directory");
	if (key != SMS_SEEN_ABSENT && !bad_code && !bad_directory &&
		(code.seen != SMS_SEEN_THERE || directory.seen != SMS_SEEN_THERE))
		sms_missing(check, SMS_WANT_REGISTRY);
}
