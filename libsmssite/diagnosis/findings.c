/* SPDX-License-Identifier: MIT */
#include "diagnosis/findings.h"
#include "base/json.h"
#include "diagnosis/rules.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FORMAT 1

struct evidence {
	const char *path, *value;
	size_t line;
};

struct finding {
	size_t rule;
	smssite_severity severity;
	const char *title, *missing;
	/* One more place for "and n more". */
	struct evidence evidence[SMS_MAX_EVIDENCE + 1];
	size_t evidence_count, evidence_cut;
};

struct smssite_findings {
	struct sms_arena arena;
	/* One place for each check that may answer. */
	struct finding **list;
	size_t count;
	const char *site_code;
	int64_t now_utc_s;
};

/* Length of the character at the front that may stand in a text for people, 0 if its first byte must be
 * escaped. */
static size_t plain_length(const char *text, size_t size)
{
	unsigned char lead = (unsigned char)*text;
	size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

	if (lead < 0x20 || lead == 0x7F || length > size || !sms_is_utf8(text, length))
		return 0;
	/* U+0080 to U+009F are control characters too. */
	return lead == 0xC2 && (unsigned char)text[1] < 0xA0 ? 0 : length;
}

char *sms_arena_words(struct sms_arena *arena, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char words[SMS_MAX_WORDS + 8];
	size_t used = 0, left = strlen(text);

	while (left && used < SMS_MAX_WORDS) {
		size_t length = plain_length(text, left);

		if (length) {
			memcpy(words + used, text, length);
			used += length;
		} else {
			words[used++] = '\\';
			words[used++] = 'x';
			words[used++] = digits[(unsigned char)*text >> 4];
			words[used++] = digits[(unsigned char)*text & 15];
			length = 1;
		}
		text += length;
		left -= length;
	}
	if (left) {
		memcpy(words + used, "...", 3);
		used += 3;
	}
	return sms_arena_strndup(arena, words, used);
}

static const char *say(struct sms_check *check, const char *format, va_list arguments)
{
	/* Four bytes of output for each of input at most, so that this cuts nothing that sms_arena_words()
	 * keeps. */
	char raw[SMS_MAX_WORDS + 64];
	const char *words;

	vsnprintf(raw, sizeof(raw), format, arguments);
	words = sms_arena_words(&check->findings->arena, raw);
	if (!words)
		check->failed = true;
	return words;
}

static struct finding *current(struct sms_check *check)
{
	smssite_findings *findings = check->findings;

	return !check->failed && findings->count && findings->list[findings->count - 1]->rule == check->rule
		       ? findings->list[findings->count - 1]
		       : NULL;
}

void sms_answer(struct sms_check *check, smssite_severity severity, const char *title, ...)
{
	smssite_findings *findings = check->findings;
	struct finding *finding;
	va_list arguments;

	if (check->failed)
		return;
	finding = sms_arena_alloc(&findings->arena, sizeof(*finding));
	if (!finding) {
		check->failed = true;
		return;
	}
	*finding = (struct finding){ .rule = check->rule, .severity = severity, .missing = "" };
	va_start(arguments, title);
	finding->title = say(check, title, arguments);
	va_end(arguments);
	findings->list[findings->count++] = finding;
}

void sms_evidence(struct sms_check *check, const char *path, size_t line, const char *value, ...)
{
	struct finding *finding = current(check);
	struct evidence *evidence;
	char whole[SMS_MAX_WORDS + 64];
	va_list arguments;

	if (!finding)
		return;
	if (finding->evidence_count == SMS_MAX_EVIDENCE) {
		finding->evidence_cut++;
		return;
	}
	if (check->of && *path) {
		snprintf(whole, sizeof(whole), "%s: %s", check->of, path);
		path = whole;
	}
	evidence = &finding->evidence[finding->evidence_count++];
	evidence->line = line;
	evidence->path = sms_arena_words(&check->findings->arena, path);
	va_start(arguments, value);
	evidence->value = say(check, value, arguments);
	va_end(arguments);
	if (!evidence->path)
		check->failed = true;
}

