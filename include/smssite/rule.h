/* SPDX-License-Identifier: MIT */
/**
 * @file rule.h
 * The rules by which a case is diagnosed: one table, one entry a failure mode.
 */
#ifndef SMSSITE_RULE_H
#define SMSSITE_RULE_H

#include <smssite/snapshot.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How much a finding matters, and the two that are no finding. */
typedef enum smssite_severity {
	/** Looked at, nothing wrong. */
	SMSSITE_SEVERITY_OK = 0,
	/** Could not be decided; the finding says what to supply. Never to be taken for OK. */
	SMSSITE_SEVERITY_UNKNOWN = 1,
	/** Worth knowing before a repair. */
	SMSSITE_SEVERITY_NOTE = 2,
	/** Something will go wrong or hides what does. */
	SMSSITE_SEVERITY_WARNING = 3,
	/** Something is broken. */
	SMSSITE_SEVERITY_ERROR = 4,
	/** The site cannot go on by itself. */
	SMSSITE_SEVERITY_STUCK = 5,
} smssite_severity;

/** How sure the evidence is. */
typedef enum smssite_confidence {
	/** The source gives the exact path, value or text. */
	SMSSITE_CONFIDENCE_HIGH = 0,
	/** The source gives the condition; the threshold is ours. */
	SMSSITE_CONFIDENCE_MEDIUM = 1,
	/** Reasoned from described behaviour. */
	SMSSITE_CONFIDENCE_LOW = 2,
} smssite_confidence;

/** Kinds of evidence. The last two are read by nothing here yet: a rule that needs one says unknown, and what it is. */
enum {
	/** Directories and files of the site and its logon servers. */
	SMSSITE_EVIDENCE_FILES = 1,
	SMSSITE_EVIDENCE_REGISTRY = 2,
	SMSSITE_EVIDENCE_SERVICES = 4,
	SMSSITE_EVIDENCE_LOGS = 8,
	/** The parent's word. */
	SMSSITE_EVIDENCE_PARENT = 0x10,
	/** An earlier look at the site. */
	SMSSITE_EVIDENCE_EARLIER = 0x20,
	/** The application log of Windows NT. */
	SMSSITE_EVIDENCE_EVENT_LOG = 0x40,
	/** Permissions of shares, directories and files. */
	SMSSITE_EVIDENCE_PERMISSIONS = 0x80,
};

/** Rules in the table. Since: 0.1 */
SMSSITE_API size_t smssite_rule_count(void);
/** "A01"; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_rule_id(size_t rule);
/** One line; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_rule_title(size_t rule);
/** What it means; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_rule_explanation(size_t rule);
/** What to do; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_rule_remedy(size_t rule);
/** "Q183347 Q133113"; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_rule_sources(size_t rule);
/** The evidence it needs, in words ("site-control box, services, the parent's word"); NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_rule_needs(size_t rule);
/** SMSSITE_EVIDENCE_ bits: the kinds that can decide it or add to it; 0 out of range. Since: 0.1 */
SMSSITE_API uint32_t smssite_rule_evidence(size_t rule);
/** Name of one SMSSITE_EVIDENCE_ bit ("event log"); NULL for other numbers. Since: 0.1 */
SMSSITE_API const char *smssite_evidence_name(uint32_t bit);
/** The gravest severity it gives; OK out of range. Since: 0.1 */
SMSSITE_API smssite_severity smssite_rule_severity(size_t rule);
/** LOW out of range. Since: 0.1 */
SMSSITE_API smssite_confidence smssite_rule_confidence(size_t rule);
/** Position of a rule's id, letter case aside; ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_rule_find(const char *id);
/** The log records that some rule wants to see, for smssite_observe(). For the life of the process. Since: 0.1 */
SMSSITE_API const smssite_interest *smssite_rules_interest(void);
/** "STUCK" ...; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_severity_name(smssite_severity severity);

#ifdef __cplusplus
}
#endif
#endif
