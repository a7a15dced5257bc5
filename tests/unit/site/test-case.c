/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include "sweep.h"

static smssite_snapshot *site_of(const char *code, const char *parent)
{
	struct control_file_shape shape = control_file_secondary;
	smssite_tree *tree;

	shape.site_code = code;
	shape.parent_site_code = parent;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_set_clock(tree, THEN));
	ok(smssite_tree_make_directory(tree, "SITE.SRV/SITECFG.BOX"));
	put_control_file(tree, "SITE.SRV/SITECFG.BOX/SITECTRL.CT0", &shape);
	return observe(tree, "", SMSSITE_VIEW_AUTO);
}

static void a_parent_must_be_the_one_the_site_names(void **state)
{
	smssite_snapshot *site = site_of("Q7Z", "C9N"), *parent = site_of("c9n", ""),
			 *stranger = site_of("X00", "");
	smssite_case *self;

	(void)state;
	ok(smssite_case_new(site, &self));
	assert_null(smssite_case_parent(self));
	assert_int_equal(smssite_case_set_parent(self, stranger), SMSSITE_REFUSED);
	assert_non_null(strstr(smssite_error_message(), "X00"));
	assert_null(smssite_case_parent(self));
	ok(smssite_case_set_parent(self, parent));
	ok(smssite_case_set_parent(self, parent));
	assert_ptr_equal(smssite_case_parent(self), parent);
	smssite_snapshot_free(site);
	smssite_snapshot_free(parent);
	smssite_snapshot_free(stranger);
	/* The case keeps them alive. */
	assert_string_equal(smssite_snapshot_site_code(smssite_case_site(self)), "Q7Z");
	assert_string_equal(smssite_snapshot_site_code(smssite_case_parent(self)), "c9n");
	smssite_case_free(self);
}

static void a_site_has_one_parent_and_is_not_its_own(void **state)
{
	smssite_snapshot *site = site_of("", ""), *parent = site_of("C9N", ""), *second = site_of("X00", ""),
			 *top = site_of("Q7Z", "");
	smssite_case *self;

	(void)state;
	/* The site names no parent, so any may be it, but not two. */
	ok(smssite_case_new(site, &self));
	ok(smssite_case_set_parent(self, parent));
	assert_int_equal(smssite_case_set_parent(self, second), SMSSITE_REFUSED);
	assert_non_null(strstr(smssite_error_message(), "one parent"));
	assert_ptr_equal(smssite_case_parent(self), parent);
	smssite_case_free(self);
	ok(smssite_case_new(top, &self));
	assert_int_equal(smssite_case_set_parent(self, top), SMSSITE_REFUSED);
	assert_non_null(strstr(smssite_error_message(), "its own parent"));
	assert_null(smssite_case_parent(self));
	smssite_case_free(self);
	smssite_snapshot_free(site);
	smssite_snapshot_free(parent);
	smssite_snapshot_free(second);
	smssite_snapshot_free(top);
}

static void what_names_no_code_is_not_refused(void **state)
{
	smssite_snapshot *site = site_of("Q7Z", "C9N"),
			 *logon = observe(make_site(""), "LOGON.SRV", SMSSITE_VIEW_LOGON);
	smssite_case *self;

	(void)state;
	ok(smssite_case_new(site, &self));
	ok(smssite_case_set_parent(self, logon));
	ok(smssite_case_set_earlier(self, logon));
	smssite_case_free(self);
	smssite_snapshot_free(site);
	smssite_snapshot_free(logon);
}

static void an_earlier_look_must_be_at_the_same_site(void **state)
{
	smssite_snapshot *site = site_of("Q7Z", "C9N"), *other = site_of("X00", "C9N");
	smssite_case *self;

	(void)state;
	ok(smssite_case_new(site, &self));
	assert_int_equal(smssite_case_set_earlier(self, other), SMSSITE_REFUSED);
	assert_null(smssite_case_earlier(self));
	ok(smssite_case_set_earlier(self, site));
	assert_ptr_equal(smssite_case_earlier(self), site);
	smssite_case_free(self);
	smssite_snapshot_free(site);
	smssite_snapshot_free(other);
}

static void logon_servers_have_names_of_their_own(void **state)
{
	smssite_snapshot *site = site_of("Q7Z", "C9N");
	smssite_case *self;

	(void)state;
	ok(smssite_case_new(site, &self));
	ok(smssite_case_add_logon_server(self, "EDGE7", site));
	ok(smssite_case_add_logon_server(self, "EDGE8", site));
	assert_int_equal(smssite_case_add_logon_server(self, "edge8", site), SMSSITE_EXISTS);
	assert_int_equal(smssite_case_add_logon_server(self, "", site), SMSSITE_INVALID);
	assert_int_equal(smssite_case_logon_server_count(self), 2);
	assert_string_equal(smssite_case_logon_server_name(self, 1), "EDGE8");
	assert_ptr_equal(smssite_case_logon_server(self, 1), site);
	assert_null(smssite_case_logon_server_name(self, 2));
	assert_null(smssite_case_logon_server(self, 2));
	smssite_case_free(self);
	smssite_snapshot_free(site);
}

