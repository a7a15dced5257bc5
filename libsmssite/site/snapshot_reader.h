/* SPDX-License-Identifier: MIT */
/* Reading a saved snapshot: each call takes one thing out of a JSON object and answers false when it is not what it must
 * be. After the first failure nothing more is done. */
#ifndef SMS_SNAPSHOT_READER_H
#define SMS_SNAPSHOT_READER_H

#include "site/snapshot.h"

#include <jansson.h>

/* A snapshot being loaded: after the first failure nothing more is done, and `status` tells it. */
struct sms_loader {
	smssite_snapshot *snapshot;
	smssite_status status;
	size_t entries;
};

bool sms_load_fail(struct sms_loader *self, smssite_status status);
bool sms_load_malformed(struct sms_loader *self, const char *key, const char *expected);
bool sms_load_number(struct sms_loader *self, const json_t *object, const char *key, int64_t missing, int64_t *number);
bool sms_load_time(struct sms_loader *self, const json_t *object, const char *key, int64_t *time);
bool sms_load_count(struct sms_loader *self, const json_t *object, const char *key, size_t *count);
bool sms_load_text(struct sms_loader *self, const json_t *object, const char *key, const char **text);
bool sms_load_keep(struct sms_loader *self, const char *text, const char **kept);
bool sms_load_kept_text(struct sms_loader *self, const json_t *object, const char *key, const char **kept);
bool sms_load_message(struct sms_loader *self, const json_t *object, const char **kept);
bool sms_load_name(struct sms_loader *self, const json_t *object, const char *key, char **name);
bool sms_load_kept_name(struct sms_loader *self, const json_t *object, const char *key, const char **kept);
bool sms_load_path(struct sms_loader *self, const json_t *object, const char *key, char **path);
bool sms_load_word(struct sms_loader *self, const json_t *object, const char *key, const char *const *words, size_t count, size_t *at);
bool sms_load_status(struct sms_loader *self, const json_t *object, smssite_status *status);
bool sms_load_array(struct sms_loader *self, const json_t *object, const char *key, size_t most, json_t **array);
bool sms_load_stat(struct sms_loader *self, const json_t *object, struct smssite_tree_stat *stat);
/* What was kept of a document's contents. */
bool sms_load_contents(struct sms_loader *self, const json_t *object, struct sms_document *document);
/* The registry, of which the snapshot has none yet. */
bool sms_load_registry(struct sms_loader *self, const json_t *object);

#endif
