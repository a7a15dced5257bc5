/* SPDX-License-Identifier: MIT */
/* Inside of a rebuild record. Texts are in its arena and never NULL. */
#ifndef SMS_REBUILD_RECORD_H
#define SMS_REBUILD_RECORD_H

#include <smssite/rebuild_record.h>
#include "base/arena.h"

#include <stdatomic.h>

#define SMS_RECORD_FORMAT 1
/* Far above the 1,296 logon servers that a site has ranges for. */
#define SMS_MAX_RECORD_SERVERS 4096u
/* Of one server. */
#define SMS_MAX_RECORD_SHARES 64u
#define SMS_MAX_RECORD_SERVICES 64u

struct sms_record_share {
	const char *name, *path, *comment, *permissions;
};

struct sms_record_service {
	const char *name, *account;
};

struct sms_record_server {
	const char *name, *domain, *directory, *uid, *uid_lost;
	smssite_server_kind kind;
	struct sms_record_share *shares;
	size_t share_count, share_capacity;
	struct sms_record_service *services;
	size_t service_count, service_capacity;
};

struct smssite_rebuild_record {
	struct sms_arena arena;
	atomic_size_t references;
	const char *site_code, *parent_code, *name, *site_server, *directory;
	const char *next, *registry, *registry_lost, *lowest, *given;
	int64_t taken_utc_s;
	/* NULL if it was lost. */
	smssite_control_file *master;
	struct sms_record_server *servers;
	size_t server_count, server_capacity;
};

/* Empty; NULL: no memory. */
smssite_rebuild_record *sms_rebuild_record_new(void);
/* "" is shared; NULL: no memory. */
const char *sms_record_keep(smssite_rebuild_record *record, const char *text);
/* Another server, share, service, its texts ""; NULL: no memory or LIMIT, with the error set. */
struct sms_record_server *sms_record_add_server(smssite_rebuild_record *record);
struct sms_record_share *sms_record_add_share(struct sms_record_server *server);
struct sms_record_service *sms_record_add_service(struct sms_record_server *server);
/* The highest of the registry's value, the lowest that is safe, and the person's. */
void sms_record_choose_next(smssite_rebuild_record *record);
/* The first id of a range of a site. */
bool sms_is_range_of(const char *text, const char *site_code);

#endif
