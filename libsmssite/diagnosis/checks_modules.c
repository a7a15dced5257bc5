/* SPDX-License-Identifier: MIT */
/* Programs of the site server older than fixes that exist: X01. */
#include "diagnosis/look.h"
#include "diagnosis/rules.h"
#include "base/text.h"

/* Sizes as the articles print them, for x86 and Alpha; 0: not printed. They give no version resources, so a
 * smaller file is a hint. Of a file and a size the defects are told together. */
static const struct module {
	const char *name;
	int64_t x86, alpha;
	const char *defects;
} modules[] = {
	{ "BASE.DLL", 535632, 750352,
		"reserved site codes (A27, Q182420), status MIFs, dates after 2030 (Q239534)" },
	{ "BASE3.DLL", 376896, 640272, ".ct2 files pile up at a large primary (Q240786)" },
	{ "BASE4.DLL", 536608, 917264, "attribute types (Q192922), removal of packages (Q185179)" },
	{ "BASE4.DLL", 538656, 0, "control files beyond 454,000 bytes (B06, Q255262)" },
	{ "CLICFG.EXE", 365392, 914192, "files of another product are removed (Q193280)" },
	{ "DATALDR.DLL", 129648, 209680, "attaching a site damages data (Q249203)" },
	{ "INVPROC.DLL", 110560, 227088, "an inventory file hangs it (I01, Q187293)" },
	{ "PCMSVC32.EXE", 257904, 0, "start across a slow network (Q178662)" },
	{ "PREINST.EXE", 98096, 170256, ".ct2 files pile up at a large primary (Q240786)" },
	{ "SENDER.DLL", 133536, 211216, "a missing instruction file is sent for ever (Q235837)" },
	{ "SMSINST.DLL", 252848, 480016, "package directories are emptied when in use (Q184489)" },
	{ "SMSINST.DLL", 254400, 481040, "status comes before instructions (G04, Q168130)" },
};

#define MODULES (sizeof(modules) / sizeof(*modules))

struct program_look {
	/* Of the table's files that are there, and rows for which one is too small. */
	size_t seen, small;
};

static void look_at_module(struct sms_check *check, const struct module *module, const char *directory,
	int64_t fixed, bool tell, struct program_look *look)
{
	struct sms_file file;

	/* A file of half the size is no other build of the program, but something else: torn, or a model's.
	 */
	if (!fixed || sms_find_file(check->site, directory, module->name, &file) != SMS_SEEN_THERE ||
		file.stat.size < fixed / 2)
		return;
	look->seen++;
	if (file.stat.size >= fixed)
		return;
	look->small++;
	if (tell)
		sms_evidence(check, directory, 0, "%s: %s, fixed from %s on: %s", module->name,
			sms_say_size(file.stat.size).text, sms_say_size(fixed).text, module->defects);
}

static struct program_look look_at_modules(struct sms_check *check, bool tell)
{
	struct program_look look = { 0 };

	for (size_t i = 0; i < MODULES; i++) {
		look_at_module(check, &modules[i], "SITE.SRV\\X86.BIN", modules[i].x86, tell, &look);
		look_at_module(check, &modules[i], "SITE.SRV\\ALPHA.BIN", modules[i].alpha, tell, &look);
	}
	return look;
}

void sms_check_x01(struct sms_check *check)
{
	int64_t build = smssite_snapshot_build(check->site);
	struct program_look look = look_at_modules(check, false);

	/* The fixes are for SMS 1.2; programs of earlier versions are other programs. */
	if (build >= 0 && build < 786)
		return;
	if (look.small)
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "programs are smaller than those of known fixes");
	else if (look.seen)
		sms_answer(check, SMSSITE_SEVERITY_OK,
			"no program that was seen is smaller than its known fixes");
	else
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN,
			"whether programs are older than known fixes cannot be told");
	look_at_modules(check, true);
	if (!look.seen)
		sms_missing(check, "SITE.SRV\\X86.BIN with its programs " SMS_WANT_ROOT);
}
