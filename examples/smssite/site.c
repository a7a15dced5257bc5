/* SPDX-License-Identifier: MIT */
/* From a SITE on the command line to a snapshot and a case. */
#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_directory(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool is_snapshot(const char *site)
{
	struct stat info;

	return !is_profile(site) && stat(site, &info) == 0 && S_ISREG(info.st_mode);
}

/* The part of path below root, "" for root itself, NULL if it does not lie there. Both are absolute. */
static const char *path_below(const char *root, const char *path)
{
	size_t size = strlen(root);

	if (strcmp(root, "/") == 0)
		return path + 1;
	if (strncmp(root, path, size) != 0 || (path[size] && path[size] != '/'))
		return NULL;
	return path[size] ? path + size + 1 : path + size;
}

static int sources_set_logs(smssite_sources *sources, const char *path)
{
	smssite_tree *tree;
	smssite_status status = smssite_tree_open(path, &tree);

	if (status)
		return fail_status(status, path);
	status = smssite_sources_set_logs(sources, tree, "");
	smssite_tree_free(tree);
	return status ? fail_status(status, path) : -1;
}

/* The tree is the drive where --drive-root names a directory above SITE: then the journal finds its place there. */
static int sources_set_site(smssite_sources *sources, const char *site, const char *drive_root)
{
	char real_site[PATH_MAX], real_drive[PATH_MAX];
	const char *below = NULL;
	smssite_tree *tree, *drive = NULL;
	smssite_status status;

	if (!realpath(site, real_site) || (drive_root && !realpath(drive_root, real_drive))) {
		complain("%s: %s", drive_root ? drive_root : site, strerror(errno));
		return EXIT_FAILED;
	}
	if (drive_root)
		below = path_below(real_drive, real_site);
	status = smssite_tree_open(below ? real_drive : real_site, &tree);
	if (status)
		return fail_status(status, site);
	status = smssite_sources_set_tree(sources, tree, below ? below : "", SMSSITE_VIEW_AUTO);
	if (!status && drive_root) {
		if (!below)
			status = smssite_tree_open(real_drive, &drive);
		if (!status)
			status = smssite_sources_set_drive(sources, drive ? drive : tree, "");
	}
	smssite_tree_free(drive);
	smssite_tree_free(tree);
	return status ? fail_status(status, site) : -1;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int sources_set_services(smssite_sources *sources, const char *path)
{
	smssite_services *services;
	smssite_status status;
	void *data;
	size_t size;

	if (!file_read(path, &data, &size))
		return EXIT_FAILED;
	status = smssite_services_parse(data, size, &services);
	free(data);
	if (status)
		return fail_status(status, path);
	status = smssite_sources_set_services(sources, services, base_name(path));
	smssite_services_free(services);
	return status ? fail_status(status, path) : -1;
}

/* Splits at the last slash: a file is opened in the tree of its directory. */
static int tree_of_file(const char *path, smssite_tree **tree, const char **name)
{
	char directory[PATH_MAX];
	smssite_status status;

	*name = base_name(path);
	if ((size_t)(*name - path) >= sizeof(directory)) {
		complain("%s: %s", path, strerror(ENAMETOOLONG));
		return EXIT_FAILED;
	}
	snprintf(directory, sizeof(directory), "%.*s", (int)(*name - path), path);
	status = smssite_tree_open(*directory ? directory : ".", tree);
	return status ? fail_status(status, path) : -1;
}

static int sources_add_registry(smssite_sources *sources, const char *path)
{
	smssite_registry *registry;
	smssite_tree *tree;
	smssite_status status;
	const char *name;
	int code = tree_of_file(path, &tree, &name);

	if (code >= 0)
		return code;
	status = smssite_registry_open(tree, name, &registry);
	smssite_tree_free(tree);
	if (status)
		return fail_status(status, path);
	status = smssite_sources_add_registry(sources, registry, name);
	smssite_registry_free(registry);
	return status ? fail_status(status, path) : -1;
}

static int sources_set_boot_drive(smssite_sources *sources, const char *path)
{
	const char *name = "";
	smssite_tree *tree;
	smssite_status status;
	int code = -1;

	if (is_directory(path)) {
		status = smssite_tree_open(path, &tree);
		if (status)
			return fail_status(status, path);
	} else {
		code = tree_of_file(path, &tree, &name);
	}
	if (code >= 0)
		return code;
	status = smssite_sources_set_boot_drive(sources, tree, name);
	smssite_tree_free(tree);
	return status ? fail_status(status, path) : -1;
}

static int sources_set_word_file(smssite_sources *sources, const char *path, bool hman_log)
{
	smssite_parent_word *word;
	smssite_status status;
	void *data;
	size_t size;

	if (!file_read(path, &data, &size))
		return EXIT_FAILED;
	status = hman_log ? smssite_parent_word_parse_hman_log(data, size, &word) :
			    smssite_parent_word_parse_site_list(data, size, &word);
	free(data);
	if (status)
		return fail_status(status, path);
	status = smssite_sources_set_parent_word(sources, word, base_name(path));
	smssite_parent_word_free(word);
	return status ? fail_status(status, path) : -1;
}

/* A person's word is on one site, so its code must be known first: look once without it. */
static int sources_set_phrase(smssite_sources *sources, const char *site, const char *phrase)
{
	smssite_parent_word *word;
	smssite_snapshot *snapshot;
	smssite_status status = smssite_observe(sources, NULL, &snapshot);

	if (status)
		return fail_status(status, site);
	/* What keeps the site from being known is in the findings. */
	if (strlen(smssite_snapshot_site_code(snapshot)) != 3) {
		complain("--parent-status is not used: no control file in view says which site this is");
		smssite_snapshot_free(snapshot);
		return -1;
	}
	status = smssite_parent_word_new_phrase(smssite_snapshot_site_code(snapshot), phrase, &word);
	smssite_snapshot_free(snapshot);
	if (status) {
		fail_status(status, "--parent-status");
		return EXIT_USAGE;
	}
	status = smssite_sources_set_parent_word(sources, word, "--parent-status");
	smssite_parent_word_free(word);
	return status ? fail_status(status, "--parent-status") : -1;
}

static int snapshot_from_file(const char *path, smssite_snapshot **snapshot)
{
	smssite_status status;
	void *data;
	size_t size;

	if (!file_read(path, &data, &size))
		return EXIT_FAILED;
	status = smssite_snapshot_load(data, size, snapshot);
	free(data);
	return status ? fail_status(status, path) : -1;
}

#define MAX_RUNS 4

static void say_runs_in(const char *directory)
{
	char work[PATH_MAX], journal[PATH_MAX + 300];
	struct dirent *entry;
	size_t said = 0;
	DIR *folder;

	snprintf(work, sizeof(work), "%s/SMSSITE.WRK", directory);
	folder = opendir(work);
	while (folder && said < MAX_RUNS && (entry = readdir(folder))) {
		snprintf(journal, sizeof(journal), "%s/%s/JOURNAL", work, entry->d_name);
		if (access(journal, F_OK))
			continue;
		fputs("         a run was begun here, which may have moved the site; where it has not ended: smssite resume ", stderr);
		say_word(stderr, journal);
		putc('\n', stderr);
		said++;
	}
	if (folder)
		closedir(folder);
}

/* In the middle of a rebuild the site's tree lies in the work folder: who looks for the site is told of the run. */
static void say_runs(const struct options *options, const char *site)
{
	char above[PATH_MAX];
	const char *slash = strrchr(site, '/');

	say_runs_in(site);
	if (options->drive_root && strcmp(options->drive_root, site) != 0)
		say_runs_in(options->drive_root);
	if (options->drive_root || is_directory(site))
		return;
	snprintf(above, sizeof(above), "%.*s", slash ? (int)(slash - site) : 1, slash ? site : ".");
	say_runs_in(above);
}

/* The site cannot be told without its tree. Of a logon server whose tree is away, as it is in the middle of a rebuild,
 * the snapshot is NULL: the site is looked at all the same. */
static int fail_observe(smssite_status status, const char *server, const char *site, smssite_snapshot **snapshot)
{
	if (status == SMSSITE_NOT_FOUND && server) {
		complain("logon server %s is not looked at: %s: %s", server, site, smssite_error_message());
		*snapshot = NULL;
		return -1;
	}
	if (server)
		complain("logon server %s: %s: %s", server, site, smssite_error_message());
	else
		complain("%s: %s", site, smssite_error_message());
	return status == SMSSITE_NOT_FOUND ? EXIT_COULD_NOT_TELL : exit_of(status);
}

static int snapshot_of_directory(const struct options *options, const char *server, const char *site,
	smssite_snapshot **snapshot)
{
	smssite_sources *sources;
	smssite_status status = smssite_sources_new(&sources);
	int code;

	if (status)
		return fail_status(status, site);
	code = sources_set_site(sources, site, options->drive_root);
	if (code < 0 && options->logs)
		code = sources_set_logs(sources, options->logs);
	if (code < 0 && options->services)
		code = sources_set_services(sources, options->services);
	if (code < 0 && (options->boot_drive || options->sms_ini))
		code = sources_set_boot_drive(sources, options->boot_drive ? options->boot_drive : options->sms_ini);
	for (size_t i = 0; i < options->registry_count && code < 0; i++)
		code = sources_add_registry(sources, options->registries[i]);
	if (code < 0 && options->site_list)
		code = sources_set_word_file(sources, options->site_list, false);
	if (code < 0 && options->hman_log)
		code = sources_set_word_file(sources, options->hman_log, true);
	if (code < 0) {
		smssite_sources_set_liveness(sources, options->liveness);
		smssite_sources_set_taken(sources,
			options->now_utc_s == SMSSITE_NO_TIME ? machine_clock() : options->now_utc_s);
	}
	if (code < 0 && options->parent_status)
		code = sources_set_phrase(sources, site, options->parent_status);
	if (code < 0) {
		status = smssite_observe(sources, smssite_rules_interest(), snapshot);
		if (status)
			code = fail_observe(status, server, site, snapshot);
		if (status == SMSSITE_NOT_FOUND && !server)
			say_runs(options, site);
	}
	smssite_sources_free(sources);
	return code;
}

/* A directory or a saved snapshot; of a logon server if one is named. */
static int snapshot_of(const struct options *options, const char *server, const char *site, smssite_snapshot **snapshot)
{
	size_t words = !!options->site_list + !!options->hman_log + !!options->parent_status;

	if (words > 1) {
		complain("give one of --site-list, --hman-log and --parent-status: the parent has one word");
		return EXIT_USAGE;
	}
	if (is_directory(site))
		return snapshot_of_directory(options, server, site, snapshot);
	if (strcmp(site, "-") != 0 && access(site, F_OK)) {
		complain("%s: %s", site, strerror(errno));
		say_runs(options, site);
		return EXIT_FAILED;
	}
	if (options->services || options->registry_count || options->logs || options->drive_root || words) {
		complain("%s is no directory: a saved snapshot already holds its services, registry, logs and the parent's word",
			site);
		return EXIT_USAGE;
	}
	return snapshot_from_file(site, snapshot);
}

static int snapshot_of_server(const struct options *options, const char *server, const char *site,
	smssite_snapshot **snapshot)
{
	struct options completed = *options;
	smssite_profile *profile = NULL;
	int code = -1;

	if (is_profile(site))
		code = profile_read(site, &profile);
	if (profile)
		site = profile_complete(profile, SMSSITE_NO_INDEX, &completed);
	if (code < 0)
		code = snapshot_of(&completed, server, site, snapshot);
	smssite_profile_free(profile);
	return code;
}

int site_snapshot(const struct options *options, const char *site, smssite_snapshot **snapshot)
{
	return snapshot_of_server(options, NULL, site, snapshot);
}

/* Another site of the case: its own tree, snapshot or profile, without the options that speak of the first. */
static struct options plain_options(const struct options *options)
{
	return (struct options){ .now_utc_s = options->now_utc_s, .for_s = -1, .liveness = options->liveness };
}

static int other_snapshot(const struct options *options, const char *server, const char *site, smssite_snapshot **snapshot)
{
	struct options plain = plain_options(options);

	return snapshot_of_server(&plain, server, site, snapshot);
}

static int case_add_server(smssite_case *result, const char *name, smssite_snapshot *snapshot)
{
	smssite_status status = smssite_case_add_logon_server(result, name, snapshot);

	smssite_snapshot_free(snapshot);
	return status ? fail_status(status, name) : -1;
}

const char *logon_server_told(const struct options *options, const char *server)
{
	size_t size = strlen(server);

	for (size_t i = 0; i < options->logon_server_count; i++)
		if (strncasecmp(options->logon_servers[i], server, size) == 0 && options->logon_servers[i][size] == '=')
			return options->logon_servers[i] + size + 1;
	return NULL;
}

/* A name that was mistyped, or a share that is not mounted: of all the places that were named, which one. */
static int check_server_tree(const char *server, const char *site, const char *named_in)
{
	struct stat info;

	if (!stat(site, &info))
		return -1;
	complain("logon server %s (%s): %s: %s", server, named_in, site, strerror(errno));
	return EXIT_FAILED;
}

/* The logon servers of a profile that the command line does not speak of. */
static int case_add_servers_of(const struct options *options, const smssite_profile *profile, const char *path,
	smssite_case *result)
{
	int code = -1;

	for (size_t i = 0; i < smssite_profile_logon_server_count(profile) && code < 0; i++) {
		const char *name = smssite_profile_logon_server_name(profile, i), *tree;
		struct options plain = plain_options(options);
		smssite_snapshot *snapshot;

		if (logon_server_told(options, name))
			continue;
		tree = profile_complete(profile, i, &plain);
		code = check_server_tree(name, tree, path);
		if (code < 0)
			code = snapshot_of(&plain, name, tree, &snapshot);
		if (code < 0)
			code = case_add_server(result, name, snapshot);
		if (code < 0 && smssite_case_describe_logon_server(result, name, smssite_profile_logon_server_kind(profile, i),
				smssite_profile_logon_server_domain(profile, i)))
			code = fail_status(SMSSITE_NO_MEMORY, name);
	}
	return code;
}

static int case_add_others(const struct options *options, smssite_case *result)
{
	smssite_snapshot *other;
	smssite_status status;
	int code;

	if (options->parent) {
		code = other_snapshot(options, NULL, options->parent, &other);
		if (code >= 0)
			return code;
		status = smssite_case_set_parent(result, other);
		smssite_snapshot_free(other);
		if (status)
			return fail_status(status, options->parent);
	}
	if (options->earlier) {
		code = snapshot_from_file(options->earlier, &other);
		if (code >= 0)
			return code;
		status = smssite_case_set_earlier(result, other);
		smssite_snapshot_free(other);
		if (status)
			return fail_status(status, options->earlier);
	}
	for (size_t i = 0; i < options->logon_server_count; i++) {
		const char *path = strchr(options->logon_servers[i], '=');
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)(path - options->logon_servers[i]), options->logon_servers[i]);
		code = check_server_tree(name, path + 1, "--logon-server");
		if (code < 0)
			code = other_snapshot(options, name, path + 1, &other);
		if (code >= 0)
			return code;
		code = case_add_server(result, name, other);
		if (code >= 0)
			return code;
	}
	return -1;
}

