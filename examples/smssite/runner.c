/* SPDX-License-Identifier: MIT */
/* A command at a server, run by the runner of apply. */
#include "tool.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define MAX_WORDS 64
#define MAX_OUTPUT (1u << 20)
#define MAX_LINES 20

/* Runs PROGRAM SERVER WORD... without a shell and keeps what it prints. -1: could not be run. */
int run_words(const char *runner, const smssite_action *action, char **output, size_t *size)
{
	char *words[MAX_WORDS + 3] = { (char *)runner, (char *)smssite_action_server(action) };
	size_t count = smssite_action_word_count(action);
	posix_spawn_file_actions_t actions;
	int ends[2], state = -1, error;
	ssize_t got;
	pid_t child;
	char rest[4096];

	*size = 0;
	*output = malloc(MAX_OUTPUT);
	if (count > MAX_WORDS || !*output || pipe(ends)) {
		complain("%s: %s", runner, strerror(errno));
		return -1;
	}
	for (size_t i = 0; i < count; i++)
		words[i + 2] = (char *)smssite_action_word(action, i);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	error = posix_spawnp(&child, runner, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	/* What comes after the limit is read and dropped, so that the program does not block. */
	while (!error) {
		bool full = *size == MAX_OUTPUT;

		got = read(ends[0], full ? rest : *output + *size, full ? sizeof(rest) : MAX_OUTPUT - *size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		*size += full ? 0 : (size_t)got;
	}
	close(ends[0]);
	if (error) {
		complain("%s: %s", runner, strerror(error));
		return -1;
	}
	while (waitpid(child, &state, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

/* Where the last lines begin, of which so many are shown: what went wrong stands at the end. */
static size_t last_lines(const char *output, size_t size)
{
	size_t lines = 0;

	while (size && (output[size - 1] == '\n' || output[size - 1] == '\r'))
		size--;
	for (; size; size--)
		if (output[size - 1] == '\n' && ++lines == MAX_LINES)
			return size;
	return 0;
}

void print_failure(const smssite_action *action, int code, const char *output, size_t size)
{
	size_t at = last_lines(output, size);

	fflush(stdout);
	fprintf(stderr, "         exit status %d at %s%s\n", code, smssite_action_server(action), size ? ", it printed:" : "");
	if (at)
		fputs("           ...\n", stderr);
	while (at < size) {
		const char *newline = memchr(output + at, '\n', size - at);
		size_t length = newline ? (size_t)(newline - output) - at : size - at;
		char line[400];

		/* A NUL ends what is shown of a line. */
		snprintf(line, sizeof(line), "%.*s", (int)(length < sizeof(line) ? length : sizeof(line)), output + at);
		line[strcspn(line, "\r")] = '\0';
		fputs("           ", stderr);
		say_to(stderr, line);
		putc('\n', stderr);
		at += length + 1;
	}
}
