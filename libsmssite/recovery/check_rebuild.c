/* SPDX-License-Identifier: MIT */
/* What the creation at the end of a rebuild needs (Resource Guide; KB Q122181, events 347, 378, 379, 392), looked at before the site
 * is taken down: one that cannot be created again is the worst end. What the evidence decides is refused or noted with where it
 * stands; what nothing at hand decides is people's, in one list, and never taken for fine. */
#include "recovery/plan_rebuild.h"
#include "recovery/build.h"
#include "recovery/rebuild_record.h"
#include "base/alloc.h"
#include "diagnosis/required.h"
#include "diagnosis/setting.h"

#include <smssite/box.h>
#include <string.h>

#define MASTER "SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0"
#define NT_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define LANMAN_KEY SMS_SERVICES_KEY "\\LanmanServer\\Parameters"
/* What NT before 3.51 takes of a server of a domain (KB Q123771). */
#define MAX_NAME_BEFORE_351 13
/* Of the detail's high word (KB Q137376). */
#define NO_SITE_ADDRESS 0x4000u

struct creation {
	struct sms_planning *planning;
	const smssite_rebuild_record *record;
	struct sms_rebuild *own;
	/* NULL: not given. Its full control file, NULL; where that lies. */
	const smssite_snapshot *parent;
	const smssite_control_file *file;
	const char *path;
	/* What rules say of the site; of the parent, NULL. */
	const smssite_findings *findings, *parents;
	/* For what asks registries: whether memory ran out. */
	struct sms_check check;
};

/* People's: what, and why nothing at hand tells. */
static void leave(struct creation *self, const char *what, const char *why)
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

/* A value of a control file for people. */
static const char *words_of(struct creation *self, const smssite_control_file *file, size_t section, size_t value)
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

static const char *path_of(const smssite_snapshot *snapshot, const smssite_control_file *file)
{
	for (size_t i = 0; file && i < smssite_snapshot_document_count(snapshot); i++)
		if (smssite_snapshot_document_control_file(snapshot, i) == file)
			return smssite_snapshot_document_path(snapshot, i);
	return MASTER;
}

/* -- what rules have found ------------------------------------------------------------------------- */

/* The finding of a rule; NO_INDEX. */
static size_t finding_of(const smssite_findings *findings, const char *id)
{
	for (size_t i = 0; i < smssite_findings_count(findings); i++)
		if (strcmp(smssite_rule_id(smssite_findings_rule(findings, i)), id) == 0)
			return i;
	return SMSSITE_NO_INDEX;
}

/* A finding's evidence in one line: "EDGE7.reg:12 Maximum Concurrent Sendings = 0". */
static const char *evidence_of(struct creation *self, const smssite_findings *findings, size_t finding)
{
	const char *text = "";

	for (size_t i = 0; i < smssite_findings_evidence_count(findings, finding) && i < 4; i++) {
		size_t line = smssite_findings_evidence_line(findings, finding, i);
		char number[24] = "";

		if (line)
			snprintf(number, sizeof(number), ":%zu", line);
		text = sms_plan_say(self->planning->plan, "%s%s%s%s %s", text, *text ? ", " : "",
			smssite_findings_evidence_path(findings, finding, i), number, smssite_findings_evidence_value(findings, finding, i));
	}
	return text;
}

/* Q270218: such a site takes the logon servers over while they have no owner. */
static void look_at_neighbours(struct creation *self)
{
	size_t domain = finding_of(self->findings, "B18"), keys = finding_of(self->findings, "B08");
	smssite_severity severity = smssite_findings_severity(self->findings, domain);

	if (domain != SMSSITE_NO_INDEX && severity >= SMSSITE_SEVERITY_WARNING)
		sms_refuse(self->planning, "another site shares a domain with \"Use All Detected Servers\" (B18: %s): put that right first",
			smssite_findings_evidence_count(self->findings, domain) ?
				smssite_findings_evidence_value(self->findings, domain, 0) : "");
	else if (domain != SMSSITE_NO_INDEX && severity == SMSSITE_SEVERITY_UNKNOWN)
		sms_remark(self->planning, "Not known, a step asks for it: no other site has a domain of %s with \"Use All Detected Servers\" "
			"(B18; %s was not given).", self->record->site_code, smssite_findings_missing(self->findings, domain));
	if (keys != SMSSITE_NO_INDEX && smssite_findings_severity(self->findings, keys) >= SMSSITE_SEVERITY_WARNING)
		sms_remark(self->planning, "Put this right first, or it happens again: B08, %s. Every site of the domain is to be set to "
			"\"Use Specified Servers\".", smssite_findings_title(self->findings, keys));
}

