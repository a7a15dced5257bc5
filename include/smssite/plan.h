/* SPDX-License-Identifier: MIT */
/**
 * @file plan.h
 * A procedure as a list of typed steps, made from a case and bound to what was seen. Making a plan changes
 * nothing. Sources: the three procedures of KB Q183347; what is added to the article is marked in the step.
 */
#ifndef SMSSITE_PLAN_H
#define SMSSITE_PLAN_H

#include <smssite/case.h>
#include <smssite/command.h>
#include <smssite/rebuild_record.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smssite_plan smssite_plan;

typedef enum smssite_step_kind {
	/** The library looks again at what the plan relies on. */
	SMSSITE_STEP_CHECK = 0,
	/** The library copies a file and compares the copy. */
	SMSSITE_STEP_COPY = 1,
	/** The library moves files or whole directories, to quarantine or back. */
	SMSSITE_STEP_MOVE = 2,
	/** The library renames a file in its directory, never replacing one. */
	SMSSITE_STEP_RENAME = 3,
	/** A command at a named server. */
	SMSSITE_STEP_COMMAND = 4,
	/** Wait until files show something, or a time is up. */
	SMSSITE_STEP_WAIT = 5,
	/** A person does or answers something. */
	SMSSITE_STEP_PERSON = 6,
	/** The library writes a file of its own making. */
	SMSSITE_STEP_WRITE = 7,
	/** The library reads what is there at that moment; later steps are about it. */
	SMSSITE_STEP_READ = 8,
} smssite_step_kind;

/** Until when a step can be taken back. */
typedef enum smssite_reversal {
	/** It changes nothing. */
	SMSSITE_REVERSAL_NOTHING = 0,
	SMSSITE_REVERSAL_REVERSIBLE = 1,
	/** Taken back by another action that has effects of its own. */
	SMSSITE_REVERSAL_COMPENSABLE = 2,
	/** Cannot be taken back. */
	SMSSITE_REVERSAL_FINAL = 3,
	/** It hands a file to a service: taken back until that takes it, which may be at once, and final from then on. */
	SMSSITE_REVERSAL_UNTIL_TAKEN = 4,
} smssite_reversal;

/**
 * Plans the first procedure of KB Q183347: make SCMAN write a .ct2. If a .ct2 is there already: restart the services
 * and wait, as the article says.
 * @param accept_reject a reject code (710-718) that SCMAN's check of the master may give and that the caller has
 * decided to risk; 0 for none.
 * @return OK; INVALID; NO_MEMORY; UNDECIDED (evidence is missing: no service list, the box not in view, not
 * known to be a secondary); REFUSED (a service that must run does not; an upgrade is in flight: SMS_BOOTSTRAP,
 * SMS_UPGRADE_BOOTSTRAP, SHUTDOWN.CT1, _INIT.CT1; SCMAN hangs, B01-B03: restart it first; the master is missing or
 * SCMAN would reject it; two names differ only in case; 00000000.CT1 is there already; the parent says active).
 * The message names every reason. Since: 0.1
 */
SMSSITE_API smssite_status smssite_plan_force_ct2(const smssite_case *site, int accept_reject, smssite_plan **plan);
/**
 * Plans the same effect without touching files: SENDCODE SMS_SITE_CONFIG_MANAGER 193 (KB Q168682). An addition to
 * the article; its cycle contacts all logon servers. @return as smssite_plan_force_ct2(). Since: 0.1
 */
SMSSITE_API smssite_status smssite_plan_sendcode_ct2(const smssite_case *site, smssite_plan **plan);

/**
 * Plans the second procedure of KB Q183347: activate a site whose upgrade has failed, and upgrade it again from its parent.
 * Box and RECEIVE are cleared while nothing reads them, the bootstrap service is removed, SCMAN installs the services
 * again, the upgrade is ordered at the parent and followed. A list of services that has stopped ones is needed.
 * @return OK; INVALID; NO_MEMORY; UNDECIDED (evidence is missing: the list, when the upgrade began, who the parent is);
 * REFUSED (no upgrade has failed here, or another way fits, which the message names: A04, A15, A16, A30, the old version has
 * been started again; too early: under 24 hours; the parent says active or deletes the site; master or SYSTEM.MAP
 * missing). The message names every reason. Since: 0.1
 */
