/* SPDX-License-Identifier: MIT */
/* The log records that observe shall keep for the rules and the trail. */
#include <smssite/rule.h>
#include "site/interest.h"

/* Records that a rule or the trail quotes; all but "Event" texts are quoted in the KB articles of the rules.
 */
static const struct sms_pattern interest[] = {
	{ "SCMAN.LOG", "user groups will be enumerated" },
	{ "SCMAN.LOG", "Service is stopping" },
	{ "SCMAN.LOG", "SiteConfig Mgr code" },
	{ "SCMAN.LOG", "Event 211 " },
	{ "SCMAN.LOG", "Event 213 " },
	{ "SCMAN.LOG", "Event 214 " },
	/* Where it is at work (B03). */
	{ "SCMAN.LOG", "Server ", "^~*Server [^ ]+ (?:has|status) " },
	{ "SCMAN.LOG", "NetServerGetInfo server: " },
	{ "SCMAN.LOG", "NetServerGetInfo server: ", "server: [^ ]+ return: 5(?![0-9])" },
	{ "HMAN.LOG", "Site Control Image in the database is newer" },
	{ "HMAN.LOG", "Cannot establish a SQL connection" },
	{ "HMAN.LOG", "SQL Server =" },
	{ "SCHED.LOG", "Size mismatch in RoutingInfo record" },
	{ "SCHED.LOG", "Cannot connect to secondary source" },
	{ "SCHED.LOG", "about to write bad data" },
	{ "LANSEND.LOG", "Checking for sending capacity" },
	{ "LANSEND.LOG", "no sending capacity" },
	{ "LANSEND.LOG", "no outbox for the sender to scan" },
	{ "LANSEND.LOG", "There is not enough space on the disk" },
	{ "LANSEND.LOG", "rror = 112" },
	{ "LANSEND.LOG", "rror = 32", "rror = 32(?![0-9])" },
	{ "LANSEND.LOG", "Sending completed" },
	/* Which request a sender has, of any of the senders. */
	{ NULL, "Found send request" },
	{ NULL, " bytes to ", "(?:Wrote|Attempt to write) [0-9]+ bytes to .*\\.PCK" },
	{ "SCHED.LOG", "Send Request " },
	{ "SNABATCH.LOG", "trying to write beyond the end of the file" },
	{ "SNABATCH.LOG", "Sending completed" },
	/* How a bootstrap ended (events 381 to 388, Q122181); that it was started is [INF]. */
	{ "BOOT.LOG", "vent 38" },
	{ "BOOT.LOG", "Service is starting" },
	{ "BOOTSTRP.LOG", "vent 38" },
	{ "BOOTSTRP.LOG", "Service is starting" },
	{ "DESPOOL.LOG", "ound ready instruction" },
	{ "DESPOOL.LOG", "WIN32 ERROR = 32", "failed to open .* WIN32 ERROR = 32" },
	{ "DESPOOL.LOG", "Cannot decompress instruction file" },
	{ "DESPOOL.LOG", "won't be processed till" },
	{ "DESPOOL.LOG", "Cannot find config mini inst" },
	{ "DESPOOL.LOG", "error code = c0000001" },
	{ "DESPOOL.LOG", "error code = 38a" },
	{ "SCMAN.LOG", "share not found, cannot create without share path" },
	{ "SMSEXEC.LOG", "Internal registry key is NULL for thread" },
	{ "MAINTMAN.LOG", "Free disk space check failed (error 144)" },
	{ "INVAGENT.LOG", "cli_nt.exe does not exist" },
	{ "CLICFG.LOG", "does not have administrative rights on machine" },
	{ "SCHED.LOG", "or we failed to access it" },
	{ "SCHED.LOG", "Creating package file" },
	{ "DESPOOL.LOG", "Compilation failed" },
	{ "DESPOOL.LOG", "error code = cb", "error code = cb(?![0-9a-f])" },
	{ "DESPOOL.LOG", "Cannot find the package file" },
	{ "DESPOOL.LOG", ", Failed, Win32 Error = 32", "Copying .* to .*, Failed, Win32 Error = 32(?![0-9])" },
	{ "DESPOOL.LOG", "and the package requires an NTFS drive" },
	{ "DESPOOL.LOG", "NWScanObject for user or group EVERYONE", "EVERYONE; return: ffff" },
	{ "DESPOOL.LOG", "Failed to deltree" },
	{ "DESPOOL.LOG", "retry count is now" },
	{ "DESPOOL.LOG", "for all temp files" },
	{ "DESPOOL.LOG", "Cannot create temp storage" },
};

static const struct smssite_interest published = { interest, sizeof(interest) / sizeof(*interest) };

SMSSITE_API const smssite_interest *smssite_rules_interest(void)
{
	return &published;
}
