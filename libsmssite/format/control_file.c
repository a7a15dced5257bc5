/* SPDX-License-Identifier: MIT */
/* Reading a site control file: one copy of the bytes, one pass, and two flat arrays of offsets into them. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "format/control_file_reader.h"

#include <string.h>

/* How far beyond the text a look ahead may read: a step of 16 bytes, or the longest keyword. */
#define PADDING 32

const struct sms_kind sms_kinds[] = {
	[SMSSITE_SECTION_UNKNOWN] = { "UNKNOWN", 7, false, 0, 0 },
	[SMSSITE_SECTION_FILE_DEFINITION] = { "FILE_DEFINITION", 15, true, 6, 0 },
	[SMSSITE_SECTION_TRANSACTION] = { "TRANSACTION", 11, false, 5, 0 },
	[SMSSITE_SECTION_SITE_ACCOUNT] = { "SITE_ACCOUNT", 12, true, 18, 0 },
	[SMSSITE_SECTION_PROPERTY] = { "PROPERTY", 8, false, 4, 0 },
	[SMSSITE_SECTION_PROPERTY_LIST] = { "PROPERTY_LIST", 13, true, 1, 0 },
	[SMSSITE_SECTION_DOMAIN] = { "DOMAIN", 6, true, 3, 0 },
	[SMSSITE_SECTION_LOGONSERVER] = { "LOGONSERVER", 11, false, 4, SMSSITE_SECTION_DOMAIN },
	[SMSSITE_SECTION_ADDRESS] = { "ADDRESS", 7, false, 5, 0 },
	[SMSSITE_SECTION_OUTBOX] = { "OUTBOX", 6, false, 7, 0 },
	[SMSSITE_SECTION_SERVER] = { "SERVER", 6, false, 4, 0 },
	[SMSSITE_SECTION_COMPONENT] = { "COMPONENT", 9, true, 5, 0 },
	[SMSSITE_SECTION_SENDER] = { "SENDER", 6, true, 6, 0 },
	[SMSSITE_SECTION_SENDER_OUTBOX] = { "OUTBOX", 6, false, 1, SMSSITE_SECTION_SENDER },
};

static bool begin_section(struct sms_reader *r, const char *start, smssite_section_kind kind, uint32_t parent)
{
	smssite_control_file *file = r->file;

	if (file->section_count == SMS_MAX_SECTIONS)
		return sms_reader_fail(r, SMSSITE_LIMIT, start, "more than %u sections", SMS_MAX_SECTIONS);
	/* One place more, for the section that ends the values of the last. */
	if (file->section_count + 1 >= r->section_capacity && !sms_reader_grow_sections(r, start))
		return false;
	file->sections[file->section_count++] = (struct sms_section){
		.start = (uint32_t)(start - r->start),
		.line = r->line,
		.first_value = (uint32_t)file->value_count,
		.kind = kind,
		.parent = parent,
	};
	return true;
}

/* Answers `end`, so that it can stand last; NULL stays NULL. */
static const char *end_section(struct sms_reader *r, size_t section, const char *end)
{
	if (end)
		r->file->sections[section].end = (uint32_t)(end - r->start);
	return end;
}

/* A word in capitals at p; what stands behind the text is NUL, so that looking ahead is safe. */
#define IS_WORD(p, word) (memcmp(p, word, sizeof(word) - 1) == 0 && !sms_is_word((p)[sizeof(word) - 1]))
/* A word that begins so, letter case aside. */
#define BEGINS(p, word) (sms_compare_folded(p, sizeof(word) - 1, word, sizeof(word) - 1) == 0)

static smssite_section_kind block_kind(const char *name)
{
	switch (*name) {
	case 'C':
		return IS_WORD(name, "COMPONENT") ? SMSSITE_SECTION_COMPONENT : 0;
	case 'D':
		return IS_WORD(name, "DOMAIN") ? SMSSITE_SECTION_DOMAIN : 0;
	case 'F':
		return IS_WORD(name, "FILE_DEFINITION") ? SMSSITE_SECTION_FILE_DEFINITION : 0;
	case 'P':
		return IS_WORD(name, "PROPERTY_LIST") ? SMSSITE_SECTION_PROPERTY_LIST : 0;
	case 'S':
		return IS_WORD(name, "SENDER")	       ? SMSSITE_SECTION_SENDER
		       : IS_WORD(name, "SITE_ACCOUNT") ? SMSSITE_SECTION_SITE_ACCOUNT
						       : 0;
	default:
		return SMSSITE_SECTION_UNKNOWN;
	}
}

