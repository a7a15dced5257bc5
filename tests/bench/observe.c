/* SPDX-License-Identifier: MIT */
/* What observe.py counts the system calls of: between the two marks either smssite_observe() or the least
 * that would read the same: list the same directories, open, read and close the same files. bench-observe
 * observe DIRECTORY bench-observe reference DIRECTORY < LIST      lines `d PATH` and `f PATH` below the
 * directory */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <smssite.h>

#define MOST 4096

static void mark(void)
{
	/* No file of this name: seen in a trace, and nowhere else. */
	access("/observe-mark", F_OK);
}

static int observe(const char *directory)
{
	smssite_tree *tree;
	smssite_sources *sources;
	smssite_snapshot *snapshot;

	if (smssite_tree_open(directory, &tree) || smssite_sources_new(&sources) ||
		smssite_sources_set_tree(sources, tree, "", SMSSITE_VIEW_AUTO)) {
		fprintf(stderr, "%s\n", smssite_error_message());
		return 1;
	}
	mark();
	if (smssite_observe(sources, NULL, &snapshot)) {
		fprintf(stderr, "%s\n", smssite_error_message());
		return 1;
	}
	mark();
	printf("%zu directories, %zu documents, %zu logs\n", smssite_snapshot_directory_count(snapshot),
		smssite_snapshot_document_count(snapshot), smssite_snapshot_log_count(snapshot));
	smssite_snapshot_free(snapshot);
	smssite_sources_free(sources);
	smssite_tree_free(tree);
	return 0;
}

static void list(const char *path)
{
	DIR *directory = opendir(path);

	while (directory && readdir(directory))
		;
	if (directory)
		closedir(directory);
}

static void read_all(const char *path, char *buffer, size_t size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);

	while (file >= 0 && read(file, buffer, size) > 0)
		;
	if (file >= 0)
		close(file);
}

static int reference(const char *directory)
{
	static char lines[MOST][1024], buffer[64 << 10];
	size_t count = 0;

	if (chdir(directory))
		return 1;
	while (count < MOST && fgets(lines[count], sizeof(lines[0]), stdin)) {
		lines[count][strcspn(lines[count], "\n")] = '\0';
		count++;
	}
	mark();
	for (size_t i = 0; i < count; i++) {
		if (lines[i][0] == 'd')
			list(lines[i] + 2);
		else
			read_all(lines[i] + 2, buffer, sizeof(buffer));
	}
	mark();
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "observe"))
		return observe(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "reference"))
		return reference(argv[2]);
	fprintf(stderr, "usage: bench-observe observe|reference DIRECTORY\n");
	return 2;
}
