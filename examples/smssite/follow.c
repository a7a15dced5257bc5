/* SPDX-License-Identifier: MIT */
/* follow: where is my .ct2, look after look, until it has arrived, the time is up, or it cannot come any further. */
#include "tool.h"

#include <smssite/layout.h>

#include <jansson.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* KB Q183347 gives a .ct2 30 minutes to leave and the Sites window up to 30 more. */
#define FOLLOW_FOR_S 3600
#define LOOK_EVERY_S 30
/* Where no events are raised: so often, and so seldom that looking takes less than a half per cent of the time. */
#define POLL_EVERY_MS 5000
#define POLL_RATIO 200

static void print_stage(const smssite_trail *trail, int64_t now)
{
	size_t count = smssite_trail_candidate_count(trail);
	smssite_stage stage = smssite_trail_stage(trail);
	char when[32], number[16] = "";

	if (stage != SMSSITE_STAGE_UNKNOWN)
		snprintf(number, sizeof(number), "%d ", (int)stage);
	printf("%s  stage %s%s%s  ", time_text(now, when), number, smssite_stage_name(stage),
		smssite_trail_inferred(trail) ? " (inferred)" : "");
	say(smssite_trail_text(trail));
	putchar('\n');
	for (size_t i = 0; i < count; i++) {
		printf("    %s", count > 1 ? "either " : "");
		say(smssite_trail_candidate_path(trail, i));
		if (smssite_trail_candidate_age_s(trail, i) >= 0)
			printf("  for %lld min", (long long)smssite_trail_candidate_age_s(trail, i) / 60);
		putchar('\n');
	}
}

static void print_evidence(const smssite_trail *trail, size_t blocker)
{
	for (size_t i = 0; i < smssite_trail_blocker_evidence_count(trail, blocker); i++)
		say_evidence(15, smssite_trail_blocker_evidence_path(trail, blocker, i),
			smssite_trail_blocker_evidence_line(trail, blocker, i), smssite_trail_blocker_evidence_value(trail, blocker, i));
}

/* The blockers that were looked for: those found, those of which nothing is known, and how many are not there. */
static void print_looked_for(const smssite_trail *trail)
{
	size_t clear = 0;

	for (size_t i = 0; i < smssite_trail_blocker_count(trail); i++) {
		smssite_severity severity = smssite_trail_blocker_severity(trail, i);

		if (severity == SMSSITE_SEVERITY_OK) {
			clear++;
			continue;
		}
		printf("    %-7s %-4s", severity == SMSSITE_SEVERITY_UNKNOWN ? "?" : "found", smssite_trail_blocker_id(trail, i));
		say(smssite_trail_blocker_title(trail, i));
		if (*smssite_trail_blocker_missing(trail, i)) {
			printf("; give ");
			say(smssite_trail_blocker_missing(trail, i));
		}
		putchar('\n');
		print_evidence(trail, i);
	}
	if (clear)
		printf("    %zu more looked for and not there\n", clear);
}

static void print_stuck(const smssite_trail *trail)
{
	if (*smssite_trail_blockers(trail)) {
		printf("Usual blockers: ");
		say(smssite_trail_blockers(trail));
		putchar('\n');
	}
	print_looked_for(trail);
	if (*smssite_trail_next_move(trail)) {
		printf("Next move: ");
		say(smssite_trail_next_move(trail));
		putchar('\n');
	}
}

/* What the parent says of the site now. */
static smssite_site_status parents_word(const smssite_case *site)
{
	smssite_snapshot *snapshot = smssite_case_site(site);
	smssite_parent_word *word = smssite_snapshot_parent_word(snapshot);

	return smssite_parent_word_status(word,
		smssite_parent_word_find(word, smssite_snapshot_site_code(snapshot)));
}

struct follow {
	struct options *options;
	struct pace pace;
	smssite_stage stage;
	smssite_site_status word, word_at_first;
	/* Of the site at the first look. */
	char code[8];
	bool first, hopeless, everywhere, fresh;
	/* Snapshots are all that was given: nothing in them will change, and their own time counts. */
	bool saved;
};

