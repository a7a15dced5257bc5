/* SPDX-License-Identifier: MIT */
/* How values and failures look in Python. The classes people see are in smssite/; this module is their inside. */
%begin %{
#define PY_SSIZE_T_CLEAN
%}
%{
#define NONE SWIG_Py_Void()
#define OWNED SWIG_POINTER_OWN

static PyObject *make_error;

static PyObject *from_text(const char *text)
{
	if (!text)
		return NONE;
	/* Names on a disk may be anything. */
	return PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "surrogateescape");
}

/* Picks the class by the code; classes are written in Python. */
static void raise_status(smssite_status status)
{
	PyObject *error = PyObject_CallFunction(make_error, "iNi", (int)status, from_text(smssite_error_message()),
		smssite_error_errno());

	if (error) {
		PyErr_SetObject((PyObject *)Py_TYPE(error), error);
		Py_DECREF(error);
	}
}

static bool is_none(PyObject *object)
{
	return object == Py_None;
}

/* Lives as long as the object. */
static const char *as_text(PyObject *object)
{
	const char *text = NULL;
	Py_ssize_t size;

	if (PyUnicode_Check(object)) {
		text = PyUnicode_AsUTF8AndSize(object, &size);
	} else if (PyBytes_Check(object)) {
		text = PyBytes_AS_STRING(object);
		size = PyBytes_GET_SIZE(object);
	} else {
		PyErr_Format(PyExc_TypeError, "a str is needed, not %.100s", Py_TYPE(object)->tp_name);
	}
	if (text && strlen(text) != (size_t)size) {
		PyErr_SetString(PyExc_ValueError, "embedded null character");
		return NULL;
	}
	return text;
}

/* The texts live as long as the sequence, the array is the caller's. */
static const char **as_texts(PyObject *object, size_t *count)
{
	const char **texts;

	if (!PyTuple_Check(object)) {
		PyErr_SetString(PyExc_TypeError, "a tuple of str is needed");
		return NULL;
	}
	*count = (size_t)PyTuple_GET_SIZE(object);
	texts = calloc(*count + 1, sizeof(*texts));
	if (!texts) {
		PyErr_NoMemory();
		return NULL;
	}
	for (size_t i = 0; i < *count; i++) {
		texts[i] = as_text(PyTuple_GET_ITEM(object, i));
		if (!texts[i]) {
			free(texts);
			return NULL;
		}
	}
	return texts;
}

static PyObject *from_bytes(const void *data, size_t size)
{
	return PyBytes_FromStringAndSize(data, (Py_ssize_t)size);
}

static bool as_bytes(PyObject *object, const void **data, size_t *size)
{
	if (!PyBytes_Check(object)) {
		PyErr_Format(PyExc_TypeError, "bytes are needed, not %.100s", Py_TYPE(object)->tp_name);
		return false;
	}
	*data = PyBytes_AS_STRING(object);
	*size = (size_t)PyBytes_GET_SIZE(object);
	return true;
}

static PyObject *from_int(int64_t number)
{
	return PyLong_FromLongLong(number);
}

static PyObject *from_stat(const struct smssite_tree_stat *stat)
{
	PyObject *mtime = stat->mtime_utc_s == SMSSITE_NO_TIME ? NONE : from_int(stat->mtime_utc_s);

	return Py_BuildValue("(iLNK)", (int)stat->kind, (long long)stat->size, mtime, (unsigned long long)stat->identity);
}

static PyObject *from_part(const struct smssite_trace_record *record, const char *part, size_t size)
{
	char *text = NULL;
	PyObject *value;

	if (size && smssite_trace_record_text(record, part, size, &text))
		return PyErr_NoMemory();
	value = PyUnicode_FromString(text ? text : "");
	smssite_free(text);
	return value;
}

static PyObject *from_number(int64_t number, int64_t none)
{
	return number == none ? NONE : from_int(number);
}

static PyObject *from_record(const struct smssite_trace_record *record)
{
	return Py_BuildValue("(iNNNNNNNNNNNNN)", (int)record->form, from_part(record, record->text, record->text_size),
		from_part(record, record->message, record->message_size),
		from_part(record, record->component, record->component_size),
		from_part(record, record->level, record->level_size),
		from_part(record, record->context, record->context_size),
		from_part(record, record->file, record->file_size),
		from_part(record, record->zone, record->zone_size), from_number(record->time_local_s, SMSSITE_NO_TIME),
		from_number(record->source_line, -1), from_number(record->thread, -1), from_number(record->time_ms, -1),
		from_int((int64_t)record->log), from_int((int64_t)record->line));
}
%}
%init %{
	PyObject *errors = PyImport_ImportModule("smssite._errors");

	if (!errors)
		return NULL;
	make_error = PyObject_GetAttrString(errors, "from_status");
	Py_DECREF(errors);
	if (!make_error)
		return NULL;
%}
%define %set_nothing
%set_output(SWIG_Py_Void())
%enddef

/* Only what reads, computes or writes at length lets other threads run; the short calls on objects that are
 * not immutable are kept apart by the interpreter's own lock. */
%nothread;
%thread smssite_tree_open;
%thread smssite_tree_resolve;
%thread smssite_tree_read_file;
%thread smssite_tree_write_file;
%thread smssite_tree_make_directory;
%thread smssite_tree_set_mtime;
%thread smssite_tree_list;
%thread smssite_control_file_parse;
%thread smssite_control_file_masked;
%thread smssite_control_file_to_json;
%thread smssite_services_parse;
%thread smssite_services_from_registry;
%thread smssite_parent_word_parse_site_list;
%thread smssite_parent_word_parse_hman_log;
%thread smssite_trace_log_add;
%thread smssite_trace_log_add_bytes;
%thread smssite_trace_log_add_descriptor;
%thread smssite_trace_log_next;
%thread smssite_registry_parse;
%thread smssite_registry_open_hive;
%thread smssite_registry_open;
%thread smssite_registry_control_set;
%thread smssite_registry_has_key;
%thread smssite_registry_find;
%thread smssite_registry_list;
%thread smssite_registry_data;
%thread smssite_registry_text;
%thread smssite_registry_number;
%thread smssite_setting_find;
%thread smssite_sms_ini_parse;
%thread smssite_system_map_parse;
%thread smssite_send_request_parse;
%thread smssite_profile_parse;
%thread smssite_rebuild_record_parse;
%thread smssite_rebuild_record_save;
%thread smssite_rebuild_record_new;
%thread smssite_observe;
%thread smssite_snapshot_save;
%thread smssite_snapshot_load;
%thread smssite_case_diagnose;
%thread smssite_case_trail;
%thread smssite_case_advise;
%thread smssite_findings_to_json;
%thread smssite_id_map_to_json;
%thread smssite_plan_activate;
%thread smssite_plan_force_ct2;
%thread smssite_plan_sendcode_ct2;
%thread smssite_plan_rebuild;
%thread smssite_plan_save;
%thread smssite_plan_load;
%thread smssite_plan_text;
%thread smssite_apply_begin;
%thread smssite_apply_resume;
%thread smssite_apply_undo;
%thread smssite_apply_abandon;
%thread smssite_apply_obstacle;
%thread smssite_apply_add_tree;
%thread smssite_apply_confirm;
%thread smssite_apply_next;
%thread smssite_apply_report;
