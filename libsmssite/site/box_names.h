/* SPDX-License-Identifier: MIT */
/* Names in the site-control box. */
#ifndef SMS_BOX_NAMES_H
#define SMS_BOX_NAMES_H

#include <stdbool.h>

/* *.CT? */
bool sms_is_ct_name(const char *name);
/* 710 ... 718 for 00000000.710 ... 00000000.718, which SCMAN makes of a 00000000.CT1 it refuses (KB Q121683);
 * 0 for other names. */
int sms_refused_code(const char *name);
/* A name that is neither as it stands, and that a service may take for one: Windows drops blanks and dots at the end, and
 * whether a name that is all extension is read is not known. */
bool sms_is_almost_ct_name(const char *name);

#endif
