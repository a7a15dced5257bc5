/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "sweep.h"

#define NET_START                                                                                            \
	"These Windows NT services are started:\r\n\r\n   Alerter\r\n   Computer Browser\r\n   EventLog\r\n" \
	"   SMS_EXECUTIVE\r\n   SMS_SITE_CONFIG_MANAGER\r\n   Workstation\r\n\r\n"                           \
	"The command completed successfully.\r\n\r\n"

#define BLOCK(name, state)                                                                                   \
	"\r\nSERVICE_NAME: " name "\r\nDISPLAY_NAME: " name                                                  \
	"\r\n        TYPE               : 10  WIN32_OWN_PROCESS\r\n"                                         \
	"        STATE              : " state                                                                \
	"\r\n                                (STOPPABLE,NOT_PAUSABLE)\r\n"                                   \
	"        WIN32_EXIT_CODE    : 0\t(0x0)\r\n        CHECKPOINT         : 0x0\r\n"

#define LINES                                                                                                \
	"# EDGE7, by hand\nSMS_EXECUTIVE running\n\tSMS_SITE_CONFIG_MANAGER   Stopped # since Monday\n\n"

static smssite_services *parse_bytes(const void *data, size_t size)
{
	smssite_services *services = NULL;

	if (smssite_services_parse(data, size, &services) != SMSSITE_OK)
		fail_msg("%s", smssite_error_message());
	return services;
}

static smssite_services *parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static void assert_refused(const char *text, smssite_status status, const char *message)
{
	smssite_services *services = (smssite_services *)text;

	assert_int_equal(smssite_services_parse(text, strlen(text), &services), status);
	assert_null(services);
	if (!strstr(smssite_error_message(), message))
		fail_msg("\"%s\" does not say \"%s\"", smssite_error_message(), message);
}

static void net_start_lists_what_runs(void **state)
{
	smssite_services *services = parse(NET_START);

	(void)state;
	assert_int_equal(smssite_services_get_form(services), SMSSITE_SERVICES_NET_START);
	assert_int_equal(smssite_services_count(services), 6);
	assert_string_equal(smssite_services_name(services, 1), "Computer Browser");
	assert_int_equal(smssite_services_line(services, 1), 4);
	assert_int_equal(smssite_services_state(services, 1), SMSSITE_SERVICE_RUNNING);
	assert_int_equal(smssite_services_find(services, "sms_executive"), SMSSITE_SERVICE_RUNNING);
	smssite_services_free(services);
}

static void what_net_start_does_not_list_may_or_may_not_be_installed(void **state)
{
	smssite_services *services = parse(NET_START);

	(void)state;
	assert_int_equal(
		smssite_services_find(services, "SMS_HIERARCHY_MANAGER"), SMSSITE_SERVICE_NOT_RUNNING);
	smssite_services_free(services);
}

static void net_start_is_read_in_any_language(void **state)
{
	/* Code page 850 of a German console. */
	smssite_services *services =
		parse("C:\\>net start\r\nDiese Dienste sind gestartet:\r\n\r\n   Nachrichtendienst\r\n"
		      "   SMS_EXECUTIVE\r\n   \x9A"
		      "berwachung\r\n\r\nDer Befehl wurde ausgef\x81hrt.\r\n");

	(void)state;
	assert_int_equal(smssite_services_get_form(services), SMSSITE_SERVICES_NET_START);
	assert_int_equal(smssite_services_count(services), 3);
	assert_int_equal(smssite_services_find(services, "SMS_EXECUTIVE"), SMSSITE_SERVICE_RUNNING);
	assert_int_equal(smssite_services_find(services, "SMS_BOOTSTRAP"), SMSSITE_SERVICE_NOT_RUNNING);
	smssite_services_free(services);
}

static void a_list_without_its_closing_line_says_nothing_of_the_rest(void **state)
{
	smssite_services *services =
		parse("These Windows NT services are started:\n\n   Alerter\n   EventLog\n");

	(void)state;
	assert_int_equal(smssite_services_find(services, "EventLog"), SMSSITE_SERVICE_RUNNING);
	assert_int_equal(smssite_services_find(services, "SMS_EXECUTIVE"), SMSSITE_SERVICE_UNKNOWN);
	smssite_services_free(services);
}

