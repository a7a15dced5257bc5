/* SPDX-License-Identifier: MIT */
/* A plan's id is made of its premises: after damage it is put right, so that what is behind it is reached. */
#ifndef PLAN_ID_H
#define PLAN_ID_H

#include "fuzz.h"

#include <jansson.h>
#include <sha2.h>
#include <stdbool.h>
#include <string.h>

#define ID_SIZE 12

/* False where this is no plan. */
static inline bool put_id(json_t *plan, char id[ID_SIZE + 1])
{
	char digest[SHA256_DIGEST_STRING_LENGTH], *text = json_dumps(json_object_get(plan, "premises"), JSON_COMPACT);

	if (!text)
		return false;
	SHA256Data((const uint8_t *)text, strlen(text), digest);
	free(text);
	memcpy(id, digest, ID_SIZE);
	id[ID_SIZE] = '\0';
	return json_object_set_new(plan, "id", json_string(id)) == 0;
}

#endif
