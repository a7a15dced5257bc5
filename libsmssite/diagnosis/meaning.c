/* SPDX-License-Identifier: MIT */
#include "diagnosis/meanings.h"
#include "base/text.h"

static const struct sms_meaning_table *const tables[] = { &sms_meanings_events, &sms_meanings_codes };

static const struct sms_meaning *at(size_t meaning)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		if (meaning < tables[i]->count)
			return &tables[i]->list[meaning];
		meaning -= tables[i]->count;
	}
	return NULL;
}

SMSSITE_API size_t smssite_meaning_count(void)
{
	return sms_meanings_events.count + sms_meanings_codes.count;
}

SMSSITE_API smssite_topic smssite_meaning_topic(size_t meaning)
{
	const struct sms_meaning *found = at(meaning);

	return found ? found->topic : SMSSITE_TOPIC_EVENT;
}

SMSSITE_API int64_t smssite_meaning_first(size_t meaning)
{
	const struct sms_meaning *found = at(meaning);

	return found ? found->first : -1;
}

SMSSITE_API int64_t smssite_meaning_last(size_t meaning)
{
	const struct sms_meaning *found = at(meaning);

	return found ? found->last : -1;
}

SMSSITE_API const char *smssite_meaning_name(size_t meaning)
{
	const struct sms_meaning *found = at(meaning);

	return found ? found->name : NULL;
}

SMSSITE_API const char *smssite_meaning_text(size_t meaning)
{
	const struct sms_meaning *found = at(meaning);

	return found ? found->text : NULL;
}

SMSSITE_API const char *smssite_meaning_rules(size_t meaning)
{
	const struct sms_meaning *found = at(meaning);

	return found ? found->rules : NULL;
}

SMSSITE_API const char *smssite_meaning_sources(size_t meaning)
{
	const struct sms_meaning *found = at(meaning);

	return found ? found->sources : NULL;
}

/* The number that all of the word is, of at most 15 digits; -1 if it is none. */
static int64_t number_of(const char *word, int base)
{
	int64_t number = 0;
	size_t digits = 0;

	for (; *word; word++, digits++) {
		char c = sms_upper(*word);
		int digit = sms_is_digit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;

		if (digit >= base || digits == 15)
			return -1;
		number = number * base + digit;
	}
	return digits ? number : -1;
}

SMSSITE_API size_t smssite_meaning_find(const char *word, size_t from)
{
	const struct sms_meaning *meaning;
	int64_t number, code;
	bool prefixed;

	if (!word)
		return SMSSITE_NO_INDEX;
	prefixed = word[0] == '0' && sms_upper(word[1]) == 'X';
	code = number_of(prefixed ? word + 2 : word, 16);
	number = prefixed ? code : number_of(word, 10);
	for (size_t i = from; (meaning = at(i)); i++) {
		int64_t wanted = meaning->topic == SMSSITE_TOPIC_DESPOOLER_CODE ? code : number;

		if ((wanted >= meaning->first && wanted <= meaning->last) ||
			(*meaning->name && sms_equal_folded(meaning->name, word)))
			return i;
	}
	return SMSSITE_NO_INDEX;
}

SMSSITE_API const char *smssite_topic_name(smssite_topic topic)
{
	static const char *const names[] = { "event", "reject code", "SCMAN code", "site status",
		"detailed site status", "SENDCODE", "Despooler code", "Win32 error" };

	return (size_t)topic < sizeof(names) / sizeof(*names) ? names[topic] : "?";
}