static void a_logon_server_may_be_known_and_not_in_view(void **state)
{
	smssite_snapshot *site = site_of("Q7Z", "C9N");
	smssite_id_map *map;
	smssite_case *self;

	(void)state;
	ok(smssite_case_new(site, &self));
	ok(smssite_case_add_logon_server(self, "NTLOG1", NULL));
	assert_int_equal(smssite_case_add_logon_server(self, "ntlog1", NULL), SMSSITE_EXISTS);
	assert_int_equal(smssite_case_add_logon_server(self, "ntlog1", site), SMSSITE_EXISTS);
	assert_int_equal(smssite_case_add_logon_server(self, "", NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_case_add_logon_server(NULL, "X", NULL), SMSSITE_INVALID);
	ok(smssite_case_describe_logon_server(self, "NTLOG1", SMSSITE_SERVER_WINDOWS_NT, "EDGE"));
	assert_int_equal(smssite_case_logon_server_count(self), 1);
	assert_string_equal(smssite_case_logon_server_name(self, 0), "NTLOG1");
	assert_null(smssite_case_logon_server(self, 0));
	/* No range that it may have had is used again. */
	ok(smssite_id_map_new("Q7Z", &map));
	ok(smssite_id_map_add_case(map, self));
	smssite_id_map_free(map);
	smssite_case_free(self);
	smssite_snapshot_free(site);
}

static void ages_of_a_copy_count_from_the_newest_time_in_it(void **state)
{
	smssite_tree *tree = make_site("");
	smssite_liveness liveness = SMSSITE_LIVENESS_COPY;

	(void)state;
	for (int i = 0; i < 2; i++, liveness = SMSSITE_LIVENESS_LIVE) {
		smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
		smssite_snapshot *snapshot;
		smssite_case *self;

		ok(smssite_sources_set_liveness(sources, liveness));
		snapshot = observe_from(sources);
		ok(smssite_case_new(snapshot, &self));
		assert_int_equal(
			smssite_case_now_utc_s(self), liveness == SMSSITE_LIVENESS_COPY ? THEN : THEN + 60);
		ok(smssite_case_set_now(self, 12345));
		assert_int_equal(smssite_case_now_utc_s(self), 12345);
		smssite_case_free(self);
		smssite_snapshot_free(snapshot);
	}
	smssite_tree_free(tree);
}

static smssite_status build_case(void *argument)
{
	smssite_case *self;
	smssite_status status = smssite_case_new(argument, &self);

	if (status)
		return status;
	status = smssite_case_add_logon_server(self, "EDGE7", argument);
	smssite_case_free(self);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	smssite_snapshot *site = site_of("Q7Z", "C9N");

	(void)state;
	assert_int_equal(sweep_allocations(build_case, site), 3);
	smssite_snapshot_free(site);
}

static void calls_check_what_they_get(void **state)
{
	smssite_snapshot *site = site_of("Q7Z", "C9N");
	smssite_case *self;

	(void)state;
	assert_int_equal(smssite_case_new(NULL, &self), SMSSITE_INVALID);
	assert_int_equal(smssite_case_new(site, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_case_set_parent(NULL, site), SMSSITE_INVALID);
	assert_int_equal(smssite_case_set_earlier(NULL, site), SMSSITE_INVALID);
	assert_int_equal(smssite_case_add_logon_server(NULL, "X", site), SMSSITE_INVALID);
	assert_int_equal(smssite_case_set_now(NULL, 0), SMSSITE_INVALID);
	ok(smssite_case_new(site, &self));
	assert_int_equal(smssite_case_set_now(self, INT64_MAX), SMSSITE_INVALID);
	smssite_case_free(self);
	assert_true(smssite_case_now_utc_s(NULL) == SMSSITE_NO_TIME);
	assert_null(smssite_case_site(NULL));
	assert_null(smssite_case_parent(NULL));
	assert_null(smssite_case_earlier(NULL));
	assert_null(smssite_case_logon_server(NULL, 0));
	assert_null(smssite_case_logon_server_name(NULL, 0));
	assert_int_equal(smssite_case_logon_server_count(NULL), 0);
	smssite_case_free(NULL);
	smssite_snapshot_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_parent_must_be_the_one_the_site_names),
		cmocka_unit_test(a_site_has_one_parent_and_is_not_its_own),
		cmocka_unit_test(what_names_no_code_is_not_refused),
		cmocka_unit_test(an_earlier_look_must_be_at_the_same_site),
		cmocka_unit_test(logon_servers_have_names_of_their_own),
		cmocka_unit_test(a_logon_server_may_be_known_and_not_in_view),
		cmocka_unit_test(ages_of_a_copy_count_from_the_newest_time_in_it),
		cmocka_unit_test(every_failing_allocation_is_survived),
		cmocka_unit_test(calls_check_what_they_get),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
