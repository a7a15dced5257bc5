/* SPDX-License-Identifier: MIT */
/* What is configured and does not do: B17, B21, B26, C09, F12. */
#include "diagnosis/look.h"
#include "diagnosis/required.h"
#include "diagnosis/rules.h"
#include "diagnosis/setting.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define MASTER SMS_BOX "\\SITECTRL.CT0"
#define WANT_FILE "a full control file of the site " SMS_WANT_ROOT

static struct sms_span value_of(const smssite_control_file *file, size_t section, size_t place)
{
	struct sms_span value = { "", 0 };

	if (smssite_control_file_value(file, section, place, &value.data, &value.size))
		return (struct sms_span){ "", 0 };
	return value;
}

static int shown(struct sms_span span)
{
	return span.size < 64 ? (int)span.size : 64;
}

/* What an article says of SMS 1.0 and 1.1 only. */
static bool is_12(const struct sms_check *check)
{
	return smssite_snapshot_build(check->site) >= 786;
}

/* Something that is wrong up to 1.1: of an unknown build it may not be. */
static void answer_before_12(struct sms_check *check, const char *title)
{
	bool known = smssite_snapshot_build(check->site) >= 0;

	sms_answer(check, known ? SMSSITE_SEVERITY_WARNING : SMSSITE_SEVERITY_UNKNOWN, "%s%s", title,
		known ? "" : ", if this is SMS 1.0 or 1.1");
	if (!known)
		sms_missing(check, "the build of SMS: " WANT_FILE);
}

void sms_check_b17(struct sms_check *check)
{
	const smssite_control_file *file = sms_site_control_file(check->site);
	struct sms_span name = { "", 0 };
	size_t line = 0;

	if (is_12(check))
		return;
	for (size_t i = 0;
		file && !line && (i = smssite_control_file_find(file, SMSSITE_SECTION_DOMAIN, i)) != SMSSITE_NO_INDEX; i++) {
		name = value_of(file, i, SMSSITE_DOMAIN_NAME);
		if (name.size && memchr(name.data, '\'', name.size))
			line = smssite_control_file_section_line(file, i);
	}
	if (!file) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether a domain has an apostrophe in its name cannot be told");
		sms_missing(check, WANT_FILE);
	} else if (line) {
		answer_before_12(check, "a domain has an apostrophe in its name, and never appears at the primary");
		sms_evidence(check, MASTER, line, "DOMAIN %.*s", shown(name), name.data);
	} else {
		sms_answer(check, SMSSITE_SEVERITY_OK, "no domain has an apostrophe in its name");
	}
}

/* Service Response: 1 polls once a minute, "Very Fast" (Resource Guide: for tests). */
#define VERY_FAST 1

void sms_check_b21(struct sms_check *check)
{
	const smssite_control_file *file = sms_site_control_file(check->site);
	size_t property = file ? smssite_control_file_find_property(file, "Service Response") : SMSSITE_NO_INDEX;
	int64_t value = -1;

	if (property != SMSSITE_NO_INDEX && smssite_control_file_value_number(file, property, SMSSITE_PROPERTY_DWORD, &value))
		value = -1;
	if (value < 0) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "how fast the services answer cannot be told");
		sms_missing(check, WANT_FILE " that has Service Response");
	} else if (value == VERY_FAST) {
		sms_answer(check, SMSSITE_SEVERITY_NOTE, "the services poll once a minute (\"Very Fast\")");
		sms_evidence(check, MASTER, smssite_control_file_section_line(file, property), "Service Response %d", VERY_FAST);
	} else {
		sms_answer(check, SMSSITE_SEVERITY_OK, "the services do not poll at \"Very Fast\"");
	}
}

/* Two senders of one kind on one server; the first of them has no line then. */
static size_t find_second_sender(const smssite_control_file *file, size_t first)
{
	struct sms_span type = value_of(file, first, SMSSITE_SENDER_TYPE), server = value_of(file, first, SMSSITE_SENDER_SERVER);

	for (size_t i = first + 1; (i = smssite_control_file_find(file, SMSSITE_SECTION_SENDER, i)) != SMSSITE_NO_INDEX; i++) {
		struct sms_span other = value_of(file, i, SMSSITE_SENDER_TYPE), there = value_of(file, i, SMSSITE_SENDER_SERVER);

		if (type.size && !sms_compare_folded(type.data, type.size, other.data, other.size) &&
			!sms_compare_folded(server.data, server.size, there.data, there.size))
			return i;
	}
	return SMSSITE_NO_INDEX;
}

/* A site has a handful of senders; more than that are not compared. */
#define MAX_SENDERS 64

static bool is_logon_server(const smssite_control_file *file, struct sms_span name)
{
	for (size_t i = 0; (i = smssite_control_file_find(file, SMSSITE_SECTION_LOGONSERVER, i)) != SMSSITE_NO_INDEX; i++) {
		struct sms_span server = value_of(file, i, SMSSITE_LOGONSERVER_NAME);

		if (!sms_compare_folded(server.data, server.size, name.data, name.size))
			return true;
	}
	return false;
}

/* Senders go to the site server or a logon server only (Q135087). */
static bool is_astray(const struct sms_check *check, const smssite_control_file *file, size_t sender)
{
	struct sms_span server = value_of(file, sender, SMSSITE_SENDER_SERVER);
	const char *own = smssite_snapshot_site_server(check->site);

	return server.size && *own && !sms_span_equal_folded(server, own) && !is_logon_server(file, server);
}

