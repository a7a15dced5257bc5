/* SPDX-License-Identifier: MIT */
/* PREINST: one table per product of the switches it has and how each is written. The table builds, reads and
 * explains. Sources: Resource Guide 1.2 (Hierarchy Manager), KB Q192471 (braces), Q212978 (2.0), the product
 * documentation of Configuration Manager 2007 and 2012 (Hierarchy Maintenance Tool). */
#include "format/command.h"
#include "base/error.h"
#include "base/limits.h"

#include <smssite/smsid.h>
#include <stdio.h>
#include <string.h>

enum preinst_switch {
	SWITCH_UPGRADE,
	SWITCH_DEINSTALL,
	SWITCH_DELSITE,
	SWITCH_DUMP,
	SWITCH_SYNCPARENT,
	SWITCH_DELJOB,
	SWITCH_STOPSITE,
	SWITCH_SYNCCHILD,
	SWITCH_CDUPGRADE,
	SWITCH_KEYFORPARENT,
	SWITCH_KEYFORCHILD,
	SWITCH_CHILDKEYS,
	SWITCH_PARENTKEYS,
	SWITCHES,
};

static const char *const switch_names[SWITCHES] = { "UPGRADE", "DEINSTALL", "DELSITE", "DUMP", "SYNCPARENT",
	"DELJOB", "STOPSITE", "SYNCCHILD", "CDUPGRADE", "KEYFORPARENT", "KEYFORCHILD", "CHILDKEYS",
	"PARENTKEYS" };
static const char *const verbs[SWITCHES] = { "preinst upgrade", "preinst deinstall", "preinst delsite",
	"preinst dump", "preinst syncparent", "preinst deljob", "preinst stopsite", "preinst syncchild",
	"preinst cdupgrade", "preinst keyforparent", "preinst keyforchild", "preinst childkeys",
	"preinst parentkeys" };

/* How the operands of a switch are written. */
enum form {
	FORM_ABSENT,
	/* /SWITCH */
	FORM_BARE,
	/* /SWITCH:code */
	FORM_COLON,
	/* /SWITCH:{code,parent} */
	FORM_BRACES,
	/* /SWITCH code */
	FORM_BLANK,
	/* /SWITCH code parent */
	FORM_BLANK_PAIR,
	/* /SWITCH or /SWITCH code */
	FORM_BLANK_MAYBE,
};

static const char *const form_texts[] = { "", "", ":code", ":{child,parent}", " code", " child parent",
	" [code]" };

struct row {
	enum form form;
	/* What a document prints wrongly, for who comes with that. */
	const char *misprint;
	/* Not read in the product's own documentation: named by an earlier and a later version. */
	bool inferred;
};

#define ONLY_PASSES                                                                                          \
	"PREINST only hands the command to SMS_HIERARCHY_MANAGER, which must run there and reach its "       \
	"database"
#define BRACES_1 "the Resource Guide prints braces here and is wrong (KB Q192471)"

static const struct row rows_sms_1[SWITCHES] = {
	[SWITCH_UPGRADE] = { FORM_COLON, BRACES_1, false },
	[SWITCH_DEINSTALL] = { FORM_COLON, BRACES_1, false },
	[SWITCH_DELSITE] = { FORM_BRACES, "the braces are required, and only here (KB Q192471)", false },
	[SWITCH_DUMP] = { FORM_BARE, NULL, false },
	[SWITCH_SYNCPARENT] = { FORM_BARE, NULL, false },
};

static const struct row rows_sms_2[SWITCHES] = {
	[SWITCH_UPGRADE] = { FORM_COLON, "KB Q212978 has no braces here", false },
	[SWITCH_DEINSTALL] = { FORM_COLON, "the Resource Guide prints braces here, KB Q212978 has none",
		false },
	[SWITCH_DELSITE] = { FORM_BRACES, "KB Q212978 has braces and the parent; Q234484 prints neither",
		false },
	[SWITCH_DUMP] = { FORM_BARE, NULL, false },
	[SWITCH_SYNCPARENT] = { FORM_BARE, NULL, false },
	[SWITCH_DELJOB] = { FORM_COLON, "KB Q212978 has no braces here", false },
	[SWITCH_STOPSITE] = { FORM_BARE, NULL, false },
	[SWITCH_SYNCCHILD] = { FORM_COLON, "KB Q212978 has no braces here", false },
};

