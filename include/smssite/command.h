/* SPDX-License-Identifier: MIT */
/**
 * @file command.h
 * The commands that people run at servers of SMS 1.x, as data: PREINST, NET, SENDCODE, the Resource Kit's INSTSRV,
 * REGEDIT. A command is its words, the same as one line of NT, and what a person must know: where it runs, what must be
 * true before, what it does, what it may lose, what is seen when it worked. Nothing is run here. What has no command
 * line - SRVINSTW is a window, SMS's own INSTSRV a menu, RSERVICE's switch to install is unknown - is an instruction
 * to a person, without words. No password is ever in a command; see smssite_command_password_word().
 *
 * Every operand is checked, so that none can become a second command, another switch or another file: site codes are
 * three letters or digits and no name that Windows reserves (KB Q182420), names of services and shares are letters,
 * digits and `_ $ - .`, paths are full and local.
 *
 * Sources: Resource Guide 1.2, Hierarchy Manager and SENDCODE; Supplement, SENDCODE; KB Q192471, Q183347, Q165876,
 * Q168682, Q191329, Q152466, Q212978. What is inferred says [INF].
 */
#ifndef SMSSITE_COMMAND_H
#define SMSSITE_COMMAND_H

#include <smssite/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Products whose PREINST differ. */
typedef enum smssite_product {
	/** SMS 1.0, 1.1 and 1.2. */
	SMSSITE_PRODUCT_SMS_1 = 0,
	SMSSITE_PRODUCT_SMS_2 = 1,
	SMSSITE_PRODUCT_CONFIGMGR_2007 = 2,
	/** Configuration Manager 2012 and later. */
	SMSSITE_PRODUCT_CONFIGMGR_2012 = 3,
} smssite_product;

/** "SMS 1.x", "SMS 2.0", "Configuration Manager 2007", "Configuration Manager 2012"; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_product_name(smssite_product product);
/**
 * Reads a version: "1.0", "1.1", "1.2", "1.x", "2.0", "2007", "2012".
 * @return OK; INVALID (NULL); UNSUPPORTED (another version: its switches are not known here). Since: 0.1
 */
SMSSITE_API smssite_status smssite_product_parse(const char *text, smssite_product *product);

/** Immutable: may be used by many threads at once. */
typedef struct smssite_command smssite_command;

/**
 * PREINST /UPGRADE: the parent upgrades one secondary site. Given a primary's own code it makes that primary deinstall
 * itself (KB Q165876), so it is refused there.
 * @param at code of the site at whose server it will run; NULL if that is not known: then smssite_command_unchecked()
 * says that nobody checked.
 * @return OK; INVALID (NULL, product out of range); MALFORMED (a code that is none, or a name that Windows reserves);
 * REFUSED (code is at's own); UNSUPPORTED (the product's PREINST has no such switch); NO_MEMORY. *command is NULL after
 * a failure. Since: 0.1
 */
SMSSITE_API smssite_status smssite_command_preinst_upgrade(
	smssite_product product, const char *code, const char *at, smssite_command **command);
/** PREINST /DEINSTALL: the parent removes a secondary site. @param at and @return as
 * smssite_command_preinst_upgrade(): a site is no secondary of itself. Since: 0.1 */
SMSSITE_API smssite_status smssite_command_preinst_deinstall(
	smssite_product product, const char *code, const char *at, smssite_command **command);