SMSSITE_API smssite_status smssite_plan_activate(const smssite_case *site, smssite_plan **plan);
/**
 * Plans the third procedure of KB Q183347: the site is taken down, deleted from the hierarchy, created again, and gives out
 * no id twice. Give the case every logon server with the drive that holds its SMS root, its kind, and its registry; and the parent,
 * with its registry and services: what would keep the site from being created again is looked for before anything is taken
 * away. What of that the evidence decides is refused or noted with where it stands; what it does not (the file system, rights,
 * anything of a parent that was not given) is a note, and asked of a person before the first change.
 * The key HKLM\SOFTWARE\Microsoft\SMS of each Windows NT server is exported to the plan's folder there by REGEDIT before the first
 * change, and again when nothing writes to it any more; each export is read, and one that is missing, cut or of another site ends
 * the plan. That a person has deleted it is seen in an export too, and undo imports it again. A key that the evidence shows to
 * be gone is passed over; where it shows nothing a person is asked. Where there is no REGEDIT a step's relies_on says how a person
 * brings the file.
 * @param record of the same site (rebuild_record.h). It is held against the case: of both next ranges the higher counts, and a note says
 * so where that is not the record's. @param boot_drive where drive C: of the site server is, for SMS.INI; NULL: a
 * person edits it.
 * @return OK; INVALID; NO_MEMORY; LIMIT (over 128 servers); UNDECIDED (evidence is missing: what runs on a server, the parent's
 * code); REFUSED (a record of another site, of which a logon server in the case is not, or whose next range does not hold by what is
 * seen now; two servers with one drive; SMS.INI of the boot drive is another site's; a primary; only an SMS root is in view; a server that belongs to another site,
 * or of which nothing shows that it belongs to this one; another site shares a domain with "Use All Detected Servers"; the
 * parent has no address of the site, no sender of its kind, a LAN sender without capacity (F01), is no primary or not active itself,
 * or its SMS_HIERARCHY_MANAGER does not run; the site's own LAN sender has no capacity; a server's name is longer than 13
 * characters under NT 3.5; the drive's share is switched off (inferred); the code is a device's name (A27); another site has
 * the same name; the two masters are of different languages (inferred); the install directory of record is not the SMS root in
 * view; a service is marked for deletion (A31)). The message names every reason. Sources: Q122181 (events 347, 378, 379, 392), Q163379,
 * Q123771, Q122988, Q229857, Q126351, Q270218. Since: 0.1
 */
SMSSITE_API smssite_status smssite_plan_rebuild(const smssite_case *site, const smssite_rebuild_record *record,
	const char *boot_drive, smssite_plan **plan);

/** Thread-safe. @return self. Since: 0.1 */
SMSSITE_API smssite_plan *smssite_plan_ref(smssite_plan *self);
/** NULL does nothing. Thread-safe. Since: 0.1 */
SMSSITE_API void smssite_plan_free(smssite_plan *self);
/** JSON with a format number; smssite_free(). The same case gives the same bytes. @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_plan_save(const smssite_plan *self, char **json);
/** Checks everything a plan must hold to; paths that leave the tree are MALFORMED. @return OK, INVALID, NO_MEMORY, LIMIT, MALFORMED,
 * UNSUPPORTED (newer format). Since: 0.1 */
SMSSITE_API smssite_status smssite_plan_load(const void *data, size_t size, smssite_plan **plan);
/** "force-ct2", "sendcode-ct2", "activate", "rebuild"; "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_plan_procedure(const smssite_plan *self);
/** Twelve hex digits that name the plan; "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_plan_id(const smssite_plan *self);
/** "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_plan_site_code(const smssite_plan *self);
/** Where the tree was when the plan was made; "" for NULL. Since: 0.1 */
SMSSITE_API const char *smssite_plan_location(const smssite_plan *self);
/** Drives that the plan has steps on: the first is the site server's with the SMS root, which smssite_apply_begin() takes;
 * the others are given with smssite_apply_add_tree(). 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_plan_tree_count(const smssite_plan *self);
/** Whose drive it is, "" if the name is not known; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_tree_server(const smssite_plan *self, size_t tree);
/** "C:", "" for the drive that holds the SMS root; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_tree_drive(const smssite_plan *self, size_t tree);
/** Where that tree was when the plan was made; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_tree_location(const smssite_plan *self, size_t tree);
/** Whether it was made from a copy: then it can only be rehearsed. True for NULL. Since: 0.1 */
SMSSITE_API bool smssite_plan_from_copy(const smssite_plan *self);
/** What the plan wants a person to know before it starts (what is lost, what must be made again at the
 * parent, fall-backs of the file system). Since: 0.1 */
