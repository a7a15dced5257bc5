/* SPDX-License-Identifier: MIT */
/* The shape of the bindings, the same for every language. The public headers are read as they are, so every
 * call is here; what is said below is how arguments and results travel. A language supplies a handful of C
 * functions (see its manners.i) and, in its own words, the classes that people see.
 *
 *   NONE          the language's null value
 *   from_text     UTF-8 -> text, NULL -> none          as_text   text or bytes -> UTF-8; NULL: error is set
 *   from_bytes    bytes                                as_bytes  bytes -> pointer and size; false: error is set
 *   from_int      int64_t
 *   from_stat     struct smssite_tree_stat
 *   from_record   struct smssite_trace_record, its members in their order
 *   raise_status  sets the error of a status
 */
#ifdef SWIGPYTHON
%module(moduleimport="from . import $module") _core
#endif
%{
#include <smssite.h>
%}
%include <stdint.i>
#define SMSSITE_API

%rename("%(regex:/^(smssite|SMSSITE)_(.*)$/\\2/)s") "";

/* What has no meaning outside C: memory, callbacks, references, and the compile-time version. */
%ignore SMSSITE_VERSION;
%ignore smssite_free;
%ignore smssite_allocator;
%ignore smssite_set_allocator;
%ignore smssite_set_log_sink;
%ignore smssite_tree_ops;
%ignore smssite_tree_new;
%ignore smssite_tree_stat;
%ignore smssite_trace_record;
%ignore smssite_trace_record_text;
%ignore smssite_rules_interest;
%rename("$ignore", regextarget=1) "^smssite_[a-z_]+_(free|ref)$";
/* Told by the exception, together with its class. */
%ignore smssite_error_message;
%ignore smssite_error_errno;

#ifdef SWIGPYTHON
%include "python/manners.i"
#else
%include "perl/manners.i"
#endif

/* ---- failures */
%typemap(out, noblock=1) smssite_status {
	if ($1 != SMSSITE_OK) {
		raise_status($1);
		SWIG_fail;
	}
	%set_nothing;
}
/* A value, no failure of the call. */
%typemap(out, noblock=1) smssite_status smssite_snapshot_document_status, smssite_status smssite_snapshot_log_status,
		smssite_status smssite_snapshot_registry_source_status {
	%set_output(from_int($1));
}

/* ---- text */
%typemap(in, noblock=1) const char * {
	$1 = (char *)as_text($input);
	if (!$1)
		SWIG_fail;
}
/* Where the library takes "not known". */
%typemap(in, noblock=1) const char *site_code, const char *install_directory, const char *value, const char *at,
		const char *parent, const char *server, const char *next_range, const char *boot_drive {
	$1 = NULL;
	if (!is_none($input)) {
		$1 = (char *)as_text($input);
		if (!$1)
			SWIG_fail;
	}
}
%typemap(freearg) const char *, const char *site_code, const char *install_directory, const char *value, const char *at,
		const char *parent, const char *server, const char *next_range, const char *boot_drive ""
%typemap(out, noblock=1) const char * {
	%set_output(from_text($1));
}
%typemap(in, numinputs=0, noblock=1) char **text (char *temp = NULL), char **actual (char *temp = NULL),
		char **json (char *temp = NULL) {
	$1 = &temp;
}
%typemap(argout, noblock=1) char **text, char **actual, char **json {
	%append_output(from_text(*$1));
	smssite_free(*$1);
}
%typemap(freearg) char **text, char **actual, char **json ""
%typemap(in, numinputs=0, noblock=1) const char **reason (const char *temp = NULL) {
	$1 = ($1_ltype)&temp;
}
%typemap(argout, noblock=1) const char **reason {
	%append_output(from_text(*$1));
}
%typemap(in, numinputs=0, noblock=1) char text[ANY] (char temp[$1_dim0] = "") {
	$1 = temp;
}
%typemap(argout, noblock=1) char text[ANY] {
	%append_output(from_text($1));
}
%typemap(freearg) char text[ANY] ""
%typemap(in, noblock=1) (size_t value_count, const char *const *values) {
	$2 = ($2_ltype)as_texts($input, &$1);
	if (!$2)
		SWIG_fail;
}
%typemap(freearg, noblock=1) (size_t value_count, const char *const *values) {
	free((void *)$2);
}