/**
 * PREINST /DELSITE: takes a site out of the parent's database; the site itself is not told.
 * @param parent the child's parent as that database has it; NULL where the product wants none (2012).
 * @return OK; INVALID (NULL; parent given or lacking against the product's wont); MALFORMED (no codes, or both the
 * same); UNSUPPORTED; NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_command_preinst_delsite(
	smssite_product product, const char *child, const char *parent, smssite_command **command);
/** PREINST /DUMP: site control images of all sites as files. @return OK; INVALID; NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_command_preinst_dump(smssite_product product, smssite_command **command);
/** PREINST /SYNCPARENT: the site reports itself and all below to its parent. @return OK; INVALID; UNSUPPORTED (2012);
 * NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_command_preinst_syncparent(smssite_product product, smssite_command **command);
/**
 * Reads a PREINST line as typed or documented and makes the command that it means, words as they should be written.
 * Letter case does not matter; a path before PREINST, its .EXE and a blank after the comma of a pair are taken.
 * Every switch of every product is known; a wrong form is refused and the message says what is right, and which
 * document printed it wrongly (braces around one code: KB Q192471).
 * @param at as for smssite_command_preinst_upgrade().
 * @return OK; INVALID (NULL, product out of range); MALFORMED (not PREINST, not one switch, wrong form, no site code);
 * UNSUPPORTED (a switch that only other products have); REFUSED (as smssite_command_preinst_upgrade()); LIMIT (over
 * 32,767 bytes); NO_MEMORY. *command is NULL after a failure. Since: 0.1
 */
SMSSITE_API smssite_status smssite_command_preinst_parse(
	smssite_product product, const char *line, size_t size, const char *at, smssite_command **command);

/** NET START. What smssite_service_catalogue_kind() calls a thread is no service and cannot be started or stopped alone;
 * that is not looked at here. @return OK; INVALID (NULL); MALFORMED (no name of a service); NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_command_net_start(const char *service, smssite_command **command);
/** NET STOP with /Y, which answers the question about services that depend on it. @return as
 * smssite_command_net_start(). Since: 0.1 */
SMSSITE_API smssite_status smssite_command_net_stop(const char *service, smssite_command **command);
/**
 * NET SHARE /DELETE with /Y. Only shares of SMS 1.x: SMS_SHR, SMS_SHRx, SMS_SITE, SMS_PKGx, x a drive letter.
 * @return OK; INVALID (NULL); MALFORMED (no name of a share); REFUSED (not a share of SMS); NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_command_net_share_delete(const char *share, smssite_command **command);

/**
 * SENDCODE: one of the documented codes to a service that takes it. For deinstalling a site two values are documented,
 * 255 (Resource Guide) and 235 (its Supplement): both are built, smssite_command_unchecked() tells of the other.
 * @return OK; INVALID (NULL; a code no source names); MALFORMED (no name of a service); REFUSED (the service does not
 * take this code); NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_command_sendcode(const char *service, int code, smssite_command **command);

/** What installs and removes services of NT. */
typedef enum smssite_service_tool {
	/** INSTSRV.EXE of the NT Resource Kit: a command line. */
	SMSSITE_SERVICE_TOOL_INSTSRV = 0,
	/** SRVINSTW.EXE of the NT 4.0 Resource Kit: a window. */
	SMSSITE_SERVICE_TOOL_SRVINSTW = 1,
	/** INSTSRV.EXE of the SMS compact disc, another program of the same name: a menu. */
	SMSSITE_SERVICE_TOOL_SMS_INSTSRV = 2,
	/** RSERVICE.EXE of SMS: its switch to install is in no source, what to remove stands in a file. */
	SMSSITE_SERVICE_TOOL_RSERVICE = 3,
} smssite_service_tool;

/** "instsrv", "srvinstw", "sms-instsrv", "rservice"; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_service_tool_name(smssite_service_tool tool);
/**
 * Installs a service. INSTSRV gives a command, the others an instruction.
 * @param path the program, full and local to that server, ending in .EXE: `C:\SMS\SITE.SRV\X86.BIN\SITEINS.EXE`.
 * @param account `DOMAIN\user` that the service runs as.
 * @return OK; INVALID (NULL, tool out of range); MALFORMED (service, path or account); NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_command_service_install(smssite_service_tool tool, const char *service,
	const char *path, const char *account, smssite_command **command);
/** Removes a service. @return as smssite_command_service_install(). Since: 0.1 */
SMSSITE_API smssite_status smssite_command_service_remove(
	smssite_service_tool tool, const char *service, smssite_command **command);

