/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <smssite.h>
#include <string.h>

static void check_entry(const smssite_services *services, size_t i, size_t size)
{
	const char *name = smssite_services_name(services, i);
	size_t known = smssite_service_catalogue_find(name);

	FUZZ_CHECK(name && name[0]);
	for (const char *c = name; *c; c++)
		FUZZ_CHECK((unsigned char)*c >= 0x20 || *c == '\t');
	FUZZ_CHECK(smssite_services_line(services, i) >= 1 && smssite_services_line(services, i) <= size);
	if (smssite_service_catalogue_kind(known) == SMSSITE_SERVICE_THREAD)
		FUZZ_CHECK(smssite_services_find(services, name) ==
			   smssite_services_find(services, "SMS_EXECUTIVE"));
	else
		FUZZ_CHECK(smssite_services_find(services, name) == smssite_services_state(services, i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smssite_services *services = NULL;
	smssite_status status = smssite_services_parse(data, size, &services);

	FUZZ_CHECK(status == SMSSITE_OK || status == SMSSITE_MALFORMED || status == SMSSITE_LIMIT);
	FUZZ_CHECK((status == SMSSITE_OK) == (services != NULL));
	if (!services)
		FUZZ_CHECK(smssite_error_message()[0]);
	for (size_t i = 0; i < smssite_services_count(services); i++)
		check_entry(services, i, size);
	smssite_services_free(services);
	return 0;
}
