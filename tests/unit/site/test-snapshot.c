/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include "sweep.h"

#define AT(time) "Tue Jul 15 " time " 1997"

/* A site with something of everything that a snapshot can hold. */
static smssite_snapshot *observe_rich_site(void)
{
	static const char list[] = "SMS_EXECUTIVE running\n\nSMS_SITE_CONFIG_MANAGER stopped # by hand\n";
	static const char registry[] =
		"REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification]\n"
		"\"Site Code\"=\"Q\x37Z\"\n@=\"\xFC\"\n\"Blob\"=hex:00\n\"Number\"=dword:ffffffff\n"
		"\"Several\"=hex(7):61,00,62,00,00\n\"Cut\"=hex(1):61\n";
	static const char sites[] = "Q7Z 2 0x4000001F\nX00 1\n";
	struct control_file_shape reply = control_file_secondary;
	smssite_tree *tree = make_site("Sms");
	smssite_sources *sources;
	smssite_services *services;
	smssite_parent_word *word;
	smssite_registry *given;
	smssite_snapshot *snapshot;

	reply.type = 1;
	put_control_file(tree, "Sms/SITE.SRV/SITECFG.BOX/00000001.CT2", &reply);
	put(tree, "Sms/SITE.SRV/SITECFG.BOX/00000000.CT1",
		"SITE CONTROL FILE [786][1.08]\r\nBEGIN_SITE_ACCOUNT <secret");
	ok(sms_memory_add(tree, "Sms/SITE.SRV/SITECFG.BOX/10000000.NAD", SMSSITE_ENTRY_DIRECTORY));
	ok(sms_memory_add(tree, "Sms/SITE.SRV/SITECFG.BOX/LINK.CT2", SMSSITE_ENTRY_LINK));
	ok(sms_memory_add(tree, "Sms/SITE.SRV/SCHEDULE.BOX/\xFF\\\x1B\xC3\xA9.JOB", SMSSITE_ENTRY_OTHER));
	ok(sms_memory_add(tree, "Sms/SITE.SRV/sitectl.box", SMSSITE_ENTRY_LINK));
	ok(sms_memory_add(tree, "Sms/SITE.SRV/SITEREP.BOX\xFE", SMSSITE_ENTRY_FILE));
	put(tree, "SCMAN.LOG",
		RECORD("~M\xFC\x01nchen \"x\"", "SMS_SITE_CONFIG_MANAGER", AT("11:00:00"))
			RECORD("y", "SMS_SITE_CONFIG_MANAGER", AT("10:00:00")) "torn");
	ok(smssite_tree_make_directory(tree, "saved"));
	put(tree, "saved/ODD\xFF.LOG", "no record\n");
	sources = sources_of(tree, "", SMSSITE_VIEW_AUTO);
	ok(sms_memory_set_space(tree, 123456789, 200000000));
	ok(smssite_sources_set_logs(sources, tree, "saved"));
	ok(smssite_services_parse(list, strlen(list), &services));
	ok(smssite_parent_word_parse_site_list(sites, strlen(sites), &word));
	ok(smssite_sources_set_services(sources, services, "services \\ \xFF.txt"));
	ok(smssite_sources_set_parent_word(sources, word, "c9n-sites.txt"));
	ok(smssite_registry_parse(registry, strlen(registry), &given));
	ok(smssite_sources_add_registry(sources, given, "edge7 \\ \xFF.reg"));
	smssite_registry_free(given);
	smssite_services_free(services);
	smssite_parent_word_free(word);
	snapshot = observe_from(sources);
	smssite_tree_free(tree);
	return snapshot;
}

static char *save(const smssite_snapshot *snapshot)
{
	char *json;

	ok(smssite_snapshot_save(snapshot, &json));
	return json;
}

static smssite_snapshot *load(const char *json)
{
	smssite_snapshot *snapshot;

	ok(smssite_snapshot_load(json, strlen(json), &snapshot));
	return snapshot;
}

static void saving_what_was_loaded_gives_the_same_bytes(void **state)
{
	smssite_snapshot *seen = observe_rich_site(), *loaded;
	char *json = save(seen), *again = save(seen), *third;

	(void)state;
	assert_string_equal(json, again);
	loaded = load(json);
	third = save(loaded);
	assert_string_equal(json, third);
	smssite_snapshot_free(seen);
	smssite_snapshot_free(loaded);
	smssite_free(json);
	smssite_free(again);
	smssite_free(third);
}