/** REGEDIT /S: merges a .reg file. @param path full and local, ending in .REG. @return OK; INVALID (NULL); MALFORMED;
 * NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_command_regedit_import(const char *path, smssite_command **command);
/** REGEDIT /E: saves a key and all below it in a .reg file. @param key for example
 * `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS`. @return as smssite_command_regedit_import(). Since: 0.1 */
SMSSITE_API smssite_status smssite_command_regedit_export(const char *path, const char *key, smssite_command **command);

/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_command *smssite_command_ref(smssite_command *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_command_free(smssite_command *self);

/** What it is, for programs: "preinst upgrade" and so on for each switch, "net start", "net stop", "net share delete",
 * "sendcode", "service install", "service remove", "regedit import", "regedit export"; "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_command_verb(const smssite_command *self);
/** Words, the program's name first; 0 for an instruction and NULL. Since: 0.1 */
SMSSITE_API size_t smssite_command_word_count(const smssite_command *self);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_command_word(const smssite_command *self, size_t index);
/** The word that stands for a password, `<password>`: a person or the runner puts the real one in its place when it is
 * run, and nowhere else. ::SMSSITE_NO_INDEX if there is none. Since: 0.1 */
SMSSITE_API size_t smssite_command_password_word(const smssite_command *self);

/** Who reads the line first. */
typedef enum smssite_command_style {
	/** CreateProcess: only the program splits it (the rules of CommandLineToArgvW). */
	SMSSITE_COMMAND_CREATEPROCESS = 0,
	/** CMD.EXE at its prompt or in a batch file (not behind CMD /C, which takes quotes away first). */
	SMSSITE_COMMAND_CMD = 1,
} smssite_command_style;

/**
 * The words as one line of NT, from which the program gets exactly these words.
 * @return OK; INVALID (NULL, style out of range); NOT_FOUND (an instruction has no command line); UNSUPPORTED (CMD
 * style: a word has `%` or `!`, which CMD.EXE may expand even in quotes); NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_command_line(
	const smssite_command *self, smssite_command_style style, char **text);

/** Whether this is for a person's hands. False for NULL. Since: 0.1 */
SMSSITE_API bool smssite_command_is_instruction(const smssite_command *self);
/** What the person does; "" for a command and NULL. Since: 0.1 */
SMSSITE_API const char *smssite_command_instruction(const smssite_command *self);
/** Where it must be run. "" for NULL, here and below. Since: 0.1 */
SMSSITE_API const char *smssite_command_runs_at(const smssite_command *self);
/** What must be true before. Since: 0.1 */
SMSSITE_API const char *smssite_command_needs(const smssite_command *self);
/** What it does. Since: 0.1 */
SMSSITE_API const char *smssite_command_effect(const smssite_command *self);
/** What it may lose; "" if nothing is known. Since: 0.1 */
SMSSITE_API const char *smssite_command_may_lose(const smssite_command *self);
/** What is seen when it worked. Its exit status and what it prints are evidence, no proof. Since: 0.1 */
SMSSITE_API const char *smssite_command_worked_when(const smssite_command *self);
/** Where all this is from: KB numbers and guides. Since: 0.1 */
SMSSITE_API const char *smssite_command_sources(const smssite_command *self);
/** What could not be checked and a person must, before it is run; "" if nothing. Since: 0.1 */
SMSSITE_API const char *smssite_command_unchecked(const smssite_command *self);
/** In what a line that was read differs from how it should be written; "" if in nothing. Since: 0.1 */
SMSSITE_API const char *smssite_command_tolerance(const smssite_command *self);

/** All of it as JSON. @return OK; INVALID (NULL); NO_MEMORY. *json is the caller's. Since: 0.1 */
SMSSITE_API smssite_status smssite_command_to_json(const smssite_command *self, char **json);

#ifdef __cplusplus
}
#endif
#endif
