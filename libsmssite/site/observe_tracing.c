/* SPDX-License-Identifier: MIT */
/* Trace logs where the site server's registry says they are: TraceFilename of Tracing\<component>, a path
 * from the root of the drive that SMS is on (Resource Guide, "Trace log files"). What the registry names
 * counts: a log of the same component at the usual place is then left from before. */
#include "site/observe.h"
#include <smssite/services.h>
#include "evidence/log_file.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

#define SMS_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\"

/* A string value in UTF-8; NULL where there is none or it is not to be had, which is said where registries
 * are kept. */
static smssite_status string_value(
	const smssite_registry *registry, const char *key, const char *name, char **text)
{
	size_t value;
	smssite_status status;

	*text = NULL;
	status = smssite_registry_find(registry, key, name, &value);
	if (!status)
		status = smssite_registry_text(registry, value, text);
	return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
}

/* What is behind `D:\`; NULL for a share's path, which is in no tree of the site. */
static const char *behind_drive(const char *path)
{
	if (path[0] == '\\' && path[1] == '\\')
		return NULL;
	if (path[0] && path[1] == ':')
		path += 2;
	return path + strspn(path, "\\/");
}

/* What is behind `SMS\` in a path from the root of the drive, where the installation directory is `D:\SMS`;
 * NULL if it lies elsewhere. */
static const char *behind_root(const char *path, const char *install_directory)
{
	const char *root = install_directory ? behind_drive(install_directory) : NULL;
	size_t size = root ? strlen(root) : 0;

	return size && strlen(path) > size && path[size] == '\\' &&
			       !sms_compare_folded(path, size, root, size)
		       ? path + size + 1
		       : NULL;
}

/* A path of the snapshot: below the SMS root, else below `..`, the root of the drive. */
static const char *shown_path(struct sms_observer *self, const struct sms_found_log *log)
{
	size_t size = strlen(self->base);
	bool in_root = log->tree == self->sources->site.tree &&
		       (!size || (strncmp(log->exact, self->base, size) == 0 && log->exact[size] == '/'));
	size_t skip = in_root ? size + (size > 0) : *self->drive_base ? strlen(self->drive_base) + 1 : 0;
	char *shown = sms_arena_alloc(&self->arena, strlen(log->exact + skip) + 4);

	if (!shown)
		return NULL;
	strcpy(shown, in_root ? "" : "..\\");
	strcat(shown, log->exact + skip);
	for (char *at = shown; *at; at++)
		if (*at == '/')
			*at = '\\';
	return shown;
}

/* Adds the log at an exact path, unless it was found before or is not there. */
static smssite_status add(struct sms_observer *self, smssite_tree *tree, const char *exact, const char *name)
{
	struct sms_found_log log = { .tree = tree, .name = name, .in_site = true, .is_traced = true };
	struct sms_found_log *grown;
	smssite_status status;

	for (size_t i = 0; i < self->log_file_count; i++)
		if (self->log_files[i].tree == tree && strcmp(self->log_files[i].exact, exact) == 0) {
			self->log_files[i].name = name;
			self->log_files[i].is_traced = true;
			return SMSSITE_OK;
		}
	status = sms_tree_stat_exact(tree, exact, &log.stat);
	if (status || self->log_file_count == SMS_MAX_LOGS)
		return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
	log.exact = sms_arena_strdup(&self->arena, exact);
	log.path = log.exact ? shown_path(self, &log) : NULL;
	grown = log.path ? sms_grow(self->log_files, self->log_file_count, &self->log_file_capacity,
				   sizeof(*grown))
			 : NULL;
	if (!grown)
		return SMSSITE_NO_MEMORY;
	self->log_files = grown;
	grown[self->log_file_count++] = log;
	return SMSSITE_OK;
}

/* Logs of the name that the registry does not name. */
static void forget_others(struct sms_observer *self, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < self->log_file_count; i++) {
		const struct sms_found_log *log = &self->log_files[i];

		if (log->is_traced || !log->in_site || !sms_equal_folded(log->name, name))
			self->log_files[kept++] = *log;
	}
	self->log_file_count = kept;
}

/* NOT_FOUND and what else resolving comes to where there is none. */
static smssite_status add_path(
	struct sms_observer *self, smssite_tree *tree, const char *path, const char *name)
{
	char *exact;
	smssite_status status = smssite_tree_resolve(tree, path, &exact);

	if (status)
		return status;
	status = add(self, tree, exact, name);
	sms_free(exact);
	return status;
}

/* A log that the registry names and that is not there, or not in view, is no log. */
static smssite_status take(struct sms_observer *self, smssite_tree *tree, const char *path, const char *name)
{
	char *rolled = NULL;
	struct sms_detail detail;
	smssite_status status;

	sms_detail_keep(&detail);
	status = add_path(self, tree, path, name);
	if (!status) {
		forget_others(self, name);
		status = sms_log_rolled_path(path, &rolled);
	}
	if (!status && *rolled)
		status = add_path(self, tree, rolled, name);
	sms_free(rolled);
	if (status == SMSSITE_NO_MEMORY)
		return status;
	sms_detail_restore(&detail);
	return SMSSITE_OK;
}

static smssite_status take_component(struct sms_observer *self, const smssite_registry *registry,
	const char *component, const char *install_directory)
{
	size_t index = smssite_service_catalogue_find(component);
	const char *name = smssite_service_catalogue_log(index), *rest;
	const char *key = sms_observe_join(self, SMS_KEY "Tracing", '\\', component);
	smssite_tree *tree = self->drive ? self->drive : self->sources->site.tree;
	const char *base = self->drive ? self->drive_base : self->base, *path;
	char *text;
	smssite_status status;

	if (!key)
		return SMSSITE_NO_MEMORY;
	status = name && *name ? string_value(registry, key, "TraceFilename", &text) : SMSSITE_OK;
	if (status || !name || !*name || !text)
		return status;
	rest = behind_drive(text);
	if (rest && !self->drive)
		rest = behind_root(rest, install_directory);
	if (rest && *rest) {
		path = sms_observe_join(self, base, '/', rest);
		status = path ? take(self, tree, path, name) : SMSSITE_NO_MEMORY;
	}
	sms_free(text);
	return status;
}

static smssite_status take_registry(struct sms_observer *self, const smssite_registry *registry)
{
	smssite_registry_listing *listing = NULL;
	struct sms_detail detail;
	char *install_directory = NULL;
	smssite_status status;

	sms_detail_keep(&detail);
	status = smssite_registry_list(registry, SMS_KEY "Tracing", &listing);
	if (status) {
		sms_detail_restore(&detail);
		return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
	}
	status = string_value(
		registry, SMS_KEY "Identification", "Installation Directory", &install_directory);
	for (size_t i = 0; !status && i < smssite_registry_listing_subkey_count(listing); i++)
		status = take_component(
			self, registry, smssite_registry_listing_subkey(listing, i), install_directory);
	smssite_registry_listing_free(listing);
	sms_free(install_directory);
	return status;
}

smssite_status sms_observe_traced_logs(struct sms_observer *self)
{
	smssite_status status = SMSSITE_OK;

	/* Saved logs were chosen by who gave them. */
	for (size_t i = 0; !status && !self->sources->logs.tree && i < self->sources->registry_count; i++)
		status = take_registry(self, self->sources->registries[i].registry);
	return status;
}
