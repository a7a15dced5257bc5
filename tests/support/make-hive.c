/* SPDX-License-Identifier: MIT */
/* Writes a small hive for the tests of the tool: make-hive SOFTWARE|SYSTEM|DIRTY FILE. */
#include "hive-builder.h"

#include <stdio.h>
#include <string.h>

enum { SZ = 1, DWORD = 4 };

static void put_text(struct hive_builder *b, size_t key, const char *name, const char *text)
{
	static char strings[16][128];
	static unsigned next;
	char *wide = strings[next++ % 16];
	size_t size = strlen(text);

	/* UTF-16; the builder copies when it builds. */
	memset(wide, 0, sizeof(strings[0]));
	for (size_t i = 0; i < size; i++)
		wide[2 * i] = text[i];
	hive_value(b, key, name, SZ, wide, 2 * size + 2);
}

static void put_number(struct hive_builder *b, size_t key, const char *name, const char bytes[4])
{
	hive_value(b, key, name, DWORD, bytes, 4);
}

static void fill_software(struct hive_builder *b)
{
	size_t sms = hive_key(b, hive_key(b, 0, "Microsoft"), "SMS"), key = hive_key(b, sms, "Identification");

	put_text(b, key, "Site Code", "Q7Z");
	put_text(b, key, "Installation Directory", "D:\\SMS");
	key = hive_key(b, hive_key(b, sms, "Components"), "SMS_MAINTENANCE_MANAGER");
	put_text(b, key, "Next SMS Unique ID", "Q7Z02000");
	put_number(b, key, "Inventory False Logon Limit", "\3\0\0");
	put_text(b, hive_key(b, sms, "SQL Server"), "SQL Login Password", "secret");
}

static void fill_system(struct hive_builder *b)
{
	size_t key = hive_key(b, 0, "Select"), set, services;

	put_number(b, key, "Current", "\2\0\0");
	set = hive_key(b, 0, "ControlSet002");
	services = hive_key(b, set, "Services");
	key = hive_key(b, services, "SMS_SITE_CONFIG_MANAGER");
	put_number(b, key, "Start", "\2\0\0");
	put_text(b, key, "ImagePath", "D:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE");
}

int main(int argc, char **argv)
{
	struct hive_builder b = { .minor = 3, .sequence1 = 1, .sequence2 = 1 };
	unsigned char *data;
	size_t size;
	FILE *file;

	if (argc != 3)
		return 2;
	if (strcmp(argv[1], "SYSTEM") == 0)
		fill_system(&b);
	else
		fill_software(&b);
	if (strcmp(argv[1], "DIRTY") == 0)
		b.sequence1 = 2;
	data = hive_build(&b, &size);
	file = fopen(argv[2], "wb");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file))
		return 1;
	hive_free(&b);
	return 0;
}
