/* SPDX-License-Identifier: MIT */
/* Words to one command line of NT and back. NT hands a program one line; the program's C library, or
 * CommandLineToArgvW, splits it: 2n backslashes before a quotation mark are n backslashes and the mark opens
 * or closes a quoted part; 2n+1 are n and the mark is a character; other backslashes are themselves. Only
 * blank and tab part words. In the program's own name backslashes never escape. CMD.EXE reads the line before
 * that, by rules of its own: it knows nothing of backslashes, its quotes toggle at each mark, a caret takes
 * the meaning of the next character. */
#include "format/command.h"
#include "base/error.h"
#include "base/limits.h"

#include <string.h>

static bool parts_words(char c)
{
	return c == ' ' || c == '\t';
}

/* The word in quotes, as the program's own splitting wants it; before each of the characters in `carets` a
 * caret. */
static void add_quoted(struct sms_buffer *buffer, const char *word, const char *carets)
{
	const char *open = strchr(carets, '"') ? "^\"" : "\"";
	size_t backslashes = 0;

	sms_buffer_text(buffer, open);
	for (; *word; word++) {
		if (*word == '"')
			/* Those before it are there once; as many again, and one for the mark. */
			for (size_t i = 0; i <= backslashes; i++)
				sms_buffer_add(buffer, "\\", 1);
		if (strchr(carets, *word))
			sms_buffer_add(buffer, "^", 1);
		sms_buffer_add(buffer, word, 1);
		backslashes = *word == '\\' ? backslashes + 1 : 0;
	}
	for (size_t i = 0; i < backslashes; i++)
		sms_buffer_add(buffer, "\\", 1);
	sms_buffer_text(buffer, open);
}

static smssite_status check_for_cmd(const char *word)
{
	for (; *word; word++) {
		if (*word == '%' || *word == '!')
			return sms_fail(SMSSITE_UNSUPPORTED,
				"CMD.EXE has no sure way to be given a '%c': it begins the name of a "
				"variable, in quotes "
				"too; start the program without CMD.EXE",
				*word);
		if ((unsigned char)*word < ' ')
			return sms_fail(SMSSITE_UNSUPPORTED, "CMD.EXE cannot be given a control character");
	}
	return SMSSITE_OK;
}

/* The program's own name. Backslashes before its closing mark are not doubled: there they never escape. CMD's
 * name of a program ends at more than a blank. */
static void add_name(struct sms_buffer *buffer, const char *name, bool cmd)
{
	bool quoted = strpbrk(name, cmd ? " \t^&|<>(),;=@" : " \t");

	sms_buffer_format(buffer, quoted ? "\"%s\"" : "%s", name);
}

static void add_word(struct sms_buffer *buffer, const char *word, bool cmd)
{
	if (!*word || strpbrk(word, " \t\""))
		/* A mark that is a character would turn CMD's quotes inside out: so CMD gets to see no quotes
		 * at all. */
		add_quoted(buffer, word, cmd && strchr(word, '"') ? "\"^&|<>()" : "");
	else if (cmd && strpbrk(word, "^&|<>()"))
		/* In quotes these mean nothing to CMD, and the program takes the quotes away. */
		add_quoted(buffer, word, "");
	else
		sms_buffer_text(buffer, word);
}