static void sc_shows_states(void **state)
{
	static const struct {
		const char *text;
		smssite_service_state state;
	} cases[] = {
		{ BLOCK("X", "1  STOPPED"), SMSSITE_SERVICE_STOPPED },
		{ BLOCK("X", "2  START_PENDING"), SMSSITE_SERVICE_STARTING },
		{ BLOCK("X", "3  STOP_PENDING"), SMSSITE_SERVICE_STOPPING },
		{ BLOCK("X", "4  RUNNING"), SMSSITE_SERVICE_RUNNING },
		{ BLOCK("X", "5  CONTINUE_PENDING"), SMSSITE_SERVICE_PAUSED },
		{ BLOCK("X", "6  PAUSE_PENDING"), SMSSITE_SERVICE_PAUSED },
		{ BLOCK("X", "7  PAUSED"), SMSSITE_SERVICE_PAUSED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		smssite_services *services = parse(cases[i].text);

		assert_int_equal(smssite_services_get_form(services), SMSSITE_SERVICES_SC_QUERY);
		assert_int_equal(smssite_services_find(services, "x"), cases[i].state);
		assert_int_equal(smssite_services_line(services, 0), 2);
		smssite_services_free(services);
	}
}

static void what_a_complete_sc_list_lacks_is_not_installed(void **state)
{
	smssite_services *all = parse(BLOCK("SMS_EXECUTIVE", "1  STOPPED") BLOCK("Server", "4  RUNNING"));
	smssite_services *active = parse(BLOCK("SMS_EXECUTIVE", "4  RUNNING") BLOCK("Server", "4  RUNNING"));
	smssite_services *cut =
		parse(BLOCK("SMS_EXECUTIVE", "1  STOPPED") "[SC] EnumQueryServicesStatus: more data, need "
							   "512 bytes start resume at index 9\r\n");

	(void)state;
	assert_int_equal(smssite_services_find(all, "SMS_HIERARCHY_MANAGER"), SMSSITE_SERVICE_NOT_INSTALLED);
	assert_int_equal(smssite_services_find(active, "SMS_HIERARCHY_MANAGER"), SMSSITE_SERVICE_NOT_RUNNING);
	assert_int_equal(smssite_services_find(cut, "SMS_HIERARCHY_MANAGER"), SMSSITE_SERVICE_UNKNOWN);
	smssite_services_free(all);
	smssite_services_free(active);
	smssite_services_free(cut);
}

static void lines_say_what_their_writer_knows(void **state)
{
	smssite_services *services =
		parse(LINES "Net Logon paused\nA starting\nB stopping\nC not-installed\nC#7 stopped");

	(void)state;
	assert_int_equal(smssite_services_get_form(services), SMSSITE_SERVICES_LINES);
	assert_int_equal(smssite_services_find(services, "SMS_EXECUTIVE"), SMSSITE_SERVICE_RUNNING);
	assert_int_equal(smssite_services_find(services, "SMS_SITE_CONFIG_MANAGER"), SMSSITE_SERVICE_STOPPED);
	assert_int_equal(smssite_services_line(services, 1), 3);
	assert_int_equal(smssite_services_find(services, "net logon"), SMSSITE_SERVICE_PAUSED);
	assert_int_equal(smssite_services_find(services, "A"), SMSSITE_SERVICE_STARTING);
	assert_int_equal(smssite_services_find(services, "B"), SMSSITE_SERVICE_STOPPING);
	assert_int_equal(smssite_services_find(services, "C"), SMSSITE_SERVICE_NOT_INSTALLED);
	assert_int_equal(smssite_services_find(services, "C#7"), SMSSITE_SERVICE_STOPPED);
	assert_int_equal(smssite_services_find(services, "SMS_HIERARCHY_MANAGER"), SMSSITE_SERVICE_UNKNOWN);
	smssite_services_free(services);
}

static void a_thread_runs_when_sms_executive_does(void **state)
{
	smssite_services *running = parse(NET_START);
	smssite_services *stopped = parse("SMS_EXECUTIVE stopped\nSMS_SCHEDULER running\n");
	smssite_services *silent = parse("SMS_SITE_CONFIG_MANAGER running\n");

	(void)state;
	assert_int_equal(smssite_services_find(running, "SMS_SCHEDULER"), SMSSITE_SERVICE_RUNNING);
	assert_int_equal(smssite_services_find(running, "SMS_LAN_SENDER"), SMSSITE_SERVICE_RUNNING);
	/* A thread is no service, whatever a list calls one. */
	assert_int_equal(smssite_services_find(stopped, "SMS_SCHEDULER"), SMSSITE_SERVICE_STOPPED);
	assert_int_equal(smssite_services_find(silent, "SMS_SCHEDULER"), SMSSITE_SERVICE_UNKNOWN);
	smssite_services_free(running);
	smssite_services_free(stopped);
	smssite_services_free(silent);
}

static void a_name_may_be_listed_twice_but_not_in_two_states(void **state)
{
	smssite_services *services = parse("A running\nB stopped\na running\n");

	(void)state;
	assert_int_equal(smssite_services_find(services, "A"), SMSSITE_SERVICE_RUNNING);
	smssite_services_free(services);
	assert_refused(
		"# x\nA running\nB stopped\na stopped\n", SMSSITE_MALFORMED, "lines 2 and 4 contradict");
	assert_refused(BLOCK("A", "4  RUNNING") BLOCK("a", "1  STOPPED"), SMSSITE_MALFORMED,
		"lines 2 and 10 contradict");
}

static void what_has_no_known_shape_is_refused_with_its_line(void **state)
{
	(void)state;
	assert_refused("", SMSSITE_MALFORMED, "found none");
	assert_refused("# nobody was asked\n\n", SMSSITE_MALFORMED, "found none");
	assert_refused("SMS_EXECUTIVE running\nSMS_BOOTSTRAP runing\n", SMSSITE_MALFORMED, "line 2");
	assert_refused("SMS_EXECUTIVE runing\n", SMSSITE_MALFORMED, "line 1");
	assert_refused("running\n", SMSSITE_MALFORMED, "line 1");
	assert_refused("SMS_EXECUTIVE unknown\n", SMSSITE_MALFORMED, "line 1");
	assert_refused("These Windows NT services are started:\n\n", SMSSITE_MALFORMED, "line 1");
	assert_refused("  Dear all,\nthis is a letter.\n", SMSSITE_MALFORMED, "line 1");
	assert_refused("\x7F"
		       "ELF\x02\x01\x01",
		SMSSITE_MALFORMED, "line 1: expected text");
	assert_refused("A running\nB\x1B[2J running\n", SMSSITE_MALFORMED, "line 2: expected text");
	assert_refused("A running\nB\x7F running\n", SMSSITE_MALFORMED, "line 2: expected text");
	assert_refused("A running\nB\xC2\x9B"
		       "2J running\n",
		SMSSITE_MALFORMED, "line 2: expected text");
	assert_refused("List:\n\n   A\nB\n", SMSSITE_MALFORMED, "line 4");
	assert_refused("List:\n\n   A\n\nDone.\n   B\n", SMSSITE_MALFORMED, "line 6");
	assert_refused("List:\n   A\n   B running\n", SMSSITE_MALFORMED, "line 3");
	assert_refused(
		"SERVICE_NAME: A\nSERVICE_NAME: B\n  STATE : 4  RUNNING\n", SMSSITE_MALFORMED, "line 1");
	assert_refused("SERVICE_NAME: A\n", SMSSITE_MALFORMED, "line 1");
	assert_refused("SERVICE_NAME: A\n  STATE : 8  ODD\n", SMSSITE_MALFORMED, "line 2");
	assert_refused("SERVICE_NAME: A\n  STATE : 41  ODD\n", SMSSITE_MALFORMED, "line 2");
	assert_refused("SERVICE_NAME: A\n  STATE :\n", SMSSITE_MALFORMED, "line 2");
	assert_refused("  STATE : 4  RUNNING\nSERVICE_NAME: A\n", SMSSITE_MALFORMED, "line 1");
	assert_refused("SERVICE_NAME:\n  STATE : 4  RUNNING\n", SMSSITE_MALFORMED, "line 1");
}

#define LETTER                                                                                               \
	"The parent waits at phase 4.\n\n   smssite check EDGE7 --now 868975200\n   smssite plan activate\n\n"    \
	"Then look again.\n"

static void prose_is_no_list(void **state)
{
	(void)state;
	assert_refused(LETTER, SMSSITE_MALFORMED, "line 3: expected services in the output of NET START");
	assert_refused("Files:\n   a.txt\n   The server is at work.\n", SMSSITE_MALFORMED, "line 2: expected services");
	/* A name in the middle of a sentence is none. */
	assert_refused("Note:\n\n   SMS_EXECUTIVE does not run\n\nBye.\n", SMSSITE_MALFORMED, "line 3: expected services");
	/* Nor is what only begins like a list of another language. */
#define UNDER_WINDOWS "On Windows NT 4.0 do this:\n\n"
	assert_refused(UNDER_WINDOWS "   net stop SMS_EXECUTIVE\n   net start SMS_EXECUTIVE\n   look again\n\nThen wait.\n",
		SMSSITE_MALFORMED, "line 3: expected services");
	assert_refused(UNDER_WINDOWS "   Look here.\n   Look there.\n   Look again.\n\nThen wait.\n", SMSSITE_MALFORMED,
		"line 3: expected services");
	assert_refused(UNDER_WINDOWS "   look here\n     and there\n   look again\n\nThen wait.\n", SMSSITE_MALFORMED,
		"line 3: expected services");
	assert_refused(UNDER_WINDOWS "   look here\n   look again\n\nThen wait.\n", SMSSITE_MALFORMED, "line 3: expected services");
	assert_refused(UNDER_WINDOWS "   look here\n   look there\n   look again\n\nThen wait.\nThat helps.\nOr not.\n",
		SMSSITE_MALFORMED, "line 3: expected services");
	assert_refused("Dear all,\n\nthe site hangs.\n" UNDER_WINDOWS "   look here\n   look there\n   look again\n\nThen wait.\n",
		SMSSITE_MALFORMED, "line 6: expected services");
	assert_refused("stopped the site for a day\n", SMSSITE_MALFORMED, "line 1: expected services in the output of SCLIST");
}

static void a_server_on_which_no_service_of_sms_runs_is_read(void **state)
{
	static const char *const lists[] = {
		"These Windows NT services are started:\r\n\r\n   Alerter\r\n   EventLog\r\n\r\nThe command completed successfully.\r\n",
		/* A header that is known needs no name that is, the names of others none of ours. */
		"C:\\>net start\r\nThese Windows 2000 services are started:\r\n\r\n   InocuLAN\r\n\r\nThe command completed "
		"successfully.\r\n",
		/* Of another language nothing may be known: the form tells. */
		"Folgende Windows NT-Dienste sind gestartet:\r\n\r\n   Arbeitsstationsdienst\r\n   Ereignisprotokoll\r\n"
		"   InocuLAN-Auftragsdienst\r\n   Nachrichtendienst\r\n\r\nDer Befehl wurde erfolgreich ausgef\x81hrt.\r\n\r\n",
		"C:\\>net start\r\nLes services Windows NT suivants sont d\x82marr\x82s :\r\n\r\n   Affichage des messages\r\n"
		"   Explorateur d'ordinateur\r\n   Journal des \x82v\x82nements\r\n   Station de travail\r\n\r\n"
		"La commande s'est termin\x82"
		"e correctement.\r\n\r\nC:\\>\r\n",
		"Diese Dienste sind gestartet:\r\n\r\n   Nachrichtendienst\r\n   Server\r\n\r\nDer Befehl wurde ausgef\x81hrt.\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		smssite_services *services = parse(lists[i]);

		assert_int_equal(smssite_services_get_form(services), SMSSITE_SERVICES_NET_START);
		assert_int_equal(smssite_services_find(services, "SMS_EXECUTIVE"), SMSSITE_SERVICE_NOT_RUNNING);
		smssite_services_free(services);
	}
}

/* Each character of an ASCII text as two bytes behind a BOM. */
static char *utf16(const char *text, size_t *size)
{
	char *data = calloc(strlen(text) + 1, 2);

	memcpy(data, "\xFF\xFE", 2);
	for (size_t i = 0; text[i]; i++)
		data[2 + 2 * i] = text[i];
	*size = 2 + 2 * strlen(text);
	return data;
}

static void codings_are_told_by_their_marks(void **state)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
		{ "\xEF\xBB\xBFGr\xC3\xBC\xC3\x9F running\n", "Gr\xC3\xBC\xC3\x9F" },
		{ "Gr\xC3\xBC\xC3\x9F running\n", "Gr\xC3\xBC\xC3\x9F" },
		{ "Gr\xFC\xDF running\n", "Gr\xC3\xBC\xC3\x9F" },
		{ "A running\r\n\x1A", "A" },
		{ "A running\rB stopped", "A" },
	};
	/* A musical clef (two units), then half of a character. */
	static const char wide[] = "\xFF\xFE\x34\xD8\x1E\xDD\x34\xD8 \0r\0u\0n\0n\0i\0n\0g\0";
	smssite_services *services;
	char *data;
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		services = parse(cases[i].text);
		assert_string_equal(smssite_services_name(services, 0), cases[i].name);
		smssite_services_free(services);
	}
	data = utf16(NET_START, &size);
	services = parse_bytes(data, size);
	free(data);
	assert_int_equal(smssite_services_get_form(services), SMSSITE_SERVICES_NET_START);
	assert_int_equal(smssite_services_count(services), 6);
	smssite_services_free(services);
	services = parse_bytes(wide, sizeof(wide) - 1);
	assert_string_equal(smssite_services_name(services, 0), "\xF0\x9D\x84\x9E\xEF\xBF\xBD");
	smssite_services_free(services);
}

