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
	struct sms_section *sections;

	if (file->section_count == SMS_MAX_SECTIONS)
		return sms_reader_fail(r, SMSSITE_LIMIT, start, "more than %u sections", SMS_MAX_SECTIONS);
	/* One place more, for the section that ends the values of the last. */
	sections = sms_grow(file->sections, file->section_count + 1, &r->section_capacity, sizeof(*sections));
	if (!sections)
		return sms_reader_out_of_memory(r);
	file->sections = sections;
	sections[file->section_count++] = (struct sms_section){
		.start = (uint32_t)(start - r->start),
		.line = r->line,
		.first_value = (uint32_t)file->value_count,
		.kind = kind,
		.parent = parent,
	};
	return true;
}

static void end_section(struct sms_reader *r, size_t section)
{
	r->file->sections[section].end = (uint32_t)(r->p - r->start);
}

/* The kind that a word names, of those that stand in `parent` as blocks or as item lines. */
static bool find_kind(struct sms_reader *r, const char *word, size_t size, bool block, smssite_section_kind parent,
	smssite_section_kind *kind)
{
	for (size_t i = 1; i < sizeof(sms_kinds) / sizeof(*sms_kinds); i++) {
		const struct sms_kind *known = &sms_kinds[i];

		if (known->name_size != size || known->block != block || known->parent != parent)
			continue;
		*kind = (smssite_section_kind)i;
		if (memcmp(word, known->name, size) == 0)
			return true;
		if (sms_compare_folded(word, size, known->name, size) == 0)
			return sms_reader_note(r, SMS_NOTE_FOLDED, r->line);
	}
	*kind = SMSSITE_SECTION_UNKNOWN;
	return true;
}

/* SMS 2.0 and later keep the name of the file and the shape of its lines, with other sections: a reader of 1.x
 * would take half of it for what it is not. */
static bool refuse_later(struct sms_reader *r, const char *word, size_t size)
{
	return sms_reader_fail(r, SMSSITE_UNSUPPORTED, word,
		"%.*s belongs to the site control files of SMS 2.0 and later, which are not read",
		(int)(size < 40 ? size : 40), word);
}

