/* SPDX-License-Identifier: MIT */
#include "tree/durable.h"
#include "tree/tree.h"
#include "base/alloc.h"
#include "base/error.h"

#include <sha2.h>
#include <string.h>

#define PIECE 65536

/* The two directories a change of names concerns; the same one is synced once. */
static smssite_status sync_directories_of(smssite_tree *tree, const char *to, const char *from)
{
	char *first = sms_path_directory(to), *second = sms_path_directory(from);
	smssite_status status = first && second ? SMSSITE_OK : SMSSITE_NO_MEMORY;

	if (!status)
		status = sms_tree_sync_names(tree, first);
	if (!status && strcmp(first, second))
		status = sms_tree_sync_names(tree, second);
	sms_free(first);
	sms_free(second);
	return status;
}

/* The second half of a link way: the new name is made durable before the old one goes, or a crash between the
 * two could take both. */
static smssite_status drop_old_name(smssite_tree *tree, const char *from, const char *to)
{
	smssite_status status = sync_directories_of(tree, to, to);

	if (!status)
		status = sms_tree_remove(tree, from);
	if (status) {
		sms_tree_discard(tree, to);
		return status;
	}
	return sync_directories_of(tree, from, from);
}

static smssite_status move_checked(smssite_tree *tree, const char *from, const char *to)
{
	struct smssite_tree_stat stat;
	smssite_status status = sms_tree_stat_exact(tree, to, &stat);

	if (!status)
		return sms_fail(SMSSITE_EXISTS, "%s: exists already", to);
	if (status != SMSSITE_NOT_FOUND)
		return status;
	status = sms_tree_rename(tree, from, to);
	return status ? status : sync_directories_of(tree, to, from);
}

/* A file system without hard links denies them. */
static bool has_no_links(smssite_status status)
{
	return status == SMSSITE_UNSUPPORTED || status == SMSSITE_DENIED;
}

static smssite_status move_exact(smssite_tree *tree, const char *from, const char *to, enum sms_move_way *way)
{
	smssite_status status = sms_tree_rename_noreplace(tree, from, to);

	*way = SMS_MOVE_NOREPLACE;
	if (!status)
		return sync_directories_of(tree, to, from);
	if (status != SMSSITE_UNSUPPORTED)
		return status;
	*way = SMS_MOVE_LINK;
	status = sms_tree_link(tree, from, to);
	if (!status)
		return drop_old_name(tree, from, to);
	if (!has_no_links(status))
		return status;
	*way = SMS_MOVE_CHECKED;
	return move_checked(tree, from, to);
}

/* Fills a piece as far as the file goes. */
static smssite_status read_piece(smssite_tree *tree, void *file, unsigned char *piece, size_t *size)
{
	smssite_status status = SMSSITE_OK;
	size_t got = 1;

	for (*size = 0; !status && got && *size < PIECE; *size += got) {
		status = sms_tree_read(tree, file, piece + *size, PIECE - *size, &got);
		if (status)
			break;
	}
	return status;
}

/* CHANGED where they are not the same. */
static smssite_status compare_files(smssite_tree *tree, const char *one, const char *other)
{
	unsigned char *pieces = sms_alloc(2 * PIECE);
	void *first = NULL, *second = NULL;
	size_t size = PIECE, other_size;
	smssite_status status = pieces ? SMSSITE_OK : SMSSITE_NO_MEMORY;

	if (!status)
		status = sms_tree_open_exact(tree, one, SMSSITE_OPEN_READ, &first);
	if (!status)
		status = sms_tree_open_exact(tree, other, SMSSITE_OPEN_READ, &second);
	while (!status && size == PIECE) {
		status = read_piece(tree, first, pieces, &size);
		if (!status)
			status = read_piece(tree, second, pieces + PIECE, &other_size);
		if (!status && (size != other_size || memcmp(pieces, pieces + PIECE, size)))
			status = sms_fail(SMSSITE_CHANGED, "%s and %s differ", one, other);
	}
	sms_tree_close(tree, first);
	sms_tree_close(tree, second);
	sms_free(pieces);
	return status;
}

/* Two names of one file, as a link way leaves them that did not get to its end. Inode numbers may be made up
 * (network file systems do), so the bytes have the last word: nothing can be lost then. */
static smssite_status same_file(smssite_tree *tree, const char *from, const char *to, bool *same)
{
	struct smssite_tree_stat one, other;
	smssite_status status = sms_tree_stat_exact(tree, from, &one);

	*same = false;
	if (!status)
		status = sms_tree_stat_exact(tree, to, &other);
	if (status)
		return status;
	if (!strcmp(from, to) || one.kind != SMSSITE_ENTRY_FILE || other.kind != SMSSITE_ENTRY_FILE ||
		!one.identity || one.identity != other.identity)
		return SMSSITE_OK;
	status = compare_files(tree, from, to);
	*same = !status;
	return status == SMSSITE_CHANGED ? SMSSITE_OK : status;
}

