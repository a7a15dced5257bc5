/* SPDX-License-Identifier: MIT */
/* Sites that lost a part - services, registry, shares, files - and which repair that leaves: A15, A16, A17,
 * A18, A30. */
#include <smssite/box.h>
#include "diagnosis/ini.h"
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"
#include "base/text.h"

#include <string.h>

/* What of a site is left. */
struct remains {
	/* SCMAN; any other service of SMS; a bootstrap. */
	enum sms_seen scman, others, bootstrap;
	enum sms_seen key, identification, shares;
	smssite_presence tree, logon, box;
	bool master;
};

static enum sms_seen find_first(struct sms_check *check, const char *const *services)
{
	enum sms_seen all = SMS_SEEN_ABSENT;

	for (; *services; services++) {
		enum sms_seen seen = sms_find_service(check, check->site, *services);

		if (seen == SMS_SEEN_THERE)
			return seen;
		if (seen == SMS_SEEN_UNKNOWN)
			all = seen;
	}
	return all;
}

/* SMS_SHR and SMS_SITE; SMS_PKGx survives a removal and says nothing. */
static enum sms_seen find_shares(struct sms_check *check)
{
	static const char *const names[] = { "SMS_SHR", "SMS_SITE", NULL };
	struct sms_setting setting;
	enum sms_seen seen = sms_find_any_setting(check, check->site, SMS_SHARES_KEY, names, &setting);

	return seen == SMS_SEEN_UNKNOWN && sms_key_shows_values(check, check->site, SMS_SHARES_KEY) ? SMS_SEEN_ABSENT : seen;
}

static smssite_presence presence_of(const smssite_snapshot *snapshot, const char *path)
{
	return smssite_snapshot_directory_presence(snapshot, smssite_snapshot_find_directory(snapshot, path));
}

static struct remains look_at(struct sms_check *check)
{
	static const char *const others[] = { SMS_NAME_EXECUTIVE, "SMS_INVENTORY_AGENT_NT",
		"SMS_PACKAGE_COMMAND_MANAGER_NT", NULL };
	static const char *const bootstraps[] = { "SMS_UPGRADE_BOOTSTRAP", "SMS_BOOTSTRAP", NULL };

	return (struct remains){
		.scman = sms_find_service(check, check->site, SMS_NAME_SCMAN),
		.others = find_first(check, others),
		.bootstrap = find_first(check, bootstraps),
		.key = sms_find_registry_key(check, check->site, SMS_KEY),
		.identification = sms_find_registry_key(check, check->site, SMS_IDENTIFICATION),
		.shares = find_shares(check),
		.tree = presence_of(check->site, "SITE.SRV"),
		.logon = presence_of(check->site, "LOGON.SRV"),
		.box = presence_of(check->site, SMS_BOX),
		.master = sms_has_master(check->site),
	};
}

static const char *word_for(enum sms_seen seen)
{
	return seen == SMS_SEEN_THERE ? "there" : seen == SMS_SEEN_ABSENT ? "gone" : "not known";
}

static void tell(struct sms_check *check, const struct remains *left)
{
	const char *list = smssite_snapshot_services_name(check->site);

	sms_evidence(check, *list ? list : "services", 0, SMS_NAME_SCMAN " %s, other services of SMS %s",
		word_for(left->scman), word_for(left->others));
	sms_evidence(check, "registry", 0, "the key of SMS %s, its shares %s", word_for(left->key),
		word_for(left->shares));
}

/* Wants what is not known of these three. */
static void want(struct sms_check *check, enum sms_seen services, enum sms_seen key, enum sms_seen shares)
{
	if (services == SMS_SEEN_UNKNOWN)
		sms_missing(check, SMS_WANT_ALL_SERVICES);
	if (key == SMS_SEEN_UNKNOWN)
		sms_missing(check, SMS_WANT_REGISTRY);
	if (shares == SMS_SEEN_UNKNOWN)
		sms_missing(check, SMS_WANT_SYSTEM);
}

/* Where the services are, or an upgrade takes them away: answers for A15 to A17, which are about sites whose
 * services are gone. */