static bool is_later_word(const char *word, size_t size)
{
	return sms_has_word_prefix(word, size, "BEGIN_CLIENT_") || sms_has_word_prefix(word, size, "TARGET_PLATFORM") ||
	       sms_has_word_prefix(word, size, "SITE_KEY_FLAGS");
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
static bool read_address(struct sms_reader *r, size_t section)
{
	const char *p;
	uint32_t line;

	if (*r->p != '#') {
		if (!sms_reader_end_line(r))
			return false;
		end_section(r, section);
		p = r->p;
		line = r->line;
		if (!sms_reader_next_line(r))
			return false;
		if (*r->p != '#') {
			r->p = p;
			r->line = line;
			return sms_reader_note(r, SMS_NOTE_NO_STRING, r->file->sections[section].line);
		}
	}
	if (!sms_reader_counted(r) || !sms_reader_end_line(r))
		return false;
	end_section(r, section);
	return true;
}

/* The Resource Guide's grammar has the type of a transaction in brackets, its example has not. */
static bool read_transaction_type(struct sms_reader *r)
{
	const char *type = r->p, *end;

	while (*r->p != '<' && r->p < r->end && *r->p && !sms_is_line_end(*r->p))
		r->p++;
	for (end = r->p; end > type && sms_is_blank(end[-1]);)
		end--;
	return end == type || sms_reader_add_value(r, (uint32_t)(type - r->start), (uint32_t)(end - r->start));
}

static bool read_item(struct sms_reader *r, uint32_t parent)
{
	smssite_control_file *file = r->file;
	smssite_section_kind around = parent == SMS_NO_PARENT ? 0 : file->sections[parent].kind, kind;
	const char *word = r->p;
	size_t size = sms_word_size(word), section = file->section_count;

	if (!size || sms_is_digit(*word))
		return sms_reader_fail(r, SMSSITE_MALFORMED, word, "expected a keyword");
	if (!find_kind(r, word, size, false, around, &kind) || !begin_section(r, word, kind, parent))
		return false;
	r->p += size;
	if (kind == SMSSITE_SECTION_UNKNOWN) {
		if (is_later_word(word, size))
			return refuse_later(r, word, size);
		if (!sms_reader_loose_values(r, r->p))
			return false;
		end_section(r, section);
		/* In a block it is the later dialect's nested PROPERTY. */
		return size != 8 || memcmp(word, "PROPERTY", 8) != 0 || !is_later_property(r, section) ||
		       refuse_later(r, word, size);
	}
	if (!sms_is_blank(*r->p) && !sms_reader_note(r, SMS_NOTE_NO_BLANK, r->line))
		return false;
	while (sms_is_blank(*r->p))
		r->p++;
	if (kind == SMSSITE_SECTION_TRANSACTION && !read_transaction_type(r))
		return false;
	if (!sms_reader_values(r))
		return false;
	if (kind == SMSSITE_SECTION_ADDRESS)
		return read_address(r, section);
	if (!sms_reader_end_line(r))
		return false;
	end_section(r, section);
	return kind != SMSSITE_SECTION_PROPERTY || !is_later_property(r, section) || refuse_later(r, word, size);
}

/* The word at r->p ends the block that `name` begins. */
static bool is_end_of(const struct sms_reader *r, const char *name, size_t size)
{
	return sms_has_word_prefix(r->p, (size_t)(r->end - r->p), "END_") && sms_word_size(r->p) == size + 4 &&
	       sms_compare_folded(r->p + 4, size, name, size) == 0;
}

static bool fail_open_block(struct sms_reader *r, const char *name, size_t size, uint32_t line)
{
	int shown = (int)(size < 40 ? size : 40);

	return sms_reader_fail(r, SMSSITE_MALFORMED, r->p, "expected END_%.*s for the BEGIN_%.*s on line %u", shown, name,
		shown, name, line);
}

/* What is between the ends of a block of unknown kind is kept as it is; only its values are looked for. */
static bool read_unknown_block(struct sms_reader *r, const char *name, size_t size)
{
	uint32_t line = r->line - 1;

	for (;;) {
		if (!sms_reader_next_line(r))
			return false;
		if (r->p >= r->end)
			return fail_open_block(r, name, size, line);
		if (is_end_of(r, name, size))
			return true;
		if (is_later_word(r->p, sms_word_size(r->p)))
			return refuse_later(r, r->p, sms_word_size(r->p));
		if (!(*r->p == '<' ? sms_reader_loose_values(r, r->p) : sms_reader_skip_line(r)))
			return false;
	}
}

static bool read_known_block(struct sms_reader *r, const char *name, size_t size, uint32_t section)
{
	for (;;) {
		if (!sms_reader_next_line(r))
			return false;
		if (r->p >= r->end)
			return fail_open_block(r, name, size, r->file->sections[section].line);
		if (*r->p == '<') {
			if (r->file->section_count > section + 1)
				return sms_reader_fail(r, SMSSITE_MALFORMED, r->p, "expected END_%.*s or another item line",
					(int)size, name);
			if (!sms_reader_value_lines(r))
				return false;
			continue;
		}
		if (is_end_of(r, name, size))
			return true;
		if (sms_has_word_prefix(r->p, sms_word_size(r->p), "BEGIN_") || sms_has_word_prefix(r->p, sms_word_size(r->p), "END_")) {
			if (is_later_word(r->p, sms_word_size(r->p)))
				return refuse_later(r, r->p, sms_word_size(r->p));
			return fail_open_block(r, name, size, r->file->sections[section].line);
		}
		if (!read_item(r, section))
			return false;
	}
}

static bool read_block(struct sms_reader *r)
{
	const char *word = r->p, *name = word + 6;
	size_t size = sms_word_size(name), section = r->file->section_count;
	smssite_section_kind kind;

	if (!size)
		return sms_reader_fail(r, SMSSITE_MALFORMED, word, "expected the name of a section");
	if (is_later_word(word, size + 6))
		return refuse_later(r, word, size + 6);
	if (!find_kind(r, name, size, true, 0, &kind) || !begin_section(r, word, kind, SMS_NO_PARENT))
		return false;
	r->p = name + size;
	if (!sms_reader_end_line(r))
		return false;
	if (!(kind == SMSSITE_SECTION_UNKNOWN ? read_unknown_block(r, name, size) :
						read_known_block(r, name, size, (uint32_t)section)))
		return false;
	if (memcmp(r->p, "END_", 4) != 0 && !sms_reader_note(r, SMS_NOTE_FOLDED, r->line))
		return false;
	r->p += size + 4;
	if (!sms_reader_end_line(r))
		return false;
	end_section(r, section);
	if (kind == SMSSITE_SECTION_FILE_DEFINITION && r->file->definition == SMSSITE_NO_INDEX)
		r->file->definition = section;
	return true;
}

/* Reads `[...]`; false when there is none. */
static bool read_bracket(struct sms_reader *r, struct sms_span *text)
{
	const char *close, *line_end = sms_reader_find_line_end(r, r->p);

	while (sms_is_blank(*r->p))
		r->p++;
	if (*r->p != '[' || !(close = memchr(r->p, ']', (size_t)(line_end - r->p))))
		return false;
	*text = (struct sms_span){ r->p + 1, (size_t)(close - r->p - 1) };
	r->p = close + 1;
	return true;
}

static const char header[] = "SITE CONTROL FILE";
#define HEADER_SIZE (sizeof(header) - 1)

static bool read_header(struct sms_reader *r)
{
	struct sms_span build = { 0 }, syntax = { 0 };
	smssite_control_file *file = r->file;

	r->p += HEADER_SIZE;
	if (memcmp(r->start, header, HEADER_SIZE) != 0 && !sms_reader_note(r, SMS_NOTE_FOLDED, r->line))
		return false;
	if (read_bracket(r, &build))
		read_bracket(r, &syntax);
	if (!sms_span_number(build, &file->build) || !syntax.size) {
		if (!sms_reader_note(r, SMS_NOTE_HEADER, r->line))
			return false;
	}
	if (syntax.size >= sizeof(file->syntax) || memchr(syntax.data ? syntax.data : "", '\0', syntax.size))
		return sms_reader_fail(r, SMSSITE_MALFORMED, syntax.data, "expected a syntax version such as 1.08");
	if (syntax.size)
		memcpy(file->syntax, syntax.data, syntax.size);
	/* [INF] All of 1.x that is known says 1.08. */
	if (sms_is_digit(file->syntax[0]) && (file->syntax[0] > '1' || sms_is_digit(file->syntax[1])))
		return sms_reader_fail(r, SMSSITE_UNSUPPORTED, syntax.data,
			"syntax version %s belongs to SMS 2.0 and later, whose files are not read", file->syntax);
	return sms_reader_end_line(r);
}

static bool read_file(struct sms_reader *r)
{
	if (!read_header(r))
		return false;
	for (;;) {
		bool read;

		if (!sms_reader_next_line(r))
			return false;
		if (r->p >= r->end)
			return true;
		if (sms_has_word_prefix(r->p, 6, "BEGIN_"))
			read = read_block(r);
		else if (sms_has_word_prefix(r->p, 4, "END_"))
			read = sms_reader_fail(r, SMSSITE_MALFORMED, r->p, "expected a BEGIN_ before this END_");
		else
			read = read_item(r, SMS_NO_PARENT);
		if (!read)
			return false;
	}
}

/* Sizes the arrays so that a usual file grows neither: a value each 12 bytes, a section each 48. */
static bool make_room(struct sms_reader *r, const void *data, size_t size)
{
	smssite_control_file *file = r->file;

	file->data = sms_alloc(size + PADDING);
	if (!file->data)
		return sms_reader_out_of_memory(r);
	memcpy(file->data, data, size);
	memset(file->data + size, 0, PADDING);
	file->size = size;
	r->value_capacity = size / 12 + 16;
	r->section_capacity = size / 48 + 16;
	file->values = sms_alloc(r->value_capacity * sizeof(*file->values));
	file->sections = sms_alloc(r->section_capacity * sizeof(*file->sections));
	if (!file->values || !file->sections)
		return sms_reader_out_of_memory(r);
	r->start = r->p = file->data;
	r->end = file->data + size;
	r->line = 1;
	return true;
}

/* Gives back what was not used, and closes the last section's values. */
static bool trim(struct sms_reader *r)
{
	smssite_control_file *file = r->file;
	size_t sections = file->section_count + 1;
	struct sms_section *fewer_sections;
	struct sms_value *fewer_values;

	file->sections[file->section_count] = (struct sms_section){ .first_value = (uint32_t)file->value_count };
	fewer_sections = sms_realloc(file->sections, sections * sizeof(*fewer_sections));
	if (!fewer_sections)
		return sms_reader_out_of_memory(r);
	file->sections = fewer_sections;
	fewer_values = sms_realloc(file->values, file->value_count * sizeof(*fewer_values));
	if (!fewer_values)
		return sms_reader_out_of_memory(r);
	file->values = fewer_values;
	return true;
}

SMSSITE_API smssite_status smssite_control_file_parse(const void *data, size_t size, smssite_control_file **file)
{
	struct sms_reader r = { 0 };

	if (!file || (!data && size))
		return sms_invalid("smssite_control_file_parse", "data and file must be given");
	*file = NULL;
	if (size > SMS_MAX_CONTROL_FILE)
		return sms_fail(SMSSITE_LIMIT, "a site control file of %zu bytes, more than %u", size,
			SMS_MAX_CONTROL_FILE);
	if (!sms_has_word_prefix(data ? data : "", size, header))
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
