/* SPDX-License-Identifier: MIT */
/* The table behind rule.h. */
#ifndef SMS_RULES_H
#define SMS_RULES_H

#include <smssite/rule.h>
#include "diagnosis/findings.h"

typedef void (*sms_rule_check_fn)(struct sms_check *check);

struct sms_rule {
	const char *id, *title, *explanation, *remedy, *sources, *needs;
	uint32_t evidence;
	smssite_severity gravest;
	smssite_confidence confidence;
	sms_rule_check_fn check;
};

struct sms_rule_table {
	const struct sms_rule *rules;
	size_t count;
};

/* One table a file, each in the order of the ids: A; B and C; D; E to X. */
extern const struct sms_rule_table sms_rules_install, sms_rules_site, sms_rules_ids, sms_rules_flow;

/* Evidence that many rules need, in words. */
#define SMS_NEEDS_BOX "the site-control box"
#define SMS_NEEDS_WORD "the parent's word"
#define SMS_NEEDS_SERVICES "the services"

/* The check of a rule in range. */
sms_rule_check_fn sms_rule_check(size_t rule);
/* "HIGH", "MEDIUM", "LOW". */
const char *sms_confidence_name(smssite_confidence confidence);

/* checks_ids.c: SMSIDs and .UID files */
void sms_check_d01(struct sms_check *check);
void sms_check_d02(struct sms_check *check);
void sms_check_d03(struct sms_check *check);
void sms_check_d04(struct sms_check *check);
void sms_check_d05(struct sms_check *check);
void sms_check_d06(struct sms_check *check);
void sms_check_d07(struct sms_check *check);
void sms_check_d08(struct sms_check *check);
void sms_check_d09(struct sms_check *check);
void sms_check_d10(struct sms_check *check);
/* checks_install.c: how far an installation or upgrade has come */
void sms_check_a01(struct sms_check *check);
void sms_check_a02(struct sms_check *check);
void sms_check_a05(struct sms_check *check);
void sms_check_a06(struct sms_check *check);
void sms_check_a07(struct sms_check *check);
/* checks_files.c: what lies in the root and in the site-control box and should not, or does not and should */
void sms_check_a03(struct sms_check *check);
void sms_check_a10(struct sms_check *check);
void sms_check_b05(struct sms_check *check);
void sms_check_b06(struct sms_check *check);
void sms_check_b12(struct sms_check *check);
void sms_check_b13(struct sms_check *check);
/* checks_site.c: SCMAN and the control files' contents */
void sms_check_b01(struct sms_check *check);
void sms_check_b07(struct sms_check *check);
void sms_check_b18(struct sms_check *check);
/* checks_flow.c: what waits to be sent */
void sms_check_e07(struct sms_check *check);
void sms_check_e08(struct sms_check *check);
/* checks_host.c: services, clock, disk */
void sms_check_c01(struct sms_check *check);
void sms_check_l02(struct sms_check *check);
void sms_check_l05(struct sms_check *check);
/* checks_scman.c: why SCMAN hangs */
void sms_check_b02(struct sms_check *check);
void sms_check_b03(struct sms_check *check);
void sms_check_c04(struct sms_check *check);
/* checks_remains.c: sites that are not whole, and those beside this one */
void sms_check_a20(struct sms_check *check);
void sms_check_a24(struct sms_check *check);
void sms_check_a27(struct sms_check *check);
void sms_check_a29(struct sms_check *check);
/* checks_ruins.c: sites that lost a part */
void sms_check_a15(struct sms_check *check);
void sms_check_a16(struct sms_check *check);
void sms_check_a17(struct sms_check *check);
void sms_check_a18(struct sms_check *check);
void sms_check_a30(struct sms_check *check);
/* checks_identity.c: who SMS.INI says the site server and its clients are */
void sms_check_a23(struct sms_check *check);
/* checks_registry.c: what the registry says the site is */
void sms_check_a26(struct sms_check *check);
void sms_check_b08(struct sms_check *check);
void sms_check_b14(struct sms_check *check);
void sms_check_b15(struct sms_check *check);
/* checks_programs.c: programs and SYSTEM.MAP */
void sms_check_a09(struct sms_check *check);
void sms_check_a11(struct sms_check *check);
void sms_check_c11(struct sms_check *check);
/* checks_logs.c: all rules that one log decides */
void sms_check_log(struct sms_check *check);
/* checks_modules.c: programs older than fixes */
void sms_check_x01(struct sms_check *check);
/* checks_requests.c: what send requests say */
void sms_check_e02(struct sms_check *check);
void sms_check_e09(struct sms_check *check);
void sms_check_e10(struct sms_check *check);
void sms_check_f07(struct sms_check *check);
/* checks_parent.c: what site and parent should have in common */
void sms_check_a43(struct sms_check *check);
void sms_check_b29(struct sms_check *check);
/* checks_threads.c: what runs in SMS_EXECUTIVE */
void sms_check_c24(struct sms_check *check);
/* checks_send.c: what keeps files from leaving */
void sms_check_e01(struct sms_check *check);
void sms_check_e13(struct sms_check *check);
void sms_check_f01(struct sms_check *check);
void sms_check_f03(struct sms_check *check);
void sms_check_f06(struct sms_check *check);
/* checks_despooler.c: what arrives and is not executed */
void sms_check_a04(struct sms_check *check);
void sms_check_g01(struct sms_check *check);
void sms_check_g03(struct sms_check *check);
void sms_check_g04(struct sms_check *check);
void sms_check_g06(struct sms_check *check);
/* checks_receive.c: what is left in the middle of being received or unpacked */
void sms_check_g02(struct sms_check *check);
void sms_check_g13(struct sms_check *check);
void sms_check_g22(struct sms_check *check);
void sms_check_g23(struct sms_check *check);
/* checks_configured.c: what is configured and does not do */
void sms_check_b17(struct sms_check *check);
void sms_check_b21(struct sms_check *check);
void sms_check_b26(struct sms_check *check);
void sms_check_c09(struct sms_check *check);
void sms_check_f12(struct sms_check *check);
/* checks_services.c: services' keys, and the silence of SCMAN */
void sms_check_a31(struct sms_check *check);
void sms_check_a32(struct sms_check *check);
void sms_check_b23(struct sms_check *check);
/* checks_despooler_settings.c: settings with which it does harm */
void sms_check_g12(struct sms_check *check);
void sms_check_g17(struct sms_check *check);
/* checks_logon.c: what clients leave */
void sms_check_c05(struct sms_check *check);
void sms_check_c12(struct sms_check *check);
void sms_check_g05(struct sms_check *check);
void sms_check_h01(struct sms_check *check);
void sms_check_h02(struct sms_check *check);
void sms_check_i01(struct sms_check *check);

#endif
