/* SPDX-License-Identifier: MIT */
#include "evidence/services.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/limits.h"
#include "evidence/list_text.h"
#include "evidence/saved.h"

#include <string.h>

/* Windows stops at 256 characters, names of services and display names alike. */
#define MAX_NAME 1024u

static const char *const state_names[] = { "unknown", "not-installed", "stopped", "not-running", "starting",
	"stopping", "running", "paused", "installed" };

#define STATES (sizeof(state_names) / sizeof(state_names[0]))

SMSSITE_API const char *smssite_service_state_name(smssite_service_state state)
{
	return (size_t)state < STATES ? state_names[state] : "?";
}

static struct sms_span first_word(struct sms_span line)
{
	size_t end = 0;

	while (end < line.size && line.data[end] != ' ' && line.data[end] != '\t')
		end++;
	return (struct sms_span){ line.data, end };
}

static struct sms_span last_word(struct sms_span line)
{
	size_t begin = line.size;

	while (begin && line.data[begin - 1] != ' ' && line.data[begin - 1] != '\t')
		begin--;
	return (struct sms_span){ line.data + begin, line.size - begin };
}

/* UNKNOWN if the word is no state. */
static smssite_service_state state_of_word(struct sms_span word)
{
	for (size_t i = 0; i < STATES; i++)
		if (i != SMSSITE_SERVICE_UNKNOWN && i != SMSSITE_SERVICE_NOT_RUNNING &&
			sms_span_equal_folded(word, state_names[i]))
			return (smssite_service_state)i;
	return SMSSITE_SERVICE_UNKNOWN;
}

/* The state a trimmed line ends with; UNKNOWN if it ends with none. */
static smssite_service_state state_at_end(struct sms_span line)
{
	return state_of_word(last_word(line));
}

/* `state NAME Title`: a state where the line begins and none where it ends. */
static bool begins_with_state(struct sms_span line)
{
	return state_of_word(first_word(line)) != SMSSITE_SERVICE_UNKNOWN &&
	       state_at_end(line) == SMSSITE_SERVICE_UNKNOWN;
}

static bool is_indented(struct sms_span line)
{
	return line.size && (line.data[0] == ' ' || line.data[0] == '\t');
}

static struct sms_span without_comment(struct sms_span line)
{
	for (size_t i = 0; i < line.size; i++) {
		if (line.data[i] == '#' && (!i || line.data[i - 1] == ' ' || line.data[i - 1] == '\t')) {
			line.size = i;
			break;
		}
	}
	return line;
}

/* `KEY : value`, as SC prints it. */
static bool take_field(struct sms_span line, const char *key, struct sms_span *value)
{
	size_t size = strlen(key);

	line = sms_span_trim(line);
	if (line.size < size || sms_compare_folded(line.data, size, key, size))
		return false;
	line = sms_span_trim((struct sms_span){ line.data + size, line.size - size });
	if (!line.size || line.data[0] != ':')
		return false;
	*value = sms_span_trim((struct sms_span){ line.data + 1, line.size - 1 });
	return true;
}

/* Lines of NET START are told from `NAME state` by a first line that ends with no state and stands further
 * left than what follows; its words depend on the language of Windows. */
static smssite_services_form recognise(struct sms_span text)
{
	struct sms_span rest = text, line, value;
	bool header = false, any = false, indented = false;

	while (sms_next_line(&rest, &line)) {
		struct sms_span words = sms_span_trim(without_comment(line));

		if (take_field(line, "SERVICE_NAME", &value))
			return SMSSITE_SERVICES_SC_QUERY;
		if (!words.size)
			continue;
		/* What stands above the services of SCLIST begins with dashes. */
		if (!any && words.data[0] == '-')
			continue;
		if (!any && begins_with_state(words))
			return SMSSITE_SERVICES_SCLIST;
		if (!any)
			header = !is_indented(line) && state_at_end(words) == SMSSITE_SERVICE_UNKNOWN;
		any = true;
		indented = indented || is_indented(line);
	}
	return header && indented ? SMSSITE_SERVICES_NET_START : SMSSITE_SERVICES_LINES;
}

