/* SPDX-License-Identifier: MIT */
/* Power lost, or the process killed, before every single operation of apply, resume and undo, in every state that the
 * crash model of trees in memory allows, and again in what follows; with SCMAN acting between or not. After each,
 * resume and undo come to a legal end, and what must hold holds at every moment.
 *
 *     crash [NAME]        the ordinary run, or one scenario of it
 *     SMSSITE_SOAK=1      more scenarios, and every one two crashes deep */
#include "recovery-stand.h"
#include "tree/memory.h"
#include "tree/tree.h"

#include <sha2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum play {
	PLAY_APPLY,
	PLAY_RESUME,
	PLAY_UNDO,
};

struct scenario {
	const char *name;
	struct stand_shape shape;
	/* What the file system lacks. */
	bool no_noreplace, no_links;
	/* SCMAN's ways. */
	int refuses;
	bool mends, hung, eager, hasty;
	/* So many actions are done before the first play begins, and this is it. */
	unsigned actions;
	enum play play;
	/* How many crashes deep, ordinarily. */
	unsigned depth;
	/* In the soak alone. */
	bool soak;
};

static const struct scenario scenarios[] = {
	{ .name = "apply", .shape = { .strays = 1 }, .depth = 2 },
	{ .name = "apply-root", .shape = { .root_only = true }, .depth = 1 },
	{ .name = "apply-eager", .shape = { .strays = 2 }, .eager = true, .depth = 1 },
	{ .name = "apply-links", .shape = { .strays = 1 }, .no_noreplace = true, .depth = 1 },
	{ .name = "apply-checked", .shape = { .strays = 1 }, .no_noreplace = true, .no_links = true, .depth = 1 },
	{ .name = "apply-hasty", .shape = { .strays = 1 }, .hasty = true, .depth = 1 },
	{ .name = "links-hasty", .shape = { .strays = 1 }, .no_noreplace = true, .hasty = true, .depth = 1 },
	{ .name = "links-refused", .shape = { .strays = 1 }, .no_noreplace = true, .refuses = 714, .depth = 1 },
	{ .name = "refused", .shape = { .strays = 1 }, .refuses = 714, .depth = 1 },
	{ .name = "refused-mended", .shape = { .strays = 1 }, .refuses = 714, .mends = true, .depth = 1 },
	{ .name = "undo", .shape = { .strays = 1 }, .hung = true, .actions = 7, .play = PLAY_UNDO, .depth = 2 },
	{ .name = "undo-links", .shape = { .strays = 2 }, .hung = true, .no_noreplace = true, .actions = 8, .play = PLAY_UNDO, .depth = 1 },
	{ .name = "undo-early", .shape = { .strays = 2 }, .actions = 5, .play = PLAY_UNDO, .depth = 1 },
	{ .name = "restart", .shape = { .procedure = STAND_RESTART }, .depth = 1 },
	{ .name = "restart-undo", .shape = { .procedure = STAND_RESTART }, .actions = 5, .play = PLAY_UNDO, .depth = 1 },
	{ .name = "sendcode", .shape = { .procedure = STAND_SENDCODE }, .depth = 1 },
	{ .name = "activate", .shape = { .procedure = STAND_ACTIVATE }, .depth = 1 },
	{ .name = "activate-standing", .shape = { .procedure = STAND_ACTIVATE, .standing = true }, .hung = true, .depth = 1, .soak = true },
	{ .name = "activate-links", .shape = { .procedure = STAND_ACTIVATE }, .no_noreplace = true, .depth = 1, .soak = true },
	{ .name = "activate-itself", .shape = { .procedure = STAND_ACTIVATE, .by_itself = true }, .depth = 1, .soak = true },
	{ .name = "activate-late", .shape = { .procedure = STAND_ACTIVATE, .late = true }, .depth = 1, .soak = true },
	{ .name = "activate-undo",
		.shape = { .procedure = STAND_ACTIVATE, .standing = true },
		.hung = true,
		.actions = 22,
		.play = PLAY_UNDO,
		.depth = 1 },
};

/* What SCMAN does between the crash and what comes after it. */
static const unsigned activities[] = { 0, 1, 3, 8 };

static struct {
	const struct scenario *scenario;
	bool soak;
	/* Trees after a crash; different ones; plays to an end. */
	size_t states, distinct, plays;
} run;

/* -- states already seen -------------------------------------------------------------------------- */

static uint64_t *seen;
static size_t seen_count, seen_capacity;

static bool insert(uint64_t *table, size_t capacity, uint64_t value)
{
	size_t at = value % capacity;

	for (; table[at]; at = (at + 1) % capacity)
		if (table[at] == value)
			return false;
	table[at] = value;
	return true;
}