/* What would stop the services of the new site, or its Bootstrap, at the server itself. */
static void look_at_services(struct creation *self)
{
	static const char *const bootstraps[] = { "SMS_BOOTSTRAP", "SMS_UPGRADE_BOOTSTRAP" };
	size_t deleted = finding_of(self->findings, "A31");

	if (deleted != SMSSITE_NO_INDEX && smssite_findings_severity(self->findings, deleted) >= SMSSITE_SEVERITY_ERROR)
		sms_refuse(self->planning, "a service is marked for deletion and cannot be installed again (A31: %s): restart %s first",
			evidence_of(self, self->findings, deleted), self->record->site_server);
	for (size_t i = 0; i < 2; i++)
		if (sms_find_service(&self->check, self->planning->site, bootstraps[i]) == SMS_SEEN_THERE)
			leave(self, sms_plan_say(self->planning->plan, "%s is removed from %s", bootstraps[i], self->record->site_server),
				"it is installed there; inferred: the parent cannot install its own beside it, event 378");
}

/* -- the address ----------------------------------------------------------------------------------- */

/* PROPERTY_LIST ADRSTRFMT: every kind of sender that there is. */
static const struct {
	const char *type;
	bool sna;
} kinds[] = {
	{ "MS_LAN_SENDER", false },
	{ "MS_ASYNC_RAS_SENDER", false },
	{ "MS_ISDN_RAS_SENDER", false },
	{ "MS_X25_RAS_SENDER", false },
	{ "MS_BATCH_SNA_SENDER", true },
	{ "MS_INTER_SNA_SENDER", true },
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))
#define LAN 0

/* The parent's ADDRESS sections: how many, how many of the site and which first; of each kind the first address of the site and
 * the first sender, by their lines; the section of that by LAN. */
struct ways {
	size_t count, first, last, to_site, line;
	size_t address[KINDS], sender[KINDS], section;
};

static size_t kind_of(const smssite_control_file *file, size_t section, size_t value)
{
	struct sms_span type;
	size_t kind = 0;

	if (smssite_control_file_value(file, section, value, &type.data, &type.size))
		return KINDS;
	while (kind < KINDS && !sms_span_equal_folded(type, kinds[kind].type))
		kind++;
	return kind;
}

static bool is_value(const smssite_control_file *file, size_t section, size_t value, const char *text)
{
	struct sms_span span;

	return !smssite_control_file_value(file, section, value, &span.data, &span.size) && sms_span_equal_folded(span, text);
}

static void find_ways(const struct creation *self, struct ways *ways)
{
	const smssite_control_file *file = self->file;

	*ways = (struct ways){ 0 };
	for (size_t i = 0; (i = smssite_control_file_find(file, SMSSITE_SECTION_ADDRESS, i)) != SMSSITE_NO_INDEX; i++) {
		size_t kind = kind_of(file, i, SMSSITE_ADDRESS_SENDER_TYPE);

		ways->last = smssite_control_file_section_line(file, i);
		if (!ways->count++)
			ways->first = ways->last;
		if (!is_value(file, i, SMSSITE_ADDRESS_DESTINATION_SITE, self->record->site_code))
			continue;
		if (!ways->to_site++)
			ways->line = ways->last;
		if (kind == LAN && !ways->address[LAN])
			ways->section = i;
		if (kind < KINDS && !ways->address[kind])
			ways->address[kind] = ways->last;
	}
	for (size_t i = 0; (i = smssite_control_file_find(file, SMSSITE_SECTION_SENDER, i)) != SMSSITE_NO_INDEX; i++) {
		size_t kind = kind_of(file, i, SMSSITE_SENDER_TYPE);

		if (kind < KINDS && !ways->sender[kind])
			ways->sender[kind] = smssite_control_file_section_line(file, i);
	}
}

/* The first kind that has both, of SNA or not; KINDS. */
static size_t served(const struct ways *ways, bool sna)
{
	for (size_t kind = 0; kind < KINDS; kind++)
		if (kinds[kind].sna == sna && ways->address[kind] && ways->sender[kind])
			return kind;
	return KINDS;
}

/* The key that services go by (E13 looks at its twin). */
static enum sms_seen find_key(struct creation *self)
{
	char key[256];

