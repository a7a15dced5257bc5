/* SPDX-License-Identifier: MIT */
/**
 * @file control_file.h
 * A site control file of SMS 1.x: the wanted or actual configuration of one site as text, the only input of
 * the Site Configuration Manager (KB Q133113; SMS 1.2 Resource Guide, "Site Control File" and its sample).
 *
 * A parsed file is a flat list of sections in file order. A section that lives in another (LOGONSERVER in
 * DOMAIN, OUTBOX in SENDER) follows it and names it as its parent. Values are byte spans of the file, in the
 * order of the file; ::smssite_field gives the documented ones a name.
 */
#ifndef SMSSITE_CONTROL_FILE_H
#define SMSSITE_CONTROL_FILE_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_control_file smssite_control_file;

typedef enum smssite_section_kind {
	/** Kept byte for byte; its values are read where they have the usual shape. */
	SMSSITE_SECTION_UNKNOWN = 0,
	SMSSITE_SECTION_FILE_DEFINITION = 1,
	SMSSITE_SECTION_TRANSACTION = 2,
	SMSSITE_SECTION_SITE_ACCOUNT = 3,
	SMSSITE_SECTION_PROPERTY = 4,
	SMSSITE_SECTION_PROPERTY_LIST = 5,
	SMSSITE_SECTION_DOMAIN = 6,
	/** Inside DOMAIN. */
	SMSSITE_SECTION_LOGONSERVER = 7,
	SMSSITE_SECTION_ADDRESS = 8,
	/** OUTBOX with seven values, at top level. */
	SMSSITE_SECTION_OUTBOX = 9,
	SMSSITE_SECTION_SERVER = 10,
	SMSSITE_SECTION_COMPONENT = 11,
	SMSSITE_SECTION_SENDER = 12,
	/** OUTBOX with one value, inside SENDER. */
	SMSSITE_SECTION_SENDER_OUTBOX = 13,
} smssite_section_kind;

/**
 * Positions of the documented values in their section. Values that no source explains have no name here
 * (LOGONSERVER 1 and 2, OUTBOX 1); what is [INF] in the specification says so.
 */
typedef enum smssite_field {
	SMSSITE_FILE_DEFINITION_TYPE = 0,
	SMSSITE_FILE_DEFINITION_COMMENT = 1,
	SMSSITE_FILE_DEFINITION_TARGET_SITE = 2,
	SMSSITE_FILE_DEFINITION_ORIGINATING_SITE = 3,
	SMSSITE_FILE_DEFINITION_TIME = 4,
	SMSSITE_FILE_DEFINITION_POSTED = 5,

	SMSSITE_TRANSACTION_TYPE = 0,
	SMSSITE_TRANSACTION_PERSISTENT = 1,
	SMSSITE_TRANSACTION_DWORD = 2,
	SMSSITE_TRANSACTION_STRING1 = 3,
	SMSSITE_TRANSACTION_STRING2 = 4,

	SMSSITE_SITE_ACCOUNT_SITE_TYPE = 0,
	SMSSITE_SITE_ACCOUNT_SITE_CODE = 1,
	SMSSITE_SITE_ACCOUNT_PARENT_SITE_CODE = 2,
	SMSSITE_SITE_ACCOUNT_SITE_SERVER = 3,
	SMSSITE_SITE_ACCOUNT_SITE_SERVER_DOMAIN = 4,
	SMSSITE_SITE_ACCOUNT_SITE_NAME = 5,
	SMSSITE_SITE_ACCOUNT_INSTALL_DIRECTORY = 6,
	SMSSITE_SITE_ACCOUNT_SERVICE_ACCOUNT_DOMAIN = 7,
	SMSSITE_SITE_ACCOUNT_SERVICE_ACCOUNT_NAME = 8,
	SMSSITE_SITE_ACCOUNT_SERVICE_PASSWORD = 9,
	SMSSITE_SITE_ACCOUNT_PUBLIC_KEY = 10,
	SMSSITE_SITE_ACCOUNT_SQL_SERVER = 11,
	SMSSITE_SITE_ACCOUNT_SQL_LOGIN = 12,
	SMSSITE_SITE_ACCOUNT_SQL_PASSWORD = 13,
	SMSSITE_SITE_ACCOUNT_SQL_DATABASE = 14,
	SMSSITE_SITE_ACCOUNT_SQL_PUBLIC_KEY = 15,
	SMSSITE_SITE_ACCOUNT_USER_NAME = 16,
	SMSSITE_SITE_ACCOUNT_ORGANIZATION = 17,

	SMSSITE_PROPERTY_NAME = 0,
	SMSSITE_PROPERTY_STRING1 = 1,
	SMSSITE_PROPERTY_STRING2 = 2,
	SMSSITE_PROPERTY_DWORD = 3,

	SMSSITE_PROPERTY_LIST_NAME = 0,

	SMSSITE_DOMAIN_NAME = 0,
	SMSSITE_DOMAIN_TYPE = 1,
	/** 1 "Use All Detected Servers", 2 "Use Specified Servers". */
	SMSSITE_DOMAIN_ENUMERATION = 2,

	SMSSITE_LOGONSERVER_NAME = 0,
	SMSSITE_LOGONSERVER_DRIVE = 3,

	SMSSITE_ADDRESS_ORIGINATING_SITE = 0,
	SMSSITE_ADDRESS_DESTINATION_SITE = 1,
	SMSSITE_ADDRESS_SENDER_TYPE = 2,
	/** Documented as the address format, an outbox name in the sample: the sources disagree. */
	SMSSITE_ADDRESS_FORMAT = 3,
	/** The counted string, without its `#n(` and `)`. */
	SMSSITE_ADDRESS_STRING = 4,

	SMSSITE_OUTBOX_NAME = 0,
	SMSSITE_OUTBOX_SENDER_TYPE = 2,
	/** 168 hex digits, 7 days x 24 hours; first hour and bit meaning are not documented. */
	SMSSITE_OUTBOX_SCHEDULE = 3,
	SMSSITE_OUTBOX_CREATE = 4,
	SMSSITE_OUTBOX_DRIVE = 5,
	SMSSITE_OUTBOX_SERVER = 6,

	SMSSITE_SERVER_NAME = 0,
	SMSSITE_SERVER_TYPE = 1,
	SMSSITE_SERVER_FLAGS = 2,
	SMSSITE_SERVER_DRIVE = 3,

	SMSSITE_COMPONENT_FLAGS = 0,
	SMSSITE_COMPONENT_NAME = 1,
	SMSSITE_COMPONENT_FILE = 2,
	SMSSITE_COMPONENT_SERVER = 3,
	SMSSITE_COMPONENT_DRIVE = 4,

	SMSSITE_SENDER_FLAGS = 0,
	SMSSITE_SENDER_TYPE = 1,
	SMSSITE_SENDER_FILE = 2,
	SMSSITE_SENDER_DRIVE = 3,
	SMSSITE_SENDER_SERVER = 4,
	SMSSITE_SENDER_NAME = 5,

	SMSSITE_SENDER_OUTBOX_NAME = 0,
} smssite_field;