smssite_status sms_services_add(
	smssite_services *self, struct sms_span name, smssite_service_state state, size_t line)
{
	struct sms_service_entry *entries;

	if (self->count == SMS_MAX_SERVICES)
		return sms_fail(SMSSITE_LIMIT, "line %zu: more than %u services", line, SMS_MAX_SERVICES);
	if (!name.size || name.size > MAX_NAME)
		return sms_fail(SMSSITE_MALFORMED,
			"line %zu: expected the name of a service, found %zu bytes", line, name.size);
	entries = sms_grow(self->entries, self->count, &self->capacity, sizeof(*entries));
	if (!entries)
		return SMSSITE_NO_MEMORY;
	self->entries = entries;
	/* The name stays where it was read: the byte behind it is a blank or a line end that has been used.
	 */
	((char *)name.data)[name.size] = '\0';
	entries[self->count++] = (struct sms_service_entry){
		.name = name.data, .line = line, .state = state, .start = -1, .image_path = "", .account = ""
	};
	return SMSSITE_OK;
}

static smssite_status read_lines(smssite_services *self, struct sms_span rest)
{
	struct sms_span line;

	for (size_t number = 1; sms_next_line(&rest, &line); number++) {
		struct sms_span words = sms_span_trim(without_comment(line));
		smssite_service_state state = state_at_end(words);
		smssite_status status;

		if (!words.size)
			continue;
		if (state == SMSSITE_SERVICE_UNKNOWN)
			return sms_fail(SMSSITE_MALFORMED,
				"line %zu: expected `NAME state`, or saved output of NET START or SC QUERY",
				number);
		words.size -= last_word(words).size;
		status = sms_services_add(self, sms_span_trim(words), state, number);
		if (status != SMSSITE_OK)
			return status;
	}
	self->missing = SMSSITE_SERVICE_UNKNOWN;
	return SMSSITE_OK;
}

/* Letters have the look of NET START and SCLIST as well, and what they do not name would be taken for not running. */
static smssite_status require_known(const smssite_services *self, const char *command)
{
	if (!self->count || sms_services_any_known(self))
		return SMSSITE_OK;
	return sms_fail(SMSSITE_MALFORMED,
		"line %zu: expected services in the output of %s, and no name here is that of a service of SMS or Windows NT",
		self->entries[0].line, command);
}

static smssite_status read_net_start(smssite_services *self, struct sms_span rest)
{
	/* Looked at before names are cut out of it. */
	bool blank_before = false, closed = false, header = sms_services_has_form(rest);
	struct sms_span line;

	for (size_t number = 1; sms_next_line(&rest, &line); number++) {
		struct sms_span words = sms_span_trim(without_comment(line));
		smssite_status status;

		if (!words.size || !is_indented(line)) {
			if (words.size && self->count && !blank_before && !closed)
				return sms_fail(SMSSITE_MALFORMED,
					"line %zu: expected an indented service or a blank "
					"line in the output of NET START",
					number);
			closed = closed || (words.size && self->count);
			header = header || (!self->count && sms_services_is_header(line));
			blank_before = !words.size;
			continue;
		}
		blank_before = false;
		if (closed || state_at_end(words) != SMSSITE_SERVICE_UNKNOWN)
			return sms_fail(SMSSITE_MALFORMED, "line %zu: %s in the output of NET START", number,
				closed ? "a service behind the closing line" : "a state behind a name");
		status = sms_services_add(self, sms_span_trim(line), SMSSITE_SERVICE_RUNNING, number);
		if (status != SMSSITE_OK)
			return status;
	}
	/* Without the closing line the end of the list may have been cut off. */
	self->missing = closed ? SMSSITE_SERVICE_NOT_RUNNING : SMSSITE_SERVICE_UNKNOWN;
	return header ? SMSSITE_OK : require_known(self, "NET START");
}

/* `4  RUNNING`: the numbers are those of SERVICE_STATUS. A pause that is coming or going counts as one. */
static smssite_service_state state_of_number(struct sms_span value)
{
	static const smssite_service_state states[] = { SMSSITE_SERVICE_STOPPED, SMSSITE_SERVICE_STARTING,
		SMSSITE_SERVICE_STOPPING, SMSSITE_SERVICE_RUNNING, SMSSITE_SERVICE_PAUSED,
		SMSSITE_SERVICE_PAUSED, SMSSITE_SERVICE_PAUSED };

	if (!value.size || value.data[0] < '1' || value.data[0] > '7' ||
		(value.size > 1 && value.data[1] != ' '))
		return SMSSITE_SERVICE_UNKNOWN;
	return states[value.data[0] - '1'];
}

