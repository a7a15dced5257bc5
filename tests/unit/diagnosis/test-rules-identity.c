/* SPDX-License-Identifier: MIT */
#include "registry-fixture.h"

#define BLANK                                                                                                \
	" [Servers]\r\nDomain=\r\nCurrentLogonServer=\r\nServer1=\r\n[SMS]\r\nBuildNo=786\r\nSiteCode=\r\n"
#define FILLED                                                                                               \
	"[Servers]\r\nDomain=NORTH\r\nCurrentLogonServer=EDGE7\r\nServer1=EDGE7\r\n[SMS]\r\nSiteCode=%s\r\n"

static struct answer ask_with(const char *sms_ini, const char *domain_ini)
{
	struct stand stand = stand_new();

	if (sms_ini)
		stand.boot_drive = make_boot_drive(sms_ini);
	if (domain_ini)
		put(stand.site, "SMS/LOGON.SRV/DOMAIN.INI", domain_ini);
	return ask(&stand, "A23");
}

static const char *filled(const char *code)
{
	static char text[256];

	snprintf(text, sizeof(text), FILLED, code);
	return text;
}

static void a_blank_identity_is_told_beside_what_domain_ini_has(void **state)
{
	(void)state;
	expect(ask_with(BLANK, filled("Q7Z")), WARNING,
		"C:\\SMS.INI\nSiteCode is blank\nLOGON.SRV\\DOMAIN.INI\nSiteCode=Q7Z");
	expect(ask_with("[SMS]\r\nSiteCode=\r\n", NULL), WARNING, "SiteCode is blank");
	expect(ask_with("[Servers]\r\nDomain=\r\nServer1=\r\n[SMS]\r\nSiteCode=Q7Z\r\n", NULL), WARNING, "Domain is blank");
	/* A machine in passing. */
	expect(ask_with("[Servers]\r\nCurrentLogonServer=\r\n[SMS]\r\nSiteCode=Q7Z\r\n", NULL), OK, "of which site");
}

static void a_filled_identity_is_none_to_speak_of(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask_with(filled("q7z"), filled("Q7Z")), OK, "of which site");
	/* What a removal leaves is no client's. */
	expect(ask_with("[Local]\r\nNextAvailableSiteSMSUniqueID=Q7Z02000\r\n", NULL), OK, "has no identity");
	stand.boot_drive = make_boot_drive(NULL);
	expect(ask(&stand, "A23"), OK, "has no SMS.INI");
}

static void another_site_in_the_files_is_told(void **state)
{
	struct stand stand = stand_new();

	(void)state;
	expect(ask_with(filled("ABC"), NULL), NOTE, "SiteCode=ABC, here it is Q7Z");
	expect(ask_with(filled("Q7Z"), "[SMS]\r\nSiteCode=ABC\r\n"), WARNING, "LOGON.SRV\\DOMAIN.INI\nSiteCode=ABC");
	/* The registry says who the site is where no control file does. */
	take_away(stand.site, BOX "\\SITECTRL.CT0");
	stand.boot_drive = make_boot_drive(filled("ABC"));
	stand.registries[0] = make_export(SMS_HEAD "\\Identification]\r\n\"Site Code\"=\"Q7Z\"\r\n");
	expect(ask(&stand, "A23"), NOTE, "here it is Q7Z");
}

static void without_sms_ini_nothing_is_known(void **state)
{
	(void)state;
	expect(ask_with(NULL, filled("Q7Z")), UNKNOWN, "--boot-drive");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_blank_identity_is_told_beside_what_domain_ini_has),
		cmocka_unit_test(a_filled_identity_is_none_to_speak_of),
		cmocka_unit_test(another_site_in_the_files_is_told),
		cmocka_unit_test(without_sms_ini_nothing_is_known),
	};

	return cmocka_run_group_tests_name("rules on SMS.INI", tests, NULL, NULL);
}
