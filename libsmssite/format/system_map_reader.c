/* SPDX-License-Identifier: MIT */
/* SYSTEM.MAP: words, texts in quotes, numbers and single characters, one statement after the other. A statement that is
 * not known ends with its line. */
#include "format/system_map.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>

enum kind { TOKEN_END, TOKEN_WORD, TOKEN_TEXT, TOKEN_OTHER };

struct reader {
	smssite_system_map *map;
	char *at, *end;
	size_t line;
	/* The token at hand: a word or a character as a span, a text with its NUL. */
	enum kind kind;
	struct sms_span token;
	size_t token_line;
	/* Where the statement at hand began. */
	size_t statement_line;
	struct sms_map_head head;
	bool new_head;
	smssite_status status;
};

static bool fail(struct reader *r, smssite_status status)
{
	r->status = status;
	r->kind = TOKEN_END;
	return false;
}

static bool malformed(struct reader *r, const char *what)
{
	if (r->status)
		return false;
	return fail(r, sms_fail(SMSSITE_MALFORMED, "line %zu: %s", r->token_line, what));
}

static bool is_of_word(char c)
{
	c = sms_upper(c);
	return (c >= 'A' && c <= 'Z') || sms_is_digit(c) || c == '_' || c == '-' || c == '.';
}

/* Takes the next token; false at the end and after a failure. */
static bool next(struct reader *r)
{
	char *start, *quote;

	if (r->status)
		return false;
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\r' || *r->at == '\n' || *r->at == '\f' ||
					 *r->at == 0x1A)) {
		r->line += *r->at == '\n';
		r->at++;
	}
	r->token_line = r->line;
	start = r->at;
	if (start == r->end) {
		r->kind = TOKEN_END;
		return false;
	}
	if (*start == '"') {
		quote = memchr(start + 1, '"', (size_t)(r->end - start - 1));
		if (!quote || memchr(start, '\n', (size_t)(quote - start)))
			return malformed(r, "a text without its closing quote");
		*quote = '\0';
		r->kind = TOKEN_TEXT;
		r->token = (struct sms_span){ start + 1, (size_t)(quote - start - 1) };
		r->at = quote + 1;
		return true;
	}
	r->kind = is_of_word(*start) ? TOKEN_WORD : TOKEN_OTHER;
	r->at++;
	while (r->kind == TOKEN_WORD && r->at < r->end && is_of_word(*r->at))
		r->at++;
	r->token = (struct sms_span){ start, (size_t)(r->at - start) };
	return true;
}

static bool is_word(const struct reader *r, const char *word)
{
	return r->kind == TOKEN_WORD && sms_span_equal_folded(r->token, word);
}

static bool is_char(const struct reader *r, char c)
{
	return r->kind == TOKEN_OTHER && *r->token.data == c;
}

/* To the first token behind the line on which the statement began. */
static void skip_line(struct reader *r)
{
	r->map->skipped++;
	while (r->kind != TOKEN_END && r->token_line == r->statement_line)
		next(r);
}

static bool add_value(struct reader *r)
{
	smssite_system_map *map = r->map;
	const char **values = sms_grow(map->values, map->value_count, &map->value_capacity, sizeof(*values));

	if (!values)
		return fail(r, SMSSITE_NO_MEMORY);
	map->values = values;
	values[map->value_count++] = r->token.data;
	return true;
}

/* `= "a", "b"`; the token at hand is the `=`. */
static void read_list(struct reader *r, const char *name)
{
	smssite_system_map *map = r->map;
	struct sms_map_list *lists = sms_grow(map->lists, map->list_count, &map->list_capacity, sizeof(*lists));
	size_t first = map->value_count;

	if (!lists) {
		fail(r, SMSSITE_NO_MEMORY);
		return;
	}
	map->lists = lists;
	if (!is_char(r, '=')) {
		skip_line(r);
		return;
	}
	do {
		if (!next(r) || r->kind != TOKEN_TEXT || !add_value(r))
			break;
		next(r);
	} while (is_char(r, ','));
	lists[map->list_count++] = (struct sms_map_list){ name, first, map->value_count - first };
}

/* A number behind `=`; -1 if there is none. */
static int64_t read_assigned(struct reader *r)
{
	int64_t number = -1;

	if (next(r) && is_char(r, '=') && next(r) && r->kind == TOKEN_WORD && !sms_span_number(r->token, &number))
		number = -1;
	return number;
}

