/* SPDX-License-Identifier: MIT */
/* What is kept of a server's registry: the keys of the table below, copied once, so that the files need not stay. */
#include "site/observe.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* A key of interest. Its children by name, or one child `*` that stands for each. */
struct wanted {
	const char *name;
	enum { KEYS_ONLY, VALUES } what;
	/* Not worth a word where it is not there. */
	bool optional;
	/* Of its values this one; NULL: all. */
	const char *only;
	const struct wanted *children;
};

/* Resource Guide Supplement (registry), KB Q130184, Q140396, Q133385, Q147469; domain and service keys vary. */
static const struct wanted any_values[] = { { .name = "*", .what = VALUES }, { 0 } };
static const struct wanted any_keys[] = { { .name = "*" }, { 0 } };
static const struct wanted addresses[] = { { .name = "*", .children = any_keys }, { 0 } };
static const struct wanted site[] = {
	{ .name = "Domains", .children = any_values },
	{ .name = "Addresses", .children = addresses },
	{ 0 },
};
static const struct wanted sites[] = { { .name = "*", .what = VALUES, .children = site }, { 0 } };
static const struct wanted component[] = { { .name = "Threads", .what = VALUES, .optional = true }, { 0 } };
static const struct wanted components[] = { { .name = "*", .what = VALUES, .children = component }, { 0 } };
static const struct wanted sms[] = {
	{ .name = "Identification", .what = VALUES },
	{ .name = "Setup", .what = VALUES },
	{ .name = "SQL Server", .what = VALUES },
	{ .name = "Compression", .what = VALUES },
	{ .name = "Tracing", .what = VALUES, .children = any_values },
	{ .name = "Components", .children = components },
	{ .name = "Sites", .children = sites },
	{ 0 },
};
/* The version of Windows NT; whose it is and its number are none of our business. */
static const struct wanted windows_nt[] = {
	{ .name = "CurrentVersion", .what = VALUES, .optional = true, .only = "CurrentVersion" },
	{ 0 },
};
static const struct wanted microsoft[] = {
	{ .name = "SMS", .children = sms },
	{ .name = "Windows NT", .optional = true, .children = windows_nt },
	{ 0 },
};
static const struct wanted software[] = { { .name = "Microsoft", .children = microsoft }, { 0 } };
static const struct wanted security[] = { { .name = "Security", .what = VALUES }, { 0 } };
/* Parameters: whether NT shares its drives by itself. */
static const struct wanted lanman[] = {
	{ .name = "Shares", .what = VALUES, .children = security },
	{ .name = "Parameters", .what = VALUES, .optional = true, .only = "AutoShareServer" },
	{ 0 },
};
static const struct wanted services[] = { { .name = "LanmanServer", .children = lanman }, { 0 } };
static const struct wanted computer[] = { { .name = "ComputerName", .what = VALUES }, { 0 } };
static const struct wanted control[] = { { .name = "ComputerName", .children = computer }, { 0 } };
static const struct wanted control_set[] = {
	{ .name = "Services", .children = services },
	{ .name = "Control", .children = control },
	{ 0 },
};

#define SMS_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\"
#define SYSTEM_KEY "HKEY_LOCAL_MACHINE\\SYSTEM"
#define SET_KEY SYSTEM_KEY "\\CurrentControlSet"

/* A key that waits to be looked at: its path in the registry, and as the snapshot has it. */
struct waiting {
	const char *real, *shown;
	const struct wanted *wanted;
};

struct reading {
	struct sms_observer *observer;
	const smssite_registry *registry;
	struct sms_registry_source *source;
	size_t index;
	struct waiting *waiting;
	size_t count, capacity;
	size_t keys_left, values_left, bytes_left;
};