SMSSITE_API size_t smssite_plan_note_count(const smssite_plan *self);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_note(const smssite_plan *self, size_t note);
/** 0 for NULL. Since: 0.1 */
SMSSITE_API size_t smssite_plan_step_count(const smssite_plan *self);
/** CHECK out of range. Since: 0.1 */
SMSSITE_API smssite_step_kind smssite_plan_step_kind(const smssite_plan *self, size_t step);
/** What it does; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_step_title(const smssite_plan *self, size_t step);
/** Who does it: "smssite", "EDGE7" (a command there), "person"; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_step_actor(const smssite_plan *self, size_t step);
/** What it relies on; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_step_relies_on(const smssite_plan *self, size_t step);
/** What it may lose, "" for nothing; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_step_may_lose(const smssite_plan *self, size_t step);
/** How it is known to have worked; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_step_postcondition(const smssite_plan *self, size_t step);
/** The article's step it carries out ("Q183347 step 5"), or "addition: ..."; NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_step_source(const smssite_plan *self, size_t step);
/** FINAL out of range. Since: 0.1 */
SMSSITE_API smssite_reversal smssite_plan_step_reversal(const smssite_plan *self, size_t step);
/** Words of a COMMAND, 0 for other steps. Since: 0.1 */
SMSSITE_API size_t smssite_plan_step_word_count(const smssite_plan *self, size_t step);
/** NULL out of range. Since: 0.1 */
SMSSITE_API const char *smssite_plan_step_word(const smssite_plan *self, size_t step, size_t word);
/**
 * The words of a step as one line of NT.
 * @return OK; INVALID (NULL, style out of range); NOT_FOUND (a step without words, or out of range); UNSUPPORTED (CMD style: a
 * word has `%` or `!`, as smssite_command_line()); NO_MEMORY. Since: 0.1
 */
SMSSITE_API smssite_status smssite_plan_step_line(const smssite_plan *self, size_t step, smssite_command_style style, char **text);
/** The step after which the whole cannot be taken back; where that is ::SMSSITE_REVERSAL_UNTIL_TAKEN, from the moment that
 * its file is taken. ::SMSSITE_NO_INDEX if there is none. Since: 0.1 */
SMSSITE_API size_t smssite_plan_point_of_no_return(const smssite_plan *self);
/** The plan as a checklist to read or print; smssite_free(). @return OK, INVALID, NO_MEMORY. Since: 0.1 */
SMSSITE_API smssite_status smssite_plan_text(const smssite_plan *self, char **text);
/**
 * The commands of one server as a batch file for CMD.EXE of Windows NT, ASCII with CR LF: it pauses where others have to act
 * in between, stops at the first that fails, and has each service seen stopped. Where a failed command may be so already, or a
 * person can make it good, it says how and pauses instead. A command that CMD.EXE cannot be given safely is left to a person, and
 * says so. @param server as in smssite_plan_step_actor(). @param[out] text smssite_free().
 * @return OK; INVALID; NO_MEMORY; NOT_FOUND (no command there). Since: 0.1
 */
SMSSITE_API smssite_status smssite_plan_script(const smssite_plan *self, const char *server, char **text);
/** "CHECK" ...; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_step_kind_name(smssite_step_kind kind);
/** "REVERSIBLE" ...; "?" out of range. Since: 0.1 */
SMSSITE_API const char *smssite_reversal_name(smssite_reversal reversal);

#ifdef __cplusplus
}
#endif
#endif