static void assert_same_stat(const struct smssite_tree_stat *a, const struct smssite_tree_stat *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->size, b->size);
	assert_true(a->mtime_utc_s == b->mtime_utc_s);
	assert_true(a->identity == b->identity);
}

static void assert_same_directories(const smssite_snapshot *a, const smssite_snapshot *b)
{
	struct smssite_tree_stat x, y;

	assert_true(smssite_snapshot_directory_count(a) > 60);
	assert_int_equal(smssite_snapshot_directory_count(a), smssite_snapshot_directory_count(b));
	for (size_t i = 0; i < smssite_snapshot_directory_count(a); i++) {
		assert_string_equal(
			smssite_snapshot_directory_path(a, i), smssite_snapshot_directory_path(b, i));
		assert_int_equal(
			smssite_snapshot_directory_layout(a, i), smssite_snapshot_directory_layout(b, i));
		assert_int_equal(
			smssite_snapshot_directory_presence(a, i), smssite_snapshot_directory_presence(b, i));
		assert_string_equal(
			smssite_snapshot_directory_message(a, i), smssite_snapshot_directory_message(b, i));
		assert_int_equal(smssite_snapshot_entry_count(a, i), smssite_snapshot_entry_count(b, i));
		assert_int_equal(smssite_snapshot_entry_cut(a, i), smssite_snapshot_entry_cut(b, i));
		for (size_t j = 0; j < smssite_snapshot_entry_count(a, i); j++) {
			assert_string_equal(
				smssite_snapshot_entry_name(a, i, j), smssite_snapshot_entry_name(b, i, j));
			ok(smssite_snapshot_entry_stat(a, i, j, &x));
			ok(smssite_snapshot_entry_stat(b, i, j, &y));
			assert_same_stat(&x, &y);
		}
	}
}

static void assert_same_documents(const smssite_snapshot *a, const smssite_snapshot *b)
{
	struct smssite_tree_stat x, y;

	assert_int_equal(smssite_snapshot_document_count(a), 5);
	assert_int_equal(smssite_snapshot_document_count(b), 5);
	for (size_t i = 0; i < 5; i++) {
		smssite_control_file *from = smssite_snapshot_document_control_file(a, i),
				     *to = smssite_snapshot_document_control_file(b, i);

		assert_string_equal(
			smssite_snapshot_document_path(a, i), smssite_snapshot_document_path(b, i));
		assert_int_equal(
			smssite_snapshot_document_status(a, i), smssite_snapshot_document_status(b, i));
		assert_string_equal(
			smssite_snapshot_document_message(a, i), smssite_snapshot_document_message(b, i));
		assert_string_equal(
			smssite_snapshot_document_sha256(a, i), smssite_snapshot_document_sha256(b, i));
		ok(smssite_snapshot_document_stat(a, i, &x));
		ok(smssite_snapshot_document_stat(b, i, &y));
		assert_same_stat(&x, &y);
		assert_true(!from == !to);
		assert_int_equal(
			smssite_control_file_section_count(from), smssite_control_file_section_count(to));
		assert_true(smssite_control_file_time_utc_s(from) == smssite_control_file_time_utc_s(to));
	}
}

static void assert_same_logs(const smssite_snapshot *a, const smssite_snapshot *b)
{
	struct smssite_tree_stat x, y;

	assert_int_equal(smssite_snapshot_log_count(a), 3);
	assert_int_equal(smssite_snapshot_log_count(b), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(smssite_snapshot_log_name(a, i), smssite_snapshot_log_name(b, i));
		assert_string_equal(smssite_snapshot_log_path(a, i), smssite_snapshot_log_path(b, i));
		assert_int_equal(smssite_snapshot_log_status(a, i), smssite_snapshot_log_status(b, i));
		ok(smssite_snapshot_log_stat(a, i, &x));
		ok(smssite_snapshot_log_stat(b, i, &y));
		assert_same_stat(&x, &y);
		assert_int_equal(
			smssite_snapshot_log_backward_steps(a, i), smssite_snapshot_log_backward_steps(b, i));
		assert_int_equal(smssite_snapshot_record_cut(a, i), smssite_snapshot_record_cut(b, i));
		assert_int_equal(smssite_snapshot_record_count(a, i), smssite_snapshot_record_count(b, i));
		for (size_t j = 0; j < smssite_snapshot_record_count(a, i); j++) {
			assert_string_equal(
				smssite_snapshot_record_text(a, i, j), smssite_snapshot_record_text(b, i, j));
			assert_int_equal(
				smssite_snapshot_record_line(a, i, j), smssite_snapshot_record_line(b, i, j));
			assert_true(smssite_snapshot_record_time_local_s(a, i, j) ==
				    smssite_snapshot_record_time_local_s(b, i, j));
		}
	}
}

