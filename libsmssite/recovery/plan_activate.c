/* SPDX-License-Identifier: MIT */
/* Whether the second procedure fits a case: it is for a failed upgrade only, and where another way fits, that is
 * named. */
#include "recovery/plan_activate.h"
#include "recovery/plan_case.h"
#include "recovery/plan_json.h"
#include "base/alloc.h"
#include "base/error.h"
#include "diagnosis/look.h"
#include "diagnosis/required.h"
#include "diagnosis/thresholds.h"
#include "diagnosis/upgrade.h"
#include "tree/tree.h"

#include <smssite/command.h>
#include <smssite/findings.h>
#include <stdio.h>
#include <string.h>

static const char *const platforms[] = { "X86.BIN", "ALPHA.BIN", "MIPS.BIN" };

/* -- the upgrade that failed ---------------------------------------------------------------------- */

static void look_at_age(struct sms_planning *planning, struct sms_activation *own)
{
	int64_t age = sms_age_at(smssite_case_now_utc_s(planning->site_case), own->began_utc_s);

	if (age < 0)
		sms_wonder(planning, "when the upgrade began cannot be told: BOOTSTRP.PK1, BOOTSTRP.PK2, SHUTDOWN.CT1, BOOT.LOG or an "
			"earlier snapshot would");
	else if (age < SMS_BOOTSTRAP_DONE_S)
		sms_refuse(planning, "too early: the upgrade began %s ago and has 24 h (A02)", sms_say_age(age).text);
	own->late = age >= SMS_BOOTSTRAP_GIVES_UP_S;
}

/* Whether anything shows an upgrade that was begun and is not through. */
static bool look_at_signs(struct sms_planning *planning, struct sms_activation *own)
{
	struct sms_upgrade_look look;

	sms_look_at_upgrade(planning->site_case, &look);
	own->began_utc_s = look.began_utc_s;
	own->bootstrap = look.bootstrap ? look.bootstrap : "";
	own->bootstrap_running = look.bootstrap && !sms_is_down(look.state);
	if (look.hidden && !look.bootstrap)
		sms_wonder(planning, "whether a bootstrap is installed needs a list that has stopped services too (sc query state= all)");
	if (look.bootstrap && look.state == SMSSITE_SERVICE_INSTALLED)
		sms_wonder(planning, "whether %s runs needs a list of services", look.bootstrap);
	return look.bootstrap || look.file;
}

/* -- services ------------------------------------------------------------------------------------- */

/* Every required service runs and no bootstrap is there: the old version, or the new one, is at work. */
static bool is_whole(const smssite_services *list, const struct sms_required *required)
{
	for (size_t i = 0; i < required->count; i++)
		if (smssite_services_find(list, smssite_service_catalogue_name(required->service[i])) != SMSSITE_SERVICE_RUNNING)
			return false;
	return true;
}

/* Every service there and no bootstrap: what the bootstrap's log says of it, if anything. */
static void refuse_whole(struct sms_planning *planning)
{
	struct sms_record_found found;
	int event = sms_bootstrap_event(planning->site, &found);

	if (event && !sms_restarts_old_version(event))
		sms_refuse(planning, "every service runs and no bootstrap is installed: the upgrade ended half done (event %d); order it "
			"again at the parent, PREINST /UPGRADE:%s", event, smssite_snapshot_site_code(planning->site));
	else
		sms_refuse(planning, "every service runs and no bootstrap is installed: the old version has restarted itself (event "
			"%d%s), or the upgrade is through; order the upgrade again at the parent, PREINST /UPGRADE:%s",
			event ? event : 388, event ? ", by its log" : "", smssite_snapshot_site_code(planning->site));
}

static void look_at_services(struct sms_planning *planning, struct sms_activation *own)
{
	const smssite_services *list = smssite_snapshot_services(planning->site);
	struct sms_premises *premises = &planning->plan->premises;
	smssite_service_state scman = sms_service_or_key(planning->site, SMS_NAME_SCMAN);
	struct sms_required required;

	sms_required_services(planning->site, &required);
	premises->services = sms_plan_array(planning->plan, required.count, sizeof(*premises->services));
	for (size_t i = 0; premises->services && i < required.count; i++)
		premises->services[premises->service_count++] = smssite_service_catalogue_name(required.service[i]);
	if (!list) {
		sms_wonder(planning, "no list of the server's services was given");
		return;
	}
	own->scman_running = !sms_is_down(scman);
	own->scman_missing = scman == SMSSITE_SERVICE_NOT_INSTALLED;
	own->executive_running = !sms_is_down(smssite_services_find(list, SMS_NAME_EXECUTIVE));
	if (scman == SMSSITE_SERVICE_NOT_RUNNING)
		sms_wonder(planning, "whether SMS_SITE_CONFIG_MANAGER is installed needs a list that has stopped services too");
	own->whole = !*own->bootstrap && is_whole(list, &required);
	if (own->whole)
		refuse_whole(planning);
}

