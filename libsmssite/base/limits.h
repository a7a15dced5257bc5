/* SPDX-License-Identifier: MIT */
/* Limits against hostile or broken input, all in one place. Each is far above what a real site can have. */
#ifndef SMS_LIMITS_H
#define SMS_LIMITS_H

/* The product stops at 681,000 bytes (KB Q255262). */
#define SMS_MAX_CONTROL_FILE (64u << 20)
#define SMS_MAX_SECTIONS (1u << 20)
/* Of one directory; a logon server's INVENTRY.BOX with several thousand .TMP files is a known failure (Q181630). */
#define SMS_MAX_ENTRIES 200000u
/* Entries of one directory that a snapshot keeps by name; the rest is counted. */
#define SMS_MAX_KEPT_ENTRIES 4096u
#define SMS_MAX_PATH 1024u
#define SMS_MAX_DEPTH 32u
#define SMS_MAX_REGISTRY (64u << 20)
/* A hive of Windows is at most 2 GiB, NT 4.0's registry as a whole some 100 MB. */
#define SMS_MAX_HIVE (512u << 20)
/* A key that begins with an abbreviation and is longer counts as one that is not covered. */
#define SMS_MAX_COVERED_KEY 4096u
/* The levels of keys that Windows allows. */
#define SMS_MAX_KEY_DEPTH 512u
#define SMS_MAX_INI (16u << 20)
/* The project's own; libiniparser gets slow with the square of the keys: a third of a second at this number. */
#define SMS_MAX_OWN_INI (16u << 20)
#define SMS_MAX_OWN_INI_KEYS 32768u
#define SMS_MAX_SERVICE_LIST (4u << 20)
#define SMS_MAX_SERVICES 100000u
#define SMS_MAX_SITE_LIST (16u << 20)
/* Logs are read in pieces of at most SMS_LOG_BUFFER bytes. Of a longer line only its beginning and its last
 * SMS_RECORD_TAIL bytes are kept, where the trailer is, and that is counted. */
#define SMS_LOG_BUFFER (256u << 10)
#define SMS_MAX_RECORD (64u << 10)
#define SMS_RECORD_TAIL 512u
/* Of one expression in one record; past it the expression counts as not there, and that is counted. */
#define SMS_MAX_MATCH_STEPS 100000u
#define SMS_MAX_KEPT_RECORDS 256u
/* A service log stops at 128 KB by default (Resource Guide); a runaway one (Q159201) does not. */
#define SMS_MAX_LOG (256u << 20)
/* What it may grow by while it is read. */
#define SMS_MAX_LOG_GROWTH (64u << 20)
#define SMS_MAX_SNAPSHOT (256u << 20)
/* What one snapshot keeps of everything together, so that any that is saved stays below SMS_MAX_SNAPSHOT even if each
 * byte has to be escaped. Central sites drown in .CT2 files (Q240786); a domain has one directory in PCMDOM.BOX. */
#define SMS_MAX_SNAPSHOT_ENTRIES 65536u
#define SMS_MAX_SNAPSHOT_DIRECTORIES 1024u
#define SMS_MAX_REGISTRIES 16u
#define SMS_MAX_KEPT_KEYS 8192u
#define SMS_MAX_KEPT_VALUES 32768u
#define SMS_MAX_KEPT_DATA 4096u
#define SMS_MAX_KEPT_DATA_BYTES (8u << 20)
#define SMS_MAX_DOCUMENTS 256u
#define SMS_MAX_DOCUMENT (4u << 20)
#define SMS_MAX_DOCUMENT_BYTES (16u << 20)
#define SMS_MAX_SYSTEM_MAP (16u << 20)
#define SMS_MAX_SEND_REQUEST (1u << 20)
#define SMS_MAX_SEND_RECORDS 65536u
/* Of those that a snapshot reads: of a request and its records, and of an INI file of the site. */
#define SMS_MAX_KEPT_REQUESTS 256u
#define SMS_MAX_KEPT_REQUEST_RECORDS 1024u
#define SMS_MAX_KEPT_INI (1u << 20)
#define SMS_MAX_LOGS 128u
#define SMS_MAX_KEPT_TEXT 4096u
#define SMS_MAX_KEPT_TEXT_BYTES (8u << 20)
#define SMS_MAX_PLAN (16u << 20)
#define SMS_MAX_STEPS 4096u
#define SMS_MAX_JOURNAL (64u << 20)
#define SMS_MAX_OUTPUT (1u << 20)
/* CreateProcess takes 32,767 characters. */
#define SMS_MAX_COMMAND_LINE 32767u

#endif
