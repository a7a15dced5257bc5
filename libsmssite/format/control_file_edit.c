/* SPDX-License-Identifier: MIT */
/* Changing a site control file: changes are collected and put into the bytes in one go, so that all that is
 * not changed stays as it was read. */
#include "base/alloc.h"
#include "base/error.h"
#include "format/control_file.h"

#include <stdlib.h>
#include <string.h>

/* In the order in which they are made at one place. */
enum change_kind {
	CHANGE_INSERT,
	CHANGE_REMOVE,
	CHANGE_SET,
};

struct change {
	enum change_kind kind;
	/* Place in the file's bytes; of those at one place the order of the calls. */
	uint32_t at, sequence;
	/* What it is made to; of an insertion the block that it goes into, SMS_NO_PARENT at top level. */
	uint32_t section;
	uint32_t value;
	char *text;
	size_t size;
};

struct smssite_control_file_edit {
	smssite_control_file *file;
	struct change *changes;
	size_t change_count, change_capacity;
	/* One for each section. */
	bool *removed;
};

void sms_rewrite_to(struct sms_rewrite *rewrite, size_t offset)
{
	if (offset <= rewrite->done)
		return;
	sms_buffer_add(&rewrite->buffer, rewrite->file->data + rewrite->done, offset - rewrite->done);
	rewrite->done = offset;
}

void sms_rewrite_value(
	struct sms_rewrite *rewrite, size_t section, size_t value, const char *text, size_t size)
{
	struct sms_value place = sms_control_value_place(rewrite->file, section, value);
	const char *data = rewrite->file->data;
	uint32_t start = place.start;

	if (data[start - 1] == '(') {
		do
			start--;
		while (data[start] != '#');
		sms_rewrite_to(rewrite, start);
		sms_buffer_format(&rewrite->buffer, "#%zu(", size + 2);
	} else {
		sms_rewrite_to(rewrite, start);
	}
	sms_buffer_add(&rewrite->buffer, text, size);
	rewrite->done = place.end;
}

