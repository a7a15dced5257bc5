/* SPDX-License-Identifier: MIT */
/* What is to be entered again once a site was created anew: one line for each section that is missing or another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "control-files.h"
#include "sweep.h"
#include "recovery/plan_rebuild.h"
#include "base/text.h"

#define HEAD "SITE CONTROL FILE [786][1.08]\r\n\r\n"

static smssite_control_file *parse(const char *data, size_t size)
{
	smssite_control_file *file = NULL;

	if (smssite_control_file_parse(data, size, &file))
		fail_msg("%s", smssite_error_message());
	return file;
}

/* The answer for two files that are given by what stands behind the header; smssite_free(). */
static char *compare(const char *old_text, const char *fresh_text)
{
	const char *texts[] = { old_text, fresh_text };
	smssite_control_file *files[2];
	char *answer;

	for (size_t i = 0; i < 2; i++) {
		size_t size = strlen(HEAD) + strlen(texts[i]);
		char *data = malloc(size + 1);

		snprintf(data, size + 1, HEAD "%s", texts[i]);
		files[i] = parse(data, size);
		free(data);
	}
	answer = sms_compare_masters(files[0], files[1]);
	assert_non_null(answer);
	smssite_control_file_free(files[0]);
	smssite_control_file_free(files[1]);
	return answer;
}

static void told(const char *old, const char *fresh, const char *expected)
{
	char *answer = compare(old, fresh);

	assert_string_equal(answer, expected);
	smssite_free(answer);
}

#define PROPERTY "PROPERTY <Service Response><><><2>\r\n"
#define LIST "BEGIN_PROPERTY_LIST\r\n<ADRSTRFMT>\r\n<MS_LAN_SENDER>\r\n<MS_ASYNC_RAS_SENDER>\r\nEND_PROPERTY_LIST\r\n"
#define DOMAIN(flag, servers) "BEGIN_DOMAIN\r\n<NORTH>\r\n<NT>\r\n<" flag ">\r\n" servers "END_DOMAIN\r\n"
#define SERVER_LINE "LOGONSERVER <EDGE8><><0><C:>\r\n"
#define ADDRESS(outbox) "ADDRESS <Q7Z><C9N><MS_LAN_SENDER><" outbox ">\r\n  #25({}{\\\\CENTRAL9\\SMS_SITE})\r\n"
#define OUTBOX(hours) "OUTBOX <LAN_DEFAULT><><MS_LAN_SENDER><" hours "><1><D><EDGE7>\r\n"
#define SERVER(drive) "SERVER <EDGE7><Default Package Server><0><" drive ">\r\n"
#define COMPONENT(flags, name) "BEGIN_COMPONENT\r\n<" flags ">\r\n<" name ">\r\n<X.DLL>\r\n<EDGE7>\r\n<D>\r\nEND_COMPONENT\r\n"
#define SENDER(flags, outboxes) "BEGIN_SENDER\r\n<" flags ">\r\n<MS_LAN_SENDER>\r\n<SENDER.DLL>\r\n<D>\r\n<EDGE7>\r\n<SMS_LAN_SENDER>\r\n" \
	outboxes "END_SENDER\r\n"

/* Each kind of section that a person can enter: gone, and with another value. */
static const struct {
	const char *old, *fresh, *missing, *changed;
} kinds[] = {
	{ PROPERTY, "PROPERTY <Service Response><><><4>\r\n", "PROPERTY: <Service Response> <> <> <2>; is missing now\n",
		"PROPERTY: <Service Response> <> <> <2>; now <Service Response> <> <> <4>\n" },
	{ LIST, "BEGIN_PROPERTY_LIST\r\n<ADRSTRFMT>\r\n<MS_LAN_SENDER>\r\nEND_PROPERTY_LIST\r\n",
		"PROPERTY_LIST: <ADRSTRFMT> <MS_LAN_SENDER> <MS_ASYNC_RAS_SENDER>; is missing now\n",
		"PROPERTY_LIST: <ADRSTRFMT> <MS_LAN_SENDER> <MS_ASYNC_RAS_SENDER>; now <ADRSTRFMT> <MS_LAN_SENDER>\n" },
	{ DOMAIN("2", ""), DOMAIN("1", ""), "DOMAIN: <NORTH> <NT> <2> (Use Specified Servers); is missing now\n",
		"DOMAIN: <NORTH> <NT> <2> (Use Specified Servers); now <NORTH> <NT> <1> (Use All Detected Servers)\n" },
	{ ADDRESS("LAN_DEFAULT"), ADDRESS(""), "ADDRESS: <Q7Z> <C9N> <MS_LAN_SENDER> <LAN_DEFAULT> <secret>; is missing now\n",
		"ADDRESS: <Q7Z> <C9N> <MS_LAN_SENDER> <LAN_DEFAULT> <secret>; now <Q7Z> <C9N> <MS_LAN_SENDER> <> <secret>\n" },
	{ OUTBOX("FF"), OUTBOX("0F"), "OUTBOX: <LAN_DEFAULT> <> <MS_LAN_SENDER> <FF> <1> <D> <EDGE7>; is missing now\n",
		"OUTBOX: <LAN_DEFAULT> <> <MS_LAN_SENDER> <FF> <1> <D> <EDGE7>; now <LAN_DEFAULT> <> <MS_LAN_SENDER> <0F> <1> <D> "
		"<EDGE7>\n" },
	{ SERVER("D"), SERVER("E"), "SERVER: <EDGE7> <Default Package Server> <0> <D>; is missing now\n",
		"SERVER: <EDGE7> <Default Package Server> <0> <D>; now <EDGE7> <Default Package Server> <0> <E>\n" },
	{ COMPONENT("77", "SMS_X"), COMPONENT("205", "SMS_X"), "COMPONENT: <77> <SMS_X> <X.DLL> <EDGE7> <D>; is missing now\n",
		"COMPONENT: <77> <SMS_X> <X.DLL> <EDGE7> <D>; now <205> <SMS_X> <X.DLL> <EDGE7> <D>\n" },
	{ SENDER("2765", ""), SENDER("77", ""),
		"SENDER: <2765> <MS_LAN_SENDER> <SENDER.DLL> <D> <EDGE7> <SMS_LAN_SENDER>; is missing now\n",
		"SENDER: <2765> <MS_LAN_SENDER> <SENDER.DLL> <D> <EDGE7> <SMS_LAN_SENDER>; now <77> <MS_LAN_SENDER> <SENDER.DLL> <D> "
		"<EDGE7> "
		"<SMS_LAN_SENDER>\n" },
};

