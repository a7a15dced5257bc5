/* SPDX-License-Identifier: MIT */
/* What the files of this object share: the arrays behind a parsed site control file. */
#ifndef SMS_FORMAT_CONTROL_FILE_H
#define SMS_FORMAT_CONTROL_FILE_H

#include <smssite/control_file.h>

#include "base/text.h"

#include <stdatomic.h>

#define SMS_NO_PARENT 0xFFFFFFu

/* Offsets into the file's bytes. 32 bits are enough below SMS_MAX_CONTROL_FILE, and half the memory. */
struct sms_section {
	uint32_t start, end, line, first_value;
	uint32_t kind : 8, parent : 24;
};

/* A value of several lines has SMS_VALUE_JOINED in `start`; both offsets are then into the side buffer, where
 * the value's own place in the file (two uint32_t) stands before its text. */
struct sms_value {
	uint32_t start, end;
};
#define SMS_VALUE_JOINED 0x80000000u

struct sms_note {
	uint32_t kind, line;
};

struct smssite_control_file {
	atomic_uint references;
	char *data;
	size_t size;
	/* Smaller than size where a NUL byte ends the text. */
	size_t text_size;
	/* One more than section_count: the last one only ends the values of the one before it. */
	struct sms_section *sections;
	size_t section_count;
	struct sms_value *values;
	size_t value_count;
	struct sms_note *notes;
	size_t note_count;
	struct sms_buffer joined;
	/* The first FILE_DEFINITION, or SMSSITE_NO_INDEX. */
	size_t definition;
	int64_t build;
	char syntax[16];
};

/* How a kind is written. */
struct sms_kind {
	const char *name;
	uint8_t name_size;
	bool block;
	/* How many values it has; a list has this many at least. */
	uint8_t values;
	smssite_section_kind parent;
};
extern const struct sms_kind sms_kinds[SMSSITE_SECTION_SENDER_OUTBOX + 1];

static inline size_t sms_section_value_count(const smssite_control_file *file, size_t section)
{
	return file->sections[section + 1].first_value - file->sections[section].first_value;
}

/* Whether a secret has been replaced by `*n*`; *size gets n. */
bool sms_is_masked(struct sms_span span, size_t *size);

/* Takes the next 32 or more hex digits off the front of rest, as accounts and keys are kept. */
bool sms_find_key(struct sms_span *rest, struct sms_span *key);

/* Writes a file anew, with other bytes in some places; these must come in the order of the file. */
struct sms_rewrite {
	const smssite_control_file *file;
	struct sms_buffer buffer;
	/* What of the file's bytes is dealt with. */
	size_t done;
};
/* Takes over the bytes up to an offset. */
void sms_rewrite_to(struct sms_rewrite *rewrite, size_t offset);
void sms_rewrite_value(
	struct sms_rewrite *rewrite, size_t section, size_t value, const char *text, size_t size);
/* Hands out the bytes written, with a NUL behind them. */
smssite_status sms_rewrite_finish(struct sms_rewrite *rewrite, void **data, size_t *size);

/* A value's text; an empty span where the section has fewer values. */
struct sms_span sms_control_value(const smssite_control_file *file, size_t section, size_t value);
/* Where a value stands in the file's bytes, line breaks and all. */
struct sms_value sms_control_value_place(const smssite_control_file *file, size_t section, size_t value);

#endif