static bool services_are_there(struct sms_check *check, const struct remains *left, const char *title)
{
	if (left->scman == SMS_SEEN_THERE) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "SMS_SITE_CONFIG_MANAGER is installed");
		return true;
	}
	if (left->bootstrap == SMS_SEEN_THERE) {
		sms_answer(
			check, SMSSITE_SEVERITY_OK, "a bootstrap is at work, which takes the services away");
		return true;
	}
	if (left->scman == SMS_SEEN_UNKNOWN) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "%s", title);
		want(check, SMS_SEEN_UNKNOWN, SMS_SEEN_THERE, SMS_SEEN_THERE);
		return true;
	}
	return false;
}

void sms_check_a15(struct sms_check *check)
{
	struct remains left = look_at(check);
	bool bare = left.others == SMS_SEEN_ABSENT && left.key == SMS_SEEN_ABSENT &&
		    left.shares == SMS_SEEN_ABSENT;

	if (sms_is_primary(check->site) ||
		services_are_there(check, &left, "whether NT was installed anew cannot be told"))
		return;
	if (left.tree != SMSSITE_PRESENCE_PRESENT) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether NT was installed anew cannot be told");
		sms_missing(check, "SITE.SRV " SMS_WANT_ROOT);
		return;
	}
	if (bare)
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"NT was installed anew: the tree has no services, no shares and no registry");
	else if (left.others == SMS_SEEN_THERE || left.key == SMS_SEEN_THERE || left.shares == SMS_SEEN_THERE)
		sms_answer(check, SMSSITE_SEVERITY_OK, "parts of SMS other than its tree are left in NT");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"the tree has no services; whether shares and registry are gone too is not known");
	tell(check, &left);
	if (!bare && left.others != SMS_SEEN_THERE && left.key != SMS_SEEN_THERE &&
		left.shares != SMS_SEEN_THERE)
		want(check, left.others, left.key, left.shares);
}

void sms_check_a16(struct sms_check *check)
{
	struct remains left = look_at(check);

	if (services_are_there(check, &left, "whether SMS_SITE_CONFIG_MANAGER is installed cannot be told"))
		return;
	if (left.identification == SMS_SEEN_THERE && left.master && left.shares != SMS_SEEN_ABSENT &&
		left.logon != SMSSITE_PRESENCE_MISSING) {
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"SMS_SITE_CONFIG_MANAGER is gone; registry and tree are there");
	} else if (left.identification == SMS_SEEN_ABSENT || left.shares == SMS_SEEN_ABSENT ||
		   left.box == SMSSITE_PRESENCE_MISSING || left.logon == SMSSITE_PRESENCE_MISSING ||
		   (left.box == SMSSITE_PRESENCE_PRESENT && !left.master)) {
		sms_answer(check, SMSSITE_SEVERITY_OK,
			"SMS_SITE_CONFIG_MANAGER is gone, and not by itself (A15, A17, A18)");
		return;
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"SMS_SITE_CONFIG_MANAGER is gone; whether registry and tree are there is not known");
	}
	tell(check, &left);
	want(check, SMS_SEEN_THERE, left.identification, left.shares);
	if (left.box != SMSSITE_PRESENCE_PRESENT)
		sms_missing(check, SMS_BOX " " SMS_WANT_ROOT);
}

/* What belongs to a backup of a secondary beside its registry (Q138347), in words; NULL: nothing is known to be missing. */
static const char *missing_part(struct sms_check *check, const struct remains *left)
{
	size_t boot_drive = smssite_snapshot_find_directory(check->site, SMS_BOOT_DRIVE);
	struct sms_ini_value path;
	struct sms_file file;

	if (left->box == SMSSITE_PRESENCE_MISSING || (left->box == SMSSITE_PRESENCE_PRESENT && !left->master))
		return "the master is missing";
	if (left->shares == SMS_SEEN_ABSENT)
		return "the shares are gone";
	if (sms_find_ini(check->site, SMS_INI) == SMS_SEEN_ABSENT)
		return "SMS.INI is missing on drive C:";
	sms_find_ini_value(check, check->site, SMS_INI, "SMS", "SMSPath", &path);
	if (sms_begins_folded(path.text, "C:\\MS") && (!path.text[5] || path.text[5] == '\\') &&
		smssite_snapshot_directory_presence(check->site, boot_drive) == SMSSITE_PRESENCE_PRESENT &&
		sms_find_entry(check->site, boot_drive, "MS", &file) == SMS_SEEN_ABSENT)
		return "the tree \\MS is missing on drive C:";
	return NULL;
}

