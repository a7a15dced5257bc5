/* SPDX-License-Identifier: MIT */
/* What the examples share. */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <smssite.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char *program;

static inline void die(const char *text)
{
	fprintf(stderr, "%s: %s\n", program, text);
	exit(1);
}

static inline void check(smssite_status status)
{
	if (status != SMSSITE_OK)
		die(smssite_error_message());
}

/* Prints text with control characters as `?`: evidence may hold anything, an escape sequence for a terminal too. */
static inline void print_safe(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0)
			c++;
		else if (*c >= 0x20 && *c != 0x7F) {
			putchar(*c);
			continue;
		}
		putchar('?');
	}
}

/* A whole file of this machine; free(). */
static inline void *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *data = NULL, reason[512];
	size_t room = 0, got = 1;

	for (*size = 0; file && got; *size += got) {
		if (room - *size < 4096) {
			char *more = realloc(data, room = room * 2 + 65536);

			if (!more)
				die("out of memory");
			data = more;
		}
		got = fread(data + *size, 1, room - *size, file);
	}
	if (!file || ferror(file)) {
		snprintf(reason, sizeof(reason), "%s: %s", path, strerror(errno));
		die(reason);
	}
	fclose(file);
	return data;
}

static inline const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

#endif
