/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int sms_compare_folded(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t common = a_size < b_size ? a_size : b_size;

	for (size_t i = 0; i < common; i++) {
		unsigned char x = (unsigned char)sms_upper(a[i]), y = (unsigned char)sms_upper(b[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return a_size == b_size ? 0 : a_size < b_size ? -1 : 1;
}

bool sms_equal_folded(const char *a, const char *b)
{
	return sms_compare_folded(a, strlen(a), b, strlen(b)) == 0;
}

bool sms_begins_folded(const char *text, const char *start)
{
	size_t size = strlen(start);

	return sms_compare_folded(text, strnlen(text, size), start, size) == 0;
}

bool sms_span_equal_folded(struct sms_span span, const char *text)
{
	return sms_compare_folded(span.data, span.size, text, strlen(text)) == 0;
}

struct sms_span sms_span_of(const char *text)
{
	return (struct sms_span){ text, strlen(text) };
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct sms_span sms_span_trim(struct sms_span span)
{
	while (span.size && is_blank(span.data[0])) {
		span.data++;
		span.size--;
	}
	while (span.size && is_blank(span.data[span.size - 1]))
		span.size--;
	return span;
}

bool sms_span_number(struct sms_span span, int64_t *number)
{
	int64_t value = 0;

	if (!span.size)
		return false;
	for (size_t i = 0; i < span.size; i++) {
		if (!sms_is_digit(span.data[i]) || __builtin_mul_overflow(value, 10, &value) ||
			__builtin_add_overflow(value, span.data[i] - '0', &value))
			return false;
	}
	*number = value;
	return true;
}

bool sms_next_line(struct sms_span *rest, struct sms_span *line)
{
	size_t end = 0;

	if (!rest->size)
		return false;
	while (end < rest->size && rest->data[end] != '\n' && rest->data[end] != '\r')
		end++;
	*line = (struct sms_span){ rest->data, end };
	if (end + 1 < rest->size && rest->data[end] == '\r' && rest->data[end + 1] == '\n')
		end++;
	if (end < rest->size)
		end++;
	rest->data += end;
	rest->size -= end;
	return true;
}

bool sms_has_extension(const char *name, const char *extension)
{
	size_t size = strlen(name), wanted = strlen(extension);

	return size >= wanted && sms_compare_folded(name + size - wanted, wanted, extension, wanted) == 0;
}

bool sms_is_site_code(struct sms_span span)
{
	if (span.size != 3)
		return false;
	for (size_t i = 0; i < 3; i++) {
		char c = sms_upper(span.data[i]);

		if (!sms_is_digit(c) && !(c >= 'A' && c <= 'Z'))
			return false;
	}
	return true;
}

/* Code points of 1252's bytes 0x80-0x9F; 0 has none. */
static const uint16_t cp1252[32] = {
	0x20AC, 0,	0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,	0x017D, 0,	0,	0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,	0x017E, 0x0178,
};

static size_t put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

/* Length of the well-formed UTF-8 sequence at the front, 0 if there is none; *c gets its character. */
static size_t get_utf8(const char *data, size_t size, uint32_t *c)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = size ? (unsigned char)data[0] : 0xFF;
	size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 :
			lead >= 0xF0 && lead < 0xF5 ? 4 : 0;

	if (!length || length > size)
		return 0;
	*c = length == 1 ? lead : lead & (0x7Fu >> length);
	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)data[i] & 0xC0) != 0x80)
			return 0;
		*c = *c << 6 | ((unsigned char)data[i] & 0x3F);
	}
	if (*c < least[length] || *c > 0x10FFFF || (*c >= 0xD800 && *c < 0xE000))
		return 0;
	return length;
}

/* Eight at a time: whole files are asked for. */
bool sms_is_ascii(const char *data, size_t size)
{
	uint64_t seen = 0, word;

	for (; size >= sizeof(word); size -= sizeof(word), data += sizeof(word)) {
		memcpy(&word, data, sizeof(word));
		seen |= word;
	}
	while (size--)
		seen |= (unsigned char)*data++ & 0x80u;
	return !(seen & UINT64_C(0x8080808080808080));
}

bool sms_is_utf8(const char *data, size_t size)
{
	uint32_t c;

	for (size_t i = 0, length; i < size; i += length) {
		length = get_utf8(data + i, size - i, &c);
		if (!length)
			return false;
	}
	return true;
}

uint16_t sms_unit_from_1252(unsigned char byte)
{
	uint16_t unit = byte >= 0x80 && byte < 0xA0 ? cp1252[byte - 0x80] : byte;

	return unit || !byte ? unit : 0xFFFD;
}

char *sms_text_from_1252(const char *data, size_t size)
{
	char *text = size > SIZE_MAX / 3 - 1 ? NULL : sms_alloc(size * 3 + 1);
	size_t used = 0;

	if (!text)
		return NULL;
	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)data[i];
		uint32_t c = byte >= 0x80 && byte < 0xA0 ? cp1252[byte - 0x80] : byte;

		used += put_utf8(text + used, c ? c : 0xFFFD);
	}
	text[used] = '\0';
	return text;
}

static uint32_t utf16_unit(const char *data, size_t size, size_t at)
{
	return at + 1 < size ? (unsigned char)data[at] | (uint32_t)(unsigned char)data[at + 1] << 8 : 0;
}

