/* SPDX-License-Identifier: MIT */
/* Which files of both sites could carry the .ct2. */
#ifndef SMS_TRAIL_SEARCH_H
#define SMS_TRAIL_SEARCH_H

#include <smssite/trail.h>
#include "diagnosis/look.h"

/* A request's name: one digit, then its id of seven characters (Resource Guide, KB Q123221). */
#define SMS_REQUEST_NAME 8

/* How far a file shows its job to be. Of two files of one name the further counts; a package without its
 * instruction counts only if nothing else is there. */
enum sms_rank {
	SMS_RANK_WAITING,
	SMS_RANK_WRITTEN,
	SMS_RANK_JOB,
	SMS_RANK_PACKED,
	SMS_RANK_PACKAGE_AT_PARENT,
	SMS_RANK_REQUEST,
	SMS_RANK_SENDING,
	SMS_RANK_ARRIVED,
	SMS_RANK_DESPOOLED,
};

struct sms_carrier {
	enum sms_rank rank;
	struct sms_file file;
	/* What names the job: a request's eight characters, else the whole file name. */
	size_t key_size;
	/* Since it came there, -1 if that cannot be told. */
	int64_t age_s;
	/* Known by its place and name alone. */
	bool inferred;
	/* What the file of a send request says; NULL. */
	const smssite_send_request *request;
};

struct sms_search {
	const smssite_case *site_case;
	const smssite_snapshot *site, *parent, *earlier;
	const char *code;
	int64_t now_utc_s;
	/* When SCMAN last rewrote its master, or a .CT2 was last seen; NO_TIME. */
	int64_t since_utc_s;
	struct sms_carrier *carriers;
	size_t count, capacity, lookups;
	bool failed;
};

/* Release with sms_free(search->carriers). */
void sms_search_begin(struct sms_search *search, const smssite_case *site_case);
/* Goes along the way; answers how many carriers in front are at the stage, which with none is UNKNOWN. */
size_t sms_search_place(struct sms_search *search, smssite_stage *stage, bool *inferred);
/* All that could carry it, wherever it lies, the least far first. */
void sms_search_all(struct sms_search *search);
smssite_stage sms_stage_of(const struct sms_carrier *carrier);
/* Whether a text begins with the name of a request of a system job that this site made. */
bool sms_is_own_request(const char *code, const char *name);
/* Whether it lies at the parent. */
bool sms_is_at_parent(const struct sms_carrier *carrier);

#endif
