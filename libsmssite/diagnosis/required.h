/* SPDX-License-Identifier: MIT */
/* Which NT services this site's server must run, and which it does. */
#ifndef SMS_REQUIRED_H
#define SMS_REQUIRED_H

#include <smssite/snapshot.h>

/* The catalogue has fewer services that are no threads. */
#define SMS_MAX_REQUIRED 16

struct sms_required {
	/* Positions in the catalogue (services.h), in its order. */
	size_t service[SMS_MAX_REQUIRED];
	size_t count;
	/* The control file that says so, borrowed from the snapshot; NULL: taken from the catalogue. */
	const smssite_control_file *file;
};

/**
 * SCMAN and SMS_EXECUTIVE always. With a full control file (the master, else the newest): what
 * smssite_service_need() says, threads aside. Without one: what the catalogue has for a secondary, the Client
 * Configuration Manager left out, because only build 786 has it.
 */
void sms_required_services(const smssite_snapshot *snapshot, struct sms_required *required);

/** The full control file the site is known by: the master, else the newest in the box; NULL. */
const smssite_control_file *sms_site_control_file(const smssite_snapshot *snapshot);

/** How the required services stand. Everything is 0 where nothing tells of services. */
struct sms_services_look {
	size_t running, down, moving, paused, unknown;
};

void sms_look_at_services(const smssite_snapshot *snapshot, const struct sms_required *required,
	struct sms_services_look *look);

#endif
