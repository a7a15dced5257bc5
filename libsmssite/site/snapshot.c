/* SPDX-License-Identifier: MIT */
#include "site/snapshot.h"
#include <smssite/box.h>
#include <smssite/layout.h>
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

smssite_status sms_snapshot_new(smssite_snapshot **snapshot)
{
	smssite_snapshot *self = sms_calloc(1, sizeof(*self));

	if (!self)
		return SMSSITE_NO_MEMORY;
	atomic_init(&self->references, 1);
	self->location = self->root = self->services_name = self->parent_word_name = "";
	self->site_code = self->site_name = self->parent_site_code = "";
	self->site_server = self->install_directory = "";
	self->taken_utc_s = self->newest_utc_s = SMSSITE_NO_TIME;
	self->free_bytes = self->build = -1;
	self->is_copy = true;
	self->box = SMSSITE_NO_INDEX;
	*snapshot = self;
	return SMSSITE_OK;
}

SMSSITE_API smssite_snapshot *smssite_snapshot_ref(smssite_snapshot *self)
{
	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return self;
}

SMSSITE_API void smssite_snapshot_free(smssite_snapshot *self)
{
	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < self->document_count; i++) {
		smssite_control_file_free(self->documents[i].file);
		smssite_system_map_free(self->documents[i].map);
		smssite_sms_ini_free(self->documents[i].ini);
		smssite_send_request_free(self->documents[i].request);
	}
	smssite_services_free(self->services);
	smssite_parent_word_free(self->parent_word);
	smssite_registry_free(self->registry);
	smssite_services_free(self->installed);
	sms_free(self->registry_sources);
	sms_free(self->directories);
	sms_free(self->documents);
	sms_free(self->logs);
	sms_arena_release(&self->arena);
	sms_free(self);
}

struct sms_directory *sms_snapshot_add_directory(smssite_snapshot *self, const char *path)
{
	struct sms_directory *grown =
		sms_grow(self->directories, self->directory_count, &self->directory_capacity, sizeof(*grown));
	char *copy;

	if (!grown)
		return NULL;
	self->directories = grown;
	copy = sms_arena_strdup(&self->arena, path);
	if (!copy)
		return NULL;
	grown += self->directory_count++;
	*grown = (struct sms_directory){ .path = copy, .layout = SMSSITE_NO_INDEX, .message = "" };
	return grown;
}

struct sms_document *sms_snapshot_add_document(smssite_snapshot *self, const char *path)
{
	struct sms_document *grown =
		sms_grow(self->documents, self->document_count, &self->document_capacity, sizeof(*grown));
	char *copy;

	if (!grown)
		return NULL;
	self->documents = grown;
	copy = sms_arena_strdup(&self->arena, path);
	if (!copy)
		return NULL;
	grown += self->document_count++;
	*grown = (struct sms_document){ .path = copy, .message = "" };
	return grown;
}

struct sms_log *sms_snapshot_add_log(smssite_snapshot *self, const char *name, const char *path)
{
	struct sms_log *grown = sms_grow(self->logs, self->log_count, &self->log_capacity, sizeof(*grown));
	char *name_copy, *path_copy;

	if (!grown)
		return NULL;
	self->logs = grown;
	name_copy = sms_arena_strdup(&self->arena, name);
	path_copy = sms_arena_strdup(&self->arena, path);
	if (!name_copy || !path_copy)
		return NULL;
	grown += self->log_count++;
	*grown = (struct sms_log){ .name = name_copy, .path = path_copy };
	return grown;
}

struct sms_registry_source *sms_snapshot_add_registry_source(smssite_snapshot *self, const char *name)
{
	struct sms_registry_source *grown = sms_grow(self->registry_sources, self->registry_source_count,
		&self->registry_source_capacity, sizeof(*grown));
	char *copy;

	if (!grown)
		return NULL;
	self->registry_sources = grown;
	copy = sms_arena_strdup(&self->arena, name);
	if (!copy)
		return NULL;
	grown += self->registry_source_count++;
	*grown = (struct sms_registry_source){ .name = copy, .message = "" };
	return grown;
}

int sms_snapshot_compare_names(const char *a, const char *b)
{
	int order = sms_compare_folded(a, strlen(a), b, strlen(b));

	return order ? order : strcmp(a, b);
}

static int compare_directories(const void *a, const void *b)
{
	return sms_snapshot_compare_names(
		((const struct sms_directory *)a)->path, ((const struct sms_directory *)b)->path);
}

static int compare_documents(const void *a, const void *b)
{
	return sms_snapshot_compare_names(
		((const struct sms_document *)a)->path, ((const struct sms_document *)b)->path);
}

static int compare_logs(const void *a, const void *b)
{
	const struct sms_log *x = a, *y = b;
	int order = sms_snapshot_compare_names(x->name, y->name);

	return order ? order : sms_snapshot_compare_names(x->path, y->path);
}

/* A control file that speaks of the whole site; transactions name it in their header only. */
static bool is_full(const smssite_control_file *file)
{
	smssite_control_type type = smssite_control_file_type(file);

	return (type == SMSSITE_CONTROL_ACTUAL || type == SMSSITE_CONTROL_PROPOSED ||
		       type == SMSSITE_CONTROL_NEWSITE) &&
	       smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0) != SMSSITE_NO_INDEX;
}