/* profile: NULL, or the one that was read from this path. */
static int case_of(const struct options *options, const char *site, const smssite_profile *profile, const char *path,
	smssite_case **result)
{
	smssite_snapshot *snapshot;
	smssite_status status;
	int code = snapshot_of(options, NULL, site, &snapshot);

	if (code >= 0)
		return code;
	status = smssite_case_new(snapshot, result);
	smssite_snapshot_free(snapshot);
	if (status)
		return fail_status(status, site);
	if (options->now_utc_s != SMSSITE_NO_TIME)
		smssite_case_set_now(*result, options->now_utc_s);
	code = case_add_others(options, *result);
	if (code < 0 && profile)
		code = case_add_servers_of(options, profile, path, *result);
	if (code >= 0)
		smssite_case_free(*result);
	return code;
}

int site_case(const struct options *options, const char *site, smssite_case **result)
{
	struct options completed = *options;
	smssite_profile *profile = NULL;
	const char *path = site;
	int code = -1;

	if (is_profile(site))
		code = profile_read(site, &profile);
	if (profile)
		site = profile_complete(profile, SMSSITE_NO_INDEX, &completed);
	if (code < 0)
		code = case_of(&completed, site, profile, path, result);
	smssite_profile_free(profile);
	return code;
}

static const char *product(int64_t build)
{
	/* Builds: KB Q140061, Q121388; 786 is 1.2 with every service pack. */
	return build == 600 ? "SMS 1.0" : build == 692 ? "SMS 1.1" : build == 786 ? "SMS 1.2" : "SMS";
}