static void a_list_cut_at_any_byte_never_calls_a_service_absent_that_was_there(void **state)
{
	static const char *const lists[] = { NET_START, BLOCK("SMS_EXECUTIVE", "4  RUNNING"), LINES };

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		for (size_t cut = 0; cut <= strlen(lists[i]); cut++) {
			smssite_services *services = NULL;
			char *data = malloc(cut + 1);

			memcpy(data, lists[i], cut);
			if (smssite_services_parse(data, cut, &services) == SMSSITE_OK) {
				smssite_service_state found =
					smssite_services_find(services, "SMS_EXECUTIVE");

				assert_true(
					found == SMSSITE_SERVICE_RUNNING || found == SMSSITE_SERVICE_UNKNOWN);
			} else {
				assert_null(services);
			}
			smssite_services_free(services);
			free(data);
		}
	}
}

static char *many(size_t count, size_t *size)
{
	char *data = malloc(count * 24);

	*size = 0;
	/* Multiplied by an odd number, so that the names come in no order. */
	for (size_t i = 0; i < count; i++)
		*size += (size_t)sprintf(data + *size, "svc%08X running\n", (unsigned)(i * 2654435761u));
	return data;
}

static void a_hundred_thousand_services_are_found(void **state)
{
	smssite_services *services;
	size_t size;
	char *data = many(100000, &size), name[16];

	(void)state;
	services = parse_bytes(data, size);
	free(data);
	assert_int_equal(smssite_services_count(services), 100000);
	for (size_t i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "SVC%08X", (unsigned)(i * 2654435761u));
		assert_int_equal(smssite_services_find(services, name), SMSSITE_SERVICE_RUNNING);
	}
	assert_int_equal(smssite_services_find(services, "svc"), SMSSITE_SERVICE_UNKNOWN);
	smssite_services_free(services);
}

