/* SPDX-License-Identifier: MIT */
/* The rules of Windows for names, in this one place: which names there are, and which name on disk one means.
 */
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"

#include <string.h>

#define MAX_NAME 255

static bool is_separator(char c)
{
	return c == '/' || c == '\\';
}

/* A device's name means the device with any extension behind it, also with blanks before the dot. */
static bool is_device(struct sms_span name)
{
	static const char *const devices[] = { "CON", "PRN", "AUX", "NUL" };
	struct sms_span stem = name;

	for (size_t i = 0; i < name.size; i++) {
		if (name.data[i] == '.') {
			stem.size = i;
			break;
		}
	}
	while (stem.size && stem.data[stem.size - 1] == ' ')
		stem.size--;
	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
		if (sms_span_equal_folded(stem, devices[i]))
			return true;
	if (stem.size != 4 || stem.data[3] < '1' || stem.data[3] > '9')
		return false;
	stem.size = 3;
	return sms_span_equal_folded(stem, "COM") || sms_span_equal_folded(stem, "LPT");
}

smssite_status sms_name_check(struct sms_span name)
{
	const int size = name.size < 80 ? (int)name.size : 80;

	if (!name.size)
		return sms_fail(SMSSITE_INVALID, "a name is empty");
	if (name.size > MAX_NAME)
		return sms_fail(
			SMSSITE_LIMIT, "a name is longer than %d bytes: %.*s...", MAX_NAME, size, name.data);
	for (size_t i = 0; i < name.size; i++)
		if ((unsigned char)name.data[i] < 0x20 || strchr("<>:\"|?*/\\", name.data[i]))
			return sms_fail(SMSSITE_INVALID,
				"\"%.*s\" has a character that Windows forbids in names", size, name.data);
	if (name.data[name.size - 1] == '.' || name.data[name.size - 1] == ' ')
		return sms_fail(SMSSITE_INVALID, "\"%.*s\" ends in a dot or blank", size, name.data);
	if (is_device(name))
		return sms_fail(SMSSITE_INVALID, "\"%.*s\" is the name of a device", size, name.data);
	return SMSSITE_OK;
}

bool sms_path_next(struct sms_span *rest, struct sms_span *name)
{
	size_t end = 0;

	while (rest->size && is_separator(*rest->data)) {
		rest->data++;
		rest->size--;
	}
	while (end < rest->size && !is_separator(rest->data[end]))
		end++;
	*name = (struct sms_span){ rest->data, end };
	rest->data += end;
	rest->size -= end;
	return end > 0;
}

smssite_status sms_path_check(const char *path)
{
	struct sms_span rest = { path, strnlen(path, SMS_MAX_PATH + 1) }, name;
	smssite_status status;
	size_t depth = 0;

	if (rest.size > SMS_MAX_PATH)
		return sms_fail(
			SMSSITE_LIMIT, "a path is longer than %u bytes: %.80s...", SMS_MAX_PATH, path);
	if (is_separator(*path))
		return sms_fail(SMSSITE_INVALID, "%s: the path must be relative to the tree's root", path);
	while (sms_path_next(&rest, &name)) {
		status = sms_name_check(name);
		if (status)
			return status;
		if (++depth > SMS_MAX_DEPTH)
			return sms_fail(SMSSITE_LIMIT, "%s: more than %u levels deep", path, SMS_MAX_DEPTH);
	}
	return SMSSITE_OK;
}

char *sms_path_join(const char *directory, struct sms_span name)
{
	size_t size = strlen(directory);
	char *path;

	if (!size)
		return sms_strndup(name.data, name.size);
	path = sms_alloc(size + 1 + name.size + 1);
	if (!path)
		return NULL;
	memcpy(path, directory, size);
	path[size] = '/';
	memcpy(path + size + 1, name.data, name.size);
	path[size + 1 + name.size] = '\0';
	return path;
}

char *sms_path_directory(const char *exact)
{
	const char *end = strrchr(exact, '/');

	return sms_strndup(exact, end ? (size_t)(end - exact) : 0);
}

const char *sms_path_name(const char *exact)
{
	const char *end = strrchr(exact, '/');

	return end ? end + 1 : exact;
}

struct search {
	struct sms_span name;
	char *found;
	smssite_entry_kind kind;
	size_t seen;
};

