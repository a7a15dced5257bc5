/* SPDX-License-Identifier: MIT */
/* What the creation at the end of a rebuild needs (Resource Guide; KB Q122181, events 347, 378, 379, 392), looked at before
 * the site is taken down: one that cannot be created again is the worst end. What the evidence decides is refused or noted
 * with where it stands; what nothing at hand decides is people's, in one list, and never taken for fine. */
#include "recovery/check_rebuild.h"
#include "recovery/build.h"
#include "diagnosis/required.h"

#include <string.h>

#define MASTER "SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0"
#define NT_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define LANMAN_KEY SMS_SERVICES_KEY "\\LanmanServer\\Parameters"
/* What NT before 3.51 takes of a server of a domain (KB Q123771). */
#define MAX_NAME_BEFORE_351 13

void sms_creation_leave(struct sms_creation *self, const char *what, const char *why)
{
	struct sms_rebuild *own = self->own;
	char *words = sms_arena_words(&self->planning->plan->arena, what);

	if (!words) {
		self->planning->plan->failed = true;
		return;
	}
	own->needs[own->need_count++] = words;
	sms_remark(self->planning, "Not known, a step asks for it: %s (%s).", words, why);
}

const char *sms_creation_words(struct sms_creation *self, const smssite_control_file *file, size_t section, size_t value)
{
	smssite_plan *plan = self->planning->plan;
	char *text = NULL, *words = NULL;
	smssite_status status = smssite_control_file_value_text(file, section, value, &text);

	if (!status)
		words = sms_arena_words(&plan->arena, text);
	plan->failed |= status == SMSSITE_NO_MEMORY || (!status && !words);
	smssite_free(text);
	return words ? words : "";
}

bool sms_creation_is(const smssite_control_file *file, size_t section, size_t value, const char *text)
{
	struct sms_span span;

	return !smssite_control_file_value(file, section, value, &span.data, &span.size) &&
	       sms_span_equal_folded(span, text);
}

static const char *path_of(const smssite_snapshot *snapshot, const smssite_control_file *file)
{
	for (size_t i = 0; file && i < smssite_snapshot_document_count(snapshot); i++)
		if (smssite_snapshot_document_control_file(snapshot, i) == file)
			return smssite_snapshot_document_path(snapshot, i);
	return MASTER;
}

/* -- what rules have found ------------------------------------------------------------------------- */

size_t sms_creation_finding(const smssite_findings *findings, const char *id)
{
	for (size_t i = 0; i < smssite_findings_count(findings); i++)
		if (strcmp(smssite_rule_id(smssite_findings_rule(findings, i)), id) == 0)
			return i;
	return SMSSITE_NO_INDEX;
}

const char *sms_creation_evidence(struct sms_creation *self, const smssite_findings *findings, size_t finding)
{
	const char *text = "";

	for (size_t i = 0; i < smssite_findings_evidence_count(findings, finding) && i < 4; i++) {
		size_t line = smssite_findings_evidence_line(findings, finding, i);
		char number[24] = "";

		if (line)
			snprintf(number, sizeof(number), ":%zu", line);
		text = sms_plan_say(self->planning->plan, "%s%s%s%s %s", text, *text ? ", " : "",
			smssite_findings_evidence_path(findings, finding, i), number,
			smssite_findings_evidence_value(findings, finding, i));
	}
	return text;
}

