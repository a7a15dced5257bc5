/* SPDX-License-Identifier: MIT */
/* How smssite_observe() reads: what it opens, in which order, and what becomes of it when the site moves on
 * or fails. */
#include "fixture.h"
#include "faulty-tree.h"
#include "tree/tree.h"

/* A tree that is counted, around a site. */
static smssite_tree *watch(smssite_tree *site, struct faulty_tree **faulty)
{
	smssite_tree *tree = faulty_tree_new(site, faulty);

	assert_non_null(tree);
	smssite_tree_free(site);
	return tree;
}

static smssite_snapshot *observe_kept(smssite_tree *tree, const char *path, smssite_view view)
{
	return observe_from(sources_of(tree, path, view));
}

static const char *line_of(const struct faulty_tree *faulty, const char *line)
{
	const char *found = strstr(faulty->record, line);

	if (!found)
		fail_msg("no \"%s\" in\n%s", line, faulty->record);
	return found;
}

static void nothing_is_written_and_no_waiting_file_is_opened(void **state)
{
	static const char *const waiting[] = { "SITE.SRV/DESPOOLR.BOX/RECEIVE/30008DPW.INS",
		"SITE.SRV/DESPOOLR.BOX/RECEIVE/30008DPW.PCK", "SITE.SRV/INVENTRY.BOX/1.RAW",
		"LOGON.SRV/INVENTRY.BOX/2.RAW", "SITE.SRV/SITECFG.BOX/3.INS" };
	smssite_tree *tree = make_site("");
	struct faulty_tree *faulty;
	char *at;

	(void)state;
	for (size_t i = 0; i < sizeof(waiting) / sizeof(*waiting); i++)
		put(tree, waiting[i], "x");
	tree = watch(tree, &faulty);
	smssite_snapshot_free(observe_kept(tree, "", SMSSITE_VIEW_AUTO));
	assert_int_equal(faulty->writes, 0);
	assert_int_equal(faulty->counts[FAULTY_OPEN_READ], 3);
	for (at = faulty->record; (at = strstr(at, "open-read ")); at++) {
		char *end = strchr(at, '\n');

		assert_false(!strncmp(end - 4, ".INS", 4) || !strncmp(end - 4, ".PCK", 4) ||
			     !strncmp(end - 4, ".RAW", 4) || !strncmp(end - 4, ".UID", 4));
	}
	smssite_tree_free(tree);
}

static size_t count_lines(const struct faulty_tree *faulty, const char *line)
{
	size_t count = 0;

	for (const char *at = faulty->record; (at = strstr(at, line)); at++)
		count++;
	return count;
}

static void each_directory_is_listed_once(void **state)
{
	struct faulty_tree *faulty;
	smssite_tree *tree = watch(make_site(""), &faulty);
	char line[512];

	(void)state;
	smssite_snapshot_free(observe_kept(tree, "", SMSSITE_VIEW_AUTO));
	assert_int_equal(faulty->counts[FAULTY_STAT], 0);
	for (const char *at = faulty->record; (at = strstr(at, "list ")); at++) {
		snprintf(line, sizeof(line), "%.*s", (int)(strchr(at, '\n') - at) + 1, at);
		if (count_lines(faulty, line) != 1)
			fail_msg("%zu times: %s", count_lines(faulty, line), line);
	}
	smssite_tree_free(tree);
}

static void boxes_are_read_in_the_direction_files_move(void **state)
{
	static const char *const order[] = { "list LOGON.SRV/INVENTRY.BOX\n",
		"list SITE.SRV/DESPOOLR.BOX/RECEIVE\n", "list SITE.SRV/SITECFG.BOX\n",
		"open-read SITE.SRV/SITECFG.BOX/SITECTRL.CT0\n", "list SITE.SRV/SCHEDULE.BOX\n",
		"list SITE.SRV/SENDER.BOX/TOSEND\n", "list SITE.SRV/SENDER.BOX/REQUESTS/LAN_DEFA.000\n",
		"open-read LOGS/SCHED.LOG\n" };
	struct faulty_tree *faulty;
	smssite_tree *tree = watch(make_site(""), &faulty);

	(void)state;
	smssite_snapshot_free(observe_kept(tree, "", SMSSITE_VIEW_AUTO));
	for (size_t i = 1; i < sizeof(order) / sizeof(*order); i++)
		assert_true(line_of(faulty, order[i - 1]) < line_of(faulty, order[i]));
	smssite_tree_free(tree);
}

