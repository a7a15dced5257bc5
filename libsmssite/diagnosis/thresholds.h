/* SPDX-License-Identifier: MIT */
/* All thresholds of the rules in one place, each with where it comes from. "Ours" means that the source gives
 * the condition and no number. */
#ifndef SMS_THRESHOLDS_H
#define SMS_THRESHOLDS_H

#define SMS_MINUTE 60
#define SMS_HOUR (60 * SMS_MINUTE)
#define SMS_DAY (24 * SMS_HOUR)

/* A01: the .CT2 should have left 30 minutes after it appeared (Q183347). */
#define SMS_CT2_LEAVES_S (30 * SMS_MINUTE)
/* A02: a bootstrap that is there 24 hours after the upgrade began has failed (Q183347); after 48 it gives up
 * by itself (event 388, Q122181). */
#define SMS_BOOTSTRAP_DONE_S (24 * SMS_HOUR)
#define SMS_BOOTSTRAP_GIVES_UP_S (48 * SMS_HOUR)
/* A03: what lies in the box longer than the longest cycle a source names for SCMAN is not being worked on
 * (Q123318). */
#define SMS_SCMAN_CYCLE_S (24 * SMS_HOUR)
/* A05: ours; the time a shutdown needs grows with the number of logon servers (Q186408). */
#define SMS_SHUTDOWN_DONE_S (2 * SMS_HOUR)
/* A07: ours; a package that is just being written may still be empty. */
#define SMS_PACKAGE_BEGUN_S (10 * SMS_MINUTE)
/* B01: ours for "a few minutes": SCMAN takes a new .CT1 at once (Q131010); a server that does not answer
 * holds it up for some minutes before it writes its next record. */
#define SMS_SCMAN_ANSWERS_S (10 * SMS_MINUTE)
/* B04: ours; Q240786 speaks of more than 10,000 sites, and a Hierarchy Manager that runs reads its box every few minutes. */
#define SMS_HMAN_BACKLOG 100
/* B05, B06: images of 256 KB (Q162536) and 454,000 bytes (Q255262); "near" is ours: nineteen twentieths. */
#define SMS_IMAGE_BEFORE_SP3 262144
#define SMS_IMAGE_DEFAULT 454000
#define SMS_IMAGE_MOST 681000
#define SMS_IMAGE_NEAR(limit) ((limit) / 20 * 19)
/* B07, L02: ours; clocks of two machines differ that much without harm. */
#define SMS_CLOCK_SLACK_S (10 * SMS_MINUTE)
/* B07 on a copy: file times of FAT are local to the server, the stamp inside a control file is GMT, and no
 * zone is further from it. */
#define SMS_ZONE_SLACK_S (14 * SMS_HOUR)
/* L02, B07: dates of 2037 and later crash the services (Q151648): 2037-01-01 00:00:00 GMT. */
#define SMS_YEAR_2037_S INT64_C(2114380800)
/* E07: the Scheduler gives a send request up after 7 days (Q214485); a day without success is ours. */
#define SMS_REQUEST_GIVEN_UP_S (7 * SMS_DAY)
#define SMS_REQUEST_SLOW_S SMS_DAY
/* E08: ours, a default to start from: the slowest Scheduler looks every 30 minutes, and an outbox may be
 * closed for a night. */
#define SMS_JOB_OLD_S SMS_DAY
/* G01: ours; unpacking a large package on a machine of that time takes long. */
#define SMS_INSTRUCTION_DONE_S (12 * SMS_HOUR)
/* G04: files the Despooler takes in one go (Q168130); more than that are a queue. */
#define SMS_DESPOOLER_BATCH 50
/* H01: ours; up to SMS 1.1 Maintenance Manager may inventory NetWare volumes for hours, once a day (Q153563).
 */
#define SMS_MAINTMAN_SILENT_S SMS_DAY
/* H02, I01: ours; a file that a client is writing is minutes old (Q181630, Q168340). */
#define SMS_INVENTORY_OLD_S SMS_DAY
/* H02: "several thousand" make Maintenance Manager look hung (Q181630). */
#define SMS_STRANDED_MANY 1000
/* L05: what the Despooler keeps free by default, SMS Drive Minimum Free Space in MBytes (Resource Guide). */
#define SMS_DRIVE_MINIMUM_BYTES (INT64_C(100) << 20)
/* L05 [INF]: a waiting package needs room once more compressed (STORE) and unpacked, taken as twice its size.
 */
#define SMS_PACKAGE_ROOM 3
/* The trail [INF]: SCMAN makes the job right after the .CT2, and both in the cycle in which it rewrites its
 * master. */
#define SMS_JOB_AFTER_REPLY_S (5 * SMS_MINUTE)
#define SMS_JOB_AFTER_MASTER_S (30 * SMS_MINUTE)
/* The trail [INF]: file times are coarse, and .CT2, master and job are written by one service within moments.
 */
#define SMS_SAME_CYCLE_S SMS_MINUTE
/* The trail: what a sender adds to its tries before the next round, given for RAS (Q214485); and a number of tries or
 * minutes beyond which the registry is not believed (ours). */
#define SMS_HEARTBEAT_S (15 * SMS_MINUTE)
/* The trail [INF]: what a try of RAS takes: a round of five with the usual settings takes about 55 minutes (Q214485), of which
 * 30 are pauses. */
#define SMS_DIALS_S (5 * SMS_MINUTE)
#define SMS_MAX_TRIES 1440
/* The trail: ours; the parent's clock may differ from the secondary's. */
#define SMS_TWO_SERVERS_S SMS_HOUR

#endif