void sms_check_a17(struct sms_check *check)
{
	struct remains left = look_at(check);
	const char *missing = missing_part(check, &left);

	if (services_are_there(check, &left, "whether a restore of the site is complete cannot be told"))
		return;
	if (left.key == SMS_SEEN_THERE && missing) {
		sms_answer(check, SMSSITE_SEVERITY_ERROR, "the site is restored in part: the registry is there, %s", missing);
		tell(check, &left);
		return;
	}
	if (left.key == SMS_SEEN_UNKNOWN) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether a restore of the site is complete cannot be told");
		want(check, SMS_SEEN_THERE, left.key, SMS_SEEN_THERE);
		return;
	}
	sms_answer(check, SMSSITE_SEVERITY_OK, "%s",
		left.key == SMS_SEEN_THERE ? "of what belongs to a restore only services are missing (A16)"
					   : "no registry of SMS was restored (A15)");
}

/* What SMS leaves in the roots of drives: SCMAN.LOG and the like on its own, SMS.INI, SMSSETUP.LOG on C: (Q139627). It
 * stands in nobody's way. */
static void root_evidence(struct sms_check *check)
{
	static const char *const roots[][2] = { { "..", "SCMAN." }, { SMS_BOOT_DRIVE, "SMS" } };
	struct sms_file file;

	for (size_t i = 0; i < 2; i++) {
		size_t root = smssite_snapshot_find_directory(check->site, roots[i][0]);

		for (size_t j = 0; j < smssite_snapshot_entry_count(check->site, root); j++)
			if (sms_file_at(check->site, root, j, &file) && sms_begins_folded(file.name, roots[i][1]))
				sms_file_evidence(check, check->site, &file, "may stay");
	}
}

void sms_check_a18(struct sms_check *check)
{
	struct remains left = look_at(check);
	bool halved = left.tree == SMSSITE_PRESENCE_MISSING || left.logon == SMSSITE_PRESENCE_MISSING ||
		      left.box == SMSSITE_PRESENCE_MISSING;
	bool any = left.scman == SMS_SEEN_THERE || left.others == SMS_SEEN_THERE;

	if (left.bootstrap == SMS_SEEN_THERE) {
		sms_answer(
			check, SMSSITE_SEVERITY_OK, "a bootstrap is at work, which makes and removes parts");
		return;
	}
	if (!any && (left.scman == SMS_SEEN_UNKNOWN || left.others == SMS_SEEN_UNKNOWN)) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether SMS was removed in part cannot be told");
		want(check, SMS_SEEN_UNKNOWN, SMS_SEEN_THERE, SMS_SEEN_THERE);
		return;
	}
	if (!(any && (halved || left.key == SMS_SEEN_ABSENT)) && !(!any && halved && left.key == SMS_SEEN_THERE)) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "no part of SMS is left by itself");
		return;
	}
	sms_answer(check, SMSSITE_SEVERITY_ERROR,
		"SMS was removed in part: what is left stands in the way of an installation");
	tell(check, &left);
	if (halved)
		sms_evidence(check, "tree", 0, "%s is missing",
			left.tree == SMSSITE_PRESENCE_MISSING	 ? "SITE.SRV"
			: left.logon == SMSSITE_PRESENCE_MISSING ? "LOGON.SRV"
								 : SMS_BOX);
	root_evidence(check);
}

void sms_check_a30(struct sms_check *check)
{
	smssite_service_state bootstrap = sms_service(check->site, "SMS_UPGRADE_BOOTSTRAP");
	smssite_service_state scman = sms_service(check->site, SMS_NAME_SCMAN);

	if (!sms_is_primary(check->site))
		return;
	if (sms_is_installed(bootstrap) && sms_is_down(scman))
		sms_answer(check, SMSSITE_SEVERITY_ERROR,
			"a primary is removing itself: PREINST /UPGRADE was given its own code");
	else if (bootstrap == SMSSITE_SERVICE_UNKNOWN)
		sms_answer(
			check, SMSSITE_SEVERITY_UNKNOWN, "whether the primary removes itself cannot be told");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "no bootstrap is at work on the primary");
	if (sms_is_installed(bootstrap) || bootstrap == SMSSITE_SERVICE_UNKNOWN) {
		sms_service_evidence(check, "SMS_UPGRADE_BOOTSTRAP");
		sms_service_evidence(check, SMS_NAME_SCMAN);
	}
	if (bootstrap == SMSSITE_SERVICE_UNKNOWN)
		sms_missing(check, SMS_WANT_SERVICES);
}