/* Q270218: such a site takes the logon servers over while they have no owner. */
static void look_at_neighbours(struct sms_creation *self)
{
	size_t domain = sms_creation_finding(self->findings, "B18"), keys = sms_creation_finding(self->findings, "B08");
	smssite_severity severity = smssite_findings_severity(self->findings, domain);

	if (domain != SMSSITE_NO_INDEX && severity >= SMSSITE_SEVERITY_WARNING)
		sms_refuse(self->planning,
			"another site shares a domain with \"Use All Detected Servers\" (B18: %s): put that right first",
			smssite_findings_evidence_count(self->findings, domain)
				? smssite_findings_evidence_value(self->findings, domain, 0)
				: "");
	else if (domain != SMSSITE_NO_INDEX && severity == SMSSITE_SEVERITY_UNKNOWN)
		sms_remark(self->planning,
			"Not known, a step asks for it: no other site has a domain of %s with \"Use All Detected Servers\" "
			"(B18; %s was not given).",
			self->record->site_code, smssite_findings_missing(self->findings, domain));
	if (keys != SMSSITE_NO_INDEX && smssite_findings_severity(self->findings, keys) >= SMSSITE_SEVERITY_WARNING)
		sms_remark(self->planning,
			"Put this right first, or it happens again: B08, %s. Every site of the domain is to be set to "
			"\"Use Specified Servers\".",
			smssite_findings_title(self->findings, keys));
}

/* What would stop the services of the new site, or its Bootstrap, at the server itself. */
static void look_at_services(struct sms_creation *self)
{
	static const char *const bootstraps[] = { "SMS_BOOTSTRAP", "SMS_UPGRADE_BOOTSTRAP" };
	size_t deleted = sms_creation_finding(self->findings, "A31");

	if (deleted != SMSSITE_NO_INDEX && smssite_findings_severity(self->findings, deleted) >= SMSSITE_SEVERITY_ERROR)
		sms_refuse(self->planning,
			"a service is marked for deletion and cannot be installed again (A31: %s): restart %s first",
			sms_creation_evidence(self, self->findings, deleted), self->record->site_server);
	for (size_t i = 0; i < 2; i++)
		if (sms_find_service(&self->check, self->planning->site, bootstraps[i]) == SMS_SEEN_THERE)
			sms_creation_leave(self,
				sms_plan_say(self->planning->plan, "%s is removed from %s", bootstraps[i],
					self->record->site_server),
				"it is installed there; inferred: the parent cannot install its own beside it, event 378");
}

/* -- the server ------------------------------------------------------------------------------------ */

/* Of "3.5", "3.51", "4.0": whether it is before 3.51; *known. */
static bool is_before_351(const char *version, bool *known)
{
	size_t minor = strspn(version, "0123456789");

	*known = minor && version[minor] == '.' && sms_is_digit(version[minor + 1]);
	return minor == 1 && *version <= '3' && (*version < '3' || strcmp(version + minor, ".51") < 0);
}

/* NetServerEnum of NT 3.5 (KB Q123771). */
static void look_at_names(struct sms_creation *self)
{
	const char *server = self->record->site_server, *name = NULL;
	struct sms_setting version;
	bool known, before;

	for (size_t i = 0; i < self->record->server_count && !name; i++)
		if (strlen(self->record->servers[i].name) > MAX_NAME_BEFORE_351)
			name = self->record->servers[i].name;
	if (!name)
		return;
	sms_find_setting(&self->check, self->planning->site, NT_KEY, "CurrentVersion", &version);
	before = is_before_351(version.text, &known);
	if (known && before)
		sms_refuse(self->planning,
			"%s has more than %d characters, and %s runs Windows NT %.8s (its registry, CurrentVersion): NT before 3.51 "
			"does not list it, and SCMAN drops the domain (Q123771)",
			name, MAX_NAME_BEFORE_351, server, version.text);
	else if (!known)
		sms_creation_leave(self,
			sms_plan_say(self->planning->plan,
				"%s runs Windows NT 3.51 or later: the name %s has more than %d characters (Q123771)",
				server, name, MAX_NAME_BEFORE_351),
			"no registry tells its version");
}

/* Whether every share of the server that NT keeps was shown. */
static bool shares_are_known(struct sms_creation *self)
{
	const smssite_registry *registry = smssite_snapshot_registry(self->planning->site);

	return smssite_registry_covers(registry, SMS_SHARES_KEY) ||
	       sms_key_shows_values(&self->check, self->planning->site, SMS_SHARES_KEY);
}

