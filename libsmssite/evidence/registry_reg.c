/* SPDX-License-Identifier: MIT */
/* Reads `.reg` text: what REGEDIT of NT 4.0 (REGEDIT4) and of later systems (version 5) exports. Every line
 * is checked here; data is decoded when it is asked for. */
#include "evidence/registry.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct reader {
	struct sms_reg *reg;
	const char *p, *end;
	uint32_t line;
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

static smssite_status read_key(struct reader *r)
{
	struct sms_reg *reg = r->reg;
	const char *open = ++r->p, *close = NULL;
	bool deleted = open < r->end && *open == '-';
	struct sms_reg_key *keys;
	struct sms_span path;

	/* A key's name may hold `]`: the last one of the line ends it. */
	for (; !at_line_end(r); r->p++)
		if (*r->p == ']')
			close = r->p;
	open += deleted;
	if (!close || close <= open)
		return expected(r, "[key]");
	keys = sms_grow(reg->keys, reg->key_count, &reg->key_capacity, sizeof(*keys));
	if (!keys)
		return SMSSITE_NO_MEMORY;
	reg->keys = keys;
	if (!sms_registry_key_path(&reg->arena, (struct sms_span){ open, (size_t)(close - open) }, &path))
		return SMSSITE_NO_MEMORY;
	if (!sms_registry_is_path(path))
		return expected(r, "a key without empty parts");
	keys[reg->key_count++] = (struct sms_reg_key){
		.path = path, .line = r->line, .deleted = deleted, .first = reg->value_count
	};
	reg->deletions += deleted;
	r->p = close + 1;
	return end_line(r);
}

/* The next quote, backslash or line feed, or end. Most of a file's bytes pass here, hence sixteen at a time.
 */
static inline const char *next_special(const char *at, const char *end)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), feed = _mm_set1_epi8('\n');

	for (; end - at >= 16; at += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)at);
		__m128i found = _mm_or_si128(
			_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
			_mm_cmpeq_epi8(bytes, feed));
		int bits = _mm_movemask_epi8(found);

		if (bits)
			return at + __builtin_ctz((unsigned)bits);
	}
#endif
	while (at < end && *at != '"' && *at != '\\' && *at != '\n')
		at++;
	return at;
}

/* What stands between quotes at p, with its escapes. */
static smssite_status read_quoted(struct reader *r, struct sms_span *raw, bool *escaped)
{
	const char *start = r->p + 1, *at = start, *end = r->end;
	uint32_t lines = 0;

	*escaped = false;
	if (r->p >= end || *r->p != '"')
		return expected(r, "a name or text in quotes");
	for (;; at++) {
		at = next_special(at, end);
		if (at >= end || *at == '"')
			break;
		if (*at == '\\') {
			*escaped = true;
			at++;
		}
		lines += at < end && *at == '\n';
	}
	if (at >= end)
		return expected(r, "a closing quote");
	*raw = (struct sms_span){ start, (size_t)(at - start) };
	r->line += lines;
	r->p = at + 1;
	return SMSSITE_OK;
}

/* Without its escapes; out has room for all of it. */
static size_t unescape(struct sms_span raw, char *out)
{
	size_t size = 0;

	for (size_t i = 0; i < raw.size; i++) {
		i += raw.data[i] == '\\';
		if (i < raw.size)
			out[size++] = raw.data[i];
	}
	return size;
}