static const struct row rows_2007[SWITCHES] = {
	[SWITCH_UPGRADE] = { FORM_BLANK, NULL, true },
	[SWITCH_DEINSTALL] = { FORM_BLANK, NULL, false },
	[SWITCH_DELSITE] = { FORM_BLANK_PAIR, NULL, false },
	[SWITCH_DUMP] = { FORM_BLANK_MAYBE, NULL, true },
	[SWITCH_SYNCPARENT] = { FORM_BARE, NULL, false },
	[SWITCH_DELJOB] = { FORM_BLANK, NULL, false },
	[SWITCH_STOPSITE] = { FORM_BARE, NULL, false },
	[SWITCH_SYNCCHILD] = { FORM_BLANK, NULL, true },
	[SWITCH_CDUPGRADE] = { FORM_BLANK, NULL, false },
	[SWITCH_KEYFORPARENT] = { FORM_BARE, NULL, false },
	[SWITCH_KEYFORCHILD] = { FORM_BARE, NULL, true },
	[SWITCH_CHILDKEYS] = { FORM_BARE, NULL, false },
	[SWITCH_PARENTKEYS] = { FORM_BARE, NULL, true },
};

static const struct row rows_2012[SWITCHES] = {
	[SWITCH_DELSITE] = { FORM_BLANK, NULL, false },
	[SWITCH_DUMP] = { FORM_BLANK_MAYBE, NULL, false },
	[SWITCH_DELJOB] = { FORM_BLANK, NULL, false },
	[SWITCH_STOPSITE] = { FORM_BARE, NULL, false },
	[SWITCH_KEYFORPARENT] = { FORM_BARE, NULL, false },
	[SWITCH_KEYFORCHILD] = { FORM_BARE, NULL, false },
	[SWITCH_CHILDKEYS] = { FORM_BARE, NULL, false },
	[SWITCH_PARENTKEYS] = { FORM_BARE, NULL, false },
};

#define AT_PARENT_1                                                                                          \
	"in SITE.SRV\\X86.BIN (ALPHA.BIN, MIPS.BIN) below the SMS root at the primary site server "

#define ONLY_1_2 "; all of 1.2: whether 1.0 and 1.1 have this switch is in no known document"

