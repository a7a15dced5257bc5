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
#include <sys/vfs.h>
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

int64_t pace_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t steady_clock(void)
{
	return pace_ms() / 1000;
}

bool pace_begin(struct pace *pace, const struct options *options)
{
	*pace = (struct pace){ .waiter = options->waiter, .watch_fd = -1, .named = -1 };
	pace->base_utc_s = options->now_utc_s == SMSSITE_NO_TIME ? machine_clock() : options->now_utc_s;
	pace->started = steady_clock();
	return !pace->waiter || pace_wait(pace, 0, NULL, 0);
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
		/* Ctrl-C ends the waiter too. */
		if (!interrupted)
			complain("the waiter %s was told to wait %s seconds and did not print the time", pace->waiter, count);
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

/* NFS, SMB, CIFS, SMB 2, 9P and FUSE (statfs(2)): changes made elsewhere raise no events here. */
static bool raises_no_events(const char *path)
{
	static const uint32_t kinds[] = { 0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x01021997, 0x65735546 };
	struct statfs about;

	if (statfs(path, &about))
		return true;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if ((uint32_t)about.f_type == kinds[i])
			return true;
	return false;
}

bool pace_watch(struct pace *pace, const char *directory, const char *name, bool *fresh)
{
	uint32_t events = IN_CREATE | IN_DELETE | IN_MOVE | IN_CLOSE_WRITE | IN_MOVE_SELF | IN_DELETE_SELF;
	int watch;

	if (pace->watch_fd < 0)
		pace->watch_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (pace->watch_fd < 0 || raises_no_events(directory))
		return false;
	watch = inotify_add_watch(pace->watch_fd, directory, name ? events | IN_MODIFY : events);
	if (watch < 0)
		return false;
	if (watch > pace->newest) {
		pace->newest = watch;
		*fresh = true;
		if (name) {
			pace->named = watch;
			pace->name = name;
		}
	}
	return true;
}

void pace_end(struct pace *pace)
{
	if (pace->watch_fd >= 0)
		close(pace->watch_fd);
	pace->watch_fd = -1;
}

/* Takes what has happened off the queue; false if nothing of it counts. */
static bool take_events(struct pace *pace)
{
	char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	bool any = false;
	ssize_t got;

	while ((got = read(pace->watch_fd, buffer, sizeof(buffer))) > 0)
		for (char *at = buffer; at < buffer + got;) {
			struct inotify_event *event = (struct inotify_event *)at;

			any = any || event->wd != pace->named || !event->len || strcmp(event->name, pace->name) == 0;
			at += sizeof(*event) + event->len;
		}
	return any;
}

/* A sender writes in pieces and a service renames several files at a time: a look waits for a moment of quiet, but not
 * for long, and looks do not follow each other at once. */
#define QUIET_MS 10
#define AT_MOST_MS 30
#define BETWEEN_MS 50

bool pace_wait_watched(struct pace *pace, int64_t milliseconds)
{
	int64_t until = pace_ms() + milliseconds, settle = 0, now;
	struct pollfd watch = { .fd = pace->watch_fd, .events = POLLIN };
	bool changed = false;

	while (!interrupted && (now = pace_ms()) < until) {
		int64_t left = changed ? QUIET_MS : until - now;

		if (changed && now >= settle)
			break;
		if (poll(&watch, watch.fd >= 0, left > 3600 * 1000 ? 3600 * 1000 : (int)left) <= 0) {
			if (changed)
				break;
			continue;
		}
		if (!take_events(pace))
			continue;
		if (!changed)
			settle = now + AT_MOST_MS > pace->woke_ms + BETWEEN_MS ? now + AT_MOST_MS : pace->woke_ms + BETWEEN_MS;
		changed = true;
	}
	pace->woke_ms = pace_ms();
	return !interrupted;
}