void sms_missing(struct sms_check *check, const char *what, ...)
{
	struct finding *finding = current(check);
	const char *words, *joined;
	va_list arguments;
	char *both;

	if (!finding)
		return;
	va_start(arguments, what);
	words = say(check, what, arguments);
	va_end(arguments);
	if (!words)
		return;
	if (*finding->missing || check->of) {
		both = *finding->missing ? sms_asprintf("%s; %s", finding->missing, words)
					 : sms_asprintf("%s: %s", check->of, words);
		joined = both ? sms_arena_strdup(&check->findings->arena, both) : NULL;
		sms_free(both);
		check->failed = check->failed || !joined;
		words = joined;
	}
	finding->missing = words;
}

static void count_the_rest(struct sms_check *check)
{
	struct finding *finding = current(check);
	char text[64];

	if (!finding || !finding->evidence_cut)
		return;
	snprintf(text, sizeof(text), "and %zu more", finding->evidence_cut);
	finding->evidence[finding->evidence_count] =
		(struct evidence){ .path = "", .value = sms_arena_strdup(&check->findings->arena, text) };
	if (!finding->evidence[finding->evidence_count].value)
		check->failed = true;
	finding->evidence_count++;
}

/* Gravest first, else in the order of the rules: an insertion keeps it. */
static void sort(smssite_findings *findings)
{
	for (size_t i = 1; i < findings->count; i++) {
		struct finding *finding = findings->list[i];
		size_t place = i;

		for (; place && findings->list[place - 1]->severity < finding->severity; place--)
			findings->list[place] = findings->list[place - 1];
		findings->list[place] = finding;
	}
}

smssite_findings *sms_findings_new(const smssite_case *site_case, size_t room)
{
	smssite_findings *findings = sms_calloc(1, sizeof(*findings));

	if (!findings)
		return NULL;
	findings->now_utc_s = smssite_case_now_utc_s(site_case);
	findings->list = sms_arena_alloc(&findings->arena, (room + 1) * sizeof(*findings->list));
	findings->site_code =
		sms_arena_words(&findings->arena, smssite_snapshot_site_code(smssite_case_site(site_case)));
	if (!findings->list || !findings->site_code) {
		smssite_findings_free(findings);
		return NULL;
	}
	return findings;
}

void sms_findings_apply(struct sms_check *check, void (*answer)(struct sms_check *check))
{
	answer(check);
	count_the_rest(check);
}

void sms_check_release(struct sms_check *check)
{
	smssite_id_map_free(check->id_map);
	check->id_map = NULL;
}

static smssite_status make_id_map(const struct sms_check *check, smssite_id_map **map)
{
	const char *code = smssite_snapshot_site_code(check->site);
	smssite_status status;

	if (!sms_is_site_code(sms_span_of(code)))
		return SMSSITE_NOT_FOUND;
	status = smssite_id_map_new(code, map);
	if (!status)
		status = smssite_id_map_add_case(*map, check->site_case);
	return status ? status : smssite_id_map_finish(*map);
}

const smssite_id_map *sms_check_id_map(struct sms_check *check)
{
	if (check->id_map || check->id_map_status)
		return check->id_map;
	check->id_map_status = make_id_map(check, &check->id_map);
	check->id_map_message = "";
	if (!check->id_map_status)
		return check->id_map;
	sms_check_release(check);
	if (check->id_map_status != SMSSITE_NOT_FOUND)
		check->id_map_message = sms_arena_words(&check->findings->arena, smssite_error_message());
	check->failed = check->failed || check->id_map_status == SMSSITE_NO_MEMORY || !check->id_map_message;
	return NULL;
}

SMSSITE_API smssite_status smssite_case_diagnose(const smssite_case *self, smssite_findings **findings)
{
	struct sms_check check = { .site_case = self };

	if (!self || !findings)
		return sms_invalid("smssite_case_diagnose", "an argument is NULL");
	check.site = smssite_case_site(self);
	check.parent = smssite_case_parent(self);
	check.now_utc_s = smssite_case_now_utc_s(self);
	check.findings = sms_findings_new(self, smssite_rule_count());
	if (!check.findings)
		return SMSSITE_NO_MEMORY;
	for (check.rule = 0; check.rule < smssite_rule_count() && !check.failed; check.rule++)
		sms_findings_apply(&check, sms_rule_check(check.rule));
	sms_check_release(&check);
	if (check.failed) {
		smssite_findings_free(check.findings);
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory while the rules were applied");
	}
	sort(check.findings);
	*findings = check.findings;
	return SMSSITE_OK;
}

