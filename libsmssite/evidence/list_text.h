/* SPDX-License-Identifier: MIT */
/* Lists that people save come in whatever coding their console or editor had. */
#ifndef SMS_LIST_TEXT_H
#define SMS_LIST_TEXT_H

#include <smssite/base.h>

/* UTF-16LE with BOM, UTF-8, else code page 1252, to UTF-8 with a NUL behind it, sms_free(). MALFORMED:
 * another coding, control characters with their line; so nothing taken from the text can drive a terminal. */
smssite_status sms_list_text(const void *data, size_t size, char **text, size_t *text_size);

#endif
