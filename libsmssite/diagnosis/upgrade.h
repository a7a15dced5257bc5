/* SPDX-License-Identifier: MIT */
/* What an upgrade that was begun has left at a site. */
#ifndef SMS_UPGRADE_H
#define SMS_UPGRADE_H

#include "diagnosis/look.h"

struct sms_upgrade_look {
	/* SMS_UPGRADE_BOOTSTRAP or SMS_BOOTSTRAP, whichever is installed, and its state; NULL: none is seen. */
	const char *bootstrap;
	smssite_service_state state;
	/* Whether none is installed cannot be told: nothing tells of these services. */
	bool hidden;
	/* The first file found that only an upgrade or installation brings, as the snapshot has its name; NULL: none. */
	const char *file;
	/* Its oldest sign: such a file, else BOOT.LOG, whose time makes the age too small rather than too large, or an
	 * earlier snapshot with the bootstrap. NO_TIME. */
	int64_t began_utc_s;
};

void sms_look_at_upgrade(const smssite_case *site_case, struct sms_upgrade_look *look);
/* SHUTDOWN.CT1, _INIT.CT1, BOOTSTRP.PK?. */
bool sms_is_upgrade_file(const char *name);
/* BOOTSTRP.PK1, BOOTSTRP.PK2. */
bool sms_is_package(const char *name);

/* The event with which the bootstrap ended that was started last, by its log: 381 to 384 and 388 start the old version again,
 * 385 to 387 leave the new one in part (Q122181). 0: none is seen. */
int sms_bootstrap_event(const smssite_snapshot *snapshot, struct sms_record_found *found);
/* Whether the old version is started again after it. */
bool sms_restarts_old_version(int event);

#endif