struct move {
	size_t at;
	const char *from, *to;
};

static void move_on(
	void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to)
{
	const struct move *move = cookie;

	(void)kind;
	(void)path;
	(void)to;
	if (faulty->count == move->at)
		ok(sms_tree_rename(faulty->inner, move->from, move->to));
}

static void a_file_that_moves_while_the_site_is_read_is_not_missed(void **state)
{
	static const char *const boxes[] = { "SITE.SRV\\DESPOOLR.BOX\\RECEIVE", BOX, "SITE.SRV\\SCHEDULE.BOX",
		"SITE.SRV\\SENDER.BOX\\TOSEND" };

	(void)state;
	for (size_t box = 0; box + 1 < sizeof(boxes) / sizeof(*boxes); box++) {
		char from[128], to[128];
		struct move move = { 1, from, to };
		size_t operations = move.at;

		snprintf(from, sizeof(from), "%s", below(boxes[box], "MOVING.CT2"));
		snprintf(to, sizeof(to), "%s", below(boxes[box + 1], "MOVING.CT2"));
		for (; move.at <= operations; move.at++) {
			smssite_tree *tree = make_site("");
			struct faulty_tree *faulty;
			smssite_snapshot *snapshot;

			put(tree, from, "");
			tree = watch(tree, &faulty);
			faulty->hook = move_on;
			faulty->cookie = &move;
			snapshot = observe_kept(tree, "", SMSSITE_VIEW_AUTO);
			if (!has_entry(snapshot, boxes[box], "MOVING.CT2") &&
				!has_entry(snapshot, boxes[box + 1], "MOVING.CT2"))
				fail_msg("missed when it moved from %s before operation %zu", from, move.at);
			operations = faulty->count;
			smssite_snapshot_free(snapshot);
			smssite_tree_free(tree);
		}
		assert_true(move.at > 30);
	}
}

static void remove_it(
	void *cookie, struct faulty_tree *faulty, enum faulty_kind kind, const char *path, const char *to)
{
	(void)to;
	if (kind == FAULTY_OPEN_READ && !strcmp(path, cookie))
		ok(sms_tree_remove(faulty->inner, path));
}

static void a_file_that_is_gone_when_it_is_to_be_read_is_recorded_so(void **state)
{
	smssite_tree *tree = make_site("");
	struct faulty_tree *faulty;
	smssite_snapshot *snapshot;
	size_t document;

	(void)state;
	put(tree, "SITE.SRV/SITECFG.BOX/00000001.CT2", "x");
	tree = watch(tree, &faulty);
	faulty->hook = remove_it;
	faulty->cookie = "SITE.SRV/SITECFG.BOX/00000001.CT2";
	snapshot = observe_kept(tree, "", SMSSITE_VIEW_AUTO);
	document = smssite_snapshot_find_document(snapshot, BOX "\\00000001.CT2");
	assert_int_equal(smssite_snapshot_document_status(snapshot, document), SMSSITE_NOT_FOUND);
	assert_true(has_entry(snapshot, BOX, "00000001.CT2"));
	assert_string_equal(smssite_snapshot_site_code(snapshot), "Q7Z");
	smssite_snapshot_free(snapshot);
	faulty->cookie = "LOGS/SCHED.LOG";
	snapshot = observe_kept(tree, "", SMSSITE_VIEW_AUTO);
	assert_int_equal(smssite_snapshot_log_status(snapshot, 0), SMSSITE_NOT_FOUND);
	smssite_snapshot_free(snapshot);
	smssite_tree_free(tree);
}

/* The path of the operation that a watched observation fails at, from the record's last line of that number.
 */
static const char *path_of(const struct faulty_tree *faulty, size_t number, char *path, size_t size)
{
	const char *line = faulty->record, *end;

	while (--number)
		line = strchr(line, '\n') + 1;
	end = strchr(line, '\n');
	line = strchr(line, ' ') + 1;
	snprintf(path, size, "%.*s", (int)(end - line), line);
	for (char *c = path; *c; c++)
		*c = *c == '/' ? '\\' : *c;
	return path;
}

