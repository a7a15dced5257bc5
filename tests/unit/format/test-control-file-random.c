/* SPDX-License-Identifier: MIT */
/* Files made up at random, written with every irregularity that has one reading, read and changed: what comes
 * out is compared with what was made up. The seeds are fixed. */
#include "control-file-common.h"

#define MAX_SECTIONS 40
#define MAX_VALUES 20
#define ROUNDS 3000

struct made_value {
	char bytes[64];
	size_t size;
};

struct made_section {
	smssite_section_kind kind;
	/* Position in the array, or -1. */
	int parent;
	bool removed;
	size_t value_count;
	struct made_value values[MAX_VALUES];
};

struct made_file {
	struct made_section sections[MAX_SECTIONS];
	size_t count;
};

static uint64_t state_of_chance;

static uint32_t chance(uint32_t below)
{
	state_of_chance ^= state_of_chance << 13;
	state_of_chance ^= state_of_chance >> 7;
	state_of_chance ^= state_of_chance << 17;
	return (uint32_t)(state_of_chance >> 32) % below;
}

static const struct {
	smssite_section_kind kind;
	const char *name;
	bool block;
	size_t values;
} shapes[] = {
	{ SMSSITE_SECTION_UNKNOWN, "ZETA_9", false, 3 },
	{ SMSSITE_SECTION_UNKNOWN, "ZETA_8", true, 4 },
	{ SMSSITE_SECTION_FILE_DEFINITION, "FILE_DEFINITION", true, 6 },
	{ SMSSITE_SECTION_TRANSACTION, "TRANSACTION", false, 5 },
	{ SMSSITE_SECTION_SITE_ACCOUNT, "SITE_ACCOUNT", true, 18 },
	{ SMSSITE_SECTION_PROPERTY, "PROPERTY", false, 4 },
	{ SMSSITE_SECTION_PROPERTY_LIST, "PROPERTY_LIST", true, 7 },
	{ SMSSITE_SECTION_DOMAIN, "DOMAIN", true, 3 },
	{ SMSSITE_SECTION_ADDRESS, "ADDRESS", false, 5 },
	{ SMSSITE_SECTION_OUTBOX, "OUTBOX", false, 7 },
	{ SMSSITE_SECTION_SERVER, "SERVER", false, 4 },
	{ SMSSITE_SECTION_COMPONENT, "COMPONENT", true, 5 },
	{ SMSSITE_SECTION_SENDER, "SENDER", true, 6 },
};

static void make_value(struct made_value *value, bool counted, bool plain)
{
	value->size = chance(4) ? chance(20) : chance(60);
	for (size_t i = 0; i < value->size; i++) {
		int byte = plain || chance(3) ? 'A' + (int)chance(26) : 1 + (int)chance(255);

		if (!counted && (byte == '\r' || byte == '\n' || byte == '>'))
			byte = ' ';
		value->bytes[i] = (char)byte;
	}
}

static struct made_section *make_section(
	struct made_file *made, smssite_section_kind kind, int parent, size_t values)
{
	struct made_section *section = &made->sections[made->count++];
	bool plain = kind == SMSSITE_SECTION_UNKNOWN;

	*section = (struct made_section){ .kind = kind, .parent = parent, .value_count = values };
	for (size_t i = 0; i < values; i++)
		make_value(&section->values[i], kind == SMSSITE_SECTION_ADDRESS && i == 4, plain);
	if (kind == SMSSITE_SECTION_TRANSACTION) {
		do
			make_value(&section->values[0], false, true);
		while (!section->values[0].size);
	}
	return section;
}

struct style {
	const char *line_end;
	bool tidy;
};

static void add_bytes(struct control_file_text *text, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i]) {
			control_file_add(text, "%c", bytes[i]);
		} else {
			control_file_add(text, ".");
			text->data[text->size - 1] = '\0';
		}
	}
}

static void end_line(struct control_file_text *text, const struct style *style)
{
	do {
		if (!style->tidy && !chance(8))
			control_file_add(text, " ");
		control_file_add(text, "%s", style->line_end);
	} while (!style->tidy && !chance(6));
	if (!style->tidy && !chance(3))
		control_file_add(text, "%.*s", (int)chance(4), " \t  ");
}

/* Where a line may be broken: a joined value loses the blanks behind the break. */
static bool may_break(const struct made_value *value, size_t at)
{
	return at < value->size && value->bytes[at] != ' ' && value->bytes[at] != '\t' && value->bytes[at] &&
	       !memchr(value->bytes, '<', value->size);
}

