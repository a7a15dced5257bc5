/* SPDX-License-Identifier: MIT */
/**
 * @file services.h
 * The services and threads of SMS 1.x (the catalogue), and lists of services as saved from a server.
 * Only catalogue entries that are not threads are NT services; a thread runs when SMS_EXECUTIVE does, as far as
 * can be seen. Sources: Resource Guide (services, component flags), KB Q139627, Q122176, Q152466.
 */
#ifndef SMSSITE_SERVICES_H
#define SMSSITE_SERVICES_H

#include <smssite/base.h>
#include <smssite/control_file.h>
#include <smssite/registry.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum smssite_service_kind {
	SMSSITE_SERVICE_NT = 0,
	/** Runs inside SMS_EXECUTIVE. */
	SMSSITE_SERVICE_THREAD = 1,
	/** An NT service that exists only while a site is installed, upgraded or removed. */
	SMSSITE_SERVICE_TEMPORARY = 2,
	/** Neither service of NT nor thread: a service of LAN Manager, or a program that only has a trace log. */
	SMSSITE_SERVICE_OTHER = 3,
} smssite_service_kind;

/** Where a catalogue entry belongs. */
enum {
	SMSSITE_ROLE_PRIMARY = 1,
	SMSSITE_ROLE_SECONDARY = 2,
	SMSSITE_ROLE_LOGON_SERVER = 4,
	/** Only where the site has it configured (senders other than LAN, SNA receiver). */
	SMSSITE_ROLE_OPTIONAL = 8,
};

/** Entries in the catalogue. Since: 0.1 */
SMSSITE_API size_t smssite_service_catalogue_count(void);
/** The service's name ("SMS_EXECUTIVE"); NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_service_catalogue_name(size_t index);
/** The product's name for it ("SMS Executive"); NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_service_catalogue_title(size_t index);
/** Its file ("SMSEXEC.EXE"), "" where no source names it; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_service_catalogue_file(size_t index);
/** Its trace log ("SMSEXEC.LOG"), "" if it has none; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_service_catalogue_log(size_t index);
/** NT out of range. Since: 0.1 */
SMSSITE_API smssite_service_kind smssite_service_catalogue_kind(size_t index);
/** SMSSITE_ROLE_ bits, 0 out of range. Since: 0.1 */
SMSSITE_API uint32_t smssite_service_catalogue_roles(size_t index);
/** Position of a name, letter case aside; ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_service_catalogue_find(const char *name);

typedef struct smssite_services smssite_services;

typedef enum smssite_service_state {
	/** Nothing is known, not even whether it is installed. */
	SMSSITE_SERVICE_UNKNOWN = 0,
	/** Known to be absent: a complete list does not have it. */
	SMSSITE_SERVICE_NOT_INSTALLED = 1,
	SMSSITE_SERVICE_STOPPED = 2,
	/** Not running, installed unknown: what a list of running services does not name. */
	SMSSITE_SERVICE_NOT_RUNNING = 3,
	SMSSITE_SERVICE_STARTING = 4,
	SMSSITE_SERVICE_STOPPING = 5,
	SMSSITE_SERVICE_RUNNING = 6,
	SMSSITE_SERVICE_PAUSED = 7,
	/** Installed; whether it runs is unknown: what a registry tells. */
	SMSSITE_SERVICE_INSTALLED = 8,
} smssite_service_state;

/** The shape of a list. */
typedef enum smssite_services_form {
	/** Lines `NAME state`, state one of running, stopped, starting, stopping, paused, installed, not-installed; `#` begins a
	 * comment. It lists what its writer knows: a name that is missing is UNKNOWN. */
	SMSSITE_SERVICES_LINES = 0,
	/** Saved output of `net start`, in any language: running services only; a missing name is NOT_RUNNING. Without
	 * the closing line ("The command completed successfully.") the list may be cut, and a missing name is UNKNOWN. Prose
	 * with indented lines is told from it by the English header ("... services are started:") or one name that is a service
	 * of SMS or Windows NT. */
	SMSSITE_SERVICES_NET_START = 1,
	/** Saved output of `sc query` (active ones) or `sc query state= all`. A missing name is NOT_INSTALLED if the
	 * list shows any stopped service, else NOT_RUNNING; UNKNOWN if SC says that there was more data. */
	SMSSITE_SERVICES_SC_QUERY = 2,
	/** Saved output of SCLIST (NT Resource Kit): lines `state NAME title` below a head of dashes. A missing name as for
	 * SC_QUERY. One name must be a service of SMS or Windows NT. */
	SMSSITE_SERVICES_SCLIST = 3,
	/** Not a saved list: the keys of a registry (smssite_services_from_registry()). */
	SMSSITE_SERVICES_REGISTRY = 4,
} smssite_services_form;