/* Only a lack of memory ends the observation; the first other failure is kept. */
static smssite_status note(struct reading *self, smssite_status status)
{
	if (status == SMSSITE_NO_MEMORY || self->source->status)
		return status == SMSSITE_NO_MEMORY ? status : SMSSITE_OK;
	self->source->status = status;
	self->source->message = sms_observe_message(self->observer);
	return self->source->message ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* What is absent from a hive that was not closed properly may be in its log. */
static bool covers(const struct reading *self, const char *key)
{
	return !self->source->dirty && smssite_registry_covers(self->registry, key);
}

static bool is_known_absent(const struct reading *self, const char *key)
{
	return covers(self, key) || sms_registry_shows_gap(self->registry, key);
}

static smssite_status push(struct reading *self, const char *real, const char *shown, const struct wanted *wanted)
{
	struct waiting *grown = sms_grow(self->waiting, self->count, &self->capacity, sizeof(*grown));

	if (!grown)
		return SMSSITE_NO_MEMORY;
	self->waiting = grown;
	grown[self->count++] = (struct waiting){ real, shown, wanted };
	return SMSSITE_OK;
}

/* A name that would not be one part of a path is none that Windows allows. */
static bool is_part(const char *name)
{
	return *name && !strchr(name, '\\');
}

static smssite_status push_child(
	struct reading *self, const struct waiting *above, const char *name, const struct wanted *wanted)
{
	const char *real = sms_observe_join(self->observer, above->real, '\\', name), *shown = real;

	if (real && above->real != above->shown)
		shown = sms_observe_join(self->observer, above->shown, '\\', name);
	return real && shown ? push(self, real, shown, wanted) : SMSSITE_NO_MEMORY;
}

/* As they are; of what is long, and of what may be secret under the key of SMS, the length. */
static smssite_status keep_value(struct reading *self, const char *shown, const char *name, size_t value)
{
	smssite_registry *kept = self->observer->snapshot->registry;
	int64_t type = smssite_registry_type(self->registry, value);
	bool of_sms = sms_compare_folded(shown, strlen(SMS_KEY), SMS_KEY, strlen(SMS_KEY)) == 0, plain;
	struct sms_buffer mask = { 0 };
	smssite_status status;
	size_t size, text_size;
	char *text, length[24];
	void *data;

	status = smssite_registry_data(self->registry, value, &data, &size);
	if (status)
		return status;
	text = sms_text_from_utf16le(data, size & ~(size_t)1, &text_size);
	if (!text) {
		sms_free(data);
		return SMSSITE_NO_MEMORY;
	}
	plain = type == SMSSITE_REG_SZ || type == SMSSITE_REG_EXPAND_SZ || type == SMSSITE_REG_MULTI_SZ;
	text_size = size / 2;
	text_size -= text_size && !memcmp((char *)data + 2 * text_size - 2, "\0", 2);
	if (size > SMS_MAX_KEPT_DATA || (of_sms && !plain && type != SMSSITE_REG_DWORD) ||
		(of_sms && plain && text_size && sms_registry_is_secret(name, text))) {
		snprintf(length, sizeof(length), "*%zu*", plain ? text_size : size);
		sms_registry_put_string(&mask, sms_span_of(length));
		sms_free(data);
		data = sms_buffer_finish(&mask, &size);
	}
	sms_free(text);
	if (!data)
		return SMSSITE_NO_MEMORY;
	if (size > self->bytes_left)
		self->source->cut++;
	else
		status = sms_registry_keep_value(kept, name, type, data, size,
			smssite_registry_line(self->registry, value), self->index);
	self->bytes_left -= size > self->bytes_left ? 0 : size;
	sms_free(data);
	return status;
}

/* Whether all of them are kept goes back into *whole. */
static smssite_status keep_values(struct reading *self, const struct waiting *item, const smssite_registry_listing *listing,
	bool *whole)
{
	const char *only = item->wanted->only;
	size_t cut = self->source->cut;

	for (size_t i = 0; i < smssite_registry_listing_value_count(listing); i++) {
		smssite_status status = SMSSITE_OK;

		if (only && !sms_equal_folded(smssite_registry_listing_name(listing, i), only))
			continue;
		if (!self->values_left) {
			self->source->cut++;
			continue;
		}
		self->values_left--;
		status = keep_value(self, item->shown, smssite_registry_listing_name(listing, i),
			smssite_registry_listing_value(listing, i));
		if (status)
			*whole = false;
		if (status)
			status = note(self, status);
		if (status)
			return status;
	}
	*whole = *whole && self->source->cut == cut;
	return SMSSITE_OK;
}

static smssite_status push_children(
	struct reading *self, const struct waiting *item, const smssite_registry_listing *listing)
{
	const struct wanted *child = item->wanted->children;
	smssite_status status = SMSSITE_OK;

	if (child && strcmp(child->name, "*") == 0) {
		for (size_t i = 0; i < smssite_registry_listing_subkey_count(listing) && !status; i++)
			if (is_part(smssite_registry_listing_subkey(listing, i)))
				status = push_child(self, item, smssite_registry_listing_subkey(listing, i), child);
		return status;
	}
	for (; child && child->name && !status; child++)
		status = push_child(self, item, child->name, child);
	return status;
}

static smssite_status keep_key(
	struct reading *self, const struct waiting *item, const smssite_registry_listing *listing)
{
	bool any = item->wanted->children && strcmp(item->wanted->children->name, "*") == 0;
	smssite_registry *kept = self->observer->snapshot->registry;
	bool covered = covers(self, item->real), whole = item->wanted->what == VALUES && !item->wanted->only;
	struct sms_reg_key *key;
	smssite_status status;
	size_t at;

	status = sms_registry_keep_key(kept, item->shown, true, 0, self->index);
	if (status)
		return status;
	at = kept->reg.key_count - 1;
	if (item->wanted->what == VALUES)
		status = keep_values(self, item, listing, &whole);
	key = &kept->reg.keys[at];
	if (covered)
		key->covers = (whole ? SMS_COVERS_VALUES : 0u) | (any ? SMS_COVERS_KEYS : 0u);
	return status ? status : push_children(self, item, listing);
}

static smssite_status look_at(struct reading *self, const struct waiting *item)
{
	smssite_registry *kept = self->observer->snapshot->registry;
	smssite_registry_listing *listing;
	smssite_status status;

	if (!self->keys_left) {
		self->source->cut++;
		return SMSSITE_OK;
	}
	status = smssite_registry_list(self->registry, item->real, &listing);
	if (status == SMSSITE_NOT_FOUND) {
		if (item->wanted->optional || !is_known_absent(self, item->real))
			return SMSSITE_OK;
		self->keys_left--;
		return sms_registry_keep_key(
			kept, item->shown, false, SMS_COVERS_VALUES | SMS_COVERS_KEYS, self->index);
	}
	if (status) {
		/* What it holds by name may be readable all the same. */
		status = note(self, status);
		return status ? status : push_children(self, item, NULL);
	}
	self->keys_left--;
	status = keep_key(self, item, listing);
	smssite_registry_listing_free(listing);
	return status;
}

static smssite_status look_at_all(struct reading *self)
{
	smssite_status status = SMSSITE_OK;

	while (self->count && !status) {
		struct waiting item = self->waiting[--self->count];

		status = look_at(self, &item);
	}
	return status;
}

static bool is_nt_service(const char *name)
{
	size_t index = smssite_service_catalogue_find(name);
	smssite_service_kind kind = smssite_service_catalogue_kind(index);

	return index != SMSSITE_NO_INDEX && (kind == SMSSITE_SERVICE_NT || kind == SMSSITE_SERVICE_TEMPORARY);
}

/* The services of SMS, those of the catalogue known to be there or not. */
static smssite_status push_services(struct reading *self, const struct waiting *set)
{
	const char *real = sms_observe_join(self->observer, set->real, '\\', "Services");
	const char *shown = sms_observe_join(self->observer, set->shown, '\\', "Services");
	const struct waiting item = { real, shown, NULL };
	smssite_registry_listing *listing = NULL;
	smssite_status status = real && shown ? SMSSITE_OK : SMSSITE_NO_MEMORY;

	if (!status)
		status = smssite_registry_list(self->registry, real, &listing);
	if (status && status != SMSSITE_NO_MEMORY)
		status = status == SMSSITE_NOT_FOUND ? SMSSITE_OK : note(self, status);
	for (size_t i = 0; i < smssite_registry_listing_subkey_count(listing) && !status; i++) {
		const char *name = smssite_registry_listing_subkey(listing, i);

		if (sms_begins_folded(name, "SMS_") && is_part(name) && !is_nt_service(name))
			status = push_child(self, &item, name, any_values);
	}
	smssite_registry_listing_free(listing);
	for (size_t i = 0; i < smssite_service_catalogue_count() && !status; i++)
		if (is_nt_service(smssite_service_catalogue_name(i)))
			status = push_child(self, &item, smssite_service_catalogue_name(i), any_values);
	/* Remote control's (KB Q139627). */
	return status ? status : push_child(self, &item, "WUSER32", any_values);
}

static smssite_status read_system(struct reading *self)
{
	static const struct wanted root = { .name = "CurrentControlSet", .children = control_set };
	struct waiting set = { NULL, SET_KEY, &root };
	smssite_status status;
	char *real;
	bool has;

	status = smssite_registry_has_key(self->registry, SYSTEM_KEY, &has);
	if (status || !has)
		return status ? note(self, status) : SMSSITE_OK;
	status = smssite_registry_control_set(self->registry, &real);
	if (status)
		return note(self, status);
	set.real = sms_arena_strdup(&self->observer->arena, real);
	sms_free(real);
	if (!set.real)
		return SMSSITE_NO_MEMORY;
	status = push(self, set.real, set.shown, set.wanted);
	return status ? status : push_services(self, &set);
}

/* Where something was left out no key is known not to exist by not being kept. */
static void forget_keys(struct reading *self)
{
	struct sms_reg *reg = &self->observer->snapshot->registry->reg;

	for (size_t i = 0; self->source->cut && i < reg->key_count; i++)
		if (reg->keys[i].source == self->index && !reg->keys[i].gone)
			reg->keys[i].covers &= ~(unsigned)SMS_COVERS_KEYS;
}

static smssite_status read_one(struct sms_observer *observer, size_t index)
{
	static const struct wanted root = { .name = "SOFTWARE", .children = software };
	const struct sms_given_registry *given = &observer->sources->registries[index];
	static const char key[] = "HKEY_LOCAL_MACHINE\\SOFTWARE";
	struct reading self = {
		.observer = observer,
		.registry = given->registry,
		.source = sms_snapshot_add_registry_source(observer->snapshot, given->name),
		.index = index,
		.keys_left = SMS_MAX_KEPT_KEYS / observer->sources->registry_count,
		.values_left = SMS_MAX_KEPT_VALUES / observer->sources->registry_count,
		.bytes_left = SMS_MAX_KEPT_DATA_BYTES / observer->sources->registry_count,
	};
	smssite_status status = self.source ? SMSSITE_OK : SMSSITE_NO_MEMORY;

	if (!status) {
		self.source->dirty = smssite_registry_is_dirty(given->registry);
		observer->snapshot->registry->kept_dirty |= self.source->dirty;
		status = push(&self, key, key, &root);
	}
	if (!status)
		status = look_at_all(&self);
	if (!status)
		status = read_system(&self);
	if (!status)
		status = look_at_all(&self);
	if (!status)
		forget_keys(&self);
	sms_free(self.waiting);
	return status;
}

smssite_status sms_observe_registries(struct sms_observer *self)
{
	smssite_status status = sms_registry_new_kept(&self->snapshot->registry);

	for (size_t i = 0; i < self->sources->registry_count && !status; i++)
		status = read_one(self, i);
	return status ? status : sms_registry_finish_kept(self->snapshot->registry);
}