static void write_value(struct control_file_text *text, const struct made_value *value,
	const struct style *style, bool unbreakable)
{
	size_t at = chance(60);

	control_file_add(text, "<");
	if (style->tidy || unbreakable || chance(10) || !may_break(value, at)) {
		add_bytes(text, value->bytes, value->size);
	} else {
		add_bytes(text, value->bytes, at);
		control_file_add(text, "%s  ", style->line_end);
		add_bytes(text, value->bytes + at, value->size - at);
	}
	control_file_add(text, ">");
}

static void write_counted(
	struct control_file_text *text, const struct made_value *value, const struct style *style)
{
	bool whole = memchr(value->bytes, '\r', value->size) || memchr(value->bytes, '\n', value->size) ||
		     memchr(value->bytes, '\0', value->size);
	size_t count = value->size + 2;

	if (!style->tidy && !whole && !chance(4))
		count += 1 + chance(3);
	if (style->tidy || chance(4))
		end_line(text, style);
	control_file_add(text, "#%zu(", count);
	add_bytes(text, value->bytes, value->size);
	control_file_add(text, ")");
}

static void write_section(
	struct control_file_text *text, const struct made_file *made, size_t index, const struct style *style)
{
	const struct made_section *section = &made->sections[index];
	const char *name = smssite_section_kind_name(section->kind);
	bool block = false;

	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		if (shapes[i].kind != section->kind || shapes[i].values != section->value_count)
			continue;
		name = shapes[i].name;
		block = shapes[i].block;
	}
	control_file_add(text, "%s%s%s", block ? "BEGIN_" : "", name, block ? "" : " ");
	if (block)
		end_line(text, style);
	for (size_t i = 0; i < section->value_count; i++) {
		if (section->kind == SMSSITE_SECTION_ADDRESS && i == 4)
			write_counted(text, &section->values[i], style);
		else if (section->kind == SMSSITE_SECTION_TRANSACTION && i == 0 && chance(2))
			add_bytes(text, section->values[i].bytes, section->values[i].size);
		else
			write_value(
				text, &section->values[i], style, section->kind == SMSSITE_SECTION_UNKNOWN);
		if (block && (style->tidy || i + 1 == section->value_count || chance(4)))
			end_line(text, style);
	}
	for (size_t i = index + 1; block && i < made->count && made->sections[i].parent == (int)index; i++)
		write_section(text, made, i, style);
	if (block)
		control_file_add(text, "END_%s", name);
	end_line(text, style);
}

static void make_file(struct made_file *made, struct control_file_text *text)
{
	static const char *const line_ends[] = { "\r\n", "\r\n", "\n", "\r" };
	struct style style = { line_ends[chance(4)], chance(3) == 0 };
	size_t wanted = chance(12);

	made->count = 0;
	for (size_t i = 0; i < wanted; i++) {
		size_t shape = chance(sizeof(shapes) / sizeof(*shapes)), nested = chance(4);
		int parent = (int)made->count;

		make_section(made, shapes[shape].kind, -1, shapes[shape].values);
		for (; nested && made->count < MAX_SECTIONS - 1; nested--) {
			if (shapes[shape].kind == SMSSITE_SECTION_DOMAIN)
				make_section(made, SMSSITE_SECTION_LOGONSERVER, parent, 4);
			if (shapes[shape].kind == SMSSITE_SECTION_SENDER)
				make_section(made, SMSSITE_SECTION_SENDER_OUTBOX, parent, 1);
		}
		if (made->count > MAX_SECTIONS - 6)
			break;
	}
	text->size = 0;
	control_file_add(text, "SITE CONTROL FILE [786][1.08]");
	end_line(text, &style);
	for (size_t i = 0; i < made->count; i++)
		if (made->sections[i].parent < 0)
			write_section(text, made, i, &style);
}

static void assert_same(const smssite_control_file *file, size_t at, const struct made_section *section)
{
	assert_int_equal(smssite_control_file_section_kind(file, at), section->kind);
	assert_int_equal(smssite_control_file_value_count(file, at), section->value_count);
	for (size_t i = 0; i < section->value_count; i++) {
		const char *data;
		size_t size;

		assert_int_equal(smssite_control_file_value(file, at, i, &data, &size), SMSSITE_OK);
		assert_int_equal(size, section->values[i].size);
		assert_memory_equal(data, section->values[i].bytes, size);
	}
}

static smssite_control_file *read_back(const struct made_file *made, const void *data, size_t size)
{
	smssite_control_file *file = parse_bytes(data, size);

	assert_int_equal(smssite_control_file_section_count(file), made->count);
	for (size_t i = 0; i < made->count; i++) {
		int parent = made->sections[i].parent;

		assert_same(file, i, &made->sections[i]);
		assert_true(smssite_control_file_section_parent(file, i) ==
			    (parent < 0 ? SMSSITE_NO_INDEX : (size_t)parent));
	}
	return file;
}

