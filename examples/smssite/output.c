/* SPDX-License-Identifier: MIT */
#include "tool.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX_INPUT (512u << 20)

static bool painting;

/* Characters that could drive a terminal are shown as \xHH; UTF-8 passes, C1 controls (C2 80-9F) do not. */
void say_to(FILE *stream, const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text, next = (unsigned char)text[1];

		if ((byte < 0x20 && byte != '\n') || byte == 0x7F)
			fprintf(stream, "\\x%02X", byte);
		else if (byte == 0xC2 && next >= 0x80 && next < 0xA0)
			fprintf(stream, "\\x%02X", *++text & 0xFF);
		else
			putc(byte, stream);
	}
}

void say_word(FILE *stream, const char *word)
{
	bool plain = *word, control = false;

	for (const char *at = word; *at; at++) {
		unsigned char byte = (unsigned char)*at;

		plain = plain && (byte >= 0x80 || isalnum(byte) || strchr("_./:=@%+,-", byte));
		control = control || byte < 0x20 || byte == 0x7F || (byte == 0xC2 && (unsigned char)at[1] < 0xA0);
	}
	if (plain && !control) {
		fputs(word, stream);
		return;
	}
	fputs(control ? "$'" : "'", stream);
	for (const char *at = word; *at; at++) {
		unsigned char byte = (unsigned char)*at;

		if (control && (byte < 0x20 || byte >= 0x7F || byte == '\\' || byte == '\''))
			fprintf(stream, "\\x%02x", byte);
		else if (byte == '\'')
			fputs("'\\''", stream);
		else
			putc(byte, stream);
	}
	putc('\'', stream);
}

void complain(const char *format, ...)
{
	char message[2048];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	fflush(stdout);
	fputs("smssite: ", stderr);
	say_to(stderr, message);
	putc('\n', stderr);
}

int exit_of(smssite_status status)
{
	switch (status) {
	case SMSSITE_OK:
		return 0;
	case SMSSITE_CHANGED:
		return EXIT_CHANGED;
	case SMSSITE_REFUSED:
	case SMSSITE_BUSY:
	case SMSSITE_EXISTS:
		return EXIT_REFUSED;
	case SMSSITE_UNDECIDED:
	case SMSSITE_AMBIGUOUS:
	case SMSSITE_MALFORMED:
	case SMSSITE_UNSUPPORTED:
	case SMSSITE_LIMIT:
		return EXIT_COULD_NOT_TELL;
	default:
		return EXIT_FAILED;
	}
}

int fail_status(smssite_status status, const char *what)
{
	complain("%s: %s", what, smssite_error_message());
	return exit_of(status);
}

void say(const char *text)
{
	say_to(stdout, text);
}

void say_evidence(int indent, const char *path, size_t line, const char *value)
{
	printf("%*s", indent, "");
	say(path);
	if (line)
		printf(":%zu", line);
	printf("  ");
	say(value);
	putchar('\n');
}

void say_painted(enum paint paint, const char *text)
{
	static const char *const codes[] = { "", "\033[1;31m", "\033[33m", "\033[32m", "\033[2m", "\033[1m" };

	if (painting && paint != PAINT_PLAIN)
		fputs(codes[paint], stdout);
	say(text);
	if (painting && paint != PAINT_PLAIN)
		fputs("\033[0m", stdout);
}

bool paint_when(const char *when)
{
	const char *no_color = getenv("NO_COLOR");

	if (strcmp(when, "auto") == 0)
		painting = isatty(STDOUT_FILENO) && !(no_color && *no_color);
	else if (strcmp(when, "always") == 0)
		painting = true;
	else if (strcmp(when, "never") == 0)
		painting = false;
	else
		return false;
	return true;
}

const char *time_text(int64_t utc_s, char buffer[32])
{
	time_t when = (time_t)utc_s;
	struct tm parts;

	if (utc_s == SMSSITE_NO_TIME || !gmtime_r(&when, &parts) ||
		!strftime(buffer, 32, "%Y-%m-%d %H:%M UTC", &parts))
		return "unknown";
	return buffer;
}