/* SC's buffer was too small for all; it says where to go on. */
static bool says_more(struct sms_span line)
{
	static const char words[] = "more data";

	for (size_t i = 0; i + sizeof(words) - 1 <= line.size; i++)
		if (sms_compare_folded(line.data + i, sizeof(words) - 1, words, sizeof(words) - 1) == 0)
			return true;
	return false;
}

static smssite_status read_sc_query(smssite_services *self, struct sms_span rest)
{
	struct sms_span line, name = { NULL, 0 }, value;
	bool stopped = false, more = false;
	size_t name_line = 0;

	for (size_t number = 1; sms_next_line(&rest, &line); number++) {
		smssite_service_state state;
		smssite_status status;

		if (take_field(line, "SERVICE_NAME", &value)) {
			if (name.data)
				break;
			name = value;
			name_line = number;
		} else if (take_field(line, "STATE", &value)) {
			state = state_of_number(value);
			if (!name.data || state == SMSSITE_SERVICE_UNKNOWN)
				return sms_fail(SMSSITE_MALFORMED,
					"line %zu: expected `STATE : number word` below a "
					"SERVICE_NAME",
					number);
			status = sms_services_add(self, name, state, name_line);
			if (status != SMSSITE_OK)
				return status;
			name.data = NULL;
			stopped = stopped || state == SMSSITE_SERVICE_STOPPED;
		} else if (!name.data) {
			more = more || says_more(line);
		}
	}
	if (name.data)
		return sms_fail(
			SMSSITE_MALFORMED, "line %zu: expected a STATE for this SERVICE_NAME", name_line);
	self->missing = more	  ? SMSSITE_SERVICE_UNKNOWN
			: stopped ? SMSSITE_SERVICE_NOT_INSTALLED
				  : SMSSITE_SERVICE_NOT_RUNNING;
	return SMSSITE_OK;
}

/* The name is one word: those of SMS are. That what follows it is the title, and that the list is whole, is [INF]. */
static smssite_status read_sclist(smssite_services *self, struct sms_span rest)
{
	struct sms_span line;
	bool stopped = false;

	for (size_t number = 1; sms_next_line(&rest, &line); number++) {
		struct sms_span words = sms_span_trim(line), first = first_word(words);
		smssite_service_state state = state_of_word(first);
		smssite_status status;

		if (!words.size || words.data[0] == '-')
			continue;
		words = sms_span_trim((struct sms_span){ words.data + first.size, words.size - first.size });
		if (state == SMSSITE_SERVICE_UNKNOWN || !words.size)
			return sms_fail(SMSSITE_MALFORMED, "line %zu: expected `state NAME title` of SCLIST", number);
		status = sms_services_add(self, first_word(words), state, number);
		if (status != SMSSITE_OK)
			return status;
		stopped = stopped || state == SMSSITE_SERVICE_STOPPED;
	}
	self->missing = stopped ? SMSSITE_SERVICE_NOT_INSTALLED : SMSSITE_SERVICE_NOT_RUNNING;
	return require_known(self, "SCLIST");
}

static int compare(const smssite_services *self, uint32_t a, uint32_t b)
{
	const char *x = self->entries[a].name, *y = self->entries[b].name;

	return sms_compare_folded(x, strlen(x), y, strlen(y));
}

static void merge(const smssite_services *self, const uint32_t *from, uint32_t *to, size_t begin,
	size_t middle, size_t end)
{
	size_t left = begin, right = middle;

	for (size_t i = begin; i < end; i++) {
		if (left < middle && (right == end || compare(self, from[left], from[right]) <= 0))
			to[i] = from[left++];
		else
			to[i] = from[right++];
	}
}