static void beyond_the_limits_is_refused(void **state)
{
	smssite_services *services;
	size_t size = (4u << 20) + 1;
	char *data;

	(void)state;
	data = many(100001, &size);
	assert_int_equal(smssite_services_parse(data, size, &services), SMSSITE_LIMIT);
	free(data);
	size = (4u << 20) + 1;
	data = calloc(size, 1);
	assert_int_equal(smssite_services_parse(data, size, &services), SMSSITE_LIMIT);
	memset(data, 'A', size);
	assert_int_equal(smssite_services_parse(data, size - 1, &services), SMSSITE_MALFORMED);
	memcpy(data + size - 10, "\r\nX running", 9);
	assert_int_equal(smssite_services_parse(data, size - 1, &services), SMSSITE_MALFORMED);
	memcpy(data + 2000, " running\n", 9);
	assert_int_equal(smssite_services_parse(data, 2009, &services), SMSSITE_MALFORMED);
	free(data);
}

static smssite_status parse_in_sweep(void *argument)
{
	smssite_services *services = NULL;
	smssite_status status = smssite_services_parse(argument, strlen(argument), &services);

	smssite_services_free(services);
	return status;
}

static smssite_status parse_wide_in_sweep(void *argument)
{
	smssite_services *services = NULL;
	smssite_status status = smssite_services_parse(argument, 24, &services);

	smssite_services_free(services);
	return status;
}