/* NT makes <drive>$ by itself when it starts, and writes only those down that people have made. */
static void look_at_share(struct sms_creation *self)
{
	const char share[] = { sms_upper(*self->record->directory), '$', '\0' }, *server = self->record->site_server;
	const char *item = sms_plan_say(self->planning->plan, "%s has its share %s (NET SHARE lists it)", server, share);
	size_t built = sms_creation_finding(self->findings, "A24");
	struct sms_setting made, automatic;

	sms_find_setting(&self->check, self->planning->site, SMS_SHARES_KEY, share, &made);
	sms_find_setting(&self->check, self->planning->site, LANMAN_KEY, "AutoShareServer", &automatic);
	if (made.seen == SMS_SEEN_THERE)
		sms_remark(self->planning, "Seen: %s has a share %s of its own (its registry, LanmanServer\\Shares).",
			server, share);
	else if (automatic.number == 0 && shares_are_known(self))
		sms_refuse(self->planning,
			"%s has no share %s: AutoShareServer is 0 in its registry and nobody has made it (inferred from what NT "
			"does by that value; Q122988): share it first",
			server, share);
	else if (automatic.number == 0)
		sms_creation_leave(self, item, "AutoShareServer is 0 in its registry, so somebody has to have made it");
	else if (built != SMSSITE_NO_INDEX && smssite_findings_severity(self->findings, built) >= SMSSITE_SEVERITY_ERROR)
		sms_creation_leave(self, item, "A24: the site was not built, as when it is missing");
	else
		sms_creation_leave(self, item, "NT does not write it down");
}

/* A directory that is there and not empty stops the creation (event 379): the one that is named there must be the one that
 * goes. */
static void look_at_directory(struct sms_creation *self)
{
	const char *directory = self->record->directory, *root = smssite_snapshot_root(self->planning->site),
		   *name = strrchr(root, '/');
	size_t size = strlen(directory), length, top = smssite_snapshot_find_directory(self->planning->site, "");
	struct sms_file file;

	name = name ? name + 1 : root;
	length = strlen(name);
	if (size < 4 || directory[1] != ':' || directory[2] != '\\')
		sms_refuse(self->planning,
			"the install directory of record, %s, is none that SMS can be installed to (event 209)", directory);
	else if (smssite_snapshot_view(self->planning->site) == SMSSITE_VIEW_DRIVE && *root &&
		 (size < length + 3 || directory[size - length - 1] != '\\' ||
			 sms_compare_folded(directory + size - length, length, name, length) != 0))
		sms_refuse(self->planning,
			"the install directory of record, %s, is not the SMS root in view (%s): what lies there would stop the "
			"creation (event 379)",
			directory, name);
	else if (sms_find_entry(self->planning->site, top, "BOOTSTRP.PK1", &file) == SMS_SEEN_THERE ||
		 sms_find_entry(self->planning->site, top, "BOOTSTRP.PK2", &file) == SMS_SEEN_THERE)
		sms_remark(self->planning,
			"Seen: %s of an earlier bootstrap lies in %s: it is moved away with it, or event 379 would follow.",
			file.name, directory);
}

/* Bootstrap unpacks beside the old tree, which is moved and not deleted. */
static void look_at_room(struct sms_creation *self)
{
	sms_creation_leave(self,
		sms_plan_say(self->planning->plan,
			"drive %.2s of %s has room for the new site while the old tree stays there (event 384)",
			self->record->directory, self->record->site_server),
		"no source says how much a site takes");
}

/* -- the parent and the site's name ---------------------------------------------------------------- */