const char *number_text(int64_t number, char buffer[32])
{
	char digits[24];
	size_t count = (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)number), used = 0;

	for (size_t i = 0; i < count; i++) {
		if (i && digits[i - 1] != '-' && (count - i) % 3 == 0)
			buffer[used++] = ',';
		buffer[used++] = digits[i];
	}
	buffer[used] = '\0';
	return buffer;
}

bool time_read(const char *text, int64_t *utc_s)
{
	static const char *const forms[] = { "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ", "%Y-%m-%d %H:%M:%S",
		"%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M" };
	char *end;

	errno = 0;
	*utc_s = strtoll(text, &end, 10);
	if (*text && !*end && !errno)
		return true;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct tm parts = { 0 };

		end = strptime(text, forms[i], &parts);
		if (end && !*end) {
			*utc_s = timegm(&parts);
			return true;
		}
	}
	return false;
}

int64_t machine_clock(void)
{
	return (int64_t)time(NULL);
}

bool file_read(const char *path, void **data, size_t *size)
{
	bool standard_input = strcmp(path, "-") == 0;
	FILE *file = standard_input ? stdin : fopen(path, "rb");
	size_t capacity = 1 << 16, used = 0, got;
	char *buffer = malloc(capacity);

	if (!file || !buffer) {
		complain("%s: %s", path, strerror(errno));
		free(buffer);
		return false;
	}
	while ((got = fread(buffer + used, 1, capacity - used, file)) > 0) {
		used += got;
		if (used == capacity) {
			char *more = capacity < MAX_INPUT ? realloc(buffer, capacity * 2) : NULL;

			if (!more) {
				complain("%s: too large", path);
				break;
			}
			buffer = more;
			capacity *= 2;
		}
	}
	if (used == capacity || ferror(file)) {
		if (ferror(file))
			complain("%s: %s", path, strerror(errno));
		free(buffer);
		if (!standard_input)
			fclose(file);
		return false;
	}
	if (!standard_input)
		fclose(file);
	*data = buffer;
	*size = used;
	return true;
}

json_t *json_path(const char *path)
{
	json_t *whole = json_string(path), *escaped;
	char *text, *out;

	if (whole)
		return whole;
	text = out = malloc(4 * strlen(path) + 1);
	for (const char *at = path; text && *at; at++)
		out += sprintf(out, (unsigned char)*at < 0x80 ? "%c" : "\\x%02X", (unsigned char)*at);
	escaped = text ? json_string(text) : NULL;
	free(text);
	return escaped;
}

void json_add(json_t **list, json_t *item)
{
	if (json_array_append_new(*list, item)) {
		json_decref(*list);
		*list = NULL;
	}
}

static int add_text(const char *text, size_t size, void *file)
{
	return fwrite(text, 1, size, file) == size ? 0 : -1;
}

bool json_print(const json_t *value)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	bool good = file && json_dump_callback(value, add_text, file, JSON_INDENT(2) | JSON_SORT_KEYS) == 0;

	/* jansson goes on where a key's text failed. */
	good = file && !ferror(file) && good;
	if (file && fclose(file))
		good = false;
	if (good)
		puts(text);
	free(text);
	return good;
}

bool file_write_new(const char *path, const char *text)
{
	size_t size = strlen(text);
	FILE *file;
	int fd;

	if (!path || strcmp(path, "-") == 0) {
		fwrite(text, 1, size, stdout);
		return true;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	file = fd < 0 ? NULL : fdopen(fd, "wb");
	if (!file) {
		complain("%s: %s", path, strerror(errno));
		return false;
	}
	if (fwrite(text, 1, size, file) != size || fflush(file) || fsync(fd)) {
		complain("%s: %s", path, strerror(errno));
		fclose(file);
		unlink(path);
		return false;
	}
	return fclose(file) == 0;
}
