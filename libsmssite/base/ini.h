/* SPDX-License-Identifier: MIT */
/* INI files of the project's own: profiles and records. libiniparser reads them; this is the only file that knows it.
 * A site's INI files follow Windows' rules instead: see format/sms_ini.c.
 *
 * libiniparser 4.1 joins a line that ends in `\` with the next, cuts values at `;` and `#`, takes quotes off, gives a
 * whole file up for one odd line, a BOM or a line over 1,022 bytes, lets the last of two keys win, prints to stderr and
 * gets slow with the square of the keys; 4.2 reads quoted values otherwise. So every line is checked here before
 * libiniparser sees the file, and what it has read is held against what the line says. Values are percent-encoded and
 * never quoted. */
#ifndef SMS_INI_H
#define SMS_INI_H

#include "base/text.h"

struct sms_ini;

struct sms_ini_entry {
	/* As written; value is decoded. */
	const char *section, *key, *value;
	size_t line;
};

/* name is what messages call the file. OK; NO_MEMORY; LIMIT; MALFORMED (with name:line); UNSUPPORTED (this
 * libiniparser reads a value otherwise than it is written); IO. */
smssite_status sms_ini_parse(const char *name, const void *data, size_t size, struct sms_ini **ini);
void sms_ini_free(struct sms_ini *self);
const char *sms_ini_name(const struct sms_ini *self);
/* In file order. */
size_t sms_ini_count(const struct sms_ini *self);
const struct sms_ini_entry *sms_ini_entry(const struct sms_ini *self, size_t entry);
/* Sections in file order, those without keys too: section and line of an entry. Entries share the section's text. */
size_t sms_ini_section_count(const struct sms_ini *self);
const struct sms_ini_entry *sms_ini_section(const struct sms_ini *self, size_t section);
/* Letter case aside; NULL if it is not there. */
const struct sms_ini_entry *sms_ini_find(const struct sms_ini *self, const char *section, const char *key);
/* MALFORMED, "name:line: ...". */
__attribute__((format(printf, 3, 4))) smssite_status sms_ini_fail(const struct sms_ini *self, size_t line,
	const char *format, ...);

/* Writing: begins with zeros. */
struct sms_ini_writer {
	struct sms_buffer text;
	/* A value that does not fit into a line. */
	bool too_long;
};

void sms_ini_write_section(struct sms_ini_writer *writer, const char *name);
void sms_ini_write(struct sms_ini_writer *writer, const char *key, const char *value);
__attribute__((format(printf, 3, 4))) void sms_ini_write_format(struct sms_ini_writer *writer, const char *key,
	const char *format, ...);
/* OK, NO_MEMORY, LIMIT. */
smssite_status sms_ini_write_end(struct sms_ini_writer *writer, char **text, size_t *size);

#endif
