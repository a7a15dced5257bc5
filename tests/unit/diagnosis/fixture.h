/* SPDX-License-Identifier: MIT */
/* A stand for the rules: a live secondary on a drive in memory, an hour after all its files were written,
 * with all its services running. A test changes what it is about and asks for the case. */
#ifndef DIAGNOSIS_FIXTURE_H
#define DIAGNOSIS_FIXTURE_H

#include "../site/fixture.h"
#include "tree/tree.h"

#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define NOW (THEN + HOUR)

#define OUTBOX "SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.000"
#define SCHEDULE "SITE.SRV\\SCHEDULE.BOX"
#define TOSEND "SITE.SRV\\SENDER.BOX\\TOSEND"
#define RECEIVE "SITE.SRV\\DESPOOLR.BOX\\RECEIVE"

#define ALL_RUN                                                                                              \
	"SMS_SITE_CONFIG_MANAGER running\nSMS_EXECUTIVE running\nSMS_CLIENT_CONFIG_MANAGER running\n"        \
	"SMS_INVENTORY_AGENT_NT running\nSMS_PACKAGE_COMMAND_MANAGER_NT running\n"                           \
	"SMS_BOOTSTRAP not-installed\nSMS_UPGRADE_BOOTSTRAP not-installed\n"
#define PENDING "Q7Z 2 32\n"
#define ACTIVE "Q7Z 1 0\n"

/* A log in which a record is neither the first nor the last, so that it is kept only if some rule asks for
 * it. */
#define AMONG_OTHERS(record, component)                                                                      \
	RECORD("first", component, "Tue Jul 15 10:00:00 1997")                                               \
	RECORD(record, component, "Tue Jul 15 11:00:00 1997")                                                \
	RECORD("last", component, "Tue Jul 15 11:30:00 1997")

struct stand {
	/* boot_drive: C: of the site's server; logon: the root of logon server NTLOG1; NULL: not given. */
	smssite_tree *site, *parent, *boot_drive, *logon;
	/* NULL: not given. */
	const char *services, *word, *parents_own_word;
	smssite_snapshot *earlier;
	const char *unseen_logon;
	/* Of the site's server. */
	smssite_registry *registries[2];
	int64_t now_utc_s;
	smssite_liveness liveness;
	smssite_view view;
};

static inline struct stand stand_new(void)
{
	return (struct stand){ .site = make_site("SMS"),
		.services = ALL_RUN,
		.now_utc_s = NOW,
		.liveness = SMSSITE_LIVENESS_LIVE };
}

/* Below the SMS root, written at a time of its own. */
static inline void put_at(smssite_tree *tree, const char *path, const char *text, int64_t time)
{
	put(tree, below("SMS", path), text);
	ok(smssite_tree_set_mtime(tree, below("SMS", path), time));
}

/* A log of the site, below LOGS but for SCMAN.LOG. */
static inline void put_log(smssite_tree *tree, const char *name, const char *text, int64_t time)
{
	const char *path = strcmp(name, "SCMAN.LOG") == 0 ? name : below("SMS/LOGS", name);

	/* The stand has a SCHED.LOG already. */
	sms_tree_discard(tree, path);
	put(tree, path, text);
	ok(smssite_tree_set_mtime(tree, path, time));
}

/* A .CT0, .CT1, .CT2 or .71x of the site with contents. */
static inline void put_control(smssite_tree *tree, const char *name, int type, int64_t time)
{
	struct control_file_shape shape = control_file_secondary;
	char path[128];

	shape.type = type;
	shape.time_utc_s = time;
	snprintf(path, sizeof(path), "SMS/SITE.SRV/SITECFG.BOX/%s", name);
	put_control_file(tree, path, &shape);
	ok(smssite_tree_set_mtime(tree, path, time));
}

static inline void take_away(smssite_tree *tree, const char *path)
{
	sms_tree_discard(tree, below("SMS", path));
}