	snprintf(key, sizeof(key), SMS_KEY "\\Sites\\%.3s\\Addresses\\%.3s", self->record->parent_code, self->record->site_code);
	return sms_find_registry_key(&self->check, self->parent, key);
}

/* Of "{}{\\\\EDGE7\\SMS_SITE ...}", the form of the LAN sender, the server; "" where the string is masked or of another form. */
static const char *server_of(struct creation *self, size_t section)
{
	static const char form[] = "{}{\\\\";
	const char *string = words_of(self, self->file, section, SMSSITE_ADDRESS_STRING), *server;

	if (strncmp(string, form, sizeof(form) - 1) != 0)
		return "";
	string += sizeof(form) - 1;
	server = sms_plan_say(self->planning->plan, "%.*s", (int)strcspn(string, "\\"), string);
	return sms_is_server_name(server) ? server : "";
}

/* A name that is not the server's may be another name of it. */
static void look_where_it_leads(struct creation *self, const struct ways *ways)
{
	smssite_plan *plan = self->planning->plan;
	const char *server = self->record->site_server, *found = ways->section ? server_of(self, ways->section) : "";

	if (!sms_equal_folded(found, server))
		leave(self, sms_plan_say(plan, "that address leads to %s", server),
			*found ? sms_plan_say(plan, "it names %s, %s: %s:%zu", found, self->record->parent_code, self->path, ways->address[LAN]) :
				 "it is of another form than that of the LAN sender, or masked");
}

static void judge_ways(struct creation *self, const struct ways *ways)
{
	const char *code = self->record->site_code, *parent = self->record->parent_code;
	size_t way = served(ways, false);

	self->own->local_setup = way == KINDS && served(ways, true) < KINDS;
	if (self->own->local_setup) {
		way = served(ways, true);
		sms_remark(self->planning, "%s reaches %s by SNA only (%s: %s:%zu): no job for a bootstrap is sent, and SMS Setup is to be run at "
			"%s first.", parent, code, parent, self->path, ways->address[way], self->record->site_server);
	} else if (way < KINDS) {
		sms_remark(self->planning, "Seen: %s has an address of %s, %s (%s: %s:%zu), and such a sender (line %zu).", parent, code,
			kinds[way].type, parent, self->path, ways->address[way], ways->sender[way]);
	} else {
		sms_refuse(self->planning, "no sender of %s serves its address of %s (%s: %s:%zu; no SENDER of that type): install one, or give "
			"another address (event 378)", parent, code, parent, self->path, ways->line);
	}
	look_where_it_leads(self, ways);
}

/* An address, a sender of its kind, and rights at the other end (events 347, 378). */
static void look_at_address(struct creation *self, struct ways *ways)
{
	const char *code = self->record->site_code, *parent = self->record->parent_code, *server = self->record->site_server;
	enum sms_seen key = find_key(self);
	struct sms_word word;

	find_ways(self, ways);
	sms_parent_says(self->planning->site_case, &word);
	if (word.flags & NO_SITE_ADDRESS)
		sms_refuse(self->planning, "%s has no address of %s (%s:%zu, NO_SITE_ADDRESS; event 347): add one first", parent, code, word.name,
			word.line);
	if (key == SMS_SEEN_ABSENT)
		sms_refuse(self->planning, "%s has no address of %s (its registry, Sites\\%s\\Addresses; event 347): add one first", parent, code,
			parent);
	else if (self->file && ways->to_site)
		judge_ways(self, ways);
	else if (self->file && key == SMS_SEEN_UNKNOWN)
		sms_refuse(self->planning, "%s has no address of %s (%s: %s, none of its %zu ADDRESS sections, lines %zu to %zu; event 347): add one "
			"first", parent, code, parent, self->path, ways->count, ways->first, ways->last);
	else
		leave(self, sms_plan_say(self->planning->plan, "%s has an address of %s and a sender for it", parent, code),
			self->file ? "its master has none, its registry has" : "no full control file of the parent was given");
	leave(self, sms_plan_say(self->planning->plan, "the account of that address has the rights of an administrator at %s", server),
		"nothing that can be read tells");
}

/* -- capacity -------------------------------------------------------------------------------------- */