static smssite_section_kind item_kind(const char *word, smssite_section_kind around)
{
	if (around == SMSSITE_SECTION_DOMAIN)
		return IS_WORD(word, "LOGONSERVER") ? SMSSITE_SECTION_LOGONSERVER : 0;
	if (around == SMSSITE_SECTION_SENDER)
		return IS_WORD(word, "OUTBOX") ? SMSSITE_SECTION_SENDER_OUTBOX : 0;
	if (around != SMSSITE_SECTION_UNKNOWN)
		return SMSSITE_SECTION_UNKNOWN;
	switch (*word) {
	case 'A':
		return IS_WORD(word, "ADDRESS") ? SMSSITE_SECTION_ADDRESS : 0;
	case 'O':
		return IS_WORD(word, "OUTBOX") ? SMSSITE_SECTION_OUTBOX : 0;
	case 'P':
		return IS_WORD(word, "PROPERTY") ? SMSSITE_SECTION_PROPERTY : 0;
	case 'S':
		return IS_WORD(word, "SERVER") ? SMSSITE_SECTION_SERVER : 0;
	case 'T':
		return IS_WORD(word, "TRANSACTION") ? SMSSITE_SECTION_TRANSACTION : 0;
	default:
		return SMSSITE_SECTION_UNKNOWN;
	}
}

static size_t word_size(const char *p)
{
	size_t size = 0;

	while (sms_is_word(p[size]))
		size++;
	return size;
}

/* The kind of a word that is in no list above: perhaps it is not in capitals. */
static bool find_folded(struct sms_reader *r, const char *word, size_t size, bool block,
	smssite_section_kind around, smssite_section_kind *kind)
{
	for (size_t i = 1; i < sizeof(sms_kinds) / sizeof(*sms_kinds); i++) {
		const struct sms_kind *known = &sms_kinds[i];

		if (known->block != block || known->parent != around ||
			sms_compare_folded(word, size, known->name, known->name_size) != 0)
			continue;
		*kind = (smssite_section_kind)i;
		return sms_reader_note(r, SMS_NOTE_FOLDED, r->line);
	}
	return true;
}

/* SMS 2.0 and later keep the name of the file and the shape of its lines, with other sections: a reader
 * of 1.x would take half of it for what it is not. */
static const char *refuse_later(struct sms_reader *r, const char *word, size_t size)
{
	return sms_reader_fail(r, SMSSITE_UNSUPPORTED, word,
		"%.*s belongs to the site control files of SMS 2.0 and later, which are not read",
		(int)(size < 40 ? size : 40), word);
}

static bool is_later_word(const char *word)
{
	return BEGINS(word, "BEGIN_CLIENT_") || BEGINS(word, "TARGET_PLATFORM") ||
	       BEGINS(word, "SITE_KEY_FLAGS");
}

/* PROPERTY there has the type of a registry value where 1.x has the first string. */
static bool is_later_property(const struct sms_reader *r, size_t section)
{
	static const char *const types[] = { "<REG_SZ>", "<REG_DWORD>", "<REG_MULTI_SZ>", "<REG_BINARY>" };
	size_t string1 = r->file->sections[section].first_value + SMSSITE_PROPERTY_STRING1;
	const char *open;

	if (string1 >= r->file->value_count || r->file->values[string1].start & SMS_VALUE_JOINED)
		return false;
	open = r->start + r->file->values[string1].start - 1;
	for (size_t i = 0; memcmp(open, "<REG_", 5) == 0 && i < sizeof(types) / sizeof(*types); i++)
		if (memcmp(open, types[i], strlen(types[i])) == 0)
			return true;
	return false;
}

/* The string of an ADDRESS stands on a line of its own. */
static const char *read_address(struct sms_reader *r, const char *values_end, size_t section)
{
	const char *p = values_end;

	while (sms_is_blank(*p))
		p++;
	if (*p != '#') {
		const char *line_start = sms_reader_end_line(r, values_end);
		uint32_t line = r->line;

		p = line_start ? sms_reader_next_line(r, line_start) : NULL;
		if (!p)
			return NULL;
		if (*p != '#') {
			r->line = line;
			if (!sms_reader_note(r, SMS_NOTE_NO_STRING, r->file->sections[section].line))
				return NULL;
			return end_section(r, section, line_start);
		}
	}
	p = sms_reader_counted(r, p);
	return p ? end_section(r, section, sms_reader_end_line(r, p)) : NULL;
}

