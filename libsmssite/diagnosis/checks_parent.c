/* SPDX-License-Identifier: MIT */
/* What site and parent should have in common: A43, B29. */
#include "diagnosis/look.h"
#include "diagnosis/required.h"
#include "diagnosis/rules.h"
#include "base/text.h"

#include <string.h>

#define WANT_PARENT "the parent's site (--parent SITE)"

/* -- video drivers ---------------------------------------------------------------------------------- */

static bool has_text(const char *data, size_t size, const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i + length <= size; i++)
		if (!sms_compare_folded(data + i, length, text, length))
			return true;
	return false;
}

/* How many of a site's compatible video drivers are marked so; *line of the list, 0: there is none. */
static size_t count_drivers(const smssite_control_file *file, size_t *line)
{
	size_t count = 0, size;
	const char *data;

	*line = 0;
	for (size_t i = 0; (i = smssite_control_file_find(file, SMSSITE_SECTION_PROPERTY_LIST, i)) != SMSSITE_NO_INDEX; i++) {
		if (smssite_control_file_value(file, i, SMSSITE_PROPERTY_LIST_NAME, &data, &size) ||
			!has_text(data, size, "Compatible Video Drivers"))
			continue;
		*line = smssite_control_file_section_line(file, i);
		for (size_t place = 1; !smssite_control_file_value(file, i, place, &data, &size); place++)
			count += has_text(data, size, "(NT 4.0 only)");
	}
	return count;
}

void sms_check_a43(struct sms_check *check)
{
	const smssite_control_file *own = sms_site_control_file(check->site);
	const smssite_control_file *above = check->parent ? sms_site_control_file(check->parent) : NULL;
	size_t own_line = 0, line = 0, drivers, own_drivers = own ? count_drivers(own, &own_line) : 0;

	/* A primary is given its drivers by its own Setup; service pack 3 is one of SMS 1.2. */
	if (!sms_is_secondary(check->site) || (smssite_snapshot_build(check->site) >= 0 && smssite_snapshot_build(check->site) < 786))
		return;
	if (own_drivers) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "the site has video drivers of NT 4.0");
		return;
	}
	if (!own || !above) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether the parent has video drivers that the site lacks cannot be told");
		sms_missing(check, "full control files of the site and of its parent; " WANT_PARENT);
		return;
	}
	drivers = count_drivers(above, &line);
	if (drivers) {
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "the parent has %zu video drivers of NT 4.0, the site none", drivers);
		sms_path_evidence(check, check->parent, SMS_BOX "\\SITECTRL.CT0", line, "Compatible Video Drivers");
		sms_path_evidence(check, check->site, SMS_BOX "\\SITECTRL.CT0", own_line, "none \"(NT 4.0 only)\"");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_OK, "the parent has no video drivers that the site lacks");
	}
}

/* -- languages --------------------------------------------------------------------------------------- */

#define LANGUAGES "SITE.SRV\\<platform>.BIN\\<language>"

/* The languages of a site's programs, each once. */
struct languages {
	const char *names[8];
	size_t count;
};

static bool has_language(const struct languages *languages, const char *name)
{
	for (size_t i = 0; i < languages->count; i++)
		if (sms_equal_folded(languages->names[i], name))
			return true;
	return false;
}

static struct languages languages_of(const smssite_snapshot *snapshot)
{
	struct languages languages = { .count = 0 };
	const size_t most = sizeof(languages.names) / sizeof(*languages.names);

	for (size_t i = 0; snapshot && (i = sms_next_directory(snapshot, LANGUAGES, i)) != SMSSITE_NO_INDEX; i++) {
		const char *path = smssite_snapshot_directory_path(snapshot, i), *name = strrchr(path, '\\');

		if (name && languages.count < most && !has_language(&languages, name + 1))
			languages.names[languages.count++] = name + 1;
	}
	return languages;
}

/* Its "Site Server Language" ("ENGLISH"), given as a place in the control file; size 0: it does not say. */
static struct sms_span written_language(const smssite_snapshot *snapshot, size_t *line)
{
	const smssite_control_file *file = snapshot ? sms_site_control_file(snapshot) : NULL;
	size_t property = file ? smssite_control_file_find_property(file, "Site Server Language") : SMSSITE_NO_INDEX;
	struct sms_span language = { "", 0 };

	*line = property == SMSSITE_NO_INDEX ? 0 : smssite_control_file_section_line(file, property);
	if (property != SMSSITE_NO_INDEX &&
		smssite_control_file_value(file, property, SMSSITE_PROPERTY_STRING1, &language.data, &language.size))
		return (struct sms_span){ "", 0 };
	return language;
}

static void tell_written(struct sms_check *check, const smssite_snapshot *snapshot)
{
	size_t line;
	struct sms_span language = written_language(snapshot, &line);

	sms_path_evidence(check, snapshot, SMS_BOX "\\SITECTRL.CT0", line, "Site Server Language %.*s",
		language.size < 64 ? (int)language.size : 64, language.data);
}

static bool share_one(const struct languages *a, const struct languages *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (has_language(b, a->names[i]))
			return true;
	return false;
}

static void tell_languages(struct sms_check *check, const smssite_snapshot *snapshot)
{
	for (size_t i = 0; (i = sms_next_directory(snapshot, LANGUAGES, i)) != SMSSITE_NO_INDEX; i++)
		sms_path_evidence(check, snapshot, smssite_snapshot_directory_path(snapshot, i), 0, "there");
}

void sms_check_b29(struct sms_check *check)
{
	struct languages own = languages_of(check->site), above = languages_of(check->parent);
	int64_t build = smssite_snapshot_build(check->site);
	size_t line;
	struct sms_span ours = written_language(check->site, &line), theirs = written_language(check->parent, &line);

	/* The article speaks of 1.0 and 1.1. */
	if (build >= 786)
		return;
	if (build >= 0 && ours.size && theirs.size && sms_compare_folded(ours.data, ours.size, theirs.data, theirs.size)) {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "site and parent speak different languages");
		tell_written(check, check->site);
		tell_written(check, check->parent);
	} else if (build >= 0 && ours.size && theirs.size) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "site and parent speak one language");
	} else if (!own.count || !above.count || (build < 0 && !share_one(&own, &above))) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether site and parent speak one language cannot be told");
		sms_missing(check, own.count && above.count ? "the build of SMS: a full control file of the site" :
			"SITE.SRV of the site " SMS_WANT_ROOT " and " WANT_PARENT);
	} else if (share_one(&own, &above)) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "site and parent speak one language");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "site and parent speak different languages");
		tell_languages(check, check->site);
		tell_languages(check, check->parent);
	}
}
