/* SPDX-License-Identifier: MIT */
/**
 * @file tree.h
 * A tree is a drive (volume) of one server, reached through a small table of operations. Names follow Windows:
 * `\` and `/` separate, letter case does not matter, but the case found on disk is kept.
 *
 * Paths given to calls of this header are relative to the tree's root ("" is the root). `..`, drive letters,
 * leading separators, reserved device names (CON, NUL, ...) and characters Windows forbids are
 * ::SMSSITE_INVALID, as are names that end in a dot or blank. Doubled and trailing separators do not matter. Only the
 * letters A to Z are folded. Symbolic links are listed as links and never followed: a path through one, or one
 * where a file or directory is wanted, is ::SMSSITE_IO, as is anything else of the wrong kind. Paths of more than
 * 1,024 bytes, 32 levels or 255 bytes to a name are ::SMSSITE_LIMIT.
 */
#ifndef SMSSITE_TREE_H
#define SMSSITE_TREE_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_tree smssite_tree;

/** What a name in a directory is. */
typedef enum smssite_entry_kind {
	SMSSITE_ENTRY_FILE = 0,
	SMSSITE_ENTRY_DIRECTORY = 1,
	/** A symbolic link or junction: reported, never followed. */
	SMSSITE_ENTRY_LINK = 2,
	/** Device, socket, pipe. */
	SMSSITE_ENTRY_OTHER = 3,
} smssite_entry_kind;

/** What an operation tells of one name. */
struct smssite_tree_stat {
	smssite_entry_kind kind;
	int64_t size;
	/** Seconds UTC as the file system of this machine keeps it; see snapshot.h on FAT and copies. */
	int64_t mtime_utc_s;
	/** Distinguishes two files of one tree as long as both exist; 0 if the system has no such number. */
	uint64_t identity;
};

/** How smssite_tree_ops::open opens. */
typedef enum smssite_open_mode {
	/** An existing regular file, for reading; never for writing. */
	SMSSITE_OPEN_READ = 0,
	/** A new file, for writing; ::SMSSITE_EXISTS if the name is taken. */
	SMSSITE_OPEN_CREATE = 1,
	/** An existing file of the library's own (a journal), for writing at its end. */
	SMSSITE_OPEN_APPEND = 2,
} smssite_open_mode;

/**
 * The table of operations under a tree. Paths are exact names as listed, separated by `/`, without leading
 * separator, "" for the root; the rules of Windows are applied above this table. Every function returns one of OK, NO_MEMORY,
 * NOT_FOUND, EXISTS, DENIED, BUSY, IO, UNSUPPORTED and leaves things as they were if it fails. An operation
 * that is NULL is answered UNSUPPORTED; list, stat, open, read and close must be there. No operation follows a symbolic link in any
 * component.
 */
struct smssite_tree_ops {
	/** sizeof(struct smssite_tree_ops): lets the table grow. */
	size_t size;
	/** Called once when the last user of the tree is gone. */
	void (*destroy)(void *context);
	/** Calls emit for each name except "." and ".."; stops early and returns its status when that is not OK. */
	smssite_status (*list)(void *context, const char *path,
		smssite_status (*emit)(void *cookie, const char *name, const struct smssite_tree_stat *stat),
		void *cookie);
	/** The same, but only the kind of each name need be told (size 0, time ::SMSSITE_NO_TIME, identity 0): what reading
	 * a directory gives without a look at each file. NULL: list is used instead. */
	smssite_status (*list_kinds)(void *context, const char *path,
		smssite_status (*emit)(void *cookie, const char *name, const struct smssite_tree_stat *stat),
		void *cookie);
	smssite_status (*stat)(void *context, const char *path, struct smssite_tree_stat *stat);
	smssite_status (*open)(void *context, const char *path, smssite_open_mode mode, void **file);
	/** Reads on from where the last read ended; *got 0 is the end of the file. */
	smssite_status (*read)(void *context, void *file, void *buffer, size_t size, size_t *got);
	/** Writes everything or fails. */
	smssite_status (*write)(void *context, void *file, const void *data, size_t size);
	/** Makes the file's data durable. After a failure the file counts as lost. */
	smssite_status (*sync)(void *context, void *file);
	/** Cuts an own file to a length (a journal's torn tail). */
	smssite_status (*truncate)(void *context, void *file, int64_t size);
	void (*close)(void *context, void *file);
	/** UNSUPPORTED where the file system lacks the flag; EXISTS when the new name is taken. */
	smssite_status (*rename_noreplace)(void *context, const char *from, const char *to);
	smssite_status (*link)(void *context, const char *from, const char *to);
	/** May replace the new name; used only after a check, as the last resort, and the plan says so. */
	smssite_status (*rename)(void *context, const char *from, const char *to);
	smssite_status (*make_directory)(void *context, const char *path);
	/** Makes the names in a directory durable. */
	smssite_status (*sync_directory)(void *context, const char *path);
	/** Removes one file of the library's own, or the old name of a link. */
	smssite_status (*remove)(void *context, const char *path);
	smssite_status (*set_mtime)(void *context, const char *path, int64_t mtime_utc_s);
	/** Free and total bytes of the volume. */
	smssite_status (*space)(void *context, int64_t *free_bytes, int64_t *total_bytes);
	/** Takes an exclusive lock on a file, created if missing; BUSY if another holds it. A dead owner holds none. */
	smssite_status (*lock)(void *context, const char *path, void **lock);
	void (*unlock)(void *context, void *lock);
	/** Reads at a place, wherever the last read ended; *got less than size only at the end of the file. May be called by
	 * several threads at once. NULL: large files are read from their beginning. */
	smssite_status (*read_at)(void *context, void *file, int64_t offset, void *buffer, size_t size, size_t *got);
};

