/* SPDX-License-Identifier: MIT */
/* A journal of any bytes beside a site in memory, opened as resume, undo and confirm do, and gone on with for a few
 * actions. It is tried as it is, and with each of its lines made a record with the right length and checksum, so that
 * what is behind them is reached. */
#include "fuzz.h"
#include "plan-id.h"

#include <smssite.h>
#include <string.h>

#define NOW INT64_C(869000000)
#define WORK "SMSSITE.WRK/"
/* The plan of the corpus' whole journal. */
#define ID_OF_WHOLE "029fbccbd51b"
#define ACTIONS 6

static void must(smssite_status status)
{
	if (status)
		fprintf(stderr, "%s\n", smssite_error_message());
	FUZZ_CHECK(!status);
}

/* A path in the folder of the plan of this id. Valid until the next call. */
static const char *path_in(const char *id, const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), WORK "%s%s", id, name);
	return path;
}

static smssite_tree *make_site(const char *id, const void *journal, size_t size)
{
	static const char *const directories[] = { "SMS", "SMS/SITE.SRV", "SMS/SITE.SRV/SITECFG.BOX", "SMSSITE.WRK" };
	static const char *const folders[] = { "", "/BACKUP", "/QUARANTIN" };
	smssite_tree *tree;

	must(smssite_tree_new_memory(&tree));
	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++)
		must(smssite_tree_make_directory(tree, directories[i]));
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		must(smssite_tree_make_directory(tree, path_in(id, folders[i])));
	must(smssite_tree_write_file(tree, "SMS/SITE.SRV/SITECFG.BOX/SITECTRL.CT0", "master", 6));
	must(smssite_tree_write_file(tree, path_in(id, "/JOURNAL"), journal, size));
	return tree;
}

static void play(smssite_apply *apply)
{
	for (int i = 0; i < ACTIONS; i++) {
		smssite_action *action = NULL;
		smssite_action_kind kind;

		if (smssite_apply_next(apply, NOW + i, &action) != SMSSITE_OK)
			return;
		kind = smssite_action_get_kind(action);
		FUZZ_CHECK(smssite_action_kind_name(kind)[0] && smssite_action_text(action));
		for (size_t j = 0; j < smssite_action_word_count(action); j++)
			FUZZ_CHECK(smssite_action_word(action, j));
		smssite_action_free(action);
		if (kind == SMSSITE_ACTION_DONE || smssite_apply_report(apply, SMSSITE_ANSWER_DONE, 0, "", 0, NOW + i))
			return;
	}
}

static void try(const char *id, const void *journal, size_t size)
{
	static smssite_status (*const open[])(smssite_tree *tree, const char *journal, int64_t now, smssite_apply **apply) = {
		smssite_apply_resume, smssite_apply_undo };

	for (size_t i = 0; i < sizeof(open) / sizeof(*open); i++) {
		smssite_tree *tree = make_site(id, journal, size);
		smssite_apply *apply = NULL;
		smssite_status status = open[i](tree, path_in(id, "/JOURNAL"), NOW, &apply);

		FUZZ_CHECK((status == SMSSITE_OK) == (apply != NULL));
		if (apply)
			play(apply);
		else
			FUZZ_CHECK(smssite_error_message()[0]);
		smssite_apply_free(apply);
		smssite_tree_free(tree);
	}
	{
		smssite_tree *tree = make_site(id, journal, size);

		char *text = NULL;

		smssite_apply_confirm(tree, path_in(id, "/JOURNAL"), size % 7, size % 2, NOW);
		if (!smssite_apply_abandon(tree, path_in(id, "/JOURNAL"), NOW, &text))
			FUZZ_CHECK(text[0]);
		smssite_free(text);
		smssite_tree_free(tree);
	}
}

/* LENGTH CHECKSUM PAYLOAD, the checksum over that of the record before and the payload. */
static size_t put_record(char *out, const uint8_t *line, size_t size, char checksum[17])
{
	char digest[SHA256_DIGEST_STRING_LENGTH];
	SHA2_CTX context;
	size_t used;

	SHA256Init(&context);
	SHA256Update(&context, (const uint8_t *)checksum, strlen(checksum));
	SHA256Update(&context, line, size);
	SHA256End(&context, digest);
	memcpy(checksum, digest, 16);
	used = (size_t)sprintf(out, "%zu %s ", size, checksum);
	memcpy(out + used, line, size);
	out[used + size] = '\n';
	return used + size + 1;
}

/* The line with the plan, whose id is put right and answered; NULL where it is none. */
static char *begin_line(const uint8_t *line, size_t size, char id[ID_SIZE + 1])
{
	json_t *begin = json_loadb((const char *)line, size, JSON_REJECT_DUPLICATES, NULL);
	char *text = put_id(json_object_get(begin, "plan"), id) ? json_dumps(begin, JSON_COMPACT) : NULL;

	json_decref(begin);
	return text;
}

static void try_lines(const uint8_t *data, size_t size, size_t lines)
{
	const uint8_t *end = memchr(data, '\n', size);
	char id[ID_SIZE + 1] = "", checksum[17] = "", *framed;
	size_t line = end ? (size_t)(end - data) : size, used;
	char *begin = begin_line(data, line, id);

	if (!begin)
		return;
	framed = malloc(strlen(begin) + size + 64 * (lines + 1));
	FUZZ_CHECK(framed);
	used = put_record(framed, (const uint8_t *)begin, strlen(begin), checksum);
	free(begin);
	while (end) {
		data += line + 1;
		size -= line + 1;
		end = size ? memchr(data, '\n', size) : NULL;
		line = end ? (size_t)(end - data) : size;
		if (line)
			used += put_record(framed + used, data, line, checksum);
	}
	try(id, framed, used);
	free(framed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	try(ID_OF_WHOLE, data, size);
	if (size)
		try_lines(data, size, lines);
	return 0;
}
