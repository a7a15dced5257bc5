/* SPDX-License-Identifier: MIT */
/* What the tests of the id map share. */
#ifndef ID_MAP_TESTS_H
#define ID_MAP_TESTS_H

#include "fixture.h"
#include "faulty-tree.h"
#include "sweep.h"

static inline uint64_t id_of(const char *text)
{
	uint64_t id;

	ok(smssite_smsid_parse(text, strlen(text), &id));
	return id;
}

static inline smssite_id_map *new_map(void)
{
	smssite_id_map *map;

	ok(smssite_id_map_new("q7z", &map));
	return map;
}

static inline void add(smssite_id_map *map, smssite_id_source source, const char *server, const char *id)
{
	ok(smssite_id_map_add_id(map, source, server, id_of(id), "there", 7));
}

static inline void expect_next(const smssite_id_map *map, const char *wanted)
{
	char text[9];
	uint64_t id;

	ok(smssite_id_map_next_range(map, &id));
	ok(smssite_smsid_format(id, text));
	assert_string_equal(text, wanted);
}

static inline bool has(const smssite_id_map *map, smssite_id_problem kind)
{
	for (size_t i = 0; i < smssite_id_map_problem_count(map); i++)
		if (smssite_id_map_problem_kind(map, i) == kind)
			return true;
	return false;
}

static inline smssite_uid_store *store_of(const char *name)
{
	smssite_tree *tree;
	smssite_uid_store *store;

	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_make_directory(tree, "SMSID"));
	if (*name)
		put(tree, below("SMSID", name), "");
	ok(smssite_uid_store_read(tree, "SMSID", &store));
	smssite_tree_free(tree);
	return store;
}

static inline void add_store(smssite_id_map *map, const char *server, const char *name)
{
	smssite_uid_store *store = store_of(name);

	ok(smssite_id_map_add_uid_store(map, server, store, "SMSID"));
	smssite_uid_store_free(store);
}

#endif
