/* SPDX-License-Identifier: MIT */
/* Whose a server is, before anything on it is taken away: by its registry, by DOMAIN.INI of its LOGON.SRV, by the comments of
 * its shares, which SCMAN goes by (event 236), and by the code in its .UID file. */
#include "recovery/plan_rebuild.h"
#include "recovery/rebuild_record.h"
#include "recovery/record_evidence.h"
#include "base/alloc.h"
#include "base/text.h"

#include <smssite/sms_ini.h>
#include <string.h>

#define DOMAIN_INI "LOGON.SRV\\DOMAIN.INI"

struct owner {
	struct sms_planning *planning;
	const smssite_rebuild_record *record;
	const struct sms_record_server *server;
	/* Something says that it is the site's; something says that it is another's. */
	bool ours, others;
};

static bool is_code(const char *text)
{
	return sms_is_site_code(sms_span_of(text));
}

static void says(struct owner *owner, const char *code, const char *where)
{
	if (!is_code(code))
		return;
	if (sms_equal_folded(code, owner->record->site_code)) {
		owner->ours = true;
		return;
	}
	owner->others = true;
	sms_refuse(owner->planning, "%s belongs to site %.3s (%s)", owner->server->name, code, where);
}

/* -- registry, DOMAIN.INI ------------------------------------------------------------------------- */

static void look_at_registry(struct owner *owner, const smssite_snapshot *snapshot)
{
	char *code = NULL;
	smssite_status status = sms_evidence_registry_text(snapshot, SMS_KEY "\\Identification", "Site Code", &code);

	if (status == SMSSITE_NO_MEMORY)
		owner->planning->plan->failed = true;
	else if (!status)
		says(owner, code, "its registry, Identification");
	smssite_free(code);
}

/* Clients get their SMS.INI by it; service packs may leave the code blank (Q279752). */
static void look_at_domain_ini(struct owner *owner, const smssite_snapshot *snapshot)
{
	const smssite_sms_ini *ini = smssite_snapshot_document_ini(snapshot, smssite_snapshot_find_document(snapshot, DOMAIN_INI));
	size_t entry = ini ? smssite_sms_ini_find(ini, "SMS", "SiteCode") : SMSSITE_NO_INDEX;
	char *code = NULL;

	if (entry == SMSSITE_NO_INDEX)
		return;
	if (smssite_sms_ini_value_text(ini, entry, &code))
		owner->planning->plan->failed = true;
	else
		says(owner, code, "its " DOMAIN_INI ", [SMS] SiteCode");
	smssite_free(code);
}

/* -- comments -------------------------------------------------------------------------------------- */

/* SMS_SHR, SMS_SITE, SMS_SHRx whatever its drive. */
static bool is_same_share(const char *left, const char *right)
{
	return strlen(left) == strlen(right) && sms_compare_folded(left, 7, right, 7) == 0 &&
		(strlen(left) == 8 ? sms_compare_folded(left, 7, "SMS_SHR", 7) == 0 || sms_equal_folded(left, right) : true);
}

static bool is_part_of_word(char c)
{
	char upper = sms_upper(c);

	return sms_is_digit(c) || (upper >= 'A' && upper <= 'Z');
}

/* Where the comment names the site: no source shows its words, so the site server's own is what it is compared with. */
static bool find_code(const char *comment, const char *code, size_t *at)
{
	size_t size = strlen(comment);

	for (*at = 0; *at + 3 <= size; ++*at)
		if (sms_compare_folded(comment + *at, 3, code, 3) == 0 && (!*at || !is_part_of_word(comment[*at - 1])) &&
			!is_part_of_word(comment[*at + 3]))
			return true;
	return false;
}

/* The same words with three characters where the site server has the code. */
static bool is_alike(const char *comment, const char *model, size_t at)
{
	size_t size = strlen(model);

	return strlen(comment) == size && sms_compare_folded(comment, at, model, at) == 0 &&
		sms_compare_folded(comment + at + 3, size - at - 3, model + at + 3, size - at - 3) == 0;
}

static void compare_comments(struct owner *owner, const struct sms_record_share *share, const struct sms_record_share *model)
{
	char code[4] = "", where[400];
	size_t at;

	if (!find_code(model->comment, owner->record->site_code, &at) || !is_alike(share->comment, model->comment, at))
		return;
	memcpy(code, share->comment + at, 3);
	snprintf(where, sizeof(where), "the comment of its share %.8s, \"%.200s\"", share->name, share->comment);
	says(owner, code, where);
}

static void look_at_shares(struct owner *owner)
{
	const struct sms_record_server *first = owner->record->servers;

	for (size_t i = 0; i < owner->server->share_count; i++) {
		const struct sms_record_share *share = &owner->server->shares[i];
		size_t at;

		for (size_t j = 0; owner->server != first && j < first->share_count; j++)
			if (is_same_share(share->name, first->shares[j].name))
				compare_comments(owner, share, &first->shares[j]);
		owner->ours |= find_code(share->comment, owner->record->site_code, &at);
	}
}

/* -- the whole ------------------------------------------------------------------------------------- */

void sms_rebuild_check_owner(struct sms_planning *planning, const smssite_rebuild_record *record, size_t number,
	const smssite_snapshot *snapshot)
{
	struct owner owner = { .planning = planning, .record = record, .server = &record->servers[number] };

	look_at_registry(&owner, snapshot);
	look_at_domain_ini(&owner, snapshot);
	look_at_shares(&owner);
	/* The site server's own control file says which site it is. */
	if (owner.ours || owner.others || *owner.server->uid || !number)
		return;
	sms_refuse(planning, "nothing shows that %s belongs to %s: no registry with Identification, no code in " DOMAIN_INI
		", no comment of a share that names it, and %s", owner.server->name, record->site_code, owner.server->uid_lost);
}
