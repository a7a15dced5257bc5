/* SPDX-License-Identifier: MIT */
/* Sites that hand out ids at random, of which the map sees a part: no answer may give an id twice. */
#include "fixture.h"

#define SERVERS 6
#define SITE 34019u /* Q8Z */

struct server {
	/* The ranges it ever had, the last is the one it hands out; the next counter of each. */
	uint32_t ranges[8], counters[8];
	size_t count;
};

struct world {
	uint32_t seed, next;
	struct server servers[SERVERS];
};

struct seen {
	smssite_id_source source;
	size_t server;
	uint64_t id;
};

static uint32_t chance(struct world *world, uint32_t below)
{
	world->seed = world->seed * 1664525u + 1013904223u;
	return (world->seed >> 8) % below;
}

static uint64_t id_at(uint32_t range, uint32_t counter)
{
	uint64_t id;

	ok(smssite_smsid_make(SITE, range, counter, &id));
	return id;
}

static void give_range(struct world *world, struct server *server)
{
	server->ranges[server->count] = world->next++;
	server->counters[server->count++] = 0;
}

/* Maintenance Manager hands out ranges one after another, clients ids. */
static void live(struct world *world)
{
	for (size_t i = 0; i < SERVERS; i++)
		give_range(world, &world->servers[i]);
	for (size_t turn = 0; turn < 60; turn++) {
		struct server *server = &world->servers[chance(world, SERVERS)];

		server->counters[server->count - 1] += chance(world, 2000);
		if (server->count < 8 && chance(world, 6) == 0)
			give_range(world, server);
	}
}

static const char *name_of(size_t server)
{
	static const char *const names[SERVERS] = { "EDGE7", "NTLOG1", "NTLOG2", "LMLOG", "NWLOG", "L\xD6NG" };

	return names[server];
}

/* A part of what could be seen; every .UID file of a server that can be reached. */
static size_t look(struct world *world, struct seen *seen, size_t room, bool *reached)
{
	size_t count = 0;

	for (size_t i = 0; i < SERVERS; i++) {
		const struct server *server = &world->servers[i];
		size_t last = server->count - 1;

		reached[i] = chance(world, 4) != 0;
		if (reached[i])
			seen[count++] = (struct seen){ SMSSITE_ID_UID_FILE, i, id_at(server->ranges[last], server->counters[last]) };
		if (chance(world, 3) == 0)
			seen[count++] = (struct seen){ SMSSITE_ID_RECORD, i,
				id_at(server->ranges[last], chance(world, server->counters[last] + 1)) };
		for (size_t j = 0; j < server->count; j++)
			for (size_t k = 0; k < 5 && server->counters[j] && count + 2 < room; k++)
				seen[count++] = (struct seen){ SMSSITE_ID_FILE_NAME, i,
					id_at(server->ranges[j], chance(world, server->counters[j])) };
	}
	return count;
}

static smssite_id_map *map_of(const struct seen *seen, size_t count, const bool *reached, const uint64_t *value)
{
	smssite_id_map *map;

	ok(smssite_id_map_new("Q8Z", &map));
	for (size_t i = 0; i < SERVERS; i++)
		if (!reached[i])
			ok(smssite_id_map_add_unreachable(map, name_of(i)));
	for (size_t i = 0; i < count; i++)
		ok(smssite_id_map_add_id(map, seen[i].source,
			seen[i].source == SMSSITE_ID_FILE_NAME ? NULL : name_of(seen[i].server), seen[i].id, "there", i + 1));
	if (value)
		ok(smssite_id_map_add_id(map, SMSSITE_ID_NEXT_RANGE, NULL, *value, "edge7.reg", 5));
	ok(smssite_id_map_finish(map));
	return map;
}

static uint32_t highest_range(const struct seen *seen, size_t count)
{
	uint32_t highest = 0;

	for (size_t i = 0; i < count; i++)
		if (smssite_smsid_range(seen[i].id) > highest)
			highest = smssite_smsid_range(seen[i].id);
	return highest;
}

/* What may be set is another server's nowhere, and above all that is in use. */
static void expect_safe_uids(struct world *world, const smssite_id_map *map, const uint64_t *lowest)
{
	for (size_t i = 0; i < SERVERS; i++)
		for (uint32_t range = 0; range < world->next + 2; range++)
			for (size_t k = 0; k < 4; k++) {
				uint64_t id = id_at(range, k ? chance(world, SMSSITE_RANGE_IDS - 1) : 0);

				if (smssite_id_map_check_uid(map, name_of(i), id))
					continue;
				/* Free ranges begin where the answer says; all others are the server's own. */
				if (lowest && id >= *lowest)
					continue;
				assert_int_equal(range, world->servers[i].ranges[world->servers[i].count - 1]);
			}
}

