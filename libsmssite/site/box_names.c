/* SPDX-License-Identifier: MIT */
#include "site/box_names.h"
#include "base/text.h"

#include <string.h>

bool sms_is_ct_name(const char *name)
{
	size_t size = strlen(name);

	return size > 4 && name[size - 4] == '.' && sms_upper(name[size - 3]) == 'C' && sms_upper(name[size - 2]) == 'T';
}

int sms_refused_code(const char *name)
{
	if (strlen(name) != 12 || strncmp(name, "00000000.71", 11) != 0 || name[11] < '0' || name[11] > '8')
		return 0;
	return 710 + name[11] - '0';
}

bool sms_is_almost_ct_name(const char *name)
{
	size_t whole = strlen(name), size = whole;
	bool ct;

	while (size && (name[size - 1] == '.' || name[size - 1] == ' '))
		size--;
	if (size < 4)
		return false;
	ct = sms_compare_folded(name + size - 4, 3, ".CT", 3) == 0;
	if (size == whole)
		return ct && size == 4;
	return ct || (size == 12 && strncmp(name, "00000000.71", 11) == 0 && name[11] >= '0' && name[11] <= '8');
}