/* -- the box -------------------------------------------------------------------------------------- */

static const char *again_of(struct sms_planning *planning, const char *name)
{
	const char *parent = planning->plan->premises.parent_code;

	if (sms_is_upgrade_file(name))
		return "It is of the upgrade that failed.";
	if (sms_has_extension(name, ".CT1"))
		return sms_plan_say(planning->plan, "What it carries must be set again at the parent%s%s.", *parent ? " " : "", parent);
	if (sms_has_extension(name, ".CT2"))
		return "The parent does not get it; the upgrade makes a new one.";
	return "No service reads it.";
}

static void add_file(struct sms_planning *planning, size_t index, const struct smssite_tree_stat *stat)
{
	struct sms_premises *premises = &planning->plan->premises;
	struct sms_plan_file *file = &premises->strays[premises->stray_count];
	const char *name = smssite_snapshot_box_name(planning->site, index);
	const char *hash = smssite_snapshot_document_sha256(planning->site, smssite_snapshot_box_document(planning->site, index));

	if (sms_name_check(sms_span_of(name))) {
		sms_refuse(planning, "\"%s\" is in the box, and Windows has no such name", name);
		return;
	}
	*file = (struct sms_plan_file){ .name = sms_plan_keep(planning->plan, name), .size = stat->size,
		.mtime_utc_s = stat->mtime_utc_s, .again = again_of(planning, name) };
	if (hash && *hash)
		file->sha256 = sms_plan_keep(planning->plan, hash);
	file->about = sms_plan_say(planning->plan, "file time %s, %s", sms_say_time(stat->mtime_utc_s).text,
		sms_say_size(stat->size).text);
	premises->stray_count++;
}

static void look_at_box(struct sms_planning *planning)
{
	size_t count = smssite_snapshot_box_count(planning->site);
	const char *before = "";

	planning->plan->premises.strays = sms_plan_array(planning->plan, count, sizeof(struct sms_plan_file));
	for (size_t i = 0; planning->plan->premises.strays && i < count; i++) {
		const char *name = smssite_snapshot_box_name(planning->site, i);
		struct smssite_tree_stat stat = { 0 };

		if (sms_equal_folded(name, before))
			sms_refuse(planning, "\"%s\" and \"%s\" differ only in case", before, name);
		before = name;
		if (smssite_snapshot_box_role(planning->site, i) == SMSSITE_BOX_MASTER)
			continue;
		if (smssite_snapshot_box_stat(planning->site, i, &stat) || stat.kind == SMSSITE_ENTRY_FILE)
			add_file(planning, i, &stat);
		else if (stat.kind == SMSSITE_ENTRY_DIRECTORY)
			sms_remark(planning, "%s is a directory of the Applications Manager (Q122201) and stays.", name);
		else
			sms_refuse(planning, "%s is no file", name);
	}
}

/* -- what SCMAN works with ------------------------------------------------------------------------ */

static void look_at_master(struct sms_planning *planning)
{
	size_t index = smssite_snapshot_box_find(planning->site, SMSSITE_BOX_MASTER, 0);
	size_t document = smssite_snapshot_box_document(planning->site, index);

	sms_planning_master(planning);
	if (planning->plan->premises.master.name && !smssite_snapshot_document_control_file(planning->site, document))
		sms_refuse(planning, "SITECTRL.CT0 cannot be read as a control file: %s",
			smssite_snapshot_document_message(planning->site, document));
}