static void every_kind_is_told_where_it_is_missing_or_changed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		told(kinds[i].old, "", kinds[i].missing);
		told(kinds[i].old, kinds[i].fresh, kinds[i].changed);
		told(kinds[i].old, kinds[i].old, "");
		/* What the new one has more is no loss. */
		told("", kinds[i].old, "");
	}
}

static void what_lives_in_another_is_told_with_it(void **state)
{
	(void)state;
	told(DOMAIN("2", SERVER_LINE), DOMAIN("2", ""), "LOGONSERVER of DOMAIN <NORTH>: <EDGE8> <> <0> <C:>; is missing now\n");
	told(DOMAIN("2", SERVER_LINE), DOMAIN("2", "LOGONSERVER <EDGE8><><0><D:>\r\n"),
		"LOGONSERVER of DOMAIN <NORTH>: <EDGE8> <> <0> <C:>; now <EDGE8> <> <0> <D:>\n");
	told(SENDER("77", "OUTBOX <LAN_DEFAULT>\r\n"), SENDER("77", "OUTBOX <OTHER>\r\n"),
		"OUTBOX of SENDER <MS_LAN_SENDER>: <LAN_DEFAULT>; is missing now\n");
}

/* The same logon server in two domains is two. */
static void the_same_name_elsewhere_is_another(void **state)
{
	static const char south[] = "BEGIN_DOMAIN\r\n<SOUTH>\r\n<NT>\r\n<2>\r\nEND_DOMAIN\r\n";
	char both[400];

	(void)state;
	snprintf(both, sizeof(both), "%s%s", DOMAIN("2", SERVER_LINE), south);
	told(both, DOMAIN("2", "") "BEGIN_DOMAIN\r\n<SOUTH>\r\n<NT>\r\n<2>\r\n" SERVER_LINE "END_DOMAIN\r\n",
		"LOGONSERVER of DOMAIN <NORTH>: <EDGE8> <> <0> <C:>; is missing now\n");
	told(OUTBOX("FF"), SENDER("77", "OUTBOX <LAN_DEFAULT>\r\n"),
		"OUTBOX: <LAN_DEFAULT> <> <MS_LAN_SENDER> <FF> <1> <D> <EDGE7>; is missing now\n");
}

static void letter_case_and_order_make_no_difference(void **state)
{
	(void)state;
	told(PROPERTY LIST SERVER("D"), SERVER("d") "PROPERTY <SERVICE RESPONSE><><><2>\r\n" LIST, "");
}

/* Each of two equal ones needs one in the new master. */
static void two_equal_ones_are_two(void **state)
{
	(void)state;
	told(ADDRESS("A") ADDRESS("A"), ADDRESS("A"), "ADDRESS: <Q7Z> <C9N> <MS_LAN_SENDER> <A> <secret>; is missing now\n");
	told(ADDRESS("A") ADDRESS("A"), ADDRESS("A") ADDRESS("A"), "");
	/* The one that is there as it was is that one, whatever comes first. */
	told(ADDRESS("A") ADDRESS("B"), ADDRESS("B"), "ADDRESS: <Q7Z> <C9N> <MS_LAN_SENDER> <A> <secret>; is missing now\n");
	told(ADDRESS("B") ADDRESS("C"), ADDRESS("C") ADDRESS("D"), "ADDRESS: <Q7Z> <C9N> <MS_LAN_SENDER> <B> <secret>; now <Q7Z> <C9N> "
		"<MS_LAN_SENDER> <D> <secret>\n");
	told(ADDRESS("A") ADDRESS("B"), ADDRESS("C") ADDRESS("A"), "ADDRESS: <Q7Z> <C9N> <MS_LAN_SENDER> <B> <secret>; now <Q7Z> <C9N> "
		"<MS_LAN_SENDER> <C> <secret>\n");
}