static void a_failed_allocation_leaves_nothing_behind(void **state)
{
	size_t size;
	char *data = utf16("A running\n\n", &size);

	(void)state;
	assert_true(sweep_allocations(parse_in_sweep, (void *)(uintptr_t)NET_START) >= 4);
	assert_true(sweep_allocations(parse_in_sweep, (void *)(uintptr_t)LINES "Gr\xFC\xDF running") >= 4);
	assert_true(sweep_allocations(parse_wide_in_sweep, data) >= 4);
	free(data);
}

static void null_and_positions_out_of_range_are_harmless(void **state)
{
	smssite_services *services = parse(LINES);

	(void)state;
	assert_int_equal(smssite_services_parse(NULL, 0, &services), SMSSITE_INVALID);
	assert_int_equal(smssite_services_parse("A running", 9, NULL), SMSSITE_INVALID);
	assert_int_equal(smssite_services_get_form(NULL), SMSSITE_SERVICES_LINES);
	assert_int_equal(smssite_services_count(NULL), 0);
	assert_null(smssite_services_name(NULL, 0));
	assert_int_equal(smssite_services_find(NULL, "A"), SMSSITE_SERVICE_UNKNOWN);
	assert_int_equal(smssite_services_find(services, NULL), SMSSITE_SERVICE_UNKNOWN);
	assert_null(smssite_services_ref(NULL));
	smssite_services_free(NULL);
	for (size_t i = 2; i != 1; i = i == 2 ? SMSSITE_NO_INDEX : 1) {
		assert_null(smssite_services_name(services, i));
		assert_int_equal(smssite_services_state(services, i), SMSSITE_SERVICE_UNKNOWN);
		assert_int_equal(smssite_services_line(services, i), 0);
	}
	smssite_services_free(services);
}

