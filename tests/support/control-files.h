/* SPDX-License-Identifier: MIT */
/* Site control files for tests: made up by us after the shape of the Resource Guide's grammar. With
 * control_file_secondary unchanged the bytes are those of tests/data/secondary.ct0. */
#ifndef CONTROL_FILES_H
#define CONTROL_FILES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct control_file_shape {
	const char *site_code, *parent_site_code, *server, *install_directory;
	/* 1 ACTUAL, 2 PROPOSED, 3 NEWSITE, 4 TRANSACTIONS, 5 or 6 LOCALTRANSACTIONS. */
	int type;
	int64_t time_utc_s;
	bool primary;
	/* Whole TRANSACTION lines, each with its \r\n; types 4 to 6 have nothing else. NULL: none. */
	const char *transactions;
	/* This many more addresses, to make a file large. */
	size_t more_addresses;
};

/* Q7Z "Edge" below C9N, as its master stands there after a change: 1997-07-15 12:00:00. */
static const struct control_file_shape control_file_secondary = {
	.site_code = "Q7Z",
	.parent_site_code = "C9N",
	.server = "EDGE7",
	.install_directory = "D:\\SMS",
	.type = 2,
	.time_utc_s = 868968000,
};

struct control_file_text {
	char *data;
	size_t size, capacity;
};

__attribute__((format(printf, 2, 3))) static inline void control_file_add(
	struct control_file_text *text, const char *format, ...)
{
	char line[4096];
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	if (size < 0 || (size_t)size >= sizeof(line))
		abort();
	if (text->capacity - text->size < (size_t)size + 1) {
		text->capacity = text->capacity * 2 + sizeof(line);
		text->data = realloc(text->data, text->capacity);
		if (!text->data)
			abort();
	}
	memcpy(text->data + text->size, line, (size_t)size + 1);
	text->size += (size_t)size;
}

/* Hex digits that no cipher made, always the same for a seed. */
static inline const char *control_file_hex(char *hex, size_t size, uint32_t seed)
{
	for (size_t i = 0; i < size; i++) {
		seed = seed * 1664525u + 1013904223u;
		hex[i] = "0123456789ABCDEF"[seed >> 28];
	}
	hex[size] = '\0';
	return hex;
}

static inline void control_file_address(struct control_file_text *text, const char *from, const char *to,
	const char *outbox, const char *server)
{
	char account[79], password[79], string[512];

	snprintf(string, sizeof(string), "({}{\\\\%s\\SMS_SITE %s%s})", server,
		control_file_hex(account, 78, 21), control_file_hex(password, 78, 22));
	control_file_add(text, "ADDRESS <%s><%s><MS_LAN_SENDER><%s>\r\n  #%zu%s\r\n", from, to, outbox,
		strlen(string), string);
}

static inline void control_file_account(
	struct control_file_text *text, const struct control_file_shape *shape)
{
	char hex[79];

	control_file_add(text, "BEGIN_SITE_ACCOUNT\r\n  <%d>\r\n  <%s>\r\n  <%s>\r\n  <%s>\r\n  <NORTH>\r\n",
		shape->primary ? 6 : 9, shape->site_code, shape->parent_site_code, shape->server);
	control_file_add(text, "  <Edge>\r\n  <%s>\r\n  <NORTH>\r\n", shape->install_directory);
	control_file_add(text, "  <%s>\r\n", control_file_hex(hex, 78, 1));
	control_file_add(text, "  <%s>\r\n", control_file_hex(hex, 78, 2));
	control_file_add(text, "  <%s>\r\n", control_file_hex(hex, 42, 3));
	if (shape->primary) {
		control_file_add(text, "  <SQL1>\r\n  <%s>\r\n", control_file_hex(hex, 78, 4));
		control_file_add(text, "  <%s>\r\n  <SMS>\r\n", control_file_hex(hex, 78, 5));
		control_file_add(text, "  <%s>\r\n", control_file_hex(hex, 42, 6));
	} else {
		control_file_add(text, "  <>\r\n  <>\r\n  <>\r\n  <>\r\n  <>\r\n");
	}
	control_file_add(text, "  <>\r\n  <>\r\nEND_SITE_ACCOUNT\r\n\r\n");
}

static inline void control_file_properties(struct control_file_text *text)
{
	static const char *const numbers[] = {
		"Hardware Scan><><><2",
		"Software Scan><><><3",
		"Hardware Scan Interval><><><0",
		"Software Scan Interval><><><7",
		"SNA Local Address><><><0",
		"Service Response><><><2",
		"Slow Net Strategy><><><1",
		"CLIENT CONFIG MANAGER ON SERVERS><><><3",
		"PACKAGE COMMAND MANAGER ON SERVERS><><><7",
		"INVENTORY AGENT ON SERVERS><><><7",
		"PCM Polling><><><60",
		"Logon Scripts><><><0",
		"Client Installation><><><891",
		"Version><786><><0",
		"Default Package Server><Default Package Server><><0",
		"Account Checking><><><1",
	};
	char user[79], password[79];

	control_file_add(text, "PROPERTY <Site Server Platform><INTEL X86><><0>\r\n"
			       "PROPERTY <Site Server Language><ENGLISH><><0>\r\n");
	control_file_add(text, "PROPERTY <Last Valid @><%s><%s><867000000>\r\n",
		control_file_hex(user, 78, 11), control_file_hex(password, 78, 12));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		control_file_add(text, "PROPERTY <%s>\r\n", numbers[i]);
	control_file_add(text, "\r\nBEGIN_PROPERTY_LIST\r\n   <ADRSTRFMT>\r\n   <MS_LAN_SENDER>\r\n"
			       "   <MS_ASYNC_RAS_SENDER>\r\nEND_PROPERTY_LIST\r\n\r\n");
	control_file_add(text, "BEGIN_PROPERTY_LIST\r\n   <DOMAINTYPE>\r\n   <Novell NetWare>\r\n"
			       "   <Microsoft Windows NT or LAN Manager>\r\nEND_PROPERTY_LIST\r\n\r\n");
}

