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

#define SCHEDULER "~Looking for jobs   $$<SMS_SCHEDULER><Tue Jul 15 14:02:09 1997~><thread=C1>"

static smssite_status parse(const char *line, struct smssite_trace_record *record)
{
	return smssite_trace_record_parse(line, strlen(line), record);
}

static void assert_span(const char *data, size_t size, const char *expected)
{
	assert_int_equal(size, strlen(expected));
	assert_memory_equal(data, expected, size);
}

static void a_record_is_split_into_its_parts(void **state)
{
	static const char line[] = SCHEDULER;
	struct smssite_trace_record record;

	(void)state;
	assert_int_equal(parse(line, &record), SMSSITE_OK);
	assert_span(record.text, record.text_size, "~Looking for jobs");
	assert_span(record.component, record.component_size, "SMS_SCHEDULER");
	assert_true(record.time_local_s == 868975329);
	assert_int_equal(record.thread, 0xC1);
	assert_ptr_equal(record.text, line);
}

static int64_t time_of(const char *text)
{
	struct smssite_trace_record record;
	char line[128];

	snprintf(line, sizeof(line), "x $$<C><%s><thread=1>", text);
	assert_int_equal(parse(line, &record), SMSSITE_OK);
	return record.time_local_s;
}

static void times_follow_the_calendar(void **state)
{
	(void)state;
	assert_true(time_of("Thu Jan 01 00:00:00 1970~") == 0);
	assert_true(time_of("Wed Dec 31 23:59:59 1969~") == -1);
	assert_true(time_of("Thu Feb 29 00:00:00 1996~") == 825552000);
	assert_true(time_of("Fri Mar 01 00:00:00 1996~") == 825638400);
	assert_true(time_of("Tue Feb 29 12:00:00 2000~") == 951825600);
	assert_true(time_of("Tue Jan 19 03:14:08 2038~") == (int64_t)1 << 31);
	assert_true(time_of("Mon Mar 01 00:00:00 1600~") == INT64_C(-11670912000));
	/* asctime pads the day with a blank, the services with 0; some articles lose the `~`. */
	assert_true(time_of("Thu Jan  1 00:00:07 1970~") == 7);
	assert_true(time_of("Thu Jan 01 00:00:07 1970") == 7);
}

static void the_day_of_the_week_need_not_fit_the_date(void **state)
{
	(void)state;
	assert_true(time_of("Fri Jan 01 00:00:00 1970~") == 0);
}

