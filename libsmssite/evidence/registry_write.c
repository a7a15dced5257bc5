/* SPDX-License-Identifier: MIT */
/* Changes of values as text: for REGEDIT, and for a person. */
#include "evidence/registry_edit.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* REGEDIT breaks its lines before this column. */
#define LINE_WIDTH 78

/* Text between quotes. There are no control characters in it, so nothing can begin a line of its own. */
static smssite_status put_quoted(struct sms_buffer *out, const char *text)
{
	smssite_status status;
	char *bytes;
	size_t size;

	status = sms_text_to_1252(text, &bytes, &size);
	if (status)
		return status;
	sms_buffer_text(out, "\"");
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == '"' || bytes[i] == '\\')
			sms_buffer_text(out, "\\");
		sms_buffer_add(out, &bytes[i], 1);
	}
	sms_buffer_text(out, "\"");
	sms_free(bytes);
	return SMSSITE_OK;
}

static smssite_status put_key(struct sms_buffer *out, const char *key)
{
	smssite_status status;
	char *bytes;
	size_t size;

	status = sms_text_to_1252(key, &bytes, &size);
	if (status)
		return status;
	sms_buffer_text(out, "\r\n[");
	sms_buffer_add(out, bytes, size);
	sms_buffer_text(out, "]\r\n");
	sms_free(bytes);
	return SMSSITE_OK;
}

static void put_hex(struct sms_buffer *out, int64_t type, const char *data, size_t size, size_t column)
{
	size_t start = out->size;

	if (type == SMSSITE_REG_BINARY)
		sms_buffer_text(out, "hex:");
	else
		sms_buffer_format(out, "hex(%llx):", (unsigned long long)type);
	for (size_t i = 0; i < size; i++) {
		sms_buffer_format(out, "%02x%s", (unsigned char)data[i], i + 1 < size ? "," : "");
		if (i + 1 < size && column + out->size - start > LINE_WIDTH - 4) {
			sms_buffer_text(out, "\\\r\n  ");
			start = out->size;
			column = 2;
		}
	}
}

/* REGEDIT4 has the bytes of the other string types in ANSI. */
static smssite_status put_ansi_hex(struct sms_buffer *out, const struct sms_reg_change *change, size_t column)
{
	smssite_status status = SMSSITE_OK;
	struct sms_buffer bytes = { 0 };

	if (change->size % 2)
		return sms_fail(SMSSITE_MALFORMED, "'%s' would be set to half a character", change->name);
	for (size_t i = 0; !status && i < change->size; i += 2) {
		uint16_t unit =
			(uint16_t)((unsigned char)change->data[i] | (unsigned char)change->data[i + 1] << 8);
		unsigned int byte = 0;

		while (byte < 256 && (sms_unit_from_1252((unsigned char)byte) != unit || unit == 0xFFFD))
			byte++;
		if (byte == 256)
			status = sms_fail(SMSSITE_MALFORMED,
				"'%s': a character has no place in code page 1252", change->name);
		else
			sms_buffer_add(&bytes, &(char){ (char)byte }, 1);
	}
	if (!status)
		put_hex(out, change->type, bytes.data, bytes.size, column);
	out->failed |= bytes.failed;
	sms_buffer_release(&bytes);
	return status;
}

static smssite_status put_string(struct sms_buffer *out, const struct sms_reg_change *change)
{
	smssite_status status;
	char *text;

	status = sms_registry_change_text(change, &text);
	if (status)
		return status;
	status = put_quoted(out, text);
	sms_free(text);
	return status;
}

static smssite_status put_value(struct sms_buffer *out, const struct sms_reg_change *change)
{
	const unsigned char *bytes = (const unsigned char *)change->data;
	smssite_status status = SMSSITE_OK;
	size_t start = out->size;

	if (*change->name)
		status = put_quoted(out, change->name);
	else
		sms_buffer_text(out, "@");
	if (status)
		return status;
	sms_buffer_text(out, "=");
	if (change->type < 0)
		sms_buffer_text(out, "-");
	else if (change->type == SMSSITE_REG_SZ)
		status = put_string(out, change);
	else if (change->type == SMSSITE_REG_EXPAND_SZ || change->type == SMSSITE_REG_MULTI_SZ)
		status = put_ansi_hex(out, change, out->size - start);
	else if (change->type == SMSSITE_REG_DWORD && change->size == 4)
		sms_buffer_format(out, "dword:%02x%02x%02x%02x", bytes[3], bytes[2], bytes[1], bytes[0]);
	else
		put_hex(out, change->type, change->data, change->size, out->size - start);
	sms_buffer_text(out, "\r\n");
	return status;
}

static bool begins_key(const smssite_registry_edit *self, size_t change)
{
	return !change || !sms_equal_folded(self->changes[change - 1].key, self->changes[change].key);
}