/* With "Use All Detected Servers" there are more logon servers than are written down. */
static bool are_all_written(const smssite_control_file *file)
{
	for (size_t i = 0; (i = smssite_control_file_find(file, SMSSITE_SECTION_DOMAIN, i)) != SMSSITE_NO_INDEX; i++)
		if (!sms_span_equal_folded(value_of(file, i, SMSSITE_DOMAIN_ENUMERATION), "2"))
			return false;
	return true;
}

static void answer_sender(struct sms_check *check, const smssite_control_file *file, size_t sender, bool twice)
{
	struct sms_span type = value_of(file, sender, SMSSITE_SENDER_TYPE);
	struct sms_span server = value_of(file, sender, SMSSITE_SENDER_SERVER);
	bool sure = twice || are_all_written(file);

	if (twice)
		sms_answer(check, SMSSITE_SEVERITY_WARNING, "one server has the same sender twice");
	else
		sms_answer(check, sure ? SMSSITE_SEVERITY_WARNING : SMSSITE_SEVERITY_UNKNOWN, "a sender is on a server that %s",
			sure ? "is no logon server" : "may be no logon server: those of a domain are detected");
	if (!sure)
		sms_missing(check, "the logon servers that are detected (SMS Administrator, Site Properties, Domains)");
	sms_evidence(check, MASTER, smssite_control_file_section_line(file, sender), "SENDER %.*s on %.*s", shown(type), type.data,
		shown(server), server.data);
}

void sms_check_b26(struct sms_check *check)
{
	const smssite_control_file *file = sms_site_control_file(check->site);
	size_t twice = SMSSITE_NO_INDEX, astray = SMSSITE_NO_INDEX, count = 0;

	for (size_t i = 0; file && twice == SMSSITE_NO_INDEX && count < MAX_SENDERS &&
			   (i = smssite_control_file_find(file, SMSSITE_SECTION_SENDER, i)) != SMSSITE_NO_INDEX;
		i++, count++) {
		twice = find_second_sender(file, i);
		if (astray == SMSSITE_NO_INDEX && is_astray(check, file, i))
			astray = i;
	}
	if (!file) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether a sender is there twice cannot be told");
		sms_missing(check, WANT_FILE);
	} else if (twice != SMSSITE_NO_INDEX || astray != SMSSITE_NO_INDEX) {
		answer_sender(check, file, twice != SMSSITE_NO_INDEX ? twice : astray, twice != SMSSITE_NO_INDEX);
	} else if (count == MAX_SENDERS) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "of more than %d senders not all were compared", MAX_SENDERS);
		sms_missing(check, "a look at the senders of the control file (smssite show)");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_OK, "no server has a sender twice, and each is on the site server or a logon server");
	}
}

/* What NT before 3.51 takes of a server of a domain (Q126643), and clients of SMS 1.0 of a logon server (Q123771). */
#define MAX_SERVER_NAME 13
#define MAX_LOGON_SERVER_NAME_OF_10 12

void sms_check_c09(struct sms_check *check)
{
	const smssite_control_file *file = sms_site_control_file(check->site);
	int64_t build = smssite_snapshot_build(check->site);
	size_t most = build < 692 ? MAX_LOGON_SERVER_NAME_OF_10 : MAX_SERVER_NAME, line = 0;
	struct sms_span name = { "", 0 };
	char title[80];

	if (is_12(check))
		return;
	for (size_t i = 0;
		file && !line && (i = smssite_control_file_find(file, SMSSITE_SECTION_LOGONSERVER, i)) != SMSSITE_NO_INDEX; i++) {
		name = value_of(file, i, SMSSITE_LOGONSERVER_NAME);
		if (name.size > most)
			line = smssite_control_file_section_line(file, i);
	}
	if (line) {
		snprintf(title, sizeof(title), "the name of a logon server has more than %zu characters", most);
		answer_before_12(check, title);
		sms_evidence(check, MASTER, line, "LOGONSERVER %.*s", shown(name), name.data);
	} else if (file) {
		sms_answer(check, SMSSITE_SEVERITY_OK, "the names of logon servers are short enough");
	} else {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "whether the name of a logon server is too long cannot be told");
		sms_missing(check, WANT_FILE);
	}
}

void sms_check_f12(struct sms_check *check)
{
	struct sms_setting server;
	bool lower = false;

	if (is_12(check))
		return;
	sms_find_setting(check, check->site, SMS_IDENTIFICATION, "Site Server", &server);
	for (const char *c = server.text; *c; c++)
		lower = lower || (*c >= 'a' && *c <= 'z');
	if (server.seen != SMS_SEEN_THERE) {
		sms_answer(check, SMSSITE_SEVERITY_UNKNOWN, "how the name of the site server is spelt cannot be told");
		sms_missing(check, SMS_WANT_REGISTRY);
		return;
	}
	if (lower)
		answer_before_12(check, "the name of the site server has small letters: senders do not find the site");
	else
		sms_answer(check, SMSSITE_SEVERITY_OK, "the name of the site server is in capitals");
	if (lower)
		sms_setting_evidence(check, check->site, "Site Server", &server);
}