/* Whose SITEINS.EXE: of the one platform that the site has. */
static void look_at_platform(struct sms_planning *planning, struct sms_activation *own)
{
	const char *root = smssite_snapshot_install_directory(planning->site);
	size_t found = 0;

	own->platform = own->program = "";
	for (size_t i = 0; i < sizeof(platforms) / sizeof(*platforms); i++) {
		const char *path = sms_plan_say(planning->plan, "SITE.SRV\\%s", platforms[i]);
		size_t directory = smssite_snapshot_find_directory(planning->site, path);

		if (smssite_snapshot_directory_presence(planning->site, directory) != SMSSITE_PRESENCE_PRESENT)
			continue;
		own->platform = platforms[i];
		found++;
	}
	if (found != 1) {
		/* PREINST's directory is that of the parent's platform; without more is known, X86 is named as the article does. */
		own->platform = "X86.BIN";
		if (own->scman_missing)
			sms_wonder(planning, "%s: which SITEINS.EXE SMS_SITE_CONFIG_MANAGER runs cannot be told",
				found ? "there are programs of more than one platform" : "SITE.SRV has no platform's directory");
	}
	if (strlen(root) > 3 && root[1] == ':' && strlen(root) < 200)
		own->program = sms_plan_say(planning->plan, "%s%sSITE.SRV\\%s\\SITEINS.EXE", root,
			root[strlen(root) - 1] == '\\' ? "" : "\\", own->platform);
	else if (own->scman_missing)
		sms_wonder(planning, "the site's install directory is not known");
}

/* -- what the rules and the parent say -------------------------------------------------------------- */

/* The finding of a rule, if it is at least so grave. */
static bool has(const smssite_findings *findings, const char *id, smssite_severity least, size_t *finding)
{
	for (*finding = 0; *finding < smssite_findings_count(findings); (*finding)++)
		if (strcmp(smssite_rule_id(smssite_findings_rule(findings, *finding)), id) == 0)
			return smssite_findings_severity(findings, *finding) >= least;
	return false;
}

static bool is_unknown(const smssite_findings *findings, const char *id, size_t *finding)
{
	return has(findings, id, SMSSITE_SEVERITY_UNKNOWN, finding) &&
		smssite_findings_severity(findings, *finding) == SMSSITE_SEVERITY_UNKNOWN;
}

/* A sibling that is not active: PREINST has to wait for it (Q134716), whether it is in a plan or comes instead of one. */
static void look_at_siblings(struct sms_planning *planning, const smssite_findings *findings)
{
	size_t finding;
	const char *title;

	if (!has(findings, "A20", SMSSITE_SEVERITY_NOTE, &finding))
		return;
	title = smssite_findings_title(findings, finding);
	if (!planning->refused.size)
		sms_remark(planning, "Repair or delete first, or the plan stops before PREINST: %s (A20: %s).",
			smssite_findings_evidence_value(findings, finding, 0), title);
	else
		sms_refuse(planning, "%s (A20: %s): repair or delete that site, the parent upgrades nobody before", title,
			smssite_findings_evidence_value(findings, finding, 0));
}

/* Whether parts of the site are gone, so that SCMAN alone does not bring it back; an upgrade may have been in flight. */
static void look_at_ruins(struct sms_planning *planning, const smssite_findings *findings, bool failed_upgrade)
{
	size_t finding;

	if (has(findings, "A15", SMSSITE_SEVERITY_ERROR, &finding))
		sms_refuse(planning, "no service, no share and no registry is left (A15): rebuild the site");
	else if (has(findings, "A24", SMSSITE_SEVERITY_ERROR, &finding))
		sms_refuse(planning, "%s (A24): bring the administrative shares back, remove the site with Setup and install it again",
			smssite_findings_title(findings, finding));
	else if (has(findings, "A17", SMSSITE_SEVERITY_ERROR, &finding) || has(findings, "A18", SMSSITE_SEVERITY_ERROR, &finding))
		sms_refuse(planning, "%s (%s): see to that first", smssite_findings_title(findings, finding),
			smssite_rule_id(smssite_findings_rule(findings, finding)));
	else if (!failed_upgrade && has(findings, "A16", SMSSITE_SEVERITY_ERROR, &finding))
		sms_refuse(planning, "only the services are lost (A16): install SMS_SITE_CONFIG_MANAGER with INSTSRV and start it");
	else if (!failed_upgrade)
		sms_refuse(planning, "nothing shows that an upgrade was begun here: this procedure is for a failed upgrade only");
	else if (is_unknown(findings, "A15", &finding))
		sms_wonder(planning, "whether Windows NT was installed anew (A15; then rebuild) is not known: supply %s",
			smssite_findings_missing(findings, finding));
}

