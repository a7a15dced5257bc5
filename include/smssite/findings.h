/* SPDX-License-Identifier: MIT */
/**
 * @file findings.h
 * What the rules say of a case. Every rule that applies answers, so the list also shows what was looked at and
 * is well, and what could not be decided. Ordered by severity, gravest first, then by rule.
 */
#ifndef SMSSITE_FINDINGS_H
#define SMSSITE_FINDINGS_H

#include <smssite/case.h>
#include <smssite/rule.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_findings smssite_findings;

/** Applies all rules. Pure: reads nothing but the case. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_case_diagnose(const smssite_case *self, smssite_findings **findings);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_findings_free(smssite_findings *self);
/** 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_findings_count(const smssite_findings *self);
/** Position in the rule table; ::SMSSITE_NO_INDEX out of range. Since: 0.1 */
SMSSITE_API size_t smssite_findings_rule(const smssite_findings *self, size_t finding);
/** UNKNOWN out of range. Since: 0.1 */
SMSSITE_API smssite_severity smssite_findings_severity(const smssite_findings *self, size_t finding);
/** One line on this case; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_findings_title(const smssite_findings *self, size_t finding);
/** What to supply so that it can be decided, "" if nothing is missing; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_findings_missing(const smssite_findings *self, size_t finding);
/** Pieces of evidence, 0 out of range. Since: 0.1 */
SMSSITE_API size_t smssite_findings_evidence_count(const smssite_findings *self, size_t finding);
/** Where it was seen ("SITE.SRV\SITECFG.BOX\SITECTRL.CT0", "c9n-sites.txt"); NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_findings_evidence_path(const smssite_findings *self, size_t finding, size_t evidence);
/** Line (from 1), 0 if it has none. Since: 0.1 */
SMSSITE_API size_t smssite_findings_evidence_line(const smssite_findings *self, size_t finding, size_t evidence);
/** What was seen there, in words; secrets masked; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_findings_evidence_value(const smssite_findings *self, size_t finding, size_t evidence);
/** The gravest severity present, UNKNOWN counting below NOTE; OK if all is well; UNKNOWN for NULL. Since: 0.1 */
SMSSITE_API smssite_severity smssite_findings_worst(const smssite_findings *self);
/** All of it as JSON text (schema in the guide); smssite_free(). @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_findings_to_json(const smssite_findings *self, char **json);

#ifdef __cplusplus
}
#endif
#endif