/* SERVICE "name" BEGIN FLAGS = n MAIN "file" SUBCOMPONENT "file" END; the token at hand is the word behind the name. */
static void read_component(struct reader *r, smssite_map_component kind, const char *name)
{
	smssite_system_map *map = r->map;
	struct sms_map_component *components =
		sms_grow(map->components, map->component_count, &map->component_capacity, sizeof(*components));
	struct sms_map_component component = { .name = name, .kind = kind, .flags = -1, .first = map->value_count };

	if (!components) {
		fail(r, SMSSITE_NO_MEMORY);
		return;
	}
	map->components = components;
	if (!is_word(r, "BEGIN")) {
		skip_line(r);
		return;
	}
	for (next(r); r->kind != TOKEN_END && !is_word(r, "END");) {
		r->statement_line = r->token_line;
		if (is_word(r, "FLAGS")) {
			component.flags = read_assigned(r);
			next(r);
		} else if (is_word(r, "MAIN") || is_word(r, "SUBCOMPONENT")) {
			if (!next(r) || r->kind != TOKEN_TEXT)
				skip_line(r);
			else if (add_value(r))
				next(r);
		} else {
			skip_line(r);
		}
	}
	if (r->kind == TOKEN_END) {
		malformed(r, "BEGIN without END: the map is damaged or cut");
		return;
	}
	component.count = map->value_count - component.first;
	components[map->component_count++] = component;
	next(r);
}

/* SIZE(n, a, b); the token at hand is SIZE. */
static void read_size(struct reader *r, struct sms_map_file *file)
{
	int64_t numbers[3] = { -1, -1, -1 };

	if (!next(r) || !is_char(r, '('))
		return;
	for (size_t i = 0; i < 3; i++) {
		if (!next(r) || r->kind != TOKEN_WORD || !sms_span_number(r->token, &numbers[i]))
			break;
		if (!next(r) || !is_char(r, ','))
			break;
	}
	file->size = numbers[1];
	file->other_size = numbers[2];
}

static size_t head_of_files(struct reader *r)
{
	smssite_system_map *map = r->map;
	struct sms_map_head *heads;

	if (r->new_head) {
		heads = sms_grow(map->heads, map->head_count, &map->head_capacity, sizeof(*heads));
		if (!heads) {
			fail(r, SMSSITE_NO_MEMORY);
			return 0;
		}
		map->heads = heads;
		heads[map->head_count++] = r->head;
		r->new_head = false;
	}
	return map->head_count - 1;
}

/* "name", SIZE(...), "source", "packed", REMOTE=NO, COPYLISTS(...), COMPRESS=NO, FLAGS = n, up to the end of its line; the
 * token at hand is the name. */
static void read_file(struct reader *r)
{
	struct sms_map_file file = { .name = r->token.data, .line = r->token_line, .size = -1, .other_size = -1, .flags = -1 };
	smssite_system_map *map = r->map;
	struct sms_map_file *files = sms_grow(map->files, map->file_count, &map->file_capacity, sizeof(*files));

	size_t open = 0, line = file.line;
	bool comma = false;

	file.head = head_of_files(r);
	if (!files) {
		fail(r, SMSSITE_NO_MEMORY);
		return;
	}
	map->files = files;
	if (r->status)
		return;
	/* To the end of its line, of what it has open, and of its commas. */
	while (next(r) && !is_word(r, "END") && (r->token_line == line || open || comma)) {
		line = r->token_line;
		comma = is_char(r, ',');
		open += is_char(r, '(');
		open -= is_char(r, ')') && open;
		if (is_word(r, "SIZE"))
			read_size(r, &file);
		else if (is_word(r, "FLAGS"))
			file.flags = read_assigned(r);
	}
	files[map->file_count++] = file;
}

/* BEGIN and the files of one unit. */
static void read_files(struct reader *r)
{
	for (next(r); r->kind != TOKEN_END && !is_word(r, "END");) {
		r->statement_line = r->token_line;
		if (r->kind == TOKEN_TEXT)
			read_file(r);
		else
			skip_line(r);
	}
	if (r->kind == TOKEN_END)
		malformed(r, "BEGIN without END: the map is damaged or cut");
	else
		next(r);
}