static void expect_safe_next(const smssite_id_map *map, const struct seen *seen, size_t count, uint64_t lowest)
{
	assert_int_equal(smssite_smsid_counter(lowest), 0);
	ok(smssite_id_map_check_next(map, lowest));
	for (size_t i = 0; i < count; i++) {
		assert_true(smssite_smsid_range(seen[i].id) < smssite_smsid_range(lowest));
		assert_int_equal(smssite_id_map_check_next(map, seen[i].id), SMSSITE_REFUSED);
		if (seen[i].source == SMSSITE_ID_FILE_NAME)
			assert_int_equal(
				smssite_id_map_check_uid(map, name_of(seen[i].server), seen[i].id), SMSSITE_REFUSED);
	}
	assert_non_null(strstr(smssite_id_map_next_range_text(map), "Q8Z"));
}

static void no_answer_gives_an_id_twice(void **state)
{
	size_t decided = 0, undecided = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= 400; seed++) {
		struct world world = { .seed = seed * 2654435761u };
		struct seen seen[300];
		bool reached[SERVERS];
		uint64_t value, lowest;
		size_t count;
		smssite_id_map *map;

		live(&world);
		count = look(&world, seen, 300, reached);
		value = id_at(world.next, 0);
		/* None, the true one, or that of an old backup of the registry. */
		switch (chance(&world, 3)) {
		case 0:
			map = map_of(seen, count, reached, NULL);
			break;
		case 1:
			map = map_of(seen, count, reached, &value);
			break;
		default:
			value = id_at(chance(&world, highest_range(seen, count) + 1), 0);
			map = map_of(seen, count, reached, &value);
		}
		if (smssite_id_map_next_range(map, &lowest) == SMSSITE_OK) {
			decided++;
			/* Above ranges that nobody saw, too. */
			assert_true(lowest == id_at(world.next, 0));
			expect_safe_next(map, seen, count, lowest);
			expect_safe_uids(&world, map, &lowest);
		} else {
			undecided++;
			expect_safe_uids(&world, map, NULL);
		}
		smssite_id_map_free(map);
	}
	assert_true(decided > 50 && undecided > 50);
}

static char *json_of(const struct seen *seen, size_t count, const bool *reached, uint64_t value)
{
	smssite_id_map *map = map_of(seen, count, reached, &value);
	char *json;

	assert_int_equal(smssite_id_map_problem_count(map), 0);
	ok(smssite_id_map_to_json(map, &json));
	smssite_id_map_free(map);
	return json;
}

/* Lines of evidence aside: which of two equal ids is shown depends on which came first. */
static void drop_lines(char *json)
{
	for (char *at = strstr(json, "\"line\""); at; at = strstr(at + 1, "\"line\""))
		for (char *c = at; *c && *c != ',' && *c != '}'; c++)
			*c = ' ';
}

static void the_order_of_evidence_does_not_count(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 100; seed++) {
		struct world world = { .seed = seed };
		struct seen seen[300];
		bool reached[SERVERS] = { true, true, true, true, true, true };
		char *once, *again;
		size_t count = 0;

		live(&world);
		for (size_t i = 0; i < SERVERS; i++) {
			const struct server *server = &world.servers[i];

			seen[count++] = (struct seen){ SMSSITE_ID_UID_FILE, i,
				id_at(server->ranges[server->count - 1], server->counters[server->count - 1]) };
		}
		for (size_t i = 0; i < SERVERS; i++)
			for (size_t j = 0; j < world.servers[i].count; j++)
				for (size_t k = 0; k < 4 && world.servers[i].counters[j]; k++)
					seen[count++] = (struct seen){ SMSSITE_ID_FILE_NAME, i,
						id_at(world.servers[i].ranges[j], chance(&world, world.servers[i].counters[j])) };
		once = json_of(seen, count, reached, id_at(world.next, 0));
		/* The servers keep their order, which is that of the answers. */
		for (size_t i = count - 1; i > SERVERS; i--) {
			size_t other = SERVERS + chance(&world, (uint32_t)(i - SERVERS + 1));
			struct seen held = seen[i];

			seen[i] = seen[other];
			seen[other] = held;
		}
		again = json_of(seen, count, reached, id_at(world.next, 0));
		drop_lines(once);
		drop_lines(again);
		assert_non_null(strstr(once, "next_range_text"));
		assert_string_equal(once, again);
		smssite_free(once);
		smssite_free(again);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_answer_gives_an_id_twice),
		cmocka_unit_test(the_order_of_evidence_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