static void assert_same_lists(const smssite_snapshot *a, const smssite_snapshot *b)
{
	smssite_services *from = smssite_snapshot_services(a), *to = smssite_snapshot_services(b);
	smssite_parent_word *said = smssite_snapshot_parent_word(a), *kept = smssite_snapshot_parent_word(b);

	assert_string_equal(smssite_snapshot_services_name(a), smssite_snapshot_services_name(b));
	assert_int_equal(smssite_services_get_form(from), smssite_services_get_form(to));
	assert_int_equal(smssite_services_count(from), 2);
	assert_int_equal(smssite_services_count(to), 2);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(smssite_services_name(from, i), smssite_services_name(to, i));
		assert_int_equal(smssite_services_state(from, i), smssite_services_state(to, i));
		assert_int_equal(smssite_services_line(from, i), smssite_services_line(to, i));
	}
	assert_int_equal(smssite_services_find(to, "sms_executive"), SMSSITE_SERVICE_RUNNING);
	assert_string_equal(smssite_snapshot_parent_word_name(a), smssite_snapshot_parent_word_name(b));
	assert_int_equal(smssite_parent_word_form(said), smssite_parent_word_form(kept));
	assert_int_equal(smssite_parent_word_count(said), 2);
	assert_int_equal(smssite_parent_word_count(kept), 2);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(
			smssite_parent_word_site_code(said, i), smssite_parent_word_site_code(kept, i));
		assert_int_equal(smssite_parent_word_status(said, i), smssite_parent_word_status(kept, i));
		assert_int_equal(smssite_parent_word_detail(said, i), smssite_parent_word_detail(kept, i));
		assert_int_equal(smssite_parent_word_flags(said, i), smssite_parent_word_flags(kept, i));
		assert_int_equal(smssite_parent_word_line(said, i), smssite_parent_word_line(kept, i));
	}
}

static void a_loaded_snapshot_answers_as_the_one_that_was_saved(void **state)
{
	smssite_snapshot *seen = observe_rich_site(), *loaded;
	char *json = save(seen);

	(void)state;
	loaded = load(json);
	assert_string_equal(smssite_snapshot_site_code(loaded), "Q7Z");
	assert_string_equal(smssite_snapshot_site_name(loaded), "Edge");
	assert_string_equal(smssite_snapshot_install_directory(loaded), "D:\\SMS");
	assert_int_equal(smssite_snapshot_site_type(loaded), smssite_snapshot_site_type(seen));
	assert_int_equal(smssite_snapshot_build(loaded), smssite_snapshot_build(seen));
	assert_string_equal(smssite_snapshot_location(loaded), smssite_snapshot_location(seen));
	assert_string_equal(smssite_snapshot_root(loaded), "Sms");
	assert_int_equal(smssite_snapshot_view(loaded), SMSSITE_VIEW_DRIVE);
	assert_false(smssite_snapshot_is_copy(loaded));
	assert_int_equal(smssite_snapshot_taken_utc_s(loaded), THEN + 60);
	assert_int_equal(smssite_snapshot_newest_utc_s(loaded), THEN);
	assert_int_equal(smssite_snapshot_free_bytes(loaded), 123456789);
	assert_int_equal(smssite_snapshot_box_state(loaded), smssite_snapshot_box_state(seen));
	assert_same_directories(seen, loaded);
	assert_same_documents(seen, loaded);
	assert_same_logs(seen, loaded);
	assert_same_lists(seen, loaded);
	smssite_snapshot_free(seen);
	smssite_snapshot_free(loaded);
	smssite_free(json);
}