static smssite_status look_at_findings(struct sms_planning *planning, bool failed_upgrade)
{
	const char *code = smssite_snapshot_site_code(planning->site);
	smssite_findings *findings;
	size_t finding;
	smssite_status status = smssite_case_diagnose(planning->site_case, &findings);

	if (status)
		return status;
	if (has(findings, "A10", SMSSITE_SEVERITY_ERROR, &finding))
		sms_refuse(planning, "%s (A10): put the released one back first, SCMAN installs by it",
			smssite_findings_title(findings, finding));
	else if (is_unknown(findings, "A10", &finding))
		sms_wonder(planning, "%s (A10)", smssite_findings_title(findings, finding));
	if (has(findings, "A30", SMSSITE_SEVERITY_ERROR, &finding))
		sms_refuse(planning,
			"PREINST /UPGRADE was given this primary's own code (A30): stop and remove SMS_UPGRADE_BOOTSTRAP, then "
			"Setup, Operations, Reset Site");
	else if (has(findings, "A04", SMSSITE_SEVERITY_STUCK, &finding))
		sms_refuse(planning, "the Despooler has eaten the package (A04): PREINST /UPGRADE:%s at the parent again is enough", code);
	else
		look_at_ruins(planning, findings, failed_upgrade);
	look_at_siblings(planning, findings);
	smssite_findings_free(findings);
	return SMSSITE_OK;
}

static void look_at_parent(struct sms_planning *planning, struct sms_activation *own)
{
	const smssite_snapshot *parent = smssite_case_parent(planning->site_case);
	const char *server = smssite_snapshot_site_server(parent);
	struct sms_word word;

	own->parent_server = sms_plan_keep(planning->plan, sms_is_server_name(server) ? server : "");
	if (!*planning->plan->premises.parent_code)
		sms_wonder(planning, "which site is the parent is not known");
	sms_parent_says(planning->site_case, &word);
	if (word.contradicts)
		sms_wonder(planning, "what was given of the parent's word contradicts itself");
	else if (word.status == SMSSITE_SITE_DELETED)
		sms_refuse(planning, "the parent is deleting the site (%s)", word.name);
	else if (word.status == SMSSITE_SITE_ACTIVE && word.detail != 61 && word.detail != 62)
		sms_refuse(planning, "the parent says that the site is active (%s): %s", word.name, own->whole ?
			"PREINST /UPGRADE at the parent is enough" : "no upgrade of it has failed");
	else if (word.status == SMSSITE_SITE_UNKNOWN)
		sms_remark(planning, "What the parent says of the site is not known.");
	/* Status 5 is that of the upgrade that has failed; active and to be upgraded is the parent's next one. */
	own->by_itself = !word.contradicts && word.status == SMSSITE_SITE_ACTIVE && (word.detail == 61 || word.detail == 62);
}

static smssite_status look(struct sms_planning *planning, struct sms_activation *own)
{
	bool signs;

	sms_planning_site(planning);
	own->bootstrap = "";
	/* Nothing else is asked of a primary. */
	if (sms_is_primary(planning->site))
		return look_at_findings(planning, true);
	signs = look_at_signs(planning, own);
	look_at_services(planning, own);
	look_at_box(planning);
	look_at_master(planning);
	look_at_platform(planning, own);
	look_at_parent(planning, own);
	if (signs)
		look_at_age(planning, own);
	return look_at_findings(planning, signs);
}

SMSSITE_API smssite_status smssite_plan_activate(const smssite_case *site, smssite_plan **plan)
{
	struct sms_planning planning;
	struct sms_activation *own;
	smssite_status status;

	if (!site || !plan)
		return sms_invalid(__func__, "NULL");
	status = sms_planning_begin(&planning, site, &sms_activate);
	if (status)
		return status;
	own = sms_plan_array(planning.plan, 1, sizeof(*own));
	planning.plan->premises.own = own;
	if (own) {
		own->began_utc_s = SMSSITE_NO_TIME;
		status = look(&planning, own);
	} else {
		status = SMSSITE_NO_MEMORY;
	}
	return sms_planning_end(&planning, status, plan);
}

/* -- saved ---------------------------------------------------------------------------------------- */

static smssite_status save(const struct sms_premises *premises, json_t *json)
{
	const struct sms_activation *own = premises->own;
	json_t *part = json_object();
	bool failed = false;

	sms_put(part, "bootstrap", json_string(own->bootstrap), &failed);
	sms_put(part, "parent_server", json_string(own->parent_server), &failed);
	sms_put(part, "bootstrap_running", json_boolean(own->bootstrap_running), &failed);
	sms_put(part, "scman_running", json_boolean(own->scman_running), &failed);
	sms_put(part, "executive_running", json_boolean(own->executive_running), &failed);
	sms_put(part, "scman_missing", json_boolean(own->scman_missing), &failed);
	sms_put(part, "by_itself", json_boolean(own->by_itself), &failed);
	sms_put(part, "late", json_boolean(own->late), &failed);
	sms_put(part, "began_utc", sms_time_to_json(own->began_utc_s), &failed);
	sms_put(part, "platform", json_string(own->platform), &failed);
	sms_put(part, "program", json_string(own->program), &failed);
	sms_put(json, "activation", part, &failed);
	return failed ? SMSSITE_NO_MEMORY : SMSSITE_OK;
}