static void secrets_are_neither_compared_nor_shown(void **state)
{
	struct control_file_shape shape = control_file_secondary;
	static const char last_valid[] = "PROPERTY <Last Valid @><0123ABCD><4567EF01><867000000>\r\n";
	smssite_control_file *old, *fresh;
	char *data, *masked, *text;
	size_t size, masked_size;

	(void)state;
	told(last_valid, "", "");
	told(last_valid, "PROPERTY <Last Valid @><FFFF><EEEE><1>\r\n", "");
	/* As a record keeps it, without its secrets, against one that has them. */
	data = control_file_make(&shape, &size);
	fresh = parse(data, size);
	assert_int_equal(smssite_control_file_masked(fresh, (void **)&masked, &masked_size), SMSSITE_OK);
	old = parse(masked, masked_size);
	text = sms_compare_masters(old, fresh);
	assert_string_equal(text, "");
	smssite_free(text);
	text = sms_compare_masters(fresh, old);
	assert_string_equal(text, "");
	smssite_free(text);
	smssite_free(masked);
	free(data);
	smssite_control_file_free(old);
	smssite_control_file_free(fresh);
}

/* A person reads it in a terminal. */
static void control_characters_do_not_reach_a_terminal(void **state)
{
	(void)state;
	told("PROPERTY <A\x1B[2J\x7F><\x07><caf\xE9><0>\r\n", "", "PROPERTY: <A?[2J?> <?> <caf\xC3\xA9> <0>; is missing now\n");
}

static void long_values_are_told_whole(void **state)
{
	char text[1200], *answer;

	(void)state;
	snprintf(text, sizeof(text), "PROPERTY <%0300d><%0*d><\xE9\xE9><0>\r\n", 1, 600, 2);
	answer = compare(text, "");
	assert_true(strlen(answer) > 900);
	assert_true(sms_is_utf8(answer, strlen(answer)));
	assert_non_null(strstr(answer, "2> <\xC3\xA9\xC3\xA9> <0>; is missing now\n"));
	smssite_free(answer);
	/* Names that differ far behind are still two. */
	snprintf(text, sizeof(text), "PROPERTY <%0300d><><><0>\r\n", 1);
	answer = compare(text, "PROPERTY <A><><><0>\r\n");
	assert_non_null(strstr(answer, "is missing now"));
	smssite_free(answer);
}

/* Looked for one among all this would take hours. */
static char *many(size_t count, const char *format, bool backwards)
{
	char *text = malloc(count * 64 + 1), *end = text;

	for (size_t i = 0; i < count; i++)
		end += snprintf(end, 64, format, backwards ? count - 1 - i : i);
	return text;
}

static void a_master_of_many_sections_is_compared_whole(void **state)
{
	char *old = many(60000, "PROPERTY <P%06zu><><><2>\r\n", false), *fresh = many(59999, "PROPERTY <P%06zu><><><2>\r\n", true);
	char *equal = many(60000, "PROPERTY <P><><><0>\r\n", false), *answer;

	(void)state;
	told(old, fresh, "PROPERTY: <P059999> <> <> <2>; is missing now\n");
	told(equal, equal, "");
	answer = compare(equal, "PROPERTY <P><><><1>\r\n");
	assert_memory_equal(answer, "PROPERTY: <P> <> <> <0>; now <P> <> <> <1>\nPROPERTY: <P> <> <> <0>; is missing now\n", 80);
	smssite_free(answer);
	free(old);
	free(fresh);
	free(equal);
}

static smssite_status compare_once(void *argument)
{
	smssite_control_file **files = argument;
	char *text = sms_compare_masters(files[0], files[1]);

	smssite_free(text);
	return text ? SMSSITE_OK : SMSSITE_NO_MEMORY;
}

static void every_allocation_may_fail(void **state)
{
	struct control_file_shape shape = control_file_secondary;
	smssite_control_file *files[2];
	size_t size;
	char *data = control_file_make(&shape, &size);

	(void)state;
	files[0] = parse(data, size);
	free(data);
	shape.server = "EDGE9";
	data = control_file_make(&shape, &size);
	files[1] = parse(data, size);
	free(data);
	assert_true(sweep_allocations(compare_once, files) > 10);
	smssite_control_file_free(files[0]);
	smssite_control_file_free(files[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_told_where_it_is_missing_or_changed),
		cmocka_unit_test(what_lives_in_another_is_told_with_it),
		cmocka_unit_test(the_same_name_elsewhere_is_another),
		cmocka_unit_test(letter_case_and_order_make_no_difference),
		cmocka_unit_test(two_equal_ones_are_two),
		cmocka_unit_test(secrets_are_neither_compared_nor_shown),
		cmocka_unit_test(control_characters_do_not_reach_a_terminal),
		cmocka_unit_test(long_values_are_told_whole),
		cmocka_unit_test(a_master_of_many_sections_is_compared_whole),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