/* A drive C: with an SMS.INI of this text, or with none. */
static inline smssite_tree *make_boot_drive(const char *sms_ini)
{
	smssite_tree *tree;

	ok(smssite_tree_new_memory(&tree));
	if (sms_ini)
		put(tree, "SMS.INI", sms_ini);
	return tree;
}

/* The same with one piece of its text replaced. */
static inline void put_control_with(smssite_tree *tree, const char *path,
	const struct control_file_shape *shape, const char *piece, const char *instead)
{
	size_t size, begin, length = strlen(piece), added = strlen(instead);
	char *data = control_file_make(shape, &size), *at = strstr(data, piece), *changed;

	assert_non_null(at);
	begin = (size_t)(at - data);
	changed = malloc(size + added);
	assert_non_null(changed);
	memcpy(changed, data, begin);
	memcpy(changed + begin, instead, added);
	memcpy(changed + begin + added, at + length, size - begin - length);
	put_bytes(tree, below("SMS", path), changed, size - length + added);
	free(changed);
	free(data);
}

/* A control file of the site without its DOMAIN, which SCMAN refuses with code 715. */
static inline void put_control_without_domain(smssite_tree *tree, const char *path)
{
	size_t size;
	char *data = control_file_make(&control_file_secondary, &size), *begin, *end;

	begin = strstr(data, "BEGIN_DOMAIN");
	end = strstr(data, "END_DOMAIN\r\n") + strlen("END_DOMAIN\r\n");
	memmove(begin, end, size - (size_t)(end - data) + 1);
	put_bytes(tree, below("SMS", path), data, size - (size_t)(end - begin));
	free(data);
}

/* The parent's drive: a primary, C9N, at rest. */
static inline smssite_tree *make_parent(void)
{
	struct control_file_shape shape = control_file_secondary;
	smssite_tree *tree;

	shape.site_code = "C9N";
	shape.parent_site_code = "";
	shape.server = "PRIME9";
	shape.primary = true;
	ok(smssite_tree_new_memory(&tree));
	ok(smssite_tree_set_clock(tree, THEN));
	put_directories(tree, "SMS");
	put_control_file(tree, below("SMS", BOX "\\SITECTRL.CT0"), &shape);
	put(tree, "SMS/SYSTEM.MAP", system_map);
	return tree;
}

static inline smssite_snapshot *stand_observe(
	struct stand *stand, smssite_tree *tree, const char *list, const char *said)
{
	smssite_sources *sources = sources_of(tree, "", stand->view);
	smssite_parent_word *word = NULL;
	smssite_services *services = NULL;
	smssite_snapshot *snapshot;

	ok(smssite_sources_set_taken(sources, stand->now_utc_s));
	ok(smssite_sources_set_liveness(sources, stand->liveness));
	if (list) {
		ok(smssite_services_parse(list, strlen(list), &services));
		ok(smssite_sources_set_services(sources, services, "services.txt"));
	}
	if (said) {
		ok(smssite_parent_word_parse_site_list(said, strlen(said), &word));
		ok(smssite_sources_set_parent_word(sources, word, "sites.txt"));
	}
	if (stand->boot_drive && tree == stand->site)
		ok(smssite_sources_set_boot_drive(sources, stand->boot_drive, ""));
	for (size_t i = 0; i < 2 && tree == stand->site; i++)
		if (stand->registries[i])
			ok(smssite_sources_add_registry(
				sources, stand->registries[i], i ? "SYSTEM" : "SOFTWARE"));
	ok(smssite_observe(sources, smssite_rules_interest(), &snapshot));
	smssite_sources_free(sources);
	smssite_services_free(services);
	smssite_parent_word_free(word);
	return snapshot;
}

