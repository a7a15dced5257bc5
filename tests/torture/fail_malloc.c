/* SPDX-License-Identifier: MIT */
/* Preloaded: of the allocations that the libraries below us ask for, number FAIL_AT (from 1) fails. The file FAIL_LIBRARY
 * then has the name of the one that asked; at the end FAIL_COUNT has how many there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static long count, fail_at = -1;

static void put(const char *variable, const char *text)
{
	const char *path = getenv(variable);
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;

	if (fd >= 0) {
		if (write(fd, text, strlen(text)) < 0)
			abort();
		close(fd);
	}
}

/* dladdr() does not allocate, nor does put(). */
static int must_fail(const void *caller)
{
	static const char *const libraries[] = { "libjansson", "libiniparser", "libpcre2-8", "libhivex", "libmd" };
	Dl_info info;

	if (fail_at < 0)
		fail_at = getenv("FAIL_AT") ? atol(getenv("FAIL_AT")) : 0;
	if (!dladdr(caller, &info) || !info.dli_fname)
		return 0;
	for (size_t i = 0; i < sizeof(libraries) / sizeof(*libraries); i++) {
		if (!strstr(info.dli_fname, libraries[i]))
			continue;
		if (++count != fail_at)
			return 0;
		put("FAIL_LIBRARY", libraries[i]);
		errno = ENOMEM;
		return 1;
	}
	return 0;
}

void *malloc(size_t size)
{
	return must_fail(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t number, size_t size)
{
	return must_fail(__builtin_return_address(0)) ? NULL : __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size)
{
	return must_fail(__builtin_return_address(0)) ? NULL : __libc_realloc(memory, size);
}

__attribute__((destructor)) static void report(void)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", count);
	put("FAIL_COUNT", text);
}