static bool is_newer(const struct sms_document *a, const struct sms_document *b)
{
	int64_t x = smssite_control_file_time_utc_s(a->file), y = smssite_control_file_time_utc_s(b->file);

	return x != y ? x > y : a->stat.mtime_utc_s > b->stat.mtime_utc_s;
}

static const smssite_control_file *find_identity(const smssite_snapshot *self)
{
	const struct sms_document *best = NULL;

	for (size_t i = 0; i < self->document_count; i++) {
		const struct sms_document *document = &self->documents[i];
		const char *name = strrchr(document->path, '\\');

		if (!document->file || !is_full(document->file))
			continue;
		if (name && smssite_box_role_of(name + 1, document->stat.kind) == SMSSITE_BOX_MASTER)
			return document->file;
		if (!best || is_newer(document, best))
			best = document;
	}
	return best ? best->file : NULL;
}

static smssite_status take_text(smssite_snapshot *self, const smssite_control_file *file, size_t section,
	size_t value, const char **text)
{
	char *found, *copy;
	smssite_status status = smssite_control_file_value_text(file, section, value, &found);

	/* A section that is too short says nothing of the value. */
	if (status)
		return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
	copy = sms_arena_strdup(&self->arena, found);
	sms_free(found);
	if (!copy)
		return SMSSITE_NO_MEMORY;
	*text = copy;
	return SMSSITE_OK;
}

static smssite_status take_identity(smssite_snapshot *self)
{
	const smssite_control_file *file = find_identity(self);
	const struct {
		size_t value;
		const char **text;
	} texts[] = {
		{ SMSSITE_SITE_ACCOUNT_SITE_CODE, &self->site_code },
		{ SMSSITE_SITE_ACCOUNT_SITE_NAME, &self->site_name },
		{ SMSSITE_SITE_ACCOUNT_PARENT_SITE_CODE, &self->parent_site_code },
		{ SMSSITE_SITE_ACCOUNT_SITE_SERVER, &self->site_server },
		{ SMSSITE_SITE_ACCOUNT_INSTALL_DIRECTORY, &self->install_directory },
	};
	smssite_status status = SMSSITE_OK;
	size_t section;

	if (!file)
		return SMSSITE_OK;
	section = smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0);
	for (size_t i = 0; !status && i < sizeof(texts) / sizeof(*texts); i++)
		status = take_text(self, file, section, texts[i].value, texts[i].text);
	if (status)
		return status;
	if (smssite_control_file_value_number(
		    file, section, SMSSITE_SITE_ACCOUNT_SITE_TYPE, &self->site_type))
		self->site_type = 0;
	self->build = smssite_control_file_build(file);
	return SMSSITE_OK;
}

smssite_status sms_snapshot_finish(smssite_snapshot *self)
{
	if (self->directory_count)
		qsort(self->directories, self->directory_count, sizeof(*self->directories),
			compare_directories);
	if (self->document_count)
		qsort(self->documents, self->document_count, sizeof(*self->documents), compare_documents);
	if (self->log_count)
		qsort(self->logs, self->log_count, sizeof(*self->logs), compare_logs);
	self->box = smssite_snapshot_find_directory(self, "SITE.SRV\\SITECFG.BOX");
	if (self->registry) {
		smssite_status status = sms_snapshot_find_installed(self);

		if (status)
			return status;
	}
	return take_identity(self);
}

SMSSITE_API const char *smssite_snapshot_site_code(const smssite_snapshot *self)
{
	return self ? self->site_code : "";
}

SMSSITE_API const char *smssite_snapshot_site_name(const smssite_snapshot *self)
{
	return self ? self->site_name : "";
}

SMSSITE_API const char *smssite_snapshot_parent_site_code(const smssite_snapshot *self)
{
	return self ? self->parent_site_code : "";
}

SMSSITE_API const char *smssite_snapshot_site_server(const smssite_snapshot *self)
{
	return self ? self->site_server : "";
}

SMSSITE_API const char *smssite_snapshot_install_directory(const smssite_snapshot *self)
{
	return self ? self->install_directory : "";
}

SMSSITE_API int64_t smssite_snapshot_site_type(const smssite_snapshot *self)
{
	return self ? self->site_type : 0;
}

SMSSITE_API int64_t smssite_snapshot_build(const smssite_snapshot *self)
{
	return self ? self->build : -1;
}

SMSSITE_API const char *smssite_snapshot_location(const smssite_snapshot *self)
{
	return self ? self->location : "";
}

SMSSITE_API const char *smssite_snapshot_root(const smssite_snapshot *self)
{
	return self ? self->root : "";
}

SMSSITE_API smssite_view smssite_snapshot_view(const smssite_snapshot *self)
{
	return self ? self->view : SMSSITE_VIEW_AUTO;
}

SMSSITE_API bool smssite_snapshot_is_copy(const smssite_snapshot *self)
{
	return !self || self->is_copy;
}

SMSSITE_API int64_t smssite_snapshot_taken_utc_s(const smssite_snapshot *self)
{
	return self ? self->taken_utc_s : SMSSITE_NO_TIME;
}

SMSSITE_API int64_t smssite_snapshot_newest_utc_s(const smssite_snapshot *self)
{
	return self ? self->newest_utc_s : SMSSITE_NO_TIME;
}

SMSSITE_API int64_t smssite_snapshot_free_bytes(const smssite_snapshot *self)
{
	return self ? self->free_bytes : -1;
}
