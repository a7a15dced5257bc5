/* SPDX-License-Identifier: MIT */
#include "recovery/plan_case.h"
#include "base/alloc.h"
#include "base/error.h"
#include "diagnosis/look.h"
#include "diagnosis/required.h"
#include "tree/tree.h"

#include <smssite/box.h>
#include <smssite/findings.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Value Start of a service. */
#define START_DISABLED 4

smssite_status sms_planning_begin(struct sms_planning *planning, const smssite_case *site, const struct sms_procedure *procedure)
{
	struct sms_premises *premises;

	*planning = (struct sms_planning){ .site_case = site, .site = smssite_case_site(site) };
	planning->plan = sms_plan_new();
	if (!planning->plan)
		return SMSSITE_NO_MEMORY;
	premises = &planning->plan->premises;
	premises->procedure = procedure;
	premises->remarks = planning->remarks;
	return SMSSITE_OK;
}

static void add_reason(struct sms_buffer *reasons, const char *format, va_list arguments)
{
	char text[300];

	vsnprintf(text, sizeof(text), format, arguments);
	sms_buffer_format(reasons, "%s%s", reasons->size ? "; " : "", text);
}

void sms_refuse(struct sms_planning *planning, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_reason(&planning->refused, format, arguments);
	va_end(arguments);
}

void sms_wonder(struct sms_planning *planning, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_reason(&planning->undecided, format, arguments);
	va_end(arguments);
}

void sms_remark(struct sms_planning *planning, const char *format, ...)
{
	struct sms_premises *premises = &planning->plan->premises;
	char raw[600], *text;
	va_list arguments;

	if (premises->remark_count == SMS_MAX_REMARKS)
		return;
	va_start(arguments, format);
	vsnprintf(raw, sizeof(raw), format, arguments);
	va_end(arguments);
	/* Findings quote what they have found. */
	text = sms_arena_words(&planning->plan->arena, raw);
	if (text)
		planning->remarks[premises->remark_count++] = text;
	else
		planning->plan->failed = true;
}

/* -- who it is ------------------------------------------------------------------------------------ */

static void look_at_site(struct sms_planning *planning)
{
	struct sms_premises *premises = &planning->plan->premises;
	const char *code = smssite_snapshot_site_code(planning->site);
	const char *parent = smssite_snapshot_parent_site_code(planning->site);
	const char *server = smssite_snapshot_site_server(planning->site);
	smssite_view view = smssite_snapshot_view(planning->site);

	premises->site_code = sms_plan_keep(planning->plan, code);
	premises->parent_code = sms_plan_keep(planning->plan, sms_is_site_code(sms_span_of(parent)) ? parent : "");
	premises->server = sms_plan_keep(planning->plan, sms_is_server_name(server) ? server : "");
	premises->location = sms_plan_keep(planning->plan, smssite_snapshot_location(planning->site));
	premises->root = sms_plan_keep(planning->plan, smssite_snapshot_root(planning->site));
	premises->drive = view == SMSSITE_VIEW_DRIVE && *premises->root;
	premises->copy = smssite_snapshot_is_copy(planning->site);
	premises->seen_utc_s = smssite_snapshot_taken_utc_s(planning->site);
	if (!sms_is_site_code(sms_span_of(code)))
		sms_wonder(planning, "no control file in view says which site this is");
	else if (smssite_snapshot_site_type(planning->site) == SMSSITE_SITE_TYPE_PRIMARY)
		sms_refuse(planning, "%s is a primary site", code);
	else if (smssite_snapshot_site_type(planning->site) != SMSSITE_SITE_TYPE_SECONDARY)
		sms_wonder(planning, "no control file in view says that %s is a secondary site", code);
}

/* Values 1 to 4 (Resource Guide). Without one: 5 minutes, of which the default watchdog interval of 120 minutes is
 * 24 times. */
static int64_t polling_of(const smssite_control_file *file)
{
	static const int64_t seconds[] = { 60, 300, 900, 1800 };
	size_t property = smssite_control_file_find_property(file, "Service Response");
	int64_t value;

	if (property == SMSSITE_NO_INDEX ||
		smssite_control_file_value_number(file, property, SMSSITE_PROPERTY_DWORD, &value) || value < 1 ||
		value > 4)
		return seconds[1];
	return seconds[value - 1];
}

/* -- services ------------------------------------------------------------------------------------- */

/* The registry's entry of a service; NO_INDEX. */
static size_t key_of(const smssite_services *installed, const char *name)
{
	for (size_t i = 0; i < smssite_services_count(installed); i++)
		if (sms_equal_folded(smssite_services_name(installed, i), name))
			return i;
	return SMSSITE_NO_INDEX;
}