static bool is_new(uint64_t value)
{
	value |= 1;
	if (2 * seen_count >= seen_capacity) {
		size_t capacity = seen_capacity ? 2 * seen_capacity : 1 << 16;
		uint64_t *table = calloc(capacity, sizeof(*table));

		if (!table)
			abort();
		for (size_t i = 0; i < seen_capacity; i++)
			if (seen[i])
				insert(table, capacity, seen[i]);
		free(seen);
		seen = table;
		seen_capacity = capacity;
	}
	if (!insert(seen, seen_capacity, value))
		return false;
	seen_count++;
	return true;
}

static void hash_directory(SHA2_CTX *hash, smssite_tree *tree, const char *path)
{
	smssite_listing *list;

	if (sms_tree_list_exact(tree, path, &list))
		abort();
	for (size_t i = 0; i < smssite_listing_count(list); i++) {
		char *name = sms_path_join(path, sms_span_of(smssite_listing_name(list, i)));
		struct smssite_tree_stat stat;
		void *data;
		size_t size;

		if (!name || smssite_listing_stat(list, i, &stat))
			abort();
		SHA256Update(hash, (const uint8_t *)name, strlen(name) + 1);
		SHA256Update(hash, (const uint8_t *)&stat.mtime_utc_s, sizeof(stat.mtime_utc_s));
		/* Two names of one file, or two files of the same bytes: that is a difference. */
		SHA256Update(hash, (const uint8_t *)&stat.identity, sizeof(stat.identity));
		if (stat.kind == SMSSITE_ENTRY_DIRECTORY) {
			hash_directory(hash, tree, name);
		} else if (!sms_tree_read_exact(tree, name, 1 << 20, &data, &size)) {
			SHA256Update(hash, data, size);
			smssite_free(data);
		}
		smssite_free(name);
	}
	smssite_listing_free(list);
}

static uint64_t fingerprint(const struct stand *stand, unsigned depth, uint64_t more)
{
	uint64_t digest[SHA256_DIGEST_LENGTH / 8];
	SHA2_CTX hash;

	SHA256Init(&hash);
	SHA256Update(&hash, (const uint8_t *)run.scenario->name, strlen(run.scenario->name));
	hash_directory(&hash, stand->memory, "");
	SHA256Update(&hash, (const uint8_t *)&stand->scman, sizeof(stand->scman));
	SHA256Update(&hash, (const uint8_t *)&depth, sizeof(depth));
	SHA256Update(&hash, (const uint8_t *)&more, sizeof(more));
	SHA256Final((uint8_t *)digest, &hash);
	return digest[0];
}

/* -- plays ---------------------------------------------------------------------------------------- */

__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s: ", run.scenario->name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n");
	abort();
}

static smssite_status play_it(struct stand *stand, enum play play)
{
	smssite_status status = play == PLAY_APPLY ? stand_apply(stand) : play == PLAY_RESUME ? stand_resume(stand) :
												 stand_undo(stand);

	run.plays++;
	return status;
}

static bool never_began(const struct stand *stand, smssite_status status)
{
	return (status == SMSSITE_NOT_FOUND && !stand_has(stand, stand->journal)) ||
		(status == SMSSITE_MALFORMED && strstr(smssite_error_message(), "no whole record"));
}

static bool is_over(smssite_outcome outcome)
{
	return outcome == SMSSITE_OUTCOME_DONE || outcome == SMSSITE_OUTCOME_MOVED_BY_ITSELF ||
		outcome == SMSSITE_OUTCOME_REJECTED || outcome == SMSSITE_OUTCOME_UNDONE ||
		outcome == SMSSITE_OUTCOME_NOT_UNDONE;
}

/* To its end, without any more crashes. What can be resumed may also be taken back then. */
static void end_it(const struct stand *stand, enum play play)
{
	struct stand copy;
	smssite_status status;

	stand_copy(stand, NULL, &copy);
	status = play_it(&copy, play);
	if (never_began(&copy, status)) {
		/* Begun once more, or left; the world may have gone on meanwhile. */
		if (play == PLAY_RESUME)
			status = play_it(&copy, PLAY_APPLY);
		if (play == PLAY_UNDO || status == SMSSITE_CHANGED) {
			copy.outcome = SMSSITE_OUTCOME_UNDONE;
			status = SMSSITE_OK;
		}
	}
	/* What failed because the parent came first is seen by the next. */
	if (!status && copy.outcome == SMSSITE_OUTCOME_FAILED && copy.shape.procedure == STAND_ACTIVATE)
		status = play_it(&copy, PLAY_RESUME);
	if (!status && !is_over(copy.outcome)) {
		stand_check(&copy, "resumed");
		copy.scman.hung = false;
		status = play_it(&copy, PLAY_UNDO);
	}
	if (status)
		die("%s: %s", smssite_status_name(status), smssite_error_message());
	if (!is_over(copy.outcome))
		die("it ends %s: %s", smssite_outcome_name(copy.outcome), copy.text);
	stand_check_end(&copy, "at the end");
	stand_close(&copy);
}

static void explore(const struct stand *stand, enum play play, unsigned depth);

