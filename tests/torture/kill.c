/* SPDX-License-Identifier: MIT */
/* A process that applies or undoes on a real file system is killed before every operation that writes; another one
 * takes over: the dead owner's lock is free, and what it had begun comes to its end or goes back. */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "../unit/recovery/recovery-tests.h"

#include <ftw.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the process that is killed has done to SCMAN outlives it. */
struct shared {
	struct stand_scman scman;
	int64_t now;
	size_t writes;
};

static struct shared *shared;
static size_t kill_at;

static void die_there(void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to)
{
	const struct stand *stand = cookie;

	(void)faulty, (void)path, (void)to;
	shared->scman = stand->scman;
	shared->now = stand->now;
	if (kind >= FAULTY_OPEN_CREATE && ++shared->writes == kill_at)
		raise(SIGKILL);
}

/* Plays in a process of its own; whether it was killed. */
static bool play_and_die(struct stand *stand, smssite_status (*play)(struct stand *stand))
{
	int state;
	pid_t child;

	shared->writes = 0;
	shared->scman = stand->scman;
	shared->now = stand->now;
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		stand->faulty->hook = die_there;
		stand->faulty->cookie = stand;
		play(stand);
		shared->scman = stand->scman;
		shared->now = stand->now;
		_exit(0);
	}
	assert_int_equal(waitpid(child, &state, 0), child);
	stand->scman = shared->scman;
	stand->now = shared->now;
	return WIFSIGNALED(state) && WTERMSIG(state) == SIGKILL;
}

static int take_away(const char *path, const struct stat *stat, int flag, struct FTW *walk)
{
	(void)stat, (void)flag, (void)walk;
	return remove(path);
}

static void open_on_disk(struct stand *stand, const struct stand_shape *shape, char directory[64])
{
	smssite_tree *tree;

	/* A file system in memory will do: a kill loses no power, and syncing a disk takes a minute. */
	snprintf(directory, 64, "%s/smssite-kill-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	assert_non_null(mkdtemp(directory));
	assert_int_equal(smssite_tree_open(directory, &tree), SMSSITE_OK);
	stand_open_in(stand, shape, tree);
}

static void close_on_disk(struct stand *stand, const char *directory)
{
	stand_check_end(stand, "taken over");
	stand_close(stand);
	nftw(directory, take_away, 16, FTW_DEPTH | FTW_PHYS);
}

static void end_it(struct stand *stand, bool back)
{
	smssite_status status = back ? stand_undo(stand) : stand_resume(stand);

	if (status == SMSSITE_NOT_FOUND || status == SMSSITE_MALFORMED) {
		if (back)
			return;
		status = stand_apply(stand);
	}
	if (status)
		fail_msg("killed at %zu: %s: %s", kill_at, smssite_status_name(status), smssite_error_message());
	if (stand->outcome != SMSSITE_OUTCOME_DONE && stand->outcome != SMSSITE_OUTCOME_UNDONE &&
		stand->outcome != SMSSITE_OUTCOME_NOT_UNDONE)
		fail_msg("killed at %zu: %s: %s", kill_at, smssite_outcome_name(stand->outcome), stand->text);
}

static void another_takes_over_from_a_killed_apply(void **state)
{
	char directory[64];
	struct stand stand;
	size_t kills = 0;
	bool killed;

	(void)state;
	for (int back = 0; back < 2; back++) {
		kill_at = 0;
		do {
			kill_at++;
			open_on_disk(&stand, &with_strays, directory);
			killed = play_and_die(&stand, stand_apply);
			kills += killed;
			end_it(&stand, back);
			close_on_disk(&stand, directory);
		} while (killed);
	}
	print_message("%zu times killed\n", kills);
	assert_true(kills > 100);
}

static void another_takes_over_from_a_killed_undo(void **state)
{
	char directory[64];
	struct stand stand;
	size_t kills = 0;
	bool killed;

	(void)state;
	kill_at = 0;
	do {
		kill_at++;
		open_on_disk(&stand, &with_strays, directory);
		stand.scman.hung = true;
		assert_int_equal(stand_apply(&stand), SMSSITE_OK);
		assert_outcome(&stand, SMSSITE_OUTCOME_STOPPED);
		killed = play_and_die(&stand, stand_undo);
		kills += killed;
		stand.scman.hung = false;
		end_it(&stand, kill_at % 2);
		assert_true(stand_has(&stand, IN_BOX("SITECTRL.CT3")) || stand.outcome != SMSSITE_OUTCOME_UNDONE);
		close_on_disk(&stand, directory);
	} while (killed);
	print_message("%zu times killed\n", kills);
	assert_true(kills > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_takes_over_from_a_killed_apply),
		cmocka_unit_test(another_takes_over_from_a_killed_undo),
	};

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