/* What the site has: where the key of SMS is gone the value is, and what its log says is history. */
static void look_at_own_capacity(struct creation *self)
{
	size_t own = finding_of(self->findings, "F01");
	smssite_severity severity = smssite_findings_severity(self->findings, own);
	bool stuck = own != SMSSITE_NO_INDEX && severity == SMSSITE_SEVERITY_STUCK;
	bool gone = sms_find_registry_key(&self->check, self->planning->site, SMS_KEY) == SMS_SEEN_ABSENT;

	if (stuck && !gone)
		sms_refuse(self->planning, "the LAN sender of %s has a capacity of 0 (F01, %s): with 5 and 3 there the site may go on as it is",
			self->record->site_code, evidence_of(self, self->findings, own));
	else if (own != SMSSITE_NO_INDEX && (stuck || severity == SMSSITE_SEVERITY_UNKNOWN))
		sms_remark(self->planning, "%s the capacity of the old site's LAN sender (F01%s%s). Look at Components\\SMS_LAN_SENDER if the new "
			"one stays at Phase 4.", stuck ? "Was 0:" : "Not known:", stuck ? ", " : "",
			stuck ? evidence_of(self, self->findings, own) : "");
}

/* F01 is about the LAN sender; where another leads there, it may go on. */
static void look_at_capacity(struct creation *self, const struct ways *ways)
{
	const char *parent = self->record->parent_code;
	size_t there = finding_of(self->parents, "F01");
	smssite_severity severity = smssite_findings_severity(self->parents, there);
	bool other = self->file && served(ways, false) < KINDS && !(ways->address[LAN] && ways->sender[LAN]);
	const char *item = sms_plan_say(self->planning->plan, "the senders of %s may send: Maximum Concurrent Sendings and Maximum Concurrent "
		"Site Sendings are not 0", parent);

	if (there == SMSSITE_NO_INDEX || severity == SMSSITE_SEVERITY_UNKNOWN || other)
		leave(self, item, other ? "its address is not of the LAN sender, which alone is looked at" :
			"F01: neither the registry nor LANSEND.LOG of the parent was given");
	else if (severity == SMSSITE_SEVERITY_STUCK)
		sms_refuse(self->planning, "the LAN sender of %s has a capacity of 0 (F01, %s: %s): set 5 and 3 there first", parent, parent,
			evidence_of(self, self->parents, there));
	else if (severity >= SMSSITE_SEVERITY_WARNING)
		leave(self, sms_plan_say(self->planning->plan, "SMS_EXECUTIVE of %s was started again since its senders' capacity was set", parent),
			evidence_of(self, self->parents, there));
	else
		sms_remark(self->planning, "Seen: the LAN sender of %s has capacity (F01, %s: %s).", parent, parent,
			evidence_of(self, self->parents, there));
	look_at_own_capacity(self);
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
static void look_at_names(struct creation *self)
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
		sms_refuse(self->planning, "%s has more than %d characters, and %s runs Windows NT %.8s (its registry, CurrentVersion): NT before 3.51 "
			"does not list it, and SCMAN drops the domain (Q123771)", name, MAX_NAME_BEFORE_351, server, version.text);
	else if (!known)
		leave(self, sms_plan_say(self->planning->plan, "%s runs Windows NT 3.51 or later: the name %s has more than %d characters (Q123771)",
			server, name, MAX_NAME_BEFORE_351), "no registry tells its version");
}

/* Whether every share of the server that NT keeps was shown. */
static bool shares_are_known(struct creation *self)
{
	const smssite_registry *registry = smssite_snapshot_registry(self->planning->site);

	return smssite_registry_covers(registry, SMS_SHARES_KEY) || sms_key_shows_values(&self->check, self->planning->site, SMS_SHARES_KEY);
}

/* NT makes <drive>$ by itself when it starts, and writes only those down that people have made. */
static void look_at_share(struct creation *self)
{
	const char share[] = { sms_upper(*self->record->directory), '$', '\0' }, *server = self->record->site_server;
	const char *item = sms_plan_say(self->planning->plan, "%s has its share %s (NET SHARE lists it)", server, share);
	size_t built = finding_of(self->findings, "A24");
	struct sms_setting made, automatic;

	sms_find_setting(&self->check, self->planning->site, SMS_SHARES_KEY, share, &made);
	sms_find_setting(&self->check, self->planning->site, LANMAN_KEY, "AutoShareServer", &automatic);
	if (made.seen == SMS_SEEN_THERE)
		sms_remark(self->planning, "Seen: %s has a share %s of its own (its registry, LanmanServer\\Shares).", server, share);
	else if (automatic.number == 0 && shares_are_known(self))
		sms_refuse(self->planning, "%s has no share %s: AutoShareServer is 0 in its registry and nobody has made it (inferred from what NT "
			"does by that value; Q122988): share it first", server, share);
	else if (automatic.number == 0)
		leave(self, item, "AutoShareServer is 0 in its registry, so somebody has to have made it");
	else if (built != SMSSITE_NO_INDEX && smssite_findings_severity(self->findings, built) >= SMSSITE_SEVERITY_ERROR)
		leave(self, item, "A24: the site was not built, as when it is missing");
	else
		leave(self, item, "NT does not write it down");
}