static smssite_status finish_move(smssite_tree *tree, const char *from, const char *to)
{
	smssite_status status;
	bool same = false;
	char *exact;

	status = smssite_tree_resolve(tree, to, &exact);
	if (status)
		return status;
	status = same_file(tree, from, exact, &same);
	if (!status && !same)
		status = sms_fail(SMSSITE_EXISTS, "%s: exists already", exact);
	if (!status)
		status = sync_directories_of(tree, exact, exact);
	if (!status)
		status = sms_tree_remove(tree, from);
	if (!status)
		status = sync_directories_of(tree, from, from);
	sms_free(exact);
	return status;
}

smssite_status sms_tree_move(smssite_tree *tree, const char *from, const char *to, enum sms_move_way *way)
{
	enum sms_move_way used = SMS_MOVE_LINK;
	char *old = NULL, *new = NULL;
	smssite_status status;

	status = smssite_tree_resolve(tree, from, &old);
	if (status)
		return status;
	status = sms_tree_resolve_new(tree, to, &new);
	if (!status)
		status = move_exact(tree, old, new, &used);
	else if (status == SMSSITE_EXISTS)
		status = finish_move(tree, old, to);
	if (!status && way)
		*way = used;
	sms_free(old);
	sms_free(new);
	return status;
}

/* Takes a leftover of the library's own away, if there is one. */
static smssite_status clear(smssite_tree *tree, const char *exact)
{
	struct smssite_tree_stat stat;
	smssite_status status = sms_tree_stat_exact(tree, exact, &stat);

	if (status)
		return status == SMSSITE_NOT_FOUND ? SMSSITE_OK : status;
	status = sms_tree_remove(tree, exact);
	return status ? status : sync_directories_of(tree, exact, exact);
}

static smssite_status probe(smssite_tree *tree, const char *one, const char *other, enum sms_move_way *way)
{
	smssite_status status, gone;
	struct sms_detail why;
	void *file;

	status = clear(tree, one);
	if (!status)
		status = clear(tree, other);
	if (!status)
		status = sms_tree_open_exact(tree, one, SMSSITE_OPEN_CREATE, &file);
	if (status)
		return status;
	sms_tree_close(tree, file);
	*way = SMS_MOVE_NOREPLACE;
	status = sms_tree_rename_noreplace(tree, one, other);
	if (status == SMSSITE_UNSUPPORTED) {
		*way = SMS_MOVE_LINK;
		status = sms_tree_link(tree, one, other);
	}
	if (has_no_links(status) && tree->ops.rename) {
		*way = SMS_MOVE_CHECKED;
		status = SMSSITE_OK;
	}
	sms_detail_keep(&why);
	gone = clear(tree, one);
	if (!gone)
		gone = clear(tree, other);
	if (status)
		sms_detail_restore(&why);
	return status ? status : gone;
}

smssite_status sms_tree_move_way(smssite_tree *tree, const char *directory, enum sms_move_way *way)
{
	smssite_status status;
	char *exact, *one, *other;

	if (!tree->ops.rename_noreplace && !tree->ops.link) {
		if (!tree->ops.rename)
			return sms_fail(SMSSITE_UNSUPPORTED, "%s: this tree cannot rename", tree->location);
		*way = SMS_MOVE_CHECKED;
		return SMSSITE_OK;
	}
	status = smssite_tree_resolve(tree, directory, &exact);
	if (status)
		return status;
	one = sms_path_join(exact, sms_span_of("PROBE-1" SMS_TEMPORARY));
	other = sms_path_join(exact, sms_span_of("PROBE-2" SMS_TEMPORARY));
	status = one && other ? probe(tree, one, other, way) : SMSSITE_NO_MEMORY;
	sms_free(one);
	sms_free(other);
	sms_free(exact);
	return status;
}

/* What goes into a new file: bytes, or another file. */
struct content {
	const void *data;
	size_t size;
	const char *from;
	struct sms_copied copied;
};

static smssite_status pour(smssite_tree *tree, struct content *content, void *from, void *to)
{
	unsigned char *piece = sms_alloc(PIECE);
	smssite_status status = piece ? SMSSITE_OK : SMSSITE_NO_MEMORY;
	size_t size = PIECE;
	SHA2_CTX hash;

	SHA256Init(&hash);
	while (!status && size == PIECE) {
		status = read_piece(tree, from, piece, &size);
		if (!status && size && to)
			status = sms_tree_write(tree, to, piece, size);
		if (!status) {
			SHA256Update(&hash, piece, size);
			content->copied.size += (int64_t)size;
		}
	}
	SHA256Final(content->copied.sha256, &hash);
	sms_free(piece);
	return status;
}

static smssite_status fill(smssite_tree *tree, struct content *content, void *file, const char *path)
{
	struct smssite_tree_stat stat;
	smssite_status status;
	void *from;

	if (!content->from)
		return content->size ? sms_tree_write(tree, file, content->data, content->size) : SMSSITE_OK;
	status = sms_tree_stat_exact(tree, content->from, &stat);
	if (!status)
		status = sms_tree_open_exact(tree, content->from, SMSSITE_OPEN_READ, &from);
	if (status)
		return status;
	status = pour(tree, content, from, file);
	sms_tree_close(tree, from);
	content->copied.mtime_utc_s = stat.mtime_utc_s;
	return status ? status : sms_tree_set_mtime(tree, path, stat.mtime_utc_s);
}

