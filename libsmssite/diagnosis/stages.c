/* SPDX-License-Identifier: MIT */
/* What is usual at a stage: Resource Guide on jobs and senders, KB Q183347 and the articles of the rules. */
#include "diagnosis/stages.h"
#include "base/alloc.h"
#include "base/text.h"

struct stage {
	const char *name, *text, *blockers, *next_move;
};

static const struct stage stages[] = {
	{ "NOT_ANSWERED", "a .ct1 waits for SCMAN: no .ct2 is written yet",
		"SCMAN hangs on a domain controller or a logon server that does not answer (B02, B03), or it "
		"does not run; a file it cannot use it renames to .710 to .718.",
		"See that SCMAN runs; if its log is silent restart it and read its last record." },
	{ "WRITTEN", "the .ct2 is written and lies in the secondary's box; no job for it is seen",
		"The disk is full, or the system job could not be made (event 214, code 7113).",
		"After 30 minutes stop and start the SMS services; do not force another .ct2 (Q183347)." },
	{ "JOB", "a system job waits for the Scheduler",
		"The Scheduler looks every 1 to 30 minutes; a damaged send request makes it loop (E01), no "
		"address to the parent (E13) or a closed outbox makes it wait, or SMS_EXECUTIVE does not "
		"run.",
		"Follow SCHED.LOG; if it is silent restart SMS_EXECUTIVE." },
	{ "REQUEST", "it is packed: a send request waits for a sender",
		"The sender may send 0 requests at once (F01), its outbox was moved (F02), or it does not "
		"run.",
		"Follow LANSEND.LOG; look at Maximum Concurrent Sendings of the sender." },
	{ "SENDING", "a sender has it",
		"The network, account and password at the parent, a full disk there, the times between "
		"tries; a missing instruction file (F05).",
		"Follow LANSEND.LOG: Win32 error 112 is a full disk at the parent, 5 and 1326 are account or "
		"password." },
	{ "ARRIVED", "it has come to the parent and waits for the Despooler",
		"The instruction was still locked when the Despooler looked (error 32, G06), is dated in the "
		"future (G03), rights are missing, or SMS_EXECUTIVE does not run there.",
		"At the parent follow DESPOOL.LOG; after error 32 restart SMS_EXECUTIVE." },
	{ "DESPOOLED", "it lies in the parent's site-control box and waits for the Hierarchy Manager",
		"SMS_HIERARCHY_MANAGER does not run, does not reach SQL Server (event 356), finds the image "
		"too large (B05) or a newer one in its database (B07), or has too many to read (B04).",
		"At the parent see that SMS_HIERARCHY_MANAGER runs and follow HMAN.LOG." },
	{ "DONE", "it has been read: the parent lists the site as active", "", "" },
};

#define COUNT (sizeof(stages) / sizeof(*stages))

SMSSITE_API const char *smssite_stage_name(smssite_stage stage)
{
	return (int)stage >= 0 && (size_t)stage < COUNT ? stages[stage].name : "UNKNOWN";
}

static const char *text_of_nothing(const struct sms_stage_facts *facts)
{
	const smssite_snapshot *site = smssite_case_site(facts->site_case);

	if (facts->nothing == SMS_NOTHING_PRIMARY)
		return "the site is a primary: its own Hierarchy Manager reads its .ct2";
	if (facts->nothing == SMS_NOTHING_HIDDEN)
		return "the site-control box cannot be looked into, or its names are ambiguous";
	if (smssite_snapshot_box_find(site, SMSSITE_BOX_REJECTED, 0) != SMSSITE_NO_INDEX)
		return "no .ct2 is seen; SCMAN has refused a .ct1 (B12)";
	if (!smssite_case_parent(facts->site_case))
		return "nothing at the secondary shows it: it has left for the parent, was lost, or was "
		       "never written";
	if (!facts->word.given)
		return "neither site shows it: it was lost, or is not written yet, or the parent has read "
		       "it, which "
		       "only its word tells";
	return "neither site shows it: it was lost, or is not written yet";
}

static const char *next_of_nothing(const struct sms_stage_facts *facts)
{
	if (facts->nothing == SMS_NOTHING_PRIMARY)
		return "";
	if (facts->nothing == SMS_NOTHING_HIDDEN)
		return "Give the SMS root or its drive as SITE.";
	if (!smssite_case_parent(facts->site_case))
		return facts->word.given ? "Give the parent's boxes (--parent SITE)."
					 : "Give the parent's boxes (--parent SITE) and its word (--site-list FILE or "
					   "--parent-status WORD).";
	return facts->word.given ? "Diagnose the site: A01 says whether a .ct2 is due."
				 : "Give the parent's word (--site-list FILE or --parent-status WORD).";
}

static bool finish(struct sms_arena *arena, struct sms_buffer *buffer, const char **words)
{
	char *text = sms_buffer_finish(buffer, NULL);

	*words = text ? sms_arena_strdup(arena, text) : NULL;
	sms_free(text);
	return *words != NULL;
}

bool sms_stage_words(struct sms_arena *arena, const struct sms_stage_facts *facts, const char **text,
	const char **blockers, const char **next_move)
{
	bool known = facts->stage != SMSSITE_STAGE_UNKNOWN;
	struct sms_buffer said = { 0 };

	sms_buffer_text(&said, known ? stages[facts->stage].text : text_of_nothing(facts));
	if (facts->candidates > 1)
		sms_buffer_format(&said, "; %s of %zu files", facts->candidates == 2 ? "either" : "any",
			facts->candidates);
	if (facts->further)
		sms_buffer_format(&said, "; %zu further on could carry it as well", facts->further);
	if (facts->word.status == SMSSITE_SITE_ACTIVE && known && facts->stage != SMSSITE_STAGE_DONE)
		sms_buffer_text(&said, "; the parent lists the site as active already");
	*blockers = known ? stages[facts->stage].blockers : "";
	*next_move = known ? stages[facts->stage].next_move : next_of_nothing(facts);
	return finish(arena, &said, text);
}
