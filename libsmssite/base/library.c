/* SPDX-License-Identifier: MIT */
#include <smssite/base.h>

#include <string.h>


SMSSITE_API const char *smssite_version(void)
{
	return SMSSITE_VERSION_TEXT;
}

SMSSITE_API bool smssite_has(const char *feature)
{
#ifdef SMSSITE_HIVEX
	return feature && !strcmp(feature, "hivex");
#else
	(void)feature;
	return false;
#endif
}

SMSSITE_API const char *smssite_status_name(smssite_status status)
{
	static const char *const names[] = {
		"SMSSITE_OK",	     "SMSSITE_INVALID",	    "SMSSITE_NO_MEMORY", "SMSSITE_NOT_FOUND",
		"SMSSITE_EXISTS",    "SMSSITE_AMBIGUOUS",   "SMSSITE_DENIED",	 "SMSSITE_BUSY",
		"SMSSITE_IO",	     "SMSSITE_MALFORMED",   "SMSSITE_LIMIT",	 "SMSSITE_UNSUPPORTED",
		"SMSSITE_REFUSED",   "SMSSITE_CHANGED",	    "SMSSITE_UNDECIDED",
	};
	int index = -(int)status;

	if (index < 0 || (size_t)index >= sizeof(names) / sizeof(*names))
		return "SMSSITE_?";
	return names[index];
}
