/* SPDX-License-Identifier: MIT */
/* What must be entered again at the parent: whatever the old master has and the new one has not. Sections are matched by
 * kind and by the values that name them. */
#include "recovery/plan_rebuild.h"
#include "base/alloc.h"
#include "base/text.h"

#include <string.h>

/* Kinds that a person can enter, and how many of their first values name one. */
static const struct {
	smssite_section_kind kind;
	size_t names;
} kinds[] = {
	{ SMSSITE_SECTION_PROPERTY, 1 },
	{ SMSSITE_SECTION_PROPERTY_LIST, 1 },
	{ SMSSITE_SECTION_DOMAIN, 1 },
	{ SMSSITE_SECTION_LOGONSERVER, 1 },
	{ SMSSITE_SECTION_ADDRESS, 3 },
	{ SMSSITE_SECTION_OUTBOX, 1 },
	{ SMSSITE_SECTION_SERVER, 1 },
	{ SMSSITE_SECTION_COMPONENT, 2 },
	{ SMSSITE_SECTION_SENDER, 2 },
	{ SMSSITE_SECTION_SENDER_OUTBOX, 1 },
};

#define MOST 8192u

static size_t names_of(smssite_section_kind kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].kind == kind)
			return kinds[i].names;
	return 0;
}

static bool same_value(const smssite_control_file *old, size_t a, const smssite_control_file *fresh, size_t b, size_t value)
{
	const char *left, *right;
	size_t left_size, right_size;

	return !smssite_control_file_value(old, a, value, &left, &left_size) &&
	       !smssite_control_file_value(fresh, b, value, &right, &right_size) &&
	       sms_compare_folded(left, left_size, right, right_size) == 0;
}

/* COMPONENT and SENDER are named by their second value; flags come first. */
static bool is_same_section(const smssite_control_file *old, size_t a, const smssite_control_file *fresh, size_t b)
{
	smssite_section_kind kind = smssite_control_file_section_kind(old, a);
	size_t first = kind == SMSSITE_SECTION_COMPONENT || kind == SMSSITE_SECTION_SENDER ? 1 : 0;
	size_t above = smssite_control_file_section_parent(old, a), other = smssite_control_file_section_parent(fresh, b);

	for (size_t value = first; value < names_of(kind); value++)
		if (!same_value(old, a, fresh, b, value))
			return false;
	return above == SMSSITE_NO_INDEX || other == SMSSITE_NO_INDEX || is_same_section(old, above, fresh, other);
}

static size_t find_same(const smssite_control_file *old, size_t section, const smssite_control_file *fresh)
{
	smssite_section_kind kind = smssite_control_file_section_kind(old, section);
	size_t at = 0;

	while ((at = smssite_control_file_find(fresh, kind, at)) != SMSSITE_NO_INDEX) {
		if (is_same_section(old, section, fresh, at))
			return at;
		at++;
	}
	return SMSSITE_NO_INDEX;
}

/* Encrypted ones differ with every site, and cannot be compared or typed. */
static bool values_differ(const smssite_control_file *old, size_t a, const smssite_control_file *fresh, size_t b)
{
	size_t count = smssite_control_file_value_count(old, a);

	if (count != smssite_control_file_value_count(fresh, b))
		return true;
	for (size_t value = 0; value < count; value++)
		if (!smssite_control_file_value_is_secret(old, a, value) &&
			!smssite_control_file_value_is_secret(fresh, b, value) && !same_value(old, a, fresh, b, value))
			return true;
	return false;
}

/* Values as text, the control characters of a hostile file taken out. */
static bool say_section(struct sms_buffer *text, const smssite_control_file *file, size_t section)
{
	for (size_t value = 0; value < smssite_control_file_value_count(file, section); value++) {
		char *found = NULL;

		if (smssite_control_file_value_is_secret(file, section, value)) {
			sms_buffer_text(text, " <secret>");
			continue;
		}
		if (smssite_control_file_value_text(file, section, value, &found))
			return false;
		for (char *c = found; *c; c++)
			*c = (unsigned char)*c < 0x20 || *c == 0x7F ? '?' : *c;
		sms_buffer_format(text, " <%.200s>", found);
		smssite_free(found);
	}
	return true;
}

static bool say(struct sms_buffer *text, const smssite_control_file *old, size_t section, const smssite_control_file *fresh,
	size_t now)
{
	sms_buffer_format(text, "%s:", smssite_section_kind_name(smssite_control_file_section_kind(old, section)));
	if (!say_section(text, old, section))
		return false;
	sms_buffer_text(text, now == SMSSITE_NO_INDEX ? "; is missing now\n" : "; now");
	if (now == SMSSITE_NO_INDEX)
		return true;
	if (!say_section(text, fresh, now))
		return false;
	sms_buffer_text(text, "\n");
	return true;
}

char *sms_compare_masters(const smssite_control_file *old, const smssite_control_file *fresh)
{
	struct sms_buffer text = { 0 };

	/* Each is looked for among all: a real master has some hundred. */
	if (smssite_control_file_section_count(old) > MOST || smssite_control_file_section_count(fresh) > MOST) {
		sms_buffer_text(&text, "A master has too many sections to be compared.\n");
		return sms_buffer_finish(&text, NULL);
	}
	for (size_t section = 0; section < smssite_control_file_section_count(old); section++) {
		size_t now;

		if (!names_of(smssite_control_file_section_kind(old, section)))
			continue;
		now = find_same(old, section, fresh);
		if (now != SMSSITE_NO_INDEX && !values_differ(old, section, fresh, now))
			continue;
		if (!say(&text, old, section, fresh, now)) {
			sms_buffer_release(&text);
			return NULL;
		}
	}
	return sms_buffer_finish(&text, NULL);
}
