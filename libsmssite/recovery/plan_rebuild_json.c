/* SPDX-License-Identifier: MIT */
/* What a saved plan to rebuild keeps, and what is believed of it. */
#include "recovery/plan_rebuild.h"
#include "recovery/plan_json.h"
#include "recovery/rebuild_record.h"
#include "base/error.h"
#include "base/text.h"
#include "site/server_kind.h"

#include <smssite/smsid.h>
#include <string.h>

/* -- writing --------------------------------------------------------------------------------------- */

static json_t *volume_to_json(size_t volume)
{
	return volume == SMSSITE_NO_INDEX ? json_null() : json_integer((json_int_t)volume);
}

static json_t *share_to_json(const struct sms_rebuild_share *share)
{
	return json_pack("{s:s, s:s, s:s}", "name", share->name, "path", share->path, "comment", share->comment);
}

static const char *const key_words[SMS_REGISTRY_KEYS] = { "unknown", "gone", "there", "ours" };

static json_t *server_to_json(const struct sms_rebuild_server *server)
{
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "name", server->name, "domain", server->domain, "directory",
		server->directory, "uid", server->uid, "used", server->used, "kind", sms_server_kind_word(server->kind), "key",
		key_words[server->key], "shares_seen", (int)server->shares_seen);
	json_t *shares = json_array();
	bool failed = !object || !shares;

	for (size_t i = 0; i < server->share_count && !failed; i++)
		failed = json_array_append_new(shares, share_to_json(&server->shares[i])) != 0;
	sms_put(object, "volume", volume_to_json(server->volume), &failed);
	sms_put(object, "services", sms_texts_to_json(server->services, server->service_count), &failed);
	sms_put(object, "shares", shares, &failed);
	if (!failed)
		return object;
	json_decref(object);
	return NULL;
}

smssite_status sms_rebuild_save(const struct sms_premises *premises, json_t *json)
{
	const struct sms_rebuild *own = premises->own;
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "next_range", own->next_range, "parent_server",
		own->parent_server, "site_name", own->site_name, "domain", own->domain, "directory", own->directory, "master",
		own->master, "forgotten", (int)own->forgotten, "local_setup", (int)own->local_setup);
	json_t *servers = json_array();
	bool failed = !object || !servers;

	for (size_t i = 0; i < own->server_count && !failed; i++)
		failed = json_array_append_new(servers, server_to_json(&own->servers[i])) != 0;
	sms_put(object, "boot_volume", volume_to_json(own->boot_volume), &failed);
	sms_put(object, "servers", servers, &failed);
	sms_put(object, "needs", sms_texts_to_json(own->needs, own->need_count), &failed);
	sms_put(object, "lost", sms_texts_to_json(own->lost, own->lost_count), &failed);
	sms_put(json, "rebuild", object, &failed);
	return failed ? sms_fail(SMSSITE_NO_MEMORY, "out of memory") : SMSSITE_OK;
}

/* -- reading --------------------------------------------------------------------------------------- */

static smssite_status read_volume(const json_t *json, const char *key, size_t *volume)
{
	smssite_status status = SMSSITE_OK;
	int64_t number = 0;

	*volume = SMSSITE_NO_INDEX;
	if (!json_is_null(json_object_get(json, key))) {
		status = sms_read_number(json, key, 0, SMS_MAX_VOLUMES, &number);
		*volume = (size_t)number;
	}
	return status;
}

static smssite_status read_shares(smssite_plan *plan, const json_t *json, struct sms_rebuild_server *server)
{
	const json_t *list = json_object_get(json, "shares");
	smssite_status status = SMSSITE_OK;

	if (!json_is_array(list) || json_array_size(list) > SMS_MAX_RECORD_SHARES)
		return sms_plan_bad("shares", "expected a list");
	server->share_count = json_array_size(list);
	server->shares = sms_plan_array(plan, server->share_count, sizeof(*server->shares));
	if (!server->shares)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; i < server->share_count && !status; i++) {
		const json_t *share = json_array_get(list, i);

		if (!(status = sms_read_text(plan, share, "name", &server->shares[i].name)) &&
			!(status = sms_read_text(plan, share, "path", &server->shares[i].path)))
			status = sms_read_text(plan, share, "comment", &server->shares[i].comment);
	}
	return status;
}

static smssite_status read_key(smssite_plan *plan, const json_t *json, enum sms_registry_key *key)
{
	const char *word;
	smssite_status status = sms_read_text(plan, json, "key", &word);

	for (int i = 0; i < SMS_REGISTRY_KEYS && !status; i++)
		if (strcmp(word, key_words[i]) == 0) {
			*key = (enum sms_registry_key)i;
			return SMSSITE_OK;
		}
	return status ? status : sms_plan_bad("key", "no such word");
}

static smssite_status read_server(smssite_plan *plan, const json_t *json, struct sms_rebuild_server *server)
{
	const char *kind;
	smssite_status status;

	if ((status = sms_read_text(plan, json, "name", &server->name)) ||
		(status = sms_read_text(plan, json, "domain", &server->domain)) ||
		(status = sms_read_text(plan, json, "directory", &server->directory)) ||
		(status = sms_read_text(plan, json, "uid", &server->uid)) ||
		(status = sms_read_text(plan, json, "used", &server->used)) ||
		(status = sms_read_text(plan, json, "kind", &kind)) ||
		(status = read_key(plan, json, &server->key)) ||
		(status = sms_read_bool(json, "shares_seen", &server->shares_seen)) ||
		(status = read_volume(json, "volume", &server->volume)) ||
		(status = sms_read_texts(plan, json, "services", &server->services, &server->service_count)))
		return status;
	server->kind = sms_server_kind_of_word(kind);
	return read_shares(plan, json, server);
}