/* A merge sort: its cost does not depend on what the list holds, and qsort() would allocate past the seam. */
static smssite_status sort(smssite_services *self)
{
	size_t count = self->count;
	uint32_t *spare = sms_calloc(count, sizeof(*spare)), *order = sms_calloc(count, sizeof(*order));

	if (!spare || !order) {
		sms_free(spare);
		sms_free(order);
		return SMSSITE_NO_MEMORY;
	}
	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	for (size_t width = 1; width < count; width *= 2) {
		uint32_t *sorted = spare;

		for (size_t i = 0; i < count; i += 2 * width)
			merge(self, order, sorted, i, i + width < count ? i + width : count,
				i + 2 * width < count ? i + 2 * width : count);
		spare = order;
		order = sorted;
	}
	sms_free(spare);
	self->order = order;
	return SMSSITE_OK;
}

static smssite_status check_contradictions(const smssite_services *self)
{
	for (size_t i = 1; i < self->count; i++) {
		const struct sms_service_entry *a = &self->entries[self->order[i - 1]],
				   *b = &self->entries[self->order[i]];

		if (a->state != b->state && sms_equal_folded(a->name, b->name))
			return sms_fail(SMSSITE_MALFORMED,
				"lines %zu and %zu contradict each other: %.200s %s, and %s", a->line,
				b->line, a->name, state_names[a->state], state_names[b->state]);
	}
	return SMSSITE_OK;
}

smssite_status sms_services_finish(smssite_services *self)
{
	smssite_status status = sort(self);

	return status ? status : check_contradictions(self);
}

smssite_services *sms_services_new(smssite_services_form form)
{
	smssite_services *self = sms_calloc(1, sizeof(*self));

	if (!self)
		return NULL;
	atomic_init(&self->references, 1);
	self->form = form;
	return self;
}

static smssite_status read_list(smssite_services *self, const void *data, size_t size)
{
	struct sms_span text = { NULL, 0 };
	smssite_status status;

	status = sms_list_text(data, size, &self->text, &text.size);
	if (status != SMSSITE_OK)
		return status;
	text.data = self->text;
	self->form = recognise(text);
	if (self->form == SMSSITE_SERVICES_SC_QUERY)
		status = read_sc_query(self, text);
	else if (self->form == SMSSITE_SERVICES_SCLIST)
		status = read_sclist(self, text);
	else if (self->form == SMSSITE_SERVICES_NET_START)
		status = read_net_start(self, text);
	else
		status = read_lines(self, text);
	if (status != SMSSITE_OK)
		return status;
	/* An empty file is a command that failed, not a server without services. */
	if (!self->count)
		return sms_fail(SMSSITE_MALFORMED, "line 1: expected a list of services, found none");
	return sms_services_finish(self);
}

SMSSITE_API smssite_status smssite_services_parse(const void *data, size_t size, smssite_services **services)
{
	smssite_services *self;
	smssite_status status;

	if (!data || !services)
		return sms_invalid("smssite_services_parse", "data and services must not be NULL");
	*services = NULL;
	if (size > SMS_MAX_SERVICE_LIST)
		return sms_fail(
			SMSSITE_LIMIT, "a list of services of more than %u bytes", SMS_MAX_SERVICE_LIST);
	self = sms_services_new(SMSSITE_SERVICES_LINES);
	if (!self)
		return SMSSITE_NO_MEMORY;
	status = read_list(self, data, size);
	if (status == SMSSITE_OK)
		*services = self;
	else
		smssite_services_free(self);
	return status;
}

smssite_service_state sms_services_missing(const smssite_services *self)
{
	return self ? self->missing : SMSSITE_SERVICE_UNKNOWN;
}

static smssite_status restore_list(smssite_services *self, const struct sms_saved_service *list, size_t count)
{
	struct sms_buffer text = { 0 };
	smssite_status status = SMSSITE_OK;
	size_t at = 0;

	for (size_t i = 0; i < count; i++)
		sms_buffer_add(&text, list[i].name, strlen(list[i].name) + 1);
	self->text = sms_buffer_finish(&text, NULL);
	if (!self->text)
		return SMSSITE_NO_MEMORY;
	for (size_t i = 0; !status && i < count; i++) {
		struct sms_span name = { self->text + at, strlen(self->text + at) };

		for (size_t j = 0; j < name.size; j++)
			if ((unsigned char)name.data[j] < 0x20 || name.data[j] == 0x7F)
				return sms_fail(SMSSITE_MALFORMED,
					"a control character in the name of service %zu", i);
		if ((size_t)list[i].state >= STATES)
			return sms_fail(SMSSITE_MALFORMED, "service %zu has a state that is none", i);
		status = sms_services_add(self, name, list[i].state, list[i].line);
		at += name.size + 1;
	}
	return status ? status : sms_services_finish(self);
}

