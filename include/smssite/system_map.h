/* SPDX-License-Identifier: MIT */
/**
 * @file system_map.h
 * SYSTEM.MAP of an SMS root: what the product is made of - lists, services and packages, and every file with its sizes
 * (Resource Guide; KB Q196228, Q245816). Texts are UTF-8 and live as long as the map; NULL out of range.
 */
#ifndef SMSSITE_SYSTEM_MAP_H
#define SMSSITE_SYSTEM_MAP_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_system_map smssite_system_map;

typedef enum smssite_map_component {
	SMSSITE_MAP_SERVICE = 0,
	SMSSITE_MAP_PACKAGE = 1,
} smssite_map_component;

/**
 * Reads a map, in code page 1252; the bytes are copied. Statements that are not known are passed over to the next line and
 * counted. Linear in size.
 * @return OK; INVALID; NO_MEMORY; LIMIT (over 16 MiB); MALFORMED (empty, no text, does not begin like a map, a text without
 * its closing quote, BEGIN without END or END without BEGIN: the message begins with the line). Since: 0.1
 */
SMSSITE_API smssite_status smssite_system_map_parse(const void *data, size_t size, smssite_system_map **map);
/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_system_map *smssite_system_map_ref(smssite_system_map *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_system_map_free(smssite_system_map *self);
/** The bytes as read; they live as long as self. @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_system_map_data(const smssite_system_map *self, const void **data, size_t *size);
/** The list BUILDNUMBER as a number, -1 if it is none or not there. Since: 0.1 */
SMSSITE_API int64_t smssite_system_map_build(const smssite_system_map *self);
/** Statements that were passed over. Since: 0.1 */
SMSSITE_API size_t smssite_system_map_skipped(const smssite_system_map *self);

/** Lists: PLATFORMS, LANGUAGES, UNITS, and those of IDLIST by their names. Since: 0.1 */
SMSSITE_API size_t smssite_system_map_list_count(const smssite_system_map *self);
SMSSITE_API const char *smssite_system_map_list_name(const smssite_system_map *self, size_t list);
SMSSITE_API size_t smssite_system_map_list_size(const smssite_system_map *self, size_t list);
SMSSITE_API const char *smssite_system_map_list_value(const smssite_system_map *self, size_t list, size_t value);
/** Position of a list, letter case aside; ::SMSSITE_NO_INDEX. Since: 0.1 */
SMSSITE_API size_t smssite_system_map_find_list(const smssite_system_map *self, const char *name);

/** Services and packages. Since: 0.1 */
SMSSITE_API size_t smssite_system_map_component_count(const smssite_system_map *self);
SMSSITE_API const char *smssite_system_map_component_name(const smssite_system_map *self, size_t component);
/** SERVICE out of range. Since: 0.1 */
SMSSITE_API smssite_map_component smssite_system_map_component_kind(const smssite_system_map *self, size_t component);
/** Flag bits as of COMPONENT in a control file, -1 where the map has none. Since: 0.1 */
SMSSITE_API int64_t smssite_system_map_component_flags(const smssite_system_map *self, size_t component);
/** Its files: MAIN, then each SUBCOMPONENT. Since: 0.1 */
SMSSITE_API size_t smssite_system_map_component_file_count(const smssite_system_map *self, size_t component);
SMSSITE_API const char *smssite_system_map_component_file(const smssite_system_map *self, size_t component, size_t file);

/** Files, in the order of the map. Since: 0.1 */
SMSSITE_API size_t smssite_system_map_file_count(const smssite_system_map *self);
/** Line of a file (from 1); 0 out of range. Since: 0.1 */
SMSSITE_API size_t smssite_system_map_file_line(const smssite_system_map *self, size_t file);
/** Its name where it is installed. Since: 0.1 */
SMSSITE_API const char *smssite_system_map_file_name(const smssite_system_map *self, size_t file);
/** Its directory below the SMS root ("SITE.SRV\X86.BIN"), as the map has it. Since: 0.1 */
SMSSITE_API const char *smssite_system_map_file_directory(const smssite_system_map *self, size_t file);
/** "INTEL X86", "" for all. Since: 0.1 */
SMSSITE_API const char *smssite_system_map_file_platform(const smssite_system_map *self, size_t file);
/** "ENGLISH", "" for all. Since: 0.1 */
SMSSITE_API const char *smssite_system_map_file_language(const smssite_system_map *self, size_t file);
/** "INTEL SERVER", "" where none is named. Since: 0.1 */
SMSSITE_API const char *smssite_system_map_file_unit(const smssite_system_map *self, size_t file);
/** The second and the third number of SIZE(n, a, b), -1 where it is not there: an installed file has one of both (KB
 * Q196228). Since: 0.1 */
SMSSITE_API int64_t smssite_system_map_file_size(const smssite_system_map *self, size_t file);
SMSSITE_API int64_t smssite_system_map_file_other_size(const smssite_system_map *self, size_t file);
/** The file's own FLAGS, -1 where it has none. Since: 0.1 */
SMSSITE_API int64_t smssite_system_map_file_flags(const smssite_system_map *self, size_t file);

#ifdef __cplusplus
}
#endif
#endif