static void a_copy_without_times_comes_back_as_one(void **state)
{
	smssite_tree *tree = make_site("");
	smssite_sources *sources = sources_of(tree, "", SMSSITE_VIEW_ROOT);
	smssite_snapshot *seen, *loaded;
	char *json;

	(void)state;
	ok(smssite_sources_set_taken(sources, SMSSITE_NO_TIME));
	seen = observe_from(sources);
	json = save(seen);
	loaded = load(json);
	assert_true(smssite_snapshot_is_copy(loaded));
	assert_true(smssite_snapshot_taken_utc_s(loaded) == SMSSITE_NO_TIME);
	assert_int_equal(smssite_snapshot_free_bytes(loaded), -1);
	assert_null(smssite_snapshot_services(loaded));
	assert_null(smssite_snapshot_parent_word(loaded));
	assert_string_equal(smssite_snapshot_services_name(loaded), "");
	smssite_snapshot_free(seen);
	smssite_snapshot_free(loaded);
	smssite_free(json);
	smssite_tree_free(tree);
}

static void no_secret_is_saved(void **state)
{
	smssite_snapshot *seen = observe_rich_site();
	char *json = save(seen), hex[79];
	static const size_t sizes[] = { 78, 78, 42 };

	(void)state;
	for (uint32_t seed = 1; seed <= 3; seed++) {
		control_file_hex(hex, sizes[seed - 1], seed);
		hex[20] = '\0';
		assert_null(strstr(json, hex));
	}
	for (uint32_t seed = 11; seed <= 22; seed++) {
		control_file_hex(hex, 20, seed);
		assert_null(strstr(json, hex));
	}
	/* Of a file that could not be read as one nobody knows where its secrets are: nothing of it is kept.
	 */
	assert_null(strstr(json, "<secret"));
	/* The hash is that of the file as it is on disk. */
	assert_non_null(strstr(json, smssite_snapshot_document_sha256(seen,
					     smssite_snapshot_find_document(seen, BOX "\\SITECTRL.CT0"))));
	smssite_snapshot_free(seen);
	smssite_free(json);
}

static void every_beginning_of_a_snapshot_is_refused(void **state)
{
	smssite_snapshot *seen = observe_rich_site(), *loaded = NULL;
	char *json = save(seen);
	size_t size = strlen(json);

	(void)state;
	smssite_snapshot_free(seen);
	/* The last byte is a line end. */
	for (size_t length = 0; length + 1 < size; length += length < 2000 || length > size - 2000 ? 1 : 97)
		assert_int_equal(smssite_snapshot_load(json, length, &loaded), SMSSITE_MALFORMED);
	assert_null(loaded);
	smssite_free(json);
}

static smssite_status load_status(const char *json)
{
	smssite_snapshot *snapshot = NULL;
	smssite_status status = smssite_snapshot_load(json, strlen(json), &snapshot);

	smssite_snapshot_free(snapshot);
	return status;
}

#define HEAD "{\"smssite\":\"snapshot\",\"format\":1,\"view\":\"ROOT\",\"copy\":true"

static void a_small_snapshot_is_enough(void **state)
{
	(void)state;
	assert_int_equal(load_status(HEAD "}"), SMSSITE_OK);
	assert_int_equal(load_status(HEAD ",\"of a later library\":[1,{\"a\":null}]}"), SMSSITE_OK);
	assert_int_equal(
		load_status(HEAD ",\"directories\":[{\"path\":\"LOGS\",\"presence\":\"PRESENT\",\"entries\":["
				 "{\"name\":\"b\",\"kind\":\"file\"},{\"name\":\"A\",\"kind\":\"link\"}]}]}"),
		SMSSITE_OK);
}

static void a_newer_format_is_refused_by_its_number(void **state)
{
	(void)state;
	assert_int_equal(load_status("{\"smssite\":\"snapshot\",\"format\":2}"), SMSSITE_UNSUPPORTED);
	assert_non_null(strstr(smssite_error_message(), "format 2"));
	assert_int_equal(load_status("{\"smssite\":\"snapshot\",\"format\":9223372036854775807}"),
		SMSSITE_UNSUPPORTED);
}

