/* SPDX-License-Identifier: MIT */
#include "evidence/hive_cells.h"
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"

#include <string.h>

#define HEAD 4096u
#define PAGE 4096u
#define NOTHING UINT32_MAX

smssite_status sms_hive_damaged(uint32_t offset, const char *what)
{
	return sms_fail(SMSSITE_MALFORMED, "the hive is damaged: %s at 0x%x", what, offset);
}

static smssite_status read_bytes(const struct sms_hive *hive, uint64_t offset, void *buffer, size_t size)
{
	smssite_status status;
	size_t got;

	if (offset > hive->size || size > hive->size - offset)
		return sms_fail(SMSSITE_MALFORMED, "the hive is damaged: 0x%llx lies beyond its end",
			(unsigned long long)offset);
	if (hive->bytes) {
		memcpy(buffer, hive->bytes + offset, size);
		return SMSSITE_OK;
	}
	status = sms_tree_read_at(hive->tree, hive->file, (int64_t)offset, buffer, size, &got);
	if (!status && got < size)
		return sms_fail(SMSSITE_CHANGED, "the hive was cut while it was read");
	return status;
}

smssite_status sms_hive_cell(const struct sms_hive *hive, uint32_t offset, struct sms_cell *cell)
{
	unsigned char bytes[4 + SMS_CELL_NEAR];
	size_t left, size;
	smssite_status status;

	if (offset == NOTHING || offset % 4 || offset > hive->size - HEAD - 8)
		return sms_hive_damaged(offset, "no cell");
	left = hive->size - HEAD - offset;
	status =
		read_bytes(hive, (uint64_t)HEAD + offset, bytes, left < sizeof(bytes) ? left : sizeof(bytes));
	if (status)
		return status;
	/* A cell in use has a negative size, that of itself included. */
	size = -get32(bytes);
	if (!(get32(bytes) & 0x80000000u) || size < 8 || size > left)
		return sms_hive_damaged(offset, "no cell in use");
	*cell = (struct sms_cell){ .offset = offset, .size = size - 4 };
	cell->have = cell->size < SMS_CELL_NEAR ? cell->size : SMS_CELL_NEAR;
	memcpy(cell->data, bytes + 4, cell->have);
	return SMSSITE_OK;
}

smssite_status sms_hive_whole(
	const struct sms_hive *hive, const struct sms_cell *cell, size_t size, unsigned char **data)
{
	smssite_status status;

	if (size > cell->size)
		return sms_hive_damaged(cell->offset, "more in a cell than it has room for");
	*data = sms_alloc(size);
	if (!*data)
		return SMSSITE_NO_MEMORY;
	if (size <= cell->have) {
		memcpy(*data, cell->data, size);
		return SMSSITE_OK;
	}
	status = read_bytes(hive, (uint64_t)HEAD + cell->offset + 4, *data, size);
	if (status)
		sms_free(*data);
	return status;
}

smssite_status sms_hive_nk(const struct sms_hive *hive, uint32_t offset, struct sms_cell *cell)
{
	smssite_status status = sms_hive_cell(hive, offset, cell);

	if (status)
		return status;
	if (!sms_cell_is(cell, "nk") || cell->have < NK_NAME ||
		get16(cell->data + NK_NAME_SIZE) > cell->have - NK_NAME)
		return sms_hive_damaged(offset, "no key");
	return SMSSITE_OK;
}

smssite_status sms_hive_vk(const struct sms_hive *hive, uint32_t offset, struct sms_cell *cell)
{
	smssite_status status = sms_hive_cell(hive, offset, cell);

	if (status)
		return status;
	if (!sms_cell_is(cell, "vk") || cell->have < VK_NAME ||
		get16(cell->data + VK_NAME_SIZE) > cell->size - VK_NAME)
		return sms_hive_damaged(offset, "no value");
	return SMSSITE_OK;
}

char *sms_hive_name_text(const unsigned char *data, size_t size, bool latin1)
{
	char *wide, *text;

	if (!latin1)
		return sms_text_from_utf16le((const char *)data, size, &size);
	wide = sms_calloc(size + 1, 2);
	if (!wide)
		return NULL;
	for (size_t i = 0; i < size; i++)
		wide[2 * i] = (char)data[i];
	text = sms_text_from_utf16le(wide, size * 2, &size);
	sms_free(wide);
	return text;
}

smssite_status sms_hive_name_is(
	const unsigned char *data, size_t size, bool latin1, struct sms_span name, bool *is)
{
	bool ascii = latin1;
	char *text;

	for (size_t i = 0; ascii && i < size; i++)
		ascii = data[i] && data[i] < 0x80;
	if (ascii) {
		*is = sms_compare_folded((const char *)data, size, name.data, name.size) == 0;
		return SMSSITE_OK;
	}
	text = sms_hive_name_text(data, size, latin1);
	if (!text)
		return SMSSITE_NO_MEMORY;
	*is = sms_compare_folded(text, strlen(text), name.data, name.size) == 0;
	sms_free(text);
	return SMSSITE_OK;
}

static smssite_status read_numbered(const struct sms_hive *hive, size_t value, struct sms_cell *cell)
{
	if (!value || value > UINT32_MAX)
		return sms_invalid("smssite_registry", "a number that is no value's");
	return sms_hive_vk(hive, (uint32_t)value, cell);
}