static smssite_status load(smssite_plan *plan, const json_t *json)
{
	struct sms_activation *own = sms_plan_array(plan, 1, sizeof(*own));
	const json_t *part = json_object_get(json, "activation");
	smssite_status status;

	if (!own)
		return SMSSITE_NO_MEMORY;
	plan->premises.own = own;
	if ((status = sms_read_text(plan, part, "bootstrap", &own->bootstrap)) ||
		(status = sms_read_text(plan, part, "parent_server", &own->parent_server)) ||
		(status = sms_read_bool(part, "bootstrap_running", &own->bootstrap_running)) ||
		(status = sms_read_bool(part, "scman_running", &own->scman_running)) ||
		(status = sms_read_bool(part, "executive_running", &own->executive_running)) ||
		(status = sms_read_bool(part, "scman_missing", &own->scman_missing)) ||
		(status = sms_read_bool(part, "by_itself", &own->by_itself)) ||
		(status = sms_read_bool(part, "late", &own->late)) ||
		(status = sms_read_time(part, "began_utc", &own->began_utc_s)) ||
		(status = sms_read_text(plan, part, "platform", &own->platform)))
		return status;
	return sms_read_text(plan, part, "program", &own->program);
}

/* C:\...\SITE.SRV\<platform>\SITEINS.EXE, as a word of a command. */
static smssite_status check_program(const struct sms_activation *own)
{
	smssite_command *command = NULL;
	smssite_status status;
	char tail[64];
	size_t size = strlen(own->program), length;

	snprintf(tail, sizeof(tail), "\\SITE.SRV\\%s\\SITEINS.EXE", own->platform);
	length = strlen(tail);
	if (size < length || !sms_equal_folded(own->program + size - length, tail))
		return sms_plan_bad("program", "not SITEINS.EXE of a platform");
	status = smssite_command_service_install(SMSSITE_SERVICE_TOOL_INSTSRV, SMS_NAME_SCMAN, own->program, "A\\B", &command);
	if (status)
		return status == SMSSITE_NO_MEMORY ? status : sms_plan_bad("program", "no word of a command");
	smssite_command_free(command);
	return SMSSITE_OK;
}

static smssite_status valid(const struct sms_premises *premises)
{
	const struct sms_activation *own = premises->own;
	bool platform = false;

	for (size_t i = 0; i < sizeof(platforms) / sizeof(*platforms); i++)
		platform = platform || strcmp(own->platform, platforms[i]) == 0;
	if (*own->bootstrap && strcmp(own->bootstrap, "SMS_BOOTSTRAP") != 0 &&
		strcmp(own->bootstrap, "SMS_UPGRADE_BOOTSTRAP") != 0)
		return sms_plan_bad("bootstrap", "no bootstrap service");
	if ((own->bootstrap_running && !*own->bootstrap) || (own->scman_missing && own->scman_running))
		return sms_plan_bad("activation", "runs without being installed");
	if (!sms_is_server_name(own->parent_server))
		return sms_plan_bad("parent_server", "not a server's name");
	if (!platform)
		return sms_plan_bad("platform", "not a platform's directory");
	if (!*premises->parent_code || sms_equal_folded(premises->parent_code, premises->site_code))
		return sms_plan_bad("parent_site_code", "no parent to order the upgrade at");
	if (!premises->master.name || premises->reply_count || premises->accept_reject)
		return sms_plan_bad("files", "do not fit the procedure");
	for (size_t i = 0; i < premises->stray_count; i++)
		if (premises->strays[i].directory || sms_equal_folded(premises->strays[i].name, SMS_MASTER))
			return sms_plan_bad("quarantine", "a file that the procedure does not move");
	return own->scman_missing ? check_program(own) : SMSSITE_OK;
}

const struct sms_procedure sms_activate = {
	.name = "activate",
	.save = save,
	.load = load,
	.valid = valid,
	.build = sms_build_activate,
	.check = sms_check_activate,
	.finish = sms_finish_activate,
};
