/* SPDX-License-Identifier: MIT */
/**
 * @file rebuild_record.h
 * What the third procedure of KB Q183347 writes down in its first step, and what else is needed once the site is gone: the
 * name of every logon server's `.UID` file, the next range, who is who, shares, services, and the site control file from
 * which the properties are entered again. It is an INI file of its own form that ends in a checksum: a record that was cut
 * or changed is refused. Encrypted accounts and keys are replaced by their length.
 *
 * What cannot be had is recorded as lost. A lost next range is replaced by the lowest one that is safe by all ids seen
 * (id_map.h), or by one that a person gives; a record with neither is refused.
 */
#ifndef SMSSITE_REBUILD_RECORD_H
#define SMSSITE_REBUILD_RECORD_H

#include <smssite/case.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_rebuild_record smssite_rebuild_record;

/**
 * Writes down what a case shows. Give every logon server of the site to the case, with its kind where it is known.
 * @param next_range the range that a person wants to be the next, "Q7Z03000"; NULL for none. The highest of this, the value in the
 * registry and the lowest that is safe is used.
 * @return OK; INVALID (also: next_range is no id, or not the first of a range); NO_MEMORY; UNDECIDED (no control file in view says
 * which site this is); REFUSED (a primary site; next_range is another site's; ranges may have been given that nobody saw, and no person
 * says which is free, or says one that is in use; there is none left after ZZ). Since: 0.1
 */
SMSSITE_API smssite_status smssite_rebuild_record_new(const smssite_case *site, const char *next_range,
	smssite_rebuild_record **record);
/**
 * Reads a record. @param name what messages call it.
 * @return OK; INVALID; NO_MEMORY; LIMIT; MALFORMED (the message begins with `name:line:`; also one that was cut or changed);
 * UNSUPPORTED (a newer format, by number; or the libiniparser at hand reads it otherwise than it is written); IO.
 * Since: 0.1
 */
SMSSITE_API smssite_status smssite_rebuild_record_parse(const void *data, size_t size, const char *name,
	smssite_rebuild_record **record);
/** The record as a file, ASCII with line feeds; smssite_free(). Reading it back and saving it gives the same bytes. @return OK, INVALID,
 * NO_MEMORY, LIMIT (a name that is too long for a line). Since: 0.1 */
SMSSITE_API smssite_status smssite_rebuild_record_save(const smssite_rebuild_record *self, char **text);
/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_rebuild_record *smssite_rebuild_record_ref(smssite_rebuild_record *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_rebuild_record_free(smssite_rebuild_record *self);
/** Refuses by name what is another site's. @return OK; INVALID; REFUSED (of another site; or the parent or the site
 * server's name differ). Since: 0.1 */
SMSSITE_API smssite_status smssite_rebuild_record_fits(const smssite_rebuild_record *self, const smssite_case *site);

/* "" where the evidence does not say, and for NULL. All since 0.1. */
SMSSITE_API const char *smssite_rebuild_record_site_code(const smssite_rebuild_record *self);
SMSSITE_API const char *smssite_rebuild_record_parent_site_code(const smssite_rebuild_record *self);
SMSSITE_API const char *smssite_rebuild_record_site_name(const smssite_rebuild_record *self);
SMSSITE_API const char *smssite_rebuild_record_site_server(const smssite_rebuild_record *self);
SMSSITE_API const char *smssite_rebuild_record_install_directory(const smssite_rebuild_record *self);
/** When the evidence was taken. Since: 0.1 */
SMSSITE_API int64_t smssite_rebuild_record_taken_utc_s(const smssite_rebuild_record *self);
/** The first id of the range that is the next to be given to a logon server. Since: 0.1 */
SMSSITE_API const char *smssite_rebuild_record_next_range(const smssite_rebuild_record *self);
/** `Next SMS Unique ID` as the registry has it; "" if it is lost. Since: 0.1 */
SMSSITE_API const char *smssite_rebuild_record_registry_range(const smssite_rebuild_record *self);
/** Why it is lost; "" if it is not. Since: 0.1 */
SMSSITE_API const char *smssite_rebuild_record_registry_lost(const smssite_rebuild_record *self);
/** The lowest range that is safe by all that was seen, the registry included; "" if that does not decide. Since: 0.1 */
SMSSITE_API const char *smssite_rebuild_record_lowest_range(const smssite_rebuild_record *self);
/** What a person gave; "" for nothing. Since: 0.1 */
SMSSITE_API const char *smssite_rebuild_record_given_range(const smssite_rebuild_record *self);
/** The master, its secrets masked, borrowed; NULL if it was lost. Since: 0.1 */
SMSSITE_API smssite_control_file *smssite_rebuild_record_control_file(const smssite_rebuild_record *self);

/** The site server first, then the logon servers by name. 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_rebuild_record_server_count(const smssite_rebuild_record *self);
/* NULL out of range, "" where the evidence does not say. All since 0.1. */
SMSSITE_API const char *smssite_rebuild_record_server_name(const smssite_rebuild_record *self, size_t server);
SMSSITE_API const char *smssite_rebuild_record_server_domain(const smssite_rebuild_record *self, size_t server);
/** The SMS root on that server ("D:\SMS"; of a NetWare server "SYS:SMS"). Since: 0.1 */
SMSSITE_API const char *smssite_rebuild_record_server_directory(const smssite_rebuild_record *self, size_t server);
/** UNKNOWN out of range. Since: 0.1 */
SMSSITE_API smssite_server_kind smssite_rebuild_record_server_kind(const smssite_rebuild_record *self, size_t server);
/** The id that the name of its `.UID` file is: the next that it gives; "" if it is lost. Since: 0.1 */
SMSSITE_API const char *smssite_rebuild_record_server_uid(const smssite_rebuild_record *self, size_t server);
/** Why it is lost; "" if it is not. Since: 0.1 */
SMSSITE_API const char *smssite_rebuild_record_server_uid_lost(const smssite_rebuild_record *self, size_t server);
/** Shares of SMS that the registry has; 0 where it is not in the evidence. Since: 0.1 */
SMSSITE_API size_t smssite_rebuild_record_share_count(const smssite_rebuild_record *self, size_t server);
SMSSITE_API const char *smssite_rebuild_record_share_name(const smssite_rebuild_record *self, size_t server, size_t share);
SMSSITE_API const char *smssite_rebuild_record_share_path(const smssite_rebuild_record *self, size_t server, size_t share);
SMSSITE_API const char *smssite_rebuild_record_share_comment(const smssite_rebuild_record *self, size_t server, size_t share);
/** The security descriptor in hex, as the registry has it. Since: 0.1 */
SMSSITE_API const char *smssite_rebuild_record_share_permissions(const smssite_rebuild_record *self, size_t server, size_t share);
/** Services of SMS that the registry or the list of services has. Since: 0.1 */
SMSSITE_API size_t smssite_rebuild_record_service_count(const smssite_rebuild_record *self, size_t server);
SMSSITE_API const char *smssite_rebuild_record_service_name(const smssite_rebuild_record *self, size_t server, size_t service);
/** Who it logs on as. A password is nowhere. Since: 0.1 */
SMSSITE_API const char *smssite_rebuild_record_service_account(const smssite_rebuild_record *self, size_t server, size_t service);

#ifdef __cplusplus
}
#endif
#endif