/* A directory that is there and not empty stops the creation (event 379): the one that is named there must be the one that
 * goes. */
static void look_at_directory(struct creation *self)
{
	const char *directory = self->record->directory, *root = smssite_snapshot_root(self->planning->site), *name = strrchr(root, '/');
	size_t size = strlen(directory), length, top = smssite_snapshot_find_directory(self->planning->site, "");
	struct sms_file file;

	name = name ? name + 1 : root;
	length = strlen(name);
	size -= size > 3 && directory[size - 1] == '\\';
	if (size < 4 || directory[1] != ':' || directory[2] != '\\')
		sms_refuse(self->planning, "the install directory of record, %s, is none that SMS can be installed to (event 209)", directory);
	else if (smssite_snapshot_view(self->planning->site) == SMSSITE_VIEW_DRIVE && *root &&
		 (size < length + 3 || directory[size - length - 1] != '\\' ||
			 sms_compare_folded(directory + size - length, length, name, length) != 0))
		sms_refuse(self->planning, "the install directory of record, %s, is not the SMS root in view (%s): what lies there would stop the "
			"creation (event 379)", directory, name);
	else if (sms_find_entry(self->planning->site, top, "BOOTSTRP.PK1", &file) == SMS_SEEN_THERE ||
		 sms_find_entry(self->planning->site, top, "BOOTSTRP.PK2", &file) == SMS_SEEN_THERE)
		sms_remark(self->planning, "Seen: %s of an earlier bootstrap lies in %s: it is moved away with it, or event 379 would follow.",
			file.name, directory);
}

/* Bootstrap unpacks beside the old tree, which is moved and not deleted. */
static void look_at_room(struct creation *self)
{
	leave(self, sms_plan_say(self->planning->plan, "drive %.2s of %s has room for the new site while the old tree stays there (event 384)",
		self->record->directory, self->record->site_server), "no source says how much a site takes");
}

/* -- the parent and the site's name ---------------------------------------------------------------- */

/* Whether it creates sites now. Siblings in an upgrade do not hold a creation back: HMAN waits for them with upgrades only. */
static void look_at_standing(struct creation *self)
{
	const smssite_snapshot *from[] = { self->planning->site, self->parent };
	const char *parent = self->record->parent_code;
	int64_t type = smssite_snapshot_site_type(self->parent);
	smssite_service_state manager = sms_service_or_key(self->parent, "SMS_HIERARCHY_MANAGER");
	bool list = smssite_snapshot_services(self->parent);

	if (type == SMSSITE_SITE_TYPE_SECONDARY)
		sms_refuse(self->planning, "%s is a secondary site (%s: %s): only a primary creates sites", parent, parent, self->path);
	else if (type != SMSSITE_SITE_TYPE_PRIMARY)
		leave(self, sms_plan_say(self->planning->plan, "%s is a primary site, and is not being upgraded or attached", parent),
			"no full control file of the parent was given");
	for (size_t i = 0; i < 2; i++) {
		const smssite_parent_word *word = smssite_snapshot_parent_word(from[i]);
		size_t index = smssite_parent_word_find(word, parent);
		smssite_site_status status = smssite_parent_word_status(word, index);

		if (status != SMSSITE_SITE_UNKNOWN && status != SMSSITE_SITE_ACTIVE)
			sms_refuse(self->planning, "%s itself is %s (%s:%zu): it creates no site before it is active", parent,
				smssite_site_status_name(status), smssite_snapshot_parent_word_name(from[i]),
				smssite_parent_word_line(word, index));
	}
	if (sms_is_down(manager))
		sms_refuse(self->planning, "SMS_HIERARCHY_MANAGER of %s is %s (%s): nothing creates a site before it runs", parent,
			smssite_service_state_name(manager), list ? smssite_snapshot_services_name(self->parent) : "its registry");
	else if (manager == SMSSITE_SERVICE_UNKNOWN || manager == SMSSITE_SERVICE_INSTALLED)
		leave(self, sms_plan_say(self->planning->plan, "SMS_HIERARCHY_MANAGER runs at %s", parent),
			"no list of the parent's services was given");
}

