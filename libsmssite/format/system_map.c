/* SPDX-License-Identifier: MIT */
#include "format/system_map.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

SMSSITE_API smssite_system_map *smssite_system_map_ref(smssite_system_map *self)
{
	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return self;
}

SMSSITE_API void smssite_system_map_free(smssite_system_map *self)
{
	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	sms_free(self->data);
	sms_free(self->text);
	sms_free(self->values);
	sms_free(self->lists);
	sms_free(self->components);
	sms_free(self->heads);
	sms_free(self->files);
	sms_free(self);
}

SMSSITE_API smssite_status smssite_system_map_data(const smssite_system_map *self, const void **data, size_t *size)
{
	if (!self || !data || !size)
		return sms_invalid(__func__, "NULL");
	*data = self->data;
	*size = self->size;
	return SMSSITE_OK;
}

SMSSITE_API size_t smssite_system_map_skipped(const smssite_system_map *self)
{
	return self ? self->skipped : 0;
}

static const struct sms_map_list *list_at(const smssite_system_map *self, size_t list)
{
	return self && list < self->list_count ? &self->lists[list] : NULL;
}

SMSSITE_API size_t smssite_system_map_list_count(const smssite_system_map *self)
{
	return self ? self->list_count : 0;
}

SMSSITE_API const char *smssite_system_map_list_name(const smssite_system_map *self, size_t list)
{
	const struct sms_map_list *found = list_at(self, list);

	return found ? found->name : NULL;
}

SMSSITE_API size_t smssite_system_map_list_size(const smssite_system_map *self, size_t list)
{
	const struct sms_map_list *found = list_at(self, list);

	return found ? found->count : 0;
}

SMSSITE_API const char *smssite_system_map_list_value(const smssite_system_map *self, size_t list, size_t value)
{
	const struct sms_map_list *found = list_at(self, list);

	return found && value < found->count ? self->values[found->first + value] : NULL;
}

SMSSITE_API size_t smssite_system_map_find_list(const smssite_system_map *self, const char *name)
{
	for (size_t i = 0; self && name && i < self->list_count; i++)
		if (sms_equal_folded(self->lists[i].name, name))
			return i;
	return SMSSITE_NO_INDEX;
}

SMSSITE_API int64_t smssite_system_map_build(const smssite_system_map *self)
{
	const char *value = smssite_system_map_list_value(self, smssite_system_map_find_list(self, "BUILDNUMBER"), 0);
	int64_t build;

	return value && sms_span_number(sms_span_of(value), &build) ? build : -1;
}

static const struct sms_map_component *component_at(const smssite_system_map *self, size_t component)
{
	return self && component < self->component_count ? &self->components[component] : NULL;
}

SMSSITE_API size_t smssite_system_map_component_count(const smssite_system_map *self)
{
	return self ? self->component_count : 0;
}

SMSSITE_API const char *smssite_system_map_component_name(const smssite_system_map *self, size_t component)
{
	const struct sms_map_component *found = component_at(self, component);

	return found ? found->name : NULL;
}

SMSSITE_API smssite_map_component smssite_system_map_component_kind(const smssite_system_map *self, size_t component)
{
	const struct sms_map_component *found = component_at(self, component);

	return found ? found->kind : SMSSITE_MAP_SERVICE;
}

SMSSITE_API int64_t smssite_system_map_component_flags(const smssite_system_map *self, size_t component)
{
	const struct sms_map_component *found = component_at(self, component);

	return found ? found->flags : -1;
}

SMSSITE_API size_t smssite_system_map_component_file_count(const smssite_system_map *self, size_t component)
{
	const struct sms_map_component *found = component_at(self, component);

	return found ? found->count : 0;
}

SMSSITE_API const char *smssite_system_map_component_file(const smssite_system_map *self, size_t component, size_t file)
{
	const struct sms_map_component *found = component_at(self, component);

	return found && file < found->count ? self->values[found->first + file] : NULL;
}

static const struct sms_map_file *file_at(const smssite_system_map *self, size_t file)
{
	return self && file < self->file_count ? &self->files[file] : NULL;
}

static const struct sms_map_head *head_at(const smssite_system_map *self, size_t file)
{
	const struct sms_map_file *found = file_at(self, file);

	return found ? &self->heads[found->head] : NULL;
}

SMSSITE_API size_t smssite_system_map_file_count(const smssite_system_map *self)
{
	return self ? self->file_count : 0;
}

SMSSITE_API size_t smssite_system_map_file_line(const smssite_system_map *self, size_t file)
{
	const struct sms_map_file *found = file_at(self, file);

	return found ? found->line : 0;
}

SMSSITE_API const char *smssite_system_map_file_name(const smssite_system_map *self, size_t file)
{
	const struct sms_map_file *found = file_at(self, file);

	return found ? found->name : NULL;
}

SMSSITE_API const char *smssite_system_map_file_directory(const smssite_system_map *self, size_t file)
{
	const struct sms_map_head *head = head_at(self, file);

	return head ? head->directory : NULL;
}

SMSSITE_API const char *smssite_system_map_file_platform(const smssite_system_map *self, size_t file)
{
	const struct sms_map_head *head = head_at(self, file);

	return head ? head->platform : NULL;
}

SMSSITE_API const char *smssite_system_map_file_language(const smssite_system_map *self, size_t file)
{
	const struct sms_map_head *head = head_at(self, file);

	return head ? head->language : NULL;
}

SMSSITE_API const char *smssite_system_map_file_unit(const smssite_system_map *self, size_t file)
{
	const struct sms_map_head *head = head_at(self, file);

	return head ? head->unit : NULL;
}

SMSSITE_API int64_t smssite_system_map_file_size(const smssite_system_map *self, size_t file)
{
	const struct sms_map_file *found = file_at(self, file);

	return found ? found->size : -1;
}

SMSSITE_API int64_t smssite_system_map_file_other_size(const smssite_system_map *self, size_t file)
{
	const struct sms_map_file *found = file_at(self, file);

	return found ? found->other_size : -1;
}

SMSSITE_API int64_t smssite_system_map_file_flags(const smssite_system_map *self, size_t file)
{
	const struct sms_map_file *found = file_at(self, file);

	return found ? found->flags : -1;
}