/* It is longer than a text for people. */
static smssite_status read_master(smssite_plan *plan, const json_t *json, const char **master)
{
	const char *found = json_string_value(json_object_get(json, "master"));

	if (!found)
		return sms_plan_bad("master", "expected a text");
	*master = sms_plan_keep(plan, found);
	return SMSSITE_OK;
}

smssite_status sms_rebuild_load(smssite_plan *plan, const json_t *json)
{
	const json_t *object = json_object_get(json, "rebuild"), *list = json_object_get(object, "servers");
	struct sms_rebuild *own = sms_plan_array(plan, 1, sizeof(*own));
	smssite_status status;

	if (!own)
		return SMSSITE_NO_MEMORY;
	if (!json_is_array(list) || !json_array_size(list) || json_array_size(list) > SMS_MAX_REBUILD_SERVERS)
		return sms_plan_bad("servers", "expected a list");
	own->server_count = json_array_size(list);
	own->servers = sms_plan_array(plan, own->server_count, sizeof(*own->servers));
	if (!own->servers)
		return SMSSITE_NO_MEMORY;
	if ((status = sms_read_text(plan, object, "next_range", &own->next_range)) ||
		(status = sms_read_text(plan, object, "parent_server", &own->parent_server)) ||
		(status = sms_read_text(plan, object, "site_name", &own->site_name)) ||
		(status = sms_read_text(plan, object, "domain", &own->domain)) ||
		(status = sms_read_text(plan, object, "directory", &own->directory)) ||
		(status = read_master(plan, object, &own->master)) ||
		(status = sms_read_bool(object, "forgotten", &own->forgotten)) ||
		(status = sms_read_bool(object, "local_setup", &own->local_setup)) ||
		(status = sms_read_texts(plan, object, "needs", &own->needs, &own->need_count)) ||
		(status = read_volume(object, "boot_volume", &own->boot_volume)) ||
		(status = sms_read_texts(plan, object, "lost", &own->lost, &own->lost_count)))
		return status;
	for (size_t i = 0; i < own->server_count && !status; i++)
		status = read_server(plan, json_array_get(list, i), &own->servers[i]);
	plan->premises.own = own;
	return status;
}

/* -- what no plan would have ----------------------------------------------------------------------- */

static bool is_id_or_empty(const char *text, const char *site_code)
{
	uint64_t id;

	return !*text || (!smssite_smsid_parse(text, strlen(text), &id) && sms_compare_folded(text, 3, site_code, 3) == 0);
}

/* Letters, digits and what Windows allows in a share's or a service's name here: it becomes a word of a command. */
static bool is_word(const char *text)
{
	size_t size = strlen(text);

	return size && size <= 80 && strncmp(text, "SMS_", 4) == 0 &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == size;
}

/* X:\..., or VOLUME:..., of characters that mean nothing to a command line. */
static bool is_directory(const char *text)
{
	for (const char *c = text; *c; c++)
		if (strchr("\"%^&|<>*?;,=/", *c))
			return false;
	return !*text || (strchr(text, ':') && strlen(text) < 200);
}

static smssite_status check_server(const struct sms_premises *premises, const struct sms_rebuild_server *server)
{
	if (!*server->name || !sms_is_server_name(server->name))
		return sms_plan_bad("servers", "no server's name");
	if (!is_id_or_empty(server->uid, premises->site_code) || !is_id_or_empty(server->used, premises->site_code))
		return sms_plan_bad("servers", "an id that is none of the site's");
	if (!is_directory(server->directory))
		return sms_plan_bad("servers", "a directory that cannot be typed");
	if (server->volume != SMSSITE_NO_INDEX && server->volume > premises->volume_count)
		return sms_plan_bad("servers", "no such volume");
	for (size_t i = 0; i < server->service_count; i++)
		if (!is_word(server->services[i]))
			return sms_plan_bad("services", "no service of SMS");
	for (size_t i = 0; i < server->share_count; i++)
		if (!is_word(server->shares[i].name) || !is_directory(server->shares[i].path))
			return sms_plan_bad("shares", "no share of SMS");
	return SMSSITE_OK;
}

smssite_status sms_rebuild_valid(const struct sms_premises *premises)
{
	const struct sms_rebuild *own = premises->own;
	smssite_status status = SMSSITE_OK;

	if (!own || !premises->drive || !*premises->root || premises->stray_count || premises->reply_count ||
		premises->accept_reject)
		return sms_plan_bad("rebuild", "does not fit the procedure");
	if (!sms_is_range_of(own->next_range, premises->site_code))
		return sms_plan_bad("next_range", "not the first id of a range of the site");
	if (!is_directory(own->directory) || !*own->directory || !sms_is_server_name(own->parent_server))
		return sms_plan_bad("rebuild", "a name that cannot be typed");
	if (own->boot_volume != SMSSITE_NO_INDEX && own->boot_volume > premises->volume_count)
		return sms_plan_bad("boot_volume", "no such volume");
	if (own->need_count > SMS_MAX_NEEDS)
		return sms_plan_bad("needs", "more than is ever asked");
	if (own->servers[0].volume != 0)
		return sms_plan_bad("servers", "the site server comes first");
	for (size_t i = 0; i < own->server_count && !status; i++)
		status = check_server(premises, &own->servers[i]);
	return status;
}