void site_headline(const smssite_snapshot *snapshot)
{
	const char *code = smssite_snapshot_site_code(snapshot), *parent = smssite_snapshot_parent_site_code(snapshot);
	const char *name = smssite_snapshot_site_name(snapshot), *server = smssite_snapshot_site_server(snapshot);
	int64_t type = smssite_snapshot_site_type(snapshot), build = smssite_snapshot_build(snapshot);
	bool copy = smssite_snapshot_is_copy(snapshot);
	char text[1024], when[32];

	say_painted(PAINT_BOLD, *code ? code : "???");
	snprintf(text, sizeof(text), "%s%s%s, %s", *name ? " \"" : "", name, *name ? "\"" : "",
		type == SMSSITE_SITE_TYPE_SECONDARY ? "secondary" :
		type == SMSSITE_SITE_TYPE_PRIMARY   ? "primary" :
						      "kind unknown");
	say(text);
	snprintf(text, sizeof(text), "%s%s%s%s", *parent ? " of " : "", parent, *server ? ", on " : "", server);
	say(text);
	if (build >= 0)
		printf(" - %s build %lld", product(build), (long long)build);
	printf(" - %s %s\n", copy ? "copy, newest file" : "live, seen",
		time_text(copy ? smssite_snapshot_newest_utc_s(snapshot) : smssite_snapshot_taken_utc_s(snapshot), when));
}
