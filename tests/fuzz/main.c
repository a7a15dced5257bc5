/* SPDX-License-Identifier: MIT */
/* Runs a fuzzer's function as a test: on each file of a corpus, on each of its beginnings, and on damaged
 * copies of it, always the same ones. `fuzz-NAME DIRECTORY [COPIES]`. */
#define _DEFAULT_SOURCE
#include "fuzz.h"

#include <dirent.h>
#include <inttypes.h>
#include <string.h>

#define MAX_FILE (1u << 20)

/* The input being tried, for the report when it crashes under a debugger. */
static size_t tried;

/* xorshift64*: the same on every machine. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

/* In memory of exactly that size, so that valgrind and the address sanitizer see a read beyond it. */
static void try(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	if (size)
		memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	tried++;
}

/* Bytes that mean something in the formats this library reads. */
static uint8_t pick_byte(uint64_t random)
{
	static const char telling[] =
		"\r\n\t \\/:;=#<>[]{}()\"'~$-.,0129AFxz@\x00\x1A\x7F\x80\xC2\xE2\xFF\xFE";

	return random & 1 ? (uint8_t)(random >> 8) : (uint8_t)telling[(random >> 8) % (sizeof(telling) - 1)];
}

/* Up to four changes: a byte replaced, put in or taken out, or a piece of the input repeated elsewhere in it.
 */
static size_t damage(uint8_t *data, size_t size, size_t room, uint64_t *random)
{
	for (uint64_t left = 1 + next_random(random) % 4; left; left--) {
		size_t at = size ? next_random(random) % size : 0;
		size_t piece = 1 + next_random(random) % 64;
		uint64_t change = next_random(random);

		if (change % 4 == 0 && size) {
			data[at] = pick_byte(change >> 8);
		} else if (change % 4 == 1 && size < room) {
			memmove(data + at + 1, data + at, size - at);
			data[at] = pick_byte(change >> 8);
			size++;
		} else if (change % 4 == 2) {
			piece = piece > size - at ? size - at : piece;
			memmove(data + at, data + at + piece, size - at - piece);
			size -= piece;
		} else if (size + piece <= room && size >= piece) {
			size_t from = next_random(random) % (size - piece + 1);
			uint8_t bytes[64];

			memcpy(bytes, data + from, piece);
			memmove(data + at + piece, data + at, size - at);
			memcpy(data + at, bytes, piece);
			size += piece;
		}
	}
	return size;
}

static void try_all(const uint8_t *data, size_t size, size_t copies)
{
	uint64_t random = UINT64_C(0x9E3779B97F4A7C15) + size;
	uint8_t *room = malloc(size + 256);

	if (!room)
		abort();
	/* Long files: the beginnings that a full look at would take too long are left out evenly. */
	for (size_t cut = 0; cut < size; cut += 1 + size / 8192)
		try(data, cut);
	try(data, size);
	for (size_t i = 0; i < copies; i++) {
		memcpy(room, data, size);
		try(room, damage(room, size, size + 256, &random));
	}
	free(room);
}

static int try_file(const char *directory, const char *name, size_t copies)
{
	uint8_t *data = malloc(MAX_FILE);
	char path[4096];
	FILE *file;
	size_t size;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "rb");
	if (!file || !data) {
		perror(path);
		return 1;
	}
	size = fread(data, 1, MAX_FILE, file);
	fclose(file);
	try_all(data, size, copies);
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	size_t copies = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
	struct dirent **entries;
	int count, failed = 0;

	count = argc > 1 ? scandir(argv[1], &entries, NULL, alphasort) : -1;
	if (count < 0) {
		fprintf(stderr, "usage: %s DIRECTORY [COPIES]\n", argv[0]);
		return 2;
	}
	for (int i = 0; i < count; i++) {
		if (entries[i]->d_name[0] != '.')
			failed |= try_file(argv[1], entries[i]->d_name, copies);
		free(entries[i]);
	}
	free(entries);
	printf("%zu inputs\n", tried);
	return failed || !tried;
}