static struct made_file made, changed;
static struct control_file_text text;

static void what_was_made_up_is_read(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		smssite_control_file *file, *masked;
		void *data;
		size_t size;

		state_of_chance = seed * 0x9E3779B97F4A7C15u;
		make_file(&made, &text);
		file = read_back(&made, text.data, text.size);
		assert_int_equal(smssite_control_file_masked(file, &data, &size), SMSSITE_OK);
		masked = parse_bytes(data, size);
		assert_int_equal(smssite_control_file_section_count(masked), made.count);
		smssite_free(data);
		smssite_control_file_free(masked);
		smssite_control_file_free(file);
	}
}

/* New values of PROPERTY and LOGONSERVER, which both have four. */
static void insert(smssite_control_file_edit *edit, size_t after, smssite_section_kind kind, int parent,
	struct made_section *section)
{
	const char *values[4];

	*section = (struct made_section){ .kind = kind, .parent = parent, .value_count = 4 };
	for (size_t i = 0; i < 4; i++) {
		make_value(&section->values[i], false, true);
		section->values[i].bytes[section->values[i].size] = '\0';
		values[i] = section->values[i].bytes;
	}
	assert_int_equal(smssite_control_file_edit_insert(edit, after, kind, 4, values), SMSSITE_OK);
}

/* One section and what is put into and after it. */
static void carry_over(smssite_control_file_edit *edit, size_t index)
{
	struct made_section *section = &made.sections[index];
	int parent = (int)changed.count;
	size_t last = index;

	if (!section->removed)
		changed.sections[changed.count++] = *section;
	for (size_t i = index + 1; i < made.count && made.sections[i].parent == (int)index; last = i++) {
		if (section->removed || made.sections[i].removed)
			continue;
		changed.sections[changed.count] = made.sections[i];
		changed.sections[changed.count++].parent = parent;
	}
	if (section->kind == SMSSITE_SECTION_DOMAIN && !chance(3)) {
		insert(edit, index, SMSSITE_SECTION_LOGONSERVER, parent, &changed.sections[changed.count]);
		changed.count += !section->removed;
	}
	if (!chance(3))
		insert(edit, chance(2) ? index : last, SMSSITE_SECTION_PROPERTY, -1,
			&changed.sections[changed.count++]);
}

static void change_file(smssite_control_file_edit *edit)
{
	for (size_t i = 0; i < made.count; i++) {
		struct made_section *section = &made.sections[i];

		for (size_t k = 0; k < section->value_count; k++) {
			struct made_value *value = &section->values[k];

			if (chance(8))
				continue;
			do
				make_value(value, false, true);
			while (!value->size);
			value->bytes[value->size] = '\0';
			assert_int_equal(smssite_control_file_edit_set(edit, i, k, value->bytes), SMSSITE_OK);
		}
		section->removed = !chance(6);
		if (section->removed)
			assert_int_equal(smssite_control_file_edit_remove(edit, i), SMSSITE_OK);
	}
	changed.count = 0;
	for (size_t i = 0; i < made.count; i++)
		if (made.sections[i].parent < 0 && changed.count < MAX_SECTIONS - 8)
			carry_over(edit, i);
}

static void what_was_changed_is_read_back_changed(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		smssite_control_file_edit *edit;
		smssite_control_file *file;
		void *data;
		size_t size;

		state_of_chance = seed * 0x9E3779B97F4A7C15u;
		do
			make_file(&made, &text);
		while (made.count > 14);
		file = read_back(&made, text.data, text.size);
		assert_int_equal(smssite_control_file_edit_new(file, &edit), SMSSITE_OK);
		assert_int_equal(smssite_control_file_edit_finish(edit, &data, &size), SMSSITE_OK);
		assert_int_equal(size, text.size);
		assert_memory_equal(data, text.data, size);
		smssite_free(data);
		change_file(edit);
		if (smssite_control_file_edit_finish(edit, &data, &size) != SMSSITE_OK)
			fail_msg("seed %llu: %s", (unsigned long long)seed, smssite_error_message());
		smssite_control_file_free(read_back(&changed, data, size));
		smssite_free(data);
		smssite_control_file_edit_free(edit);
		smssite_control_file_free(file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_made_up_is_read),
		cmocka_unit_test(what_was_changed_is_read_back_changed),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	free(text.data);
	return failed;
}