SMSSITE_API void smssite_findings_free(smssite_findings *self)
{
	if (!self)
		return;
	sms_arena_release(&self->arena);
	sms_free(self);
}

static const struct finding *at(const smssite_findings *self, size_t finding)
{
	return self && finding < self->count ? self->list[finding] : NULL;
}

static const struct evidence *evidence_at(const smssite_findings *self, size_t finding, size_t evidence)
{
	const struct finding *found = at(self, finding);

	return found && evidence < found->evidence_count ? &found->evidence[evidence] : NULL;
}

SMSSITE_API size_t smssite_findings_count(const smssite_findings *self)
{
	return self ? self->count : 0;
}

SMSSITE_API size_t smssite_findings_rule(const smssite_findings *self, size_t finding)
{
	const struct finding *found = at(self, finding);

	return found ? found->rule : SMSSITE_NO_INDEX;
}

SMSSITE_API smssite_severity smssite_findings_severity(const smssite_findings *self, size_t finding)
{
	const struct finding *found = at(self, finding);

	return found ? found->severity : SMSSITE_SEVERITY_UNKNOWN;
}

SMSSITE_API const char *smssite_findings_title(const smssite_findings *self, size_t finding)
{
	const struct finding *found = at(self, finding);

	return found ? found->title : NULL;
}

SMSSITE_API const char *smssite_findings_missing(const smssite_findings *self, size_t finding)
{
	const struct finding *found = at(self, finding);

	return found ? found->missing : NULL;
}

SMSSITE_API size_t smssite_findings_evidence_count(const smssite_findings *self, size_t finding)
{
	const struct finding *found = at(self, finding);

	return found ? found->evidence_count : 0;
}

SMSSITE_API const char *smssite_findings_evidence_path(
	const smssite_findings *self, size_t finding, size_t evidence)
{
	const struct evidence *found = evidence_at(self, finding, evidence);

	return found ? found->path : NULL;
}

SMSSITE_API size_t smssite_findings_evidence_line(
	const smssite_findings *self, size_t finding, size_t evidence)
{
	const struct evidence *found = evidence_at(self, finding, evidence);

	return found ? found->line : 0;
}

SMSSITE_API const char *smssite_findings_evidence_value(
	const smssite_findings *self, size_t finding, size_t evidence)
{
	const struct evidence *found = evidence_at(self, finding, evidence);

	return found ? found->value : NULL;
}

SMSSITE_API smssite_severity smssite_findings_worst(const smssite_findings *self)
{
	if (!self)
		return SMSSITE_SEVERITY_UNKNOWN;
	return self->count ? self->list[0]->severity : SMSSITE_SEVERITY_OK;
}

/* jansson drops what it cannot store; the caller sees it in the count of elements. */
static json_t *evidence_json(const struct evidence *evidence)
{
	return json_pack("{s:s, s:I, s:s}", "path", evidence->path, "line", (json_int_t)evidence->line,
		"value", evidence->value);
}

static json_t *finding_json(const struct finding *finding)
{
	json_t *all = json_array();

	for (size_t i = 0; i < finding->evidence_count; i++)
		if (json_array_append_new(all, evidence_json(&finding->evidence[i]))) {
			json_decref(all);
			return NULL;
		}
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "rule", smssite_rule_id(finding->rule),
		"severity", smssite_severity_name(finding->severity), "confidence",
		sms_confidence_name(smssite_rule_confidence(finding->rule)), "title", finding->title,
		"missing", finding->missing, "sources", smssite_rule_sources(finding->rule), "remedy",
		smssite_rule_remedy(finding->rule), "evidence", all);
}

SMSSITE_API smssite_status smssite_findings_to_json(const smssite_findings *self, char **json)
{
	json_t *all;

	if (!self || !json)
		return sms_invalid("smssite_findings_to_json", "an argument is NULL");
	all = json_array();
	for (size_t i = 0; i < self->count; i++)
		if (json_array_append_new(all, finding_json(self->list[i]))) {
			json_decref(all);
			return sms_json_finish(NULL, json);
		}
	return sms_json_finish(json_pack("{s:i, s:s, s:o, s:s, s:o}", "format", FORMAT, "site",
				       self->site_code, "now", sms_json_time(self->now_utc_s), "worst",
				       smssite_severity_name(smssite_findings_worst(self)), "findings", all),
		json);
}