/* SMS 1.x, by switch; $1 the code, $2 the parent. */
static const struct sms_explanation why_sms_1[SWITCHES] = {
	[SWITCH_UPGRADE] = { AT_PARENT_1 "that is the parent of $1",
		ONLY_PASSES "; $1 is an Active secondary of that site, never that site itself, which would "
			    "deinstall itself; the other secondaries of that site are Active too, or the "
			    "upgrade waits for them [INF]",
		"upgrades the one secondary site $1: bootstrap job, site install job, site control job",
		"the services of $1 are down until it is through; with many logon servers it may hang and "
		"stop after 48 hours, then it is given again",
		"the parent has $1 at status 5 (upgrade), then at 1: Active again in the Sites window, with "
		"the parent's build",
		"Q192471, Q183347, Q165876, Q186408, Q137376, Resource Guide (Hierarchy Manager)" },
	[SWITCH_DEINSTALL] = { AT_PARENT_1 "that is the parent of $1",
		ONLY_PASSES "; SMS Administrator was tried first and could not remove $1; no earlier removal "
			    "of $1 is under way, a second one never ends",
		"sends a job that removes the secondary site $1: services, tree, shares; then its parent "
		"forgets it",
		"the site $1 with all it holds; the inventory of its clients stays behind in the database",
		"the parent has $1 at status 4 (deleted), then lists it no more; a site that comes back "
		"still reports: nothing was removed",
		"Q192471, Q137376, Q188055, Resource Guide (Hierarchy Manager; deleting secondary "
		"sites)" ONLY_1_2 },
	[SWITCH_DELSITE] = { AT_PARENT_1 "$2 (Q183347); sites above it are told by it",
		ONLY_PASSES "; in that database the parent of $1 is $2, or nothing is deleted; $1 is gone, "
			    "or is about to be made again",
		"deletes $1 and its domains from the database and sends the deletion up the tree; no job "
		"goes to $1 itself",
		"the inventory of the clients of $1 is stranded until $1 is made again with the same code; "
		"the Sites window may complain meanwhile",
		"the Sites window, refreshed, has no $1",
		"Q192471, Q183347, Q188055, Q123878, Resource Guide (Hierarchy Manager)" },
	[SWITCH_DUMP] = { AT_PARENT_1 "whose database is meant", ONLY_PASSES,
		"writes the site control images of all sites in that database to SITE.SRV\\SITECFG.BOX", "",
		"SITE.SRV\\SITECFG.BOX has an image of every site",
		"Resource Guide (Hierarchy Manager)" ONLY_1_2 },
	[SWITCH_SYNCPARENT] = { AT_PARENT_1 "that is to report to its parent",
		ONLY_PASSES "; the site has a parent",
		"sends the site control images of that site and all sites below up to its parent, and its "
		"whole inventory as when it was attached",
		"the parent may get blank records of machine groups, and rows twice while *.UPD is "
		"unfinished; the line between the two is busy",
		"the parent shows the site and all below it as they are; SP4 leaves the inventory out if "
		"`Dont Send DB To Parent Site` is 1",
		"Q190949, Q226897, Q250063, Q191305, Resource Guide (Hierarchy Manager)" ONLY_1_2 },
};

#define AT_SITE "at that site's own server"

/* Later products, by switch; in brief: their sites are not what this library repairs. */
static const struct sms_explanation why_later[SWITCHES] = {
	[SWITCH_UPGRADE] = { "at the server of the parent of $1", ONLY_PASSES,
		"upgrades the secondary site $1 by files from its parent", "",
		"$1 reports the parent's version", "Q212978" },
	[SWITCH_DEINSTALL] = { "at the server of the parent of $1", ONLY_PASSES,
		"deinstalls $1 and takes it out of the hierarchy", "the site $1", "the console has no $1",
		"Q212978, Hierarchy Maintenance Tool" },
	[SWITCH_DELSITE] = { "at the server of the parent of $1", ONLY_PASSES "; $1 is gone",
		"deletes $1 from the parent's database; $1 itself is not deinstalled", "the jobs for $1",
		"the console has no $1", "Q212978, Hierarchy Maintenance Tool" },
	[SWITCH_DUMP] = { "at a primary site's server", ONLY_PASSES, "writes site control images to files",
		"", "the files are there", "Q212978, Hierarchy Maintenance Tool" },
	[SWITCH_SYNCPARENT] = { "at the server of the site that is to report to its parent", ONLY_PASSES,
		"sends the site control files of that site and all below to its parent", "",
		"the parent shows the sites as they are", "Q212978, Hierarchy Maintenance Tool" },
	[SWITCH_DELJOB] = { "at the site whose jobs are meant", ONLY_PASSES,
		"deletes all jobs from that site to $1", "the jobs to $1", "no job to $1 is left",
		"Q212978, Hierarchy Maintenance Tool" },
	[SWITCH_STOPSITE] = { AT_SITE, ONLY_PASSES,
		"stops the services of that site; later products install them again at the next start, which "
		"cannot be avoided",
		"", "the services are stopped", "Q212978, Hierarchy Maintenance Tool" },
	[SWITCH_SYNCCHILD] = { "at the server of the parent of $1", ONLY_PASSES,
		"sends all configuration to $1 as when it was attached", "", "$1 has it", "Q212978" },
	[SWITCH_CDUPGRADE] = { "at the server of the parent of $1",
		ONLY_PASSES "; the installation files are at $1",
		"upgrades the secondary site $1 by files that are there", "", "$1 reports the new version",
		"Hierarchy Maintenance Tool" },
	[SWITCH_KEYFORPARENT] = { AT_SITE, ONLY_PASSES,
		"writes the site's public key for its parent to a .CT4 file", "", "the file is there",
		"Hierarchy Maintenance Tool" },
	[SWITCH_KEYFORCHILD] = { AT_SITE, ONLY_PASSES,
		"writes the site's public key for a child to a .CT5 file", "", "the file is there",
		"Hierarchy Maintenance Tool" },
	[SWITCH_CHILDKEYS] = { AT_SITE, ONLY_PASSES,
		"writes the public keys of the site and of all below to a .CT6 file", "", "the file is there",
		"Hierarchy Maintenance Tool" },
	[SWITCH_PARENTKEYS] = { AT_SITE, ONLY_PASSES,
		"writes the public keys of the site and of all above to a .CT7 file", "", "the file is there",
		"Hierarchy Maintenance Tool" },
};