/* One that runs, but cannot be stopped and started as it is in the registry. */
static void look_at_key(struct sms_planning *planning, const char *name, bool restarts)
{
	const smssite_services *installed = smssite_snapshot_installed(planning->site);
	size_t key = key_of(installed, name);

	if (smssite_services_find(installed, name) == SMSSITE_SERVICE_NOT_INSTALLED) {
		sms_wonder(planning, "%s runs by the list and is not installed by the registry: they are not of one time", name);
		return;
	}
	if (smssite_services_is_deleted(installed, key))
		sms_refuse(planning, "%s is marked for deletion (A31): restart the server first", name);
	if (smssite_services_start(installed, key) != START_DISABLED)
		return;
	if (restarts)
		sms_refuse(planning, "%s is disabled: it would not start again", name);
	else
		sms_remark(planning, "%s runs, but is disabled: once stopped it does not start again.", name);
}

static void look_at_services(struct sms_planning *planning)
{
	static const char *const bootstraps[] = { "SMS_BOOTSTRAP", "SMS_UPGRADE_BOOTSTRAP" };
	const smssite_services *list = smssite_snapshot_services(planning->site);
	bool restarts = smssite_snapshot_box_find(planning->site, SMSSITE_BOX_REPLY, 0) != SMSSITE_NO_INDEX;
	struct sms_premises *premises = &planning->plan->premises;
	struct sms_required required;

	sms_required_services(planning->site, &required);
	premises->services = sms_plan_array(planning->plan, required.count, sizeof(*premises->services));
	if (!premises->services)
		return;
	premises->service_count = required.count;
	for (size_t i = 0; i < required.count; i++) {
		const char *name = smssite_service_catalogue_name(required.service[i]);
		smssite_service_state state = sms_service_or_key(planning->site, name);

		premises->services[i] = name;
		/* Where only the registry is given, what is not installed does not run either. */
		if (state == SMSSITE_SERVICE_UNKNOWN || state == SMSSITE_SERVICE_INSTALLED) {
			if (list)
				sms_wonder(planning, "the list of services does not tell of %s", name);
		} else if (state != SMSSITE_SERVICE_RUNNING) {
			sms_refuse(planning, "%s is %s", name, smssite_service_state_name(state));
		} else {
			look_at_key(planning, name, restarts);
		}
	}
	if (!list)
		sms_wonder(planning, "no list of the server's services was given");
	for (size_t i = 0; i < 2; i++) {
		smssite_service_state state = sms_service_or_key(planning->site, bootstraps[i]);

		if (sms_is_installed(state) || state == SMSSITE_SERVICE_INSTALLED)
			sms_refuse(planning, "an upgrade is in flight: %s is %s", bootstraps[i], smssite_service_state_name(state));
	}
}

/* -- the box -------------------------------------------------------------------------------------- */

static void look_at_name(struct sms_planning *planning, size_t index)
{
	const char *name = smssite_snapshot_box_name(planning->site, index);
	const char *before = index ? smssite_snapshot_box_name(planning->site, index - 1) : "";
	struct smssite_tree_stat stat;

	if (sms_equal_folded(name, before))
		sms_refuse(planning, "\"%s\" and \"%s\" differ only in case", before, name);
	if (sms_equal_folded(name, "SHUTDOWN.CT1") || sms_equal_folded(name, "_INIT.CT1"))
		sms_refuse(planning, "an upgrade is in flight: %s is in the box", name);
	else if (sms_equal_folded(name, SMS_SUBMITTED))
		sms_refuse(planning, "%s is in the box already", name);
	if ((sms_is_ct_name(name) || sms_refused_code(name)) &&
		!smssite_snapshot_box_stat(planning->site, index, &stat) && stat.kind != SMSSITE_ENTRY_FILE)
		sms_refuse(planning, "%s is no file", name);
}

static void look_at_box(struct sms_planning *planning)
{
	size_t box = smssite_snapshot_find_directory(planning->site, SMS_BOX);
	smssite_presence presence = smssite_snapshot_directory_presence(planning->site, box);

	if (presence == SMSSITE_PRESENCE_MISSING)
		sms_refuse(planning, "there is no " SMS_BOX);
	else if (presence != SMSSITE_PRESENCE_PRESENT)
		sms_wonder(planning, SMS_BOX " is not in view%s%s", presence == SMSSITE_PRESENCE_UNREADABLE ? ": " : "",
			presence == SMSSITE_PRESENCE_UNREADABLE ?
			smssite_snapshot_directory_message(planning->site, box) : "");
	else if (smssite_snapshot_entry_cut(planning->site, box))
		sms_wonder(planning, "there are more names in " SMS_BOX " than a snapshot keeps");
	for (size_t i = 0; i < smssite_snapshot_box_count(planning->site); i++)
		look_at_name(planning, i);
}

bool sms_planning_file(struct sms_planning *planning, size_t index, struct sms_plan_file *file)
{
	size_t document = smssite_snapshot_box_document(planning->site, index);
	const char *hash = smssite_snapshot_document_sha256(planning->site, document);
	const char *name = smssite_snapshot_box_name(planning->site, index);
	struct smssite_tree_stat stat;

	if (!*hash || smssite_snapshot_document_stat(planning->site, document, &stat)) {
		const char *why = smssite_snapshot_document_message(planning->site, document);

		sms_wonder(planning, "%s could not be read%s%s", name, *why ? ": " : "", why);
		return false;
	}
	/* Such a name comes from another system; a plan that has it could not be loaded again. */
	if (sms_name_check(sms_span_of(name))) {
		sms_refuse(planning, "\"%s\" is in the box, and Windows has no such name", name);
		return false;
	}
	file->name = sms_plan_keep(planning->plan, name);
	file->sha256 = sms_plan_keep(planning->plan, hash);
	file->size = stat.size;
	file->mtime_utc_s = stat.mtime_utc_s;
	return true;
}