static void a_reference_keeps_a_list_alive(void **state)
{
	smssite_services *services = parse(LINES);
	smssite_services *same = smssite_services_ref(services);

	(void)state;
	assert_ptr_equal(same, services);
	smssite_services_free(services);
	assert_string_equal(smssite_services_name(same, 0), "SMS_EXECUTIVE");
	smssite_services_free(same);
}

#define SCLIST                                                                                               \
	"--------------------------------------------\r\n- Service list for EDGE7\r\n"                         \
	"--------------------------------------------\r\n"                                                   \
	"running          Alerter                        Alerter\r\n"                                        \
	"stopped          ClipSrv                        ClipBook Server\r\n"                                \
	"running          SMS_EXECUTIVE                  SMS_EXECUTIVE\r\n"

static void sclist_is_read(void **state)
{
	smssite_services *services = parse(SCLIST);

	(void)state;
	assert_int_equal(smssite_services_get_form(services), SMSSITE_SERVICES_SCLIST);
	assert_int_equal(smssite_services_count(services), 3);
	assert_string_equal(smssite_services_name(services, 1), "ClipSrv");
	assert_int_equal(smssite_services_line(services, 1), 5);
	assert_int_equal(smssite_services_find(services, "clipsrv"), SMSSITE_SERVICE_STOPPED);
	assert_int_equal(smssite_services_find(services, "SMS_SCHEDULER"), SMSSITE_SERVICE_RUNNING);
	assert_int_equal(smssite_services_find(services, "SMS_BOOTSTRAP"), SMSSITE_SERVICE_NOT_INSTALLED);
	smssite_services_free(services);
	services = parse("running Alerter Alerter\nrunning SMS_EXECUTIVE SMS Executive\n");
	assert_int_equal(smssite_services_find(services, "SMS_BOOTSTRAP"), SMSSITE_SERVICE_NOT_RUNNING);
	assert_int_equal(smssite_services_start(services, 0), -1);
	assert_string_equal(smssite_services_image_path(services, 0), "");
	smssite_services_free(services);
	assert_refused("running Alerter Alerter\nhalted X Y\n", SMSSITE_MALFORMED, "line 2");
	assert_refused("running Alerter Alerter\nrunning\n", SMSSITE_MALFORMED, "line 2");
}

