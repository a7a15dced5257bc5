/* SPDX-License-Identifier: MIT */
/* SMS.INI, a `.reg` file and a hive, each read by this library and by the libraries named, from the same file, in one run. */
#include <smssite.h>
#include "hive-builder.h"

#include <iniparser/iniparser.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_GLIB
#include <glib.h>
#endif
#ifdef WITH_HIVEX
#include <hivex.h>
#endif

enum { ROUNDS = 7 };

static char directory[] = "/tmp/smssite-bench-XXXXXX", path[64];

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Seconds of the best round. */
static double measure(void (*read)(void), int times)
{
	double best = 1e9;

	for (int round = 0; round < ROUNDS; round++) {
		double start = seconds();

		for (int i = 0; i < times; i++)
			read();
		if ((seconds() - start) / times < best)
			best = (seconds() - start) / times;
	}
	return best;
}

static void must(bool good, const char *what)
{
	if (!good) {
		fprintf(stderr, "%s: %s\n", what, smssite_error_message());
		exit(1);
	}
}

static void write_file(const void *data, size_t size)
{
	FILE *file = fopen(path, "wb");

	must(file && fwrite(data, 1, size, file) == size && !fclose(file), "writing");
}

/* What is in the file, behind a first line that only a `.reg` file has and INI readers refuse. */
static char bytes[1 << 20];
static size_t byte_count;
#define REG_HEAD "REGEDIT4\r\n"
#define HEAD_SIZE (sizeof(REG_HEAD) - 1)

static void own_ini(void)
{
	smssite_sms_ini *ini;

	must(smssite_sms_ini_parse(bytes + HEAD_SIZE, byte_count, &ini) == SMSSITE_OK, "SMS.INI");
	must(smssite_sms_ini_find(ini, "Section3", "Key7") != SMSSITE_NO_INDEX, "a key");
	smssite_sms_ini_free(ini);
}

static void own_reg(void)
{
	smssite_registry *registry;
	size_t value;

	must(smssite_registry_parse(bytes, byte_count + HEAD_SIZE, &registry) == SMSSITE_OK, ".reg");
	must(smssite_registry_find(registry, "HKLM\\SOFTWARE\\Section3", "Key7", &value) == SMSSITE_OK, "a value");
	smssite_registry_free(registry);
}

/* It reads from files only. */
static void with_iniparser(void)
{
	dictionary *ini = iniparser_load(path);

	must(ini != NULL, "libiniparser");
	iniparser_freedict(ini);
}

#ifdef WITH_GLIB
static void with_glib(void)
{
	GKeyFile *file = g_key_file_new();

	must(g_key_file_load_from_data(file, bytes + HEAD_SIZE, byte_count, G_KEY_FILE_NONE, NULL), "GKeyFile");
	g_key_file_free(file);
}
#endif

static void compare_text(const char *what, void (*own)(void), const char *section, const char *line)
{
	char *text = bytes + HEAD_SIZE;
	size_t size = 0;
	double mine;

	memcpy(bytes, REG_HEAD, HEAD_SIZE);
	for (int i = 0; i < 30; i++) {
		size += (size_t)sprintf(text + size, section, i);
		for (int j = 0; j < 30; j++)
			size += (size_t)sprintf(text + size, line, j, i * 30 + j);
	}
	byte_count = size;
	write_file(text, size);
	mine = measure(own, 20);
	printf("%s of %zu bytes, 900 keys: %.0f us\n", what, size, mine * 1e6);
	printf("  libiniparser: %.1f times as long\n", measure(with_iniparser, 1) / mine);
#ifdef WITH_GLIB
	printf("  GKeyFile: %.1f times as long\n", measure(with_glib, 20) / mine);
#endif
}

/* -- a value of a hive of 20 MB --------------------------------------------------------------------- */

static smssite_tree *tree;

static void own_hive(void)
{
	smssite_registry *registry;
	size_t value;
	char *text;

	must(smssite_registry_open(tree, "SOFTWARE", &registry) == SMSSITE_OK, "the hive");
	must(smssite_registry_find(registry, "HKLM\\SOFTWARE\\Microsoft\\SMS\\Setup", "Version", &value) == SMSSITE_OK, "a value");
	must(smssite_registry_text(registry, value, &text) == SMSSITE_OK && !strcmp(text, "786"), "its text");
	smssite_free(text);
	smssite_registry_free(registry);
}

#ifdef WITH_HIVEX
static void with_hivex(void)
{
	hive_h *hive = hivex_open(path, 0);
	hive_node_h node = hivex_root(hive);
	char *text;

	node = hivex_node_get_child(hive, node, "Microsoft");
	node = hivex_node_get_child(hive, node, "SMS");
	node = hivex_node_get_child(hive, node, "Setup");
	text = hivex_value_string(hive, hivex_node_get_value(hive, node, "Version"));
	must(text && !strcmp(text, "786"), "libhivex");
	free(text);
	hivex_close(hive);
}
#endif

static void compare_hive(void)
{
	static unsigned char big[14000];
	struct hive_builder b = { .minor = 3, .hints = true, .sequence1 = 1, .sequence2 = 1 };
	size_t microsoft = hive_key(&b, 0, "Microsoft"), sms = hive_key(&b, microsoft, "SMS"), size;
	size_t setup = hive_key(&b, sms, "Setup"), windows = hive_key(&b, microsoft, "Windows");
	unsigned char *data;
	double mine;

	for (int i = 0; i < 1450; i++) {
		char *name = hive_must(malloc(16));

		sprintf(name, "Value%d", i);
		hive_value(&b, windows, name, SMSSITE_REG_BINARY, big, sizeof(big));
	}
	hive_value(&b, setup, "Version", SMSSITE_REG_SZ, "7\0008\0006\0\0", 8);
	data = hive_build(&b, &size);
	write_file(data, size);
	hive_free(&b);
	must(smssite_tree_open(directory, &tree) == SMSSITE_OK, "the directory");
	mine = measure(own_hive, 20);
	printf("a value of a hive of %zu bytes: %.0f us\n", size, mine * 1e6);
#ifdef WITH_HIVEX
	{
		double other = measure(with_hivex, 5);

		printf("  libhivex: %.0f us; this library takes %.3f times that\n", other * 1e6, mine / other);
	}
#endif
	smssite_tree_free(tree);
}

int main(void)
{
	must(mkdtemp(directory) != NULL, "a directory");
	snprintf(path, sizeof(path), "%s/SOFTWARE", directory);
	compare_text("SMS.INI", own_ini, "[Section%d]\r\n", "Key%d=value number %d of the file\r\n");
	compare_text(".reg", own_reg, "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Section%d]\r\n", "\"Key%d\"=\"value number %d of the file\"\r\n");
	compare_hive();
	unlink(path);
	rmdir(directory);
	return 0;
}