char *sms_text_from_utf16le(const char *data, size_t size, size_t *text_size)
{
	/* A unit of two bytes becomes three at most, and an odd byte at the end one U+FFFD. */
	char *text = size > SIZE_MAX / 3 - 4 ? NULL : sms_alloc(size / 2 * 3 + 4);
	size_t used = 0;

	if (!text)
		return NULL;
	for (size_t i = 0; i < size; i += 2) {
		uint32_t c = utf16_unit(data, size, i), low = utf16_unit(data, size, i + 2);

		if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
			c = 0x10000 + ((c - 0xD800) << 10 | (low - 0xDC00));
			i += 2;
		} else if (!c || (c >= 0xD800 && c < 0xE000)) {
			c = 0xFFFD;
		}
		used += put_utf8(text + used, c);
	}
	text[used] = '\0';
	*text_size = used;
	return text;
}

smssite_status sms_text_to_1252(const char *text, char **data, size_t *size)
{
	size_t left = strlen(text), used = 0;
	char *out = sms_alloc(left + 1);

	if (!out)
		return SMSSITE_NO_MEMORY;
	while (left) {
		uint32_t c;
		size_t length = get_utf8(text, left, &c);
		int byte = -1;

		if (length && (c < 0x80 || (c >= 0xA0 && c < 0x100)))
			byte = (int)c;
		for (int i = 0; length && byte < 0 && i < 32; i++)
			if (cp1252[i] && cp1252[i] == c)
				byte = 0x80 + i;
		if (byte < 0) {
			sms_free(out);
			return sms_fail(SMSSITE_MALFORMED, "a character has no place in code page 1252");
		}
		out[used++] = (char)byte;
		text += length;
		left -= length;
	}
	out[used] = '\0';
	*data = out;
	*size = used;
	return SMSSITE_OK;
}

char *sms_text_from_bytes(const char *data, size_t size, size_t *text_size)
{
	char *text = size > SIZE_MAX / 2 - 1 ? NULL : sms_alloc(size * 2 + 1);
	size_t used = 0;

	if (!text)
		return NULL;
	for (size_t i = 0; i < size; i++)
		used += put_utf8(text + used, (unsigned char)data[i]);
	text[used] = '\0';
	*text_size = used;
	return text;
}

smssite_status sms_bytes_from_text(const char *text, size_t text_size, char **data, size_t *size)
{
	char *out = sms_alloc(text_size + 1);
	size_t used = 0;

	if (!out)
		return SMSSITE_NO_MEMORY;
	while (text_size) {
		uint32_t c;
		size_t length = get_utf8(text, text_size, &c);

		if (!length || c > 0xFF) {
			sms_free(out);
			return sms_fail(SMSSITE_MALFORMED, "a text that stands for bytes has a character above U+00FF");
		}
		out[used++] = (char)c;
		text += length;
		text_size -= length;
	}
	out[used] = '\0';
	*data = out;
	*size = used;
	return SMSSITE_OK;
}

char *sms_name_escape(const char *name)
{
	struct sms_buffer buffer = { 0 };
	size_t left = strlen(name);

	while (left) {
		uint32_t c;
		size_t length = get_utf8(name, left, &c);

		if (length && *name != '\\')
			sms_buffer_add(&buffer, name, length);
		else
			sms_buffer_format(&buffer, "\\x%02X", (unsigned char)*name);
		length = length ? length : 1;
		name += length;
		left -= length;
	}
	return sms_buffer_finish(&buffer, NULL);
}

static int hex_digit(char c)
{
	c = sms_upper(c);
	return sms_is_digit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

char *sms_name_unescape(const char *text)
{
	struct sms_buffer buffer = { 0 };

	while (*text) {
		int high, low;
		char byte;

		if (*text != '\\') {
			sms_buffer_add(&buffer, text++, 1);
			continue;
		}
		high = text[1] == 'x' ? hex_digit(text[2]) : -1;
		low = high >= 0 ? hex_digit(text[3]) : -1;
		if (low < 0 || (byte = (char)(high << 4 | low)) == '\0') {
			sms_buffer_release(&buffer);
			sms_fail(SMSSITE_MALFORMED, "an escaped name has a backslash that begins no \\xHH");
			return NULL;
		}
		sms_buffer_add(&buffer, &byte, 1);
		text += 4;
	}
	return sms_buffer_finish(&buffer, NULL);
}

static bool reserve(struct sms_buffer *buffer, size_t more)
{
	size_t wanted = buffer->capacity ? buffer->capacity : 64;
	char *data;

	if (buffer->failed || more > SIZE_MAX / 4 || buffer->size > SIZE_MAX / 4) {
		buffer->failed = true;
		return false;
	}
	if (buffer->data && buffer->capacity - buffer->size >= more)
		return true;
	while (wanted - buffer->size < more)
		wanted *= 2;
	data = sms_realloc(buffer->data, wanted);
	if (!data) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->capacity = wanted;
	return true;
}

void sms_buffer_add(struct sms_buffer *buffer, const void *data, size_t size)
{
	if (!size || !reserve(buffer, size))
		return;
	memcpy(buffer->data + buffer->size, data, size);
	buffer->size += size;
}

void sms_buffer_text(struct sms_buffer *buffer, const char *text)
{
	sms_buffer_add(buffer, text, strlen(text));
}

void sms_buffer_format(struct sms_buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size < 0 || !reserve(buffer, (size_t)size + 1)) {
		buffer->failed = true;
		return;
	}
	va_start(arguments, format);
	vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, arguments);
	va_end(arguments);
	buffer->size += (size_t)size;
}

char *sms_buffer_finish(struct sms_buffer *buffer, size_t *size)
{
	char *data;

	if (!reserve(buffer, 1)) {
		sms_buffer_release(buffer);
		return NULL;
	}
	buffer->data[buffer->size] = '\0';
	if (size)
		*size = buffer->size;
	data = buffer->data;
	*buffer = (struct sms_buffer){ 0 };
	return data;
}

void sms_buffer_release(struct sms_buffer *buffer)
{
	sms_free(buffer->data);
	*buffer = (struct sms_buffer){ 0 };
}