static void what_is_no_snapshot_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"null",
		"[]",
		"{}",
		"\"snapshot\"",
		"{\"smssite\":\"plan\",\"format\":1}",
		"{\"smssite\":\"snapshot\",\"format\":0}",
		"{\"smssite\":\"snapshot\",\"format\":\"1\"}",
		"{\"smssite\":\"snapshot\",\"format\":1}",
		HEAD ",\"view\":\"ROOT\"}",
		HEAD "} x",
		HEAD ",\"root\":1}",
		HEAD ",\"root\":\"a\\\\q\"}",
		HEAD ",\"root\":\"a\\\\x00\"}",
		HEAD ",\"root\":\"a\\u0000b\"}",
		HEAD ",\"taken_utc_s\":1.5}",
		HEAD ",\"taken_utc_s\":9223372036854775807}",
		HEAD ",\"directories\":{}}",
		HEAD ",\"directories\":[1]}",
		HEAD ",\"directories\":[{\"path\":\"LOGS\"}]}",
		HEAD ",\"directories\":[{\"path\":\"x\",\"presence\":\"HERE\"}]}",
		HEAD ",\"directories\":[{\"path\":\"x\",\"presence\":\"PRESENT\",\"cut\":-1}]}",
		HEAD ",\"directories\":[{\"path\":\"x\",\"presence\":\"PRESENT\",\"entries\":[{\"name\":"
		     "\"a\"}]}]}",
		HEAD ",\"directories\":[{\"path\":\"x\",\"presence\":\"PRESENT\",\"entries\":[{\"kind\":"
		     "\"file\"}]}]}",
		HEAD ",\"directories\":[{\"path\":\"x\",\"presence\":\"PRESENT\",\"entries\":"
		     "[{\"name\":\"a\",\"kind\":\"file\",\"identity\":\"12345678901234567\"}]}]}",
		HEAD ",\"directories\":[{\"path\":\"x\",\"presence\":\"PRESENT\",\"entries\":"
		     "[{\"name\":\"a\",\"kind\":\"file\",\"size\":-1}]}]}",
		HEAD ",\"documents\":[{\"path\":\"x\",\"kind\":\"file\",\"status\":\"FINE\"}]}",
		HEAD ",\"documents\":[{\"path\":\"x\",\"kind\":\"file\",\"status\":\"SMSSITE_OK\",\"sha256\":"
		     "\"12\"}]}",
		HEAD ",\"documents\":[{\"path\":\"x\",\"kind\":\"file\",\"status\":\"SMSSITE_OK\",\"masked\":"
		     "\"\"}]}",
		HEAD ",\"documents\":[{\"path\":\"x\",\"kind\":\"file\",\"status\":\"SMSSITE_OK\",\"masked\":"
		     "\"\xE2\x82\xAC\"}]}",
		HEAD ",\"logs\":[{\"name\":\"X.LOG\",\"kind\":\"file\"}]}",
		HEAD ",\"logs\":[{\"name\":\"X.LOG\",\"path\":\"x\",\"kind\":\"file\",\"status\":\"SMSSITE_"
		     "OK\",\"records\":[0]}]}",
		HEAD
		",\"directories\":[{\"path\":\"x\",\"presence\":\"UNREADABLE\",\"message\":\"\\u001b\"}]}",
		HEAD ",\"services\":{\"form\":\"LINES\",\"missing\":\"unknown\",\"list\":"
		     "[{\"name\":\"\\u0007\",\"state\":\"running\"}]}}",
		HEAD ",\"services\":[]}",
		HEAD ",\"services\":{\"form\":\"LINES\",\"missing\":\"unknown\"}}",
		HEAD ",\"services\":{\"form\":\"LINES\",\"missing\":\"unknown\",\"list\":[{\"name\":\"A\","
		     "\"state\":\"x\"}]}}",
		HEAD ",\"services\":{\"form\":\"LINES\",\"missing\":\"unknown\",\"list\":[{\"name\":\"A\","
		     "\"state\":\"running\"},"
		     "{\"name\":\"a\",\"state\":\"stopped\"}]}}",
		HEAD ",\"parent_word\":{\"form\":\"RUMOUR\"}}",
		HEAD
		",\"parent_word\":{\"form\":\"PHRASE\",\"sites\":[{\"code\":\"Q7\",\"status\":\"ACTIVE\"}]}}",
		HEAD ",\"parent_word\":{\"form\":\"PHRASE\",\"sites\":[{\"code\":\"Q7Z\",\"status\":"
		     "\"ACTIVE\",\"detail\":65536}]}}",
		HEAD
		",\"parent_word\":{\"form\":\"PHRASE\",\"sites\":[{\"code\":\"Q7Z\",\"status\":\"ACTIVE\"},"
		"{\"code\":\"q7z\",\"status\":\"ACTIVE\"}]}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (load_status(texts[i]) != SMSSITE_MALFORMED)
			fail_msg("%s: %s", texts[i], smssite_status_name(load_status(texts[i])));
}