void sms_planning_master(struct sms_planning *planning)
{
	size_t index = smssite_snapshot_box_find(planning->site, SMSSITE_BOX_MASTER, 0);
	size_t box = smssite_snapshot_find_directory(planning->site, SMS_BOX);

	if (smssite_snapshot_directory_presence(planning->site, box) != SMSSITE_PRESENCE_PRESENT)
		return;
	if (index == SMSSITE_NO_INDEX)
		sms_refuse(planning, "SITECTRL.CT0 is missing (Q133113: restore it first)");
	else
		sms_planning_file(planning, index, &planning->plan->premises.master);
}

/* -- what the rules say --------------------------------------------------------------------------- */

static bool is_one_of(const char *id, const char *const *ids)
{
	while (*ids && strcmp(id, *ids) != 0)
		ids++;
	return *ids;
}

static smssite_status look_at_findings(struct sms_planning *planning)
{
	static const char *const hanging[] = { "B01", "B02", "B03", NULL };
	/* What the next watchdog cycle would make undone again (rights, space, clock, two sites in one domain). */
	static const char *const first[] = { "B07", "B18", "C12", "L05", NULL };
	smssite_findings *findings;
	smssite_status status = smssite_case_diagnose(planning->site_case, &findings);

	if (status)
		return status;
	for (size_t i = 0; i < smssite_findings_count(findings); i++) {
		const char *id = smssite_rule_id(smssite_findings_rule(findings, i));
		smssite_severity severity = smssite_findings_severity(findings, i);

		if (severity >= SMSSITE_SEVERITY_WARNING && is_one_of(id, hanging))
			sms_refuse(planning, "SCMAN hangs (%s): restart it first", id);
		else if (severity >= SMSSITE_SEVERITY_WARNING && is_one_of(id, first))
			sms_remark(planning, "Put this right first: %s, %s.", id, smssite_findings_title(findings, i));
		else if (severity == SMSSITE_SEVERITY_UNKNOWN && strcmp(id, "B01") == 0)
			sms_remark(planning, "Whether SCMAN hangs is not known (B01): %s.",
				smssite_findings_missing(findings, i));
	}
	smssite_findings_free(findings);
	return SMSSITE_OK;
}

static void look_at_parent(struct sms_planning *planning)
{
	struct sms_word word;

	sms_parent_says(planning->site_case, &word);
	if (word.status == SMSSITE_SITE_ACTIVE && !word.contradicts)
		sms_refuse(planning, "the parent says that %s is active (%s)", smssite_snapshot_site_code(planning->site),
			word.name);
	else if (word.contradicts)
		sms_wonder(planning, "what was given of the parent's word contradicts itself");
	else if (word.status == SMSSITE_SITE_UNKNOWN)
		sms_remark(planning, "What the parent says of the site is not known: a site that is at rest looks the same.");
}

void sms_planning_site(struct sms_planning *planning)
{
	look_at_site(planning);
	planning->plan->premises.polling_s = polling_of(sms_site_control_file(planning->site));
}

smssite_status sms_planning_look(struct sms_planning *planning)
{
	sms_planning_site(planning);
	look_at_box(planning);
	look_at_services(planning);
	look_at_parent(planning);
	return look_at_findings(planning);
}

static smssite_status conclude(struct sms_planning *planning)
{
	const struct sms_buffer *refused = &planning->refused, *undecided = &planning->undecided;

	if (planning->plan->failed || refused->failed || undecided->failed)
		return sms_fail(SMSSITE_NO_MEMORY, "out of memory");
	if (refused->size)
		return sms_fail(SMSSITE_REFUSED, "%.*s%s%.*s", (int)refused->size, refused->data,
			undecided->size ? "; besides: " : "", (int)undecided->size, undecided->size ? undecided->data : "");
	if (undecided->size)
		return sms_fail(SMSSITE_UNDECIDED, "%.*s", (int)undecided->size, undecided->data);
	return SMSSITE_OK;
}

smssite_status sms_planning_end(struct sms_planning *planning, smssite_status status, smssite_plan **plan)
{
	struct sms_premises *premises = &planning->plan->premises;
	const char **remarks;

	if (!status)
		status = conclude(planning);
	if (!status) {
		remarks = sms_plan_array(planning->plan, premises->remark_count, sizeof(*remarks));
		if (remarks) {
			memcpy(remarks, planning->remarks, premises->remark_count * sizeof(*remarks));
			premises->remarks = remarks;
			status = sms_plan_finish(planning->plan);
		} else {
			status = SMSSITE_NO_MEMORY;
		}
	}
	sms_buffer_release(&planning->refused);
	sms_buffer_release(&planning->undecided);
	if (status)
		smssite_plan_free(planning->plan);
	else
		*plan = planning->plan;
	return status;
}