/* ---- bytes */
%typemap(in, noblock=1) (const void *data, size_t size) (const void *bytes, size_t length),
		(const char *line, size_t size) (const void *bytes, size_t length),
		(const char *text, size_t size) (const void *bytes, size_t length),
		(const void *output, size_t output_size) (const void *bytes, size_t length) {
	if (!as_bytes($input, &bytes, &length))
		SWIG_fail;
	$1 = ($1_ltype)bytes;
	$2 = length;
}
%typemap(freearg) (const char *line, size_t size), (const char *text, size_t size) ""
%typemap(in, numinputs=0, noblock=1) (void **data, size_t *size) (void *bytes = NULL, size_t length = 0) {
	$1 = ($1_ltype)&bytes;
	$2 = &length;
}
%typemap(argout, noblock=1) (void **data, size_t *size) {
	%append_output(from_bytes(*$1, *$2));
	smssite_free(*$1);
}
%typemap(in, numinputs=0, noblock=1) (const void **data, size_t *size) (const void *bytes = NULL, size_t length = 0) {
	$1 = ($1_ltype)&bytes;
	$2 = &length;
}
%typemap(in, numinputs=0, noblock=1) (const char **data, size_t *size) (const char *bytes = NULL, size_t length = 0) {
	$1 = ($1_ltype)&bytes;
	$2 = &length;
}
%typemap(argout, noblock=1) (const void **data, size_t *size), (const char **data, size_t *size) {
	%append_output(from_bytes(*$1, *$2));
}

/* ---- numbers: what the headers call unknown, or no position, is the language's null value */
%typemap(out, noblock=1) int64_t {
	%set_output($1 == SMSSITE_NO_TIME ? NONE : from_int($1));
}
%typemap(out, noblock=1) int64_t smssite_control_file_build, int64_t smssite_snapshot_build,
		int64_t smssite_snapshot_free_bytes, int64_t smssite_trail_candidate_age_s, int64_t smssite_trail_evidence_age_s, int64_t smssite_id_map_server_lasts_s, int64_t smssite_registry_type {
	%set_output($1 < 0 ? NONE : from_int($1));
}
%typemap(out, noblock=1) int64_t smssite_services_start, int64_t smssite_system_map_build,
		int64_t smssite_system_map_component_flags, int64_t smssite_system_map_file_size, int64_t smssite_system_map_file_other_size,
		int64_t smssite_system_map_file_flags, int64_t smssite_send_request_record_type {
	%set_output($1 < 0 ? NONE : from_int($1));
}
%typemap(out, noblock=1) int smssite_send_request_priority {
	%set_output($1 ? from_int($1) : NONE);
}
%typemap(out, noblock=1) int smssite_send_request_action {
	%set_output($1 < 0 ? NONE : from_int($1));
}
%typemap(out, noblock=1) size_t {
	%set_output($1 == SMSSITE_NO_INDEX ? NONE : from_int((int64_t)$1));
}
%typemap(in, numinputs=0, noblock=1) int64_t *number (int64_t temp = 0) {
	$1 = &temp;
}
%typemap(argout, noblock=1) int64_t *number {
	%append_output(from_int(*$1));
}
%typemap(in, numinputs=0, noblock=1) uint32_t * (uint32_t temp = 0), uint64_t * (uint64_t temp = 0) {
	$1 = &temp;
}
%typemap(argout, noblock=1) uint32_t *, uint64_t * {
	%append_output(from_int((int64_t)*$1));
}
%typemap(in, numinputs=0, noblock=1) size_t *line (size_t temp = 0), size_t *value (size_t temp = 0),
		size_t *count (size_t temp = 0) {
	$1 = &temp;
}
%typemap(argout, noblock=1) size_t *line, size_t *value, size_t *count {
	%append_output(from_int((int64_t)*$1));
}
%typemap(in, numinputs=0, noblock=1) bool *has (bool temp = false) {
	$1 = &temp;
}
%typemap(argout, noblock=1) bool *has {
	%append_output(SWIG_From(bool)(*$1));
}
%typemap(in, numinputs=0, noblock=1) smssite_verdict *verdict (smssite_verdict temp = SMSSITE_VERDICT_UNKNOWN) {
	$1 = &temp;
}
%typemap(in, numinputs=0, noblock=1) smssite_product *product (smssite_product temp = SMSSITE_PRODUCT_SMS_1) {
	$1 = &temp;
}
%typemap(argout, noblock=1) smssite_verdict *verdict, smssite_product *product {
	%append_output(from_int(*$1));
}