static char *repeat(const char *front, const char *text, size_t count)
{
	size_t size = strlen(text), used = strlen(front);
	char *all = malloc(used + size * count + 1);

	memcpy(all, front, used);
	for (size_t i = 0; i < count; i++, used += size)
		memcpy(all + used, text, size);
	all[used] = '\0';
	return all;
}

static void depth_and_numbers_of_things_have_limits(void **state)
{
	static const struct {
		const char *front, *text;
		size_t count;
		smssite_status status;
	} texts[] = {
		{ "", "[", 1000000, SMSSITE_MALFORMED },
		{ "", "{\"a\":", 1000000, SMSSITE_MALFORMED },
		{ "", "]", 1000000, SMSSITE_MALFORMED },
		{ "[", "0,", 5000000, SMSSITE_LIMIT },
		{ HEAD ",\"logs\":[{}", ",{}", 200, SMSSITE_LIMIT },
	};
	char *large = malloc((256u << 20) + 1);
	smssite_snapshot *snapshot;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *json = repeat(texts[i].front, texts[i].text, texts[i].count);

		if (texts[i].front[0] == '{') {
			json = realloc(json, strlen(json) + 3);
			strcat(json, "]}");
		}
		assert_int_equal(load_status(json), texts[i].status);
		free(json);
	}
	assert_int_equal(smssite_snapshot_load(large, (256u << 20) + 1, &snapshot), SMSSITE_LIMIT);
	free(large);
}

static smssite_status save_scenario(void *argument)
{
	char *json = NULL;
	smssite_status status = smssite_snapshot_save(argument, &json);

	smssite_free(json);
	return status;
}

static smssite_status load_scenario(void *argument)
{
	smssite_snapshot *snapshot = NULL;
	smssite_status status = smssite_snapshot_load(argument, strlen(argument), &snapshot);

	smssite_snapshot_free(snapshot);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	smssite_snapshot *seen = observe_rich_site();
	char *json = save(seen);

	(void)state;
	assert_true(sweep_allocations(save_scenario, seen) > 100);
	assert_true(sweep_allocations(load_scenario, json) > 100);
	smssite_snapshot_free(seen);
	smssite_free(json);
}

static void a_reference_keeps_a_snapshot_alive(void **state)
{
	smssite_snapshot *snapshot = observe(make_site(""), "", SMSSITE_VIEW_AUTO);

	(void)state;
	assert_ptr_equal(smssite_snapshot_ref(snapshot), snapshot);
	smssite_snapshot_free(snapshot);
	assert_string_equal(smssite_snapshot_site_code(snapshot), "Q7Z");
	smssite_snapshot_free(snapshot);
	assert_null(smssite_snapshot_ref(NULL));
	smssite_snapshot_free(NULL);
}