/* The directories through which a .ct2 passes, and the boxes above those that vary. */
static bool is_on_the_way(const smssite_snapshot *snapshot, size_t directory)
{
	static const char *const places[] = { "SITE.SRV\\SITECFG.BOX", "SITE.SRV\\SCHEDULE.BOX", "SITE.SRV\\SENDER.BOX\\TOSEND",
		"SITE.SRV\\SENDER.BOX\\REQUESTS", "SITE.SRV\\SENDER.BOX\\REQUESTS\\<outbox>.000",
		"SITE.SRV\\DESPOOLR.BOX\\RECEIVE" };
	const char *path = smssite_layout_path(smssite_snapshot_directory_layout(snapshot, directory));

	for (size_t i = 0; path && i < sizeof(places) / sizeof(*places); i++)
		if (strcmp(path, places[i]) == 0)
			return smssite_snapshot_directory_presence(snapshot, directory) == SMSSITE_PRESENCE_PRESENT;
	return false;
}

static void watch_path(struct follow *self, const char *path, const char *name)
{
	if (!pace_watch(&self->pace, path, name, &self->fresh))
		self->everywhere = false;
}

static void watch_site(struct follow *self, const smssite_snapshot *snapshot)
{
	const char *location = smssite_snapshot_location(snapshot), *root = smssite_snapshot_root(snapshot);

	if (!snapshot)
		return;
	watch_path(self, location, NULL);
	for (size_t i = 0; i < smssite_snapshot_directory_count(snapshot); i++) {
		char path[PATH_MAX];

		if (!is_on_the_way(snapshot, i))
			continue;
		snprintf(path, sizeof(path), "%s/%s%s%s", location, root, *root ? "/" : "",
			smssite_snapshot_directory_path(snapshot, i));
		for (char *at = path + strlen(location); *at; at++)
			if (*at == '\\')
				*at = '/';
		watch_path(self, path, NULL);
	}
}

static void watch_file(struct follow *self, const char *path)
{
	const char *slash = strrchr(path, '/');
	char directory[PATH_MAX];

	if (slash && slash != path)
		snprintf(directory, sizeof(directory), "%.*s", (int)(slash - path), path);
	else
		snprintf(directory, sizeof(directory), "%s", slash ? "/" : ".");
	watch_path(self, directory, slash ? slash + 1 : path);
}

/* Sees to it that a change after this look is noticed; what came between the look and the first watch is seen by a look
 * that follows at once. */
static void watch(struct follow *self, const smssite_case *site)
{
	self->fresh = false;
	self->everywhere = !is_profile(self->options->words[0]);
	watch_site(self, smssite_case_site(site));
	watch_site(self, smssite_case_parent(site));
	if (self->options->site_list)
		watch_file(self, self->options->site_list);
	if (self->options->hman_log)
		watch_file(self, self->options->hman_log);
}

static void print_trail(const struct follow *self, const smssite_trail *trail, int64_t now)
{
	json_t *value;
	char *json;

	if (!self->options->json) {
		print_stage(trail, now);
	} else if (smssite_trail_to_json(trail, &json) == SMSSITE_OK) {
		/* One object a line. */
		value = json_loads(json, 0, NULL);
		if (value && json_dumpf(value, stdout, JSON_COMPACT | JSON_SORT_KEYS) == 0)
			putchar('\n');
		json_decref(value);
		smssite_free(json);
	}
	fflush(stdout);
}

/* Whether it is still the site that the first look saw. */
static bool is_same_site(struct follow *self, const smssite_case *site)
{
	const char *code = smssite_snapshot_site_code(smssite_case_site(site));

	if (self->first || !*self->code)
		snprintf(self->code, sizeof(self->code), "%s", code);
	if (!*code || strcmp(code, self->code) == 0)
		return true;
	complain("%s: this is site %s now; it was %s when following began, so it is followed no further",
		self->options->words[0], code, self->code);
	return false;
}

/* What is followed may be moved, or its share may go: that is said plainly, and ends it. */
static bool is_still_there(const struct follow *self)
{
	const char *places[] = { self->options->words[0], self->options->parent };

	for (size_t i = 0; i < 2 && !self->first; i++)
		if (places[i] && access(places[i], F_OK)) {
			complain("%s: %s; it was there when following began, so it was moved or removed, or its share is gone",
				places[i], strerror(errno));
			return false;
		}
	return true;
}