smssite_status sms_command_line_join(
	const char *const *words, size_t count, smssite_command_style style, char **line)
{
	struct sms_buffer buffer = { 0 };

	if (!count || !*words[0] || strchr(words[0], '"'))
		return sms_invalid(
			"sms_command_line_join", "the program's name is empty or has a quotation mark");
	for (size_t i = 0; i < count; i++) {
		smssite_status status = style == SMSSITE_COMMAND_CMD ? check_for_cmd(words[i]) : SMSSITE_OK;

		if (status) {
			sms_buffer_release(&buffer);
			return status;
		}
		if (!i) {
			add_name(&buffer, words[0], style == SMSSITE_COMMAND_CMD);
			continue;
		}
		sms_buffer_add(&buffer, " ", 1);
		add_word(&buffer, words[i], style == SMSSITE_COMMAND_CMD);
	}
	*line = sms_buffer_finish(&buffer, NULL);
	return *line ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* The program's name: up to the next mark if it begins with one, else up to a blank. Where libraries differ
 * (marks inside the name, text right behind the closing one) the line is refused. */
static smssite_status take_name(struct sms_span *rest, char *out, size_t *used)
{
	bool quoted = rest->size && rest->data[0] == '"';
	size_t i = quoted;

	while (i < rest->size && (quoted ? rest->data[i] != '"' : !parts_words(rest->data[i]))) {
		if (rest->data[i] == '"')
			return sms_fail(SMSSITE_MALFORMED, "a quotation mark inside the program's name");
		out[(*used)++] = rest->data[i++];
	}
	if (quoted && (i == rest->size || (i + 1 < rest->size && !parts_words(rest->data[i + 1]))))
		return sms_fail(SMSSITE_MALFORMED,
			"the program's name begins with a quotation mark and does not end with one");
	if (!*used)
		return sms_fail(SMSSITE_MALFORMED, "a command line begins with the name of a program");
	i += quoted;
	rest->data += i;
	rest->size -= i;
	return SMSSITE_OK;
}

static smssite_status take_word(struct sms_span *rest, char *out, size_t *used)
{
	bool quoted = false;
	size_t i = 0;

	while (i < rest->size && (quoted || !parts_words(rest->data[i]))) {
		size_t backslashes = 0;

		while (i < rest->size && rest->data[i] == '\\') {
			backslashes++;
			i++;
		}
		if (i == rest->size || rest->data[i] != '"') {
			memset(out + *used, '\\', backslashes);
			*used += backslashes;
			if (i < rest->size && (quoted || !parts_words(rest->data[i])))
				out[(*used)++] = rest->data[i++];
			continue;
		}
		memset(out + *used, '\\', backslashes / 2);
		*used += backslashes / 2;
		if (backslashes % 2)
			out[(*used)++] = '"';
		else if (quoted && i + 1 < rest->size && rest->data[i + 1] == '"')
			return sms_fail(SMSSITE_MALFORMED,
				"two quotation marks in a row inside quotes: programs differ on that");
		else
			quoted = !quoted;
		i++;
	}
	if (quoted)
		return sms_fail(SMSSITE_MALFORMED, "a quotation mark is never closed");
	rest->data += i;
	rest->size -= i;
	return SMSSITE_OK;
}

smssite_status sms_command_line_split(
	struct sms_span line, struct sms_arena *arena, const char ***words, size_t *count)
{
	smssite_status status;
	size_t used = 0;
	char *out;

	if (line.size > SMS_MAX_COMMAND_LINE)
		return sms_fail(SMSSITE_LIMIT, "a command line of NT has at most %u characters",
			SMS_MAX_COMMAND_LINE);
	if (memchr(line.data, '\0', line.size))
		return sms_fail(SMSSITE_MALFORMED, "a command line has no NUL");
	/* A word is never longer than what it is read from, and the blank or the marks make room for its NUL.
	 * There are no more words than half the characters. */
	out = sms_arena_alloc(arena, line.size + 2);
	*words = out ? sms_arena_alloc(arena, (line.size / 2 + 2) * sizeof(**words)) : NULL;
	if (!*words)
		return SMSSITE_NO_MEMORY;
	*count = 0;
	do {
		char *word = out;

		used = 0;
		status = *count ? take_word(&line, word, &used) : take_name(&line, word, &used);
		if (status)
			return status;
		word[used] = '\0';
		out += used + 1;
		(*words)[(*count)++] = word;
		while (line.size && parts_words(line.data[0])) {
			line.data++;
			line.size--;
		}
	} while (line.size);
	return SMSSITE_OK;
}
