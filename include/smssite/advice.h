/* SPDX-License-Identifier: MIT */
/**
 * @file advice.h
 * Which of the documented procedures fits, why, why not the others, what it costs, until when one can go back.
 */
#ifndef SMSSITE_ADVICE_H
#define SMSSITE_ADVICE_H

#include <smssite/case.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_advice smssite_advice;

typedef enum smssite_procedure {
	/** Nothing to do. */
	SMSSITE_PROCEDURE_NONE = 0,
	/** Cannot be told yet: supply what is missing. */
	SMSSITE_PROCEDURE_UNKNOWN = 1,
	/** Give it time. */
	SMSSITE_PROCEDURE_WAIT = 2,
	/** Something else first (start services, free space, restart SCMAN): see the reason. */
	SMSSITE_PROCEDURE_OTHER = 3,
	/** KB Q183347, "Creating a .Ct2 File". */
	SMSSITE_PROCEDURE_FORCE_CT2 = 4,
	/** KB Q183347, "Activating the Site and Forcing Another Upgrade". */
	SMSSITE_PROCEDURE_ACTIVATE = 5,
	/** KB Q183347, "Rebuilding the Secondary Site". */
	SMSSITE_PROCEDURE_REBUILD = 6,
} smssite_procedure;

/** Advises on a case. Pure. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_case_advise(const smssite_case *self, smssite_advice **advice);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_advice_free(smssite_advice *self);
/** UNKNOWN for NULL. Since: 0.1 */
SMSSITE_API smssite_procedure smssite_advice_procedure(const smssite_advice *self);
/** Why; "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_advice_reason(const smssite_advice *self);
/** What it costs and may lose; "" if nothing is advised, or if that depends on what will be found. Since: 0.1 */
SMSSITE_API const char *smssite_advice_cost(const smssite_advice *self);
/** Until when it can be taken back; "" as for the cost. Since: 0.1 */
SMSSITE_API const char *smssite_advice_reversible_until(const smssite_advice *self);
/** Procedures spoken against; none if nothing is advised or it cannot be told. Since: 0.1 */
SMSSITE_API size_t smssite_advice_against_count(const smssite_advice *self);
/** NONE out of range. Since: 0.1 */
SMSSITE_API smssite_procedure smssite_advice_against_procedure(const smssite_advice *self, size_t index);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_advice_against_reason(const smssite_advice *self, size_t index);
/** "force-ct2", "activate", "rebuild", "wait", "other", "none"; "unknown". Since: 0.1 */
SMSSITE_API const char *smssite_procedure_name(smssite_procedure procedure);
/** As JSON text; smssite_free(). @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_advice_to_json(const smssite_advice *self, char **json);

#ifdef __cplusplus
}
#endif
#endif
