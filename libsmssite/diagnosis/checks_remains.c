/* SPDX-License-Identifier: MIT */
/* Sites that are not whole: A18, A24, A27; and the sites beside this one or on top of it: A20, A29. */
#include <smssite/layout.h>
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"
#include "diagnosis/thresholds.h"
#include "base/text.h"

#include <string.h>

/* What of the tree below SITE.SRV a secondary has, names that vary aside. */
struct tree_look {
	size_t wanted, missing, hidden;
};

static struct tree_look look_at_site_srv(const smssite_snapshot *snapshot)
{
	struct tree_look look = { 0 };

	for (size_t i = 0; i < smssite_layout_count(); i++) {
		const char *path = smssite_layout_path(i);
		uint32_t roles = smssite_layout_roles(i);
		smssite_presence presence;

		if (strncmp(path, "SITE.SRV\\", 9) != 0 || strchr(path, '<') ||
			!(roles & SMSSITE_ROLE_SECONDARY) || (roles & SMSSITE_ROLE_OPTIONAL))
			continue;
		presence = smssite_snapshot_directory_presence(
			snapshot, smssite_snapshot_find_directory(snapshot, path));
		look.wanted++;
		look.missing += presence == SMSSITE_PRESENCE_MISSING;
		look.hidden += presence != SMSSITE_PRESENCE_MISSING && presence != SMSSITE_PRESENCE_PRESENT;
	}
	return look;
}

static smssite_presence presence_of(const smssite_snapshot *snapshot, const char *path)
{
	return smssite_snapshot_directory_presence(snapshot, smssite_snapshot_find_directory(snapshot, path));
}

void sms_check_a24(struct sms_check *check)
{
	struct tree_look look = look_at_site_srv(check->site);
	smssite_service_state scman = sms_service(check->site, SMS_NAME_SCMAN);
	struct sms_record_found outbox;

	if (look.hidden == look.wanted) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether the tree was ever built cannot be told");
		sms_missing(check, "SITE.SRV " SMS_WANT_ROOT);
		return;
	}
	if (look.missing <= look.wanted / 2 ||
		presence_of(check->site, "LOGON.SRV") != SMSSITE_PRESENCE_MISSING) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "the tree of the site was built");
		return;
	}
	sms_answer(check, SMSSITE_SEVERITY_ERROR,
		"the tree was begun and not built: %zu of %zu directories of SITE.SRV and LOGON.SRV are "
		"missing",
		look.missing, look.wanted);
	sms_service_evidence(check, SMS_NAME_SCMAN);
	if (sms_find_latest(check->site, "SCMAN.LOG", "SiteConfig Mgr code 7411", &outbox))
		sms_record_evidence(check, check->site, outbox.log, outbox.record);
	else if (!sms_was_read(check->site, "SCMAN.LOG"))
		sms_missing(check, "SCMAN.LOG of the drive's root (--drive-root DIR or --logs DIR)");
	if (scman == SMSSITE_SERVICE_UNKNOWN)
		sms_missing(check, SMS_WANT_SERVICES);
}

void sms_check_a27(struct sms_check *check)
{
	static const char *const reserved[] = { "CON", "PRN", "AUX", "NUL" };
	static const char *const names[] = { "Site Code", "SiteCode", NULL };
	const char *code = smssite_snapshot_site_code(check->site);
	struct sms_setting setting;

	if (!*code && sms_find_any_setting(check, check->site, SMS_IDENTIFICATION, names, &setting) ==
			      SMS_SEEN_THERE)
		code = setting.text;
	if (!*code) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "the site code is not known");
		sms_missing(
			check, "a full control file of the site " SMS_WANT_ROOT ", or " SMS_WANT_REGISTRY);
		return;
	}
	for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++)
		if (sms_equal_folded(code, reserved[i])) {
			sms_answer(check, SMSSITE_SEVERITY_ERROR,
				"the site code is a device name of DOS: no directory can have it");
			sms_evidence(check, code == setting.text ? "registry" : SMS_BOX "\\SITECTRL.CT0", 0,
				"site code %s", code);
			return;
		}
	sms_answer(check, SMSSITE_SEVERITY_OK, "the site code %s is no device name", code);
}