/* Observes, and gives all that the stand holds back. */
static inline smssite_case *stand_case(struct stand *stand)
{
	smssite_snapshot *snapshot = stand_observe(stand, stand->site, stand->services, stand->word);
	smssite_case *made;

	ok(smssite_case_new(snapshot, &made));
	smssite_snapshot_free(snapshot);
	if (stand->liveness == SMSSITE_LIVENESS_LIVE)
		ok(smssite_case_set_now(made, stand->now_utc_s));
	if (stand->parent) {
		snapshot = stand_observe(stand, stand->parent, NULL, stand->parents_own_word);
		ok(smssite_case_set_parent(made, snapshot));
		smssite_snapshot_free(snapshot);
	}
	if (stand->logon) {
		snapshot = stand_observe(stand, stand->logon, NULL, NULL);
		ok(smssite_case_add_logon_server(made, "NTLOG1", snapshot));
		smssite_snapshot_free(snapshot);
	}
	if (stand->unseen_logon)
		ok(smssite_case_add_logon_server(made, stand->unseen_logon, NULL));
	if (stand->earlier) {
		ok(smssite_case_set_earlier(made, stand->earlier));
		smssite_snapshot_free(stand->earlier);
	}
	smssite_tree_free(stand->site);
	smssite_tree_free(stand->parent);
	smssite_tree_free(stand->boot_drive);
	smssite_tree_free(stand->logon);
	for (size_t i = 0; i < 2; i++)
		smssite_registry_free(stand->registries[i]);
	*stand = (struct stand){ 0 };
	return made;
}

/* What one rule answered, as text: severity, title, evidence, what is missing. */
struct answer {
	bool there;
	smssite_severity severity;
	char text[8192];
};

static inline void add_text(struct answer *answer, const char *text)
{
	strncat(answer->text, text, sizeof(answer->text) - strlen(answer->text) - 1);
	strncat(answer->text, "\n", sizeof(answer->text) - strlen(answer->text) - 1);
}

static inline struct answer answer_of(const smssite_findings *findings, const char *rule)
{
	struct answer answer = { 0 };
	size_t wanted = smssite_rule_find(rule), count = 0;

	assert_true(wanted != SMSSITE_NO_INDEX);
	for (size_t i = 0; i < smssite_findings_count(findings); i++) {
		if (smssite_findings_rule(findings, i) != wanted)
			continue;
		count++;
		answer.there = true;
		answer.severity = smssite_findings_severity(findings, i);
		add_text(&answer, smssite_findings_title(findings, i));
		for (size_t j = 0; j < smssite_findings_evidence_count(findings, i); j++) {
			add_text(&answer, smssite_findings_evidence_path(findings, i, j));
			add_text(&answer, smssite_findings_evidence_value(findings, i, j));
		}
		add_text(&answer, smssite_findings_missing(findings, i));
		/* What is not known says what to supply; what is known wants nothing. */
		if (answer.severity == SMSSITE_SEVERITY_UNKNOWN)
			assert_true(*smssite_findings_missing(findings, i));
		if (answer.severity == SMSSITE_SEVERITY_OK)
			assert_string_equal(smssite_findings_missing(findings, i), "");
		assert_true(answer.severity <= smssite_rule_severity(wanted));
	}
	assert_true(count <= 1);
	return answer;
}

static inline struct answer ask(struct stand *stand, const char *rule)
{
	smssite_case *made = stand_case(stand);
	smssite_findings *findings;
	struct answer answer;

	ok(smssite_case_diagnose(made, &findings));
	answer = answer_of(findings, rule);
	smssite_findings_free(findings);
	smssite_case_free(made);
	return answer;
}

static inline void expect(struct answer answer, smssite_severity wanted, const char *piece)
{
	if (!answer.there)
		fail_msg("no answer, not %s", smssite_severity_name(wanted));
	if (answer.severity != wanted)
		fail_msg("%s, not %s: %s", smssite_severity_name(answer.severity),
			smssite_severity_name(wanted), answer.text);
	if (!strstr(answer.text, piece))
		fail_msg("\"%s\" is not in: %s", piece, answer.text);
}

#define OK SMSSITE_SEVERITY_OK
#define UNKNOWN SMSSITE_SEVERITY_UNKNOWN
#define NOTE SMSSITE_SEVERITY_NOTE
#define WARNING SMSSITE_SEVERITY_WARNING
#define ERROR SMSSITE_SEVERITY_ERROR
#define STUCK SMSSITE_SEVERITY_STUCK

#endif