static smssite_status compare(void *cookie, const char *name, const struct smssite_tree_stat *stat)
{
	struct search *search = cookie;

	if (++search->seen > SMS_MAX_ENTRIES)
		return sms_fail(SMSSITE_LIMIT, "more than %u names in one directory", SMS_MAX_ENTRIES);
	if (!sms_span_equal_folded(search->name, name))
		return SMSSITE_OK;
	if (search->found)
		return sms_fail(
			SMSSITE_AMBIGUOUS, "\"%s\" and \"%s\" differ only in case", search->found, name);
	search->kind = stat->kind;
	search->found = sms_strdup(name);
	return search->found ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

/* The whole directory is gone through: a name that is there as asked for may still have a double in another
 * case, and then it means neither. */
smssite_status sms_tree_find(smssite_tree *tree, const char *directory, struct sms_span name, char **found,
	smssite_entry_kind *kind)
{
	struct search search = { .name = name };
	smssite_status status = sms_tree_each_kind(tree, directory, compare, &search);

	if (!status && !search.found)
		status = sms_fail(SMSSITE_NOT_FOUND, "%s%s%.*s: not found", directory, *directory ? "/" : "",
			(int)name.size, name.data);
	if (status) {
		sms_free(search.found);
		return status;
	}
	*found = search.found;
	*kind = search.kind;
	return SMSSITE_OK;
}

/* One step down: *exact becomes the path of the name in it. */
static smssite_status descend(
	smssite_tree *tree, struct sms_span name, char **exact, smssite_entry_kind *kind)
{
	char *found, *path;
	smssite_status status;

	/* What Windows says of a path through a file. A link is another matter: what is behind it is unknown.
	 */
	if (*kind == SMSSITE_ENTRY_LINK)
		return sms_fail(SMSSITE_IO, "%s: a symbolic link is not followed", *exact);
	if (*kind != SMSSITE_ENTRY_DIRECTORY)
		return sms_fail(SMSSITE_NOT_FOUND, "%s: not a directory", *exact);
	status = sms_tree_find(tree, *exact, name, &found, kind);
	if (status)
		return status;
	path = sms_path_join(*exact, sms_span_of(found));
	sms_free(found);
	if (!path)
		return SMSSITE_NO_MEMORY;
	sms_free(*exact);
	*exact = path;
	return SMSSITE_OK;
}

/* With last: stops before the last name and hands it out. *kind is that of the path arrived at. */
static smssite_status walk(
	smssite_tree *tree, const char *path, char **exact, struct sms_span *last, smssite_entry_kind *kind)
{
	struct sms_span rest = sms_span_of(path), name, next;
	smssite_status status = sms_path_check(path);
	bool more;

	if (status)
		return status;
	*kind = SMSSITE_ENTRY_DIRECTORY;
	*exact = sms_strdup("");
	if (!*exact)
		return SMSSITE_NO_MEMORY;
	more = sms_path_next(&rest, &name);
	while (more && !status) {
		more = sms_path_next(&rest, &next);
		if (!more && last) {
			*last = name;
			break;
		}
		status = descend(tree, name, exact, kind);
		name = next;
	}
	if (!status && last && *kind == SMSSITE_ENTRY_LINK)
		status = sms_fail(SMSSITE_IO, "%s: a symbolic link is not followed", *exact);
	else if (!status && last && *kind != SMSSITE_ENTRY_DIRECTORY)
		status = sms_fail(SMSSITE_NOT_FOUND, "%s: not a directory", *exact);
	if (status) {
		sms_free(*exact);
		*exact = NULL;
	}
	return status;
}

SMSSITE_API smssite_status smssite_tree_resolve(smssite_tree *self, const char *path, char **actual)
{
	smssite_entry_kind kind;
	char *exact = NULL;
	smssite_status status;

	if (!self || !path || !actual)
		return sms_invalid(__func__, "NULL argument");
	status = walk(self, path, &exact, NULL, &kind);
	if (!status)
		*actual = exact;
	return status;
}

/* Not even opened is what is no file: to open a device may set it going. */
smssite_status sms_tree_resolve_file(smssite_tree *tree, const char *path, char **exact)
{
	smssite_entry_kind kind;
	smssite_status status = walk(tree, path, exact, NULL, &kind);

	if (status || kind == SMSSITE_ENTRY_FILE)
		return status;
	status = sms_fail(SMSSITE_IO, "%s: not a regular file", **exact ? *exact : "the root");
	sms_free(*exact);
	return status;
}

smssite_status sms_tree_resolve_new(smssite_tree *tree, const char *path, char **exact)
{
	struct sms_span name = { 0 };
	smssite_entry_kind kind;
	char *directory = NULL, *found;
	smssite_status status = walk(tree, path, &directory, &name, &kind);

	if (status)
		return status;
	if (!name.size) {
		sms_free(directory);
		return sms_fail(SMSSITE_EXISTS, "the tree's root is there already");
	}
	status = sms_tree_find(tree, directory, name, &found, &kind);
	if (!status) {
		status = sms_fail(
			SMSSITE_EXISTS, "%s%s%s: exists already", directory, *directory ? "/" : "", found);
		sms_free(found);
	} else if (status == SMSSITE_NOT_FOUND) {
		*exact = sms_path_join(directory, name);
		status = *exact ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	}
	sms_free(directory);
	return status;
}