static void no_snapshot_answers_neutrally(void **state)
{
	struct smssite_tree_stat stat;
	smssite_snapshot *snapshot;
	char *json;

	(void)state;
	assert_string_equal(smssite_snapshot_site_code(NULL), "");
	assert_string_equal(smssite_snapshot_site_name(NULL), "");
	assert_string_equal(smssite_snapshot_parent_site_code(NULL), "");
	assert_string_equal(smssite_snapshot_site_server(NULL), "");
	assert_string_equal(smssite_snapshot_install_directory(NULL), "");
	assert_string_equal(smssite_snapshot_location(NULL), "");
	assert_string_equal(smssite_snapshot_root(NULL), "");
	assert_int_equal(smssite_snapshot_site_type(NULL), 0);
	assert_int_equal(smssite_snapshot_build(NULL), -1);
	assert_int_equal(smssite_snapshot_view(NULL), SMSSITE_VIEW_AUTO);
	assert_true(smssite_snapshot_is_copy(NULL));
	assert_true(smssite_snapshot_taken_utc_s(NULL) == SMSSITE_NO_TIME);
	assert_true(smssite_snapshot_newest_utc_s(NULL) == SMSSITE_NO_TIME);
	assert_int_equal(smssite_snapshot_free_bytes(NULL), -1);
	assert_int_equal(smssite_snapshot_directory_count(NULL), 0);
	assert_null(smssite_snapshot_directory_path(NULL, 0));
	assert_int_equal(smssite_snapshot_directory_layout(NULL, 0), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_snapshot_directory_presence(NULL, 0), SMSSITE_PRESENCE_NOT_IN_VIEW);
	assert_string_equal(smssite_snapshot_directory_message(NULL, 0), "");
	assert_int_equal(smssite_snapshot_entry_count(NULL, 0), 0);
	assert_int_equal(smssite_snapshot_entry_cut(NULL, 0), 0);
	assert_null(smssite_snapshot_entry_name(NULL, 0, 0));
	assert_int_equal(smssite_snapshot_entry_stat(NULL, 0, 0, &stat), SMSSITE_INVALID);
	assert_int_equal(smssite_snapshot_find_directory(NULL, ""), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_snapshot_document_count(NULL), 0);
	assert_null(smssite_snapshot_document_path(NULL, 0));
	assert_int_equal(smssite_snapshot_document_status(NULL, 0), SMSSITE_INVALID);
	assert_string_equal(smssite_snapshot_document_message(NULL, 0), "");
	assert_string_equal(smssite_snapshot_document_sha256(NULL, 0), "");
	assert_int_equal(smssite_snapshot_document_stat(NULL, 0, &stat), SMSSITE_INVALID);
	assert_null(smssite_snapshot_document_control_file(NULL, 0));
	assert_int_equal(smssite_snapshot_find_document(NULL, ""), SMSSITE_NO_INDEX);
	assert_int_equal(smssite_snapshot_log_count(NULL), 0);
	assert_null(smssite_snapshot_log_name(NULL, 0));
	assert_null(smssite_snapshot_log_path(NULL, 0));
	assert_int_equal(smssite_snapshot_log_status(NULL, 0), SMSSITE_INVALID);
	assert_int_equal(smssite_snapshot_log_stat(NULL, 0, &stat), SMSSITE_INVALID);
	assert_int_equal(smssite_snapshot_record_count(NULL, 0), 0);
	assert_null(smssite_snapshot_record_text(NULL, 0, 0));
	assert_int_equal(smssite_snapshot_record_line(NULL, 0, 0), 0);
	assert_true(smssite_snapshot_record_time_local_s(NULL, 0, 0) == SMSSITE_NO_TIME);
	assert_int_equal(smssite_snapshot_log_backward_steps(NULL, 0), 0);
	assert_int_equal(smssite_snapshot_record_cut(NULL, 0), 0);
	assert_int_equal(smssite_snapshot_find_log(NULL, ""), SMSSITE_NO_INDEX);
	assert_null(smssite_snapshot_services(NULL));
	assert_string_equal(smssite_snapshot_services_name(NULL), "");
	assert_null(smssite_snapshot_parent_word(NULL));
	assert_string_equal(smssite_snapshot_parent_word_name(NULL), "");
	assert_int_equal(smssite_snapshot_save(NULL, &json), SMSSITE_INVALID);
	assert_int_equal(smssite_snapshot_load(NULL, 0, &snapshot), SMSSITE_INVALID);
	assert_int_equal(smssite_snapshot_load("", 0, NULL), SMSSITE_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(saving_what_was_loaded_gives_the_same_bytes),
		cmocka_unit_test(a_loaded_snapshot_answers_as_the_one_that_was_saved),
		cmocka_unit_test(a_copy_without_times_comes_back_as_one),
		cmocka_unit_test(no_secret_is_saved),
		cmocka_unit_test(every_beginning_of_a_snapshot_is_refused),
		cmocka_unit_test(a_small_snapshot_is_enough),
		cmocka_unit_test(a_newer_format_is_refused_by_its_number),
		cmocka_unit_test(what_is_no_snapshot_is_refused),
		cmocka_unit_test(depth_and_numbers_of_things_have_limits),
		cmocka_unit_test(every_failing_allocation_is_survived),
		cmocka_unit_test(a_reference_keeps_a_snapshot_alive),
		cmocka_unit_test(no_snapshot_answers_neutrally),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
