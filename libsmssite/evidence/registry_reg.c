/* SPDX-License-Identifier: MIT */
/* Reads `.reg` text: what REGEDIT of NT 4.0 (REGEDIT4) and of later systems (version 5) exports. */
#include "evidence/registry.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"

#include <string.h>

struct reader {
	smssite_registry *registry;
	const char *p, *end;
	uint32_t line;
	/* Version 5 holds the bytes of hex(1), hex(2) and hex(7) in UTF-16; REGEDIT4 in ANSI. */
	bool wide;
	/* The text has come from UTF-16, or is version 5's; else it is in code page 1252. */
	bool utf8;
};

static smssite_status expected(const struct reader *r, const char *what)
{
	return sms_fail(SMSSITE_MALFORMED, "line %u: expected %s", r->line, what);
}

static void skip_blanks(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t'))
		r->p++;
}

static bool at_line_end(const struct reader *r)
{
	return r->p >= r->end || *r->p == '\r' || *r->p == '\n';
}

static void next_line(struct reader *r)
{
	while (!at_line_end(r))
		r->p++;
	if (r->p + 1 < r->end && r->p[0] == '\r' && r->p[1] == '\n')
		r->p++;
	if (r->p < r->end)
		r->p++;
	r->line++;
}

/* Only a comment may follow what a line says. */
static smssite_status end_line(struct reader *r)
{
	skip_blanks(r);
	if (!at_line_end(r) && *r->p != ';')
		return expected(r, "the end of the line");
	next_line(r);
	return SMSSITE_OK;
}

/* Text of the file as UTF-8 in the registry's arena. */
static char *utf8_of(struct reader *r, const char *data, size_t size)
{
	char *text, *copy;

	if (r->utf8)
		return sms_arena_strndup(&r->registry->arena, data, size);
	text = sms_text_from_1252(data, size);
	copy = text ? sms_arena_strdup(&r->registry->arena, text) : NULL;
	sms_free(text);
	return copy;
}

static smssite_status read_key(struct reader *r)
{
	smssite_registry *registry = r->registry;
	struct sms_reg_key *keys;
	const char *open = ++r->p, *close = NULL;
	bool deleted = open < r->end && *open == '-';
	char *text;

	/* A key's name may hold `]`: the last one of the line ends it. */
	for (; !at_line_end(r); r->p++)
		if (*r->p == ']')
			close = r->p;
	open += deleted;
	if (!close || close <= open)
		return expected(r, "[key]");
	keys = sms_grow(registry->keys, registry->key_count, &registry->key_capacity, sizeof(*keys));
	if (!keys)
		return SMSSITE_NO_MEMORY;
	registry->keys = keys;
	text = utf8_of(r, open, (size_t)(close - open));
	text = text ? sms_registry_key_path(&registry->arena, sms_span_of(text)) : NULL;
	if (!text)
		return SMSSITE_NO_MEMORY;
	keys[registry->key_count++] = (struct sms_reg_key){
		.path = text, .line = r->line, .deleted = deleted, .values_before = registry->value_count };
	registry->deletions += deleted;
	r->p = close + 1;
	return end_line(r);
}