/* One look; answers -1 to go on, else an exit code. Prints when the stage differs from before. */
static int look(struct follow *self, int64_t now, bool last)
{
	struct options at = *self->options;
	smssite_case *site;
	smssite_trail *trail;
	smssite_status status;
	int code;

	if (!self->saved)
		at.now_utc_s = now;
	if (!is_still_there(self))
		return EXIT_FAILED;
	code = site_case(&at, self->options->words[0], &site);
	if (code >= 0) {
		/* It may have gone while it was looked at. */
		if (!self->first && is_still_there(self))
			complain("what was followed cannot be looked at any longer");
		return code;
	}
	if (!is_same_site(self, site)) {
		smssite_case_free(site);
		return EXIT_COULD_NOT_TELL;
	}
	if (!last && !self->pace.waiter)
		watch(self, site);
	status = smssite_case_trail(site, &trail);
	self->word = parents_word(site);
	now = smssite_case_now_utc_s(site);
	smssite_case_free(site);
	if (status)
		return fail_status(status, self->options->words[0]);
	if (self->first || self->stage != smssite_trail_stage(trail))
		print_trail(self, trail, now);
	self->stage = smssite_trail_stage(trail);
	self->hopeless = smssite_trail_hopeless(trail);
	if ((last || self->hopeless) && self->stage != SMSSITE_STAGE_DONE && !self->options->json)
		print_stuck(trail);
	smssite_trail_free(trail);
	return -1;
}

/* Waits for a change, or for so long as looking now and then costs next to nothing. */
static bool wait_on(struct follow *self, int64_t left_s, int64_t look_ms)
{
	int64_t wait_ms = self->everywhere ? LOOK_EVERY_S * 1000 : POLL_EVERY_MS;

	if (self->pace.waiter)
		return pace_wait(&self->pace, left_s < LOOK_EVERY_S ? left_s : LOOK_EVERY_S, NULL, 0);
	if (self->fresh)
		return !interrupted;
	if (wait_ms < look_ms * POLL_RATIO)
		wait_ms = look_ms * POLL_RATIO;
	return pace_wait_watched(&self->pace, wait_ms < left_s * 1000 ? wait_ms : left_s * 1000);
}

static int follow(struct follow *self)
{
	int64_t until = pace_now(&self->pace) + (self->options->for_s < 0 ? FOLLOW_FOR_S : self->options->for_s);

	for (;;) {
		int64_t now = pace_now(&self->pace), begun_ms = pace_ms();
		bool last = now >= until || interrupted || self->saved;
		int code = look(self, now, last);

		if (code >= 0)
			return code;
		if (self->first)
			self->word_at_first = self->word;
		/* A parent that has come to say active has read a .ct2, whatever else is on the way by now. */
		if (self->stage == SMSSITE_STAGE_DONE ||
			(self->word == SMSSITE_SITE_ACTIVE && self->word_at_first != SMSSITE_SITE_ACTIVE))
			return EXIT_HEALTHY;
		if (self->hopeless)
			return EXIT_FINDINGS;
		if (last)
			return interrupted				   ? EXIT_INTERRUPTED :
			       self->stage == SMSSITE_STAGE_UNKNOWN ? EXIT_COULD_NOT_TELL :
								      EXIT_FINDINGS;
		self->first = false;
		if (!wait_on(self, until - now, pace_ms() - begun_ms) && !interrupted)
			return EXIT_FAILED;
	}
}

static int run_follow(struct options *options)
{
	struct follow self = { .options = options, .stage = SMSSITE_STAGE_UNKNOWN, .first = true };
	int code;

	self.saved = is_snapshot(options->words[0]) && (!options->parent || is_snapshot(options->parent)) && !options->site_list &&
		     !options->hman_log;
	catch_interrupts();
	code = pace_begin(&self.pace, options) ? follow(&self) : interrupted ? EXIT_INTERRUPTED : EXIT_FAILED;
	pace_end(&self.pace);
	return code;
}

const struct command command_follow = {
	.name = "follow",
	.arguments = "SITE [--parent SITE] [options]",
	.summary = "where is my .ct2, until it has arrived or the time is up",
	.help = "  smssite follow /mnt/edge7 --parent /mnt/prime9 --site-list c9n-sites.txt\n"
		"  smssite follow /mnt/edge7 --for 0\n\n"
		"Looks whenever a box on the way changes, and now and then where a share raises no events, for an hour (or\n"
		"--for); says each stage once: not answered, written, job, request, sending, arrived, despooled, done. Only\n"
		"the parent's word says done. It also ends, with exit 1, where something found does not pass by itself: a\n"
		"refused .ct1, no sending capacity, no address, an instruction given up. Where it ends before done it says\n"
		"which of the usual blockers it found, and the next move. With --json: one object a line.\n",
	.takes = "skKildptmwgvcnqjTW",
	.least_words = 1,
	.most_words = 1,
	.run = run_follow,
};