/** File types (KB Q133113). LOCALTRANSACTIONS is 6 there and 5 in the Resource Guide: both are read. */
typedef enum smssite_control_type {
	SMSSITE_CONTROL_UNKNOWN = 0,
	SMSSITE_CONTROL_ACTUAL = 1,
	SMSSITE_CONTROL_PROPOSED = 2,
	SMSSITE_CONTROL_NEWSITE = 3,
	SMSSITE_CONTROL_TRANSACTIONS = 4,
	SMSSITE_CONTROL_LOCALTRANSACTIONS = 5,
} smssite_control_type;

/** Flag bits of COMPONENT and SENDER (Resource Guide). */
enum {
	SMSSITE_FLAG_INSTALL = 0x0001,
	SMSSITE_FLAG_LOCALSYSACCT = 0x0002,
	SMSSITE_FLAG_STARTSERVICE = 0x0004,
	SMSSITE_FLAG_SETREGISTRY = 0x0008,
	SMSSITE_FLAG_EXE = 0x0010,
	SMSSITE_FLAG_LITERALPATH = 0x0020,
	SMSSITE_FLAG_PRIMARYSITE = 0x0040,
	SMSSITE_FLAG_SECONDARYSITE = 0x0080,
	SMSSITE_FLAG_AUTOSTART = 0x0100,
	SMSSITE_FLAG_SENDER = 0x0200,
	SMSSITE_FLAG_OPTIONALSVC = 0x0400,
	SMSSITE_FLAG_AS_THREAD = 0x0800,
	SMSSITE_FLAG_DONTSTOPSVC = 0x1000,
};

/** Site types in SITE_ACCOUNT. */
enum {
	SMSSITE_SITE_TYPE_PRIMARY = 6,
	SMSSITE_SITE_TYPE_SECONDARY = 9,
};

/**
 * Parses a site control file. The bytes are copied. What is not quite regular but has one reading is read and
 * listed by smssite_control_file_tolerance_count(): a wrong count of a counted string, LF or CR line ends, no
 * final line end, a number missing in the header, folded keywords, joined continuation lines, bytes after NUL,
 * blanks behind a value, none behind a keyword, an ADDRESS without its string. What goes through a whole file (line
 * ends, folded keywords, blanks) is listed where it is met first.
 * @param data may be NULL if size is 0 (an empty file is MALFORMED).
 * @return OK; INVALID; NO_MEMORY; LIMIT (larger than 64 MiB or more than 2^20 sections); MALFORMED (no
 * header line, BEGIN without END, an unfinished value: the message has line and column); UNSUPPORTED (the
 * dialect of SMS 2.0 and later, by name).
 * Time and memory are linear in size. Since: 0.1
 */