smssite_status sms_hive_type(const struct sms_hive *hive, size_t value, int64_t *type)
{
	struct sms_cell cell;
	smssite_status status = read_numbered(hive, value, &cell);

	if (!status)
		*type = get32(cell.data + VK_TYPE);
	return status;
}

smssite_status sms_hive_data(const struct sms_hive *hive, size_t value, char **data, size_t *size)
{
	struct sms_cell cell;
	smssite_status status = read_numbered(hive, value, &cell);
	unsigned char *bytes;
	uint32_t length;

	if (status)
		return status;
	length = get32(cell.data + VK_DATA_SIZE);
	*size = length & ~VK_INLINE;
	if (length & VK_INLINE) {
		if (*size > 4)
			return sms_hive_damaged(cell.offset, "more than four bytes in a value itself");
		*data = sms_strndup((const char *)cell.data + VK_DATA, *size);
		return *data ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	}
	if (!*size) {
		*data = sms_strndup("", 0);
		return *data ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	}
	status = sms_hive_cell(hive, get32(cell.data + VK_DATA), &cell);
	if (!status && *size > cell.size && sms_cell_is(&cell, "db"))
		return sms_fail(
			SMSSITE_UNSUPPORTED, "a value in pieces, as hives of Windows XP and later have them");
	if (!status)
		status = sms_hive_whole(hive, &cell, *size, &bytes);
	if (!status)
		*data = (char *)bytes;
	return status;
}

static smssite_status check_head(struct sms_hive *hive, const unsigned char head[HEAD], size_t file_size)
{
	uint32_t sum = 0, major = get32(head + 20), minor = get32(head + 24);
	size_t length = get32(head + 40);

	if (memcmp(head, "regf", 4) != 0)
		return sms_fail(SMSSITE_MALFORMED, "not a hive: it does not begin with regf");
	for (size_t i = 0; i < 508; i += 4)
		sum ^= get32(head + i);
	if (sum != get32(head + 508))
		return sms_fail(SMSSITE_MALFORMED, "the hive is damaged: the checksum of its head is wrong");
	/* Before 1.2, in NT 3.1 and 3.5, cells were of another form. */
	if (major != 1 || minor < 2 || minor > 6 || get32(head + 28) != 0 || get32(head + 32) != 1)
		return sms_fail(
			SMSSITE_UNSUPPORTED, "a hive of version %u.%u; 1.2 to 1.6 are known", major, minor);
	if (length < PAGE || length % PAGE || length > file_size - HEAD)
		return sms_fail(SMSSITE_MALFORMED, "the hive is cut: of %zu bytes %zu are there",
			HEAD + length, file_size);
	hive->size = HEAD + length;
	hive->root = get32(head + 36);
	hive->dirty = get32(head + 4) != get32(head + 8);
	return SMSSITE_OK;
}

static smssite_status check_start(struct sms_hive *hive, size_t file_size)
{
	unsigned char head[HEAD], page[4];
	struct sms_cell root;
	smssite_status status;

	hive->size = file_size;
	status = read_bytes(hive, 0, head, HEAD);
	if (!status)
		status = check_head(hive, head, file_size);
	if (!status)
		status = read_bytes(hive, HEAD, page, sizeof(page));
	if (!status && memcmp(page, "hbin", 4) != 0)
		return sms_hive_damaged(0, "no page");
	return status ? status : sms_hive_nk(hive, hive->root, &root);
}

smssite_status sms_hive_open(smssite_tree *tree, const char *path, struct sms_hive *hive)
{
	struct smssite_tree_stat stat;
	smssite_status status;
	void *bytes;
	size_t size;

	*hive = (struct sms_hive){ .tree = smssite_tree_ref(tree) };
	status = sms_tree_stat_exact(tree, path, &stat);
	if (!status && stat.kind == SMSSITE_ENTRY_FILE && stat.size > (int64_t)SMS_MAX_HIVE)
		status = sms_fail(SMSSITE_LIMIT, "a hive of %lld bytes is beyond the limit of %u",
			(long long)stat.size, SMS_MAX_HIVE);
	if (!status && stat.kind == SMSSITE_ENTRY_FILE && stat.size < (int64_t)(HEAD + PAGE))
		status = sms_fail(
			SMSSITE_MALFORMED, "not a hive: %lld bytes are too few", (long long)stat.size);
	if (!status && tree->ops.read_at)
		status = sms_tree_open_exact(tree, path, SMSSITE_OPEN_READ, &hive->file);
	else if (!status)
		status = sms_tree_read_exact(tree, path, SMS_MAX_HIVE, &bytes, &size);
	if (!status && !hive->file) {
		hive->bytes = bytes;
		stat.size = (int64_t)size;
	}
	if (!status)
		status = check_start(hive, (size_t)stat.size);
	if (status) {
		struct sms_detail why;

		sms_detail_keep(&why);
		sms_hive_close(hive);
		sms_detail_restore(&why);
		return sms_fail_in(status, "%s", path);
	}
	return SMSSITE_OK;
}

smssite_status sms_hive_open_bytes(unsigned char *bytes, size_t size, struct sms_hive *hive)
{
	smssite_status status;

	*hive = (struct sms_hive){ .bytes = bytes };
	status = check_start(hive, size);
	if (status)
		hive->bytes = NULL;
	return status;
}

void sms_hive_close(struct sms_hive *hive)
{
	if (hive->file)
		sms_tree_close(hive->tree, hive->file);
	sms_free(hive->bytes);
	smssite_tree_free(hive->tree);
	*hive = (struct sms_hive){ 0 };
}