static void other_codings_are_refused_by_name(void **state)
{
	static const struct {
		const char *data;
		size_t size;
		const char *says;
	} bad[] = {
		{ "\xFE\xFF\0S\0 \0r\0u\0n", 12, "high byte first" },
		{ "\0S\0 \0r", 6, "high byte first" },
		{ "S\0 \0r\0", 6, "without a byte order mark" },
		{ "\xFF\xFES\0 ", 5, "odd number" },
		{ "SMS_EXECUTIVE running\n\0\0\0", 25, "control character" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		smssite_services *services;

		assert_int_equal(smssite_services_parse(bad[i].data, bad[i].size, &services), SMSSITE_MALFORMED);
		if (!strstr(smssite_error_message(), bad[i].says))
			fail_msg("%zu: %s", i, smssite_error_message());
	}
}

static void states_have_names(void **state)
{
	(void)state;
	assert_string_equal(smssite_service_state_name(SMSSITE_SERVICE_RUNNING), "running");
	assert_string_equal(smssite_service_state_name(SMSSITE_SERVICE_NOT_INSTALLED), "not-installed");
	assert_string_equal(smssite_service_state_name(SMSSITE_SERVICE_NOT_RUNNING), "not-running");
	assert_string_equal(smssite_service_state_name(SMSSITE_SERVICE_UNKNOWN), "unknown");
	assert_string_equal(smssite_service_state_name((smssite_service_state)9), "?");
	assert_string_equal(smssite_service_state_name((smssite_service_state)-1), "?");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(net_start_lists_what_runs),
		cmocka_unit_test(what_net_start_does_not_list_may_or_may_not_be_installed),
		cmocka_unit_test(net_start_is_read_in_any_language),
		cmocka_unit_test(a_list_without_its_closing_line_says_nothing_of_the_rest),
		cmocka_unit_test(sc_shows_states),
		cmocka_unit_test(what_a_complete_sc_list_lacks_is_not_installed),
		cmocka_unit_test(lines_say_what_their_writer_knows),
		cmocka_unit_test(a_thread_runs_when_sms_executive_does),
		cmocka_unit_test(a_name_may_be_listed_twice_but_not_in_two_states),
		cmocka_unit_test(what_has_no_known_shape_is_refused_with_its_line),
		cmocka_unit_test(prose_is_no_list),
		cmocka_unit_test(a_server_on_which_no_service_of_sms_runs_is_read),
		cmocka_unit_test(codings_are_told_by_their_marks),
		cmocka_unit_test(a_list_cut_at_any_byte_never_calls_a_service_absent_that_was_there),
		cmocka_unit_test(a_hundred_thousand_services_are_found),
		cmocka_unit_test(beyond_the_limits_is_refused),
		cmocka_unit_test(a_failed_allocation_leaves_nothing_behind),
		cmocka_unit_test(null_and_positions_out_of_range_are_harmless),
		cmocka_unit_test(a_reference_keeps_a_list_alive),
		cmocka_unit_test(sclist_is_read),
		cmocka_unit_test(other_codings_are_refused_by_name),
		cmocka_unit_test(states_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