static const struct {
	const char *name;
	const struct row *rows;
	const struct sms_explanation *why;
} products[] = {
	{ "SMS 1.x", rows_sms_1, why_sms_1 },
	{ "SMS 2.0", rows_sms_2, why_later },
	{ "Configuration Manager 2007", rows_2007, why_later },
	{ "Configuration Manager 2012", rows_2012, why_later },
};
#define PRODUCTS (sizeof(products) / sizeof(*products))

SMSSITE_API const char *smssite_product_name(smssite_product product)
{
	return (unsigned int)product < PRODUCTS ? products[product].name : "?";
}

SMSSITE_API smssite_status smssite_product_parse(const char *text, smssite_product *product)
{
	static const struct {
		const char *text;
		smssite_product product;
	} versions[] = { { "1.0", SMSSITE_PRODUCT_SMS_1 }, { "1.1", SMSSITE_PRODUCT_SMS_1 },
		{ "1.2", SMSSITE_PRODUCT_SMS_1 }, { "1.x", SMSSITE_PRODUCT_SMS_1 },
		{ "2.0", SMSSITE_PRODUCT_SMS_2 }, { "2007", SMSSITE_PRODUCT_CONFIGMGR_2007 },
		{ "2012", SMSSITE_PRODUCT_CONFIGMGR_2012 } };

	if (!text || !product)
		return sms_invalid(__func__, "NULL");
	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++)
		if (sms_equal_folded(text, versions[i].text)) {
			*product = versions[i].product;
			return SMSSITE_OK;
		}
	return sms_fail(SMSSITE_UNSUPPORTED,
		"'%.32s' is no version whose PREINST is known here: 1.0, 1.1, 1.2, 2.0, 2007, 2012", text);
}

/* In upper case, and no name that Windows keeps for devices. */
static smssite_status read_code(struct sms_span text, char code[4])
{
	smssite_status status;
	uint32_t number;

	status = smssite_site_code_parse(text.data, text.size, &number);
	if (status)
		return status;
	if (smssite_site_code_is_reserved(number))
		return sms_fail(SMSSITE_MALFORMED,
			"'%.3s' is no site code: Windows keeps the name for a device (KB Q182420)",
			text.data);
	return smssite_site_code_format(number, code);
}

static smssite_status no_such_switch(smssite_product product, enum preinst_switch which)
{
	const char *others[PRODUCTS + 1] = { "", "", "" };
	size_t count = 0;

	for (size_t i = 0; i < PRODUCTS; i++)
		if (products[i].rows[which].form != FORM_ABSENT)
			others[count++] = products[i].name;
	return sms_fail(SMSSITE_UNSUPPORTED, "PREINST of %s has no /%s; it is a switch of %s%s%s%s%s",
		products[product].name, switch_names[which], others[0], count > 1 ? ", " : "", others[1],
		count > 2 ? ", " : "", others[2]);
}