/* A text that belongs to what stands above files; goes on behind it. */
static void read_head(struct reader *r, const char **part)
{
	bool assigned = next(r) && is_char(r, '=');

	if (assigned)
		next(r);
	if (r->kind != TOKEN_TEXT)
		return;
	*part = r->token.data;
	r->new_head = true;
	next(r);
}

/* DIRECTORY "path" PLATFORM "..." LANGUAGE "..." SOURCE "..." FLAGS = n UNIT = "...". */
static bool read_head_word(struct reader *r)
{
	const char *source;

	if (is_word(r, "DIRECTORY")) {
		r->head = (struct sms_map_head){ "", "", "", "" };
		read_head(r, &r->head.directory);
	} else if (is_word(r, "PLATFORM")) {
		read_head(r, &r->head.platform);
	} else if (is_word(r, "LANGUAGE")) {
		read_head(r, &r->head.language);
	} else if (is_word(r, "UNIT")) {
		read_head(r, &r->head.unit);
	} else if (is_word(r, "SOURCE")) {
		read_head(r, &source);
	} else if (is_word(r, "FLAGS")) {
		read_assigned(r);
		next(r);
	} else {
		return false;
	}
	return true;
}

static void read_named(struct reader *r)
{
	bool idlist = is_word(r, "IDLIST"), service = is_word(r, "SERVICE");
	const char *name;

	if (!next(r) || r->kind != TOKEN_TEXT) {
		skip_line(r);
		return;
	}
	name = r->token.data;
	next(r);
	if (idlist)
		read_list(r, name);
	else
		read_component(r, service ? SMSSITE_MAP_SERVICE : SMSSITE_MAP_PACKAGE, name);
}

static void read_statement(struct reader *r)
{
	static const char *const lists[] = { "PLATFORMS", "LANGUAGES", "UNITS" };

	r->statement_line = r->token_line;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (is_word(r, lists[i])) {
			next(r);
			read_list(r, lists[i]);
			return;
		}
	}
	if (is_word(r, "IDLIST") || is_word(r, "SERVICE") || is_word(r, "PACKAGE"))
		read_named(r);
	else if (is_word(r, "BEGIN"))
		read_files(r);
	else if (is_word(r, "END"))
		malformed(r, "END without BEGIN: the map is damaged or cut");
	else if (!read_head_word(r))
		skip_line(r);
}

static bool begins_like_a_map(const struct reader *r)
{
	static const char *const words[] = { "PLATFORMS", "LANGUAGES", "UNITS", "IDLIST", "SERVICE", "PACKAGE", "DIRECTORY" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (is_word(r, words[i]))
			return true;
	return false;
}

static smssite_status read_map(smssite_system_map *map, size_t text_size)
{
	struct reader r = { .map = map, .at = map->text, .end = map->text + text_size, .line = 1, .new_head = true,
		.head = { "", "", "", "" } };

	next(&r);
	if (!r.status && !begins_like_a_map(&r))
		return sms_fail(SMSSITE_MALFORMED, "line %zu: does not begin like a system map", r.token_line);
	while (!r.status && r.kind != TOKEN_END)
		read_statement(&r);
	return r.status;
}

static bool is_text(const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)data[i];

		/* 0x1A ends a text of DOS. */
		if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' && byte != 0x1A)
			return false;
	}
	return true;
}

SMSSITE_API smssite_status smssite_system_map_parse(const void *data, size_t size, smssite_system_map **map)
{
	smssite_system_map *self;
	smssite_status status;

	if ((!data && size) || !map)
		return sms_invalid(__func__, "NULL");
	*map = NULL;
	if (size > SMS_MAX_SYSTEM_MAP)
		return sms_fail(SMSSITE_LIMIT, "a system map of %zu bytes is beyond the limit of %u", size, SMS_MAX_SYSTEM_MAP);
	if (!size)
		return sms_fail(SMSSITE_MALFORMED, "line 1: the map is empty");
	if (!is_text(data, size))
		return sms_fail(SMSSITE_MALFORMED, "line 1: the map is no text");
	self = sms_calloc(1, sizeof(*self));
	if (!self)
		return SMSSITE_NO_MEMORY;
	atomic_init(&self->references, 1);
	self->size = size;
	self->data = sms_strndup(data, size);
	self->text = self->data ? sms_text_from_1252(data, size) : NULL;
	status = self->text ? read_map(self, strlen(self->text)) : SMSSITE_NO_MEMORY;
	if (status)
		smssite_system_map_free(self);
	else
		*map = self;
	return status;
}
