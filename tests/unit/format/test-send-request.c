/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <smssite.h>
#include "sweep.h"

/* A chain of records with words of 4 or 2 bytes. */
struct chain {
	unsigned char data[4096];
	size_t size, width;
};

static void put_word(struct chain *chain, size_t word)
{
	for (size_t i = 0; i < chain->width; i++)
		chain->data[chain->size++] = (unsigned char)(word >> 8 * i);
}

static void put(struct chain *chain, size_t type, const void *data, size_t size)
{
	put_word(chain, type);
	put_word(chain, size);
	memcpy(chain->data + chain->size, data, size);
	chain->size += size;
}

static void put_text(struct chain *chain, size_t type, const char *text)
{
	put(chain, type, text, strlen(text));
}

#define TOSEND "\\\\EDGE7\\SMS_SHRD\\SITE.SRV\\SENDER.BOX\\TOSEND\\"

static struct chain whole(size_t width)
{
	static const unsigned char retry[4] = { 1 };
	static const char routing[544];
	struct chain chain = { .width = width };

	put_text(&chain, SMSSITE_SEND_INFO, "2 C9N Q7Z000AE 00008Q7 \\\\EDGE7\\SMS_SHRD\\LAN_DEFA.000");
	put_text(&chain, SMSSITE_SEND_ADDRESS, "{}{\\\\HUB\\SMS_SITE 0123456789}");
	put(&chain, SMSSITE_SEND_PACKAGE_FILE, TOSEND "Q7Z000AE.P00\0tail", sizeof(TOSEND "Q7Z000AE.P00\0tail"));
	put_text(&chain, SMSSITE_SEND_INSTRUCTION_FILE, TOSEND "Q7Z000AE.I00");
	put(&chain, SMSSITE_SEND_ACTION_CODE, retry, sizeof(retry));
	put_text(&chain, SMSSITE_SEND_STATUS, "SREQ_STATUS_ERROR");
	put(&chain, SMSSITE_SEND_ROUTING, routing, sizeof(routing));
	return chain;
}

static smssite_send_request *parse(const struct chain *chain)
{
	smssite_send_request *request = NULL;

	if (smssite_send_request_parse(chain->data, chain->size, &request))
		fail_msg("%s", smssite_error_message());
	return request;
}

static void what_the_records_say_is_read(void **state)
{
	(void)state;
	for (size_t width = 2; width <= 4; width += 2) {
		struct chain chain = whole(width);
		smssite_send_request *request = parse(&chain);
		const void *data;
		size_t size;

		assert_int_equal(smssite_send_request_record_count(request), 7);
		assert_int_equal(smssite_send_request_record_type(request, 6), SMSSITE_SEND_ROUTING);
		assert_int_equal(smssite_send_request_record_size(request, 6), 544);
		assert_int_equal(smssite_send_request_priority(request), 2);
		assert_string_equal(smssite_send_request_destination(request), "C9N");
		assert_string_equal(smssite_send_request_job(request), "Q7Z000AE");
		assert_string_equal(smssite_send_request_id(request), "00008Q7");
		assert_string_equal(smssite_send_request_outbox(request), "\\\\EDGE7\\SMS_SHRD\\LAN_DEFA.000");
		assert_string_equal(smssite_send_request_package_file(request), TOSEND "Q7Z000AE.P00");
		assert_string_equal(smssite_send_request_instruction_file(request), TOSEND "Q7Z000AE.I00");
		assert_string_equal(smssite_send_request_status(request), "ERROR");
		assert_int_equal(smssite_send_request_action(request), 1);
		assert_false(smssite_send_request_is_cancelled(request));
		assert_int_equal(smssite_send_request_record_data(request, 5, &data, &size), SMSSITE_OK);
		assert_memory_equal(data, "SREQ_STATUS_ERROR", size);
		smssite_send_request_free(request);
	}
}

static void an_info_of_fixed_fields_is_read(void **state)
{
	static const char info[] = "\3\0\0\0C9N\0Q7Z000AE\0_2ZYBPC\0\0\0";
	struct chain chain = { .width = 4 };
	smssite_send_request *request;

	(void)state;
	put(&chain, SMSSITE_SEND_INFO, info, sizeof(info));
	put_text(&chain, SMSSITE_SEND_CANCEL, "x");
	put_text(&chain, 99, "what is not documented");
	request = parse(&chain);
	assert_int_equal(smssite_send_request_priority(request), 3);
	assert_string_equal(smssite_send_request_destination(request), "C9N");
	assert_string_equal(smssite_send_request_job(request), "Q7Z000AE");
	assert_string_equal(smssite_send_request_id(request), "_2ZYBPC");
	assert_string_equal(smssite_send_request_status(request), "");
	assert_int_equal(smssite_send_request_action(request), -1);
	assert_true(smssite_send_request_is_cancelled(request));
	assert_null(smssite_send_record_name(99));
	assert_string_equal(smssite_send_record_name(SMSSITE_SEND_ROUTING), "ROUTING");
	smssite_send_request_free(request);
}