/* A site is no secondary of itself; the parent that takes the command for its own code obeys all the same. */
static smssite_status check_own_code(
	smssite_product product, enum preinst_switch which, const char *code, const char *at)
{
	char own[4];
	smssite_status status = read_code(sms_span_of(at), own);

	if (status || strcmp(own, code) != 0)
		return status;
	return sms_fail(SMSSITE_REFUSED, "/%s of %s at %s itself: %s", switch_names[which], code, own,
		product == SMSSITE_PRODUCT_SMS_1 && which == SWITCH_UPGRADE
			? "the primary site would deinstall itself (KB Q165876)"
			: "a site is no secondary of itself");
}

static bool acts_on_secondary(enum preinst_switch which)
{
	return which == SWITCH_UPGRADE || which == SWITCH_DEINSTALL || which == SWITCH_CDUPGRADE;
}

/* What nobody checked: where it will run, and whether the product has it so. */
static void note_unchecked(
	smssite_command *command, enum preinst_switch which, const struct row *row, bool where)
{
	if (where && row->inferred)
		sms_command_leave_unchecked(command, "that $1 is not the code of the site where this runs; "
						     "that this version has the switch in this form [INF]");
	else if (where && which == SWITCH_UPGRADE)
		sms_command_leave_unchecked(command, "that $1 is not the code of the site where this runs: "
						     "given its own code a primary site deinstalls "
						     "itself (Q165876)");
	else if (where)
		sms_command_leave_unchecked(command, "that $1 is not the code of the site where this runs");
	else if (row->inferred)
		sms_command_leave_unchecked(command, "that this version has the switch in this form [INF]");
}

static smssite_status check_build(smssite_product product, enum preinst_switch which)
{
	if ((unsigned int)product >= PRODUCTS)
		return sms_invalid("smssite_command_preinst", "the product is out of range");
	return products[product].rows[which].form == FORM_ABSENT ? no_such_switch(product, which)
								 : SMSSITE_OK;
}

/* Codes are checked; "" where there is none. */
static smssite_status build(smssite_product product, enum preinst_switch which, const char *code,
	const char *parent, const char *at, const char *tolerance, smssite_command **command)
{
	const struct row *row = &products[product].rows[which];
	const char *const operands[3] = { *code ? code : NULL, *parent ? parent : NULL, NULL };
	smssite_status status =
		at && acts_on_secondary(which) ? check_own_code(product, which, code, at) : SMSSITE_OK;
	smssite_command *self;
	char word[32];

	if (status)
		return status;
	snprintf(word, sizeof(word), "/%s%s", switch_names[which],
		row->form == FORM_COLON	   ? ":$1"
		: row->form == FORM_BRACES ? ":{$1,$2}"
					   : "");
	self = sms_command_new(verbs[which], &products[product].why[which], operands);
	sms_command_add_word(self, "PREINST");
	sms_command_add_word(self, word);
	if (*code &&
		(row->form == FORM_BLANK || row->form == FORM_BLANK_PAIR || row->form == FORM_BLANK_MAYBE))
		sms_command_add_word(self, "$1");
	if (row->form == FORM_BLANK_PAIR)
		sms_command_add_word(self, "$2");
	note_unchecked(self, which, row, !at && acts_on_secondary(which));
	if (tolerance)
		sms_command_tolerate(self, tolerance);
	return sms_command_finish(self, command);
}

static smssite_status build_on_secondary(smssite_product product, enum preinst_switch which, const char *code,
	const char *at, smssite_command **command)
{
	smssite_status status;
	char checked[4];

	if (!command)
		return sms_invalid("smssite_command_preinst", "NULL");
	*command = NULL;
	if (!code)
		return sms_invalid("smssite_command_preinst", "NULL");
	status = check_build(product, which);
	if (!status)
		status = read_code(sms_span_of(code), checked);
	return status ? status : build(product, which, checked, "", at, NULL, command);
}

SMSSITE_API smssite_status smssite_command_preinst_upgrade(
	smssite_product product, const char *code, const char *at, smssite_command **command)
{
	return build_on_secondary(product, SWITCH_UPGRADE, code, at, command);
}

SMSSITE_API smssite_status smssite_command_preinst_deinstall(
	smssite_product product, const char *code, const char *at, smssite_command **command)
{
	return build_on_secondary(product, SWITCH_DEINSTALL, code, at, command);
}

