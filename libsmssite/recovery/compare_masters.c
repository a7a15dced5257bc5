/* SPDX-License-Identifier: MIT */
/* What must be entered again at the parent: whatever the old master has and the new one has not. Sections are matched by
 * kind and by the values that name them, in sorted order: a master may have a million of them. */
#include "recovery/plan_rebuild.h"
#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Kinds that a person can enter, which of their values name one (flags come first in two of them), and how many. */
static const struct {
	smssite_section_kind kind;
	size_t first, names;
} kinds[] = {
	{ SMSSITE_SECTION_PROPERTY, 0, 1 },
	{ SMSSITE_SECTION_PROPERTY_LIST, 0, 1 },
	{ SMSSITE_SECTION_DOMAIN, 0, 1 },
	{ SMSSITE_SECTION_LOGONSERVER, 0, 1 },
	{ SMSSITE_SECTION_ADDRESS, 0, 3 },
	{ SMSSITE_SECTION_OUTBOX, 0, 1 },
	{ SMSSITE_SECTION_SERVER, 0, 1 },
	{ SMSSITE_SECTION_COMPONENT, 1, 1 },
	{ SMSSITE_SECTION_SENDER, 1, 1 },
	{ SMSSITE_SECTION_SENDER_OUTBOX, 0, 1 },
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

/* What is longer is no name; such a one is told as changed. */
#define MOST_OF_NAME 256u
/* In place of the section that the new master has. */
#define SAME (SMSSITE_NO_INDEX - 1)

struct place {
	const smssite_control_file *file;
	size_t section;
	bool matched;
};

struct places {
	struct place *list;
	size_t count;
};

static size_t row_of(const smssite_control_file *file, size_t section)
{
	smssite_section_kind kind = smssite_control_file_section_kind(file, section);
	size_t row = 0;

	while (row < KINDS && kinds[row].kind != kind)
		row++;
	return row;
}

/* Encrypted ones differ with every site, and cannot be compared or typed: all of them count as one. */
static struct sms_span value_of(const struct place *place, size_t value)
{
	struct sms_span span = { "", 0 };

	if (!smssite_control_file_value_is_secret(place->file, place->section, value))
		smssite_control_file_value(place->file, place->section, value, &span.data, &span.size);
	return span;
}

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_own_names(const struct place *a, const struct place *b)
{
	size_t row = row_of(a->file, a->section);
	int order = compare_numbers(row, row_of(b->file, b->section));

	for (size_t i = 0; !order && row < KINDS && i < kinds[row].names; i++) {
		struct sms_span left = value_of(a, kinds[row].first + i), right = value_of(b, kinds[row].first + i);

		order = sms_compare_folded(left.data, left.size < MOST_OF_NAME ? left.size : MOST_OF_NAME, right.data,
			right.size < MOST_OF_NAME ? right.size : MOST_OF_NAME);
	}
	return order;
}

/* A section that lives in another is named by that, too. */
static int compare_names(const struct place *a, const struct place *b)
{
	struct place left = *a, right = *b;
	int order = compare_own_names(&left, &right);

	while (!order) {
		left.section = smssite_control_file_section_parent(left.file, left.section);
		right.section = smssite_control_file_section_parent(right.file, right.section);
		if (left.section == SMSSITE_NO_INDEX || right.section == SMSSITE_NO_INDEX)
			return compare_numbers(left.section == SMSSITE_NO_INDEX, right.section == SMSSITE_NO_INDEX);
		order = compare_own_names(&left, &right);
	}
	return order;
}

static int compare_values(const struct place *a, const struct place *b)
{
	size_t count = smssite_control_file_value_count(a->file, a->section);
	int order = compare_numbers(count, smssite_control_file_value_count(b->file, b->section));

	for (size_t value = 0; !order && value < count; value++) {
		struct sms_span left = value_of(a, value), right = value_of(b, value);

		order = sms_compare_folded(left.data, left.size, right.data, right.size);
	}
	return order;
}

static int compare_places(const void *a, const void *b)
{
	const struct place *left = a, *right = b;
	int order = compare_names(left, right);

	if (!order)
		order = compare_values(left, right);
	return order ? order : compare_numbers(left->section, right->section);
}

/* "Last Valid @": two secrets and the time at which the account was made. */
static bool can_be_entered(const smssite_control_file *file, size_t section)
{
	return row_of(file, section) < KINDS &&
	       !(smssite_control_file_section_kind(file, section) == SMSSITE_SECTION_PROPERTY &&
		       smssite_control_file_value_is_secret(file, section, SMSSITE_PROPERTY_STRING1));
}

static bool sort_places(const smssite_control_file *file, struct places *places)
{
	size_t count = smssite_control_file_section_count(file);

	places->count = 0;
	places->list = sms_calloc(count + 1, sizeof(*places->list));
	if (!places->list)
		return false;
	for (size_t section = 0; section < count; section++)
		if (can_be_entered(file, section))
			places->list[places->count++] = (struct place){ .file = file, .section = section };
	qsort(places->list, places->count, sizeof(*places->list), compare_places);
	return true;
}

static size_t end_of_group(const struct places *places, size_t first)
{
	size_t end = first + 1;

	while (end < places->count && compare_names(&places->list[first], &places->list[end]) == 0)
		end++;
	return end;
}

/* Those of one name: first each with one that is the same, then what is left, one by one. */
static void match_group(struct places old, struct places fresh, size_t *now)
{
	for (size_t i = 0, j = 0; i < old.count && j < fresh.count;) {
		int order = compare_values(&old.list[i], &fresh.list[j]);

		if (!order) {
			now[old.list[i].section] = SAME;
			old.list[i].matched = fresh.list[j].matched = true;
		}
		i += order <= 0;
		j += order >= 0;
	}
	for (size_t i = 0, j = 0; i < old.count && j < fresh.count;) {
		bool left = !old.list[i].matched, other = !fresh.list[j].matched;

		if (left && other)
			now[old.list[i].section] = fresh.list[j].section;
		i += other || !left;
		j += left || !other;
	}
}

static void match(const struct places *old, const struct places *fresh, size_t *now)
{
	for (size_t i = 0, j = 0; i < old->count && j < fresh->count;) {
		int order = compare_names(&old->list[i], &fresh->list[j]);
		size_t old_end = order > 0 ? i : end_of_group(old, i), fresh_end = order < 0 ? j : end_of_group(fresh, j);

		if (!order)
			match_group((struct places){ old->list + i, old_end - i }, (struct places){ fresh->list + j, fresh_end - j }, now);
		i = old_end;
		j = fresh_end;
	}
}

/* -- in words -------------------------------------------------------------------------------------- */

/* A value as text, the control characters of a hostile file taken out. */
static void say_value(struct sms_buffer *text, const smssite_control_file *file, size_t section, size_t value)
{
	char *found = NULL;

	if (smssite_control_file_value_is_secret(file, section, value)) {
		sms_buffer_text(text, " <secret>");
		return;
	}
	if (smssite_control_file_value_text(file, section, value, &found)) {
		text->failed = true;
		return;
	}
	for (char *c = found; *c; c++)
		*c = (unsigned char)*c < 0x20 || *c == 0x7F ? '?' : *c;
	sms_buffer_text(text, " <");
	sms_buffer_text(text, found);
	sms_buffer_text(text, ">");
	smssite_free(found);
}

/* The choice in the Domain Properties window (Resource Guide; Q270218). */
static void say_domain_flag(struct sms_buffer *text, const smssite_control_file *file, size_t section)
{
	int64_t flag;

	if (smssite_control_file_section_kind(file, section) != SMSSITE_SECTION_DOMAIN ||
		smssite_control_file_value_number(file, section, SMSSITE_DOMAIN_ENUMERATION, &flag))
		return;
	if (flag == 1 || flag == 2)
		sms_buffer_text(text, flag == 1 ? " (Use All Detected Servers)" : " (Use Specified Servers)");
}

static void say_section(struct sms_buffer *text, const smssite_control_file *file, size_t section)
{
	for (size_t value = 0; value < smssite_control_file_value_count(file, section); value++)
		say_value(text, file, section, value);
	say_domain_flag(text, file, section);
}

static void say(struct sms_buffer *text, const smssite_control_file *old, size_t section, const smssite_control_file *fresh,
	size_t now)
{
	size_t above = smssite_control_file_section_parent(old, section), row = row_of(old, above);

	sms_buffer_text(text, smssite_section_kind_name(smssite_control_file_section_kind(old, section)));
	if (row < KINDS) {
		sms_buffer_text(text, " of ");
		sms_buffer_text(text, smssite_section_kind_name(kinds[row].kind));
		say_value(text, old, above, kinds[row].first);
	}
	sms_buffer_text(text, ":");
	say_section(text, old, section);
	sms_buffer_text(text, now == SMSSITE_NO_INDEX ? "; is missing now" : "; now");
	if (now != SMSSITE_NO_INDEX)
		say_section(text, fresh, now);
	sms_buffer_text(text, "\n");
}

char *sms_compare_masters(const smssite_control_file *old, const smssite_control_file *fresh)
{
	size_t count = smssite_control_file_section_count(old);
	size_t *now = sms_calloc(count + 1, sizeof(*now));
	struct places before = { 0 }, after = { 0 };
	struct sms_buffer text = { 0 };

	sms_buffer_text(&text, "");
	if (!now || !sort_places(old, &before) || !sort_places(fresh, &after)) {
		text.failed = true;
	} else {
		for (size_t section = 0; section < count; section++)
			now[section] = can_be_entered(old, section) ? SMSSITE_NO_INDEX : SAME;
		match(&before, &after, now);
		for (size_t section = 0; section < count && !text.failed; section++)
			if (now[section] != SAME)
				say(&text, old, section, fresh, now[section]);
	}
	sms_free(before.list);
	sms_free(after.list);
	sms_free(now);
	return sms_buffer_finish(&text, NULL);
}