static inline void control_file_components(
	struct control_file_text *text, const struct control_file_shape *shape)
{
	static const struct {
		int flags;
		const char *name, *file;
	} components[] = {
		{77, "SMS_HIERARCHY_MANAGER", "PREINST.EXE"},
		{2125, "SMS_INVENTORY_DATA_LOADER", "DATALDR.DLL"},
		{2253, "SMS_APPLICATIONS_MANAGER", "APPMGR.DLL"},
		{457, "SMS_SITE_CONFIG_MANAGER", "SITEINS.EXE"},
		{205, "SMS_EXECUTIVE", "SMSEXEC.EXE"},
		{2253, "SMS_MAINTENANCE_MANAGER", "MAINTAIN.DLL"},
		{2253, "SMS_SITE_REPORTER", "SITEREP.DLL"},
		{2253, "SMS_SCHEDULER", "SCHED.DLL"},
		{2253, "SMS_INVENTORY_PROCESSOR", "INVPROC.DLL"},
		{2253, "SMS_DESPOOLER", "DESPOOL.DLL"},
	};

	for (size_t i = 0; i < sizeof(components) / sizeof(*components); i++) {
		/* A secondary has those whose flags say SECONDARYSITE. */
		if (!shape->primary && !(components[i].flags & 0x80))
			continue;
		control_file_add(text,
			"BEGIN_COMPONENT\r\n  <%d>\r\n  <%s>\r\n  <%s>\r\n  <%s>\r\n  <D>\r\n"
			"END_COMPONENT\r\n\r\n",
			components[i].flags, components[i].name, components[i].file, shape->server);
	}
	control_file_add(text,
		"BEGIN_SENDER\r\n  <2765>\r\n  <MS_LAN_SENDER>\r\n  <SENDER.DLL>\r\n  <D>\r\n"
		"  <%s>\r\n  <SMS_LAN_SENDER>\r\n  OUTBOX <LAN_DEFAULT>\r\nEND_SENDER\r\n",
		shape->server);
}

/* The bytes of a healthy site's file; free(). *size counts them, and a NUL stands behind them. */
static inline char *control_file_make(const struct control_file_shape *shape, size_t *size)
{
	struct control_file_text text = {0};
	bool full = shape->type < 4;
	char hours[169];

	control_file_add(&text, "SITE CONTROL FILE [786][1.08]\r\n\r\n");
	control_file_add(&text,
		"BEGIN_FILE_DEFINITION\r\n  <%d>\r\n  <%s>\r\n  <%s>\r\n  <%s>\r\n  <%lld>\r\n  <0>\r\n"
		"END_FILE_DEFINITION\r\n\r\n",
		shape->type, full ? "Site configuration" : "Instructions", shape->site_code,
		shape->type == 1 ? shape->site_code : shape->parent_site_code, (long long)shape->time_utc_s);
	for (const char *line = shape->transactions, *next; line && *line; line = next) {
		next = strstr(line, "\r\n");
		next = next ? next + 2 : line + strlen(line);
		control_file_add(&text, "%.*s", (int)(next - line), line);
	}
	if (full) {
		control_file_account(&text, shape);
		control_file_properties(&text);
		control_file_add(&text,
			"BEGIN_DOMAIN\r\n  <NORTH>\r\n  <Microsoft Windows NT or LAN Manager>\r\n"
			"  <2>\r\n  LOGONSERVER <%s><><0><D:>\r\n  LOGONSERVER "
			"<EDGE8><><0><C:>\r\nEND_DOMAIN\r\n\r\n",
			shape->server);
		if (shape->primary)
			control_file_address(
				&text, shape->site_code, shape->site_code, "LAN_DEFAULT", shape->server);
		if (*shape->parent_site_code)
			control_file_address(
				&text, shape->site_code, shape->parent_site_code, "LAN_DEFAULT", "CENTRAL9");
		for (size_t i = 0; i < shape->more_addresses; i++) {
			char code[4] = {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i % 26], (char)('0' + i / 26 % 10),
				(char)('0' + i / 260 % 10), '\0'};

			control_file_address(&text, shape->site_code, code, "", "FAR1");
		}
		memset(hours, 'F', 168);
		hours[168] = '\0';
		control_file_add(&text, "OUTBOX <LAN_DEFAULT><><MS_LAN_SENDER><%s><1><D><%s>\r\n", hours,
			shape->server);
		control_file_add(&text, "OUTBOX <RAS_ASYNC_DEFAULT><><MS_ASYNC_RAS_SENDER><%s><1><D><%s>\r\n",
			hours, shape->server);
		control_file_add(&text, "SERVER <%s><Default Package Server><0><D>\r\n\r\n", shape->server);
		control_file_components(&text, shape);
	}
	*size = text.size;
	return text.data;
}

#endif
