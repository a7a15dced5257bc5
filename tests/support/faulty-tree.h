/* SPDX-License-Identifier: MIT */
/* A tree around a tree: counts and records the operations that go through it, fails or ends at the one a test
 * names, and lets the test act between two of them. Every operation has a number, from 1. */
#ifndef FAULTY_TREE_H
#define FAULTY_TREE_H

#include <smssite.h>

enum faulty_kind {
	FAULTY_LIST,
	FAULTY_STAT,
	FAULTY_OPEN_READ,
	FAULTY_READ,
	FAULTY_SPACE,
	/* From here on they write. */
	FAULTY_OPEN_CREATE,
	FAULTY_OPEN_APPEND,
	FAULTY_WRITE,
	FAULTY_SYNC,
	FAULTY_TRUNCATE,
	FAULTY_RENAME_NOREPLACE,
	FAULTY_LINK,
	FAULTY_RENAME,
	FAULTY_MAKE_DIRECTORY,
	FAULTY_SYNC_DIRECTORY,
	FAULTY_REMOVE,
	FAULTY_SET_MTIME,
	FAULTY_LOCK,
	FAULTY_KINDS
};

/* Set and read at any time while the tree lives; all zeros: everything goes through. */
struct faulty_tree {
	/* The tree inside: what a hook acts on, so that its acts are not counted. */
	smssite_tree *inner;

	/* Operation number fail_at is answered fail_status and not carried out; with fail_on all from there
	 * on. */
	size_t fail_at;
	bool fail_on;
	smssite_status fail_status;
	/* The process dies before operation number stop_at: it and all later ones are answered IO, not
	 * carried out, and stopped is set. Locks are given back as they are freed. */
	size_t stop_at;
	bool stopped;
	/* A write that fails or at which the process dies gets half of its bytes out. */
	bool tear;
	/* Kinds that this tree does not have: UNSUPPORTED, neither counted nor recorded. */
	bool lacks[FAULTY_KINDS];
	/* Called before each operation that is carried out or failed; count has its number. to: NULL but for
	 * two names. */
	void (*hook)(void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path,
		const char *to);
	void *cookie;

	/* What was asked for so far. */
	size_t count, counts[FAULTY_KINDS];
	/* Those that write. */
	size_t writes;
	/* "rename-noreplace FROM TO\n" and so on, one line for each; never NULL. */
	char *record;
};

/* NULL only when an allocation of the library fails, as in a sweep. *faulty belongs to the tree; both hold
 * the inner tree. */
smssite_tree *faulty_tree_new(smssite_tree *inner, struct faulty_tree **faulty);
/* Forgets counts and record, and what to fail; lacks and hook stay. */
void faulty_tree_reset(struct faulty_tree *faulty);
const char *faulty_kind_name(enum faulty_kind kind);

#endif