SMSSITE_API smssite_status smssite_control_file_parse(const void *data, size_t size, smssite_control_file **file);

/** Another reference. Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_control_file *smssite_control_file_ref(smssite_control_file *self);
/** Gives one reference back. NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_control_file_free(smssite_control_file *self);

/** The bytes as read; they live as long as the file. @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_data(const smssite_control_file *self, const void **data, size_t *size);

/** Build number in the header (786 is SMS 1.2), -1 if it is no number or self is NULL. Since: 0.1 */
SMSSITE_API int64_t smssite_control_file_build(const smssite_control_file *self);
/** Syntax version in the header, for example "1.08". "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_control_file_syntax(const smssite_control_file *self);
/** The type in FILE_DEFINITION; UNKNOWN if there is none, or another number, or NULL. Since: 0.1 */
SMSSITE_API smssite_control_type smssite_control_file_type(const smssite_control_file *self);
/** GMT time stamp of FILE_DEFINITION; ::SMSSITE_NO_TIME if there is none or it is no number. Since: 0.1 */
SMSSITE_API int64_t smssite_control_file_time_utc_s(const smssite_control_file *self);

/** Number of sections, 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_control_file_section_count(const smssite_control_file *self);
/** Kind of a section; UNKNOWN out of range. Since: 0.1 */
SMSSITE_API smssite_section_kind smssite_control_file_section_kind(const smssite_control_file *self, size_t section);
/** Line (from 1) on which a section begins; 0 out of range. Since: 0.1 */
SMSSITE_API size_t smssite_control_file_section_line(const smssite_control_file *self, size_t section);
/** The section that this one lives in; ::SMSSITE_NO_INDEX at top level and out of range. Since: 0.1 */
SMSSITE_API size_t smssite_control_file_section_parent(const smssite_control_file *self, size_t section);
/** The bytes of a section from its keyword to its last line end. @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_section_data(const smssite_control_file *self, size_t section,
	const void **data, size_t *size);
/** The next section of a kind at or after `from`; ::SMSSITE_NO_INDEX if there is none. Since: 0.1 */
SMSSITE_API size_t smssite_control_file_find(const smssite_control_file *self, smssite_section_kind kind, size_t from);
/** The PROPERTY of a name, letter case aside (text and sample of the Resource Guide differ in case);
 * the first of several; ::SMSSITE_NO_INDEX if there is none. Since: 0.1 */
SMSSITE_API size_t smssite_control_file_find_property(const smssite_control_file *self, const char *name);

/** How many values a section has, 0 out of range. Since: 0.1 */
SMSSITE_API size_t smssite_control_file_value_count(const smssite_control_file *self, size_t section);
/** A value's bytes; they live as long as the file and are NOT terminated. @return OK, INVALID, NOT_FOUND (the
 * section has fewer values). Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_value(const smssite_control_file *self, size_t section, size_t value,
	const char **data, size_t *size);
/** A value as UTF-8 (site text is in code page 1252); smssite_free(). Secrets are shown as they are: see
 * smssite_control_file_value_is_secret(). A NUL byte becomes U+FFFD, a byte that 1252 does not define U+FFFD.
 * @return OK, INVALID, NOT_FOUND, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_value_text(const smssite_control_file *self, size_t section, size_t value,
	char **text);
/** A value as decimal number. @return OK, INVALID, NOT_FOUND, MALFORMED (not decimal digits, or beyond
 * 0..2^63-1). Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_value_number(const smssite_control_file *self, size_t section, size_t value,
	int64_t *number);
/** Whether a value is an encrypted account or key: SITE_ACCOUNT 9-11, 13, 14, 16 (counted from 1), the ADDRESS
 * string, strings of PROPERTY "Last Valid @" and "Last Valid Sql @", strings of transactions Change@ and
 * SqlChange@. Where the place says nothing (an unknown section, a SITE_ACCOUNT that has not 18 values) it is any
 * value that has 32 hex digits or more in a row. A masked value stays secret. False out of range. Since: 0.1 */
SMSSITE_API bool smssite_control_file_value_is_secret(const smssite_control_file *self, size_t section, size_t value);