/* The Resource Guide's grammar has the type of a transaction in brackets, its example has not. */
static const char *read_transaction_type(struct sms_reader *r, const char *type)
{
	const char *p = type, *end;

	while (*p != '<' && *p && !sms_is_line_end(*p))
		p++;
	for (end = p; end > type && sms_is_blank(end[-1]);)
		end--;
	if (end > type && !sms_is_blank(type[-1]))
		return sms_reader_fail(r, SMSSITE_MALFORMED, type, "expected a blank");
	return end == type || sms_reader_add_value(r, type, end) ? p : NULL;
}

/* An item line of unknown kind is kept as it is. */
static const char *read_unknown_item(struct sms_reader *r, const char *word, size_t size, size_t section)
{
	const char *p;

	if (is_later_word(word))
		return refuse_later(r, word, size);
	p = sms_reader_loose_line(r, word + size);
	/* PROPERTY in a block. */
	if (p && BEGINS(word, "PROPERTY") && is_later_property(r, section))
		return refuse_later(r, word, size);
	return end_section(r, section, p);
}

static const char *read_item(struct sms_reader *r, const char *word, uint32_t parent)
{
	smssite_section_kind around = parent == SMS_NO_PARENT ? 0 : r->file->sections[parent].kind;
	smssite_section_kind kind = item_kind(word, around);
	size_t size = sms_kinds[kind].name_size, section = r->file->section_count;
	const char *p;

	if (kind == SMSSITE_SECTION_UNKNOWN) {
		size = word_size(word);
		if (!size || sms_is_digit(*word))
			return sms_reader_fail(r, SMSSITE_MALFORMED, word, "expected a keyword");
		if (!find_folded(r, word, size, false, around, &kind))
			return NULL;
	}
	if (!begin_section(r, word, kind, parent))
		return NULL;
	if (kind == SMSSITE_SECTION_UNKNOWN)
		return read_unknown_item(r, word, size, section);
	p = word + size;
	if (!sms_is_blank(*p) && !sms_reader_note(r, SMS_NOTE_NO_BLANK, r->line))
		return NULL;
	while (sms_is_blank(*p))
		p++;
	if (kind == SMSSITE_SECTION_TRANSACTION)
		p = read_transaction_type(r, p);
	p = p ? sms_reader_values(r, p) : NULL;
	if (p && kind == SMSSITE_SECTION_ADDRESS)
		return read_address(r, p, section);
	p = p ? sms_reader_end_line(r, p) : NULL;
	if (p && kind == SMSSITE_SECTION_PROPERTY && is_later_property(r, section))
		return refuse_later(r, word, size);
	return end_section(r, section, p);
}

/* A block while it is read. */
struct block {
	smssite_section_kind kind;
	const char *name;
	size_t size, section;
	uint32_t line;
};

/* The word at p ends the block. */
static bool ends_block(const struct sms_reader *r, const struct block *block, const char *p)
{
	if (memcmp(p, "END_", 4) == 0 && block->kind != SMSSITE_SECTION_UNKNOWN &&
		block_kind(p + 4) == block->kind)
		return true;
	if ((size_t)(r->end - p) < block->size + 4 || sms_is_word(p[block->size + 4]))
		return false;
	return BEGINS(p, "END_") && sms_compare_folded(p + 4, block->size, block->name, block->size) == 0;
}

static const char *fail_open_block(struct sms_reader *r, const struct block *block, const char *p)
{
	int shown = (int)(block->size < 40 ? block->size : 40);

	return sms_reader_fail(r, SMSSITE_MALFORMED, p, "expected END_%.*s for the BEGIN_%.*s on line %u",
		shown, block->name, shown, block->name, block->line);
}

/* Answers where the END line begins, as does the next. Between the ends everything is kept as it is; only
 * values are looked for. */
