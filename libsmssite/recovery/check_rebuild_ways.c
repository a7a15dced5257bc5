/* SPDX-License-Identifier: MIT */
/* Whether a parent reaches the site that it is to create: an address, a sender of its kind at both ends, capacity (Resource
 * Guide; KB Q122181, events 347 and 378; Q163379). */
#include "recovery/check_rebuild.h"

#include <string.h>

/* Of the detail's high word (KB Q137376). */
#define NO_SITE_ADDRESS 0x4000u

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

/* The parent's ADDRESS sections: how many, how many of the site and which first; of each kind the first address of the site
 * and the first sender, by their lines; the section of that by LAN. */
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

static void find_ways(const struct sms_creation *self, struct ways *ways)
{
	const smssite_control_file *file = self->file;

	*ways = (struct ways){ 0 };
	for (size_t i = 0; (i = smssite_control_file_find(file, SMSSITE_SECTION_ADDRESS, i)) != SMSSITE_NO_INDEX; i++) {
		size_t kind = kind_of(file, i, SMSSITE_ADDRESS_SENDER_TYPE);

		ways->last = smssite_control_file_section_line(file, i);
		if (!ways->count++)
			ways->first = ways->last;
		if (!sms_creation_is(file, i, SMSSITE_ADDRESS_DESTINATION_SITE, self->record->site_code))
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
static enum sms_seen find_key(struct sms_creation *self)
{
	char key[256];

	snprintf(key, sizeof(key), SMS_KEY "\\Sites\\%.3s\\Addresses\\%.3s", self->record->parent_code,
		self->record->site_code);
	return sms_find_registry_key(&self->check, self->parent, key);
}

/* Of "{}{\\\\EDGE7\\SMS_SITE ...}", the form of the LAN sender, the server; "" where the string is masked or of
 * another form. */
static const char *server_of(struct sms_creation *self, size_t section)
{
	static const char form[] = "{}{\\\\";
	const char *string = sms_creation_words(self, self->file, section, SMSSITE_ADDRESS_STRING), *server;

	if (strncmp(string, form, sizeof(form) - 1) != 0)
		return "";
	string += sizeof(form) - 1;
	server = sms_plan_say(self->planning->plan, "%.*s", (int)strcspn(string, "\\"), string);
	return sms_is_server_name(server) ? server : "";
}

/* A name that is not the server's may be another name of it. */
static void look_where_it_leads(struct sms_creation *self, const struct ways *ways)
{
	smssite_plan *plan = self->planning->plan;
	const char *server = self->record->site_server, *found = ways->section ? server_of(self, ways->section) : "";

	if (!sms_equal_folded(found, server))
		sms_creation_leave(self, sms_plan_say(plan, "that address leads to %s", server),
			*found ? sms_plan_say(plan, "it names %s, %s: %s:%zu", found, self->record->parent_code, self->path,
					 ways->address[LAN])
			       : "it is of another form than that of the LAN sender, or masked");
}

/* The new site answers by a sender of the same kind; the old one's are known. */
static void look_at_other_end(struct sms_creation *self, size_t way)
{
	const smssite_control_file *old = self->record->master;
	size_t i = 0;

	while (old && (i = smssite_control_file_find(old, SMSSITE_SECTION_SENDER, i)) != SMSSITE_NO_INDEX &&
		kind_of(old, i, SMSSITE_SENDER_TYPE) != way)
		i++;
	if (!old || i == SMSSITE_NO_INDEX)
		sms_creation_leave(self,
			sms_plan_say(
				self->planning->plan, "%s can answer by %s too", self->record->site_code, kinds[way].type),
			old ? "its old master has no such sender" : "its old master is lost");
}

static void judge_ways(struct sms_creation *self, const struct ways *ways)
{
	const char *code = self->record->site_code, *parent = self->record->parent_code;
	size_t way = served(ways, false);

	self->own->local_setup = way == KINDS && served(ways, true) < KINDS;
	if (self->own->local_setup) {
		way = served(ways, true);
		sms_remark(self->planning,
			"%s reaches %s by SNA only (%s: %s:%zu): no job for a bootstrap is sent, and SMS Setup is to be run at %s first.",
			parent, code, parent, self->path, ways->address[way], self->record->site_server);
	} else if (way < KINDS) {
		sms_remark(self->planning, "Seen: %s has an address of %s, %s (%s: %s:%zu), and such a sender (line %zu).",
			parent, code, kinds[way].type, parent, self->path, ways->address[way], ways->sender[way]);
	} else {
		sms_refuse(self->planning,
			"no sender of %s serves its address of %s (%s: %s:%zu; no SENDER of that type): install one, or give "
			"another address (event 378)",
			parent, code, parent, self->path, ways->line);
	}
	if (way < KINDS)
		look_at_other_end(self, way);
	look_where_it_leads(self, ways);
}

/* An address, a sender of its kind, and rights at the other end (events 347, 378). */
static void look_at_address(struct sms_creation *self, struct ways *ways)
{
	const char *code = self->record->site_code, *parent = self->record->parent_code,
		   *server = self->record->site_server;
	enum sms_seen key = find_key(self);
	struct sms_word word;

	find_ways(self, ways);
	sms_parent_says(self->planning->site_case, &word);
	if (word.flags & NO_SITE_ADDRESS)
		sms_refuse(self->planning, "%s has no address of %s (%s:%zu, NO_SITE_ADDRESS; event 347): add one first",
			parent, code, word.name, word.line);
	if (key == SMS_SEEN_ABSENT)
		sms_refuse(self->planning,
			"%s has no address of %s (its registry, Sites\\%s\\Addresses; event 347): add one first", parent,
			code, parent);
	else if (self->file && ways->to_site)
		judge_ways(self, ways);
	else if (self->file && key == SMS_SEEN_UNKNOWN)
		sms_refuse(self->planning,
			"%s has no address of %s (%s: %s, none of its %zu ADDRESS sections, lines %zu to %zu; event 347): add one first",
			parent, code, parent, self->path, ways->count, ways->first, ways->last);
	else
		sms_creation_leave(self,
			sms_plan_say(self->planning->plan, "%s has an address of %s and a sender for it", parent, code),
			self->file ? "its master has none, its registry has"
				   : "no full control file of the parent was given");
	sms_creation_leave(self,
		sms_plan_say(self->planning->plan, "the account of that address has the rights of an administrator at %s",
			server),
		"nothing that can be read tells");
}

/* -- capacity -------------------------------------------------------------------------------------- */

/* What the site has: where the key of SMS is gone the value is, and what its log says is history. */
static void look_at_own_capacity(struct sms_creation *self)
{
	size_t own = sms_creation_finding(self->findings, "F01");
	smssite_severity severity = smssite_findings_severity(self->findings, own);
	bool stuck = own != SMSSITE_NO_INDEX && severity == SMSSITE_SEVERITY_STUCK;
	bool gone = sms_find_registry_key(&self->check, self->planning->site, SMS_KEY) == SMS_SEEN_ABSENT;

	if (stuck && !gone)
		sms_refuse(self->planning,
			"the LAN sender of %s has a capacity of 0 (F01, %s): with 5 and 3 there the site may go on as it is",
			self->record->site_code, sms_creation_evidence(self, self->findings, own));
	else if (own != SMSSITE_NO_INDEX && (stuck || severity == SMSSITE_SEVERITY_UNKNOWN))
		sms_remark(self->planning,
			"%s the capacity of the old site's LAN sender (F01%s%s). Look at Components\\SMS_LAN_SENDER if the new "
			"one stays at Phase 4.",
			stuck ? "Was 0:" : "Not known:", stuck ? ", " : "",
			stuck ? sms_creation_evidence(self, self->findings, own) : "");
}

/* F01 is about the LAN sender; where another leads there, it may go on. */
static void look_at_capacity(struct sms_creation *self, const struct ways *ways)
{
	const char *parent = self->record->parent_code;
	size_t there = sms_creation_finding(self->parents, "F01");
	smssite_severity severity = smssite_findings_severity(self->parents, there);
	bool other = self->file && served(ways, false) < KINDS && !(ways->address[LAN] && ways->sender[LAN]);
	const char *item = sms_plan_say(self->planning->plan,
		"the senders of %s may send: Maximum Concurrent Sendings and Maximum Concurrent "
		"Site Sendings are not 0",
		parent);

	if (there == SMSSITE_NO_INDEX || severity == SMSSITE_SEVERITY_UNKNOWN || other)
		sms_creation_leave(self, item,
			other ? "its address is not of the LAN sender, which alone is looked at"
			      : "F01: neither the registry nor LANSEND.LOG of the parent was given");
	else if (severity == SMSSITE_SEVERITY_STUCK)
		sms_refuse(self->planning,
			"the LAN sender of %s has a capacity of 0 (F01, %s: %s): set 5 and 3 there first", parent, parent,
			sms_creation_evidence(self, self->parents, there));
	else if (severity >= SMSSITE_SEVERITY_WARNING)
		sms_creation_leave(self,
			sms_plan_say(self->planning->plan,
				"SMS_EXECUTIVE of %s was started again since its senders' capacity was set", parent),
			sms_creation_evidence(self, self->parents, there));
	else
		sms_remark(self->planning, "Seen: the LAN sender of %s has capacity (F01, %s: %s).", parent, parent,
			sms_creation_evidence(self, self->parents, there));
	look_at_own_capacity(self);
}

/* -- the whole ------------------------------------------------------------------------------------- */

void sms_creation_look_at_ways(struct sms_creation *self)
{
	struct ways ways;

	look_at_address(self, &ways);
	look_at_capacity(self, &ways);
}