/* Whether it creates sites now. Siblings in an upgrade do not hold a creation back: HMAN waits for them with upgrades only. */
static void look_at_standing(struct sms_creation *self)
{
	const smssite_snapshot *from[] = { self->planning->site, self->parent };
	const char *parent = self->record->parent_code;
	int64_t type = smssite_snapshot_site_type(self->parent);
	smssite_service_state manager = sms_service_or_key(self->parent, "SMS_HIERARCHY_MANAGER");
	bool list = smssite_snapshot_services(self->parent);

	if (type == SMSSITE_SITE_TYPE_SECONDARY)
		sms_refuse(self->planning, "%s is a secondary site (%s: %s): only a primary creates sites", parent, parent,
			self->path);
	else if (type != SMSSITE_SITE_TYPE_PRIMARY)
		sms_creation_leave(self,
			sms_plan_say(self->planning->plan, "%s is a primary site, and is not being upgraded or attached",
				parent),
			"no full control file of the parent was given");
	for (size_t i = 0; i < 2; i++) {
		const smssite_parent_word *word = smssite_snapshot_parent_word(from[i]);
		size_t index = smssite_parent_word_find(word, parent);
		smssite_site_status status = smssite_parent_word_status(word, index);

		if (status != SMSSITE_SITE_UNKNOWN && status != SMSSITE_SITE_ACTIVE)
			sms_refuse(self->planning, "%s itself is %s (%s:%zu): it creates no site before it is active",
				parent, smssite_site_status_name(status), smssite_snapshot_parent_word_name(from[i]),
				smssite_parent_word_line(word, index));
	}
	if (sms_is_down(manager))
		sms_refuse(self->planning, "SMS_HIERARCHY_MANAGER of %s is %s (%s): nothing creates a site before it runs",
			parent, smssite_service_state_name(manager),
			list ? smssite_snapshot_services_name(self->parent) : "its registry");
	else if (manager == SMSSITE_SERVICE_UNKNOWN || manager == SMSSITE_SERVICE_INSTALLED)
		sms_creation_leave(self, sms_plan_say(self->planning->plan, "SMS_HIERARCHY_MANAGER runs at %s", parent),
			"no list of the parent's services was given");
}

/* The names of other sites in the parent's box: its own, and of files that pass through (KB Q229857). */
static void look_at_name(struct sms_creation *self)
{
	const char *code = self->record->site_code, *name = self->record->name, *parent = self->record->parent_code;
	size_t device = sms_creation_finding(self->findings, "A27");

	if (device != SMSSITE_NO_INDEX && smssite_findings_severity(self->findings, device) >= SMSSITE_SEVERITY_ERROR)
		sms_refuse(self->planning,
			"%s is a device's name (A27), and the same code is essential: remove the site instead", code);
	for (size_t i = 0; *name && i < smssite_snapshot_document_count(self->parent); i++) {
		const smssite_control_file *file = smssite_snapshot_document_control_file(self->parent, i);
		size_t account = file ? smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0) : SMSSITE_NO_INDEX;

		if (account == SMSSITE_NO_INDEX || sms_creation_is(file, account, SMSSITE_SITE_ACCOUNT_SITE_CODE, code) ||
			!sms_equal_folded(sms_creation_words(self, file, account, SMSSITE_SITE_ACCOUNT_SITE_NAME), name))
			continue;
		sms_refuse(self->planning,
			"site %.3s has the name \"%.40s\" too (%s: %s:%zu; Q229857): rename one of them first",
			sms_creation_words(self, file, account, SMSSITE_SITE_ACCOUNT_SITE_CODE), name, parent,
			smssite_snapshot_document_path(self->parent, i), smssite_control_file_section_line(file, account));
	}
	sms_creation_leave(self,
		sms_plan_say(
			self->planning->plan, "no other site of the hierarchy has the name \"%.100s\" (Q229857)", name),
		"the names of all sites are only in the Sites window");
}

/* Different languages must not report to each other (KB Q126351). That the property tells the language of SMS is inferred.
 */
