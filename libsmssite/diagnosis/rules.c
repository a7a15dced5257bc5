/* SPDX-License-Identifier: MIT */
#include "diagnosis/rules.h"
#include "base/text.h"

/* In the order of their ids. */
static const struct sms_rule_table *const tables[] = { &sms_rules_install, &sms_rules_site, &sms_rules_ids,
	&sms_rules_flow };

#define TABLES (sizeof(tables) / sizeof(*tables))

static const struct sms_rule *at(size_t rule)
{
	for (size_t i = 0; i < TABLES; i++) {
		if (rule < tables[i]->count)
			return &tables[i]->rules[rule];
		rule -= tables[i]->count;
	}
	return NULL;
}

SMSSITE_API size_t smssite_rule_count(void)
{
	size_t count = 0;

	for (size_t i = 0; i < TABLES; i++)
		count += tables[i]->count;
	return count;
}

SMSSITE_API const char *smssite_rule_id(size_t rule)
{
	const struct sms_rule *found = at(rule);

	return found ? found->id : NULL;
}

SMSSITE_API const char *smssite_rule_title(size_t rule)
{
	const struct sms_rule *found = at(rule);

	return found ? found->title : NULL;
}

SMSSITE_API const char *smssite_rule_explanation(size_t rule)
{
	const struct sms_rule *found = at(rule);

	return found ? found->explanation : NULL;
}

SMSSITE_API const char *smssite_rule_remedy(size_t rule)
{
	const struct sms_rule *found = at(rule);

	return found ? found->remedy : NULL;
}

SMSSITE_API const char *smssite_rule_sources(size_t rule)
{
	const struct sms_rule *found = at(rule);

	return found ? found->sources : NULL;
}

SMSSITE_API const char *smssite_rule_needs(size_t rule)
{
	const struct sms_rule *found = at(rule);

	return found ? found->needs : NULL;
}

SMSSITE_API uint32_t smssite_rule_evidence(size_t rule)
{
	const struct sms_rule *found = at(rule);

	return found ? found->evidence : 0;
}

SMSSITE_API const char *smssite_evidence_name(uint32_t bit)
{
	static const char *const names[] = { "files", "registry", "services", "logs", "parent's word",
		"earlier snapshot", "event log", "permissions" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (bit == (uint32_t)1 << i)
			return names[i];
	return NULL;
}

SMSSITE_API smssite_severity smssite_rule_severity(size_t rule)
{
	const struct sms_rule *found = at(rule);

	return found ? found->gravest : SMSSITE_SEVERITY_OK;
}

SMSSITE_API smssite_confidence smssite_rule_confidence(size_t rule)
{
	const struct sms_rule *found = at(rule);

	return found ? found->confidence : SMSSITE_CONFIDENCE_LOW;
}

SMSSITE_API size_t smssite_rule_find(const char *id)
{
	const struct sms_rule *rule;

	for (size_t i = 0; id && (rule = at(i)); i++)
		if (sms_equal_folded(rule->id, id))
			return i;
	return SMSSITE_NO_INDEX;
}

SMSSITE_API const char *smssite_severity_name(smssite_severity severity)
{
	static const char *const names[] = { "OK", "UNKNOWN", "NOTE", "WARNING", "ERROR", "STUCK" };

	return (size_t)severity < sizeof(names) / sizeof(*names) ? names[severity] : "?";
}

const char *sms_confidence_name(smssite_confidence confidence)
{
	return confidence == SMSSITE_CONFIDENCE_HIGH	 ? "HIGH"
	       : confidence == SMSSITE_CONFIDENCE_MEDIUM ? "MEDIUM"
							 : "LOW";
}

sms_rule_check_fn sms_rule_check(size_t rule)
{
	return at(rule)->check;
}