static void what_cannot_be_read_is_recorded_and_never_taken_for_missing(void **state)
{
	static const smssite_status failures[] = { SMSSITE_DENIED, SMSSITE_IO, SMSSITE_BUSY };
	struct faulty_tree *faulty;
	smssite_tree *tree = watch(make_site(""), &faulty);
	size_t operations;

	(void)state;
	smssite_snapshot_free(observe_kept(tree, "", SMSSITE_VIEW_AUTO));
	operations = faulty->count;
	assert_int_equal(strncmp(faulty->record, "list \n", 6), 0);
	for (size_t i = 0; i < sizeof(failures) / sizeof(*failures); i++) {
		/* The first lists the top directory itself. */
		for (size_t n = 2; n <= operations; n++) {
			smssite_snapshot *snapshot;
			char path[512];
			size_t at;

			faulty_tree_reset(faulty);
			faulty->fail_at = n;
			faulty->fail_status = failures[i];
			snapshot = observe_kept(tree, "", SMSSITE_VIEW_AUTO);
			path_of(faulty, n, path, sizeof(path));
			at = smssite_snapshot_find_directory(snapshot, path);
			if (at != SMSSITE_NO_INDEX && *path) {
				assert_int_equal(smssite_snapshot_directory_presence(snapshot, at),
					SMSSITE_PRESENCE_UNREADABLE);
				assert_true(*smssite_snapshot_directory_message(snapshot, at));
			}
			at = smssite_snapshot_find_document(snapshot, path);
			if (at != SMSSITE_NO_INDEX) {
				assert_int_equal(smssite_snapshot_document_status(snapshot, at), failures[i]);
				assert_null(smssite_snapshot_document_control_file(snapshot, at));
			}
			if (!strcmp(path, "LOGS\\SCHED.LOG"))
				assert_int_equal(smssite_snapshot_log_status(snapshot, 0), failures[i]);
			smssite_snapshot_free(snapshot);
		}
	}
	smssite_tree_free(tree);
}

static void what_lies_below_an_unreadable_directory_is_unreadable_too(void **state)
{
	struct faulty_tree *faulty;
	smssite_tree *tree = watch(make_site(""), &faulty);
	smssite_snapshot *snapshot;
	char path[512];
	size_t n = 2;

	(void)state;
	smssite_snapshot_free(observe_kept(tree, "", SMSSITE_VIEW_AUTO));
	while (strcmp(path_of(faulty, n, path, sizeof(path)), "SITE.SRV"))
		n++;
	faulty_tree_reset(faulty);
	faulty->fail_at = n;
	faulty->fail_status = SMSSITE_DENIED;
	snapshot = observe_kept(tree, "", SMSSITE_VIEW_AUTO);
	assert_int_equal(presence(snapshot, BOX), SMSSITE_PRESENCE_UNREADABLE);
	assert_int_equal(presence(snapshot, "SITE.SRV\\SENDER.BOX\\TOSEND"), SMSSITE_PRESENCE_UNREADABLE);
	assert_int_equal(presence(snapshot, "LOGON.SRV"), SMSSITE_PRESENCE_PRESENT);
	assert_int_equal(smssite_snapshot_box_state(snapshot), SMSSITE_BOX_STATE_UNKNOWN);
	smssite_snapshot_free(snapshot);
	smssite_tree_free(tree);
}

static void a_top_directory_that_cannot_be_listed_is_told(void **state)
{
	static const smssite_status failures[] = { SMSSITE_DENIED, SMSSITE_IO, SMSSITE_BUSY };
	struct faulty_tree *faulty;
	smssite_tree *tree = watch(make_site(""), &faulty);
	smssite_snapshot *snapshot;

	(void)state;
	for (size_t i = 0; i < sizeof(failures) / sizeof(*failures); i++) {
		smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);

		faulty_tree_reset(faulty);
		faulty->fail_at = 1;
		faulty->fail_status = failures[i];
		assert_int_equal(smssite_observe(sources, NULL, &snapshot), failures[i]);
		smssite_sources_free(sources);
	}
	smssite_tree_free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_written_and_no_waiting_file_is_opened),
		cmocka_unit_test(each_directory_is_listed_once),
		cmocka_unit_test(boxes_are_read_in_the_direction_files_move),
		cmocka_unit_test(a_file_that_moves_while_the_site_is_read_is_not_missed),
		cmocka_unit_test(a_file_that_is_gone_when_it_is_to_be_read_is_recorded_so),
		cmocka_unit_test(what_cannot_be_read_is_recorded_and_never_taken_for_missing),
		cmocka_unit_test(what_lies_below_an_unreadable_directory_is_unreadable_too),
		cmocka_unit_test(a_top_directory_that_cannot_be_listed_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
