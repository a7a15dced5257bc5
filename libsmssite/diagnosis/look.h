/* SPDX-License-Identifier: MIT */
/* What several rules, the trail and the advice ask of a case. Pure functions of its snapshots. */
#ifndef SMS_LOOK_H
#define SMS_LOOK_H

#include <smssite/box.h>
#include <smssite/case.h>
#include "diagnosis/findings.h"

#define SMS_BOX "SITE.SRV\\SITECFG.BOX"
#define SMS_RECEIVE "SITE.SRV\\DESPOOLR.BOX\\RECEIVE"
#define SMS_SCHEDULE "SITE.SRV\\SCHEDULE.BOX"
#define SMS_TOSEND "SITE.SRV\\SENDER.BOX\\TOSEND"
/* The root of the site server's drive C:, where it was given. */
#define SMS_BOOT_DRIVE "C:"
#define SMS_OUTBOX "SITE.SRV\\SENDER.BOX\\REQUESTS\\<outbox>.000"

#define SMS_INVENTORY "SITE.SRV\\INVENTRY.BOX"
#define SMS_LOGON_INVENTORY "LOGON.SRV\\INVENTRY.BOX"
#define SMS_NAME_SCMAN "SMS_SITE_CONFIG_MANAGER"
#define SMS_NAME_EXECUTIVE "SMS_EXECUTIVE"

/* What to supply, as rules say it. */
#define SMS_WANT_SERVICES "the services of the site server (--services FILE)"
#define SMS_WANT_ALL_SERVICES "a list that also has stopped services (sc query state= all; --services FILE)"
#define SMS_WANT_WORD "the parent's word on this site (--site-list FILE or --parent-status WORD)"
#define SMS_WANT_ROOT "(SITE as the SMS root or its drive)"
#define SMS_WANT_LOG "(--logs DIR, or SITE with its logs)"
#define SMS_WANT_NOW "the time that counts, and time stamps that are not later (--now TIME; L02)"

/* A text made on the spot: `sms_say_age(age).text` lives to the end of the statement. */
struct sms_words {
	char text[48];
};

/* "12 min", "26 h", "9 days". */
struct sms_words sms_say_age(int64_t seconds);
/* "8,008 bytes". */
struct sms_words sms_say_size(int64_t bytes);
/* "1997-07-15 14:02 UTC"; "an unknown time". */
struct sms_words sms_say_time(int64_t utc_s);

/* How long ago; -1 if now or the time is not known, or the time is later than the clocks' slack allows. */
int64_t sms_age_at(int64_t now_utc_s, int64_t utc_s);
/* Whether a time lies more than the slack after now. False if one of them is not known. */
bool sms_is_after(int64_t utc_s, int64_t now_utc_s, int64_t slack_s);

/* A file in a directory of a snapshot. */
struct sms_file {
	const char *directory, *name;
	struct smssite_tree_stat stat;
};

enum sms_seen {
	/* The directory is not in view, cannot be read, or was cut: the file may be there. */
	SMS_SEEN_UNKNOWN,
	SMS_SEEN_ABSENT,
	SMS_SEEN_THERE,
};

/* Looks for a name in a listing, letter case aside, whatever it is; ABSENT also where nothing is listed. */
enum sms_seen sms_find_entry(
	const smssite_snapshot *snapshot, size_t directory, const char *name, struct sms_file *file);
/* Looks for a file of a name; "" is the SMS root. */
enum sms_seen sms_find_file(
	const smssite_snapshot *snapshot, const char *directory, const char *name, struct sms_file *file);