static const char *read_unknown_block(struct sms_reader *r, const char *p, const struct block *block)
{
	while ((p = sms_reader_next_line(r, p))) {
		if (p >= r->end)
			return fail_open_block(r, block, p);
		if (ends_block(r, block, p))
			return p;
		if (is_later_word(p))
			return refuse_later(r, p, word_size(p));
		p = *p == '<' ? sms_reader_loose_line(r, p)
			      : sms_reader_end_line(r, sms_reader_find_line_end(r, p));
		if (!p)
			return NULL;
	}
	return NULL;
}

static const char *read_known_block(struct sms_reader *r, const char *p, const struct block *block)
{
	while ((p = sms_reader_next_line(r, p))) {
		if (*p == '<' && r->file->section_count == block->section + 1) {
			p = sms_reader_value_lines(r, p);
			if (!p)
				return NULL;
			continue;
		}
		if (p >= r->end)
			return fail_open_block(r, block, p);
		if (ends_block(r, block, p))
			return p;
		if (*p == '<')
			return sms_reader_fail(r, SMSSITE_MALFORMED, p,
				"expected END_%.*s or another item line", (int)block->size, block->name);
		if (is_later_word(p))
			return refuse_later(r, p, word_size(p));
		if (BEGINS(p, "BEGIN_") || BEGINS(p, "END_"))
			return fail_open_block(r, block, p);
		p = read_item(r, p, (uint32_t)block->section);
		if (!p)
			return NULL;
	}
	return NULL;
}

static const char *read_block(struct sms_reader *r, const char *word)
{
	struct block block = { block_kind(word + 6), word + 6, 0, r->file->section_count, r->line };
	const char *p;

	block.size = sms_kinds[block.kind].name_size;
	if (block.kind == SMSSITE_SECTION_UNKNOWN) {
		block.size = word_size(block.name);
		if (!block.size)
			return sms_reader_fail(r, SMSSITE_MALFORMED, word, "expected the name of a section");
		if (is_later_word(word))
			return refuse_later(r, word, block.size + 6);
		if (!find_folded(r, block.name, block.size, true, 0, &block.kind))
			return NULL;
	}
	if (!begin_section(r, word, block.kind, SMS_NO_PARENT))
		return NULL;
	p = sms_reader_end_line(r, block.name + block.size);
	if (p)
		p = block.kind == SMSSITE_SECTION_UNKNOWN ? read_unknown_block(r, p, &block)
							  : read_known_block(r, p, &block);
	if (!p)
		return NULL;
	if ((memcmp(p, "END_", 4) != 0 || memcmp(p + 4, block.name, block.size) != 0) &&
		!sms_reader_note(r, SMS_NOTE_FOLDED, r->line))
		return NULL;
	p = sms_reader_end_line(r, p + block.size + 4);
	if (block.kind == SMSSITE_SECTION_FILE_DEFINITION && r->file->definition == SMSSITE_NO_INDEX)
		r->file->definition = block.section;
	return end_section(r, block.section, p);
}

static const char header[] = "SITE CONTROL FILE";
#define HEADER_SIZE (sizeof(header) - 1)

/* Takes `[...]`, if it is there. */
static const char *read_bracket(const struct sms_reader *r, const char *p, struct sms_span *text)
{
	const char *open = p, *close;

	while (sms_is_blank(*open))
		open++;
	if (*open != '[')
		return p;
	close = memchr(open, ']', (size_t)(sms_reader_find_line_end(r, open) - open));
	if (!close)
		return p;
	*text = (struct sms_span){ open + 1, (size_t)(close - open - 1) };
	return close + 1;
}

static const char *read_header(struct sms_reader *r)
{
	struct sms_span build = { 0 }, syntax = { 0 };
	smssite_control_file *file = r->file;
	const char *p = r->start + HEADER_SIZE;

	if (memcmp(r->start, header, HEADER_SIZE) != 0 && !sms_reader_note(r, SMS_NOTE_FOLDED, r->line))
		return NULL;
	p = read_bracket(r, p, &build);
	p = read_bracket(r, p, &syntax);
	if ((!sms_span_number(build, &file->build) || !syntax.size) &&
		!sms_reader_note(r, SMS_NOTE_HEADER, r->line))
		return NULL;
	if (syntax.size >= sizeof(file->syntax))
		return sms_reader_fail(
			r, SMSSITE_MALFORMED, syntax.data, "expected a syntax version such as 1.08");
	for (size_t i = 0; i < syntax.size; i++) {
		if (!sms_is_word(syntax.data[i]) && syntax.data[i] != '.')
			return sms_reader_fail(r, SMSSITE_MALFORMED, syntax.data + i,
				"expected a syntax version such as 1.08");
		file->syntax[i] = syntax.data[i];
	}
	/* [INF] All of 1.x that is known says 1.08. */
	if (sms_is_digit(file->syntax[0]) && (file->syntax[0] > '1' || sms_is_digit(file->syntax[1])))
		return sms_reader_fail(r, SMSSITE_UNSUPPORTED, syntax.data,
			"syntax version %s belongs to SMS 2.0 and later, whose files are not read",
			file->syntax);
	return sms_reader_end_line(r, p);
}

