/* SPDX-License-Identifier: MIT */
/* What the tests of a rebuild share: one stand, how it ended, .UID files. */
#ifndef REBUILD_TESTS_H
#define REBUILD_TESTS_H

#include "rebuild-stand.h"
#include "../site/fixture.h"
#include "tree/tree.h"

#include <stdio.h>

#define SMSID "SMS/LOGON.SRV/SMSID/"

static struct rebuild_stand stand;

static inline int tear_down(void **state)
{
	(void)state;
	rebuild_close(&stand);
	return 0;
}

static inline int set_up(void **state)
{
	(void)state;
	rebuild_open(&stand);
	return 0;
}

static inline void open_as(const struct rebuild_shape *shape)
{
	rebuild_close(&stand);
	rebuild_open_as(&stand, shape);
}

static inline void says(const char *piece)
{
	if (*piece && !strstr(stand.text, piece))
		fail_msg("\"%s\" is not in \"%s\"", piece, stand.text);
}

static inline void ended(smssite_outcome outcome, const char *piece)
{
	if (stand.outcome != outcome)
		fail_msg("%s: %s", smssite_outcome_name(stand.outcome), stand.text);
	says(piece);
}

static inline void plays_to(smssite_outcome outcome, const char *piece)
{
	ok(rebuild_apply(&stand));
	ended(outcome, piece);
}

static inline void goes_on_to(smssite_outcome outcome, const char *piece)
{
	stand.meddle = NULL;
	ok(rebuild_resume(&stand));
	ended(outcome, piece);
}

/* With a stand as the shape says, from the beginning. */
static inline void shape_plays_to(const struct rebuild_shape *shape, smssite_outcome outcome, const char *piece)
{
	open_as(shape);
	plays_to(outcome, piece);
}

static inline void done(void)
{
	ended(SMSSITE_OUTCOME_DONE, "is rebuilt");
	rebuild_check_end(&stand, "at the end");
}

static inline bool is(const smssite_action *action, smssite_action_kind kind, const char *piece)
{
	return smssite_action_get_kind(action) == kind && strstr(smssite_action_text(action), piece);
}

static inline bool has(size_t server, const char *name)
{
	struct smssite_tree_stat stat;
	char path[80];

	snprintf(path, sizeof(path), SMSID "%s", name);
	return !sms_tree_stat_exact(stand.memory[server], path, &stat);
}

static inline void take_away(size_t server, const char *name)
{
	char path[80];

	snprintf(path, sizeof(path), SMSID "%s", name);
	ok(sms_tree_remove(stand.memory[server], path));
}

static inline void put_uid(size_t server, const char *name)
{
	char path[80];

	snprintf(path, sizeof(path), SMSID "%s", name);
	put(stand.memory[server], path, "");
}

static unsigned char given[REBUILD_RANGES][REBUILD_IDS];

/* What clients have got until the last look, behind which they are let on again. */
static inline void note_given(struct rebuild_stand *self, const smssite_action *action)
{
	if (is(action, SMSSITE_ACTION_STEP, "See that no range has two owners"))
		memcpy(given, self->world.given, sizeof(given));
}

/* All of those from a range on are told at the end. How many they are. */
static inline unsigned count_suspects(uint32_t first_range)
{
	unsigned count = 0;

	for (uint32_t range = first_range; range < REBUILD_RANGES; range++)
		for (uint32_t counter = 0; counter < REBUILD_IDS; counter++) {
			count += given[range][counter] != 0;
			if (given[range][counter] && !rebuild_is_suspect(stand.text, range, counter))
				fail_msg("id %u of range %u was given: %s", counter, range, stand.text);
		}
	return count;
}

static inline uint64_t id(const char *text)
{
	uint64_t value = 0;

	ok(smssite_smsid_parse(text, 8, &value));
	return value;
}

static inline void next_is(const char *text)
{
	char found[9];

	ok(smssite_smsid_format(stand.world.next, found));
	assert_string_equal(found, text);
}

#endif
