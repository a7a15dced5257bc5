/* SPDX-License-Identifier: MIT */
/*
 * How fast a site control file is read, as ratios: to a bare memchr() pass over its lines, and to GLib's
 *GKeyFile on an INI file of the same size and lines. The parts take turns, and the least of all rounds
 *counts.
 *
 *	control-file [KILOBYTES]		prints the ratios
 *	control-file --once KILOBYTES		reads a file once, for a counter of instructions
 */
#define _POSIX_C_SOURCE 200809L
#include <smssite.h>

#include "control-files.h"

#include <time.h>
#ifdef WITH_GLIB
#include <glib.h>
#endif

#define ROUNDS 200

/* Many short lines, the hardest there is per byte: blocks of components as in the Resource Guide's sample. */
static char *make_blocks(size_t wanted, size_t *size)
{
	struct control_file_text text = { 0 };

	control_file_add(&text,
		"SITE CONTROL FILE [786][1.08]\r\n\r\nBEGIN_FILE_DEFINITION\r\n  <2>\r\n  <Made up>\r\n"
		"  <Q7Z>\r\n  <C9N>\r\n  <868968000>\r\n  <0>\r\nEND_FILE_DEFINITION\r\n\r\n");
	for (size_t i = 0; text.size < wanted; i++)
		control_file_add(&text,
			"BEGIN_COMPONENT\r\n  <2253>\r\n  <SMS_COMPONENT_%zu>\r\n  <COMP%zu.DLL>\r\n"
			"  <EDGE7>\r\n  <D>\r\nEND_COMPONENT\r\n\r\n",
			i, i % 1000);
	*size = text.size;
	return text.data;
}

/* What makes real files large: an address for each of a thousand sites. */
static char *make_addresses(size_t wanted, size_t *size)
{
	struct control_file_shape shape = control_file_secondary;

	shape.more_addresses = wanted / 244;
	return control_file_make(&shape, size);
}

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static size_t pass_memchr(const char *data, size_t size)
{
	const char *p = data, *end = data + size;
	size_t lines = 0;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		lines++;
		p++;
	}
	return lines;
}

static size_t pass_parse(const char *data, size_t size)
{
	smssite_control_file *file;
	size_t sections;

	if (smssite_control_file_parse(data, size, &file) != SMSSITE_OK) {
		fprintf(stderr, "%s\n", smssite_error_message());
		exit(1);
	}
	sections = smssite_control_file_section_count(file);
	smssite_control_file_free(file);
	return sections;
}

#ifdef WITH_GLIB
static char *make_ini(size_t wanted, size_t *size)
{
	struct control_file_text text = { 0 };

	for (size_t i = 0; text.size < wanted; i++)
		control_file_add(&text,
			"[Component %zu]\nFlags=2253\nName=SMS_COMP_%zu\nFile=COMP%zu.DLL\n"
			"Server=EDGE7\nDrive=D\n\n",
			i, i, i % 1000);
	*size = text.size;
	return text.data;
}

static size_t pass_glib(const char *data, size_t size)
{
	GKeyFile *file = g_key_file_new();
	gboolean loaded = g_key_file_load_from_data(file, data, size, G_KEY_FILE_NONE, NULL);

	g_key_file_free(file);
	if (!loaded) {
		fprintf(stderr, "GKeyFile does not load the generated file\n");
		exit(1);
	}
	return 1;
}
#endif

struct pass {
	const char *name;
	size_t (*run)(const char *data, size_t size);
	char *data;
	size_t size;
	double least_us;
};

static volatile size_t sink;

static void take_turns(struct pass *passes, size_t count)
{
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < count; i++) {
			double begun = now_us(), took;

			sink += passes[i].run(passes[i].data, passes[i].size);
			took = now_us() - begun;
			if (!round || took < passes[i].least_us)
				passes[i].least_us = took;
		}
	}
}

/* Counts the bytes that are allocated; each block carries its size in front. */
struct meter {
	size_t live, peak;
};

static void *meter_resize(void *context, void *memory, size_t size)
{
	struct meter *meter = context;
	size_t *block = memory ? (size_t *)memory - 2 : NULL, before = block ? block[0] : 0;

	block = realloc(block, size + 2 * sizeof(size_t));
	if (!block)
		return NULL;
	block[0] = size;
	meter->live += size - before;
	if (meter->live > meter->peak)
		meter->peak = meter->live;
	return block + 2;
}

static void meter_release(void *context, void *memory)
{
	struct meter *meter = context;
	size_t *block = (size_t *)memory - 2;

	meter->live -= block[0];
	free(block);
}

static void print_memory(const struct pass *pass)
{
	struct meter meter = { 0 };
	struct smssite_allocator seam = { meter_resize, meter_release, &meter };
	smssite_control_file *file;
	size_t kept;

	smssite_set_allocator(&seam);
	if (smssite_control_file_parse(pass->data, pass->size, &file) != SMSSITE_OK)
		exit(1);
	kept = meter.live;
	smssite_control_file_free(file);
	smssite_set_allocator(NULL);
	printf("  memory: %.2f of the file at most, %.2f kept\n", (double)meter.peak / (double)pass->size,
		(double)kept / (double)pass->size);
}

static void compare(const char *title, char *(*make)(size_t wanted, size_t *size), size_t wanted)
{
	struct pass passes[3] = { { .name = "memchr", .run = pass_memchr },
		{ .name = "parse", .run = pass_parse } };
	size_t count = 2;

	passes[0].data = make(wanted, &passes[0].size);
	passes[1].data = passes[0].data;
	passes[1].size = passes[0].size;
#ifdef WITH_GLIB
	passes[2] = (struct pass){ .name = "GKeyFile", .run = pass_glib };
	passes[2].data = make_ini(passes[0].size, &passes[2].size);
	count = 3;
#endif
	take_turns(passes, count);
	printf("%s: %zu bytes, %zu lines\n", title, passes[0].size,
		pass_memchr(passes[0].data, passes[0].size));
	for (size_t i = 0; i < count; i++)
		printf("  %-8s %9.1f us  %7.1f MB/s  %6.2f of memchr  %6.2f of parse\n", passes[i].name,
			passes[i].least_us, (double)passes[i].size / passes[i].least_us,
			passes[i].least_us / passes[0].least_us, passes[i].least_us / passes[1].least_us);
	print_memory(&passes[1]);
	if (count < 3)
		printf("  GKeyFile: skipped, built without GLib\n");
	free(passes[0].data);
	if (count == 3)
		free(passes[2].data);
}

int main(int argc, char **argv)
{
	size_t kilobytes = argc > 1 ? (size_t)strtoul(argv[argc - 1], NULL, 10) : 450, size;
	char *data;

	if (argc > 3 || !kilobytes || kilobytes > 50000) {
		fprintf(stderr, "usage: control-file [--once] [KILOBYTES]\n");
		return 2;
	}
	if (argc == 3 && strcmp(argv[1], "--once") == 0) {
		data = make_blocks(kilobytes * 1000, &size);
		pass_parse(data, size);
		printf("%zu\n", size);
		free(data);
		return 0;
	}
	compare("blocks", make_blocks, kilobytes * 1000);
	compare("addresses", make_addresses, kilobytes * 1000);
	return 0;
}