static void look_at_language(struct sms_creation *self)
{
	static const char property[] = "Site Server Language";
	const smssite_control_file *old = self->record->master;
	size_t here = old ? smssite_control_file_find_property(old, property) : SMSSITE_NO_INDEX;
	size_t there = self->file ? smssite_control_file_find_property(self->file, property) : SMSSITE_NO_INDEX;
	const char *language =
		here == SMSSITE_NO_INDEX ? "" : sms_creation_words(self, old, here, SMSSITE_PROPERTY_STRING1);
	const char *wanted =
		there == SMSSITE_NO_INDEX ? "" : sms_creation_words(self, self->file, there, SMSSITE_PROPERTY_STRING1);

	if (!*language || !*wanted)
		sms_creation_leave(self,
			sms_plan_say(self->planning->plan, "%s and %s are of one language version (Q126351)",
				self->record->parent_code, self->record->site_code),
			"the masters of both were not given");
	else if (!sms_equal_folded(language, wanted))
		sms_refuse(self->planning,
			"%s is %.20s (line %zu of its master) and %s %.20s (%s: %s:%zu): sites of two languages must not report to "
			"each other (Q126351; inferred from \"%s\")",
			self->record->site_code, language, smssite_control_file_section_line(old, here),
			self->record->parent_code, wanted, self->record->parent_code, self->path,
			smssite_control_file_section_line(self->file, there), property);
}

/* -- the whole ------------------------------------------------------------------------------------- */

/* The parent as a case of its own, so that rules speak of it; NULL where it was not given. */
static smssite_status diagnose_parent(const struct sms_creation *self, smssite_findings **findings)
{
	smssite_snapshot *parent = smssite_case_parent(self->planning->site_case);
	smssite_case *alone;
	smssite_status status;

	*findings = NULL;
	if (!parent)
		return SMSSITE_OK;
	status = smssite_case_new(parent, &alone);
	if (status)
		return status;
	status = smssite_case_diagnose(alone, findings);
	smssite_case_free(alone);
	return status;
}

static void look(struct sms_creation *self)
{
	look_at_neighbours(self);
	look_at_standing(self);
	look_at_name(self);
	look_at_language(self);
	sms_creation_look_at_ways(self);
	look_at_services(self);
	look_at_names(self);
	/* Without it the plan is refused anyway. */
	if (*self->record->directory) {
		look_at_share(self);
		look_at_directory(self);
		look_at_room(self);
	}
	if (self->check.failed)
		self->planning->plan->failed = true;
}

smssite_status sms_rebuild_check_creation(
	struct sms_planning *planning, const smssite_rebuild_record *record, struct sms_rebuild *own)
{
	struct sms_creation self = {
		.planning = planning, .record = record, .own = own, .parent = smssite_case_parent(planning->site_case)
	};
	smssite_findings *findings = NULL, *parents = NULL;
	smssite_status status;

	self.file = sms_site_control_file(self.parent);
	self.path = path_of(self.parent, self.file);
	own->needs = sms_plan_array(planning->plan, SMS_MAX_NEEDS, sizeof(*own->needs));
	if (!own->needs)
		return SMSSITE_NO_MEMORY;
	status = smssite_case_diagnose(planning->site_case, &findings);
	if (!status)
		status = diagnose_parent(&self, &parents);
	if (!status) {
		self.findings = findings;
		self.parents = parents;
		look(&self);
	}
	smssite_findings_free(findings);
	smssite_findings_free(parents);
	return status;
}

/* -- what is left to people ------------------------------------------------------------------------ */

static void ask(smssite_plan *plan, const char *title, const char *question, const char *source)
{
	sms_add_person(plan, SMS_FORWARD, title, question)->source = source;
}

void sms_rebuild_ask_creation(smssite_plan *plan)
{
	const struct sms_premises *premises = &plan->premises;
	const struct sms_rebuild *own = premises->own;
	const char *needs = "";

	for (size_t i = 0; i < own->need_count; i++)
		needs = sms_plan_say(plan, "%s%s%s", needs, *needs ? "; " : "", own->needs[i]);
	/* No tree shows what file system it was on. */
	ask(plan, sms_plan_say(plan, "See at %s that drive %.2s is NTFS", own->servers[0].name, own->directory),
		"it is: no site is created on another file system (event 392)", "addition: Q122181");
	if (*needs)
		ask(plan,
			sms_plan_say(plan, "Check at the parent %s what a creation of %s needs", premises->parent_code,
				premises->site_code),
			sms_plan_say(plan, "all of this holds, or the site cannot be created again: %s", needs),
			"addition: Q122181, Q163379");
}