/* The next directory, at or after `from`, that the layout knows by this path; SMSSITE_NO_INDEX. */
size_t sms_next_directory(const smssite_snapshot *snapshot, const char *layout_path, size_t from);
/* Whether one such directory could be listed. */
bool sms_is_listed(const smssite_snapshot *snapshot, const char *layout_path);
/* One entry that is a file; false for directories, links and out of range. */
bool sms_file_at(const smssite_snapshot *snapshot, size_t directory, size_t entry, struct sms_file *file);
/* One entry of the site-control box, whatever its kind; false out of range. */
bool sms_box_file(const smssite_snapshot *snapshot, size_t index, struct sms_file *file);
/* The next .CT1 that waits for SCMAN, _INIT.CT1 among them; SHUTDOWN.CT1 is A05's. SMSSITE_NO_INDEX. */
size_t sms_next_waiting(const smssite_snapshot *snapshot, size_t from);
/* How long a .CT1 of the box has waited, -1 if that cannot be told. One that was renamed keeps its time, and
 * with no master beside it it may be the master (Q183347, step 5): then only an earlier snapshot tells. */
int64_t sms_waiting_age(const smssite_case *site_case, bool has_master, size_t index);
bool sms_has_master(const smssite_snapshot *snapshot);
/* Evidence whose path is one of this snapshot: of the parent's, its site code stands before it ("C9N:
 * SITE.SRV\\..."). */
__attribute__((format(printf, 5, 6))) void sms_path_evidence(struct sms_check *check,
	const smssite_snapshot *snapshot, const char *path, size_t line, const char *value, ...);
/* Evidence: where a file lies, what it is, its size and age. what may be "". */
void sms_file_evidence(struct sms_check *check, const smssite_snapshot *snapshot, const struct sms_file *file,
	const char *what);
/* Evidence: a file of the site-control box with the type of its contents. */
void sms_box_evidence(struct sms_check *check, const smssite_snapshot *snapshot, size_t index);

/* What the parent says of the site, of whichever snapshot has it. */
struct sms_word {
	/* Whether a word was given at all. */
	bool given;
	/* Two words were given that do not agree. */
	bool contradicts;
	const char *name;
	/* UNKNOWN: the word does not name the site. */
	smssite_site_status status;
	int64_t detail;
	uint32_t flags;
	size_t line;
};

void sms_parent_says(const smssite_case *site_case, struct sms_word *word);
/* Evidence: the word as it stands, and its numbers by name. */
void sms_word_evidence(struct sms_check *check, const struct sms_word *word);

/* State of a service by the site's list and its registry; UNKNOWN where neither tells whether it runs. */
smssite_service_state sms_service(const smssite_snapshot *snapshot, const char *name);
/* The same for those who ask whether it is installed: INSTALLED where only the registry knows it. */
smssite_service_state sms_service_or_key(const smssite_snapshot *snapshot, const char *name);
/* Whether a service is installed as far as its state tells. */
bool sms_is_installed(smssite_service_state state);
bool sms_is_down(smssite_service_state state);
/* Evidence: a service as the list has it. */
void sms_service_evidence(struct sms_check *check, const char *name);

/* Whether SCMAN would refuse the master if it came back as .ct1: the reason in words, else NULL. */
const char *sms_refusal(const smssite_snapshot *snapshot);

bool sms_is_primary(const smssite_snapshot *snapshot);
/* Whether files of the site say that it is a secondary. */
bool sms_is_secondary(const smssite_snapshot *snapshot);

/* The first kept record of a log that has a text in it; false if there is none. */
struct sms_record_found {
	size_t log, record;
};

bool sms_find_record(
	const smssite_snapshot *snapshot, const char *log, const char *text, struct sms_record_found *found);
/* The latest. */
bool sms_find_latest(
	const smssite_snapshot *snapshot, const char *log, const char *text, struct sms_record_found *found);
/* The record with which a log ends; false if there is none, or the log was not read to its end. */
bool sms_find_end(const smssite_snapshot *snapshot, const char *log, struct sms_record_found *found);
/* Whether a log was read to its end, so that what is not in it was not written (or rolled over). */
bool sms_was_read(const smssite_snapshot *snapshot, const char *log);
/* How long ago a log of the site was last written; -1 if that cannot be told. */
int64_t sms_silence(const struct sms_check *check, const char *log);
const char *sms_record_text(const smssite_snapshot *snapshot, const struct sms_record_found *found);
/* Evidence: a kept record, or the last one if record is SMSSITE_NO_INDEX. */
void sms_record_evidence(
	struct sms_check *check, const smssite_snapshot *snapshot, size_t log, size_t record);

#endif