static bool read_file(struct sms_reader *r)
{
	const char *p = read_header(r);

	while (p && (p = sms_reader_next_line(r, p)) && p < r->end) {
		if (memcmp(p, "BEGIN_", 6) == 0 || BEGINS(p, "BEGIN_"))
			p = read_block(r, p);
		else if (BEGINS(p, "END_"))
			p = sms_reader_fail(r, SMSSITE_MALFORMED, p, "expected a BEGIN_ before this END_");
		else
			p = read_item(r, p, SMS_NO_PARENT);
	}
	return p;
}

static bool out_of_memory(struct sms_reader *r)
{
	r->status = SMSSITE_NO_MEMORY;
	return false;
}

/* Copies the bytes and begins the arrays, which grow by what the file turns out to hold. */
static bool make_room(struct sms_reader *r, const void *data, size_t size)
{
	smssite_control_file *file = r->file;

	r->section_capacity = 16;
	r->value_capacity = 64;
	file->data = sms_alloc(size + PADDING);
	file->sections = sms_alloc(r->section_capacity * sizeof(*file->sections));
	file->values = sms_alloc(r->value_capacity * sizeof(*file->values));
	if (!file->data || !file->sections || !file->values)
		return out_of_memory(r);
	memcpy(file->data, data, size);
	memset(file->data + size, 0, PADDING);
	file->size = size;
	r->start = file->data;
	r->end = file->data + size;
	r->line = 1;
	return true;
}

/* Gives back what was not used, and closes the last section's values. */
static bool trim(struct sms_reader *r)
{
	smssite_control_file *file = r->file;
	struct sms_section *sections;
	struct sms_value *values;

	file->text_size = (size_t)(r->end - r->start);
	sections = sms_realloc(file->sections, (file->section_count + 1) * sizeof(*sections));
	if (!sections)
		return out_of_memory(r);
	file->sections = sections;
	sections[file->section_count] = (struct sms_section){ .first_value = (uint32_t)file->value_count };
	values = sms_realloc(file->values, file->value_count * sizeof(*values));
	if (!values)
		return out_of_memory(r);
	file->values = values;
	return true;
}

SMSSITE_API smssite_status smssite_control_file_parse(
	const void *data, size_t size, smssite_control_file **file)
{
	struct sms_reader r = { 0 };

	if (!file || (!data && size))
		return sms_invalid("smssite_control_file_parse", "data and file must be given");
	*file = NULL;
	if (size > SMS_MAX_CONTROL_FILE)
		return sms_fail(SMSSITE_LIMIT, "a site control file of %zu bytes, more than %u", size,
			SMS_MAX_CONTROL_FILE);
	if (size < HEADER_SIZE || sms_compare_folded(data, HEADER_SIZE, header, HEADER_SIZE) != 0)
		return sms_fail(SMSSITE_MALFORMED, "line 1, column 1: expected SITE CONTROL FILE");
	r.file = sms_calloc(1, sizeof(*r.file));
	if (!r.file)
		return SMSSITE_NO_MEMORY;
	atomic_init(&r.file->references, 1);
	r.file->definition = SMSSITE_NO_INDEX;
	r.file->build = -1;
	if (make_room(&r, data, size) && read_file(&r) && trim(&r)) {
		*file = r.file;
		return SMSSITE_OK;
	}
	smssite_control_file_free(r.file);
	return r.status;
}

SMSSITE_API smssite_control_file *smssite_control_file_ref(smssite_control_file *self)
{
	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return self;
}

SMSSITE_API void smssite_control_file_free(smssite_control_file *self)
{
	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	sms_buffer_release(&self->joined);
	sms_free(self->notes);
	sms_free(self->values);
	sms_free(self->sections);
	sms_free(self->data);
	sms_free(self);
}