static void blanks_instead_of_a_destination_are_none(void **state)
{
	struct chain chain = { .width = 4 };
	smssite_send_request *request;

	(void)state;
	put_text(&chain, SMSSITE_SEND_INFO, "2                  ");
	request = parse(&chain);
	assert_string_equal(smssite_send_request_destination(request), "");
	assert_string_equal(smssite_send_request_job(request), "");
	smssite_send_request_free(request);
}

static void assert_refused(const struct chain *chain, const char *says)
{
	smssite_send_request *request;

	assert_int_equal(smssite_send_request_parse(chain->data, chain->size, &request), SMSSITE_MALFORMED);
	assert_null(request);
	if (!strstr(smssite_error_message(), says))
		fail_msg("%s", smssite_error_message());
}

static void records_without_or_beyond_length_are_refused(void **state)
{
	struct chain chain = { .width = 4 };
	smssite_send_request *request;

	(void)state;
	assert_refused(&chain, "without records");
	put_text(&chain, SMSSITE_SEND_INFO, "2 C9N Q7Z000AE 00008Q7");
	put(&chain, SMSSITE_SEND_ROUTING, "", 0);
	assert_refused(&chain, "0x1e has length 0");
	chain.size -= 4;
	put_word(&chain, 0x7FFFFFFF);
	assert_refused(&chain, "0x1e has 2147483647 bytes; 0 are there");
	chain.size -= 3;
	assert_refused(&chain, "too few");
	assert_int_equal(smssite_send_request_parse(chain.data, (1u << 20) + 1, &request), SMSSITE_LIMIT);
	assert_int_equal(smssite_send_request_parse(NULL, 1, &request), SMSSITE_INVALID);
}

static void every_beginning_is_read_or_refused(void **state)
{
	struct chain chain = whole(4);

	(void)state;
	for (size_t size = 0; size < chain.size; size++) {
		unsigned char *data = malloc(size ? size : 1);
		smssite_send_request *request = NULL;
		smssite_status status;

		memcpy(data, chain.data, size);
		status = smssite_send_request_parse(data, size, &request);
		free(data);
		assert_true(status == SMSSITE_OK ? request != NULL : status == SMSSITE_MALFORMED);
		smssite_send_request_free(request);
	}
}

static void too_many_records_are_refused(void **state)
{
	size_t size = 9 * 70000;
	unsigned char *data = calloc(1, size);
	smssite_send_request *request;

	(void)state;
	for (size_t i = 0; i < size; i += 9) {
		data[i] = SMSSITE_SEND_STATUS;
		data[i + 4] = 1;
	}
	assert_int_equal(smssite_send_request_parse(data, size, &request), SMSSITE_LIMIT);
	free(data);
}

static smssite_status parse_chain(void *chain)
{
	const struct chain *from = chain;
	smssite_send_request *request = NULL;
	smssite_status status = smssite_send_request_parse(from->data, from->size, &request);

	smssite_send_request_free(request);
	return status;
}

static void every_failing_allocation_is_survived(void **state)
{
	struct chain chain = whole(4);

	(void)state;
	assert_true(sweep_allocations(parse_chain, &chain) > 8);
}

static void nothing_answers_neutrally(void **state)
{
	struct chain chain = whole(4);
	smssite_send_request *request = parse(&chain), *same = smssite_send_request_ref(request);
	const void *data;
	size_t size;

	(void)state;
	smssite_send_request_free(request);
	assert_int_equal(smssite_send_request_record_type(same, 7), -1);
	assert_int_equal(smssite_send_request_record_size(same, 7), 0);
	assert_int_equal(smssite_send_request_record_data(same, 7, &data, &size), SMSSITE_INVALID);
	smssite_send_request_free(same);
	smssite_send_request_free(NULL);
	assert_null(smssite_send_request_ref(NULL));
	assert_string_equal(smssite_send_request_destination(NULL), "");
	assert_int_equal(smssite_send_request_priority(NULL), 0);
	assert_int_equal(smssite_send_request_action(NULL), -1);
	assert_false(smssite_send_request_is_cancelled(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_records_say_is_read),
		cmocka_unit_test(an_info_of_fixed_fields_is_read),
		cmocka_unit_test(blanks_instead_of_a_destination_are_none),
		cmocka_unit_test(records_without_or_beyond_length_are_refused),
		cmocka_unit_test(every_beginning_is_read_or_refused),
		cmocka_unit_test(too_many_records_are_refused),
		cmocka_unit_test(every_failing_allocation_is_survived),
		cmocka_unit_test(nothing_answers_neutrally),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