/* The copy is what the source still is. */
static smssite_status verify(smssite_tree *tree, const struct content *content, const char *path)
{
	struct smssite_tree_stat stat;
	smssite_status status = compare_files(tree, content->from, path);

	if (!status)
		status = sms_tree_stat_exact(tree, content->from, &stat);
	if (!status && (stat.mtime_utc_s != content->copied.mtime_utc_s || stat.size != content->copied.size))
		status = sms_fail(SMSSITE_CHANGED, "%s: changed while it was copied", content->from);
	return status;
}

static smssite_status write_temporary(smssite_tree *tree, struct content *content, const char *path)
{
	smssite_status status = clear(tree, path);
	void *file;

	if (!status)
		status = sms_tree_open_exact(tree, path, SMSSITE_OPEN_CREATE, &file);
	if (status)
		return status;
	status = fill(tree, content, file, path);
	if (!status)
		status = sms_tree_sync(tree, file);
	sms_tree_close(tree, file);
	if (!status && content->from)
		status = verify(tree, content, path);
	if (status)
		sms_tree_discard(tree, path);
	return status;
}

/* The move failed; where it could not be made durable, the file has its final name already. */
static void give_up(smssite_tree *tree, const char *temporary, const char *exact)
{
	struct smssite_tree_stat stat;
	struct sms_detail why;
	smssite_status there;

	sms_detail_keep(&why);
	there = sms_tree_stat_exact(tree, temporary, &stat);
	sms_detail_restore(&why);
	sms_tree_discard(tree, there == SMSSITE_NOT_FOUND ? exact : temporary);
}

static smssite_status make_file(smssite_tree *tree, const char *path, struct content *content)
{
	char *exact, *temporary;
	enum sms_move_way way;
	smssite_status status;

	status = sms_tree_resolve_new(tree, path, &exact);
	if (status)
		return status;
	temporary = sms_asprintf("%s" SMS_TEMPORARY, exact);
	status = temporary ? write_temporary(tree, content, temporary) : SMSSITE_NO_MEMORY;
	if (!status) {
		status = move_exact(tree, temporary, exact, &way);
		if (status)
			give_up(tree, temporary, exact);
	}
	sms_free(temporary);
	sms_free(exact);
	return status;
}

smssite_status sms_tree_copy_verified(
	smssite_tree *tree, const char *from, const char *to, struct sms_copied *copied)
{
	struct content content = { 0 };
	smssite_status status;
	char *exact;

	status = sms_tree_resolve_file(tree, from, &exact);
	if (status)
		return status;
	content.from = exact;
	status = make_file(tree, to, &content);
	if (!status && copied)
		*copied = content.copied;
	sms_free(exact);
	return status;
}

smssite_status sms_tree_write_new(smssite_tree *tree, const char *path, const void *data, size_t size)
{
	struct content content = { .data = data, .size = size };

	return make_file(tree, path, &content);
}

static smssite_status must_hold(smssite_tree *tree, const char *exact, const unsigned char sha256[SMS_SHA256_SIZE])
{
	unsigned char now[SMS_SHA256_SIZE];
	smssite_status status = sms_tree_hash(tree, exact, now, NULL);

	if (!status && memcmp(now, sha256, sizeof(now)))
		return sms_fail(SMSSITE_CHANGED, "%s: changed meanwhile", exact);
	return status;
}

smssite_status sms_tree_replace(smssite_tree *tree, const char *path, const void *data, size_t size,
	const unsigned char sha256[SMS_SHA256_SIZE])
{
	struct content content = { .data = data, .size = size };
	char *exact, *temporary;
	smssite_status status;

	status = smssite_tree_resolve(tree, path, &exact);
	if (status)
		return status;
	temporary = sms_asprintf("%s" SMS_TEMPORARY, exact);
	status = temporary ? write_temporary(tree, &content, temporary) : SMSSITE_NO_MEMORY;
	if (!status) {
		status = must_hold(tree, exact, sha256);
		if (!status)
			status = sms_tree_rename(tree, temporary, exact);
		if (status)
			sms_tree_discard(tree, temporary);
		else
			status = sync_directories_of(tree, exact, exact);
	}
	sms_free(temporary);
	sms_free(exact);
	return status;
}

smssite_status sms_tree_hash(
	smssite_tree *tree, const char *path, unsigned char sha256[SMS_SHA256_SIZE], int64_t *size)
{
	struct content content = { 0 };
	smssite_status status;
	char *exact;
	void *file;

	status = sms_tree_resolve_file(tree, path, &exact);
	if (status)
		return status;
	status = sms_tree_open_exact(tree, exact, SMSSITE_OPEN_READ, &file);
	sms_free(exact);
	if (status)
		return status;
	status = pour(tree, &content, file, NULL);
	sms_tree_close(tree, file);
	if (status)
		return status;
	memcpy(sha256, content.copied.sha256, SMS_SHA256_SIZE);
	if (size)
		*size = content.copied.size;
	return SMSSITE_OK;
}
