/* SPDX-License-Identifier: MIT */
/* What an advice says when it is asked. */
#include "diagnosis/advice.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/json.h"

#define FORMAT 1

SMSSITE_API void smssite_advice_free(smssite_advice *self)
{
	if (!self)
		return;
	sms_arena_release(&self->arena);
	sms_free(self);
}

SMSSITE_API smssite_procedure smssite_advice_procedure(const smssite_advice *self)
{
	return self ? self->procedure : SMSSITE_PROCEDURE_UNKNOWN;
}

SMSSITE_API const char *smssite_advice_reason(const smssite_advice *self)
{
	return self ? self->reason : "";
}

SMSSITE_API const char *smssite_advice_cost(const smssite_advice *self)
{
	return self ? self->cost : "";
}

SMSSITE_API const char *smssite_advice_reversible_until(const smssite_advice *self)
{
	return self ? self->until : "";
}

SMSSITE_API size_t smssite_advice_against_count(const smssite_advice *self)
{
	return self ? self->against_count : 0;
}

SMSSITE_API smssite_procedure smssite_advice_against_procedure(const smssite_advice *self, size_t index)
{
	return self && index < self->against_count ? self->against[index].procedure : SMSSITE_PROCEDURE_NONE;
}

SMSSITE_API const char *smssite_advice_against_reason(const smssite_advice *self, size_t index)
{
	return self && index < self->against_count ? self->against[index].reason : NULL;
}

SMSSITE_API const char *smssite_procedure_name(smssite_procedure procedure)
{
	static const char *const names[] = { "none", "unknown", "wait", "other", "force-ct2", "activate",
		"rebuild" };

	return (size_t)procedure < sizeof(names) / sizeof(*names) ? names[procedure] : names[1];
}

SMSSITE_API smssite_status smssite_advice_to_json(const smssite_advice *self, char **json)
{
	json_t *against;

	if (!self || !json)
		return sms_invalid("smssite_advice_to_json", "an argument is NULL");
	against = json_array();
	for (size_t i = 0; i < self->against_count; i++)
		if (json_array_append_new(against, json_pack("{s:s, s:s}", "procedure",
							   smssite_procedure_name(self->against[i].procedure),
							   "reason", self->against[i].reason))) {
			json_decref(against);
			return sms_json_finish(NULL, json);
		}
	return sms_json_finish(
		json_pack("{s:i, s:s, s:s, s:s, s:s, s:o}", "format", FORMAT, "procedure",
			smssite_procedure_name(self->procedure), "reason", self->reason, "cost", self->cost,
			"reversible_until", self->until, "against", against),
		json);
}
