/* SPDX-License-Identifier: MIT */
/* What a snapshot keeps of registries: some keys, each with what it holds, that answer like the registry itself. */
#include "evidence/registry.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

smssite_status sms_registry_new_kept(smssite_registry **kept)
{
	smssite_registry *self = sms_calloc(1, sizeof(*self));

	if (!self)
		return SMSSITE_NO_MEMORY;
	atomic_init(&self->references, 1);
	self->kept = true;
	*kept = self;
	return SMSSITE_OK;
}

smssite_status sms_registry_keep_key(
	smssite_registry *kept, const char *path, bool there, unsigned covers, size_t source)
{
	struct sms_reg *reg = &kept->reg;
	struct sms_reg_key *keys = sms_grow(reg->keys, reg->key_count, &reg->key_capacity, sizeof(*keys));
	char *copy;

	if (!keys)
		return SMSSITE_NO_MEMORY;
	reg->keys = keys;
	if (!sms_registry_is_path(sms_span_of(path)))
		return sms_fail(SMSSITE_MALFORMED, "'%s' is no key of a registry", path);
	copy = sms_arena_strdup(&reg->arena, path);
	if (!copy)
		return SMSSITE_NO_MEMORY;
	keys[reg->key_count++] = (struct sms_reg_key){
		.path = sms_span_of(copy),
		.gone = !there,
		.first = reg->value_count,
		.covers = covers,
		.source = source,
	};
	return SMSSITE_OK;
}

smssite_status sms_registry_keep_value(smssite_registry *kept, const char *name, int64_t type, const void *data,
	size_t size, size_t line, size_t source)
{
	struct sms_reg *reg = &kept->reg;
	struct sms_reg_value *values =
		sms_grow(reg->values, reg->value_count, &reg->value_capacity, sizeof(*values));
	char *name_copy, *raw;

	if (!values)
		return SMSSITE_NO_MEMORY;
	reg->values = values;
	name_copy = sms_arena_strdup(&reg->arena, name);
	raw = sms_arena_strndup(&reg->arena, data, size);
	if (!name_copy || !raw)
		return SMSSITE_NO_MEMORY;
	values[reg->value_count++] = (struct sms_reg_value){
		.name = sms_span_of(name_copy),
		.raw = { raw, size },
		.form = SMS_REG_KEPT,
		.line = (uint32_t)line,
		.type = type,
		.source = source,
	};
	reg->keys[reg->key_count - 1].count++;
	return SMSSITE_OK;
}

smssite_status sms_registry_finish_kept(smssite_registry *kept)
{
	return sms_reg_finish(&kept->reg);
}

/* 78 and 42 hexadecimal digits are the lengths of accounts and keys in a site control file (Resource Guide); no
 * other value has that many. */
#define SECRET_DIGITS 32

bool sms_registry_is_secret(const char *name, const char *text)
{
	static const char *const words[] = { "PASSWORD", "PWD", "LOGIN", "ACCOUNT", "ENCRYPT", "@" };
	size_t size = strlen(name), digits = strspn(text, "0123456789abcdefABCDEF");

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t length = strlen(words[i]);

		for (size_t at = 0; at + length <= size; at++)
			if (sms_compare_folded(name + at, length, words[i], length) == 0)
				return true;
	}
	return digits >= SECRET_DIGITS;
}

SMSSITE_API bool smssite_registry_is_secret(const smssite_registry *self, size_t value, const char *name)
{
	char *text = NULL;
	bool secret;

	if (!name || smssite_registry_type(self, value) < 0)
		return false;
	if (smssite_registry_text(self, value, &text))
		text = NULL;
	secret = sms_registry_is_secret(name, text ? text : "");
	sms_free(text);
	return secret;
}