/* The parent's word that names most sites; its own list may lie with the parent's snapshot. */
static const smssite_parent_word *longest_word(const struct sms_check *check, const char **name)
{
	const smssite_parent_word *own = smssite_snapshot_parent_word(check->site);
	const smssite_parent_word *other = smssite_snapshot_parent_word(check->parent);
	bool is_own = smssite_parent_word_count(own) >= smssite_parent_word_count(other);

	*name = smssite_snapshot_parent_word_name(is_own ? check->site : check->parent);
	return is_own ? own : other;
}

/* Sites of the list, this one and the parent aside, that are not active; told if asked. */
static size_t not_active(
	struct sms_check *check, const smssite_parent_word *word, const char *name, bool tell, size_t *others)
{
	size_t found = 0;

	*others = 0;
	for (size_t i = 0; i < smssite_parent_word_count(word); i++) {
		const char *code = smssite_parent_word_site_code(word, i);
		smssite_site_status status = smssite_parent_word_status(word, i);

		if (sms_equal_folded(code, smssite_snapshot_site_code(check->site)) ||
			sms_equal_folded(code, smssite_snapshot_parent_site_code(check->site)))
			continue;
		++*others;
		if (status == SMSSITE_SITE_ACTIVE || status == SMSSITE_SITE_UNKNOWN)
			continue;
		found++;
		if (tell)
			sms_evidence(check, name, smssite_parent_word_line(word, i), "%s %d (%s)", code,
				(int)status, smssite_site_status_name(status));
	}
	return found;
}

void sms_check_a20(struct sms_check *check)
{
	const char *name;
	const smssite_parent_word *word = longest_word(check, &name);
	struct sms_word own;
	size_t others, found = not_active(check, word, name, false, &others);
	bool waits;

	if (sms_is_primary(check->site))
		return;
	sms_parent_says(check->site_case, &own);
	waits = own.status == SMSSITE_SITE_UPGRADE || own.detail == 61 || own.detail == 62;
	/* A list or a log of the parent has all of its sites; a person's word has one. */
	if (!others && (smssite_parent_word_form(word) == SMSSITE_WORD_PHRASE ||
			       smssite_parent_word_find(word, smssite_snapshot_site_code(check->site)) ==
				       SMSSITE_NO_INDEX)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether another site holds up an upgrade of this one cannot be told");
		sms_missing(check, "the parent's list of all its sites (--site-list FILE)");
		return;
	}
	if (found && waits)
		sms_answer(check, SMSSITE_SEVERITY_WARNING,
			"the upgrade of this site waits until %zu other site%s active", found,
			found == 1 ? " is" : "s are");
	else if (found)
		sms_answer(check, SMSSITE_SEVERITY_NOTE,
			"%zu other site%s not active: an upgrade of this one would wait", found,
			found == 1 ? " is" : "s are");
	else
		sms_answer(
			check, SMSSITE_SEVERITY_OK, "no other site of the parent's list holds up an upgrade");
	not_active(check, word, name, true, &others);
	if (waits)
		sms_word_evidence(check, &own);
}

/* Setup writes where the database of a primary is. */
#define SQL_KEY SMS_KEY "\\SQL Server"

void sms_check_a29(struct sms_check *check)
{
	smssite_presence tree = presence_of(check->site, "PRIMSITE.SRV");
	bool sql = sms_key_shows_values(check, check->site, SQL_KEY);

	if (sms_is_primary(check->site))
		return;
	if (!sms_is_secondary(check->site)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether the site lies on top of a primary cannot be told");
		sms_missing(check, "a full control file of the site " SMS_WANT_ROOT);
	} else if (tree == SMSSITE_PRESENCE_PRESENT || sql) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "the server of this secondary site has what only a primary has");
		if (tree == SMSSITE_PRESENCE_PRESENT)
			sms_path_evidence(check, check->site, "PRIMSITE.SRV", 0, "there");
		if (sql)
			sms_evidence(check, "registry", 0, "values under SMS\\SQL Server");
	} else if (tree == SMSSITE_PRESENCE_MISSING) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "nothing of a primary is on the server");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether the site lies on top of a primary cannot be told");
		sms_missing(check, "PRIMSITE.SRV " SMS_WANT_ROOT);
	}
}