/** Name of a documented value ("target_site"), NULL where no source names it. Since: 0.1 */
SMSSITE_API const char *smssite_section_field_name(smssite_section_kind kind, size_t value);
/** Keyword of a kind ("SITE_ACCOUNT"; "UNKNOWN"). Since: 0.1 */
SMSSITE_API const char *smssite_section_kind_name(smssite_section_kind kind);
/** "ACTUAL" ...; "UNKNOWN". Since: 0.1 */
SMSSITE_API const char *smssite_control_type_name(smssite_control_type type);
/** Name of one COMPONENT or SENDER flag bit ("AS_THREAD"); NULL for other numbers. Since: 0.1 */
SMSSITE_API const char *smssite_component_flag_name(uint32_t bit);

/** How many irregularities the reader let pass, 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_control_file_tolerance_count(const smssite_control_file *self);
/** One of them in words, with the line it is on. @return NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_control_file_tolerance(const smssite_control_file *self, size_t index, size_t *line);

/** The whole file with every secret replaced by `*n*`, n its length; smssite_free(). It parses again, and its
 * masked values count as secret and are not masked anew. Empty values stay empty. What stands behind a NUL byte that
 * ends the text is left out. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_masked(const smssite_control_file *self, void **data, size_t *size);
/**
 * The file as JSON text; secrets as {"secret": length} unless asked for; smssite_free(). An object with "format"
 * (1), "build" (or null), "syntax", "type", "time_utc_s" (or null), "tolerances" (objects of "line" and "text") and
 * "sections": objects of "kind", "line", "parent" (its position; only where there is one), "keyword" (only where
 * the kind is UNKNOWN), "fields" (values by name, only where there are any) and "values" (all, in the file's order).
 * @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_to_json(const smssite_control_file *self, bool show_secrets, char **json);

/** What SCMAN would do with a file as .CT1, for one of its reject codes. */
typedef enum smssite_verdict {
	SMSSITE_VERDICT_PASSES = 0,
	SMSSITE_VERDICT_REJECTED = 1,
	/** Needs what was not given (714 compares with the registry), or no source says. */
	SMSSITE_VERDICT_UNKNOWN = 2,
} smssite_verdict;

/**
 * Whether SCMAN would reject the file with a code (KB Q121683; 710 means unreadable and passes for what parsed, unless
 * a NUL byte stands in a value [INF]). 714-718 apply to full files only (PROPOSED, ACTUAL, NEWSITE), 711-712 to transactions [INF].
 * @param site_code,install_directory what the registry's Identification says; NULL if not known.
 * @param[out] reason why, in words, for the life of the process; may be NULL.
 * @return OK; INVALID (a code outside 710-718 included). Since: 0.1
 */
SMSSITE_API smssite_status smssite_control_file_check(const smssite_control_file *self, int code, const char *site_code,
	const char *install_directory, smssite_verdict *verdict, const char **reason);
/** What a reject code means ("no domains"); NULL outside 710-718. Source: KB Q121683. Since: 0.1 */
SMSSITE_API const char *smssite_reject_code_text(int code);

/** Collects changes to a file and yields new bytes; what is not changed stays byte for byte. Not thread-safe. */
typedef struct smssite_control_file_edit smssite_control_file_edit;

/** Begins without changes; keeps the file alive. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_edit_new(smssite_control_file *file, smssite_control_file_edit **edit);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_control_file_edit_free(smssite_control_file_edit *self);
/** Replaces one value; a later call wins. The count of an ADDRESS string is written anew. @param text UTF-8.
 * @return OK; INVALID; NOT_FOUND; NO_MEMORY; MALFORMED (the text cannot stand there: `<`, `>`, a control
 * character, or not in code page 1252; an ADDRESS string may hold `<` and `>`). Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_edit_set(smssite_control_file_edit *self, size_t section, size_t value,
	const char *text);
/** Removes a section and those that live in it, and the empty line behind a block; changes to them are dropped.
 * @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_edit_remove(smssite_control_file_edit *self, size_t section);
/** Puts an item-line or block of given values, of which there must be as many as the kind has, after a section
 * (and those that live in it); later calls put behind earlier ones. A kind that lives in another goes after one of
 * its sort, or, when `after` is the block itself, to the block's end; it cannot be added at top level and the
 * reverse. The section after which something goes may be removed. An ADDRESS gets its string as the fifth value.
 * @return OK, INVALID, NO_MEMORY, MALFORMED. Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_edit_insert(smssite_control_file_edit *self, size_t after,
	smssite_section_kind kind, size_t value_count, const char *const *values);
/** The new bytes, which parse; smssite_free(). The edit stays usable. @return OK, INVALID, NO_MEMORY; LIMIT,
 * UNSUPPORTED or MALFORMED (the changes together make what cannot be read back). Since: 0.1 */
SMSSITE_API smssite_status smssite_control_file_edit_finish(smssite_control_file_edit *self, void **data, size_t *size);

#ifdef __cplusplus
}
#endif
#endif