/* Where none means the site itself. */
%typemap(in, noblock=1, fragment=SWIG_AsVal_frag(size_t)) size_t server (size_t place = SMSSITE_NO_INDEX) {
	if (!is_none($input) && !SWIG_IsOK(SWIG_AsVal(size_t)($input, &place)))
		SWIG_exception_fail(SWIG_TypeError, "in $symname: no position");
	$1 = place;
}

/* ---- small structs: tuples */
%typemap(in, numinputs=0, noblock=1) struct smssite_tree_stat *stat (struct smssite_tree_stat temp = { 0 }) {
	$1 = &temp;
}
%typemap(argout, noblock=1) struct smssite_tree_stat *stat {
	%append_output(from_stat($1));
}
%typemap(in, numinputs=0, noblock=1) struct smssite_trace_record *record (struct smssite_trace_record temp = { 0 }) {
	$1 = &temp;
}
%typemap(argout, noblock=1) struct smssite_trace_record *record {
	%append_output(from_record($1));
}

/* The next record of a log, or none. */
%typemap(in, numinputs=0, noblock=1) (struct smssite_trace_record *record, bool *has) (
		struct smssite_trace_record temp = { 0 }, bool is_there = false) {
	$1 = &temp;
	$2 = &is_there;
}
%typemap(argout, noblock=1) (struct smssite_trace_record *record, bool *has) {
	%append_output(*$2 ? from_record($1) : NONE);
}

/* ---- what the rules want to see goes into every snapshot */
%typemap(in, numinputs=0, noblock=1) const smssite_interest *interest {
	$1 = (smssite_interest *)smssite_rules_interest();
}

/* ---- handles: an object of the language owns exactly one reference */
%define %handle(name)
%nodefaultctor smssite_##name;
%typemap(in, numinputs=0, noblock=1) smssite_##name ** (smssite_##name *temp = NULL) {
	$1 = &temp;
}
%typemap(argout, noblock=1) smssite_##name ** {
	%append_output(SWIG_NewPointerObj(*$1, $*1_descriptor, OWNED));
}
%typemap(check, noblock=1) smssite_##name *, const smssite_##name *, struct smssite_##name * {
	if (!$1)
		SWIG_exception_fail(SWIG_TypeError, "in $symname: nothing was given where an object is needed");
}
struct smssite_##name {};
%extend smssite_##name {
	~smssite_##name() { smssite_##name##_free($self); }
}
%enddef
/* What the library lends out is kept by a reference of its own. */
%define %counted_handle(name)
%handle(name)
%typemap(out, noblock=1) smssite_##name * {
	%set_output($1 ? SWIG_NewPointerObj(smssite_##name##_ref($1), $1_descriptor, OWNED) : NONE);
}
%enddef
%counted_handle(tree)
%counted_handle(control_file)
%counted_handle(services)
%counted_handle(parent_word)
%counted_handle(registry)
%counted_handle(sms_ini)
%counted_handle(system_map)
%counted_handle(send_request)
%counted_handle(command)
%counted_handle(snapshot)
%counted_handle(profile)
%counted_handle(rebuild_record)
%counted_handle(plan)
%handle(uid_store)
%handle(id_map)
%handle(listing)
%handle(registry_listing)
%handle(registry_edit)
%handle(control_file_edit)
%handle(sources)
%handle(case)
%handle(findings)
%handle(trace_log)
%handle(trail)
%handle(advice)
%handle(apply)
%handle(action)

/* A logon server that is not in view. */
%typemap(check) smssite_snapshot *server "";

%include <smssite/base.h>
%include <smssite/smsid.h>
%include <smssite/tree.h>
%include <smssite/control_file.h>
%include <smssite/trace_record.h>
%include <smssite/trace_log.h>
%include <smssite/services.h>
%include <smssite/parent_word.h>
%include <smssite/registry.h>
%include <smssite/registry_edit.h>
%include <smssite/sms_ini.h>
%include <smssite/system_map.h>
%include <smssite/send_request.h>
%include <smssite/command.h>
%include <smssite/layout.h>
%include <smssite/meaning.h>
%include <smssite/snapshot.h>
%include <smssite/profile.h>
%include <smssite/box.h>
%include <smssite/case.h>
%include <smssite/uid_store.h>
%include <smssite/id_map.h>
%include <smssite/rule.h>
%include <smssite/findings.h>
%include <smssite/trail.h>
%include <smssite/advice.h>
%include <smssite/rebuild_record.h>
%include <smssite/plan.h>
%include <smssite/apply.h>