/**
 * Opens a directory of this machine as a tree. Nothing is opened for writing by it.
 * @param path a directory in the machine's own notation.
 * @param[out] tree given back with smssite_tree_free().
 * @return OK, INVALID, NO_MEMORY, NOT_FOUND, DENIED, IO (also: not a directory). Since: 0.1
 */
SMSSITE_API smssite_status smssite_tree_open(const char *path, smssite_tree **tree);

/**
 * A new, empty tree in memory, for tests and for trees that come from elsewhere. Its clock stands still:
 * new files get the time of smssite_tree_set_clock(). @return OK, INVALID, NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_tree_new_memory(smssite_tree **tree);

/** Sets the time stamp that a memory tree gives to new files. @return OK; INVALID for other trees. Since: 0.1 */
SMSSITE_API smssite_status smssite_tree_set_clock(smssite_tree *self, int64_t now_utc_s);

/**
 * A tree over the caller's own operations.
 * @param ops copied; ops->size tells its version; must hold list, stat, open, read and close.
 * @param context passed to every operation; ops->destroy ends it (also when this call fails it is NOT called).
 * @param location what smssite_tree_location() answers; copied.
 * @return OK, INVALID, NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_tree_new(const struct smssite_tree_ops *ops, void *context,
	const char *location, smssite_tree **tree);

/** Another reference on the tree. Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_tree *smssite_tree_ref(smssite_tree *self);

/** Gives one reference back. NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_tree_free(smssite_tree *self);

/** Where the tree is: the absolute path, or what its maker said. "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_tree_location(const smssite_tree *self);

/**
 * Finds a name by Windows' rules. @param[out] actual the exact path as found on disk; smssite_free().
 * @return OK, INVALID, NO_MEMORY, NOT_FOUND, AMBIGUOUS (two names differ only in case), DENIED, IO,
 * LIMIT. Since: 0.1
 */
SMSSITE_API smssite_status smssite_tree_resolve(smssite_tree *self, const char *path, char **actual);

/**
 * Reads a whole file. @param max_size more than this is LIMIT. @param[out] data smssite_free(); a NUL byte that
 * is not counted follows the last byte.
 * @return OK, INVALID, NO_MEMORY, NOT_FOUND, AMBIGUOUS, DENIED, BUSY, IO, LIMIT. Since: 0.1
 */
SMSSITE_API smssite_status smssite_tree_read_file(smssite_tree *self, const char *path, size_t max_size,
	void **data, size_t *size);

/**
 * Writes a new file durably (data, then its name). For setting up trees; procedures have apply.h.
 * @return OK, INVALID, NO_MEMORY, NOT_FOUND (the directory), EXISTS (in any case), AMBIGUOUS, DENIED, IO, LIMIT,
 * UNSUPPORTED. After a failure no file of that name is left by this call. Since: 0.1
 */
SMSSITE_API smssite_status smssite_tree_write_file(smssite_tree *self, const char *path, const void *data,
	size_t size);

/** Makes a directory and the missing ones above it. @return OK (also if it exists), INVALID, NO_MEMORY,
 * EXISTS (a file is in the way), AMBIGUOUS, DENIED, IO, LIMIT, UNSUPPORTED. Since: 0.1 */
SMSSITE_API smssite_status smssite_tree_make_directory(smssite_tree *self, const char *path);

/** Sets a file's time stamp. @return OK, INVALID, NO_MEMORY, NOT_FOUND, AMBIGUOUS, DENIED, IO, LIMIT, UNSUPPORTED.
 * Since: 0.1 */
SMSSITE_API smssite_status smssite_tree_set_mtime(smssite_tree *self, const char *path, int64_t mtime_utc_s);

/** What smssite_tree_list() found in one directory. Immutable. */
typedef struct smssite_listing smssite_listing;

/** Lists a directory, sorted by folded name. @return OK, INVALID, NO_MEMORY, NOT_FOUND, AMBIGUOUS, DENIED, IO,
 * LIMIT. Since: 0.1 */
SMSSITE_API smssite_status smssite_tree_list(smssite_tree *self, const char *path, smssite_listing **listing);
/** NULL does nothing. Since: 0.1 */
SMSSITE_API void smssite_listing_free(smssite_listing *self);
/** How many names; 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_listing_count(const smssite_listing *self);
/** The name as on disk (bytes); NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_listing_name(const smssite_listing *self, size_t index);
/** What the name is, its size and time. @return OK, INVALID. Since: 0.1 */
SMSSITE_API smssite_status smssite_listing_stat(const smssite_listing *self, size_t index,
	struct smssite_tree_stat *stat);

#ifdef __cplusplus
}
#endif
#endif
