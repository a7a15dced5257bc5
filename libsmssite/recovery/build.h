/* SPDX-License-Identifier: MIT */
/* The steps that procedures are made of. Each call adds one to the end of a script and answers it, for the maker to
 * say where it is from (source) and what else is special about it. Where memory is short that is a step nobody
 * sees, and finishing the plan fails. The answer is valid until the next step is added. */
#ifndef SMS_BUILD_H
#define SMS_BUILD_H

#include "recovery/plan.h"

#include <smssite/command.h>

#define SMS_BOX_TEXT "SITE.SRV\\SITECFG.BOX"
#define SMS_SCMAN_SERVICE "SMS_SITE_CONFIG_MANAGER"
#define SMS_EXECUTIVE_SERVICE "SMS_EXECUTIVE"

extern const char *const sms_scman_alone[1], *const sms_executive_alone[1], *const sms_bootstraps[2];

/* A step that changes nothing and loses nothing; done by the library. */
struct sms_step *sms_step_add(smssite_plan *plan, enum sms_script script, smssite_step_kind kind, const char *title);
/* The number the next step of the script will have. */
size_t sms_next_step(const smssite_plan *plan, enum sms_script script);
/* A name as people may read it. */
const char *sms_shown(smssite_plan *plan, const char *name);
/* "A, B, C" */
const char *sms_joined(smssite_plan *plan, const char *const *names, size_t count);

/* -- commands: server "" is the site server, whatever its name ------------------------------------------- */

struct sms_step *sms_add_command(smssite_plan *plan, enum sms_script script, const char *server, const char *title);
/* The words of a command of the format room, which is given back; one that could not be made fails the plan. */
void sms_set_command(smssite_plan *plan, struct sms_step *step, smssite_command *command);
/* Each for one service; the list at its server is the proof. */
struct sms_step *sms_add_stop(smssite_plan *plan, enum sms_script script, const char *server, const char *const *service);
struct sms_step *sms_add_start(smssite_plan *plan, enum sms_script script, const char *server, const char *const *service);
/* A look at a list of services. */
struct sms_step *sms_add_list(smssite_plan *plan, enum sms_script script, const char *server, const char *title,
	enum sms_expect expect, const char *const *services, size_t count);

/* -- files ------------------------------------------------------------------------------------------------ */

struct sms_step *sms_add_check(smssite_plan *plan, const char *title, smssite_status (*look)(struct sms_reliance *));
/* One file or directory under the same name; reversible. */
struct sms_step *sms_add_move(smssite_plan *plan, enum sms_script script, const char *title,
	const struct sms_plan_file *file, struct sms_place from, struct sms_place to);
struct sms_step *sms_add_copy(smssite_plan *plan, enum sms_script script, const char *title,
	const struct sms_plan_file *file, struct sms_place from, struct sms_place to);
/* Another name in the same place, which is given by place. */
struct sms_step *sms_add_rename(smssite_plan *plan, enum sms_script script, const char *title,
	const struct sms_plan_file *file, struct sms_place place, const char *to_name);
/* Every name that the READ step found. */
struct sms_step *sms_add_move_names(smssite_plan *plan, enum sms_script script, const char *title, size_t names,
	struct sms_place from, struct sms_place to);
struct sms_step *sms_add_read(smssite_plan *plan, const char *title, struct sms_place from,
	smssite_status (*read)(smssite_apply *, const struct sms_step *, json_t **));
struct sms_step *sms_add_write(smssite_plan *plan, const char *title, struct sms_place to, const char *name,
	const char *data, size_t size);

/* -- the rest --------------------------------------------------------------------------------------------- */

struct sms_step *sms_add_wait(smssite_plan *plan, enum sms_script script, const char *title,
	smssite_status (*ready)(smssite_apply *, const struct sms_step *, int64_t, struct sms_waiting *));
/* The title is what the person does; the postcondition what they are asked. */
struct sms_step *sms_add_person(smssite_plan *plan, enum sms_script script, const char *title, const char *postcondition);
/* UNDO, for the steps of FORWARD from the last before the point of no return back to the first: what was moved or
 * renamed goes back, what was written gives way to the copy of what was there, then what was stopped is started again. Nothing
 * goes back while one of the readers runs at the site server. */
void sms_add_undo(smssite_plan *plan, const char *const *readers, size_t count);

#endif