static smssite_status build_delsite(smssite_product product, struct sms_span child, struct sms_span parent,
	const char *tolerance, smssite_command **command)
{
	char child_code[4], parent_code[4] = "";
	smssite_status status = read_code(child, child_code);

	if (!status && parent.data)
		status = read_code(parent, parent_code);
	if (status)
		return status;
	if (strcmp(child_code, parent_code) == 0)
		return sms_fail(SMSSITE_MALFORMED, "/DELSITE: %s cannot be its own parent", child_code);
	return build(product, SWITCH_DELSITE, child_code, parent_code, NULL, tolerance, command);
}

SMSSITE_API smssite_status smssite_command_preinst_delsite(
	smssite_product product, const char *child, const char *parent, smssite_command **command)
{
	struct sms_span none = { 0 };
	smssite_status status;

	if (!command)
		return sms_invalid(__func__, "NULL");
	*command = NULL;
	if (!child)
		return sms_invalid(__func__, "NULL");
	status = check_build(product, SWITCH_DELSITE);
	if (status)
		return status;
	if (!parent != (products[product].rows[SWITCH_DELSITE].form == FORM_BLANK))
		return sms_fail(SMSSITE_INVALID, "/DELSITE of %s wants %s", products[product].name,
			parent ? "the child alone" : "the child and its parent");
	return build_delsite(product, sms_span_of(child), parent ? sms_span_of(parent) : none, NULL, command);
}

static smssite_status build_bare(
	smssite_product product, enum preinst_switch which, smssite_command **command)
{
	smssite_status status;

	if (!command)
		return sms_invalid("smssite_command_preinst", "NULL");
	*command = NULL;
	status = check_build(product, which);
	return status ? status : build(product, which, "", "", NULL, NULL, command);
}

SMSSITE_API smssite_status smssite_command_preinst_dump(smssite_product product, smssite_command **command)
{
	return build_bare(product, SWITCH_DUMP, command);
}

SMSSITE_API smssite_status smssite_command_preinst_syncparent(
	smssite_product product, smssite_command **command)
{
	return build_bare(product, SWITCH_SYNCPARENT, command);
}

/* ---- reading */

/* A line's words behind the switch's name: what stands in the same word, and the words after it. */
struct operands {
	struct sms_span tail;
	const char *const *words;
	size_t count;
};

static smssite_status wrong_form(smssite_product product, enum preinst_switch which)
{
	const struct row *row = &products[product].rows[which];

	return sms_fail(SMSSITE_MALFORMED, "PREINST of %s wants /%s%s%s%s", products[product].name,
		switch_names[which], form_texts[row->form], row->misprint ? ": " : "",
		row->misprint ? row->misprint : "");
}

/* `:{child,parent}`, a blank after the comma taken, which parts the words unless they are quoted. The
 * Resource Guide prints the blank in its syntax and none in its example. */
static bool read_pair(
	const struct operands *operands, struct sms_span *child, struct sms_span *parent, bool *blank)
{
	struct sms_span rest = operands->tail;
	const char *comma = rest.size ? memchr(rest.data, ',', rest.size) : NULL;

	if (!comma || comma < rest.data + 2 || rest.data[0] != ':' || rest.data[1] != '{')
		return false;
	*child = (struct sms_span){ rest.data + 2, (size_t)(comma - rest.data) - 2 };
	rest = (struct sms_span){ comma + 1, rest.size - (size_t)(comma + 1 - rest.data) };
	*blank = operands->count == 1 || (rest.size && (rest.data[0] == ' ' || rest.data[0] == '\t'));
	if (operands->count == 1 && !rest.size)
		rest = sms_span_of(operands->words[0]);
	else if (operands->count)
		return false;
	while (rest.size && (rest.data[0] == ' ' || rest.data[0] == '\t')) {
		rest.data++;
		rest.size--;
	}
	if (!rest.size || rest.data[rest.size - 1] != '}')
		return false;
	*parent = (struct sms_span){ rest.data, rest.size - 1 };
	return true;
}

