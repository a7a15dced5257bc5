/* SPDX-License-Identifier: MIT */
#include "tool.h"

#include <stdlib.h>
#include <string.h>

bool is_profile(const char *site)
{
	size_t size = strlen(site);

	return size > 4 && strcasecmp(site + size - 4, ".ini") == 0;
}

int profile_read(const char *path, smssite_profile **profile)
{
	smssite_status status;
	void *data;
	size_t size;

	if (!file_read(path, &data, &size))
		return EXIT_FAILED;
	status = smssite_profile_parse(data, size, path, profile);
	free(data);
	/* The message begins with the file's name. */
	if (status == SMSSITE_MALFORMED) {
		complain("%s", smssite_error_message());
		return exit_of(status);
	}
	return status ? fail_status(status, path) : -1;
}

static void complete(const smssite_profile *profile, size_t server, smssite_profile_item item, const char **option)
{
	const char *value = smssite_profile_value(profile, server, item);

	if (!*option && *value)
		*option = value;
}

const char *profile_complete(const smssite_profile *profile, size_t server, struct options *options)
{
	bool word = options->site_list || options->hman_log || options->parent_status;

	complete(profile, server, SMSSITE_PROFILE_DRIVE_ROOT, &options->drive_root);
	complete(profile, server, SMSSITE_PROFILE_SERVICES, &options->services);
	if (!options->registry_count && *smssite_profile_value(profile, server, SMSSITE_PROFILE_REGISTRY))
		options->registries[options->registry_count++] =
			smssite_profile_value(profile, server, SMSSITE_PROFILE_REGISTRY);
	complete(profile, server, SMSSITE_PROFILE_BOOT_DRIVE, &options->boot_drive);
	complete(profile, server, SMSSITE_PROFILE_LOGS, &options->logs);
	complete(profile, server, SMSSITE_PROFILE_PARENT, &options->parent);
	complete(profile, server, SMSSITE_PROFILE_EARLIER, &options->earlier);
	/* The parent has one word: any that is typed takes the place of the profile's. */
	if (!word) {
		complete(profile, server, SMSSITE_PROFILE_SITE_LIST, &options->site_list);
		complete(profile, server, SMSSITE_PROFILE_HMAN_LOG, &options->hman_log);
		complete(profile, server, SMSSITE_PROFILE_PARENT_STATUS, &options->parent_status);
	}
	if (options->liveness == SMSSITE_LIVENESS_AUTO)
		options->liveness = smssite_profile_liveness(profile, server);
	return smssite_profile_value(profile, server, SMSSITE_PROFILE_TREE);
}

char *profile_boot_drive(const char *site)
{
	smssite_profile *profile;
	const char *value;
	char *found = NULL;

	if (!is_profile(site) || profile_read(site, &profile) >= 0)
		return NULL;
	value = smssite_profile_value(profile, SMSSITE_NO_INDEX, SMSSITE_PROFILE_BOOT_DRIVE);
	if (*value)
		found = strdup(value);
	smssite_profile_free(profile);
	return found;
}