SMSSITE_API smssite_status smssite_registry_edit_to_reg(
	smssite_registry_edit *self, void **data, size_t *size)
{
	struct sms_buffer out = { 0 };
	smssite_status status;
	char *bytes;

	if (!data || !size)
		return sms_invalid(__func__, "NULL");
	status = sms_registry_edit_enter(self, __func__);
	if (status)
		return status;
	sms_buffer_text(&out, "REGEDIT4\r\n");
	for (size_t i = 0; !status && i < self->count; i++) {
		if (begins_key(self, i))
			status = put_key(&out, self->changes[i].key);
		if (!status)
			status = put_value(&out, &self->changes[i]);
	}
	sms_registry_edit_leave(self);
	if (status) {
		sms_buffer_release(&out);
		return status;
	}
	bytes = sms_buffer_finish(&out, size);
	if (!bytes)
		return SMSSITE_NO_MEMORY;
	*data = bytes;
	return SMSSITE_OK;
}

static void step_to_key(struct sms_buffer *out, const char *key, size_t *step)
{
	const char *rest = strchr(key, '\\') + 1;

	sms_buffer_format(out,
		"%zu. Bring the window \"%.*s on Local Machine\" to the front and open, one below the "
		"other:\n",
		++*step, (int)(rest - 1 - key), key);
	while (*rest) {
		size_t size = strcspn(rest, "\\");

		sms_buffer_format(out, "       %.*s\n", (int)size, rest);
		rest += size + (rest[size] == '\\');
	}
	sms_buffer_text(
		out, "   If one of them is not there, stop: this is not the server that was meant.\n");
}

/* What the user types, and into which of REGEDT32's editors. */
static smssite_status step_data(struct sms_buffer *out, const struct sms_reg_change *change)
{
	const unsigned char *bytes = (const unsigned char *)change->data;
	smssite_status status;
	char *text;

	if (change->type == SMSSITE_REG_SZ || change->type == SMSSITE_REG_EXPAND_SZ) {
		status = sms_registry_change_text(change, &text);
		if (status)
			return status;
		sms_buffer_format(out,
			"   In the String Editor, put exactly this in place of what is there, and choose "
			"OK:\n"
			"       %s\n",
			*text ? text : "(nothing)");
		sms_free(text);
	} else if (change->type == SMSSITE_REG_DWORD && change->size == 4) {
		sms_buffer_format(out,
			"   In the DWORD Editor, choose Hex, put exactly this in place of what is there, and "
			"choose "
			"OK:\n       %x\n",
			(unsigned int)bytes[0] | (unsigned int)bytes[1] << 8 | (unsigned int)bytes[2] << 16 |
				(unsigned int)bytes[3] << 24);
	} else {
		sms_buffer_text(out, "   In the Binary Editor, choose Hex, put exactly these digits in place "
				     "of what is there, and "
				     "choose OK:\n       ");
		for (size_t i = 0; i < change->size; i++)
			sms_buffer_format(out, "%02x", bytes[i]);
		sms_buffer_text(out, "\n");
	}
	return SMSSITE_OK;
}

static smssite_status step_value(struct sms_buffer *out, const struct sms_reg_change *change, size_t *step)
{
	const char *name = *change->name ? change->name : "<No Name>";
	const char *type = change->type == SMSSITE_REG_SZ	   ? "REG_SZ"
			   : change->type == SMSSITE_REG_EXPAND_SZ ? "REG_EXPAND_SZ"
			   : change->type == SMSSITE_REG_DWORD	   ? "REG_DWORD"
								   : "REG_BINARY";

	if (change->type < 0) {
		sms_buffer_format(out,
			"%zu. If \"%s\" is listed on the right, select it, press DEL and choose Yes.\n",
			++*step, name);
		return SMSSITE_OK;
	}
	if (change->type != SMSSITE_REG_SZ && change->type != SMSSITE_REG_EXPAND_SZ &&
		change->type != SMSSITE_REG_DWORD && change->type != SMSSITE_REG_BINARY)
		return sms_fail(
			SMSSITE_MALFORMED, "'%s' is of a type that nobody can enter by hand", change->name);
	sms_buffer_format(out,
		"%zu. On the right, double-click \"%s : %s\".\n"
		"   If there is none, choose Add Value from the Edit menu, Value Name: %s, Data Type: %s, "
		"OK.\n",
		++*step, name, type, *change->name ? change->name : "(leave it empty)", type);
	return step_data(out, change);
}

SMSSITE_API smssite_status smssite_registry_edit_to_steps(smssite_registry_edit *self, char **text)
{
	struct sms_buffer out = { 0 };
	smssite_status status;
	size_t step = 1;

	if (!text)
		return sms_invalid(__func__, "NULL");
	status = sms_registry_edit_enter(self, __func__);
	if (status)
		return status;
	sms_buffer_text(&out,
		"1. Log on at the server as a member of Administrators and start REGEDT32.EXE.\n"
		"   See that Read Only Mode and Auto Refresh in the Options menu are not checked.\n");
	for (size_t i = 0; !status && i < self->count; i++) {
		if (begins_key(self, i))
			step_to_key(&out, self->changes[i].key, &step);
		status = step_value(&out, &self->changes[i], &step);
	}
	sms_buffer_format(
		&out, "%zu. Compare each value with the lines above, and close REGEDT32.\n", ++step);
	sms_registry_edit_leave(self);
	if (status) {
		sms_buffer_release(&out);
		return status;
	}
	*text = sms_buffer_finish(&out, NULL);
	return *text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}
