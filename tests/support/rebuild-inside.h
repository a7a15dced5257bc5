/* SPDX-License-Identifier: MIT */
/* What the parts of the stand share. */
#ifndef REBUILD_INSIDE_H
#define REBUILD_INSIDE_H

#include "rebuild-stand.h"
#include "../unit/site/fixture.h"
#include "tree/tree.h"

#include <ctype.h>
#include <stdio.h>

#define REBUILD_UID_DIRECTORY "SMS/LOGON.SRV/SMSID"
#define REBUILD_MAINTMAN "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_MAINTENANCE_MANAGER]\r\n" \
	"\"Next SMS Unique ID\"="
#define REBUILD_SMS_INI "[Local]\r\nNetCardID=1\r\n; kept\r\n"

__attribute__((format(printf, 1, 2), noreturn)) void rebuild_die(const char *format, ...);
void rebuild_must(smssite_status status, const char *what);
bool rebuild_there(smssite_tree *tree, const char *path);
void rebuild_write_over(smssite_tree *tree, const char *path, const char *text);
/* The one .UID file of a server; 0: none, or several. */
uint64_t rebuild_find_uid(smssite_tree *tree);
/* A command line of REGEDIT at a server: whether it ends with status 0. */
bool rebuild_regedit(struct rebuild_stand *stand, size_t server, const char *const *words);
/* Person, runner and world answer an action. */
smssite_status rebuild_answer(struct rebuild_stand *stand, smssite_apply *apply, const smssite_action *action);

#endif
