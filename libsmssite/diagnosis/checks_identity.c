/* SPDX-License-Identifier: MIT */
/* Who SMS.INI says the site server is: A23. */
#include "diagnosis/ini.h"
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"
#include "base/text.h"

/* The four that stay blank together (Q279752). SMS.INI is made from DOMAIN.INI, so both have them by the same
 * names (Resource Guide). */
static const struct {
	const char *section, *key;
} identity[] = { { "SMS", "SiteCode" }, { "Servers", "Domain" }, { "Servers", "CurrentLogonServer" },
	{ "Servers", "Server1" } };

#define IDENTITY (sizeof(identity) / sizeof(*identity))

/* How many of them are there and blank; one that is not there says nothing. */
static size_t count_blank(struct sms_check *check, bool tell)
{
	struct sms_ini_value value, master;
	size_t blank = 0;

	for (size_t i = 0; i < IDENTITY; i++) {
		if (sms_find_ini_value(check, check->site, SMS_INI, identity[i].section, identity[i].key,
			    &value) != SMS_SEEN_THERE ||
			*value.text)
			continue;
		blank++;
		if (!tell)
			continue;
		sms_evidence(check, SMS_INI, value.line, "%s is blank", identity[i].key);
		if (sms_find_ini_value(check, check->site, SMS_DOMAIN_INI, identity[i].section,
			    identity[i].key, &master) == SMS_SEEN_THERE &&
			*master.text)
			sms_evidence(check, SMS_DOMAIN_INI, master.line, "%s=%s", identity[i].key,
				master.text);
	}
	return blank;
}

/* By the control files, else by the registry; "" unknown. */
static const char *site_code(struct sms_check *check, struct sms_setting *setting)
{
	static const char *const names[] = { "Site Code", "SiteCode", NULL };
	const char *code = smssite_snapshot_site_code(check->site);

	if (*code)
		return code;
	sms_find_any_setting(check, check->site, SMS_IDENTIFICATION, names, setting);
	return setting->text;
}

/* Whether a file names a site, and not this one. */
static bool is_foreign(struct sms_check *check, const char *path, const char *code, struct sms_ini_value *value)
{
	return sms_find_ini_value(check, check->site, path, "SMS", "SiteCode", value) == SMS_SEEN_THERE &&
	       *value->text && *code && !sms_equal_folded(value->text, code);
}

void sms_check_a23(struct sms_check *check)
{
	enum sms_seen seen = sms_find_ini(check->site, SMS_INI);
	struct sms_ini_value own, master, code_line;
	struct sms_setting setting;
	const char *code = site_code(check, &setting);
	size_t blank = count_blank(check, false);
	bool has_code = sms_find_ini_value(check, check->site, SMS_INI, "SMS", "SiteCode", &code_line) == SMS_SEEN_THERE;
	bool nameless = has_code && !*code_line.text;
	bool foreign = is_foreign(check, SMS_INI, code, &own);

	/* A machine in passing may have no logon server; without its site, or without two of them, it has no
	 * identity. */
	if (nameless || blank > 1) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"the identity of the site server in SMS.INI is blank");
		count_blank(check, true);
	} else if (is_foreign(check, SMS_DOMAIN_INI, code, &master)) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "DOMAIN.INI leads clients to another site");
		sms_evidence(check, SMS_DOMAIN_INI, master.line, "SiteCode=%s, here it is %s", master.text, code);
	} else if (foreign) {
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "the site server is a client of another site");
		sms_evidence(check, SMS_INI, own.line, "SiteCode=%s, here it is %s", own.text, code);
	} else if (seen == SMS_SEEN_UNKNOWN) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether SMS.INI of the site server says who it is cannot be told");
		sms_missing(check, SMS_WANT_INI);
	} else {
		sms_answer(check, SMSSITE_SEVERITY_OK, "%s",
			seen == SMS_SEEN_ABSENT ? "the site server has no SMS.INI whose identity could be blank" :
			has_code		? "SMS.INI says of which site the site server is" :
						  "SMS.INI of the site server has no identity that could be blank");
	}
}
