/* SPDX-License-Identifier: MIT */
/* Waiting: on this machine's clock and inotify, or by a program that stands in for both (a model site has a
 * clock of its own). Shares raise no events, so a wait never depends on one. */
#include "tool.h"

#include <errno.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
volatile sig_atomic_t interrupted;

static void note_interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

void catch_interrupts(void)
{
	struct sigaction action = { .sa_handler = note_interrupt };

	/* Without SA_RESTART: a wait ends at once. */
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static int64_t steady_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec;
}

void pace_begin(struct pace *pace, const struct options *options)
{
	pace->waiter = options->waiter;
	pace->base_utc_s = options->now_utc_s == SMSSITE_NO_TIME ? machine_clock() : options->now_utc_s;
	pace->started = steady_clock();
	if (pace->waiter)
		pace_wait(pace, 0, NULL, 0);
}

int64_t pace_now(struct pace *pace)
{
	return pace->waiter ? pace->base_utc_s : pace->base_utc_s + (steady_clock() - pace->started);
}

static bool wait_by_program(struct pace *pace, int64_t seconds)
{
	char count[24], line[64];
	char *words[] = { (char *)pace->waiter, count, NULL };
	posix_spawn_file_actions_t actions;
	int ends[2], state = -1, error;
	size_t used = 0;
	ssize_t got;
	pid_t child;

	snprintf(count, sizeof(count), "%lld", (long long)seconds);
	if (pipe(ends)) {
		complain("pipe: %s", strerror(errno));
		return false;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	error = posix_spawnp(&child, pace->waiter, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	while (!error && used < sizeof(line) - 1 &&
		((got = read(ends[0], line + used, sizeof(line) - 1 - used)) > 0 || (got < 0 && errno == EINTR)))
		used += got > 0 ? (size_t)got : 0;
	close(ends[0]);
	line[used] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	if (error) {
		complain("%s: %s", pace->waiter, strerror(error));
		return false;
	}
	while (waitpid(child, &state, 0) < 0 && errno == EINTR)
		;
	if (state || !time_read(line, &pace->base_utc_s)) {
		complain("%s did not print the time after %s seconds", pace->waiter, count);
		return false;
	}
	return !interrupted;
}

bool pace_wait(struct pace *pace, int64_t seconds, const char *const *directories, size_t count)
{
	int64_t until = steady_clock() + seconds;
	struct pollfd watch = { .events = POLLIN };
	int changed = 0;

	if (pace->waiter)
		return wait_by_program(pace, seconds);
	watch.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	for (size_t i = 0; watch.fd >= 0 && i < count; i++)
		inotify_add_watch(watch.fd, directories[i], IN_CREATE | IN_DELETE | IN_MOVE | IN_CLOSE_WRITE);
	while (!interrupted && !changed) {
		int64_t left = until - steady_clock();

		if (left <= 0)
			break;
		changed = poll(&watch, watch.fd >= 0, left > 3600 ? 3600 * 1000 : (int)left * 1000);
		changed = changed > 0;
	}
	if (watch.fd >= 0)
		close(watch.fd);
	return !interrupted;
}