/* The names of other sites in the parent's box: its own, and of files that pass through (KB Q229857). */
static void look_at_name(struct creation *self)
{
	const char *code = self->record->site_code, *name = self->record->name, *parent = self->record->parent_code;
	size_t device = finding_of(self->findings, "A27");

	if (device != SMSSITE_NO_INDEX && smssite_findings_severity(self->findings, device) >= SMSSITE_SEVERITY_ERROR)
		sms_refuse(self->planning, "%s is a device's name (A27), and the same code is essential: remove the site instead", code);
	for (size_t i = 0; *name && i < smssite_snapshot_document_count(self->parent); i++) {
		const smssite_control_file *file = smssite_snapshot_document_control_file(self->parent, i);
		size_t account = file ? smssite_control_file_find(file, SMSSITE_SECTION_SITE_ACCOUNT, 0) : SMSSITE_NO_INDEX;

		if (account == SMSSITE_NO_INDEX || is_value(file, account, SMSSITE_SITE_ACCOUNT_SITE_CODE, code) ||
			!sms_equal_folded(words_of(self, file, account, SMSSITE_SITE_ACCOUNT_SITE_NAME), name))
			continue;
		sms_refuse(self->planning, "site %.3s has the name \"%.40s\" too (%s: %s:%zu; Q229857): rename one of them first",
			words_of(self, file, account, SMSSITE_SITE_ACCOUNT_SITE_CODE), name, parent,
			smssite_snapshot_document_path(self->parent, i), smssite_control_file_section_line(file, account));
	}
	leave(self, sms_plan_say(self->planning->plan, "no other site of the hierarchy has the name \"%.100s\" (Q229857)", name),
		"the names of all sites are only in the Sites window");
}

/* Different languages must not report to each other (KB Q126351). That the property tells the language of SMS is inferred. */
static void look_at_language(struct creation *self)
{
	static const char property[] = "Site Server Language";
	const smssite_control_file *old = self->record->master;
	size_t here = old ? smssite_control_file_find_property(old, property) : SMSSITE_NO_INDEX;
	size_t there = self->file ? smssite_control_file_find_property(self->file, property) : SMSSITE_NO_INDEX;
	const char *language = here == SMSSITE_NO_INDEX ? "" : words_of(self, old, here, SMSSITE_PROPERTY_STRING1);
	const char *wanted = there == SMSSITE_NO_INDEX ? "" : words_of(self, self->file, there, SMSSITE_PROPERTY_STRING1);

	if (!*language || !*wanted)
		leave(self, sms_plan_say(self->planning->plan, "%s and %s are of one language version (Q126351)", self->record->parent_code,
			self->record->site_code), "the masters of both were not given");
	else if (!sms_equal_folded(language, wanted))
		sms_refuse(self->planning, "%s is %.20s (line %zu of its master) and %s %.20s (%s: %s:%zu): sites of two languages must not report to "
			"each other (Q126351; inferred from \"%s\")", self->record->site_code, language,
			smssite_control_file_section_line(old, here), self->record->parent_code, wanted, self->record->parent_code, self->path,
			smssite_control_file_section_line(self->file, there), property);
}

/* -- the whole ------------------------------------------------------------------------------------- */

/* The parent as a case of its own, so that rules speak of it; NULL where it was not given. */
static smssite_status diagnose_parent(const struct creation *self, smssite_findings **findings)
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

static void look(struct creation *self)
{
	struct ways ways;

	look_at_neighbours(self);
	look_at_standing(self);
	look_at_name(self);
	look_at_language(self);
	look_at_address(self, &ways);
	look_at_capacity(self, &ways);
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

smssite_status sms_rebuild_check_creation(struct sms_planning *planning, const smssite_rebuild_record *record, struct sms_rebuild *own)
{
	struct creation self = { .planning = planning, .record = record, .own = own, .parent = smssite_case_parent(planning->site_case) };
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
		ask(plan, sms_plan_say(plan, "Check at the parent %s what a creation of %s needs", premises->parent_code, premises->site_code),
			sms_plan_say(plan, "all of this holds, or the site cannot be created again: %s", needs), "addition: Q122181, Q163379");
}