static void go_on_from(const struct stand *stand, unsigned depth, uint64_t more)
{
	if (!is_new(fingerprint(stand, depth, more)))
		return;
	run.distinct++;
	stand_check(stand, "after a crash");
	if (depth) {
		explore(stand, PLAY_RESUME, depth);
		explore(stand, PLAY_UNDO, depth);
	} else {
		end_it(stand, PLAY_RESUME);
		end_it(stand, PLAY_UNDO);
	}
}

/* Over a tree as a crash left it. */
static void go_on_over(const struct stand *stand, smssite_tree *tree, bool power, unsigned depth, uint64_t more)
{
	for (size_t i = 0; i < sizeof(activities) / sizeof(*activities); i++) {
		struct stand after;
		smssite_tree *copy;

		if (sms_memory_clone(tree, &copy))
			abort();
		stand_copy(stand, copy, &after);
		/* The server starts its services when it has its power back; without power lost it never stopped. */
		if (power && i)
			stand_power(&after);
		stand_act(&after, activities[i]);
		run.states++;
		go_on_from(&after, depth, more);
		stand_close(&after);
	}
	smssite_tree_free(tree);
}

static void crash_here(const struct stand *stand, unsigned depth)
{
	smssite_tree *tree;
	size_t count;

	if (sms_memory_crash_count(stand->memory, &count))
		die("too many states: %s", smssite_error_message());
	for (size_t i = 0; i < count; i++) {
		if (sms_memory_crash(stand->memory, i, &tree))
			abort();
		go_on_over(stand, tree, true, depth, 0);
	}
	/* Killed, with what is not durable still to be lost. */
	if (sms_memory_clone(stand->memory, &tree))
		abort();
	go_on_over(stand, tree, false, depth, 1 + sms_memory_pending(tree));
}

/* The numbers of the operations that write: between two of them nothing changes. */
struct writes {
	size_t at[4096];
	size_t count;
	void (*hook)(void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to);
	void *cookie;
};

static void note_write(void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to)
{
	struct writes *writes = cookie;

	if (kind >= FAULTY_OPEN_CREATE && kind != FAULTY_LOCK && writes->count < 4096)
		writes->at[writes->count++] = faulty->count;
	writes->hook(writes->cookie, faulty, kind, path, to);
}

static void explore(const struct stand *stand, enum play play, unsigned depth)
{
	static struct writes all[4];
	struct writes *writes = &all[depth];
	struct stand whole;

	stand_copy(stand, NULL, &whole);
	*writes = (struct writes){ .hook = whole.faulty->hook, .cookie = whole.faulty->cookie };
	whole.faulty->hook = note_write;
	whole.faulty->cookie = writes;
	play_it(&whole, play);
	stand_check(&whole, "played");
	stand_close(&whole);
	for (size_t i = 0; i <= writes->count; i++) {
		struct stand copy;

		stand_copy(stand, NULL, &copy);
		copy.faulty->stop_at = i < writes->count ? writes->at[i] : 0;
		play_it(&copy, play);
		stand_check(&copy, "stopped");
		crash_here(&copy, depth - 1);
		stand_close(&copy);
	}
}

static void prepare(struct stand *stand, const struct scenario *scenario)
{
	smssite_apply *apply;

	stand_open(stand, &scenario->shape);
	stand->faulty->lacks[FAULTY_RENAME_NOREPLACE] = scenario->no_noreplace;
	stand->faulty->lacks[FAULTY_LINK] = scenario->no_links;
	stand->scman.refuses = scenario->refuses;
	stand->scman.mends = scenario->mends;
	stand->scman.hung = scenario->hung;
	stand->scman.hasty = scenario->hasty;
	stand->scman.lazy = !scenario->eager;
	stand->scman.logs = false;
	stand->pace = 3;
	if (scenario->play == PLAY_APPLY)
		return;
	if (stand_begin(stand, &apply))
		abort();
	for (unsigned n = 0; n < scenario->actions; n++)
		if (stand_turn(stand, apply))
			abort();
	smssite_apply_free(apply);
}

int main(int argc, char **argv)
{
	const char *soak = getenv("SMSSITE_SOAK");
	size_t states = 0, distinct = 0, plays = 0;

	run.soak = soak && *soak && strcmp(soak, "0") != 0;
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		const struct scenario *scenario = &scenarios[i];
		struct stand stand;

		if (argc > 1 ? strcmp(argv[1], scenario->name) != 0 : scenario->soak && !run.soak)
			continue;
		run.scenario = scenario;
		run.states = run.distinct = run.plays = 0;
		prepare(&stand, scenario);
		explore(&stand, scenario->play, run.soak ? 2 : scenario->depth);
		stand_close(&stand);
		printf("%-16s %8zu states after a crash, %8zu of them different, %8zu plays\n", scenario->name, run.states,
			run.distinct, run.plays);
		fflush(stdout);
		states += run.states;
		distinct += run.distinct;
		plays += run.plays;
	}
	printf("%-16s %8zu states after a crash, %8zu of them different, %8zu plays\n", "in all", states, distinct, plays);
	free(seen);
	return states ? 0 : 1;
}