/**
 * Reads a list; the shape is recognised by content. UTF-16LE with BOM, UTF-8 and code page 1252 are read; the
 * other order of bytes, and UTF-16 without BOM or of odd length, are refused by name.
 * @return OK; INVALID; NO_MEMORY; LIMIT (over 4 MiB or 100,000 names); MALFORMED (none of the shapes, with the
 * line that does not fit; prose; a control character; no service at all; two entries of one name that contradict). *services
 * is NULL then. Since: 0.1
 */
SMSSITE_API smssite_status smssite_services_parse(const void *data, size_t size, smssite_services **services);
/**
 * What a registry says is installed: an export with the services' keys, an offline hive SYSTEM (of its current control
 * set), or what a snapshot keeps of these. Services are those with a Start value that are no drivers; each is INSTALLED,
 * and what a hive does not hold is NOT_INSTALLED. Whether one runs no registry tells.
 * @return OK; INVALID; NO_MEMORY; NOT_FOUND (no services, or nothing says which control set is current); LIMIT (over
 * 100,000 names); MALFORMED, IO, CHANGED (a damaged hive); UNSUPPORTED (a value in pieces). Since: 0.1
 */
SMSSITE_API smssite_status smssite_services_from_registry(const smssite_registry *registry, smssite_services **services);
/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_services *smssite_services_ref(smssite_services *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_services_free(smssite_services *self);
/** LINES for NULL. Since: 0.1 */
SMSSITE_API smssite_services_form smssite_services_get_form(const smssite_services *self);
/** Entries in the order of the list, a name that is listed twice counting twice; 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_services_count(const smssite_services *self);
/** UTF-8 without control characters; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_services_name(const smssite_services *self, size_t index);
/** UNKNOWN out of range. Since: 0.1 */
SMSSITE_API smssite_service_state smssite_services_state(const smssite_services *self, size_t index);
/** Line (from 1) of an entry; 0 out of range. Since: 0.1 */
SMSSITE_API size_t smssite_services_line(const smssite_services *self, size_t index);
/** Value Start: 0 and 1 of drivers, 2 automatic, 3 by hand, 4 disabled; -1 where a list does not tell, and out of range.
 * Since: 0.1 */
SMSSITE_API int64_t smssite_services_start(const smssite_services *self, size_t index);
/** Value ImagePath, the command line; "" where a list does not tell; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_services_image_path(const smssite_services *self, size_t index);
/** Value ObjectName, the account ("LocalSystem", "DOMAIN\user"); "" where a list does not tell; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_services_account(const smssite_services *self, size_t index);
/** Whether it is marked for deletion (DeleteFlag), which happens when the server starts again. Since: 0.1 */
SMSSITE_API bool smssite_services_is_deleted(const smssite_services *self, size_t index);
/** State of a service by name, letter case aside; for a name not listed what the list's shape implies. UNKNOWN
 * for NULL. For a catalogue thread: the state of SMS_EXECUTIVE. Since: 0.1 */
SMSSITE_API smssite_service_state smssite_services_find(const smssite_services *self, const char *name);
/** "running", ...; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_service_state_name(smssite_service_state state);

/** Whether a service or thread of the catalogue must run on a server. */
typedef enum smssite_need {
	/** The control file does not tell, or there is none. */
	SMSSITE_NEED_UNKNOWN = 0,
	SMSSITE_NEED_MUST_RUN = 1,
	/** Nothing puts it there. */
	SMSSITE_NEED_NOT = 2,
	/** It belongs to the other kind of site only. */
	SMSSITE_NEED_MUST_NOT = 3,
} smssite_need;

/**
 * What must run on a server of a site. On the site server: SMS_SITE_CONFIG_MANAGER and SMS_EXECUTIVE, each COMPONENT
 * and SENDER whose flags install it at this kind of site and that names this server or none, SMS_SNA_RECEIVER beside an SNA sender, and
 * what the "... ON SERVERS" properties put there (bit 1; the Client Configuration Manager from build 786 on). On another server: the
 * components and senders that name it, with SMS_EXECUTIVE where they are threads, which makes it a helper server (bit 4 of the properties);
 * any other is taken for a logon server (bit 2).
 * @param file a full control file (not borrowed on); NULL answers UNKNOWN. @param service its position in the catalogue.
 * @param server a server's name, letter case and leading `\\` aside; NULL is the site server.
 * @return UNKNOWN out of range too. Sources: Resource Guide (component flags, properties), KB Q135087. Since: 0.1
 */
SMSSITE_API smssite_need smssite_service_need(const smssite_control_file *file, size_t service, const char *server);
/** "MUST_RUN" ...; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_need_name(smssite_need need);

#ifdef __cplusplus
}
#endif
#endif