smssite_status sms_rewrite_finish(struct sms_rewrite *rewrite, void **data, size_t *size)
{
	size_t written = 0;
	char *text;

	if (rewrite->buffer.failed)
		sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	text = sms_buffer_finish(&rewrite->buffer, &written);
	if (!text)
		return SMSSITE_NO_MEMORY;
	*data = text;
	*size = written;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_control_file_edit_new(
	smssite_control_file *file, smssite_control_file_edit **edit)
{
	smssite_control_file_edit *self;

	if (!file || !edit)
		return sms_invalid("smssite_control_file_edit_new", "file and edit must be given");
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	self->removed = sms_calloc(file->section_count + 1, sizeof(*self->removed));
	if (!self->removed) {
		sms_free(self);
		return SMSSITE_NO_MEMORY;
	}
	self->file = smssite_control_file_ref(file);
	*edit = self;
	return SMSSITE_OK;
}

SMSSITE_API void smssite_control_file_edit_free(smssite_control_file_edit *self)
{
	if (!self)
		return;
	for (size_t i = 0; i < self->change_count; i++)
		sms_free(self->changes[i].text);
	sms_free(self->changes);
	sms_free(self->removed);
	smssite_control_file_free(self->file);
	sms_free(self);
}

/* Takes over change.text, also when it fails. */
static smssite_status add_change(smssite_control_file_edit *edit, struct change change)
{
	struct change *changes =
		sms_grow(edit->changes, edit->change_count, &edit->change_capacity, sizeof(*changes));

	if (!changes) {
		sms_free(change.text);
		return SMSSITE_NO_MEMORY;
	}
	edit->changes = changes;
	change.sequence = (uint32_t)edit->change_count;
	changes[edit->change_count++] = change;
	return SMSSITE_OK;
}

/* UTF-8 to the bytes of a value; *data is sms_free()d. A line end, `<` or `>` would begin something else. */
static smssite_status make_value(const char *text, bool counted, char **data, size_t *size)
{
	smssite_status status = sms_text_to_1252(text, data, size);

	if (status != SMSSITE_OK)
		return status;
	for (size_t i = 0; i < *size; i++) {
		unsigned char byte = (unsigned char)(*data)[i];

		if (byte >= 0x20 && byte != 0x7F && (counted || (byte != '<' && byte != '>')))
			continue;
		sms_free(*data);
		return sms_fail(SMSSITE_MALFORMED, byte == '<' || byte == '>'
							   ? "a value cannot hold `<` or `>`"
							   : "a value cannot hold a control character");
	}
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_control_file_edit_set(
	smssite_control_file_edit *self, size_t section, size_t value, const char *text)
{
	struct change change = { .kind = CHANGE_SET, .section = (uint32_t)section, .value = (uint32_t)value };
	smssite_status status;
	char before;

	if (!self || section >= self->file->section_count || !text)
		return sms_invalid("smssite_control_file_edit_set",
			"self, a section of its file and text must be given");
	if (value >= sms_section_value_count(self->file, section))
		return sms_fail(SMSSITE_NOT_FOUND, "line %u: %s has no value %zu",
			self->file->sections[section].line,
			sms_kinds[self->file->sections[section].kind].name, value);
	change.at = sms_control_value_place(self->file, section, value).start;
	before = self->file->data[change.at - 1];
	status = make_value(text, before == '(', &change.text, &change.size);
	if (status != SMSSITE_OK)
		return status;
	/* The type of a transaction may stand without brackets; then blanks around it are no part of it. */
	if (before != '(' && before != '<' &&
		(!change.size || change.text[0] == ' ' || change.text[change.size - 1] == ' ')) {
		sms_free(change.text);
		return sms_fail(SMSSITE_MALFORMED,
			"a value without brackets cannot be empty or begin or end with a blank");
	}
	return add_change(self, change);
}

/* The beginning of the line that the byte before `offset` is in. */
static uint32_t line_start(const smssite_control_file *file, uint32_t offset)
{
	while (offset && file->data[offset - 1] != '\n' && file->data[offset - 1] != '\r')
		offset--;
	return offset;
}

SMSSITE_API smssite_status smssite_control_file_edit_remove(smssite_control_file_edit *self, size_t section)
{
	smssite_status status;

	if (!self || section >= self->file->section_count)
		return sms_invalid(
			"smssite_control_file_edit_remove", "self and a section of its file must be given");
	if (self->removed[section])
		return SMSSITE_OK;
	status =
		add_change(self, (struct change){ .kind = CHANGE_REMOVE,
					 .section = (uint32_t)section,
					 .at = line_start(self->file, self->file->sections[section].start) });
	self->removed[section] = status == SMSSITE_OK;
	return status;
}

static bool is_block(const smssite_control_file *file, size_t section)
{
	const struct sms_section *place = &file->sections[section];

	if (place->kind != SMSSITE_SECTION_UNKNOWN)
		return sms_kinds[place->kind].block;
	return place->end - place->start > 6 &&
	       sms_compare_folded(file->data + place->start, 6, "BEGIN_", 6) == 0;
}

/* Where a line goes that is the last in a block: before its END line. */
static uint32_t end_line_start(const smssite_control_file *file, size_t section)
{
	uint32_t end = file->sections[section].end;

	while (end && (file->data[end - 1] == '\n' || file->data[end - 1] == '\r'))
		end--;
	return line_start(file, end);
}

/* Where an insertion goes, and into which block. */
static bool find_place(
	const smssite_control_file *file, size_t after, smssite_section_kind kind, struct change *change)
{
	const struct sms_section *section = &file->sections[after];
	smssite_section_kind around = sms_kinds[kind].parent;

	change->at = section->end;
	change->section = section->parent;
	if (around == SMSSITE_SECTION_UNKNOWN) {
		/* After a section in a block is after the block. */
		if (section->parent != SMS_NO_PARENT)
			change->at = file->sections[section->parent].end;
		change->section = SMS_NO_PARENT;
		return true;
	}
	if (section->kind == around) {
		change->at = end_line_start(file, after);
		change->section = (uint32_t)after;
		return true;
	}
	return section->parent != SMS_NO_PARENT && file->sections[section->parent].kind == around;
}

/* The values as they stand in a new section. */
static smssite_status write_values(
	struct sms_buffer *buffer, smssite_section_kind kind, size_t count, const char *const *values)
{
	for (size_t i = 0; i < count; i++) {
		bool counted = kind == SMSSITE_SECTION_ADDRESS && i == SMSSITE_ADDRESS_STRING;
		bool bare = kind == SMSSITE_SECTION_TRANSACTION && i == SMSSITE_TRANSACTION_TYPE;
		smssite_status status;
		char *data;
		size_t size;

		status = make_value(values[i], counted, &data, &size);
		if (status != SMSSITE_OK)
			return status;
		/* As in the Resource Guide's example. */
		if (bare && (!size || data[0] == ' ' || data[size - 1] == ' ')) {
			sms_free(data);
			return sms_fail(SMSSITE_MALFORMED,
				"a transaction needs a type that neither begins nor ends with a blank");
		}
		if (counted)
			sms_buffer_format(buffer, "\r\n  #%zu(", size + 2);
		else if (!bare)
			sms_buffer_text(buffer,
				sms_kinds[kind].block ? kind == SMSSITE_SECTION_PROPERTY_LIST ? "   <" : "  <"
						      : "<");
		sms_buffer_add(buffer, data, size);
		if (!bare)
			sms_buffer_text(buffer, counted ? ")" : sms_kinds[kind].block ? ">\r\n" : ">");
		sms_free(data);
	}
	return SMSSITE_OK;
}

static smssite_status write_section(
	struct sms_buffer *buffer, smssite_section_kind kind, size_t count, const char *const *values)
{
	const struct sms_kind *how = &sms_kinds[kind];
	smssite_status status;

	sms_buffer_format(buffer, "%s%s%s",
		how->block    ? "BEGIN_"
		: how->parent ? "  "
			      : "",
		how->name, how->block ? "\r\n" : " ");
	status = write_values(buffer, kind, count, values);
	if (how->block)
		sms_buffer_format(buffer, "END_%s", how->name);
	sms_buffer_text(buffer, "\r\n");
	return status;
}

SMSSITE_API smssite_status smssite_control_file_edit_insert(smssite_control_file_edit *self, size_t after,
	smssite_section_kind kind, size_t value_count, const char *const *values)
{
	struct change change = { .kind = CHANGE_INSERT };
	struct sms_buffer buffer = { 0 };
	smssite_status status;

	if (!self || after >= self->file->section_count || !values)
		return sms_invalid("smssite_control_file_edit_insert",
			"self, a section of its file and values must be given");
	if (kind <= SMSSITE_SECTION_UNKNOWN || kind > SMSSITE_SECTION_SENDER_OUTBOX)
		return sms_invalid(
			"smssite_control_file_edit_insert", "not a kind of section that can be written");
	if (value_count < sms_kinds[kind].values ||
		(value_count > sms_kinds[kind].values && kind != SMSSITE_SECTION_PROPERTY_LIST))
		return sms_fail(SMSSITE_INVALID, "%s has %u values, not %zu", sms_kinds[kind].name,
			sms_kinds[kind].values, value_count);
	for (size_t i = 0; i < value_count; i++)
		if (!values[i])
			return sms_invalid("smssite_control_file_edit_insert", "a value is NULL");
	if (!find_place(self->file, after, kind, &change))
		return sms_fail(SMSSITE_INVALID, "%s belongs into %s", sms_kinds[kind].name,
			sms_kinds[sms_kinds[kind].parent].name);
	/* A blank line keeps blocks apart. */
	if (!sms_kinds[kind].parent && (sms_kinds[kind].block || is_block(self->file, after) ||
					       self->file->sections[after].parent != SMS_NO_PARENT))
		sms_buffer_text(&buffer, "\r\n");
	status = write_section(&buffer, kind, value_count, values);
	if (status != SMSSITE_OK) {
		sms_buffer_release(&buffer);
		return status;
	}
	change.text = sms_buffer_finish(&buffer, &change.size);
	return change.text ? add_change(self, change) : SMSSITE_NO_MEMORY;
}

static int compare_changes(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

/* Leaves out a section, and the blank line behind a block. */
static void remove_section(struct sms_rewrite *rewrite, const struct change *change)
{
	const smssite_control_file *file = rewrite->file;
	size_t end = file->sections[change->section].end;

	if (is_block(file, change->section)) {
		if (file->data[end] == '\r' && end < file->text_size)
			end++;
		if (file->data[end] == '\n' && end < file->text_size)
			end++;
	}
	sms_rewrite_to(rewrite, change->at);
	if (end > rewrite->done)
		rewrite->done = end;
}

static bool is_removed(const smssite_control_file_edit *edit, uint32_t section)
{
	uint32_t parent;

	if (section == SMS_NO_PARENT)
		return false;
	parent = edit->file->sections[section].parent;
	return edit->removed[section] || (parent != SMS_NO_PARENT && edit->removed[parent]);
}

static void make_change(struct sms_rewrite *rewrite, const smssite_control_file_edit *edit, size_t index)
{
	const struct change *change = &edit->changes[index], *next = change + 1;

	switch (change->kind) {
	case CHANGE_INSERT:
		if (is_removed(edit, change->section))
			return;
		sms_rewrite_to(rewrite, change->at);
		if (rewrite->buffer.size && rewrite->buffer.data[rewrite->buffer.size - 1] != '\n' &&
			rewrite->buffer.data[rewrite->buffer.size - 1] != '\r')
			sms_buffer_text(&rewrite->buffer, "\r\n");
		sms_buffer_add(&rewrite->buffer, change->text, change->size);
		return;
	case CHANGE_REMOVE:
		remove_section(rewrite, change);
		return;
	case CHANGE_SET:
		/* Of several the last. */
		if (is_removed(edit, change->section) ||
			(index + 1 < edit->change_count && next->at == change->at))
			return;
		sms_rewrite_value(rewrite, change->section, change->value, change->text, change->size);
		return;
	}
}

SMSSITE_API smssite_status smssite_control_file_edit_finish(
	smssite_control_file_edit *self, void **data, size_t *size)
{
	struct sms_rewrite rewrite = { 0 };
	smssite_control_file *check;
	smssite_status status;

	if (!self || !data || !size)
		return sms_invalid("smssite_control_file_edit_finish", "self, data and size must be given");
	rewrite.file = self->file;
	if (self->change_count)
		qsort(self->changes, self->change_count, sizeof(*self->changes), compare_changes);
	for (size_t i = 0; i < self->change_count; i++)
		make_change(&rewrite, self, i);
	sms_rewrite_to(&rewrite, self->file->size);
	status = sms_rewrite_finish(&rewrite, data, size);
	if (status != SMSSITE_OK)
		return status;
	/* What is handed out parses, whatever the changes make of one another. */
	status = smssite_control_file_parse(*data, *size, &check);
	smssite_control_file_free(check);
	if (status != SMSSITE_OK) {
		sms_free(*data);
		*data = NULL;
		return sms_fail_in(status, "the changed file");
	}
	return SMSSITE_OK;
}