static bool read_colon(const struct operands *operands, struct sms_span *code)
{
	const struct sms_span *tail = &operands->tail;

	if (operands->count || !tail->size || tail->data[0] != ':' || memchr(tail->data, '{', tail->size))
		return false;
	*code = (struct sms_span){ tail->data + 1, tail->size - 1 };
	return true;
}

static smssite_status read_operands(smssite_product product, enum preinst_switch which,
	const struct operands *operands, const char *at, smssite_command **command)
{
	enum form form = products[product].rows[which].form;
	struct sms_span child = { 0 }, parent = { 0 };
	bool blank = false, fits;
	smssite_status status;
	char code[4] = "";

	if (form == FORM_COLON)
		fits = read_colon(operands, &child);
	else if (form == FORM_BRACES)
		fits = read_pair(operands, &child, &parent, &blank);
	else
		fits = !operands->tail.size &&
		       (operands->count == (form == FORM_BLANK_PAIR ? 2 : form != FORM_BARE) ||
			       (form == FORM_BLANK_MAYBE && !operands->count));
	if (!fits)
		return wrong_form(product, which);
	if (form != FORM_COLON && form != FORM_BRACES && operands->count)
		child = sms_span_of(operands->words[0]);
	if (form == FORM_BLANK_PAIR)
		parent = sms_span_of(operands->words[1]);
	if (which == SWITCH_DELSITE)
		return build_delsite(
			product, child, parent, blank ? "a blank after the comma" : NULL, command);
	status = child.data ? read_code(child, code) : SMSSITE_OK;
	return status ? status : build(product, which, code, "", at, NULL, command);
}

static bool is_preinst(const char *program)
{
	const char *name = program;

	for (; *program; program++)
		if (*program == '\\' || *program == '/' || *program == ':')
			name = program + 1;
	return sms_equal_folded(name, "PREINST") || sms_equal_folded(name, "PREINST.EXE");
}

static smssite_status read_words(smssite_product product, const char *const *words, size_t count,
	const char *at, smssite_command **command)
{
	struct operands operands = { 0 };
	struct sms_span name;

	if (!is_preinst(words[0]))
		return sms_fail(
			SMSSITE_MALFORMED, "the line begins with '%.64s', not with PREINST", words[0]);
	if (count < 2 || words[1][0] != '/')
		return sms_fail(SMSSITE_MALFORMED, "PREINST wants one switch, which begins with '/'");
	name = (struct sms_span){ words[1] + 1, strcspn(words[1] + 1, ":{") };
	operands.tail = sms_span_of(name.data + name.size);
	operands.words = words + 2;
	operands.count = count - 2;
	for (unsigned int which = 0; which < SWITCHES; which++) {
		if (!sms_span_equal_folded(name, switch_names[which]))
			continue;
		if (products[product].rows[which].form == FORM_ABSENT)
			return no_such_switch(product, which);
		return read_operands(product, which, &operands, at, command);
	}
	return sms_fail(SMSSITE_MALFORMED, "no PREINST has a switch /%.*s",
		(int)(name.size < 32 ? name.size : 32), name.data);
}

SMSSITE_API smssite_status smssite_command_preinst_parse(
	smssite_product product, const char *line, size_t size, const char *at, smssite_command **command)
{
	struct sms_span rest = { line, size };
	struct sms_arena arena = { 0 };
	smssite_status status;
	const char **words;
	size_t count;
	char own[4];

	if (!command)
		return sms_invalid(__func__, "NULL");
	*command = NULL;
	if (!line || (unsigned int)product >= PRODUCTS)
		return sms_invalid(__func__, "NULL, or the product is out of range");
	status = at ? read_code(sms_span_of(at), own) : SMSSITE_OK;
	if (status)
		return status;
	while (rest.size && (rest.data[rest.size - 1] == '\n' || rest.data[rest.size - 1] == '\r'))
		rest.size--;
	status = sms_command_line_split(sms_span_trim(rest), &arena, &words, &count);
	if (!status)
		status = read_words(product, words, count, at, command);
	sms_arena_release(&arena);
	return status;
}