static int hex_digit(char c)
{
	c = sms_upper(c);
	return sms_is_digit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static smssite_status read_dword(struct reader *r, struct sms_reg_value *value)
{
	const char *start = r->p;

	while (r->p < r->end && hex_digit(*r->p) >= 0 && r->p - start < 9)
		r->p++;
	if (r->p == start || r->p - start > 8)
		return expected(r, "one to eight hex digits");
	value->raw = (struct sms_span){ start, (size_t)(r->p - start) };
	value->type = SMSSITE_REG_DWORD;
	value->form = SMS_REG_NUMBER;
	return SMSSITE_OK;
}

/* A line that ends with `\` goes on in the next one; false: there is none, the file was cut. */
static bool skip_continuation(struct reader *r)
{
	const char *at;
	bool goes_on = false;

	skip_blanks(r);
	for (at = r->p; at < r->end && *at == '\\';) {
		at++;
		while (at < r->end && (*at == ' ' || *at == '\t'))
			at++;
		if (at < r->end && *at != '\r' && *at != '\n')
			return true;
		goes_on = true;
		r->p = at;
		next_line(r);
		skip_blanks(r);
		at = r->p;
	}
	return !goes_on || r->p < r->end;
}

static smssite_status read_hex(struct reader *r, struct sms_reg_value *value)
{
	const char *start = r->p;

	for (;;) {
		if (!skip_continuation(r))
			return expected(r, "the rest of a value that goes on");
		if (at_line_end(r) || *r->p == ';')
			break;
		if (hex_digit(*r->p) < 0 || r->p + 1 >= r->end || hex_digit(r->p[1]) < 0)
			return expected(r, "two hex digits");
		r->p += 2;
		if (!skip_continuation(r))
			return expected(r, "the rest of a value that goes on");
		if (r->p >= r->end || *r->p != ',')
			break;
		r->p++;
	}
	value->raw = (struct sms_span){ start, (size_t)(r->p - start) };
	value->form = SMS_REG_HEX;
	return SMSSITE_OK;
}

/* hex: or hex(n): */
static smssite_status read_typed_hex(struct reader *r, struct sms_reg_value *value)
{
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
	return read_hex(r, value);
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
	bool escaped;

	skip_blanks(r);
	if (r->p < r->end && *r->p == '"') {
		value->type = SMSSITE_REG_SZ;
		value->form = SMS_REG_STRING;
		return read_quoted(r, &value->raw, &escaped);
	}
	if (r->p < r->end && *r->p == '-') {
		r->p++;
		value->type = -1;
		value->form = SMS_REG_DELETION;
		return SMSSITE_OK;
	}
	if (take_word(r, "dword:"))
		return read_dword(r, value);
	if (take_word(r, "hex"))
		return read_typed_hex(r, value);
	return expected(r, "text in quotes, dword:, hex: or -");
}

static smssite_status read_name(struct reader *r, struct sms_span *name)
{
	smssite_status status;
	bool escaped;
	char *plain;

	if (*r->p == '@') {
		*name = (struct sms_span){ r->p++, 0 };
		return SMSSITE_OK;
	}
	status = read_quoted(r, name, &escaped);
	if (status || !escaped)
		return status;
	plain = sms_arena_alloc(&r->reg->arena, name->size);
	if (!plain)
		return SMSSITE_NO_MEMORY;
	*name = (struct sms_span){ plain, unescape(*name, plain) };
	return SMSSITE_OK;
}

static smssite_status read_value(struct reader *r)
{
	struct sms_reg *reg = r->reg;
	struct sms_reg_value *value;
	smssite_status status;

	if (!reg->key_count)
		return expected(r, "[key] before the first value");
	if (reg->keys[reg->key_count - 1].deleted)
		return expected(r, "no value under a deleted key");
	value = sms_grow(reg->values, reg->value_count, &reg->value_capacity, sizeof(*value));
	if (!value)
		return SMSSITE_NO_MEMORY;
	reg->values = value;
	value += reg->value_count;
	*value = (struct sms_reg_value){ .line = r->line };
	status = read_name(r, &value->name);
	if (status)
		return status;
	skip_blanks(r);
	if (r->p >= r->end || *r->p++ != '=')
		return expected(r, "=");
	status = read_data(r, value);
	if (status)
		return status;
	reg->value_count++;
	reg->keys[reg->key_count - 1].count++;
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
	return status ? status : sms_reg_finish(r->reg);
}

/* The file's text as UTF-8, and which of the two dialects it is. */
static smssite_status take_text(struct sms_reg *reg, const char *data, size_t size, struct sms_span *lines)
{
	static const char new_head[] = "Windows Registry Editor Version 5.00", old_head[] = "REGEDIT4";
	bool utf16 = size >= 2 && memcmp(data, "\xFF\xFE", 2) == 0;
	struct sms_span head;

	if (utf16 && size % 2)
		return sms_fail(SMSSITE_MALFORMED, "UTF-16 text of an odd number of bytes");
	if (!utf16 && size && memchr(data, '\0', size))
		return sms_fail(SMSSITE_MALFORMED, "a NUL byte in the text");
	reg->text_size = size;
	if (utf16)
		reg->text = sms_text_from_utf16le(data + 2, size - 2, &reg->text_size);
	else
		reg->text = sms_strndup(size ? data : "", size);
	if (!reg->text)
		return SMSSITE_NO_MEMORY;
	*lines = (struct sms_span){ reg->text, reg->text_size };
	if (!sms_next_line(lines, &head))
		return sms_fail(SMSSITE_MALFORMED, "line 1: expected REGEDIT4 or version 5.00");
	head = sms_span_trim(head);
	reg->wide = head.size == sizeof(new_head) - 1 && memcmp(head.data, new_head, head.size) == 0;
	if (!reg->wide && (head.size != sizeof(old_head) - 1 || memcmp(head.data, old_head, head.size) != 0))
		return sms_fail(SMSSITE_UNSUPPORTED, "line 1: '%.*s' is neither REGEDIT4 nor version 5.00",
			(int)(head.size < 60 ? head.size : 60), head.data);
	if (utf16 || sms_is_ascii(reg->text, reg->text_size))
		return SMSSITE_OK;
	if (reg->wide)
		return sms_is_utf8(reg->text, reg->text_size)
			       ? SMSSITE_OK
			       : sms_fail(SMSSITE_MALFORMED,
					 "version 5.00 text that is neither UTF-16 nor UTF-8");
	head.size = (size_t)(lines->data - reg->text);
	sms_free(reg->text);
	reg->text = sms_text_from_1252(data, size);
	if (!reg->text)
		return SMSSITE_NO_MEMORY;
	reg->text_size = strlen(reg->text);
	/* The first line is the same in both. */
	*lines = (struct sms_span){ reg->text + head.size, reg->text_size - head.size };
	return SMSSITE_OK;
}

SMSSITE_API smssite_status smssite_registry_parse(const void *data, size_t size, smssite_registry **result)
{
	smssite_registry *registry;
	struct reader reader;
	struct sms_span lines;
	smssite_status status;

	if (!result || (!data && size))
		return sms_invalid(__func__, "NULL");
	if (size > SMS_MAX_REGISTRY)
		return sms_fail(SMSSITE_LIMIT, "a registry export of %zu bytes is beyond the limit of %u",
			size, SMS_MAX_REGISTRY);
	registry = sms_calloc(1, sizeof(*registry));
	if (!registry)
		return SMSSITE_NO_MEMORY;
	atomic_init(&registry->references, 1);
	status = take_text(&registry->reg, data, size, &lines);
	if (!status) {
		reader = (struct reader){ &registry->reg, lines.data, lines.data + lines.size, 2 };
		status = read_all(&reader);
	}
	if (status) {
		smssite_registry_free(registry);
		return status;
	}
	*result = registry;
	return SMSSITE_OK;
}

static void put_unit(struct sms_buffer *out, uint32_t unit)
{
	char bytes[2] = { (char)(unit & 0xFF), (char)(unit >> 8 & 0xFF) };

	sms_buffer_add(out, bytes, 2);
}

void sms_registry_put_string(struct sms_buffer *out, struct sms_span text)
{
	for (size_t i = 0; i < text.size;) {
		unsigned char lead = (unsigned char)text.data[i];
		size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
		uint32_t c = length == 1 ? lead : lead & (0x7Fu >> length);

		for (size_t j = 1; j < length; j++)
			c = c << 6 | ((unsigned char)text.data[i + j] & 0x3F);
		i += length;
		if (c >= 0x10000) {
			put_unit(out, 0xD800 + ((c - 0x10000) >> 10));
			c = 0xDC00 + ((c - 0x10000) & 0x3FF);
		}
		put_unit(out, c);
	}
	put_unit(out, 0);
}

static bool string_data(struct sms_span raw, struct sms_buffer *out)
{
	char *plain = sms_alloc(raw.size);

	if (plain)
		sms_registry_put_string(out, (struct sms_span){ plain, unescape(raw, plain) });
	sms_free(plain);
	return plain;
}

/* REGEDIT4 holds the bytes of string types in ANSI; the registry holds UTF-16. */
static void hex_data(const struct sms_reg *reg, const struct sms_reg_value *value, struct sms_buffer *out)
{
	bool widen = !reg->wide && (value->type == SMSSITE_REG_SZ || value->type == SMSSITE_REG_EXPAND_SZ ||
					   value->type == SMSSITE_REG_MULTI_SZ);

	/* Between the bytes are only commas, blanks and line ends with their backslashes. */
	for (size_t i = 0; i + 1 < value->raw.size; i++) {
		const char *at = value->raw.data + i;
		char byte;

		if (hex_digit(*at) < 0)
			continue;
		byte = (char)(hex_digit(at[0]) << 4 | hex_digit(at[1]));
		i++;
		if (widen)
			put_unit(out, sms_unit_from_1252((unsigned char)byte));
		else
			sms_buffer_add(out, &byte, 1);
	}
}

smssite_status sms_reg_data(const struct sms_reg *reg, size_t index, char **data, size_t *size)
{
	const struct sms_reg_value *value = &reg->values[index];
	struct sms_buffer out = { 0 };
	uint32_t number = 0;

	if (value->form == SMS_REG_STRING && !string_data(value->raw, &out))
		return SMSSITE_NO_MEMORY;
	if (value->form == SMS_REG_HEX)
		hex_data(reg, value, &out);
	if (value->form == SMS_REG_KEPT)
		sms_buffer_add(&out, value->raw.data, value->raw.size);
	for (size_t i = 0; value->form == SMS_REG_NUMBER && i < value->raw.size; i++)
		number = number << 4 | (uint32_t)hex_digit(value->raw.data[i]);
	if (value->form == SMS_REG_NUMBER) {
		put_unit(&out, number & 0xFFFF);
		put_unit(&out, number >> 16);
	}
	*data = sms_buffer_finish(&out, size);
	return *data ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}
