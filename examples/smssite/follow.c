/* SPDX-License-Identifier: MIT */
/* follow: where is my .ct2, look after look, until it has arrived or the time is up. */
#include "tool.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* KB Q183347 gives a .ct2 30 minutes to leave and the Sites window up to 30 more. */
#define FOLLOW_FOR_S 3600
#define LOOK_EVERY_S 30

static void print_stage(const smssite_trail *trail, int64_t now)
{
	size_t count = smssite_trail_candidate_count(trail);
	char when[32];

	printf("%s  stage %d %s%s  ", time_text(now, when), (int)smssite_trail_stage(trail),
		smssite_stage_name(smssite_trail_stage(trail)), smssite_trail_inferred(trail) ? " (inferred)" : "");
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

static void print_stuck(const smssite_trail *trail)
{
	if (*smssite_trail_blockers(trail)) {
		printf("Usual blockers: ");
		say(smssite_trail_blockers(trail));
		putchar('\n');
	}
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

struct place {
	smssite_stage stage;
	smssite_site_status word;
};

/* One look; *place gets where it is. Prints when the stage differs from before. */
static int look(struct options *options, int64_t now, struct place *place, bool first, bool last)
{
	struct options at = *options;
	smssite_case *site;
	smssite_trail *trail;
	smssite_status status;
	int code;

	at.now_utc_s = now;
	code = site_case(&at, options->words[0], &site);
	if (code >= 0)
		return code;
	status = smssite_case_trail(site, &trail);
	place->word = parents_word(site);
	smssite_case_free(site);
	if (status)
		return fail_status(status, options->words[0]);
	if (first || place->stage != smssite_trail_stage(trail)) {
		char *json;

		if (!options->json) {
			print_stage(trail, now);
		} else if (smssite_trail_to_json(trail, &json) == SMSSITE_OK) {
			json_t *value = json_loads(json, 0, NULL);

			/* One object a line. */
			if (value && json_dumpf(value, stdout, JSON_COMPACT | JSON_SORT_KEYS) == 0)
				putchar('\n');
			json_decref(value);
			smssite_free(json);
		}
		fflush(stdout);
	}
	place->stage = smssite_trail_stage(trail);
	if (last && place->stage != SMSSITE_STAGE_DONE && !options->json)
		print_stuck(trail);
	smssite_trail_free(trail);
	return -1;
}

static int run_follow(struct options *options)
{
	int64_t budget = options->for_s < 0 ? FOLLOW_FOR_S : options->for_s, until;
	struct place place = { SMSSITE_STAGE_UNKNOWN, SMSSITE_SITE_UNKNOWN };
	smssite_site_status word_at_first = SMSSITE_SITE_UNKNOWN;
	const char *watched[1] = { options->words[0] };
	struct pace pace;
	bool first = true;

	catch_interrupts();
	pace_begin(&pace, options);
	until = pace_now(&pace) + budget;
	for (;;) {
		int64_t now = pace_now(&pace);
		bool last = now >= until || interrupted;
		int code = look(options, now, &place, first, last);

		if (code >= 0)
			return code;
		if (first)
			word_at_first = place.word;
		/* A parent that has come to say active has read a .ct2, whatever else is on the way by now. */
		if (place.stage == SMSSITE_STAGE_DONE ||
			(place.word == SMSSITE_SITE_ACTIVE && word_at_first != SMSSITE_SITE_ACTIVE))
			return EXIT_HEALTHY;
		if (last)
			return interrupted ? EXIT_INTERRUPTED :
			       place.stage == SMSSITE_STAGE_UNKNOWN ? EXIT_COULD_NOT_TELL :
								EXIT_FINDINGS;
		first = false;
		if (!pace_wait(&pace, until - now < LOOK_EVERY_S ? until - now : LOOK_EVERY_S, watched, 1) &&
			!interrupted)
			return EXIT_FAILED;
	}
}

const struct command command_follow = {
	.name = "follow",
	.arguments = "SITE [--parent SITE] [options]",
	.summary = "where is my .ct2, until it has arrived or the time is up",
	.help = "  smssite follow /mnt/edge7 --parent /mnt/prime9 --site-list c9n-sites.txt\n"
		"  smssite follow /mnt/edge7 --for 0\n\n"
		"Looks again every half minute for an hour (or --for), and says each stage once: not answered, written,\n"
		"job, request, sending, arrived, despooled, done. Only the parent's word says done. Where it ends before\n"
		"that it names the usual blockers and the next move. With --json: one object a line.\n",
	.takes = "skldptmwgvcnqjTW",
	.least_words = 1,
	.most_words = 1,
	.run = run_follow,
};