static void a_time_that_is_none_is_unknown(void **state)
{
	static const char *const bad[] = { "", "~", "Fri Feb 29 00:00:00 1997~", "Thu Feb 29 00:00:00 1900~",
		"Fri Jul 32 00:00:00 1997~", "Fri Jul 00 00:00:00 1997~", "Fri Jun 31 00:00:00 1997~",
		"Fri Jul 18 24:00:00 1997~", "Fri Jul 18 00:60:00 1997~", "Fri Jul 18 00:00:60 1997~",
		"Xxx Jul 18 00:00:00 1997~", "Fri Xxx 18 00:00:00 1997~", "Fri JulX18 00:00:00 1997~",
		"Fri Jul 1x 00:00:00 1997~", "Fri Jul 18 0x:00:00 1997~", "Fri Jul 18 00:00:00 19x7~",
		"Fri Jul 18 00:00:00 199~", "Fri Jul 18 00:00:00 1997~~", "Fri Jul 18 00:00:00 1997!",
		"Fri Jul 18 00:00:00.12 1997", "Fri Jul 18 00:00:00.1x3 1997", "Fri Jul 18 00:00:00.123 199",
		"Fri Jul 18 00:00:00 1997GMT", "Fri Jul -1 00:00:00 1997~", "fri Jul 18 00:00:00 1997~" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (time_of(bad[i]) != SMSSITE_NO_TIME)
			fail_msg("\"%s\" was taken for a time", bad[i]);
}

static void a_thread_is_hexadecimal(void **state)
{
	static const struct {
		const char *text;
		int64_t thread;
	} threads[] = { { "thread=12e", 0x12E }, { "thread=168", 0x168 }, { "thread=FFFFFFFF", 0xFFFFFFFF },
		{ "thread=1FFFFFFFF", -1 }, { "thread=", -1 }, { "thread=0x12", -1 },
		{ "thread=12 (0xC)", 12 }, { "thread=12 (0xD)", -1 }, { "thread=12 (0xC", -1 },
		{ "thread=1C (0xC)", -1 }, { "thread=12 (C)", -1 }, { "thread= (0x0)", -1 },
		{ "threed=12", -1 }, { "", -1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
		struct smssite_trace_record record;
		char line[128];

		snprintf(line, sizeof(line), "x   $$<C><Thu Jan 01 00:00:00 1970~><%s>", threads[i].text);
		assert_int_equal(parse(line, &record), SMSSITE_OK);
		assert_true(record.thread == threads[i].thread);
		assert_true(record.time_local_s == 0);
	}
}

static void brackets_and_dollars_in_the_text_stay_in_it(void **state)
{
	struct smssite_trace_record record;

	(void)state;
	assert_int_equal(parse("<JOB Q7Z00012> at \\\\EDGE7\\C$ said $$<SMS_ALERTER>   "
			       "$$<SMS_SCHEDULER><Thu Jan 01 00:00:00 1970~><thread=1>",
				 &record),
		SMSSITE_OK);
	assert_span(record.text, record.text_size, "<JOB Q7Z00012> at \\\\EDGE7\\C$ said $$<SMS_ALERTER>");
	assert_span(record.component, record.component_size, "SMS_SCHEDULER");
}

static void slips_of_printed_records_are_read(void **state)
{
	struct smssite_trace_record record;

	(void)state;
	assert_int_equal(
		parse("{12} INFO: Idle~ $$(SMS_HIERARCHY_MANAGER)(Thu Jan 01 00:00:05 1970~)(thread=326)",
			&record),
		SMSSITE_OK);
	assert_span(record.text, record.text_size, "{12} INFO: Idle~");
	assert_span(record.component, record.component_size, "SMS_HIERARCHY_MANAGER");
	assert_true(record.time_local_s == 5);
	assert_int_equal(record.thread, 0x326);
	assert_int_equal(parse("Copied   $$>SMS_DESPOOLER><Thu Jan 01 00:00:05 1970~><thread=1D0>", &record),
		SMSSITE_OK);
	assert_span(record.component, record.component_size, "SMS_DESPOOLER");
	assert_int_equal(record.thread, 0x1D0);
}

static void a_trailer_cut_behind_the_component_has_no_time(void **state)
{
	struct smssite_trace_record record;

	(void)state;
	assert_int_equal(parse("Job runs~   $$<SMS_SCHEDULER>", &record), SMSSITE_OK);
	assert_span(record.text, record.text_size, "Job runs~");
	assert_true(record.time_local_s == SMSSITE_NO_TIME);
	assert_true(record.thread == -1);
	assert_int_equal(parse("Job runs~   $$<SMS_SCHEDULER><Thu Jan 01 00:0", &record), SMSSITE_OK);
	assert_true(record.time_local_s == SMSSITE_NO_TIME);
}

/* 1998-08-27 07:29:22 on the server's wall clock. */
#define MORNING INT64_C(904202962)

struct shape {
	const char *line;
	struct expected {
		smssite_trace_form form;
		const char *text, *component;
		int64_t time_local_s, thread;
		int32_t time_ms;
		const char *zone, *level, *message;
		int64_t source_line;
	} is;
};

static void assert_part(
	const char *line, const char *part, const char *data, size_t size, const char *expected)
{
	if (!expected)
		expected = "";
	if (size != strlen(expected) || memcmp(data ? data : "", expected, size) != 0)
		fail_msg("%s of \"%s\" is \"%.*s\", not \"%s\"", part, line, (int)size, data, expected);
}

static void assert_shape(const struct shape *shape)
{
	const struct expected *is = &shape->is;
	struct smssite_trace_record record;
	/* On the heap without a NUL, so that a checker sees a read past the line. */
	size_t size = strlen(shape->line);
	char *line = malloc(size + 1);

	memcpy(line, shape->line, size);
	assert_int_equal(
		smssite_trace_record_parse(line, size, &record), is->form ? SMSSITE_OK : SMSSITE_MALFORMED);
	if (record.form != is->form)
		fail_msg("\"%s\" is %s", shape->line, smssite_trace_form_name(record.form));
	assert_part(shape->line, "text", record.text, record.text_size, is->text);
	assert_part(shape->line, "component", record.component, record.component_size, is->component);
	assert_part(shape->line, "zone", record.zone, record.zone_size, is->zone);
	assert_part(shape->line, "level", record.level, record.level_size, is->level);
	assert_part(shape->line, "message", record.message, record.message_size,
		is->message ? is->message : is->text);
	if (record.time_local_s != is->time_local_s)
		fail_msg("time of \"%s\": %lld", shape->line, (long long)record.time_local_s);
	if (record.thread != is->thread)
		fail_msg("thread of \"%s\": %lld", shape->line, (long long)record.thread);
	if (record.time_ms != is->time_ms)
		fail_msg("milliseconds of \"%s\": %d", shape->line, (int)record.time_ms);
	if (record.source_line != (is->source_line ? is->source_line : -1))
		fail_msg("source line of \"%s\": %lld", shape->line, (long long)record.source_line);
	assert_false(record.is_utf8);
	assert_int_equal(record.log, 0);
	assert_int_equal(record.line, 0);
	free(line);
}

#define NONE SMSSITE_NO_TIME
#define TRAILER "$$<SMS_EXECUTIVE><Thu Aug 27 07:29:22 1998~><thread=8D>"

static void every_shape_of_a_trailer_is_read(void **state)
{
	static const struct shape shapes[] = {
		/* The services of SMS 1.x, with the numbers of line breaks and blanks that were seen. */
		{ "~Going~~   " TRAILER,
			{ SMSSITE_TRACE_SMS_1, "~Going~~", "SMS_EXECUTIVE", MORNING, 0x8D, -1 } },
		{ "Going " TRAILER, { SMSSITE_TRACE_SMS_1, "Going", "SMS_EXECUTIVE", MORNING, 0x8D, -1 } },
		{ "Going" TRAILER, { SMSSITE_TRACE_SMS_1, "Going", "SMS_EXECUTIVE", MORNING, 0x8D, -1 } },
		{ TRAILER, { SMSSITE_TRACE_SMS_1, "", "SMS_EXECUTIVE", MORNING, 0x8D, -1 } },
		{ "<JOB Q7Z00012>    " TRAILER,
			{ SMSSITE_TRACE_SMS_1, "<JOB Q7Z00012>", "SMS_EXECUTIVE", MORNING, 0x8D, -1 } },
		{ "quotes " TRAILER " twice " TRAILER, { SMSSITE_TRACE_SMS_1, "quotes " TRAILER " twice",
							       "SMS_EXECUTIVE", MORNING, 0x8D, -1 } },
		{ "a $$<B   $$<SMS_EXECUTIVE><Thu Aug 27 07:29:22 1998~><thread=8D> ",
			{ SMSSITE_TRACE_SMS_1, "a $$<B", "SMS_EXECUTIVE", MORNING, 0x8D, -1 } },
		/* Misprints of the KB: Q270218, Q193766, Q275191, Q175763, Q200769, Q153609. */
		{ "Idle~ $$(SMS_EXECUTIVE)(Thu Aug 27 07:29:22 1998~)(thread=326)",
			{ SMSSITE_TRACE_SMS_1, "Idle~", "SMS_EXECUTIVE", MORNING, 0x326, -1 } },
		{ "Copied   $$>SMS_DESPOOLER><Thu Aug 27 07:29:22 1998~><thread=1D0>",
			{ SMSSITE_TRACE_SMS_1, "Copied", "SMS_DESPOOLER", MORNING, 0x1D0, -1 } },
		{ "Files of 3$ (new) $<SMS_INVENTORY_PROCESSOR>",
			{ SMSSITE_TRACE_SMS_1, "Files of 3$ (new)", "SMS_INVENTORY_PROCESSOR", NONE, -1,
				-1 } },
		{ "Wrote $$<SMS_INVENTORY_PROCESSOR>",
			{ SMSSITE_TRACE_SMS_1, "Wrote", "SMS_INVENTORY_PROCESSOR", NONE, -1, -1 } },
		{ "Ended   $$<SMS_EXECUTIVE><Thu Aug 27 07:29:22",
			{ SMSSITE_TRACE_SMS_1, "Ended", "SMS_EXECUTIVE", NONE, -1, -1 } },
		{ "Ended   $$<SMS_EXECUTIVE><Thu",
			{ SMSSITE_TRACE_SMS_1, "Ended", "SMS_EXECUTIVE", NONE, -1, -1 } },
		{ "Ended   $$<SMS_EXECUTIVE>...",
			{ SMSSITE_TRACE_SMS_1, "Ended", "SMS_EXECUTIVE", NONE, -1, -1 } },
		{ "Ended $$<SMS_EXECUTIVE><Thu Aug 27 07:29:22 1998~>",
			{ SMSSITE_TRACE_SMS_1, "Ended", "SMS_EXECUTIVE", MORNING, -1, -1 } },
		/* SMS 2.0, with and without a zone. */
		{ "Failed.   $$<SMS_SITE_COMPONENT_MANAGER><Thu Aug 27 07:29:22.750 1998 GMT Daylight "
		  "Time><thread=43 (0x2B)>",
			{ SMSSITE_TRACE_SMS_2, "Failed.", "SMS_SITE_COMPONENT_MANAGER", MORNING, 43, 750,
				"GMT Daylight Time" } },
		{ "Failed.~  $$<APM><Thu Aug 27 07:29:22.004 1998><thread=1512 (0x5E8)>",
			{ SMSSITE_TRACE_SMS_2, "Failed.~", "APM", MORNING, 1512, 4 } },
		{ "Failed.~  $$(APM)(Thu Aug 27 07:29:22.004 1998~)(thread=1512 (0x5E8))",
			{ SMSSITE_TRACE_SMS_2, "Failed.~", "APM", MORNING, 1512, 4 } },
		/* Years that crash the services, but not their reader. */
		{ "Late $$<SMS_EXECUTIVE><Fri Jan 01 00:00:00 2038~><thread=1>",
			{ SMSSITE_TRACE_SMS_1, "Late", "SMS_EXECUTIVE", INT64_C(2145916800), 1, -1 } },
		{ "Late $$<SMS_EXECUTIVE><Fri Jan 01 00:00:00 9999~><thread=FFFFFFFF>",
			{ SMSSITE_TRACE_SMS_1, "Late", "SMS_EXECUTIVE", INT64_C(253370764800), 0xFFFFFFFF,
				-1 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		assert_shape(&shapes[i]);
}

static void what_a_service_calls_a_message_is_split_off(void **state)
{
	static const struct {
		const char *text, *level, *message;
		int64_t source_line;
	} texts[] = {
		{ "{6534} INFO: Cycle begins~", "INFO", "Cycle begins~", 6534 },
		{ "~{818} ERROR SQL: Server is down", "ERROR SQL", "Server is down", 818 },
		{ "{825} INFO SQL:", "INFO SQL", "", 825 },
		{ "{Q7Z} INFO: no number", NULL, NULL, 0 },
		{ "{12} no level: x", NULL, NULL, 0 },
		{ "{12} INFO", NULL, NULL, 0 },
		{ "{12", NULL, NULL, 0 },
		{ "SQL>>>select 1~", "SQL>>>", "select 1~", 0 },
		{ "SQL>>>>> Done.", "SQL>>>>>", "Done.", 0 },
		{ "Err>No server~", "Err>", "No server~", 0 },
		{ "Msg>Cut~", "Msg>", "Cut~", 0 },
		{ "Cmd>insert into x", "Cmd>", "insert into x", 0 },
		{ ">>Msg>> Deadlock~~", ">>Msg>>", "Deadlock~~", 0 },
		{ "ERR ##> no package", "ERR ##>", "no package", 0 },
		{ "UPD ##> no item", "UPD ##>", "no item", 0 },
		{ "NAD ##> no list", "NAD ##>", "no list", 0 },
		{ "~SQL Err #10007> General~", "SQL Err #10007>", "General~", 0 },
		{ "SQL Msg #2627> Twice", "SQL Msg #2627>", "Twice", 0 },
		{ "DBG>> bad data", "DBG>>", "bad data", 0 },
		{ "SQL Server = ~", NULL, NULL, 0 },
		{ "SQL Err #", NULL, NULL, 0 },
		{ "UPD ## later", NULL, NULL, 0 },
		{ ">>>Inside", NULL, NULL, 0 },
		{ "a > b", NULL, NULL, 0 },
		{ "~~", NULL, NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char line[256];
		struct shape shape = { line,
			{ SMSSITE_TRACE_SMS_1, texts[i].text, "SMS_EXECUTIVE", MORNING, 0x8D, -1, NULL,
				texts[i].level, texts[i].message, texts[i].source_line } };

		snprintf(line, sizeof(line), "%s   " TRAILER, texts[i].text);
		assert_shape(&shape);
		/* Where the trailer was left out. */
		shape = (struct shape){ texts[i].text,
			{ SMSSITE_TRACE_TEXT, texts[i].text, NULL, NONE, -1, -1, NULL, texts[i].level,
				texts[i].message, texts[i].source_line } };
		assert_shape(&shape);
	}
}

static void records_of_viewers_setup_and_clients_are_read(void **state)
{
	static const struct shape shapes[] = {
		{ "Job ended.\tSMS_EXECUTIVE\t8/27/98 7:29:22 AM\t6E\t",
			{ SMSSITE_TRACE_COLUMNS, "Job ended.", "SMS_EXECUTIVE", MORNING, 0x6E, -1 } },
		{ "Job\tended.\tSMS_EXECUTIVE\t8/27/98 12:29:22 AM\t6E\t",
			{ SMSSITE_TRACE_COLUMNS, "Job\tended.", "SMS_EXECUTIVE", MORNING - 7 * 3600, 0x6E,
				-1 } },
		{ "Job ended. SMS_EXECUTIVE 08/27/98 7:29:22 PM 126",
			{ SMSSITE_TRACE_COLUMNS, "Job ended.", "SMS_EXECUTIVE", MORNING + 12 * 3600, 0x126,
				-1 } },
		{ "> Job ended. > SMS_EXECUTIVE 8/27/98 7:29:22 AM > 126",
			{ SMSSITE_TRACE_COLUMNS, "> Job ended. >", "SMS_EXECUTIVE", MORNING, 0x126, -1 } },
		{ "Job ended. SMS_EXECUTIVE 8/27/98 7:29:22 AM",
			{ SMSSITE_TRACE_COLUMNS, "Job ended.", "SMS_EXECUTIVE", MORNING, -1, -1 } },
		{ "not before 05/13/01 18:04:37 SMS_EXECUTIVE 08/27/98",
			{ SMSSITE_TRACE_COLUMNS, "not before 05/13/01 18:04:37", "SMS_EXECUTIVE", NONE, -1,
				-1 } },
		{ "EVERYONE; return: ffff 8/27/98 7:29:22 AM",
			{ SMSSITE_TRACE_COLUMNS, "EVERYONE; return: ffff", NULL, MORNING, -1, -1 } },
		{ "x SMS_EXECUTIVE 8/27/98 13:29:22 PM 1",
			{ SMSSITE_TRACE_COLUMNS, "x", "SMS_EXECUTIVE", NONE, 1, -1 } },
		{ "not before 05/13/01 18:04:37",
			{ SMSSITE_TRACE_TEXT, "not before 05/13/01 18:04:37", NULL, NONE, -1, -1 } },
		{ "item 8/27/98 126", { SMSSITE_TRACE_TEXT, "item 8/27/98 126", NULL, NONE, -1, -1 } },
		{ "return: ffff", { SMSSITE_TRACE_TEXT, "return: ffff", NULL, NONE, -1, -1 } },
		{ "AM", { SMSSITE_TRACE_TEXT, "AM", NULL, NONE, -1, -1 } },
		{ "<08-27-1998 07:29:22> Script ended",
			{ SMSSITE_TRACE_SETUP, "Script ended", NULL, MORNING, -1, -1 } },
		{ "<mm-dd-yyyy hh:mm:ss> Types are known",
			{ SMSSITE_TRACE_SETUP, "Types are known", NULL, NONE, -1, -1 } },
		{ "SMS SETUP Log > Tables", { SMSSITE_TRACE_SETUP, "Tables", NULL, NONE, -1, -1 } },
		{ "<08-27-1998 07:29:22 Script",
			{ SMSSITE_TRACE_TEXT, "<08-27-1998 07:29:22 Script", NULL, NONE, -1, -1 } },
		{ "[08/27/98 07:29:22] Package Command Manager ==> Polling",
			{ SMSSITE_TRACE_CLIENT, "Polling", "Package Command Manager", MORNING, -1, -1 } },
		{ "[08/27/98 07:29:22] Package Command Manager => One = more",
			{ SMSSITE_TRACE_CLIENT, "One = more", "Package Command Manager", MORNING, -1, -1 } },
		{ "[08/27/98 07:29:22] C:\\MS\\SMS\\BIN\\SMSRUN16.EXE ==> line = <empty>",
			{ SMSSITE_TRACE_CLIENT, "line = <empty>", "C:\\MS\\SMS\\BIN\\SMSRUN16.EXE", MORNING,
				-1, -1 } },
		{ "[08/27/98 07:29:22] no program",
			{ SMSSITE_TRACE_CLIENT, "no program", NULL, MORNING, -1, -1 } },
		{ "[08/27/69 07:29:22] x ==> y",
			{ SMSSITE_TRACE_CLIENT, "y", "x", INT64_C(3144814162), -1, -1 } },
		{ "[13/27/98 07:29:22] x ==> y", { SMSSITE_TRACE_CLIENT, "y", "x", NONE, -1, -1 } },
		{ "[LOGON] x", { SMSSITE_TRACE_TEXT, "[LOGON] x", NULL, NONE, -1, -1 } },
		{ "08/27/1998 07:29:22 SnmpEvLogProc: Allocating",
			{ SMSSITE_TRACE_AGENT, "Allocating", "SnmpEvLogProc", MORNING, -1, -1 } },
		{ "08/27/1998 07:29:22 two words: x",
			{ SMSSITE_TRACE_TEXT, "08/27/1998 07:29:22 two words: x", NULL, NONE, -1, -1 } },
		{ "08/27 07:29:22 [LOGON] x",
			{ SMSSITE_TRACE_TEXT, "08/27 07:29:22 [LOGON] x", NULL, NONE, -1, -1 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		assert_shape(&shapes[i]);
}

#define LATER(attributes) "<![LOG[Begin]LOG]!><" attributes ">"

static void records_of_later_products_are_read(void **state)
{
	static const struct shape shapes[] = {
		{ LATER("time=\"07:29:22.340+300\" date=\"08-27-1998\" component=\"Exec\" context=\"\" "
			"type=\"1\" "
			"thread=\"3512\" file=\"exec.cpp:1234\""),
			{ SMSSITE_TRACE_LATER, "Begin", "Exec", MORNING, 3512, 340, "+300", "1", NULL,
				1234 } },
		{ LATER("time=\"07:29:22.340-60\" date=\"8-27-1998\" thread=\"1\""),
			{ SMSSITE_TRACE_LATER, "Begin", NULL, MORNING, 1, 340, "-60" } },
		{ LATER("date=\"08-27-1998\" time=\"07:29:22\""),
			{ SMSSITE_TRACE_LATER, "Begin", NULL, MORNING, -1, -1 } },
		{ "<![LOG[{12} INFO: a]LOG]!> b]LOG]!><type=\"3\"",
			{ SMSSITE_TRACE_LATER, "{12} INFO: a]LOG]!> b", NULL, NONE, -1, -1, NULL, "3" } },
		{ "<![LOG[]LOG]!>", { SMSSITE_TRACE_LATER, "", NULL, NONE, -1, -1 } },
		{ LATER("time=\"25:00:00.000\" date=\"08-27-1998\" thread=\"x\""),
			{ SMSSITE_TRACE_LATER, "Begin", NULL, NONE, -1, -1 } },
		{ LATER("time=\"07:29"), { SMSSITE_TRACE_LATER, "Begin", NULL, NONE, -1, -1 } },
		{ "<![LOG[cut", { SMSSITE_TRACE_TEXT, "<![LOG[cut", NULL, NONE, -1, -1 } },
		{ "<![LOG]!>", { SMSSITE_TRACE_TEXT, "<![LOG]!>", NULL, NONE, -1, -1 } },
	};
	struct smssite_trace_record record;

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		assert_shape(&shapes[i]);
	assert_int_equal(parse(LATER("context=\"Q7Z\\ann\" file=\"x\""), &record), SMSSITE_OK);
	assert_span(record.context, record.context_size, "Q7Z\\ann");
	assert_span(record.file, record.file_size, "x");
	assert_true(record.source_line == -1);
	assert_int_equal(parse(shapes[0].line, &record), SMSSITE_OK);
	assert_span(record.file, record.file_size, "exec.cpp");
}

static void forms_have_names(void **state)
{
	(void)state;
	assert_string_equal(smssite_trace_form_name(SMSSITE_TRACE_TEXT), "TEXT");
	assert_string_equal(smssite_trace_form_name(SMSSITE_TRACE_AGENT), "AGENT");
	assert_string_equal(smssite_trace_form_name((smssite_trace_form)8), "?");
	assert_string_equal(smssite_trace_form_name((smssite_trace_form)-1), "?");
}

static void a_line_without_trailer_is_all_text(void **state)
{
	static const char *const lines[] = { "", "plain words", "ends with $$", "ends with $$<", "$$<>",
		"a $$<C", "a $$<no component><Thu Jan 01 00:00:00 1970~><thread=1>", "$<SCHEDULER>",
		"cost 5$ (US)", "$<SMS_SCHEDULER", "a $<SMS_ SCHEDULER>" };
	struct smssite_trace_record record;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse(lines[i], &record), SMSSITE_MALFORMED);
		assert_span(record.text, record.text_size, lines[i]);
		assert_int_equal(record.component_size, 0);
		assert_true(record.time_local_s == SMSSITE_NO_TIME);
		assert_true(record.thread == -1);
	}
}

static void a_record_cut_at_any_byte_gives_nothing_that_is_not_there(void **state)
{
	static const char *const lines[] = { SCHEDULER,
		"x  $$<APM><Thu Aug 27 07:29:22.004 1998 GMT><thread=1512 (0x5E8)>",
		LATER("time=\"07:29:22.340+300\" date=\"08-27-1998\" component=\"Exec\" thread=\"3512\" "
		      "file=\"e.cpp:1\""),
		"Job ended.\tSMS_EXECUTIVE\t8/27/98 7:29:22 AM\t6E\t", "<08-27-1998 07:29:22> Script ended",
		"[08/27/98 07:29:22] Package Command Manager ==> Polling",
		"08/27/1998 07:29:22 SnmpEvLogProc: Allocating", "{12} INFO: x", "SQL Err #12> y" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		for (size_t cut = 0; cut <= strlen(lines[i]); cut++) {
			struct smssite_trace_record record;
			/* On the heap, so that a checker sees a read past the cut. */
			char *line = malloc(cut + 1);
			smssite_status status;

			memcpy(line, lines[i], cut);
			status = smssite_trace_record_parse(line, cut, &record);
			assert_true(status == SMSSITE_OK || status == SMSSITE_MALFORMED);
			assert_true(record.text >= line && record.text + record.text_size <= line + cut);
			assert_true(record.message >= record.text &&
				    record.message + record.message_size == record.text + record.text_size);
			if (record.form == SMSSITE_TRACE_SMS_1 && i == 0)
				assert_span(record.component, record.component_size, "SMS_SCHEDULER");
			assert_true(record.time_local_s == SMSSITE_NO_TIME ||
				    record.time_local_s == 868975329 ||
				    record.time_local_s / 86400 == MORNING / 86400);
			free(line);
		}
}

static void any_bytes_are_survived(void **state)
{
	char line[256];
	struct smssite_trace_record record;

	(void)state;
	for (int i = 0; i < 256; i++)
		line[i] = (char)i;
	assert_int_equal(smssite_trace_record_parse(line, 256, &record), SMSSITE_MALFORMED);
	memset(line, '$', sizeof(line));
	assert_int_equal(smssite_trace_record_parse(line, 256, &record), SMSSITE_MALFORMED);
	memset(line, '<', sizeof(line));
	assert_int_equal(smssite_trace_record_parse(line, 256, &record), SMSSITE_MALFORMED);
}

static void a_huge_line_is_read(void **state)
{
	static const char trailer[] = "$$<SMS_SCHEDULER><Thu Jan 01 00:00:00 1970~><thread=1>";
	size_t size = (4u << 20) + sizeof(trailer) - 1;
	struct smssite_trace_record record;
	char *line = malloc(size);

	(void)state;
	for (size_t i = 0; i < size; i += 3)
		memcpy(line + i, "$$<", size - i < 3 ? size - i : 3);
	memcpy(line + (4u << 20), trailer, sizeof(trailer) - 1);
	assert_int_equal(smssite_trace_record_parse(line, size, &record), SMSSITE_OK);
	assert_int_equal(record.text_size, 4u << 20);
	free(line);
}

static void null_is_refused(void **state)
{
	struct smssite_trace_record record;

	(void)state;
	assert_int_equal(smssite_trace_record_parse(NULL, 0, &record), SMSSITE_INVALID);
	assert_int_equal(smssite_trace_record_parse("x", 1, NULL), SMSSITE_INVALID);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_split_into_its_parts),
		cmocka_unit_test(times_follow_the_calendar),
		cmocka_unit_test(the_day_of_the_week_need_not_fit_the_date),
		cmocka_unit_test(a_time_that_is_none_is_unknown),
		cmocka_unit_test(a_thread_is_hexadecimal),
		cmocka_unit_test(brackets_and_dollars_in_the_text_stay_in_it),
		cmocka_unit_test(slips_of_printed_records_are_read),
		cmocka_unit_test(a_trailer_cut_behind_the_component_has_no_time),
		cmocka_unit_test(every_shape_of_a_trailer_is_read),
		cmocka_unit_test(what_a_service_calls_a_message_is_split_off),
		cmocka_unit_test(records_of_viewers_setup_and_clients_are_read),
		cmocka_unit_test(records_of_later_products_are_read),
		cmocka_unit_test(forms_have_names),
		cmocka_unit_test(a_line_without_trailer_is_all_text),
		cmocka_unit_test(a_record_cut_at_any_byte_gives_nothing_that_is_not_there),
		cmocka_unit_test(any_bytes_are_survived),
		cmocka_unit_test(a_huge_line_is_read),
		cmocka_unit_test(null_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