/* The text between quotes at p, with its escapes resolved, as UTF-8. */
static smssite_status read_quoted(struct reader *r, char **text)
{
	struct sms_buffer plain = { 0 };
	const char *piece;
	size_t size;
	char *bytes;

	if (r->p >= r->end || *r->p != '"')
		return expected(r, "a name or text in quotes");
	for (piece = ++r->p; r->p < r->end && *r->p != '"'; r->p++) {
		if (*r->p == '\n')
			r->line++;
		if (*r->p != '\\')
			continue;
		sms_buffer_add(&plain, piece, (size_t)(r->p - piece));
		piece = ++r->p;
		if (r->p >= r->end)
			break;
	}
	if (r->p >= r->end) {
		sms_buffer_release(&plain);
		return expected(r, "a closing quote");
	}
	sms_buffer_add(&plain, piece, (size_t)(r->p++ - piece));
	bytes = sms_buffer_finish(&plain, &size);
	*text = bytes ? utf8_of(r, bytes, size) : NULL;
	sms_free(bytes);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* UTF-8 that is known to be well-formed as UTF-16LE with its end: how the registry holds a string. */
static smssite_status store_string(struct reader *r, const char *text, struct sms_reg_value *value)
{
	size_t size = strlen(text);
	char *data = sms_arena_alloc(&r->registry->arena, size * 2 + 2);
	size_t used = 0;

	if (!data)
		return SMSSITE_NO_MEMORY;
	while (*text) {
		unsigned char lead = (unsigned char)*text;
		size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
		uint32_t c = length == 1 ? lead : lead & (0x7Fu >> length);
		uint16_t units[2];

		for (size_t i = 1; i < length; i++)
			c = c << 6 | ((unsigned char)text[i] & 0x3F);
		text += length;
		units[0] = (uint16_t)(c < 0x10000 ? c : 0xD800 + ((c - 0x10000) >> 10));
		units[1] = (uint16_t)(0xDC00 + ((c - 0x10000) & 0x3FF));
		for (size_t i = 0; i < (c < 0x10000 ? 1u : 2u); i++) {
			data[used++] = (char)(units[i] & 0xFF);
			data[used++] = (char)(units[i] >> 8);
		}
	}
	data[used] = data[used + 1] = '\0';
	value->type = SMSSITE_REG_SZ;
	value->data = data;
	value->data_size = used + 2;
	return SMSSITE_OK;
}

static int hex_digit(char c)
{
	c = sms_upper(c);
	return sms_is_digit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static smssite_status read_dword(struct reader *r, struct sms_reg_value *value)
{
	uint32_t number = 0;
	const char *start = r->p;

	while (r->p < r->end && hex_digit(*r->p) >= 0 && r->p - start < 9)
		number = number << 4 | (uint32_t)hex_digit(*r->p++);
	if (r->p == start || r->p - start > 8)
		return expected(r, "one to eight hex digits");
	value->data = sms_arena_alloc(&r->registry->arena, 4);
	if (!value->data)
		return SMSSITE_NO_MEMORY;
	for (int i = 0; i < 4; i++)
		value->data[i] = (char)(number >> 8 * i & 0xFF);
	value->data_size = 4;
	value->type = SMSSITE_REG_DWORD;
	return SMSSITE_OK;
}

/* A line that ends with `\` goes on in the next one. */
static void skip_continuation(struct reader *r)
{
	const char *at;

	skip_blanks(r);
	for (at = r->p; at < r->end && *at == '\\';) {
		at++;
		while (at < r->end && (*at == ' ' || *at == '\t'))
			at++;
		if (at < r->end && *at != '\r' && *at != '\n')
			return;
		r->p = at;
		next_line(r);
		skip_blanks(r);
		at = r->p;
	}
}

static smssite_status read_hex(struct reader *r, struct sms_reg_value *value)
{
	struct sms_buffer bytes = { 0 };
	char *data;

	for (;;) {
		int high, low;
		char byte;

		skip_continuation(r);
		if (at_line_end(r) || *r->p == ';')
			break;
		high = hex_digit(*r->p);
		low = high >= 0 && r->p + 1 < r->end ? hex_digit(r->p[1]) : -1;
		if (low < 0) {
			sms_buffer_release(&bytes);
			return expected(r, "two hex digits");
		}
		byte = (char)(high << 4 | low);
		sms_buffer_add(&bytes, &byte, 1);
		r->p += 2;
		skip_continuation(r);
		if (r->p < r->end && *r->p == ',')
			r->p++;
		else
			break;
	}
	value->data_size = bytes.size;
	data = sms_buffer_finish(&bytes, NULL);
	value->data = data ? sms_arena_strndup(&r->registry->arena, data, value->data_size) : NULL;
	sms_free(data);
	return value->data ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* REGEDIT4 holds the bytes of string types in ANSI; the registry holds UTF-16. */
static smssite_status widen(struct reader *r, struct sms_reg_value *value)
{
	char *data;

	if (r->wide || (value->type != SMSSITE_REG_SZ && value->type != SMSSITE_REG_EXPAND_SZ &&
				value->type != SMSSITE_REG_MULTI_SZ))
		return SMSSITE_OK;
	data = sms_arena_alloc(&r->registry->arena, value->data_size * 2 + 1);
	if (!data)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < value->data_size; i++) {
		uint16_t unit = sms_unit_from_1252((unsigned char)value->data[i]);

		data[2 * i] = (char)(unit & 0xFF);
		data[2 * i + 1] = (char)(unit >> 8);
	}
	value->data = data;
	value->data_size *= 2;
	return SMSSITE_OK;
}

/* hex: or hex(n): */
static smssite_status read_typed_hex(struct reader *r, struct sms_reg_value *value)
{
	smssite_status status;

	value->type = SMSSITE_REG_BINARY;
	if (r->p < r->end && *r->p == '(') {
		value->type = 0;
		for (r->p++; r->p < r->end && hex_digit(*r->p) >= 0 && value->type < 0x10000000; r->p++)
			value->type = value->type << 4 | hex_digit(*r->p);
		if (r->p >= r->end || *r->p++ != ')')
			return expected(r, "hex(n):");
	}
	if (r->p >= r->end || *r->p++ != ':')
		return expected(r, "hex:");
	status = read_hex(r, value);
	return status ? status : widen(r, value);
}

static bool take_word(struct reader *r, const char *word)
{
	size_t size = strlen(word);

	if ((size_t)(r->end - r->p) < size || sms_compare_folded(r->p, size, word, size) != 0)
		return false;
	r->p += size;
	return true;
}

static smssite_status read_data(struct reader *r, struct sms_reg_value *value)
{
	smssite_status status;
	char *text;

	skip_blanks(r);
	if (r->p < r->end && *r->p == '"') {
		status = read_quoted(r, &text);
		return status ? status : store_string(r, text, value);
	}
	if (r->p < r->end && *r->p == '-') {
		r->p++;
		value->type = -1;
		return SMSSITE_OK;
	}
	if (take_word(r, "dword:"))
		return read_dword(r, value);
	if (take_word(r, "hex"))
		return read_typed_hex(r, value);
	return expected(r, "text in quotes, dword:, hex: or -");
}

static smssite_status read_value(struct reader *r)
{
	smssite_registry *registry = r->registry;
	struct sms_reg_value value = { .line = r->line }, *values;
	smssite_status status = SMSSITE_OK;

	if (!registry->key_count)
		return expected(r, "[key] before the first value");
	if (registry->keys[registry->key_count - 1].deleted)
		return expected(r, "no value under a deleted key");
	if (*r->p == '@') {
		r->p++;
		value.name = sms_arena_strdup(&registry->arena, "");
		status = value.name ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	} else {
		status = read_quoted(r, &value.name);
	}
	if (status)
		return status;
	skip_blanks(r);
	if (r->p >= r->end || *r->p++ != '=')
		return expected(r, "=");
	status = read_data(r, &value);
	if (status)
		return status;
	values = sms_grow(registry->values, registry->value_count, &registry->value_capacity, sizeof(*values));
	if (!values)
		return SMSSITE_NO_MEMORY;
	registry->values = values;
	value.key = registry->keys[registry->key_count - 1].path;
	values[registry->value_count++] = value;
	return end_line(r);
}

static smssite_status read_all(struct reader *r)
{
	smssite_status status = SMSSITE_OK;

	while (!status && r->p < r->end) {
		skip_blanks(r);
		if (at_line_end(r) || *r->p == ';')
			next_line(r);
		else if (*r->p == '[')
			status = read_key(r);
		else
			status = read_value(r);
	}
	return status ? status : sms_registry_sort(r->registry);
}

/* The bytes as text, and which of the two dialects it is. */
static smssite_status take_text(smssite_registry *registry, const char *data, size_t size, struct reader *r)
{
	static const char new_head[] = "Windows Registry Editor Version 5.00", old_head[] = "REGEDIT4";
	struct sms_span rest, head;

	r->utf8 = size >= 2 && memcmp(data, "\xFF\xFE", 2) == 0;
	if (r->utf8) {
		if (size % 2)
			return sms_fail(SMSSITE_MALFORMED, "UTF-16 text of an odd number of bytes");
		registry->text = sms_text_from_utf16le(data + 2, size - 2, &registry->text_size);
	} else {
		registry->text = sms_strndup(size ? data : "", size);
		registry->text_size = size;
	}
	if (!registry->text)
		return SMSSITE_NO_MEMORY;
	rest = (struct sms_span){ registry->text, registry->text_size };
	if (!sms_next_line(&rest, &head))
		return sms_fail(SMSSITE_MALFORMED, "line 1: expected REGEDIT4 or version 5.00");
	head = sms_span_trim(head);
	r->wide = head.size == sizeof(new_head) - 1 && memcmp(head.data, new_head, head.size) == 0;
	if (!r->wide && (head.size != sizeof(old_head) - 1 || memcmp(head.data, old_head, head.size) != 0))
		return sms_fail(SMSSITE_UNSUPPORTED, "line 1: '%.*s' is neither REGEDIT4 nor version 5.00",
			(int)(head.size < 60 ? head.size : 60), head.data);
	r->utf8 |= r->wide;
	if (r->utf8 && !sms_is_utf8(registry->text, registry->text_size))
		return sms_fail(SMSSITE_MALFORMED, "version 5.00 text that is neither UTF-16 nor UTF-8");
	if (memchr(registry->text, '\0', registry->text_size))
		return sms_fail(SMSSITE_MALFORMED, "a NUL byte in the text");
	r->registry = registry;
	r->p = rest.data;
	r->end = rest.data + rest.size;
	r->line = 2;
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_registry_parse(const void *data, size_t size, smssite_registry **result)
{
	struct reader reader = { 0 };
	smssite_registry *registry;
	smssite_status status;

	if (!result || (!data && size))
		return sms_invalid(__func__, "NULL");
	if (size > SMS_MAX_REGISTRY)
		return sms_fail(SMSSITE_LIMIT, "a registry export of %zu bytes is beyond the limit of %u", size,
			SMS_MAX_REGISTRY);
	registry = sms_calloc(1, sizeof(*registry));
	if (!registry)
		return SMSSITE_NO_MEMORY;
	atomic_init(&registry->references, 1);
	status = take_text(registry, data, size, &reader);
	if (!status)
		status = read_all(&reader);
	if (status) {
		smssite_registry_free(registry);
		return status;
	}
	/* Everything has been copied out of the text by now. */
	sms_free(registry->text);
	registry->text = NULL;
	*result = registry;
	return SMSSITE_OK;
}