smssite_status sms_services_restore(smssite_services_form form, smssite_service_state missing,
	const struct sms_saved_service *list, size_t count, smssite_services **services)
{
	smssite_services *self;
	smssite_status status;

	if ((size_t)form > SMSSITE_SERVICES_SCLIST || (size_t)missing >= STATES || !count)
		return sms_fail(
			SMSSITE_MALFORMED, "a list of services without entries or of an unknown form");
	self = sms_services_new(form);
	if (!self)
		return SMSSITE_NO_MEMORY;
	self->missing = missing;
	status = restore_list(self, list, count);
	if (status == SMSSITE_OK)
		*services = self;
	else
		smssite_services_free(self);
	return status;
}

SMSSITE_API smssite_services *smssite_services_ref(smssite_services *self)
{
	if (self)
		atomic_fetch_add_explicit(&self->references, 1, memory_order_relaxed);
	return self;
}

SMSSITE_API void smssite_services_free(smssite_services *self)
{
	if (!self || atomic_fetch_sub_explicit(&self->references, 1, memory_order_acq_rel) != 1)
		return;
	sms_free(self->order);
	sms_free(self->entries);
	sms_free(self->text);
	sms_arena_release(&self->arena);
	sms_free(self);
}

SMSSITE_API smssite_services_form smssite_services_get_form(const smssite_services *self)
{
	return self ? self->form : SMSSITE_SERVICES_LINES;
}

SMSSITE_API size_t smssite_services_count(const smssite_services *self)
{
	return self ? self->count : 0;
}

SMSSITE_API const char *smssite_services_name(const smssite_services *self, size_t index)
{
	return self && index < self->count ? self->entries[index].name : NULL;
}

SMSSITE_API smssite_service_state smssite_services_state(const smssite_services *self, size_t index)
{
	return self && index < self->count ? self->entries[index].state : SMSSITE_SERVICE_UNKNOWN;
}

SMSSITE_API size_t smssite_services_line(const smssite_services *self, size_t index)
{
	return self && index < self->count ? self->entries[index].line : 0;
}

SMSSITE_API smssite_service_state smssite_services_find(const smssite_services *self, const char *name)
{
	size_t low = 0, high = self ? self->count : 0;

	if (!self || !name)
		return SMSSITE_SERVICE_UNKNOWN;
	if (smssite_service_catalogue_kind(smssite_service_catalogue_find(name)) == SMSSITE_SERVICE_THREAD)
		name = "SMS_EXECUTIVE";
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct sms_service_entry *entry = &self->entries[self->order[middle]];
		int order = sms_compare_folded(entry->name, strlen(entry->name), name, strlen(name));

		if (!order)
			return entry->state;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return self->missing;
}

static const struct sms_service_entry *entry_at(const smssite_services *self, size_t index)
{
	return self && index < self->count ? &self->entries[index] : NULL;
}

SMSSITE_API int64_t smssite_services_start(const smssite_services *self, size_t index)
{
	const struct sms_service_entry *entry = entry_at(self, index);

	return entry ? entry->start : -1;
}

SMSSITE_API const char *smssite_services_image_path(const smssite_services *self, size_t index)
{
	const struct sms_service_entry *entry = entry_at(self, index);

	return entry ? entry->image_path : NULL;
}

SMSSITE_API const char *smssite_services_account(const smssite_services *self, size_t index)
{
	const struct sms_service_entry *entry = entry_at(self, index);

	return entry ? entry->account : NULL;
}

SMSSITE_API bool smssite_services_is_deleted(const smssite_services *self, size_t index)
{
	const struct sms_service_entry *entry = entry_at(self, index);

	return entry && entry->deleted;
}
